//! The ten best practices of the GAO Schedule Assessment Guide (GAO-16-89G), each rated by evidence
//! that the plan itself holds. A practice is met, partly met or not; where the plan cannot tell, it
//! says so instead of guessing.

use super::Quality;
use super::dcma::{Point, Verdict};
use super::execution::share;
use super::ground::Ground;
use crate::analysis::capacity::TeamWeek;
use crate::analysis::words;
use crate::model::records::{TaskRole, WorkstreamStatus};
use crate::model::value::Date;

/// How far a practice is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Followed.
    Met,
    /// Followed in part.
    Partly,
    /// Not followed.
    Not,
    /// The plan cannot tell.
    NoData,
}

impl Rating {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Partly => "partly",
            Self::Not => "not",
            Self::NoData => "no-data",
        }
    }

    /// As people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::Partly => "Partly",
            Self::Not => "Not met",
            Self::NoData => "No data",
        }
    }
}

/// One practice, rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// 1 to 10.
    pub number: usize,
    /// What the guide calls it.
    pub title: &'static str,
    /// How far it is followed.
    pub rating: Rating,
    /// What that rests on, with numbers.
    pub evidence: String,
}

const TITLES: [&str; 10] = [
    "Capturing all activities",
    "Sequencing all activities",
    "Assigning resources to all activities",
    "Establishing the durations of all activities",
    "Verifying that the schedule can be traced horizontally and vertically",
    "Confirming that the critical path is valid",
    "Ensuring reasonable total float",
    "Conducting a schedule risk analysis",
    "Updating the schedule using actual progress and logic",
    "Maintaining a baseline schedule",
];

type Rated = (Rating, String);

/// Rates the ten practices.
pub(super) fn of(g: &Ground<'_>, q: &Quality, weeks: &[TeamWeek]) -> Vec<Practice> {
    let empty = g.schedule.dates.is_empty();
    let rated: [Rated; 10] = [
        activities(g, q),
        sequence(q),
        resources(q, weeks),
        durations(g, q),
        traceability(g, q),
        critical_path(g, q),
        float(g, q),
        risk_analysis(q),
        updating(g, q),
        baseline(g, q),
    ];
    let rated = rated.into_iter().map(|r| if empty { (Rating::NoData, "No tasks yet".to_owned()) } else { r });
    TITLES.into_iter().zip(rated).enumerate().map(|(i, (title, (rating, evidence)))| Practice { number: i + 1, title, rating, evidence }).collect()
}

/// Met when nothing is wrong, not met when more than half is.
fn by_share(wrong: usize, of: usize) -> Rating {
    match wrong {
        0 => Rating::Met,
        _ if share(wrong, of) > 50.0 => Rating::Not,
        _ => Rating::Partly,
    }
}

/// What the plan names elsewhere and has no task for.
fn activities(g: &Ground<'_>, q: &Quality) -> Rated {
    let open = |w: &&crate::model::records::Workstream| w.declared != WorkstreamStatus::Done;
    let streams = g.plan.workstreams.records().filter(open).count();
    let idle = g.plan.workstreams.records().filter(open).filter(|w| w.tasks.is_empty()).count();
    let night = usize::from(g.plan.runbook.get().is_some());
    let undeployed = usize::from(night == 1 && q.facts.with_role(TaskRole::ProductionDeploy).next().is_none());
    let (unmapped, steps) = (g.path.unmapped.len(), g.path.steps);
    let mut missing = Vec::new();
    if unmapped > 0 {
        missing.push(format!("{unmapped} of {} of the declared path", words::count(steps, "step")));
    }
    if idle > 0 {
        missing.push(format!("{idle} of {}", words::count(streams, "workstream")));
    }
    if undeployed > 0 {
        missing.push("the production deployment of the runbook".to_owned());
    }
    let (wrong, of) = (unmapped + idle + undeployed, steps + streams + night);
    let tasks = words::count(g.schedule.dates.len(), "task");
    match (of, missing.is_empty()) {
        (0, _) => (Rating::Met, format!("{tasks}; no declared path, workstream or runbook to compare with")),
        (_, true) => (Rating::Met, format!("{tasks}; everything that the path, the workstreams and the runbook name has one")),
        _ => (by_share(wrong, of), format!("No task for {}", words::listing(&missing, 3))),
    }
}

/// DCMA points 1 to 5.
fn sequence(q: &Quality) -> Rated {
    let points: Vec<_> = q.points.iter().filter(|c| c.point <= Point::HardConstraints).collect();
    let off: Vec<String> = points.iter().filter(|c| matches!(c.verdict, Verdict::Fail | Verdict::Look)).map(|c| c.point.title().to_lowercase()).collect();
    let logic = points.iter().find(|c| c.point == Point::Logic);
    let loose = logic.and_then(|c| c.value).unwrap_or(0.0);
    if logic.is_none_or(|c| c.of == 0) {
        return (Rating::NoData, "Nothing is left to do".to_owned());
    }
    let linked = logic.map_or(String::new(), |c| format!("{} of {} unfinished tasks lack a link", c.count, c.of));
    match off.len() {
        0 => (Rating::Met, format!("{linked}; leads, lags, kinds of links and constraints are inside the norms")),
        n if n > 2 || loose > 50.0 => (Rating::Not, format!("{linked}; outside the norms: {}", words::listing(&off, 5))),
        _ => (Rating::Partly, format!("{linked}; outside the norms: {}", words::listing(&off, 5))),
    }
}

fn resources(q: &Quality, weeks: &[TeamWeek]) -> Rated {
    let (without, of) = (q.facts.unstaffed.len(), q.facts.working);
    if of == 0 {
        return (Rating::NoData, "Nothing is left to do".to_owned());
    }
    let over = weeks.iter().filter(|w| w.utilisation_pct() > 100.0).count();
    let load = match (weeks.len(), over) {
        (0, _) => "no effort to weigh against capacity".to_owned(),
        (_, 0) => "no team has more than it can do".to_owned(),
        _ => format!("{over} of {} ask for more than the team can do", words::count(weeks.len(), "week of a team")),
    };
    let rating = by_share(without, of);
    (if over > 0 { rating.max(Rating::Partly) } else { rating }, format!("{} of {of} unfinished tasks have a team or people; {load}", of - without))
}

fn durations(g: &Ground<'_>, q: &Quality) -> Rated {
    let (long, ranged, of) = (q.facts.much_left.len(), q.facts.ranged, q.facts.working);
    if of == 0 {
        return (Rating::NoData, "Nothing is left to do".to_owned());
    }
    let evidence = format!("{long} of {of} unfinished tasks take longer than {}; {ranged} have a three-point estimate", words::days(g.long_days()));
    let well_founded = share(ranged, of) >= 80.0;
    let rating = match (share(long, of) <= super::norms::LONG_SHARE, well_founded) {
        (true, true) => Rating::Met,
        (false, false) => Rating::Not,
        _ => Rating::Partly,
    };
    (rating, evidence)
}

/// Down: one date wherever it is named. Across: a delay arrives.
fn traceability(g: &Ground<'_>, q: &Quality) -> Rated {
    let s = g.schedule;
    let deploy = q.facts.with_role(TaskRole::ProductionDeploy).next().or(s.delivers);
    let day = deploy.map(|i| s.dates[i].last_day());
    let release = g.plan.release.get();
    let night = g.plan.runbook.get().and_then(|r| r.t0).map(|t| Date::of_minute(t.minute));
    let told = release.and_then(|r| r.promises.iter().filter_map(|p| Some((p.said_on?, p.date?))).max_by_key(|p| p.0)).map(|p| p.1);
    let target = release.and_then(|r| r.target);
    let mut differ = Vec::new();
    if let (Some(a), Some(b)) = (night, day)
        && a != b
    {
        differ.push(format!("the runbook's T-0 is {}, the deployment {}", words::day(a, g.now), words::day(b, g.now)));
    }
    if let (Some(a), Some(b)) = (told, target)
        && a != b
    {
        differ.push(format!("the last promise is {}, the target {}", words::day(a, g.now), words::day(b, g.now)));
    }
    let across = match &q.critical_test {
        Some(t) if t.passed() => "a delay on the critical path arrives".to_owned(),
        Some(t) => format!("a delay of {} does not arrive", s.net.records[t.task].title),
        None => "nothing is left to delay".to_owned(),
    };
    let arrives = q.critical_test.as_ref().is_none_or(super::CriticalTest::passed);
    let down = if differ.is_empty() { "dates agree wherever they are named".to_owned() } else { differ.join("; ") };
    let rating = match (differ.is_empty(), arrives) {
        (true, true) => Rating::Met,
        (false, false) => Rating::Not,
        _ => Rating::Partly,
    };
    let mut evidence = format!("{down}; {across}");
    if let Some(first) = evidence.get(..1).map(str::to_uppercase) {
        evidence.replace_range(..1, &first);
    }
    (rating, evidence)
}

fn critical_path(g: &Ground<'_>, q: &Quality) -> Rated {
    let valid = q.critical_test.as_ref().is_none_or(super::CriticalTest::passed);
    let test = if valid { "the critical path test is passed" } else { "the critical path test is not passed" };
    if g.path.steps == 0 {
        let tasks = words::count(g.schedule.critical_path.len(), "task");
        return (if valid { Rating::Met } else { Rating::Not }, format!("Computed path of {tasks}, none is declared; {test}"));
    }
    let (unmapped, other) = (g.path.unmapped.len(), g.path.mismatched.len());
    let agrees = unmapped + other == 0;
    let rating = match (agrees, valid) {
        (true, true) => Rating::Met,
        (false, false) => Rating::Not,
        _ => Rating::Partly,
    };
    let steps = words::count(g.path.steps, "step");
    (rating, format!("Declared path of {steps}: {unmapped} without a task, {other} of another length; {test}"))
}

fn float(g: &Ground<'_>, q: &Quality) -> Rated {
    let find = |p: Point| q.points.iter().find(|c| c.point == p);
    let (Some(high), Some(negative)) = (find(Point::HighFloat), find(Point::NegativeFloat)) else { return (Rating::NoData, String::new()) };
    if high.of == 0 {
        return (Rating::NoData, "Nothing is left to do".to_owned());
    }
    let wide = high.value.unwrap_or(0.0);
    let rating = match (high.verdict == Verdict::Pass, negative.count == 0) {
        (true, true) => Rating::Met,
        (false, false) => Rating::Not,
        (_, false) => Rating::Partly,
        (false, true) => by_share(high.count, high.of),
    };
    let limit = words::days(g.slack_days());
    (rating, format!("{} of {} unfinished tasks ({wide:.0} %) have more than {limit} of float, {} less than none", high.count, high.of, negative.count))
}

/// Fills the practice of risk analysis from a forecast; whether there is such a practice.
pub(super) fn analysed(
    practices: &mut [Practice],
    forecast: &crate::analysis::forecast::Forecast,
    status: crate::model::value::Date,
    ranged: usize,
    of: usize,
) -> bool {
    let Some(practice) = practices.get_mut(7) else { return false };
    let said = crate::analysis::forecast::sentence(forecast, status);
    practice.rating = by_share(of.saturating_sub(ranged), of.max(1));
    practice.evidence = format!("{said}; {ranged} of {of} unfinished tasks have a three-point estimate");
    true
}

/// No simulation is kept in the plan: what can be told is whether one would have something to draw on.
fn risk_analysis(q: &Quality) -> Rated {
    let (ranged, of) = (q.facts.ranged, q.facts.working);
    (Rating::NoData, format!("No risk analysis of the dates; {ranged} of {of} unfinished tasks have the three-point estimate that one needs"))
}

fn updating(g: &Ground<'_>, q: &Quality) -> Rated {
    let (past, ahead, early) = (q.facts.past.len(), q.facts.ahead.len(), q.facts.early.len());
    if g.plan.meta.get().is_none_or(|m| m.status_date.is_none()) {
        return (Rating::Not, "The plan has no status date".to_owned());
    }
    let evidence =
        format!("As of {}: {past} unfinished in the past, {ahead} with an actual date in the future, {early} begun out of sequence", words::day(g.now, g.now));
    (by_share(past + ahead + early, q.facts.working.max(1)), evidence)
}

fn baseline(g: &Ground<'_>, q: &Quality) -> Rated {
    let Some(baseline) = g.plan.baseline.get().filter(|_| q.execution.has_baseline) else { return (Rating::Not, "No baseline".to_owned()) };
    let of = q.facts.kept;
    let held = q.execution.held.min(of);
    let by = baseline.approved_by.as_deref().map_or("approved by nobody".to_owned(), |who| format!("approved by {who}"));
    let rating = if share(held, of) >= 95.0 && baseline.approved_by.is_some() { Rating::Met } else { Rating::Partly };
    let since = baseline.set_on.map_or(String::new(), |d| format!(" of {}", words::day(d, g.now)));
    (rating, format!("The baseline{since} holds {held} of {}, {by}", words::count(of, "task")))
}
