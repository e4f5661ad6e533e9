//! Links between tasks, hard constraints, and what a freeze covers.

use super::durations::Dur;
use super::moments::Moment;
use crate::model::record::is_id;
use std::fmt;

/// Which ends of two tasks a link joins, predecessor first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// The successor starts after the predecessor finished.
    FinishToStart,
    /// The successor starts after the predecessor started.
    StartToStart,
    /// The successor finishes after the predecessor finished.
    FinishToFinish,
    /// The successor finishes after the predecessor started.
    StartToFinish,
}

impl LinkKind {
    /// All four.
    pub const ALL: [Self; 4] = [Self::FinishToStart, Self::StartToStart, Self::FinishToFinish, Self::StartToFinish];

    /// `FS`, `SS`, `FF` or `SF`.
    pub fn short(self) -> &'static str {
        match self {
            Self::FinishToStart => "FS",
            Self::StartToStart => "SS",
            Self::FinishToFinish => "FF",
            Self::StartToFinish => "SF",
        }
    }
}

/// What a task waits for: `"dev"`, `"dev+2d"`, `"dev SS+5d"`, `"dev FS-2d"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Id of the predecessor.
    pub pred: String,
    /// Which ends it joins.
    pub kind: LinkKind,
    /// The lag, as a length; counted in the successor's calendar, or in calendar days.
    pub lag: Dur,
    /// The lag is a lead: it pulls the successor forward.
    pub lead: bool,
}

impl Link {
    /// A finish-to-start link without lag.
    pub fn after(pred: impl Into<String>) -> Self {
        Self { pred: pred.into(), kind: LinkKind::FinishToStart, lag: Dur::days(0.0), lead: false }
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let t = text.trim();
        let wrong = || format!("\"{text}\" is not a link; write it as dev, dev+2d or dev SS+5d");
        if let Some((pred, rest)) = t.split_once(char::is_whitespace) {
            let rest = rest.trim();
            let (name, lag) = rest.split_at_checked(2).unwrap_or((rest, ""));
            let kind = LinkKind::ALL.into_iter().find(|k| k.short().eq_ignore_ascii_case(name));
            let (Some(kind), true) = (kind, is_id(pred)) else {
                return Err(format!("\"{text}\" is not a link; after the id come FS, SS, FF or SF and a lag, such as \"{pred} SS+5d\""));
            };
            let (lag, lead) = Self::lag(lag.trim(), text)?;
            return Ok(Self { pred: pred.to_owned(), kind, lag, lead });
        }
        if let Some((pred, lag)) = t.split_once('+') {
            if !is_id(pred) {
                return Err(wrong());
            }
            let lag = Dur::parse(lag).map_err(|e| format!("link \"{text}\": {e}"))?;
            return Ok(Self { pred: pred.to_owned(), kind: LinkKind::FinishToStart, lag, lead: false });
        }
        if is_id(t) { Ok(Self::after(t)) } else { Err(wrong()) }
    }

    fn lag(lag: &str, text: &str) -> Result<(Dur, bool), String> {
        if lag.is_empty() {
            return Ok((Dur::days(0.0), false));
        }
        let lead = match lag.as_bytes().first() {
            Some(b'+') => false,
            Some(b'-') => true,
            _ => return Err(format!("link \"{text}\": a lag starts with + or -")),
        };
        let dur = Dur::parse(lag[1..].trim()).map_err(|e| format!("link \"{text}\": {e}"))?;
        Ok((dur, lead && dur.amount > 0.0))
    }

    /// The lag in words: `2 d`, `-2 d`, or nothing.
    pub fn spoken_lag(&self) -> String {
        match (self.lag.amount == 0.0, self.lead) {
            (true, _) => String::new(),
            (false, true) => format!("-{}", self.lag.spoken()),
            (false, false) => format!("+{}", self.lag.spoken()),
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pred)?;
        let has_lag = self.lag.amount > 0.0;
        if self.kind != LinkKind::FinishToStart || self.lead {
            write!(f, " {}", self.kind.short())?;
        }
        if has_lag {
            write!(f, "{}{}", if self.lead { '-' } else { '+' }, self.lag)?;
        }
        Ok(())
    }
}

/// The kinds of constraint beside a task's start, which is "start no earlier than".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// Starts on that day.
    MustStartOn,
    /// Finishes on that day.
    MustFinishOn,
    /// Starts on that day or before.
    StartNoLaterThan,
    /// Finishes on that day or before.
    FinishNoLaterThan,
    /// Finishes on that day or later.
    FinishNoEarlierThan,
    /// Starts as late as it can without moving the end.
    AsLateAsPossible,
}

impl ConstraintKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::MustStartOn, Self::MustFinishOn, Self::StartNoLaterThan, Self::FinishNoLaterThan, Self::FinishNoEarlierThan, Self::AsLateAsPossible];

    /// It bounds or fixes dates so that logic alone does not (DCMA 5): every kind but "no earlier
    /// than" and "as late as possible".
    pub fn is_hard(self) -> bool {
        !matches!(self, Self::FinishNoEarlierThan | Self::AsLateAsPossible)
    }

    /// In words, before its day.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::MustStartOn => "must start on",
            Self::MustFinishOn => "must finish on",
            Self::StartNoLaterThan => "must start no later than",
            Self::FinishNoLaterThan => "must finish no later than",
            Self::FinishNoEarlierThan => "must finish no earlier than",
            Self::AsLateAsPossible => "as late as possible, near",
        }
    }

    /// As written in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::MustStartOn => "MustStartOn",
            Self::MustFinishOn => "MustFinishOn",
            Self::StartNoLaterThan => "StartNoLaterThan",
            Self::FinishNoLaterThan => "FinishNoLaterThan",
            Self::FinishNoEarlierThan => "FinishNoEarlierThan",
            Self::AsLateAsPossible => "AsLateAsPossible",
        }
    }
}

/// A constraint: `MustStartOn("2024-03-15")`, or `AsLateAsPossible`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// What it demands.
    pub kind: ConstraintKind,
    /// The day, or the instant; none for `AsLateAsPossible`.
    pub date: Option<Moment>,
}

/// What a freeze covers: `All`, `Env("prod")` or `Service("api")`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum FreezeScope {
    /// Everything.
    #[default]
    All,
    /// One environment.
    Env(String),
    /// One service.
    Service(String),
}

/// Whether a lag counts calendar days.
impl Link {
    /// The lag runs through weekends.
    pub fn lag_is_calendar(&self) -> bool {
        self.lag.unit.is_elapsed()
    }
}
