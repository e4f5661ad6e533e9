//! What the measures of a schedule stand on: the plan, its dates and the limits of its settings. It
//! measures nothing itself.

use crate::analysis::calendar::WorkCalendar;
use crate::analysis::findings::Threshold;
use crate::analysis::network::Calendars;
use crate::analysis::path::DeclaredPathResult;
use crate::analysis::schedule::Schedule;
use crate::model::Plan;
use crate::model::records::Profile;
use crate::model::value::{Date, Dur, Unit};

/// What a measure reads.
#[derive(Clone, Copy, Debug)]
pub(in crate::analysis) struct Ground<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its dates.
    pub schedule: &'a Schedule,
    /// Its calendars.
    pub calendars: &'a Calendars,
    /// Its declared critical path.
    pub path: &'a DeclaredPathResult,
    /// The status date.
    pub now: Date,
}

impl<'a> Ground<'a> {
    /// The plan's default calendar.
    pub fn calendar(&self) -> &'a WorkCalendar {
        self.calendars.standard()
    }

    /// The value of a limit, as the plan's settings have it.
    pub fn limit(&self, t: &Threshold) -> f64 {
        let settings = self.plan.settings.get();
        settings.and_then(|s| s.thresholds.0.iter().find(|(k, _)| k == t.key)).map_or(t.default, |(_, v)| *v)
    }

    /// The schedule is judged by the thresholds of the DCMA.
    pub fn strict(&self) -> bool {
        self.plan.settings.get().is_some_and(|s| s.profile == Profile::DcmaStrict)
    }

    /// A limit in working days that the strict profile sets to two months (44 working days), unless
    /// somebody set it.
    pub fn days_limit(&self, t: &Threshold) -> f64 {
        let value = self.limit(t);
        if self.strict() && value == t.default { super::norms::STRICT_DAYS } else { value }
    }

    /// A duration in working days; calendar days count five in seven.
    pub fn work_days(&self, d: Dur) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        let day = self.calendar().day_length() as f64;
        if d.unit == Unit::CalendarDays { d.amount * 5.0 / 7.0 } else { d.in_days(day) }
    }

    /// The length of the longest task that is not too long, in working days.
    pub fn long_days(&self) -> f64 {
        self.days_limit(&super::norms::LONG)
    }

    /// The total float above which a task counts as loose, in working days: the limit, or a quarter
    /// of what is left of the project if that is more.
    pub fn slack_days(&self) -> f64 {
        let left = self.calendar().days_between(self.schedule.status, self.schedule.finish);
        let limit = self.days_limit(&super::norms::SLACK);
        if self.strict() { limit } else { limit.max(left / 4.0) }
    }
}
