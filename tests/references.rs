//! Ids and what refers to them: who uses a record, giving a record a new id, several edits as one,
//! and changes that mend the text. Whether the ids exist is asked in `validation.rs`.

#[path = "support/text.rs"]
#[allow(dead_code, reason = "the tests of files use the rest")]
mod text;

use slipway::edit::{Document, Edit};
use slipway::model::{Origin, Plan, RecordKind, RecordRef, Shape, generate, read_plan};
use text::diff;

const PLAN: &str = r#"(
    // Everything that can name something else.
    release: (version: "2.0", delivers: "prod", promises: [(to: "ann"), (to: "The customer")]),
    teams: [(id: "web", name: "Web", people_count: 2)],
    people: [
        (id: "ann", name: "Ann", team: "web"), // knows it all
        (id: "bob", name: "Bob"),
    ],
    freezes: [(id: "q-end", scope: Env("prod"), reason: "Books"), (id: "svc", scope: Service("prod"), reason: "Load")],
    sections: [(id: "build", title: "Build")],
    tasks: [
        (id: "dev", title: "Develop", section: "build", team: "web", people: [(id: "ann", fte: 0.5)]),
        (id: "test", title: "Test", after: ["dev SS+2d", "dev FF"], plan_b: (what: "Skip it", owner: "ann")), /* after dev */
        (id: "prod", title: "Deploy", after: ["test"], env: "prod"),
    ],
    baseline: (tasks: [(id: "dev", start: "2024-05-06", finish: "2024-05-10"), ("test", "2024-05-13", "2024-05-14")]),
    services: [(id: "prod", title: "Product catalogue"), (id: "shop", title: "Shop", owner: "ann")],
    service_links: [(from: "shop", to: "prod")],
    risks: [(id: "R1", title: "Late", tasks: ["dev", "test"], actions: [(text: "Ask", owner: "ann"), (text: "Ask ann", owner: "Ann")])],
    issues: [(id: "I1", title: "Stuck", blocks: ["prod", "test"], from_risk: "R1")],
    metrics: [(id: "p95.eu", title: "Speed", target: "<200ms", actual: 245), (id: "perf", title: "Speed", actual: 3)],
    environments: [(id: "prod", title: "Production")],
    workstreams: [(id: "w", title: "Work", tasks: ["dev"])],
    allow: [(rule: "SCH-001", subject: "prod", reason: "Known", by: "ann")],
    scenarios: [(id: "late", title: "Late", set: [("tasks/dev/duration", "12d"), ("release/target", "2024-06-01")])],
    reports: (summary: ["Speed is {metric.p95.eu.actual}, not {metric.perf.actual} {", "{metrics.p95.eu.target} for {release.version}"]),
)
"#;

fn open(text: &str) -> Document {
    Document::new(read_plan(text).unwrap_or_else(|p| panic!("{}:{} {}", p.line, p.column, p.message)), None)
}

#[track_caller]
fn find(plan: &Plan, kind: RecordKind, id: &str) -> RecordRef {
    RecordRef { kind, key: plan.first_with(kind, id).unwrap_or_else(|| panic!("no {kind:?} {id}")) }
}

/// Gives a record a new id: only these lines change, nothing else refers to the old id, and undo
/// leads back to the first byte.
#[track_caller]
fn check_rename(kind: RecordKind, from: &str, to: &str, expected: &str) {
    let mut doc = open(PLAN);
    let at = find(doc.plan(), kind, from);
    let users = doc.plan().used_by(at);
    assert_eq!(doc.apply(Edit::Rename(at, to.to_owned()), false), Some(at));
    assert!(doc.undo_label().is_some_and(|l| l.starts_with("rename ") && l.ends_with(&format!("to \"{to}\""))), "{:?}", doc.undo_label());
    let text = doc.text();
    let expected: String = expected.lines().filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect();
    assert_eq!(diff(PLAN, &text), expected);
    let names = |users: Vec<(RecordRef, &'static slipway::model::FieldDecl)>| users.into_iter().map(|(at, f)| (at, f.name)).collect::<Vec<_>>();
    assert_eq!(names(doc.plan().used_by(at)), names(users), "the same records refer to it");
    assert_eq!(read_plan(&text).expect("a plan").problems, vec![]);
    assert!(doc.undo().is_some());
    assert_eq!(doc.text(), PLAN);
    assert!(!doc.is_dirty());
    assert!(doc.redo().is_some());
    assert_eq!(doc.text(), text);
}

#[test]
fn a_task_gets_a_new_id() {
    check_rename(
        RecordKind::Task,
        "dev",
        "d.2",
        r#"
-        (id: "dev", title: "Develop", section: "build", team: "web", people: [(id: "ann", fte: 0.5)]),
-        (id: "test", title: "Test", after: ["dev SS+2d", "dev FF"], plan_b: (what: "Skip it", owner: "ann")), /* after dev */
+        (id: "d.2", title: "Develop", section: "build", team: "web", people: [(id: "ann", fte: 0.5)]),
+        (id: "test", title: "Test", after: ["d.2 SS+2d", "d.2 FF"], plan_b: (what: "Skip it", owner: "ann")), /* after dev */
-    baseline: (tasks: [(id: "dev", start: "2024-05-06", finish: "2024-05-10"), ("test", "2024-05-13", "2024-05-14")]),
+    baseline: (tasks: [(id: "d.2", start: "2024-05-06", finish: "2024-05-10"), ("test", "2024-05-13", "2024-05-14")]),
-    risks: [(id: "R1", title: "Late", tasks: ["dev", "test"], actions: [(text: "Ask", owner: "ann"), (text: "Ask ann", owner: "Ann")])],
+    risks: [(id: "R1", title: "Late", tasks: ["d.2", "test"], actions: [(text: "Ask", owner: "ann"), (text: "Ask ann", owner: "Ann")])],
-    workstreams: [(id: "w", title: "Work", tasks: ["dev"])],
+    workstreams: [(id: "w", title: "Work", tasks: ["d.2"])],
-    scenarios: [(id: "late", title: "Late", set: [("tasks/dev/duration", "12d"), ("release/target", "2024-06-01")])],
+    scenarios: [(id: "late", title: "Late", set: [("tasks/d.2/duration", "12d"), ("release/target", "2024-06-01")])],
"#,
    );
}

#[test]
fn an_id_that_several_types_have_is_told_apart() {
    check_rename(
        RecordKind::Environment,
        "prod",
        "live",
        r#"
-    freezes: [(id: "q-end", scope: Env("prod"), reason: "Books"), (id: "svc", scope: Service("prod"), reason: "Load")],
+    freezes: [(id: "q-end", scope: Env("live"), reason: "Books"), (id: "svc", scope: Service("prod"), reason: "Load")],
-        (id: "prod", title: "Deploy", after: ["test"], env: "prod"),
+        (id: "prod", title: "Deploy", after: ["test"], env: "live"),
-    environments: [(id: "prod", title: "Production")],
+    environments: [(id: "live", title: "Production")],
"#,
    );
    // "blocks" and "subject" may name both: they mean the task, which comes first.
    check_rename(
        RecordKind::Service,
        "prod",
        "catalogue",
        r#"
-    freezes: [(id: "q-end", scope: Env("prod"), reason: "Books"), (id: "svc", scope: Service("prod"), reason: "Load")],
+    freezes: [(id: "q-end", scope: Env("prod"), reason: "Books"), (id: "svc", scope: Service("catalogue"), reason: "Load")],
-    services: [(id: "prod", title: "Product catalogue"), (id: "shop", title: "Shop", owner: "ann")],
-    service_links: [(from: "shop", to: "prod")],
+    services: [(id: "catalogue", title: "Product catalogue"), (id: "shop", title: "Shop", owner: "ann")],
+    service_links: [(from: "shop", to: "catalogue")],
"#,
    );
    check_rename(
        RecordKind::Task,
        "prod",
        "ship",
        r#"
-    release: (version: "2.0", delivers: "prod", promises: [(to: "ann"), (to: "The customer")]),
+    release: (version: "2.0", delivers: "ship", promises: [(to: "ann"), (to: "The customer")]),
-        (id: "prod", title: "Deploy", after: ["test"], env: "prod"),
+        (id: "ship", title: "Deploy", after: ["test"], env: "prod"),
-    issues: [(id: "I1", title: "Stuck", blocks: ["prod", "test"], from_risk: "R1")],
+    issues: [(id: "I1", title: "Stuck", blocks: ["ship", "test"], from_risk: "R1")],
-    allow: [(rule: "SCH-001", subject: "prod", reason: "Known", by: "ann")],
+    allow: [(rule: "SCH-001", subject: "ship", reason: "Known", by: "ann")],
"#,
    );
}

#[test]
fn free_text_that_is_an_id_is_a_reference() {
    check_rename(
        RecordKind::Person,
        "ann",
        "anna",
        r#"
-    release: (version: "2.0", delivers: "prod", promises: [(to: "ann"), (to: "The customer")]),
+    release: (version: "2.0", delivers: "prod", promises: [(to: "anna"), (to: "The customer")]),
-        (id: "ann", name: "Ann", team: "web"), // knows it all
+        (id: "anna", name: "Ann", team: "web"), // knows it all
-        (id: "dev", title: "Develop", section: "build", team: "web", people: [(id: "ann", fte: 0.5)]),
-        (id: "test", title: "Test", after: ["dev SS+2d", "dev FF"], plan_b: (what: "Skip it", owner: "ann")), /* after dev */
+        (id: "dev", title: "Develop", section: "build", team: "web", people: [(id: "anna", fte: 0.5)]),
+        (id: "test", title: "Test", after: ["dev SS+2d", "dev FF"], plan_b: (what: "Skip it", owner: "anna")), /* after dev */
-    services: [(id: "prod", title: "Product catalogue"), (id: "shop", title: "Shop", owner: "ann")],
+    services: [(id: "prod", title: "Product catalogue"), (id: "shop", title: "Shop", owner: "anna")],
-    risks: [(id: "R1", title: "Late", tasks: ["dev", "test"], actions: [(text: "Ask", owner: "ann"), (text: "Ask ann", owner: "Ann")])],
+    risks: [(id: "R1", title: "Late", tasks: ["dev", "test"], actions: [(text: "Ask", owner: "anna"), (text: "Ask ann", owner: "Ann")])],
-    allow: [(rule: "SCH-001", subject: "prod", reason: "Known", by: "ann")],
+    allow: [(rule: "SCH-001", subject: "prod", reason: "Known", by: "anna")],
"#,
    );
}

#[test]
fn values_in_braces_follow() {
    check_rename(
        RecordKind::Metric,
        "p95.eu",
        "p95",
        r#"
-    metrics: [(id: "p95.eu", title: "Speed", target: "<200ms", actual: 245), (id: "perf", title: "Speed", actual: 3)],
+    metrics: [(id: "p95", title: "Speed", target: "<200ms", actual: 245), (id: "perf", title: "Speed", actual: 3)],
-    reports: (summary: ["Speed is {metric.p95.eu.actual}, not {metric.perf.actual} {", "{metrics.p95.eu.target} for {release.version}"]),
+    reports: (summary: ["Speed is {metric.p95.actual}, not {metric.perf.actual} {", "{metrics.p95.target} for {release.version}"]),
"#,
    );
}

#[test]
fn ids_that_cannot_be_given() {
    let mut doc = open(PLAN);
    let dev = find(doc.plan(), RecordKind::Task, "dev");
    let release = RecordRef { kind: RecordKind::Release, key: RecordKind::Release.keys(doc.plan())[0] };
    let link = RecordRef { kind: RecordKind::ServiceLink, key: RecordKind::ServiceLink.keys(doc.plan())[0] };
    for (at, id, why) in [
        (dev, "", "needs an id"),
        (dev, "two words", "may hold only letters"),
        (dev, "größe", "may hold only letters"),
        (dev, "test", "another task has id \"test\" already"),
        (release, "r", "has no id"),
        (link, "x", "has no id"),
    ] {
        let refusal = doc.plan().with_id(at, id).expect_err("it is refused");
        assert!(refusal.contains(why), "{refusal}");
        assert_eq!(doc.apply(Edit::Rename(at, id.to_owned()), false), None);
    }
    assert_eq!(doc.apply(Edit::Rename(dev, "dev".into()), false), None, "nothing changes");
    assert_eq!((doc.text().as_str(), doc.undo_label()), (PLAN, None));
}

#[test]
fn references_to_an_id_that_stands_twice_mean_the_first() {
    let text = "(\n    tasks: [\n        (id: \"a\"),\n        (id: \"a\", after: [\"a\"]),\n        (id: \"b\", after: [\"a\"]),\n    ],\n)\n";
    let mut doc = open(text);
    let keys = RecordKind::Task.keys(doc.plan());
    let second = RecordRef { kind: RecordKind::Task, key: keys[1] };
    assert!(doc.plan().used_by(second).is_empty());
    let free = doc.plan().free_id(RecordKind::Task, "a");
    assert_eq!(free, "a-2");
    doc.apply(Edit::Rename(second, free), false).expect("it is free");
    assert_eq!(doc.text(), text.replace("(id: \"a\", after", "(id: \"a-2\", after"));
    doc.undo();
    let first = RecordRef { kind: RecordKind::Task, key: keys[0] };
    doc.apply(Edit::Rename(first, "z".into()), false).expect("it is free");
    assert_eq!(doc.text(), text.replace("(id: \"a\"),", "(id: \"z\"),").replace("[\"a\"]", "[\"z\"]"));
}

#[test]
fn who_uses_a_record() {
    let doc = open(PLAN);
    let users = |kind, id: &str| -> Vec<String> {
        let used = doc.plan().used_by(find(doc.plan(), kind, id));
        used.iter().map(|(at, field)| format!("{} {}", doc.plan().record(*at).expect("it is there").title(), field.name)).collect()
    };
    assert_eq!(users(RecordKind::Task, "dev"), ["Test after", "Late tasks", "Work tasks", "Late set", "baseline tasks"]);
    assert_eq!(users(RecordKind::Team, "web"), ["Ann team", "Develop team"]);
    assert_eq!(users(RecordKind::Person, "ann"), ["Develop people", "Test plan_b", "Shop owner", "Late actions", "Known by", "release promises"]);
    assert_eq!(users(RecordKind::Metric, "p95.eu"), ["report settings summary"]);
    assert_eq!(users(RecordKind::Person, "bob"), Vec::<String>::new());
    let titles: Vec<(&str, &str)> = doc.plan().ids(RecordKind::Task).into_iter().map(|(_, id, title)| (id, title)).collect();
    assert_eq!(titles, [("dev", "Develop"), ("test", "Test"), ("prod", "Deploy")]);
}

/// RON text of a field's shape that holds this id, if the shape is one of text.
fn holding(shape: &Shape, id: &str) -> Option<String> {
    match shape {
        Shape::Text | Shape::Form("link", _) => Some(format!("\"{id}\"")),
        Shape::Optional(inner) => holding(inner, id),
        Shape::List(inner) => holding(inner, id).map(|v| format!("[{v}]")),
        _ => None,
    }
}

/// Every declared reference is walked and rewritten, for every type it may name.
#[test]
fn every_declared_reference_follows() {
    let mut count = 0;
    for kind in RecordKind::ALL {
        for field in kind.decl().fields {
            let Some(refers) = field.refers else { continue };
            let Some(value) = holding(&(field.shape)(), "old") else { continue };
            for target in refers.kinds {
                let record = kind.blank().with_field(field.name, Some(&value)).expect("an id is a value");
                let named = target.blank().with_field(target.id_field().expect("it has an id"), Some("\"old\"")).expect("an id");
                let (plan, user) = Origin::empty().plan.with_added(record, None);
                let (plan, at) = plan.with_added(named, None);
                let used: Vec<_> = plan.used_by(at).into_iter().map(|(at, f)| (at, f.name)).collect();
                assert!(used.contains(&(user, field.name)), "{kind:?}.{} does not name {target:?}", field.name);
                let after = plan.with_id(at, "new").expect("it is free").record(user).expect("it is there");
                assert_eq!(after, kind.blank().with_field(field.name, Some(&value.replace("old", "new"))).expect("an id is a value"));
                count += 1;
            }
        }
    }
    assert!(count > 80, "only {count} references are declared");
}

#[test]
fn many_edits_are_one_step_or_none() {
    let mut doc = open(PLAN);
    let (dev, test) = (find(doc.plan(), RecordKind::Task, "dev"), find(doc.plan(), RecordKind::Task, "test"));
    let gone = RecordRef { kind: RecordKind::Task, key: slipway::model::Key(4000) };
    assert_eq!(doc.apply(Edit::Many("break off".into(), vec![Edit::Remove(dev), Edit::Remove(gone)]), false), None);
    assert_eq!((doc.text().as_str(), doc.is_dirty(), doc.undo_label()), (PLAN, false, None));
    assert_eq!(doc.apply(Edit::Many("nothing".into(), vec![]), false), None);
    let renamed = Edit::Many("rename and remove".into(), vec![Edit::Rename(dev, "x".into()), Edit::Remove(test)]);
    assert_eq!(doc.apply(renamed, false), Some(dev));
    assert_eq!(doc.undo_label(), Some("rename and remove"));
    assert_eq!(doc.plan().ids(RecordKind::Task).into_iter().map(|(_, id, _)| id).collect::<Vec<_>>(), ["x", "prod"]);
    assert_eq!(doc.undo().as_deref(), Some("rename and remove"));
    assert_eq!((doc.text().as_str(), doc.undo_label()), (PLAN, None));
}

#[test]
fn renaming_in_a_large_plan() {
    let text = generate::plan_text(10_000, 3);
    let mut doc = open(&text);
    let at = find(doc.plan(), RecordKind::Task, "t40");
    let users = doc.plan().used_by(at).len();
    assert!(users > 1);
    doc.apply(Edit::Rename(at, "forty".into()), false).expect("it is free");
    let after = doc.text();
    let changed = text.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
    assert_eq!(changed, users + 1);
    doc.undo();
    assert_eq!(doc.text(), text);
}

// Changes that mend the text.

/// A task with something wrong, mended by the first change that is offered.
#[track_caller]
fn check_mend(wrong: &str, expected: &str) {
    let plan = |inside: &str| format!("(\n    // kept\n    tasks: [\n        (id: \"a\", {inside}), // kept too\n    ],\n)\n");
    let mut doc = open(&plan(wrong));
    let problem = doc.origin().problems.iter().find(|p| p.mend.is_some()).unwrap_or_else(|| panic!("{:#?}", doc.origin().problems)).clone();
    let count = doc.origin().problems.len();
    assert!(doc.mend(&problem), "{problem:?}");
    assert_eq!(doc.text(), plan(expected));
    assert_eq!(doc.origin().problems.len(), count - 1, "{:#?}", doc.origin().problems);
    assert!(doc.is_dirty());
    assert!(!doc.mend(&problem), "it is mended");
    doc.undo().expect("a step");
    assert_eq!(doc.text(), plan(wrong));
    assert!(!doc.is_dirty());
    doc.redo().expect("a step");
    assert_eq!(doc.text(), plan(expected));
}

#[test]
fn slips_are_mended_in_the_text() {
    for (wrong, expected) in [
        ("durration: \"2d\"", "duration: \"2d\""),
        ("title: \"A\" duration: \"2d\"", "title: \"A\", duration: \"2d\""),
        ("title = \"A\"", "title : \"A\""),
        ("title \"A\"", "title: \"A\""),
        ("title: \"A\",, duration: \"2d\"", "title: \"A\", duration: \"2d\""),
        ("status: Actve", "status: Active"),
        ("status: \"done\"", "status: Done"),
        ("kind: milestone", "kind: Milestone"),
        ("duration: \"-5d\"", "duration: \"5d\""),
        ("duration: \"5\"", "duration: \"5d\""),
        ("duration: \"3 days\"", "duration: \"3d\""),
        ("duration: \"1,5h\"", "duration: \"1.5h\""),
        ("start: \"2024-3-5\"", "start: \"2024-03-05\""),
        ("start: \"15.03.2024\"", "start: \"2024-03-15\""),
        ("start: \"03/15/2024\"", "start: \"2024-03-15\""),
        ("start: \"2024-3-15T13:00:00\"", "start: \"2024-03-15T13:00\""),
        ("range: \"6d..3d..2d\"", "range: \"2d..3d..6d\""),
        ("range: \"2d-3d-6d\"", "range: \"2d..3d..6d\""),
        ("after: [\"b + 2d\"]", "after: [\"b+2d\"]"),
        ("after: [\"b 2d\"]", "after: [\"b+2d\"]"),
        ("after: [\"b ss+2\"]", "after: [\"b SS+2d\"]"),
        ("after: \"b\"", "after: [\"b\"]"),
        ("people: (id: \"ann\")", "people: [(id: \"ann\")]"),
        ("pct: 85d", "pct: 85"),
        ("pct: \"85 %\"", "pct: 85"),
        ("title: Build", "title: \"Build\""),
        ("budget: \"$2000\"", "budget: \"2000 USD\""),
        ("budget: \"2000 eur per month\"", "budget: \"2000 EUR/month\""),
        ("constraint: MustStartOm(\"2024-05-06\")", "constraint: MustStartOn(\"2024-05-06\")"),
        ("constraint: MustStartOn(\"2024-5-6\")", "constraint: MustStartOn(\"2024-05-06\")"),
        ("plan_b: (what: \"x\", lead: \"3 weeks\")", "plan_b: (what: \"x\", lead: \"3w\")"),
    ] {
        check_mend(wrong, expected);
    }
}

/// The sample without one of its commas or colons: what is offered restores the plan, and nothing
/// that is offered ever costs a record.
#[test]
fn a_comma_or_colon_less_is_put_back() {
    let sample = include_str!("../assets/plans/customer-portal.ron");
    let whole = read_plan(sample).expect("a plan");
    let (mut offered, mut restored) = (0, 0);
    for (i, _) in sample.char_indices().filter(|(_, c)| ",:".contains(*c)).step_by(11) {
        let text = format!("{}{}", &sample[..i], &sample[i + 1..]);
        let Ok(origin) = read_plan(&text) else { continue };
        let mut doc = Document::new(origin, None);
        let count = |plan: &Plan| RecordKind::ALL.iter().map(|k| k.keys(plan).len()).sum::<usize>();
        let before = count(doc.plan());
        let Some(problem) = doc.origin().problems.iter().find(|p| p.code == "V001" && p.mend.is_some()).cloned() else { continue };
        offered += 1;
        if doc.mend(&problem) {
            assert!(count(doc.plan()) >= before, "without byte {i}");
            let same = RecordKind::ALL.iter().all(|k| k.values(doc.plan()).iter().map(|v| &v.1).eq(k.values(&whole.plan).iter().map(|v| &v.1)));
            restored += usize::from(same && doc.origin().problems.is_empty());
            doc.undo();
        }
        assert_eq!(doc.text(), text, "without byte {i}");
    }
    assert!(offered > 50 && restored * 10 >= offered * 9, "{restored} of {offered} restored");
}

#[test]
fn what_is_not_certain_is_not_mended() {
    for wrong in ["start: \"2024-02-30\"", "start: \"03/04/2024\"", "start: \"soon\"", "duration: \"1 month\"", "duration: \"long\"", "pct: NaN", "pct: lots"] {
        let doc = open(&format!("(tasks: [(id: \"a\", {wrong})])"));
        assert!(doc.origin().problems.iter().all(|p| p.mend.is_none()), "{wrong}: {:#?}", doc.origin().problems);
        assert!(!doc.origin().problems.is_empty(), "{wrong}");
    }
    // The name that was meant is taken.
    let doc = open("(tasks: [(id: \"a\", duration: \"2d\", durration: \"3d\")], taks: [])");
    assert_eq!(doc.origin().problems.iter().map(|p| (p.code, p.mend.is_some())).collect::<Vec<_>>(), [("V003", false), ("V003", false)]);
}

#[test]
fn mending_keeps_edits_keys_and_neighbours() {
    let text = "(\n    taks: [],\n    sections: [(id: \"s\", titel: \"S\")],\n    risks: [\n        (id: \"R1\", probability: Hgh),\n        (id: \"R2\", probability: Hgh),\n        (id: \"R3\", titel: \"T\"),\n    ],\n)\n";
    let mut doc = open(text);
    let first = doc.origin().problems.clone();
    let mend = |doc: &mut Document, part: &str, subject: &str| {
        let found = first.iter().find(|p| p.message.contains(part) && p.subject.contains(subject)).unwrap_or_else(|| panic!("{first:#?}"));
        doc.mend(found)
    };
    let r2 = find(doc.plan(), RecordKind::Risk, "R2");
    let r1 = find(doc.plan(), RecordKind::Risk, "R1");
    let noted = doc.plan().record(r2).expect("it is there").with_field("note", Some("\"kept\"")).expect("a note");
    doc.apply(Edit::Set(r2, noted), false).expect("a change");
    doc.apply(Edit::Move(r2, 0), false).expect("a change");
    let with_edits = doc.text();
    assert!(mend(&mut doc, "Hgh", "R2"), "{:#?}", doc.origin().problems);
    assert_eq!(doc.text(), with_edits.replacen("Hgh", "High", 1));
    assert_eq!((find(doc.plan(), RecordKind::Risk, "R2"), find(doc.plan(), RecordKind::Risk, "R1")), (r2, r1), "records keep their keys");
    assert_eq!(doc.origin().line(r2.key), Some(5));
    // What was noticed before is no longer known: the text is another one. What is noticed now is.
    assert!(!mend(&mut doc, "Hgh", "R1"));
    let now = doc.origin().problems.iter().find(|p| p.message.contains("Hgh")).expect("one is left").clone();
    assert!(doc.mend(&now));
    doc.apply(Edit::Remove(r1), false).expect("it is there");
    let top = doc.origin().problems.iter().find(|p| p.message.contains("taks")).expect("it is left").clone();
    assert!(doc.mend(&top));
    assert!(doc.text().contains("    tasks: [],"));
    assert_eq!(doc.plan().risks.len(), 2);
    while doc.undo().is_some() {}
    assert_eq!(doc.text(), text);
    assert!(!doc.is_dirty());
}

#[test]
fn a_record_that_was_removed_is_not_mended() {
    let text = "(\n    tasks: [\n        (id: \"b\", titel: \"B\"),\n        (id: \"b\", titel: \"B\"),\n    ],\n)\n";
    let mut doc = open(text);
    let first = doc.origin().problems[0].clone();
    let at = RecordRef { kind: RecordKind::Task, key: RecordKind::Task.keys(doc.plan())[0] };
    doc.apply(Edit::Remove(at), false).expect("it is there");
    let before = doc.text();
    assert!(!doc.mend(&first), "the one that is left is another record");
    assert_eq!(doc.text(), before);
}
