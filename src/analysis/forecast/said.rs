//! The forecast in words: one wording for the window, reports and findings.

use super::outcome::{Forecast, day};
use crate::analysis::words;
use crate::model::value::Date;

/// A chance as people say it: never a whole that sampling cannot know.
pub fn share(pct: f64) -> String {
    if pct > 99.5 {
        "over 99 %".into()
    } else if pct < 0.5 {
        "under 1 %".into()
    } else {
        format!("{pct:.0} %")
    }
}

/// Words as a sentence begins.
pub fn begins(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The answer in one sentence.
pub fn sentence(forecast: &Forecast, status: Date) -> String {
    let finish = &forecast.finish;
    if !forecast.is_known() {
        return format!("Finish {} if everything goes as estimated; how likely that is cannot be told yet", words::day(day(finish.deterministic), status));
    }
    let mut out = format!("P50 {}, P80 {}", words::day(day(finish.p50), status), words::day(day(finish.p80), status));
    if let (Some(odds), Some(due)) = (forecast.on_time, forecast.due) {
        out = format!("{} likely by {}; {out}", begins(&share(odds.pct)), words::day(day(due), status));
    }
    out
}

/// What is missing for a forecast, or for a better one, and what it would take; the worst first.
pub fn missing(forecast: &Forecast) -> Vec<String> {
    let basis = &forecast.basis;
    let mut out = Vec::new();
    if basis.open * 2 < basis.unfinished {
        let (open, all) = (basis.open, basis.unfinished);
        out.push(format!(
            "Only {open} of {all} open tasks {} to the delivery: link the work to what it is needed for, or it moves nothing",
            if open == 1 { "leads" } else { "lead" }
        ));
    }
    if basis.ranged == 0 && basis.open > 0 {
        out.push(format!(
            "{} to the delivery and none has a range: give the longest a least, likely and most, such as 8d..10d..16d",
            if basis.open == 1 { "1 open task leads".into() } else { format!("{} open tasks lead", basis.open) }
        ));
    } else if basis.ranged < basis.open {
        out.push(format!("{} of {} open tasks that lead to the delivery have a range; the others count as certain", basis.ranged, basis.open));
    }
    let list = |ids: &[String]| words::listing(ids, 5);
    if !basis.without_size.is_empty() {
        out.push(format!("{} without days or a factor: give the days it would cost, such as 3d..5d..10d", list(&basis.without_size)));
    }
    if !basis.without_task.is_empty() {
        out.push(format!("{} without an open task that leads to the delivery: link the tasks it would hit", list(&basis.without_task)));
    }
    if !basis.by_level.is_empty() {
        out.push(format!("{} with a probability taken from its level: give it in percent", list(&basis.by_level)));
    }
    if basis.risks == 0 {
        out.push("No risk is recorded: what may happen is not in the forecast".into());
    }
    out
}
