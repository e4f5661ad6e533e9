//! A cell of the table that somebody typed over: read as people write, made into an edit, or refused
//! with the nearest thing that would do.

use super::bars::{Grip, Held, progressed};
use super::columns::{Column, kind_word, status_word};
use super::ids::{Taken, is_numbered};
use super::{name, set, short, task_ref};
use crate::analysis::Analysis;
use crate::analysis::schedule::Change;
use crate::edit::Edit;
use crate::model::nearest;
use crate::model::records::{Assignment, Task, TaskKind, TaskStatus};
use crate::model::value::{Dur, Link, LinkKind, Moment, understood};
use std::collections::BTreeSet;

/// What a typed cell comes to.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Typed {
    /// The change; none when it says what was there.
    pub edit: Option<Edit>,
    /// What should be said besides.
    pub note: Option<String>,
}

/// Longest length that is taken from a bare number.
const MOST_DAYS: f64 = 1e6;

/// Reads what was typed into a cell. The error names what is wrong and the nearest fix.
pub fn typed(analysis: &Analysis, task: usize, column: Column, text: &str) -> Result<Typed, String> {
    let net = &analysis.schedule.net;
    let Some(record) = net.records.get(task) else { return Err("The task is not there any more".into()) };
    let (text, key) = (text.trim(), net.keys[task]);
    if text == column.written(analysis, task).trim() {
        return Ok(Typed::default());
    }
    let mut note = None;
    let mut changed = record.as_ref().clone();
    match column {
        Column::Title => return Ok(Typed { edit: titled(analysis, task, text), note }),
        Column::Id => {
            analysis.plan.with_id(task_ref(key), text)?;
            return Ok(Typed { edit: Some(Edit::Rename(task_ref(key), text.to_owned())), note });
        }
        Column::Finish => return finish(analysis, task, text),
        Column::Start => note = start(analysis, task, text, &mut changed)?,
        Column::Section => changed.section = section(analysis, text)?,
        Column::Team => changed.team = team(analysis, text)?,
        Column::People => changed.people = people(analysis, text)?,
        Column::Predecessors => changed.after = links(analysis, task, text)?,
        Column::Deadline => changed.deadline = if text.is_empty() { None } else { Some(moment(analysis, text)?) },
        Column::Status => changed.status = chosen(text, "status", &STATUS, status_word)?,
        Column::Kind => changed.kind = chosen(text, "kind", &KINDS, kind_word)?,
        Column::Progress => changed = progressed(record, percent(text)?),
        Column::Duration => note = duration(text, &mut changed)?,
        Column::TotalFloat | Column::FreeFloat | Column::Drift | Column::P80 => {
            return Err(format!("{} is computed; it follows from dates and links", column.label()));
        }
    }
    let edit =
        (changed != **record).then(|| Edit::Many(format!("change {} of {}", column.label().to_lowercase(), short(name(record))), vec![set(key, changed)]));
    Ok(Typed { edit, note })
}

const STATUS: [TaskStatus; 5] = [TaskStatus::NotStarted, TaskStatus::Active, TaskStatus::Done, TaskStatus::Blocked, TaskStatus::Cancelled];
const KINDS: [TaskKind; 5] = [TaskKind::Task, TaskKind::Milestone, TaskKind::Summary, TaskKind::Hammock, TaskKind::Buffer];

/// A task with another title. An id that only counts gives way to one that says what the task is.
fn titled(analysis: &Analysis, task: usize, text: &str) -> Option<Edit> {
    let net = &analysis.schedule.net;
    let (record, key) = (&net.records[task], net.keys[task]);
    if record.title == text {
        return None;
    }
    let changed = Task { title: text.to_owned(), ..record.as_ref().clone() };
    let mut edits = vec![set(key, changed)];
    if is_numbered(&record.id) && super::ids::of_title(text).is_some() {
        edits.push(Edit::Rename(task_ref(key), Taken::of(&analysis.plan).task(text)));
    }
    Some(Edit::Many(format!("name task \"{}\"", short(text)), edits))
}

fn moment(analysis: &Analysis, text: &str) -> Result<Moment, String> {
    let near = analysis.plan.status_date();
    let (day, time) = match text.rsplit_once([' ', 'T']) {
        Some((day, time)) if time.contains(':') => (day, Some(time)),
        _ => (text, None),
    };
    let wrong = || format!("\"{}\" is not a date; write it as 15 mar, 2024-03-15, fri or +2w", short(text));
    let date = understood(day, near).ok_or_else(wrong)?;
    match time {
        Some(time) => Moment::parse(&format!("{date}T{time}")),
        None => Ok(date.into()),
    }
}

fn start(analysis: &Analysis, task: usize, text: &str, changed: &mut Task) -> Result<Option<String>, String> {
    let (text, pin) = text.strip_suffix('!').map_or((text, false), |t| (t.trim(), true));
    if text.is_empty() {
        (changed.start, changed.pinned) = (None, false);
        return Ok(None);
    }
    let wanted = moment(analysis, text)?;
    (changed.start, changed.pinned) = (Some(wanted), pin);
    let schedule = &analysis.schedule;
    let free = schedule.impact(&analysis.calendars, task, Change::Free).moved;
    let natural = free.iter().find(|m| m.task == task).map_or(schedule.dates[task].start, |m| m.to.0);
    let late = !pin && wanted.end() <= natural && !changed.after.is_empty();
    Ok(late.then(|| format!("Its links do not let it start so early; add ! behind the date to pin it: {wanted}!")))
}

fn finish(analysis: &Analysis, task: usize, text: &str) -> Result<Typed, String> {
    let wanted = moment(analysis, text)?;
    let held = Held::take(analysis, task, &BTreeSet::from([task]), Grip::End)?;
    let d = &analysis.schedule.dates[task];
    if wanted.end() <= d.start {
        return Err(format!("{wanted} lies before its start; type another start first"));
    }
    let of_day = held.instant() - crate::model::value::Date::of_minute(held.instant() - 1).minute();
    let at = wanted.time.map_or(wanted.date.minute() + of_day, |_| wanted.minute());
    let asked = held.moved(analysis, |_| at, true);
    Ok(Typed { edit: asked.edit, note: Some(asked.words) })
}

fn percent(text: &str) -> Result<f64, String> {
    let wrong = || format!("\"{}\" is not a share; write it as 40 or 40 %", short(text));
    let number = text.trim_end_matches('%').trim();
    if number.is_empty() {
        return Ok(0.0);
    }
    let pct: f64 = number.replace(',', ".").parse().map_err(|_| wrong())?;
    if (0.0..=100.0).contains(&pct) { Ok(pct) } else { Err(format!("{number} % lies outside 0 to 100 %")) }
}

fn duration(text: &str, changed: &mut Task) -> Result<Option<String>, String> {
    let bare = text.replace(',', ".").parse::<f64>().ok().filter(|d| (0.0..=MOST_DAYS).contains(d));
    let dur = match bare {
        Some(days) => Dur::days(days),
        None => Dur::parse(text).or_else(|e| Dur::meant(text).and_then(|m| Dur::parse(&m).ok()).ok_or(e))?,
    };
    let mut note = None;
    match changed.kind {
        TaskKind::Milestone if dur.amount > 0.0 => (changed.kind, note) = (TaskKind::Task, Some("It is a task now: a milestone takes no time".into())),
        TaskKind::Task if dur.amount == 0.0 => (changed.kind, note) = (TaskKind::Milestone, Some("It is a milestone now: it takes no time".into())),
        TaskKind::Summary => return Err("A summary is as long as what it holds".into()),
        TaskKind::Hammock => return Err("A hammock spans from what it follows to what follows it".into()),
        _ => {}
    }
    changed.duration = dur;
    Ok(note)
}

/// The one of several words that was typed, or begun to be; `what` names it in the message.
pub fn chosen<T: Copy>(text: &str, what: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    let t = text.to_lowercase();
    let fits = |c: &&T| word(**c).to_lowercase() == t;
    let begins = |c: &&T| !t.is_empty() && word(**c).to_lowercase().starts_with(&t);
    let found = all.iter().find(fits).or_else(|| all.iter().find(begins));
    found.copied().ok_or_else(|| {
        let words: Vec<String> = all.iter().map(|c| word(*c).to_lowercase()).collect();
        let (last, rest) = words.split_last().map_or(("", &[][..]), |(l, r)| (l.as_str(), r));
        format!("\"{}\" is no {what}; it is one of {} and {last}", short(text), rest.join(", "))
    })
}

/// The id of the record that a text names, by id or by what people call it.
fn named(text: &str, what: &str, all: &[(&str, &str)]) -> Result<String, String> {
    let same = |a: &str| a.eq_ignore_ascii_case(text) || a.to_lowercase() == text.to_lowercase();
    if let Some((id, _)) = all.iter().find(|(id, _)| *id == text).or_else(|| all.iter().find(|(id, title)| same(title) || same(id))) {
        return Ok((*id).to_owned());
    }
    let t = text.to_lowercase();
    let mut begins = all.iter().filter(|(_, title)| title.to_lowercase().starts_with(&t));
    if let (Some((id, _)), None) = (begins.next(), begins.next()) {
        return Ok((*id).to_owned());
    }
    let near = nearest(text, all.iter().flat_map(|(id, title)| [*id, *title]));
    let hint =
        near.map_or_else(|| if all.is_empty() { format!("; the plan has no {what} yet") } else { String::new() }, |n| format!("; did you mean \"{n}\"?"));
    Err(format!("There is no {what} \"{}\"{hint}", short(text)))
}

fn section(analysis: &Analysis, text: &str) -> Result<Option<String>, String> {
    let all: Vec<(&str, &str)> = analysis.plan.sections.records().map(|s| (s.id.as_str(), s.title.as_str())).collect();
    if text.is_empty() { Ok(None) } else { named(text, "section", &all).map(Some) }
}

fn team(analysis: &Analysis, text: &str) -> Result<Option<String>, String> {
    let all: Vec<(&str, &str)> = analysis.plan.teams.records().map(|t| (t.id.as_str(), t.name.as_str())).collect();
    if text.is_empty() { Ok(None) } else { named(text, "team", &all).map(Some) }
}

fn people(analysis: &Analysis, text: &str) -> Result<Vec<Assignment>, String> {
    let all: Vec<(&str, &str)> = analysis.plan.people.records().map(|p| (p.id.as_str(), p.name.as_str())).collect();
    let parts = text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty());
    parts
        .map(|part| {
            let share = part.strip_suffix('%').map(str::trim).and_then(|p| p.rsplit_once(|c: char| c.is_whitespace() || c == '('));
            let (who, fte) = match share {
                Some((who, number)) => (who.trim().trim_end_matches('(').trim(), percent(number)? / 100.0),
                None => (part, 1.0),
            };
            Ok(Assignment { id: named(who, "person", &all)?, fte })
        })
        .collect()
}

/// What a task waits for, as typed: ids or titles, each with kind and lag, with commas between.
fn links(analysis: &Analysis, task: usize, text: &str) -> Result<Vec<Link>, String> {
    let net = &analysis.schedule.net;
    let all: Vec<(&str, &str)> = net.records.iter().map(|t| (t.id.as_str(), t.title.as_str())).collect();
    let mut out: Vec<Link> = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()) {
        let link = match Link::parse(part) {
            Ok(link) if net.find(&link.pred).is_some() => link,
            read => {
                let (who, kind, lag) = tail(part);
                let id = named(who, "task", &all).map_err(|e| read.err().filter(|_| all.iter().any(|(i, _)| *i == who)).unwrap_or(e))?;
                let text = format!("{id} {}{lag}", kind.short());
                Link::parse(&text)?
            }
        };
        let Some(pred) = net.find(&link.pred) else { continue };
        if pred == task {
            return Err(format!("{} cannot wait for itself", short(name(&net.records[task]))));
        }
        let known = net.records[task].after.iter().any(|l| l.pred == link.pred);
        if !known && let Some(path) = super::circle(&analysis.schedule, pred, task, None) {
            let names: Vec<&str> = path.iter().take(6).map(|i| name(&net.records[*i])).collect();
            return Err(format!("That would be a circle: {} → {}", names.join(" → "), name(&net.records[task])));
        }
        if !out.contains(&link) {
            out.push(link);
        }
    }
    Ok(out)
}

/// A title, and the kind and lag that stand behind it.
fn tail(part: &str) -> (&str, LinkKind, &str) {
    for kind in LinkKind::ALL {
        let found = part.char_indices().rev().find(|(i, c)| {
            c.is_whitespace()
                && part.get(i + 1..i + 3).is_some_and(|k| k.eq_ignore_ascii_case(kind.short()))
                && part.get(i + 3..).is_some_and(|r| r.is_empty() || r.trim_start().starts_with(['+', '-']))
        });
        if let Some((i, _)) = found {
            return (part[..i].trim(), kind, part[i + 3..].trim());
        }
    }
    match part.rfind(['+', '-']) {
        Some(i) if i > 0 && Dur::parse(part[i + 1..].trim()).is_ok() => (part[..i].trim(), LinkKind::FinishToStart, &part[i..]),
        _ => (part, LinkKind::FinishToStart, ""),
    }
}
