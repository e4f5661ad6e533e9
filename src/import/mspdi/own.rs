//! What Slipway itself wrote into a project file, in custom fields named "Slipway …": values that the
//! format has no word for. A value that stands beside one of the format's own holds only while that
//! one is as it was written; what was changed elsewhere since wins.

use super::xml::Element;
use crate::import::notes::Notes;
use crate::model::AnyRecord;
use crate::model::records::{Task, TaskKind};
use std::collections::HashMap;
use std::sync::Arc;

/// How the names of the fields begin.
const PREFIX: &str = "Slipway ";

/// Which custom fields are Slipway's, by their numbers.
#[derive(Clone, Debug, Default)]
pub struct OwnFields(HashMap<String, String>);

impl OwnFields {
    /// Takes a declaration; false when it is somebody else's.
    pub fn declare(&mut self, element: &Element) -> bool {
        let name = element.value("Alias").and_then(|alias| alias.strip_prefix(PREFIX));
        let (Some(name), Some(id)) = (name, element.value("FieldID")) else { return false };
        self.0.insert(id.to_owned(), name.to_owned());
        true
    }

    /// A record has values in fields that are not Slipway's.
    pub fn others(&self, record: &Element) -> bool {
        record.all("ExtendedAttribute").any(|a| a.value("FieldID").is_none_or(|id| !self.0.contains_key(id)))
    }

    /// The values of a record that hold.
    pub fn of(&self, record: &Element) -> Own {
        let value = |a: &Element| {
            let name = self.0.get(a.value("FieldID")?)?;
            Some((name.clone(), holds(a.value("Value").unwrap_or_default(), record)?))
        };
        Own(record.all("ExtendedAttribute").filter_map(value).collect())
    }
}

/// The value of `value if Element=text`, when the element says so.
fn holds(text: &str, record: &Element) -> Option<String> {
    let (value, condition) = match text.strip_prefix("if ") {
        Some(condition) => ("", condition),
        None => match text.rsplit_once(" if ") {
            Some((value, condition)) if !condition.contains('"') => (value, condition),
            _ => return Some(text.to_owned()),
        },
    };
    let (element, wanted) = condition.split_once('=')?;
    (record.value(element) == Some(wanted)).then(|| value.to_owned())
}

/// The values of one record: name and text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own(Vec<(String, String)>);

impl Own {
    /// A value by its name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, text)| text.as_str())
    }

    /// Gives a task what was written about it.
    pub fn give(&self, mut task: Task, notes: &mut Notes) -> Task {
        for (name, text) in self.0.iter().filter(|(name, _)| name != "id") {
            match AnyRecord::from(task.clone()).with_field(name, Some(text.as_str()).filter(|t| !t.is_empty())) {
                Ok(AnyRecord::Task(made)) => task = Arc::unwrap_or_clone(made),
                Ok(_) => {}
                Err(why) => notes.of("Values that Slipway wrote cannot be read any more", format!("{}: {name}: {why}", task.title)),
            }
            if name == "kind" && task.kind == TaskKind::Hammock {
                // Written as if scheduled by hand; it follows from its neighbours.
                (task.pinned, task.start) = (false, None);
            }
        }
        task
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &str, text: &str) -> Element {
        Element { name: name.to_owned(), text: text.to_owned(), children: Vec::new() }
    }

    #[test]
    fn a_value_holds_while_its_element_is_as_it_was_written() {
        let record = Element { name: "Task".into(), text: String::new(), children: vec![leaf("Duration", "PT16H0M0S")] };
        for (text, expected) in [
            ("\"2cd\" if Duration=PT16H0M0S", Some("\"2cd\"")),
            ("\"2cd\" if Duration=PT24H0M0S", None),
            ("if Duration=PT16H0M0S", Some("")),
            ("if Gone=1", None),
            ("\"ship if Duration=PT1H0M0S\"", Some("\"ship if Duration=PT1H0M0S\"")),
            ("Hammock", Some("Hammock")),
            ("", Some("")),
        ] {
            assert_eq!(holds(text, &record).as_deref(), expected, "{text}");
        }
    }
}
