//! A laid-out scene as JSON: boxes, lines and texts with their roles.

use crate::scene::{Point, Rect, Scene, Shape, Stroke};
use serde_json::{Value, json};

/// Writes a scene.
pub fn text(scene: &Scene) -> String {
    let shapes: Vec<Value> = scene.shapes.iter().map(shape).collect();
    format!("{:#}\n", json!({"schema_version": 1, "title": scene.title, "width": round(scene.width), "height": round(scene.height), "shapes": shapes}))
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
