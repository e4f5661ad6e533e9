//! Reading text in quotes: escapes, raw text, single characters, bytes.

use super::Kind;
use super::parse::Parser;

impl Parser<'_> {
    /// `"…"`
    pub(super) fn string(&mut self) -> Kind {
        let start = self.pos;
        self.pos += 1;
        let mut out = String::new();
        let mut run = self.pos;
        loop {
            match self.peek() {
                None => {
                    self.fault(start, "the text that starts here is never closed; add a \"");
                    self.pos = self.end_of_line(start);
                    return Kind::Broken;
                }
                Some(b'"') => {
                    out.push_str(&self.text[run..self.pos]);
                    self.pos += 1;
                    return Kind::Str(out);
                }
                Some(b'\\') => {
                    out.push_str(&self.text[run..self.pos]);
                    self.escape(&mut out);
                    run = self.pos;
                }
                Some(_) => self.pos += 1,
            }
        }
    }

    fn escape(&mut self, out: &mut String) {
        let start = self.pos;
        self.pos += 1;
        let Some(c) = self.text.get(self.pos..).and_then(|t| t.chars().next()) else { return };
        self.pos += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' => out.push('\r'),
            '0' => out.push('\0'),
            '\\' | '"' | '\'' => out.push(c),
            // A line end behind a backslash joins the lines.
            '\n' | '\r' => {
                while self.peek().is_some_and(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')) {
                    self.pos += 1;
                }
            }
            'x' => match self.escaped_bytes() {
                Some(c) => out.push(c),
                None => self.fault(start, "\\x needs two hexadecimal digits, such as \\x41"),
            },
            'u' => match self.escaped_code() {
                Some(c) => out.push(c),
                None => self.fault(start, "\\u needs a character code in braces, such as \\u{20AC}"),
            },
            other => {
                let shown = if other.is_control() { String::from("this character") } else { format!("\\{other}") };
                self.fault(start, format!("{shown} is no escape; write \\\\ for a backslash"));
                out.push('\\');
                out.push(other);
            }
        }
    }

    /// A character from its UTF-8 bytes, `\x41` or `\xE2\x82\xAC`; the first `\x` has been read.
    fn escaped_bytes(&mut self) -> Option<char> {
        let mut at = self.pos;
        let mut bytes = Vec::with_capacity(4);
        while bytes.len() < 4 {
            bytes.push(self.text.get(at..at + 2).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit())).and_then(|h| u8::from_str_radix(h, 16).ok())?);
            at += 2;
            if let Ok(text) = std::str::from_utf8(&bytes) {
                self.pos = at;
                return text.chars().next();
            }
            at = self.bytes[at..].starts_with(b"\\x").then_some(at + 2)?;
        }
        None
    }

    /// `{20AC}`
    fn escaped_code(&mut self) -> Option<char> {
        let close = self.bytes[self.pos..].iter().take(8).position(|b| *b == b'}')?;
        let digits = self.text.get(self.pos..self.pos + close)?.strip_prefix('{')?;
        let c = char::from_u32(u32::from_str_radix(digits.trim_start_matches('+'), 16).ok()?)?;
        self.pos += close + 1;
        Some(c)
    }

    /// A raw text starts here: `r"…"` or `r#"…"#`.
    pub(super) fn is_raw_string(&self, at: usize) -> bool {
        let Some((b'r', rest)) = self.bytes.get(at..).and_then(<[u8]>::split_first) else { return false };
        let hashes = rest.iter().take_while(|b| **b == b'#').count();
        rest.get(hashes) == Some(&b'"')
    }

    pub(super) fn raw_string(&mut self) -> Kind {
        let start = self.pos;
        match self.raw_span(start) {
            (Some((from, to)), end) => {
                self.pos = end;
                Kind::Str(self.text[from..to].to_owned())
            }
            (None, _) => {
                let hashes = self.bytes[start + 1..].iter().take_while(|b| **b == b'#').count();
                let close = format!("\"{}", "#".repeat(hashes.min(8)));
                self.fault(start, format!("the raw text that starts here is never closed; add {close}"));
                self.pos = self.end_of_line(start);
                Kind::Broken
            }
        }
    }

    /// Content and end of the raw text that starts at `start`.
    fn raw_span(&mut self, start: usize) -> (Option<(usize, usize)>, usize) {
        let hashes = self.bytes[start + 1..].iter().take_while(|b| **b == b'#').count();
        let open = start + 1 + hashes + 1;
        // What was not found from an earlier place on is not there: looking again would cost
        // the length of the text each time.
        if !self.unclosed_raw.contains(&hashes) {
            let close = format!("\"{}", "#".repeat(hashes));
            if let Some(at) = self.text.get(open..).and_then(|t| t.find(&close)) {
                return (Some((open, open + at)), open + at + close.len());
            }
            self.unclosed_raw.push(hashes);
        }
        (None, self.end_of_line(start))
    }

    /// `'c'`, which RON reads as text of one character.
    pub(super) fn character(&mut self) -> Kind {
        let start = self.pos;
        self.pos += 1;
        let mut out = String::new();
        if self.peek() == Some(b'\\') {
            self.escape(&mut out);
        } else if let Some(c) = self.text[self.pos..].chars().next().filter(|c| *c != '\'') {
            self.pos += c.len_utf8();
            out.push(c);
        }
        if self.peek() == Some(b'\'') && !out.is_empty() {
            self.pos += 1;
            return Kind::Str(out);
        }
        self.pos = start + 1;
        self.skip_to_separator();
        // Whatever was wrong inside, this is the reason.
        self.faults.retain(|f| f.at < start);
        self.fault(start, "text stands in double quotes: \"like this\"");
        Kind::Broken
    }

    /// `b"…"` or `br"…"`, which no field of a plan holds: kept as it stands.
    pub(super) fn byte_string(&mut self) -> Kind {
        let start = self.pos;
        self.pos += 1;
        if self.is_raw_string(self.pos) {
            return if matches!(self.raw_string(), Kind::Broken) { Kind::Broken } else { Kind::Word };
        }
        self.skip_string();
        if self.bytes[..self.pos].ends_with(b"\"") && self.pos > start + 2 {
            return Kind::Word;
        }
        self.fault(start, "the bytes that start here are never closed; add a \"");
        self.pos = self.end_of_line(start);
        Kind::Broken
    }

    /// Moves past text in quotes without looking into it.
    fn skip_string(&mut self) {
        self.pos += 1;
        while let Some(b) = self.peek() {
            self.pos += match b {
                b'"' => {
                    self.pos += 1;
                    return;
                }
                b'\\' => 2,
                _ => 1,
            };
        }
        self.pos = self.bytes.len();
    }

    /// Moves past text in quotes or a comment, if one starts here.
    pub(super) fn skip_opaque(&mut self) -> bool {
        match (self.peek(), self.bytes.get(self.pos + 1)) {
            (Some(b'"'), _) => self.skip_string(),
            (Some(b'/'), Some(b'/' | b'*')) => self.skip_trivia(),
            (Some(b'\''), Some(_)) if self.bytes.get(self.pos + 2) == Some(&b'\'') => self.pos += 3,
            (Some(b'r'), Some(b'"' | b'#')) if self.is_raw_string(self.pos) && !self.is_inside_word() => self.pos = self.raw_span(self.pos).1,
            _ => return false,
        }
        true
    }

    fn is_inside_word(&self) -> bool {
        self.pos > 0 && self.bytes.get(self.pos - 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    }
}
