//! A picture as SVG: self-contained, readable aloud, the same bytes for the same picture.
//!
//! Not a layout: everything stands where the [`Scene`] put it, text is already cut to fit.

use super::canvas::BASE_LINE;
pub use crate::scene::palette::Theme;
use crate::scene::palette::rgb;
use crate::scene::signs::{hatch_lines, sign_shapes};
use crate::scene::{Align, Point, Role, Scene, Shape, Stroke, Weight};
use std::fmt::Write as _;
use std::sync::OnceLock;

const FONT_FAMILY: &str = "Inter, 'Inter Variable', 'Noto Sans', system-ui, sans-serif";

/// The whole picture as a document.
pub fn svg(scene: &Scene, theme: Theme) -> String {
    let mut out = open(scene);
    let (width, height) = (number(scene.width.max(1.0)), number(scene.height.max(1.0)));
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", css_color(Role::Ground, theme));
    close(out, scene, theme)
}

/// The picture without a ground, to stand in running text.
pub fn svg_inline(scene: &Scene, theme: Theme) -> String {
    close(open(scene), scene, theme)
}

fn open(scene: &Scene) -> String {
    let (width, height) = (number(scene.width.max(1.0)), number(scene.height.max(1.0)));
    let title = escape(if scene.title.is_empty() { "Picture" } else { &scene.title });
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"{title}\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"{FONT_FAMILY}\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n\
         <title>{title}</title>\n"
    )
}

fn close(mut out: String, scene: &Scene, theme: Theme) -> String {
    for shape in &scene.shapes {
        draw(&mut out, shape, theme);
    }
    out.push_str("</svg>\n");
    out
}

/// A role's colour as `#rrggbb`.
pub fn css_color(role: Role, theme: Theme) -> &'static str {
    static NAMES: OnceLock<Vec<(Role, Theme, String)>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let all = Theme::ALL.iter().flat_map(|t| Role::ALL.iter().map(move |r| (*r, *t)));
        all.map(|(role, theme)| {
            let (r, g, b) = rgb(role, theme);
            (role, theme, format!("#{r:02x}{g:02x}{b:02x}"))
        })
        .collect()
    });
    names.iter().find(|(r, t, _)| (*r, *t) == (role, theme)).map_or("#000000", |(_, _, name)| name)
}

fn draw(out: &mut String, shape: &Shape, theme: Theme) {
    // Writing into a string cannot fail, so the results of `write!` are let go.
    match shape {
        Shape::Rect { rect, radius, fill, stroke } => {
            let round = if *radius > 0.0 { format!(" rx=\"{}\"", number(*radius)) } else { String::new() };
            let (x, y, w, h) = (number(rect.x), number(rect.y), number(rect.w.max(0.0)), number(rect.h.max(0.0)));
            let paint = paint(*fill, *stroke, theme);
            let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}{paint}/>");
        }
        Shape::Circle { center, radius, fill, stroke } => {
            let (x, y, r) = (number(center.x), number(center.y), number(radius.max(0.0)));
            let _ = writeln!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{}/>", paint(*fill, *stroke, theme));
        }
        Shape::Path { points, closed, fill, stroke } => {
            if points.len() > 1 {
                let end = if *closed { "Z" } else { "" };
                let _ = writeln!(out, "<path d=\"{}{end}\"{}/>", path(points), paint(*fill, *stroke, theme));
            }
        }
        Shape::Text { at, text, size, weight, align, role } => {
            let anchor = match align {
                Align::Left => "",
                Align::Center => " text-anchor=\"middle\"",
                Align::Right => " text-anchor=\"end\"",
            };
            let strength = if *weight == Weight::Semibold { " font-weight=\"600\"" } else { "" };
            let (x, y, color) = (number(at.x), number(at.y + BASE_LINE * size), css_color(*role, theme));
            let (size, text) = (number(*size), escape(text));
            let _ = writeln!(out, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{strength}{anchor} fill=\"{color}\">{text}</text>");
        }
        Shape::Sign { center, size, sign } => {
            for part in sign_shapes(*center, *size, *sign) {
                draw_part(out, &part, theme);
            }
        }
        Shape::Hatch { rect, role } => {
            let lines: String = hatch_lines(*rect).iter().map(|(a, b)| path(&[*a, *b])).collect();
            if !lines.is_empty() {
                let paint = paint(None, Some(Stroke::solid(*role, 0.75)), theme);
                let _ = writeln!(out, "<path d=\"{lines}\"{paint}/>");
            }
        }
    }
}

/// Draws a part of a sign; a sign is made of plain shapes, so this goes one level deep.
fn draw_part(out: &mut String, part: &Shape, theme: Theme) {
    if !matches!(part, Shape::Sign { .. }) {
        draw(out, part, theme);
    }
}

fn path(points: &[Point]) -> String {
    let mut d = String::with_capacity(points.len() * 12);
    for (i, p) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, number(p.x), number(p.y));
    }
    d
}

fn paint(fill: Option<Role>, stroke: Option<Stroke>, theme: Theme) -> String {
    let mut out = format!(" fill=\"{}\"", fill.map_or("none", |role| css_color(role, theme)));
    if let Some(Stroke { role, width, dashed }) = stroke {
        let _ = write!(out, " stroke=\"{}\" stroke-width=\"{}\"", css_color(role, theme), number(width));
        if dashed {
            out.push_str(" stroke-dasharray=\"5 4\" stroke-linecap=\"butt\"");
        }
    }
    out
}

/// At most two decimals, no exponent, never "NaN" or "-0".
fn number(value: f64) -> String {
    let value = if value.is_finite() { value.clamp(-1e9, 1e9) } else { 0.0 };
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if matches!(text, "-0" | "") { "0".to_owned() } else { text.to_owned() }
}

/// Text for an element or an attribute; what XML cannot hold is left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{Rect, Sign, at};

    fn sample() -> Scene {
        let mut scene = Scene::new(200.0, 100.5, "Risks & <\"dates\">\u{1}");
        scene.fill(Rect::new(1.0, 2.0, 30.333_33, 40.0), 4.0, Role::Bar);
        scene.line(vec![at(0.0, 0.0), at(f64::NAN, -0.001)], Stroke::dashed(Role::Forecast, 1.5));
        scene.polygon(vec![at(0.0, 0.0), at(5.0, 0.0), at(5.0, 5.0)], Some(Role::Bad), None);
        scene.text(at(5.0, 50.0), "a<b & \"c\"\u{0}\u{7f}\u{ffff}]]>", 13.0, Weight::Semibold, Align::Right, Role::Text);
        for (i, sign) in [Sign::Good, Sign::Warn, Sign::Bad, Sign::Unknown, Sign::Done].into_iter().enumerate() {
            scene.sign(at(20.0 * f64::from(u8::try_from(i).unwrap()), 80.0), 14.0, sign);
        }
        scene.shapes.push(Shape::Hatch { rect: Rect::new(0.0, 0.0, 20.0, 20.0), role: Role::Line });
        scene
    }

    /// Every tag that opens closes, in order; no stray angle bracket or ampersand.
    fn balanced(xml: &str) -> bool {
        let mut open: Vec<&str> = Vec::new();
        for part in xml.split('<').skip(1) {
            let Some((tag, rest)) = part.split_once('>') else { return false };
            if rest.contains('>') || tag.matches('"').count() % 2 != 0 {
                return false;
            }
            match tag.strip_prefix('/') {
                Some(name) if open.pop() != Some(name) => return false,
                Some(_) => {}
                None if tag.ends_with('/') => {}
                None => open.push(tag.split(' ').next().unwrap_or("")),
            }
        }
        let entities = ["&amp;", "&lt;", "&gt;", "&quot;"];
        open.is_empty() && xml.match_indices('&').all(|(i, _)| entities.iter().any(|e| xml[i..].starts_with(e)))
    }

    #[test]
    fn it_is_well_formed_escaped_and_accessible() {
        for theme in Theme::ALL {
            let out = svg(&sample(), theme);
            assert!(balanced(&out), "{out}");
            assert!(out.contains("role=\"img\"") && out.contains("viewBox=\"0 0 200 100.5\""));
            assert!(out.contains("<title>Risks &amp; &lt;&quot;dates&quot;&gt;</title>"));
            assert!(out.contains(">a&lt;b &amp; &quot;c&quot;]]&gt;</text>"));
            assert!(out.chars().all(|c| c == '\n' || !c.is_control()));
            assert!(!out.contains("NaN") && !out.contains("textLength"));
            assert_eq!(out, svg(&sample(), theme));
        }
    }

    #[test]
    fn numbers_are_short() {
        let cases = [(1.0, "1"), (0.333_333, "0.33"), (-0.001, "0"), (100.0, "100"), (1e300, "1000000000"), (f64::INFINITY, "0"), (-2.5, "-2.5")];
        for (value, expected) in cases {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn colours_come_from_the_palette() {
        for theme in Theme::ALL {
            for role in Role::ALL {
                let (r, g, b) = rgb(role, theme);
                assert_eq!(css_color(role, theme), format!("#{r:02x}{g:02x}{b:02x}"));
            }
        }
        assert_eq!(css_color(Role::Accent, Theme::Light), "#2459c9");
    }

    #[test]
    fn an_empty_picture_is_still_a_picture() {
        let out = svg(&Scene::default(), Theme::Dark);
        assert!(balanced(&out) && out.contains("width=\"1\"") && out.contains("<title>Picture</title>"));
    }
}
