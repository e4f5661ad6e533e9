//! The forecast in the window: it comes by itself, follows an edit, says what is missing.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{Desk, User};
use egui::Key;
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    meta: (project: "Demo", status_date: "2024-03-04"),
    settings: (correlation: 0.0),
    release: (delivers: "live", version: "1.0.0", target: "2024-03-22"),
    tasks: [
        (id: "a", title: "Build", start: "2024-03-04", duration: "10d", range: "8d..10d..14d"),
        (id: "live", title: "Live", kind: Milestone, after: ["a"]),
    ],
    risks: [(id: "R1", title: "Supplier", probability: High, probability_pct: 70, impact: High, days: "3d..5d..9d", tasks: ["a"], status: Active,
        actions: [(text: "Call them", effect: (probability: Low, impact: High))])],
)
"#;

/// Waits until the forecast is whole, and gives its chance of the target.
#[track_caller]
fn chance(user: &mut User) -> Option<f64> {
    for _ in 0..600 {
        user.waits();
        let forecast = user.app().analysis().forecast.clone();
        if let Some(f) = forecast.filter(|_| !user.app().is_forecasting()) {
            user.waits();
            return f.on_time.map(|o| o.pct);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("no forecast came");
}

#[test]
fn it_comes_by_itself_and_follows_an_edit() {
    let desk = Desk::new();
    let mut user = User::forecasts(&desk.puts("plan.ron", PLAN), Panel::Forecast);
    let before = chance(&mut user).expect("a target");
    assert!(before > 30.0 && before < 80.0, "{before}");
    user.must_read("likely by Fri 22 Mar");
    user.must_read("Without R1");
    user.must_read("R1: Call them");
    user.must_read(&format!("{before:.0} % on time"));
    // The risk is scored down: the chance rises by itself, and undo brings the old one back to the point.
    user.clicks("Without R1");
    user.types("Probability (%)", "5");
    user.presses(egui::Modifiers::NONE, Key::Enter);
    let mut after = before;
    for _ in 0..600 {
        after = chance(&mut user).expect("a target");
        if after > before + 10.0 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert!(after > 85.0, "{before} {after}");
    user.presses(driver::CTRL, Key::Z);
    for _ in 0..600 {
        if chance(&mut user) == Some(before) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("the old chance did not come back");
}

#[test]
fn without_ranges_it_says_what_it_would_take() {
    let desk = Desk::new();
    let text = PLAN.replace(", range: \"8d..10d..14d\"", "").replace("days: \"3d..5d..9d\", ", "");
    let mut user = User::forecasts(&desk.puts("plan.ron", &text), Panel::Forecast);
    assert_eq!(chance(&mut user), None);
    user.must_read("1 open task leads to the delivery and none has a range");
    user.must_read("R1 without days or a factor");
    user.clicks("Give \"Build\" a range");
    assert_eq!(user.app().selection().lead().map(|at| at.kind), Some(slipway::model::RecordKind::Task));
}
