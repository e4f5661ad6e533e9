//! Proves from the sources that the layers and the habits of this program are kept.
//!
//! It reads the text under `src/` as the compiler would: comments and the content of strings are no
//! code. It is deliberately not a parser of Rust: macros and renamed imports can fool it, and what
//! needs types is left to the compiler and to clippy. Tests at the end of a file, or in a file of
//! their own, are not checked: nothing of them is shipped.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The layers from left to right; each may use those to its left and its peers on the same line.
const LAYERS: [&[&str]; 9] =
    [&["model"], &["edit"], &["analysis"], &["scene"], &["report"], &["storage", "import", "export"], &["ui"], &["app"], &["cli", "main"]];

/// Layers further left than this one are pure: what they need to know comes in as an argument.
const FIRST_IMPURE: &str = "storage";

/// Layers from this one on may name the toolkit.
const FIRST_WITH_TOOLKIT: &str = "ui";

const TOOLKIT: [&str; 11] = ["ecolor", "eframe", "egui", "egui_extras", "egui_glow", "egui_plot", "egui_tiles", "egui_winit", "emath", "epaint", "rfd"];

/// Names in a row, anywhere in a path, that reach a file, a thread, a clock, the machine or chance.
const IMPURE: [&[&str]; 14] = [
    &["std", "*"],
    &["std", "env"],
    &["std", "fs"],
    &["std", "random"],
    &["std", "thread"],
    &["std", "time", "*"],
    &["time", "Instant"],
    &["time", "SystemTime"],
    &["Instant", "now"],
    &["SystemTime", "now"],
    &["Local", "now"],
    &["Utc", "now"],
    &["RandomState"],
    &["thread_rng"],
];

/// Crates that make random numbers, at the head of a path.
const CHANCE: [&str; 3] = ["fastrand", "getrandom", "rand"];

/// The only file that may say what a colour looks like.
const THEME: &str = "ui/theme.rs";

/// The named colours that are no look: nothing at all, and "to be replaced".
const NEUTRAL_COLORS: [&str; 2] = ["PLACEHOLDER", "TRANSPARENT"];

const CAN_PANIC: [&str; 4] = [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("];
const PANICS: [&str; 3] = ["panic", "todo", "unimplemented"];

const MAX_LINES: usize = 700;
const MAX_FILES: usize = 14;

// The rules.

#[test]
fn each_layer_knows_only_those_to_its_left() {
    prove(layering);
}

#[test]
fn only_the_interface_names_the_toolkit() {
    prove(toolkit);
}

#[test]
fn what_is_computed_depends_on_arguments_alone() {
    prove(purity);
}

#[test]
fn every_file_says_what_it_is() {
    prove(header);
}

#[test]
fn colours_are_chosen_in_the_theme() {
    prove(colours);
}

#[test]
fn nothing_panics_outside_tests() {
    prove(panics);
}

#[test]
fn tests_stand_at_the_end_of_their_file() {
    prove(tests_last);
}

#[test]
fn files_are_short() {
    prove(file_length);
}

#[test]
fn folders_are_small() {
    prove(folder_size);
}

fn layering(sources: &[Source]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in sources {
        let layer = source.layer();
        if layer == "lib" {
            // It names every layer, as that is all it does.
            continue;
        }
        let Some(own) = rank(layer) else {
            faults.push(source.fault(1, format!("{layer} is no layer; see LAYERS")));
            continue;
        };
        for path in &source.paths {
            let Some(name) = source.name_at_root(path) else {
                continue;
            };
            if name == "*" {
                faults.push(source.fault(path.line, "imports all layers at once"));
            } else if rank(name).is_some_and(|other| other > own) {
                faults.push(source.fault(path.line, format!("{layer} must not use {name}")));
            }
        }
    }
    faults
}

fn toolkit(sources: &[Source]) -> Vec<Fault> {
    let bound = sources.iter().filter(|source| source.is_left_of(FIRST_WITH_TOOLKIT));
    each_path(bound, |_, names| {
        let name = TOOLKIT.into_iter().find(|name| names.iter().any(|it| it == name))?;
        Some(format!("names {name}"))
    })
}

fn purity(sources: &[Source]) -> Vec<Fault> {
    let bound = sources.iter().filter(|source| source.is_left_of(FIRST_IMPURE));
    each_path(bound, |_, names| {
        let is_within = |row: &&[&str]| names.windows(row.len()).any(|window| window == *row);
        let by_chance = names.first().is_some_and(|name| CHANCE.contains(&name.as_str()));
        let is_impure = by_chance || IMPURE.iter().any(is_within);
        is_impure.then(|| format!("uses {}", names.join("::")))
    })
}

fn header(sources: &[Source]) -> Vec<Fault> {
    let silent = sources.iter().filter(|source| !source.text.starts_with("//!"));
    silent.map(|source| source.fault(1, "does not open with //!")).collect()
}

fn colours(sources: &[Source]) -> Vec<Fault> {
    let bound = sources.iter().filter(|source| source.path != THEME);
    each_path(bound, |next, names| {
        let is_macro = names.last().is_some_and(|name| name == "hex_color") && next == '!';
        let is_tuple = names.last().is_some_and(|name| name == "Color32") && next == '(';
        let is_made = names.windows(2).any(|pair| {
            let name = pair[1].as_str();
            let is_named = name.chars().all(|it| it.is_ascii_uppercase() || it == '_');
            let is_look = is_named && !NEUTRAL_COLORS.contains(&name);
            pair[0] == "Color32" && (is_look || name == "*" || name.starts_with("from_"))
        });
        (is_macro || is_tuple || is_made).then(|| format!("makes a colour: {}", names.join("::")))
    })
}

fn panics(sources: &[Source]) -> Vec<Fault> {
    let mut faults = each_path(sources.iter(), |next, names| {
        let name = names.last().filter(|name| PANICS.contains(&name.as_str()))?;
        (next == '!').then(|| format!("calls {name}!"))
    });
    for source in sources {
        for (number, line) in (1..).zip(source.code.lines()) {
            for call in CAN_PANIC.into_iter().filter(|call| line.contains(call)) {
                faults.push(source.fault(number, format!("calls {call}")));
            }
        }
    }
    faults
}

/// Keeps the other rules honest: they look no further than the line that begins the tests.
fn tests_last(sources: &[Source]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| !source.tests.is_empty()) {
        let is_blank = |line: &&str| line.trim().is_empty();
        let lines = source.tests.lines();
        let mut lines = lines.skip_while(|line| is_blank(line) || line.starts_with("#["));
        let opening = lines.next().unwrap_or_default();
        let is_module = opening.starts_with("mod ");
        // By the format of the code, the first brace at the margin closes the module.
        let is_closed = opening.ends_with(';') || lines.any(|line| line == "}");
        if !(is_module && is_closed && lines.all(|line| is_blank(&line))) {
            let line = source.code.lines().count() + 1;
            faults.push(source.fault(line, "has more than one test module at its end"));
        }
    }
    faults
}

fn file_length(sources: &[Source]) -> Vec<Fault> {
    let lines = |source: &Source| source.code.lines().count();
    let long = sources.iter().filter(|source| lines(source) >= MAX_LINES);
    let fault = |source: &Source| {
        let lines = lines(source);
        source.fault(lines, format!("has {lines} lines, {MAX_LINES} are too many"))
    };
    long.map(fault).collect()
}

fn folder_size(sources: &[Source]) -> Vec<Fault> {
    let mut folders: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        let folder = source.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folders.entry(folder).or_default().push(source);
    }
    let crowded = folders.into_values().filter(|files| files.len() > MAX_FILES);
    let fault = |files: Vec<&Source>| {
        let text = format!("is one of {} files in its folder, {MAX_FILES} are allowed", files.len());
        files.last().map(|last| last.fault(1, text))
    };
    crowded.filter_map(fault).collect()
}

// The sources.

/// One file, taken apart once for all rules.
struct Source {
    /// From `src/` on, with `/` on every system.
    path: String,
    text: String,
    /// Without comments, the content of strings, and tests; the lines keep their numbers.
    code: String,
    /// The tests, from their first line on.
    tests: String,
    paths: Vec<CodePath>,
}

/// A path such as `std::fs::read`; an import of several things gives several paths.
#[derive(Debug, PartialEq)]
struct CodePath {
    line: usize,
    names: Vec<String>,
    /// The first character after it, to tell a macro or a call.
    next: char,
}

/// A place where a rule is broken.
#[derive(Debug)]
struct Fault(String);

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let bare = strip(text);
        let mut tests = bare.len();
        let mut start = 0;
        for line in bare.split_inclusive('\n') {
            if line.trim_end() == "#[cfg(test)]" {
                tests = start;
                break;
            }
            start += line.len();
        }
        let (code, tests) = bare.split_at(tests);
        Self { path: path.to_owned(), text: text.to_owned(), code: code.to_owned(), tests: tests.to_owned(), paths: paths(code) }
    }

    /// The first part of the path, which names the layer.
    fn layer(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// What the paths of test modules in files of their own begin with.
    fn test_file(&self) -> Option<String> {
        let declared = |line: &str| Some(line.strip_prefix("mod ")?.strip_suffix(';')?.to_owned());
        let name = self.tests.lines().find_map(declared)?;
        let own = self.path.strip_suffix(".rs")?;
        let (folder, stem) = own.rsplit_once('/').unwrap_or(("", own));
        let is_folder = ["mod", "lib", "main"].contains(&stem);
        let base = if is_folder { folder } else { own };
        Some(format!("{base}/{name}").trim_start_matches('/').to_owned())
    }

    /// A file of no known layer is bound by the rules of all.
    fn is_left_of(&self, layer: &str) -> bool {
        rank(self.layer()).unwrap_or(0) < rank(layer).unwrap_or(0)
    }

    /// What a path names directly in the crate, by `crate::` or by enough of `super::`.
    fn name_at_root<'a>(&self, path: &'a CodePath) -> Option<&'a str> {
        let is_root = ["lib.rs", "main.rs"].contains(&self.path.as_str());
        let is_folder = self.path.ends_with("/mod.rs");
        let depth = self.path.split('/').count() - usize::from(is_root || is_folder);
        let supers = path.names.iter().take_while(|name| *name == "super").count();
        let start = match path.names.first()?.as_str() {
            "crate" | "slipway" => 1,
            "super" if supers >= depth => supers,
            _ => return None,
        };
        path.names.get(start).map(String::as_str)
    }

    fn fault(&self, line: usize, what: impl Into<String>) -> Fault {
        Fault(format!("src/{}:{line} {}", self.path, what.into()))
    }
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&layer))
}

/// Asks a rule about each path of code and the character after it.
fn each_path<'a>(sources: impl Iterator<Item = &'a Source>, rule: impl Fn(char, &[String]) -> Option<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in sources {
        for path in &source.paths {
            if let Some(what) = rule(path.next, &path.names) {
                faults.push(source.fault(path.line, what));
            }
        }
    }
    faults
}

fn prove(rule: fn(&[Source]) -> Vec<Fault>) {
    let faults = rule(&sources());
    let list = faults.iter().fold(String::new(), |mut list, Fault(text)| {
        let _ = write!(list, "\n  {text}");
        list
    });
    assert!(faults.is_empty(), "{} faults:{list}", faults.len());
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    set_tests_aside(&mut found);
    found
}

/// A test module may have a file of its own, in which nothing is code then.
fn set_tests_aside(sources: &mut [Source]) {
    let modules: Vec<String> = sources.iter().filter_map(Source::test_file).collect();
    for source in sources {
        let is_within = |module: &String| {
            let rest = source.path.strip_prefix(module.as_str());
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        if modules.iter().any(is_within) {
            source.code.clear();
            source.tests.clear();
            source.paths.clear();
        }
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the sources are beside the tests") {
        let entry = entry.expect("a folder of sources can be listed");
        let name = entry.file_name().into_string().expect("file names are plain");
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if entry.path().extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(entry.path()).expect("a source can be read");
            found.push(Source::new(&path, &text));
        }
    }
}

// Reading Rust.

/// Replaces comments and the content of strings by blanks, and keeps the lines.
fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut bare = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        let end = match first {
            '/' => comment_end(&chars, at),
            '"' => Some(string_end(&chars, at, '"')),
            '\'' => quote_end(&chars, at),
            _ if is_name(first) => {
                let end = name_end(&chars, at);
                let is_raw = matches!(chars[at..end], ['r'] | ['b' | 'c', 'r']);
                bare.extend(&chars[at..end]);
                at = end;
                if is_raw { raw_end(&chars, at) } else { None }
            }
            _ => None,
        };
        if let Some(end) = end {
            let hidden = &chars[at..end];
            bare.extend(hidden.iter().map(|it| if *it == '\n' { '\n' } else { ' ' }));
            at = end;
        } else if !is_name(first) {
            bare.push(first);
            at += 1;
        }
    }
    bare
}

fn is_name(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

fn name_end(chars: &[char], start: usize) -> usize {
    let length = chars[start..].iter().take_while(|it| is_name(**it)).count();
    start + length
}

/// The end of a comment to the end of the line, or of one between marks, which may be nested.
fn comment_end(chars: &[char], start: usize) -> Option<usize> {
    if chars[start..].starts_with(&['/', '/']) {
        let line = chars[start..].iter().position(|it| *it == '\n');
        return Some(line.map_or(chars.len(), |length| start + length));
    }
    let mut at = start;
    let mut depth = 0;
    while at < chars.len() {
        if chars[at..].starts_with(&['/', '*']) {
            (at, depth) = (at + 2, depth + 1);
        } else if chars[at..].starts_with(&['*', '/']) {
            (at, depth) = (at + 2, depth - 1);
        } else {
            at += 1;
        }
        if depth == 0 {
            return (at > start + 1).then_some(at);
        }
    }
    (depth > 0).then_some(at)
}

/// The end of what is between two marks, of which those after a backslash do not count.
fn string_end(chars: &[char], start: usize, mark: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != mark {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// The end of a character, or `None` for a lifetime.
fn quote_end(chars: &[char], start: usize) -> Option<usize> {
    let is_escaped = chars.get(start + 1) == Some(&'\\');
    let is_plain = chars.get(start + 2) == Some(&'\'');
    (is_escaped || is_plain).then(|| string_end(chars, start, '\''))
}

/// The end of a raw string whose hashes or quotes begin here.
fn raw_end(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start..].iter().take_while(|it| **it == '#').count();
    if chars.get(start + hashes) != Some(&'"') {
        return None;
    }
    let mut close = vec!['"'];
    close.resize(hashes + 1, '#');
    let inside = start + hashes + 1;
    let length = chars[inside..].windows(close.len()).position(|it| it == close);
    Some(length.map_or(chars.len(), |length| inside + length + close.len()))
}

/// All paths in stripped code, with imports in braces spelled out.
fn paths(code: &str) -> Vec<CodePath> {
    let mut reader = Reader { tokens: tokens(code), at: 0, found: Vec::new() };
    while reader.at < reader.tokens.len() {
        if reader.name().is_some() {
            reader.path(&[]);
        } else {
            reader.at += 1;
        }
    }
    reader.found
}

/// A name, or any other character; two colons are one.
#[derive(PartialEq)]
enum Token {
    Name(String),
    Colons,
    Other(char),
}

fn tokens(code: &str) -> Vec<(usize, Token)> {
    let mut tokens = Vec::new();
    for (number, line) in (1..).zip(code.lines()) {
        let chars: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let end = name_end(&chars, at);
            let (token, length) = match chars[at] {
                _ if end > at => (Token::Name(chars[at..end].iter().collect()), end - at),
                ':' if chars.get(at + 1) == Some(&':') => (Token::Colons, 2),
                // No macro is called by a comparison.
                '!' if chars.get(at + 1) == Some(&'=') => (Token::Other('='), 2),
                other => (Token::Other(other), 1),
            };
            if !matches!(token, Token::Other(it) if it.is_whitespace()) {
                tokens.push((number, token));
            }
            at += length;
        }
    }
    tokens
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    found: Vec<CodePath>,
}

impl Reader {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(_, token)| token)
    }

    fn is(&self, ahead: usize, mark: char) -> bool {
        self.token(ahead) == Some(&Token::Other(mark))
    }

    fn name(&self) -> Option<String> {
        match self.token(0) {
            Some(Token::Name(name)) => Some(name.clone()),
            Some(Token::Other('*')) => Some("*".to_owned()),
            _ => None,
        }
    }

    /// Reads one path that begins here, inside the braces that follow `outer`.
    fn path(&mut self, outer: &[String]) {
        let line = self.tokens[self.at].0;
        let mut names = outer.to_vec();
        while let Some(name) = self.name() {
            names.push(name);
            self.at += 1;
            if self.token(0) != Some(&Token::Colons) {
                break;
            }
            if self.is(1, '{') {
                self.at += 2;
                return self.group(&names);
            }
            self.at += 1;
        }
        let next = match self.token(0) {
            Some(Token::Other(next)) => *next,
            _ => ' ',
        };
        self.found.push(CodePath { line, names, next });
    }

    fn group(&mut self, outer: &[String]) {
        while self.at < self.tokens.len() && !self.is(0, '}') {
            if self.name().is_none() {
                self.at += 1;
                continue;
            }
            self.path(outer);
            // What follows `as` is a new name and no path.
            while self.at < self.tokens.len() && !self.is(0, ',') && !self.is(0, '}') {
                self.at += 1;
            }
        }
        self.at += 1;
    }
}

// Tests of the rules themselves.

/// Whether a rule finds exactly this in one file.
fn finds(rule: fn(&[Source]) -> Vec<Fault>, path: &str, text: &str) -> Vec<String> {
    let faults = rule(&[Source::new(path, text)]);
    faults.into_iter().map(|Fault(text)| text).collect()
}

#[test]
fn the_sources_are_found() {
    let sources = sources();
    let has = |path: &str| sources.iter().any(|source| source.path == path);
    assert!(has("lib.rs") && has("main.rs"));
    assert!(sources.iter().any(|source| source.path.contains('/')));
}

#[test]
fn a_planted_import_from_the_right_is_caught() {
    let caught = |path, text| finds(layering, path, text);
    assert_eq!(caught("model/task.rs", "//! Doc.\nuse crate::ui::Theme;\n"), ["src/model/task.rs:2 model must not use ui"]);
    assert_eq!(caught("edit.rs", "use crate::{\n    model::{Plan, Task},\n    storage::{self as s},\n};"), ["src/edit.rs:3 edit must not use storage"]);
    assert_eq!(caught("report/mod.rs", "fn f() { let x = crate :: export::svg(); }").len(), 1);
    assert_eq!(caught("scene/mod.rs", "use super::report::Block;").len(), 1);
    assert_eq!(caught("scene/axis.rs", "use super::super::report::Block;").len(), 1);
    assert_eq!(caught("import/csv.rs", "use crate::app;").len(), 1);
    assert_eq!(caught("ui/mod.rs", "use crate::cli::Arguments;").len(), 1);
    assert_eq!(caught("model/task.rs", "use crate::*;").len(), 1);
    assert_eq!(caught("helpers/text.rs", ""), ["src/helpers/text.rs:1 helpers is no layer; see LAYERS"]);
    assert!(caught("report/mod.rs", "use crate::{model::Plan, scene, analysis::*};").is_empty());
    assert!(caught("import/csv.rs", "use crate::storage::atomic;").is_empty());
    assert!(caught("analysis/mod.rs", "use super::analysis::report;\nmod report;").is_empty());
    assert!(caught("scene/axis.rs", "use super::report;").is_empty());
    assert!(caught("main.rs", "use slipway::{app, ui};").is_empty());
    assert!(caught("lib.rs", "pub mod ui;\npub use crate::ui::App;").is_empty());
}

#[test]
fn a_planted_toolkit_is_caught() {
    let caught = |path, text| finds(toolkit, path, text);
    assert_eq!(caught("scene/mod.rs", "//! Doc.\n\nuse egui::Rect;"), ["src/scene/mod.rs:3 names egui"]);
    assert_eq!(caught("export/png.rs", "fn f(x: ::egui::Rect) {}").len(), 1);
    assert_eq!(caught("storage/mod.rs", "use {std::io, rfd::FileDialog};").len(), 1);
    assert_eq!(caught("lib.rs", "pub use eframe;").len(), 1);
    assert_eq!(caught("unknown/mod.rs", "use egui_plot::Plot;").len(), 1);
    for path in ["ui/mod.rs", "app.rs", "app/jobs.rs", "main.rs", "cli/run.rs"] {
        assert!(caught(path, "use egui::Rect;").is_empty());
    }
    assert!(caught("scene/mod.rs", "/// Not [`egui::Rect`].\nfn no_egui() {}").is_empty());
}

#[test]
fn a_planted_side_effect_is_caught() {
    let caught = |path, text| finds(purity, path, text);
    assert_eq!(
        caught("model/mod.rs", "use std::{\n    fmt,\n    fs::{self, File},\n};"),
        ["src/model/mod.rs:3 uses std::fs::self", "src/model/mod.rs:3 uses std::fs::File"]
    );
    let effects = [
        "std::thread::spawn(f)",
        "std::env::var(name)",
        "std::time::Instant::now()",
        "use std::time; fn f() { time::SystemTime::UNIX_EPOCH }",
        "use std::time::*;",
        "chrono::Utc::now()",
        "Local::now()",
        "Instant::now()",
        "rand::random()",
        "std::hash::RandomState::new()",
        "<u8 as Into<u8>>::into(std::env::args().len())",
    ];
    for effect in effects {
        for path in ["model/mod.rs", "edit.rs", "analysis/a.rs", "scene/a.rs", "report/a.rs"] {
            assert_eq!(caught(path, effect).len(), 1, "{effect}");
        }
        assert!(caught("storage/mod.rs", effect).is_empty(), "{effect}");
    }
    let harmless = "use std::time::Duration; use crate::random::Seed; env!(a); self.fs.now();";
    assert!(caught("model/mod.rs", harmless).is_empty());
}

#[test]
fn a_planted_silent_file_is_caught() {
    assert_eq!(finds(header, "edit/mod.rs", "/// Doc.\nfn f() {}\n"), ["src/edit/mod.rs:1 does not open with //!"]);
    assert_eq!(finds(header, "lib.rs", "").len(), 1);
    assert!(finds(header, "lib.rs", "//! Doc.\n").is_empty());
}

#[test]
fn a_planted_colour_is_caught() {
    let caught = |path, text| finds(colours, path, text);
    assert_eq!(caught("ui/bar.rs", "fn f() {\n    let c = egui::Color32::from_rgb(1, 2, 3);\n}"), ["src/ui/bar.rs:2 makes a colour: egui::Color32::from_rgb"]);
    let made = [
        "Color32::from_rgba_unmultiplied(1, 2, 3, 4)",
        "Color32::from_gray(9)",
        "Color32::from_hex(text)",
        "Color32::RED",
        "Color32::LIGHT_BLUE.gamma_multiply(0.5)",
        "egui::hex_color!(\"#ff0000\")",
        "hex_color!(\"#ff0000\")",
        "Color32([1, 2, 3, 4])",
    ];
    for made in made {
        assert_eq!(caught("ui/bar.rs", made).len(), 1, "{made}");
        assert_eq!(caught("app.rs", made).len(), 1, "{made}");
        assert!(caught("ui/theme.rs", made).is_empty());
    }
    let harmless = "use egui::Color32;\nfn f(c: Color32) -> Color32 { Color32::TRANSPARENT }";
    assert!(caught("ui/bar.rs", harmless).is_empty());
}

#[test]
fn a_planted_panic_is_caught() {
    let caught = |text| finds(panics, "ui/bar.rs", text);
    assert_eq!(caught("fn f() {\n    x.unwrap();\n}"), ["src/ui/bar.rs:2 calls .unwrap()"]);
    let calls =
        ["x.expect(\"why\")", "x\n    .expect(\n        \"why\",\n    )", "x.unwrap_err()", "panic!(\"why\")", "std::panic!()", "todo!()", "unimplemented!()"];
    for call in calls {
        assert_eq!(caught(call).len(), 1, "{call}");
    }
    let harmless = [
        "x.unwrap_or(1)",
        "x.unwrap_or_default()",
        "#[expect(dead_code)]",
        "std::panic::catch_unwind(f)",
        "let panic = 1; panic != 2",
        "#[cfg(test)]\nmod tests {\n    fn f() { x.unwrap(); panic!() }\n}",
    ];
    for code in harmless {
        assert!(caught(code).is_empty(), "{code}");
    }
}

#[test]
fn planted_code_after_the_tests_is_caught() {
    let caught = |text| finds(tests_last, "edit/mod.rs", text);
    let tests = "#[cfg(test)]\n#[cfg(unix)]\nmod tests {\n    fn f() { a }\n}\n";
    assert!(caught("fn f() {}\n").is_empty());
    assert!(caught(tests).is_empty());
    let more = format!("fn f() {{}}\n\n{tests}\nfn g() {{}}\n");
    assert_eq!(caught(&more), ["src/edit/mod.rs:3 has more than one test module at its end"]);
    assert_eq!(caught("#[cfg(test)]\nuse std::fs;\n\nfn f() { x.unwrap() }\n").len(), 1);
    assert!(caught("fn f() {}\n\n#[cfg(test)]\nmod tests;\n").is_empty());
    assert_eq!(caught("#[cfg(test)]\nmod tests;\n\nfn f() {\n}\n").len(), 1);
}

#[test]
fn test_modules_in_files_of_their_own_are_set_aside() {
    let panic = "fn f() { x.unwrap() }\n";
    let with_tests = "#[cfg(test)]\nmod tests;\n";
    let mut files: Vec<Source> = [
        ("edit/mod.rs", with_tests),
        ("edit/tests.rs", panic),
        ("edit/tests/more.rs", panic),
        ("edit/tests_plan.rs", panic),
        ("scene.rs", with_tests),
        ("scene/tests.rs", panic),
        ("tests.rs", panic),
    ]
    .map(|(path, text)| Source::new(path, text))
    .into();
    set_tests_aside(&mut files);
    let faults: Vec<String> = panics(&files).into_iter().map(|Fault(it)| it).collect();
    assert_eq!(faults, ["src/edit/tests_plan.rs:1 calls .unwrap()", "src/tests.rs:1 calls .unwrap()"]);
}

#[test]
fn a_planted_long_file_is_caught() {
    let long = "//\n".repeat(MAX_LINES);
    let short = "//\n".repeat(MAX_LINES - 1);
    assert_eq!(finds(file_length, "edit/mod.rs", &long), ["src/edit/mod.rs:700 has 700 lines, 700 are too many"]);
    assert!(finds(file_length, "edit/mod.rs", &short).is_empty());
    let tested = format!("{short}#[cfg(test)]\n{long}");
    assert!(finds(file_length, "edit/mod.rs", &tested).is_empty());
}

#[test]
fn a_planted_crowd_is_caught() {
    let crowd = |count| {
        let files = (0..count).map(|number| Source::new(&format!("ui/panels/{number:02}.rs"), ""));
        let mut files: Vec<Source> = files.collect();
        files.push(Source::new("ui/mod.rs", ""));
        folder_size(&files)
    };
    assert!(crowd(MAX_FILES).is_empty());
    let faults = crowd(MAX_FILES + 1);
    assert_eq!(faults.len(), 1);
    assert!(faults[0].0.starts_with("src/ui/panels/14.rs:1 is one of 15 files"), "{faults:?}");
}

#[test]
fn comments_and_strings_are_no_code() {
    let hidden = [
        "// x.unwrap() crate::ui",
        "/// x.unwrap() crate::ui",
        "/* x.unwrap() /* nested */ crate::ui */",
        "let a = \"x.unwrap() \\\" crate::ui\";",
        "let a = b\"x.unwrap()\"; let b = c\"crate::ui\";",
        "let a = r\"x.unwrap() \\\"; let b = r#\"crate::ui \" x.unwrap()\"#;",
        "let a = br##\"x.unwrap() \"# crate::ui\"##;",
        "let a = '\"'; let b = '\\''; let c = \"crate::ui x.unwrap()\";",
        "fn f<'a>(x: &'a str) { \"x.unwrap() crate::ui\" }",
        "let r#type = \"crate::ui x.unwrap()\";",
        "let a = \"crate::ui\n    x.unwrap()\n\";",
    ];
    for text in hidden {
        let source = Source::new("model/mod.rs", text);
        assert!(panics(&[source]).is_empty(), "{text}");
        assert!(finds(layering, "model/mod.rs", text).is_empty(), "{text}");
    }
    for text in hidden {
        // Whatever was hidden ends where it should: the code after it is seen, on its own line.
        let text = format!("{text}\nx.unwrap(); crate::ui::f();");
        let line = text.lines().count();
        let unwrap = format!("src/model/mod.rs:{line} calls .unwrap()");
        assert_eq!(finds(panics, "model/mod.rs", &text), [unwrap]);
        let layer = format!("src/model/mod.rs:{line} model must not use ui");
        assert_eq!(finds(layering, "model/mod.rs", &text), [layer]);
    }
}
