//! Who gets the release when: phases with their exposure, feature flags, the pipeline.

use crate::analysis::words;
use crate::model::RecordKind;
use crate::model::value::Date;
use crate::report::pictures;
use crate::scene::Sign;
use crate::ui::context::{Ask, Cx};
use crate::ui::paint::Picture;
use crate::ui::{records, widgets};
use egui::Ui;

/// What the user did to the view.
#[derive(Debug, Default)]
pub struct RolloutPanel {
    picture: Picture,
}

impl RolloutPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (sign, sentence) = answer(cx);
        widgets::answer(ui, sign, &sentence);
        if cx.plan.rollout.is_empty() && cx.plan.flags.is_empty() && cx.plan.pipeline.is_empty() {
            if widgets::empty(ui, "Phases let a few users have the release first, then all.", "Add the first phase") {
                cx.ask(Ask::New(RecordKind::Phase));
            }
            return;
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            if !cx.plan.rollout.is_empty() {
                self.picture.show(ui, cx, pictures::rollout, "Exposure over time");
            }
            records::list(ui, cx, RecordKind::Phase, "Phases", "Who gets it, how many, from when, and what must be true to go on.");
            if ui.available_width() > 760.0 {
                ui.spacing_mut().item_spacing.x = 24.0;
                ui.columns(2, |columns| {
                    if let [left, right] = columns {
                        records::list(left, cx, RecordKind::Flag, "Feature flags", "Switches in the software, with owner and expiry.");
                        records::list(right, cx, RecordKind::Stage, "Pipeline", "The stages a change goes through, in order.");
                    }
                });
            } else {
                records::list(ui, cx, RecordKind::Flag, "Feature flags", "Switches in the software, with owner and expiry.");
                records::list(ui, cx, RecordKind::Stage, "Pipeline", "The stages a change goes through, in order.");
            }
            records::list(ui, cx, RecordKind::Deployment, "Deployments", "Deployments that happened: how often they failed tells how likely a rollback is.");
        });
    }
}

fn answer(cx: &Cx<'_>) -> (Sign, String) {
    let phases = &cx.analysis.rollout.phases;
    let near = cx.plan.status_date();
    let day = |minute: Option<i64>| minute.map_or_else(|| "date not set".to_owned(), |m| words::day(Date::of_minute(m), near));
    let exposure = |e: Option<f64>| e.map_or_else(String::new, |e| format!(" {} %", words::number(e)));
    let steps: Vec<String> = phases.iter().map(|p| format!("{}{}, {}", p.title, exposure(p.exposure_pct), day(p.start))).collect();
    let big = phases.iter().filter_map(|p| p.step_ratio).fold(0.0, f64::max);
    let mut sentence = if steps.is_empty() { "No phases: everybody gets it at once".to_owned() } else { steps.join(" → ") };
    if big >= 10.0 {
        sentence.push_str(&format!("; the largest step is {}-fold", words::number(big)));
    }
    (if steps.is_empty() || big >= 10.0 { Sign::Warn } else { Sign::Good }, sentence)
}
