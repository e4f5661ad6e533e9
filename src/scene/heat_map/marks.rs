//! Where the marks of risks go in the cells of the matrix: as large as lets all of them be seen, then
//! smaller, then as dots; only what does not fit as a dot is counted.

use super::{HeatMapInput, levels, real};
use crate::scene::text::{elide, elide_end, width};
use crate::scene::{Rect, Weight};

/// Which rating of a risk a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// As it is.
    Now,
    /// Once the steps are done.
    Residual,
    /// What is aimed at.
    Target,
    /// As it was at an earlier date.
    Before,
}

/// How much a mark shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Shape, id and title.
    Titled,
    /// Shape and id.
    Labelled,
    /// The same, small.
    Small,
    /// The same without an outline, as small as can be read.
    Tiny,
    /// The shape alone.
    Dot,
}

impl Detail {
    const ALL: [Self; 5] = [Self::Titled, Self::Labelled, Self::Small, Self::Tiny, Self::Dot];

    fn height(self) -> f64 {
        match self {
            Self::Titled | Self::Labelled => 20.0,
            Self::Small => 15.0,
            Self::Tiny => 12.0,
            Self::Dot => 11.0,
        }
    }

    /// Size of its type.
    pub fn type_size(self) -> f64 {
        match self {
            Self::Titled | Self::Labelled => 11.5,
            Self::Small => 9.5,
            Self::Tiny | Self::Dot => 9.0,
        }
    }
}

/// A mark in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Which risk, by position in the input; of a count, the first of those it stands for.
    pub risk: usize,
    /// Which of its ratings.
    pub stage: Stage,
    /// Where it is.
    pub rect: Rect,
    /// How much of it is shown.
    pub detail: Detail,
    /// The risk's id as far as it fits, or `+n`; empty for a dot.
    pub label: String,
    /// The title as far as it fits.
    pub title: String,
    /// How large its type is, in times of the usual.
    pub scale: f64,
    /// The risks that a count stands for; empty for the mark of one risk.
    pub more: Vec<usize>,
}

/// Most arrows to what is planned that are all shown; of more only those of the selected risks are.
const MOST_ARROWS: usize = 6;
/// Room for score and word on top of a cell.
pub(super) const HEAD: f64 = 22.0;
const GAP: f64 = 2.5;
const SIDE: f64 = 5.0;

/// So few risks have another rating planned that all of them show it.
pub(super) fn are_few(input: &HeatMapInput) -> bool {
    let moves = |r: &super::HeatRisk| [r.residual, r.target].into_iter().flatten().filter(|to| *to != (r.probability, r.impact)).count();
    input.risks.iter().map(moves).sum::<usize>() <= MOST_ARROWS
}

/// The ratings of a risk besides the present one that are shown, each in another cell; `few` as above.
pub(super) fn others(input: &HeatMapInput, risk: usize, few: bool) -> Vec<(Stage, (u32, u32))> {
    let n = levels(input);
    let inside = |(p, i): (u32, u32)| (p.clamp(1, n), i.clamp(1, n));
    let Some(r) = input.risks.get(risk) else { return Vec::new() };
    let planned = few || r.emphasis;
    let mut seen = vec![inside((r.probability, r.impact))];
    let mut out = Vec::new();
    for (stage, rating) in [(Stage::Residual, r.residual), (Stage::Target, r.target), (Stage::Before, r.before)] {
        // Where it was is what was asked for: it is always shown.
        if let Some(cell) = rating.map(inside).filter(|c| !seen.contains(c) && (planned || stage == Stage::Before)) {
            seen.push(cell);
            out.push((stage, cell));
        }
    }
    out
}

/// Where every risk is marked in the grid's rectangle, cell by cell from the lower left.
pub fn layout(input: &HeatMapInput, grid: Rect) -> Vec<Mark> {
    let n = levels(input);
    let side = usize::try_from(n).unwrap_or(1);
    let mut by_cell: Vec<Vec<(usize, Stage)>> = vec![Vec::new(); side * side];
    let slot = |(p, i): (u32, u32)| usize::try_from((p.clamp(1, n) - 1) * n + i.clamp(1, n) - 1).unwrap_or(0);
    for (i, risk) in input.risks.iter().enumerate() {
        by_cell[slot((risk.probability, risk.impact))].push((i, Stage::Now));
    }
    let few = are_few(input);
    for i in (0..input.risks.len()).filter(|i| few || input.risks[*i].emphasis || input.risks[*i].before.is_some()) {
        for (stage, cell) in others(input, i, few) {
            by_cell[slot(cell)].push((i, stage));
        }
    }
    let cell = (grid.w / f64::from(n), grid.h / f64::from(n));
    let measured = Measured { input, ids: input.risks.iter().map(|r| width(&r.id, 1.0, Weight::Semibold)).collect() };
    let scale = measured.type_scale(&by_cell, cell);
    let mut out = Vec::new();
    for (place, mut entries) in by_cell.into_iter().enumerate() {
        // A selected risk comes first: it is never among the counted.
        entries.sort_by_key(|(i, _)| !input.risks[*i].emphasis);
        let (row, column) = (real(place / side), real(place % side));
        let corner = (grid.x + column * cell.0, grid.bottom() - (row + 1.0) * cell.1);
        measured.place_cell(&entries, corner, cell, scale, &mut out);
    }
    out
}

/// What is laid out, with the width of every id at a type size of one.
struct Measured<'a> {
    input: &'a HeatMapInput,
    ids: Vec<f64>,
}

impl Measured<'_> {
    /// The largest type with which every risk of every cell keeps its label.
    fn type_scale(&self, by_cell: &[Vec<(usize, Stage)>], cell: (f64, f64)) -> f64 {
        let largest = if self.input.largest.is_finite() { self.input.largest.clamp(1.0, 4.0) } else { 1.0 };
        let steps = (0..=12u32).map(|k| largest - (largest - 1.0) * f64::from(k) / 12.0);
        steps.into_iter().find(|s| by_cell.iter().all(|e| self.rows(e, cell, Detail::Labelled, *s).len() >= e.len())).unwrap_or(1.0)
    }

    /// Width of a mark with its label.
    fn mark_width(&self, risk: usize, detail: Detail, scale: f64) -> f64 {
        let r = &self.input.risks[risk];
        let alert = if r.alert { detail.type_size() + 3.0 } else { 0.0 };
        match detail {
            Detail::Dot => 11.0 * scale,
            Detail::Tiny => (detail.height() + self.ids[risk] * detail.type_size() + alert) * scale,
            _ => (detail.height() + 4.0 + self.ids[risk] * detail.type_size() + alert) * scale,
        }
    }

    /// Where the marks of a detail stand in a cell, row by row as their widths let them; fewer than asked
    /// for when they do not all fit.
    fn rows(&self, entries: &[(usize, Stage)], cell: (f64, f64), detail: Detail, scale: f64) -> Vec<Rect> {
        let (right, bottom) = (cell.0 - SIDE, cell.1 - 2.0);
        let high = detail.height() * scale;
        let (mut x, mut y) = (SIDE, head(cell, scale));
        let mut out = Vec::with_capacity(entries.len());
        for (i, _) in entries {
            let w = self.mark_width(*i, detail, scale);
            let wide = if detail == Detail::Titled { right - SIDE } else { w };
            if (detail == Detail::Titled && w + 36.0 * scale > wide) || (detail <= Detail::Labelled && wide > right - SIDE) {
                break;
            }
            let wide = wide.min(right - SIDE).max(1.0);
            if x > SIDE && x + wide > right {
                (x, y) = (SIDE, y + high + GAP);
            }
            if y + high > bottom {
                break;
            }
            out.push(Rect::new(x, y, wide, high));
            x += wide + GAP;
        }
        out
    }

    fn place_cell(&self, entries: &[(usize, Stage)], corner: (f64, f64), cell: (f64, f64), scale: f64, out: &mut Vec<Mark>) {
        if entries.is_empty() {
            return;
        }
        let fitting = Detail::ALL.into_iter().map(|d| (d, self.rows(entries, cell, d, scale))).find(|(_, places)| places.len() >= entries.len());
        let (detail, places) = fitting.unwrap_or_else(|| (Detail::Dot, self.rows(entries, cell, Detail::Dot, scale)));
        // What is counted needs the room of four dots at the end.
        let shown = if places.len() < entries.len() { places.len().saturating_sub(4) } else { entries.len() };
        let moved = |r: &Rect| Rect::new(corner.0 + r.x, corner.1 + r.y, r.w, r.h);
        for ((risk, stage), place) in entries.iter().take(shown).zip(&places) {
            let r = &self.input.risks[*risk];
            let size = detail.type_size() * scale;
            let own = self.mark_width(*risk, detail, scale).min(place.w);
            let label = if detail == Detail::Dot { String::new() } else { elide(&r.id, size, Weight::Semibold, place.w - (detail.height() - 1.0) * scale) };
            // A title is told by how it begins, and ends before the rounded end of its mark.
            let title = if detail == Detail::Titled { elide_end(&r.title, size, Weight::Regular, place.w - own - 12.0 * scale) } else { String::new() };
            let w = if title.is_empty() { own } else { own + width(&title, size, Weight::Regular) + 12.0 * scale };
            let rect = Rect { w: w.min(place.w), ..moved(place) };
            out.push(Mark { risk: *risk, stage: *stage, rect, detail, label, title, scale, more: Vec::new() });
        }
        if shown < entries.len() {
            let mut more: Vec<usize> = entries[shown..].iter().map(|(i, _)| *i).collect();
            more.sort_unstable();
            let label = format!("+{}", more.len());
            let last = places.get(shown).map_or_else(|| Rect::new(corner.0 + SIDE, corner.1 + (cell.1 - 12.0).max(0.0), 1.0, 11.0), moved);
            let wanted = (width(&label, 9.0, Weight::Semibold) + 8.0).max(30.0);
            // It ends inside the cell, over the room of the dots that it counts.
            let x = last.x.min((corner.0 + cell.0 - wanted - 1.0).max(corner.0));
            let rect = Rect::new(x, last.y, wanted.min(cell.0 - 2.0), last.h);
            out.push(Mark { risk: more[0], stage: Stage::Now, rect, detail: Detail::Small, label, title: String::new(), scale: 1.0, more });
        }
    }
}

/// Room for score and word; a cell too low for them and a mark has the mark at its lower edge.
fn head(cell: (f64, f64), scale: f64) -> f64 {
    (HEAD * scale.min(1.8)).min((cell.1 - 14.0).max(0.0))
}

/// Marks on their way from one layout to another: `t` from 0 to 1. Marks that the first layout lacks
/// stand where they will be.
pub fn between(from: &[Mark], to: &[Mark], t: f64) -> Vec<Mark> {
    let mix = |a: f64, b: f64| {
        if t <= 0.0 {
            a
        } else if t >= 1.0 {
            b
        } else {
            a + (b - a) * t
        }
    };
    let old = |m: &Mark| from.iter().find(|o| o.more.is_empty() && m.more.is_empty() && (o.risk, o.stage) == (m.risk, m.stage));
    to.iter()
        .map(|m| match old(m) {
            Some(o) if t <= 0.0 => o.clone(),
            Some(o) => {
                let rect = Rect::new(mix(o.rect.x, m.rect.x), mix(o.rect.y, m.rect.y), mix(o.rect.w, m.rect.w), mix(o.rect.h, m.rect.h));
                Mark { rect, scale: mix(o.scale, m.scale), ..m.clone() }
            }
            None => m.clone(),
        })
        .collect()
}
