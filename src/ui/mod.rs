//! The window, egui only: context, actions, theme, painters, widgets, panels. Never changes a
//! plan, never opens a file: it reads through [`context::Cx`] and asks through its inbox.

pub mod action;
pub mod arrangement;
pub mod context;
pub mod dialogs;
pub mod inspector;
pub mod menus;
pub mod notices;
pub mod paint;
pub mod palette;
pub mod panels;
pub mod records;
pub mod remedies;
pub mod selection;
pub mod stage;
pub mod theme;
pub mod widgets;
