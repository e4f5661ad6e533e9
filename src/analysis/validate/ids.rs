//! V005, V024 and V047: ids are there, well formed, and unique per type.

use super::super::network::{IdIndex, to_usize};
use super::references::Resolver;
use super::{Invalid, at};
use crate::edit::{Edit, Fix};
use crate::model::{Key, Plan, RecordKind, RecordRef, is_id};
use std::cell::OnceCell;
use std::collections::HashSet;

pub(super) fn check(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    for kind in RecordKind::ALL.iter().copied().filter(|k| k.id_field().is_some()) {
        let before = out.len();
        let taken: OnceCell<HashSet<&str>> = OnceCell::new();
        let offer = |at: RecordRef, wish: &str| {
            let taken = taken.get_or_init(|| r.plan.ids(kind).into_iter().map(|(_, id, _)| id).collect());
            let id = kind.free_id(wish, taken);
            Fix::new(format!("Change the id to {id}"), Edit::Rename(at, id))
        };
        if kind == RecordKind::Task {
            // The network knows already which ids stand twice.
            let net = r.net;
            let task = |i: &u32| (net.keys.get(to_usize(*i)).copied(), net.records.get(to_usize(*i)));
            let odd = net.odd_ids.iter().map(task);
            let doubles = net.doubles.iter().map(task);
            for (is_odd, (key, task)) in odd.map(|t| (true, t)).chain(doubles.map(|t| (false, t))) {
                let (Some(key), Some(task)) = (key, task) else { continue };
                note(kind, key, &task.id, &task.title, is_odd, &offer, out);
            }
        } else {
            let all = r.plan.ids(kind);
            let (_, doubles) = IdIndex::with_doubles(all.iter().map(|(_, id, _)| *id));
            for (key, id, title) in all.iter().filter(|(_, id, _)| !is_id(id)) {
                note(kind, *key, id, title, true, &offer, out);
            }
            for (key, id, title) in doubles.iter().filter_map(|i| all.get(to_usize(*i))) {
                note(kind, *key, id, title, false, &offer, out);
            }
        }
        // A list that is checked as a whole is listed in its own order.
        if let Some(new) = out.get_mut(before..) {
            new.sort_by_key(|i| i.at.key);
        }
    }
    steps(r.plan, out);
}

fn note(kind: RecordKind, key: Key, id: &str, title: &str, is_odd: bool, offer: &dyn Fn(RecordRef, &str) -> Fix, out: &mut Vec<Invalid>) {
    let (at, label) = (at(kind, key), kind.label());
    let code = if kind == RecordKind::Stage { "V047" } else { "V005" };
    let field = kind.id_field().unwrap_or("id");
    let message = match (id, is_odd) {
        ("", true) => format!("{label} \"{title}\" has no {field}; other records cannot refer to it"),
        // Without an id it is named once, not as a double as well.
        ("", false) => return,
        (_, true) => format!("{field} \"{id}\" may hold only letters, digits, dot, underscore and hyphen"),
        (_, false) => format!("two {label}s have {field} \"{id}\"; rename one. Links to \"{id}\" go to the first"),
    };
    let wish = if id.is_empty() { title.to_lowercase() } else { id.to_owned() };
    out.push(Invalid::new(code, at, id, message).field(field).fix(Some(offer(at, &wish))));
}

/// V024: steps of the runbook are told apart by their ids.
fn steps(plan: &Plan, out: &mut Vec<Invalid>) {
    let Some(runbook) = plan.runbook.get() else { return };
    let at = at(RecordKind::Runbook, plan.runbook.key());
    let (_, doubles) = IdIndex::with_doubles(runbook.steps.iter().map(|s| s.id.as_str()));
    for place in doubles.iter().map(|i| to_usize(*i)) {
        let Some(step) = runbook.steps.get(place).filter(|s| !s.id.is_empty()) else { continue };
        let free = (2..=runbook.steps.len() + 2).map(|n| format!("{}-{n}", step.id)).find(|id| runbook.steps.iter().all(|s| s.id != *id));
        let fix = free.and_then(|id| {
            super::change(format!("Change the id to {id}"), at, runbook, |r| {
                if let Some(step) = r.steps.get_mut(place) {
                    step.id = id;
                }
            })
        });
        let message = format!("two steps have id \"{}\"; the second is \"{}\"", step.id, step.action);
        out.push(Invalid::new("V024", at, &step.id, message).field("steps").fix(fix));
    }
}
