//! Exchange with Microsoft Project: what is exported and imported again has the same dates, to the
//! minute, whatever kind of plan it is; also by a reader that knows nothing of what Slipway notes
//! in custom fields. Ten thousand plans each.

use proptest::prelude::*;
use slipway::analysis::Analysis;
use slipway::analysis::schedule::TaskDates;
use slipway::export::mspdi::mspdi;
use slipway::import::{Imported, import};
use slipway::model::read_plan;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Numbers that follow from a seed (Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.roll(n) == 0
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let n = self.roll(all.len() as u64);
        all[usize::try_from(n).expect("small")]
    }

    fn day(&mut self) -> String {
        format!("2024-{:02}-{:02}", 1 + self.roll(6), 1 + self.roll(28))
    }

    fn moment(&mut self) -> String {
        let day = self.day();
        if self.one_in(3) { format!("{day}T{:02}:{:02}", self.roll(24), self.roll(4) * 15) } else { day }
    }
}

const CALENDARS: &str = "calendars: [(id: \"office\", holidays: [\"2024-03-29\", \"2024-04-01\"]), \
    (id: \"Early_shift\", hours: [\"06:00-10:00\", \"10:30-14:00\"], hours_per_day: 7.5, special: [(from: \"2024-02-12\", to: \"2024-02-16\", title: \"Fair\")]), \
    (id: \"weekends\", weekend: [Tue, Wed], hours: [\"10:00-16:00\"], days: [(day: Sat, hours: [\"08:00-12:00\"])], hours_per_day: 6, \
    special: [(from: \"2024-03-05\", hours: [\"20:00-24:00\"], title: \"Night\")])]";

/// A plan with everything that bears on dates; `plain` leaves out what only Slipway knows.
fn plan(seed: u64, tasks: u64, plain: bool) -> String {
    let mut dice = Dice(seed | 1);
    let mut out = String::from("(schema_version: 1, meta: (project: \"X & <Y> ]]>\", status_date: \"2024-03-06\"),\n");
    let calendar = if plain { "office" } else { dice.of(&["office", "Early_shift", "weekends"]) };
    let lags = if plain { "Successor" } else { dice.of(&["Successor", "Predecessor", "Standard", "RoundTheClock"]) };
    let order = if plain { "RetainedLogic" } else { dice.of(&["RetainedLogic", "ProgressOverride"]) };
    let _ = writeln!(out, "settings: (calendar: \"{calendar}\", lag_calendar: {lags}, out_of_sequence: {order}), {CALENDARS},");
    out.push_str("teams: [(id: \"core\", name: \"Core\", people_count: 4, calendar: \"Early_shift\"), (id: \"solo\", name: \"One\", people_count: 1)],\n");
    out.push_str("people: [(id: \"ann\", name: \"Ann\", team: \"core\"), (id: \"Bo\", name: \"Bo\", calendar: \"weekends\", fte: 0.5)],\n");
    out.push_str("sections: [(id: \"a\", title: \"A\"), (id: \"b\", title: \"B\"), (id: \"none\", title: \"Nothing\")],\ntasks: [\n");
    let mut summaries: Vec<u64> = Vec::new();
    for i in 0..tasks {
        let _ = write!(out, "(id: \"t{i}\", title: \"t{i}\"");
        let kind = if dice.one_in(6) { "Milestone" } else { "Task" };
        // Empty summaries are tasks to other tools.
        let filled = !plain || (i + 1 < tasks && summaries.last().is_none_or(|s| s + 1 != i));
        let kind = if filled && dice.one_in(9) { "Summary" } else { kind };
        let kind = if !plain && dice.one_in(12) { dice.of(&["Hammock", "Buffer"]) } else { kind };
        let _ = write!(out, ", kind: {kind}");
        if !plain && dice.one_in(2) {
            let _ = write!(out, ", section: \"{}\"", dice.of(&["a", "b", "gone"]));
        }
        let parent = summaries.get(usize::try_from(dice.roll(8)).expect("small")).or(summaries.last().filter(|s| plain && **s + 1 == i));
        if let Some(parent) = parent.copied().map(|p| if plain && summaries.last() == Some(&(i.wrapping_sub(1))) { i - 1 } else { p }) {
            let _ = write!(out, ", parent: \"t{parent}\"");
        }
        if kind == "Summary" {
            summaries.push(i);
        }
        let units: &[&str] = if plain { &["d", "h", "m", "ed", "eh"] } else { &["d", "d", "w", "h", "m", "cd", "ed", "eh"] };
        let _ = write!(out, ", duration: \"{}{}\"", 1 + dice.roll(9), dice.of(units));
        if i > 0 && kind != "Summary" {
            let mut after: BTreeMap<u64, String> = BTreeMap::new();
            for _ in 0..dice.roll(4) {
                let (pred, kind) = (dice.roll(i), dice.of(&["FS", "SS", "FF", "SF"]));
                let lag = if dice.one_in(2) { format!("{}{}{}", dice.of(&["+", "-"]), 1 + dice.roll(5), dice.of(units)) } else { String::new() };
                after.insert(pred, format!("\"t{pred} {kind}{lag}\""));
            }
            let _ = write!(out, ", after: [{}]", after.into_values().collect::<Vec<_>>().join(", "));
        }
        times(&mut out, &mut dice, plain, kind);
        who(&mut out, &mut dice, plain);
        progress(&mut out, &mut dice, plain, kind);
        out.push_str("),\n");
    }
    out.push_str("])");
    out
}

fn times(out: &mut String, dice: &mut Dice, plain: bool, kind: &str) {
    let constrained = dice.one_in(5) && kind != "Summary";
    if constrained {
        let what = dice.of(&["MustStartOn", "MustFinishOn", "StartNoLaterThan", "FinishNoLaterThan", "FinishNoEarlierThan", "AsLateAsPossible"]);
        let date = if what == "AsLateAsPossible" { what.to_owned() } else { format!("{what}(\"{}\")", dice.moment()) };
        let _ = write!(out, ", constraint: {date}");
    }
    if dice.one_in(3) && !(plain && constrained) {
        // An import reads 08:00 and midnight as the same start of a day, as people do; below likewise.
        let start = if plain { dice.day() } else { dice.moment() };
        let _ = write!(out, ", start: \"{start}\"");
        if dice.one_in(3) && kind != "Summary" {
            out.push_str(", pinned: true");
        }
    }
    if dice.one_in(6) {
        let deadline = if plain { dice.day() } else { dice.moment() };
        let _ = write!(out, ", deadline: \"{deadline}\"");
    }
}

fn who(out: &mut String, dice: &mut Dice, plain: bool) {
    if plain {
        if dice.one_in(6) {
            let _ = write!(out, ", calendar: \"{}\"", dice.of(&["office", "Early_shift", "weekends"]));
        }
        return;
    }
    if dice.one_in(4) {
        let _ = write!(out, ", team: \"{}\"", dice.of(&["core", "solo", "gone"]));
    }
    if dice.one_in(3) {
        let fte = 0.25 * (1.0 + f64::from(u8::try_from(dice.roll(4)).expect("small")));
        let _ = write!(out, ", people: [(id: \"{}\", fte: {fte})]", dice.of(&["ann", "Bo"]));
        if dice.one_in(2) {
            let _ = write!(out, ", effort_pd: {}, sized_by: {}", 1 + dice.roll(9), dice.of(&["Duration", "Effort"]));
        }
    }
    if dice.one_in(6) {
        let _ = write!(out, ", calendar: \"{}\"", dice.of(&["office", "Early_shift", "weekends", "gone"]));
    }
}

fn progress(out: &mut String, dice: &mut Dice, plain: bool, kind: &str) {
    if kind == "Summary" || !dice.one_in(4) {
        return;
    }
    let state = dice.of(if plain { &["Active", "Cancelled"] } else { &["Active", "Done", "Blocked", "Cancelled", "NotStarted"] });
    let _ = write!(out, ", status: {state}");
    if state == "Active" || dice.one_in(4) {
        let _ = write!(out, ", pct: {}", 5 + dice.roll(95));
        if dice.one_in(2) {
            let _ = write!(out, ", remaining: \"{}d\"", 1 + dice.roll(5));
        }
        let _ = write!(out, ", actual_start: \"2024-02-{:02}\"", 1 + dice.roll(28));
    }
    if state == "Done" && dice.one_in(2) {
        let _ = write!(out, ", actual_finish: \"2024-03-0{}\"", 1 + dice.roll(5));
    }
}

fn analysed(text: &str) -> Analysis {
    Analysis::of(&read_plan(text).unwrap_or_else(|why| panic!("{why:?}\n{text}")).plan)
}

fn back(text: &str) -> Imported {
    import(text.as_bytes(), "xml", None).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

type Dates = (i64, i64, i64, i64, i64, i64, bool);

fn dates(d: &TaskDates) -> Dates {
    (d.start, d.finish, d.planned_start, d.planned_finish, d.total_float_minutes, d.free_float_minutes, d.critical)
}

/// Dates of every task by id, and where it stands.
fn told(a: &Analysis) -> BTreeMap<String, (Dates, Option<String>, Option<String>, String)> {
    let net = &a.schedule.net;
    let one = |(i, d): (usize, &TaskDates)| {
        let r = &net.records[i];
        (r.id.clone(), (dates(d), r.section.clone(), r.parent.clone(), format!("{:?} {:?}", r.kind, r.status)))
    };
    a.schedule.dates.iter().enumerate().map(one).collect()
}

/// Tasks that are not the same before and after, a line each.
fn differing<T: PartialEq + std::fmt::Debug>(before: &BTreeMap<String, T>, after: &BTreeMap<String, T>) -> String {
    let lines = before.iter().filter(|(id, t)| after.get(*id) != Some(t)).map(|(id, t)| format!("{id} was {t:?}\n{id} is  {:?}\n", after.get(id)));
    let more = after.keys().filter(|id| !before.contains_key(*id)).map(|id| format!("{id} is new\n"));
    lines.chain(more).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: 100_000, ..ProptestConfig::with_cases(10_000) })]

    #[test]
    fn export_and_import_keep_dates(seed in any::<u64>(), tasks in 1_u64..14) {
        let before = analysed(&plan(seed, tasks, false));
        // Where tasks wait for each other in a circle it is cut by the order of the file.
        prop_assume!(before.schedule.net.cycles.is_empty());
        let written = mspdi(&before);
        let imported = back(&written.text);
        let after = Analysis::of(&imported.origin.plan);
        let lost = differing(&told(&before), &told(&after));
        prop_assert!(lost.is_empty(), "{lost}\n{}\n{}", plan(seed, tasks, false), imported.origin.text);
        prop_assert!(imported.differences.is_empty(), "{:?}", imported.differences);
    }

    #[test]
    fn a_reader_that_knows_only_the_format_gets_the_same_dates(seed in any::<u64>(), tasks in 1_u64..14) {
        let before = analysed(&plan(seed, tasks, true));
        prop_assume!(before.schedule.net.cycles.is_empty());
        let written = mspdi(&before).text.replace("<Alias>Slipway ", "<Alias>Somebody's ");
        let imported = back(&written);
        let after = Analysis::of(&imported.origin.plan);
        let only = |a: &Analysis| told(a).into_iter().map(|(id, (d, ..))| (id, (d.0, d.1, d.4, d.5, d.6))).collect::<BTreeMap<_, _>>();
        let lost = differing(&only(&before), &only(&after));
        prop_assert!(lost.is_empty(), "{lost}\n{}\n{}", plan(seed, tasks, true), imported.origin.text);
    }
}

/// A text between the first pair of tags behind a place.
fn element<'a>(text: &'a str, behind: &str, name: &str) -> &'a str {
    let rest = &text[text.find(behind).expect("the place")..];
    let from = rest.find(&format!("<{name}>")).expect("the element") + name.len() + 2;
    &rest[from..from + rest[from..].find('<').expect("its end")]
}

#[test]
fn the_sample_comes_back_as_it_was() {
    let before = analysed(include_str!("../assets/plans/customer-portal.ron"));
    let written = mspdi(&before);
    assert!(written.notes.iter().any(|n| n.contains("risks, services, checklists")), "{:?}", written.notes);
    let imported = back(&written.text);
    assert!(imported.notes.is_empty() && imported.differences.is_empty(), "{:?}", imported.lines());
    let after = Analysis::of(&imported.origin.plan);
    assert_eq!(differing(&told(&before), &told(&after)), "");
    for (a, b) in before.plan.tasks.records().zip(after.plan.tasks.records()) {
        let bare = |t: &slipway::model::records::Task| slipway::model::records::Task { plan_b: None, ..t.clone() };
        assert_eq!(bare(a), bare(b));
    }
    assert_eq!(mspdi(&before).text, written.text, "the same plan gives the same bytes");
    // Other tools read the dates themselves.
    assert_eq!(element(&written.text, "<Name>Production Deployment<", "Start"), "2024-03-15T00:00:00");
    assert_eq!(element(&written.text, "<Name>Production Deployment<", "OutlineNumber"), "3.3");
}

#[test]
fn hostile_titles_stay_well_formed() {
    let long = "long ".repeat(3_000);
    let titles = ["]]> & <Task> \"q\" 'a'", "\\u{0}\\u{1b}[31m\\u{fffe}", "設計 😀 \\u{202e}", "\\r\\nline\\n", "<!-- -->", "&#0;&amp;", &long];
    let tasks: Vec<String> = titles
        .iter()
        .enumerate()
        .map(|(i, t)| format!("(id: \"x{i}\", title: \"{}\", note: \"{}\")", t.replace('"', "\\\""), t.replace('"', "\\\"")))
        .collect();
    let before = analysed(&format!("(schema_version: 1, meta: (project: \"<&>\", status_date: \"2024-03-06\"), tasks: [{}])", tasks.join(",")));
    assert_eq!(before.plan.tasks.len(), titles.len());
    let imported = back(&mspdi(&before).text);
    let after = Analysis::of(&imported.origin.plan);
    assert_eq!(differing(&told(&before), &told(&after)), "");
    let names: Vec<&str> = after.plan.tasks.records().map(|t| t.title.as_str()).collect();
    assert_eq!((names[0], names[2], names[4], names[5]), ("]]> & <Task> \"q\" 'a'", "設計 😀 \u{202e}", "<!-- -->", "&#0;&amp;"));
}

#[test]
fn what_was_changed_elsewhere_wins() {
    let before = analysed(
        "(schema_version: 1, meta: (status_date: \"2024-03-06\"), sections: [(id: \"s\", title: \"S\")], tasks: [\
         (id: \"a\", title: \"a\", section: \"s\", role: Test, duration: \"2cd\", start: \"2024-03-07T10:00\", deadline: \"2024-03-20T12:00\"),\
         (id: \"b\", title: \"b\", section: \"s\", duration: \"1w\", status: Blocked, after: [\"a\"])])",
    );
    let written = mspdi(&before).text;
    let changed = written.replace("<Duration>PT48H0M0S</Duration>", "<Duration>PT72H0M0S</Duration>").replacen("2024-03-20T12:00:00", "2024-03-21T12:00:00", 1);
    let changed = changed.replacen("<PercentComplete>0</PercentComplete>\n      <CalendarUID>-1</CalendarUID>\n      <IgnoreResourceCalendar>0</IgnoreResourceCalendar>\n      <PredecessorLink>", "<PercentComplete>100</PercentComplete><ActualStart>2024-03-01T09:00:00</ActualStart><PredecessorLink>", 1);
    // A task that was added there stands in the section it was added to.
    let added = "<Task><UID>77</UID><Name>New</Name><OutlineLevel>2</OutlineLevel><Duration>PT8H0M0S</Duration></Task></Tasks>";
    let imported = back(&changed.replacen("</Tasks>", added, 1));
    let of = |id: &str| imported.origin.plan.tasks.records().find(|t| t.id == id).unwrap_or_else(|| panic!("{id}\n{}", imported.origin.text)).clone();
    let (a, b, new) = (of("a"), of("b"), of("new"));
    assert_eq!((a.duration.to_string().as_str(), a.start.map(|m| m.to_string()).as_deref()), ("3ed", Some("2024-03-07T10:00")));
    assert_eq!(a.deadline.map(|m| m.to_string()).as_deref(), Some("2024-03-21T12:00"));
    assert_eq!(a.role.map(slipway::model::records::TaskRole::name), Some("Test"), "what the format has no word for stays");
    assert_eq!((b.status.name(), b.duration.to_string().as_str()), ("Done", "1w"));
    assert_eq!((new.section.as_deref(), new.parent), (Some("s"), None));
}

#[test]
fn freezes_keep_their_dates_as_calendars() {
    let before = analysed(
        "(schema_version: 1, meta: (status_date: \"2024-03-06\"), environments: [(id: \"prod\", title: \"Production\")], freezes: [(id: \"f\", \
         from: \"2024-03-11T12:00+00:00\", to: \"2024-03-13T15:00+00:00\", scope: Env(\"prod\"), reason: \"Quarter end\")], tasks: [\
         (id: \"a\", title: \"a\", duration: \"3d\", start: \"2024-03-08\", env: \"prod\"), (id: \"b\", title: \"b\", duration: \"3d\", after: [\"a\"])])",
    );
    let written = mspdi(&before);
    assert!(written.notes.iter().any(|n| n == "Freezes are written as calendars of the tasks they stop (1): a"), "{:?}", written.notes);
    let after = Analysis::of(&back(&written.text.replace("<Alias>Slipway ", "<Alias>")).origin.plan);
    let times = |a: &Analysis| a.schedule.dates.iter().map(|d| (d.start, d.finish, d.total_float_minutes)).collect::<Vec<_>>();
    assert_eq!(times(&before), times(&after));
}

#[test]
fn a_holiday_keeps_its_name() {
    let plan = "(meta: (status_date: \"2024-03-06\"), settings: (calendar: \"office\"), \
        calendars: [(id: \"office\", holidays: [\"2024-03-29 Good Friday\", \"2024-04-02\"])], tasks: [(id: \"a\", duration: \"30d\")])";
    let text = mspdi(&analysed(plan)).text;
    assert!(text.contains("<Name>Good Friday</Name>"), "{text}");
    let plan = import(text.as_bytes(), "xml", None).expect("it was just written").origin.plan;
    let office = plan.calendars.records().find(|c| c.id == "office").expect("the calendar");
    let named = office.special.iter().map(|s| s.title.as_str()).chain(office.holidays.iter().map(|h| h.name.as_str()));
    assert_eq!(named.filter(|n| *n == "Good Friday").count(), 1, "{office:?}");
}
