//! What has to be decided, with options and a recommendation, and what was decided.

use super::status::{as_of, decisions, footer, heads, name_of};
use super::{Block, Report, Table, plain};
use crate::analysis::{Analysis, words};
use crate::scene::Sign;

/// The report.
pub fn report(a: &Analysis) -> Report {
    let mut r = Report { title: format!("{}: decisions", name_of(a)), blocks: Vec::new() };
    let near = a.plan.status_date();
    let open: Vec<_> = a.plan.decisions.records().filter(|d| d.decided.is_none()).collect();
    let late = open.iter().filter(|d| d.needed_by.as_ref().and_then(crate::model::value::LooseDate::date).is_some_and(|n| n < near)).count();
    let nobody = open.iter().filter(|d| d.decider.is_none()).count();
    let sign = if late > 0 {
        Sign::Bad
    } else if open.is_empty() {
        Sign::Good
    } else {
        Sign::Warn
    };
    let mut text = if open.is_empty() { "Nothing is waiting for a decision".to_owned() } else { format!("{} open", words::count(open.len(), "decision")) };
    for (count, what) in [(late, "past the day it was needed"), (nobody, "with nobody to decide")] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    r.blocks.push(Block::Callout(sign, vec![super::strong(text)]));
    as_of(a, &mut r);
    decisions(a, &mut r);
    let decided: Vec<_> = a.plan.decisions.records().filter_map(|d| d.decided.as_ref().map(|x| (d, x))).collect();
    if !decided.is_empty() {
        r.heading("Decided");
        let rows = decided
            .iter()
            .map(|(d, x)| {
                let option = d.options.iter().find(|o| o.key == x.key).map_or(String::new(), |o| format!(" {}", o.text));
                let on = x.on.map_or("not known".to_owned(), |on| words::day(on, near));
                vec![vec![plain(d.title.clone())], vec![plain(format!("{}{option}", x.key))], vec![plain(x.by.clone())], vec![plain(on)]]
            })
            .collect();
        r.blocks.push(Block::Table(Table { head: heads(&[("Decision", false), ("Taken", false), ("By", false), ("On", false)]), rows }));
    }
    footer(a, &mut r);
    r
}
