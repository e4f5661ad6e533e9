//! Several records of one type changed together: where they agree the value stands, where they
//! differ the field says so; what is entered goes to all of them, as one step.

use super::fields::{Field, bare, id_field, is_first, is_title, plain};
use super::{Drafts, label_of};
use crate::edit::{Edit, Revision};
use crate::model::syntax::Val;
use crate::model::{AnyRecord, FieldDecl, RecordRef, Shape};
use crate::scene::Role;
use crate::ui::action::Action;
use crate::ui::context::{Cx, together};
use crate::ui::{records, theme, widgets};
use egui::Ui;
use std::sync::Arc;

/// What the selected records have in common: kept until plan or selection change, as hundreds of them
/// may be dragged meanwhile.
#[derive(Debug)]
pub(super) struct Shared {
    of: (Revision, Vec<RecordRef>),
    all: Vec<(RecordRef, AnyRecord)>,
    /// The fields of each.
    sets: Vec<Vec<(&'static str, Val)>>,
    /// The fields that can be changed together: whether it stands in front, and whether all agree.
    fields: Vec<(&'static FieldDecl, bool, bool)>,
}

impl Shared {
    fn of(cx: &Cx<'_>) -> Self {
        let all: Vec<(RecordRef, AnyRecord)> = cx.selected.records().iter().filter_map(|at| Some((*at, cx.plan.record(*at)?))).collect();
        let sets: Vec<Vec<(&'static str, Val)>> = all
            .iter()
            .map(|(_, r)| match r.to_val() {
                Val::Struct(fields) => fields,
                _ => Vec::new(),
            })
            .collect();
        let fields = all.last().map_or_else(Vec::new, |(lead, _)| {
            let shared = lead.kind.decl().fields.iter().filter(|f| can_be_shared(f, id_field(lead.kind)));
            let agree = |f: &FieldDecl| sets.iter().all(|s| value(s, f) == sets.first().and_then(|first| value(first, f)));
            shared.map(|f| (f, sets.iter().any(|s| is_first(f, s)), agree(f))).collect()
        });
        Self { of: (cx.revision, cx.selected.records().to_vec()), all, sets, fields }
    }

    fn is_of(&self, cx: &Cx<'_>) -> bool {
        self.of.0 == cx.revision && self.of.1 == cx.selected.records()
    }
}

fn value<'a>(set: &'a [(&'static str, Val)], decl: &FieldDecl) -> Option<&'a Val> {
    set.iter().find(|(n, _)| *n == decl.name).map(|(_, v)| v)
}

/// Shows the fields of all selected records together.
pub(super) fn show(drafts: &mut Drafts, ui: &mut Ui, cx: &mut Cx<'_>) {
    let shared = drafts.shared.take().filter(|s| s.is_of(cx)).unwrap_or_else(|| Arc::new(Shared::of(cx)));
    drafts.shared = Some(Arc::clone(&shared));
    let all = &shared.all;
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
        for (decl, _, agree) in shared.fields.iter().filter(|(_, is_first, _)| *is_first) {
            field(drafts, ui, cx, &shared, decl, *agree);
        }
        let others = shared.fields.iter().filter(|(_, is_first, _)| !*is_first);
        egui::CollapsingHeader::new(theme::small(format!("{} more fields", others.clone().count()))).id_salt(("more", kind)).show_unindented(ui, |ui| {
            for (decl, _, agree) in others {
                field(drafts, ui, cx, &shared, decl, *agree);
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

fn field(drafts: &mut Drafts, ui: &mut Ui, cx: &mut Cx<'_>, shared: &Shared, decl: &'static FieldDecl, agree: bool) {
    let (all, sets) = (&shared.all, &shared.sets);
    let first = sets.first().and_then(|s| value(s, decl));
    let mut shown = Field { cx, drafts, owner: None, path: decl.name.to_owned(), wants_focus: false };
    let answer = shown.show(ui, decl, first.filter(|_| agree));
    if !agree && !drafts.words.contains_key(decl.name) {
        let some: Vec<String> = sets.iter().filter_map(|s| value(s, decl)).map(plain).take(3).collect();
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
