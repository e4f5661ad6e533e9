//! `slipway render`: a picture of the plan, from the same scene as the screen.

use super::files::{analysed, extension, no_format, write};
use super::{Failure, Input};
use crate::analysis::Analysis;
use crate::scene::Scene;
use crate::scene::palette::Theme;
use crate::{export, report};
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    Svg,
    Png,
    Pdf,
    /// The laid-out scene
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum View {
    Timeline,
    HeatMap,
    Dependencies,
    Rollout,
    Runbook,
}

/// What is to be drawn, how, and where to.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) output: PathBuf,
    pub(super) format: Option<Format>,
    pub(super) view: View,
    pub(super) theme: Theme,
    pub(super) size: Option<String>,
    pub(super) scale: f64,
}

/// Runs the command.
pub(super) fn render(input: &Input, wanted: &Wanted) -> Result<u8, Failure> {
    let size = wanted.size.as_deref().map(parse_size).transpose()?;
    if !(0.25..=8.0).contains(&wanted.scale) {
        return Err(Failure::usage(format!("scale {} lies outside 0.25 to 8", wanted.scale)));
    }
    let format = match (wanted.format, extension(&wanted.output).as_str()) {
        (Some(f), _) => f,
        (None, "svg") => Format::Svg,
        (None, "png") => Format::Png,
        (None, "pdf") => Format::Pdf,
        (None, "json") => Format::Json,
        (None, _) => return Err(no_format(&wanted.output, "picture", ".svg, .png, .pdf or .json")),
    };
    let (_, analysis) = analysed(input)?;
    let scene = picture(&analysis, wanted.view, size);
    let bytes = match format {
        Format::Svg => export::svg::svg(&scene, wanted.theme).into_bytes(),
        Format::Png => export::png::png(&scene, wanted.theme, wanted.scale).map_err(Failure::new)?,
        Format::Pdf => export::pdf::pdf(&scene, wanted.theme).map_err(Failure::new)?,
        Format::Json => export::scene_json::text(&scene).into_bytes(),
    };
    write(&wanted.output, &bytes)
}

fn picture(analysis: &Analysis, view: View, size: Option<(f64, f64)>) -> Scene {
    match view {
        View::Timeline => report::pictures::timeline(analysis, size),
        View::HeatMap => report::pictures::heat_map(analysis, size),
        View::Dependencies => report::pictures::dependencies(analysis),
        View::Rollout => report::pictures::rollout(analysis, size),
        View::Runbook => report::pictures::runbook(analysis, size),
    }
}

fn parse_size(text: &str) -> Result<(f64, f64), Failure> {
    let wrong = || Failure::usage(format!("size \"{text}\" not understood; write it as 1280x720, from 100 to 8192 pixels"));
    let (w, h) = text.split_once(['x', 'X']).ok_or_else(wrong)?;
    let (w, h): (f64, f64) = (w.parse().map_err(|_| wrong())?, h.parse().map_err(|_| wrong())?);
    let fits = |v: f64| (100.0..=8192.0).contains(&v);
    if fits(w) && fits(h) { Ok((w, h)) } else { Err(wrong()) }
}
