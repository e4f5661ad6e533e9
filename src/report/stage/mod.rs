//! What is presented in a meeting: slides as pictures, each with what it is and as of when. The same
//! for the whole screen and for a second window; nothing on them can be changed.

mod slides;

use super::pictures;
use crate::analysis::risk::RiskResult;
use crate::analysis::{Analysis, words};
use crate::model::Plan;
use crate::model::records::Risk;
use crate::model::value::Date;
use crate::scene::gantt::{PageOptions, Paper, pages};
use crate::scene::heat_map::{self, HeatMapInput, Mark};
use crate::scene::{Align, Point, Rect, Role, Scene, Weight, at, text};

/// A slide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slide {
    /// Are we all right?
    Status,
    /// Milestones and critical tasks.
    Timeline,
    /// The matrix, whole or with one risk in the light.
    Risks,
    /// How likely the date is.
    Forecast,
    /// The service graph.
    Dependencies,
    /// What is ready.
    Readiness,
    /// Release night.
    Runbook,
    /// Who gets it when.
    Rollout,
}

impl Slide {
    /// Every slide, in the order of the meeting; their place is their key.
    pub const ALL: [Self; 8] = [Self::Status, Self::Timeline, Self::Risks, Self::Forecast, Self::Dependencies, Self::Readiness, Self::Runbook, Self::Rollout];

    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Timeline => "Timeline",
            Self::Risks => "Risks",
            Self::Forecast => "Forecast",
            Self::Dependencies => "Dependencies",
            Self::Readiness => "Readiness",
            Self::Runbook => "Runbook",
            Self::Rollout => "Rollout",
        }
    }
}

/// How a slide is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// Which.
    pub slide: Slide,
    /// The risk in the light, by its place among the greatest.
    pub spotlight: Option<usize>,
    /// People's names are shown.
    pub names: bool,
    /// Movement since this day: the risks that moved up to here stand where they are, the others
    /// where they were; the last of them is on its way, 0 to 1.
    pub movement: Option<(Date, usize, f64)>,
}

/// Most risks that are stepped through.
const MOST: usize = 10;

/// The greatest risks, by position in the register: by expected loss, then by score.
pub fn greatest(a: &Analysis) -> Vec<usize> {
    let items = &a.risks.items;
    let mut order: Vec<usize> = (0..items.len()).filter(|i| items[*i].active).collect();
    let days = |i: usize| items[i].exposure_days.unwrap_or(-1.0);
    order.sort_by(|x, y| days(*y).total_cmp(&days(*x)).then_with(|| items[*y].score.cmp(&items[*x].score)).then_with(|| x.cmp(y)));
    order.truncate(MOST);
    order
}

/// The risks that moved since a day, by position among those of the matrix.
pub fn moved(a: &Analysis, since: Date) -> Vec<usize> {
    let input = pictures::heat_input_since(a, None, Some(since));
    (0..input.risks.len()).filter(|i| input.risks[*i].before.is_some_and(|b| b != (input.risks[*i].probability, input.risks[*i].impact))).collect()
}

/// The share of a slide's height that the banner takes.
const BANNER: f64 = 0.085;

/// A slide as a picture of a size.
pub fn picture(a: &Analysis, shown: &Shown, size: (f64, f64)) -> Scene {
    let (width, height) = (size.0.max(320.0), size.1.max(200.0));
    let mut scene = Scene::new(width, height, shown.slide.label());
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Ground);
    banner(&mut scene, &a.plan, shown);
    let area = area((width, height));
    match shown.slide {
        Slide::Status => slides::status(&mut scene, a, shown, area),
        Slide::Risks => risks(&mut scene, a, shown, area),
        Slide::Readiness => slides::readiness(&mut scene, a, area),
        Slide::Timeline => match pages(a, &PageOptions { paper: Paper::Slide, ..PageOptions::default() }).into_iter().next() {
            Some(page) if !a.plan.tasks.is_empty() => fit(&mut scene, &page, area),
            _ => slides::nothing(&mut scene, "This plan has no tasks", area),
        },
        Slide::Forecast => large(&mut scene, area, |size| pictures::forecast(a, Some(size))),
        Slide::Dependencies => fit(&mut scene, &pictures::dependencies(a), area),
        Slide::Runbook if a.plan.runbook.get().is_none() => slides::nothing(&mut scene, "This plan has no runbook", area),
        Slide::Runbook => fit(&mut scene, &pictures::runbook(a, None), area),
        Slide::Rollout if a.plan.rollout.is_empty() => slides::nothing(&mut scene, "This plan has no rollout", area),
        Slide::Rollout => large(&mut scene, area, |size| pictures::rollout(a, Some(size))),
    }
    scene
}

/// What is shown, of which plan, as of when.
fn banner(scene: &mut Scene, plan: &Plan, shown: &Shown) {
    let (width, height) = (scene.width, scene.height * BANNER);
    let (large, small) = (height * 0.46, height * 0.3);
    scene.fill(Rect::new(0.0, 0.0, width, height), 0.0, Role::Panel);
    scene.fill(Rect::new(0.0, height - 1.0, width, 1.0), 0.0, Role::Line);
    scene.text(at(width * 0.02, height / 2.0), shown.slide.label(), large, Weight::Semibold, Align::Left, Role::Text);
    let project = plan.meta.get().map_or("", |m| m.project.as_str());
    let version = plan.release.get().map_or("", |r| r.version.as_str());
    let as_of = format!("as of {}", words::day(plan.status_date(), Date::of_minute(0)));
    let said: Vec<&str> = [project, version, as_of.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
    let room = width * 0.96 - text::width(shown.slide.label(), large, Weight::Semibold) - 40.0;
    let words = text::elide(&said.join("  ·  "), small, Weight::Regular, room);
    scene.text(at(width * 0.98, height / 2.0), words, small, Weight::Regular, Align::Right, Role::Muted);
}

/// A picture as large as an area lets it be, in its middle.
fn fit(scene: &mut Scene, picture: &Scene, area: Rect) {
    let scale = (area.w / picture.width.max(1.0)).min(area.h / picture.height.max(1.0));
    let by = at(area.x + (area.w - picture.width * scale) / 2.0, area.y + (area.h - picture.height * scale) / 2.0);
    scene.place(&picture.scaled(scale), by);
}

/// A picture laid out for a smaller area and drawn larger, so that its type is read from afar.
fn large(scene: &mut Scene, area: Rect, draw: impl Fn((f64, f64)) -> Scene) {
    let scale = (area.w / 760.0).max(1.0);
    fit(scene, &draw((area.w / scale, area.h / scale)), area);
}

/// The matrix of a slide and its marks: the picture, and where each risk can be taken hold of.
pub fn matrix(a: &Analysis, shown: &Shown, area: Rect) -> (HeatMapInput, Rect, Vec<Mark>) {
    let lit = shown.spotlight.and_then(|k| greatest(a).get(k).copied());
    let mut input = pictures::heat_input_since(a, lit, None);
    input.largest = 3.2;
    if lit.is_some() {
        for risk in &mut input.risks {
            risk.dim = !risk.emphasis;
            if risk.dim {
                (risk.residual, risk.target) = (None, None);
            }
        }
    } else {
        // Arrows of many are for the one that is talked about.
        for risk in &mut input.risks {
            (risk.residual, risk.target) = (None, None);
        }
    }
    let grid = heat_map::grid(&input, (area.w, area.h));
    let grid = Rect::new(grid.x + area.x, grid.y + area.y, grid.w, grid.h);
    let Some((since, step, t)) = shown.movement else {
        let marks = heat_map::layout(&input, grid);
        return (input, grid, marks);
    };
    let moved = moved(a, since);
    let earlier = pictures::heat_input_since(a, lit, Some(since));
    let at_step = |input: &HeatMapInput, step: usize| {
        let mut at = input.clone();
        for (place, i) in moved.iter().enumerate() {
            if let (Some(risk), Some(before)) = (at.risks.get_mut(*i), earlier.risks.get(*i).and_then(|r| r.before)) {
                if place >= step {
                    (risk.probability, risk.impact) = before;
                }
                risk.emphasis = step > 0 && place + 1 == step;
            }
        }
        at
    };
    let near = a.plan.status_date();
    input.caption = format!("Movement from {} to {}, step {step} of {}", words::day(since, near), words::day(near, near), moved.len());
    let (from, to) = (at_step(&input, step.saturating_sub(1)), at_step(&input, step));
    let marks = heat_map::between(&heat_map::layout(&from, grid), &heat_map::layout(&to, grid), t);
    (to, grid, marks)
}

fn risks(scene: &mut Scene, a: &Analysis, shown: &Shown, area: Rect) {
    if !a.risks.items.iter().any(|r| r.active) {
        slides::nothing(scene, "No risk is active", area);
        return;
    }
    let (left, right) = parts(shown, area);
    if left.w > 0.0 {
        let (input, grid, marks) = matrix(a, shown, left);
        heat_map::around(scene, &input, left, grid);
        heat_map::body(scene, &input, grid, &marks);
    }
    if let Some((i, right)) = shown.spotlight.and_then(|k| greatest(a).get(k).copied()).zip(right) {
        if let (Some(risk), Some(result)) = (a.plan.risks.records().nth(i), a.risks.items.get(i)) {
            slides::risk(scene, a, (risk, result), shown, right);
        }
    } else if let Some((since, step, _)) = shown.movement {
        let words = movement_words(a, since, step);
        let size = area.h * 0.03;
        scene.text(
            at(area.right(), area.y + size * 0.4),
            text::elide_end(&words, size, Weight::Semibold, area.w * 0.6),
            size,
            Weight::Semibold,
            Align::Right,
            Role::Text,
        );
    }
}

/// The matrix, and the card beside it while a risk is in the light.
pub fn parts(shown: &Shown, area: Rect) -> (Rect, Option<Rect>) {
    if shown.spotlight.is_none() {
        return (area, None);
    }
    // Where there is little room the one that is talked about gets all of it.
    if area.w < 760.0 {
        return (Rect { w: 0.0, ..area }, Some(area));
    }
    let left = Rect::new(area.x, area.y, area.w * 0.56, area.h);
    (left, Some(Rect::new(left.right() + area.w * 0.02, area.y, area.w * 0.42, area.h)))
}

/// Where the pictures of a slide of a size lie.
pub fn area(size: (f64, f64)) -> Rect {
    let (width, height) = (size.0.max(320.0), size.1.max(200.0));
    let top = height * BANNER;
    Rect::new(width * 0.02, top + height * 0.015, width * 0.96, height - top - height * 0.03)
}

/// What moved in a step, in words.
pub fn movement_words(a: &Analysis, since: Date, step: usize) -> String {
    let moved = moved(a, since);
    let day = words::day(since, a.plan.status_date());
    if moved.is_empty() {
        return format!("Nothing moved since {day}");
    }
    let input = pictures::heat_input_since(a, None, Some(since));
    match step.checked_sub(1).and_then(|s| moved.get(s)).and_then(|i| input.risks.get(*i)) {
        None => format!("As it was on {day}; {} moved since", words::count(moved.len(), "risk")),
        Some(r) => {
            let score = |(p, i): (u32, u32)| p * i;
            format!("{} {}: {} to {} ({step} of {})", r.id, r.title, r.before.map_or(0, score), r.probability * r.impact, moved.len())
        }
    }
}

/// A risk and what follows from it.
type Pair<'a> = (&'a Risk, &'a RiskResult);

/// The risk under a point of the slide of risks, by its place among the greatest.
pub fn risk_at(a: &Analysis, shown: &Shown, size: (f64, f64), p: Point) -> Option<usize> {
    let (left, _) = parts(shown, area(size));
    if left.w <= 0.0 {
        return None;
    }
    let (_, _, marks) = matrix(a, shown, left);
    let mark = marks.iter().find(|m| m.rect.contains(p) && m.more.is_empty())?;
    let of_register = pictures::heat_risks(a).get(mark.risk).copied()?;
    greatest(a).iter().position(|i| *i == of_register)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;
    use crate::scene::Shape;

    fn analysis(text: &str) -> Analysis {
        let plan = read_plan(text).expect("a plan");
        assert_eq!(plan.problems, []);
        Analysis::of(&plan.plan)
    }

    const TWO: &str = r#"(schema_version: 1, meta: (project: "Portal", status_date: "2024-03-06"), risks: [
        (id: "R1", title: "Late supplier", probability: High, impact: High, probability_pct: 60, days: "2d..4d..6d", owner: "Ana Ruiz",
         reviews: [(on: "2024-02-28", probability: Low, impact: High), (on: "2024-03-06", probability: High, impact: High)]),
        (id: "R2", title: "Leave", probability: Medium, impact: High),
    ])"#;

    fn words(scene: &Scene) -> String {
        let texts = scene.shapes.iter().filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.as_str()) } else { None });
        texts.collect::<Vec<_>>().join("\n")
    }

    fn shown(slide: Slide) -> Shown {
        Shown { slide, spotlight: None, names: false, movement: None }
    }

    #[test]
    fn every_slide_says_what_it_is_and_as_of_when_and_stays_inside() {
        for text in [TWO, "(schema_version: 1)", include_str!("../../../assets/plans/customer-portal.ron")] {
            let a = analysis(text);
            for slide in Slide::ALL {
                for size in [(1280.0, 720.0), (1920.0, 1080.0), (640.0, 700.0)] {
                    let picture = picture(&a, &shown(slide), size);
                    let said = words(&picture);
                    assert!(said.contains(slide.label()) && said.contains("as of"), "{slide:?}: {said}");
                    for s in &picture.shapes {
                        if let Shape::Text { at, size: type_size, .. } = s {
                            assert!(at.x >= -1.0 && at.x <= size.0 + 1.0 && at.y >= 0.0 && at.y <= size.1 && *type_size > 0.0, "{slide:?} {size:?}: {s:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn names_are_hidden_until_they_are_asked_for() {
        let a = analysis(TWO);
        let lit = Shown { spotlight: Some(0), ..shown(Slide::Risks) };
        assert!(!words(&picture(&a, &lit, (1280.0, 720.0))).contains("Ana"));
        assert!(words(&picture(&a, &Shown { names: true, ..lit }, (1280.0, 720.0))).contains("Ana Ruiz"));
    }

    #[test]
    fn movement_is_stepped_from_then_to_now() {
        let a = analysis(TWO);
        let since = Date::parse("2024-02-28").expect("a date");
        assert_eq!(moved(&a, since), [0]);
        assert_eq!(
            (movement_words(&a, since, 0), movement_words(&a, since, 1)),
            ("As it was on Wed 28 Feb; 1 risk moved since".into(), "R1 Late supplier: 3 to 9 (1 of 1)".into())
        );
        let place = |step, t| {
            let shown = Shown { movement: Some((since, step, t)), ..shown(Slide::Risks) };
            let (_, _, marks) = matrix(&a, &shown, Rect::new(0.0, 0.0, 900.0, 600.0));
            marks.iter().find(|m| m.risk == 0).map(|m| m.rect.y).expect("marked")
        };
        assert!(place(0, 1.0) > place(1, 0.5) && place(1, 0.5) > place(1, 1.0), "it rises");
        assert!((place(0, 1.0) - place(1, 0.0)).abs() < 1e-9);
    }

    #[test]
    fn a_mark_that_is_clicked_comes_into_the_light() {
        let a = analysis(TWO);
        let (_, _, marks) = matrix(&a, &shown(Slide::Risks), area((1280.0, 720.0)));
        let found: Vec<_> = marks.iter().map(|m| risk_at(&a, &shown(Slide::Risks), (1280.0, 720.0), m.rect.center())).collect();
        assert_eq!(found, [Some(1), Some(0)], "marks from the lower left, the greatest first");
        assert_eq!(risk_at(&a, &shown(Slide::Risks), (1280.0, 720.0), at(0.0, 0.0)), None);
    }
}
