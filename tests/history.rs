//! The history of status dates in the window: it is recorded on demand and when the status date moves on,
//! one step with that, and shown as the way of the forecast and of the buffer.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, Desk, User, day};
use egui::{Key, Modifiers};
use slipway::model::records::Snapshot;
use slipway::model::{RecordKind, read_plan};
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    meta: (project: "Demo", status_date: "2024-03-06"),
    settings: (correlation: 0.0),
    release: (delivers: "live", version: "1.0.0", target: "2024-03-22"),
    tasks: [
        (id: "a", title: "Build", start: "2024-03-06", duration: "10d", range: "8d..10d..14d"),
        (id: "live", title: "Live", kind: Milestone, duration: "0d", after: ["a"]),
    ],
    risks: [(id: "R1", title: "Supplier", probability: High, impact: High, days: "3d..5d..9d", tasks: ["a"], status: Active)],
    critical_path: (steps: [(title: "Build", duration: "10d", task: "a")], buffer: "4d"),
)
"#;

fn history(user: &User) -> Vec<Snapshot> {
    user.app().document().plan().history.records().cloned().collect()
}

fn days(user: &User) -> Vec<String> {
    history(user).iter().filter_map(|s| s.on).map(|d| d.to_string()).collect()
}

/// Waits until the forecast is there.
#[track_caller]
fn settles(user: &mut User) {
    for _ in 0..600 {
        user.waits();
        if user.app().analysis().forecast.is_some() && !user.app().is_forecasting() {
            user.waits();
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("no forecast came");
}

/// Types another status date.
fn moves_to(user: &mut User, words: &str) {
    user.clicks("Status date");
    user.types("Status date", words);
}

#[test]
fn the_day_is_recorded_on_demand_and_once() {
    let desk = Desk::new();
    let mut user = User::forecasts(&desk.puts("plan.ron", PLAN), Panel::Forecast);
    settles(&mut user);
    user.must_read("A chart of P50 and P80 appears once");
    user.clicks("Record this status date");
    let first = history(&user);
    assert_eq!(days(&user), ["2024-03-06"]);
    assert!(first[0].p50.is_some() && first[0].p80 >= first[0].p50 && first[0].on_time_pct.is_some(), "{first:?}");
    assert_eq!((first[0].chain_pct, first[0].buffer_pct), (Some(0.0), Some(0.0)));
    assert_eq!(first[0].risks.iter().map(ToString::to_string).collect::<Vec<_>>(), ["R1 3x3"]);
    assert!(user.app().notice().starts_with("Recorded Wed 6 Mar in the history: "), "{}", user.app().notice());
    assert_eq!(user.app().selection().lead().map(|at| at.kind), Some(RecordKind::Snapshot), "a note can be typed");
    user.chooses("Edit", "Record this status date");
    assert_eq!(history(&user), first, "the same day is replaced");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN, "one step");
    assert_eq!(user.app().document().undo_label(), None);
}

#[test]
fn moving_on_records_the_day_it_leaves() {
    let desk = Desk::new();
    let mut user = User::forecasts(&desk.puts("plan.ron", PLAN), Panel::Forecast);
    settles(&mut user);
    let p80 = user.app().analysis().forecast.as_ref().map(|f| slipway::analysis::forecast::day(f.finish.p80));
    moves_to(&mut user, "2024-03-13");
    user.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(user.app().document().plan().status_date(), day("2024-03-13"));
    assert_eq!(days(&user), ["2024-03-06"]);
    assert_eq!(history(&user)[0].p80, p80, "as it was computed for that day");
    assert!(user.app().notice().contains("Recorded Wed 6 Mar in the history"), "{}", user.app().notice());
    settles(&mut user);
    user.must_read("P80 ");
    user.must_read("since Wed 6 Mar");
    user.must_read("1 day in the history");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN, "day and history are one step");
    // Back again: what is there is not recorded anew, and going back records nothing.
    user.presses(driver::CTRL_SHIFT, Key::Z);
    let kept = history(&user);
    moves_to(&mut user, "2024-03-01");
    assert_eq!(history(&user), kept, "going back records nothing");
    moves_to(&mut user, "2024-03-20");
    let text = user.text();
    assert!(read_plan(&text).expect("a plan").problems.is_empty());
    assert!(text.contains("\n        (on: \"2024-03-06\", finish: \"2024-03-19\", p50: "), "{text}");
}

#[test]
fn a_day_typed_by_way_of_others_records_only_the_one_that_was() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.puts("plan.ron", PLAN), Panel::Overview);
    user.waits();
    // 1 Apr, then 10 Apr, then a slip back to 4 Jan, then 18 Apr: all in the same field.
    moves_to(&mut user, "1 apr");
    user.types("Status date", "4 jan");
    let now = user.app().document().plan().status_date();
    assert!(now < day("2024-03-06"), "{now}");
    assert_eq!(days(&user), Vec::<String>::new(), "nothing was left behind");
    user.types("Status date", "18 apr");
    assert_eq!(user.app().document().plan().status_date(), day("2024-04-18"));
    assert_eq!(days(&user), ["2024-03-06"]);
    assert_eq!(history(&user)[0].p80, None, "what is not known is left out");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN);
}

#[test]
fn the_fever_chart_has_its_way() {
    let desk = Desk::new();
    let text = PLAN.replace("critical_path:", "history: [(on: \"2024-02-28\", chain_pct: 5, buffer_pct: 10)],\n    critical_path:");
    let mut user = User::opens(&desk.puts("plan.ron", &text), Panel::Quality);
    user.waits();
    user.must_read("No burn rate yet");
    assert!(!user.reads("Earlier days appear as dots"));
    let mut user = User::opens(&desk.puts("bare.ron", PLAN), Panel::Quality);
    user.waits();
    user.must_read("Earlier days appear as dots");
}
