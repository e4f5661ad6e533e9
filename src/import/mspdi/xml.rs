//! The XML of a project file as small trees, one for each record, so that a large file never stands
//! in memory twice. Namespaces are ignored, a DTD is refused, and size, depth, attributes and texts
//! have limits. It knows which lists hold records and nothing else of what the elements mean.

use crate::import::notes::one_line;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 100 * 1024 * 1024;
/// Elements within each other; a project file needs nine.
const MAX_DEPTH: usize = 32;
/// Attributes of one element; a project file needs one or two.
const MAX_ATTRIBUTES: usize = 32;
/// Bytes of one element's attributes.
const MAX_TAG: usize = 16 * 1024;
/// Bytes of one value.
const MAX_TEXT: usize = 1024 * 1024;
/// Elements of one record, without what is skipped.
const MAX_ELEMENTS: usize = 200_000;

/// Content that is large and says nothing about dates: hours spread day by day.
const SKIPPED: [&str; 1] = ["TimephasedData"];

/// An element with its text and the elements in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name without a namespace.
    pub name: String,
    /// Its own text, without space around it.
    pub text: String,
    /// What is in it, in the order of the file.
    pub children: Vec<Element>,
}

impl Element {
    /// The first element of a name in it.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All elements of a name in it.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The text of the first element of a name in it; none when it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.child(name).map(|c| c.text.as_str()).filter(|t| !t.is_empty())
    }
}

/// Reads a project file: gives each field of the project, and each record with the name of the list
/// it stands in (`Tasks` for a `Task`). Fields come with an empty name.
pub fn read(text: &str, give: &mut dyn FnMut(&str, Element) -> Result<(), String>) -> Result<(), String> {
    if text.len() > MAX_BYTES {
        return Err(format!("it is larger than {} MB", MAX_BYTES / 1024 / 1024));
    }
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    loop {
        let place = usize::try_from(reader.buffer_position()).unwrap_or(0);
        let event = reader.read_event().map_err(|e| damaged(text, usize::try_from(reader.error_position()).unwrap_or(place), &e.to_string()))?;
        let done = tree.take(event, give).map_err(|why| format!("line {}: {why}", line_of(text, place)))?;
        if done {
            break;
        }
    }
    match (tree.any, tree.open.last()) {
        (false, _) => Err("it holds no XML".to_owned()),
        (true, Some(open)) => Err(format!("it breaks off: <{}> is not closed; save it again and import that", open.name)),
        (true, None) => Ok(()),
    }
}

fn damaged(text: &str, place: usize, why: &str) -> String {
    format!("it is damaged in line {}: {why}; save it again and import that", line_of(text, place))
}

fn line_of(text: &str, place: usize) -> usize {
    text.as_bytes().iter().take(place).filter(|b| **b == b'\n').count() + 1
}

/// The elements that are open, outermost first.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    /// How deep below an element that is skipped.
    skipping: usize,
    /// Elements of the record at hand.
    elements: usize,
    any: bool,
}

impl Tree {
    /// Takes what comes next; true at the end of the file.
    fn take(&mut self, event: Event<'_>, give: &mut dyn FnMut(&str, Element) -> Result<(), String>) -> Result<bool, String> {
        match event {
            Event::Start(tag) => self.start(&tag)?,
            Event::Empty(tag) => {
                self.start(&tag)?;
                self.end(give)?;
            }
            Event::End(_) => self.end(give)?,
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(text) => self.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(c)) => c,
                    Ok(None) => named(&reference.xml10_content())?,
                    Err(e) => return Err(e.to_string()),
                };
                self.text(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err("it brings a document type (DOCTYPE), which project files do not have; remove that line to import it".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return Ok(true),
        }
        Ok(false)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let local = tag.local_name();
        let name: &str = local.as_ref();
        if self.skipping > 0 || SKIPPED.contains(&name) {
            self.skipping += 1;
            return if self.skipping + self.open.len() > MAX_DEPTH { Err(too_deep()) } else { Ok(()) };
        }
        if self.open.is_empty() && (self.any || name != "Project") {
            return Err(if self.any {
                "behind the end of the project there is more XML".to_owned()
            } else {
                format!("this is XML, but no project of Microsoft Project: it begins with <{}> instead of <Project>", one_line(name))
            });
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep());
        }
        if tag.attributes_raw().len() > MAX_TAG || tag.attributes().with_checks(false).take(MAX_ATTRIBUTES + 1).count() > MAX_ATTRIBUTES {
            return Err(format!("<{}> has more attributes than any project file", one_line(name)));
        }
        self.any = true;
        self.elements += 1;
        if self.elements > MAX_ELEMENTS {
            return Err(format!("one record holds more than {MAX_ELEMENTS} values"));
        }
        self.open.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn end(&mut self, give: &mut dyn FnMut(&str, Element) -> Result<(), String>) -> Result<(), String> {
        if self.skipping > 0 {
            self.skipping -= 1;
            return Ok(());
        }
        let Some(mut element) = self.open.pop() else { return Ok(()) };
        let trimmed = element.text.trim();
        if trimmed.len() != element.text.len() {
            element.text = trimmed.to_owned();
        }
        match self.open.as_mut_slice() {
            [] => Ok(()),
            [_] => {
                self.elements = 0;
                give("", element)
            }
            [_, list] => {
                self.elements = 0;
                give(&list.name, element)
            }
            [.., parent] => {
                parent.children.push(element);
                Ok(())
            }
        }
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        if self.skipping > 0 {
            return Ok(());
        }
        match self.open.last_mut() {
            Some(open) if open.text.len() + text.len() > MAX_TEXT => Err(format!("the text of <{}> is longer than {} MB", open.name, MAX_TEXT / 1024 / 1024)),
            Some(open) => {
                open.text.push_str(text);
                Ok(())
            }
            None if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() => Ok(()),
            None => Err("there is text outside the project; is this an XML file?".to_owned()),
        }
    }
}

fn too_deep() -> String {
    format!("its elements stand more than {MAX_DEPTH} deep within each other, as in no project file")
}

/// The five entities of XML itself; others need a DTD.
fn named(name: &str) -> Result<char, String> {
    match name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("\"&{};\" stands for nothing here; a plain & is written &amp;", one_line(other))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Result<Vec<(String, Element)>, String> {
        let mut all = Vec::new();
        read(text, &mut |list, element| {
            all.push((list.to_owned(), element));
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn records_come_one_by_one() {
        let text = "<?xml version=\"1.0\"?><!-- c --><p:Project xmlns:p=\"x\"><Name> A &amp; B &#252; </Name><Tasks><Task><UID>1</UID>\
                    <TimephasedData><Value>9</Value></TimephasedData><Notes><![CDATA[<b>]]></Notes></Task><Task/></Tasks></p:Project>";
        let all = given(text).expect("reads");
        assert_eq!(all[0], (String::new(), Element { name: "Name".into(), text: "A & B ü".into(), children: Vec::new() }));
        let (list, task) = &all[1];
        assert_eq!((list.as_str(), task.value("UID"), task.value("Notes"), task.child("TimephasedData")), ("Tasks", Some("1"), Some("<b>"), None));
        assert_eq!((all[2].0.as_str(), all[2].1.name.as_str()), ("Tasks", "Task"));
        // The list itself, from which the records are gone.
        assert_eq!((all[3].1.name.as_str(), all[3].1.children.len()), ("Tasks", 0));
    }

    #[test]
    fn hostile_text_is_refused_with_its_line() {
        let deep = format!("<Project>{}", "<a>".repeat(100_000));
        let skipped = format!("<Project>{}", "<TimephasedData>".repeat(100_000));
        let attributes = format!("<Project {}/>", (0..5000).map(|i| format!("a{i}=\"1\" ")).collect::<String>());
        let huge = format!("<Project a=\"{}\"/>", "x".repeat(100_000));
        for (text, expected) in [
            ("<!DOCTYPE x [<!ENTITY a \"b\">]>\n<Project/>", "document type"),
            ("<Project>\n\n<Name>&lol;</Name></Project>", "line 3: \"&lol;\""),
            (deep.as_str(), "deep"),
            (skipped.as_str(), "deep"),
            (attributes.as_str(), "attributes"),
            (huge.as_str(), "attributes"),
            ("<Project><Tasks>", "breaks off"),
            ("<Project><Tasks></Project>", "damaged"),
            ("<project/>", "begins with <project>"),
            ("<Project/><Project/>", "more XML"),
            ("", "no XML"),
            ("(tasks: [])", "outside the project"),
        ] {
            let error = given(text).expect_err(expected);
            assert!(error.contains(expected), "{error}");
        }
    }
}
