//! How good the schedule is, as the delivery plan says it: the 14 points, the ten practices, earned
//! value where there is any, and the fever chart. Nothing is computed here.

use super::status::heads;
use super::{Block, Figure, Report, Run, Table, pictures, plain};
use crate::analysis::quality::{Rating, Verdict, Worth};
use crate::analysis::{Analysis, history, words};
use crate::scene::{Sign, fever};

/// The sign of a verdict.
pub fn verdict_sign(verdict: Verdict) -> Sign {
    match verdict {
        Verdict::Pass => Sign::Good,
        Verdict::Look => Sign::Warn,
        Verdict::Fail => Sign::Bad,
        Verdict::NotApplicable => Sign::Unknown,
    }
}

/// The sign of a rating.
pub fn rating_sign(rating: Rating) -> Sign {
    match rating {
        Rating::Met => Sign::Good,
        Rating::Partly => Sign::Warn,
        Rating::Not => Sign::Bad,
        Rating::NoData => Sign::Unknown,
    }
}

/// How many points have which verdict: `9 passed, 2 flagged, 1 to look at, 2 not applicable`.
pub fn counts(a: &Analysis) -> String {
    let q = &a.quality;
    let parts = [
        (q.count(Verdict::Pass), "passed"),
        (q.count(Verdict::Fail), "flagged"),
        (q.count(Verdict::Look), "to look at"),
        (q.count(Verdict::NotApplicable), "not applicable"),
    ];
    parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>().join(", ")
}

/// How many practices have which rating.
pub fn ratings(a: &Analysis) -> String {
    let parts = [(Rating::Met, "met"), (Rating::Partly, "partly met"), (Rating::Not, "not met"), (Rating::NoData, "without data")];
    let known = parts.into_iter().map(|(r, what)| (a.quality.rated(r), what)).filter(|(n, _)| *n > 0);
    known.map(|(n, what)| format!("{n} {what}")).collect::<Vec<_>>().join(", ")
}

/// A figure with its name and what it means: name, value, meaning.
pub type Line = (&'static str, String, &'static str);

/// Earned value and earned schedule, a line each; empty without effort or budget.
pub fn earned(a: &Analysis) -> Vec<Line> {
    let Some(e) = a.quality.earned_value() else { return Vec::new() };
    let unit = match &e.worth {
        Worth::Money(currency) => currency.as_str(),
        _ => "person-days",
    };
    let value = |v: f64| format!("{} {unit}", words::number(v));
    let ratio = |v: f64| format!("{v:.2}");
    let near = a.plan.status_date();
    let lines: [(&'static str, Option<String>, &'static str); 15] = [
        ("Budget at completion (BAC)", Some(value(e.bac)), "what all tasks of the baseline are worth"),
        ("Planned value (PV)", Some(value(e.pv)), "what the baseline wanted done by now"),
        ("Earned value (EV)", Some(value(e.ev)), "what is done of it"),
        ("Actual cost (AC)", e.ac.map(value), "what was spent"),
        ("Schedule variance (SV)", Some(value(e.sv())), "EV − PV"),
        ("Schedule performance index (SPI)", e.spi().map(ratio), "EV ÷ PV; returns to 1 at the end of every late project"),
        ("Cost variance (CV)", e.cv().map(value), "EV − AC"),
        ("Cost performance index (CPI)", e.cpi().map(ratio), "EV ÷ AC"),
        ("Estimate at completion (EAC)", e.eac().map(value), "BAC ÷ CPI"),
        ("To-complete performance index (TCPI)", e.tcpi().map(ratio), "(BAC − EV) ÷ (BAC − AC); above 1.10 out of reach"),
        ("Earned schedule (ES)", Some(words::days(e.earned_time)), "when the baseline planned what is done now"),
        ("Actual time (AT)", Some(words::days(e.actual_time)), "since the first day of the baseline"),
        ("SPI(t)", e.spi_time().map(ratio), "ES ÷ AT"),
        (
            "Estimate of the duration, IEAC(t)",
            e.ieac_time().map(|d| e.forecast.map_or_else(|| words::days(d), |f| format!("{}, {}", words::days(d), words::day(f, near)))),
            "PD ÷ SPI(t)",
        ),
        ("To-complete index in time (TSPI)", e.tspi().map(ratio), "(PD − ES) ÷ (PD − AT); above 1.10 out of reach"),
    ];
    lines.into_iter().filter_map(|(name, value, what)| Some((name, value?, what))).collect()
}

/// How much of the baseline the values cover, where that is not all of it.
pub fn coverage(a: &Analysis) -> Option<String> {
    let e = a.quality.earned_value().filter(|e| e.tasks < e.of)?;
    let what = if matches!(e.worth, Worth::Money(_)) { "a budget" } else { "an effort" };
    Some(format!("{} of {} tasks of the baseline have {what}; the others do not count", e.tasks, e.of))
}

/// Execution against the baseline, a line each; empty where there is nothing to compare.
pub fn execution(a: &Analysis) -> Vec<Line> {
    let (q, e) = (&a.quality, &a.quality.execution);
    let due = e.due.len();
    let lines: [(&'static str, Option<String>, &'static str); 4] = [
        ("Hit tasks", e.hit_pct().map(|p| format!("{} of {due} ({p:.0} %)", e.hits())), "finished by their own baseline finish"),
        ("Baseline execution index (BEI)", e.bei().map(|i| format!("{i:.2} ({} of {due})", e.finished)), "finished ÷ due; early ones count"),
        ("Critical path length index (CPLI)", q.cpli.map(|c| format!("{:.2}", c.index)), "(length + float) ÷ length"),
        (
            "Float consumption index (TFCI)",
            q.float_consumption.map(|f| format!("{:.2}, {} of float at the end", f.index(), words::days(f.predicted_float()))),
            "(actual duration + float) ÷ actual duration",
        ),
    ];
    lines.into_iter().filter_map(|(name, value, what)| Some((name, value?, what))).collect()
}

/// The section of the delivery plan.
pub(super) fn section(a: &Analysis, r: &mut Report) {
    if a.plan.tasks.is_empty() {
        return;
    }
    r.heading("Schedule quality");
    r.blocks.push(Block::Text(vec![plain(format!("DCMA 14 points: {}. GAO best practices: {}.", counts(a), ratings(a)))]));
    let rows = a.quality.points.iter().map(|c| {
        let verdict = Run::Status(verdict_sign(c.verdict), c.verdict.spoken().to_owned());
        let cells = [format!("{}. {}", c.point.number(), c.point.title()), c.spoken(), c.norm.spoken()];
        cells.into_iter().map(|t| vec![plain(t)]).chain([vec![verdict], vec![plain(c.note.clone())]]).collect()
    });
    let head = heads(&[("Point", false), ("Value", true), ("Norm", true), ("Verdict", false), ("Note", false)]);
    r.blocks.push(Block::Table(Table { head, rows: rows.collect() }));
    let rows = a.quality.practices.iter().map(|p| {
        let rating = Run::Status(rating_sign(p.rating), p.rating.spoken().to_owned());
        vec![vec![plain(format!("{}. {}", p.number, p.title))], vec![rating], vec![plain(p.evidence.clone())]]
    });
    r.blocks.push(Block::Table(Table { head: heads(&[("Practice", false), ("Rating", false), ("Evidence", false)]), rows: rows.collect() }));
    let lines: Vec<Line> = execution(a).into_iter().chain(earned(a)).collect();
    if !lines.is_empty() {
        let rows = lines.into_iter().map(|(name, value, what)| vec![vec![plain(name)], vec![plain(value)], vec![plain(what)]]);
        r.blocks.push(Block::Table(Table { head: heads(&[("Figure", false), ("Value", true), ("Meaning", false)]), rows: rows.collect() }));
    }
    if let Some(note) = coverage(a) {
        r.blocks.push(Block::Text(vec![plain(format!("{note}."))]));
    }
    if let Some(buffer) = a.quality.buffer.as_ref().filter(|b| b.size_days > 0.0) {
        let scene = pictures::fever(a, None);
        let alternative = format!("{}.", scene.title);
        r.blocks.push(Block::Figure(Box::new(Figure { scene, caption: format!("{}.", fever::sentence(buffer)), alternative })));
        if let Some(burn) = history::burn_sentence(a) {
            r.blocks.push(Block::Text(vec![plain(format!("{burn}."))]));
        }
    }
}
