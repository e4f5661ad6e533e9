//! The scale of the matrix: how many levels, what they mean, where the colours change, and whether
//! the colours can mislead.

use super::muted;
use crate::analysis::risk::Bounds;
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::records::RiskScale;
use crate::model::{RecordKind, RecordRef};
use crate::scene::heat_map::level_word;
use crate::scene::{Role, Sign};
use crate::ui::context::Cx;
use crate::ui::{paint, theme};
use egui::Ui;

/// The button that opens it.
pub fn menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let broken = cx.analysis.risks.colouring().broken();
    let label = if broken.is_empty() { "Scale" } else { "Scale !" };
    let tip = if broken.is_empty() { "Levels, what they mean, and where the colours change" } else { "The colours of this scale can mislead; open to see why" };
    ui.menu_button(label, |ui| {
        ui.set_width(330.0);
        show(ui, cx);
    })
    .response
    .on_hover_text(tip);
}

/// A change of the scale, of which there may be none yet.
fn set(cx: &mut Cx<'_>, label: String, change: impl FnOnce(&mut RiskScale)) {
    let mut scale = cx.plan.risk_scale.get().cloned().unwrap_or_default();
    change(&mut scale);
    let edit = match cx.plan.risk_scale.get() {
        Some(_) => Edit::Set(RecordRef { kind: RecordKind::RiskScale, key: cx.plan.risk_scale.key() }, scale.into()),
        None => Edit::Add(scale.into(), None),
    };
    cx.inbox.edits.push(Edit::Many(label, vec![edit]));
}

fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let risks = std::sync::Arc::clone(&cx.analysis.risks);
    ui.horizontal(|ui| {
        for levels in [3, 5] {
            let label = format!("{levels} × {levels}");
            if ui.selectable_label(risks.levels == levels, &label).clicked() && risks.levels != levels {
                set(cx, format!("use a scale of {label}"), |s| {
                    // Bounds and bands are those of the other scale.
                    (s.levels, s.green_max, s.red_min, s.appetite) = (levels, None, None, None);
                    (s.p_bounds_pct, s.days_bounds, s.cost_bounds) = (Vec::new(), Vec::new(), Vec::new());
                });
            }
        }
        if ui.button("Edit bounds…").on_hover_text("Bounds of each level in percent, days and money, in the inspector").clicked() {
            match cx.plan.risk_scale.get() {
                Some(_) => cx.select(RecordRef { kind: RecordKind::RiskScale, key: cx.plan.risk_scale.key() }),
                None => cx.ask(crate::ui::context::Ask::New(RecordKind::RiskScale)),
            }
            ui.close();
        }
    });
    ui.add_space(4.0);
    bounds(ui, &risks.bounds, risks.levels);
    ui.add_space(6.0);
    let (green, red) = (words::number(risks.green_max), words::number(risks.red_min));
    ui.label(theme::strong(format!("Low up to {green}, high from {red}")));
    let broken = risks.colouring().broken();
    if broken.is_empty() {
        ui.horizontal(|ui| {
            paint::sign(ui, Sign::Good, 14.0);
            muted(ui, "These colours rank no smaller risk above a greater one (Cox 2008).");
        });
    }
    for b in &broken {
        ui.horizontal(|ui| {
            paint::sign(ui, Sign::Warn, 14.0);
            ui.add(egui::Label::new(format!("{}: {}", b.condition, b.why)).wrap());
        });
    }
    if !broken.is_empty() {
        muted(ui, "The nearest that cannot mislead (Cox 2008):");
        for near in risks.colouring().nearest().into_iter().take(3) {
            let label = format!("Use low up to {}, high from {}", words::number(near.green_max), words::number(near.red_min));
            if ui.button(&label).clicked() {
                set(cx, label.to_lowercase(), |s| (s.levels, s.green_max, s.red_min) = (near.levels, Some(near.green_max), Some(near.red_min)));
                ui.close();
            }
        }
    }
    ui.add_space(6.0);
    appetite(ui, cx, &risks);
}

fn bounds(ui: &mut Ui, bounds: &Bounds, levels: u32) {
    egui::Grid::new("levels").num_columns(4).spacing([14.0, 3.0]).show(ui, |ui| {
        for heading in ["Level", "Percent", "Days", "Money"] {
            ui.label(theme::small(heading).color(theme::role(ui, Role::Muted)));
        }
        ui.end_row();
        for level in (1..=levels).rev() {
            ui.label(level_word(levels, level));
            for (bounds, unit) in [(&bounds.pct, " %"), (&bounds.days, " d"), (&bounds.cost, "")] {
                ui.label(theme::small(Bounds::words(bounds, level, unit).unwrap_or_else(|| "not said".to_owned())));
            }
            ui.end_row();
        }
    });
    if bounds.days_from_buffer {
        muted(ui, "Days follow from the buffer of the declared path until bounds are given.");
    } else if bounds.days.is_empty() {
        muted(ui, "What the levels mean in days is not said: give bounds, or declare a critical path with a buffer.");
    }
}

fn appetite(ui: &mut Ui, cx: &mut Cx<'_>, risks: &crate::analysis::risk::Risks) {
    ui.label(theme::strong("Line of appetite"));
    let mut scores: Vec<u32> = (1..=risks.levels).flat_map(|p| (1..=risks.levels).map(move |i| p * i)).collect();
    scores.sort_unstable();
    scores.dedup();
    ui.horizontal_wrapped(|ui| {
        let none = risks.appetite.is_none();
        if ui
            .selectable_label(none, "Escalation")
            .on_hover_text(format!("At the score above which risks are escalated, {}", words::number(risks.escalate_above)))
            .clicked()
            && !none
        {
            set(cx, "take the line of appetite away".to_owned(), |s| s.appetite = None);
        }
        for score in scores.iter().take(scores.len().saturating_sub(1)) {
            let chosen = risks.appetite == Some(f64::from(*score));
            if ui.selectable_label(chosen, score.to_string()).on_hover_text(format!("Scores up to {score} are lived with")).clicked() {
                set(cx, format!("live with scores up to {score}"), |s| s.appetite = Some(f64::from(*score)));
            }
        }
    });
}
