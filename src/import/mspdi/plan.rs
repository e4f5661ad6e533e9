//! A project file as the text of a plan, and what of it is compared afterwards.

use super::calendars::{Flat, Years, flatten};
use super::file::{Calendar as FileCalendar, File, Resource, Windows};
use super::lengths::is_known;
use super::people::crew;
use super::tasks::{Made, Tasks};
use crate::import::compare::Stored;
use crate::import::ids::Ids;
use crate::import::notes::Notes;
use crate::import::text::Text;
use crate::model::records::{Baseline, BaselineTask, Calendar, DayHours, Meta, Settings, SpecialDays, Task, Weekday};
use crate::model::value::{Date, Hours, format_minute};
use crate::model::{AnyRecord, Record};
use std::collections::{BTreeSet, HashMap};

/// The text of a plan, and the dates the file stored for its tasks.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The plan as text in canonical layout.
    pub text: String,
    /// What the file stored, task after task.
    pub stored: Vec<Stored>,
}

/// Days of the week as MSPDI counts them.
const WEEK: [Weekday; 7] = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

/// Makes a plan of a file.
pub fn convert(file: &File, notes: &mut Notes) -> Converted {
    let dates = || file.tasks.iter().flat_map(|t| [t.start, t.finish, t.actual_start, t.constraint_date, t.deadline]).flatten().chain(file.start);
    let known = || dates().filter(|m| is_known(*m));
    let (first, last) = (known().min().unwrap_or(file.start.unwrap_or(0)), known().max().unwrap_or(file.start.unwrap_or(0)));
    let flats = flatten(&file.calendars, Years::around(first, last), file.week_start, notes);
    let standard = standard_calendar(file, notes);
    let (calendars, calendar_ids) = plan_calendars(file, &flats, standard, notes);
    let own_hours = &mut |r: &Resource| own_calendar(r, file, &flats, standard).and_then(|uid| calendar_ids.get(&uid).cloned());
    let crew = crew(file, own_hours, notes);
    let made = Tasks { file, flats: &flats, calendar_ids: &calendar_ids, standard, crew: &crew, notes }.make();
    let status = status_date(file, standard.and_then(|uid| flats.get(&uid)), notes);
    let top = file.tasks.iter().find(|t| t.level == 0).map(|t| t.name.clone()).filter(|n| !n.is_empty());
    let meta = Meta {
        project: file.title.clone().or(top).unwrap_or_else(|| "Imported project".to_owned()),
        status_date: status.map(|(date, _)| date),
        template: (!file.is_ours()).then(|| "Microsoft Project".to_owned()),
        ..Meta::default()
    };
    let mut settings = Settings { calendar: standard.and_then(|uid| calendar_ids.get(&uid).cloned()), ..Settings::default() };
    for (name, value) in file.own_settings().filter(|(name, _)| ["lag_calendar", "out_of_sequence"].contains(name)) {
        match AnyRecord::from(settings.clone()).with_field(name, Some(value)) {
            Ok(AnyRecord::Settings(made)) => settings = std::sync::Arc::unwrap_or_clone(made),
            Ok(_) => {}
            Err(why) => notes.of("Values that Slipway wrote cannot be read any more", format!("Settings: {name}: {why}")),
        }
    }
    say_about_the_file(file, notes);
    let baseline = baseline(file, &made, notes);
    let mut out = Text::default();
    out.one("meta", &meta.to_val());
    if settings != Settings::default() {
        out.one("settings", &settings.to_val());
    }
    out.list("calendars", calendars.iter());
    out.list("teams", crew.teams.iter());
    out.list("people", crew.people.iter());
    out.list("sections", made.sections.iter());
    out.list("tasks", made.tasks.iter());
    if let Some(baseline) = &baseline {
        out.one("baseline", &baseline.to_val());
    }
    let stored = made.tasks.iter().zip(&made.places).map(|(task, place)| stored(task, file, *place)).collect();
    Converted { text: out.finish(), stored }
}

fn stored(task: &Task, file: &File, place: usize) -> Stored {
    let row = &file.tasks[place];
    Stored {
        id: task.id.clone(),
        title: task.title.clone(),
        number: row.uid,
        start: row.start,
        finish: row.finish,
        late_start: row.late_start,
        late_finish: row.late_finish,
        slack: row.slack,
        by_hand: row.manual || row.external,
        levelled: row.levelling > 0.0,
        duration: row.duration,
        resumes: row.resume,
        honors: file.honors_constraints,
    }
}

/// The calendar of the project: the one it names, else the first that stands alone.
fn standard_calendar(file: &File, notes: &mut Notes) -> Option<i64> {
    let named = file.calendar.filter(|uid| file.calendars.iter().any(|c| c.uid == *uid));
    if named.is_none() && file.calendar.is_some_and(|uid| uid >= 0) {
        notes.once("The calendar of the project is not in the file; the first one in it is used");
    }
    if file.calendars.is_empty() {
        notes.once("The file holds no calendar; work is from Monday to Friday, eight hours a day");
    }
    named.or_else(|| file.calendars.iter().find(|c| c.base.is_none()).or(file.calendars.first()).map(|c| c.uid))
}

/// The calendar of a resource, where its hours are not those of the project.
fn own_calendar(resource: &Resource, file: &File, flats: &HashMap<i64, Flat>, standard: Option<i64>) -> Option<i64> {
    let uid = resource.calendar?;
    let own = flats.get(&uid)?;
    let base = file.calendars.iter().find(|c| c.uid == uid).and_then(|c| c.base);
    // Slipway writes a calendar only for those who name one, be it that of the project.
    if let Some(base) = base.filter(|_| resource.own.get("id").is_some()) {
        return Some(base);
    }
    if standard.and_then(|s| flats.get(&s)) == Some(own) {
        return None;
    }
    // A calendar that only repeats the one it is based on is that one.
    Some(base.filter(|b| flats.get(b) == Some(own)).unwrap_or(uid))
}

/// The calendars of the plan: those that stand alone, and those of tasks and people with hours of
/// their own. Gives their ids by number.
fn plan_calendars(file: &File, flats: &HashMap<i64, Flat>, standard: Option<i64>, notes: &mut Notes) -> (Vec<Calendar>, HashMap<i64, String>) {
    let people = file.resources.iter().filter(|r| r.kind == 1 && !r.name.is_empty()).filter_map(|r| own_calendar(r, file, flats, standard));
    let used: BTreeSet<i64> = people.chain(file.tasks.iter().filter_map(|t| t.calendar)).chain(standard).collect();
    let mut ids = Ids::default();
    let (mut all, mut by_uid) = (Vec::new(), HashMap::new());
    for calendar in &file.calendars {
        let Some(flat) = flats.get(&calendar.uid).filter(|_| calendar.base.is_none() || used.contains(&calendar.uid)) else { continue };
        if by_uid.contains_key(&calendar.uid) {
            notes.of("Calendars whose number another has already are left out", calendar.name.clone());
            continue;
        }
        let id = if file.is_ours() && ids.take(&calendar.name) { calendar.name.clone() } else { ids.give(&calendar.name, &format!("c{}", calendar.uid)) };
        if !flat.works() {
            notes.of("Calendars without any working time count every day as working", calendar.name.clone());
        }
        let length = file.own_settings().find(|(name, _)| name.strip_prefix("day ") == Some(id.as_str()));
        let minutes = length.and_then(|(_, hours)| hours.parse::<f64>().ok()).filter(|h| (0.25..=24.0).contains(h)).map(|h| h * 60.0);
        all.push(plan_calendar(&id, calendar, flat, minutes.unwrap_or(file.minutes_per_day)));
        by_uid.insert(calendar.uid, id);
    }
    (all, by_uid)
}

fn hours(windows: &Windows) -> Vec<Hours> {
    let minute = |m: i64| u16::try_from(m).unwrap_or(1440).min(1440);
    windows.iter().map(|(from, to)| Hours { from: minute(*from), to: minute(*to) }).collect()
}

/// A flat calendar as a record: the hours most working days have, then what differs.
fn plan_calendar(id: &str, calendar: &FileCalendar, flat: &Flat, minutes_per_day: f64) -> Calendar {
    let working: Vec<&Windows> = flat.week.iter().filter(|w| !w.is_empty()).collect();
    // Of hours that are equally common, those of the earlier day.
    let usual = working.iter().rev().max_by_key(|w| working.iter().filter(|o| o == w).count()).map(|w| (*w).clone()).unwrap_or_default();
    let weekday = |n: usize| WEEK[n];
    // Monday first, as the defaults have it.
    let order = [1, 2, 3, 4, 5, 6, 0];
    let days = order.iter().filter(|n| !flat.week[**n].is_empty() && flat.week[**n] != usual);
    let date = |day: i64| Date::of_minute(day * 1440);
    let (mut holidays, mut special) = (Vec::new(), Vec::new());
    for run in flat.runs() {
        if run.windows.is_empty() && run.name.is_empty() && run.to - run.from < 2 {
            holidays.extend((run.from..=run.to).map(|day| date(day).into()));
        } else {
            let to = (run.to > run.from).then(|| date(run.to));
            special.push(SpecialDays { from: Some(date(run.from)), to, hours: hours(&run.windows), title: run.name });
        }
    }
    Calendar {
        id: id.to_owned(),
        weekend: order.iter().filter(|n| flat.week[**n].is_empty()).map(|n| weekday(*n)).collect(),
        holidays,
        hours_per_day: minutes_per_day / 60.0,
        note: Some(calendar.name.clone()).filter(|name| !name.is_empty() && name != id),
        hours: hours(&usual),
        days: days.map(|n| DayHours { day: weekday(*n), hours: hours(&flat.week[*n]) }).collect(),
        special,
    }
}

/// As of when the plan is. Plans are always as of some day; without one in the file it is the last
/// day on which something really happened, or the first of the project.
fn status_date(file: &File, standard: Option<&Flat>, notes: &mut Notes) -> Option<(Date, i64)> {
    if let Some(status) = file.status.filter(|m| is_known(*m)) {
        let day = Date::of_minute(status);
        let over = standard.is_some_and(|flat| flat.ends_by(status) && !flat.begins_by(status));
        if over {
            let next = Date::of_minute(day.minute() + 1440);
            notes.once(format!("The file is as of {}, the end of that day: the plan is as of {next}, when the rest goes on", format_minute(status)));
            return Some((next, status));
        }
        if status.rem_euclid(1440) != 0 && standard.is_none_or(|flat| !flat.begins_by(status)) {
            notes.once(format!("The file is as of {}; the plan is as of the start of that day", format_minute(status)));
        }
        return Some((day, status));
    }
    let actual = file.tasks.iter().filter(|t| t.active && !t.is_null).flat_map(|t| {
        let done = t.actual_finish.or(t.finish.filter(|_| t.percent >= 100.0));
        [t.actual_start.or(t.start.filter(|_| t.percent > 0.0)), done.map(|m| m - 1)]
    });
    let happened = actual.flatten().filter(|m| is_known(*m)).max();
    let (instant, why) = match (happened, file.start.filter(|m| is_known(*m))) {
        (Some(last), _) => (last, "the last day on which something really happened"),
        (None, Some(start)) => (start, "the day on which the project starts"),
        (None, None) => return None,
    };
    let day = Date::of_minute(instant);
    notes.once(format!("The file does not say as of when it is; the plan is as of {day}, {why}"));
    Some((day, instant))
}

fn say_about_the_file(file: &File, notes: &mut Notes) {
    if !file.from_start {
        notes.once("The file plans backwards from its finish; here everything is planned forward from its start");
    }
    if !file.honors_constraints && file.tasks.iter().any(|t| matches!(t.constraint, 2 | 3)) {
        notes.once("In the file links are stronger than constraints; here \"must start on\" and \"must finish on\" are stronger than links");
    }
    if file.start.is_some_and(|m| !is_known(m)) {
        notes.once("The project starts before 2000 or after 2100; such dates are left out");
    }
    for name in &file.custom_fields {
        notes.of("Custom fields are left out", name.as_str());
    }
}

/// The first baseline of the file; the others are said.
fn baseline(file: &File, made: &Made, notes: &mut Notes) -> Option<Baseline> {
    let numbers: BTreeSet<i64> = made.places.iter().flat_map(|p| file.tasks[*p].baselines.iter().map(|b| b.0)).collect();
    let first = *numbers.first()?;
    for other in numbers.iter().skip(1) {
        notes.of("A plan has one baseline, the first; others are left out", format!("baseline {other}"));
    }
    let day = |m: i64| is_known(m).then(|| Date::of_minute(m));
    let tasks: Vec<BaselineTask> = made
        .tasks
        .iter()
        .zip(&made.places)
        .filter_map(|(task, place)| {
            let (_, start, finish) = file.tasks[*place].baselines.iter().find(|b| b.0 == first)?;
            let (start, finish) = (start.and_then(day), finish.and_then(|m| day(if start.is_some_and(|s| s < m) { m - 1 } else { m })));
            (start.is_some() || finish.is_some()).then(|| BaselineTask { id: task.id.clone(), start, finish })
        })
        .collect();
    (!tasks.is_empty()).then(|| Baseline { tasks, ..Baseline::default() })
}
