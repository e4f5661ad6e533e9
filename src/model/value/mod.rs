//! Value types of the file, each with its own text form, its own errors and nothing else.

mod dates;
mod durations;
mod levels;
mod links;
mod meant;
mod moments;
mod scores;
mod spoken_dates;
mod targets;

pub use dates::{Date, DateTime, Holiday, LooseDate, When, days_from_epoch, format_minute, parse_date};
pub use durations::{Dur, Offset, Range, Unit};
pub use levels::Level;
pub use links::{Constraint, ConstraintKind, FreezeScope, Link, LinkKind};
pub use moments::{Hours, Moment};
pub use scores::RiskScore;
pub use spoken_dates::understood;
pub use targets::{Comparator, Money, Period, Target};
