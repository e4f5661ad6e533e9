//! The program: the command line, or the window.

use slipway::app::{App, Start, Surroundings};
use slipway::cli::{Outcome, run};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Outcome::Exit(code) => code,
        Outcome::Window(start) => match window(start) {
            Ok(()) => ExitCode::SUCCESS,
            Err(e) => {
                // What the toolkit says names places in its sources; people need to know what is missing.
                let why = e.to_string();
                let why = if why.contains("os error at") { "no display was found (DISPLAY or WAYLAND_DISPLAY)".to_owned() } else { why };
                eprintln!("slipway: the window could not be opened: {why}. The commands work without one; see slipway --help");
                ExitCode::FAILURE
            }
        },
    }
}

fn window(start: Start) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_app_id("slipway")
        .with_title("Slipway")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([520.0, 320.0])
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions { viewport, renderer: eframe::Renderer::Glow, ..eframe::NativeOptions::default() };
    eframe::run_native("slipway", options, Box::new(move |cc| Ok(Box::new(App::new(cc, &start, Surroundings::here())))))
}
