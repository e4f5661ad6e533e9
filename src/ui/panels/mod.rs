//! The views. Each gathers what it shows, then draws it; each keeps only what the user did to it.

mod dependencies;
mod findings;
mod forecast;
mod overview;
mod people;
mod quality;
mod readiness;
mod records;
mod report;
mod risks;
mod rollout;
mod runbook;
mod scenarios;
mod timeline;

use super::arrangement::Arrangement;
use super::context::Cx;
use super::inspector::Inspector;
use crate::analysis::findings::Severity;
use crate::model::RecordKind;
use crate::scene::Sign;
use egui::Ui;
pub use risks::KeptRisks;
use std::collections::BTreeSet;
pub use timeline::{Kept, Timeline};

/// A view of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Panel {
    /// Are we all right?
    Overview,
    /// Several views side by side.
    Plan,
    /// Tasks over time.
    Timeline,
    /// The risk register and its matrix.
    Risks,
    /// How likely each date is.
    Forecast,
    /// Services and what is owed.
    Dependencies,
    /// Checklists and gates.
    Readiness,
    /// Release night.
    Runbook,
    /// Phases, flags, pipeline.
    Rollout,
    /// Teams and people.
    People,
    /// How good the schedule is.
    Quality,
    /// What if.
    Scenarios,
    /// What is wrong with the plan.
    Findings,
    /// The status report as it will be written.
    Report,
    /// Every record there is.
    Records,
}

impl Panel {
    /// Every view, in the order of the rail.
    pub const ALL: [Self; 15] = [
        Self::Overview,
        Self::Plan,
        Self::Timeline,
        Self::Risks,
        Self::Forecast,
        Self::Dependencies,
        Self::Readiness,
        Self::Runbook,
        Self::Rollout,
        Self::People,
        Self::Quality,
        Self::Scenarios,
        Self::Findings,
        Self::Report,
        Self::Records,
    ];

    /// What the rail calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Plan => "Plan",
            Self::Timeline => "Timeline",
            Self::Risks => "Risks",
            Self::Forecast => "Forecast",
            Self::Dependencies => "Dependencies",
            Self::Readiness => "Readiness",
            Self::Runbook => "Runbook",
            Self::Rollout => "Rollout",
            Self::People => "People",
            Self::Quality => "Quality",
            Self::Scenarios => "Scenarios",
            Self::Findings => "Findings",
            Self::Report => "Report",
            Self::Records => "All records",
        }
    }

    /// What it is for.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Overview => "Are we all right, and why",
            Self::Plan => "Several views side by side; drag the tabs to arrange them",
            Self::Timeline => "Tasks and milestones over time",
            Self::Risks => "The risk register and the heat map",
            Self::Forecast => "How likely each date is, what each risk costs, which tasks decide",
            Self::Dependencies => "The service graph and who owes what",
            Self::Readiness => "Checklists, production readiness, gates and metrics",
            Self::Runbook => "Release night step by step, and the way back",
            Self::Rollout => "Who gets the release when: phases, flags, pipeline",
            Self::People => "Teams, people, stakeholders, who decides and who is told",
            Self::Quality => "How good the schedule is: DCMA 14 points, GAO practices, buffer, earned value",
            Self::Scenarios => "What if: variants of the plan beside the plan as it is",
            Self::Findings => "What is wrong with the plan, worst first",
            Self::Report => "The reports as they will be written",
            Self::Records => "Every record of the plan by type, with search",
        }
    }

    /// The view a name on the command line means.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.short().eq_ignore_ascii_case(name))
    }

    /// All names for the command line.
    pub fn names() -> Vec<String> {
        Self::ALL.iter().map(|p| p.short().to_lowercase()).collect()
    }

    fn short(self) -> &'static str {
        if self == Self::Records { "Records" } else { self.label() }
    }

    /// A hairline stands above it in the rail: another kind of question begins.
    pub fn begins_group(self) -> bool {
        matches!(self, Self::Timeline | Self::Readiness | Self::Quality)
    }

    /// The view in which a type of record is at home.
    pub fn home_of(kind: RecordKind) -> Self {
        use RecordKind as K;
        match kind {
            K::Task | K::Section | K::DeclaredPath | K::Baseline | K::PastBaseline | K::Calendar | K::Freeze | K::Marker => Self::Timeline,
            K::Risk | K::RiskScale | K::Assumption | K::Issue | K::Decision | K::ChangeRequest => Self::Risks,
            K::Service | K::ServiceGroup | K::ServiceStyle | K::ServiceLink | K::Dependency | K::Vendor => Self::Dependencies,
            K::Checklist | K::ReadinessGroup | K::Gate | K::Metric | K::DefectLog | K::TestProgress => Self::Readiness,
            K::Runbook | K::Rollback | K::Environment => Self::Runbook,
            K::Phase | K::Flag | K::Stage | K::Deployment => Self::Rollout,
            K::Team | K::Person | K::Stakeholder | K::RaciRow | K::CommsItem => Self::People,
            K::Workstream | K::ReportCfg | K::Challenge | K::Finance => Self::Report,
            K::Meta | K::Release | K::Settings => Self::Overview,
            K::Scenario => Self::Scenarios,
            K::Snapshot => Self::Forecast,
            K::Allow => Self::Records,
        }
    }
}

/// The sign of a severity.
pub fn severity_sign(severity: Severity) -> Sign {
    match severity {
        Severity::Error => Sign::Bad,
        Severity::Warning => Sign::Warn,
        Severity::Info => Sign::Unknown,
    }
}

/// The sign of an invalid record.
pub fn weight_sign(weight: crate::model::Weight) -> Sign {
    match weight {
        crate::model::Weight::Error => Sign::Bad,
        crate::model::Weight::Warning => Sign::Warn,
    }
}

/// What the user did to each view.
#[derive(Debug, Default)]
pub struct Panels {
    timeline: timeline::Timeline,
    risks: risks::RisksPanel,
    dependencies: dependencies::DependenciesPanel,
    findings: findings::FindingsPanel,
    quality: quality::QualityPanel,
    scenarios: scenarios::ScenariosPanel,
    report: report::ReportPanel,
    records: records::RecordsPanel,
    runbook: runbook::RunbookPanel,
    rollout: rollout::RolloutPanel,
    inspector: Inspector,
    /// The plan arrangement.
    pub arrangement: Arrangement,
}

impl Panels {
    /// Shows a view.
    pub fn show(&mut self, panel: Panel, ui: &mut Ui, cx: &mut Cx<'_>) {
        if panel == Panel::Plan {
            let mut arrangement = std::mem::replace(&mut self.arrangement, Arrangement::empty());
            arrangement.show(self, ui, cx);
            self.arrangement = arrangement;
            return;
        }
        egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 12)).show(ui, |ui| self.view(panel, ui, cx));
    }

    /// The view itself, without a margin.
    pub(super) fn view(&mut self, panel: Panel, ui: &mut Ui, cx: &mut Cx<'_>) {
        match panel {
            Panel::Overview => overview::show(ui, cx),
            Panel::Plan => {}
            Panel::Timeline => self.timeline.show(ui, cx),
            Panel::Risks => self.risks.show(ui, cx),
            Panel::Forecast => forecast::show(ui, cx),
            Panel::Dependencies => self.dependencies.show(ui, cx),
            Panel::Readiness => readiness::show(ui, cx),
            Panel::Runbook => self.runbook.show(ui, cx),
            Panel::Rollout => self.rollout.show(ui, cx),
            Panel::People => people::show(ui, cx),
            Panel::Quality => self.quality.show(ui, cx),
            Panel::Scenarios => self.scenarios.show(ui, cx),
            Panel::Findings => self.findings.show(ui, cx),
            Panel::Report => self.report.show(ui, cx),
            Panel::Records => self.records.show(ui, cx),
        }
    }

    /// Shows the selected record's fields.
    pub fn inspector(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.inspector.show(ui, cx);
    }

    /// The record was just made: its title wants to be typed.
    pub fn begin_typing(&mut self) {
        self.inspector.begin_typing();
    }

    /// The list of all records wants its search field.
    pub fn begin_search(&mut self) {
        self.records.begin_search();
    }

    /// The timeline: what it keeps, and what it is told.
    pub fn timeline(&mut self) -> &mut timeline::Timeline {
        &mut self.timeline
    }

    /// The risks: what is remembered of them.
    pub fn risks(&mut self) -> &mut KeptRisks {
        &mut self.risks.kept
    }

    /// A cell of the register is being typed over.
    pub fn is_typing_in_register(&self) -> bool {
        self.risks.is_typing()
    }

    /// A cell of the tracker is being typed over.
    pub fn is_typing_in_tracker(&self) -> bool {
        self.dependencies.is_typing()
    }

    /// The report that is shown, and written when one is asked for.
    pub fn report_kind(&self) -> crate::report::Kind {
        self.report.kind()
    }

    /// Where the keyboard goes when it comes to the inspector.
    pub fn inspector_focus(&self) -> Option<egui::Id> {
        self.inspector.first_field()
    }

    /// It is a field of the inspector.
    pub fn is_inspector_field(&self, id: egui::Id) -> bool {
        self.inspector.is_field(id)
    }

    /// Escape in a field of the inspector puts the suggestions away first.
    pub fn put_away(&mut self, ctx: &egui::Context, field: egui::Id) -> bool {
        self.inspector.put_away(ctx, field)
    }

    /// What was being typed means nothing any more: the plan went back or on.
    pub fn forget_drafts(&mut self) {
        self.inspector.forget_drafts();
    }

    /// Another plan is open: what was done to the old one means nothing.
    pub fn forget(&mut self) {
        let mut timeline = std::mem::take(&mut self.timeline);
        timeline.forget();
        let risks = std::mem::take(&mut self.risks).forgotten();
        *self = Self { arrangement: std::mem::replace(&mut self.arrangement, Arrangement::empty()), timeline, risks, ..Self::default() };
    }
}

/// Columns with their widths, read from a file that may hold anything: each once, none too thin or too wide to
/// work with (40 to 600 points), and `title` always there.
fn mend_columns<C: Copy + Ord>(columns: &mut Vec<(C, f64)>, title: C, usual: impl Fn(C) -> f64) {
    let mut seen = BTreeSet::new();
    columns.retain(|(c, _)| seen.insert(*c));
    for (column, width) in &mut *columns {
        *width = if width.is_finite() { width.clamp(40.0, 600.0) } else { usual(*column) };
    }
    if !seen.contains(&title) {
        columns.insert(0, (title, usual(title)));
    }
}
