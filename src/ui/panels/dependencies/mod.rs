//! The service graph and the network of tasks as graphs, the tracker, the declared critical path. Point
//! at a node to see what hangs together with it, click it to see what breaks.

mod canvas;
mod edges;
mod path;
mod shown;
mod tracker;

use crate::analysis::{dependencies, words};
use crate::edit::{Edit, Revision};
use crate::model::records::{DependencyStatus, GraphDirection, ServiceKind, ServiceLink};
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures::{self, status_sign};
use crate::scene::graph::Of;
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::Cx;
use crate::ui::selection::Selection;
use crate::ui::widgets::cell::Draft;
use crate::ui::{records, theme, widgets};
use canvas::Done;
use egui::{Key, Role as Access, Sense, TextEdit, Ui, WidgetInfo, vec2};
use shown::{Filter, Layer, Shown};
use std::collections::BTreeSet;

/// Below this height there is no room for the graph above its lists.
const LOW: f32 = 380.0;

/// What the user did to the graph.
#[derive(Debug, Default)]
pub struct DependenciesPanel {
    canvas: canvas::Canvas,
    layer: Layer,
    filter: Filter,
    folded: BTreeSet<String>,
    words: String,
    /// The hit that was gone to last.
    hit: usize,
    tracker: tracker::Tracker,
    made: Option<(Made, Shown)>,
}

/// What the shown graph was made of.
#[derive(Clone, Debug, PartialEq)]
struct Made {
    revision: Revision,
    selected: Selection,
    layer: Layer,
    filter: Filter,
    folded: BTreeSet<String>,
    words: String,
}

impl DependenciesPanel {
    /// A cell of the tracker, or the title of a node, is being typed over.
    pub fn is_typing(&self) -> bool {
        self.tracker.is_typing() || self.canvas.named.is_some()
    }

    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let selected = selected_service(cx);
        let (sign, sentence) = sentence(cx, selected);
        widgets::answer(ui, sign, &sentence);
        if cx.plan.services.is_empty() && cx.plan.dependencies.is_empty() && cx.plan.tasks.is_empty() {
            if widgets::empty(ui, "The graph shows which service needs which, and what breaks with it.", "Add the first service") {
                cx.inbox.actions.push(Action::AddService);
            }
            return;
        }
        if let Some(i) = selected {
            ui.add(egui::Label::new(theme::small(more_about(cx, i)).color(theme::role(ui, Role::Muted))).truncate());
        }
        let size = ui.available_size();
        let below = !cx.plan.dependencies.is_empty() || cx.plan.critical_path.get().is_some();
        let graph_height = if below { (size.y * 0.58).max(190.0) } else { size.y };
        let top = ui.cursor().top();
        self.toolbar(ui, cx);
        let taken = ui.cursor().top() - top;
        if below && size.y < LOW {
            // Too low for both: the graph scrolls with what is below it.
            egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("graph and tracker").show(ui, |ui| {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 180.0), Sense::hover());
                self.graph(ui, cx, rect);
                self.lists(ui, cx);
            });
            return;
        }
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), (graph_height - taken).max(120.0)), Sense::hover());
        self.graph(ui, cx, rect);
        egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("tracker").show(ui, |ui| self.lists(ui, cx));
    }

    fn lists(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.tracker.show(ui, cx);
        path::show(ui, cx);
        records::list(ui, cx, RecordKind::Vendor, "Vendors", "Who supplies us, what they promised and how fast they answer.");
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
            for (layer, label, tip) in [
                (Layer::Services, "Services", "Which service needs which"),
                (Layer::Tasks, "Tasks", "Which task waits for which, by sections; the critical path stands out"),
            ] {
                if ui.selectable_label(self.layer == layer, label).on_hover_text(tip).clicked() && self.layer != layer {
                    self.layer = layer;
                    self.canvas.fit();
                }
            }
            for (label, tip, factor) in
                [("Fit", "Show the whole graph", 0.0), ("+", "Larger; Ctrl+wheel zooms around the pointer", 1.3), ("−", "Smaller", 1.0 / 1.3)]
            {
                if ui.button(label).on_hover_text(tip).clicked() {
                    if factor > 0.0 { self.canvas.zoom_by(factor) } else { self.canvas.fit() }
                }
            }
            Self::direction(ui, cx);
            ui.menu_button("Show", |ui| self.show_menu(ui, cx));
            self.search(ui);
            if ui.button("Add service").on_hover_text(Action::AddService.tooltip()).clicked() {
                cx.inbox.actions.push(Action::AddService);
            }
            ui.menu_button("Deploy order", |ui| deploy_order(ui, cx));
        });
        ui.add_space(2.0);
    }

    /// Which way edges go; kept in the plan.
    fn direction(ui: &mut Ui, cx: &mut Cx<'_>) {
        let now = cx.plan.settings.get().map_or(GraphDirection::Right, |s| s.graph_direction);
        let mut wanted = now;
        let menu = ui.menu_button(now.spoken(), |ui| {
            for way in GraphDirection::ALL {
                if ui.selectable_label(now == *way, way.spoken()).clicked() {
                    wanted = *way;
                    ui.close();
                }
            }
        });
        menu.response.on_hover_text("Which way the graph goes");
        if wanted != now {
            let mut settings = cx.plan.settings.get().cloned().unwrap_or_default();
            settings.graph_direction = wanted;
            let edit = match cx.plan.settings.get() {
                Some(_) => Edit::Set(RecordRef { kind: RecordKind::Settings, key: cx.plan.settings.key() }, settings.into()),
                None => Edit::Add(settings.into(), None),
            };
            cx.inbox.edits.push(Edit::Many("turn the graph".to_owned(), vec![edit]));
        }
    }

    fn show_menu(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.set_min_width(190.0);
        ui.checkbox(&mut self.filter.trouble, "Only what is in trouble");
        ui.menu_button("Kinds", |ui| {
            for kind in ServiceKind::ALL {
                let mut on = self.filter.kinds.contains(kind);
                if ui.checkbox(&mut on, kind.spoken()).changed() && !self.filter.kinds.remove(kind) {
                    self.filter.kinds.insert(*kind);
                }
            }
        });
        let owners: BTreeSet<&String> = cx.plan.services.records().filter_map(|s| s.owner.as_ref()).collect();
        ui.menu_button("Owner", |ui| {
            if ui.selectable_label(self.filter.owner.is_none(), "Anybody").clicked() {
                self.filter.owner = None;
                ui.close();
            }
            for owner in owners {
                if ui.selectable_label(self.filter.owner.as_ref() == Some(owner), owner).clicked() {
                    self.filter.owner = Some(owner.clone());
                    ui.close();
                }
            }
        });
        ui.menu_button("Status", |ui| {
            for status in DependencyStatus::ALL {
                let mut on = self.filter.status.contains(status);
                if ui.checkbox(&mut on, status.spoken()).changed() && !self.filter.status.remove(status) {
                    self.filter.status.insert(*status);
                }
            }
        });
        ui.menu_button("Group", |ui| {
            if ui.selectable_label(self.filter.group.is_none(), "Any group").clicked() {
                self.filter.group = None;
                ui.close();
            }
            for group in pictures::graph_groups(cx.plan) {
                if ui.selectable_label(self.filter.group.as_ref() == Some(&group.id), &group.title).clicked() {
                    self.filter.group = Some(group.id);
                    ui.close();
                }
            }
        });
        ui.menu_button("In the light", |ui| {
            for (depth, label) in [(0, "All that hangs together"), (1, "One edge away"), (2, "Two edges away"), (3, "Three edges away")] {
                if ui.selectable_label(self.filter.depth == depth, label).clicked() {
                    self.filter.depth = depth;
                    ui.close();
                }
            }
        });
        ui.separator();
        if ui.button("Fold all groups").clicked() {
            let groups = self.made.as_ref().map(|(_, s)| s.input.groups.iter().map(|g| g.id.clone()).collect::<Vec<_>>()).unwrap_or_default();
            self.folded.extend(groups);
            ui.close();
        }
        if ui.button("Unfold all").clicked() {
            self.folded.clear();
            ui.close();
        }
        if self.filter.hides() && ui.button("Show all services").clicked() {
            self.filter = Filter { depth: self.filter.depth, ..Filter::default() };
            ui.close();
        }
    }

    fn search(&mut self, ui: &mut Ui) {
        let field = ui.add(TextEdit::singleline(&mut self.words).hint_text("Find in the graph").desired_width(120.0));
        field.widget_info(|| WidgetInfo::labeled(Access::SearchInput, true, "Find in the graph"));
        if self.words.trim().is_empty() {
            return;
        }
        let Some((_, shown)) = &self.made else { return };
        let hits = crate::scene::graph::matching(&shown.input, &self.words);
        ui.label(theme::small(words::count(hits.len(), "hit")).color(theme::role(ui, Role::Muted)));
        if field.changed() {
            self.hit = 0;
            self.canvas.reveal = hits.first().copied();
        }
        if field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) && !hits.is_empty() {
            self.hit = (self.hit + 1) % hits.len();
            self.canvas.reveal = hits.get(self.hit).copied();
            field.request_focus();
        }
    }

    fn graph(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: egui::Rect) {
        let made = Made {
            revision: cx.revision,
            selected: cx.selected.clone(),
            layer: self.layer,
            filter: self.filter.clone(),
            folded: self.folded.clone(),
            words: self.words.clone(),
        };
        let old = self.made.take();
        let base = match old {
            Some((m, shown)) if m == made => shown,
            old => {
                let mut shown = Shown::of(cx, self.layer, &self.filter, &self.folded, &self.words);
                // While a new drawing is made the old one stays.
                shown.before = old.map(|(_, s)| if s.key == shown.key { s.input } else { s.before.filter(|_| self.canvas.is_busy()).unwrap_or(s.input) });
                shown
            }
        };
        let mut shown = base.clone();
        self.made = Some((made, base));
        if shown.input.nodes.is_empty() {
            let words = if self.layer == Layer::Tasks { "This plan has no tasks" } else { "No service is shown: Show › Show all services brings them back" };
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                words,
                theme::font(13.0, crate::scene::Weight::Regular),
                theme::role(ui, Role::Muted),
            );
            return;
        }
        if let Some(why) = crate::scene::graph::refusal(&shown.input) {
            ui.add(egui::Label::new(theme::small(why).color(theme::role(ui, Role::Warn))).wrap());
        }
        let done = self.canvas.show(ui, cx, &mut shown, rect);
        if let Some(group) = self.canvas.toggled.take()
            && !self.folded.remove(&group)
        {
            self.folded.insert(group);
        }
        if let Some(new) = done.and_then(|done| by_hand(cx, &shown, &done)) {
            self.canvas.named = Some((new, Draft::over("New service".to_owned())));
        }
    }
}

/// What was done by hand becomes an edit; the id of a new node, which is to be named.
fn by_hand(cx: &mut Cx<'_>, shown: &Shown, done: &Done) -> Option<String> {
    let id = |i: usize| shown.input.nodes.get(i).map(|n| n.id.clone()).unwrap_or_default();
    let service = |i: usize| match shown.of.get(i) {
        Some(Of::Node(_)) => shown.record(cx, i),
        _ => None,
    };
    match done {
        Done::Linked(from, to) => {
            let (from_id, to_id) = (id(*from), id(*to));
            if cx.plan.service_links.records().any(|l| l.from == from_id && l.to == to_id) {
                cx.inbox.notice = Some(format!("{from_id} needs {to_id} already"));
                return None;
            }
            let circle = crate::scene::graph::path_between(&shown.input, *to, *from).filter(|p| p.first() == Some(to));
            let link = ServiceLink { from: from_id.clone(), to: to_id.clone(), ..ServiceLink::default() };
            cx.inbox.edits.push(Edit::Many(format!("link {from_id} to {to_id}"), vec![Edit::Add(link.into(), None)]));
            cx.inbox.said = circle.map(|p| {
                let names: Vec<String> = p.iter().map(|i| id(*i)).collect();
                format!("That makes a circle: {from_id} → {}", names.join(" → "))
            });
        }
        Done::Moved(key, head, to) => {
            let link = cx.plan.service_links.get(*key).map(|l| l.as_ref().clone())?;
            let end = id(*to);
            let changed = if *head { ServiceLink { to: end.clone(), ..link } } else { ServiceLink { from: end.clone(), ..link } };
            if cx.plan.service_links.records().any(|l| l.from == changed.from && l.to == changed.to) {
                cx.inbox.notice = Some(format!("{} needs {} already", changed.from, changed.to));
                return None;
            }
            let label = format!("put a link from {} to {}", changed.from, changed.to);
            cx.inbox.edits.push(Edit::Many(label, vec![Edit::Set(RecordRef { kind: RecordKind::ServiceLink, key: *key }, changed.into())]));
        }
        Done::Named(i, title) => {
            let (at, record) = service(*i).and_then(|at| Some((at, cx.plan.services.get(at.key)?.as_ref().clone())))?;
            if record.title != *title {
                let changed = crate::model::records::Service { title: title.clone(), ..record };
                cx.inbox.edits.push(Edit::Many(format!("call {} {title}", changed.id), vec![Edit::Set(at, changed.into())]));
            }
        }
        Done::Grown(i, into) => {
            let new = cx.plan.free_id(RecordKind::Service, "service");
            let group = into.and_then(|g| shown.input.groups.get(g)).map(|g| g.id.clone());
            let service = crate::model::records::Service { id: new.clone(), title: "New service".to_owned(), group, ..Default::default() };
            let link = ServiceLink { from: id(*i), to: new.clone(), ..ServiceLink::default() };
            cx.inbox.select_coming = Some(RecordRef { kind: RecordKind::Service, key: cx.plan.coming_key(0) });
            cx.inbox
                .edits
                .push(Edit::Many(format!("add a service that {} needs", id(*i)), vec![Edit::Add(service.into(), None), Edit::Add(link.into(), None)]));
            return Some(new);
        }
        Done::Grouped(i, into) => {
            let (at, record) = service(*i).and_then(|at| Some((at, cx.plan.services.get(at.key)?.as_ref().clone())))?;
            let group = into.and_then(|g| shown.input.groups.get(g)).map(|g| g.id.clone());
            let label = group.as_ref().map_or_else(|| format!("take {} out of its group", record.id), |g| format!("move {} into {g}", record.id));
            let changed = crate::model::records::Service { group, pin: None, ..record };
            cx.inbox.edits.push(Edit::Many(label, vec![Edit::Set(at, changed.into())]));
        }
        Done::Pinned(i, p) => {
            let (at, record) = service(*i).and_then(|at| Some((at, cx.plan.services.get(at.key)?.as_ref().clone())))?;
            let label = format!("hold {} where it is", record.id);
            let changed = crate::model::records::Service { pin: Some(format!("{:.0},{:.0}", p.x, p.y)), ..record };
            cx.inbox.edits.push(Edit::Many(label, vec![Edit::Set(at, changed.into())]));
        }
    }
    None
}

/// The steps in which services can be deployed, providers first, and circles that have none.
fn deploy_order(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_min_width(260.0);
    let d = std::sync::Arc::clone(&cx.analysis.dependencies);
    let title = |i: &usize| cx.plan.services.get(d.services[*i].key).map_or_else(|| d.services[*i].id.clone(), |s| s.title.clone());
    egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
        for (n, level) in d.levels.iter().enumerate() {
            let names: Vec<String> = level.iter().map(title).collect();
            ui.add(egui::Label::new(format!("{}. {}", n + 1, words::listing(&names, 12))).wrap());
        }
        for circle in &d.cycles {
            let names: Vec<String> = circle.iter().map(title).collect();
            ui.add(
                egui::Label::new(theme::strong(format!("No order, they need each other: {}", words::listing(&names, 12))).color(theme::role(ui, Role::Bad)))
                    .wrap(),
            );
        }
        let cut: Vec<String> = dependencies::cut_points(&d).iter().map(title).collect();
        if !cut.is_empty() {
            ui.separator();
            ui.add(egui::Label::new(theme::small(format!("Without these the graph falls apart: {}", words::listing(&cut, 8)))).wrap());
        }
        let (crossing, of) = dependencies::crossing(cx.plan);
        if of > 0 {
            ui.label(theme::small(format!("{crossing} of {of} links cross groups")));
        }
    });
}

/// What else is known about a service.
fn more_about(cx: &Cx<'_>, i: usize) -> String {
    let d = &cx.analysis.dependencies;
    let Some(s) = d.services.get(i) else { return String::new() };
    let title = |i: &usize| cx.plan.services.get(d.services[*i].key).map_or_else(|| d.services[*i].id.clone(), |s| s.title.clone());
    let mut parts = Vec::new();
    let needs: Vec<String> = s.needs.iter().map(title).collect();
    parts.push(if needs.is_empty() { "Needs nothing".to_owned() } else { format!("Needs {}", words::listing(&needs, 6)) });
    if let Some(level) = d.levels.iter().position(|l| l.contains(&i)) {
        parts.push(format!("deploy step {} of {}", level + 1, d.levels.len()));
    }
    if let Some(share) = dependencies::together_available(cx.plan, d, i) {
        parts.push(format!("available {share:.3} % with what it needs"));
    }
    let tracked: Vec<String> = cx.plan.dependencies.records().filter(|t| t.service.as_deref() == Some(&s.id)).map(|t| t.title.clone()).collect();
    if !tracked.is_empty() {
        parts.push(format!("tracked as {}", words::listing(&tracked, 3)));
    }
    parts.join("; ")
}

fn selected_service(cx: &Cx<'_>) -> Option<usize> {
    let selection = cx.selection?;
    let by_key = |key| cx.analysis.dependencies.services.iter().position(|s| s.key == key);
    match selection.kind {
        RecordKind::Service => by_key(selection.key),
        // A tracked dependency lights up the node it is about.
        RecordKind::Dependency => cx.plan.dependencies.get(selection.key).and_then(|d| d.service.as_deref()).and_then(|id| cx.analysis.dependencies.find(id)),
        _ => None,
    }
}

fn blast_words(cx: &Cx<'_>, i: usize) -> String {
    let d = &cx.analysis.dependencies;
    let s = &d.services[i];
    if s.blast.is_empty() {
        return "Nothing else fails with it".into();
    }
    let title = |i: &usize| cx.plan.services.get(d.services[*i].key).map_or_else(|| d.services[*i].id.clone(), |s| s.title.clone());
    let names: Vec<String> = s.blast.iter().map(title).collect();
    format!("If it fails, {} of {} services fail with it ({:.0} %): {}", names.len(), d.internal, s.blast_pct, words::listing(&names, 5))
}

fn sentence(cx: &Cx<'_>, selected: Option<usize>) -> (Sign, String) {
    if let Some(i) = selected {
        let d = &cx.analysis.dependencies;
        let title = cx.plan.services.get(d.services[i].key).map_or("", |s| s.title.as_str());
        return (if d.services[i].blast.is_empty() { Sign::Good } else { Sign::Warn }, format!("{title}. {}", blast_words(cx, i)));
    }
    use crate::model::records::DependencyStatus as D;
    let items = &cx.analysis.dependencies.items;
    let count = |s: D| items.iter().filter(|i| i.status == s).count();
    let late = count(D::Blocked) + count(D::Delayed) + count(D::AtRisk);
    let worst = items.iter().map(|i| i.status).reduce(crate::analysis::dependencies::worse);
    let mut parts = Vec::new();
    for (status, word) in [(D::Blocked, "blocked"), (D::Delayed, "delayed"), (D::AtRisk, "at risk")] {
        if count(status) > 0 {
            parts.push(format!("{} {word}", count(status)));
        }
    }
    let head = if items.is_empty() {
        words::count(cx.analysis.dependencies.services.len(), "service")
    } else if late == 0 {
        format!("All {} on track", words::count(items.len(), "dependency"))
    } else {
        format!("{late} of {}: {}", words::count(items.len(), "dependency"), parts.join(", "))
    };
    let circles = cx.analysis.dependencies.cycles.len();
    let head = if circles > 0 { format!("{head}; {} without a deploy order", words::count(circles, "circle")) } else { head };
    (worst.map_or(Sign::Good, status_sign), head)
}
