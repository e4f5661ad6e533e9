//! What past status dates looked like. It is kept because it cannot be computed again: the plan is
//! another one since.

use super::Rag;
use crate::model::record::record;
use crate::model::value::{Date, RiskScore};

record! {
    /// How things stood on a status date, as they were computed then. What was not known is left out.
    Snapshot {
        /// The status date.
        on: Option<Date>,
        /// Day on which what is delivered was to be finished.
        finish: Option<Date>,
        /// Day by which it was as likely to be finished as not.
        p50: Option<Date>,
        /// Day by which it was finished in four of five draws.
        p80: Option<Date>,
        /// Chance of the target.
        on_time_pct ("%"): Option<f64>,
        /// Share of the declared path that was done.
        chain_pct ("%"): Option<f64>,
        /// Share of the buffer that was used; more than 100 when it was not enough, less than 0 when time was gained.
        buffer_pct ("%"): Option<f64>,
        /// Computed status.
        rag: Rag,
        /// Levels of the scale that the risks were scored on, 3 or 5.
        risk_levels ("levels"): u32 = 3,
        /// Risks that could still happen, each with probability and impact.
        risks ~> [Risk]: Vec<RiskScore>,
        /// Anything else.
        note: Option<String>,
    }
}
