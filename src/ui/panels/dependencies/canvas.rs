//! The graph under pointer and keys: panned, zoomed, searched, folded; a node in the light dims what
//! does not hang together with it; nodes are linked, pinned and moved between groups by hand. Large
//! graphs are laid out beside the frame, with the old drawing on the screen.

use super::shown::{Layer, Shown};
use crate::model::Key as RecordKey;
use crate::scene::graph::{self, GraphLayout, Of};
use crate::scene::{Role, Scene, Stroke, at, text};
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::widgets::cell::Draft;
use crate::ui::{menus, theme, widgets};
use egui::{CursorIcon, EventFilter, Id, Key, Modifiers, Pos2, Rect, Role as Access, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Graphs up to this size are laid out within the frame.
const AT_ONCE: usize = 250;
/// How long what moves takes.
const MOVE_SECONDS: f64 = 0.2;

/// What the user does to the canvas.
#[derive(Debug, Default)]
pub struct Canvas {
    laid: Option<(u64, GraphLayout)>,
    job: Option<(u64, Receiver<GraphLayout>)>,
    /// The drawing before, and when the new one came.
    before: Option<(GraphLayout, f64)>,
    pan: Vec2,
    /// Zoom over the size that fits; zero means it fits.
    zoom: f32,
    hovered: Option<usize>,
    pub(super) held: Option<Held>,
    /// The node whose title is typed over, by id.
    pub(super) named: Option<(String, Draft)>,
    /// A node to bring to the middle.
    pub reveal: Option<usize>,
    /// The folded groups asked for, by id.
    pub toggled: Option<String>,
}

/// What is held by the pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Held {
    /// A node, to be put elsewhere.
    Node(usize),
    /// The end of a new link.
    Link(usize),
    /// The end of an edge: at what is needed, or at what needs it.
    End(usize, bool),
}

/// What was done by hand in this frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Done {
    /// A link from one node to another.
    Linked(usize, usize),
    /// A node was dropped in a group, or outside of all.
    Grouped(usize, Option<usize>),
    /// A node was put at a place of the picture.
    Pinned(usize, crate::scene::Point),
    /// An end of a link was put on another node: at what is needed, or at what needs it.
    Moved(RecordKey, bool, usize),
    /// A node was given a title.
    Named(usize, String),
    /// A link was drawn to where nothing is: a new service there, in a group.
    Grown(usize, Option<usize>),
}

impl Canvas {
    /// Shows all of it.
    pub fn fit(&mut self) {
        (self.pan, self.zoom) = (Vec2::ZERO, 0.0);
    }

    /// Larger or smaller around the middle.
    pub fn zoom_by(&mut self, factor: f32) {
        let before = if self.zoom > 0.0 { self.zoom } else { 1.0 };
        self.zoom = (before * factor).clamp(0.2, 40.0);
        self.pan *= self.zoom / before;
    }

    /// A layout is being computed.
    pub fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// Lays out what is shown, near to how it was; large graphs on a thread.
    fn lay(&mut self, ui: &Ui, shown: &Shown) {
        let now = ui.input(|i| i.time);
        if let Some((key, receiver)) = &self.job {
            match receiver.try_recv() {
                Ok(layout) => {
                    let key = *key;
                    self.job = None;
                    self.take(key, layout, now);
                }
                Err(TryRecvError::Disconnected) => self.job = None,
                Err(TryRecvError::Empty) => {}
            }
        }
        let known = self.laid.as_ref().is_some_and(|(k, _)| *k == shown.key);
        if known || self.job.as_ref().is_some_and(|(k, _)| *k == shown.key) {
            return;
        }
        let (input, before) = (shown.input.clone(), self.laid.as_ref().map(|(_, l)| l.clone()));
        let lay = move || match &before {
            Some(before) => graph::layout_from(before, &input),
            None => graph::layout_by(&input, &at_once),
        };
        if shown.input.nodes.len() + shown.input.edges.len() / 4 <= AT_ONCE {
            self.take(shown.key, lay(), now);
            return;
        }
        let (send, receive) = channel();
        let ctx = ui.ctx().clone();
        self.job = Some((shown.key, receive));
        std::thread::spawn(move || {
            // Nobody listens any more when a newer one was asked for.
            let _ = send.send(lay());
            ctx.request_repaint();
        });
    }

    fn take(&mut self, key: u64, layout: GraphLayout, now: f64) {
        let same = |old: &GraphLayout| old.nodes.len() == layout.nodes.len() && old.nodes != layout.nodes;
        self.before = self.laid.take().map(|(_, old)| old).filter(same).map(|old| (old, now));
        self.laid = Some((key, layout));
    }

    /// Shows the graph in a rectangle.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &mut Shown, rect: Rect) -> Option<Done> {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Panel));
        self.lay(ui, shown);
        let background = ui.interact(rect, ui.scope_id().with("graph"), Sense::click_and_drag());
        let name = if shown.layer == Layer::Tasks { "Task network" } else { "Service graph" };
        background.widget_info(|| WidgetInfo::labeled(Access::Canvas, true, name));
        let Some((key, layout)) = self.laid.clone() else {
            note(ui, rect, "Laying the graph out…");
            return None;
        };
        // The drawing may be of a graph before: only what both have can be taken hold of.
        let current = key == shown.key;
        if background.clicked() {
            cx.deselect();
        }
        self.pan += background.drag_delta();
        self.wheel(ui, rect);
        let place = self.place(rect, &layout);
        self.look_at(shown, current);
        let drawn = self.moving(ui, &layout);
        let clip = ui.painter_at(rect);
        if current {
            paint::scene(&clip, ui, &graph::scene_at(&shown.input, &drawn, f64::from(place.scale)), place);
        } else if let Some(old) = &shown.before {
            paint::scene(&clip, ui, &graph::scene_at(old, &drawn, f64::from(place.scale)), place);
        }
        let mut done = None;
        if current {
            self.groups(ui, shown, &layout, place, rect);
            self.edges(ui, cx, shown, &layout, (place, rect));
            for i in 0..layout.nodes.len() {
                let on_screen = place.rect(layout.nodes[i]).intersect(rect);
                if on_screen.is_positive() {
                    done = done.or(self.node(ui, cx, shown, &layout, i, (place, on_screen, rect)));
                }
            }
        }
        if current {
            done = done.or_else(|| self.ends(ui, cx, shown, &layout, (place, rect)));
            done = done.or_else(|| self.naming(ui, shown, &layout, (place, rect)));
        }
        self.minimap(ui, &layout, place, rect);
        if self.is_busy() {
            note(ui, Rect::from_min_size(rect.left_bottom() - vec2(0.0, 26.0), vec2(rect.width(), 26.0)), "Laying the graph out…");
        }
        done
    }

    /// What is under the pointer, or has the keyboard, puts its own into the light.
    fn look_at(&mut self, shown: &mut Shown, current: bool) {
        if let Some(i) = self.hovered.filter(|i| current && *i < shown.input.nodes.len() && self.held.is_none()) {
            graph::focus(&mut shown.input, i, shown.reach);
        }
        self.hovered = None;
        if let Some(i) = self.reveal.take()
            && let Some((_, layout)) = &self.laid
            && let Some(node) = layout.nodes.get(i)
        {
            // To the middle, at a size that is read.
            self.zoom = self.zoom.max(1.0);
            self.pan = Vec2::ZERO;
            let c = node.center();
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let off = vec2((layout.width / 2.0 - c.x) as f32, (layout.height / 2.0 - c.y) as f32);
            self.pan = off * self.zoom.min(1.0);
        }
    }

    /// The drawing on its way from the one before.
    fn moving(&mut self, ui: &Ui, layout: &GraphLayout) -> GraphLayout {
        let Some((old, began)) = &self.before else { return layout.clone() };
        let t = ((ui.input(|i| i.time) - began) / MOVE_SECONDS).clamp(0.0, 1.0);
        if t >= 1.0 {
            self.before = None;
            return layout.clone();
        }
        ui.ctx().request_repaint();
        let mix = |a: &crate::scene::Rect, b: &crate::scene::Rect| {
            let m = |x: f64, y: f64| x + (y - x) * t;
            crate::scene::Rect::new(m(a.x, b.x), m(a.y, b.y), m(a.w, b.w), m(a.h, b.h))
        };
        let mut out = layout.clone();
        out.nodes = old.nodes.iter().zip(&layout.nodes).map(|(a, b)| mix(a, b)).collect();
        if old.groups.len() == layout.groups.len() {
            out.groups = old.groups.iter().zip(&layout.groups).map(|(a, b)| mix(a, b)).collect();
        }
        // Lines come when the nodes have arrived.
        out.edges = vec![Vec::new(); layout.edges.len()];
        out.labels = vec![None; layout.labels.len()];
        out
    }

    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    fn place(&self, rect: Rect, layout: &GraphLayout) -> Place {
        let (w, h) = (layout.width.max(1.0) as f32, layout.height.max(1.0) as f32);
        let fit = ((rect.width() - 16.0) / w).min((rect.height() - 16.0) / h).clamp(0.01, 1.0);
        let scale = if self.zoom > 0.0 { (fit * self.zoom).clamp(0.01, 3.0) } else { fit };
        Place { origin: rect.center() + self.pan - vec2(w, h) * scale / 2.0, scale }
    }

    fn wheel(&mut self, ui: &Ui, rect: Rect) {
        let Some(p) = ui.input(|i| i.pointer.hover_pos()).filter(|p| rect.contains(*p)) else { return };
        let factor = ui.input(egui::InputState::zoom_delta);
        if (factor - 1.0).abs() > 1e-4 {
            let before = if self.zoom > 0.0 { self.zoom } else { 1.0 };
            self.zoom = (before * factor).clamp(0.2, 40.0);
            // The point under the pointer stays where it is.
            let from_center: Vec2 = p - rect.center();
            self.pan = from_center - (from_center - self.pan) * (self.zoom / before);
            ui.ctx().request_repaint();
        }
    }

    /// Titles of groups: a click folds the group to one node.
    fn groups(&mut self, ui: &mut Ui, shown: &Shown, layout: &GraphLayout, place: Place, rect: Rect) {
        for (group, area) in shown.input.groups.iter().zip(&layout.groups) {
            let whole = place.rect(*area);
            let title = Rect::from_min_size(whole.min, vec2(whole.width(), 28.0 * place.scale)).intersect(rect);
            if !title.is_positive() || title.height() < 6.0 {
                continue;
            }
            let response = ui.interact(title, ui.scope_id().with(("group", &group.id)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("Fold group {}", group.title)));
            if response.clicked() {
                self.toggled = Some(group.id.clone());
            }
            response.on_hover_text(format!("{}. Click to fold it to one node", group.title));
        }
    }

    fn node(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        shown: &Shown,
        layout: &GraphLayout,
        i: usize,
        (place, on_screen, all): (Place, Rect, Rect),
    ) -> Option<Done> {
        let record = shown.record(cx, i);
        let node = &shown.input.nodes[i];
        let response = ui.interact(on_screen, node_id(&node.id), Sense::click_and_drag());
        let kind = match (shown.of[i], shown.layer) {
            (Of::Group(_), _) => "Group",
            (_, Layer::Tasks) => "Task",
            _ => "Service",
        };
        let name = format!("{kind} {}", node.title);
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, record.is_some() && cx.selection == record, &name));
        if response.has_focus() {
            ui.painter_at(all).rect_stroke(on_screen.expand(2.0), 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
            travel(ui, shown, layout, i, response.id);
        }
        if (response.hovered() || response.has_focus()) && self.held.is_none() {
            self.hovered = Some(i);
        }
        if response.double_clicked() && matches!(shown.of[i], Of::Node(_)) && shown.layer == Layer::Services {
            self.named = Some((node.id.clone(), Draft::over(node.title.clone())));
        } else if response.clicked() {
            match (shown.of[i], record) {
                (Of::Group(_), _) => self.toggled = Some(node.id.clone()),
                (_, Some(at)) => cx.pick(ui, at, |plan| crate::ui::context::in_file_order(plan, at.kind)),
                _ => {}
            }
        }
        if let Some(at) = record {
            menus::attach(&response, cx, at);
        }
        let mut done = None;
        if shown.layer == Layer::Services && matches!(shown.of[i], Of::Node(_)) {
            done = self.hand(ui, shown, layout, i, (&response, place, on_screen, all));
        }
        if response.hovered() && self.held.is_none() {
            ui.set_cursor_icon(CursorIcon::PointingHand);
            response.on_hover_text(shown.tip(cx, i));
        }
        done
    }

    /// A node is dragged to another place or group, or a link is drawn from the dot at its end.
    fn hand(
        &mut self,
        ui: &mut Ui,
        shown: &Shown,
        layout: &GraphLayout,
        i: usize,
        (response, place, rect, all): (&egui::Response, Place, Rect, Rect),
    ) -> Option<Done> {
        let dot = pos2(rect.right() + 7.0, rect.center().y);
        let near = ui.input(|inp| inp.pointer.hover_pos()).is_some_and(|p| rect.expand(16.0).contains(p));
        if (near || response.has_focus()) && self.held.is_none_or(|h| h == Held::Link(i)) {
            let grip = ui.interact(Rect::from_center_size(dot, vec2(14.0, 14.0)), response.id.with("link"), Sense::drag());
            grip.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("Link from {}", shown.input.nodes[i].title)));
            ui.painter_at(all).circle(dot, 4.5, theme::role(ui, Role::Panel), egui::Stroke::new(1.5, theme::role(ui, Role::Accent)));
            if grip.drag_started() {
                self.held = Some(Held::Link(i));
            }
            grip.on_hover_text("Drag it to the service that is needed, or to a free place for a new one");
        }
        if response.drag_started() {
            self.held = Some(Held::Node(i));
        }
        let held = self.held.filter(|h| matches!(h, Held::Node(n) | Held::Link(n) if *n == i))?;
        let p = ui.input(|inp| inp.pointer.latest_pos())?;
        if ui.input(|inp| inp.key_pressed(Key::Escape)) {
            self.held = None;
            return None;
        }
        let over = layout.nodes.iter().position(|n| place.rect(*n).contains(p)).filter(|n| *n != i);
        let accent = egui::Stroke::new(2.0, theme::role(ui, Role::Accent));
        let painter = ui.painter_at(all);
        match held {
            Held::Link(_) => {
                painter.line_segment([dot, p], accent);
                let title = &shown.input.nodes[i].title;
                if let Some(to) = over {
                    painter.rect_stroke(place.rect(layout.nodes[to]).expand(2.0), 4.0, accent, egui::StrokeKind::Outside);
                    widgets::beside(ui, p, &[format!("{title} needs {}", shown.input.nodes[to].title)], false);
                } else if is_away(rect, p) {
                    widgets::beside(ui, p, &[format!("{title} needs a new service")], false);
                }
            }
            Held::End(..) => return None,
            Held::Node(_) => {
                let size = rect.size();
                painter.rect_stroke(Rect::from_center_size(p, size), 4.0, accent, egui::StrokeKind::Outside);
                let into = innermost(layout, place.point(p));
                let words = match into {
                    Some(g) if shown.input.nodes[i].group != Some(g) => format!("into {}", shown.input.groups[g].title),
                    None if shown.input.nodes[i].group.is_some() => "out of its group".to_owned(),
                    _ => "held here; its menu sets it free".to_owned(),
                };
                widgets::beside(ui, p, &[words], false);
            }
        }
        if !ui.input(|inp| inp.pointer.any_released()) {
            return None;
        }
        self.held = None;
        match held {
            Held::Link(_) => match over {
                Some(to) => Some(Done::Linked(i, to)),
                None => (is_away(rect, p) && all.contains(p)).then(|| Done::Grown(i, innermost(layout, place.point(p)))),
            },
            Held::End(..) => None,
            Held::Node(_) => {
                let point = place.point(p);
                let into = innermost(layout, point);
                Some(if into == shown.input.nodes[i].group { Done::Pinned(i, point) } else { Done::Grouped(i, into) })
            }
        }
    }

    /// The whole graph in a corner while only a part is in view; a click goes there.
    fn minimap(&mut self, ui: &mut Ui, layout: &GraphLayout, place: Place, rect: Rect) {
        let view = Rect::from_min_max(rect.min, rect.max);
        let whole = place.rect(crate::scene::Rect::new(0.0, 0.0, layout.width, layout.height));
        if view.expand(4.0).contains_rect(whole) || rect.width() < 360.0 || rect.height() < 200.0 {
            return;
        }
        let room = vec2(160.0, 110.0);
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let scale = (room.x / layout.width.max(1.0) as f32).min(room.y / layout.height.max(1.0) as f32);
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let size = vec2(layout.width as f32 * scale, layout.height as f32 * scale);
        let corner = rect.right_bottom() - size - vec2(10.0, 10.0);
        let map = Rect::from_min_size(corner, size);
        let response = ui.interact(map, ui.scope_id().with("minimap"), Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Access::Canvas, true, "Overview of the graph"));
        let painter = ui.painter_at(rect);
        painter.rect_filled(map.expand(4.0), 4.0, theme::role(ui, Role::Raised));
        let small = Place { origin: map.min, scale };
        for node in &layout.nodes {
            painter.rect_filled(small.rect(*node), 0.0, theme::role(ui, Role::Muted));
        }
        let (a, b) = (place.point(rect.min), place.point(rect.max));
        let seen = small.rect(crate::scene::Rect::new(a.x, a.y, b.x - a.x, b.y - a.y)).intersect(map);
        painter.rect_stroke(seen, 2.0, egui::Stroke::new(1.5, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
        if let Some(p) = response.interact_pointer_pos().filter(|_| response.clicked() || response.dragged()) {
            let wanted = small.point(p);
            let now = place.point(rect.center());
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let off = vec2((now.x - wanted.x) as f32, (now.y - wanted.y) as f32);
            self.pan += off * place.scale;
        }
    }
}

/// The widget of a node, so that the keyboard can be sent to it.
fn node_id(id: &str) -> Id {
    Id::unique(("graph node", id))
}

/// Two things at the same time.
fn at_once(one: &mut (dyn FnMut() + Send), other: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(other);
        one();
    });
}

/// A link was drawn so far that letting it go is meant.
fn is_away(node: Rect, p: Pos2) -> bool {
    !node.expand(32.0).contains(p)
}

/// The innermost group box around a point.
fn innermost(layout: &GraphLayout, p: crate::scene::Point) -> Option<usize> {
    let inside = (0..layout.groups.len()).filter(|g| layout.groups[*g].contains(p));
    inside.min_by(|a, b| (layout.groups[*a].w * layout.groups[*a].h).total_cmp(&(layout.groups[*b].w * layout.groups[*b].h)))
}

/// The arrows go along edges: to what is needed, back to what needs it, and between those beside.
fn travel(ui: &Ui, shown: &Shown, layout: &GraphLayout, i: usize, id: Id) {
    ui.memory_mut(|m| m.set_focus_lock_filter(id, EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false }));
    let pressed = |k: Key| ui.input_mut(|inp| inp.consume_key(Modifiers::NONE, k));
    let edges = &shown.input.edges;
    let count = layout.nodes.len();
    let center = |n: usize| layout.nodes[n].center();
    let first = |list: Vec<usize>| {
        let near = |n: &usize| (center(*n).x - center(i).x).hypot(center(*n).y - center(i).y);
        list.into_iter().filter(|n| *n < count && *n != i).min_by(|a, b| near(a).total_cmp(&near(b)))
    };
    let aside = |later: bool| {
        let down = shown.input.direction.is_upright();
        let (along, across) = (|n: usize| if down { center(n).y } else { center(n).x }, |n: usize| if down { center(n).x } else { center(n).y });
        let beside = (0..count).filter(|n| (along(*n) - along(i)).abs() < 40.0 && if later { across(*n) > across(i) } else { across(*n) < across(i) });
        beside.min_by(|a, b| (across(*a) - across(i)).abs().total_cmp(&(across(*b) - across(i)).abs()))
    };
    // The arrows mean what the picture shows.
    let [on, back, later, earlier] = match shown.input.direction {
        graph::Direction::Right => [Key::ArrowRight, Key::ArrowLeft, Key::ArrowDown, Key::ArrowUp],
        graph::Direction::Left => [Key::ArrowLeft, Key::ArrowRight, Key::ArrowDown, Key::ArrowUp],
        graph::Direction::Down => [Key::ArrowDown, Key::ArrowUp, Key::ArrowRight, Key::ArrowLeft],
        graph::Direction::Up => [Key::ArrowUp, Key::ArrowDown, Key::ArrowRight, Key::ArrowLeft],
    };
    let to = if pressed(on) {
        first(edges.iter().filter(|e| e.from == i).map(|e| e.to).collect())
    } else if pressed(back) {
        first(edges.iter().filter(|e| e.to == i).map(|e| e.from).collect())
    } else if pressed(later) {
        aside(true)
    } else if pressed(earlier) {
        aside(false)
    } else {
        None
    };
    if let Some(n) = to {
        ui.memory_mut(|m| m.request_focus(node_id(&shown.input.nodes[n].id)));
    }
}

fn note(ui: &Ui, rect: Rect, words: &str) {
    let mut scene = Scene::new(0.0, 0.0, "");
    let c = rect.center();
    let w = text::width(words, 12.0, crate::scene::Weight::Regular) + 20.0;
    let card = crate::scene::Rect::new(f64::from(c.x) - w / 2.0, f64::from(c.y) - 12.0, w, 24.0);
    scene.fill(card, 12.0, Role::Raised);
    scene.outline(card, 12.0, Stroke::solid(Role::Line, 1.0));
    scene.text(at(f64::from(c.x), f64::from(c.y)), words, 12.0, crate::scene::Weight::Regular, crate::scene::Align::Center, Role::Muted);
    paint::scene(ui.painter(), ui, &scene, Place::at(Pos2::ZERO));
}
