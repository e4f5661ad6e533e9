//! The program: the frame loop, and who gets what. Files are in `files`, the frame around the
//! views in `shell`.

mod files;
mod shell;

use crate::analysis::{Analysis, moved};
use crate::edit::Document;
use crate::model::value::Date;
use crate::model::{AnyRecord, RecordKind, RecordRef, records};
use crate::ui::action::Action;
use crate::ui::context::{Cx, Inbox};
use crate::ui::dialogs::{self, After, Dialog};
use crate::ui::panels::{Panel, Panels};
use crate::ui::theme;
use egui::{Context, Ui, ViewportCommand};
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
    /// Begin with the presentation.
    pub present: bool,
}

/// What the program finds around it.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    /// The system may be asked for file dialogs.
    pub system_dialogs: bool,
    /// Today, for new plans.
    pub today: Date,
}

impl Surroundings {
    /// As they are on this machine now.
    pub fn here() -> Self {
        Self { system_dialogs: true, today: Date(chrono::Local::now().date_naive()) }
    }
}

/// What is remembered between two starts; nothing of a plan.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct Remembered {
    last_plan: Option<PathBuf>,
    theme: Option<egui::ThemePreference>,
}

const MEMORY: &str = "slipway";

/// The program.
#[derive(Debug)]
pub struct App {
    document: Document,
    analysis: Analysis,
    files: files::Files,
    panels: Panels,
    panel: Panel,
    selection: Option<RecordRef>,
    inbox: Inbox,
    dialog: Option<Dialog>,
    notice: String,
    remembered: Remembered,
    may_close: bool,
    title: String,
    focus: Option<egui::Id>,
    surroundings: Surroundings,
}

impl App {
    /// Starts the program in a window.
    pub fn new(cc: &eframe::CreationContext<'_>, start: &Start, surroundings: Surroundings) -> Self {
        theme::install(&cc.egui_ctx);
        let remembered: Remembered = cc.storage.and_then(|s| s.get_string(MEMORY)).and_then(|text| ron::from_str(&text).ok()).unwrap_or_default();
        match start.dark {
            Some(dark) => cc.egui_ctx.set_theme(if dark { egui::Theme::Dark } else { egui::Theme::Light }),
            None => cc.egui_ctx.set_theme(remembered.theme.unwrap_or(egui::ThemePreference::System)),
        }
        let document = Document::new(files::sample(), None);
        let mut app = Self {
            analysis: Analysis::of(document.plan()),
            document,
            files: files::Files::default(),
            panels: Panels::default(),
            panel: start.view.unwrap_or(Panel::Overview),
            selection: None,
            inbox: Inbox::default(),
            dialog: None,
            notice: String::new(),
            may_close: false,
            title: String::new(),
            focus: None,
            surroundings,
            remembered,
        };
        let last = app.remembered.last_plan.clone().filter(|p| start.plan.is_none() && p.exists());
        if let Some(path) = start.plan.clone().or(last) {
            app.open_file(&path);
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

    /// What the status line says.
    pub fn notice(&self) -> &str {
        &self.notice
    }

    /// Another document takes the place of this one.
    fn replace(&mut self, document: Document) {
        self.document = document;
        self.analysis = Analysis::of(self.document.plan());
        self.selection = None;
        self.panels.forget();
        self.inbox = Inbox::default();
    }

    /// Shortcuts become actions. Those with Shift are asked first, or Ctrl+S would take Ctrl+Shift+S.
    fn shortcuts(&mut self, ctx: &Context) {
        let typing = ctx.text_edit_focused();
        let mut actions: Vec<Action> = Action::ALL.into_iter().filter(|a| !a.handled_by_toolkit()).collect();
        actions.sort_by_key(|a| a.shortcut().is_none_or(|s| !s.modifiers.shift));
        for action in actions {
            if (typing && action.yields_to_text()) || (self.dialog.is_some()) || (typing && action == Action::Deselect) {
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

    /// Takes what the panels asked for, before anything is drawn.
    fn drain(&mut self, ctx: &Context) {
        let inbox = std::mem::take(&mut self.inbox);
        if let Some(notice) = inbox.notice {
            self.notice = notice;
        }
        if let Some(selection) = inbox.select {
            self.selection = selection;
        }
        if let Some(panel) = inbox.show
            && !(self.panel == Panel::Plan && matches!(panel, Panel::Timeline | Panel::Risks | Panel::Dependencies))
        {
            self.panel = panel;
        }
        for edit in inbox.edits {
            if self.document.apply(edit, true).is_some() {
                self.follow();
            }
        }
        self.settle_gesture(ctx);
        for action in inbox.actions {
            self.act(action, ctx);
        }
    }

    /// The one place that knows when a gesture is over: no button held, no word being typed, or
    /// the focus went elsewhere.
    fn settle_gesture(&mut self, ctx: &Context) {
        let focus = ctx.memory(egui::Memory::focused);
        let held = ctx.input(|i| i.pointer.any_down());
        if (!held && !ctx.text_edit_focused()) || focus != self.focus {
            self.document.end_gesture();
        }
        self.focus = focus;
    }

    /// The analysis follows the plan in the same frame; the status line tells what moved.
    fn follow(&mut self) {
        let next = Analysis::next(&self.analysis, self.document.plan());
        self.notice = moved::sentence(&self.analysis, &next).unwrap_or_else(|| "No date moved".to_owned());
        self.analysis = next;
        if self.selection.is_some_and(|s| self.document.plan().record(s).is_none()) {
            self.selection = None;
        }
    }

    fn act(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::New => self.guarded(After::New, ctx),
            Action::Open => self.guarded(After::Choose, ctx),
            Action::OpenSample => self.guarded(After::Sample, ctx),
            Action::Save => self.save(ctx),
            Action::SaveAs => self.choose(dialogs::Purpose::Save, ctx),
            Action::ExportReport => self.choose(dialogs::Purpose::Report, ctx),
            Action::Undo => self.step_history(true),
            Action::Redo => self.step_history(false),
            Action::AddTask => self.add(RecordKind::Task),
            Action::AddRisk => self.add(RecordKind::Risk),
            Action::AddService => self.add(RecordKind::Service),
            Action::Delete => self.delete(),
            Action::LightTheme => self.set_theme(egui::ThemePreference::Light, ctx),
            Action::DarkTheme => self.set_theme(egui::ThemePreference::Dark, ctx),
            Action::SystemTheme => self.set_theme(egui::ThemePreference::System, ctx),
            Action::ZoomIn => ctx.set_zoom_factor((ctx.zoom_factor() * 1.1).min(3.0)),
            Action::ZoomOut => ctx.set_zoom_factor((ctx.zoom_factor() / 1.1).max(0.5)),
            Action::ZoomReset => ctx.set_zoom_factor(1.0),
            Action::Deselect => self.selection = None,
            Action::Help => self.dialog = Some(Dialog::Help),
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    fn set_theme(&mut self, theme: egui::ThemePreference, ctx: &Context) {
        ctx.set_theme(theme);
        self.remembered.theme = Some(theme);
    }

    fn step_history(&mut self, back: bool) {
        let label = if back { self.document.undo() } else { self.document.redo() };
        if let Some(label) = label {
            self.follow();
            let verb = if back { "Undid" } else { "Did again" };
            self.notice = format!("{verb}: {label}. {}", self.notice);
        }
    }

    fn add(&mut self, kind: RecordKind) {
        let plan = self.document.plan();
        let behind = self.selection.filter(|s| s.kind == kind).map(|s| s.key);
        let record: AnyRecord = match kind {
            RecordKind::Risk => {
                let id = free_id("R", 3, |id| plan.risks.records().any(|r| r.id == id));
                records::Risk { id, title: "New risk".into(), ..records::Risk::default() }.into()
            }
            RecordKind::Service => {
                let id = free_id("service-", 0, |id| plan.services.records().any(|s| s.id == id));
                records::Service { id, title: "New service".into(), ..records::Service::default() }.into()
            }
            _ => {
                let neighbour = behind.and_then(|k| plan.tasks.get(k));
                let id = free_id("task-", 0, |id| self.analysis.schedule.net.find(id).is_some());
                let start = neighbour.is_none().then(|| plan.status_date());
                records::Task {
                    id,
                    title: "New task".into(),
                    section: neighbour.and_then(|t| t.section.clone()),
                    start,
                    after: neighbour.map(|t| crate::model::value::Link::after(t.id.clone())).into_iter().collect(),
                    duration: crate::model::value::Dur::days(5.0),
                    ..records::Task::default()
                }
                .into()
            }
        };
        self.selection = self.document.apply(crate::edit::Edit::Add(record, behind), false);
        self.follow();
        if self.panel != Panel::Plan
            && let Some(home) = Panel::home_of(kind)
        {
            self.panel = home;
        }
    }

    fn delete(&mut self) {
        if let Some(at) = self.selection
            && self.document.apply(crate::edit::Edit::Remove(at), false).is_some()
        {
            self.selection = None;
            self.follow();
        }
    }

    fn show_panels(&mut self, ui: &mut Ui) {
        let mut cx = Cx {
            plan: self.document.plan(),
            analysis: &self.analysis,
            origin: self.document.origin(),
            revision: self.document.revision(),
            selection: self.selection,
            inbox: &mut self.inbox,
        };
        if cx.selection.is_some() {
            egui::Panel::right("inspector")
                .default_size(320.0)
                .size_range(240.0..=520.0)
                .frame(shell::panel_frame(ui))
                .show(ui, |ui| self.panels.inspector(ui, &mut cx));
        }
        let fill = theme::role(ui, crate::scene::Role::Ground);
        egui::CentralPanel::default().frame(egui::Frame::new().fill(fill)).show(ui, |ui| self.panels.show(self.panel, ui, &mut cx));
    }
}

/// The first id of a row of numbers that is free.
fn free_id(prefix: &str, digits: usize, taken: impl Fn(&str) -> bool) -> String {
    let name = |n: u32| format!("{prefix}{n:0digits$}");
    (1..=u32::MAX).map(name).find(|id| !taken(id)).unwrap_or_else(|| prefix.to_owned())
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.shortcuts(&ctx);
        self.receive(&ctx);
        self.drain(&ctx);
        self.guard_close(&ctx);
        self.bars(ui);
        self.show_panels(ui);
        if let Some(mut dialog) = self.dialog.take() {
            match dialogs::show(&ctx, &mut dialog) {
                None => self.dialog = Some(dialog),
                Some(answer) => self.answer(answer, &ctx),
            }
        }
        if !self.inbox.is_empty() {
            ctx.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if let Ok(text) = ron::to_string(&self.remembered) {
            storage.set_string(MEMORY, text);
        }
    }
}
