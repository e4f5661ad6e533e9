//! Release night and around it: readiness, runbook, rollout.

pub mod readiness;
pub mod rollout;
pub mod runbook;
