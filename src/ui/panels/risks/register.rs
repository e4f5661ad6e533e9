//! The register: a line to add a risk, what is shown, the table, the card of the risk that is
//! selected.

use super::{card, muted, table};
use crate::analysis::register::{self, Arranged, Column, GroupBy, Row, Show};
use crate::analysis::words;
use crate::edit::Revision;
use crate::model::{RecordKind, RecordRef};
use crate::scene::Role;
use crate::ui::action::Action;
use crate::ui::context::{Cx, together};
use crate::ui::{theme, widgets};
use egui::{Key, Role as Access, TextEdit, Ui, WidgetInfo, vec2};

/// What the user does to the register.
#[derive(Debug, Default)]
pub struct Register {
    /// The line being typed.
    line: String,
    pub(super) arranged: Arranged,
    pub(super) table: table::Table,
    card: card::Card,
    rows: Vec<Row>,
    made: Option<(Revision, bool, Arranged)>,
}

impl Register {
    /// Shows all of it in the room there is.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, columns: &mut Vec<(Column, f64)>, group: &mut GroupBy) {
        self.quick_line(ui, cx);
        self.toolbar(ui, cx, columns, group);
        self.arranged.group = *group;
        self.refresh(cx);
        let selected = cx.selection.filter(|s| s.kind == RecordKind::Risk && cx.selected.len() == 1);
        let high = ui.available_height();
        // The card takes what few rows leave free; many rows leave it nearly half.
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let free = high - (self.rows.len() as f32 * table::ROW + 44.0);
        let card = if selected.is_some() && high > 200.0 { free.clamp(high * 0.45, high * 0.7) } else { 0.0 };
        let room = vec2(ui.available_width(), ui.available_height() - card - if card > 0.0 { 10.0 } else { 0.0 });
        ui.allocate_ui_with_layout(room, egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_min_size(room);
            if self.rows.is_empty() {
                ui.add_space(8.0);
                muted(ui, "No risk is like that. Show all to see the others.");
            } else {
                self.table.show(ui, cx, columns, &mut self.arranged.sort, &self.rows);
            }
        });
        if let Some(at) = selected.filter(|_| card > 0.0) {
            widgets::hairline(ui);
            ui.add_space(4.0);
            egui::ScrollArea::vertical().id_salt("card").auto_shrink([false, false]).max_height(card).show(ui, |ui| self.card.show(ui, cx, at));
        }
    }

    /// The rows are made anew when plan, forecast or arrangement change.
    fn refresh(&mut self, cx: &Cx<'_>) {
        let by_forecast = cx.analysis.forecast.is_some();
        let key = (cx.revision, by_forecast, self.arranged.clone());
        if self.made.as_ref() != Some(&key) {
            self.rows = register::rows(cx.analysis, &self.arranged);
            self.made = Some(key);
        }
    }

    /// A risk in one line; what was understood stands below it while it is typed.
    pub fn quick_line(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let quick = register::quick(cx.analysis, &self.line);
        let mut add = false;
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.menu_button("Common risks", |ui| library(ui, cx))
                    .response
                    .on_hover_text("Add one of the risks that most releases have, with its signs and steps");
                let tip = if quick.is_some() { "Add what the line says (Enter)" } else { Action::AddRisk.tooltip() };
                if ui.button("Add risk").on_hover_text(tip).clicked() {
                    if quick.is_some() {
                        add = true;
                    } else {
                        cx.inbox.actions.push(Action::AddRisk);
                    }
                }
                let hint = "Risk in one line: Supplier late 70% 3d..5d..10d @Owner";
                let field = ui.add(TextEdit::singleline(&mut self.line).hint_text(hint).desired_width(ui.available_width()));
                field.widget_info(|| WidgetInfo::labeled(Access::TextInput, true, "Risk in one line"));
                let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
                let tip = "What may happen, and what you know of it in any order: 70 % · high x medium · 3d..5d..10d · €20k · @owner · #category · >task";
                let field = field.on_hover_text(tip);
                if entered && quick.is_some() {
                    add = true;
                    field.request_focus();
                }
            });
        });
        if let Some(quick) = &quick {
            let mut said = quick.understood.join(", ");
            if let Some(why) = &quick.refused {
                said = format!("{why}. The rest: {said}");
            }
            let role = if quick.refused.is_some() { Role::Bad } else { Role::Muted };
            ui.add(egui::Label::new(theme::small(format!("{}: {said}", quick.risk.title)).color(theme::role(ui, role))).truncate());
            if add && quick.refused.is_none() {
                added(cx, &quick.risk.title);
                cx.inbox.edits.push(quick.edit(cx.analysis));
                self.line.clear();
            }
        }
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &Cx<'_>, columns: &mut Vec<(Column, f64)>, group: &mut GroupBy) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let field = ui.add(TextEdit::singleline(&mut self.arranged.words).hint_text("Filter").desired_width(110.0));
            field.widget_info(|| WidgetInfo::labeled(Access::SearchInput, true, "Filter risks"));
            ui.menu_button(format!("Show: {}", self.arranged.show.label()), |ui| {
                for show in Show::ALL {
                    let count = cx.plan.risks.records().zip(&cx.analysis.risks.items).filter(|(r, x)| show.holds(cx.analysis, r, x)).count();
                    if ui.selectable_label(self.arranged.show == show, format!("{} ({count})", show.label())).clicked() {
                        self.arranged.show = show;
                        ui.close();
                    }
                }
            });
            ui.menu_button(group.label(), |ui| {
                for by in GroupBy::ALL {
                    if ui.selectable_label(*group == by, by.label()).clicked() {
                        *group = by;
                        ui.close();
                    }
                }
            });
            ui.menu_button("Columns", |ui| column_menu(ui, columns));
            let shown = self.rows.iter().filter(|r| matches!(r, Row::Risk(..))).count();
            let all = cx.plan.risks.len();
            if shown < all {
                if ui.button("Show all").clicked() {
                    (self.arranged.show, self.arranged.words) = (Show::All, String::new());
                }
                ui.add(egui::Label::new(theme::small(format!("{shown} of {}", words::count(all, "risk"))).color(theme::role(ui, Role::Muted))).truncate());
            }
        });
        ui.add_space(2.0);
    }
}

/// Which columns are shown.
pub(super) fn column_menu(ui: &mut Ui, columns: &mut Vec<(Column, f64)>) {
    ui.set_min_width(160.0);
    for column in Column::ALL.into_iter().filter(|c| *c != Column::Title) {
        let place = columns.iter().position(|(c, _)| *c == column);
        let mut on = place.is_some();
        if ui.checkbox(&mut on, column.label()).on_hover_text(column.tooltip()).changed() {
            match place {
                Some(i) => _ = columns.remove(i),
                None => {
                    columns.push((column, column.width()));
                    // Columns stand in the order of this menu.
                    columns.sort_by_key(|(c, _)| Column::ALL.iter().position(|a| a == c));
                }
            }
        }
    }
}

/// The risks that most releases have; those that are in the register by title are marked.
fn library(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_min_width(300.0);
    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        for risk in crate::model::risk_library() {
            let known = cx.plan.risks.records().any(|r| r.title.eq_ignore_ascii_case(&risk.title));
            let label = if known { format!("{} (in the register)", risk.title) } else { risk.title.clone() };
            let tip = format!("{}. {}", risk.category, risk.description.as_deref().unwrap_or(""));
            if ui.add_enabled(!known, egui::Button::new(label)).on_hover_text(&tip).on_disabled_hover_text(tip).clicked() {
                let title = risk.title.clone();
                let quick = register::Quick { risk, understood: Vec::new(), refused: None };
                added(cx, &title);
                cx.inbox.edits.extend(together(format!("add risk \"{title}\""), vec![quick.edit(cx.analysis)]));
                ui.close();
            }
        }
    });
}

/// A risk is about to be added: it is selected when it is there, and the status line says so.
fn added(cx: &mut Cx<'_>, title: &str) {
    cx.inbox.select_coming = Some(register::risk_ref(cx.plan.coming_key(0)));
    cx.inbox.said = Some(format!("Added \"{title}\""));
}

/// The record of a row.
pub(super) fn at(row: &Row) -> Option<RecordRef> {
    match row {
        Row::Risk(_, key) => Some(register::risk_ref(*key)),
        Row::Heading { .. } => None,
    }
}
