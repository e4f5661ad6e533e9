//! `slipway diff`: what changed in meaning, in every format.

use super::program::{FAULTY, Folder, SAMPLE, read, slipway, slipway_reading, with};

#[test]
fn equal_plans_differ_in_nothing() {
    let folder = Folder::new();
    let other = format!("/* another head */\n{}", read(SAMPLE).replace("\n    ", "\n  "));
    let other = folder.with("other.ron", &other);
    assert_eq!(slipway(&["diff", SAMPLE, &other]).fine().out, "Nothing changed in meaning\n");
    assert!(slipway(&["diff", SAMPLE, &other, "--format", "markdown"]).fine().out.contains("Nothing changed in meaning"));
    let json = slipway(&["diff", SAMPLE, &other, "--format", "json"]).fine().json();
    assert_eq!((&json["changed"], &json["records"], &json["moved"]), (&false.into(), &serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn a_change_is_told_in_every_format() {
    let folder = Folder::new();
    let sample = read(SAMPLE);
    let (was, is) = ("start: \"2024-03-15\",\n            duration: \"1cd\"", "start: \"2024-03-19\",\n            duration: \"1cd\"");
    assert!(sample.contains(was));
    let new = folder.with("new.ron", &sample.replace(was, is).replace("status: Blocked", "status: OnTrack"));
    let text = slipway(&["diff", SAMPLE, &new]).fine().out;
    for part in [
        "Forecast Fri 15 Mar → Tue 19 Mar (2 d later)",
        "Production Deployment",
        "start 2024-03-15 → 2024-03-19",
        "SSL Certificates: status blocked → on track",
        "Findings resolved",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let markdown = slipway(&["diff", SAMPLE, &new, "--format", "markdown"]).fine().out;
    assert!(
        markdown.starts_with("# Customer Portal: what changed\n") && markdown.contains("| Production Deployment | Fri 15 Mar | Tue 19 Mar | 2 d later |"),
        "{markdown}"
    );
    let json = slipway(&["diff", SAMPLE, &new, "--format", "json"]).fine().json();
    assert_eq!((&json["changed"], &json["forecast"]["later_days"]), (&true.into(), &2.0.into()));
    let moved = with(&json["moved"], "id", "prod");
    assert_eq!((moved["finish"]["new"].as_str(), moved["cause"].as_str()), (Some("2024-03-19"), Some("start 2024-03-15 → 2024-03-19")));
    let record = with(&json["records"], "id", "ssl-certs");
    assert_eq!(
        (record["what"].as_str(), record["list"].as_str(), record["fields"][0]["new"].as_str()),
        (Some("changed"), Some("dependencies"), Some("on track"))
    );
    assert!(json["findings"]["resolved"].as_array().is_some_and(|l| l.iter().any(|f| f["rule"] == "DEP-001")));
    assert_eq!(text, slipway(&["diff", SAMPLE, &new]).fine().out);
    assert_eq!(slipway_reading(&["diff", "-", &new], &sample).fine().out, text);
    assert_eq!(slipway(&["diff", SAMPLE, SAMPLE, "--status-date", "2024-03-11"]).fine().out, "Nothing changed in meaning\n");
}

#[test]
fn faulty_plans_are_compared_as_far_as_they_can_be_read() {
    let folder = Folder::new();
    let (old, new) = (folder.with("old.ron", FAULTY), folder.with("new.ron", &FAULTY.replace("\"3d\"", "\"4d\"")));
    let answer = slipway(&["diff", &old, &new]).fine();
    assert!(answer.out.contains("Good: duration 3d → 4d"), "{}", answer.out);
    assert!(answer.err.contains("old.ron") && answer.err.contains("new.ron"), "{}", answer.err);
    assert_eq!(slipway(&["diff", "-", "-"]).status, 2);
    assert_eq!(slipway(&["diff", SAMPLE]).status, 2);
    assert_eq!(slipway(&["diff", SAMPLE, &folder.path("nowhere.ron")]).status, 1);
}
