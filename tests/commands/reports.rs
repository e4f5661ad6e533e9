//! `slipway export`: every report in every format.

use super::program::{FAULTY, Folder, MINIMAL, SAMPLE, read, slipway, with};
use serde_json::Value;
use slipway::report::Kind;

/// What each report on the sample must say.
fn said(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Status => &["delivery status, week", "Decisions needed", "Key metrics"],
        Kind::DeliveryPlan => &["delivery plan", "Timeline", "Milestones", "Critical path", "The way back", "Rollout", "General Availability", "Teams"],
        Kind::RiskRegister => &["risk register", "R001", "Signs to look for", "Talk to the provider every week", "Plan B"],
        Kind::RiskSheet => &["risk sheet", "Top risks", "R001", "Talk to the provider every week", "Nothing is overdue", "scale 3×3"],
        Kind::GoNoGo => &["go/no-go", "No-go", "What stands against a go", "last safe abort is T+30m"],
        Kind::Runbook => &["runbook", "T+45m", "Full deployment", "The way back", "60 min"],
        Kind::Readiness => &["readiness", "Database migrations tested", "Structured logging", "of 5"],
        Kind::Decisions => &["decisions", "Feature Prioritization", "2 decisions open", "recommended"],
    }
}

#[test]
fn every_report_says_what_it_must_in_every_format() {
    let folder = Folder::new();
    for kind in Kind::ALL {
        let write = |name: &str| {
            let path = folder.path(name);
            assert_eq!(slipway(&["export", SAMPLE, "--report", kind.name(), "-o", &path]).fine().out, "");
            read(&path)
        };
        let (markdown, page, json) = (write("report.md"), write("report.html"), write("report.json"));
        let bare = markdown.replace('\\', "");
        for part in said(kind) {
            assert!(bare.contains(part), "no {part} in {markdown}");
            assert!(page.contains(part) && json.contains(part), "no {part} in the {} as HTML or JSON", kind.name());
        }
        assert!(markdown.starts_with("# Customer Portal") && markdown.contains("Computed by Slipway"), "{markdown}");
        assert!(!markdown.contains("NaN") && !bare.contains("  |  |  |  |  |"), "{markdown}");
        assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
        let without_names = page.replace("http://www.w3.org/2000/svg", "");
        for foreign in ["http:", "https:", "<script", "@import", "<link"] {
            assert!(!without_names.contains(foreign), "{foreign} in {}", kind.name());
        }
        let value: Value = serde_json::from_str(&json).expect("JSON");
        assert!(value["title"].is_string() && value["blocks"].as_array().is_some_and(|b| b.len() > 3));
        assert_eq!((write("again.md"), write("again.html"), write("again.json")), (markdown, page, json), "the same bytes every time");
    }
}

#[test]
fn the_risk_sheet_is_one_page() {
    let risk = |i: usize| {
        format!("(id: \"R{i:02}\", title: \"Risk {i} {}\", actions: [(text: \"Do it\", due: \"2024-03-01\", owner: \"Ann\")])", "on and on ".repeat(60))
    };
    let risks: Vec<String> = (0..60).map(risk).collect();
    let folder = Folder::new();
    let plan = folder.with("plan.ron", &format!("(meta: (project: \"P\", status_date: \"2024-03-06\"), risks: [{}])", risks.join(", ")));
    let export = |kind: &str, format: &str| slipway(&["export", &plan, "--report", kind, "-o", "-", "--format", format]).fine().out;
    let page = export("risk-sheet", "html");
    assert!(page.contains("<main class=\"sheet\">") && page.contains("@page sheet{size:A4 landscape") && page.contains("<div class=\"columns\">"));
    assert!(!export("risk-register", "html").contains("class=\"sheet\""), "other reports have pages as they need");
    assert_eq!(page.matches("on and on").count() > 0, page.contains('…'), "long titles are cut");
    let text = export("risk-sheet", "markdown");
    assert_eq!(text.lines().filter(|l| l.starts_with("| ")).count(), 12, "ten risks below the head: {text}");
    assert!(text.contains("and 50 more") && text.contains("and 55 more") && text.contains("R00, 3 d late: Do it (Ann, due Fri 1 Mar)"), "{text}");
    assert!(!text.contains("\n\n\n"), "{text}");
}

#[test]
fn plans_with_gaps_have_every_report_too() {
    let folder = Folder::new();
    for (name, text) in [("faulty.ron", FAULTY.to_owned()), ("empty.ron", "()\n".to_owned()), ("minimal.ron", read(MINIMAL))] {
        let plan = folder.with(name, &text);
        for kind in Kind::ALL {
            let answer = slipway(&["export", &plan, "--report", kind.name(), "-o", "-", "--format", "markdown"]).fine();
            assert!(answer.out.starts_with("# ") && answer.out.contains("Computed by Slipway"), "{name} {}: {}", kind.name(), answer.out);
            assert!(!answer.out.contains("NaN") && !answer.out.contains("1970"), "{name} {}: {}", kind.name(), answer.out);
            assert_eq!(answer.err.contains("broken"), name == "faulty.ron", "{}", answer.err);
        }
    }
}

#[test]
fn a_go_needs_every_mandatory_item_and_every_vote() {
    let plan = |item: &str, vote: &str| {
        format!(
            "(meta: (status_date: \"2024-03-13\"), checklists: [(id: \"c\", title: \"C\", items: [(text: \"Tested\", mandatory: true{item}), (text: \"Told\", state: Done)])], gates: [(id: \"g\", title: \"Gate\", voters: [(role: \"QA\"{vote})])])"
        )
    };
    let cases = [
        ("", ", vote: Go", "Gate: No-go", "1 mandatory item open: Tested"),
        (", state: Done", ", vote: NoGo", "Gate: No-go", "No-go from QA"),
        (", state: Done", "", "Gate: Go with conditions", "No vote yet from QA"),
        (", state: Done", ", vote: Go", "Gate: Go\n", "100 % of 95 %"),
    ];
    let folder = Folder::new();
    for (item, vote, verdict, why) in cases {
        let path = folder.with("plan.ron", &plan(item, vote));
        let text = slipway(&["export", &path, "--report", "go-no-go", "-o", "-", "--format", "markdown"]).fine().out.replace("**", "").replace('\\', "");
        assert!(text.contains(verdict) && text.contains(why), "{item} {vote}: {text}");
    }
}

#[test]
fn a_report_says_on_top_what_changed() {
    let folder = Folder::new();
    let old = folder.with("old.ron", &read(SAMPLE).replace("2024-03-06", "2024-02-28").replace("actual: 34", "actual: 30"));
    for kind in [Kind::Status, Kind::DeliveryPlan] {
        let json = slipway(&["export", SAMPLE, "--report", kind.name(), "--since", &old, "-o", "-", "--format", "json"]).fine().json();
        let first = json["blocks"].as_array().and_then(|b| b.iter().find(|b| b["level"] == 2)).expect("a heading");
        assert_eq!(first["heading"], "What changed since Wed 28 Feb");
        with(&json["blocks"], "heading", "Metrics");
    }
    let same = slipway(&["export", SAMPLE, "--since", SAMPLE, "-o", "-", "--format", "markdown"]).fine().out;
    assert!(same.contains("Nothing changed in meaning"), "{same}");
}

#[test]
fn the_schedule_is_exported_for_microsoft_project() {
    let folder = Folder::new();
    let (file, again, plan) = (folder.path("portal.xml"), folder.path("again.txt"), folder.path("back.ron"));
    let answer = slipway(&["export", SAMPLE, "-o", &file]).fine();
    assert!(answer.out.is_empty() && answer.err.contains("slipway: A project file holds the schedule"), "{}", answer.err);
    slipway(&["export", SAMPLE, "-o", &again, "--format", "mspdi"]).fine();
    assert_eq!(read(&file), read(&again));
    let back = slipway(&["import", &file, "-o", &plan]).fine();
    assert_eq!(back.err, "", "nothing is lost and no date differs");
    let refused = slipway(&["export", SAMPLE, "-o", &file, "--since", MINIMAL]);
    assert!(refused.status == 2 && refused.err.contains("--since belongs to a report"), "{}", refused.err);
    let unknown = slipway(&["export", SAMPLE, "-o", &folder.path("plan.mpp")]);
    assert!(unknown.status == 2 && unknown.err.contains(".xml for Microsoft Project"), "{}", unknown.err);
}
