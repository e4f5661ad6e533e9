//! The matrix drawn: cells with score and word, the line of appetite, arrows between ratings, marks,
//! axes, legend and caption.

use super::marks::{Detail, Mark, Stage, are_few, layout, others};
use super::{Cell, HeatMapInput, MarkerShape, cells, level_word, levels, limit_line};
use crate::scene::text::{elide, elide_end, width};
use crate::scene::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at};

/// The grid of a picture of a size, and how large its words are.
struct Frame {
    grid: Rect,
    scale: f64,
}

impl Frame {
    fn of(input: &HeatMapInput, size: (f64, f64)) -> Self {
        let n = levels(input);
        let scale = (size.0 / 760.0).min(size.1 / 520.0).clamp(1.0, 2.4);
        let widest = |words: &[String], type_size: f64| words.iter().map(|w| width(w, type_size, Weight::Regular)).fold(0.0, f64::max);
        let names: Vec<String> = (1..=n).map(|l| level_word(n, l)).collect();
        let words = widest(&names, 11.5).max(widest(&input.meanings.0, 10.0)).max(width("Probability ↑", 11.5, Weight::Semibold) - 40.0);
        let (left, top, below) = ((words + 28.0) * scale, 36.0 * scale, (if input.meanings.1.is_empty() { 84.0 } else { 98.0 }) * scale);
        Self { grid: Rect::new(left, top, (size.0 - left - 16.0).max(60.0), (size.1 - top - below).max(60.0)), scale }
    }

    fn point(&self, n: u32, x: f64, y: f64) -> Point {
        at(self.grid.x + x * self.grid.w / f64::from(n), self.grid.bottom() - y * self.grid.h / f64::from(n))
    }
}

/// The whole picture: cells, axes, arrows, marks, legend and caption.
pub fn scene(input: &HeatMapInput, size: (f64, f64)) -> Scene {
    let title = format!("Risk matrix, {} risks, {} by {} levels", input.risks.len(), levels(input), levels(input));
    let mut scene = Scene::new(size.0, size.1, title);
    let frame = Frame::of(input, size);
    let input = &HeatMapInput { largest: input.largest.max(frame.scale * 1.3), ..input.clone() };
    let marks = layout(input, frame.grid);
    around(&mut scene, input, Rect::new(0.0, 0.0, size.0, size.1), frame.grid);
    body(&mut scene, input, frame.grid, &marks);
    scene
}

/// The rectangle of the grid in a picture of a size.
pub fn grid(input: &HeatMapInput, size: (f64, f64)) -> Rect {
    Frame::of(input, size).grid
}

/// Axes, legend and caption around a grid that lies in an area.
pub fn around(scene: &mut Scene, input: &HeatMapInput, area: Rect, grid: Rect) {
    let frame = Frame { grid, ..Frame::of(input, (area.w, area.h)) };
    draw_axes(scene, input, &frame, area.x);
    draw_legend(scene, input, &frame);
    caption(scene, input, &frame, area);
}

fn caption(scene: &mut Scene, input: &HeatMapInput, frame: &Frame, area: Rect) {
    let caption = elide_end(&input.caption, 11.5 * frame.scale, Weight::Regular, area.right() - frame.grid.x - 16.0);
    if !caption.is_empty() {
        let place = at(frame.grid.x, area.bottom() - 16.0 * frame.scale);
        scene.text(place, caption, 11.5 * frame.scale, Weight::Regular, Align::Left, Role::Muted);
    }
}

/// What lies in the grid: cells, line, arrows and marks. The screen draws this over its own axes.
pub fn body(scene: &mut Scene, input: &HeatMapInput, grid: Rect, marks: &[Mark]) {
    let n = f64::from(levels(input));
    let (w, h) = (grid.w / n, grid.h / n);
    let rect = |c: &Cell| Rect::new(grid.x + f64::from(c.impact - 1) * w, grid.bottom() - f64::from(c.probability) * h, w, h).grown(-1.5);
    let cells = cells(input);
    for cell in &cells {
        scene.fill(rect(cell), 4.0, cell.band.role());
    }
    let heads = draw_arrows(scene, input, marks);
    let scale = marks.iter().map(|m| m.scale).fold(1.0, f64::max).min((w / 90.0).max(1.0));
    for cell in &cells {
        draw_score(scene, rect(cell), *cell, scale.min(1.8));
    }
    if let Some((limit, _)) = &input.line {
        let corners = limit_line(input, *limit).into_iter().map(|(x, y)| at(grid.x + x * w, grid.bottom() - y * h));
        // Dark on every band, and dashed: it is a boundary, not a cell.
        scene.line(corners.collect(), Stroke::dashed(Role::OnHeat, 2.5));
    }
    let few = are_few(input);
    for mark in marks {
        draw_mark(scene, input, mark, few);
    }
    for head in heads {
        scene.polygon(head, Some(Role::OnHeat), None);
    }
}

/// Score and word, in front of arrows that pass.
fn draw_score(scene: &mut Scene, rect: Rect, cell: Cell, scale: f64) {
    let size = 13.0 * scale;
    let base = at(rect.x + 6.0, rect.y + 11.0 * scale);
    let (score, small) = (cell.score.to_string(), size * 0.82);
    let after = base.x + width(&score, size, Weight::Semibold) + 5.0 * scale;
    let word = width(cell.word, small, Weight::Regular);
    scene.text(base, score, size, Weight::Semibold, Align::Left, Role::OnHeat);
    if after + word < rect.right() - 2.0 {
        scene.text(at(after, base.y + size * 0.06), cell.word, small, Weight::Regular, Align::Left, Role::OnHeat);
    }
}

fn draw_axes(scene: &mut Scene, input: &HeatMapInput, frame: &Frame, left: f64) {
    let (n, s) = (levels(input), frame.scale);
    for level in 1..=n {
        let middle = f64::from(level) - 0.5;
        let (row, column) = (frame.point(n, 0.0, middle), frame.point(n, middle, 0.0));
        let word = level_word(n, level);
        let index = usize::try_from(level - 1).unwrap_or(0);
        let room = frame.grid.w / f64::from(n) - 6.0;
        let (rows, columns) = (input.meanings.0.get(index), input.meanings.1.get(index));
        let up = if rows.is_some() { 7.0 * s } else { 0.0 };
        scene.text(at(row.x - 10.0, row.y - up), word.clone(), 11.5 * s, Weight::Regular, Align::Right, Role::Text);
        scene.text(at(column.x, column.y + 14.0 * s), word, 11.5 * s, Weight::Regular, Align::Center, Role::Text);
        if let Some(means) = rows {
            scene.text(at(row.x - 10.0, row.y + 7.0 * s), means.clone(), 10.0 * s, Weight::Regular, Align::Right, Role::Muted);
        }
        if let Some(means) = columns {
            let means = elide(means, 10.0 * s, Weight::Regular, room);
            scene.text(at(column.x, column.y + 28.0 * s), means, 10.0 * s, Weight::Regular, Align::Center, Role::Muted);
        }
    }
    scene.text(at(left + 16.0, frame.grid.y - 16.0 * s), "Probability ↑", 11.5 * s, Weight::Semibold, Align::Left, Role::Text);
    let end = at(frame.grid.right() - 2.0, frame.grid.y - 16.0 * s);
    scene.text(end, "Impact →", 11.5 * s, Weight::Semibold, Align::Right, Role::Text);
}

/// From the rating at an earlier date to the present one, from there to what is left, and on to what
/// is aimed at. The heads come back, to be drawn in front of the marks.
fn draw_arrows(scene: &mut Scene, input: &HeatMapInput, marks: &[Mark]) -> Vec<Vec<Point>> {
    let (mut heads, few) = (Vec::new(), are_few(input));
    let find = |risk: usize, stage: Stage| marks.iter().find(|m| m.risk == risk && m.stage == stage && m.more.is_empty());
    for mark in marks.iter().filter(|m| m.stage == Stage::Now && m.more.is_empty()) {
        let stages = others(input, mark.risk, few);
        let has = |s: Stage| stages.iter().any(|(o, _)| *o == s);
        let pen = if input.risks[mark.risk].emphasis { 2.2 } else { 1.2 } * mark.scale.sqrt();
        let mut join = |from: Stage, to: Stage, dashed: bool| {
            if let (Some(a), Some(b)) = (find(mark.risk, from), find(mark.risk, to)) {
                heads.extend(arrow(scene, a.rect, b.rect, pen, dashed));
            }
        };
        if has(Stage::Before) {
            join(Stage::Before, Stage::Now, true);
        }
        if has(Stage::Residual) {
            join(Stage::Now, Stage::Residual, false);
        }
        if has(Stage::Target) {
            join(if has(Stage::Residual) { Stage::Residual } else { Stage::Now }, Stage::Target, true);
        }
    }
    heads
}

/// Where the line from the middle of a rectangle to a point leaves it.
fn edge(rect: Rect, toward: Point) -> Point {
    let c = rect.center();
    let (dx, dy) = (toward.x - c.x, toward.y - c.y);
    let half = (rect.w / 2.0 + 2.0, rect.h / 2.0 + 2.0);
    let t = (half.0 / dx.abs().max(1e-9)).min(half.1 / dy.abs().max(1e-9)).min(1.0);
    at(c.x + dx * t, c.y + dy * t)
}

fn arrow(scene: &mut Scene, from: Rect, to: Rect, pen: f64, dashed: bool) -> Option<Vec<Point>> {
    let (a, b) = (edge(from, to.center()), edge(to, from.center()));
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx.hypot(dy);
    if length < 6.0 {
        return None;
    }
    let (ux, uy) = (dx / length, dy / length);
    let head = (5.0 + 2.0 * pen).min(length);
    let foot = at(b.x - ux * head, b.y - uy * head);
    scene.line(vec![a, foot], Stroke { role: Role::OnHeat, width: pen, dashed });
    let wing = |across: f64| at(foot.x - uy * across, foot.y + ux * across);
    Some(vec![b, wing(head * 0.45), wing(-head * 0.45)])
}

fn draw_mark(scene: &mut Scene, input: &HeatMapInput, mark: &Mark, few: bool) {
    let Some(risk) = input.risks.get(mark.risk) else { return };
    let (rect, s) = (mark.rect, mark.scale);
    let size = mark.detail.type_size() * s;
    if !mark.more.is_empty() {
        scene.fill(rect, rect.h / 2.0, Role::Panel);
        scene.outline(rect, rect.h / 2.0, Stroke::solid(Role::Text, 1.0));
        scene.text(rect.center(), mark.label.clone(), size, Weight::Semibold, Align::Center, Role::Text);
        return;
    }
    let ink = if risk.dim { Role::Unknown } else { Role::Text };
    let moves = !others(input, mark.risk, few).is_empty();
    let exposure = if risk.size.is_finite() { risk.size.clamp(0.0, 1.0) } else { 0.5 };
    let radius = rect.h * (0.2 + 0.12 * exposure);
    let icon = at(rect.x + rect.h / 2.0 + 1.0, rect.center().y);
    if mark.stage == Stage::Now {
        if mark.detail == Detail::Dot {
            if risk.emphasis {
                scene.shapes.push(Shape::Circle { center: rect.center(), radius: rect.h / 2.0 + 1.0, fill: Some(Role::Accent), stroke: None });
            }
            let ink = if risk.emphasis { Role::OnAccent } else { Role::OnHeat };
            draw_shape(scene, rect.center(), rect.h * (0.3 + 0.12 * exposure), risk.shape, ink, if risk.alert { Role::Panel } else { ink });
            return;
        }
        scene.fill(rect, rect.h / 2.0, Role::Panel);
        if risk.emphasis {
            scene.outline(rect, rect.h / 2.0, Stroke::solid(Role::Accent, 2.5 * s.sqrt()));
        } else if mark.detail != Detail::Tiny {
            scene.outline(rect, rect.h / 2.0, Stroke::solid(ink, 1.0));
        }
        draw_shape(scene, icon, radius, risk.shape, ink, if moves { Role::Panel } else { ink });
    } else {
        // An arrow that passes goes behind the words.
        scene.fill(rect, rect.h / 2.0, ground(input, risk, mark.stage));
        match mark.stage {
            Stage::Target => {
                scene.shapes.push(Shape::Circle { center: icon, radius: rect.h * 0.28, fill: None, stroke: Some(Stroke::solid(Role::OnHeat, 1.5)) });
                scene.shapes.push(Shape::Circle { center: icon, radius: rect.h * 0.1, fill: Some(Role::OnHeat), stroke: None });
            }
            Stage::Before => {
                scene.shapes.push(Shape::Circle { center: icon, radius: rect.h * 0.24, fill: None, stroke: Some(Stroke::dashed(Role::OnHeat, 1.2)) });
            }
            _ => draw_shape(scene, icon, rect.h * 0.24, risk.shape, Role::OnHeat, Role::OnHeat),
        }
    }
    let on = if mark.stage == Stage::Now { ink } else { Role::OnHeat };
    let start = rect.x + rect.h + 1.0;
    scene.text(at(start, rect.center().y), mark.label.clone(), size, Weight::Semibold, Align::Left, on);
    let mut next = start + width(&mark.label, size, Weight::Semibold) + 4.0 * s;
    if risk.alert && mark.stage == Stage::Now {
        scene.sign(at(next + size * 0.45, rect.center().y), size * 1.05, Sign::Bad);
        next += size + 3.0 * s;
    }
    if !mark.title.is_empty() {
        scene.text(at(next + 2.0 * s, rect.center().y), mark.title.clone(), size, Weight::Regular, Align::Left, on);
    }
}

/// The colour of the cell that a mark of a stage stands in.
fn ground(input: &HeatMapInput, risk: &super::HeatRisk, stage: Stage) -> Role {
    let n = levels(input);
    let rating = match stage {
        Stage::Now => None,
        Stage::Residual => risk.residual,
        Stage::Target => risk.target,
        Stage::Before => risk.before,
    };
    let (p, i) = rating.unwrap_or((risk.probability, risk.impact));
    let own = (p.clamp(1, n), i.clamp(1, n));
    cells(input).into_iter().find(|c| (c.probability, c.impact) == own).map_or(Role::HeatMid, |c| c.band.role())
}

pub(super) fn draw_shape(scene: &mut Scene, center: Point, radius: f64, shape: MarkerShape, ink: Role, inside: Role) {
    let pen = Stroke::solid(ink, 1.5);
    let fill = Some(inside);
    let p = |x: f64, y: f64| at(center.x + x * radius, center.y + y * radius);
    let points = match shape {
        MarkerShape::Circle => {
            scene.shapes.push(Shape::Circle { center, radius: radius - 0.5, fill, stroke: Some(pen) });
            return;
        }
        MarkerShape::Square => vec![p(-0.82, -0.82), p(0.82, -0.82), p(0.82, 0.82), p(-0.82, 0.82)],
        MarkerShape::Diamond => vec![p(0.0, -1.1), p(1.1, 0.0), p(0.0, 1.1), p(-1.1, 0.0)],
        MarkerShape::Triangle => vec![p(0.0, -1.05), p(1.1, 0.85), p(-1.1, 0.85)],
    };
    scene.polygon(points, fill, Some(pen));
}

fn draw_legend(scene: &mut Scene, input: &HeatMapInput, frame: &Frame) {
    let s = frame.scale;
    let meant = if input.meanings.1.is_empty() { 0.0 } else { 14.0 };
    let line = Rect::new(frame.grid.x + 6.0 * s, frame.grid.bottom() + (42.0 + meant) * s, frame.grid.w - 6.0 * s, 0.0);
    explain(scene, input, line, s, false);
}

/// What shapes, arrows and lines mean, on a line; over percent and days there are only shapes.
pub fn legend(scene: &mut Scene, input: &HeatMapInput, line: Rect, continuous: bool) {
    explain(scene, input, line, 1.0, continuous);
}

/// Only what occurs in the picture is explained.
fn explain(scene: &mut Scene, input: &HeatMapInput, line: Rect, s: f64, continuous: bool) {
    let (mut x, y, limit) = (line.x, line.y, line.right());
    let mut entry = |word: &str, sample: &dyn Fn(&mut Scene, Point)| {
        let end = x + 12.0 * s + width(word, 11.0 * s, Weight::Regular);
        if end <= limit {
            sample(scene, at(x, y));
            scene.text(at(x + 12.0 * s, y), word, 11.0 * s, Weight::Regular, Align::Left, Role::Muted);
            x = end + 20.0 * s;
        }
    };
    let r = 4.5 * s;
    for shape in MarkerShape::ALL.into_iter().filter(|shape| input.risks.iter().any(|r| r.shape == *shape)) {
        entry(shape.word(), &|scene, p| draw_shape(scene, p, r, shape, Role::Muted, Role::Muted));
    }
    if continuous {
        return;
    }
    let few = are_few(input);
    let stages: Vec<Stage> = (0..input.risks.len()).flat_map(|i| others(input, i, few)).map(|(s, _)| s).collect();
    let has = |stage: Stage| stages.contains(&stage);
    if has(Stage::Residual) {
        entry("After its steps", &|scene, p| {
            scene.line(vec![at(p.x - 6.0 * s, p.y), at(p.x + 4.0 * s, p.y)], Stroke::solid(Role::Muted, 1.5));
            scene.polygon(vec![at(p.x + 7.0 * s, p.y), at(p.x + 2.0 * s, p.y - 3.5 * s), at(p.x + 2.0 * s, p.y + 3.5 * s)], Some(Role::Muted), None);
        });
    }
    if has(Stage::Target) {
        entry("Target", &|scene, p| {
            scene.shapes.push(Shape::Circle { center: p, radius: r, fill: None, stroke: Some(Stroke::solid(Role::Muted, 1.5)) });
            scene.shapes.push(Shape::Circle { center: p, radius: r * 0.35, fill: Some(Role::Muted), stroke: None });
        });
    }
    if has(Stage::Before) {
        entry("Before", &|scene, p| scene.shapes.push(Shape::Circle { center: p, radius: r, fill: None, stroke: Some(Stroke::dashed(Role::Muted, 1.2)) }));
    }
    if let Some((limit, name)) = &input.line
        && !limit_line(input, *limit).is_empty()
    {
        entry(name, &|scene, p| scene.line(vec![at(p.x - 7.0 * s, p.y), at(p.x + 7.0 * s, p.y)], Stroke::dashed(Role::Muted, 2.0)));
    }
    let hidden = input.risks.iter().filter(|r| r.residual.is_some() || r.target.is_some()).count();
    if hidden > 0 && !has(Stage::Residual) && !has(Stage::Target) {
        entry("Select a risk for its arrows", &|scene, p| {
            scene.shapes.push(Shape::Circle { center: p, radius: r * 0.5, fill: Some(Role::Muted), stroke: None });
        });
    }
}
