//! The weekly status report: the ask first, then status with evidence, then the rest. Numbers are
//! computed; what people declared stands beside them.

use super::pictures::{self, rag_sign, status_sign};
use super::{Block, Figure, Report, Run, Table, plain, strong};
use crate::analysis::calendar::iso_week;
use crate::analysis::findings::Severity;
use crate::analysis::validate::bound_value;
use crate::analysis::{Analysis, words};
use crate::model::bindings;
use crate::model::records::{Decision, Rag, WorkstreamStatus};
use crate::scene::Sign;

/// The sentence that answers "are we all right?".
pub fn answer(a: &Analysis) -> String {
    let near = a.plan.status_date();
    let target = a.plan.release.get().and_then(|r| r.target);
    let forecast = a.schedule.delivers.map(|i| a.schedule.dates[i].forecast_last_day());
    let status = a.status.computed.spoken();
    let mut out = match (forecast, target) {
        (Some(f), Some(t)) if f > t => format!("{status}. Forecast {}, target {}", words::day(f, near), words::day(t, near)),
        (Some(f), Some(t)) if f == t => format!("{status}. Forecast {}, on the target day", words::day(f, near)),
        (Some(f), Some(t)) => format!("{status}. Forecast {}, before the target {}", words::day(f, near), words::day(t, near)),
        (Some(f), None) => format!("{status}. Forecast {}, no target set", words::day(f, near)),
        (None, _) => format!("{status}. No tasks planned yet"),
    };
    if let Some(odds) = a.forecast.as_ref().and_then(|f| f.on_time) {
        out.push_str(&format!(", {} on time", crate::analysis::forecast::share(odds.pct)));
    }
    if a.path.steps > 0 && a.path.buffer_days > 0.0 {
        let left = a.buffer_left();
        out.push_str(&if left <= 0.0 {
            ", buffer gone".to_owned()
        } else {
            format!(", {} of {} buffer left", words::number(left), words::days(a.path.buffer_days))
        });
    }
    let errors = a.findings.count(Severity::Error);
    if errors > 0 {
        out.push_str(&format!(", {} to settle", words::count(errors, "error")));
    }
    out
}

/// The report.
pub fn report(a: &Analysis) -> Report {
    let meta = a.plan.meta.get();
    let cfg = a.plan.reports.get();
    let project = cfg.and_then(|c| c.project_title.clone()).or_else(|| meta.map(|m| m.project.clone())).unwrap_or_default();
    let (_, week) = iso_week(a.schedule.status);
    let week = cfg.and_then(|c| c.week).unwrap_or(week);
    let name = if project.is_empty() { "Release".to_owned() } else { project };
    let mut r =
        Report { title: if is_dated(a) { format!("{name}: delivery status, week {week}") } else { format!("{name}: delivery status") }, blocks: Vec::new() };
    header(a, &mut r);
    decisions(a, &mut r);
    summary(a, &mut r);
    workstreams(a, &mut r);
    metrics(a, &mut r);
    timeline(a, &mut r);
    risks(a, &mut r);
    dependencies(a, &mut r);
    readiness(a, &mut r);
    findings(a, &mut r);
    next(a, &mut r);
    footer(a, &mut r);
    r
}

/// What the reports call the release.
pub(super) fn name_of(a: &Analysis) -> String {
    let project = a.plan.reports.get().and_then(|c| c.project_title.clone()).or_else(|| a.plan.meta.get().map(|m| m.project.clone())).unwrap_or_default();
    let version = a.plan.release.get().map_or(String::new(), |x| x.version.clone());
    match (project.is_empty(), version.is_empty() || project.contains(&version)) {
        (true, true) => "Release".to_owned(),
        (true, false) => format!("Release {version}"),
        (false, true) => project,
        (false, false) => format!("{project}, release {version}"),
    }
}

/// The plan holds a day that it is as of; one without any date has none.
fn is_dated(a: &Analysis) -> bool {
    a.plan.status_date().minute() > 0
}

/// The day everything in a report is as of.
pub(super) fn as_of(a: &Analysis, r: &mut Report) {
    let near = a.plan.status_date();
    if !is_dated(a) {
        return;
    }
    let target = a.plan.release.get().and_then(|x| x.target).map_or(String::new(), |t| format!(", target {}", words::day(t, near)));
    r.blocks.push(Block::Text(vec![plain(format!("As of {} {}{target}", words::day(near, near), near.0.format("%Y")))]));
}

fn rag_run(rag: Rag) -> Run {
    Run::Status(rag_sign(rag), rag.spoken().to_owned())
}

pub(super) fn header(a: &Analysis, r: &mut Report) {
    let near = a.plan.status_date();
    r.blocks.push(Block::Callout(rag_sign(a.status.computed), vec![strong(answer(a))]));
    let release = a.plan.release.get();
    let mut rows: Vec<Vec<Vec<Run>>> = Vec::new();
    let mut row = |name: &str, value: Vec<Run>| rows.push(vec![vec![plain(name)], value]);
    if let Some(release) = release {
        row("Release", vec![plain(format!("{} ({})", release.version, release.kind.spoken().to_lowercase()))]);
        row("Delivery date", vec![plain(release.target.map_or("not set".into(), |t| words::day(t, near)))]);
    }
    if let Some(i) = a.schedule.delivers {
        row("Forecast", vec![plain(words::day(a.schedule.dates[i].forecast_last_day(), near))]);
    }
    let mut status = vec![rag_run(a.status.computed), plain(" computed")];
    if a.status.declared != Rag::Grey {
        status.extend([plain(", "), rag_run(a.status.declared), plain(" declared")]);
        if let Some(d) = release.and_then(|r| r.declared_status.as_ref()).filter(|d| !d.reason.is_empty()) {
            status.push(plain(format!(" ({})", d.reason)));
        }
    }
    row("Overall status", status);
    if a.path.steps > 0 {
        row(
            "Critical path",
            vec![plain(format!(
                "{} declared, {} of {} buffer left",
                words::days(a.path.total_days),
                words::number(a.buffer_left()),
                words::days(a.path.buffer_days)
            ))],
        );
    }
    if is_dated(a) {
        row("As of", vec![plain(words::day(near, near))]);
    }
    r.blocks.push(Block::Table(Table { head: vec![(String::new(), false), (String::new(), false)], rows }));
    let why: Vec<Vec<Run>> =
        a.status.evidence.iter().filter(|s| matches!(s.rag, Rag::Red)).map(|s| vec![rag_run(s.rag), plain(format!(" {}", s.why))]).collect();
    if !why.is_empty() {
        r.blocks.push(Block::Heading(3, "Why".into()));
        r.blocks.push(Block::List(why));
    }
}

pub(super) fn decisions(a: &Analysis, r: &mut Report) {
    let open: Vec<&Decision> = a.plan.decisions.records().filter(|d| d.decided.is_none()).collect();
    if open.is_empty() {
        return;
    }
    r.heading("Decisions needed");
    for (n, d) in open.iter().enumerate() {
        r.blocks.push(Block::Heading(3, format!("{}. {}", n + 1, d.title)));
        let mut text = vec![plain(d.context.clone())];
        if let Some(q) = &d.question {
            text.push(plain(format!("{} {q}", if d.context.is_empty() || d.context.ends_with(['.', '?', '!']) { "" } else { "." })));
        }
        if let Some(cost) = &d.cost {
            text.push(plain(format!(" Cost: {cost}.")));
        }
        r.blocks.push(Block::Text(text));
        let options = d.options.iter().map(|o| {
            let best = d.recommended.as_deref() == Some(o.key.as_str());
            let mut line = vec![strong(format!("{})", o.key)), plain(format!(" {}", o.text))];
            if let Some(days) = o.days {
                line.push(plain(format!(" ({})", days.spoken())));
            }
            if best {
                line.push(strong(" (recommended)"));
            }
            line
        });
        let options: Vec<_> = options.collect();
        if !options.is_empty() {
            r.blocks.push(Block::List(options));
        }
        let by = d.needed_by.as_ref().map_or("no date set".to_owned(), ToString::to_string);
        let who = d.decider.as_deref().unwrap_or("nobody named");
        r.blocks.push(Block::Text(vec![strong("Needed by: "), plain(by), plain("  "), strong("Decider: "), plain(who)]));
    }
}

fn summary(a: &Analysis, r: &mut Report) {
    let lines: Vec<Vec<Run>> = a.plan.reports.get().map(|c| c.summary.iter().map(|l| vec![plain(bound(a, l))]).collect()).unwrap_or_default();
    if !lines.is_empty() {
        r.heading("Executive summary");
        r.blocks.push(Block::List(lines));
    }
}

/// A summary line with its values in braces, such as `{metric.perf.actual}`, filled in; what is not
/// found stays as written.
fn bound(a: &Analysis, line: &str) -> String {
    bindings(line).fold(line.to_owned(), |out, binding| match bound_value(&a.plan, &binding) {
        Some(value) => out.replace(&format!("{{{}}}", binding.text), &value),
        None => out,
    })
}

fn workstreams(a: &Analysis, r: &mut Report) {
    if a.plan.workstreams.is_empty() {
        return;
    }
    r.heading("Status by workstream");
    for (status, sign) in [
        (WorkstreamStatus::OnTrack, Sign::Good),
        (WorkstreamStatus::AtRisk, Sign::Warn),
        (WorkstreamStatus::Blocked, Sign::Bad),
        (WorkstreamStatus::Done, Sign::Done),
    ] {
        let lines: Vec<Vec<Run>> = a
            .plan
            .workstreams
            .records()
            .filter(|w| w.declared == status)
            .map(|w| {
                let pct = w.pct.map_or(String::new(), |p| format!("{} % complete", words::number(p)));
                let text = w.text.clone().unwrap_or_default();
                let joined = if pct.is_empty() || text.is_empty() { format!("{pct}{text}") } else { format!("{pct}, {text}") };
                vec![
                    Run::Status(sign, status.spoken().to_owned()),
                    strong(format!(" {}", w.title)),
                    plain(if joined.is_empty() { String::new() } else { format!(": {joined}") }),
                ]
            })
            .collect();
        if !lines.is_empty() {
            r.blocks.push(Block::List(lines));
        }
    }
}

pub(super) fn metrics(a: &Analysis, r: &mut Report) {
    if a.plan.metrics.is_empty() {
        return;
    }
    r.heading("Key metrics");
    let rows = a
        .plan
        .metrics
        .records()
        .zip(a.metrics.iter())
        .map(|(m, result)| {
            vec![
                vec![plain(m.title.clone())],
                vec![plain(m.target.as_ref().map_or("none".into(), ToString::to_string))],
                vec![plain(m.actual.map_or("not known".into(), |v| format!("{}{}", words::number(v), m.target.as_ref().map_or("", |t| t.unit.as_str()))))],
                vec![plain(result.adverse_pct.map_or(String::new(), |p| if p > 0.0 { format!("{p:.1} %") } else { "on target".into() }))],
                vec![rag_run(result.rag)],
            ]
        })
        .collect();
    let head = [("Metric", false), ("Target", true), ("Actual", true), ("Off target", true), ("Status", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows }));
}

pub(super) fn heads(names: &[(&str, bool)]) -> Vec<(String, bool)> {
    names.iter().map(|(n, right)| ((*n).to_owned(), *right)).collect()
}

pub(super) fn timeline(a: &Analysis, r: &mut Report) {
    if a.schedule.dates.is_empty() {
        return;
    }
    r.heading("Timeline");
    let near = a.plan.status_date();
    let critical: Vec<String> = a.schedule.critical_path.iter().map(|i| a.schedule.net.records[*i].title.clone()).collect();
    let alternative = format!("Forecast from the status date. Driving chain to the end: {}.", words::listing(&critical, 8));
    let caption =
        format!("Forecast as of {}; the thin bar below is the plan, hatching is slip, ● and an outline mark the critical path.", words::day(near, near));
    r.blocks.push(Block::Figure(Box::new(Figure { scene: pictures::timeline(a, None), caption, alternative })));
    let most = 60;
    let rows: Vec<Vec<Vec<Run>>> = a
        .schedule
        .dates
        .iter()
        .zip(&a.schedule.net.records)
        .take(most)
        .map(|(d, t)| {
            vec![
                vec![plain(crate::scene::gantt::display_title(t))],
                vec![plain(words::day(d.first_day(), near))],
                vec![plain(words::day(d.last_day(), near))],
                vec![plain(words::day(d.forecast_last_day(), near))],
                vec![plain(if d.slip_days.abs() < 0.05 { String::new() } else { words::days(d.slip_days) })],
                vec![plain(words::days(d.total_float_days))],
            ]
        })
        .collect();
    let head = [("Task", false), ("Plan start", true), ("Plan finish", true), ("Forecast finish", true), ("Slip", true), ("Total float", true)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows }));
    if a.schedule.dates.len() > most {
        r.blocks.push(Block::Text(vec![plain(format!("{} more tasks are in the plan.", a.schedule.dates.len() - most))]));
    }
}

pub(super) fn risks(a: &Analysis, r: &mut Report) {
    if a.plan.risks.is_empty() {
        return;
    }
    r.heading("Risks");
    let input = pictures::heat_input(a, None);
    let caption = input.caption.clone();
    let list: Vec<String> =
        a.risks.items.iter().filter(|x| x.active).map(|x| format!("{} scores {} ({})", x.id, x.score, x.band.spoken().to_lowercase())).collect();
    let alternative = format!("Risk matrix: {}.", words::listing(&list, 10));
    r.blocks.push(Block::Figure(Box::new(Figure { scene: pictures::heat_map(a, None), caption, alternative })));
    let mut order: Vec<usize> = (0..a.risks.items.len()).collect();
    order.sort_by_key(|i| (std::cmp::Reverse(a.risks.items[*i].score), *i));
    let records: Vec<_> = a.plan.risks.records().collect();
    let rows = order
        .into_iter()
        .take(40)
        .map(|i| {
            let (x, risk) = (&a.risks.items[i], records[i]);
            let sign = match x.band {
                crate::analysis::risk::Band::Green => Sign::Good,
                crate::analysis::risk::Band::Yellow => Sign::Warn,
                crate::analysis::risk::Band::Red => Sign::Bad,
            };
            let mut note = Vec::new();
            if x.alert {
                note.push(strong(format!("Alert: {}. ", words::listing(&x.fired, 3))));
            }
            if x.escalate {
                note.push(strong("Escalate. "));
            }
            note.push(plain(x.next_action.as_ref().map_or(String::new(), |n| format!("Next: {n}"))));
            vec![
                vec![plain(x.id.clone())],
                vec![plain(risk.title.clone())],
                vec![Run::Status(sign, format!("{} {}", x.score, x.band.spoken()))],
                vec![plain(risk.owner.clone().unwrap_or_else(|| "nobody".into()))],
                vec![plain(risk.status.spoken())],
                note,
            ]
        })
        .collect();
    let head = [("Id", false), ("Risk", false), ("Score", false), ("Owner", false), ("Status", false), ("Now", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows }));
}

pub(super) fn dependencies(a: &Analysis, r: &mut Report) {
    if a.plan.services.is_empty() && a.plan.dependencies.is_empty() {
        return;
    }
    r.heading("Dependencies");
    if !a.plan.services.is_empty() && a.plan.services.len() <= 200 {
        let levels: Vec<String> =
            a.dependencies.levels.iter().map(|l| l.iter().map(|i| a.dependencies.services[*i].id.clone()).collect::<Vec<_>>().join(", ")).collect();
        let alternative = format!("Deploy order: {}.", levels.join(" → "));
        let caption = "Arrows point to what is needed; deploy from right to left.".to_owned();
        r.blocks.push(Block::Figure(Box::new(Figure { scene: pictures::dependencies(a), caption, alternative })));
    }
    if a.plan.dependencies.is_empty() {
        return;
    }
    let rows = a
        .plan
        .dependencies
        .records()
        .map(|d| {
            vec![
                vec![plain(d.title.clone())],
                vec![plain(d.owner.clone())],
                vec![plain(words::listing(&d.required_by, 4))],
                vec![Run::Status(status_sign(d.status), d.status.spoken().to_owned())],
                vec![plain(d.risk.spoken())],
                vec![plain(d.mitigation.clone().unwrap_or_default())],
            ]
        })
        .collect();
    let head = [("Dependency", false), ("Owner", false), ("Required by", false), ("Status", false), ("Risk", false), ("Mitigation", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows }));
}

fn readiness(a: &Analysis, r: &mut Report) {
    if a.readiness.groups.is_empty() {
        return;
    }
    r.heading("Readiness");
    let rows = a
        .readiness
        .groups
        .iter()
        .map(|g| vec![vec![plain(g.title.clone())], vec![plain(format!("{} of {}", g.done, g.of))], vec![plain(words::listing(&g.mandatory_open, 3))]])
        .collect();
    let head = [("Checklist", false), ("Done", true), ("Mandatory items open", false)];
    r.blocks.push(Block::Table(Table { head: heads(&head), rows }));
    if let Some(last) = a.runbook.last_safe_abort {
        let abort = crate::model::value::Offset::of_minutes(last);
        let text = format!("Release night: rollback takes {} min, last safe abort {abort}.", a.runbook.rollback);
        r.blocks.push(Block::Text(vec![plain(text)]));
    }
}

pub(super) fn findings(a: &Analysis, r: &mut Report) {
    let serious: Vec<_> = a.findings.open.iter().filter(|f| f.severity == Severity::Error).collect();
    r.heading("Findings");
    let allowed = a.findings.allowed.len();
    let counts = format!("{}, {}, {} suppressed.", words::count(serious.len(), "error"), words::count(a.findings.count(Severity::Warning), "warning"), allowed);
    r.blocks.push(Block::Text(vec![plain(counts)]));
    let lines: Vec<Vec<Run>> = serious.iter().take(12).map(|f| vec![strong(f.rule.id), plain(format!(" {}. {}.", f.message, f.rule.remedy))]).collect();
    if !lines.is_empty() {
        r.blocks.push(Block::List(lines));
    }
}

fn next(a: &Analysis, r: &mut Report) {
    let steps: Vec<Vec<Run>> = a
        .plan
        .reports
        .get()
        .map(|c| c.next_focus.iter().map(|x| vec![plain(x.text.clone()), plain(x.owner.as_ref().map_or(String::new(), |o| format!(" ({o})")))]).collect())
        .unwrap_or_default();
    if !steps.is_empty() {
        r.heading("Next week");
        r.blocks.push(Block::Steps(steps));
    }
}

pub(super) fn footer(a: &Analysis, r: &mut Report) {
    let seed = a.plan.settings.get().map_or(20_240_315, |s| s.seed);
    let project = a.plan.meta.get().map_or("", |m| m.project.as_str());
    let version = a.plan.release.get().map_or("", |x| x.version.as_str());
    let of = format!("{project} {version}");
    let of = if of.trim().is_empty() { "the plan" } else { of.trim() };
    let allowed = a.findings.allowed.len();
    let changed = a.findings.changed_thresholds.len();
    let suppressed = if allowed > 0 { format!("; {} suppressed", words::count(allowed, "finding")) } else { String::new() };
    let thresholds = if changed > 0 { format!("; {} changed from the default", words::count(changed, "threshold")) } else { String::new() };
    let day = if is_dated(a) { format!(" as of {}", a.plan.status_date()) } else { String::new() };
    let text = format!("Computed by Slipway {} from {of}{day}; seed {seed}{suppressed}{thresholds}.", env!("CARGO_PKG_VERSION"));
    r.blocks.push(Block::Text(vec![plain(text)]));
}
