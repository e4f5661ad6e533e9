//! Who: teams, people with their leave, stakeholders, who decides what, who is told when.

use crate::analysis::words;
use crate::model::RecordKind;
use crate::scene::Sign;
use crate::ui::context::{Ask, Cx};
use crate::ui::{records, widgets};
use egui::Ui;

/// Shows the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (sign, sentence) = answer(cx);
    widgets::answer(ui, sign, &sentence);
    if cx.plan.teams.is_empty() && cx.plan.people.is_empty() && cx.plan.stakeholders.is_empty() {
        if widgets::empty(ui, "Teams do the work, people own it, stakeholders wait for it.", "Add the first team") {
            cx.ask(Ask::New(RecordKind::Team));
        }
        return;
    }
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        if ui.available_width() > 760.0 {
            ui.spacing_mut().item_spacing.x = 24.0;
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    own(left, cx);
                    others(right, cx);
                }
            });
        } else {
            own(ui, cx);
            others(ui, cx);
        }
    });
}

fn answer(cx: &Cx<'_>) -> (Sign, String) {
    if cx.plan.teams.is_empty() && cx.plan.people.is_empty() {
        return (Sign::Unknown, "Nobody is named yet".to_owned());
    }
    let heads: f64 = cx.plan.teams.records().map(|t| f64::from(t.people_count)).sum();
    let near = cx.plan.status_date();
    let mut away: Vec<String> = Vec::new();
    for p in cx.plan.people.records() {
        if let Some(leave) = p.leave.iter().find(|l| l.to.is_some_and(|to| to >= near)) {
            let from = leave.from.map_or_else(String::new, |d| format!(" from {}", words::day(d, near)));
            away.push(format!("{}{from}", p.name));
        }
    }
    let mut sentence = format!("{} people in {}", words::number(heads), words::count(cx.plan.teams.len(), "team"));
    if !away.is_empty() {
        sentence.push_str(&format!("; on leave: {}", words::listing(&away, 3)));
    }
    (if away.is_empty() { Sign::Good } else { Sign::Warn }, sentence)
}

fn own(ui: &mut Ui, cx: &mut Cx<'_>) {
    records::list(ui, cx, RecordKind::Team, "Teams", "Who works together, and how many they are.");
    records::list(ui, cx, RecordKind::Person, "People", "Name those who own something: owners are offered from here.");
    records::list(ui, cx, RecordKind::RaciRow, "Who does what (RACI)", "One accountable and someone responsible for each deliverable.");
}

fn others(ui: &mut Ui, cx: &mut Cx<'_>) {
    records::list(ui, cx, RecordKind::Stakeholder, "Stakeholders", "Who must be kept informed, how often, and which date they were told.");
    records::list(ui, cx, RecordKind::CommsItem, "Communication", "What is told to whom, when.");
    records::list(ui, cx, RecordKind::Calendar, "Working calendars", "Working days, hours and holidays. Without one: Monday to Friday, 8 hours.");
}
