//! How the timeline goes on paper: size, pages, rows, days, colours.

use super::{Answer, buttons, heading};
use crate::analysis::hand::Column;
use crate::model::value::{Date, understood};
use crate::scene::Role;
use crate::scene::gantt::{ColourBy, Fit, Only, PageOptions, Paper};
use crate::ui::theme;
use egui::{ComboBox, TextEdit, Ui};

/// What is typed while the dialog is open.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Draft {
    /// First day, as typed.
    pub from: String,
    /// Last day, as typed.
    pub to: String,
    /// The status date: days without a year are near it.
    pub near: Option<Date>,
}

pub(super) fn show(ui: &mut Ui, options: &mut PageOptions, draft: &mut Draft) -> Option<Answer> {
    heading(ui, "Export the timeline");
    ui.label("As PDF, SVG or PNG; the same picture as on the screen, with a title, a legend and the names of the rows on every sheet.");
    ui.add_space(8.0);
    let near = draft.near.unwrap_or_else(|| Date::of_minute(0));
    let day = |text: &str| if text.trim().is_empty() { Ok(None) } else { understood(text, near).map(Some).ok_or(()) };
    egui::Grid::new("print").num_columns(2).min_col_width(110.0).spacing([16.0, 8.0]).show(ui, |ui| {
        ui.label("Paper");
        ui.horizontal(|ui| {
            for paper in Paper::ALL {
                ui.selectable_value(&mut options.paper, paper, paper.label());
            }
        });
        ui.end_row();
        ui.label("Pages");
        ui.add_enabled_ui(options.paper != Paper::Slide, |ui| {
            ui.horizontal(|ui| {
                ui.selectable_value(&mut options.fit, Fit::OnePage, "All on one page");
                ui.selectable_value(&mut options.fit, Fit::Tiles, "Sheets, as many as it takes");
            });
        });
        ui.end_row();
        let rows = ui.label("Rows");
        ComboBox::from_id_salt("print rows")
            .selected_text(options.only.label())
            .show_ui(ui, |ui| {
                for only in Only::ALL {
                    ui.selectable_value(&mut options.only, only, only.label());
                }
            })
            .response
            .labelled_by(rows.id);
        ui.end_row();
        let colours = ui.label("Colour by");
        ComboBox::from_id_salt("print colours")
            .selected_text(options.colour.label())
            .show_ui(ui, |ui| {
                for by in ColourBy::ALL {
                    ui.selectable_value(&mut options.colour, by, by.label());
                }
            })
            .response
            .labelled_by(colours.id);
        ui.end_row();
        ui.label("Columns");
        ui.menu_button(format!("{} beside the titles", options.columns.len()), |ui| {
            for column in Column::ALL.into_iter().filter(|c| *c != Column::Title) {
                let mut on = options.columns.contains(&column);
                if ui.checkbox(&mut on, column.label()).changed() {
                    options.columns.retain(|c| *c != column);
                    if on {
                        options.columns.push(column);
                        options.columns.sort_by_key(|c| Column::ALL.iter().position(|a| a == c));
                    }
                }
            }
        });
        ui.end_row();
        let from = ui.label("From");
        ui.add(TextEdit::singleline(&mut draft.from).hint_text("The first day of the plan").desired_width(180.0)).labelled_by(from.id);
        ui.end_row();
        let to = ui.label("To");
        ui.add(TextEdit::singleline(&mut draft.to).hint_text("Its last day").desired_width(180.0)).labelled_by(to.id);
        ui.end_row();
    });
    let range = match (day(&draft.from), day(&draft.to)) {
        (Ok(None), Ok(None)) => Ok(None),
        (Ok(Some(a)), Ok(Some(b))) if a <= b => Ok(Some((a, b))),
        (Ok(Some(_)), Ok(Some(_))) => Err("The first day lies behind the last"),
        (Ok(_), Ok(_)) => Err("Both days, or none"),
        _ => Err("A day cannot be read; write it as 15 mar or 2024-03-15"),
    };
    match range {
        Ok(range) => {
            options.range = range;
            buttons(ui, &[("Choose the file…", Answer::Print(options.clone())), ("Cancel", Answer::Cancel)])
        }
        Err(why) => {
            ui.label(theme::small(why).color(theme::role(ui, Role::Bad)));
            super::waiting(ui, "Choose the file…")
        }
    }
}
