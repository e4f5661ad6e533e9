//! A few pictures of the program, compared as pictures, for what names and numbers do not tell:
//! colours, alignment, cut text. Drawn on the processor alone, the same on every machine.
//!
//! After a wanted change of the looks: `UPDATE_SNAPSHOTS=force cargo test --test pictures`, and
//! look at every picture before it is committed.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;
#[path = "support/raster.rs"]
mod raster;

use driver::{User, builder};
use egui::Theme;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use slipway::ui::panels::Panel;

/// Largest file of a picture, in bytes: they are kept with the source.
const LARGEST: u64 = 60_000;

/// The part of the window that is compared: left, top, width, height.
type Part = (u32, u32, u32, u32);

/// Draws a view of the bundled sample in both colours after something was done in it. The sample
/// is untitled: no picture shows the path of a temporary file.
#[track_caller]
fn picture(view: Panel, size: (f32, f32), part: Part, does: impl Fn(&mut User), called: &str) {
    let mut wrong = Vec::new();
    for (theme, colours) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let window = builder(size).with_theme(theme).with_render_cursor(false).renderer(raster::CpuRenderer::new());
        let mut user = User::sits_at(window, None, Some(view));
        user.waits();
        does(&mut user);
        user.lets_go();
        let whole = user.harness.render().expect("it can be drawn");
        let (left, top, width, height) = part;
        let image = image::imageops::crop_imm(&whole, left, top, width, height).to_image();
        assert_eq!(image.dimensions(), (width, height), "the part lies in the window");
        let name = format!("{called}_{colours}");
        wrong.extend(egui_kittest::try_image_snapshot(&image, &name).err().map(|e| e.to_string()));
        let file = format!("tests/snapshots/{name}.png");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            pack(&image, &file);
        }
        let bytes = std::fs::metadata(&file).map_or(0, |m| m.len());
        assert!(bytes <= LARGEST, "{file} has {bytes} bytes");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes a picture as small as it gets: it has no transparent parts.
fn pack(image: &image::RgbaImage, file: &str) {
    let rgb = image::DynamicImage::ImageRgba8(image.clone()).to_rgb8();
    let packed = std::fs::File::create(file).expect("the picture can be written");
    let encoder = PngEncoder::new_with_quality(std::io::BufWriter::new(packed), CompressionType::Best, FilterType::Adaptive);
    rgb.write_with_encoder(encoder).expect("the picture can be packed");
}

fn as_it_is(_: &mut User) {}

#[test]
fn overview() {
    picture(Panel::Overview, (980.0, 520.0), (0, 0, 680, 350), as_it_is, "overview");
}

#[test]
fn timeline() {
    picture(Panel::Timeline, (1060.0, 520.0), (136, 36, 860, 360), as_it_is, "timeline");
}

#[test]
fn inspector() {
    let selects = |user: &mut User| {
        user.harness.get_by_role_and_label(Role::Row, "Row UAT").click();
        user.lets_go();
    };
    picture(Panel::Timeline, (1060.0, 560.0), (560, 30, 500, 505), selects, "inspector");
}

#[test]
fn heat_map() {
    let ticks = |user: &mut User| {
        user.clicks("R001 Third-party API dependency, probability");
        user.harness.get_by_role_and_label(Role::CheckBox, "The test environment is unstable").click();
        user.lets_go();
        user.presses(egui::Modifiers::NONE, egui::Key::Escape);
    };
    picture(Panel::Risks, (1300.0, 520.0), (136, 36, 1100, 440), ticks, "heat_map");
}

#[test]
fn graph() {
    let selects = |user: &mut User| user.clicks("Service External Payment API");
    picture(Panel::Dependencies, (1240.0, 620.0), (136, 36, 780, 350), selects, "graph");
}

#[test]
fn findings() {
    picture(Panel::Findings, (1000.0, 420.0), (136, 36, 864, 270), as_it_is, "findings");
}

#[test]
fn question() {
    let asks = |user: &mut User| {
        user.presses(driver::CTRL_SHIFT, egui::Key::R);
        user.presses(driver::CTRL, egui::Key::N);
    };
    picture(Panel::Risks, (900.0, 420.0), (200, 100, 500, 220), asks, "question");
}
