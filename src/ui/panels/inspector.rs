//! The fields of the selected record, from its one declaration: label, help, unit, default, error
//! beside the field. Every record type has it for free.

use crate::model::syntax::{Val, quote};
use crate::model::{AnyRecord, FieldDecl, RecordRef, Shape};
use crate::scene::Role;
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::{theme, widgets};
use egui::{TextEdit, Ui};
use std::collections::BTreeMap;

/// Words that are being typed and are no value yet.
#[derive(Debug, Default)]
pub struct Inspector {
    of: Option<RecordRef>,
    drafts: BTreeMap<&'static str, String>,
}

impl Inspector {
    /// Shows the fields of the selected record.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let Some((at, record)) = cx.selection.and_then(|at| Some((at, cx.plan.record(at)?))) else { return };
        if self.of != Some(at) {
            self.of = Some(at);
            self.drafts.clear();
        }
        ui.horizontal(|ui| {
            ui.label(theme::small(capital(at.kind.label())).color(theme::role(ui, Role::Muted)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if ui.button("Close").on_hover_text("Esc").clicked() {
                    cx.inbox.actions.push(Action::Deselect);
                }
            });
        });
        ui.add(egui::Label::new(theme::title(record.title())).wrap());
        ui.add_space(4.0);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            computed(ui, cx, at);
            for f in cx.analysis.findings.about(at).take(8) {
                ui.horizontal_top(|ui| {
                    crate::ui::paint::sign(ui, super::findings::sign(f.severity), 14.0);
                    ui.add(egui::Label::new(theme::small(format!("{} {}", f.rule.id, f.message))).wrap()).on_hover_text(f.rule.remedy);
                });
            }
            widgets::hairline(ui);
            ui.add_space(4.0);
            let Val::Struct(set) = record.to_val() else { return };
            let (known, other): (Vec<&FieldDecl>, Vec<&FieldDecl>) = at.kind.decl().fields.iter().partition(|f| is_first(f, &set));
            for decl in known {
                self.field(ui, cx, at, &record, decl, &set);
            }
            egui::CollapsingHeader::new(theme::small(format!("{} more fields", other.len()))).id_salt("more").show(ui, |ui| {
                for decl in other {
                    self.field(ui, cx, at, &record, decl, &set);
                }
            });
            if ui.button(format!("Delete this {}", at.kind.label())).on_hover_text("Undo brings it back").clicked() {
                cx.inbox.actions.push(Action::Delete);
            }
        });
    }

    fn field(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, at: RecordRef, record: &AnyRecord, decl: &'static FieldDecl, set: &[(&'static str, Val)]) {
        let value = set.iter().find(|(n, _)| *n == decl.name).map(|(_, v)| v);
        let name = label_of(decl);
        let mut wanted: Option<Option<String>> = None;
        widgets::field(ui, &name, decl.doc.trim(), |ui, label| {
            wanted = match bare(&(decl.shape)()) {
                Shape::Bool => flag(ui, decl, value),
                Shape::Choice(words) => choice(ui, decl, value, &words, label),
                Shape::List(inner) if matches!(*inner, Shape::Record(_)) => entries(ui, value),
                Shape::Record(_) | Shape::Map => entries(ui, value),
                shape => self.typed(ui, decl, value, &shape, label),
            };
        });
        if let Some(text) = wanted {
            match record.with_field(decl.name, text.as_deref()) {
                Ok(changed) => {
                    self.drafts.remove(decl.name);
                    cx.set(at, changed);
                }
                Err(_) => ui.ctx().request_repaint(),
            }
        }
        if let Some(draft) = self.drafts.get(decl.name)
            && let Err(why) = record.with_field(decl.name, encode(draft, &bare(&(decl.shape)())).as_deref())
        {
            ui.label(theme::small(why).color(theme::role(ui, Role::Bad)));
        }
    }

    /// A line to type in. What is no value yet stays a draft; the error stands below.
    fn typed(&mut self, ui: &mut Ui, decl: &'static FieldDecl, value: Option<&Val>, shape: &Shape, label: egui::Id) -> Option<Option<String>> {
        let shown = value.map_or_else(String::new, plain);
        let mut text = self.drafts.get(decl.name).cloned().unwrap_or_else(|| shown.clone());
        let hint = (decl.default)().map(|d| d.trim_matches('"').to_owned()).filter(|d| d != "[]").unwrap_or_default();
        let long = matches!(shape, Shape::Text) && (shown.len() > 60 || matches!(decl.name, "description" | "note" | "context"));
        let edit = if long { TextEdit::multiline(&mut text).desired_rows(2) } else { TextEdit::singleline(&mut text) };
        let response = ui.add(edit.hint_text(hint).desired_width(f32::INFINITY)).labelled_by(label);
        if response.changed() {
            self.drafts.insert(decl.name, text.clone());
            return Some(encode(&text, shape));
        }
        if response.lost_focus() {
            // A draft that never became a value gives way to what holds.
            self.drafts.remove(decl.name);
        }
        None
    }
}

/// Fields everybody needs, and those that hold something.
fn is_first(decl: &FieldDecl, set: &[(&'static str, Val)]) -> bool {
    const FIRST: [&str; 14] = ["id", "title", "name", "key", "status", "start", "duration", "after", "pct", "probability", "impact", "owner", "kind", "group"];
    FIRST.contains(&decl.name) || set.iter().any(|(n, _)| *n == decl.name)
}

fn label_of(decl: &FieldDecl) -> String {
    let name = match decl.name {
        "pct" => "progress".to_owned(),
        "fte" => "share".to_owned(),
        other => other.trim_end_matches("_pct").replace('_', " "),
    };
    let name = capital(&name);
    if decl.unit.is_empty() { name } else { format!("{name} ({})", decl.unit) }
}

fn bare(shape: &Shape) -> Shape {
    match shape {
        Shape::Optional(inner) => bare(inner),
        other => other.clone(),
    }
}

/// A value as it is typed: without quotes; lists with commas.
fn plain(value: &Val) -> String {
    match value {
        Val::Str(s) | Val::Word(s) => s.clone(),
        Val::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.flat(),
    }
}

/// What was typed, as RON; nothing when the field is empty.
fn encode(text: &str, shape: &Shape) -> Option<String> {
    let trimmed = text.trim();
    match shape {
        Shape::Text => (!text.is_empty()).then(|| quote(text)),
        _ if trimmed.is_empty() => None,
        Shape::Form("constraint" | "scope", _) | Shape::Number | Shape::Whole => Some(trimmed.to_owned()),
        Shape::Form(..) => Some(quote(trimmed)),
        Shape::List(inner) => {
            let items: Vec<String> = trimmed.split(',').filter(|t| !t.trim().is_empty()).filter_map(|t| encode(t.trim(), inner)).collect();
            Some(format!("[{}]", items.join(", ")))
        }
        _ => Some(trimmed.to_owned()),
    }
}

fn flag(ui: &mut Ui, decl: &FieldDecl, value: Option<&Val>) -> Option<Option<String>> {
    let default = (decl.default)().is_some_and(|d| d == "true");
    let mut on = match value {
        Some(Val::Word(w)) => w == "true",
        _ => default,
    };
    ui.checkbox(&mut on, label_of(decl)).changed().then(|| Some(on.to_string()))
}

fn choice(ui: &mut Ui, decl: &FieldDecl, value: Option<&Val>, words: &[&'static str], label: egui::Id) -> Option<Option<String>> {
    let default = (decl.default)();
    let current = value.map(plain).or_else(|| default.clone());
    let mut chosen = None;
    let shown = current.as_deref().map_or_else(|| "not set".to_owned(), spoken);
    let combo = egui::ComboBox::from_id_salt(decl.name).selected_text(shown).width(ui.available_width()).show_ui(ui, |ui| {
        if default.is_none() && ui.selectable_label(current.is_none(), "not set").clicked() {
            chosen = Some(None);
        }
        for word in words {
            if ui.selectable_label(current.as_deref() == Some(*word), spoken(word)).clicked() {
                chosen = Some(Some((*word).to_owned()));
            }
        }
    });
    combo.response.labelled_by(label);
    chosen
}

/// `NotStarted` as `Not started`.
fn spoken(word: &str) -> String {
    capital(&crate::model::spaced(word))
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// Records inside the record, a line each.
fn entries(ui: &mut Ui, value: Option<&Val>) -> Option<Option<String>> {
    let first_text = |v: &Val| match v {
        Val::Struct(fields) => fields.iter().map(|(_, v)| plain(v)).next().unwrap_or_default(),
        other => plain(other),
    };
    let lines: Vec<String> = match value {
        Some(Val::List(items)) => items.iter().map(first_text).collect(),
        Some(Val::Struct(fields)) => fields.iter().map(|(n, v)| format!("{}: {}", n.replace('_', " "), plain(v))).collect(),
        Some(other) => vec![plain(other)],
        None => vec!["none".to_owned()],
    };
    ui.vertical(|ui| {
        for line in lines {
            ui.add(egui::Label::new(theme::small(line)).wrap());
        }
    });
    None
}

/// What is computed about the record.
fn computed(ui: &mut Ui, cx: &Cx<'_>, at: RecordRef) {
    use crate::analysis::words;
    use crate::model::RecordKind;
    let near = cx.plan.status_date();
    let say = |ui: &mut Ui, text: String| {
        ui.add(egui::Label::new(theme::small(text).color(theme::role(ui, Role::Muted))).wrap());
    };
    match at.kind {
        RecordKind::Task => {
            if let Some(i) = cx.analysis.schedule.net.position(at.key) {
                let d = &cx.analysis.schedule.dates[i];
                say(ui, format!("Forecast {} to {}", words::day(d.forecast_first_day(), near), words::day(d.forecast_last_day(), near)));
                say(ui, format!("Plan {} to {}, slip {}", words::day(d.first_day(), near), words::day(d.last_day(), near), words::days(d.slip_days)));
                let critical = if d.critical { ", critical" } else { "" };
                say(ui, format!("Total float {}, free float {}{critical}", words::days(d.total_float_days), words::days(d.free_float_days)));
                say(ui, format!("Why: {}", cx.analysis.schedule.why(i)));
            }
        }
        RecordKind::Risk => {
            if let Some(r) = cx.analysis.risks.by_key(at.key) {
                let escalate = if r.escalate { ", escalate" } else { "" };
                say(ui, format!("Score {} of {} ({}){escalate}", r.score, cx.analysis.risks.levels.pow(2), r.band.spoken().to_lowercase()));
            }
        }
        RecordKind::Service => {
            if let Some(s) = cx.analysis.dependencies.services.iter().find(|s| s.key == at.key) {
                say(
                    ui,
                    format!(
                        "{} of {} services fail with it ({:.0} %); it needs {}",
                        s.blast.len(),
                        cx.analysis.dependencies.internal,
                        s.blast_pct,
                        s.needs.len()
                    ),
                );
            }
        }
        _ => {}
    }
}
