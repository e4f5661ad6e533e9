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
    chart.zones(buffer.zones, &mut scene);
    chart.axes(&mut scene);
    chart.dots(&dots, &mut scene);
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

    fn zones(&self, zones: Zones, scene: &mut Scene) {
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
        for (words, lower, upper, align) in named {
            self.name(words, lower, upper, align, scene);
        }
    }

    /// Writes what a zone means into it, at the end where there is more room. A zone too narrow for all
    /// of the words, which lie level while it climbs, gets its colour only.
    fn name(&self, words: &str, lower: (f64, f64), upper: (f64, f64), align: Align, scene: &mut Scene) {
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
        scene.text(at(x, f64::midpoint(bottom, ceiling)), shown, SMALL, Weight::Semibold, align, Role::OnHeat);
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

    fn dots(&self, dots: &[Dot], scene: &mut Scene) {
        let points: Vec<_> = dots.iter().map(|d| self.place(d.chain_pct, d.buffer_pct)).collect();
        if points.len() > 1 {
            scene.line(points.clone(), Stroke::solid(Role::OnHeat, 1.5));
        }
        let last = points.len().saturating_sub(1);
        for (i, (dot, p)) in dots.iter().zip(points).enumerate() {
            let radius = if i == last { 7.0 } else { 4.0 };
            scene.shapes.push(Shape::Circle { center: p, radius, fill: Some(Role::OnHeat), stroke: Some(Stroke::solid(Role::Panel, 2.0)) });
            if i == last {
                // On a plate of its own, so that it reads on every zone, and inside the chart.
                let words = text::elide_end(&dot.label, SMALL, Weight::Semibold, self.area.w - 24.0);
                let wide = text::width(&words, SMALL, Weight::Semibold) + 14.0;
                let x = (p.x + 14.0).min(self.area.right() - wide - 4.0).max(self.area.x + 4.0);
                let y = if p.y - 34.0 < self.area.y { p.y + 12.0 } else { p.y - 34.0 };
                let plate = Rect::new(x, y.min(self.area.bottom() - 24.0), wide, 22.0);
                scene.fill(plate, 4.0, Role::Panel);
                scene.text(at(plate.x + 7.0, plate.center().y), words, SMALL, Weight::Semibold, Align::Left, Role::Text);
            } else if !dot.label.is_empty() {
                scene.text(at(p.x, p.y - 11.0), dot.label.clone(), SMALL, Weight::Regular, Align::Center, Role::OnHeat);
            }
        }
    }
}

/// The dot of a buffer as of a day, for the trail of a later one.
pub fn dot(buffer: &Buffer, label: String) -> Option<Dot> {
    buffer.used_pct().map(|used| Dot { label, chain_pct: buffer.chain_pct(), buffer_pct: used })
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
    fn it_says_what_to_do() {
        assert_eq!(sentence(&buffer(5.0, 5.0, 0.0)), "Red: carry out the recovery: 100 % of the buffer used, 0 % of the path done; 0 of 5 d left");
        assert_eq!(sentence(&buffer(10.0, 1.0, 10.0)), "Green: nothing to do: 10 % of the buffer used, 50 % of the path done, burn rate 0.20; 9 of 10 d left");
        assert_eq!(sentence(&buffer(0.0, 1.0, 10.0)), "The declared path has no buffer");
    }
}
