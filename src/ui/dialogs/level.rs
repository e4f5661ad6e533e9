//! Levelling as a preview: what would move, why, and who has how much before and after. Nothing
//! changes until Apply; who computes it is the app's affair.

use super::{Answer, heading, primary};
use crate::model::RecordRef;
use crate::scene::{Role, Sign};
use crate::ui::{theme, widgets};
use egui::{Grid, ScrollArea, Ui};
use std::sync::Arc;

/// The dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct Levelling {
    /// Tasks move within their float only.
    pub within_float: bool,
    /// Whose work may move.
    pub who: Vec<Choice>,
    /// How far it is.
    pub stage: Stage,
}

/// A team or a person whose work may move, or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The record.
    pub at: RecordRef,
    /// Its name.
    pub name: String,
    /// It is levelled.
    pub chosen: bool,
}

/// How far levelling is.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// Being looked for; schedules looked at so far.
    Looking(u32),
    /// There is nothing to level, and what that takes.
    Nothing(String),
    /// A proposal.
    Found(Arc<Shown>),
}

/// A proposal in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The answer in one sentence.
    pub answer: String,
    /// Some overload stays.
    pub incomplete: bool,
    /// What moves and how the end does: label, now, then.
    pub ends: Vec<[String; 3]>,
    /// Task, start now, start then, how much later, because.
    pub moves: Vec<[String; 5]>,
    /// Weeks of the strip.
    pub weeks: Vec<String>,
    /// Who has how much in each week.
    pub strip: Vec<Load>,
    /// What would still be too much.
    pub left: Vec<String>,
}

/// The load of a team or a person, week by week.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Who.
    pub who: String,
    /// A person: only weeks with too much have a number.
    pub is_person: bool,
    /// Percent before and after in each week; none without work.
    pub weeks: Vec<(Option<u32>, Option<u32>)>,
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, level: &mut Levelling) -> Option<Answer> {
    heading(ui, "Level resources");
    let mut answer = None;
    let mut changed = ui.checkbox(&mut level.within_float, "Within float only: the end does not move").changed();
    changed |= whose(ui, &mut level.who);
    if changed {
        answer = Some(Answer::Level(level.clone()));
    }
    ui.add_space(8.0);
    match &level.stage {
        Stage::Looking(made) => {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(format!("Looking for the least delay: {made} schedules so far"));
            });
        }
        Stage::Nothing(why) => {
            ui.label(why.as_str());
        }
        Stage::Found(shown) => found(ui, shown),
    }
    ui.add_space(12.0);
    ui.horizontal(|ui| match &level.stage {
        Stage::Found(shown) if !shown.moves.is_empty() => {
            if ui.add(primary(ui, "Apply")).on_hover_text("Set these starts, as one step that Undo takes back").clicked() {
                answer = Some(Answer::ApplyLevelling);
            }
            if ui.button("Cancel").clicked() {
                answer = Some(Answer::Cancel);
            }
        }
        Stage::Looking(_) => {
            if ui.button("Cancel").clicked() {
                answer = Some(Answer::Cancel);
            }
        }
        _ => {
            if ui.button("Close").clicked() {
                answer = Some(Answer::Cancel);
            }
        }
    });
    answer
}

/// Whose work may move: teams and people as boxes to tick, three rows of them in sight. With one alone
/// there is nothing to choose.
fn whose(ui: &mut Ui, who: &mut [Choice]) -> bool {
    if who.len() < 2 {
        return false;
    }
    let mut changed = false;
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let chosen = who.iter().filter(|c| c.chosen).count();
        let told = if chosen == who.len() { "everybody".to_owned() } else { format!("{chosen} of {}", who.len()) };
        ui.label(format!("Whose work may move: {told}"));
        for (label, all) in [("All", true), ("None", false)] {
            if ui.add_enabled(who.iter().any(|c| c.chosen != all), egui::Button::new(label).small()).clicked() {
                for choice in who.iter_mut() {
                    choice.chosen = all;
                }
                changed = true;
            }
        }
    });
    let rows = ui.spacing().interact_size.y * 3.0 + ui.spacing().item_spacing.y * 2.0;
    ScrollArea::vertical().id_salt("whose").max_height(rows).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            for choice in who {
                changed |= ui.checkbox(&mut choice.chosen, choice.name.as_str()).changed();
            }
        });
    });
    changed
}

fn found(ui: &mut Ui, shown: &Shown) {
    widgets::answer(ui, if shown.incomplete { Sign::Warn } else { Sign::Good }, &shown.answer);
    let room = (ui.ctx().content_rect().height() - 340.0).clamp(80.0, 480.0);
    // Its full height at once: a dialog that grows under the pointer moves its buttons away.
    ScrollArea::both().max_height(room).min_scrolled_height(room).auto_shrink([false, true]).show(ui, |ui| {
        table(ui, "ends", ["", "Now", "Then"], &shown.ends);
        if !shown.moves.is_empty() {
            widgets::heading(ui, "What starts later");
            table(ui, "moves", ["Task", "Starts", "Would start", "Later by", "Because"], &shown.moves);
        }
        if !shown.strip.is_empty() {
            widgets::heading(ui, "Load in percent, now → then");
            strip(ui, shown);
        }
        if !shown.left.is_empty() {
            widgets::heading(ui, "Still too much");
            ui.label("These tasks cannot move, or ask for more than there is.");
            for line in &shown.left {
                ui.label(line.as_str());
            }
        }
    });
}

fn table<const N: usize>(ui: &mut Ui, id: &str, head: [&str; N], rows: &[[String; N]]) {
    Grid::new(("levelling", id)).num_columns(N).spacing([16.0, 4.0]).show(ui, |ui| {
        for cell in head {
            ui.label(theme::small(cell).color(theme::role(ui, Role::Muted)));
        }
        ui.end_row();
        for row in rows {
            for cell in row {
                ui.label(cell.as_str());
            }
            ui.end_row();
        }
    });
}

fn strip(ui: &mut Ui, shown: &Shown) {
    Grid::new("levelling strip").num_columns(shown.weeks.len() + 1).spacing([10.0, 4.0]).show(ui, |ui| {
        ui.label("");
        for week in &shown.weeks {
            ui.label(theme::small(week.as_str()).color(theme::role(ui, Role::Muted)));
        }
        ui.end_row();
        for Load { who, is_person, weeks } in &shown.strip {
            ui.label(who.as_str());
            for (before, after) in weeks {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 3.0;
                    load(ui, *before, *is_person);
                    ui.label(theme::small("→").color(theme::role(ui, Role::Muted)));
                    load(ui, *after, *is_person);
                });
            }
            ui.end_row();
        }
    });
}

/// One figure; too much is bold as well as red, so that it does not hang on the colour.
fn load(ui: &mut Ui, pct: Option<u32>, is_person: bool) {
    match pct {
        None if is_person => ui.label(theme::small("fits").color(theme::role(ui, Role::Muted))),
        None => ui.label(theme::small("–").color(theme::role(ui, Role::Muted))),
        Some(999..) => ui.label(theme::strong("away").color(theme::role(ui, Role::Bad))),
        Some(pct) if pct > 100 => ui.label(theme::strong(pct.to_string()).color(theme::role(ui, Role::Bad))),
        Some(pct) => ui.label(theme::small(pct.to_string())),
    };
}
