//! A laid-out scene as JSON: boxes, lines and texts with their roles.

use crate::scene::graph::{GraphInput, GraphLayout};
use crate::scene::{Point, Rect, Scene, Shape, Stroke};
use serde_json::{Map, Value, json};

/// Writes a scene.
pub fn text(scene: &Scene) -> String {
    let shapes: Vec<Value> = scene.shapes.iter().map(shape).collect();
    format!("{:#}\n", json!({"schema_version": 1, "title": scene.title, "width": round(scene.width), "height": round(scene.height), "shapes": shapes}))
}

/// Writes a laid-out graph: the scene, and beside it nodes and groups (`clusters`) by id as middle,
/// width and height, and the line of every edge.
pub fn graph(scene: &Scene, input: &GraphInput, layout: &GraphLayout, names: &[String]) -> String {
    let area = |r: &Rect| json!([round(r.center().x), round(r.center().y), round(r.w), round(r.h)]);
    let nodes: Map<String, Value> = input.nodes.iter().zip(&layout.nodes).map(|(n, r)| (n.id.clone(), area(r))).collect();
    let clusters: Map<String, Value> = input.groups.iter().zip(&layout.groups).map(|(g, r)| (g.id.clone(), area(r))).collect();
    let edges: Vec<Value> = names
        .iter()
        .zip(&layout.edges)
        .map(|(name, line)| json!({"id": name, "kind": "poly", "pts": line.iter().map(|p| point(*p)).collect::<Vec<_>>()}))
        .collect();
    let shapes: Vec<Value> = scene.shapes.iter().map(shape).collect();
    let all = json!({
        "schema_version": 1, "title": scene.title, "width": round(scene.width), "height": round(scene.height), "shapes": shapes,
        "engine": "slipway", "nodes": nodes, "clusters": clusters, "edges": edges,
    });
    format!("{all:#}\n")
}

fn round(v: f64) -> f64 {
    (v * 100.0).round() / 100.0
}

fn point(p: Point) -> Value {
    json!([round(p.x), round(p.y)])
}

fn rect(r: Rect) -> Value {
    json!([round(r.x), round(r.y), round(r.w), round(r.h)])
}

fn stroke(s: Option<Stroke>) -> Value {
    s.map_or(Value::Null, |s| json!({"role": s.role.name(), "width": s.width, "dashed": s.dashed}))
}

fn shape(s: &Shape) -> Value {
    let role = |r: Option<crate::scene::Role>| r.map(crate::scene::Role::name);
    match s {
        Shape::Rect { rect: r, radius, fill, stroke: line } => json!({"rect": rect(*r), "radius": radius, "fill": role(*fill), "stroke": stroke(*line)}),
        Shape::Path { points, closed, fill, stroke: line } => {
            json!({"path": points.iter().map(|p| point(*p)).collect::<Vec<_>>(), "closed": closed, "fill": role(*fill), "stroke": stroke(*line)})
        }
        Shape::Circle { center, radius, fill, stroke: line } => {
            json!({"circle": point(*center), "radius": round(*radius), "fill": role(*fill), "stroke": stroke(*line)})
        }
        Shape::Text { at, text, size, weight, align, role } => {
            json!({"text": text, "at": point(*at), "size": size, "weight": format!("{weight:?}").to_lowercase(), "align": format!("{align:?}").to_lowercase(), "role": role.name()})
        }
        Shape::Sign { center, size, sign } => json!({"sign": format!("{sign:?}").to_lowercase(), "at": point(*center), "size": size}),
        Shape::Hatch { rect: r, role } => json!({"hatch": rect(*r), "role": role.name()}),
    }
}
