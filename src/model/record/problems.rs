//! What is noted while a plan is read: problems with their place, and the word that was meant.

use crate::model::syntax::{Kind, Node, Span};
use std::borrow::Cow;
use std::collections::HashSet;

/// Most problems that are listed; after that nobody reads on.
pub const MAX_PROBLEMS: usize = 1000;

/// How much a problem costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The record or field is set aside.
    Error,
    /// Everything is kept and used; somebody should look.
    Warning,
}

/// Something in the file that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code (`V003`).
    pub code: &'static str,
    /// Error or warning.
    pub weight: Weight,
    /// Byte in the text.
    pub at: usize,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// The record it is about (`tasks "uat"`), empty for the file itself.
    pub subject: String,
    /// What, where, what is allowed, and the nearest fix.
    pub message: String,
    /// The change to the text that would mend it, where there is only one thing to do.
    pub mend: Option<Mend>,
}

/// A change to the text: a range of bytes gets another content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What it does, as a button says it.
    pub label: String,
    /// First byte to be replaced.
    pub from: usize,
    /// One past the last.
    pub to: usize,
    /// What stands there afterwards.
    pub with: String,
}

/// What reading collects besides the values.
#[derive(Debug)]
pub struct ReadCx<'a> {
    /// The whole text.
    pub text: &'a str,
    /// What is wrong, in the order it was met.
    pub problems: Vec<Problem>,
    /// Starts of the values that could not be read: writing leaves them as they stand.
    pub unread: HashSet<usize>,
    /// The record being read, for messages.
    pub subject: String,
}

impl ReadCx<'_> {
    /// Notes a problem at a place.
    pub fn problem(&mut self, code: &'static str, weight: Weight, at: usize, message: String) {
        let subject = self.subject.clone();
        self.problems.push(Problem { code, weight, at, line: 0, column: 0, subject, message, mend: None });
    }

    /// Offers a change that would mend the problem noted last.
    pub fn offer(&mut self, at: Span, with: impl Into<String>) {
        let with = with.into();
        // Nobody would see what a longer one does.
        if let Some(problem) = self.problems.last_mut().filter(|_| with.len() <= MESSAGE) {
            let label = match (at.start == at.end, with.is_empty()) {
                (true, _) => format!("Insert {with}"),
                (false, true) => "Remove it".to_owned(),
                (false, false) => format!("Change to {}", shorten(&with)),
            };
            problem.mend = Some(Mend { label, from: at.start, to: at.end, with });
        }
    }

    /// More problems are noted already than will be listed: a hint would be for nobody.
    pub fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    /// Reads a field: what is wrong with its value is said with its name.
    pub fn within<T>(&mut self, field: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.problems.len();
        let result = read(self);
        for problem in self.problems.iter_mut().skip(before).filter(|p| !p.message.starts_with(field)) {
            problem.message = format!("{}: {}", shorten(field), problem.message);
        }
        result
    }

    /// Notes that a value has the wrong shape and is set aside.
    pub fn wrong_shape(&mut self, node: &Node, wanted: &str) {
        let found = match &node.kind {
            Kind::Word => shorten(node.span.of(self.text)).into_owned(),
            Kind::Str(text) => format!("the text \"{}\"", shorten(text)),
            other => other.describe().to_owned(),
        };
        if !matches!(node.kind, Kind::Broken) {
            self.problem("V001", Weight::Error, node.span.start, format!("expected {wanted}, found {found}"));
        }
        self.unread.insert(node.span.start);
    }

    /// Notes that a value cannot be used and is set aside.
    pub fn refuse(&mut self, code: &'static str, node: &Node, message: String) {
        self.problem(code, Weight::Error, node.span.start, message);
        self.unread.insert(node.span.start);
    }
}

/// Longest word or text that a message quotes.
const QUOTED: usize = 60;

/// Longest message.
const MESSAGE: usize = 400;

/// The beginning of a text, for a message.
pub fn shorten(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A message as it may be shown: on one line, no longer than one can read, without characters
/// that would drive a terminal or turn the direction of the text.
pub fn presentable(message: &str) -> String {
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let shown = |text: &str| -> String {
        text.chars()
            .map(|c| {
                if matches!(c, '\n' | '\r' | '\t') {
                    ' '
                } else if is_hidden(c) {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect()
    };
    let count = message.chars().count();
    if count <= MESSAGE {
        return shown(message);
    }
    // What is wrong stands in front, the nearest fix at the end.
    let at = |n: usize| message.char_indices().nth(n).map_or(message.len(), |(i, _)| i);
    format!("{} … {}", shown(&message[..at(MESSAGE / 2)]), shown(&message[at(count - MESSAGE / 2)..]))
}

/// The most similar word, if one is similar enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nothing that long is a slip of the keyboard.
    let wanted: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).take(LONGEST + 1).collect();
    // A word of one letter is near to every other.
    let mut limit = if wanted.len() < 2 { 0 } else { (wanted.len() / 3).clamp(1, 3) };
    let (mut best, mut letters) = (None, Vec::with_capacity(LONGEST));
    for candidate in candidates {
        // Bytes are at least as many as letters: most words are told apart without looking at them.
        if candidate.len() + limit < wanted.len() {
            continue;
        }
        letters.clear();
        letters.extend(candidate.chars().take(LONGEST).flat_map(char::to_lowercase));
        if let Some(distance) = distance(&wanted, &letters, limit) {
            if distance == 0 {
                return Some(candidate);
            }
            // From now on only what is nearer: of equal ones the first counts.
            (best, limit) = (Some(candidate), distance - 1);
        }
    }
    best
}

/// Longest word that is compared.
const LONGEST: usize = 64;

/// Edits between two words, a swap of neighbours counting once (optimal string alignment); `None`
/// when they are more than `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut before = [0_usize; LONGEST + 1];
    let mut last: [usize; LONGEST + 1] = std::array::from_fn(|j| j);
    for i in 1..=a.len() {
        let mut row = [0_usize; LONGEST + 1];
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
            least = least.min(row[j]);
        }
        // A swap looks two rows back: only when both are too far is there no way.
        if least > limit && last[..=b.len()].iter().all(|d| *d > limit) {
            return None;
        }
        (before, last) = (last, row);
    }
    Some(last[b.len()]).filter(|d| *d <= limit)
}
