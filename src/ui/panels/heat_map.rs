//! The heat map: `egui_plot` is canvas and axes, cells and markers come from the scene.

use crate::model::value::Level;
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures;
use crate::scene::heat_map::{Band, HeatMapInput, cell_at, cells, level_word};
use crate::scene::heat_tags::tags;
use crate::scene::{Role, Scene, Stroke, Weight, at};
use crate::ui::context::{Cx, in_file_order};
use crate::ui::menus;
use crate::ui::paint::{self, Place};
use crate::ui::theme;
use egui::{CursorIcon, Pos2, Rect, Role as Access, Sense, Ui, WidgetInfo};
use egui_plot::{AxisHints, GridMark, Plot, PlotPoint, PlotPoints, PlotTransform, Polygon};

/// What the user is doing to the heat map.
#[derive(Debug, Default)]
pub struct HeatMap {
    /// The risk under the pointer, by position in the picture.
    dragged: Option<usize>,
}

impl HeatMap {
    /// Shows the matrix.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let selected = cx.selection.filter(|s| s.kind == RecordKind::Risk).and_then(|s| cx.analysis.risks.items.iter().position(|r| r.key == s.key));
        let input = pictures::heat_input(cx.analysis, selected);
        let levels = f64::from(input.levels);
        let caption = theme::small(input.caption.clone()).color(theme::role(ui, Role::Muted));
        let height = (ui.available_height() - 40.0).clamp(140.0, 640.0);
        let transform = Self::plot(ui, &input, levels, height);
        Self::cell_words(ui, &input, &transform);
        self.tags(ui, cx, &input, &transform);
        ui.add(egui::Label::new(caption).wrap());
    }

    fn plot(ui: &mut Ui, input: &HeatMapInput, levels: f64, height: f32) -> PlotTransform {
        let words = |mark: GridMark, n: u32| level_at(mark.value, n);
        let n = input.levels;
        let marks = move |_: egui_plot::GridInput| (0..n).map(|i| GridMark { value: f64::from(i) + 0.5, step_size: 1.0 }).collect::<Vec<_>>();
        Plot::new("heat map")
            .height(height)
            .width(ui.available_width())
            .default_x_bounds(0.0, levels)
            .default_y_bounds(0.0, levels)
            .set_margin_fraction(egui::Vec2::ZERO)
            .allow_zoom(false)
            .allow_drag(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_double_click_reset(false)
            .show_grid(false)
            .show_x(false)
            .show_y(false)
            .x_grid_spacer(marks)
            .y_grid_spacer(marks)
            .custom_x_axes(vec![AxisHints::new_x().label("Impact").formatter(move |m, _| words(m, n))])
            .custom_y_axes(vec![AxisHints::new_y().label("Probability").formatter(move |m, _| words(m, n)).min_thickness(64.0)])
            .label_formatter(|_| None)
            .show(ui, |plot| {
                for cell in cells(input) {
                    let (x, y) = (f64::from(cell.impact) - 1.0, f64::from(cell.probability) - 1.0);
                    let corners = PlotPoints::from(vec![[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]]);
                    let role = match cell.band {
                        Band::Low => Role::HeatLow,
                        Band::Mid => Role::HeatMid,
                        Band::High => Role::HeatHigh,
                    };
                    let theme = theme::theme_of(&plot.ctx().global_style().visuals);
                    let edge = egui::Stroke::new(1.0, theme::color(Role::Panel, theme));
                    plot.polygon(Polygon::new("", corners).fill_color(theme::color(role, theme)).stroke(edge).allow_hover(false));
                }
            })
            .transform
    }

    /// Score and word of each cell.
    fn cell_words(ui: &Ui, input: &HeatMapInput, transform: &PlotTransform) {
        let mut scene = Scene::new(0.0, 0.0, "");
        for cell in cells(input) {
            let corner = screen(transform, f64::from(cell.impact) - 1.0, f64::from(cell.probability));
            let (x, y) = (f64::from(corner.x) + 8.0, f64::from(corner.y) + 13.0);
            scene.text(at(x, y), cell.score.to_string(), 13.0, Weight::Semibold, crate::scene::Align::Left, Role::OnHeat);
            let room = screen(transform, f64::from(cell.impact), 0.0).x - corner.x;
            if room > 70.0 {
                scene.text(at(x + 18.0, y), cell.word, 11.0, Weight::Regular, crate::scene::Align::Left, Role::OnHeat);
            }
        }
        paint::scene(&ui.painter_at(*transform.frame()), ui, &scene, Place::at(Pos2::ZERO));
    }

    fn tags(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, input: &HeatMapInput, transform: &PlotTransform) {
        let shown = pictures::heat_risks(cx.analysis);
        let (a, b) = (screen(transform, 0.0, 1.0), screen(transform, 1.0, 0.0));
        for tag in tags(input, (f64::from(b.x - a.x), f64::from(b.y - a.y))) {
            let corner = screen(transform, f64::from(tag.impact) - 1.0, f64::from(tag.probability));
            let rect = Place::at(corner).rect(tag.rect);
            match tag.risks.as_slice() {
                [only] if !tag.label.starts_with('+') => {
                    if let Some(item) = shown.get(*only).and_then(|i| cx.analysis.risks.items.get(*i)) {
                        let reference = RecordRef { kind: RecordKind::Risk, key: item.key };
                        self.tag(ui, cx, input, transform, (*only, reference, &tag.label, rect));
                    }
                }
                many => counted(ui, cx, input, &shown, many, &tag.label, rect),
            }
        }
    }

    fn tag(
        &mut self,
        ui: &mut Ui,
        cx: &mut Cx<'_>,
        input: &HeatMapInput,
        transform: &PlotTransform,
        (i, reference, label, rest): (usize, RecordRef, &str, Rect),
    ) {
        let risk = &input.risks[i];
        let response = ui.interact(rest, ui.scope_id().with(("marker", reference.key)), Sense::click_and_drag());
        let name =
            format!("{} {}, probability {}, impact {}", risk.id, risk.title, level_word(input.levels, risk.probability), level_word(input.levels, risk.impact));
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, risk.emphasis, &name));
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if response.drag_started() {
            self.dragged = Some(i);
        }
        let pointer = response.interact_pointer_pos().filter(|_| self.dragged == Some(i));
        if let Some(p) = pointer {
            Self::target(ui, input, transform, p);
        }
        let rect = pointer.map_or(rest, |p| Rect::from_center_size(p, rest.size()));
        draw(ui, label, rect, risk.emphasis || response.has_focus(), risk.alert);
        if response.clicked() {
            cx.pick(ui, reference, |plan| in_file_order(plan, RecordKind::Risk));
        }
        menus::attach(&response, cx, reference);
        if response.drag_stopped() {
            self.dragged = None;
            cx.select(reference);
            if let Some((p, i)) = pointer.and_then(|p| cell_under(input, transform, p)) {
                rescore(cx, reference, Level::at(p, input.levels), Level::at(i, input.levels));
            }
        }
        if !response.dragged() {
            response.on_hover_text(name + ". Drag it to another cell to score it again");
        }
    }

    /// The cell a dragged risk would fall into.
    fn target(ui: &Ui, input: &HeatMapInput, transform: &PlotTransform, p: Pos2) {
        if let Some((probability, impact)) = cell_under(input, transform, p) {
            let a = screen(transform, f64::from(impact) - 1.0, f64::from(probability));
            let b = screen(transform, f64::from(impact), f64::from(probability) - 1.0);
            let pen = egui::Stroke::new(2.0, theme::role(ui, Role::Accent));
            ui.painter().rect_stroke(Rect::from_min_max(a, b), 2.0, pen, egui::StrokeKind::Inside);
        }
    }
}

fn level_at(value: f64, levels: u32) -> String {
    (1..=levels).find(|l| (f64::from(*l) - 0.5 - value).abs() < 0.01).map_or(String::new(), |l| level_word(levels, l))
}

fn screen(transform: &PlotTransform, x: f64, y: f64) -> Pos2 {
    transform.position_from_point(&PlotPoint::new(x, y))
}

fn cell_under(input: &HeatMapInput, transform: &PlotTransform, p: Pos2) -> Option<(u32, u32)> {
    let v = transform.value_from_position(p);
    cell_at(input, v.x, v.y)
}

fn rescore(cx: &mut Cx<'_>, reference: RecordRef, probability: Level, impact: Level) {
    if let Some(risk) = cx.plan.risks.get(reference.key) {
        let mut risk = risk.as_ref().clone();
        (risk.probability, risk.impact) = (probability, impact);
        cx.set(reference, risk);
    }
}

/// The risks of a cell that have no room of their own: a tag that opens their list.
fn counted(ui: &mut Ui, cx: &mut Cx<'_>, input: &HeatMapInput, shown: &[usize], many: &[usize], label: &str, rect: Rect) {
    let first = many.first().and_then(|i| input.risks.get(*i));
    let cell = first.map_or((0, 0), |r| (r.probability, r.impact));
    let response = ui.interact(rect, ui.scope_id().with(("more", cell)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("{} more risks", many.len())));
    draw(ui, label, rect, response.has_focus() || response.hovered(), many.iter().any(|i| input.risks[*i].alert));
    egui::Popup::menu(&response).show(|ui| {
        egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
            for i in many {
                let risk = &input.risks[*i];
                if ui.button(format!("{} {}", risk.id, risk.title)).clicked()
                    && let Some(item) = shown.get(*i).and_then(|i| cx.analysis.risks.items.get(*i))
                {
                    cx.select(RecordRef { kind: RecordKind::Risk, key: item.key });
                    ui.close();
                }
            }
        });
    });
}

/// A tag with a label; an alert adds a sign, emphasis an outline.
fn draw(ui: &Ui, label: &str, rect: Rect, emphasis: bool, alert: bool) {
    let mut scene = Scene::new(0.0, 0.0, "");
    let size = crate::scene::Rect::new(0.0, 0.0, f64::from(rect.width()), f64::from(rect.height()));
    scene.fill(size, 10.0, Role::Panel);
    scene.outline(size, 10.0, if emphasis { Stroke::solid(Role::Accent, 2.0) } else { Stroke::solid(Role::Text, 1.0) });
    let wide = alert && size.w > 40.0;
    if wide {
        scene.sign(at(12.0, size.h / 2.0), 11.0, crate::scene::Sign::Bad);
    }
    let x = size.w / 2.0 + if wide { 7.0 } else { 0.0 };
    scene.text(at(x, size.h / 2.0), label, 11.0, Weight::Semibold, crate::scene::Align::Center, Role::Text);
    paint::scene(ui.painter(), ui, &scene, Place::at(rect.min));
}
