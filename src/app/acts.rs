//! What every verb does.

use super::App;
use super::files::pretty;
use crate::edit::Edit;
use crate::model::{RecordKind, RecordRef, records};
use crate::scene::Sign;
use crate::ui::action::Action;
use crate::ui::context::{Ask, in_file_order};
use crate::ui::dialogs::{self, After, Dialog};
use crate::ui::notices::Message;
use crate::ui::palette::Palette;
use crate::ui::panels::Panel;
use crate::ui::selection::Selection;
use egui::{Context, ThemePreference, ViewportCommand};

impl App {
    /// Does what a verb says.
    pub(super) fn act(&mut self, action: Action, ctx: &Context) {
        match action {
            Action::New => self.guarded(After::New, ctx),
            Action::Open => self.guarded(After::Choose, ctx),
            Action::Import => self.guarded(After::ChooseImport, ctx),
            Action::OpenSample => self.guarded(After::Sample, ctx),
            Action::Save => self.save(ctx),
            Action::SaveAs => self.choose(dialogs::Purpose::Save, ctx),
            Action::ExportReport => self.choose(dialogs::Purpose::Report(self.panels.report_kind()), ctx),
            Action::ExportProject => self.choose(dialogs::Purpose::Project, ctx),
            Action::ExportTimeline => self.print_dialog(),
            Action::EarlierVersions => self.ask_versions(ctx),
            Action::Undo => self.step_history(true),
            Action::Redo => self.step_history(false),
            Action::AddTask => self.add(RecordKind::Task),
            Action::AddRisk => self.add(RecordKind::Risk),
            Action::AddService => self.add(RecordKind::Service),
            Action::AddLike => self.selection.lead().into_iter().for_each(|at| self.add(at.kind)),
            Action::Duplicate => self.duplicate(&self.selection.clone()),
            Action::Rename => self.selection.lead().into_iter().for_each(|at| self.ask_for_id(at)),
            Action::MoveUp | Action::MoveDown if self.shows_timeline() && self.moves_rows() => self.panels.timeline().command(action),
            Action::MoveUp => self.move_selected(true),
            Action::MoveDown => self.move_selected(false),
            Action::SelectAll => self.select_all(),
            Action::Delete => self.delete(&self.selection.clone()),
            Action::SetBaseline => self.set_baseline(),
            Action::RecordDay => self.record_status_date(),
            Action::FocusInspector => self.focus_inspector(ctx),
            Action::Level => self.level(false, self.who_can_be_levelled(), ctx),
            Action::Palette => self.palette = Some(Palette::default()),
            Action::Find => {
                self.panel = Panel::Records;
                self.panels.begin_search();
            }
            Action::GoOverview
            | Action::GoTimeline
            | Action::GoRisks
            | Action::GoDependencies
            | Action::GoReadiness
            | Action::GoRunbook
            | Action::GoRollout
            | Action::GoPeople
            | Action::GoFindings => self.panel = action.panel().unwrap_or(self.panel),
            Action::Alerts => self.dialog = Some(Dialog::Alerts(dialogs::Alerts::of(&self.analysis, None))),
            Action::NextFinding => self.step_findings(true),
            Action::PreviousFinding => self.step_findings(false),
            Action::Deselect => self.let_go(),
            Action::NextRegion => self.next_region(ctx),
            Action::ArrangePlan => self.panel = Panel::Plan,
            Action::ArrangeFocus => self.panel = if self.panel == Panel::Plan { Panel::Timeline } else { self.panel },
            Action::Present => self.present(ctx, false),
            Action::PresentSecond => self.present(ctx, true),
            Action::ResetArrangement => {
                self.panels.arrangement = crate::ui::arrangement::Arrangement::default();
                self.panel = Panel::Plan;
            }
            Action::LightTheme => self.set_theme(ThemePreference::Light, ctx),
            Action::DarkTheme => self.set_theme(ThemePreference::Dark, ctx),
            Action::SystemTheme => self.set_theme(ThemePreference::System, ctx),
            Action::ZoomIn => ctx.set_zoom_factor((ctx.zoom_factor() * 1.1).min(3.0)),
            Action::ZoomOut => ctx.set_zoom_factor((ctx.zoom_factor() / 1.1).max(0.5)),
            Action::ZoomReset => ctx.set_zoom_factor(1.0),
            Action::Help => self.dialog = Some(Dialog::Help),
            Action::Notices => self.dialog = Some(Dialog::Notices(self.notices.log().map(str::to_owned).collect())),
            Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            of_timeline => {
                if !self.shows_timeline() {
                    self.panel = Panel::Timeline;
                }
                self.panels.timeline().command(of_timeline);
            }
        }
    }

    /// Does what a panel asked for with what it is about.
    pub(super) fn answer_ask(&mut self, ask: Ask, ctx: &Context) {
        match ask {
            Ask::New(kind) => self.add(kind),
            Ask::Delete(records) => self.delete(&Selection::of(records)),
            Ask::Duplicate(records) => self.duplicate(&Selection::of(records)),
            Ask::Rename(at) => self.ask_for_id(at),
            Ask::GiveId(at, id) => {
                // The status line says why it is refused.
                let _ = self.give_id(at, &id, true);
            }
            Ask::Allow(rule, subject) => {
                let until = self.document.plan().status_date();
                let until = crate::model::value::Date::of_minute(until.minute() + 14 * 1440);
                let near = self.document.plan().status_date();
                self.dialog = Some(Dialog::Allow(records::Allow { rule, subject, until: Some(until), ..records::Allow::default() }, until.to_string(), near));
            }
            Ask::Mend(problem) => self.mend(&problem),
            Ask::Open(path) => self.guarded(After::Open(path), ctx),
            Ask::Explain(rule) => self.dialog = Some(Dialog::Explain(rule)),
            Ask::Alerts(open) => self.dialog = Some(Dialog::Alerts(dialogs::Alerts::of(&self.analysis, open))),
            Ask::CompareSaved => self.compare_saved(),
            Ask::ComparePlan => self.choose(dialogs::Purpose::Compare, ctx),
            Ask::Copy(text) => {
                self.notices.say(format!("Copied {text}"));
                ctx.copy_text(text);
            }
        }
    }

    /// Notes what was done about the alert of a risk; the alerts stay open while one waits.
    pub(super) fn answer_alert(&mut self, at: RecordRef, answer: records::AlertAnswer) {
        if let Some(edit) = crate::analysis::register::answered(&self.analysis, at.key, answer)
            && self.document.apply(edit, false).is_some()
        {
            self.follow();
        }
        let alerts = dialogs::Alerts::of(&self.analysis, None);
        if !alerts.is_quiet() {
            self.dialog = Some(Dialog::Alerts(alerts));
        }
    }

    /// Shows a record where it is at home.
    pub(super) fn go_to(&mut self, at: RecordRef) {
        self.selection = Selection::one(at);
        self.panel = Panel::home_of(at.kind);
    }

    fn set_theme(&mut self, theme: ThemePreference, ctx: &Context) {
        ctx.set_theme(theme);
        self.remembered.theme = Some(theme);
    }

    fn step_history(&mut self, back: bool) {
        let label = if back { self.document.undo() } else { self.document.redo() };
        self.panels.forget_drafts();
        if let Some(label) = label {
            self.notices.dismiss();
            self.follow();
            // What was selected when it was deleted is selected again when it comes back.
            if back && let Some((_, selected)) = self.deleted.take_if(|(deleted, _)| *deleted == label) {
                self.selection = selected.kept(self.document.plan());
            }
            let verb = if back { "Undid" } else { "Did again" };
            self.notices.say(format!("{verb}: {label}. {}", self.notices.last()));
        }
    }

    fn select_all(&mut self) {
        if let Some(at) = self.selection.lead() {
            let mut all = in_file_order(self.document.plan(), at.kind);
            // The record that leads keeps leading.
            all.retain(|r| *r != at);
            all.push(at);
            self.selection = Selection::of(all).kept(self.document.plan());
        }
    }

    fn ask_for_id(&mut self, at: RecordRef) {
        if let Some(record) = self.document.plan().record(at)
            && at.kind.is_list()
        {
            self.dialog = Some(Dialog::Rename(at, record.id().to_owned(), record.id().to_owned(), None));
        }
    }

    /// Gives a record another id; everything that refers to it follows. Says what was rewritten,
    /// or why it is not allowed.
    pub(super) fn give_id(&mut self, at: RecordRef, id: &str, in_gesture: bool) -> Result<(), String> {
        let users = self.document.plan().used_by(at).len();
        let before = self.document.plan().record(at).map(|r| r.id().to_owned()).unwrap_or_default();
        if id == before {
            return Ok(());
        }
        // Asked first for the reason: a refused edit does not say it.
        if let Err(why) = self.document.plan().with_id(at, id) {
            self.notices.say(format!("The id stays \"{before}\": {why}"));
            return Err(why);
        }
        if self.document.apply(Edit::Rename(at, id.to_owned()), in_gesture).is_some() {
            self.follow();
            let along = if users == 0 { String::new() } else { format!(" in {} too", crate::analysis::words::count(users, "place")) };
            self.notices.say(format!("\"{before}\" is called \"{id}\" now{along}"));
        }
        Ok(())
    }

    fn mend(&mut self, problem: &crate::model::Problem) {
        if self.document.mend(problem) {
            self.follow();
            self.notices.say(format!("Mended line {}: {}", problem.line, problem.mend.as_ref().map_or("", |m| m.label.as_str())));
        } else {
            let text = format!("Line {} has changed since it was read; mend it in the inspector or in an editor", problem.line);
            self.notices.offer(Message { sign: Sign::Warn, text, offers: Vec::new(), stays: false });
        }
    }

    /// The record of the next finding, or of the one before.
    fn step_findings(&mut self, on: bool) {
        let mut places: Vec<RecordRef> = Vec::new();
        for at in self.analysis.invalid.iter().map(|i| i.at).chain(self.analysis.findings.open.iter().map(|f| f.at)) {
            if !places.contains(&at) && self.document.plan().record(at).is_some() {
                places.push(at);
            }
        }
        if places.is_empty() {
            self.notices.say("Nothing is wrong with the plan");
            return;
        }
        let here = self.selection.lead().and_then(|at| places.iter().position(|p| *p == at));
        let next = match (here, on) {
            (None, true) => 0,
            (None, false) => places.len() - 1,
            (Some(i), true) => (i + 1) % places.len(),
            (Some(i), false) => (i + places.len() - 1) % places.len(),
        };
        if let Some(at) = places.get(next) {
            self.selection = Selection::one(*at);
            self.notices.say(format!("Record {} of {} with findings", next + 1, places.len()));
        }
    }

    /// Escape closes the inspector.
    fn let_go(&mut self) {
        self.selection = Selection::default();
    }

    /// The keyboard goes from the rail to the inspector and back; Tab goes on from there.
    fn next_region(&self, ctx: &Context) {
        let focus = ctx.memory(egui::Memory::focused);
        let inspector = self.panels.inspector_focus().filter(|_| !self.selection.is_empty());
        let next = if focus.is_some() && focus == self.rail { inspector.or(self.rail) } else { self.rail };
        if let Some(id) = next {
            ctx.memory_mut(|m| m.request_focus(id));
        }
    }

    /// What the window is called: the plan's file, with a dot while something is not saved.
    pub(super) fn name(&self) -> String {
        self.document.path.as_deref().map_or_else(|| "Untitled".to_owned(), pretty)
    }
}
