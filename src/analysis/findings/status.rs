//! Findings about honest status: declared colours, claims and metrics against the evidence.

use super::Severity::{Error, Info, Warning};
use super::cx::{Cx, at, float};
use super::rule::Provenance::{Brief, Heuristic, Published};
use super::rule::{Breach, Rule, Threshold, limit, rule};
use crate::analysis::words;
use crate::model::records::{DependencyStatus, Rag, TaskStatus, Workstream, WorkstreamStatus};
use crate::model::{Key, RecordKind};

const GATE: Threshold = limit("RAG-009", 25.0, "%", "miss of a metric that is a gate from which it is an error");
const OLD: Threshold = limit("RAG-008", 14.0, "days", "oldest value of a metric");

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    // Everything there is can be evidence: it runs every time.
    rule("RAG-001", Error, declared_too_green)
        .says("The declared status is better than the evidence", "Declare what the evidence says, or record an allowance with reason and expiry")
        .formula("Red if a gate signal is red or two others are; amber if one is red, a gate amber, or a quarter amber")
        .from(Published, "UK IPA delivery confidence; watermelon reporting"),
    rule("RAG-002", Warning, workstream_too_green)
        .says("A workstream is declared better than what is in it", "Declare what its tasks and dependencies say")
        .formula("The worst of its dependencies (blocked, or delayed and at risk) and of its tasks (blocked, or behind the plan)")
        .from(Brief, "The brief: infrastructure on track, SSL certificates blocked")
        .reads(&[
            RecordKind::Workstream,
            RecordKind::Dependency,
            RecordKind::Service,
            RecordKind::ServiceLink,
            RecordKind::Task,
            RecordKind::Calendar,
            RecordKind::Team,
            RecordKind::Release,
        ]),
    rule("RAG-003", Warning, claim_contradicts)
        .says("A line of the report says \"on track\" about a metric that is not", "Change the line, or the metric")
        .formula("Lines that name a metric as {metric.id.actual} and say \"on track\" while it misses its target")
        .from(Brief, "The brief: \"development 85 % complete (on track)\" beside a target of 95 %")
        .reads(&[RecordKind::ReportCfg, RecordKind::Metric]),
    rule("RAG-004", Warning, override_incomplete)
        .says(
            "A declared status that differs from the evidence has no reason, no author or no expiry, or has expired",
            "Renew it, with who says so and until when",
        )
        .from(Published, "UK IPA delivery confidence"),
    rule("RAG-007", Warning, no_path_to_green)
        .says("A workstream in trouble has no path to green", "Write what is done, by whom and by when")
        .from(Published, "Practice of status reports")
        .reads(&[RecordKind::Workstream]),
    rule("RAG-008", Info, metric_old)
        .says("A metric was not measured for two reports", "Measure it")
        .formula("Days since as_of; metrics without that day are left alone")
        .limits(&[OLD])
        .from(Heuristic, "Practice of status reports")
        .reads(&[RecordKind::Metric]),
    rule("RAG-009", Warning, metric_misses)
        .says("A metric misses its target", "Say what recovers it, and how much a day")
        .formula("Miss in percent of the target; an error for a gate that misses by more than the limit")
        .limits(&[GATE])
        .from(Brief, "The brief: key metrics; the band reproduces its four colours")
        .reads(&[RecordKind::Metric, RecordKind::Release]),
];

fn declared_too_green(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let status = &cx.a.status;
    if status.declared == Rag::Grey || status.computed <= status.declared {
        return;
    }
    let mut worst: Vec<_> = status.evidence.iter().filter(|s| s.rag == status.computed).collect();
    // By name within gate and others: the order of the records says nothing.
    worst.sort_by(|a, b| b.gate.cmp(&a.gate).then_with(|| a.name.cmp(&b.name)));
    let names: Vec<String> = worst.iter().map(|s| s.name.clone()).collect();
    let (said, is) = (status.declared.spoken().to_lowercase(), status.computed.spoken().to_lowercase());
    let message = format!("Declared {said}, computed {is}: {} ({})", words::count(names.len(), &format!("{is} signal")), words::listing(&names, 4));
    out.push(cx.release(message));
}

fn about(key: Key, w: &Workstream, message: String) -> Breach {
    Breach::new(at(RecordKind::Workstream, key), w.id.clone(), message)
}

/// What the records of a workstream make of it, and why.
fn computed(cx: &Cx<'_>, w: &Workstream) -> (WorkstreamStatus, Vec<String>) {
    let rank = |s: WorkstreamStatus| u8::from(s == WorkstreamStatus::AtRisk) + 2 * u8::from(s == WorkstreamStatus::Blocked);
    let mut worst = WorkstreamStatus::OnTrack;
    let mut why = Vec::new();
    let mut add = |status: WorkstreamStatus, text: String| {
        if rank(status) > rank(worst) {
            worst = status;
        }
        why.push(text);
    };
    for d in cx.plan.dependencies.records().zip(&cx.a.dependencies.items).filter(|(d, _)| w.deps.contains(&d.id)) {
        let status = match d.1.effective {
            DependencyStatus::Blocked => WorkstreamStatus::Blocked,
            DependencyStatus::AtRisk | DependencyStatus::Delayed => WorkstreamStatus::AtRisk,
            DependencyStatus::OnTrack | DependencyStatus::Done => continue,
        };
        add(status, format!("{} is {}", d.0.title, d.1.effective.spoken().to_lowercase()));
    }
    for (record, dates) in w.tasks.iter().filter_map(|id| cx.a.schedule.net.find(id)).map(|i| (&cx.a.schedule.net.records[i], &cx.a.schedule.dates[i])) {
        let open = !matches!(record.status, TaskStatus::Done | TaskStatus::Cancelled);
        if open && record.status == TaskStatus::Blocked {
            add(WorkstreamStatus::Blocked, format!("{} is blocked", record.title));
        } else if open && dates.slip_days > 0.5 {
            add(WorkstreamStatus::AtRisk, format!("{} is {} behind the plan", record.title, words::days(dates.slip_days)));
        }
    }
    (worst, why)
}

fn workstream_too_green(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let rank = |s: WorkstreamStatus| match s {
        WorkstreamStatus::OnTrack | WorkstreamStatus::Done => 0,
        WorkstreamStatus::AtRisk => 1,
        WorkstreamStatus::Blocked => 2,
    };
    for (key, w) in cx.plan.workstreams.iter() {
        let (is, mut why) = computed(cx, w);
        if rank(is) > rank(w.declared) {
            why.sort();
            let (said, is) = (w.declared.spoken().to_lowercase(), is.spoken().to_lowercase());
            let reasons = words::count(why.len(), "reason");
            out.push(about(key, w, format!("{} is declared {said}, computed {is} for {reasons}: {}", w.title, words::listing(&why, 3))));
        }
    }
}

fn claim_contradicts(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(cfg) = cx.plan.reports.get() else { return };
    for (i, line) in cfg.summary.iter().enumerate().filter(|(_, l)| l.to_lowercase().contains("on track")) {
        for (record, m) in cx.plan.metrics.records().zip(cx.a.metrics.iter()) {
            let named = line.contains(&format!("{{metric.{}.", m.id));
            if let (true, Some(target), Some(actual), Some(off)) = (named, &record.target, record.actual, m.adverse_pct.filter(|p| *p > 0.0)) {
                let message = format!(
                    "Line {} of the summary says \"on track\", but {} is {} against {target}, {off:.1} % off",
                    i + 1,
                    record.title,
                    words::number(actual)
                );
                out.push(Breach::new(at(RecordKind::ReportCfg, cx.plan.reports.key()), "reports", message));
            }
        }
    }
}

fn override_incomplete(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let Some(declared) = cx.plan.release.get().and_then(|r| r.declared_status.as_ref()) else { return };
    let status = &cx.a.status;
    if status.declared == Rag::Grey || status.declared == status.computed {
        return;
    }
    let mut missing = Vec::new();
    for (what, is) in [("reason", declared.reason.trim().is_empty()), ("author", declared.by.trim().is_empty()), ("expiry", declared.until.is_none())] {
        if is {
            missing.push(format!("no {what}"));
        }
    }
    if let Some(until) = declared.until.filter(|u| *u < cx.now) {
        missing.push(format!("expired {}", cx.day(until)));
    }
    if !missing.is_empty() {
        let (said, is) = (status.declared.spoken().to_lowercase(), status.computed.spoken().to_lowercase());
        out.push(cx.release(format!("Declared {said} against computed {is}: {} of 3 ({})", missing.len(), missing.join(", "))));
    }
}

fn no_path_to_green(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, w) in cx.plan.workstreams.iter().filter(|(_, w)| matches!(w.declared, WorkstreamStatus::AtRisk | WorkstreamStatus::Blocked)) {
        let path = w.path_to_green.as_ref();
        let missing: Vec<&str> = [
            ("action", path.is_none_or(|p| p.text.trim().is_empty())),
            ("owner", path.is_none_or(|p| p.owner.is_none())),
            ("date", path.is_none_or(|p| p.due.is_none())),
        ]
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(what, _)| what)
        .collect();
        if !missing.is_empty() {
            let status = w.declared.spoken().to_lowercase();
            out.push(about(key, w, format!("{} is {status}, and its path to green lacks {} of 3: {}", w.title, missing.len(), missing.join(", "))));
        }
    }
}

fn metric_old(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    for (key, m) in cx.plan.metrics.iter() {
        let Some(as_of) = m.as_of else { continue };
        let days = (cx.now.0 - as_of.0).num_days();
        if float(usize::try_from(days).unwrap_or(0)) > cx.limit(&OLD) {
            let message = format!("{} was last measured {}, {days} days ago", m.title, cx.day(as_of));
            out.push(Breach::new(at(RecordKind::Metric, key), m.id.clone(), message));
        }
    }
}

fn metric_misses(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let left = cx.target().map(|t| cx.days_to(t)).filter(|d| *d >= 1.0);
    for (record, m) in cx.plan.metrics.records().zip(cx.a.metrics.iter()) {
        let (Some(target), Some(actual), Some(off)) = (&record.target, record.actual, m.adverse_pct.filter(|_| matches!(m.rag, Rag::Amber | Rag::Red))) else {
            continue;
        };
        let severity = if record.gate && off > cx.limit(&GATE) { Error } else { Warning };
        // What it takes from here to the target date.
        let rate =
            left.map_or(String::new(), |d| format!("; {} a working day to get there", words::number(((actual - target.value).abs() / d * 10.0).ceil() / 10.0)));
        let colour = m.rag.spoken().to_lowercase();
        let message = format!("{}: {} against {target}, {off:.1} % off target ({colour}){rate}", record.title, words::number(actual));
        out.push(Breach::new(at(RecordKind::Metric, m.key), record.id.clone(), message).severity(severity).exposure(off));
    }
}
