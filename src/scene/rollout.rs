//! The rollout as a stair of exposure over time: who has the release when, how steep each step is,
//! how long each phase is watched, and whether somebody still watches. Computes no dates of its own
//! but for phases without one, which begin when the phase before has been watched long enough.

use super::axis::{TimeAxis, Unit};
use super::{Align, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at, text};
use crate::analysis::calendar::whole;
use crate::analysis::{Analysis, words};
use crate::model::records::{Phase, TaskRole};
use crate::model::value::{Date, Dur, Unit as DurUnit};

const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;
const MARGIN: f64 = 12.0;
const TOP: f64 = 44.0;
const LEFT: f64 = 58.0;
const BAND: f64 = 22.0;
const AXIS: f64 = 38.0;
const DAY: i64 = 1440;
/// A step to more than this many times the exposure before is steep.
const STEEP_RATIO: f64 = 10.0;
/// So is one by more than this many percentage points.
const STEEP_POINTS: f64 = 50.0;

/// A phase with its place in time.
struct Stair<'a> {
    phase: &'a Phase,
    title: &'a str,
    from: i64,
    to: i64,
    watched: Option<i64>,
    dated: bool,
    exposure: Option<f64>,
    ratio: Option<f64>,
    points: Option<f64>,
}

impl Stair<'_> {
    fn steep(&self) -> bool {
        self.ratio.is_some_and(|r| r > STEEP_RATIO) || self.points.is_some_and(|p| p > STEEP_POINTS)
    }
}

/// The rollout of a plan.
pub fn scene(a: &Analysis, size: Option<(f64, f64)>) -> Scene {
    let stairs = stairs(a);
    let bands = watches(a);
    let (width, height) = size.unwrap_or((1180.0, 400.0 + real(bands.len()) * BAND));
    let (width, height) = (width.max(360.0), height.max(260.0));
    let mut scene = Scene::new(width, height, title(&stairs));
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    if stairs.is_empty() {
        scene.text(at(width / 2.0, height / 2.0), "This plan has no rollout phases", BODY, Weight::Regular, Align::Center, Role::Muted);
        return scene;
    }
    sentence(a, &stairs, width, &mut scene);
    let under = AXIS + real(bands.len()) * BAND + MARGIN;
    let chart = Rect::new(LEFT, TOP + 26.0, width - LEFT - MARGIN, (height - TOP - 26.0 - under).max(80.0));
    let times = stairs.iter().flat_map(|s| [s.from, s.to]).chain(bands.iter().flat_map(|b| [b.1, b.2]));
    let (first, last) = times.fold((i64::MAX, i64::MIN), |(lo, hi), t| (lo.min(t), hi.max(t)));
    let axis = TimeAxis::fitting(first, last, chart.w);
    grid(&axis, a, chart, &mut scene);
    for (i, stair) in stairs.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|b| stairs.get(b)).and_then(|s| s.exposure).unwrap_or(0.0);
        draw_stair(stair, before, &axis, chart, &mut scene);
    }
    marks(a, &axis, chart, &mut scene);
    for (i, stair) in stairs.iter().enumerate() {
        label_stair(a, stair, stairs.get(i + 1), &axis, chart, &mut scene);
    }
    for (i, (name, from, to)) in bands.iter().enumerate() {
        band(name, (*from, *to), &axis, chart, chart.bottom() + AXIS + real(i) * BAND, &mut scene);
    }
    scene
}

#[expect(clippy::cast_precision_loss, reason = "a few rows")]
fn real(count: usize) -> f64 {
    count as f64
}

fn stairs(a: &Analysis) -> Vec<Stair<'_>> {
    let delivered = a.schedule.delivers.and_then(|i| a.schedule.dates.get(i)).map(|d| d.finish);
    let mut next = a.plan.runbook.get().and_then(|r| r.t0).map(|t| t.minute).or(delivered).unwrap_or_else(|| a.plan.status_date().minute());
    let mut before: Option<f64> = None;
    let mut out: Vec<Stair<'_>> = Vec::new();
    for (phase, result) in a.plan.rollout.records().zip(&a.rollout.phases) {
        let from = result.start.unwrap_or(next);
        let watched = phase.min_bake.map(|b| end_of(a, from, b));
        next = watched.unwrap_or(from + 7 * DAY);
        let points = result.exposure_pct.map(|e| e - before.unwrap_or(0.0)).filter(|_| before.is_some());
        before = result.exposure_pct.or(before);
        if let Some(last) = out.last_mut() {
            last.to = from.max(last.from);
        }
        let title = if phase.title.is_empty() { phase.id.as_str() } else { phase.title.as_str() };
        let exposure = result.exposure_pct.map(|e| e.clamp(0.0, 100.0));
        out.push(Stair { phase, title, from, to: next.max(from + DAY), watched, dated: result.start.is_some(), exposure, ratio: result.step_ratio, points });
    }
    out
}

/// When a time of watching that begins at `from` is over.
fn end_of(a: &Analysis, from: i64, bake: Dur) -> i64 {
    match bake.unit {
        DurUnit::WorkDays | DurUnit::WorkWeeks => {
            let calendar = a.calendars.standard();
            #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
            let work = bake.in_days(1.0) * calendar.day_length() as f64;
            calendar.finish_at(calendar.to_work(from) + whole(work))
        }
        _ => from + whole(bake.clock_minutes()),
    }
}

/// Tasks in which somebody watches or mends production: title, start, finish.
fn watches(a: &Analysis) -> Vec<(String, i64, i64)> {
    let dates = a.schedule.dates.iter().zip(&a.schedule.net.records);
    dates.filter(|(_, t)| matches!(t.role, Some(TaskRole::Watch | TaskRole::Hotfix))).take(4).map(|(d, t)| (t.title.clone(), d.start, d.finish)).collect()
}

fn title(stairs: &[Stair<'_>]) -> String {
    let steps: Vec<String> = stairs.iter().map(|s| format!("{} {}", s.title, share(s.exposure))).collect();
    format!("Rollout: {}", words::listing(&steps, 8))
}

fn share(exposure: Option<f64>) -> String {
    exposure.map_or_else(|| "share not given".to_owned(), |e| format!("{} %", words::number(e)))
}

/// What the picture says, in one line.
fn sentence(a: &Analysis, stairs: &[Stair<'_>], width: f64, scene: &mut Scene) {
    let near = a.plan.status_date();
    let steep = stairs.iter().filter(|s| s.steep()).max_by(|x, y| x.points.unwrap_or(0.0).total_cmp(&y.points.unwrap_or(0.0)));
    let all = stairs.iter().find(|s| s.exposure.is_some_and(|e| e >= 100.0));
    let reach = all.map_or_else(|| "never reaches all users".to_owned(), |s| format!("reaches all users on {}", words::day(Date::of_minute(s.from), near)));
    let phases = words::count(stairs.len(), "phase");
    let (sign, text) = match steep {
        Some(s) => {
            let by = s.points.map_or(String::new(), |p| format!(" by {} percentage points", words::number(p)));
            let times = s.ratio.filter(|r| *r > STEEP_RATIO).map_or(String::new(), |r| format!(", {}×", words::number(r)));
            (Sign::Warn, format!("{phases}, {reach}; the step to {} is steep: up{by}{times}", s.title))
        }
        None if all.is_some() => (Sign::Good, format!("{phases}, {reach}; no step is steeper than {STEEP_RATIO}× or {STEEP_POINTS} points")),
        None => (Sign::Unknown, format!("{phases}, {reach}")),
    };
    scene.sign(at(MARGIN + 9.0, TOP / 2.0), 18.0, sign);
    let left = MARGIN + 26.0;
    scene.text(at(left, TOP / 2.0), text::elide_end(&text, 15.0, Weight::Semibold, width - left - MARGIN), 15.0, Weight::Semibold, Align::Left, Role::Text);
}

/// Height of a share of users in the chart.
fn level(exposure: f64, chart: Rect) -> f64 {
    chart.bottom() - exposure / 100.0 * chart.h
}

fn grid(axis: &TimeAxis, a: &Analysis, chart: Rect, scene: &mut Scene) {
    let calendar = a.calendars.standard();
    for (from, to) in axis.idle(|minute| calendar.works_on(minute)) {
        let (from, to) = (from.clamp(0.0, chart.w), to.clamp(0.0, chart.w));
        scene.fill(Rect::new(chart.x + from, chart.y, to - from, chart.h), 0.0, Role::Weekend);
    }
    for percent in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let y = level(percent, chart);
        scene.line(vec![at(chart.x, y), at(chart.right(), y)], Stroke::solid(Role::Line, 0.75));
        scene.text(at(chart.x - 8.0, y), format!("{percent} %"), SMALL, Weight::Regular, Align::Right, Role::Muted);
    }
    scene.text(at(MARGIN, chart.y - 17.0), "Users", SMALL, Weight::Semibold, Align::Left, Role::Muted);
    let (upper, lower) = axis.units();
    tick_line(axis, lower, chart, chart.bottom() + 11.0, Weight::Regular, scene);
    tick_line(axis, upper, chart, chart.bottom() + 27.0, Weight::Semibold, scene);
}

fn tick_line(axis: &TimeAxis, unit: Unit, chart: Rect, y: f64, weight: Weight, scene: &mut Scene) {
    for tick in axis.ticks(unit) {
        let (from, to) = (tick.from.max(0.0), tick.to.min(chart.w));
        let wide = text::width(&tick.label, SMALL, weight);
        if tick.from >= 0.0 {
            scene.line(vec![at(chart.x + tick.from, chart.bottom()), at(chart.x + tick.from, y + 6.0)], Stroke::solid(Role::Line, 0.75));
        }
        if to - from >= wide + 6.0 {
            let role = if weight == Weight::Semibold { Role::Text } else { Role::Muted };
            scene.text(at(chart.x + from + 4.0, y), tick.label, SMALL, weight, Align::Left, role);
        }
    }
}

/// The step itself: its riser, its tread, and how long it is watched at least.
fn draw_stair(stair: &Stair<'_>, before: f64, axis: &TimeAxis, chart: Rect, scene: &mut Scene) {
    let (from, to) = (chart.x + axis.x(stair.from), chart.x + axis.x(stair.to));
    let Some(exposure) = stair.exposure else {
        // Nobody knows how many: a band of its own at the foot.
        let rect = Rect::new(from, chart.bottom() - 14.0, (to - from).max(1.0), 14.0);
        scene.shapes.push(Shape::Hatch { rect, role: Role::Forecast });
        scene.outline(rect, 0.0, Stroke::dashed(Role::Forecast, 1.0));
        return;
    };
    let (y, base) = (level(exposure, chart), level(before, chart));
    scene.fill(Rect::new(from, y, (to - from).max(1.0), chart.bottom() - y), 0.0, Role::Bar);
    if let Some(watched) = stair.watched {
        let end = (chart.x + axis.x(watched)).min(to);
        scene.fill(Rect::new(from, y, (end - from).max(0.0), 5.0), 0.0, Role::BarDone);
    }
    let role = if stair.steep() { Role::Warn } else { Role::Accent };
    let riser = if stair.dated { Stroke::solid(role, 2.5) } else { Stroke::dashed(role, 2.0) };
    scene.line(vec![at(from, base), at(from, y)], riser);
    scene.line(vec![at(from, y), at(to, y)], Stroke::solid(Role::Accent, 2.0));
}

/// Name, share, date and criteria of a phase, beside its riser.
fn label_stair(a: &Analysis, stair: &Stair<'_>, next: Option<&Stair<'_>>, axis: &TimeAxis, chart: Rect, scene: &mut Scene) {
    let x = chart.x + axis.x(stair.from) + 6.0;
    let end = chart.x + next.map_or(chart.w, |n| axis.x(n.from));
    let room = (end - x - 8.0).max(24.0);
    let top = stair.exposure.map_or(chart.bottom() - 14.0, |e| level(e, chart));
    // Inside a high step, above a low one.
    let inside = chart.bottom() - top > 76.0;
    let first = if inside { top + 19.0 } else { top - 53.0 };
    let (ink, faint) = if inside { (Role::OnBar, Role::OnBar) } else { (Role::Text, Role::Muted) };
    let name = text::elide_end(&format!("{} · {}", stair.title, share(stair.exposure)), BODY, Weight::Semibold, room);
    let mut when = words::day(Date::of_minute(stair.from), a.plan.status_date());
    if !stair.dated {
        when.push_str(", no date set");
    }
    if let Some(bake) = stair.phase.min_bake {
        when.push_str(&format!(", watched {}", bake.spoken()));
    }
    let when = text::elide_end(&when, SMALL, Weight::Regular, room);
    let criteria = match (stair.phase.exit.len(), stair.phase.abort.len()) {
        (0, 0) => "no exit or abort criteria".to_owned(),
        (exit, abort) => format!("{exit} to go on, {abort} to go back"),
    };
    let step = stair.ratio.filter(|_| stair.steep()).map_or(String::new(), |r| format!("{}× the phase before, ", words::number(r)));
    let last = text::elide_end(&format!("{step}{criteria}"), SMALL, Weight::Regular, room);
    if !inside {
        // The lines of the status date and the target would cross the letters.
        let wide = [(&name, BODY, Weight::Semibold), (&when, SMALL, Weight::Regular), (&last, SMALL, Weight::Regular)];
        let wide = wide.into_iter().map(|(t, size, weight)| text::width(t, size, weight)).fold(0.0, f64::max);
        scene.fill(Rect::new(x - 2.0, first - 9.0, wide + 6.0, 50.0), 2.0, Role::Panel);
    }
    scene.text(at(x, first), name, BODY, Weight::Semibold, Align::Left, ink);
    scene.text(at(x, first + 17.0), when, SMALL, Weight::Regular, Align::Left, faint);
    scene.text(at(x, first + 33.0), last, SMALL, Weight::Regular, Align::Left, faint);
}

/// A task in which somebody watches, below the chart on the same axis.
fn band(name: &str, (from, to): (i64, i64), axis: &TimeAxis, chart: Rect, top: f64, scene: &mut Scene) {
    let (from, to) = (chart.x + axis.x(from), chart.x + axis.x(to));
    scene.fill(Rect::new(from, top + 4.0, (to - from).max(2.0), 12.0), 3.0, Role::BarDone);
    let wide = text::width(name, SMALL, Weight::Regular);
    let (x, align) = if to + 6.0 + wide <= chart.right() { (to + 6.0, Align::Left) } else { (from - 6.0, Align::Right) };
    scene.text(at(x, top + 10.0), name, SMALL, Weight::Regular, align, Role::Muted);
}

/// The status date and the target, where they lie in view.
fn marks(a: &Analysis, axis: &TimeAxis, chart: Rect, scene: &mut Scene) {
    let target = a.plan.release.get().and_then(|r| r.target).map(|t| t.minute() + DAY);
    for (minute, label, role, dashed) in [(Some(a.plan.status_date().minute()), "Status", Role::Accent, false), (target, "Target", Role::Bad, true)] {
        let Some(x) = minute.map(|m| axis.x(m)).filter(|x| (0.0..=chart.w).contains(x)) else { continue };
        let x = chart.x + x;
        let stroke = if dashed { Stroke::dashed(role, 1.5) } else { Stroke::solid(role, 1.5) };
        scene.line(vec![at(x, chart.y - 8.0), at(x, chart.bottom())], stroke);
        scene.text(at(x, chart.y - 16.0), label, SMALL, Weight::Semibold, Align::Center, role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    fn drawn(plan: &str) -> Vec<String> {
        let origin = read_plan(plan).expect("a plan");
        let scene = scene(&Analysis::of(&origin.plan), None);
        scene.shapes.iter().filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.clone()) } else { None }).collect()
    }

    #[test]
    fn it_says_how_steep_and_until_when() {
        let cases: [(&str, &[&str]); 4] = [
            ("(rollout: [])", &["This plan has no rollout phases"]),
            (
                "(meta: (status_date: \"2024-03-01\"), rollout: [(id: \"a\", title: \"Few\", exposure_pct: 10, start: \"2024-03-04\", min_bake: \"2d\"), (id: \"b\", title: \"All\", exposure_pct: 100)])",
                &["2 phases, reaches all users on Tue 5 Mar; the step to All is steep: up by 90 percentage points", "All · 100 %", "Tue 5 Mar, no date set"],
            ),
            (
                "(meta: (status_date: \"2024-03-01\"), rollout: [(id: \"a\", exposure_pct: 50, start: \"2024-03-04\"), (id: \"b\", exposure_pct: 100, start: \"2024-03-05\")])",
                &["2 phases, reaches all users on Tue 5 Mar; no step is steeper than 10× or 50 points"],
            ),
            ("(rollout: [(id: \"a\", title: \"Who knows\")])", &["1 phase, never reaches all users", "Who knows · share not given"]),
        ];
        for (plan, expected) in cases {
            let texts = drawn(plan);
            for text in expected {
                assert!(texts.iter().any(|t| t == text), "no \"{text}\" in {texts:?}");
            }
        }
    }
}
