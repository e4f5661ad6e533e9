//! The tracker in words: who is meant by "all teams", and what every owner has to answer.

use super::severity;
use crate::analysis::{Analysis, words};
use crate::model::Plan;
use crate::model::records::{Dependency, DependencyStatus};
use crate::model::value::LooseDate;
use std::collections::BTreeMap;

/// Who needs it, with "all teams" and "all services" spelled out when the plan has some.
pub fn expanded(plan: &Plan, required_by: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for who in required_by {
        let all: Vec<String> = match who.trim().to_lowercase().as_str() {
            "all teams" | "all" | "everybody" | "everyone" => {
                plan.teams.records().map(|t| if t.name.is_empty() { t.id.clone() } else { t.name.clone() }).collect()
            }
            "all services" => plan.services.records().map(|s| if s.title.is_empty() { s.id.clone() } else { s.title.clone() }).collect(),
            _ => Vec::new(),
        };
        if all.is_empty() { out.push(who.clone()) } else { out.extend(all) }
    }
    out
}

/// What every owner owes and has to answer, worst first, as text for a mail or a chat.
pub fn chase_list(a: &Analysis) -> String {
    let near = a.plan.status_date();
    let mut by_owner: BTreeMap<&str, Vec<(&Dependency, &super::TrackedResult)>> = BTreeMap::new();
    for (d, r) in a.plan.dependencies.records().zip(&a.dependencies.items).filter(|(d, _)| d.status != DependencyStatus::Done) {
        let owner = if d.owner.trim().is_empty() { "Nobody yet" } else { d.owner.trim() };
        by_owner.entry(owner).or_default().push((d, r));
    }
    let day = |d: &Option<LooseDate>| d.as_ref().map(|l| l.date().map_or_else(|| l.to_string(), |day| words::day(day, near)));
    let mut out = format!("Open dependencies as of {}\n", words::day(near, near));
    for (owner, mut rows) in by_owner {
        rows.sort_by_key(|(d, r)| (std::cmp::Reverse(severity(r.effective)), d.id.clone()));
        out.push_str(&format!("\n{owner}\n"));
        for (d, r) in rows {
            let mut parts = vec![d.status.spoken().to_lowercase()];
            parts.push(day(&d.needed_by).map_or_else(|| "needed when?".to_owned(), |n| format!("needed {n}")));
            parts.push(day(&d.promised).map_or_else(|| "promised when?".to_owned(), |p| format!("promised {p}")));
            parts.extend(r.slack_days.filter(|s| *s < 0.0).map(|s| format!("{} too late", words::days(-s))));
            if r.moved.count > 0 {
                parts.push(format!("moved {} by {:+} d so far", words::count(r.moved.count, "time"), r.moved.days));
            }
            parts.extend(r.age_days.zip(r.escalate_to).map(|(age, to)| format!("{} in trouble: goes to {}", words::days(age), to.spoken())));
            parts.extend(d.updated.map(|u| format!("last heard {}", words::day(u, near))));
            let who = expanded(&a.plan, &d.required_by);
            let needed = if who.is_empty() { String::new() } else { format!(" for {}", words::listing(&who, 6)) };
            out.push_str(&format!("- {}{needed}: {}\n", d.title, parts.join(", ")));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    #[test]
    fn every_owner_is_asked_for_what_is_open() {
        let text = r#"(meta: (status_date: "2024-03-06"), teams: [(id: "be", name: "Backend"), (id: "fe", name: "Frontend")], dependencies: [
            (id: "a", title: "Auth", owner: "Platform", required_by: ["All teams"], status: OnTrack),
            (id: "b", title: "Payments", owner: "Platform", needed_by: "2024-03-08", promised: "2024-03-12", status: Delayed, updated: "2024-03-01"),
            (id: "c", title: "Old", owner: "Gone", status: Done),
        ])"#;
        let a = Analysis::of(&read_plan(text).expect("a plan").plan);
        let wanted = "Open dependencies as of Wed 6 Mar\n\nPlatform\n- Payments: delayed, needed Fri 8 Mar, promised Tue 12 Mar, 2 d too late, last heard Fri 1 Mar\n- Auth for Backend and Frontend: on track, needed when?, promised when?\n";
        assert_eq!(chase_list(&a), wanted);
        assert_eq!(expanded(&a.plan, &["be".into(), "all services".into()]), ["be", "all services"], "nothing to spell out stays as it is");
    }
}
