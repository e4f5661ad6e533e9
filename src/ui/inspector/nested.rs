//! Records inside a record: a line each that opens to its fields, with a new one, a copy, another
//! place and the bin at hand.

use super::fields::{Field, Shown, bare, is_first, plain};
use super::{capital, label_of};
use crate::model::syntax::Val;
use crate::model::{FieldDecl, RecordDecl, Shape};
use crate::scene::Role;
use crate::ui::{theme, widgets};
use egui::collapsing_header::CollapsingState;
use egui::{Id, Ui};

/// What becomes of one of several records.
enum Turn {
    Becomes(Val),
    Goes,
    Doubles,
    Up,
    Down,
}

/// Shows a field that holds records or a map.
pub(super) fn show(field: &mut Field<'_, '_, '_>, ui: &mut Ui, decl: &'static FieldDecl, shape: &Shape, value: Option<&Val>) -> Shown {
    let mut shown = Shown { path: field.path.clone(), ..Shown::default() };
    match shape {
        Shape::List(inner) => {
            if let Shape::Record(record) = bare((**inner).clone()) {
                let items = match value {
                    Some(Val::List(items)) => items.clone(),
                    _ => Vec::new(),
                };
                many(field, ui, decl, record, items, &mut shown);
            }
        }
        Shape::Record(record) => one(field, ui, decl, record, value, &mut shown),
        Shape::Map => {
            let pairs = match value {
                Some(Val::Map(pairs)) => pairs.clone(),
                _ => Vec::new(),
            };
            map(field, ui, decl, pairs, &mut shown);
        }
        _ => {}
    }
    shown
}

fn title(ui: &mut Ui, decl: &FieldDecl, note: &str, button: &str) -> bool {
    let mut clicked = false;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(theme::small(label_of(decl)).color(theme::role(ui, Role::Muted))).on_hover_text(decl.doc.trim());
        if !note.is_empty() {
            ui.label(theme::small(note).color(theme::role(ui, Role::Muted)));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| clicked = ui.small_button(button).clicked());
    });
    clicked
}

fn many(field: &mut Field<'_, '_, '_>, ui: &mut Ui, decl: &'static FieldDecl, record: &'static RecordDecl, mut items: Vec<Val>, shown: &mut Shown) {
    let note = if items.is_empty() { String::new() } else { items.len().to_string() };
    let what = crate::model::spaced(record.name);
    let base = field.path.clone();
    let mut changed = false;
    if title(ui, decl, &note, &format!("Add {what}")) {
        items.push(Val::Struct(fresh(record, &items)));
        CollapsingState::load_with_default_open(ui.ctx(), Id::unique(("entry", field.owner, &format!("{base}/{}", items.len() - 1))), true).store(ui.ctx());
        changed = true;
    }
    let last = items.len().saturating_sub(1);
    let mut turn = None;
    for (i, item) in items.iter().enumerate() {
        field.path = format!("{base}/{i}");
        if let Some(t) = entry(field, ui, record, item, &what, (i, last), shown) {
            turn = Some((i, t));
        }
    }
    field.path = base;
    if let Some((i, turn)) = turn {
        match turn {
            Turn::Becomes(value) => {
                if let Some(place) = items.get_mut(i) {
                    *place = value;
                }
            }
            Turn::Goes => {
                items.remove(i);
            }
            Turn::Doubles => {
                if let Some(copy) = items.get(i).cloned() {
                    items.insert(i + 1, copy);
                }
            }
            Turn::Up if i > 0 => items.swap(i, i - 1),
            Turn::Down if i < last => items.swap(i, i + 1),
            Turn::Up | Turn::Down => return,
        }
        changed = true;
    }
    if changed {
        shown.wanted = Some((!items.is_empty()).then_some(Val::List(items)));
    }
}

/// One of several records: a line, and its fields when it is open.
fn entry(
    field: &mut Field<'_, '_, '_>,
    ui: &mut Ui,
    record: &'static RecordDecl,
    item: &Val,
    what: &str,
    (i, last): (usize, usize),
    shown: &mut Shown,
) -> Option<Turn> {
    let base = field.path.clone();
    let id = Id::unique(("entry", field.owner, &base));
    let mut state = CollapsingState::load_with_default_open(ui.ctx(), id, false);
    let words = summary(item);
    let words = if words.is_empty() { format!("New {what}") } else { words };
    if widgets::line(ui, None, &format!("{}. {words}", i + 1), if state.is_open() { "close" } else { "edit" }, state.is_open()).clicked() {
        state.toggle(ui);
        state.store(ui.ctx());
    }
    let mut turn = None;
    if state.is_open() {
        ui.indent(id, |ui| {
            if let Some(value) = record_fields(field, ui, record, item, shown) {
                turn = Some(Turn::Becomes(value));
            }
            ui.horizontal_wrapped(|ui| {
                let mut press = |ui: &mut Ui, label: &str, enabled: bool, t: Turn| {
                    if ui.add_enabled(enabled, egui::Button::new(label).small()).clicked() {
                        turn = Some(t);
                    }
                };
                press(ui, "Up", i > 0, Turn::Up);
                press(ui, "Down", i < last, Turn::Down);
                press(ui, "Copy", true, Turn::Doubles);
                press(ui, &format!("Remove {what}"), true, Turn::Goes);
            });
            ui.add_space(4.0);
        });
    }
    field.path = base;
    turn
}

/// The fields of a record inside another; what it becomes when one of them changed.
fn record_fields(field: &mut Field<'_, '_, '_>, ui: &mut Ui, record: &'static RecordDecl, item: &Val, shown: &mut Shown) -> Option<Val> {
    let set: Vec<(&'static str, Val)> = match item {
        Val::Struct(fields) => fields.clone(),
        _ => Vec::new(),
    };
    let base = field.path.clone();
    let mut changed = None;
    let mut put = |field: &mut Field<'_, '_, '_>, ui: &mut Ui, decl: &'static FieldDecl| {
        field.path = format!("{base}/{}", decl.name);
        let value = set.iter().find(|(n, _)| *n == decl.name).map(|(_, v)| v);
        let inner = field.show(ui, decl, value);
        if let Some(wanted) = inner.wanted {
            changed = Some(Val::Struct(with(record, &set, decl.name, wanted.as_ref())));
            shown.path = inner.path;
        }
    };
    let few = record.fields.len() <= 9;
    let (first, other): (Vec<&'static FieldDecl>, Vec<&'static FieldDecl>) = record.fields.iter().partition(|f| few || is_first(f, &set));
    for decl in first {
        put(field, ui, decl);
    }
    if !other.is_empty() {
        egui::CollapsingHeader::new(theme::small(format!("{} more fields", other.len()))).id_salt(("more", &base)).show_unindented(ui, |ui| {
            for decl in other {
                put(field, ui, decl);
            }
        });
    }
    field.path = base;
    changed
}

/// The fields in the order of the declaration, with one of them set or left out.
fn with(record: &RecordDecl, set: &[(&'static str, Val)], name: &'static str, wanted: Option<&Val>) -> Vec<(&'static str, Val)> {
    let value = |n: &str| set.iter().find(|(s, _)| *s == n).map(|(_, v)| v.clone());
    record.fields.iter().filter_map(|f| Some((f.name, if f.name == name { wanted.cloned()? } else { value(f.name)? }))).collect()
}

/// The least a new record holds: an id that is free among its neighbours.
fn fresh(record: &RecordDecl, items: &[Val]) -> Vec<(&'static str, Val)> {
    let Some(id) = record.fields.iter().find(|f| f.name == "id" && matches!((f.shape)(), Shape::Text)) else { return Vec::new() };
    let taken = |id: &str| items.iter().any(|v| matches!(v, Val::Struct(fields) if fields.iter().any(|(n, v)| *n == "id" && plain(v) == id)));
    let stem = crate::model::kebab(record.name);
    let name = (1..=items.len() + 1).map(|n| format!("{stem}-{n}")).find(|n| !taken(n)).unwrap_or(stem);
    vec![(id.name, Val::Str(name))]
}

/// A record inside another in a few words.
fn summary(item: &Val) -> String {
    const TELLING: [&str; 12] = ["text", "title", "action", "name", "what", "kind", "metric", "role", "on", "from", "key", "id"];
    match item {
        Val::Struct(fields) => {
            let named = TELLING.iter().find_map(|n| fields.iter().find(|(f, _)| f == n)).map(|(_, v)| plain(v));
            let first = || fields.first().map(|(_, v)| plain(v)).unwrap_or_default();
            let when = fields.iter().find(|(n, _)| *n == "at").map(|(_, v)| format!("{}  ", plain(v))).unwrap_or_default();
            format!("{when}{}", named.unwrap_or_else(first))
        }
        other => plain(other),
    }
}

fn one(field: &mut Field<'_, '_, '_>, ui: &mut Ui, decl: &'static FieldDecl, record: &'static RecordDecl, value: Option<&Val>, shown: &mut Shown) {
    let is_optional = matches!((decl.shape)(), Shape::Optional(_));
    let Some(value) = value else {
        if title(ui, decl, "none", &format!("Add {}", label_of(decl).to_lowercase())) {
            shown.wanted = Some(Some(Val::Struct(Vec::new())));
        }
        return;
    };
    if is_optional && title(ui, decl, "", "Remove") {
        shown.wanted = Some(None);
        return;
    }
    if !is_optional {
        ui.label(theme::small(capital(&label_of(decl))).color(theme::role(ui, Role::Muted)));
    }
    let id = Id::unique(("one", field.owner, &field.path));
    ui.indent(id, |ui| {
        if let Some(changed) = record_fields(field, ui, record, value, shown) {
            shown.wanted = Some(Some(changed));
        }
    });
}

fn map(field: &mut Field<'_, '_, '_>, ui: &mut Ui, decl: &FieldDecl, mut pairs: Vec<(String, Val)>, shown: &mut Shown) {
    let mut changed = false;
    if title(ui, decl, if pairs.is_empty() { "none" } else { "" }, "Add entry") {
        pairs.push((free_name(&pairs), Val::Word("0".into())));
        changed = true;
    }
    let mut gone = None;
    for (i, (name, value)) in pairs.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let path = format!("{}/{i}", field.path);
            let (mut key, mut number) = (name.clone(), field.drafts.words.get(&path).cloned().unwrap_or_else(|| plain(value)));
            let width = (ui.available_width() - 90.0).max(60.0) / 2.0;
            let typed = ui.add(egui::TextEdit::singleline(&mut key).id(Id::unique(("map", &path, 0))).desired_width(width));
            typed.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Name"));
            if typed.changed() {
                *name = key;
                changed = true;
            }
            let typed = ui.add(egui::TextEdit::singleline(&mut number).id(Id::unique(("map", &path, 1))).desired_width(width));
            typed.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Number"));
            if typed.changed() {
                field.drafts.words.insert(path.clone(), number.clone());
                if number.trim().parse::<f64>().is_ok_and(f64::is_finite) {
                    *value = Val::Word(number.trim().to_owned());
                    changed = true;
                }
            } else if typed.lost_focus() {
                field.drafts.words.remove(&path);
            }
            if ui.small_button("Remove").clicked() {
                gone = Some(i);
            }
        });
    }
    if let Some(i) = gone {
        pairs.remove(i);
        changed = true;
    }
    if changed {
        shown.wanted = Some((!pairs.is_empty()).then_some(Val::Map(pairs)));
    }
}

fn free_name(pairs: &[(String, Val)]) -> String {
    (1..=pairs.len() + 1).map(|n| format!("name-{n}")).find(|n| !pairs.iter().any(|(k, _)| k == n)).unwrap_or_default()
}
