//! What an import has to say: each thing that could not be carried over as it was, grouped by kind
//! and counted. It decides nothing; whoever leaves something out says so here.

/// Subjects that a line names; the rest is counted.
const NAMED: usize = 6;

/// One kind of thing that was left out or changed, and what it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What was left out or changed, as a sentence without a full stop.
    pub what: String,
    /// What it concerns, in the order of the file; empty when it concerns the file as a whole.
    pub subjects: Vec<String>,
}

impl Note {
    /// The note on one line, with how many it concerns and the first of them.
    pub fn line(&self) -> String {
        match self.subjects.len() {
            0 => self.what.clone(),
            n => {
                let named = self.subjects.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
                let more = if n > NAMED { format!("; and {} more", n - NAMED) } else { String::new() };
                format!("{} ({n}): {named}{more}", self.what)
            }
        }
    }
}

/// The notes of an import, each kind once, in the order in which they came up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    all: Vec<Note>,
}

impl Notes {
    /// Notes that something happened to one subject.
    pub fn of(&mut self, what: &str, subject: impl Into<String>) {
        let subject = one_line(&subject.into());
        match self.all.iter_mut().find(|n| n.what == what) {
            Some(note) => note.subjects.push(subject),
            None => self.all.push(Note { what: what.to_owned(), subjects: vec![subject] }),
        }
    }

    /// Notes something about the file as a whole, once.
    pub fn once(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.all.iter().any(|n| n.what == what) {
            self.all.push(Note { what, subjects: Vec::new() });
        }
    }

    /// Every note.
    pub fn all(&self) -> &[Note] {
        &self.all
    }
}

/// Text of a file as part of a line: no line ends or other control characters, and not too long.
pub(super) fn one_line(text: &str) -> String {
    const LONGEST: usize = 80;
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim();
    if clean.chars().count() <= LONGEST { clean.to_owned() } else { format!("{}…", clean.chars().take(LONGEST - 1).collect::<String>()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_said_once_with_its_count() {
        let mut notes = Notes::default();
        for i in 1..=8 {
            notes.of("Costs are left out", format!("Task {i}"));
        }
        notes.once("The file is old");
        notes.once("The file is old");
        let lines: Vec<String> = notes.all().iter().map(Note::line).collect();
        assert_eq!(lines, ["Costs are left out (8): Task 1; Task 2; Task 3; Task 4; Task 5; Task 6; and 2 more", "The file is old"]);
    }

    #[test]
    fn a_subject_stays_on_its_line() {
        assert_eq!(one_line("a\r\nb\u{1b}[31m"), "a  b [31m");
        assert_eq!(one_line(&"x".repeat(500)).chars().count(), 80);
    }
}
