//! Which signs of a risk have been seen, and what was done about the alert they raise. Signs are
//! ticked by hand or read from a metric; nothing here is stored.

use crate::analysis::metrics::{higher_is_better, meets};
use crate::model::Plan;
use crate::model::records::{AlertStep, EscalationLevel, Metric, Risk, Trigger};
use crate::model::value::{Comparator, Date, Target};
use std::collections::BTreeMap;

/// Where an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// Nobody has said anything about it, or a further sign was seen since.
    New,
    /// Somebody has seen it and acts, since this day.
    Acknowledged(Date),
    /// It is put aside until this day.
    Snoozed(Date),
    /// Somebody above knows, since this day.
    Escalated(EscalationLevel, Date),
}

impl AlertState {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Acknowledged(_) => "acknowledged",
            Self::Snoozed(_) => "snoozed",
            Self::Escalated(..) => "escalated",
        }
    }
}

/// A sign that has been seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Since when.
    pub on: Date,
    /// The value of the metric that shows it; none when it was ticked by hand.
    pub value: Option<String>,
}

/// The metrics of a plan by id.
pub type Metrics<'a> = BTreeMap<&'a str, &'a Metric>;

/// The metrics of a plan by id; the first of two alike.
pub fn metrics(plan: &Plan) -> Metrics<'_> {
    let mut out = Metrics::new();
    for m in plan.metrics.records() {
        out.entry(m.id.as_str()).or_insert(m);
    }
    out
}

/// Whether a sign has been seen by the status date: ticked by hand, or shown by its metric.
pub fn seen(trigger: &Trigger, metrics: &Metrics<'_>, status_date: Date) -> Option<Seen> {
    if let Some(on) = trigger.fired_on.filter(|d| *d <= status_date) {
        return Some(Seen { on, value: None });
    }
    shown(trigger, metrics.get(trigger.metric.as_deref()?)?, status_date)
}

/// Since when a metric shows a sign: the first day of the unbroken run of values that ends with the
/// latest one.
fn shown(trigger: &Trigger, metric: &Metric, status_date: Date) -> Option<Seen> {
    let mut values: Vec<(Date, f64)> = metric.history.iter().filter_map(|p| Some((p.on?, p.value))).filter(|(d, _)| *d <= status_date).collect();
    values.sort_by_key(|(d, _)| *d);
    if let Some(actual) = metric.actual {
        let on = metric.as_of.filter(|d| *d <= status_date).unwrap_or(status_date);
        values.retain(|(d, _)| *d < on);
        values.push((on, actual));
    }
    let fires = |value: f64| match &trigger.threshold {
        Some(threshold) => reaches(threshold, metric, value),
        None => metric.target.as_ref().is_some_and(|t| !meets(t, higher_is_better(metric, t), value)),
    };
    let run = values.iter().rev().take_while(|(_, v)| fires(*v));
    let on = run.last()?.0;
    let (_, latest) = values.last()?;
    let unit = trigger.threshold.as_ref().or(metric.target.as_ref()).map_or("", |t| t.unit.as_str());
    Some(Seen { on, value: Some(format!("{}{unit}", crate::analysis::words::number(*latest))) })
}

/// The metric has come to a threshold. Without a comparator the bad side of the metric decides.
fn reaches(threshold: &Target, metric: &Metric, value: f64) -> bool {
    if threshold.comparator != Comparator::Unstated {
        return meets(threshold, true, value);
    }
    let higher_is_good =
        metric.target.as_ref().map_or(metric.direction == Some(crate::model::records::Direction::HigherBetter), |t| higher_is_better(metric, t));
    if higher_is_good { value <= threshold.value } else { value >= threshold.value }
}

/// What was done about the alert that these signs raise.
pub fn state(risk: &Risk, seen: &[Seen], status_date: Date) -> AlertState {
    let newest = seen.iter().map(|s| s.on).max();
    let count = u32::try_from(seen.len()).unwrap_or(u32::MAX);
    let covers = |a: &&crate::model::records::AlertAnswer| {
        let Some(on) = a.on.filter(|d| *d <= status_date) else { return false };
        newest.is_none_or(|n| on >= n) && (a.seen == 0 || a.seen >= count)
    };
    let Some(answer) = risk.alerts.iter().filter(covers).max_by_key(|a| a.on) else { return AlertState::New };
    let on = answer.on.unwrap_or(status_date);
    match (answer.step, answer.until) {
        (AlertStep::Acknowledged, _) => AlertState::Acknowledged(on),
        (AlertStep::Escalated, _) => AlertState::Escalated(answer.level, on),
        (AlertStep::Snoozed, Some(until)) if until > status_date => AlertState::Snoozed(until),
        (AlertStep::Snoozed, _) => AlertState::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::risk;
    use crate::model::read_plan;

    /// Fired signs and state of the only risk, of which the plan has these fields.
    fn check(fields: &str, metrics: &str) -> (Vec<String>, Option<AlertState>) {
        let text = format!(
            r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), metrics: [{metrics}],
            risks: [(id: "R1", title: "R", probability: High, impact: High, status: Active, {fields})])"#
        );
        let plan = read_plan(&text).expect("a plan");
        assert_eq!(plan.problems, [], "{text}");
        let risks = risk::of(&plan.plan);
        (risks.items[0].fired.clone(), risks.items[0].alert_state)
    }

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    const DEFECTS: &str = r#"(id: "defects", title: "Defects", target: "<20", actual: 34, as_of: "2024-03-05",
        history: [(on: "2024-02-20", value: 31), (on: "2024-02-27", value: 18), (on: "2024-03-01", value: 33)])"#;

    #[test]
    fn a_metric_shows_a_sign_at_its_threshold() {
        let sign = |more: &str| format!(r#"triggers: [(text: "Too many", metric: "defects"{more})]"#);
        for (more, fires) in
            [("", true), (r#", threshold: ">30""#, true), (r#", threshold: ">40""#, false), (r#", threshold: "30""#, true), (r#", threshold: "<40""#, true)]
        {
            assert_eq!(!check(&sign(more), DEFECTS).0.is_empty(), fires, "{more}");
        }
        assert_eq!(check(&sign(""), "").0, Vec::<String>::new(), "a metric that is not there shows nothing");
        assert_eq!(check(&sign(""), r#"(id: "defects", title: "D")"#).0, Vec::<String>::new(), "nor does one without a value");
    }

    #[test]
    fn it_shows_since_the_first_of_the_values_in_a_row() {
        let trigger = Trigger { metric: Some("defects".into()), ..Trigger::default() };
        let text = format!(r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), metrics: [{DEFECTS}])"#);
        let plan = read_plan(&text).expect("a plan").plan;
        let found = seen(&trigger, &metrics(&plan), day("2024-03-06")).expect("shown");
        assert_eq!((found.on, found.value.as_deref()), (day("2024-03-01"), Some("34")));
    }

    #[test]
    fn an_answer_holds_until_a_further_sign_or_its_day() {
        let two = r#"triggers: [(text: "A", fired_on: "2024-03-01"), (text: "B", fired_on: "2024-03-04")], alerts: "#;
        let state = |alerts: &str| check(&format!("{two}{alerts}"), "").1;
        for (alerts, wanted) in [
            ("[]", AlertState::New),
            (r#"[(on: "2024-03-05", step: Acknowledged)]"#, AlertState::Acknowledged(day("2024-03-05"))),
            (r#"[(on: "2024-03-02", step: Acknowledged)]"#, AlertState::New),
            (r#"[(on: "2024-03-04", step: Acknowledged, seen: 1)]"#, AlertState::New),
            (r#"[(on: "2024-03-04", step: Acknowledged, seen: 2)]"#, AlertState::Acknowledged(day("2024-03-04"))),
            (r#"[(on: "2024-03-05", step: Snoozed, until: "2024-03-08", reason: "waits")]"#, AlertState::Snoozed(day("2024-03-08"))),
            (r#"[(on: "2024-03-05", step: Snoozed, until: "2024-03-06", reason: "waits")]"#, AlertState::New),
            (r#"[(on: "2024-03-05", step: Escalated, level: L3)]"#, AlertState::Escalated(EscalationLevel::L3, day("2024-03-05"))),
            (r#"[(on: "2024-03-09", step: Acknowledged)]"#, AlertState::New),
        ] {
            assert_eq!(state(alerts), Some(wanted), "{alerts}");
        }
        assert_eq!(check(r#"triggers: [(text: "A")]"#, "").1, None, "nothing fired, no alert");
    }
}
