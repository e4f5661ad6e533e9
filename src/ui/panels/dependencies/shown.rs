//! What of the graph is shown: services or tasks, those that a filter leaves, groups folded, what is
//! selected or looked for in the light. Made anew when one of these changes.

use crate::analysis::words;
use crate::model::records::{DependencyStatus, ServiceKind};
use crate::model::{Key, RecordKind, RecordRef};
use crate::report::pictures;
use crate::scene::graph::{self, Emphasis, GraphInput, Of};
use crate::ui::context::Cx;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What the graph is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Layer {
    /// Which service needs which.
    #[default]
    Services,
    /// Which task waits for which.
    Tasks,
}

/// Which services are shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Filter {
    /// Only those in trouble, declared or by what they need.
    pub trouble: bool,
    /// Only of these kinds; all when empty.
    pub kinds: BTreeSet<ServiceKind>,
    /// Only of this owner.
    pub owner: Option<String>,
    /// Only with these statuses; all when empty.
    pub status: BTreeSet<DependencyStatus>,
    /// Only in this group, by id, and the groups in it.
    pub group: Option<String>,
    /// Over how many edges the light goes; all when zero.
    pub depth: usize,
}

impl Filter {
    /// Over how many edges the light goes.
    pub fn reach(&self) -> usize {
        if self.depth == 0 { usize::MAX } else { self.depth }
    }

    /// Some services may be hidden.
    pub fn hides(&self) -> bool {
        Self { depth: 0, ..self.clone() } != Self::default()
    }
}

/// What is shown, and of what each node is.
#[derive(Clone, Debug)]
pub struct Shown {
    pub layer: Layer,
    pub input: GraphInput,
    /// What was shown before it, for the drawing that is still on the screen.
    pub before: Option<GraphInput>,
    /// What each node stands for; nodes by their place in the plan's list, or in the network.
    pub of: Vec<Of>,
    /// Changes when the graph has to be laid out anew.
    pub key: u64,
    /// Over how many edges the light of a node goes.
    pub reach: usize,
    /// The links that each edge shows; none where it gathers those of a folded group.
    pub links: Vec<Vec<Key>>,
}

impl Shown {
    /// What a view shows now.
    pub fn of(cx: &Cx<'_>, layer: Layer, filter: &Filter, fold: &BTreeSet<String>, words: &str) -> Self {
        let whole = match layer {
            Layer::Services => pictures::graph_input(cx.analysis, None),
            Layer::Tasks => pictures::task_graph(cx.analysis),
        };
        let keep = |i: usize| layer == Layer::Tasks || passes(cx, filter, i);
        let (some, first) = graph::only(&whole, &keep);
        let (mut input, second) = graph::folded(&some, fold);
        let of: Vec<Of> = second.into_iter().map(|o| if let Of::Node(i) = o { first.get(i).copied().unwrap_or(o) } else { o }).collect();
        let key = key(&input, layer);
        let links = if layer == Layer::Services { links(cx, &input) } else { Vec::new() };
        let mut shown = Self { layer, input: GraphInput::default(), before: None, of, key, reach: filter.reach(), links };
        light(cx, &mut input, &shown, filter, words);
        shown.input = input;
        shown
    }

    /// The record that a node stands for.
    pub fn record(&self, cx: &Cx<'_>, node: usize) -> Option<RecordRef> {
        match (self.of.get(node)?, self.layer) {
            (Of::Group(_), _) => None,
            (Of::Node(i), Layer::Services) => cx.analysis.dependencies.services.get(*i).map(|s| RecordRef { kind: RecordKind::Service, key: s.key }),
            (Of::Node(i), Layer::Tasks) => cx.analysis.schedule.net.keys.get(*i).map(|key| RecordRef { kind: RecordKind::Task, key: *key }),
        }
    }

    /// What the pointer is told about a node.
    pub fn tip(&self, cx: &Cx<'_>, node: usize) -> String {
        let title = self.input.nodes.get(node).map_or("", |n| n.title.as_str());
        match (self.of.get(node), self.layer) {
            (Some(Of::Group(_)), _) => format!("{title}. Click to unfold it"),
            (Some(Of::Node(i)), Layer::Services) => format!("{title}. {}", super::blast_words(cx, *i)),
            (Some(Of::Node(i)), Layer::Tasks) => {
                let near = cx.plan.status_date();
                cx.analysis.schedule.dates.get(*i).map_or_else(String::new, |d| {
                    let critical = if d.critical { ", critical" } else { "" };
                    format!(
                        "{title}, {} to {}, float {}{critical}",
                        words::day(d.forecast_first_day(), near),
                        words::day(d.forecast_last_day(), near),
                        words::days(d.total_float_days)
                    )
                })
            }
            (None, _) => String::new(),
        }
    }
}

/// A service passes the filter.
fn passes(cx: &Cx<'_>, filter: &Filter, i: usize) -> bool {
    let d = &cx.analysis.dependencies;
    let Some(service) = d.services.get(i).and_then(|s| cx.plan.services.get(s.key)) else { return true };
    let status = crate::analysis::dependencies::declared_of(cx.plan, &service.id);
    let troubled = status.is_some_and(|s| !matches!(s, DependencyStatus::OnTrack | DependencyStatus::Done));
    let of_owner = filter.owner.as_ref().is_none_or(|o| service.owner.as_ref() == Some(o));
    let of_status = filter.status.is_empty() || status.is_some_and(|s| filter.status.contains(&s));
    let mut at = service.group.as_deref();
    let mut in_group = filter.group.is_none();
    // A group inside itself would never end.
    for _ in 0..=cx.plan.service_groups.len() {
        let Some(group) = at.filter(|_| !in_group) else { break };
        in_group = filter.group.as_deref() == Some(group);
        at = cx.plan.service_groups.records().find(|g| g.id == group).and_then(|g| g.parent.as_deref());
    }
    of_status && in_group && (!filter.trouble || troubled) && (filter.kinds.is_empty() || filter.kinds.contains(&service.kind)) && of_owner
}

/// What is selected or looked for comes into the light.
fn light(cx: &Cx<'_>, input: &mut GraphInput, shown: &Shown, filter: &Filter, words: &str) {
    let found = graph::matching(input, words);
    if !words.trim().is_empty() {
        for (i, n) in input.nodes.iter_mut().enumerate() {
            n.emphasis = if found.contains(&i) { Emphasis::Selected } else { Emphasis::Dimmed };
        }
        for e in &mut input.edges {
            e.emphasis = Emphasis::Dimmed;
        }
        return;
    }
    let place = |at: RecordRef| (0..shown.of.len()).find(|i| shown.record(cx, *i) == Some(at));
    let mut chosen: Vec<usize> = cx.selected.records().iter().filter_map(|r| place(*r)).collect();
    if chosen.is_empty()
        && let Some(i) = cx.selection.filter(|_| shown.layer == Layer::Services).and_then(|s| tracked(cx, s)).and_then(place)
    {
        chosen.push(i);
    }
    match chosen.as_slice() {
        [one] => graph::focus(input, *one, filter.reach()),
        [a, b] => match graph::path_between(input, *a, *b) {
            Some(path) => graph::show_path(input, &path),
            None => graph::show_path(input, &[*a, *b]),
        },
        _ => {}
    }
}

/// The service that a selected dependency is about.
fn tracked(cx: &Cx<'_>, at: RecordRef) -> Option<RecordRef> {
    let id = cx.plan.dependencies.get(at.key).filter(|_| at.kind == RecordKind::Dependency)?.service.as_deref()?;
    let i = cx.analysis.dependencies.find(id)?;
    Some(RecordRef { kind: RecordKind::Service, key: cx.analysis.dependencies.services[i].key })
}

/// The links from one end to the other of each edge.
fn links(cx: &Cx<'_>, input: &GraphInput) -> Vec<Vec<Key>> {
    let mut all: BTreeMap<(&str, &str), Vec<Key>> = BTreeMap::new();
    for (key, link) in cx.plan.service_links.iter() {
        all.entry((&link.from, &link.to)).or_default().push(key);
    }
    let id = |end: usize| {
        let node = input.nodes.get(end).map(|n| n.id.as_str());
        node.or_else(|| input.groups.get(end.checked_sub(input.nodes.len())?).map(|g| g.id.as_str()))
    };
    input.edges.iter().map(|e| id(e.from).zip(id(e.to)).and_then(|ends| all.get(&ends)).cloned().unwrap_or_default()).collect()
}

/// What decides where things stand.
fn key(input: &GraphInput, layer: Layer) -> u64 {
    let mut h = DefaultHasher::new();
    (layer, input.direction, input.nodes.len()).hash(&mut h);
    for n in &input.nodes {
        (&n.id, &n.title, n.group, n.kind, &n.caption, n.status.is_some()).hash(&mut h);
        n.pin.map(|p| (p.x.to_bits(), p.y.to_bits())).hash(&mut h);
        n.size.map(|(w, h)| (w.to_bits(), h.to_bits())).hash(&mut h);
    }
    for e in &input.edges {
        (e.from, e.to, &e.label).hash(&mut h);
    }
    for g in &input.groups {
        (&g.id, &g.title, g.parent).hash(&mut h);
    }
    h.finish()
}
