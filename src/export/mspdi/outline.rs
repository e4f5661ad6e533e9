//! Rows of the project in the order of its outline: sections, summaries and what they hold.

use crate::analysis::Analysis;
use crate::analysis::network::to_usize;
use std::collections::BTreeMap;

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// A section of the plan, by its place there.
    Section(usize),
    /// A task, by its position in the network.
    Task(usize),
}

/// A row of the outline.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it stands for.
    pub row: Row,
    /// Depth, from 1.
    pub level: usize,
    /// Number at each depth: `2.1.3`.
    pub number: String,
    /// The summary it is written below, by its position; `None` below a section or at the top.
    pub under: Option<usize>,
}

/// The rows, from top to bottom.
pub fn lines(a: &Analysis) -> Vec<Line> {
    let net = &a.schedule.net;
    let mut over: Vec<Option<usize>> = vec![None; net.tasks.len()];
    for (summary, inside) in &net.content {
        for child in inside {
            over[to_usize(*child)] = Some(to_usize(*summary));
        }
    }
    let sections: BTreeMap<&str, usize> = a.plan.sections.records().enumerate().map(|(n, s)| (s.id.as_str(), n)).collect();
    let mut inside: BTreeMap<Option<Row>, Vec<Row>> = BTreeMap::new();
    for (i, summary) in over.iter().enumerate() {
        let section = || net.records[i].section.as_deref().and_then(|id| sections.get(id)).map(|n| Row::Section(*n));
        inside.entry(summary.map(Row::Task).or_else(section)).or_default().push(Row::Task(i));
    }
    let named: Vec<Row> = (0..a.plan.sections.len()).map(Row::Section).filter(|s| inside.contains_key(&Some(*s))).collect();
    inside.entry(None).or_default().extend(named);
    // Summaries within each other are a tree: what was in a circle stands at the top already.
    let mut out = Vec::with_capacity(net.tasks.len());
    let mut open: Vec<(Vec<Row>, usize, String)> = vec![(inside.remove(&None).unwrap_or_default(), 0, String::new())];
    loop {
        let level = open.len();
        let Some((rows, next, prefix)) = open.last_mut() else { return out };
        let Some(row) = rows.get(*next).copied() else {
            open.pop();
            continue;
        };
        *next += 1;
        // Too deep to be numbered: nobody reads it, and it would grow with every level.
        let number = if prefix.len() > 250 { String::new() } else { format!("{prefix}{next}") };
        let under = match row {
            Row::Task(i) => over[i],
            Row::Section(_) => None,
        };
        let below = inside.remove(&Some(row)).unwrap_or_default();
        out.push(Line { row, level, number: number.clone(), under });
        if !below.is_empty() {
            let prefix = if number.is_empty() { prefix.clone() } else { format!("{number}.") };
            open.push((below, 0, prefix));
        }
    }
}
