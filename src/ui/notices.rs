//! What the program says about what it did: the sentence of the status line, a short message over
//! the corner when something can be done about it, and the list of what was said.

use super::action::Action;
use super::{paint, theme};
use crate::scene::{Role, Sign};
use egui::{Align2, Area, Context, Frame, Id, Margin, Order, vec2};
use std::collections::VecDeque;

/// A message that waits for an answer for a while.
#[derive(Clone, Debug)]
pub struct Message {
    /// How good or bad it is.
    pub sign: Sign,
    /// What it says.
    pub text: String,
    /// What can be done about it.
    pub offers: Vec<(String, Action)>,
    /// It stays until it is answered or something is changed.
    pub stays: bool,
}

/// Everything that was said.
#[derive(Debug, Default)]
pub struct Notices {
    log: VecDeque<String>,
    message: Option<(Message, Option<f64>)>,
}

/// Seconds a message stays.
const STAYS: f64 = 8.0;
/// Most sentences that are kept.
const KEPT: usize = 200;

impl Notices {
    /// The last sentence.
    pub fn last(&self) -> &str {
        self.log.front().map_or("", String::as_str)
    }

    /// What was said, the last sentence first.
    pub fn log(&self) -> impl Iterator<Item = &str> {
        self.log.iter().map(String::as_str)
    }

    /// Says a sentence in the status line.
    pub fn say(&mut self, words: impl Into<String>) {
        let words = words.into();
        if self.log.front() != Some(&words) {
            self.log.push_front(words);
            self.log.truncate(KEPT);
        }
    }

    /// Shows a message in the corner; the status line says it too.
    pub fn offer(&mut self, message: Message) {
        self.say(message.text.clone());
        self.message = Some((message, None));
    }

    /// The message is out of date: something else was done meanwhile.
    pub fn dismiss(&mut self) {
        self.message = None;
    }

    /// Shows the message; what was chosen.
    pub fn show(&mut self, ctx: &Context) -> Option<Action> {
        let (message, until) = self.message.as_mut()?;
        let now = ctx.input(|i| i.time);
        let until = *until.get_or_insert(if message.stays { f64::INFINITY } else { now + STAYS });
        let mut chosen = None;
        let mut closed = false;
        let area = Area::new(Id::unique("message")).order(Order::Foreground).anchor(Align2::RIGHT_BOTTOM, vec2(-16.0, -40.0));
        let shown = area.show(ctx, |ui| {
            let frame = Frame::popup(ui.style()).inner_margin(Margin::symmetric(12, 10));
            frame.show(ui, |ui| {
                ui.set_max_width(420.0);
                ui.horizontal_top(|ui| {
                    paint::sign(ui, message.sign, 16.0);
                    ui.vertical(|ui| {
                        ui.add(egui::Label::new(&message.text).wrap());
                        ui.horizontal(|ui| {
                            for (label, action) in &message.offers {
                                if ui.button(label).clicked() {
                                    chosen = Some(*action);
                                }
                            }
                            if ui.button("Dismiss").clicked() {
                                closed = true;
                            }
                        });
                    });
                });
            });
        });
        let hovered = shown.response.contains_pointer();
        if chosen.is_some() || closed || (now >= until && !hovered) {
            self.message = None;
            ctx.request_repaint();
        } else if !hovered && until.is_finite() {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64((until - now).max(0.05)));
        }
        chosen
    }
}

/// The list of what was said, for a dialog.
pub fn list(ui: &mut egui::Ui, notices: &[String]) {
    egui::ScrollArea::vertical().max_height(360.0).auto_shrink([false, true]).show(ui, |ui| {
        if notices.is_empty() {
            ui.label(theme::small("Nothing has happened yet.").color(theme::role(ui, Role::Muted)));
        }
        for words in notices {
            ui.add(egui::Label::new(words).wrap());
        }
    });
}
