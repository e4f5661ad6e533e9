//! RON text as a tree that remembers where everything stood.
//!
//! It reads what `ron` reads, and goes on where `ron` would stop, so that one slip of the
//! keyboard costs one record and not the file. It knows nothing of plans.

mod format;
mod lines;
mod parse;
mod patch;
mod recover;
mod scan;
mod sequence;
mod strings;
mod value;

pub use format::format_text;
pub use lines::LineIndex;
pub use parse::{MAX_DEPTH, parse};
pub use patch::{Change, Names, Source};
pub use sequence::Item;
pub use value::{ROWS, Val, quote, write_value};

/// A half-open range of bytes in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The text the span covers; empty when the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// One value of the text.
#[derive(Clone, Debug)]
pub struct Node {
    /// From the first to the last byte of the value, comments around it excluded.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Its opening bracket is there, if it is of a kind that has brackets.
    pub opened: bool,
    /// So is its closing bracket.
    pub closed: bool,
}

impl Node {
    /// A node with nothing missing.
    pub fn new(start: usize, end: usize, kind: Kind) -> Self {
        Self { span: Span { start, end }, kind, opened: true, closed: true }
    }
}

/// A field `name: value` of a struct.
#[derive(Clone, Debug)]
pub struct FieldNode {
    /// Where the name stands.
    pub name: Span,
    /// Its value.
    pub value: Node,
}

/// The shapes a value can have.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `(a: 1, b: 2)`
    Struct(Vec<FieldNode>),
    /// `("ann", 0.5)`; also `()`.
    Tuple(Vec<Node>),
    /// `[1, 2]`
    List(Vec<Node>),
    /// `{"key": 1}`
    Map(Vec<(Node, Node)>),
    /// Text, already unescaped.
    Str(String),
    /// A bare word (`High`, `true`) or a number, as written.
    Word,
    /// `Name(…)`: a name in front of a struct or tuple.
    Tagged(Span, Box<Node>),
    /// Text that is no value; a [`Fault`] says why.
    Broken,
}

impl Kind {
    /// The shape in the user's words, for messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Struct(_) => "a record in parentheses",
            Self::Tuple(items) if items.is_empty() => "nothing in parentheses",
            Self::Tuple(_) => "values in parentheses",
            Self::List(_) => "a list in square brackets",
            Self::Map(_) => "a map in braces",
            Self::Str(_) => "text in quotes",
            Self::Word => "a bare word or number",
            Self::Tagged(..) => "a named value",
            Self::Broken => "text that cannot be read",
        }
    }
}

/// Something the text does that RON does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Byte where it was noticed.
    pub at: usize,
    /// What is wrong and what is expected, in plain words.
    pub message: String,
    /// What should stand where, when there is only one thing to do.
    pub mend: Option<(Span, &'static str)>,
}

/// What [`parse()`] found: always a tree, and everything that is wrong with the text.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The outermost value, if there is one.
    pub root: Option<Node>,
    /// In the order of the text.
    pub faults: Vec<Fault>,
}
