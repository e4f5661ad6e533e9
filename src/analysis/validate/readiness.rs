//! Checklists, readiness groups, gates and metrics: V015, V031, V036 to V038, V045.

use super::{Cx, Invalid, at, change, name};
use crate::edit::{Edit, Fix};
use crate::model::records::{Gate, Item, ItemState, Metric, Vote};
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind, RecordRef};

/// Levels of items in items.
const DEEPEST: usize = 3;

pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    for (key, list) in cx.plan.checklists.iter() {
        let without = |items| AnyRecord::from(crate::model::records::Checklist { items, ..list.clone() });
        items(at(RecordKind::Checklist, key), &list.id, &list.items, &without, out);
    }
    for (key, group) in cx.plan.readiness.iter() {
        let without = |items| AnyRecord::from(crate::model::records::ReadinessGroup { items, ..group.clone() });
        items(at(RecordKind::ReadinessGroup, key), &group.id, &group.items, &without, out);
    }
    for (key, gate) in cx.plan.gates.iter() {
        votes(at(RecordKind::Gate, key), gate, out);
    }
    for (key, metric) in cx.plan.metrics.iter() {
        let at = at(RecordKind::Metric, key);
        units(at, metric, out);
        history(at, metric, cx.today, out);
    }
}

/// V036 and V037: items say something, nest within reason, and are waived only with a reason.
fn items(at: RecordRef, list: &str, items: &[Item], with: &dyn Fn(Vec<Item>) -> AnyRecord, out: &mut Vec<Invalid>) {
    let mut open: Vec<(Vec<usize>, &Item)> = items.iter().enumerate().map(|(i, item)| (vec![i], item)).collect();
    open.reverse();
    while let Some((path, item)) = open.pop() {
        let place = || path.iter().enumerate().map(|(depth, i)| format!("{}[{}]", if depth == 0 { "items" } else { ".sub" }, i + 1)).collect::<String>();
        if item.text.trim().is_empty() {
            // One that says nothing at all can go.
            let fix = (*item == Item::default()).then(|| {
                let mut kept = items.to_vec();
                remove(&mut kept, &path);
                Fix::new("Remove the item", Edit::Set(at, with(kept)))
            });
            out.push(Invalid::new("V036", at, list, format!("{} of \"{list}\" has no text", place())).field("items").fix(fix));
        }
        if path.len() > DEEPEST {
            let message = format!("{} of \"{list}\" lies {} levels deep; items nest at most {DEEPEST} deep", place(), path.len());
            out.push(Invalid::new("V036", at, list, message).field("items"));
            continue;
        }
        if item.state == ItemState::Waived {
            let waiver = item.waiver.as_ref();
            let lacks: Vec<&str> = [
                ("reason", waiver.is_none_or(|w| w.reason.trim().is_empty())),
                ("approver", waiver.is_none_or(|w| w.by.trim().is_empty())),
                ("expiry", waiver.is_none_or(|w| w.until.is_none())),
            ]
            .into_iter()
            .filter_map(|(what, is_missing)| is_missing.then_some(what))
            .collect();
            if let Some((last, before)) = lacks.split_last() {
                let lacks = if before.is_empty() { (*last).to_owned() } else { format!("{} or {last}", before.join(", ")) };
                let message = format!("\"{}\" is waived without {lacks}", name(&item.text, list));
                out.push(Invalid::new("V037", at, list, message).field("items"));
            }
        }
        for (i, sub) in item.sub.iter().enumerate().rev() {
            let mut path = path.clone();
            path.push(i);
            open.push((path, sub));
        }
    }
}

fn remove(items: &mut Vec<Item>, path: &[usize]) {
    match path {
        [only] if *only < items.len() => {
            items.remove(*only);
        }
        [first, rest @ ..] => {
            if let Some(item) = items.get_mut(*first) {
                remove(&mut item.sub, rest);
            }
        }
        [] => {}
    }
}

/// V038 and V015: each role votes once, at a time.
fn votes(at: RecordRef, gate: &Gate, out: &mut Vec<Invalid>) {
    let title = name(&gate.title, &gate.id);
    let word = |vote: Option<Vote>| vote.map_or("no vote", Vote::name);
    for (i, voter) in gate.voters.iter().enumerate() {
        let role = voter.role.trim();
        if let Some(first) = gate.voters.iter().take(i).find(|v| !role.is_empty() && v.role.trim().eq_ignore_ascii_case(role)) {
            let message = format!("gate \"{title}\": role \"{role}\" votes twice ({}, {})", word(first.vote), word(voter.vote));
            let fix = if first.vote == voter.vote || voter.vote.is_none() {
                change("Remove the second vote", at, gate, |g| {
                    if i < g.voters.len() {
                        g.voters.remove(i);
                    }
                })
            } else {
                None
            };
            out.push(Invalid::new("V038", at, &gate.id, message).field("voters").fix(fix));
        }
        if voter.vote.is_some() && voter.at.as_deref().is_none_or(|at| at.trim().is_empty()) {
            let message = format!("gate \"{title}\": the vote of \"{role}\" ({}) has no time; say when in \"at\"", word(voter.vote));
            out.push(Invalid::new("V038", at, &gate.id, message).field("voters"));
        }
    }
    super::percentage(out, at, &gate.id, "min_score_pct", gate.min_score_pct, |p| Some(Gate { min_score_pct: p, ..gate.clone() }.into()));
}

/// V031: target and actual value are in one unit.
fn units(at: RecordRef, metric: &Metric, out: &mut Vec<Invalid>) {
    let (Some(target), Some(unit)) = (&metric.target, metric.unit.as_deref()) else { return };
    let (wanted, given) = (target.bare_unit(), unit.trim());
    if wanted.is_empty() || given.is_empty() || wanted.eq_ignore_ascii_case(given) {
        return;
    }
    let message = format!("metric \"{}\": the target is in {wanted}, the actual value in {given}", metric.id);
    // Times can be converted; what else the two units have to do with each other, nobody knows.
    let factor = in_ms(given).zip(in_ms(wanted)).map(|(from, to)| from / to);
    let fix = factor.zip(metric.actual).and_then(|(factor, actual)| {
        let converted = actual * factor;
        change(format!("Convert to {converted} {wanted}"), at, metric, |m| {
            m.actual = Some(converted);
            m.unit = Some(wanted.to_owned());
        })
    });
    out.push(Invalid::new("V031", at, &metric.id, message).field("unit").fix(fix));
}

fn in_ms(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "ms" => 1.0,
        "s" | "sec" => 1000.0,
        "min" => 60_000.0,
        "h" => 3_600_000.0,
        _ => return None,
    })
}

/// V045: past values are in order, and past.
fn history(at: RecordRef, metric: &Metric, today: Option<Date>, out: &mut Vec<Invalid>) {
    let dates = || metric.history.iter().filter_map(|p| p.on);
    if let Some(today) = today {
        for date in dates().filter(|d| *d > today) {
            let message = format!("metric \"{}\": {date} lies after the status date {today}; it is left out of the trend", metric.id);
            out.push(Invalid::new("V045", at, &metric.id, message).field("history"));
        }
        if let Some(as_of) = metric.as_of.filter(|d| *d > today) {
            let message = format!("metric \"{}\": its value is of {as_of}, after the status date {today}", metric.id);
            out.push(Invalid::new("V045", at, &metric.id, message).field("as_of"));
        }
    }
    let all: Vec<Date> = dates().collect();
    if let Some(w) = all.windows(2).find(|w| w.first() >= w.last()) {
        let [before, after] = w else { return };
        let fix = if before > after { change("Put the history in order", at, metric, |m| m.history.sort_by_key(|p| p.on)) } else { None };
        let message = if before == after {
            format!("metric \"{}\": its history has {after} twice", metric.id)
        } else {
            format!("metric \"{}\": its history goes back from {before} to {after}", metric.id)
        };
        out.push(Invalid::new("V045", at, &metric.id, message).field("history").fix(fix));
    }
}
