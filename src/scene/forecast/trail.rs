//! The way of the forecast: what P50 and P80 were on past status dates, against the target. Later days
//! lie higher. Values come as they were recorded; a day without both is not in it.

use super::super::{Align, Point, Rect, Role, Scene, Shape, Stroke, Weight, at, text};
use crate::analysis::history::Outlook;
use crate::analysis::words;
use crate::model::value::Date;

/// Height that the chart takes in a picture with its sentence.
pub const HEIGHT: f64 = 220.0;

const SMALL: f64 = 11.5;
const LEFT: f64 = 92.0;
const RIGHT: f64 = 116.0;
const TOP: f64 = 14.0;
const FOOT: f64 = 30.0;
const DAY: i64 = 1440;

#[expect(clippy::cast_precision_loss, reason = "days of a century")]
fn number(date: Date) -> f64 {
    date.minute().div_euclid(DAY) as f64
}

fn date_of(day: f64) -> Date {
    Date::of_minute(crate::analysis::calendar::whole(day) * DAY)
}

struct Chart {
    area: Rect,
    /// First and last status date, as days.
    x: (f64, f64),
    /// Earliest and latest day shown, as days.
    y: (f64, f64),
}

impl Chart {
    fn of(way: &[Outlook], target: Option<Date>, (width, height): (f64, f64)) -> Self {
        let on = || way.iter().map(|o| number(o.on));
        let x = (on().fold(f64::MAX, f64::min), on().fold(f64::MIN, f64::max));
        let days = way.iter().flat_map(|o| [number(o.p50), number(o.p80)]);
        let (low, high) = days.fold((f64::MAX, f64::MIN), |(a, b), d| (a.min(d), b.max(d)));
        // A target far away must not make the band a line.
        let reach = (high - low).max(10.0) * 1.5;
        let near = target.map(number).filter(|t| (low - reach..=high + reach).contains(t));
        let (low, high) = near.map_or((low, high), |t| (low.min(t), high.max(t)));
        let pad = ((high - low) * 0.08).max(1.0);
        let area = Rect::new(LEFT, TOP, (width - LEFT - RIGHT).max(60.0), (height - TOP - FOOT).max(40.0));
        Self { area, x: (x.0, x.1.max(x.0 + 1.0)), y: (low - pad, high + pad) }
    }

    fn place(&self, on: Date, day: Date) -> Point {
        let across = (number(on) - self.x.0) / (self.x.1 - self.x.0);
        at(self.area.x + across * self.area.w, self.height_of(number(day)))
    }

    fn height_of(&self, day: f64) -> f64 {
        self.area.bottom() - (day - self.y.0) / (self.y.1 - self.y.0) * self.area.h
    }
}

/// The chart; with fewer than two days there is no way, and nothing is drawn.
pub fn scene(way: &[Outlook], target: Option<Date>, near: Date, (width, height): (f64, f64)) -> Scene {
    let mut scene = Scene::new(width, height, said(way, near));
    if way.len() < 2 {
        return scene;
    }
    let c = Chart::of(way, target, (width, height));
    days(&c, near, &mut scene);
    status_dates(&c, way, &mut scene);
    let of = |pick: fn(&Outlook) -> Date| way.iter().map(|o| c.place(o.on, pick(o))).collect::<Vec<_>>();
    let (middle, high) = (of(|o| o.p50), of(|o| o.p80));
    for (m, h) in middle.windows(2).zip(high.windows(2)) {
        if let ([m0, m1], [h0, h1]) = (m, h) {
            scene.polygon(vec![*m0, *m1, *h1, *h0], Some(Role::Raised), None);
        }
    }
    scene.line(middle.clone(), Stroke::dashed(Role::Forecast, 1.5));
    scene.line(high.clone(), Stroke::solid(Role::Forecast, 2.5));
    for p in middle.iter().chain(&high) {
        scene.shapes.push(Shape::Circle { center: *p, radius: 3.5, fill: Some(Role::Forecast), stroke: Some(Stroke::solid(Role::Panel, 1.5)) });
    }
    ends(&c, way, target, near, &mut scene);
    scene
}

/// What a reader who cannot see it is told.
fn said(way: &[Outlook], near: Date) -> String {
    let day = |d: Date| words::day(d, near);
    let points: Vec<String> = way.iter().map(|o| format!("{}: P50 {}, P80 {}", day(o.on), day(o.p50), day(o.p80))).collect();
    format!("The forecast over past status dates. {}", points.join("; "))
}

/// Lines of days across, on round steps, with their names at the left.
fn days(c: &Chart, near: Date, scene: &mut Scene) {
    let most = (c.area.h / 22.0).max(2.0);
    let span = c.y.1 - c.y.0;
    let step = [1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 91.0, 182.0, 364.0].into_iter().find(|s| span / s <= most).unwrap_or(1_820.0);
    // Weeks begin on Monday, and the first of January 1970 was a Thursday.
    let monday = if step >= 7.0 { 4.0 } else { 0.0 };
    let mut day = ((c.y.0 - monday) / step).ceil() * step + monday;
    while day <= c.y.1 {
        let y = c.height_of(day);
        scene.line(vec![at(c.area.x, y), at(c.area.right(), y)], Stroke::solid(Role::Line, 1.0));
        scene.text(at(c.area.x - 10.0, y), words::day(date_of(day), near), SMALL, Weight::Regular, Align::Right, Role::Muted);
        day += step;
    }
}

/// The status dates below, the newest first; where two would meet the older one goes without.
fn status_dates(c: &Chart, way: &[Outlook], scene: &mut Scene) {
    let mut free = f64::MAX;
    for o in way.iter().rev() {
        let x = c.place(o.on, o.p50).x;
        scene.line(vec![at(x, c.area.bottom()), at(x, c.area.bottom() + 4.0)], Stroke::solid(Role::Muted, 1.0));
        let label = words::day_month(o.on);
        let half = text::width(&label, SMALL, Weight::Regular) / 2.0;
        if x + half <= free {
            scene.text(at(x, c.area.bottom() + 16.0), label, SMALL, Weight::Regular, Align::Center, Role::Muted);
            free = x - half - 12.0;
        }
    }
}

/// What the lines are called, at their right ends and apart from each other; and the target.
fn ends(c: &Chart, way: &[Outlook], target: Option<Date>, near: Date, scene: &mut Scene) {
    const LINE: f64 = 15.0;
    let Some(last) = way.last() else { return };
    let name = |what: &str, day: Date| format!("{what} {}", words::day(day, near));
    let mut labels =
        vec![(c.height_of(number(last.p80)), name("P80", last.p80), Role::Forecast), (c.height_of(number(last.p50)), name("P50", last.p50), Role::Forecast)];
    if let Some(target) = target {
        let y = c.height_of(number(target));
        let label = name("Target", target);
        if y < c.area.y {
            labels.push((c.area.y, format!("{label} ↑"), Role::Text));
        } else if y > c.area.bottom() {
            labels.push((c.area.bottom(), format!("{label} ↓"), Role::Text));
        } else {
            scene.line(vec![at(c.area.x, y), at(c.area.right(), y)], Stroke::solid(Role::Text, 1.5));
            labels.push((y, label, Role::Text));
        }
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    // From above each is put below the one before; what would leave the chart pushes them up again.
    let mut heights: Vec<f64> = Vec::new();
    for (y, ..) in &labels {
        heights.push(heights.last().map_or(*y, |above| y.max(above + LINE)));
    }
    let excess = heights.last().map_or(0.0, |y| (y - (c.area.bottom() + 6.0)).max(0.0));
    for ((_, label, role), y) in labels.into_iter().zip(heights) {
        let words = text::elide_end(&label, SMALL, Weight::Semibold, RIGHT - 12.0);
        scene.text(at(c.area.right() + 10.0, y - excess), words, SMALL, Weight::Semibold, Align::Left, role);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a day")
    }

    fn way(n: usize) -> Vec<Outlook> {
        let at = |i: usize, from: &str, by: i64| Date::of_minute(day(from).minute() + i64::try_from(i).expect("few") * by * DAY);
        (0..n).map(|i| Outlook { on: at(i, "2024-01-03", 7), p50: at(i, "2024-03-11", 2), p80: at(i, "2024-03-14", 3) }).collect()
    }

    fn texts(scene: &Scene) -> Vec<(Rect, String)> {
        let rect = |s: &Shape| match s {
            Shape::Text { at, text, size, weight, align, .. } => {
                let wide = text::width(text, *size, *weight);
                let left = match align {
                    Align::Left => at.x,
                    Align::Center => at.x - wide / 2.0,
                    Align::Right => at.x - wide,
                };
                Some((Rect::new(left, at.y - size / 2.0, wide, *size), text.clone()))
            }
            _ => None,
        };
        scene.shapes.iter().filter_map(rect).collect()
    }

    #[test]
    fn names_stay_inside_and_apart() {
        for n in [2, 3, 12, 80] {
            for target in [None, Some(day("2024-03-15")), Some(day("2030-01-01")), Some(day("2024-03-11")), Some(day("2001-01-01"))] {
                for size in [(900.0, 190.0), (420.0, 120.0)] {
                    let scene = scene(&way(n), target, day("2024-03-06"), size);
                    let all = texts(&scene);
                    for (i, (r, words)) in all.iter().enumerate() {
                        assert!(r.x >= 0.0 && r.right() <= size.0 && r.y >= -2.0 && r.bottom() <= size.1, "{words} lies outside, {n} days, {size:?}");
                        let meets = |b: &Rect| r.x < b.right() && b.x < r.right() && r.y < b.bottom() && b.y < r.bottom();
                        let met = all.iter().skip(i + 1).find(|(b, _)| meets(b));
                        assert!(met.is_none(), "{words} meets {met:?}, {n} days, {target:?}, {size:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_day_is_no_way() {
        assert_eq!(scene(&way(1), None, day("2024-03-06"), (900.0, 190.0)).shapes, vec![]);
        let two = scene(&way(2), Some(day("2024-03-15")), day("2024-03-06"), (900.0, 190.0));
        assert!(two.title.contains("Wed 3 Jan: P50 Mon 11 Mar, P80 Thu 14 Mar; Wed 10 Jan: P50 Wed 13 Mar, P80 Sun 17 Mar"), "{}", two.title);
        assert_eq!(two.shapes.iter().filter(|s| matches!(s, Shape::Circle { .. })).count(), 4);
    }
}
