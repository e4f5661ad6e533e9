//! The resource-constrained project scheduling problem by itself: activities, minimal lags and
//! renewable resources in; starts out. Whole numbers only; it knows no plan, no calendar, no clock.
//! What a plan makes of it is the question of `super::plan`.
//!
//! Methods: serial and parallel schedule generation and priority rules (Kolisch 1996), justification
//! forward and backward (Valls, Ballestín and Quintanilla 2005), and a genetic search over schedules
//! pushed alternately to the left and to the right (after Debels and Vanhoucke 2007).

mod chance;
mod decode;
mod instance;
mod justify;
mod profile;
mod rules;
mod search;

pub use instance::{Activity, Flaw, Instance, MOST, Supply, Wait, Wrong, check, makespan};
pub use justify::improved;
pub use rules::{Rule, Scheme, by_rule, priorities};
pub use search::{Found, Limits, search};
