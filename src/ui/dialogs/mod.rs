//! Questions and messages in the window's own frame, and a path field where no system dialog
//! answers.

mod forms;
mod level;
mod print;
mod versions;

pub use level::{Choice, Levelling, Load, Shown, Stage};
pub use print::Draft;
pub use versions::VersionList;

use super::action::{Action, Group};
use super::theme;
use crate::model::templates::Template;
use crate::model::value::Date;
use crate::model::{RecordRef, records};
use crate::report::Kind;
use crate::scene::Role;
use crate::scene::gantt::PageOptions;
use crate::storage::versions::Version;
use egui::{Context, Id, Key, Modal};
use std::path::PathBuf;

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open a plan.
    Open,
    /// To make a plan of another tool's file.
    Import,
    /// To save the plan.
    Save,
    /// To write a report.
    Report(Kind),
    /// To write the schedule for Microsoft Project.
    Project,
    /// To write the timeline as a picture or as pages.
    Timeline,
    /// To compare the timeline with another plan.
    Compare,
}

impl Purpose {
    fn title(self) -> String {
        match self {
            Self::Open => "Open a plan".to_owned(),
            Self::Import => "Import a Microsoft Project XML file".to_owned(),
            Self::Save => "Save the plan as".to_owned(),
            Self::Report(kind) => format!("Write the {} to", kind.label().to_lowercase()),
            Self::Project => "Export the schedule for Microsoft Project to".to_owned(),
            Self::Timeline => "Export the timeline to".to_owned(),
            Self::Compare => "Compare the timeline with a plan".to_owned(),
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Import => "Import",
            Self::Save => "Save",
            Self::Report(_) => "Write report",
            Self::Project | Self::Timeline => "Export",
            Self::Compare => "Compare",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Open | Self::Save | Self::Compare => "Path of a .ron file",
            Self::Timeline => "Path ending in .pdf, .svg or .png",
            Self::Import => "Path of an .xml file",
            Self::Project => "Path ending in .xml",
            Self::Report(_) => "Path ending in .md or .html",
        }
    }
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Something to read.
    Message(String, String),
    /// What has to be known about a plan that was imported or exported: a heading, what the lines
    /// are, and the lines.
    Exchanged(String, &'static str, Vec<String>),
    /// There are unsaved changes; what was asked for comes after.
    Unsaved(After),
    /// Somebody else changed the file.
    ChangedOnDisk,
    /// A path is wanted.
    Path(Purpose, String),
    /// The file would be replaced.
    Replace(Purpose, PathBuf),
    /// Every shortcut.
    Help,
    /// What was said.
    Notices(Vec<String>),
    /// A plan is about to begin.
    New(NewPlan),
    /// A record gets another id: which, its old id, what is typed, and why that was refused.
    Rename(RecordRef, String, String, Option<String>),
    /// A finding is accepted for a while; until when, as typed, and the status date.
    Allow(records::Allow, String, Date),
    /// What a rule means.
    Explain(String),
    /// What levelling would move.
    Level(Levelling),
    /// How the timeline goes on paper.
    Print(PageOptions, print::Draft),
    /// Which earlier version of the file the timeline is compared with.
    Versions(VersionList),
}

/// What a new plan begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPlan {
    /// Today, from which dates are understood.
    pub today: Date,
    /// The template; an empty plan without one.
    pub template: Option<Template>,
    /// Name of the project.
    pub project: String,
    /// Target date, as typed.
    pub target: String,
}

/// What was asked for when unsaved changes stood in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// An empty plan.
    New,
    /// The sample.
    Sample,
    /// Choose a file.
    Choose,
    /// Choose a file of another tool.
    ChooseImport,
    /// This file.
    Open(PathBuf),
    /// A plan made of this file of another tool.
    Import(PathBuf),
    /// Close the window.
    Quit,
}

/// What somebody answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Nothing; the dialog goes.
    Cancel,
    /// Save first, then go on.
    SaveThen(After),
    /// Go on without saving.
    Discard(After),
    /// Overwrite what somebody else wrote.
    Overwrite,
    /// Load what somebody else wrote.
    Reload,
    /// Save under another name.
    SaveElsewhere,
    /// This path.
    Path(Purpose, PathBuf),
    /// This path, and what is there may be replaced.
    Replace(Purpose, PathBuf),
    /// Begin this plan.
    Create(NewPlan),
    /// Give this record this id.
    GiveId(RecordRef, String),
    /// Accept a finding.
    Allow(records::Allow),
    /// Look again: within float or not, and whose work.
    Level(Levelling),
    /// Make the moves that are shown.
    ApplyLevelling,
    /// Put the timeline on paper like this.
    Print(PageOptions),
    /// Compare the timeline with this version.
    Version(Version),
}

/// Shows a dialog; what was answered, if anything was.
pub fn show(ctx: &Context, dialog: &mut Dialog) -> Option<Answer> {
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(18);
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
        let width: f32 = match dialog {
            Dialog::Level(_) => 820.0,
            Dialog::Help | Dialog::New(_) | Dialog::Exchanged(..) | Dialog::Versions(_) => 560.0,
            _ => 440.0,
        };
        ui.set_width(width.min(ctx.content_rect().width() - 60.0));
        match dialog {
            Dialog::Message(title, text) => {
                heading(ui, title);
                egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| ui.label(text.as_str()));
                buttons(ui, &[("Close", Answer::Cancel)])
            }
            Dialog::Exchanged(title, intro, lines) => forms::exchanged(ui, title, intro, lines),
            Dialog::Unsaved(after) => {
                heading(ui, "Save your changes first?");
                ui.label("The plan has changes that are not in its file yet.");
                buttons(ui, &[("Save", Answer::SaveThen(after.clone())), ("Do not save", Answer::Discard(after.clone())), ("Cancel", Answer::Cancel)])
            }
            Dialog::ChangedOnDisk => {
                heading(ui, "Somebody else changed this file");
                ui.label("The file on disk is not the one you opened. Nothing has been written yet.");
                let choices = [
                    ("Save under another name", Answer::SaveElsewhere),
                    ("Overwrite it", Answer::Overwrite),
                    ("Load it and drop my changes", Answer::Reload),
                    ("Cancel", Answer::Cancel),
                ];
                buttons(ui, &choices)
            }
            Dialog::Path(purpose, path) => path_field(ui, *purpose, path),
            Dialog::Replace(purpose, path) => {
                heading(ui, "Replace this file?");
                ui.label(format!("{} is already there.", path.display()));
                buttons(ui, &[("Replace", Answer::Replace(*purpose, path.clone())), ("Cancel", Answer::Cancel)])
            }
            Dialog::Help => help(ui),
            Dialog::Notices(log) => {
                heading(ui, "What happened");
                super::notices::list(ui, log);
                buttons(ui, &[("Close", Answer::Cancel)])
            }
            Dialog::New(new) => forms::new_plan(ui, new),
            Dialog::Rename(at, old, id, refused) => forms::rename(ui, *at, old, id, refused.as_deref()),
            Dialog::Allow(allow, until, near) => forms::allow(ui, allow, until, *near),
            Dialog::Explain(rule) => forms::explain(ui, rule),
            Dialog::Level(levelling) => level::show(ui, levelling),
            Dialog::Print(options, draft) => print::show(ui, options, draft),
            Dialog::Versions(list) => versions::show(ui, list),
        }
    });
    // A click beside a form must not drop what was typed into it.
    let is_form = matches!(dialog, Dialog::New(_) | Dialog::Rename(..) | Dialog::Allow(..) | Dialog::Path(..) | Dialog::Level(_) | Dialog::Print(..));
    let escaped = modal.should_close() && !(is_form && modal.backdrop_response.clicked());
    modal.inner.or(escaped.then_some(Answer::Cancel))
}

fn heading(ui: &mut egui::Ui, text: &str) {
    ui.label(theme::title(text));
    ui.add_space(6.0);
}

fn buttons(ui: &mut egui::Ui, choices: &[(&str, Answer)]) -> Option<Answer> {
    ui.add_space(12.0);
    let mut answer = None;
    ui.horizontal_wrapped(|ui| {
        for (i, (label, a)) in choices.iter().enumerate() {
            let response = if i == 0 { ui.add(primary(ui, label)) } else { ui.button(*label) };
            // Enter answers; but nothing is replaced by a key that was meant for something else.
            if i == 0 && !matches!(a, Answer::Replace(..)) && ui.memory(|m| m.focused().is_none()) {
                response.request_focus();
            }
            if response.clicked() {
                answer = Some(a.clone());
            }
        }
    });
    answer
}

/// The button for what one came for.
fn primary(ui: &egui::Ui, label: &str) -> egui::Button<'static> {
    let (fill, text) = (theme::role(ui, Role::Accent), theme::role(ui, Role::OnAccent));
    egui::Button::new(egui::RichText::new(label.to_owned()).color(text)).fill(fill)
}

/// The buttons of a form that cannot be sent yet: what is missing stands above.
fn waiting(ui: &mut egui::Ui, label: &str) -> Option<Answer> {
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        ui.add_enabled(false, egui::Button::new(label));
        ui.button("Cancel").clicked().then_some(Answer::Cancel)
    })
    .inner
}

fn path_field(ui: &mut egui::Ui, purpose: Purpose, path: &mut String) -> Option<Answer> {
    heading(ui, &purpose.title());
    let label = ui.label(purpose.hint());
    let field = ui.add(egui::TextEdit::singleline(path).desired_width(f32::INFINITY)).labelled_by(label.id);
    // Asked before the focus may be requested again, which would undo losing it.
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !entered && ui.memory(|m| m.focused().is_none()) {
        field.request_focus();
        super::widgets::select_all(ui, field.id, path);
    }
    let chosen = (!path.trim().is_empty()).then(|| Answer::Path(purpose, expanded(path.trim())));
    let mut answer = if entered { chosen.clone() } else { None };
    ui.add_space(12.0);
    ui.horizontal(|ui| {
        if ui.add_enabled(chosen.is_some(), egui::Button::new(purpose.verb())).clicked() {
            answer = chosen.clone();
        }
        if ui.button("Cancel").clicked() {
            answer = Some(Answer::Cancel);
        }
    });
    answer
}

fn expanded(path: &str) -> PathBuf {
    match path.strip_prefix("~/").zip(std::env::var_os("HOME")) {
        Some((rest, home)) => PathBuf::from(home).join(rest),
        None => PathBuf::from(path),
    }
}

fn help(ui: &mut egui::Ui) -> Option<Answer> {
    heading(ui, "Keyboard and mouse");
    let rows = |ui: &mut egui::Ui, id: &str, rows: &[(String, &str)]| {
        egui::Grid::new(("shortcuts", id)).num_columns(2).min_col_width(120.0).spacing([20.0, 5.0]).show(ui, |ui| {
            for (keys, what) in rows {
                ui.label(theme::strong(keys));
                ui.add(egui::Label::new(*what).wrap());
                ui.end_row();
            }
        });
    };
    egui::ScrollArea::vertical().max_height((ui.ctx().content_rect().height() - 190.0).clamp(160.0, 560.0)).show(ui, |ui| {
        for group in Group::ALL {
            super::widgets::heading(ui, group.label());
            let keys = |a: &Action| a.shortcut().map(|k| (ui.ctx().format_shortcut(&k), a.tooltip()));
            let of: Vec<(String, &str)> = Action::ALL.iter().filter(|a| a.group() == group).filter_map(keys).collect();
            rows(ui, group.label(), &of);
        }
        super::widgets::heading(ui, "Mouse and lists");
        let others = [
            ("Ctrl+click, Shift+click", "Select several records and change them together"),
            ("Right click", "What can be done with a record"),
            ("Drag a bar", "Move it and all that are selected, on working days and by the unit of the zoom; with Shift freely, Esc lets go"),
            ("Drag an end of a bar", "Change how long it takes; the small triangle below it says how much is done"),
            (
                "Drag a dot beside a bar",
                "Link it: onto the start or the end of another bar. Click a link to change or delete it, drag its ends to put it elsewhere",
            ),
            ("Drag on empty ground", "Draw a new task; a double click makes a milestone"),
            ("Drag a row", "Put it in another place, section or summary"),
            ("Drag the axis or the strip", "Move through time"),
            ("Drag a line", "Put a record in another place of its list, or onto a field that may name it"),
            ("Drag a risk", "Score it again in the heat map"),
            ("Ctrl+wheel, Shift+wheel", "Zoom the timeline around the pointer, move it sideways"),
            ("Tab, arrows, Space", "Go from control to control, and press one"),
        ];
        let others: Vec<(String, &str)> = others.into_iter().map(|(k, w)| (k.to_owned(), w)).collect();
        rows(ui, "mouse", &others);
    });
    buttons(ui, &[("Close", Answer::Cancel)])
}
