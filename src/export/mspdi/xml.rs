//! XML as it is written: elements one below the other, text that is always well formed. It knows
//! nothing of projects.

use quick_xml::escape::escape;
use std::borrow::Cow;
use std::fmt::Display;

/// A document as it grows.
#[derive(Debug)]
pub struct Xml {
    out: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// Begins a document.
    pub fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n".to_owned(), open: Vec::new() }
    }

    fn indent(&mut self) {
        self.out.push_str(&"  ".repeat(self.open.len()));
    }

    /// An element with elements in it; `attributes` come with a space before them.
    pub fn within(&mut self, name: &'static str, attributes: &str, write: impl FnOnce(&mut Self)) {
        self.indent();
        self.out.push_str(&format!("<{name}{attributes}>\n"));
        self.open.push(name);
        write(self);
        self.open.pop();
        self.indent();
        self.out.push_str(&format!("</{name}>\n"));
    }

    /// An element with text.
    pub fn put(&mut self, name: &str, value: impl Display) {
        let text = value.to_string();
        self.indent();
        self.out.push_str(&format!("<{name}>{}</{name}>\n", escape(allowed(&text))));
    }

    /// An element with text, where there is one.
    pub fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// A yes or no.
    pub fn flag(&mut self, name: &str, value: bool) {
        self.put(name, u8::from(value));
    }

    /// The whole document.
    pub fn finish(self) -> String {
        self.out
    }
}

/// Text without the characters that XML 1.0 forbids, even escaped; a space stands for each.
fn allowed(text: &str) -> Cow<'_, str> {
    let forbidden = |c: char| (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(forbidden) { Cow::Owned(text.replace("\r\n", "\n").replace(forbidden, " ")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_stands_in_it_the_document_is_well_formed() {
        let mut xml = Xml::new();
        let hostile = "a\u{0}b\u{1b}[31m]]> <x y='1'>&amp; \u{fffe} 😀\r\nend";
        xml.within("Project", " xmlns=\"urn:test\"", |xml| {
            xml.put("Name", hostile);
            xml.maybe("Nothing", None::<u8>);
            xml.flag("Yes", true);
        });
        let text = xml.finish();
        assert!(text.ends_with("</Project>\n") && !text.contains("Nothing") && text.contains("  <Yes>1</Yes>\n"));
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut seen = String::new();
        loop {
            match reader.read_event().expect("well formed") {
                quick_xml::events::Event::Text(t) => seen.push_str(&t.xml10_content()),
                quick_xml::events::Event::GeneralRef(r) => seen.push_str(&format!("&{};", r.xml10_content())),
                quick_xml::events::Event::Eof => break,
                _ => {}
            }
        }
        assert!(seen.contains("a b [31m]]&gt; &lt;x y=&apos;1&apos;&gt;&amp;amp;   😀\nend"), "{seen}");
    }
}
