//! How ready are we: checklists and readiness groups to tick, gates, metrics, tests and defects.

use crate::analysis::readiness::is_done;
use crate::analysis::words;
use crate::model::records::{Item, ItemState, Rag};
use crate::model::value::When;
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::report::pictures::rag_sign;
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::{paint, records, theme, widgets};
use egui::Ui;

/// Shows the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (sign, sentence) = answer(cx);
    widgets::answer(ui, sign, &sentence);
    if cx.plan.checklists.is_empty() && cx.plan.readiness.is_empty() && cx.plan.metrics.is_empty() && cx.plan.gates.is_empty() {
        if widgets::empty(ui, "Checklists say what must be done before the release, gates who lets it through.", "Add the first checklist") {
            cx.ask(Ask::New(RecordKind::Checklist));
        }
        return;
    }
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        if ui.available_width() > 760.0 {
            ui.spacing_mut().item_spacing.x = 24.0;
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    groups(left, cx, RecordKind::Checklist, "Checklists");
                    groups(right, cx, RecordKind::ReadinessGroup, "Production readiness");
                    rest(right, cx);
                }
            });
        } else {
            groups(ui, cx, RecordKind::Checklist, "Checklists");
            groups(ui, cx, RecordKind::ReadinessGroup, "Production readiness");
            rest(ui, cx);
        }
    });
}

fn answer(cx: &Cx<'_>) -> (Sign, String) {
    let (done, of) = cx.analysis.readiness.total();
    let open: Vec<String> = cx.analysis.readiness.groups.iter().flat_map(|g| g.mandatory_open.iter().cloned()).collect();
    let failing = cx.analysis.metrics.iter().filter(|m| matches!(m.rag, Rag::Amber | Rag::Red)).count();
    if of == 0 && cx.plan.metrics.is_empty() {
        return (Sign::Unknown, "Nothing to tick yet".to_owned());
    }
    let mut parts = vec![format!("{done} of {} done", words::count(of, "checklist item"))];
    if !open.is_empty() {
        parts.push(format!("{} mandatory open: {}", open.len(), words::listing(&open, 2)));
    }
    if failing > 0 {
        parts.push(format!("{} off target", words::count(failing, "metric")));
    }
    // What is open before its day is no news; what is open behind it is.
    let overdue = cx.analysis.findings.open.iter().any(|f| f.rule.id == "RDY-001");
    let sign = match () {
        () if overdue => Sign::Bad,
        () if failing > 0 => Sign::Warn,
        () if done == of && of > 0 => Sign::Good,
        () => Sign::Unknown,
    };
    (sign, parts.join("; "))
}

fn groups(ui: &mut Ui, cx: &mut Cx<'_>, kind: RecordKind, heading: &str) {
    let groups: Vec<(RecordRef, AnyRecord)> = kind.records(cx.plan).into_iter().filter_map(|(key, record)| Some((RecordRef { kind, key }, record?))).collect();
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong(heading));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button(format!("Add {}", kind.label())).clicked() {
                cx.ask(Ask::New(kind));
            }
        });
    });
    widgets::hairline(ui);
    if groups.is_empty() {
        let purpose = if kind == RecordKind::Checklist {
            "What must be ticked before, on and after release day."
        } else {
            "What must be true before production gets it."
        };
        ui.label(theme::small(purpose).color(theme::role(ui, Role::Muted)));
    }
    for (at, record) in groups {
        group(ui, cx, at, &record);
    }
}

fn group(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord) {
    let result = cx.analysis.readiness.groups.iter().find(|g| g.kind == at.kind && g.key == at.key).cloned();
    let right = result.as_ref().map_or(String::new(), |g| format!("{} of {}", g.done, g.of));
    let sign = result.as_ref().map(|g| {
        if g.done == g.of && g.of > 0 {
            Sign::Done
        } else if g.mandatory_open.is_empty() {
            Sign::Unknown
        } else {
            Sign::Warn
        }
    });
    records::line_saying(ui, cx, at, record, sign, &right);
    let items: &[Item] = match record {
        AnyRecord::Checklist(list) => &list.items,
        AnyRecord::ReadinessGroup(group) => &group.items,
        _ => &[],
    };
    ui.indent(("items", at), |ui| {
        for (i, item) in items.iter().enumerate() {
            if let Some(changed) = tick(ui, cx, item, 0) {
                cx.inbox.edits.extend(with_item(record, i, changed).map(|r| crate::edit::Edit::Set(at, r)));
            }
        }
    });
}

/// An item with its parts; what it becomes when somebody ticks something in it.
fn tick(ui: &mut Ui, cx: &Cx<'_>, item: &Item, depth: usize) -> Option<Item> {
    let mut changed = None;
    let failing = item.metric.as_deref().and_then(|id| cx.analysis.metrics.iter().find(|m| m.id == id)).filter(|m| matches!(m.rag, Rag::Amber | Rag::Red));
    let mut on = is_done(item, &cx.analysis.metrics);
    ui.horizontal(|ui| {
        let right = note(cx, item);
        let width = (ui.available_width() - if right.is_empty() { 0.0 } else { 150.0 }).max(120.0);
        ui.allocate_ui(egui::vec2(width, 22.0), |ui| {
            let by_parts = !item.sub.is_empty() && item.state != ItemState::Done;
            if by_parts {
                let parts = item.sub.iter().filter(|s| is_done(s, &cx.analysis.metrics)).count();
                paint::sign(ui, if on { Sign::Done } else { Sign::Unknown }, 15.0).on_hover_text("It is done when all its parts are");
                ui.add(egui::Label::new(format!("{}, {parts} of {}", item.text, item.sub.len())).truncate());
                return;
            }
            let settled = matches!(item.state, ItemState::NA | ItemState::Waived);
            let words = if item.text.trim().is_empty() { "No text yet" } else { item.text.as_str() };
            let mut text = egui::RichText::new(words);
            if item.state == ItemState::NA {
                text = text.strikethrough();
            }
            let enabled = !settled && failing.is_none();
            let response = ui.add_enabled(enabled, egui::Checkbox::new(&mut on, text).indeterminate(item.state == ItemState::Doing));
            let response = match failing {
                Some(m) => response.on_disabled_hover_text(format!("It cannot be ticked while the metric \"{}\" is off its target", m.id)),
                None => response.on_disabled_hover_text(item.state.spoken()),
            };
            if response.changed() {
                changed = Some(Item { state: if on { ItemState::Done } else { ItemState::Open }, ..item.clone() });
            }
        });
        if !right.is_empty() {
            let role = if item.mandatory && !on { Role::Warn } else { Role::Muted };
            ui.add(egui::Label::new(theme::small(right).color(theme::role(ui, role))).truncate());
        }
    });
    if depth < 3 && !item.sub.is_empty() {
        ui.indent(("sub", &item.text), |ui| {
            for (i, sub) in item.sub.iter().enumerate() {
                if let Some(part) = tick(ui, cx, sub, depth + 1) {
                    let mut whole = item.clone();
                    if let Some(place) = whole.sub.get_mut(i) {
                        *place = part;
                    }
                    changed = Some(whole);
                }
            }
        });
    }
    changed
}

/// Who and by when, and whether it must be.
fn note(cx: &Cx<'_>, item: &Item) -> String {
    let mut parts: Vec<String> = Vec::new();
    match item.state {
        ItemState::Open | ItemState::Done => {}
        state => parts.push(state.spoken().to_lowercase()),
    }
    if item.mandatory {
        parts.push("mandatory".into());
    }
    parts.extend(item.owner.clone());
    parts.extend(item.due.map(|due| match due {
        When::On(day) => format!("by {}", words::day(day, cx.plan.status_date())),
        When::At(offset) => format!("by {offset}"),
    }));
    parts.join(", ")
}

fn with_item(record: &AnyRecord, place: usize, item: Item) -> Option<AnyRecord> {
    match record {
        AnyRecord::Checklist(list) => {
            let mut list = list.as_ref().clone();
            *list.items.get_mut(place)? = item;
            Some(list.into())
        }
        AnyRecord::ReadinessGroup(group) => {
            let mut group = group.as_ref().clone();
            *group.items.get_mut(place)? = item;
            Some(group.into())
        }
        _ => None,
    }
}

fn rest(ui: &mut Ui, cx: &mut Cx<'_>) {
    records::list(ui, cx, RecordKind::Gate, "Gates", "Who must say go, and when.");
    metrics(ui, cx);
    records::list(ui, cx, RecordKind::TestProgress, "Tests", "How many tests were planned, run and passed.");
    records::list(ui, cx, RecordKind::DefectLog, "Defects", "Defects found and closed per week.");
}

fn metrics(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong("Metrics"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Add metric").clicked() {
                cx.ask(Ask::New(RecordKind::Metric));
            }
        });
    });
    widgets::hairline(ui);
    if cx.plan.metrics.is_empty() {
        ui.label(theme::small("A number with a target, such as <200ms(p95).").color(theme::role(ui, Role::Muted)));
    }
    for (key, record) in RecordKind::Metric.records(cx.plan) {
        let Some(AnyRecord::Metric(metric)) = record else { continue };
        let at = RecordRef { kind: RecordKind::Metric, key };
        let rag = cx.analysis.metrics.iter().find(|m| m.key == key);
        let actual = metric.actual.map_or_else(|| "not measured".to_owned(), words::number);
        let off = rag.and_then(|m| m.adverse_pct).filter(|p| *p > 0.0).map_or(String::new(), |p| format!(", {p:.1} % off"));
        let target = metric.target.as_ref().map_or_else(|| "no target".to_owned(), |t| format!("target {t}"));
        let sign = rag.map(|m| rag_sign(m.rag));
        records::line_saying(ui, cx, at, &AnyRecord::Metric(metric), sign, &format!("{actual}, {target}{off}"));
    }
}
