//! What if: every scenario beside the plan as it is, what it changes, what it moves, and the way to make
//! it the plan. Computed when the view is looked at, and again only when the plan changed.

mod table;

use crate::analysis::scenario::{self, Outcome, Variant};
use crate::analysis::words;
use crate::edit::{Edit, Revision};
use crate::model::records::{Scenario, SetField};
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::{theme, widgets};
use egui::Ui;
use std::sync::Arc;

/// Most tasks named as moved; the count says the rest.
const NAMED: usize = 30;

/// What the user did to the view, and the scenarios of the plan last looked at.
#[derive(Debug, Default)]
pub struct ScenariosPanel {
    chosen: Option<RecordRef>,
    computed: Option<(Revision, Outcome, Arc<Vec<Variant>>)>,
}

impl ScenariosPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.computed.as_ref().is_none_or(|(r, ..)| *r != cx.revision) {
            self.computed = Some((cx.revision, Outcome::of(cx.analysis), Arc::new(scenario::compare(cx.analysis))));
        }
        let Some((_, base, variants)) = self.computed.clone() else { return };
        let (sign, sentence) = answer(&variants);
        widgets::answer(ui, sign, &sentence);
        self.make(ui, cx);
        if variants.is_empty() {
            let what = "A scenario is a variant of the plan: another length, another link, another decision. It is computed beside the plan and changes nothing until it is applied.";
            ui.add_space(24.0);
            ui.label(egui::RichText::new(what).color(theme::role(ui, Role::Muted)));
            return;
        }
        // The one that is selected elsewhere is the one that is looked at.
        if let Some(at) = cx.selection.filter(|at| at.kind == RecordKind::Scenario) {
            self.chosen = Some(at);
        }
        let chosen = variants.iter().find(|v| Some(v.at) == self.chosen).or(variants.first()).cloned();
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            if let Some(at) = table::show(ui, cx, &base, &variants, chosen.as_ref().map(|v| v.at)) {
                self.chosen = Some(at);
                cx.inbox.select = Some(crate::ui::selection::Selection::default());
            }
            if let Some(variant) = chosen {
                details(ui, cx, &base, &variant);
            }
            ui.add_space(12.0);
        });
    }

    /// The ways to make a scenario.
    fn make(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            if ui.button("New scenario").on_hover_text("Begin one by hand in the inspector").clicked() {
                cx.ask(Ask::New(RecordKind::Scenario));
            }
            let fields = from_selection(cx);
            let label = match fields.len() {
                0 => "From the selection".to_owned(),
                n => format!("From {}", words::count(n, "selected record")),
            };
            let tip =
                "Begin with the lengths of the selected tasks, the probabilities of the selected risks or the decisions: then change them in the inspector";
            let button = ui.add_enabled(!fields.is_empty(), egui::Button::new(label));
            if button.on_hover_text(tip).on_disabled_hover_text("Select tasks, risks or decisions first").clicked() {
                let known: Vec<&str> = cx.plan.scenarios.records().map(|s| s.id.as_str()).collect();
                let id = (1..=known.len() + 1).map(|n| format!("what-if-{n}")).find(|id| !known.contains(&id.as_str())).unwrap_or_default();
                let title = cx.selection.and_then(|at| cx.plan.record(at)).map_or_else(|| "What if".to_owned(), |r| format!("What if {}", r.title()));
                let record = Scenario { id, title, set: fields, ..Scenario::default() };
                cx.inbox.edits.push(Edit::Add(AnyRecord::from(record), None));
                cx.inbox.notice = Some("Made a scenario with the values as they are: change them to see what follows".to_owned());
                self.chosen = None;
            }
        });
        ui.add_space(4.0);
    }
}

/// The field of each selected record that one most often asks "what if" about, as it is.
fn from_selection(cx: &Cx<'_>) -> Vec<SetField> {
    let fields = cx.selected.records().iter().filter_map(|at| {
        let field = match at.kind {
            RecordKind::Task => "duration",
            RecordKind::Risk => "probability",
            RecordKind::Decision => "decided",
            RecordKind::Dependency => "promised",
            _ => return None,
        };
        let record = cx.plan.record(*at)?;
        let crate::model::syntax::Val::Struct(values) = record.to_val() else { return None };
        let decl = at.kind.decl().fields.iter().find(|f| f.name == field)?;
        let value = values.into_iter().find(|(name, _)| *name == field).map(|(_, v)| v).or_else(|| (decl.default_value)())?;
        (!record.id().is_empty()).then(|| SetField { path: format!("{}/{}/{field}", at.kind.field(), record.id()), value: bare(&value.flat()) })
    });
    fields.collect()
}

/// A text without its quotes: people write it without.
fn bare(text: &str) -> String {
    text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).map_or_else(|| text.to_owned(), str::to_owned)
}

fn answer(variants: &[Variant]) -> (Sign, String) {
    let Some(worst) =
        variants.iter().filter(|v| v.delivered_later.is_some()).max_by(|a, b| a.delivered_later.unwrap_or(0.0).total_cmp(&b.delivered_later.unwrap_or(0.0)))
    else {
        return (Sign::Unknown, if variants.is_empty() { "No scenarios yet".to_owned() } else { words::count(variants.len(), "scenario") });
    };
    let broken: usize = variants.iter().map(|v| v.applied.problems.len()).sum();
    let moved = match worst.delivered_later.unwrap_or(0.0) {
        d if d > 0.0 => format!("at worst {} later, with {}", words::days(d), worst.title),
        d if d < 0.0 => format!("all of them earlier, by {} or more", words::days(-d)),
        _ => "none is later than the plan".to_owned(),
    };
    let count = words::count(variants.len(), "scenario");
    if broken > 0 {
        return (Sign::Warn, format!("{count}: {moved}; {} left out", words::count(broken, "line")));
    }
    (Sign::Unknown, format!("{count}: {moved}"))
}

fn small(ui: &mut Ui, words: &str) {
    ui.label(theme::small(words).color(theme::role(ui, Role::Muted)));
}

/// One scenario: what it changes, what that moves, and what can be done with it.
fn details(ui: &mut Ui, cx: &mut Cx<'_>, base: &Outcome, v: &Variant) {
    widgets::heading(ui, &v.title);
    ui.horizontal_wrapped(|ui| {
        let edit = v.applied.edit(&v.title);
        let apply = ui.add_enabled(edit.is_some(), egui::Button::new("Apply to the plan"));
        let tip = format!("Changes {} in one step; undo takes all of it back", words::count(v.applied.changes.len(), "field"));
        if apply.on_hover_text(tip).on_disabled_hover_text("It changes nothing").clicked() {
            cx.inbox.edits.extend(edit);
        }
        if ui.button("Edit").on_hover_text("Open it in the inspector").clicked() {
            cx.select(v.at);
        }
        if ui.button("Delete").clicked() {
            cx.ask(Ask::Delete(vec![v.at]));
        }
    });
    for (decision, option) in &v.options {
        small(ui, &format!("Option {option} of \"{decision}\""));
    }
    for problem in &v.applied.problems {
        widgets::entry(ui, Sign::Warn, &format!("Left out: {}", problem.message), "");
        if let Some(fix) = &problem.fix
            && ui.button(&fix.label).clicked()
        {
            cx.inbox.edits.push(fix.edit());
        }
    }
    widgets::heading(ui, &format!("Changes {}", words::count(v.applied.changes.len(), "field")));
    if v.applied.changes.is_empty() {
        small(ui, "Nothing differs from the plan: give a field another value.");
    }
    for c in &v.applied.changes {
        let field = c.field.replace('_', " ");
        let old = c.old.as_deref().map_or_else(|| "not set".to_owned(), bare);
        if widgets::entry(ui, Sign::Unknown, &format!("{}, {field}: {old} → {}", c.title, bare(&c.new)), c.at.kind.label()).clicked() {
            cx.select(c.at);
        }
    }
    widgets::heading(ui, &format!("Moves {}", words::count(v.moved.len(), "task")));
    if v.outcome.critical_path != base.critical_path {
        let title = |id: &String| cx.analysis.schedule.net.find(id).map_or_else(|| id.clone(), |i| cx.analysis.schedule.net.records[i].title.clone());
        let path: Vec<String> = v.outcome.critical_path.iter().map(title).collect();
        ui.add(egui::Label::new(format!("Critical path: {}", path.join(" → "))).wrap());
    }
    let near = cx.plan.status_date();
    for m in v.moved.iter().take(NAMED) {
        let days = |(first, last): (crate::model::value::Date, crate::model::value::Date)| {
            if first == last { words::day(first, near) } else { format!("{} to {}", words::day(first, near), words::day(last, near)) }
        };
        let sign = if m.days > 0.0 { Sign::Warn } else { Sign::Good };
        if widgets::entry(ui, sign, &format!("{}: {} → {}", m.title, days(m.base), days(m.variant)), &table::shift(m.days)).clicked() {
            cx.select(m.at);
        }
    }
    if v.moved.len() > NAMED {
        small(ui, &format!("and {}", words::count(v.moved.len() - NAMED, "more task")));
    }
}
