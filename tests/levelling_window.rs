//! Levelling in the window: looked for beside it, shown before it is made, made and taken back in
//! one step.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, Desk, User};
use egui::Key;
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    meta: (project: "Demo", status_date: "2024-03-04"),
    people: [(id: "ann", name: "Ann")],
    tasks: [
        (id: "a", title: "Long", start: "2024-03-04", duration: "3d", people: [(id: "ann")]),
        (id: "b", title: "Behind it", duration: "5d", after: ["a"]),
        (id: "c", title: "Short", start: "2024-03-04", duration: "2d", people: [(id: "ann")]),
    ],
)
"#;

/// Waits for the thread: it has nothing to do but to place three tasks.
fn until(user: &mut User, words: &str) {
    for _ in 0..1000 {
        user.harness.step();
        if user.reads(words) {
            // The dialog has another size now, and finds its place.
            return user.lets_go();
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    user.must_read(words);
}

#[test]
fn levelling_is_shown_then_made_in_one_step() {
    let desk = Desk::new();
    let path = desk.puts("plan.ron", PLAN);
    let mut user = User::opens(&path, Panel::People);
    let before = user.text();
    user.picks("Edit", "Level resources…");
    until(&mut user, "1 task would start later");
    user.must_read("Ann is full in 2024-W10");
    user.must_read("the end stays");
    assert_eq!(user.text(), before, "a preview changes nothing");
    user.clicks("Cancel");
    assert_eq!(user.text(), before);

    user.picks("Edit", "Level resources…");
    until(&mut user, "1 task would start later");
    user.clicks("Apply");
    assert_eq!(user.task("c").start.map(|s| s.to_string()).as_deref(), Some("2024-03-07"));
    user.must_read("Levelled: 1 start later");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), before, "undo takes all of it back");
}

#[test]
fn a_plan_without_people_says_what_it_takes() {
    let desk = Desk::new();
    let path = desk.puts("plan.ron", r#"(meta: (project: "Demo", status_date: "2024-03-04"), tasks: [(id: "a", title: "A", start: "2024-03-04")])"#);
    let mut user = User::opens(&path, Panel::People);
    user.picks("Edit", "Level resources…");
    until(&mut user, "No work is given to anybody yet");
    user.clicks("Close");
}

#[test]
fn only_whom_one_chooses_is_levelled() {
    let desk = Desk::new();
    let both = PLAN.replace("name: \"Ann\")]", "name: \"Ann\"), (id: \"bob\", name: \"Bob\")]").replace(
        "    ],\n)",
        "        (id: \"d\", title: \"First\", start: \"2024-03-04\", duration: \"4d\", people: [(id: \"bob\")]),\n        \
         (id: \"e\", title: \"Second\", start: \"2024-03-04\", duration: \"1d\", people: [(id: \"bob\")]),\n    ],\n)",
    );
    let path = desk.puts("plan.ron", &both);
    let mut user = User::opens(&path, Panel::Timeline);
    user.picks("Edit", "Level resources…");
    until(&mut user, "2 tasks would start later");
    user.must_read("Whose work may move: everybody");
    user.ticks("Bob");
    until(&mut user, "1 task would start later");
    user.must_read("Whose work may move: 1 of 2");
    user.clicks("None");
    user.must_read("Nobody is chosen: tick those whose work may move.");
    user.ticks("Ann");
    until(&mut user, "1 task would start later");
    user.clicks("Apply");
    assert_eq!(user.task("c").start.map(|s| s.to_string()).as_deref(), Some("2024-03-07"));
    assert_eq!(user.task("e").start.map(|s| s.to_string()).as_deref(), Some("2024-03-04"), "Bob was not asked for");
}
