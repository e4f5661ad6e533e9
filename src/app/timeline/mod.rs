//! What the frame around the views does for the timeline: which keys are its own, what it is compared
//! with, its baseline.

pub(super) mod versions;

use super::App;
use crate::analysis::{Analysis, hand, words};
use crate::export::sheets;
use crate::model::RecordKind;
use crate::scene::gantt;
use crate::scene::palette::Theme;
use crate::storage::atomic;
use crate::ui::action::Action;
use crate::ui::dialogs::{Dialog, Draft};
use crate::ui::notices::Message;
use crate::ui::panels::{Panel, Timeline};
use crate::ui::selection::Selection;
use egui::Context;
use std::collections::BTreeSet;
use std::path::Path;

/// Which verbs of the timeline its keys mean now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TimelineKeys {
    /// None: another view is shown, or a field has the keyboard.
    None,
    /// Those with Ctrl or Alt, and function keys.
    Chords,
    /// All of them: the keyboard is in its table.
    All,
}

impl TimelineKeys {
    pub fn allows(self, action: Action) -> bool {
        let plain = action.shortcut().is_some_and(|s| {
            let is_function = matches!(s.logical_key, egui::Key::F2 | egui::Key::F3);
            !is_function && !s.modifiers.command && !s.modifiers.alt
        });
        match self {
            Self::None => false,
            Self::Chords => action.is_of_timeline() && !plain,
            Self::All => action.is_of_timeline(),
        }
    }
}

impl App {
    /// The timeline is on the screen.
    pub(super) fn shows_timeline(&self) -> bool {
        matches!(self.panel, Panel::Timeline | Panel::Plan)
    }

    /// Rows of the timeline are what is selected.
    pub(super) fn moves_rows(&self) -> bool {
        self.selection.lead().is_some_and(|at| matches!(at.kind, RecordKind::Task | RecordKind::Section))
    }

    /// Which keys belong to the timeline now. Where nothing else has the keyboard its table takes it.
    pub(super) fn timeline_keys(&mut self, ctx: &Context) -> TimelineKeys {
        if !self.shows_timeline() || ctx.text_edit_focused() || egui::Popup::is_any_open(ctx) {
            return TimelineKeys::None;
        }
        let focused = Timeline::has_focus(ctx);
        match (focused, ctx.memory(egui::Memory::focused)) {
            (true, _) => TimelineKeys::All,
            _ if self.panel == Panel::Timeline => TimelineKeys::Chords,
            (false, None) if self.moves_rows() => TimelineKeys::Chords,
            _ => TimelineKeys::None,
        }
    }

    /// The keyboard goes to the fields of the selected record.
    pub(super) fn focus_inspector(&self, ctx: &Context) {
        if let Some(id) = self.panels.inspector_focus().filter(|_| !self.selection.is_empty()) {
            ctx.memory_mut(|m| m.request_focus(id));
        }
    }

    /// Freezes the forecast; its record is selected, so that the reason can be typed.
    pub(super) fn set_baseline(&mut self) {
        let edit = hand::baselined(&self.analysis);
        if self.document.apply(edit, false).is_some() {
            self.follow();
            let plan = self.document.plan();
            let tasks = plan.baseline.get().map_or(0, |b| b.tasks.len());
            let key = plan.baseline.key();
            self.selection = Selection::one(crate::model::RecordRef { kind: RecordKind::Baseline, key });
            self.notices.say(format!("The baseline holds the dates of {}; say why in its note", words::count(tasks, "task")));
        }
    }

    /// The timeline beside the file as it was saved.
    pub(super) fn compare_saved(&mut self) {
        if let Some(path) = self.document.path.clone() {
            self.compare_file(&path, "the saved file".into());
        }
    }

    /// The timeline beside another plan.
    pub(super) fn compare_file(&mut self, path: &Path, label: String) {
        match crate::storage::open(path) {
            Ok(opened) => self.compare_plan(label, Box::new(Analysis::of(&opened.origin.plan))),
            Err(e) => self.notices.offer(Message { sign: crate::scene::Sign::Bad, text: e.to_string(), offers: Vec::new(), stays: true }),
        }
    }

    /// The timeline beside a plan that was read.
    pub(super) fn compare_plan(&mut self, label: String, other: Box<Analysis>) {
        let found = self.analysis.schedule.net.records.iter().filter(|r| other.schedule.net.find(&r.id).is_some()).count();
        self.notices.say(format!("Comparing with {label}: {} of {} found in it", found, words::count(self.analysis.schedule.dates.len(), "task")));
        self.panels.timeline().compare_with(label, other);
        if !self.shows_timeline() {
            self.panel = Panel::Timeline;
        }
    }

    /// Asks how the timeline goes on paper.
    pub(super) fn print_dialog(&mut self) {
        let near = Some(self.document.plan().status_date());
        let mut options = self.files.print.clone();
        if options.columns.is_empty() {
            options.columns = self.panels.timeline().kept.columns.iter().map(|(c, _)| *c).filter(|c| *c != hand::Column::Title).collect();
        }
        self.dialog = Some(Dialog::Print(options, Draft { near, ..Draft::default() }));
    }

    /// Writes the timeline as a picture or as pages.
    pub(super) fn write_timeline(&mut self, path: &Path) {
        let options = self.files.print.clone();
        let path = if path.extension().is_none() { path.with_extension("pdf") } else { path.to_owned() };
        let Some(format) = sheets::Format::of(&path) else {
            let text = format!("{} does not end in .pdf, .svg or .png. End the name in one of them.", path.display());
            self.dialog = Some(Dialog::Message("The timeline was not written".into(), text));
            return;
        };
        let pages = gantt::pages(&self.analysis, &options);
        let lacking = if format == sheets::Format::Svg { BTreeSet::new() } else { crate::export::lacking(&pages) };
        let spares = crate::storage::fonts::covering(&lacking);
        let written = sheets::files(&path, &pages, format, Theme::Light, 2.0, &spares);
        let saved = written.and_then(|files| {
            let count = files.len();
            files.into_iter().try_for_each(|(path, bytes)| atomic::write(&path, &bytes, None, &|_| true).map(|_| ()).map_err(|e| e.to_string())).map(|()| count)
        });
        match saved {
            Ok(files) => {
                let pages = words::count(pages.len(), "page");
                self.notices.say(if files == 1 {
                    format!("Wrote {} ({pages})", path.display())
                } else {
                    format!("Wrote {pages} as {files} files beside {}", path.display())
                });
            }
            Err(why) => self.dialog = Some(Dialog::Message("The timeline was not written".into(), why)),
        }
        if let Some(warning) = spares.warning() {
            let text = format!("In the picture {warning}");
            self.notices.offer(Message { sign: crate::scene::Sign::Warn, text, offers: Vec::new(), stays: true });
        }
        if let Some(points) = sheets::too_small(&gantt::pages(&self.analysis, &options)) {
            let text = format!("The smallest type is {points:.1} pt: too small to read on paper. Choose larger paper, fewer rows, or sheets.");
            self.notices.offer(Message { sign: crate::scene::Sign::Warn, text, offers: Vec::new(), stays: true });
        }
    }
}
