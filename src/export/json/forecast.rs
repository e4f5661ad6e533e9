//! The object that `slipway forecast` prints.

use super::round;
use crate::analysis::Analysis;
use crate::analysis::forecast::{Forecast, Lever, Odds, Spread, day, missing};
use crate::model::value::format_minute;
use serde_json::{Value, json};

/// The forecast of a plan; of one milestone alone when `milestone` names it by position.
pub fn forecast(a: &Analysis, f: &Forecast, milestone: Option<usize>) -> Value {
    let known = f.is_known();
    let date = |minute: i64| if known { json!(day(minute).to_string()) } else { Value::Null };
    let spread = |s: &Spread| json!({"p10": date(s.p10), "p50": date(s.p50), "p80": date(s.p80), "p90": date(s.p90)});
    let odds = |o: Option<Odds>| o.filter(|_| known).map(|o| round(o.pct));
    let net = &a.schedule.net;
    let mut finish = spread(&f.finish);
    finish["mean"] = if known { json!(format_minute(f.finish.mean)) } else { Value::Null };
    finish["deterministic"] = json!(day(f.finish.deterministic).to_string());
    finish["task"] = json!(net.records[f.target].id);
    finish["p80_between"] = json!([date(f.finish.p80_between.0), date(f.finish.p80_between.1)]);
    let milestones = f.milestones.iter().filter(|m| milestone.is_none_or(|only| only == m.task)).map(|m| {
        let mut out = spread(&m.spread);
        out["id"] = json!(net.records[m.task].id);
        out["on_time_pct"] = json!(odds(m.on_time));
        out["deterministic"] = json!(day(m.spread.deterministic).to_string());
        out
    });
    let tasks = f.tasks.iter().enumerate().filter(|(i, _)| !net.tasks[*i].summary).map(|(i, t)| {
        json!({
            "id": net.records[i].id, "criticality_pct": round(t.criticality), "cruciality": round(t.cruciality), "ssi": round(t.ssi),
            "p10": t.finish.map(|p| date(p[0])), "p50": t.finish.map(|p| date(p[1])), "p80": t.finish.map(|p| date(p[2])), "p90": t.finish.map(|p| date(p[3])),
        })
    });
    let gain = |r: &crate::analysis::forecast::RiskOdds| f.without(r.key);
    json!({
        "iterations": f.iterations,
        "seed": f.seed,
        "finish": finish,
        "target": f.due.map(|d| day(d).to_string()),
        "on_time_pct": odds(f.on_time),
        "on_time_error_pct": f.on_time.filter(|_| known).map(|o| round(o.error)),
        "merge_bias_days": known.then(|| round(a.calendars.standard().days_between(f.finish.deterministic, f.finish.mean))),
        "milestones": milestones.collect::<Vec<_>>(),
        "tasks": if known { tasks.collect::<Vec<_>>() } else { Vec::new() },
        "risks": f.risks.iter().map(|r| json!({
            "id": r.id, "occurred_pct": round(r.occurred), "p80_gain_days": gain(r).map_or(0.0, |g| round(g.p80_days)),
            "mean_gain_days": gain(r).map_or(0.0, |g| round(g.mean_days)), "on_time_pct_without": gain(r).and_then(|g| g.on_time).map(round),
        })).collect::<Vec<_>>(),
        "actions": f.gains.iter().filter_map(|g| match &g.lever {
            Lever::Step(text) => Some(json!({"risk": g.id, "text": text, "p80_gain_days": round(g.p80_days), "mean_gain_days": round(g.mean_days), "on_time_pct": g.on_time.map(round)})),
            Lever::Without => None,
        }).collect::<Vec<_>>(),
        "histogram": if known { f.histogram().into_iter().map(|(day, share)| json!({"day": day.to_string(), "share": (share * 1e6).round() / 1e6})).collect() } else { Vec::new() },
        "basis": {
            "open_tasks": f.basis.open, "with_range": f.basis.ranged, "active_risks": f.basis.risks, "risks_that_move_a_task": f.basis.drivers,
            "scenarios": f.basis.scenarios.iter().map(|(title, pct)| json!({"title": title, "probability_pct": round(*pct)})).collect::<Vec<_>>(),
        },
        "missing": missing(f),
    })
}
