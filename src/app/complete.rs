//! What follows from a change that everybody means but few type: a task that is done was finished
//! some day, a milestone lasts no time, a promise that moved is remembered. Said in the status line, and one step with the change.

use crate::analysis::dependencies::noted;
use crate::edit::Edit;
use crate::model::records::{Task, TaskKind, TaskStatus};
use crate::model::value::Dur;
use crate::model::{AnyRecord, Plan};

/// The edit with what follows from it.
pub(super) fn completed(plan: &Plan, edit: Edit) -> Edit {
    match edit {
        Edit::Set(at, AnyRecord::Task(now)) => match plan.tasks.get(at.key) {
            Some(was) => Edit::Set(at, task(plan, was, &now).map_or(AnyRecord::Task(now), Into::into)),
            None => Edit::Set(at, AnyRecord::Task(now)),
        },
        Edit::Set(at, AnyRecord::Dependency(now)) => {
            let follows = plan.dependencies.get(at.key).and_then(|was| noted(plan, was, &now));
            Edit::Set(at, follows.map_or(AnyRecord::Dependency(now), Into::into))
        }
        Edit::Many(label, edits) => Edit::Many(label, edits.into_iter().map(|e| completed(plan, e)).collect()),
        other => other,
    }
}

fn task(plan: &Plan, was: &Task, now: &Task) -> Option<Task> {
    let mut task = now.clone();
    if was.status != TaskStatus::Done && now.status == TaskStatus::Done {
        task.actual_finish = now.actual_finish.or_else(|| Some(plan.status_date().into()));
        task.pct = Some(100.0);
    }
    if was.status != TaskStatus::NotStarted && now.status == TaskStatus::NotStarted {
        (task.actual_start, task.actual_finish, task.pct) = (None, None, None);
    }
    if was.status == TaskStatus::Done && now.status == TaskStatus::Active {
        task.actual_finish = None;
        task.pct = now.pct.filter(|p| *p < 100.0);
    }
    if was.kind != TaskKind::Milestone && now.kind == TaskKind::Milestone {
        task.duration = Dur::days(0.0);
    }
    if was.kind == TaskKind::Milestone && now.kind == TaskKind::Task && now.duration == Dur::days(0.0) {
        task.duration = Dur::days(1.0);
    }
    (task != *now).then_some(task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Document;
    use crate::model::{RecordKind, RecordRef, read_plan};

    /// What the file says about the task once one field was set.
    fn after(record: &str, field: &str, value: &str) -> String {
        let text = format!("(meta: (status_date: \"2024-03-06\"), tasks: [{record}])");
        let mut document = Document::new(read_plan(&text).expect("a plan"), None);
        let at = RecordRef { kind: RecordKind::Task, key: document.plan().tasks.iter().next().expect("a task").0 };
        let changed = document.plan().record(at).and_then(|r| r.with_field(field, Some(value)).ok()).expect("a value");
        let edit = completed(document.plan(), Edit::Set(at, changed));
        document.apply(edit, false);
        let text = document.text();
        let after = text.split_once("tasks: [").map(|(_, rest)| rest.trim_end_matches("])").to_owned());
        after.expect("tasks")
    }

    #[test]
    fn what_everybody_means_follows() {
        for (record, field, value, expected) in [
            ("(id: \"a\", pct: 40)", "status", "Done", "(id: \"a\", status: Done, pct: 100, actual_finish: \"2024-03-06\")"),
            ("(id: \"a\", actual_finish: \"2024-03-04\")", "status", "Done", "(id: \"a\", status: Done, pct: 100, actual_finish: \"2024-03-04\")"),
            ("(id: \"a\", status: Done, pct: 100, actual_finish: \"2024-03-04\")", "status", "Active", "(id: \"a\", status: Active)"),
            ("(id: \"a\", status: Active, pct: 40, actual_start: \"2024-03-04\")", "status", "NotStarted", "(id: \"a\", status: NotStarted)"),
            ("(id: \"a\", duration: \"3d\")", "kind", "Milestone", "(id: \"a\", kind: Milestone, duration: \"0d\")"),
            ("(id: \"a\", title: \"x\")", "title", "\"y\"", "(id: \"a\", title: \"y\")"),
        ] {
            assert_eq!(after(record, field, value), expected);
        }
    }
}
