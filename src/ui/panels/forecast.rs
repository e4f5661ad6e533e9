//! When will it be done: the S-curve with target, what each risk costs and each step would buy, the tasks
//! that decide, and what is missing for a better answer.

use crate::analysis::forecast::{Forecast, begins, day, missing, sentence, share};
use crate::analysis::{history, words};
use crate::model::{AnyRecord, RecordKind, RecordRef};
use crate::scene::forecast::{Chart, chance_by, chart, lever, sampling, trail, worth};
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::{records, theme, widgets};
use egui::{Role as Access, Sense, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Most days of the history; all of them are among the records.
const RECENT: usize = 6;

/// Most lines of a list.
const LISTED: usize = 12;

/// Shows the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(forecast) = cx.analysis.forecast.clone() else {
        if cx.plan.tasks.is_empty() {
            widgets::answer(ui, Sign::Unknown, "Nothing to forecast yet");
            if widgets::empty(ui, "The forecast tells how likely a date is, from the ranges of tasks and from risks.", "Add the first task") {
                cx.inbox.actions.push(Action::AddTask);
            }
        } else {
            widgets::answer(ui, Sign::Unknown, "Computing the forecast");
        }
        return;
    };
    let near = cx.plan.status_date();
    let asked = cx.plan.settings.get().map_or(80.0, |s| s.confidence_commit_pct);
    let sign = match forecast.on_time {
        None => Sign::Unknown,
        Some(odds) if odds.pct >= asked => Sign::Good,
        Some(odds) if odds.pct >= 50.0 => Sign::Warn,
        Some(_) => Sign::Bad,
    };
    widgets::answer(ui, sign, &sentence(&forecast, near));
    let state = if cx.forecasting { "computing anew; this is the last result".to_owned() } else { sampling(&forecast) };
    if forecast.is_known() || cx.forecasting {
        small(ui, &format!("As of {}, {state}", words::day(near, near)));
    }
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        if !forecast.is_known() {
            unknown(ui, cx, &forecast);
            way(ui, cx);
            return;
        }
        figures(ui, cx, &forecast);
        curve(ui, cx, &forecast);
        way(ui, cx);
        if ui.available_width() > 820.0 {
            ui.spacing_mut().item_spacing.x = 24.0;
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    gains(left, cx, &forecast);
                    lacking(left, &forecast);
                    tasks(right, cx, &forecast);
                    milestones(right, cx, &forecast);
                }
            });
        } else {
            gains(ui, cx, &forecast);
            tasks(ui, cx, &forecast);
            milestones(ui, cx, &forecast);
            lacking(ui, &forecast);
        }
        ui.add_space(12.0);
    });
}

fn small(ui: &mut Ui, words: &str) {
    ui.add(egui::Label::new(theme::small(words).color(theme::role(ui, Role::Muted))).wrap());
}

/// What it would take to tell a chance, with the first steps.
fn unknown(ui: &mut Ui, cx: &mut Cx<'_>, forecast: &Forecast) {
    widgets::heading(ui, "What it would take");
    for line in missing(forecast) {
        widgets::entry(ui, Sign::Warn, &line, "");
    }
    ui.add_space(6.0);
    // The longest task on the way says most.
    let longest = forecast.basis.longest.filter(|_| forecast.basis.ranged == 0);
    if let Some((key, record)) = longest.and_then(|key| Some((key, cx.plan.tasks.get(key)?))) {
        let at = RecordRef { kind: RecordKind::Task, key };
        let button = ui.button(format!("Give \"{}\" a range", record.title));
        if button.on_hover_text("Selects the longest task that leads to the delivery; its range is a field at the right").clicked() {
            cx.select(at);
        }
    }
}

fn figures(ui: &mut Ui, cx: &Cx<'_>, f: &Forecast) {
    let near = cx.plan.status_date();
    let standard = cx.analysis.calendars.standard();
    ui.add_space(4.0);
    // In a narrow window the curve comes before what it shows anyway.
    let narrow = ui.available_width() < 700.0;
    ui.with_layout(egui::Layout::left_to_right(egui::Align::Min).with_main_wrap(true), |ui| {
        ui.spacing_mut().item_spacing.x = 36.0;
        if let (Some(odds), Some(due)) = (f.on_time, f.due) {
            widgets::figure(ui, "On time", &begins(&share(odds.pct)), &format!("by {}", words::day(day(due), near)), Role::Text);
        }
        for (name, minute, note) in [
            ("P10", f.finish.p10, "one in ten earlier"),
            ("P50", f.finish.p50, "as likely earlier as later"),
            ("P80", f.finish.p80, "commit to this"),
            ("P90", f.finish.p90, "one in ten later"),
        ]
        .into_iter()
        .filter(|(name, ..)| !narrow || matches!(*name, "P50" | "P80"))
        {
            widgets::figure(ui, name, &words::day(day(minute), near), note, Role::Text);
        }
        if narrow {
            return;
        }
        let bias = (standard.days_between(f.finish.deterministic, f.finish.mean) * 10.0).round() / 10.0;
        let note = format!("schedule {}", words::day(day(f.finish.deterministic), near));
        widgets::figure(ui, "Mean behind schedule", &words::days(bias), &note, Role::Text);
    });
}

/// The S-curve; below the pointer the chance of the day.
fn curve(ui: &mut Ui, cx: &Cx<'_>, f: &Forecast) {
    let near = cx.plan.status_date();
    let width = ui.available_width();
    let size = vec2(width, (width * 0.36).clamp(220.0, 380.0));
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Access::Image, true, format!("S-curve: {}", sentence(f, near))));
    let space = (f64::from(size.x), f64::from(size.y));
    let mut scene = chart(f, near, space);
    if let Some(p) = response.hover_pos() {
        let c = Chart::of(f, space.0, space.1);
        let x = f64::from(p.x - rect.min.x);
        if x >= c.area.x && x <= c.area.right() {
            let minute = c.minute(x).div_euclid(1440) * 1440 + 1440;
            let chance = chance_by(f, minute);
            let line = vec![crate::scene::at(x, c.area.y), crate::scene::at(x, c.area.bottom())];
            scene.line(line, crate::scene::Stroke::solid(Role::Accent, 1.0));
            response.on_hover_text_at_pointer(format!("{} likely by {}", share(chance * 100.0), words::day(day(minute), near)));
        }
    }
    paint::scene(&ui.painter_at(rect), ui, &scene, Place::at(rect.min));
}

/// How the forecast moved over past status dates; with too few of them, how they come.
fn way(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::heading(ui, "How it moved");
    let way = history::outlooks(cx.analysis);
    if let (Some(moved), true) = (history::moved_sentence(cx.analysis), way.len() > 1) {
        ui.add(egui::Label::new(moved).wrap());
        let size = vec2(ui.available_width(), 190.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let target = cx.plan.release.get().and_then(|r| r.target);
        let scene = trail::scene(&way, target, cx.plan.status_date(), (f64::from(size.x), f64::from(size.y)));
        response.widget_info(|| WidgetInfo::labeled(Access::Image, true, &scene.title));
        if ui.is_rect_visible(rect) {
            paint::scene(&ui.painter_at(rect), ui, &scene, Place::at(rect.min));
        }
    } else {
        small(ui, "A chart of P50 and P80 appears once the history holds an earlier day: moving the status date on records the day it leaves.");
    }
    ui.horizontal_wrapped(|ui| {
        let action = Action::RecordDay;
        if ui.button(action.label()).on_hover_text(action.tooltip()).clicked() {
            cx.inbox.actions.push(action);
        }
        let days = cx.plan.history.len();
        if days > 0 {
            small(ui, &format!("{} in the history", words::count(days, "day")));
        }
    });
    let mut days: Vec<_> = cx.plan.history.arcs().map(|(key, s)| (key, Arc::clone(s))).collect();
    days.sort_by_key(|(_, s)| std::cmp::Reverse(s.on));
    for (key, s) in days.into_iter().take(RECENT) {
        let at = RecordRef { kind: RecordKind::Snapshot, key };
        let (summary, said) = (history::summary(&s), history::said(&s));
        records::line_saying(ui, cx, at, &AnyRecord::Snapshot(s), None, &summary).on_hover_text(said);
    }
}

fn gains(ui: &mut Ui, cx: &mut Cx<'_>, f: &Forecast) {
    widgets::heading(ui, "What each risk costs, and each step would buy");
    if f.gains.is_empty() {
        let words = if f.basis.drivers > 0 { "Computing" } else { "No risk moves a task that leads to the delivery." };
        small(ui, words);
    }
    for gain in f.gains.iter().take(LISTED) {
        let at = RecordRef { kind: RecordKind::Risk, key: gain.key };
        let happened = f.risk(gain.key).map_or(String::new(), |r| format!("it happened in {} of the draws", share(r.occurred)));
        let response = widgets::line(ui, None, &lever(gain), &worth(gain), cx.is_selected(at)).on_hover_text(happened);
        if response.clicked() {
            cx.select(at);
        }
    }
}

fn tasks(ui: &mut Ui, cx: &mut Cx<'_>, f: &Forecast) {
    widgets::heading(ui, "Tasks that decide");
    small(ui, "Critical: share of the draws without float. Sensitivity: that times its share of the spread (SSI).");
    let net = Arc::clone(&f.schedule);
    let mut order: Vec<usize> =
        (0..f.tasks.len()).filter(|i| f.tasks[*i].criticality >= 1.0 && net.net.tasks[*i].open && !net.net.tasks[*i].milestone).collect();
    order.sort_by(|a, b| f.tasks[*b].ssi.total_cmp(&f.tasks[*a].ssi).then(f.tasks[*b].criticality.total_cmp(&f.tasks[*a].criticality)));
    for i in order.into_iter().take(LISTED) {
        let (odds, record) = (f.tasks[i], &net.net.records[i]);
        let at = RecordRef { kind: RecordKind::Task, key: net.net.keys[i] };
        let right = format!("critical {:.0} %, sensitivity {:.2}", odds.criticality, odds.ssi);
        let response = widgets::line(ui, None, &record.title, &right, cx.is_selected(at));
        if response.on_hover_text(format!("Cruciality {:.2}: rank correlation of its length with the finish", odds.cruciality)).clicked() {
            cx.select(at);
        }
    }
}

fn milestones(ui: &mut Ui, cx: &mut Cx<'_>, f: &Forecast) {
    if f.milestones.is_empty() {
        return;
    }
    widgets::heading(ui, "Milestones");
    let near = cx.plan.status_date();
    let net = Arc::clone(&f.schedule);
    for m in f.milestones.iter().take(LISTED) {
        let at = RecordRef { kind: RecordKind::Task, key: net.net.keys[m.task] };
        let chance = m.on_time.map_or(String::new(), |o| format!(", deadline {} likely", share(o.pct)));
        let right = format!("P50 {}, P80 {}{chance}", words::day(day(m.spread.p50), near), words::day(day(m.spread.p80), near));
        if widgets::line(ui, None, &net.net.records[m.task].title, &right, cx.is_selected(at)).clicked() {
            cx.select(at);
        }
    }
}

fn lacking(ui: &mut Ui, f: &Forecast) {
    let lines = missing(f);
    let scenarios = f.basis.scenarios.iter().map(|(title, pct)| format!("Scenario \"{title}\" is drawn in {} of the iterations", share(*pct)));
    let lines: Vec<String> = scenarios.chain(lines).collect();
    if lines.is_empty() {
        return;
    }
    widgets::heading(ui, "What it rests on");
    for line in lines {
        small(ui, &line);
    }
}
