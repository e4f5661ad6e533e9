//! The risk matrix: which cell a risk stands in, where its mark goes, and the whole picture; the same
//! risks over percent and days (`spread`).
//!
//! Not a scoring of risks: probability, impact and thresholds come in. Marks are placed in the
//! rectangle of the grid, which the screen and every export hand in: they show the same picture.

mod draw;
mod marks;
pub mod spread;

use super::Role;
pub use draw::{around, body, grid, legend, scene};
pub use marks::{Detail, Mark, Stage, between, layout};

/// What the matrix shows.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeatMapInput {
    /// Steps on both axes, 3 or 5.
    pub levels: u32,
    /// Scores up to here are low.
    pub green_max: f64,
    /// Scores from here on are high.
    pub red_min: f64,
    /// The risks, in the order their marks are laid out.
    pub risks: Vec<HeatRisk>,
    /// A line between scores up to a limit and those above, and what it is called.
    pub line: Option<(f64, String)>,
    /// Expected loss in days along a line over percent and days.
    pub line_days: Option<f64>,
    /// What each level of probability and of impact means, lowest first; may be empty.
    pub meanings: (Vec<String>, Vec<String>),
    /// Largest type, in times of the usual; smaller where the marks need it.
    pub largest: f64,
    /// The line under the picture.
    pub caption: String,
}

/// One risk as the matrix needs it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct HeatRisk {
    /// Its id, the mark's label.
    pub id: String,
    /// Its title, shown where there is room.
    pub title: String,
    /// From 1 to the number of levels.
    pub probability: u32,
    /// From 1 to the number of levels.
    pub impact: u32,
    /// Probability and impact after the response.
    pub residual: Option<(u32, u32)>,
    /// Probability and impact aimed at.
    pub target: Option<(u32, u32)>,
    /// Probability and impact at an earlier date.
    pub before: Option<(u32, u32)>,
    /// Probability in percent.
    pub pct: Option<f64>,
    /// Impact in working days.
    pub days: Option<f64>,
    /// What the mark's shape says.
    pub shape: MarkerShape,
    /// Size of the mark's shape, 0 to 1.
    pub size: f64,
    /// It is selected.
    pub emphasis: bool,
    /// It needs attention: marked with a sign.
    pub alert: bool,
    /// Another one is in the light.
    pub dim: bool,
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

/// Probability and impact of the cell at a place in cell units, from the lower left.
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

/// The corners of the line between scores up to a limit and those above, in cell units from the
/// lower left; empty when no cell, or every cell, lies below it.
pub fn limit_line(input: &HeatMapInput, limit: f64) -> Vec<(f64, f64)> {
    let n = levels(input);
    let height = |i: u32| (1..=n).filter(|p| f64::from(p * i) <= limit).count();
    let mut out: Vec<(f64, f64)> = Vec::new();
    let full = usize::try_from(n).unwrap_or(0);
    for i in 1..=n {
        let h = height(i);
        // Along the edges of the matrix there is nothing to divide.
        if h == full || (h == 0 && out.is_empty()) {
            continue;
        }
        let (left, right) = (f64::from(i) - 1.0, f64::from(i));
        if out.is_empty() && i > 1 {
            out.push((left, f64::from(n)));
        }
        if h == 0 {
            out.push((left, 0.0));
            break;
        }
        out.extend([(left, real(h)), (right, real(h))]);
    }
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Rect, Shape};

    fn risk(id: usize, probability: u32, impact: u32) -> HeatRisk {
        HeatRisk { id: format!("R-{id}"), title: format!("Risk number {id}"), probability, impact, size: 0.5, ..HeatRisk::default() }
    }

    fn matrix(levels: u32, risks: Vec<HeatRisk>) -> HeatMapInput {
        let (green_max, red_min) = if levels == 3 { (2.0, 6.0) } else { (5.0, 15.0) };
        HeatMapInput { levels, green_max, red_min, risks, largest: 1.0, caption: "Thresholds".into(), ..HeatMapInput::default() }
    }

    fn crowd(levels: u32, count: usize) -> HeatMapInput {
        let level = |i: usize| u32::try_from(i).unwrap() % levels + 1;
        let mut risks: Vec<_> = (0..count).map(|i| risk(i, level(i * 7 / 3), level(i * i))).collect();
        for (i, r) in risks.iter_mut().enumerate().filter(|(i, _)| i % 3 == 0) {
            (r.residual, r.target, r.before) = (Some((1, level(i))), Some((1, 1)), Some((level(i), 2)));
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

    /// Every rating that is shown has a mark in its own cell, or one there that counts it; no two lie
    /// on each other or on the score.
    fn check(input: &HeatMapInput, grid: Rect) {
        let marks = layout(input, grid);
        let n = f64::from(levels(input));
        for m in &marks {
            let (x, y) = ((m.rect.center().x - grid.x) / grid.w * n, (grid.bottom() - m.rect.center().y) / grid.h * n);
            let cell = cell_at(input, x, y).unwrap_or_else(|| panic!("{m:?} lies outside"));
            for risk in if m.more.is_empty() { vec![m.risk] } else { m.more.clone() } {
                let r = &input.risks[risk];
                let own = [Some((r.probability, r.impact)), r.residual, r.target, r.before];
                assert!(own.contains(&Some(cell)), "{m:?}");
            }
            let (left, top) = (grid.x + f64::from(cell.1 - 1) * grid.w / n, grid.bottom() - f64::from(cell.0) * grid.h / n);
            let inside = Rect::new(left, top, grid.w / n, grid.h / n);
            assert!(m.rect.x >= inside.x && m.rect.right() <= inside.right() && m.rect.bottom() <= inside.bottom() + 0.01, "{m:?} in {inside:?}");
        }
        for (i, r) in input.risks.iter().enumerate() {
            let found = marks.iter().any(|m| m.stage == Stage::Now && (m.risk == i || m.more.contains(&i)));
            assert!(found, "{} is nowhere", r.id);
        }
        for (i, a) in marks.iter().enumerate() {
            let apart = |b: &Mark| {
                a.rect.right() <= b.rect.x + 0.01
                    || b.rect.right() <= a.rect.x + 0.01
                    || a.rect.bottom() <= b.rect.y + 0.01
                    || b.rect.bottom() <= a.rect.y + 0.01
            };
            assert!(marks[..i].iter().all(apart), "{a:?}");
        }
    }

    #[test]
    fn every_risk_is_marked_or_counted() {
        for (levels, count) in [(3, 0), (3, 1), (3, 20), (3, 300), (5, 60), (5, 500)] {
            for grid in [Rect::new(40.0, 30.0, 480.0, 340.0), Rect::new(0.0, 0.0, 200.0, 150.0), Rect::new(0.0, 0.0, 1700.0, 900.0)] {
                for largest in [1.0, 3.0] {
                    check(&HeatMapInput { largest, ..crowd(levels, count) }, grid);
                }
            }
        }
    }

    #[test]
    fn none_of_sixty_risks_is_hidden_on_a_laptop() {
        let crowded: Vec<_> = (0..60)
            .map(|i| risk(i, if i < 20 { 4 } else { u32::try_from(i).unwrap() % 5 + 1 }, if i < 20 { 5 } else { u32::try_from(i / 5).unwrap() % 5 + 1 }))
            .collect();
        let marks = layout(&matrix(5, crowded), Rect::new(0.0, 0.0, 620.0, 420.0));
        assert!(marks.iter().all(|m| m.more.is_empty()) && marks.len() == 60);
    }

    #[test]
    fn a_selected_risk_is_never_only_counted() {
        let mut input = matrix(3, (0..2_000).map(|i| risk(i, 1, 3)).collect());
        input.risks[1_999].emphasis = true;
        let grid = Rect::new(0.0, 0.0, 480.0, 340.0);
        check(&input, grid);
        assert!(layout(&input, grid).iter().any(|m| m.more.is_empty() && m.risk == 1_999));
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
        let grid = Rect::new(0.0, 0.0, 300.0, 300.0);
        let cells: Vec<_> = layout(&input, grid).iter().map(|m| cell_at(&input, m.rect.center().x / 100.0, (300.0 - m.rect.center().y) / 100.0)).collect();
        assert_eq!(cells, [Some((1, 3)), Some((3, 1))]);
        assert!(!scene(&input, (0.0, 0.0)).shapes.is_empty());
    }

    #[test]
    fn a_limit_divides_the_cells() {
        let input = matrix(3, Vec::new());
        assert_eq!(limit_line(&input, 6.0), [(2.0, 3.0), (2.0, 2.0), (3.0, 2.0)], "only the nine lies above");
        assert_eq!(limit_line(&input, 2.0), [(0.0, 2.0), (1.0, 2.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)]);
        assert_eq!((limit_line(&input, 9.0), limit_line(&input, 0.0)), (Vec::new(), Vec::new()));
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

    #[test]
    fn between_two_layouts_marks_go_from_place_to_place() {
        let (a, b) = (matrix(3, vec![risk(0, 1, 1), risk(1, 2, 2)]), matrix(3, vec![risk(0, 3, 3), risk(1, 2, 2)]));
        let grid = Rect::new(0.0, 0.0, 300.0, 300.0);
        let (from, to) = (layout(&a, grid), layout(&b, grid));
        let place = |t: f64, risk: usize| between(&from, &to, t).into_iter().find(|m| m.risk == risk).expect("marked").rect;
        let of = |marks: &[Mark], risk: usize| marks.iter().find(|m| m.risk == risk).expect("marked").rect;
        assert_eq!((place(0.0, 0), place(1.0, 0)), (of(&from, 0), of(&to, 0)));
        assert!((place(0.5, 0).x - f64::midpoint(of(&from, 0).x, of(&to, 0).x)).abs() < 1e-9);
        assert_eq!(place(0.5, 1), of(&to, 1), "what does not move stays");
    }
}
