//! What is done about a risk as a whole: its alert is answered, its score is looked at again, it
//! happened and becomes an issue.

use super::risk_ref;
use crate::analysis::Analysis;
use crate::edit::Edit;
use crate::model::records::{AlertAnswer, AlertStep, Issue, Review, Risk, RiskStatus, Severity};
use crate::model::value::Level;
use crate::model::{Key, RecordKind};

/// The edit that answers the alert of a risk, on the status date; `None` when the risk is not there
/// or has raised none.
pub fn answered(a: &Analysis, key: Key, answer: AlertAnswer) -> Option<Edit> {
    let result = a.risks.by_key(key).filter(|r| r.alert)?;
    let mut risk = a.plan.risks.get(key)?.as_ref().clone();
    let label = match answer.step {
        AlertStep::Acknowledged => "acknowledge the alert of",
        AlertStep::Snoozed => "put the alert aside of",
        AlertStep::Escalated => "escalate",
    };
    let seen = u32::try_from(result.fired.len()).unwrap_or(u32::MAX);
    risk.alerts.push(AlertAnswer { on: Some(a.plan.status_date()), seen, ..answer });
    Some(Edit::Many(format!("{label} {}", risk.id), vec![Edit::Set(risk_ref(key), risk.into())]))
}

/// A risk with its score noted as looked at on the status date.
fn noted(a: &Analysis, mut risk: Risk) -> Risk {
    let today = a.plan.status_date();
    risk.reviewed = Some(today);
    risk.reviews.retain(|r| r.on != Some(today));
    risk.reviews.push(Review { on: Some(today), probability: risk.probability, impact: risk.impact });
    risk
}

/// The edit that notes that a risk was looked at on the status date and scored as it stands.
pub fn reviewed(a: &Analysis, key: Key) -> Option<Edit> {
    let risk = a.plan.risks.get(key)?.as_ref().clone();
    Some(Edit::Many(format!("review {}", risk.id), vec![Edit::Set(risk_ref(key), noted(a, risk).into())]))
}

/// The edit that scores a risk again. The score it had stays among its reviews when it is known when
/// that was given; the new one is noted on the status date.
pub fn scored(a: &Analysis, key: Key, probability: Level, impact: Level) -> Option<Edit> {
    let mut risk = a.plan.risks.get(key)?.as_ref().clone();
    if (risk.probability, risk.impact) == (probability, impact) {
        return None;
    }
    let today = a.plan.status_date();
    let is_noted = |r: &Review| (r.probability, r.impact) == (risk.probability, risk.impact);
    let latest = risk.reviews.iter().max_by_key(|r| r.on);
    // The day it was scored may not be known: then it was some day before.
    if latest.is_none_or(|r| !is_noted(r) && r.on != Some(today)) {
        let then = risk.reviewed.filter(|d| *d < today);
        risk.reviews.push(Review { on: then, probability: risk.probability, impact: risk.impact });
    }
    (risk.probability, risk.impact) = (probability, impact);
    let said = format!("score {} {} × {}", risk.id, probability.spoken().to_lowercase(), impact.spoken().to_lowercase());
    Some(Edit::Many(said, vec![Edit::Set(risk_ref(key), noted(a, risk).into())]))
}

/// The edit that makes an issue of a risk that happened: the issue is raised on the status date,
/// blocks what the risk would hit, and goes on with the next step; the risk has occurred.
pub fn issue_of(a: &Analysis, key: Key) -> Option<Edit> {
    let mut risk = a.plan.risks.get(key)?.as_ref().clone();
    let levels = a.risks.levels;
    let next = super::next_step(a, &risk);
    let fallback = risk.plan_b.as_ref().map(|b| b.what.clone()).filter(|w| !w.is_empty());
    let issue = Issue {
        id: a.plan.free_id(RecordKind::Issue, &risk.id),
        title: risk.title.clone(),
        severity: match risk.impact.index(levels) {
            i if i == levels => Severity::High,
            1 => Severity::Low,
            _ => Severity::Medium,
        },
        raised: Some(a.plan.status_date()),
        owner: risk.owner.clone(),
        next_step: next.map(|(s, _)| s.text.clone()).or(fallback),
        next_date: next.and_then(|(_, due)| due),
        blocks: risk.tasks.iter().chain(&risk.dependencies).cloned().collect(),
        cause: risk.description.clone(),
        from_risk: Some(risk.id.clone()),
        ..Issue::default()
    };
    risk.status = RiskStatus::Occurred;
    Some(Edit::Many(format!("make {} an issue", risk.id), vec![Edit::Set(risk_ref(key), risk.into()), Edit::Add(issue.into(), None)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::risk::AlertState;
    use crate::model::read_plan;
    use crate::model::value::Date;

    fn analysis(risk: &str) -> (Analysis, Key) {
        let text = format!(
            r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), tasks: [(id: "a", title: "A", duration: "5d")],
            risks: [(id: "R1", title: "Late", probability: High, impact: High, status: Active, {risk})])"#
        );
        let plan = read_plan(&text).expect("a plan");
        assert_eq!(plan.problems, []);
        let key = plan.plan.risks.iter().next().expect("a risk").0;
        (Analysis::of(&plan.plan), key)
    }

    fn after(a: &Analysis, edit: Option<Edit>) -> Analysis {
        Analysis::next(a, &edit.and_then(|e| e.made(&a.plan)).expect("an edit").0)
    }

    #[test]
    fn an_answer_quiets_the_alert_until_a_further_sign() {
        let (a, key) = analysis(r#"triggers: [(text: "A", fired_on: "2024-03-06"), (text: "B")]"#);
        assert!(a.risks.items[0].is_loud() && a.risks.items[0].must_escalate());
        let answer = AlertAnswer { step: AlertStep::Escalated, ..AlertAnswer::default() };
        let b = after(&a, answered(&a, key, answer.clone()));
        assert!(!b.risks.items[0].is_loud() && !b.risks.items[0].must_escalate());
        let mut risk = b.plan.risks.get(key).expect("still there").as_ref().clone();
        risk.triggers[1].fired_on = Some(b.plan.status_date());
        let c = after(&b, Some(Edit::Set(risk_ref(key), risk.into())));
        assert_eq!(c.risks.items[0].alert_state, Some(AlertState::New), "on the same day too");
        let (quiet, key) = analysis("");
        assert_eq!(answered(&quiet, key, answer), None, "there is nothing to answer");
    }

    #[test]
    fn scoring_again_keeps_what_was_scored_before() {
        let (a, key) = analysis(r#"reviewed: "2024-02-28""#);
        let b = after(&a, scored(&a, key, Level::Medium, Level::High));
        let risk = b.plan.risks.get(key).expect("there");
        let noted: Vec<_> = risk.reviews.iter().map(|r| (r.on.map(|d| d.to_string()).unwrap_or_default(), r.probability)).collect();
        assert_eq!(noted, [("2024-02-28".to_owned(), Level::High), ("2024-03-06".to_owned(), Level::Medium)]);
        let c = after(&b, scored(&b, key, Level::Low, Level::High));
        assert_eq!(c.plan.risks.get(key).expect("there").reviews.len(), 2, "one score a day");
        assert_eq!(scored(&c, key, Level::Low, Level::High), None);
    }

    #[test]
    fn a_risk_that_happened_is_an_issue_with_its_next_step() {
        let (a, key) = analysis(r#"tasks: ["a"], owner: "Ana", actions: [(text: "Done", done_on: "2024-03-01"), (text: "Call", due: "2024-03-08")]"#);
        let b = after(&a, issue_of(&a, key));
        let issue = b.plan.issues.records().next().expect("an issue");
        assert_eq!((issue.from_risk.as_deref(), issue.next_step.as_deref(), issue.blocks.as_slice()), (Some("R1"), Some("Call"), &["a".to_owned()][..]));
        assert_eq!((issue.severity, issue.raised, issue.next_date), (Severity::High, Date::parse("2024-03-06").ok(), Date::parse("2024-03-08").ok()));
        assert!(!b.risks.items[0].active && b.invalid.is_empty(), "{:?}", b.invalid);
    }
}
