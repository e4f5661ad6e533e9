//! The delivery plan: everything that is planned, from the dates to the rollout, for those who have
//! to agree to it. Made of the parts of the other reports, so that no two can differ.

use super::gate::{judged, summary};
use super::status::{decisions, dependencies, findings, footer, header, heads, metrics, name_of, risks, timeline};
use super::{Block, Figure, Report, Table, night, pictures, plain, quality, strong};
use crate::analysis::{Analysis, words};
use crate::model::records::TaskKind;
use crate::model::value::Date;

/// The report.
pub fn report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: delivery plan", name_of(a)), blocks: Vec::new() };
    header(a, &mut r);
    decisions(a, &mut r);
    people(a, &mut r);
    timeline(a, &mut r);
    milestones(a, &mut r);
    path(a, &mut r);
    quality::section(a, &mut r);
    risks(a, &mut r);
    dependencies(a, &mut r);
    metrics(a, &mut r);
    readiness(a, &mut r);
    if a.plan.runbook.get().is_some() {
        night::night(a, &mut r);
    }
    night::way_back(a, &mut r);
    rollout(a, &mut r);
    night::told(a, &mut r);
    findings(a, &mut r);
    footer(a, &mut r);
    r
}

fn people(a: &Analysis, r: &mut Report) {
    if a.plan.teams.is_empty() {
        return;
    }
    r.heading("Teams");
    let rows = a.plan.teams.records().map(|t| {
        let members: Vec<String> = a.plan.people.records().filter(|p| p.team.as_deref() == Some(t.id.as_str())).map(|p| p.name.clone()).collect();
        let members = if members.is_empty() { String::new() } else { words::listing(&members, 8) };
        vec![vec![plain(t.name.clone())], vec![plain(t.people_count.to_string())], vec![plain(members)]]
    });
    r.blocks.push(Block::Table(Table { head: heads(&[("Team", false), ("People", true), ("Named", false)]), rows: rows.collect() }));
}

fn milestones(a: &Analysis, r: &mut Report) {
    let near = a.plan.status_date();
    let rows: Vec<_> = a
        .schedule
        .dates
        .iter()
        .zip(&a.schedule.net.records)
        .filter(|(_, t)| t.kind == TaskKind::Milestone)
        .map(|(d, t)| {
            let slip = if d.slip_days.abs() < 0.05 { String::new() } else { words::days(d.slip_days) };
            vec![
                vec![plain(t.title.clone())],
                vec![plain(words::day(d.last_day(), near))],
                vec![plain(words::day(d.forecast_last_day(), near))],
                vec![plain(slip)],
            ]
        })
        .collect();
    if !rows.is_empty() {
        r.heading("Milestones");
        r.blocks.push(Block::Table(Table { head: heads(&[("Milestone", false), ("Plan", true), ("Forecast", true), ("Slip", true)]), rows }));
    }
}

/// The declared path and the computed one, side by side in words.
fn path(a: &Analysis, r: &mut Report) {
    let computed: Vec<String> = a.schedule.critical_path.iter().map(|i| a.schedule.net.records[*i].title.clone()).collect();
    if computed.is_empty() && a.path.steps == 0 {
        return;
    }
    r.heading("Critical path");
    if !computed.is_empty() {
        r.blocks.push(Block::Text(vec![strong("Computed: "), plain(computed.join(" → "))]));
    }
    if let Some(declared) = a.plan.critical_path.get().filter(|p| !p.steps.is_empty()) {
        let steps: Vec<String> = declared.steps.iter().map(|s| format!("{} ({})", s.title, s.duration.spoken())).collect();
        r.blocks.push(Block::Text(vec![strong("Declared: "), plain(steps.join(" → "))]));
        let left = format!("{} in all, {} of {} buffer left.", words::days(a.path.total_days), words::number(a.buffer_left()), words::days(a.path.buffer_days));
        r.blocks.push(Block::Text(vec![plain(left)]));
    }
}

fn readiness(a: &Analysis, r: &mut Report) {
    if a.readiness.groups.is_empty() {
        return;
    }
    r.heading("Readiness");
    for gate in a.plan.gates.records() {
        let result = judged(a, gate);
        r.blocks.push(Block::Text(vec![strong(format!("{}: ", gate.title)), plain(format!("{} as of today's plan", result.verdict.spoken().to_lowercase()))]));
    }
    summary(&a.readiness.groups.iter().collect::<Vec<_>>(), r);
}

fn rollout(a: &Analysis, r: &mut Report) {
    if a.plan.rollout.is_empty() {
        return;
    }
    let near = a.plan.status_date();
    r.heading("Rollout");
    let scene = pictures::rollout(a, None);
    let alternative = format!("{}.", scene.title);
    let caption = "The share of users who have the release; the dark edge is the shortest time each phase is watched.".to_owned();
    r.blocks.push(Block::Figure(Box::new(Figure { scene, caption, alternative })));
    let criteria = |list: &[crate::model::records::Criterion]| {
        let words: Vec<String> =
            list.iter().map(|c| format!("{} {}", c.metric, c.target.as_ref().map_or(String::new(), ToString::to_string)).trim().to_owned()).collect();
        if words.is_empty() { "none".to_owned() } else { words.join(", ") }
    };
    let rows = a.plan.rollout.records().zip(&a.rollout.phases).map(|(p, x)| {
        let start = x.start.map_or("no date".to_owned(), |m| words::day(Date::of_minute(m), near));
        let share = x.exposure_pct.map_or("not given".to_owned(), |e| format!("{} %", words::number(e)));
        let bake = p.min_bake.map_or(String::new(), crate::model::value::Dur::spoken);
        let row = [p.title.clone(), start, share, bake, criteria(&p.exit), criteria(&p.abort)];
        row.into_iter().map(|t| vec![plain(t)]).collect()
    });
    let head = [("Phase", false), ("From", true), ("Users", true), ("Watched", true), ("Go on when", false), ("Go back when", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows: rows.collect() }));
}
