//! How it looks: the bundled font, the colours of every role, the style of the widgets. The only
//! place of the program that names a colour.

use crate::scene::palette::{self, Theme};
use crate::scene::{Role, Weight, text};
use egui::epaint::text::{FontTweak, VariationCoords};
use egui::{Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke, Style, TextStyle, vec2};
use std::sync::Arc;

const SEMIBOLD: &str = "semibold";

/// The palette of a style.
pub fn theme_of(visuals: &egui::Visuals) -> Theme {
    if visuals.dark_mode { Theme::Dark } else { Theme::Light }
}

/// The colour of a role.
pub fn color(role: Role, theme: Theme) -> Color32 {
    let (r, g, b) = palette::rgb(role, theme);
    Color32::from_rgb(r, g, b)
}

/// The colour of a role in a panel.
pub fn role(ui: &egui::Ui, role: Role) -> Color32 {
    color(role, theme_of(ui.visuals()))
}

/// The font of a size and weight.
pub fn font(size: f32, weight: Weight) -> FontId {
    match weight {
        Weight::Regular => FontId::new(size, FontFamily::Proportional),
        Weight::Semibold => FontId::new(size, FontFamily::Name(SEMIBOLD.into())),
    }
}

/// Text of a panel's title.
pub fn title(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(font(15.0, Weight::Semibold))
}

/// Strong text.
pub fn strong(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(font(13.0, Weight::Semibold))
}

/// Secondary text.
pub fn small(text: impl Into<String>) -> egui::RichText {
    egui::RichText::new(text).font(font(11.5, Weight::Regular))
}

/// Installs fonts and both styles.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    for (egui_theme, theme) in [(egui::Theme::Light, Theme::Light), (egui::Theme::Dark, Theme::Dark)] {
        ctx.style_mut_of(egui_theme, |style| dress(style, theme));
    }
}

fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    for (name, weight) in [("inter", Weight::Regular), ("inter-semibold", Weight::Semibold)] {
        let coords = VariationCoords::new([("wght", text::axis(weight))]);
        let data = FontData::from_static(text::FONT).tweak(FontTweak { coords, ..FontTweak::default() });
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| std::iter::once(first.to_owned()).chain(fallback.iter().cloned()).collect::<Vec<_>>();
    fonts.families.insert(FontFamily::Name(SEMIBOLD.into()), family("inter-semibold"));
    fonts.families.insert(FontFamily::Proportional, family("inter"));
    fonts
}

fn dress(style: &mut Style, theme: Theme) {
    let c = |role| color(role, theme);
    style.text_styles = [
        (TextStyle::Body, font(13.0, Weight::Regular)),
        (TextStyle::Button, font(13.0, Weight::Regular)),
        (TextStyle::Small, font(11.5, Weight::Regular)),
        (TextStyle::Heading, font(15.0, Weight::Semibold)),
        (TextStyle::Monospace, FontId::monospace(12.5)),
    ]
    .into();
    style.spacing.item_spacing = vec2(8.0, 6.0);
    style.spacing.button_padding = vec2(10.0, 4.0);
    style.spacing.interact_size = vec2(28.0, 24.0);
    style.spacing.menu_margin = Margin::same(6);
    style.spacing.window_margin = Margin::same(16);
    style.animation_time = 0.12;
    // A scroll bar has room of its own and never lies on what one reads.
    style.spacing.scroll.floating_allocated_width = 9.0;
    style.spacing.scroll.bar_width = 8.0;
    style.spacing.scroll.interact_handle_opacity = 0.45;
    style.spacing.scroll.active_handle_opacity = 0.35;
    // A drag across a panel must not leave words marked.
    style.interaction.selectable_labels = false;
    let v = &mut style.visuals;
    v.override_text_color = None;
    v.weak_text_color = Some(c(Role::Muted));
    v.panel_fill = c(Role::Ground);
    v.window_fill = c(Role::Panel);
    v.window_stroke = Stroke::new(1.0, c(Role::Line));
    v.extreme_bg_color = c(Role::Panel);
    v.faint_bg_color = c(Role::Raised);
    v.code_bg_color = c(Role::Raised);
    v.hyperlink_color = c(Role::Accent);
    v.error_fg_color = c(Role::Bad);
    v.warn_fg_color = c(Role::Warn);
    v.selection.bg_fill = c(Role::Accent).gamma_multiply(0.25);
    v.selection.stroke = Stroke::new(1.5, c(Role::Accent));
    v.window_corner_radius = CornerRadius::same(6);
    v.menu_corner_radius = CornerRadius::same(6);
    let states = [
        (&mut v.widgets.noninteractive, Role::Panel, Role::Line, Role::Text),
        (&mut v.widgets.inactive, Role::Raised, Role::Line, Role::Text),
        (&mut v.widgets.hovered, Role::Raised, Role::Muted, Role::Text),
        (&mut v.widgets.active, Role::Raised, Role::Accent, Role::Text),
        (&mut v.widgets.open, Role::Raised, Role::Line, Role::Text),
    ];
    for (w, fill, line, text) in states {
        w.bg_fill = c(fill);
        w.weak_bg_fill = c(fill);
        w.bg_stroke = Stroke::new(1.0, c(line));
        w.fg_stroke = Stroke::new(1.0, c(text));
        w.corner_radius = CornerRadius::same(4);
        w.expansion = 0.0;
    }
}
