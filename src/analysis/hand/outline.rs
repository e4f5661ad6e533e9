//! The rows of the timeline as a tree: sections, summaries, tasks. What is shown and what a hand
//! moves, indents and types into is this one list.

use crate::analysis::network::{Network, to_usize};
use crate::model::{Key, Plan};
use std::collections::BTreeMap;

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A heading: its position among the sections.
    Section(usize),
    /// A task, by its position in the network.
    Task(usize),
}

impl What {
    /// The task, if it is one.
    pub fn task(self) -> Option<usize> {
        match self {
            Self::Task(task) => Some(task),
            Self::Section(_) => None,
        }
    }
}

/// One line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it stands for.
    pub what: What,
    /// How deep it stands: sections 0, tasks 0 where there is no section above, else 1 and more.
    pub level: u16,
    /// The line behind the last one that belongs to it.
    pub end: usize,
    /// Position among the sections of the section it stands in.
    pub section: Option<usize>,
    /// The summary it belongs to, by its position in the network.
    pub parent: Option<usize>,
}

/// All lines, top to bottom.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The lines.
    pub lines: Vec<Line>,
    /// Keys of the sections, in the order of the file.
    pub sections: Vec<Key>,
    /// Line of each task; none stands nowhere.
    pub line_of: Vec<usize>,
}

impl Outline {
    /// The outline of a plan: tasks without a section first, then section by section, each in the
    /// order of the file, content below its summary.
    pub fn of(plan: &Plan, net: &Network) -> Self {
        let sections: Vec<Key> = plan.sections.iter().map(|(key, _)| key).collect();
        let by_id: BTreeMap<&str, usize> = plan.sections.records().enumerate().map(|(i, s)| (s.id.as_str(), i)).collect();
        let count = net.records.len();
        let mut parents: Vec<Option<usize>> = vec![None; count];
        let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        if !net.content.is_empty() {
            for (summary, inside) in &net.content {
                for child in inside.iter().map(|c| to_usize(*c)) {
                    // A summary that spans its section by default holds nothing in the outline.
                    if net.records[child].parent.is_some() {
                        parents[child] = Some(to_usize(*summary));
                        children.entry(to_usize(*summary)).or_default().push(child);
                    }
                }
            }
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); sections.len() + 1];
        for (i, record) in net.records.iter().enumerate().filter(|(i, _)| parents[*i].is_none()) {
            let place = record.section.as_deref().and_then(|s| by_id.get(s)).map_or(0, |p| p + 1);
            groups[place].push(i);
        }
        let mut out = Self { lines: Vec::with_capacity(count + sections.len()), sections, line_of: vec![usize::MAX; count] };
        for (place, tasks) in groups.into_iter().enumerate() {
            let section = place.checked_sub(1);
            let head = section.map(|s| {
                out.lines.push(Line { what: What::Section(s), level: 0, end: 0, section: Some(s), parent: None });
                out.lines.len() - 1
            });
            let level = u16::from(section.is_some());
            for task in tasks {
                out.add(task, level, section, &parents, &children);
            }
            if let Some(head) = head {
                out.lines[head].end = out.lines.len();
            }
        }
        out
    }

    /// A task with everything inside it; no recursion, summaries may be nested as deep as a file is long.
    fn add(&mut self, task: usize, level: u16, section: Option<usize>, parents: &[Option<usize>], children: &BTreeMap<usize, Vec<usize>>) {
        let mut open = vec![(task, level)];
        let mut ends: Vec<(usize, u16)> = Vec::new();
        while let Some((task, level)) = open.pop() {
            while let Some((line, _)) = ends.pop_if(|(_, l)| *l >= level) {
                self.lines[line].end = self.lines.len();
            }
            let line = self.lines.len();
            self.line_of[task] = line;
            self.lines.push(Line { what: What::Task(task), level, end: line + 1, section, parent: parents[task] });
            if let Some(inside) = children.get(&task) {
                ends.push((line, level));
                open.extend(inside.iter().rev().map(|c| (*c, level.saturating_add(1))));
            }
        }
        for (line, _) in ends {
            self.lines[line].end = self.lines.len();
        }
    }

    /// The tasks that a line holds, its own among them.
    pub fn tasks_in(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.lines.get(line).map_or(line, |l| l.end);
        self.lines.get(line..end).unwrap_or(&[]).iter().filter_map(|l| l.what.task())
    }

    /// The line has others below it.
    pub fn holds(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|l| l.end > line + 1)
    }

    /// The line above at the same level, under the same parent.
    pub fn sibling_above(&self, line: usize) -> Option<usize> {
        let here = self.lines.get(line)?;
        let mut at = line.checked_sub(1)?;
        loop {
            let other = self.lines.get(at)?;
            if other.level < here.level {
                return None;
            }
            if other.level == here.level && matches!(other.what, What::Task(_)) == matches!(here.what, What::Task(_)) {
                return Some(at);
            }
            at = at.checked_sub(1)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Analysis;
    use crate::model::read_plan;

    #[test]
    fn content_stands_below_its_summary() {
        let plan = read_plan(
            r#"(sections: [(id: "s", title: "S"), (id: "e", title: "E")], tasks: [
                (id: "a", section: Some("s")), (id: "in2", parent: Some("in")), (id: "sum", kind: Summary, section: Some("s")),
                (id: "in", kind: Summary, parent: Some("sum")), (id: "free"), (id: "last", section: Some("s"))])"#,
        )
        .expect("a plan")
        .plan;
        let analysis = Analysis::of(&plan);
        let outline = Outline::of(&plan, &analysis.schedule.net);
        let said: Vec<String> = outline
            .lines
            .iter()
            .map(|l| match l.what {
                What::Section(s) => format!("{} section {s} to {}", l.level, l.end),
                What::Task(t) => format!("{} {} to {}", l.level, analysis.schedule.net.records[t].id, l.end),
            })
            .collect();
        assert_eq!(said, ["0 free to 1", "0 section 0 to 7", "1 a to 3", "1 sum to 6", "2 in to 6", "3 in2 to 6", "1 last to 7", "0 section 1 to 8"]);
        assert_eq!(outline.sibling_above(6), Some(3));
        assert_eq!(outline.sibling_above(2), None);
        assert_eq!(outline.sibling_above(7), Some(1));
        assert_eq!(outline.tasks_in(3).count(), 3);
    }
}
