//! How a record is declared once: the traits and macros from which its struct, reading, "did you
//! mean", writing and the schema all come. The records themselves stand in `records/`.

use super::syntax::{Kind, Node, Span, Val};
use super::value as v;
use std::collections::HashSet;

/// How much a problem costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The record or field is set aside.
    Error,
    /// Everything is kept and used; somebody should look.
    Warning,
}

/// Something in the file that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code (`V003`).
    pub code: &'static str,
    /// Error or warning.
    pub weight: Weight,
    /// Byte in the text.
    pub at: usize,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// The record it is about (`tasks "uat"`), empty for the file itself.
    pub subject: String,
    /// What, where, what is allowed, and the nearest fix.
    pub message: String,
}

/// What reading collects besides the values.
#[derive(Debug)]
pub struct ReadCx<'a> {
    /// The whole text.
    pub text: &'a str,
    /// What is wrong, in the order it was met.
    pub problems: Vec<Problem>,
    /// Starts of the values that could not be read: writing leaves them as they stand.
    pub unread: HashSet<usize>,
    /// The record being read, for messages.
    pub subject: String,
}

impl ReadCx<'_> {
    /// Notes a problem at a place.
    pub fn problem(&mut self, code: &'static str, weight: Weight, at: usize, message: String) {
        let subject = self.subject.clone();
        self.problems.push(Problem { code, weight, at, line: 0, column: 0, subject, message });
    }

    /// Notes that a value has the wrong shape and is set aside.
    pub fn wrong_shape(&mut self, node: &Node, wanted: &str) {
        if !matches!(node.kind, Kind::Broken) {
            self.problem("V001", Weight::Error, node.span.start, format!("expected {wanted}, found {}", node.kind.describe()));
        }
        self.unread.insert(node.span.start);
    }

    /// Notes that a value cannot be used and is set aside.
    pub fn refuse(&mut self, code: &'static str, node: &Node, message: String) {
        self.problem(code, Weight::Error, node.span.start, message);
        self.unread.insert(node.span.start);
    }
}

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

/// Name of a field without Rust's `r#` in front.
pub const fn field_name(name: &'static str) -> &'static str {
    let bytes = name.as_bytes();
    if bytes.len() > 2 && bytes[0] == b'r' && bytes[1] == b'#' { name.split_at(2).1 } else { name }
}

/// Reads a record from a struct, or from values by position; `None` when it is neither.
pub fn read_record<T: Record>(node: &Node, cx: &mut ReadCx<'_>) -> Option<T> {
    let mut record = T::default();
    match &node.kind {
        Kind::Struct(fields) => {
            let mut seen: Vec<&str> = Vec::with_capacity(fields.len());
            for field in fields {
                let name = field.name.of(cx.text);
                if seen.contains(&name) {
                    cx.problem("V003", Weight::Warning, field.name.start, format!("field \"{name}\" is given twice; the first one is used"));
                    continue;
                }
                seen.push(name);
                if record.read_field(name, &field.value, cx).is_none() {
                    unknown_field(T::DECL, name, field.name, cx);
                }
            }
            Some(record)
        }
        Kind::Tuple(items) => {
            if items.len() > T::DECL.fields.len() {
                cx.refuse("V001", node, format!("{} values where {} has at most {}", items.len(), T::DECL.name, T::DECL.fields.len()));
                return None;
            }
            for (item, field) in items.iter().zip(T::DECL.fields) {
                record.read_field(field.name, item, cx);
            }
            Some(record)
        }
        Kind::Tagged(name, inner) if name.of(cx.text).eq_ignore_ascii_case(T::DECL.name) => read_record(inner, cx),
        _ => {
            cx.wrong_shape(node, &format!("{} in parentheses, such as ({}: …)", T::DECL.name, T::DECL.fields.first().map_or("id", |f| f.name)));
            None
        }
    }
}

/// A record with one field given as RON text, or with its default; the error says why not.
pub fn with_field<T: Record>(record: &T, name: &str, value: Option<&str>) -> Result<T, String> {
    let mut record = record.clone();
    let Some(text) = value else {
        return record.reset_field(name).map(|()| record).ok_or_else(|| format!("there is no field {name}"));
    };
    let parsed = super::syntax::parse(text);
    let mut cx = ReadCx { text, problems: Vec::new(), unread: HashSet::new(), subject: String::new() };
    if let Some(fault) = parsed.faults.first() {
        return Err(fault.message.clone());
    }
    let Some(node) = &parsed.root else { return Err("a value is missing".into()) };
    record.read_field(name, node, &mut cx).ok_or_else(|| format!("there is no field {name}"))?;
    match cx.problems.into_iter().find(|p| p.weight == Weight::Error) {
        Some(problem) => Err(problem.message),
        None => Ok(record),
    }
}

/// Notes a field that no declaration has; its text stays.
pub fn unknown_field(decl: &RecordDecl, name: &str, at: Span, cx: &mut ReadCx<'_>) {
    let hint = match nearest(name, decl.fields.iter().map(|f| f.name)) {
        Some(near) => format!(". Did you mean \"{near}\"?"),
        None => format!("; {} has {}", decl.name, decl.fields.iter().map(|f| f.name).collect::<Vec<_>>().join(", ")),
    };
    cx.problem("V003", Weight::Warning, at.start, format!("unknown field \"{name}\"{hint}"));
}

/// The most similar word, if one is similar enough to be what was meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = word.to_lowercase();
    let limit = (wanted.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|c| c.len().abs_diff(wanted.len()) <= limit)
        .map(|c| (distance(&wanted, &c.to_lowercase()), c))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Edits between two words, a swap of neighbours counting once (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// A word or number as written.
fn word<'t>(node: &Node, text: &'t str) -> Option<&'t str> {
    matches!(node.kind, Kind::Word).then(|| node.span.of(text))
}

fn number(node: &Node, cx: &mut ReadCx<'_>) -> Option<f64> {
    let Some(w) = word(node, cx.text) else {
        cx.wrong_shape(node, "a number");
        return None;
    };
    match w.replace('_', "").parse::<f64>() {
        Ok(n) if n.is_finite() => Some(n),
        Ok(_) => {
            cx.refuse("V043", node, format!("{w} is not a usable number"));
            None
        }
        Err(_) => {
            cx.refuse("V001", node, format!("expected a number, found {w}"));
            None
        }
    }
}

impl Value for String {
    fn shape() -> Shape {
        Shape::Text
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        if let Kind::Str(s) = &node.kind {
            return Some(s.clone());
        }
        match word(node, cx.text) {
            Some(w) => cx.refuse("V001", node, format!("text stands in quotes: \"{w}\"")),
            None => cx.wrong_shape(node, "text in quotes"),
        }
        None
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Str(self.clone()))
    }
}

impl Value for bool {
    fn shape() -> Shape {
        Shape::Bool
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        match word(node, cx.text) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                cx.wrong_shape(node, "true or false");
                None
            }
        }
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Word(self.to_string()))
    }
}

impl Value for f64 {
    fn shape() -> Shape {
        Shape::Number
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        number(node, cx)
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Word(self.to_string()))
    }
}

macro_rules! whole_number {
    ($($ty:ty),+) => { $(
        impl Value for $ty {
            fn shape() -> Shape { Shape::Whole }
            fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
                let n = number(node, cx)?;
                let whole = (n.fract() == 0.0).then(|| format!("{n:.0}").parse::<$ty>().ok()).flatten();
                if whole.is_none() {
                    cx.refuse("V001", node, format!("{} is not a whole number from 0 to {}", node.span.of(cx.text), <$ty>::MAX));
                }
                whole
            }
            fn write(&self) -> Option<Val> { Some(Val::Word(self.to_string())) }
        }
    )+ };
}
whole_number!(u32, u64);

impl<T: Value> Value for Option<T> {
    fn shape() -> Shape {
        Shape::Optional(Box::new(T::shape()))
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        if word(node, cx.text) == Some("None") {
            return Some(None);
        }
        T::read(node, cx).map(Some)
    }
    fn write(&self) -> Option<Val> {
        self.as_ref().and_then(Value::write)
    }
}

impl<T: Value> Value for Vec<T> {
    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        match &node.kind {
            // What cannot be read stays in the text; the others are used.
            Kind::List(items) => Some(items.iter().filter_map(|n| T::read(n, cx)).collect()),
            Kind::Tuple(items) if items.is_empty() => Some(Vec::new()),
            _ => {
                cx.wrong_shape(node, "a list in square brackets");
                None
            }
        }
    }
    fn write(&self) -> Option<Val> {
        Some(Val::List(self.iter().filter_map(Value::write).collect()))
    }
}

/// Names with numbers, `{"SCH-001": 10}`, in the order written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberMap(pub Vec<(String, f64)>);

impl Value for NumberMap {
    fn shape() -> Shape {
        Shape::Map
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        let Kind::Map(pairs) = &node.kind else {
            cx.wrong_shape(node, "a map in braces, such as {\"SCH-001\": 10}");
            return None;
        };
        let mut out: Vec<(String, f64)> = Vec::new();
        for (k, value) in pairs {
            if let (Some(k), Some(n)) = (String::read(k, cx), f64::read(value, cx)) {
                out.push((k, n));
            }
        }
        Some(Self(out))
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Map(self.0.iter().map(|(k, n)| (k.clone(), Val::Word(n.to_string()))).collect()))
    }
}

macro_rules! text_forms {
    ($($ty:ty, $code:literal, $name:literal, $example:literal;)+) => { $(
        impl Value for $ty {
            fn shape() -> Shape { Shape::Form($name, $example) }
            fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
                let text = String::read(node, cx)?;
                match <$ty>::parse(&text) {
                    Ok(value) => Some(value),
                    Err(message) => { cx.refuse($code, node, message); None }
                }
            }
            fn write(&self) -> Option<Val> { Some(Val::Str(self.to_string())) }
        }
    )+ };
}
text_forms! {
    v::Date, "V011", "date", "\"2024-03-15\"";
    v::DateTime, "V025", "date and time with UTC offset", "\"2024-03-15T20:00+00:00\"";
    v::LooseDate, "V011", "date or words", "\"2024-03-15\"";
    v::When, "V024", "date or offset from T-0", "\"T-24h\"";
    v::Dur, "V009", "duration", "\"10d\"";
    v::Offset, "V024", "offset from T-0", "\"T+15m\"";
    v::Range, "V010", "three-point range", "\"2d..3d..6d\"";
    v::Link, "V006", "link", "\"dev SS+5d\"";
    v::Target, "V030", "target", "\"<200ms(p95)\"";
    v::Money, "V033", "money", "\"2000 USD/month\"";
}

impl Value for v::Level {
    fn shape() -> Shape {
        Shape::Choice(Self::ALL.iter().map(|l| l.name()).collect())
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        read_choice(node, cx, "level", &Self::ALL.map(Self::name), Self::parse)
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Word(self.name().to_owned()))
    }
}

/// Reads one of several words, with or without quotes.
pub fn read_choice<T>(node: &Node, cx: &mut ReadCx<'_>, what: &str, words: &[&'static str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    let written = match &node.kind {
        Kind::Word => node.span.of(cx.text).to_owned(),
        Kind::Str(s) => s.clone(),
        _ => {
            cx.wrong_shape(node, &format!("one of {}", words.join(", ")));
            return None;
        }
    };
    if let Some(value) = parse(&written) {
        return Some(value);
    }
    let hint = nearest(&written, words.iter().copied()).map_or(String::new(), |n| format!(". Did you mean {n}?"));
    cx.refuse("V004", node, format!("{what} \"{written}\" is not one of {}{hint}", words.join(", ")));
    None
}

impl Value for v::Constraint {
    fn shape() -> Shape {
        Shape::Form("constraint", "MustStartOn(\"2024-03-15\")")
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        let (name, inner) = match &node.kind {
            Kind::Word => (node.span, None),
            Kind::Tagged(name, inner) => match &inner.kind {
                Kind::Tuple(items) if items.len() == 1 => (*name, items.first()),
                _ => (*name, None),
            },
            _ => {
                cx.wrong_shape(node, "a constraint such as MustStartOn(\"2024-03-15\")");
                return None;
            }
        };
        let names = v::ConstraintKind::ALL.map(v::ConstraintKind::name);
        let name_node = Node { span: name, kind: Kind::Word };
        let kind = read_choice(&name_node, cx, "constraint", &names, |w| v::ConstraintKind::ALL.into_iter().find(|k| k.name() == w));
        let Some(kind) = kind else {
            cx.unread.insert(node.span.start);
            return None;
        };
        let date = match inner {
            Some(n) => Some(v::Date::read(n, cx)?),
            None => None,
        };
        if date.is_none() && kind != v::ConstraintKind::AsLateAsPossible {
            cx.refuse("V016", node, format!("{} needs a date: {}(\"2024-03-15\")", kind.name(), kind.name()));
            return None;
        }
        Some(Self { kind, date })
    }
    fn write(&self) -> Option<Val> {
        Some(match self.date {
            Some(d) => Val::Tagged(self.kind.name(), Box::new(Val::Str(d.to_string()))),
            None => Val::Word(self.kind.name().to_owned()),
        })
    }
}

impl Value for v::FreezeScope {
    fn shape() -> Shape {
        Shape::Form("scope", "All, Env(\"prod\") or Service(\"api\")")
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        if word(node, cx.text) == Some("All") {
            return Some(Self::All);
        }
        if let Kind::Tagged(name, inner) = &node.kind
            && let Kind::Tuple(items) = &inner.kind
            && let [only] = items.as_slice()
        {
            match name.of(cx.text) {
                "Env" => return String::read(only, cx).map(Self::Env),
                "Service" => return String::read(only, cx).map(Self::Service),
                _ => {}
            }
        }
        cx.wrong_shape(node, "All, Env(\"prod\") or Service(\"api\")");
        None
    }
    fn write(&self) -> Option<Val> {
        Some(match self {
            Self::All => Val::Word("All".into()),
            Self::Env(id) => Val::Tagged("Env", Box::new(Val::Str(id.clone()))),
            Self::Service(id) => Val::Tagged("Service", Box::new(Val::Str(id.clone()))),
        })
    }
}

/// Declares a record: its doc comment, then each field with its doc comment, an optional unit in
/// parentheses, its type, an optional default, and an optional `since` version.
macro_rules! record {
    ($(#[doc = $doc:literal])+ $Name:ident {
        $( $(#[doc = $fdoc:literal])+ $field:ident $(($unit:literal))? : $ty:ty $(= $default:expr)? $(; since $since:literal)? ),* $(,)?
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
        }
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
                $crate::model::record::read_choice(node, cx, $crate::model::record::spaced(stringify!($Name)).as_str(), words, |w| Self::ALL.iter().copied().find(|v| v.name() == w))
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
