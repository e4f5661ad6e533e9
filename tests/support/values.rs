//! Made-up values of every type a field can have, as RON text: the same number gives the same value.

use slipway::model::syntax::quote;
use slipway::model::{AnyRecord, RecordDecl, RecordKind, Shape};

/// SplitMix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n.max(1) as u64).expect("below a usize")
    }

    pub fn of<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

const TEXTS: [&str; 16] = [
    "a",
    "dev",
    "Two words",
    "",
    "quote \" and \\ backslash",
    "// no comment",
    "/* neither */ is this",
    "brackets ) ] } ( [ {",
    "comma, colon: and = more",
    "two\nlines",
    "tab\tand return\r\n",
    "\u{1}\u{7f}\u{0}",
    "Größe 日本語 🚀",
    "\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{202e}turned",
    "r#\"raw\"#",
    "a rather long text that goes on and on until the line it stands on is much too short to hold all of it, and then some",
];

const NUMBERS: [&str; 7] = ["0", "1", "85.5", "0.125", "100000", "1e-7", "12_000"];

/// Texts of the forms, by the name the schema gives them.
fn form(name: &str, dice: &mut Dice) -> String {
    let texts: &[&str] = match name {
        "date" => &["2024-03-15", "2000-01-01", "2100-12-31", "2024-02-29"],
        "date with a name" => &["2024-12-25 Christmas", "2024-12-26", "2024-02-29 Größe 日本語 \"so\""],
        "date, or date and time" => &["2024-03-15", "2000-01-01", "2024-02-29T13:30", "2024-03-15T00:00"],
        "working hours" => &["08:00-12:00", "13:00-17:30", "00:00-24:00"],
        "date and time with UTC offset" => &["2024-03-15T20:00+00:00", "2024-06-01T06:30-05:30", "2024-03-15T20:00Z"],
        "date or words" => &["2024-03-15", "End of week", "soon"],
        "date or offset from T-0" => &["2024-03-15", "T-24h", "T-0", "T+5m"],
        "duration" => &["10d", "0d", "30cd", "2w", "4h", "15m", "0.5d", "1.25w", "3ed", "36eh"],
        "offset from T-0" => &["T-24h", "T-0", "T+5m", "T-5d", "T+1.5h"],
        "three-point range" => &["2d..3d..6d", "0d..1d..1w", "1h..2h..1d"],
        "link" => &["dev", "dev+2d", "dev SS+5d", "dev FF", "dev SF-1w", "a.b_c-d FS-2d"],
        "target" => &["<20", ">=95%", "<200ms(p95)", ">1000 req/s", "<0.1%", "12"],
        "money" => &["15000 USD", "2000 EUR/month", "1.5 CHF/year"],
        "risk with probability and impact" => &["R001 3x3", "R-2.a 1x5"],
        "constraint" => {
            return (*dice.of(&[
                "MustStartOn(\"2024-03-15\")",
                "FinishNoLaterThan(\"2024-06-30\")",
                "FinishNoEarlierThan(\"2024-06-30T12:00\")",
                "AsLateAsPossible",
            ]))
            .to_owned();
        }
        "scope" => return (*dice.of(&["All", "Env(\"prod\")", "Service(\"a \\\" b\")"])).to_owned(),
        other => panic!("no values for the form {other}"),
    };
    quote(dice.of::<&str>(texts))
}

/// A value of this shape as RON text.
pub fn value(shape: &Shape, dice: &mut Dice, depth: usize) -> String {
    match shape {
        Shape::Text => quote(dice.of::<&str>(&TEXTS)),
        Shape::Bool => (*dice.of(&["true", "false"])).to_owned(),
        Shape::Number => (*dice.of(&NUMBERS)).to_owned(),
        Shape::Whole => (*dice.of(&["0", "1", "7", "4_000_000_000"])).to_owned(),
        Shape::Form(name, _) => form(name, dice),
        Shape::Choice(words) => (*dice.of(words)).to_owned(),
        Shape::Optional(_) if dice.chance(6) => "None".to_owned(),
        Shape::Optional(inner) if dice.chance(6) => format!("Some({})", value(inner, dice, depth)),
        Shape::Optional(inner) => value(inner, dice, depth),
        Shape::List(inner) => {
            let count = if depth == 0 { 0 } else { dice.below(4) };
            let items: Vec<String> = (0..count).map(|_| value(inner, dice, depth - 1)).collect();
            format!("[{}]", items.join(", "))
        }
        Shape::Record(decl) => record(decl, dice, depth.saturating_sub(1)),
        Shape::Map => {
            let items: Vec<String> = (0..dice.below(4)).map(|i| format!("\"K-{i}\": {}", dice.of(&NUMBERS))).collect();
            format!("{{{}}}", items.join(", "))
        }
    }
}

/// A record as RON text: some of its fields, by name or by position.
pub fn record(decl: &RecordDecl, dice: &mut Dice, depth: usize) -> String {
    let by_position = decl.fields.len() < 5 && dice.chance(3);
    let count = dice.below(decl.fields.len() + 1);
    let parts: Vec<String> = decl
        .fields
        .iter()
        .take(if by_position { count } else { decl.fields.len() })
        .filter(|_| by_position || decl.fields.len() < 4 || dice.chance(3))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|f| {
            let value = value(&(f.shape)(), dice, depth);
            if by_position { value } else { format!("{}: {value}", f.name) }
        })
        .collect();
    format!("({})", parts.join(", "))
}

/// A record of this type with some fields set.
pub fn any_record(kind: RecordKind, dice: &mut Dice) -> AnyRecord {
    let mut record = kind.blank();
    for _ in 0..dice.below(6) {
        record = with_some_field(&record, dice);
    }
    record
}

/// The record with one field, whichever, given a value or its default.
pub fn with_some_field(record: &AnyRecord, dice: &mut Dice) -> AnyRecord {
    let field = dice.of(record.kind().decl().fields);
    if dice.chance(4) {
        return record.with_field(field.name, None).expect("every field can be cleared");
    }
    let text = value(&(field.shape)(), dice, 3);
    record.with_field(field.name, Some(&text)).unwrap_or_else(|e| panic!("{} of {:?} refuses {text}: {e}", field.name, record.kind()))
}

/// The text of a plan with records of all types.
pub fn plan_text(dice: &mut Dice) -> String {
    let mut out = String::from("(\n    schema_version: 1,\n");
    for kind in RecordKind::ALL.iter().copied().filter(|_| !dice.chance(3)).collect::<Vec<_>>() {
        if !kind.is_list() {
            out.push_str(&format!("    {}: {},\n", kind.field(), record(kind.decl(), dice, 3)));
            continue;
        }
        let records: String = (0..dice.below(4)).map(|_| format!("        {},\n", record(kind.decl(), dice, 3))).collect();
        out.push_str(&format!("    {}: [\n{records}    ],\n", kind.field()));
    }
    out.push_str(")\n");
    out
}
