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

/// Most risks whose arrows are all shown; of more only those that are selected show theirs.
const MOST_ARROWS: usize = 8;
/// Room for score and word on top of a cell.
pub(super) const HEAD: f64 = 22.0;
const GAP: f64 = 2.5;
const SIDE: f64 = 5.0;

/// So few risks have another rating that all of them show it.
pub(super) fn are_few(input: &HeatMapInput) -> bool {
    let moves = |r: &&super::HeatRisk| [r.residual, r.target, r.before].into_iter().flatten().any(|to| to != (r.probability, r.impact));
    input.risks.iter().filter(moves).nth(MOST_ARROWS).is_none()
}

/// The ratings of a risk besides the present one that are shown, each in another cell; `few` as above.
pub(super) fn others(input: &HeatMapInput, risk: usize, few: bool) -> Vec<(Stage, (u32, u32))> {
    let n = levels(input);
    let inside = |(p, i): (u32, u32)| (p.clamp(1, n), i.clamp(1, n));
    let Some(r) = input.risks.get(risk).filter(|r| few || r.emphasis) else { return Vec::new() };
    let mut seen = vec![inside((r.probability, r.impact))];
    let mut out = Vec::new();
    for (stage, rating) in [(Stage::Residual, r.residual), (Stage::Target, r.target), (Stage::Before, r.before)] {
        if let Some(cell) = rating.map(inside).filter(|c| !seen.contains(c)) {
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
    for i in (0..input.risks.len()).filter(|i| few || input.risks[*i].emphasis) {
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
        steps.into_iter().find(|s| by_cell.iter().all(|e| self.capacity(e, cell, Detail::Labelled, *s).2 >= e.len())).unwrap_or(1.0)
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

    /// Columns, width of each and how many marks of a detail fit into a cell.
    fn capacity(&self, entries: &[(usize, Stage)], cell: (f64, f64), detail: Detail, scale: f64) -> (usize, f64, usize) {
        let room = (cell.0 - 2.0 * SIDE).max(1.0);
        let widest = entries.iter().map(|(i, _)| self.mark_width(*i, detail, scale)).fold(1.0, f64::max);
        let fits = |room: f64, size: f64| if room < size { 0 } else { 1 + count((room - size) / (size + GAP)) };
        let rows = fits(cell.1 - head(cell, scale) - 3.0, detail.height() * scale);
        if detail == Detail::Titled {
            return (1, room, if widest + 36.0 * scale <= room { rows } else { 0 });
        }
        let columns = fits(room, widest.min(room));
        let whole = widest <= room || detail > Detail::Labelled;
        (columns, widest.min(room), if whole { columns * rows } else { 0 })
    }

    fn place_cell(&self, entries: &[(usize, Stage)], corner: (f64, f64), cell: (f64, f64), scale: f64, out: &mut Vec<Mark>) {
        if entries.is_empty() {
            return;
        }
        let fitting = Detail::ALL.into_iter().find(|d| self.capacity(entries, cell, *d, scale).2 >= entries.len());
        let detail = fitting.unwrap_or(Detail::Dot);
        let (columns, wide, room) = self.capacity(entries, cell, detail, scale);
        let (columns, room) = (columns.max(1), room.max(1));
        // What is counted needs the room of four dots.
        let shown = if entries.len() > room { room.saturating_sub(4.min(columns)) } else { entries.len() };
        let high = (detail.height() * scale).min(cell.1 - 2.0);
        let place = |slot: usize, w: f64| {
            let (x, y) = (real(slot % columns) * (wide + GAP) + SIDE, real(slot / columns) * (high + GAP) + head(cell, scale));
            Rect::new(corner.0 + x, corner.1 + y.min((cell.1 - high - 1.0).max(0.0)), w, high)
        };
        for (slot, (risk, stage)) in entries.iter().take(shown).enumerate() {
            let r = &self.input.risks[*risk];
            let own = self.mark_width(*risk, detail, scale).min(wide);
            let size = detail.type_size() * scale;
            let label = if detail == Detail::Dot { String::new() } else { elide(&r.id, size, Weight::Semibold, wide - (detail.height() + 2.0) * scale) };
            // A title is told by how it begins, and ends before the rounded end of its mark.
            let title = if detail == Detail::Titled { elide_end(&r.title, size, Weight::Regular, wide - own - 12.0 * scale) } else { String::new() };
            let w = if title.is_empty() { own } else { own + width(&title, size, Weight::Regular) + 12.0 * scale };
            out.push(Mark { risk: *risk, stage: *stage, rect: place(slot, w.min(wide)), detail, label, title, scale, more: Vec::new() });
        }
        if shown < entries.len() {
            let mut more: Vec<usize> = entries[shown..].iter().map(|(i, _)| *i).collect();
            more.sort_unstable();
            let label = format!("+{}", more.len());
            let last = place(shown, wide);
            let w = (width(&label, 9.5, Weight::Semibold) + 8.0).max(4.0 * 11.0).min(corner.0 + cell.0 - last.x - 1.0).max(1.0);
            out.push(Mark { risk: more[0], stage: Stage::Now, rect: Rect { w, ..last }, detail: Detail::Small, label, title: String::new(), scale: 1.0, more });
        }
    }
}

/// Room for score and word; a cell too low for them and a mark has the mark at its lower edge.
fn head(cell: (f64, f64), scale: f64) -> f64 {
    (HEAD * scale.min(1.8)).min((cell.1 - 14.0).max(0.0))
}

fn count(v: f64) -> usize {
    usize::try_from(crate::analysis::calendar::whole(v.floor())).unwrap_or(0)
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
