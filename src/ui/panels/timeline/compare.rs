//! What the bars are compared with: the plan as written, a baseline, another version of the file; and
//! the list of what moved since.

use super::Timeline;
use crate::analysis::{Analysis, words};
use crate::edit::Revision;
use crate::model::value::Date;
use crate::scene::gantt::{Ghosts, display_title};
use crate::scene::{Role, Sign};
use crate::ui::action::Action;
use crate::ui::context::{Ask, Cx};
use crate::ui::{theme, widgets};
use egui::Ui;

/// What is compared with.
#[derive(Clone, Debug, Default)]
pub(super) enum Compare {
    /// The plan as written: start and finish without progress.
    #[default]
    Written,
    /// A baseline of the plan: the one in force, or an earlier one by its position.
    Baseline { earlier: Option<usize>, open: bool, made: Option<(Revision, Ghosts)> },
    /// Another plan: an earlier version, or a file. Each comparison has a number of its own.
    Plan { label: String, other: Box<Analysis>, number: u64, open: bool, made: Option<(Revision, Ghosts)> },
}

impl Compare {
    pub fn ghosts(&self) -> Option<&Ghosts> {
        match self {
            Self::Written => None,
            Self::Baseline { made, .. } | Self::Plan { made, .. } => made.as_ref().map(|(_, g)| g),
        }
    }

    /// Tells two comparisons apart.
    pub fn stamp(&self) -> u64 {
        match self {
            Self::Written => 0,
            Self::Baseline { earlier, made, .. } => 1 + u64::from(made.is_some()) + 2 * earlier.map_or(0, |n| n as u64 + 1),
            Self::Plan { made, number, .. } => u64::MAX / 2 + u64::from(made.is_some()) + 2 * number,
        }
    }

    fn follow(&mut self, cx: &Cx<'_>) {
        let near = cx.plan.status_date();
        match self {
            Self::Written => {}
            Self::Baseline { earlier, made, .. } => {
                if made.as_ref().is_some_and(|(r, _)| *r == cx.revision) {
                    return;
                }
                let found = match earlier {
                    None => cx.plan.baseline.get().map(|b| (baseline_label("Baseline", b.set_on, near), b.tasks.clone())),
                    Some(n) => cx.plan.past_baselines.records().nth(*n).map(|b| (baseline_label(title_of(b), b.set_on, near), b.tasks.clone())),
                };
                match found {
                    Some((label, rows)) => *made = Some((cx.revision, Ghosts::of_baseline(cx.analysis, label, &rows))),
                    None => *self = Self::Written,
                }
            }
            Self::Plan { label, other, made, .. } => {
                if made.as_ref().is_none_or(|(r, _)| *r != cx.revision) {
                    *made = Some((cx.revision, Ghosts::of_plan(cx.analysis, label.clone(), other)));
                }
            }
        }
    }
}

fn title_of(b: &crate::model::records::PastBaseline) -> &str {
    if b.title.is_empty() { &b.id } else { &b.title }
}

fn baseline_label(name: &str, set_on: Option<Date>, near: Date) -> String {
    set_on.map_or_else(|| name.to_owned(), |d| format!("{name}, {}", words::day(d, near)))
}

impl Timeline {
    pub(super) fn follow_comparison(&mut self, cx: &Cx<'_>) {
        self.compare.follow(cx);
    }

    /// The menu of what can be compared with.
    pub(super) fn compare_menu(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let near = cx.plan.status_date();
        let label = match &self.compare {
            Compare::Written => "Compare".to_owned(),
            other => other.ghosts().map_or_else(|| "Compare".to_owned(), |g| format!("Against {}", g.label)),
        };
        ui.menu_button(crate::scene::text::elide_end(&label, 13.0, crate::scene::Weight::Regular, 260.0), |ui| {
            ui.set_min_width(240.0);
            if ui
                .selectable_label(matches!(self.compare, Compare::Written), "The plan as written")
                .on_hover_text("Start and finish without progress, from links and durations")
                .clicked()
            {
                self.compare = Compare::Written;
                ui.close();
            }
            let baseline = cx.plan.baseline.get().filter(|b| !b.tasks.is_empty());
            if let Some(b) = baseline {
                let on = matches!(self.compare, Compare::Baseline { earlier: None, .. });
                if ui.selectable_label(on, baseline_label("Baseline", b.set_on, near)).clicked() {
                    self.compare = Compare::Baseline { earlier: None, open: true, made: None };
                    ui.close();
                }
            }
            for (n, b) in cx.plan.past_baselines.records().enumerate() {
                let on = matches!(self.compare, Compare::Baseline { earlier: Some(k), .. } if k == n);
                if ui.selectable_label(on, baseline_label(title_of(b), b.set_on, near)).on_hover_text(b.reason.as_deref().unwrap_or("")).clicked() {
                    self.compare = Compare::Baseline { earlier: Some(n), open: true, made: None };
                    ui.close();
                }
            }
            ui.separator();
            let saved = ui.add_enabled(cx.path.is_some(), egui::Button::new("The file as it was saved")).on_disabled_hover_text("This plan was never saved");
            if saved.clicked() {
                cx.ask(Ask::CompareSaved);
                ui.close();
            }
            let earlier = ui.add_enabled(cx.path.is_some(), egui::Button::new("Earlier version…")).on_disabled_hover_text("This plan was never saved");
            if earlier.on_hover_text(Action::EarlierVersions.tooltip()).clicked() {
                cx.inbox.actions.push(Action::EarlierVersions);
                ui.close();
            }
            if ui.button("Another plan file…").on_hover_text("Any other plan; tasks are found by their ids").clicked() {
                cx.ask(Ask::ComparePlan);
                ui.close();
            }
            ui.separator();
            if ui.button("Set the baseline…").on_hover_text(Action::SetBaseline.tooltip()).clicked() {
                cx.inbox.actions.push(Action::SetBaseline);
                ui.close();
            }
            let open = match &mut self.compare {
                Compare::Written => None,
                Compare::Baseline { open, .. } | Compare::Plan { open, .. } => Some(open),
            };
            if let Some(open) = open {
                ui.checkbox(open, "List what moved");
            }
        });
    }

    /// What moved against what is compared with, most first.
    pub(super) fn moved_list(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        let (open, ghosts) = match &mut self.compare {
            Compare::Baseline { open, made: Some((_, g)), .. } | Compare::Plan { open, made: Some((_, g)), .. } if *open => (open, &*g),
            _ => return,
        };
        let moved = ghosts.moved(cx.analysis);
        let added: Vec<usize> = (0..ghosts.dates.len()).filter(|t| ghosts.dates[*t].is_none()).collect();
        let mut pick = None;
        let screen = ui.ctx().content_rect();
        egui::Window::new(format!("Moved against {}", ghosts.label))
            .id(egui::Id::unique("timeline moved"))
            .open(open)
            .default_pos(egui::pos2(screen.right() - 380.0, screen.bottom() - 330.0))
            .default_size([320.0, 220.0])
            .resizable(true)
            .show(ui.ctx(), |ui| {
                let late = moved.iter().filter(|(_, d)| *d > 0.0).count();
                let summary = format!("{} later, {} earlier, {} new, {} gone", late, moved.len() - late, added.len(), ghosts.gone.len());
                ui.label(theme::small(summary).color(theme::role(ui, Role::Muted)));
                if moved.is_empty() {
                    ui.label("No finish moved.");
                }
                egui::ScrollArea::vertical().auto_shrink([false, true]).show_rows(ui, 26.0, moved.len(), |ui, rows| {
                    for (task, days) in moved.get(rows).unwrap_or(&[]) {
                        let record = &cx.analysis.schedule.net.records[*task];
                        let right = if *days > 0.0 { format!("+{}", words::days(*days)) } else { words::days(*days) };
                        let sign = if *days > 0.0 { Sign::Warn } else { Sign::Good };
                        if widgets::line(ui, Some(sign), display_title(record), &right, false).clicked() {
                            pick = Some(crate::analysis::hand::task_ref(cx.analysis.schedule.net.keys[*task]));
                        }
                    }
                });
                if !ghosts.gone.is_empty() {
                    ui.label(theme::small(format!("Gone since: {}", words::listing(&ghosts.gone, 6))).color(theme::role(ui, Role::Muted)));
                }
            });
        if let Some(at) = pick {
            cx.select(at);
        }
    }
}
