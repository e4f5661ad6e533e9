//! What a hand on the timeline asks for, as values: bars moved and stretched, links drawn, rows
//! moved and typed. Each gives edits that are made as one step, or says in a sentence why not;
//! nothing is changed here.

mod bars;
mod cells;
mod columns;
mod ids;
mod links;
mod outline;
mod paste;
mod rows;
mod step;

pub use bars::{Asked, Grip, Held, floor_to, sketched};
pub use cells::{Typed, chosen, typed};
pub use columns::{Column, Kind as ColumnKind, spread};
pub use links::{Joint, chained, circle, joined, relinked, unlinked, with_link};
pub use outline::{Line, Outline, What};
pub use paste::{Pasted, copied, pasted};
pub use rows::{baselined, demoted, fresh_below, fresh_section, placed, promoted, section_titled};
pub use step::Step;

use crate::edit::Edit;
use crate::model::records::Task;
use crate::model::{Key, RecordKind, RecordRef};

/// A task as what edits name.
pub fn task_ref(key: Key) -> RecordRef {
    RecordRef { kind: RecordKind::Task, key }
}

fn set(key: Key, task: Task) -> Edit {
    Edit::Set(task_ref(key), task.into())
}

/// What people call a task: its title, else its id.
pub fn name(task: &Task) -> &str {
    if task.title.trim().is_empty() { &task.id } else { &task.title }
}

/// A name that fits in a sentence.
pub fn short(name: &str) -> String {
    if name.chars().count() <= 40 { name.to_owned() } else { format!("{}…", name.chars().take(39).collect::<String>()) }
}
