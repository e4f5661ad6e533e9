//! The month one picks a day from.

use crate::analysis::words;
use crate::model::value::Date;
use crate::scene::{Role, Weight};
use crate::ui::context::Cx;
use crate::ui::theme;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use egui::{Id, Sense, Ui, vec2};

/// A month to pick a day from; the day that was picked.
pub(super) fn month(ui: &mut Ui, cx: &Cx<'_>, id: Id, held: Option<Date>) -> Option<Date> {
    let near = cx.plan.status_date();
    let first = |d: NaiveDate| d.with_day(1).unwrap_or(d);
    let begin = first(held.unwrap_or(near).0);
    let mut shown: NaiveDate = ui.data(|d| d.get_temp::<(Option<Date>, NaiveDate)>(id)).filter(|(of, _)| *of == held).map_or(begin, |(_, m)| m);
    let mut picked = None;
    ui.set_width(7.0 * CELL);
    ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
    ui.horizontal(|ui| {
        let step = |months: i32| if months < 0 { shown.checked_sub_months(Months::new(1)) } else { shown.checked_add_months(Months::new(1)) };
        let (back, on) = (step(-1), step(1));
        if ui.small_button("<").on_hover_text("Month before").clicked() {
            shown = back.unwrap_or(shown);
        }
        ui.add_space(6.0);
        ui.label(theme::strong(format!("{} {}", words::month(Date(shown)), shown.year())));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.small_button(">").on_hover_text("Next month").clicked() {
                shown = on.unwrap_or(shown);
            }
            ui.add_space(4.0);
            if ui.small_button("Status date").clicked() {
                picked = Some(near);
            }
        });
    });
    ui.horizontal(|ui| {
        for name in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"] {
            let (rect, _) = ui.allocate_exact_size(vec2(CELL, 18.0), Sense::hover());
            ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, name, theme::font(11.0, Weight::Regular), theme::role(ui, Role::Muted));
        }
    });
    let monday = shown.week(Weekday::Mon).first_day();
    for week in 0..6u64 {
        ui.horizontal(|ui| {
            for day in 0..7u64 {
                let Some(date) = monday.checked_add_days(Days::new(week * 7 + day)) else { continue };
                if self::day(ui, cx, Date(date), shown, held, near) {
                    picked = Some(Date(date));
                }
            }
        });
    }
    ui.data_mut(|d| d.insert_temp(id, (held, shown)));
    picked
}

const CELL: f32 = 30.0;

fn day(ui: &mut Ui, cx: &Cx<'_>, date: Date, shown: NaiveDate, held: Option<Date>, near: Date) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(CELL, 24.0), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, held == Some(date), words::day(date, Date::of_minute(0))));
    let works = cx.analysis.calendars.standard().works_on(date.minute());
    let role = match () {
        () if held == Some(date) => Role::OnAccent,
        () if date.0.month() != shown.month() || !works => Role::Muted,
        () => Role::Text,
    };
    let cell = rect.shrink(1.5);
    if held == Some(date) {
        ui.painter().rect_filled(cell, 4.0, theme::role(ui, Role::Accent));
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(cell, 4.0, theme::role(ui, Role::Raised));
    }
    if date == near || response.has_focus() {
        ui.painter().rect_stroke(cell, 4.0, egui::Stroke::new(1.5, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    let weight = if date == near { Weight::Semibold } else { Weight::Regular };
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, date.0.day().to_string(), theme::font(12.0, weight), theme::role(ui, role));
    let response = if works { response } else { response.on_hover_text("A day without work") };
    response.clicked()
}
