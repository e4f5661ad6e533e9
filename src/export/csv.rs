//! Tables of a plan as CSV (RFC 4180): the tracker of dependencies, one row each.

use crate::analysis::{Analysis, dependencies};
use crate::model::value::LooseDate;

/// A field, in quotes where it has to be.
fn field(text: &str) -> String {
    // What a spreadsheet would take for a formula is kept from being one.
    let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// The tracker: the brief's six columns first, then dates, slack and what belongs to it.
pub fn tracker(a: &Analysis) -> String {
    let head = [
        "Dependency",
        "Owner",
        "Required by",
        "Status",
        "Risk",
        "Mitigation",
        "Id",
        "Effective status",
        "Needed by",
        "Promised",
        "Slack days",
        "Last update",
        "Service",
        "Task",
        "Risk record",
        "Plan B",
        "Switch by",
        "Promise moved days",
        "In trouble days",
        "Level",
    ];
    let loose = |d: &Option<LooseDate>| d.as_ref().map_or_else(String::new, ToString::to_string);
    let mut out = format!("{}\r\n", head.join(","));
    for (d, r) in a.plan.dependencies.records().zip(&a.dependencies.items) {
        let row = [
            d.title.clone(),
            d.owner.clone(),
            dependencies::expanded(&a.plan, &d.required_by).join("; "),
            d.status.spoken().to_owned(),
            d.risk.spoken().to_owned(),
            d.mitigation.clone().unwrap_or_default(),
            d.id.clone(),
            r.effective.spoken().to_owned(),
            loose(&d.needed_by),
            loose(&d.promised),
            r.slack_days.map_or_else(String::new, crate::analysis::words::number),
            d.updated.map_or_else(String::new, |u| u.to_string()),
            d.service.clone().unwrap_or_default(),
            d.task.clone().unwrap_or_default(),
            d.risk_ref.clone().unwrap_or_default(),
            d.plan_b.as_ref().map_or_else(String::new, |b| b.what.clone()),
            d.plan_b.as_ref().and_then(|b| crate::analysis::register::switch_by(a, b, r.needed)).map_or_else(String::new, |day| day.to_string()),
            if r.moved.count == 0 { String::new() } else { r.moved.days.to_string() },
            r.age_days.map_or_else(String::new, crate::analysis::words::number),
            d.level.name().to_owned(),
        ];
        out.push_str(&row.map(|c| field(&c)).join(","));
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    #[test]
    fn what_has_commas_or_quotes_is_quoted_and_formulas_are_none() {
        let text = r#"(dependencies: [(id: "a", title: "Auth, \"v2\"", owner: "=1+1", required_by: ["UI", "Mobile"], status: Blocked)])"#;
        let a = Analysis::of(&read_plan(text).expect("a plan").plan);
        let csv = tracker(&a);
        let row = csv.lines().nth(1).expect("a row");
        assert_eq!(row, "\"Auth, \"\"v2\"\"\",'=1+1,UI; Mobile,Blocked,Low,,a,Blocked,,,,,,,,,,,,L1");
        assert!(csv.lines().all(|l| !l.is_empty()) && csv.ends_with("\r\n"));
    }
}
