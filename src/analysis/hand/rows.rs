//! Rows under a hand: made, moved to another place or section, taken a level down or up. Order,
//! section and summary follow from where a row is put.

use super::columns::kind_word;
use super::ids::{Taken, is_numbered};
use super::outline::{Outline, What};
use super::{name, set, short, task_ref};
use crate::analysis::network::Progress;
use crate::analysis::{Analysis, words};
use crate::edit::Edit;
use crate::model::records::{Section, Task, TaskKind};
use crate::model::value::Dur;
use crate::model::{Key, RecordKind, RecordRef};
use std::collections::BTreeSet;

/// The order of a list while records are moved about in it.
struct Order(Vec<Key>);

impl Order {
    fn of(analysis: &Analysis, kind: RecordKind) -> Self {
        Self(kind.keys(&analysis.plan))
    }

    /// Moves a record before another, or to the end; the edit, if it moves at all.
    fn put(&mut self, kind: RecordKind, key: Key, before: Option<Key>) -> Option<Edit> {
        let from = self.0.iter().position(|k| *k == key)?;
        self.0.remove(from);
        let to = before.and_then(|b| self.0.iter().position(|k| *k == b)).unwrap_or(self.0.len());
        self.0.insert(to, key);
        (from != to).then_some(Edit::Move(RecordRef { kind, key }, to))
    }
}

fn section_id(analysis: &Analysis, place: Option<usize>) -> Option<String> {
    place.and_then(|s| analysis.plan.sections.records().nth(s)).map(|s| s.id.clone())
}

/// The lines that are moved: those picked that do not lie inside another one picked.
fn topmost(outline: &Outline, lines: &BTreeSet<usize>) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for line in lines {
        if out.last().is_none_or(|last| outline.lines[*last].end <= *line) {
            out.push(*line);
        }
    }
    out
}

/// Puts rows before a line, or at the end: they get its section and its summary. The error says why
/// not.
pub fn placed(analysis: &Analysis, outline: &Outline, lines: &BTreeSet<usize>, before: usize) -> Result<Option<Edit>, String> {
    let moved = topmost(outline, lines);
    let Some(first) = moved.first().and_then(|l| outline.lines.get(*l)) else { return Ok(None) };
    if moved.iter().any(|l| before > *l && before < outline.lines[*l].end) {
        return Err("A row cannot be put into itself".into());
    }
    if matches!(first.what, What::Section(_)) {
        return Ok(sections_placed(analysis, outline, &moved, before));
    }
    let net = &analysis.schedule.net;
    let target = outline.lines.get(before);
    // Before a task: as it stands. Before a heading, or at the end: as the line above stands.
    let above = before.checked_sub(1).and_then(|l| outline.lines.get(l));
    let (section, parent) = match (target, above) {
        (Some(line), _) if matches!(line.what, What::Task(_)) => (line.section, line.parent),
        (_, Some(line)) => (line.section, line.parent),
        _ => (None, None),
    };
    if let Some(parent) = parent
        && moved.iter().any(|l| outline.tasks_in(*l).any(|t| t == parent))
    {
        return Err("A summary cannot belong to what it holds".into());
    }
    let parent_id = parent.map(|p| net.records[p].id.clone());
    let section_id = section_id(analysis, section);
    let mut order = Order::of(analysis, RecordKind::Task);
    let mut edits = Vec::new();
    let tasks: Vec<usize> = moved.iter().flat_map(|l| outline.tasks_in(*l)).collect();
    let heads: BTreeSet<usize> = moved.iter().filter_map(|l| outline.lines[*l].what.task()).collect();
    // Behind the last row of a section in the file, too, so that file and picture tell the same order.
    let rest = outline.lines.get(before..).unwrap_or(&[]);
    let next = rest.iter().filter_map(|l| l.what.task()).find(|t| !tasks.contains(t)).map(|t| net.keys[t]);
    for task in &tasks {
        let mut record = net.records[*task].as_ref().clone();
        record.section = section_id.clone();
        if heads.contains(task) {
            record.parent = parent_id.clone();
        }
        if record != *net.records[*task] {
            edits.push(set(net.keys[*task], record));
        }
        edits.extend(order.put(RecordKind::Task, net.keys[*task], next));
    }
    let label = match heads.iter().next() {
        Some(one) if heads.len() == 1 => format!("move {}", short(name(&net.records[*one]))),
        _ => format!("move {}", words::count(heads.len(), "row")),
    };
    Ok((!edits.is_empty()).then_some(Edit::Many(label, edits)))
}

fn sections_placed(analysis: &Analysis, outline: &Outline, moved: &[usize], before: usize) -> Option<Edit> {
    let section_of = |line: &usize| match outline.lines.get(*line)?.what {
        What::Section(s) => outline.sections.get(s).copied(),
        What::Task(_) => None,
    };
    let next = outline.lines.get(before..)?.iter().find_map(|l| match l.what {
        What::Section(s) => outline.sections.get(s).copied(),
        What::Task(_) => None,
    });
    let mut order = Order::of(analysis, RecordKind::Section);
    let keys: Vec<Key> = moved.iter().filter_map(section_of).collect();
    let next = next.filter(|n| !keys.contains(n));
    let edits: Vec<Edit> = keys.into_iter().filter_map(|key| order.put(RecordKind::Section, key, next)).collect();
    (!edits.is_empty()).then(|| Edit::Many("move section".into(), edits))
}

/// Takes rows a level down: below the row above them, which becomes a summary if it was none. A
/// section becomes a summary of the section above.
pub fn demoted(analysis: &Analysis, outline: &Outline, lines: &BTreeSet<usize>) -> Result<Edit, String> {
    let moved = topmost(outline, lines);
    let Some(first) = moved.first().copied() else { return Err("Select a row first".into()) };
    let Some(above) = outline.sibling_above(first) else { return Err("There is no row above at its level for it to belong to".into()) };
    let net = &analysis.schedule.net;
    let (host, host_line) = match outline.lines[above].what {
        What::Task(task) => (task, above),
        What::Section(s) => return section_demoted(analysis, outline, first, s),
    };
    let record = &net.records[host];
    let mut edits = Vec::new();
    if record.kind != TaskKind::Summary {
        let title = short(name(record));
        if record.kind != TaskKind::Task {
            return Err(format!("{title} is a {}: only a task can become a summary", kind_word(record.kind).to_lowercase()));
        }
        if net.tasks[host].progress != Progress::Waiting {
            return Err(format!("{title} has begun: it cannot become a summary"));
        }
        if record.id.is_empty() {
            return Err(format!("{title} has no id that its content could name"));
        }
        let mut summary = record.as_ref().clone();
        (summary.kind, summary.start, summary.pinned) = (TaskKind::Summary, None, false);
        (summary.duration, summary.range, summary.remaining) = (Task::default().duration, None, None);
        edits.push(set(net.keys[host], summary));
        // What it was to start with, its first content is.
    }
    let inherits = record.start.filter(|_| record.kind != TaskKind::Summary);
    let mut order = Order::of(analysis, RecordKind::Task);
    let next = outline
        .lines
        .get(outline.lines[host_line].end..)
        .and_then(|l| l.iter().filter_map(|l| l.what.task()).find(|t| !moved.iter().any(|m| outline.tasks_in(*m).any(|x| x == *t))));
    let next = next.map(|t| net.keys[t]);
    let level = outline.lines[first].level;
    let same: Vec<usize> = moved.into_iter().filter(|l| outline.lines[*l].level == level).collect();
    for (n, line) in same.iter().enumerate() {
        let Some(task) = outline.lines[*line].what.task() else { continue };
        let mut child = net.records[task].as_ref().clone();
        child.parent = Some(record.id.clone());
        child.section = record.section.clone();
        if n == 0 && child.start.is_none() && child.after.is_empty() {
            child.start = inherits;
        }
        edits.push(set(net.keys[task], child));
        for inside in outline.tasks_in(*line) {
            edits.extend(order.put(RecordKind::Task, net.keys[inside], next));
        }
    }
    let label = format!("put {} into {}", words::count(same.len(), "row"), short(name(record)));
    Ok(Edit::Many(label, edits))
}

fn section_demoted(analysis: &Analysis, outline: &Outline, line: usize, above: usize) -> Result<Edit, String> {
    let What::Section(own) = outline.lines[line].what else { return Err("Select a row first".into()) };
    let Some(section) = analysis.plan.sections.records().nth(own) else { return Err("The section is not there any more".into()) };
    let net = &analysis.schedule.net;
    let into = section_id(analysis, Some(above));
    let id = Taken::of(&analysis.plan).task(&section.title);
    let summary = Task { id: id.clone(), title: section.title.clone(), section: into.clone(), kind: TaskKind::Summary, ..Task::default() };
    let mut edits = Vec::new();
    for inside in outline.lines.get(line + 1..outline.lines[line].end).unwrap_or(&[]) {
        let Some(task) = inside.what.task() else { continue };
        let mut child = net.records[task].as_ref().clone();
        child.section = into.clone();
        if inside.parent.is_none() {
            child.parent = Some(id.clone());
        }
        edits.push(set(net.keys[task], child));
    }
    let before = outline.lines[..line].iter().rev().find_map(|l| l.what.task()).map(|t| net.keys[t]);
    edits.push(Edit::Add(summary.into(), before));
    edits.push(Edit::Remove(RecordRef { kind: RecordKind::Section, key: outline.sections[own] }));
    Ok(Edit::Many(format!("make {} a summary", short(&section.title)), edits))
}

/// Takes rows a level up: out of their summary, behind it; from the top of a section to a heading of
/// their own, which takes the rows below along.
pub fn promoted(analysis: &Analysis, outline: &Outline, lines: &BTreeSet<usize>) -> Result<Edit, String> {
    let moved = topmost(outline, lines);
    let Some(first) = moved.first().copied() else { return Err("Select a row first".into()) };
    let net = &analysis.schedule.net;
    let Some(lead) = outline.lines[first].what.task() else { return Err("A section stands at the top already".into()) };
    let Some(parent) = outline.lines[first].parent else { return to_section(analysis, outline, first, lead) };
    let parent_line = outline.line_of[parent];
    let grand = outline.lines[parent_line].parent.map(|g| net.records[g].id.clone());
    let same: Vec<usize> = moved.into_iter().filter(|l| outline.lines[*l].parent == Some(parent)).collect();
    let next = outline.lines.get(outline.lines[parent_line].end..).and_then(|l| l.iter().find_map(|l| l.what.task())).map(|t| net.keys[t]);
    let mut order = Order::of(analysis, RecordKind::Task);
    let mut edits = Vec::new();
    for line in &same {
        let Some(task) = outline.lines[*line].what.task() else { continue };
        let mut record = net.records[task].as_ref().clone();
        record.parent.clone_from(&grand);
        edits.push(set(net.keys[task], record));
        for inside in outline.tasks_in(*line) {
            edits.extend(order.put(RecordKind::Task, net.keys[inside], next));
        }
    }
    let left = outline.lines.iter().filter(|l| l.parent == Some(parent)).count() - same.len();
    if left == 0 {
        // A summary that holds nothing is a task again.
        let mut record = net.records[parent].as_ref().clone();
        record.kind = TaskKind::Task;
        edits.push(set(net.keys[parent], record));
    }
    Ok(Edit::Many(format!("take {} out of {}", words::count(same.len(), "row"), short(name(&net.records[parent]))), edits))
}

fn to_section(analysis: &Analysis, outline: &Outline, line: usize, lead: usize) -> Result<Edit, String> {
    let net = &analysis.schedule.net;
    let record = &net.records[lead];
    let title = short(name(record));
    let used = analysis.plan.used_by(task_ref(net.keys[lead])).into_iter().any(|(at, _)| !outline.tasks_in(line).any(|t| task_ref(net.keys[t]) == at));
    let keeps = !record.after.is_empty() || record.pct.is_some() || !record.people.is_empty() || record.range.is_some() || record.note.is_some();
    if used || keeps || net.tasks[lead].progress != Progress::Waiting || !matches!(record.kind, TaskKind::Task | TaskKind::Summary) {
        return Err(format!("{title} cannot become a section: links, progress or people would be lost with it"));
    }
    let mut taken = Taken::of(&analysis.plan);
    let id = if is_numbered(&record.id) || record.id.is_empty() { taken.section(&record.title) } else { taken.section(&record.id) };
    let section = Section { id: id.clone(), title: record.title.clone(), ..Section::default() };
    let here = &outline.lines[line];
    let behind = here.section.and_then(|s| outline.sections.get(s)).copied();
    let last = here
        .section
        .and_then(|s| outline.lines.iter().position(|l| l.what == What::Section(s)))
        .map_or_else(|| outline.lines.iter().position(|l| matches!(l.what, What::Section(_))).unwrap_or(outline.lines.len()), |head| outline.lines[head].end);
    let mut edits = Vec::new();
    for below in outline.lines.get(line + 1..last).unwrap_or(&[]) {
        let Some(task) = below.what.task() else { continue };
        let mut child = net.records[task].as_ref().clone();
        child.section = Some(id.clone());
        if below.parent == Some(lead) {
            child.parent = None;
        }
        edits.push(set(net.keys[task], child));
    }
    edits.push(Edit::Add(section.into(), behind));
    if behind.is_none() {
        // Rows without a section stand on top: so does the heading that they get.
        edits.push(Edit::Move(RecordRef { kind: RecordKind::Section, key: analysis.plan.coming_key(0) }, 0));
    }
    edits.push(Edit::Remove(task_ref(net.keys[lead])));
    Ok(Edit::Many(format!("make {title} a section"), edits))
}

/// A new task below a line, in the same section and summary; below a heading or an open summary, its
/// first content. The edit, and the task's id.
pub fn fresh_below(analysis: &Analysis, outline: &Outline, line: Option<usize>, fill: impl FnOnce(&mut Task)) -> (Edit, String) {
    let net = &analysis.schedule.net;
    let id = Taken::of(&analysis.plan).numbered();
    let here = line.and_then(|l| Some((l, outline.lines.get(l)?)));
    let mut task = Task { id: id.clone(), title: "New task".into(), duration: Dur::days(5.0), ..Task::default() };
    let mut before = None;
    match here {
        Some((at, line)) => {
            task.section = section_id(analysis, line.section);
            let opens = match line.what {
                What::Section(_) => true,
                What::Task(t) => net.records[t].kind == TaskKind::Summary && outline.holds(at),
            };
            task.parent = match line.what {
                What::Task(t) if opens => Some(net.records[t].id.clone()),
                _ => line.parent.map(|p| net.records[p].id.clone()),
            };
            let next = if opens { at + 1 } else { line.end };
            before = outline.lines.get(next..).and_then(|l| l.iter().find_map(|l| l.what.task())).map(|t| net.keys[t]);
        }
        None => task.section = section_id(analysis, outline.sections.len().checked_sub(1)),
    }
    if analysis.plan.tasks.is_empty() {
        task.start = Some(analysis.plan.status_date().into());
    }
    fill(&mut task);
    // Records are added behind others: behind the one that stands before the next in the file.
    let keys = RecordKind::Task.keys(&analysis.plan);
    let place = before.and_then(|b| keys.iter().position(|k| *k == b));
    let edit = match place {
        Some(0) => Edit::Many("add task".into(), vec![Edit::Add(task.into(), None), Edit::Move(task_ref(analysis.plan.coming_key(0)), 0)]),
        Some(p) => Edit::Add(task.into(), keys.get(p - 1).copied()),
        None => Edit::Add(task.into(), None),
    };
    (edit, id)
}

/// A new section behind another, or at the end; the edit, and what it will be.
pub fn fresh_section(analysis: &Analysis, behind: Option<Key>) -> (Edit, RecordRef) {
    let mut n = 1_u32;
    while analysis.plan.sections.records().any(|s| s.id == format!("section-{n}")) {
        n += 1;
    }
    let section = Section { id: format!("section-{n}"), title: "New section".into(), ..Section::default() };
    (Edit::Add(section.into(), behind), RecordRef { kind: RecordKind::Section, key: analysis.plan.coming_key(0) })
}

/// A section with another title. An id that only counts gives way to one that says what it holds.
pub fn section_titled(analysis: &Analysis, key: Key, text: &str) -> Option<Edit> {
    let section = analysis.plan.sections.get(key)?;
    let text = text.trim();
    if section.title == text {
        return None;
    }
    let at = RecordRef { kind: RecordKind::Section, key };
    let mut edits = vec![Edit::Set(at, Section { title: text.to_owned(), ..section.as_ref().clone() }.into())];
    let counted = section.id.strip_prefix("section-").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if counted && super::ids::of_title(text).is_some() {
        edits.push(Edit::Rename(at, Taken::of(&analysis.plan).section(text)));
    }
    Some(Edit::Many(format!("name section \"{}\"", short(text)), edits))
}

/// Freezes the forecast as the baseline; the one in force joins the earlier ones.
pub fn baselined(analysis: &Analysis) -> Edit {
    let plan = &analysis.plan;
    let now = plan.status_date();
    let mut edits = Vec::new();
    if let Some(old) = plan.baseline.get().filter(|b| !b.tasks.is_empty()) {
        let mut n = plan.past_baselines.len() + 1;
        while plan.past_baselines.records().any(|b| b.id == format!("baseline-{n}")) {
            n += 1;
        }
        let past = crate::model::records::PastBaseline {
            id: format!("baseline-{n}"),
            title: format!("Baseline {n}"),
            set_on: old.set_on,
            reason: old.note.clone(),
            approved_by: old.approved_by.clone(),
            tasks: old.tasks.clone(),
            change_ref: old.change_ref.clone(),
        };
        edits.push(Edit::Add(past.into(), None));
    }
    let schedule = &analysis.schedule;
    let of_task = |i: usize| {
        let d = &schedule.dates[i];
        crate::model::records::BaselineTask { id: schedule.net.records[i].id.clone(), start: Some(d.forecast_first_day()), finish: Some(d.forecast_last_day()) }
    };
    let tasks = (0..schedule.dates.len()).filter(|i| !schedule.net.tasks[*i].cancelled && !schedule.net.records[*i].id.is_empty()).map(of_task).collect();
    let baseline = crate::model::records::Baseline { set_on: Some(now), tasks, ..crate::model::records::Baseline::default() };
    let at = RecordRef { kind: RecordKind::Baseline, key: plan.baseline.key() };
    edits.push(if plan.baseline.get().is_some() { Edit::Set(at, baseline.into()) } else { Edit::Add(baseline.into(), None) });
    Edit::Many("set the baseline".into(), edits)
}
