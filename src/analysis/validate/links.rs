//! V006, V007, V008 for tasks: what a task waits for exists, is not itself, is named once, and does
//! not wait for the task in turn.

use super::super::network::{Network, to_usize};
use super::references::Resolver;
use super::{Invalid, at, change};
use crate::model::records::Task;
use crate::model::value::{Link, LinkKind};
use crate::model::{RecordKind, RecordRef, nearest};

pub(super) fn check(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    let net = r.net;
    for (at, task, place) in places(net, &net.missing) {
        let Some(link) = task.after.get(place) else { continue };
        // Suggestions are dear in a plan of many tasks with many wrong links.
        let near = if net.missing.len() <= 50 { nearest(&link.pred, net.records.iter().map(|t| t.id.as_str()).filter(|id| *id != task.id)) } else { None };
        let hint = near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
        let message = format!("task \"{}\" waits for \"{}\", which does not exist{hint}", task.id, link.pred);
        let fix = near.and_then(|near| {
            change(format!("Wait for {near}"), at, task, |t| {
                if let Some(link) = t.after.get_mut(place) {
                    near.clone_into(&mut link.pred);
                }
            })
        });
        out.push(Invalid::new("V006", at, &task.id, message).field("after").fix(fix));
    }
    for (at, task, place) in places(net, &net.selfish) {
        let message = format!("task \"{}\" waits for itself; the link is left out", task.id);
        out.push(Invalid::new("V008", at, &task.id, message).field("after").fix(without_link("Remove the link", at, task, place)));
    }
    for (at, task, place) in places(net, &net.repeated) {
        let Some(link) = task.after.get(place) else { continue };
        let twice: Vec<String> = task.after.iter().take(place + 1).filter(|l| l.pred == link.pred).map(kind_and_lag).collect();
        let message = format!("task \"{}\" lists \"{}\" twice ({}); keep both only if intended", task.id, link.pred, twice.join(" and "));
        out.push(Invalid::new("V008", at, &task.id, message).field("after").fix(without_link("Remove the second link", at, task, place)));
    }
    circles(net, out);
    nesting(net, out);
}

/// V051: tasks stand in summaries, and links to a summary hold the start of its content.
fn nesting(net: &Network, out: &mut Vec<Invalid>) {
    for i in net.stray.iter().map(|i| to_usize(*i)) {
        let (Some(key), Some(task)) = (net.keys.get(i), net.records.get(i)) else { continue };
        let at = at(RecordKind::Task, *key);
        let named = task.parent.as_deref().unwrap_or_default();
        // A parent that does not exist is a wrong reference (V006).
        let Some(parent) = net.find(named) else { continue };
        let message = if net.tasks[parent].summary {
            format!("task \"{}\" is inside itself by its parent \"{named}\"; it is scheduled as if it had none", task.id)
        } else {
            format!("the parent \"{named}\" of task \"{}\" is no summary; the task is scheduled as if it had none", task.id)
        };
        let fix = change("Take it out of its parent", at, task.as_ref(), |t| t.parent = None);
        out.push(Invalid::new("V051", at, &task.id, message).field("parent").fix(fix));
    }
    for (at, task, place) in places(net, &net.unheeded) {
        let Some(link) = task.after.get(place) else { continue };
        let message = format!(
            "summary \"{}\" waits for \"{}\" with its finish ({}), which follows from the tasks inside it; the link is left out",
            task.id,
            link.pred,
            link.kind.short()
        );
        let fix = change("Hold its start instead", at, task, |t| {
            if let Some(link) = t.after.get_mut(place) {
                link.kind = if link.kind == LinkKind::FinishToFinish { LinkKind::FinishToStart } else { LinkKind::StartToStart };
            }
        });
        out.push(Invalid::new("V051", at, &task.id, message).field("after").fix(fix));
    }
}

fn places<'a>(net: &'a Network, which: &'a [(u32, u32)]) -> impl Iterator<Item = (RecordRef, &'a Task, usize)> {
    which.iter().filter_map(|(task, place)| {
        let i = to_usize(*task);
        Some((at(RecordKind::Task, *net.keys.get(i)?), net.records.get(i)?.as_ref(), to_usize(*place)))
    })
}

fn kind_and_lag(link: &Link) -> String {
    let sign = if link.lead { '-' } else { '+' };
    if link.lag.amount == 0.0 { link.kind.short().to_owned() } else { format!("{}{sign}{}", link.kind.short(), link.lag) }
}

fn without_link(label: &str, at: RecordRef, task: &Task, place: usize) -> Option<crate::edit::Fix> {
    change(label, at, task, |t| {
        if place < t.after.len() {
            t.after.remove(place);
        }
    })
}

/// V007: nothing waits for itself through others.
fn circles(net: &Network, out: &mut Vec<Invalid>) {
    for circle in &net.cycles {
        let task = |i: &u32| Some((*net.keys.get(to_usize(*i))?, net.records.get(to_usize(*i))?.as_ref()));
        let Some((key, first)) = circle.first().and_then(task) else { continue };
        let mut names: Vec<&str> = circle.iter().take(12).filter_map(task).map(|(_, t)| t.id.as_str()).collect();
        let more = circle.len().saturating_sub(names.len());
        let rest = if more > 0 { format!(" → … ({more} more)") } else { String::new() };
        names.extend(if more == 0 { names.first().copied() } else { None });
        let message =
            format!("tasks wait for each other in a circle: {}{rest}. Remove one of these links; until then the dates ignore one of them", names.join(" → "));
        // The link that leads back to the first task of the file is the one that closes the circle.
        let members: Vec<&Task> = circle.iter().filter_map(task).map(|(_, t)| t).collect();
        let closing = first.after.iter().position(|l| members.iter().any(|m| m.id == l.pred));
        let fix = closing.and_then(|place| {
            let pred = first.after.get(place)?.pred.clone();
            without_link(&format!("Remove the link from {pred} to {}", first.id), at(RecordKind::Task, key), first, place)
        });
        out.push(Invalid::new("V007", at(RecordKind::Task, key), &first.id, message).field("after").fix(fix));
    }
}
