//! Titles in scripts that the bundled font lacks: the window asks the fonts of this machine, beside the
//! frame, and draws boxes until one is found.

use crate::scene::Weight;
use crate::storage::fonts;
use crate::ui::theme;
use egui::epaint::text::InsertFontFamily;
use egui::{Context, FallbackRequest, FontData, FontInsert, FontPriority};
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Characters of one screen are looked for together.
const GATHER: Duration = Duration::from_millis(30);

/// Asks the fonts of the machine for what the window lacks, as long as the program runs.
pub(super) fn install(ctx: &Context) {
    let (ask, asked) = channel();
    let window = ctx.clone();
    std::thread::spawn(move || serve(&window, &asked));
    let ask = Mutex::new(ask);
    ctx.add_font_provider(Arc::new(move |request: &FallbackRequest<'_>| {
        if let Some(c) = request.cluster.chars().next()
            && let Ok(ask) = ask.lock()
        {
            // A server that is gone leaves boxes.
            let _ = ask.send(c);
        }
        None
    }));
}

fn serve(ctx: &Context, asked: &Receiver<char>) {
    let mut tried = BTreeSet::new();
    while let Ok(first) = asked.recv() {
        std::thread::sleep(GATHER);
        let wanted: BTreeSet<char> = std::iter::once(first).chain(asked.try_iter()).filter(|c| tried.insert(*c)).collect();
        for spare in fonts::covering(&wanted).fonts {
            let (data, index) = spare.file();
            let family = |weight| InsertFontFamily { family: theme::font(1.0, weight).family, priority: FontPriority::Lowest };
            let families = vec![family(Weight::Regular), family(Weight::Semibold)];
            ctx.add_font(FontInsert::new(&spare.name, FontData::from_blob(data, index), families));
            ctx.request_repaint();
        }
    }
}
