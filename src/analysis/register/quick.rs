//! A risk in one line: `Late supplier 70% high x high 3d..5d..10d €20k @Backend Lead #Technical >prod`.
//! What is no sign of anything is the title.

use super::cells;
use crate::analysis::{Analysis, words};
use crate::model::records::{Risk, RiskStatus};
use crate::model::value::Level;
use crate::model::{Plan, RecordKind};

/// A line, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Quick {
    /// The risk, without an id.
    pub risk: Risk,
    /// What was understood besides the title, in words.
    pub understood: Vec<String>,
    /// What looks like a sign but cannot be read.
    pub refused: Option<String>,
}

/// The first free id in the manner of those there are: `R003` behind `R002`.
pub(super) fn next_id(plan: &Plan) -> String {
    let ids: Vec<&str> = plan.ids(RecordKind::Risk).into_iter().map(|(_, id, _)| id).collect();
    let last = ids.iter().rev().find(|id| id.ends_with(|c: char| c.is_ascii_digit())).copied().unwrap_or("R000");
    let stem = last.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = last.len() - stem.len();
    (1..=ids.len() + 1).map(|n| format!("{stem}{n:0digits$}")).find(|id| !ids.contains(&id.as_str())).unwrap_or_else(|| plan.free_id(RecordKind::Risk, "R"))
}

/// Reads a line; `None` when it holds no title.
pub fn quick(a: &Analysis, line: &str) -> Option<Quick> {
    let levels = a.risks.levels;
    let mut out = Quick { risk: Risk { status: RiskStatus::Identified, ..Risk::default() }, understood: Vec::new(), refused: None };
    let mut title: Vec<&str> = Vec::new();
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let mut scored = false;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let three = (at + 1 < tokens.len()).then(|| format!("{token} {} {}", tokens[at], tokens[at + 1]));
        if let Some((p, i)) = three.as_deref().filter(|t| t.contains(" x ") || t.contains(" × ")).and_then(|t| cells::two_levels(&t.replace('×', "x"), levels))
        {
            (out.risk.probability, out.risk.impact, scored) = (p, i, true);
            at += 2;
        } else if let Some(owner) = token.strip_prefix('@').filter(|o| !o.is_empty()) {
            let (name, taken) = owner_of(a, owner, &tokens[at..]);
            out.risk.owner = Some(name);
            at += taken;
        } else if let Some(category) = token.strip_prefix('#').filter(|c| !c.is_empty()) {
            category.clone_into(&mut out.risk.category);
        } else if let Some(id) = token.strip_prefix('>').filter(|i| !i.is_empty()) {
            match (a.plan.first_with(RecordKind::Task, id), a.plan.first_with(RecordKind::Dependency, id)) {
                (Some(_), _) => out.risk.tasks.push(id.to_owned()),
                (None, Some(_)) => out.risk.dependencies.push(id.to_owned()),
                (None, None) => out.refused = Some(format!("There is no task or dependency \"{id}\"")),
            }
        } else if !read(token, tokens.get(at).copied(), levels, &mut out.risk, &mut scored, &mut at, &mut out.refused) {
            title.push(token);
        }
    }
    out.risk.title = title.join(" ");
    if !scored {
        by_numbers(a, &mut out.risk);
    }
    out.understood = said(a, &out.risk);
    (!out.risk.title.is_empty()).then_some(out)
}

/// Reads a token that is a number of some kind; `false` for a word.
fn read(token: &str, next: Option<&str>, levels: u32, risk: &mut Risk, scored: &mut bool, at: &mut usize, refused: &mut Option<String>) -> bool {
    let starts_with_number = token.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '€' | '$' | '£'));
    if let Some((p, i)) = cells::two_levels(token, levels).filter(|_| token.len() <= 7) {
        (risk.probability, risk.impact, *scored) = (p, i, true);
        return true;
    }
    if !starts_with_number {
        return false;
    }
    let is_percent_sign = next == Some("%");
    if let Some(pct) = token.strip_suffix('%').or_else(|| is_percent_sign.then_some(token)).and_then(|t| t.replace(',', ".").parse::<f64>().ok()) {
        if pct > 0.0 && pct < 100.0 {
            risk.probability_pct = Some(pct);
        } else {
            *refused = Some(format!("{} % is no risk: it lies between 0 and 100 %", words::number(pct)));
        }
        *at += usize::from(is_percent_sign && !token.ends_with('%'));
        return true;
    }
    if token.contains("..") {
        match cells::range(token) {
            Ok(range) => risk.days = Some(range),
            Err(why) => *refused = Some(why),
        }
        return true;
    }
    // A number in front of a currency code is money too.
    let with_code = next.filter(|n| n.len() == 3 && n.bytes().all(|b| b.is_ascii_uppercase())).map(|n| format!("{token} {n}"));
    if let Some(money) = with_code.as_deref().and_then(|t| cells::money(t).ok()) {
        risk.cost = Some(money);
        *at += 1;
        return true;
    }
    if let Ok(money) = cells::money(token) {
        risk.cost = Some(money);
        return true;
    }
    let has_unit = token.ends_with(['d', 'w', 'h']);
    if let Some(range) = cells::range(token).ok().filter(|_| has_unit) {
        risk.days = Some(range);
        return true;
    }
    false
}

/// An owner of several words: as many as make a name of the plan, else one.
fn owner_of(a: &Analysis, first: &str, rest: &[&str]) -> (String, usize) {
    for taken in (1..=rest.len().min(3)).rev() {
        let name = format!("{first} {}", rest[..taken].join(" "));
        let known = cells::owner(a, &name);
        let is_known = known != name
            || a.plan.people.records().any(|p| p.name == name)
            || a.plan.teams.records().any(|t| t.name == name)
            || a.plan.risks.records().any(|r| r.owner.as_deref() == Some(name.as_str()));
        if is_known {
            return (known, taken);
        }
    }
    (cells::owner(a, first), 0)
}

/// Without levels in the line its numbers decide, where the scale says what levels mean; what nothing
/// says is medium.
fn by_numbers(a: &Analysis, risk: &mut Risk) {
    let levels = a.risks.levels;
    let (pct, days, cost) = a.risks.bounds.asked(risk);
    let middle = Level::Medium;
    risk.probability = pct.map_or(middle, |l| Level::at(l, levels));
    risk.impact = days.max(cost).map_or(middle, |l| Level::at(l, levels));
}

fn said(a: &Analysis, risk: &Risk) -> Vec<String> {
    let levels = a.risks.levels;
    let score = risk.probability.index(levels) * risk.impact.index(levels);
    let mut out = vec![format!("score {score} ({} × {})", risk.probability.spoken().to_lowercase(), risk.impact.spoken().to_lowercase())];
    out.extend(risk.probability_pct.map(|p| format!("{} %", words::number(p))));
    out.extend(risk.days.map(|r| if r.min == r.max { r.likely.spoken() } else { r.to_string() }));
    out.extend(risk.cost.as_ref().map(ToString::to_string));
    out.extend(risk.owner.as_ref().map(|o| format!("owner {o}")));
    out.extend((!risk.category.is_empty()).then(|| risk.category.clone()));
    out.extend((!risk.tasks.is_empty() || !risk.dependencies.is_empty()).then(|| {
        let all: Vec<String> = risk.tasks.iter().chain(&risk.dependencies).cloned().collect();
        format!("hits {}", words::listing(&all, 3))
    }));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    fn analysis() -> Analysis {
        let text = r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), risk_scale: (days_bounds: ["2d", "5d"]),
            teams: [(id: "be", name: "Backend Team")], tasks: [(id: "prod", title: "Deploy", duration: "1d")],
            risks: [(id: "R007", title: "Old", owner: "Delivery Manager")])"#;
        let plan = read_plan(text).expect("a plan");
        assert_eq!(plan.problems, []);
        Analysis::of(&plan.plan)
    }

    /// The fields of a line, as one text.
    fn read(line: &str) -> String {
        let a = analysis();
        let Some(quick) = quick(&a, line) else { return "nothing".to_owned() };
        let r = &quick.risk;
        let parts = [
            r.title.clone(),
            format!("{} x {}", r.probability, r.impact),
            r.probability_pct.map_or(String::new(), words::number),
            r.days.map_or(String::new(), |d| d.to_string()),
            r.cost.as_ref().map_or(String::new(), ToString::to_string),
            r.owner.clone().unwrap_or_default(),
            r.category.clone(),
            r.tasks.join(","),
            quick.refused.unwrap_or_default(),
        ];
        parts.join("|")
    }

    #[test]
    fn a_line_is_read_for_what_can_be_told() {
        for (line, wanted) in [
            ("Payment API late", "Payment API late|Medium x Medium|||||||"),
            (
                "Payment API late 70% high x medium 3d..5d..10d €20k @Backend Team #Technical >prod",
                "Payment API late|High x Medium|70|3d..5d..10d|20000 EUR|be|Technical|prod|",
            ),
            ("Late 3x2", "Late|High x Medium|||||||"),
            ("Late H/L 40 %", "Late|High x Low|40||||||"),
            ("Late 70% 6d", "Late|High x High|70|6d..6d..6d|||||"),
            ("Late 20% 1d", "Late|Low x Low|20|1d..1d..1d|||||"),
            ("Late 15000 EUR @Delivery Manager soon", "Late soon|Medium x Medium|||15000 EUR|Delivery Manager|||"),
            ("Migration of 2 databases to v2.1", "Migration of 2 databases to v2.1|Medium x Medium|||||||"),
            ("Late 120%", "Late|Medium x Medium|||||||120 % is no risk: it lies between 0 and 100 %"),
            ("Late >nowhere", "Late|Medium x Medium|||||||There is no task or dependency \"nowhere\""),
            ("Late 6d..2d..1d", "Late|Medium x Medium||1d..2d..6d|||||"),
            ("70%", "nothing"),
            ("", "nothing"),
            ("Слишком поздно 50%", "Слишком поздно|Medium x Medium|50||||||"),
        ] {
            assert_eq!(read(line), wanted, "{line}");
        }
    }

    #[test]
    fn it_gets_the_next_id_and_nothing_that_is_wrong_with_it() {
        let a = analysis();
        let edit = quick(&a, "Late 40% 3d..5d..8d >prod").expect("a risk").edit(&a);
        let b = Analysis::next(&a, &edit.made(&a.plan).expect("an edit").0);
        assert_eq!(b.plan.risks.records().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["R007", "R001"]);
        assert!(b.invalid.is_empty(), "{:?}", b.invalid);
    }
}
