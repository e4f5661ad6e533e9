//! What the format has no word for, in custom text fields: `Slipway section`, `Slipway kind` and so
//! on, each a value as it stands in the plan's file. A value that stands beside one of the format's
//! own is written `value if Element=text`: an import takes it only while that element still says
//! what was written here, so that a change made elsewhere wins.

use super::xml::Xml;
use crate::model::syntax::Val;

/// Longest text that such a field holds.
pub const LONGEST: usize = 255;

/// Fields of a task that may be written so, in the order of the text fields that hold them.
pub const FIELDS: [&str; 23] = [
    "id",
    "kind",
    "section",
    "parent",
    "role",
    "status",
    "start",
    "duration",
    "range",
    "constraint",
    "deadline",
    "pct",
    "remaining",
    "actual_start",
    "actual_finish",
    "calendar",
    "effort_pd",
    "budget",
    "sized_by",
    "env",
    "service",
    "deliverable",
    "settings",
];

/// Fields of a resource.
pub const RESOURCE_FIELDS: [&str; 3] = ["id", "kind", "team"];

/// Numbers of the fields Text1 to Text30 of a task: the first ten stand apart from each other.
fn task_field(n: usize) -> usize {
    const FIRST: [usize; 10] =
        [188_743_731, 188_743_734, 188_743_737, 188_743_740, 188_743_743, 188_743_746, 188_743_747, 188_743_748, 188_743_749, 188_743_750];
    FIRST.get(n).copied().unwrap_or(188_743_997 + n.saturating_sub(10))
}

/// Numbers of the fields Text1 to Text3 of a resource.
fn resource_field(n: usize) -> usize {
    205_520_904 + n
}

/// Declares the fields.
pub fn declare(xml: &mut Xml) {
    let tasks = FIELDS.iter().enumerate().map(|(n, name)| (task_field(n), n + 1, *name));
    let resources = RESOURCE_FIELDS.iter().enumerate().map(|(n, name)| (resource_field(n), n + 1, *name));
    xml.within("ExtendedAttributes", "", |xml| {
        for (id, number, name) in tasks.chain(resources) {
            xml.within("ExtendedAttribute", "", |xml| {
                xml.put("FieldID", id);
                xml.put("FieldName", format!("Text{number}"));
                xml.put("Alias", format!("Slipway {name}"));
            });
        }
    });
}

/// Values of one row: name, text.
#[derive(Debug, Default)]
pub struct Own(Vec<(&'static str, String)>);

impl Own {
    /// A value that nothing of the format competes with.
    pub fn put(&mut self, name: &'static str, text: impl Into<String>) {
        self.0.push((name, text.into()));
    }

    /// A value, or that there is none, which holds while an element says what was written there.
    pub fn beside(&mut self, name: &'static str, value: Option<&Val>, element: &str, text: &str) {
        self.0.push((name, format!("{} if {element}={text}", value.map(Val::flat).unwrap_or_default()).trim_start().to_owned()));
    }

    /// Writes them; gives the names of those that are too long.
    #[must_use]
    pub fn write(self, xml: &mut Xml, of_resource: bool) -> Vec<&'static str> {
        let mut refused = Vec::new();
        for (name, text) in self.0 {
            let names: &[&str] = if of_resource { &RESOURCE_FIELDS } else { &FIELDS };
            let Some(n) = names.iter().position(|f| *f == name) else { continue };
            if text.chars().count() > LONGEST {
                refused.push(name);
                continue;
            }
            xml.within("ExtendedAttribute", "", |xml| {
                xml.put("FieldID", if of_resource { resource_field(n) } else { task_field(n) });
                xml.put("Value", text);
            });
        }
        refused
    }
}
