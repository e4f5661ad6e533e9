//! How links are led: past the bars and brackets of the rows between, around the words beside bars
//! where that is no long way.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::analysis::hand::What;
use slipway::model::read_plan;
use slipway::model::value::Date;
use slipway::scene::axis::TimeAxis;
use slipway::scene::gantt::{Arranged, Gantt, LinkLine, Look, Names, Rows, span};
use slipway::scene::{Rect, Shape};
use std::fmt::Write as _;

/// A line, its segments as thin rectangles.
fn segments(line: &LinkLine) -> Vec<Rect> {
    let one = |ends: &[slipway::scene::Point]| {
        let (a, b) = (ends[0], ends[1]);
        assert!(a.x == b.x || a.y == b.y, "at right angles: {:?}", line.points);
        Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
    };
    line.points.windows(2).map(one).collect()
}

fn meet(a: &Rect, b: &Rect) -> bool {
    a.x < b.right() && a.right() > b.x && a.y < b.bottom() && a.bottom() > b.y
}

/// The bar or bracket of a row, a little smaller than it is drawn.
fn solid(gantt: &Gantt<'_>, row: usize) -> Option<Rect> {
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let top = row as f64 * gantt.look.row;
    match gantt.rows.rows[row].what {
        What::Task(task) => {
            let r = gantt.bar(task, top).rect;
            Some(Rect::new(r.x + 0.5, r.y + 0.5, (r.w - 1.0).max(0.1), r.h - 1.0))
        }
        What::Section(_) => {
            let dates = gantt.rows.outline.tasks_in(gantt.rows.rows[row].line).map(|t| (gantt.schedule.dates[t].start, gantt.schedule.dates[t].finish));
            let (a, b) = dates.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
            Some(Rect::new(gantt.axis.x(a) + 0.5, top + 9.5, gantt.axis.x(b) - gantt.axis.x(a) - 1.0, 8.0))
        }
    }
}

/// Some tasks in sections and summaries, linked in every way.
fn plan() -> impl Strategy<Value = String> {
    let task = (0_u32..20, 0_u32..9, 0_usize..4, prop::bool::weighted(0.15), prop::collection::vec((0_usize..16, 0_usize..4), 0..3));
    prop::collection::vec(task, 4..16).prop_map(|tasks| {
        let mut text = String::from("(meta: (status_date: \"2024-03-04\"), settings: (calendar: \"all\"), calendars: [(id: \"all\", weekend: [])],");
        text.push_str("sections: [(id: \"s0\", title: \"One\"), (id: \"s1\", title: \"Two\"), (id: \"s2\", title: \"Three\")], tasks: [");
        text.push_str("(id: \"sum\", title: \"A summary\", kind: Summary, section: \"s1\"),");
        for (i, (start, days, place, milestone, links)) in tasks.iter().enumerate() {
            let (first, kind) = (start % 28 + 1, if *milestone { "kind: Milestone, duration: \"0d\"" } else { "" });
            let length = if *milestone { String::new() } else { format!("duration: \"{}d\"", days + 1) };
            let within = if *place == 3 { "section: \"s1\", parent: \"sum\"".to_owned() } else { format!("section: \"s{place}\"") };
            let mut after: Vec<usize> = Vec::new();
            let mut list = String::new();
            for (pred, how) in links.iter().filter(|(p, _)| *p < i) {
                if !after.contains(pred) {
                    after.push(*pred);
                    let _ = write!(list, "\"t{pred} {}\",", ["FS-30d", "SS-30d", "FF-30d", "SF-30d"][*how]);
                }
            }
            let _ = write!(text, "(id: \"t{i}\", title: \"Task {i} with a name\", start: \"2024-03-{first:02}\", {within}, {kind}{length}, after: [{list}]),");
        }
        text.push_str("])");
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_runs_through_what_it_passes(text in plan(), width in 200.0..1500.0_f64, names in 0_usize..3, folded in prop::bool::ANY) {
        let origin = read_plan(&text).expect("a plan");
        prop_assert!(origin.problems.is_empty(), "{:?} in {text}", origin.problems);
        let analysis = Analysis::of(&origin.plan);
        let mut arranged = Arranged::default();
        if folded {
            arranged.folded.extend(origin.plan.sections.iter().next().map(|(key, _)| key));
        }
        let rows = Rows::arranged(&analysis, &arranged, &|_| None);
        let (from, to) = span(&analysis);
        let look = Look { names: [Names::None, Names::Milestones, Names::Titles][names], ..Look::default() };
        let gantt = Gantt::still(&analysis, &rows, TimeAxis::fitting(from, to, width), &look);
        let lines = gantt.link_lines(&(0..rows.rows.len()));
        for line in &lines {
            let (one, other) = (rows.row(line.pred).expect("it is shown"), rows.row(line.joint.succ).expect("it is shown"));
            for row in (0..rows.rows.len()).filter(|r| *r != one && *r != other) {
                let Some(rect) = solid(&gantt, row) else { continue };
                for segment in segments(line) {
                    prop_assert!(!meet(&segment, &rect), "row {row} at {rect:?}: {:?} of {text}", line.points);
                }
            }
            let (a, b) = (gantt.bar(line.pred, 0.0).rect, gantt.bar(line.joint.succ, 0.0).rect);
            let ends = (line.points[0].x, line.points[line.points.len() - 1].x);
            let at = |x: f64, r: &Rect| (x - r.x).abs() < 1e-6 || (x - r.right()).abs() < 1e-6;
            prop_assert!(at(ends.0, &a) && at(ends.1, &b), "it joins two ends");
        }
    }
}

/// A line that would run through the words beside a bar.
const WORDS: &str = r#"(meta: (status_date: "2024-03-04"), settings: (calendar: "all"), calendars: [(id: "all", weekend: [])], tasks: [
    (id: "a", title: "First", start: "2024-03-04", duration: "6d"),
    (id: "b", title: "In between them all", start: "2024-03-06", duration: "3d"),
    (id: "c", title: "Last", after: ["a"], duration: "2d"),
    (id: "d", title: "Ends with it", start: "2024-03-04", after: ["c FF"], duration: "5d")])"#;

#[test]
fn lines_go_around_words_beside_bars() {
    let origin = read_plan(WORDS).expect("a plan");
    let analysis = Analysis::of(&origin.plan);
    let rows = Rows::of(&analysis);
    let (from, to) = span(&analysis);
    let look = Look { names: Names::Titles, ..Look::default() };
    let gantt = Gantt::still(&analysis, &rows, TimeAxis::fitting(from, to + 6 * 1440, 900.0), &look);
    let lines = gantt.link_lines(&(0..4));
    assert_eq!(lines.len(), 2);
    let chart = gantt.chart(0..4);
    let words = chart.shapes.iter().filter_map(|s| match s {
        Shape::Text { at, text, size, weight, .. } => {
            Some((text.clone(), Rect::new(at.x, at.y - 5.0, slipway::scene::text::width(text, *size, *weight), 10.0)))
        }
        _ => None,
    });
    let words: Vec<(String, Rect)> = words.collect();
    assert_eq!(words.len(), 4, "{words:?}");
    for (text, rect) in &words {
        for line in &lines {
            assert!(!segments(line).iter().any(|s| meet(s, rect)), "\"{text}\" at {rect:?}: {:?}", line.points);
        }
    }
    // Without words the straight way is taken: it would have run through them.
    let bare = Look { names: Names::None, ..Look::default() };
    let plain = Gantt { look: &bare, ..gantt }.link_lines(&(0..4));
    assert!(words.iter().any(|(_, rect)| plain.iter().any(|l| segments(l).iter().any(|s| meet(s, rect)))), "the test has something to show");
}

#[test]
fn ten_thousand_on_one_day_lie_beside_each_other() {
    let tasks: String = (0..10_000)
        .map(|i| format!("(id: \"t{i}\", title: \"Task {i}\", start: \"2024-03-04\", duration: \"{}\"),", if i % 7 == 0 { "0d" } else { "1d" }))
        .collect();
    let origin = read_plan(&format!("(meta: (status_date: \"2024-03-04\"), tasks: [{tasks}])")).expect("a plan");
    let analysis = Analysis::of(&origin.plan);
    let rows = Rows::of(&analysis);
    assert_eq!(rows.rows.len(), 10_000);
    let day = Date::parse("2024-03-04").expect("a day").minute();
    for names in [Names::Milestones, Names::Titles] {
        let look = Look { names, ..Look::default() };
        for (width, from, to) in [(1200.0, day, day + 1440), (1200.0, day - 400_000, day + 400_000), (60.0, day, day + 1)] {
            let gantt = Gantt::still(&analysis, &rows, TimeAxis::fitting(from, to, width), &look);
            let scene = gantt.chart(0..10_000);
            // Words stand in the middle of their rows: no two in one row, none beside the chart.
            let mut heights: Vec<f64> = Vec::new();
            for shape in &scene.shapes {
                if let Shape::Text { at, text, size, .. } = shape {
                    assert!(at.y > 0.0 && at.y < scene.height && at.x > -400.0 && at.x <= width && *size > 5.0, "{text} at {at:?}");
                    heights.push((at.y / look.row).floor());
                }
            }
            let count = heights.len();
            heights.dedup();
            assert_eq!(heights.len(), count, "one label a row");
            let bars: Vec<Rect> = (0..10_000).filter_map(|row| solid(&gantt, row)).collect();
            assert!(bars.windows(2).all(|w| !meet(&w[0], &w[1])), "no bar lies on its neighbour");
            let table = gantt.table(0..10_000, 300.0);
            assert!(table.shapes.len() >= 10_000 && gantt.header().shapes.len() < 500);
        }
    }
    let page = slipway::scene::gantt::pages(&analysis, &slipway::scene::gantt::PageOptions::default());
    assert_eq!(page.len(), 1);
}
