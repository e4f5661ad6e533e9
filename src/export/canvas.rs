//! A picture as outlines to fill and to stroke, and lines of text: what renderers without shapes of
//! their own share. Places nothing and knows no format: everything stands where the [`Scene`] put it.

use crate::scene::signs::{hatch_lines, sign_shapes};
use crate::scene::{Align, Point, Rect, Role, Scene, Shape, Stroke, Weight, at};

/// From the middle of the capitals down to the base line, per unit of type size.
pub(super) const BASE_LINE: f64 = 0.364;

/// How far the handles of a quarter circle reach, per unit of its radius.
const KAPPA: f64 = 0.552_284_749_8;

/// One step of an outline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Segment {
    /// Begins a new line.
    Move(Point),
    /// Straight on.
    Line(Point),
    /// In a curve with two handles.
    Curve(Point, Point, Point),
    /// Back to where the line began.
    Close,
}

/// A line of text with the place of its anchor on the base line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words<'a> {
    /// Anchor, on the base line.
    pub(super) at: Point,
    /// The text.
    pub(super) text: &'a str,
    /// Size of the type.
    pub(super) size: f64,
    /// Strength.
    pub(super) weight: Weight,
    /// Which end the anchor is.
    pub(super) align: Align,
    /// Colour.
    pub(super) role: Role,
}

/// Something to draw on.
pub(super) trait Canvas {
    /// Fills an outline.
    fn fill(&mut self, outline: &[Segment], role: Role);
    /// Draws along an outline.
    fn stroke(&mut self, outline: &[Segment], stroke: Stroke);
    /// Writes a line.
    fn words(&mut self, words: Words<'_>);
}

/// Draws a whole picture on its ground.
pub(super) fn draw(scene: &Scene, canvas: &mut impl Canvas) {
    canvas.fill(&rectangle(Rect::new(0.0, 0.0, scene.width.max(1.0), scene.height.max(1.0)), 0.0), Role::Ground);
    for shape in &scene.shapes {
        draw_shape(shape, canvas);
    }
}

fn draw_shape(shape: &Shape, canvas: &mut impl Canvas) {
    match shape {
        Shape::Rect { rect, radius, fill, stroke } => paint(&rectangle(*rect, *radius), *fill, *stroke, canvas),
        Shape::Path { points, closed, fill, stroke } => paint(&polyline(points, *closed), *fill, *stroke, canvas),
        Shape::Circle { center, radius, fill, stroke } => paint(&circle(*center, *radius), *fill, *stroke, canvas),
        Shape::Text { at: anchor, text, size, weight, align, role } => {
            let on_line = at(anchor.x, anchor.y + BASE_LINE * size);
            canvas.words(Words { at: on_line, text, size: *size, weight: *weight, align: *align, role: *role });
        }
        // A sign is made of plain shapes, so this goes one level deep.
        Shape::Sign { center, size, sign } => {
            for part in sign_shapes(*center, *size, *sign).iter().filter(|part| !matches!(part, Shape::Sign { .. })) {
                draw_shape(part, canvas);
            }
        }
        Shape::Hatch { rect, role } => {
            let lines: Vec<Segment> = hatch_lines(*rect).into_iter().flat_map(|(a, b)| [Segment::Move(a), Segment::Line(b)]).collect();
            paint(&lines, None, Some(Stroke::solid(*role, 0.75)), canvas);
        }
    }
}

/// Outlines with a place that is no number are left out, as no renderer could draw them.
fn paint(outline: &[Segment], fill: Option<Role>, stroke: Option<Stroke>, canvas: &mut impl Canvas) {
    if outline.len() < 2 || !outline.iter().all(is_somewhere) {
        return;
    }
    if let Some(role) = fill {
        canvas.fill(outline, role);
    }
    if let Some(stroke) = stroke.filter(|s| s.width > 0.0) {
        canvas.stroke(outline, stroke);
    }
}

fn is_somewhere(segment: &Segment) -> bool {
    let sound = |p: &Point| p.x.abs() < 1e6 && p.y.abs() < 1e6;
    match segment {
        Segment::Move(p) | Segment::Line(p) => sound(p),
        Segment::Curve(a, b, c) => sound(a) && sound(b) && sound(c),
        Segment::Close => true,
    }
}

fn polyline(points: &[Point], closed: bool) -> Vec<Segment> {
    let mut out: Vec<Segment> = points.iter().enumerate().map(|(i, p)| if i == 0 { Segment::Move(*p) } else { Segment::Line(*p) }).collect();
    if closed && out.len() > 1 {
        out.push(Segment::Close);
    }
    out
}

fn rectangle(rect: Rect, radius: f64) -> Vec<Segment> {
    let (left, top, right, bottom) = (rect.x, rect.y, rect.x + rect.w.max(0.0), rect.y + rect.h.max(0.0));
    let r = radius.min((right - left) / 2.0).min((bottom - top) / 2.0);
    if r <= 0.0 {
        return polyline(&[at(left, top), at(right, top), at(right, bottom), at(left, bottom)], true);
    }
    let k = r * (1.0 - KAPPA);
    vec![
        Segment::Move(at(left + r, top)),
        Segment::Line(at(right - r, top)),
        Segment::Curve(at(right - k, top), at(right, top + k), at(right, top + r)),
        Segment::Line(at(right, bottom - r)),
        Segment::Curve(at(right, bottom - k), at(right - k, bottom), at(right - r, bottom)),
        Segment::Line(at(left + r, bottom)),
        Segment::Curve(at(left + k, bottom), at(left, bottom - k), at(left, bottom - r)),
        Segment::Line(at(left, top + r)),
        Segment::Curve(at(left, top + k), at(left + k, top), at(left + r, top)),
        Segment::Close,
    ]
}

fn circle(center: Point, radius: f64) -> Vec<Segment> {
    let r = radius.max(0.0);
    rectangle(Rect::new(center.x - r, center.y - r, 2.0 * r, 2.0 * r), r)
}

/// Dashes and gaps of a dashed line.
pub(super) const DASHES: [f32; 2] = [5.0, 4.0];

/// Pixels as renderers count them; no picture is so large that a digit would be lost.
#[expect(clippy::cast_possible_truncation, reason = "places in a picture are small, see is_somewhere")]
pub(super) fn short(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Log(Vec<String>);

    impl Canvas for Log {
        fn fill(&mut self, outline: &[Segment], role: Role) {
            self.0.push(format!("fill {} {role:?}", outline.len()));
        }
        fn stroke(&mut self, outline: &[Segment], stroke: Stroke) {
            self.0.push(format!("stroke {} {:?}", outline.len(), stroke.role));
        }
        fn words(&mut self, words: Words<'_>) {
            self.0.push(format!("words {} {:.2}", words.text, words.at.y));
        }
    }

    #[test]
    fn shapes_become_outlines_back_to_front() {
        let mut scene = Scene::new(100.0, 50.0, "x");
        scene.fill(Rect::new(0.0, 0.0, 10.0, 10.0), 3.0, Role::Bar);
        scene.outline(Rect::new(0.0, 0.0, 10.0, 10.0), 0.0, Stroke::solid(Role::Line, 1.0));
        scene.line(vec![at(0.0, 0.0), at(f64::NAN, 1.0)], Stroke::solid(Role::Bad, 1.0));
        scene.line(vec![at(0.0, 0.0)], Stroke::solid(Role::Bad, 1.0));
        scene.text(at(5.0, 20.0), "hi", 10.0, Weight::Regular, Align::Left, Role::Text);
        let mut log = Log::default();
        draw(&scene, &mut log);
        assert_eq!(log.0, ["fill 5 Ground", "fill 10 Bar", "stroke 5 Line", "words hi 23.64"]);
    }
}
