//! The card of a risk: signs to tick, steps to tick, Plan B, and what can be done with it as a whole.

use super::muted;
use crate::analysis::register;
use crate::analysis::risk::{RiskResult, alerts};
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::RecordRef;
use crate::model::records::{Action as Step, AlertAnswer, AlertStep, Risk, Trigger};
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::{paint, theme};
use egui::{Role as Access, TextEdit, Ui, WidgetInfo};

/// What the user types on a card.
#[derive(Debug, Default)]
pub struct Card {
    /// Steps being pasted, and of which risk.
    steps: Option<(RecordRef, String)>,
    /// The field for them was opened in this frame.
    opened: bool,
    /// A sign being typed.
    sign: String,
}

impl Card {
    /// Shows it.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef) {
        let (Some(risk), Some(result)) = (cx.plan.risks.get(at.key).cloned(), cx.analysis.risks.by_key(at.key).cloned()) else { return };
        if self.steps.as_ref().is_some_and(|(of, _)| *of != at) {
            (self.steps, self.sign) = (None, String::new());
        }
        buttons(ui, cx, at, &risk, &result);
        about(ui, cx, &risk, &result);
        ui.columns(if ui.available_width() > 520.0 { 2 } else { 1 }, |columns| {
            let last = columns.len() - 1;
            self.signs(&mut columns[0], cx, at, &risk, &result);
            self.actions(&mut columns[last], cx, at, &risk);
        });
        plan_b(ui, cx, &risk);
    }

    fn signs(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, risk: &Risk, result: &RiskResult) {
        ui.label(theme::strong("Signs that it is about to happen"));
        if risk.triggers.is_empty() {
            ui.label(theme::small("No trigger indicators: this risk can never raise an alert.").color(theme::role(ui, Role::Warn)));
        }
        let metrics = alerts::metrics(cx.plan);
        for (i, trigger) in risk.triggers.iter().enumerate() {
            let seen = alerts::seen(trigger, &metrics, cx.plan.status_date());
            let by_metric = seen.as_ref().and_then(|s| s.value.clone());
            let mut on = seen.is_some();
            let tip = match (&by_metric, &trigger.metric) {
                (Some(value), Some(metric)) => format!("Shown by metric {metric}, which is {value}; it goes when the metric does"),
                (None, Some(metric)) => format!("Tick when this sign is seen; metric {metric} ticks it by itself"),
                _ => "Tick when this sign is seen".to_owned(),
            };
            if ui.add_enabled(by_metric.is_none(), egui::Checkbox::new(&mut on, &trigger.text)).on_hover_text(&tip).on_disabled_hover_text(&tip).changed() {
                let mut changed = risk.clone();
                if let Some(t) = changed.triggers.get_mut(i) {
                    t.fired_on = on.then(|| cx.plan.status_date());
                }
                cx.set(at, changed);
            }
        }
        let field = ui.add(TextEdit::singleline(&mut self.sign).hint_text("Another sign, then Enter").desired_width(ui.available_width()));
        field.widget_info(|| WidgetInfo::labeled(Access::TextInput, true, "Another sign"));
        if field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) && !self.sign.trim().is_empty() {
            let mut changed = risk.clone();
            changed.triggers.push(Trigger { text: self.sign.trim().to_owned(), ..Trigger::default() });
            cx.inbox.edits.push(Edit::Many(format!("add a sign to {}", risk.id), vec![Edit::Set(at, changed.into())]));
            self.sign.clear();
            field.request_focus();
        }
        if result.alert {
            let next = result.next_action.as_deref().unwrap_or("review it");
            let must = if result.must_escalate() { "Escalate now. " } else { "" };
            ui.add(egui::Label::new(theme::strong(format!("{must}Next step: {next}")).color(theme::role(ui, Role::Bad))).wrap());
        }
    }

    fn actions(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, risk: &Risk) {
        ui.label(theme::strong("Steps against it"));
        let near = cx.plan.status_date();
        for (i, step) in risk.actions.iter().enumerate() {
            let mut done = step.done_on.is_some();
            let due = step.due.and_then(|d| register::due_day(cx.analysis, d));
            let who = step.owner.as_deref().unwrap_or("nobody");
            let when = match (step.done_on, due) {
                (Some(on), _) => format!("done {}", words::day(on, near)),
                (None, Some(d)) if d < near => format!("{who}, overdue since {}", words::day(d, near)),
                (None, Some(d)) => format!("{who}, due {}", words::day(d, near)),
                (None, None) => format!("{who}, no date"),
            };
            let late = step.done_on.is_none() && due.is_some_and(|d| d < near);
            ui.horizontal(|ui| {
                let ticked = ui.checkbox(&mut done, "").on_hover_text("Tick when it is done");
                ticked.widget_info(|| WidgetInfo::selected(Access::CheckBox, true, done, format!("Step done: {}", step.text)));
                if ticked.changed() {
                    let mut changed = risk.clone();
                    if let Some(s) = changed.actions.get_mut(i) {
                        s.done_on = done.then_some(near);
                    }
                    cx.set(at, changed);
                }
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    ui.add(egui::Label::new(&step.text).wrap());
                    ui.label(theme::small(when).color(theme::role(ui, if late { Role::Bad } else { Role::Muted })));
                });
            });
        }
        match &mut self.steps {
            Some((_, text)) => {
                let field = ui
                    .add(TextEdit::multiline(text).hint_text("One step a line; a numbered list is split").desired_rows(3).desired_width(ui.available_width()));
                field.widget_info(|| WidgetInfo::labeled(Access::MultilineTextInput, true, "Steps, one a line"));
                if std::mem::take(&mut self.opened) {
                    field.request_focus();
                    field.scroll_to_me(Some(egui::Align::Min));
                }
                let steps = register::split_list(text);
                ui.horizontal(|ui| {
                    let label = if steps.is_empty() { "Add steps".to_owned() } else { format!("Add {}", words::count(steps.len(), "step")) };
                    let add = ui.add_enabled(!steps.is_empty(), egui::Button::new(label)).clicked();
                    if add {
                        let mut changed = risk.clone();
                        changed.actions.extend(steps.iter().map(|s| Step { text: s.clone(), ..Step::default() }));
                        cx.inbox
                            .edits
                            .push(Edit::Many(format!("add {} to {}", words::count(steps.len(), "step"), risk.id), vec![Edit::Set(at, changed.into())]));
                    }
                    if add || ui.button("Cancel").clicked() {
                        self.steps = None;
                    }
                });
            }
            None => {
                ui.horizontal_wrapped(|ui| {
                    if ui.button("Add steps…").on_hover_text("Type or paste one step a line; a numbered list is split").clicked() {
                        (self.steps, self.opened) = (Some((at, String::new())), true);
                    }
                    if let Some(mended) = register::split_prose(risk) {
                        let n = mended.actions.len() - risk.actions.len();
                        let label = format!("Make {} of the description", words::count(n, "step"));
                        if ui.button(label).on_hover_text("The description or note holds a numbered list").clicked() {
                            cx.inbox.edits.push(Edit::Many(format!("split the list of {}", risk.id), vec![Edit::Set(at, mended.into())]));
                        }
                    }
                });
            }
        }
    }
}

/// What it is, in a line.
fn about(ui: &mut Ui, cx: &Cx<'_>, risk: &Risk, result: &RiskResult) {
    let mut said = vec![
        format!("{} × {} = {}", risk.probability.spoken(), risk.impact.spoken(), result.score),
        risk.status.spoken().to_lowercase(),
        format!("owner {}", risk.owner.as_deref().unwrap_or("nobody")),
    ];
    said.extend(result.exposure_days.map(|d| format!("expected loss {}", words::days(d))));
    let costs = cx.analysis.forecast.as_deref().and_then(|f| f.without(result.key)).filter(|g| g.p80_days >= 0.5);
    said.extend(costs.map(|g| format!("costs {} at P80", words::days(g.p80_days))));
    muted(ui, format!("{}: {}", risk.id, said.join(", ")));
}

/// What it is about, and what happens if it occurs.
fn plan_b(ui: &mut Ui, cx: &Cx<'_>, risk: &Risk) {
    let near = cx.plan.status_date();
    if let Some(text) = &risk.description {
        ui.add(egui::Label::new(text).wrap());
    }
    if let Some(b) = &risk.plan_b {
        let by = register::last_switch(cx.analysis, risk);
        let late = by.is_some_and(|d| d < near);
        let when = by.map_or_else(
            || ", no date to switch by".to_owned(),
            |d| format!(", switch by {}{}", words::day(d, near), if late { ", which has passed" } else { "" }),
        );
        let lead = b.lead.map_or_else(String::new, |l| format!(", takes {}", l.spoken()));
        let words = format!("Plan B: {}{lead}{when}", if b.what.is_empty() { "not written yet" } else { b.what.as_str() });
        ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, if late { Role::Bad } else { Role::Text }))).wrap());
    }
}

fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, risk: &Risk, result: &RiskResult) {
    ui.horizontal_wrapped(|ui| {
        if result.is_loud() {
            paint::sign(ui, Sign::Bad, 15.0);
            if ui.button("Acknowledge").on_hover_text("Somebody has seen the alert and acts").clicked() {
                let answer = AlertAnswer { step: AlertStep::Acknowledged, ..AlertAnswer::default() };
                cx.inbox.edits.extend(register::answered(cx.analysis, at.key, answer));
            }
        }
        if result.alert && ui.button("Answer the alert…").on_hover_text("Put it aside with a reason, or escalate it").clicked() {
            cx.ask(Ask::Alerts(Some(at)));
        }
        if ui.button("Reviewed today").on_hover_text("Note that it was looked at on the status date, scored as it stands").clicked() {
            cx.inbox.edits.extend(register::reviewed(cx.analysis, at.key));
        }
        if result.active && ui.button("It happened").on_hover_text("Make it an issue: who, what next, what it blocks are taken along").clicked() {
            cx.inbox.edits.extend(register::issue_of(cx.analysis, at.key));
            cx.inbox.said = Some(format!("{} is an issue now", risk.id));
        }
    });
}
