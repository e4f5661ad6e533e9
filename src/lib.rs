//! Slipway plans a software release, sees the slip coming, and ships.
//!
//! One crate, layered: `model ← edit ← analysis ← scene ← report ← (storage, import, export) ←
//! ui ← app`. Each layer knows only those to its left; `ARCHITECTURE.md` tells the rest.

pub mod analysis;
pub mod app;
pub mod cli;
pub mod edit;
pub mod export;
pub mod import;
pub mod model;
pub mod report;
pub mod scene;
pub mod storage;
pub mod ui;
