//! The tracker: who owes what to whom by when, declared beside what the graph makes of it, how long
//! nobody asked, and the list to chase each owner with.

use crate::analysis::dependencies::{self, TrackedResult};
use crate::analysis::words;
use crate::model::records::{Dependency, DependencyStatus};
use crate::model::value::LooseDate;
use crate::model::{RecordKind, RecordRef};
use crate::report::pictures::status_sign;
use crate::scene::{Align, Role, Scene, Weight, at, text};
use crate::ui::context::{Ask, Cx, in_file_order};
use crate::ui::paint::{self, Place};
use crate::ui::{menus, records, theme, widgets};
use egui::{Rect, Role as Access, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::Arc;

/// Columns: heading, share of the width, least width; those behind give way in a narrow view.
const COLUMNS: [(&str, f32, f32); 9] = [
    ("Dependency", 0.2, 150.0),
    ("Status", 0.12, 92.0),
    ("Owner", 0.13, 84.0),
    ("Required by", 0.14, 96.0),
    ("Needed", 0.08, 74.0),
    ("Promised", 0.08, 74.0),
    ("Slack", 0.06, 48.0),
    ("Asked", 0.07, 60.0),
    ("Mitigation", 0.12, 100.0),
];

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, sort: &mut Option<(usize, bool)>) {
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
            if ui.button("Copy chase list").on_hover_text("What every owner owes and has to answer, as text for a mail or a chat").clicked() {
                cx.ask(Ask::Copy(dependencies::chase_list(cx.analysis)));
            }
        });
    });
    let width = ui.available_width();
    let mut places: Vec<(f32, f32)> = Vec::new();
    let mut x = 0.0;
    let least: f32 = COLUMNS.iter().map(|c| c.2).sum();
    let spare = (width - least).max(0.0);
    for (_, share, least) in COLUMNS {
        let w = least + spare * share;
        if x + least > width + 1.0 {
            break;
        }
        places.push((x, w));
        x += w;
    }
    headings(ui, &places, sort);
    for (d, result) in sorted(cx, *sort) {
        row(ui, cx, &places, &d, &result);
    }
}

fn sorted(cx: &Cx<'_>, sort: Option<(usize, bool)>) -> Vec<(Arc<Dependency>, TrackedResult)> {
    let items = &cx.analysis.dependencies.items;
    let mut rows: Vec<(Arc<Dependency>, TrackedResult)> =
        cx.plan.dependencies.arcs().filter_map(|(key, d)| Some((Arc::clone(d), items.iter().find(|i| i.key == key)?.clone()))).collect();
    let Some((column, down)) = sort else { return rows };
    if column == 6 {
        rows.sort_by(|a, b| a.1.slack_days.unwrap_or(f64::MAX).total_cmp(&b.1.slack_days.unwrap_or(f64::MAX)));
    } else {
        rows.sort_by_cached_key(|(d, r)| {
            let rank = if column == 1 { 9 - dependencies::severity(r.effective) } else { 0 };
            (rank, cell(cx, column, d, r).to_lowercase())
        });
    }
    if down {
        rows.reverse();
    }
    rows
}

fn headings(ui: &mut Ui, places: &[(f32, f32)], sort: &mut Option<(usize, bool)>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let mut scene = Scene::new(0.0, 0.0, "");
    for (i, (x, w)) in places.iter().enumerate() {
        let cell = Rect::from_min_size(pos2(rect.left() + x, rect.top()), vec2(*w, rect.height()));
        let response = ui.interact(cell, ui.scope_id().with(("tracker heading", i)), Sense::click());
        let label = COLUMNS[i].0;
        response.widget_info(|| WidgetInfo::labeled(Access::ColumnHeader, true, format!("Sort by {label}")));
        if response.clicked() {
            *sort = match *sort {
                Some((c, false)) if c == i => Some((c, true)),
                Some((c, true)) if c == i => None,
                _ => Some((i, false)),
            };
        }
        let arrow = sort.filter(|(c, _)| *c == i).map_or("", |(_, down)| if down { " ↓" } else { " ↑" });
        scene.text(at(f64::from(cell.left()) + 6.0, f64::from(cell.center().y)), format!("{label}{arrow}"), 11.5, Weight::Semibold, Align::Left, Role::Muted);
    }
    paint::scene(ui.painter(), ui, &scene, Place::at(egui::Pos2::ZERO));
    widgets::hairline(ui);
}

/// What a column says about a dependency.
fn cell(cx: &Cx<'_>, column: usize, d: &Dependency, r: &TrackedResult) -> String {
    let near = cx.plan.status_date();
    let loose = |d: &Option<LooseDate>| match d {
        Some(l) => l.date().map_or_else(|| l.to_string(), |day| words::day(day, near)),
        None => String::new(),
    };
    match column {
        0 => d.title.clone(),
        1 if r.effective != r.status => format!("{}, {} upstream", d.status.spoken(), r.effective.spoken().to_lowercase()),
        1 => d.status.spoken().to_owned(),
        2 => d.owner.clone(),
        3 => dependencies::expanded(cx.plan, &d.required_by).join(", "),
        4 if d.needed_by.is_none() => r.needed.map_or_else(String::new, |n| words::day(crate::model::value::Date::of_minute(n - 1), near)),
        4 => loose(&d.needed_by),
        5 => loose(&d.promised),
        6 => r.slack_days.map_or_else(String::new, words::days),
        7 => d.updated.map_or_else(|| "never".to_owned(), |u| format!("{} d ago", (near.0 - u.0).num_days().max(0))),
        _ => d.mitigation.clone().unwrap_or_else(|| "none".to_owned()),
    }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, places: &[(f32, f32)], d: &Dependency, r: &TrackedResult) {
    let at_record = RecordRef { kind: RecordKind::Dependency, key: r.key };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::click_and_drag());
    let selected = cx.is_selected(at_record);
    let said = format!("{} from {}, for {}, {}", d.title, d.owner, words::listing(&d.required_by, 3), cell(cx, 1, d, r).to_lowercase());
    response.widget_info(|| WidgetInfo::selected(Access::Button, true, selected, &said));
    if response.hovered() || selected || response.has_focus() {
        ui.painter().rect_filled(rect, 4.0, theme::role(ui, Role::Raised));
    }
    if selected {
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(3.0, rect.height())), 0.0, theme::role(ui, Role::Accent));
    }
    let mut scene = Scene::new(0.0, 0.0, "");
    let y = f64::from(rect.center().y);
    let mut cut = Vec::new();
    for (i, (x, w)) in places.iter().enumerate() {
        let words = cell(cx, i, d, r);
        let (mut left, right) = (f64::from(rect.left() + x) + 6.0, f64::from(rect.left() + x + w) - 6.0);
        if i == 1 {
            scene.sign(at(left + 6.0, y), 13.0, status_sign(r.effective));
            left += 18.0;
        }
        let late = i == 6 && r.slack_days.is_some_and(|s| s < 0.0);
        let old = i == 7 && !matches!(d.status, DependencyStatus::Done) && d.updated.is_none_or(|u| (cx.plan.status_date().0 - u.0).num_days() > 7);
        let role = if late {
            Role::Bad
        } else if old {
            Role::Warn
        } else {
            Role::Text
        };
        let shown = text::elide_end(&words, 12.5, Weight::Regular, (right - left).max(8.0));
        if shown != words {
            cut.push(format!("{}: {words}", COLUMNS[i].0));
        }
        scene.text(at(left, y), shown, 12.5, Weight::Regular, Align::Left, role);
    }
    paint::scene(ui.painter(), ui, &scene, Place::at(egui::Pos2::ZERO));
    response.dnd_set_drag_payload(at_record);
    if response.clicked() {
        cx.pick(ui, at_record, |plan| in_file_order(plan, RecordKind::Dependency));
    }
    menus::attach(&response, cx, at_record);
    let plan_b = d.plan_b.as_ref().filter(|b| !b.what.is_empty()).map(|b| {
        let needed = r.needed;
        let by = crate::analysis::register::switch_by(cx.analysis, b, needed);
        format!("Plan B: {}{}", b.what, by.map_or_else(String::new, |d| format!(", switch by {}", words::day(d, cx.plan.status_date()))))
    });
    cut.extend(plan_b);
    if !cut.is_empty() {
        response.on_hover_text(cut.join("\n"));
    }
}
