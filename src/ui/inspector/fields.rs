//! One field: its label, what one types or picks, the error below. What is no value yet stays a
//! draft while the keyboard is in it.

use super::{Drafts, complete, label_of, nested, pickers};
use crate::model::syntax::Val;
use crate::model::value::understood;
use crate::model::{FieldDecl, RecordKind, RecordRef, Refers, Shape, spaced};
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::{records, theme, widgets};
use egui::{ComboBox, Id, TextEdit, Ui};

/// A field being shown, at its place in the record.
pub(super) struct Field<'f, 'c, 'x> {
    pub cx: &'c mut Cx<'x>,
    pub drafts: &'f mut Drafts,
    /// The record; none when several are changed together.
    pub owner: Option<RecordRef>,
    /// Names of the fields and places down to here, `actions/2/due`.
    pub path: String,
    pub wants_focus: bool,
}

/// What came of showing a field.
#[derive(Default)]
pub(super) struct Shown {
    /// The value it is to get, or none to have its default.
    pub wanted: Option<Option<Val>>,
    /// The path of the field that was typed in, inside of this one.
    pub path: String,
    /// Where the keyboard goes.
    pub id: Option<Id>,
}

/// Fields everybody needs, and those that hold something.
pub(super) fn is_first(decl: &FieldDecl, set: &[(&'static str, Val)]) -> bool {
    const FIRST: [&str; 33] = [
        "levels",
        "p_bounds_pct",
        "days_bounds",
        "cost_bounds",
        "section",
        "team",
        "id",
        "title",
        "name",
        "key",
        "text",
        "status",
        "start",
        "duration",
        "after",
        "pct",
        "probability",
        "impact",
        "owner",
        "kind",
        "group",
        "from",
        "to",
        "rule",
        "reason",
        "deliverable",
        "items",
        "steps",
        "target",
        "actual",
        "people_count",
        "project",
        "status_date",
    ];
    FIRST.contains(&decl.name) || set.iter().any(|(n, _)| *n == decl.name)
}

/// The field people know a record by.
pub(super) fn is_title(decl: &FieldDecl) -> bool {
    matches!(decl.name, "title" | "name" | "deliverable" | "reason" | "text")
}

/// The field that holds the id of a type, empty when its records have none.
pub(super) fn id_field(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Flag => "key",
        RecordKind::RaciRow | RecordKind::ServiceLink | RecordKind::Deployment | RecordKind::Allow | RecordKind::Snapshot => "",
        _ => "id",
    }
}

/// A value as it is typed: without quotes; lists with commas.
pub(super) fn plain(value: &Val) -> String {
    match value {
        Val::Str(s) | Val::Word(s) => s.clone(),
        Val::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.flat(),
    }
}

/// What was typed, as a value; nothing when the field is empty.
pub(super) fn encode(text: &str, shape: &Shape) -> Option<Val> {
    let trimmed = text.trim();
    match shape {
        Shape::Optional(inner) => encode(text, inner),
        Shape::Text => (!text.is_empty()).then(|| Val::Str(text.to_owned())),
        _ if trimmed.is_empty() => None,
        Shape::Form("constraint" | "scope", _) | Shape::Number | Shape::Whole => Some(Val::Word(trimmed.to_owned())),
        Shape::Form(..) => Some(Val::Str(trimmed.to_owned())),
        Shape::List(inner) => Some(Val::List(trimmed.split(',').filter(|t| !t.trim().is_empty()).filter_map(|t| encode(t.trim(), inner)).collect())),
        _ => Some(Val::Word(trimmed.to_owned())),
    }
}

pub(super) fn bare(shape: Shape) -> Shape {
    match shape {
        Shape::Optional(inner) => bare(*inner),
        other => other,
    }
}

impl Field<'_, '_, '_> {
    /// Shows the field with its label.
    pub fn show(&mut self, ui: &mut Ui, decl: &'static FieldDecl, value: Option<&Val>) -> Shown {
        let shape = bare((decl.shape)());
        let is_nested = match &shape {
            Shape::List(inner) => matches!(bare((**inner).clone()), Shape::Record(_)),
            Shape::Record(_) | Shape::Map => true,
            _ => false,
        };
        let mut shown = Shown { path: self.path.clone(), ..Shown::default() };
        if is_nested {
            shown = nested::show(self, ui, decl, &shape, value);
        } else {
            widgets::field(ui, &label_of(decl), decl.doc.trim(), |ui, label| match &shape {
                Shape::Bool => shown.wanted = flag(ui, decl, value),
                Shape::Choice(words) => shown.wanted = choice(ui, &self.path, decl, value, words, label),
                shape => self.typed(ui, decl, value, shape, label, &mut shown),
            });
        }
        self.below(ui, decl, value, &shape);
        shown
    }

    /// A line to type in, with suggestions for ids and a picker for dates and times.
    fn typed(&mut self, ui: &mut Ui, decl: &'static FieldDecl, value: Option<&Val>, shape: &Shape, label: Id, shown: &mut Shown) {
        let held = value.map_or_else(String::new, plain);
        let mut text = self.drafts.words.get(&self.path).cloned().unwrap_or_else(|| held.clone());
        let picked = ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let picked = pickers::show(ui, self.cx, shape, &held, (&label_of(decl), Id::unique(("picker", self.owner, &self.path))));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| self.line(ui, decl, &mut text, shape, &held, label, shown));
            picked
        });
        if let Some(picked) = picked.inner {
            self.drafts.words.remove(&self.path);
            self.drafts.errors.remove(&self.path);
            shown.wanted = Some(encode(&picked, shape));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one line of text: what it is, what it holds, where it answers")]
    fn line(&mut self, ui: &mut Ui, decl: &FieldDecl, text: &mut String, shape: &Shape, held: &str, label: Id, shown: &mut Shown) {
        let hint = (decl.default)().map(|d| d.trim_matches('"').to_owned()).filter(|d| d != "[]").unwrap_or_default();
        let long = matches!(shape, Shape::Text) && (held.chars().count() > 44 || matches!(decl.name, "description" | "note" | "context"));
        let id = Id::unique(("field", self.owner, &self.path));
        let refers = decl.refers.filter(|r| !r.kinds.is_empty());
        let accepted = refers.and_then(|r| complete::keys(ui, self, id, r, text, shape));
        let edit = if long { TextEdit::multiline(text).desired_rows(2).return_key(None) } else { TextEdit::singleline(text) };
        let edit = edit.id(id).hint_text(hint).desired_width(ui.available_width()).lock_focus(refers.is_some() && complete::is_open(ui, id));
        let response = ui.add(edit).labelled_by(label);
        shown.id = Some(id);
        self.drafts.fields.push(id);
        if self.wants_focus {
            response.request_focus();
            widgets::select_all(ui, id, text);
        }
        let chosen = refers.and_then(|r| complete::list(ui, self, &response, r, text, shape));
        if let Some(words) = accepted.or(chosen) {
            *text = words;
            put_cursor_at_end(ui, id, text);
            response.request_focus();
            self.keep(text, shape, shown);
        } else if response.changed() {
            (self.drafts.put_away, self.drafts.suggestion) = (false, 0);
            if refers.is_some_and(|r| !r.loose && !self.resolves(r, text)) {
                // Half an id is no reference: it waits until it names something or one goes on.
                self.drafts.words.insert(self.path.clone(), text.clone());
            } else {
                self.keep(text, shape, shown);
            }
        } else if response.lost_focus() {
            // What never became a value stays with its error until it is mended or given up; an id
            // that names nothing yet is somebody's word all the same.
            if !self.drafts.errors.contains_key(&self.path)
                && let Some(draft) = self.drafts.words.remove(&self.path)
                && refers.is_some_and(|r| !r.loose && !self.resolves(r, &draft))
            {
                shown.wanted = Some(encode(&draft, shape));
            }
        }
        drop_record(ui, self.cx, &response, refers, shape, held, shown);
    }

    /// Every id in a text names a record.
    fn resolves(&self, refers: Refers, text: &str) -> bool {
        let known = |id: &str| refers.kinds.iter().any(|kind| self.cx.plan.first_with(*kind, id).is_some());
        text.split(',').filter_map(|t| t.split_whitespace().next()).all(|t| known(t) || t.split_once('+').is_some_and(|(id, _)| known(id)))
    }

    /// What was typed becomes the value when it can be one.
    fn keep(&mut self, text: &str, shape: &Shape, shown: &mut Shown) {
        self.drafts.words.insert(self.path.clone(), text.to_owned());
        let understood = match shape {
            Shape::Form("date" | "date or words" | "date, or date and time" | "date or offset from T-0", _) => {
                understood(text, self.cx.plan.status_date()).map(|d| d.to_string())
            }
            _ => None,
        };
        shown.wanted = Some(encode(understood.as_deref().unwrap_or(text), shape));
        self.drafts.errors.remove(&self.path);
    }

    /// Below the field: what is wrong with what was typed, and links to what it refers to.
    fn below(&mut self, ui: &mut Ui, decl: &FieldDecl, value: Option<&Val>, shape: &Shape) {
        if let Some(why) = self.drafts.errors.get(&self.path) {
            let held = value.map_or_else(|| "the default".to_owned(), plain);
            let held = crate::scene::text::elide_end(&held, 11.5, crate::scene::Weight::Regular, 160.0);
            let words = format!("{why}. Not kept: {held} holds. Esc puts it back");
            ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, Role::Bad))).wrap());
        } else if let Some(draft) = self.drafts.words.get(&self.path)
            && matches!(shape, Shape::Form("date" | "date or words" | "date, or date and time" | "date or offset from T-0", _))
            && let Some(day) = understood(draft, self.cx.plan.status_date())
            && day.to_string() != draft.trim()
        {
            let words = crate::analysis::words::day(day, crate::model::value::Date::of_minute(0));
            ui.label(theme::small(format!("= {words}")).color(theme::role(ui, Role::Muted)));
        }
        if let Some(refers) = decl.refers.filter(|r| !r.kinds.is_empty())
            && let Some(value) = value
        {
            self.links(ui, refers, value);
        }
    }

    /// The records that a field names, each a way there.
    fn links(&mut self, ui: &mut Ui, refers: Refers, value: &Val) {
        let ids: Vec<String> =
            plain(value).split(',').filter_map(|t| t.split_whitespace().next()).map(|t| t.split('+').next().unwrap_or(t).to_owned()).collect();
        let whole = plain(value);
        let mut found: Vec<(RecordRef, String)> = Vec::new();
        for kind in refers.kinds {
            for (key, record) in kind.records(self.cx.plan) {
                let Some(record) = record else { continue };
                if !record.id().is_empty() && (ids.iter().any(|id| id == record.id()) || record.id() == whole) {
                    found.push((RecordRef { kind: *kind, key }, records::name(&record)));
                }
            }
        }
        if found.is_empty() {
            return;
        }
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            for (at, name) in found.into_iter().take(12) {
                let shown = crate::scene::text::elide(&name, 11.5, crate::scene::Weight::Regular, 200.0);
                let link = ui.add(egui::Button::new(theme::small(format!("→ {shown}")).color(theme::role(ui, Role::Accent))).frame(false));
                if link.on_hover_text(format!("Go to {} {name}", at.kind.label())).clicked() {
                    self.cx.go_to(at);
                }
            }
        });
    }
}

fn put_cursor_at_end(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
    state.store(ui.ctx(), id);
}

/// A record dragged onto a field that may name it is named there.
fn drop_record(ui: &Ui, cx: &Cx<'_>, response: &egui::Response, refers: Option<Refers>, shape: &Shape, held: &str, shown: &mut Shown) {
    let Some(refers) = refers else { return };
    let fits = |r: &RecordRef| refers.kinds.contains(&r.kind);
    if response.dnd_hover_payload::<RecordRef>().is_some_and(|r| fits(&r)) {
        ui.painter().rect_stroke(response.rect.expand(1.0), 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
    }
    if let Some(at) = response.dnd_release_payload::<RecordRef>().filter(|r| fits(r))
        && let Some(record) = cx.plan.record(*at)
        && !record.id().is_empty()
    {
        let text = if matches!(shape, Shape::List(_)) && !held.trim().is_empty() { format!("{held}, {}", record.id()) } else { record.id().to_owned() };
        shown.wanted = Some(encode(&text, shape));
    }
}

fn flag(ui: &mut Ui, decl: &FieldDecl, value: Option<&Val>) -> Option<Option<Val>> {
    let default = (decl.default)().is_some_and(|d| d == "true");
    let mut on = match value {
        Some(Val::Word(w)) => w == "true",
        _ => default,
    };
    let response = ui.add(egui::Checkbox::without_text(&mut on));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, label_of(decl)));
    response.changed().then(|| Some(Val::Word(on.to_string())))
}

fn choice(ui: &mut Ui, path: &str, decl: &FieldDecl, value: Option<&Val>, words: &[&'static str], label: Id) -> Option<Option<Val>> {
    let default = (decl.default)();
    let current = value.map(plain).or_else(|| default.clone());
    let mut chosen = None;
    let shown = current.as_deref().map_or_else(|| "not set".to_owned(), spoken);
    let combo = ComboBox::from_id_salt(path).selected_text(shown).width(ui.available_width()).show_ui(ui, |ui| {
        if default.is_none() && ui.selectable_label(current.is_none(), "not set").clicked() {
            chosen = Some(None);
        }
        for word in words {
            if ui.selectable_label(current.as_deref() == Some(*word), spoken(word)).clicked() {
                chosen = Some(Some(Val::Word((*word).to_owned())));
            }
        }
    });
    combo.response.labelled_by(label);
    chosen
}

/// `NotStarted` as `Not started`.
pub(super) fn spoken(word: &str) -> String {
    super::capital(&spaced(word))
}
