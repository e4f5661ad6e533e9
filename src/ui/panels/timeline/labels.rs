//! What the timeline says: names for a screen reader, tooltips, and words beside the pointer.

use crate::analysis::forecast::{self, Forecast};
use crate::analysis::hand::spread;
use crate::analysis::schedule::Schedule;
use crate::analysis::{Analysis, words};
use crate::model::Plan;
use crate::model::records::{Marker, Task, fiscal_start};
use crate::model::value::{Date, LinkKind};
use crate::scene::axis::fiscal_quarter;
use crate::scene::gantt::{Gantt, display_title};
use crate::scene::{Role, Weight, text};
use crate::ui::theme;
use egui::{Pos2, Rect, Ui, pos2, vec2};
use std::sync::Arc;

/// Words beside the pointer, line by line.
pub(super) fn at(ui: &Ui, p: Pos2, lines: &[String], refused: bool) {
    let lines: Vec<&String> = lines.iter().filter(|l| !l.is_empty()).collect();
    if lines.is_empty() {
        return;
    }
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("drag label"));
    let painter = ui.ctx().layer_painter(layer);
    let screen = ui.ctx().content_rect();
    let (ground, ink) = if refused { (Role::Bad, Role::OnAccent) } else { (Role::Accent, Role::OnAccent) };
    let room = (screen.width() * 0.6).max(200.0);
    let galleys: Vec<_> = lines.iter().map(|l| painter.layout((*l).clone(), theme::font(12.0, Weight::Semibold), theme::role(ui, ink), room)).collect();
    let width = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max) + 16.0;
    let height = galleys.iter().map(|g| g.size().y + 2.0).sum::<f32>() + 8.0;
    let left = (p.x + 14.0).min(screen.right() - width - 8.0).max(screen.left() + 4.0);
    let top = if p.y - height - 12.0 > screen.top() { p.y - height - 12.0 } else { p.y + 18.0 };
    let rect = Rect::from_min_size(pos2(left, top), vec2(width, height));
    painter.rect_filled(rect, 4.0, theme::role(ui, ground));
    let mut y = rect.top() + 5.0;
    for galley in galleys {
        let high = galley.size().y;
        painter.galley(pos2(rect.left() + 8.0, y), galley, theme::role(ui, ink));
        y += high + 2.0;
    }
}

/// What the change does to what is delivered, or to the end.
pub(super) fn threat(gantt: &Gantt<'_>) -> Option<String> {
    let before = gantt.before?;
    let moved = (0..gantt.schedule.dates.len()).filter(|i| {
        let (a, b) = (&gantt.schedule.dates[*i], &before.dates[*i]);
        (a.start, a.finish) != (b.start, b.finish)
    });
    let count = moved.count();
    let end = gantt.schedule.delivers.filter(|d| before.delivers == Some(*d));
    let days = end.map(|i| (i, gantt.analysis.calendars.standard().days_between(before.dates[i].finish, gantt.schedule.dates[i].finish)));
    match (count, days) {
        (0, _) => None,
        (n, Some((i, days))) if days.abs() >= 0.05 => {
            let title = text::elide_end(display_title(&gantt.schedule.net.records[i]), 12.0, Weight::Semibold, 220.0);
            let way = if days > 0.0 { "later" } else { "earlier" };
            Some(format!("{}; {title} {} {way}", words::count(n, "task"), words::days(days.abs())))
        }
        (n, Some((i, _))) => Some(format!(
            "{}; {} stays",
            words::count(n, "task"),
            text::elide_end(display_title(&gantt.schedule.net.records[i]), 12.0, Weight::Semibold, 220.0)
        )),
        (n, None) => Some(words::count(n, "task")),
    }
}

/// What a change does to P80 and the chance of the target.
pub(super) fn odds(analysis: &Analysis, plan: &Plan, schedule: &Arc<Schedule>) -> Option<String> {
    let [before, after] = analysis.outlook(plan, schedule)?;
    let near = analysis.plan.status_date();
    let p80 = |f: &Forecast| words::day(forecast::day(f.finish.p80), near);
    let chance = |f: &Forecast| f.on_time.map(|o| forecast::share(o.pct));
    let mut out =
        if before.finish.p80 == after.finish.p80 { format!("P80 stays {}", p80(&after)) } else { format!("P80 {}, was {}", p80(&after), p80(&before)) };
    if let (Some(was), Some(is)) = (chance(&before), chance(&after)) {
        out.push_str(&if was == is { format!("; {is} on time") } else { format!("; {is} on time, was {was}") });
    }
    Some(out)
}

/// What a link says.
pub(super) fn link_words(kind: LinkKind, pred: &str, succ: &str) -> String {
    let cut = |t: &str| text::elide_end(t, 12.0, Weight::Semibold, 240.0);
    let (pred, succ) = (cut(pred), cut(succ));
    match kind {
        LinkKind::FinishToStart => format!("{succ} starts after {pred} ends"),
        LinkKind::StartToStart => format!("{succ} starts after {pred} starts"),
        LinkKind::FinishToFinish => format!("{succ} ends after {pred} ends"),
        LinkKind::StartToFinish => format!("{succ} ends after {pred} starts"),
    }
}

/// What is being drawn on empty ground.
pub(super) fn sketched(task: &Task, from: i64, to: i64, near: Date) -> String {
    let (first, last) = (Date::of_minute(from), Date::of_minute(to - 1));
    let days = if first == last { words::day(first, near) } else { format!("{} to {}", words::day(first, near), words::day(last, near)) };
    format!("New task, {days}, {}", task.duration.spoken())
}

/// What a screen reader says of a bar.
pub(super) fn spoken(gantt: &Gantt<'_>, task: usize) -> String {
    let (d, record) = (&gantt.schedule.dates[task], &gantt.schedule.net.records[task]);
    let near = gantt.analysis.plan.status_date();
    let critical = if d.critical { ", critical" } else { "" };
    if d.milestone {
        format!("{}, milestone {}{critical}", display_title(record), words::day(d.forecast_last_day(), near))
    } else {
        let (first, last) = (words::day(d.forecast_first_day(), near), words::day(d.forecast_last_day(), near));
        format!("{}, {first} to {last}{critical}", display_title(record))
    }
}

/// What is said of a task when it is pointed at.
pub(super) fn tooltip(ui: &mut Ui, gantt: &Gantt<'_>, task: usize) {
    let (d, record) = (&gantt.schedule.dates[task], &gantt.schedule.net.records[task]);
    let near = gantt.analysis.plan.status_date();
    ui.set_max_width(360.0);
    let title: String = display_title(record).chars().take(600).collect();
    ui.add(egui::Label::new(theme::strong(title)).wrap());
    let say = |a: Date, b: Date| if a == b { words::day(a, near) } else { format!("{} to {}", words::day(a, near), words::day(b, near)) };
    ui.label(format!("Forecast {}", say(d.forecast_first_day(), d.forecast_last_day())));
    ui.label(format!("Plan {}", say(d.first_day(), d.last_day())));
    if let Some(p) = spread(gantt.analysis, gantt.schedule, task).filter(|p| p[0] < p[3]) {
        let [p10, p50, p80, p90] = p.map(|m| words::day(forecast::day(m), near));
        ui.label(format!("Finish P10 {p10}, P50 {p50}, P80 {p80}, P90 {p90}"));
    }
    if let Some(ghosts) = gantt.ghosts {
        let said = match ghosts.drift(gantt.analysis, task) {
            Some(days) if days.abs() >= 0.05 => {
                format!("{} {} against {}", words::days(days.abs()), if days > 0.0 { "later" } else { "earlier" }, ghosts.label)
            }
            Some(_) => format!("As in {}", ghosts.label),
            None => format!("Not in {}", ghosts.label),
        };
        ui.label(said);
    } else if d.slip_days.abs() > 0.05 {
        ui.label(format!("Slip {}", words::days(d.slip_days)));
    }
    if !d.milestone {
        ui.label(format!("Takes {}", record.duration.spoken()));
    }
    if let Some(by) = record.deadline {
        let late = gantt.schedule.net.tasks[task].deadline.is_some_and(|by| d.finish > by);
        ui.label(format!("Deadline {}{}", words::day(by.date, near), if late { ": missed" } else { "" }));
    }
    ui.label(format!("Total float {}, free float {}", words::days(d.total_float_days), words::days(d.free_float_days)));
    for person in gantt.analysis.plan.people.records().filter(|p| record.people.iter().any(|a| a.id == p.id)) {
        let off = person.leave.iter().filter_map(|l| Some((l.from?, l.to.or(l.from)?)));
        for (from, to) in off.filter(|(a, b)| b.minute() + 1440 > d.start && a.minute() < d.finish) {
            ui.label(format!("{} is away {}", person.name, say(from, to)));
        }
    }
    ui.label(theme::small(gantt.schedule.why(task)).color(theme::role(ui, Role::Muted)));
}

/// What a marker says: its title, what it is, its days and its note.
pub(super) fn marker_words(marker: &Marker, near: Date) -> String {
    let days = match marker.days() {
        Some((first, last)) if first == last => words::day(first, near),
        Some((first, last)) => format!("{} to {}", words::day(first, near), words::day(last, near)),
        None => "no day yet".to_owned(),
    };
    let note = marker.note.as_deref().filter(|n| !n.is_empty()).map_or(String::new(), |n| format!(". {n}"));
    format!("{}: {}, {days}{note}", marker.kind.spoken(), marker.title)
}

/// What an instant is: its day and week, whether there is work, and what is frozen.
pub(super) fn day_words(gantt: &Gantt<'_>, minute: i64) -> String {
    let near = gantt.analysis.plan.status_date();
    let day = Date::of_minute(minute);
    let mut out = format!("{}, week {}", words::day(day, near), crate::analysis::calendar::iso_week(minute).1);
    let fiscal = fiscal_start(&gantt.analysis.plan);
    if fiscal > 1 {
        out.push_str(&format!(", {}", fiscal_quarter(day, fiscal)));
    }
    if !gantt.analysis.calendars.standard().works_on(day.minute()) {
        out.push_str(", no work");
    }
    if let Some(name) = gantt.day_name(day) {
        out.push_str(&format!(", {name}"));
    }
    for marker in gantt.analysis.plan.markers.records() {
        if marker.days().is_some_and(|(first, last)| (first..=last).contains(&day)) {
            out.push_str(&format!("\n{}", marker_words(marker, near)));
        }
    }
    for freeze in gantt.analysis.plan.freezes.records() {
        if let (Some(from), Some(to)) = (freeze.from, freeze.to)
            && from.minute < day.minute() + 1440
            && to.minute > day.minute()
        {
            let (first, last) = (Date::of_minute(from.minute), Date::of_minute(to.minute - 1));
            let reason = if freeze.reason.is_empty() { &freeze.id } else { &freeze.reason };
            out.push_str(&format!("\nFreeze: {reason}, {} to {}", words::day(first, near), words::day(last, near)));
        }
    }
    out.push_str("\nDrag to move through time, double-click to see all of it");
    out
}
