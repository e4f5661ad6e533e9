//! A scenario in the object of `slipway analyze --scenario`: the object of the plan as it would be, with
//! what differs from the plan as it is.

use super::{analysis, round};
use crate::analysis::Analysis;
use crate::analysis::scenario::{Outcome, Variant};
use crate::model::Origin;
use crate::model::value::format_minute;
use serde_json::{Value, json};

/// Everything computed about a plan with a scenario, and the scenario beside the base.
pub fn of_scenario(base: &Analysis, variant: &Variant, computed: &Analysis, origin: &Origin) -> Value {
    let mut object = analysis(computed, origin);
    let scenario = json!({
        "id": variant.id, "title": variant.title,
        "changes": variant.applied.changes.iter().map(|c| json!({"path": c.path, "old": c.old, "new": c.new})).collect::<Vec<_>>(),
        "left_out": variant.applied.problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>(),
        "delivered_later_days": variant.delivered_later.map(round),
        "base": outcome(&Outcome::of(base)), "outcome": outcome(&variant.outcome),
        "moved": variant.moved.iter().map(|m| json!({
            "id": computed.plan.record(m.at).map(|r| r.id().to_owned()), "days": round(m.days),
            "base": {"first_day": m.base.0.to_string(), "last_day": m.base.1.to_string()},
            "first_day": m.variant.0.to_string(), "last_day": m.variant.1.to_string(),
        })).collect::<Vec<_>>(),
    });
    if let Some(fields) = object.as_object_mut() {
        fields.insert("scenario".to_owned(), scenario);
    }
    object
}

fn outcome(o: &Outcome) -> Value {
    let [errors, warnings, hints] = o.findings;
    json!({
        "finish": format_minute(o.finish), "delivered": o.delivered.map(|d| d.to_string()), "target_float_days": o.target_float_days.map(round),
        "critical_path": o.critical_path, "findings": {"error": errors, "warning": warnings, "info": hints},
        "exposure_days": round(o.exposure_days), "exposure": o.exposure, "cost": o.cost,
    })
}
