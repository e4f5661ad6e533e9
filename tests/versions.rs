//! Earlier versions of a plan file: those of git, those that saving keeps, and the timeline beside one
//! of them, through accessible labels.

#[expect(dead_code, reason = "other tests use the rest of it")]
#[path = "support/driver.rs"]
mod driver;
#[path = "support/git.rs"]
mod git;

use driver::{CTRL, Desk, SAMPLE, User, builder, day, name, read};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use git::Repository;
use slipway::app::{App, Start, Surroundings};
use slipway::storage::versions::{Said, Source, Versions, bytes};
use slipway::ui::panels::Panel;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The sample with its production deployment on another day.
fn deployed_on(date: &str) -> String {
    let (was, is) = ("start: \"2024-03-15\",\n            duration: \"1cd\"", format!("start: \"{date}\",\n            duration: \"1cd\""));
    assert!(SAMPLE.contains(was));
    SAMPLE.replace(was, &is)
}

#[test]
fn git_lists_the_commits_of_the_file_and_gives_their_text() {
    let Some(repository) = Repository::begin() else { return };
    // A name with everything in it that a shell or git could take for more than a name.
    let plan = repository.path("--p lan;$(x)*[1]ü.ron");
    std::fs::write(&plan, "(release: (version: \"1\"))").unwrap();
    std::fs::write(repository.path("--p lan;$(x)*1ü.ron"), "another").unwrap();
    assert_eq!(Versions::of(&plan, None).git, Said::NeverCommitted);
    repository.commits("Begin", 1_700_000_000);
    std::fs::write(repository.path("other.ron"), "()").unwrap();
    repository.commits("Something else", 1_700_000_100);
    std::fs::write(&plan, "(release: (version: \"2\"))\r\n").unwrap();
    repository.commits("Say \"two\"", 1_700_000_200);
    let found = Versions::of(&plan, None);
    let told: Vec<(i64, String)> = found.list.iter().map(|v| (v.at_ms, v.from())).collect();
    assert_eq!(told, [(1_700_000_200_000, "git: Say \"two\"".to_owned()), (1_700_000_000_000, "git: Begin".to_owned())]);
    let text = |n: usize| String::from_utf8(bytes(&plan, None, &found.list[n]).unwrap()).unwrap();
    assert_eq!((text(0).as_str(), text(1).as_str()), ("(release: (version: \"2\"))\r\n", "(release: (version: \"1\"))"));
    assert_eq!((found.git, found.trouble), (Said::Listed, None));
}

#[test]
fn without_git_or_commits_there_is_a_kind_word() {
    let desk = Desk::new();
    let found = Versions::of(&desk.sample(), None);
    assert!(found.list.is_empty());
    // A temporary folder may lie in a repository of somebody's.
    assert!(matches!(found.git, Said::NoRepository | Said::NotInstalled | Said::NeverCommitted), "{:?}", found.git);
    assert!(found.note().is_some_and(|n| n.contains("kept no copy yet")));
    let nowhere = Versions::of(Path::new("/no/such/folder/plan.ron"), Some(Path::new("/no/such/home")));
    assert!(nowhere.list.is_empty() && nowhere.note().is_some());
}

/// The program with a place for copies.
fn sits_at(plan: &Path, kept: PathBuf) -> User {
    let plan = plan.to_owned();
    let start = Start { plan: Some(plan), view: Some(Panel::Timeline), dark: Some(false), ..Start::default() };
    let surroundings = Surroundings { system_dialogs: false, today: day("2024-06-03"), forecast: false, versions: Some(kept), fonts: false };
    let harness = builder((1280.0, 800.0)).build_eframe(move |cc| App::new(cc, &start, surroundings));
    let mut user = User { harness };
    user.waits();
    user
}

/// Gives what works beside the window time to come back.
#[track_caller]
fn until(user: &mut User, words: &str) {
    for _ in 0..1500 {
        user.harness.step();
        if user.reads(words) {
            user.lets_go();
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("\"{words}\" never came:\n{}", user.words().join("\n"));
}

/// Asks for the list of earlier versions.
#[track_caller]
fn asks(user: &mut User, answer: &str) {
    let menu = user.buttons("").into_iter().find(|n| name(n) == "Compare" || name(n).starts_with("Against ")).expect("the menu");
    menu.click();
    user.waits();
    user.button("Earlier version…").click();
    until(user, answer);
}

#[test]
fn the_timeline_is_compared_with_an_earlier_save() {
    let desk = Desk::new();
    let plan = desk.puts("portal.ron", &deployed_on("2024-03-15"));
    let mut user = sits_at(&plan, desk.path("kept"));
    asks(&mut user, "There is no earlier version.");
    user.must_read("Slipway has kept no copy yet");
    user.clicks("Cancel");
    let bar = user.button("Production Deployment, ").rect().center();
    user.drags(bar, bar + egui::vec2(60.0, 0.0));
    user.presses(CTRL, egui::Key::S);
    user.must_read("Saved ");
    assert_ne!(read(&plan), deployed_on("2024-03-15"));
    let kept = Versions::of(&plan, Some(&desk.path("kept")));
    let [version] = kept.list.as_slice() else { panic!("{kept:?}") };
    assert_eq!((&version.source, bytes(&plan, Some(&desk.path("kept")), version).unwrap()), (&Source::Kept, deployed_on("2024-03-15").into_bytes()));
    let line = format!("{}, saved here", version.when());
    asks(&mut user, &line);
    user.button(&line).click();
    until(&mut user, "3 later, 0 earlier, 0 new, 0 gone");
    user.must_read(&format!("Moved against {}", version.name()));
    user.must_read("Comparing with ");
}

#[test]
fn among_many_versions_one_is_searched_for() {
    let Some(repository) = Repository::begin() else { return };
    let plan = repository.path("portal.ron");
    for n in 1..=12_i64 {
        std::fs::write(&plan, deployed_on(&format!("2024-03-{:02}", n + 14))).unwrap();
        repository.commits(&format!("Move it to day {n:02}"), 1_700_000_000 + n * 100_000);
    }
    let mut user = sits_at(&plan, repository.path("kept"));
    asks(&mut user, "git: Move it to day 12");
    user.types("Search versions", "day 03");
    assert_eq!(user.harness.query_all_by_role(Role::Button).filter(|n| name(n).contains("git: ")).count(), 1);
    let line = user.buttons("").into_iter().find(|n| name(n).contains("git: Move it to day 03")).expect("its line");
    line.click();
    until(&mut user, "Comparing with 2023-11-");
    user.must_read("3 later, 0 earlier, 0 new, 0 gone");
    // Another version takes its place.
    asks(&mut user, "git: Move it to day 12");
    user.types("Search versions", "nothing like it");
    user.must_read("None of 12 versions holds");
    user.types("Search versions", "day 12");
    let line = user.buttons("").into_iter().find(|n| name(n).contains("git: Move it to day 12")).expect("its line");
    line.click();
    until(&mut user, "No finish moved.");
}

#[test]
fn a_copy_that_cannot_be_kept_never_prevents_a_save() {
    let desk = Desk::new();
    let plan = desk.sample();
    let mut user = sits_at(&plan, desk.puts("in-the-way", ""));
    for (n, is_said) in [(1.0, true), (2.0, false)] {
        let bar = user.button("Production Deployment, ").rect().center();
        user.drags(bar, bar + egui::vec2(60.0 * n, 0.0));
        user.presses(CTRL, egui::Key::S);
        assert_eq!(read(&plan), user.text(), "it is saved");
        assert_eq!(user.app().notice().contains("The version before it is not kept"), is_said, "{}", user.app().notice());
    }
}

#[test]
fn a_version_that_is_no_plan_is_said() {
    let Some(repository) = Repository::begin() else { return };
    let plan = repository.path("portal.ron");
    std::fs::write(&plan, b"\xff\xfe no text").unwrap();
    repository.commits("Break it", 1_700_000_000);
    std::fs::write(&plan, SAMPLE).unwrap();
    let mut user = sits_at(&plan, repository.path("kept"));
    asks(&mut user, "git: Break it");
    user.buttons("").into_iter().find(|n| name(n).contains("git: Break it")).expect("its line").click();
    until(&mut user, "cannot be compared with");
    user.must_read("not a text file");
}
