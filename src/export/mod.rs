//! Reports, scenes and results as bytes of other formats; one file per format. No dialogs.

mod canvas;
mod glyphs;
pub mod html;
pub mod json;
pub mod markdown;
pub mod pdf;
pub mod png;
pub mod scene_json;
pub mod svg;
