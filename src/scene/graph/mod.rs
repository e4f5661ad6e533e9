//! The service graph: layers from left to right, groups as boxes, what needs left of what it needs.
//!
//! Not an analysis: who is affected by what comes in as [`Emphasis`]. The steps: `net` breaks
//! cycles, gives every node a layer and cuts long edges into rows, `order` sorts rows against
//! crossings, `place` gives heights with `stack`, `route` widths and lines, `draw` the picture.

mod draw;
mod net;
mod order;
mod place;
mod route;
mod stack;

pub use draw::scene;

use super::{Point, Rect, Sign};

/// The graph to be laid out.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphInput {
    /// Nodes; edges name them by index.
    pub nodes: Vec<GraphNode>,
    /// Edges.
    pub edges: Vec<GraphEdge>,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphNode {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The box it stands in.
    pub group: Option<String>,
    /// What it is.
    pub kind: NodeShape,
    /// Its status.
    pub status: Option<Sign>,
    /// A second line.
    pub caption: Option<String>,
    /// How it stands out.
    pub emphasis: Emphasis,
}

/// What a node is, as a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum NodeShape {
    /// A rounded box.
    #[default]
    Service,
    /// A window.
    App,
    /// A cylinder.
    Database,
    /// A box with two bars at its end.
    Queue,
    /// A dashed outline.
    External,
    /// A box with a double line at its start.
    Library,
    /// A hexagon.
    Environment,
    /// A page with a folded corner.
    Document,
}

impl NodeShape {
    /// Every shape.
    pub const ALL: [Self; 8] = [Self::Service, Self::App, Self::Database, Self::Queue, Self::External, Self::Library, Self::Environment, Self::Document];
}

/// How a node or an edge stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Emphasis {
    /// Not.
    #[default]
    Normal,
    /// Selected.
    Selected,
    /// Hit by something bad.
    Affected,
    /// Out of focus.
    Dimmed,
}

/// One edge: `from` needs `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct GraphEdge {
    /// The node that needs.
    pub from: usize,
    /// The node that is needed.
    pub to: usize,
    /// How strongly.
    pub kind: EdgeStyle,
    /// How it stands out.
    pub emphasis: Emphasis,
}

/// The line of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum EdgeStyle {
    /// Solid.
    #[default]
    Hard,
    /// Dashed.
    Soft,
    /// Dashed, to the outside.
    External,
    /// A double hairline.
    Data,
}

/// Where everything stands.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphLayout {
    /// Width of the picture.
    pub width: f64,
    /// Height of the picture.
    pub height: f64,
    /// One rectangle per node of the input.
    pub nodes: Vec<Rect>,
    /// Boxes by first appearance: title, place, worst status of the members if any has one.
    pub groups: Vec<(String, Rect, Option<Sign>)>,
    /// One line per edge of the input, from what needs to what is needed; empty if an end is missing.
    pub edges: Vec<Vec<Point>>,
}

/// Lays a graph out. The same input gives the same layout, always.
pub fn layout(input: &GraphInput) -> GraphLayout {
    if input.nodes.is_empty() {
        return GraphLayout { edges: vec![Vec::new(); input.edges.len()], ..GraphLayout::default() };
    }
    let net = net::Net::of(input);
    let order = order::arrange(&net);
    let size = place::node_size(input);
    let heights = place::place(&net, &order, size);
    route::finish(input, &net, &order, &heights, size)
}

/// The node under a point, the topmost if there were two.
pub fn node_at(layout: &GraphLayout, point: Point) -> Option<usize> {
    layout.nodes.iter().rposition(|rect| rect.contains(point))
}

/// The worse of two statuses.
fn worse(one: Option<Sign>, other: Option<Sign>) -> Option<Sign> {
    let weight = |sign: &Option<Sign>| match sign {
        None => 0,
        Some(Sign::Done) => 1,
        Some(Sign::Good) => 2,
        Some(Sign::Unknown) => 3,
        Some(Sign::Warn) => 4,
        Some(Sign::Bad) => 5,
    };
    if weight(&other) > weight(&one) { other } else { one }
}

/// A count as a length.
fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests;
