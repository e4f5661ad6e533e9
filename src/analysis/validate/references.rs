//! V006 and its kin: what a record names exists. Links between tasks are checked where the network
//! has looked them up already.

use super::super::network::{IdIndex, Network};
use super::super::scenario::follow;
use super::{Invalid, Touched, at, bindings, change};
use crate::edit::{Edit, Fix};
use crate::model::records::Flag;
use crate::model::{Key, Plan, RecordKind, RecordRef, Reference, Refers, Renaming, Value as _, Within, nearest};
use std::cell::OnceCell;

/// Most references for which the nearest id is offered: each offer looks at all of them.
const MOST_OFFERED: usize = 20;

/// What the references of tasks depend on.
pub(super) const TASKS_READ: &[RecordKind] =
    &[RecordKind::Task, RecordKind::Section, RecordKind::Team, RecordKind::Person, RecordKind::Calendar, RecordKind::Environment];

/// Finds records by id; an index is made when it is first asked for.
pub(super) struct Resolver<'a> {
    pub(super) plan: &'a Plan,
    pub(super) net: &'a Network,
    indexes: Vec<OnceCell<IdIndex>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(plan: &'a Plan, net: &'a Network) -> Self {
        Self { plan, net, indexes: RecordKind::ALL.iter().map(|_| OnceCell::new()).collect() }
    }

    fn exists(&self, kind: RecordKind, id: &str) -> bool {
        if kind == RecordKind::Task {
            return self.net.find(id).is_some();
        }
        let Some(cell) = RecordKind::ALL.iter().position(|k| *k == kind).and_then(|i| self.indexes.get(i)) else { return false };
        let index = cell.get_or_init(|| IdIndex::of(self.plan.ids(kind).into_iter().map(|(_, id, _)| id).collect::<Vec<_>>().into_iter()));
        index.find(id).is_some()
    }

    fn resolves(&self, refers: Refers, id: &str) -> bool {
        refers.kinds.iter().any(|kind| self.exists(*kind, id))
    }

    /// The nearest id that the field could have meant, with its type.
    fn nearest(&self, refers: Refers, id: &str) -> Option<(RecordKind, &'a str)> {
        refers.kinds.iter().find_map(|kind| Some((*kind, nearest(id, self.plan.ids(*kind).into_iter().map(|(_, id, _)| id))?)))
    }
}

pub(super) fn of_tasks(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    // Headings are optional: without any, a section is only a word.
    let free_sections = r.plan.sections.is_empty();
    let (mut known, mut field) = ("", "");
    let mut wrong = Vec::new();
    r.plan.each_reference_of(RecordKind::Task, &mut |at, reference| {
        let name = reference.field.name;
        if skipped(&reference, free_sections) {
            return;
        }
        // Neighbours mostly share a section: one look-up for all of them.
        if reference.id == known && name == field {
            return;
        }
        if r.resolves(reference.refers, reference.id) {
            (known, field) = (reference.id, name);
        } else {
            wrong.push((at, name, reference.refers, reference.id));
        }
    });
    missing(r, &wrong, out);
}

/// What tasks with new values name exists.
pub(super) fn quiet(r: &Resolver<'_>, touched: &Touched<'_>) -> bool {
    let free_sections = r.plan.sections.is_empty();
    let mut all = true;
    for (_, _, task) in &touched.0 {
        task.each_reference(&mut |reference| all &= skipped(&reference, free_sections) || r.resolves(reference.refers, reference.id));
    }
    all
}

/// Looked at elsewhere, or free words.
fn skipped(reference: &Reference<'_>, free_sections: bool) -> bool {
    let name = reference.field.name;
    reference.refers.loose || name == "after" || (free_sections && name == "section")
}

pub(super) fn of_others(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    let mut wrong = Vec::new();
    for kind in RecordKind::ALL.iter().copied().filter(|k| *k != RecordKind::Task) {
        r.plan.each_reference_of(kind, &mut |at, reference| {
            let refers = reference.refers;
            if !refers.loose && refers.within == Within::Whole && !r.resolves(refers, reference.id) {
                wrong.push((at, reference.field.name, refers, reference.id));
            }
        });
    }
    missing(r, &wrong, out);
    items(r, out);
    scenarios(r, out);
    flags(r, out);
    bindings::check(r, out);
}

/// The code under which a reference to nothing is listed.
fn code(kind: RecordKind, field: &str) -> &'static str {
    match (kind, field) {
        (RecordKind::Baseline, "tasks") => "V017",
        (RecordKind::ServiceLink, _) => "V034",
        (RecordKind::RaciRow, _) => "V039",
        (RecordKind::Person, "team") => "V044",
        (RecordKind::Flag, "requires") => "V048",
        _ => "V006",
    }
}

fn missing(r: &Resolver<'_>, wrong: &[(RecordRef, &'static str, Refers, &str)], out: &mut Vec<Invalid>) {
    for (i, (at, field, refers, id)) in wrong.iter().enumerate() {
        let Some(record) = r.plan.record(*at) else { continue };
        let near = if i < MOST_OFFERED { r.nearest(*refers, id) } else { None };
        let fix = near.and_then(|(kind, near)| {
            let changed = record.with_references_renamed(&Renaming { kind, from: id, to: near, shared_by: &[] })?;
            Some(Fix::new(format!("Change to {near}"), Edit::Set(*at, changed)))
        });
        let hint = near.map_or(String::new(), |(_, near)| format!(". Did you mean \"{near}\"?"));
        let (subject, label) = (subject(r.plan, *at), at.kind.label());
        let code = code(at.kind, field);
        let message = match code {
            "V017" => format!("the baseline holds \"{id}\", which is not in the plan (any more){hint}"),
            "V039" => format!("{label} \"{subject}\": \"{id}\" is no person, stakeholder or team{hint}"),
            _ => format!("{label} \"{subject}\" refers to {} \"{id}\", which does not exist{hint}", kinds(refers.kinds)),
        };
        out.push(Invalid::new(code, *at, &subject, message).field(field).fix(fix));
    }
}

fn kinds(kinds: &[RecordKind]) -> String {
    match kinds {
        [only] => only.label().to_owned(),
        [a, b] => format!("{} or {}", a.label(), b.label()),
        _ => "record".to_owned(),
    }
}

/// The id by which messages name a record.
fn subject(plan: &Plan, at: RecordRef) -> String {
    match plan.record(at) {
        Some(crate::model::AnyRecord::ServiceLink(link)) => format!("{} → {}", link.from, link.to),
        Some(record) if record.id().is_empty() => record.title().to_owned(),
        Some(record) => record.id().to_owned(),
        None => at.kind.label().to_owned(),
    }
}

/// V006 for what lies inside records: items of checklists.
fn items(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    use crate::model::records::Item;
    fn ids<'a>(items: &'a [Item], out: &mut Vec<&'a str>) {
        for item in items {
            out.extend(item.id.as_deref());
            ids(&item.sub, out);
        }
    }
    if r.plan.workstreams.records().all(|w| w.items.is_empty()) {
        return;
    }
    let mut known = Vec::new();
    r.plan.checklists.records().for_each(|c| ids(&c.items, &mut known));
    r.plan.readiness.records().for_each(|g| ids(&g.items, &mut known));
    for (key, stream) in r.plan.workstreams.iter() {
        for (place, id) in stream.items.iter().enumerate().filter(|(_, id)| !known.contains(&id.as_str())) {
            let near = nearest(id, known.iter().copied());
            let hint = near.map_or(String::new(), |n| format!(". Did you mean \"{n}\"?"));
            let at = at(RecordKind::Workstream, key);
            let fix = near.and_then(|near| {
                change(format!("Change to {near}"), at, stream, |s| {
                    if let Some(item) = s.items.get_mut(place) {
                        near.clone_into(item);
                    }
                })
            });
            let message = format!("workstream \"{}\" refers to item \"{id}\", which does not exist{hint}", stream.id);
            out.push(Invalid::new("V006", at, &stream.id, message).field("items").fix(fix));
        }
    }
}

/// V041: paths of scenarios lead to fields that take the value.
fn scenarios(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    for (key, scenario) in r.plan.scenarios.iter() {
        let at = at(RecordKind::Scenario, key);
        for (place, set) in scenario.set.iter().enumerate() {
            let Err((why, meant)) = follow(r.plan, &set.path, &set.value) else { continue };
            let fix = meant.and_then(|meant| {
                change(format!("Change to {meant}"), at, scenario, |s| {
                    if let Some(set) = s.set.get_mut(place) {
                        set.path = meant;
                    }
                })
            });
            out.push(Invalid::new("V041", at, &scenario.id, format!("scenario \"{}\": {why}", scenario.id)).field("set").fix(fix));
        }
    }
}

/// V048: flags do not need each other.
fn flags(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    let flags: Vec<(Key, &Flag)> = r.plan.flags.iter().collect();
    let index = IdIndex::of(flags.iter().map(|(_, f)| f.key.as_str()));
    // Depth first, without recursion: what is met again while it is still open closes a circle.
    let (mut met, mut done) = (vec![false; flags.len()], vec![false; flags.len()]);
    for root in 0..flags.len() {
        let mut open: Vec<(usize, usize)> = if met[root] { Vec::new() } else { vec![(root, 0)] };
        met[root] = true;
        while let Some((flag, next)) = open.last_mut() {
            let needed = flags.get(*flag).and_then(|(_, f)| f.requires.get(*next));
            *next += 1;
            let Some(needed) = needed else {
                done[*flag] = true;
                open.pop();
                continue;
            };
            match index.find(needed) {
                Some(i) if !met[i] => {
                    met[i] = true;
                    open.push((i, 0));
                }
                Some(i) if !done[i] => {
                    let circle: Vec<usize> = open.iter().map(|(f, _)| *f).skip_while(|f| *f != i).collect();
                    flag_circle(&flags, &circle, out);
                }
                _ => {}
            }
        }
    }
}

fn flag_circle(flags: &[(Key, &Flag)], circle: &[usize], out: &mut Vec<Invalid>) {
    let Some((key, first)) = circle.first().and_then(|i| flags.get(*i)) else { return };
    let mut names: Vec<&str> = circle.iter().take(12).filter_map(|i| flags.get(*i)).map(|(_, f)| f.key.as_str()).collect();
    let needed = names.get(1).copied().unwrap_or(&first.key);
    let at = at(RecordKind::Flag, *key);
    let fix = change(format!("Let {} not need {needed}", first.key), at, *first, |f| f.requires.retain(|r| r != needed));
    let more = circle.len() - names.len();
    let rest = if more > 0 { format!(" → … ({more} more)") } else { String::new() };
    names.extend(if more == 0 { Some(first.key.as_str()) } else { None });
    let message = match circle {
        [_] => format!("flag \"{}\" needs itself", first.key),
        _ => format!("flags need each other in a circle: {}{rest}", names.join(" → ")),
    };
    out.push(Invalid::new("V048", at, &first.key, message).field("requires").fix(fix));
}
