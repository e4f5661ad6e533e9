//! The line above the timeline: zoom, rows, what is shown and what it is compared with.

use super::Timeline;
use crate::analysis::words;
use crate::scene::Role;
use crate::scene::gantt::{ColourBy, Names, Only, display_title};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::{TextEdit, Ui};

impl Timeline {
    pub(super) fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (label, action) in [("Fit", Action::TimeFit), ("+", Action::TimeIn), ("−", Action::TimeOut), ("Status date", Action::TimeStatus)] {
                if ui.button(label).on_hover_text(tip(ui, action)).clicked() {
                    self.commands.push(action);
                }
            }
            ui.separator();
            if ui.button("Add task").on_hover_text(tip(ui, Action::RowBelow)).clicked() {
                self.commands.push(Action::RowBelow);
            }
            if ui.button("Add section").on_hover_text(tip(ui, Action::SectionBelow)).clicked() {
                self.commands.push(Action::SectionBelow);
            }
            ui.separator();
            ui.menu_button("Show", |ui| self.show_menu(ui, cx));
            self.compare_menu(ui, cx);
            let field = ui.add(TextEdit::singleline(&mut self.kept.words).hint_text("Filter rows").desired_width(110.0));
            field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SearchInput, true, "Filter rows"));
            if self.kept.only != Only::All || !self.kept.words.is_empty() {
                let label = if self.kept.only == Only::All { "Show all".to_owned() } else { format!("{}: show all", self.kept.only.label()) };
                if ui.button(label).clicked() {
                    self.kept.only = Only::All;
                    self.kept.words.clear();
                }
            }
            let note = self.note(cx);
            ui.add(egui::Label::new(theme::small(note).color(theme::role(ui, Role::Muted))).truncate());
        });
        ui.add_space(2.0);
    }

    fn note(&self, cx: &Cx<'_>) -> String {
        let tasks = cx.analysis.schedule.dates.len();
        let mut note = if self.view.rows.shown < tasks && (self.kept.only != Only::All || !self.kept.words.trim().is_empty()) {
            format!("{} of {}", self.view.rows.shown, words::count(tasks, "task"))
        } else {
            format!("{}, {} critical", words::count(tasks, "task"), self.view.critical)
        };
        let path = &cx.analysis.path;
        if path.steps > 0 {
            note.push_str(&format!(
                ". Declared path {}, {} of {} buffer left",
                words::days(path.total_days),
                words::number(cx.analysis.buffer_left()),
                words::days(path.buffer_days)
            ));
        }
        note
    }

    fn show_menu(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.set_min_width(200.0);
        ui.menu_button("Columns", |ui| self.column_menu(ui));
        ui.menu_button("Rows", |ui| {
            for only in Only::ALL {
                if ui.selectable_label(self.kept.only == only, only.label()).clicked() {
                    self.kept.only = only;
                    ui.close();
                }
            }
            ui.separator();
            if ui.button("Fold all sections").clicked() {
                self.kept.folded.extend(cx.plan.sections.iter().map(|(key, _)| key));
                ui.close();
            }
            if ui.button("Unfold all").clicked() {
                self.kept.folded.clear();
                ui.close();
            }
        });
        ui.menu_button("Colour by", |ui| {
            for by in ColourBy::ALL {
                if ui.selectable_label(self.kept.colour == by, by.label()).clicked() {
                    self.kept.colour = by;
                    ui.close();
                }
            }
        });
        ui.menu_button("Words beside bars", |ui| {
            for (names, label) in [(Names::None, "Nothing"), (Names::Milestones, "Dates of milestones"), (Names::Titles, "Titles")] {
                if ui.selectable_label(self.kept.names == names, label).clicked() {
                    self.kept.names = names;
                    ui.close();
                }
            }
        });
        ui.menu_button("Critical path to", |ui| {
            if ui.selectable_label(self.toward.is_none(), "The end").clicked() {
                self.toward = None;
                ui.close();
            }
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                let net = &cx.analysis.schedule.net;
                for (i, key) in net.keys.iter().enumerate().filter(|(i, _)| net.tasks[*i].milestone).take(200) {
                    let title = crate::scene::text::elide(display_title(&net.records[i]), 13.0, crate::scene::Weight::Regular, 260.0);
                    if ui.selectable_label(self.toward == Some(*key), title).clicked() {
                        self.toward = Some(*key);
                        ui.close();
                    }
                }
            });
        });
        ui.separator();
        for (on, label) in [
            (&mut self.kept.critical, "Critical path"),
            (&mut self.kept.links, "Links"),
            (&mut self.kept.float, "Float"),
            (&mut self.kept.outlook, "Forecast (P10 to P90)"),
            (&mut self.kept.minimap, "Overview strip"),
        ] {
            ui.checkbox(on, label);
        }
        let legend = &self.view.look.colours.legend;
        if !legend.is_empty() {
            ui.separator();
            for (role, label) in legend {
                ui.horizontal(|ui| {
                    let (rect, _) = ui.allocate_exact_size(egui::vec2(16.0, 10.0), egui::Sense::hover());
                    ui.painter().rect_filled(rect, 2.0, theme::role(ui, *role));
                    ui.label(theme::small(label));
                });
            }
        }
    }
}

fn tip(ui: &Ui, action: Action) -> String {
    let keys = action.shortcut().map_or_else(String::new, |k| ui.ctx().format_shortcut(&k));
    if keys.is_empty() { action.tooltip().to_owned() } else { format!("{} ({keys})", action.tooltip()) }
}
