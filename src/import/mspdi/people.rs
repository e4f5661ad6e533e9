//! Resources of a project file as people and teams. Whoever is more than one person, or names a
//! group of people, is a team; material and cost are no people and are said.

use super::file::{File, Resource};
use crate::import::ids::Ids;
use crate::import::notes::Notes;
use crate::model::records::{Person, Team};
use std::collections::{BTreeMap, HashMap};

/// Who a resource became.
#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// A person, by id.
    Person(String),
    /// A team, by id, and how many they are.
    Team(String, f64),
}

/// People, teams, and who each resource became.
#[derive(Clone, Debug, Default)]
pub struct Crew {
    /// People.
    pub people: Vec<Person>,
    /// Teams.
    pub teams: Vec<Team>,
    /// Who a resource became, by its number.
    pub by_uid: HashMap<i64, Who>,
    /// Calendars of resources that work by other hours than the project, by number.
    pub calendars: HashMap<i64, i64>,
}

/// Largest team that is believed.
const MAX_PEOPLE: f64 = 100_000.0;

/// Makes people and teams. `calendar` gives the id of a calendar where a resource has hours of its
/// own.
pub fn crew(file: &File, calendar: &mut dyn FnMut(&Resource) -> Option<String>, notes: &mut Notes) -> Crew {
    let mut crew = Crew::default();
    let mut ids = Ids::default();
    let mut groups: BTreeMap<&str, (String, u32)> = BTreeMap::new();
    for resource in file.resources.iter().filter(|r| !r.is_null && !r.name.is_empty()) {
        match resource.kind {
            1 => {}
            0 => {
                notes.of("Materials are left out: they are no people", resource.name.as_str());
                continue;
            }
            _ => {
                notes.of("Cost resources are left out: they are no people", resource.name.as_str());
                continue;
            }
        }
        let written = resource.own.get("id").filter(|id| ids.take(id));
        let id = written.map_or_else(|| ids.give(&resource.name, &format!("r{}", resource.uid)), str::to_owned);
        let own = calendar(resource);
        if let Some(calendar) = resource.calendar.filter(|_| own.is_some()) {
            crew.calendars.insert(resource.uid, calendar);
        }
        if resource.own.get("kind").map_or(resource.max_units > 1.0, |kind| kind == "Team") {
            let many = resource.max_units.min(MAX_PEOPLE);
            crew.teams.push(Team { id: id.clone(), name: resource.name.clone(), people_count: whole(many), calendar: own, ..Team::default() });
            crew.by_uid.insert(resource.uid, Who::Team(id, many));
            continue;
        }
        // Where Slipway wrote the team, the group is its id.
        let known = resource.own.get("team").map(str::to_owned);
        let group = resource.group.as_deref().filter(|_| known.is_none()).map(|name| {
            let entry = groups.entry(name).or_insert_with(|| (ids.give(name, "group"), 0));
            entry.1 += 1;
            entry.0.clone()
        });
        let fte = if resource.max_units > 0.0 { resource.max_units } else { 1.0 };
        crew.people.push(Person {
            id: id.clone(),
            name: resource.name.clone(),
            team: known.filter(|id| !id.is_empty()).or(group),
            fte,
            calendar: own,
            ..Person::default()
        });
        crew.by_uid.insert(resource.uid, Who::Person(id));
    }
    let grouped = groups.into_iter().map(|(name, (id, count))| Team { id, name: name.to_owned(), people_count: count, ..Team::default() });
    crew.teams.extend(grouped);
    crew
}

/// Heads of a team of so many.
fn whole(many: f64) -> u32 {
    let rounded = many.round().clamp(1.0, MAX_PEOPLE);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits")]
    let count = rounded as u32;
    count
}
