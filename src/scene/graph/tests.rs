//! What must hold for every graph, and how the brief's graph must look.

use super::*;
use crate::scene::at;

fn graph(nodes: &[(&str, Option<&str>)], edges: &[(usize, usize)]) -> GraphInput {
    let mut input = GraphInput::default();
    for (id, group) in nodes {
        let group = group.map(|name| {
            input.groups.iter().position(|g| g.id == name).unwrap_or_else(|| {
                input.groups.push(GraphGroup { id: name.into(), title: name.into(), parent: None });
                input.groups.len() - 1
            })
        });
        input.nodes.push(GraphNode { id: (*id).into(), title: (*id).into(), group, ..GraphNode::default() });
    }
    input.edges = edges.iter().map(|(from, to)| GraphEdge { from: *from, to: *to, ..GraphEdge::default() }).collect();
    input
}

fn brief() -> GraphInput {
    let (front, back, data) = (Some("Frontend"), Some("Backend"), Some("Data"));
    let nodes =
        [("ui", front), ("mobile", front), ("api", back), ("auth", back), ("payment", back), ("user-db", data), ("payment-db", data), ("ext-pay", None)];
    graph(&nodes, &[(0, 2), (1, 2), (2, 3), (2, 4), (3, 5), (4, 6), (4, 7)])
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() - 1e-6 && b.x < a.right() - 1e-6 && a.y < b.bottom() - 1e-6 && b.y < a.bottom() - 1e-6
}

/// What holds for every layout.
fn check(input: &GraphInput) -> GraphLayout {
    let layout = layout(input);
    assert_eq!((layout.nodes.len(), layout.edges.len()), (input.nodes.len(), input.edges.len()));
    let page = Rect::new(0.0, 0.0, layout.width, layout.height);
    for (i, a) in layout.nodes.iter().enumerate() {
        assert!(layout.nodes[..i].iter().all(|b| !overlap(a, b)), "node {i}");
        assert!(page.contains(at(a.x, a.y)) && page.contains(at(a.right(), a.bottom())));
    }
    for (i, a) in layout.groups.iter().enumerate() {
        assert!(layout.groups[..i].iter().all(|b| !overlap(a, b)), "group {i}");
        for (node, rect) in input.nodes.iter().zip(&layout.nodes) {
            if node.group == Some(i) {
                assert!(a.contains(at(rect.x, rect.y)) && a.contains(at(rect.right(), rect.bottom())), "{} left {i}", node.id);
            } else {
                assert!(!overlap(a, rect), "{} in {i}", node.id);
            }
        }
    }
    for (edge, line) in input.edges.iter().zip(&layout.edges) {
        assert!(line.iter().all(|p| page.contains(*p)), "{edge:?} {line:?} {page:?}");
        if edge.from.max(edge.to) < input.nodes.len() && refusal(input).is_none() {
            let touches = |node: usize, p: Option<&Point>| p.is_some_and(|p| layout.nodes[node].grown(0.01).contains(*p));
            assert!(touches(edge.from, line.first()) && touches(edge.to, line.last()), "{edge:?}");
        }
    }
    layout
}

/// Lines that run through a node that is not theirs.
fn through(input: &GraphInput, layout: &GraphLayout) -> usize {
    let lines = input.edges.iter().zip(&layout.edges);
    let hit = |line: &[Point], rect: &Rect| {
        line.windows(2).any(|w| {
            (0..=8u32).any(|i| {
                let t = f64::from(i) / 8.0;
                rect.grown(-1.0).contains(at(w[0].x + (w[1].x - w[0].x) * t, w[0].y + (w[1].y - w[0].y) * t))
            })
        })
    };
    lines.map(|(edge, line)| layout.nodes.iter().enumerate().filter(|(n, rect)| *n != edge.from && *n != edge.to && hit(line, rect)).count()).sum()
}

#[test]
fn the_graph_of_the_brief() {
    let input = brief();
    let layout = check(&input);
    let x: Vec<f64> = layout.nodes.iter().map(|r| r.x).collect();
    let same = |a: usize, b: usize| (x[a] - x[b]).abs() < 1e-9;
    assert!(same(0, 1) && x[1] < x[2] && x[2] < x[3] && same(3, 4) && x[4] < x[5]);
    assert!(same(5, 6) && same(6, 7));
    let y: Vec<f64> = layout.nodes.iter().map(|r| r.center().y).collect();
    assert!(y[0] < y[1] && y[3] < y[4] && y[5] < y[6] && y[6] < y[7]);
    assert!(y[0] < y[2] && y[2] < y[1], "between the two that need it");
    assert!(layout.edges.iter().all(|line| line.windows(2).all(|w| w[0].x <= w[1].x)));
    assert_eq!(through(&input, &layout), 0);
    assert!(layout.width < 1_100.0 && layout.height < 420.0, "{} x {}", layout.width, layout.height);
}

#[test]
fn what_needs_stands_left_unless_in_a_cycle() {
    let input = graph(&[("a", None), ("b", None), ("c", None), ("d", None)], &[(0, 1), (1, 2), (2, 0), (2, 3), (0, 3)]);
    let layout = check(&input);
    let backward: Vec<usize> = (0..5).filter(|e| layout.edges[*e][0].x > layout.edges[*e].last().unwrap().x).collect();
    assert_eq!(backward, [2]);
    let both = check(&graph(&[("a", None), ("b", None)], &[(0, 1), (1, 0)]));
    assert!(both.edges[0][0].x < both.edges[1][0].x && (both.edges[0][0].y - both.edges[1].last().unwrap().y).abs() > 3.0);
}

#[test]
fn a_node_that_needs_itself_gets_a_loop() {
    let layout = check(&graph(&[("a", None), ("b", Some("G"))], &[(0, 0), (1, 1), (0, 1)]));
    assert!(layout.edges[0].len() == 4 && layout.nodes.iter().all(|n| !layout.edges[0].iter().all(|p| n.contains(*p))));
}

#[test]
fn empty_and_odd_input() {
    assert_eq!(check(&GraphInput::default()), GraphLayout::default());
    assert_eq!(node_at(&GraphLayout::default(), at(1.0, 1.0)), None);
    let layout = check(&graph(&[("a", None)], &[(0, 7), (9, 0), (9, 9)]));
    assert!(layout.edges.iter().all(Vec::is_empty));
    let picture = scene(&graph(&[("a", None)], &[(0, 7)]), &layout);
    assert!(!picture.shapes.is_empty());
}

#[test]
fn loose_nodes_make_a_block_not_a_column() {
    let names: Vec<String> = (0..54).map(|i| format!("n{i}")).collect();
    let nodes: Vec<(&str, Option<&str>)> = names.iter().map(|n| (n.as_str(), None)).collect();
    let layout = check(&graph(&nodes, &[]));
    assert!(layout.width > layout.height * 0.8 && layout.width < layout.height * 3.0, "{} x {}", layout.width, layout.height);
}

#[test]
fn equals_stand_in_input_order() {
    let names: Vec<String> = (0..12).map(|i| format!("n{i}")).collect();
    let nodes: Vec<(&str, Option<&str>)> = names.iter().map(|n| (n.as_str(), None)).collect();
    let edges: Vec<(usize, usize)> = (1..12).map(|i| (0, i)).collect();
    let layout = check(&graph(&nodes, &edges));
    assert!(layout.nodes[1..].windows(2).all(|w| w[0].y < w[1].y));
}

#[test]
fn parallel_edges_are_one_line_or_few() {
    let mut input = brief();
    input.edges.extend(std::iter::repeat_n(GraphEdge { from: 0, to: 4, ..GraphEdge::default() }, 5_000));
    let layout = check(&input);
    assert!(scene(&input, &layout).shapes.len() < 200);
}

#[test]
fn the_worst_status_is_the_boxes() {
    let mut input = brief();
    input.nodes[3].status = Some(Sign::Bad);
    input.nodes[4].status = Some(Sign::Good);
    input.nodes[5].status = Some(Sign::Unknown);
    let signs = draw::worst(&input);
    assert_eq!(signs, [None, Some(Sign::Bad), Some(Sign::Unknown)]);
}

#[test]
fn points_find_nodes() {
    let layout = layout(&brief());
    for (i, rect) in layout.nodes.iter().enumerate() {
        assert_eq!(node_at(&layout, rect.center()), Some(i));
    }
    assert_eq!(node_at(&layout, at(-1.0, -1.0)), None);
}

#[test]
fn many_ranks_and_many_circles_finish() {
    let chain: Vec<(usize, usize)> = (0..3_000).map(|i| (i, i + 1)).chain((0..3_000).map(|i| (i, 3_000 - i))).collect();
    let names: Vec<String> = (0..=3_000).map(|i| format!("n{i}")).collect();
    let nodes: Vec<(&str, Option<&str>)> = names.iter().map(|n| (n.as_str(), None)).collect();
    layout(&graph(&nodes, &chain));
}

#[test]
fn too_large_is_said_and_stands_in_rows() {
    let names: Vec<String> = (0..=MOST).map(|i| format!("n{i}")).collect();
    let nodes: Vec<(&str, Option<&str>)> = names.iter().map(|n| (n.as_str(), None)).collect();
    let input = graph(&nodes, &[(0, 1)]);
    assert_eq!(refusal(&input).as_deref(), Some("12001 nodes are too many for one picture; 12000 are drawn at most"));
    assert!(layout(&input).edges[0].is_empty());
}

#[test]
fn circles_have_exactly_their_members() {
    let input = graph(&[("a", None), ("b", None), ("c", None), ("d", None), ("e", None)], &[(0, 1), (1, 2), (2, 0), (2, 3), (4, 4)]);
    assert_eq!(cycles(&input), [vec![0, 1, 2], vec![4]]);
}

#[test]
fn an_edge_ends_at_the_box_of_its_group() {
    let mut input = brief();
    let data = input.nodes.len() + 2;
    input.edges.push(GraphEdge { from: 2, to: data, ..GraphEdge::default() });
    let layout = layout(&input);
    let line = layout.edges.last().unwrap();
    assert!((line.last().unwrap().x - layout.groups[2].x).abs() < 0.01, "{line:?} {:?}", layout.groups[2]);
}

#[test]
fn groups_in_circles_and_empty_groups_do_no_harm() {
    let mut input = brief();
    input.groups.push(GraphGroup { id: "x".into(), title: "X".into(), parent: Some(4) });
    input.groups.push(GraphGroup { id: "y".into(), title: "Y".into(), parent: Some(3) });
    input.groups.push(GraphGroup { id: "z".into(), title: "Z".into(), parent: Some(99) });
    assert_eq!(layout(&input).groups.len(), 6);
}

#[test]
fn a_label_has_room_of_its_own() {
    let mut input = brief();
    for edge in &mut input.edges {
        edge.label = Some("reads and writes".into());
    }
    let layout = layout(&input);
    let labels: Vec<Rect> = layout.labels.iter().map(|l| l.unwrap()).collect();
    for (i, a) in labels.iter().enumerate() {
        assert!(labels[..i].iter().chain(&layout.nodes).all(|b| !overlap(a, b)), "{i}");
    }
}
