//! The project as a whole: its own fields, then calendars, tasks, resources and assignments.

use super::calendars::Book;
use super::outline::lines;
use super::own::{self, Own};
use super::task::{Rows, uid};
use super::xml::Xml;
use super::{Notes, Written, instant};
use crate::analysis::Analysis;
use crate::model::Record;
use crate::model::records::{BaselineTask, Person, Team};
use crate::model::syntax::Val;
use crate::model::value::Period;
use std::collections::BTreeMap;

/// A resource: a person or a team, with its number and the calendar made for it.
struct Resource<'a> {
    uid: usize,
    who: Who<'a>,
    calendar: Option<u32>,
}

#[derive(Clone, Copy)]
enum Who<'a> {
    Person(&'a Person),
    Team(&'a Team),
}

impl Who<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Person(p) => &p.id,
            Self::Team(t) => &t.id,
        }
    }

    fn name(&self) -> &str {
        let (name, id) = match self {
            Self::Person(p) => (p.name.as_str(), p.id.as_str()),
            Self::Team(t) => (t.name.as_str(), t.id.as_str()),
        };
        if name.trim().is_empty() { id } else { name }
    }

    fn calendar(&self) -> Option<&str> {
        match self {
            Self::Person(p) => p.calendar.as_deref(),
            Self::Team(t) => t.calendar.as_deref(),
        }
    }
}

/// Writes the project.
pub fn write(a: &Analysis) -> Written {
    let mut notes = Notes::default();
    let plan = &a.plan;
    let mut book = Book::of(a);
    let who = plan.people.records().map(Who::Person).chain(plan.teams.records().map(Who::Team));
    let resources: Vec<Resource<'_>> =
        (1..).zip(who).map(|(uid, who)| Resource { uid, calendar: who.calendar().map(|id| book.for_resource(a.calendars.place(Some(id)))), who }).collect();
    let with_hours: Vec<String> = resources.iter().filter(|r| r.calendar.is_some()).map(|r| r.who.name().to_owned()).collect();
    let currency = plan.tasks.records().filter_map(|t| t.budget.as_ref()).find(|b| b.period == Period::Once).map(|b| b.currency.as_str());
    let mut xml = Xml::new();
    xml.within("Project", " xmlns=\"http://schemas.microsoft.com/project\"", |xml| {
        fields(xml, a, &book, currency);
        own::declare(xml);
        book.write(xml, &with_hours);
        let day = |d: Option<crate::model::value::Date>| d.map(crate::model::value::Date::minute);
        let dates = |t: &BaselineTask| (day(t.start), day(t.finish));
        let frozen = plan.baseline.get().map(|b| b.tasks.iter().map(|t| (t.id.as_str(), dates(t))).collect::<BTreeMap<_, _>>());
        let rows = Rows { a, book: &book, currency, baseline: frozen.unwrap_or_default() };
        xml.within("Tasks", "", |xml| {
            whole(xml, a, &book);
            for (id, line) in lines(a).iter().enumerate() {
                rows.write(xml, id + 1, line, &mut notes);
            }
        });
        xml.within("Resources", "", |xml| resources.iter().for_each(|r| resource(xml, r)));
        xml.within("Assignments", "", |xml| assignments(xml, a, &resources, &mut notes));
    });
    leftovers(a, &mut notes);
    Written { text: xml.finish(), notes: notes.lines() }
}

fn fields(xml: &mut Xml, a: &Analysis, book: &Book<'_>, currency: Option<&str>) {
    let plan = &a.plan;
    let project = plan.meta.get().map(|m| m.project.as_str()).filter(|p| !p.trim().is_empty()).unwrap_or("Plan");
    let standard = a.calendars.standard();
    let floors = a.schedule.net.tasks.iter().filter_map(|t| t.floor).min();
    xml.put("SaveVersion", 14);
    xml.put("Name", project);
    xml.put("Title", project);
    xml.put("ScheduleFromStart", 1);
    xml.put("StartDate", instant(floors.unwrap_or(a.schedule.status).min(a.schedule.status)));
    xml.put("FinishDate", instant(a.schedule.finish));
    xml.maybe("CurrencyCode", currency);
    xml.put("CalendarUID", book.uid(0));
    let opens = standard.week().iter().flatten().map(|(from, _)| *from).min().unwrap_or(540);
    let closes = standard.week().iter().flatten().map(|(_, to)| *to).max().unwrap_or(1020) % 1440;
    xml.put("DefaultStartTime", format!("{:02}:{:02}:00", opens / 60, opens % 60));
    xml.put("DefaultFinishTime", format!("{:02}:{:02}:00", closes / 60, closes % 60));
    xml.put("MinutesPerDay", standard.day_length());
    xml.put("MinutesPerWeek", standard.day_length() * 5);
    xml.put("DaysPerMonth", 20);
    xml.put("DurationFormat", 7);
    xml.put("HonorConstraints", 1);
    xml.put("StatusDate", instant(a.schedule.status));
}

/// The row of the whole project, with what is said once.
fn whole(xml: &mut Xml, a: &Analysis, book: &Book<'_>) {
    let project = a.plan.meta.get().map(|m| m.project.as_str()).unwrap_or_default();
    xml.within("Task", "", |xml| {
        xml.put("UID", 0);
        xml.put("ID", 0);
        xml.put("Name", project);
        xml.put("OutlineLevel", 0);
        xml.put("Summary", 1);
        let mut own = Own::default();
        let settings = a.plan.settings.get().map(Record::to_val);
        let said: Vec<String> = match settings {
            Some(Val::Struct(fields)) => {
                let kept = fields.into_iter().filter(|(name, _)| ["lag_calendar", "out_of_sequence"].contains(name));
                kept.map(|(name, value)| format!("{name}={}", value.flat())).collect()
            }
            _ => Vec::new(),
        };
        let lengths = book.day_lengths().into_iter().map(|length| format!("day {length}"));
        own.put("settings", said.into_iter().chain(lengths).collect::<Vec<_>>().join("; "));
        own.put("kind", "Project");
        let _ = own.write(xml, false);
    });
}

fn resource(xml: &mut Xml, r: &Resource<'_>) {
    xml.within("Resource", "", |xml| {
        xml.put("UID", r.uid);
        xml.put("ID", r.uid);
        xml.put("Name", r.who.name());
        xml.put("Type", 1);
        let mut own = Own::default();
        own.put("id", r.who.id());
        match r.who {
            Who::Person(p) => {
                xml.put("MaxUnits", p.fte);
                xml.maybe("Group", p.team.as_deref());
                own.put("kind", "Person");
                own.put("team", p.team.as_deref().unwrap_or_default());
            }
            Who::Team(t) => {
                xml.put("MaxUnits", t.people_count);
                own.put("kind", "Team");
            }
        }
        xml.maybe("CalendarUID", r.calendar);
        let _ = own.write(xml, true);
    });
}

fn assignments(xml: &mut Xml, a: &Analysis, resources: &[Resource<'_>], notes: &mut Notes) {
    let people: BTreeMap<&str, usize> = resources.iter().filter(|r| matches!(r.who, Who::Person(_))).map(|r| (r.who.id(), r.uid)).collect();
    let teams: BTreeMap<&str, usize> = resources.iter().filter(|r| matches!(r.who, Who::Team(_))).map(|r| (r.who.id(), r.uid)).collect();
    let mut number = 0;
    for (i, record) in a.schedule.net.records.iter().enumerate() {
        let team = record.team.as_deref().map(|id| (teams.get(id).copied(), 1.0));
        let each = record.people.iter().map(|p| (people.get(p.id.as_str()).copied(), p.fte));
        for (who, units) in team.into_iter().chain(each) {
            let Some(who) = who else {
                notes.of("People and teams that are not in the plan are left out of its tasks", &record.title);
                continue;
            };
            number += 1;
            xml.within("Assignment", "", |xml| {
                xml.put("UID", number);
                xml.put("TaskUID", uid(i));
                xml.put("ResourceUID", who);
                xml.put("Units", units);
            });
        }
    }
}

/// What a project file has no place for.
fn leftovers(a: &Analysis, notes: &mut Notes) {
    let plan = &a.plan;
    for person in plan.people.records().filter(|p| !p.leave.is_empty()) {
        notes.of("Leave of people is left out", &person.name);
    }
    let pairs = |i: usize| {
        let after = &a.schedule.net.records[i].after;
        after.iter().enumerate().any(|(n, link)| after[..n].iter().any(|l| l.pred == link.pred))
    };
    for i in (0..a.schedule.net.tasks.len()).filter(|i| pairs(*i)) {
        notes.of("Two links between the same tasks are written, but Microsoft Project keeps one", &a.schedule.net.records[i].title);
    }
    for section in plan.sections.records().filter(|s| !plan.tasks.records().any(|t| t.section.as_deref() == Some(s.id.as_str()))) {
        notes.of("Sections without tasks are left out", &section.title);
    }
    let lists = [plan.risks.len(), plan.services.len(), plan.dependencies.len(), plan.checklists.len(), plan.scenarios.len(), plan.freezes.len()];
    if lists.iter().any(|n| *n > 0) || plan.runbook.get().is_some() || plan.critical_path.get().is_some() {
        notes.of("A project file holds the schedule: risks, services, checklists, freezes, runbook, scenarios and the declared path stay in the plan", "");
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::Row;
    use super::*;

    #[test]
    fn sections_without_tasks_have_no_row() {
        let text = "(schema_version: 1, sections: [(id: \"a\", title: \"A\"), (id: \"b\", title: \"B\")], tasks: [(id: \"t\", title: \"T\", section: \"b\")])";
        let origin = crate::model::read_plan(text).expect("a plan");
        let a = Analysis::of(&origin.plan);
        let rows: Vec<Row> = lines(&a).iter().map(|l| l.row).collect();
        assert_eq!(rows, [Row::Section(1), Row::Task(0)]);
        let written = write(&a);
        assert!(written.notes.iter().any(|n| n.contains("Sections without tasks") && n.ends_with(": A")), "{:?}", written.notes);
    }
}
