//! What can be picked instead of typed: days from a month, lengths and offsets from a list.

use super::dates;
use crate::model::Shape;
use crate::model::value::Date;
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::{Id, Popup, PopupCloseBehavior, Sense, Ui, WidgetInfo, vec2};

const LENGTHS: [(&str, &str); 12] = [
    ("15m", "15 minutes"),
    ("4h", "4 hours"),
    ("1d", "1 working day"),
    ("2d", "2 working days"),
    ("3d", "3 working days"),
    ("1w", "1 week (5 working days)"),
    ("2w", "2 weeks"),
    ("3w", "3 weeks"),
    ("4w", "4 weeks"),
    ("1cd", "1 calendar day"),
    ("7cd", "7 calendar days"),
    ("14cd", "14 calendar days"),
];

const OFFSETS: [(&str, &str); 11] = [
    ("T-5d", "5 working days before"),
    ("T-24h", "the day before"),
    ("T-12h", "12 hours before"),
    ("T-2h", "2 hours before"),
    ("T-0", "at T-0"),
    ("T+15m", "15 minutes after"),
    ("T+30m", "30 minutes after"),
    ("T+60m", "an hour after"),
    ("T+90m", "90 minutes after"),
    ("T+2h", "2 hours after"),
    ("T+24h", "the day after"),
];

/// A button that opens what fits the shape; the text that was picked.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, shape: &Shape, held: &str, (label, id): (&str, Id)) -> Option<String> {
    match shape {
        Shape::Form("date" | "date or words" | "date, or date and time", _) => day(ui, cx, held, (label, id.with("day"))),
        Shape::Form("date or offset from T-0", _) => {
            let offset = list(ui, &OFFSETS, held, (&format!("Pick an offset for {label}"), id.with("list")));
            day(ui, cx, held, (label, id.with("day"))).or(offset)
        }
        Shape::Form("duration", _) => list(ui, &LENGTHS, held, (&format!("Pick a length for {label}"), id.with("list"))),
        Shape::Form("offset from T-0", _) => list(ui, &OFFSETS, held, (&format!("Pick an offset for {label}"), id.with("list"))),
        _ => None,
    }
}

fn day(ui: &mut Ui, cx: &Cx<'_>, held: &str, (label, id): (&str, Id)) -> Option<String> {
    let button = icon(ui, &format!("Pick a day for {label}"), id, true);
    let month = id.with("month");
    let mut picked = None;
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        picked = dates::month(ui, cx, month, Date::parse(held).ok());
        if picked.is_some() {
            ui.close();
        }
    });
    picked.map(|d| d.to_string())
}

fn list(ui: &mut Ui, choices: &[(&'static str, &'static str)], held: &str, (label, id): (&str, Id)) -> Option<String> {
    let button = icon(ui, label, id, false);
    let mut picked = None;
    Popup::menu(&button).show(|ui| {
        for (text, words) in choices {
            if ui.add(egui::Button::new(*words).shortcut_text(*text).selected(held == *text)).clicked() {
                picked = Some((*text).to_owned());
                ui.close();
            }
        }
    });
    picked
}

/// A small calendar leaf, or the arrow of a list.
fn icon(ui: &mut Ui, label: &str, id: Id, calendar: bool) -> egui::Response {
    // An id of its own: what stands above may come and go while the keyboard passes.
    let rect = ui.allocate_space(vec2(24.0, 24.0)).1;
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, label));
    let role = if response.hovered() || response.has_focus() { Role::Accent } else { Role::Muted };
    let (c, pen) = (rect.center(), egui::Stroke::new(1.2, theme::role(ui, role)));
    let painter = ui.painter();
    if calendar {
        let leaf = egui::Rect::from_center_size(c, vec2(14.0, 13.0));
        painter.rect_stroke(leaf, 2.0, pen, egui::StrokeKind::Middle);
        painter.hline(leaf.x_range(), leaf.top() + 4.0, pen);
        for x in [-3.5, 3.5] {
            painter.vline(c.x + x, (leaf.top() - 2.0)..=(leaf.top() + 1.5), pen);
        }
        painter.circle_filled(c + vec2(2.5, 3.5), 1.5, pen.color);
    } else {
        painter.line(vec![c + vec2(-4.0, -2.0), c + vec2(0.0, 2.5), c + vec2(4.0, -2.0)], pen);
    }
    if response.has_focus() {
        painter.rect_stroke(rect.shrink(1.0), 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    response.on_hover_text(label)
}
