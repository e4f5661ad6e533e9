//! The picture of a laid out graph: boxes, lines with heads, nodes by kind, signs.
//!
//! Nothing is placed here that would move a node or a line: a [`GraphLayout`] says where.

use super::{EdgeStyle, Emphasis, GraphEdge, GraphInput, GraphLayout, GraphNode, NodeShape, Tip, lay, real, worse};
use crate::scene::text::{elide, width};
use crate::scene::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at};
use std::collections::BTreeSet;
use std::f64::consts::PI;

/// Length of an arrow head.
const HEAD: f64 = 8.0;

/// Draws the graph, all of it.
pub fn scene(input: &GraphInput, layout: &GraphLayout) -> Scene {
    scene_at(input, layout, 1.0)
}

/// How much is drawn at a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Detail {
    /// Captions, and what is written on edges.
    small: bool,
    /// Titles of nodes.
    titles: bool,
    /// How much larger type and signs are, so that they are still read.
    grown: f64,
}

impl Detail {
    fn at(scale: f64) -> Self {
        let scale = scale.clamp(0.02, 4.0);
        Self { small: scale >= 0.7, titles: scale >= 0.38, grown: (0.78 / scale).max(1.0) }
    }
}

/// Draws the graph as it is seen at a scale: far away only what is still read there, and that larger.
pub fn scene_at(input: &GraphInput, layout: &GraphLayout, scale: f64) -> Scene {
    let detail = Detail::at(scale);
    let title = format!("Dependency graph, {} nodes, {} edges", input.nodes.len(), input.edges.len());
    let mut scene = Scene::new(layout.width, layout.height, title);
    for rect in &layout.groups {
        let pen = Stroke::solid(Role::Line, 1.0);
        scene.shapes.push(Shape::Rect { rect: *rect, radius: 8.0, fill: Some(Role::Raised), stroke: Some(pen) });
    }
    draw_edges(&mut scene, input, layout);
    if detail.titles {
        draw_titles(&mut scene, input, layout, detail);
    }
    for (edge, rect) in input.edges.iter().zip(&layout.labels).filter(|(e, _)| detail.small && !e.hidden) {
        if let (Some(label), Some(rect)) = (&edge.label, rect) {
            scene.shapes.push(Shape::Rect { rect: *rect, radius: 3.0, fill: Some(Role::Panel), stroke: None });
            let text = elide(label, lay::LABEL, Weight::Regular, rect.w);
            let role = if edge.emphasis == Emphasis::Dimmed { Role::Line } else { Role::Muted };
            scene.text(rect.center(), text, lay::LABEL, Weight::Regular, Align::Center, role);
        }
    }
    for (node, rect) in input.nodes.iter().zip(&layout.nodes) {
        draw_node(&mut scene, node, *rect, detail);
    }
    if !detail.titles {
        draw_titles(&mut scene, input, layout, detail);
    }
    scene
}

/// Titles of groups with the worst status in them; far away larger, on the edge of the box where no node is.
fn draw_titles(scene: &mut Scene, input: &GraphInput, layout: &GraphLayout, detail: Detail) {
    let mut chips: Vec<Rect> = Vec::new();
    for ((group, rect), worst) in input.groups.iter().zip(&layout.groups).zip(worst(input)) {
        let (grown, left) = if detail.titles { (detail.grown.min(1.4), 14.0) } else { (detail.grown * 1.05, 4.0 * detail.grown) };
        let size = 12.0 * grown;
        let room = rect.w - 2.0 * left - if worst.is_some() { 20.0 * grown } else { 0.0 };
        let middle = if detail.titles { rect.y + 17.0 } else { rect.y };
        // Far away a title that would be cut to nothing, or cover all of its group, says nothing.
        if !detail.titles && (room < size * 2.5 || rect.h < size * 2.5) {
            continue;
        }
        let text = elide(&group.title, size, Weight::Semibold, room);
        if !detail.titles {
            let wide = width(&text, size, Weight::Semibold) + size * 0.6;
            let chip = Rect::new(rect.x + left - size * 0.3, middle - size * 0.7, wide, size * 1.4);
            // Of titles that would lie on each other the outer group's stays.
            if chips.iter().any(|c| c.x < chip.right() && chip.x < c.right() && c.y < chip.bottom() && chip.y < c.bottom()) {
                continue;
            }
            chips.push(chip);
            scene.shapes.push(Shape::Rect { rect: chip, radius: size * 0.3, fill: Some(Role::Raised), stroke: None });
        }
        scene.text(at(rect.x + left, middle), text, size, Weight::Semibold, Align::Left, Role::Muted);
        if let Some(sign) = worst {
            scene.sign(at(rect.right() - left - 6.0 * grown, middle), 13.0 * grown, sign);
        }
    }
}

/// The worst status in each group and the groups in it.
pub fn worst(input: &GraphInput) -> Vec<Option<Sign>> {
    let mut signs = vec![None; input.groups.len()];
    for node in &input.nodes {
        let mut at = node.group;
        // A group inside itself would never end.
        for _ in 0..=input.groups.len() {
            let Some(group) = at.filter(|g| *g < signs.len()) else { break };
            signs[group] = worse(signs[group], node.status);
            at = input.groups[group].parent;
        }
    }
    signs
}

/// Calm edges below, those that stand out on top; edges that look the same are drawn once.
fn draw_edges(scene: &mut Scene, input: &GraphInput, layout: &GraphLayout) {
    let mut seen = BTreeSet::new();
    for emphasis in [Emphasis::Dimmed, Emphasis::Normal, Emphasis::Affected, Emphasis::Selected] {
        let edges = input.edges.iter().zip(&layout.edges).filter(|(e, _)| e.emphasis == emphasis && !e.hidden);
        for (edge, line) in edges {
            let (Some(a), Some(b)) = (line.first(), line.last()) else { continue };
            if seen.insert((edge.from, edge.to, edge.kind as u8, [a.x.to_bits(), a.y.to_bits(), b.x.to_bits(), b.y.to_bits()])) {
                draw_edge(scene, edge, line);
            }
        }
    }
}

fn draw_edge(scene: &mut Scene, edge: &GraphEdge, line: &[Point]) {
    let (role, width) = match edge.emphasis {
        Emphasis::Normal => (Role::Muted, 1.25),
        Emphasis::Selected => (Role::Accent, 2.0),
        Emphasis::Affected => (Role::Bad, 2.0),
        Emphasis::Dimmed => (Role::Line, 1.0),
    };
    let half = if width > 1.5 { 4.5 } else { 3.5 };
    let mut shaft = line.to_vec();
    for tip in [edge.tail, edge.head] {
        // The tail first: turned around, it is an end like the other.
        shaft.reverse();
        draw_tip(scene, &mut shaft, tip, (role, half));
    }
    match edge.kind {
        EdgeStyle::Hard => scene.line(shaft, Stroke::solid(role, width)),
        EdgeStyle::Soft | EdgeStyle::External => scene.line(shaft, Stroke::dashed(role, width)),
        EdgeStyle::Data => {
            for side in [-1.5, 1.5] {
                scene.line(beside(&shaft, side), Stroke::solid(role, (width * 0.6).max(0.75)));
            }
        }
    }
}

/// What stands at the end of a line, which then ends inside it.
fn draw_tip(scene: &mut Scene, shaft: &mut Vec<Point>, tip: Tip, (role, half): (Role, f64)) {
    let [.., before, end] = shaft.as_slice() else { return };
    let (before, end) = (*before, *end);
    let (dx, dy) = (end.x - before.x, end.y - before.y);
    let length = dx.hypot(dy).max(1e-6);
    let (ux, uy) = (dx / length, dy / length);
    let back = |d: f64, across: f64| at(end.x - ux * d - uy * across, end.y - uy * d + ux * across);
    let inside = match tip {
        Tip::None => return,
        Tip::Arrow => {
            scene.polygon(vec![end, back(HEAD, half), back(HEAD, -half)], Some(role), None);
            HEAD - 1.0
        }
        Tip::Circle => {
            scene.shapes.push(Shape::Circle { center: back(half + 0.5, 0.0), radius: half, fill: Some(Role::Panel), stroke: Some(Stroke::solid(role, 1.25)) });
            2.0 * half + 0.5
        }
        Tip::Cross => {
            for side in [-half, half] {
                scene.line(vec![back(2.0, side), back(2.0 + 2.0 * half, -side)], Stroke::solid(role, 1.25));
            }
            return;
        }
    };
    // Where the last stretch is shorter than that, the line ends before it.
    shaft.pop();
    if length > inside + 1.0 {
        shaft.push(back(inside, 0.0));
    }
}

/// The line, moved sideways.
fn beside(line: &[Point], by: f64) -> Vec<Point> {
    let last = line.len().saturating_sub(1);
    let side = |i: usize| {
        let (a, b) = (line[i.saturating_sub(1)], line[(i + 1).min(last)]);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = dx.hypot(dy).max(1e-6);
        at(line[i].x - dy / length * by, line[i].y + dx / length * by)
    };
    (0..line.len()).map(side).collect()
}

/// The pens of a node.
struct Pens {
    outline: Stroke,
    detail: Stroke,
    title: Role,
    caption: Role,
}

impl Pens {
    fn of(node: &GraphNode) -> Self {
        let (role, width) = match node.emphasis {
            Emphasis::Normal => (Role::Muted, 1.0),
            Emphasis::Selected => (Role::Accent, 2.0),
            Emphasis::Affected => (Role::Bad, 2.0),
            Emphasis::Dimmed => (Role::Line, 1.0),
        };
        let outline = Stroke { role, width, dashed: node.kind == NodeShape::External };
        let dim = node.emphasis == Emphasis::Dimmed;
        Self { outline, detail: Stroke::solid(role, 1.0), title: if dim { Role::Muted } else { Role::Text }, caption: Role::Muted }
    }
}

/// Far away a node is its outline and its sign.
fn draw_far(scene: &mut Scene, node: &GraphNode, rect: Rect, pens: &Pens, grown: f64) {
    body(scene, rect, 6.0, pens);
    let size = (13.0 * grown).min(rect.h.min(rect.w) * 0.8);
    match node.status {
        Some(_) if node.emphasis == Emphasis::Dimmed => dim_sign(scene, rect.center()),
        Some(sign) => scene.sign(rect.center(), size, sign),
        None => {}
    }
}

fn draw_node(scene: &mut Scene, node: &GraphNode, rect: Rect, detail: Detail) {
    let pens = Pens::of(node);
    if !detail.titles {
        draw_far(scene, node, rect, &pens, detail.grown);
        return;
    }
    match node.kind {
        NodeShape::Service => body(scene, rect, 8.0, &pens),
        NodeShape::External => body(scene, rect, 4.0, &pens),
        NodeShape::App => app(scene, rect, &pens),
        NodeShape::Database => database(scene, rect, &pens),
        NodeShape::Queue => bars(scene, rect, &pens, [rect.right() - 5.0, rect.right() - 10.0]),
        NodeShape::Library => bars(scene, rect, &pens, [rect.x + 4.0, rect.x + 7.5]),
        NodeShape::Environment => hexagon(scene, rect, &pens),
        NodeShape::Document => document(scene, rect, &pens),
    }
    // Left and right what the shape takes, and how far the text moves down in it.
    let (left, right, down) = match node.kind {
        NodeShape::App => (12.0, 12.0, 4.0),
        NodeShape::Database => (12.0, 12.0, 4.5),
        NodeShape::Queue => (12.0, 18.0, 0.0),
        NodeShape::Library => (17.0, 12.0, 0.0),
        NodeShape::Environment => (20.0, 16.0, 0.0),
        NodeShape::Document => (12.0, 14.0, 0.0),
        NodeShape::Service | NodeShape::External => (12.0, 12.0, 0.0),
    };
    let middle = rect.center().y + down;
    let mut end = rect.right() - right;
    if let Some(sign) = node.status {
        if node.emphasis == Emphasis::Dimmed {
            dim_sign(scene, at(end - 7.0, middle));
        } else {
            scene.sign(at(end - 7.0, middle), 14.0, sign);
        }
        end -= 20.0;
    }
    let (start, room) = (rect.x + left, end - rect.x - left);
    let caption = node.caption.as_ref().filter(|_| detail.small);
    // Larger only as far as the title still fits, and a little smaller before it is cut.
    let fits = (room / width(&node.title, 13.0, Weight::Semibold).max(1.0)).max(0.8);
    let size = 13.0 * detail.grown.min(1.5).min(fits);
    let title = elide(&node.title, size, Weight::Semibold, room);
    let apart = if caption.is_some() { 8.0 - down * 0.2 } else { 0.0 };
    scene.text(at(start, middle - apart), title, size, Weight::Semibold, Align::Left, pens.title);
    if let Some(caption) = caption {
        let caption = elide(caption, 11.0, Weight::Regular, room);
        scene.text(at(start, middle + apart), caption, 11.0, Weight::Regular, Align::Left, pens.caption);
    }
    if node.emphasis == Emphasis::Affected {
        let center = at(rect.x + 1.0, rect.y + 1.0);
        scene.shapes.push(Shape::Circle { center, radius: 7.0, fill: Some(Role::Panel), stroke: None });
        scene.shapes.push(Shape::Circle { center, radius: 5.0, fill: Some(Role::Bad), stroke: None });
    }
}

/// A status out of focus is a quiet dot.
fn dim_sign(scene: &mut Scene, center: Point) {
    scene.shapes.push(Shape::Circle { center, radius: 6.0, fill: None, stroke: Some(Stroke::solid(Role::Line, 1.5)) });
}

fn body(scene: &mut Scene, rect: Rect, radius: f64, pens: &Pens) {
    scene.shapes.push(Shape::Rect { rect, radius, fill: Some(Role::Panel), stroke: Some(pens.outline) });
}

fn app(scene: &mut Scene, rect: Rect, pens: &Pens) {
    body(scene, rect, 5.0, pens);
    let y = rect.y + 8.5;
    scene.line(vec![at(rect.x, y), at(rect.right(), y)], pens.detail);
    for i in 0..3u32 {
        let center = at(rect.x + 8.0 + 5.0 * f64::from(i), rect.y + 4.5);
        scene.shapes.push(Shape::Circle { center, radius: 1.3, fill: Some(pens.detail.role), stroke: None });
    }
}

fn bars(scene: &mut Scene, rect: Rect, pens: &Pens, places: [f64; 2]) {
    body(scene, rect, 3.0, pens);
    for x in places {
        scene.line(vec![at(x, rect.y), at(x, rect.bottom())], pens.detail);
    }
}

fn database(scene: &mut Scene, rect: Rect, pens: &Pens) {
    let (flat, steps) = (5.5, 16usize);
    let middle = rect.center().x;
    // Half an ellipse from one side to the other, above (-1) or below (1) a height.
    let arc = |y: f64, side: f64, i: usize| {
        let angle = PI * real(i) / real(steps);
        at(middle - rect.w / 2.0 * angle.cos(), y + side * flat * angle.sin())
    };
    let (top, bottom) = (rect.y + flat, rect.bottom() - flat);
    let over = (0..=steps).map(|i| arc(top, -1.0, i));
    let under = (0..=steps).rev().map(|i| arc(bottom, 1.0, i));
    scene.polygon(over.chain(under).collect(), Some(Role::Panel), Some(pens.outline));
    scene.line((0..=steps).map(|i| arc(top, 1.0, i)).collect(), pens.detail);
}

fn hexagon(scene: &mut Scene, rect: Rect, pens: &Pens) {
    let (middle, cut) = (rect.center().y, 11.0);
    let (left, right) = (rect.x, rect.right());
    let points = vec![
        at(left, middle),
        at(left + cut, rect.y),
        at(right - cut, rect.y),
        at(right, middle),
        at(right - cut, rect.bottom()),
        at(left + cut, rect.bottom()),
    ];
    scene.polygon(points, Some(Role::Panel), Some(pens.outline));
}

fn document(scene: &mut Scene, rect: Rect, pens: &Pens) {
    let (right, fold) = (rect.right(), 11.0);
    let (one, two) = (at(right - fold, rect.y), at(right, rect.y + fold));
    let points = vec![at(rect.x, rect.y), one, two, at(right, rect.bottom()), at(rect.x, rect.bottom())];
    scene.polygon(points, Some(Role::Panel), Some(pens.outline));
    scene.line(vec![one, at(right - fold, rect.y + fold), two], pens.detail);
}
