//! What a report says: blocks of headings, text, tables and figures. No format.

pub mod choices;
pub mod diff;
pub mod gate;
mod kind;
pub mod night;
pub mod pictures;
pub mod plan;
pub mod quality;
pub mod register;
pub mod risk_sheet;
pub mod stage;
pub mod status;

pub use kind::Kind;

use crate::scene::{Scene, Sign};

/// A report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Title of the document.
    pub title: String,
    /// What it says, in order.
    pub blocks: Vec<Block>,
}

/// One part of a report.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading of level 2 or 3.
    Heading(u8, String),
    /// A paragraph.
    Text(Vec<Run>),
    /// A list with bullets.
    List(Vec<Vec<Run>>),
    /// A list with numbers.
    Steps(Vec<Vec<Run>>),
    /// A table.
    Table(Table),
    /// A picture.
    Figure(Box<Figure>),
    /// A sentence to be seen first.
    Callout(Sign, Vec<Run>),
    /// Blocks side by side where there is room, else one after the other; a report that has them is one page.
    Columns(Vec<Self>, Vec<Self>),
}

/// A stretch of text.
#[derive(Clone, Debug, PartialEq)]
pub enum Run {
    /// Plain.
    Plain(String),
    /// Strong.
    Strong(String),
    /// A status: sign and word.
    Status(Sign, String),
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Column heads; numbers are set right.
    pub head: Vec<(String, bool)>,
    /// Rows of cells.
    pub rows: Vec<Vec<Vec<Run>>>,
}

/// A picture with its caption.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The picture.
    pub scene: Scene,
    /// What it shows, as of when.
    pub caption: String,
    /// The same in words, for formats and readers without pictures.
    pub alternative: String,
}

/// Plain text.
pub fn plain(text: impl Into<String>) -> Run {
    Run::Plain(text.into())
}

/// Strong text.
pub fn strong(text: impl Into<String>) -> Run {
    Run::Strong(text.into())
}

impl Report {
    fn heading(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Heading(2, text.into()));
    }
}
