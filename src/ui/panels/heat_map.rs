//! The heat map: egui_plot is canvas and axes, cells and markers come from the scene.

use crate::model::value::Level;
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures;
use crate::scene::heat_map::{Band, HeatMapInput, HeatRisk, Marker, cell_at, cells, level_word, markers};
use crate::scene::{Role, Scene, Stroke, Weight, at};
use crate::ui::context::Cx;
use crate::ui::paint::{self, Place};
use crate::ui::theme;
use egui::{CursorIcon, Pos2, Rect, Role as Access, Sense, Ui, WidgetInfo, vec2};
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
        let transform = self.plot(ui, &input, levels, height);
        self.cell_words(ui, &input, &transform);
        self.markers(ui, cx, &input, &transform);
        ui.add(egui::Label::new(caption).wrap());
    }

    fn plot(&self, ui: &mut Ui, input: &HeatMapInput, levels: f64, height: f32) -> PlotTransform {
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
    fn cell_words(&self, ui: &Ui, input: &HeatMapInput, transform: &PlotTransform) {
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

    fn markers(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, input: &HeatMapInput, transform: &PlotTransform) {
        let shown = pictures::heat_risks(cx.analysis);
        for marker in markers(input) {
            let Some(risk) = input.risks.get(marker.risk) else { continue };
            let Some(item) = shown.get(marker.risk).map(|i| &cx.analysis.risks.items[*i]) else { continue };
            let reference = RecordRef { kind: RecordKind::Risk, key: item.key };
            let rest = screen(transform, marker.x, marker.y);
            let rect = Rect::from_min_size(rest - vec2(10.0, 12.0), vec2(tag_width(risk), 24.0));
            let response = ui.interact(rect, ui.scope_id().with(("marker", item.key)), Sense::click_and_drag());
            let name = format!("{} {}, probability {}, impact {}", risk.id, risk.title, level_word(input.levels, risk.probability), level_word(input.levels, risk.impact));
            response.widget_info(|| WidgetInfo::selected(Access::Button, true, risk.emphasis, &name));
            if response.hovered() {
                ui.set_cursor_icon(CursorIcon::Grab);
            }
            if response.drag_started() {
                self.dragged = Some(marker.risk);
                cx.select(reference);
            }
            let pointer = response.interact_pointer_pos().filter(|_| self.dragged == Some(marker.risk));
            draw(ui, input, &marker, pointer.unwrap_or(rest), response.has_focus());
            if let Some(p) = pointer {
                self.target(ui, input, transform, p);
            }
            if response.clicked() {
                cx.select(reference);
            }
            if response.drag_stopped() {
                self.dragged = None;
                if let Some((p, i)) = pointer.and_then(|p| cell_under(input, transform, p)) {
                    rescore(cx, reference, Level::at(p, input.levels), Level::at(i, input.levels));
                }
            }
            if !response.dragged() {
                response.on_hover_text(name + ". Drag it to another cell to score it again");
            }
        }
    }

    /// The cell a dragged risk would fall into.
    fn target(&self, ui: &Ui, input: &HeatMapInput, transform: &PlotTransform, p: Pos2) {
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

/// Width of a risk's tag.
#[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
fn tag_width(risk: &HeatRisk) -> f32 {
    crate::scene::text::width(&risk.id, 11.0, Weight::Semibold) as f32 + if risk.alert { 30.0 } else { 16.0 }
}

/// A marker: a tag with the risk's id; an alert adds a sign, selection an outline.
fn draw(ui: &Ui, input: &HeatMapInput, marker: &Marker, p: Pos2, focused: bool) {
    let emphasis = input.risks.get(marker.risk).is_some_and(|r| r.emphasis);
    let alert = input.risks.get(marker.risk).is_some_and(|r| r.alert);
    let label = if marker.more.is_empty() { input.risks.get(marker.risk).map_or_else(String::new, |r| r.id.clone()) } else { marker.label.clone() };
    let mut scene = Scene::new(0.0, 0.0, "");
    let width = input.risks.get(marker.risk).map_or(40.0, |r| f64::from(tag_width(r)));
    let rect = crate::scene::Rect::new(-10.0, -10.0, width, 20.0);
    scene.fill(rect, 10.0, Role::Panel);
    let line = if emphasis || focused { Stroke::solid(Role::Accent, 2.0) } else { Stroke::solid(Role::Text, 1.0) };
    scene.outline(rect, 10.0, line);
    if alert {
        scene.sign(at(rect.x + 12.0, 0.0), 11.0, crate::scene::Sign::Bad);
    }
    let x = rect.x + width / 2.0 + if alert { 7.0 } else { 0.0 };
    scene.text(at(x, 0.0), label, 11.0, Weight::Semibold, crate::scene::Align::Center, Role::Text);
    paint::scene(ui.painter(), ui, &scene, Place::at(p));
}
