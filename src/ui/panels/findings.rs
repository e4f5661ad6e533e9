//! What cannot be trusted in the file and what is wrong with the plan, like an editor's problem
//! list: grouped by rule, filtered, each with its remedy and, where there is one, its fix.

use crate::analysis::findings::{Allowance, Severity};
use crate::analysis::words;
use crate::edit::Fix;
use crate::model::value::Date;
use crate::model::{Problem, RecordRef, Weight};
use crate::scene::{Role, Sign};
use crate::ui::context::{Ask, Cx};
use crate::ui::panels::severity_sign;
use crate::ui::{menus, theme, widgets};
use egui::{Layout, Ui};
use std::collections::BTreeSet;

/// What the user did to the list.
#[derive(Debug, Default)]
pub struct FindingsPanel {
    filter: String,
    hidden: BTreeSet<Severity>,
    /// Rules whose findings are shown although they are many, or hidden although they are few.
    turned: BTreeSet<&'static str>,
    suppressed: bool,
    /// The line whose remedy is shown: its code and message.
    picked: Option<(&'static str, String)>,
}

/// One line of the list.
#[derive(Clone)]
struct Entry {
    severity: Severity,
    code: &'static str,
    message: String,
    place: String,
    remedy: String,
    at: Option<RecordRef>,
    subject: String,
    fix: Option<Fix>,
    mend: Option<Box<Problem>>,
    /// Who accepted it, and why.
    accepted: Option<String>,
}

impl Entry {
    fn is_rule(&self) -> bool {
        !self.code.starts_with('V')
    }
}

enum Row<'e> {
    Group(&'static str, usize, Severity, bool),
    One(&'e Entry, bool),
}

fn severity(weight: Weight) -> Severity {
    if weight == Weight::Error { Severity::Error } else { Severity::Warning }
}

/// Everything in the list: what cannot be trusted first, then the findings, worst first.
fn gather(cx: &Cx<'_>, suppressed: bool) -> Vec<Entry> {
    let line = |key| cx.origin.line(key).map_or(String::new(), |l| format!("line {l}"));
    let read = cx.problems.iter().map(|p| Entry {
        severity: severity(p.weight),
        code: p.code,
        message: if p.subject.is_empty() { p.message.clone() } else { format!("{}: {}", p.subject, p.message) },
        place: format!("line {}", p.line),
        remedy: "It stays in the file as it stands until it is mended".into(),
        at: None,
        subject: String::new(),
        fix: None,
        mend: p.mend.is_some().then(|| Box::new(p.clone())),
        accepted: None,
    });
    let checked = cx.analysis.invalid.iter().map(|i| Entry {
        severity: severity(i.weight),
        code: i.code,
        message: i.message.clone(),
        place: line(i.at.key),
        remedy: String::new(),
        at: Some(i.at),
        subject: i.subject.clone(),
        fix: i.fix.clone(),
        mend: None,
        accepted: None,
    });
    let found = cx.analysis.findings.open.iter().map(|f| (f, None));
    let accepted = cx.analysis.findings.allowed.iter().filter(|_| suppressed).map(|(f, a)| (f, Some(accepted_by(a, cx.plan.status_date()))));
    let found = found.chain(accepted).map(|(f, accepted)| Entry {
        severity: f.severity,
        code: f.rule.id,
        message: f.message.clone(),
        place: line(f.at.key),
        remedy: f.rule.remedy.to_owned(),
        at: Some(f.at),
        subject: f.subject.clone(),
        fix: f.fix.clone(),
        mend: None,
        accepted,
    });
    read.chain(checked).chain(found).collect()
}

/// So many findings of one rule are shown without being asked for.
const FEW: usize = 3;

impl FindingsPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let entries = gather(cx, self.suppressed);
        let open: Vec<&Entry> = entries.iter().filter(|e| e.accepted.is_none()).collect();
        let count = |s: Severity| open.iter().filter(|e| e.severity == s).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Info].map(|s| (s, count(s)));
        let worst = open.iter().map(|e| e.severity).max();
        let sentence = match counts {
            [(_, 0), (_, 0), (_, 0)] => "Nothing is wrong with the plan".to_owned(),
            [(_, 0), (_, 0), (_, hints)] => format!("No errors, no warnings, {}", words::count(hints, "hint")),
            [(_, errors), (_, warnings), _] => format!("{}, {}", words::count(errors, "error"), words::count(warnings, "warning")),
        };
        widgets::answer(ui, worst.filter(|w| *w > Severity::Info).map_or(Sign::Good, severity_sign), &sentence);
        self.toolbar(ui, cx, counts);
        let filter = self.filter.to_lowercase();
        let fits = |e: &&Entry| {
            !self.hidden.contains(&e.severity)
                && (filter.is_empty() || [e.code, &e.message, &e.subject, &e.remedy].iter().any(|text| text.to_lowercase().contains(&filter)))
        };
        let shown: Vec<&Entry> = entries.iter().filter(fits).collect();
        if shown.is_empty() && !entries.is_empty() {
            ui.label(theme::small("No finding matches the filter.").color(theme::role(ui, Role::Muted)));
        }
        let picked = self.picked.as_ref().and_then(|(code, message)| entries.iter().find(|e| e.code == *code && e.message == *message)).cloned();
        let below = if picked.is_some() { 118.0 } else { 0.0 };
        let height = (ui.available_height() - below).max(80.0);
        ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| self.list(ui, cx, &shown));
        if let Some(entry) = picked {
            detail(ui, cx, &entry);
        }
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &Cx<'_>, counts: [(Severity, usize); 3]) {
        ui.horizontal_wrapped(|ui| {
            for ((severity, count), word) in counts.into_iter().zip(["error", "warning", "hint"]) {
                let shown = !self.hidden.contains(&severity);
                if ui.add(egui::Button::selectable(shown, words::count(count, word))).on_hover_text("Show or hide them").clicked()
                    && !self.hidden.remove(&severity)
                {
                    self.hidden.insert(severity);
                }
            }
            let label = ui.label(theme::small("Filter").color(theme::role(ui, Role::Muted)));
            ui.add(egui::TextEdit::singleline(&mut self.filter).hint_text("rule or word").desired_width(180.0)).labelled_by(label.id);
            let suppressed = cx.analysis.findings.allowed.len();
            if suppressed > 0 {
                let text = format!("{suppressed} suppressed");
                if ui.add(egui::Button::selectable(self.suppressed, text)).on_hover_text("Findings that somebody accepted for a while").clicked() {
                    self.suppressed = !self.suppressed;
                }
            }
        });
        ui.add_space(6.0);
    }

    fn list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &[&Entry]) {
        let mut codes: Vec<(&'static str, usize, Severity)> = Vec::new();
        for e in shown {
            match codes.iter_mut().find(|(code, ..)| *code == e.code) {
                Some((_, count, severity)) => (*count, *severity) = (*count + 1, e.severity.max(*severity)),
                None => codes.push((e.code, 1, e.severity)),
            }
        }
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (code, count, severity) in codes {
            let of_code = || shown.iter().filter(move |e| e.code == code);
            if count > 1 {
                let is_open = (count <= FEW) != self.turned.contains(code);
                rows.push(Row::Group(code, count, severity, is_open));
                if is_open {
                    rows.extend(of_code().map(|e| Row::One(e, true)));
                }
            } else {
                rows.extend(of_code().map(|e| Row::One(e, false)));
            }
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show_rows(ui, 26.0, rows.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for row in rows.get(range).unwrap_or_default() {
                match row {
                    Row::Group(code, count, severity, is_open) => self.group(ui, code, (*count, *severity, *is_open)),
                    Row::One(entry, inside) => self.entry(ui, cx, entry, *inside),
                }
            }
        });
    }

    fn group(&mut self, ui: &mut Ui, code: &'static str, (count, severity, is_open): (usize, Severity, bool)) {
        let summary = crate::analysis::findings::rules().find(|r| r.id == code).map_or("What the file says cannot be trusted", |r| r.summary);
        let right = format!("{code} ×{count}, {}", if is_open { "fold" } else { "unfold" });
        if widgets::line(ui, Some(severity_sign(severity)), first_sentence(summary), &right, false).clicked() && !self.turned.remove(code) {
            self.turned.insert(code);
        }
    }

    fn entry(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, e: &Entry, inside: bool) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.add_space(if inside { 24.0 } else { 0.0 });
            let fixable = e.fix.is_some() || e.mend.is_some();
            let width = ui.available_width() - if fixable { 44.0 } else { 0.0 };
            let place = match (inside, e.place.is_empty()) {
                (true, _) => e.place.clone(),
                (false, true) => e.code.to_owned(),
                (false, false) => format!("{}, {}", e.code, e.place),
            };
            let selected = e.at.is_some_and(|at| cx.is_selected(at)) && self.picked.as_ref().is_some_and(|(c, m)| *c == e.code && *m == e.message);
            let sign = if e.accepted.is_some() { Sign::Unknown } else { severity_sign(e.severity) };
            let response = ui.allocate_ui(egui::vec2(width, 26.0), |ui| widgets::line(ui, Some(sign), &e.message, &place, selected)).inner;
            if response.clicked() {
                self.picked = Some((e.code, e.message.clone()));
                if let Some(at) = e.at {
                    cx.select(at);
                }
            }
            if let Some(at) = e.at {
                if response.double_clicked() {
                    cx.go_to(at);
                }
                menus::attach(&response, cx, at);
            }
            if fixable {
                let tip = e.fix.as_ref().map(|f| f.label.clone()).or(e.mend.as_ref().and_then(|p| p.mend.as_ref()).map(|m| m.label.clone()));
                if ui.small_button("Fix").on_hover_text(tip.unwrap_or_default()).clicked() {
                    mend(cx, e);
                }
            }
        });
    }
}

fn mend(cx: &mut Cx<'_>, e: &Entry) {
    if let Some(fix) = &e.fix {
        cx.inbox.edits.push(fix.edit());
    } else if let Some(problem) = &e.mend {
        cx.ask(Ask::Mend(problem.clone()));
    }
}

/// The picked finding in full, with everything that can be done about it.
fn detail(ui: &mut Ui, cx: &mut Cx<'_>, e: &Entry) {
    widgets::hairline(ui);
    ui.add_space(4.0);
    egui::ScrollArea::vertical().id_salt("detail").max_height(64.0).show(ui, |ui| {
        ui.add(egui::Label::new(theme::strong(format!("{} {}", e.code, e.message))).wrap());
        if let Some(by) = &e.accepted {
            ui.label(theme::small(format!("Accepted: {by}")).color(theme::role(ui, Role::Muted)));
        }
        if !e.remedy.is_empty() {
            ui.add(egui::Label::new(theme::small(format!("What to do: {}", e.remedy)).color(theme::role(ui, Role::Muted))).wrap());
        }
    });
    ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
        if let Some(at) = e.at
            && ui.button("Go to it").clicked()
        {
            cx.go_to(at);
        }
        let label = e.fix.as_ref().map(|f| f.label.clone()).or(e.mend.as_ref().and_then(|p| p.mend.as_ref()).map(|m| m.label.clone()));
        if let Some(label) = label
            && ui.button(label).clicked()
        {
            mend(cx, e);
        }
        if ui.button("Explain").clicked() {
            cx.ask(Ask::Explain(e.code.to_owned()));
        }
        if e.is_rule() && e.accepted.is_none() && ui.button("Accept for a while…").clicked() {
            cx.ask(Ask::Allow(e.code.to_owned(), (!e.subject.is_empty()).then(|| e.subject.clone())));
        }
    });
}

fn accepted_by(allowance: &Allowance, near: Date) -> String {
    let until = allowance.until.map_or_else(String::new, |d| format!(", until {}", words::day(d, near)));
    format!("{} ({}{until})", allowance.reason, allowance.by)
}

fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or_else(|| text.trim_end_matches('.'), |(first, _)| first)
}
