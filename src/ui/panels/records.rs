//! Every record of the plan by type, with search: the way to what no other view shows.

use crate::analysis::words;
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::inspector::capital;
use crate::ui::panels::Panel;
use crate::ui::{records, theme, widgets};
use egui::{ScrollArea, Ui};

/// What the user did to the list.
#[derive(Debug, Default)]
pub struct RecordsPanel {
    query: String,
    kind: Option<RecordKind>,
    search: bool,
}

impl RecordsPanel {
    /// The search field wants the keyboard.
    pub fn begin_search(&mut self) {
        self.search = true;
    }

    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let all: usize = RecordKind::ALL.iter().map(|k| k.keys(cx.plan).len()).sum();
        let kinds = RecordKind::ALL.iter().filter(|k| !k.keys(cx.plan).is_empty()).count();
        let sentence = format!("{} of {}", words::count(all, "record"), words::count(kinds, "type"));
        widgets::answer(ui, Sign::Unknown, &sentence);
        ui.horizontal(|ui| {
            let label = ui.label(theme::small("Search").color(theme::role(ui, Role::Muted)));
            let field = ui.add(egui::TextEdit::singleline(&mut self.query).hint_text("title, id or any word").desired_width(280.0)).labelled_by(label.id);
            if std::mem::take(&mut self.search) {
                field.request_focus();
            }
            if !self.query.is_empty() && ui.button("Clear").clicked() {
                self.query.clear();
            }
        });
        ui.add_space(6.0);
        let size = ui.available_size();
        let side = (size.x * 0.32).clamp(150.0, 230.0);
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(egui::vec2(side, size.y), egui::Layout::top_down(egui::Align::Min), |ui| {
                ScrollArea::vertical().id_salt("types").auto_shrink([false, false]).show(ui, |ui| self.types(ui, cx));
            });
            let rest = egui::vec2((size.x - side - 16.0).max(120.0), size.y);
            ui.allocate_ui_with_layout(rest, egui::Layout::top_down(egui::Align::Min), |ui| self.matches(ui, cx));
        });
    }

    /// The types, under the view where each is at home.
    fn types(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let selected = self.shown(cx);
        for panel in Panel::ALL {
            let kinds: Vec<RecordKind> = RecordKind::ALL.iter().copied().filter(|k| Panel::home_of(*k) == panel).collect();
            if kinds.is_empty() {
                continue;
            }
            ui.label(theme::small(if panel == Panel::Records { "Other" } else { panel.label() }).color(theme::role(ui, Role::Muted)));
            for kind in kinds {
                let count = kind.keys(cx.plan).len();
                let right = if count == 0 { String::new() } else { count.to_string() };
                let is_shown = self.query.is_empty() && selected == kind;
                if widgets::line(ui, None, &capital(&plural(kind)), &right, is_shown).on_hover_text(kind.decl().doc.trim()).clicked() {
                    self.kind = Some(kind);
                    self.query.clear();
                }
            }
            ui.add_space(6.0);
        }
    }

    /// The type that is listed: the one chosen, else that of the selection, else tasks.
    fn shown(&self, cx: &Cx<'_>) -> RecordKind {
        self.kind.or(cx.selection.map(|s| s.kind)).unwrap_or(RecordKind::Task)
    }

    fn matches(&self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let shown = self.shown(cx);
        let query = self.query.to_lowercase();
        let found: Vec<(RecordRef, AnyRecord)> = if query.trim().is_empty() {
            of_kind(cx, shown).collect()
        } else {
            let words: Vec<&str> = query.split_whitespace().collect();
            RecordKind::ALL.iter().flat_map(|kind| of_kind(cx, *kind)).filter(|(_, record)| holds(record, &words)).collect()
        };
        ui.horizontal(|ui| {
            if query.trim().is_empty() {
                ui.label(theme::strong(capital(&plural(shown))));
                if (shown.is_list() || found.is_empty()) && ui.button(format!("Add {}", shown.label())).clicked() {
                    cx.ask(Ask::New(shown));
                }
            } else {
                ui.label(theme::strong(format!("{} found", words::count(found.len(), "record"))));
            }
        });
        widgets::hairline(ui);
        if found.is_empty() {
            let doc = shown.decl().doc.trim();
            let text = if query.trim().is_empty() { format!("{doc} None is written yet.") } else { format!("No record holds \"{}\".", self.query.trim()) };
            ui.label(theme::small(text).color(theme::role(ui, Role::Muted)));
        }
        let searching = !query.trim().is_empty();
        ScrollArea::vertical().id_salt("matches").auto_shrink([false, false]).show_rows(ui, 26.0, found.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (at, record) in found.get(range).unwrap_or_default() {
                let right = if searching { at.kind.label().to_owned() } else { records::summary(record) };
                let sign = records::mark(cx, *at);
                records::line_saying(ui, cx, *at, record, sign, &right);
            }
        });
    }
}

fn of_kind<'a>(cx: &Cx<'a>, kind: RecordKind) -> impl Iterator<Item = (RecordRef, AnyRecord)> + use<'a> {
    kind.records(cx.plan).into_iter().filter_map(move |(key, record)| Some((RecordRef { kind, key }, record?)))
}

/// Every word stands somewhere in the record.
fn holds(record: &AnyRecord, words: &[&str]) -> bool {
    let name = records::name(record).to_lowercase();
    if words.iter().all(|w| name.contains(w)) {
        return true;
    }
    let text = record.to_val().flat().to_lowercase();
    words.iter().all(|w| text.contains(w))
}

/// The name of a type for several records of it.
fn plural(kind: RecordKind) -> String {
    let label = kind.label();
    if !kind.is_list() {
        return label.to_owned();
    }
    match label {
        "person" => "people".to_owned(),
        "communication" => "communication".to_owned(),
        "RACI row" => "RACI rows".to_owned(),
        _ => words::count(2, label).trim_start_matches("2 ").to_owned(),
    }
}
