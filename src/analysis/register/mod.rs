//! What a hand on the risk register asks for: columns and what is typed into them, order, filter and
//! groups, one line that becomes a risk, a pasted list that becomes steps, an answer to an alert, a
//! risk that becomes an issue. Every change comes back as an `Edit`; nothing is drawn here.

mod answer;
mod cells;
mod columns;
mod quick;
mod rows;
mod steps;

pub use answer::{answered, issue_of, reviewed, scored};
pub use cells::typed;
pub use columns::Column;
pub use quick::{Quick, quick};
pub use rows::{Arranged, GroupBy, Row, Show, rows};
pub use steps::{split_list, split_prose};

use crate::analysis::Analysis;
use crate::model::records::{PlanB, Risk};
use crate::model::value::{Date, Dur, Unit, When};
use crate::model::{Key, RecordKind, RecordRef};

/// The record of a risk.
pub fn risk_ref(key: Key) -> RecordRef {
    RecordRef { kind: RecordKind::Risk, key }
}

/// The last day to switch to a Plan B: as written, else the day it is needed less its lead time.
pub fn switch_by(a: &Analysis, plan_b: &PlanB, needed: Option<i64>) -> Option<Date> {
    if plan_b.switch_by.is_some() {
        return plan_b.switch_by;
    }
    let (needed, lead) = (needed?, plan_b.lead?);
    let cal = a.calendars.standard();
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
    let minutes = work_days(a, lead) * cal.day_length() as f64;
    Some(Date::of_minute(cal.start_at(cal.to_work(needed) - crate::analysis::calendar::whole(minutes))))
}

/// When the Plan B of a risk is needed: its window opens, or the first task it hits begins.
pub fn needed(a: &Analysis, risk: &Risk) -> Option<i64> {
    let opens = risk.window.as_ref().and_then(|w| w.from).map(Date::minute);
    let first = || risk.tasks.iter().filter_map(|id| a.schedule.by_id(id)).map(|d| d.start).min();
    opens.or_else(|| first().filter(|s| *s > a.plan.status_date().minute()))
}

/// The last day on which a risk's Plan B can still be switched to.
pub fn last_switch(a: &Analysis, risk: &Risk) -> Option<Date> {
    risk.plan_b.as_ref().and_then(|b| switch_by(a, b, needed(a, risk)))
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
fn work_days(a: &Analysis, d: Dur) -> f64 {
    if d.unit == Unit::CalendarDays { d.amount * 5.0 / 7.0 } else { d.in_days(a.calendars.standard().day_length() as f64) }
}

/// The day of a due time; one relative to the release needs to know when that is.
pub fn due_day(a: &Analysis, due: When) -> Option<Date> {
    match due {
        When::On(d) => Some(d),
        When::At(o) => {
            let t0 = a.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute);
            let t0 = t0.or_else(|| a.plan.release.get().and_then(|r| r.target).map(|t| t.minute() + 9 * 60))?;
            Some(Date::of_minute(t0 + crate::analysis::calendar::whole(o.minutes())))
        }
    }
}

/// The next step that is not done, with the day it is due.
pub fn next_step<'a>(a: &Analysis, risk: &'a Risk) -> Option<(&'a crate::model::records::Action, Option<Date>)> {
    risk.actions.iter().find(|s| s.done_on.is_none()).map(|s| (s, s.due.and_then(|d| due_day(a, d))))
}

/// A step of a risk is overdue on the status date.
pub fn is_overdue(a: &Analysis, risk: &Risk) -> bool {
    let now = a.plan.status_date();
    risk.actions.iter().filter(|s| s.done_on.is_none()).filter_map(|s| due_day(a, s.due?)).any(|d| d < now)
}
