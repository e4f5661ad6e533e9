//! Earlier versions of the plan's file: looked for and read beside the window, shown on the timeline.

use crate::analysis::Analysis;
use crate::app::App;
use crate::app::files::pretty;
use crate::scene::Sign;
use crate::storage::versions::{self, Version, Versions};
use crate::ui::dialogs::{Dialog, VersionList};
use crate::ui::notices::Message;
use egui::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// A version being read: of which file, as what, and what comes of it.
type Reading = (PathBuf, String, Receiver<Result<Box<Analysis>, String>>);

/// What is under way about earlier versions.
#[derive(Debug, Default)]
pub(in crate::app) struct Earlier {
    listing: Option<Receiver<Versions>>,
    reading: Option<Reading>,
    /// It was said that copies cannot be kept.
    said: bool,
}

impl App {
    /// Keeps the text that a save is about to replace. What is in the way never prevents the save, and
    /// is said once.
    pub(in crate::app) fn keep_version(&mut self, path: &Path) -> Option<String> {
        let why = versions::keep(self.surroundings.versions.as_deref()?, path).err()?;
        let first = !std::mem::replace(&mut self.earlier.said, true);
        first.then(|| format!("The version before it is not kept: {why}"))
    }

    /// Looks for the earlier versions of the plan's file.
    pub(in crate::app) fn ask_versions(&mut self, ctx: &Context) {
        let Some(path) = self.document.path.clone() else {
            self.notices.say("This plan was never saved: it has no earlier versions");
            return;
        };
        let (send, receive) = channel();
        self.earlier.listing = Some(receive);
        self.dialog = Some(Dialog::Versions(VersionList::looking(pretty(&path))));
        let (kept, ctx) = (self.surroundings.versions.clone(), ctx.clone());
        std::thread::spawn(move || {
            // A dialog that is gone needs no answer.
            if send.send(Versions::of(&path, kept.as_deref())).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    /// Reads a version and compares the timeline with it.
    pub(in crate::app) fn compare_version(&mut self, version: &Version, ctx: &Context) {
        let Some(path) = self.document.path.clone() else { return };
        let (send, receive) = channel();
        let label = version.name();
        self.notices.say(format!("Reading the version of {label}"));
        self.earlier.reading = Some((path.clone(), label, receive));
        let (kept, version, ctx) = (self.surroundings.versions.clone(), version.clone(), ctx.clone());
        std::thread::spawn(move || {
            let read = versions::bytes(&path, kept.as_deref(), &version).map_err(|e| e.to_string());
            let origin = read.and_then(|bytes| crate::storage::parse(&bytes, &path).map_err(|e| e.to_string()));
            // A window that is gone needs no answer.
            if send.send(origin.map(|o| Box::new(Analysis::of(&o.plan)))).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    /// Takes what was found.
    pub(in crate::app) fn follow_versions(&mut self, ctx: &Context) {
        match &mut self.dialog {
            Some(Dialog::Versions(list)) => match self.earlier.listing.as_ref().map(Receiver::try_recv) {
                Some(Ok(found)) => {
                    list.found = Some(Arc::new(found));
                    self.earlier.listing = None;
                    // What comes has another size: a second frame puts it in its place.
                    ctx.request_repaint();
                }
                Some(Err(TryRecvError::Disconnected)) => self.earlier.listing = None,
                Some(Err(TryRecvError::Empty)) | None => {}
            },
            _ => self.earlier.listing = None,
        }
        let Some((path, label, receive)) = &self.earlier.reading else { return };
        let read = match receive.try_recv() {
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Err("its reading ended early".to_owned()),
            Ok(read) => read,
        };
        let (is_here, label) = (self.document.path.as_ref() == Some(path), label.clone());
        self.earlier.reading = None;
        match read {
            // Another plan was opened meanwhile.
            _ if !is_here => {}
            Ok(other) => self.compare_plan(label, other),
            Err(why) => {
                let text = format!("The version of {label} cannot be compared with: {why}");
                self.notices.offer(Message { sign: Sign::Bad, text, offers: Vec::new(), stays: true });
            }
        }
    }
}
