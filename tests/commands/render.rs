//! `slipway render`: every view in every format.

use super::program::{FAULTY, Folder, SAMPLE, read, slipway, slipway_reading};
use serde_json::Value;
use slipway::scene::Role;
use slipway::scene::palette::{Theme, rgb};
use tiny_skia::Pixmap;

/// Each view with a word that stands in its picture of the sample.
const VIEWS: [(&str, &str); 7] = [
    ("risk-sheet", "Nothing is overdue"),
    ("fever", "of the buffer used"),
    ("timeline", "Code Freeze"),
    ("heat-map", "R001"),
    ("dependencies", "Payment Service"),
    ("rollout", "General Availability"),
    ("runbook", "Final health checks"),
];

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[test]
fn render_draws_every_view_in_both_colours() {
    let folder = Folder::new();
    for (view, word) in VIEWS {
        let draw = |theme: &str| {
            let path = folder.path(&format!("{view}-{theme}.svg"));
            slipway(&["render", SAMPLE, "-o", &path, "--view", view, "--theme", theme]).fine();
            read(&path)
        };
        let (light, dark) = (draw("light"), draw("dark"));
        assert!(light.starts_with("<svg") && light.trim_end().ends_with("</svg>") && light.contains(word), "{view}");
        assert!(dark.contains(word) && dark != light, "{view}");
        assert!(!light.contains("NaN") && !light.contains("inf\""), "{view}");
    }
}

#[test]
fn render_takes_a_size() {
    let folder = Folder::new();
    let path = folder.path("small.svg");
    slipway(&["render", SAMPLE, "-o", &path, "--size", "800x500"]).fine();
    let head: String = read(&path).chars().take(300).collect();
    assert!(head.contains("800"), "{head}");
    for size in ["800", "0x0", "99999x1", "axb", "NaNx500"] {
        assert_eq!(slipway(&["render", SAMPLE, "-o", &path, "--size", size]).status, 2, "{size}");
    }
}

#[test]
fn the_risk_sheet_is_a_page_of_its_own_size() {
    let folder = Folder::new();
    let path = folder.path("sheet.pdf");
    slipway(&["render", SAMPLE, "-o", &path, "--view", "risk-sheet"]).fine();
    let page = String::from_utf8_lossy(&bytes(&path)).into_owned();
    assert!(page.contains("/MediaBox[0 0 841.8") && page.contains(" 595.2"), "A4 across");
    let sized = slipway(&["render", SAMPLE, "-o", &path, "--view", "risk-sheet", "--size", "800x600"]);
    assert!(sized.status == 2 && sized.err.contains("A4"), "{}", sized.err);
    // A plan without risks has a sheet too.
    let bare = folder.with("bare.ron", "()\n");
    let out = folder.path("bare.svg");
    slipway(&["render", &bare, "-o", &out, "--view", "risk-sheet"]).fine();
    assert!(read(&out).contains("No risk is active") && !read(&out).contains("1970") && !read(&out).contains("NaN"));
}

#[test]
fn render_gives_the_scene_as_json() {
    let folder = Folder::new();
    let path = folder.path("scene.json");
    slipway(&["render", SAMPLE, "-o", &path]).fine();
    let text = read(&path);
    let scene: Value = serde_json::from_str(&text).expect("JSON");
    assert!(scene.is_object() && text.contains("Code Freeze") && text.contains("role"));
}

#[test]
fn png_has_the_size_and_the_colours_of_the_scene() {
    let folder = Folder::new();
    // Colours that each view must show besides its text.
    let roles = [
        ("timeline", [Role::Bar, Role::Critical]),
        ("heat-map", [Role::HeatLow, Role::HeatHigh]),
        ("dependencies", [Role::Panel, Role::Line]),
        ("rollout", [Role::Bar, Role::Accent]),
        ("runbook", [Role::Accent, Role::Bad]),
    ];
    for (view, roles) in roles {
        for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
            let draw = |scale: &str| {
                let path = folder.path("picture.png");
                slipway(&["render", SAMPLE, "-o", &path, "--view", view, "--theme", name, "--scale", scale]).fine();
                bytes(&path)
            };
            let (once, twice) = (draw("1"), draw("2"));
            assert_eq!(once, draw("1"), "the same bytes every time");
            let (once, twice) = (Pixmap::decode_png(&once).expect("a PNG"), Pixmap::decode_png(&twice).expect("a PNG"));
            let json = folder.path("scene.json");
            slipway(&["render", SAMPLE, "-o", &json, "--view", view]).fine();
            let scene: Value = serde_json::from_str(&read(&json)).expect("JSON");
            let side = |field: &str| scene[field].as_f64().expect("a number");
            assert_eq!((f64::from(once.width()), f64::from(once.height())), (side("width").round(), side("height").round()), "{view}");
            assert_eq!((f64::from(twice.width()), f64::from(twice.height())), ((2.0 * side("width")).round(), (2.0 * side("height")).round()), "{view}");
            for role in roles.into_iter().chain([Role::Text]) {
                let ink = rgb(role, theme);
                let count = twice.pixels().iter().filter(|p| (p.red(), p.green(), p.blue()) == ink).count();
                assert!(count > 20, "{view} {name}: {count} pixels of {role:?}");
            }
        }
    }
}

#[test]
fn pdf_is_a_page_with_the_font_and_without_a_clock() {
    let folder = Folder::new();
    for (view, _) in VIEWS {
        let draw = |name: &str, theme: &str| {
            let path = folder.path(name);
            let size: &[&str] = if view == "risk-sheet" { &[] } else { &["--size", "1200x800"] };
            slipway(&[&["render", SAMPLE, "-o", &path, "--view", view, "--theme", theme][..], size].concat()).fine();
            bytes(&path)
        };
        let page = draw("a.pdf", "light");
        let text = String::from_utf8_lossy(&page);
        assert!(text.starts_with("%PDF-1.") && text.trim_end().ends_with("%%EOF"), "{view}");
        assert_eq!(text.matches("/Type/Page/").count(), 1, "{view}");
        for part in ["/MediaBox[0 0 ", "/FontFile2", "/ToUnicode", "+Inter", "/Title("] {
            assert!(text.contains(part), "no {part} in {view}");
        }
        assert!(!text.contains("Date"), "{view} has no clock");
        if matches!(view, "timeline" | "rollout") {
            assert!(text.contains("/MediaBox[0 0 900 "), "{view} is as wide as asked for");
        }
        assert_eq!(page, draw("b.pdf", "light"), "{view}");
        assert_ne!(page, draw("c.pdf", "dark"), "{view}");
    }
}

#[test]
fn pictures_of_faulty_and_empty_plans_are_still_pictures() {
    let folder = Folder::new();
    for (name, text) in [("faulty.ron", FAULTY), ("empty.ron", "()\n")] {
        let plan = folder.with(name, text);
        for (view, _) in VIEWS {
            for extension in ["svg", "png", "pdf", "json"] {
                let path = folder.path(&format!("{view}.{extension}"));
                let answer = slipway(&["render", &plan, "-o", &path, "--view", view]).fine();
                assert_eq!(answer.err.contains("broken"), name == "faulty.ron", "what is left out is named: {}", answer.err);
                assert!(bytes(&path).len() > if extension == "json" { 30 } else { 200 }, "{view}.{extension}");
            }
        }
    }
}

#[test]
fn a_picture_goes_to_standard_output_when_asked() {
    let folder = Folder::new();
    let path = folder.path("a.svg");
    slipway(&["render", SAMPLE, "-o", &path]).fine();
    let answer = slipway_reading(&["render", "-", "-o", "-", "--format", "svg"], &read(SAMPLE)).fine();
    assert_eq!(answer.out, read(&path));
    let large = slipway(&["render", SAMPLE, "-o", &folder.path("a.png"), "--size", "8192x8192", "--scale", "8"]);
    assert!(large.status == 1 && large.err.contains("--scale"), "{}", large.err);
}
