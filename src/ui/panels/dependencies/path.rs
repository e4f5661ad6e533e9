//! The declared critical path beside the computed one: steps, buffer, and the task of each step, which
//! is given with one click.

use crate::analysis::words;
use crate::edit::Edit;
use crate::model::{RecordKind, RecordRef};
use crate::scene::{Role, Sign};
use crate::ui::context::Cx;
use crate::ui::{theme, widgets};
use egui::{Pos2, Rect, Role as Access, Sense, Ui, WidgetInfo, vec2};

/// The declared path as boxes in a row, with its buffer as a fuel gauge.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let result = &cx.analysis.path;
    let Some(declared) = cx.plan.critical_path.get().filter(|p| !p.steps.is_empty()) else { return };
    widgets::heading(ui, "Declared critical path");
    let total = format!(
        "Total {}, buffer {}: {} left. Latest start for the target {}, with the buffer {}",
        words::days(result.total_days),
        words::days(result.buffer_days),
        words::days(cx.analysis.buffer_left()),
        result.latest_start.map_or("not known".into(), |(d, _)| words::day(d, cx.plan.status_date())),
        result.latest_start.map_or("not known".into(), |(_, d)| words::day(d, cx.plan.status_date())),
    );
    ui.label(total);
    gauge(ui, cx.analysis.buffer_left(), result.buffer_days);
    let declared = declared.clone();
    for (n, step) in declared.steps.iter().enumerate() {
        let mapped = step.task.as_deref().map_or_else(|| "no task".to_owned(), |t| format!("task {t}"));
        let slip = step.slip.map_or(String::new(), |s| format!(", {} late", s.spoken()));
        let sign = if step.slip.is_some() {
            Sign::Warn
        } else if step.task.is_some() {
            Sign::Good
        } else {
            Sign::Unknown
        };
        let words = format!("{}. {}", n + 1, step.title);
        let task = step.task.as_deref().and_then(|id| cx.analysis.schedule.net.find(id));
        let line = widgets::line(ui, Some(sign), &words, &format!("{}{slip}, {mapped}", step.duration.spoken()), false);
        if let Some(i) = task {
            if line.clicked() {
                cx.go_to(RecordRef { kind: RecordKind::Task, key: cx.analysis.schedule.net.keys[i] });
            }
        } else {
            // A click offers the tasks that may be meant, the likeliest first.
            egui::Popup::menu(&line).show(|ui| choose(ui, cx, n, &step.title));
            line.on_hover_text("Click to say which task this step is");
        }
    }
}

/// The tasks a step may be, those whose titles share words with it first.
fn choose(ui: &mut Ui, cx: &mut Cx<'_>, step: usize, title: &str) {
    ui.set_min_width(240.0);
    let words: Vec<String> = title.split_whitespace().map(str::to_lowercase).filter(|w| w.len() > 2).collect();
    let net = &cx.analysis.schedule.net;
    let mut tasks: Vec<(usize, usize)> = (0..net.records.len())
        .map(|t| {
            let name = net.records[t].title.to_lowercase();
            (words.iter().filter(|w| name.contains(w.as_str())).count(), t)
        })
        .collect();
    tasks.sort_by_key(|(shared, t)| (std::cmp::Reverse(*shared), *t));
    let mut chosen = None;
    egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        for (_, t) in tasks.iter().take(100) {
            if ui.button(&net.records[*t].title).clicked() {
                chosen = Some(net.records[*t].id.clone());
                ui.close();
            }
        }
    });
    if let (Some(id), Some(path)) = (chosen, cx.plan.critical_path.get()) {
        let mut path = path.clone();
        if let Some(s) = path.steps.get_mut(step) {
            s.task = Some(id);
        }
        let at = RecordRef { kind: RecordKind::DeclaredPath, key: cx.plan.critical_path.key() };
        cx.inbox.edits.push(Edit::Many(format!("say which task \"{title}\" is"), vec![Edit::Set(at, path.into())]));
    }
}

fn gauge(ui: &mut Ui, left: f64, of: f64) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width().min(360.0), 10.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Access::Meter, true, format!("Buffer {} of {}", words::days(left), words::days(of))));
    ui.painter().rect_filled(rect, 5.0, theme::role(ui, Role::Line));
    #[expect(clippy::cast_possible_truncation, reason = "a share of one")]
    let share = if of > 0.0 { (left / of).clamp(0.0, 1.0) as f32 } else { 0.0 };
    if share > 0.0 {
        let full = Rect::from_min_max(rect.min, Pos2::new(rect.left() + rect.width() * share, rect.bottom()));
        let role = if share > 0.67 {
            Role::Good
        } else if share > 0.33 {
            Role::Warn
        } else {
            Role::Bad
        };
        ui.painter().rect_filled(full, 5.0, theme::role(ui, role));
    } else {
        ui.painter().rect_stroke(rect, 5.0, egui::Stroke::new(1.5, theme::role(ui, Role::Bad)), egui::StrokeKind::Inside);
    }
}
