//! The forecast as a picture: how often each day, the S-curve of the chance to be done by then, target,
//! P50 and P80; below, what each risk costs and each step would buy. It draws nothing by lot.

pub mod trail;

use super::{Align, Point, Rect, Role, Scene, Stroke, Weight, at, text};
use crate::analysis::forecast::{Forecast, Gain, Lever, day, missing, sentence, share};
use crate::analysis::words;
use crate::analysis::{Analysis, calendar::whole, history};
use crate::model::value::Date;

const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 22.0;
const TOP: f64 = 46.0;
const FOOT: f64 = 34.0;
/// Height of a line of the tornado.
const LINE: f64 = 24.0;
const DAY: i64 = 1440;

/// What the chart shows of a forecast, in minutes: the area, and where its axis begins and ends.
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// Where the curve is drawn.
    pub area: Rect,
    from: f64,
    to: f64,
}

#[expect(clippy::cast_precision_loss, reason = "minutes of a century")]
fn real(minute: i64) -> f64 {
    minute as f64
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

impl Chart {
    /// The chart in a space.
    pub fn of(f: &Forecast, width: f64, height: f64) -> Self {
        let (first, last) = (real(f.at(0.001)), real(f.at(0.995)));
        // A target far away must not make the curve a step.
        let reach = (last - first).max(real(5 * DAY));
        let near = |m: &f64| (first - reach..=last + reach).contains(m);
        let marks = [Some(f.finish.deterministic), f.due].into_iter().flatten().map(real).filter(near);
        let (from, to) = marks.fold((first, last), |(a, b), m| (a.min(m), b.max(m)));
        let pad = ((to - from) * 0.05).max(real(DAY));
        Self { area: Rect::new(LEFT, TOP, (width - LEFT - RIGHT).max(40.0), (height - TOP - FOOT).max(40.0)), from: from - pad, to: to + pad }
    }

    fn x(&self, minute: f64) -> f64 {
        self.area.x + (minute - self.from) / (self.to - self.from) * self.area.w
    }

    /// The instant below a place.
    pub fn minute(&self, x: f64) -> i64 {
        whole(self.from + (x - self.area.x) / self.area.w * (self.to - self.from))
    }

    /// A chance as a height.
    pub fn y(&self, share: f64) -> f64 {
        self.area.bottom() - share * self.area.h
    }
}

/// Chance to be done by an instant, 0 to 1.
pub fn chance_by(f: &Forecast, minute: i64) -> f64 {
    count(f.sorted.partition_point(|v| *v <= minute)) / count(f.sorted.len().max(1))
}

/// The whole picture, for reports and files.
pub fn scene(a: &Analysis, size: Option<(f64, f64)>) -> Scene {
    let Some(f) = a.forecast.as_deref() else { return empty(&["This plan has no forecast: it has no task".to_owned()]) };
    let near = a.plan.status_date();
    if !f.is_known() {
        let mut lines = vec![sentence(f, near)];
        lines.extend(missing(f));
        return empty(&lines);
    }
    let way = history::outlooks(a);
    let trailing = if way.len() < 2 { 0.0 } else { trail::HEIGHT };
    let gains: Vec<&Gain> = f.gains.iter().filter(|g| g.p80_days.abs() >= 0.05 || g.mean_days.abs() >= 0.05).take(10).collect();
    let below = if gains.is_empty() { 0.0 } else { 34.0 + count(gains.len().min(10)) * LINE };
    let (width, height) = size.unwrap_or((900.0, 420.0 + below + trailing));
    let (width, height) = (width.max(420.0), height.max(260.0));
    // What does not fit under a curve that can still be read is left out, the way of the forecast first.
    let room = |more: f64| size.is_none() || height - more >= 240.0;
    let shown = if room(below) { below } else { 0.0 };
    let trailing = if room(shown + trailing) { trailing } else { 0.0 };
    let mut scene = Scene::new(width, height, format!("Forecast: {}", sentence(f, near)));
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    let words = text::elide_end(&sentence(f, near), 15.0, Weight::Semibold, width - 32.0);
    scene.text(at(16.0, 20.0), words, 15.0, Weight::Semibold, Align::Left, Role::Text);
    let top = chart(f, near, (width, height - shown - trailing - 50.0));
    scene.place(&top, at(0.0, 30.0));
    if shown > 0.0 {
        scene.place(&tornado(&gains, width), at(0.0, height - shown - trailing - 18.0));
    }
    if trailing > 0.0 {
        let moved = history::moved_sentence(a).unwrap_or_default();
        let top = height - trailing - 18.0;
        scene.text(at(16.0, top + 12.0), text::elide_end(&moved, BODY, Weight::Semibold, width - 32.0), BODY, Weight::Semibold, Align::Left, Role::Text);
        let target = a.plan.release.get().and_then(|r| r.target);
        scene.place(&trail::scene(&way, target, near, (width, trailing - 30.0)), at(0.0, top + 24.0));
    }
    let caption = format!("As of {}, {}", words::day(near, near), sampling(f));
    scene.text(at(16.0, height - 12.0), caption, SMALL, Weight::Regular, Align::Left, Role::Muted);
    scene
}

/// How many draws, of which seed, and how far the chance may be off by them (95 %).
pub fn sampling(f: &Forecast) -> String {
    let (thousands, rest) = (f.iterations / 1_000, f.iterations % 1_000);
    let draws = if thousands > 0 { format!("{thousands},{rest:03}") } else { rest.to_string() };
    let odds = f.on_time.filter(|o| o.error >= 0.05).map_or(String::new(), |o| format!(", chance ± {:.1} points", o.error * 1.96));
    format!("{draws} draws, seed {}{odds}", f.seed)
}

fn empty(lines: &[String]) -> Scene {
    let height = 60.0 + count(lines.len()) * 24.0;
    let mut scene = Scene::new(900.0, height, lines.first().cloned().unwrap_or_default());
    scene.fill(Rect::new(0.0, 0.0, 900.0, height), 0.0, Role::Panel);
    for (i, line) in lines.iter().enumerate() {
        let weight = if i == 0 { Weight::Semibold } else { Weight::Regular };
        let shown = text::elide_end(line, BODY, weight, 868.0);
        scene.text(at(16.0, 30.0 + count(i) * 24.0), shown, BODY, weight, Align::Left, if i == 0 { Role::Text } else { Role::Muted });
    }
    scene
}

/// Histogram, S-curve and marks.
pub fn chart(f: &Forecast, near: Date, (width, height): (f64, f64)) -> Scene {
    let mut scene = Scene::new(width, height, sentence(f, near));
    let c = Chart::of(f, width, height);
    if let Some(due) = f.due.map(real).filter(|due| *due > real(f.finish.deterministic)) {
        // The time between the schedule and the promise: what uncertainty may use up.
        let inside = |x: f64| x.clamp(c.area.x, c.area.right());
        let (a, b) = (inside(c.x(real(f.finish.deterministic))), inside(c.x(due)));
        scene.fill(Rect::new(a, c.area.y, b - a, c.area.h), 0.0, Role::Raised);
    }
    axes(&mut scene, &c, near);
    bars(&mut scene, &c, f);
    let curve: Vec<Point> = (0..=160)
        .map(|i| {
            let minute = c.from + (c.to - c.from) * f64::from(i) / 160.0;
            at(c.x(minute), c.y(chance_by(f, whole(minute))))
        })
        .collect();
    scene.line(curve, Stroke::solid(Role::Forecast, 2.5));
    marks(&mut scene, &c, f, near);
    scene
}

fn axes(scene: &mut Scene, c: &Chart, near: Date) {
    for pct in [0.0, 20.0, 50.0, 80.0, 100.0] {
        let y = c.y(pct / 100.0);
        scene.line(vec![at(c.area.x, y), at(c.area.right(), y)], Stroke::solid(Role::Line, 1.0));
        scene.text(at(c.area.x - 7.0, y), format!("{pct} %"), SMALL, Weight::Regular, Align::Right, Role::Muted);
    }
    // As many days as have room for their names, on round steps.
    let days = (c.to - c.from) / real(DAY);
    let widest = [c.from, c.to].map(|m| text::width(&words::day(Date::of_minute(whole(m)), near), SMALL, Weight::Regular));
    let most = (c.area.w / (widest[0].max(widest[1]) + 24.0)).floor().max(1.0);
    let step = [1, 2, 7, 14, 28, 56, 91, 182, 364, 1_820].into_iter().find(|s| days / f64::from(*s) <= most).unwrap_or(3_640);
    let first = whole(c.from).div_euclid(DAY) + 1;
    // Weeks begin on Monday, and the first of January 1970 was a Thursday.
    let first = if step % 7 == 0 { first + (4 - first).rem_euclid(7) } else { first };
    let mut at_day = first;
    while real(at_day * DAY) < c.to {
        let x = c.x(real(at_day * DAY));
        scene.line(vec![at(x, c.area.bottom()), at(x, c.area.bottom() + 4.0)], Stroke::solid(Role::Muted, 1.0));
        let label = words::day(Date::of_minute(at_day * DAY), near);
        let half = text::width(&label, SMALL, Weight::Regular) / 2.0;
        if x + half < c.area.right() + RIGHT && x - half > 0.0 {
            scene.text(at(x, c.area.bottom() + 16.0), label, SMALL, Weight::Regular, Align::Center, Role::Muted);
        }
        at_day += i64::from(step);
    }
}

/// How often each day, or each week where days are too many; the highest takes half of the height.
fn bars(scene: &mut Scene, c: &Chart, f: &Forecast) {
    let span = if (c.to - c.from) / real(DAY) > 120.0 { 7 } else { 1 };
    let mut shares: Vec<(i64, f64)> = Vec::new();
    for (day, share) in f.histogram() {
        let slot = day.minute().div_euclid(DAY * span) * span;
        match shares.last_mut() {
            Some((last, sum)) if *last == slot => *sum += share,
            _ => shares.push((slot, share)),
        }
    }
    let most = shares.iter().map(|(_, s)| *s).fold(0.0, f64::max).max(1e-9);
    for (slot, share) in shares {
        let (left, right) = (c.x(real(slot * DAY)), c.x(real((slot + span) * DAY)));
        let height = share / most * c.area.h * 0.5;
        if left >= c.area.x - 1.0 && right <= c.area.right() + 1.0 {
            let gap = ((right - left) * 0.12).min(2.0);
            scene.fill(Rect::new(left + gap, c.area.bottom() - height, (right - left - 2.0 * gap).max(1.0), height), 1.0, Role::Ghost);
        }
    }
}

/// Vertical marks with their names above, moved apart where they would meet.
fn marks(scene: &mut Scene, c: &Chart, f: &Forecast, near: Date) {
    let name = |what: &str, minute: i64| format!("{what} {}", words::day(day(minute), near));
    let mut all = vec![
        (f.finish.deterministic, name("Schedule", f.finish.deterministic), Role::Muted, false),
        (f.finish.p50, name("P50", f.finish.p50), Role::Forecast, true),
        (f.finish.p80, name("P80", f.finish.p80), Role::Forecast, true),
    ];
    if let Some(due) = f.due {
        let odds = f.on_time.map_or(String::new(), |o| format!(", {}", share(o.pct)));
        all.push((due, format!("{}{odds}", name("Target", due)), Role::Text, false));
    }
    all.sort_by_key(|(minute, ..)| *minute);
    // Two lines of names above the chart; whoever finds no room on the first goes to the second.
    let mut taken = [f64::MIN; 2];
    for (minute, label, role, on_curve) in all {
        let beyond = real(minute) > c.to || real(minute) < c.from;
        let label = match beyond {
            true if real(minute) > c.to => format!("{label} →"),
            true => format!("← {label}"),
            false => label,
        };
        let x = c.x(real(minute)).clamp(c.area.x, c.area.right());
        let line = Stroke { width: 1.5, ..if on_curve { Stroke::dashed(role, 1.5) } else { Stroke::solid(role, 1.5) } };
        let top = if on_curve { c.y(chance_by(f, minute)) } else { c.area.y };
        let wide = text::width(&label, SMALL, Weight::Semibold);
        let left = (x - wide / 2.0).clamp(c.area.x, (c.area.right() + RIGHT - wide - 4.0).max(c.area.x));
        let row = usize::from(left > taken[1] + 10.0);
        let left = if row == 0 { left.max(taken[0] + 10.0) } else { left };
        taken[row] = left + wide;
        let y = if row == 1 { TOP - 10.0 } else { TOP - 26.0 };
        if !beyond {
            scene.line(vec![at(x, if on_curve { top } else { y + 8.0 }), at(x, c.area.bottom())], line);
        }
        if on_curve {
            scene.shapes.push(super::Shape::Circle { center: at(x, top), radius: 4.0, fill: Some(role), stroke: Some(Stroke::solid(Role::Panel, 1.5)) });
        }
        scene.text(at(left, y), label, SMALL, Weight::Semibold, Align::Left, role);
    }
}

/// What a change is called.
pub fn lever(gain: &Gain) -> String {
    match &gain.lever {
        Lever::Without => format!("Without {}", gain.id),
        Lever::Step(text) => format!("{}: {text}", gain.id),
    }
}

/// What a change is worth, in words.
pub fn worth(gain: &Gain) -> String {
    let chance = gain.on_time.map_or(String::new(), |p| format!(", target {} likely", share(p)));
    let days = gain.p80_days;
    if days.abs() < 0.05 {
        format!("P80 the same{chance}")
    } else {
        format!("P80 {} {}{chance}", words::days(days.abs()), if days > 0.0 { "earlier" } else { "later" })
    }
}

/// Days earlier at P80, the most first.
pub fn tornado(gains: &[&Gain], width: f64) -> Scene {
    let mut scene = Scene::new(width, 30.0 + count(gains.len()) * LINE, "What each risk costs and each step would buy");
    scene.text(at(16.0, 12.0), "P80 earlier by", SMALL, Weight::Semibold, Align::Left, Role::Muted);
    let most = gains.iter().map(|g| g.p80_days.abs()).fold(0.5, f64::max);
    let named = (width * 0.36).min(340.0);
    let (left, room) = (16.0 + named + 10.0, (width - named - 42.0 - 250.0).max(40.0));
    for (i, gain) in gains.iter().enumerate() {
        let y = 34.0 + count(i) * LINE;
        let name = text::elide_end(&lever(gain), BODY, Weight::Regular, named);
        scene.text(at(16.0 + named, y), name, BODY, Weight::Regular, Align::Right, Role::Text);
        let long = gain.p80_days.abs() / most * room;
        let bar = Rect::new(left, y - 7.0, long.max(1.5), 14.0);
        if gain.lever == Lever::Without {
            scene.fill(bar, 2.0, Role::Forecast);
        } else {
            scene.outline(bar, 2.0, Stroke::solid(Role::Forecast, 1.5));
        }
        let words = text::elide_end(&worth(gain), SMALL, Weight::Regular, width - bar.right() - 20.0);
        scene.text(at(bar.right() + 8.0, y), words, SMALL, Weight::Regular, Align::Left, Role::Muted);
    }
    scene
}
