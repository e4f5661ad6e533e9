//! `slipway new`: every template is a plan to begin with.

use super::program::{Folder, read, slipway, slipway_reading};
use slipway::analysis::Analysis;
use slipway::analysis::findings::Severity;
use slipway::model::templates::Template;
use slipway::model::{read_plan, value::Date};

#[test]
fn every_template_begins_a_plan_without_errors() {
    for template in Template::ALL {
        for day in ["2024-03-13", "2024-03-15", "2024-12-20", "2027-01-03"] {
            let text = slipway(&["new", "--template", template.name(), "--status-date", day, "--project", "Our portal"]).fine().out;
            let check = slipway_reading(&["check", "-"], &text);
            assert_eq!(check.status, 0, "{} on {day}: {}", template.name(), check.out);
            assert!(check.out.contains("(0 invalid records or fields"), "{}", check.out);
            slipway_reading(&["fmt", "-"], &text).fine();
            assert_eq!(slipway_reading(&["fmt", "-"], &text).fine().out, text, "{} is in canonical layout", template.name());
            let origin = read_plan(&text).expect("a plan");
            let analysis = Analysis::of(&origin.plan);
            let warnings: Vec<String> =
                analysis.findings.open.iter().filter(|f| f.rule.severity == Severity::Warning).map(|f| format!("{} {}", f.rule.id, f.message)).collect();
            assert!(warnings.len() <= 6, "{} on {day} asks for too much: {warnings:#?}", template.name());
            // The forecast keeps the promise it suggests.
            let delivers = analysis.schedule.delivers.expect("it delivers something");
            let target = origin.plan.release.get().and_then(|r| r.target).expect("a target");
            assert!(analysis.schedule.dates[delivers].forecast_last_day() <= target, "{} on {day}", template.name());
            assert!(text.contains("Our portal") && text.matches("//").count() >= 6, "comments help a newcomer");
        }
    }
}

#[test]
fn new_writes_a_file_once() {
    let folder = Folder::new();
    let path = folder.path("plan.ron");
    let answer = slipway(&["new", "-o", &path, "--template", "hotfix", "--status-date", "2024-03-13", "--target", "2024-03-19"]).fine();
    assert_eq!(answer.out, "");
    let text = read(&path);
    assert!(text.contains("target: \"2024-03-19\"") && text.contains("2024-03-19T14:00"), "{text}");
    let again = slipway(&["new", "-o", &path]);
    assert!(again.status == 1 && again.err.contains("plan.ron") && again.err.contains("--force"), "{}", again.err);
    assert_eq!(read(&path), text, "what was there stays");
    slipway(&["new", "-o", &path, "--force"]).fine();
    assert_ne!(read(&path), text);
    let today = Date(chrono::Local::now().date_naive());
    let begun = read_plan(&read(&path)).expect("a plan").plan.status_date();
    assert!(begun <= today && today.0.signed_duration_since(begun.0).num_days() <= 1, "it begins today: {begun}");
}

#[test]
fn new_is_told_what_is_wrong() {
    for args in [
        &["new", "--template", "poem"][..],
        &["new", "--status-date", "soon"],
        &["new", "--target", "2024-02-30"],
        &["new", "--status-date", "2024-03-13", "--target", "2024-03-12"],
    ] {
        let answer = slipway(args);
        assert!(answer.status == 2 && answer.out.is_empty() && !answer.err.is_empty(), "{args:?}: {}", answer.err);
    }
}
