//! `slipway analyze` on who has too much to do.

use super::program::{Folder, slipway};
use serde_json::json;

#[test]
fn analyze_names_who_has_too_much_in_which_week() {
    let desk = Folder::new();
    let plan = r#"(
    schema_version: 1,
    meta: (project: "P", status_date: "2024-06-03"),
    teams: [(id: "dev", name: "Dev", people_count: 2, focus_factor: 1.0)],
    people: [(id: "ann", name: "Ann", team: "dev", leave: [(from: "2024-06-07", to: "2024-06-07")])],
    tasks: [
        (id: "a", title: "A", duration: "5d", people: [(id: "ann")]),
        (id: "b", title: "B", duration: "2d", people: [(id: "ann", fte: 0.5)]),
    ],
)"#;
    let json = slipway(&["analyze", &desk.with("plan.ron", plan)]).fine().json();
    let ann = json!({"person": "ann", "week": "2024-W23", "demand_days": 6.0, "capacity_days": 4.0, "utilisation_pct": 150.0, "tasks": ["a", "b"]});
    assert_eq!(json["people"], json!([ann]));
    let dev = json!({"team": "dev", "week": "2024-W23", "demand_days": 6.0, "capacity_days": 9.0, "utilisation_pct": 66.667, "wait_factor": 2.0});
    assert_eq!(json["capacity"], json!([dev]));
}
