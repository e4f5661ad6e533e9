//! Release night: the steps with their times, the rollback, and the last moment to turn back.

use crate::analysis::{runbook as night, words};
use crate::model::records::{Runbook, Step};
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures;
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::paint::Picture;
use crate::ui::{records, theme, widgets};
use egui::Ui;

/// What the user did to the view.
#[derive(Debug, Default)]
pub struct RunbookPanel {
    picture: Picture,
}

impl RunbookPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (sign, sentence) = answer(cx);
        widgets::answer(ui, sign, &sentence);
        let Some(runbook) = cx.plan.runbook.arc().cloned() else {
            if widgets::empty(ui, "The runbook says who does what, minute by minute, and how to go back.", "Write the runbook") {
                cx.ask(Ask::New(RecordKind::Runbook));
            }
            return;
        };
        let at = RecordRef { kind: RecordKind::Runbook, key: cx.plan.runbook.key() };
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            if !runbook.steps.is_empty() {
                self.picture.show(ui, cx, pictures::runbook, "Release night over time");
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                if ui.button("Edit runbook").on_hover_text("Show its steps and times in the inspector").clicked() {
                    cx.select(at);
                }
                if ui.button("Add step").on_hover_text("Add a step at the end, to be filled in the inspector").clicked() {
                    add_step(cx, at, &runbook);
                }
            });
            egui::CollapsingHeader::new("Steps as a list").default_open(runbook.steps.is_empty()).show_unindented(ui, |ui| steps(ui, cx, at, &runbook));
            records::list(ui, cx, RecordKind::Rollback, "Rollback", "How the release is taken back, stage by stage, and what makes us do it.");
            stages(ui, cx);
            records::list(ui, cx, RecordKind::Environment, "Environments", "Where it runs, and who has booked what.");
            records::list(ui, cx, RecordKind::Freeze, "Freezes", "Times in which something must not change.");
        });
    }
}

fn answer(cx: &Cx<'_>) -> (Sign, String) {
    let result = &cx.analysis.runbook;
    let Some(runbook) = cx.plan.runbook.get() else { return (Sign::Unknown, "No runbook yet".to_owned()) };
    let mut parts = vec![words::count(runbook.steps.len(), "step")];
    if let Some(window) = result.window {
        parts.push(format!("window {} min", words::number(window)));
    }
    if result.rollback > 0.0 {
        parts.push(format!("rollback {} min", words::number(result.rollback)));
    }
    let late = result.steps.iter().filter(|s| s.overrun > 0.0 && runbook.steps.iter().any(|r| r.id == s.id && night::changes_state(r))).count();
    let mut sign = Sign::Good;
    if let Some(abort) = result.last_safe_abort {
        parts.push(format!("last safe abort T+{}m", words::number(abort)));
    }
    if late > 0 {
        parts.push(format!("{} too late to roll back inside the window", words::count(late, "change")));
        sign = Sign::Bad;
    }
    (sign, parts.join(", "))
}

fn steps(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, runbook: &Runbook) {
    if runbook.steps.is_empty() {
        ui.label(theme::small("No steps yet. Add them in the inspector.").color(theme::role(ui, Role::Muted)));
    }
    for step in &runbook.steps {
        let result = cx.analysis.runbook.steps.iter().find(|s| s.id == step.id);
        let overrun = result.map_or(0.0, |s| s.overrun);
        let when = step.at.map_or_else(|| "no time".to_owned(), |o| o.to_string());
        let clock = result.and_then(|s| s.instant).map_or_else(String::new, clock);
        let right = right_of(step, overrun, &clock);
        let sign = sign_of(step, overrun);
        if widgets::line(ui, Some(sign), &format!("{when}  {}", step.action), &right, false).clicked() {
            cx.select(at);
        }
    }
}

/// A new step behind the last one, with an id that is free.
fn add_step(cx: &mut Cx<'_>, at: RecordRef, runbook: &Runbook) {
    let mut changed = runbook.clone();
    let id = (1..=runbook.steps.len() + 1).map(|n| format!("step-{n}")).find(|id| !runbook.steps.iter().any(|s| s.id == *id));
    let last = runbook.steps.last();
    changed.steps.push(Step {
        id: id.unwrap_or_default(),
        action: "New step".to_owned(),
        at: last.and_then(|s| s.at),
        phase: last.map(|s| s.phase).unwrap_or_default(),
        ..Step::default()
    });
    cx.set(at, changed);
    cx.select(at);
}

fn sign_of(step: &Step, overrun: f64) -> Sign {
    use crate::model::records::StepResult;
    match step.result {
        Some(StepResult::Ok) => Sign::Done,
        Some(StepResult::Failed) => Sign::Bad,
        Some(StepResult::Skipped) => Sign::Unknown,
        None if night::changes_state(step) && overrun > 0.0 => Sign::Bad,
        None => Sign::Unknown,
    }
}

fn right_of(step: &Step, overrun: f64, clock: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    if night::changes_state(step) && overrun > 0.0 {
        parts.push(format!("rollback ends {} min late", words::number(overrun)));
    }
    parts.push(step.owner.clone().unwrap_or_else(|| "nobody".to_owned()));
    if !clock.is_empty() {
        parts.push(clock.to_owned());
    }
    parts.join(", ")
}

/// `20:05`, in the runbook's own time.
fn clock(minute: i64) -> String {
    let of_day = minute.rem_euclid(1440);
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

fn stages(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(record) = cx.plan.rollback.arc().cloned() else { return };
    let at = RecordRef { kind: RecordKind::Rollback, key: cx.plan.rollback.key() };
    ui.indent("stages", |ui| {
        for stage in &record.stages {
            let right = format!("at most {}", stage.budget.spoken());
            let words =
                if stage.methods.is_empty() { stage.kind.spoken().to_owned() } else { format!("{}: {}", stage.kind.spoken(), stage.methods.join(", ")) };
            if widgets::line(ui, None, &words, &right, cx.is_selected(at)).clicked() {
                cx.select(at);
            }
        }
    });
}
