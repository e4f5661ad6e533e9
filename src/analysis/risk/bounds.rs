//! What each level of the scale means in percent, days and money, and the level of a value.

use super::mean_days;
use crate::model::Plan;
use crate::model::records::{Risk, RiskScale};
use crate::model::value::Dur;

/// Upper bounds of every level but the highest; empty where nothing says what the levels mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// Probability in percent.
    pub pct: Vec<f64>,
    /// Impact in working days.
    pub days: Vec<f64>,
    /// Impact in money.
    pub cost: Vec<f64>,
    /// The days come from the buffer of the declared path, not from the file.
    pub days_from_buffer: bool,
}

impl Bounds {
    /// The bounds of a plan's scale. Without them in the file: equal shares of probability; of impact
    /// thirds of the buffer, the buffer, and twice that (a house rule, to be overridden in the file).
    pub fn of(plan: &Plan, scale: Option<&RiskScale>, levels: u32) -> Self {
        let inner = usize::try_from(levels).unwrap_or(3) - 1;
        let given = |values: Vec<f64>| {
            let rises = values.windows(2).all(|w| w.first() < w.last());
            // The highest level may be closed too, as in 33, 67, 100.
            (rises && (values.len() == inner || values.len() == inner + 1)).then(|| values.into_iter().take(inner).collect::<Vec<_>>())
        };
        let equal = (1..levels).map(|k| (100.0 * f64::from(k) / f64::from(levels)).round()).collect();
        let shares: &[f64] = if levels == 5 { &[1.0 / 3.0, 2.0 / 3.0, 1.0, 2.0] } else { &[1.0 / 3.0, 1.0] };
        let buffer = plan.critical_path.get().map(|p| p.buffer.in_days(480.0)).filter(|b| *b > 0.0);
        let days = scale.and_then(|s| given(s.days_bounds.iter().map(|d: &Dur| d.in_days(480.0)).collect()));
        let contingency = plan.finance.get().and_then(|f| f.contingency).filter(|c| *c > 0.0);
        let thirds = |whole: f64| shares.iter().map(|s| s * whole).collect();
        Self {
            pct: scale.and_then(|s| given(s.p_bounds_pct.clone())).unwrap_or(equal),
            days_from_buffer: days.is_none() && buffer.is_some(),
            days: days.or_else(|| buffer.map(thirds)).unwrap_or_default(),
            cost: scale.and_then(|s| given(s.cost_bounds.clone())).or_else(|| contingency.map(thirds)).unwrap_or_default(),
        }
    }

    /// The level of a value, from 1; `None` where the levels mean nothing.
    pub fn level(bounds: &[f64], value: f64) -> Option<u32> {
        (!bounds.is_empty() && value.is_finite()).then(|| u32::try_from(bounds.iter().filter(|b| value > **b).count()).unwrap_or(0) + 1)
    }

    /// What a level means: `up to 33 %`, `33 to 67 %`, `over 67 %`.
    pub fn words(bounds: &[f64], level: u32, unit: &str) -> Option<String> {
        let number = crate::analysis::words::number;
        let k = usize::try_from(level.checked_sub(1)?).ok()?;
        match (k.checked_sub(1).and_then(|below| bounds.get(below)), bounds.get(k)) {
            (None, Some(to)) => Some(format!("up to {}{unit}", number(*to))),
            (Some(from), Some(to)) => Some(format!("{} to {}{unit}", number(*from), number(*to))),
            (Some(from), None) => Some(format!("over {}{unit}", number(*from))),
            (None, None) => None,
        }
    }

    /// The levels that the numbers of a risk ask for: probability, impact in time, impact in money.
    pub fn asked(&self, risk: &Risk) -> (Option<u32>, Option<u32>, Option<u32>) {
        let pct = risk.probability_pct.filter(|p| (0.0..=100.0).contains(p)).and_then(|p| Self::level(&self.pct, p));
        let days = risk.days.and_then(|r| Self::level(&self.days, mean_days(r)));
        let cost = risk.cost.as_ref().and_then(|c| Self::level(&self.cost, c.amount));
        (pct, days, cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_levels_and_levels_have_words() {
        let thirds = [33.0, 67.0];
        for (value, level) in [(0.0, 1), (33.0, 1), (34.0, 2), (67.0, 2), (70.0, 3), (100.0, 3)] {
            assert_eq!(Bounds::level(&thirds, value), Some(level), "{value}");
        }
        assert_eq!((Bounds::level(&[], 5.0), Bounds::level(&thirds, f64::NAN)), (None, None));
        let words: Vec<_> = (1..=3).filter_map(|l| Bounds::words(&thirds, l, " %")).collect();
        assert_eq!(words, ["up to 33 %", "33 to 67 %", "over 67 %"]);
        assert_eq!(Bounds::words(&[], 1, " d"), None);
    }

    #[test]
    fn what_the_file_leaves_out_has_a_default_it_can_hold() {
        let of = |text: &str| {
            let plan = crate::model::read_plan(&format!("(schema_version: 1, {text})")).expect("a plan").plan;
            Bounds::of(&plan, plan.risk_scale.get(), plan.risk_scale.get().map_or(3, |s| s.levels))
        };
        assert_eq!((of("").pct, of("").days), (vec![33.0, 67.0], Vec::new()));
        let buffer = of(r#"critical_path: (buffer: "6d"), risk_scale: (levels: 5)"#);
        assert_eq!((buffer.pct, buffer.days, buffer.days_from_buffer), (vec![20.0, 40.0, 60.0, 80.0], vec![2.0, 4.0, 6.0, 12.0], true));
        let given = of(r#"risk_scale: (p_bounds_pct: [10, 50, 100], days_bounds: ["2d", "1w"], cost_bounds: [5])"#);
        assert_eq!((given.pct, given.days, given.cost), (vec![10.0, 50.0], vec![2.0, 5.0], Vec::new()), "one bound of two says nothing");
    }
}
