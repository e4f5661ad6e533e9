//! `slipway versions`: what is listed, and the text of one version.

use super::git::Repository;
use super::program::{Folder, SAMPLE, read, slipway, slipway_reading, with};

#[test]
fn the_commits_of_a_plan_are_listed_and_shown() {
    let Some(repository) = Repository::begin() else { return };
    let sample = read(SAMPLE);
    let plan = repository.path("plan.ron");
    let path = plan.display().to_string();
    std::fs::write(&plan, &sample).expect("a temporary file");
    repository.commits("Begin", 1_700_000_000);
    std::fs::write(&plan, sample.replace("status: Blocked", "status: OnTrack")).expect("a temporary file");
    repository.commits("Certificates are here", 1_700_000_200);
    let json = slipway(&["versions", &path, "--format", "json"]).fine().json();
    assert_eq!(json["versions"].as_array().map(Vec::len), Some(2));
    let first = with(&json["versions"], "subject", "Begin");
    assert_eq!((first["source"].as_str(), first["at"].as_str()), (Some("git"), Some("2023-11-14T22:13:20Z")));
    let id = first["id"].as_str().expect("an id");
    assert!(first["commit"].as_str().is_some_and(|c| c.starts_with(id) && c.len() >= 40));
    let text = slipway(&["versions", &path]).fine().out;
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines[0].ends_with("git: Certificates are here") && lines[1].starts_with(id), "{text}");
    assert_eq!(slipway(&["versions", &path, "--show", id]).fine().out, sample);
    let old = repository.path("old.ron");
    std::fs::write(&old, slipway(&["versions", &path, "--show", &id[..7]]).fine().out).expect("a temporary file");
    assert!(slipway(&["diff", &old.display().to_string(), &path]).fine().out.contains("SSL Certificates: status blocked → on track"));
    let unknown = slipway(&["versions", &path, "--show", "ffffffffff"]);
    assert!(unknown.status == 2 && unknown.err.contains("there is no version \"ffffffffff\"") && unknown.err.contains("lists them"), "{}", unknown.err);
}

#[test]
fn a_plan_without_versions_says_so() {
    let folder = Folder::new();
    let plan = folder.with("plan.ron", &read(SAMPLE));
    let none = slipway(&["versions", &plan]).fine();
    assert!(none.out.is_empty() && none.err.contains("no earlier version. "), "{}", none.err);
    assert_eq!(slipway(&["versions", &plan, "--format", "json"]).fine().json()["versions"], serde_json::json!([]));
    let missing = slipway(&["versions", &folder.path("plam.ron")]);
    assert!(missing.status == 1 && missing.err.contains("did you mean") && missing.err.contains("plan.ron"), "{}", missing.err);
    assert_eq!(slipway_reading(&["versions", "-"], "()").status, 2);
    assert_eq!(slipway(&["versions", &plan, "--show", "saved-1"]).status, 2);
}
