//! The width of text on the bundled font, without a toolkit.

use super::Weight;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::sync::OnceLock;

/// The bundled font: Inter, variable in weight, figures of one width.
pub const FONT: &[u8] = include_bytes!("../../assets/fonts/Inter.ttf");

/// Weight axis value of each strength.
pub const fn axis(weight: Weight) -> f32 {
    match weight {
        Weight::Regular => 400.0,
        Weight::Semibold => 600.0,
    }
}

/// Advance widths in thousandths of the type size, for the characters most used.
struct Widths {
    table: Vec<f32>,
    wide: f32,
}

const TABLE: usize = 0x530;

fn widths(weight: Weight) -> &'static Widths {
    static REGULAR: OnceLock<Widths> = OnceLock::new();
    static SEMIBOLD: OnceLock<Widths> = OnceLock::new();
    let cell = if weight == Weight::Regular { &REGULAR } else { &SEMIBOLD };
    cell.get_or_init(|| measure_font(weight))
}

fn measure_font(weight: Weight) -> Widths {
    let fallback = Widths { table: vec![0.6; TABLE], wide: 1.0 };
    let Ok(font) = FontRef::new(FONT) else { return fallback };
    let location = font.axes().location([("wght", axis(weight))]);
    let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::from(&location));
    let charmap = font.charmap();
    let width = |code: u32| char::from_u32(code).and_then(|c| charmap.map(c)).and_then(|g| metrics.advance_width(g));
    let table = (0..TABLE).map(|i| u32::try_from(i).ok().and_then(width).unwrap_or(0.6)).collect();
    Widths { table, wide: 1.0 }
}

/// Width of a text at a size.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let widths = widths(weight);
    let ems: f32 = text
        .chars()
        .map(|c| {
            let code = c as usize;
            match widths.table.get(code) {
                Some(w) => *w,
                None if matches!(code, 0x2000..0x2600) => 0.62,
                None => widths.wide,
            }
        })
        .sum();
    f64::from(ems) * size
}

/// The text, cut at its end with an ellipsis so that it fits: for sentences.
pub fn elide_end(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut used = width("…", size, weight);
    let mut out = String::new();
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size, weight);
        if used > room {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

/// The text, cut in the middle with an ellipsis so that it fits; the whole belongs in a tooltip.
pub fn elide(text: &str, size: f64, weight: Weight, room: f64) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().take(400).collect();
    let fits = |keep: usize| {
        let head = keep.div_ceil(2);
        let tail = keep - head;
        let cut: String = chars[..head].iter().chain(&['…']).chain(&chars[chars.len() - tail..]).collect();
        (width(&cut, size, weight) <= room).then_some(cut)
    };
    let (mut low, mut high) = (0, chars.len().saturating_sub(1));
    let mut best = String::new();
    while low < high {
        let middle = (low + high).div_ceil(2);
        match fits(middle) {
            Some(cut) => {
                best = cut;
                low = middle;
            }
            None => high = middle - 1,
        }
    }
    best
}
