//! What stands between values: comments, line ends, blanks. The one place that knows how a
//! comment begins and ends.

use super::Span;

/// What a piece between two values is; blanks are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// `\n` or `\r\n`.
    NewLine,
    /// `// …`, up to its last visible character.
    LineComment,
    /// `/* … */`, which may hold others.
    BlockComment,
    /// `#![…]`
    Attribute,
    /// Anything else: a comma, a colon, text that is out of place.
    Other,
}

impl Gap {
    /// Must not get lost.
    pub fn is_kept(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment | Self::Attribute)
    }
}

/// A piece with its place in the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub gap: Gap,
    pub span: Span,
}

/// The pieces of a range of the text in which no value stands.
pub(super) fn pieces(text: &str, from: usize, to: usize) -> impl Iterator<Item = Piece> + '_ {
    let bytes = text.as_bytes().get(..to).unwrap_or(text.as_bytes());
    let (mut at, mut unclosed) = (from, None);
    std::iter::from_fn(move || {
        at += blanks(bytes, at);
        let start = at;
        let (gap, end) = piece(bytes, start, &mut unclosed)?;
        at = end;
        let shown = if gap == Gap::LineComment { start + bytes[start..end].trim_ascii_end().len() } else { end };
        Some(Piece { gap, span: Span { start, end: shown } })
    })
}

fn piece(bytes: &[u8], at: usize, unclosed: &mut Option<usize>) -> Option<(Gap, usize)> {
    Some(match bytes.get(at..)? {
        [] => return None,
        [b'\n', ..] => (Gap::NewLine, at + 1),
        [b'\r', b'\n', ..] => (Gap::NewLine, at + 2),
        [b'/', b'/', ..] => (Gap::LineComment, line_end(bytes, at)),
        [b'/', b'*', ..] => (Gap::BlockComment, comment_end(bytes, at, unclosed)),
        [b'#', b'!', ..] => (Gap::Attribute, attribute_end(bytes, at)),
        [first, ..] => (Gap::Other, at + utf8_len(*first)),
    })
}

/// How many bytes of blanks other than `\n` and `\r\n` stand here.
fn blanks(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(n) = space_len(bytes, at) {
        if bytes[at] == b'\n' || bytes[at..].starts_with(b"\r\n") {
            break;
        }
        at += n;
    }
    at - from
}

/// Length of the white space character at a place: those of Unicode's `Pattern_White_Space`, as in `ron`.
fn space_len(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..)? {
        [b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c, ..] => Some(1),
        [0xc2, 0x85, ..] => Some(2),
        [0xe2, 0x80, 0x8e | 0x8f | 0xa8 | 0xa9, ..] => Some(3),
        _ => None,
    }
}

/// The first place from `from` on that is neither blank nor comment. `unclosed` is the start of
/// the first comment known to be never closed.
pub(super) fn skip(bytes: &[u8], from: usize, unclosed: &mut Option<usize>) -> usize {
    let mut at = from;
    loop {
        if let Some(n) = space_len(bytes, at) {
            at += n;
        } else if bytes[at..].starts_with(b"//") {
            at = line_end(bytes, at);
        } else if bytes[at..].starts_with(b"/*") {
            at = comment_end(bytes, at, unclosed);
        } else {
            return at;
        }
    }
}

/// End of a block comment. One that is never closed is taken to end with its line, and the end
/// of those behind it is looked for on their lines only: otherwise each would cost the length
/// of the text.
fn comment_end(bytes: &[u8], at: usize, unclosed: &mut Option<usize>) -> usize {
    let line = line_end(bytes, at);
    let limit = if unclosed.is_some_and(|first| at > first) { line } else { bytes.len() };
    block_end(&bytes[..limit], at).unwrap_or_else(|| {
        *unclosed = Some(unclosed.map_or(at, |first| first.min(at)));
        line
    })
}

/// End of the line, before its `\n`.
pub(super) fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |i| from + i)
}

fn block_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut level = 0usize;
    let mut at = from;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            level += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            level = level.saturating_sub(1);
            at += 2;
            if level == 0 {
                return Some(at);
            }
        } else {
            at += 1;
        }
    }
    None
}

/// End of `#![…]`; without its brackets, the end of the line.
pub(super) fn attribute_end(bytes: &[u8], from: usize) -> usize {
    let line = line_end(bytes, from);
    bytes[from..line].iter().position(|b| *b == b']').map_or(line, |i| from + i + 1)
}

fn utf8_len(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}
