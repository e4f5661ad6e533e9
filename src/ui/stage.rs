//! Presenting: the slides of a meeting on the whole screen or in a second window, as of the moment
//! they were begun; keys and clicks that lead through them. Nothing of the plan can be changed here.

use super::paint::{self, Place};
use super::panels::Panel;
use super::theme;
use crate::analysis::Analysis;
use crate::model::value::Date;
use crate::report::pictures;
use crate::report::stage::{self, Shown, Slide};
use crate::scene::{Role, Scene, Weight, at};
use egui::{Key, Modifiers, Role as Access, Sense, Ui, WidgetInfo, vec2};

/// How long a risk takes to its new place.
const STEP_SECONDS: f64 = 0.7;

/// What the stage asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The meeting is over.
    End,
    /// Show the plan as it is now.
    Update,
    /// The second window fills its screen, or does so no more.
    FillScreen,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Moving {
    since: Date,
    step: usize,
    began: f64,
}

/// A meeting.
#[derive(Debug)]
pub struct Stage {
    /// The analysis as it was when the meeting began, or was brought up to date.
    analysis: Analysis,
    /// It runs in a second window.
    pub second: bool,
    slide: Slide,
    spotlight: Option<usize>,
    names: bool,
    moving: Option<Moving>,
    /// Something to say about the last key.
    said: Option<&'static str>,
    keys_shown: bool,
    laid_out: Option<(Shown, (i64, i64), Scene)>,
}

impl Stage {
    /// Begins a meeting with the slide of a view.
    pub fn begin(analysis: &Analysis, panel: Panel, second: bool) -> Self {
        let slide = match panel {
            Panel::Timeline | Panel::Plan => Slide::Timeline,
            Panel::Risks => Slide::Risks,
            Panel::Forecast => Slide::Forecast,
            Panel::Dependencies => Slide::Dependencies,
            Panel::Readiness => Slide::Readiness,
            Panel::Runbook => Slide::Runbook,
            Panel::Rollout => Slide::Rollout,
            _ => Slide::Status,
        };
        let analysis = analysis.clone();
        Self { analysis, second, slide, spotlight: None, names: false, moving: None, said: None, keys_shown: false, laid_out: None }
    }

    /// Shows the plan as it is now.
    pub fn update(&mut self, analysis: &Analysis) {
        self.analysis = analysis.clone();
        (self.laid_out, self.moving) = (None, None);
        self.spotlight = self.spotlight.filter(|k| *k < stage::greatest(&self.analysis).len());
    }

    /// The forecast came after the meeting began: of the same plan, so it belongs to it.
    pub fn forecast_came(&mut self, analysis: &Analysis) {
        if self.analysis.plan.same(&analysis.plan) {
            self.analysis = analysis.clone();
            self.laid_out = None;
        }
    }

    /// The plan has changed since: the stage shows it as it was.
    pub fn is_behind(&self, analysis: &Analysis) -> bool {
        !self.analysis.plan.same(&analysis.plan)
    }

    fn go(&mut self, slide: Slide) {
        (self.slide, self.spotlight, self.moving, self.said) = (slide, None, None, None);
    }

    /// The next slide, or the next step of the movement.
    pub fn step(&mut self, on: bool, now: f64) {
        self.said = None;
        if let Some(moving) = &mut self.moving {
            let last = stage::moved(&self.analysis, moving.since).len();
            match (on, moving.step) {
                (true, s) if s < last => (moving.step, moving.began) = (s + 1, now),
                (false, s) if s > 0 => (moving.step, moving.began) = (s - 1, now - STEP_SECONDS),
                _ => self.moving = None,
            }
            return;
        }
        let here = Slide::ALL.iter().position(|s| *s == self.slide).unwrap_or(0);
        let count = Slide::ALL.len();
        let next = if on { (here + 1) % count } else { (here + count - 1) % count };
        if let Some(slide) = Slide::ALL.get(next) {
            self.go(*slide);
        }
    }

    /// The next of the greatest risks comes into the light, or the one before; before the first is
    /// the whole matrix.
    pub fn step_risk(&mut self, on: bool) {
        let count = stage::greatest(&self.analysis).len();
        if self.slide != Slide::Risks {
            self.go(Slide::Risks);
        }
        self.moving = None;
        self.spotlight = match (self.spotlight, on) {
            (None, true) if count > 0 => Some(0),
            (Some(k), true) => Some((k + 1).min(count.saturating_sub(1))),
            (Some(k), false) if k > 0 => Some(k - 1),
            _ => None,
        };
    }

    /// Shows where the risks stood when they were last scored before, ready to be stepped; or ends that.
    pub fn toggle_movement(&mut self, now: f64) {
        if self.moving.take().is_some() {
            return;
        }
        let days = pictures::review_days(&self.analysis);
        self.go(Slide::Risks);
        match days.iter().rev().find(|d| !stage::moved(&self.analysis, **d).is_empty()) {
            Some(since) => self.moving = Some(Moving { since: *since, step: 0, began: now }),
            None if days.is_empty() => self.said = Some("No risk was scored before: there is no movement to show"),
            None => self.said = Some("No risk has moved since it was first scored"),
        }
    }

    fn shown(&self, now: f64) -> Shown {
        let movement = self.moving.map(|m| {
            let t = ((now - m.began) / STEP_SECONDS).clamp(0.0, 1.0);
            // Slow at both ends.
            (m.since, m.step, t * t * (3.0 - 2.0 * t))
        });
        Shown { slide: self.slide, spotlight: self.spotlight, names: self.names, movement }
    }

    fn keys(&mut self, ui: &Ui) -> Option<Wish> {
        if ui.ctx().text_edit_focused() {
            // The second window lies in this one where windows cannot be opened: words come first.
            return None;
        }
        let now = ui.input(|i| i.time);
        let pressed = |k: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, k));
        if pressed(Key::Escape) {
            if self.keys_shown {
                self.keys_shown = false;
            } else if self.moving.take().is_none() && self.spotlight.take().is_none() {
                return Some(Wish::End);
            }
        }
        if pressed(Key::ArrowRight) || pressed(Key::PageDown) || pressed(Key::Space) {
            self.step(true, now);
        }
        if pressed(Key::ArrowLeft) || pressed(Key::PageUp) || pressed(Key::Backspace) {
            self.step(false, now);
        }
        if pressed(Key::ArrowDown) {
            self.step_risk(true);
        }
        if pressed(Key::ArrowUp) {
            self.step_risk(false);
        }
        let digits = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8];
        for (key, slide) in digits.into_iter().zip(Slide::ALL) {
            if pressed(key) {
                self.go(slide);
            }
        }
        if pressed(Key::N) {
            self.names = !self.names;
        }
        if pressed(Key::M) {
            self.toggle_movement(now);
        }
        if pressed(Key::H) || pressed(Key::F1) {
            self.keys_shown = !self.keys_shown;
        }
        if pressed(Key::F) && self.second {
            return Some(Wish::FillScreen);
        }
        pressed(Key::U).then_some(Wish::Update)
    }

    /// Shows the slide in all the room there is.
    pub fn show(&mut self, ui: &mut Ui) -> Option<Wish> {
        let wish = self.keys(ui);
        let now = ui.input(|i| i.time);
        let shown = self.shown(now);
        if shown.movement.is_some_and(|(_, step, t)| step > 0 && t < 1.0) {
            ui.ctx().request_repaint();
        }
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click());
        let size = (f64::from(rect.width()), f64::from(rect.height()));
        let spoken = self.spoken(&shown);
        response.widget_info(|| WidgetInfo::labeled(Access::Image, true, &spoken));
        #[expect(clippy::cast_possible_truncation, reason = "a size in points")]
        let room = (size.0 as i64, size.1 as i64);
        if self.laid_out.as_ref().is_none_or(|(was, at, _)| *was != shown || *at != room) {
            self.laid_out = Some((shown.clone(), room, stage::picture(&self.analysis, &shown, size)));
        }
        if let Some((_, _, scene)) = &self.laid_out {
            paint::scene(&ui.painter_at(rect), ui, scene, Place::at(rect.min));
        }
        if self.slide == Slide::Risks
            && response.clicked()
            && let Some(p) = response.interact_pointer_pos()
        {
            let hit = stage::risk_at(&self.analysis, &shown, size, at(f64::from(p.x - rect.left()), f64::from(p.y - rect.top())));
            self.spotlight = if hit == self.spotlight { None } else { hit };
            ui.ctx().request_repaint();
        }
        if let Some(said) = self.said {
            super::widgets::beside(ui, rect.center_bottom() - vec2(160.0, 40.0), &[said.to_owned()], false);
        }
        if self.keys_shown {
            key_list(ui, rect);
        }
        wish
    }

    /// What the slide says, for somebody who cannot see it.
    fn spoken(&self, shown: &Shown) -> String {
        let mut out = format!("Slide {}", self.slide.label());
        if let Some((risk, result)) = shown
            .spotlight
            .and_then(|k| stage::greatest(&self.analysis).get(k).copied())
            .and_then(|i| self.analysis.plan.risks.records().nth(i).zip(self.analysis.risks.items.get(i)))
        {
            out.push_str(&format!(", {} {}, score {}", risk.id, risk.title, result.score));
            if self.names {
                out.push_str(&format!(", owner {}", risk.owner.as_deref().unwrap_or("nobody")));
            }
        }
        out.push_str(&self.said.map_or_else(String::new, |s| format!(". {s}")));
        if let Some((since, step, _)) = shown.movement {
            out.push_str(&format!(", {}", stage::movement_words(&self.analysis, since, step)));
        }
        out
    }

    /// The buttons of whoever presents.
    pub fn controls(&mut self, ui: &mut Ui, behind: bool) -> Option<Wish> {
        let now = ui.input(|i| i.time);
        let mut wish = None;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let button = |ui: &mut Ui, label: &str, on: bool, tip: &str| {
                let role = if on { Role::Accent } else { Role::Muted };
                ui.add(egui::Button::new(theme::small(label).color(theme::role(ui, role))).frame(false)).on_hover_text(tip).clicked()
            };
            for (k, slide) in Slide::ALL.into_iter().enumerate() {
                if button(ui, &format!("{} {}", k + 1, slide.label()), self.slide == slide, "Its number is its key") {
                    self.go(slide);
                }
            }
            ui.separator();
            if button(ui, "Back", false, "Left arrow") {
                self.step(false, now);
            }
            if button(ui, "Next", false, "Right arrow") {
                self.step(true, now);
            }
            if button(ui, "Next risk", false, "The next of the greatest risks (down arrow)") {
                self.step_risk(true);
            }
            if button(ui, "Movement", self.moving.is_some(), "Where the risks stood before, step by step (M)") {
                self.toggle_movement(now);
            }
            if button(ui, "Names", self.names, "Show or hide people's names (N)") {
                self.names = !self.names;
            }
            if behind && button(ui, "Update", true, "The plan has changed since: show it as it is now (U)") {
                wish = Some(Wish::Update);
            }
            if button(ui, "Keys", self.keys_shown, "H lists them") {
                self.keys_shown = !self.keys_shown;
            }
            if button(ui, "End", false, "Esc") {
                wish = Some(Wish::End);
            }
        });
        wish
    }
}

const KEYS: [(&str, &str); 9] = [
    ("→ Space, ←", "Next and previous slide, or step of the movement"),
    ("1 to 8", "Status, timeline, risks, forecast, dependencies, readiness, runbook, rollout"),
    ("↓ ↑", "Through the greatest risks, one in the light"),
    ("Click on a risk", "Put it into the light, or back"),
    ("N", "Show or hide people's names"),
    ("M", "Where the risks stood before, step by step"),
    ("U", "Show the plan as it is now"),
    ("F", "In a second window: fill the screen"),
    ("Esc", "Back, and in the end out of the meeting"),
];

fn key_list(ui: &Ui, rect: egui::Rect) {
    let mut scene = Scene::new(0.0, 0.0, "Keys");
    let (w, h) = (620.0, 30.0 + 28.0 * f64::from(u32::try_from(KEYS.len()).unwrap_or(0)));
    let corner = at(f64::from(rect.center().x) - w / 2.0, f64::from(rect.center().y) - h / 2.0);
    let card = crate::scene::Rect::new(corner.x, corner.y, w, h);
    scene.fill(card, 8.0, Role::Panel);
    scene.outline(card, 8.0, crate::scene::Stroke::solid(Role::Line, 1.0));
    for (k, (keys, what)) in KEYS.iter().enumerate() {
        let y = corner.y + 29.0 + 28.0 * f64::from(u32::try_from(k).unwrap_or(0));
        scene.text(at(corner.x + 20.0, y), *keys, 13.0, Weight::Semibold, crate::scene::Align::Left, Role::Text);
        scene.text(at(corner.x + 150.0, y), *what, 13.0, Weight::Regular, crate::scene::Align::Left, Role::Text);
    }
    paint::scene(ui.painter(), ui, &scene, Place::at(egui::Pos2::ZERO));
}
