//! The alerts: what fired, what to do next, and what is done about each: acknowledged, put aside with
//! a reason, escalated.

use super::{Answer, heading, primary};
use crate::analysis::Analysis;
use crate::analysis::register::next_step;
use crate::analysis::risk::AlertState;
use crate::analysis::words;
use crate::model::RecordRef;
use crate::model::records::{AlertAnswer, AlertStep, EscalationLevel};
use crate::model::value::{Date, understood};
use crate::scene::{Role, Sign};
use crate::ui::{paint, theme, widgets};
use egui::{Role as Access, TextEdit, Ui, WidgetInfo};

/// An alert as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    at: RecordRef,
    title: String,
    fired: String,
    next: String,
    state: String,
    must_escalate: bool,
    loud: bool,
}

/// What is typed to answer one of them.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    at: RecordRef,
    step: AlertStep,
    until: String,
    reason: String,
    by: String,
    level: EscalationLevel,
}

/// The alerts, and the one that is being answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Alerts {
    lines: Vec<Line>,
    form: Option<Form>,
    near: Date,
}

impl Alerts {
    /// The alerts of a plan in the order of the register, so that none moves under the pointer when another is
    /// answered; with the form of one of them open.
    pub fn of(a: &Analysis, open: Option<RecordRef>) -> Self {
        let near = a.plan.status_date();
        let mut lines: Vec<Line> = Vec::new();
        for (risk, r) in a.plan.risks.records().zip(&a.risks.items).filter(|(_, r)| r.alert) {
            let since = r.fired_since.map_or_else(String::new, |d| format!(", since {}", words::day(d, near)));
            let next = next_step(a, risk).map_or_else(
                || "Review it: no step against it is open".to_owned(),
                |(s, due)| format!("Next step: {}{}", s.text, due.map_or_else(String::new, |d| format!(", due {}", words::day(d, near)))),
            );
            let state = match r.alert_state {
                Some(AlertState::Acknowledged(on)) => format!("Acknowledged {}", words::day(on, near)),
                Some(AlertState::Snoozed(until)) => format!("Put aside until {}", words::day(until, near)),
                Some(AlertState::Escalated(level, on)) => format!("Escalated to {} {}", level.spoken(), words::day(on, near)),
                _ => String::new(),
            };
            lines.push(Line {
                at: crate::analysis::register::risk_ref(r.key),
                title: format!("{}  {}, score {}", risk.id, risk.title, r.score),
                fired: format!("Seen{since}: {}", words::listing(&r.fired, 4)),
                next,
                state,
                must_escalate: r.must_escalate(),
                loud: r.is_loud(),
            });
        }
        let form = open.filter(|at| lines.iter().any(|l| l.at == *at)).map(|at| {
            let must = lines.iter().any(|l| l.at == at && l.must_escalate);
            Form::of(at, if must { AlertStep::Escalated } else { AlertStep::Acknowledged })
        });
        Self { lines, form, near }
    }

    /// None of them waits.
    pub fn is_quiet(&self) -> bool {
        self.lines.iter().all(|l| !l.loud)
    }
}

impl Form {
    fn of(at: RecordRef, step: AlertStep) -> Self {
        Self { at, step, until: "+1w".to_owned(), reason: String::new(), by: String::new(), level: EscalationLevel::L2 }
    }
}

/// Shows them.
pub(super) fn show(ui: &mut Ui, alerts: &mut Alerts) -> Option<Answer> {
    let loud = alerts.lines.iter().filter(|l| l.loud).count();
    let title = if loud > 0 { format!("{} waiting", words::count(loud, "alert")) } else { "No alert waits".to_owned() };
    heading(ui, &title);
    if alerts.lines.is_empty() {
        ui.add(egui::Label::new("No sign of a risk has been seen. Tick a sign in the register, or bind it to a metric, and its alert appears here.").wrap());
    }
    let mut answer = None;
    let room = (ui.ctx().content_rect().height() - 200.0).clamp(160.0, 560.0);
    // The form opens in it: it grows with its content up to the room there is.
    egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
        for line in &alerts.lines {
            answer = answer.take().or(one(ui, line, &mut alerts.form, alerts.near));
            ui.add_space(4.0);
            widgets::hairline(ui);
            ui.add_space(4.0);
        }
    });
    ui.add_space(8.0);
    if ui.button("Close").clicked() {
        return Some(Answer::Cancel);
    }
    answer
}

fn one(ui: &mut Ui, line: &Line, form: &mut Option<Form>, near: Date) -> Option<Answer> {
    let mut answer = None;
    ui.horizontal(|ui| {
        paint::sign(ui, if line.loud { Sign::Bad } else { Sign::Good }, 16.0);
        ui.add(egui::Label::new(theme::strong(&line.title)).wrap());
    });
    ui.indent(("alert", line.at.key), |ui| {
        ui.add(egui::Label::new(&line.fired).wrap());
        ui.add(egui::Label::new(&line.next).wrap());
        if line.must_escalate {
            ui.label(theme::strong("Must be escalated").color(theme::role(ui, Role::Bad)));
        }
        if !line.state.is_empty() {
            ui.label(theme::small(&line.state).color(theme::role(ui, Role::Muted)));
        }
        ui.horizontal_wrapped(|ui| {
            let name = |label: &str| format!("{label}: {}", line.title);
            let button = |ui: &mut Ui, label: &str, tip: &str| {
                let response = ui.button(label).on_hover_text(tip);
                response.widget_info(|| WidgetInfo::labeled(Access::Button, true, name(label)));
                response.clicked()
            };
            if line.loud && button(ui, "Acknowledge", "Somebody has seen it and acts") {
                answer = Some(Answer::Alert(line.at, AlertAnswer { step: AlertStep::Acknowledged, ..AlertAnswer::default() }));
            }
            if button(ui, "Put aside…", "It comes back on a day, or with a further sign") {
                *form = Some(Form::of(line.at, AlertStep::Snoozed));
            }
            if button(ui, "Escalate…", "Note who above was told, and on which level") {
                *form = Some(Form::of(line.at, AlertStep::Escalated));
            }
            if button(ui, "Show the risk", "Go to it in the register") {
                answer = Some(Answer::GoTo(line.at));
            }
        });
        if let Some(open) = form.as_mut().filter(|f| f.at == line.at) {
            match fields(ui, open, near) {
                Some(Some(done)) => answer = Some(Answer::Alert(line.at, done)),
                Some(None) => *form = None,
                None => {}
            }
        }
    });
    answer
}

fn field(ui: &mut Ui, name: &str, text: &mut String, hint: &str) {
    ui.horizontal(|ui| {
        let label = ui.add_sized([96.0, 20.0], egui::Label::new(theme::small(name)).halign(egui::Align::Min));
        ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(ui.available_width())).labelled_by(label.id);
    });
}

/// The fields of an answer: the answer when it is given, nothing when it is given up.
fn fields(ui: &mut Ui, form: &mut Form, near: Date) -> Option<Option<AlertAnswer>> {
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        for step in AlertStep::ALL {
            let label = match step {
                AlertStep::Acknowledged => "Seen, somebody acts",
                AlertStep::Snoozed => "Put aside",
                AlertStep::Escalated => "Escalated",
            };
            ui.radio_value(&mut form.step, *step, label);
        }
    });
    if form.step == AlertStep::Escalated {
        ui.horizontal_wrapped(|ui| {
            for level in EscalationLevel::ALL {
                ui.radio_value(&mut form.level, *level, level.spoken());
            }
        });
        field(ui, "Told", &mut form.by, "Who was told");
    } else {
        field(ui, "By", &mut form.by, "Who acts, or decided it");
    }
    let until = understood(&form.until, near);
    if form.step == AlertStep::Snoozed {
        field(ui, "Until", &mut form.until, "fri, +1w or 2024-03-15");
        if let Some(day) = until {
            ui.label(theme::small(format!("= {}", words::day(day, near))).color(theme::role(ui, Role::Muted)));
        }
    }
    field(ui, "Reason", &mut form.reason, if form.step == AlertStep::Snoozed { "Why it can wait" } else { "What was decided; may stay empty" });
    let missing = match form.step {
        AlertStep::Snoozed if form.reason.trim().is_empty() => Some("A reason is needed to put it aside"),
        AlertStep::Snoozed if until.is_none_or(|d| d <= near) => Some("A day after the status date is needed on which it comes back"),
        _ => None,
    };
    if let Some(missing) = missing {
        ui.label(theme::small(missing).color(theme::role(ui, Role::Warn)));
    }
    ui.horizontal(|ui| {
        let send = ui.add_enabled(missing.is_none(), primary(ui, "Note it")).clicked();
        if ui.button("Not now").clicked() {
            return Some(None);
        }
        let text = |t: &str| (!t.trim().is_empty()).then(|| t.trim().to_owned());
        send.then(|| {
            Some(AlertAnswer {
                step: form.step,
                until: until.filter(|_| form.step == AlertStep::Snoozed),
                level: if form.step == AlertStep::Escalated { form.level } else { EscalationLevel::default() },
                by: text(&form.by),
                reason: text(&form.reason),
                ..AlertAnswer::default()
            })
        })
    })
    .inner
}
