//! Rows from a spreadsheet, and rows for one: cells with tabs between them. A heading says which
//! column is which; without one every cell is taken for what it looks like.

use super::Typed;
use super::cells::typed;
use super::columns::Column;
use super::ids::Taken;
use super::outline::Outline;
use super::rows::fresh_below;
use crate::analysis::{Analysis, words};
use crate::edit::Edit;
use crate::model::records::Section;
use crate::model::value::{Dur, Link, understood};

/// Rows that were pasted.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    /// The new tasks, as one step.
    pub edit: Edit,
    /// How many there are.
    pub tasks: usize,
    /// Cells that could not be used, each with the reason.
    pub left_out: Vec<String>,
}

/// Most rows that are taken at once.
const MOST: usize = 20_000;

/// The rows as text with tabs, under a heading, for a spreadsheet.
pub fn copied(analysis: &Analysis, tasks: &[usize], columns: &[Column], drift: &dyn Fn(usize) -> Option<f64>) -> String {
    let clean = |text: String| text.replace(['\t', '\n', '\r'], " ");
    let head: Vec<&str> = columns.iter().map(|c| c.label()).collect();
    let mut out = head.join("\t");
    for task in tasks {
        let cells = columns.iter().map(|c| match c {
            Column::Start => analysis.schedule.dates[*task].forecast_first_day().to_string(),
            Column::Finish => analysis.schedule.dates[*task].forecast_last_day().to_string(),
            Column::Duration => analysis.schedule.net.records[*task].duration.to_string(),
            other => clean(other.cell(analysis, &analysis.schedule, *task, drift(*task))),
        });
        out.push('\n');
        out.push_str(&cells.collect::<Vec<_>>().join("\t"));
    }
    out.push('\n');
    out
}

/// New tasks of pasted text, below a line. Each cell is read as if it were typed, with the tasks
/// pasted above it already there.
pub fn pasted(analysis: &Analysis, outline: &Outline, line: Option<usize>, text: &str) -> Result<Pasted, String> {
    let rows: Vec<Vec<&str>> =
        text.lines().map(|l| l.split('\t').map(|c| c.trim().trim_matches('"')).collect()).filter(|r: &Vec<&str>| r.iter().any(|c| !c.is_empty())).collect();
    if rows.is_empty() {
        return Err("There is nothing to paste: copy rows of a spreadsheet first".into());
    }
    if rows.len() > MOST {
        return Err(format!("{} rows are too many to paste; import a file instead", rows.len()));
    }
    let heading: Vec<Option<Column>> = rows[0].iter().map(|c| Column::by_name(c)).collect();
    let has_heading =
        heading.contains(&Some(Column::Title)) && heading.iter().filter(|c| c.is_some()).count() == rows[0].iter().filter(|c| !c.is_empty()).count();
    let body = if has_heading { &rows[1..] } else { &rows[..] };
    let mut taken = Taken::of(&analysis.plan);
    let mut edits = Vec::new();
    let mut made: Vec<(usize, Vec<(Column, &str)>)> = Vec::new();
    let mut behind = None;
    let mut last = None;
    let mut left_out = Vec::new();
    for (n, row) in body.iter().enumerate() {
        let cells = if has_heading { by_heading(&heading, row) } else { by_looks(analysis, row) };
        let title = cells.iter().find(|(c, _)| *c == Column::Title).map_or("", |(_, t)| *t);
        if title.is_empty() {
            left_out.push(format!("Row {} has no title", n + 1 + usize::from(has_heading)));
            continue;
        }
        let (edit, numbered) = fresh_below(analysis, outline, line, |task| {
            task.title = title.to_owned();
            let wanted = cells
                .iter()
                .find(|(c, _)| *c == Column::Id)
                .map(|(_, id)| *id)
                .filter(|id| crate::model::is_id(id) && analysis.schedule.net.find(id).is_none());
            task.id = wanted.map_or_else(|| taken.task(title), str::to_owned);
            task.duration = Dur::days(1.0);
        });
        drop(numbered);
        // The first goes where the line says, the others each behind the one before.
        let key = analysis.plan.coming_key(u32::try_from(made.len()).unwrap_or(u32::MAX));
        match (behind, edit) {
            (Some(before), Edit::Add(record, _)) => edits.push(Edit::Add(record, Some(before))),
            (Some(before), Edit::Many(_, parts)) => edits.extend(parts.into_iter().filter_map(|e| match e {
                Edit::Add(record, _) => Some(Edit::Add(record, Some(before))),
                _ => None,
            })),
            (None, Edit::Many(_, parts)) => edits.extend(parts),
            (_, edit) => edits.push(edit),
        }
        behind = Some(key);
        last = Some(key);
        made.push((n + 1 + usize::from(has_heading), cells));
    }
    let Some(_) = last else { return Err("No row has a title to make a task of".into()) };
    let sections = new_sections(analysis, &made, &mut edits);
    let count = made.len();
    let label = format!("paste {}", words::count(count, "task"));
    let added = Edit::Many(label.clone(), edits.clone());
    let Some((plan, _)) = added.made(&analysis.plan) else { return Err("The rows could not be added".into()) };
    // What the cells say is read against the plan with all new tasks in it: they may wait for each
    // other.
    let mut now = Analysis::of(&plan);
    let order = [
        Column::Kind,
        Column::Section,
        Column::Duration,
        Column::Predecessors,
        Column::Start,
        Column::Finish,
        Column::Progress,
        Column::Status,
        Column::Team,
        Column::People,
        Column::Deadline,
    ];
    for column in order {
        let mut of_column = Vec::new();
        for (nth, (row, cells)) in made.iter().enumerate() {
            let Some((_, text)) = cells.iter().find(|(c, t)| *c == column && !t.is_empty()) else { continue };
            let key = analysis.plan.coming_key(u32::try_from(nth).unwrap_or(u32::MAX));
            let Some(task) = now.schedule.net.position(key) else { continue };
            let text = sections.iter().find(|(title, _)| column == Column::Section && title == text).map_or(*text, |(_, id)| id.as_str());
            match typed(&now, task, column, text) {
                Ok(Typed { edit: Some(Edit::Many(_, parts)), .. }) => of_column.extend(parts),
                Ok(Typed { edit, .. }) => of_column.extend(edit),
                Err(why) => left_out.push(format!("Row {row}, {}: {why}", column.label().to_lowercase())),
            }
        }
        if of_column.is_empty() {
            continue;
        }
        // One analysis a column: what comes later is read against dates as they are by then.
        if let Some((plan, _)) = Edit::Many(String::new(), of_column.clone()).made(&now.plan) {
            now = Analysis::of(&plan);
            edits.extend(of_column);
        }
    }
    Ok(Pasted { edit: Edit::Many(label, edits), tasks: count, left_out })
}

/// Sections that pasted rows name and the plan does not have: made, with their ids.
fn new_sections(analysis: &Analysis, made: &[(usize, Vec<(Column, &str)>)], edits: &mut Vec<Edit>) -> Vec<(String, String)> {
    let mut taken = Taken::of(&analysis.plan);
    let mut out: Vec<(String, String)> = Vec::new();
    let named = made.iter().flat_map(|(_, cells)| cells.iter()).filter(|(c, t)| *c == Column::Section && !t.is_empty());
    for (_, title) in named {
        let known = analysis.plan.sections.records().any(|s| s.id == *title || s.title.eq_ignore_ascii_case(title));
        if !known && !out.iter().any(|(t, _)| t == title) {
            let id = taken.section(title);
            edits.push(Edit::Add(Section { id: id.clone(), title: (*title).to_owned(), ..Section::default() }.into(), None));
            out.push(((*title).to_owned(), id));
        }
    }
    out
}

fn by_heading<'a>(heading: &[Option<Column>], row: &[&'a str]) -> Vec<(Column, &'a str)> {
    heading.iter().zip(row).filter_map(|(c, t)| c.map(|c| (c, *t))).collect()
}

/// Cells by what they look like: the first words are the title, dates start and finish, lengths the
/// duration, shares the progress, names of tasks the predecessors.
fn by_looks<'a>(analysis: &Analysis, row: &[&'a str]) -> Vec<(Column, &'a str)> {
    let near = analysis.plan.status_date();
    let mut out: Vec<(Column, &'a str)> = Vec::new();
    for cell in row.iter().filter(|c| !c.is_empty()) {
        let has = |c: Column| out.iter().any(|(k, _)| *k == c);
        let is_number = cell.parse::<f64>().is_ok();
        let column = if !has(Column::Title) {
            Column::Title
        } else if cell.ends_with('%') {
            Column::Progress
        } else if !is_number && understood(cell, near).is_some() && !has(Column::Finish) {
            if has(Column::Start) { Column::Finish } else { Column::Start }
        } else if !has(Column::Duration) && (is_number || Dur::parse(cell).is_ok() || Dur::meant(cell).is_some()) {
            Column::Duration
        } else if analysis.plan.teams.records().any(|t| t.id == *cell || t.name.eq_ignore_ascii_case(cell)) {
            Column::Team
        } else if cell.split(',').all(|p| analysis.plan.people.records().any(|r| r.id == p.trim() || r.name.eq_ignore_ascii_case(p.trim()))) {
            Column::People
        } else if Link::parse(cell.split(',').next().unwrap_or("")).is_ok() || analysis.schedule.net.find(cell).is_some() {
            Column::Predecessors
        } else {
            continue;
        };
        out.push((column, cell));
    }
    out
}
