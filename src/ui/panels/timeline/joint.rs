//! One link: its card with kind, lag and the way to either task, and its ends to take hold of.

use super::drag::{Drawn, Gesture};
use super::{Frame, Timeline, labels};
use crate::analysis::hand::{self, Joint};
use crate::analysis::network::to_usize;
use crate::edit::Edit;
use crate::model::value::{Link, LinkKind};
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::{CursorIcon, Key, Modifiers, PointerButton, Pos2, Rect, Role as Access, Sense, Stroke, TextEdit, Ui, WidgetInfo, vec2};

/// A link that was clicked.
#[derive(Clone, Debug)]
pub(super) struct LinkCard {
    pub joint: Joint,
    at: Pos2,
    lag: String,
    refused: Option<String>,
    new: bool,
}

fn link_of<'a>(cx: &Cx<'a>, joint: Joint) -> Option<&'a Link> {
    cx.analysis.schedule.net.records.get(joint.succ)?.after.get(to_usize(joint.place))
}

impl Timeline {
    pub(super) fn open_link(&mut self, cx: &Cx<'_>, joint: Joint, at: Pos2) {
        let lag = link_of(cx, joint).map(lag_text).unwrap_or_default();
        self.link = Some(LinkCard { joint, at, lag, refused: None, new: true });
    }

    /// The card of the link that was clicked.
    pub(super) fn link_card(&mut self, ui: &Ui, cx: &mut Cx<'_>) {
        let Some(mut card) = self.link.take() else { return };
        let Some(link) = link_of(cx, card.joint) else { return };
        let net = &cx.analysis.schedule.net;
        let Some(pred) = net.find(&link.pred) else { return };
        let (pred_name, succ_name) = (hand::name(&net.records[pred]), hand::name(&net.records[card.joint.succ]));
        if ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            return;
        }
        let mut open = true;
        let mut wanted: Option<Edit> = None;
        let screen = ui.ctx().content_rect();
        // Below the rows of the link, so that its ends can be taken hold of.
        let at = egui::pos2(card.at.x.min(screen.right() - 346.0), (card.at.y + 48.0).min(screen.bottom() - 190.0));
        let shown = egui::Area::new(egui::Id::unique("timeline link")).order(egui::Order::Middle).fixed_pos(at).show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_width(300.0);
                ui.add(egui::Label::new(theme::strong(labels::link_words(link.kind, pred_name, succ_name))).wrap());
                ui.horizontal(|ui| {
                    for kind in LinkKind::ALL {
                        let said = format!("{}: {}", kind.short(), labels::link_words(kind, pred_name, succ_name));
                        let button = ui.selectable_label(link.kind == kind, kind.short()).on_hover_text(said);
                        if button.clicked() && link.kind != kind {
                            match hand::relinked(cx.analysis, card.joint, pred, card.joint.succ, kind) {
                                Ok(edit) => wanted = Some(edit),
                                Err(why) => card.refused = Some(why),
                            }
                        }
                    }
                    let name = ui.label("Lag");
                    let field = ui.add(TextEdit::singleline(&mut card.lag).hint_text("0, 2d, -1d").desired_width(90.0)).labelled_by(name.id);
                    if field.changed() {
                        card.refused = None;
                    }
                    if field.lost_focus() {
                        match lagged(cx, card.joint, link, &card.lag) {
                            Ok(edit) => wanted = wanted.take().or(edit),
                            Err(why) => card.refused = Some(why),
                        }
                    }
                });
                if let Some(why) = &card.refused {
                    ui.add(egui::Label::new(theme::small(why).color(theme::role(ui, Role::Bad))).wrap());
                }
                ui.horizontal(|ui| {
                    if ui.button("To predecessor").clicked() {
                        cx.select(hand::task_ref(net.keys[pred]));
                    }
                    if ui.button("To successor").clicked() {
                        cx.select(hand::task_ref(net.keys[card.joint.succ]));
                    }
                    if ui.button("Delete link").clicked() {
                        wanted = hand::unlinked(cx.analysis, card.joint);
                        open = false;
                    }
                });
                ui.label(theme::small("Drag an end of the link to put it on another task").color(theme::role(ui, Role::Muted)));
            });
        });
        // A click elsewhere closes it; a press may be the beginning of a drag of one of the link's ends.
        let elsewhere = |i: &egui::InputState| i.pointer.any_click() && i.pointer.interact_pos().is_some_and(|p| !shown.response.rect.contains(p));
        let closed = !std::mem::take(&mut card.new) && card.refused.is_none() && ui.input(elsewhere);
        cx.inbox.edits.extend(wanted);
        self.link = Some(card).filter(|_| open && !closed);
    }

    /// The ends of a clicked link, and of those of the selected task, can be taken to other tasks.
    pub(super) fn link_ends(&mut self, ui: &mut Ui, frame: &Frame<'_>) {
        if self.gesture.is_some() {
            return;
        }
        let Some(joint) = self.link.as_ref().map(|l| l.joint) else { return };
        let Some(line) = frame.lines.iter().find(|l| l.joint == joint) else { return };
        let place = frame.place();
        let (Some(first), Some(last)) = (line.points.first(), line.points.last()) else { return };
        let from_end = matches!(line.kind, LinkKind::FinishToStart | LinkKind::FinishToFinish);
        let to_start = matches!(line.kind, LinkKind::FinishToStart | LinkKind::StartToStart);
        let away = |right: bool| if right { 4.0 } else { -4.0 };
        let ends = [
            (
                place.pos(*first) + vec2(away(from_end), 0.0),
                "predecessor",
                Drawn { fixed: (joint.succ, !to_start), forward: false, was: Some(joint), at: Pos2::ZERO },
            ),
            (
                place.pos(*last) + vec2(away(!to_start), 0.0),
                "successor",
                Drawn { fixed: (line.pred, from_end), forward: true, was: Some(joint), at: Pos2::ZERO },
            ),
        ];
        for (at, what, drawn) in ends {
            if !frame.areas.chart.contains(at) {
                continue;
            }
            let response = ui.interact(Rect::from_center_size(at, vec2(16.0, 18.0)), ui.scope_id().with(("link end", what)), Sense::drag());
            response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("End of the link at its {what}")));
            let accent = theme::role(ui, Role::Accent);
            ui.painter_at(frame.areas.chart).circle(at, if response.hovered() { 6.0 } else { 5.0 }, theme::role(ui, Role::Panel), Stroke::new(2.0, accent));
            if response.hovered() {
                ui.set_cursor_icon(CursorIcon::Grab);
            }
            if response.drag_started_by(PointerButton::Primary) {
                self.gesture = Some(Gesture::Link(Drawn { at, ..drawn }));
            }
        }
    }
}

/// The lag as it is typed.
fn lag_text(link: &Link) -> String {
    if link.lag.amount == 0.0 { String::new() } else { format!("{}{}", if link.lead { "-" } else { "" }, link.lag) }
}

/// The edit that gives a link another lag.
fn lagged(cx: &Cx<'_>, joint: Joint, link: &Link, text: &str) -> Result<Option<Edit>, String> {
    let text = text.trim().replace(' ', "");
    let (text, lead) = text.strip_prefix('-').map_or((text.trim_start_matches('+'), false), |t| (t, true));
    let lag = match text.parse::<f64>() {
        _ if text.is_empty() => crate::model::value::Dur::days(0.0),
        Ok(days) if (0.0..1e5).contains(&days) => crate::model::value::Dur::days(days),
        _ => crate::model::value::Dur::parse(text)?,
    };
    let changed = Link { lag, lead: lead && lag.amount > 0.0, ..link.clone() };
    if changed == *link {
        return Ok(None);
    }
    let net = &cx.analysis.schedule.net;
    let mut task = net.records[joint.succ].as_ref().clone();
    let label = format!("change lag of {}", hand::name(&task));
    if let Some(slot) = task.after.get_mut(to_usize(joint.place)) {
        *slot = changed;
    }
    Ok(Some(Edit::Many(label, vec![Edit::Set(hand::task_ref(net.keys[joint.succ]), task.into())])))
}
