//! Verbs without payload: menus, shortcuts, the help page and tests all read this one table.

use egui::{Key, KeyboardShortcut, Modifiers};

/// What the program can be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Begin an empty plan.
    New,
    /// Open a plan file.
    Open,
    /// Open the bundled sample as an untitled copy.
    OpenSample,
    /// Save.
    Save,
    /// Save under another name.
    SaveAs,
    /// Write the status report.
    ExportReport,
    /// Take the last step back.
    Undo,
    /// Do it again.
    Redo,
    /// Add a task behind the selected one.
    AddTask,
    /// Add a risk.
    AddRisk,
    /// Add a service.
    AddService,
    /// Delete the selected record.
    Delete,
    /// Light colours.
    LightTheme,
    /// Dark colours.
    DarkTheme,
    /// As the system has it.
    SystemTheme,
    /// Larger.
    ZoomIn,
    /// Smaller.
    ZoomOut,
    /// As it was.
    ZoomReset,
    /// Drop the selection, which closes the inspector.
    Deselect,
    /// Shortcuts.
    Help,
    /// End the program.
    Quit,
}

impl Action {
    /// Every action, in the order of the help page.
    pub const ALL: [Self; 21] = [
        Self::New,
        Self::Open,
        Self::OpenSample,
        Self::Save,
        Self::SaveAs,
        Self::ExportReport,
        Self::Undo,
        Self::Redo,
        Self::AddTask,
        Self::AddRisk,
        Self::AddService,
        Self::Delete,
        Self::Deselect,
        Self::LightTheme,
        Self::DarkTheme,
        Self::SystemTheme,
        Self::ZoomIn,
        Self::ZoomOut,
        Self::ZoomReset,
        Self::Help,
        Self::Quit,
    ];

    /// What menus call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "New plan",
            Self::Open => "Open…",
            Self::OpenSample => "Open the sample",
            Self::Save => "Save",
            Self::SaveAs => "Save as…",
            Self::ExportReport => "Write status report…",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::AddTask => "Add task",
            Self::AddRisk => "Add risk",
            Self::AddService => "Add service",
            Self::Delete => "Delete selected",
            Self::LightTheme => "Light",
            Self::DarkTheme => "Dark",
            Self::SystemTheme => "As the system",
            Self::ZoomIn => "Larger",
            Self::ZoomOut => "Smaller",
            Self::ZoomReset => "Normal size",
            Self::Deselect => "Close inspector",
            Self::Help => "Keyboard shortcuts",
            Self::Quit => "Quit",
        }
    }

    /// What it does, for tooltips and the help page.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::New => "Begin an empty plan",
            Self::Open => "Open a plan file",
            Self::OpenSample => "Open the bundled release as an untitled copy",
            Self::Save => "Write the plan to its file",
            Self::SaveAs => "Write the plan to another file",
            Self::ExportReport => "Write the weekly report as Markdown or HTML",
            Self::Undo => "Take the last change back",
            Self::Redo => "Do the change again",
            Self::AddTask => "Add a task behind the selected one",
            Self::AddRisk => "Add a risk to the register",
            Self::AddService => "Add a service to the graph",
            Self::Delete => "Delete the selected record; undo brings it back",
            Self::LightTheme => "Light colours",
            Self::DarkTheme => "Dark colours",
            Self::SystemTheme => "Colours as the system has them",
            Self::ZoomIn => "Make everything larger",
            Self::ZoomOut => "Make everything smaller",
            Self::ZoomReset => "Back to normal size",
            Self::Deselect => "Drop the selection and close the inspector",
            Self::Help => "List every shortcut",
            Self::Quit => "Close the window",
        }
    }

    /// Its keys. Zoom keys are egui's own and stand here for the help page.
    pub fn shortcut(self) -> Option<KeyboardShortcut> {
        let command = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND, key));
        let shifted = |key| Some(KeyboardShortcut::new(Modifiers::COMMAND | Modifiers::SHIFT, key));
        match self {
            Self::New => command(Key::N),
            Self::Open => command(Key::O),
            Self::Save => command(Key::S),
            Self::SaveAs => shifted(Key::S),
            Self::ExportReport => command(Key::E),
            Self::Undo => command(Key::Z),
            Self::Redo => shifted(Key::Z),
            Self::AddTask => shifted(Key::T),
            Self::AddRisk => shifted(Key::R),
            Self::AddService => shifted(Key::D),
            Self::Delete => Some(KeyboardShortcut::new(Modifiers::NONE, Key::Delete)),
            Self::ZoomIn => command(Key::Plus),
            Self::ZoomOut => command(Key::Minus),
            Self::ZoomReset => command(Key::Num0),
            Self::Deselect => Some(KeyboardShortcut::new(Modifiers::NONE, Key::Escape)),
            Self::Help => Some(KeyboardShortcut::new(Modifiers::NONE, Key::F1)),
            Self::Quit => command(Key::Q),
            Self::OpenSample | Self::LightTheme | Self::DarkTheme | Self::SystemTheme => None,
        }
    }

    /// While words are being typed these keys belong to the text.
    pub fn yields_to_text(self) -> bool {
        matches!(self, Self::Undo | Self::Redo | Self::Delete)
    }

    /// egui acts on these keys itself.
    pub fn handled_by_toolkit(self) -> bool {
        matches!(self, Self::ZoomIn | Self::ZoomOut | Self::ZoomReset | Self::Quit)
    }
}
