//! `slipway level`: what it tells, what it writes only where asked, and whom it is limited to.

use super::program::{Folder, read, slipway};

/// Ann has two tasks at once; so has Bob.
const PLAN: &str = r#"(
    schema_version: 1,
    // Stays where it is.
    meta: (project: "P", status_date: "2024-03-04"),
    people: [(id: "ann", name: "Ann"), (id: "bob", name: "Bob")],
    tasks: [
        (id: "a", title: "Long", start: "2024-03-04", duration: "3d", people: [(id: "ann")]),
        (id: "b", title: "Behind it", duration: "5d", after: ["a"]),
        (id: "c", title: "Short", start: "2024-03-04", duration: "2d", people: [(id: "ann")]),
        (id: "d", title: "First", start: "2024-03-04", duration: "4d", people: [(id: "bob")]),
        (id: "e", title: "Second", start: "2024-03-04", duration: "1d", people: [(id: "bob")]),
    ],
)
"#;

#[test]
fn it_tells_what_would_move_and_writes_nothing() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", PLAN);
    let told = slipway(&["level", &path]).fine();
    assert!(told.out.starts_with("2 tasks would start later.\n"), "{}", told.out);
    assert!(told.out.contains("Ann is full in 2024-W10") && told.out.contains("Bob is full in 2024-W10"), "{}", told.out);
    assert!(told.out.contains("Too much now:\n") && !told.out.contains("Still too much"), "{}", told.out);
    assert_eq!(told.err, "");
    assert_eq!(read(&path), PLAN, "without -o the plan stays");
    assert_eq!(slipway(&["level", &path]).fine().out, told.out, "the same seed gives the same text");
}

#[test]
fn it_writes_the_levelled_plan_where_asked() {
    let desk = Folder::new();
    let (path, levelled) = (desk.with("plan.ron", PLAN), desk.path("levelled.ron"));
    slipway(&["level", &path, "-o", &levelled]).fine();
    assert_eq!(read(&path), PLAN, "the plan itself stays");
    let text = read(&levelled);
    assert!(text.contains("// Stays where it is."), "{text}");
    let changed: Vec<(&str, &str)> = PLAN.lines().zip(text.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(changed.len(), 2, "{text}");
    assert!(text.contains(r#"title: "Short", start: "2024-03-07""#), "{text}");
    assert_eq!(slipway(&["level", &path, "-o", "-"]).fine().out, text, "the same on standard output");
    assert_eq!(slipway(&["level", &levelled]).fine().out, "Nobody has more than they can do. Nothing would move.\n");
}

#[test]
fn it_levels_only_whom_it_is_told_to() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", PLAN);
    let ann = slipway(&["level", &path, "--person", "ann"]).fine().out;
    assert!(ann.starts_with("1 task would start later.\n") && ann.contains("Ann is full") && !ann.contains("Bob"), "{ann}");
    let both = slipway(&["level", &path, "--person", "ann", "--person", "bob"]).fine().out;
    assert_eq!(both, slipway(&["level", &path]).fine().out, "both are all there are");
}

#[test]
fn it_says_what_is_wrong_with_a_request() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", PLAN);
    for (args, message) in [
        (&["--person", "anne"][..], "slipway: there is no person \"anne\". Did you mean ann?\n"),
        (&["--person", "zebedee"], "slipway: there is no person \"zebedee\"; there are ann and bob\n"),
        (&["--team", "ann"], "slipway: there is no team \"ann\": the plan has none\n"),
    ] {
        let answer = slipway(&[&["level", &path][..], args].concat());
        assert_eq!((answer.status, answer.out.as_str(), answer.err.as_str()), (2, "", message));
    }
    for args in [&["--rule", "tallest"][..], &["--schedules", "0"], &["--seed", "x"], &["--person"]] {
        let answer = slipway(&[&["level", &path][..], args].concat());
        assert_eq!((answer.status, answer.out.as_str()), (2, ""), "{args:?}");
        assert!(answer.err.contains(args[0]), "{}", answer.err);
    }
}

#[test]
fn a_plan_without_assignments_says_what_it_takes() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", r#"(meta: (project: "P", status_date: "2024-03-04"), tasks: [(id: "a", title: "A", start: "2024-03-04")])"#);
    assert!(slipway(&["level", &path]).fine().out.starts_with("Nobody has work in this plan."));
}

#[test]
fn a_team_is_levelled_and_the_others_stay() {
    let desk = Folder::new();
    let path = desk.with(
        "plan.ron",
        r#"(
    schema_version: 1,
    meta: (project: "P", status_date: "2024-03-04"),
    teams: [(id: "web", name: "Web", people_count: 1), (id: "ops", name: "Ops", people_count: 1)],
    tasks: [
        (id: "a", title: "A", start: "2024-03-04", duration: "3d", team: "web", effort_pd: 3),
        (id: "b", title: "B", start: "2024-03-04", duration: "3d", team: "web", effort_pd: 3),
        (id: "c", title: "C", start: "2024-03-04", duration: "3d", team: "ops", effort_pd: 3),
        (id: "d", title: "D", start: "2024-03-04", duration: "3d", team: "ops", effort_pd: 3),
    ],
)
"#,
    );
    let (web, all) = (slipway(&["level", &path, "--team", "web"]).fine().out, slipway(&["level", &path]).fine().out);
    assert!(web.contains("Web is full") && !web.contains("Ops is full"), "{web}");
    assert!(all.contains("Web is full") && all.contains("Ops is full"), "{all}");
}
