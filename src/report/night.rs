//! Release night on paper: to be printed and ticked off, with the way back beside the way forward.

use super::status::{as_of, footer, heads, name_of};
use super::{Block, Figure, Report, Run, Table, pictures, plain, strong};
use crate::analysis::{Analysis, words};
use crate::model::records::Step;
use crate::model::value::{Date, Offset, format_minute};
use crate::scene::Sign;

/// The report.
pub fn report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: runbook", name_of(a)), blocks: Vec::new() };
    if a.plan.runbook.get().is_none() {
        r.blocks.push(Block::Callout(Sign::Unknown, vec![strong("This plan has no runbook")]));
        footer(a, &mut r);
        return r;
    }
    let (sign, text) = answer(a);
    r.blocks.push(Block::Callout(sign, vec![strong(text)]));
    as_of(a, &mut r);
    night(a, &mut r);
    way_back(a, &mut r);
    told(a, &mut r);
    footer(a, &mut r);
    r
}

fn answer(a: &Analysis) -> (Sign, String) {
    let near = a.plan.status_date();
    let t0 = a.plan.runbook.get().and_then(|r| r.t0);
    let when = t0.map_or("T-0 is not set".to_owned(), |t| format!("T-0 is {} {}", words::day(Date::of_minute(t.minute), near), clock(t.minute)));
    match (a.runbook.window, a.runbook.last_safe_abort) {
        (Some(window), Some(last)) if last >= 0.0 => {
            let sign = if a.findings.open.iter().any(|f| f.rule.id == "RUN-002") { Sign::Bad } else { Sign::Good };
            (
                sign,
                format!(
                    "{when}; the window is {} min, the rollback takes {} min, last safe abort {}",
                    words::number(window),
                    words::number(a.runbook.rollback),
                    Offset::of_minutes(last)
                ),
            )
        }
        (Some(window), Some(_)) => (
            Sign::Bad,
            format!("{when}; the rollback takes {} min, longer than the window of {} min", words::number(a.runbook.rollback), words::number(window)),
        ),
        _ => (Sign::Unknown, format!("{when}; without window end and rollback stages the last safe abort is not known")),
    }
}

fn clock(minute: i64) -> String {
    format_minute(minute).get(11..).unwrap_or("").to_owned()
}

/// The picture and the steps.
pub(super) fn night(a: &Analysis, r: &mut Report) {
    let Some(runbook) = a.plan.runbook.get() else { return };
    let near = a.plan.status_date();
    r.heading("The night");
    let scene = pictures::runbook(a, None);
    let alternative = scene.title.clone();
    let caption = "Thin bars show how long a rollback begun there takes; beyond the window they are red.".to_owned();
    r.blocks.push(Block::Figure(Box::new(Figure { scene, caption, alternative: format!("{alternative}.") })));
    let mut steps: Vec<&Step> = runbook.steps.iter().collect();
    steps.sort_by(|x, y| minutes(x).total_cmp(&minutes(y)));
    let rows = steps.into_iter().map(|s| {
        let at = s.at.map_or("no time".to_owned(), |at| at.to_string());
        let local = runbook.t0.zip(s.at).map_or(String::new(), |(t, at)| {
            let minute = t.minute + crate::analysis::calendar::whole(at.minutes());
            format!("{} {}", words::day(Date::of_minute(minute), near), clock(minute))
        });
        let took = s.duration.map_or(String::new(), crate::model::value::Dur::spoken);
        let who = match (&s.owner, &s.deputy) {
            (Some(o), Some(d)) => format!("{o} (deputy {d})"),
            (Some(o), None) => o.clone(),
            (None, _) => "nobody".to_owned(),
        };
        vec![vec![strong(at)], vec![plain(local)], vec![plain(s.action.clone())], vec![plain(took)], vec![plain(who)], check(s)]
    });
    let head = [("Time", false), ("Local", false), ("Step", false), ("Takes", true), ("Who", false), ("What must be seen, and what stops us", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows: rows.collect() }));
}

fn minutes(step: &Step) -> f64 {
    step.at.map_or(f64::MAX, Offset::minutes)
}

fn check(s: &Step) -> Vec<Run> {
    let mut out = Vec::new();
    let mut add = |name: &str, text: &Option<String>| {
        if let Some(text) = text.as_ref().filter(|t| !t.is_empty()) {
            if !out.is_empty() {
                out.push(plain(" "));
            }
            out.push(strong(format!("{name}: ")));
            out.push(plain(format!("{text}.")));
        }
    };
    add("Seen", &s.expect);
    add("Stop if", &s.abort_if);
    add("Undo", &s.rollback);
    if let Some(result) = s.result {
        let sign = if result == crate::model::records::StepResult::Failed { Sign::Bad } else { Sign::Done };
        out.push(plain(" "));
        out.push(Run::Status(sign, result.spoken().to_owned()));
    }
    out
}

/// The rollback: stages, limits, who decides.
pub(super) fn way_back(a: &Analysis, r: &mut Report) {
    let Some(rollback) = a.plan.rollback.get() else { return };
    let near = a.plan.status_date();
    r.heading("The way back");
    let decider = rollback.decider.clone().unwrap_or_else(|| "nobody named".to_owned());
    let rehearsed = rollback.rehearsed.map_or("never".to_owned(), |d| words::day(d, near));
    r.blocks.push(Block::Text(vec![strong("Decides: "), plain(decider), plain("  "), strong("Last rehearsed: "), plain(rehearsed)]));
    let mut rows: Vec<Vec<Vec<Run>>> = rollback
        .stages
        .iter()
        .map(|s| {
            let measured = s.measured.map_or("not measured".to_owned(), crate::model::value::Dur::spoken);
            vec![vec![plain(s.kind.spoken())], vec![plain(s.budget.spoken())], vec![plain(measured)], vec![plain(s.methods.join(", "))]]
        })
        .collect();
    rows.push(vec![vec![strong("All")], vec![strong(format!("{} min", words::number(a.runbook.rollback)))], Vec::new(), Vec::new()]);
    r.blocks.push(Block::Table(Table { head: heads(&[("Stage", false), ("May take", true), ("Took", true), ("How", false)]), rows }));
    if !rollback.triggers.is_empty() {
        r.blocks.push(Block::Heading(3, "We roll back when".to_owned()));
        let lines = rollback.triggers.iter().map(|t| {
            let name = a.plan.metrics.records().find(|m| m.id == t.metric).map_or(t.metric.clone(), |m| m.title.clone());
            let limit = t.target.as_ref().map_or(String::new(), |x| format!(" {x}"));
            vec![plain(format!("{name}{limit}{}", t.r#for.map_or(String::new(), |d| format!(" for {}", d.spoken()))))]
        });
        r.blocks.push(Block::List(lines.collect()));
    }
}

/// Who is told what.
pub(super) fn told(a: &Analysis, r: &mut Report) {
    if a.plan.comms.is_empty() {
        return;
    }
    r.heading("Who is told");
    let near = a.plan.status_date();
    let rows = a.plan.comms.records().map(|c| {
        let when = c.at.as_ref().map_or("no date".to_owned(), ToString::to_string);
        let state = c.sent.map_or(Run::Status(Sign::Unknown, "Not sent".to_owned()), |d| Run::Status(Sign::Done, format!("Sent {}", words::day(d, near))));
        let who = c.owner.clone().unwrap_or_else(|| "nobody".to_owned());
        vec![
            vec![plain(when)],
            vec![plain(c.title.clone())],
            vec![plain(words::listing(&c.audience, 4))],
            vec![plain(c.channel.clone())],
            vec![plain(who)],
            vec![state],
        ]
    });
    let head = [("When", false), ("What", false), ("To", false), ("How", false), ("By", false), ("State", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows: rows.collect() }));
}
