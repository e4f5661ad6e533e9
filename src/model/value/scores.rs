//! A score as it stood on a day: a risk with its probability and impact, as the history keeps them.

use crate::model::record::is_id;
use std::fmt;

/// A risk with its steps of probability and impact: `"R001 3x2"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskScore {
    /// Id of the risk.
    pub id: String,
    /// Probability on the scale, from 1.
    pub probability: u32,
    /// Impact on the scale, from 1.
    pub impact: u32,
}

impl RiskScore {
    /// Reads the text form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not a score; write the risk with probability and impact from 1 to 5, such as R001 3x2");
        let (id, steps) = text.trim().rsplit_once(' ').ok_or_else(wrong)?;
        let (p, i) = steps.split_once('x').ok_or_else(wrong)?;
        let step = |t: &str| t.parse::<u32>().ok().filter(|n| (1..=5).contains(n)).ok_or_else(wrong);
        let id = id.trim();
        if !is_id(id) {
            return Err(wrong());
        }
        Ok(Self { id: id.to_owned(), probability: step(p)?, impact: step(i)? })
    }
}

impl fmt::Display for RiskScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}x{}", self.id, self.probability, self.impact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_it_writes() {
        for text in ["R001 3x3", "R-2.a 1x5"] {
            assert_eq!(RiskScore::parse(text).map(|s| s.to_string()), Ok(text.to_owned()));
        }
        for wrong in ["", "R001", "R001 3", "R001 3x", "R001 0x3", "R001 3x6", "R001 3x3x3", " 3x3", "two words 3x3"] {
            assert!(RiskScore::parse(wrong).is_err(), "{wrong}");
        }
        for (text, meant) in [("R001 3×3", "R001 3x3"), ("R001 3 * 2", "R001 3x2"), ("R001: 3X3", "R001 3x3"), ("R001,2x1", "R001 2x1")] {
            assert_eq!(RiskScore::meant(text).as_deref(), Some(meant));
        }
        assert_eq!(RiskScore::meant("R001 9x9"), None);
    }
}
