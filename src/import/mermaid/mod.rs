//! A Mermaid flowchart as a plan: nodes as services, subgraphs as groups, edges as links.
//!
//! `source` takes out what is no chart, `parse` follows Mermaid's grammar with `label` and `link`,
//! `flow` is the chart as Mermaid understands it. Here it becomes records.

mod cursor;
mod flow;
pub(crate) mod label;
mod link;
mod parse;
mod source;

use super::graph_plan::{GraphPlan, Names};
use super::notes::Notes;
use crate::model::nearest;
use crate::model::records::{EdgeKind, EdgeLine, EdgeTip, GraphDirection, Service, ServiceGroup, ServiceKind, ServiceLink, ServiceStyle};
use flow::{Flow, Node, Stroke, Tip, Way};
use std::collections::{BTreeMap, BTreeSet};

/// The shape that stands for a kind, both ways.
pub const SHAPES: [(ServiceKind, &str); 7] = [
    (ServiceKind::Service, "squareRect"),
    (ServiceKind::App, "stadium"),
    (ServiceKind::Database, "cylinder"),
    (ServiceKind::Queue, "lean_right"),
    (ServiceKind::Library, "subroutine"),
    (ServiceKind::Environment, "hexagon"),
    (ServiceKind::Document, "doc"),
];
/// What a plan of a chart without a title is called.
pub const UNNAMED: &str = "Imported graph";
/// The class that marks what is somebody else's.
pub const EXTERNAL: &str = "external";

/// A text begins like a flowchart.
pub fn looks_like(head: &str) -> bool {
    ["flowchart", "graph ", "graph\n", "%%{", "---"].iter().any(|w| head.starts_with(w))
}

/// The text of a plan with the chart's nodes as services.
pub fn import(text: &str, notes: &mut Notes) -> Result<String, String> {
    let source = source::source(text);
    let mut flow = parse::parse(&source.text).map_err(|slip| {
        let near = slip.word.as_deref().filter(|w| !parse::WORDS.contains(w)).and_then(|w| nearest(w, parse::WORDS));
        let hint = near.map_or(String::new(), |w| format!("; did you mean \"{w}\"?"));
        format!("line {}: {}{hint}", slip.line, slip.what)
    })?;
    flow.title = source.title;
    let plan = plan(&flow);
    if plan.services.is_empty() && plan.groups.is_empty() {
        notes.once("The chart has no nodes");
    }
    Ok(plan.text())
}

fn plan(flow: &Flow) -> GraphPlan {
    let groups: BTreeSet<&str> = flow.groups.iter().map(|g| g.id.as_str()).collect();
    let names = Names::of(flow.nodes.iter().map(|n| n.id.as_str()).chain(flow.groups.iter().map(|g| g.id.as_str())));
    let parents = flow.parents();
    let parent = |id: &str| parents.get(id).and_then(|p| names.id(p));
    let id = |name: &str| names.id(name).unwrap_or_default();
    let mut plan = GraphPlan {
        title: flow.title.clone().unwrap_or_else(|| UNNAMED.to_owned()),
        template: "Mermaid".to_owned(),
        direction: direction(flow.way),
        ..GraphPlan::default()
    };
    let styles: BTreeMap<&str, &Node> = flow.nodes.iter().map(|n| (n.id.as_str(), n)).collect();
    for node in flow.nodes.iter().filter(|n| !groups.contains(n.id.as_str())) {
        plan.services.push(service(node, id(&node.id), parent(&node.id), names.source(&node.id)));
    }
    let kinds: BTreeMap<&str, ServiceKind> = plan.services.iter().map(|s| (s.id.as_str(), s.kind)).collect();
    // Groups end inside out; in a file the outer one is read first.
    for group in flow.groups.iter().rev() {
        let own = styles.get(group.id.as_str());
        plan.groups.push(ServiceGroup {
            id: id(&group.id),
            title: Some(told(&group.label)).filter(|t| !t.is_empty()).unwrap_or_else(|| " ".to_owned()),
            parent: parent(&group.id),
            direction: group.way.map(direction),
            style: own.map(|n| n.styles.join(",")).filter(|s| !s.is_empty()),
            classes: own.map(|n| n.classes.clone()).unwrap_or_default().into_iter().chain(flow.late.get(&group.id).cloned().unwrap_or_default()).collect(),
            source: names.source(&group.id),
            ..ServiceGroup::default()
        });
    }
    for edge in &flow.edges {
        let (from, to) = (id(&edge.from), id(&edge.to));
        let outside = [&from, &to].iter().any(|e| kinds.get(e.as_str()) == Some(&ServiceKind::External));
        let kind = match edge.line.stroke {
            _ if outside => EdgeKind::External,
            Stroke::Normal => EdgeKind::Hard,
            Stroke::Thick => EdgeKind::Data,
            Stroke::Dotted | Stroke::Invisible => EdgeKind::Soft,
        };
        let line = match edge.line.stroke {
            Stroke::Normal => EdgeLine::Solid,
            Stroke::Thick => EdgeLine::Thick,
            Stroke::Dotted => EdgeLine::Dotted,
            Stroke::Invisible => EdgeLine::Hidden,
        };
        plan.links.push(ServiceLink {
            from,
            to,
            kind,
            label: Some(told(&edge.line.label)).filter(|l| !l.is_empty()),
            line: Some(line).filter(|l| *l != usual(kind)),
            tail: tip(edge.line.tail),
            head: tip(edge.line.head),
            span: edge.line.length.max(1),
            style: Some(edge.styles.join(",")).filter(|s| !s.is_empty()),
            source: edge.line.id.clone(),
            ..ServiceLink::default()
        });
    }
    plan.styles = flow.classes.iter().map(|(name, styles)| ServiceStyle { id: name.clone(), style: styles.join(","), ..ServiceStyle::default() }).collect();
    plan
}

fn service(node: &Node, id: String, group: Option<String>, source: Option<String>) -> Service {
    let shape = node.shape.as_deref().unwrap_or("squareRect");
    let of_shape = SHAPES.iter().find(|s| s.1 == shape).map(|s| s.0);
    let outside = node.classes.iter().any(|c| c == EXTERNAL);
    let kind = if outside { ServiceKind::External } else { of_shape.unwrap_or(ServiceKind::Service) };
    let title = match node.label.as_deref().map(told) {
        // A label without a word is shown as it is, not as the id.
        Some(label) if label.is_empty() => " ".to_owned(),
        Some(label) => label,
        None => node.id.clone(),
    };
    Service {
        id,
        title,
        group,
        kind,
        shape: Some(shape.to_owned()).filter(|_| usual_shape(kind) != shape),
        style: Some(node.styles.join(",")).filter(|s| !s.is_empty()),
        classes: node.classes.clone(),
        link: node.link.clone(),
        source,
        ..Service::default()
    }
}

/// The shape that a kind has where nothing else is said.
pub fn usual_shape(kind: ServiceKind) -> &'static str {
    SHAPES.iter().find(|s| s.0 == kind).map_or("roundedRect", |s| s.1)
}

/// The line that a kind of link has where nothing else is said.
pub fn usual(kind: EdgeKind) -> EdgeLine {
    match kind {
        EdgeKind::Hard => EdgeLine::Solid,
        EdgeKind::Soft | EdgeKind::External => EdgeLine::Dotted,
        EdgeKind::Data => EdgeLine::Thick,
    }
}

fn direction(way: Way) -> GraphDirection {
    match way {
        Way::Down => GraphDirection::Down,
        Way::Up => GraphDirection::Up,
        Way::Right => GraphDirection::Right,
        Way::Left => GraphDirection::Left,
    }
}

fn tip(tip: Tip) -> EdgeTip {
    match tip {
        Tip::None => EdgeTip::None,
        Tip::Arrow => EdgeTip::Arrow,
        Tip::Circle => EdgeTip::Circle,
        Tip::Cross => EdgeTip::Cross,
    }
}

/// A label as people read it: codes as characters, breaks as lines.
fn told(label: &str) -> String {
    let mut text = source::decoded(label);
    for tag in ["<br />", "<br/>", "<br>", "<BR>", "<BR/>"] {
        text = text.replace(tag, "\n");
    }
    text.trim_matches(' ').to_owned()
}
