//! What the timeline shows, kept until plan, selection or settings change: rows, colours, driving
//! chain, overview. Nothing here is made anew in a frame in which nothing changed.

use super::compare::Compare;
use crate::analysis::hand::{Column, What};
use crate::edit::Revision;
use crate::model::{Key, RecordKind, RecordRef};
use crate::scene::axis::TimeAxis;
use crate::scene::gantt::{self, Arranged, ColourBy, Colours, Look, Minimap, Names, Only, Rows};
use crate::ui::context::Cx;
use std::collections::BTreeSet;

/// What is remembered of the timeline between two starts.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Columns with their widths.
    pub columns: Vec<(Column, f64)>,
    /// Width of the table.
    pub table_width: f32,
    /// What the colours tell.
    pub colour: ColourBy,
    /// What stands beside bars.
    pub names: Names,
    /// Links are drawn.
    pub links: bool,
    /// Float is drawn.
    pub float: bool,
    /// Where the forecast sees the finish is drawn.
    pub outlook: bool,
    /// The critical path is marked.
    pub critical: bool,
    /// The overview strip is shown.
    pub minimap: bool,
    /// The column the rows are sorted by; not remembered.
    #[serde(skip)]
    pub sort: Option<(Column, bool)>,
    /// Which tasks are shown; not remembered.
    #[serde(skip)]
    pub only: Only,
    /// Words that are looked for; not remembered.
    #[serde(skip)]
    pub words: String,
    /// What is folded away; not remembered.
    #[serde(skip)]
    pub folded: BTreeSet<Key>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            columns: Column::USUAL.map(|c| (c, c.width())).to_vec(),
            table_width: 430.0,
            colour: ColourBy::Progress,
            names: Names::Milestones,
            links: true,
            float: true,
            outlook: true,
            critical: true,
            minimap: true,
            sort: None,
            only: Only::All,
            words: String::new(),
            folded: BTreeSet::new(),
        }
    }
}

impl Kept {
    /// What a file from elsewhere may hold is put right.
    pub fn mended(mut self) -> Self {
        super::super::mend_columns(&mut self.columns, Column::Title, Column::width);
        self.table_width = if self.table_width.is_finite() { self.table_width.clamp(150.0, 4000.0) } else { 430.0 };
        self
    }

    fn arranged(&self) -> Arranged {
        Arranged { folded: self.folded.clone(), sort: self.sort, words: self.words.clone(), only: self.only }
    }
}

/// What is shown, and what it was made of.
#[derive(Debug, Default)]
pub(super) struct View {
    pub rows: Rows,
    pub look: Look,
    /// The tasks that drive the selected one.
    pub chain: Vec<usize>,
    /// Total float towards the chosen milestone.
    pub toward: Option<Vec<Option<f64>>>,
    pub minimap: Option<Minimap>,
    /// How many tasks are critical.
    pub critical: usize,
    made: Option<Made>,
    chained: Option<(Revision, Option<usize>)>,
    towarded: Option<(Revision, Key)>,
    mapped: Option<(Revision, u64, usize)>,
}

#[derive(Debug, PartialEq)]
struct Made {
    revision: Revision,
    kept: Kept,
    compared: u64,
}

impl View {
    /// Makes anew what changed.
    pub fn refresh(&mut self, cx: &Cx<'_>, kept: &Kept, compare: &Compare, toward: Option<Key>, selected: &BTreeSet<usize>) {
        let is_same = self.made.as_ref().is_some_and(|m| m.revision == cx.revision && m.compared == compare.stamp() && m.kept == *kept);
        if !is_same {
            let drift = |task: usize| match compare.ghosts() {
                Some(ghosts) => ghosts.drift(cx.analysis, task),
                None => cx.analysis.schedule.dates.get(task).map(|d| d.slip_days),
            };
            let old = self.made.take();
            let rows_same = old.as_ref().is_some_and(|m| m.revision == cx.revision && m.kept.arranged() == kept.arranged() && m.compared == compare.stamp());
            if !rows_same {
                self.rows = Rows::arranged(cx.analysis, &kept.arranged(), &drift);
                self.critical = cx.analysis.schedule.dates.iter().filter(|d| d.critical).count();
            }
            let colours = match old {
                Some(m) if m.revision == cx.revision && m.kept.colour == kept.colour => std::mem::take(&mut self.look.colours),
                _ => Colours::of(cx.analysis, kept.colour),
            };
            self.look = Look {
                colours,
                critical: kept.critical,
                links: kept.links,
                float: kept.float,
                outlook: kept.outlook,
                names: kept.names,
                columns: kept.columns.clone(),
                ..Look::default()
            };
            self.made = Some(Made { revision: cx.revision, kept: kept.clone(), compared: compare.stamp() });
            self.mapped = None;
        }
        let lead = (selected.len() == 1).then(|| selected.iter().next().copied()).flatten();
        if self.chained != Some((cx.revision, lead)) {
            self.chain = lead.map_or_else(Vec::new, |task| cx.analysis.schedule.driving_chain(task));
            self.chained = Some((cx.revision, lead));
        }
        let target = toward.and_then(|key| cx.analysis.schedule.net.position(key).map(|task| (key, task)));
        match target {
            None => (self.toward, self.towarded) = (None, None),
            Some((key, task)) if self.towarded != Some((cx.revision, key)) => {
                self.toward = Some(cx.analysis.schedule.float_toward(&cx.analysis.calendars, task));
                self.towarded = Some((cx.revision, key));
            }
            Some(_) => {}
        }
    }

    /// The overview strip, laid out for a width.
    pub fn map(&mut self, cx: &Cx<'_>, width: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width in pixels")]
        let key = (cx.revision, width.max(0.0) as u64, self.rows.shown);
        if self.mapped != Some(key) {
            self.minimap = Some(Minimap::of(cx.analysis, &self.rows, width));
            self.mapped = Some(key);
        }
    }

    /// The row of a record.
    pub fn row_of(&self, cx: &Cx<'_>, at: RecordRef) -> Option<usize> {
        match at.kind {
            RecordKind::Task => cx.analysis.schedule.net.position(at.key).and_then(|t| self.rows.row(t)),
            RecordKind::Section => self.rows.rows.iter().position(|r| matches!(r.what, What::Section(s) if self.rows.outline.sections.get(s) == Some(&at.key))),
            _ => None,
        }
    }
}

/// An axis that shows all of the plan.
pub(super) fn fitted(cx: &Cx<'_>, width: f64) -> TimeAxis {
    let (from, to) = gantt::span(cx.analysis);
    TimeAxis::fitting(from, to, width)
}

/// The selected tasks, by position in the network.
pub(super) fn selected_tasks(cx: &Cx<'_>) -> BTreeSet<usize> {
    let tasks = cx.selected.records().iter().filter(|r| r.kind == RecordKind::Task);
    tasks.filter_map(|r| cx.analysis.schedule.net.position(r.key)).collect()
}
