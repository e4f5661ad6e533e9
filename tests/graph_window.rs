//! The graph in the window: looked at, searched, folded, linked and moved by hand; the tracker and the
//! declared path beside it.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, Desk, SAMPLE, User, name};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::ui::panels::Panel;

fn opened(desk: &Desk) -> User {
    let mut user = User::opens(&desk.sample(), Panel::Dependencies);
    user.waits();
    user
}

fn node(user: &User, title: &str) -> egui::Rect {
    let found: Vec<_> = user.buttons(&format!("Service {title}"));
    assert_eq!(found.len(), 1, "{title}");
    found[0].rect()
}

#[test]
fn a_group_is_folded_to_one_node_and_unfolded() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.clicks("Fold group Backend");
    assert!(user.buttons("Service API Gateway").is_empty() && user.buttons("Service UI Components").len() == 1);
    user.clicks("Group Backend");
    assert_eq!(user.buttons("Service API Gateway").len(), 1);
    user.clicks("Show");
    user.clicks("Fold all groups");
    assert!(user.buttons("Service UI Components").is_empty());
    assert_eq!(user.text(), SAMPLE, "looking changes nothing");
}

#[test]
fn a_link_is_drawn_and_a_circle_is_named() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    let (from, to) = (node(&user, "Payment DB"), node(&user, "API Gateway"));
    user.drags(from.right_center() + vec2(7.0, 0.0), to.center());
    let link = user.app().document().plan().service_links.records().last().cloned().expect("a link");
    assert_eq!((link.from.as_str(), link.to.as_str()), ("payment-db", "api"));
    user.must_read("That makes a circle: payment-db → api → payment → payment-db");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn a_node_is_moved_into_another_group_and_held_where_it_is() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    let (ext, data) = (node(&user, "External Payment API"), node(&user, "User DB"));
    user.drags(ext.center(), data.left_center() - vec2(6.0, 0.0));
    let service = |user: &User, id: &str| user.app().document().plan().services.records().find(|s| s.id == id).cloned().expect("a service");
    assert_eq!(service(&user, "ext-pay").group.as_deref(), Some("Data"));
    user.presses(CTRL, Key::Z);
    let ui = node(&user, "UI Components");
    user.drags(ui.center(), ui.center() + vec2(3.0, 4.0));
    assert!(service(&user, "ui").pin.is_some());
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn words_and_two_services_bring_what_is_meant_into_the_light() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.harness.get_by_role_and_label(Role::SearchInput, "Find in the graph").click();
    user.waits();
    for letter in "payment".chars() {
        user.harness.event(Event::Text(letter.to_string()));
    }
    user.waits();
    user.must_read("3 hits");
    user.clicks("Deploy order");
    user.must_read("4 of 6 links cross groups");
    user.must_read("1. User DB, Payment DB and External Payment API");
}

#[test]
fn the_keyboard_travels_along_edges() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.button("Service UI Components").focus();
    user.waits();
    user.presses(Modifiers::NONE, Key::ArrowRight);
    let focused = |user: &User| user.buttons("Service").iter().find(|n| n.accesskit_node().is_focused()).map(|n| name(n));
    assert_eq!(focused(&user).as_deref(), Some("Service API Gateway"));
    user.presses(Modifiers::NONE, Key::ArrowRight);
    assert!(focused(&user).is_some_and(|n| n == "Service Auth Service" || n == "Service Payment Service"));
    user.presses(Modifiers::NONE, Key::Enter);
    user.must_read("deploy step 2 of 4");
}

#[test]
fn tasks_are_a_graph_too() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.clicks("Tasks");
    assert_eq!(user.buttons("Task Integration Testing").len(), 1);
    user.clicks("Task UAT");
    assert_eq!(user.field("Title").value().as_deref(), Some("UAT"));
}

#[test]
fn a_step_of_the_declared_path_is_given_its_task_with_one_click() {
    let desk = Desk::new();
    let text = SAMPLE.replace("task: \"prod\"", "");
    let mut user = User::opens(&desk.puts("plan.ron", &text), Panel::Dependencies);
    user.waits();
    let steps: Vec<_> = user.buttons("5. Production Deploy");
    assert_eq!(steps.len(), 1);
    steps[0].scroll_to_me();
    drop(steps);
    user.waits();
    user.clicks("5. Production Deploy");
    user.clicks("Production Deployment");
    let path = user.app().document().plan().critical_path.get().cloned().expect("a path");
    assert_eq!(path.steps[4].task.as_deref(), Some("prod"));
}

#[test]
fn an_edge_is_picked_in_the_picture_and_put_on_another_service() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    user.clicks("Link from Mobile App to API Gateway");
    let end = user.button("End of the link at what is needed").rect().center();
    let to = node(&user, "Auth Service");
    user.drags(end, to.center());
    let has = |user: &User, from: &str, to: &str| user.app().document().plan().service_links.records().any(|l| l.from == from && l.to == to);
    assert!(has(&user, "mobile", "auth") && !has(&user, "mobile", "api"));
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn a_link_drawn_to_a_free_place_makes_a_service_that_is_named_there() {
    let desk = Desk::new();
    let mut user = opened(&desk);
    let (from, outside) = (node(&user, "External Payment API"), node(&user, "UI Components"));
    let free = outside.center_top() - vec2(0.0, 58.0);
    user.drags(from.right_center() + vec2(7.0, 0.0), free);
    user.waits();
    for letter in "Fraud check".chars() {
        user.harness.event(Event::Text(letter.to_string()));
    }
    user.presses(Modifiers::NONE, Key::Enter);
    let plan = std::sync::Arc::clone(user.app().document().plan());
    let new = plan.services.records().last().expect("a service");
    assert_eq!(new.title, "Fraud check");
    let link = plan.service_links.records().last().expect("a link");
    assert_eq!((link.from.as_str(), &link.to), ("ext-pay", &new.id));
    user.presses(CTRL, Key::Z);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn a_promise_is_typed_over_and_remembered_and_trouble_goes_up() {
    let desk = Desk::new();
    let text = SAMPLE.replacen(
        "required_by: [\"Frontend\", \"Mobile\"],",
        "required_by: [\"Frontend\", \"Mobile\"], promised: \"2024-03-08\", raised: \"2024-03-01\",",
        1,
    );
    let mut user = User::opens(&desk.puts("plan.ron", &text), Panel::Dependencies);
    user.waits();
    user.button("Payment API v2 from Backend Team").scroll_to_me();
    user.waits();
    user.clicks("Payment API v2 from Backend Team");
    for _ in 0..15 {
        user.presses(Modifiers::NONE, Key::ArrowLeft);
    }
    for _ in 0..5 {
        user.presses(Modifiers::NONE, Key::ArrowRight);
    }
    user.presses(Modifiers::NONE, Key::Enter);
    for letter in "13 mar".chars() {
        user.harness.event(Event::Text(letter.to_string()));
    }
    user.presses(Modifiers::NONE, Key::Enter);
    let row = |user: &User| user.app().document().plan().dependencies.records().next().cloned().expect("a dependency");
    let said: Vec<String> = row(&user).history.iter().filter_map(|h| h.promised.as_ref().map(ToString::to_string)).collect();
    assert_eq!(said, ["2024-03-08", "2024-03-13"]);
    assert_eq!(row(&user).updated.map(|d| d.to_string()).as_deref(), Some("2024-03-06"));
    user.must_read("before: Fri 8 Mar");
    user.clicks("Escalate to L2, manager");
    assert_eq!((row(&user).level.name(), row(&user).escalated.len()), ("L2", 1));
    user.presses(CTRL, Key::Z);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), text);
}
