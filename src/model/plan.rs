//! The plan: a value, never changed in place. Two plans share every record that did not change,
//! so comparing pointers tells saving, undo and analysis what did.

use super::list::{Content, Key, List, One, Slot};
use super::record::{ReadCx, Record, RecordDecl, Reference, Renaming, Value, read_record, with_field};
use super::records::*;
use super::syntax::{Node, Val};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Names one record of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef {
    /// Its type.
    pub kind: RecordKind,
    /// Its key.
    pub key: Key,
}

/// Text by which people know a record: its id and title.
pub trait Named {
    /// Its id, empty if it has none.
    fn id(&self) -> &str;
    /// Its title.
    fn title(&self) -> &str;
}

macro_rules! plan {
    (
        lists { $( $(#[doc = $ldoc:literal])+ $list:ident : $Item:ident [$id:ident, $title:ident] $label:literal; )+ }
        ones { $( $(#[doc = $odoc:literal])+ $one:ident : $Single:ident $olabel:literal; )+ }
    ) => {
        /// A release plan.
        #[derive(Clone, Debug)]
        pub struct Plan {
            /// Version of the file format.
            pub schema_version: u32,
            next_key: u32,
            $( $(#[doc = $ldoc])+ pub $list: List<$Item>, )+
            $( $(#[doc = $odoc])+ pub $one: One<$Single>, )+
        }

        impl Default for Plan {
            fn default() -> Self {
                let mut next_key = 0;
                let mut take = || { next_key += 1; Key(next_key) };
                let mut plan = Self {
                    schema_version: super::SCHEMA_VERSION,
                    next_key: 0,
                    $( $list: List::default(), )+
                    $( $one: One { value: None, key: take() }, )+
                };
                plan.next_key = next_key;
                plan
            }
        }

        /// The types of record a plan holds.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RecordKind { $( $(#[doc = $ldoc])+ $Item, )+ $( $(#[doc = $odoc])+ $Single, )+ }

        /// A record of any type, shared.
        #[derive(Clone, Debug, PartialEq)]
        pub enum AnyRecord { $( $(#[doc = $ldoc])+ $Item(Arc<$Item>), )+ $( $(#[doc = $odoc])+ $Single(Arc<$Single>), )+ }

        $( impl From<$Item> for AnyRecord { fn from(r: $Item) -> Self { Self::$Item(Arc::new(r)) } } )+
        $( impl From<$Single> for AnyRecord { fn from(r: $Single) -> Self { Self::$Single(Arc::new(r)) } } )+

        $( impl Named for $Item {
            fn id(&self) -> &str { AsText::text(&self.$id) }
            fn title(&self) -> &str { AsText::text(&self.$title) }
        } )+

        impl RecordKind {
            /// Every type, lists first.
            pub const ALL: &'static [Self] = &[$(Self::$Item,)+ $(Self::$Single,)+];

            /// Field of the file that holds it.
            pub fn field(self) -> &'static str {
                match self { $(Self::$Item => stringify!($list),)+ $(Self::$Single => stringify!($one),)+ }
            }

            /// One of it, as people say it.
            pub fn label(self) -> &'static str {
                match self { $(Self::$Item => $label,)+ $(Self::$Single => $olabel,)+ }
            }

            /// Its declaration.
            pub fn decl(self) -> &'static RecordDecl {
                match self { $(Self::$Item => $Item::DECL,)+ $(Self::$Single => $Single::DECL,)+ }
            }

            /// The field that holds the id by which others refer to it, if it has one.
            pub fn id_field(self) -> Option<&'static str> {
                match self { $(Self::$Item => Some(stringify!($id)).filter(|f| matches!(*f, "id" | "key")),)+ $(Self::$Single => None,)+ }
            }

            /// The plan may hold many.
            pub fn is_list(self) -> bool {
                match self { $(Self::$Item => true,)+ $(Self::$Single => false,)+ }
            }

            /// Reads a field of the file into the plan.
            pub(super) fn read(self, plan: &mut Plan, node: &Node, cx: &mut ReadCx<'_>) {
                match self {
                    $(Self::$Item => { plan.$list = read_list(self, &mut plan.next_key, node, cx); })+
                    $(Self::$Single => {
                        cx.subject = stringify!($one).to_owned();
                        plan.$one.value = read_record(node, cx).map(Arc::new);
                    })+
                }
            }

            /// What the file holds of this type: for a list a value per place, `None` for unread
            /// ones; for a single record at most one.
            pub fn values(self, plan: &Plan) -> Vec<(Key, Option<Val>)> {
                match self {
                    $(Self::$Item => plan.$list.slots().iter().map(|s| (s.key, match &s.content {
                        Content::Record(r) => Some(r.to_val()),
                        Content::Unread(_) => None,
                    })).collect(),)+
                    $(Self::$Single => plan.$one.value.iter().map(|r| (plan.$one.key, Some(r.to_val()))).collect(),)+
                }
            }

            /// The records of this type in the order of the file; `None` for unread places.
            pub fn records(self, plan: &Plan) -> Vec<(Key, Option<AnyRecord>)> {
                match self {
                    $(Self::$Item => plan.$list.slots().iter().map(|s| (s.key, match &s.content {
                        Content::Record(r) => Some(AnyRecord::$Item(Arc::clone(r))),
                        Content::Unread(_) => None,
                    })).collect(),)+
                    $(Self::$Single => plan.$one.value.iter().map(|r| (plan.$one.key, Some(AnyRecord::$Single(Arc::clone(r))))).collect(),)+
                }
            }

            /// Keys of this type in the order of the file.
            pub fn keys(self, plan: &Plan) -> Vec<Key> {
                match self {
                    $(Self::$Item => plan.$list.slots().iter().map(|s| s.key).collect(),)+
                    $(Self::$Single => plan.$one.value.iter().map(|_| plan.$one.key).collect(),)+
                }
            }

            /// A new record of this type with nothing in it.
            pub fn blank(self) -> AnyRecord {
                match self { $(Self::$Item => $Item::default().into(),)+ $(Self::$Single => $Single::default().into(),)+ }
            }

            /// Nothing of this type differs between two plans, told by pointers alone.
            pub fn same(self, a: &Plan, b: &Plan) -> bool {
                match self { $(Self::$Item => a.$list.same(&b.$list),)+ $(Self::$Single => a.$one.same(&b.$one),)+ }
            }
        }

        impl AnyRecord {
            /// Its type.
            pub fn kind(&self) -> RecordKind {
                match self { $(Self::$Item(_) => RecordKind::$Item,)+ $(Self::$Single(_) => RecordKind::$Single,)+ }
            }

            /// The record as a value.
            pub fn to_val(&self) -> Val {
                match self { $(Self::$Item(r) => r.to_val(),)+ $(Self::$Single(r) => r.to_val(),)+ }
            }

            /// The record with one field given as RON text, or with its default.
            pub fn with_field(&self, name: &str, value: Option<&str>) -> Result<Self, String> {
                match self {
                    $(Self::$Item(r) => with_field(r.as_ref(), name, value).map(|r| Self::$Item(Arc::new(r))),)+
                    $(Self::$Single(r) => with_field(r.as_ref(), name, value).map(|r| Self::$Single(Arc::new(r))),)+
                }
            }

            /// Every id it holds, and what each may name.
            pub fn references(&self) -> Vec<Reference<'_>> {
                let mut out = Vec::new();
                let mut note = |r| out.push(r);
                match self { $(Self::$Item(r) => r.each_reference(&mut note),)+ $(Self::$Single(r) => r.each_reference(&mut note),)+ }
                out
            }

            /// The record with its references to a renamed record in their new form; `None` when it
            /// has none.
            pub fn with_references_renamed(&self, renaming: &Renaming<'_>) -> Option<Self> {
                match self {
                    $(Self::$Item(r) => renamed(r.as_ref(), renaming).map(|r| Self::$Item(Arc::new(r))),)+
                    $(Self::$Single(r) => renamed(r.as_ref(), renaming).map(|r| Self::$Single(Arc::new(r))),)+
                }
            }

            /// Both are the same record in memory.
            pub fn same(&self, other: &Self) -> bool {
                match (self, other) {
                    $((Self::$Item(a), Self::$Item(b)) => Arc::ptr_eq(a, b),)+
                    $((Self::$Single(a), Self::$Single(b)) => Arc::ptr_eq(a, b),)+
                    _ => false,
                }
            }

            /// Its id, if it has one.
            pub fn id(&self) -> &str {
                match self { $(Self::$Item(r) => Named::id(r.as_ref()),)+ $(Self::$Single(_) => "",)+ }
            }

            /// Its title, else its id, else its type.
            pub fn title(&self) -> &str {
                let title = match self { $(Self::$Item(r) => Named::title(r.as_ref()),)+ $(Self::$Single(_) => "",)+ };
                if !title.is_empty() { title } else if !self.id().is_empty() { self.id() } else { self.kind().label() }
            }
        }

        impl Plan {
            /// Every id that the records of one type hold, in the order of the file.
            pub fn each_reference_of<'a>(&'a self, kind: RecordKind, f: &mut dyn FnMut(RecordRef, Reference<'a>)) {
                match kind {
                    $(RecordKind::$Item => for (key, record) in self.$list.iter() {
                        record.each_reference(&mut |r| f(RecordRef { kind, key }, r));
                    },)+
                    $(RecordKind::$Single => if let Some(record) = self.$one.get() {
                        record.each_reference(&mut |r| f(RecordRef { kind, key: self.$one.key }, r));
                    },)+
                }
            }

            /// The records of a type with their ids and titles, in the order of the file.
            pub fn ids(&self, kind: RecordKind) -> Vec<(Key, &str, &str)> {
                match kind {
                    $(RecordKind::$Item => self.$list.iter().map(|(key, r)| (key, Named::id(r), Named::title(r))).collect(),)+
                    $(RecordKind::$Single => Vec::new(),)+
                }
            }

            /// The plan with every reference to a renamed record in its new form.
            pub(super) fn with_references_renamed(&self, renaming: &Renaming<'_>) -> Self {
                let mut plan = self.clone();
                $( if let Some(list) = self.$list.rewritten(|r| renamed(r, renaming)) { plan.$list = list; } )+
                $( if let Some(record) = self.$one.get().and_then(|r| renamed(r, renaming)) { plan.$one.value = Some(Arc::new(record)); } )+
                plan
            }

            /// This plan, read from the text of `old` after a small change, with the keys of `old`
            /// and sharing what is equal. Also tells which key became which.
            pub(super) fn adopting(&self, old: &Self) -> (Self, HashMap<Key, Key>) {
                let (mut plan, mut moved) = (self.clone(), HashMap::new());
                let mut next = old.next_key;
                let mut fresh = || { next += 1; Key(next) };
                $( plan.$list = self.$list.adopting(&old.$list, &mut fresh, &mut moved); )+
                $( plan.$one = self.$one.adopting(&old.$one); moved.insert(plan.$one.key, plan.$one.key); )+
                plan.next_key = next;
                (plan, moved)
            }

            /// The record a reference names.
            pub fn record(&self, at: RecordRef) -> Option<AnyRecord> {
                match at.kind {
                    $(RecordKind::$Item => self.$list.get(at.key).map(|r| AnyRecord::$Item(Arc::clone(r))),)+
                    $(RecordKind::$Single => self.$one.value.as_ref().map(|r| AnyRecord::$Single(Arc::clone(r))),)+
                }
            }

            /// The plan with one record replaced; `None` when there is no such record.
            pub fn with_record(&self, key: Key, record: AnyRecord) -> Option<Self> {
                let mut plan = self.clone();
                match record {
                    $(AnyRecord::$Item(r) => {
                        let at = self.$list.slots().iter().position(|s| s.key == key)?;
                        plan.$list = self.$list.with(|slots| slots[at].content = Content::Record(r));
                    })+
                    $(AnyRecord::$Single(r) => plan.$one.value = Some(r),)+
                }
                Some(plan)
            }

            /// The plan with a record added behind `behind`, or at the end.
            pub fn with_added(&self, record: AnyRecord, behind: Option<Key>) -> (Self, RecordRef) {
                let mut plan = self.clone();
                let kind = record.kind();
                let key = Key(plan.next_key + 1);
                let key = match record {
                    $(AnyRecord::$Item(r) => {
                        plan.next_key += 1;
                        plan.$list = self.$list.with(|slots| {
                            let at = behind.and_then(|b| slots.iter().position(|s| s.key == b)).map_or(slots.len(), |i| i + 1);
                            slots.insert(at, Slot { key, content: Content::Record(r) });
                        });
                        key
                    })+
                    $(AnyRecord::$Single(r) => { plan.$one.value = Some(r); plan.$one.key })+
                };
                (plan, RecordRef { kind, key })
            }

            /// The plan without a record; `None` when there is no such record.
            pub fn without(&self, at: RecordRef) -> Option<Self> {
                let mut plan = self.clone();
                match at.kind {
                    $(RecordKind::$Item => {
                        let i = self.$list.slots().iter().position(|s| s.key == at.key)?;
                        plan.$list = self.$list.with(|slots| { slots.remove(i); });
                    })+
                    $(RecordKind::$Single => { plan.$one.value.take()?; })+
                }
                Some(plan)
            }

            /// The plan with a record moved to a place in its list.
            pub fn with_moved(&self, at: RecordRef, place: usize) -> Option<Self> {
                let mut plan = self.clone();
                match at.kind {
                    $(RecordKind::$Item => {
                        let i = self.$list.slots().iter().position(|s| s.key == at.key)?;
                        plan.$list = self.$list.with(|slots| {
                            let slot = slots.remove(i);
                            let place = place.min(slots.len());
                            slots.insert(place, slot);
                        });
                    })+
                    $(RecordKind::$Single => return None,)+
                }
                Some(plan)
            }
        }
    };
}

/// The record with its references in their new form; `None` when it has none to the renamed record.
fn renamed<T: Record + Value>(record: &T, renaming: &Renaming<'_>) -> Option<T> {
    let mut any = false;
    record.each_reference(&mut |r| any = any || renaming.concerns(r.refers, r.id));
    any.then(|| {
        let mut record = record.clone();
        record.rename_references(renaming);
        record
    })
}

/// Text of a field that is a string or may be missing.
trait AsText {
    fn text(&self) -> &str;
}

impl AsText for String {
    fn text(&self) -> &str {
        self
    }
}

impl AsText for Option<String> {
    fn text(&self) -> &str {
        self.as_deref().unwrap_or("")
    }
}

fn read_list<T: Record + Named>(kind: RecordKind, next_key: &mut u32, node: &Node, cx: &mut ReadCx<'_>) -> List<T> {
    let super::syntax::Kind::List(items) = &node.kind else {
        cx.subject = kind.field().to_owned();
        cx.wrong_shape(node, "a list in square brackets");
        return List::default();
    };
    let mut slots = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        *next_key += 1;
        let before = cx.problems.len();
        cx.subject = String::new();
        let content = match read_record::<T>(item, cx) {
            Some(record) => {
                name_problems(kind, i, record.id(), before, cx);
                Content::Record(Arc::new(record))
            }
            None => {
                name_problems(kind, i, "", before, cx);
                cx.unread.insert(item.span.start);
                Content::Unread(item.span.of(cx.text).into())
            }
        };
        slots.push(Slot { key: Key(*next_key), content });
    }
    List::from_slots(slots)
}

/// Problems are noted before the record's id is known: names the record in them afterwards.
fn name_problems(kind: RecordKind, place: usize, id: &str, from: usize, cx: &mut ReadCx<'_>) {
    for p in &mut cx.problems[from..] {
        p.subject = if id.is_empty() { format!("{}[{}]", kind.field(), place + 1) } else { format!("{} \"{id}\"", kind.field()) };
    }
}

plan! {
    lists {
        /// Working calendars.
        calendars: Calendar [id, id] "calendar";
        /// Times in which something must not change.
        freezes: Freeze [id, reason] "freeze";
        /// Teams.
        teams: Team [id, name] "team";
        /// People.
        people: Person [id, name] "person";
        /// Stakeholders.
        stakeholders: Stakeholder [id, name] "stakeholder";
        /// Who does what.
        raci: RaciRow [deliverable, deliverable] "RACI row";
        /// Headings of the timeline.
        sections: Section [id, title] "section";
        /// Tasks and milestones.
        tasks: Task [id, title] "task";
        /// Nodes of the service graph.
        services: Service [id, title] "service";
        /// Groups of the service graph.
        service_groups: ServiceGroup [id, title] "service group";
        /// Styles of the service graph.
        service_styles: ServiceStyle [id, style] "service style";
        /// Edges of the service graph.
        service_links: ServiceLink [from, from] "service link";
        /// Tracked dependencies.
        dependencies: Dependency [id, title] "dependency";
        /// Suppliers.
        vendors: Vendor [id, name] "vendor";
        /// The risk register.
        risks: Risk [id, title] "risk";
        /// Assumptions.
        assumptions: Assumption [id, text] "assumption";
        /// Issues.
        issues: Issue [id, title] "issue";
        /// Decisions.
        decisions: Decision [id, title] "decision";
        /// Change requests.
        changes: ChangeRequest [id, title] "change request";
        /// Checklists.
        checklists: Checklist [id, title] "checklist";
        /// Production readiness.
        readiness: ReadinessGroup [id, title] "readiness group";
        /// Gates.
        gates: Gate [id, title] "gate";
        /// Metrics.
        metrics: Metric [id, title] "metric";
        /// Past deployments.
        deployments: Deployment [service, service] "deployment";
        /// Environments.
        environments: Environment [id, title] "environment";
        /// Phases of the rollout.
        rollout: Phase [id, title] "rollout phase";
        /// Feature flags.
        flags: Flag [key, key] "feature flag";
        /// Stages of the pipeline.
        pipeline: Stage [id, title] "pipeline stage";
        /// Workstreams.
        workstreams: Workstream [id, title] "workstream";
        /// Communication.
        comms: CommsItem [id, title] "communication";
        /// Common challenges.
        playbook: Challenge [id, title] "challenge";
        /// Findings that are accepted for a while.
        allow: Allow [rule, reason] "allowance";
        /// Named variants.
        scenarios: Scenario [id, title] "scenario";
        /// Baselines that were replaced.
        past_baselines: PastBaseline [id, title] "earlier baseline";
        /// Other releases, fiscal periods and events on the axis.
        markers: Marker [title, title] "marker";
        /// Past status dates.
        history: Snapshot [note, note] "history entry";
    }
    ones {
        /// What the plan is about.
        meta: Meta "plan data";
        /// The release.
        release: Release "release";
        /// Settings.
        settings: Settings "settings";
        /// The frozen plan.
        baseline: Baseline "baseline";
        /// The declared critical path.
        critical_path: DeclaredPath "declared critical path";
        /// The scale of the risks.
        risk_scale: RiskScale "risk scale";
        /// Defects over time.
        defects: DefectLog "defect log";
        /// Tests.
        tests: TestProgress "test progress";
        /// Money.
        finance: Finance "finance";
        /// Release night.
        runbook: Runbook "runbook";
        /// Taking it back.
        rollback: Rollback "rollback";
        /// What the report says.
        reports: ReportCfg "report settings";
    }
}

impl Plan {
    /// The key that the record added next gets, and those behind it in order: edits made as one may
    /// name what the ones before them add.
    pub fn coming_key(&self, nth: u32) -> Key {
        Key(self.next_key + 1 + nth)
    }

    /// The plan with new values of some tasks; of a task named twice the last counts. `None` when one
    /// of them is not there.
    pub fn with_tasks(&self, tasks: Vec<(Key, Arc<Task>)>) -> Option<Self> {
        let mut values: BTreeMap<Key, Arc<Task>> = tasks.into_iter().collect();
        let mut changed = false;
        let tasks = self.tasks.with(|slots| {
            for slot in slots {
                let Some(task) = values.remove(&slot.key) else { continue };
                let content = Content::Record(task);
                if slot.content != content {
                    (slot.content, changed) = (content, true);
                }
            }
        });
        if !values.is_empty() {
            return None;
        }
        // What changes nothing gives the same plan.
        Some(if changed { Self { tasks, ..self.clone() } } else { self.clone() })
    }

    /// No key of this plan is higher: the size of a table indexed by key.
    pub fn key_limit(&self) -> usize {
        usize::try_from(self.next_key).unwrap_or(0) + 1
    }

    /// Nothing differs, told by pointers alone.
    pub fn same(&self, other: &Self) -> bool {
        RecordKind::ALL.iter().all(|k| k.same(self, other))
    }
}

impl Key {
    /// Place in a table indexed by key.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(0)
    }
}

impl RecordKind {
    /// The type that a field of the file holds.
    pub fn of_field(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.field() == name)
    }

    /// The type that a word in a binding means: `metric`, `metrics`, `feature_flag`.
    pub fn of_word(word: &str) -> Option<Self> {
        let is_label =
            |label: &str| label.len() == word.len() && label.chars().zip(word.chars()).all(|(a, b)| a.eq_ignore_ascii_case(&b) || (a == ' ' && b == '_'));
        Self::of_field(word).or_else(|| Self::ALL.iter().copied().find(|k| is_label(k.label())))
    }

    /// A list of only this type.
    pub fn alone(self) -> &'static [Self] {
        let place = Self::ALL.iter().position(|k| *k == self).unwrap_or(0);
        Self::ALL.get(place..=place).unwrap_or(&[])
    }
}

impl Plan {
    /// The day the data are as of; without one, the earliest date the plan holds.
    pub fn status_date(&self) -> super::value::Date {
        let meta = self.meta.get();
        meta.and_then(|m| m.status_date.or(m.created))
            .or_else(|| self.tasks.records().filter_map(|t| t.start).min().map(|m| m.date))
            .or_else(|| self.release.get().and_then(|r| r.target))
            .unwrap_or_else(|| super::value::Date::of_minute(0))
    }

    /// The plan with another status date.
    pub fn with_status_date(&self, date: super::value::Date) -> Self {
        let mut meta = self.meta.get().cloned().unwrap_or_default();
        meta.status_date = Some(date);
        let mut plan = self.clone();
        plan.meta.value = Some(Arc::new(meta));
        plan
    }

    /// The same plan, drawn with another seed.
    pub fn with_seed(&self, seed: u64) -> Self {
        let mut settings = self.settings.get().cloned().unwrap_or_default();
        settings.seed = seed;
        let mut plan = self.clone();
        plan.settings.value = Some(Arc::new(settings));
        plan
    }
}
