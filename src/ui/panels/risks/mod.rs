//! The risks: the register as a table, the heat map, and the list of what they cost.

mod card;
mod exposure;
mod heat_map;
mod register;
mod scale;
mod table;

use crate::analysis::register::{Column, GroupBy};
use crate::analysis::risk::Band;
use crate::analysis::words;
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::{paint, theme, widgets};
use egui::{Align, Layout, Ui, vec2};

/// Which parts of the view are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
enum Part {
    /// The register beside the heat map.
    #[default]
    Both,
    /// The register alone.
    Register,
    /// The heat map beside what the risks cost.
    HeatMap,
}

/// What is remembered of the risks between two starts.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct KeptRisks {
    part: Part,
    /// Columns with their widths.
    columns: Vec<(Column, f64)>,
    group: GroupBy,
    /// The heat map shows percent and days instead of levels.
    continuous: bool,
}

impl Default for KeptRisks {
    fn default() -> Self {
        Self { part: Part::Both, columns: Column::USUAL.map(|c| (c, c.width())).to_vec(), group: GroupBy::Nothing, continuous: false }
    }
}

impl KeptRisks {
    /// What a file from elsewhere may hold is put right.
    pub fn mended(mut self) -> Self {
        super::mend_columns(&mut self.columns, Column::Title, Column::width);
        self
    }
}

/// What the user did to the risks.
#[derive(Debug, Default)]
pub struct RisksPanel {
    /// What is remembered.
    pub kept: KeptRisks,
    register: register::Register,
    heat_map: heat_map::HeatMap,
}

/// The sign of a band.
fn sign(band: Band) -> Sign {
    match band {
        Band::Green => Sign::Good,
        Band::Yellow => Sign::Warn,
        Band::Red => Sign::Bad,
    }
}

fn sentence(cx: &Cx<'_>) -> (Sign, String) {
    let risks = &cx.analysis.risks;
    let active = risks.items.iter().filter(|r| r.active).count();
    let alerts = risks.items.iter().filter(|r| r.alert).count();
    let escalate = risks.items.iter().filter(|r| r.escalate).count();
    let mut words = format!("{}, {} to escalate", words::count(active, "active risk"), escalate);
    if alerts > 0 {
        words.push_str(&format!(", {} raised", words::count(alerts, "alert")));
    }
    if risks.exposure_days() > 0.0 {
        words.push_str(&format!(", expected loss {}", words::days(risks.exposure_days())));
    }
    (risks.worst().map_or(Sign::Good, sign), words)
}

impl RisksPanel {
    /// Another plan is open: only what is remembered stays.
    pub fn forgotten(self) -> Self {
        Self { kept: self.kept, ..Self::default() }
    }

    /// A cell is being typed over.
    pub fn is_typing(&self) -> bool {
        self.register.table.is_typing()
    }

    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (sign, words) = sentence(cx);
        if cx.plan.risks.is_empty() {
            widgets::answer(ui, sign, &words);
            if widgets::empty(ui, "The register holds what may happen, how likely and how bad.", "Add the first risk") {
                cx.inbox.actions.push(Action::AddRisk);
            }
            self.register.quick_line(ui, cx);
            return;
        }
        self.heading(ui, sign, &words);
        let size = ui.available_size();
        let column = |ui: &mut Ui, size: egui::Vec2, add: &mut dyn FnMut(&mut Ui)| {
            ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| add(ui));
        };
        match self.kept.part {
            Part::Register => self.register.show(ui, cx, &mut self.kept.columns, &mut self.kept.group),
            Part::HeatMap if size.x > 720.0 => {
                let list = (size.x * 0.3).clamp(240.0, 400.0);
                ui.horizontal_top(|ui| {
                    column(ui, vec2(size.x - list - 16.0, size.y), &mut |ui| self.heat_map.show(ui, cx, &mut self.kept.continuous));
                    column(ui, vec2(list, size.y), &mut |ui| exposure::show(ui, cx));
                });
            }
            Part::HeatMap => self.heat_map.show(ui, cx, &mut self.kept.continuous),
            Part::Both if size.x > 760.0 => {
                let map = (size.x * 0.44).min(size.y.max(220.0) * 1.2).max(300.0);
                ui.horizontal_top(|ui| {
                    column(ui, vec2(size.x - map - 16.0, size.y), &mut |ui| self.register.show(ui, cx, &mut self.kept.columns, &mut self.kept.group));
                    column(ui, vec2(map, size.y), &mut |ui| self.heat_map.show(ui, cx, &mut self.kept.continuous));
                });
            }
            Part::Both => {
                egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("risks").show(ui, |ui| {
                    let map = vec2(size.x, (size.x * 0.8).clamp(220.0, 460.0));
                    column(ui, map, &mut |ui| self.heat_map.show(ui, cx, &mut self.kept.continuous));
                    let rows = vec2(size.x, (size.y - 40.0).max(280.0));
                    column(ui, rows, &mut |ui| self.register.show(ui, cx, &mut self.kept.columns, &mut self.kept.group));
                });
            }
        }
    }

    /// The sentence of answer, and what is shown below it.
    fn heading(&mut self, ui: &mut Ui, sign: Sign, words: &str) {
        let choices = [
            (Part::Both, "Both", "The register beside the heat map"),
            (Part::Register, "Register", "The register alone, with room for its columns"),
            (Part::HeatMap, "Heat map", "The heat map, large, beside what the risks cost"),
        ];
        ui.horizontal(|ui| {
            paint::sign(ui, sign, 18.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for (part, label, tip) in choices.into_iter().rev() {
                    if ui.selectable_label(self.kept.part == part, label).on_hover_text(tip).clicked() {
                        self.kept.part = part;
                    }
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(egui::Label::new(theme::title(words)).truncate()));
            });
        });
        ui.add_space(4.0);
    }
}

/// Words of secondary weight.
fn muted(ui: &mut Ui, words: impl Into<String>) -> egui::Response {
    ui.add(egui::Label::new(theme::small(words.into()).color(theme::role(ui, Role::Muted))).wrap())
}
