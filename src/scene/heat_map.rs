//! The risk matrix: which cell a risk stands in, where its marker goes, and the whole picture.
//!
//! Not a scoring of risks: probability, impact and thresholds come in. Placement is in cell units
//! (the cell of probability `p` and impact `i` spans `i-1..i` to the right and `p-1..p` upwards),
//! so that a plot on screen and the drawn picture agree.

use super::text::{elide, width};
use super::{Align, Point, Rect, Role, Scene, Shape, Stroke, Weight, at};

/// What the matrix shows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeatMapInput {
    /// Steps on both axes, 3 or 5.
    pub levels: u32,
    /// Scores up to here are low.
    pub green_max: f64,
    /// Scores from here on are high.
    pub red_min: f64,
    /// The risks, in the order their markers are laid out.
    pub risks: Vec<HeatRisk>,
    /// The line under the picture.
    pub caption: String,
}

/// One risk as the matrix needs it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeatRisk {
    /// Its id, the marker's label.
    pub id: String,
    /// Its title, shown where there is room.
    pub title: String,
    /// From 1 to the number of levels.
    pub probability: u32,
    /// From 1 to the number of levels.
    pub impact: u32,
    /// Probability and impact after the response.
    pub residual: Option<(u32, u32)>,
    /// What the marker's shape says.
    pub shape: MarkerShape,
    /// Size of the marker, 0 to 1.
    pub size: f64,
    /// It is selected.
    pub emphasis: bool,
    /// It needs attention: drawn with an exclamation mark.
    pub alert: bool,
}

/// The response to a risk, as a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum MarkerShape {
    /// No response decided yet.
    #[default]
    Circle,
    /// Accepted.
    Square,
    /// Being mitigated.
    Diamond,
    /// Has occurred.
    Triangle,
}

impl MarkerShape {
    /// Every shape, in the order of the legend.
    pub const ALL: [Self; 4] = [Self::Circle, Self::Diamond, Self::Square, Self::Triangle];

    /// What it says.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Circle => "Open",
            Self::Square => "Accepted",
            Self::Diamond => "Mitigating",
            Self::Triangle => "Occurred",
        }
    }
}

/// How bad a score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// At most the green limit.
    Low,
    /// Between the limits.
    Mid,
    /// At least the red limit.
    High,
}

impl Band {
    /// The band's colour.
    pub const fn role(self) -> Role {
        match self {
            Self::Low => Role::HeatLow,
            Self::Mid => Role::HeatMid,
            Self::High => Role::HeatHigh,
        }
    }

    /// The band in words.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Mid => "Medium",
            Self::High => "High",
        }
    }
}

/// One cell of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Row, from 1 at the bottom.
    pub probability: u32,
    /// Column, from 1 at the left.
    pub impact: u32,
    /// Probability times impact.
    pub score: u32,
    /// How bad that is.
    pub band: Band,
    /// The band in words.
    pub word: &'static str,
}

/// Where a risk is marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// Which risk; of a "+n", the first it stands for.
    pub risk: usize,
    /// The rating after the response; otherwise as it is without.
    pub residual: bool,
    /// Centre to the right, in cells.
    pub x: f64,
    /// Centre upwards, in cells.
    pub y: f64,
    /// The risk's id, or "+n".
    pub label: String,
    /// Width for the label to the right of the centre, in cells.
    pub room: f64,
    /// The risks a "+n" stands for, each once; empty for the marker of one risk.
    pub more: Vec<usize>,
}

/// Share of a cell kept free for score and word, from the top.
const HEAD: f64 = 0.24;
/// Free margin at the left and right of a cell.
const SIDE: f64 = 0.05;

fn levels(input: &HeatMapInput) -> u32 {
    input.levels.clamp(2, 9)
}

/// A count as a length.
fn real(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// All cells, row by row from the bottom left.
pub fn cells(input: &HeatMapInput) -> Vec<Cell> {
    let n = levels(input);
    let all = (1..=n).flat_map(|p| (1..=n).map(move |i| (p, i)));
    all.map(|(probability, impact)| {
        let score = probability * impact;
        let band = match f64::from(score) {
            s if s >= input.red_min => Band::High,
            s if s <= input.green_max => Band::Low,
            _ => Band::Mid,
        };
        Cell { probability, impact, score, band, word: band.word() }
    })
    .collect()
}

/// Probability and impact of the cell at a place in cell units.
pub fn cell_at(input: &HeatMapInput, x: f64, y: f64) -> Option<(u32, u32)> {
    let n = levels(input);
    let step = |v: f64| (1..=n).find(|k| v >= f64::from(k - 1) && (v < f64::from(*k) || (*k == n && v <= f64::from(n))));
    Some((step(y)?, step(x)?))
}

/// The word of a level on an axis.
pub fn level_word(levels: u32, level: u32) -> String {
    let words: &[&str] = match levels {
        3 => &["Low", "Medium", "High"],
        5 => &["Very low", "Low", "Medium", "High", "Very high"],
        _ => &[],
    };
    let index = usize::try_from(level.saturating_sub(1)).unwrap_or(usize::MAX);
    words.get(index).map_or_else(|| level.to_string(), |w| (*w).to_owned())
}

/// Where every risk is marked, cell by cell; what does not fit is counted in a "+n".
pub fn markers(input: &HeatMapInput) -> Vec<Marker> {
    let n = levels(input);
    let side = usize::try_from(n).unwrap_or(1);
    let mut by_cell: Vec<Vec<(usize, bool)>> = vec![Vec::new(); side * side];
    let slot = |(p, i): (u32, u32)| {
        let cell = (p.clamp(1, n) - 1) * n + i.clamp(1, n) - 1;
        usize::try_from(cell).unwrap_or(0)
    };
    for (index, risk) in input.risks.iter().enumerate() {
        let before = slot((risk.probability, risk.impact));
        let after = risk.residual.map(slot).filter(|cell| *cell != before);
        by_cell[before].push((index, risk.residual.is_some() && after.is_none()));
        if let Some(after) = after {
            by_cell[after].push((index, true));
        }
    }
    let mut out = Vec::new();
    for (cell, entries) in cells(input).iter().zip(&by_cell) {
        place(input, *cell, entries, &mut out);
    }
    out
}

/// Lays the markers of one cell out: a list while it fits, then columns, then "+n".
fn place(input: &HeatMapInput, cell: Cell, entries: &[(usize, bool)], out: &mut Vec<Marker>) {
    let (rows, most_columns) = if levels(input) <= 3 { (4, 3) } else { (3, 2) };
    let columns = entries.len().div_ceil(rows).clamp(1, most_columns);
    let capacity = rows * columns;
    let shown = if entries.len() > capacity { capacity - 1 } else { entries.len() };
    let mut order = entries.to_vec();
    // A selected risk is never the one that is only counted.
    if let Some(hidden) = (shown..order.len()).find(|i| input.risks[order[*i].0].emphasis) {
        order.swap(shown - 1, hidden);
    }
    let room = (1.0 - 2.0 * SIDE) / real(columns);
    let pitch = (1.0 - HEAD - 0.04) / real(rows);
    let at_slot = |slot: usize| {
        let (column, row) = (real(slot % columns), real(slot / columns));
        let x = f64::from(cell.impact - 1) + SIDE + column * room + room * if columns == 1 { 0.055 } else { 0.16 };
        (x, f64::from(cell.probability) - HEAD - (row + 0.5) * pitch)
    };
    let free = room * if columns == 1 { 0.94 } else { 0.82 };
    for (slot, (risk, residual)) in order[..shown].iter().enumerate() {
        let (x, y) = at_slot(slot);
        let label = input.risks[*risk].id.clone();
        out.push(Marker { risk: *risk, residual: *residual, x, y, label, room: free, more: Vec::new() });
    }
    if shown < order.len() {
        let (x, y) = at_slot(shown);
        let mut more: Vec<usize> = order[shown..].iter().map(|(risk, _)| *risk).collect();
        more.sort_unstable();
        let (risk, label) = (more[0], format!("+{}", more.len()));
        out.push(Marker { risk, residual: false, x, y, label, room: free, more });
    }
}

/// Maps cell units into the picture.
struct Frame {
    grid: Rect,
    cell: Point,
}

impl Frame {
    fn of(input: &HeatMapInput, size: (f64, f64)) -> Self {
        let n = levels(input);
        let words = (1..=n).map(|l| width(&level_word(n, l), 11.5, Weight::Regular)).fold(0.0, f64::max);
        let (left, top) = (words.max(width("Probability ↑", 11.5, Weight::Semibold) - 40.0) + 28.0, 36.0);
        let (w, h) = ((size.0 - left - 16.0).max(60.0), (size.1 - top - 84.0).max(60.0));
        Self { grid: Rect::new(left, top, w, h), cell: at(w / f64::from(n), h / f64::from(n)) }
    }

    fn point(&self, x: f64, y: f64) -> Point {
        at(self.grid.x + x * self.cell.x, self.grid.bottom() - y * self.cell.y)
    }

    fn cell_rect(&self, cell: Cell) -> Rect {
        let corner = self.point(f64::from(cell.impact - 1), f64::from(cell.probability));
        Rect::new(corner.x, corner.y, self.cell.x, self.cell.y).grown(-1.5)
    }

    /// Radius of a marker of a relative size.
    fn radius(&self, size: f64) -> f64 {
        let most = (self.cell.y * 0.072).min(self.cell.x * 0.05).clamp(3.0, 8.0);
        let size = if size.is_finite() { size.clamp(0.0, 1.0) } else { 0.5 };
        most * (0.68 + 0.32 * size)
    }
}

/// The whole picture: cells, axes, arrows, markers, legend and caption.
pub fn scene(input: &HeatMapInput, size: (f64, f64)) -> Scene {
    let title = format!("Risk matrix, {} risks, {} by {} levels", input.risks.len(), levels(input), levels(input));
    let mut scene = Scene::new(size.0, size.1, title);
    let frame = Frame::of(input, size);
    draw_axes(&mut scene, input, &frame);
    let (cells, markers) = (cells(input), markers(input));
    for cell in &cells {
        scene.fill(frame.cell_rect(*cell), 4.0, cell.band.role());
    }
    let heads = draw_arrows(&mut scene, input, &frame, &markers);
    for cell in &cells {
        draw_score(&mut scene, frame.cell_rect(*cell), *cell);
    }
    for marker in &markers {
        let own = cell_at(input, marker.x, marker.y);
        if let Some(cell) = cells.iter().find(|c| Some((c.probability, c.impact)) == own) {
            draw_marker(&mut scene, input, &frame, marker, cell.band);
        }
    }
    for head in heads {
        scene.polygon(head, Some(Role::OnHeat), None);
    }
    draw_legend(&mut scene, input, &frame);
    let caption = elide(&input.caption, 11.5, Weight::Regular, size.0 - frame.grid.x - 16.0);
    if !caption.is_empty() {
        let place = at(frame.grid.x, frame.grid.bottom() + 68.0);
        scene.text(place, caption, 11.5, Weight::Regular, Align::Left, Role::Muted);
    }
    scene
}

/// Score and word, in front of arrows that pass.
fn draw_score(scene: &mut Scene, rect: Rect, cell: Cell) {
    let size = (rect.h * 0.16).clamp(10.0, 16.0);
    let base = at(rect.x + rect.w * SIDE, rect.y + (rect.h * HEAD * 0.55).max(size * 0.7));
    let (score, small) = (cell.score.to_string(), (size * 0.75).max(9.5));
    let after = base.x + width(&score, size, Weight::Semibold) + 6.0;
    let end = after + width(cell.word, small, Weight::Regular);
    scene.fill(Rect::new(base.x - 2.0, base.y - size * 0.55, end - base.x + 4.0, size * 1.1), 2.0, cell.band.role());
    scene.text(base, score, size, Weight::Semibold, Align::Left, Role::OnHeat);
    scene.text(at(after, base.y + size * 0.06), cell.word, small, Weight::Regular, Align::Left, Role::OnHeat);
}

fn draw_axes(scene: &mut Scene, input: &HeatMapInput, frame: &Frame) {
    let n = levels(input);
    for level in 1..=n {
        let middle = f64::from(level) - 0.5;
        let (row, column) = (frame.point(0.0, middle), frame.point(middle, 0.0));
        let word = level_word(n, level);
        scene.text(at(row.x - 10.0, row.y), word.clone(), 11.5, Weight::Regular, Align::Right, Role::Muted);
        scene.text(at(column.x, column.y + 14.0), word, 11.5, Weight::Regular, Align::Center, Role::Muted);
    }
    scene.text(at(16.0, frame.grid.y - 16.0), "Probability ↑", 11.5, Weight::Semibold, Align::Left, Role::Text);
    let end = at(frame.grid.right() - 2.0, frame.grid.bottom() + 42.0);
    scene.text(end, "Impact →", 11.5, Weight::Semibold, Align::Right, Role::Text);
}

/// The marker of a rating, or the "+n" that stands for it.
fn find(markers: &[Marker], risk: usize, residual: bool, cell: (u32, u32)) -> Option<&Marker> {
    let own = markers.iter().find(|m| m.more.is_empty() && m.risk == risk && m.residual == residual);
    let inside = |m: &Marker| {
        let (x, y) = (f64::from(cell.1), f64::from(cell.0));
        m.x > x - 1.0 && m.x <= x && m.y > y - 1.0 && m.y <= y
    };
    own.or_else(|| markers.iter().find(|m| m.more.contains(&risk) && inside(m)))
}

/// Draws the shafts; the heads come back, to be drawn in front of the markers' words.
fn draw_arrows(scene: &mut Scene, input: &HeatMapInput, frame: &Frame, markers: &[Marker]) -> Vec<Vec<Point>> {
    let mut heads = Vec::new();
    let n = levels(input);
    let inside = |(p, i): (u32, u32)| (p.clamp(1, n), i.clamp(1, n));
    let calm = if input.risks.iter().filter(|r| r.residual.is_some()).count() > 12 { 0.7 } else { 1.0 };
    for (index, risk) in input.risks.iter().enumerate() {
        let Some(after) = risk.residual.map(inside) else { continue };
        let before = inside((risk.probability, risk.impact));
        let ends = (find(markers, index, false, before), find(markers, index, true, after));
        let ((Some(one), Some(two)), true) = (ends, before != after) else { continue };
        let thick = if risk.emphasis { 2.0 } else { calm };
        heads.extend(arrow(scene, frame.point(one.x, one.y), frame.point(two.x, two.y), frame.radius(risk.size) + 2.0, thick));
    }
    heads
}

/// The shaft of a slightly bent arrow between two markers, ending `gap` before their middles, and
/// its head; none where they are too close.
fn arrow(scene: &mut Scene, a: Point, b: Point, gap: f64, thick: f64) -> Option<Vec<Point>> {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length = dx.hypot(dy);
    if length < 2.0 * gap + 8.0 {
        return None;
    }
    let bow = (length * 0.12).min(22.0) / length;
    let side = if dx < 0.0 { -1.0 } else { 1.0 };
    let handle = at(f64::midpoint(a.x, b.x) + dy * bow * side, f64::midpoint(a.y, b.y) - dx * bow * side);
    let on = |t: f64| {
        let mix = |start: f64, bent: f64, end: f64| (1.0 - t) * (1.0 - t) * start + 2.0 * t * (1.0 - t) * bent + t * t * end;
        at(mix(a.x, handle.x, b.x), mix(a.y, handle.y, b.y))
    };
    let (start, tip, foot) = (gap / length, on(1.0 - gap / length), on(1.0 - (gap + 6.5) / length));
    let points = (0..=11u32).map(|i| on(start + (1.0 - start - (gap + 6.0) / length) * f64::from(i) / 11.0));
    scene.line(points.collect(), Stroke::solid(Role::OnHeat, thick));
    let (ux, uy) = ((tip.x - foot.x) / 6.5, (tip.y - foot.y) / 6.5);
    let wing = |across: f64| at(foot.x - uy * across, foot.y + ux * across);
    Some(vec![tip, wing(3.2), wing(-3.2)])
}

fn draw_marker(scene: &mut Scene, input: &HeatMapInput, frame: &Frame, marker: &Marker, band: Band) {
    let center = frame.point(marker.x, marker.y);
    let type_size = (frame.cell.y * 0.11).clamp(9.5, 12.0);
    if !marker.more.is_empty() {
        let half = width(&marker.label, type_size, Weight::Semibold) / 2.0 + 5.0;
        let box_center = center.x + half - frame.radius(1.0);
        let pill = Rect::new(box_center - half, center.y - type_size * 0.75, half * 2.0, type_size * 1.5);
        scene.outline(pill, type_size * 0.75, Stroke::solid(Role::OnHeat, 1.0));
        scene.text(pill.center(), marker.label.clone(), type_size, Weight::Semibold, Align::Center, Role::OnHeat);
        return;
    }
    let risk = &input.risks[marker.risk];
    let radius = frame.radius(risk.size);
    if risk.emphasis {
        let halo = |r: f64, role: Role| Shape::Circle { center, radius: r, fill: Some(role), stroke: None };
        scene.shapes.extend([halo(radius + 4.0, Role::Accent), halo(radius + 2.0, Role::Panel)]);
    }
    let ink = if risk.emphasis { Role::Accent } else { Role::OnHeat };
    let hollow = risk.residual.is_some() && !marker.residual;
    draw_shape(scene, center, radius, risk.shape, ink, if hollow { band.role() } else { ink });
    let start = center.x + frame.radius(1.0) + 6.0;
    let end = center.x + marker.room * frame.cell.x - 2.0;
    let id = if risk.alert { format!("{} !", marker.label) } else { marker.label.clone() };
    let id = elide(&id, type_size, Weight::Semibold, end - start);
    let next = start + width(&id, type_size, Weight::Semibold) + 5.0;
    // Where a column is as wide as the cell, the title says what the id means.
    let wide = marker.room > 0.6 && end - next > 36.0 && !hollow;
    let title = if wide { elide(&risk.title, type_size, Weight::Regular, end - next) } else { String::new() };
    // An arrow that passes goes behind the words.
    let used = if wide { next + width(&title, type_size, Weight::Regular) } else { next - 5.0 };
    let from = center.x + radius + 1.5;
    let behind = Rect::new(from, center.y - type_size * 0.62, used - from + 2.0, type_size * 1.24);
    scene.fill(behind, 2.0, band.role());
    scene.text(at(start, center.y), id, type_size, Weight::Semibold, Align::Left, Role::OnHeat);
    if !title.is_empty() {
        scene.text(at(next, center.y), title, type_size, Weight::Regular, Align::Left, Role::OnHeat);
    }
}

fn draw_shape(scene: &mut Scene, center: Point, radius: f64, shape: MarkerShape, ink: Role, inside: Role) {
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

/// Only what occurs in the picture is explained.
fn draw_legend(scene: &mut Scene, input: &HeatMapInput, frame: &Frame) {
    let used = MarkerShape::ALL.into_iter().filter(|s| input.risks.iter().any(|r| r.shape == *s));
    let mut items: Vec<(MarkerShape, bool, &str)> = used.map(|s| (s, false, s.word())).collect();
    if input.risks.iter().any(|r| r.residual.is_some()) {
        items.push((MarkerShape::Circle, true, "Before response"));
        items.push((MarkerShape::Circle, false, "After response"));
    }
    let limit = frame.grid.right() - width("Impact →", 11.5, Weight::Semibold) - 16.0;
    let (mut x, y) = (frame.grid.x + 6.0, frame.grid.bottom() + 42.0);
    for (shape, hollow, word) in items {
        let end = x + 11.0 + width(word, 11.0, Weight::Regular);
        if end > limit {
            break;
        }
        draw_shape(scene, at(x, y), 4.5, shape, Role::Muted, if hollow { Role::Ground } else { Role::Muted });
        scene.text(at(x + 11.0, y), word, 11.0, Weight::Regular, Align::Left, Role::Muted);
        x = end + 20.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn risk(id: usize, probability: u32, impact: u32) -> HeatRisk {
        HeatRisk { id: format!("R-{id}"), title: format!("Risk number {id}"), probability, impact, size: 0.5, ..HeatRisk::default() }
    }

    fn matrix(levels: u32, risks: Vec<HeatRisk>) -> HeatMapInput {
        let (green_max, red_min) = if levels == 3 { (2.0, 6.0) } else { (5.0, 15.0) };
        HeatMapInput { levels, green_max, red_min, risks, caption: "Thresholds".into() }
    }

    fn crowd(levels: u32, count: usize) -> HeatMapInput {
        let level = |i: usize| u32::try_from(i).unwrap() % levels + 1;
        let mut risks: Vec<_> = (0..count).map(|i| risk(i, level(i * 7 / 3), level(i * i))).collect();
        for (i, r) in risks.iter_mut().enumerate().filter(|(i, _)| i % 3 == 0) {
            r.residual = Some((1, level(i)));
        }
        matrix(levels, risks)
    }

    #[test]
    fn scores_and_bands_of_three_by_three() {
        let cells = cells(&matrix(3, Vec::new()));
        let scores: Vec<u32> = cells.iter().map(|c| c.score).collect();
        assert_eq!(scores, [1, 2, 3, 2, 4, 6, 3, 6, 9]);
        let words: Vec<&str> = cells.iter().map(|c| c.word).collect();
        assert_eq!(words, ["Low", "Low", "Medium", "Low", "Medium", "High", "Medium", "High", "High"]);
    }

    /// Every rating has a marker in its own cell, or a "+n" there that counts it.
    fn check(input: &HeatMapInput) {
        let markers = markers(input);
        for m in &markers {
            let cell = cell_at(input, m.x, m.y).unwrap();
            for risk in if m.more.is_empty() { vec![m.risk] } else { m.more.clone() } {
                let r = &input.risks[risk];
                assert!(cell == (r.probability, r.impact) || Some(cell) == r.residual, "{m:?}");
            }
            assert!(m.y < f64::from(cell.0) - HEAD, "{m:?} covers the score");
            assert!(m.x + m.room <= f64::from(cell.1) + 1e-9, "{m:?}");
        }
        for (i, r) in input.risks.iter().enumerate() {
            let found = |cell| markers.iter().any(|m| (m.risk == i || m.more.contains(&i)) && cell_at(input, m.x, m.y) == Some(cell));
            assert!(found((r.probability, r.impact)) && r.residual.is_none_or(found), "{i}");
        }
        for (i, a) in markers.iter().enumerate() {
            assert!(markers[..i].iter().all(|b| (a.x - b.x).abs() > 0.2 || (a.y - b.y).abs() > 0.1), "{a:?}");
        }
    }

    #[test]
    fn every_risk_is_marked_or_counted() {
        for (levels, count) in [(3, 0), (3, 1), (3, 20), (3, 300), (5, 60), (5, 500)] {
            check(&crowd(levels, count));
        }
    }

    #[test]
    fn twelve_fit_and_the_thirteenth_is_counted() {
        let all = |n: usize| markers(&matrix(3, (0..n).map(|i| risk(i, 2, 2)).collect()));
        assert!(all(12).len() == 12 && all(12).iter().all(|m| m.more.is_empty()));
        let crowded = all(13);
        assert_eq!((crowded.len(), crowded[11].label.as_str(), &crowded[11].more), (12, "+2", &vec![11, 12]));
    }

    #[test]
    fn a_selected_risk_is_never_only_counted() {
        let mut input = matrix(3, (0..20).map(|i| risk(i, 1, 3)).collect());
        input.risks[19].emphasis = true;
        check(&input);
        assert!(markers(&input).iter().any(|m| m.more.is_empty() && m.risk == 19));
    }

    #[test]
    fn places_and_cells_agree() {
        let input = matrix(5, Vec::new());
        assert_eq!(cell_at(&input, 0.0, 0.0), Some((1, 1)));
        assert_eq!(cell_at(&input, 5.0, 4.999), Some((5, 5)));
        assert_eq!(cell_at(&input, 2.5, 0.5), Some((1, 3)));
        assert_eq!(cell_at(&input, -0.1, 1.0), None);
        assert_eq!(cell_at(&input, f64::NAN, 1.0), None);
    }

    #[test]
    fn ratings_out_of_range_stand_at_the_edge() {
        let mut odd = risk(0, 0, 99);
        odd.residual = Some((7, 0));
        let input = matrix(3, vec![odd]);
        let cells: Vec<_> = markers(&input).iter().map(|m| cell_at(&input, m.x, m.y)).collect();
        assert_eq!(cells, [Some((1, 3)), Some((3, 1))]);
        assert!(!scene(&input, (0.0, 0.0)).shapes.is_empty());
    }

    #[test]
    fn the_picture_says_it_without_colour() {
        let input = crowd(5, 60);
        let picture = scene(&input, (900.0, 600.0));
        assert_eq!(picture, scene(&input, (900.0, 600.0)));
        let texts: Vec<&str> = picture.shapes.iter().filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.as_str()) } else { None }).collect();
        for word in ["Probability ↑", "Impact →", "Very low", "Very high", "25", "Thresholds"] {
            assert!(texts.contains(&word), "{word}");
        }
        assert!(texts.iter().filter(|t| **t == "High").count() > 1);
    }
}
