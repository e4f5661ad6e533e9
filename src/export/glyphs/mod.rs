//! The glyphs of a line of text. On the bundled font they are placed as [`crate::scene::text`] measures:
//! by advance widths alone, without kerning or ligatures. What that font lacks is shaped on a spare one.

mod order;
mod spare;

pub use spare::{Spare, Spares, lacking};

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
    /// How far it is drawn beside and above that.
    pub(super) dx: f32,
    pub(super) dy: f32,
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
                let placed = Placed { glyph: glyph.to_u32(), x, dx: 0.0, dy: 0.0, advance, range: start..start + c.len_utf8() };
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

/// A part of a line on one font.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Run {
    /// Which of the spare fonts; the bundled one otherwise.
    pub(super) spare: Option<usize>,
    /// Its left end, from the start of the line.
    pub(super) x: f32,
    /// How wide it is.
    pub(super) width: f32,
    /// Smaller than 1 where a spare font is wider than the room that was measured.
    pub(super) scale: f32,
    /// Its text.
    pub(super) text: String,
    /// Its glyphs, from the left.
    pub(super) glyphs: Vec<Placed>,
}

/// A line in parts, from the left.
pub(super) fn runs(face: &Face, spares: &Spares, text: &str) -> Vec<Run> {
    let charmap = face.font.charmap();
    if spares.fonts.is_empty() || text.is_ascii() || text.chars().all(|c| charmap.map(c).is_some()) {
        let glyphs = face.line(text);
        let width = glyphs.last().map_or(0.0, |g| g.x + g.advance);
        return vec![Run { spare: None, x: 0.0, width, scale: 1.0, text: text.to_owned(), glyphs }];
    }
    let chars: Vec<char> = text.chars().filter(|c| !c.is_control()).collect();
    let levels = order::levels(&chars).unwrap_or_else(|| vec![0; chars.len()]);
    let fonts = fonts_of(face, spares, &chars, &levels);
    let mut stretches: Vec<(u8, (Option<usize>, String))> = Vec::new();
    for ((c, level), font) in chars.into_iter().zip(levels).zip(fonts) {
        match stretches.last_mut() {
            Some((l, (f, words))) if (*l, *f) == (level, font) => words.push(c),
            _ => stretches.push((level, (font, c.to_string()))),
        }
    }
    order::visual(&mut stretches);
    let mut x = 0.0;
    let placed = stretches.into_iter().map(|(level, (spare, words))| {
        let mut run = run(face, spares, spare, words, level % 2 == 0);
        run.x = x;
        x += run.width;
        run
    });
    placed.collect()
}

/// The font of every character: the bundled one where it has it; a mark or a blank stays with what it
/// stands beside, so that it is shaped together.
fn fonts_of(face: &Face, spares: &Spares, chars: &[char], levels: &[u8]) -> Vec<Option<usize>> {
    let charmap = face.font.charmap();
    let mut out: Vec<Option<usize>> = Vec::with_capacity(chars.len());
    for (i, c) in chars.iter().enumerate() {
        let before = out.last().copied().flatten().filter(|_| i > 0 && levels.get(i - 1) == levels.get(i));
        let joins = matches!(u32::from(*c), 0x200C | 0x200D | 0xFE00..=0xFE0F);
        let kept = before.filter(|f| joins || (!c.is_alphanumeric() && spares.fonts.get(*f).is_some_and(|s| s.has(*c))));
        let needed = || if charmap.map(*c).is_some() { None } else { spares.fonts.iter().position(|s| s.has(*c)) };
        out.push(kept.or_else(needed));
    }
    out
}

fn run(face: &Face, spares: &Spares, spare: Option<usize>, text: String, rightward: bool) -> Run {
    let Some(font) = spare.and_then(|i| spares.fonts.get(i)) else {
        let text: String = if rightward { text } else { text.chars().rev().map(order::mirrored).collect() };
        let glyphs = face.line(&text);
        let width = glyphs.last().map_or(0.0, |g| g.x + g.advance);
        return Run { spare: None, x: 0.0, width, scale: 1.0, text, glyphs };
    };
    let glyphs = font.shaped(&text, rightward);
    let width = glyphs.last().map_or(0.0, |g| g.x + g.advance);
    #[expect(clippy::cast_possible_truncation, reason = "the width of a label")]
    let room = crate::scene::text::width(&text, 1.0, Weight::Regular) as f32;
    let scale = if width > room && width > 0.0 { room / width } else { 1.0 };
    Run { spare, x: 0.0, width: width * scale, scale, text, glyphs }
}

/// How far left of its anchor a line begins, in units of the type size.
pub(super) fn shift(line: &[Run], align: Align) -> f32 {
    let width = line.last().map_or(0.0, |r| r.x + r.width);
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
                let line = runs(&face, &Spares::default(), text);
                let drawn = f64::from(shift(&line, Align::Right)) * 13.0;
                assert!((drawn - width(text, 13.0, weight)).abs() < 0.05, "{text}: {drawn}");
                assert_eq!(line.iter().flat_map(|r| r.glyphs.iter().map(|g| &r.text[g.range.clone()])).collect::<String>(), text);
            }
        }
        let face = Face::new(Weight::Regular).expect("the bundled font");
        assert_eq!(face.line("漢")[0].glyph, 0, "what is missing is a box");
        let ab = runs(&face, &Spares::default(), "ab");
        assert!((shift(&ab, Align::Center) * 2.0 - shift(&ab, Align::Right)).abs() < 1e-6);
    }

    #[test]
    fn a_damaged_font_is_no_font() {
        assert!(Spare::read("none", Vec::new()).is_empty() && Spare::read("zeros", vec![0; 4000]).is_empty());
        let mut cut = crate::scene::text::FONT.to_vec();
        cut.truncate(cut.len() / 3);
        let spares = Spares { fonts: Spare::read("cut", cut), ..Spares::default() };
        let face = Face::new(Weight::Regular).expect("the bundled font");
        assert!(!runs(&face, &spares, "漢字 أب").is_empty());
    }

    #[test]
    fn runs_stand_side_by_side_in_the_order_they_are_read() {
        // The bundled font as its own spare: what it has it does not lend.
        let spares = Spares { fonts: Spare::read("Inter", crate::scene::text::FONT.to_vec()), ..Spares::default() };
        let face = Face::new(Weight::Regular).expect("the bundled font");
        let line = runs(&face, &spares, "API 漢 (אב) x");
        let texts: Vec<&str> = line.iter().map(|r| r.text.as_str()).collect();
        assert_eq!(texts, ["API 漢 (", "בא", ") x"]);
        assert!(line.windows(2).all(|w| (w[0].x + w[0].width - w[1].x).abs() < 1e-4));
    }
}
