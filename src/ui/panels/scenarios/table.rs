//! The table that compares scenarios with the plan as it is, one column each.

use crate::analysis::scenario::{Outcome, Sums, Variant};
use crate::analysis::words;
use crate::model::RecordRef;
use crate::model::value::Date;
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::Ui;

/// `5 d later`, `2 d earlier`, `same`.
pub(super) fn shift(days: f64) -> String {
    match days {
        d if d > 0.04 => format!("{} later", words::days(d)),
        d if d < -0.04 => format!("{} earlier", words::days(-d)),
        _ => "same".to_owned(),
    }
}

/// Shows it; the scenario that was clicked.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, base: &Outcome, variants: &[Variant], chosen: Option<RecordRef>) -> Option<RecordRef> {
    let mut clicked = None;
    egui::ScrollArea::horizontal().id_salt("compare").show(ui, |ui| {
        egui::Grid::new("scenarios").num_columns(variants.len() + 2).spacing([20.0, 6.0]).striped(true).show(ui, |ui| {
            muted(ui, "Compared");
            ui.label(theme::strong("The plan"));
            for v in variants {
                let title: String = if v.title.chars().count() > 28 { v.title.chars().take(27).chain(['…']).collect() } else { v.title.clone() };
                if ui.selectable_label(chosen == Some(v.at), theme::strong(title)).on_hover_text(&v.title).clicked() {
                    clicked = Some(v.at);
                }
            }
            ui.end_row();
            let near = cx.plan.status_date();
            let delivered = |o: &Outcome| o.delivered.map_or_else(|| "no task".to_owned(), |d| words::day(d, near));
            row(ui, "Delivered", base, variants, delivered);
            muted(ui, "Against the plan");
            ui.label("");
            for v in variants {
                let days = v.delivered_later.unwrap_or(0.0);
                let role = if days > 0.04 { Role::Bad } else { Role::Text };
                ui.label(egui::RichText::new(shift(days)).color(theme::role(ui, role)));
            }
            ui.end_row();
            row(ui, "Last finish", base, variants, |o| words::day(Date::of_minute(o.finish - 1), near));
            row(ui, "Float to the target", base, variants, |o| o.target_float_days.map_or_else(|| "no target".to_owned(), words::days));
            row(ui, "Critical path", base, variants, |o| words::count(o.critical_path.len(), "task"));
            row(ui, "Errors", base, variants, |o| o.findings[0].to_string());
            row(ui, "Warnings", base, variants, |o| o.findings[1].to_string());
            row(ui, "Hints", base, variants, |o| o.findings[2].to_string());
            row(ui, "Exposure in days", base, variants, |o| words::days(o.exposure_days));
            row(ui, "Exposure in money", base, variants, |o| money(&o.exposure));
            row(ui, "Cost", base, variants, |o| money(&o.cost));
        });
    });
    clicked
}

fn muted(ui: &mut Ui, words: &str) {
    ui.label(egui::RichText::new(words).color(theme::role(ui, Role::Muted)));
}

/// A figure of all; what differs from the plan stands out.
fn row(ui: &mut Ui, name: &str, base: &Outcome, variants: &[Variant], say: impl Fn(&Outcome) -> String) {
    muted(ui, name);
    let was = say(base);
    ui.label(&was);
    for v in variants {
        let now = say(&v.outcome);
        if now == was {
            ui.label(now)
        } else {
            ui.label(theme::strong(now))
        };
    }
    ui.end_row();
}

fn money(sums: &Sums) -> String {
    let parts: Vec<String> = sums.iter().map(|(currency, amount)| format!("{} {currency}", words::number(amount.round()))).collect();
    if parts.is_empty() { "none stated".to_owned() } else { parts.join(", ") }
}
