//! How a record is declared once: the traits and macros from which its struct, reading, "did you
//! mean", writing and the schema all come. The records themselves stand in `records/`.

mod problems;
mod references;
mod values;

pub(super) use problems::{MAX_PROBLEMS, ReadCx, presentable};
pub use problems::{Mend, Problem, Weight, nearest, shorten};
pub use references::{Binding, Naming, Path, Reference, Refers, Renaming, Within, bindings, is_id};
pub use values::{NumberMap, read_choice};

use super::syntax::{FieldNode, Kind, Names, Node, Span, Val};
use std::collections::HashSet;

/// The shape of a field's value, for the schema and the inspector.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Free text.
    Text,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// Text with a form of its own: name and an example.
    Form(&'static str, &'static str),
    /// One of these words.
    Choice(Vec<&'static str>),
    /// Many of something.
    List(Box<Shape>),
    /// May be left out.
    Optional(Box<Shape>),
    /// Another record.
    Record(&'static RecordDecl),
    /// Names with numbers.
    Map,
}

impl Shape {
    /// In words, for `slipway schema`.
    pub fn describe(&self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Bool => "true or false".into(),
            Self::Number => "number".into(),
            Self::Whole => "whole number".into(),
            Self::Form(name, example) => format!("{name}, such as {example}"),
            Self::Choice(words) => words.join(" | "),
            Self::List(inner) => format!("list of {}", inner.describe()),
            Self::Optional(inner) => format!("{}, optional", inner.describe()),
            Self::Record(decl) => decl.name.to_owned(),
            Self::Map => "map of names to numbers".into(),
        }
    }
}

/// One field of a record.
#[derive(Debug)]
pub struct FieldDecl {
    /// As written in the file.
    pub name: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Unit of a plain number, empty otherwise.
    pub unit: &'static str,
    /// Schema version that brought it.
    pub since: u32,
    /// What it holds.
    pub shape: fn() -> Shape,
    /// Its default as written, if it has one.
    pub default: fn() -> Option<String>,
    /// Its default as a value, if it has one.
    pub default_value: fn() -> Option<Val>,
    /// Records it names.
    pub refers: Option<Refers>,
}

/// A record type.
#[derive(Debug)]
pub struct RecordDecl {
    /// Name of the type.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its fields in the order they are written.
    pub fields: &'static [FieldDecl],
}

impl Names for RecordDecl {
    fn at(&self, place: usize) -> Option<&'static str> {
        self.fields.get(place).map(|f| f.name)
    }

    fn default(&self, place: usize) -> Option<Val> {
        self.fields.get(place).and_then(|f| (f.default_value)())
    }

    fn inside(&self, name: &str) -> Option<&'static dyn Names> {
        let mut shape = (self.fields.iter().find(|f| f.name == name)?.shape)();
        loop {
            shape = match shape {
                Shape::Record(decl) => return Some(decl),
                Shape::List(inner) | Shape::Optional(inner) => *inner,
                _ => return None,
            };
        }
    }
}

impl PartialEq for RecordDecl {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A type that a field can have.
pub trait Value: Sized + Clone + PartialEq {
    /// What it looks like.
    fn shape() -> Shape;
    /// Reads it; `None` after noting why not.
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self>;
    /// How it is written; `None` when it is left out.
    fn write(&self) -> Option<Val>;
    /// Every id in the records inside it.
    fn each_reference<'a>(&'a self, _: &mut dyn FnMut(Reference<'a>)) {}
    /// Gives the ids that mean a renamed record their new form; whether there were any.
    fn rename_references(&mut self, _: &Renaming<'_>) -> bool {
        false
    }
}

/// A declared record.
pub trait Record: Default + Clone + PartialEq {
    /// The declaration.
    const DECL: &'static RecordDecl;
    /// Reads one field by name; `None` when there is no such field.
    fn read_field(&mut self, name: &str, node: &Node, cx: &mut ReadCx<'_>) -> Option<()>;
    /// Gives a field its default; `None` when there is no such field.
    fn reset_field(&mut self, name: &str) -> Option<()>;
    /// The fields that differ from their default, in the order of declaration.
    fn changed_fields(&self) -> Vec<(&'static str, Val)>;

    /// The record as a value.
    fn to_val(&self) -> Val {
        Val::Struct(self.changed_fields())
    }
}

/// A field of a record by its name in Rust; the first when there is no such field.
pub const fn field_of(decl: &'static RecordDecl, name: &'static str) -> &'static FieldDecl {
    let (fields, wanted) = (decl.fields, field_name(name).as_bytes());
    let mut i = 0;
    while i < fields.len() {
        let found = fields[i].name.as_bytes();
        let mut same = 0;
        while same < found.len() && same < wanted.len() && found[same] == wanted[same] {
            same += 1;
        }
        if same == found.len() && same == wanted.len() {
            return &fields[i];
        }
        i += 1;
    }
    &fields[0]
}

/// Name of a field without Rust's `r#` in front.
pub const fn field_name(name: &'static str) -> &'static str {
    let bytes = name.as_bytes();
    if bytes.len() > 2 && bytes[0] == b'r' && bytes[1] == b'#' { name.split_at(2).1 } else { name }
}

/// Reads a record from a struct, or from values by position; `None` when it is neither.
pub fn read_record<T: Record>(node: &Node, cx: &mut ReadCx<'_>) -> Option<T> {
    match &node.kind {
        Kind::Struct(_) => Some(read_fields(node, cx)),
        Kind::Tuple(items) if items.len() <= T::DECL.fields.len() => {
            let mut record = T::default();
            for (item, field) in items.iter().zip(T::DECL.fields) {
                cx.within(field.name, |cx| record.read_field(field.name, item, cx));
            }
            Some(record)
        }
        Kind::Tuple(items) => {
            let (count, most, names) = (items.len(), T::DECL.fields.len(), T::DECL.names());
            cx.refuse("V001", node, format!("{count} values where {} has at most {most}: {names}", T::DECL.name));
            None
        }
        Kind::Tagged(name, inner) => match &inner.kind {
            _ if name.of(cx.text).eq_ignore_ascii_case(T::DECL.name) => read_record(inner, cx),
            Kind::Tuple(items) if name.of(cx.text) == "Some" && items.len() == 1 => items.first().and_then(|only| read_record(only, cx)),
            _ => {
                let (name, wanted) = (shorten(name.of(cx.text)), T::DECL.name);
                cx.refuse("V001", node, format!("\"{name}\" stands where {wanted} is expected; leave the name out"));
                None
            }
        },
        _ => {
            cx.wrong_shape(node, &format!("{} in parentheses, such as ({}: …)", T::DECL.name, T::DECL.fields.first().map_or("id", |f| f.name)));
            None
        }
    }
}

fn read_fields<T: Record>(node: &Node, cx: &mut ReadCx<'_>) -> T {
    let mut record = T::default();
    let Kind::Struct(fields) = &node.kind else { return record };
    let mut seen: HashSet<&str> = HashSet::with_capacity(fields.len());
    for field in fields {
        let name = field.name.of(cx.text);
        if !seen.insert(name) {
            cx.problem("V003", Weight::Warning, field.name.start, format!("field \"{}\" is given twice; the first one is used", shorten(name)));
        } else if cx.within(name, |cx| record.read_field(name, &field.value, cx)).is_none() {
            unknown_field(T::DECL, name, field.name, fields, cx);
        }
    }
    record
}

impl RecordDecl {
    /// Its fields, separated by commas.
    pub fn names(&self) -> String {
        self.fields.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")
    }
}

/// A record with one field given as RON text, or with its default; the error says why not.
pub fn with_field<T: Record>(record: &T, name: &str, value: Option<&str>) -> Result<T, String> {
    let mut record = record.clone();
    let unknown = || format!("there is no field {name}; {} has {}", T::DECL.name, T::DECL.names());
    let Some(text) = value else {
        return record.reset_field(name).map(|()| record).ok_or_else(unknown);
    };
    let parsed = super::syntax::parse(text);
    let mut cx = ReadCx { text, problems: Vec::new(), unread: HashSet::new(), subject: String::new() };
    if text.trim().is_empty() {
        return Err("a value is missing".into());
    }
    if let Some(fault) = parsed.faults.first() {
        return Err(presentable(&fault.message));
    }
    let Some(node) = &parsed.root else { return Err("a value is missing".into()) };
    record.read_field(name, node, &mut cx).ok_or_else(unknown)?;
    match cx.problems.into_iter().find(|p| p.weight == Weight::Error) {
        Some(problem) => Err(presentable(&problem.message)),
        None => Ok(record),
    }
}

/// Notes a field that no declaration has; its text stays.
fn unknown_field(decl: &RecordDecl, name: &str, at: Span, others: &[FieldNode], cx: &mut ReadCx<'_>) {
    let near = if cx.is_full() { None } else { nearest(name, decl.fields.iter().map(|f| f.name)) };
    let hint = match near {
        None if cx.is_full() => String::new(),
        Some(near) => format!(". Did you mean \"{near}\"?"),
        None => format!("; {} has {}", decl.name, decl.names()),
    };
    cx.problem("V003", Weight::Warning, at.start, format!("unknown field \"{}\"{hint}", shorten(name)));
    // With the name of a field that is there already, it would be given twice.
    if let Some(near) = near.filter(|near| !others.iter().any(|f| f.name.of(cx.text) == *near)) {
        cx.offer(at, near);
    }
}

/// Declares a record: its doc comment, then each field with its doc comment, an optional unit in
/// parentheses, the records it names, its type, an optional default, and an optional `since` version.
/// `-> [Task]` names records, `~> [Person]` may name one or hold free text, `=> Path` and
/// `=> Bindings` name them inside a text.
macro_rules! record {
    ($(#[doc = $doc:literal])+ $Name:ident {
        $( $(#[doc = $fdoc:literal])+ $field:ident $(($unit:literal))? $(-> [$($strict:ident),+])? $(~> [$($loose:ident),+])? $(=> $within:ident)? : $ty:ty $(= $default:expr)? $(; since $since:literal)? ),* $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Name { $( $(#[doc = $fdoc])+ pub $field: $ty, )* }

        impl Default for $Name {
            fn default() -> Self { Self { $( $field: record!(@default $($default)?), )* } }
        }

        impl $crate::model::record::Record for $Name {
            const DECL: &'static $crate::model::record::RecordDecl = &$crate::model::record::RecordDecl {
                name: stringify!($Name),
                doc: concat!($($doc),+),
                fields: &[ $( $crate::model::record::FieldDecl {
                    name: $crate::model::record::field_name(stringify!($field)),
                    doc: concat!($($fdoc),+),
                    unit: record!(@unit $($unit)?),
                    since: record!(@since $($since)?),
                    shape: <$ty as $crate::model::record::Value>::shape,
                    default: || {
                        let value: $ty = record!(@default $($default)?);
                        $crate::model::record::Value::write(&value).map(|v| v.flat())
                    },
                    default_value: || {
                        let value: $ty = record!(@default $($default)?);
                        $crate::model::record::Value::write(&value)
                    },
                    refers: record!(@refers [$($($strict),+)?] [$($($loose),+)?] [$($within)?]),
                }, )* ],
            };

            fn read_field(&mut self, name: &str, node: &$crate::model::syntax::Node, cx: &mut $crate::model::record::ReadCx<'_>) -> Option<()> {
                $( if name == const { $crate::model::record::field_name(stringify!($field)) } {
                    if let Some(value) = <$ty as $crate::model::record::Value>::read(node, cx) { self.$field = value; }
                    return Some(());
                } )*
                None
            }

            fn reset_field(&mut self, name: &str) -> Option<()> {
                $( if name == const { $crate::model::record::field_name(stringify!($field)) } {
                    self.$field = record!(@default $($default)?);
                    return Some(());
                } )*
                None
            }

            fn changed_fields(&self) -> Vec<(&'static str, $crate::model::syntax::Val)> {
                let default = Self::default();
                let mut out = Vec::new();
                $( if self.$field != default.$field && let Some(v) = $crate::model::record::Value::write(&self.$field) {
                    out.push((const { $crate::model::record::field_name(stringify!($field)) }, v));
                } )*
                out
            }
        }

        impl $crate::model::record::Value for $Name {
            fn shape() -> $crate::model::record::Shape {
                $crate::model::record::Shape::Record(<Self as $crate::model::record::Record>::DECL)
            }
            fn read(node: &$crate::model::syntax::Node, cx: &mut $crate::model::record::ReadCx<'_>) -> Option<Self> {
                $crate::model::record::read_record(node, cx)
            }
            fn write(&self) -> Option<$crate::model::syntax::Val> {
                Some($crate::model::record::Record::to_val(self))
            }
            fn each_reference<'a>(&'a self, f: &mut dyn FnMut($crate::model::record::Reference<'a>)) {
                $( record!(@each self f $field [$($($strict),+)?] [$($($loose),+)?] [$($within)?]); )*
                // A record that names nothing has no use for it.
                let _ = f;
            }
            fn rename_references(&mut self, renaming: &$crate::model::record::Renaming<'_>) -> bool {
                let mut any = false;
                $( any |= record!(@rename self renaming $field [$($($strict),+)?] [$($($loose),+)?] [$($within)?]); )*
                any
            }
        }
    };
    (@refers [] [] []) => { None };
    (@refers [$($kind:ident),+] [] []) => { Some($crate::model::record::Refers::strictly(&[$($crate::model::RecordKind::$kind),+])) };
    (@refers [] [$($kind:ident),+] []) => { Some($crate::model::record::Refers::loosely(&[$($crate::model::RecordKind::$kind),+])) };
    (@refers [] [] [$within:ident]) => { Some($crate::model::record::Refers::inside($crate::model::record::Within::$within)) };
    (@field $field:ident) => {
        const { $crate::model::record::field_of(<Self as $crate::model::record::Record>::DECL, stringify!($field)) }
    };
    // Records inside this one: whatever they name is said with this record's own field.
    (@each $this:ident $f:ident $field:ident [] [] []) => {
        $crate::model::record::Value::each_reference(&$this.$field, &mut |inner| {
            $f($crate::model::record::Reference { field: record!(@field $field), ..inner });
        });
    };
    (@each $this:ident $f:ident $field:ident $($refers:tt)+) => {
        if let Some(refers) = const { record!(@refers $($refers)+) } {
            $crate::model::record::Naming::each_id(&$this.$field, refers, &mut |refers, id| {
                $f($crate::model::record::Reference { field: record!(@field $field), refers, id });
            });
        }
    };
    (@rename $this:ident $renaming:ident $field:ident [] [] []) => {
        $crate::model::record::Value::rename_references(&mut $this.$field, $renaming)
    };
    (@rename $this:ident $renaming:ident $field:ident $($refers:tt)+) => {
        const { record!(@refers $($refers)+) }.is_some_and(|refers| $crate::model::record::Naming::rename_ids(&mut $this.$field, refers, $renaming))
    };
    (@default) => { Default::default() };
    (@default $e:expr) => { $e };
    (@unit) => { "" };
    (@unit $u:literal) => { $u };
    (@since) => { 1 };
    (@since $s:literal) => { $s };
}
pub(crate) use record;

/// Declares an enum of the file: its words, how they read aloud, and its default (the first).
macro_rules! choice {
    ($(#[doc = $doc:literal])+ $Name:ident { $( $(#[doc = $vdoc:literal])+ $Variant:ident = $spoken:literal ),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Name { $( $(#[doc = $vdoc])+ $Variant, )+ }

        impl $Name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$Variant),+];

            /// As written in the file.
            pub fn name(self) -> &'static str { match self { $(Self::$Variant => stringify!($Variant)),+ } }

            /// As people say it.
            pub fn spoken(self) -> &'static str { match self { $(Self::$Variant => $spoken),+ } }
        }

        impl Default for $Name {
            fn default() -> Self { Self::ALL[0] }
        }

        impl $crate::model::record::Value for $Name {
            fn shape() -> $crate::model::record::Shape {
                $crate::model::record::Shape::Choice(vec![$(stringify!($Variant)),+])
            }
            fn read(node: &$crate::model::syntax::Node, cx: &mut $crate::model::record::ReadCx<'_>) -> Option<Self> {
                let words = &[$(stringify!($Variant)),+];
                $crate::model::record::read_choice(node, cx, words, |w| Self::ALL.iter().copied().find(|v| v.name() == w))
            }
            fn write(&self) -> Option<$crate::model::syntax::Val> {
                Some($crate::model::syntax::Val::Word(self.name().to_owned()))
            }
        }
    };
}
pub(crate) use choice;

/// `TaskStatus` as `task status`.
pub fn spaced(name: &str) -> String {
    separated(name, ' ')
}

/// `TaskStatus` as `task-status`: how enums are spelled in JSON.
pub fn kebab(name: &str) -> String {
    separated(name, '-')
}

fn separated(name: &str, by: char) -> String {
    let mut out = String::new();
    for (i, c) in name.char_indices() {
        if c.is_ascii_uppercase() && i > 0 && !name[..i].ends_with(|p: char| p.is_ascii_uppercase()) {
            out.push(by);
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
