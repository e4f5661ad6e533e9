//! Plans of other tools: a file becomes the text of a plan, what could not be carried over is said,
//! and each date that comes out differently here is listed with both values. Nothing is written
//! and nothing is asked; who imports decides what becomes of the text.

pub mod compare;
mod decode;
mod ids;
mod mspdi;
mod notes;

pub use compare::{Difference, Field};
pub use notes::Note;

use crate::analysis::Analysis;
use crate::model::{Origin, read_plan};
use notes::Notes;

/// A file of which tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Microsoft Project XML.
    Mspdi,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 1] = [Self::Mspdi];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mspdi => "mspdi",
        }
    }

    /// As people say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mspdi => "Microsoft Project XML",
        }
    }
}

/// A plan made of a file.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The plan, read back from its text.
    pub origin: Origin,
    /// What could not be carried over as it was.
    pub notes: Vec<Note>,
    /// Dates that come out differently.
    pub differences: Vec<Difference>,
    /// How many tasks it has.
    pub tasks: usize,
}

impl Imported {
    /// Everything it has to say to people, a line each: what was left out, then what differs.
    pub fn lines(&self) -> Vec<String> {
        let differences = self.differences.iter().filter(|d| !matches!(d.field, Field::LateStart | Field::LateFinish));
        self.notes.iter().map(Note::line).chain(differences.map(Difference::line)).collect()
    }
}

/// Largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 100 * 1024 * 1024;

/// Makes a plan of a file. `extension` is that of its name, in lower case; `kind` overrides what
/// content and extension tell. The error says what is wrong with the file, to go behind its name.
pub fn import(bytes: &[u8], extension: &str, kind: Option<Kind>) -> Result<Imported, String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is larger than {} MB", MAX_BYTES / 1024 / 1024));
    }
    let Kind::Mspdi = match kind {
        Some(kind) => kind,
        None => told(bytes, extension)?,
    };
    let text = decode::text_of(bytes)?;
    let mut notes = Notes::default();
    let converted = mspdi::import(&text, &mut notes)?;
    let origin = read_plan(&converted.text).map_err(|problem| format!("the plan made of it does not read: {}", problem.message))?;
    for problem in &origin.problems {
        notes.of("Values that a plan cannot hold as they are", format!("{}: {}", problem.subject, problem.message));
    }
    let analysis = Analysis::of(&origin.plan);
    let differences = compare::compare(&analysis, &converted.stored);
    Ok(Imported { tasks: origin.plan.tasks.len(), origin, notes: notes.all().to_vec(), differences })
}

/// The kind that the content or the extension tells.
fn told(bytes: &[u8], extension: &str) -> Result<Kind, String> {
    // The binary form of Microsoft Project is a compound file.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || extension == "mpp" {
        return Err("it is in the binary form of Microsoft Project (.mpp); save it there as XML and import that".to_owned());
    }
    let head: Vec<u8> = bytes.iter().copied().filter(|b| *b != 0).take(200).collect();
    let head = String::from_utf8_lossy(&head).trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace()).to_owned();
    if head.starts_with('<') || extension == "xml" {
        return Ok(Kind::Mspdi);
    }
    if extension == "ron" || head.starts_with('(') {
        return Err("it is a plan already; open it instead".to_owned());
    }
    Err("its kind cannot be told; what can be imported is Microsoft Project XML".to_owned())
}
