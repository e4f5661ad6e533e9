//! The service graph: ranks that lines follow, groups in groups as boxes, what needs before what it
//! needs.
//!
//! Not an analysis: who is affected by what comes in as [`Emphasis`]. `layered` is the engine and
//! knows numbers only; `lay` translates; `draw` makes the picture.

mod draw;
mod focus;
mod lay;
mod layered;

pub use draw::{scene, scene_at};
pub use focus::{Of, focus, folded, matching, only, path_between, show_path};
pub use lay::{MOST, cycles, layout, layout_by, layout_from, refusal};
pub use layered::Pair;

use super::{Point, Rect, Sign};

/// The graph to be laid out.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphInput {
    /// Nodes; edges name them by index.
    pub nodes: Vec<GraphNode>,
    /// Edges.
    pub edges: Vec<GraphEdge>,
    /// Groups; nodes and groups name them by index.
    pub groups: Vec<GraphGroup>,
    /// Which way edges go.
    pub direction: Direction,
}

/// Which way edges go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// From left to right.
    #[default]
    Right,
    /// From top to bottom.
    Down,
    /// From right to left.
    Left,
    /// From bottom to top.
    Up,
}

impl Direction {
    /// Edges go up or down.
    pub fn is_upright(self) -> bool {
        matches!(self, Self::Down | Self::Up)
    }

    /// Edges go against the way that places are counted.
    pub fn is_reversed(self) -> bool {
        matches!(self, Self::Left | Self::Up)
    }
}

/// A box around nodes and other boxes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphGroup {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The group it stands in.
    pub parent: Option<usize>,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct GraphNode {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The group it stands in.
    pub group: Option<usize>,
    /// What it is.
    pub kind: NodeShape,
    /// Its status.
    pub status: Option<Sign>,
    /// A second line.
    pub caption: Option<String>,
    /// How it stands out.
    pub emphasis: Emphasis,
    /// Width and height, where they are given.
    pub size: Option<(f64, f64)>,
    /// Where its middle was put by hand.
    pub pin: Option<Point>,
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

/// One edge: `from` needs `to`. An end beyond the nodes is a group: its index plus their number.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphEdge {
    /// What needs.
    pub from: usize,
    /// What is needed.
    pub to: usize,
    /// How strongly.
    pub kind: EdgeStyle,
    /// How it stands out.
    pub emphasis: Emphasis,
    /// What is written on it.
    pub label: Option<String>,
    /// How it begins.
    pub tail: Tip,
    /// How it ends.
    pub head: Tip,
    /// It takes its place and is not drawn.
    pub hidden: bool,
}

impl Default for GraphEdge {
    fn default() -> Self {
        let (kind, emphasis) = (EdgeStyle::default(), Emphasis::default());
        Self { from: 0, to: 0, kind, emphasis, label: None, tail: Tip::None, head: Tip::Arrow, hidden: false }
    }
}

/// The end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tip {
    /// Nothing.
    None,
    /// An arrow.
    Arrow,
    /// A circle.
    Circle,
    /// A cross.
    Cross,
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
    /// One box per group of the input.
    pub groups: Vec<Rect>,
    /// One line per edge of the input, from what needs to what is needed; empty if an end is missing.
    pub edges: Vec<Vec<Point>>,
    /// Where the label of each edge is written.
    pub labels: Vec<Option<Rect>>,
    /// What the next layout starts from.
    memory: lay::Memory,
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
