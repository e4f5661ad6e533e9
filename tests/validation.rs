//! V001 to V052: for each code a plan that raises it, with its place, its words and what the fix
//! makes of it, and one that does not.

use slipway::analysis::Analysis;
use slipway::analysis::validate::{self, Invalid};
use slipway::edit::{Document, Edit};
use slipway::model::{Origin, Problem, RecordKind, Weight, generate, read_plan};
use std::collections::BTreeSet;

/// What is expected of one mistake.
struct Case {
    code: &'static str,
    /// What stands at the place that is named.
    at: &'static str,
    /// Part of the message.
    says: &'static str,
    /// The fields of the plan, a line each.
    wrong: &'static str,
    /// They after the fix; empty when there is none.
    fixed: &'static str,
    /// Something like it that is right.
    right: &'static str,
}

/// The plan of a case: its lines begin in line 4.
fn plan(lines: &str) -> String {
    let body: String = lines.lines().map(|l| format!("    {}\n", l.trim())).collect();
    let meta = if lines.contains("meta:") { "" } else { "meta: (status_date: \"2024-03-06\")," };
    format!("(\n    {meta}\n\n{body})\n")
}

fn open(lines: &str) -> Document {
    Document::new(read(&plan(lines)), None)
}

fn read(text: &str) -> Origin {
    read_plan(text).unwrap_or_else(|p| panic!("{}:{} {}\n{text}", p.line, p.column, p.message))
}

/// Everything wrong with a plan: what reading found, and what contradicts.
fn wrong(doc: &Document) -> (Vec<Problem>, Vec<Invalid>) {
    (doc.origin().problems.clone(), Analysis::of(doc.plan()).invalid.to_vec())
}

/// Codes of a plan with their places, words and weights.
fn listed(doc: &Document) -> Vec<(&'static str, (usize, usize), String, Weight)> {
    let (problems, invalid) = wrong(doc);
    let read = problems.into_iter().map(|p| (p.code, (p.line, p.column), p.message, p.weight));
    let checked = invalid.into_iter().map(|i| (i.code, doc.origin().place(i.at, i.field).unwrap_or((0, 0)), i.message, i.weight));
    read.chain(checked).collect()
}

/// Makes the change that is offered for a code; whether there was one.
fn fix(doc: &mut Document, code: &str, says: &str) -> bool {
    let (problems, invalid) = wrong(doc);
    if let Some(problem) = problems.iter().find(|p| p.code == code && p.message.contains(says)) {
        return problem.mend.is_some() && doc.mend(problem);
    }
    let found = invalid.iter().find(|i| i.code == code && i.message.contains(says)).and_then(|i| i.fix.clone());
    found.is_some_and(|fix| {
        assert!(!fix.label.is_empty() && !fix.label.ends_with('.'), "{}", fix.label);
        let made = doc.apply(fix.edit(), false);
        assert!(made.is_some(), "the fix \"{}\" changes nothing", fix.label);
        assert_eq!(doc.undo_label(), Some(fix.label.as_str()));
        true
    })
}

fn check(case: &Case) -> Result<(), String> {
    let Case { code, at, says, .. } = *case;
    let mut doc = open(case.wrong);
    let all = listed(&doc);
    let weight = validate::code(code).ok_or("is no code")?.weight;
    let found = all.iter().find(|(c, _, message, _)| *c == code && message.contains(says));
    let Some((_, (line, column), message, w)) = found else { return Err(format!("not found: {says}\n{all:#?}")) };
    let named = plan(case.wrong).lines().nth(line - 1).map(|l| l.chars().skip(column - 1).collect::<String>()).unwrap_or_default();
    if !named.starts_with(at) {
        return Err(format!("expected at {at}, found at {named}"));
    }
    if *w != weight {
        return Err(format!("weighs {w:?}, its code says {weight:?}"));
    }
    if message.ends_with('.') || message.contains("  ") || message.chars().any(char::is_control) {
        return Err(format!("is said badly: {message}"));
    }
    let before = doc.text();
    match (fix(&mut doc, code, says), case.fixed) {
        (false, "") => {}
        (true, "") => return Err(format!("has a fix nobody expected:\n{}", doc.text())),
        (false, _) => return Err("has no fix".into()),
        (true, fixed) => {
            if doc.text() != plan(fixed) {
                return Err(format!("the fix makes\n{}", doc.text()));
            }
            let left = listed(&doc);
            if let Some(same) = left.iter().find(|(c, _, m, _)| *c == code && m.contains(says)) {
                return Err(format!("the fix leaves {same:?}"));
            }
            doc.undo();
            if doc.text() != before {
                return Err("undo does not give the text back".into());
            }
        }
    }
    let right = listed(&open(case.right));
    match right.iter().find(|(c, ..)| *c == code) {
        Some(raised) => Err(format!("is raised by what is right: {raised:?}")),
        None => Ok(()),
    }
}

#[track_caller]
fn check_all(cases: &[Case]) {
    let faults: Vec<String> = cases.iter().filter_map(|c| check(c).err().map(|e| format!("{} in {}: {e}", c.code, c.wrong))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

const READING: &[Case] = &[
    Case {
        code: "V001",
        at: " title: \"",
        says: "expected ',' after \"a\"",
        wrong: r#"tasks: [(start: "2024-03-06", id: "a" title: "A")],"#,
        fixed: r#"tasks: [(start: "2024-03-06", id: "a", title: "A")],"#,
        right: r#"tasks: [(id: "a", title: "A")],"#,
    },
    Case {
        code: "V001",
        at: "85d)],",
        says: "write 85 without a unit",
        wrong: r#"tasks: [(id: "a", pct: 85d)],"#,
        fixed: r#"tasks: [(id: "a", pct: 85)],"#,
        right: r#"tasks: [(id: "a", pct: 85)],"#,
    },
    Case { code: "V002", at: "99", says: "newer version (schema 99", wrong: "schema_version: 99,", fixed: "", right: "schema_version: 1," },
    Case {
        code: "V003",
        at: "durration:",
        says: "Did you mean \"duration\"?",
        wrong: r#"tasks: [(id: "a", durration: "2d")],"#,
        fixed: r#"tasks: [(id: "a", duration: "2d")],"#,
        right: r#"tasks: [(id: "a", duration: "2d")],"#,
    },
    Case {
        code: "V003",
        at: "taks:",
        says: "unknown field \"taks\"",
        wrong: r#"taks: [(id: "a")],"#,
        fixed: r#"tasks: [(id: "a")],"#,
        right: r#"tasks: [(id: "a")],"#,
    },
    Case { code: "V003", at: "id:", says: "given twice", wrong: r#"tasks: [(id: "a", id: "b")],"#, fixed: "", right: r#"tasks: [(id: "a")],"# },
    Case {
        code: "V004",
        at: "Hgh)],",
        says: "is not one of",
        wrong: r#"risks: [(id: "R1", probability: Hgh)],"#,
        fixed: r#"risks: [(id: "R1", probability: High)],"#,
        right: r#"risks: [(id: "R1", probability: High)],"#,
    },
    Case {
        code: "V009",
        at: "\"-5d\")],",
        says: "is negative",
        wrong: r#"tasks: [(id: "a", duration: "-5d")],"#,
        fixed: r#"tasks: [(id: "a", duration: "5d")],"#,
        right: r#"tasks: [(id: "a", duration: "5d")],"#,
    },
    Case {
        code: "V010",
        at: "\"6d..3d.",
        says: "did you mean 2d..3d..6d",
        wrong: r#"tasks: [(id: "e2e", range: "6d..3d..2d", duration: "3d")],"#,
        fixed: r#"tasks: [(id: "e2e", range: "2d..3d..6d", duration: "3d")],"#,
        right: r#"tasks: [(id: "e2e", range: "2d..3d..6d", duration: "3d")],"#,
    },
    Case {
        code: "V011",
        at: "\"2024-02",
        says: "there is no such day",
        wrong: r#"tasks: [(id: "a", start: "2024-02-30")],"#,
        fixed: "",
        right: r#"tasks: [(id: "a", start: "2024-02-29")],"#,
    },
    Case {
        code: "V011",
        at: "\"1999-12",
        says: "outside 2000 to 2100",
        wrong: r#"tasks: [(id: "a", start: "1999-12-31")],"#,
        fixed: "",
        right: r#"tasks: [(id: "a", start: "2000-01-01")],"#,
    },
    Case {
        code: "V016",
        at: "MustStartOn)],",
        says: "needs a date",
        wrong: r#"tasks: [(id: "a", constraint: MustStartOn)],"#,
        fixed: "",
        right: r#"tasks: [(id: "a", constraint: MustStartOn("2024-03-15"))],"#,
    },
    Case {
        code: "V024",
        at: "\"T-24\", ",
        says: "did you mean \"T-24h\"",
        wrong: r#"runbook: (steps: [(id: "a", at: "T-24", phase: Pre)]),"#,
        fixed: r#"runbook: (steps: [(id: "a", at: "T-24h", phase: Pre)]),"#,
        right: r#"runbook: (steps: [(id: "a", at: "T-24h", phase: Pre)]),"#,
    },
    Case {
        code: "V025",
        at: "\"2024-03",
        says: "has no UTC offset",
        wrong: r#"runbook: (t0: "2024-03-15T20:00"),"#,
        fixed: r#"runbook: (t0: "2024-03-15T20:00+00:00"),"#,
        right: r#"runbook: (t0: "2024-03-15T20:00+00:00"),"#,
    },
    Case {
        code: "V030",
        at: "\"200 or ",
        says: "examples: <200ms",
        wrong: r#"metrics: [(id: "perf", target: "200 or so")],"#,
        fixed: "",
        right: r#"metrics: [(id: "perf", target: "<200ms")],"#,
    },
    Case {
        code: "V030",
        at: "\"at leas",
        says: "not understood",
        wrong: r#"metrics: [(id: "perf", target: "at least 95%")],"#,
        fixed: r#"metrics: [(id: "perf", target: ">=95%")],"#,
        right: r#"metrics: [(id: "perf", target: ">=95%")],"#,
    },
    Case {
        code: "V033",
        at: "\"2000USD",
        says: "is not an amount of money",
        wrong: r#"tasks: [(id: "a", budget: "2000USD")],"#,
        fixed: r#"tasks: [(id: "a", budget: "2000 USD")],"#,
        right: r#"tasks: [(id: "a", budget: "2000 USD")],"#,
    },
    Case {
        code: "V043",
        at: "NaN)],",
        says: "must be finite",
        wrong: r#"tasks: [(id: "a", pct: NaN)],"#,
        fixed: "",
        right: r#"tasks: [(id: "a", pct: 1e1)],"#,
    },
];

#[test]
fn what_is_noticed_while_reading() {
    check_all(READING);
}

const LINKS: &[Case] = &[
    Case {
        code: "V005",
        at: "id:",
        says: "two tasks have id \"a\"",
        wrong: "tasks: [(id: \"a\"),\n(id: \"a\", start: \"2024-03-06\")],",
        fixed: "tasks: [(id: \"a\"),\n(id: \"a-2\", start: \"2024-03-06\")],",
        right: "tasks: [(id: \"a\"), (id: \"b\")],\nrisks: [(id: \"a\")],",
    },
    Case {
        code: "V005",
        at: "id:",
        says: "may hold only letters",
        wrong: r#"teams: [(id: "two words")],"#,
        fixed: r#"teams: [(id: "two-words")],"#,
        right: r#"teams: [(id: "two-words")],"#,
    },
    Case {
        code: "V005",
        at: "(title: ",
        says: "has no id",
        wrong: r#"metrics: [(title: "Test Coverage")],"#,
        fixed: r#"metrics: [(id: "test-coverage", title: "Test Coverage")],"#,
        right: r#"metrics: [(id: "c", title: "Test Coverage")],"#,
    },
    Case {
        code: "V005",
        at: "(rollout",
        says: "has no key",
        wrong: "flags: [(rollout_pct: 3)],",
        fixed: r#"flags: [(key: "flag", rollout_pct: 3)],"#,
        right: r#"flags: [(key: "k")],"#,
    },
    Case {
        code: "V006",
        at: "after:",
        says: "Did you mean \"test1\"?",
        wrong: r#"tasks: [(id: "test1"), (id: "uat", after: ["tset1+2d"])],"#,
        fixed: r#"tasks: [(id: "test1"), (id: "uat", after: ["test1+2d"])],"#,
        right: r#"tasks: [(id: "test1"), (id: "uat", after: ["test1+2d"])],"#,
    },
    Case {
        code: "V006",
        at: "team:",
        says: "refers to team \"qaa\", which does not exist. Did you mean \"qa\"?",
        wrong: "teams: [(id: \"qa\")],\ntasks: [(id: \"a\", team: \"qaa\")],",
        fixed: "teams: [(id: \"qa\")],\ntasks: [(id: \"a\", team: \"qa\")],",
        right: "teams: [(id: \"qa\")],\ntasks: [(id: \"a\", team: \"qa\")],",
    },
    Case {
        code: "V006",
        at: "calendar:",
        says: "refers to calendar \"late\", which does not exist",
        wrong: r#"tasks: [(id: "a", calendar: "late")],"#,
        fixed: "",
        right: "calendars: [(id: \"late\")],\ntasks: [(id: \"a\", calendar: \"late\")],",
    },
    Case {
        code: "V006",
        at: "delivers:",
        says: "refers to task \"prd\"",
        wrong: "tasks: [(id: \"prod\")],\nrelease: (delivers: \"prd\"),",
        fixed: "tasks: [(id: \"prod\")],\nrelease: (delivers: \"prod\"),",
        right: "tasks: [(id: \"prod\")],\nrelease: (delivers: \"prod\"),",
    },
    Case {
        code: "V006",
        at: "tasks:",
        says: "refers to task \"b\"",
        wrong: "tasks: [(id: \"build\")],\nrisks: [(id: \"R1\", tasks: [\"build\", \"b\"])],",
        fixed: "",
        right: "tasks: [(id: \"build\")],\nrisks: [(id: \"R1\", tasks: [\"build\"], owner: \"Nobody in the list\")],",
    },
    Case {
        code: "V006",
        at: "items:",
        says: "refers to metric \"cov\"",
        wrong: r#"checklists: [(id: "c", items: [(text: "x", sub: [(text: "y", metric: "cov")])])],"#,
        fixed: "",
        right: "metrics: [(id: \"cov\")],\nchecklists: [(id: \"c\", items: [(text: \"x\", metric: \"cov\")])],",
    },
    Case {
        code: "V006",
        at: "items:",
        says: "item \"scna\", which does not exist. Did you mean \"scan\"?",
        wrong: "checklists: [(id: \"c\", items: [(id: \"scan\", text: \"x\")])],\nworkstreams: [(id: \"w\", items: [\"scna\"])],",
        fixed: "checklists: [(id: \"c\", items: [(id: \"scan\", text: \"x\")])],\nworkstreams: [(id: \"w\", items: [\"scan\"])],",
        right: "checklists: [(id: \"c\", items: [(id: \"scan\", text: \"x\")])],\nworkstreams: [(id: \"w\", items: [\"scan\"])],",
    },
    Case {
        code: "V007",
        at: "after:",
        says: "in a circle: a → b → a",
        wrong: r#"tasks: [(id: "a", after: ["b"]), (id: "b", after: ["a"])],"#,
        fixed: r#"tasks: [(id: "a"), (id: "b", after: ["a"])],"#,
        right: r#"tasks: [(id: "a"), (id: "b", after: ["a"])],"#,
    },
    Case {
        code: "V008",
        at: "after:",
        says: "waits for itself",
        wrong: r#"tasks: [(id: "a", after: ["a"])],"#,
        fixed: r#"tasks: [(id: "a")],"#,
        right: r#"tasks: [(id: "a")],"#,
    },
    Case {
        code: "V008",
        at: "after:",
        says: "lists \"a\" twice (FS and SS+2d)",
        wrong: r#"tasks: [(id: "a"), (id: "b", after: ["a", "a SS+2d"])],"#,
        fixed: r#"tasks: [(id: "a"), (id: "b", after: ["a"])],"#,
        right: r#"tasks: [(id: "a"), (id: "b", after: ["a SS+2d", "a FF"])],"#,
    },
    Case {
        code: "V017",
        at: "tasks:",
        says: "\"uat2\", which is not in the plan",
        wrong: r#"baseline: (tasks: [(id: "uat2", start: "2024-03-01")]),"#,
        fixed: "",
        right: "tasks: [(id: \"uat2\")],\nbaseline: (tasks: [(id: \"uat2\", start: \"2024-03-01\")]),",
    },
    Case {
        code: "V034",
        at: "to:",
        says: "refers to service or service group \"payy\"",
        wrong: "services: [(id: \"shop\"), (id: \"pay\")],\nservice_links: [(from: \"shop\", to: \"payy\")],",
        fixed: "services: [(id: \"shop\"), (id: \"pay\")],\nservice_links: [(from: \"shop\", to: \"pay\")],",
        right: "services: [(id: \"shop\"), (id: \"pay\")],\nservice_links: [(from: \"shop\", to: \"pay\")],",
    },
    Case {
        code: "V039",
        at: "a:",
        says: "\"bob\" is no person, stakeholder or team",
        wrong: r#"raci: [(deliverable: "Rollback plan", a: ["bob"])],"#,
        fixed: "",
        right: "people: [(id: \"bob\")],\nraci: [(deliverable: \"Rollback plan\", a: [\"bob\"])],",
    },
    Case {
        code: "V041",
        at: "set:",
        says: "is not in the plan. Did you mean \"prod\"?",
        wrong: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"delay\", set: [(path: \"tasks/prodd/start\", value: \"2024-03-22\")])],",
        fixed: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"delay\", set: [(path: \"tasks/prod/start\", value: \"2024-03-22\")])],",
        right: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"delay\", set: [(path: \"tasks/prod/start\", value: \"2024-03-22\"), (path: \"meta/status_date\", value: \"2024-03-22\"), (path: \"tasks/prod/pct\", value: \"5\"), (path: \"tasks/prod/status\", value: \"Active\")])],",
    },
    Case {
        code: "V041",
        at: "set:",
        says: "there is no such field. Did you mean \"start\"?",
        wrong: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"d\", set: [(path: \"tasks/prod/strat\", value: \"2024-03-22\")])],",
        fixed: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"d\", set: [(path: \"tasks/prod/start\", value: \"2024-03-22\")])],",
        right: "",
    },
    Case {
        code: "V041",
        at: "set:",
        says: "cannot be \"soon\"",
        wrong: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"d\", set: [(path: \"tasks/prod/start\", value: \"soon\")])],",
        fixed: "",
        right: "",
    },
    Case {
        code: "V041",
        at: "set:",
        says: "leads nowhere. Did you mean \"tasks\"?",
        wrong: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"d\", set: [(path: \"task/prod/start\", value: \"2024-03-22\")])],",
        fixed: "tasks: [(id: \"prod\")],\nscenarios: [(id: \"d\", set: [(path: \"tasks/prod/start\", value: \"2024-03-22\")])],",
        right: "",
    },
    Case {
        code: "V044",
        at: "team:",
        says: "refers to team \"wbe\"",
        wrong: "teams: [(id: \"web\", people_count: 3)],\npeople: [(id: \"ann\", team: \"wbe\")],",
        fixed: "teams: [(id: \"web\", people_count: 3)],\npeople: [(id: \"ann\", team: \"web\")],",
        right: "teams: [(id: \"web\", people_count: 3)],\npeople: [(id: \"ann\", team: \"web\")],",
    },
    Case {
        code: "V048",
        at: "requires:",
        says: "flags need each other in a circle: a → b → a",
        wrong: r#"flags: [(key: "a", requires: ["b"]), (key: "b", requires: ["a"])],"#,
        fixed: r#"flags: [(key: "a"), (key: "b", requires: ["a"])],"#,
        right: r#"flags: [(key: "a"), (key: "b", requires: ["a"])],"#,
    },
    Case {
        code: "V048",
        at: "requires:",
        says: "needs itself",
        wrong: r#"flags: [(key: "a", requires: ["a"])],"#,
        fixed: r#"flags: [(key: "a")],"#,
        right: "",
    },
    Case { code: "V048", at: "requires:", says: "refers to feature flag \"z\"", wrong: r#"flags: [(key: "a", requires: ["z"])],"#, fixed: "", right: "" },
    Case {
        code: "V051",
        at: "parent: \"b\")",
        says: "is no summary",
        wrong: "tasks: [(id: \"a\", start: \"2024-03-06\", parent: \"b\"), (id: \"b\", start: \"2024-03-06\")],",
        fixed: "tasks: [(id: \"a\", start: \"2024-03-06\"), (id: \"b\", start: \"2024-03-06\")],",
        right: "tasks: [(id: \"a\", start: \"2024-03-06\", parent: \"b\"), (id: \"b\", kind: Summary)],",
    },
    Case {
        code: "V051",
        at: "after: [\"a FF\"])",
        says: "with its finish (FF)",
        wrong: "tasks: [(id: \"a\", start: \"2024-03-06\"), (id: \"b\", kind: Summary, after: [\"a FF\"]), (id: \"c\", start: \"2024-03-06\", parent: \"b\")],",
        fixed: "tasks: [(id: \"a\", start: \"2024-03-06\"), (id: \"b\", kind: Summary, after: [\"a\"]), (id: \"c\", start: \"2024-03-06\", parent: \"b\")],",
        right: "tasks: [(id: \"a\", start: \"2024-03-06\"), (id: \"b\", kind: Summary, after: [\"a\"]), (id: \"c\", start: \"2024-03-06\", parent: \"b\")],",
    },
    Case {
        code: "V052",
        at: "(id: \"a\", after",
        says: "scheduled by hand, but has no start",
        wrong: "tasks: [(id: \"b\", start: \"2024-03-06\"), (id: \"a\", after: [\"b\"], pinned: true)],",
        fixed: "tasks: [(id: \"b\", start: \"2024-03-06\"), (id: \"a\", start: \"2024-03-06\", after: [\"b\"], pinned: true)],",
        right: "tasks: [(id: \"b\", start: \"2024-03-06\"), (id: \"a\", after: [\"b\"], pinned: true, start: \"2024-03-08\")],",
    },
    Case {
        code: "V052",
        at: "(id: \"a\", start: \"2024-03-06\", sized_by",
        says: "no effort is given",
        wrong: "tasks: [(id: \"a\", start: \"2024-03-06\", sized_by: Effort)],",
        fixed: "tasks: [(id: \"a\", start: \"2024-03-06\", sized_by: Duration)],",
        right: "people: [(id: \"ann\", name: \"Ann\")], tasks: [(id: \"a\", start: \"2024-03-06\", sized_by: Effort, effort_pd: 4, people: [(id: \"ann\")])],",
    },
    Case {
        code: "V050",
        at: "summary:",
        says: "{metric.featurs.actual} is not in the plan. Did you mean \"features\"?",
        wrong: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"All well\", \"{metric.featurs.actual} % done\"]),",
        fixed: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"All well\", \"{metric.features.actual} % done\"]),",
        right: "metrics: [(id: \"features\", actual: 85, target: \"95%\")],\nreports: (summary: [\"{metric.features.actual} of {metric.features.target} as of {meta.status_date}\"]),",
    },
    Case {
        code: "V050",
        at: "summary:",
        says: "has no value; target is not given",
        wrong: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"{metric.features.target}\"]),",
        fixed: "",
        right: "",
    },
    Case {
        code: "V050",
        at: "summary:",
        says: "Did you mean \"actual\"?",
        wrong: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"{metric.features.actaul}\"]),",
        fixed: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"{metric.features.actual}\"]),",
        right: "",
    },
    Case {
        code: "V050",
        at: "summary:",
        says: "Did you mean \"metric\"?",
        wrong: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"{metrc.features.actual}\"]),",
        fixed: "metrics: [(id: \"features\", actual: 85)],\nreports: (summary: [\"{metric.features.actual}\"]),",
        right: "",
    },
];

#[test]
fn what_contradicts_other_records() {
    check_all(LINKS);
}

const TASKS: &[Case] = &[
    Case {
        code: "V009",
        at: "duration:",
        says: "milestone \"Code Freeze\" has duration 2d; milestones last 0d",
        wrong: r#"tasks: [(id: "f", title: "Code Freeze", kind: Milestone, duration: "2d")],"#,
        fixed: r#"tasks: [(id: "f", title: "Code Freeze", kind: Milestone, duration: "0d")],"#,
        right: r#"tasks: [(id: "f", kind: Milestone, duration: "0d"), (id: "g", start: "2024-03-06", kind: Milestone)],"#,
    },
    Case {
        code: "V009",
        at: "duration:",
        says: "only milestones take no time",
        wrong: r#"tasks: [(id: "f", duration: "0d")],"#,
        fixed: r#"tasks: [(id: "f", kind: Milestone, duration: "0d")],"#,
        right: r#"tasks: [(id: "f", duration: "15m")],"#,
    },
    Case {
        code: "V010",
        at: "range:",
        says: "duration 9d lies outside its range 2d..3d..6d",
        wrong: r#"tasks: [(id: "a", duration: "9d", range: "2d..3d..6d")],"#,
        fixed: r#"tasks: [(id: "a", duration: "9d", range: "2d..3d..9d")],"#,
        right: r#"tasks: [(id: "a", duration: "6d", range: "2d..3d..6d"), (id: "b", start: "2024-03-06", duration: "9cd", range: "2d..3d..6d")],"#,
    },
    Case {
        code: "V010",
        at: "factor:",
        says: "factor 2..1..3 is not in order",
        wrong: r#"risks: [(id: "R1", factor: (min: 2, likely: 1, max: 3))],"#,
        fixed: r#"risks: [(id: "R1", factor: (min: 1, likely: 2, max: 3))],"#,
        right: r#"risks: [(id: "R1", factor: (min: 0.9, likely: 1, max: 1.4))],"#,
    },
    Case {
        code: "V012",
        at: "(id: \"se",
        says: "\"Security Testing\" has neither a start nor a predecessor",
        wrong: r#"tasks: [(id: "a"), (id: "sec", title: "Security Testing")],"#,
        fixed: r#"tasks: [(id: "a"), (id: "sec", title: "Security Testing", start: "2024-03-06")],"#,
        right: r#"tasks: [(id: "a"), (id: "b", after: ["a"]), (id: "c", kind: Summary), (id: "d", status: Cancelled), (id: "e", start: "2024-03-06")],"#,
    },
    Case {
        code: "V013",
        at: "actual_finish:",
        says: "finished on 2024-03-10, but the status date is 2024-03-06",
        wrong: r#"tasks: [(id: "s", status: Done, actual_start: "2024-03-01", actual_finish: "2024-03-10")],"#,
        fixed: "",
        right: r#"tasks: [(id: "s", status: Done, actual_start: "2024-03-01", actual_finish: "2024-03-06")],"#,
    },
    Case {
        code: "V013",
        at: "actual_finish:",
        says: "before it started on 2024-03-05",
        wrong: r#"tasks: [(id: "s", status: Done, actual_start: "2024-03-05", actual_finish: "2024-03-01")],"#,
        fixed: r#"tasks: [(id: "s", status: Done, actual_start: "2024-03-01", actual_finish: "2024-03-05")],"#,
        right: r#"tasks: [(id: "s", status: Active, actual_start: "2024-03-06")],"#,
    },
    Case {
        code: "V014",
        at: "pct:",
        says: "\"dev\" is done with 85 %. Set 100 % or Active?",
        wrong: r#"tasks: [(id: "dev", status: Done, pct: 85, actual_finish: "2024-03-01")],"#,
        fixed: r#"tasks: [(id: "dev", status: Done, pct: 100, actual_finish: "2024-03-01")],"#,
        right: r#"tasks: [(id: "dev", status: Done, pct: 100, actual_finish: "2024-03-01"), (id: "b", status: Active, pct: 0, start: "2024-03-01")],"#,
    },
    Case {
        code: "V014",
        at: "(id: \"de",
        says: "the day it was finished is not given",
        wrong: r#"tasks: [(id: "dev", status: Done)],"#,
        fixed: "",
        right: r#"tasks: [(id: "dev", status: Done, actual_finish: "2024-03-01")],"#,
    },
    Case {
        code: "V014",
        at: "pct:",
        says: "is not started but has 40 %. Set it to active?",
        wrong: r#"tasks: [(id: "dev", pct: 40)],"#,
        fixed: r#"tasks: [(id: "dev", status: Active, pct: 40)],"#,
        right: r#"tasks: [(id: "dev", pct: 0)],"#,
    },
    Case {
        code: "V014",
        at: "(id: \"de",
        says: "has an actual date. Set it to done?",
        wrong: r#"tasks: [(id: "dev", actual_finish: "2024-03-01")],"#,
        fixed: r#"tasks: [(id: "dev", status: Done, actual_finish: "2024-03-01")],"#,
        right: "",
    },
    Case {
        code: "V015",
        at: "pct:",
        says: "pct is 150 %; it lies from 0 to 100",
        wrong: r#"tasks: [(id: "dev", status: Active, pct: 150)],"#,
        fixed: r#"tasks: [(id: "dev", status: Active, pct: 100)],"#,
        right: r#"tasks: [(id: "dev", status: Active, pct: 100)],"#,
    },
    Case {
        code: "V015",
        at: "rollout_pct:",
        says: "feature flag \"new_payment_flow\": rollout_pct is 110 %",
        wrong: r#"flags: [(key: "new_payment_flow", rollout_pct: 110)],"#,
        fixed: r#"flags: [(key: "new_payment_flow", rollout_pct: 100)],"#,
        right: r#"flags: [(key: "new_payment_flow", rollout_pct: 10)],"#,
    },
    Case {
        code: "V015",
        at: "exposure_pct:",
        says: "exposure_pct is -5 %",
        wrong: r#"rollout: [(id: "ga", exposure_pct: -5, partial: true)],"#,
        fixed: r#"rollout: [(id: "ga", exposure_pct: 0, partial: true)],"#,
        right: r#"rollout: [(id: "ga", exposure_pct: 100)],"#,
    },
    Case {
        code: "V015",
        at: "pct:",
        says: "workstream \"w\": pct is 101 %",
        wrong: r#"workstreams: [(id: "w", pct: 101)],"#,
        fixed: r#"workstreams: [(id: "w", pct: 100)],"#,
        right: r#"workstreams: [(id: "w", pct: 99.9)],"#,
    },
    Case {
        code: "V015",
        at: "availability_pct:",
        says: "availability_pct is 999 %",
        wrong: r#"services: [(id: "s", availability_pct: 999)],"#,
        fixed: r#"services: [(id: "s", availability_pct: 100)],"#,
        right: r#"services: [(id: "s", availability_pct: 99.95)],"#,
    },
    Case {
        code: "V015",
        at: "min_score_pct:",
        says: "min_score_pct is 120 %",
        wrong: r#"gates: [(id: "g", min_score_pct: 120)],"#,
        fixed: r#"gates: [(id: "g", min_score_pct: 100)],"#,
        right: r#"gates: [(id: "g", min_score_pct: 90)],"#,
    },
    Case {
        code: "V015",
        at: "amber_band_pct:",
        says: "amber_band_pct is -1 %",
        wrong: "settings: (amber_band_pct: -1),",
        fixed: "settings: (amber_band_pct: 0),",
        right: "settings: (amber_band_pct: 10),",
    },
    Case {
        code: "V016",
        at: "constraint:",
        says: "must start on 2014-03-15, 10 years before the plan begins",
        wrong: r#"tasks: [(id: "prod", start: "2024-03-01", constraint: MustStartOn("2014-03-15"))],"#,
        fixed: r#"tasks: [(id: "prod", start: "2024-03-01", constraint: MustStartOn("2024-03-15"))],"#,
        right: r#"tasks: [(id: "prod", start: "2024-03-01", constraint: MustStartOn("2025-03-15"))],"#,
    },
    Case {
        code: "V016",
        at: "constraint:",
        says: "years after the plan ends",
        wrong: "release: (target: \"2024-06-28\"),\ntasks: [(id: \"a\", constraint: FinishNoLaterThan(\"2042-06-28\"))],",
        fixed: "release: (target: \"2024-06-28\"),\ntasks: [(id: \"a\", constraint: FinishNoLaterThan(\"2024-06-28\"))],",
        right: "release: (target: \"2024-06-28\"),\ntasks: [(id: \"a\", constraint: FinishNoLaterThan(\"2024-06-28\"))],",
    },
];

#[test]
fn tasks_and_percentages() {
    check_all(TASKS);
}

const DAYS: &[Case] = &[
    Case {
        code: "V017",
        at: "tasks:",
        says: "finishes on 2024-03-01, before it starts on 2024-03-04",
        wrong: "tasks: [(id: \"a\")],\nbaseline: (tasks: [(id: \"a\", start: \"2024-03-04\", finish: \"2024-03-01\")]),",
        fixed: "tasks: [(id: \"a\")],\nbaseline: (tasks: [(id: \"a\", start: \"2024-03-01\", finish: \"2024-03-04\")]),",
        right: "tasks: [(id: \"a\")],\nbaseline: (tasks: [(id: \"a\", start: \"2024-03-01\", finish: \"2024-03-01\")]),",
    },
    Case {
        code: "V018",
        at: "weekend:",
        says: "calendar \"mon-fri\" has no working day",
        wrong: r#"calendars: [(id: "mon-fri", weekend: [Mon, Tue, Wed, Thu, Fri, Sat, Sun])],"#,
        fixed: r#"calendars: [(id: "mon-fri", weekend: [Sat, Sun])],"#,
        right: r#"calendars: [(id: "shift", weekend: [])],"#,
    },
    Case {
        code: "V018",
        at: "hours_per_day:",
        says: "has 0 working hours a day",
        wrong: r#"calendars: [(id: "x", hours_per_day: 0)],"#,
        fixed: r#"calendars: [(id: "x", hours_per_day: 8)],"#,
        right: r#"calendars: [(id: "x", hours_per_day: 24)],"#,
    },
    Case {
        code: "V019",
        at: "to:",
        says: "freeze \"q-end\" ends before it starts",
        wrong: r#"freezes: [(id: "q-end", from: "2024-03-29T00:00+00:00",            to: "2024-03-28T00:00+00:00")],"#,
        fixed: r#"freezes: [(id: "q-end", from: "2024-03-28T00:00+00:00",            to: "2024-03-29T00:00+00:00")],"#,
        right: r#"freezes: [(id: "q-end", from: "2024-03-29T01:00+02:00", to: "2024-03-28T23:30+00:00")],"#,
    },
    Case {
        code: "V019",
        at: "leave:",
        says: "absence of \"ann\" ends on 2024-03-04",
        wrong: r#"people: [(id: "ann", leave: [(from: "2024-03-08", to: "2024-03-04")])],"#,
        fixed: r#"people: [(id: "ann", leave: [(from: "2024-03-04", to: "2024-03-08")])],"#,
        right: r#"people: [(id: "ann", leave: [(from: "2024-03-04", to: "2024-03-04")])],"#,
    },
    Case {
        code: "V019",
        at: "bookings:",
        says: "booking of \"prod\" by \"QA\"",
        wrong: r#"environments: [(id: "prod", bookings: [(from: "2024-03-08", to: "2024-03-04", by: "QA")])],"#,
        fixed: r#"environments: [(id: "prod", bookings: [(from: "2024-03-04", to: "2024-03-08", by: "QA")])],"#,
        right: r#"environments: [(id: "prod", bookings: [(from: "2024-03-04", to: "2024-03-08", by: "QA")])],"#,
    },
    Case {
        code: "V019",
        at: "window:",
        says: "its window ends on 2024-03-04",
        wrong: r#"risks: [(id: "R1", window: (from: "2024-03-08", to: "2024-03-04"))],"#,
        fixed: r#"risks: [(id: "R1", window: (from: "2024-03-04", to: "2024-03-08"))],"#,
        right: r#"risks: [(id: "R1", window: (from: "2024-03-04"))],"#,
    },
    Case {
        code: "V044",
        at: "fte:",
        says: "fte is 50; it lies from 0 to 1",
        wrong: r#"people: [(id: "ann", fte: 50)],"#,
        fixed: r#"people: [(id: "ann", fte: 0.5)],"#,
        right: r#"people: [(id: "ann", fte: 0.5)],"#,
    },
    Case {
        code: "V044",
        at: "people_count:",
        says: "team \"qa\" has 1 people but lists 2",
        wrong: "teams: [(id: \"qa\", people_count: 1)],\npeople: [(id: \"ann\", team: \"qa\"), (id: \"bob\", team: \"qa\")],",
        fixed: "teams: [(id: \"qa\", people_count: 2)],\npeople: [(id: \"ann\", team: \"qa\"), (id: \"bob\", team: \"qa\")],",
        right: "teams: [(id: \"qa\", people_count: 4)],\npeople: [(id: \"ann\", team: \"qa\")],",
    },
    Case {
        code: "V046",
        at: "previous_version:",
        says: "previous_version 2.4.1 is not older than version 2.4.0",
        wrong: r#"release: (version: "2.4.0", previous_version: "2.4.1"),"#,
        fixed: r#"release: (version: "2.4.1", previous_version: "2.4.0"),"#,
        right: r#"release: (version: "2.10.0", previous_version: "2.9.9"),"#,
    },
    Case {
        code: "V046",
        at: "previous_version:",
        says: "is not older than version 2",
        wrong: r#"release: (version: "2", previous_version: "2.0.0"),"#,
        fixed: "",
        right: r#"release: (version: "2.0.0", previous_version: "2.0.0-rc.1"),"#,
    },
    Case {
        code: "V046",
        at: "previous_version:",
        says: "2.0.0 is not older than version 2.0.0-beta.2",
        wrong: r#"release: (version: "2.0.0-beta.2", previous_version: "2.0.0"),"#,
        fixed: r#"release: (version: "2.0.0", previous_version: "2.0.0-beta.2"),"#,
        right: r#"release: (version: "two", previous_version: "three"),"#,
    },
];

#[test]
fn days_people_and_versions() {
    check_all(DAYS);
}

const RISKS: &[Case] = &[
    Case {
        code: "V020",
        at: "levels:",
        says: "has 4 levels",
        wrong: "risk_scale: (levels: 4),",
        fixed: "risk_scale: (levels: 5),",
        right: "risk_scale: (levels: 5),",
    },
    Case {
        code: "V020",
        at: "red_min:",
        says: "red starts at 6, but green goes up to 6",
        wrong: "risk_scale: (green_max: 6, red_min: 6),",
        fixed: "",
        right: "risk_scale: (green_max: 3, red_min: 6),",
    },
    Case {
        code: "V020",
        at: "p_bounds_pct:",
        says: "p_bounds_pct must go up",
        wrong: "risk_scale: (p_bounds_pct: [40, 10, 100]),",
        fixed: "risk_scale: (p_bounds_pct: [10, 40, 100]),",
        right: "risk_scale: (p_bounds_pct: [10, 40, 100], days_bounds: [\"1d\", \"1w\"]),",
    },
    Case {
        code: "V020",
        at: "days_bounds:",
        says: "days_bounds must go up",
        wrong: "risk_scale: (days_bounds: [\"1w\", \"2d\"]),",
        fixed: "risk_scale: (days_bounds: [\"2d\", \"1w\"]),",
        right: "",
    },
    Case {
        code: "V020",
        at: "probability:",
        says: "probability VeryHigh is not on a scale of 3 levels; it counts as High",
        wrong: r#"risks: [(id: "R1", probability: VeryHigh)],"#,
        fixed: r#"risks: [(id: "R1", probability: High)],"#,
        right: "risk_scale: (levels: 5),\nrisks: [(id: \"R1\", probability: VeryHigh)],",
    },
    Case {
        code: "V021",
        at: "probability_pct:",
        says: "100 % is not a risk. Make it an issue?",
        wrong: "risks: [(id: \"R4\", status: Active,   probability_pct: 100)],\nissues: [(id: \"I1\")],",
        fixed: "risks: [(id: \"R4\", status: Occurred,   probability_pct: 100)],\nissues: [(id: \"I1\"), (id: \"R4\", raised: \"2024-03-06\", from_risk: \"R4\")],",
        right: r#"risks: [(id: "R4", probability_pct: 99), (id: "R5", status: Occurred, probability_pct: 100)],"#,
    },
    Case {
        code: "V021",
        at: "probability_pct:",
        says: "it lies between 0 and 100",
        wrong: r#"risks: [(id: "R4", probability_pct: 140)],"#,
        fixed: r#"risks: [(id: "R4", probability_pct: 100)],"#,
        right: "",
    },
    Case {
        code: "V021",
        at: "probability_pct:",
        says: "0 % is not a risk. Close it?",
        wrong: r#"risks: [(id: "R4", status: Active, probability_pct: 0)],"#,
        fixed: r#"risks: [(id: "R4", status: Closed, probability_pct: 0)],"#,
        right: "",
    },
    Case {
        code: "V022",
        at: "score:",
        says: "R001: the file says score 8, High × High is 9; 9 is used",
        wrong: r#"risks: [(id: "R001", probability: High, impact: High, score: 8)],"#,
        fixed: r#"risks: [(id: "R001", probability: High, impact: High)],"#,
        right: r#"risks: [(id: "R001", probability: High, impact: High, score: 9)],"#,
    },
    Case {
        code: "V023",
        at: "triggers:",
        says: "trigger \"No response\" fired on 2024-04-01, after the status date 2024-03-06",
        wrong: r#"risks: [(id: "R1", triggers: [(text: "No response", fired_on: "2024-04-01")])],"#,
        fixed: "",
        right: r#"risks: [(id: "R1", triggers: [(text: "No response", fired_on: "2024-03-06")])],"#,
    },
    Case {
        code: "V053",
        at: "triggers:",
        says: "the sign \"Many\" has a threshold (>30) but no metric to read",
        wrong: r#"risks: [(id: "R1", triggers: [(text: "Many", threshold: ">30")])],"#,
        fixed: "",
        right: r#"metrics: [(id: "d", title: "D", target: "<20", actual: 3)], risks: [(id: "R1", triggers: [(text: "Many", metric: "d", threshold: ">30")])],"#,
    },
    Case {
        code: "V053",
        at: "alerts:",
        says: "the alert is put aside without a day on which it comes back",
        wrong: r#"risks: [(id: "R1", alerts: [(on: "2024-03-05", step: Snoozed, reason: "waits")])],"#,
        fixed: "",
        right: r#"risks: [(id: "R1", alerts: [(on: "2024-03-05", step: Snoozed, until: "2024-03-12", reason: "waits")])],"#,
    },
    Case {
        code: "V053",
        at: "alerts:",
        says: "the alert is acknowledged on 2024-04-01, after the status date",
        wrong: r#"risks: [(id: "R1", alerts: [(on: "2024-04-01", step: Acknowledged)])],"#,
        fixed: "",
        right: r#"risks: [(id: "R1", alerts: [(on: "2024-03-06", step: Acknowledged)])],"#,
    },
    Case {
        code: "V020",
        at: "p_bounds_pct:",
        says: "p_bounds_pct has 1 bounds; a scale of 3 levels needs 2",
        wrong: "risk_scale: (p_bounds_pct: [50]),",
        fixed: "",
        right: "risk_scale: (p_bounds_pct: [33, 67, 100]),",
    },
    Case {
        code: "V032",
        at: "recommended:",
        says: "recommends \"a\", but has A, B",
        wrong: r#"decisions: [(id: "D1", options: [(key: "A"), (key: "B")],        recommended: "a")],"#,
        fixed: r#"decisions: [(id: "D1", options: [(key: "A"), (key: "B")],        recommended: "A")],"#,
        right: r#"decisions: [(id: "D1", options: [(key: "A")], recommended: "A", decided: (key: "A"))],"#,
    },
    Case {
        code: "V032",
        at: "decided:",
        says: "was decided as \"D\", but has no options",
        wrong: r#"decisions: [(id: "D1", decided: (key: "D"))],"#,
        fixed: "",
        right: "",
    },
    Case {
        code: "V033",
        at: "budget:",
        says: "2 currencies (USD, EUR) and no rate between them; amounts in EUR are left out",
        wrong: r#"tasks: [(id: "a", budget: "5 USD"), (id: "b", start: "2024-03-06", budget: "5 EUR")],"#,
        fixed: "",
        right: r#"tasks: [(id: "a", budget: "5 USD"), (id: "b", start: "2024-03-06", budget: "5 USD/month")],"#,
    },
    Case {
        code: "V033",
        at: "cost:",
        says: "2 currencies (CHF, EUR)",
        wrong: "finance: (currency: \"CHF\"),\nrisks: [(id: \"R1\", cost: \"5 EUR\")],",
        fixed: "",
        right: "",
    },
    Case {
        code: "V040",
        at: "rule:",
        says: "\"SCH-999\" is not a rule",
        wrong: r#"allow: [(rule: "SCH-999")],"#,
        fixed: "",
        right: r#"allow: [(rule: "SCH-001")],"#,
    },
    Case {
        code: "V040",
        at: "rule:",
        says: "Did you mean \"SCH-001\"?",
        wrong: r#"allow: [(rule: "sch 001")],"#,
        fixed: r#"allow: [(rule: "SCH-001")],"#,
        right: "",
    },
];

#[test]
fn risks_decisions_and_money() {
    check_all(RISKS);
}

const NIGHT: &[Case] = &[
    Case {
        code: "V024",
        at: "steps:",
        says: "two steps have id \"a\"; the second is \"Two\"",
        wrong: r#"runbook: (steps: [(id: "a", action: "One"), (id: "a", action: "Two")]),"#,
        fixed: r#"runbook: (steps: [(id: "a", action: "One"), (id: "a-2", action: "Two")]),"#,
        right: r#"runbook: (steps: [(id: "a"), (id: "b")]),"#,
    },
    Case {
        code: "V026",
        at: "steps:",
        says: "\"Final health checks\" is Post but at T-2h",
        wrong: r#"runbook: (steps: [(id: "a", at: "T-2h", phase: Post, action: "Final health checks")]),"#,
        fixed: r#"runbook: (steps: [(id: "a", at: "T-2h", phase: Pre, action: "Final health checks")]),"#,
        right: r#"runbook: (steps: [(id: "a", at: "T-2h", phase: Pre), (id: "b", at: "T-0", phase: Deploy), (id: "c", at: "T+2h", phase: Post)]),"#,
    },
    Case {
        code: "V026",
        at: "steps:",
        says: "\"x\" is Pre but at T+5m",
        wrong: r#"runbook: (window_end: "T+1h", steps: [(id: "x", at: "T+5m", phase: Pre)]),"#,
        fixed: r#"runbook: (window_end: "T+1h", steps: [(id: "x", at: "T+5m", phase: Deploy)]),"#,
        right: "",
    },
    Case {
        code: "V027",
        at: "steps:",
        says: "the window ends at T+90m, but \"Verify\" is planned for T+100m inside it",
        wrong: r#"runbook: (window_end: "T+90m",steps: [(id: "v", at: "T+100m", phase: Deploy, action: "Verify")]),"#,
        fixed: r#"runbook: (window_end: "T+90m",steps: [(id: "v", at: "T+100m", phase: Post, action: "Verify")]),"#,
        right: r#"runbook: (window_end: "T+90m", steps: [(id: "v", at: "T+90m", phase: Deploy)]),"#,
    },
    Case {
        code: "V027",
        at: "window_end:",
        says: "must end after T-0",
        wrong: r#"runbook: (window_end: "T-90m"),"#,
        fixed: r#"runbook: (window_end: "T+90m"),"#,
        right: "",
    },
    Case {
        code: "V028",
        at: "stages:",
        says: "the rollback has two Detection stages",
        wrong: r#"rollback: (stages: [(kind: Detection, budget: "5m"), (kind: Detection, budget: "5m"), (kind: Execution, budget: "5m"), (kind: Verification, budget: "5m")]),"#,
        fixed: r#"rollback: (stages: [(kind: Detection, budget: "5m"), (kind: Decision, budget: "5m"), (kind: Execution, budget: "5m"), (kind: Verification, budget: "5m")]),"#,
        right: r#"rollback: (stages: [(kind: Detection, budget: "5m"), (kind: Execution, budget: "5m")]),"#,
    },
    Case {
        code: "V028",
        at: "stages:",
        says: "the Decision stage of the rollback has no budget",
        wrong: "rollback: (stages: [(kind: Decision)]),",
        fixed: "",
        right: "",
    },
    Case {
        code: "V029",
        at: "exposure_pct:",
        says: "the last phase, \"ga\", ends at 80 %",
        wrong: r#"rollout: [(id: "beta"), (id: "ga",     exposure_pct: 80)],"#,
        fixed: r#"rollout: [(id: "beta"), (id: "ga",     exposure_pct: 80, partial: true)],"#,
        right: r#"rollout: [(id: "beta", exposure_pct: 10), (id: "ga", exposure_pct: 100)],"#,
    },
    Case {
        code: "V034",
        at: "kind:",
        says: "link pay → ext is External, but neither end is",
        wrong: "services: [(id: \"pay\"), (id: \"ext\")],\nservice_links: [(from: \"pay\", to: \"ext\",                    kind: External)],",
        fixed: "services: [(id: \"pay\"), (id: \"ext\")],\nservice_links: [(from: \"pay\", to: \"ext\",                    kind: Hard)],",
        right: "services: [(id: \"pay\"), (id: \"ext\", kind: External)],\nservice_links: [(from: \"pay\", to: \"ext\", kind: External)],",
    },
    Case {
        code: "V034",
        at: "(from: \"",
        says: "link pay → ext is Hard, but \"ext\" is External",
        wrong: "services: [(id: \"pay\"), (id: \"ext\", kind: External)],\nservice_links: [(from: \"pay\", to: \"ext\")],",
        fixed: "services: [(id: \"pay\"), (id: \"ext\", kind: External)],\nservice_links: [(from: \"pay\", to: \"ext\", kind: External)],",
        right: "",
    },
    Case {
        code: "V035",
        at: "group:",
        says: "groups \"Backend\" and \"Back end\" look the same; merge them?",
        wrong: "services: [(id: \"a\", group: \"Backend\"),\n(id: \"b\", group: \"Back end\")],",
        fixed: "services: [(id: \"a\", group: \"Backend\"),\n(id: \"b\", group: \"Backend\")],",
        right: r#"services: [(id: "a", group: "Backend"), (id: "b", group: "Frontend"), (id: "c", group: "Backend")],"#,
    },
    Case {
        code: "V036",
        at: "items:",
        says: "items[1].sub[2] of \"c\" has no text",
        wrong: r#"checklists: [(id: "c", items: [(text: "x", sub: [(text: "y"), ()])])],"#,
        fixed: r#"checklists: [(id: "c", items: [(text: "x", sub: [(text: "y")])])],"#,
        right: r#"checklists: [(id: "c", items: [(text: "x", sub: [(text: "y", sub: [(text: "z")])])])],"#,
    },
    Case {
        code: "V036",
        at: "items:",
        says: "lies 4 levels deep",
        wrong: r#"readiness: [(id: "r", items: [(text: "1", sub: [(text: "2", sub: [(text: "3", sub: [(text: "4")])])])])],"#,
        fixed: "",
        right: "",
    },
    Case {
        code: "V037",
        at: "items:",
        says: "\"Scan\" is waived without approver or expiry",
        wrong: r#"checklists: [(id: "c", items: [(text: "Scan", state: Waived, waiver: (reason: "Later"))])],"#,
        fixed: "",
        right: r#"checklists: [(id: "c", items: [(text: "Scan", state: Waived, waiver: (reason: "Later", by: "cto", until: "2024-04-01"))])],"#,
    },
    Case {
        code: "V038",
        at: "voters:",
        says: "role \"QA\" votes twice (Go, NoGo)",
        wrong: r#"gates: [(id: "g", voters: [(role: "QA", vote: Go, at: "10:00"), (role: "QA", vote: NoGo, at: "10:05")])],"#,
        fixed: "",
        right: r#"gates: [(id: "g", voters: [(role: "QA", vote: Go, at: "10:00"), (role: "Ops")])],"#,
    },
    Case {
        code: "V038",
        at: "voters:",
        says: "votes twice (Go, no vote)",
        wrong: r#"gates: [(id: "g", voters: [(role: "QA", vote: Go, at: "10:00"), (role: "qa ")])],"#,
        fixed: r#"gates: [(id: "g", voters: [(role: "QA", vote: Go, at: "10:00")])],"#,
        right: "",
    },
    Case {
        code: "V038",
        at: "voters:",
        says: "the vote of \"QA\" (Go) has no time",
        wrong: r#"gates: [(id: "g", voters: [(role: "QA", vote: Go)])],"#,
        fixed: "",
        right: "",
    },
    Case {
        code: "V047",
        at: "id:",
        says: "two pipeline stages have id \"smoke_tests\"",
        wrong: r#"pipeline: [(id: "smoke_tests"), (     id: "smoke_tests")],"#,
        fixed: r#"pipeline: [(id: "smoke_tests"), (     id: "smoke_tests-2")],"#,
        right: r#"pipeline: [(id: "build"), (id: "test", success_pct: 98)],"#,
    },
    Case {
        code: "V047",
        at: "success_pct:",
        says: "success_pct is 250 %",
        wrong: r#"pipeline: [(id: "b", success_pct: 250)],"#,
        fixed: r#"pipeline: [(id: "b", success_pct: 100)],"#,
        right: "",
    },
    Case {
        code: "V049",
        at: "recovered_at:",
        says: "the deployment of 2024-02-11 has recovered_at, but failed is false",
        wrong: r#"deployments: [(at: "2024-02-11T10:00+00:00", recovered_at: "2024-02-11T11:00+00:00")],"#,
        fixed: r#"deployments: [(at: "2024-02-11T10:00+00:00", failed: true, recovered_at: "2024-02-11T11:00+00:00")],"#,
        right: r#"deployments: [(at: "2024-02-11T10:00+00:00", failed: true, recovered_at: "2024-02-11T11:00+00:00")],"#,
    },
    Case {
        code: "V049",
        at: "recovered_at:",
        says: "before it happened",
        wrong: r#"deployments: [(at: "2024-02-11T10:00+00:00", failed: true, recovered_at: "2024-02-11T09:00+00:00")],"#,
        fixed: r#"deployments: [(at: "2024-02-11T09:00+00:00", failed: true, recovered_at: "2024-02-11T10:00+00:00")],"#,
        right: "",
    },
];

#[test]
fn release_night_services_and_lists() {
    check_all(NIGHT);
}

const METRICS: &[Case] = &[
    Case {
        code: "V031",
        at: "unit:",
        says: "metric \"perf\": the target is in ms, the actual value in s",
        wrong: r#"metrics: [(id: "perf", target: "<200ms", actual: 0.2, unit: "s")],"#,
        fixed: r#"metrics: [(id: "perf", target: "<200ms", actual: 200, unit: "ms")],"#,
        right: r#"metrics: [(id: "perf", target: "<200 ms", unit: "ms"), (id: "b", target: "<20", unit: "defects")],"#,
    },
    Case {
        code: "V031",
        at: "unit:",
        says: "the target is in %, the actual value in pages",
        wrong: r#"metrics: [(id: "p", target: ">=9%",  unit: "pages")],"#,
        fixed: "",
        right: "",
    },
    Case {
        code: "V045",
        at: "history:",
        says: "2024-03-20 lies after the status date 2024-03-06",
        wrong: r#"metrics: [(id: "d", history: [(on: "2024-03-20", value: 3)])],"#,
        fixed: "",
        right: r#"metrics: [(id: "d", as_of: "2024-03-06", history: [(on: "2024-03-01", value: 3), (on: "2024-03-06", value: 2)])],"#,
    },
    Case {
        code: "V045",
        at: "history:",
        says: "goes back from 2024-03-05 to 2024-03-01",
        wrong: r#"metrics: [(id: "d", history: [(on: "2024-03-05", value: 3), (on: "2024-03-01", value: 2)])],"#,
        fixed: r#"metrics: [(id: "d", history: [(on: "2024-03-01", value: 2), (on: "2024-03-05", value: 3)])],"#,
        right: "",
    },
    Case {
        code: "V045",
        at: "history:",
        says: "has 2024-03-05 twice",
        wrong: r#"metrics: [(id: "d", history: [(on: "2024-03-05", value: 3), (on: "2024-03-05", value: 2)])],"#,
        fixed: "",
        right: "",
    },
];

const HISTORY: &[Case] = &[
    Case {
        code: "V042",
        at: "on:",
        says: "the history has 2024-03-20, after the status date 2024-03-06; it is left out",
        wrong: r#"history: [(on: "2024-03-20", chain_pct: 10)],"#,
        fixed: "",
        right: r#"history: [(on: "2024-02-28"), (on: "2024-03-06", chain_pct: 0, buffer_pct: -20, on_time_pct: 100, risks: ["R1 3x3"])],"#,
    },
    Case {
        code: "V042",
        at: "on:",
        says: "the history has 2024-03-05 twice; the last one counts",
        wrong: "history: [\n(on: \"2024-03-05\", chain_pct: 10),\n(on: \"2024-03-05\", chain_pct: 12),\n],",
        fixed: "",
        right: "",
    },
    Case {
        code: "V042",
        at: "on:",
        says: "has 2024-03-05 twice",
        wrong: "history: [\n(on: \"2024-03-05\", chain_pct: 10),\n(on: \"2024-03-05\", chain_pct: 10),\n],",
        fixed: "history: [\n(on: \"2024-03-05\", chain_pct: 10),\n],",
        right: "",
    },
    Case { code: "V042", at: "(chain_pct", says: "has no day", wrong: "history: [(chain_pct: 10)],", fixed: "", right: "" },
    Case {
        code: "V042",
        at: "buffer_pct:",
        says: "says 5000 % of the buffer were used",
        wrong: r#"history: [(on: "2024-03-05", buffer_pct: 5000)],"#,
        fixed: "",
        right: r#"history: [(on: "2024-03-05", buffer_pct: 300)],"#,
    },
    Case {
        code: "V042",
        at: "p50:",
        says: "P50 on 2024-03-20, after P80 on 2024-03-18",
        wrong: r#"history: [(on: "2024-03-05", p50: "2024-03-20", p80: "2024-03-18")],"#,
        fixed: r#"history: [(on: "2024-03-05", p50: "2024-03-18", p80: "2024-03-20")],"#,
        right: "",
    },
    Case {
        code: "V015",
        at: "on_time_pct:",
        says: "on_time_pct is 130 %",
        wrong: r#"history: [(on: "2024-03-05", on_time_pct: 130)],"#,
        fixed: r#"history: [(on: "2024-03-05", on_time_pct: 100)],"#,
        right: "",
    },
    Case {
        code: "V015",
        at: "chain_pct:",
        says: "chain_pct is -5 %",
        wrong: r#"history: [(on: "2024-03-05", chain_pct: -5)],"#,
        fixed: r#"history: [(on: "2024-03-05", chain_pct: 0)],"#,
        right: "",
    },
    Case {
        code: "V020",
        at: "\"R1 3×4\"",
        says: "\"R1 3×4\" is not a score",
        wrong: r#"history: [(on: "2024-03-05", risks: ["R1 3×4"])],"#,
        fixed: r#"history: [(on: "2024-03-05", risks: ["R1 3x4"])],"#,
        right: "",
    },
    Case {
        code: "V015",
        at: "buffer_corners:",
        says: "red_end of buffer_corners is 140 %",
        wrong: "settings: (seed: 1, buffer_corners: (red_end: 140)),",
        fixed: "settings: (seed: 1),",
        right: "settings: (seed: 1, buffer_corners: (yellow_start: 0, red_end: 100)),",
    },
    Case {
        code: "V010",
        at: "buffer_corners:",
        says: "begins at 30 % at the start of the path, not above the yellow one at 40 %",
        wrong: "settings: (seed: 1, buffer_corners: (yellow_start: 40)),",
        fixed: "settings: (seed: 1),",
        right: "",
    },
];

#[test]
fn the_history() {
    check_all(HISTORY);
}

#[test]
fn metrics() {
    check_all(METRICS);
}

#[test]
fn every_code_is_listed_and_tried() {
    let codes = validate::codes();
    let expected: Vec<String> = (1..=53).map(|n| format!("V{n:03}")).collect();
    assert_eq!(codes.iter().map(|c| c.id).collect::<Vec<_>>(), expected);
    let tried: BTreeSet<&str> = [READING, LINKS, TASKS, DAYS, RISKS, NIGHT, METRICS, HISTORY].into_iter().flatten().map(|c| c.code).collect();
    for code in codes {
        let arises = !code.example.is_empty();
        assert_eq!(tried.contains(code.id), arises, "{}", code.id);
        assert!(code.summary.len() >= 12 && !code.summary.ends_with('.'), "{}", code.summary);
        let warns = matches!(code.id, "V002" | "V003" | "V008" | "V012" | "V017" | "V021" | "V035" | "V042" | "V045" | "V051" | "V052" | "V053");
        assert_eq!(code.weight == Weight::Warning, warns, "{}", code.id);
    }
    assert_eq!(codes.iter().filter(|c| c.example.is_empty()).count(), 0, "every code arises");
}

#[test]
fn bundled_and_generated_plans_are_valid() {
    for text in [include_str!("../assets/plans/customer-portal.ron"), include_str!("../assets/plans/minimal.ron")] {
        let doc = Document::new(read(text), None);
        assert_eq!(wrong(&doc), (vec![], vec![]));
    }
    let doc = Document::new(read(&generate::plan_text(2000, 7)), None);
    assert_eq!(wrong(&doc), (vec![], vec![]));
}

#[test]
fn what_would_mislead_is_not_computed_with() {
    let finish = |lines: &str| {
        let doc = open(lines);
        Analysis::of(doc.plan()).schedule.dates.iter().map(|d| (d.first_day(), d.forecast_last_day())).collect::<Vec<_>>()
    };
    // 150 % says nothing about what is left: it counts as not given.
    assert_eq!(
        finish(r#"tasks: [(id: "a", status: Active, start: "2024-03-06", duration: "10d", pct: 150)],"#),
        finish(r#"tasks: [(id: "a", status: Active, start: "2024-03-06", duration: "10d")],"#)
    );
    assert_eq!(
        finish(r#"tasks: [(id: "a", start: "2024-03-06", duration: "10d", constraint: MustStartOn("2004-03-06"))],"#),
        finish(r#"tasks: [(id: "a", start: "2024-03-06", duration: "10d")],"#)
    );
    assert_eq!(
        finish(r#"tasks: [(id: "a", start: "2024-03-06", duration: "10d", status: Active, actual_start: "2024-05-01")],"#),
        finish(r#"tasks: [(id: "a", start: "2024-03-06", duration: "10d", status: Active)],"#)
    );
}

#[test]
fn of_very_many_the_first_are_listed() {
    let text = format!("(tasks: [{}])", "(), ".repeat(5000));
    let doc = Document::new(read(&text), None);
    let invalid = Analysis::of(doc.plan()).invalid;
    let count = |code| invalid.iter().filter(|i| i.code == code).count();
    assert_eq!((count("V005"), count("V012")), (1001, 1001));
    let more: Vec<&str> = invalid.iter().map(|i| i.message.as_str()).filter(|m| m.contains("more problems like this")).collect();
    assert_eq!(more.len(), 2, "{more:?}");
    assert!(more[0].starts_with("4000 more"), "{more:?}");
}

/// Checking only what changed gives the same as checking all.
#[test]
fn checking_on_gives_the_same() {
    let text = plan(
        "tasks: [(id: \"a\", pct: 150), (id: \"b\", after: [\"a\"], team: \"qa\")],\nteams: [(id: \"qa\")],\nrisks: [(id: \"R1\", tasks: [\"b\"], score: 7)],\nmetrics: [(id: \"m\", actual: 1)],\nreports: (summary: [\"{metric.m.actual}\"]),\nflags: [(key: \"f\", requires: [\"f\"])],",
    );
    let mut doc = Document::new(read(&text), None);
    let mut analysis = Analysis::of(doc.plan());
    let edits: [(RecordKind, &str, &str); 9] = [
        (RecordKind::Task, "pct", "50"),
        (RecordKind::Task, "id", "\"c\""),
        (RecordKind::Team, "id", "\"web\""),
        (RecordKind::Metric, "id", "\"x\""),
        (RecordKind::Risk, "score", "1"),
        (RecordKind::Flag, "requires", "[]"),
        (RecordKind::Meta, "status_date", "\"2020-01-01\""),
        (RecordKind::Task, "actual_start", "\"2021-01-01\""),
        (RecordKind::Task, "constraint", "MustStartOn(\"2001-01-01\")"),
    ];
    for (kind, field, value) in edits {
        let (key, record) = kind.records(doc.plan()).swap_remove(0);
        let record = record.expect("it is there").with_field(field, Some(value)).expect("a value");
        doc.apply(Edit::Set(slipway::model::RecordRef { kind, key }, record), false).expect("a change");
        analysis = Analysis::next(&analysis, doc.plan());
        assert_eq!(analysis.invalid, Analysis::of(doc.plan()).invalid, "after {kind:?}.{field} = {value}");
        assert!(!analysis.invalid.is_empty());
    }
}
