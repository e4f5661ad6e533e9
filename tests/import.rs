//! Plans from files of other tools: what becomes of each feature of Microsoft Project XML, what is
//! said about the rest, and what hostile files do.
//!
//! The files in `import/` were written for these tests. Beside each stands the plan it becomes and
//! what is said; `SLIPWAY_BLESS=1` writes both anew, to be read before they are kept.

use slipway::analysis::Analysis;
use slipway::import::{Imported, Kind, import};
use slipway::model::value::format_minute;
use std::fs;
use std::path::Path;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import")
}

fn imported(text: &str) -> Imported {
    import(text.as_bytes(), "xml", None).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// A project of these tasks on the standard week, from Monday 2025-01-06 08:00.
fn project(tasks: &str) -> String {
    with_calendars("", tasks)
}

fn with_calendars(calendars: &str, tasks: &str) -> String {
    let hours = "<DayWorking>1</DayWorking><WorkingTimes><WorkingTime><FromTime>08:00:00</FromTime><ToTime>12:00:00</ToTime></WorkingTime>\
                 <WorkingTime><FromTime>13:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes>";
    let day = |n: usize| format!("<WeekDay><DayType>{n}</DayType>{}</WeekDay>", if (2..=6).contains(&n) { hours } else { "<DayWorking>0</DayWorking>" });
    let week: String = (1..=7).map(day).collect();
    format!(
        "<Project><StartDate>2025-01-06T08:00:00</StartDate><CalendarUID>1</CalendarUID><MinutesPerDay>480</MinutesPerDay><Calendars><Calendar><UID>1</UID>\
         <Name>Standard</Name><WeekDays>{week}</WeekDays></Calendar>{calendars}</Calendars><Tasks>{tasks}</Tasks></Project>"
    )
}

fn task(uid: usize, rest: &str) -> String {
    format!(
        "<Task><UID>{uid}</UID><Name>T{uid}</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration><DurationFormat>7</DurationFormat>{rest}</Task>"
    )
}

fn after(pred: usize, kind: usize, lag: i64, format: usize) -> String {
    format!(
        "<PredecessorLink><PredecessorUID>{pred}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>"
    )
}

#[test]
fn every_file_becomes_its_plan() {
    let mut seen = 0;
    let mut names: Vec<_> = fs::read_dir(folder()).expect("the files").map(|e| e.expect("an entry").path()).collect();
    names.sort();
    for path in names.into_iter().filter(|p| p.extension().is_some_and(|e| e == "xml")) {
        seen += 1;
        let result = import(&fs::read(&path).expect("a file"), "xml", None).expect("a project");
        let said: String = result.notes.iter().map(|n| format!("{}\n", n.line())).collect();
        for (extension, text) in [("ron", result.origin.text.as_ref()), ("txt", said.as_str())] {
            let beside = path.with_extension(extension);
            if std::env::var_os("SLIPWAY_BLESS").is_some() {
                fs::write(&beside, text).expect("written");
            }
            assert_eq!(fs::read_to_string(&beside).unwrap_or_default().replace("\r\n", "\n"), text, "{}", beside.display());
        }
        // It opens cleanly: nothing of it is invalid.
        assert!(result.origin.problems.is_empty(), "{:?}", result.origin.problems);
        let analysis = Analysis::of(&result.origin.plan);
        assert!(analysis.invalid.is_empty(), "{:?}", analysis.invalid);
    }
    assert!(seen >= 1);
}

#[test]
fn importing_twice_gives_the_same_bytes() {
    let bytes = fs::read(folder().join("everything.xml")).expect("a file");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(String::from_utf8_lossy(&bytes).encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let first = import(&bytes, "xml", None).expect("a project");
    let again = import(&utf16, "", Some(Kind::Mspdi)).expect("a project");
    assert_eq!((&first.origin.text, &first.notes, &first.differences), (&again.origin.text, &again.notes, &again.differences));
}

#[test]
fn what_is_no_project_is_refused_with_the_next_step() {
    for (bytes, extension, expected) in [
        (&b"\xd0\xcf\x11\xe0\xa1\xb1"[..], "mpp", "save it there as XML"),
        (b"(tasks: [])", "ron", "open it instead"),
        (b"a;b;c", "csv", "Microsoft Project XML"),
        (b"<html/>", "", "<html> instead of <Project>"),
        (b"<!DOCTYPE lolz [<!ENTITY a \"ha\">]><Project><Title>&a;</Title></Project>", "xml", "document type"),
        (b"<Project><Tasks><Task><UID>1</UID>", "xml", "breaks off"),
        (b"<Project><Tasks></Project>", "xml", "damaged in line 1"),
        (b"\xff\xfe<\0P", "xml", "breaks off within a character"),
        (b"", "xml", "no XML"),
    ] {
        let error = import(bytes, extension, None).expect_err(expected);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_kept() {
    for (tasks, expected) in [
        (task(1, "<Duration>soon</Duration>").replacen("<Duration>PT8H0M0S</Duration>", "", 1), "Duration \"soon\""),
        (task(1, "").replace("PT8H", "PT99999999999H"), "more than two hundred years"),
        (task(1, "").replace("PT8H", "-PT8H"), "Negative lengths"),
        (task(1, "").replace("PT8H0M0S", "PT8H0M10S"), "rounded to the minute"),
        (task(1, "<ConstraintType>4</ConstraintType><ConstraintDate>1897-01-01T08:00:00</ConstraintDate>"), ""),
        (task(1, "<ConstraintType>4</ConstraintType><ConstraintDate>2120-01-01T08:00:00</ConstraintDate>"), "after 2100"),
        (task(1, "<ConstraintType>9</ConstraintType>"), "unknown kind"),
        (task(1, "<ConstraintType>2</ConstraintType>"), "without a date"),
        (task(1, "<CalendarUID>77</CalendarUID>"), "calendar is not in the file"),
        (task(1, "<OutlineLevel>x</OutlineLevel>"), ""),
        (task(1, &after(1, 1, 0, 7)), "to itself"),
        (task(1, &after(5, 1, 0, 7)), "not in the file"),
        (task(1, "<PercentComplete>ninety</PercentComplete>"), "PercentComplete \"ninety\""),
        ("<Task><Name>Nobody</Name></Task>".to_owned() + &task(1, ""), "without a number"),
        (task(1, "") + &task(1, ""), "number another task has"),
    ] {
        let result = imported(&project(&tasks));
        let said: String = result.notes.iter().map(slipway::import::Note::line).collect::<Vec<_>>().join("\n");
        assert!(said.contains(expected), "{expected} in\n{said}");
        assert_eq!(result.origin.plan.tasks.len(), 1, "{tasks}");
        assert!(result.origin.problems.is_empty(), "{:?}", result.origin.problems);
    }
}

#[test]
fn circles_and_outlines_that_jump_do_no_harm() {
    let ring = task(1, &after(2, 1, 0, 7)) + &task(2, &after(1, 1, 0, 7));
    assert_eq!(imported(&project(&ring)).origin.plan.tasks.len(), 2);
    let jump: String =
        [3, 9, 1, 5].iter().enumerate().map(|(i, level)| task(i + 1, "").replace("<OutlineLevel>1", &format!("<OutlineLevel>{level}"))).collect();
    let result = imported(&project(&jump));
    let parents: Vec<Option<String>> = result.origin.plan.tasks.records().map(|t| t.parent.clone()).collect();
    assert_eq!(parents, [None, Some("t1".into()), None, Some("t3".into())]);
    let calendars = "<Calendar><UID>8</UID><Name>A</Name><BaseCalendarUID>9</BaseCalendarUID></Calendar><Calendar><UID>9</UID><Name>B</Name><BaseCalendarUID>8</BaseCalendarUID></Calendar>";
    let result = imported(&with_calendars(calendars, &task(1, "<CalendarUID>8</CalendarUID>")));
    assert!(result.notes.iter().any(|n| n.what.contains("in a circle")));
}

#[test]
fn a_chain_of_ten_thousand_is_fine() {
    let tasks: String = (1..=10_000).map(|i| if i == 1 { task(i, "") } else { task(i, &after(i - 1, 1, 0, 7)) }).collect();
    let result = imported(&project(&tasks));
    assert_eq!((result.tasks, result.origin.plan.tasks.records().filter(|t| t.after.len() == 1).count()), (10_000, 9_999));
    assert!(result.origin.problems.is_empty());
}

#[test]
fn each_lag_keeps_its_unit_and_its_sign() {
    for (kind, lag, format, expected) in [
        (1, 0, 7, "t1"),
        (1, 9600, 7, "t1+2d"),
        (1, -4800, 7, "t1 FS-1d"),
        (3, 900, 5, "t1 SS+1.5h"),
        (0, 70, 3, "t1 FF+7m"),
        (2, 28800, 8, "t1 SF+2ed"),
        (1, 600, 6, "t1+1eh"),
        (1, 48000, 9, "t1+10d"),
        (1, 100_800, 10, "t1+7ed"),
        (1, 50, 19, "t1+0.5d"),
        (1, -25, 19, "t1 FS-0.25d"),
        (1, 100, 20, "t1+8eh"),
        (1, 9600, 39, "t1+2d"),
        (1, 9600, 999, "t1+2d"),
    ] {
        let result = imported(&project(&(task(1, "") + &task(2, &after(1, kind, lag, format)))));
        let link = result.origin.plan.tasks.records().nth(1).expect("two tasks").after[0].to_string();
        assert_eq!(link, expected, "kind {kind}, lag {lag}, format {format}");
    }
}

#[test]
fn a_stored_date_that_differs_is_listed_with_both_values() {
    let stored = |start: &str, finish: &str| format!("<Start>{start}</Start><Finish>{finish}</Finish>");
    let pinned = "<Manual>1</Manual><ManualStart>2025-01-08T08:00:00</ManualStart>";
    let tasks = task(1, &stored("2025-01-06T08:00:00", "2025-01-06T17:00:00"))
        + &task(2, &(after(1, 1, 0, 7) + &stored("2025-01-09T08:00:00", "2025-01-09T17:00:00")))
        + &task(3, &(after(2, 1, 0, 7) + &stored("2025-01-10T08:00:00", "2025-01-10T17:00:00")))
        // An evening and the next morning are one place.
        + &task(4, &(after(1, 1, 0, 7) + &stored("2025-01-06T17:00:00", "2025-01-08T08:00:00")))
        + &task(5, &(pinned.to_owned() + &stored("2025-01-08T08:00:00", "2025-01-08T17:00:00")));
    let result = imported(&project(&tasks));
    let told: Vec<(&str, &str, String, Option<&str>)> =
        result.differences.iter().map(|d| (d.id.as_str(), d.field.name(), format_minute(d.theirs), d.reason.as_deref())).collect();
    let follows = Some("it follows \"T2\", which differs");
    assert_eq!(
        told,
        [
            ("t2", "start", "2025-01-09T08:00".to_owned(), None),
            ("t2", "finish", "2025-01-09T17:00".to_owned(), None),
            ("t3", "start", "2025-01-10T08:00".to_owned(), follows),
            ("t3", "finish", "2025-01-10T17:00".to_owned(), follows),
        ]
    );
    assert!(result.differences[0].line().contains("here, 2025-01-09T08:00 in the file"));
}
