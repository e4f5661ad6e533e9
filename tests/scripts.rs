//! Titles in scripts that the bundled font lacks, in pictures written to files. What depends on the fonts
//! of this machine is skipped, aloud, where it has none.

use slipway::export::pdf::{pages, pages_with};
use slipway::export::png::{png, png_with};
use slipway::export::svg::svg;
use slipway::export::{Spares, lacking};
use slipway::scene::palette::Theme;
use slipway::scene::{Align, Role, Scene, Weight, at};
use slipway::storage::fonts::covering;
use std::slice::from_ref;
use tiny_skia::Pixmap;

fn says(text: &str) -> Scene {
    let mut scene = Scene::new(400.0, 60.0, "Words");
    scene.text(at(20.0, 30.0), text, 30.0, Weight::Regular, Align::Left, Role::Text);
    scene
}

/// Dark pixels by column.
fn ink(png: &[u8]) -> Vec<usize> {
    let picture = Pixmap::decode_png(png).expect("a PNG");
    let dark = |x: u32| (0..picture.height()).filter(|y| picture.pixel(x, *y).is_some_and(|c| c.red() < 128)).count();
    (0..picture.width()).map(dark).collect()
}

/// Fonts for a text; none, said aloud, where this machine lacks them.
fn fonts_for(text: &str) -> Option<Spares> {
    let spares = covering(&lacking(&[says(text)]));
    if spares.missing.is_empty() && !spares.fonts.is_empty() {
        return Some(spares);
    }
    eprintln!("skipped: this machine has no font for {text}");
    None
}

#[test]
fn latin_asks_no_font_of_the_machine_and_stays_the_same() {
    for text in ["Überprüfung → 100 %", "Žluťoučký kůň", "Δx ≥ 5 – “quoted”", "Релиз 2", ""] {
        let scene = says(text);
        let wanted = lacking(from_ref(&scene));
        assert!(wanted.is_empty(), "{text}: {wanted:?}");
        // Fonts that happen to be there change nothing.
        let spares = fonts_for("汉").unwrap_or_default();
        assert_eq!(png(&scene, Theme::Light, 1.0).expect("small"), png_with(&scene, Theme::Light, 1.0, &spares).expect("small"));
        assert_eq!(pages(from_ref(&scene), Theme::Light).expect("small"), pages_with(from_ref(&scene), Theme::Light, &spares).expect("small"));
    }
    assert_eq!(lacking(&[says("a\u{200d}\u{fe0f}\u{a0} \t")]).len(), 0, "what is no ink is not missing");
    assert!(svg(&says("漢"), Theme::Light).contains("font-family=\"Inter, 'Inter Variable', 'Noto Sans', system-ui, sans-serif\""));
}

#[test]
fn chinese_is_drawn_with_a_font_that_has_it() {
    let Some(spares) = fonts_for("集成测试") else { return };
    let scene = says("集成测试");
    let (boxes, drawn) = (ink(&png(&scene, Theme::Light, 1.0).expect("small")), ink(&png_with(&scene, Theme::Light, 1.0, &spares).expect("small")));
    assert!(boxes != drawn && drawn.iter().sum::<usize>() > 300, "{drawn:?}");
    let pdf = pages_with(from_ref(&scene), Theme::Light, &spares).expect("small");
    assert_eq!(pdf, pages_with(from_ref(&scene), Theme::Light, &spares).expect("small"), "the same bytes on one machine");
    assert!(spares.warning().is_none());
}

#[test]
fn arabic_is_joined_and_reads_from_the_right() {
    let Some(spares) = fonts_for("سلام") else { return };
    let draw = |text: &str| ink(&png_with(&says(text), Theme::Light, 1.0, &spares).expect("small"));
    let wide = |columns: &[usize]| columns.iter().rposition(|c| *c > 0).unwrap_or(0) - columns.iter().position(|c| *c > 0).unwrap_or(0);
    // Letters that join are narrower than the same letters apart, and leave no gap between them.
    let (joined, apart) = (draw("سسس"), draw("س\u{200c}س\u{200c}س"));
    assert!(wide(&joined) + 5 < wide(&apart), "{} and {}", wide(&joined), wide(&apart));
    // Alef is a stroke: in the first place of the word it stands at the right.
    let (first, last) = (draw("اسس"), draw("سسا"));
    let tallest = |columns: &[usize]| columns.iter().enumerate().max_by_key(|(_, c)| **c).map_or(0, |(x, _)| x);
    let middle = |columns: &[usize]| columns.iter().position(|c| *c > 0).unwrap_or(0) + wide(columns) / 2;
    assert!(tallest(&first) > middle(&first) && tallest(&last) < middle(&last));
    assert!(pages_with(&[says("سلام API (1)")], Theme::Light, &spares).is_ok());
}

#[test]
fn what_no_font_has_is_said() {
    // Nobody draws characters of private use.
    let scene = says("a\u{10FFFD}\u{10FFFC}");
    let spares = covering(&lacking(from_ref(&scene)));
    let warning = spares.warning().expect("they are missing");
    assert!(warning.contains("2 characters") && warning.contains(".svg"), "{warning}");
    assert!(png_with(&scene, Theme::Light, 1.0, &spares).is_ok() && pages_with(from_ref(&scene), Theme::Light, &spares).is_ok());
}
