//! Fonts that stand in for the bundled one where it lacks characters. They come from the machine, so a
//! picture in which they are used may look different elsewhere; one in Latin script never needs them.

use super::Placed;
use crate::scene::text::FONT;
use crate::scene::{Scene, Shape};
use harfrust::{Direction, ShapeOptions, ShaperData, ShaperInstance, UnicodeBuffer};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::FileRef;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most fonts of a collection that are looked into.
const MOST: u32 = 64;

/// A font of the machine.
#[derive(Clone)]
pub struct Spare {
    /// What it is called: its file, and which font of it.
    pub name: String,
    data: Arc<Vec<u8>>,
    index: u32,
}

impl std::fmt::Debug for Spare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Spare({}, {} bytes)", self.name, self.data.len())
    }
}

/// Fonts of the machine in the order in which they are asked, and what none of them has.
#[derive(Clone, Debug, Default)]
pub struct Spares {
    /// The fonts.
    pub fonts: Vec<Spare>,
    /// Characters that are drawn as boxes.
    pub missing: BTreeSet<char>,
}

/// Characters that are no ink: nothing is missing where they are.
fn is_silent(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(u32::from(c), 0xAD | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE_0000..=0xE_0FFF)
}

/// The characters of pictures that the bundled font lacks.
pub fn lacking(scenes: &[Scene]) -> BTreeSet<char> {
    let Ok(font) = FontRef::new(FONT) else { return BTreeSet::new() };
    let charmap = font.charmap();
    let mut out = BTreeSet::new();
    for shape in scenes.iter().flat_map(|s| &s.shapes) {
        if let Shape::Text { text, .. } = shape
            && !text.is_ascii()
        {
            out.extend(text.chars().filter(|c| !c.is_ascii() && !is_silent(*c) && charmap.map(*c).is_none()));
        }
    }
    out
}

impl Spare {
    /// The fonts in a file; none when it is no font.
    pub fn read(file: &str, data: Vec<u8>) -> Vec<Self> {
        let data = Arc::new(data);
        let count = match FileRef::new(&data) {
            Ok(FileRef::Font(_)) => 1,
            Ok(FileRef::Collection(all)) => all.len().min(MOST),
            Err(_) => 0,
        };
        (0..count).map(|index| Self { name: format!("{file}#{index}"), data: Arc::clone(&data), index }).filter(|s| s.font().is_some()).collect()
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.data, self.index).ok()
    }

    /// The characters of a set that it can draw: colour pictures are no outlines.
    pub fn covers(&self, wanted: &BTreeSet<char>) -> BTreeSet<char> {
        let Some(font) = self.font() else { return BTreeSet::new() };
        let (charmap, outlines) = (font.charmap(), font.outline_glyphs());
        wanted.iter().copied().filter(|c| charmap.map(*c).is_some_and(|g| outlines.get(g).is_some())).collect()
    }

    pub(super) fn has(&self, c: char) -> bool {
        self.font().is_some_and(|font| font.charmap().map(c).is_some_and(|g| g != GlyphId::NOTDEF))
    }

    /// The glyphs of a stretch of text in one direction, from the left; in units of the type size.
    pub(super) fn shaped(&self, text: &str, rightward: bool) -> Vec<Placed> {
        let Some(font) = self.font() else { return Vec::new() };
        let data = ShaperData::new(&font);
        let instance = ShaperInstance::from_coords(&font, []);
        let shaper = data.shaper(&font).instance(Some(&instance)).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if rightward { Direction::LeftToRight } else { Direction::RightToLeft });
        buffer.guess_segment_properties();
        let glyphs = shaper.shape(buffer, ShapeOptions::new());
        #[expect(clippy::cast_precision_loss, reason = "font units are small")]
        let em = |units: i32| units as f32 / shaper.units_per_em().max(1) as f32;
        let starts: BTreeSet<usize> = glyphs.glyph_infos().iter().map(|g| start_of(g.cluster)).collect();
        let mut x = 0.0;
        let placed = glyphs.glyph_infos().iter().zip(glyphs.glyph_positions()).map(|(info, place)| {
            let start = start_of(info.cluster);
            let end = starts.range(start + 1..).next().copied().unwrap_or(text.len());
            let advance = em(place.x_advance);
            let glyph = Placed { glyph: info.glyph_id, x, dx: em(place.x_offset), dy: em(place.y_offset), advance, range: start..end };
            x += advance;
            glyph
        });
        placed.collect()
    }

    /// Draws the outline of a glyph at the size of the font's own units per em; `false` if it has none.
    pub(crate) fn outline(&self, glyph: u32, pen: &mut impl OutlinePen) -> bool {
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        self.font().and_then(|font| font.outline_glyphs().get(GlyphId::new(glyph))).is_some_and(|outline| outline.draw(settings, pen).is_ok())
    }

    /// Font units in one unit of the type size.
    pub(crate) fn units_per_em(&self) -> f32 {
        self.font().map_or(1000.0, |font| f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1)))
    }

    /// The file, and which font of it.
    pub fn file(&self) -> (Arc<Vec<u8>>, u32) {
        (Arc::clone(&self.data), self.index)
    }
}

fn start_of(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(0)
}

impl Spares {
    /// What to say about characters that are drawn as boxes, if there are any.
    pub fn warning(&self) -> Option<String> {
        const SHOWN: usize = 8;
        if self.missing.is_empty() {
            return None;
        }
        let shown: String = self.missing.iter().take(SHOWN).collect();
        let more = if self.missing.len() > SHOWN { " and others" } else { "" };
        let many = crate::analysis::words::count(self.missing.len(), "character");
        Some(format!("no font on this machine draws {many} ({shown}{more}): boxes stand for them; an .svg is drawn with the fonts of who opens it"))
    }
}
