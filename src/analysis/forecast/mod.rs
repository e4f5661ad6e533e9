//! When the release will probably be delivered: schedule risk analysis by simulation on the network of
//! the schedule (GAO-16-89G best practice 8; AACE 57R-09). What is drawn is in `model`, how it is
//! dated in `schedule::lanes`; here is what is made of it. Runs in parts that others may spread over
//! threads; the same plan and seed give the same, whoever runs it.

mod chance;
mod gains;
mod model;
mod outcome;
mod run;
mod said;

pub use gains::{Gain, Lever};
pub use model::{Basis, Model, chance_of_level};
pub use outcome::{Forecast, Milestone, Odds, RiskOdds, Spread, TaskOdds, day};
pub use run::{Part, Room, Scope};
pub use said::{begins, missing, sentence, share};
