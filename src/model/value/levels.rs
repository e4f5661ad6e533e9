//! Levels of probability and impact on a 3×3 or 5×5 scale.

use std::fmt;

/// How likely, or how bad. `Low`, `Medium`, `High`; a scale of five adds the outer two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Only on a scale of five.
    VeryLow,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Only on a scale of five.
    VeryHigh,
}

impl Level {
    /// All five, lowest first.
    pub const ALL: [Self; 5] = [Self::VeryLow, Self::Low, Self::Medium, Self::High, Self::VeryHigh];

    /// The levels of a scale, lowest first.
    pub fn of_scale(levels: u32) -> &'static [Self] {
        if levels == 5 { &Self::ALL } else { &Self::ALL[1..4] }
    }

    /// Position on a scale, from 1; an outer level on a scale of three counts as its neighbour.
    pub fn index(self, levels: u32) -> u32 {
        let five = self as u32;
        if levels == 5 { five + 1 } else { five.clamp(1, 3) }
    }

    /// The level at a position from 1.
    pub fn at(index: u32, levels: u32) -> Self {
        let all = Self::of_scale(levels);
        let i = usize::try_from(index.max(1) - 1).unwrap_or(0).min(all.len() - 1);
        all[i]
    }

    /// As written in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "VeryLow",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::VeryHigh => "VeryHigh",
        }
    }

    /// As people say it.
    pub fn spoken(self) -> &'static str {
        match self {
            Self::VeryLow => "Very low",
            Self::VeryHigh => "Very high",
            other => other.name(),
        }
    }

    /// Reads the written name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.name() == text)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
