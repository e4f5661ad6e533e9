//! A picture as PNG, drawn by the processor: the same bytes on every machine. Not a layout:
//! everything stands where the [`Scene`] put it.

use super::canvas::{self, Canvas, DASHES, Segment, Words, short};
use super::glyphs::{Face, Spare, Spares, runs, shift};
use crate::scene::palette::{Theme, rgb};
use crate::scene::{Role, Scene, Stroke, Weight};
use skrifa::outline::OutlinePen;
use std::collections::HashMap;
use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, StrokeDash, Transform};

/// Pixels of the longer side that are drawn at most.
const MAX_SIDE: f64 = 32_000.0;
/// Pixels that are drawn at most: half a gigabyte of memory.
const MAX_PIXELS: f64 = 120e6;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// It would fill the memory of the machine.
    #[error("the picture would have {width} × {height} pixels, more than can be drawn; choose a smaller --size or --scale, or .svg")]
    TooLarge {
        /// Width in pixels.
        width: f64,
        /// Height in pixels.
        height: f64,
    },
    /// The encoder refused.
    #[error("the picture could not be written as PNG: {0}")]
    Encode(String),
}

/// The whole picture at `scale` dots per pixel, on the bundled font alone.
pub fn png(scene: &Scene, theme: Theme, scale: f64) -> Result<Vec<u8>, PngError> {
    png_with(scene, theme, scale, &Spares::default())
}

/// The same, with other fonts for what the bundled one lacks.
pub fn png_with(scene: &Scene, theme: Theme, scale: f64, spares: &Spares) -> Result<Vec<u8>, PngError> {
    let (width, height) = ((scene.width.max(1.0) * scale).round().max(1.0), (scene.height.max(1.0) * scale).round().max(1.0));
    let too_large = || PngError::TooLarge { width, height };
    if !(width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS) {
        return Err(too_large());
    }
    let pixmap = Pixmap::new(whole(width), whole(height)).ok_or_else(too_large)?;
    let faces = [Face::new(Weight::Regular), Face::new(Weight::Semibold)];
    let mut drawing = Drawing { pixmap, theme, scale: short(scale), faces, spares, glyphs: HashMap::new() };
    canvas::draw(scene, &mut drawing);
    drawing.pixmap.encode_png().map_err(|e| PngError::Encode(e.to_string()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and MAX_SIDE, see png")]
fn whole(pixels: f64) -> u32 {
    pixels as u32
}

struct Drawing<'a> {
    pixmap: Pixmap,
    theme: Theme,
    scale: f32,
    /// Regular and semibold.
    faces: [Option<Face>; 2],
    spares: &'a Spares,
    /// Outlines in font units by strength, spare font and glyph, as a long picture repeats each of them
    /// thousands of times.
    glyphs: HashMap<(Weight, Option<usize>, u32), Option<Path>>,
}

impl Drawing<'_> {
    fn paint(&self, role: Role) -> Paint<'static> {
        let (r, g, b) = rgb(role, self.theme);
        Paint { shader: tiny_skia::Shader::SolidColor(Color::from_rgba8(r, g, b, 255)), anti_alias: true, ..Paint::default() }
    }

    fn to_dots(&self) -> Transform {
        Transform::from_scale(self.scale, self.scale)
    }
}

impl Canvas for Drawing<'_> {
    fn fill(&mut self, outline: &[Segment], role: Role) {
        if let Some(path) = path_of(outline) {
            let (paint, transform) = (self.paint(role), self.to_dots());
            self.pixmap.fill_path(&path, &paint, FillRule::Winding, transform, None);
        }
    }

    fn stroke(&mut self, outline: &[Segment], stroke: Stroke) {
        let Some(path) = path_of(outline) else { return };
        let pen = tiny_skia::Stroke {
            width: short(stroke.width),
            line_cap: if stroke.dashed { LineCap::Butt } else { LineCap::Round },
            line_join: LineJoin::Round,
            dash: if stroke.dashed { StrokeDash::new(DASHES.to_vec(), 0.0) } else { None },
            ..tiny_skia::Stroke::default()
        };
        let (paint, transform) = (self.paint(stroke.role), self.to_dots());
        self.pixmap.stroke_path(&path, &paint, &pen, transform, None);
    }

    fn words(&mut self, words: Words<'_>) {
        let paint = self.paint(words.role);
        let face = match words.weight {
            Weight::Regular => &self.faces[0],
            Weight::Semibold => &self.faces[1],
        };
        let Some(face) = face else { return };
        let line = runs(face, self.spares, words.text);
        let size = short(words.size);
        let start = short(words.at.x) - shift(&line, words.align) * size;
        for run in &line {
            let spare = run.spare.and_then(|i| self.spares.fonts.get(i));
            let (left, size) = (start + run.x * size, size * run.scale);
            let unit = size / spare.map_or_else(|| face.units_per_em(), Spare::units_per_em);
            for glyph in &run.glyphs {
                let path = self.glyphs.entry((words.weight, run.spare, glyph.glyph)).or_insert_with(|| {
                    let mut pen = GlyphPen(PathBuilder::new());
                    let drawn = match spare {
                        Some(spare) => spare.outline(glyph.glyph, &mut pen),
                        None => face.outline(glyph.glyph, &mut pen),
                    };
                    if drawn { pen.0.finish() } else { None }
                });
                if let Some(path) = path {
                    let (x, y) = (left + (glyph.x + glyph.dx) * size, short(words.at.y) - glyph.dy * size);
                    // Outlines of a font point up, those of a picture down.
                    let place = Transform::from_row(unit, 0.0, 0.0, -unit, x, y).post_scale(self.scale, self.scale);
                    self.pixmap.fill_path(path, &paint, FillRule::Winding, place, None);
                }
            }
        }
    }
}

fn path_of(outline: &[Segment]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for segment in outline {
        match segment {
            Segment::Move(p) => path.move_to(short(p.x), short(p.y)),
            Segment::Line(p) => path.line_to(short(p.x), short(p.y)),
            Segment::Curve(a, b, c) => path.cubic_to(short(a.x), short(a.y), short(b.x), short(b.y), short(c.x), short(c.y)),
            Segment::Close => path.close(),
        }
    }
    path.finish()
}

struct GlyphPen(PathBuilder);

impl OutlinePen for GlyphPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }
    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to(cx0, cy0, x, y);
    }
    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Align, Rect, at};

    #[test]
    fn shapes_and_letters_have_the_colours_of_their_roles() {
        let mut scene = Scene::new(100.0, 40.0, "x");
        scene.fill(Rect::new(10.0, 10.0, 20.0, 20.0), 4.0, Role::Bad);
        scene.text(at(40.0, 20.0), "HHH", 30.0, Weight::Semibold, Align::Left, Role::Accent);
        for (theme, scale) in [(Theme::Light, 1.0), (Theme::Dark, 2.0)] {
            let picture = Pixmap::decode_png(&png(&scene, theme, scale).expect("small enough")).expect("a PNG");
            assert_eq!((picture.width(), picture.height()), (whole(100.0 * scale), whole(40.0 * scale)));
            let color = |x: f64, y: f64| picture.pixel(whole(x * scale), whole(y * scale)).map(|c| (c.red(), c.green(), c.blue(), c.alpha()));
            let (r, g, b) = rgb(Role::Bad, theme);
            assert_eq!(color(20.0, 20.0), Some((r, g, b, 255)));
            let (r, g, b) = rgb(Role::Ground, theme);
            assert_eq!(color(2.0, 2.0), Some((r, g, b, 255)));
            assert_eq!(color(10.4, 10.4), Some((r, g, b, 255)), "corners are round");
            let ink = rgb(Role::Accent, theme);
            let inked = picture.pixels().iter().filter(|c| (c.red(), c.green(), c.blue()) == ink).count();
            assert!(inked > 100, "{inked} pixels of text");
        }
        assert!(matches!(png(&Scene::new(9_000.0, 9_000.0, "x"), Theme::Light, 8.0), Err(PngError::TooLarge { .. })));
        assert!(png(&Scene::new(f64::NAN, 10.0, "x"), Theme::Light, f64::INFINITY).is_err());
    }
}
