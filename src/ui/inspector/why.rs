//! Why the selected task has the dates it has: its driving chain, what would gain a day, and what a
//! slip would move. Computed when it is looked at, and kept until the plan changes.

use crate::analysis::schedule::{Change, Gain, Impact, Schedule, Step};
use crate::analysis::words;
use crate::edit::Revision;
use crate::model::value::Date;
use crate::model::{Key, RecordKind, RecordRef};
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::{theme, widgets};
use egui::Ui;

/// Steps and moved tasks shown; a chain of hundreds is told by its end.
const SHOWN: usize = 12;

/// The part of the inspector that answers "why this date?".
#[derive(Debug, Default)]
pub(super) struct Why {
    /// Days of slip that are tried.
    slip: f64,
    /// The milestone towards which float is asked for, once one is chosen.
    toward: Option<Key>,
    found: Option<Found>,
}

#[derive(Debug)]
struct Found {
    of: (Revision, RecordRef),
    slip: f64,
    /// The milestone, and the float towards it; none when it does not lead there.
    toward: Option<(usize, Option<f64>)>,
    steps: Vec<Step>,
    gains: Vec<Gain>,
    impact: Impact,
}

impl Why {
    /// Shows it, folded until somebody asks.
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
        let Some(task) = cx.analysis.schedule.net.position(at.key).filter(|_| at.kind == RecordKind::Task) else { return };
        if self.slip <= 0.0 {
            self.slip = 1.0;
        }
        egui::CollapsingHeader::new(theme::small("Why these dates")).id_salt("why").show_unindented(ui, |ui| {
            self.find(cx, at, task);
            let Some(found) = self.found.as_ref() else { return };
            chain(ui, cx, found);
            toward(ui, cx, found, task, &mut self.toward);
            gains(ui, cx, found);
            slip(ui, cx, found, &mut self.slip);
            ui.add_space(4.0);
        });
    }

    fn find(&mut self, cx: &Cx<'_>, at: RecordRef, task: usize) {
        let of = (cx.revision, at);
        let (schedule, calendars) = (&cx.analysis.schedule, &cx.analysis.calendars);
        let milestone = self.toward.and_then(|key| schedule.net.position(key)).filter(|i| *i != task).or_else(|| first_milestone(schedule, task));
        if self.found.as_ref().is_some_and(|f| f.of == of && f.slip == self.slip && f.toward.map(|t| t.0) == milestone) {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let minutes = crate::analysis::calendar::whole(self.slip * calendars.standard().day_length() as f64);
        let known = self.found.take().filter(|f| f.of == of);
        let (steps, gains) = known.map_or_else(|| (schedule.explain(calendars, task), schedule.gains(calendars, task)), |f| (f.steps, f.gains));
        let impact = schedule.impact(calendars, task, Change::Later(minutes));
        let toward = milestone.map(|m| (m, schedule.float_toward(calendars, m).get(task).copied().flatten()));
        self.found = Some(Found { of, slip: self.slip, toward, steps, gains, impact });
    }
}

fn reference(cx: &Cx<'_>, task: usize) -> Option<RecordRef> {
    cx.analysis.schedule.net.keys.get(task).map(|key| RecordRef { kind: RecordKind::Task, key: *key })
}

/// A task as a line that leads to it.
fn task_line(ui: &mut Ui, cx: &mut Cx<'_>, task: usize, words: &str, right: &str) {
    let Some(to) = reference(cx, task) else { return };
    let selected = cx.is_selected(to);
    if widgets::line(ui, None, words, right, selected).clicked() && !selected {
        cx.go_to(to);
    }
}

fn chain(ui: &mut Ui, cx: &mut Cx<'_>, found: &Found) {
    let near = cx.plan.status_date();
    let schedule = std::sync::Arc::clone(&cx.analysis.schedule);
    let hidden = found.steps.len().saturating_sub(SHOWN);
    if hidden > 0 {
        ui.label(theme::small(format!("{} before", words::count(hidden, "step"))).color(theme::role(ui, Role::Muted)));
    }
    for step in found.steps.iter().skip(hidden) {
        let (Some(record), Some(dates)) = (schedule.net.records.get(step.task), schedule.dates.get(step.task)) else { continue };
        let right = words::day_month(dates.forecast_last_day());
        task_line(ui, cx, step.task, &record.title, &right);
        for words in std::iter::once(&step.start).chain(&step.notes) {
            ui.indent(("step", step.task), |ui| {
                ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, Role::Muted))).wrap());
            });
        }
    }
    let Some(float) = found.steps.last().and_then(|s| schedule.dates.get(s.task)) else { return };
    let end = words::day(Date::of_minute(schedule.finish.max(1) - 1), near);
    let room = if float.total_float_days > 0.0 {
        format!("It can finish {} later before the plan's end, {end}, moves", words::days(float.total_float_days))
    } else if float.total_float_days < 0.0 {
        format!("It is {} too late for a deadline or a constraint", words::days(-float.total_float_days))
    } else {
        format!("Any delay moves a later date, up to the plan's end, {end}")
    };
    ui.add(egui::Label::new(theme::small(room).color(theme::role(ui, Role::Muted))).wrap());
}

/// Milestones still ahead, and what is delivered, but for the task itself.
fn milestones(schedule: &Schedule, task: usize) -> impl Iterator<Item = usize> + '_ {
    let counts = move |i: &usize| *i != task && schedule.net.tasks[*i].open && (schedule.net.tasks[*i].milestone || schedule.delivers == Some(*i));
    (0..schedule.net.tasks.len()).filter(counts)
}

/// What is delivered, else the first milestone.
fn first_milestone(schedule: &Schedule, task: usize) -> Option<usize> {
    milestones(schedule, task).find(|i| schedule.delivers == Some(*i)).or_else(|| milestones(schedule, task).next())
}

/// How much later it may finish before a milestone of choice moves.
fn toward(ui: &mut Ui, cx: &Cx<'_>, found: &Found, task: usize, chosen: &mut Option<Key>) {
    let Some((milestone, float)) = found.toward else { return };
    let schedule = &cx.analysis.schedule;
    let title = |i: usize| schedule.net.records.get(i).map(|r| r.title.clone()).unwrap_or_default();
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        let label = ui.label(theme::strong("Float to"));
        let list = egui::ComboBox::from_id_salt("float to").selected_text(title(milestone)).truncate().show_ui(ui, |ui| {
            for i in milestones(schedule, task) {
                if ui.selectable_label(i == milestone, title(i)).clicked() {
                    *chosen = schedule.net.keys.get(i).copied();
                }
            }
        });
        list.response.labelled_by(label.id);
        ui.label(match float {
            Some(days) => words::days(days),
            None => "it does not lead there".to_owned(),
        });
    });
}

fn gains(ui: &mut Ui, cx: &mut Cx<'_>, found: &Found) {
    ui.add_space(4.0);
    ui.label(theme::strong("To gain a day"));
    if found.gains.is_empty() {
        let words = "No single change helps: it has happened, or several chains end together";
        ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, Role::Muted))).wrap());
    }
    for gain in found.gains.iter().take(SHOWN / 2) {
        task_line(ui, cx, gain.task, &gain.what, &format!("-{}", words::days(gain.days)));
    }
}

fn slip(ui: &mut Ui, cx: &mut Cx<'_>, found: &Found, days: &mut f64) {
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let label = ui.label(theme::strong("If it slips by"));
        ui.add(egui::DragValue::new(days).range(0.5..=250.0).speed(0.1).max_decimals(1).suffix(" d")).labelled_by(label.id);
    });
    let schedule = std::sync::Arc::clone(&cx.analysis.schedule);
    let moved = &found.impact.moved;
    let others = moved.len().saturating_sub(1);
    let end = cx.analysis.calendars.standard().days_between(schedule.finish, found.impact.finish);
    let words = match (moved.is_empty(), others, end > 0.0) {
        (true, ..) => "Nothing moves: it has happened, or follows from others".to_owned(),
        (_, 0, false) => "Only itself moves".to_owned(),
        (_, _, false) => format!("{} move with it; the end stays", words::count(others, "task")),
        (..) => format!("{} move with it; the end is {} later", words::count(others, "task"), words::days(end)),
    };
    ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, Role::Muted))).wrap());
    let own = found.of.1.key;
    for m in moved.iter().filter(|m| schedule.net.keys.get(m.task) != Some(&own)).take(SHOWN / 2) {
        let Some(record) = schedule.net.records.get(m.task) else { continue };
        task_line(ui, cx, m.task, &record.title, &format!("+{}", words::days(m.days)));
    }
}
