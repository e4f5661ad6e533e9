//! Views side by side: the arrangement of the plan, docked as the user likes and remembered.

use super::context::Cx;
use super::panels::{Panel, Panels};
use super::theme;
use crate::scene::Role;
use egui::{Color32, Ui, WidgetText};
use egui_tiles::{Behavior, SimplificationOptions, TabState, Tabs, Tile, TileId, Tiles, Tree, UiResponse};

/// The views of the plan arrangement, and how they lie.
#[derive(Clone, Debug)]
pub struct Arrangement(Tree<Panel>);

impl Default for Arrangement {
    /// The timeline over risks and dependencies.
    fn default() -> Self {
        let mut tiles = Tiles::default();
        let timeline = tiles.insert_pane(Panel::Timeline);
        let risks = tiles.insert_pane(Panel::Risks);
        let dependencies = tiles.insert_pane(Panel::Dependencies);
        let lower = tiles.insert_horizontal_tile(vec![risks, dependencies]);
        let root = tiles.insert_vertical_tile(vec![timeline, lower]);
        Self(Tree::new(egui::Id::unique("plan"), root, tiles))
    }
}

impl Arrangement {
    /// Nothing: what stands in while the views are drawn.
    pub fn empty() -> Self {
        Self(Tree::empty(egui::Id::unique("plan")))
    }

    /// As it was remembered, when that still makes sense.
    pub fn remembered(text: &str) -> Option<Self> {
        let tree: Tree<Panel> = ron::from_str(text).ok()?;
        let arrangement = Self(tree);
        let panels = arrangement.panels();
        let mut once = panels.clone();
        once.sort_unstable();
        once.dedup();
        let is_whole = !panels.is_empty() && once.len() == panels.len() && !panels.contains(&Panel::Plan);
        is_whole.then_some(arrangement)
    }

    /// To be remembered.
    pub fn to_text(&self) -> Option<String> {
        ron::to_string(&self.0).ok()
    }

    /// The views in it.
    pub fn panels(&self) -> Vec<Panel> {
        let panes = self.0.tiles.tiles().filter_map(|t| match t {
            Tile::Pane(panel) => Some(*panel),
            Tile::Container(_) => None,
        });
        panes.collect()
    }

    /// Brings a view of it to the front; false when it is not in it.
    pub fn raise(&mut self, panel: Panel) -> bool {
        self.0.make_active(|_, tile| matches!(tile, Tile::Pane(p) if *p == panel))
    }

    /// Adds a view as a tab of a container, or at the end.
    fn add(&mut self, panel: Panel, to: Option<TileId>) {
        let pane = self.0.tiles.insert_pane(panel);
        match to.or(self.0.root()) {
            Some(container) if matches!(self.0.tiles.get(container), Some(Tile::Container(_))) => {
                self.0.move_tile_to_container(pane, container, usize::MAX, false);
            }
            Some(only) => {
                let root = self.0.tiles.insert_tab_tile(vec![only, pane]);
                self.0.root = Some(root);
            }
            None => self.0.root = Some(pane),
        }
        self.raise(panel);
    }

    /// Shows the views side by side.
    pub fn show(&mut self, panels: &mut Panels, ui: &mut Ui, cx: &mut Cx<'_>) {
        if self.0.is_empty() {
            *self = Self::default();
        }
        let inside = self.panels();
        let mut tiled = Tiled { panels, cx, inside, wanted: None };
        self.0.ui(&mut tiled, ui);
        if let Some((panel, container)) = tiled.wanted {
            self.add(panel, Some(container));
            ui.ctx().request_repaint();
        }
    }
}

struct Tiled<'p, 'c, 'x> {
    panels: &'p mut Panels,
    cx: &'c mut Cx<'x>,
    inside: Vec<Panel>,
    wanted: Option<(Panel, TileId)>,
}

impl Behavior<Panel> for Tiled<'_, '_, '_> {
    fn pane_ui(&mut self, ui: &mut Ui, _tile: TileId, pane: &mut Panel) -> UiResponse {
        let panel = *pane;
        egui::Frame::new().fill(theme::role(ui, Role::Ground)).inner_margin(egui::Margin::symmetric(12, 8)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            self.panels.view(panel, ui, self.cx);
        });
        UiResponse::None
    }

    fn tab_title_for_pane(&mut self, pane: &Panel) -> WidgetText {
        let loud = if *pane == Panel::Risks { self.cx.analysis.risks.loud() } else { 0 };
        let label = if loud > 0 { format!("{} {loud}", pane.label()) } else { pane.label().to_owned() };
        theme::strong(label).into()
    }

    fn is_tab_closable(&self, _tiles: &Tiles<Panel>, _tile: TileId) -> bool {
        self.inside.len() > 1
    }

    fn top_bar_right_ui(&mut self, _tiles: &Tiles<Panel>, ui: &mut Ui, tile: TileId, _tabs: &Tabs, _scroll: &mut f32) {
        let missing: Vec<Panel> = Panel::ALL.into_iter().filter(|p| *p != Panel::Plan && !self.inside.contains(p)).collect();
        if missing.is_empty() {
            return;
        }
        let menu = ui.menu_button("Add view", |ui| {
            for panel in missing {
                if ui.button(panel.label()).on_hover_text(panel.tooltip()).clicked() {
                    self.wanted = Some((panel, tile));
                    ui.close();
                }
            }
        });
        menu.response.on_hover_text("Add a view as a tab here; drag tabs to arrange them");
    }

    fn simplification_options(&self) -> SimplificationOptions {
        SimplificationOptions { all_panes_must_have_tabs: true, ..SimplificationOptions::default() }
    }

    fn tab_bar_height(&self, _style: &egui::Style) -> f32 {
        28.0
    }

    fn gap_width(&self, _style: &egui::Style) -> f32 {
        4.0
    }

    fn tab_bar_color(&self, visuals: &egui::Visuals) -> Color32 {
        theme::color(Role::Raised, theme::theme_of(visuals))
    }

    fn tab_bg_color(&self, visuals: &egui::Visuals, _tiles: &Tiles<Panel>, _id: TileId, state: &TabState) -> Color32 {
        let role = if state.active { Role::Ground } else { Role::Raised };
        theme::color(role, theme::theme_of(visuals))
    }

    fn tab_outline_stroke(&self, visuals: &egui::Visuals, _tiles: &Tiles<Panel>, _id: TileId, state: &TabState) -> egui::Stroke {
        let width = if state.active { 1.0 } else { 0.0 };
        egui::Stroke::new(width, theme::color(Role::Line, theme::theme_of(visuals)))
    }

    fn drag_preview_stroke(&self, visuals: &egui::Visuals) -> egui::Stroke {
        egui::Stroke::new(2.0, theme::color(Role::Accent, theme::theme_of(visuals)))
    }

    fn drag_preview_color(&self, visuals: &egui::Visuals) -> Color32 {
        theme::color(Role::Accent, theme::theme_of(visuals)).gamma_multiply(0.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrangement_is_remembered_and_nonsense_is_not() {
        let mut arrangement = Arrangement::default();
        arrangement.add(Panel::Findings, None);
        let text = arrangement.to_text().expect("text");
        let again = Arrangement::remembered(&text).expect("the same arrangement");
        assert_eq!(again.panels().len(), 4);
        assert!(again.panels().contains(&Panel::Findings));
        assert!(Arrangement::remembered("(nonsense").is_none());
        let twice = text.replace("Findings", "Risks");
        assert!(Arrangement::remembered(&twice).is_none(), "no view stands in it twice");
    }

    #[test]
    fn a_view_can_be_raised_only_when_it_is_there() {
        let mut arrangement = Arrangement::default();
        assert!(arrangement.raise(Panel::Risks));
        assert!(!arrangement.raise(Panel::Report));
    }
}
