//! Search everything with one key: commands, views, new records, records, files, rules. What it
//! finds it does; nothing is done while one types.

use super::action::Action;
use super::context::{Ask, Cx};
use super::panels::Panel;
use super::{records, theme, widgets};
use crate::edit::Revision;
use crate::model::{RecordKind, RecordRef};
use crate::scene::Role;
use egui::{Align, Context, Frame, Id, Key, Modal, Modifiers, ScrollArea, TextEdit, Ui};
use std::path::PathBuf;

/// What is being searched.
#[derive(Debug, Default)]
pub struct Palette {
    query: String,
    chosen: usize,
    found: Option<(Revision, String, Vec<Hit>)>,
}

/// Something that was found.
#[derive(Clone, Debug)]
struct Hit {
    words: String,
    kind: String,
    does: Does,
}

#[derive(Clone, Debug)]
enum Does {
    Act(Action),
    Show(Panel),
    New(RecordKind),
    GoTo(RecordRef),
    Open(PathBuf),
    Explain(&'static str),
}

/// Most results that are shown.
const MOST: usize = 60;

impl Palette {
    /// Shows it over the window; false when it is done.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        let (down, up, enter) = ctx.input_mut(|i| {
            (i.consume_key(Modifiers::NONE, Key::ArrowDown), i.consume_key(Modifiers::NONE, Key::ArrowUp), i.consume_key(Modifiers::NONE, Key::Enter))
        });
        let frame = Frame::popup(&ctx.global_style()).inner_margin(12);
        let area = Modal::default_area(Id::unique("palette")).anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, 60.0));
        let modal = Modal::new(Id::unique("palette")).frame(frame).area(area).show(ctx, |ui| {
            ui.set_width((ctx.content_rect().width() - 80.0).clamp(280.0, 620.0));
            self.field(ui);
            let hits = self.hits(ctx, cx);
            if down {
                self.chosen = (self.chosen + 1).min(hits.len().saturating_sub(1));
            }
            if up {
                self.chosen = self.chosen.saturating_sub(1);
            }
            let clicked = self.list(ui, &hits, down || up);
            let done = clicked.or(enter.then_some(self.chosen)).and_then(|i| hits.get(i)).map(|h| h.does.clone());
            self.found = Some((cx.revision, self.query.clone(), hits));
            done
        });
        match &modal.inner {
            Some(does) => {
                perform(does, cx);
                false
            }
            None => !modal.should_close(),
        }
    }

    fn field(&mut self, ui: &mut Ui) {
        let edit = TextEdit::singleline(&mut self.query).hint_text("Type a command, a view, a record or a rule").desired_width(f32::INFINITY);
        let response = ui.add(edit.font(egui::TextStyle::Heading));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Search everything"));
        if response.changed() {
            self.chosen = 0;
        }
        if !response.has_focus() {
            response.request_focus();
        }
        ui.add_space(4.0);
    }

    fn list(&self, ui: &mut Ui, hits: &[Hit], moved: bool) -> Option<usize> {
        let mut clicked = None;
        if hits.is_empty() {
            ui.add_space(8.0);
            ui.label(theme::small(format!("Nothing is called \"{}\".", self.query.trim())).color(theme::role(ui, Role::Muted)));
            ui.add_space(8.0);
        }
        ScrollArea::vertical().max_height(364.0).auto_shrink([false, true]).show(ui, |ui| {
            for (i, hit) in hits.iter().enumerate() {
                let response = widgets::line(ui, None, &hit.words, &hit.kind, i == self.chosen);
                if i == self.chosen && moved {
                    response.scroll_to_me(Some(Align::Center));
                }
                if response.clicked() {
                    clicked = Some(i);
                }
            }
        });
        clicked
    }

    /// What fits the query, best first; computed again only when the query or the plan changed.
    fn hits(&mut self, ctx: &Context, cx: &Cx<'_>) -> Vec<Hit> {
        match self.found.take() {
            Some((revision, query, hits)) if revision == cx.revision && query == self.query => hits,
            _ => search(ctx, &self.query, cx),
        }
    }
}

fn perform(does: &Does, cx: &mut Cx<'_>) {
    match does {
        Does::Act(action) => cx.inbox.actions.push(*action),
        Does::Show(panel) => cx.inbox.show = Some(*panel),
        Does::New(kind) => cx.ask(Ask::New(*kind)),
        Does::GoTo(at) => cx.go_to(*at),
        Does::Open(path) => cx.ask(Ask::Open(path.clone())),
        Does::Explain(rule) => cx.ask(Ask::Explain((*rule).to_owned())),
    }
}

fn search(ctx: &Context, query: &str, cx: &Cx<'_>) -> Vec<Hit> {
    let wanted: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let mut ranked: Vec<(u32, Hit)> = Vec::new();
    let mut offer = |handicap: u32, words: &str, also: &str, kind: &dyn Fn() -> String, does: &dyn Fn() -> Does| {
        if let Some(rank) = rank(&wanted, words, also) {
            ranked.push((rank + handicap, Hit { words: words.to_owned(), kind: kind(), does: does() }));
        }
    };
    for panel in Panel::ALL {
        offer(0, panel.label(), panel.tooltip(), &|| "view".into(), &|| Does::Show(panel));
    }
    for action in Action::ALL.iter().copied().filter(|a| a.panel().is_none() && *a != Action::Palette) {
        if action.needs_selection() && cx.selected.is_empty() {
            continue;
        }
        let keys = action.shortcut().map_or_else(String::new, |k| format!("{}, ", ctx.format_shortcut(&k)));
        offer(1, action.label(), action.tooltip(), &|| format!("{keys}command"), &|| Does::Act(action));
    }
    for kind in RecordKind::ALL.iter().copied().filter(|k| k.is_list() || k.keys(cx.plan).is_empty()) {
        offer(2, &format!("New {}", kind.label()), kind.decl().doc, &|| "new".into(), &|| Does::New(kind));
    }
    for path in cx.recent {
        let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let folder = path.parent().map_or_else(String::new, |p| p.display().to_string());
        offer(3, &format!("Open {name}"), &folder, &|| "recent plan".into(), &|| Does::Open(path.clone()));
    }
    if !wanted.is_empty() {
        for kind in RecordKind::ALL.iter().copied() {
            for (key, record) in kind.records(cx.plan) {
                let Some(record) = record else { continue };
                let name = records::name(&record);
                offer(1, &name, record.id(), &|| format!("{} {}", kind.label(), record.id()), &|| Does::GoTo(RecordRef { kind, key }));
            }
        }
        for rule in crate::analysis::findings::rules() {
            let meaning = rule.summary.split_once(". ").map_or(rule.summary, |(first, _)| first);
            offer(30, &format!("{} {meaning}", rule.id), "", &|| "rule".into(), &|| Does::Explain(rule.id));
        }
    }
    // Without a query the order of the menus is the one people know.
    ranked.sort_by_key(|(rank, hit)| (*rank, if wanted.is_empty() { 0 } else { hit.words.chars().count() }));
    ranked.into_iter().take(MOST).map(|(_, hit)| hit).collect()
}

/// How well words fit a query, less being better; none when a word of the query is nowhere.
fn rank(wanted: &[String], words: &str, also: &str) -> Option<u32> {
    let (words, also) = (words.to_lowercase(), also.to_lowercase());
    let mut sum = 0;
    for w in wanted {
        sum += if words == *w || also == *w {
            0
        } else if words.starts_with(w.as_str()) {
            4
        } else if words.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(w.as_str())) {
            8
        } else if words.contains(w.as_str()) {
            14
        } else if also.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(w.as_str())) {
            20
        } else if w.chars().count() > 2 && in_order(&words, w) {
            40
        } else {
            return None;
        };
    }
    Some(sum)
}

/// The letters stand in the words in this order, the first of them at the beginning of a word.
fn in_order(words: &str, letters: &str) -> bool {
    let mut rest = letters.chars().peekable();
    let mut before = ' ';
    let mut begun = false;
    for c in words.chars() {
        if rest.peek() == Some(&c) && (begun || !before.is_alphanumeric()) {
            begun = true;
            rest.next();
        }
        before = c;
    }
    rest.peek().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(query: &str, words: &str) -> Option<u32> {
        rank(&query.split_whitespace().map(str::to_owned).collect::<Vec<_>>(), words, "")
    }

    #[test]
    fn what_fits_better_comes_first() {
        let order = ["task", "task list", "add task", "multitasking"].map(|words| ranked("task", words));
        assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}");
        assert!(ranked("ad ta", "Add task").is_some(), "words in part");
        assert!(ranked("wsr", "Write status report…").is_some(), "first letters");
        assert_eq!(ranked("risk", "Add task"), None);
        assert_eq!(ranked("", "anything"), Some(0));
    }
}
