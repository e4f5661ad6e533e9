//! Findings and invalid records, like an editor's problem list.

use crate::analysis::findings::Severity;
use crate::analysis::words;
use crate::model::{RecordRef, Weight};
use crate::scene::{Role, Sign};
use crate::ui::context::Cx;
use crate::ui::{theme, widgets};
use egui::Ui;

/// What the user did to the list.
#[derive(Debug, Default)]
pub struct FindingsPanel {
    filter: String,
}

/// The sign of a severity.
pub(super) fn sign(severity: Severity) -> Sign {
    match severity {
        Severity::Error => Sign::Bad,
        Severity::Warning => Sign::Warn,
        Severity::Info => Sign::Unknown,
    }
}

/// One line of the list.
struct Entry {
    severity: Severity,
    code: &'static str,
    message: String,
    place: String,
    remedy: String,
    at: Option<RecordRef>,
}

/// Everything in the list: what cannot be trusted first, then the findings, worst first.
fn gather(cx: &Cx<'_>) -> Vec<Entry> {
    let severity = |w: Weight| if w == Weight::Error { Severity::Error } else { Severity::Warning };
    let line = |key| cx.origin.line(key).map_or(String::new(), |l| format!("line {l}"));
    let read = cx.origin.problems.iter().map(|p| Entry {
        severity: severity(p.weight),
        code: p.code,
        message: if p.subject.is_empty() { p.message.clone() } else { format!("{}: {}", p.subject, p.message) },
        place: format!("line {}", p.line),
        remedy: "It stays in the file as it stands".into(),
        at: None,
    });
    let checked = cx.analysis.invalid.iter().map(|i| Entry {
        severity: severity(i.weight),
        code: i.code,
        message: i.message.clone(),
        place: line(i.at.key),
        remedy: String::new(),
        at: Some(i.at),
    });
    let found = cx.analysis.findings.open.iter().map(|f| Entry {
        severity: f.severity,
        code: f.rule.id,
        message: f.message.clone(),
        place: line(f.at.key),
        remedy: f.rule.remedy.into(),
        at: Some(f.at),
    });
    read.chain(checked).chain(found).collect()
}

impl FindingsPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let entries = gather(cx);
        let count = |s: Severity| entries.iter().filter(|e| e.severity == s).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let worst = entries.iter().map(|e| e.severity).max();
        let sentence = if entries.is_empty() {
            "Nothing is wrong with the plan".to_owned()
        } else {
            format!("{}, {}", words::count(errors, "error"), words::count(warnings, "warning"))
        };
        widgets::answer(ui, worst.map_or(Sign::Good, sign), &sentence);
        ui.horizontal(|ui| {
            let label = ui.label(theme::small("Filter").color(theme::role(ui, Role::Muted)));
            ui.add(egui::TextEdit::singleline(&mut self.filter).hint_text("rule or word").desired_width(220.0)).labelled_by(label.id);
            if !cx.analysis.findings.allowed.is_empty() {
                ui.label(theme::small(format!("{} suppressed", cx.analysis.findings.allowed.len())).color(theme::role(ui, Role::Muted)));
            }
        });
        ui.add_space(6.0);
        let filter = self.filter.to_lowercase();
        let shown: Vec<&Entry> =
            entries.iter().filter(|e| filter.is_empty() || e.code.to_lowercase().contains(&filter) || e.message.to_lowercase().contains(&filter)).collect();
        if shown.is_empty() && !entries.is_empty() {
            ui.label(theme::small("No finding matches the filter.").color(theme::role(ui, Role::Muted)));
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, 26.0, shown.len(), |ui, range| {
            for e in &shown[range] {
                let place = if e.place.is_empty() { e.code.to_owned() } else { format!("{}  {}", e.code, e.place) };
                let selected = e.at.is_some() && e.at == cx.selection;
                let mut response = widgets::line(ui, Some(sign(e.severity)), &e.message, &place, selected);
                if !e.remedy.is_empty() {
                    response = response.on_hover_text(&e.remedy);
                }
                if response.clicked()
                    && let Some(at) = e.at
                {
                    cx.select(at);
                }
                if response.double_clicked()
                    && let Some(at) = e.at
                {
                    cx.go_to(at);
                }
            }
        });
    }
}
