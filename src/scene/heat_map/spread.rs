//! The risks over percent and days: magnitude instead of category. Lines join what costs the same on
//! average; the line of appetite is one of them.

use super::draw::draw_shape;
use super::{HeatMapInput, HeatRisk};
use crate::analysis::words;
use crate::scene::text::{elide, width};
use crate::scene::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at};

/// A risk in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Which, by position in the input.
    pub risk: usize,
    /// Where it stands.
    pub point: Point,
    /// Where its mark is: as near as the others let it be.
    pub rect: Rect,
}

/// A risk has percent and days.
pub fn is_measured(risk: &HeatRisk) -> bool {
    risk.pct.is_some_and(f64::is_finite) && risk.days.is_some_and(|d| d.is_finite() && d >= 0.0)
}

/// The right end of the axis of days.
pub fn most_days(input: &HeatMapInput) -> f64 {
    let most = input.risks.iter().filter(|r| is_measured(r)).filter_map(|r| r.days).fold(0.0, f64::max) * 1.15;
    let steps = [5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 60.0, 80.0, 100.0, 150.0, 200.0, 300.0, 500.0, 1_000.0];
    steps.into_iter().find(|s| *s >= most).unwrap_or(most)
}

/// A place in the grid.
fn point(grid: Rect, most: f64, days: f64, pct: f64) -> Point {
    at(grid.x + (days / most).clamp(0.0, 1.0) * grid.w, grid.bottom() - (pct / 100.0).clamp(0.0, 1.0) * grid.h)
}

/// Days and percent at a place in the grid.
pub fn value_at(input: &HeatMapInput, grid: Rect, p: Point) -> (f64, f64) {
    let days = ((p.x - grid.x) / grid.w.max(1.0)).clamp(0.0, 1.0) * most_days(input);
    (days, ((grid.bottom() - p.y) / grid.h.max(1.0)).clamp(0.0, 1.0) * 100.0)
}

const HIGH: f64 = 18.0;
const TYPE: f64 = 11.0;

/// Where every measured risk is marked: the costliest nearest to its place, no two on each other.
pub fn spots(input: &HeatMapInput, grid: Rect) -> Vec<Spot> {
    let most = most_days(input);
    let mut order: Vec<usize> = (0..input.risks.len()).filter(|i| is_measured(&input.risks[*i])).collect();
    let cost = |i: usize| input.risks[i].pct.unwrap_or(0.0) * input.risks[i].days.unwrap_or(0.0);
    order.sort_by(|a, b| input.risks[*b].emphasis.cmp(&input.risks[*a].emphasis).then_with(|| cost(*b).total_cmp(&cost(*a))).then_with(|| a.cmp(b)));
    let mut out: Vec<Spot> = Vec::with_capacity(order.len());
    let mut around: Vec<(f64, f64)> = (-14..=14i32).flat_map(|y| (-24..=24i32).map(move |x| (f64::from(x) * 11.0, f64::from(y) * (HIGH + 2.0)))).collect();
    around.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)).then(a.1.total_cmp(&b.1)).then(a.0.total_cmp(&b.0)));
    for i in order {
        let r = &input.risks[i];
        let p = point(grid, most, r.days.unwrap_or(0.0), r.pct.unwrap_or(0.0));
        let w = HIGH + 4.0 + width(&r.id, TYPE, Weight::Semibold) + if r.alert { 14.0 } else { 0.0 };
        let fit = |x: f64, y: f64| {
            let x = x.clamp(grid.x, (grid.right() - w).max(grid.x));
            let y = y.clamp(grid.y, (grid.bottom() - HIGH).max(grid.y));
            Rect::new(x, y, w, HIGH)
        };
        let free = |c: &Rect| out.iter().all(|s| c.right() <= s.rect.x || s.rect.right() <= c.x || c.bottom() <= s.rect.y || s.rect.bottom() <= c.y);
        // Places around it, nearest first; with thousands of risks the first few must do.
        let tried = if input.risks.len() > 300 { 12 } else { around.len() };
        let rect = around[..tried]
            .iter()
            .map(|(dx, dy)| fit(p.x - HIGH / 2.0 + dx, p.y - HIGH / 2.0 + dy))
            .find(free)
            .unwrap_or_else(|| fit(p.x - HIGH / 2.0, p.y - HIGH / 2.0));
        out.push(Spot { risk: i, point: p, rect });
    }
    out
}

/// What lies in the grid: lines of equal cost, the line of appetite, marks.
pub fn body(scene: &mut Scene, input: &HeatMapInput, grid: Rect, spots: &[Spot]) {
    let most = most_days(input);
    scene.fill(grid, 0.0, Role::Panel);
    let curve = |cost: f64| -> Vec<Point> {
        // From the top edge to the right edge: days × percent stays the same.
        let first = cost.max(most * 0.001);
        (0..=48u32).map(|k| first + (most - first) * (f64::from(k) / 48.0).powi(2)).map(|days| point(grid, most, days, cost / days * 100.0)).collect()
    };
    let steps = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
    for cost in steps.into_iter().filter(|c| *c < most * 0.85 && *c > most * 0.012) {
        let points = curve(cost);
        let label = points.last().copied().unwrap_or_default();
        scene.line(points, Stroke::solid(Role::Line, 1.0));
        scene.text(at(grid.right() - 4.0, label.y - 8.0), format!("{} lost on average", words::days(cost)), 10.0, Weight::Regular, Align::Right, Role::Muted);
    }
    if let Some(days) = input.line_days.filter(|d| *d > 0.0 && *d < most) {
        let points = curve(days);
        let start = points.first().copied().unwrap_or_default();
        scene.line(points, Stroke::dashed(Role::Text, 2.0));
        scene.text(at(start.x + 6.0, grid.y + 10.0), format!("Appetite {}", words::days(days)), 11.0, Weight::Semibold, Align::Left, Role::Text);
    }
    scene.outline(grid, 0.0, Stroke::solid(Role::Line, 1.0));
    for spot in spots.iter().rev() {
        draw_spot(scene, input, spot);
    }
}

fn draw_spot(scene: &mut Scene, input: &HeatMapInput, spot: &Spot) {
    let Some(risk) = input.risks.get(spot.risk) else { return };
    let (rect, ink) = (spot.rect, if risk.dim { Role::Unknown } else { Role::Text });
    let icon = at(rect.x + rect.h / 2.0, rect.center().y);
    if (icon.x - spot.point.x).hypot(icon.y - spot.point.y) > 3.0 {
        scene.line(vec![spot.point, icon], Stroke::solid(Role::Muted, 1.0));
        scene.shapes.push(Shape::Circle { center: spot.point, radius: 2.0, fill: Some(Role::Muted), stroke: None });
    }
    scene.fill(rect, rect.h / 2.0, Role::Raised);
    scene.outline(rect, rect.h / 2.0, if risk.emphasis { Stroke::solid(Role::Accent, 2.5) } else { Stroke::solid(ink, 1.0) });
    draw_shape(scene, icon, rect.h * (0.2 + 0.12 * risk.size.clamp(0.0, 1.0)), risk.shape, ink, ink);
    let start = rect.x + rect.h + 1.0;
    scene.text(at(start, rect.center().y), risk.id.clone(), TYPE, Weight::Semibold, Align::Left, ink);
    if risk.alert {
        scene.sign(at(rect.right() - 10.0, rect.center().y), 12.0, Sign::Bad);
    }
}

/// The whole picture.
pub fn scene(input: &HeatMapInput, size: (f64, f64)) -> Scene {
    let measured = input.risks.iter().filter(|r| is_measured(r)).count();
    let mut scene = Scene::new(size.0, size.1, format!("{measured} risks over percent and days"));
    let grid = Rect::new(56.0, 36.0, (size.0 - 72.0).max(60.0), (size.1 - 120.0).max(60.0));
    let most = most_days(input);
    let spots = spots(input, grid);
    body(&mut scene, input, grid, &spots);
    for pct in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let p = point(grid, most, 0.0, pct);
        scene.text(at(p.x - 8.0, p.y), format!("{pct} %"), 11.0, Weight::Regular, Align::Right, Role::Muted);
    }
    for k in 0..=4u32 {
        let days = most * f64::from(k) / 4.0;
        let p = point(grid, most, days, 0.0);
        scene.text(at(p.x, p.y + 14.0), words::days(days), 11.0, Weight::Regular, Align::Center, Role::Muted);
    }
    scene.text(at(16.0, 18.0), "Probability ↑", 11.5, Weight::Semibold, Align::Left, Role::Text);
    scene.text(at(grid.right(), 18.0), "Impact in working days →", 11.5, Weight::Semibold, Align::Right, Role::Text);
    let missing: Vec<String> = input.risks.iter().filter(|r| !is_measured(r)).map(|r| r.id.clone()).collect();
    if !missing.is_empty() {
        let words = format!("Not shown, without percent or days: {}", words::listing(&missing, 12));
        scene.text(at(grid.x, grid.bottom() + 38.0), elide(&words, 11.0, Weight::Regular, grid.w), 11.0, Weight::Regular, Align::Left, Role::Warn);
    }
    scene.text(at(grid.x, size.1 - 16.0), elide(&input.caption, 11.5, Weight::Regular, grid.w), 11.5, Weight::Regular, Align::Left, Role::Muted);
    scene
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(count: u32) -> HeatMapInput {
        let risk = |i: u32| HeatRisk {
            id: format!("R{i:03}"),
            pct: Some(f64::from(i * 37 % 99 + 1)),
            days: (i % 7 != 6).then(|| f64::from(i * 13 % 40)),
            ..HeatRisk::default()
        };
        HeatMapInput { levels: 3, risks: (0..count).map(risk).collect(), ..HeatMapInput::default() }
    }

    #[test]
    fn marks_stay_inside_and_do_not_lie_on_each_other() {
        let grid = Rect::new(50.0, 30.0, 700.0, 400.0);
        for count in [0, 2, 20, 60] {
            let input = input(count);
            let spots = spots(&input, grid);
            assert_eq!(spots.len(), input.risks.iter().filter(|r| is_measured(r)).count());
            for (i, a) in spots.iter().enumerate() {
                assert!(a.rect.x >= grid.x && a.rect.right() <= grid.right() && a.rect.y >= grid.y && a.rect.bottom() <= grid.bottom(), "{a:?}");
                let apart = |b: &Spot| a.rect.right() <= b.rect.x || b.rect.right() <= a.rect.x || a.rect.bottom() <= b.rect.y || b.rect.bottom() <= a.rect.y;
                assert!(spots[..i].iter().all(apart), "{a:?}");
            }
        }
    }

    #[test]
    fn a_place_gives_back_its_values() {
        let (input, grid) = (input(20), Rect::new(50.0, 30.0, 700.0, 400.0));
        let (days, pct) = value_at(&input, grid, point(grid, most_days(&input), 10.0, 40.0));
        assert!((days - 10.0).abs() < 1e-9 && (pct - 40.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_missing_is_named() {
        let picture = scene(&input(7), (600.0, 400.0));
        assert!(picture.shapes.iter().any(|s| matches!(s, Shape::Text { text, .. } if text == "Not shown, without percent or days: R006")));
        assert!(
            !scene(&HeatMapInput { risks: vec![HeatRisk { pct: Some(f64::NAN), days: Some(-1.0), ..HeatRisk::default() }], ..input(0) }, (0.0, 0.0))
                .shapes
                .is_empty()
        );
    }
}
