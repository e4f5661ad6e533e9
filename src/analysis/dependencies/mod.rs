//! The service graph and the tracker: deploy order, circles, what breaks with what, slack.

mod cells;
mod columns;
mod graph;
mod promise;
mod tracker;

use super::network::{Calendars, IdIndex};
use super::schedule::Schedule;
use crate::model::records::{DependencyStatus, EdgeKind, EscalationLevel, ServiceKind};
use crate::model::{Key, Plan};
pub use cells::typed;
pub use columns::Column;
pub use graph::{crossing, cut_points, together_available};
pub use promise::{Moves, escalated, heard, in_trouble, moves, noted};
pub use tracker::{chase_list, expanded};

/// What follows from one service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceResult {
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// Services that fail when it fails, nearest first.
    pub blast: Vec<usize>,
    /// Their share of the internal services, in percent.
    pub blast_pct: f64,
    /// Services it needs, directly or through others.
    pub needs: Vec<usize>,
}

/// What follows from one tracked dependency.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackedResult {
    /// Its key.
    pub key: Key,
    /// Its id.
    pub id: String,
    /// As declared.
    pub status: DependencyStatus,
    /// The worst of what is declared here and upstream in the graph.
    pub effective: DependencyStatus,
    /// When it is needed: as written, else when the task that waits for it begins.
    pub needed: Option<i64>,
    /// Working days between what is promised and what is needed.
    pub slack_days: Option<f64>,
    /// How the promise moved.
    pub moved: Moves,
    /// Working days it has been in trouble, where it is known since when.
    pub age_days: Option<f64>,
    /// How far up it should have gone by now, where it has not.
    pub escalate_to: Option<EscalationLevel>,
}

/// The graph and the tracker.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependencies {
    /// Services in the order of the file.
    pub services: Vec<ServiceResult>,
    /// Links as positions of services: who needs, who is needed, how.
    pub links: Vec<(usize, usize, EdgeKind)>,
    /// Services that can be deployed together, providers first.
    pub levels: Vec<Vec<usize>>,
    /// Services that need each other in a circle.
    pub cycles: Vec<Vec<usize>>,
    /// Services of our own.
    pub internal: usize,
    /// Tracked dependencies in the order of the file.
    pub items: Vec<TrackedResult>,
}

impl Dependencies {
    /// Position of a service by its id.
    pub fn find(&self, id: &str) -> Option<usize> {
        self.services.iter().position(|s| s.id == id)
    }
}

/// Most services for which every blast radius is computed; beyond, only of those that ask.
const ALL_PAIRS: usize = 1_000;

/// Computes graph and tracker.
pub fn of(plan: &Plan, schedule: &Schedule, calendars: &Calendars) -> Dependencies {
    let records: Vec<(Key, &crate::model::records::Service)> = plan.services.iter().collect();
    let index = IdIndex::of(records.iter().map(|(_, s)| s.id.as_str()));
    let find = |id: &str| index.find(id);
    let links: Vec<(usize, usize, EdgeKind)> = plan.service_links.records().filter_map(|l| Some((find(&l.from)?, find(&l.to)?, l.kind))).collect();
    let n = records.len();
    let mut needs = vec![Vec::new(); n];
    let mut needed_by = vec![Vec::new(); n];
    for (from, to, kind) in &links {
        if from != to && *kind != EdgeKind::Soft {
            needs[*from].push(*to);
            needed_by[*to].push(*from);
        }
    }
    let (levels, cycles) = deploy_order(&links, n);
    let internal = records.iter().filter(|(_, s)| s.kind != ServiceKind::External).count();
    let services = records
        .iter()
        .enumerate()
        .map(|(i, (key, s))| {
            let blast = if n <= ALL_PAIRS { reach(&needed_by, i) } else { needed_by[i].clone() };
            let hit = blast.iter().filter(|b| records[**b].1.kind != ServiceKind::External).count();
            #[expect(clippy::cast_precision_loss, reason = "counts of services")]
            let blast_pct = if internal > 0 { hit as f64 / internal as f64 * 100.0 } else { 0.0 };
            ServiceResult { key: *key, id: s.id.clone(), blast, blast_pct, needs: if n <= ALL_PAIRS { reach(&needs, i) } else { needs[i].clone() } }
        })
        .collect();
    let mut out = Dependencies { services, links, levels, cycles, internal, items: Vec::new() };
    out.items = tracked(plan, &out, schedule, calendars);
    out
}

/// Everything reachable from a node, nearest first, without the node itself.
fn reach(next: &[Vec<usize>], from: usize) -> Vec<usize> {
    let mut seen = vec![false; next.len()];
    seen[from] = true;
    let mut found = vec![from];
    let mut at = 0;
    while at < found.len() {
        for to in &next[found[at]] {
            if !seen[*to] {
                seen[*to] = true;
                found.push(*to);
            }
        }
        at += 1;
    }
    found.remove(0);
    found
}

/// Levels of services with everything they need in earlier levels, and what is left in circles.
fn deploy_order(links: &[(usize, usize, EdgeKind)], n: usize) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut waiting = vec![0usize; n];
    let mut needed_by = vec![Vec::new(); n];
    let mut needs = vec![Vec::new(); n];
    for (from, to, _) in links.iter().filter(|(f, t, _)| f != t) {
        waiting[*from] += 1;
        needed_by[*to].push(*from);
        needs[*from].push(*to);
    }
    let mut placed = vec![false; n];
    let mut level: Vec<usize> = (0..n).filter(|i| waiting[*i] == 0).collect();
    let mut levels = Vec::new();
    while !level.is_empty() {
        let mut next = Vec::new();
        for i in &level {
            placed[*i] = true;
            for user in &needed_by[*i] {
                waiting[*user] -= 1;
                if waiting[*user] == 0 {
                    next.push(*user);
                }
            }
        }
        next.sort_unstable();
        levels.push(std::mem::replace(&mut level, next));
    }
    // What is left waits in a circle or behind one; a circle is what reaches itself both ways.
    let left: Vec<usize> = (0..n).filter(|i| !placed[*i]).collect();
    let mut cycles = Vec::new();
    let mut used = vec![false; n];
    for i in left.iter().copied().take(ALL_PAIRS) {
        if used[i] {
            continue;
        }
        let down = reach(&needs, i);
        let up = reach(&needed_by, i);
        let mut circle: Vec<usize> = down.iter().copied().filter(|d| up.contains(d)).collect();
        if circle.is_empty() {
            continue;
        }
        circle.push(i);
        circle.sort_unstable();
        for c in &circle {
            used[*c] = true;
        }
        cycles.push(circle);
    }
    (levels, cycles)
}

/// How bad a status is.
pub fn severity(status: DependencyStatus) -> u8 {
    match status {
        DependencyStatus::Done => 0,
        DependencyStatus::OnTrack => 1,
        DependencyStatus::AtRisk => 2,
        DependencyStatus::Delayed => 3,
        DependencyStatus::Blocked => 4,
    }
}

/// The worse of two statuses.
pub fn worse(a: DependencyStatus, b: DependencyStatus) -> DependencyStatus {
    if severity(b) > severity(a) { b } else { a }
}

/// Worst declared status of a service itself: its own and those of the rows bound to it.
pub fn declared_of(plan: &Plan, id: &str) -> Option<DependencyStatus> {
    let own = plan.services.records().find(|s| s.id == id).and_then(|s| s.status);
    plan.dependencies.records().filter(|d| d.service.as_deref() == Some(id)).map(|d| d.status).chain(own).reduce(worse)
}

fn tracked(plan: &Plan, graph: &Dependencies, schedule: &Schedule, calendars: &Calendars) -> Vec<TrackedResult> {
    plan.dependencies
        .iter()
        .map(|(key, d)| {
            let upstream = d.service.as_deref().and_then(|id| graph.find(id)).map(|i| graph.services[i].needs.as_slice()).unwrap_or_default();
            // What is delivered waits for nothing any more.
            let upstream = if d.status == DependencyStatus::Done { &[][..] } else { upstream };
            let effective = upstream.iter().filter_map(|i| declared_of(plan, &graph.services[*i].id)).fold(d.status, worse);
            let needed = d
                .needed_by
                .as_ref()
                .and_then(crate::model::value::LooseDate::date)
                .map(|n| n.minute() + 1440)
                .or_else(|| d.task.as_deref().and_then(|id| schedule.by_id(id)).map(|t| t.start));
            let promised = d.promised.as_ref().and_then(crate::model::value::LooseDate::date).map(|p| p.minute() + 1440);
            let slack_days = needed.zip(promised).map(|(n, p)| calendars.standard().days_between(p, n));
            let now = plan.status_date().minute() + 1440;
            let age_days = d.raised.filter(|_| in_trouble(d.status)).map(|r| calendars.standard().days_between(r.minute() + 1440, now).max(0.0));
            let escalate_to = age_days.map(|age| promise::level_for(age, promise::patience(d.risk))).filter(|to| *to > d.level);
            TrackedResult { key, id: d.id.clone(), status: d.status, effective, needed, slack_days, moved: moves(d), age_days, escalate_to }
        })
        .collect()
}
