//! Every record type of the file, declared once each. Nothing here is computed.

mod delivery;
mod dependencies;
mod history;
mod planning;
mod readiness;
mod release;
mod risks;
mod status;

pub use delivery::*;
pub use dependencies::*;
pub use history::*;
pub use planning::*;
pub use readiness::*;
pub use release::*;
pub use risks::*;
pub use status::*;
