//! A list that somebody pasted or typed as prose, as steps against a risk.

use crate::model::records::{Action, Risk};

/// The text of a line of a numbered or bulleted list: `1. Talk to them`, `2) …`, `- …`, `• …`,
/// `[ ] …`. `None` for a line that is none.
fn listed(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let after_number = |rest: &'_ str| -> Option<usize> {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).filter(|n| (1..=3).contains(n))?;
        rest.get(digits..)?.starts_with(['.', ')']).then_some(digits + 1)
    };
    let start =
        after_number(line).or_else(|| ["- [ ] ", "- [x] ", "[ ] ", "[x] ", "- ", "* ", "• ", "– "].iter().find(|b| line.starts_with(**b)).map(|b| b.len()));
    let text = line.get(start?..)?.trim();
    (!text.is_empty()).then_some(text)
}

/// The steps in a pasted text: its listed lines; without any, every line that says something. A
/// listed line that goes on below takes its continuation along.
pub fn split_list(text: &str) -> Vec<String> {
    let lines = || text.lines().map(str::trim).filter(|l| !l.is_empty());
    if !lines().any(|l| listed(l).is_some()) {
        return lines().map(str::to_owned).collect();
    }
    let mut out: Vec<String> = Vec::new();
    for line in lines() {
        match (listed(line), out.last_mut()) {
            (Some(step), _) => out.push(step.to_owned()),
            (None, Some(last)) => *last = format!("{last} {line}"),
            // What stands above the list introduces it.
            (None, None) => {}
        }
    }
    out
}

/// A risk whose description or note holds a numbered list, with its lines as actions.
pub fn split_prose(risk: &Risk) -> Option<Risk> {
    let mut mended = risk.clone();
    for field in [&mut mended.description, &mut mended.note] {
        let Some(text) = field.as_deref() else { continue };
        let steps: Vec<&str> = text.lines().filter_map(listed).collect();
        if steps.is_empty() {
            continue;
        }
        mended.actions.extend(steps.into_iter().map(|text| Action { text: text.to_owned(), ..Action::default() }));
        let rest: Vec<&str> = text.lines().filter(|l| listed(l).is_none()).collect();
        let rest = rest.join("\n").trim().to_owned();
        *field = (!rest.is_empty()).then_some(rest);
    }
    (mended.actions.len() > risk.actions.len()).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_as_people_write_them() {
        for (text, steps) in [
            (
                "1. Weekly sync with provider\n2. Build mock service\n   for testing\n3) Fallback",
                vec!["Weekly sync with provider", "Build mock service for testing", "Fallback"],
            ),
            ("Mitigation:\n- one\n• two\n* three\n– four\n[ ] five\n- [x] six", vec!["one", "two", "three", "four", "five", "six"]),
            ("Talk to them\n\n  Look elsewhere ", vec!["Talk to them", "Look elsewhere"]),
            ("2024 is late\n1. First", vec!["First"]),
            ("1.\n2.  ", vec!["1.", "2."]),
            ("", vec![]),
            ("v2.1 slips", vec!["v2.1 slips"]),
        ] {
            assert_eq!(split_list(text), steps, "{text:?}");
        }
    }

    #[test]
    fn prose_keeps_what_is_no_list() {
        let risk = Risk { description: Some("It may be late.\n1. Ask\n2. Ask again".into()), note: Some("1) Tell".into()), ..Risk::default() };
        let mended = split_prose(&risk).expect("there is a list");
        assert_eq!(mended.actions.iter().map(|a| a.text.as_str()).collect::<Vec<_>>(), ["Ask", "Ask again", "Tell"]);
        assert_eq!((mended.description.as_deref(), mended.note), (Some("It may be late."), None));
        assert_eq!(split_prose(&Risk { description: Some("No list".into()), ..Risk::default() }), None);
    }
}
