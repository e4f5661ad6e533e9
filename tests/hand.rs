//! The hand on the timeline as values: where a drag lands at every zoom, links and circles, rows typed,
//! pasted and taken up and down.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::analysis::hand::{self, Column, Grip, Held, Joint, Outline, Step, typed};
use slipway::edit::Edit;
use slipway::model::value::{Date, LinkKind};
use slipway::model::{Plan, read_plan};
use slipway::scene::axis::TimeAxis;
use std::collections::BTreeSet;

fn plan(text: &str) -> Analysis {
    let origin = read_plan(text).expect("a plan");
    assert!(origin.problems.is_empty(), "{:?}", origin.problems);
    Analysis::of(&origin.plan)
}

fn after(analysis: &Analysis, edit: Edit) -> Analysis {
    let (plan, _) = edit.made(&analysis.plan).expect("an edit that can be made");
    Analysis::of(&plan)
}

fn place(analysis: &Analysis, id: &str) -> usize {
    analysis.schedule.net.find(id).unwrap_or_else(|| panic!("no {id}"))
}

fn start(analysis: &Analysis, id: &str) -> i64 {
    analysis.schedule.dates[place(analysis, id)].start
}

fn finish(analysis: &Analysis, id: &str) -> i64 {
    analysis.schedule.dates[place(analysis, id)].finish
}

fn day(text: &str) -> i64 {
    Date::parse(text).expect("a date").minute()
}

fn hold(analysis: &Analysis, id: &str, grip: Grip) -> Held {
    Held::take(analysis, place(analysis, id), &BTreeSet::new(), grip).expect("it can be held")
}

/// Work every hour of every day, so that no unit ends on a day off.
const ALWAYS: &str = r#"(meta: (status_date: "2024-01-01"), calendars: [(id: "all", hours: ["00:00-24:00"], weekend: [], hours_per_day: 24)],
    settings: (calendar: Some("all")), tasks: [(id: "a", title: "A", start: Some("2030-01-15"), duration: "40d", calendar: Some("all"))])"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// From a month a pixel to a minute a pixel: a drag by whole units lands on exactly that unit.
    #[test]
    fn a_drag_by_whole_units_lands_on_them(zoom in 0.0_f64..1.0, units in -25_i64..40, left in 0.0_f64..900.0, jitter in -0.45_f64..0.45) {
        let (month, minute) = ((1.0 / (30.0 * 1440.0_f64)).ln(), 1.0_f64.ln());
        let scale = (month + (minute - month) * zoom).exp();
        let from = day("2030-01-15");
        #[expect(clippy::cast_precision_loss, reason = "minutes of a century")]
        let axis = TimeAxis { left: from as f64 - left / scale, scale, width: 1200.0 };
        let step = axis.step();
        let wanted = step.shift(from, units);
        // Where the unit begins on the screen, and anywhere nearer to it than to the next.
        let nearest = step.minutes() * scale * jitter * if matches!(step, Step::Months(_)) { 0.8 } else { 1.0 };
        let pixels = axis.x(wanted) - axis.x(from) + nearest;
        let n = axis.units_moved(step, from, pixels);
        prop_assert_eq!(step.shift(from, n), wanted, "{:?} at {} px a day", step, axis.day_width());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// The same through the engine: the bar starts, or ends, at the very instant.
    #[test]
    fn a_bar_is_where_the_hand_put_it(n in 1_i64..200, grip in 0..2, step in prop_oneof![Just(Step::Minutes(1)), Just(Step::Minutes(15)), Just(Step::Minutes(60)), Just(Step::Days(1)), Just(Step::Days(7)), Just(Step::Months(1))]) {
        let analysis = plan(ALWAYS);
        let grip = if grip == 0 { Grip::Whole } else { Grip::End };
        let held = hold(&analysis, "a", grip);
        let from = held.instant();
        let asked = held.moved(&analysis, |at| step.shift(at, n), true);
        let next = after(&analysis, asked.edit.expect("it moves"));
        let now = if grip == Grip::End { finish(&next, "a") } else { start(&next, "a") };
        prop_assert_eq!(now, step.shift(from, n));
        if grip == Grip::Whole {
            prop_assert_eq!(finish(&next, "a") - now, finish(&analysis, "a") - start(&analysis, "a"), "its length stays");
        } else {
            prop_assert_eq!(start(&next, "a"), start(&analysis, "a"), "its start stays");
        }
    }

    /// What is shown while a bar is held is what letting go does.
    #[test]
    fn what_is_foreseen_comes_true(seed in 0_u64..200, task in 0_usize..60, n in -30_i64..30, grip in 0_usize..3) {
        let text = slipway::model::generate::plan_text(60, seed);
        let analysis = plan(&text);
        let grip = [Grip::Whole, Grip::End, Grip::Start][grip];
        if let Ok(held) = Held::take(&analysis, task, &BTreeSet::from([task, (task + 7) % 60]), grip) {
            let asked = held.moved(&analysis, |at| Step::Days(1).shift(at, n), true);
            if let Some(edit) = asked.edit {
                let (plan, ahead) = analysis.foresee(edit.clone()).expect("it can be made");
                let real = Analysis::of(&plan);
                prop_assert_eq!(&ahead.dates, &real.schedule.dates);
                // Held back where it was, nothing is asked for.
                let back = held.moved(&analysis, |at| at, true);
                prop_assert!(back.edit.is_none(), "{:?}", back.edit);
            }
        }
    }
}

const LINKED: &str = r#"(meta: (status_date: "2024-03-04"), tasks: [
    (id: "dev", title: "Build", start: Some("2024-03-04"), duration: "5d"),
    (id: "test", title: "Test", after: ["dev"], duration: "3d"),
    (id: "ship", title: "Ship", after: ["test"], duration: "1d"),
    (id: "free", title: "Write", start: Some("2024-03-06"), duration: "2d"),
    (id: "done", title: "Plan", status: Done, duration: "2d", actual_start: Some("2024-02-26"), actual_finish: Some("2024-02-27")),
    (id: "runs", title: "Draw", status: Active, pct: Some(50), actual_start: Some("2024-03-01"), duration: "4d")])"#;

#[test]
fn a_bar_before_its_links_is_pinned_and_says_so() {
    let analysis = plan(LINKED);
    let held = hold(&analysis, "test", Grip::Whole);
    let earlier = |at| Step::Days(1).shift(at, -3);
    let pinned = held.moved(&analysis, earlier, true);
    assert!(pinned.pins && pinned.words.starts_with("pins start to Fri 8 Mar: driven by Build"), "{}", pinned.words);
    let next = after(&analysis, pinned.edit.expect("it moves"));
    assert_eq!((Date::of_minute(start(&next, "test")), next.plan.tasks.records().nth(1).map(|t| t.pinned)), (Date::of_minute(day("2024-03-08")), Some(true)));
    // One key takes the pin away: it stays where its links let it.
    let free = held.moved(&analysis, earlier, false);
    assert!(free.pins && free.edit.is_none() && free.words.starts_with("starts Mon 11 Mar: driven by Build"), "{}", free.words);
    // Later needs no pin.
    let later = held.moved(&analysis, |at| Step::Days(1).shift(at, 2), true);
    assert!(!later.pins && later.words == "starts no earlier than Wed 13 Mar", "{}", later.words);
    // Back where its links let it, its own start goes again.
    let moved = after(&analysis, later.edit.expect("it moves"));
    let back = hold(&moved, "test", Grip::Whole).moved(&moved, |at| Step::Days(1).shift(at, -2), true);
    let back = after(&moved, back.edit.expect("it moves"));
    assert_eq!(back.plan.tasks.records().nth(1).map(|t| (t.start, t.pinned)), Some((None, false)));
}

#[test]
fn what_happened_does_not_move_and_says_why() {
    let analysis = plan(LINKED);
    let refused = |id: &str, grip| Held::take(&analysis, place(&analysis, id), &BTreeSet::new(), grip).expect_err("it stays");
    assert!(refused("done", Grip::Whole).contains("what happened does not move"));
    assert!(refused("runs", Grip::Whole).contains("drag its end"));
    let past = hold(&analysis, "free", Grip::Whole).moved(&analysis, |at| Step::Days(1).shift(at, -9), true);
    assert_eq!(past.words, "not before the status date, Mon 4 Mar");
    let next = after(&analysis, past.edit.expect("it moves to the status date"));
    assert_eq!(Date::of_minute(start(&next, "free")).to_string(), "2024-03-04");
    // What is under way ends later: what is left of it grows.
    let longer = hold(&analysis, "runs", Grip::End).moved(&analysis, |at| Step::Days(1).shift(at, 2), true);
    let next = after(&analysis, longer.edit.expect("it grows"));
    assert_eq!(finish(&next, "runs") - finish(&analysis, "runs"), 2 * 1440);
}

#[test]
fn bars_that_are_held_together_stay_together() {
    let analysis = plan(LINKED);
    let held = Held::take(&analysis, place(&analysis, "dev"), &["dev", "test", "free"].map(|id| place(&analysis, id)).into(), Grip::Whole).expect("held");
    let asked = held.moved(&analysis, |at| Step::Days(7).shift(at, 1), true);
    let next = after(&analysis, asked.edit.expect("they move"));
    for id in ["dev", "test", "ship", "free"] {
        assert_eq!(start(&next, id) - start(&analysis, id), 7 * 1440, "{id}");
    }
    let test = next.plan.tasks.records().nth(1).expect("it is there");
    assert_eq!(test.start, None, "what follows by itself gets no date of its own");
}

#[test]
fn circles_are_named_before_they_exist() {
    let analysis = plan(LINKED);
    let (dev, test, ship, free) = (place(&analysis, "dev"), place(&analysis, "test"), place(&analysis, "ship"), place(&analysis, "free"));
    let refused = hand::with_link(&analysis, ship, dev, LinkKind::FinishToStart).expect_err("a circle");
    assert_eq!(refused, "That would be a circle: Build → Test → Ship → Build");
    assert!(hand::with_link(&analysis, dev, dev, LinkKind::FinishToStart).expect_err("itself").contains("cannot wait for itself"));
    assert!(hand::with_link(&analysis, dev, test, LinkKind::FinishToStart).expect_err("twice").contains("already"));
    // The link that is taken off may lie on the way.
    let moved = hand::relinked(&analysis, Joint { succ: test, place: 0 }, ship, dev, LinkKind::StartToStart);
    assert!(moved.is_ok(), "{moved:?}");
    let linked = after(&analysis, hand::with_link(&analysis, test, free, LinkKind::FinishToFinish).expect("a link"));
    assert_eq!(linked.plan.tasks.records().nth(3).map(|t| t.after[0].to_string()), Some("test FF".into()));
    assert!(hand::chained(&linked, &[free, dev]).expect_err("together").contains("circle"));
    let chain = after(&analysis, hand::chained(&analysis, &[ship, free]).expect("a chain"));
    assert!(start(&chain, "free") >= finish(&chain, "ship"));
    assert!(hand::unlinked(&analysis, Joint { succ: test, place: 0 }).is_some());
}

#[test]
fn cells_are_read_as_people_write() {
    let text = LINKED.replacen("tasks:", r#"teams: [(id: "web", name: "Web team")], people: [(id: "ana", name: "Ana Diaz"), (id: "ben", name: "Ben")], sections: [(id: "s", title: "Late work")], tasks:"#, 1);
    let analysis = plan(&text);
    let told = |id: &str, column, said: &str| {
        let task = place(&analysis, id);
        let edit = typed(&analysis, task, column, said).unwrap_or_else(|e| panic!("{said}: {e}")).edit;
        let next = edit.map_or_else(|| analysis.clone(), |e| after(&analysis, e));
        column.cell(&next, &next.schedule, task, None)
    };
    for (id, column, said, cell) in [
        ("free", Column::Start, "fri", "Fri 8 Mar"),
        ("free", Column::Finish, "15 mar", "Fri 15 Mar"),
        ("free", Column::Duration, "2 weeks", "2 w"),
        ("free", Column::Duration, "4", "4 d"),
        ("free", Column::Progress, "40 %", "40 %"),
        ("free", Column::Predecessors, "Build SS+2d, test", "dev SS+2d, test"),
        ("free", Column::Team, "web team", "Web team"),
        ("free", Column::People, "Ana Diaz 50 %, ben", "Ana Diaz 50 %, Ben"),
        ("free", Column::Section, "late work", "Late work"),
        ("free", Column::Status, "blocked", "Blocked"),
        ("free", Column::Kind, "mile", "Milestone"),
        ("free", Column::Deadline, "2024-04-01", "Mon 1 Apr"),
        ("free", Column::Id, "words", "words"),
        ("free", Column::Title, "Write it down", "Write it down"),
    ] {
        assert_eq!(told(id, column, said), cell, "{column:?} {said}");
    }
    for (column, said, why) in [
        (Column::Start, "soonish", "is not a date"),
        (Column::Duration, "3 moons", "duration"),
        (Column::Progress, "140", "outside 0 to 100"),
        (Column::Predecessors, "bild", "did you mean"),
        (Column::Predecessors, "free", "cannot wait for itself"),
        (Column::Team, "wbe", "did you mean"),
        (Column::Status, "maybe", "not started, active, done"),
        (Column::TotalFloat, "3", "computed"),
        (Column::Id, "test", "test"),
    ] {
        let refused = typed(&analysis, place(&analysis, "free"), column, said).expect_err(said);
        assert!(refused.contains(why), "{said}: {refused}");
    }
    assert!(typed(&analysis, place(&analysis, "dev"), Column::Predecessors, "ship").expect_err("a circle").contains("Build → Test → Ship → Build"));
    // A start that links do not allow is taken, and says how to pin it.
    let early = typed(&analysis, place(&analysis, "test"), Column::Start, "5 mar").expect("a date");
    assert!(early.note.expect("a note").contains("add !"));
    let pinned = typed(&analysis, place(&analysis, "test"), Column::Start, "5 mar!").expect("a date");
    let next = after(&analysis, pinned.edit.expect("a pin"));
    assert_eq!(Date::of_minute(start(&next, "test")).to_string(), "2024-03-05");
}

#[test]
fn ids_that_only_count_give_way_to_names() {
    let analysis = plan(r#"(tasks: [(id: "task-1", title: "New task"), (id: "b", after: ["task-1"]), (id: "load-test", title: "x")])"#);
    let next = after(&analysis, typed(&analysis, 0, Column::Title, "Load test!").expect("a title").edit.expect("a change"));
    let ids: Vec<&str> = next.plan.tasks.records().map(|t| t.id.as_str()).collect();
    assert_eq!((ids, next.plan.tasks.records().nth(1).map(|t| t.after[0].pred.as_str())), (vec!["load-test-2", "b", "load-test"], Some("load-test-2")));
}

fn outline(analysis: &Analysis) -> (Outline, String) {
    let outline = Outline::of(&analysis.plan, &analysis.schedule.net);
    let said = outline.lines.iter().map(|l| {
        let name = match l.what {
            hand::What::Section(s) => format!("#{}", analysis.plan.sections.records().nth(s).expect("a section").title),
            hand::What::Task(t) => analysis.schedule.net.records[t].id.clone(),
        };
        format!("{}{name}", ".".repeat(usize::from(l.level)))
    });
    let said = said.collect::<Vec<_>>().join(" ");
    (outline, said)
}

const ROWS: &str = r#"(sections: [(id: "s", title: "S"), (id: "e", title: "E")], tasks: [
    (id: "a", section: Some("s")), (id: "b", section: Some("s")), (id: "c", section: Some("s")), (id: "d", section: Some("e"))])"#;

#[test]
fn rows_go_down_and_up_a_level_and_back() {
    let analysis = plan(ROWS);
    let (lines, said) = outline(&analysis);
    assert_eq!(said, "#S .a .b .c #E .d");
    let down = after(&analysis, hand::demoted(&analysis, &lines, &[2, 3].into()).expect("below a"));
    let (lines, said) = outline(&down);
    assert_eq!(said, "#S .a ..b ..c #E .d");
    let deeper = after(&down, hand::demoted(&down, &lines, &[3].into()).expect("below b"));
    assert_eq!(outline(&deeper).1, "#S .a ..b ...c #E .d");
    let up = after(&down, hand::promoted(&down, &lines, &[2].into()).expect("out of a"));
    assert_eq!(outline(&up).1, "#S .a ..c .b #E .d");
    let (lines, _) = outline(&up);
    let all_up = after(&up, hand::promoted(&up, &lines, &[2].into()).expect("out of a"));
    assert_eq!(outline(&all_up).1, "#S .a .c .b #E .d");
    assert_eq!(all_up.plan.tasks.records().next().map(|t| t.kind), Some(slipway::model::records::TaskKind::Task), "a summary of nothing is a task again");
    // A row without links becomes a heading, and a heading a summary.
    let (lines, _) = outline(&analysis);
    let heading = after(&analysis, hand::promoted(&analysis, &lines, &[2].into()).expect("a section"));
    assert_eq!(outline(&heading).1, "#S .a # .c #E .d");
    let (lines, _) = outline(&heading);
    let summary = after(&heading, hand::demoted(&heading, &lines, &[4].into()).expect("a summary"));
    assert_eq!(outline(&summary).1, "#S .a # .c .e ..d");
    assert!(hand::demoted(&analysis, &outline(&analysis).0, &[1].into()).expect_err("nothing above").contains("no row above"));
    assert!(hand::promoted(&analysis, &outline(&analysis).0, &[0].into()).expect_err("the top").contains("top already"));
}

#[test]
fn rows_are_put_in_other_places_and_sections() {
    let analysis = plan(ROWS);
    let (lines, _) = outline(&analysis);
    let put = |rows: &[usize], before| {
        let edit = hand::placed(&analysis, &lines, &rows.iter().copied().collect(), before).expect("it may");
        edit.map_or_else(|| "nothing".to_owned(), |e| outline(&after(&analysis, e)).1)
    };
    assert_eq!(put(&[1], 3), "#S .b .a .c #E .d");
    assert_eq!(put(&[1, 3], 6), "#S .b #E .d .a .c");
    assert_eq!(put(&[5], 1), "#S .d .a .b .c #E");
    assert_eq!(put(&[2], 5), "#S .a .c #E .b .d");
    assert_eq!(put(&[4], 0), "#E .d #S .a .b .c");
    assert_eq!(put(&[1], 1), "nothing");
}

#[test]
fn rows_come_from_a_spreadsheet_and_go_to_one() {
    let analysis = plan(ROWS);
    let (lines, _) = outline(&analysis);
    let text = "Task name\tDuration\tStart\tPredecessors\tSection\nDesign it\t5d\t2024-03-11\t\tNew part\nBuild it\t2 weeks\t\tDesign it SS+2d\tS\nShip it\t0d\t\tBuild it, nothing\tS\n";
    let pasted = hand::pasted(&analysis, &lines, Some(2), text).expect("rows");
    assert_eq!((pasted.tasks, pasted.left_out.len()), (3, 1), "{:?}", pasted.left_out);
    assert!(pasted.left_out[0].starts_with("Row 4, predecessors: There is no task \"nothing\""), "{:?}", pasted.left_out);
    let next = after(&analysis, pasted.edit);
    let task = |id: &str| next.plan.tasks.records().find(|t| t.id == id).unwrap_or_else(|| panic!("no {id}")).clone();
    assert_eq!(task("build-it").after[0].to_string(), "design-it SS+2d");
    assert_eq!((task("build-it").duration.to_string(), task("ship-it").duration.to_string()), ("2w".into(), "0d".into()));
    assert_eq!(
        (task("design-it").section.as_deref(), outline(&next).1.as_str()),
        (Some("new-part"), "#S .a .b .build-it .ship-it .c #E .d #New part .design-it")
    );
    // Without headings every cell is what it looks like.
    let bare = hand::pasted(&analysis, &lines, None, "Load test\t3d\t15 mar 2024\t40%\tc\n\"Sign off\"\t1\n").expect("rows");
    let next = after(&analysis, bare.edit);
    let load = next.plan.tasks.records().find(|t| t.id == "load-test").expect("it is there").clone();
    assert_eq!((load.duration.to_string(), load.pct, load.after[0].pred.as_str()), ("3d".into(), Some(40.0), "c"));
    assert!(next.plan.tasks.records().any(|t| t.title == "Sign off"));
    assert!(hand::pasted(&analysis, &lines, None, " \n\t\n").is_err());
    let copied = hand::copied(&analysis, &[0, 1], &[Column::Title, Column::Duration], &|_| None);
    assert_eq!(copied, "Task\tDuration\na\t1d\nb\t1d\n");
}

#[test]
fn a_baseline_takes_the_place_of_another_which_is_kept() {
    let analysis = plan(LINKED);
    let once = after(&analysis, hand::baselined(&analysis));
    let rows = |a: &Analysis| a.plan.baseline.get().map(|b| b.tasks.len());
    assert_eq!((rows(&once), once.plan.past_baselines.len()), (Some(6), 0));
    let twice = after(&once, hand::baselined(&once));
    assert_eq!((rows(&twice), twice.plan.past_baselines.len()), (Some(6), 1));
    let text = read_plan("()").expect("nothing").write(&twice.plan);
    let again: Plan = read_plan(&text).expect("it reads back").plan.as_ref().clone();
    assert_eq!(again.past_baselines.records().next().map(|b| b.tasks.len()), Some(6));
}
