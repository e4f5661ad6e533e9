//! Markers on the axis under the pointer, and the menu of the axis that adds one.

use super::{Timeline, labels};
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::records::Marker;
use crate::model::value::Date;
use crate::model::{RecordKind, RecordRef};
use crate::scene::gantt::Gantt;
use crate::ui::context::Cx;
use crate::ui::menus;
use crate::ui::paint::Place;
use egui::{CursorIcon, Rect, Response, Role as Access, Sense, Ui, WidgetInfo};

impl Timeline {
    /// The menu of the axis: a marker on the day it was opened on.
    pub(super) fn axis_menu(&mut self, ui: &Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, over: Rect, response: &Response) {
        if response.secondary_clicked() {
            let x = ui.input(|i| i.pointer.interact_pos()).map(|p| f64::from(p.x - over.left()));
            self.asked_day = x.map(|x| Date::of_minute(gantt.axis.minute(x)));
        }
        let Some(day) = self.asked_day else { return };
        response.context_menu(|ui| {
            ui.set_min_width(200.0);
            if ui.button(format!("Add a marker on {}", words::day(day, cx.plan.status_date()))).clicked() {
                let coming = RecordRef { kind: RecordKind::Marker, key: cx.plan.coming_key(0) };
                let marker = Marker { title: "New marker".into(), on: Some(day), ..Marker::default() };
                cx.inbox.edits.push(Edit::Add(marker.into(), None));
                cx.inbox.select_coming = Some(coming);
                // The inspector that comes makes the chart narrower: what is in view stays.
                self.moved = true;
                ui.close();
            }
            if ui.button("Show all of the plan").clicked() {
                self.look_at(ui, None);
                ui.close();
            }
        });
    }

    /// Every marker in view: pointed at it says what it is, clicked it is selected.
    pub(super) fn marks(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, gantt: &Gantt<'_>, over: Rect) {
        let near = cx.plan.status_date();
        let place = Place::at(over.min);
        for mark in gantt.marks_in_view() {
            let rect = place.rect(mark.rect).intersect(over);
            if rect.width() < 1.0 {
                continue;
            }
            let at = RecordRef { kind: RecordKind::Marker, key: mark.key };
            let words = labels::marker_words(mark.record, near);
            let response = ui.interact(rect, ui.scope_id().with(("marker", mark.key)), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Access::Button, true, cx.is_selected(at), words.clone()));
            if response.clicked() {
                self.moved = true;
                cx.select(at);
            }
            menus::attach(&response, cx, at);
            response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(words);
        }
    }
}
