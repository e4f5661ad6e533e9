//! The heat map under pointer and keys: `egui_plot` is canvas and axes, what lies in it comes from the
//! scene. A mark is dragged, or moved with Shift and the arrows, to score its risk again.

use super::scale;
use crate::analysis::register;
use crate::analysis::risk::RiskResult;
use crate::analysis::words;
use crate::edit::Edit;
use crate::model::records::Risk;
use crate::model::value::{Date, Dur, Level, Range};
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures;
use crate::scene::heat_map::{self, HeatMapInput, Mark, Stage, cell_at, level_word, spread};
use crate::scene::{self as picture, Role, Scene};
use crate::ui::context::{Cx, in_file_order};
use crate::ui::paint::{self, Place};
use crate::ui::{menus, theme};
use egui::{CursorIcon, Key, Modifiers, Pos2, Rect, Role as Access, Sense, Ui, WidgetInfo};
use egui_plot::{AxisHints, GridMark, Plot, PlotTransform};

/// What the user is doing to the heat map.
#[derive(Debug, Default)]
pub struct HeatMap {
    /// The risk under the pointer, by position in the picture.
    dragged: Option<usize>,
    /// Movement since this day is shown.
    since: Option<Date>,
}

/// What a frame of the heat map shows.
struct Shown<'a> {
    input: &'a HeatMapInput,
    /// Position in the register of each risk of the input.
    items: &'a [usize],
    grid: picture::Rect,
    continuous: bool,
}

impl HeatMap {
    /// Shows the matrix, or the risks over percent and days.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, continuous: &mut bool) {
        self.toolbar(ui, cx, continuous);
        let selected = cx.selection.filter(|s| s.kind == RecordKind::Risk).and_then(|s| cx.analysis.risks.items.iter().position(|r| r.key == s.key));
        let input = pictures::heat_input_since(cx.analysis, selected, self.since);
        let items = pictures::heat_risks(cx.analysis);
        let height = (ui.available_height() - 62.0).clamp(140.0, 1200.0);
        let transform = plot(ui, &input, height, *continuous);
        let frame = *transform.frame();
        let grid = picture::Rect::new(f64::from(frame.left()), f64::from(frame.top()), f64::from(frame.width()), f64::from(frame.height()));
        let shown = Shown { input: &input, items: &items, grid, continuous: *continuous };
        let mut scene = Scene::new(0.0, 0.0, "");
        let marks = if *continuous {
            let spots = spread::spots(&input, grid);
            spread::body(&mut scene, &input, grid, &spots);
            spots.iter().map(|s| (s.risk, s.rect, Vec::new())).collect()
        } else {
            let marks = heat_map::layout(&input, grid);
            heat_map::body(&mut scene, &input, grid, &marks);
            marks.into_iter().filter(|m| m.stage == Stage::Now).map(|m: Mark| (m.risk, m.rect, m.more)).collect::<Vec<_>>()
        };
        paint::scene(&ui.painter_at(frame.expand(1.0)), ui, &scene, Place::at(Pos2::ZERO));
        cell_tips(ui, &shown);
        for (risk, rect, more) in marks {
            if more.is_empty() {
                self.mark(ui, cx, &shown, risk, Place::at(Pos2::ZERO).rect(rect));
            } else {
                counted(ui, cx, &shown, &more, Place::at(Pos2::ZERO).rect(rect));
            }
        }
        if *continuous {
            unmeasured(ui, cx, &shown);
        }
        legend(ui, &input, *continuous);
        super::muted(ui, input.caption.clone());
    }

    fn toolbar(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, continuous: &mut bool) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (value, label, tip) in [
                (false, "Levels", "Probability and impact as levels of the scale"),
                (true, "Percent × days", "How likely in percent, how bad in working days; lines join what costs the same on average"),
            ] {
                if ui.selectable_label(*continuous == value, label).on_hover_text(tip).clicked() {
                    *continuous = value;
                }
            }
            scale::menu(ui, cx);
            let days = pictures::review_days(cx.analysis);
            let near = cx.plan.status_date();
            let label = self.since.map_or_else(|| "Movement".to_owned(), |d| format!("Since {}", words::day(d, near)));
            ui.add_enabled_ui(!days.is_empty(), |ui| {
                let menu = ui.menu_button(label, |ui| {
                    if ui.selectable_label(self.since.is_none(), "No movement").clicked() {
                        self.since = None;
                        ui.close();
                    }
                    for day in days.iter().rev().take(20) {
                        if ui.selectable_label(self.since == Some(*day), format!("Since {}", words::day(*day, near))).clicked() {
                            self.since = Some(*day);
                            ui.close();
                        }
                    }
                });
                let tip = "Where the risks stood on an earlier day, from their reviews and the history";
                menu.response
                    .on_hover_text(tip)
                    .on_disabled_hover_text(format!("{tip}. None was reviewed before: use Reviewed today, or drag one to another cell"));
            });
        });
        ui.add_space(2.0);
    }

    fn mark(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, i: usize, rest: Rect) {
        let (Some(risk), Some(result)) = (shown.input.risks.get(i), shown.items.get(i).and_then(|k| cx.analysis.risks.items.get(*k)).cloned()) else { return };
        let reference = register::risk_ref(result.key);
        let response = ui.interact(rest, ui.scope_id().with(("marker", reference.key)), Sense::click_and_drag());
        let levels = shown.input.levels;
        let name = format!("{} {}, probability {}, impact {}", risk.id, risk.title, level_word(levels, risk.probability), level_word(levels, risk.impact));
        response.widget_info(|| WidgetInfo::selected(Access::Button, true, risk.emphasis, &name));
        if response.hovered() {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(rest.expand(2.0), rest.height() / 2.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
            nudge(ui, cx, reference, &result, levels);
        }
        if response.drag_started() {
            self.dragged = Some(i);
        }
        let pointer = response.interact_pointer_pos().filter(|_| self.dragged == Some(i));
        if let Some(p) = pointer {
            target(ui, shown, p);
            held(ui, &risk.id, p);
        }
        if response.clicked() {
            response.request_focus();
            cx.pick(ui, reference, |plan| in_file_order(plan, RecordKind::Risk));
        }
        menus::attach(&response, cx, reference);
        if response.drag_stopped() {
            self.dragged = None;
            cx.select(reference);
            if let Some(p) = pointer {
                let edit = if shown.continuous { measured(cx, reference, shown, p) } else { scored(cx, reference, shown, p) };
                say(cx, edit.as_ref());
                cx.inbox.edits.extend(edit);
            }
        }
        if !response.dragged()
            && let Some(record) = cx.plan.risks.get(reference.key)
        {
            response.on_hover_ui(|ui| card(ui, cx, record, &result));
        }
    }
}

/// What shapes, arrows and lines mean, as far as they occur.
fn legend(ui: &mut Ui, input: &HeatMapInput, continuous: bool) {
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 18.0), Sense::hover());
    let mut scene = Scene::new(0.0, 0.0, "");
    let line = picture::Rect::new(f64::from(rect.left()) + 6.0, f64::from(rect.center().y), f64::from(rect.width()) - 12.0, 0.0);
    heat_map::legend(&mut scene, input, line, continuous);
    paint::scene(&ui.painter_at(rect), ui, &scene, Place::at(Pos2::ZERO));
}

/// A point of the scene.
fn point(p: Pos2) -> picture::Point {
    picture::at(f64::from(p.x), f64::from(p.y))
}

/// The cell under a point.
fn cell_under(shown: &Shown<'_>, p: Pos2) -> Option<(u32, u32)> {
    let n = f64::from(shown.input.levels);
    let (p, grid) = (point(p), shown.grid);
    cell_at(shown.input, (p.x - grid.x) / grid.w * n, (grid.bottom() - p.y) / grid.h * n)
}

fn scored(cx: &Cx<'_>, at: RecordRef, shown: &Shown<'_>, p: Pos2) -> Option<Edit> {
    let (p, i) = cell_under(shown, p)?;
    let levels = shown.input.levels;
    register::scored(cx.analysis, at.key, Level::at(p, levels), Level::at(i, levels))
}

/// A risk dragged over percent and days: to whole steps of five percent, its range stretched to the
/// new mean in half days.
fn measured(cx: &Cx<'_>, at: RecordRef, shown: &Shown<'_>, p: Pos2) -> Option<Edit> {
    let (days, pct) = spread::value_at(shown.input, shown.grid, point(p));
    let mut risk = cx.plan.risks.get(at.key)?.as_ref().clone();
    let pct = ((pct / 5.0).round() * 5.0).clamp(5.0, 95.0);
    let before = risk.days.map(crate::analysis::risk::mean_days).filter(|d| *d > 0.0)?;
    let stretch = (days / before).max(0.5 / before);
    let half = |d: Dur| Dur::days((d.in_days(480.0) * stretch * 2.0).round().max(1.0) / 2.0);
    let label = format!("set {} to {pct} %", risk.id);
    risk.probability_pct = Some(pct);
    if (stretch - 1.0).abs() > 0.04 {
        risk.days = risk.days.map(|r| Range { min: half(r.min), likely: half(r.likely), max: half(r.max) });
    }
    Some(Edit::Many(label, vec![Edit::Set(at, risk.into())]))
}

/// Shift and the arrows score the risk that has the keyboard one level up or down.
fn nudge(ui: &Ui, cx: &mut Cx<'_>, at: RecordRef, result: &RiskResult, levels: u32) {
    let pressed = |k: Key| i64::from(ui.input_mut(|i| i.consume_key(Modifiers::SHIFT, k)));
    let (up, right) = (pressed(Key::ArrowUp) - pressed(Key::ArrowDown), pressed(Key::ArrowRight) - pressed(Key::ArrowLeft));
    if (up, right) == (0, 0) {
        return;
    }
    let moved = |level: u32, by: i64| Level::at(u32::try_from((i64::from(level) + by).clamp(1, i64::from(levels))).unwrap_or(1), levels);
    let edit = register::scored(cx.analysis, at.key, moved(result.probability, up), moved(result.impact, right));
    say(cx, edit.as_ref());
    cx.inbox.edits.extend(edit);
}

/// The status line says what was done to a risk, not only that no date moved.
fn say(cx: &mut Cx<'_>, edit: Option<&Edit>) {
    if let Some(edit) = edit {
        let label = edit.label(cx.plan);
        let mut letters = label.chars();
        cx.inbox.said = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
    }
}

fn plot(ui: &mut Ui, input: &HeatMapInput, height: f32, continuous: bool) -> PlotTransform {
    let n = input.levels;
    let marks = move |_: egui_plot::GridInput| (0..n).map(|i| GridMark { value: f64::from(i) + 0.5, step_size: 1.0 }).collect::<Vec<_>>();
    let level = move |m: GridMark| (1..=n).find(|l| (f64::from(*l) - 0.5 - m.value).abs() < 0.01).map_or(String::new(), |l| level_word(n, l));
    let (x, y) = if continuous { (spread::most_days(input), 100.0) } else { (f64::from(n), f64::from(n)) };
    let plot = Plot::new(if continuous { "spread" } else { "heat map" })
        .height(height)
        .width(ui.available_width())
        .default_x_bounds(0.0, x)
        .default_y_bounds(0.0, y)
        .set_margin_fraction(egui::Vec2::ZERO)
        .allow_zoom(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_grid(false)
        .show_x(false)
        .show_y(false)
        .label_formatter(|_| None);
    let plot = if continuous {
        plot.custom_x_axes(vec![AxisHints::new_x().label("Impact in working days").formatter(|m, _| words::number(m.value))])
            .custom_y_axes(vec![AxisHints::new_y().label("Probability").formatter(|m, _| format!("{} %", words::number(m.value))).min_thickness(64.0)])
    } else {
        plot.x_grid_spacer(marks)
            .y_grid_spacer(marks)
            .custom_x_axes(vec![AxisHints::new_x().label("Impact").formatter(move |m, _| level(m))])
            .custom_y_axes(vec![AxisHints::new_y().label("Probability").formatter(move |m, _| level(m)).min_thickness(64.0)])
    };
    let shown = plot.show(ui, |plot| plot.set_plot_bounds(egui_plot::PlotBounds::from_min_max([0.0, 0.0], [x, y])));
    shown.transform
}

/// Over a cell without a mark under the pointer: what its levels mean.
fn cell_tips(ui: &mut Ui, shown: &Shown<'_>) {
    if shown.continuous {
        return;
    }
    let input = shown.input;
    let n = f64::from(input.levels);
    for cell in heat_map::cells(input) {
        let (w, h) = (shown.grid.w / n, shown.grid.h / n);
        let rect = picture::Rect::new(shown.grid.x + f64::from(cell.impact - 1) * w, shown.grid.bottom() - f64::from(cell.probability) * h, w, h);
        let response = ui.interact(Place::at(Pos2::ZERO).rect(rect), ui.scope_id().with(("cell", cell.probability, cell.impact)), Sense::hover());
        let meaning = |means: &[String], level: u32| {
            let index = usize::try_from(level.saturating_sub(1)).unwrap_or(0);
            means.get(index).map_or_else(String::new, |m| format!(" ({m})"))
        };
        let (p, i) = (level_word(input.levels, cell.probability), level_word(input.levels, cell.impact));
        let (pm, im) = (meaning(&input.meanings.0, cell.probability), meaning(&input.meanings.1, cell.impact));
        response.on_hover_text(format!(
            "Probability {}{pm} × impact {}{im}: score {}, {}",
            p.to_lowercase(),
            i.to_lowercase(),
            cell.score,
            cell.word.to_lowercase()
        ));
    }
}

/// Where a dragged risk would fall.
fn target(ui: &Ui, shown: &Shown<'_>, p: Pos2) {
    let pen = egui::Stroke::new(2.0, theme::role(ui, Role::Accent));
    if shown.continuous {
        let (days, pct) = spread::value_at(shown.input, shown.grid, point(p));
        crate::ui::widgets::beside(ui, p, &[format!("{} %, {}", (pct / 5.0).round() * 5.0, words::days((days * 2.0).round() / 2.0))], false);
        return;
    }
    if let Some((probability, impact)) = cell_under(shown, p) {
        let n = f64::from(shown.input.levels);
        let (w, h) = (shown.grid.w / n, shown.grid.h / n);
        let cell = picture::Rect::new(shown.grid.x + f64::from(impact - 1) * w, shown.grid.bottom() - f64::from(probability) * h, w, h);
        ui.painter().rect_stroke(Place::at(Pos2::ZERO).rect(cell), 2.0, pen, egui::StrokeKind::Inside);
    }
}

/// The mark that is held, under the pointer.
fn held(ui: &Ui, label: &str, p: Pos2) {
    let mut scene = Scene::new(0.0, 0.0, "");
    let w = picture::text::width(label, 11.5, picture::Weight::Semibold) + 16.0;
    let rect = picture::Rect::new(f64::from(p.x) - w / 2.0, f64::from(p.y) - 10.0, w, 20.0);
    scene.fill(rect, 10.0, Role::Panel);
    scene.outline(rect, 10.0, picture::Stroke::solid(Role::Accent, 2.0));
    scene.text(rect.center(), label, 11.5, picture::Weight::Semibold, picture::Align::Center, Role::Text);
    paint::scene(ui.painter(), ui, &scene, Place::at(Pos2::ZERO));
}

/// The card of a risk, under the pointer.
fn card(ui: &mut Ui, cx: &Cx<'_>, risk: &Risk, result: &RiskResult) {
    ui.set_max_width(340.0);
    let near = cx.plan.status_date();
    ui.add(egui::Label::new(theme::strong(format!("{}  {}", risk.id, risk.title))).wrap());
    let mut lines = vec![format!("{} × {} = {}, {}", risk.probability.spoken(), risk.impact.spoken(), result.score, result.band.spoken().to_lowercase())];
    let measures: Vec<String> = [
        risk.probability_pct.map(|p| format!("{} %", words::number(p))),
        risk.days.map(|d| d.to_string()),
        risk.cost.as_ref().map(ToString::to_string),
        result.exposure_days.map(|d| format!("expected loss {}", words::days(d))),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !measures.is_empty() {
        lines.push(measures.join(", "));
    }
    lines.push(format!("{}, owner {}", risk.status.spoken(), risk.owner.as_deref().unwrap_or("nobody")));
    if result.alert {
        lines.push(format!("Seen: {}", words::listing(&result.fired, 3)));
    }
    if let Some((step, due)) = register::next_step(cx.analysis, risk) {
        let when = due.map_or_else(String::new, |d| format!(", due {}", words::day(d, near)));
        lines.push(format!("Next: {}{when}", step.text));
    }
    if let Some(by) = register::last_switch(cx.analysis, risk) {
        lines.push(format!("Plan B can be switched to until {}", words::day(by, near)));
    }
    for line in lines {
        super::muted(ui, line);
    }
    ui.label(theme::small("Drag it, or Shift with the arrows, to score it again").color(theme::role(ui, Role::Muted)));
}

/// The risks of a cell that have no room of their own: a mark that opens their list.
fn counted(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, many: &[usize], rect: Rect) {
    let cell = many.first().and_then(|i| shown.input.risks.get(*i)).map_or((0, 0), |r| (r.probability, r.impact));
    let response = ui.interact(rect, ui.scope_id().with(("more", cell)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Access::Button, true, format!("{} more risks", many.len())));
    if response.has_focus() || response.hovered() {
        ui.painter().rect_stroke(rect, 8.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Outside);
    }
    egui::Popup::menu(&response).show(|ui| choices(ui, cx, shown, many));
}

fn choices(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>, many: &[usize]) {
    egui::ScrollArea::vertical().max_height(280.0).show(ui, |ui| {
        for i in many {
            let Some(risk) = shown.input.risks.get(*i) else { continue };
            if ui.button(format!("{} {}", risk.id, risk.title)).clicked()
                && let Some(item) = shown.items.get(*i).and_then(|i| cx.analysis.risks.items.get(*i))
            {
                cx.select(register::risk_ref(item.key));
                ui.close();
            }
        }
    });
}

/// The risks that cannot be shown over percent and days, one click away.
fn unmeasured(ui: &mut Ui, cx: &mut Cx<'_>, shown: &Shown<'_>) {
    let missing: Vec<usize> = (0..shown.input.risks.len()).filter(|i| !spread::is_measured(&shown.input.risks[*i])).collect();
    if !missing.is_empty() {
        let label = format!("{} without percent or days", words::count(missing.len(), "risk"));
        ui.menu_button(label, |ui| choices(ui, cx, shown, &missing));
    }
}
