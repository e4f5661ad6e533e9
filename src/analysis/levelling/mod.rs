//! Resource levelling: who would have to start later for nobody to have more than they can do, and how
//! little later. Always a proposal; it becomes true only as an edit that somebody makes.

pub mod load;
mod place;
pub mod plan;
pub mod solver;

pub use plan::{Move, Options, Overload, Pace, Proposal, propose};
