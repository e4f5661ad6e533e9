//! What the layered engine is given and what it gives: numbers only, ranks going down.
//!
//! A picture from left to right is the same with both axes swapped; the caller swaps them.

/// Width along a rank and depth across ranks.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Size {
    /// Along the rank.
    pub wide: f64,
    /// Across the ranks.
    pub deep: f64,
}

/// A box around nodes and other boxes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Frame {
    /// The box around it; 0 is the whole picture.
    pub parent: usize,
    /// The least width its title needs.
    pub title: f64,
}

/// A line from node to node.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Link {
    /// Where it starts.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// Room for a label on it.
    pub label: Option<Size>,
}

/// Room between a box and its members, and between things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gaps {
    /// At the start of a rank.
    pub before: f64,
    /// At the end of a rank.
    pub after: f64,
    /// Above the first rank.
    pub above: f64,
    /// Below the last rank.
    pub below: f64,
    /// Between two nodes of a rank.
    pub node: f64,
    /// Between two lines of a rank, or a line and a node.
    pub lane: f64,
    /// Between ranks.
    pub rank: f64,
    /// Between parts that nothing joins.
    pub part: f64,
    /// How wide a block of parts is beside its depth.
    pub shape: f64,
}

/// The graph in numbers. Frame 0 is the whole picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Of each node.
    pub sizes: Vec<Size>,
    /// The frame each node stands in.
    pub homes: Vec<usize>,
    /// Frames; a parent comes before its children.
    pub frames: Vec<Frame>,
    /// Lines.
    pub links: Vec<Link>,
    /// Distances.
    pub gaps: Gaps,
    /// A drawing from before, to stay near to.
    pub kept: Option<Kept>,
}

/// Where things were.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Kept {
    /// Of each node.
    pub nodes: Vec<Option<Place>>,
    /// Start and end of each frame.
    pub frames: Vec<Option<(f64, f64)>>,
    /// Of each line.
    pub ways: Vec<Option<Way>>,
}

/// How a line went, before it was pulled tight.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Way {
    /// From start to end.
    pub line: Vec<(f64, f64)>,
    /// Where it turned, if it went around something.
    pub turn: Option<Place>,
}

/// Where a node was.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Place {
    /// Its rank.
    pub rank: usize,
    /// Its middle along the rank.
    pub x: f64,
    /// Its middle across the ranks.
    pub y: f64,
    /// Put there by hand.
    pub firm: bool,
}

/// A rectangle in the engine's own axes.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Area {
    /// Start along the rank.
    pub x: f64,
    /// Start across the ranks.
    pub y: f64,
    /// Width along the rank.
    pub w: f64,
    /// Depth across the ranks.
    pub h: f64,
}

/// Where everything is. All coordinates start at zero.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Placed {
    /// Width and depth of all.
    pub size: Size,
    /// Nodes.
    pub nodes: Vec<Area>,
    /// Frames; the first is the whole.
    pub frames: Vec<Area>,
    /// Lines from start to end.
    pub lines: Vec<Vec<(f64, f64)>>,
    /// Lines before they were pulled tight: what the next drawing starts from.
    pub ways: Vec<Way>,
    /// Labels of lines.
    pub labels: Vec<Option<Area>>,
    /// Rank of each node.
    pub ranks: Vec<usize>,
}

impl Model {
    /// The frame that holds both, as deep as possible.
    pub fn common(&self, a: usize, b: usize) -> usize {
        let (mut a, mut b) = (a, b);
        // A parent has the smaller number.
        while a != b {
            if a > b {
                a = self.frames[a].parent;
            } else {
                b = self.frames[b].parent;
            }
        }
        a
    }
}

/// A count as a length.
pub fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
