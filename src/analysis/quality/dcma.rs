//! The 14 points of the DCMA assessment (DCMA-EA PAM 200.1, October 2012, section 4), each with the
//! tasks behind its figure. Points start a conversation, they are no verdict on people; there is
//! deliberately no index over all of them: it would hide which one matters.

use super::execution::{Execution, share};
use super::facts::Facts;
use super::ground::Ground;
use super::norms::{BEI, CONSTRAINED, CPLI, FEW, FINISH_START, LAG_SHARE, LONG_SHARE, LOOSE, MISSED, SLACK_SHARE, TEST_DAYS};
use super::{Cpli, CriticalTest};
use crate::analysis::network::to_usize;
use crate::analysis::words;

/// One of the 14 points, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Point {
    /// Tasks lack a predecessor or a successor.
    Logic,
    /// Links with a negative lag.
    Leads,
    /// Links with a lag.
    Lags,
    /// Share of finish-to-start links.
    LinkTypes,
    /// Constraints that override the logic.
    HardConstraints,
    /// Tasks with much total float.
    HighFloat,
    /// Tasks with less than no total float.
    NegativeFloat,
    /// Long tasks.
    HighDuration,
    /// Forecasts in the past, actual dates in the future.
    InvalidDates,
    /// Tasks nobody is named for.
    Resources,
    /// Tasks finished behind their baseline, or not yet.
    MissedTasks,
    /// A delay on the critical path moves the end.
    CriticalPathTest,
    /// Critical path length index.
    Cpli,
    /// Baseline execution index.
    Bei,
}

impl Point {
    /// All, in the order of the assessment.
    pub const ALL: [Self; 14] = [
        Self::Logic,
        Self::Leads,
        Self::Lags,
        Self::LinkTypes,
        Self::HardConstraints,
        Self::HighFloat,
        Self::NegativeFloat,
        Self::HighDuration,
        Self::InvalidDates,
        Self::Resources,
        Self::MissedTasks,
        Self::CriticalPathTest,
        Self::Cpli,
        Self::Bei,
    ];

    /// Its number in the assessment.
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|p| *p == self).map_or(0, |i| i + 1)
    }

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        self.words().1
    }

    /// How it is computed.
    pub fn formula(self) -> &'static str {
        self.words().2
    }

    /// The rule whose findings name the same tasks.
    pub fn rule(self) -> &'static str {
        self.words().3
    }

    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Logic => ("logic", "Logic", "Tasks without predecessor or successor ÷ unfinished tasks; a single first and last one are exempt", "SCH-001"),
            Self::Leads => ("leads", "Leads", "Links with a negative lag ÷ links", "SCH-003"),
            Self::Lags => ("lags", "Lags", "Links with a lag ÷ links", "SCH-004"),
            Self::LinkTypes => ("link-types", "Finish-to-start links", "Links from finish to start ÷ links", "SCH-005"),
            Self::HardConstraints => {
                ("hard-constraints", "Hard constraints", "Tasks that must start or finish on, or no later than, a day ÷ unfinished tasks", "SCH-006")
            }
            Self::HighFloat => ("high-float", "High float", "Tasks with more total float than the limit ÷ unfinished tasks", "SCH-007"),
            Self::NegativeFloat => {
                ("negative-float", "Negative float", "Tasks that end behind the latest date their deadline, constraint or target allows", "SCH-008")
            }
            Self::HighDuration => ("high-duration", "High duration", "Tasks of which more is left than the limit ÷ unfinished tasks", "SCH-009"),
            Self::InvalidDates => ("invalid-dates", "Invalid dates", "Unfinished work planned before the status date, and actual dates behind it", "SCH-010"),
            Self::Resources => ("resources", "Resources", "Tasks of a day or more without team or people ÷ unfinished tasks", "SCH-011"),
            Self::MissedTasks => ("missed-tasks", "Missed tasks", "Tasks finished behind their baseline, or not yet ÷ tasks due by the status date", "SCH-012"),
            Self::CriticalPathTest => {
                ("critical-path-test", "Critical path test", "A critical task takes 600 working days longer: what is delivered must move by as much", "SCH-013")
            }
            Self::Cpli => ("cpli", "Critical path length index", "(length of the critical path + its float) ÷ length", "SCH-014"),
            Self::Bei => ("bei", "Baseline execution index", "Tasks finished ÷ tasks due by the baseline; early ones count", "SCH-015"),
        }
    }
}

/// What came out of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Inside the norm.
    Pass,
    /// Outside by a percentage of fewer than 20, or a ratio to know: look at the tasks.
    Look,
    /// Outside the norm.
    Fail,
    /// There is nothing to measure.
    NotApplicable,
}

impl Verdict {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Look => "look",
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
        }
    }

    /// As people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::Pass => "Passed",
            Self::Look => "Look",
            Self::Fail => "Flagged",
            Self::NotApplicable => "Not applicable",
        }
    }
}

/// What a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Norm {
    /// At most so many percent.
    MostPct(f64),
    /// At least so many percent.
    LeastPct(f64),
    /// Not one.
    None,
    /// At least this ratio.
    LeastRatio(f64),
    /// So many working days must arrive.
    Days(f64),
    /// No norm: a ratio to know.
    Ratio,
}

impl Norm {
    /// In words.
    pub fn spoken(self) -> String {
        match self {
            Self::MostPct(p) => format!("at most {} %", words::number(p)),
            Self::LeastPct(p) => format!("at least {} %", words::number(p)),
            Self::None => "none allowed".into(),
            Self::LeastRatio(r) => format!("at least {r:.2}"),
            Self::Days(d) => format!("{} expected", words::days(d)),
            Self::Ratio => "no norm".into(),
        }
    }
}

/// One point, assessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// Which.
    pub point: Point,
    /// How many tasks or links are behind the figure.
    pub count: usize,
    /// Of how many.
    pub of: usize,
    /// The figure in the unit of the norm: percent, ratio or days. `None` when it cannot be measured.
    pub value: Option<f64>,
    /// What it is held against.
    pub norm: Norm,
    /// What came out.
    pub verdict: Verdict,
    /// The tasks behind it, by position in the network.
    pub tasks: Vec<usize>,
    /// What the figure does not say: why there is none, or where it stops.
    pub note: String,
}

impl Check {
    /// The figure in words, `n of N` first.
    pub fn spoken(&self) -> String {
        match (self.value, self.norm) {
            (None, _) => "no data".into(),
            (Some(v), Norm::LeastRatio(_)) if self.of > 0 => format!("{v:.2} ({} of {})", self.count, self.of),
            (Some(v), Norm::LeastRatio(_)) => format!("{v:.2}"),
            (Some(v), Norm::Days(_)) => format!("moves {}", words::days(v)),
            (Some(v), _) => format!("{} of {} ({v:.0} %)", self.count, self.of),
        }
    }

    fn share(point: Point, norm: Norm, (count, of): (usize, usize), tasks: Vec<usize>, what: &str) -> Self {
        let value = share(count, of);
        let outside = match norm {
            Norm::MostPct(most) => value > most,
            Norm::LeastPct(least) => value < least,
            Norm::None => count > 0,
            _ => false,
        };
        let verdict = match norm {
            _ if of == 0 => Verdict::NotApplicable,
            Norm::Ratio if count > 0 => Verdict::Look,
            Norm::MostPct(_) | Norm::LeastPct(_) if outside && of < FEW => Verdict::Look,
            _ if outside => Verdict::Fail,
            _ => Verdict::Pass,
        };
        let note = match verdict {
            Verdict::NotApplicable => format!("No {what}"),
            Verdict::Look if norm != Norm::Ratio => format!("Fewer than {FEW} {what}: look at the tasks, not at the percentage"),
            _ => String::new(),
        };
        Self { point, count, of, value: (of > 0).then_some(value), norm, verdict, tasks, note }
    }

    fn absent(point: Point, norm: Norm, note: &str) -> Self {
        Self { point, count: 0, of: 0, value: None, norm, verdict: Verdict::NotApplicable, tasks: Vec::new(), note: note.into() }
    }
}

/// Assesses the 14 points.
pub(super) fn of(g: &Ground<'_>, facts: &Facts, execution: &Execution, cpli: Option<&Cpli>, test: Option<&CriticalTest>) -> Vec<Check> {
    network(g, facts).into_iter().chain(dates(g, facts)).chain(progress(g, execution, cpli, test)).collect()
}

/// Points 1 to 5: the shape of the network.
fn network(g: &Ground<'_>, facts: &Facts) -> [Check; 5] {
    const LINKS: &str = "links among unfinished tasks";
    const TASKS: &str = "unfinished tasks";
    let ends = |links: &[(usize, usize)]| {
        let mut tasks: Vec<usize> = links.iter().flat_map(|(i, n)| [to_usize(g.schedule.net.links_into(*i)[*n].pred), *i]).collect();
        tasks.sort_unstable();
        tasks.dedup();
        tasks
    };
    let of_links = |point, norm, count, tasks| Check::share(point, norm, (count, facts.links), tasks, LINKS);
    let loose = facts.loose.iter().map(|(i, _, _)| *i).collect();
    let mut logic = Check::share(Point::Logic, Norm::MostPct(g.limit(&LOOSE)), (facts.loose.len(), facts.working), loose, TASKS);
    if !facts.dangling.is_empty() {
        let join = if logic.note.is_empty() { "" } else { ". " };
        let more = words::count(facts.dangling.len(), "more task");
        logic.note = format!("{}{join}{more} with links that hold no start or no finish", logic.note);
    }
    [
        logic,
        of_links(Point::Leads, Norm::None, facts.leads.len(), ends(&facts.leads)),
        of_links(Point::Lags, Norm::MostPct(g.limit(&LAG_SHARE)), facts.lags.len(), ends(&facts.lags)),
        of_links(Point::LinkTypes, Norm::LeastPct(g.limit(&FINISH_START)), facts.finish_to_start, facts.otherwise_linked.clone()),
        Check::share(
            Point::HardConstraints,
            Norm::MostPct(g.limit(&CONSTRAINED)),
            (facts.constrained.len(), facts.working + facts.milestones.len()),
            facts.constrained.clone(),
            "unfinished tasks and milestones",
        ),
    ]
}

/// Points 6 to 10: floats, lengths, dates, people.
fn dates(g: &Ground<'_>, facts: &Facts) -> [Check; 5] {
    const TASKS: &str = "unfinished tasks";
    let of_tasks = |point, norm, tasks: &[usize]| Check::share(point, norm, (tasks.len(), facts.working), tasks.to_vec(), TASKS);
    let both = facts.working + facts.milestones.len();
    let mut negative = facts.negative.clone();
    let late = g.schedule.delivers.zip(g.schedule.target_float_days).filter(|(_, f)| *f < 0.0).map(|(i, _)| i);
    if let Some(i) = late.filter(|i| !negative.contains(i) && g.schedule.net.tasks[*i].open) {
        negative.push(i);
    }
    let mut odd = facts.past.clone();
    odd.extend(&facts.ahead);
    odd.sort_unstable();
    odd.dedup();
    let mut high = of_tasks(Point::HighFloat, Norm::MostPct(g.limit(&SLACK_SHARE)), &facts.slack);
    add(&mut high, || format!("High is above {}", words::days(g.slack_days())));
    let mut long = of_tasks(Point::HighDuration, Norm::MostPct(LONG_SHARE), &facts.much_left);
    add(&mut long, || format!("High is above {}{}", words::days(g.long_days()), if g.strict() { "" } else { " within the next 30 days" }));
    [
        high,
        Check::share(Point::NegativeFloat, Norm::None, (negative.len(), both), negative, "unfinished tasks and milestones"),
        long,
        Check::share(Point::InvalidDates, Norm::None, (odd.len(), g.schedule.dates.len()), odd, "tasks"),
        of_tasks(Point::Resources, Norm::Ratio, &facts.unstaffed),
    ]
}

/// Says first what a figure counts, where there is one.
fn add(check: &mut Check, what: impl FnOnce() -> String) {
    if check.of > 0 {
        let rest = if check.note.is_empty() { String::new() } else { format!(". {}", check.note) };
        check.note = what() + &rest;
    }
}

/// Points 11 to 14: baseline and critical path.
fn progress(g: &Ground<'_>, execution: &Execution, cpli: Option<&Cpli>, test: Option<&CriticalTest>) -> [Check; 4] {
    let unmeasured = if execution.has_baseline { "Nothing was due by the status date" } else { "No baseline" };
    let missed: Vec<usize> = execution.missed().map(|d| d.task).collect();
    let of = execution.due.len();
    let mut late = Check::share(Point::MissedTasks, Norm::MostPct(g.limit(&MISSED)), (missed.len(), of), missed.clone(), "tasks due");
    if of == 0 {
        late.note = unmeasured.into();
    }
    let least = g.limit(&BEI);
    let bei = match execution.bei() {
        None => Check::absent(Point::Bei, Norm::LeastRatio(least), unmeasured),
        Some(index) => {
            let verdict = if index >= least {
                Verdict::Pass
            } else if of < FEW {
                Verdict::Look
            } else {
                Verdict::Fail
            };
            let note = execution.hit_pct().map_or(String::new(), |hit| format!("Hit task percentage: {hit:.0} % finished by their own baseline finish"));
            Check { point: Point::Bei, count: execution.finished, of, value: Some(index), norm: Norm::LeastRatio(least), verdict, tasks: missed, note }
        }
    };
    [late, critical_test(g, test), length_index(g, cpli), bei]
}

fn critical_test(g: &Ground<'_>, test: Option<&CriticalTest>) -> Check {
    let norm = Norm::Days(TEST_DAYS);
    let Some(test) = test else { return Check::absent(Point::CriticalPathTest, norm, "Nothing is left to do before what is delivered") };
    let title = |i: usize| g.schedule.net.records[i].title.as_str();
    let passed = test.passed();
    let (task, end) = (title(test.task), title(test.end));
    let note = match test.stops.filter(|_| !passed) {
        Some(i) if i == test.task => format!("{} added to {task}: {end} does not follow, no link hands the delay on", words::days(TEST_DAYS)),
        Some(i) => format!("{} added to {task}: the delay stops behind {}", words::days(TEST_DAYS), title(i)),
        None => format!("{} added to {task}", words::days(TEST_DAYS)),
    };
    let mut tasks = vec![test.task, test.stops.unwrap_or(test.end)];
    tasks.dedup();
    let verdict = if passed { Verdict::Pass } else { Verdict::Fail };
    Check { point: Point::CriticalPathTest, count: usize::from(!passed), of: 1, value: Some(test.moved_days), norm, verdict, tasks, note }
}

fn length_index(g: &Ground<'_>, cpli: Option<&Cpli>) -> Check {
    let least = g.limit(&CPLI);
    let norm = Norm::LeastRatio(least);
    let Some(cpli) = cpli else { return Check::absent(Point::Cpli, norm, "Neither a declared path nor a target to compare with") };
    let verdict = if cpli.index >= least { Verdict::Pass } else { Verdict::Fail };
    let path = if cpli.declared { "declared path" } else { "way to what is delivered" };
    let note = format!("{} of {path}, {} of float", words::days(cpli.length), words::days(cpli.float));
    let tasks = g.schedule.delivers.map_or_else(Vec::new, |i| g.schedule.driving_chain(i));
    Check { point: Point::Cpli, count: 0, of: 0, value: Some(cpli.index), norm, verdict, tasks, note }
}
