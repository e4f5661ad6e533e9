//! Values that texts of the report name in braces, such as `{metric.perf.actual}`.

use super::{Invalid, references::Resolver};
use crate::edit::{Edit, Fix};
use crate::model::syntax::Val;
use crate::model::{Binding, Plan, RecordKind, RecordRef, bindings, nearest};

/// The record a binding names, and its text: a number, a date or words, as the file has them.
pub fn bound_value(plan: &Plan, binding: &Binding<'_>) -> Option<String> {
    let kind = binding.kind?;
    let key = if kind.is_list() { plan.first_with(kind, binding.id)? } else { kind.keys(plan).first().copied()? };
    let Val::Struct(fields) = plan.record(RecordRef { kind, key })?.to_val() else { return None };
    match fields.into_iter().find(|(name, _)| *name == binding.field)?.1 {
        Val::Str(text) => Some(text),
        Val::Word(word) => Some(word.parse().map_or(word, super::number)),
        _ => None,
    }
}

/// V050: values in braces exist.
pub(super) fn check(r: &Resolver<'_>, out: &mut Vec<Invalid>) {
    let Some(reports) = r.plan.reports.get() else { return };
    let at = RecordRef { kind: RecordKind::ReportCfg, key: r.plan.reports.key() };
    for (i, line) in reports.summary.iter().enumerate() {
        for binding in bindings(line).filter(|b| bound_value(r.plan, b).is_none()) {
            let (message, meant) = explain(r.plan, &binding);
            let mut changed = reports.clone();
            let fix = meant.map(|meant| {
                if let Some(line) = changed.summary.get_mut(i) {
                    *line = line.replace(&format!("{{{}}}", binding.text), &format!("{{{meant}}}"));
                }
                Fix::new(format!("Change to {{{meant}}}"), Edit::Set(at, changed.into()))
            });
            out.push(Invalid::new("V050", at, "reports", format!("summary line {}: {message}", i + 1)).field("summary").fix(fix));
        }
    }
}

/// Why there is no such value, and the binding that was probably meant.
fn explain(plan: &Plan, b: &Binding<'_>) -> (String, Option<String>) {
    let missing = |hint: Option<&str>| {
        let hint = hint.map_or(String::new(), |h| format!(". Did you mean \"{h}\"?"));
        format!("{{{}}} is not in the plan{hint}", b.text)
    };
    let rest = b.text.split_once('.').map_or("", |(_, rest)| rest);
    let Some(kind) = b.kind else {
        let word = b.text.split('.').next().unwrap_or("");
        let near = nearest(word, RecordKind::ALL.iter().map(|k| k.label()));
        return (missing(near), near.map(|n| format!("{}.{rest}", n.replace(' ', "_"))));
    };
    let word = b.text.split('.').next().unwrap_or("");
    if kind.is_list() && plan.first_with(kind, b.id).is_none() {
        let near = nearest(b.id, plan.ids(kind).into_iter().map(|(_, id, _)| id));
        return (missing(near), near.map(|n| format!("{word}.{n}.{}", b.field)));
    }
    let fields = kind.decl().fields;
    if fields.iter().any(|f| f.name == b.field) {
        return (format!("{{{}}} has no value; {} is not given", b.text, b.field), None);
    }
    let near = nearest(b.field, fields.iter().map(|f| f.name));
    let id = if kind.is_list() { format!(".{}", b.id) } else { String::new() };
    (missing(near), near.map(|n| format!("{word}{id}.{n}")))
}
