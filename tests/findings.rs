//! Findings: every rule has a plan that fires it and one that does not, the sample raises what it
//! must, a well-made plan nothing; findings do not depend on the order of the records.

use slipway::analysis::Analysis;
use slipway::analysis::findings::rules;
use slipway::model::{Origin, read_plan};
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

    SCH-009 SCH-010 SCH-011 SCH-017 SCH-023 SCH-024 SCH-035
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
