//! Services, groups and links of another file as the text of a plan.

use super::ids::Ids;
use super::text::Text;
use crate::model::is_id;
use crate::model::records::{GraphDirection, Meta, Service, ServiceGroup, ServiceLink, ServiceStyle, Settings};
use std::collections::BTreeMap;

/// A graph to become a plan.
#[derive(Debug, Default)]
pub struct GraphPlan {
    /// What the plan is called.
    pub title: String,
    /// What it was made of.
    pub template: String,
    /// Which way edges go.
    pub direction: GraphDirection,
    /// Nodes.
    pub services: Vec<Service>,
    /// Groups.
    pub groups: Vec<ServiceGroup>,
    /// Styles.
    pub styles: Vec<ServiceStyle>,
    /// Edges.
    pub links: Vec<ServiceLink>,
}

impl GraphPlan {
    /// The plan as text.
    pub fn text(&self) -> String {
        let meta = Meta { project: self.title.clone(), template: Some(self.template.clone()), ..Meta::default() };
        let settings = Settings { graph_direction: self.direction, ..Settings::default() };
        let mut out = Text::default();
        use crate::model::Record;
        out.one("meta", &meta.to_val());
        if settings != Settings::default() {
            out.one("settings", &settings.to_val());
        }
        out.list("services", self.services.iter());
        out.list("service_groups", self.groups.iter());
        out.list("service_styles", self.styles.iter());
        out.list("service_links", self.links.iter());
        out.finish()
    }
}

/// Names of a file as ids of a plan: as they are where they can be, made where they cannot.
#[derive(Debug, Default)]
pub struct Names {
    ids: Ids,
    of: BTreeMap<String, String>,
}

impl Names {
    /// Takes names that can stay, first; then makes the others.
    pub fn of<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut all = Self::default();
        for name in names.clone().filter(|n| is_id(n)) {
            if all.ids.take(name) {
                all.of.insert(name.to_owned(), name.to_owned());
            }
        }
        for name in names {
            if !all.of.contains_key(name) {
                let id = all.ids.give(name, "node");
                all.of.insert(name.to_owned(), id);
            }
        }
        all
    }

    /// The id for a name, if there is such a thing.
    pub fn id(&self, name: &str) -> Option<String> {
        self.of.get(name).cloned()
    }

    /// The name, where the id is another.
    pub fn source(&self, name: &str) -> Option<String> {
        self.of.get(name).filter(|id| *id != name).map(|_| name.to_owned())
    }
}
