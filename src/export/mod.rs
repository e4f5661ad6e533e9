//! Reports, scenes and results as bytes of other formats; one file per format. No dialogs.

pub mod html;
pub mod json;
pub mod markdown;
pub mod scene_json;
pub mod svg;
