//! Tags of risks in the cells of a heat map on the screen: as many as fit a cell in pixels, the
//! rest counted in one more. The printed picture has its own markers (`heat_map`).

use super::heat_map::HeatMapInput;
use super::{Rect, Weight, text};

/// Height of a tag.
pub const TAG: f64 = 20.0;
const GAP: f64 = 3.0;
/// Room for score and word on top of a cell.
const HEAD: f64 = 22.0;
const SIZE: f64 = 11.0;

/// A tag in a cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Tag {
    /// Probability of the cell, from 1.
    pub probability: u32,
    /// Impact of the cell, from 1.
    pub impact: u32,
    /// Where it is, from the cell's upper left corner.
    pub rect: Rect,
    /// A risk's id, or `+n`.
    pub label: String,
    /// The risk, or those that are counted; positions in the input.
    pub risks: Vec<usize>,
}

/// Width of a tag.
pub fn tag_width(label: &str, alert: bool) -> f64 {
    text::width(label, SIZE, Weight::Semibold) + if alert { 28.0 } else { 14.0 }
}

/// The tags of every cell, cells being `cell` pixels wide and high. A selected risk comes first,
/// so that it is never among the counted.
pub fn tags(input: &HeatMapInput, cell: (f64, f64)) -> Vec<Tag> {
    let mut out = Vec::new();
    for probability in 1..=input.levels {
        for impact in 1..=input.levels {
            let mut here: Vec<usize> =
                (0..input.risks.len()).filter(|i| (input.risks[*i].probability, input.risks[*i].impact) == (probability, impact)).collect();
            here.sort_by_key(|i| !input.risks[*i].emphasis);
            place(input, &here, cell, (probability, impact), &mut out);
        }
    }
    out
}

fn place(input: &HeatMapInput, here: &[usize], cell: (f64, f64), at: (u32, u32), out: &mut Vec<Tag>) {
    let widest = here.iter().map(|i| tag_width(&input.risks[*i].id, input.risks[*i].alert)).fold(34.0_f64, f64::max).min(cell.0 - 8.0);
    let fits = |room: f64, size: f64| count(((room + GAP) / (size + GAP)).floor()).max(1);
    let (columns, rows) = (fits(cell.0 - 8.0, widest), fits(cell.1 - HEAD - 2.0, TAG));
    let capacity = columns * rows;
    let shown = if here.len() > capacity { capacity - 1 } else { here.len() };
    // A cell too low for score and tag has the tag at its lower edge.
    let top = HEAD.min(cell.1 - TAG - 2.0).max(0.0);
    let mut push = |place: usize, label: String, risks: Vec<usize>, width: f64| {
        let (x, y) = (real(place % columns) * (widest + GAP) + 4.0, real(place / columns) * (TAG + GAP) + top);
        out.push(Tag { probability: at.0, impact: at.1, rect: Rect::new(x, y, width, TAG), label, risks });
    };
    for (place, i) in here.iter().take(shown).enumerate() {
        let risk = &input.risks[*i];
        push(place, text::elide(&risk.id, SIZE, Weight::Semibold, widest - 12.0), vec![*i], tag_width(&risk.id, risk.alert).min(widest));
    }
    if shown < here.len() {
        let label = format!("+{}", here.len() - shown);
        let width = tag_width(&label, false).max(30.0);
        push(shown, label, here[shown..].to_vec(), width);
    }
}

fn real(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn count(v: f64) -> usize {
    usize::try_from(crate::analysis::calendar::whole(v)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::heat_map::{HeatRisk, MarkerShape};

    fn input(risks: usize) -> HeatMapInput {
        let risk = |i: usize| HeatRisk {
            id: format!("R{i:03}"),
            title: String::new(),
            probability: 1 + u32::try_from(i).expect("small") % 3,
            impact: 1 + u32::try_from(i / 3).expect("small") % 3,
            residual: None,
            shape: MarkerShape::Circle,
            size: 0.5,
            emphasis: i == risks - 1,
            alert: i.is_multiple_of(5),
        };
        HeatMapInput { levels: 3, green_max: 3.0, red_min: 9.0, risks: (0..risks).map(risk).collect(), caption: String::new() }
    }

    #[test]
    fn every_risk_is_tagged_or_counted_and_stays_in_its_cell() {
        for risks in [1, 2, 9, 80] {
            for cell in [(60.0, 60.0), (64.0, 40.0), (150.0, 170.0), (400.0, 300.0)] {
                let tags = tags(&input(risks), cell);
                let mut all: Vec<usize> = tags.iter().flat_map(|t| t.risks.clone()).collect();
                all.sort_unstable();
                assert_eq!(all, (0..risks).collect::<Vec<_>>(), "{risks} in {cell:?}");
                for t in &tags {
                    assert!(t.rect.x >= 0.0 && t.rect.right() <= cell.0 && t.rect.y >= 0.0 && t.rect.bottom() <= cell.1, "{t:?} in {cell:?}");
                }
                let overlap = |a: &Tag, b: &Tag| {
                    (a.probability, a.impact) == (b.probability, b.impact)
                        && a.rect.x < b.rect.right()
                        && b.rect.x < a.rect.right()
                        && a.rect.y < b.rect.bottom()
                        && b.rect.y < a.rect.bottom()
                };
                for (i, a) in tags.iter().enumerate() {
                    assert!(tags[i + 1..].iter().all(|b| !overlap(a, b)), "{risks} in {cell:?}");
                }
            }
        }
    }
}
