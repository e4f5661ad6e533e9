//! The risks on one page for the meeting, as blocks: the matrix beside the risks that cost most.

use super::status::heads;
use super::{Block, Figure, Report, Run, Table, pictures, plain, strong};
use crate::analysis::risk::Band;
use crate::analysis::{Analysis, forecast, words};
use crate::scene::Sign;
use crate::scene::risk_sheet::{Figure as Sum, Line, Sheet};

/// Most risks, late things and letters of a text: what one page holds.
const RISKS: usize = 10;
const LATE: usize = 5;
const LETTERS: usize = 90;

/// The report.
pub fn report(a: &Analysis) -> Report {
    let sheet = Sheet::of(a);
    let mut r = Report { title: format!("{}: risk sheet", sheet.title), blocks: Vec::new() };
    let worst = sheet.risks.iter().map(|x| x.band).max();
    let seen = sheet.risks.iter().any(|x| x.seen.is_some());
    let sign = match worst {
        None => Sign::Good,
        Some(Band::Red) => Sign::Bad,
        Some(_) if seen || !sheet.overdue.is_empty() => Sign::Bad,
        Some(_) => Sign::Warn,
    };
    let near = a.plan.status_date();
    let known = a.forecast.as_deref().filter(|f| f.is_known());
    let answer = known.map_or_else(|| "How likely the date is cannot be told yet".to_owned(), |f| forecast::sentence(f, near));
    r.blocks.push(Block::Callout(sign, vec![strong(answer)]));
    let spoken = |(name, value, note): &Sum| format!("{} {value} ({note})", name.to_lowercase());
    let sums: Vec<String> = sheet.figures.iter().filter(|(name, ..)| !matches!(*name, "On time" | "P50" | "P80")).map(spoken).collect();
    r.blocks.push(Block::Text(vec![plain(format!("{}; {}", sheet.as_of, sums.join(", ")))]));
    let matrix = pictures::sheet_matrix(a);
    let alternative = format!("{}.", matrix.title);
    let mut left = vec![Block::Figure(Box::new(Figure { scene: matrix, caption: "Probability up, impact to the right.".to_owned(), alternative }))];
    left.push(Block::Heading(3, "Overdue".to_owned()));
    left.push(match sheet.overdue.as_slice() {
        [] => Block::Text(vec![plain("Nothing is overdue")]),
        late => Block::List(late.iter().take(LATE).map(|l| vec![plain(short(&sheet.said(l), LETTERS * 2))]).collect()),
    });
    rest(sheet.overdue.len(), LATE, &mut left);
    let mut right = vec![Block::Heading(3, "Top risks, by expected days, then money, then score".to_owned())];
    if sheet.risks.is_empty() {
        right.push(Block::Text(vec![plain("No risk is active")]));
    } else {
        let head = heads(&[("Score", false), ("Risk", false), ("Days", true), ("Money", true), ("Next step", false), ("Who, when", false)]);
        right.push(Block::Table(Table { head, rows: sheet.risks.iter().take(RISKS).map(row).collect() }));
    }
    rest(sheet.risks.len(), RISKS, &mut right);
    r.blocks.push(Block::Columns(left, right));
    r.blocks.push(Block::Text(vec![plain(sheet.foot)]));
    r
}

fn rest(all: usize, shown: usize, out: &mut Vec<Block>) {
    if all > shown {
        out.push(Block::Text(vec![plain(format!("and {} more", all - shown))]));
    }
}

/// A text cut to what one page holds.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { format!("{}…", text.chars().take(most - 1).collect::<String>().trim_end()) }
}

fn row(x: &Line) -> Vec<Vec<Run>> {
    let sign = match x.band {
        Band::Green => Sign::Good,
        Band::Yellow => Sign::Warn,
        Band::Red => Sign::Bad,
    };
    let seen = x.seen.as_ref().map_or(String::new(), |s| format!(". Seen: {}", short(s, LETTERS)));
    let risk = vec![strong(x.id.clone()), plain(format!(" {}{seen}", short(&x.title, LETTERS)))];
    let who = x.owner.clone().unwrap_or_else(|| "nobody".to_owned());
    let when = x.due.as_ref().map_or(String::new(), |d| format!(", {d}"));
    vec![
        vec![Run::Status(sign, format!("{} {}", x.score, x.band.spoken().to_lowercase()))],
        risk,
        vec![plain(x.days.map_or(String::new(), words::days))],
        vec![plain(x.money.clone().unwrap_or_default())],
        vec![plain(x.next.as_ref().map_or("No open step".to_owned(), |n| short(n, LETTERS)))],
        vec![plain(short(&format!("{who}{when}"), 40))],
    ]
}
