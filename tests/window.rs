//! The window at hand, told through the names a screen reader reads out: every record can be
//! made, found, changed, renamed, copied and deleted without the file being opened in an editor.

#[allow(dead_code, reason = "shared with the stories, which need more of it")]
#[path = "support/driver.rs"]
mod driver;

use driver::{CTRL, CTRL_SHIFT, Desk, SAMPLE, User, day, name, read};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use slipway::model::{RecordKind, RecordRef, read_plan};
use slipway::ui::action::Action;
use slipway::ui::panels::Panel;

fn writes(user: &mut User, words: &str) {
    for letter in words.chars() {
        user.harness.event(Event::Text(letter.to_string()));
        user.harness.step();
    }
    user.waits();
}

/// Finds something with Ctrl+K and does it.
#[track_caller]
fn finds(user: &mut User, words: &str) {
    user.presses(CTRL, Key::K);
    writes(user, words);
    user.presses(Modifiers::NONE, Key::Enter);
    user.waits();
}

fn press(user: &mut User, key: Key) {
    user.presses(Modifiers::NONE, key);
}

fn selected(user: &User) -> String {
    let at = user.app().selection().lead().expect("something is selected");
    user.app().document().plan().record(at).expect("a record").id().to_owned()
}

#[track_caller]
fn holds(user: &User, kind: RecordKind, id: &str) -> RecordRef {
    let found = kind.records(user.app().document().plan()).into_iter().find(|(_, r)| r.as_ref().is_some_and(|r| r.id() == id));
    RecordRef { kind, key: found.unwrap_or_else(|| panic!("there is no {kind:?} {id}")).0 }
}

#[test]
fn everything_is_found_with_one_key() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Overview);
    user.waits();
    finds(&mut user, "uat");
    assert_eq!((selected(&user).as_str(), user.app().panel()), ("uat", Panel::Timeline));
    finds(&mut user, "R002");
    assert_eq!((selected(&user).as_str(), user.app().panel()), ("R002", Panel::Risks));
    finds(&mut user, "findings");
    assert_eq!(user.app().panel(), Panel::Findings);
    finds(&mut user, "new decision");
    assert_eq!(user.app().document().plan().decisions.len(), 3);
    user.presses(CTRL, Key::K);
    writes(&mut user, "xyzzy");
    user.must_read("Nothing is called \"xyzzy\".");
    press(&mut user, Key::Escape);
    assert!(!user.reads("Nothing is called"), "Escape closes it");
}

#[test]
fn every_command_is_found_by_its_name() {
    let desk = Desk::new();
    for action in Action::ALL.iter().copied().filter(|a| a.panel().is_none() && *a != Action::Palette) {
        let mut user = User::opens(&desk.sample(), Panel::Timeline);
        user.waits();
        finds(&mut user, "uat");
        user.presses(CTRL, Key::K);
        writes(&mut user, action.label());
        let lines = user.buttons(action.label());
        assert!(lines.iter().any(|n| name(n).ends_with(", command")), "{action:?} is not found");
    }
}

#[test]
fn every_type_of_record_is_made_and_its_fields_shown_and_taken_back() {
    let mut user = User::starts();
    user.waits();
    for kind in RecordKind::ALL.iter().copied().filter(|k| k.is_list()) {
        let before = kind.keys(user.app().document().plan()).len();
        finds(&mut user, &format!("new {}", kind.label()));
        assert_eq!(kind.keys(user.app().document().plan()).len(), before + 1, "{kind:?}");
        assert_eq!(user.app().selection().lead().map(|s| s.kind), Some(kind));
        let first = kind.decl().fields.first().expect("fields").name;
        assert!(!first.is_empty());
        user.presses(CTRL, Key::Z);
        assert_eq!(user.text(), SAMPLE, "{kind:?}: adding one is one step");
    }
}

#[test]
fn records_inside_a_record_are_changed_in_place() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Risks);
    user.waits();
    finds(&mut user, "R001");
    user.clicks("2. Build a mock of the service");
    user.types("Due", "8 mar");
    assert_eq!(user.risk("R001").actions[1].due.map(|d| d.to_string()).as_deref(), Some("2024-03-08"));
    user.clicks("Add action");
    assert_eq!(user.risk("R001").actions.len(), 5);
    user.presses(CTRL, Key::Z);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn ids_are_offered_while_one_types() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    finds(&mut user, "staging");
    user.field("Predecessors").click();
    user.waits();
    writes(&mut user, "re");
    user.must_read("Release Candidate");
    press(&mut user, Key::Enter);
    let task = user.task("staging");
    assert_eq!(task.after.iter().map(|l| l.pred.as_str()).collect::<Vec<_>>(), ["rc"]);
    writes(&mut user, " ");
    writes(&mut user, "SS+2d");
    assert_eq!(user.task("staging").after[0].to_string(), "rc SS+2d");
}

#[test]
fn an_id_is_changed_everywhere_at_once() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    finds(&mut user, "prod");
    press(&mut user, Key::Escape);
    finds(&mut user, "Production Deployment");
    user.presses(CTRL, Key::K);
    writes(&mut user, "change id");
    press(&mut user, Key::Enter);
    user.must_read("Everything that refers to \"prod\" will say the new id");
    user.types("New id", "go-live");
    press(&mut user, Key::Enter);
    let plan = user.app().document().plan();
    assert_eq!(plan.release.get().and_then(|r| r.delivers.clone()).as_deref(), Some("go-live"));
    assert!(!user.text().contains("\"prod\""), "no reference is left behind");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn what_is_deleted_takes_its_references_along_and_comes_back() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    finds(&mut user, "Production Deployment");
    press(&mut user, Key::Escape);
    finds(&mut user, "Production Deployment");
    user.clicks("Delete");
    assert!(user.task("monitor").after.is_empty());
    user.must_read("Deleted task \"Production Deployment\" and what");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
    assert_eq!(selected(&user), "prod", "what was deleted is selected again");
}

#[test]
fn several_records_are_changed_together() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    let row = |user: &User, title: &str| user.harness.get_by_role_and_label(Role::Row, &format!("Row {title}")).rect().center();
    for title in ["UAT", "Performance Testing", "Security Testing"] {
        let at = row(&user, title);
        user.harness.event(Event::ModifiersChanged(CTRL));
        for pressed in [true, false] {
            user.harness.event(Event::PointerMoved(at));
            user.harness.event(Event::PointerButton { pos: at, button: egui::PointerButton::Primary, pressed, modifiers: CTRL });
        }
        user.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        user.lets_go();
    }
    assert_eq!(user.app().selection().len(), 3);
    user.must_read("3 tasks");
    user.types("Duration", "6d");
    for id in ["uat", "test3", "test4"] {
        assert_eq!(user.task(id).duration.to_string(), "6d", "{id}");
    }
    user.clicks("Undo");
    assert_eq!(user.text(), SAMPLE, "one step for all of them");
    assert_eq!(user.app().selection().len(), 3, "they stay selected");
    user.clicks("Delete selected");
    assert_eq!(user.app().document().plan().tasks.len(), 8);
}

#[test]
fn a_copy_stands_behind_its_original_with_an_id_of_its_own() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Risks);
    user.waits();
    finds(&mut user, "R001");
    press(&mut user, Key::Escape);
    finds(&mut user, "R001");
    user.presses(CTRL, Key::D);
    let ids: Vec<String> = user.app().document().plan().risks.records().map(|r| r.id.clone()).collect();
    assert_eq!(ids, ["R001", "R003", "R002"]);
    assert_eq!(selected(&user), "R003");
    user.presses(Modifiers::ALT, Key::ArrowDown);
    let ids: Vec<String> = user.app().document().plan().risks.records().map(|r| r.id.clone()).collect();
    assert_eq!(ids, ["R001", "R002", "R003"]);
}

#[test]
fn references_lead_both_ways() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Records);
    user.waits();
    finds(&mut user, "monitoring");
    user.must_read("→ Production Deployment");
    user.clicks("→ Production Deployment");
    assert_eq!(selected(&user), "prod");
    user.must_read("Used by");
    assert!(user.buttons("Monitoring, task, predecessors").len() == 1);
}

#[test]
fn a_finding_is_accepted_for_a_while_with_reason_and_name() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Findings);
    user.waits();
    user.types("Filter", "SCH-032");
    let line = user.buttons("Production Deployment is on");
    assert_eq!(line.len(), 1);
    line[0].click();
    user.lets_go();
    user.clicks("Accept for a while");
    user.types("Reason", "Weekend on-call is staffed");
    user.types("Accepted by", "cto");
    user.clicks("Accept finding");
    let allow: Vec<_> = user.app().document().plan().allow.records().cloned().collect();
    assert_eq!((allow.len(), allow[0].rule.as_str(), allow[0].subject.as_deref()), (1, "SCH-032", Some("prod")));
    assert_eq!(allow[0].until, Some(day("2024-03-20")), "two weeks, unless somebody says otherwise");
    assert!(user.app().analysis().findings.allowed.iter().any(|(f, _)| f.rule.id == "SCH-032"));
    user.must_read("1 suppressed");
}

#[test]
fn what_a_rule_means_is_a_click_away() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Findings);
    user.waits();
    finds(&mut user, "SCH-032");
    user.must_read("What to do");
    user.must_read("Deploy Tuesday to Thursday");
}

#[test]
fn findings_are_walked_with_a_key() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    press(&mut user, Key::F8);
    let first = selected(&user);
    press(&mut user, Key::F8);
    assert_ne!(selected(&user), first);
    user.presses(Modifiers::SHIFT, Key::F8);
    assert_eq!(selected(&user), first);
}

#[test]
fn plans_begin_from_templates() {
    for template in slipway::model::templates::Template::ALL {
        let mut user = User::starts();
        user.waits();
        user.presses(CTRL, Key::N);
        user.harness.get_by_role_and_label(Role::RadioButton, template.label()).click();
        user.lets_go();
        user.types("Project", "Newsletter");
        user.types("Target date", "2024-07-15");
        user.clicks("Create plan");
        let plan = user.app().document().plan();
        assert_eq!(plan.meta.get().map(|m| m.project.as_str()), Some("Newsletter"));
        assert_eq!(plan.release.get().and_then(|r| r.target), Some(day("2024-07-15")));
        assert_eq!(plan.status_date(), day("2024-06-03"), "it begins today");
        assert_eq!(user.app().document().undo_label(), None);
    }
}

#[test]
fn a_meeting_begins_with_the_view_and_goes_on_with_the_arrows() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    press(&mut user, Key::F5);
    user.must_read("Slide Timeline");
    assert!(user.buttons("All records").is_empty(), "no rail in a meeting");
    press(&mut user, Key::ArrowRight);
    user.must_read("Slide Risks");
    press(&mut user, Key::ArrowLeft);
    press(&mut user, Key::Escape);
    assert_eq!(user.app().panel(), Panel::Timeline);
    user.button("All records");
}

#[test]
fn a_checklist_is_ticked_where_it_is_read() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Readiness);
    user.waits();
    user.harness.get_by_role_and_label(Role::CheckBox, "Code reviews completed").click();
    user.lets_go();
    user.must_read("1 of");
    assert_eq!(user.app().analysis().readiness.total().0, 1);
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), SAMPLE);
}

#[test]
fn recent_plans_are_at_hand() {
    let desk = Desk::new();
    let (first, second) = (desk.puts("first.ron", SAMPLE), desk.puts("second.ron", SAMPLE));
    let mut user = User::opens(&first, Panel::Overview);
    user.waits();
    user.presses(CTRL, Key::O);
    user.gives_path("Path of a .ron file", &second, "Open");
    finds(&mut user, "open first");
    assert_eq!(user.app().document().path.as_ref().and_then(|p| p.file_name()).and_then(|n| n.to_str()), Some("first.ron"));
}

/// Chooses from the list of a field.
#[track_caller]
fn picks(user: &mut User, label: &str, choice: &str) {
    user.harness.get_by_role_and_label(Role::ComboBox, label).click();
    user.waits();
    user.clicks(choice);
}

#[test]
fn a_release_is_planned_from_nothing_to_a_written_report() {
    let desk = Desk::new();
    let path = desk.path("newsletter.ron");
    let mut user = User::starts();
    user.waits();
    user.chooses("File", "New plan…");
    user.types("Project", "Newsletter");
    user.types("Target date", "2024-07-01");
    user.clicks("Create plan");

    user.goes_to(Panel::People);
    user.clicks("Add the first team");
    user.types("Name", "Web");
    user.types("Id", "web");
    user.types("People count (people)", "3");
    user.clicks("Add person");
    user.types("Name", "Ann Bell");
    user.types("Id", "ann");
    user.types("Team", "web");

    user.goes_to(Panel::Timeline);
    user.clicks("Add the first task");
    user.types("Title", "Build the form");
    user.types("Id", "build");
    user.types("Duration", "8d");
    user.chooses("Edit", "Add task");
    user.types("Title", "Ship it");
    user.types("Id", "ship");
    user.types("Duration", "1d");
    let task = user.task("ship");
    assert_eq!(task.after.iter().map(ToString::to_string).collect::<Vec<_>>(), ["build"], "the id took its reference along");

    user.goes_to(Panel::Risks);
    user.clicks("Add the first risk");
    user.types("Title", "The mail provider is late");
    picks(&mut user, "Probability", "High");
    picks(&mut user, "Impact", "High");
    user.types("Owner", "ann");
    picks(&mut user, "Status", "Active");
    assert_eq!(user.app().analysis().risks.items[0].score, 9);

    user.goes_to(Panel::Readiness);
    user.clicks("Add the first checklist");
    user.types("Title", "Before the release");
    user.clicks("Add item");
    user.types("Text", "Texts are proofread");
    user.harness.get_by_role_and_label(Role::CheckBox, "Texts are proofread").click();
    user.lets_go();
    assert_eq!(user.app().analysis().readiness.total(), (1, 1));

    user.goes_to(Panel::Runbook);
    user.clicks("Write the runbook");
    user.types("T-0", "2024-07-01T20:00+00:00");
    user.types("Window end", "T+60m");
    assert_eq!(user.app().analysis().runbook.window, Some(60.0));

    user.presses(CTRL, Key::S);
    user.gives_path("Path of a .ron file", &path, "Save");
    let saved = read_plan(&read(&path)).expect("a plan");
    assert_eq!((saved.problems.len(), saved.plan.tasks.len(), saved.plan.people.len()), (0, 2, 1));
    let again = slipway::analysis::Analysis::of(&saved.plan);
    assert!(again.invalid.is_empty(), "{:?}", again.invalid);

    user.goes_to(Panel::Report);
    user.must_read("The mail provider is late");
    user.goes_to(Panel::Overview);
    user.presses(CTRL, Key::E);
    user.gives_path("Path ending in .md or .html", &desk.path("status.html"), "Write report");
    let report = read(&desk.path("status.html"));
    assert!(report.contains("Newsletter") && report.contains("The mail provider is late"));
}

#[test]
fn a_problem_of_the_file_is_mended_with_a_click_and_gone() {
    let desk = Desk::new();
    let text = "(\n    tasks: [\n        (id: \"a\", title: \"One\", start: \"2024-03-04\", durration: \"5d\"), // why\n    ],\n)\n";
    let mut user = User::opens(&desk.puts("slip.ron", text), Panel::Findings);
    user.waits();
    user.must_read("Did you mean \"duration\"?");
    user.types("Filter", "durration");
    user.harness.get_by_role_and_label(Role::Button, "Fix").click();
    user.lets_go();
    assert_eq!(user.text(), text.replace("durration", "duration"));
    assert!(!user.reads("Did you mean"), "what is mended is not listed");
    user.presses(CTRL, Key::Z);
    assert_eq!(user.text(), text);
}

#[test]
fn a_release_is_planned_by_keyboard_alone() {
    let desk = Desk::new();
    let path = desk.path("release.ron");
    let mut user = User::starts();
    user.waits();
    user.presses(CTRL, Key::N);
    writes(&mut user, "Newsletter");
    press(&mut user, Key::Enter);
    assert_eq!(user.app().document().plan().meta.get().map(|m| m.project.as_str()), Some("Newsletter"));
    for title in ["Design", "Build", "Ship"] {
        user.presses(CTRL_SHIFT, Key::T);
        writes(&mut user, title);
    }
    let titles: Vec<String> = user.app().document().plan().tasks.records().map(|t| t.title.clone()).collect();
    assert_eq!(titles, ["Design", "Build", "Ship"], "the title is typed over at once");
    let links = |user: &User| user.app().document().plan().tasks.records().map(|t| t.after.len()).sum::<usize>();
    assert_eq!(links(&user), 2, "each waits for the one before");
    user.presses(CTRL_SHIFT, Key::R);
    writes(&mut user, "Late proofs");
    assert!(user.app().document().plan().risks.records().any(|r| r.title == "Late proofs"));
    user.presses(CTRL, Key::S);
    writes(&mut user, &path.display().to_string());
    press(&mut user, Key::Enter);
    let saved = read_plan(&read(&path)).expect("a plan");
    assert_eq!((saved.plan.tasks.len(), saved.problems.len()), (3, 0));
    user.presses(CTRL, Key::E);
    user.harness.key_press_modifiers(CTRL, Key::A);
    user.waits();
    writes(&mut user, &desk.path("status.md").display().to_string());
    press(&mut user, Key::Enter);
    let report = read(&desk.path("status.md"));
    assert!(report.contains("Newsletter") && report.contains("Late proofs"), "{report}");
    let _ = holds(&user, RecordKind::Risk, "R001");
}

#[test]
fn escape_in_a_field_gives_up_what_was_typed_and_nothing_else() {
    let desk = Desk::new();
    let mut user = User::opens(&desk.sample(), Panel::Timeline);
    user.waits();
    finds(&mut user, "staging");
    user.types("Title", "Something else");
    assert_eq!(user.task("staging").title, "Something else");
    press(&mut user, Key::Escape);
    assert_eq!(user.text(), SAMPLE);
    assert_eq!(selected(&user), "staging", "the inspector stays");
    assert_eq!(user.app().document().redo_label(), None, "what was given up is not offered again");

    user.field("Predecessors").click();
    user.waits();
    writes(&mut user, "re");
    assert_eq!(user.text(), SAMPLE, "half an id is no reference yet");
    press(&mut user, Key::Escape);
    assert!(!user.reads("Enter takes it"), "the suggestions go first");
    press(&mut user, Key::Escape);
    assert_eq!((selected(&user).as_str(), user.text().as_str()), ("staging", SAMPLE));
    press(&mut user, Key::Escape);
    assert!(user.app().selection().is_empty(), "then the inspector");
}
