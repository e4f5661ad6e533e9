//! `slipway record`: the status date goes into the history, and the rest of the file stays as it is.

use super::program::{Folder, SAMPLE, read, slipway, slipway_reading};

/// A plan whose first day is recorded already.
const PLAN: &str = r#"(
    schema_version: 1,
    // Stays where it is.
    meta: (project: "P", status_date: "2024-03-06"), // as of
    release: (delivers: "live", version: "1.0.0", target: "2024-03-22"),
    tasks: [
        (id: "a", title: "Build", start: "2024-03-06", duration: "10d", range: "8d..10d..14d"),
        (id: "live", title: "Live", kind: Milestone, duration: "0d", after: ["a"]),
    ],
    risks: [(id: "R1", title: "Supplier", probability: High, impact: Medium, days: "3d..5d..9d", tasks: ["a"], status: Active)],
    critical_path: (steps: [(title: "Build", duration: "10d", task: "a")], buffer: "4d"),
    // One line a week.
    history: [
        (on: "2024-02-28", finish: "2024-03-14", p50: "2024-03-15", p80: "2024-03-19", on_time_pct: 90, chain_pct: 20, buffer_pct: 40, rag: Green, note: "Kick-off"),
    ],
)
"#;

#[test]
fn it_adds_a_line_and_replaces_it_the_next_time() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", PLAN);
    let told = slipway(&["record", &path, "-o", &path]).fine();
    assert!(told.out.starts_with("Recorded Wed 6 Mar: ") && told.out.contains("finish Tue 19 Mar, P50 ") && told.out.contains("on time "), "{}", told.out);
    let text = read(&path);
    let added: Vec<&str> = text.lines().filter(|l| !PLAN.lines().any(|old| old == *l)).collect();
    assert_eq!(added.len(), 1, "{text}");
    assert!(added[0].starts_with("        (on: \"2024-03-06\", finish: \"2024-03-19\", p50: \"2024-03-"), "{}", added[0]);
    assert!(added[0].contains("chain_pct: 0, buffer_pct: 0, rag: ") && added[0].ends_with("risks: [\"R1 3x2\"]),"), "{}", added[0]);
    assert!(PLAN.lines().all(|l| text.lines().any(|now| now == l)), "everything else keeps its line: {text}");
    slipway(&["record", &path, "-o", &path]).fine();
    assert_eq!(read(&path), text, "the same day again gives the same file");
    slipway(&["record", &path, "-o", &path, "--note", "Scope cut"]).fine();
    let noted = read(&path);
    assert!(noted.contains("risks: [\"R1 3x2\"], note: \"Scope cut\"),"), "{noted}");
    slipway(&["record", &path, "-o", &path]).fine();
    assert_eq!(read(&path), noted, "the note stays");
    assert_eq!(slipway(&["check", &path, "--format", "json"]).json()["invalid"].as_array().map(Vec::len), Some(0));
    slipway(&["fmt", &path]).fine();
    let rows: Vec<String> = read(&path).lines().filter(|l| l.trim_start().starts_with("(on:")).map(str::to_owned).collect();
    assert!(rows.len() == 2 && rows.iter().all(|l| l.ends_with("),")), "the canonical layout keeps a line a day: {rows:?}");
}

#[test]
fn it_reads_and_writes_streams_and_leaves_out_what_is_not_known() {
    let bare = "(meta: (status_date: \"2024-03-06\"))\n";
    let text = slipway_reading(&["record", "-", "-o", "-"], bare).fine().out;
    assert_eq!(text, "(meta: (status_date: \"2024-03-06\"), history: [(on: \"2024-03-06\")])\n");
    let sample = slipway(&["record", SAMPLE, "-o", "-"]).fine().out;
    let line = sample.lines().find(|l| l.contains("(on: \"2024-03-06\"")).expect("its day");
    assert!(line.contains("buffer_pct: 100, rag: Red, risks: [\"R001 3x3\", \"R002 2x3\"]") && !line.contains("p50"), "{line}");
}

#[test]
fn it_says_what_is_wrong() {
    let desk = Folder::new();
    let out = desk.path("out.ron");
    let undated = slipway_reading(&["record", "-", "-o", &out], "(tasks: [(id: \"a\", start: \"2024-03-06\")])");
    assert!(undated.status == 1 && undated.err.contains("no status date"), "{}", undated.err);
    let newer = slipway_reading(&["record", "-", "-o", &out], "(schema_version: 9, meta: (status_date: \"2024-03-06\"))");
    assert!(newer.status == 1 && newer.err.contains("newer version"), "{}", newer.err);
    assert!(!std::path::Path::new(&out).exists(), "nothing is written");
    assert_eq!(slipway(&["record", SAMPLE]).status, 2, "it wants to know where to");
}

#[test]
fn pictures_show_the_way() {
    let desk = Folder::new();
    let path = desk.with("plan.ron", PLAN);
    let draw = |view: &str| {
        let out = desk.path(&format!("{view}.svg"));
        slipway(&["render", &path, "-o", &out, "--view", view]).fine();
        read(&out)
    };
    assert!(draw("fever").contains(">28 Feb<"));
    let forecast = draw("forecast");
    assert!(forecast.contains("since Wed 28 Feb") && forecast.contains("P80 moved "), "{forecast}");
    let report = slipway(&["export", &path, "--report", "delivery-plan", "-o", "-", "--format", "markdown"]).fine().out;
    assert!(report.contains("No burn rate yet"), "{report}");
}
