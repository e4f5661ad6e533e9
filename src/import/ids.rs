//! Readable ids made from titles: the same title in the same place gives the same id, and no two
//! records of a kind share one.

use std::collections::{HashMap, HashSet};

/// Longest id made of a title: people type them.
const LONGEST: usize = 32;

/// Ids given so far.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// The next number for a title that came up before.
    next: HashMap<String, usize>,
}

impl Ids {
    /// An id as it is, unless it is none or somebody has it.
    pub fn take(&mut self, id: &str) -> bool {
        crate::model::is_id(id) && self.taken.insert(id.to_owned())
    }

    /// An id like this title; `otherwise` where the title has no letters that an id may hold.
    pub fn give(&mut self, title: &str, otherwise: &str) -> String {
        let slug = slug(title);
        let base = if slug.is_empty() { otherwise.to_owned() } else { slug };
        let number = self.next.entry(base.clone()).or_insert(1);
        loop {
            let id = if *number == 1 { base.clone() } else { format!("{base}-{number}") };
            *number += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// `Review & sign-off (Q2)` as `review-sign-off-q2`.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.chars() {
        let (plain, letters) = (c.to_ascii_lowercase(), latin(c));
        if plain.is_ascii_alphanumeric() {
            out.push(plain);
        } else if !letters.is_empty() {
            out.push_str(letters);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    if out.len() > LONGEST {
        // At a word's end, unless that leaves next to nothing.
        let cut = out[..=LONGEST].rfind('-').filter(|at| *at > LONGEST / 2).unwrap_or(LONGEST);
        out.truncate(cut);
    }
    out.trim_matches('-').to_owned()
}

/// Letters of European languages without their marks.
fn latin(c: char) -> &'static str {
    match c.to_lowercase().next().unwrap_or(c) {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::is_id;

    #[test]
    fn ids_are_readable_legal_and_unique() {
        let mut ids = Ids::default();
        let titles = ["Review & sign-off (Q2)", "Review – sign-off Q2", "Übergabe an Größe", "設計", "", "Review sign off q2 2"];
        let given: Vec<String> = titles.iter().map(|t| ids.give(t, "t7")).collect();
        assert_eq!(given, ["review-sign-off-q2", "review-sign-off-q2-2", "uebergabe-an-groesse", "t7", "t7-2", "review-sign-off-q2-2-2"]);
        let long = ids.give(&"word ".repeat(40), "t");
        assert!(long.len() <= LONGEST && long.ends_with("word"), "{long}");
        assert!(given.iter().all(|id| is_id(id)));
    }
}
