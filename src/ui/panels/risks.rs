//! The risk register and the heat map: tick triggers, drag a risk to another cell.

use super::heat_map;
use crate::analysis::risk::Band;
use crate::analysis::words;
use crate::model::records::Risk;
use crate::model::{RecordKind, RecordRef};
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::{records, theme, widgets};
use egui::Ui;

/// What the user did to the register.
#[derive(Debug, Default)]
pub struct RisksPanel {
    heat_map: heat_map::HeatMap,
}

/// The sign of a band.
pub(super) fn sign(band: Band) -> Sign {
    match band {
        Band::Green => Sign::Good,
        Band::Yellow => Sign::Warn,
        Band::Red => Sign::Bad,
    }
}

fn sentence(cx: &Cx<'_>) -> (Sign, String) {
    let risks = &cx.analysis.risks;
    let active = risks.items.iter().filter(|r| r.active).count();
    let alerts = risks.items.iter().filter(|r| r.alert).count();
    let escalate = risks.items.iter().filter(|r| r.escalate).count();
    let mut words = format!("{}, {} to escalate", words::count(active, "active risk"), escalate);
    if alerts > 0 {
        words.push_str(&format!(", {} raised", words::count(alerts, "alert")));
    }
    (risks.worst().map_or(Sign::Good, sign), words)
}

impl RisksPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (sign, words) = sentence(cx);
        widgets::answer(ui, sign, &words);
        if cx.plan.risks.is_empty() {
            if widgets::empty(ui, "The register holds what may happen, how likely and how bad.", "Add the first risk") {
                cx.inbox.actions.push(Action::AddRisk);
            }
            return;
        }
        let size = ui.available_size();
        if size.x > 470.0 {
            let map = (size.x * 0.5).min(size.y.max(220.0) * 1.25).max(230.0);
            ui.horizontal_top(|ui| {
                ui.allocate_ui_with_layout(egui::vec2(size.x - map - 16.0, size.y), egui::Layout::top_down(egui::Align::Min), |ui| register(ui, cx));
                ui.allocate_ui_with_layout(egui::vec2(map, size.y), egui::Layout::top_down(egui::Align::Min), |ui| self.heat_map.show(ui, cx));
            });
        } else {
            egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                ui.allocate_ui(egui::vec2(size.x, (size.x * 0.72).clamp(200.0, 420.0)), |ui| self.heat_map.show(ui, cx));
                list(ui, cx);
            });
        }
    }
}

fn register(ui: &mut Ui, cx: &mut Cx<'_>) {
    egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("register").show(ui, |ui| list(ui, cx));
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.label(theme::small("Highest score first").color(theme::role(ui, Role::Muted)));
        if ui.button("Add risk").on_hover_text(Action::AddRisk.tooltip()).clicked() {
            cx.inbox.actions.push(Action::AddRisk);
        }
    });
    let risks = std::sync::Arc::clone(&cx.analysis.risks);
    let mut order: Vec<usize> = (0..risks.items.len()).collect();
    order.sort_by_key(|i| (!risks.items[*i].active, std::cmp::Reverse(risks.items[*i].score), *i));
    let records: Vec<(crate::model::Key, std::sync::Arc<Risk>)> = cx.plan.risks.arcs().map(|(k, r)| (k, std::sync::Arc::clone(r))).collect();
    // Beyond some hundred lines only a filter helps; the heat map and the findings show them all.
    for i in order.into_iter().take(400) {
        let (result, (key, record)) = (&risks.items[i], &records[i]);
        let at = RecordRef { kind: RecordKind::Risk, key: *key };
        let selected = cx.is_selected(at);
        let state =
            if result.active { format!("score {}, {}", result.score, result.band.spoken().to_lowercase()) } else { record.status.spoken().to_lowercase() };
        let costs = cx.analysis.forecast.as_deref().and_then(|f| f.without(*key)).filter(|g| g.p80_days >= 0.5);
        let state = costs.map_or_else(|| state.clone(), |g| format!("{state}, costs {} at P80", words::days(g.p80_days)));
        let right = if result.alert { format!("{state}, alert") } else { state };
        let title = format!("{}  {}", result.id, record.title);
        let line = widgets::line_sensing(ui, Some(sign(result.band)), &title, &right, selected, egui::Sense::click_and_drag());
        records::behave(ui, cx, at, &line);
        if (selected && cx.selected.len() == 1) || result.alert {
            detail(ui, cx, at, record, result.escalate, result.alert);
        }
    }
}

/// Triggers to tick and what to do next, under a risk that is selected or has raised an alert.
fn detail(ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &Risk, escalate: bool, alert: bool) {
    ui.indent(("risk", at.key), |ui| {
        let status = format!(
            "{} × {}, {}, owner {}",
            record.probability.spoken(),
            record.impact.spoken(),
            record.status.spoken().to_lowercase(),
            record.owner.as_deref().unwrap_or("nobody")
        );
        ui.label(theme::small(status).color(theme::role(ui, Role::Muted)));
        if record.triggers.is_empty() {
            ui.label(theme::small("No trigger indicators: this risk can never raise an alert.").color(theme::role(ui, Role::Warn)));
        }
        for (i, trigger) in record.triggers.iter().enumerate() {
            let mut fired = trigger.fired_on.is_some();
            if ui.checkbox(&mut fired, &trigger.text).on_hover_text("Tick when this sign is seen").changed() {
                let mut changed = record.clone();
                if let Some(t) = changed.triggers.get_mut(i) {
                    t.fired_on = fired.then(|| cx.plan.status_date());
                }
                cx.set(at, changed);
            }
        }
        if alert {
            let next = record.actions.iter().find(|a| a.done_on.is_none()).map_or("review it", |a| a.text.as_str());
            let must = if escalate { "Escalate now. " } else { "" };
            ui.label(theme::strong(format!("{must}Next step: {next}")).color(theme::role(ui, Role::Bad)));
        }
        ui.add_space(4.0);
    });
}
