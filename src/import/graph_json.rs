//! A graph as JSON: `nodes` (id, label, w, h, parent), `clusters` (id, label, parent) and `edges`
//! (id, s, t). What `slipway render --view dependencies -o x.json` writes can be measured against it.

use super::graph_plan::{GraphPlan, Names};
use super::notes::Notes;
use crate::model::records::{GraphDirection, Service, ServiceGroup, ServiceLink};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    name: String,
    nodes: Vec<Node>,
    #[serde(default)]
    clusters: Vec<Cluster>,
    #[serde(default)]
    edges: Vec<Edge>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    #[serde(default)]
    label: String,
    w: Option<f64>,
    h: Option<f64>,
    parent: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Cluster {
    id: String,
    #[serde(default)]
    label: String,
    parent: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Edge {
    id: Option<String>,
    s: String,
    t: String,
    label: Option<String>,
}

/// The text of a plan with the graph's nodes as services.
pub fn import(text: &str, notes: &mut Notes) -> Result<String, String> {
    let file: File = serde_json::from_str(text).map_err(|e| format!("it is no graph of nodes, clusters and edges: {e}"))?;
    let names = Names::of(file.nodes.iter().map(|n| n.id.as_str()).chain(file.clusters.iter().map(|c| c.id.as_str())));
    let clusters: BTreeSet<&str> = file.clusters.iter().map(|c| c.id.as_str()).collect();
    let parent = |of: &Option<String>, who: &str, notes: &mut Notes| {
        let name = of.as_deref()?;
        if !clusters.contains(name) {
            notes.of("Clusters that are not in the file", format!("{name}, of {who}"));
            return None;
        }
        names.id(name)
    };
    let title = if file.name.is_empty() { "Imported graph".to_owned() } else { file.name.clone() };
    let mut plan = GraphPlan { title, template: "Graph".to_owned(), direction: GraphDirection::Down, ..GraphPlan::default() };
    let mut seen = BTreeSet::new();
    for node in &file.nodes {
        if !seen.insert(node.id.as_str()) {
            notes.of("Nodes that are in the file twice; the first is kept", &*node.id);
            continue;
        }
        plan.services.push(Service {
            id: names.id(&node.id).unwrap_or_default(),
            title: node.label.clone(),
            group: parent(&node.parent, &node.id, notes),
            size: node.w.zip(node.h).map(|(w, h)| format!("{w}x{h}")),
            source: names.source(&node.id),
            ..Service::default()
        });
    }
    for cluster in &file.clusters {
        plan.groups.push(ServiceGroup {
            id: names.id(&cluster.id).unwrap_or_default(),
            title: cluster.label.clone(),
            parent: parent(&cluster.parent, &cluster.id, notes),
            source: names.source(&cluster.id),
            ..ServiceGroup::default()
        });
    }
    for (i, edge) in file.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (names.id(&edge.s), names.id(&edge.t)) else {
            notes.of("Edges to nodes that are not in the file are left out", format!("{} → {}", edge.s, edge.t));
            continue;
        };
        let source = edge.id.clone().filter(|id| *id != format!("e{i}") || plan.links.len() != i);
        plan.links.push(ServiceLink { from, to, label: edge.label.clone().filter(|l| !l.is_empty()), source, ..ServiceLink::default() });
    }
    Ok(plan.text())
}
