//! The lower half of the card: the buffer with its fever chart, the declared path step by step,
//! execution and earned value. What the plan has no data for is not shown; what would make it
//! appear is said.

use super::small;
use crate::analysis::{history, words};
use crate::edit::Edit;
use crate::model::records::{DeclaredPath, PathStep};
use crate::model::value::Dur;
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::report::pictures;
use crate::report::quality::{Line, coverage, earned, execution};
use crate::scene::{Sign, fever};
use crate::ui::context::Cx;
use crate::ui::{paint, theme, widgets};
use egui::Ui;

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    buffer(ui, cx);
    path(ui, cx);
    widgets::heading(ui, "Execution");
    let lines = execution(cx.analysis);
    figures(ui, &lines);
    if cx.plan.baseline.get().is_none() {
        small(ui, "Without a baseline nothing says what should be finished by now. SCH-037 offers to freeze one.");
    }
    small(ui, "The current execution index needs an earlier plan to compare with.");
    let lines = earned(cx.analysis);
    if !lines.is_empty() {
        widgets::heading(ui, "Earned value and earned schedule");
        if let Some(note) = coverage(cx.analysis) {
            small(ui, &note);
        }
        figures(ui, &lines);
    }
}

/// Figures in lines: name, value, what it means in the tooltip.
fn figures(ui: &mut Ui, lines: &[Line]) {
    for (name, value, what) in lines {
        ui.horizontal(|ui| {
            ui.label(*name).on_hover_text(*what);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(theme::strong(value)).truncate()).on_hover_text(*what);
            });
        });
    }
}

fn buffer(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::heading(ui, "Buffer");
    let Some(b) = cx.analysis.quality.buffer.clone() else {
        small(ui, "The fever chart needs a declared critical path with a buffer.");
        adopt(ui, cx, "Declare the computed path");
        return;
    };
    if b.size_days <= 0.0 {
        small(ui, "The declared path has no buffer: set one to see how fast it is used.");
        return;
    }
    ui.add(egui::Label::new(fever::sentence(&b)).wrap());
    let width = ui.available_width().clamp(260.0, 620.0);
    let size = egui::vec2(width, (width * 0.6).clamp(220.0, 340.0));
    let scene = pictures::fever(cx.analysis, Some((f64::from(size.x), f64::from(size.y))));
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let scale = (size.x / scene.width as f32).min(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let (rect, response) = ui.allocate_exact_size(egui::vec2(scene.width as f32, scene.height as f32) * scale, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &scene.title));
    if ui.is_rect_visible(rect) {
        paint::scene(&ui.painter_at(rect), ui, &scene, paint::Place { origin: rect.min, scale });
    }
    if let Some(burn) = history::burn_sentence(cx.analysis) {
        small(ui, &burn);
    }
    if history::burnt(cx.plan).is_empty() {
        small(
            ui,
            "Earlier days appear as dots once they are in the history: moving the status date on records them, and so does Edit › Record this status date.",
        );
    }
    if let Some(needed) = b.needed_days {
        let of = words::count(b.ranges, "range");
        small(ui, &format!("The {of} of the path ask for a buffer of {} (root of the squared differences)", words::days(needed)));
    }
    if let Some(slack) = b.slack {
        let title = |i: usize| &cx.analysis.schedule.net.records[i].title;
        small(ui, &format!("The plan itself has {} between {} and {}", words::days(slack.days), title(slack.last), title(slack.delivers)));
    }
}

/// The declared path against the tasks, step by step.
fn path(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.analysis.path.lines.is_empty() {
        return;
    }
    widgets::heading(ui, "Declared path, step by step");
    let at = RecordRef { kind: RecordKind::DeclaredPath, key: cx.plan.critical_path.key() };
    let analysis = cx.analysis;
    for (n, line) in analysis.path.lines.iter().enumerate() {
        let title = |i: usize| analysis.schedule.net.records[i].title.as_str();
        let (sign, note) = match (line.task, line.task_days) {
            (None, _) => (Sign::Bad, "no task stands for it".to_owned()),
            (Some(_), Some(d)) if (d - line.days).abs() > 1e-6 => (Sign::Warn, format!("{} as a task", words::days(d))),
            _ => (Sign::Good, String::new()),
        };
        let order = line.before.map(|i| format!("starts before {}", title(i)));
        let slip = (line.slip_days > 0.0).then(|| format!("reported late by {}", words::days(line.slip_days)));
        let sign = if order.is_some() || slip.is_some() { worse(sign) } else { sign };
        let parts: Vec<String> = [Some(note).filter(|n| !n.is_empty()), order, slip].into_iter().flatten().collect();
        let colon = if parts.is_empty() { "" } else { ": " };
        let sentence = format!("{}  {}{colon}{}", n + 1, line.title, parts.join(", "));
        let target = line.task.map_or(at, |i| RecordRef { kind: RecordKind::Task, key: analysis.schedule.net.keys[i] });
        if widgets::entry(ui, sign, &sentence, &words::days(line.days)).clicked() {
            cx.select(target);
        }
    }
    let (total, buffer) = (words::days(analysis.path.total_days), words::days(analysis.path.buffer_days));
    small(ui, &format!("{total} in all, buffer {buffer}"));
    adopt(ui, cx, "Adopt the computed path");
}

fn worse(sign: Sign) -> Sign {
    if sign == Sign::Good { Sign::Warn } else { sign }
}

/// Offers to declare the path that the network has.
fn adopt(ui: &mut Ui, cx: &mut Cx<'_>, label: &str) {
    let s = &cx.analysis.schedule;
    let works = |i: &usize| !s.net.tasks[*i].milestone && !s.net.tasks[*i].summary;
    let chain: Vec<usize> = s.delivers.map_or_else(|| s.critical_path.clone(), |i| s.driving_chain(i)).into_iter().filter(works).collect();
    let steps: Vec<PathStep> = chain
        .iter()
        .map(|i| &s.net.records[*i])
        .map(|t| PathStep {
            title: if t.title.is_empty() { t.id.clone() } else { t.title.clone() },
            duration: t.duration,
            task: Some(t.id.clone()),
            slip: None,
        })
        .collect();
    let was = cx.plan.critical_path.get();
    if steps.is_empty() || was.is_some_and(|p| p.steps == steps) {
        return;
    }
    let buffer = was.map_or_else(|| Dur::days(s.target_float_days.unwrap_or(0.0).max(0.0)), |p| p.buffer);
    let what = format!("{}: {}", words::count(steps.len(), "step"), words::listing(&steps.iter().map(|s| s.title.clone()).collect::<Vec<_>>(), 4));
    if ui.horizontal(|ui| ui.button(label)).inner.on_hover_text(what).clicked() {
        let record = DeclaredPath { steps, buffer, note: was.and_then(|p| p.note.clone()) };
        let edit = match was {
            Some(_) => Edit::Set(RecordRef { kind: RecordKind::DeclaredPath, key: cx.plan.critical_path.key() }, AnyRecord::from(record)),
            None => Edit::Add(AnyRecord::from(record), None),
        };
        cx.inbox.edits.push(edit);
    }
}
