//! Edges under the pointer: told what they are, picked, put on another node by their ends; and a
//! node's title typed over where it stands.

use super::canvas::{Canvas, Done, Held};
use super::shown::Shown;
use crate::edit::Edit;
use crate::model::records::{EdgeKind, ServiceLink};
use crate::model::{Key as RecordKey, RecordKind, RecordRef};
use crate::scene::graph::GraphLayout;
use crate::scene::{Point, Role};
use crate::ui::context::{Cx, in_file_order};
use crate::ui::paint::Place;
use crate::ui::widgets::cell::Outcome;
use crate::ui::{menus, theme, widgets};
use egui::{CursorIcon, Id, Key, Pos2, Rect, Role as Access, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// How near to a line the pointer must be.
const NEAR: f32 = 5.0;
/// Up to how many edges in view each has a place for the keyboard and for screen readers.
const NAMED: usize = 300;

fn at_link(key: RecordKey) -> RecordRef {
    RecordRef { kind: RecordKind::ServiceLink, key }
}

/// What an end of an edge is called.
fn end_title(shown: &Shown, end: usize) -> &str {
    let node = shown.input.nodes.get(end).map(|n| n.title.as_str());
    let group = || shown.input.groups.get(end.checked_sub(shown.input.nodes.len())?).map(|g| g.title.as_str());
    node.or_else(group).unwrap_or("")
}

/// How far a point is from a line.
fn distance(p: Pos2, line: &[Pos2]) -> f32 {
    let to = |w: &[Pos2]| {
        let (a, b) = (w[0], w[1]);
        let along = b - a;
        let t = if along.length_sq() > 0.0 { ((p - a).dot(along) / along.length_sq()).clamp(0.0, 1.0) } else { 0.0 };
        (a + along * t - p).length()
    };
    line.windows(2).map(to).fold(f32::INFINITY, f32::min)
}

/// The point halfway along a line.
fn halfway(line: &[Pos2]) -> Option<Pos2> {
    let whole: f32 = line.windows(2).map(|w| (w[1] - w[0]).length()).sum();
    let mut left = whole / 2.0;
    for w in line.windows(2) {
        let length = (w[1] - w[0]).length();
        if length >= left && length > 0.0 {
            return Some(w[0] + (w[1] - w[0]) * (left / length));
        }
        left -= length;
    }
    line.last().copied()
}

impl Canvas {
    /// Edges: what is under the pointer is told, a click picks it, its menu changes it.
    pub(super) fn edges(&self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown, layout: &GraphLayout, (place, rect): (Place, Rect)) {
        let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|p| rect.contains(*p) && self.held.is_none());
        let pointer = pointer.filter(|p| !layout.nodes.iter().any(|n| place.rect(*n).contains(*p)));
        let line = |e: usize| -> Vec<Pos2> { layout.edges.get(e).map(|l| l.iter().map(|p| place.pos(*p)).collect()).unwrap_or_default() };
        let has = |e: usize| shown.links.get(e).is_some_and(|l| !l.is_empty()) && !shown.input.edges[e].hidden;
        let count = shown.input.edges.len().min(layout.edges.len());
        let near = pointer.and_then(|p| {
            let at = place.point(p);
            let reach = f64::from(NEAR / place.scale.max(0.01));
            let maybe = (0..count).filter(|e| has(*e) && is_near(&layout.edges[*e], at, reach));
            maybe.map(|e| (distance(p, &line(e)), e)).filter(|(d, _)| *d <= NEAR).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, e)| (p, e))
        });
        let named = count <= NAMED;
        for e in (0..count).filter(|e| has(*e) && (named || near.is_some_and(|(_, n)| n == *e))) {
            let points = line(e);
            let spot = match near.filter(|(_, n)| *n == e) {
                Some((p, _)) => Some(p),
                None => halfway(&points).filter(|p| rect.contains(*p)),
            };
            let Some(spot) = spot else { continue };
            Self::edge(ui, cx, shown, e, (&points, spot, rect));
        }
    }

    fn edge(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown, e: usize, (points, spot, rect): (&[Pos2], Pos2, Rect)) {
        let edge = &shown.input.edges[e];
        let keys = &shown.links[e];
        let (from, to) = (end_title(shown, edge.from), end_title(shown, edge.to));
        let selected = keys.iter().find(|k| cx.is_selected(at_link(**k))).copied();
        let Some(key) = selected.or(keys.first().copied()) else { return };
        let id = Id::unique(("graph edge", key));
        let response = ui.interact(Rect::from_center_size(spot, vec2(12.0, 12.0)).intersect(rect), id, Sense::click());
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, selected.is_some(), format!("Link from {from} to {to}")));
        if selected.is_some() || response.hovered() || response.has_focus() {
            let width = if selected.is_some() { 3.0 } else { 2.5 };
            ui.painter_at(rect).add(egui::Shape::line(points.to_vec(), Stroke::new(width, theme::role(ui, Role::Accent))));
        }
        if response.clicked() {
            // Several between the same two: each click takes the next.
            let next = selected.and_then(|s| keys.iter().position(|k| *k == s)).map_or(0, |i| (i + 1) % keys.len());
            cx.pick(ui, at_link(keys[next]), |plan| in_file_order(plan, RecordKind::ServiceLink));
        }
        response.context_menu(|ui| menu(ui, cx, key));
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::PointingHand);
            let link = cx.plan.service_links.get(key);
            let mut words = format!("{from} needs {to}");
            if let Some(link) = link {
                words.push_str(&format!(", {}", link.kind.spoken().to_lowercase()));
                if let Some(contract) = &link.contract {
                    let frozen = link
                        .contract_frozen_on
                        .map_or_else(|| "not frozen".to_owned(), |d| format!("frozen {}", crate::analysis::words::day(d, cx.plan.status_date())));
                    words.push_str(&format!("; contract {contract}, {frozen}"));
                }
                if let Some(note) = &link.note {
                    words.push_str(&format!("; {note}"));
                }
            }
            if keys.len() > 1 {
                words.push_str(&format!("; {} links", keys.len()));
            }
            response.on_hover_text(format!("{words}. Click to select it and move its ends"));
        }
    }

    /// The ends of the selected edge can be put on other nodes.
    pub(super) fn ends(&mut self, ui: &mut Ui, cx: &Cx<'_>, shown: &Shown, layout: &GraphLayout, (place, rect): (Place, Rect)) -> Option<Done> {
        let found = (0..shown.links.len()).find_map(|e| shown.links[e].iter().find(|k| cx.is_selected(at_link(**k))).map(|k| (e, *k)));
        let (e, key) = found?;
        let line = layout.edges.get(e).filter(|l| l.len() > 1)?;
        let (first, last) = (place.pos(line[0]), place.pos(line[line.len() - 1]));
        let painter = ui.painter_at(rect);
        let accent = Stroke::new(2.0, theme::role(ui, Role::Accent));
        for (head, spot, other) in [(false, first, last), (true, last, first)] {
            let id = Id::unique(("graph edge end", key, head));
            let grip = ui.interact(Rect::from_center_size(spot, vec2(16.0, 16.0)), id, Sense::drag());
            let what = if head { "what is needed" } else { "what needs it" };
            grip.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("End of the link at {what}")));
            painter.circle(spot, 5.0, theme::role(ui, Role::Panel), accent);
            if grip.drag_started() {
                self.held = Some(Held::End(e, head));
            }
            if grip.hovered() && self.held.is_none() {
                grip.on_hover_text(format!("Drag it to another service: {what}"));
            }
            if self.held != Some(Held::End(e, head)) {
                continue;
            }
            let p = ui.input(|i| i.pointer.latest_pos())?;
            if ui.input(|i| i.key_pressed(Key::Escape)) {
                self.held = None;
                return None;
            }
            painter.line_segment([other, p], accent);
            let edge = &shown.input.edges[e];
            let stays = if head { edge.from } else { edge.to };
            let over = layout.nodes.iter().position(|n| place.rect(*n).contains(p)).filter(|n| *n != stays);
            if let Some(to) = over {
                painter.rect_stroke(place.rect(layout.nodes[to]).expand(2.0), 4.0, accent, StrokeKind::Outside);
                let title = end_title(shown, to);
                let words = if head { format!("{} needs {title}", end_title(shown, stays)) } else { format!("{title} needs {}", end_title(shown, stays)) };
                widgets::beside(ui, p, &[words], false);
            }
            if ui.input(|i| i.pointer.any_released()) {
                self.held = None;
                return over.map(|to| Done::Moved(key, head, to));
            }
        }
        None
    }

    /// The title of a node, typed over where it stands.
    pub(super) fn naming(&mut self, ui: &mut Ui, shown: &Shown, layout: &GraphLayout, (place, rect): (Place, Rect)) -> Option<Done> {
        let (id, mut draft) = self.named.take()?;
        let i = shown.input.nodes.iter().position(|n| n.id == id)?;
        let whole = place.rect(layout.nodes[i]);
        let cell = Rect::from_center_size(whole.center(), vec2(whole.width().max(140.0), 26.0));
        let outcome = draft.show(ui, (cell, rect.right()), Id::unique("graph node title"), &format!("Title of {id}"));
        match outcome {
            Outcome::Open => self.named = Some((id, draft)),
            Outcome::Done(_) if !draft.text.trim().is_empty() => return Some(Done::Named(i, draft.text.trim().to_owned())),
            Outcome::Done(_) | Outcome::GivenUp => {}
        }
        None
    }
}

/// A line may be that near to a point: cheap, before it is measured.
fn is_near(line: &[Point], p: Point, by: f64) -> bool {
    line.windows(2).any(|w| {
        let (low, high) = ((w[0].x.min(w[1].x), w[0].y.min(w[1].y)), (w[0].x.max(w[1].x), w[0].y.max(w[1].y)));
        p.x >= low.0 - by && p.x <= high.0 + by && p.y >= low.1 - by && p.y <= high.1 + by
    })
}

/// What can be done with an edge, and with its record as with any other.
fn menu(ui: &mut Ui, cx: &mut Cx<'_>, key: RecordKey) {
    let Some(link) = cx.plan.service_links.get(key).map(|l| l.as_ref().clone()) else { return };
    let name = format!("{} to {}", link.from, link.to);
    let set = |cx: &mut Cx<'_>, what: &str, changed: ServiceLink| {
        cx.inbox.edits.push(Edit::Many(format!("{what} {name}"), vec![Edit::Set(at_link(key), changed.into())]));
    };
    ui.menu_button("Kind", |ui| {
        for kind in EdgeKind::ALL {
            if ui.selectable_label(link.kind == *kind, kind.spoken()).clicked() {
                set(cx, "change the kind of", ServiceLink { kind: *kind, ..link.clone() });
                ui.close();
            }
        }
    });
    if ui.button("Turn around").clicked() {
        set(cx, "turn around", ServiceLink { from: link.to.clone(), to: link.from.clone(), ..link.clone() });
        ui.close();
    }
    ui.separator();
    menus::show(ui, cx, at_link(key));
}
