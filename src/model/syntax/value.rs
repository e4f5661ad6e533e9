//! Values on their way into the text, and how each is written.

/// A value to be written; fields that have their default are left out by whoever makes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Val {
    /// Text; quoted when written.
    Str(String),
    /// A bare word or a number; written as it is.
    Word(String),
    /// `[…]`
    List(Vec<Val>),
    /// `(name: value, …)` in the order of declaration.
    Struct(Vec<(&'static str, Val)>),
    /// `Name(value)`
    Tagged(&'static str, Box<Val>),
    /// `{"key": value}`
    Map(Vec<(String, Val)>),
}

/// Longest line a record may have before it is broken into one field a line.
pub(super) const WIDTH: usize = 110;

/// Lists of the plan whose records stand on a line each, however long: they are read from line to line.
pub const ROWS: [&str; 1] = ["history"];

/// Quotes text for RON.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{{{:x}}}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

impl Val {
    /// Whether it says nothing: an empty text, list or record.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Str(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Struct(fields) => fields.is_empty(),
            Self::Map(pairs) => pairs.is_empty(),
            Self::Word(_) | Self::Tagged(..) => false,
        }
    }

    /// The value on one line.
    pub fn flat(&self) -> String {
        let join = |parts: Vec<String>| parts.join(", ");
        match self {
            Self::Str(s) => quote(s),
            Self::Word(w) => w.clone(),
            Self::List(items) => format!("[{}]", join(items.iter().map(Self::flat).collect())),
            Self::Struct(fields) => format!("({})", join(fields.iter().map(|(n, v)| format!("{n}: {}", v.flat())).collect())),
            Self::Tagged(name, inner) => format!("{name}({})", inner.flat()),
            Self::Map(pairs) => format!("{{{}}}", join(pairs.iter().map(|(k, v)| format!("{}: {}", quote(k), v.flat())).collect())),
        }
    }
}

/// Writes a value that starts at `column`, on one line where it fits, else a part a line.
/// `indent` is the indentation of the line the value starts on.
pub fn write_value(value: &Val, indent: usize, column: usize, newline: &str) -> String {
    let flat = value.flat();
    if column + flat.chars().count() < WIDTH {
        return flat;
    }
    let inner = indent + 4;
    let pad = " ".repeat(inner);
    let close = format!("{newline}{}", " ".repeat(indent));
    match value {
        Val::List(items) if !items.is_empty() => {
            let parts: String = items.iter().map(|v| format!("{newline}{pad}{},", write_value(v, inner, inner, newline))).collect();
            format!("[{parts}{close}]")
        }
        Val::Struct(fields) if !fields.is_empty() => {
            let parts: String = fields.iter().map(|(n, v)| format!("{newline}{pad}{n}: {},", write_value(v, inner, inner + n.len() + 2, newline))).collect();
            format!("({parts}{close})")
        }
        Val::Map(pairs) if !pairs.is_empty() => {
            let parts: String = pairs
                .iter()
                .map(|(k, v)| {
                    let key = quote(k);
                    format!("{newline}{pad}{key}: {},", write_value(v, inner, inner + key.chars().count() + 2, newline))
                })
                .collect();
            format!("{{{parts}{close}}}")
        }
        Val::Tagged(name, v) => format!("{name}({})", write_value(v, indent, column + name.len() + 1, newline)),
        _ => flat,
    }
}
