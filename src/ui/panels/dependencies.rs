//! The service graph, the tracker, the declared critical path. Click a node to see what breaks.

use crate::analysis::words;
use crate::edit::Revision;
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures::{self, status_sign};
use crate::scene::graph::{self, GraphLayout};
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::{Ask, Cx, in_file_order};
use crate::ui::paint::{self, Place};
use crate::ui::{menus, records, theme, widgets};
use egui::{Pos2, Rect, Role as Access, Sense, Ui, Vec2, WidgetInfo, vec2};

/// What the user did to the graph.
#[derive(Debug, Default)]
pub struct DependenciesPanel {
    layout: Option<(Revision, GraphLayout)>,
    /// How far the picture was moved from the middle.
    pan: Vec2,
    /// Zoom over the size that fits; zero means it fits.
    zoom: f32,
}

/// Largest graph that is drawn whole.
const MOST: usize = 2_000;

impl DependenciesPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let selected = selected_service(cx);
        let (sign, sentence) = sentence(cx, selected);
        widgets::answer(ui, sign, &sentence);
        if cx.plan.services.is_empty() && cx.plan.dependencies.is_empty() {
            if widgets::empty(ui, "The graph shows which service needs which, and what breaks with it.", "Add the first service") {
                cx.inbox.actions.push(Action::AddService);
            }
            return;
        }
        let size = ui.available_size();
        let below = !cx.plan.dependencies.is_empty() || cx.plan.critical_path.get().is_some();
        let graph_height = match (cx.plan.services.is_empty(), below) {
            (true, _) => 0.0,
            (false, true) => (size.y * 0.56).max(170.0),
            (false, false) => size.y,
        };
        if graph_height > 0.0 {
            self.toolbar(ui, cx);
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), (graph_height - 38.0).max(80.0)), Sense::hover());
            self.graph(ui, cx, rect, selected);
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).id_salt("tracker").show(ui, |ui| {
            tracker(ui, cx);
            path(ui, cx);
            records::list(ui, cx, RecordKind::Vendor, "Vendors", "Who supplies us, what they promised and how fast they answer.");
        });
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        ui.horizontal(|ui| {
            if ui.button("Fit").on_hover_text("Show the whole graph").clicked() {
                (self.pan, self.zoom) = (Vec2::ZERO, 0.0);
            }
            if ui.button("Add service").on_hover_text(Action::AddService.tooltip()).clicked() {
                cx.inbox.actions.push(Action::AddService);
            }
            let order: Vec<String> = cx
                .analysis
                .dependencies
                .levels
                .iter()
                .take(6)
                .map(|l| words::listing(&l.iter().map(|i| cx.analysis.dependencies.services[*i].id.clone()).collect::<Vec<_>>(), 4))
                .collect();
            let text = format!("Deploy order: {}", order.join(" → "));
            ui.add(egui::Label::new(theme::small(text).color(theme::role(ui, Role::Muted))).truncate());
        });
    }

    fn graph(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect, selected: Option<usize>) {
        let input = pictures::graph_input(cx.analysis, selected);
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Panel));
        if input.nodes.len() > MOST {
            let words = format!("{} services are too many for one picture; the tracker below and the findings cover them all.", input.nodes.len());
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                words,
                theme::font(13.0, crate::scene::Weight::Regular),
                theme::role(ui, Role::Muted),
            );
            return;
        }
        let layout = match self.layout.take() {
            Some((revision, layout)) if revision == cx.revision => layout,
            // An edit moves what it must, the rest stays where it was.
            Some((_, before)) => graph::layout_from(&before, &input),
            None => graph::layout(&input),
        };
        let background = ui.interact(rect, ui.scope_id().with("graph"), Sense::click_and_drag());
        background.widget_info(|| WidgetInfo::labeled(Access::Canvas, true, "Service graph"));
        if background.clicked() {
            cx.deselect();
        }
        self.pan += background.drag_delta();
        self.wheel(ui, rect);
        let place = self.place(rect, &layout);
        let clip = ui.painter_at(rect);
        paint::scene(&clip, ui, &graph::scene(&input, &layout), place);
        for (i, node) in layout.nodes.iter().enumerate() {
            let on_screen = place.rect(*node).intersect(rect);
            if on_screen.is_positive() {
                Self::node(ui, cx, i, on_screen);
            }
        }
        self.layout = Some((cx.revision, layout));
    }

    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    fn place(&self, rect: Rect, layout: &GraphLayout) -> Place {
        let (w, h) = (layout.width.max(1.0) as f32, layout.height.max(1.0) as f32);
        let fit = ((rect.width() - 16.0) / w).min((rect.height() - 16.0) / h).clamp(0.02, 1.0);
        let scale = if self.zoom > 0.0 { (fit * self.zoom).clamp(0.02, 3.0) } else { fit };
        Place { origin: rect.center() + self.pan - vec2(w, h) * scale / 2.0, scale }
    }

    fn wheel(&mut self, ui: &Ui, rect: Rect) {
        let Some(p) = ui.input(|i| i.pointer.hover_pos()).filter(|p| rect.contains(*p)) else { return };
        let factor = ui.input(egui::InputState::zoom_delta);
        if (factor - 1.0).abs() > 1e-4 {
            let before = if self.zoom > 0.0 { self.zoom } else { 1.0 };
            self.zoom = (before * factor).clamp(0.2, 20.0);
            // The point under the pointer stays where it is.
            let from_center: Vec2 = p - rect.center();
            self.pan = from_center - (from_center - self.pan) * (self.zoom / before);
            ui.ctx().request_repaint();
        }
    }

    fn node(ui: &mut Ui, cx: &mut Cx<'_>, i: usize, rect: Rect) {
        let service = &cx.analysis.dependencies.services[i];
        let at = RecordRef { kind: RecordKind::Service, key: service.key };
        let response = ui.interact(rect, ui.scope_id().with(("node", service.key)), Sense::click());
        let title = cx.plan.services.get(service.key).map_or_else(|| service.id.clone(), |s| s.title.clone());
        let name = format!("Service {title}");
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, cx.selection == Some(at), &name));
        if response.has_focus() {
            ui.painter().rect_stroke(rect.expand(2.0), 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
        }
        if response.clicked() {
            cx.pick(ui, at, |plan| in_file_order(plan, RecordKind::Service));
        }
        menus::attach(&response, cx, at);
        if response.hovered() {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
            response.on_hover_text(format!("{title}. {}", blast_words(cx, i)));
        }
    }
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

fn tracker(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.plan.dependencies.is_empty() {
        records::list(ui, cx, RecordKind::Dependency, "Tracked dependencies", "Who owes what to whom, by when.");
        return;
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.label(theme::strong("Tracked dependencies"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.button("Add dependency").clicked() {
                cx.ask(Ask::New(RecordKind::Dependency));
            }
        });
    });
    widgets::hairline(ui);
    let rows: Vec<_> = cx.plan.dependencies.arcs().map(|(k, d)| (k, std::sync::Arc::clone(d))).collect();
    for (key, d) in rows {
        let at = RecordRef { kind: RecordKind::Dependency, key };
        let result = cx.analysis.dependencies.items.iter().find(|i| i.key == key);
        let effective = result.map_or(d.status, |r| r.effective);
        let mut state = format!("{}, risk {}", d.status.spoken().to_lowercase(), d.risk.spoken().to_lowercase());
        if effective != d.status {
            state.push_str(&format!(", {} upstream", effective.spoken().to_lowercase()));
        }
        let words = format!("{} from {}, for {}", d.title, d.owner, words::listing(&d.required_by, 3));
        let mitigation = d.mitigation.clone().unwrap_or_else(|| "no mitigation".into());
        let line = widgets::line_sensing(ui, Some(status_sign(d.status)), &words, &state, cx.is_selected(at), Sense::click_and_drag());
        records::behave(ui, cx, at, &line);
        line.on_hover_text(format!("Mitigation: {mitigation}"));
    }
}

/// The declared path as boxes in a row, with its buffer as a fuel gauge.
fn path(ui: &mut Ui, cx: &mut Cx<'_>) {
    let result = &cx.analysis.path;
    let Some(declared) = cx.plan.critical_path.get().filter(|p| !p.steps.is_empty()) else { return };
    widgets::heading(ui, "Declared critical path");
    let total = format!(
        "Total {}, buffer {}: {} left. Latest start for the target {}, with the buffer {}",
        words::days(result.total_days),
        words::days(result.buffer_days),
        words::days(result.buffer_left()),
        result.latest_start.map_or("not known".into(), |(d, _)| words::day(d, cx.plan.status_date())),
        result.latest_start.map_or("not known".into(), |(_, d)| words::day(d, cx.plan.status_date())),
    );
    ui.label(total);
    gauge(ui, result.buffer_left(), result.buffer_days);
    for (n, step) in declared.steps.iter().enumerate() {
        let mapped = step.task.as_deref().map_or_else(|| "no task".to_owned(), |t| format!("task {t}"));
        let slip = step.slip.map_or(String::new(), |s| format!(", {} late", s.spoken()));
        let sign = if step.slip.is_some() {
            Sign::Warn
        } else if step.task.is_some() {
            Sign::Good
        } else {
            Sign::Unknown
        };
        let words = format!("{}. {}", n + 1, step.title);
        if widgets::line(ui, Some(sign), &words, &format!("{}{slip}, {mapped}", step.duration.spoken()), false).clicked()
            && let Some(i) = step.task.as_deref().and_then(|id| cx.analysis.schedule.net.find(id))
        {
            cx.go_to(RecordRef { kind: RecordKind::Task, key: cx.analysis.schedule.net.keys[i] });
        }
    }
}

fn gauge(ui: &mut Ui, left: f64, of: f64) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width().min(360.0), 10.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Access::Meter, true, format!("Buffer {} of {}", words::days(left), words::days(of))));
    ui.painter().rect_filled(rect, 5.0, theme::role(ui, Role::Line));
    #[expect(clippy::cast_possible_truncation, reason = "a share of one")]
    let share = if of > 0.0 { (left / of).clamp(0.0, 1.0) as f32 } else { 0.0 };
    if share > 0.0 {
        let full = Rect::from_min_max(rect.min, Pos2::new(rect.left() + rect.width() * share, rect.bottom()));
        let role = if share > 0.67 {
            Role::Good
        } else if share > 0.33 {
            Role::Warn
        } else {
            Role::Bad
        };
        ui.painter().rect_filled(full, 5.0, theme::role(ui, role));
    } else {
        ui.painter().rect_stroke(rect, 5.0, egui::Stroke::new(1.5, theme::role(ui, Role::Bad)), egui::StrokeKind::Inside);
    }
}
