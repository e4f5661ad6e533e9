//! The fields of what is selected, from the one declaration of each record type: label, help,
//! unit, default, error beside the field, references both ways. Every record type has it for
//! free; nothing here knows what a task is, but `computed`.

mod bulk;
mod complete;
mod computed;
mod dates;
mod fields;
mod nested;
mod pickers;
mod why;

use super::action::Action;
use super::context::{Ask, Cx};
use super::{paint, panels, records, remedies, theme, widgets};
use crate::model::syntax::Val;
use crate::model::{AnyRecord, FieldDecl, RecordRef};
use crate::scene::Role;
use egui::{Id, Ui};
use std::collections::BTreeMap;

/// What the user is doing to the selected record.
#[derive(Debug, Default)]
pub struct Inspector {
    of: Vec<RecordRef>,
    drafts: Drafts,
    /// The record was just made: its title wants to be typed.
    typing: bool,
    first: Option<Id>,
    first_is_title: bool,
    fields: Vec<Id>,
    why: why::Why,
}

/// Words that are being typed and are no value yet, by the path of their field.
#[derive(Debug, Default)]
struct Drafts {
    words: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
    /// Which suggestion is chosen, and whether they were put away.
    suggestion: usize,
    put_away: bool,
    /// The fields one can type in, as they are shown.
    fields: Vec<Id>,
    /// What several selected records have in common.
    shared: Option<std::sync::Arc<bulk::Shared>>,
}

impl Inspector {
    /// The record was just made: its title wants to be typed.
    pub fn begin_typing(&mut self) {
        self.typing = true;
    }

    /// Where the keyboard goes when it comes here.
    pub fn first_field(&self) -> Option<Id> {
        self.first
    }

    /// It is one of the fields shown last.
    pub fn is_field(&self, id: Id) -> bool {
        self.fields.contains(&id)
    }

    /// Escape in a field puts the suggestions away first, and the keyboard stays; false when there
    /// are none.
    pub fn put_away(&mut self, ctx: &egui::Context, field: Id) -> bool {
        let open = complete::was_open(ctx, field);
        if open {
            self.drafts.put_away = true;
            ctx.memory_mut(|m| m.request_focus(field));
        }
        open
    }

    /// What was being typed means nothing any more.
    pub fn forget_drafts(&mut self) {
        self.drafts = Drafts::default();
    }

    /// Shows the fields of the selected record, or of all of them together.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.drafts.fields.clear();
        self.show_all(ui, cx);
        self.fields = std::mem::take(&mut self.drafts.fields);
    }

    fn show_all(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.of != cx.selected.records() {
            self.of = cx.selected.records().to_vec();
            self.drafts = Drafts::default();
            (self.first, self.first_is_title) = (None, false);
        }
        if cx.selected.len() > 1 {
            bulk::show(&mut self.drafts, ui, cx);
            return;
        }
        let Some((at, record)) = cx.selection.and_then(|at| Some((at, cx.plan.record(at)?))) else { return };
        head(ui, cx, at, &record);
        egui::ScrollArea::vertical().id_salt(("inspector", at)).auto_shrink([false, false]).show(ui, |ui| {
            computed::show(ui, cx, at);
            self.why.show(ui, cx, at);
            problems(ui, cx, at);
            widgets::hairline(ui);
            ui.add_space(4.0);
            self.all_fields(ui, cx, at, &record);
            used_by(ui, cx, at);
            ui.add_space(8.0);
        });
    }

    fn all_fields(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord) {
        let Val::Struct(set) = record.to_val() else { return };
        let all = at.kind.decl().fields;
        // A record may grow; "anything else" stays its last field on the screen.
        let shown = all.iter().filter(|f| f.name != "note").chain(all.iter().filter(|f| f.name == "note"));
        let (known, other): (Vec<&FieldDecl>, Vec<&FieldDecl>) = shown.partition(|f| all.len() <= 8 || fields::is_first(f, &set));
        for decl in known {
            self.field(ui, cx, at, record, decl, &set);
        }
        if other.is_empty() {
            return;
        }
        let few = other.len() <= 3;
        egui::CollapsingHeader::new(theme::small(format!("{} more {}", other.len(), if other.len() == 1 { "field" } else { "fields" })))
            .id_salt(("more", at.kind))
            .default_open(few)
            .show_unindented(ui, |ui| {
                for decl in other {
                    self.field(ui, cx, at, record, decl, &set);
                }
            });
    }

    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord, decl: &'static FieldDecl, set: &[(&'static str, Val)]) {
        let value = set.iter().find(|(n, _)| *n == decl.name).map(|(_, v)| v);
        let wants_focus = self.typing && fields::is_title(decl);
        let mut field = fields::Field { cx, drafts: &mut self.drafts, owner: Some(at), path: decl.name.to_owned(), wants_focus };
        let shown = field.show(ui, decl, value);
        if wants_focus {
            self.typing = false;
        }
        // The title, else the first of all.
        if self.first.is_none() || (fields::is_title(decl) && !self.first_is_title) {
            self.first = shown.id.or(self.first);
            self.first_is_title = fields::is_title(decl);
        }
        if let Some(wanted) = shown.wanted {
            let text = wanted.as_ref().map(Val::flat);
            match record.with_field(decl.name, text.as_deref()) {
                Ok(changed) => {
                    self.drafts.errors.remove(&shown.path);
                    if decl.name == fields::id_field(at.kind) {
                        give_id(cx, at, record, &changed);
                    } else {
                        cx.set(at, changed);
                    }
                }
                Err(why) => {
                    self.drafts.errors.insert(shown.path, why);
                    ui.ctx().request_repaint();
                }
            }
        }
        invalid(ui, cx, at, decl);
    }
}

/// What the record is, and what can be done with it.
fn head(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord) {
    ui.horizontal(|ui| {
        ui.label(theme::small(capital(at.kind.label())).color(theme::role(ui, Role::Muted)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Close").on_hover_text("Esc").clicked() {
                cx.inbox.actions.push(Action::Deselect);
            }
            ui.menu_button("More", |ui| super::menus::show(ui, cx, at)).response.on_hover_text("What can be done with it");
        });
    });
    ui.add(egui::Label::new(theme::title(records::name(record))).wrap());
    ui.add_space(2.0);
    if at.kind.is_list() {
        ui.horizontal_wrapped(|ui| {
            for action in [Action::AddLike, Action::Duplicate, Action::MoveUp, Action::MoveDown, Action::Delete] {
                let keys = action.shortcut().map_or(String::new(), |k| format!(" ({})", ui.ctx().format_shortcut(&k)));
                let label = match action {
                    Action::AddLike => "Add",
                    Action::MoveUp => "Up",
                    Action::MoveDown => "Down",
                    Action::Delete => "Delete",
                    other => other.label(),
                };
                if ui.small_button(label).on_hover_text(format!("{}{keys}", action.tooltip())).clicked() {
                    cx.inbox.actions.push(action);
                }
            }
        });
    } else if ui.small_button("Delete").on_hover_text("Undo brings it back").clicked() {
        cx.ask(Ask::Delete(vec![at]));
    }
    ui.add_space(4.0);
}

/// A new id takes its references along; one that is not allowed is said beside the field.
fn give_id(cx: &mut Cx<'_>, at: RecordRef, before: &AnyRecord, after: &AnyRecord) {
    if before.id() != after.id() {
        cx.ask(Ask::GiveId(at, after.id().to_owned()));
    }
}

/// What validation says about a field, with the fix.
fn invalid(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, decl: &FieldDecl) {
    let about: Vec<_> = cx.analysis.invalid.iter().filter(|i| i.at == at && i.field == Some(decl.name)).cloned().collect();
    for i in about {
        let role = if i.weight == crate::model::Weight::Error { Role::Bad } else { Role::Warn };
        ui.add(egui::Label::new(theme::small(format!("{} {}", i.code, i.message)).color(theme::role(ui, role))).wrap());
        remedies::button(ui, cx, i.fix);
    }
}

/// Most rules whose findings stand above the fields.
const MOST_FINDINGS: usize = 5;

/// What is wrong with the record as a whole, with the fixes.
fn problems(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
    let whole: Vec<_> = cx.analysis.invalid.iter().filter(|i| i.at == at && i.field.is_none()).cloned().collect();
    for i in whole {
        said(ui, panels::weight_sign(i.weight), &format!("{} {}", i.code, i.message), "");
        remedies::button(ui, cx, i.fix);
    }
    let found: Vec<_> = cx.analysis.findings.about(at).cloned().collect();
    let mut said_already: Vec<&str> = Vec::new();
    for f in &found {
        // Nine steps without an owner are one thing to say.
        if said_already.contains(&f.rule.id) {
            continue;
        }
        said_already.push(f.rule.id);
        if said_already.len() > MOST_FINDINGS {
            let rest = found.iter().filter(|o| !said_already[..MOST_FINDINGS].contains(&o.rule.id)).count();
            if ui.link(theme::small(format!("{} more", crate::analysis::words::count(rest, "finding")))).clicked() {
                cx.inbox.show = Some(panels::Panel::Findings);
            }
            break;
        }
        let like = found.iter().filter(|o| o.rule.id == f.rule.id).count() - 1;
        let more = if like > 0 { format!(" (and {like} more like this)") } else { String::new() };
        said(ui, panels::severity_sign(f.severity), &format!("{} {}{more}", f.rule.id, f.message), f.rule.remedy);
        remedies::button(ui, cx, f.fix.clone());
    }
}

fn said(ui: &mut Ui, sign: crate::scene::Sign, words: &str, help: &str) {
    ui.horizontal_top(|ui| {
        paint::sign(ui, sign, 14.0);
        let label = ui.add(egui::Label::new(theme::small(words)).wrap());
        if !help.is_empty() {
            label.on_hover_text(help);
        }
    });
}

/// Which records refer to this one.
fn used_by(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
    // What happened on past status dates does not depend on it.
    let users: Vec<_> = cx.plan.used_by(at).into_iter().filter(|(user, _)| user.kind != crate::model::RecordKind::Snapshot).collect();
    if users.is_empty() {
        return;
    }
    widgets::heading(ui, &format!("Used by {}", users.len()));
    for (user, field) in users.into_iter().take(60) {
        let Some(record) = cx.plan.record(user) else { continue };
        let right = format!("{}, {}", user.kind.label(), label_of(field).to_lowercase());
        if widgets::line(ui, None, &records::name(&record), &right, false).clicked() {
            cx.go_to(user);
        }
    }
}

/// The words of a field's label.
pub fn label_of(decl: &FieldDecl) -> String {
    let name = match decl.name {
        "pct" => "progress".to_owned(),
        "fte" => "share".to_owned(),
        "t0" => "T-0".to_owned(),
        "r" => "responsible".to_owned(),
        "a" => "accountable".to_owned(),
        "c" => "consulted".to_owned(),
        "i" => "informed".to_owned(),
        "bac" => "budget".to_owned(),
        "after" => "predecessors".to_owned(),
        "deps" => "dependencies".to_owned(),
        other => other.trim_end_matches("_pct").trim_end_matches("_pd").replace('_', " "),
    };
    let name = capital(&name);
    if decl.unit.is_empty() { name } else { format!("{name} ({})", decl.unit) }
}

/// With a capital letter in front.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
