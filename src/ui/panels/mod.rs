//! The views. Each gathers what it shows, then draws it; each keeps only what the user did to it.

mod dependencies;
mod findings;
mod heat_map;
mod inspector;
mod overview;
mod report;
mod risks;
mod timeline;

use super::context::Cx;
use crate::model::RecordKind;
use egui::Ui;
use egui_tiles::{Behavior, SimplificationOptions, TileId, Tiles, Tree};

/// A view of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// Are we all right?
    Overview,
    /// Timeline, risks and dependencies side by side.
    Plan,
    /// Tasks over time.
    Timeline,
    /// The risk register and its matrix.
    Risks,
    /// Services and what is owed.
    Dependencies,
    /// What is wrong with the plan.
    Findings,
    /// The status report as it will be written.
    Report,
}

impl Panel {
    /// Every view, in the order of the rail.
    pub const ALL: [Self; 7] = [Self::Overview, Self::Plan, Self::Timeline, Self::Risks, Self::Dependencies, Self::Findings, Self::Report];

    /// What the rail calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Plan => "Plan",
            Self::Timeline => "Timeline",
            Self::Risks => "Risks",
            Self::Dependencies => "Dependencies",
            Self::Findings => "Findings",
            Self::Report => "Report",
        }
    }

    /// What it is for.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Overview => "Are we all right, and why",
            Self::Plan => "Timeline, risks and dependencies side by side; drag the tabs to rearrange them",
            Self::Timeline => "Tasks and milestones over time",
            Self::Risks => "The risk register and the heat map",
            Self::Dependencies => "The service graph and who owes what",
            Self::Findings => "What is wrong with the plan, worst first",
            Self::Report => "The status report as it will be written",
        }
    }

    /// The view a name on the command line means.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.label().eq_ignore_ascii_case(name))
    }

    /// All names for the command line.
    pub fn names() -> Vec<String> {
        Self::ALL.iter().map(|p| p.label().to_lowercase()).collect()
    }

    /// The view in which a type of record is at home.
    pub fn home_of(kind: RecordKind) -> Option<Self> {
        match kind {
            RecordKind::Task | RecordKind::Section | RecordKind::DeclaredPath => Some(Self::Timeline),
            RecordKind::Risk => Some(Self::Risks),
            RecordKind::Service | RecordKind::ServiceLink | RecordKind::Dependency => Some(Self::Dependencies),
            _ => None,
        }
    }
}

/// What the user did to each view.
#[derive(Debug)]
pub struct Panels {
    timeline: timeline::Timeline,
    risks: risks::RisksPanel,
    dependencies: dependencies::DependenciesPanel,
    findings: findings::FindingsPanel,
    report: report::ReportPanel,
    inspector: inspector::Inspector,
    plan: Tree<Panel>,
}

impl Default for Panels {
    fn default() -> Self {
        Self {
            timeline: timeline::Timeline::default(),
            risks: risks::RisksPanel::default(),
            dependencies: dependencies::DependenciesPanel::default(),
            findings: findings::FindingsPanel::default(),
            report: report::ReportPanel::default(),
            inspector: inspector::Inspector::default(),
            plan: arrangement(),
        }
    }
}

/// The timeline over risks and dependencies.
fn arrangement() -> Tree<Panel> {
    let mut tiles = Tiles::default();
    let timeline = tiles.insert_pane(Panel::Timeline);
    let risks = tiles.insert_pane(Panel::Risks);
    let dependencies = tiles.insert_pane(Panel::Dependencies);
    let lower = tiles.insert_horizontal_tile(vec![risks, dependencies]);
    let root = tiles.insert_vertical_tile(vec![timeline, lower]);
    Tree::new(egui::Id::unique("plan"), root, tiles)
}

impl Panels {
    /// Shows a view.
    pub fn show(&mut self, panel: Panel, ui: &mut Ui, cx: &mut Cx<'_>) {
        if panel == Panel::Plan {
            let mut plan = std::mem::replace(&mut self.plan, Tree::empty(egui::Id::unique("plan")));
            plan.ui(&mut Tiled { panels: self, cx }, ui);
            self.plan = plan;
            return;
        }
        egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 12)).show(ui, |ui| self.view(panel, ui, cx));
    }

    fn view(&mut self, panel: Panel, ui: &mut Ui, cx: &mut Cx<'_>) {
        match panel {
            Panel::Overview => overview::show(ui, cx),
            Panel::Plan => {}
            Panel::Timeline => self.timeline.show(ui, cx),
            Panel::Risks => self.risks.show(ui, cx),
            Panel::Dependencies => self.dependencies.show(ui, cx),
            Panel::Findings => self.findings.show(ui, cx),
            Panel::Report => self.report.show(ui, cx),
        }
    }

    /// Shows the selected record's fields.
    pub fn inspector(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) {
        self.inspector.show(ui, cx);
    }

    /// Another plan is open: what was done to the old one means nothing.
    pub fn forget(&mut self) {
        *self = Self { plan: std::mem::replace(&mut self.plan, Tree::empty(egui::Id::unique("plan"))), ..Self::default() };
    }
}

struct Tiled<'p, 'c, 'x> {
    panels: &'p mut Panels,
    cx: &'c mut Cx<'x>,
}

impl Behavior<Panel> for Tiled<'_, '_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Panel) -> egui_tiles::UiResponse {
        let panel = *pane;
        egui::Frame::new().fill(super::theme::role(ui, crate::scene::Role::Ground)).inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            self.panels.view(panel, ui, self.cx);
        });
        egui_tiles::UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Panel) -> egui::WidgetText {
        super::theme::strong(pane.label()).into()
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        4.0
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> egui::Color32 {
        super::theme::color(crate::scene::Role::Raised, super::theme::theme_of(visuals))
    }

    fn tab_bg_color(&self, visuals: &egui::Visuals, _tiles: &Tiles<Panel>, _id: TileId, state: &egui_tiles::TabState) -> egui::Color32 {
        let role = if state.active { crate::scene::Role::Ground } else { crate::scene::Role::Raised };
        super::theme::color(role, super::theme::theme_of(visuals))
    }
}
