//! What can be done with a record, as the context menu that every view attaches to it.

use super::action::Action;
use super::context::{Ask, Cx};
use super::panels::Panel;
use super::{records, theme};
use crate::model::{AnyRecord, RecordRef, Shape, spaced};
use crate::scene::Role;
use egui::{Response, Ui};

/// Fields that say where a record stands; the menu sets them.
const STANDING: [&str; 3] = ["status", "state", "declared"];

/// Attaches the menu to what shows a record.
pub fn attach(response: &Response, cx: &mut Cx<'_>, at: RecordRef) {
    response.context_menu(|ui| show(ui, cx, at));
}

/// The menu of a record; of all selected ones when it is among them.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
    let Some(record) = cx.plan.record(at) else { return };
    let several = if cx.is_selected(at) && cx.selected.len() > 1 { cx.selected.records().to_vec() } else { vec![at] };
    ui.set_min_width(200.0);
    if several.len() > 1 {
        ui.label(theme::strong(format!("{} selected", several.len())));
    } else {
        ui.add(egui::Label::new(theme::strong(records::name(&record))).truncate());
    }
    let home = Panel::home_of(at.kind);
    if entry(ui, &format!("Show in {}", home.label()), "") {
        cx.go_to(at);
    }
    standing(ui, cx, &several, &record);
    ui.separator();
    let keys = |action: Action| action.shortcut().map_or(String::new(), |k| ui.ctx().format_shortcut(&k));
    let (copy, rename, up, down, delete) = (keys(Action::Duplicate), keys(Action::Rename), keys(Action::MoveUp), keys(Action::MoveDown), keys(Action::Delete));
    if at.kind.is_list() {
        if entry(ui, &format!("Add {} below", at.kind.label()), "") {
            cx.select(at);
            cx.ask(Ask::New(at.kind));
        }
        if entry(ui, "Duplicate", &copy) {
            cx.ask(Ask::Duplicate(several.clone()));
        }
        if several.len() == 1 {
            if entry(ui, "Change id…", &rename) {
                cx.ask(Ask::Rename(at));
            }
            for (label, keys, action) in [("Move up", &up, Action::MoveUp), ("Move down", &down, Action::MoveDown)] {
                if entry(ui, label, keys) {
                    cx.select(at);
                    cx.inbox.actions.push(action);
                }
            }
        }
    }
    if !record.id().is_empty() && entry(ui, "Copy id", "") {
        cx.ask(Ask::Copy(record.id().to_owned()));
    }
    findings(ui, cx, at);
    ui.separator();
    if entry(ui, if several.len() > 1 { "Delete all" } else { "Delete" }, &delete) {
        cx.ask(Ask::Delete(several));
    }
}

fn entry(ui: &mut Ui, label: &str, keys: &str) -> bool {
    let mut button = egui::Button::new(label);
    if !keys.is_empty() {
        button = button.shortcut_text(keys);
    }
    let clicked = ui.add(button).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// A sub-menu for the field that says where the record stands.
fn standing(ui: &mut Ui, cx: &mut Cx<'_>, several: &[RecordRef], record: &AnyRecord) {
    let decl = record.kind().decl();
    let Some(field) = decl.fields.iter().find(|f| STANDING.contains(&f.name)) else { return };
    let Shape::Choice(words) = (field.shape)() else { return };
    ui.menu_button(super::inspector::label_of(field), |ui| {
        for word in words {
            if ui.button(super::inspector::capital(&spaced(word))).clicked() {
                let changed = several.iter().filter_map(|at| Some((*at, cx.plan.record(*at)?.with_field(field.name, Some(word)).ok()?)));
                let edits: Vec<_> = changed.map(|(at, record)| crate::edit::Edit::Set(at, record)).collect();
                let label = format!("set {} of {} records", field.name, edits.len());
                cx.inbox.edits.extend(super::context::together(label, edits));
                ui.close();
            }
        }
    });
}

/// What is wrong with it, and the way to accept that for a while.
fn findings(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
    let about: Vec<_> = cx.analysis.findings.about(at).take(6).cloned().collect();
    if about.is_empty() {
        return;
    }
    ui.menu_button("Findings", |ui| {
        ui.set_max_width(360.0);
        for f in about {
            ui.add(egui::Label::new(format!("{} {}", f.rule.id, f.message)).wrap());
            ui.label(theme::small(f.rule.remedy).color(theme::role(ui, Role::Muted)));
            ui.horizontal(|ui| {
                if ui.button("Explain").clicked() {
                    cx.ask(Ask::Explain(f.rule.id.to_owned()));
                    ui.close();
                }
                if ui.button("Accept for a while…").clicked() {
                    cx.ask(Ask::Allow(f.rule.id.to_owned(), Some(f.subject.clone())));
                    ui.close();
                }
            });
            ui.separator();
        }
    });
}
