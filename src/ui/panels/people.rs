//! Who: teams, people with their leave, stakeholders, who decides what, who is told when.

use crate::analysis::capacity::PersonWeek;
use crate::analysis::words;
use crate::model::{RecordKind, RecordRef};
use crate::scene::Sign;
use crate::ui::context::{Ask, Cx};
use crate::ui::{records, theme, widgets};
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
    let mut sentence = if cx.plan.teams.is_empty() {
        match cx.plan.people.len() {
            1 => "1 person".to_owned(),
            n => format!("{n} people"),
        }
    } else {
        format!("{} people in {}", words::number(heads), words::count(cx.plan.teams.len(), "team"))
    };
    if !away.is_empty() {
        sentence.push_str(&format!("; on leave: {}", words::listing(&away, 3)));
    }
    let mut over: Vec<String> = cx.analysis.capacity.people.iter().filter(|w| w.over_allocated()).map(|w| who(cx, w)).collect();
    over.sort_unstable();
    over.dedup();
    if !over.is_empty() {
        sentence.push_str(&format!("; over-allocated: {}", words::listing(&over, 3)));
    }
    (if away.is_empty() && over.is_empty() { Sign::Good } else { Sign::Warn }, sentence)
}

fn own(ui: &mut Ui, cx: &mut Cx<'_>) {
    records::list(ui, cx, RecordKind::Team, "Teams", "Who works together, and how many they are.");
    records::list(ui, cx, RecordKind::Person, "People", "Name those who own something: owners are offered from here.");
    load(ui, cx);
    records::list(ui, cx, RecordKind::RaciRow, "Who does what (RACI)", "One accountable and someone responsible for each deliverable.");
}

fn others(ui: &mut Ui, cx: &mut Cx<'_>) {
    records::list(ui, cx, RecordKind::Stakeholder, "Stakeholders", "Who must be kept informed, how often, and which date they were told.");
    records::list(ui, cx, RecordKind::CommsItem, "Communication", "What is told to whom, when.");
    records::list(ui, cx, RecordKind::Calendar, "Working calendars", "Working days, hours and holidays. Without one: Monday to Friday, 8 hours.");
}

fn who(cx: &Cx<'_>, week: &PersonWeek) -> String {
    cx.plan.people.get(week.key).map(|p| p.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| week.person.clone())
}

/// How full somebody is in a week, in words: who is away all week has no percentage.
fn fullness(week: &PersonWeek) -> String {
    if week.capacity_days > 0.0 {
        format!("{:.0} %, {} of {}", week.utilisation_pct(), words::number(week.demand_days), words::days(week.capacity_days))
    } else {
        format!("{} of work, no time", words::days(week.demand_days))
    }
}

/// The weeks of each person with work, open where they are over-allocated, each with its tasks.
fn load(ui: &mut Ui, cx: &mut Cx<'_>) {
    let capacity = std::sync::Arc::clone(&cx.analysis.capacity);
    if capacity.people.is_empty() {
        return;
    }
    widgets::heading(ui, "Weeks of people");
    ui.label(theme::small("Work against their own time, less leave. Above 100 % somebody is over-allocated."));
    let mut of: std::collections::BTreeMap<crate::model::Key, Vec<&PersonWeek>> = std::collections::BTreeMap::new();
    for week in &capacity.people {
        of.entry(week.key).or_default().push(week);
    }
    for key in cx.plan.people.iter().map(|(key, _)| key).collect::<Vec<_>>() {
        let Some(weeks) = of.get(&key) else { continue };
        let over = weeks.iter().filter(|w| w.over_allocated()).count();
        let name = weeks.first().map_or_else(String::new, |w| who(cx, w));
        let title = if over > 0 {
            format!("{name}: over-allocated in {over} of {}", words::count(weeks.len(), "week"))
        } else {
            format!("{name}: {}, none over 100 %", words::count(weeks.len(), "week"))
        };
        egui::CollapsingHeader::new(title).id_salt(("weeks of", key)).default_open(over > 0).show(ui, |ui| {
            for week in weeks {
                person_week(ui, cx, week);
            }
        });
    }
}

fn person_week(ui: &mut Ui, cx: &mut Cx<'_>, week: &PersonWeek) {
    let at = RecordRef { kind: RecordKind::Person, key: week.key };
    let sign = if week.over_allocated() { Sign::Bad } else { Sign::Good };
    if widgets::line(ui, Some(sign), &week.week(), &fullness(week), false).clicked() {
        cx.select(at);
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(30.0);
        for i in week.tasks.iter().copied() {
            let net = &cx.analysis.schedule.net;
            let (record, key) = (&net.records[i], net.keys[i]);
            let title = if record.title.is_empty() { record.id.clone() } else { record.title.clone() };
            if ui.link(title).clicked() {
                cx.go_to(RecordRef { kind: RecordKind::Task, key });
            }
        }
    });
}
