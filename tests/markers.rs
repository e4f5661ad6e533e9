//! Markers, named days off and fiscal years on the axis of the timeline: as values, and by mouse.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{Desk, User, builder, day, name};
use egui::{Event, Modifiers, PointerButton, pos2};
use egui_kittest::kittest::NodeT as _;
use slipway::analysis::Analysis;
use slipway::model::records::{MarkerKind, Month};
use slipway::model::{RecordKind, read_plan};
use slipway::scene::axis::TimeAxis;
use slipway::scene::gantt::{Gantt, Look, Rows};
use slipway::scene::{Scene, Shape};
use slipway::ui::panels::Panel;

const PLAN: &str = r#"(
    meta: (project: "Portal", status_date: "2024-03-06"),
    release: (version: "2", target: "2024-03-29"),
    settings: (calendar: "uk", fiscal_year_start: October),
    calendars: [(id: "uk", holidays: ["2024-03-29 Good Friday", "2024-04-01"], special: [(from: "2024-03-18", to: "2024-03-19", title: "Shutdown")])],
    tasks: [(id: "a", title: "Build", start: "2024-03-06", duration: "15d")],
    markers: [
        (title: "Billing 3.1", on: "2024-03-13", note: "Shares the database"),
        (title: "Quarter end", on: "2024-03-25", to: "2024-03-28", kind: Fiscal),
        (title: "Turned around", on: "2024-03-20", to: "2024-03-11", kind: Event),
        (title: "Nowhere"),
    ],
)
"#;

fn texts(scene: &Scene) -> Vec<String> {
    scene.shapes.iter().filter_map(|s| if let Shape::Text { text, .. } = s { Some(text.clone()) } else { None }).collect()
}

fn header(plan: &str, first: &str, last: &str, width: f64) -> (Vec<String>, usize) {
    let origin = read_plan(plan).expect("a plan");
    assert!(origin.problems.is_empty(), "{:?}", origin.problems);
    let analysis = Analysis::of(&origin.plan);
    let (rows, look) = (Rows::of(&analysis), Look::default());
    let gantt = Gantt::still(&analysis, &rows, TimeAxis::fitting(day(first).minute(), day(last).minute(), width), &look);
    (texts(&gantt.header()), gantt.marks_in_view().len())
}

#[test]
fn markers_and_named_days_stand_on_the_axis() {
    let (said, marks) = header(PLAN, "2024-03-01", "2024-04-05", 1600.0);
    for words in ["Billing 3.1", "Quarter end", "Turned around", "Shutdown", "Good Friday"] {
        let found = said.iter().filter(|t| *t == words).count();
        // The target stands where the holiday would: what has no room gives way.
        assert_eq!(found, usize::from(words != "Good Friday"), "{words} in {said:?}");
    }
    assert_eq!(marks, 3);
    let without_target = PLAN.replace(", target: \"2024-03-29\"", "");
    assert!(header(&without_target, "2024-03-01", "2024-04-05", 1600.0).0.contains(&"Good Friday".to_owned()));
    // Where there is no room for words they are left out, never drawn over each other.
    let (narrow, marks) = header(PLAN, "2022-01-01", "2026-01-01", 300.0);
    assert_eq!(marks, 3);
    assert!(!narrow.contains(&"Turned around".to_owned()), "{narrow:?}");
}

#[test]
fn quarters_are_those_of_the_fiscal_year() {
    let (said, _) = header(PLAN, "2023-01-01", "2025-12-31", 700.0);
    assert!(said.contains(&"FY24".to_owned()) && said.contains(&"FY25".to_owned()), "{said:?}");
    let (said, _) = header(&PLAN.replace(", fiscal_year_start: October", ""), "2023-01-01", "2025-12-31", 700.0);
    assert!(said.contains(&"2024".to_owned()) && !said.iter().any(|t| t.starts_with("FY")), "{said:?}");
}

#[test]
fn old_and_new_holidays_are_read_and_kept() {
    let origin = read_plan(PLAN).expect("a plan");
    let holidays = &origin.plan.calendars.records().next().expect("the calendar").holidays;
    let said: Vec<String> = holidays.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["2024-03-29 Good Friday", "2024-04-01"]);
    assert_eq!(origin.plan.settings.get().map(|s| s.fiscal_year_start), Some(Month::October));
    let analysis = Analysis::of(&origin.plan);
    assert!(!analysis.calendars.standard().works_on(day("2024-03-29").minute()) && !analysis.calendars.standard().works_on(day("2024-03-18").minute()));
    // What is no date is named, with what was probably meant.
    let wrong = read_plan(&PLAN.replace("2024-04-01\"", "1.4.2024 Easter Monday\"")).expect("a plan");
    let problem = &wrong.problems[0];
    assert_eq!((wrong.problems.len(), problem.code), (1, "V011"));
    assert!(problem.mend.as_ref().is_some_and(|m| format!("{m:?}").contains("2024-04-01 Easter Monday")), "{problem:?}");
    let wrong = read_plan(&PLAN.replace("October", "Oktober")).expect("a plan");
    assert!(wrong.problems[0].code == "V004" && wrong.problems[0].message.contains("October"), "{:?}", wrong.problems);
}

#[test]
fn days_in_the_wrong_order_are_named_with_their_mend() {
    let origin = read_plan(PLAN).expect("a plan");
    let analysis = Analysis::of(&origin.plan);
    let wrong: Vec<_> = analysis.invalid.iter().filter(|i| i.at.kind == RecordKind::Marker).collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!((wrong[0].code, wrong[0].subject.as_str()), ("V019", "Turned around"));
    let edit = wrong[0].fix.as_ref().expect("a mend").edit();
    let (mended, _) = edit.made(&origin.plan).expect("it can be made");
    assert!(Analysis::of(&mended).invalid.iter().all(|i| i.at.kind != RecordKind::Marker));
    let only_last = read_plan(&PLAN.replace("(title: \"Nowhere\")", "(title: \"Nowhere\", to: \"2024-03-30\")")).expect("a plan");
    assert_eq!(Analysis::of(&only_last.plan).invalid.iter().filter(|i| i.at.kind == RecordKind::Marker).count(), 2);
}

#[test]
fn thousands_of_markers_are_bounded() {
    let many: String = (0..5_000).map(|n| format!("(title: \"Release {n}\", on: \"2024-03-{:02}\"),", n % 28 + 1)).collect();
    let plan = PLAN.replace("markers: [", &format!("markers: [{many}"));
    let (said, marks) = header(&plan, "2024-03-01", "2024-04-05", 1600.0);
    assert!(marks <= 300 && said.iter().filter(|t| t.starts_with("Release ")).count() < 40);
}

#[test]
fn a_marker_is_added_on_the_axis_and_selected_there() {
    let desk = Desk::new();
    let path = desk.puts("plan.ron", PLAN);
    let mut user = User::sits_at(builder((1800.0, 800.0)), Some(&path), Some(Panel::Timeline));
    user.waits();
    user.clicks("Release: Billing 3.1, Wed 13 Mar. Shares the database");
    assert_eq!(user.app().selection().lead().map(|at| at.kind), Some(RecordKind::Marker));
    user.must_read("Shares the database");
    user.presses(Modifiers::NONE, egui::Key::Escape);
    let axis = user.harness.root().children_recursive().find(|n| name(n) == "Time axis").expect("the axis").rect();
    let spot = pos2(axis.left() + 500.0, axis.top() + 10.0);
    user.harness.event(Event::PointerMoved(spot));
    for pressed in [true, false] {
        user.harness.event(Event::PointerButton { pos: spot, button: PointerButton::Secondary, pressed, modifiers: Modifiers::NONE });
    }
    user.waits();
    user.clicks("Add a marker on ");
    let plan = user.app().document().plan();
    let added = plan.markers.records().last().expect("a marker");
    assert_eq!((plan.markers.len(), added.title.as_str(), added.kind), (5, "New marker", MarkerKind::Release));
    let at = user.app().selection().lead().expect("it is selected");
    assert_eq!((at.kind, plan.record(at).map(|r| r.title().to_owned()).as_deref()), (RecordKind::Marker, Some("New marker")));
    let text = user.text();
    assert!(text.contains("title: \"New marker\"") && text.contains("2024-03-29 Good Friday"), "{text}");
}
