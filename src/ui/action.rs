//! Verbs without payload: menus, shortcuts, the palette, the help page and tests all read this
//! one table.

use super::panels::Panel;
use egui::{Key, KeyboardShortcut, Modifiers};

/// Under which heading an action stands in the help page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The plan and its file.
    File,
    /// Changing the plan.
    Edit,
    /// The timeline by hand.
    Timeline,
    /// Getting around.
    Go,
    /// How it looks.
    View,
    /// About the program.
    Help,
}

impl Group {
    /// Every group, in the order of the help page.
    pub const ALL: [Self; 6] = [Self::File, Self::Edit, Self::Timeline, Self::Go, Self::View, Self::Help];

    /// Its heading.
    pub fn label(self) -> &'static str {
        match self {
            Self::File => "Plan and file",
            Self::Edit => "Edit",
            Self::Timeline => "Timeline",
            Self::Go => "Go to",
            Self::View => "View",
            Self::Help => "Help",
        }
    }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const SHIFT: Modifiers = Modifiers::SHIFT;
const ALT: Modifiers = Modifiers::ALT;
const ALT_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::ALT };
const PLAIN: Modifiers = Modifiers::NONE;

/// Declares every action once: group, label, tooltip, keys.
macro_rules! actions {
    ($( $(#[doc = $doc:literal])+ $Name:ident: $Group:ident, $label:literal, $tooltip:literal $(, $mods:ident $key:ident)?; )+) => {
        /// What the program can be told to do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $( $(#[doc = $doc])+ $Name, )+ }

        impl Action {
            /// Every action, in the order of the help page.
            pub const ALL: &'static [Self] = &[$(Self::$Name),+];

            /// Under which heading it stands.
            pub fn group(self) -> Group {
                match self { $(Self::$Name => Group::$Group),+ }
            }

            /// What menus call it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$Name => $label),+ }
            }

            /// What it does, for tooltips and the help page.
            pub fn tooltip(self) -> &'static str {
                match self { $(Self::$Name => $tooltip),+ }
            }

            /// Its keys. Zoom keys are egui's own and stand here for the help page.
            pub fn shortcut(self) -> Option<KeyboardShortcut> {
                match self { $(Self::$Name => actions!(@keys $($mods $key)?)),+ }
            }
        }
    };
    (@keys) => { None };
    (@keys $mods:ident $key:ident) => { Some(KeyboardShortcut::new($mods, Key::$key)) };
}

actions! {
    /// Begin a plan, empty or from a template.
    New: File, "New plan…", "Begin a plan, empty or from a template", CTRL N;
    /// Open a plan file.
    Open: File, "Open…", "Open a plan file", CTRL O;
    /// Make a plan of another tool's file.
    Import: File, "Import…", "Make a plan of a Microsoft Project XML file; what it leaves out is listed";
    /// Open the bundled sample as an untitled copy.
    OpenSample: File, "Open the sample", "Open the bundled release as an untitled copy";
    /// Save.
    Save: File, "Save", "Write the plan to its file", CTRL S;
    /// Save under another name.
    SaveAs: File, "Save as…", "Write the plan to another file", CTRL_SHIFT S;
    /// Write the status report.
    ExportReport: File, "Write report…", "Write the report that is shown under Report, the weekly status unless another is chosen there, as Markdown or HTML", CTRL E;
    /// Write the schedule for Microsoft Project.
    ExportProject: File, "Export for Microsoft Project…", "Write the schedule as Microsoft Project XML; what it cannot hold is listed";
    /// Put the timeline on paper.
    ExportTimeline: File, "Export the timeline…", "Write the timeline as PDF, SVG or PNG: on one page, on sheets, or as a slide", CTRL P;
    /// Compare with an earlier version.
    EarlierVersions: File, "Earlier versions…", "Compare the timeline with the plan as it was saved before, or committed to git";
    /// End the program.
    Quit: File, "Quit", "Close the window", CTRL Q;

    /// Take the last step back.
    Undo: Edit, "Undo", "Take the last change back", CTRL Z;
    /// Do it again.
    Redo: Edit, "Redo", "Do the change again", CTRL_SHIFT Z;
    /// Add a task behind the selected one.
    AddTask: Edit, "Add task", "Add a task behind the selected one", CTRL_SHIFT T;
    /// Add a risk.
    AddRisk: Edit, "Add risk", "Add a risk to the register", CTRL_SHIFT R;
    /// Add a service.
    AddService: Edit, "Add service", "Add a service to the graph", CTRL_SHIFT D;
    /// Add a record of the type of the selected one.
    AddLike: Edit, "Add another", "Add a record of the type that is selected, behind it", CTRL_SHIFT N;
    /// Copy the selected records.
    Duplicate: Edit, "Duplicate", "Copy the selected records, each behind its original", CTRL D;
    /// Give the selected record another id.
    Rename: Edit, "Change id…", "Give the selected record another id; everything that refers to it follows", PLAIN F2;
    /// Move the selected record towards the beginning of its list.
    MoveUp: Edit, "Move up", "Move the selected record up in its list", ALT ArrowUp;
    /// Move the selected record towards the end of its list.
    MoveDown: Edit, "Move down", "Move the selected record down in its list", ALT ArrowDown;
    /// Select every record of the type.
    SelectAll: Edit, "Select all of this type", "Select every record of the type that is selected", CTRL A;
    /// Delete the selected records.
    Delete: Edit, "Delete selected", "Delete the selected records and what refers to them; undo brings all back", PLAIN Delete;

    /// Propose later starts for work that asks too much of somebody.
    Level: Edit, "Level resources…", "See which tasks would have to start later for nobody to have too much; nothing changes until you apply it";

    /// Freeze the forecast as the baseline.
    SetBaseline: Edit, "Set the baseline…", "Freeze the forecast dates as the baseline to compare with; the one before is kept among the earlier ones";

    /// Record the status date.
    RecordDay: Edit, "Record this status date", "Keep in the history how things stand: forecast, path, buffer, status and scores. Moving the status date on does it by itself";

    /// Add a row.
    RowBelow: Timeline, "Add row below", "Add a task below the row the keyboard is in, and type its title", PLAIN Enter;
    /// Add a section.
    SectionBelow: Timeline, "Add section", "Add a section behind the one the keyboard is in", CTRL Enter;
    /// Type over the cell.
    EditCell: Timeline, "Type into the cell", "Type over the cell the keyboard is in; any letter begins it too. Tab goes to the next cell, Esc leaves it as it was", PLAIN F2;
    /// One level down.
    LevelDown: Timeline, "Level down", "Put the selected rows below the row above, as its content; a section becomes a summary", PLAIN Tab;
    /// One level up.
    LevelUp: Timeline, "Level up", "Take the selected rows out of their summary; a row without one becomes a section", SHIFT Tab;
    /// Bars go earlier.
    Earlier: Timeline, "Move earlier", "Move the selected bars earlier by the unit of the zoom: a day, a week, an hour", ALT ArrowLeft;
    /// Bars go later.
    Later: Timeline, "Move later", "Move the selected bars later by the unit of the zoom", ALT ArrowRight;
    /// Bars become shorter.
    Shorter: Timeline, "Make shorter", "End the selected bars a unit earlier", ALT_SHIFT ArrowLeft;
    /// Bars become longer.
    Longer: Timeline, "Make longer", "End the selected bars a unit later", ALT_SHIFT ArrowRight;
    /// Link the selected.
    LinkChain: Timeline, "Link in order", "Link the selected tasks one after the other, in the order they were picked", CTRL L;
    /// Take links away.
    Unlink: Timeline, "Unlink", "Take away the links between the selected tasks, or all that the only one waits for", CTRL_SHIFT L;
    /// Done or not.
    ToggleDone: Timeline, "Done, or not", "Mark the selected tasks done, or not done", PLAIN Space;
    /// Pinned or not.
    TogglePin: Timeline, "Pin, or not", "Take the pin of the selected tasks away; without one, pin their start where it is. While a bar is held: hold it with or without a pin", PLAIN P;
    /// A milestone or a task.
    ToggleMilestone: Timeline, "Milestone, or task", "Make the selected tasks milestones, which take no time, or milestones tasks again", PLAIN M;
    /// Fill cells.
    FillDown: Timeline, "Fill down", "Give the value of this cell in the first selected row to the other selected rows", CTRL_SHIFT ArrowDown;
    /// Look for a task.
    FindTask: Timeline, "Find in the timeline", "Look for words of a title, id or note", CTRL F;
    /// The next one.
    FindNext: Timeline, "Next hit", "Go to the next task that has the words", PLAIN F3;
    /// The one before.
    FindPrevious: Timeline, "Previous hit", "Go to the previous task that has the words", SHIFT F3;
    /// To what drives it.
    GoDriver: Timeline, "Walk to the driver", "Go to the task that drives the selected one, and say why", PLAIN D;
    /// To the fields.
    FocusInspector: Timeline, "Into the inspector", "Move the keyboard to the fields of the selected record", PLAIN Period;
    /// Zoom in.
    TimeIn: Timeline, "Zoom in", "Show less time, larger; Ctrl+wheel zooms around the pointer", PLAIN Plus;
    /// Zoom out.
    TimeOut: Timeline, "Zoom out", "Show more time, smaller", PLAIN Minus;
    /// All of it.
    TimeFit: Timeline, "Fit", "Show the whole plan", PLAIN Num0;
    /// Where it begins.
    TimeStart: Timeline, "To the start", "Bring the start of the plan into view", PLAIN Home;
    /// Where it ends.
    TimeEnd: Timeline, "To the end", "Bring the end of the plan into view", PLAIN End;
    /// Now.
    TimeStatus: Timeline, "To the status date", "Bring the status date into view", PLAIN T;

    /// Search commands and records.
    Palette: Go, "Search everything…", "Find any command, view, record or file by its name", CTRL K;
    /// Find a record.
    Find: Go, "Find a record…", "Go to the list of all records and search it", CTRL F;
    /// The overview.
    GoOverview: Go, "Overview", "Are we all right, and why", CTRL Num1;
    /// The timeline.
    GoTimeline: Go, "Timeline", "Tasks and milestones over time", CTRL Num2;
    /// The risks.
    GoRisks: Go, "Risks", "The risk register and the heat map", CTRL Num3;
    /// The dependencies.
    GoDependencies: Go, "Dependencies", "The service graph and who owes what", CTRL Num4;
    /// The checklists.
    GoReadiness: Go, "Readiness", "Checklists, production readiness and gates", CTRL Num5;
    /// Release night.
    GoRunbook: Go, "Runbook", "Release night, step by step, and the way back", CTRL Num6;
    /// The rollout.
    GoRollout: Go, "Rollout", "Who gets the release when: phases, flags, pipeline", CTRL Num7;
    /// The people.
    GoPeople: Go, "People", "Teams, people, stakeholders, who decides and who is told", CTRL Num8;
    /// The findings.
    GoFindings: Go, "Findings", "What is wrong with the plan, worst first", CTRL Num9;
    /// The next finding.
    NextFinding: Go, "Next finding", "Select the record of the next finding", PLAIN F8;
    /// The finding before.
    PreviousFinding: Go, "Previous finding", "Select the record of the previous finding", SHIFT F8;
    /// What risks have raised.
    Alerts: Go, "Alerts…", "What signs of risks were seen, and what is done about it", CTRL_SHIFT A;
    /// Let go of the selection, which closes the inspector.
    Deselect: Go, "Close inspector", "Drop the selection and close the inspector", PLAIN Escape;
    /// Move the keyboard between rail, view and inspector.
    NextRegion: Go, "Next part of the window", "Move the keyboard from the views to the view to the inspector", PLAIN F6;

    /// Several views side by side.
    ArrangePlan: View, "Plan arrangement", "Timeline over risks and dependencies; drag the tabs to arrange them as you like", CTRL_SHIFT P;
    /// One view.
    ArrangeFocus: View, "Focus arrangement", "One view at a time", CTRL_SHIFT F;
    /// For a meeting.
    Present: View, "Present", "Slides on the whole screen, as of now: arrows go on, 1 to 8 choose, H lists the keys, Esc ends it", PLAIN F5;
    /// For a meeting with a projector.
    PresentSecond: View, "Present in a second window", "The slides in a window of their own, to be put on a projector; this one stays as it is", SHIFT F5;
    /// The arrangement as it was delivered.
    ResetArrangement: View, "Reset the arrangement", "Put the views of the plan arrangement back where they were";
    /// Light colours.
    LightTheme: View, "Light", "Light colours";
    /// Dark colours.
    DarkTheme: View, "Dark", "Dark colours";
    /// As the system has it.
    SystemTheme: View, "As the system", "Colours as the system has them";
    /// Larger.
    ZoomIn: View, "Larger", "Make everything larger", CTRL Plus;
    /// Smaller.
    ZoomOut: View, "Smaller", "Make everything smaller", CTRL Minus;
    /// As it was.
    ZoomReset: View, "Normal size", "Back to normal size", CTRL Num0;

    /// Shortcuts.
    Help: Help, "Keyboard and mouse", "List every shortcut and what the mouse does", PLAIN F1;
    /// What was said.
    Notices: Help, "What happened", "The last messages of the status line";
}

impl Action {
    /// While words are being typed these keys belong to the text.
    pub fn yields_to_text(self) -> bool {
        matches!(self, Self::Undo | Self::Redo | Self::Delete | Self::SelectAll | Self::MoveUp | Self::MoveDown | Self::Deselect)
    }

    /// It belongs to the timeline: its keys mean this only there.
    pub fn is_of_timeline(self) -> bool {
        self.group() == Group::Timeline
    }

    /// egui acts on these keys itself.
    pub fn handled_by_toolkit(self) -> bool {
        matches!(self, Self::ZoomIn | Self::ZoomOut | Self::ZoomReset | Self::Quit)
    }

    /// It works on what is selected, and means nothing without.
    pub fn needs_selection(self) -> bool {
        matches!(self, Self::AddLike | Self::Duplicate | Self::Rename | Self::MoveUp | Self::MoveDown | Self::SelectAll | Self::Delete | Self::Deselect)
    }

    /// The view it goes to.
    pub fn panel(self) -> Option<Panel> {
        match self {
            Self::GoOverview => Some(Panel::Overview),
            Self::GoTimeline => Some(Panel::Timeline),
            Self::GoRisks => Some(Panel::Risks),
            Self::GoDependencies => Some(Panel::Dependencies),
            Self::GoReadiness => Some(Panel::Readiness),
            Self::GoRunbook => Some(Panel::Runbook),
            Self::GoRollout => Some(Panel::Rollout),
            Self::GoPeople => Some(Panel::People),
            Self::GoFindings => Some(Panel::Findings),
            _ => None,
        }
    }
}
