//! How a timeline is to look: colours, what is drawn, what it is compared with.

use crate::analysis::hand::Column;
use crate::analysis::risk::Band;
use crate::analysis::{Analysis, words};
use crate::model::records::TaskStatus;
use crate::model::value::Date;
use crate::scene::Role;
use std::collections::BTreeMap;

/// What the colour of a bar tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum ColourBy {
    /// Nothing but progress.
    #[default]
    Progress,
    /// Status.
    Status,
    /// Section.
    Section,
    /// Team.
    Team,
    /// The worst active risk on it.
    Risk,
    /// Critical, near-critical, or with float.
    Criticality,
}

impl ColourBy {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Progress, Self::Status, Self::Section, Self::Team, Self::Risk, Self::Criticality];

    /// As a menu says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Progress => "Progress only",
            Self::Status => "Status",
            Self::Section => "Section",
            Self::Team => "Team",
            Self::Risk => "Risk",
            Self::Criticality => "Criticality",
        }
    }
}

/// The colours of the bars, and what they mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Colours {
    /// Of each task; none for the usual.
    pub of: Vec<Option<Role>>,
    /// What they mean, for the legend.
    pub legend: Vec<(Role, String)>,
}

impl Colours {
    /// The colours of the bars of a plan.
    pub fn of(analysis: &Analysis, by: ColourBy) -> Self {
        let records = &analysis.schedule.net.records;
        match by {
            ColourBy::Progress => Self::default(),
            ColourBy::Status => {
                let role = |s: TaskStatus| match s {
                    TaskStatus::NotStarted => Role::Bar,
                    TaskStatus::Active => Role::Hue1,
                    TaskStatus::Done => Role::Hue2,
                    TaskStatus::Blocked => Role::Hue3,
                    TaskStatus::Cancelled => Role::Weekend,
                };
                let legend = [(Role::Bar, "Not started"), (Role::Hue1, "Active"), (Role::Hue2, "Done"), (Role::Hue3, "Blocked")];
                Self { of: records.iter().map(|r| Some(role(r.status))).collect(), legend: legend.map(|(r, t)| (r, t.to_owned())).to_vec() }
            }
            ColourBy::Section => Self::by_name(records.iter().map(|r| r.section.as_deref()), |id| {
                analysis.plan.sections.records().find(|s| s.id == id).map_or_else(|| id.to_owned(), |s| s.title.clone())
            }),
            ColourBy::Team => Self::by_name(records.iter().map(|r| r.team.as_deref()), |id| {
                analysis.plan.teams.records().find(|t| t.id == id).map_or_else(|| id.to_owned(), |t| t.name.clone())
            }),
            ColourBy::Risk => Self::by_risk(analysis),
            ColourBy::Criticality => {
                const NEAR: f64 = 5.0;
                let role = |d: &crate::analysis::schedule::TaskDates| match () {
                    () if d.critical => Role::Hue6,
                    () if d.total_float_days <= NEAR => Role::Hue7,
                    () => Role::Bar,
                };
                let legend = [
                    (Role::Hue6, "Critical".to_owned()),
                    (Role::Hue7, format!("Float of {} or less", words::days(NEAR))),
                    (Role::Bar, "More float".to_owned()),
                ];
                Self { of: analysis.schedule.dates.iter().map(|d| Some(role(d))).collect(), legend: legend.to_vec() }
            }
        }
    }

    fn by_name<'a>(names: impl Iterator<Item = Option<&'a str>>, title: impl Fn(&str) -> String) -> Self {
        let names: Vec<Option<&str>> = names.collect();
        let mut order: Vec<&str> = Vec::new();
        for name in names.iter().flatten() {
            if order.len() < Role::HUES.len() && !order.contains(name) {
                order.push(name);
            }
        }
        let role = |name: &&str| order.iter().position(|o| o == name).and_then(|i| Role::HUES.get(i)).copied();
        let legend = order.iter().filter_map(|n| Some((role(n)?, title(n)))).collect();
        Self { of: names.iter().map(|n| n.as_ref().and_then(role)).collect(), legend }
    }

    fn by_risk(analysis: &Analysis) -> Self {
        let mut worst: BTreeMap<&str, Band> = BTreeMap::new();
        for (record, result) in analysis.plan.risks.records().zip(&analysis.risks.items).filter(|(_, r)| r.active) {
            for id in &record.tasks {
                let band = worst.entry(id).or_insert(result.band);
                if heat(result.band) > heat(*band) {
                    *band = result.band;
                }
            }
        }
        let role = |band: Band| [Role::HeatLow, Role::HeatMid, Role::HeatHigh][heat(band).min(2)];
        let of = analysis.schedule.net.records.iter().map(|r| worst.get(r.id.as_str()).map(|b| role(*b))).collect();
        let legend = [(Role::HeatHigh, "High risk"), (Role::HeatMid, "Medium risk"), (Role::HeatLow, "Low risk"), (Role::Bar, "No active risk")];
        Self { of, legend: legend.map(|(r, t)| (r, t.to_owned())).to_vec() }
    }
}

fn heat(band: Band) -> usize {
    match band {
        Band::Green => 0,
        Band::Yellow => 1,
        Band::Red => 2,
    }
}

/// What stands beside a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Names {
    /// Nothing.
    #[default]
    None,
    /// The dates of milestones.
    Milestones,
    /// The title.
    Titles,
}

/// How a timeline looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The colours of the bars.
    pub colours: Colours,
    /// Bars and links on the critical path are marked.
    pub critical: bool,
    /// Links are drawn.
    pub links: bool,
    /// Float is drawn behind the bars.
    pub float: bool,
    /// Where the forecast sees the finish is drawn over the bars.
    pub outlook: bool,
    /// What stands beside a bar.
    pub names: Names,
    /// Columns of the table with their widths; the first is the title.
    pub columns: Vec<(Column, f64)>,
    /// Height of a row.
    pub row: f64,
    /// Size of the type of titles.
    pub body: f64,
    /// Size of the type of figures and headings; labels are half a point smaller.
    pub small: f64,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            colours: Colours::default(),
            critical: true,
            links: true,
            float: true,
            outlook: true,
            names: Names::Milestones,
            columns: Column::USUAL.map(|c| (c, c.width())).to_vec(),
            row: super::ROW,
            body: super::BODY,
            small: super::SMALL,
        }
    }
}

impl Look {
    /// For paper with many rows: as little room around the words as still reads well.
    pub fn compact() -> Self {
        Self { row: 12.8, body: 11.5, small: 12.0, ..Self::default() }
    }

    /// A length that grows with the rows, as it is in a row of the usual height.
    pub(super) fn of_row(&self, usual: f64) -> f64 {
        usual * self.row / super::ROW
    }
}

/// Dates of another plan that bars are compared with: a baseline, or another version.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Ghosts {
    /// What they are of.
    pub label: String,
    /// Start and finish of each task, by position in the network.
    pub dates: Vec<Option<(i64, i64)>>,
    /// Tasks that the other has and this plan does not, by title.
    pub gone: Vec<String>,
}

impl Ghosts {
    /// The dates of baseline rows.
    pub fn of_baseline(analysis: &Analysis, label: String, rows: &[crate::model::records::BaselineTask]) -> Self {
        let net = &analysis.schedule.net;
        let mut out = Self { label, dates: vec![None; net.records.len()], gone: Vec::new() };
        let standard = analysis.calendars.standard();
        for row in rows {
            let (Some(finish), Some(task)) = (row.finish.or(row.start), net.find(&row.id)) else {
                if net.find(&row.id).is_none() {
                    out.gone.push(row.id.clone());
                }
                continue;
            };
            let start = row.start.unwrap_or(finish);
            let milestone = net.tasks[task].milestone;
            let from = if milestone { start.minute() } else { standard.next_start(start.minute()).min(start.minute() + 1439) };
            let to = if milestone { finish.minute() } else { day_end(analysis, finish) };
            out.dates[task] = Some((from, to.max(from)));
        }
        out
    }

    /// The dates of another plan's forecast; tasks are found by their ids.
    pub fn of_plan(analysis: &Analysis, label: String, other: &Analysis) -> Self {
        let net = &analysis.schedule.net;
        let theirs = &other.schedule;
        let dates = net.records.iter().map(|r| theirs.net.find(&r.id).map(|i| (theirs.dates[i].start, theirs.dates[i].finish)));
        let gone = theirs.net.records.iter().filter(|r| net.find(&r.id).is_none()).map(|r| crate::analysis::hand::name(r).to_owned());
        Self { label, dates: dates.collect(), gone: gone.collect() }
    }

    /// Working days by which a task finishes behind them.
    pub fn drift(&self, analysis: &Analysis, task: usize) -> Option<f64> {
        let (_, finish) = self.dates.get(task).copied().flatten()?;
        let d = &analysis.schedule.dates[task];
        if d.milestone {
            let days = Date::of_minute(d.finish).minute() - Date::of_minute(finish).minute();
            let standard = analysis.calendars.standard();
            let work = standard.days_between(Date::of_minute(finish).minute(), Date::of_minute(d.finish).minute());
            return Some(if days == 0 { 0.0 } else { work });
        }
        Some((analysis.calendars.standard().days_between(finish, d.finish) * 10.0).round() / 10.0)
    }

    /// What moved against them, most first: task, days.
    pub fn moved(&self, analysis: &Analysis) -> Vec<(usize, f64)> {
        let mut out: Vec<(usize, f64)> = (0..self.dates.len()).filter_map(|t| Some((t, self.drift(analysis, t)?))).filter(|(_, d)| d.abs() >= 0.05).collect();
        out.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        out
    }
}

/// When work of a day ends in the plan's default calendar; its midnight on a day without work.
fn day_end(analysis: &Analysis, day: Date) -> i64 {
    let standard = analysis.calendars.standard();
    let end = day.minute() + 1440;
    if standard.works_on(day.minute()) { standard.finish_at(standard.to_work(end)) } else { end }
}
