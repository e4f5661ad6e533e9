//! The risk register: the matrix, the list by score, and each risk with its signs, actions and Plan B.

use super::status::{as_of, footer, heads, name_of, risks};
use super::{Block, Report, Run, Table, plain, strong};
use crate::analysis::risk::{AlertState, Band, RiskResult, alerts};
use crate::analysis::{Analysis, words};
use crate::model::records::{Risk, Severity};
use crate::scene::Sign;

/// The report.
pub fn report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: risk register", name_of(a)), blocks: Vec::new() };
    let active: Vec<&RiskResult> = a.risks.items.iter().filter(|x| x.active).collect();
    let red = active.iter().filter(|x| x.band == Band::Red).count();
    let alerts = active.iter().filter(|x| x.alert).count();
    let exposure: f64 = active.iter().filter_map(|x| x.exposure_days).sum();
    let mut text = format!("{}, {red} red", words::count(active.len(), "active risk"));
    if alerts > 0 {
        text.push_str(&format!(", {}", words::count(alerts, "alert")));
    }
    if exposure > 0.0 {
        text.push_str(&format!(", {} expected loss", words::days(exposure)));
    }
    let sign = if red > 0 || alerts > 0 {
        Sign::Bad
    } else if active.is_empty() {
        Sign::Good
    } else {
        Sign::Warn
    };
    r.blocks.push(Block::Callout(sign, vec![strong(text)]));
    as_of(a, &mut r);
    risks(a, &mut r);
    if !active.is_empty() {
        r.heading("Each risk");
    }
    let mut order: Vec<(&Risk, &RiskResult)> = a.plan.risks.records().zip(&a.risks.items).filter(|(_, x)| x.active).collect();
    order.sort_by_key(|(_, x)| std::cmp::Reverse(x.score));
    for (risk, result) in order {
        one(a, risk, result, &mut r);
    }
    closed(a, &mut r);
    issues(a, &mut r);
    assumptions(a, &mut r);
    footer(a, &mut r);
    r
}

fn one(a: &Analysis, risk: &Risk, result: &RiskResult, r: &mut Report) {
    let near = a.plan.status_date();
    r.blocks.push(Block::Heading(3, format!("{} {}", risk.id, risk.title)));
    if let Some(text) = &risk.description {
        r.blocks.push(Block::Text(vec![plain(text.clone())]));
    }
    let mut rows: Vec<Vec<Vec<Run>>> = Vec::new();
    let mut row = |name: &str, value: String| {
        if !value.is_empty() {
            rows.push(vec![vec![plain(name)], vec![plain(value)]]);
        }
    };
    row(
        "Score",
        format!(
            "{} {} (probability {}, impact {})",
            result.score,
            result.band.spoken().to_lowercase(),
            risk.probability.spoken().to_lowercase(),
            risk.impact.spoken().to_lowercase()
        ),
    );
    row("After the actions", result.residual_score.map_or(String::new(), |s| s.to_string()));
    row("Expected loss", result.exposure_days.map_or(String::new(), words::days));
    row("Owner", risk.owner.clone().unwrap_or_else(|| "nobody".to_owned()));
    row("Status", risk.status.spoken().to_owned());
    row("Would hit", if risk.tasks.is_empty() { String::new() } else { words::listing(&risk.tasks, 6) });
    row("Last looked at", risk.reviewed.map_or(String::new(), |d| words::day(d, near)));
    if let Some(b) = &risk.plan_b {
        let who = b.owner.as_ref().map_or(String::new(), |o| format!(", {o}"));
        let lead = b.lead.map_or(String::new(), |l| format!(", takes {}", l.spoken()));
        let by = b.switch_by.map_or(String::new(), |d| format!(", by {}", words::day(d, near)));
        row("Plan B", format!("{}{who}{lead}{by}", b.what));
    } else {
        row("Plan B", "none".to_owned());
    }
    r.blocks.push(Block::Table(Table { head: heads(&[("", false), ("", false)]), rows }));
    if !risk.actions.is_empty() {
        let lines = risk.actions.iter().map(|x| {
            let who = x.owner.clone().unwrap_or_else(|| "nobody".to_owned());
            let when = match (x.done_on, &x.due) {
                (Some(done), _) => format!("done {}", words::day(done, near)),
                (None, Some(due)) => format!("due {due}"),
                (None, None) => "no date".to_owned(),
            };
            vec![
                if x.done_on.is_some() { Run::Status(Sign::Done, "Done".to_owned()) } else { Run::Status(Sign::Unknown, "Open".to_owned()) },
                plain(format!(" {} ({who}, {when})", x.text)),
            ]
        });
        r.blocks.push(Block::Text(vec![strong("Actions")]));
        r.blocks.push(Block::List(lines.collect()));
    }
    signs(a, risk, result, r);
}

/// The signs to look for, those that were seen, and what was done about the alert.
fn signs(a: &Analysis, risk: &Risk, result: &RiskResult, r: &mut Report) {
    if risk.triggers.is_empty() {
        return;
    }
    let near = a.plan.status_date();
    let metrics = alerts::metrics(&a.plan);
    let lines = risk.triggers.iter().map(|t| match alerts::seen(t, &metrics, near) {
        Some(seen) => {
            let value = seen.value.map_or_else(String::new, |v| format!(" ({} is {v})", t.metric.as_deref().unwrap_or("the metric")));
            vec![Run::Status(Sign::Bad, "Seen".to_owned()), plain(format!(" {}: {}{value}", words::day(seen.on, near), t.text))]
        }
        None => vec![plain(t.text.clone())],
    });
    r.blocks.push(Block::Text(vec![strong("Signs to look for")]));
    r.blocks.push(Block::List(lines.collect()));
    let state = match result.alert_state {
        None => return,
        Some(AlertState::New) if result.escalate => "must be escalated".to_owned(),
        Some(AlertState::New) => "waits for an answer".to_owned(),
        Some(AlertState::Acknowledged(on)) => format!("acknowledged {}", words::day(on, near)),
        Some(AlertState::Snoozed(until)) => format!("put aside until {}", words::day(until, near)),
        Some(AlertState::Escalated(level, on)) => format!("escalated to {} {}", level.spoken(), words::day(on, near)),
    };
    r.blocks.push(Block::Text(vec![strong("Alert: "), plain(state)]));
}

fn closed(a: &Analysis, r: &mut Report) {
    let lines: Vec<Vec<Run>> = a
        .plan
        .risks
        .records()
        .zip(&a.risks.items)
        .filter(|(_, x)| !x.active)
        .map(|(risk, _)| vec![strong(risk.id.clone()), plain(format!(" {}: {}", risk.title, risk.status.spoken().to_lowercase()))])
        .collect();
    if !lines.is_empty() {
        r.heading("No longer active");
        r.blocks.push(Block::List(lines));
    }
}

fn issues(a: &Analysis, r: &mut Report) {
    let near = a.plan.status_date();
    let rows: Vec<Vec<Vec<Run>>> = a
        .plan
        .issues
        .records()
        .filter(|i| i.closed.is_none())
        .map(|i| {
            let sign = if matches!(i.severity, Severity::High | Severity::Critical) { Sign::Bad } else { Sign::Warn };
            let next = i.next_step.clone().unwrap_or_else(|| "no next step".to_owned());
            let when = i.next_date.map_or(String::new(), |d| format!(", {}", words::day(d, near)));
            vec![
                vec![plain(i.title.clone())],
                vec![Run::Status(sign, i.severity.spoken().to_owned())],
                vec![plain(i.owner.clone().unwrap_or_else(|| "nobody".to_owned()))],
                vec![plain(format!("{next}{when}"))],
            ]
        })
        .collect();
    if !rows.is_empty() {
        r.heading("Open issues");
        r.blocks.push(Block::Table(Table { head: heads(&[("Issue", false), ("Severity", false), ("Owner", false), ("Next", false)]), rows }));
    }
}

fn assumptions(a: &Analysis, r: &mut Report) {
    let near = a.plan.status_date();
    let rows: Vec<Vec<Vec<Run>>> = a
        .plan
        .assumptions
        .records()
        .map(|x| {
            let by = x.validate_by.map_or("no date".to_owned(), |d| words::day(d, near));
            vec![vec![plain(x.text.clone())], vec![plain(x.state.spoken())], vec![plain(by)], vec![plain(x.if_false.clone())]]
        })
        .collect();
    if !rows.is_empty() {
        r.heading("Assumptions");
        r.blocks
            .push(Block::Table(Table { head: heads(&[("What we believe", false), ("State", false), ("Checked by", false), ("If it is wrong", false)]), rows }));
    }
}
