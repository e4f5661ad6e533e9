//! Sixty files that mean no good, from slips to malice: each is opened from disk, says what is wrong
//! and where, is analysed in no time that anybody notices, and keeps every byte.

use slipway::analysis::Analysis;
use slipway::model::{Origin, RecordRef};
use slipway::storage::{self, OpenError};
use std::fs;

/// A file: its name, its text, how the place begins that is named, and part of the message.
type Case = (&'static str, String, &'static str, &'static str);

fn tasks(inside: &str) -> String {
    format!("(\n    meta: (status_date: \"2024-03-06\"),\n    tasks: [\n        {inside}\n    ],\n)\n")
}

fn slips() -> Vec<Case> {
    let t = |name, inside: &str, at, says| (name, tasks(inside), at, says);
    vec![
        ("empty", String::new(), "", "there is no plan in this file"),
        ("blank", " \n\t\n".into(), "", "there is no plan in this file"),
        ("only-a-comment", "// nothing\n".into(), "//", "there is no plan in this file"),
        ("comment-without-end", "( /* for ever\n tasks: [])".into(), "/*", "never closed"),
        ("json", "{\"tasks\": []}".into(), "{", "as JSON does"),
        ("xml", "<plan/>".into(), "<plan", "as XML does"),
        ("yaml", "tasks:\n  - id: a\n".into(), "tasks", "a ( is missing before tasks"),
        ("prose", "Dear all,".into(), "Dear", "begins with \"Dear\""),
        ("list", "[(id: \"a\")]".into(), "[", "begins with ["),
        ("merge", "(\n<<<<<<< HEAD\n)\n".into(), "<<<<<<<", "unfinished git merge"),
        ("two-plans", "(tasks: [])\n(tasks: [])\n".into(), "(tasks", "behind the end of the plan"),
        ("cut-off", "(\n    tasks: [\n        (id: \"a\", start: \"2024".into(), "\"2024", "\""),
        t("bracket-missing", "(id: \"a\", title: \"A\",", "(id", "never closed"),
        t("bracket-too-many", "(id: \"a\")),", "),", "one too many"),
        t("comma-missing", "(id: \"a\" title: \"A\"),", " title", "expected ','"),
        t("comma-twice", "(id: \"a\",, title: \"A\"),", ",", "one comma too many"),
        t("colon-missing", "(id \"a\"),", " \"a\"", "a colon is missing"),
        t("equals", "(id = \"a\"),", "=", "stands a colon"),
        t("semicolon", "(id: \"a\");", ";", "expected ','"),
        t("quote-missing", "(id: \"a, title: \"A\"),", "\"a,", "is missing to close the text"),
        t("curly-quotes", "(id: “a”),", "“", "quotes"),
        t("single-quotes", "(id: \"a\", title: 'two words'),", "'two", "double quotes"),
        t("escape", "(id: \"a\", title: \"C:\\q\"),", "\\q", "is no escape"),
        t("code-point", "(id: \"a\", title: \"\\u{110000}\"),", "\\u", "needs a character code"),
        t("raw-without-end", "(id: \"a\", note: r##\"for ever\"#),", "r##", "never closed"),
        t("invisible", "(\u{1}id: \"a\"),", "\u{1}", "U+0001"),
        t("right-to-left", "(id: \"a\", \u{202e}title: \"A\"),", "\u{202e}", "unknown field"),
        t("other-letters", "(id: \"a\", tіtle: \"A\"),", "tіtle", "unknown field"),
        t("field-unknown", "(id: \"a\", durration: \"3d\"),", "durration", "Did you mean \"duration\"?"),
        t("field-twice", "(id: \"a\", id: \"b\"),", "id: \"b\"", "given twice"),
        t("word-unknown", "(id: \"a\", status: Finished),", "Finished", "is not one of NotStarted"),
        t("text-for-number", "(id: \"a\", pct: \"most\"),", "\"most\"", "expected a number"),
        t("number-for-text", "(id: 5),", "5", "text stands in quotes"),
        t("record-for-text", "(id: (a: 1)),", "(a: 1)", "expected text in quotes"),
        t("text-for-list", "(id: \"a\", after: \"b\"),", "\"b\"", "a list in square brackets"),
        t("nothing-but-commas", ",,,", ",", "comma"),
    ]
}

fn values() -> Vec<Case> {
    let t = |name, inside: &str, at, says| (name, tasks(inside), at, says);
    vec![
        t("nan", "(id: \"a\", pct: NaN),", "NaN", "must be finite"),
        t("infinity", "(id: \"a\", pct: -inf),", "-inf", "must be finite"),
        t("1e400", "(id: \"a\", pct: 1e400),", "1e400", "must be finite"),
        t("many-digits", &format!("(id: \"a\", pct: {}),", "9".repeat(100_000)), "999", "must be finite"),
        t("hexadecimal", "(id: \"a\", pct: 0xFF),", "0xFF", "expected a number"),
        t("30-february", "(id: \"a\", start: \"2024-02-30\"),", "\"2024-02-30\"", "there is no such day"),
        t("year-9999", "(id: \"a\", start: \"9999-12-31\"),", "\"9999", "outside 2000 to 2100"),
        t("american-date", "(id: \"a\", start: \"03/04/2024\"),", "\"03/04", "is not a date"),
        t("negative-length", "(id: \"a\", duration: \"-5d\"),", "\"-5d\"", "is negative"),
        t("endless-length", "(id: \"a\", duration: \"1000001d\"),", "\"1000001d\"", "longer than a million"),
        t("length-of-nan", "(id: \"a\", duration: \"NaNd\"),", "\"NaNd\"", "is not a duration"),
        t("range-reversed", "(id: \"a\", range: \"6d..3d..2d\"),", "\"6d..", "did you mean 2d..3d..6d"),
        t("percent-10000", "(id: \"a\", status: Active, pct: 10000),", "pct", "lies from 0 to 100"),
        t("percent-negative-zero", "(id: \"a\", status: Done, pct: -0.0, actual_finish: \"2024-03-01\"),", "pct", "is done with 0 %"),
        t("the-end-of-time", "(id: \"a\", constraint: MustFinishOn(\"2100-12-31\")),", "constraint", "after the plan ends"),
        t("waits-for-itself", "(id: \"a\", after: [\"a\"]),", "after", "waits for itself"),
        t("waits-for-nobody", "(id: \"a\", after: [\"\u{202e}b\"]),", "\"\u{202e}b\"", "is not a link"),
        t("circle", "(id: \"a\", after: [\"b\"]), (id: \"b\", after: [\"a\"]),", "after", "in a circle: a → b → a"),
        t("id-twice", "(id: \"a\"), (id: \"a\", after: [\"a\"]),", "id", "two tasks have id \"a\""),
        t("id-of-blanks", "(id: \"   \"),", "id", "may hold only letters"),
        t("id-like-a-path", "(id: \"../../etc/passwd\"),", "id", "may hold only letters"),
        ("t0-without-offset", "(runbook: (t0: \"2024-03-15T20:00\"))".into(), "\"2024", "has no UTC offset"),
        ("weekend-of-seven-days", "(calendars: [(id: \"c\", weekend: [Mon, Tue, Wed, Thu, Fri, Sat, Sun])])".into(), "weekend", "has no working day"),
        ("day-without-hours", "(calendars: [(id: \"c\", hours_per_day: 0)])".into(), "hours_per_day", "0 working hours"),
        (
            "day-of-1e300-hours",
            "(calendars: [(id: \"c\", hours_per_day: 1e300)], tasks: [(id: \"a\", calendar: \"c\")])".into(),
            "hours_per_day",
            "working hours",
        ),
        ("scale-of-no-levels", "(risk_scale: (levels: 0), risks: [(id: \"R\")])".into(), "levels", "has 0 levels"),
        ("flags-in-a-circle", "(flags: [(key: \"a\", requires: [\"b\"]), (key: \"b\", requires: [\"a\"])])".into(), "requires", "need each other"),
        ("braces-in-braces", "(reports: (summary: [\"{{{metric.x.actual}}}\"]))".into(), "summary", "is not in the plan"),
        ("from-the-future", "(schema_version: 4294967295)".into(), "4294967295", "newer version"),
    ]
}

fn sizes() -> Vec<Case> {
    let ring = |n: usize| (0..n).map(|i| format!("(id: \"t{i}\", after: [\"t{}\"]),\n", (i + n - 1) % n)).collect::<String>();
    let flags = |n: usize| (0..n).map(|i| format!("(key: \"f{i}\", requires: [\"f{}\"]),\n", (i + 1) % n)).collect::<String>();
    let many = |what: &str| what.repeat(200_000);
    let nested = format!("{}(text: \"x\"){}", "(text: \"x\", sub: [".repeat(28), "])".repeat(28));
    vec![
        ("brackets", many("("), "", "("),
        ("square-brackets", format!("(tasks: {}", many("[")), "", "["),
        ("pairs", format!("(tasks: [{}])", many("()")), "", "expected ','"),
        ("closing-brackets", format!("(tasks: [{}", many(")")), "", "too many"),
        ("quotes", format!("(tasks: [{}])", many("\"")), "", "is missing to close"),
        ("title", tasks(&format!("(id: \"a\", titel: \"{}\"),", "x".repeat(10_000_000))), "titel", "unknown field \"titel\""),
        ("id", tasks(&format!("(id: \"{}\"),", "é".repeat(2_000_000))), "id", "may hold only letters"),
        ("field-name", tasks(&format!("(id: \"a\", {}: 1),", "x".repeat(1_000_000))), "xxx", "unknown field \"xxx"),
        ("word", tasks(&format!("(id: \"a\", status: {}),", "A".repeat(1_000_000))), "AAA", "is not one of"),
        ("ring", tasks(&ring(20_000)), "after", "(19988 more)"),
        ("flags", format!("(flags: [{}])", flags(2_000)), "requires", "need each other"),
        ("missing", tasks(&(0..20_000).map(|i| format!("(id: \"t{i}\", after: [\"u{i}\"]),\n")).collect::<String>()), "after", "does not exist"),
        ("same-id", tasks(&"(id: \"a\", after: [\"a\"]),\n".repeat(20_000)), "id", "two tasks have id \"a\""),
        ("items", format!("(checklists: [(id: \"c\", items: [{nested}])])"), "items", "levels deep"),
        ("commas", tasks(&many(",")), ",", "comma"),
    ]
}

/// Opens the file as the program does and looks for the message: where it points, and all there was.
fn messages(path: &std::path::Path) -> Vec<(usize, usize, String)> {
    let opened = match storage::open(path) {
        Ok(opened) => opened,
        Err(OpenError::NotAPlan { problem, .. }) => return vec![(problem.line, problem.column, problem.message)],
        Err(other) => panic!("{other}"),
    };
    let origin: &Origin = &opened.origin;
    let read = origin.problems.iter().map(|p| (p.line, p.column, p.message.clone()));
    let analysis = Analysis::of(&origin.plan);
    let place = |at: RecordRef, field| origin.place(at, field).unwrap_or((0, 0));
    let checked = analysis.invalid.iter().map(|i| (place(i.at, i.field).0, place(i.at, i.field).1, i.message.clone()));
    assert_eq!(origin.write(&origin.plan), &*origin.text);
    read.chain(checked).collect()
}

fn check((name, text, at, says): &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let path = folder.path().join(format!("{name}.ron"));
    fs::write(&path, text).map_err(|e| e.to_string())?;
    let found = messages(&path);
    let short = |s: &str| s.chars().take(80).collect::<String>();
    let Some((line, column, _)) = found.iter().find(|(.., message)| message.contains(says)) else {
        return Err(format!("{name}: nothing says {says}: {:?}", found.iter().take(5).map(|(l, c, m)| format!("{l}:{c} {}", short(m))).collect::<Vec<_>>()));
    };
    let named: String = text.lines().nth(line.saturating_sub(1)).unwrap_or("").chars().skip(column.saturating_sub(1)).take(40).collect();
    if *line == 0 || *column == 0 || !named.starts_with(at) {
        return Err(format!("{name}: points at {line}:{column} {named}, not at {at}"));
    }
    if fs::read(&path).is_ok_and(|now| now == text.as_bytes()) { Ok(()) } else { Err(format!("{name}: the file is not what it was")) }
}

#[track_caller]
fn check_all(cases: &[Case]) {
    let faults: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn slips_of_the_keyboard() {
    check_all(&slips());
}

#[test]
fn values_that_are_none() {
    check_all(&values());
}

#[test]
fn too_much_of_everything() {
    check_all(&sizes());
}

#[test]
fn there_are_sixty() {
    let all: Vec<Case> = [slips(), values(), sizes()].concat();
    let names: std::collections::BTreeSet<&str> = all.iter().map(|c| c.0).collect();
    assert!(names.len() >= 60 && names.len() == all.len(), "{} of {}", names.len(), all.len());
}
