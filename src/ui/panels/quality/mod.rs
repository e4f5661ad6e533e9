//! How good is the schedule: the 14 points with the tasks behind each, the ten practices, execution,
//! earned value, the buffer. Counts are shown, never one index over all: it would hide what matters.

mod progress;

use crate::analysis::quality::{Check, Point, Practice, Rating, Verdict};
use crate::analysis::words;
use crate::model::{RecordKind, RecordRef};
use crate::report::quality::{counts, rating_sign, ratings, verdict_sign};
use crate::scene::{Role, Sign, Weight, text};
use crate::ui::action::Action;
use crate::ui::context::{Ask, Cx};
use crate::ui::panels::Panel;
use crate::ui::selection::Selection;
use crate::ui::theme::{self, font};
use crate::ui::{paint, widgets};
use egui::{Response, Role as Access, Sense, Ui, WidgetInfo, vec2};

/// Most tasks that are named below a point; the others are selected all the same.
const NAMED: usize = 12;

/// What the user did to the view.
#[derive(Debug, Default)]
pub struct QualityPanel {
    open: Option<Point>,
}

impl QualityPanel {
    /// Shows the view.
    pub fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (sign, sentence) = answer(cx);
        widgets::answer(ui, sign, &sentence);
        if cx.plan.tasks.is_empty() {
            if widgets::empty(ui, "A schedule is judged by its tasks and the links between them.", "Add the first task") {
                cx.inbox.actions.push(Action::AddTask);
            }
            return;
        }
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            if ui.available_width() > 900.0 {
                ui.spacing_mut().item_spacing.x = 24.0;
                ui.columns(2, |columns| {
                    if let [left, right] = columns {
                        self.points(left, cx);
                        practices(left, cx);
                        progress::show(right, cx);
                    }
                });
            } else {
                self.points(ui, cx);
                progress::show(ui, cx);
                practices(ui, cx);
            }
            ui.add_space(12.0);
        });
    }

    fn points(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        widgets::heading(ui, "DCMA 14 points");
        ui.spacing_mut().item_spacing.y = 1.0;
        let points = std::sync::Arc::clone(&cx.analysis.quality.points);
        for check in points.iter() {
            let open = self.open == Some(check.point);
            let response = row(ui, &point_row(check), open).on_hover_text(check.point.formula());
            if response.clicked() {
                self.open = (!open).then_some(check.point);
                if !open && !check.tasks.is_empty() {
                    cx.inbox.select = Some(Selection::of(check.tasks.iter().map(|i| task_ref(cx, *i)).collect()));
                    cx.inbox.notice = Some(format!("{} selected", words::count(check.tasks.len(), "task")));
                }
            }
            if open {
                below(ui, cx, check);
            }
        }
        ui.spacing_mut().item_spacing.y = 6.0;
    }
}

fn answer(cx: &Cx<'_>) -> (Sign, String) {
    let q = &cx.analysis.quality;
    let sign = match () {
        () if q.count(Verdict::NotApplicable) == Point::ALL.len() => Sign::Unknown,
        () if q.count(Verdict::Fail) > 0 => Sign::Bad,
        () if q.count(Verdict::Look) > 0 => Sign::Warn,
        () => Sign::Good,
    };
    (sign, format!("Schedule quality: {} of 14 points", counts(cx.analysis)))
}

fn task_ref(cx: &Cx<'_>, i: usize) -> RecordRef {
    RecordRef { kind: RecordKind::Task, key: cx.analysis.schedule.net.keys[i] }
}

fn small(ui: &mut Ui, words: &str) {
    ui.label(theme::small(words).color(theme::role(ui, Role::Muted)));
}

/// What is behind a point: its note, its tasks, and where to go on.
fn below(ui: &mut Ui, cx: &mut Cx<'_>, check: &Check) {
    ui.indent(("point", check.point), |ui| {
        small(ui, check.point.formula());
        for i in check.tasks.iter().take(NAMED).copied() {
            let record = &cx.analysis.schedule.net.records[i];
            let title = if record.title.is_empty() { record.id.clone() } else { record.title.clone() };
            let right = if record.title.is_empty() { String::new() } else { record.id.clone() };
            let at = task_ref(cx, i);
            if widgets::line(ui, None, &title, &right, cx.is_selected(at)).clicked() {
                cx.select(at);
            }
        }
        if check.tasks.len() > NAMED {
            small(ui, &format!("and {} more, all selected", words::count(check.tasks.len() - NAMED, "task")));
        }
        ui.horizontal_wrapped(|ui| {
            if !check.tasks.is_empty() && ui.link("Show in the timeline").clicked() {
                cx.inbox.select = Some(Selection::of(check.tasks.iter().map(|i| task_ref(cx, *i)).collect()));
                cx.inbox.show = Some(Panel::Timeline);
            }
            if ui.link(format!("Explain {}", check.point.rule())).clicked() {
                cx.ask(Ask::Explain(check.point.rule().to_owned()));
            }
        });
        ui.add_space(4.0);
    });
}

fn practices(ui: &mut Ui, cx: &mut Cx<'_>) {
    widgets::heading(ui, "GAO best practices");
    small(ui, &ratings(cx.analysis));
    ui.spacing_mut().item_spacing.y = 1.0;
    for p in cx.analysis.quality.practices.iter() {
        row(ui, &practice_row(p), false);
    }
    ui.spacing_mut().item_spacing.y = 6.0;
}

/// A row of the card.
pub(super) struct Row {
    sign: Sign,
    verdict: &'static str,
    title: String,
    value: String,
    norm: String,
    note: String,
    clickable: bool,
}

fn point_row(c: &Check) -> Row {
    Row {
        sign: verdict_sign(c.verdict),
        verdict: c.verdict.spoken(),
        title: format!("{}  {}", c.point.number(), c.point.title()),
        value: c.spoken(),
        norm: c.norm.spoken(),
        note: c.note.clone(),
        clickable: true,
    }
}

fn practice_row(p: &Practice) -> Row {
    Row {
        sign: rating_sign(p.rating),
        verdict: p.rating.spoken(),
        title: format!("{}  {}", p.number, p.title),
        value: String::new(),
        norm: String::new(),
        note: if p.rating == Rating::NoData && p.evidence.is_empty() { "Nothing to go by".to_owned() } else { p.evidence.clone() },
        clickable: false,
    }
}

/// Draws a row: sign and word, what it is, its figure and norm; what there is to say wraps below.
fn row(ui: &mut Ui, row: &Row, open: bool) -> Response {
    const SIGN: f32 = 26.0;
    const WORD: f32 = 96.0;
    let width = ui.available_width();
    let figures = if row.value.is_empty() { String::new() } else { format!("{}, {}", row.value, row.norm) };
    let wide = |words: &str, weight| {
        #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
        let w = text::width(words, if weight == Weight::Regular { 11.5 } else { 13.0 }, weight) as f32;
        w
    };
    let indent = SIGN + WORD;
    // The figure stands at the right when title and figure fit in one line, else below.
    let beside = figures.is_empty() || indent + wide(&row.title, Weight::Semibold) * 0.95 + wide(&figures, Weight::Regular) + 24.0 < width;
    let below = match (beside, row.note.is_empty()) {
        (true, _) => row.note.clone(),
        (false, true) => figures.clone(),
        (false, false) => format!("{figures}. {}", row.note),
    };
    let room = (width - indent - 8.0).max(80.0);
    let (strong, muted) = (theme::role(ui, Role::Text), theme::role(ui, Role::Muted));
    let head_room = if beside && !figures.is_empty() { (room - wide(&figures, Weight::Regular) - 16.0).max(60.0) } else { room };
    let title = ui.painter().layout(row.title.clone(), font(13.0, Weight::Regular), strong, head_room);
    let more = ui.painter().layout(below, font(11.5, Weight::Regular), muted, room);
    let more_height = if more.text().is_empty() { 0.0 } else { more.size().y + 2.0 };
    let height = (title.size().y + 8.0).max(26.0) + more_height;
    let sense = if row.clickable { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
    let spoken = [row.title.as_str(), row.verdict, &figures, &row.note].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
    let access = if row.clickable { Access::Button } else { Access::Label };
    response.widget_info(|| {
        if row.clickable { WidgetInfo::selected(access, true, open, spoken.clone()) } else { WidgetInfo::labeled(access, true, spoken.clone()) }
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if open || (row.clickable && (response.hovered() || response.has_focus())) {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 4.0, egui::Stroke::new(2.0, theme::role(ui, Role::Accent)), egui::StrokeKind::Inside);
    }
    let middle = rect.top() + 13.0;
    let mut scene = crate::scene::Scene::new(16.0, 16.0, "");
    scene.sign(crate::scene::Point::default(), 15.0, row.sign);
    paint::scene(ui.painter(), ui, &scene, paint::Place::at(egui::pos2(rect.left() + 14.0, middle)));
    let word = egui::pos2(rect.left() + SIGN, middle);
    ui.painter().text(word, egui::Align2::LEFT_CENTER, row.verdict, font(11.5, Weight::Semibold), strong);
    let left = rect.left() + indent;
    let title_height = title.size().y;
    ui.painter().galley(egui::pos2(left, rect.top() + 5.0), title, strong);
    if beside && !figures.is_empty() {
        ui.painter().text(egui::pos2(rect.right() - 6.0, middle), egui::Align2::RIGHT_CENTER, figures, font(11.5, Weight::Regular), muted);
    }
    ui.painter().galley(egui::pos2(left, rect.top() + (title_height + 8.0).max(24.0)), more, muted);
    response
}
