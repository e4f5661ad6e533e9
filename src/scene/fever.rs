//! The fever chart: how much of the buffer is used against how much of the chain is done, over the
//! zones that say what to do (domain B6). It computes no shares of its own.

use super::{Align, Rect, Role, Scene, Shape, Stroke, Weight, at, text};
use crate::analysis::quality::{Buffer, Zones};
use crate::analysis::words;

const BODY: f64 = 13.0;
const SMALL: f64 = 11.5;
const LEFT: f64 = 52.0;
const TOP: f64 = 34.0;
const FOOT: f64 = 46.0;
const MARGIN: f64 = 22.0;

/// A point of the chart, both in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// What stands beside it, such as its date.
    pub label: String,
    /// Share of the chain that is done.
    pub chain_pct: f64,
    /// Share of the buffer that is used.
    pub buffer_pct: f64,
}

/// The chart of a buffer. `trail` are the dots of earlier plans, the oldest first.
pub fn scene(buffer: &Buffer, trail: &[Dot], size: Option<(f64, f64)>) -> Scene {
    let (width, height) = size.unwrap_or((560.0, 340.0));
    let (width, height) = (width.max(320.0), height.max(220.0));
    let now = buffer.used_pct().map(|used| Dot { label: said(buffer, used), chain_pct: buffer.chain_pct(), buffer_pct: used });
    let title = now.as_ref().map_or_else(|| "The path has no buffer".to_owned(), |d| format!("Fever chart: {}", d.label));
    let mut scene = Scene::new(width, height, title);
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    let Some(now) = now else {
        scene.text(at(width / 2.0, height / 2.0), "The declared path has no buffer", BODY, Weight::Regular, Align::Center, Role::Muted);
        return scene;
    };
    let dots: Vec<Dot> = trail.iter().cloned().chain([now]).collect();
    // More than the whole buffer may be used; what is far beyond stands at the edge.
    let most = dots.iter().map(|d| d.buffer_pct).fold(100.0, f64::max).min(200.0);
    let chart = Chart { area: Rect::new(LEFT, TOP, width - LEFT - MARGIN, height - TOP - FOOT), most: if most > 100.0 { most * 1.08 } else { 100.0 } };
    let names = chart.zones(buffer.zones, &mut scene);
    chart.axes(&mut scene);
    chart.dots(&dots, names, &mut scene);
    scene
}

fn said(buffer: &Buffer, used: f64) -> String {
    let rate = buffer.rate().map_or(String::new(), |r| format!(", burn rate {r:.2}"));
    format!("{used:.0} % of the buffer used, {:.0} % of the path done{rate}", buffer.chain_pct())
}

struct Chart {
    area: Rect,
    most: f64,
}

impl Chart {
    fn place(&self, chain_pct: f64, buffer_pct: f64) -> super::Point {
        let (across, up) = (chain_pct.clamp(0.0, 100.0) / 100.0, buffer_pct.clamp(0.0, self.most) / self.most);
        at(self.area.x + across * self.area.w, self.area.bottom() - up * self.area.h)
    }

    /// The zones; where their names stand.
    fn zones(&self, zones: Zones, scene: &mut Scene) -> Vec<Rect> {
        let (zero, top) = ((0.0, 0.0), (self.most, self.most));
        let bands = [(zero, zones.yellow, Role::HeatLow), (zones.yellow, zones.red, Role::HeatMid), (zones.red, top, Role::HeatHigh)];
        for (lower, upper, role) in bands {
            let corners = vec![self.place(0.0, lower.0), self.place(100.0, lower.1), self.place(100.0, upper.1), self.place(0.0, upper.0)];
            scene.polygon(corners, Some(role), None);
        }
        for edge in [zones.yellow, zones.red] {
            scene.line(vec![self.place(0.0, edge.0), self.place(100.0, edge.1)], Stroke::solid(Role::Panel, 1.5));
        }
        let named = [
            ("Green: nothing to do", zero, zones.yellow, Align::Right),
            ("Yellow: plan the recovery", zones.yellow, zones.red, Align::Right),
            ("Red: carry out the recovery", zones.red, top, Align::Left),
        ];
        named.into_iter().map(|(words, lower, upper, align)| self.name(words, lower, upper, align, scene)).collect()
    }

    /// Writes what a zone means into it, at the end where there is more room. A zone too narrow for all
    /// of the words, which lie level while it climbs, gets its colour only.
    fn name(&self, words: &str, lower: (f64, f64), upper: (f64, f64), align: Align, scene: &mut Scene) -> Rect {
        const GAP: f64 = 10.0;
        let colour = words.split(':').next().unwrap_or(words);
        let edge = |(from, to): (f64, f64), share: f64| self.place(share * 100.0, from + (to - from) * share).y;
        let room = |words: &str| {
            let wide = text::width(words, SMALL, Weight::Semibold);
            let left = if align == Align::Left { GAP } else { self.area.w - GAP - wide };
            let share = |x: f64| (x / self.area.w).clamp(0.0, 1.0);
            let (begin, end) = (share(left), share(left + wide));
            // Between the higher of its lower edges and the lower of its upper ones.
            (edge(lower, begin).min(edge(lower, end)), edge(upper, begin).max(edge(upper, end)))
        };
        let fits = |words: &str| room(words).0 - room(words).1 >= SMALL * 1.2;
        let shown = if fits(words) { words } else { colour };
        let (bottom, ceiling) = room(shown);
        let x = if align == Align::Left { self.area.x + GAP } else { self.area.right() - GAP };
        let shown = text::elide_end(shown, SMALL, Weight::Semibold, self.area.w - 2.0 * GAP);
        let (y, wide) = (f64::midpoint(bottom, ceiling), text::width(&shown, SMALL, Weight::Semibold));
        scene.text(at(x, y), shown, SMALL, Weight::Semibold, align, Role::OnHeat);
        Rect::new(if align == Align::Left { x } else { x - wide }, y - SMALL * 0.6, wide, SMALL * 1.2)
    }

    fn axes(&self, scene: &mut Scene) {
        let a = self.area;
        for pct in [0.0, 25.0, 50.0, 75.0, 100.0] {
            let p = self.place(pct, 0.0);
            scene.text(at(p.x, a.bottom() + 13.0), format!("{pct} %"), SMALL, Weight::Regular, Align::Center, Role::Muted);
        }
        let step = if self.most > 150.0 { 50.0 } else { 25.0 };
        let mut pct = 0.0;
        while pct <= self.most {
            let p = self.place(0.0, pct);
            scene.text(at(a.x - 7.0, p.y), format!("{pct} %"), SMALL, Weight::Regular, Align::Right, Role::Muted);
            pct += step;
        }
        scene.outline(a, 0.0, Stroke::solid(Role::Line, 1.0));
        scene.text(at(a.x - LEFT + 8.0, TOP / 2.0), "Buffer used", SMALL, Weight::Semibold, Align::Left, Role::Muted);
        scene.text(at(a.right(), a.bottom() + 31.0), "Path done", SMALL, Weight::Semibold, Align::Right, Role::Muted);
    }

    fn dots(&self, dots: &[Dot], names: Vec<Rect>, scene: &mut Scene) {
        let points: Vec<_> = dots.iter().map(|d| self.place(d.chain_pct, d.buffer_pct)).collect();
        if points.len() > 1 {
            scene.line(points.clone(), Stroke::solid(Role::OnHeat, 1.5));
        }
        let last = points.len().saturating_sub(1);
        for (i, p) in points.iter().enumerate() {
            let radius = if i == last { 7.0 } else { 4.0 };
            scene.shapes.push(Shape::Circle { center: *p, radius, fill: Some(Role::OnHeat), stroke: Some(Stroke::solid(Role::Panel, 2.0)) });
        }
        let mut taken = names;
        let around = points.iter().enumerate().map(|(i, p)| Rect::new(p.x, p.y, 0.0, 0.0).grown(if i == last { 9.0 } else { 5.0 }));
        taken.extend(around);
        if let (Some(dot), Some(p)) = (dots.last(), points.last()) {
            // On a plate of its own, so that it reads on every zone, and inside the chart.
            let words = text::elide_end(&dot.label, SMALL, Weight::Semibold, self.area.w - 24.0);
            let wide = text::width(&words, SMALL, Weight::Semibold) + 14.0;
            let (left, right) = (self.area.x + 4.0, self.area.right() - wide - 4.0);
            let (top, bottom) = (self.area.y + 4.0, self.area.bottom() - 26.0);
            let beside = |x: f64, y: f64| Rect::new(x.min(right).max(left), y.min(bottom).max(top), wide, 22.0);
            // Where it hides no other word, else above the dot or below it.
            let heights = [p.y - 34.0, p.y + 12.0, p.y - 62.0, p.y + 40.0, p.y - 90.0, p.y + 68.0];
            let mut places = heights.into_iter().flat_map(|y| [beside(p.x + 14.0, y), beside(p.x - wide - 14.0, y)]);
            let usual = beside(p.x + 14.0, if p.y - 34.0 < self.area.y { p.y + 12.0 } else { p.y - 34.0 });
            let plate = places.find(|r| !taken.iter().any(|t| meets(t, r))).unwrap_or(usual);
            scene.fill(plate, 4.0, Role::Panel);
            scene.text(at(plate.x + 7.0, plate.center().y), words, SMALL, Weight::Semibold, Align::Left, Role::Text);
            taken.push(plate);
        }
        // The newest first: of days that would meet the older ones go without.
        for (dot, p) in dots.iter().zip(&points).rev().skip(1).filter(|(d, _)| !d.label.is_empty()) {
            self.name_dot(&dot.label, *p, &mut taken, scene);
        }
    }

    /// Writes the day of a dot where it meets nothing; nowhere when there is no such place.
    fn name_dot(&self, label: &str, p: super::Point, taken: &mut Vec<Rect>, scene: &mut Scene) {
        let (wide, high) = (text::width(label, SMALL, Weight::Regular) + 8.0, 16.0);
        let places = [
            (-wide / 2.0, -8.0 - high),
            (-wide / 2.0, 8.0),
            (8.0, -high / 2.0),
            (-wide - 8.0, -high / 2.0),
            (6.0, -6.0 - high),
            (-wide - 6.0, -6.0 - high),
            (6.0, 6.0),
            (-wide - 6.0, 6.0),
        ];
        let area = self.area.grown(-2.0);
        let free = places.into_iter().map(|(dx, dy)| Rect::new(p.x + dx, p.y + dy, wide, high)).find(|r| {
            let inside = r.x >= area.x && r.right() <= area.right() && r.y >= area.y && r.bottom() <= area.bottom();
            inside && !taken.iter().any(|t| meets(t, r))
        });
        if let Some(place) = free {
            scene.fill(place, 3.0, Role::Panel);
            scene.text(place.center(), label, SMALL, Weight::Regular, Align::Center, Role::Text);
            taken.push(place);
        }
    }
}

fn meets(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// What the chart says, in one line.
pub fn sentence(buffer: &Buffer) -> String {
    match (buffer.used_pct(), buffer.zone()) {
        (Some(used), Some(zone)) => {
            format!("{}: {}; {} of {} left", zone.spoken(), said(buffer, used), words::number(buffer.left_days()), words::days(buffer.size_days))
        }
        _ => "The declared path has no buffer".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffer(size_days: f64, used: f64, done: f64) -> Buffer {
        Buffer {
            chain_days: 20.0,
            done_days: done,
            size_days,
            reported_days: used,
            forecast_days: None,
            needed_days: None,
            ranges: 0,
            slack: None,
            zones: Zones { yellow: (15.0, 75.0), red: (30.0, 90.0) },
        }
    }

    fn inside(scene: &Scene) {
        for shape in &scene.shapes {
            if let Shape::Circle { center, .. } = shape {
                assert!(Rect::new(0.0, 0.0, scene.width, scene.height).contains(*center), "{center:?} of {}", scene.title);
            }
            if let Shape::Text { at, text, size, weight, align, .. } = shape {
                let wide = text::width(text, *size, *weight);
                let left = match align {
                    Align::Left => at.x,
                    Align::Center => at.x - wide / 2.0,
                    Align::Right => at.x - wide,
                };
                assert!(left >= 0.0 && left + wide <= scene.width, "\"{text}\" lies outside {}", scene.title);
            }
        }
    }

    #[test]
    fn everything_stays_inside_however_bad_it_is() {
        let cases = [(5.0, 0.0, 0.0), (5.0, 5.0, 0.0), (5.0, 2.0, 20.0), (5.0, 500.0, 10.0), (0.0, 3.0, 10.0), (1e-9, 1.0, 30.0)];
        for (size, used, done) in cases {
            let b = buffer(size, used, done);
            let trail = [Dot { label: "Wed 6 Mar".into(), chain_pct: 0.0, buffer_pct: 400.0 }];
            for area in [None, Some((320.0, 220.0)), Some((1200.0, 600.0))] {
                inside(&scene(&b, &trail, area));
            }
        }
    }

    #[test]
    fn the_days_of_the_trail_stand_where_they_fit() {
        let dots =
            |n: u32, step: f64| (0..n).map(|i| Dot { label: format!("{} Mar", i + 1), chain_pct: step * f64::from(i), buffer_pct: 20.0 }).collect::<Vec<_>>();
        let words = |trail: &[Dot]| {
            let scene = scene(&buffer(10.0, 3.0, 18.0), trail, None);
            scene.shapes.iter().filter(|s| matches!(s, Shape::Text { text, .. } if text.ends_with(" Mar"))).count()
        };
        assert_eq!(words(&dots(3, 25.0)), 3, "far apart each has its day");
        let crowded = words(&dots(30, 1.0));
        assert!((2..15).contains(&crowded), "close together only some have: {crowded}");
    }

    #[test]
    fn the_plate_hides_no_name() {
        for done in 0..=20 {
            for used in 0..=20 {
                let scene = scene(&buffer(10.0, f64::from(used) / 2.0, f64::from(done)), &[], None);
                let plate = scene.shapes.iter().rev().find_map(|s| match s {
                    Shape::Rect { rect, fill: Some(Role::Panel), .. } => Some(*rect),
                    _ => None,
                });
                let plate = plate.expect("what is used");
                for shape in &scene.shapes {
                    if let Shape::Text { at, text, role: Role::OnHeat, .. } = shape {
                        assert!(!plate.contains(*at), "{text} is hidden with {used} used, {done} done");
                    }
                }
            }
        }
    }

    #[test]
    fn it_says_what_to_do() {
        assert_eq!(sentence(&buffer(5.0, 5.0, 0.0)), "Red: carry out the recovery: 100 % of the buffer used, 0 % of the path done; 0 of 5 d left");
        assert_eq!(sentence(&buffer(10.0, 1.0, 10.0)), "Green: nothing to do: 10 % of the buffer used, 50 % of the path done, burn rate 0.20; 9 of 10 d left");
        assert_eq!(sentence(&buffer(0.0, 1.0, 10.0)), "The declared path has no buffer");
    }
}
