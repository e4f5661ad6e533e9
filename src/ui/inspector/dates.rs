//! Dates as people type them, and the month one picks a day from.

use crate::analysis::words;
use crate::model::value::Date;
use crate::scene::{Role, Weight};
use crate::ui::context::Cx;
use crate::ui::theme;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use egui::{Id, Sense, Ui, vec2};

/// The day that was meant: `2024-03-15`, `15 Mar`, `Mar 15 2024`, `fri`, `today`, `+3d`, `+2w`.
/// Days without a year and names of days lie on or after `near`, the status date.
pub fn understood(text: &str, near: Date) -> Option<Date> {
    let t = text.trim().to_lowercase();
    if let Ok(date) = Date::parse(&t) {
        return Some(date);
    }
    if matches!(t.as_str(), "today" | "status date" | "now") {
        return Some(near);
    }
    if let Some(date) = relative(&t, near) {
        return in_range(date);
    }
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    if t.len() >= 3
        && let Some(wanted) = days.iter().position(|d| d.starts_with(&t))
    {
        let today = near.0.weekday().num_days_from_monday() as usize;
        let ahead = (wanted + 7 - today) % 7;
        return in_range(near.0.checked_add_days(Days::new(ahead as u64))?);
    }
    spelled(&t, near).and_then(in_range)
}

fn in_range(date: NaiveDate) -> Option<Date> {
    Date::parse(&date.to_string()).ok()
}

fn relative(t: &str, near: Date) -> Option<NaiveDate> {
    let (sign, rest) = (t.chars().next()?, t.get(1..)?);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let count: u64 = digits.parse().ok().filter(|n| *n < 40_000)?;
    let days = match rest.get(digits.len()..)?.trim() {
        "" | "d" | "cd" | "day" | "days" => count,
        "w" | "week" | "weeks" => count * 7,
        _ => return None,
    };
    match sign {
        '+' => near.0.checked_add_days(Days::new(days)),
        '-' => near.0.checked_sub_days(Days::new(days)),
        _ => None,
    }
}

/// `15 mar`, `mar 15`, `15. march 2024`.
fn spelled(t: &str, near: Date) -> Option<NaiveDate> {
    let parts: Vec<&str> = t.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let month = parts.iter().find_map(|p| (p.len() >= 3).then(|| months.iter().position(|m| m.starts_with(p)))?)?;
    let month = u32::try_from(month).ok()? + 1;
    let numbers: Vec<i32> = parts.iter().filter_map(|p| p.trim_end_matches(|c: char| c.is_alphabetic()).parse().ok()).collect();
    let day = u32::try_from(*numbers.first()?).ok()?;
    if parts.len() != numbers.len() + 1 {
        return None;
    }
    match numbers.get(1) {
        Some(year) => NaiveDate::from_ymd_opt(*year, month, day),
        None => {
            let date = NaiveDate::from_ymd_opt(near.0.year(), month, day)?;
            // A day long past is meant for next year; one of last month is not.
            let limit = near.0.checked_sub_months(Months::new(6))?;
            if date < limit { NaiveDate::from_ymd_opt(near.0.year() + 1, month, day) } else { Some(date) }
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_understood_as_people_type_them() {
        let near = Date::parse("2024-03-06").expect("a Wednesday");
        for (text, day) in [
            ("2024-03-15", "2024-03-15"),
            ("15 Mar", "2024-03-15"),
            ("Mar 15", "2024-03-15"),
            ("15. March 2025", "2025-03-15"),
            ("15th march", "2024-03-15"),
            ("today", "2024-03-06"),
            ("fri", "2024-03-08"),
            ("Wednesday", "2024-03-06"),
            ("tue", "2024-03-12"),
            ("+3d", "2024-03-09"),
            ("+2w", "2024-03-20"),
            ("-1w", "2024-02-28"),
            ("2 jan", "2024-01-02"),
            ("1 aug", "2024-08-01"),
        ] {
            assert_eq!(understood(text, near).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
        }
        for text in ["", "End of week", "30 feb", "soon", "+", "+99999d", "15", "march", "5 5 mar 6 7"] {
            assert_eq!(understood(text, near), None, "{text}");
        }
        let december = Date::parse("2024-12-20").expect("a day");
        assert_eq!(understood("5 Jan", december).map(|d| d.to_string()).as_deref(), Some("2025-01-05"), "the next one");
    }
}
