//! Calendars: those of the plan, those that freezes make of them, and one for each resource with
//! hours of its own.

use super::instant;
use super::xml::Xml;
use crate::analysis::Analysis;
use crate::analysis::calendar::WorkCalendar;
use crate::analysis::network::to_usize;
use crate::model::records::Calendar;

/// The calendars of a project by number.
pub struct Book<'a> {
    a: &'a Analysis,
    records: Vec<&'a Calendar>,
    /// Position of the plan's default calendar.
    standard: u32,
    /// Calendars of resources: the one each is based on.
    of_resources: Vec<u32>,
    names: Vec<String>,
}

impl<'a> Book<'a> {
    /// Numbers the calendars.
    pub fn of(a: &'a Analysis) -> Self {
        let records: Vec<&Calendar> = a.plan.calendars.records().collect();
        let named = a.plan.settings.get().and_then(|s| s.calendar.as_deref());
        let standard = named.map_or(0, |id| a.calendars.place(Some(id)));
        let free = |wish: &str| a.plan.free_id(crate::model::RecordKind::Calendar, wish);
        let mut names = vec![free("standard")];
        names.extend(records.iter().map(|c| c.id.clone()));
        for n in names.len()..a.calendars.all.len() {
            let base = to_usize(a.calendars.without_freezes(u32::try_from(n).unwrap_or(0)));
            let base = if base == 0 { to_usize(standard) } else { base };
            let name = format!("{}-with-freezes", names[base]);
            let same = names.iter().filter(|other| other.starts_with(&name)).count();
            names.push(free(&if same == 0 { name } else { format!("{name}-{}", same + 1) }));
        }
        Self { a, records, standard, of_resources: Vec::new(), names }
    }

    /// Number of the calendar at a position.
    pub fn uid(&self, place: u32) -> u32 {
        (if place == 0 { self.standard } else { place }) + 1
    }

    /// Number of the calendar that a task names: none where it keeps to the plan's.
    pub fn of_task(&self, place: u32) -> Option<u32> {
        (place != 0).then(|| self.uid(place))
    }

    /// A calendar for a resource, by the position of the one it is based on.
    pub fn for_resource(&mut self, place: u32) -> u32 {
        self.of_resources.push(place);
        let uid = self.a.calendars.all.len() + self.of_resources.len();
        u32::try_from(uid).unwrap_or(u32::MAX)
    }

    /// `name=hours` of the calendars whose days have other lengths than the project's.
    pub fn day_lengths(&self) -> Vec<String> {
        let usual = self.a.calendars.standard().day_length();
        let all = self.a.calendars.all.iter().zip(&self.names).skip(1);
        #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
        all.filter(|(c, _)| c.day_length() != usual).map(|(c, name)| format!("{name}={}", c.day_length() as f64 / 60.0)).collect()
    }

    /// Writes them all; names of resources in the order in which they asked.
    pub fn write(&self, xml: &mut Xml, resources: &[String]) {
        xml.within("Calendars", "", |xml| {
            for (place, calendar) in self.a.calendars.all.iter().enumerate() {
                // The first is a copy of the one the settings name.
                if place == 0 && self.standard != 0 {
                    continue;
                }
                let base = to_usize(self.a.calendars.without_freezes(u32::try_from(place).unwrap_or(0)));
                let base = if base == 0 { to_usize(self.standard) } else { base };
                let record = base.checked_sub(1).and_then(|n| self.records.get(n)).copied();
                xml.within("Calendar", "", |xml| {
                    xml.put("UID", place + 1);
                    xml.put("Name", &self.names[place]);
                    xml.put("IsBaseCalendar", 1);
                    xml.put("BaseCalendarUID", -1);
                    hours(xml, calendar, record);
                });
            }
            let first = self.a.calendars.all.len() + 1;
            for (n, (place, name)) in self.of_resources.iter().zip(resources).enumerate() {
                xml.within("Calendar", "", |xml| {
                    xml.put("UID", first + n);
                    xml.put("Name", name);
                    xml.put("IsBaseCalendar", 0);
                    xml.put("BaseCalendarUID", self.uid(*place));
                });
            }
        });
    }
}

/// The week and the days that differ from it.
fn hours(xml: &mut Xml, calendar: &WorkCalendar, record: Option<&Calendar>) {
    let week = calendar.week();
    xml.within("WeekDays", "", |xml| {
        // Sunday first.
        for (number, day) in (1..).zip([6, 0, 1, 2, 3, 4, 5]) {
            xml.within("WeekDay", "", |xml| {
                xml.put("DayType", number);
                windows(xml, &week[day]);
            });
        }
    });
    let runs = runs(calendar, record);
    if runs.is_empty() {
        return;
    }
    xml.within("Exceptions", "", |xml| {
        for (from, to, times, name) in runs {
            xml.within("Exception", "", |xml| {
                xml.put("EnteredByOccurrences", 0);
                xml.within("TimePeriod", "", |xml| {
                    xml.put("FromDate", instant(from * 1440));
                    xml.put("ToDate", instant(to * 1440 + 1439));
                });
                xml.put("Occurrences", to - from + 1);
                if !name.is_empty() {
                    xml.put("Name", name);
                }
                xml.put("Type", 1);
                windows(xml, &times);
            });
        }
    });
}

fn windows(xml: &mut Xml, times: &[(u32, u32)]) {
    xml.flag("DayWorking", !times.is_empty());
    if times.is_empty() {
        return;
    }
    let clock = |minute: u32| format!("{:02}:{:02}:00", minute / 60 % 24, minute % 60);
    xml.within("WorkingTimes", "", |xml| {
        for (from, to) in times {
            xml.within("WorkingTime", "", |xml| {
                xml.put("FromTime", clock(*from));
                xml.put("ToTime", clock(*to));
            });
        }
    });
}

type Run = (i64, i64, Vec<(u32, u32)>, String);

/// Days in a row that differ from the week in the same way and for the same reason.
fn runs(calendar: &WorkCalendar, record: Option<&Calendar>) -> Vec<Run> {
    let special = |day: i64| {
        let covers = |s: &&crate::model::records::SpecialDays| {
            let from = s.from.map(|d| d.minute() / 1440);
            from.is_some_and(|f| f <= day && s.to.map_or(f, |t| t.minute() / 1440) >= day)
        };
        let frozen = calendar.frozen().iter().any(|(from, to)| *from < (day + 1) * 1440 && *to > day * 1440);
        let title = record.and_then(|r| r.special.iter().rev().find(covers)).map(|s| s.title.clone());
        let holiday = || record.and_then(|r| r.holidays.iter().find(|h| h.day.minute() / 1440 == day)).map(|h| h.name.clone()).filter(|n| !n.is_empty());
        title.or_else(holiday).unwrap_or_else(|| if frozen { "Freeze".to_owned() } else { String::new() })
    };
    let mut out: Vec<Run> = Vec::new();
    for (day, times) in calendar.odd_days() {
        let name = special(day);
        match out.last_mut() {
            Some(run) if run.1 + 1 == day && run.2 == times && run.3 == name => run.1 = day,
            _ => out.push((day, day, times, name)),
        }
    }
    out
}
