//! What is computed about the selected record: the only part of the inspector that knows the types.

use crate::analysis::words;
use crate::model::{RecordKind, RecordRef};
use crate::scene::Role;
use crate::ui::context::Cx;
use crate::ui::theme;
use egui::Ui;

/// Shows it, a line each.
pub(super) fn show(ui: &mut Ui, cx: &Cx<'_>, at: RecordRef) {
    for line in lines(cx, at) {
        ui.add(egui::Label::new(theme::small(line).color(theme::role(ui, Role::Muted))).wrap());
    }
}

fn lines(cx: &Cx<'_>, at: RecordRef) -> Vec<String> {
    let near = cx.plan.status_date();
    let a = cx.analysis;
    match at.kind {
        RecordKind::Task => {
            let Some(i) = a.schedule.net.position(at.key) else { return Vec::new() };
            let d = &a.schedule.dates[i];
            let critical = if d.critical { ", critical" } else { "" };
            vec![
                format!("Forecast {} to {}", words::day(d.forecast_first_day(), near), words::day(d.forecast_last_day(), near)),
                format!("Plan {} to {}, slip {}", words::day(d.first_day(), near), words::day(d.last_day(), near), words::days(d.slip_days)),
                format!("Total float {}, free float {}{critical}", words::days(d.total_float_days), words::days(d.free_float_days)),
                format!("Why: {}", a.schedule.why(i)),
            ]
        }
        RecordKind::Risk => {
            let Some(r) = a.risks.by_key(at.key) else { return Vec::new() };
            let escalate = if r.escalate { ", escalate" } else { "" };
            vec![format!("Score {} of {} ({}){escalate}", r.score, a.risks.levels.pow(2), r.band.spoken().to_lowercase())]
        }
        RecordKind::Service => {
            let Some(s) = a.dependencies.services.iter().find(|s| s.key == at.key) else { return Vec::new() };
            vec![format!("{} of {} services fail with it ({:.0} %); it needs {}", s.blast.len(), a.dependencies.internal, s.blast_pct, s.needs.len())]
        }
        RecordKind::Metric => {
            let Some(m) = a.metrics.iter().find(|m| m.key == at.key) else { return Vec::new() };
            let off = m.adverse_pct.filter(|p| *p > 0.0).map_or(String::new(), |p| format!(", {p:.1} % off its target"));
            vec![format!("{}{off}", m.rag.spoken())]
        }
        RecordKind::Checklist | RecordKind::ReadinessGroup => {
            let Some(g) = a.readiness.groups.iter().find(|g| g.kind == at.kind && g.key == at.key) else { return Vec::new() };
            vec![format!("{} of {} done, {} % by weight", g.done, g.of, words::number(g.score_pct))]
        }
        RecordKind::Runbook | RecordKind::Rollback => {
            let r = &a.runbook;
            let abort = r.last_safe_abort.map_or_else(String::new, |m| format!(", last safe abort T+{}m", words::number(m)));
            vec![format!("Rollback takes {} min{abort}", words::number(r.rollback))]
        }
        RecordKind::DeclaredPath => {
            let p = &a.path;
            vec![format!("Total {}, buffer {}: {} left", words::days(p.total_days), words::days(p.buffer_days), words::days(a.buffer_left()))]
        }
        _ => Vec::new(),
    }
}
