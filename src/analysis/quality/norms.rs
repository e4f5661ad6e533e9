//! The limits of the DCMA 14-point assessment (DCMA-EA PAM 200.1, October 2012, section 4), which the
//! rules of the schedule share: `settings.thresholds` moves both.

use crate::analysis::findings::Threshold;

/// Two months: high float and high duration in the strict profile, in working days.
pub(super) const STRICT_DAYS: f64 = 44.0;

/// Fewer than this, and a percentage alone says nothing: with nine tasks 5 % means none.
pub const FEW: usize = 20;

const fn limit(key: &'static str, default: f64, unit: &'static str, doc: &'static str) -> Threshold {
    Threshold { key, default, unit, doc }
}

/// Point 1.
pub(in crate::analysis) const LOOSE: Threshold = limit("SCH-001", 5.0, "%", "share of unfinished tasks that may lack a predecessor or a successor");

/// Point 3.
pub(in crate::analysis) const LAG_SHARE: Threshold = limit("SCH-004.share", 5.0, "%", "share of links that may have a lag");

/// Point 4.
pub(in crate::analysis) const FINISH_START: Threshold = limit("SCH-005", 90.0, "%", "lowest share of finish-to-start links");

/// Point 5.
pub(in crate::analysis) const CONSTRAINED: Threshold = limit("SCH-006", 5.0, "%", "share of unfinished tasks that may have a hard constraint");

/// Point 6: what counts as high.
pub(in crate::analysis) const SLACK: Threshold =
    limit("SCH-007.float", 10.0, "working days", "total float above which a task counts, or a quarter of what remains if that is more; 44 in the DCMA profile");

/// Point 6.
pub(in crate::analysis) const SLACK_SHARE: Threshold = limit("SCH-007.share", 5.0, "%", "share of unfinished tasks that may have that much float");

/// Point 8: what counts as high.
pub(in crate::analysis) const LONG: Threshold =
    limit("SCH-009", 10.0, "working days", "longest task that is under way or begins in the next 30 days; 44 in the DCMA profile");

/// Point 8. No rule of its own: the tasks are what one looks at.
pub(super) const LONG_SHARE: f64 = 5.0;

/// Point 11.
pub(in crate::analysis) const MISSED: Threshold = limit("SCH-012", 5.0, "%", "share of tasks due by the status date that may be late");

/// Point 12: how much longer a critical task becomes, in working days.
pub const TEST_DAYS: f64 = 600.0;

/// Point 13.
pub(in crate::analysis) const CPLI: Threshold = limit("SCH-014", 0.95, "ratio", "lowest critical path length index");

/// Point 14.
pub(in crate::analysis) const BEI: Threshold = limit("SCH-015", 0.95, "ratio", "lowest baseline execution index");
