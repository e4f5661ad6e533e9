//! The window, egui only: context, actions, theme, painters, widgets, panels. Never changes a
//! plan, never opens a file: it reads through [`context::Cx`] and asks through its inbox.

pub mod action;
pub mod context;
pub mod dialogs;
pub mod paint;
pub mod panels;
pub mod theme;
pub mod widgets;
