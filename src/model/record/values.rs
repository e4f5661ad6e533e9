//! The types a field can have, and how each is read and written.

use super::{ReadCx, Reference, Renaming, Shape, Value, nearest, shorten};
use crate::model::syntax::{Kind, Node, Val, quote};
use crate::model::value as v;

/// A word or number as written.
fn word<'t>(node: &Node, text: &'t str) -> Option<&'t str> {
    matches!(node.kind, Kind::Word).then(|| node.span.of(text))
}

fn number(node: &Node, cx: &mut ReadCx<'_>) -> Option<f64> {
    let Some(w) = word(node, cx.text) else {
        cx.wrong_shape(node, "a number");
        if let Kind::Str(text) = &node.kind
            && let Some(plain) = plain_number(text)
        {
            cx.offer(node.span, plain);
        }
        return None;
    };
    match w.replace('_', "").parse::<f64>() {
        Ok(n) if n.is_finite() => Some(n),
        Ok(_) => {
            cx.refuse("V043", node, format!("{} is no number to compute with; it must be finite", shorten(w)));
            None
        }
        Err(_) => {
            let meant = plain_number(w);
            let hint = meant.as_ref().map_or(String::new(), |digits| format!("; write {digits} without a unit"));
            cx.refuse("V001", node, format!("expected a number, found {}{hint}", shorten(w)));
            if let Some(digits) = meant {
                cx.offer(node.span, digits);
            }
            None
        }
    }
}

/// The number in front of a unit: a plain number has none, its field says which it is.
fn plain_number(written: &str) -> Option<String> {
    let digits = written.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim_end();
    (written.len() <= 20 && digits.parse::<f64>().is_ok_and(f64::is_finite)).then(|| digits.to_owned())
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
            Some(w) => {
                let quoted = quote(w);
                cx.refuse("V001", node, format!("text stands in quotes: \"{}\"", shorten(w)));
                cx.offer(node.span, quoted);
            }
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
                let written = if let Kind::Str(text) = &node.kind { text.as_str() } else { word(node, cx.text).unwrap_or("") };
                match written.to_ascii_lowercase().as_str() {
                    "true" | "yes" => cx.offer(node.span, "true"),
                    "false" | "no" => cx.offer(node.span, "false"),
                    _ => {}
                }
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
                // Read as a whole number first: one above 2^53 would lose its last digits.
                if let Some(whole) = word(node, cx.text).and_then(|w| w.replace('_', "").parse::<$ty>().ok()) {
                    return Some(whole);
                }
                let n = number(node, cx)?;
                let whole = (n.fract() == 0.0).then(|| format!("{n:.0}").parse::<$ty>().ok()).flatten();
                if whole.is_none() {
                    cx.refuse("V001", node, format!("{} is not a whole number from 0 to {}", shorten(node.span.of(cx.text)), <$ty>::MAX));
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
        match &node.kind {
            Kind::Word if node.span.of(cx.text) == "None" => Some(None),
            Kind::Tagged(name, inner) if name.of(cx.text) == "Some" => match &inner.kind {
                Kind::Tuple(items) if items.len() == 1 => items.first().and_then(|only| T::read(only, cx)).map(Some),
                _ => T::read(node, cx).map(Some),
            },
            _ => T::read(node, cx).map(Some),
        }
    }
    fn write(&self) -> Option<Val> {
        self.as_ref().and_then(Value::write)
    }
    fn each_reference<'a>(&'a self, f: &mut dyn FnMut(Reference<'a>)) {
        if let Some(inner) = self {
            inner.each_reference(f);
        }
    }
    fn rename_references(&mut self, renaming: &Renaming<'_>) -> bool {
        self.as_mut().is_some_and(|inner| inner.rename_references(renaming))
    }
}

impl<T: Value> Value for Vec<T> {
    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        match &node.kind {
            // What cannot be read stays in the text; the others are used.
            Kind::List(items) => {
                let read = |n: &Node| {
                    let value = T::read(n, cx);
                    if value.is_none() {
                        cx.unread.insert(n.span.start);
                    }
                    value
                };
                Some(items.iter().filter_map(read).collect())
            }
            Kind::Tuple(items) if items.is_empty() => Some(Vec::new()),
            _ => {
                cx.wrong_shape(node, "a list in square brackets");
                if matches!(node.kind, Kind::Str(_) | Kind::Struct(_)) {
                    cx.offer(node.span, format!("[{}]", node.span.of(cx.text)));
                }
                None
            }
        }
    }
    fn write(&self) -> Option<Val> {
        Some(Val::List(self.iter().filter_map(Value::write).collect()))
    }
    fn each_reference<'a>(&'a self, f: &mut dyn FnMut(Reference<'a>)) {
        for item in self {
            item.each_reference(f);
        }
    }
    fn rename_references(&mut self, renaming: &Renaming<'_>) -> bool {
        let mut any = false;
        for item in self {
            any |= item.rename_references(renaming);
        }
        any
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
            } else {
                cx.unread.insert(value.span.start);
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
                    Err(message) => {
                        cx.refuse($code, node, message);
                        if let Some(meant) = <$ty>::meant(&text) {
                            cx.offer(node.span, quote(&meant));
                        }
                        None
                    }
                }
            }
            fn write(&self) -> Option<Val> { Some(Val::Str(self.to_string())) }
        }
    )+ };
}
text_forms! {
    v::Date, "V011", "date", "\"2024-03-15\"";
    v::Holiday, "V011", "date with a name", "\"2024-12-25 Christmas\"";
    v::Moment, "V011", "date, or date and time", "\"2024-03-15\"";
    v::Hours, "V018", "working hours", "\"08:00-12:00\"";
    v::DateTime, "V025", "date and time with UTC offset", "\"2024-03-15T20:00+00:00\"";
    v::LooseDate, "V011", "date or words", "\"2024-03-15\"";
    v::When, "V024", "date or offset from T-0", "\"T-24h\"";
    v::Dur, "V009", "duration", "\"10d\"";
    v::Offset, "V024", "offset from T-0", "\"T+15m\"";
    v::Range, "V010", "three-point range", "\"2d..3d..6d\"";
    v::Link, "V006", "link", "\"dev SS+5d\"";
    v::Target, "V030", "target", "\"<200ms(p95)\"";
    v::Money, "V033", "money", "\"2000 USD/month\"";
    v::RiskScore, "V020", "risk with probability and impact", "\"R001 3x2\"";
}

impl Value for v::Level {
    fn shape() -> Shape {
        Shape::Choice(Self::ALL.iter().map(|l| l.name()).collect())
    }
    fn read(node: &Node, cx: &mut ReadCx<'_>) -> Option<Self> {
        read_choice(node, cx, &Self::ALL.map(Self::name), Self::parse)
    }
    fn write(&self) -> Option<Val> {
        Some(Val::Word(self.name().to_owned()))
    }
}

/// Reads one of several words, with or without quotes.
pub fn read_choice<T>(node: &Node, cx: &mut ReadCx<'_>, words: &[&'static str], parse: impl Fn(&str) -> Option<T>) -> Option<T> {
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
    let near = nearest(&written, words.iter().copied());
    let hint = near.map_or(String::new(), |n| format!(". Did you mean {n}?"));
    cx.refuse("V004", node, format!("\"{}\" is not one of {}{hint}", shorten(&written), words.join(", ")));
    if let Some(near) = near {
        cx.offer(node.span, near);
    }
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
        let name_node = Node::new(name.start, name.end, Kind::Word);
        let kind = read_choice(&name_node, cx, &names, |w| v::ConstraintKind::ALL.into_iter().find(|k| k.name() == w));
        let Some(kind) = kind else {
            cx.unread.insert(node.span.start);
            return None;
        };
        let date = match inner {
            Some(n) => Some(v::Moment::read(n, cx)?),
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
