//! A place in the text of a chart.

/// What is wrong with a chart, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Line, from one.
    pub line: usize,
    /// What is wrong, and what would mend it.
    pub what: String,
    /// The first word of the statement, which may be misspelt.
    pub word: Option<String>,
}

/// A place in the text.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    /// Where, in bytes.
    pub at: usize,
}

impl<'a> Cursor<'a> {
    /// The beginning.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What is still to be read.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The next character.
    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next.
    pub fn second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    /// Takes the next character.
    pub fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Takes a text if it is next.
    pub fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Takes a word if it is next and ends there.
    pub fn word(&mut self, word: &str) -> bool {
        let ends = self.rest().strip_prefix(word).is_some_and(|r| r.chars().next().is_none_or(|c| !c.is_alphanumeric() && c != '_'));
        ends && self.eat(word)
    }

    /// Takes characters as long as they fit.
    pub fn take(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes blanks within the line.
    pub fn blanks(&mut self) -> bool {
        !self.take(|c| c == ' ' || c == '\t' || c == '\u{a0}').is_empty()
    }

    /// Takes the rest of the statement: to the end of the line or a semicolon.
    pub fn statement(&mut self) -> &'a str {
        self.take(|c| c != '\n' && c != ';')
    }

    /// The number of the line.
    pub fn line(&self) -> usize {
        self.text.get(..self.at).unwrap_or(self.text).matches('\n').count() + 1
    }

    /// Something is wrong here.
    pub fn slip(&self, what: impl Into<String>) -> Slip {
        Slip { line: self.line(), what: what.into(), word: None }
    }

    /// What stands here, for a message.
    pub fn shown(&self) -> String {
        let line: String = self.rest().chars().take_while(|c| *c != '\n').take(24).collect();
        if line.trim().is_empty() { "the end of the line".to_owned() } else { format!("\"{}\"", line.trim_end()) }
    }
}
