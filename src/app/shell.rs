//! The frame around the views: the bar on top, the rail of views, the status line.

use super::App;
use crate::analysis::findings::Severity;
use crate::analysis::words;
use crate::model::value::Date;
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Ask;
use crate::ui::panels::Panel;
use crate::ui::{paint, theme, widgets};
use egui::{Align, Align2, Context, Frame, Id, Key, Layout, Margin, MenuBar, Order, Ui, ViewportCommand};

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

/// While a file is held over the window it says what letting go does.
pub(super) fn drop_target(ctx: &Context) {
    let held = ctx.input(|i| i.raw.hovered_files.len());
    if held == 0 {
        return;
    }
    let screen = ctx.content_rect();
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("drop target")));
    let theme = theme::theme_of(&ctx.global_style().visuals);
    let inner = screen.shrink(16.0);
    painter.rect_filled(screen, 0.0, theme::color(Role::Ground, theme).gamma_multiply(0.85));
    painter.rect_stroke(inner, 8.0, egui::Stroke::new(2.0, theme::color(Role::Accent, theme)), egui::StrokeKind::Inside);
    let words = if held == 1 { "Let go to open this plan" } else { "Let go to open the first of these files" };
    painter.text(inner.center(), Align2::CENTER_CENTER, words, theme::font(18.0, crate::scene::Weight::Semibold), theme::color(Role::Text, theme));
}

impl App {
    /// A ring around what has the keyboard, as long as the keyboard is what moves it.
    pub(super) fn focus_ring(&mut self, ctx: &Context) {
        let (moved, pointed) = ctx.input(|i| {
            let moves = [Key::Tab, Key::ArrowUp, Key::ArrowDown, Key::ArrowLeft, Key::ArrowRight, Key::F6];
            (moves.iter().any(|k| i.key_pressed(*k)), i.pointer.any_pressed())
        });
        self.by_keyboard = !pointed && (moved || self.by_keyboard);
        if !self.by_keyboard || ctx.text_edit_focused() {
            return;
        }
        let Some(focused) = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id)) else { return };
        let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("focus ring")));
        let accent = theme::color(Role::Accent, theme::theme_of(&ctx.global_style().visuals));
        let rect = focused.interact_rect.expand(1.0);
        painter.rect_stroke(rect, 4.0, egui::Stroke::new(2.0, accent), egui::StrokeKind::Inside);
    }

    /// The bars around the views.
    pub(super) fn bars(&mut self, ui: &mut Ui) {
        self.window_title(ui.ctx());
        self.top(ui);
        self.status_line(ui);
        self.stage_strip(ui);
        self.rail(ui);
    }

    fn window_title(&mut self, ctx: &Context) {
        let title = format!("{}{} - Slipway", if self.document.is_dirty() { "● " } else { "" }, self.name());
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn top(&mut self, ui: &mut Ui) {
        let dirty = self.document.is_dirty();
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
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    self.at_right(ui);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        if dirty {
                            ui.label(theme::small("● unsaved").color(theme::role(ui, Role::Warn)))
                                .on_hover_text("There are changes that are not in the file yet");
                        }
                        let path = self.document.path.as_ref().map_or_else(|| "Not saved in a file yet".to_owned(), |p| p.display().to_string());
                        ui.add(egui::Label::new(theme::strong(self.name())).truncate()).on_hover_text(path);
                    });
                });
            });
        });
    }

    /// The right end of the bar: status date, meeting, search.
    fn at_right(&mut self, ui: &mut Ui) {
        let wide = ui.available_width() > 420.0;
        let date = self.document.plan().status_date();
        if wide {
            let text = theme::small(format!("Status date {}", words::day(date, Date::of_minute(0)))).color(theme::role(ui, Role::Muted));
            let response = ui.add(egui::Button::new(text).frame(false)).on_hover_text("The day the data are as of; forecasts start here. Click to change it");
            if response.clicked() {
                self.inbox.asks.push(Ask::New(crate::model::RecordKind::Meta));
            }
        }
        let (theme, label) = if ui.visuals().dark_mode { (Action::LightTheme, "Light") } else { (Action::DarkTheme, "Dark") };
        for (action, label) in [(theme, label), (Action::Present, "Present"), (Action::Palette, "Search…")] {
            let keys = action.shortcut().map_or_else(String::new, |k| ui.ctx().format_shortcut(&k));
            let tip = if keys.is_empty() { action.tooltip().to_owned() } else { format!("{} ({keys})", action.tooltip()) };
            if ui.button(label).on_hover_text(tip).clicked() {
                self.inbox.actions.push(action);
            }
        }
        self.alerts(ui);
    }

    /// The alerts that wait, in sight in every view; nothing while none was ever raised.
    fn alerts(&mut self, ui: &mut Ui) {
        let loud = self.analysis.risks.loud();
        if !self.analysis.risks.items.iter().any(|r| r.alert) {
            return;
        }
        let label = if loud > 0 { theme::strong(words::count(loud, "alert")).color(theme::role(ui, Role::Bad)) } else { theme::small("Alerts") };
        let keys = Action::Alerts.shortcut().map_or_else(String::new, |k| ui.ctx().format_shortcut(&k));
        if ui.button(label).on_hover_text(format!("{} ({keys})", Action::Alerts.tooltip())).clicked() {
            self.inbox.actions.push(Action::Alerts);
        }
        if loud > 0 {
            paint::sign(ui, Sign::Bad, 15.0);
        }
    }

    fn menus(&mut self, ui: &mut Ui) {
        let mut ask = Vec::new();
        let mut open = None;
        ui.menu_button("File", |ui| {
            for action in [Action::New, Action::Open, Action::Import] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            open = self.recent(ui);
            ask.extend(entry(ui, Action::OpenSample, true, Action::OpenSample.label()).then_some(Action::OpenSample));
            ui.separator();
            for action in [Action::Save, Action::SaveAs, Action::EarlierVersions, Action::ExportReport, Action::ExportTimeline, Action::ExportProject] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
            ui.separator();
            ask.extend(entry(ui, Action::Quit, true, Action::Quit.label()).then_some(Action::Quit));
        });
        ui.menu_button("Edit", |ui| self.edit_menu(ui, &mut ask));
        ui.menu_button("View", |ui| self.view_menu(ui, &mut ask));
        ui.menu_button("Help", |ui| {
            for action in [Action::Palette, Action::Help, Action::Notices] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
        });
        self.inbox.actions.extend(ask);
        self.inbox.asks.extend(open.map(Ask::Open));
    }

    fn recent(&self, ui: &mut Ui) -> Option<std::path::PathBuf> {
        let mut open = None;
        if self.remembered.recent.is_empty() {
            ui.add_enabled(false, egui::Button::new("Open recent"));
            return None;
        }
        ui.menu_button("Open recent", |ui| {
            for path in &self.remembered.recent {
                let there = path.exists();
                let tip = if there { path.display().to_string() } else { format!("{} is not there any more", path.display()) };
                if ui.add_enabled(there, egui::Button::new(super::files::pretty(path))).on_hover_text(&tip).on_disabled_hover_text(&tip).clicked() {
                    open = Some(path.clone());
                    ui.close();
                }
            }
        });
        open
    }

    fn edit_menu(&self, ui: &mut Ui, ask: &mut Vec<Action>) {
        let undo = self.document.undo_label().map(|l| format!("Undo {l}"));
        let redo = self.document.redo_label().map(|l| format!("Redo {l}"));
        for (action, label) in [(Action::Undo, undo), (Action::Redo, redo)] {
            let enabled = label.is_some();
            ask.extend(entry(ui, action, enabled, label.as_deref().unwrap_or(action.label())).then_some(action));
        }
        ui.separator();
        for action in [Action::AddTask, Action::AddRisk, Action::AddService, Action::AddLike] {
            let enabled = !action.needs_selection() || !self.selection.is_empty();
            ask.extend(entry(ui, action, enabled, action.label()).then_some(action));
        }
        for action in [Action::Level, Action::SetBaseline, Action::RecordDay] {
            ask.extend(entry(ui, action, true, action.label()).then_some(action));
        }
        ui.separator();
        for action in [Action::Duplicate, Action::Rename, Action::MoveUp, Action::MoveDown, Action::SelectAll, Action::Delete] {
            ask.extend(entry(ui, action, !self.selection.is_empty(), action.label()).then_some(action));
        }
        ui.separator();
        ui.menu_button("Timeline", |ui| {
            for action in Action::ALL.iter().copied().filter(|a| a.is_of_timeline()) {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
        });
    }

    fn view_menu(&mut self, ui: &mut Ui, ask: &mut Vec<Action>) {
        for panel in Panel::ALL {
            let action = Action::ALL.iter().copied().find(|a| a.panel() == Some(panel));
            let keys = action.and_then(Action::shortcut).map_or_else(String::new, |k| ui.ctx().format_shortcut(&k));
            let button = egui::Button::new(panel.label()).shortcut_text(keys).selected(self.panel == panel);
            if ui.add(button).on_hover_text(panel.tooltip()).clicked() {
                self.panel = panel;
                ui.close();
            }
        }
        ask.extend(entry(ui, Action::Alerts, true, Action::Alerts.label()).then_some(Action::Alerts));
        ui.separator();
        for action in [Action::ArrangePlan, Action::ArrangeFocus, Action::Present, Action::PresentSecond, Action::ResetArrangement] {
            ask.extend(entry(ui, action, true, action.label()).then_some(action));
        }
        ui.separator();
        ui.menu_button("Colours", |ui| {
            for action in [Action::LightTheme, Action::DarkTheme, Action::SystemTheme] {
                ask.extend(entry(ui, action, true, action.label()).then_some(action));
            }
        });
        for action in [Action::ZoomIn, Action::ZoomOut, Action::ZoomReset] {
            ask.extend(entry(ui, action, true, action.label()).then_some(action));
        }
    }

    fn rail(&mut self, ui: &mut Ui) {
        let errors = self.analysis.findings.count(Severity::Error) + self.analysis.invalid.len() + self.problems.len();
        let alerts = self.analysis.risks.loud();
        egui::Panel::left("rail").exact_size(130.0).resizable(false).frame(panel_frame(ui).inner_margin(Margin::symmetric(6, 8))).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                for panel in Panel::ALL {
                    if panel.begins_group() {
                        ui.add_space(4.0);
                        widgets::hairline(ui);
                        ui.add_space(4.0);
                    }
                    let count = match panel {
                        Panel::Findings => errors,
                        Panel::Risks => alerts,
                        _ => 0,
                    };
                    let right = if count > 0 { count.to_string() } else { String::new() };
                    let response = widgets::line(ui, None, panel.label(), &right, self.panel == panel);
                    if self.panel == panel {
                        self.rail = Some(response.id);
                        // Large type makes the rail longer than the window: where one is stays in sight.
                        if self.rail_shows.replace(panel) != Some(panel) {
                            response.scroll_to_me(None);
                        }
                    }
                    if response.on_hover_text(panel.tooltip()).clicked() {
                        self.panel = panel;
                    }
                }
            });
        });
    }

    /// What the forecast says, and whether a newer one is on its way.
    fn forecast_state(&mut self, ui: &mut Ui) {
        let Some(forecast) = self.analysis.forecast.as_deref() else { return };
        let words = match forecast.on_time {
            Some(odds) => format!("{} on time", crate::analysis::forecast::share(odds.pct)),
            None if forecast.is_known() => {
                format!("P80 {}", words::day(crate::analysis::forecast::day(forecast.finish.p80), self.document.plan().status_date()))
            }
            None => return,
        };
        let (running, near) = (self.forecasting.is_running(), self.document.plan().status_date());
        let state = if running { "\nA newer one is being computed" } else { "" };
        ui.separator();
        let text = theme::small(words).color(theme::role(ui, if running { Role::Muted } else { Role::Text }));
        let hover = format!("{}{state}\nShow the forecast", crate::analysis::forecast::sentence(forecast, near));
        if ui.add(egui::Button::new(text).frame(false)).on_hover_text(hover).clicked() {
            self.panel = Panel::Forecast;
        }
    }

    fn status_line(&mut self, ui: &mut Ui) {
        let frame = Frame::new().fill(theme::role(ui, Role::Panel)).inner_margin(Margin::symmetric(12, 3));
        egui::Panel::bottom("status").frame(frame).show(ui, |ui| {
            ui.horizontal(|ui| {
                let saved = if self.document.is_dirty() {
                    "Not saved"
                } else if self.document.path.is_some() {
                    "Saved"
                } else {
                    "Untitled copy"
                };
                let counts = [Severity::Warning, Severity::Error].map(|s| (s, self.analysis.findings.count(s)));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(theme::small(saved).color(theme::role(ui, Role::Muted)));
                    for ((severity, count), (sign, word)) in counts.into_iter().zip([(Sign::Warn, "warning"), (Sign::Bad, "error")]) {
                        ui.separator();
                        let text = theme::small(words::count(count, word));
                        if ui.add(egui::Button::new(text).frame(false)).on_hover_text("Show the findings (F8 goes from record to record)").clicked() {
                            self.panel = Panel::Findings;
                        }
                        paint::sign(ui, if count == 0 && severity == Severity::Error { Sign::Good } else { sign }, 13.0);
                    }
                    self.forecast_state(ui);
                    ui.separator();
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        let last = self.notices.last().to_owned();
                        if last.is_empty() {
                            return;
                        }
                        let response = ui.add(egui::Button::new(theme::small(&last)).frame(false).truncate());
                        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Last message: {last}")));
                        if response.on_hover_text(format!("{last}\nClick for what happened before")).clicked() {
                            self.inbox.actions.push(Action::Notices);
                        }
                    });
                });
            });
        });
    }
}
