//! Questions asked of a plan in the window: who has too much in which week, what a scenario would move
//! and how it becomes the plan, how much room a task has towards a milestone.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, Desk, User};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    meta: (project: "Demo", status_date: "2024-03-04"),
    release: (delivers: "live", target: "2024-03-29"),
    people: [(id: "ann", name: "Ann"), (id: "bob", name: "Bob")],
    tasks: [
        (id: "a", title: "Long", start: "2024-03-04", duration: "5d", people: [(id: "ann")]),
        (id: "c", title: "Short", start: "2024-03-04", duration: "2d", people: [(id: "ann")]),
        (id: "b", title: "Calm", start: "2024-03-11", duration: "2d", people: [(id: "bob")]),
        (id: "beta", title: "Beta", kind: Milestone, after: ["c"]),
        (id: "live", title: "Live", kind: Milestone, after: ["a", "beta"]),
    ],
    scenarios: [(id: "late", title: "Short takes long", set: [(path: "tasks/c/duration", value: "8d")])],
)
"#;

/// Clicks the first thing with a name that begins so and is not a mere label: a link, a fold, a list.
#[track_caller]
fn points_at(user: &mut User, words: &str) {
    let found = user.harness.root().children_recursive().find(|n| n.accesskit_node().role() != Role::Label && driver::name(n).starts_with(words));
    let Some(node) = found else { panic!("nothing to click is named \"{words}\" in:\n{}", user.words().join("\n")) };
    node.click();
    user.lets_go();
}

/// What the list of milestones says now, and behind it the float.
fn float(user: &User) -> (String, String) {
    let words = user.words();
    let at = words.iter().position(|w| w == "Float to").expect("the list is there");
    let list = user.harness.get_by_role_and_label(Role::ComboBox, "Float to").value().unwrap_or_default();
    let behind = words[at + 1..].iter().find(|w| w.ends_with(" d") || w.ends_with("there")).cloned().unwrap_or_default();
    (list, behind)
}

#[test]
fn weeks_of_people_name_who_has_too_much_and_lead_to_the_work() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.puts("plan.ron", PLAN), Panel::People);
    user.must_read("2 people; over-allocated: Ann");
    user.must_read("Weeks of people");
    user.must_read("Ann: over-allocated in 1 of 1 week");
    user.must_read("140 %, 7 of 5 d");
    user.must_read("Bob: 1 week, none over 100 %");
    assert!(!user.reads("40 %, 2 of 5 d"), "a week that fits is folded away");
    points_at(&mut user, "Bob: 1 week");
    user.must_read("40 %, 2 of 5 d");
    assert!(!user.reads("Why these dates"), "nothing is selected yet");
    points_at(&mut user, "Calm");
    user.must_read("Why these dates");
}

#[test]
fn a_scenario_is_compared_then_applied_in_one_step() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.puts("plan.ron", PLAN), Panel::Scenarios);
    let before = user.text();
    user.must_read("1 scenario: at worst 3 d later, with Short takes long");
    user.must_read("Changes 1 field");
    user.must_read("Short, duration: 2d → 8d");
    assert_eq!(user.text(), before, "a comparison changes nothing");
    user.clicks("Apply to the plan");
    assert_eq!(user.task("c").duration.to_string(), "8d");
    user.must_read("none is later than the plan");
    user.must_read("Nothing differs from the plan");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), before, "undo takes all of it back");
    user.must_read("at worst 3 d later");
}

#[test]
fn a_task_tells_its_float_towards_a_milestone_of_choice() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.puts("plan.ron", PLAN), Panel::People);
    points_at(&mut user, "Short");
    points_at(&mut user, "Why these dates");
    let says = |days: &str, of: &str| (of.to_owned(), days.to_owned());
    assert_eq!(float(&user), says("3 d", "Live"), "what is delivered comes first");
    points_at(&mut user, "Float to");
    points_at(&mut user, "Beta");
    assert_eq!(float(&user), says("0 d", "Beta"));
    points_at(&mut user, "Float to");
    points_at(&mut user, "Live");
    assert_eq!(float(&user), says("3 d", "Live"));
}

#[test]
fn another_tools_file_is_imported_however_it_is_opened() {
    let desk = Desk::new();
    let file = desk.puts("checkout.xml", include_str!("import/everything.xml"));
    let user = User::opens(&file, Panel::Overview);
    user.must_read("12 tasks imported from checkout.xml");
    assert!(!user.reads("This file cannot be opened"));
}
