//! Release night and after, and the service graph: V015, V026 to V029, V034, V035, V047, V049.

use super::{Cx, Invalid, at, change, name, number, percentage};
use crate::edit::{Edit, Fix};
use crate::model::records::{EdgeKind, Flag, Phase, RollbackKind, Runbook, ServiceKind, Stage, StepPhase};
use crate::model::value::Offset;
use crate::model::{AnyRecord, Key, RecordKind, RecordRef};
use std::collections::BTreeMap;

pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    if let Some(runbook) = cx.plan.runbook.get() {
        let at = at(RecordKind::Runbook, cx.plan.runbook.key());
        window(at, runbook, out);
        steps(at, runbook, out);
    }
    rollback(cx, out);
    rollout(cx, out);
    for (key, flag) in cx.plan.flags.iter() {
        let set = |p| Some(Flag { rollout_pct: p, ..flag.clone() }.into());
        percentage(out, at(RecordKind::Flag, key), &flag.key, "rollout_pct", flag.rollout_pct, set);
    }
    for (key, stage) in cx.plan.pipeline.iter() {
        let Some(pct) = stage.success_pct.filter(|p| !(0.0..=100.0).contains(p)) else { continue };
        let (at, nearest) = (at(RecordKind::Stage, key), pct.clamp(0.0, 100.0));
        let fix = Fix::new(format!("Set to {} %", number(nearest)), Edit::Set(at, Stage { success_pct: Some(nearest), ..stage.clone() }.into()));
        let message = format!("pipeline stage \"{}\": success_pct is {} %; it lies from 0 to 100", stage.id, number(pct));
        out.push(Invalid::new("V047", at, &stage.id, message).field("success_pct").fix(Some(fix)));
    }
    deployments(cx, out);
}

/// V027: the window ends after T-0, and holds its steps.
fn window(at: RecordRef, runbook: &Runbook, out: &mut Vec<Invalid>) {
    let Some(end) = runbook.window_end else { return };
    if end.minutes() <= 0.0 {
        let after = Offset { before: false, ..end };
        let fix = if after.minutes() > 0.0 { change(format!("Change to {after}"), at, runbook, |r| r.window_end = Some(after)) } else { None };
        out.push(Invalid::new("V027", at, "runbook", format!("the window ends at {end}; it must end after T-0")).field("window_end").fix(fix));
        return;
    }
    let late = runbook.steps.iter().enumerate().filter(|(_, s)| s.phase == StepPhase::Deploy).filter_map(|(i, s)| Some((i, s, s.at?)));
    for (i, step, when) in late.filter(|(.., when)| when.minutes() > end.minutes()) {
        let title = name(&step.action, &step.id);
        let fix = change("Move the step behind the window", at, runbook, |r| {
            if let Some(step) = r.steps.get_mut(i) {
                step.phase = StepPhase::Post;
            }
        });
        let message = format!("the window ends at {end}, but \"{title}\" is planned for {when} inside it");
        out.push(Invalid::new("V027", at, &step.id, message).field("steps").fix(fix));
    }
}

/// V026: a step stands where its time says.
fn steps(at: RecordRef, runbook: &Runbook, out: &mut Vec<Invalid>) {
    for (i, step) in runbook.steps.iter().enumerate() {
        let Some(when) = step.at else { continue };
        let is_right = match step.phase {
            StepPhase::Pre => when.minutes() <= 0.0,
            StepPhase::Deploy | StepPhase::Post => when.minutes() >= 0.0,
        };
        if is_right {
            continue;
        }
        let is_behind = runbook.window_end.is_some_and(|end| when.minutes() >= end.minutes());
        let phase = match when.minutes() < 0.0 {
            true => StepPhase::Pre,
            false if is_behind => StepPhase::Post,
            false => StepPhase::Deploy,
        };
        let fix = change(format!("Set the phase to {}", phase.name()), at, runbook, |r| {
            if let Some(step) = r.steps.get_mut(i) {
                step.phase = phase;
            }
        });
        let message = format!("\"{}\" is {} but at {when}", name(&step.action, &step.id), step.phase.name());
        out.push(Invalid::new("V026", at, &step.id, message).field("steps").fix(fix));
    }
}

/// V028: each stage of a rollback once, with a budget.
fn rollback(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let Some(rollback) = cx.plan.rollback.get() else { return };
    let at = at(RecordKind::Rollback, cx.plan.rollback.key());
    for kind in RollbackKind::ALL {
        let count = rollback.stages.iter().filter(|s| s.kind == *kind).count();
        if count > 1 {
            let count = if count == 2 { "two".to_owned() } else { count.to_string() };
            let missing: Vec<RollbackKind> = RollbackKind::ALL.iter().copied().filter(|k| rollback.stages.iter().all(|s| s.kind != *k)).collect();
            // Two of one and none of another: the second was meant as the other.
            let fix = match missing.as_slice() {
                [only] => change(format!("Make the second {}", only.name()), at, rollback, |r| {
                    if let Some(stage) = r.stages.iter_mut().filter(|s| s.kind == *kind).nth(1) {
                        stage.kind = *only;
                    }
                }),
                _ => None,
            };
            out.push(Invalid::new("V028", at, "rollback", format!("the rollback has {count} {} stages", kind.name())).field("stages").fix(fix));
        }
    }
    for stage in rollback.stages.iter().filter(|s| s.budget.amount <= 0.0) {
        let message = format!("the {} stage of the rollback has no budget; say how long it may take", stage.kind.name());
        out.push(Invalid::new("V028", at, "rollback", message).field("stages"));
    }
}

/// V015 and V029: shares of users, the last of which is all of them.
fn rollout(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    for (key, phase) in cx.plan.rollout.iter() {
        let set = |p| Some(AnyRecord::from(Phase { exposure_pct: Some(p), ..phase.clone() }));
        percentage(out, at(RecordKind::Phase, key), &phase.id, "exposure_pct", phase.exposure_pct.unwrap_or(0.0), set);
    }
    let Some((key, last)) = cx.plan.rollout.iter().next_back() else { return };
    let Some(pct) = last.exposure_pct.filter(|p| *p < 100.0 && !last.partial) else { return };
    let at = at(RecordKind::Phase, key);
    let fix = change("Say that it is intended", at, last, |p| p.partial = true);
    let message = format!("the last phase, \"{}\", ends at {} %; say partial: true if that is intended", name(&last.title, &last.id), number(pct));
    out.push(Invalid::new("V029", at, &last.id, message).field("exposure_pct").fix(fix));
}

/// V049: only what failed recovers.
fn deployments(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    for (key, deployment) in cx.plan.deployments.iter() {
        let Some(recovered) = deployment.recovered_at else { continue };
        let at = at(RecordKind::Deployment, key);
        let day = deployment.at.map_or("without a time".to_owned(), |at| format!("of {}", at.to_string().get(..10).unwrap_or("")));
        let subject = deployment.service.as_deref().unwrap_or("deployment");
        if !deployment.failed {
            let fix = change("Say that it failed", at, deployment, |d| d.failed = true);
            let message = format!("the deployment {day} has recovered_at, but failed is false");
            out.push(Invalid::new("V049", at, subject, message).field("recovered_at").fix(fix));
        }
        let instant = |t: crate::model::value::DateTime| t.minute - i64::from(t.offset);
        if let Some(began) = deployment.at.filter(|began| instant(recovered) < instant(*began)) {
            let fix = change("Swap the two times", at, deployment, |d| (d.at, d.recovered_at) = (Some(recovered), Some(began)));
            let message = format!("the deployment {day} recovered at {recovered}, before it happened");
            out.push(Invalid::new("V049", at, subject, message).field("recovered_at").fix(fix));
        }
    }
}

/// V034 and V035: links leave the company where they say so, and groups are told apart.
pub(super) fn services(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let kinds: BTreeMap<&str, ServiceKind> = cx.plan.services.records().map(|s| (s.id.as_str(), s.kind)).rev().collect();
    for (key, link) in cx.plan.service_links.iter() {
        let (Some(from), Some(to)) = (kinds.get(link.from.as_str()), kinds.get(link.to.as_str())) else { continue };
        let outside = *from == ServiceKind::External || *to == ServiceKind::External;
        if outside == (link.kind == EdgeKind::External) {
            continue;
        }
        let at = at(RecordKind::ServiceLink, key);
        let ends = format!("{} → {}", link.from, link.to);
        let (kind, message) = if outside {
            let end = if *to == ServiceKind::External { &link.to } else { &link.from };
            (EdgeKind::External, format!("link {ends} is {}, but \"{end}\" is External", link.kind.name()))
        } else {
            (EdgeKind::Hard, format!("link {ends} is External, but neither end is"))
        };
        let fix = change(format!("Set the kind to {}", kind.name()), at, link, |l| l.kind = kind);
        out.push(Invalid::new("V034", at, &ends, message).field("kind").fix(fix));
    }
    groups(cx, out);
}

/// V035: groups that differ only by case or blanks.
fn groups(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    let plain = |group: &str| group.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut other: Vec<(Key, &str, &str, &str)> = Vec::new();
    for (key, service) in cx.plan.services.iter() {
        let Some(group) = service.group.as_deref().filter(|g| !g.is_empty()) else { continue };
        let known = *first.entry(plain(group)).or_insert(group);
        if known != group && !other.iter().any(|(_, _, g, _)| *g == group) {
            other.push((key, &service.id, group, known));
        }
    }
    for (key, id, group, known) in other {
        let members = cx.plan.services.iter().filter(|(_, s)| s.group.as_deref() == Some(group));
        let edits = members.map(|(key, service)| {
            let mut service = service.clone();
            service.group = Some(known.to_owned());
            Edit::Set(at(RecordKind::Service, key), service.into())
        });
        let fix = Fix { label: format!("Merge into {known}"), edits: edits.collect() };
        let message = format!("groups \"{known}\" and \"{group}\" look the same; merge them?");
        out.push(Invalid::new("V035", at(RecordKind::Service, key), id, message).field("group").fix(Some(fix)));
    }
}
