//! The real program on the command line, against its contract: what it prints, what it writes and
//! how it exits.

mod capacity;
mod diff;
#[path = "../support/git.rs"]
mod git;
mod level;
mod new;
mod program;
mod record;
mod render;
mod reports;
mod versions;

use program::{FAULTY, Folder, MINIMAL, SAMPLE, is_diagnostic, read, slipway, slipway_reading, with};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};

// check

#[test]
fn check_lists_findings_like_a_compiler() {
    let answer = slipway(&["check", SAMPLE]);
    assert_eq!((answer.status, answer.err.as_str()), (3, ""));
    let lines: Vec<&str> = answer.out.lines().collect();
    let (counts, diagnostics) = lines.split_last().expect("there are lines");
    assert!(diagnostics.len() > 20);
    for line in diagnostics {
        assert!(is_diagnostic(line, SAMPLE), "{line}");
    }
    let of = |severity: &str| diagnostics.iter().filter(|l| l.contains(&format!(": {severity}["))).count();
    let expected = format!("{} errors, {} warnings, {} infos", of("error"), of("warning"), of("info"));
    assert!(counts.starts_with(&expected), "{counts}");
    let freeze = read(SAMPLE).lines().position(|l| l.contains("id: \"code-freeze\"")).expect("the sample has it");
    let place = format!("{SAMPLE}:{freeze}: error[SCH-021] code-freeze: ");
    assert!(lines.iter().any(|l| l.starts_with(&place)), "no line begins with {place}");
}

#[test]
fn check_denies_what_it_is_told_to() {
    assert_eq!(slipway(&["check", MINIMAL]).status, 0);
    assert_eq!(slipway(&["check", MINIMAL, "--deny", "info"]).status, 3, "it has no baseline");
    let folder = Folder::new();
    let one_warning = folder.with("plan.ron", &read(MINIMAL).replace("after: [\"build\"]", "start: \"2024-06-06\""));
    assert_eq!(slipway(&["check", &one_warning]).status, 0, "warnings are not denied");
    assert_eq!(slipway(&["check", &one_warning, "--deny", "warning"]).status, 3);
}

#[test]
fn check_gives_json() {
    let answer = slipway(&["check", SAMPLE, "--format", "json"]);
    assert_eq!(answer.status, 3);
    let json = answer.json();
    assert_eq!(json["schema_version"], 1);
    let findings = json["findings"].as_array().expect("a list");
    for severity in ["error", "warning", "info"] {
        let count = findings.iter().filter(|f| f["severity"] == severity).count();
        assert!(count > 0 && json["counts"][severity] == count, "{severity}: {count}");
    }
    let finding = with(&json["findings"], "rule", "RUN-002");
    assert_eq!((finding["severity"].as_str(), finding["subject"].as_str()), (Some("error"), Some("deploy-production-full")));
    assert!(finding["line"].as_u64().is_some() && finding["remedy"].as_str().is_some_and(|r| !r.is_empty()));
}

#[test]
fn check_annotates_for_github() {
    let answer = slipway(&["check", SAMPLE, "--format", "github"]);
    assert_eq!(answer.status, 3);
    let lines: Vec<&str> = answer.out.lines().collect();
    let (counts, annotations) = lines.split_last().expect("there are lines");
    let of = |kind: &str| annotations.iter().filter(|l| l.starts_with(&format!("::{kind} "))).count();
    let expected = format!("{} errors, {} warnings, {} infos", of("error"), of("warning"), of("notice"));
    assert!(counts.starts_with(&expected) && counts.contains("0 suppressed"), "{counts}");
    for line in annotations {
        let (head, message) = line.strip_prefix("::").and_then(|l| l.split_once("::")).unwrap_or_else(|| panic!("{line}"));
        let (kind, properties) = head.split_once(' ').unwrap_or_else(|| panic!("{line}"));
        assert!(["error", "warning", "notice"].contains(&kind), "{line}");
        assert!(properties.starts_with(&format!("file={SAMPLE},line=")) && properties.contains(",title="), "{line}");
        assert!(!message.is_empty() && !message.replace("%25", "").replace("%0A", "").contains('%'), "{line}");
    }
}

#[test]
fn check_names_what_is_invalid_with_its_line() {
    let folder = Folder::new();
    let path = folder.with("faulty.ron", FAULTY);
    let answer = slipway(&["check", &path]);
    assert_eq!(answer.status, 3);
    for (line, code, word) in [(7, "V011", "someday"), (8, "V006", "nobody"), (9, "V001", "")] {
        let begins = format!("{path}:{line}:");
        let is_it = |l: &&str| l.starts_with(&begins) && l.contains(&format!("error[{code}]")) && l.contains(word);
        assert!(answer.out.lines().any(|l| is_it(&l)), "no {code} on line {line} in {}", answer.out);
    }
}

// analyze

#[test]
fn analyze_gives_the_golden_numbers() {
    let answer = slipway(&["analyze", SAMPLE]).fine();
    assert_eq!(answer.err, "");
    let json = answer.json();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["plan"], serde_json::json!({"project": "Customer Portal", "version": "2.4.0", "status_date": "2024-03-06", "target": "2024-03-15"}));
    assert_eq!(json["invalid"], serde_json::json!([]));
    for (id, first, last) in
        [("dev", "2024-02-01", "2024-03-01"), ("uat", "2024-03-01", "2024-03-07"), ("prod", "2024-03-15", "2024-03-15"), ("hotfix", "2024-03-16", "2024-03-18")]
    {
        let task = with(&json["schedule"]["tasks"], "id", id);
        assert_eq!((task["first_day"].as_str(), task["last_day"].as_str()), (Some(first), Some(last)), "{id}");
    }
    let path = &json["schedule"]["declared_path"];
    assert_eq!((path["total_days"].as_f64(), path["buffer_days"].as_f64()), (Some(21.0), Some(5.0)));
    assert_eq!(path["unmapped_steps"].as_array().map(Vec::len), Some(4));
    let risk = with(&json["risks"]["items"], "id", "R001");
    assert_eq!(
        (risk["score"].as_u64(), risk["band"].as_str(), risk["escalate"].as_bool(), risk["alert"].as_bool()),
        (Some(9), Some("red"), Some(true), Some(false))
    );
    let service = with(&json["dependencies"]["services"], "id", "ext-pay");
    assert_eq!((service["blast_radius"].as_array().map(Vec::len), service["blast_radius_pct"].as_f64()), (Some(4), Some(57.143)));
    assert_eq!((json["runbook"]["window_minutes"].as_f64(), json["runbook"]["rollback_minutes"].as_f64()), (Some(90.0), Some(60.0)));
    assert_eq!(json["runbook"]["last_safe_abort"], "T+30m");
    assert_eq!((json["status"]["declared"].as_str(), json["status"]["computed"].as_str()), (Some("amber"), Some("red")));
    assert_eq!(with(&json["metrics"], "id", "perf")["adverse_pct"], 22.5);
    let finding = with(&json["findings"], "rule", "SCH-021");
    assert_eq!((finding["severity"].as_str(), finding["subject"].as_str()), (Some("error"), Some("code-freeze")));
}

#[test]
fn analyze_gives_the_same_bytes_again() {
    let first = slipway(&["analyze", SAMPLE]).fine().out;
    assert_eq!(first, slipway(&["analyze", SAMPLE]).fine().out);
    assert!(first.ends_with("}\n") && !first.contains('\r'));
}

#[test]
fn analyze_tells_its_timings_aside() {
    let answer = slipway(&["analyze", SAMPLE, "--timings"]).fine();
    assert_eq!(answer.out, slipway(&["analyze", SAMPLE]).fine().out, "standard output stays as it is");
    let mut stages = Vec::new();
    for line in answer.err.lines() {
        let [word, stage, number] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        assert!(word == "timing" && number.parse::<u64>().is_ok(), "{line}");
        stages.push(stage.to_owned());
    }
    for stage in ["read", "validate", "network", "schedule", "findings", "analysis"] {
        assert!(stages.iter().any(|s| s == stage), "no {stage} in {stages:?}");
    }
}

#[test]
fn analyze_computes_a_scenario_beside_the_plan() {
    let desk = Folder::new();
    let plan = desk.with(
        "what-if.ron",
        r#"(meta: (project: "P", status_date: "2024-03-06"), tasks: [(id: "a", start: "2024-03-06", duration: "2d"), (id: "b", duration: "1d", after: ["a"])],
        scenarios: [(id: "late", title: "Late", set: [(path: "tasks/a/duration", value: "5d"), (path: "tasks/zz/duration", value: "5d")])])"#,
    );
    let answer = slipway(&["analyze", &plan, "--scenario", "late"]).fine();
    let object = answer.json();
    assert_eq!(object["scenario"]["delivered_later_days"], 3.0);
    assert_eq!(object["scenario"]["changes"][0], serde_json::json!({"path": "tasks/a/duration", "old": "\"2d\"", "new": "\"5d\""}));
    assert_eq!(object["scenario"]["outcome"]["finish"], object["schedule"]["finish"], "the rest of the object is that of the scenario");
    assert!(answer.err.contains("left out: path \"tasks/zz/duration\" is not in the plan"), "{}", answer.err);
    let wrong = slipway(&["analyze", &plan, "--scenario", "lat"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.err.contains("did you mean \"late\""), "{}", wrong.err);
    // What a plan has no data for is absent; the 14 points and the ten practices are always there.
    let schedule = &slipway(&["analyze", &plan]).fine().json()["schedule"];
    assert_eq!((schedule["quality"].as_array().map(Vec::len), schedule["practices"].as_array().map(Vec::len)), (Some(14), Some(10)));
    assert!(schedule.get("earned_value").is_none() && schedule.get("buffer").is_none());
    let sample = &slipway(&["analyze", SAMPLE]).fine().json()["schedule"];
    let logic = serde_json::json!({"check": "logic", "count": 9, "of": 9, "pct": 100.0, "threshold_pct": 5.0, "verdict": "look", "tasks": sample["quality"][0]["tasks"]});
    assert_eq!(
        (&sample["quality"][0], &sample["buffer"]["used_pct"], &sample["buffer"]["zone"]),
        (&logic, &serde_json::json!(100.0), &serde_json::json!("red"))
    );
}

#[test]
fn analyze_goes_on_without_what_is_invalid() {
    let folder = Folder::new();
    let path = folder.with("faulty.ron", FAULTY);
    let answer = slipway(&["analyze", &path]).fine();
    let json = answer.json();
    let good = with(&json["schedule"]["tasks"], "id", "good");
    assert_eq!((good["first_day"].as_str(), good["last_day"].as_str()), (Some("2024-06-03"), Some("2024-06-05")));
    assert_eq!(with(&json["invalid"], "code", "V011")["line"], 7);
    assert_eq!((with(&json["invalid"], "code", "V006")["line"].as_u64(), with(&json["invalid"], "code", "V006")["subject"].as_str()), (Some(8), Some("lost")));
    for (line, subject) in [(7, "vague"), (8, "lost"), (9, "broken")] {
        assert!(answer.err.contains(&format!("line {line}: ")) && answer.err.contains(subject), "{subject} is named on stderr: {}", answer.err);
    }
}

#[test]
fn the_status_date_can_be_overridden() {
    let early = slipway(&["analyze", MINIMAL]).fine().json();
    let late = slipway(&["analyze", MINIMAL, "--status-date", "2024-06-20"]).fine().json();
    assert_eq!((&early["plan"]["status_date"], &late["plan"]["status_date"]), (&"2024-06-03".into(), &"2024-06-20".into()));
    let finish = |v: &Value| v["schedule"]["finish"].as_str().expect("it has a finish").to_owned();
    assert!(finish(&late) > finish(&early), "work that is left cannot be done in the past");
    assert!(finish(&late).as_str() > "2024-06-20");
    let report = Folder::new();
    let path = report.path("report.md");
    slipway(&["export", MINIMAL, "--status-date", "2024-06-20", "-o", &path]).fine();
    assert!(read(&path).contains("20 Jun"));
}

#[test]
fn a_dash_reads_standard_input() {
    let text = read(SAMPLE);
    assert_eq!(slipway_reading(&["analyze", "-"], &text).fine().out, slipway(&["analyze", SAMPLE]).fine().out);
    let answer = slipway_reading(&["check", "-"], &text);
    assert!(answer.status == 3 && answer.out.starts_with("-:"), "{}", answer.out);
}

// fmt

#[test]
fn fmt_lays_a_plan_out_and_keeps_the_comments() {
    let folder = Folder::new();
    let untidy = "(schema_version:1,\n// why\ntasks:[(id:\"a\",title:\"A\",  duration:\"2d\" ),],)";
    let path = folder.with("untidy.ron", untidy);
    let check = slipway(&["fmt", &path, "--check"]);
    assert_eq!(check.status, 3);
    assert_eq!(read(&path), untidy, "--check only tells");
    slipway(&["fmt", &path]).fine();
    let tidy = read(&path);
    assert!(tidy != untidy && tidy.contains("// why"), "{tidy}");
    slipway(&["fmt", &path, "--check"]).fine();
    slipway(&["fmt", &path]).fine();
    assert_eq!(read(&path), tidy, "once is enough");
    assert_eq!(slipway_reading(&["fmt", "-"], untidy).fine().out, tidy);
    let tasks = |text: &str| slipway_reading(&["analyze", "-"], text).fine().json()["schedule"].clone();
    assert_eq!(tasks(untidy), tasks(&tidy), "it means the same");
}

#[test]
fn the_bundled_plans_are_in_canonical_layout() {
    for plan in [SAMPLE, MINIMAL] {
        slipway(&["fmt", plan, "--check"]).fine();
    }
}

#[test]
fn fmt_leaves_a_broken_file_alone() {
    let folder = Folder::new();
    for (name, text) in [("open.ron", "(schema_version: 1,\n tasks: [(id: \"a\""), ("faulty.ron", FAULTY), ("words.ron", "Dear diary,\n")] {
        let path = folder.with(name, text);
        for args in [&["fmt", path.as_str()][..], &["fmt", path.as_str(), "--check"]] {
            let answer = slipway(args);
            assert_eq!(answer.status, 1, "{name}: {}", answer.err);
            assert!(answer.err.contains(name), "{}", answer.err);
            assert_eq!(read(&path), text, "{name}");
        }
    }
}

// export, render

#[test]
fn export_writes_markdown() {
    let folder = Folder::new();
    let path = folder.path("status.md");
    let answer = slipway(&["export", SAMPLE, "-o", &path]).fine();
    assert_eq!(answer.out, "");
    let text = read(&path);
    assert!(text.starts_with("# ") && text.contains("\n## ") && text.contains("| ") && text.ends_with('\n'));
    for word in ["Customer Portal", "Red", "R001", "SSL Certificates"] {
        assert!(text.contains(word), "no {word} in {text}");
    }
    let again = folder.path("again.txt");
    slipway(&["export", SAMPLE, "-o", &again, "--format", "markdown"]).fine();
    assert_eq!(read(&again), text, "--format tells where the extension does not");
}

#[test]
fn export_writes_a_page_that_stands_alone() {
    let folder = Folder::new();
    let path = folder.path("status.html");
    slipway(&["export", SAMPLE, "-o", &path]).fine();
    let page = read(&path);
    assert!(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("<svg") && page.contains("Customer Portal") && page.trim_end().ends_with("</html>"));
    let without_names = page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "");
    for foreign in ["http:", "https:", "<script", "src=\"//", "@import", "<link", "javascript:"] {
        assert!(!without_names.contains(foreign), "{foreign} in the page");
    }
}

#[test]
fn a_report_is_the_same_every_time() {
    let folder = Folder::new();
    for name in ["a.html", "b.html"] {
        slipway(&["export", SAMPLE, "-o", &folder.path(name)]).fine();
    }
    assert_eq!(read(folder.path("a.html")), read(folder.path("b.html")));
}

#[test]
fn text_from_a_plan_is_no_markup() {
    let folder = Folder::new();
    let sample = read(SAMPLE).replace("\"UAT\"", "\"<script>alert(1)</script> | \\\"&\"");
    let path = folder.with("sly.ron", &sample);
    let (page, picture) = (folder.path("sly.html"), folder.path("sly.svg"));
    slipway(&["export", &path, "-o", &page]).fine();
    slipway(&["render", &path, "-o", &picture, "--size", "2400x800"]).fine();
    for file in [page, picture] {
        let text = read(&file);
        assert!(!text.contains("<script") && text.contains("&lt;script"), "{file}");
    }
}

// the rest

#[test]
fn schema_names_every_record_and_field() {
    let text = slipway(&["schema"]).fine().out;
    for kind in slipway::model::RecordKind::ALL {
        let decl = kind.decl();
        let head = format!("\n{} -", decl.name);
        let (_, rest) = text.split_once(&head).unwrap_or_else(|| panic!("no {}", decl.name));
        let body = rest.split("\n\n").next().unwrap_or("");
        for field in decl.fields {
            assert!(body.contains(&format!("\n    {}: ", field.name)), "no {} in {}", field.name, decl.name);
        }
    }
    assert!(text.contains("working days") || text.contains("[%]"), "units are named");
}

#[test]
fn rules_lists_every_rule_in_every_format() {
    let text = slipway(&["rules"]).fine().out;
    let markdown = slipway(&["rules", "--format", "markdown"]).fine().out;
    let json = slipway(&["rules", "--format", "json"]).fine().json();
    let mut ids = Vec::new();
    for rule in slipway::analysis::findings::rules() {
        ids.push(rule.id);
        assert!(text.lines().any(|l| l.starts_with(&format!("{}  ", rule.id)) && l.contains(rule.severity.name())), "{}", rule.id);
        assert!(markdown.lines().any(|l| l.starts_with(&format!("| {} | ", rule.id)) && l.ends_with(" |")), "{}", rule.id);
        assert_eq!(with(&json["rules"], "id", rule.id)["remedy"], rule.remedy);
    }
    assert_eq!(json["rules"].as_array().map(Vec::len), Some(ids.len()));
    assert!(text.contains(&format!("{} rules", ids.len())));
}

#[test]
fn explain_tells_about_every_rule() {
    for rule in slipway::analysis::findings::rules() {
        let text = slipway(&["explain", rule.id]).fine().out;
        assert!(text.starts_with(&format!("{}  {}", rule.id, rule.severity.name())), "{text}");
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let squeezed = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [rule.summary, rule.remedy, rule.source] {
            assert!(flat.contains(&squeezed(part)), "no \"{part}\" in {text}");
        }
        assert!(text.lines().all(|l| l.chars().count() <= 96), "{text}");
    }
    assert!(slipway(&["explain", "sch-021"]).fine().out.contains("code-freeze: "), "an example from the sample");
    for code in slipway::analysis::validate::codes() {
        let text = slipway(&["explain", code.id]).fine().out;
        assert!(text.starts_with(code.id) && text.contains("What follows") && text.contains("Example"), "{text}");
    }
    for (wrong, hint) in [("V06", "Did you mean V006?"), ("SCH-21", "Did you mean SCH-021?"), ("SCH-O21", "Did you mean SCH-021?"), ("poem", "slipway rules")] {
        let answer = slipway(&["explain", wrong]);
        assert!(answer.status == 2 && answer.out.is_empty() && answer.err.contains(hint), "{}", answer.err);
    }
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef slipway"),
        ("fish", "complete -c slipway"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "set edit:"),
    ] {
        let script = slipway(&["completions", shell]).fine().out;
        assert!(script.contains(sign) && script.contains("status-date") && script.contains("explain"), "{shell}");
    }
    let page = slipway(&["man"]).fine().out;
    assert!(page.contains(".TH slipway 1"), "{}", page.chars().take(300).collect::<String>());
    for command in ["check", "analyze", "export", "render", "fmt", "schema", "diff", "new", "rules", "explain", "completions", "man"] {
        assert!(page.lines().any(|l| l == format!(".SS {command}")), "{command}");
    }
    for part in ["\\-\\-deny", "\\-\\-status\\-date", ".SH \"EXIT STATUS\"", ".SH EXAMPLES", "error, warning, info"] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert!(!page.contains("generate"), "it is not for users");
    assert_eq!(page, slipway(&["man"]).fine().out);
}

#[test]
fn a_wrong_path_gets_a_hint() {
    let folder = Folder::new();
    folder.with("portal.ron", &read(MINIMAL));
    for (name, hint) in [("portl.ron", "did you mean"), ("portal", "portal.ron?"), ("PORTAL.RON", "portal.ron?"), ("", "is a folder")] {
        let answer = slipway(&["check", &folder.path(name)]);
        assert!(answer.status == 1 && answer.out.is_empty(), "{name}");
        assert!(answer.err.contains(hint) && answer.err.contains("portal.ron"), "{name}: {}", answer.err);
    }
    let far = slipway(&["check", &folder.path("something-else.ron")]);
    assert!(far.status == 1 && !far.err.contains("did you mean"), "{}", far.err);
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(["analyze", SAMPLE])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn what_cannot_be_done_exits_with_1() {
    let folder = Folder::new();
    let nowhere = folder.path("nowhere.ron");
    for command in ["check", "analyze", "fmt"] {
        let answer = slipway(&[command, &nowhere]);
        assert_eq!(answer.status, 1, "{command}");
        assert!(answer.out.is_empty() && answer.err.starts_with("slipway: ") && answer.err.contains("nowhere.ron"), "{}", answer.err);
    }
    let binary = folder.path("binary.ron");
    std::fs::write(&binary, [0, 159, 146, 150]).expect("a temporary file");
    assert_eq!(slipway(&["analyze", &binary]).status, 1);
    let no_plan = folder.with("diary.ron", "Dear diary,\nnothing happened.\n");
    assert_eq!(slipway(&["check", &no_plan]).status, 1);
    let unwritable = folder.path("no/such/folder/report.md");
    assert_eq!(slipway(&["export", SAMPLE, "-o", &unwritable]).status, 1);
}

#[test]
fn wrong_usage_exits_with_2() {
    let folder = Folder::new();
    let (pdf, png) = (folder.path("x.pdf"), folder.path("x.png"));
    let gif = folder.path("x.gif");
    let wrong: [&[&str]; 12] = [
        &["check"],
        &["check", SAMPLE, "--deny", "everything"],
        &["check", SAMPLE, "--format", "poem"],
        &["analyze", SAMPLE, "--status-date", "tomorrow"],
        &["export", SAMPLE],
        &["export", SAMPLE, "-o", &pdf],
        &["render", SAMPLE, "-o", &gif],
        &["render", SAMPLE, "-o", &png, "--scale", "9"],
        &["render", SAMPLE, "-o", &png, "--size", "9"],
        &["render", SAMPLE, "-o", "-"],
        &["--view", "nowhere"],
        &["generate", "0", "-o", &pdf],
    ];
    for args in wrong {
        let answer = slipway(args);
        assert_eq!(answer.status, 2, "{args:?}: {}", answer.err);
        assert!(answer.out.is_empty() && !answer.err.is_empty(), "{args:?}");
    }
    assert!(!Path::new(&pdf).exists() && !Path::new(&png).exists());
}

#[test]
fn help_and_version_are_no_failure() {
    let help = slipway(&["--help"]).fine().out;
    for command in ["check", "analyze", "export", "render", "fmt", "schema", "diff", "new", "rules", "explain", "completions", "man"] {
        assert!(help.contains(command), "{command}");
    }
    assert!(!help.contains("generate"), "it is not for users");
    assert_eq!(slipway(&["--version"]).fine().out, format!("slipway {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn without_a_display_the_window_is_a_sentence() {
    let answer = slipway(&[]);
    assert_eq!(answer.status, 1);
    assert!(answer.err.starts_with("slipway: the window could not be opened"), "{}", answer.err);
}

#[test]
fn generate_makes_the_same_plan_from_the_same_seed() {
    let folder = Folder::new();
    let make = |name: &str, seed: &str| {
        let path = folder.path(name);
        slipway(&["generate", "120", "--seed", seed, "-o", &path]).fine();
        path
    };
    let (a, b, other) = (make("a.ron", "7"), make("b.ron", "7"), make("c.ron", "8"));
    assert_eq!(read(&a), read(&b));
    assert_ne!(read(&a), read(&other));
    let json = slipway(&["analyze", &a]).fine().json();
    assert_eq!(json["schedule"]["tasks"].as_array().map(Vec::len), Some(120));
    assert_eq!(json["invalid"], serde_json::json!([]));
}
