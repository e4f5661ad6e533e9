//! Declared against computed status, with the evidence: red if any gate signal is red or two
//! others are; amber if any is red, a gate is amber, or a quarter are amber (domain B15).

use super::Analysis;
use super::forecast::share;
use super::risk::Band;
use super::words;
use crate::model::records::{DependencyStatus, Rag, WorkstreamStatus};
use crate::model::{RecordKind, RecordRef};

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Signal {
    /// What it is about.
    pub name: String,
    /// Its colour.
    pub rag: Rag,
    /// Red here is red overall.
    pub gate: bool,
    /// Why, with numbers.
    pub why: String,
    /// The record it leads to.
    pub at: Option<RecordRef>,
}

/// The status of the release.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// As somebody declared it; grey when nobody did.
    pub declared: Rag,
    /// As the evidence has it; grey without evidence.
    pub computed: Rag,
    /// The evidence, worst first.
    pub evidence: Vec<Signal>,
}

impl Default for Status {
    fn default() -> Self {
        Self { declared: Rag::Grey, computed: Rag::Grey, evidence: Vec::new() }
    }
}

/// The status word in JSON.
pub fn rag_name(rag: Rag) -> &'static str {
    match rag {
        Rag::Grey => "grey",
        Rag::Green => "green",
        Rag::Amber => "amber",
        Rag::Red => "red",
    }
}

/// Computes the status.
pub fn of(analysis: &Analysis) -> Status {
    let mut evidence = Vec::new();
    schedule(analysis, &mut evidence);
    chance(analysis, &mut evidence);
    buffer(analysis, &mut evidence);
    metrics(analysis, &mut evidence);
    dependencies(analysis, &mut evidence);
    risks(analysis, &mut evidence);
    workstreams(analysis, &mut evidence);
    evidence.sort_by_key(|s| (std::cmp::Reverse(s.rag), !s.gate));
    let declared = analysis.plan.release.get().and_then(|r| r.declared_status.as_ref()).map_or(Rag::Grey, |d| d.rag);
    Status { declared, computed: overall(&evidence), evidence }
}

/// The overall colour of the evidence.
pub fn overall(evidence: &[Signal]) -> Rag {
    let count = |rag: Rag, gate: Option<bool>| evidence.iter().filter(|s| s.rag == rag && gate.is_none_or(|g| s.gate == g)).count();
    let known = evidence.iter().filter(|s| s.rag != Rag::Grey).count();
    if known == 0 {
        Rag::Grey
    } else if count(Rag::Red, Some(true)) > 0 || count(Rag::Red, None) >= 2 {
        Rag::Red
    } else if count(Rag::Red, None) > 0 || count(Rag::Amber, Some(true)) > 0 || count(Rag::Amber, None) * 4 >= known {
        Rag::Amber
    } else {
        Rag::Green
    }
}

fn schedule(a: &Analysis, out: &mut Vec<Signal>) {
    let Some(target) = a.plan.release.get().and_then(|r| r.target) else { return };
    let (Some(i), Some(float)) = (a.schedule.delivers, a.schedule.target_float_days) else { return };
    let forecast = a.schedule.dates[i].forecast_last_day();
    let near = a.plan.status_date();
    let (rag, why) = if forecast > target {
        let late = words::count(usize::try_from((forecast.minute() - target.minute()) / 1440).unwrap_or(0), "day");
        (Rag::Red, format!("Forecast {} is {late} behind the target {}", words::day(forecast, near), words::day(target, near)))
    } else {
        let rag = if float < 1.0 { Rag::Amber } else { Rag::Green };
        (rag, format!("Forecast {} against target {}: {} of float", words::day(forecast, near), words::day(target, near), words::days(float)))
    };
    let at = Some(RecordRef { kind: RecordKind::Task, key: a.schedule.net.keys[i] });
    out.push(Signal { name: "Schedule".into(), rag, gate: true, why, at });
}

/// The chance of the target: enough for the settings, more likely than not, or neither (domain B5).
fn chance(a: &Analysis, out: &mut Vec<Signal>) {
    let Some(odds) = a.forecast.as_ref().and_then(|f| f.on_time) else { return };
    let Some(target) = a.plan.release.get().and_then(|r| r.target) else { return };
    let asked = a.plan.settings.get().map_or(80.0, |s| s.confidence_commit_pct);
    let rag = match odds.pct {
        p if p >= asked => Rag::Green,
        p if p >= 50.0 => Rag::Amber,
        _ => Rag::Red,
    };
    let why = format!("{} likely by the target {}; {} asked for", share(odds.pct), words::day(target, a.plan.status_date()), share(asked));
    out.push(Signal { name: "Confidence".into(), rag, gate: true, why, at: Some(RecordRef { kind: RecordKind::Release, key: a.plan.release.key() }) });
}

fn buffer(a: &Analysis, out: &mut Vec<Signal>) {
    if a.path.steps == 0 || a.path.buffer_days <= 0.0 {
        return;
    }
    let reported = a.path.consumed_pct();
    let used = a.quality.buffer.as_ref().and_then(|b| b.used_pct()).unwrap_or(reported).max(reported);
    let by = if used > reported { "by the schedule" } else { "by reported delays" };
    let rag = if used >= 67.0 {
        Rag::Red
    } else if used >= 33.0 {
        Rag::Amber
    } else {
        Rag::Green
    };
    let left = a.buffer_left();
    let left = if left <= 0.0 {
        format!("Buffer of {} is gone", words::days(a.path.buffer_days))
    } else {
        format!("{} of {} buffer left", words::number(left), words::days(a.path.buffer_days))
    };
    let why = format!("{left} ({used:.0} % used {by})");
    out.push(Signal { name: "Buffer".into(), rag, gate: false, why, at: Some(RecordRef { kind: RecordKind::DeclaredPath, key: a.plan.critical_path.key() }) });
}

fn metrics(a: &Analysis, out: &mut Vec<Signal>) {
    for (record, m) in a.plan.metrics.records().zip(a.metrics.iter()) {
        let (Some(target), Some(actual)) = (&record.target, record.actual) else { continue };
        let off = m.adverse_pct.filter(|p| *p > 0.0).map_or_else(|| "on target".to_owned(), |p| format!("{p:.1} % off"));
        let why = format!("{}: {} against {target}, {off}", record.title, words::number(actual));
        out.push(Signal { name: record.title.clone(), rag: m.rag, gate: record.gate, why, at: Some(RecordRef { kind: RecordKind::Metric, key: m.key }) });
    }
}

fn dependencies(a: &Analysis, out: &mut Vec<Signal>) {
    for (d, result) in a.plan.dependencies.records().zip(&a.dependencies.items) {
        let high = d.risk >= crate::model::value::Level::High;
        let (rag, gate) = match result.effective {
            DependencyStatus::Blocked => (Rag::Red, high),
            DependencyStatus::Delayed => (if high { Rag::Red } else { Rag::Amber }, false),
            DependencyStatus::AtRisk => (Rag::Amber, false),
            DependencyStatus::OnTrack | DependencyStatus::Done => (Rag::Green, false),
        };
        let why = format!("{} is {}, needed by {}", d.title, result.effective.spoken().to_lowercase(), words::listing(&d.required_by, 3));
        out.push(Signal { name: d.title.clone(), rag, gate, why, at: Some(RecordRef { kind: RecordKind::Dependency, key: result.key }) });
    }
}

fn risks(a: &Analysis, out: &mut Vec<Signal>) {
    let worst = a.risks.items.iter().filter(|r| r.active).max_by_key(|r| (r.band, r.score, std::cmp::Reverse(r.key)));
    if let Some(r) = worst {
        let rag = match r.band {
            Band::Green => Rag::Green,
            Band::Yellow => Rag::Amber,
            Band::Red => Rag::Red,
        };
        let alerts = a.risks.items.iter().filter(|r| r.alert).count();
        let seen = if alerts > 0 { format!(", {} raised", words::count(alerts, "alert")) } else { String::new() };
        let why = format!("Highest risk {} scores {} of {}{seen}", r.id, r.score, a.risks.levels * a.risks.levels);
        out.push(Signal { name: "Risks".into(), rag, gate: false, why, at: Some(RecordRef { kind: RecordKind::Risk, key: r.key }) });
    }
}

fn workstreams(a: &Analysis, out: &mut Vec<Signal>) {
    for (key, w) in a.plan.workstreams.iter() {
        let rag = match w.declared {
            WorkstreamStatus::OnTrack | WorkstreamStatus::Done => continue,
            WorkstreamStatus::AtRisk => Rag::Amber,
            WorkstreamStatus::Blocked => Rag::Red,
        };
        let why = format!("{} is {}", w.title, w.declared.spoken().to_lowercase());
        out.push(Signal { name: w.title.clone(), rag, gate: false, why, at: Some(RecordRef { kind: RecordKind::Workstream, key }) });
    }
}
