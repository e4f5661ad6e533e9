//! What a plan is: plain types in the field's words. No toolkit, no file, no derived value.

pub mod generate;
mod list;
mod plan;
mod read;
mod record;
pub mod records;
mod rename;
mod risk_library;
mod schema;
pub mod syntax;
pub mod templates;
pub mod value;

pub use list::{Content, Key, List, One, Slot};
pub use plan::{AnyRecord, Named, Plan, RecordKind, RecordRef};
pub use read::{Origin, read_plan};
pub use record::{
    Binding, FieldDecl, Mend, NumberMap, Path, Problem, Record, RecordDecl, Reference, Refers, Renaming, Shape, Value, Weight, Within, bindings, is_id, kebab,
    nearest, spaced,
};
pub use risk_library::risk_library;
pub use schema::schema_text;

/// Newest version of the file format this program knows.
pub const SCHEMA_VERSION: u32 = 1;
