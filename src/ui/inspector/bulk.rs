//! Several records of one type changed together: where they agree the value stands, where they
//! differ the field says so; what is entered goes to all of them, as one step.

use super::fields::{Field, bare, id_field, is_first, is_title, plain};
use super::{Drafts, label_of};
use crate::edit::Edit;
use crate::model::syntax::Val;
use crate::model::{AnyRecord, FieldDecl, RecordRef, Shape};
use crate::scene::Role;
use crate::ui::action::Action;
use crate::ui::context::{Cx, together};
use crate::ui::{records, theme, widgets};
use egui::Ui;

/// Shows the fields of all selected records together.
pub(super) fn show(drafts: &mut Drafts, ui: &mut Ui, cx: &mut Cx<'_>) {
    let all: Vec<(RecordRef, AnyRecord)> = cx.selected.records().iter().filter_map(|at| Some((*at, cx.plan.record(*at)?))).collect();
    let Some((lead, _)) = all.last() else { return };
    let kind = lead.kind;
    ui.horizontal(|ui| {
        ui.label(theme::small("Changed together").color(theme::role(ui, Role::Muted)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Esc").clicked() {
                cx.inbox.actions.push(Action::Deselect);
            }
        });
    });
    ui.label(theme::title(crate::analysis::words::count(all.len(), kind.label())));
    ui.horizontal_wrapped(|ui| {
        for action in [Action::Duplicate, Action::Delete] {
            if ui.small_button(action.label()).on_hover_text(action.tooltip()).clicked() {
                cx.inbox.actions.push(action);
            }
        }
    });
    ui.add_space(4.0);
    egui::ScrollArea::vertical().id_salt("bulk").auto_shrink([false, false]).show(ui, |ui| {
        widgets::hairline(ui);
        let sets: Vec<Vec<(&'static str, Val)>> = all
            .iter()
            .map(|(_, r)| match r.to_val() {
                Val::Struct(fields) => fields,
                _ => Vec::new(),
            })
            .collect();
        let (first, other): (Vec<&'static FieldDecl>, Vec<&'static FieldDecl>) =
            kind.decl().fields.iter().filter(|f| can_be_shared(f, id_field(kind))).partition(|f| sets.iter().any(|s| is_first(f, s)));
        for decl in first {
            field(drafts, ui, cx, &all, &sets, decl);
        }
        egui::CollapsingHeader::new(theme::small(format!("{} more fields", other.len()))).id_salt(("more", kind)).show_unindented(ui, |ui| {
            for decl in other {
                field(drafts, ui, cx, &all, &sets, decl);
            }
        });
        widgets::heading(ui, "Selected");
        for (at, record) in all.iter().take(100) {
            if widgets::line(ui, None, &records::name(record), record.id(), false).on_hover_text("Select only this one").clicked() {
                cx.select(*at);
            }
        }
    });
}

/// One value for all makes sense: not for ids, and records inside are edited one by one.
fn can_be_shared(decl: &FieldDecl, id: &str) -> bool {
    let nested = match bare((decl.shape)()) {
        Shape::List(inner) => matches!(bare(*inner), Shape::Record(_)),
        Shape::Record(_) | Shape::Map => true,
        _ => false,
    };
    !nested && decl.name != id && !is_title(decl)
}

fn field(drafts: &mut Drafts, ui: &mut Ui, cx: &mut Cx<'_>, all: &[(RecordRef, AnyRecord)], sets: &[Vec<(&'static str, Val)>], decl: &'static FieldDecl) {
    let value = |set: &Vec<(&'static str, Val)>| set.iter().find(|(n, _)| *n == decl.name).map(|(_, v)| v.clone());
    let first = sets.first().and_then(value);
    let agree = sets.iter().all(|s| value(s) == first);
    let mut shown = Field { cx, drafts, owner: None, path: decl.name.to_owned(), wants_focus: false };
    let answer = shown.show(ui, decl, first.as_ref().filter(|_| agree));
    if !agree && !drafts.words.contains_key(decl.name) {
        let some: Vec<String> = sets.iter().filter_map(value).map(|v| plain(&v)).take(3).collect();
        ui.label(theme::small(format!("differ: {}…", some.join(", "))).color(theme::role(ui, Role::Muted)));
    }
    let Some(wanted) = answer.wanted else { return };
    let text = wanted.as_ref().map(Val::flat);
    let mut edits = Vec::new();
    for (at, record) in all {
        match record.with_field(decl.name, text.as_deref()) {
            Ok(changed) if changed != *record => edits.push(Edit::Set(*at, changed)),
            Ok(_) => {}
            Err(why) => {
                drafts.errors.insert(decl.name.to_owned(), why);
                return;
            }
        }
    }
    let label = format!("set {} of {}", label_of(decl).to_lowercase(), crate::analysis::words::count(edits.len(), all[0].0.kind.label()));
    cx.inbox.edits.extend(together(label, edits));
}
