//! What the machine gives: files (opening, saving without loss, noticing others, earlier versions), fonts and threads.

pub mod atomic;
pub mod fonts;
pub mod threads;
pub mod versions;

use crate::model::{Origin, Plan, Problem, RecordKind, read_plan};
use std::path::{Path, PathBuf};

/// Why a plan could not be opened. The file is never touched.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file could not be read.
    #[error("{0}")]
    Read(#[from] atomic::ReadError),
    /// The bytes are no text.
    #[error("{path}:{line}:{column}: not a text file (byte {byte:#04x} is no UTF-8); a plan is a text file in RON format. Nothing was changed on disk")]
    NotText {
        /// Line of the first wrong byte.
        line: usize,
        /// Its column.
        column: usize,
        /// The byte.
        byte: u8,
        /// The file.
        path: PathBuf,
    },
    /// The text is no plan.
    #[error("{path}:{}:{}: {}. Nothing was changed on disk", problem.line, problem.column, problem.message)]
    NotAPlan {
        /// What is wrong.
        problem: Box<Problem>,
        /// The file.
        path: PathBuf,
    },
}

/// A plan as it was found on disk.
#[derive(Debug)]
pub struct Opened {
    /// The plan with its text.
    pub origin: Origin,
    /// Tells later whether somebody else changed the file.
    pub fingerprint: atomic::Fingerprint,
}

/// Opens a plan file.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let (bytes, fingerprint) = atomic::read(path)?;
    Ok(Opened { origin: parse(&bytes, path)?, fingerprint })
}

/// Reads a plan from bytes; `path` is for messages.
pub fn parse(bytes: &[u8], path: &Path) -> Result<Origin, OpenError> {
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let before = &bytes[..e.valid_up_to()];
        let line = before.split(|b| *b == b'\n').count();
        let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |i| i + 1);
        let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
        OpenError::NotText { line, column, byte: bytes.get(e.valid_up_to()).copied().unwrap_or(0), path: path.to_owned() }
    })?;
    read_plan(text).map_err(|problem| OpenError::NotAPlan { problem, path: path.to_owned() })
}

/// The text reads back as this plan. A fault in a file can swallow what is written behind it (a
/// quotation mark that is missing, say): then the text must not take the place of the file.
pub fn reads_back(text: &str, plan: &Plan) -> bool {
    read_plan(text).is_ok_and(|origin| {
        RecordKind::ALL.iter().all(|kind| {
            let values = |plan: &Plan| kind.values(plan).into_iter().map(|(_, v)| v).collect::<Vec<_>>();
            values(&origin.plan) == values(plan)
        })
    })
}

/// Saves a plan's text by the atomic recipe. What is written must read back as a plan.
pub fn save(path: &Path, text: &str, expected: Option<&atomic::Fingerprint>) -> Result<atomic::Saved, atomic::SaveError> {
    atomic::write(path, text.as_bytes(), expected, &|bytes| std::str::from_utf8(bytes).is_ok_and(|t| read_plan(t).is_ok()))
}
