//! Who there is: people, teams and stakeholders by id and by name, and what an owner's text means.
//! It never guesses: text that is only close to a name is told apart from the name itself.

use crate::model::{Plan, nearest};
use std::collections::BTreeMap;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Somebody.
    Person,
    /// A team.
    Team,
    /// Somebody with a stake.
    Stakeholder,
    /// A role that somebody has.
    Role,
}

/// Everybody.
pub(super) struct Roster<'a> {
    exact: BTreeMap<String, (Who, &'a str)>,
    loose: BTreeMap<String, &'a str>,
}

impl<'a> Roster<'a> {
    pub fn of(plan: &'a Plan) -> Self {
        let people = plan.people.records().flat_map(|p| [(p.id.as_str(), Who::Person), (p.name.as_str(), Who::Person)]);
        let teams = plan.teams.records().flat_map(|t| [(t.id.as_str(), Who::Team), (t.name.as_str(), Who::Team)]);
        let stakeholders = plan.stakeholders.records().flat_map(|s| [(s.id.as_str(), Who::Stakeholder), (s.name.as_str(), Who::Stakeholder)]);
        let roles = plan.people.records().filter_map(|p| p.role.as_deref()).chain(plan.stakeholders.records().map(|s| s.role.as_str()));
        let all = people.chain(teams).chain(stakeholders).chain(roles.map(|r| (r, Who::Role)));
        let mut out = Self { exact: BTreeMap::new(), loose: BTreeMap::new() };
        for (name, who) in all.filter(|(n, _)| !n.is_empty()) {
            out.exact.entry(name.to_lowercase()).or_insert((who, name));
            // A name reads better than an id of the same letters.
            let slot = out.loose.entry(plain(name)).or_insert(name);
            if name.chars().any(char::is_uppercase) {
                *slot = name;
            }
        }
        out
    }

    /// What a name stands for, written as it is known.
    pub fn find(&self, name: &str) -> Option<Who> {
        self.exact.get(&name.trim().to_lowercase()).map(|(who, _)| *who)
    }

    /// The known name that a text is close to without being it.
    pub fn close(&self, name: &str) -> Option<&'a str> {
        if self.find(name).is_some() || name.trim().is_empty() {
            return None;
        }
        let plain = plain(name);
        self.loose.get(&plain).copied().or_else(|| {
            let near = nearest(&plain, self.loose.keys().map(String::as_str)).filter(|_| plain.len() >= 5);
            near.and_then(|n| self.loose.get(n)).copied()
        })
    }

    /// Nobody is listed at all.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty()
    }
}

/// A name without case, signs and the word "team".
fn plain(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|w| !w.is_empty() && w != "team" && w != "the").collect::<Vec<_>>().concat()
}
