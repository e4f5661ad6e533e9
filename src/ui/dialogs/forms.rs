//! Small forms in the window's own frame: a new plan, another id, accepting a finding, and what
//! a rule means.

use super::{Answer, NewPlan, buttons, heading, waiting};
use crate::analysis::words;
use crate::analysis::{findings, validate};
use crate::model::templates::Template;
use crate::model::value::{Date, understood};
use crate::model::{RecordRef, records};
use crate::scene::Role;
use crate::ui::{theme, widgets};
use egui::{Key, TextEdit, Ui};

/// A labelled line to type in; the first one takes the keyboard.
fn line(ui: &mut Ui, label: &str, text: &mut String, hint: &str, first: bool) -> bool {
    let mut entered = false;
    widgets::field(ui, label, "", |ui, name| {
        let field = ui.add(TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY)).labelled_by(name);
        // Asked before the focus may be requested again, which would undo losing it.
        entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        if first && !entered && ui.memory(|m| m.focused().is_none()) {
            field.request_focus();
        }
    });
    entered
}

fn wrong(ui: &mut Ui, words: &str) {
    ui.label(theme::small(words).color(theme::role(ui, Role::Bad)));
}

/// How a date that was typed is understood, when it is not written as it is kept.
fn said_as(ui: &mut Ui, typed: &str, date: Option<Date>) {
    match date {
        Some(date) if date.to_string() != typed.trim() => {
            let words = format!("= {}", words::day(date, Date::of_minute(0)));
            ui.label(theme::small(words).color(theme::role(ui, Role::Muted)));
        }
        None if !typed.trim().is_empty() => wrong(ui, &format!("\"{}\" is not a date; write it as 15 mar, 2024-03-15 or +2w", typed.trim())),
        _ => {}
    }
}

/// Up to so many lines about an import or an export are wrapped.
const MOST_WRAPPED: usize = 300;

/// What an import left out and which dates differ, or what an export could not hold, to read and to copy.
pub(super) fn exchanged(ui: &mut Ui, title: &str, intro: &str, lines: &[String]) -> Option<Answer> {
    heading(ui, title);
    ui.add(egui::Label::new(intro).wrap());
    ui.add_space(6.0);
    let room = (ui.ctx().content_rect().height() - 230.0).clamp(70.0, 420.0);
    let scroll = egui::ScrollArea::vertical().max_height(room).auto_shrink([false, true]);
    if lines.len() <= MOST_WRAPPED {
        scroll.show(ui, |ui| {
            for line in lines {
                ui.add(egui::Label::new(line.as_str()).wrap());
            }
        });
    } else {
        // A plan of ten thousand tasks may say as many things: one line each, whole when pointed at,
        // and only what is in sight is laid out.
        let height = ui.text_style_height(&egui::TextStyle::Body);
        scroll.show_rows(ui, height, lines.len(), |ui, rows| {
            for line in lines.get(rows).unwrap_or(&[]) {
                ui.add(egui::Label::new(line.as_str()).truncate());
            }
        });
    }
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        let close = ui.button("Close");
        if ui.memory(|m| m.focused().is_none()) {
            close.request_focus();
        }
        if ui.button("Copy all").clicked() {
            ui.ctx().copy_text(lines.join("\n"));
        }
        close.clicked().then_some(Answer::Cancel)
    })
    .inner
}

/// A new plan: which template, what it is called, when it must be out.
pub(super) fn new_plan(ui: &mut Ui, new: &mut NewPlan) -> Option<Answer> {
    heading(ui, "Begin a plan");
    // In a low window the templates scroll; what is typed and the buttons stay in sight.
    let room = (ui.ctx().content_rect().height() - 230.0).clamp(70.0, 400.0);
    egui::ScrollArea::vertical().max_height(room).show(ui, |ui| {
        for template in std::iter::once(None).chain(Template::ALL.map(Some)) {
            let (name, words) = template.map_or(("Empty plan", "Only a name and a date; everything else is yours"), |t| (t.label(), t.summary()));
            if widgets::card(ui, name, words, new.template == template).clicked() {
                new.template = template;
            }
        }
    });
    ui.add_space(8.0);
    let mut entered = line(ui, "Project", &mut new.project, "What is released, such as Customer Portal", true);
    entered |= line(ui, "Target date", &mut new.target, "15 mar, 2024-03-15 or +6w; can be set later", false);
    let target = understood(&new.target, new.today);
    said_as(ui, &new.target, target);
    if target.is_none() && !new.target.trim().is_empty() {
        return waiting(ui, "Create plan");
    }
    let create = Answer::Create(NewPlan { target: target.map_or_else(String::new, |d| d.to_string()), ..new.clone() });
    if entered {
        return Some(create);
    }
    buttons(ui, &[("Create plan", create), ("Cancel", Answer::Cancel)])
}

/// Another id for a record.
pub(super) fn rename(ui: &mut Ui, at: RecordRef, old: &str, id: &mut String, refused: Option<&str>) -> Option<Answer> {
    heading(ui, "Change the id");
    ui.label(format!("Everything that refers to \"{old}\" will say the new id. Undo takes it all back."));
    ui.add_space(6.0);
    let entered = line(ui, "New id", id, old, true);
    let fits = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if !fits {
        wrong(ui, "An id holds letters, digits, dot, underscore and hyphen");
        return waiting(ui, "Change id");
    }
    if let Some(why) = refused {
        wrong(ui, why);
    }
    let give = Answer::GiveId(at, id.clone());
    if entered {
        return Some(give);
    }
    buttons(ui, &[("Change id", give), ("Cancel", Answer::Cancel)])
}

/// Accepting a finding takes a reason, a name and a day on which it comes back.
pub(super) fn allow(ui: &mut Ui, allow: &mut records::Allow, until: &mut String, near: Date) -> Option<Answer> {
    heading(ui, &format!("Accept {}", allow.rule));
    if let Some(rule) = findings::rules().find(|r| r.id == allow.rule) {
        ui.add(egui::Label::new(rule.summary).wrap());
    }
    let about = allow.subject.clone().map_or_else(|| "For the whole plan".to_owned(), |s| format!("For \"{s}\" only"));
    ui.label(theme::small(about).color(theme::role(ui, Role::Muted)));
    ui.add_space(6.0);
    let mut entered = line(ui, "Reason", &mut allow.reason, "Why it is all right, such as: weekend on-call is staffed", true);
    entered |= line(ui, "Accepted by", &mut allow.by, "Who takes responsibility", false);
    entered |= line(ui, "Until", until, "2024-03-16", false);
    let day = understood(until, near);
    said_as(ui, until, day);
    let missing = match (day, allow.reason.trim().is_empty(), allow.by.trim().is_empty()) {
        (_, true, _) => Some("A reason is needed"),
        (_, _, true) => Some("A name is needed"),
        (None, ..) => Some("A day is needed on which the finding comes back"),
        _ => None,
    };
    if let Some(missing) = missing {
        ui.label(theme::small(missing).color(theme::role(ui, Role::Warn)));
        return waiting(ui, "Accept finding");
    }
    let accept = Answer::Allow(records::Allow { until: day, ..allow.clone() });
    if entered {
        return Some(accept);
    }
    buttons(ui, &[("Accept finding", accept), ("Cancel", Answer::Cancel)])
}

/// What a rule means, where it comes from and what to do.
pub(super) fn explain(ui: &mut Ui, id: &str) -> Option<Answer> {
    match findings::rules().find(|r| r.id == id) {
        Some(rule) => {
            heading(ui, rule.id);
            ui.add(egui::Label::new(rule.summary).wrap());
            let source = format!("{} ({})", rule.source, rule.provenance.spoken());
            for (name, text) in [("How it is computed", rule.formula), ("What to do", rule.remedy), ("Source", source.as_str())] {
                if !text.is_empty() {
                    ui.add_space(6.0);
                    ui.label(theme::small(name).color(theme::role(ui, Role::Muted)));
                    ui.add(egui::Label::new(text).wrap());
                }
            }
            if !rule.thresholds.is_empty() {
                ui.add_space(6.0);
                ui.label(theme::small("Limits, under thresholds in the settings").color(theme::role(ui, Role::Muted)));
            }
            for limit in rule.thresholds {
                ui.add(egui::Label::new(format!("{}: {} {}, {}", limit.key, limit.default, limit.unit, limit.doc)).wrap());
            }
            ui.add_space(6.0);
            let weight = if rule.gate { "It stops a go" } else { "It does not stop a go" };
            ui.label(theme::small(format!("Severity: {}. {weight}.", rule.severity.name())).color(theme::role(ui, Role::Muted)));
        }
        None => match validate::codes().iter().find(|c| c.id == id) {
            Some(code) => {
                heading(ui, code.id);
                ui.add(egui::Label::new(code.summary).wrap());
                if !code.example.is_empty() {
                    ui.add_space(6.0);
                    ui.label(theme::small("Example").color(theme::role(ui, Role::Muted)));
                    ui.add(egui::Label::new(code.example).wrap());
                }
            }
            None => {
                heading(ui, id);
                ui.label("There is no such rule.");
            }
        },
    }
    buttons(ui, &[("Close", Answer::Cancel)])
}
