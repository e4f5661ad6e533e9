//! The earlier versions of the plan's file, to choose one from.

use super::{Answer, heading};
use crate::scene::{Role, Weight, text};
use crate::storage::versions::{Version, Versions};
use crate::ui::theme::{self, font};
use egui::{Role as Access, Sense, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// From so many on there is a field to search in.
const MANY: usize = 9;

/// Where the second column begins.
const COLUMN: f32 = 150.0;

/// The list as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct VersionList {
    /// What was found; nothing while it is being looked for.
    pub found: Option<Arc<Versions>>,
    /// The name of the file.
    file: String,
    search: String,
}

impl VersionList {
    /// Nothing is found yet.
    pub fn looking(file: String) -> Self {
        Self { found: None, file, search: String::new() }
    }
}

/// Shows the list; the version that was chosen.
pub(super) fn show(ui: &mut Ui, list: &mut VersionList) -> Option<Answer> {
    heading(ui, "Compare with an earlier version");
    ui.add(egui::Label::new(theme::small(format!("The timeline stands beside {} as it was then. Nothing is changed.", list.file))).wrap());
    ui.add_space(8.0);
    let mut chosen = None;
    match list.found.clone() {
        None => {
            ui.label("Looking for earlier versions…");
        }
        Some(found) => chosen = choices(ui, list, &found),
    }
    ui.add_space(12.0);
    let cancel = ui.button("Cancel");
    chosen.map(Answer::Version).or(cancel.clicked().then_some(Answer::Cancel))
}

fn choices(ui: &mut Ui, list: &mut VersionList, found: &Versions) -> Option<Version> {
    if found.list.is_empty() {
        ui.label("There is no earlier version.");
    }
    if let Some(note) = found.note() {
        ui.add(egui::Label::new(theme::small(note).color(theme::role(ui, Role::Muted))).wrap());
    }
    if found.list.len() >= MANY {
        let field = egui::TextEdit::singleline(&mut list.search).hint_text("Search by date or words").desired_width(f32::INFINITY);
        let field = ui.add(field);
        field.widget_info(|| WidgetInfo::labeled(Access::TextInput, true, "Search versions"));
        if ui.memory(|m| m.focused().is_none()) {
            field.request_focus();
        }
        ui.add_space(4.0);
    }
    let words = list.search.to_lowercase();
    let is_meant = |v: &&Version| words.split_whitespace().all(|w| format!("{} {} {}", v.when(), v.from(), v.id()).to_lowercase().contains(w));
    let shown: Vec<&Version> = found.list.iter().filter(is_meant).collect();
    if shown.is_empty() && !found.list.is_empty() {
        ui.label(format!("None of {} versions holds \"{}\".", found.list.len(), list.search.trim()));
    }
    let room = (ui.ctx().content_rect().height() - 260.0).clamp(80.0, 400.0);
    let mut chosen = None;
    egui::ScrollArea::vertical().max_height(room).auto_shrink([false, true]).show_rows(ui, 26.0, shown.len(), |ui, rows| {
        for version in shown.get(rows).unwrap_or(&[]) {
            if row(ui, version).clicked() {
                chosen = Some((*version).clone());
            }
        }
    });
    chosen
}

/// A version: when, and where from.
fn row(ui: &mut Ui, version: &Version) -> egui::Response {
    let (when, from) = (version.when(), version.from());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("{when}, {from}")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    let at = |x: f32| egui::pos2(rect.left() + x, rect.center().y);
    ui.painter().text(at(8.0), egui::Align2::LEFT_CENTER, &when, font(13.0, Weight::Regular), theme::role(ui, Role::Text));
    let shown = text::elide_end(&from, 13.0, Weight::Regular, f64::from(rect.width() - COLUMN - 8.0));
    ui.painter().text(at(COLUMN), egui::Align2::LEFT_CENTER, &shown, font(13.0, Weight::Regular), theme::role(ui, Role::Muted));
    if shown == from { response } else { response.on_hover_text(from) }
}
