//! Plans of any size for tests and benchmarks: the same seed gives the same bytes.

use super::Failure;
use crate::model::generate::plan_text;
use std::path::Path;

/// Runs the hidden command.
pub(super) fn generate(tasks: usize, seed: u64, output: &Path) -> Result<u8, Failure> {
    if !(1..=1_000_000).contains(&tasks) {
        return Err(Failure::usage("the number of tasks lies between 1 and 1,000,000"));
    }
    crate::storage::atomic::write(output, plan_text(tasks, seed).as_bytes(), None, &|_| true).map_err(Failure::new)?;
    Ok(0)
}
