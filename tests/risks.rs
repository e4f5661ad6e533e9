//! The risks in the window: a line becomes a risk, cells are typed over, signs raise alerts that are
//! answered, risks become issues, the heat map is worked by mouse and by keyboard, and presented.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, CTRL_SHIFT, Desk, User, day, name};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::analysis::risk::AlertState;
use slipway::model::records::{AlertStep, EscalationLevel, RiskStatus};
use slipway::model::value::Level;
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    schema_version: 1,
    meta: (project: "Portal", status_date: "2024-03-06"),
    people: [(id: "ana", name: "Ana Ruiz")],
    tasks: [(id: "a", title: "Build", start: "2024-03-04", duration: "5d")],
    metrics: [(id: "defects", title: "Defects", target: "<20", actual: 18, as_of: "2024-03-05")],
    risks: [
        (id: "R001", title: "Supplier late", probability: High, impact: High, probability_pct: 60, days: "2d..4d..6d", status: Active, tasks: ["a"],
            reviewed: "2024-02-28", triggers: [(text: "No answer"), (text: "Defects pile up", metric: "defects", threshold: ">25")],
            actions: [(text: "Call them", owner: "ana", due: "2024-03-08")]),
        (id: "R002", title: "Leave", probability: Medium, impact: High, status: Mitigating),
    ],
)
"#;

fn opened(desk: &Desk) -> User {
    let mut user = User::opens(&desk.puts("plan.ron", PLAN), Panel::Risks);
    user.waits();
    user
}

fn press(user: &mut User, key: Key) {
    user.presses(Modifiers::NONE, key);
}

/// Types where the keyboard is.
fn writes(user: &mut User, words: &str) {
    for letter in words.chars() {
        user.harness.event(Event::Text(letter.to_string()));
    }
    user.waits();
}

/// Clicks the row of a risk.
fn picks_row(user: &mut User, beginning: &str) {
    let rows: Vec<_> = user.harness.query_all_by_role(Role::Row).filter(|n| name(n).starts_with(beginning)).collect();
    assert_eq!(rows.len(), 1, "rows {beginning}");
    rows[0].click();
    drop(rows);
    user.lets_go();
}

#[test]
fn a_line_becomes_a_risk_that_counts_at_once() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.types("Risk in one line", "Certificates expire 40% low x high 1d..2d..4d @Ana Ruiz #Technical >a");
    user.must_read("score 3 (low × high), 40 %, 1d..2d..4d, owner ana, Technical, hits a");
    press(&mut user, Key::Enter);
    let risk = user.risk("R003");
    assert_eq!((risk.title.as_str(), risk.owner.as_deref(), risk.probability_pct), ("Certificates expire", Some("ana"), Some(40.0)));
    user.must_read("3 active risks");
    user.types("Risk in one line", "Impossible 120%");
    user.must_read("120 % is no risk");
    press(&mut user, Key::Enter);
    assert_eq!(user.app().document().plan().risks.len(), 3, "what cannot be read is not added");
    // Away from the field, or undo would be the field's own.
    user.clicks("Register");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN);
}

#[test]
fn cells_are_typed_over_by_keyboard() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.clicks("Register");
    picks_row(&mut user, "Risk R002");
    // From the title to the score, and over it.
    press(&mut user, Key::ArrowRight);
    press(&mut user, Key::Enter);
    assert_eq!(user.field("Score of Leave").value().as_deref(), Some("Medium x High"));
    writes(&mut user, "9");
    press(&mut user, Key::Enter);
    assert_eq!(user.risk("R002").probability, Level::Medium, "a score is never typed");
    user.types("Score of Leave", "low x medium");
    press(&mut user, Key::Enter);
    assert_eq!((user.risk("R002").probability, user.risk("R002").impact), (Level::Low, Level::Medium));
    // A letter begins typing; Escape leaves the cell as it was.
    press(&mut user, Key::ArrowRight);
    press(&mut user, Key::ArrowRight);
    writes(&mut user, "Bob");
    press(&mut user, Key::Escape);
    assert_eq!(user.risk("R002").owner, None);
    writes(&mut user, "Ana Ruiz");
    press(&mut user, Key::Enter);
    assert_eq!(user.risk("R002").owner.as_deref(), Some("ana"));
    press(&mut user, Key::ArrowUp);
    assert_eq!(user.field("Title").value().as_deref(), Some("Supplier late"), "the selection goes along");
}

#[test]
fn rows_are_filtered_and_grouped() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.harness.get_by_role_and_label(Role::SearchInput, "Filter risks").click();
    user.waits();
    writes(&mut user, "supp");
    assert!(user.reads("Risk R001") && !user.reads("Risk R002"));
    user.must_read("1 of 2 risks");
    user.clicks("Show all");
    user.must_read("Risk R002");
    user.clicks("No groups");
    user.clicks("By level");
    user.must_read("Risk R001");
}

#[test]
fn a_sign_raises_an_alert_that_is_answered() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    assert!(user.buttons("Alerts").is_empty() && user.buttons("1 alert").is_empty(), "nothing was raised");
    picks_row(&mut user, "Risk R001");
    user.ticks("No answer");
    user.lets_go();
    user.must_read("Escalate now. Next step: Call them");
    assert!(user.app().analysis().findings.open.iter().any(|f| f.rule.id == "RSK-001"));
    user.clicks("1 alert");
    user.must_read("Seen, since Wed 6 Mar: No answer");
    user.must_read("Next step: Call them, due Fri 8 Mar");
    user.must_read("Must be escalated");
    // Put aside without a reason: it cannot be sent.
    user.clicks("Put aside…");
    user.must_read("A reason is needed to put it aside");
    user.types("Reason", "Answer promised");
    user.types("Until", "fri");
    user.must_read("= Fri 8 Mar");
    user.clicks("Note it");
    let answer = user.risk("R001").alerts.first().cloned().unwrap_or_else(|| panic!("{}", user.words().join("\n")));
    assert_eq!((answer.step, answer.on, answer.until, answer.seen), (AlertStep::Snoozed, Some(day("2024-03-06")), Some(day("2024-03-08")), 1));
    assert_eq!(user.app().analysis().risks.items[0].alert_state, Some(AlertState::Snoozed(day("2024-03-08"))));
    // Put aside is not escalated.
    assert!(user.app().analysis().findings.open.iter().any(|f| f.rule.id == "RSK-001"));
    user.presses(CTRL_SHIFT, Key::A);
    user.must_read("Put aside until Fri 8 Mar");
    user.clicks("Escalate…");
    user.types("Told", "Head of delivery");
    user.clicks("Note it");
    assert_eq!(user.risk("R001").alerts[1].level, EscalationLevel::L2);
    assert!(!user.app().analysis().findings.open.iter().any(|f| f.rule.id == "RSK-001"), "escalated");
    user.presses(CTRL, Key::Z);
    user.presses(CTRL, Key::Z);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN);
}

#[test]
fn a_metric_raises_an_alert_by_itself() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.goes_to(Panel::Readiness);
    user.clicks("Defects");
    user.types("Actual", "34");
    press(&mut user, Key::Enter);
    user.goes_to(Panel::Risks);
    user.must_read("1 alert raised");
    picks_row(&mut user, "Risk R001");
    let boxes: Vec<_> = user.harness.query_all_by_role(Role::CheckBox).filter(|n| name(n) == "Defects pile up").collect();
    assert!(boxes.len() == 1 && boxes[0].accesskit_node().is_disabled(), "the metric decides, not a click");
}

#[test]
fn pasted_steps_are_split_and_a_risk_that_happened_is_an_issue() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.clicks("Register");
    picks_row(&mut user, "Risk R001");
    user.clicks("Add steps…");
    user.field("Steps, one a line").click();
    user.waits();
    user.harness.event(Event::Paste("1. Weekly sync\n2. Build a mock\n3. Look elsewhere".to_owned()));
    user.waits();
    user.clicks("Add 3 steps");
    let steps: Vec<String> = user.risk("R001").actions.iter().map(|s| s.text.clone()).collect();
    assert_eq!(steps, ["Call them", "Weekly sync", "Build a mock", "Look elsewhere"]);
    user.ticks("Step done: Call them");
    user.lets_go();
    assert_eq!(user.risk("R001").actions[0].done_on, Some(day("2024-03-06")));
    user.clicks("It happened");
    let plan = user.app().document().plan();
    let issue = plan.issues.records().next().expect("an issue");
    assert_eq!((issue.from_risk.as_deref(), issue.next_step.as_deref()), (Some("R001"), Some("Weekly sync")));
    assert_eq!(user.risk("R001").status, RiskStatus::Occurred);
    user.must_read("R001 is an issue now");
}

#[test]
fn the_heat_map_is_worked_by_keyboard() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.button("R001 Supplier late, probability High").focus();
    user.waits();
    user.presses(Modifiers::SHIFT, Key::ArrowDown);
    user.presses(Modifiers::SHIFT, Key::ArrowLeft);
    let risk = user.risk("R001");
    assert_eq!((risk.probability, risk.impact), (Level::Medium, Level::Medium));
    let scored: Vec<_> = risk.reviews.iter().map(|r| (r.on, r.probability, r.impact)).collect();
    let (then, now) = (day("2024-02-28"), day("2024-03-06"));
    assert_eq!(scored, [(Some(then), Level::High, Level::High), (Some(now), Level::Medium, Level::Medium)], "what it was stays");
    user.clicks("Movement");
    user.clicks("Since Wed 28 Feb");
    user.must_read("movement since Wed 28 Feb");
    user.clicks("Percent × days");
    user.must_read("1 risk without percent or days");
}

#[test]
fn every_one_of_sixty_risks_can_be_reached() {
    let desk = Desk::new();
    let levels = ["VeryLow", "Low", "Medium", "High", "VeryHigh"];
    let risk = |i: usize| {
        // A third of them in one cell.
        let (p, m) = if i.is_multiple_of(3) { (3, 4) } else { (i % 5, i / 5 % 5) };
        format!("(id: \"R{i:03}\", title: \"Risk number {i}\", probability: {}, impact: {}),", levels[p], levels[m])
    };
    let text = format!("(schema_version: 1, risk_scale: (levels: 5), risks: [{}])", (0..60).map(risk).collect::<String>());
    let mut user = User::opens(&desk.puts("many.ron", &text), Panel::Risks);
    user.waits();
    user.clicks("Heat map");
    for i in 0..60 {
        user.button(&format!("R{i:03} Risk number {i}, probability"));
    }
}

#[test]
fn a_scale_that_can_mislead_says_why_and_is_mended() {
    let desk = Desk::new();
    let path = desk.puts(
        "plan.ron",
        r#"(schema_version: 1, risk_scale: (levels: 5, green_max: 4, red_min: 15), risks: [(id: "R1", title: "Late", probability: High, impact: High)])"#,
    );
    let mut user = User::opens(&path, Panel::Risks);
    user.waits();
    user.clicks("Scale !");
    user.must_read("What is nearly impossible or nearly harmless is green: a score of 5 in the lowest row or column is not green");
    user.clicks("Use low up to 5, high from 15");
    let scale = user.app().document().plan().risk_scale.get().cloned().expect("a scale");
    assert_eq!((scale.green_max, scale.red_min), (Some(5.0), Some(15.0)));
    assert!(user.app().analysis().risks.colouring().broken().is_empty());
    user.clicks("Scale");
    user.clicks("3 × 3");
    assert_eq!((user.app().analysis().risks.levels, user.app().analysis().risks.items[0].score), (3, 9));
}

#[test]
fn a_meeting_shows_slides_and_changes_nothing() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    press(&mut user, Key::F5);
    user.must_read("Slide Risks");
    press(&mut user, Key::ArrowDown);
    user.must_read("Slide Risks, R001 Supplier late, score 9");
    assert!(!user.reads("owner nobody"));
    press(&mut user, Key::N);
    user.must_read("owner nobody");
    press(&mut user, Key::Escape);
    for (key, slide) in [(Key::Num1, "Slide Status"), (Key::Num2, "Slide Timeline"), (Key::Num4, "Slide Forecast"), (Key::Num8, "Slide Rollout")] {
        press(&mut user, key);
        user.must_read(slide);
    }
    press(&mut user, Key::ArrowRight);
    user.must_read("Slide Status");
    press(&mut user, Key::Delete);
    user.presses(CTRL_SHIFT, Key::R);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), PLAN, "no key of a meeting changes the plan");
    press(&mut user, Key::M);
    user.must_read("No risk was scored before");
    press(&mut user, Key::Escape);
    user.must_read("2 active risks");
    assert_eq!(user.app().panel(), Panel::Risks);
}

#[test]
fn movement_is_stepped_in_a_meeting() {
    let desk = Desk::new();
    let text = PLAN.replace(
        "reviewed: \"2024-02-28\",",
        "reviews: [(on: \"2024-02-28\", probability: Low, impact: High), (on: \"2024-03-06\", probability: High, impact: High)],",
    );
    let mut user = User::opens(&desk.puts("plan.ron", &text), Panel::Risks);
    user.waits();
    press(&mut user, Key::F5);
    press(&mut user, Key::M);
    user.must_read("As it was on Wed 28 Feb; 1 risk moved since");
    user.harness.key_press(Key::ArrowRight);
    user.harness.run_steps(80);
    user.must_read("R001 Supplier late: 3 to 9 (1 of 1)");
    press(&mut user, Key::ArrowRight);
    assert!(!user.reads("1 of 1"));
    press(&mut user, Key::F5);
    user.must_read("2 active risks");
}

#[test]
fn a_second_window_keeps_what_it_showed_until_it_is_told() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.presses(Modifiers::SHIFT, Key::F5);
    user.must_read("Slide Risks");
    user.must_read("2 active risks");
    user.clicks("1 Status");
    user.must_read("Slide Status");
    assert!(user.buttons("Update").is_empty());
    // The second window lies over this one where there is but one screen.
    user.field("Risk in one line").focus();
    user.waits();
    writes(&mut user, "Something new 40%");
    press(&mut user, Key::Enter);
    assert_eq!(user.app().document().plan().risks.len(), 3, "this window goes on working");
    user.clicks("Update");
    assert!(user.buttons("Update").is_empty());
    user.clicks("End");
    assert!(!user.reads("Slide Status"));
}

#[test]
fn what_cannot_be_a_risk_is_said_and_the_rest_is_shown() {
    let desk = Desk::new();
    let text = r#"(schema_version: 1, meta: (project: "P", status_date: "2024-03-06"), risks: [
        (id: "A", title: "Minus", probability_pct: -5), (id: "B", title: "Zero", probability_pct: 0), (id: "C", title: "Sure", probability_pct: 100),
        (id: "D", title: "Not a number", probability_pct: NaN, days: "9d..4d..2d", cost: "much"), (id: "E", title: "Nowhere", tasks: ["gone"]),
        (id: "F", title: "Fine", probability: High, impact: High, probability_pct: 50, days: "2d..4d..6d")])"#;
    let mut user = User::opens(&desk.puts("odd.ron", text), Panel::Risks);
    user.waits();
    for id in ["A Minus", "B Zero", "C Sure", "F Fine"] {
        user.must_read(&format!("Risk {id}"));
    }
    user.must_read("expected loss 2 d");
    user.clicks("Percent × days");
    user.clicks("Heat map");
    press(&mut user, Key::F5);
    press(&mut user, Key::ArrowDown);
    user.must_read("Slide Risks");
    let said: Vec<&str> = user.app().analysis().invalid.iter().map(|i| i.code).collect();
    assert!(said.iter().filter(|c| **c == "V021").count() >= 3 && said.contains(&"V006"), "{said:?}");
}
