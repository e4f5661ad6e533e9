//! The quality of the schedule in the object of `slipway analyze`: points, practices, execution, earned
//! value, buffer. What the plan has no data for is absent.

use super::round;
use crate::analysis::Analysis;
use crate::analysis::quality::{Check, FloatConsumption, Norm, Worth, Zone};
use serde_json::{Value, json};

/// The 14 points.
pub fn points(a: &Analysis) -> Value {
    a.quality.points.iter().map(|c| point(a, c)).collect()
}

/// One of the 14 points; what does not apply to its kind of norm is absent.
fn point(a: &Analysis, c: &Check) -> Value {
    let ids: Vec<&str> = c.tasks.iter().map(|i| a.schedule.net.records[*i].id.as_str()).collect();
    let mut out = json!({"check": c.point.name(), "count": c.count, "of": c.of, "verdict": c.verdict.name(), "tasks": ids});
    let mut put = |key: &str, value: f64| put(&mut out, key, Some(value));
    match c.norm {
        Norm::MostPct(p) | Norm::LeastPct(p) => put("threshold_pct", p),
        Norm::None => put("threshold_pct", 0.0),
        Norm::LeastRatio(r) => put("threshold", r),
        Norm::Days(d) => put("threshold_days", d),
        Norm::Ratio => {}
    }
    if let Some(value) = c.value {
        let key = match c.norm {
            Norm::LeastRatio(_) => "value",
            Norm::Days(_) => "days",
            _ => "pct",
        };
        put(key, value);
    }
    out
}

/// Adds a number that is known.
fn put(object: &mut Value, key: &str, value: Option<f64>) {
    if let (Some(fields), Some(value)) = (object.as_object_mut(), value) {
        fields.insert(key.to_owned(), round(value).into());
    }
}

/// The ten practices.
pub fn practices(a: &Analysis) -> Value {
    a.quality.practices.iter().map(|p| json!({"practice": p.number, "title": p.title, "rating": p.rating.name(), "evidence": p.evidence})).collect()
}

/// Execution against the baseline and the float.
pub fn execution(a: &Analysis) -> Value {
    let (q, e) = (&a.quality, &a.quality.execution);
    let mut out = json!({"due": e.due.len(), "finished": e.finished, "hits": e.hits()});
    put(&mut out, "hit_pct", e.hit_pct());
    put(&mut out, "bei", e.bei());
    put(&mut out, "cpli", q.cpli.map(|c| c.index));
    put(&mut out, "tfci", q.float_consumption.map(FloatConsumption::index));
    put(&mut out, "predicted_float_days", q.float_consumption.map(FloatConsumption::predicted_float));
    out
}

/// Earned value and earned schedule; nothing without a baseline and an effort or a budget.
pub fn earned(a: &Analysis) -> Option<Value> {
    let e = a.quality.earned_value()?;
    let unit = match &e.worth {
        Worth::Money(currency) => currency.as_str(),
        _ => "person-days",
    };
    let mut out = json!({
        "unit": unit, "tasks": e.tasks, "of": e.of, "bac": round(e.bac), "pv": round(e.pv), "ev": round(e.ev), "sv": round(e.sv()),
        "planned_days": round(e.planned_time), "actual_days": round(e.actual_time), "earned_schedule_days": round(e.earned_time),
    });
    let known = [
        ("ac", e.ac),
        ("spi", e.spi()),
        ("cv", e.cv()),
        ("cpi", e.cpi()),
        ("eac", e.eac()),
        ("tcpi", e.tcpi()),
        ("spi_t", e.spi_time()),
        ("ieac_t_days", e.ieac_time()),
        ("tspi", e.tspi()),
    ];
    for (key, value) in known {
        put(&mut out, key, value);
    }
    if let (Some(fields), Some(day)) = (out.as_object_mut(), e.forecast) {
        fields.insert("finish_at_this_rate".to_owned(), day.to_string().into());
    }
    Some(out)
}

/// The buffer of the declared path.
pub fn buffer(a: &Analysis) -> Option<Value> {
    let b = a.quality.buffer.as_ref()?;
    let mut out = json!({
        "chain_days": round(b.chain_days), "chain_pct": round(b.chain_pct()), "buffer_days": round(b.size_days), "used_days": round(b.used_days()),
    });
    put(&mut out, "used_pct", b.used_pct());
    put(&mut out, "burn_rate", b.rate());
    put(&mut out, "needed_days", b.needed_days);
    put(&mut out, "slack_days", b.slack.map(|s| s.days));
    let zone = b.zone().map(|z| match z {
        Zone::Green => "green",
        Zone::Yellow => "yellow",
        Zone::Red => "red",
    });
    if let (Some(fields), Some(zone)) = (out.as_object_mut(), zone) {
        fields.insert("zone".to_owned(), zone.into());
    }
    Some(out)
}
