//! The file format as text, from the declarations alone.

use super::plan::RecordKind;
use super::record::{RecordDecl, Shape};
use std::fmt::Write as _;

/// Every record and field with type, unit, default and meaning.
pub fn schema_text() -> String {
    let mut out = String::from("Slipway plan file, schema version 1. RON text; every field may be left out.\n");
    out.push_str("A record is written (id: \"…\", title: \"…\"); a list [ … ]; comments // … and /* … */ are kept.\n\n");
    out.push_str("Plan\n    schema_version: whole number = 1\n");
    for kind in RecordKind::ALL {
        let shape = if kind.is_list() { format!("list of {}", kind.decl().name) } else { kind.decl().name.to_owned() };
        let _ = writeln!(out, "    {}: {shape}", kind.field());
    }
    let mut todo: Vec<&'static RecordDecl> = RecordKind::ALL.iter().map(|k| k.decl()).collect();
    let mut at = 0;
    while let Some(decl) = todo.get(at).copied() {
        at += 1;
        describe(decl, &mut out);
        for field in decl.fields {
            if let Some(inner) = record_in(&(field.shape)())
                && !todo.contains(&inner)
            {
                todo.push(inner);
            }
        }
    }
    out
}

fn describe(decl: &RecordDecl, out: &mut String) {
    let _ = writeln!(out, "\n{} -{}", decl.name, decl.doc);
    for f in decl.fields {
        let default = (f.default)().filter(|d| d != "\"\"" && d != "[]").map_or(String::new(), |d| format!(" = {d}"));
        let unit = if f.unit.is_empty() { String::new() } else { format!(" [{}]", f.unit) };
        let since = if f.since > 1 { format!(" (since schema {})", f.since) } else { String::new() };
        let _ = writeln!(out, "    {}: {}{unit}{default}{since} -{}", f.name, (f.shape)().describe(), f.doc);
    }
}

fn record_in(shape: &Shape) -> Option<&'static RecordDecl> {
    match shape {
        Shape::Record(decl) => Some(decl),
        Shape::List(inner) | Shape::Optional(inner) => record_in(inner),
        _ => None,
    }
}
