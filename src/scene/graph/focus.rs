//! What of a graph is looked at: what hangs together with a node, the way between two, what has
//! certain words, groups folded to one node.

use super::{EdgeStyle, Emphasis, GraphEdge, GraphInput, GraphNode, NodeShape, draw};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a node of a folded graph stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A node, by its place in the graph before.
    Node(usize),
    /// A folded group.
    Group(usize),
}

/// Everything that can be reached along at most so many edges, without the start.
fn reach(input: &GraphInput, from: usize, forward: bool, depth: usize) -> BTreeSet<usize> {
    let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for e in &input.edges {
        let (a, b) = if forward { (e.from, e.to) } else { (e.to, e.from) };
        next.entry(a).or_default().push(b);
    }
    let mut found = BTreeSet::new();
    let mut queue = VecDeque::from([(from, 0)]);
    while let Some((at, steps)) = queue.pop_front().filter(|(_, steps)| *steps < depth) {
        for to in next.get(&at).into_iter().flatten() {
            if *to != from && found.insert(*to) {
                queue.push_back((*to, steps + 1));
            }
        }
    }
    found
}

/// Dims everything but a node, what it needs and what needs it, over at most so many edges; what needs
/// it is marked.
pub fn focus(input: &mut GraphInput, node: usize, depth: usize) {
    let (down, up) = (reach(input, node, true, depth), reach(input, node, false, depth));
    let whole = |i: usize| i == node || down.contains(&i) || up.contains(&i);
    for e in &mut input.edges {
        let upstream = (up.contains(&e.from) || e.from == node) && (up.contains(&e.to) || e.to == node);
        let downstream = (down.contains(&e.from) || e.from == node) && (down.contains(&e.to) || e.to == node);
        e.emphasis = match (upstream, downstream) {
            (true, _) => Emphasis::Affected,
            (_, true) => Emphasis::Normal,
            _ => Emphasis::Dimmed,
        };
    }
    for (i, n) in input.nodes.iter_mut().enumerate() {
        n.emphasis = match (i == node, up.contains(&i), whole(i)) {
            (true, ..) => Emphasis::Selected,
            (_, true, _) => Emphasis::Affected,
            (_, _, true) => Emphasis::Normal,
            _ => Emphasis::Dimmed,
        };
    }
}

/// The shortest way along edges from one node to another, both with it; in either direction.
pub fn path_between(input: &GraphInput, a: usize, b: usize) -> Option<Vec<usize>> {
    let one = |from: usize, to: usize| {
        let mut before: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            if at == to {
                let mut path = vec![to];
                while let Some(p) = path.last().and_then(|l| before.get(l)).copied() {
                    path.push(p);
                }
                path.reverse();
                return Some(path);
            }
            for e in input.edges.iter().filter(|e| e.from == at) {
                if e.to != from && !before.contains_key(&e.to) {
                    before.insert(e.to, at);
                    queue.push_back(e.to);
                }
            }
        }
        None
    };
    one(a, b).or_else(|| one(b, a))
}

/// Dims everything but the nodes of a way and the edges between them.
pub fn show_path(input: &mut GraphInput, path: &[usize]) {
    for (i, n) in input.nodes.iter_mut().enumerate() {
        n.emphasis = if path.contains(&i) { Emphasis::Selected } else { Emphasis::Dimmed };
    }
    for e in &mut input.edges {
        let on = path.windows(2).any(|w| (w[0], w[1]) == (e.from, e.to));
        e.emphasis = if on { Emphasis::Affected } else { Emphasis::Dimmed };
    }
}

/// The nodes with all of these words in id, title or caption.
pub fn matching(input: &GraphInput, words: &str) -> Vec<usize> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let has = |n: &GraphNode| {
        let text = format!("{}\n{}\n{}", n.id, n.title, n.caption.as_deref().unwrap_or("")).to_lowercase();
        words.iter().all(|w| text.contains(w))
    };
    (0..input.nodes.len()).filter(|i| has(&input.nodes[*i])).collect()
}

/// The graph with only some of its nodes, and edges between those.
pub fn only(input: &GraphInput, keep: &dyn Fn(usize) -> bool) -> (GraphInput, Vec<Of>) {
    let of: Vec<usize> = (0..input.nodes.len()).filter(|i| keep(*i)).collect();
    let place: BTreeMap<usize, usize> = of.iter().enumerate().map(|(at, i)| (*i, at)).collect();
    let count = input.nodes.len();
    let end = |i: usize| if i >= count { Some(i - count + of.len()) } else { place.get(&i).copied() };
    let edges = input.edges.iter().filter_map(|e| Some(GraphEdge { from: end(e.from)?, to: end(e.to)?, ..e.clone() })).collect();
    let nodes = of.iter().map(|i| input.nodes[*i].clone()).collect();
    (GraphInput { nodes, edges, groups: input.groups.clone(), direction: input.direction }, of.into_iter().map(Of::Node).collect())
}

/// The graph with some groups folded to one node each, with the worst status of what they hold and
/// edges gathered; how many an edge stands for is written on it.
pub fn folded(input: &GraphInput, fold: &BTreeSet<String>) -> (GraphInput, Vec<Of>) {
    let folds = |g: usize| input.groups.get(g).is_some_and(|g| fold.contains(&g.id));
    // The outermost folded group around a group, itself among them.
    let outermost = |group: Option<usize>| {
        let (mut at, mut found) = (group, None);
        for _ in 0..=input.groups.len() {
            let Some(g) = at.filter(|g| *g < input.groups.len()) else { break };
            if folds(g) {
                found = Some(g);
            }
            at = input.groups[g].parent;
        }
        found
    };
    if !(0..input.groups.len()).any(folds) {
        return (input.clone(), (0..input.nodes.len()).map(Of::Node).collect());
    }
    let worst = draw::worst(input);
    let mut out = GraphInput { direction: input.direction, ..GraphInput::default() };
    let mut of = Vec::new();
    let kept: Vec<usize> = (0..input.groups.len()).filter(|g| outermost(Some(*g)).is_none()).collect();
    let group_at: BTreeMap<usize, usize> = kept.iter().enumerate().map(|(at, g)| (*g, at)).collect();
    for g in &kept {
        let group = &input.groups[*g];
        out.groups.push(super::GraphGroup { parent: group.parent.and_then(|p| group_at.get(&p)).copied(), ..group.clone() });
    }
    let mut node_at: BTreeMap<usize, usize> = BTreeMap::new();
    let mut folded_at: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, n) in input.nodes.iter().enumerate() {
        match outermost(n.group) {
            None => {
                node_at.insert(i, out.nodes.len());
                out.nodes.push(GraphNode { group: n.group.and_then(|g| group_at.get(&g)).copied(), ..n.clone() });
                of.push(Of::Node(i));
            }
            Some(g) => {
                if let Some(at) = folded_at.get(&g) {
                    node_at.insert(i, *at);
                    continue;
                }
                let group = &input.groups[g];
                let inside = input.nodes.iter().filter(|n| outermost(n.group) == Some(g)).count();
                node_at.insert(i, out.nodes.len());
                folded_at.insert(g, out.nodes.len());
                out.nodes.push(GraphNode {
                    id: group.id.clone(),
                    title: group.title.clone(),
                    group: group.parent.and_then(|p| group_at.get(&p)).copied(),
                    kind: NodeShape::Environment,
                    status: worst[g],
                    caption: Some(format!("{inside} inside")),
                    ..GraphNode::default()
                });
                of.push(Of::Group(g));
            }
        }
    }
    let count = input.nodes.len();
    let end = |i: usize| {
        if i < count {
            return node_at.get(&i).copied();
        }
        let g = i - count;
        match outermost(Some(g)) {
            Some(f) => folded_at.get(&f).copied(),
            None => group_at.get(&g).map(|at| at + out.nodes.len()),
        }
    };
    let mut many: BTreeMap<(usize, usize), (usize, GraphEdge)> = BTreeMap::new();
    let mut order = Vec::new();
    for e in &input.edges {
        let (Some(from), Some(to)) = (end(e.from), end(e.to)) else { continue };
        if from == to && (e.from != e.to) {
            continue;
        }
        let entry = many.entry((from, to)).or_insert_with(|| {
            order.push((from, to));
            (0, GraphEdge { from, to, ..e.clone() })
        });
        entry.0 += 1;
        if e.kind == EdgeStyle::Hard {
            entry.1.kind = EdgeStyle::Hard;
        }
    }
    for key in order {
        if let Some((n, mut edge)) = many.remove(&key) {
            if n > 1 {
                edge.label = Some(format!("{n} links"));
            }
            out.edges.push(edge);
        }
    }
    (out, of)
}

#[cfg(test)]
mod tests {
    use super::super::GraphGroup;
    use super::*;

    /// a needs b needs c; d needs c; e stands alone. b and c are in `in`, which is in `out`.
    fn graph() -> GraphInput {
        let node = |id: &str, group: Option<usize>| GraphNode { id: id.into(), title: id.to_uppercase(), group, ..GraphNode::default() };
        let edge = |from: usize, to: usize| GraphEdge { from, to, ..GraphEdge::default() };
        GraphInput {
            nodes: vec![node("a", None), node("b", Some(1)), node("c", Some(1)), node("d", Some(0)), node("e", None)],
            edges: vec![edge(0, 1), edge(1, 2), edge(3, 2), edge(0, 2)],
            groups: vec![
                GraphGroup { id: "out".into(), title: "Out".into(), parent: None },
                GraphGroup { id: "in".into(), title: "In".into(), parent: Some(0) },
            ],
            ..GraphInput::default()
        }
    }

    #[test]
    fn what_hangs_together_with_a_node_stays_in_the_light() {
        let mut g = graph();
        focus(&mut g, 1, usize::MAX);
        let shown: Vec<Emphasis> = g.nodes.iter().map(|n| n.emphasis).collect();
        assert_eq!(shown, [Emphasis::Affected, Emphasis::Selected, Emphasis::Normal, Emphasis::Dimmed, Emphasis::Dimmed]);
        let lines: Vec<Emphasis> = g.edges.iter().map(|e| e.emphasis).collect();
        assert_eq!(lines, [Emphasis::Affected, Emphasis::Normal, Emphasis::Dimmed, Emphasis::Dimmed]);
    }

    #[test]
    fn the_way_between_two_is_found_in_either_direction() {
        let g = graph();
        assert_eq!(path_between(&g, 0, 2), Some(vec![0, 2]));
        assert_eq!(path_between(&g, 2, 3), Some(vec![3, 2]));
        assert_eq!(path_between(&g, 0, 4), None);
        assert_eq!(path_between(&g, 1, 1), Some(vec![1]));
    }

    #[test]
    fn a_folded_group_is_one_node_with_its_links_gathered() {
        let g = graph();
        let (f, of) = folded(&g, &BTreeSet::from(["in".to_owned()]));
        assert_eq!(of, [Of::Node(0), Of::Group(1), Of::Node(3), Of::Node(4)]);
        assert_eq!(f.groups.len(), 1);
        let edges: Vec<_> = f.edges.iter().map(|e| (e.from, e.to, e.label.clone())).collect();
        assert_eq!(edges, [(0, 1, Some("2 links".to_owned())), (2, 1, None)], "what lies inside is gone");
        assert_eq!(f.nodes[1].caption.as_deref(), Some("2 inside"));
        let (all, of) = folded(&g, &BTreeSet::from(["out".to_owned(), "in".to_owned()]));
        assert_eq!((all.nodes.len(), of[1], all.groups.len()), (3, Of::Group(0), 0), "the outer one takes the inner along");
        let (same, _) = folded(&g, &BTreeSet::from(["nothing".to_owned()]));
        assert_eq!(same, g);
    }

    #[test]
    fn nodes_are_found_and_left_out() {
        let g = graph();
        assert_eq!((matching(&g, "B"), matching(&g, " "), matching(&g, "a b")), (vec![1], Vec::new(), Vec::new()));
        let (some, of) = only(&g, &|i| i != 1);
        assert_eq!((some.nodes.len(), of[1], some.edges.len()), (4, Of::Node(2), 2));
    }

    #[test]
    fn circles_and_groups_in_themselves_end() {
        let mut g = graph();
        g.edges.push(GraphEdge { from: 2, to: 0, ..GraphEdge::default() });
        g.groups[0].parent = Some(1);
        focus(&mut g, 0, usize::MAX);
        let _ = folded(&g, &BTreeSet::from(["in".to_owned()]));
        assert!(path_between(&g, 2, 1).is_some());
    }
}
