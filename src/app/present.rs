//! The meeting: on the whole screen of this window, or in a second one that can stand on a projector.

use super::App;
use crate::scene::Role;
use crate::ui::stage::{Stage, Wish};
use crate::ui::theme;
use egui::{Context, Frame, Margin, Ui, ViewportBuilder, ViewportCommand, ViewportId};

impl App {
    /// Begins a meeting, or ends the one that runs.
    pub(super) fn present(&mut self, ctx: &Context, second: bool) {
        if let Some(stage) = self.stage.take() {
            if !stage.second {
                ctx.send_viewport_cmd(ViewportCommand::Fullscreen(false));
            }
            return;
        }
        self.stage = Some(Stage::begin(&self.analysis, self.panel, second));
        if !second {
            ctx.send_viewport_cmd(ViewportCommand::Fullscreen(true));
        }
    }

    /// A meeting fills this window.
    pub(super) fn is_on_stage(&self) -> bool {
        self.stage.as_ref().is_some_and(|s| !s.second)
    }

    /// The slide over all of this window, with the strip of whoever presents.
    pub(super) fn show_stage(&mut self, ui: &mut Ui) {
        let Some(mut stage) = self.stage.take() else { return };
        let behind = stage.is_behind(&self.analysis);
        let strip = Frame::new().fill(theme::role(ui, Role::Panel)).inner_margin(Margin::symmetric(12, 2));
        let mut wish = egui::Panel::bottom("stage strip").frame(strip).show(ui, |ui| stage.controls(ui, behind)).inner;
        let shown = egui::CentralPanel::default().frame(Frame::new()).show(ui, |ui| stage.show(ui)).inner;
        wish = wish.or(shown);
        let ctx = ui.ctx().clone();
        self.stage = Some(stage);
        self.heed(wish, &ctx);
    }

    /// The second window, with its strip in this one.
    pub(super) fn show_second_window(&mut self, ui: &mut Ui) {
        if self.stage.as_ref().is_none_or(|s| !s.second) {
            return;
        }
        let Some(mut stage) = self.stage.take() else { return };
        let ctx = ui.ctx().clone();
        let id = ViewportId::from_hash_of("slipway stage");
        let builder = ViewportBuilder::default().with_title("Slipway meeting").with_inner_size([1280.0, 720.0]);
        let wish = ctx.show_viewport_immediate(id, builder, |ui, _| {
            let closed = ui.input(|i| i.viewport().close_requested());
            let wish = egui::CentralPanel::default().frame(Frame::new()).show(ui, |ui| stage.show(ui)).inner;
            if wish == Some(Wish::FillScreen) {
                let full = ui.input(|i| i.viewport().fullscreen.unwrap_or(false));
                ui.ctx().send_viewport_cmd(ViewportCommand::Fullscreen(!full));
            }
            if closed { Some(Wish::End) } else { wish }
        });
        self.stage = Some(stage);
        self.heed(wish.filter(|w| *w != Wish::FillScreen), &ctx);
    }

    /// The strip of the second window, above the status line of this one.
    pub(super) fn stage_strip(&mut self, ui: &mut Ui) {
        if self.stage.as_ref().is_none_or(|s| !s.second) {
            return;
        }
        let Some(mut stage) = self.stage.take() else { return };
        let behind = stage.is_behind(&self.analysis);
        let strip = Frame::new().fill(theme::role(ui, Role::Raised)).inner_margin(Margin::symmetric(12, 3));
        let wish = egui::Panel::bottom("second window strip").frame(strip).show(ui, |ui| stage.controls(ui, behind)).inner;
        let ctx = ui.ctx().clone();
        self.stage = Some(stage);
        self.heed(wish, &ctx);
    }

    fn heed(&mut self, wish: Option<Wish>, ctx: &Context) {
        match wish {
            Some(Wish::End) => self.present(ctx, false),
            Some(Wish::Update) => {
                if let Some(stage) = &mut self.stage {
                    stage.update(&self.analysis);
                }
                ctx.request_repaint();
            }
            Some(Wish::FillScreen) | None => {}
        }
    }
}
