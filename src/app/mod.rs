//! The program: the frame loop, and who gets what. Files are in `files`, the frame around the
//! views in `shell`.

mod acts;
mod complete;
mod create;
mod files;
mod fonts;
mod forecast;
mod history;
mod level;
mod memory;
mod present;
mod remove;
mod shell;
mod timeline;

use crate::analysis::{Analysis, moved};
use crate::edit::{Document, Revision};
use crate::model::Problem;
use crate::model::value::Date;
use crate::ui::action::Action;
use crate::ui::context::{Cx, Inbox, Marks};
use crate::ui::dialogs::{self, After, Dialog};
use crate::ui::notices::Notices;
use crate::ui::palette::Palette;
use crate::ui::panels::{Panel, Panels};
use crate::ui::selection::Selection;
use crate::ui::theme;
use egui::{Context, Ui};
use memory::Remembered;
use std::path::PathBuf;

/// What to start with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Plan to open; without one the plan last open, else the sample.
    pub plan: Option<PathBuf>,
    /// View to show.
    pub view: Option<Panel>,
    /// Dark or light colours; as remembered when not given.
    pub dark: Option<bool>,
    /// Begin in the meeting arrangement.
    pub present: bool,
}

/// What the program finds around it.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The system may be asked for file dialogs.
    pub system_dialogs: bool,
    /// Today, for new plans.
    pub today: Date,
    /// The forecast may be computed beside the window.
    pub forecast: bool,
    /// Where the text that a save replaces is kept; nowhere without it.
    pub versions: Option<PathBuf>,
    /// Fonts of the machine may draw what the bundled one lacks.
    pub fonts: bool,
}

impl Surroundings {
    /// As they are on this machine now.
    pub fn here() -> Self {
        Self { system_dialogs: true, today: Date(chrono::Local::now().date_naive()), forecast: true, versions: crate::storage::versions::home(), fonts: true }
    }
}

/// What the status line says when an edit moved no date.
const NOTHING_MOVED: &str = "No date moved";

/// The program.
#[derive(Debug)]
pub struct App {
    document: Document,
    analysis: Analysis,
    marks: Marks,
    /// What in the text as it is now cannot be used, and the plan that is about.
    problems: Vec<Problem>,
    checked: Revision,
    files: files::Files,
    panels: Panels,
    panel: Panel,
    /// The meeting that runs.
    stage: Option<crate::ui::stage::Stage>,
    selection: Selection,
    /// What the last deletion took, by the label of its step.
    deleted: Option<(String, Selection)>,
    inbox: Inbox,
    dialog: Option<Dialog>,
    palette: Option<Palette>,
    levelling: Option<level::Job>,
    forecasting: forecast::Forecasting,
    earlier: timeline::versions::Earlier,
    recording: history::Recording,
    notices: Notices,
    remembered: Remembered,
    may_close: bool,
    title: String,
    focus: Option<egui::Id>,
    /// It was in a field one types in.
    typed_in: bool,
    /// Where the keyboard goes when it comes to the rail.
    rail: Option<egui::Id>,
    /// The view that the rail was last scrolled to.
    rail_shows: Option<Panel>,
    /// The last input that moves the focus was a key, not the pointer.
    by_keyboard: bool,
    surroundings: Surroundings,
}

impl App {
    /// Starts the program in a window.
    pub fn new(cc: &eframe::CreationContext<'_>, start: &Start, surroundings: Surroundings) -> Self {
        theme::install(&cc.egui_ctx);
        if surroundings.fonts {
            fonts::install(&cc.egui_ctx);
        }
        let remembered = Remembered::load(cc.storage);
        match start.dark {
            Some(dark) => cc.egui_ctx.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light }),
            None => cc.egui_ctx.set_theme(remembered.theme.unwrap_or(egui::ThemePreference::System)),
        }
        if let Some(zoom) = remembered.zoom {
            cc.egui_ctx.set_zoom_factor(zoom.clamp(0.5, 3.0));
        }
        let document = Document::new(files::sample(), None);
        let analysis = Analysis::of(document.plan());
        let mut panels = Panels::default();
        panels.arrangement = memory::arrangement(cc.storage).unwrap_or_default();
        panels.timeline().kept = remembered.timeline.clone().mended();
        *panels.risks() = remembered.risks.clone().mended();
        let mut app = Self {
            marks: Marks::of(&analysis),
            analysis,
            problems: document.origin().problems.clone(),
            checked: document.revision(),
            document,
            files: files::Files::default(),
            panels,
            panel: start.view.or(remembered.view).unwrap_or(Panel::Overview),
            stage: None,
            selection: Selection::default(),
            deleted: None,
            inbox: Inbox::default(),
            dialog: None,
            palette: None,
            levelling: None,
            forecasting: forecast::Forecasting::default(),
            earlier: timeline::versions::Earlier::default(),
            recording: history::Recording::default(),
            notices: Notices::default(),
            may_close: false,
            title: String::new(),
            focus: None,
            typed_in: false,
            rail: None,
            rail_shows: None,
            by_keyboard: false,
            surroundings,
            remembered,
        };
        let last = app.remembered.last_plan.clone().filter(|p| start.plan.is_none() && p.exists());
        if let Some(path) = start.plan.clone().or(last) {
            app.open_file(&path);
        } else {
            app.notices.say("This is the sample, as an untitled copy: change anything. Ctrl+N begins a plan of your own");
        }
        if start.present {
            app.present(&cc.egui_ctx, false);
        }
        app
    }

    /// The document being worked on.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What is computed about it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// A forecast is being computed.
    pub fn is_forecasting(&self) -> bool {
        self.forecasting.is_running()
    }

    /// What the status line says.
    pub fn notice(&self) -> &str {
        self.notices.last()
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The view that is shown.
    pub fn panel(&self) -> Panel {
        self.panel
    }

    /// Another document takes the place of this one.
    fn replace(&mut self, document: Document) {
        self.document = document;
        self.analysis = Analysis::of(self.document.plan());
        self.marks = Marks::of(&self.analysis);
        self.problems = self.document.origin().problems.clone();
        self.checked = self.document.revision();
        self.selection = Selection::default();
        self.panels.forget();
        self.notices.dismiss();
        self.inbox = Inbox::default();
        self.recording = history::Recording::default();
    }

    /// Shortcuts become actions. Those with Shift are asked first, or Ctrl+S would take Ctrl+Shift+S.
    fn shortcuts(&mut self, ctx: &Context) {
        if self.dialog.is_some() || self.palette.is_some() {
            return;
        }
        if self.is_on_stage() {
            // The keys of a meeting are its own: none of them may change the plan.
            if ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::F5)) {
                self.present(ctx, false);
            }
            return;
        }
        self.escape_from_field(ctx);
        let typing = ctx.text_edit_focused();
        let in_inspector = ctx.memory(egui::Memory::focused).is_some_and(|id| self.panels.is_inspector_field(id));
        let menu = egui::Popup::is_any_open(ctx);
        let timeline = self.timeline_keys(ctx);
        let is_here = |a: &Action| !a.handled_by_toolkit() && (timeline.allows(*a) || !a.is_of_timeline());
        let mut actions: Vec<Action> = Action::ALL.iter().copied().filter(is_here).collect();
        // What the timeline calls its own comes first there: F2 types into its cells.
        actions.sort_by_key(|a| (a.shortcut().is_none_or(|s| !s.modifiers.shift), !a.is_of_timeline()));
        let busy = self.is_typing_in_a_cell();
        for action in actions {
            // What is typed in the inspector is a change of the plan already: the plan's history
            // takes it back, not the field's own.
            let is_history = matches!(action, Action::Undo | Action::Redo);
            if (typing && action.yields_to_text() && !(is_history && in_inspector)) || ((menu || busy) && action == Action::Deselect) {
                continue;
            }
            if let Some(keys) = action.shortcut()
                && ctx.input_mut(|i| i.consume_shortcut(&keys))
            {
                self.inbox.actions.push(action);
            }
        }
        let dropped = ctx.input(|i| i.raw.dropped_files.first().map(|f| f.path().to_path_buf()));
        if let Some(path) = dropped {
            self.guarded(After::Open(path), ctx);
        }
    }

    /// A cell of a table that is shown is being typed over, or a bar is held.
    fn is_typing_in_a_cell(&mut self) -> bool {
        let shows_risks = self.panel == Panel::Risks || self.panel == Panel::Plan;
        (self.shows_timeline() && self.panels.timeline().is_busy())
            || (shows_risks && self.panels.is_typing_in_register())
            || (self.panel == Panel::Dependencies && self.panels.is_typing_in_tracker())
    }

    /// Escape in a field puts its suggestions away, else gives up what was typed; it closes nothing
    /// else. The toolkit has taken the focus from the field before this is asked.
    fn escape_from_field(&mut self, ctx: &Context) {
        if self.is_typing_in_a_cell() {
            // Cells, and the timeline's search, end what they began themselves.
            return;
        }
        let Some(field) = self.focus.filter(|id| self.typed_in && !ctx.memory(|m| m.has_focus(*id))) else { return };
        if !ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) || !self.panels.is_inspector_field(field) {
            return;
        }
        if self.panels.put_away(ctx, field) {
            return;
        }
        self.panels.forget_drafts();
        if self.document.cancel_gesture() {
            self.follow();
            self.notices.say("Put back what was there before");
        }
    }

    /// Takes what the panels asked for, before anything is drawn.
    fn drain(&mut self, ctx: &Context) {
        let inbox = std::mem::take(&mut self.inbox);
        if let Some(notice) = inbox.notice {
            self.notices.say(notice);
        }
        if let Some(selection) = inbox.select {
            self.selection = selection;
        }
        let undone = self.document.revision();
        if let Some(panel) = inbox.show {
            let is_beside = self.panel == Panel::Plan && panel != Panel::Plan && self.panels.arrangement.raise(panel);
            if !is_beside {
                self.panel = panel;
            }
        }
        for edit in inbox.edits {
            let (edit, recorded) = self.with_history(complete::completed(self.document.plan(), edit));
            if self.document.apply(edit, true).is_some() {
                self.notices.dismiss();
                self.follow();
                if let Some(day) = recorded {
                    self.notices.say(format!("Recorded {} in the history. {}", crate::analysis::words::day(day, day), self.notices.last()));
                }
            }
        }
        if let Some(said) = inbox.said.filter(|_| self.document.revision() != undone) {
            self.notices.say(format!("{said}. {}", self.notices.last()));
        }
        if let Some(at) = inbox.select_coming.filter(|at| self.document.plan().record(*at).is_some()) {
            self.selection = Selection::one(at);
        }
        self.settle_gesture(ctx);
        for action in inbox.actions {
            self.act(action, ctx);
        }
        for ask in inbox.asks {
            self.answer_ask(ask, ctx);
        }
    }

    /// The one place that knows when a gesture is over: no button held, no word being typed, or
    /// the focus went elsewhere.
    fn settle_gesture(&mut self, ctx: &Context) {
        let focus = ctx.memory(egui::Memory::focused);
        let held = ctx.input(|i| i.pointer.any_down());
        if (!held && !ctx.text_edit_focused()) || focus != self.focus {
            self.document.end_gesture();
            self.look_again();
        }
        self.focus = focus;
        self.typed_in = ctx.text_edit_focused();
    }

    /// A field that could not be read may have been filled meanwhile: what is wrong with the text
    /// is asked of the text as it is now. A text without problems gets none by being edited here.
    fn look_again(&mut self) {
        let revision = self.document.revision();
        if self.checked == revision {
            return;
        }
        self.checked = revision;
        if self.document.origin().problems.is_empty() {
            self.problems.clear();
        } else if let Ok(origin) = crate::model::read_plan(&self.document.text()) {
            self.problems = origin.problems;
        }
    }

    /// The analysis follows the plan in the same frame; the status line tells what moved.
    fn follow(&mut self) {
        let next = Analysis::next(&self.analysis, self.document.plan());
        self.notices.say(moved::sentence(&self.analysis, &next).unwrap_or_else(|| NOTHING_MOVED.to_owned()));
        self.marks = Marks::of(&next);
        self.analysis = next;
        self.selection = self.selection.kept(self.document.plan());
    }

    /// The panels and the inspector with what they see.
    fn show_panels(&mut self, ui: &mut Ui) {
        let mut cx = Cx {
            plan: self.document.plan(),
            analysis: &self.analysis,
            origin: self.document.origin(),
            problems: &self.problems,
            revision: self.document.revision(),
            selection: self.selection.lead(),
            selected: &self.selection,
            marks: &self.marks,
            recent: &self.remembered.recent,
            path: self.document.path.as_deref(),
            today: self.surroundings.today,
            forecasting: self.forecasting.is_running(),
            inbox: &mut self.inbox,
        };
        if cx.selection.is_some() {
            let room = ui.available_width();
            egui::Panel::right("inspector")
                .default_size(350.0_f32.min(room * 0.5))
                .size_range(200.0..=(room * 0.55).max(220.0))
                .frame(shell::panel_frame(ui))
                .show(ui, |ui| self.panels.inspector(ui, &mut cx));
        }
        let fill = theme::role(ui, crate::scene::Role::Ground);
        egui::CentralPanel::default().frame(egui::Frame::new().fill(fill)).show(ui, |ui| self.panels.show(self.panel, ui, &mut cx));
        if let Some(mut palette) = self.palette.take()
            && palette.show(ui.ctx(), &mut cx)
        {
            self.palette = Some(palette);
        }
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.shortcuts(&ctx);
        self.receive(&ctx);
        self.follow_levelling(&ctx);
        self.follow_versions(&ctx);
        self.drain(&ctx);
        self.follow_forecast(&ctx);
        self.guard_close(&ctx);
        if self.is_on_stage() {
            self.show_stage(ui);
        } else {
            self.bars(ui);
            self.show_panels(ui);
            self.show_second_window(ui);
        }
        if let Some(mut dialog) = self.dialog.take() {
            match dialogs::show(&ctx, &mut dialog) {
                None => self.dialog = Some(dialog),
                Some(answer) => self.answer(answer, &ctx),
            }
        }
        if let Some(action) = self.notices.show(&ctx) {
            self.inbox.actions.push(action);
        }
        shell::drop_target(&ctx);
        self.focus_ring(&ctx);
        self.remembered.zoom = Some(ctx.zoom_factor());
        if !self.inbox.is_empty() {
            ctx.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        self.remembered.view = Some(self.panel);
        self.remembered.timeline = self.panels.timeline().kept.clone();
        self.remembered.risks = self.panels.risks().clone();
        self.remembered.store(&self.panels.arrangement, storage);
    }
}
