//! `slipway render`: a picture of the plan, from the same scene as the screen.

use super::files::{analysed, extension, no_format, plainly_analysed, write};
use super::{Failure, Input};
use crate::analysis::Analysis;
use crate::analysis::hand::Column;
use crate::export::sheets;
use crate::model::value::Date;
use crate::scene::Scene;
use crate::scene::gantt::{self, ColourBy, Fit, Only, PageOptions, Paper};
use crate::scene::palette::Theme;
use crate::{export, report};
use clap::ValueEnum;
use std::path::PathBuf;
use std::slice::from_ref;

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
    /// The risks over percent and days
    RiskSpread,
    Dependencies,
    Forecast,
    /// How fast the buffer is used, over past status dates
    Fever,
    /// The risks on one page, A4 across
    RiskSheet,
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
    pub(super) paper: PaperArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum PaperArg {
    A4,
    A3,
    Letter,
    /// 16 to 9, large type, milestones and critical tasks only
    Slide,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum RowsArg {
    All,
    Critical,
    Slipping,
    Open,
    Milestones,
    Unstaffed,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ColourArg {
    Progress,
    Status,
    Section,
    Team,
    Risk,
    Criticality,
}

/// How the timeline goes on paper.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct PaperArgs {
    /// Put the timeline on paper, with title and legend: a PDF holds all pages, of SVG and PNG there is a file for each
    #[arg(long, value_enum)]
    paper: Option<PaperArg>,
    /// On as many sheets as rows and days need, instead of all on one page
    #[arg(long, requires = "paper")]
    tiles: bool,
    /// Only these rows
    #[arg(long, value_enum, default_value = "all", requires = "paper")]
    rows: RowsArg,
    /// First day to show, such as 2024-03-01
    #[arg(long, value_name = "DAY", requires_all = ["paper", "to"])]
    from: Option<String>,
    /// Last day to show
    #[arg(long, value_name = "DAY", requires_all = ["paper", "from"])]
    to: Option<String>,
    /// Columns beside the titles, with commas between: start, finish, duration, total-float, predecessors and so on
    #[arg(long, value_name = "NAMES", value_delimiter = ',', requires = "paper")]
    columns: Vec<String>,
    /// What the colours of the bars tell
    #[arg(long, value_enum, default_value = "progress", requires = "paper")]
    colour: ColourArg,
}

impl PaperArgs {
    /// What is to be printed; none when no paper was named.
    fn options(&self) -> Result<Option<PageOptions>, Failure> {
        let Some(paper) = self.paper else { return Ok(None) };
        let day = |text: &Option<String>| text.as_deref().map(|t| Date::parse(t).map_err(Failure::usage)).transpose();
        let range = match (day(&self.from)?, day(&self.to)?) {
            (Some(a), Some(b)) if a > b => return Err(Failure::usage(format!("{a} lies behind {b}"))),
            (a, b) => a.zip(b),
        };
        let column = |name: &String| {
            Column::by_name(name).ok_or_else(|| {
                let all = Column::ALL.map(Column::name);
                let near = crate::model::nearest(name, all).map_or_else(|| format!("; there are {}", all.join(", ")), |n| format!("; did you mean \"{n}\"?"));
                Failure::usage(format!("there is no column \"{name}\"{near}"))
            })
        };
        Ok(Some(PageOptions {
            paper: match paper {
                PaperArg::A4 => Paper::A4,
                PaperArg::A3 => Paper::A3,
                PaperArg::Letter => Paper::Letter,
                PaperArg::Slide => Paper::Slide,
            },
            fit: if self.tiles { Fit::Tiles } else { Fit::OnePage },
            range,
            columns: self.columns.iter().map(column).collect::<Result<_, _>>()?,
            only: match self.rows {
                RowsArg::All => Only::All,
                RowsArg::Critical => Only::Critical,
                RowsArg::Slipping => Only::Slipping,
                RowsArg::Open => Only::Open,
                RowsArg::Milestones => Only::Milestones,
                RowsArg::Unstaffed => Only::Unstaffed,
            },
            colour: match self.colour {
                ColourArg::Progress => ColourBy::Progress,
                ColourArg::Status => ColourBy::Status,
                ColourArg::Section => ColourBy::Section,
                ColourArg::Team => ColourBy::Team,
                ColourArg::Risk => ColourBy::Risk,
                ColourArg::Criticality => ColourBy::Criticality,
            },
        }))
    }
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
    let options = wanted.paper.options()?;
    if options.is_some() && !matches!(wanted.view, View::Timeline) {
        return Err(Failure::usage("--paper is for the timeline; leave it out, or --view"));
    }
    if options.is_some() && size.is_some() {
        return Err(Failure::usage("--paper has a size of its own; leave --size out"));
    }
    if size.is_some() && matches!(wanted.view, View::RiskSheet) {
        return Err(Failure::usage("the risk sheet is an A4 page; leave --size out"));
    }
    // What the forecast is not shown in does not wait for it.
    let draws = matches!(wanted.view, View::Timeline | View::Forecast | View::RiskSheet);
    let (_, analysis) = if draws { analysed(input)? } else { plainly_analysed(input)? };
    if let Some(options) = options {
        return pages(&analysis, &options, wanted, format);
    }
    if matches!((wanted.view, format), (View::Dependencies, Format::Json)) {
        return write(&wanted.output, graph(&analysis).as_bytes());
    }
    let scene = picture(&analysis, wanted.view, size);
    let bytes = match format {
        Format::Svg => export::svg::svg(&scene, wanted.theme).into_bytes(),
        Format::Png => export::png::png_with(&scene, wanted.theme, wanted.scale, &spares(from_ref(&scene))).map_err(Failure::new)?,
        Format::Pdf => export::pdf::pages_with(from_ref(&scene), wanted.theme, &spares(from_ref(&scene))).map_err(Failure::new)?,
        Format::Json => export::scene_json::text(&scene).into_bytes(),
    };
    write(&wanted.output, &bytes)
}

/// The service graph with the place of everything in it, by id.
fn graph(analysis: &Analysis) -> String {
    let (input, layout) = report::pictures::graph(analysis);
    let links = report::pictures::graph_links(&analysis.plan, &input.groups);
    let names: Vec<String> = links.iter().enumerate().map(|(i, (_, _, l))| l.source.clone().unwrap_or_else(|| format!("e{i}"))).collect();
    let scene = crate::scene::graph::scene(&input, &layout);
    export::scene_json::graph(&scene, &input, &layout, &names)
}

/// The timeline on paper.
fn pages(analysis: &Analysis, options: &PageOptions, wanted: &Wanted, format: Format) -> Result<u8, Failure> {
    let pages = gantt::pages(analysis, options);
    let format = match format {
        Format::Pdf => sheets::Format::Pdf,
        Format::Svg => sheets::Format::Svg,
        Format::Png => sheets::Format::Png,
        Format::Json => return Err(Failure::usage("pages are written as .pdf, .svg or .png")),
    };
    if pages.len() > 1 && format != sheets::Format::Pdf && super::files::is_stream(&wanted.output) {
        return Err(Failure::usage(format!("{} pages cannot go to standard output; write a .pdf, or name a file", pages.len())));
    }
    if let Some(points) = sheets::too_small(&pages) {
        eprintln!("warning: the smallest type is {points:.1} pt, too small to read on paper; choose larger paper, fewer rows, or --tiles");
    }
    let spares = if format == sheets::Format::Svg { export::Spares::default() } else { spares(&pages) };
    let files = sheets::files(&wanted.output, &pages, format, wanted.theme, wanted.scale, &spares).map_err(Failure::new)?;
    for (path, bytes) in files {
        write(&path, &bytes)?;
    }
    Ok(0)
}

/// Fonts of this machine for what the bundled one lacks; what none of them has is said.
fn spares(scenes: &[Scene]) -> export::Spares {
    let spares = crate::storage::fonts::covering(&export::lacking(scenes));
    if let Some(warning) = spares.warning() {
        eprintln!("slipway: {warning}");
    }
    spares
}

fn picture(analysis: &Analysis, view: View, size: Option<(f64, f64)>) -> Scene {
    match view {
        View::Timeline => report::pictures::timeline(analysis, size),
        View::HeatMap => report::pictures::heat_map(analysis, size),
        View::RiskSpread => report::pictures::risk_spread(analysis, size),
        View::Dependencies => report::pictures::dependencies(analysis),
        View::Forecast => report::pictures::forecast(analysis, size),
        View::Fever => report::pictures::fever(analysis, size),
        View::RiskSheet => report::pictures::risk_sheet(analysis),
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
