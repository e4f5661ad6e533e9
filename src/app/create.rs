//! New records with what they need to stand: a free id, a title to type over, and what their
//! neighbour suggests.

use super::App;
use crate::edit::Edit;
use crate::model::syntax::quote;
use crate::model::value::{Dur, Link};
use crate::model::{AnyRecord, Plan, RecordKind, RecordRef, kebab, records};
use crate::ui::panels::Panel;
use crate::ui::selection::Selection;

impl App {
    /// Adds a record behind the selected one, selects it and lets its title be typed.
    pub(super) fn add(&mut self, kind: RecordKind) {
        if kind == RecordKind::Snapshot {
            return self.record_status_date();
        }
        let plan = self.document.plan();
        if let Some(key) = kind.keys(plan).first().copied().filter(|_| !kind.is_list()) {
            // There can be only one of it, and it is there.
            self.selection = Selection::one(RecordRef { kind, key });
            return;
        }
        let behind = self.selection.lead().filter(|s| s.kind == kind).map(|s| s.key);
        let record = match kind {
            RecordKind::Task => self.new_task(behind),
            _ => fresh(plan, kind),
        };
        if let Some(at) = self.document.apply(Edit::Add(record, behind), false) {
            self.selection = Selection::one(at);
            self.panels.begin_typing();
        }
        self.follow();
        let home = Panel::home_of(kind);
        let is_beside = self.panel == Panel::Plan && self.panels.arrangement.raise(home);
        if !is_beside && self.panel != Panel::Records {
            self.panel = home;
        }
    }

    fn new_task(&self, behind: Option<crate::model::Key>) -> AnyRecord {
        let plan = self.document.plan();
        let neighbour = behind.and_then(|k| plan.tasks.get(k));
        let id = free_id("task-", 0, |id| self.analysis.schedule.net.find(id).is_some());
        let start = neighbour.is_none().then(|| plan.status_date());
        let only_section = || plan.sections.records().next().filter(|_| plan.sections.len() == 1).map(|s| s.id.clone());
        records::Task {
            id,
            title: "New task".into(),
            section: neighbour.map_or_else(only_section, |t| t.section.clone()),
            start: start.map(Into::into),
            after: neighbour.filter(|t| !t.id.is_empty()).map(|t| Link::after(t.id.clone())).into_iter().collect(),
            duration: Dur::days(5.0),
            ..records::Task::default()
        }
        .into()
    }

    /// Copies records, each behind its original, with a free id and no word about it elsewhere.
    pub(super) fn duplicate(&mut self, selection: &Selection) {
        let records = selection.records();
        let mut made = Vec::new();
        let mut ids: Vec<String> = Vec::new();
        let mut edits = Vec::new();
        let plan = self.document.plan();
        for at in records.iter().filter(|at| at.kind.is_list()) {
            let Some(record) = plan.record(*at) else { continue };
            let copy = copy_of(plan, &record, &ids);
            ids.push(copy.id().to_owned());
            edits.push(Edit::Add(copy, Some(at.key)));
        }
        let label = format!("duplicate {}", crate::analysis::words::count(edits.len(), "record"));
        let before: Vec<_> = records.first().map(|r| r.kind.keys(plan)).unwrap_or_default();
        if let Some(edit) = crate::ui::context::together(label, edits)
            && self.document.apply(edit, false).is_some()
        {
            if let Some(kind) = records.first().map(|r| r.kind) {
                made.extend(kind.keys(self.document.plan()).into_iter().filter(|k| !before.contains(k)).map(|key| RecordRef { kind, key }));
            }
            self.selection = Selection::of(made);
            self.follow();
        }
    }

    /// Moves the selected record one place in its list.
    pub(super) fn move_selected(&mut self, up: bool) {
        let Some(at) = self.selection.lead().filter(|at| at.kind.is_list()) else { return };
        let order = at.kind.keys(self.document.plan());
        let Some(place) = order.iter().position(|k| *k == at.key) else { return };
        let wanted = if up { place.checked_sub(1) } else { Some(place + 1).filter(|p| *p < order.len()) };
        if let Some(wanted) = wanted
            && self.document.apply(Edit::Move(at, wanted), false).is_some()
        {
            self.follow();
            self.notices.say(format!("Moved {} of {}; {}", wanted + 1, order.len(), self.notices.last().to_lowercase()));
        }
    }
}

/// A record with an id that is free and a title to type over.
fn fresh(plan: &Plan, kind: RecordKind) -> AnyRecord {
    let mut record = kind.blank();
    let taken = |id: &str| kind.records(plan).iter().any(|(_, r)| r.as_ref().is_some_and(|r| r.id() == id));
    let (prefix, digits) = match kind {
        RecordKind::Risk => ("R".to_owned(), 3),
        RecordKind::Decision => ("D".to_owned(), 0),
        RecordKind::Issue => ("I".to_owned(), 0),
        RecordKind::ChangeRequest => ("CR".to_owned(), 0),
        RecordKind::Assumption => ("A".to_owned(), 0),
        _ => (format!("{}-", kebab(kind.decl().name)), 0),
    };
    let id = free_id(&prefix, digits, taken);
    let today = plan.status_date().to_string();
    let services = plan.services.records().map(|s| s.id.clone()).collect::<Vec<_>>();
    let title = match kind {
        RecordKind::RaciRow => "New deliverable".to_owned(),
        other => format!("New {}", other.label()),
    };
    let mut put = |field: &str, text: String| {
        if kind.decl().fields.iter().any(|f| f.name == field)
            && let Ok(changed) = record.with_field(field, Some(&text))
        {
            record = changed;
        }
    };
    match kind {
        RecordKind::ServiceLink => {
            put("from", quote(services.first().map_or("", String::as_str)));
            put("to", quote(services.get(1).map_or("", String::as_str)));
        }
        RecordKind::Flag => put("key", quote(&id)),
        RecordKind::Allow => put("reason", quote("")),
        RecordKind::Deployment => put("service", quote(services.first().map_or("", String::as_str))),
        _ => put("id", quote(&id)),
    }
    for field in ["title", "name", "deliverable"] {
        put(field, quote(&title));
    }
    if kind == RecordKind::Assumption {
        put("text", quote(&title));
    }
    for field in ["raised", "set_on"] {
        put(field, quote(&today));
    }
    if kind == RecordKind::Freeze {
        put("reason", quote("New freeze"));
    }
    record
}

/// A copy with a free id.
fn copy_of(plan: &Plan, record: &AnyRecord, also_taken: &[String]) -> AnyRecord {
    let kind = record.kind();
    let taken = |id: &str| also_taken.iter().any(|t| t == id) || kind.records(plan).iter().any(|(_, r)| r.as_ref().is_some_and(|r| r.id() == id));
    let field = if kind == RecordKind::Flag { "key" } else { "id" };
    if record.id().is_empty() || !kind.decl().fields.iter().any(|f| f.name == field) {
        return record.clone();
    }
    let stem = record.id().trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = record.id().len() - stem.len();
    let id = if digits > 0 { free_id(stem, digits, taken) } else { free_id(&format!("{stem}-"), 0, taken) };
    record.with_field(field, Some(&quote(&id))).unwrap_or_else(|_| record.clone())
}

/// The first id of a row of numbers that is free.
fn free_id(prefix: &str, digits: usize, taken: impl Fn(&str) -> bool) -> String {
    let name = |n: u32| format!("{prefix}{n:0digits$}");
    (1..=u32::MAX).map(name).find(|id| !taken(id)).unwrap_or_else(|| prefix.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::read_plan;

    #[test]
    fn every_type_of_record_can_be_made_and_copied() {
        let plan = read_plan(include_str!("../../assets/plans/customer-portal.ron")).expect("a plan").plan;
        for kind in RecordKind::ALL.iter().copied() {
            let record = fresh(&plan, kind);
            assert_eq!(record.kind(), kind);
            if kind.is_list() && !matches!(kind, RecordKind::ServiceLink | RecordKind::Allow | RecordKind::Deployment | RecordKind::Snapshot) {
                assert!(!record.id().is_empty() && !record.title().is_empty(), "{kind:?}");
                let ids: Vec<String> = kind.records(&plan).into_iter().filter_map(|(_, r)| r).map(|r| r.id().to_owned()).collect();
                assert!(!ids.iter().any(|id| id == record.id()), "{kind:?}");
            }
        }
        let risk = plan.risks.iter().next().map(|(key, _)| RecordRef { kind: RecordKind::Risk, key }).and_then(|at| plan.record(at)).expect("a risk");
        assert_eq!((risk.id(), copy_of(&plan, &risk, &[]).id()), ("R001", "R003"));
        assert_eq!(copy_of(&plan, &risk, &["R003".to_owned()]).id(), "R004");
    }
}
