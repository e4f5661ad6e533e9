//! The rows of the register: which risks are shown, in which order, under which headings.

use super::columns::Column;
use super::{is_overdue, next_step};
use crate::analysis::Analysis;
use crate::analysis::risk::{Band, RiskResult};
use crate::model::Key;
use crate::model::records::{Risk, RiskStatus};
use std::cmp::Ordering;

/// Which risks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Show {
    /// Those that can still happen.
    #[default]
    Active,
    /// Those with an alert.
    Alerts,
    /// Those whose score is red.
    High,
    /// Those with a step that is overdue.
    Overdue,
    /// Those without an owner.
    Unowned,
    /// Those without percent or days: the forecast knows nothing of them.
    Unmeasured,
    /// Those that occurred or are closed.
    Past,
    /// Every one.
    All,
}

impl Show {
    /// Every choice, in the order they are offered.
    pub const ALL: [Self; 8] = [Self::Active, Self::Alerts, Self::High, Self::Overdue, Self::Unowned, Self::Unmeasured, Self::Past, Self::All];

    /// What the menu calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Alerts => "With an alert",
            Self::High => "High",
            Self::Overdue => "Steps overdue",
            Self::Unowned => "Without owner",
            Self::Unmeasured => "Without numbers",
            Self::Past => "Occurred or closed",
            Self::All => "All",
        }
    }

    /// A risk is among them.
    pub fn holds(self, a: &Analysis, risk: &Risk, result: &RiskResult) -> bool {
        match self {
            Self::All => true,
            Self::Active => result.active,
            Self::Alerts => result.alert,
            Self::High => result.active && result.band == Band::Red,
            Self::Overdue => result.active && is_overdue(a, risk),
            Self::Unowned => result.active && risk.owner.as_deref().is_none_or(|o| o.trim().is_empty()),
            Self::Unmeasured => result.active && (risk.probability_pct.is_none() || (risk.days.is_none() && risk.factor.is_none() && risk.cost.is_none())),
            Self::Past => matches!(risk.status, RiskStatus::Occurred | RiskStatus::Closed),
        }
    }
}

/// What the rows are gathered under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum GroupBy {
    /// Nothing.
    #[default]
    Nothing,
    /// Band of the score.
    Band,
    /// Category.
    Category,
    /// Owner.
    Owner,
    /// Status.
    Status,
    /// Response.
    Response,
}

impl GroupBy {
    /// Every choice, in the order they are offered.
    pub const ALL: [Self; 6] = [Self::Nothing, Self::Band, Self::Category, Self::Owner, Self::Status, Self::Response];

    /// What the menu calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Nothing => "No groups",
            Self::Band => "By level",
            Self::Category => "By category",
            Self::Owner => "By owner",
            Self::Status => "By status",
            Self::Response => "By response",
        }
    }

    /// The heading of a risk, and what headings are ordered by.
    fn of(self, risk: &Risk, result: &RiskResult) -> (u32, String) {
        let or = |text: &str, none: &str| if text.trim().is_empty() { (1, none.to_owned()) } else { (0, text.trim().to_owned()) };
        match self {
            Self::Nothing => (0, String::new()),
            Self::Band => match result.band {
                Band::Red => (0, "High".to_owned()),
                Band::Yellow => (1, "Medium".to_owned()),
                Band::Green => (2, "Low".to_owned()),
            },
            Self::Category => or(&risk.category, "No category"),
            Self::Owner => or(risk.owner.as_deref().unwrap_or(""), "No owner"),
            Self::Status => (risk.status as u32, risk.status.spoken().to_owned()),
            Self::Response => (risk.response as u32, risk.response.spoken().to_owned()),
        }
    }
}

/// How the register is arranged.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Arranged {
    /// Which risks.
    pub show: Show,
    /// With these words in title, id, category, owner, description or next step.
    pub words: String,
    /// Under which headings.
    pub group: GroupBy,
    /// In which order: column and whether it descends; without one, the highest score first.
    pub sort: Option<(Column, bool)>,
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// A heading over the risks that follow.
    Heading {
        /// What they have in common.
        label: String,
        /// How many they are.
        count: usize,
        /// The worst of their bands.
        worst: Band,
        /// Their expected loss in working days.
        days: f64,
    },
    /// A risk, by position in the register, with its key.
    Risk(usize, Key),
}

/// The rows of the register.
pub fn rows(a: &Analysis, arranged: &Arranged) -> Vec<Row> {
    let records: Vec<&Risk> = a.plan.risks.records().collect();
    let items = &a.risks.items;
    let words: Vec<String> = arranged.words.split_whitespace().map(str::to_lowercase).collect();
    let mut order: Vec<usize> =
        (0..records.len().min(items.len())).filter(|i| arranged.show.holds(a, records[*i], &items[*i]) && has(a, records[*i], &words)).collect();
    let by_score = |x: &usize, y: &usize| {
        let rank = |i: usize| (!items[i].active, std::cmp::Reverse(items[i].score));
        rank(*x).cmp(&rank(*y)).then_with(|| {
            let days = |i: usize| items[i].exposure_days.unwrap_or(-1.0);
            days(*y).total_cmp(&days(*x))
        })
    };
    order.sort_by(|x, y| {
        let sorted = arranged.sort.map_or(Ordering::Equal, |(column, down)| column.order(a, (records[*x], &items[*x]), (records[*y], &items[*y]), down));
        sorted.then_with(|| by_score(x, y)).then_with(|| x.cmp(y))
    });
    if arranged.group == GroupBy::Nothing {
        return order.into_iter().map(|i| Row::Risk(i, items[i].key)).collect();
    }
    let heading = |i: &usize| arranged.group.of(records[*i], &items[*i]);
    order.sort_by_cached_key(heading);
    let mut out = Vec::with_capacity(order.len() + 8);
    for part in order.chunk_by(|x, y| heading(x) == heading(y)) {
        let Some(first) = part.first() else { continue };
        let worst = part.iter().map(|i| items[*i].band).max().unwrap_or(Band::Green);
        let days = part.iter().filter(|i| items[**i].active).filter_map(|i| items[*i].exposure_days).fold(0.0, |a, d| a + d);
        out.push(Row::Heading { label: heading(first).1, count: part.len(), worst, days });
        out.extend(part.iter().map(|i| Row::Risk(*i, items[*i].key)));
    }
    out
}

fn has(a: &Analysis, risk: &Risk, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let next = next_step(a, risk).map_or("", |(s, _)| s.text.as_str());
    let (owner, about) = (risk.owner.as_deref().unwrap_or(""), risk.description.as_deref().unwrap_or(""));
    let text = [risk.id.as_str(), &risk.title, &risk.category, owner, about, next].join("\n").to_lowercase();
    words.iter().all(|w| text.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    fn shown(arranged: &Arranged) -> String {
        let text = r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), risks: [
            (id: "A", title: "Alpha", category: "Tech", probability: Low, impact: Low, owner: "Zoe", actions: [(text: "Call", due: "2024-03-01")]),
            (id: "B", title: "Beta", category: "People", probability: High, impact: High, probability_pct: 50, days: "2d..4d..6d", triggers: [(text: "x", fired_on: "2024-03-05")]),
            (id: "C", title: "Gamma", category: "Tech", probability: High, impact: High, probability_pct: 50, days: "4d..6d..8d"),
            (id: "D", title: "Delta", probability: High, impact: High, status: Closed),
        ])"#;
        let a = Analysis::of(&read_plan(text).expect("a plan").plan);
        let ids: Vec<String> = rows(&a, arranged)
            .into_iter()
            .map(|r| match r {
                Row::Heading { label, count, worst, days } => format!("[{label} {count} {} {days}]", worst.name()),
                Row::Risk(i, _) => a.risks.items[i].id.clone(),
            })
            .collect();
        ids.join(" ")
    }

    #[test]
    fn rows_are_shown_sorted_and_grouped() {
        let plain = Arranged::default();
        for (arranged, wanted) in [
            (plain.clone(), "C B A"),
            (Arranged { show: Show::All, ..plain.clone() }, "C B A D"),
            (Arranged { show: Show::Alerts, ..plain.clone() }, "B"),
            (Arranged { show: Show::Past, ..plain.clone() }, "D"),
            (Arranged { show: Show::Overdue, ..plain.clone() }, "A"),
            (Arranged { show: Show::Unowned, ..plain.clone() }, "C B"),
            (Arranged { show: Show::Unmeasured, ..plain.clone() }, "A"),
            (Arranged { words: "TECH call".into(), ..plain.clone() }, "A"),
            (Arranged { sort: Some((Column::Title, false)), ..plain.clone() }, "A B C"),
            (Arranged { sort: Some((Column::ExposureDays, false)), ..plain.clone() }, "B C A"),
            (Arranged { sort: Some((Column::ExposureDays, true)), ..plain.clone() }, "C B A"),
            (Arranged { group: GroupBy::Category, ..plain.clone() }, "[People 1 red 2] B [Tech 2 red 3] C A"),
            (Arranged { group: GroupBy::Owner, ..plain }, "[Zoe 1 green 0] A [No owner 2 red 5] C B"),
        ] {
            assert_eq!(shown(&arranged), wanted, "{arranged:?}");
        }
    }
}
