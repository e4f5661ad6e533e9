//! The real program as the tests of the command line use it: run it, read what it answered.

use serde_json::Value;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub const SAMPLE: &str = "assets/plans/customer-portal.ron";
pub const MINIMAL: &str = "assets/plans/minimal.ron";

/// Line 7 has a date that is none, line 8 waits for nobody, line 9 is not RON.
pub const FAULTY: &str = r#"(
    schema_version: 1,
    meta: (project: "Faulty", status_date: "2024-06-03"),
    release: (version: "1", target: "2024-06-13"),
    tasks: [
        (id: "good", title: "Good", start: "2024-06-03", duration: "3d"),
        (id: "vague", title: "Vague", start: "someday", duration: "2d"),
        (id: "lost", title: "Lost", duration: "2d", after: ["nobody"]),
        (id: "broken", title: "Broken", duration: 12 34),
    ],
)
"#;

/// What the program answered.
pub struct Answer {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    #[track_caller]
    pub fn fine(self) -> Self {
        assert_eq!(self.status, 0, "{}", self.err);
        self
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e} in {}", self.out))
    }
}

pub fn slipway(args: &[&str]) -> Answer {
    slipway_reading(args, "")
}

pub fn slipway_reading(args: &[&str], input: &str) -> Answer {
    let mut child = Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(args)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let input = input.to_owned();
    // A program that does not read its input closes it, which is no fault.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("the input was written");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Answer { status: output.status.code().expect("no signal ended it"), out: text(output.stdout), err: text(output.stderr) }
}

pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    pub fn with(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a temporary file");
        path
    }
}

#[track_caller]
pub fn read(path: impl AsRef<Path>) -> String {
    let path: PathBuf = path.as_ref().to_owned();
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The element of a list with this value in a field.
#[track_caller]
pub fn with<'v>(list: &'v Value, field: &str, value: &str) -> &'v Value {
    let list = list.as_array().expect("a list");
    list.iter().find(|v| v[field] == value).unwrap_or_else(|| panic!("nothing with {field} {value}"))
}

/// `file:line: severity[RULE] message`, and a column behind the line where one is known.
pub fn is_diagnostic(line: &str, file: &str) -> bool {
    let Some((place, rest)) = line.strip_prefix(&format!("{file}:")).and_then(|l| l.split_once(": ")) else { return false };
    let numbers = place.split(':').all(|n| n.parse::<usize>().is_ok_and(|n| n > 0));
    let Some((severity, rest)) = rest.split_once('[') else { return false };
    let Some((rule, message)) = rest.split_once("] ") else { return false };
    let (family, number) = rule.split_once('-').unwrap_or_else(|| rule.split_at(1));
    let is_rule = family.chars().all(|c| c.is_ascii_uppercase()) && number.len() == 3 && number.chars().all(|c| c.is_ascii_digit());
    numbers && ["error", "warning", "info"].contains(&severity) && is_rule && message.contains(": ")
}
