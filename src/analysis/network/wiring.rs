//! What the passes run along: tasks, and the beginnings of summaries, in an order in which
//! predecessors come first, each with the edges that lead into it.

use super::circles::{components, walk};
use super::{NetLink, NetTask, Structure, to_u32, to_usize};
use crate::model::value::LinkKind;
use std::ops::Index;

/// What an edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// A link of the successor.
    Link,
    /// Content starts no earlier than its summary may.
    Inside,
    /// A summary spans its content.
    Rolled,
    /// A hammock lasts until what follows it.
    Closing,
}

/// An edge that leads into a node.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Position of the node it comes from.
    pub pred: u32,
    /// Position of the link in `after`, for a link.
    pub place: u16,
    /// Calendar a lag in working time counts in.
    pub lag_calendar: u16,
    /// Lag in minutes of work, or on the clock.
    pub lag: i64,
    /// The lag runs on the clock.
    pub on_clock: bool,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// What it is.
    pub what: EdgeKind,
}

impl Edge {
    /// It leaves the finish of its predecessor.
    #[inline]
    pub fn from_finish(&self) -> bool {
        matches!(self.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish)
    }

    /// It holds the finish of its successor.
    #[inline]
    pub fn to_finish(&self) -> bool {
        matches!(self.kind, LinkKind::FinishToFinish | LinkKind::StartToFinish)
    }

    fn of(link: &NetLink) -> Self {
        Self {
            pred: link.pred,
            place: u16::try_from(link.place).unwrap_or(u16::MAX),
            lag_calendar: link.lag_calendar,
            lag: link.lag,
            on_clock: link.calendar_lag,
            kind: link.kind,
            what: EdgeKind::Link,
        }
    }

    fn plain(pred: u32, kind: LinkKind, what: EdgeKind) -> Self {
        Self { pred, place: u16::MAX, lag_calendar: 0, lag: 0, on_clock: false, kind, what }
    }
}

/// Nodes in order, with their edges.
#[derive(Clone, Debug, Default)]
pub struct Wiring {
    /// The node at each position: a task, or behind the last task the beginning of a summary.
    pub nodes: Vec<u32>,
    /// Position of each node.
    pub positions: Vec<u32>,
    /// Where the edges into each position start; one more entry than positions.
    pub starts: Vec<u32>,
    /// Edges into all nodes, position after position.
    pub edges: Vec<Edge>,
    /// The summary that each node behind the last task begins.
    pub beginnings: Vec<u32>,
}

impl Wiring {
    /// Edges that lead into a position.
    #[inline]
    pub fn edges_into(&self, position: usize) -> &[Edge] {
        &self.edges[to_usize(self.starts[position])..to_usize(self.starts[position + 1])]
    }

    /// The task at a position; for the beginning of a summary the summary.
    #[inline]
    pub fn task(&self, position: usize) -> usize {
        let node = to_usize(self.nodes[position]);
        let tasks = self.nodes.len() - self.beginnings.len();
        if node < tasks { node } else { to_usize(self.beginnings[node - tasks]) }
    }

    /// The position is where a summary begins, not a task.
    #[inline]
    pub fn is_beginning(&self, position: usize) -> bool {
        to_usize(self.nodes[position]) >= self.nodes.len() - self.beginnings.len()
    }
}

/// Nodes in order: the tasks alone, everything the passes run along, and the circles among tasks.
pub(super) struct Arranged {
    pub order: Vec<u32>,
    pub wiring: Wiring,
    pub cycles: Vec<Vec<u32>>,
}

impl Structure {
    /// Puts nodes in order and edges in place. A file whose tasks stand behind what they wait for
    /// keeps its order: its passes then walk through memory in a straight line.
    pub(super) fn arranged(&self, tasks: &impl Index<usize, Output = NetTask>) -> Arranged {
        let n = self.keys.len();
        // Without summaries and hammocks every edge is a link, and stands where the link does.
        let plain = self.content.is_empty() && (0..n).all(|i| !tasks[i].hammock);
        if plain && (0..n).all(|i| self.links_into(i).iter().all(|l| to_usize(l.pred) < i)) {
            let order: Vec<u32> = (0..to_u32(n)).collect();
            let wiring = Wiring {
                nodes: order.clone(),
                positions: order.clone(),
                starts: self.link_starts.clone(),
                edges: self.links.iter().map(Edge::of).collect(),
                beginnings: Vec::new(),
            };
            return Arranged { order, wiring, cycles: Vec::new() };
        }
        let (starts, edges) = if plain { (self.link_starts.clone(), self.links.iter().map(Edge::of).collect()) } else { self.edges(tasks) };
        let beginnings: Vec<u32> = self.content.iter().map(|(s, _)| *s).collect();
        let (order, cycles) = ordered(&starts, &edges, n, &beginnings);
        let mut positions = vec![0; order.len()];
        for (position, node) in (0u32..).zip(&order) {
            positions[to_usize(*node)] = position;
        }
        let mut wiring = Wiring { starts: Vec::with_capacity(order.len() + 1), edges: Vec::with_capacity(edges.len()), beginnings, ..Wiring::default() };
        for (position, node) in (0u32..).zip(&order) {
            wiring.starts.push(to_u32(wiring.edges.len()));
            for edge in &edges[to_usize(starts[to_usize(*node)])..to_usize(starts[to_usize(*node) + 1])] {
                let pred = positions[to_usize(edge.pred)];
                // A circle is cut where it closes.
                if pred < position {
                    wiring.edges.push(Edge { pred, ..*edge });
                }
            }
        }
        wiring.starts.push(to_u32(wiring.edges.len()));
        let tasks_alone = order.iter().copied().filter(|node| to_usize(*node) < n).collect();
        (wiring.nodes, wiring.positions) = (order, positions);
        Arranged { order: tasks_alone, wiring, cycles }
    }

    /// The edges into every node, by node; their predecessors are nodes too.
    fn edges(&self, tasks: &impl Index<usize, Output = NetTask>) -> (Vec<u32>, Vec<Edge>) {
        let n = self.keys.len();
        let mut beginning = vec![u32::MAX; n];
        for (j, (s, _)) in self.content.iter().enumerate() {
            beginning[to_usize(*s)] = to_u32(n + j);
        }
        let entry = |task: usize| if beginning[task] == u32::MAX { to_u32(task) } else { beginning[task] };
        let mut all: Vec<(u32, Edge)> = Vec::with_capacity(self.links.len() + self.content.len() * 4);
        for i in 0..n {
            for link in self.links_into(i) {
                let pred = &tasks[to_usize(link.pred)];
                let closes = pred.hammock && !tasks[i].hammock && !tasks[i].summary && matches!(link.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
                if closes {
                    let kind = if link.kind == LinkKind::FinishToStart { LinkKind::StartToFinish } else { LinkKind::FinishToFinish };
                    all.push((link.pred, Edge::plain(to_u32(i), kind, EdgeKind::Closing)));
                } else {
                    all.push((entry(i), Edge::of(link)));
                }
            }
        }
        for (s, inside) in &self.content {
            for child in inside {
                all.push((entry(to_usize(*child)), Edge::plain(beginning[to_usize(*s)], LinkKind::StartToStart, EdgeKind::Inside)));
                all.push((*s, Edge::plain(*child, LinkKind::FinishToFinish, EdgeKind::Rolled)));
            }
        }
        let nodes = n + self.content.len();
        let mut starts = vec![0u32; nodes + 1];
        for (node, _) in &all {
            starts[to_usize(*node) + 1] += 1;
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        // Stable: the edges of a node keep the order they were found in.
        all.sort_by_key(|(node, _)| *node);
        (starts, all.into_iter().map(|(_, edge)| edge).collect())
    }
}

/// Predecessors first (Kahn 1962); what is left waits in circles, and is taken circle by circle.
fn ordered(starts: &[u32], edges: &[Edge], n: usize, beginnings: &[u32]) -> (Vec<u32>, Vec<Vec<u32>>) {
    let mut cycles = Vec::new();
    let nodes = starts.len() - 1;
    let mut waiting: Vec<u32> = (0..nodes).map(|i| starts[i + 1] - starts[i]).collect();
    let mut out_starts = vec![0u32; nodes + 1];
    for edge in edges {
        out_starts[to_usize(edge.pred) + 1] += 1;
    }
    for i in 0..nodes {
        out_starts[i + 1] += out_starts[i];
    }
    let mut out = vec![0u32; edges.len()];
    let mut fill = out_starts.clone();
    for node in 0..nodes {
        for edge in &edges[to_usize(starts[node])..to_usize(starts[node + 1])] {
            let slot = &mut fill[to_usize(edge.pred)];
            out[to_usize(*slot)] = to_u32(node);
            *slot += 1;
        }
    }
    let mut order: Vec<u32> = (0..to_u32(nodes)).filter(|i| waiting[to_usize(*i)] == 0).collect();
    let mut next = 0;
    while next < order.len() {
        let node = to_usize(order[next]);
        next += 1;
        for succ in &out[to_usize(out_starts[node])..to_usize(out_starts[node + 1])] {
            let w = &mut waiting[to_usize(*succ)];
            *w -= 1;
            if *w == 0 {
                order.push(*succ);
            }
        }
    }
    if order.len() < nodes {
        let left: Vec<u32> = (0..to_u32(nodes)).filter(|i| waiting[to_usize(*i)] > 0).collect();
        let mut parts = components(&left, &out_starts, &out);
        parts.reverse();
        let task = |node: &u32| if to_usize(*node) < n { *node } else { beginnings[to_usize(*node) - n] };
        for part in parts {
            if part.len() > 1 {
                let mut circle: Vec<u32> = walk(&part, &out_starts, &out).iter().map(task).collect();
                let mut seen = std::collections::BTreeSet::new();
                circle.retain(|t| seen.insert(*t));
                cycles.push(circle);
            }
            order.extend(part);
        }
        cycles.sort();
    }
    (order, cycles)
}
