//! Links under a hand: drawn, put on other tasks, changed, taken away. A circle is found before it
//! exists, and named by its path.

use super::{name, set, short};
use crate::analysis::Analysis;
use crate::analysis::network::to_usize;
use crate::analysis::schedule::Schedule;
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::records::TaskKind;
use crate::model::value::{Link, LinkKind};

/// A link as it stands in the plan: the successor, and the position in what it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Joint {
    /// The successor.
    pub succ: usize,
    /// Position in its `after`.
    pub place: u32,
}

/// The kind of a link by the ends that a hand joins: which end of the predecessor, which of the
/// successor.
pub fn joined(from_end: bool, to_start: bool) -> LinkKind {
    match (from_end, to_start) {
        (true, true) => LinkKind::FinishToStart,
        (true, false) => LinkKind::FinishToFinish,
        (false, true) => LinkKind::StartToStart,
        (false, false) => LinkKind::StartToFinish,
    }
}

/// The tasks from a successor to a predecessor that waits for it already: with a link between the two
/// they would be a circle. `except` is a link that goes.
pub fn circle(schedule: &Schedule, pred: usize, succ: usize, except: Option<Joint>) -> Option<Vec<usize>> {
    let wiring = &schedule.net.wiring;
    let count = wiring.nodes.len();
    let first = wiring.positions.get(pred).map(|p| to_usize(*p))?;
    // Where each position was reached from, walking against the links.
    let mut from = vec![usize::MAX; count];
    from[first] = first;
    let mut open = std::collections::VecDeque::from([first]);
    while let Some(at) = open.pop_front() {
        if wiring.task(at) == succ && at != first {
            let mut path = vec![succ];
            let mut here = at;
            while here != first {
                here = from[here];
                let task = wiring.task(here);
                if path.last() != Some(&task) {
                    path.push(task);
                }
            }
            return Some(path);
        }
        for edge in wiring.edges_into(at) {
            let goes = except.is_some_and(|j| wiring.task(at) == j.succ && u32::from(edge.place) == j.place);
            let before = to_usize(edge.pred);
            if !goes && from[before] == usize::MAX {
                from[before] = at;
                open.push_back(before);
            }
        }
    }
    None
}

fn refused(analysis: &Analysis, pred: usize, succ: usize, kind: LinkKind, except: Option<Joint>) -> Option<String> {
    let net = &analysis.schedule.net;
    let title = |i: usize| short(name(&net.records[i]));
    if pred == succ {
        return Some(format!("{} cannot wait for itself", title(succ)));
    }
    if net.records[pred].id.is_empty() {
        return Some(format!("{} has no id that a link could name; give it one in the inspector", title(pred)));
    }
    let same = |(k, l): (usize, &Link)| {
        l.pred == net.records[pred].id && l.kind == kind && except != Some(Joint { succ, place: u32::try_from(k).unwrap_or(u32::MAX) })
    };
    if net.records[succ].after.iter().enumerate().any(same) {
        return Some(format!("{} waits for {} already ({})", title(succ), title(pred), kind.short()));
    }
    if net.records[succ].kind == TaskKind::Summary && matches!(kind, LinkKind::FinishToFinish | LinkKind::StartToFinish) {
        return Some(format!("The finish of {} follows from what it holds; link its start, or a task in it", title(succ)));
    }
    let path = circle(&analysis.schedule, pred, succ, except)?;
    let mut names: Vec<String> = path.into_iter().map(title).collect();
    let whole = names.len();
    if whole > 7 {
        names.splice(4..whole - 2, [format!("{} more", whole - 6)]);
    }
    Some(format!("That would be a circle: {} → {}", names.join(" → "), title(succ)))
}

/// Draws a link. The error says why not.
pub fn with_link(analysis: &Analysis, pred: usize, succ: usize, kind: LinkKind) -> Result<Edit, String> {
    if let Some(why) = refused(analysis, pred, succ, kind, None) {
        return Err(why);
    }
    let net = &analysis.schedule.net;
    let mut task = net.records[succ].as_ref().clone();
    task.after.push(Link { kind, ..Link::after(net.records[pred].id.clone()) });
    let label = format!("link {} to {}", short(name(&net.records[pred])), short(name(&task)));
    Ok(Edit::Many(label, vec![set(net.keys[succ], task)]))
}

/// Puts a link between other tasks, or gives it another kind; its lag stays.
pub fn relinked(analysis: &Analysis, link: Joint, pred: usize, succ: usize, kind: LinkKind) -> Result<Edit, String> {
    let net = &analysis.schedule.net;
    let held = net.records.get(link.succ).and_then(|r| r.after.get(to_usize(link.place))).cloned();
    let Some(held) = held else { return Err("The link is not there any more".into()) };
    if let Some(why) = refused(analysis, pred, succ, kind, Some(link)) {
        return Err(why);
    }
    let moved = Link { pred: net.records[pred].id.clone(), kind, ..held };
    let mut was = net.records[link.succ].as_ref().clone();
    let label = format!("link {} to {}", short(name(&net.records[pred])), short(name(&net.records[succ])));
    if succ == link.succ {
        was.after[to_usize(link.place)] = moved;
        return Ok(Edit::Many(label, vec![set(net.keys[succ], was)]));
    }
    was.after.remove(to_usize(link.place));
    let mut task = net.records[succ].as_ref().clone();
    task.after.push(moved);
    Ok(Edit::Many(label, vec![set(net.keys[link.succ], was), set(net.keys[succ], task)]))
}

/// Takes a link away.
pub fn unlinked(analysis: &Analysis, link: Joint) -> Option<Edit> {
    let net = &analysis.schedule.net;
    let mut task = net.records.get(link.succ)?.as_ref().clone();
    if to_usize(link.place) >= task.after.len() {
        return None;
    }
    let gone = task.after.remove(to_usize(link.place));
    let label = format!("unlink {} from {}", short(name(&task)), gone.pred);
    Some(Edit::Many(label, vec![set(net.keys[link.succ], task)]))
}

/// Links tasks one after the other, in their order; pairs that are linked stay as they are.
pub fn chained(analysis: &Analysis, tasks: &[usize]) -> Result<Edit, String> {
    let net = &analysis.schedule.net;
    if tasks.len() < 2 {
        return Err("Select two tasks or more to link them in the order you picked them".into());
    }
    let mut edits = Vec::new();
    for pair in tasks.windows(2) {
        let (pred, succ) = (pair[0], pair[1]);
        if net.records[succ].after.iter().any(|l| l.pred == net.records[pred].id) {
            continue;
        }
        if let Some(why) = refused(analysis, pred, succ, LinkKind::FinishToStart, None) {
            return Err(why);
        }
        let mut task = net.records[succ].as_ref().clone();
        task.after.push(Link::after(net.records[pred].id.clone()));
        edits.push(set(net.keys[succ], task));
    }
    if edits.is_empty() {
        return Err("They are linked already".into());
    }
    let edit = Edit::Many(format!("link {}", words::count(tasks.len(), "task")), edits);
    // Each link by itself may do no harm, and all of them together close a circle.
    if let Some((_, after)) = analysis.foresee(edit.clone())
        && let Some(circle) = after.net.cycles.iter().find(|c| !net.cycles.contains(c))
    {
        let names: Vec<String> = circle.iter().take(6).map(|i| short(name(&net.records[to_usize(*i)]))).collect();
        return Err(format!("That would be a circle: {}", names.join(" → ")));
    }
    Ok(edit)
}
