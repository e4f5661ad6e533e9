//! Questions and messages in the window's own frame, and a path field where no system dialog
//! answers.

use super::action::Action;
use super::theme;
use egui::{Context, Id, Key, Modal};
use std::path::PathBuf;

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To open a plan.
    Open,
    /// To save the plan.
    Save,
    /// To write the status report.
    Report,
}

impl Purpose {
    fn title(self) -> &'static str {
        match self {
            Self::Open => "Open a plan",
            Self::Save => "Save the plan as",
            Self::Report => "Write the status report to",
        }
    }

    fn verb(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Save => "Save",
            Self::Report => "Write report",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::Open | Self::Save => "Path of a .ron file",
            Self::Report => "Path ending in .md or .html",
        }
    }
}

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Something to read.
    Message(String, String),
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
    /// This file.
    Open(PathBuf),
    /// Close the window.
    Quit,
}

/// What somebody answered.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// Shows a dialog; what was answered, if anything was.
pub fn show(ctx: &Context, dialog: &mut Dialog) -> Option<Answer> {
    let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(18);
    let modal = Modal::new(Id::unique("dialog")).frame(frame).show(ctx, |ui| {
        ui.set_width(440.0);
        match dialog {
            Dialog::Message(title, text) => {
                heading(ui, title);
                egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| ui.label(text.as_str()));
                buttons(ui, &[("Close", Answer::Cancel)])
            }
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
        }
    });
    let escaped = modal.should_close();
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
        for (label, a) in choices {
            if ui.button(*label).clicked() {
                answer = Some(a.clone());
            }
        }
    });
    answer
}

fn path_field(ui: &mut egui::Ui, purpose: Purpose, path: &mut String) -> Option<Answer> {
    heading(ui, purpose.title());
    let label = ui.label(purpose.hint());
    let field = ui.add(egui::TextEdit::singleline(path).desired_width(f32::INFINITY)).labelled_by(label.id);
    if ui.memory(|m| m.focused().is_none()) {
        field.request_focus();
    }
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
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
    heading(ui, "Keyboard shortcuts");
    egui::ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
        egui::Grid::new("shortcuts").num_columns(2).spacing([24.0, 6.0]).show(ui, |ui| {
            for action in Action::ALL {
                if let Some(keys) = action.shortcut() {
                    ui.label(theme::strong(ui.ctx().format_shortcut(&keys)));
                    ui.label(action.tooltip());
                    ui.end_row();
                }
            }
            for (keys, what) in [
                ("Ctrl+wheel", "Zoom the timeline around the pointer"),
                ("Shift+wheel", "Move the timeline sideways"),
                ("Drag a bar", "Move a task; drag its right end to change how long it takes"),
                ("Tab, Space", "Go from control to control, and press one"),
            ] {
                ui.label(theme::strong(keys));
                ui.label(what);
                ui.end_row();
            }
        });
    });
    buttons(ui, &[("Close", Answer::Cancel)])
}
