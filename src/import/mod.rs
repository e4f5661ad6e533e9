//! Plans of other tools: a file becomes the text of a plan, what could not be carried over is said,
//! and each date that comes out differently here is listed with both values. Nothing is written
//! and nothing is asked; who imports decides what becomes of the text.

pub mod compare;
mod decode;
mod graph_json;
mod graph_plan;
mod ids;
mod mermaid;
mod mspdi;
mod notes;
mod text;

pub use compare::{Difference, Field};

/// What the writer of charts shares with the reader.
pub(crate) mod graph_text {
    pub use super::mermaid::label::{Brackets, brackets};
    pub use super::mermaid::{EXTERNAL, UNNAMED, usual, usual_shape};
}

pub use notes::Note;

use crate::analysis::Analysis;
use crate::model::{Origin, read_plan};
use notes::Notes;

/// A file of which tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Microsoft Project XML.
    Mspdi,
    /// A Mermaid flowchart.
    Mermaid,
    /// A graph of nodes, clusters and edges as JSON.
    Graph,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Mspdi, Self::Mermaid, Self::Graph];

    /// As on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mspdi => "mspdi",
            Self::Mermaid => "mermaid",
            Self::Graph => "graph",
        }
    }

    /// As people say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mspdi => "Microsoft Project XML",
            Self::Mermaid => "Mermaid flowchart",
            Self::Graph => "Graph of nodes, clusters and edges as JSON",
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
    let kind = match kind {
        Some(kind) => kind,
        None => told(bytes, extension)?,
    };
    let mut notes = Notes::default();
    let (text, stored) = match kind {
        Kind::Mspdi => {
            let converted = mspdi::import(&decode::text_of(bytes)?, &mut notes)?;
            (converted.text, converted.stored)
        }
        Kind::Mermaid => (mermaid::import(&utf8(bytes)?, &mut notes)?, Vec::new()),
        Kind::Graph => (graph_json::import(&utf8(bytes)?, &mut notes)?, Vec::new()),
    };
    let origin = read_plan(&text).map_err(|problem| format!("the plan made of it does not read: {}", problem.message))?;
    for problem in &origin.problems {
        notes.of("Values that a plan cannot hold as they are", format!("{}: {}", problem.subject, problem.message));
    }
    let analysis = Analysis::of(&origin.plan);
    let differences = compare::compare(&analysis, &stored);
    Ok(Imported { tasks: origin.plan.tasks.len(), origin, notes: notes.all().to_vec(), differences })
}

/// The text of a file that is always UTF-8.
fn utf8(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|e| format!("it is not text in UTF-8 (byte {})", e.valid_up_to() + 1))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
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
    if matches!(extension, "mmd" | "mermaid") || mermaid::looks_like(&head) {
        return Ok(Kind::Mermaid);
    }
    if extension == "json" || head.starts_with('{') {
        return Ok(Kind::Graph);
    }
    if extension == "ron" || head.starts_with('(') {
        return Err("it is a plan already; open it instead".to_owned());
    }
    Err("its kind cannot be told; what can be imported is Microsoft Project XML, a Mermaid flowchart and a graph as JSON".to_owned())
}
