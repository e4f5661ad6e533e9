//! The promise of the file: what was read is written, byte for byte; a change touches only its own
//! lines; comments stay; undo leads back to the first byte; `fmt` loses nothing; what is written,
//! the `ron` crate can read.

#[path = "support/text.rs"]
mod text;
#[path = "support/values.rs"]
mod values;

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::edit::{Document, Edit};
use slipway::model::syntax::{MAX_DEPTH, Val, format_text, parse};
use slipway::model::{AnyRecord, Key, Origin, Plan, RecordKind, RecordRef, generate, read_plan};
use std::fs;
use text::{Piece, bare, comments, diff, pieces, ron_value};
use values::{Dice, any_record, with_some_field};

const COMMENTED: &str = include_str!("plans/commented.ron");
const SAMPLE: &str = include_str!("../assets/plans/customer-portal.ron");
const MINIMAL: &str = include_str!("../assets/plans/minimal.ron");

#[track_caller]
fn read(text: &str) -> Origin {
    read_plan(text).unwrap_or_else(|p| panic!("{}:{} {}\n{text}", p.line, p.column, p.message))
}

/// Everything a plan holds, without the keys, which no file keeps.
fn contents(plan: &Plan) -> Vec<(RecordKind, Vec<Option<Val>>)> {
    RecordKind::ALL.iter().map(|k| (*k, k.values(plan).into_iter().map(|(_, v)| v).collect())).collect()
}

#[track_caller]
fn assert_holds(text: &str, plan: &Plan) {
    let again = read(text);
    for ((kind, expected), (_, found)) in contents(plan).into_iter().zip(contents(&again.plan)) {
        assert_eq!(found, expected, "{kind:?} in\n{text}");
    }
}

fn formatted(text: &str) -> String {
    format_text(text, &parse(text)).unwrap_or_else(|| panic!("not sound: {:?}\n{text}", parse(text).faults))
}

// Edits on a file written by hand.

fn at(doc: &Document, kind: RecordKind, id: &str) -> RecordRef {
    let found = kind.records(doc.plan()).into_iter().find(|(_, r)| r.as_ref().is_some_and(|r| id.is_empty() || r.id() == id));
    RecordRef { kind, key: found.unwrap_or_else(|| panic!("no {kind:?} {id}")).0 }
}

/// `task/build/pct` gets a value, or its default.
fn set(doc: &mut Document, path: &str, value: Option<&str>) {
    let mut parts = path.split('/');
    let (list, id, field) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let kind = RecordKind::of_field(list).expect("a kind of record");
    let at = at(doc, kind, id);
    let record = doc.plan().record(at).expect("it was found");
    let record = record.with_field(field, value).expect("a field with this value");
    assert_eq!(doc.apply(Edit::Set(at, record), false), Some(at), "{path} did not change");
}

fn blank(kind: RecordKind, fields: &[(&str, &str)]) -> AnyRecord {
    fields.iter().fold(kind.blank(), |r, (name, value)| r.with_field(name, Some(value)).expect("a field with this value"))
}

/// Applies changes to the commented plan: only the expected lines differ, all comments but those
/// named are there in their order, the text holds the new plan, and undo gives the first bytes.
#[track_caller]
fn check_edit(change: impl FnOnce(&mut Document), gone: &[&str], expected: &str) {
    check_edit_of(COMMENTED, change, gone, expected);
}

#[track_caller]
fn check_edit_of(start: &str, change: impl FnOnce(&mut Document), gone: &[&str], expected: &str) {
    let mut doc = Document::new(read(start), None);
    change(&mut doc);
    let text = doc.text();
    let expected: String = expected.lines().filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect();
    assert_eq!(diff(start, &text), expected);
    let kept: Vec<String> = comments(start).into_iter().filter(|c| !gone.contains(&c.as_str())).collect();
    let (mut found, mut wanted) = (comments(&text), kept);
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_holds(&text, doc.plan());
    ron_value(&text).expect("ron reads it");
    while doc.undo().is_some() {}
    assert_eq!(doc.text(), start);
}

#[test]
fn one_field_of_a_record_on_one_line() {
    check_edit(
        |d| set(d, "tasks/spec/duration", Some("\"6d\"")),
        &[],
        r#"
-        (id: "spec", title: "Specification", start: "2024-05-06", duration: "5d"), // agreed
+        (id: "spec", title: "Specification", start: "2024-05-06", duration: "6d"), // agreed
"#,
    );
}

#[test]
fn one_field_on_its_own_line() {
    check_edit(
        |d| set(d, "tasks/test/pct", Some("40")),
        &[],
        r"
-            pct: 0.0, // not begun
+            pct: 40, // not begun
",
    );
}

#[test]
fn a_field_in_aligned_columns() {
    check_edit(
        |d| set(d, "teams/qa/name", Some("\"Quality\"")),
        &[],
        r#"
-        (id: "ops", name: "Operations", people_count: 2),     (id: "qa",  name: "QA",  people_count: 2), // the last row
+        (id: "ops", name: "Operations", people_count: 2),     (id: "qa",  name: "Quality",  people_count: 2), // the last row
"#,
    );
}

#[test]
fn a_field_that_could_not_be_read_is_given_a_value() {
    check_edit(
        |d| set(d, "teams/web/people_count", Some("4")),
        &[],
        r#"
-        (id: "web", name: "Web",       people_count: "four"), (id: "api", name: "API", people_count: 3),
+        (id: "web", name: "Web",       people_count: 4), (id: "api", name: "API", people_count: 3),
"#,
    );
}

#[test]
fn a_field_behind_one_that_could_not_be_read() {
    check_edit(
        |d| set(d, "teams/web/focus_factor", Some("0.6")),
        &[],
        r#"
-        (id: "web", name: "Web",       people_count: "four"), (id: "api", name: "API", people_count: 3),
+        (id: "web", name: "Web",       people_count: "four", focus_factor: 0.6), (id: "api", name: "API", people_count: 3),
"#,
    );
}

#[test]
fn a_single_record_with_an_unknown_field() {
    check_edit(
        |d| set(d, "meta//status_date", Some("\"2024-05-13\"")),
        &[],
        r#"
-        status_date: "2024-05-06",
+        status_date: "2024-05-13",
"#,
    );
}

#[test]
fn a_new_field_in_a_record_on_one_line() {
    check_edit(
        |d| set(d, "tasks/build/pct", Some("10")),
        &[],
        r#"
-        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
+        (id: "build", title: "Build", duration: "15d", after: ["spec"], pct: 10), /* the long one */
"#,
    );
}

#[test]
fn a_new_field_on_its_own_line() {
    check_edit(
        |d| set(d, "tasks/test/section", Some("\"testing\"")),
        &[],
        r#"
+            section: "testing",
"#,
    );
}

#[test]
fn a_new_field_behind_one_with_a_comment() {
    check_edit(
        |d| set(d, "tasks/test/actual_start", Some("\"2024-06-03\"")),
        &[],
        r#"
+            actual_start: "2024-06-03",
"#,
    );
}

#[test]
fn a_new_field_behind_raw_text() {
    check_edit(
        |d| {
            set(d, "tasks/test/team", Some("\"qa\""));
            set(d, "tasks/test/deadline", Some("\"2024-06-21\""));
        },
        &[],
        r#"
+            deadline: "2024-06-21",
+            team: "qa",
"#,
    );
}

#[test]
fn a_new_field_in_lines_by_hand() {
    check_edit(
        |d| set(d, "tasks/ship/env", Some("\"prod\"")),
        &[],
        r#"
+         env: "prod",
"#,
    );
}

#[test]
fn a_record_that_gets_too_long_for_its_line() {
    check_edit(
        |d| set(d, "tasks/watch/note", Some("\"Somebody looks at the graphs every hour, and every night too\"")),
        &[],
        r#"
-        (id: "watch", title: "Watch", duration: "5cd", after: ["ship"]),
+        (
+            id: "watch",
+            title: "Watch",
+            duration: "5cd",
+            after: ["ship"],
+            note: "Somebody looks at the graphs every hour, and every night too",
+        ),
"#,
    );
}

#[test]
fn a_cleared_field_leaves_its_comments() {
    check_edit(
        |d| set(d, "tasks/test/pct", None),
        &[],
        r"
-            pct: 0.0, // not begun
+            // not begun
",
    );
    check_edit(
        |d| set(d, "risks/R1/triggers", None),
        &["// see mail", "/* second */"],
        r#"
-            triggers: [
-                (text: "No answer for two days"), // see mail
-                /* second */ (text: "Contract not signed"),
-            ],
"#,
    );
}

#[test]
fn a_field_that_gets_its_default_stays() {
    check_edit(
        |d| set(d, "risks/R1/probability", Some("Low")),
        &[],
        r"
-            probability: High,
+            probability: Low,
",
    );
    check_edit(
        |d| set(d, "tasks/test/duration", None),
        &[],
        r#"
-            duration: "10d",
+            duration: "1d",
"#,
    );
}

#[test]
fn a_cleared_field_in_a_line() {
    check_edit(
        |d| set(d, "release//version", None),
        &[],
        r#"
-    release: (version: "3.0.0", /* semver */ kind: Patch, target: "2024-06-28"), // the Friday
+    release: ( /* semver */ kind: Patch, target: "2024-06-28"), // the Friday
"#,
    );
    check_edit(
        |d| set(d, "tasks/build/after", None),
        &[],
        r#"
-        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
+        (id: "build", title: "Build", duration: "15d"), /* the long one */
"#,
    );
}

#[test]
fn several_fields_of_a_record_are_cleared() {
    check_edit(
        |d| {
            set(d, "tasks/build/after", None);
            set(d, "tasks/build/title", None);
        },
        &[],
        r#"
-        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
+        (id: "build", duration: "15d"), /* the long one */
"#,
    );
}

#[test]
fn a_field_is_cleared_and_the_next_one_comes_in() {
    check_edit(
        |d| {
            set(d, "tasks/test/pct", None);
            set(d, "tasks/test/remaining", Some("\"4d\""));
        },
        &[],
        r#"
-            pct: 0.0, // not begun
+            remaining: "4d",
+            // not begun
"#,
    );
    check_edit(
        |d| {
            set(d, "tasks/spec/start", None);
            set(d, "tasks/spec/status", Some("Active"));
        },
        &[],
        r#"
-        (id: "spec", title: "Specification", start: "2024-05-06", duration: "5d"), // agreed
+        (id: "spec", title: "Specification", status: Active, duration: "5d"), // agreed
"#,
    );
}

#[test]
fn a_new_record_at_the_end() {
    check_edit(
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"party\""), ("title", "\"Party\""), ("after", "[\"watch\"]")]), None), false);
        },
        &[],
        r#"
+        (id: "party", title: "Party", after: ["watch"]),
"#,
    );
}

#[test]
fn a_new_record_between_others() {
    check_edit(
        |d| {
            let behind = at(d, RecordKind::Task, "spec").key;
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"review\""), ("title", "\"Review\"")]), Some(behind)), false);
        },
        &[],
        r#"
+        (id: "review", title: "Review"),
"#,
    );
}

#[test]
fn a_new_record_in_front_of_a_heading() {
    check_edit(
        |d| {
            let tasks = RecordKind::Task.keys(d.plan());
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"dry-run\"")]), Some(tasks[3])), false);
        },
        &[],
        r#"
+        (id: "dry-run"),
"#,
    );
}

#[test]
fn a_new_record_in_an_empty_list_and_in_none() {
    check_edit(
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Freeze, &[("id", "\"easter\""), ("reason", "\"Nobody is there\"")]), None), false);
        },
        &[],
        r#"
-    freezes: [],
+    freezes: [(id: "easter", reason: "Nobody is there")],
"#,
    );
    check_edit(
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Person, &[("id", "\"ann\""), ("name", "\"Ann\"")]), None), false);
        },
        &[],
        r#"
+    people: [(id: "ann", name: "Ann")],
"#,
    );
}

#[test]
fn a_new_single_record() {
    check_edit(
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Runbook, &[("window_end", "\"T+90m\"")]), None), false);
        },
        &[],
        r#"
+    runbook: (window_end: "T+90m"),
"#,
    );
}

#[test]
fn a_single_record_goes() {
    check_edit(
        |d| {
            let at = at(d, RecordKind::Release, "");
            d.apply(Edit::Remove(at), false);
        },
        &["/* semver */"],
        r#"
-    release: (version: "3.0.0", /* semver */ kind: Patch, target: "2024-06-28"), // the Friday
+    // the Friday
"#,
    );
}

#[test]
fn a_record_goes_with_its_own_comments_only() {
    check_edit(
        |d| {
            let at = at(d, RecordKind::Task, "ship");
            d.apply(Edit::Remove(at), false);
        },
        &["// The night itself.", "/* a Friday */", "// two lines by hand"],
        r#"
-        // The night itself.
-        (id: "ship", title: "Ship", kind: Milestone, duration: "0d", after: ["test"],
-         constraint: MustStartOn( /* a Friday */ "2024-06-28"), // two lines by hand
-         note: "Call // the hotline"),
"#,
    );
    check_edit(
        |d| {
            let at = at(d, RecordKind::Task, "spec");
            d.apply(Edit::Remove(at), false);
        },
        &["// One record a line.", "// agreed"],
        r#"
-        // One record a line.
-        (id: "spec", title: "Specification", start: "2024-05-06", duration: "5d"), // agreed
"#,
    );
}

#[test]
fn a_record_in_aligned_columns_goes() {
    check_edit(
        |d| {
            let at = at(d, RecordKind::Team, "ops");
            d.apply(Edit::Remove(at), false);
        },
        &[],
        r#"
-        (id: "ops", name: "Operations", people_count: 2),     (id: "qa",  name: "QA",  people_count: 2), // the last row
+        (id: "qa",  name: "QA",  people_count: 2), // the last row
"#,
    );
}

#[test]
fn an_unreadable_record_goes_only_when_asked() {
    check_edit(
        |d| {
            let (key, _) = RecordKind::Task.records(d.plan()).into_iter().find(|(_, r)| r.is_none()).expect("one is unreadable");
            d.apply(Edit::Remove(RecordRef { kind: RecordKind::Task, key }), false);
        },
        &["// Still to be written down.", "// unreadable"],
        r#"
-        // Still to be written down.
-        "a task that is only text", // unreadable
-
"#,
    );
}

#[test]
fn a_record_moves_with_its_comments() {
    check_edit(
        |d| {
            let at = at(d, RecordKind::Task, "build");
            d.apply(Edit::Move(at, 0), false);
        },
        &[],
        r#"
+        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
-        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
"#,
    );
    check_edit(
        |d| {
            let at = at(d, RecordKind::Task, "ship");
            d.apply(Edit::Move(at, 9), false);
        },
        &[],
        r#"
+        (id: "watch", title: "Watch", duration: "5cd", after: ["ship"]),
-        (id: "watch", title: "Watch", duration: "5cd", after: ["ship"]),
"#,
    );
    check_edit(
        |d| {
            let at = at(d, RecordKind::Task, "ship");
            d.apply(Edit::Move(at, 1), false);
        },
        &[],
        r#"
+        // The night itself.
+        (id: "ship", title: "Ship", kind: Milestone, duration: "0d", after: ["test"],
+         constraint: MustStartOn( /* a Friday */ "2024-06-28"), // two lines by hand
+         note: "Call // the hotline"),
-        // The night itself.
-        (id: "ship", title: "Ship", kind: Milestone, duration: "0d", after: ["test"],
-         constraint: MustStartOn( /* a Friday */ "2024-06-28"), // two lines by hand
-         note: "Call // the hotline"),
"#,
    );
}

#[test]
fn a_trigger_fires() {
    check_edit(
        |d| set(d, "risks/R1/triggers", Some("[(text: \"No answer for two days\"), (text: \"Contract not signed\", fired_on: \"2024-05-03\")]")),
        &[],
        r#"
-                /* second */ (text: "Contract not signed"),
+                /* second */ (text: "Contract not signed", fired_on: "2024-05-03"),
"#,
    );
}

#[test]
fn actions_change_come_and_go() {
    check_edit(
        |d| set(d, "risks/R1/actions", Some("[(text: \"Weekly call\", owner: \"bob\"), (text: \"Mock service\", due: \"2024-05-17\"), (text: \"Plan B\")]")),
        &[],
        r#"
-                (text: "Weekly call", owner: "ann"), // with minutes
+                (text: "Weekly call", owner: "bob"), // with minutes
+                (text: "Plan B"),
"#,
    );
    check_edit(
        |d| set(d, "risks/R1/actions", Some("[(text: \"Mock service\", due: \"2024-05-17\")]")),
        &["// Every Monday.", "// with minutes"],
        r#"
-                // Every Monday.
-                (text: "Weekly call", owner: "ann"), // with minutes
"#,
    );
}

#[test]
fn a_sub_item_is_done() {
    check_edit(
        |d| {
            set(
                d,
                "checklists/release/items",
                Some("[(text: \"Freeze\", state: Done), (text: \"Deploy\", sub: [(text: \"Database\", state: Done), (text: \"Services\", mandatory: true)])]"),
            );
        },
        &[],
        r#"
-                (text: "Database"), // first
+                (text: "Database", state: Done), // first
"#,
    );
}

#[test]
fn values_by_position_stay_so() {
    check_edit(
        |d| set(d, "tasks/test/people", Some("[(\"ann\", 0.75), (\"bob\", 0.5), (\"eve\", 1)]")),
        &[],
        r#"
-            people: [("ann", 0.5), ("bob", /* from Monday */ 1.0)], // by position
+            people: [("ann", 0.75), ("bob", /* from Monday */ 0.5), (id: "eve")], // by position
"#,
    );
}

#[test]
fn links_holidays_thresholds_and_a_constraint() {
    check_edit(
        |d| set(d, "tasks/test/after", Some("[\"build+1d\", \"spec SS+2d\", \"watch\"]")),
        &[],
        r#"
-                "build", // finish to start
+                "build+1d", // finish to start
+                "watch",
"#,
    );
    check_edit(
        |d| set(d, "calendars/short/holidays", Some("[\"2024-05-09\", \"2024-05-30\", \"2024-12-25\"]")),
        &[],
        r#"
-            "2024-05-20", "2024-05-30", // Whitsun and Corpus Christi
+            "2024-05-30", // Whitsun and Corpus Christi
+            "2024-12-25",
"#,
    );
    check_edit(
        |d| set(d, "settings//thresholds", Some("{\"SCH-001\": 12, \"RSK-003\": 2, \"RUN-002\": 1}")),
        &[],
        r#"
-            "SCH-001": 10, // more patience
+            "SCH-001": 12, // more patience
+            "RUN-002": 1,
"#,
    );
    check_edit(
        |d| set(d, "tasks/ship/constraint", Some("MustFinishOn(\"2024-06-29\")")),
        &[],
        r#"
-         constraint: MustStartOn( /* a Friday */ "2024-06-28"), // two lines by hand
+         constraint: MustFinishOn( /* a Friday */ "2024-06-29"), // two lines by hand
"#,
    );
}

#[test]
fn several_records_change_at_once() {
    check_edit(
        |d| {
            set(d, "tasks/spec/status", Some("Done"));
            set(d, "risks/R1/probability", Some("Low"));
            let at = at(d, RecordKind::Task, "build");
            d.apply(Edit::Remove(at), false);
            d.apply(Edit::Add(blank(RecordKind::Section, &[("id", "\"s\"")]), None), false);
            set(d, "settings//thresholds", None);
        },
        &["/* the long one */", "// per rule", "// more patience"],
        r#"
+    sections: [(id: "s")],
-        (id: "spec", title: "Specification", start: "2024-05-06", duration: "5d"), // agreed
-        (id: "build", title: "Build", duration: "15d", after: ["spec"]), /* the long one */
+        (id: "spec", title: "Specification", status: Done, start: "2024-05-06", duration: "5d"), // agreed
-            probability: High,
+            probability: Low,
-        thresholds: { // per rule
-            "SCH-001": 10, // more patience
-            "RSK-003": 2,
-        },
"#,
    );
}

#[test]
fn a_list_that_could_not_be_read_stays_beside_the_new_one() {
    let start = "(\n    tasks: {\"a\": 1}, // a map by mistake\n    risks: [(id: \"R1\")],\n)\n";
    check_edit_of(
        start,
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"t\"")]), None), false);
        },
        &[],
        "+    tasks: [(id: \"t\")],\n",
    );
}

#[test]
fn a_single_record_that_could_not_be_read_stays_behind_the_new_one() {
    check_edit_of(
        "(\n    meta: \"Shop\", // by mistake\n    risks: [(id: \"R1\")],\n)\n",
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Meta, &[("project", "\"Shop\"")]), None), false);
        },
        &[],
        "+    meta: (project: \"Shop\"),\n",
    );
}

#[test]
fn tabs_and_tight_lists_stay() {
    check_edit_of(
        "(\n\ttasks:[\n\t\t(id:\"a\",after:[\"b\",\"c\"],pct:5),\n\t],\n)\n",
        |d| {
            set(d, "tasks/a/after", Some("[\"b\", \"d\"]"));
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"z\"")]), None), false);
            d.apply(Edit::Add(blank(RecordKind::Section, &[("id", "\"s\"")]), None), false);
        },
        &[],
        "+\tsections: [(id: \"s\")],\n-\t\t(id:\"a\",after:[\"b\",\"c\"],pct:5),\n+\t\t(id:\"a\",after:[\"b\",\"d\"],pct:5),\n+\t\t(id: \"z\"),\n",
    );
}

#[test]
fn a_new_field_keeps_clear_of_text_that_is_out_of_place() {
    let start = "(\n    meta: (project: \"P\"),\n    tasks: [(id: \"a\")], \"stray\", x),\n    risks: [],\n)\n";
    let mut doc = Document::new(read(start), None);
    doc.apply(Edit::Add(blank(RecordKind::Service, &[("id", "\"s\"")]), None), false);
    assert_eq!(diff(start, &doc.text()), "+    services: [(id: \"s\")],\n");
    assert_holds(&doc.text(), doc.plan());
}

#[test]
fn a_plan_of_nothing_gets_its_first_records() {
    check_edit_of(
        "( // nothing yet\n)\n",
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"t\"")]), None), false);
            d.apply(Edit::Add(blank(RecordKind::Meta, &[("project", "\"P\"")]), None), false);
        },
        &[],
        "+    meta: (project: \"P\"),\n+    tasks: [(id: \"t\")],\n",
    );
    check_edit_of(
        "()",
        |d| {
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"t\"")]), None), false);
        },
        &[],
        "-()\n+(tasks: [(id: \"t\")])\n",
    );
}

#[test]
fn a_field_given_twice_goes_twice() {
    let start = "(tasks: [\n    (id: \"a\", pct: 1, pct: 2),\n])";
    check_edit_of(start, |d| set(d, "tasks/a/pct", None), &[], "-    (id: \"a\", pct: 1, pct: 2),\n+    (id: \"a\"),\n");
}

#[test]
fn comments_before_a_comma_are_no_values() {
    let start = "(tasks: [\n    (\n        id: \"a\" // the name, and\n        , title: \"A\" /* , */\n    ) // so, or\n])";
    check_edit_of(
        start,
        |d| {
            set(d, "tasks/a/note", Some("\"n\""));
            d.apply(Edit::Add(blank(RecordKind::Task, &[("id", "\"b\"")]), None), false);
        },
        &[],
        r#"
-        , title: "A" /* , */
-    ) // so, or
+        , title: "A", /* , */ note: "n"
+    ), // so, or
+    (id: "b"),
"#,
    );
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    for start in [COMMENTED.replace('\n', "\r\n"), format!("\u{feff}{COMMENTED}"), format!("\u{feff}{}", SAMPLE.replace('\n', "\r\n"))] {
        let mut doc = Document::new(read(&start), None);
        assert_eq!(doc.text(), start);
        let kinds = [RecordKind::Task, RecordKind::Risk, RecordKind::Person];
        for kind in kinds {
            doc.apply(
                Edit::Add(
                    blank(
                        kind,
                        &[("id", "\"new\""), ("note", "\"as long as it takes to break the line, which is quite a lot of words, and then a few more\"")],
                    ),
                    None,
                ),
                false,
            );
        }
        let text = doc.text();
        assert_holds(&text, doc.plan());
        if start.contains("\r\n") {
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
        let laid_out = formatted(&text);
        assert_eq!(laid_out.starts_with('\u{feff}'), start.starts_with('\u{feff}'));
        assert_eq!(laid_out.contains("\r\n"), start.contains("\r\n"));
        assert_eq!(formatted(&laid_out), laid_out);
    }
}

// Random plans and random edits.

#[derive(Clone, Debug)]
struct Step {
    what: u8,
    kind: usize,
    place: usize,
    seed: u64,
}

fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let step = (0..11u8, 0..RecordKind::ALL.len(), 0..12usize, any::<u64>()).prop_map(|(what, kind, place, seed)| Step { what, kind, place, seed });
    prop::collection::vec(step, 0..most)
}

/// The edit a step stands for, if the plan has what it needs.
fn edit(step: &Step, plan: &Plan) -> Option<Edit> {
    let kind = RecordKind::ALL[step.kind];
    let dice = &mut Dice(step.seed);
    let keys: Vec<Key> = kind.keys(plan);
    let key = keys.get(step.place % keys.len().max(1)).copied();
    let at = key.map(|key| RecordRef { kind, key });
    match step.what {
        0 | 1 => Some(Edit::Add(any_record(kind, dice), key.filter(|_| step.place.is_multiple_of(2)))),
        2 => at.map(Edit::Remove),
        3 => at.map(|at| Edit::Move(at, dice.below(keys.len() + 1))),
        8 | 9 => {
            let at = at.filter(|at| plan.record(*at).is_some() && kind.id_field().is_some())?;
            let wish = dice.of(&["dev", "ann", "x", "a.b", "prod"]);
            Some(Edit::Rename(at, plan.free_id(kind, wish)))
        }
        10 => {
            let edits: Vec<Edit> = (0..step.place % 4)
                .filter_map(|i| edit(&Step { what: *dice.of(&[0_u8, 2, 3, 4, 5, 8]), kind: (step.kind + i) % RecordKind::ALL.len(), ..step.clone() }, plan))
                .collect();
            (!edits.is_empty()).then(|| Edit::Many("change several".to_owned(), edits))
        }
        _ => at.and_then(|at| {
            let mut record = plan.record(at)?;
            for _ in 0..=step.what % 3 {
                record = with_some_field(&record, dice);
            }
            Some(Edit::Set(at, record))
        }),
    }
}

/// Comments may go with what this edit takes away.
fn takes_away(edit: &Edit) -> bool {
    match edit {
        Edit::Add(record, _) => !record.kind().is_list(),
        Edit::Move(..) | Edit::Rename(..) => false,
        Edit::Remove(_) | Edit::Set(..) => true,
        Edit::Many(_, edits) => edits.iter().any(takes_away),
    }
}

/// Texts to start from.
fn start(which: usize, seed: u64) -> String {
    let dice = &mut Dice(seed);
    match which {
        0 => COMMENTED.to_owned(),
        1 => SAMPLE.to_owned(),
        2 => Origin::empty().text.to_string(),
        3 => "()".to_owned(),
        4 => MINIMAL.replace('\n', "\r\n"),
        5 => values::plan_text(dice),
        _ => scribbled(&values::plan_text(dice), dice),
    }
}

/// Blank lines, line breaks and comments, put where they may stand.
fn scribbled(text: &str, dice: &mut Dice) -> String {
    const NOTES: [&str; 9] =
        ["\n", "\n\n", " ", "  // a , note\n", "\n// on its own line )\n", " /* in ( line */ ", "\n/* two\n lines */\n", "\n\n// apart\n\n", "\t"];
    let mut out = String::new();
    for (piece, part) in pieces(text) {
        let is_open = piece == Piece::Code && matches!(part, "(" | "[" | "{" | "," | ":");
        let is_close = piece == Piece::Code && matches!(part, ")" | "]" | "}" | ",");
        if is_close && dice.below(20) == 0 {
            out.push_str(dice.of::<&str>(&NOTES));
        }
        out.push_str(part);
        if is_open && dice.below(12) == 0 {
            out.push_str(dice.of::<&str>(&NOTES));
        }
    }
    out
}

#[test]
fn scribbling_leaves_a_sound_plan() {
    let plain = values::plan_text(&mut Dice(7));
    let text = scribbled(&plain, &mut Dice(8));
    assert!(comments(&text).len() > 10, "{text}");
    assert_eq!(ron_value(&text).map(bare), ron_value(&plain).map(bare));
}

proptest! {
    #[test]
    fn a_plan_saved_and_read_is_the_same(seed in any::<u64>(), count in 0..30usize) {
        let dice = &mut Dice(seed);
        let mut plan = Origin::empty().plan.as_ref().clone();
        for _ in 0..count {
            let kind = *dice.of(RecordKind::ALL);
            plan = plan.with_added(any_record(kind, dice), None).0;
        }
        let text = Origin::empty().write(&plan);
        let origin = read(&text);
        prop_assert_eq!(&origin.problems, &vec![]);
        prop_assert_eq!(contents(&origin.plan), contents(&plan));
        prop_assert_eq!(origin.write(&origin.plan), text.as_str());
        prop_assert_eq!(formatted(&text), text.as_str(), "what the program writes is canonical");
        ron_value(&text).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn a_text_read_and_saved_is_the_same(seed in any::<u64>()) {
        let text = start(6, seed);
        let origin = read(&text);
        prop_assert!(origin.is_sound());
        prop_assert_eq!(&origin.problems, &vec![]);
        prop_assert_eq!(origin.write(&origin.plan), text.as_str());
        prop_assert_eq!(&formatted(&formatted(&text)), &formatted(&text));
        prop_assert_eq!(ron_value(&formatted(&text)).map(bare), ron_value(&text).map(bare));
        prop_assert_eq!(comments(&formatted(&text)), comments(&text));
        prop_assert_eq!(contents(&read(&formatted(&text)).plan), contents(&origin.plan));
    }

    #[test]
    fn any_edits_are_written_undone_and_redone(which in 0..7usize, seed in any::<u64>(), steps in steps(12)) {
        let first = start(which, seed);
        let mut doc = Document::new(read(&first), None);
        let is_sound = doc.origin().is_sound();
        for step in &steps {
            let Some(edit) = edit(step, doc.plan()) else { continue };
            let before = comments(&doc.text()).len();
            // A single record that is added takes the place of the one that was there.
            let takes_away = takes_away(&edit);
            doc.apply(edit, false);
            let text = doc.text();
            assert_holds(&text, doc.plan());
            if is_sound {
                ron_value(&text).map_err(TestCaseError::fail)?;
                prop_assert!(takes_away || comments(&text).len() == before, "a comment is gone from\n{}", text);
            }
        }
        let last = doc.text();
        let mut texts = vec![last.clone()];
        while doc.undo().is_some() {
            texts.push(doc.text());
        }
        prop_assert_eq!(doc.text(), first);
        prop_assert!(!doc.is_dirty());
        for text in texts.iter().rev().skip(1) {
            prop_assert!(doc.redo().is_some());
            prop_assert_eq!(&doc.text(), text);
        }
        prop_assert_eq!(doc.text(), last);
    }

    #[test]
    fn a_changed_record_changes_only_its_own_lines(place in 0..1000usize, seed in any::<u64>()) {
        let mut doc = Document::new(read(COMMENTED), None);
        let all: Vec<RecordRef> = RecordKind::ALL.iter().flat_map(|k| k.records(doc.plan()).into_iter().filter(|r| r.1.is_some()).map(|r| RecordRef { kind: *k, key: r.0 })).collect();
        let at = all[place % all.len()];
        let record = doc.plan().record(at).expect("it is there");
        doc.apply(Edit::Set(at, with_some_field(&record, &mut Dice(seed))), false);
        let text = doc.text();
        let first = doc.origin().line(at.key).expect("it has a line");
        let (before, after): (Vec<&str>, Vec<&str>) = (COMMENTED.lines().collect(), text.lines().collect());
        let same_above = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        let same_below = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count();
        prop_assert!(same_above + 1 >= first, "line {} differs, the record begins in {first}\n{text}", same_above + 1);
        let next = all.iter().filter_map(|r| doc.origin().line(r.key)).filter(|l| *l > first).min().unwrap_or(before.len());
        prop_assert!(before.len() - same_below < next, "the next record is in line {next}\n{text}");
    }

    #[test]
    fn canonical_stays_canonical_when_a_record_grows(seed in any::<u64>(), steps in steps(6)) {
        let first = formatted(&values::plan_text(&mut Dice(seed)));
        let mut doc = Document::new(read(&first), None);
        for step in steps.iter().filter(|s| s.what < 2) {
            if let Some(edit) = edit(step, doc.plan()) {
                doc.apply(edit, false);
            }
        }
        let text = doc.text();
        // A list that is written for the first time may stand on its line; nothing else moves.
        prop_assert_eq!(formatted(&formatted(&text)), formatted(&text));
        assert_holds(&formatted(&text), doc.plan());
    }
}

/// A thousand edits of records of all types, and back to the first byte.
#[test]
fn a_thousand_edits_are_undone_to_the_first_byte() {
    for (which, seed) in [(0, 5), (1, 2), (5, 3), (6, 4)] {
        let first = start(which, seed);
        let mut doc = Document::new(read(&first), None);
        let dice = &mut Dice(seed);
        let mut kinds = std::collections::BTreeSet::new();
        let mut texts = Vec::new();
        let (mut count, mut tries) = (0, 0);
        while count < 1000 {
            tries += 1;
            // Every type has its turn, those first that had none yet.
            let waits = RecordKind::ALL.iter().position(|k| !kinds.contains(k)).filter(|_| tries % 2 == 0);
            let turn = waits.unwrap_or_else(|| dice.below(RecordKind::ALL.len()));
            let step = Step {
                what: *dice.of(&[0, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
                kind: turn % RecordKind::ALL.len(),
                place: dice.below(12),
                seed: dice.below(usize::MAX) as u64,
            };
            let Some(edit) = edit(&step, doc.plan()) else { continue };
            if doc.apply(edit, false).is_some() {
                kinds.insert(RecordKind::ALL[step.kind]);
                count += 1;
            }
            if count % 250 == 0 && texts.len() < count / 250 {
                texts.push(doc.text());
                assert_holds(&texts[texts.len() - 1], doc.plan());
            }
        }
        let missing: Vec<_> = RecordKind::ALL.iter().filter(|k| !kinds.contains(k)).collect();
        assert!(missing.is_empty(), "no edit of {missing:?}, from {which}");
        let last = doc.text();
        for step in (0..1000).rev() {
            assert!(doc.undo().is_some());
            if step % 250 == 0 && step > 0 {
                assert_eq!(doc.text(), texts[step / 250 - 1], "{step} edits from the beginning");
            }
        }
        assert_eq!((doc.undo(), doc.text(), doc.is_dirty()), (None, first, false));
        while doc.redo().is_some() {}
        assert_eq!(doc.text(), last);
    }
}

/// Ten thousand plans: those that were written by hand keep their bytes, those that were made are
/// read as they were.
#[test]
fn ten_thousand_plans_are_saved_and_read_alike() {
    for seed in 0..10_000 {
        let dice = &mut Dice(seed);
        if seed % 2 == 0 {
            let text = values::plan_text(dice);
            let origin = read(&text);
            assert_eq!(origin.problems, vec![], "seed {seed}");
            assert_eq!(origin.write(&origin.plan), text, "seed {seed}");
            continue;
        }
        let mut plan = Origin::empty().plan.as_ref().clone();
        for _ in 0..dice.below(20) {
            let kind = *dice.of(RecordKind::ALL);
            plan = plan.with_added(any_record(kind, dice), None).0;
        }
        let text = Origin::empty().write(&plan);
        let origin = read(&text);
        assert_eq!(origin.problems, vec![], "seed {seed}");
        assert_eq!(contents(&origin.plan), contents(&plan), "seed {seed}");
        assert_eq!(origin.write(&origin.plan), text, "seed {seed}");
    }
}

/// Items in items, as deep as is read and one deeper.
#[test]
fn the_deepest_plan_is_saved_and_read_alike() {
    // The plan, its list, the checklist and its items are four; each item and its "sub" are two.
    let nested = |levels: usize| {
        let (open, close) = ("(text: \"x\", sub: [".repeat(levels), "])".repeat(levels));
        format!("(\n    checklists: [(id: \"c\", items: [{open}{close}])],\n)\n")
    };
    let deepest = (MAX_DEPTH - 4) / 2;
    let origin = read(&nested(deepest));
    assert_eq!(origin.problems, vec![]);
    assert_eq!(origin.write(&origin.plan), nested(deepest));
    let mut doc = Document::new(origin, None);
    set(&mut doc, "checklists/c/title", Some("\"Deep\""));
    assert_holds(&doc.text(), doc.plan());
    let again = read(&formatted(&doc.text()));
    assert_eq!(contents(&again.plan), contents(doc.plan()));
    let deeper = read(&nested(deepest + 1));
    assert!(deeper.problems.iter().any(|p| p.message.contains("deep")), "{:#?}", deeper.problems);
    assert_eq!(deeper.write(&deeper.plan), nested(deepest + 1));
}

// The canonical layout.

#[test]
fn the_bundled_plans_are_canonical() {
    for text in [SAMPLE, MINIMAL] {
        assert_eq!(formatted(text), text);
        ron_value(text).expect("ron reads it");
        assert_eq!(read(text).problems, vec![]);
    }
}

#[test]
fn layout_keeps_every_comment() {
    let laid_out = formatted(COMMENTED);
    assert_eq!(comments(&laid_out), comments(COMMENTED));
    assert_eq!(ron_value(&laid_out).map(bare), ron_value(COMMENTED).map(bare));
    assert_eq!(formatted(&laid_out), laid_out);
    assert_holds(&laid_out, &read(COMMENTED).plan);
}

#[test]
fn layout_changes_only_what_is_not_canonical() {
    let messy = SAMPLE.replacen("(id: \"mobile\", name: \"Mobile\"", "( id:\"mobile\" ,name: \"Mobile\"", 1);
    assert_ne!(messy, SAMPLE);
    assert_eq!(formatted(&messy), SAMPLE);
}

#[test]
fn layout_of_a_text_with_faults_is_refused() {
    let text = "(tasks: [(id: \"a\" title: \"A\")])";
    assert_eq!(format_text(text, &parse(text)), None);
}

#[test]
fn layout_of_comments_in_odd_places() {
    let text = "/* a */ ( // b\n tasks /* c */ : // d\n [ /* e */ ( id: /* f */ \"x\" /* g */ , // h\n) // i\n , /* j\n k */ ], settings: (thresholds: { /* l */ \"a\" /* m */ : /* n */ 1 // o\n }) ) // p\n/* q */";
    let laid_out = formatted(text);
    assert_eq!(comments(&laid_out), comments(text));
    assert_eq!(ron_value(&laid_out).map(bare), ron_value(text).map(bare));
    assert_eq!(formatted(&laid_out), laid_out);
}

// Made-up plans.

#[test]
fn generated_plans_have_no_problems() {
    for (tasks, seed) in [(1, 1), (2, 2), (50, 3), (1000, 4), (5000, 5)] {
        let text = generate::plan_text(tasks, seed);
        let origin = read(&text);
        assert_eq!(origin.problems, vec![], "{tasks} tasks");
        assert_eq!(origin.plan.tasks.len(), tasks);
        assert_eq!(origin.write(&origin.plan), text);
        assert_eq!(*Analysis::of(&origin.plan).invalid, vec![]);
    }
    assert_eq!(generate::plan_text(200, 9), generate::plan_text(200, 9));
}

// Plans that say in comments at their top what is wrong with them.

/// Everything that is wrong with a plan: `V003 4:9` for what was noticed while reading, `V006 12`
/// for records that contradict each other.
fn wrong(text: &str) -> Vec<(usize, String)> {
    let origin = read(text);
    let read = origin.problems.iter().map(|p| (p.line, format!("{} {}:{}", p.code, p.line, p.column)));
    let analysis = Analysis::of(&origin.plan);
    let checked = analysis.invalid.iter().map(|i| origin.line(i.at.key).map_or((0, i.code.to_owned()), |l| (l, format!("{} {l}", i.code))));
    let mut all: Vec<(usize, String)> = read.chain(checked).collect();
    all.sort();
    all
}

fn check(path: &std::path::Path) -> Result<(), String> {
    let text = fs::read_to_string(path).map_err(|e| e.to_string())?;
    let expected: Vec<&str> = text.lines().map_while(|l| l.strip_prefix("// expect: ")).map(str::trim).collect();
    let found: Vec<String> = wrong(&text).into_iter().map(|(_, w)| w).collect();
    let origin = read(&text);
    let mut sorted = expected.iter().filter(|e| **e != "nothing").map(|e| (*e).to_owned()).collect::<Vec<_>>();
    let mut found_sorted = found.clone();
    sorted.sort();
    found_sorted.sort();
    match () {
        () if expected.is_empty() => Err("says nothing about what to expect; begin it with // expect: …".into()),
        () if sorted != found_sorted => Err(format!("expected {expected:?}, found {found:?}: {:#?}", origin.problems)),
        () if origin.write(&origin.plan) != text => Err("is not written as it was read".into()),
        () if origin.is_sound() => ron_value(&text).map(|_| ()),
        () => Ok(()),
    }
}

#[test]
fn every_case_is_as_it_says() {
    let mut paths: Vec<_> = fs::read_dir("tests/plans")
        .expect("there are cases")
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "ron"))
        .collect();
    paths.sort();
    assert!(paths.len() > 10);
    let wrong: Vec<String> = paths.iter().filter_map(|p| check(p).err().map(|e| format!("{}: {e}", p.display()))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
