//! Projects of Microsoft Project in XML (MSPDI), which most planning tools can write. First into
//! plain structs that mirror the file, then into a plan. The binary form (.mpp) is not read.

mod calendars;
mod file;
mod lengths;
mod own;
mod people;
mod plan;
mod tasks;
mod values;
mod xml;

use super::notes::Notes;
pub use plan::Converted;

/// Reads a project and makes a plan of it.
pub fn import(text: &str, notes: &mut Notes) -> Result<Converted, String> {
    let file = file::read(text, notes)?;
    Ok(plan::convert(&file, notes))
}
