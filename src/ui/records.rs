//! Records as lines of a list, the same in every view: mark, title, what it says, context menu;
//! they are picked, dragged to another place and dragged onto fields that refer to them.

use super::context::{Ask, Cx, in_file_order};
use super::{menus, theme, widgets};
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::syntax::Val;
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind, RecordRef, spaced};
use crate::scene::{Role, Sign};
use egui::{Response, Sense, Ui};

/// How a record is called in a list: its title, with its id in front where people know it by that.
pub fn name(record: &AnyRecord) -> String {
    let (id, title) = (record.id(), record.title());
    match record.kind() {
        RecordKind::ServiceLink => match record {
            AnyRecord::ServiceLink(link) => format!("{} → {}", link.from, link.to),
            _ => title.to_owned(),
        },
        RecordKind::Snapshot => match record {
            AnyRecord::Snapshot(s) => s.on.map_or_else(|| "Without a day".to_owned(), |on| words::day(on, Date::of_minute(0))),
            _ => title.to_owned(),
        },
        RecordKind::Risk | RecordKind::Decision | RecordKind::Issue | RecordKind::ChangeRequest | RecordKind::Allow if id != title && !id.is_empty() => {
            format!("{id}  {title}")
        }
        _ if title.trim().is_empty() => "Untitled".to_owned(),
        _ => title.to_owned(),
    }
}

/// What a record says besides its name, in a few words.
pub fn summary(record: &AnyRecord) -> String {
    const TELLING: [&str; 20] = [
        "status",
        "state",
        "declared",
        "probability",
        "impact",
        "severity",
        "target",
        "actual",
        "exposure_pct",
        "rollout_pct",
        "role",
        "team",
        "people_count",
        "kind",
        "phase",
        "at",
        "when",
        "owner",
        "until",
        "needed_by",
    ];
    let Val::Struct(fields) = record.to_val() else { return String::new() };
    let find = |name: &str| fields.iter().find(|(n, _)| *n == name);
    let mut parts: Vec<String> = TELLING.iter().filter_map(|n| find(n)).take(3).map(|(n, v)| said(n, v)).collect();
    if parts.is_empty() && record.id() != record.title() {
        parts.push(record.id().to_owned());
    }
    parts.join(", ")
}

fn said(field: &str, value: &Val) -> String {
    match value {
        Val::Word(w) if w.parse::<f64>().is_err() => spaced(w),
        Val::Str(s) => s.clone(),
        Val::List(items) => format!("{} {field}", items.len()),
        other => match field {
            "people_count" => format!("{} people", other.flat()),
            f if f.ends_with("_pct") => format!("{} %", other.flat()),
            _ => other.flat(),
        },
    }
}

/// The sign of what is wrong with a record.
pub fn mark(cx: &Cx<'_>, at: RecordRef) -> Option<Sign> {
    cx.marks.about(at).map(|(severity, _)| super::panels::severity_sign(severity))
}

/// One record as a line with a sign and words of the caller's choice.
pub fn line_saying(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord, sign: Option<Sign>, right: &str) -> Response {
    let response = widgets::line_led(ui, widgets::Lead::of(sign), &name(record), right, cx.is_selected(at), Sense::click_and_drag());
    behave(ui, cx, at, &response);
    response
}

/// What every record in every list can do: be picked, opened, dragged, dropped before another,
/// and its menu.
pub fn behave(ui: &Ui, cx: &mut Cx<'_>, at: RecordRef, response: &Response) {
    response.dnd_set_drag_payload(at);
    if response.dragged() {
        ui.set_cursor_icon(egui::CursorIcon::Grabbing);
    }
    if response.clicked() {
        cx.pick(ui, at, |plan| in_file_order(plan, at.kind));
    }
    if response.double_clicked() {
        cx.go_to(at);
    }
    menus::attach(response, cx, at);
    drop_before(ui, cx, at, response);
}

/// A record of the same type dropped on a line takes its place in the list.
fn drop_before(ui: &Ui, cx: &mut Cx<'_>, at: RecordRef, response: &Response) {
    let is_other = |r: &RecordRef| r.kind == at.kind && *r != at;
    let lower = ui.input(|i| i.pointer.hover_pos()).is_some_and(|p| p.y > response.rect.center().y);
    if response.dnd_hover_payload::<RecordRef>().is_some_and(|r| is_other(&r)) {
        let y = if lower { response.rect.bottom() } else { response.rect.top() };
        ui.painter().hline(response.rect.x_range(), y, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)));
    }
    if let Some(from) = response.dnd_release_payload::<RecordRef>().filter(|r| is_other(r)) {
        let order = at.kind.keys(cx.plan);
        let place = |key| order.iter().position(|k| *k == key);
        if let (Some(was), Some(here)) = (place(from.key), place(at.key)) {
            let wanted = here + usize::from(lower);
            cx.inbox.edits.push(Edit::Move(*from, if was < wanted { wanted - 1 } else { wanted }));
        }
    }
}

/// All records of a type under a heading, with a button for a new one.
pub fn list(ui: &mut Ui, cx: &mut Cx<'_>, kind: RecordKind, heading: &str, purpose: &str) {
    let records = kind.records(cx.plan);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong(heading));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let wanted = if kind.is_list() { format!("Add {}", kind.label()) } else { format!("Write {}", kind.label()) };
            if (kind.is_list() || records.is_empty()) && ui.button(wanted).clicked() {
                cx.ask(Ask::New(kind));
            }
        });
    });
    widgets::hairline(ui);
    if records.is_empty() {
        ui.label(theme::small(purpose).color(theme::role(ui, Role::Muted)));
    }
    let marked = records.iter().any(|(key, _)| mark(cx, RecordRef { kind, key: *key }).is_some());
    // Some hundred lines are more than one reads; the list of all records shows every one.
    for (key, record) in records.iter().take(300) {
        let Some(record) = record else { continue };
        let at = RecordRef { kind, key: *key };
        // Room for a sign is kept where one of the lines has one.
        let lead = if marked { widgets::Lead::of(mark(cx, at)) } else { widgets::Lead::Nothing };
        let response = widgets::line_led(ui, lead, &name(record), &summary(record), cx.is_selected(at), Sense::click_and_drag());
        behave(ui, cx, at, &response);
    }
    if records.len() > 300 {
        ui.label(theme::small(format!("{} more stand under All records", records.len() - 300)).color(theme::role(ui, Role::Muted)));
    }
}
