//! A project file as plain structs that mirror it: what each element says, with nothing decided. A
//! value that cannot be read is noted and counts as missing; a record without a number of its own
//! (UID) is noted and left out.

use super::own::{Own, OwnFields};
use super::values::{self, Format};
use super::xml::{self, Element};
use crate::import::notes::Notes;

/// Most records of one kind.
pub const MAX_RECORDS: usize = 250_000;

/// The project with everything in it. Instants are minutes since 1970, lengths are minutes.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Title, or else the name of the file it was.
    pub title: Option<String>,
    /// When the project starts.
    pub start: Option<i64>,
    /// As of when the progress is.
    pub status: Option<i64>,
    /// When work starts on a day, for dates without a time.
    pub default_start: i64,
    /// Working minutes that a day of duration means.
    pub minutes_per_day: f64,
    /// Calendar of the project.
    pub calendar: Option<i64>,
    /// Planned from its start; otherwise backwards from its finish.
    pub from_start: bool,
    /// Constraints are stronger than links.
    pub honors_constraints: bool,
    /// Currency of the costs.
    pub currency: Option<String>,
    /// Day on which a week begins, Sunday 0.
    pub week_start: i64,
    /// Calendars.
    pub calendars: Vec<Calendar>,
    /// Tasks, in the order of the outline.
    pub tasks: Vec<Task>,
    /// People, machines, material.
    pub resources: Vec<Resource>,
    /// Who is on which task.
    pub assignments: Vec<Assignment>,
    /// Names of custom fields that are declared.
    pub custom_fields: Vec<String>,
    /// What Slipway keeps in custom fields, by their numbers.
    own_fields: OwnFields,
}

impl File {
    /// Slipway wrote it: the row of the whole project says so.
    pub fn is_ours(&self) -> bool {
        self.whole().is_some()
    }

    fn whole(&self) -> Option<&Task> {
        self.tasks.iter().find(|t| t.level == 0 && t.own.get("kind") == Some("Project"))
    }

    /// `name=value` of the settings that Slipway wrote.
    pub fn own_settings(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.whole().and_then(|t| t.own.get("settings")).unwrap_or_default();
        all.split("; ").filter_map(|one| one.split_once('='))
    }
}

/// A calendar, of its own or based on another.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// Number by which others name it.
    pub uid: i64,
    /// Name.
    pub name: String,
    /// Calendar it is based on.
    pub base: Option<i64>,
    /// Days of the week that differ from the base: Sunday 0, and the hours.
    pub week: Vec<DayHours>,
    /// Times with a week of their own: first and last day, and its days.
    pub weeks: Vec<(i64, i64, Vec<DayHours>)>,
    /// Days that differ.
    pub exceptions: Vec<Exception>,
}

/// Working hours of a day: minutes since midnight, from and to.
pub type Windows = Vec<(i64, i64)>;

/// A day of the week, Sunday 0, and its hours.
pub type DayHours = (usize, Windows);

/// Days that differ from the week.
#[derive(Clone, Debug, Default)]
pub struct Exception {
    /// What it is called.
    pub name: String,
    /// First day, in days since 1970.
    pub from: i64,
    /// Last day.
    pub to: i64,
    /// Hours; none on a day off.
    pub windows: Windows,
    /// How it recurs.
    pub rule: Rule,
    /// How often, when it ends by that.
    pub occurrences: Option<i64>,
}

/// How an exception recurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Every day from the first to the last.
    #[default]
    EveryDay,
    /// Every so many days.
    Daily(i64),
    /// Every so many weeks, on these days (Sunday is bit 0).
    Weekly(i64, i64),
    /// Every so many months, on this day of the month.
    Monthly(i64, i64),
    /// Every so many months, on this (first to fourth, last) of these days.
    MonthlyOn(i64, Position),
    /// Every year in this month (0 to 11) on this day.
    Yearly(i64, i64),
    /// Every year in this month on this (first to fourth, last) of these days.
    YearlyOn(i64, Position),
}

/// "The last Friday": which one (0 first to 4 last) of which (0 day, 1 weekday, 2 day of a
/// weekend, 3 Sunday to 9 Saturday).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Which one.
    pub nth: i64,
    /// Of which days.
    pub item: i64,
}

/// A task, a summary or an empty row.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Number by which others name it.
    pub uid: i64,
    /// Title.
    pub name: String,
    /// Depth in the outline; 0 is the project itself.
    pub level: i64,
    /// Marked as a milestone.
    pub milestone: bool,
    /// An empty row.
    pub is_null: bool,
    /// Takes part in the schedule.
    pub active: bool,
    /// Scheduled by hand.
    pub manual: bool,
    /// Stands for a task of another project.
    pub external: bool,
    /// Stands for a whole other project.
    pub subproject: bool,
    /// One of a series.
    pub recurring: bool,
    /// Stored start.
    pub start: Option<i64>,
    /// Stored finish.
    pub finish: Option<i64>,
    /// Stored latest start.
    pub late_start: Option<i64>,
    /// Stored latest finish.
    pub late_finish: Option<i64>,
    /// Stored total slack, in minutes.
    pub slack: Option<f64>,
    /// Start set by hand.
    pub manual_start: Option<i64>,
    /// Length.
    pub duration: Option<f64>,
    /// Length set by hand.
    pub manual_duration: Option<f64>,
    /// How the length is counted.
    pub format: Option<Format>,
    /// Kind of constraint, 0 to 7.
    pub constraint: i64,
    /// Its date.
    pub constraint_date: Option<i64>,
    /// Deadline.
    pub deadline: Option<i64>,
    /// How much is done.
    pub percent: f64,
    /// When it really started.
    pub actual_start: Option<i64>,
    /// When it was really finished.
    pub actual_finish: Option<i64>,
    /// What is left.
    pub remaining: Option<f64>,
    /// When what is left goes on.
    pub resume: Option<i64>,
    /// Calendar of its own.
    pub calendar: Option<i64>,
    /// Ignores the calendars of those who do it.
    pub ignores_resources: bool,
    /// Effort.
    pub work: Option<f64>,
    /// Cost, in the currency of the project.
    pub cost: Option<f64>,
    /// Notes.
    pub notes: Option<String>,
    /// Delay by levelling, in minutes.
    pub levelling: f64,
    /// Baselines: number, start and finish.
    pub baselines: Vec<(i64, Option<i64>, Option<i64>)>,
    /// What it waits for.
    pub links: Vec<Link>,
    /// Has values in custom fields.
    pub custom: bool,
    /// What Slipway wrote about it.
    pub own: Own,
    /// Has a hyperlink.
    pub hyperlink: bool,
}

/// What a task waits for.
#[derive(Clone, Debug, Default)]
pub struct Link {
    /// Number of the predecessor.
    pub pred: i64,
    /// 0 finish-finish, 1 finish-start, 2 start-finish, 3 start-start.
    pub kind: i64,
    /// Lag in minutes, or in percent.
    pub lag: f64,
    /// How the lag is counted.
    pub format: Option<Format>,
    /// Leads to another project.
    pub elsewhere: bool,
}

/// A person, a machine, or material.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// Number by which others name it.
    pub uid: i64,
    /// Name.
    pub name: String,
    /// 0 material, 1 work, 2 cost.
    pub kind: i64,
    /// How many at once, 1 is one person.
    pub max_units: f64,
    /// Group it belongs to.
    pub group: Option<String>,
    /// Calendar of its own.
    pub calendar: Option<i64>,
    /// An empty row.
    pub is_null: bool,
    /// What Slipway wrote about it.
    pub own: Own,
}

/// Somebody on a task.
#[derive(Clone, Copy, Debug, Default)]
pub struct Assignment {
    /// Task.
    pub task: i64,
    /// Resource.
    pub resource: i64,
    /// Share, 1 is full time.
    pub units: f64,
}

/// Reads a project file.
pub fn read(text: &str, notes: &mut Notes) -> Result<File, String> {
    let mut file = File { default_start: 480, minutes_per_day: 480.0, from_start: true, honors_constraints: true, ..File::default() };
    xml::read(text, &mut |list, element| {
        let record = Fields { element: &element, notes, what: &element.name };
        match (list, element.name.as_str()) {
            ("", _) => {
                field(&mut file, &element, notes);
                Ok(())
            }
            ("Calendars", "Calendar") => push(&mut file.calendars, calendar(record), "calendars"),
            ("Tasks", "Task") => push(&mut file.tasks, task(record, &file.own_fields), "tasks"),
            ("Resources", "Resource") => push(&mut file.resources, resource(record, &file.own_fields), "resources"),
            ("Assignments", "Assignment") => push(&mut file.assignments, assignment(record), "assignments"),
            ("ExtendedAttributes", _) => {
                if !file.own_fields.declare(&element) {
                    let name = element.value("Alias").or_else(|| element.value("FieldName"));
                    file.custom_fields.extend(name.map(str::to_owned));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    })?;
    Ok(file)
}

fn push<T>(list: &mut Vec<T>, record: Option<T>, what: &str) -> Result<(), String> {
    if list.len() >= MAX_RECORDS {
        return Err(format!("it holds more than {MAX_RECORDS} {what}"));
    }
    list.extend(record);
    Ok(())
}

/// A field of the project itself.
fn field(file: &mut File, element: &Element, notes: &mut Notes) {
    let text = element.text.as_str();
    if text.is_empty() {
        return;
    }
    let instant = || values::instant(text);
    let number = || text.parse::<f64>().ok().filter(|n| n.is_finite());
    let mut refused = false;
    let mut must = |seen: bool| refused = !seen;
    match element.name.as_str() {
        "Title" => file.title = Some(text.to_owned()),
        "Name" if file.title.is_none() => file.title = Some(text.trim_end_matches(".xml").trim_end_matches(".mpp").to_owned()),
        "StartDate" => {
            file.start = instant();
            must(file.start.is_some());
        }
        "StatusDate" => {
            file.status = instant().filter(|m| *m > NEVER);
            must(instant().is_some());
        }
        "DefaultStartTime" => match values::time_of_day(text) {
            Some(time) => file.default_start = time,
            None => must(false),
        },
        "MinutesPerDay" => match number().filter(|n| (15.0..=1440.0).contains(n)) {
            Some(n) => file.minutes_per_day = n,
            None => must(false),
        },
        "CalendarUID" => file.calendar = text.parse().ok(),
        "ScheduleFromStart" => file.from_start = text != "0" && text != "false",
        "HonorConstraints" => file.honors_constraints = text != "0" && text != "false",
        "CurrencyCode" => file.currency = Some(text.to_owned()),
        "WeekStartDay" => file.week_start = text.parse().unwrap_or(0),
        _ => {}
    }
    if refused {
        notes.of(UNREADABLE, format!("Project: {} \"{text}\"", element.name));
    }
}

const UNREADABLE: &str = "Values that cannot be read are left out";

/// Written by some for "no date": 1984-01-01 and before.
const NEVER: i64 = 14 * 366 * 1440;

/// The values of one record.
struct Fields<'a, 'n> {
    element: &'a Element,
    notes: &'n mut Notes,
    what: &'a str,
}

impl<'a> Fields<'a, '_> {
    /// A value by its reader; what cannot be read is noted.
    fn read<T>(&mut self, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.element.value(name)?;
        let value = read(text);
        if value.is_none() {
            let who = self.element.value("Name").or_else(|| self.element.value("UID")).unwrap_or("?");
            self.notes.of(UNREADABLE, format!("{} {who}: {name} \"{text}\"", self.what));
        }
        value
    }

    fn int(&mut self, name: &str) -> Option<i64> {
        self.read(name, |t| t.parse().ok())
    }

    fn number(&mut self, name: &str) -> Option<f64> {
        self.read(name, |t| t.parse::<f64>().ok().filter(|n| n.is_finite()))
    }

    fn flag(&mut self, name: &str) -> bool {
        self.read(name, |t| match t {
            "1" | "true" => Some(true),
            "0" | "false" => Some(false),
            _ => None,
        })
        .unwrap_or(false)
    }

    fn instant(&mut self, name: &str) -> Option<i64> {
        // "NA" is how some say that there is none.
        self.element.value(name).filter(|t| *t != "NA")?;
        self.read(name, values::instant).filter(|m| *m > NEVER)
    }

    fn length(&mut self, name: &str) -> Option<f64> {
        self.read(name, values::length)
    }

    /// Tenths of a minute, as slack, lags and delays are kept.
    fn tenths(&mut self, name: &str) -> Option<f64> {
        self.number(name).map(|n| n / 10.0)
    }

    fn format(&mut self, name: &str) -> Option<Format> {
        self.int(name).map(values::format)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.element.value(name).map(str::to_owned)
    }

    /// The number of the record; without one it cannot be named and is left out.
    fn uid(&mut self, name: &str) -> Option<i64> {
        let uid = self.int(name);
        if uid.is_none() && self.element.value(name).is_none() {
            self.notes.of("Records without a number of their own are left out", format!("{} {}", self.what, self.element.value("Name").unwrap_or("?")));
        }
        uid
    }

    fn child(&mut self, element: &'a Element) -> Fields<'a, '_> {
        Fields { element, notes: self.notes, what: self.what }
    }
}

fn task(mut f: Fields<'_, '_>, own: &OwnFields) -> Option<Task> {
    let element = f.element;
    let mut links = Vec::new();
    for link in element.all("PredecessorLink") {
        let mut l = f.child(link);
        let format = l.format("LagFormat");
        let percent = matches!(format, Some(Format::Percent | Format::ElapsedPercent));
        let lag = if percent { l.number("LinkLag") } else { l.tenths("LinkLag") };
        if let Some(pred) = l.int("PredecessorUID") {
            links.push(Link { pred, kind: l.int("Type").unwrap_or(1), lag: lag.unwrap_or(0.0), format, elsewhere: l.flag("CrossProject") });
        }
    }
    let mut baselines = Vec::new();
    for baseline in element.all("Baseline") {
        let mut b = f.child(baseline);
        baselines.push((b.int("Number").unwrap_or(0), b.instant("Start"), b.instant("Finish")));
    }
    Some(Task {
        uid: f.uid("UID")?,
        name: f.text("Name").unwrap_or_default(),
        level: f.int("OutlineLevel").unwrap_or(1).clamp(0, 1000),
        milestone: f.flag("Milestone"),
        is_null: f.flag("IsNull"),
        active: element.value("Active").is_none() || f.flag("Active"),
        manual: f.flag("Manual"),
        external: f.flag("ExternalTask"),
        subproject: f.flag("IsSubproject") || element.value("SubprojectName").is_some(),
        recurring: f.flag("Recurring"),
        start: f.instant("Start"),
        finish: f.instant("Finish"),
        late_start: f.instant("LateStart"),
        late_finish: f.instant("LateFinish"),
        slack: f.tenths("TotalSlack"),
        manual_start: f.instant("ManualStart"),
        duration: f.length("Duration"),
        manual_duration: f.length("ManualDuration"),
        format: f.format("DurationFormat"),
        constraint: f.int("ConstraintType").unwrap_or(0),
        constraint_date: f.instant("ConstraintDate"),
        deadline: f.instant("Deadline"),
        percent: f.number("PercentComplete").unwrap_or(0.0),
        actual_start: f.instant("ActualStart"),
        actual_finish: f.instant("ActualFinish"),
        remaining: f.length("RemainingDuration"),
        resume: f.instant("Resume"),
        calendar: f.int("CalendarUID").filter(|uid| *uid >= 0),
        ignores_resources: f.flag("IgnoreResourceCalendar"),
        work: f.length("Work"),
        // Money is kept in hundredths.
        cost: f.number("Cost").map(|c| c / 100.0),
        notes: f.text("Notes"),
        levelling: f.tenths("LevelingDelay").unwrap_or(0.0),
        baselines,
        links,
        custom: own.others(element) || element.child("OutlineCode").is_some(),
        own: own.of(element),
        hyperlink: element.value("Hyperlink").is_some() || element.value("HyperlinkAddress").is_some(),
    })
}

fn resource(mut f: Fields<'_, '_>, own: &OwnFields) -> Option<Resource> {
    Some(Resource {
        uid: f.uid("UID")?,
        name: f.text("Name").unwrap_or_default(),
        kind: f.int("Type").unwrap_or(1),
        max_units: f.number("MaxUnits").unwrap_or(1.0),
        group: f.text("Group"),
        calendar: f.int("CalendarUID").filter(|uid| *uid >= 0),
        is_null: f.flag("IsNull"),
        own: own.of(f.element),
    })
}

fn assignment(mut f: Fields<'_, '_>) -> Option<Assignment> {
    Some(Assignment { task: f.uid("TaskUID")?, resource: f.uid("ResourceUID")?, units: f.number("Units").unwrap_or(1.0) })
}

fn calendar(mut f: Fields<'_, '_>) -> Option<Calendar> {
    let element = f.element;
    let mut calendar = Calendar {
        uid: f.uid("UID")?,
        name: f.text("Name").unwrap_or_default(),
        base: f.int("BaseCalendarUID").filter(|uid| *uid >= 0),
        ..Calendar::default()
    };
    let mut plain = Vec::new();
    for day in element.child("WeekDays").into_iter().flat_map(|days| days.all("WeekDay")) {
        let mut d = f.child(day);
        match d.int("DayType") {
            Some(n @ 1..=7) => calendar.week.push((usize::try_from(n - 1).unwrap_or(0), windows(&mut d))),
            // Older files keep exceptions among the days of the week.
            Some(0) => plain.extend(exception(d)),
            _ => {}
        }
    }
    for week in element.child("WorkWeeks").into_iter().flat_map(|weeks| weeks.all("WorkWeek")) {
        let mut w = f.child(week);
        let Some((from, to)) = period(&mut w) else { continue };
        let days = week.child("WeekDays").into_iter().flat_map(|days| days.all("WeekDay"));
        let mut own = Vec::new();
        for day in days {
            let mut d = f.child(day);
            if let Some(n @ 1..=7) = d.int("DayType") {
                own.push((usize::try_from(n - 1).unwrap_or(0), windows(&mut d)));
            }
        }
        calendar.weeks.push((from, to, own));
    }
    let recent: Vec<&Element> = element.child("Exceptions").into_iter().flat_map(|list| list.all("Exception")).collect();
    for one in recent {
        calendar.exceptions.extend(exception(f.child(one)));
    }
    // Files that have both say the same twice; the newer form knows names and recurrence.
    if calendar.exceptions.is_empty() {
        calendar.exceptions = plain;
    }
    Some(calendar)
}

/// First and last day of a period, in days since 1970.
fn period(f: &mut Fields<'_, '_>) -> Option<(i64, i64)> {
    let period = f.element.child("TimePeriod")?;
    let mut p = f.child(period);
    // Whole days: the time only says that the last day is meant to its end.
    let day = |text: &str| values::instant(text.split('T').next()?).map(|m| m.div_euclid(1440));
    let (from, to) = (p.read("FromDate", day)?, p.read("ToDate", day)?);
    (from <= to).then_some((from, to))
}

/// The hours of a working day that names none.
pub const OFFICE: [(i64, i64); 2] = [(8 * 60, 12 * 60), (13 * 60, 17 * 60)];

fn windows(f: &mut Fields<'_, '_>) -> Windows {
    let mut all = Vec::new();
    if f.element.value("DayWorking") == Some("0") {
        return all;
    }
    if f.element.child("WorkingTimes").is_none() {
        return OFFICE.to_vec();
    }
    for time in f.element.child("WorkingTimes").into_iter().flat_map(|times| times.all("WorkingTime")) {
        let mut t = f.child(time);
        let (Some(from), Some(to)) = (t.read("FromTime", values::time_of_day), t.read("ToTime", values::time_of_day)) else { continue };
        // Midnight as an end is the end of the day.
        let to = if to == 0 { 1440 } else { to };
        if from < to {
            all.push((from, to));
        } else {
            f.notes.of("Working hours that end before they begin are left out", format!("{:02}:{:02} to {:02}:{:02}", from / 60, from % 60, to / 60, to % 60));
        }
    }
    all.sort_unstable();
    all
}

fn exception(mut f: Fields<'_, '_>) -> Option<Exception> {
    let (from, to) = period(&mut f)?;
    let every = f.int("Period").unwrap_or(1).clamp(1, 10_000);
    let position = Position { nth: f.int("MonthPosition").unwrap_or(0), item: f.int("MonthItem").unwrap_or(0) };
    let (month, day) = (f.int("Month").unwrap_or(0), f.int("MonthDay").unwrap_or(1));
    let by_count = f.flag("EnteredByOccurrences");
    let rule = match f.int("Type").unwrap_or(1) {
        2 => Rule::Yearly(month, day),
        3 => Rule::YearlyOn(month, position),
        4 => Rule::Monthly(every, day),
        5 => Rule::MonthlyOn(every, position),
        6 => Rule::Weekly(every, f.int("DaysOfWeek").unwrap_or(0)),
        7 if every > 1 => Rule::Daily(every),
        _ if every > 1 => Rule::Daily(every),
        _ => Rule::EveryDay,
    };
    // A range of days has no count worth keeping: its last day says the same.
    let occurrences = if by_count && rule != Rule::EveryDay { f.int("Occurrences") } else { None };
    Some(Exception { name: f.text("Name").unwrap_or_default(), from, to, windows: windows(&mut f), rule, occurrences })
}
