//! What was recorded of past status dates, and the corners of the fever chart: V010, V015, V042.

use super::{Cx, Invalid, at, change, number, percentage};
use crate::edit::{Edit, Fix};
use crate::model::records::{Settings, Snapshot};
use crate::model::{Key, RecordKind};

/// Buffers beyond this are a slip of the keyboard, on either side.
const MOST_PCT: f64 = 999.0;

pub(super) fn check(cx: &Cx<'_>, out: &mut Vec<Invalid>) {
    if let Some(settings) = cx.plan.settings.get() {
        corners(cx, settings, out);
    }
    for (key, snapshot) in cx.plan.history.iter() {
        shares(key, snapshot, out);
        days(cx, key, snapshot, out);
    }
}

/// What people call a snapshot: its day.
fn subject(s: &Snapshot) -> String {
    s.on.map_or_else(|| "history".to_owned(), |on| on.to_string())
}

/// V015 and V042: shares that make sense.
fn shares(key: Key, s: &Snapshot, out: &mut Vec<Invalid>) {
    let (at, subject) = (at(RecordKind::Snapshot, key), subject(s));
    if let Some(pct) = s.on_time_pct {
        percentage(out, at, &subject, "on_time_pct", pct, |p| Some(Snapshot { on_time_pct: Some(p), ..s.clone() }.into()));
    }
    if let Some(pct) = s.chain_pct {
        percentage(out, at, &subject, "chain_pct", pct, |p| Some(Snapshot { chain_pct: Some(p), ..s.clone() }.into()));
    }
    if let Some(pct) = s.buffer_pct.filter(|p| p.abs() > MOST_PCT) {
        let message = format!("the history of {subject} says {} % of the buffer were used; it is left out of the chart", number(pct));
        out.push(Invalid::new("V042", at, &subject, message).field("buffer_pct"));
    }
    if let (Some(p50), Some(p80)) = (s.p50, s.p80)
        && p50 > p80
    {
        let message = format!("the history of {subject} has P50 on {p50}, after P80 on {p80}");
        let fix = change("Swap the two days", at, s, |s| (s.p50, s.p80) = (Some(p80), Some(p50)));
        out.push(Invalid::new("V042", at, &subject, message).field("p50").fix(fix));
    }
}

/// V042: each day once, and none that is still to come.
fn days(cx: &Cx<'_>, key: Key, s: &Snapshot, out: &mut Vec<Invalid>) {
    let (at, subject) = (at(RecordKind::Snapshot, key), subject(s));
    let Some(on) = s.on else {
        out.push(Invalid::new("V042", at, &subject, "an entry of the history has no day; it is left out".to_owned()).field("on"));
        return;
    };
    if let Some(today) = cx.today.filter(|today| on > *today) {
        let message = format!("the history has {on}, after the status date {today}; it is left out");
        out.push(Invalid::new("V042", at, &subject, message).field("on"));
    }
    let first = cx.plan.history.iter().take_while(|(k, _)| *k != key).find(|(_, other)| other.on == Some(on));
    if let Some((_, other)) = first {
        let fix = (other == s).then(|| Fix::new("Remove the second", Edit::Remove(at)));
        out.push(Invalid::new("V042", at, &subject, format!("the history has {on} twice; the last one counts")).field("on").fix(fix));
    }
}

/// V010 and V015: corners of the fever chart lie from 0 to 100, and red above yellow.
fn corners(cx: &Cx<'_>, settings: &Settings, out: &mut Vec<Invalid>) {
    let Some(c) = settings.buffer_corners.as_ref().filter(|c| !c.is_sound()) else { return };
    let at = at(RecordKind::Settings, cx.plan.settings.key());
    let fix = || change("Drop the corners", at, settings, |s| s.buffer_corners = None);
    let named = [("yellow_start", c.yellow_start), ("yellow_end", c.yellow_end), ("red_start", c.red_start), ("red_end", c.red_end)];
    if let Some((name, value)) = named.into_iter().find(|(_, v)| !(0.0..=100.0).contains(v)) {
        let message = format!("settings: {name} of buffer_corners is {} %; it lies from 0 to 100. The usual zones are used", number(value));
        out.push(Invalid::new("V015", at, "settings", message).field("buffer_corners").fix(fix()));
        return;
    }
    let (yellow, red, place) = if c.red_start <= c.yellow_start { (c.yellow_start, c.red_start, "start") } else { (c.yellow_end, c.red_end, "end") };
    let message = format!(
        "settings: the red zone of the buffer begins at {} % at the {place} of the path, not above the yellow one at {} %. The usual zones are used",
        number(red),
        number(yellow)
    );
    out.push(Invalid::new("V010", at, "settings", message).field("buffer_corners").fix(fix()));
}
