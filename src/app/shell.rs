//! The frame around the views: the bar on top, the rail of views, the status line.

use super::App;
use crate::analysis::findings::Severity;
use crate::analysis::words;
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::panels::Panel;
use crate::ui::{paint, theme};
use egui::{Frame, Margin, MenuBar, Ui, ViewportCommand};

/// The frame of bars and side panels.
pub(super) fn panel_frame(ui: &Ui) -> Frame {
    Frame::new().fill(theme::role(ui, Role::Panel)).inner_margin(Margin::symmetric(12, 8))
}

/// A menu entry with its shortcut.
fn entry(ui: &mut Ui, action: Action, enabled: bool, label: &str) -> bool {
    let mut button = egui::Button::new(label);
    if let Some(keys) = action.shortcut() {
        button = button.shortcut_text(ui.ctx().format_shortcut(&keys));
    }
    let clicked = ui.add_enabled(enabled, button).on_hover_text(action.tooltip()).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

impl App {
    /// The bars around the views.
    pub(super) fn bars(&mut self, ui: &mut Ui) {
        self.top(ui);
        self.status_line(ui);
        self.rail(ui);
    }

    fn top(&mut self, ui: &mut Ui) {
        let name = self.document.path.as_ref().and_then(|p| p.file_name()).map_or_else(|| "Untitled".to_owned(), |n| n.to_string_lossy().into_owned());
        let dirty = self.document.is_dirty();
        let title = format!("{}{name} - Slipway", if dirty { "● " } else { "" });
        if title != self.title {
            ui.ctx().send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        let frame = Frame::new().fill(theme::role(ui, Role::Panel)).inner_margin(Margin::symmetric(8, 4));
        egui::Panel::top("bar").frame(frame).show(ui, |ui| {
            MenuBar::new().ui(ui, |ui| {
                self.menus(ui);
                ui.separator();
                let undo = self.document.undo_label().map(str::to_owned);
                let redo = self.document.redo_label().map(str::to_owned);
                for (action, what) in [(Action::Undo, undo), (Action::Redo, redo)] {
                    let tip = what.as_ref().map_or_else(|| action.tooltip().to_owned(), |w| format!("{} {w}", action.label()));
                    if ui.add_enabled(what.is_some(), egui::Button::new(action.label())).on_hover_text(tip).clicked() {
                        self.inbox.actions.push(action);
                    }
                }
                ui.separator();
                ui.label(theme::strong(name));
                if dirty {
                    ui.label(theme::small("● unsaved").color(theme::role(ui, Role::Warn))).on_hover_text("There are changes that are not in the file yet");
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let date = self.document.plan().status_date();
                    ui.label(
                        theme::small(format!("Status date {}", words::day(date, crate::model::value::Date::of_minute(0)))).color(theme::role(ui, Role::Muted)),
                    )
                    .on_hover_text("The day the data are as of; forecasts start here");
                });
            });
        });
    }

    fn menus(&mut self, ui: &mut Ui) {
        let mut ask = Vec::new();
        ui.menu_button("File", |ui| {
            for action in [Action::New, Action::Open, Action::OpenSample] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            ui.separator();
            for action in [Action::Save, Action::SaveAs, Action::ExportReport] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            ui.separator();
            ask.extend(entry(ui, Action::Quit, true, Action::Quit.label()).then_some(Action::Quit));
        });
        ui.menu_button("Edit", |ui| {
            let undo = self.document.undo_label().map(|l| format!("Undo {l}"));
            let redo = self.document.redo_label().map(|l| format!("Redo {l}"));
            for (action, label) in [(Action::Undo, undo), (Action::Redo, redo)] {
                let enabled = label.is_some();
                ask.extend(entry(ui, action, enabled, label.as_deref().unwrap_or(action.label())).then_some(action));
            }
            ui.separator();
            for action in [Action::AddTask, Action::AddRisk, Action::AddService] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            ask.extend(entry(ui, Action::Delete, self.selection.is_some(), Action::Delete.label()).then_some(Action::Delete));
        });
        ui.menu_button("View", |ui| {
            for panel in Panel::ALL {
                if ui.selectable_label(self.panel == panel, panel.label()).on_hover_text(panel.tooltip()).clicked() {
                    self.panel = panel;
                    ui.close();
                }
            }
            ui.separator();
            ui.label(theme::small("Colours").color(theme::role(ui, Role::Muted)));
            for action in [Action::LightTheme, Action::DarkTheme, Action::SystemTheme] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            ui.separator();
            for action in [Action::ZoomIn, Action::ZoomOut, Action::ZoomReset] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
        });
        ui.menu_button("Help", |ui| {
            ask.extend(entry(ui, Action::Help, true, Action::Help.label()).then_some(Action::Help));
        });
        self.inbox.actions.extend(ask);
    }

    fn rail(&mut self, ui: &mut Ui) {
        let errors = self.analysis.findings.count(Severity::Error) + self.analysis.invalid.len() + self.document.origin().problems.len();
        let alerts = self.analysis.risks.items.iter().filter(|r| r.alert).count();
        egui::Panel::left("rail").exact_size(128.0).resizable(false).frame(panel_frame(ui).inner_margin(Margin::symmetric(6, 8))).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for panel in Panel::ALL {
                let count = match panel {
                    Panel::Findings => errors,
                    Panel::Risks => alerts,
                    _ => 0,
                };
                let right = if count > 0 { count.to_string() } else { String::new() };
                if crate::ui::widgets::line(ui, None, panel.label(), &right, self.panel == panel).on_hover_text(panel.tooltip()).clicked() {
                    self.panel = panel;
                }
            }
        });
    }

    fn status_line(&mut self, ui: &mut Ui) {
        let frame = Frame::new().fill(theme::role(ui, Role::Panel)).inner_margin(Margin::symmetric(12, 3));
        egui::Panel::bottom("status").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let findings = &self.analysis.findings;
                let saved = if self.document.is_dirty() {
                    "Not saved"
                } else if self.document.path.is_some() {
                    "Saved"
                } else {
                    "Untitled copy"
                };
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(theme::small(saved).color(theme::role(ui, Role::Muted)));
                    for (severity, sign, word) in [(Severity::Warning, Sign::Warn, "warning"), (Severity::Error, Sign::Bad, "error")] {
                        ui.separator();
                        ui.label(theme::small(words::count(findings.count(severity), word)));
                        paint::sign(ui, sign, 13.0);
                    }
                    ui.separator();
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(egui::Label::new(theme::small(&self.notice)).truncate());
                    });
                });
            });
        });
    }
}
