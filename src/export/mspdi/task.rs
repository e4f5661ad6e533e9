//! One row of the project: a task with its dates, links, constraint, progress and baseline.

use super::calendars::Book;
use super::outline::{Line, Row};
use super::own::Own;
use super::xml::Xml;
use super::{Notes, instant, length};
use crate::analysis::Analysis;
use crate::analysis::calendar::{WorkCalendar, whole};
use crate::analysis::network::{NetLink, NetTask, Progress, Span, to_usize};
use crate::analysis::schedule::Driver;
use crate::model::Record;
use crate::model::records::{SizedBy, Task, TaskKind, TaskStatus};
use crate::model::syntax::Val;
use crate::model::value::{ConstraintKind, LinkKind, Period, Unit};
use std::collections::BTreeMap;

/// What every row needs.
pub struct Rows<'a> {
    pub a: &'a Analysis,
    pub book: &'a Book<'a>,
    /// Currency of the project.
    pub currency: Option<&'a str>,
    /// First and last day of the baseline, by task.
    pub baseline: BTreeMap<&'a str, (Option<i64>, Option<i64>)>,
}

/// Number of a task by its position.
pub fn uid(task: usize) -> usize {
    task + 1
}

/// The format of a length in minutes of work, or on the clock: in the unit people think in. Days
/// only where they are as long as those of the project, for the file knows no other.
fn format(minutes: i64, on_clock: bool, [day, usual]: [i64; 2]) -> u32 {
    let size = if on_clock { 1440 } else { usual.max(1) };
    match ((on_clock || day == usual) && minutes.saturating_mul(8) % size == 0, minutes % 60 == 0) {
        (true, _) => 7 + u32::from(on_clock),
        (false, true) => 5 + u32::from(on_clock),
        _ => 3 + u32::from(on_clock),
    }
}

/// Minutes and whether they run on the clock.
fn measured(span: Span) -> (i64, bool) {
    match span {
        Span::Work(m) => (m, false),
        Span::Days(d) => (d * 1440, true),
        Span::Elapsed(m) => (m, true),
    }
}

/// The fields of a record that differ from their defaults, by name.
struct Fields(Vec<(&'static str, Val)>);

impl Fields {
    fn of(task: &Task) -> Self {
        match task.to_val() {
            Val::Struct(fields) => Self(fields),
            _ => Self(Vec::new()),
        }
    }

    fn get(&self, name: &str) -> Option<&Val> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, value)| value)
    }
}

impl Rows<'_> {
    /// Writes a row.
    pub fn write(&self, xml: &mut Xml, id: usize, line: &Line, notes: &mut Notes) {
        match line.row {
            Row::Section(n) => self.section(xml, id, line, n),
            Row::Task(i) => self.task(xml, id, line, i, notes),
        }
    }

    fn section(&self, xml: &mut Xml, id: usize, line: &Line, n: usize) {
        let Some(section) = self.a.plan.sections.records().nth(n) else { return };
        xml.within("Task", "", |xml| {
            head(xml, uid(self.a.schedule.net.tasks.len() + n), id, &section.title, line);
            xml.put("Summary", 1);
            let net = &self.a.schedule.net;
            let inside = net.records.iter().zip(&self.a.schedule.dates).filter(|(r, _)| r.section.as_deref() == Some(section.id.as_str()));
            if let Some((start, finish)) = inside.map(|(_, d)| (d.start, d.finish)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))) {
                xml.put("Start", instant(start));
                xml.put("Finish", instant(finish));
                xml.put("Duration", length(self.a.calendars.standard().between(start, finish)));
                xml.put("DurationFormat", 7);
            }
            let mut own = Own::default();
            own.put("id", &section.id);
            own.put("kind", "Section");
            let _ = own.write(xml, false);
        });
    }

    fn task(&self, xml: &mut Xml, id: usize, line: &Line, i: usize, notes: &mut Notes) {
        let net = &self.a.schedule.net;
        let (record, task, dates) = (&net.records[i], &net.tasks[i], &self.a.schedule.dates[i]);
        let fields = Fields::of(record);
        let mut own = Own::default();
        own.put("id", &record.id);
        for name in ["section", "role", "range", "env", "service", "deliverable"] {
            if let Some(value) = fields.get(name) {
                own.put(name, value.flat());
            }
        }
        // Below a section or a summary of another kind the outline would say something else.
        if record.parent.as_deref() != line.under.map(|u| net.records[u].id.as_str()) {
            own.put("parent", fields.get("parent").map(Val::flat).unwrap_or_default());
        }
        xml.within("Task", "", |xml| {
            head(xml, uid(i), id, &record.title, line);
            xml.flag("Summary", task.summary);
            xml.flag("Active", !task.cancelled);
            xml.flag("Milestone", task.milestone);
            for (name, at) in [("Start", dates.start), ("Finish", dates.finish), ("EarlyStart", dates.start), ("EarlyFinish", dates.finish)] {
                xml.put(name, instant(at));
            }
            xml.put("LateStart", instant(dates.late_start));
            xml.put("LateFinish", instant(dates.late_finish));
            xml.put("FreeSlack", dates.free_float_minutes.saturating_mul(10));
            xml.put("TotalSlack", dates.total_float_minutes.saturating_mul(10));
            xml.flag("Critical", dates.critical);
            self.size(xml, i, record, &fields, &mut own, notes);
            self.when(xml, i, record, &fields, &mut own);
            self.progress(xml, i, record, &fields, &mut own);
            self.calendar(xml, record, task, &fields, &mut own, notes);
            self.money(xml, record, &fields, &mut own);
            xml.maybe("Notes", record.note.as_deref());
            self.baseline(xml, record);
            for link in &record.after {
                if net.find(&link.pred).is_none_or(|p| p == i) {
                    notes.of("Links to tasks that do not exist, or to themselves, are left out", &record.title);
                }
            }
            for (place, link) in record.after.iter().enumerate() {
                let Some(pred) = net.find(&link.pred).filter(|p| *p != i) else { continue };
                let known = net.links_into(i).iter().find(|l| to_usize(l.place) == place);
                self.link(xml, pred, link.kind, known);
            }
            for name in own.write(xml, false) {
                notes.of("Values longer than 255 characters are left out", &format!("{}: {name}", record.title));
            }
        });
        if record.plan_b.is_some() {
            notes.of("Plans B are left out", &record.title);
        }
    }

    fn table(&self, task: &NetTask) -> &WorkCalendar {
        self.a.calendars.at(task.working)
    }

    fn day(&self) -> i64 {
        self.a.calendars.standard().day_length()
    }

    /// How long it takes, and how much work it is.
    fn size(&self, xml: &mut Xml, i: usize, record: &Task, fields: &Fields, own: &mut Own, notes: &mut Notes) {
        let (task, dates) = (&self.a.schedule.net.tasks[i], &self.a.schedule.dates[i]);
        let spans = task.summary || task.hammock;
        let (minutes, on_clock) = if spans { (self.table(task).between(dates.start, dates.finish), false) } else { measured(task.span) };
        let text = length(minutes);
        xml.put("Duration", &text);
        xml.put("DurationFormat", format(minutes, on_clock, [self.table(task).day_length(), self.day()]));
        let tells = match record.kind {
            TaskKind::Task => minutes != 0,
            TaskKind::Milestone => true,
            TaskKind::Summary | TaskKind::Hammock | TaskKind::Buffer => false,
        };
        if !tells {
            own.put("kind", record.kind.name());
        }
        let plain = record.duration.unit == Unit::WorkDays && self.table(task).day_length() == self.day() && minutes > 0 && minutes % 60 == 0;
        if !task.milestone && !task.summary && (!plain || task.hammock || record.sized_by == SizedBy::Effort) {
            own.beside("duration", fields.get("duration"), "Duration", &text);
        }
        if task.milestone && fields.get("duration").is_some() {
            own.beside("duration", fields.get("duration"), "Duration", &text);
        }
        if record.sized_by == SizedBy::Effort {
            own.beside("sized_by", fields.get("sized_by"), "Duration", &text);
        }
        if let Some(effort) = record.effort_pd {
            #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
            let work = length(whole(effort * self.day() as f64));
            xml.put("Work", &work);
            own.beside("effort_pd", fields.get("effort_pd"), "Work", &work);
        }
        if matches!(task.span, Span::Days(_)) && !spans && !task.milestone {
            notes.of("Calendar days are written as elapsed days, which other tools begin with the working day", &record.title);
        }
        if task.hammock {
            notes.of("Hammocks are written as tasks scheduled by hand", &record.title);
        }
    }

    /// Start, pin, constraint, deadline. The format has room for one of start and constraint.
    fn when(&self, xml: &mut Xml, i: usize, record: &Task, fields: &Fields, own: &mut Own) {
        let task = &self.a.schedule.net.tasks[i];
        let dates = &self.a.schedule.dates[i];
        let by_hand = (task.pinned && !task.summary) || task.hammock;
        xml.flag("Manual", by_hand);
        if by_hand {
            let text = instant(if task.hammock { dates.start } else { task.floor.unwrap_or(0) });
            xml.put("ManualStart", &text);
            own.beside("start", fields.get("start"), "ManualStart", &text);
        }
        // Other tools let work that has not begun lie in the past: here the status date holds it.
        let held = dates.driver == Driver::StatusDate && task.progress == Progress::Waiting && !task.summary;
        let floor = if held { Some(self.a.schedule.status) } else { task.floor };
        let kind = match task.constraint.map(|(kind, _)| kind) {
            _ if by_hand => 0,
            None if floor.is_some() => 4,
            None => 0,
            Some(ConstraintKind::AsLateAsPossible) => 1,
            Some(ConstraintKind::MustStartOn) => 2,
            Some(ConstraintKind::MustFinishOn) => 3,
            Some(ConstraintKind::StartNoLaterThan) => 5,
            Some(ConstraintKind::FinishNoEarlierThan) => 6,
            Some(ConstraintKind::FinishNoLaterThan) => 7,
        };
        xml.put("ConstraintType", kind);
        let date = match task.constraint {
            None => floor,
            Some((_, at)) => Some(at),
        };
        let text = date.filter(|_| kind > 1).map(instant);
        xml.maybe("ConstraintDate", text.as_deref());
        if task.constraint.is_some() {
            let (element, said) = text.as_ref().map_or_else(|| ("ConstraintType", kind.to_string()), |t| ("ConstraintDate", t.clone()));
            own.beside("constraint", fields.get("constraint"), element, &said);
            if !by_hand && fields.get("start").is_some() {
                own.beside("start", fields.get("start"), element, &said);
            }
        } else if let Some(text) = &text
            && (held || record.start.is_some_and(|s| s.time.is_some()))
        {
            own.beside("start", fields.get("start"), "ConstraintDate", text);
        }
        if let (Some(by), Some(deadline)) = (task.deadline, record.deadline) {
            xml.put("Deadline", instant(by));
            if deadline.time.is_some() {
                own.beside("deadline", fields.get("deadline"), "Deadline", &instant(by));
            }
        }
    }

    /// How far it is.
    fn progress(&self, xml: &mut Xml, i: usize, record: &Task, fields: &Fields, own: &mut Own) {
        let (task, dates) = (&self.a.schedule.net.tasks[i], &self.a.schedule.dates[i]);
        let pct = record.pct.unwrap_or(0.0).clamp(0.0, 100.0);
        // A hundredth less than all as long as it is not finished.
        let percent = match task.progress {
            Progress::Finished => 100,
            Progress::Running => whole(pct).min(99),
            Progress::Waiting => 0,
        };
        xml.put("PercentComplete", percent);
        let percent = percent.to_string();
        let derived = match task.progress {
            _ if task.cancelled => TaskStatus::Cancelled,
            Progress::Finished => TaskStatus::Done,
            Progress::Running => TaskStatus::Active,
            Progress::Waiting => TaskStatus::NotStarted,
        };
        if record.status != derived {
            own.beside("status", fields.get("status"), "PercentComplete", &percent);
        }
        if task.progress == Progress::Waiting || task.summary {
            return;
        }
        own.beside("pct", fields.get("pct"), "PercentComplete", &percent);
        let start = instant(dates.start);
        xml.put("ActualStart", &start);
        own.beside("actual_start", fields.get("actual_start"), "ActualStart", &start);
        if task.progress == Progress::Finished {
            let finish = instant(dates.finish);
            xml.put("ActualFinish", &finish);
            own.beside("actual_finish", fields.get("actual_finish"), "ActualFinish", &finish);
        } else {
            let left = length(self.left(task));
            xml.put("RemainingDuration", &left);
            own.beside("remaining", fields.get("remaining"), "RemainingDuration", &left);
        }
    }

    /// What is left, in the measure of the whole: it may be known in another.
    fn left(&self, task: &NetTask) -> i64 {
        let day = self.table(task).day_length().max(1);
        match (task.left, measured(task.span).1) {
            (Span::Work(m), true) => m * 1440 / day,
            (Span::Days(d), false) => d * day,
            (Span::Elapsed(m), false) => m * day / 1440,
            (left, _) => measured(left).0,
        }
    }

    /// Its calendar, whether it is its own, that of who does it, or one that freezes made.
    fn calendar(&self, xml: &mut Xml, record: &Task, task: &NetTask, fields: &Fields, own: &mut Own, notes: &mut Notes) {
        // A calendar that is named but not there is the plan's, whoever does the task.
        let uid = self.book.of_task(task.working).or_else(|| record.calendar.is_some().then(|| self.book.uid(0)));
        let text = uid.map_or_else(|| "-1".to_owned(), |uid| uid.to_string());
        xml.put("CalendarUID", &text);
        xml.flag("IgnoreResourceCalendar", uid.is_some());
        if task.working != task.calendar {
            notes.of("Freezes are written as calendars of the tasks they stop", &record.title);
        } else if uid.is_some() && record.calendar.is_none() && !task.summary {
            own.beside("calendar", fields.get("calendar"), "CalendarUID", &text);
        }
    }

    fn money(&self, xml: &mut Xml, record: &Task, fields: &Fields, own: &mut Own) {
        let Some(budget) = &record.budget else { return };
        if budget.period == Period::Once && Some(budget.currency.as_str()) == self.currency {
            // In hundredths.
            xml.put("Cost", whole(budget.amount * 100.0));
        } else {
            own.put("budget", fields.get("budget").map(Val::flat).unwrap_or_default());
        }
    }

    fn baseline(&self, xml: &mut Xml, record: &Task) {
        let Some((start, finish)) = self.baseline.get(record.id.as_str()) else { return };
        let standard = self.a.calendars.standard();
        xml.within("Baseline", "", |xml| {
            xml.put("Number", 0);
            // The working hours of the days, where they have some.
            let first = start.map(|day| if standard.works_on(day) { standard.next_start(day) } else { day });
            let last = finish.map(|day| if standard.works_on(day) { standard.finish_at(standard.to_work(day + 1440)) } else { day + 1440 });
            xml.maybe("Start", first.map(instant));
            xml.maybe("Finish", last.map(instant));
        });
    }

    fn link(&self, xml: &mut Xml, pred: usize, kind: LinkKind, known: Option<&NetLink>) {
        xml.within("PredecessorLink", "", |xml| {
            xml.put("PredecessorUID", uid(pred));
            let code = match kind {
                LinkKind::FinishToFinish => 0,
                LinkKind::FinishToStart => 1,
                LinkKind::StartToFinish => 2,
                LinkKind::StartToStart => 3,
            };
            xml.put("Type", code);
            xml.put("CrossProject", 0);
            // Without its lag where it binds nothing: what it leads from will not happen.
            let (lag, on_clock) = known.map_or((0, false), |l| (l.lag, l.calendar_lag));
            let day = known.map_or(self.day(), |l| self.a.calendars.at(u32::from(l.lag_calendar)).day_length());
            xml.put("LinkLag", lag.saturating_mul(10));
            xml.put("LagFormat", format(lag, on_clock, [day, self.day()]));
        });
    }
}

fn head(xml: &mut Xml, uid: usize, id: usize, title: &str, line: &Line) {
    xml.put("UID", uid);
    xml.put("ID", id);
    xml.put("Name", title);
    xml.put("Type", 1);
    if !line.number.is_empty() {
        xml.put("OutlineNumber", &line.number);
    }
    xml.put("OutlineLevel", line.level);
}
