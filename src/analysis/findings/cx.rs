//! What rules share: the analysis, the limits of the settings, instants, and what was gathered in
//! one pass. It finds nothing itself.

use super::roster::Roster;
use super::rule::{Breach, Threshold};
use crate::analysis::calendar::{WorkCalendar, whole};
use crate::analysis::quality::{Facts, Ground};
use crate::analysis::{Analysis, words};
use crate::model::value::{Date, Dur, When};
use crate::model::{Key, Plan, RecordKind, RecordRef};
use std::cell::OnceCell;

/// Most breaches a rule names: ten thousand equal messages help nobody, the count is in each.
pub(super) const MOST: usize = 100;

/// What rules read.
pub(super) struct Cx<'a> {
    /// Everything computed.
    pub a: &'a Analysis,
    /// The plan.
    pub plan: &'a Plan,
    /// The status date.
    pub now: Date,
    roster: OnceCell<Roster<'a>>,
}

impl<'a> Cx<'a> {
    pub fn new(a: &'a Analysis) -> Self {
        Self { a, plan: &a.plan, now: a.plan.status_date(), roster: OnceCell::new() }
    }

    /// What one pass over tasks and links found.
    pub fn facts(&self) -> &'a Facts {
        &self.a.quality.facts
    }

    /// Who there is.
    pub fn roster(&self) -> &Roster<'a> {
        self.roster.get_or_init(|| Roster::of(self.plan))
    }

    /// What the measures of the schedule stand on.
    pub fn ground(&self) -> Ground<'a> {
        Ground { plan: self.plan, schedule: &self.a.schedule, calendars: &self.a.calendars, path: &self.a.path, now: self.now }
    }

    /// The value of a limit, as the plan's settings have it.
    pub fn limit(&self, t: &Threshold) -> f64 {
        self.ground().limit(t)
    }

    /// The plan's default calendar.
    pub fn calendar(&self) -> &WorkCalendar {
        self.a.calendars.standard()
    }

    /// Working days from the status date to the end of a day; negative behind it.
    pub fn days_to(&self, day: Date) -> f64 {
        self.calendar().days_between(self.now.minute(), day.minute() + 1440)
    }

    /// Working days from the end of a day to the status date.
    pub fn days_since(&self, day: Date) -> f64 {
        self.calendar().days_between(day.minute() + 1440, self.now.minute() + 1440)
    }

    /// A duration in working days; calendar days count five in seven.
    pub fn work_days(&self, d: Dur) -> f64 {
        self.ground().work_days(d)
    }

    /// T-0; without a runbook that states it, the morning of the target.
    pub fn t0(&self) -> Option<i64> {
        let runbook = self.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute);
        runbook.or_else(|| self.target().map(|t| t.minute() + 9 * 60))
    }

    /// The promised date.
    pub fn target(&self) -> Option<Date> {
        self.plan.release.get().and_then(|r| r.target)
    }

    /// The last instant of a due time.
    pub fn instant(&self, when: When) -> Option<i64> {
        match when {
            When::On(d) => Some(d.minute() + 1440),
            When::At(o) => self.t0().map(|t| t + whole(o.minutes())),
        }
    }

    /// The day of a due time.
    pub fn day_of(&self, when: When) -> Option<Date> {
        match when {
            When::On(d) => Some(d),
            When::At(_) => self.instant(when).map(Date::of_minute),
        }
    }

    /// A due time lies behind the status date.
    pub fn is_past(&self, when: When) -> bool {
        self.instant(when).is_some_and(|i| i <= self.now.minute())
    }

    /// A day in words.
    pub fn day(&self, day: Date) -> String {
        words::day(day, self.now)
    }

    /// A breach about a task by its position in the network.
    pub fn task(&self, task: usize, message: String) -> Breach {
        let schedule = &self.a.schedule;
        let at = RecordRef { kind: RecordKind::Task, key: schedule.net.keys[task] };
        let dates = &schedule.dates[task];
        let mut breach = Breach::new(at, schedule.net.records[task].id.clone(), message).due(Some(dates.forecast_first_day()));
        breach.critical = dates.critical;
        breach
    }

    /// A breach about the plan as a whole.
    pub fn whole_plan(&self, message: String) -> Breach {
        Breach::new(RecordRef { kind: RecordKind::Meta, key: self.plan.meta.key() }, "plan", message)
    }

    /// A breach about the release.
    pub fn release(&self, message: String) -> Breach {
        Breach::new(RecordRef { kind: RecordKind::Release, key: self.plan.release.key() }, "release", message)
    }

    /// A breach about the runbook or one of its steps.
    pub fn runbook(&self, subject: &str, message: String) -> Breach {
        let day = self.t0().map(Date::of_minute);
        Breach::new(RecordRef { kind: RecordKind::Runbook, key: self.plan.runbook.key() }, subject, message).due(day)
    }
}

/// Names a record.
pub(super) fn at(kind: RecordKind, key: Key) -> RecordRef {
    RecordRef { kind, key }
}

/// A share in percent.
#[expect(clippy::cast_precision_loss, reason = "counts of records")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}

/// A count as a number to compute with.
#[expect(clippy::cast_precision_loss, reason = "counts of records")]
pub(super) fn float(n: usize) -> f64 {
    n as f64
}

/// Names in alphabetical order: a message must not depend on the order of the records.
pub(super) fn names(mut list: Vec<String>, most: usize) -> String {
    list.sort();
    words::listing(&list, most)
}

/// `: a, b and 3 more` of a few tasks; of so many that nobody would read them, nothing: visiting
/// thousands of records for four names would cost more than the rule.
pub(super) fn titles(cx: &Cx<'_>, tasks: &[usize]) -> String {
    if tasks.is_empty() || tasks.len() > MOST {
        return String::new();
    }
    format!(": {}", names(tasks.iter().map(|i| cx.a.schedule.net.records[*i].title.clone()).collect(), 4))
}

/// Text that stands for nothing: `-`, `TBD`, `n/a`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let t = text.trim().trim_end_matches('.').to_ascii_lowercase();
    matches!(t.as_str(), "-" | "--" | "—" | "–" | "?" | "..." | "…" | "tbd" | "tba" | "tbc" | "todo" | "n/a" | "na" | "none" | "unknown" | "xxx")
}
