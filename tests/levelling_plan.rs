//! Levelling a plan: who moves and why, what never moves, and what stays over.

use slipway::analysis::Analysis;
use slipway::analysis::levelling::{Options, Pace, Proposal};
use slipway::edit::Document;
use slipway::model::{Origin, read_plan};

fn origin(people: &str, tasks: &str) -> Origin {
    let text = format!("(meta: (project: \"P\", status_date: \"2024-03-04\"), {people} tasks: [{tasks}])");
    let origin = read_plan(&text).expect("a plan");
    assert!(origin.problems.is_empty(), "{:?}", origin.problems);
    origin
}

fn level(origin: &Origin, options: &Options) -> (Analysis, Proposal) {
    let analysis = Analysis::of(&origin.plan);
    let proposal = analysis.levelled(options, &mut |_| Pace::GoOn).expect("not stopped");
    // What is proposed is what the engine computes of the plan with the moves made.
    let after = Analysis::of(&proposal.plan);
    for (a, b) in after.schedule.dates.iter().zip(&proposal.schedule.dates) {
        assert_eq!((a.start, a.finish), (b.start, b.finish));
    }
    assert!(analysis.schedule.dates.iter().zip(&after.schedule.dates).all(|(a, b)| b.start >= a.start), "nothing moves to an earlier day");
    (analysis, proposal)
}

fn moves(p: &Proposal) -> Vec<(String, String, f64, String)> {
    p.moves.iter().map(|m| (m.title.clone(), m.start.to_string(), m.delay_days, m.why.clone())).collect()
}

const ANN: &str = r#"people: [(id: "ann", name: "Ann")],"#;

#[test]
fn the_task_with_float_waits_for_the_person() {
    let tasks = r#"
        (id: "a", title: "Long", duration: "3d", people: [(id: "ann")]),
        (id: "b", title: "Behind it", duration: "5d", after: ["a"]),
        (id: "c", title: "Short", duration: "2d", people: [(id: "ann")])"#;
    let origin = origin(ANN, tasks);
    let (_, p) = level(&origin, &Options::default());
    assert_eq!(moves(&p), [("Short".to_owned(), "2024-03-07".to_owned(), 3.0, "Ann is full in 2024-W10".to_owned())]);
    assert_eq!(p.finish.0, p.finish.1, "the end stays");
    assert_eq!((p.before.len(), p.after.len()), (1, 0));
    assert_eq!((p.before[0].name.as_str(), p.before[0].worst_pct), ("Ann", 200.0));
    let (_, within) = level(&origin, &Options { within_float: true, ..Options::default() });
    assert_eq!(moves(&within), moves(&p));
}

#[test]
fn within_float_the_end_stays_and_what_is_left_is_told() {
    let tasks = r#"
        (id: "a", title: "A", duration: "3d", people: [(id: "ann")]),
        (id: "c", title: "C", duration: "3d", people: [(id: "ann")])"#;
    let origin = origin(ANN, tasks);
    let (_, p) = level(&origin, &Options { within_float: true, ..Options::default() });
    assert!(p.moves.is_empty() && p.after == p.before && p.edit().is_none());
    let (_, p) = level(&origin, &Options::default());
    assert_eq!((p.moves.len(), p.after.len()), (1, 0));
    assert!(p.finish.1 > p.finish.0);
}

#[test]
fn half_a_day_ends_where_the_next_begins() {
    let tasks = r#"
        (id: "a", title: "A", duration: "4h", people: [(id: "ann")]),
        (id: "b", title: "B", duration: "1d", people: [(id: "ann", fte: 0.5)]),
        (id: "c", title: "C", duration: "1d", people: [(id: "ann", fte: 0.5)]),
        (id: "d", title: "Then", duration: "1d", after: ["a"])"#;
    let (_, p) = level(&origin(ANN, tasks), &Options::default());
    assert!(p.after.is_empty());
    let starts: Vec<&str> = p.moves.iter().map(|m| m.title.as_str()).collect();
    assert_eq!(starts, ["B", "C"], "the other half days run side by side behind A");
    assert!(p.moves.iter().all(|m| m.start.to_string() == "2024-03-04T13:00"), "{:?}", moves(&p));
}

#[test]
fn running_pinned_and_fixed_tasks_never_move() {
    let tasks = r#"
        (id: "run", title: "Running", status: Active, actual_start: "2024-03-01", duration: "4d", pct: 25, people: [(id: "ann")]),
        (id: "pin", title: "Pinned", start: "2024-03-07", pinned: true, duration: "2d", people: [(id: "ann")]),
        (id: "must", title: "Fixed", duration: "1d", constraint: MustStartOn("2024-03-12"), people: [(id: "ann")]),
        (id: "free", title: "Free", duration: "2d", people: [(id: "ann")])"#;
    let (_, p) = level(&origin(ANN, tasks), &Options::default());
    // Running to Wednesday, pinned Thursday and Friday, fixed on the second Tuesday: two days in
    // one piece are free from that Wednesday on.
    assert_eq!(moves(&p), [("Free".to_owned(), "2024-03-13".to_owned(), 7.0, "Ann is full in 2024-W10".to_owned())]);
    assert!(p.after.is_empty(), "{:?}", p.after);
}

#[test]
fn leave_and_freezes_are_kept() {
    let people = r#"people: [(id: "ann", name: "Ann", leave: [(from: "2024-03-05", to: "2024-03-06")])],
        freezes: [(id: "f", from: "2024-03-07T00:00+00:00", to: "2024-03-08T00:00+00:00", scope: All, reason: "Audit")],"#;
    let (_, p) = level(&origin(people, r#"(id: "a", title: "A", role: Staging, duration: "2d", people: [(id: "ann")])"#), &Options::default());
    assert_eq!(p.moves.len(), 1, "{:?}", p.before);
    assert_eq!(moves(&p)[0].1, "2024-03-08", "behind the leave and the freeze");
}

#[test]
fn a_team_takes_as_much_as_it_has_people() {
    let team = r#"teams: [(id: "t", name: "Team", people_count: 2, focus_factor: 1.0)],"#;
    let task = |id: &str, effort: u32| format!("(id: \"{id}\", title: \"{id}\", duration: \"2d\", team: \"t\", effort_pd: {effort}),");
    let (_, p) = level(&origin(team, &[task("a", 2), task("b", 2), task("c", 2), task("d", 6)].concat()), &Options::default());
    // Two beside each other; the one that asks for three people is alone, and is told.
    assert_eq!(p.moves.len(), 2, "{:?}", moves(&p));
    assert!(p.after.iter().all(|o| (o.name.as_str(), o.worst_pct, o.tasks.as_slice()) == ("Team", 150.0, [3].as_slice())), "{:?}", p.after);
    assert!(!p.after.is_empty());
}

#[test]
fn the_moves_are_one_step_that_undo_takes_back() {
    let tasks = (0..12)
        .map(|i| format!("(id: \"t{i}\", title: \"T{i}\", duration: \"{}d\", people: [(id: \"ann\", fte: 0.{})]),", 1 + i % 3, 4 + i % 5))
        .collect::<String>();
    let origin = origin(ANN, &tasks);
    let (_, p) = level(&origin, &Options::default());
    assert!(p.moves.len() > 5 && p.after.is_empty());
    let mut document = Document::new(origin.clone(), None);
    let before = document.text();
    document.apply(p.edit().expect("moves"), false);
    assert_eq!(Analysis::of(document.plan()).schedule.finish, p.finish.1);
    assert!(document.plan().tasks.records().eq(p.plan.tasks.records()));
    document.undo();
    assert_eq!(document.text(), before);
    assert!(document.plan().same(&origin.plan));
    let again = level(&origin, &Options::default()).1;
    assert_eq!(again.moves, p.moves, "the same seed gives the same moves");
}

#[test]
fn a_plan_without_people_and_a_stop_give_nothing() {
    let origin = origin("", r#"(id: "a", title: "A"), (id: "b", title: "B")"#);
    let (_, p) = level(&origin, &Options::default());
    assert!(!p.asked && p.moves.is_empty() && p.edit().is_none());
    let crowd = self::origin(ANN, r#"(id: "a", title: "A", people: [(id: "ann")]), (id: "b", title: "B", people: [(id: "ann")])"#);
    assert!(Analysis::of(&crowd.plan).levelled(&Options::default(), &mut |_| Pace::Stop).is_none());
}

#[test]
fn the_samples_level() {
    for text in [include_str!("../assets/plans/customer-portal.ron"), include_str!("../assets/plans/clean.ron")] {
        let origin = read_plan(text).expect("a plan");
        let (_, p) = level(&origin, &Options { schedules: 200, ..Options::default() });
        assert!(p.after.len() <= p.before.len(), "{:?} {:?}", p.before, p.after);
        let (_, p) = level(&origin, &Options { within_float: true, ..Options::default() });
        assert_eq!(p.finish.0, p.finish.1);
        assert!(p.delivered.is_none_or(|d| d.0 == d.1));
    }
}
