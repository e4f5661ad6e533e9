//! A flowchart as Mermaid understands it: nodes and edges in the order they are mentioned, groups in
//! the order they end. What a node belongs to is decided by the group that ends first.

use std::collections::{BTreeMap, BTreeSet};

/// Which way a chart goes: `TB`, `BT`, `LR` or `RL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Way {
    /// From top to bottom.
    #[default]
    Down,
    /// From bottom to top.
    Up,
    /// From left to right.
    Right,
    /// From right to left.
    Left,
}

impl Way {
    /// By its name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "TB" | "TD" | "v" => Some(Self::Down),
            "BT" | "^" => Some(Self::Up),
            "LR" | ">" => Some(Self::Right),
            "RL" | "<" => Some(Self::Left),
            _ => None,
        }
    }
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Node {
    /// Its id.
    pub id: String,
    /// What is written in it; its id if nothing else is.
    pub label: Option<String>,
    /// Its shape by name; a rectangle if there is none.
    pub shape: Option<String>,
    /// Classes by name.
    pub classes: Vec<String>,
    /// Styles of its own.
    pub styles: Vec<String>,
    /// A page.
    pub link: Option<String>,
    /// In which line it first came up.
    pub line: usize,
}

/// A subgraph.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its title.
    pub label: String,
    /// Its own direction.
    pub way: Option<Way>,
    /// Nodes and groups in it.
    pub members: Vec<String>,
}

/// The end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tip {
    /// Nothing.
    #[default]
    None,
    /// An arrow.
    Arrow,
    /// A circle.
    Circle,
    /// A cross.
    Cross,
}

/// The line of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stroke {
    /// A plain line.
    #[default]
    Normal,
    /// A thick one.
    Thick,
    /// A dotted one.
    Dotted,
    /// None to be seen.
    Invisible,
}

/// How an edge is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Line {
    /// Its line.
    pub stroke: Stroke,
    /// At its start.
    pub tail: Tip,
    /// At its end.
    pub head: Tip,
    /// Ranks it spans at least.
    pub length: u32,
    /// What is written on it.
    pub label: String,
    /// Its own name.
    pub id: Option<String>,
}

/// An edge.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Edge {
    /// A node or a group.
    pub from: String,
    /// A node or a group.
    pub to: String,
    /// How it is drawn.
    pub line: Line,
    /// Styles of its own.
    pub styles: Vec<String>,
}

/// A flowchart.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Flow {
    /// Its direction.
    pub way: Way,
    /// Its title.
    pub title: Option<String>,
    /// Nodes by first mention, with those whose name is a group's.
    pub nodes: Vec<Node>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Groups by their end.
    pub groups: Vec<Group>,
    /// Styles by name.
    pub classes: BTreeMap<String, Vec<String>>,
    /// How many groups began so far.
    pub begun: usize,
    /// Classes given to what is no node.
    pub late: BTreeMap<String, Vec<String>>,
    index: BTreeMap<String, usize>,
}

impl Flow {
    /// The node of this name, made if it is new.
    pub fn node(&mut self, id: &str, line: usize) -> &mut Node {
        let next = self.nodes.len();
        let at = *self.index.entry(id.to_owned()).or_insert(next);
        if at == next {
            self.nodes.push(Node { id: id.to_owned(), line, ..Node::default() });
        }
        &mut self.nodes[at]
    }

    /// An edge of this name, to say more of it.
    pub fn named_edge(&mut self, id: &str) -> Option<&mut Edge> {
        self.edges.iter_mut().find(|e| e.line.id.as_deref() == Some(id))
    }

    /// A group has ended. Members that an earlier group has are that group's.
    pub fn close(&mut self, mut group: Group) -> String {
        let taken: BTreeSet<&str> = self.groups.iter().flat_map(|g| &g.members).map(String::as_str).collect();
        let mut seen = BTreeSet::new();
        group.members.retain(|m| !taken.contains(m.as_str()) && seen.insert(m.clone()));
        let id = group.id.clone();
        self.groups.push(group);
        id
    }

    /// Gives a class to nodes, edges or groups.
    pub fn add_class(&mut self, ids: &str, class: &str) {
        for id in ids.split(',').map(str::trim).filter(|i| !i.is_empty()) {
            if let Some(at) = self.index.get(id) {
                self.nodes[*at].classes.push(class.to_owned());
            } else {
                // It may be a group, or come later; Mermaid lets later ones go without.
                self.late.entry(id.to_owned()).or_default().push(class.to_owned());
            }
        }
    }

    /// The group each node and group stands in.
    pub fn parents(&self) -> BTreeMap<&str, &str> {
        let mut parents = BTreeMap::new();
        for group in self.groups.iter().rev() {
            for member in group.members.iter().filter(|m| **m != group.id) {
                parents.insert(member.as_str(), group.id.as_str());
            }
        }
        parents
    }
}
