//! The glyphs of a line of text on the bundled font, placed as [`crate::scene::text`] measures: by
//! advance widths alone. Deliberately no shaping: no kerning, no ligatures, no right-to-left.

use crate::scene::text::{FONT, axis};
use crate::scene::{Align, Weight};
use skrifa::instance::{Location, LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::ops::Range;

/// One glyph of a line, measured in units of the type size.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    /// Number in the font.
    pub(super) glyph: u32,
    /// Its left end, from the start of the line.
    pub(super) x: f32,
    /// How far the next one is.
    pub(super) advance: f32,
    /// Bytes of the text it stands for.
    pub(super) range: Range<usize>,
}

/// The bundled font at one strength.
pub(super) struct Face {
    font: FontRef<'static>,
    location: Location,
}

impl Face {
    /// `None` only if the bundled font were damaged.
    pub(super) fn new(weight: Weight) -> Option<Self> {
        let font = FontRef::new(FONT).ok()?;
        let location = font.axes().location([("wght", axis(weight))]);
        Some(Self { font, location })
    }

    /// The glyphs of a line. A character the font lacks becomes its empty box.
    pub(super) fn line(&self, text: &str) -> Vec<Placed> {
        let metrics: GlyphMetrics<'_> = self.font.glyph_metrics(Size::new(1.0), LocationRef::from(&self.location));
        let charmap = self.font.charmap();
        let mut x = 0.0;
        text.char_indices()
            .filter(|(_, c)| !c.is_control())
            .map(|(start, c)| {
                let glyph = charmap.map(c).unwrap_or(GlyphId::NOTDEF);
                let advance = metrics.advance_width(glyph).unwrap_or(0.6);
                let placed = Placed { glyph: glyph.to_u32(), x, advance, range: start..start + c.len_utf8() };
                x += advance;
                placed
            })
            .collect()
    }

    /// Draws the outline of a glyph at the size of the font's own units per em; `false` if it has none.
    pub(super) fn outline(&self, glyph: u32, pen: &mut impl OutlinePen) -> bool {
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::from(&self.location));
        self.font.outline_glyphs().get(GlyphId::new(glyph)).is_some_and(|outline| outline.draw(settings, pen).is_ok())
    }

    /// Font units in one unit of the type size.
    pub(super) fn units_per_em(&self) -> f32 {
        f32::from(self.font.metrics(Size::unscaled(), LocationRef::from(&self.location)).units_per_em.max(1))
    }
}

/// How far left of its anchor a line begins, in units of the type size.
pub(super) fn shift(line: &[Placed], align: Align) -> f32 {
    let width = line.last().map_or(0.0, |g| g.x + g.advance);
    match align {
        Align::Left => 0.0,
        Align::Center => width / 2.0,
        Align::Right => width,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::text::width;

    #[test]
    fn a_line_is_as_wide_as_it_was_measured() {
        for weight in [Weight::Regular, Weight::Semibold] {
            let face = Face::new(weight).expect("the bundled font");
            for text in ["Feature Development", "Fri 15 Mar 2024", "Überprüfung 100 %", ""] {
                let line = face.line(text);
                let drawn = f64::from(shift(&line, Align::Right)) * 13.0;
                assert!((drawn - width(text, 13.0, weight)).abs() < 0.05, "{text}: {drawn}");
                assert_eq!(line.iter().map(|g| &text[g.range.clone()]).collect::<String>(), text);
            }
        }
        let face = Face::new(Weight::Regular).expect("the bundled font");
        assert_eq!(face.line("漢")[0].glyph, 0, "what is missing is a box");
        assert!((shift(&face.line("ab"), Align::Center) * 2.0 - shift(&face.line("ab"), Align::Right)).abs() < 1e-6);
    }
}
