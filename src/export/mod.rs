//! Reports, scenes and results as bytes of other formats; one file per format. No dialogs.

mod canvas;
pub mod csv;
pub mod diff_json;
mod glyphs;
pub mod graph;
pub mod html;
pub mod json;
pub mod markdown;
pub mod mspdi;
pub mod pdf;
pub mod png;
pub mod report_json;
pub mod scene_json;
pub mod sheets;
pub mod svg;
pub mod text;

pub use glyphs::{Spare, Spares, lacking};
