//! Which records a field names: declared with the field, walked and renamed from there. Whether
//! such a record exists is not asked here.

use super::FieldDecl;
use crate::model::RecordKind;
use crate::model::value::{FreezeScope, Link, RiskScore};

/// The records a field names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refers {
    /// Types it may name. An id that several of them have means the first of these types.
    pub kinds: &'static [RecordKind],
    /// Free text is allowed: an exact id counts as a reference, anything else does not.
    pub loose: bool,
    /// Where in the field's text the id stands.
    pub within: Within,
}

/// Where in a text an id stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The id, or the beginning of a link.
    Whole,
    /// A path such as `tasks/prod/start`; the type of record stands in it.
    Path,
    /// Values in braces, such as `{metric.perf.actual}`; the type of record stands in them.
    Bindings,
}

impl Refers {
    /// A field that must name records of these types.
    pub const fn strictly(kinds: &'static [RecordKind]) -> Self {
        Self { kinds, loose: false, within: Within::Whole }
    }

    /// A field that may name records of these types, or hold free text.
    pub const fn loosely(kinds: &'static [RecordKind]) -> Self {
        Self { kinds, loose: true, within: Within::Whole }
    }

    /// A text that says the type of record itself.
    pub const fn inside(within: Within) -> Self {
        Self { kinds: &[], loose: false, within }
    }

    fn to_one(self, kind: RecordKind) -> Self {
        Self { kinds: kind.alone(), ..self }
    }
}

/// One id that a record holds.
#[derive(Clone, Copy, Debug)]
pub struct Reference<'a> {
    /// The field of the record it stands in, possibly deep inside.
    pub field: &'static FieldDecl,
    /// What it may name.
    pub refers: Refers,
    /// The id, or free text where that is allowed.
    pub id: &'a str,
}

/// A record gets a new id.
#[derive(Clone, Copy, Debug)]
pub struct Renaming<'a> {
    /// Its type.
    pub kind: RecordKind,
    /// Its id up to now.
    pub from: &'a str,
    /// Its id from now on.
    pub to: &'a str,
    /// Other types that have a record with the old id.
    pub shared_by: &'a [RecordKind],
}

impl Renaming<'_> {
    /// The reference means the record that is renamed.
    pub fn concerns(&self, refers: Refers, id: &str) -> bool {
        id == self.from && refers.kinds.iter().find(|k| **k == self.kind || self.shared_by.contains(k)) == Some(&self.kind)
    }
}

/// A type of field that can name records.
pub trait Naming {
    /// Every id it holds.
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str));
    /// Gives the ids that mean a renamed record their new form; whether there were any.
    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool;
}

impl Naming for String {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        match refers.within {
            Within::Whole => f(refers, self),
            Within::Path => {
                if let Some(path) = Path::parse(self) {
                    f(refers.to_one(path.kind), path.id);
                }
            }
            Within::Bindings => {
                for b in bindings(self) {
                    if let Some(kind) = b.kind.filter(|k| k.is_list()) {
                        f(refers.to_one(kind), b.id);
                    }
                }
            }
        }
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        // An id is replaced where it stands: what is around it keeps its spelling.
        let mut places = Vec::new();
        let start = self.as_ptr() as usize;
        self.each_id(refers, &mut |refers, id| {
            if renaming.concerns(refers, id) {
                let at = id.as_ptr() as usize - start;
                places.push(at..at + id.len());
            }
        });
        for place in places.iter().rev() {
            self.replace_range(place.clone(), renaming.to);
        }
        !places.is_empty()
    }
}

impl Naming for Link {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        f(refers, &self.pred);
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        self.pred.rename_ids(refers, renaming)
    }
}

impl Naming for RiskScore {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        f(refers, &self.id);
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        self.id.rename_ids(refers, renaming)
    }
}

impl Naming for FreezeScope {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        match self {
            Self::All => {}
            Self::Env(id) => f(refers.to_one(RecordKind::Environment), id),
            Self::Service(id) => f(refers.to_one(RecordKind::Service), id),
        }
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        match self {
            Self::All => false,
            Self::Env(id) => id.rename_ids(refers.to_one(RecordKind::Environment), renaming),
            Self::Service(id) => id.rename_ids(refers.to_one(RecordKind::Service), renaming),
        }
    }
}

impl<T: Naming> Naming for Option<T> {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        if let Some(inner) = self {
            inner.each_id(refers, f);
        }
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        self.as_mut().is_some_and(|inner| inner.rename_ids(refers, renaming))
    }
}

impl<T: Naming> Naming for Vec<T> {
    fn each_id<'a>(&'a self, refers: Refers, f: &mut dyn FnMut(Refers, &'a str)) {
        for item in self {
            item.each_id(refers, f);
        }
    }

    fn rename_ids(&mut self, refers: Refers, renaming: &Renaming<'_>) -> bool {
        let mut any = false;
        for item in self {
            any |= item.rename_ids(refers, renaming);
        }
        any
    }
}

/// A path to a field of a record: `tasks/prod/start`, or `release/target` where the plan has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path<'a> {
    /// Type of the record.
    pub kind: RecordKind,
    /// Its id, empty for records of which there is only one.
    pub id: &'a str,
    /// The field.
    pub field: &'a str,
}

impl<'a> Path<'a> {
    /// Reads a path; `None` when it names no type of record.
    pub fn parse(text: &'a str) -> Option<Self> {
        let (kind, rest) = text.trim().split_once('/')?;
        let kind = RecordKind::of_field(kind)?;
        let (id, field) = if kind.is_list() { rest.split_once('/')? } else { ("", rest) };
        Some(Self { kind, id, field })
    }
}

/// A value in braces: `{metric.perf.actual}`, or `{release.target}` where the plan has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// What stands between the braces.
    pub text: &'a str,
    /// Type of the record, if the first word names one.
    pub kind: Option<RecordKind>,
    /// Its id, empty for records of which there is only one.
    pub id: &'a str,
    /// The field.
    pub field: &'a str,
}

/// The values in braces that a text holds, in their order.
pub fn bindings(text: &str) -> impl Iterator<Item = Binding<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let inside = loop {
            let (_, behind) = rest.split_once('{')?;
            let end = behind.find(['{', '}'])?;
            let (inside, after) = behind.split_at(end);
            rest = after;
            if after.starts_with('}') {
                break inside;
            }
        };
        let (word, behind) = inside.split_once('.').unwrap_or((inside, ""));
        let kind = RecordKind::of_word(word);
        let is_one = kind.is_some_and(|k| !k.is_list());
        // An id may hold dots itself: the field stands behind the last one.
        let (id, field) = if is_one { ("", behind) } else { behind.rsplit_once('.').unwrap_or((behind, "")) };
        Some(Binding { text: inside, kind, id, field })
    })
}

/// An id may hold letters, digits, dot, underscore and hyphen.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}
