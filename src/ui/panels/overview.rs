//! "Are we all right?" on one screen: computed status with its evidence beside the declared one,
//! target and forecast, top findings, alerts. Every line leads to its record.

use crate::analysis::findings::Severity;
use crate::analysis::words;
use crate::model::records::Rag;
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures::rag_sign;
use crate::report::status::answer;
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::panels::Panel;
use crate::ui::{theme, widgets};
use egui::Ui;

/// Shows the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        name_line(ui, cx);
        widgets::answer(ui, rag_sign(cx.analysis.status.computed), &answer(cx.analysis));
        if cx.plan.tasks.is_empty() && cx.plan.risks.is_empty() {
            if widgets::empty(ui, "Nothing is planned yet. A plan starts with its tasks.", "Add the first task") {
                cx.inbox.actions.push(Action::AddTask);
            }
            return;
        }
        if cx.plan.release.get().is_none_or(|r| r.target.is_none()) && ui.link("No target date yet: set it in the release").clicked() {
            cx.ask(crate::ui::context::Ask::New(RecordKind::Release));
        }
        figures(ui, cx);
        ui.add_space(6.0);
        let wide = ui.available_width() > 760.0;
        if wide {
            ui.spacing_mut().item_spacing.x = 24.0;
            ui.columns(2, |columns| {
                if let [left, right] = columns {
                    evidence(left, cx);
                    alerts(right, cx);
                    top_findings(right, cx);
                }
            });
        } else {
            evidence(ui, cx);
            alerts(ui, cx);
            top_findings(ui, cx);
        }
    });
}

fn name_line(ui: &mut Ui, cx: &Cx<'_>) {
    let project = cx.plan.meta.get().map_or("", |m| m.project.as_str());
    let version = cx.plan.release.get().map_or("", |r| r.version.as_str());
    let as_of = words::day(cx.plan.status_date(), cx.plan.status_date());
    let name = [project, version].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" ");
    let line = if name.is_empty() { format!("As of {as_of}") } else { format!("{name}, as of {as_of}") };
    ui.label(theme::small(line).color(theme::role(ui, Role::Muted)));
}

fn tone(rag: Rag) -> Role {
    rag_sign(rag).role()
}

fn figures(ui: &mut Ui, cx: &Cx<'_>) {
    let a = cx.analysis;
    let near = cx.plan.status_date();
    let release = cx.plan.release.get();
    ui.add_space(4.0);
    let row = egui::Layout::left_to_right(egui::Align::Min).with_main_wrap(true);
    ui.with_layout(row, |ui| {
        ui.spacing_mut().item_spacing.x = 36.0;
        let declared = a.status.declared;
        let note = if declared == Rag::Grey { "nothing declared".to_owned() } else { format!("declared {}", declared.spoken().to_lowercase()) };
        widgets::figure(ui, "Status, computed", a.status.computed.spoken(), &note, tone(a.status.computed));
        if let Some(target) = release.and_then(|r| r.target) {
            let meaning = release.map_or("", |r| r.target_means.spoken());
            widgets::figure(ui, "Target", &words::day(target, near), meaning, Role::Text);
        }
        if let Some(i) = a.schedule.delivers {
            let float = a.schedule.target_float_days;
            let note = float.map_or_else(|| "no target set".to_owned(), |f| format!("{} of float to the target", words::days(f)));
            let tone = if float.is_some_and(|f| f < 0.0) { Role::Bad } else { Role::Text };
            widgets::figure(ui, "Forecast", &words::day(a.schedule.dates[i].forecast_last_day(), near), &note, tone);
        }
        if a.path.steps > 0 {
            let left = a.buffer_left();
            let tone = if left <= 0.0 { Role::Bad } else { Role::Text };
            let note = format!("of {}, critical path {}", words::days(a.path.buffer_days), words::days(a.path.total_days));
            widgets::figure(ui, "Buffer left", &words::days(left), &note, tone);
        }
        let (done, of) = a.readiness.total();
        if of > 0 {
            widgets::figure(ui, "Readiness", &format!("{done} of {of}"), "checklist items done", Role::Text);
        }
    });
}

fn evidence(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::heading(ui, "Evidence");
    let signals = cx.analysis.status.evidence.clone();
    if signals.is_empty() {
        ui.label(theme::small("No evidence yet: set a target, a metric or a risk.").color(theme::role(ui, Role::Muted)));
    }
    for s in signals {
        let note = if s.gate && s.rag == Rag::Red { "decides the status" } else { "" };
        if widgets::entry(ui, rag_sign(s.rag), &s.why, note).clicked()
            && let Some(at) = s.at
        {
            cx.go_to(at);
        }
    }
}

fn alerts(ui: &mut Ui, cx: &mut Cx<'_>) {
    let risks = cx.analysis.risks.items.clone();
    let shown: Vec<_> = risks.iter().filter(|r| r.alert || r.escalate).collect();
    widgets::heading(ui, "Alerts");
    if shown.is_empty() {
        ui.label(theme::small("No risk has raised an alert.").color(theme::role(ui, Role::Muted)));
    }
    let more = shown.len().saturating_sub(3);
    for r in shown.into_iter().take(3) {
        let why = if r.alert { format!("seen: {}", words::listing(&r.fired, 2)) } else { "no trigger seen yet".to_owned() };
        let must = if r.escalate { format!("escalate, score {}", r.score) } else { format!("score {}", r.score) };
        let sign = if r.alert { Sign::Bad } else { Sign::Warn };
        if widgets::line(ui, Some(sign), &format!("{} {}: {why}", r.id, cx.plan.risks.get(r.key).map_or("", |risk| risk.title.as_str())), &must, false)
            .clicked()
        {
            cx.go_to(RecordRef { kind: RecordKind::Risk, key: r.key });
        }
    }
    if more > 0 && ui.link(format!("{} more", words::count(more, "risk"))).clicked() {
        cx.inbox.show = Some(Panel::Risks);
    }
}

fn top_findings(ui: &mut Ui, cx: &mut Cx<'_>) {
    let findings = &cx.analysis.findings;
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    widgets::heading(ui, "Top findings");
    let mut seen: Vec<&str> = Vec::new();
    let mut top = Vec::new();
    for f in &findings.open {
        if !seen.contains(&f.rule.id) {
            seen.push(f.rule.id);
            let many = findings.open.iter().filter(|o| o.rule.id == f.rule.id).count();
            top.push((f.clone(), many));
        }
    }
    for (f, many) in top.into_iter().take(6) {
        let right = if many > 1 { format!("{} ×{many}", f.rule.id) } else { f.rule.id.to_owned() };
        if widgets::entry(ui, super::severity_sign(f.severity), &f.message, &right).clicked() {
            cx.go_to(f.at);
        }
    }
    let all = format!("All findings: {}, {}", words::count(errors, "error"), words::count(warnings, "warning"));
    ui.add_space(4.0);
    if ui.link(all).clicked() {
        cx.inbox.show = Some(Panel::Findings);
    }
}
