//! The schedule of a plan as a project of Microsoft Project in XML (MSPDI), for the people who plan
//! there: tasks with the dates computed here, links, calendars, progress, baseline, people. What
//! the format has no word for goes into custom text fields named "Slipway …", which an import
//! reads back; what is lost all the same is said. Risks, checklists, runbook and the like are no
//! part of a project file.

mod calendars;
mod outline;
mod own;
mod project;
mod task;
mod xml;

use crate::analysis::Analysis;

/// A project file, and what it could not hold.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub text: String,
    /// What was left out or changed, a line each.
    pub notes: Vec<String>,
}

/// Writes the schedule of a plan. The same plan gives the same bytes.
pub fn mspdi(analysis: &Analysis) -> Written {
    project::write(analysis)
}

/// An instant as the format has it: `2025-01-06T08:00:00`.
fn instant(minute: i64) -> String {
    let date = crate::model::value::Date::of_minute(minute);
    let of_day = minute - date.minute();
    format!("{date}T{:02}:{:02}:00", of_day / 60, of_day % 60)
}

/// A length as the format has it: `PT8H30M0S`.
fn length(minutes: i64) -> String {
    let minutes = minutes.max(0);
    format!("PT{}H{}M0S", minutes / 60, minutes % 60)
}

/// What is said, each kind once with how many it concerns and the first few of them.
#[derive(Debug, Default)]
struct Notes(Vec<(&'static str, Vec<String>)>);

impl Notes {
    fn of(&mut self, what: &'static str, subject: &str) {
        const LONGEST: usize = 60;
        let clean: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        match self.0.iter_mut().find(|(w, _)| *w == what) {
            Some((_, subjects)) => subjects.push(clean),
            None => self.0.push((what, vec![clean])),
        }
    }

    fn lines(&self) -> Vec<String> {
        let line = |(what, subjects): &(&'static str, Vec<String>)| {
            let named: Vec<&str> = subjects.iter().filter(|s| !s.is_empty()).take(4).map(String::as_str).collect();
            let more = subjects.len().saturating_sub(named.len());
            match (named.is_empty(), more) {
                (true, _) => (*what).to_owned(),
                (false, 0) => format!("{what} ({}): {}", subjects.len(), named.join("; ")),
                (false, more) => format!("{what} ({}): {}; and {more} more", subjects.len(), named.join("; ")),
            }
        };
        self.0.iter().map(line).collect()
    }
}
