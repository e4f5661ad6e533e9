//! The timeline by mouse and by keyboard: the release of the brief from nothing, every verb by its
//! keys, what is held, typed, compared and printed.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, Desk, SAMPLE, User, builder, day, name};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::model::RecordKind;
use slipway::model::records::TaskKind;
use slipway::scene::axis::TimeAxis;
use slipway::ui::action::Action;
use slipway::ui::panels::Panel;

/// Nothing but a calendar without weekends, as the brief counts.
const NOTHING: &str = r#"(
    meta: (project: "Customer Portal", status_date: "2024-02-01"),
    release: (version: "2.4.0", target: "2024-03-15"),
    settings: (calendar: Some("all")),
    calendars: [(id: "all", weekend: [])],
)
"#;

/// The brief's tasks: section, title, first day, how many days, milestone.
const BRIEF: [(&str, &str, &str, i64); 11] = [
    ("Development", "Feature Development", "2024-02-01", 30),
    ("Development", "Code Freeze", "2024-03-01", 0),
    ("Testing", "Integration Testing", "2024-02-20", 10),
    ("Testing", "UAT", "2024-03-01", 7),
    ("Testing", "Performance Testing", "2024-02-25", 5),
    ("Testing", "Security Testing", "2024-02-25", 5),
    ("Release", "Release Candidate", "2024-03-08", 0),
    ("Release", "Staging Deployment", "2024-03-08", 2),
    ("Release", "Production Deployment", "2024-03-15", 1),
    ("Post-Release", "Monitoring", "2024-03-16", 7),
    ("Post-Release", "Hotfix Window", "2024-03-16", 3),
];
const LINKS: [(&str, &str); 3] = [("Integration Testing", "UAT"), ("Production Deployment", "Monitoring"), ("Production Deployment", "Hotfix Window")];

fn opens(desk: &Desk, text: &str) -> User {
    let path = desk.puts("plan.ron", text);
    // Frames as short as a double click needs.
    let mut user = User::sits_at(builder((2600.0, 1000.0)).with_step_dt(0.04), Some(&path), Some(Panel::Timeline));
    user.waits();
    user
}

/// What the plan holds is the brief's timeline.
fn is_the_brief(user: &User) {
    let analysis = user.app().analysis();
    let plan = user.app().document().plan();
    assert_eq!(plan.tasks.len(), BRIEF.len(), "{}", user.text());
    for (section, title, first, days) in BRIEF {
        let task = plan.tasks.records().find(|t| t.title == title).unwrap_or_else(|| panic!("no {title}"));
        let held = plan.sections.records().find(|s| s.title == section).unwrap_or_else(|| panic!("no {section}"));
        assert_eq!(task.section.as_ref(), Some(&held.id), "{title}");
        assert_eq!(task.kind == TaskKind::Milestone, days == 0, "{title}");
        let d = analysis.schedule.by_id(&task.id).expect("it has dates");
        let last = if days == 0 { day(first) } else { slipway::model::value::Date::of_minute(day(first).minute() + (days - 1) * 1440) };
        assert_eq!((d.forecast_first_day(), d.forecast_last_day()), (day(first), last), "{title}");
    }
    for (pred, succ) in LINKS {
        let id = &plan.tasks.records().find(|t| t.title == pred).expect("the predecessor").id;
        let task = plan.tasks.records().find(|t| t.title == succ).expect("the successor");
        assert!(task.after.iter().any(|l| &l.pred == id), "{succ} waits for {pred}");
    }
}

/// Types letter by letter; a bar is Tab, a line end Enter.
fn types(user: &mut User, words: &str) {
    for letter in words.chars() {
        match letter {
            '\n' => user.presses(Modifiers::NONE, Key::Enter),
            '|' => user.presses(Modifiers::NONE, Key::Tab),
            other => {
                user.harness.event(Event::Text(other.to_string()));
                user.harness.step();
            }
        }
    }
    user.waits();
}

fn chart(user: &User) -> egui::Rect {
    let found: Vec<_> = user.harness.query_all_by_label("Timeline chart").collect();
    found.first().expect("the chart").rect()
}

/// The screen position of the start of a day, below every row.
fn below_all(user: &User, axis: &TimeAxis, day_text: &str) -> Pos2 {
    let rows = user.harness.query_all_by_role(egui::accesskit::Role::Row).map(|n| n.rect().bottom()).fold(0.0_f32, f32::max);
    let chart = chart(user);
    #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
    let x = chart.left() + axis.x(day(day_text).minute()) as f32;
    pos2(x, rows.max(chart.top()) + 14.0)
}

fn double_clicks(user: &mut User, at: Pos2) {
    user.harness.event(Event::PointerMoved(at));
    for _ in 0..2 {
        for pressed in [true, false] {
            user.harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        }
    }
    user.waits();
}

#[test]
fn the_release_of_the_brief_by_mouse_in_under_sixty_actions() {
    let desk = Desk::new();
    let mut user = opens(&desk, NOTHING);
    let mut actions = 0;
    user.clicks("Add the first section");
    types(&mut user, "Development\n");
    actions += 2;
    user.presses(Modifiers::NONE, Key::Escape);
    let axis = {
        let status = day("2024-02-01").minute();
        TimeAxis::fitting(status, status + 56 * 1440, f64::from(chart(&user).width()))
    };
    let mut section = "Development";
    for (of, title, first, days) in BRIEF {
        if of != section {
            user.clicks("Add section");
            types(&mut user, &format!("{of}\n"));
            user.presses(Modifiers::NONE, Key::Escape);
            section = of;
            actions += 3;
        }
        let from = below_all(&user, &axis, first);
        if days == 0 {
            double_clicks(&mut user, from + egui::vec2(2.0, 0.0));
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "screen coordinates")]
            let to = pos2(chart(&user).left() + axis.x(day(first).minute() + days * 1440) as f32, from.y);
            user.holds(from + egui::vec2(2.0, 0.0), to + egui::vec2(2.0, 0.0));
            user.drops(to + egui::vec2(2.0, 0.0));
        }
        types(&mut user, &format!("{title}\n"));
        user.presses(Modifiers::NONE, Key::Escape);
        actions += 3;
    }
    for (pred, succ) in LINKS {
        user.harness.hover_at(user.button(&format!("{pred}, ")).rect().center());
        user.harness.step();
        user.harness.step();
        let from = user.button(&format!("Link from the end of {pred}")).rect().center();
        let bar = user.button(&format!("{succ}, ")).rect();
        user.holds(from, pos2(bar.left() + 4.0, bar.center().y));
        user.drops(pos2(bar.left() + 4.0, bar.center().y));
        actions += 1;
    }
    is_the_brief(&user);
    assert!(actions < 60, "{actions} actions");
}

#[test]
fn the_release_of_the_brief_by_keyboard_only() {
    let desk = Desk::new();
    let mut user = opens(&desk, NOTHING);
    let mut section = "";
    for (of, title, first, days) in BRIEF {
        if of != section {
            user.presses(CTRL, Key::Enter);
            types(&mut user, &format!("{of}\n"));
            section = of;
        }
        user.presses(Modifiers::NONE, Key::Enter);
        if days == 0 {
            types(&mut user, &format!("{title}|{first}\n"));
            user.presses(Modifiers::NONE, Key::M);
        } else {
            let last = slipway::model::value::Date::of_minute(day(first).minute() + (days - 1) * 1440);
            types(&mut user, &format!("{title}|{first}|{last}\n"));
        }
    }
    // Up to what is waited for, and from there to what waits: Ctrl+L links what is selected.
    for _ in 0..3 {
        user.presses(Modifiers::NONE, Key::ArrowUp);
    }
    user.presses(Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(user.app().selection().len(), 2, "the heading between them is passed over");
    user.presses(CTRL, Key::L);
    user.presses(Modifiers::NONE, Key::ArrowDown);
    // Hotfix Window waits for Production Deployment too: its fields are a key away.
    user.presses(Modifiers::NONE, Key::Period);
    let focused = |user: &User| user.harness.root().children_recursive().find(egui_kittest::Node::is_focused).map(|n| name(&n)).unwrap_or_default();
    for _ in 0..40 {
        if focused(&user).starts_with("Predecessors") {
            break;
        }
        user.presses(Modifiers::NONE, Key::Tab);
    }
    assert!(focused(&user).starts_with("Predecessors"), "{}", focused(&user));
    user.presses(CTRL, Key::A);
    types(&mut user, "production-deployment\n");
    // And UAT for Integration Testing.
    user.presses(Modifiers::NONE, Key::Escape);
    user.presses(CTRL, Key::F);
    types(&mut user, "Integration\n");
    user.presses(Modifiers::NONE, Key::Escape);
    user.presses(Modifiers::SHIFT, Key::ArrowDown);
    user.presses(CTRL, Key::L);
    is_the_brief(&user);
}

#[test]
fn every_verb_of_the_timeline_does_something_by_its_keys() {
    let desk = Desk::new();
    for action in Action::ALL.iter().copied().filter(|a| a.is_of_timeline()) {
        let keys = action.shortcut().unwrap_or_else(|| panic!("{action:?} has no keys"));
        let mut user = User::opens(&desk.sample(), Panel::Timeline);
        user.waits();
        let row =
            if matches!(action, Action::LevelDown | Action::GoDriver | Action::TogglePin | Action::Unlink) { "Row UAT" } else { "Row Staging Deployment" };
        let found = user.harness.query_all_by_label(row).next().expect("the row").rect().left_center();
        user.harness.event(Event::PointerMoved(found + egui::vec2(60.0, 0.0)));
        for pressed in [true, false] {
            user.harness.event(Event::PointerButton {
                pos: found + egui::vec2(60.0, 0.0),
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        user.lets_go();
        match action {
            Action::LinkChain | Action::FillDown => user.presses(Modifiers::SHIFT, Key::ArrowDown),
            Action::FindNext | Action::FindPrevious => {
                user.presses(CTRL, Key::F);
                types(&mut user, "Testing");
                user.presses(Modifiers::NONE, Key::Tab);
            }
            Action::TimeFit | Action::TimeStart | Action::TimeEnd | Action::TimeStatus => {
                user.presses(Modifiers::NONE, Key::Plus);
                user.presses(Modifiers::NONE, Key::Plus);
            }
            _ => {}
        }
        if action == Action::FillDown {
            user.presses(Modifiers::NONE, Key::ArrowRight);
            user.presses(Modifiers::NONE, Key::ArrowRight);
        }
        let state = |user: &User| {
            let boxes: Vec<_> = user.harness.query_all_by_role(egui::accesskit::Role::Button).map(|n| (name(&n), format!("{:?}", n.rect()))).collect();
            let focus = user.harness.root().children_recursive().find(egui_kittest::Node::is_focused).map(|n| name(&n));
            format!("{} {:?} {:?} {:?} {focus:?} {}", user.text(), boxes, user.app().selection(), user.words(), user.app().notice())
        };
        let before = state(&user);
        let modifiers = Modifiers { ctrl: keys.modifiers.command, ..keys.modifiers };
        user.presses(modifiers, keys.logical_key);
        assert_ne!(state(&user), before, "{action:?} does nothing");
    }
}

#[test]
fn escape_lets_go_of_what_is_held_and_changes_nothing() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let text = user.text();
    let bar = user.button("Staging Deployment, ").rect().center();
    user.holds(bar, bar + egui::vec2(60.0, 0.0));
    user.harness.step();
    assert_ne!(user.button("Staging Deployment, ").rect().center(), bar, "it is shown where it would be");
    user.presses(Modifiers::NONE, Key::Escape);
    user.drops(bar + egui::vec2(60.0, 0.0));
    assert_eq!(user.text(), text);
    assert_eq!(user.button("Staging Deployment, ").rect().center(), bar);
}

#[test]
fn a_cell_that_cannot_be_read_stays_open_and_says_why() {
    let desk = Desk::new();
    let mut user = opens(&desk, SAMPLE);
    let text = user.text();
    let cell = user.harness.query_all_by_label_contains("Start of UAT").next().expect("the cell").rect().center();
    double_clicks(&mut user, cell);
    types(&mut user, "soonish\n");
    assert_eq!(user.text(), text);
    assert_eq!(user.field("Start of UAT").value().as_deref(), Some("soonish"), "what was typed is still there");
    user.presses(CTRL, Key::A);
    types(&mut user, "25 mar\n");
    assert_eq!(user.task("uat").start, Some(day("2024-03-25").into()));
}

#[test]
fn rows_are_dragged_sorted_filtered_and_folded() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let row = |user: &User, title: &str| user.harness.query_all_by_label(title).next().unwrap_or_else(|| panic!("no {title}")).rect();
    let (from, to) = (row(&user, "Row UAT").center(), row(&user, "Row Monitoring").center());
    user.drags(from, to - egui::vec2(0.0, 10.0));
    assert_eq!(user.task("uat").section.as_deref(), Some("post-release"));
    user.presses(CTRL, Key::Z);
    assert_eq!(user.task("uat").section.as_deref(), Some("testing"));
    let titles = |user: &User| user.harness.query_all_by_role(egui::accesskit::Role::Row).map(|n| name(&n)).collect::<Vec<_>>();
    let before = titles(&user);
    user.harness.query_all_by_label("Sort by Finish").next().expect("the heading").click();
    user.lets_go();
    assert_eq!(titles(&user).first().map(String::as_str), Some("Row Code Freeze"));
    for _ in 0..2 {
        user.harness.query_all_by_label("Sort by Finish").next().expect("the heading").click();
        user.lets_go();
    }
    assert_eq!(titles(&user), before);
    let section = row(&user, "Section Testing");
    let fold = pos2(section.left() + 13.0, section.center().y);
    user.harness.event(Event::PointerMoved(fold));
    for pressed in [true, false] {
        user.harness.event(Event::PointerButton { pos: fold, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
    }
    user.lets_go();
    assert_eq!(titles(&user).len(), before.len() - 4);
}

#[test]
fn a_link_is_clicked_changed_and_put_on_another_task() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    // Right behind the corner of the line from Integration Testing to UAT.
    let bar = user.button("Integration Testing, ").rect();
    let on_line = pos2(bar.right() + 5.0, bar.center().y + 11.0);
    let clicks = |user: &mut User| {
        user.harness.event(Event::PointerMoved(on_line));
        for pressed in [true, false] {
            user.harness.event(Event::PointerButton { pos: on_line, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
        }
        user.waits();
    };
    clicks(&mut user);
    user.must_read("UAT starts after Integration Testing ends");
    user.types("Lag", "2cd");
    user.presses(Modifiers::NONE, Key::Enter);
    assert_eq!(user.task("uat").after[0].to_string(), "test1+2cd");
    user.presses(CTRL, Key::Z);
    user.presses(Modifiers::NONE, Key::Escape);
    clicks(&mut user);
    let end = user.button("End of the link at its successor").rect().center();
    let other = user.button("Performance Testing, ").rect();
    let there = pos2(other.left() + 3.0, other.center().y);
    user.holds(end, there);
    user.must_read("Performance Testing");
    user.drops(there);
    assert!(user.task("uat").after.is_empty(), "it left the one");
    assert_eq!(user.task("test3").after[0].to_string(), "test1", "and came to the other");
    user.presses(CTRL, Key::Z);
    clicks(&mut user);
    user.clicks("Delete link");
    assert!(user.task("uat").after.is_empty());
}

#[test]
fn a_baseline_is_set_and_compared_with() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    user.chooses("Edit", "Set the baseline…");
    assert_eq!(user.app().selection().lead().map(|at| at.kind), Some(RecordKind::Baseline));
    user.presses(Modifiers::NONE, Key::Escape);
    let bar = user.button("Production Deployment, ").rect().center();
    user.drags(bar, bar + egui::vec2(60.0, 0.0));
    user.button("Compare").click();
    user.waits();
    user.clicks("Baseline, Wed 6 Mar");
    user.must_read("Moved against Baseline, Wed 6 Mar");
    user.must_read("3 later, 0 earlier, 0 new, 0 gone");
}

#[test]
fn a_timeline_of_anything_is_drawn() {
    let desk = Desk::new();
    let long = "Very long title ".repeat(320);
    let same_row: String = (0..300).map(|i| format!("(id: \"r{i}\", start: Some(\"2024-03-04\"), duration: \"1d\"),")).collect();
    for tasks in [
        r#"(id: "a", start: Some("2000-01-03"), duration: "50000d"), (id: "b", start: Some("2099-12-01"), duration: "3d")"#.to_owned(),
        r#"(id: "a", duration: "0d"), (id: "b", kind: Milestone), (id: "c", duration: "0m", after: ["a"])"#.to_owned(),
        format!(r#"(id: "a", title: "{long}", duration: "5d"), (id: "ar", title: "Überprüfung & Größe", after: ["a"]), (id: "em", title: "Ship it")"#),
        same_row,
        r#"(id: "a", after: ["b"]), (id: "b", after: ["a"]), (id: "s", kind: Summary), (id: "in", parent: Some("s"), after: ["s"])"#.to_owned(),
    ] {
        let mut user = opens(&desk, &format!("(meta: (status_date: \"2024-03-04\"), tasks: [{tasks}])"));
        for key in [Key::Plus, Key::Minus, Key::Home, Key::End, Key::Num0] {
            let first = user.harness.query_all_by_role(egui::accesskit::Role::Row).next().expect("a row").rect().left_center() + egui::vec2(40.0, 0.0);
            user.harness.event(Event::PointerMoved(first));
            for pressed in [true, false] {
                user.harness.event(Event::PointerButton { pos: first, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE });
            }
            user.lets_go();
            for _ in 0..12 {
                user.presses(Modifiers::NONE, key);
            }
        }
    }
}
