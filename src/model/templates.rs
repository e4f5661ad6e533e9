//! Plans to begin with: the text of each template with the dates worked out from the day it is begun
//! on. The same for the command line and the window. No clock and no file: the day is an argument.

use super::syntax::{format_text, parse, quote};
use super::value::Date;
use chrono::{Datelike, Days, Weekday};

/// A plan to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Template {
    /// A handful of tasks, one risk, one checklist.
    Minimal,
    /// Everything a release is asked about.
    Release,
    /// One urgent fix on a short path.
    Hotfix,
    /// Data or a platform moves.
    Migration,
}

/// What is filled into a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Begin {
    /// The day the plan is begun: its status date.
    pub status_date: Date,
    /// Name of the project; the template's own when not given.
    pub project: Option<String>,
    /// The promised day; a sensible one when not given.
    pub target: Option<Date>,
}

impl Begin {
    /// Begins on a day, with nothing else known.
    pub fn on(status_date: Date) -> Self {
        Self { status_date, project: None, target: None }
    }
}

impl Template {
    /// Every template, the plainest first.
    pub const ALL: [Self; 4] = [Self::Minimal, Self::Release, Self::Hotfix, Self::Migration];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Release => "release",
            Self::Hotfix => "hotfix",
            Self::Migration => "migration",
        }
    }

    /// As people say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minimal => "Small release",
            Self::Release => "Full release",
            Self::Hotfix => "Hotfix",
            Self::Migration => "Migration",
        }
    }

    /// What it holds, in a sentence.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Minimal => "Four tasks, a risk and a checklist: enough for a small team",
            Self::Release => "Build, verify, ship and watch, with risks, gate, runbook, rollback and a rollout in four phases",
            Self::Hotfix => "One urgent fix on a short path, with review, rollback and somebody who watches",
            Self::Migration => "Data or a platform moves: two rehearsals, one night, proof that nothing was lost",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Minimal => include_str!("../../assets/templates/minimal.ron"),
            Self::Release => include_str!("../../assets/templates/release.ron"),
            Self::Hotfix => include_str!("../../assets/templates/hotfix.ron"),
            Self::Migration => include_str!("../../assets/templates/migration.ron"),
        }
    }

    /// Working days from the beginning to the target: the work of the template, and so much in
    /// reserve that four in five draws of its forecast are on time.
    const fn length(self) -> i64 {
        match self {
            Self::Minimal => 14,
            Self::Release => 27,
            Self::Hotfix => 2,
            Self::Migration => 28,
        }
    }

    /// The plan as text, begun on a day.
    pub fn text(self, status_date: Date) -> String {
        self.text_with(&Begin::on(status_date))
    }

    /// The plan as text, with what is known already, in canonical layout.
    pub fn text_with(self, begin: &Begin) -> String {
        let first = working(begin.status_date, 0);
        let target = begin.target.unwrap_or_else(|| quiet(working(first, self.length())));
        let mut out = String::new();
        let mut rest = self.source();
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((mark, behind)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match filled(mark, begin, first, target) {
                Some(text) => out.push_str(&text),
                None => out.push_str(&format!("{{{mark}}}")),
            }
            rest = behind;
        }
        out.push_str(rest);
        format_text(&out, &parse(&out)).unwrap_or(out)
    }
}

/// What stands for a mark: `today`, `project`, `+3` (working days from the beginning) or `T-2`
/// (working days from the target).
fn filled(mark: &str, begin: &Begin, first: Date, target: Date) -> Option<String> {
    match mark {
        "today" => Some(begin.status_date.to_string()),
        "project" => {
            let name = begin.project.as_deref().unwrap_or("New release");
            // The mark stands in quotation marks already.
            Some(quote(name).trim_start_matches('"').strip_suffix('"').unwrap_or(name).to_owned())
        }
        _ => {
            let (base, days) = match mark.strip_prefix('T') {
                Some(days) => (target, days),
                None => (first, mark),
            };
            // With an early target, what comes before it must not lie before the beginning.
            Some(working(base, days.parse().ok()?).max(first.min(target)).to_string())
        }
    }
}

/// The working day (Monday to Friday) so many working days away; with 0 the day itself, or the next
/// working day after a weekend.
fn working(from: Date, days: i64) -> Date {
    let mut day = from.0;
    let step = |day: chrono::NaiveDate| if days < 0 { day.checked_sub_days(Days::new(1)) } else { day.checked_add_days(Days::new(1)) };
    let rests = |day: chrono::NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
    let mut left = days.unsigned_abs();
    // Ten times as many days as asked for are enough for any number of weekends.
    for _ in 0..days.unsigned_abs() * 10 + 10 {
        if !rests(day) {
            if left == 0 {
                break;
            }
            left -= 1;
        }
        let Some(next) = step(day) else { break };
        day = next;
    }
    Date(day)
}

/// Not a Friday: who deploys then spends the weekend with it.
fn quiet(day: Date) -> Date {
    if day.0.weekday() == Weekday::Fri { working(day, 1) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    fn date(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn days_are_counted_in_working_days() {
        let cases = [
            ("2024-03-15", 0, "2024-03-15"),
            ("2024-03-16", 0, "2024-03-18"),
            ("2024-03-15", 1, "2024-03-18"),
            ("2024-03-18", -1, "2024-03-15"),
            ("2024-03-13", 5, "2024-03-20"),
        ];
        for (from, days, expected) in cases {
            assert_eq!(working(date(from), days), date(expected), "{from} {days}");
        }
    }

    #[test]
    fn every_template_is_a_sound_plan_on_any_day() {
        for template in Template::ALL {
            for day in ["2024-03-13", "2024-03-15", "2024-03-16", "2028-02-29", "2099-11-30"] {
                let text = template.text(date(day));
                let origin = read_plan(&text).expect("a plan");
                assert!(origin.problems.is_empty() && !text.contains('{'), "{template:?} {day}: {:?}", origin.problems);
                assert_eq!(origin.plan.status_date(), date(day));
                let release = origin.plan.release.get().expect("a release");
                assert!(release.target.is_some_and(|t| t.0.weekday() != Weekday::Fri && t > date(day)), "{template:?} {day}");
                assert_eq!(format_text(&text, &parse(&text)).as_deref().unwrap_or(&text), text, "{template:?} is in canonical layout");
                assert_eq!(text, template.text(date(day)));
            }
        }
    }

    #[test]
    fn what_is_known_is_filled_in() {
        let begin = Begin { project: Some("The \"Portal\" {today} \\ {".to_owned()), target: Some(date("2024-04-16")), ..Begin::on(date("2024-03-13")) };
        for template in Template::ALL {
            let origin = read_plan(&template.text_with(&begin)).expect("a plan");
            assert!(origin.problems.is_empty(), "{:?}", origin.problems);
            assert_eq!(origin.plan.meta.get().map(|m| m.project.as_str()), begin.project.as_deref());
            assert_eq!(origin.plan.release.get().and_then(|r| r.target), begin.target);
        }
    }
}
