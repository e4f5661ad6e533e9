//! A plan being written as text, record by record.

use crate::model::Record;
use crate::model::syntax::{Val, format_text, parse, write_value};

/// The text of a plan as it grows.
#[derive(Default)]
pub struct Text {
    out: String,
}

impl Text {
    /// A record that stands alone.
    pub fn one(&mut self, name: &str, value: &Val) {
        self.out.push_str(&format!("    {name}: {},\n", write_value(value, 4, 6 + name.len(), "\n")));
    }

    /// A list of records; nothing if it is empty.
    pub fn list<'a, T: Record + 'a>(&mut self, name: &str, records: impl ExactSizeIterator<Item = &'a T>) {
        if records.len() == 0 {
            return;
        }
        self.out.push_str(&format!("\n    {name}: [\n"));
        for record in records {
            self.out.push_str(&format!("        {},\n", write_value(&record.to_val(), 8, 8, "\n")));
        }
        self.out.push_str("    ],\n");
    }

    /// The whole text in canonical layout.
    pub fn finish(self) -> String {
        let text = format!("(\n    schema_version: {},\n{})\n", crate::model::SCHEMA_VERSION, self.out);
        format_text(&text, &parse(&text)).unwrap_or(text)
    }
}
