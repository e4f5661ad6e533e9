//! Graphs made by a small generator.

use slipway::scene::graph::{Direction, GraphEdge, GraphGroup, GraphInput, GraphNode};

/// Numbers that are the same in every run.
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(2).wrapping_add(1))
    }

    /// A number below another.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below.max(1)
    }
}

/// Nodes in teams of about twelve, teams in programmes; edges mostly forward and mostly in a team.
pub fn clustered(nodes: usize, seed: u64) -> GraphInput {
    let mut dice = Dice::new(seed);
    let teams = (nodes / 12).max(1);
    let programmes = (teams / 6).max(1);
    let mut input = GraphInput { direction: Direction::Down, ..GraphInput::default() };
    for p in 0..programmes {
        input.groups.push(GraphGroup { id: format!("p{p}"), title: format!("Programme {p}"), parent: None });
    }
    for t in 0..teams {
        input.groups.push(GraphGroup { id: format!("t{t}"), title: format!("Team {t}"), parent: Some(t % programmes) });
    }
    for n in 0..nodes {
        let size = Some((100.0 + 10.0 * f64::from(u32::try_from(dice.roll(6)).unwrap()), 36.0));
        input.nodes.push(GraphNode { id: format!("n{n}"), title: format!("Node {n}"), group: Some(programmes + n % teams), size, ..GraphNode::default() });
    }
    for _ in 0..nodes * 7 / 5 {
        let from = dice.roll(nodes - 1);
        let to = if dice.roll(4) == 0 { from + 1 + dice.roll(nodes / 4) } else { from + teams * (1 + dice.roll(3)) };
        if to < nodes {
            input.edges.push(GraphEdge { from, to, ..GraphEdge::default() });
        }
    }
    input
}
