//! What changed between two plans, as JSON for scripts. Deterministic.

use crate::analysis::status::rag_name;
use crate::model::kebab;
use crate::report::diff::{Change, Diff, Raised, What};
use serde_json::{Value, json};

/// The whole comparison.
pub fn diff(d: &Diff) -> Value {
    let day = |d: Option<crate::model::value::Date>| d.map(|d| d.to_string());
    json!({
        "schema_version": super::json::SCHEMA_VERSION,
        "changed": !d.is_empty(),
        "status_date": {"old": d.status_date.0.to_string(), "new": d.status_date.1.to_string()},
        "forecast": {"old": day(d.forecast.0), "new": day(d.forecast.1), "later_days": round(d.forecast_days)},
        "target": {"old": day(d.target.0), "new": day(d.target.1)},
        "status": {
            "computed": {"old": rag_name(d.computed.0), "new": rag_name(d.computed.1)},
            "declared": {"old": rag_name(d.declared.0), "new": rag_name(d.declared.1)},
        },
        "moved": d.moved.iter().map(|m| json!({
            "id": m.id, "title": m.title,
            "start": {"old": m.start.0.to_string(), "new": m.start.1.to_string()},
            "finish": {"old": m.finish.0.to_string(), "new": m.finish.1.to_string()},
            "later_days": round(m.days), "cause": m.cause,
        })).collect::<Vec<_>>(),
        "risks": d.rescored.iter().map(|r| json!({
            "id": r.id, "title": r.title, "score": {"old": r.score.0.0, "new": r.score.1.0},
            "band": {"old": r.score.0.1.to_lowercase(), "new": r.score.1.1.to_lowercase()},
        })).collect::<Vec<_>>(),
        "findings": {"new": d.raised.iter().map(raised).collect::<Vec<_>>(), "resolved": d.resolved.iter().map(raised).collect::<Vec<_>>()},
        "records": d.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn raised(f: &Raised) -> Value {
    json!({"rule": f.rule, "severity": f.severity.name(), "subject": f.subject, "message": f.message})
}

fn change(c: &Change) -> Value {
    let mut out = json!({"kind": kebab(c.kind.decl().name), "list": c.kind.field(), "id": c.id, "title": c.title});
    let what = match &c.what {
        What::Added => json!("added"),
        What::Removed => json!("removed"),
        What::Renamed(from) => {
            out["old_id"] = json!(from);
            json!("renamed")
        }
        What::Changed(fields) => {
            out["fields"] = fields.iter().map(|f| json!({"field": f.field, "label": f.label, "old": f.old, "new": f.new})).collect();
            json!("changed")
        }
    };
    out["what"] = what;
    out
}
