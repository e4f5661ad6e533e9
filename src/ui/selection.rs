//! What is selected: one thing, shared by every panel. Several records can be selected together
//! when they are of one type; the last one picked leads.

use crate::model::{Plan, RecordRef};

/// The selected records, all of one type, in the order they were picked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    records: Vec<RecordRef>,
}

impl Selection {
    /// One record.
    pub fn one(at: RecordRef) -> Self {
        Self { records: vec![at] }
    }

    /// These records; those that are not of the last one's type are left out.
    pub fn of(records: Vec<RecordRef>) -> Self {
        let kind = records.last().map(|r| r.kind);
        Self { records: records.into_iter().filter(|r| Some(r.kind) == kind).collect() }
    }

    /// The record that leads: the one picked last.
    pub fn lead(&self) -> Option<RecordRef> {
        self.records.last().copied()
    }

    /// All of them.
    pub fn records(&self) -> &[RecordRef] {
        &self.records
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// None.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// It is one of them.
    pub fn contains(&self, at: RecordRef) -> bool {
        self.records.contains(&at)
    }

    /// With this record too, or without it when it was among them.
    pub fn toggled(&self, at: RecordRef) -> Self {
        let mut records = self.records.clone();
        match records.iter().position(|r| *r == at) {
            Some(i) => {
                records.remove(i);
            }
            None => records.push(at),
        }
        if records.is_empty() { Self::default() } else { Self::of(records) }
    }

    /// From the leading record up to this one, in the order they stand in.
    pub fn extended(&self, at: RecordRef, order: &[RecordRef]) -> Self {
        let place = |r: RecordRef| order.iter().position(|o| *o == r);
        match (self.lead().and_then(place), place(at)) {
            (Some(a), Some(b)) if a <= b => Self { records: order[a..=b].to_vec() },
            (Some(a), Some(b)) => Self { records: order[b..=a].iter().rev().copied().collect() },
            _ => Self::one(at),
        }
    }

    /// Without the records that the plan does not hold any more.
    pub fn kept(&self, plan: &Plan) -> Self {
        Self { records: self.records.iter().copied().filter(|r| plan.record(*r).is_some()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Key, RecordKind, read_plan};

    fn tasks(n: usize) -> Vec<RecordRef> {
        let text: String = (0..n).map(|i| format!("(id: \"t{i}\"),")).collect();
        let plan = read_plan(&format!("(tasks: [{text}])")).map(|o| o.plan).expect("a plan");
        plan.tasks.iter().map(|(key, _)| RecordRef { kind: RecordKind::Task, key }).collect()
    }

    #[test]
    fn records_join_leave_and_stretch() {
        let t = tasks(5);
        let one = Selection::one(t[3]);
        assert_eq!(one.toggled(t[1]).records(), [t[3], t[1]]);
        assert_eq!(one.toggled(t[3]), Selection::default());
        assert_eq!(one.extended(t[1], &t).records(), [t[3], t[2], t[1]]);
        assert_eq!(one.extended(t[4], &t).lead(), Some(t[4]));
        let risk = RecordRef { kind: RecordKind::Risk, key: Key(9999) };
        assert_eq!(one.toggled(risk).records(), [risk], "one type at a time");
        assert_eq!(Selection::default().extended(t[2], &t).records(), [t[2]]);
    }
}
