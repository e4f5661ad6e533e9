//! Release night as a picture: a row for each step, the maintenance window, the last safe abort, and
//! for each step that may have to be taken back how long that would take. It shows where a rollback
//! no longer ends inside the window. Computes nothing: see [`crate::analysis::runbook`].

use super::{Align, Point, Rect, Role, Scene, Shape, Sign, Stroke, Weight, at, text};
use crate::analysis::runbook::{StepResult, changes_state};
use crate::analysis::{Analysis, words};
use crate::model::records::{Step, StepKind, StepPhase};
use crate::model::value::{Date, Offset, format_minute};

const ROW: f64 = 26.0;
const TOP: f64 = 44.0;
const HEADER: f64 = 40.0;
const FOOT: f64 = 34.0;
const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;
const MARGIN: f64 = 12.0;
const TIME: f64 = 66.0;
const CLOCK: f64 = 76.0;

/// One row of the picture.
enum Row<'a> {
    Heading(&'static str),
    Step(&'a Step, &'a StepResult),
}

/// Where minutes after T-0 lie in the picture.
#[derive(Clone, Copy)]
struct Axis {
    left: f64,
    right: f64,
    from: f64,
    to: f64,
}

impl Axis {
    fn x(&self, minutes: f64) -> f64 {
        self.left + (minutes - self.from) / (self.to - self.from) * (self.right - self.left)
    }

    fn shows(&self, minutes: f64) -> bool {
        (self.from..=self.to).contains(&minutes)
    }
}

/// The night of a plan, `width` wide; without a size as high as its rows.
pub fn scene(a: &Analysis, size: Option<(f64, f64)>) -> Scene {
    let width = size.map_or(1180.0, |(w, _)| w).max(360.0);
    let rows = rows(a);
    if rows.is_empty() {
        return empty(width, size.map_or(160.0, |(_, h)| h));
    }
    let most = size.map_or(400, |(_, h)| fitting(h));
    let shown = rows.len().min(most);
    let height = TOP + HEADER + real(shown) * ROW + FOOT;
    let mut scene = Scene::new(width, size.map_or(height, |(_, h)| h.max(height)), title(a));
    scene.fill(Rect::new(0.0, 0.0, width, scene.height), 0.0, Role::Panel);
    let axis = axis(a, width);
    let body = Rect::new(axis.left, TOP + HEADER, axis.right - axis.left, real(shown) * ROW);
    sentence(a, width, &mut scene);
    ground(a, &axis, body, &mut scene);
    header(a, &axis, &mut scene);
    for (i, row) in rows.iter().take(shown).enumerate() {
        let top = body.y + real(i) * ROW;
        scene.line(vec![at(0.0, top), at(width, top)], Stroke::solid(Role::Line, 0.75));
        match row {
            Row::Heading(title) => scene.text(at(MARGIN, top + ROW / 2.0), *title, BODY, Weight::Semibold, Align::Left, Role::Text),
            Row::Step(step, result) => {
                words_of(a, step, result, &axis, top, &mut scene);
                marks_of(a, step, result, &axis, top, &mut scene);
            }
        }
    }
    lines(a, &axis, body, &mut scene);
    legend(rows.len() - shown, body.bottom(), &mut scene);
    scene
}

fn empty(width: f64, height: f64) -> Scene {
    let mut scene = Scene::new(width, height, "No runbook");
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    scene.text(at(width / 2.0, height / 2.0), "This plan has no runbook with timed steps", BODY, Weight::Regular, Align::Center, Role::Muted);
    scene
}

#[expect(clippy::cast_precision_loss, reason = "rows of a picture")]
fn real(count: usize) -> f64 {
    count as f64
}

fn fitting(height: f64) -> usize {
    usize::try_from(crate::analysis::calendar::whole(((height - TOP - HEADER - FOOT) / ROW).floor())).unwrap_or(1).max(1)
}

/// Steps with a time, under headings for before, in and after the window.
fn rows(a: &Analysis) -> Vec<Row<'_>> {
    let Some(runbook) = a.plan.runbook.get() else { return Vec::new() };
    let timed: Vec<(&Step, &StepResult)> = runbook.steps.iter().filter(|s| s.at.is_some()).zip(&a.runbook.steps).collect();
    let mut rows = Vec::new();
    for (phase, heading) in [(StepPhase::Pre, "Before the window"), (StepPhase::Deploy, "In the window"), (StepPhase::Post, "Afterwards")] {
        let mut of_phase: Vec<_> = timed.iter().filter(|(s, _)| s.phase == phase).collect();
        of_phase.sort_by(|x, y| x.1.minutes.total_cmp(&y.1.minutes));
        if !of_phase.is_empty() {
            rows.push(Row::Heading(heading));
            rows.extend(of_phase.into_iter().map(|(s, r)| Row::Step(s, r)));
        }
    }
    rows
}

/// The step may have to be taken back, so a rollback may begun here.
fn may_roll_back(step: &Step, result: &StepResult, window: Option<f64>) -> bool {
    let inside = result.minutes >= 0.0 && window.is_some_and(|w| result.minutes < w);
    inside && (changes_state(step) || step.kind == Some(StepKind::Validate))
}

/// From a little before the window to behind the longest rollback that may be begun in it.
fn axis(a: &Analysis, width: f64) -> Axis {
    let steps = a.plan.runbook.get().map(|r| r.steps.as_slice()).unwrap_or_default();
    let timed = steps.iter().filter(|s| s.at.is_some()).zip(&a.runbook.steps);
    let latest = a.runbook.steps.iter().map(|s| s.minutes).filter(|m| *m >= 0.0).fold(0.0, f64::max);
    let end = a.runbook.window.unwrap_or(latest).max(30.0);
    let to = timed.filter(|(s, r)| may_roll_back(s, r, a.runbook.window)).map(|(_, r)| r.minutes + a.runbook.rollback).fold(end, f64::max);
    let pad = to * 0.06;
    let left = (width * 0.44).clamp(240.0, 520.0);
    // Behind the longest rollback stands by how much it is too long.
    Axis { left, right: width - MARGIN, from: -pad, to: to + 2.0 * pad }
}

fn title(a: &Analysis) -> String {
    let steps = words::count(a.runbook.steps.len(), "step");
    match a.runbook.last_safe_abort {
        Some(last) => format!("Release night, {steps}, last safe abort {}", Offset::of_minutes(last)),
        None => format!("Release night, {steps}"),
    }
}

/// The clock at a minute after T-0, where that is known.
fn clock(a: &Analysis, minutes: f64) -> Option<String> {
    let t0 = a.plan.runbook.get()?.t0?;
    let text = format_minute(t0.minute + crate::analysis::calendar::whole(minutes));
    text.get(11..).map(str::to_owned)
}

/// The clock, with the day in front when it is not that of T-0.
fn day_and_clock(a: &Analysis, minutes: f64) -> Option<String> {
    let t0 = a.plan.runbook.get()?.t0?;
    let clock = clock(a, minutes)?;
    let day = Date::of_minute(t0.minute + crate::analysis::calendar::whole(minutes));
    let name = words::day(day, day);
    let short = name.split(' ').next().unwrap_or("");
    Some(if day == Date::of_minute(t0.minute) { clock } else { format!("{short} {clock}") })
}

/// What the picture says, in one line.
fn sentence(a: &Analysis, width: f64, scene: &mut Scene) {
    let r = &a.runbook;
    let late = r.steps.iter().filter(|s| s.overrun > 0.0).count();
    let steps = a.plan.runbook.get().map(|r| r.steps.as_slice()).unwrap_or_default();
    let changing =
        steps.iter().filter(|s| s.at.is_some()).zip(&r.steps).filter(|(s, result)| changes_state(s) && result.overrun > 0.0 && result.minutes >= 0.0);
    let changing = changing.filter(|(_, result)| r.window.is_some_and(|w| result.minutes <= w)).count();
    let (sign, text) = match (r.last_safe_abort, changing) {
        (None, _) => (Sign::Unknown, "No window end or no rollback stages: the last safe abort is not known".to_owned()),
        (Some(last), _) if last < 0.0 => (Sign::Bad, format!("The rollback takes {}, longer than the window: there is no safe abort", minutes_of(r.rollback))),
        (Some(last), 0) => (
            Sign::Good,
            format!(
                "Rollback takes {}; last safe abort {}{}. No change of production comes later",
                minutes_of(r.rollback),
                Offset::of_minutes(last),
                brackets(clock(a, last))
            ),
        ),
        (Some(last), n) => {
            let what = if n == 1 { "1 change of production comes".to_owned() } else { format!("{n} changes of production come") };
            (
                Sign::Bad,
                format!(
                    "Rollback takes {}; last safe abort {}{}. {what} too late to be taken back inside the window",
                    minutes_of(r.rollback),
                    Offset::of_minutes(last),
                    brackets(clock(a, last))
                ),
            )
        }
    };
    let sign = if late > 0 && sign == Sign::Good { Sign::Warn } else { sign };
    scene.sign(at(MARGIN + 9.0, TOP / 2.0), 18.0, sign);
    let left = MARGIN + 26.0;
    let shown = text::elide_end(&text, 15.0, Weight::Semibold, width - left - 120.0);
    scene.text(at(left, TOP / 2.0), shown, 15.0, Weight::Semibold, Align::Left, Role::Text);
    if let Some(t0) = a.plan.runbook.get().and_then(|r| r.t0) {
        let day = words::day(Date::of_minute(t0.minute), a.plan.status_date());
        scene.text(at(width - MARGIN, TOP / 2.0), day, BODY, Weight::Regular, Align::Right, Role::Muted);
    }
}

fn brackets(clock: Option<String>) -> String {
    clock.map_or(String::new(), |c| format!(" ({c})"))
}

fn minutes_of(minutes: f64) -> String {
    format!("{} min", words::number(minutes))
}

/// The window, and in it the zone where it is too late to turn back.
fn ground(a: &Analysis, axis: &Axis, body: Rect, scene: &mut Scene) {
    scene.fill(Rect::new(axis.left, TOP, axis.right - axis.left, HEADER + body.h), 0.0, Role::Weekend);
    let Some(window) = a.runbook.window else { return };
    let (open, close) = (axis.x(0.0), axis.x(window));
    scene.fill(Rect::new(open, TOP, close - open, HEADER + body.h), 0.0, Role::Panel);
    if let Some(last) = a.runbook.last_safe_abort.filter(|l| *l < window) {
        let from = axis.x(last.max(0.0));
        scene.shapes.push(Shape::Hatch { rect: Rect::new(from, body.y, close - from, body.h), role: Role::Line });
    }
}

/// Marks every few minutes, with the clock below.
fn header(a: &Analysis, axis: &Axis, scene: &mut Scene) {
    let least = 74.0 / (axis.right - axis.left) * (axis.to - axis.from);
    let step = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 1440.0].into_iter().find(|s| *s >= least).unwrap_or(2880.0);
    let mut minutes = (axis.from / step).ceil() * step;
    while minutes <= axis.to {
        let x = axis.x(minutes);
        scene.line(vec![at(x, TOP + HEADER - 5.0), at(x, TOP + HEADER)], Stroke::solid(Role::Line, 1.0));
        scene.text(at(x, TOP + 10.0), Offset::of_minutes(minutes).to_string(), SMALL, Weight::Semibold, Align::Center, Role::Text);
        if let Some(clock) = clock(a, minutes) {
            scene.text(at(x, TOP + 25.0), clock, SMALL, Weight::Regular, Align::Center, Role::Muted);
        }
        minutes += step;
    }
    let y = TOP + HEADER / 2.0 + 6.0;
    scene.text(at(MARGIN, y), "Time", SMALL, Weight::Semibold, Align::Left, Role::Muted);
    scene.text(at(action_left(a), y), "Step", SMALL, Weight::Semibold, Align::Left, Role::Muted);
    scene.text(at(axis.left - MARGIN, y), "Owner", SMALL, Weight::Semibold, Align::Right, Role::Muted);
}

fn action_left(a: &Analysis) -> f64 {
    let clock = if a.plan.runbook.get().is_some_and(|r| r.t0.is_some()) { CLOCK } else { 0.0 };
    MARGIN + TIME + clock
}

/// The columns left of the chart.
fn words_of(a: &Analysis, step: &Step, result: &StepResult, axis: &Axis, top: f64, scene: &mut Scene) {
    let y = top + ROW / 2.0;
    let role = if may_roll_back(step, result, a.runbook.window) && result.overrun > 0.0 { Role::Bad } else { Role::Text };
    scene.text(at(MARGIN, y), Offset::of_minutes(result.minutes).to_string(), BODY, Weight::Regular, Align::Left, Role::Muted);
    if let Some(clock) = day_and_clock(a, result.minutes) {
        scene.text(at(MARGIN + TIME, y), clock, BODY, Weight::Regular, Align::Left, Role::Muted);
    }
    let left = action_left(a);
    let (owner, owner_role) = step.owner.as_deref().filter(|o| !o.is_empty()).map_or(("nobody", Role::Warn), |o| (o, Role::Muted));
    let room = axis.left - MARGIN - left;
    let owner = text::elide_end(owner, SMALL, Weight::Regular, room * 0.34);
    let used = text::width(&owner, SMALL, Weight::Regular);
    scene.text(at(axis.left - MARGIN, y), owner, SMALL, Weight::Regular, Align::Right, owner_role);
    let name = if step.action.is_empty() { step.id.as_str() } else { step.action.as_str() };
    scene.text(at(left, y), text::elide_end(name, BODY, Weight::Regular, room - used - 10.0), BODY, Weight::Regular, Align::Left, role);
}

/// The step in the chart, and behind it the rollback that may begin there.
fn marks_of(a: &Analysis, step: &Step, result: &StepResult, axis: &Axis, top: f64, scene: &mut Scene) {
    let y = top + ROW / 2.0;
    if !axis.shows(result.minutes) {
        // Hours away: an arrow at the edge says which way.
        let before = result.minutes < axis.from;
        let x = if before { axis.left + 6.0 } else { axis.right - 6.0 };
        let tip = if before { x - 4.0 } else { x + 4.0 };
        let back = if before { x + 2.0 } else { x - 2.0 };
        scene.polygon(vec![at(tip, y), at(back, y - 4.0), at(back, y + 4.0)], Some(Role::Muted), None);
        return;
    }
    let x = axis.x(result.minutes);
    if may_roll_back(step, result, a.runbook.window) && a.runbook.rollback > 0.0 {
        rollback(a, result, axis, y, scene);
    }
    if let Some(duration) = step.duration {
        let end = axis.x((result.minutes + duration.clock_minutes()).min(axis.to));
        scene.fill(Rect::new(x, y - 5.0, (end - x).max(2.0), 10.0), 2.0, Role::BarDone);
    }
    marker(step, at(x, y), result.overrun > 0.0 && changes_state(step) && result.minutes >= 0.0, scene);
}

fn rollback(a: &Analysis, result: &StepResult, axis: &Axis, y: f64, scene: &mut Scene) {
    let (from, to) = (axis.x(result.minutes), axis.x(result.minutes + a.runbook.rollback));
    let close = a.runbook.window.map_or(to, |w| axis.x(w));
    let inside = to.min(close);
    scene.fill(Rect::new(from, y - 2.0, (inside - from).max(0.0), 4.0), 2.0, Role::Ghost);
    if to > close {
        scene.fill(Rect::new(close, y - 2.0, to - close, 4.0), 2.0, Role::Bad);
        scene.line(vec![at(to, y - 6.0), at(to, y + 6.0)], Stroke::solid(Role::Bad, 1.5));
        let label = format!("+{} min", words::number(result.overrun));
        // Beside its end where there is room, else above the line.
        let room = axis.right - to > text::width(&label, SMALL, Weight::Semibold) + 8.0;
        let (anchor, align) = if room { (at(to + 5.0, y), Align::Left) } else { (at(to - 5.0, y - 8.0), Align::Right) };
        scene.text(anchor, label, SMALL, Weight::Semibold, align, Role::Bad);
    } else {
        scene.line(vec![at(to, y - 4.0), at(to, y + 4.0)], Stroke::solid(Role::Ghost, 1.5));
    }
}

/// What a step is, as a shape: a grey print loses nothing.
fn marker(step: &Step, p: Point, late: bool, scene: &mut Scene) {
    let role = if late { Role::Bad } else { Role::Accent };
    let around = |dx: f64, dy: f64| at(p.x + dx, p.y + dy);
    match step.kind {
        Some(StepKind::Decision) => {
            scene.polygon(vec![around(0.0, -7.0), around(7.0, 0.0), around(0.0, 7.0), around(-7.0, 0.0)], Some(role), None);
        }
        Some(StepKind::Deploy) => scene.fill(Rect::new(p.x - 5.5, p.y - 5.5, 11.0, 11.0), 2.0, role),
        Some(StepKind::WindowStart | StepKind::WindowEnd | StepKind::Freeze) => {
            scene.line(vec![around(0.0, -8.0), around(0.0, 8.0)], Stroke::solid(role, 3.0));
        }
        Some(StepKind::Check | StepKind::Validate) => {
            scene.shapes.push(Shape::Circle { center: p, radius: 5.0, fill: Some(Role::Panel), stroke: Some(Stroke::solid(role, 2.0)) });
        }
        _ if changes_state(step) => scene.fill(Rect::new(p.x - 5.5, p.y - 5.5, 11.0, 11.0), 2.0, role),
        _ => scene.shapes.push(Shape::Circle { center: p, radius: 5.0, fill: Some(role), stroke: None }),
    }
}

/// Window and last safe abort, over everything.
fn lines(a: &Analysis, axis: &Axis, body: Rect, scene: &mut Scene) {
    let Some(window) = a.runbook.window else { return };
    for minutes in [0.0, window] {
        let x = axis.x(minutes);
        scene.line(vec![at(x, TOP + HEADER - 6.0), at(x, body.bottom())], Stroke::solid(Role::Accent, 1.25));
    }
    if let Some(last) = a.runbook.last_safe_abort.filter(|l| *l >= 0.0) {
        let x = axis.x(last);
        scene.line(vec![at(x, TOP + HEADER - 6.0), at(x, body.bottom() + 6.0)], Stroke::dashed(Role::Bad, 1.5));
        let label = format!("Last safe abort {}", Offset::of_minutes(last));
        let half = text::width(&label, SMALL, Weight::Semibold) / 2.0;
        let x = x.clamp(axis.left + half, axis.right - half);
        scene.text(at(x, body.bottom() + 15.0), label, SMALL, Weight::Semibold, Align::Center, Role::Bad);
    }
}

fn legend(more: usize, top: f64, scene: &mut Scene) {
    let y = top + 15.0;
    let rest = if more > 0 { format!(" · {more} more rows not shown") } else { String::new() };
    let text = format!("◆ decision  ■ change  ○ check  ● other · thin bar: rollback begun there, red beyond the window{rest}");
    let room = (scene.width * 0.44).clamp(240.0, 520.0) - 2.0 * MARGIN;
    let lines = if text::width(&text, SMALL, Weight::Regular) <= room {
        vec![text]
    } else {
        vec!["◆ decision  ■ change  ○ check  ● other".to_owned(), format!("Thin bar: rollback begun there, red beyond the window{rest}")]
    };
    let start = if lines.len() > 1 { y - 5.0 } else { y };
    for (i, line) in lines.into_iter().enumerate() {
        let line = text::elide_end(&line, SMALL, Weight::Regular, room);
        scene.text(at(MARGIN, start + real(i) * 15.0), line, SMALL, Weight::Regular, Align::Left, Role::Muted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    #[test]
    fn it_says_whether_and_when_it_is_too_late() {
        let night = |steps: &str, window: &str| {
            let plan = format!(
                "(runbook: (t0: \"2024-03-15T20:00+00:00\", window_end: \"{window}\", steps: [{steps}]), rollback: (stages: [(kind: Execution, budget: \"60m\")]))"
            );
            let origin = read_plan(&plan).expect("a plan");
            let scene = scene(&Analysis::of(&origin.plan), None);
            scene.shapes.iter().filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.clone()) } else { None }).collect::<Vec<_>>()
        };
        let early = "(id: \"d\", at: \"T+10m\", phase: Deploy, kind: Deploy, action: \"Go\", owner: \"Ann\")";
        let late = "(id: \"d\", at: \"T+45m\", phase: Deploy, kind: Deploy, action: \"Go\"), (id: \"c\", at: \"T-24h\", phase: Pre, action: \"Look\")";
        let cases: [(&str, &str, &[&str]); 4] = [
            (early, "T+90m", &["Rollback takes 60 min; last safe abort T+30m (20:30). No change of production comes later", "Ann", "20:10"]),
            (
                late,
                "T+90m",
                &[
                    "Rollback takes 60 min; last safe abort T+30m (20:30). 1 change of production comes too late to be taken back inside the window",
                    "+15 min",
                    "nobody",
                    "Thu 20:00",
                ],
            ),
            (early, "T+30m", &["The rollback takes 60 min, longer than the window: there is no safe abort"]),
            ("", "T+90m", &["This plan has no runbook with timed steps"]),
        ];
        for (steps, window, expected) in cases {
            let texts = night(steps, window);
            for text in expected {
                assert!(texts.iter().any(|t| t == text), "no \"{text}\" in {texts:?}");
            }
        }
    }
}
