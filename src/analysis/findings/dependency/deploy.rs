//! Findings about the order in which services are deployed.

use crate::analysis::findings::Severity::Error;
use crate::analysis::findings::cx::{Cx, at};
use crate::analysis::findings::rule::Provenance::Standard;
use crate::analysis::findings::rule::{Breach, Rule, rule};
use crate::model::records::{EdgeKind, TaskRole};
use crate::model::{RecordKind, RecordRef};
use std::collections::BTreeMap;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[rule("DEP-013", Error, consumer_first)
    .says("A service is deployed before one that it needs", "Deploy the provider first, or show that both versions work with each other")
    .formula("Links that are not soft, against the services that runbook steps and pipeline stages deploy, and the deployment tasks of services")
    .from(Standard, "Google SRE book, appendix E: rollout in the order of dependencies")
    .reads(&[RecordKind::Service, RecordKind::ServiceLink, RecordKind::Runbook, RecordKind::Stage, RecordKind::Task])];

/// When a service is deployed: the order, in words, and what says so.
type When = (i64, String, RecordRef, String);

/// Each service's first deployment in a list of them.
fn first(list: impl IntoIterator<Item = (String, When)>) -> BTreeMap<String, When> {
    let mut all: BTreeMap<String, When> = BTreeMap::new();
    for (service, when) in list {
        let known = all.entry(service).or_insert_with(|| when.clone());
        if when.0 < known.0 {
            *known = when;
        }
    }
    all
}

fn consumer_first(cx: &Cx<'_>, out: &mut Vec<Breach>) {
    let title = |id: &str| {
        cx.plan.services.records().find(|s| s.id == id).map_or_else(|| id.to_owned(), |s| if s.title.is_empty() { id.to_owned() } else { s.title.clone() })
    };
    for (place, deployed) in [("The runbook", in_runbook(cx)), ("The pipeline", in_pipeline(cx)), ("The plan", in_tasks(cx))] {
        for link in cx.plan.service_links.records().filter(|l| l.kind != EdgeKind::Soft && l.from != l.to) {
            let (Some(consumer), Some(provider)) = (deployed.get(&link.from), deployed.get(&link.to)) else { continue };
            if consumer.0 < provider.0 {
                let message = format!("{place} deploys {} ({}) before {} ({}), which it needs", title(&link.from), consumer.1, title(&link.to), provider.1);
                out.push(Breach::new(consumer.2, consumer.3.clone(), message));
            }
        }
    }
}

/// By time, where steps have one, else by their place among the others.
fn in_runbook(cx: &Cx<'_>) -> BTreeMap<String, When> {
    let Some(runbook) = cx.plan.runbook.get() else { return BTreeMap::new() };
    let here = at(RecordKind::Runbook, cx.plan.runbook.key());
    let mut steps: Vec<_> = runbook.steps.iter().collect();
    let mut last = f64::NEG_INFINITY;
    let mut times = Vec::with_capacity(steps.len());
    for step in &steps {
        last = step.at.map_or(last, crate::model::value::Offset::minutes);
        times.push(last);
    }
    let mut order: Vec<usize> = (0..steps.len()).collect();
    order.sort_by(|a, b| times[*a].total_cmp(&times[*b]));
    steps = order.iter().map(|i| steps[*i]).collect();
    let when = |(i, step): (usize, &crate::model::records::Step)| {
        let said = step.at.map_or_else(|| step.id.clone(), |t| t.to_string());
        step.deploys.iter().map(move |s| (s.clone(), (i64::try_from(i).unwrap_or(i64::MAX), said.clone(), here, step.id.clone()))).collect::<Vec<_>>()
    };
    first(steps.into_iter().enumerate().flat_map(when))
}

/// By the order of the stages.
fn in_pipeline(cx: &Cx<'_>) -> BTreeMap<String, When> {
    let stages = cx.plan.pipeline.iter().enumerate();
    first(stages.flat_map(|(i, (key, stage))| {
        let said = stage.title.clone().unwrap_or_else(|| stage.id.clone());
        let when = (i64::try_from(i).unwrap_or(i64::MAX), said, at(RecordKind::Stage, key), stage.id.clone());
        stage.deploys.iter().map(move |s| (s.clone(), when.clone())).collect::<Vec<_>>()
    }))
}

/// By when the tasks that deploy a service begin.
fn in_tasks(cx: &Cx<'_>) -> BTreeMap<String, When> {
    let s = &cx.a.schedule;
    first(cx.facts().with_role(TaskRole::ProductionDeploy).filter_map(|i| {
        let task = cx.plan.tasks.get(*s.net.keys.get(i)?)?;
        let start = s.dates.get(i)?.start;
        Some((task.service.clone()?, (start, cx.day(crate::model::value::Date::of_minute(start)), at(RecordKind::Task, s.net.keys[i]), task.id.clone())))
    }))
}
