//! Whole stories, told through the names a screen reader reads out: from the first start to a
//! saved plan, and every way to lose work that must not exist.

#[allow(dead_code, reason = "shared with the pictures, which need less of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, CTRL_SHIFT, Desk, SAMPLE, User, builder, day, name, read};
use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, Rect, ViewportCommand, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use slipway::model::generate::plan_text;
use slipway::model::records::Rag;
use slipway::model::value::Level;
use slipway::model::{Plan, RecordKind, read_plan};
use slipway::ui::action::{Action, Group};
use slipway::ui::panels::Panel;
use std::path::Path;
use std::time::Duration;

/// What holds in two plans, without the keys that only live in memory.
fn contents(plan: &Plan) -> Vec<String> {
    let records = RecordKind::ALL.iter().flat_map(|kind| kind.records(plan));
    records.map(|(_, record)| format!("{record:?}")).collect()
}

#[track_caller]
fn same_plan(a: &Plan, b: &Plan) {
    for (a, b) in contents(a).iter().zip(&contents(b)) {
        assert_eq!(a, b);
    }
    assert_eq!(contents(a).len(), contents(b).len());
}

#[track_caller]
fn plan_on_disk(path: &Path) -> slipway::model::Origin {
    read_plan(&read(path)).expect("the file holds a plan")
}

/// The lines of `old` that are not in `new` any more, counted from one.
fn lost_lines(old: &str, new: &str) -> Vec<usize> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut lost) = (0, 0, Vec::new());
    while i < old.len() {
        if j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || common[i + 1][j] >= common[i][j + 1] {
            i += 1;
            lost.push(i);
        } else {
            j += 1;
        }
    }
    lost
}

/// The lines of the record that has this id, counted from one.
fn lines_of(text: &str, id: &str) -> std::ops::RangeInclusive<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|l| l.trim() == format!("id: \"{id}\",")).unwrap_or_else(|| panic!("no {id}"));
    let end = lines[at..].iter().position(|l| *l == "        ),").unwrap_or_else(|| panic!("{id} has no end"));
    at..=at + end + 1
}

/// Points per day: two bars begin on one day and end four days apart.
fn day_width(user: &User) -> f32 {
    let center = |title: &str| user.button(title).rect().center().x;
    (center("Monitoring, ") - center("Hotfix Window, ")) / 2.0
}

fn right_by(from: Pos2, x: f32) -> Pos2 {
    from + vec2(x, 0.0)
}

/// Selects a task by its row of the timeline.
fn selects_row(user: &mut User, title: &str) {
    user.harness.get_by_role_and_label(Role::Row, &format!("Row {title}")).click();
    user.lets_go();
}

// (a)

#[test]
fn the_first_start_shows_the_sample_as_an_untitled_copy() {
    let mut user = User::starts();
    user.waits();
    user.must_read("Untitled");
    assert_eq!((user.app().document().path.as_ref(), user.app().document().is_dirty()), (None, false));
    assert_eq!(user.text(), SAMPLE);
    let status = &user.app().analysis().status;
    assert_eq!((status.declared, status.computed), (Rag::Amber, Rag::Red));
    user.must_read("Red");
    user.must_read("declared amber");
    user.must_read("Buffer left");
}

// (b)

#[test]
fn a_plan_is_changed_taken_back_saved_and_reopened() {
    let desk = Desk::new();
    let path = desk.sample();
    let mut user = User::opens(&path, Panel::Overview);
    user.goes_to(Panel::Timeline);

    let (width, bar) = (day_width(&user), user.button("Production Deployment, ").rect().center());
    user.drags(bar, right_by(bar, 3.0 * width));
    assert_eq!(user.task("prod").start, Some(day("2024-03-18").into()));
    assert!(user.app().notice().starts_with("Moved 3 tasks; Production Deployment "), "{}", user.app().notice());
    user.must_read("Moved 3 tasks");
    user.must_read("● unsaved");
    let after_drag = user.text();

    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE, "a drag of many moves is one step, and undo gives the first bytes back");
    assert_eq!((user.app().document().undo_label(), user.app().document().is_dirty()), (None, false));
    user.presses(CTRL_SHIFT, Key::Z);
    assert_eq!(user.text(), after_drag);

    user.goes_to(Panel::Risks);
    user.clicks("R001 Third-party API dependency, probability High, impact High");
    let (from, to) = (user.button("R001 Third").rect().center(), user.button("R002 Key").rect().center());
    user.drags(from, to);
    let risk = user.risk("R001");
    assert_eq!((risk.probability, risk.impact), (Level::Medium, Level::High));
    user.button("R001 Third-party API dependency, probability Medium, impact High");
    assert_eq!((user.app().analysis().risks.items[0].score, user.app().analysis().risks.items[0].alert), (6, false));

    user.harness.get_by_role_and_label(Role::CheckBox, "The test environment is unstable").click();
    user.lets_go();
    assert_eq!(user.risk("R001").triggers[1].fired_on, Some(day("2024-03-06")), "it fired on the status date");
    assert!(user.app().analysis().risks.items[0].alert);
    user.must_read("1 alert raised");
    user.must_read("Next step: Talk to the provider every week");

    user.presses(CTRL, Key::S);
    let saved = read(&path);
    assert_eq!(saved, user.text());
    assert!(!user.app().document().is_dirty());
    same_plan(user.app().document().plan(), &plan_on_disk(&path).plan);
    let (prod, risk) = (lines_of(SAMPLE, "prod"), lines_of(SAMPLE, "R001"));
    let lost = lost_lines(SAMPLE, &saved);
    assert!(!lost.is_empty() && lost.iter().all(|l| prod.contains(l) || risk.contains(l)), "only changed records differ, not lines {lost:?}");

    let mut again = User::opens(&path, Panel::Risks);
    again.waits();
    again.must_read("1 alert raised");
    assert_eq!((again.task("prod").start, again.risk("R001").probability), (Some(day("2024-03-18").into()), Level::Medium));
    assert_eq!((again.text(), again.app().document().is_dirty()), (saved, false));
}

#[test]
fn what_a_drag_does_to_other_dates_shows_while_it_lasts() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let (width, bar) = (day_width(&user), user.button("Production Deployment, ").rect().center());
    user.holds(bar, right_by(bar, 5.0 * width));
    user.button("Hotfix Window, Thu 21 Mar");
    assert_eq!(user.text(), SAMPLE, "shown, not done");
    user.drops(right_by(bar, 5.0 * width));
    assert_eq!(user.task("prod").start, Some(day("2024-03-20").into()));
}

#[test]
fn a_bar_that_comes_back_is_where_it_was() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let (width, bar) = (day_width(&user), user.button("Production Deployment, ").rect().center());
    user.holds(bar, right_by(bar, 4.0 * width));
    for step in [3.0, 2.0, 1.0, 0.0] {
        user.harness.hover_at(right_by(bar, step * width));
    }
    user.drops(bar);
    assert_eq!(user.task("prod").start, Some(day("2024-03-15").into()));
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn a_bar_that_leaves_the_chart_is_still_held() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let (width, bar) = (day_width(&user), user.button("Production Deployment, ").rect().center());
    user.holds(bar, pos2(bar.x, 799.0));
    let there = right_by(bar, 2.0 * width);
    user.harness.hover_at(there);
    user.harness.step();
    user.drops(there);
    assert_eq!(user.task("prod").start, Some(day("2024-03-17").into()));
}

#[test]
fn a_marker_is_dragged_without_being_selected_first() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Risks);
    user.waits();
    let (from, to) = (user.button("R001 Third").rect().center(), user.button("R002 Key").rect().center());
    user.drags(from, to);
    assert_eq!((user.risk("R001").probability, user.risk("R001").impact), (Level::Medium, Level::High));
    assert_eq!(user.field("Title").value().as_deref(), Some("Third-party API dependency"));
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn the_right_end_of_a_bar_changes_its_duration() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let (width, bar) = (day_width(&user), user.button("UAT, ").rect());
    let grip = pos2(bar.right() - 5.0, bar.center().y);
    user.drags(grip, right_by(grip, 2.0 * width));
    assert_eq!((user.task("uat").duration.spoken(), user.task("uat").start), ("9 calendar days".to_owned(), None));
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
    let bar = user.button("UAT, ").rect();
    let grip = pos2(bar.right() - 5.0, bar.center().y);
    user.drags(grip, right_by(grip, -60.0 * width));
    assert_eq!((user.task("uat").duration.amount, user.task("uat").start), (1.0, None), "it does not end before it begins");
}

#[test]
fn a_word_that_is_typed_is_one_step() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    selects_row(&mut user, "UAT");
    user.types("Title", "Acceptance");
    assert_eq!(user.task("uat").title, "Acceptance");
    user.types("Duration", "9cd");
    assert_eq!(user.task("uat").duration.spoken(), "9 calendar days");
    user.clicks("Undo");
    assert_eq!((user.task("uat").title.as_str(), user.task("uat").duration.spoken()), ("Acceptance", "7 calendar days".to_owned()));
    user.clicks("Undo");
    assert_eq!(user.text(), SAMPLE);
    user.clicks("Redo");
    assert_eq!(user.task("uat").title, "Acceptance");
}

// (c)

#[test]
fn a_new_plan_is_made_saved_and_reported() {
    let desk = Desk::new();
    let mut user = User::starts();
    user.waits();
    user.chooses("File", "New plan…");
    user.must_read("Begin a plan");
    user.clicks("Create plan");
    assert_eq!(user.app().document().plan().tasks.len(), 0);
    user.chooses("Edit", "Add task");
    user.types("Title", "Build the form");
    user.types("Duration", "8d");
    let plan = user.app().document().plan();
    assert_eq!((plan.tasks.len(), plan.status_date()), (1, day("2024-06-03")));

    let path = desk.path("newsletter.ron");
    user.presses(CTRL, Key::S);
    user.gives_path("Path of a .ron file", &path, "Save");
    assert_eq!((user.app().document().path.as_ref(), user.app().document().is_dirty()), (Some(&path), false));
    let saved = plan_on_disk(&path);
    let task = saved.plan.tasks.records().next().expect("the task was saved");
    assert_eq!((saved.problems.len(), task.title.as_str(), task.duration.spoken()), (0, "Build the form", "8 d".to_owned()));

    for file in ["status.html", "status.md"] {
        let path = desk.path(file);
        user.presses(CTRL, Key::E);
        user.gives_path("Path ending in .md or .html", &path, "Write report");
        assert!(user.app().notice().starts_with("Report written to "), "{}", user.app().notice());
        assert!(read(&path).contains("New release"), "{file}");
    }
    user.presses(CTRL, Key::E);
    user.gives_path("Path ending in .md or .html", &desk.path("status.pdf"), "Write report");
    user.must_read("The report was not written");
    assert!(!desk.path("status.pdf").exists());
}

#[test]
fn a_file_that_is_there_is_not_replaced_unasked() {
    let desk = Desk::new();
    let other = desk.puts("other.ron", "precious");
    let mut user = User::starts();
    user.waits();
    for (answer, expected) in [("Cancel", "precious"), ("Replace", SAMPLE)] {
        user.presses(CTRL_SHIFT, Key::S);
        user.gives_path("Path of a .ron file", &other, "Save");
        user.must_read("Replace this file?");
        user.clicks(answer);
        assert_eq!(read(&other), expected);
    }
}

// (d)

/// A plan with a change that is not saved.
fn changed(desk: &Desk) -> (User, std::path::PathBuf, String) {
    let path = desk.sample();
    let mut user = User::opens(&path, Panel::Timeline);
    user.waits();
    user.presses(CTRL_SHIFT, Key::T);
    assert!(user.app().document().is_dirty());
    let text = user.text();
    (user, path, text)
}

#[test]
fn changes_are_never_dropped_unasked() {
    let desk = Desk::new();
    let (mut user, path, text) = changed(&desk);
    user.presses(CTRL, Key::N);
    user.must_read("Save your changes first?");
    user.clicks("Cancel");
    assert_eq!((user.text(), read(&path)), (text.clone(), SAMPLE.to_owned()));
    assert!(user.app().document().is_dirty());

    user.presses(CTRL, Key::N);
    user.presses(Modifiers::NONE, Key::Escape);
    assert_eq!(user.text(), text, "Escape is Cancel");

    user.presses(CTRL, Key::N);
    user.clicks("Save");
    user.clicks("Create plan");
    assert_eq!(read(&path), text);
    assert_eq!((user.app().document().path.as_ref(), user.app().document().plan().tasks.len()), (None, 0));
}

#[test]
fn changes_can_be_dropped_on_purpose() {
    let desk = Desk::new();
    let (mut user, path, _) = changed(&desk);
    user.presses(CTRL, Key::N);
    user.clicks("Do not save");
    user.clicks("Create plan");
    assert_eq!((read(&path), user.app().document().plan().tasks.len()), (SAMPLE.to_owned(), 0));
    assert_eq!(user.app().document().undo_label(), None);
}

#[test]
fn the_window_does_not_close_over_changes() {
    let desk = Desk::new();
    let (mut user, path, text) = changed(&desk);
    let asks_to_close = |user: &mut User| {
        let viewports = &mut user.harness.input_mut().viewports;
        viewports.get_mut(&egui::ViewportId::ROOT).expect("the window").events.push(egui::ViewportEvent::Close);
        user.harness.step();
        user.harness.output().viewport_output[&egui::ViewportId::ROOT].commands.contains(&ViewportCommand::CancelClose)
    };
    assert!(asks_to_close(&mut user));
    user.waits();
    user.must_read("Save your changes first?");
    user.clicks("Cancel");
    assert_eq!(user.text(), text);
    user.presses(CTRL, Key::S);
    assert_eq!(read(&path), text);
    assert!(!asks_to_close(&mut user), "nothing is lost any more");
}

// (e)

/// A changed plan whose file somebody else changed as well.
fn overtaken(desk: &Desk) -> (User, std::path::PathBuf, String, String) {
    let (user, path, text) = changed(desk);
    let theirs = SAMPLE.replace("Customer Portal", "Their Portal");
    std::fs::write(&path, &theirs).expect("somebody else may write");
    (user, path, text, theirs)
}

#[test]
fn what_somebody_else_wrote_is_not_overwritten_unasked() {
    let desk = Desk::new();
    let (mut user, path, text, theirs) = overtaken(&desk);
    user.presses(CTRL, Key::S);
    user.must_read("Somebody else changed this file");
    assert_eq!(read(&path), theirs);
    user.clicks("Cancel");
    assert_eq!((read(&path), user.text()), (theirs, text.clone()));
    assert!(user.app().document().is_dirty());

    user.presses(CTRL, Key::S);
    user.clicks("Overwrite it");
    assert_eq!((read(&path), user.app().document().is_dirty()), (text, false));
}

#[test]
fn what_somebody_else_wrote_can_be_loaded() {
    let desk = Desk::new();
    let (mut user, path, _, theirs) = overtaken(&desk);
    user.presses(CTRL, Key::S);
    user.clicks("Load it");
    assert_eq!((user.text(), read(&path)), (theirs.clone(), theirs));
    assert!(!user.app().document().is_dirty());
}

#[test]
fn both_versions_can_be_kept() {
    let desk = Desk::new();
    let (mut user, path, text, theirs) = overtaken(&desk);
    user.presses(CTRL, Key::S);
    user.clicks("Save under another name");
    user.gives_path("Path of a .ron file", &desk.path("mine.ron"), "Save");
    assert_eq!((read(&path), read(&desk.path("mine.ron"))), (theirs, text));
}

#[test]
fn loading_the_other_version_forgets_what_was_to_come_after_saving() {
    let desk = Desk::new();
    let (mut user, path, _, theirs) = overtaken(&desk);
    user.presses(CTRL, Key::N);
    user.clicks("Save");
    user.clicks("Load it");
    assert_eq!(user.text(), theirs);
    user.presses(CTRL_SHIFT, Key::T);
    user.presses(CTRL, Key::S);
    assert_eq!(user.app().document().path.as_ref(), Some(&path), "saving is only saving again");
}

// (f)

#[test]
fn a_file_that_is_no_plan_leaves_everything_as_it_is() {
    let desk = Desk::new();
    let path = desk.sample();
    let mut user = User::opens(&path, Panel::Timeline);
    user.waits();
    std::fs::write(desk.path("bytes.ron"), [0x89, b'P', b'N', b'G', 0xff, 0]).expect("a temporary file");
    desk.puts("diary.ron", "Dear diary,\nnothing happened.\n");
    for file in ["bytes.ron", "diary.ron", "nowhere.ron", "."] {
        user.presses(CTRL, Key::O);
        user.gives_path("Path of a .ron file", &desk.path(file), "Open");
        user.must_read("This file cannot be opened");
        user.clicks("Close");
        assert_eq!((user.text().as_str(), user.app().document().path.as_ref()), (SAMPLE, Some(&path)), "{file}");
    }
    user.presses(CTRL, Key::S);
    assert_eq!(read(&path), SAMPLE);
}

/// A file as the desktop drops it on the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|e| e.to_string())
    }
}

#[test]
fn a_file_dropped_on_the_window_is_opened() {
    let desk = Desk::new();
    let mut user = User::starts();
    user.waits();
    let minimal = desk.puts("minimal.ron", include_str!("../assets/plans/minimal.ron"));
    user.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(minimal.clone())));
    user.waits();
    assert_eq!(user.app().document().path.as_ref(), Some(&minimal));
    user.must_read("Newsletter");
}

// (g)

/// A date that is none, a link to nobody, a circle, a record that is not RON.
const FAULTY: &str = r#"(
    schema_version: 1,
    meta: (project: "Faulty", status_date: "2024-06-03"),
    tasks: [
        (id: "a", title: "A", start: "someday", duration: "3d"),
        (id: "b", title: "B", duration: "2d", after: ["nobody"]),
        (id: "c", title: "C", duration: "2d", after: ["d"]),
        (id: "d", title: "D", duration: "2d", after: ["c"]),
        (id: "d", title: "", duration: 12 34),
    ],
    risks: [(id: "R1", title: "R", probability: Enormous, impact: High), (id: "R2", owner: 5)],
    services: [(id: "s", title: "S"), (id: "t")],
    service_links: [(from: "s", to: "t"), (from: "t", to: "s"), (from: "s", to: "nobody")],
    rubbish: [1, 2],
)
"#;

#[test]
fn every_view_shows_every_plan_and_comes_to_rest() {
    let desk = Desk::new();
    let plans = [("sample.ron", SAMPLE), ("empty.ron", "()"), ("faulty.ron", FAULTY), ("large.ron", &plan_text(2_000, 42))];
    for (file, text) in plans {
        let path = desk.puts(file, text);
        for (theme, scale) in [(egui::Theme::Light, 1.0), (egui::Theme::Dark, 1.0), (egui::Theme::Light, 2.0), (egui::Theme::Dark, 2.0)] {
            let window = builder((1280.0, 720.0)).with_theme(theme).with_pixels_per_point(scale);
            let mut user = User::sits_at(window, Some(&path), Some(Panel::Overview));
            assert_eq!(user.app().document().path.as_ref(), Some(&path), "{file}");
            for panel in Panel::ALL {
                user.goes_to(panel);
                user.harness.step();
                assert_eq!(user.sleeps(), Duration::MAX, "{file}, {panel:?}, {theme:?}, {scale}: an idle window sleeps");
            }
            assert_eq!((user.app().document().is_dirty(), user.app().document().undo_label()), (false, None), "looking changes nothing");
        }
    }
}

#[test]
fn a_plan_that_was_only_opened_is_saved_byte_for_byte() {
    let desk = Desk::new();
    let generated = plan_text(50, 7);
    for text in [SAMPLE, FAULTY, "()", "(\n)\n", " ( schema_version:1, )", "(schema_version: 1,\r\n tasks: [],\r\n)", &generated] {
        let path = desk.puts("plan.ron", text);
        let mut user = User::opens(&path, Panel::Timeline);
        user.waits();
        assert_eq!(user.text(), text);
        user.presses(CTRL, Key::S);
        assert_eq!(read(&path), text);
    }
}

#[test]
fn a_small_window_still_shows_every_view() {
    let desk = Desk::new();
    for (file, text) in [("sample.ron", SAMPLE), ("empty.ron", "()")] {
        let path = desk.puts(file, text);
        // Smaller than a window gets: a tiling window manager asks nobody.
        for size in [(720.0, 480.0), (560.0, 300.0), (720.0, 160.0)] {
            for panel in Panel::ALL {
                let mut user = User::sits_at(builder(size), Some(&path), Some(panel));
                user.waits();
                user.presses(CTRL_SHIFT, Key::T);
                user.presses(CTRL, Key::Plus);
                user.presses(CTRL, Key::Plus);
            }
        }
    }
}

#[test]
fn what_is_selected_shows_its_fields_beside_every_view() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    selects_row(&mut user, "UAT");
    for panel in Panel::ALL {
        user.goes_to(panel);
        assert_eq!(user.field("Title").value().as_deref(), Some("UAT"), "{panel:?}");
        assert_eq!(user.sleeps(), Duration::MAX, "{panel:?}");
    }
}

// (h)

/// The menu in which an action stands.
fn menu_of(action: Action) -> Option<&'static str> {
    match action {
        Action::Palette | Action::Help | Action::Notices => Some("Help"),
        Action::LightTheme | Action::DarkTheme | Action::SystemTheme | Action::Find | Action::NextFinding | Action::PreviousFinding => None,
        Action::Deselect | Action::NextRegion => None,
        other => match other.group() {
            Group::File => Some("File"),
            Group::Edit => Some("Edit"),
            Group::Go | Group::View => Some("View"),
            Group::Help => Some("Help"),
            // In a menu of its own; what its verbs do is tried in tests/timeline.rs.
            Group::Timeline => None,
        },
    }
}

/// The sample with something to undo, something to redo, and something selected.
fn busy(desk: &Desk) -> User {
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    user.presses(CTRL_SHIFT, Key::R);
    user.presses(CTRL_SHIFT, Key::D);
    user.presses(CTRL, Key::Z);
    user.goes_to(Panel::Timeline);
    selects_row(&mut user, "UAT");
    assert!(user.app().document().undo_label().is_some() && user.app().document().redo_label().is_some());
    user
}

/// What can be seen of the program, to tell that an action did something.
fn state(user: &User) -> String {
    let pass = user.harness.output();
    let commands: Vec<_> = pass.viewport_output.values().flat_map(|v| v.commands.clone()).collect();
    format!("{:?} {:?} {} {commands:?}", user.words(), user.app().document().revision(), user.harness.ctx.zoom_factor())
}

#[test]
fn every_action_is_done_by_its_keys() {
    let desk = Desk::new();
    for action in Action::ALL.iter().copied() {
        let Some(keys) = action.shortcut().filter(|_| !action.is_of_timeline()) else { continue };
        let mut user = busy(&desk);
        if action == Action::GoTimeline {
            user.goes_to(Panel::Report);
        }
        let before = state(&user);
        let modifiers = Modifiers { ctrl: keys.modifiers.command, ..keys.modifiers };
        let key = |pressed| egui::Event::Key { key: keys.logical_key, physical_key: None, pressed, repeat: false, modifiers };
        let events = [egui::Event::ModifiersChanged(modifiers), key(true), key(false), egui::Event::ModifiersChanged(Modifiers::NONE)];
        let mut did = false;
        for event in events {
            user.harness.event(event);
            user.harness.step();
            // Frame by frame: what is told to the window is told only once.
            did |= state(&user) != before;
        }
        let is_there_already = matches!(action, Action::ZoomReset | Action::ArrangeFocus | Action::NextRegion);
        assert!(did || is_there_already, "{action:?} does nothing");
        user.waits();
    }
}

#[test]
fn every_action_is_done_from_its_menu() {
    let desk = Desk::new();
    for action in Action::ALL.iter().copied() {
        let Some(menu) = menu_of(action) else { continue };
        let mut user = busy(&desk);
        let (tasks, risks) = (user.app().document().plan().tasks.len(), user.app().document().plan().risks.len());
        let entry = match action {
            Action::Undo => format!("Undo {}", user.app().document().undo_label().expect("there is something")),
            Action::Redo => format!("Redo {}", user.app().document().redo_label().expect("there is something")),
            other => other.label().to_owned(),
        };
        user.chooses(menu, &entry);
        let document = user.app().document();
        match action {
            Action::New | Action::Open | Action::Import | Action::OpenSample => user.must_read("Save your changes first?"),
            Action::Save => assert!(!document.is_dirty()),
            Action::SaveAs => user.must_read("Save the plan as"),
            Action::EarlierVersions => user.must_read("Compare with an earlier version"),
            Action::ExportReport => user.must_read("Write the status report to"),
            Action::ExportTimeline => user.must_read("Sheets, as many as it takes"),
            Action::SetBaseline => assert!(document.plan().baseline.get().is_some_and(|b| b.tasks.len() == tasks)),
            Action::RecordDay => assert_eq!(document.plan().history.len(), 1),
            Action::ExportProject => user.must_read("Export the schedule for Microsoft Project to"),
            Action::Undo => assert_eq!(user.text(), SAMPLE),
            Action::Redo => assert_eq!(document.plan().services.len(), 9),
            Action::AddTask | Action::AddLike | Action::Duplicate => assert_eq!(document.plan().tasks.len(), tasks + 1),
            Action::AddRisk => assert_eq!(document.plan().risks.len(), risks + 1),
            Action::AddService => assert_eq!(document.plan().services.len(), 9),
            Action::Delete => assert_eq!(document.plan().tasks.len(), tasks - 1),
            Action::Rename => user.must_read("Change the id"),
            Action::MoveUp | Action::MoveDown => assert!(document.undo_label().expect("a step").starts_with("move")),
            Action::SelectAll => assert_eq!(user.app().selection().len(), tasks),
            Action::Palette => user.must_read("Search everything"),
            Action::Present | Action::PresentSecond => user.must_read("Slide Timeline"),
            Action::Alerts => user.must_read("No alert waits"),
            Action::ArrangePlan | Action::ResetArrangement => assert_eq!(user.app().panel(), Panel::Plan),
            Action::ArrangeFocus => assert_ne!(user.app().panel(), Panel::Plan),
            Action::Notices => user.must_read("What happened"),
            go if go.panel().is_some() => assert_eq!(Some(user.app().panel()), go.panel()),
            Action::LightTheme => assert!(!user.harness.ctx.global_style().visuals.dark_mode),
            Action::DarkTheme => assert!(user.harness.ctx.global_style().visuals.dark_mode),
            Action::ZoomIn => assert!(user.harness.ctx.zoom_factor() > 1.0),
            Action::ZoomOut => assert!(user.harness.ctx.zoom_factor() < 1.0),
            Action::Help => user.must_read("Zoom the timeline around the pointer"),
            _ => {}
        }
    }
}

// (i), (j), (k)

#[test]
fn a_finding_leads_to_its_record() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Findings);
    user.waits();
    user.clicks("Feature Development ends Fri 1 Mar, but Code Freeze is Fri 1 Mar");
    assert_eq!(user.field("Title").value().as_deref(), Some("Code Freeze"));
    assert_eq!(user.field("Start").value().as_deref(), Some("2024-03-01"));
    user.types("Filter", "RUN-003");
    assert_eq!(user.buttons("No decision step between T-0").len(), 1);
    assert!(user.buttons("Feature Development ends").is_empty());
}

#[test]
fn a_service_says_what_fails_with_it() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Dependencies);
    user.waits();
    user.clicks("Service External Payment API");
    user.must_read("External Payment API. If it fails, 4 of 7 services fail with it (57 %)");
    assert_eq!(user.field("Title").value().as_deref(), Some("External Payment API"));
}

#[test]
fn what_is_no_value_is_named_beside_its_field_and_changes_nothing() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    selects_row(&mut user, "UAT");
    let before = user.words();
    user.types("Duration", "soon");
    assert_eq!((user.task("uat").duration.spoken(), user.text().as_str()), ("7 calendar days".to_owned(), SAMPLE));
    let field = user.field("Duration").rect();
    let near = Rect::from_min_max(pos2(field.left() - 200.0, field.bottom()), field.max + vec2(20.0, 40.0));
    let error = user.harness.root().children_recursive().find(|n| {
        let words = n.accesskit_node().value().unwrap_or_else(|| name(n));
        words.contains("soon") && near.contains(n.rect().left_top()) && !before.contains(&words)
    });
    assert!(error.is_some(), "no error under the field in:\n{}", user.words().join("\n"));
    user.types("Title", "UAT");
    assert_eq!(user.field("Duration").value().as_deref(), Some("soon"), "what was typed is not thrown away");
    user.must_read("Not kept: 7cd holds");
    user.types("Duration", "7cd");
    assert!(!user.reads("Not kept"));
    assert_eq!(user.text(), SAMPLE);
}

const PROJECT: &str = include_str!("import/everything.xml");

#[test]
fn a_project_of_another_tool_becomes_an_untitled_plan() {
    let desk = Desk::new();
    let file = desk.puts("checkout.xml", PROJECT);
    let mut user = User::starts();
    user.chooses("File", "Import…");
    user.gives_path("Path of an .xml file", &file, "Import");
    user.must_read("12 tasks imported from checkout.xml");
    user.must_read("Materials are left out: they are no people (1): Paper");
    user.clicks("Copy all");
    user.clicks("Close");
    assert_eq!(user.task("live").title, "Live");
    // The file of the other tool is never written to.
    user.presses(CTRL, Key::S);
    user.must_read("Save the plan as");
    assert_eq!(read(&file), PROJECT);
}

#[test]
fn a_project_dropped_on_the_window_is_imported() {
    let desk = Desk::new();
    let project = desk.puts("checkout.xml", PROJECT);
    let mut user = User::starts();
    user.waits();
    user.harness.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(project)));
    user.waits();
    user.must_read("12 tasks imported from checkout.xml");
    user.clicks("Close");
    assert_eq!((user.task("live").title.as_str(), user.app().document().path.as_ref()), ("Live", None));
}

#[test]
fn the_schedule_goes_to_microsoft_project_and_back() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Overview);
    let (file, wrong) = (desk.path("portal.xml"), desk.path("portal.mpp"));
    user.chooses("File", "Export for Microsoft Project…");
    user.gives_path("Path ending in .xml", &wrong, "Export");
    user.must_read("End the name in .xml for Microsoft Project");
    user.clicks("Close");
    assert!(!wrong.exists());
    user.chooses("File", "Export for Microsoft Project…");
    user.gives_path("Path ending in .xml", &file, "Export");
    user.must_read("Exported to portal.xml");
    user.must_read("A project file holds the schedule");
    user.clicks("Close");
    user.chooses("File", "Import…");
    user.gives_path("Path of an .xml file", &file, "Import");
    user.must_read("Imported 11 tasks from portal.xml as an untitled plan");
    assert_eq!(user.task("prod").title, "Production Deployment");
}

#[test]
fn a_file_that_cannot_be_imported_leaves_the_plan_alone() {
    let desk = Desk::new();
    let file = desk.puts("broken.xml", "<Project><Tasks>");
    let mut user = User::starts();
    let before = user.text();
    user.chooses("File", "Import…");
    user.gives_path("Path of an .xml file", &file, "Import");
    user.must_read("This file cannot be imported");
    user.clicks("Close");
    assert_eq!(user.text(), before);
}
