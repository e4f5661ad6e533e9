//! Where lines begin: byte offsets as lines and columns, and how far lines are indented.

/// Turns byte offsets into lines and columns, both from 1, columns in characters.
#[derive(Clone, Debug, Default)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// First byte of each line that is neither blank nor tab.
    texts: Vec<usize>,
}

impl LineIndex {
    /// Finds the line starts of a text.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i + 1));
        let first_text = |start: &usize| start + bytes[*start..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let texts = starts.iter().map(first_text).collect();
        Self { starts, texts }
    }

    /// Line of a byte offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|s| *s <= at).max(1)
    }

    /// First byte of the line a place is on.
    pub fn start(&self, at: usize) -> usize {
        self.starts.get(self.line(at) - 1).copied().unwrap_or(0)
    }

    /// First byte of the line after the one a place is on.
    pub fn next(&self, at: usize) -> Option<usize> {
        self.starts.get(self.line(at)).copied()
    }

    /// First byte of the line's text, behind its indentation.
    pub fn text_start(&self, at: usize) -> usize {
        self.texts.get(self.line(at) - 1).copied().unwrap_or(0)
    }

    /// Bytes of blanks and tabs the line begins with.
    pub fn indent(&self, at: usize) -> usize {
        self.text_start(at) - self.start(at)
    }

    /// Only blanks stand before the place on its line.
    pub fn opens_line(&self, at: usize) -> bool {
        at <= self.text_start(at)
    }

    /// Line and column of a byte offset, both from 1. A byte order mark is no character.
    pub fn position(&self, text: &str, at: usize) -> (usize, usize) {
        let line = self.line(at);
        (line, columns(text, self.start(at), at) + 1)
    }

    /// Lines and columns of many places that come in the order of the text: one pass, however
    /// long the lines are.
    pub fn positions(&self, text: &str, places: impl IntoIterator<Item = usize>) -> Vec<(usize, usize)> {
        let (mut from, mut line, mut column) = (0, 0, 0);
        let mut position = |at: usize| {
            let now = self.line(at);
            if now != line || at < from {
                (line, from, column) = (now, self.start(at), 0);
            }
            column += columns(text, from, at);
            from = at;
            (line, column + 1)
        };
        places.into_iter().map(&mut position).collect()
    }
}

fn columns(text: &str, from: usize, to: usize) -> usize {
    let part = text.get(from..to.min(text.len())).unwrap_or("");
    part.chars().count() - usize::from(from == 0 && part.starts_with('\u{feff}'))
}
