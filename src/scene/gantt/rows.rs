//! Which lines of the outline are shown, in which order: what is folded away, filtered, sorted.

use super::ROW;
use crate::analysis::Analysis;
use crate::analysis::hand::{Column, Outline, What, name};
use crate::analysis::network::{Marks, Progress};
use crate::model::Key;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it shows.
    pub what: What,
    /// Its line in the outline.
    pub line: usize,
    /// How far it is indented.
    pub level: u16,
    /// It holds others.
    pub holds: bool,
    /// What it holds is shown.
    pub open: bool,
}

/// Which tasks are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// On the critical path.
    Critical,
    /// Forecast to finish after their plan.
    Slipping,
    /// Neither done nor cancelled.
    Open,
    /// Milestones.
    Milestones,
    /// Nobody is named for them.
    Unstaffed,
}

impl Only {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::All, Self::Critical, Self::Slipping, Self::Open, Self::Milestones, Self::Unstaffed];

    /// As a menu says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All tasks",
            Self::Critical => "Critical",
            Self::Slipping => "Slipping",
            Self::Open => "Not done",
            Self::Milestones => "Milestones",
            Self::Unstaffed => "Nobody named",
        }
    }

    fn takes(self, analysis: &Analysis, task: usize) -> bool {
        let (d, t) = (&analysis.schedule.dates[task], &analysis.schedule.net.tasks[task]);
        match self {
            Self::All => true,
            Self::Critical => d.critical && t.open,
            Self::Slipping => d.slip_days > 0.05 && t.open,
            Self::Open => t.open,
            Self::Milestones => t.milestone,
            Self::Unstaffed => t.progress != Progress::Finished && !t.cancelled && !t.milestone && !t.summary && !t.marks.has(Marks::STAFFED),
        }
    }
}

/// How the rows are arranged.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Arranged {
    /// Sections and summaries whose content is folded away.
    pub folded: BTreeSet<Key>,
    /// By which column they are sorted, and whether the last comes first; as in the file otherwise.
    pub sort: Option<(Column, bool)>,
    /// Words that a title, id, team or person holds.
    pub words: String,
    /// Which tasks are wanted.
    pub only: Only,
}

impl Arranged {
    /// Something is left out or stands elsewhere than in the file.
    pub fn is_filtered(&self) -> bool {
        self.only != Only::All || !self.words.trim().is_empty()
    }
}

/// All rows, and where each task's row is.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Top to bottom.
    pub rows: Vec<Row>,
    /// Row of each task, by position in the network; `NOWHERE` when it is not shown.
    pub row_of: Vec<usize>,
    /// Every line there is.
    pub outline: Arc<Outline>,
    /// How many tasks are shown.
    pub shown: usize,
}

/// No row.
pub const NOWHERE: usize = usize::MAX;

impl Rows {
    /// Every line of the outline.
    pub fn of(analysis: &Analysis) -> Self {
        Self::arranged(analysis, &Arranged::default(), &|_| None)
    }

    /// The lines that are wanted, as they are wanted.
    pub fn arranged(analysis: &Analysis, arranged: &Arranged, drift: &dyn Fn(usize) -> Option<f64>) -> Self {
        let outline = Arc::new(Outline::of(&analysis.plan, &analysis.schedule.net));
        let mut out = Self { rows: Vec::with_capacity(outline.lines.len()), row_of: vec![NOWHERE; analysis.schedule.net.records.len()], outline, shown: 0 };
        let wanted = arranged.is_filtered().then(|| out.wanted(analysis, arranged));
        let is_wanted = |line: usize| wanted.as_ref().is_none_or(|w| w.get(line).copied().unwrap_or(false));
        let outline = Arc::clone(&out.outline);
        let mut skip_to = 0;
        for (at, line) in outline.lines.iter().enumerate() {
            let sorted = arranged.sort.is_some();
            if at < skip_to || !is_wanted(at) || (sorted && matches!(line.what, What::Section(_))) {
                continue;
            }
            let key = match line.what {
                What::Section(s) => outline.sections.get(s).copied(),
                What::Task(t) => analysis.schedule.net.keys.get(t).copied(),
            };
            // What is looked for is not folded away.
            let folded = !sorted && wanted.is_none() && key.is_some_and(|k| arranged.folded.contains(&k));
            if folded {
                skip_to = line.end;
            }
            let holds = outline.holds(at);
            out.rows.push(Row { what: line.what, line: at, level: if sorted { 0 } else { line.level }, holds: holds && !sorted, open: !folded });
        }
        if let Some((column, backwards)) = arranged.sort {
            let task = |row: &Row| match row.what {
                What::Task(t) => t,
                What::Section(_) => 0,
            };
            out.rows.sort_by(|a, b| {
                let order = column.compare(analysis, task(a), task(b), drift);
                if backwards { order.reverse() } else { order }
            });
        }
        for (at, row) in out.rows.iter().enumerate() {
            if let What::Task(task) = row.what {
                out.row_of[task] = at;
                out.shown += 1;
            }
        }
        out
    }

    /// Which lines are wanted: those that fit, and what they stand under.
    fn wanted(&self, analysis: &Analysis, arranged: &Arranged) -> Vec<bool> {
        let words: Vec<String> = arranged.words.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut out = vec![false; self.outline.lines.len()];
        let mut above: Vec<usize> = Vec::new();
        for (at, line) in self.outline.lines.iter().enumerate() {
            while above.last().is_some_and(|a| self.outline.lines[*a].end <= at) {
                above.pop();
            }
            let fits = match line.what {
                What::Task(task) => arranged.only.takes(analysis, task) && (words.is_empty() || reads(analysis, task, &words)),
                What::Section(_) => false,
            };
            if fits {
                out[at] = true;
                for a in &above {
                    out[*a] = true;
                }
            }
            if line.end > at + 1 {
                above.push(at);
            }
        }
        out
    }

    /// The row of a task.
    pub fn row(&self, task: usize) -> Option<usize> {
        self.row_of.get(task).copied().filter(|r| *r != NOWHERE)
    }

    /// The row at a height, counted from the first row.
    pub fn at(&self, y: f64) -> Option<usize> {
        if y < 0.0 {
            return None;
        }
        usize::try_from(crate::analysis::calendar::whole((y / ROW).floor())).ok().filter(|i| *i < self.rows.len())
    }

    /// The tasks that are shown, top to bottom.
    pub fn tasks(&self) -> impl Iterator<Item = usize> + '_ {
        self.rows.iter().filter_map(|r| r.what.task())
    }
}

/// A task has all the words that are looked for.
fn reads(analysis: &Analysis, task: usize, words: &[String]) -> bool {
    let record = &analysis.schedule.net.records[task];
    let people = Column::People.cell(analysis, &analysis.schedule, task, None);
    let text = format!("{} {} {} {people}", name(record), record.id, record.team.as_deref().unwrap_or("")).to_lowercase();
    words.iter().all(|w| text.contains(w))
}
