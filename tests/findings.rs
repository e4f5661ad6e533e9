//! Findings: every rule has a plan that fires it and one that does not, the sample raises what it
//! must, a well-made plan nothing; findings do not depend on the order of the records.

use slipway::analysis::Analysis;
use slipway::analysis::findings::{Severity, rules};
use slipway::model::{Origin, Plan, RecordKind, RecordRef, read_plan};
use std::collections::BTreeSet;

const SAMPLE: &str = include_str!("../assets/plans/customer-portal.ron");

/// What the bundled sample must raise.
const OF_THE_SAMPLE: &str = "
    SCH-001 SCH-021 SCH-022 SCH-029 SCH-032 SCH-033 SCH-037
    RSK-003 RSK-005 RSK-006 RSK-007 RSK-013 RSK-021
    DEP-001 DEP-003 DEP-004 DEP-007 DEP-008 DEP-009 DEP-010 DEP-011 DEP-014
    RUN-002 RUN-003 RUN-004 RUN-006 RUN-007 RUN-008 RUN-011 RUN-012
    ROL-002 ROL-003 ROL-007 ROL-008 ROL-011
    COM-004 RAG-001 RAG-002 RAG-009 DAT-003 DAT-006

    SCH-009 SCH-010 SCH-011 SCH-013 SCH-017 SCH-023 SCH-024 SCH-035
    DEP-012 RDY-011 RUN-005 RUN-009 RUN-014 RUN-016 RUN-017 RUN-022 ROL-012 ROL-013
    COM-002 COM-005 RAG-003 RAG-004 RAG-007 DAT-001 DAT-007 DAT-009 DAT-010
";

fn origin(text: &str) -> Origin {
    let origin = read_plan(text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    assert_eq!(origin.problems, vec![], "{text}");
    origin
}

fn raised(a: &Analysis) -> BTreeSet<&'static str> {
    a.findings.open.iter().map(|f| f.rule.id).collect()
}

#[test]
fn the_sample_raises_what_it_must() {
    let raised = raised(&Analysis::of(&origin(SAMPLE).plan));
    let must: BTreeSet<&str> = OF_THE_SAMPLE.split_whitespace().collect();
    let known: BTreeSet<&str> = rules().map(|r| r.id).collect();
    assert_eq!(must.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules that do not exist");
    assert_eq!(must.difference(&raised).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules that must fire");
    assert_eq!(raised.difference(&must).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules that nobody expects: look, then list them");
}

#[test]
fn rules_are_complete() {
    let mut ids = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for r in rules() {
        assert!(ids.insert(r.id), "{} twice", r.id);
        for text in [r.summary, r.remedy, r.source] {
            assert!(!text.trim().is_empty() && !text.ends_with('.'), "{}: \"{text}\"", r.id);
        }
        for t in r.thresholds {
            assert!(t.key.starts_with(r.id), "{} has a limit {}", r.id, t.key);
            assert!(keys.insert(t.key), "{} twice", t.key);
            assert!(!t.unit.is_empty() && !t.doc.is_empty(), "{}", t.key);
        }
        if let [only] = r.thresholds {
            assert_eq!(only.key, r.id, "a single limit bears the id of its rule");
        }
    }
}

const CLEAN: &str = include_str!("../assets/plans/clean.ron");

#[test]
fn a_well_made_plan_raises_nothing() {
    let a = drawn(&Analysis::of(&origin(CLEAN).plan));
    assert!(a.forecast.as_ref().is_some_and(|f| f.on_time.is_some()));
    assert_eq!(*a.invalid, vec![]);
    let said: Vec<String> = a.findings.open.iter().map(|f| format!("{} {}: {}", f.rule.id, f.subject, f.message)).collect();
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(a.findings.allowed.len(), 0);
    let types = |plan: &Plan| RecordKind::ALL.iter().filter(|k| !k.records(plan).is_empty()).count();
    let sample = origin(SAMPLE).plan;
    assert!(types(&a.plan) >= types(&sample), "it is as rich as the sample");
}

#[test]
fn a_well_made_plan_is_laid_out() {
    let read = origin(CLEAN);
    let laid_out = slipway::model::syntax::format_text(&read.text, read.parsed());
    assert_eq!(laid_out.as_deref(), Some(CLEAN));
}

/// The analysis with a forecast, where something is uncertain.
fn drawn(a: &Analysis) -> Analysis {
    use slipway::analysis::forecast::{Model, Scope};
    use slipway::storage::threads;
    let Some(model) = Model::of(a).filter(|m| !m.basis().is_empty()) else { return a.clone() };
    let found = threads::forecast(&model, Scope::full(&model, 1_000), 1, &|| false).expect("not stopped");
    let gains = threads::gains(&model, &found, 1, &|| false).expect("not stopped");
    a.with_forecast(Some(std::sync::Arc::new(found.with_gains(gains))))
}

/// A rule, a plan that fires it, and one that does not.
struct Case {
    rule: String,
    fires: String,
    quiet: String,
}

/// Every case of the files in `tests/plans/rules`.
fn cases() -> Vec<Case> {
    let folder = std::fs::read_dir("tests/plans/rules").expect("the folder is there");
    let mut files: Vec<_> = folder.map(|f| f.expect("a file").path()).collect();
    files.sort();
    let mut out = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it reads");
        for part in text.split("\n== ").skip(1) {
            let (rule, plans) = part.split_once('\n').unwrap_or_else(|| panic!("{part}"));
            let (fires, quiet) = plans.split_once("\n--\n").unwrap_or_else(|| panic!("{rule} has one plan only"));
            out.push(Case { rule: rule.trim().to_owned(), fires: whole(fires), quiet: whole(quiet) });
        }
    }
    out
}

/// The text of a plan around its lists.
fn whole(body: &str) -> String {
    let meta = if body.contains("meta:") { "" } else { "meta: (project: \"P\", status_date: \"2024-03-06\"), " };
    format!("({meta}{})", body.trim())
}

#[test]
fn every_rule_has_a_plan_that_fires_it_and_one_that_does_not() {
    let cases = cases();
    let known: BTreeSet<&str> = rules().map(|r| r.id).collect();
    let tried: BTreeSet<&str> = cases.iter().map(|c| c.rule.as_str()).collect();
    assert_eq!(known.difference(&tried).collect::<Vec<_>>(), Vec::<&&str>::new(), "rules without a case");
    let mut wrong = Vec::new();
    for c in &cases {
        for (text, fires) in [(&c.fires, true), (&c.quiet, false)] {
            let a = drawn(&Analysis::of(&origin(text).plan));
            let found = a.findings.open.iter().find(|f| f.rule.id == c.rule);
            if found.is_some() != fires {
                wrong.push(format!("{} {}: {text}", c.rule, if fires { "is silent" } else { "fires" }));
            }
            if let Some(f) = found {
                assert!(!f.message.is_empty() && !f.message.ends_with('.'), "{}", f.message);
                assert!(a.plan.record(f.at).is_some() || f.at.kind == RecordKind::Release, "{}: nothing to go to", c.rule);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn fixes_mend_what_they_are_offered_for() {
    let mut tried = BTreeSet::new();
    for c in cases() {
        let read = origin(&c.fires);
        let a = Analysis::of(&read.plan);
        let mine = |a: &Analysis| a.findings.open.iter().filter(|f| f.rule.id == c.rule).cloned().collect::<Vec<_>>();
        for f in mine(&a) {
            let Some(fix) = f.fix.clone() else { continue };
            let mut document = slipway::edit::Document::new(origin(&c.fires), None);
            document.apply(fix.edit(), false).unwrap_or_else(|| panic!("{}: the fix is refused", c.rule));
            let after = Analysis::of(document.plan());
            let again = mine(&after).iter().any(|g| g.message == f.message && g.subject == f.subject);
            assert!(!again, "{}: still says {}", c.rule, f.message);
            assert!(!fix.label.ends_with('.'), "{}", fix.label);
            tried.insert(c.rule.clone());
        }
    }
    let expected = ["DAT-003", "DAT-011", "DEP-011", "RSK-007", "RSK-015", "RSK-019", "RSK-021", "RSK-023", "RUN-003", "SCH-022", "SCH-037"];
    assert_eq!(tried.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn findings_do_not_depend_on_the_order_of_the_records() {
    // What a list means by its order: steps of the pipeline and of the rollout come one after the
    // other, milestones gate what stands before them, and of two links in a circle one is cut.
    let ordered = [RecordKind::Stage, RecordKind::Phase, RecordKind::Task];
    for text in [SAMPLE, CLEAN] {
        let before = origin(text).plan;
        let said = |plan: &Plan| -> BTreeSet<String> {
            let a = Analysis::of(plan);
            a.findings.open.iter().map(|f| format!("{} {} {} {}", f.rule.id, f.severity.name(), f.subject, f.message)).collect()
        };
        let expected = said(&before);
        for kind in RecordKind::ALL.iter().filter(|k| k.is_list() && !ordered.contains(k)) {
            let mut plan = before.as_ref().clone();
            for key in kind.keys(&before) {
                plan = plan.with_moved(RecordRef { kind: *kind, key }, 0).expect("it moves");
            }
            assert_eq!(said(&plan), expected, "{kind:?} reversed");
        }
    }
}

#[test]
fn the_next_analysis_finds_what_one_from_scratch_does() {
    let said = |a: &Analysis| a.findings.open.iter().map(|f| format!("{} {} {}", f.rule.id, f.subject, f.message)).collect::<Vec<_>>();
    for text in [SAMPLE, CLEAN] {
        let before = origin(text).plan;
        let analysis = Analysis::of(&before);
        for kind in RecordKind::ALL {
            for key in kind.keys(&before) {
                let Some(plan) = before.without(RecordRef { kind: *kind, key }) else { continue };
                assert_eq!(said(&Analysis::next(&analysis, &plan)), said(&Analysis::of(&plan)), "without a {kind:?}");
                let back = Analysis::next(&Analysis::of(&plan), &before);
                assert_eq!(said(&back), said(&analysis), "with a {kind:?} again");
            }
        }
    }
}

#[test]
fn worst_comes_first() {
    let a = Analysis::of(&origin(SAMPLE).plan);
    let weights: Vec<_> = a.findings.open.iter().map(|f| (!f.gate, std::cmp::Reverse(f.severity))).collect();
    assert!(weights.is_sorted(), "gates, then by severity");
    assert!(a.findings.open.first().is_some_and(|f| f.gate && f.severity == Severity::Error));
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        assert_eq!(a.findings.count(severity), a.findings.open.iter().filter(|f| f.severity == severity).count());
    }
}

#[test]
fn an_allowance_holds_until_it_expires() {
    let plan = |allow: &str| whole(&format!("tasks: [(id: \"a\", role: ProductionDeploy, start: \"2024-03-15\", duration: \"1d\")], allow: [{allow}]"));
    let holds = |allow: &str| {
        let a = Analysis::of(&origin(&plan(allow)).plan);
        (raised(&a).contains("SCH-032"), a.findings.allowed.len(), raised(&a).contains("DAT-015"))
    };
    let cases = [
        ("", (true, 0, false)),
        (r#"(rule: "SCH-032", reason: "Staffed", by: "ann", until: "2024-03-06")"#, (false, 1, false)),
        (r#"(rule: "SCH-032", subject: "a", reason: "Staffed", by: "ann", until: "2024-03-31")"#, (false, 1, false)),
        (r#"(rule: "SCH-032", subject: "b", reason: "Staffed", by: "ann", until: "2024-03-31")"#, (true, 0, false)),
        (r#"(rule: "SCH-029", reason: "Staffed", by: "ann", until: "2024-03-31")"#, (true, 0, false)),
        (r#"(rule: "SCH-032", reason: "Staffed", by: "ann", until: "2024-03-05")"#, (true, 0, true)),
    ];
    for (allow, expected) in cases {
        assert_eq!(holds(allow), expected, "{allow}");
    }
    let a = Analysis::of(&origin(&plan(cases[1].0)).plan);
    let (finding, why) = &a.findings.allowed[0];
    assert_eq!((finding.rule.id, why.reason.as_str(), why.by.as_str()), ("SCH-032", "Staffed", "ann"));
}

#[test]
fn thresholds_move_and_are_counted() {
    let text = |settings: &str| whole(&format!("{settings} tasks: [(id: \"a\", start: \"2024-03-06\", duration: \"11d\")]"));
    let long = |settings: &str| {
        let a = Analysis::of(&origin(&text(settings)).plan);
        let changed: Vec<String> = a.findings.changed_thresholds.iter().map(|t| t.key.clone()).collect();
        (raised(&a).contains("SCH-009"), changed.join(" "))
    };
    assert_eq!(long(""), (true, String::new()));
    assert_eq!(long("settings: (thresholds: {\"SCH-009\": 12}),"), (false, "SCH-009".into()));
    assert_eq!(long("settings: (thresholds: {\"SCH-009\": 10}),"), (true, String::new()), "its default");
    assert_eq!(long("settings: (profile: DcmaStrict),"), (false, "profile".into()), "44 days");
    assert_eq!(long("settings: (profile: DcmaStrict, escalate_above: 8, thresholds: {\"SCH-009\": 5}),"), (true, "escalate_above SCH-009 profile".into()));
}
