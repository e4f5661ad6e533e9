//! Small parts that panels share.

pub mod cell;

use super::paint;
use super::theme::{self, font};
use crate::scene::{Role, Sign, Weight, text};
use egui::{Pos2, Rect, Response, Role as Access, Sense, Ui, WidgetInfo, pos2, vec2};

/// The sentence of answer on top of a view.
pub fn answer(ui: &mut Ui, sign: Sign, sentence: &str) {
    ui.horizontal(|ui| {
        paint::sign(ui, sign, 18.0);
        ui.add(egui::Label::new(theme::title(sentence)).wrap());
    });
    ui.add_space(4.0);
}

/// Words beside the pointer, line by line.
pub fn beside(ui: &Ui, p: Pos2, lines: &[String], refused: bool) {
    let lines: Vec<&String> = lines.iter().filter(|l| !l.is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("drag label"));
    let painter = ui.ctx().layer_painter(layer);
    let screen = ui.ctx().content_rect();
    let (ground, ink) = if refused { (Role::Bad, Role::OnAccent) } else { (Role::Accent, Role::OnAccent) };
    let room = (screen.width() * 0.6).max(200.0);
    let galleys: Vec<_> = lines.iter().map(|l| painter.layout((*l).clone(), font(12.0, Weight::Semibold), theme::role(ui, ink), room)).collect();
    let width = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max) + 16.0;
    let height = galleys.iter().map(|g| g.size().y + 2.0).sum::<f32>() + 8.0;
    let left = (p.x + 14.0).min(screen.right() - width - 8.0).max(screen.left() + 4.0);
    let top = if p.y - height - 12.0 > screen.top() { p.y - height - 12.0 } else { p.y + 18.0 };
    let rect = Rect::from_min_size(pos2(left, top), vec2(width, height));
    painter.rect_filled(rect, 4.0, theme::role(ui, ground));
    let mut y = rect.top() + 5.0;
    for galley in galleys {
        let high = galley.size().y;
        painter.galley(pos2(rect.left() + 8.0, y), galley, theme::role(ui, ink));
        y += high + 2.0;
    }
}

/// A heading inside a view.
pub fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(10.0);
    ui.label(theme::strong(words));
    hairline(ui);
}

/// A hairline across.
pub fn hairline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::role(ui, Role::Line));
}

/// A clickable line: sign, text, secondary text at the right. Long text elides, the whole is in
/// the tooltip and the accessible name.
pub fn line(ui: &mut Ui, sign: Option<Sign>, words: &str, right: &str, selected: bool) -> Response {
    line_sensing(ui, sign, words, right, selected, Sense::click())
}

/// What stands in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Nothing: the words begin at the edge.
    Nothing,
    /// The room of a sign: the words stand below those of lines with one.
    Space,
    /// A sign.
    Sign(Sign),
}

impl Lead {
    /// A sign, or its room.
    pub fn of(sign: Option<Sign>) -> Self {
        sign.map_or(Self::Space, Self::Sign)
    }
}

/// The same, for lines that can be dragged too.
pub fn line_sensing(ui: &mut Ui, sign: Option<Sign>, words: &str, right: &str, selected: bool, sense: Sense) -> Response {
    line_led(ui, sign.map_or(Lead::Nothing, Lead::Sign), words, right, selected, sense)
}

/// The same, with what stands in front.
pub fn line_led(ui: &mut Ui, lead: Lead, words: &str, right: &str, selected: bool, sense: Sense) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), sense);
    response
        .widget_info(|| WidgetInfo::selected(Access::Button, true, selected, if right.is_empty() { words.to_owned() } else { format!("{words}, {right}") }));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() || selected || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if selected {
        let bar = egui::Rect::from_min_max(rect.left_top() + vec2(0.0, 4.0), rect.left_bottom() + vec2(3.0, -4.0));
        ui.painter().rect_filled(bar, 1.5, theme::role(ui, Role::Accent));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    let mut left = rect.left() + 6.0;
    if let Lead::Sign(sign) = lead {
        let place = paint::Place::at(egui::pos2(left + 8.0, rect.center().y));
        let mut scene = crate::scene::Scene::new(16.0, 16.0, "");
        scene.sign(crate::scene::Point::default(), 15.0, sign);
        paint::scene(ui.painter(), ui, &scene, place);
    }
    if lead != Lead::Nothing {
        left += 24.0;
    }
    // The name comes first: what stands at the right takes no more than half of the line.
    let most = (f64::from(rect.width()) * 0.42).min(f64::from(rect.right() - left) - 40.0).max(0.0);
    let right = &text::elide_end(right, 11.5, Weight::Regular, most);
    let right_width = text::width(right, 11.5, Weight::Regular);
    let room = f64::from(rect.right() - left) - right_width - if right.is_empty() { 8.0 } else { 22.0 };
    // A name is told by both its ends, a sentence by its beginning.
    let cut = if words.contains(' ') && words.len() > 40 { text::elide_end } else { text::elide };
    let shown = cut(words, 13.0, Weight::Regular, room);
    ui.painter().text(egui::pos2(left, rect.center().y), egui::Align2::LEFT_CENTER, &shown, font(13.0, Weight::Regular), theme::role(ui, Role::Text));
    ui.painter().text(
        egui::pos2(rect.right() - 8.0, rect.center().y),
        egui::Align2::RIGHT_CENTER,
        right,
        font(11.5, Weight::Regular),
        theme::role(ui, Role::Muted),
    );
    if shown == words { response } else { response.on_hover_text(words) }
}

/// A clickable entry whose text wraps: for sentences that must be read whole.
pub fn entry(ui: &mut Ui, sign: Sign, words: &str, right: &str) -> Response {
    let right_width = text::width(right, 11.5, Weight::Regular);
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let room = (ui.available_width() - 30.0 - right_width as f32 - 22.0).max(80.0);
    let galley = ui.painter().layout(words.to_owned(), font(13.0, Weight::Regular), theme::role(ui, Role::Text), room);
    let height = (galley.size().y + 9.0).max(26.0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Access::Button, true, if right.is_empty() { words.to_owned() } else { format!("{words}, {right}") }));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    let mut scene = crate::scene::Scene::new(16.0, 16.0, "");
    scene.sign(crate::scene::Point::default(), 15.0, sign);
    paint::scene(ui.painter(), ui, &scene, paint::Place::at(rect.left_top() + vec2(14.0, 13.0)));
    ui.painter().galley(rect.left_top() + vec2(30.0, 4.5), galley, theme::role(ui, Role::Text));
    let anchor = egui::pos2(rect.right() - 8.0, rect.top() + 13.0);
    ui.painter().text(anchor, egui::Align2::RIGHT_CENTER, right, font(11.5, Weight::Regular), theme::role(ui, Role::Muted));
    response
}

/// A figure with what it is, for the overview.
pub fn figure(ui: &mut Ui, label: &str, value: &str, note: &str, tone: Role) {
    // As wide as its words: in a narrow window it goes to the next line whole.
    let width = [(label, 11.5, Weight::Regular), (value, 24.0, Weight::Semibold), (note, 11.5, Weight::Regular)]
        .into_iter()
        .map(|(words, size, weight)| text::width(words, size, weight))
        .fold(40.0, f64::max);
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let size = vec2(width as f32 + 4.0, 58.0);
    ui.allocate_ui_with_layout(size, egui::Layout::top_down(egui::Align::Min), |ui| {
        ui.set_min_width(size.x);
        ui.label(theme::small(label).color(theme::role(ui, Role::Muted)));
        ui.add_space(-4.0);
        ui.label(egui::RichText::new(value).font(font(24.0, Weight::Semibold)).color(theme::role(ui, tone)));
        ui.add_space(-4.0);
        ui.label(theme::small(note).color(theme::role(ui, Role::Muted)));
    });
}

/// What an empty view is for, with the first step.
pub fn empty(ui: &mut Ui, what: &str, step: &str) -> bool {
    ui.vertical_centered(|ui| {
        ui.add_space(40.0);
        ui.label(egui::RichText::new(what).color(theme::role(ui, Role::Muted)));
        ui.add_space(6.0);
        ui.button(step).clicked()
    })
    .inner
}

/// A label for a field and the room beside it.
pub fn field(ui: &mut Ui, name: &str, help: &str, add: impl FnOnce(&mut Ui, egui::Id)) {
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.36).clamp(70.0, 104.0);
        let (rect, _) = ui.allocate_exact_size(vec2(width, 24.0), Sense::hover());
        let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(egui::Layout::left_to_right(egui::Align::Center)));
        let mut label = inner.label(theme::small(name).color(theme::role(ui, Role::Muted)));
        if !help.is_empty() {
            label = label.on_hover_text(help);
        }
        add(ui, label.id);
    });
}

/// A choice among a few, with what it means below its name.
pub fn card(ui: &mut Ui, name: &str, words: &str, chosen: bool) -> Response {
    let inner = (ui.available_width() - 44.0).max(80.0);
    let galley = ui.painter().layout(words.to_owned(), font(11.5, Weight::Regular), theme::role(ui, Role::Muted), inner);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 32.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Access::RadioButton, true, chosen, name));
    let line = if chosen || response.has_focus() { Role::Accent } else { Role::Line };
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, 6.0, theme::role(ui, Role::Raised));
    }
    ui.painter().rect_stroke(rect, 6.0, egui::Stroke::new(if chosen { 2.0 } else { 1.0 }, theme::role(ui, line)), egui::StrokeKind::Inside);
    let knob = rect.left_top() + vec2(18.0, 17.0);
    ui.painter().circle_stroke(knob, 6.0, egui::Stroke::new(1.5, theme::role(ui, if chosen { Role::Accent } else { Role::Muted })));
    if chosen {
        ui.painter().circle_filled(knob, 3.0, theme::role(ui, Role::Accent));
    }
    ui.painter().text(rect.left_top() + vec2(34.0, 17.0), egui::Align2::LEFT_CENTER, name, font(13.0, Weight::Semibold), theme::role(ui, Role::Text));
    ui.painter().galley(rect.left_top() + vec2(34.0, 27.0), galley, theme::role(ui, Role::Muted));
    response
}

/// Marks all text of a field that is about to be typed over.
pub fn select_all(ui: &Ui, id: egui::Id, text: &str) {
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::new(0), end)));
    state.store(ui.ctx(), id);
}
