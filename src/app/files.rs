//! Opening, saving and exporting from the window, with every guard in front of lost work.

use super::App;
use crate::edit::Document;
use crate::model::templates::Begin;
use crate::model::value::Date;
use crate::model::{Origin, read_plan};
use crate::report::Kind;
use crate::scene::Sign;
use crate::storage::atomic::{Fingerprint, SaveError};
use crate::ui::action::Action;
use crate::ui::dialogs::{After, Answer, Dialog, NewPlan, Purpose};
use crate::ui::notices::Message;
use crate::{export, import, storage};
use egui::{Context, ViewportCommand};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The bundled sample; opened as an untitled copy, so that saving never touches it.
const SAMPLE: &str = include_str!("../../assets/plans/customer-portal.ron");

/// What a system dialog came back with.
#[derive(Debug)]
struct Picked {
    purpose: Purpose,
    path: Option<PathBuf>,
    /// It came back before anybody could have seen it: there is no dialog on this system.
    at_once: bool,
}

/// What is known of files.
#[derive(Debug, Default)]
pub(super) struct Files {
    fingerprint: Option<Fingerprint>,
    picking: Option<Receiver<Picked>>,
    /// What was asked for before the plan had to be saved.
    after_save: Option<After>,
    /// How the timeline goes on paper.
    pub(super) print: crate::scene::gantt::PageOptions,
}

/// A plan that holds only what it is about.
fn empty_plan(begin: &Begin) -> String {
    use crate::model::syntax::quote;
    let project = quote(begin.project.as_deref().unwrap_or("New release"));
    let target = begin.target.map_or_else(String::new, |t| format!(", target: \"{t}\""));
    format!(
        "(\n    schema_version: 1,\n    meta: (project: {project}, status_date: \"{}\"),\n    release: (version: \"1.0.0\"{target}),\n)\n",
        begin.status_date
    )
}

/// The name of a file without its folders.
pub(super) fn pretty(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The sample as a plan without a path.
pub(super) fn sample() -> Origin {
    read_plan(SAMPLE).unwrap_or_else(|_| Origin::empty())
}

impl App {
    /// Opens a file in place of what is open; another tool's file is imported. A file that is no plan
    /// leaves everything as it is.
    pub(super) fn open_file(&mut self, path: &Path) {
        // Named on the command line, chosen in a dialog, or dropped on the window.
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xml") || e.eq_ignore_ascii_case("mpp")) {
            return self.import_file(path);
        }
        match storage::open(path) {
            Ok(opened) => {
                let problems = opened.origin.problems.len();
                let newer = opened.origin.newer;
                self.replace(Document::new(opened.origin, Some(path.to_owned())));
                self.files.fingerprint = Some(opened.fingerprint);
                self.remembered.note_plan(path);
                match (newer, problems) {
                    (Some(v), _) => self.notices.say(format!("Opened read-only: the file was written by a newer version (schema {v})")),
                    (None, 0) => self.notices.say(format!("Opened {}", path.display())),
                    (None, n) => {
                        let problems = crate::analysis::words::count(n, "problem");
                        let text = format!("Opened {} with {problems}. Everything is kept; nothing was changed on disk.", pretty(path));
                        self.notices.offer(Message { sign: Sign::Warn, text, offers: vec![("Show them".into(), Action::GoFindings)], stays: true });
                    }
                }
            }
            Err(e) => {
                if !path.exists() {
                    self.remembered.forget_plan(path);
                }
                self.dialog = Some(Dialog::Message("This file cannot be opened".into(), e.to_string()));
            }
        }
    }

    /// Makes an untitled plan of another tool's file and shows what has to be known about it. A file
    /// that cannot be imported leaves everything as it is.
    fn import_file(&mut self, path: &Path) {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        let read = storage::atomic::read(path).map_err(|e| e.to_string());
        let imported =
            read.and_then(|(bytes, _)| import::import(&bytes, &extension, None).map_err(|why| format!("{} cannot be imported: {why}.", pretty(path))));
        match imported {
            Ok(imported) => {
                let lines = imported.lines();
                let tasks = crate::analysis::words::count(imported.tasks, "task");
                self.replace(Document::new(imported.origin, None));
                self.files.fingerprint = None;
                self.notices.say(format!("Imported {tasks} from {} as an untitled plan", pretty(path)));
                if !lines.is_empty() {
                    let intro = "The plan is untitled until you save it. What to know about it:";
                    self.dialog = Some(Dialog::Exchanged(format!("{tasks} imported from {}", pretty(path)), intro, lines));
                }
            }
            Err(why) => self.dialog = Some(Dialog::Message("This file cannot be imported".into(), why)),
        }
    }

    /// Does what was asked for, or asks first what becomes of unsaved changes.
    pub(super) fn guarded(&mut self, after: After, ctx: &Context) {
        if self.document.is_dirty() {
            self.dialog = Some(Dialog::Unsaved(after));
        } else {
            self.go_on(after, ctx);
        }
    }

    fn go_on(&mut self, after: After, ctx: &Context) {
        match after {
            After::New => {
                self.dialog = Some(Dialog::New(NewPlan { today: self.surroundings.today, template: None, project: String::new(), target: String::new() }));
            }
            After::Sample => {
                self.replace(Document::new(sample(), None));
                self.files.fingerprint = None;
                self.notices.say("The sample, as an untitled copy");
            }
            After::Choose => self.choose(Purpose::Open, ctx),
            After::ChooseImport => self.choose(Purpose::Import, ctx),
            After::Import(path) => self.import_file(&path),
            After::Open(path) => self.open_file(&path),
            After::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
        }
    }

    /// A new plan, empty or from a template.
    fn begin(&mut self, new: &NewPlan) {
        let project = Some(new.project.trim().to_owned()).filter(|p| !p.is_empty());
        let begin = Begin { status_date: self.surroundings.today, project, target: Date::parse(&new.target).ok() };
        let text = new.template.map_or_else(|| empty_plan(&begin), |template| template.text_with(&begin));
        self.replace(Document::new(read_plan(&text).unwrap_or_else(|_| Origin::empty()), None));
        self.files.fingerprint = None;
        self.notices.say("A new plan");
        self.panel = crate::ui::panels::Panel::Overview;
    }

    /// The window does not close over unsaved changes.
    pub(super) fn guard_close(&mut self, ctx: &Context) {
        if ctx.input(|i| i.viewport().close_requested()) && !self.may_close && self.document.is_dirty() {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            self.dialog = Some(Dialog::Unsaved(After::Quit));
        }
    }

    /// Saves to the plan's file; an untitled plan asks where.
    pub(super) fn save(&mut self, ctx: &Context) {
        match self.document.path.clone() {
            Some(path) => self.save_to(&path, self.files.fingerprint.clone().as_ref(), ctx),
            None => self.choose(Purpose::Save, ctx),
        }
    }

    fn save_to(&mut self, path: &Path, expected: Option<&Fingerprint>, ctx: &Context) {
        if let Some(newer) = self.document.origin().newer {
            self.files.after_save = None;
            let text = format!("The file was written by a newer version of Slipway (schema {newer}). It is opened read-only, so that nothing of it is lost.");
            self.dialog = Some(Dialog::Message("This plan cannot be saved".into(), text));
            return;
        }
        let text = self.document.text();
        if !storage::reads_back(&text, self.document.plan()) {
            self.files.after_save = None;
            let first = self.document.origin().problems.iter().find(|p| p.code == "V001");
            let place = first.map_or(String::new(), |p| format!(" at line {}: {}", p.line, p.message));
            let text = format!(
                "The file has a fault that swallows your change{place}. Mend it in an editor and open the file again; nothing was written, and your changes are still here."
            );
            self.dialog = Some(Dialog::Message("The plan was not saved".into(), text));
            return;
        }
        let unkept = self.keep_version(path);
        match storage::save(path, &text, expected) {
            Ok(saved) => {
                let plan = std::sync::Arc::clone(self.document.plan());
                self.document.mark_saved(plan, path.to_owned());
                self.files.fingerprint = Some(saved.fingerprint);
                self.remembered.note_plan(path);
                let said = match (saved.durable, saved.in_place) {
                    (true, false) => format!("Saved {}", path.display()),
                    (true, true) => format!("Saved {} in place; a copy of the old text is kept", path.display()),
                    (false, _) => format!("Saved {}, but the disk has not confirmed it yet", path.display()),
                };
                self.notices.say(unkept.map_or_else(|| said.clone(), |why| format!("{said}. {why}")));
                if let Some(after) = self.files.after_save.take() {
                    self.go_on(after, ctx);
                }
            }
            Err(SaveError::ChangedOnDisk { .. }) => self.dialog = Some(Dialog::ChangedOnDisk),
            Err(e) => {
                self.files.after_save = None;
                self.dialog = Some(Dialog::Message("The plan could not be saved".into(), format!("{e}. Your changes are still here.")));
            }
        }
    }

    fn write_report(&mut self, kind: Kind, path: &Path) {
        let report = kind.report(&self.analysis);
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
        let text = match extension.as_str() {
            "md" | "markdown" => export::markdown::markdown(&report),
            "html" | "htm" => export::html::html(&report),
            other => {
                let text = format!("There is no report format for \".{other}\". End the name in .md for Markdown or .html for a web page.");
                self.dialog = Some(Dialog::Message("The report was not written".into(), text));
                return;
            }
        };
        match storage::atomic::write(path, text.as_bytes(), None, &|_| true) {
            Ok(_) => self.notices.say(format!("Report written to {}", path.display())),
            Err(e) => self.dialog = Some(Dialog::Message("The report could not be written".into(), e.to_string())),
        }
    }

    fn write_project(&mut self, path: &Path) {
        let path = if path.extension().is_none() { path.with_extension("xml") } else { path.to_owned() };
        if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("xml")) {
            let text = format!("{} does not end in .xml. End the name in .xml for Microsoft Project.", pretty(&path));
            self.dialog = Some(Dialog::Message("The schedule was not exported".into(), text));
            return;
        }
        let written = export::mspdi::mspdi(&self.analysis);
        match storage::atomic::write(&path, written.text.as_bytes(), None, &|_| true) {
            Ok(_) => {
                self.notices.say(format!("Schedule exported to {}", path.display()));
                if !written.notes.is_empty() {
                    let intro = "The dates in it are those of the plan. What the file cannot hold:";
                    self.dialog = Some(Dialog::Exchanged(format!("Exported to {}", pretty(&path)), intro, written.notes));
                }
            }
            Err(e) => self.dialog = Some(Dialog::Message("The schedule could not be exported".into(), e.to_string())),
        }
    }

    /// Asks for a path: by the system's dialog, else by a path field.
    pub(super) fn choose(&mut self, purpose: Purpose, ctx: &Context) {
        if !self.surroundings.system_dialogs {
            self.dialog = Some(Dialog::Path(purpose, self.suggested(purpose)));
            return;
        }
        let (send, receive) = channel();
        self.files.picking = Some(receive);
        let (ctx, suggested) = (ctx.clone(), self.suggested(purpose));
        std::thread::spawn(move || {
            let begun = Instant::now();
            let path = pick(purpose, Path::new(&suggested));
            let at_once = path.is_none() && begun.elapsed() < Duration::from_millis(700);
            // A window that is gone needs no answer.
            if send.send(Picked { purpose, path, at_once }).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    fn suggested(&self, purpose: Purpose) -> String {
        let current = self.document.path.clone();
        match (purpose, current) {
            (Purpose::Open | Purpose::Import | Purpose::Compare, Some(p)) => {
                p.parent().map_or(String::new(), |d| if d.as_os_str().is_empty() { String::new() } else { format!("{}/", d.display()) })
            }
            (Purpose::Open | Purpose::Import | Purpose::Compare, None) => String::new(),
            (Purpose::Timeline, Some(p)) => {
                let stem = p.file_stem().map_or_else(|| "plan".to_owned(), |s| s.to_string_lossy().into_owned());
                p.with_file_name(format!("{stem}-timeline.pdf")).display().to_string()
            }
            (Purpose::Timeline, None) => "timeline.pdf".into(),
            (Purpose::Save, Some(p)) => p.display().to_string(),
            (Purpose::Save, None) => "release.ron".into(),
            (Purpose::Report(Kind::Status), Some(p)) => p.with_extension("html").display().to_string(),
            (Purpose::Report(kind), Some(p)) => {
                let stem = p.file_stem().map_or_else(|| "plan".to_owned(), |s| s.to_string_lossy().into_owned());
                p.with_file_name(format!("{stem}-{}.html", kind.name())).display().to_string()
            }
            (Purpose::Project, Some(p)) => p.with_extension("xml").display().to_string(),
            (Purpose::Project, None) => "release.xml".into(),
            (Purpose::Report(kind), None) => format!("{}.html", crate::model::kebab(&kind.label().replace([' ', '/'], "-"))),
        }
    }

    /// What the system's dialog came back with.
    pub(super) fn receive(&mut self, ctx: &Context) {
        let Some(picked) = self.files.picking.as_ref().and_then(|r| r.try_recv().ok()) else { return };
        self.files.picking = None;
        match picked.path {
            Some(path) => self.chosen(picked.purpose, &path, ctx),
            None if picked.at_once => self.dialog = Some(Dialog::Path(picked.purpose, self.suggested(picked.purpose))),
            None => self.files.after_save = None,
        }
    }

    fn chosen(&mut self, purpose: Purpose, path: &Path, ctx: &Context) {
        match purpose {
            Purpose::Open => self.open_file(path),
            Purpose::Import => self.import_file(path),
            Purpose::Save => {
                let path = if path.extension().is_none() { path.with_extension("ron") } else { path.to_owned() };
                // Under its own name the file must still be the one that was opened.
                let same = self.document.path.as_ref() == Some(&path);
                let expected = self.files.fingerprint.clone().filter(|_| same);
                self.save_to(&path, expected.as_ref(), ctx);
            }
            Purpose::Report(kind) => self.write_report(kind, path),
            Purpose::Project => self.write_project(path),
            Purpose::Timeline => self.write_timeline(path),
            Purpose::Compare => self.compare_file(path, pretty(path)),
        }
    }

    /// Does what a dialog was answered with.
    pub(super) fn answer(&mut self, answer: Answer, ctx: &Context) {
        match answer {
            Answer::Cancel => self.files.after_save = None,
            Answer::SaveThen(after) => {
                self.files.after_save = Some(after);
                self.save(ctx);
            }
            Answer::Discard(after) => self.go_on(after, ctx),
            Answer::Overwrite => {
                if let Some(path) = self.document.path.clone() {
                    self.save_to(&path, None, ctx);
                }
            }
            Answer::Reload => {
                self.files.after_save = None;
                if let Some(path) = self.document.path.clone() {
                    self.open_file(&path);
                }
            }
            Answer::SaveElsewhere => self.choose(Purpose::Save, ctx),
            Answer::Path(purpose, path) => {
                let own = self.document.path.as_ref() == Some(&path);
                if !matches!(purpose, Purpose::Open | Purpose::Import | Purpose::Compare) && path.exists() && !own {
                    self.dialog = Some(Dialog::Replace(purpose, path));
                } else {
                    self.chosen(purpose, &path, ctx);
                }
            }
            Answer::Replace(purpose, path) => self.chosen(purpose, &path, ctx),
            Answer::Version(version) => self.compare_version(&version, ctx),
            Answer::Level(wish) => self.level(wish.within_float, wish.who, ctx),
            Answer::Print(options) => {
                self.files.print = options;
                self.choose(Purpose::Timeline, ctx);
            }
            Answer::ApplyLevelling => self.apply_levelling(),
            Answer::Create(new) => self.begin(&new),
            Answer::GiveId(at, id) => {
                if let Err(why) = self.give_id(at, &id, false) {
                    let old = self.document.plan().record(at).map(|r| r.id().to_owned()).unwrap_or_default();
                    self.dialog = Some(Dialog::Rename(at, old, id, Some(why)));
                }
            }
            Answer::Allow(allow) => {
                if self.document.apply(crate::edit::Edit::Add(allow.into(), None), false).is_some() {
                    self.follow();
                    self.notices.offer(Message {
                        sign: Sign::Done,
                        text: "The finding is accepted for a while; it stands among the suppressed ones".into(),
                        offers: vec![("Undo".into(), Action::Undo)],
                        stays: false,
                    });
                }
            }
        }
    }
}

fn pick(purpose: Purpose, suggested: &Path) -> Option<PathBuf> {
    let mut dialog = rfd::FileDialog::new();
    if let Some(folder) = suggested.parent().filter(|p| p.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    let name = suggested.file_name().and_then(|n| n.to_str()).unwrap_or("");
    match purpose {
        Purpose::Open => dialog.add_filter("Release plan", &["ron"]).pick_file(),
        Purpose::Compare => dialog.add_filter("Release plan", &["ron"]).pick_file(),
        Purpose::Timeline => dialog.add_filter("PDF", &["pdf"]).add_filter("SVG", &["svg"]).add_filter("PNG", &["png"]).set_file_name(name).save_file(),
        Purpose::Import => dialog.add_filter("Microsoft Project XML", &["xml"]).pick_file(),
        Purpose::Save => dialog.add_filter("Release plan", &["ron"]).set_file_name(name).save_file(),
        Purpose::Project => dialog.add_filter("Microsoft Project XML", &["xml"]).set_file_name(name).save_file(),
        Purpose::Report(_) => dialog.add_filter("Web page", &["html"]).add_filter("Markdown", &["md"]).set_file_name(name).save_file(),
    }
}
