//! What the risks cost, in days and in money, greatest first: the matrix shows category, this list
//! decides.

use super::{muted, sign};
use crate::analysis::register::risk_ref;
use crate::analysis::words;
use crate::scene::{Align, Role, Scene, Weight, at, text};
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::{menus, theme};
use egui::{Role as Access, Sense, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Shows it.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let risks = Arc::clone(&cx.analysis.risks);
    let mut order: Vec<usize> = (0..risks.items.len()).filter(|i| risks.items[*i].active).collect();
    let days = |i: usize| risks.items[i].exposure_days;
    let money = |i: usize| risks.items[i].exposure_cost;
    order.sort_by(|x, y| {
        let by = |v: fn(&crate::analysis::risk::RiskResult) -> Option<f64>| v(&risks.items[*y]).unwrap_or(-1.0).total_cmp(&v(&risks.items[*x]).unwrap_or(-1.0));
        by(|r| r.exposure_days).then_with(|| by(|r| r.exposure_cost)).then_with(|| risks.items[*y].score.cmp(&risks.items[*x].score)).then_with(|| x.cmp(y))
    });
    ui.label(theme::strong("What they cost on average"));
    totals(ui, cx);
    let most = order.iter().filter_map(|i| days(*i)).fold(0.0_f64, f64::max);
    let unmeasured = order.iter().filter(|i| days(**i).is_none() && money(**i).is_none()).count();
    egui::ScrollArea::vertical().id_salt("exposure").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for i in order.iter().copied().filter(|i| days(*i).is_some() || money(*i).is_some()) {
            row(ui, cx, i, most);
        }
        if unmeasured > 0 {
            ui.add_space(6.0);
            muted(ui, format!("{} without percent, days or money: nobody can tell what they cost.", words::count(unmeasured, "risk")));
            for i in order.iter().copied().filter(|i| days(*i).is_none() && money(*i).is_none()).take(200) {
                row(ui, cx, i, most);
            }
        }
    });
}

/// All of them against what is set aside.
fn totals(ui: &mut Ui, cx: &Cx<'_>) {
    let risks = &cx.analysis.risks;
    let (days, cost) = (risks.exposure_days(), risks.exposure_cost());
    let path = &cx.analysis.path;
    let mut said = Vec::new();
    if days > 0.0 {
        let buffer = if path.buffer_days > 0.0 { format!(", {} of buffer left", words::days(cx.analysis.buffer_left())) } else { String::new() };
        said.push(format!("{} of work{buffer}", words::days(days)));
    }
    if cost > 0.0 {
        let currency = cx.plan.risks.records().find_map(|r| r.cost.as_ref()).map_or("", |c| c.currency.as_str());
        let kept = cx.plan.finance.get().and_then(|f| f.contingency).map_or_else(String::new, |c| format!(", {c:.0} set aside"));
        said.push(format!("{cost:.0} {currency}{kept}"));
    }
    if said.is_empty() {
        said.push("Give risks a percent and days or money: the list then says which to act on first".to_owned());
    }
    muted(ui, said.join("; "));
    ui.add_space(4.0);
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, i: usize, most: f64) {
    let Some(result) = cx.analysis.risks.items.get(i).cloned() else { return };
    let Some(record) = cx.plan.risks.get(result.key).cloned() else { return };
    let at_record = risk_ref(result.key);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::click());
    let money = result.exposure_cost.map(|c| format!("{c:.0} {}", record.cost.as_ref().map_or("", |m| m.currency.as_str())));
    let days = result.exposure_days.map(words::days);
    let said: Vec<String> = days.into_iter().chain(money).collect();
    let said = if said.is_empty() { format!("score {}", result.score) } else { said.join(", ") };
    response
        .widget_info(|| WidgetInfo::selected(Access::Button, true, cx.is_selected(at_record), format!("Exposure of {} {}: {said}", record.id, record.title)));
    if response.hovered() || cx.is_selected(at_record) || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if ui.is_rect_visible(rect) {
        let mut scene = Scene::new(0.0, 0.0, "");
        let (left, right, top) = (f64::from(rect.left()) + 4.0, f64::from(rect.right()) - 4.0, f64::from(rect.top()));
        scene.sign(at(left + 8.0, top + 11.0), 13.0, sign(result.band));
        let room = text::width(&said, 11.5, Weight::Semibold);
        scene.text(at(right, top + 11.0), said, 11.5, Weight::Semibold, Align::Right, Role::Text);
        let name = text::elide_end(&format!("{}  {}", record.id, record.title), 12.5, Weight::Regular, right - left - room - 36.0);
        scene.text(at(left + 22.0, top + 11.0), name, 12.5, Weight::Regular, Align::Left, Role::Text);
        if let Some(days) = result.exposure_days.filter(|_| most > 0.0) {
            let whole = right - left - 22.0;
            scene.fill(crate::scene::Rect::new(left + 22.0, top + 23.0, whole, 5.0), 2.5, Role::Raised);
            scene.fill(crate::scene::Rect::new(left + 22.0, top + 23.0, (whole * days / most).max(2.0), 5.0), 2.5, Role::Forecast);
        }
        paint::scene(ui.painter(), ui, &scene, Place::at(egui::pos2(0.0, 0.0)));
    }
    if response.clicked() {
        cx.select(at_record);
    }
    menus::attach(&response, cx, at_record);
    response.on_hover_text(format!("{}. Percent × mean of the days, percent × cost", record.title));
}
