//! Scenarios: applied to a plan they change what they name and nothing else, applying is one step that
//! undo takes back exactly, what leads nowhere is said with the nearest fix, and the comparison is that
//! of the two plans analysed by themselves.

use slipway::analysis::Analysis;
use slipway::analysis::scenario::{Outcome, compare, variant, with_scenario};
use slipway::edit::Document;
use slipway::model::{Origin, RecordKind, RecordRef, read_plan};

const TASKS: &str = "meta: (project: \"P\", status_date: \"2024-03-06\"), release: (delivers: \"c\", target: \"2024-03-20\"), \
    tasks: [(id: \"a\", title: \"A\", start: \"2024-03-06\", duration: \"2d\", budget: \"100 EUR\"), (id: \"b\", title: \"B\", duration: \"3d\", after: [\"a\"]), \
    (id: \"c\", title: \"C\", duration: \"1d\", after: [\"b\"])], \
    risks: [(id: \"R1\", title: \"R\", status: Active, probability_pct: 50, cost: \"1000 EUR\", days: \"1d..2d..3d\")]";

fn origin(scenarios: &str) -> Origin {
    let text = format!("({TASKS}, scenarios: [{scenarios}])");
    let origin = read_plan(&text).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
    assert_eq!(origin.problems, vec![], "{text}");
    origin
}

fn scenario(origin: &Origin, id: &str) -> RecordRef {
    let kind = RecordKind::Scenario;
    RecordRef { kind, key: origin.plan.first_with(kind, id).expect("it is there") }
}

#[test]
fn a_scenario_changes_what_it_names_and_nothing_else() {
    let o = origin(
        "(id: \"late\", title: \"Late\", set: [(path: \"tasks/b/duration\", value: \"8d\"), (path: \"risks/R1/probability_pct\", value: \"80\"), (path: \"release/target\", value: \"2024-03-25\")])",
    );
    let applied = with_scenario(&o.plan, scenario(&o, "late")).expect("a scenario");
    assert_eq!(applied.problems, vec![]);
    let said: Vec<_> = applied.changes.iter().map(|c| (c.path.as_str(), c.old.as_deref().unwrap_or("-"), c.new.as_str())).collect();
    assert_eq!(
        said,
        [("tasks/b/duration", "\"3d\"", "\"8d\""), ("risks/R1/probability_pct", "50", "80"), ("release/target", "\"2024-03-20\"", "\"2024-03-25\"")]
    );
    for kind in RecordKind::ALL {
        for key in kind.keys(&o.plan) {
            let at = RecordRef { kind: *kind, key };
            let changed = applied.changes.iter().any(|c| c.at == at);
            assert_eq!(o.plan.record(at) != applied.plan.record(at), changed, "{at:?}");
        }
    }
}

#[test]
fn a_default_is_named_on_either_side() {
    let o = origin(
        "(id: \"s\", title: \"S\", set: [(path: \"risks/R1/status\", value: \"Identified\"), (path: \"risks/R1/probability\", value: \"High\"), (path: \"tasks/a/note\", value: \"Ask\")])",
    );
    let applied = with_scenario(&o.plan, scenario(&o, "s")).expect("a scenario");
    assert_eq!(applied.problems, vec![]);
    let said: Vec<_> = applied.changes.iter().map(|c| (c.field, c.old.as_deref(), c.new.as_str())).collect();
    assert_eq!(said, [("status", Some("Active"), "Identified"), ("probability", Some("Low"), "High"), ("note", None, "\"Ask\"")]);
}

#[test]
fn applying_is_one_step_and_undo_is_exact() {
    let text = "(id: \"late\", title: \"Late\", set: [(path: \"tasks/b/duration\", value: \"8d\"), (path: \"tasks/b/pct\", value: \"10\"), (path: \"tasks/c/after\", value: \"[\\\"a\\\"]\")])";
    let o = origin(text);
    let applied = with_scenario(&o.plan, scenario(&o, "late")).expect("a scenario");
    let before = o.text.to_string();
    let mut document = Document::new(o, None);
    document.apply(applied.edit("Late").expect("something differs"), false).expect("it is accepted");
    assert_eq!(document.undo_label(), Some("apply scenario \"Late\""));
    for kind in RecordKind::ALL {
        for key in kind.keys(&applied.plan) {
            let at = RecordRef { kind: *kind, key };
            assert_eq!(document.plan().record(at), applied.plan.record(at), "{at:?}");
        }
    }
    document.undo();
    assert_eq!(document.undo_label(), None, "it was one step");
    assert_eq!(document.text(), before, "to the byte");
}

#[test]
fn a_parent_comes_first() {
    let o = origin(
        "(id: \"base\", set: [(path: \"tasks/a/duration\", value: \"4d\"), (path: \"tasks/b/duration\", value: \"4d\")]), \
         (id: \"more\", parent: \"base\", set: [(path: \"tasks/b/duration\", value: \"9d\")]), \
         (id: \"round\", parent: \"trip\", set: [(path: \"tasks/a/duration\", value: \"5d\")]), (id: \"trip\", parent: \"round\", set: [])",
    );
    let of = |id: &str| {
        let applied = with_scenario(&o.plan, scenario(&o, id)).expect("a scenario");
        let new: Vec<String> = applied.changes.iter().map(|c| format!("{} {}", c.path, c.new)).collect();
        (new, applied.problems.len())
    };
    assert_eq!(of("more"), (vec!["tasks/a/duration \"4d\"".to_owned(), "tasks/b/duration \"9d\"".to_owned()], 0));
    assert_eq!(of("trip"), (vec!["tasks/a/duration \"5d\"".to_owned()], 1), "a circle ends, and is said");
}

#[test]
fn what_leads_nowhere_is_said_with_the_nearest_fix() {
    let cases = [
        ("task/b/duration", "8d", "leads nowhere", Some("tasks/b/duration")),
        ("tasks/bb/duration", "8d", "is not in the plan", None),
        ("tasks/b/duratoin", "8d", "there is no such field", Some("tasks/b/duration")),
        ("tasks/b/duration", "soon", "cannot be", None),
        ("tasks/b/id", "x", "an id is changed with", None),
        ("scenarios/s/title", "x", "a scenario cannot change scenarios", None),
    ];
    for (path, value, says, meant) in cases {
        let o = origin(&format!("(id: \"s\", set: [(path: \"{path}\", value: \"{value}\"), (path: \"tasks/c/duration\", value: \"2d\")])"));
        let applied = with_scenario(&o.plan, scenario(&o, "s")).expect("a scenario");
        let [problem] = applied.problems.as_slice() else { panic!("{path}: {:?}", applied.problems) };
        assert!(problem.message.contains(says), "{path}: {}", problem.message);
        assert_eq!(applied.changes.len(), 1, "{path}: the rest is applied");
        let Some(meant) = meant else { continue };
        let fix = problem.fix.clone().unwrap_or_else(|| panic!("{path} has no fix"));
        let mut document = Document::new(o, None);
        document.apply(fix.edit(), false).expect("it is accepted");
        let at = RecordRef { kind: RecordKind::Scenario, key: document.plan().first_with(RecordKind::Scenario, "s").expect("it is there") };
        let again = with_scenario(document.plan(), at).expect("a scenario");
        assert_eq!((again.problems.len(), again.changes[0].path.as_str()), (0, meant));
    }
}

#[test]
fn the_comparison_is_that_of_both_plans() {
    let o = origin(
        "(id: \"late\", set: [(path: \"tasks/b/duration\", value: \"8d\"), (path: \"risks/R1/probability_pct\", value: \"80\"), (path: \"tasks/a/budget\", value: \"250 EUR\")]), \
         (id: \"same\", set: [])",
    );
    let base = Analysis::of(&o.plan);
    let was = Outcome::of(&base);
    assert_eq!((was.exposure_days, was.exposure.get("EUR"), was.cost.get("EUR")), (1.0, Some(&500.0), Some(&100.0)));
    let variants = compare(&base);
    assert_eq!(variants.len(), 2);
    let late = &variants[0];
    assert_eq!(late.outcome, Outcome::of(&Analysis::of(&late.applied.plan)), "incremental is as from scratch");
    assert_eq!((late.delivered_later, late.outcome.delivered.map(|d| d.to_string()).as_deref()), (Some(5.0), Some("2024-03-20")));
    assert_eq!(
        ((late.outcome.exposure_days * 1e6).round() / 1e6, late.outcome.exposure.get("EUR"), late.outcome.cost.get("EUR")),
        (1.6, Some(&800.0), Some(&250.0))
    );
    let moved: Vec<(&str, f64)> = late.moved.iter().map(|m| (m.title.as_str(), m.days)).collect();
    assert_eq!(moved, [("B", 5.0), ("C", 5.0)]);
    assert_eq!((variants[1].outcome.clone(), variants[1].moved.len()), (was, 0));
    assert!(variant(&base, RecordRef { kind: RecordKind::Task, key: base.schedule.net.keys[0] }).is_none(), "a task is no scenario");
}
