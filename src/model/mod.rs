//! What a plan is: plain types in the field's words. No toolkit, no file, no derived value.

pub mod generate;
mod plan;
mod read;
mod record;
pub mod records;
mod schema;
pub mod syntax;
pub mod value;

pub use plan::{AnyRecord, Content, Key, List, Named, One, Plan, RecordKind, RecordRef, Slot};
pub use read::{Origin, read_plan};
pub use record::{FieldDecl, NumberMap, Problem, Record, RecordDecl, Shape, Value, Weight, kebab, nearest, spaced};
pub use schema::schema_text;

/// Newest version of the file format this program knows.
pub const SCHEMA_VERSION: u32 = 1;
