//! Pages as files: one PDF holds them all; of SVG and PNG there is a file for each, numbered.

use super::{Spares, pdf, png, svg};
use crate::scene::Scene;
use crate::scene::palette::Theme;
use std::path::{Path, PathBuf};

/// How pages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One document.
    Pdf,
    /// A file for each page.
    Svg,
    /// A file for each page.
    Png,
}

impl Format {
    /// The format that the end of a name asks for.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase().as_str() {
            "pdf" => Some(Self::Pdf),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// The files of some pages, with their bytes. `scale` is that of pixels; `spares` draw what the bundled
/// font lacks.
pub fn files(path: &Path, pages: &[Scene], format: Format, theme: Theme, scale: f64, spares: &Spares) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
    if format == Format::Pdf {
        return pdf::pages_with(pages, theme, spares).map(|bytes| vec![(path.to_owned(), bytes)]).map_err(|e| e.to_string());
    }
    let one = |scene: &Scene| match format {
        Format::Svg => Ok(svg::svg(scene, theme).into_bytes()),
        _ => png::png_with(scene, theme, scale, spares).map_err(|e| e.to_string()),
    };
    let several = pages.len() > 1;
    pages.iter().enumerate().map(|(i, page)| Ok((if several { numbered(path, i + 1) } else { path.to_owned() }, one(page)?))).collect()
}

/// `plan.svg` as `plan-03.svg`.
fn numbered(path: &Path, n: usize) -> PathBuf {
    let stem = path.file_stem().map_or_else(|| "page".to_owned(), |s| s.to_string_lossy().into_owned());
    let extension = path.extension().map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    path.with_file_name(format!("{stem}-{n:02}{extension}"))
}

/// Type that is too small to read on paper, as points; none when all of it is large enough.
pub fn too_small(pages: &[Scene]) -> Option<f64> {
    const POINTS: f64 = 0.75;
    const LEAST: f64 = 6.0;
    let smallest = pages.iter().filter_map(Scene::smallest_type).reduce(f64::min)? * POINTS;
    (smallest < LEAST - 0.01).then_some(smallest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_where_a_file_holds_only_one() {
        let pages = [Scene::new(20.0, 10.0, "a"), Scene::new(20.0, 10.0, "b")];
        let names = |path: &str, n: usize| {
            let path = Path::new(path);
            let format = Format::of(path).expect("a format");
            files(path, &pages[..n], format, Theme::Light, 1.0, &Spares::default())
                .expect("small pages")
                .into_iter()
                .map(|(p, _)| p.display().to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(names("out/plan.svg", 2), ["out/plan-01.svg", "out/plan-02.svg"]);
        assert_eq!(names("plan.png", 1), ["plan.png"]);
        assert_eq!(names("plan.PDF", 2), ["plan.PDF"]);
        assert_eq!(Format::of(Path::new("plan.doc")), None);
    }
}
