//! In which order the characters of a line stand when some of them read from right to left: the rules
//! of Unicode's bidirectional algorithm as far as a label needs them. No embeddings and no isolates:
//! a line has one direction, that of its first letter.

/// What a character does to the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Left,
    Right,
    Number,
    Neutral,
}

/// Characters of scripts that read from right to left.
fn is_right(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x65F | 0x66D..=0x6EF | 0x6FA..=0x8FF | 0x200F | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFE | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF)
}

fn class(c: char) -> Class {
    match c {
        _ if matches!(u32::from(c), 0x660..=0x66C | 0x6F0..=0x6F9) || c.is_ascii_digit() => Class::Number,
        _ if is_right(c) => Class::Right,
        _ if c.is_alphanumeric() => Class::Left,
        _ => Class::Neutral,
    }
}

/// The level of every character: even ones read from left to right. Nothing when all do.
pub(super) fn levels(chars: &[char]) -> Option<Vec<u8>> {
    if !chars.iter().any(|c| is_right(*c)) {
        return None;
    }
    let classes: Vec<Class> = chars.iter().map(|c| class(*c)).collect();
    let base = classes.iter().find(|c| matches!(c, Class::Left | Class::Right)).copied().unwrap_or(Class::Left);
    let left = if base == Class::Left { 0 } else { 2 };
    // Numbers go with the letters before them, but always read from left to right.
    let mut last = base;
    let mut sides: Vec<Option<Class>> = Vec::with_capacity(classes.len());
    for class in &classes {
        if matches!(class, Class::Left | Class::Right) {
            last = *class;
        }
        sides.push((*class != Class::Neutral).then_some(last));
    }
    let mut before = base;
    let levels = classes.iter().enumerate().map(|(i, class)| {
        // What has no direction of its own takes that of both sides, else that of the line.
        let side = sides.get(i).copied().flatten().unwrap_or_else(|| {
            let after = sides.get(i..).and_then(|rest| rest.iter().flatten().next()).copied().unwrap_or(base);
            if before == after { before } else { base }
        });
        if *class != Class::Neutral {
            before = side;
        }
        match (side, class) {
            (Class::Right, Class::Number) => 2,
            (Class::Right, _) => 1,
            _ => left,
        }
    });
    Some(levels.collect())
}

/// Stretches of one level, in the order in which they stand from the left.
pub(super) fn visual<T>(stretches: &mut [(u8, T)]) {
    let highest = stretches.iter().map(|s| s.0).max().unwrap_or(0);
    for level in (1..=highest).rev() {
        let mut at = 0;
        while at < stretches.len() {
            let run = stretches[at..].iter().take_while(|s| s.0 >= level).count();
            stretches[at..at + run].reverse();
            at += run.max(1);
        }
    }
}

/// The other of a pair of brackets, for those that stand in text that reads from right to left.
pub(super) fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    PAIRS.iter().find_map(|(a, b)| if c == *a { Some(*b) } else { (c == *b).then_some(*a) }).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line as it stands from the left; letters that read from right to left are given as capitals
    /// by the caller, to be read here.
    fn shown(line: &str) -> String {
        let hebrew = |c: char| if c.is_ascii_uppercase() { char::from_u32(0x5D0 + u32::from(c) - 65).unwrap_or(c) } else { c };
        let chars: Vec<char> = line.chars().map(hebrew).collect();
        let Some(levels) = levels(&chars) else { return line.to_owned() };
        let mut each: Vec<(u8, char)> = levels.into_iter().zip(line.chars()).collect();
        visual(&mut each);
        each.into_iter().map(|(_, c)| c).collect()
    }

    #[test]
    fn lines_stand_as_the_algorithm_says() {
        for (line, wanted) in [
            ("abc def", "abc def"),
            ("ABC", "CBA"),
            ("abc DEF", "abc FED"),
            ("abc DEF GHI jkl", "abc IHG FED jkl"),
            ("ABC def", "def CBA"),
            ("ABC 12 DEF", "FED 12 CBA"),
            ("ABC 12", "12 CBA"),
            ("abc 12 DEF", "abc 12 FED"),
            ("abc DEF 12 ghi", "abc 12 FED ghi"),
            ("ABC def GHI", "IHG def CBA"),
            ("ABC def ghi", "def ghi CBA"),
            ("ABC, 12 def 3 ghi DEF", "FED def 3 ghi 12 ,CBA"),
            ("12 ABC", "CBA 12"),
            ("ABC.", ".CBA"),
            ("abc, DEF!", "abc, FED!"),
            ("", ""),
        ] {
            assert_eq!(shown(line), wanted, "{line}");
        }
        assert_eq!((mirrored('('), mirrored('»'), mirrored('x')), (')', '«', 'x'));
    }
}
