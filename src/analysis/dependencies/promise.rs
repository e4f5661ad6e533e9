//! Dates that were promised and moved, trouble that lasts: what is noted when a dependency changes,
//! and how far up it should have gone by now.

use crate::analysis::Analysis;
use crate::edit::Edit;
use crate::model::records::{DatesSaid, Dependency, DependencyStatus, Escalation, EscalationLevel};
use crate::model::value::{Date, Level, LooseDate};
use crate::model::{Key, Plan, RecordKind, RecordRef};

/// It is at risk, delayed or blocked.
pub fn in_trouble(status: DependencyStatus) -> bool {
    !matches!(status, DependencyStatus::OnTrack | DependencyStatus::Done)
}

/// Working days after which trouble goes up one level, by how bad it would be: very high 1, high 2,
/// medium 5, low 10. A ladder of practice; teams that measure use the 85th percentile of their own.
pub fn patience(risk: Level) -> f64 {
    match risk {
        Level::VeryHigh => 1.0,
        Level::High => 2.0,
        Level::Medium => 5.0,
        Level::Low | Level::VeryLow => 10.0,
    }
}

/// The level at which trouble of this age, in working days, belongs: up one for every `patience`.
pub fn level_for(age: f64, patience: f64) -> EscalationLevel {
    let up = (0..EscalationLevel::ALL.len()).rev().find(|n| age + 1e-9 >= patience * f64::from(u32::try_from(*n).unwrap_or(0)));
    EscalationLevel::ALL.get(up.unwrap_or(0)).copied().unwrap_or(EscalationLevel::L1)
}

/// How a promise moved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moves {
    /// How often.
    pub count: usize,
    /// By how many calendar days in all, later counted up.
    pub days: i64,
}

/// How the promised day moved, from everything that is noted and what is promised now.
pub fn moves(d: &Dependency) -> Moves {
    let mut said: Vec<(Option<Date>, Date)> = d.history.iter().filter_map(|h| Some((h.on, h.promised.as_ref().and_then(LooseDate::date)?))).collect();
    // What has no day was said before everything else.
    said.sort_by_key(|s| s.0);
    let mut days: Vec<Date> = said.into_iter().map(|s| s.1).chain(d.promised.as_ref().and_then(LooseDate::date)).collect();
    days.dedup();
    let by = days.first().zip(days.last()).map_or(0, |(first, last)| (last.0 - first.0).num_days());
    Moves { count: days.len().saturating_sub(1), days: by }
}

/// What follows when a dependency changes: new dates are noted beside the old ones, trouble has a
/// first day, and news is from the status date. Nothing if nothing follows.
pub fn noted(plan: &Plan, was: &Dependency, now: &Dependency) -> Option<Dependency> {
    let today = plan.status_date();
    let mut d = now.clone();
    let moved = (&was.needed_by, &was.promised) != (&now.needed_by, &now.promised);
    let had = was.needed_by.is_some() || was.promised.is_some();
    if moved && had && was.history == now.history {
        let known = d.history.iter().max_by_key(|h| h.on).is_some_and(|h| (&h.needed_by, &h.promised) == (&was.needed_by, &was.promised));
        if !known && d.history.iter().all(|h| h.on != Some(today)) {
            let on = was.updated.filter(|u| *u < today);
            d.history.push(DatesSaid { on, needed_by: was.needed_by.clone(), promised: was.promised.clone() });
        }
        d.history.retain(|h| h.on != Some(today));
        d.history.push(DatesSaid { on: Some(today), needed_by: now.needed_by.clone(), promised: now.promised.clone() });
    }
    if in_trouble(now.status) && !in_trouble(was.status) && was.raised == now.raised {
        d.raised = Some(today);
    }
    if !in_trouble(now.status) && in_trouble(was.status) {
        d.raised = now.raised.filter(|_| was.raised != now.raised);
        d.level = if was.level == now.level { EscalationLevel::L1 } else { now.level };
    }
    let news = was.status != now.status || was.promised != now.promised;
    if news && was.updated == now.updated {
        d.updated = Some(today);
    }
    (d != *now).then_some(d)
}

/// The edit that takes a dependency up, to where its age belongs or one level.
pub fn escalated(a: &Analysis, key: Key) -> Option<Edit> {
    let mut d = a.plan.dependencies.get(key)?.as_ref().clone();
    let due = a.dependencies.items.iter().find(|i| i.key == key).and_then(|r| r.escalate_to);
    let next = EscalationLevel::ALL.iter().copied().find(|l| *l > d.level);
    d.level = due.or(next)?;
    d.escalated.push(Escalation { level: d.level, on: Some(a.plan.status_date()), answered: None });
    let said = format!("escalate {} to {}", d.id, d.level.spoken());
    Some(Edit::Many(said, vec![Edit::Set(RecordRef { kind: RecordKind::Dependency, key }, d.into())]))
}

/// The edit that notes that somebody asked today and nothing has changed.
pub fn heard(a: &Analysis, key: Key) -> Option<Edit> {
    let mut d = a.plan.dependencies.get(key)?.as_ref().clone();
    d.updated = Some(a.plan.status_date());
    let said = format!("note news of {}", d.id);
    Some(Edit::Many(said, vec![Edit::Set(RecordRef { kind: RecordKind::Dependency, key }, d.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    fn plan(record: &str) -> Plan {
        let text = format!("(meta: (status_date: \"2024-03-06\"), dependencies: [{record}])");
        read_plan(&text).expect("a plan").plan.as_ref().clone()
    }

    fn only(plan: &Plan) -> Dependency {
        plan.dependencies.records().next().expect("a dependency").clone()
    }

    #[test]
    fn dates_that_move_are_kept() {
        let plan = plan(r#"(id: "a", title: "A", owner: "x", status: OnTrack, promised: "2024-03-08", updated: "2024-03-01")"#);
        let was = only(&plan);
        let on = |day: &str| Some(LooseDate::On(Date::parse(day).expect("a day")));
        let first = noted(&plan, &was, &Dependency { promised: on("2024-03-12"), ..was.clone() }).expect("noted");
        assert_eq!(
            first.history.iter().map(|h| (h.on.map(|d| d.to_string()), h.promised.clone())).collect::<Vec<_>>(),
            [(Some("2024-03-01".to_owned()), on("2024-03-08")), (Some("2024-03-06".to_owned()), on("2024-03-12")),]
        );
        assert_eq!(first.updated.map(|d| d.to_string()), Some("2024-03-06".into()));
        // Moved again on the same day, only the last of that day stays.
        let second = noted(&plan, &first, &Dependency { promised: on("2024-03-15"), ..first.clone() }).expect("noted");
        assert_eq!(second.history.len(), 2);
        assert_eq!(moves(&second), Moves { count: 1, days: 7 });
        assert_eq!(noted(&plan, &was, &Dependency { title: "B".into(), ..was.clone() }), None, "a title says nothing about dates");
    }

    #[test]
    fn trouble_has_a_first_day_and_goes_up_with_age() {
        let plan = plan(r#"(id: "a", title: "A", owner: "x", status: OnTrack)"#);
        let was = only(&plan);
        let bad = noted(&plan, &was, &Dependency { status: DependencyStatus::Delayed, ..was.clone() }).expect("noted");
        assert_eq!(bad.raised, Some(plan.status_date()));
        let good = noted(&plan, &bad, &Dependency { status: DependencyStatus::Done, ..bad.clone() }).expect("noted");
        assert_eq!(good.raised, None);
        let level = |age, risk| level_for(age, patience(risk)).name();
        assert_eq!(
            [level(0.0, Level::High), level(1.9, Level::High), level(2.0, Level::High), level(4.0, Level::High), level(60.0, Level::High)],
            ["L1", "L1", "L2", "L3", "L4"]
        );
        assert_eq!([level(9.0, Level::Low), level(10.0, Level::Low)], ["L1", "L2"]);
    }
}
