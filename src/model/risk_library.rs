//! Common risks of software delivery, to begin a register with: complete records without ids and
//! owners, which are the plan's own. They are data (`assets/risks/common.ron`), read as a plan is.

use super::read::read_plan;
use super::records::Risk;

/// The risks, the most common first.
pub fn risk_library() -> Vec<Risk> {
    read_plan(include_str!("../../assets/risks/common.ron")).map(|origin| origin.plan.risks.records().cloned().collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AnyRecord;
    use std::collections::BTreeSet;

    #[test]
    fn every_risk_is_complete() {
        let all = risk_library();
        assert!((15..=20).contains(&all.len()), "{}", all.len());
        for r in &all {
            assert!(!r.title.is_empty() && !r.category.is_empty() && r.description.as_deref().is_some_and(|d| d.len() > 60), "{}", r.title);
            assert!(r.triggers.len() == 3 && (3..=4).contains(&r.actions.len()), "{}", r.title);
            assert!(r.id.is_empty() && r.owner.is_none() && r.score.is_none() && r.probability_pct.is_none(), "{}: these are the plan's own", r.title);
            let texts = r.actions.iter().map(|a| &a.text).chain(r.triggers.iter().map(|t| &t.text)).chain([&r.title]);
            for text in texts {
                assert!(text.len() > 12 && !text.ends_with('.') && !text.contains("  ") && text.starts_with(char::is_uppercase), "{text}");
            }
        }
        let titles: BTreeSet<&str> = all.iter().map(|r| r.title.as_str()).collect();
        assert_eq!(titles.len(), all.len(), "each title stands once");
    }

    #[test]
    fn the_file_is_laid_out_and_reads_without_a_problem() {
        let text = include_str!("../../assets/risks/common.ron");
        let origin = read_plan(text).expect("a plan");
        assert_eq!(origin.problems, vec![]);
        let laid_out = super::super::syntax::format_text(text, origin.parsed()).expect("it parses");
        let differs = text.lines().zip(laid_out.lines()).find(|(a, b)| a != b);
        assert_eq!((differs, text.len()), (None, laid_out.len()));
    }

    #[test]
    fn each_is_valid_in_a_plan() {
        use crate::analysis::Analysis;
        let plan = read_plan(include_str!("../../assets/plans/minimal.ron")).expect("a plan").plan;
        for (i, risk) in risk_library().into_iter().enumerate() {
            let title = risk.title.clone();
            let (with, _) = plan.with_added(AnyRecord::from(Risk { id: format!("RX{i}"), ..risk }), None);
            let invalid = &Analysis::of(&with).invalid;
            assert!(invalid.is_empty(), "{title}: {invalid:?}");
        }
    }
}
