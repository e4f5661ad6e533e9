//! How things stood on past status dates: what is recorded of the present one, and what the record of
//! the others tells. Recorded values are what was computed then; nothing of the past is computed anew.

use super::{Analysis, forecast, words};
use crate::edit::Edit;
use crate::model::records::{Rag, Snapshot};
use crate::model::value::{Date, RiskScore};
use crate::model::{AnyRecord, Plan, RecordKind, RecordRef, is_id};

/// How things stand on the status date; none without one. `is_current` says that the forecast is that of
/// this plan: one that is being computed anew is not recorded.
pub fn snapshot(a: &Analysis, is_current: bool) -> Option<Snapshot> {
    let on = a.plan.meta.get()?.status_date?;
    let buffer = a.quality.buffer.as_ref();
    let drawn = a.forecast.as_deref().filter(|f| is_current && f.is_known());
    let day = |minute: i64| forecast::day(minute);
    let risks = a.risks.items.iter().filter(|r| r.active && is_id(&r.id));
    Some(Snapshot {
        on: Some(on),
        finish: a.schedule.delivers.map(|i| a.schedule.dates[i].forecast_last_day()),
        p50: drawn.map(|f| day(f.finish.p50)),
        p80: drawn.map(|f| day(f.finish.p80)),
        on_time_pct: drawn.and_then(|f| f.on_time).map(|o| rounded(o.pct)),
        chain_pct: buffer.map(|b| rounded(b.chain_pct())),
        buffer_pct: buffer.and_then(|b| b.used_pct()).map(rounded),
        rag: a.status.computed,
        risk_levels: a.risks.levels,
        risks: risks.map(|r| RiskScore { id: r.id.clone(), probability: r.probability, impact: r.impact }).collect(),
        note: None,
    })
}

/// A percentage as it stands in the file: to a tenth.
fn rounded(pct: f64) -> f64 {
    (pct * 10.0).round() / 10.0
}

/// The edit that puts a snapshot into the history, in the order of days; the one of the same day is
/// replaced and keeps its note.
pub fn recorded(plan: &Plan, snapshot: Snapshot) -> Edit {
    let same = plan.history.iter().rfind(|(_, s)| s.on == snapshot.on);
    if let Some((key, was)) = same {
        let note = snapshot.note.clone().or_else(|| was.note.clone());
        let now = Snapshot { note, ..snapshot };
        return Edit::Set(RecordRef { kind: RecordKind::Snapshot, key }, AnyRecord::from(now));
    }
    let before = plan.history.iter().filter(|(_, s)| s.on < snapshot.on).max_by_key(|(_, s)| s.on).map(|(key, _)| key);
    Edit::Add(AnyRecord::from(snapshot), before)
}

/// A snapshot in words: what of it is known.
pub fn said(s: &Snapshot) -> String {
    let near = s.on.unwrap_or_else(|| Date::of_minute(0));
    let day = |name: &str, d: Option<Date>| d.map(|d| format!("{name} {}", words::day(d, near)));
    let share = |name: &str, p: Option<f64>| p.map(|p| format!("{name} {p:.0} %"));
    let rag = (s.rag != Rag::Grey).then(|| s.rag.spoken().to_lowercase());
    let parts = [
        rag,
        day("finish", s.finish),
        day("P50", s.p50),
        day("P80", s.p80),
        share("on time", s.on_time_pct),
        share("path done", s.chain_pct),
        share("buffer used", s.buffer_pct),
        (!s.risks.is_empty()).then(|| words::count(s.risks.len(), "active risk")),
    ];
    let known: Vec<String> = parts.into_iter().flatten().collect();
    if known.is_empty() { "nothing is known yet".to_owned() } else { known.join(", ") }
}

/// The same in a few words, for a line.
pub fn summary(s: &Snapshot) -> String {
    let near = s.on.unwrap_or_else(|| Date::of_minute(0));
    let rag = (s.rag != Rag::Grey).then(|| s.rag.spoken().to_lowercase());
    let date = s.p80.map(|d| format!("P80 {}", words::day(d, near))).or_else(|| s.finish.map(|d| format!("finish {}", words::day(d, near))));
    let share = |name: &str, p: Option<f64>| p.map(|p| format!("{name} {p:.0} %"));
    let known: Vec<String> = [rag, date, share("on time", s.on_time_pct), share("buffer", s.buffer_pct)].into_iter().flatten().collect();
    known.join(", ")
}

/// Something is recorded for a day.
pub fn has(plan: &Plan, on: Date) -> bool {
    plan.history.records().any(|s| s.on == Some(on))
}

/// The status dates before the present one, the oldest first; of two of one day the last counts.
pub fn past(plan: &Plan) -> Vec<(Date, &Snapshot)> {
    let now = plan.status_date();
    let mut all: Vec<(Date, &Snapshot)> = plan.history.records().filter_map(|s| Some((s.on?, s))).filter(|(on, _)| *on < now).collect();
    all.sort_by_key(|(on, _)| *on);
    // The sort keeps the order of the file: of equal days the last one stays.
    let mut out: Vec<(Date, &Snapshot)> = Vec::with_capacity(all.len());
    for (on, s) in all {
        if out.last().is_some_and(|(last, _)| *last == on) {
            out.pop();
        }
        out.push((on, s));
    }
    out
}

/// A point of the buffer's way: day, share of the path done and of the buffer used, both in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burn {
    /// The status date.
    pub on: Date,
    /// Share of the path that was done.
    pub chain_pct: f64,
    /// Share of the buffer that was used.
    pub buffer_pct: f64,
}

impl Burn {
    /// Share of the buffer ÷ share of the path; none before any of it is done.
    pub fn rate(&self) -> Option<f64> {
        (self.chain_pct > 0.0).then(|| self.buffer_pct / self.chain_pct)
    }
}

/// The buffer's way up to the day before the present one.
pub fn burnt(plan: &Plan) -> Vec<Burn> {
    let sound = |b: &Burn| (0.0..=100.0).contains(&b.chain_pct) && b.buffer_pct.abs() <= 999.0;
    past(plan).into_iter().filter_map(|(on, s)| Some(Burn { on, chain_pct: s.chain_pct?, buffer_pct: s.buffer_pct? })).filter(sound).collect()
}

/// The burn rate now, and which way it goes: `Burn rate 1.24, rising: it was 0.90 on Wed 28 Feb`. None
/// without a buffer.
pub fn burn_sentence(a: &Analysis) -> Option<String> {
    let buffer = a.quality.buffer.as_ref()?;
    let used = buffer.used_pct()?;
    let near = a.plan.status_date();
    let Some(rate) = buffer.rate() else {
        return Some(format!("No burn rate yet: nothing of the path is done, {used:.0} % of the buffer is used"));
    };
    let Some((then, was)) = burnt(&a.plan).into_iter().rev().find_map(|b| Some((b.on, b.rate()?))) else {
        return Some(format!("Burn rate {rate:.2}: {}", meaning(rate)));
    };
    let trend = match rate - was {
        d if d > 0.05 => "rising",
        d if d < -0.05 => "falling",
        _ => "steady",
    };
    Some(format!("Burn rate {rate:.2}, {trend}: it was {was:.2} on {}; {}", words::day(then, near), meaning(rate)))
}

fn meaning(rate: f64) -> &'static str {
    match rate {
        r if r > 1.05 => "the buffer is used faster than the path gets done",
        r if r < 0.95 => "the path gets done faster than the buffer is used",
        _ => "buffer and path go down together",
    }
}

/// A point of the forecast's way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outlook {
    /// The status date.
    pub on: Date,
    /// Day by which it was as likely to be finished as not.
    pub p50: Date,
    /// Day by which it was finished in four of five draws.
    pub p80: Date,
}

/// The forecast's way over past status dates and, when it is known, the present one.
pub fn outlooks(a: &Analysis) -> Vec<Outlook> {
    let past = past(&a.plan).into_iter();
    let mut out: Vec<Outlook> = past.filter_map(|(on, s)| Some(Outlook { on, p50: s.p50?, p80: s.p80? })).filter(|o| o.p50 <= o.p80).collect();
    if let Some(f) = a.forecast.as_deref().filter(|f| f.is_known()) {
        out.push(Outlook { on: a.plan.status_date(), p50: forecast::day(f.finish.p50), p80: forecast::day(f.finish.p80) });
    }
    out
}

/// How far P80 moved since the status date before: `P80 moved 3 d later since Wed 28 Feb`. None without
/// two of them.
pub fn moved_sentence(a: &Analysis) -> Option<String> {
    let way = outlooks(a);
    let [.., was, now] = way.as_slice() else { return None };
    let near = a.plan.status_date();
    let moved = |from: Date, to: Date| {
        let days = a.calendars.standard().days_between(from.minute() + 1440, to.minute() + 1440);
        let direction = if to > from { "later" } else { "earlier" };
        // Days without work between the two count as well where there is nothing else.
        if days.abs() < 0.05 {
            format!("{} {direction}", words::count(usize::try_from((to.0 - from.0).num_days().abs()).unwrap_or(0), "calendar day"))
        } else {
            format!("{} {direction}", words::days(days.abs()))
        }
    };
    let since = words::day(was.on, near);
    let mut out = if was.p80 == now.p80 { format!("P80 has not moved since {since}") } else { format!("P80 moved {} since {since}", moved(was.p80, now.p80)) };
    if let Some(first) = way.first().filter(|f| f.on < was.on && f.p80 != now.p80) {
        out.push_str(&format!(", {} since {}", moved(first.p80, now.p80), words::day(first.on, near)));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Document;
    use crate::model::read_plan;

    const PLAN: &str = r#"(
    // The day of the numbers.
    meta: (project: "P", status_date: "2024-03-06"),
    release: (delivers: "b", version: "1", target: "2024-03-15"),
    tasks: [(id: "a", status: Done, pct: 100, start: "2024-03-04", duration: "2d", actual_start: "2024-03-04", actual_finish: "2024-03-05"), (id: "b", duration: "3d", after: ["a"])],
    risks: [(id: "R1", title: "T", probability: High, impact: Low), (id: "R2", title: "T", status: Closed)],
    critical_path: (steps: [(title: "A", duration: "2d", task: "a"), (title: "B", duration: "3d", task: "b", slip: "1d")], buffer: "4d"),
)
"#;

    fn analysed(text: &str) -> Analysis {
        let origin = read_plan(text).expect("a plan");
        assert!(origin.problems.is_empty(), "{:?}", origin.problems);
        Analysis::of(&origin.plan)
    }

    #[test]
    fn what_is_known_is_recorded_on_one_line_and_replaced() {
        let mut document = Document::new(read_plan(PLAN).expect("a plan"), None);
        let a = Analysis::of(document.plan());
        let now = snapshot(&a, true).expect("a status date");
        document.apply(recorded(document.plan(), now.clone()), false);
        let line = "        (on: \"2024-03-06\", finish: \"2024-03-08\", chain_pct: 40, buffer_pct: 25, rag: Green, risks: [\"R1 3x1\"]),";
        assert!(document.text().contains(line), "{}", document.text());
        assert!(!document.text().contains("p50"), "without a forecast there is none");
        let Edit::Set(at, _) = recorded(document.plan(), now) else { panic!("the day is there") };
        let noted = document.plan().record(at).and_then(|r| r.with_field("note", Some("\"Why\"")).ok()).expect("a note");
        document.apply(Edit::Set(at, noted), false);
        let again = snapshot(&Analysis::of(document.plan()), true).expect("a status date");
        document.apply(recorded(document.plan(), Snapshot { chain_pct: None, ..again }), false);
        let kept: Vec<&Snapshot> = document.plan().history.records().collect();
        assert!(matches!(kept.as_slice(), [s] if s.note.as_deref() == Some("Why") && s.chain_pct.is_none()), "{kept:?}");
        assert!(document.text().contains("// The day of the numbers."));
    }

    #[test]
    fn days_come_in_their_order() {
        let text = PLAN.replace("meta:", "history: [(on: \"2024-03-01\"), (on: \"2024-03-07\")],\n    meta:");
        let origin = read_plan(&text).expect("a plan");
        let mut document = Document::new(origin, None);
        document.apply(recorded(document.plan(), snapshot(&Analysis::of(document.plan()), true).expect("a day")), false);
        let days: Vec<String> = document.plan().history.records().filter_map(|s| s.on).map(|d| d.to_string()).collect();
        assert_eq!(days, ["2024-03-01", "2024-03-06", "2024-03-07"]);
        assert_eq!(past(document.plan()).len(), 1, "only what lies before the status date is past");
    }

    #[test]
    fn without_a_day_there_is_nothing_to_record() {
        assert_eq!(snapshot(&analysed("(tasks: [(id: \"a\", start: \"2024-03-04\", duration: \"2d\")])"), true), None);
        let bare = snapshot(&analysed("(meta: (status_date: \"2024-03-06\"))"), true).expect("a day");
        assert_eq!(bare, Snapshot { on: bare.on, ..Snapshot::default() }, "what is not known is left out");
    }

    #[test]
    fn the_burn_rate_says_which_way_it_goes() {
        let with = |history: &str| burn_sentence(&analysed(&PLAN.replace("meta:", &format!("history: [{history}],\n    meta:")))).expect("a buffer");
        assert_eq!(with(""), "Burn rate 0.62: the path gets done faster than the buffer is used");
        let before = "(on: \"2024-02-28\", chain_pct: 20, buffer_pct: 25)";
        assert_eq!(with(before), "Burn rate 0.62, falling: it was 1.25 on Wed 28 Feb; the path gets done faster than the buffer is used");
        assert!(with("(on: \"2024-02-28\", chain_pct: 20, buffer_pct: 5)").contains("rising: it was 0.25"));
        // Of one day the last counts; what cannot be divided, or is out of reach, does not.
        let twice = format!("{before}, (on: \"2024-02-28\", chain_pct: 100, buffer_pct: 62.5), (on: \"2024-02-29\", chain_pct: 0, buffer_pct: 10)");
        assert!(with(&twice).contains("steady: it was 0.62 on Wed 28 Feb"), "{}", with(&twice));
    }

    #[test]
    fn the_forecast_says_how_far_it_moved() {
        let of = |now: [&str; 2], history: &str| {
            let day = |text: &str| Date::parse(text).expect("a day");
            let last = format!("(on: \"2024-03-05\", p50: \"{}\", p80: \"{}\")", day(now[0]), day(now[1]));
            let text = format!("(meta: (status_date: \"2024-03-06\"), history: [{history}{last}])");
            moved_sentence(&analysed(&text))
        };
        assert_eq!(of(["2024-03-12", "2024-03-14"], ""), None, "one point is no way");
        let first = "(on: \"2024-02-21\", p50: \"2024-03-08\", p80: \"2024-03-11\"), ";
        assert_eq!(of(["2024-03-12", "2024-03-14"], first).as_deref(), Some("P80 moved 3 d later since Wed 21 Feb"));
        let second = format!("{first}(on: \"2024-02-28\", p50: \"2024-03-13\", p80: \"2024-03-15\"), ");
        assert_eq!(of(["2024-03-12", "2024-03-14"], &second).as_deref(), Some("P80 moved 1 d earlier since Wed 28 Feb, 3 d later since Wed 21 Feb"));
        assert_eq!(of(["2024-03-12", "2024-03-11"], first), None, "what contradicts itself is left out");
    }
}
