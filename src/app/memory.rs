//! What is remembered between two starts: nothing of a plan, only how the window was left.

use crate::ui::arrangement::Arrangement;
use std::path::{Path, PathBuf};

const KEY: &str = "slipway";
const ARRANGEMENT: &str = "slipway.arrangement";
/// Most plans in the list of recent ones.
const RECENT: usize = 10;

/// What is remembered.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(super) struct Remembered {
    pub last_plan: Option<PathBuf>,
    pub recent: Vec<PathBuf>,
    pub theme: Option<egui::ThemePreference>,
    pub zoom: Option<f32>,
    pub view: Option<crate::ui::panels::Panel>,
    pub timeline: crate::ui::panels::Kept,
    pub risks: crate::ui::panels::KeptRisks,
}

impl Remembered {
    /// As it was left; nothing when it cannot be read.
    pub fn load(storage: Option<&dyn eframe::Storage>) -> Self {
        storage.and_then(|s| s.get_string(KEY)).and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// A plan was opened or saved: it comes first among the recent ones.
    pub fn note_plan(&mut self, path: &Path) {
        // Another working folder must not make another plan of it.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        self.recent.retain(|p| *p != path);
        self.recent.insert(0, path.clone());
        self.recent.truncate(RECENT);
        self.last_plan = Some(path);
    }

    /// A plan is not there any more.
    pub fn forget_plan(&mut self, path: &Path) {
        self.recent.retain(|p| p != path);
    }

    /// Keeps it.
    pub fn store(&self, arrangement: &Arrangement, storage: &mut dyn eframe::Storage) {
        if let Ok(text) = ron::to_string(self) {
            storage.set_string(KEY, text);
        }
        if let Some(text) = arrangement.to_text() {
            storage.set_string(ARRANGEMENT, text);
        }
    }
}

/// How the views of the plan arrangement lay, when that still makes sense.
pub(super) fn arrangement(storage: Option<&dyn eframe::Storage>) -> Option<Arrangement> {
    storage.and_then(|s| s.get_string(ARRANGEMENT)).and_then(|text| Arrangement::remembered(&text))
}
