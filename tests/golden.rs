//! The golden numbers of the brief: what the bundled sample must compute to.

use slipway::analysis::Analysis;
use slipway::model::value::Date;
use slipway::model::{Origin, read_plan};

fn sample() -> Origin {
    let text = std::fs::read_to_string("assets/plans/customer-portal.ron").expect("the sample is there");
    read_plan(&text).expect("the sample is a plan")
}

fn analysis() -> Analysis {
    Analysis::of(&sample().plan)
}

#[track_caller]
fn days(a: &Analysis, id: &str) -> (String, String) {
    let d = a.schedule.by_id(id).unwrap_or_else(|| panic!("no task {id}"));
    (d.first_day().to_string(), d.last_day().to_string())
}

#[track_caller]
fn spans(a: &Analysis, expected: &[(&str, &str, &str)]) {
    for (id, first, last) in expected {
        assert_eq!(days(a, id), ((*first).to_owned(), (*last).to_owned()), "{id}");
    }
}

#[test]
fn the_sample_is_a_sound_file() {
    let origin = sample();
    assert_eq!(origin.problems, vec![]);
    assert_eq!(*analysis().invalid, vec![]);
}

#[test]
fn plan_dates_as_calendar_days() {
    spans(
        &analysis(),
        &[
            ("dev", "2024-02-01", "2024-03-01"),
            ("code-freeze", "2024-03-01", "2024-03-01"),
            ("test1", "2024-02-20", "2024-02-29"),
            ("uat", "2024-03-01", "2024-03-07"),
            ("test3", "2024-02-25", "2024-02-29"),
            ("test4", "2024-02-25", "2024-02-29"),
            ("rc", "2024-03-08", "2024-03-08"),
            ("staging", "2024-03-08", "2024-03-09"),
            ("prod", "2024-03-15", "2024-03-15"),
            ("monitor", "2024-03-16", "2024-03-22"),
            ("hotfix", "2024-03-16", "2024-03-18"),
        ],
    );
}

#[test]
fn plan_dates_read_as_working_days() {
    let text = sample().text.replace("cd\"", "d\"");
    let plan = read_plan(&text).expect("still a plan").plan;
    spans(
        &Analysis::of(&plan),
        &[
            ("dev", "2024-02-01", "2024-03-13"),
            ("test1", "2024-02-20", "2024-03-04"),
            ("uat", "2024-03-05", "2024-03-13"),
            ("staging", "2024-03-08", "2024-03-11"),
            ("hotfix", "2024-03-18", "2024-03-20"),
        ],
    );
}

#[test]
fn declared_path() {
    let a = analysis();
    assert_eq!((a.path.total_days, a.path.buffer_days), (21.0, 5.0));
    assert_eq!(a.path.unmapped.len(), 4);
    let day = |text: &str| Date::parse(text).expect("a date");
    assert_eq!(a.path.latest_start, Some((day("2024-02-16"), day("2024-02-09"))));
    assert_eq!(a.path.consumed_pct(), 100.0);
    assert_eq!(a.path.buffer_left(), 0.0);
    assert_eq!(a.path.cpli(), Some(1.0), "1.238 before the 5-day slip, 1.0 after it");
}

#[test]
fn risk_scores_and_matrix() {
    let a = analysis();
    let scores: Vec<(&str, u32, bool)> = a.risks.items.iter().map(|r| (r.id.as_str(), r.score, r.escalate)).collect();
    assert_eq!(scores, [("R001", 9, true), ("R002", 6, false)]);
    assert!(a.risks.items.iter().all(|r| r.active), "Mitigating is active");
    let reachable: std::collections::BTreeSet<u32> = a.risks.matrix().iter().map(|c| c.2).collect();
    assert_eq!(reachable.into_iter().collect::<Vec<_>>(), [1, 2, 3, 4, 6, 9]);
}

#[test]
fn service_graph() {
    let a = analysis();
    let d = &a.dependencies;
    let levels: Vec<usize> = d.levels.iter().map(Vec::len).collect();
    assert_eq!(levels, [3, 2, 1, 2]);
    let ext = &d.services[d.find("ext-pay").expect("the external API")];
    let mut hit: Vec<&str> = ext.blast.iter().map(|i| d.services[*i].id.as_str()).collect();
    hit.sort_unstable();
    assert_eq!(hit, ["api", "mobile", "payment", "ui"]);
    assert_eq!(d.internal, 7);
    assert!((ext.blast_pct - 400.0 / 7.0).abs() < 1e-9);
    assert!(d.cycles.is_empty());
}

#[test]
fn rollback_and_last_safe_abort() {
    let a = analysis();
    assert_eq!((a.runbook.window, a.runbook.rollback, a.runbook.last_safe_abort), (Some(90.0), 60.0, Some(30.0)));
    let over = |minutes: f64| a.runbook.steps.iter().find(|s| s.minutes == minutes).map(|s| s.overrun);
    assert_eq!((over(30.0), over(45.0), over(60.0), over(90.0)), (Some(0.0), Some(15.0), Some(30.0), Some(60.0)));
    assert_eq!(a.runbook.steps.len(), 12);
}

#[test]
fn metric_colours() {
    use slipway::model::records::Rag;
    let a = analysis();
    let got: Vec<(&str, Rag)> = a.metrics.iter().map(|m| (m.id.as_str(), m.rag)).collect();
    assert_eq!(got, [("features", Rag::Amber), ("coverage", Rag::Green), ("defects", Rag::Red), ("perf", Rag::Amber)]);
    let off: Vec<f64> = a.metrics.iter().filter_map(|m| m.adverse_pct).map(|p| (p * 10.0).round() / 10.0).collect();
    assert_eq!(off, [10.5, 0.0, 70.0, 22.5]);
}

#[test]
fn status_is_red_although_amber_is_declared() {
    use slipway::model::records::Rag;
    let a = analysis();
    assert_eq!((a.status.declared, a.status.computed), (Rag::Amber, Rag::Red));
}

#[test]
fn checklist_counts() {
    let a = analysis();
    let lists: Vec<usize> = a.readiness.groups.iter().map(|g| g.of).collect();
    assert_eq!(lists, [5, 5, 5, 4, 5, 5, 5, 3, 4]);
    assert_eq!(a.plan.pipeline.len(), 8);
    assert_eq!(a.rollout.phases.len(), 3);
}

#[test]
fn findings_of_the_sample() {
    let a = analysis();
    let mut count: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for f in &a.findings.open {
        *count.entry(f.rule.id).or_insert(0) += 1;
    }
    // How often a rule speaks, where the brief itself gives the number.
    let expected = [
        ("DEP-001", 1),
        ("DEP-003", 4),
        ("DEP-004", 1),
        ("DEP-007", 3),
        ("DEP-010", 3),
        ("DEP-011", 2),
        ("DEP-014", 3),
        ("RAG-001", 1),
        ("RAG-009", 3),
        ("RSK-003", 1),
        ("RSK-006", 1),
        ("RSK-007", 2),
        ("RUN-002", 1),
        ("RUN-003", 1),
        ("RUN-007", 12),
        ("ROL-003", 3),
        ("ROL-011", 2),
        ("SCH-001", 9),
        ("SCH-021", 1),
        ("SCH-022", 1),
        ("SCH-024", 1),
        ("SCH-029", 5),
        ("SCH-032", 1),
        ("COM-004", 2),
        ("DAT-003", 2),
    ];
    for (rule, times) in expected {
        assert_eq!(count.get(rule).copied(), Some(times), "{rule}");
    }
}
