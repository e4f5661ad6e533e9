//! Status signs and hatching as primitive shapes, for every renderer.
//!
//! No fonts and no icons: what is drawn here looks the same on screen, in a file and in grey.

use super::{Point, Rect, Role, Shape, Sign, Stroke, at};
use std::f64::consts::{FRAC_PI_4, PI, TAU};

/// Distance between two hatch lines, along the edge of the rectangle.
const HATCH: f64 = 6.0;
/// Dashes around the unknown sign.
const DASHES: u32 = 7;

/// The sign as circles and paths, back to front.
pub fn sign_shapes(center: Point, size: f64, sign: Sign) -> Vec<Shape> {
    let role = sign.role();
    let pen = Stroke::solid(role, (size * 0.11).max(1.0));
    let radius = size / 2.0 - pen.width / 2.0;
    match sign {
        Sign::Good => vec![Shape::Circle { center, radius, fill: None, stroke: Some(pen) }, tick(center, size, pen)],
        Sign::Done => vec![
            Shape::Circle { center, radius: size / 2.0, fill: Some(role), stroke: None },
            tick(center, size, Stroke::solid(Role::Panel, (size * 0.13).max(1.2))),
        ],
        Sign::Warn => warning(center, size, pen),
        Sign::Bad => {
            let corner = |i: u32| around(center, size / 2.0, FRAC_PI_4 * (f64::from(i) + 0.5));
            let octagon = Shape::Path { points: (0..8).map(corner).collect(), closed: true, fill: Some(role), stroke: None };
            let bar = Stroke::solid(Role::Panel, (size * 0.17).max(1.5));
            vec![octagon, level(center, size * 0.24, bar)]
        }
        Sign::Unknown => {
            let mut shapes: Vec<Shape> = (0..DASHES).map(|i| dash(center, radius, i, pen)).collect();
            shapes.push(level(center, size * 0.17, pen));
            shapes
        }
    }
}

/// Slanted lines every 6 px, clipped to the rectangle.
pub fn hatch_lines(rect: Rect) -> Vec<(Point, Point)> {
    let mut lines = Vec::new();
    if !(rect.w > 0.0 && rect.h > 0.0 && (rect.w + rect.h).is_finite()) {
        return lines;
    }
    let mut sum = HATCH;
    while sum < rect.w + rect.h && lines.len() < 20_000 {
        let low = at(rect.x + (sum - rect.h).max(0.0), rect.y + sum.min(rect.h));
        let high = at(rect.x + sum.min(rect.w), rect.y + (sum - rect.w).max(0.0));
        lines.push((low, high));
        sum += HATCH;
    }
    lines
}

fn around(center: Point, radius: f64, angle: f64) -> Point {
    at(center.x + radius * angle.cos(), center.y + radius * angle.sin())
}

fn tick(center: Point, size: f64, pen: Stroke) -> Shape {
    let p = |x: f64, y: f64| at(center.x + x * size, center.y + y * size);
    Shape::Path { points: vec![p(-0.21, 0.01), p(-0.06, 0.17), p(0.22, -0.15)], closed: false, fill: None, stroke: Some(pen) }
}

fn level(center: Point, half: f64, pen: Stroke) -> Shape {
    let points = vec![at(center.x - half, center.y), at(center.x + half, center.y)];
    Shape::Path { points, closed: false, fill: None, stroke: Some(pen) }
}

fn warning(center: Point, size: f64, pen: Stroke) -> Vec<Shape> {
    let p = |x: f64, y: f64| at(center.x + x * size, center.y + y * size);
    let triangle = vec![p(0.0, -0.43), p(0.47, 0.41), p(-0.47, 0.41)];
    vec![
        Shape::Path { points: triangle, closed: true, fill: None, stroke: Some(pen) },
        Shape::Path { points: vec![p(0.0, -0.14), p(0.0, 0.11)], closed: false, fill: None, stroke: Some(pen) },
        Shape::Circle { center: p(0.0, 0.25), radius: pen.width * 0.6, fill: Some(pen.role), stroke: None },
    ]
}

fn dash(center: Point, radius: f64, index: u32, pen: Stroke) -> Shape {
    let step = TAU / f64::from(DASHES);
    let start = f64::from(index) * step - PI / 2.0;
    let points = (0..4u32).map(|i| around(center, radius, start + step * 0.58 * f64::from(i) / 3.0)).collect();
    Shape::Path { points, closed: false, fill: None, stroke: Some(pen) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(shape: &Shape) -> Vec<Point> {
        match shape {
            Shape::Path { points, .. } => points.clone(),
            Shape::Circle { center, radius, .. } => {
                vec![at(center.x - radius, center.y - radius), at(center.x + radius, center.y + radius)]
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn signs_stay_in_their_square_and_differ() {
        let all = [Sign::Good, Sign::Warn, Sign::Bad, Sign::Unknown, Sign::Done];
        let drawn: Vec<_> = all.iter().map(|s| sign_shapes(at(20.0, 20.0), 16.0, *s)).collect();
        let square = Rect::new(12.0, 12.0, 16.0, 16.0).grown(0.01);
        for (i, shapes) in drawn.iter().enumerate() {
            assert!(shapes.iter().flat_map(points).all(|p| square.contains(p)), "{:?}", all[i]);
            assert!(drawn[..i].iter().all(|other| other != shapes));
        }
    }

    #[test]
    fn hatch_is_clipped_and_slanted() {
        let rect = Rect::new(10.0, 5.0, 40.0, 12.0);
        let lines = hatch_lines(rect);
        assert_eq!(lines.len(), 8);
        for (a, b) in lines {
            assert!(rect.contains(a) && rect.contains(b));
            assert!(((b.x - a.x) - (a.y - b.y)).abs() < 1e-9);
        }
        assert!(hatch_lines(Rect::new(0.0, 0.0, 0.0, 9.0)).is_empty());
        assert!(hatch_lines(Rect::new(0.0, 0.0, f64::INFINITY, 9.0)).is_empty());
    }
}
