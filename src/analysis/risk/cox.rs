//! Whether the colours of a risk matrix can mislead: the conditions of Cox (2008), "What's Wrong
//! with Risk Matrices?", Risk Analysis 28(2), 497 to 512, for colourings by products.
//!
//! A risk in a cell may be anywhere in it: its least is the corner nearer to nothing, its most the
//! corner away from it.

use super::Band;

/// Colours by score on a scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colouring {
    /// Levels on both axes, 3 or 5.
    pub levels: u32,
    /// Highest green score.
    pub green_max: f64,
    /// Lowest red score.
    pub red_min: f64,
}

/// A condition that a colouring breaks, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The condition.
    pub condition: &'static str,
    /// Where it is broken.
    pub why: String,
}

impl Colouring {
    /// The colour of a score.
    pub fn band(self, score: u32) -> Band {
        let score = f64::from(score);
        if score >= self.red_min {
            Band::Red
        } else if score > self.green_max {
            Band::Yellow
        } else {
            Band::Green
        }
    }

    fn cells(self) -> impl Iterator<Item = (u32, u32)> {
        (1..=self.levels).flat_map(move |p| (1..=self.levels).map(move |i| (p, i)))
    }

    /// Every condition that it breaks; none for a colouring that cannot mislead.
    pub fn broken(self) -> Vec<Broken> {
        let n = self.levels;
        let at = |p: u32, i: u32| self.band(p * i);
        let mut out = Vec::new();
        let mut note = |condition, why| out.push(Broken { condition, why });
        if let Some(i) = (1..=n).find(|i| at(1, *i) != Band::Green) {
            note("What is nearly impossible or nearly harmless is green", format!("a score of {i} in the lowest row or column is not green"));
        }
        if let Some(i) = (1..=n).find(|i| at(2, *i) == Band::Red) {
            note("The second row and column hold no red", format!("a score of {} in the second row or column is red", 2 * i));
        }
        let lowest_red = self.cells().filter(|(p, i)| at(*p, *i) == Band::Red).map(|(p, i)| (p - 1) * (i - 1)).min();
        let highest_green = self.cells().filter(|(p, i)| at(*p, *i) == Band::Green).map(|(p, i)| p * i).max();
        if let (Some(red), Some(green)) = (lowest_red, highest_green)
            && green > red
        {
            note("Every red risk is worth more than every green one", format!("a green risk can be worth {green} and a red one only {red}"));
        }
        let jumps =
            |(p, i): &(u32, u32)| at(*p, *i) == Band::Green && *p < n && *i < n && [at(p + 1, *i), at(*p, i + 1), at(p + 1, i + 1)].contains(&Band::Red);
        if let Some((p, i)) = self.cells().find(jumps) {
            note("No single step leads from green to red", format!("one step leads from the green score {} to red", p * i));
        }
        out
    }

    /// Colourings that break nothing, those that change the fewest cells first.
    pub fn nearest(self) -> Vec<Self> {
        let mut scores: Vec<u32> = self.cells().map(|(p, i)| p * i).collect();
        scores.sort_unstable();
        scores.dedup();
        let mut out: Vec<(usize, Self)> = Vec::new();
        for (k, green) in scores.iter().enumerate() {
            for red in &scores[k + 1..] {
                let other = Self { green_max: f64::from(*green), red_min: f64::from(*red), ..self };
                // A matrix without a middle or without red decides nothing.
                if scores.get(k + 1) != Some(red) && other.broken().is_empty() {
                    out.push((self.cells().filter(|(p, i)| self.band(p * i) != other.band(p * i)).count(), other));
                }
            }
        }
        out.sort_by(|a, b| (a.0, a.1.red_min, a.1.green_max).partial_cmp(&(b.0, b.1.red_min, b.1.green_max)).unwrap_or(std::cmp::Ordering::Equal));
        out.into_iter().map(|(_, c)| c).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(levels: u32, green: u32, red: u32) -> Colouring {
        Colouring { levels, green_max: f64::from(green), red_min: f64::from(red) }
    }

    #[test]
    fn the_bands_of_the_domain_pass_and_fail_as_enumerated() {
        for (levels, green, red, passes) in [
            (3, 3, 9, true),
            (3, 2, 6, false),
            (3, 3, 6, false),
            (5, 5, 12, true),
            (5, 5, 15, true),
            (5, 5, 16, true),
            (5, 6, 15, true),
            (5, 4, 10, false),
            (5, 4, 15, false),
            (5, 4, 16, false),
            (5, 5, 10, false),
            (5, 9, 15, false),
        ] {
            let broken = of(levels, green, red).broken();
            assert_eq!(broken.is_empty(), passes, "{levels}: {green} and {red}: {broken:?}");
        }
    }

    #[test]
    fn the_nearest_bands_pass_and_come_first() {
        assert_eq!(of(3, 2, 6).nearest(), [of(3, 3, 9)], "there is only one on a scale of three");
        let near = of(5, 4, 15).nearest();
        assert_eq!(near.first(), Some(&of(5, 5, 15)), "only the score of five changes");
        assert!(near.iter().all(|c| c.broken().is_empty()) && near.contains(&of(5, 5, 12)));
    }

    /// Of all 19,683 colourings of three by three, not only those by products, one breaks nothing.
    #[test]
    fn one_colouring_of_three_by_three_breaks_nothing() {
        let mut passing = Vec::new();
        for code in 0..3_u32.pow(9) {
            let at = |p: u32, i: u32| code / 3_u32.pow((p - 1) * 3 + i - 1) % 3;
            let cells = || (1..=3_u32).flat_map(|p| (1..=3_u32).map(move |i| (p, i)));
            let edges = cells().all(|(p, i)| (p > 1 && i > 1) || at(p, i) == 0);
            let second = cells().all(|(p, i)| (p != 2 && i != 2) || at(p, i) != 2);
            let least_red = cells().filter(|(p, i)| at(*p, *i) == 2).map(|(p, i)| (p - 1) * (i - 1)).min();
            let most_green = cells().filter(|(p, i)| at(*p, *i) == 0).map(|(p, i)| p * i).max();
            let consistent = least_red.zip(most_green).is_some_and(|(red, green)| red >= green);
            let steps =
                cells().filter(|(p, i)| *p < 3 && *i < 3 && at(*p, *i) == 0).all(|(p, i)| at(p + 1, i) != 2 && at(p, i + 1) != 2 && at(p + 1, i + 1) != 2);
            if edges && second && consistent && steps {
                passing.push(code);
            }
        }
        let bands = of(3, 3, 9);
        let code: u32 =
            (1..=3_u32).flat_map(|p| (1..=3_u32).map(move |i| (p, i))).map(|(p, i)| bands.band(p * i) as u32 * 3_u32.pow((p - 1) * 3 + i - 1)).sum();
        assert_eq!(passing, vec![code]);
    }
}
