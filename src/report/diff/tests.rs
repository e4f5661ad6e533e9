//! Cases of what counts as a change, and of what does not.

use super::*;
use crate::export::text::text;
use crate::model::read_plan;

const OLD: &str = r#"(
    meta: (project: "Portal", status_date: "2024-06-03"),
    release: (version: "1.0", delivers: "ship", target: "2024-06-14"),
    tasks: [
        (id: "build", title: "Build", start: "2024-06-03", duration: "5d"),
        (id: "test", title: "Test", duration: "2d", after: ["build"]),
        (id: "ship", title: "Ship", duration: "1d", after: ["test"]),
    ],
    services: [(id: "a", title: "A"), (id: "b", title: "B"), (id: "c", title: "C")],
    service_links: [(from: "a", to: "b"), (from: "a", to: "c")],
    risks: [(id: "R1", title: "Rain", probability: High, impact: High, tasks: ["test"], actions: [(text: "Buy a roof", owner: "Ann")])],
    checklists: [(id: "ready", title: "Ready", items: [(text: "Tested"), (text: "Told")])],
)"#;

fn diff(old: &str, new: &str) -> Diff {
    let plan = |text: &str| Analysis::of(&read_plan(text).expect("a plan").plan);
    of(&plan(old), &plan(new))
}

/// Replaces one part of the old plan, and compares what is said with what must be said.
fn check(from: &str, to: &str, said: &[&str]) {
    assert!(OLD.contains(from), "{from}");
    let found = diff(OLD, &OLD.replace(from, to));
    let text = text(&report(&found));
    for line in said {
        assert!(text.lines().any(|l| l.contains(line)), "{from} → {to}: no \"{line}\" in\n{text}");
    }
    assert_eq!(found.is_empty(), said == ["Nothing changed in meaning"], "{text}");
}

#[test]
fn what_changed_is_said_in_peoples_words() {
    let cases: [(&str, &str, &[&str]); 14] = [
        ("1.0", "1.0", &["Nothing changed in meaning"]),
        ("    tasks: [", "  // a comment\n  tasks: [\n", &["Nothing changed in meaning"]),
        (r#"(id: "b", title: "B"), (id: "c", title: "C")"#, r#"(id: "c", title: "C"), (id: "b", title: "B")"#, &["Nothing changed in meaning"]),
        (r#"version: "1.0""#, r#"version: "1.1""#, &["Release", "version 1.0 → 1.1", "Forecast unchanged, Wed 12 Jun"]),
        (
            r#"duration: "5d""#,
            r#"duration: "8d""#,
            &["Forecast Wed 12 Jun → Mon 17 Jun (3 d later)", "Build: duration 5d → 8d", "3 d later  duration 5d → 8d", "3 d later  follows Build"],
        ),
        (r#"duration: "2d""#, r#"duration: "1d", status: Active"#, &["(1 d earlier)", "Test: status not started → active", "Test: duration 2d → 1d"]),
        (r#"(id: "ship", title: "Ship","#, r#"(id: "review", title: "Review", duration: "1d"), (id: "ship", title: "Ship","#, &["Review added"]),
        (r#", (from: "a", to: "c")"#, "", &["a → c removed"]),
        ("probability: High", "probability: Low", &["R1 Rain: 9 high → 3 low", "Rain: probability high → low", "Risks scored anew"]),
        (
            r#"owner: "Ann""#,
            r#"owner: "Ben", due: "2024-06-07""#,
            &["Rain: actions \"Buy a roof\", owner Ann → Ben", "Rain: actions \"Buy a roof\", due set to 2024-06-07"],
        ),
        (
            r#"(text: "Tested"), (text: "Told")"#,
            r#"(text: "Tested", state: Done), (text: "Asked")"#,
            &["Ready: items \"Tested\", state open → done", "Ready: items set to \"Asked\"", "Ready: items \"Told\" removed"],
        ),
        (r#"status_date: "2024-06-03""#, r#"status_date: "2024-06-10""#, &["status date Mon 3 Jun → Mon 10 Jun", "the status date moved on"]),
        (r#"target: "2024-06-14""#, r#"target: "2024-06-11""#, &["target Fri 14 Jun → Tue 11 Jun", "target 2024-06-14 → 2024-06-11"]),
        (
            "1.0\", delivers: \"ship\"",
            "1.0\", delivers: \"ship\", declared_status: (rag: Amber, reason: \"Late\")",
            &["declared status", "set to (rag amber, reason Late)"],
        ),
    ];
    for (from, to, said) in cases {
        check(from, to, said);
    }
}

#[test]
fn a_new_id_is_no_new_record() {
    let new = OLD.replace("\"test\"", "\"trial\"");
    let found = diff(OLD, &new);
    let renamed: Vec<&Change> = found.changes.iter().filter(|c| c.id == "trial").collect();
    assert_eq!((renamed.len(), &renamed[0].what), (1, &What::Renamed("test".to_owned())), "{found:?}");
    assert_eq!(found.changes.len(), 1, "references that follow are no change: {:?}", found.changes);
    assert!(found.moved.is_empty() && found.raised.is_empty() && found.resolved.is_empty());
    let other = diff(OLD, &OLD.replace("(id: \"test\", title: \"Test\"", "(id: \"trial\", title: \"Trial\"").replace("[\"test\"]", "[\"trial\"]"));
    assert!(other.changes.iter().any(|c| c.what == What::Added && c.id == "trial") && other.changes.iter().any(|c| c.what == What::Removed && c.id == "test"));
}

#[test]
fn findings_come_and_go() {
    let late = OLD.replace("after: [\"test\"]", "start: \"2024-06-14\"");
    let (there, back) = (diff(OLD, &late), diff(&late, OLD));
    assert!(!there.raised.is_empty(), "a deployment on a Friday without links");
    let names = |list: &[Raised]| list.iter().map(|f| (f.rule, f.subject.clone())).collect::<Vec<_>>();
    assert_eq!((names(&there.raised), names(&there.resolved)), (names(&back.resolved), names(&back.raised)));
}

#[test]
fn of_records_that_share_an_id_only_what_differs_is_a_change() {
    let twice = "(tasks: [(id: \"a\", title: \"One\"), (id: \"a\", title: \"Two\"), (title: \"X\"), (title: \"Y\")])";
    assert!(diff(twice, twice).is_empty());
    let found = diff(twice, &twice.replace("Two", "Three"));
    assert_eq!(found.changes.len(), 1, "{:?}", found.changes);
    assert!(matches!(&found.changes[0].what, What::Changed(f) if f[0].old.as_deref() == Some("Two")));
}
