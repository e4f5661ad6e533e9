//! The object that `slipway analyze` prints: the contract of the command line. Deterministic.

mod forecast;
mod quality;
mod scenario;

pub use forecast::forecast;
pub use scenario::of_scenario;

use crate::analysis::network::to_usize;
use crate::analysis::risk::AlertState;
use crate::analysis::schedule::{Driver, TaskDates};
use crate::analysis::status::rag_name;
use crate::analysis::{Analysis, findings};
use crate::model::records::{EscalationLevel, Gate};
use crate::model::value::{Offset, format_minute};
use crate::model::{Origin, Problem, RecordRef, kebab};
use crate::report::gate::judged;
use serde_json::{Value, json};

/// Version of the object; raised when something in it changes its meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything computed about a plan. `origin` gives the lines of the records.
pub fn analysis(a: &Analysis, origin: &Origin) -> Value {
    let meta = a.plan.meta.get();
    let release = a.plan.release.get();
    json!({
        "schema_version": SCHEMA_VERSION,
        "plan": {
            "project": meta.map_or("", |m| m.project.as_str()),
            "version": release.map_or("", |r| r.version.as_str()),
            "status_date": a.plan.status_date().to_string(),
            "target": release.and_then(|r| r.target).map(|t| t.to_string()),
        },
        "invalid": invalid(a, origin),
        "schedule": schedule(a),
        "risks": risks(a),
        "dependencies": dependencies(a),
        "readiness": {
            "groups": a.readiness.groups.iter().map(|g| json!({
                "id": g.id, "done": g.done, "of": g.of, "score_pct": round(g.score_pct), "mandatory_open": g.mandatory_open,
            })).collect::<Vec<_>>(),
            "gates": a.plan.gates.records().map(|g| gate(a, g)).collect::<Vec<_>>(),
        },
        "runbook": runbook(a),
        "rollout": {"phases": a.rollout.phases.iter().map(|p| json!({
            "id": p.id, "exposure_pct": p.exposure_pct, "start": p.start.map(format_minute), "step_ratio": p.step_ratio.map(round),
        })).collect::<Vec<_>>()},
        "metrics": a.metrics.iter().map(|m| json!({
            "id": m.id, "status": rag_name(m.rag), "adverse_pct": m.adverse_pct.map(round),
        })).collect::<Vec<_>>(),
        "capacity": a.capacity.teams.iter().map(|c| json!({
            "team": c.team, "week": c.week(), "demand_days": round(c.demand_days), "capacity_days": round(c.capacity_days),
            "utilisation_pct": round(c.utilisation_pct()), "wait_factor": c.wait_factor().map(round),
        })).collect::<Vec<_>>(),
        "people": a.capacity.people.iter().map(|p| json!({
            "person": p.person, "week": p.week(), "demand_days": round(p.demand_days), "capacity_days": round(p.capacity_days),
            "utilisation_pct": round(p.utilisation_pct()),
            "tasks": p.tasks.iter().map(|i| a.schedule.net.records[*i].id.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "status": {
            "declared": rag_name(a.status.declared),
            "computed": rag_name(a.status.computed),
            "evidence": a.status.evidence.iter().map(|s| json!({
                "signal": s.name, "rag": rag_name(s.rag), "gate": s.gate, "why": s.why,
            })).collect::<Vec<_>>(),
        },
        "findings": a.findings.open.iter().map(|f| finding(f, origin)).collect::<Vec<_>>(),
    })
}

/// One finding as in `analyze` and `check --format json`.
pub fn finding(f: &findings::Finding, origin: &Origin) -> Value {
    json!({
        "rule": f.rule.id, "severity": f.severity.name(), "gate": f.gate, "subject": f.subject,
        "line": line(origin, f.at), "message": f.message, "remedy": f.rule.remedy,
    })
}

/// Everything that could not be used, as one list: what reading found, then what contradicts.
pub fn invalid(a: &Analysis, origin: &Origin) -> Vec<Value> {
    let read =
        origin.problems.iter().map(|p: &Problem| json!({"code": p.code, "line": p.line, "column": p.column, "subject": p.subject, "message": p.message}));
    let place = |at, field| origin.place(at, field).map_or((None, None), |(line, column)| (Some(line), Some(column)));
    let checked = a.invalid.iter().map(|i| {
        let (line, column) = place(i.at, i.field);
        json!({"code": i.code, "line": line, "column": column, "subject": i.subject, "message": i.message})
    });
    read.chain(checked).collect()
}

/// A gate with its verdict.
fn gate(a: &Analysis, gate: &Gate) -> Value {
    let judged = judged(a, gate);
    json!({"id": gate.id, "verdict": judged.verdict.name(), "score_pct": judged.score_pct.map(round), "reasons": judged.reasons})
}

fn line(origin: &Origin, at: RecordRef) -> Option<usize> {
    origin.line(at.key)
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn schedule(a: &Analysis) -> Value {
    let s = &a.schedule;
    let tasks: Vec<Value> = (0..s.dates.len()).map(|i| task(a, i)).collect();
    let path = (a.path.steps > 0).then(|| {
        json!({
            "steps": a.path.steps, "total_days": round(a.path.total_days), "buffer_days": round(a.path.buffer_days),
            "slip_days": round(a.path.slip_days), "unmapped_steps": a.path.unmapped,
            "latest_start": a.path.latest_start.map(|(d, _)| d.to_string()),
            "latest_start_with_buffer": a.path.latest_start.map(|(_, d)| d.to_string()),
            "cpli": a.path.cpli().map(round),
        })
    });
    let mut out = json!({
        "start": format_minute(s.start), "finish": format_minute(s.finish), "target_float_days": s.target_float_days.map(round),
        "tasks": tasks,
        "critical_path": s.critical_path.iter().map(|i| s.net.records[*i].id.as_str()).collect::<Vec<_>>(),
        "declared_path": path,
        "quality": quality::points(a),
        "practices": quality::practices(a),
        "execution": quality::execution(a),
    });
    for (key, value) in [("earned_value", quality::earned(a)), ("buffer", quality::buffer(a))] {
        if let (Some(fields), Some(value)) = (out.as_object_mut(), value) {
            fields.insert(key.to_owned(), value);
        }
    }
    out
}

fn task(a: &Analysis, i: usize) -> Value {
    let d: &TaskDates = &a.schedule.dates[i];
    let record = &a.schedule.net.records[i];
    json!({
        "id": record.id, "title": record.title, "kind": kebab(record.kind.name()),
        "planned_start": format_minute(d.planned_start), "planned_finish": format_minute(d.planned_finish),
        "first_day": d.first_day().to_string(), "last_day": d.last_day().to_string(),
        "start": format_minute(d.start), "finish": format_minute(d.finish), "slip_days": round(d.slip_days),
        "early_start": format_minute(d.start), "early_finish": format_minute(d.finish),
        "late_start": format_minute(d.late_start), "late_finish": format_minute(d.late_finish),
        "total_float_days": round(d.total_float_days), "free_float_days": round(d.free_float_days), "critical": d.critical,
        "total_float_minutes": d.total_float_minutes, "free_float_minutes": d.free_float_minutes,
        "driver": driver(a, i),
    })
}

fn driver(a: &Analysis, i: usize) -> Value {
    match a.schedule.dates[i].driver {
        Driver::Link(pred, place) => {
            let link = a.schedule.net.records[i].after.get(to_usize(place));
            #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
            let day = a.calendars.standard().day_length() as f64;
            let lag = link.map_or(0.0, |l| l.lag.in_days(day) * if l.lead { -1.0 } else { 1.0 });
            json!({
                "kind": "link", "task": a.schedule.net.records[to_usize(pred)].id,
                "link": link.map_or("FS", |l| l.kind.short()), "lag_days": round(lag),
            })
        }
        Driver::Summary(above) => json!({"kind": "summary", "task": a.schedule.net.records.get(to_usize(above)).map(|t| t.id.as_str())}),
        Driver::Pinned => json!({"kind": "pinned"}),
        Driver::Late => json!({"kind": "as-late-as-possible"}),
        Driver::Start => json!({"kind": "start"}),
        Driver::StatusDate => json!({"kind": "status-date"}),
        Driver::ProjectStart => json!({"kind": "project-start"}),
        Driver::Actual => json!({"kind": "actual"}),
        Driver::Constraint => json!({"kind": "constraint"}),
        Driver::Content => json!({"kind": "content"}),
    }
}

fn risks(a: &Analysis) -> Value {
    json!({
        "levels": a.risks.levels,
        "items": a.risks.items.iter().map(|r| json!({
            "id": r.id, "score": r.score, "band": r.band.name(), "residual_score": r.residual_score,
            "exposure_days": r.exposure_days.map(round), "active": r.active, "alert": r.alert, "escalate": r.escalate,
            "fired_triggers": r.fired, "next_action": r.next_action, "exposure_cost": r.exposure_cost.map(round),
            "alert_state": r.alert_state.map(AlertState::name), "must_escalate": r.must_escalate(),
        })).collect::<Vec<_>>(),
        "matrix": a.risks.matrix().into_iter().map(|(p, i, score, band, ids)| json!({
            "probability": p, "impact": i, "score": score, "band": band.name(), "risks": ids,
        })).collect::<Vec<_>>(),
        "any_red_probability_pct": a.risks.any_red_pct.map(round),
        "exposure_days": round(a.risks.exposure_days()), "exposure_cost": round(a.risks.exposure_cost()),
        "scale": {
            "green_max": a.risks.green_max, "red_min": a.risks.red_min, "broken": a.risks.colouring().broken().into_iter().map(|b| b.why).collect::<Vec<_>>(),
            "p_bounds_pct": a.risks.bounds.pct, "days_bounds": a.risks.bounds.days, "cost_bounds": a.risks.bounds.cost,
        },
    })
}

fn dependencies(a: &Analysis) -> Value {
    let d = &a.dependencies;
    let ids = |list: &[usize]| list.iter().map(|i| d.services[*i].id.as_str()).collect::<Vec<_>>();
    json!({
        "deploy_order": d.levels.iter().map(|l| ids(l)).collect::<Vec<_>>(),
        "cycles": d.cycles.iter().map(|c| ids(c)).collect::<Vec<_>>(),
        "services": d.services.iter().map(|s| json!({
            "id": s.id, "blast_radius": ids(&s.blast), "blast_radius_pct": round(s.blast_pct),
        })).collect::<Vec<_>>(),
        "items": d.items.iter().map(|t| json!({
            "id": t.id, "status": kebab(t.status.name()), "effective_status": kebab(t.effective.name()), "slack_days": t.slack_days.map(round),
            "promise_moved": t.moved.count, "promise_moved_days": t.moved.days,
            "in_trouble_days": t.age_days.map(round), "escalate_to": t.escalate_to.map(EscalationLevel::name),
        })).collect::<Vec<_>>(),
    })
}

fn runbook(a: &Analysis) -> Value {
    let r = &a.runbook;
    json!({
        "window_minutes": r.window, "rollback_minutes": r.rollback,
        "last_safe_abort": r.last_safe_abort.map(|m| Offset::of_minutes(m).to_string()),
        "steps": r.steps.iter().map(|s| json!({
            "id": s.id, "at": Offset::of_minutes(s.minutes).to_string(), "instant": s.instant.map(format_minute), "rollback_overrun_minutes": s.overrun,
        })).collect::<Vec<_>>(),
    })
}
