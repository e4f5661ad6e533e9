//! The reports as they will be written: the same blocks, on the screen.

use crate::edit::Revision;
use crate::report::{Block, Kind, Report, Run, Table};
use crate::scene::{Role, Weight};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::{theme, widgets};
use egui::{Sense, Ui, vec2};

/// The report that is shown, as of the last revision.
#[derive(Debug)]
pub struct ReportPanel {
    kind: Kind,
    report: Option<(Revision, Kind, Report)>,
}

impl Default for ReportPanel {
    fn default() -> Self {
        Self { kind: Kind::Status, report: None }
    }
}

impl ReportPanel {
    /// The report that is shown.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            for kind in Kind::ALL {
                if ui.add(egui::Button::selectable(self.kind == kind, kind.label())).clicked() {
                    self.kind = kind;
                }
            }
        });
        ui.add_space(4.0);
        if self.report.as_ref().is_none_or(|(r, k, _)| (*r, *k) != (cx.revision, self.kind)) {
            self.report = Some((cx.revision, self.kind, self.kind.report(cx.analysis)));
        }
        let Some((_, _, report)) = &self.report else { return };
        ui.horizontal(|ui| {
            ui.label(theme::title(&report.title));
            if ui.button("Write report…").on_hover_text(Action::ExportReport.tooltip()).clicked() {
                cx.inbox.actions.push(Action::ExportReport);
            }
        });
        ui.add_space(6.0);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.set_max_width(860.0);
            for (i, b) in report.blocks.iter().enumerate() {
                block(ui, b, i);
            }
        });
    }
}

fn block(ui: &mut Ui, block: &Block, place: usize) {
    match block {
        Block::Heading(2, words) => widgets::heading(ui, words),
        Block::Heading(_, words) => {
            ui.add_space(4.0);
            ui.label(theme::strong(words));
        }
        Block::Text(runs) => inline(ui, runs),
        Block::Callout(sign, runs) => widgets::answer(ui, *sign, &text_of(runs)),
        Block::List(items) => {
            for item in items {
                ui.horizontal_top(|ui| {
                    ui.label("•");
                    ui.vertical(|ui| inline(ui, item));
                });
            }
        }
        Block::Steps(items) => {
            for (n, item) in items.iter().enumerate() {
                ui.horizontal_top(|ui| {
                    ui.label(format!("{}.", n + 1));
                    ui.vertical(|ui| inline(ui, item));
                });
            }
        }
        Block::Table(t) => table(ui, t, place),
        // Each side has places of its own.
        Block::Columns(left, right) => {
            for (i, b) in left.iter().chain(right).enumerate() {
                self::block(ui, b, place * 100 + i + 1);
            }
        }
        Block::Figure(figure) => {
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let (w, h) = (figure.scene.width as f32, figure.scene.height as f32);
            let scale = (ui.available_width() / w.max(1.0)).min(1.0);
            let (rect, response) = ui.allocate_exact_size(vec2(w, h) * scale, Sense::hover());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &figure.alternative));
            if ui.is_rect_visible(rect) {
                paint::scene(&ui.painter_at(rect), ui, &figure.scene, Place { origin: rect.min, scale });
            }
            ui.label(theme::small(&figure.caption).color(theme::role(ui, Role::Muted)));
        }
    }
}

fn text_of(runs: &[Run]) -> String {
    runs.iter()
        .map(|r| match r {
            Run::Plain(t) | Run::Strong(t) | Run::Status(_, t) => t.as_str(),
        })
        .collect()
}

fn inline(ui: &mut Ui, runs: &[Run]) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        for run in runs {
            match run {
                Run::Plain(t) if t.trim().is_empty() => {}
                Run::Plain(t) => {
                    ui.label(t.trim());
                }
                Run::Strong(t) => {
                    ui.label(theme::strong(t.trim()));
                }
                Run::Status(sign, word) => {
                    paint::sign(ui, *sign, 14.0);
                    ui.label(egui::RichText::new(word).font(theme::font(13.0, Weight::Semibold)).color(theme::role(ui, sign.role())));
                }
            }
        }
    });
}

fn table(ui: &mut Ui, t: &Table, place: usize) {
    // Of many columns each has less room, or the last would have none.
    let widest = match t.head.len() {
        0..=5 => 330.0,
        6 => 210.0,
        _ => 150.0,
    };
    egui::Grid::new(("table", place)).num_columns(t.head.len()).spacing([18.0, 6.0]).max_col_width(widest).striped(false).show(ui, |ui| {
        if t.head.iter().any(|(h, _)| !h.is_empty()) {
            for (name, _) in &t.head {
                ui.label(theme::small(name).color(theme::role(ui, Role::Muted)));
            }
            ui.end_row();
        }
        for row in &t.rows {
            for cell in row {
                inline(ui, cell);
            }
            ui.end_row();
        }
    });
}
