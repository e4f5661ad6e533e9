//! A picture as a PDF page: outlines stay outlines, text stays text that can be selected and
//! searched, the font is embedded with the glyphs that are used. No dates and no random ids: the
//! same picture gives the same bytes. Not a layout: everything stands where the [`Scene`] put it.

use super::canvas::{self, Canvas, DASHES, Segment, Words, short};
use super::glyphs::{Face, Placed, Spare, Spares, runs, shift};
use crate::scene::palette::{Theme, rgb};
use crate::scene::text::{FONT, axis};
use crate::scene::{Role, Scene, Stroke, Weight};
use krilla::Document;
use krilla::color::rgb::Color;
use krilla::geom::{Path, PathBuilder, Point, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};

/// Points of a page in a pixel of a picture: 72 against 96 in an inch.
const POINTS: f32 = 0.75;
/// The longest side of a page that readers of PDF must be able to show, in points.
const MAX_SIDE: f32 = 14_400.0;

/// Why a picture could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// No reader of PDF need show such a page.
    #[error("the picture is larger than a PDF page can be (5 m); choose a smaller --size, or .svg")]
    TooLarge,
    /// The writer refused.
    #[error("the picture could not be written as PDF: {0}")]
    Write(String),
}

/// The whole picture as a document of one page.
pub fn pdf(scene: &Scene, theme: Theme) -> Result<Vec<u8>, PdfError> {
    pages(std::slice::from_ref(scene), theme)
}

/// Pictures as a document, each a page of its own size, on the bundled font alone.
pub fn pages(scenes: &[Scene], theme: Theme) -> Result<Vec<u8>, PdfError> {
    pages_with(scenes, theme, &Spares::default())
}

/// The same, with other fonts for what the bundled one lacks.
pub fn pages_with(scenes: &[Scene], theme: Theme, spares: &Spares) -> Result<Vec<u8>, PdfError> {
    let embedded: Vec<Option<Font>> = spares.fonts.iter().map(Spare::file).map(|(data, index)| Font::new(data.into(), index)).collect();
    let mut document = Document::new();
    let title = scenes.first().map(|s| s.title.clone()).filter(|t| !t.is_empty()).unwrap_or_else(|| "Picture".to_owned());
    document.set_metadata(Metadata::new().title(title).creator("Slipway".to_owned()).producer("Slipway".to_owned()).language("en".to_owned()));
    for scene in scenes {
        let (width, height) = (short(scene.width.max(1.0)) * POINTS, short(scene.height.max(1.0)) * POINTS);
        if !(width <= MAX_SIDE && height <= MAX_SIDE) {
            return Err(PdfError::TooLarge);
        }
        let settings = PageSettings::from_wh(width, height).ok_or(PdfError::TooLarge)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        surface.push_transform(&Transform::from_scale(POINTS, POINTS));
        let faces = [face(Weight::Regular), face(Weight::Semibold)];
        canvas::draw(scene, &mut Drawing { surface: &mut surface, theme, faces, spares, embedded: &embedded });
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|e| PdfError::Write(format!("{e:?}")))
}

/// The bundled font at one strength, to measure and to embed.
fn face(weight: Weight) -> Option<(Face, Font)> {
    let font = Font::new_variable(FONT.to_vec().into(), 0, &[(Tag::new(b"wght"), axis(weight))])?;
    Some((Face::new(weight)?, font))
}

struct Drawing<'a, 's> {
    surface: &'a mut Surface<'s>,
    theme: Theme,
    /// Regular and semibold.
    faces: [Option<(Face, Font)>; 2],
    spares: &'a Spares,
    /// The spare fonts, to embed.
    embedded: &'a [Option<Font>],
}

impl Drawing<'_, '_> {
    fn fill_of(&self, role: Role) -> Fill {
        let (r, g, b) = rgb(role, self.theme);
        Fill { paint: Color::new(r, g, b).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
    }
}

impl Canvas for Drawing<'_, '_> {
    fn fill(&mut self, outline: &[Segment], role: Role) {
        let Some(path) = path_of(outline) else { return };
        let fill = self.fill_of(role);
        self.surface.set_fill(Some(fill));
        self.surface.set_stroke(None);
        self.surface.draw_path(&path);
    }

    fn stroke(&mut self, outline: &[Segment], stroke: Stroke) {
        let Some(path) = path_of(outline) else { return };
        let pen = krilla::paint::Stroke {
            paint: self.fill_of(stroke.role).paint,
            width: short(stroke.width),
            miter_limit: 4.0,
            line_cap: if stroke.dashed { LineCap::Butt } else { LineCap::Round },
            line_join: LineJoin::Round,
            opacity: NormalizedF32::ONE,
            dash: stroke.dashed.then(|| StrokeDash { array: DASHES.to_vec(), offset: 0.0 }),
        };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(pen));
        self.surface.draw_path(&path);
    }

    fn words(&mut self, words: Words<'_>) {
        let fill = self.fill_of(words.role);
        let face = match words.weight {
            Weight::Regular => &self.faces[0],
            Weight::Semibold => &self.faces[1],
        };
        let Some((face, font)) = face else { return };
        let line = runs(face, self.spares, words.text);
        let size = short(words.size);
        let left = short(words.at.x) - shift(&line, words.align) * size;
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(fill));
        for run in line.into_iter().filter(|r| !r.glyphs.is_empty()) {
            let embedded = run.spare.map_or(Some(font), |i| self.embedded.get(i).and_then(Option::as_ref));
            let Some(embedded) = embedded.cloned() else { continue };
            let start = Point::from_xy(left + run.x * size, short(words.at.y));
            let glyph = |g: Placed| KrillaGlyph::new(GlyphId::new(g.glyph), g.advance, g.dx, g.dy, 0.0, g.range, None);
            let glyphs: Vec<KrillaGlyph> = run.glyphs.into_iter().map(glyph).collect();
            self.surface.draw_glyphs(start, &glyphs, embedded, &run.text, size * run.scale, false);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Align, Rect, Sign, at};

    #[test]
    fn a_page_has_its_size_its_title_and_its_font_and_stays_the_same() {
        let mut scene = Scene::new(400.0, 200.0, "Risks & dates");
        scene.fill(Rect::new(10.0, 10.0, 50.0, 20.0), 4.0, Role::Bar);
        scene.line(vec![at(0.0, 0.0), at(30.0, 30.0)], Stroke::dashed(Role::Line, 1.0));
        scene.sign(at(100.0, 100.0), 16.0, Sign::Warn);
        for weight in [Weight::Regular, Weight::Semibold] {
            scene.text(at(5.0, 50.0), "Überprüfung → 漢", 13.0, weight, Align::Left, Role::Text);
        }
        let bytes = pdf(&scene, Theme::Light).expect("a small page");
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"));
        for part in ["/MediaBox[0 0 300 150]", "Risks & dates", "/FontFile", "Inter", "/ToUnicode"] {
            assert!(text.contains(part), "no {part}");
        }
        assert!(!text.contains("/CreationDate") && !text.contains("/ModDate"), "no clock");
        assert!(bytes.len() < 60_000, "the font is cut down to what is used: {} bytes", bytes.len());
        assert_eq!(bytes, pdf(&scene, Theme::Light).expect("a small page"));
        assert_ne!(bytes, pdf(&scene, Theme::Dark).expect("a small page"));
        assert!(matches!(pdf(&Scene::new(30_000.0, 10.0, ""), Theme::Light), Err(PdfError::TooLarge)));
    }
}
