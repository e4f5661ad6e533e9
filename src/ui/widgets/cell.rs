//! A cell of a table that is being typed over: the field, what ends the typing, why it is refused.
//! What the text means is the table's business.

use super::beside;
use crate::scene::Role;
use crate::ui::theme;
use egui::{Id, Key, Modifiers, Rect, Role as Access, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, vec2};

/// What is being typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// Why what was typed cannot be used.
    pub refused: Option<String>,
    /// It was opened in this frame: all of it is marked, so that typing replaces it.
    pub new: bool,
    /// It was opened by typing a letter: the cursor stands behind it.
    pub begun: bool,
}

/// What ended the typing in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Enter: the row stays.
    Enter,
    /// Tab: the next cell, or the one before.
    Tab(bool),
    /// The pointer went elsewhere.
    Away,
}

/// What became of the cell in this frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is still being typed.
    Open,
    /// It was given up: the cell stays as it was.
    GivenUp,
    /// It is ready to be read.
    Done(Ending),
}

impl Draft {
    /// Typing over what a cell holds.
    pub fn over(text: String) -> Self {
        Self { text, new: true, ..Self::default() }
    }

    /// Typing began with a letter, which replaces what the cell holds.
    pub fn begin(&mut self, letter: String) {
        (self.text, self.begun) = (letter, true);
    }

    /// Shows the field over a cell, no further right than `right`; `id` is the field's, `name` what a
    /// screen reader calls it.
    pub fn show(&mut self, ui: &mut Ui, (cell, right): (Rect, f32), id: Id, name: &str) -> Outcome {
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            ui.ctx().request_repaint();
            return Outcome::GivenUp;
        }
        // Never narrower than what is typed needs.
        let wide = Rect::from_min_size(cell.min, vec2(cell.width().max(150.0), cell.height()));
        let wide = wide.translate(vec2((right - wide.right()).min(0.0), 0.0));
        ui.painter().rect_filled(wide, 2.0, theme::role(ui, Role::Panel));
        let field = TextEdit::singleline(&mut self.text)
            .frame(egui::Frame::NONE.inner_margin(egui::Margin::symmetric(6, 5)))
            .id(id)
            .lock_focus(true)
            .desired_width(wide.width() - 12.0);
        let shown = ui.scope_builder(egui::UiBuilder::new().max_rect(wide), |ui| field.show(ui)).inner;
        let response = &shown.response.response;
        response.widget_info(|| WidgetInfo::labeled(Access::TextInput, true, name));
        let role = if self.refused.is_some() { Role::Bad } else { Role::Accent };
        ui.painter().rect_stroke(wide, 2.0, Stroke::new(2.0, theme::role(ui, role)), StrokeKind::Inside);
        if std::mem::take(&mut self.new) {
            response.request_focus();
            let mut state = shown.state.clone();
            let end = egui::text::CCursor::new(self.text.chars().count());
            let start = if self.begun { end } else { egui::text::CCursor::new(0) };
            state.cursor.set_char_range(Some(egui::text::CCursorRange::two(start, end)));
            state.store(ui.ctx(), id);
            ui.ctx().request_repaint();
            return Outcome::Open;
        }
        if response.changed() {
            self.refused = None;
        }
        if let Some(why) = &self.refused {
            beside(ui, wide.left_bottom() + vec2(-14.0, 4.0), std::slice::from_ref(why), true);
        }
        // Asked behind the field: what was typed in this frame before the key is in it by now.
        let lost = response.lost_focus();
        let ending = ui.input_mut(|i| {
            if i.consume_key(Modifiers::SHIFT, Key::Tab) {
                Some(Ending::Tab(false))
            } else if i.consume_key(Modifiers::NONE, Key::Tab) {
                Some(Ending::Tab(true))
            } else if i.consume_key(Modifiers::NONE, Key::Enter) {
                Some(Ending::Enter)
            } else {
                None
            }
        });
        match ending.or_else(|| lost.then_some(Ending::Away)) {
            Some(ending) => Outcome::Done(ending),
            None => Outcome::Open,
        }
    }

    /// What was typed cannot be used: it stays, with the reason.
    pub fn refuse(&mut self, why: String, ending: Ending) {
        self.refused = Some(why);
        self.new = ending != Ending::Away;
    }
}

/// A letter that was typed at a table, which begins to type over its cell.
pub fn letter(ui: &Ui) -> Option<String> {
    let typed = ui.input(|i| i.events.iter().find_map(|e| if let egui::Event::Text(t) = e { Some(t.clone()) } else { None }));
    typed.filter(|t| t.trim() == t)
}

/// The values that a cell can have, below it, those first that begin like what is typed; the one that
/// was clicked.
pub fn offered(ui: &mut Ui, id: Id, cell: Rect, mut all: Vec<String>, typed: &str) -> Option<String> {
    if all.is_empty() {
        return None;
    }
    let t = typed.trim().to_lowercase();
    all.sort_by_key(|v| !v.to_lowercase().starts_with(&t));
    let shown = egui::Area::new(id).order(egui::Order::Foreground).fixed_pos(cell.left_bottom() + vec2(0.0, 2.0)).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).show(ui, |ui| {
            ui.set_min_width(cell.width().max(130.0));
            let mut picked = None;
            egui::ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
                for value in &all {
                    // Pressed, not released: the press would take the keyboard from the field and close it.
                    let line = ui.selectable_label(value.to_lowercase() == t, value);
                    if line.is_pointer_button_down_on() || line.clicked() {
                        picked = Some(value.clone());
                    }
                }
            });
            picked
        })
    });
    shown.inner.inner
}
