//! Ids for what a hand makes: readable, because links in the file and in the table name them.

use crate::model::Plan;
use std::collections::BTreeSet;

/// Longest id that is made of a title.
const LONGEST: usize = 32;

/// The ids that tasks and sections of a plan have.
pub(super) struct Taken<'a> {
    tasks: BTreeSet<&'a str>,
    sections: BTreeSet<&'a str>,
    made: BTreeSet<String>,
}

impl<'a> Taken<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        Self {
            tasks: plan.tasks.records().map(|t| t.id.as_str()).collect(),
            sections: plan.sections.records().map(|s| s.id.as_str()).collect(),
            made: BTreeSet::new(),
        }
    }

    fn free(&mut self, stem: &str, has: impl Fn(&Self, &str) -> bool) -> String {
        let mut id = stem.to_owned();
        let mut n = 2_u32;
        while has(self, &id) || self.made.contains(&id) {
            id = format!("{stem}-{n}");
            n += 1;
        }
        self.made.insert(id.clone());
        id
    }

    /// A free id for a task of this title.
    pub(super) fn task(&mut self, title: &str) -> String {
        let stem = of_title(title).unwrap_or_else(|| "task".into());
        self.free(&stem, |s, id| s.tasks.contains(id))
    }

    /// A free id for a section of this title.
    pub(super) fn section(&mut self, title: &str) -> String {
        let stem = of_title(title).unwrap_or_else(|| "section".into());
        self.free(&stem, |s, id| s.sections.contains(id))
    }

    /// A free id that says only that it is a task.
    pub(super) fn numbered(&mut self) -> String {
        let mut n = 1_u32;
        loop {
            let id = format!("task-{n}");
            if !self.tasks.contains(id.as_str()) && self.made.insert(id.clone()) {
                return id;
            }
            n += 1;
        }
    }
}

/// An id that was given because a task needed one, not because somebody chose it.
pub(super) fn is_numbered(id: &str) -> bool {
    id.strip_prefix("task-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// A title as an id: small letters, digits and hyphens; nothing when no letter of it can stand in one.
pub(super) fn of_title(title: &str) -> Option<String> {
    let mut id = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= LONGEST {
            break;
        }
    }
    let id = id.trim_end_matches('-').to_owned();
    (id.chars().any(|c| c.is_ascii_alphabetic())).then_some(id)
}
