//! The service graph for Graphviz.

use crate::model::Plan;
use crate::model::records::{EdgeKind, GraphDirection, ServiceKind};
use crate::report::pictures::{graph_groups, graph_links};
use crate::scene::graph::GraphGroup;
use std::collections::BTreeSet;

/// Writes the graph.
pub fn dot(plan: &Plan) -> String {
    let groups = graph_groups(plan);
    let way = match plan.settings.get().map_or(GraphDirection::Right, |s| s.graph_direction) {
        GraphDirection::Right => "LR",
        GraphDirection::Down => "TB",
        GraphDirection::Left => "RL",
        GraphDirection::Up => "BT",
    };
    let name = plan.meta.get().map_or("", |m| m.project.as_str());
    let mut out = format!("digraph {} {{\n    rankdir={way};\n    compound=true;\n    node [shape=box, style=rounded];\n", quoted(name));
    for (g, _) in groups.iter().enumerate().filter(|(_, g)| g.parent.is_none()) {
        cluster(plan, &groups, g, 1, &mut out);
    }
    let known: BTreeSet<&str> = groups.iter().map(|g| g.id.as_str()).collect();
    for service in plan.services.records().filter(|s| s.group.as_deref().is_none_or(|g| !known.contains(g))) {
        node(service, 1, &mut out);
    }
    let ids: Vec<&str> = plan.services.records().map(|s| s.id.as_str()).collect();
    for (from, to, link) in graph_links(plan, &groups) {
        edge(plan, &groups, &ids, (from, to), link, &mut out);
    }
    out.push_str("}\n");
    out
}

fn cluster(plan: &Plan, groups: &[GraphGroup], g: usize, depth: usize, out: &mut String) {
    let pad = "    ".repeat(depth.min(40));
    let id = groups[g].id.as_str();
    out.push_str(&format!("{pad}subgraph {} {{\n{pad}    label={};\n", quoted(&format!("cluster_{id}")), quoted(&groups[g].title)));
    if depth < 60 {
        for (inner, _) in groups.iter().enumerate().filter(|(i, other)| other.parent == Some(g) && *i != g) {
            cluster(plan, groups, inner, depth + 1, out);
        }
    }
    for service in plan.services.records().filter(|s| s.group.as_deref() == Some(id)) {
        node(service, depth + 1, out);
    }
    out.push_str(&format!("{pad}}}\n"));
}

fn node(service: &crate::model::records::Service, depth: usize, out: &mut String) {
    let look = match service.kind {
        ServiceKind::Service => "",
        ServiceKind::App => ", shape=component, style=solid",
        ServiceKind::Database => ", shape=cylinder, style=solid",
        ServiceKind::Queue => ", shape=cds, style=solid",
        ServiceKind::External => ", style=\"rounded,dashed\"",
        ServiceKind::Library => ", shape=tab, style=solid",
        ServiceKind::Environment => ", shape=hexagon, style=solid",
        ServiceKind::Document => ", shape=note, style=solid",
    };
    let title = if service.title.is_empty() { &service.id } else { &service.title };
    out.push_str(&format!("{}{} [label={}{look}];\n", "    ".repeat(depth.min(40)), quoted(&service.id), quoted(title)));
}

/// An edge; one that ends at a group ends at a member and is cut at its box.
fn edge(plan: &Plan, groups: &[GraphGroup], ids: &[&str], (from, to): (usize, usize), link: &crate::model::records::ServiceLink, out: &mut String) {
    let end = |end: usize| match ids.get(end) {
        Some(id) => Some(((*id).to_owned(), None)),
        None => {
            let group = groups.get(end - ids.len())?;
            let member = plan.services.records().find(|s| s.group.as_deref() == Some(group.id.as_str()))?;
            Some((member.id.clone(), Some(format!("cluster_{}", group.id))))
        }
    };
    let (Some((a, tail)), Some((b, head))) = (end(from), end(to)) else { return };
    let mut look: Vec<String> = Vec::new();
    match link.kind {
        EdgeKind::Hard => {}
        EdgeKind::Soft | EdgeKind::External => look.push("style=dashed".to_owned()),
        EdgeKind::Data => look.push("color=\"black:invis:black\"".to_owned()),
    }
    look.extend(link.label.as_deref().map(|l| format!("label={}", quoted(l))));
    look.extend(tail.map(|t| format!("ltail={}", quoted(&t))));
    look.extend(head.map(|h| format!("lhead={}", quoted(&h))));
    let look = if look.is_empty() { String::new() } else { format!(" [{}]", look.join(", ")) };
    out.push_str(&format!("    {} -> {}{look};\n", quoted(&a), quoted(&b)));
}

/// A text in quotes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
