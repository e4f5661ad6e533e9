//! Asks the `git` program for the commits of one file. It is only ever asked to read, never through a
//! shell, and never longer or for more than a bound.

use super::{Said, Source, Version};
use crate::storage::atomic::MAX_BYTES;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Most commits that are listed.
const MOST: &str = "200";

/// How long git may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How much a list of commits may say: 200 of them with long subjects.
const MOST_LISTED: u64 = 4 * 1024 * 1024;

/// How much of its complaints is read.
const MOST_SAID: u64 = 8 * 1024;

/// Where to look for a repository, set by programs that call others: the file decides here.
const INHERITED: [&str; 7] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_LITERAL_PATHSPECS"];

/// Why git gave nothing.
enum Trouble {
    NotInstalled,
    /// It ended with this complaint.
    Complaint(String),
    Other(String),
}

/// The commits of a file, the newest first.
pub(super) fn list(place: &Path) -> (Vec<Version>, Said) {
    list_by(OsStr::new("git"), place)
}

fn list_by(program: &OsStr, place: &Path) -> (Vec<Version>, Said) {
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { return (Vec::new(), Said::NoRepository) };
    let args = ["log", "--max-count", MOST, "--no-show-signature", "--no-color", "--format=%H%x1f%ct%x1f%s%x1e", "--"].map(OsString::from);
    let args: Vec<OsString> = args.into_iter().chain([name.to_owned()]).collect();
    match run(program, folder, &args, MOST_LISTED) {
        Ok(out) => {
            let list: Vec<Version> = String::from_utf8_lossy(&out).split('\x1e').filter_map(version).collect();
            let said = if list.is_empty() { Said::NeverCommitted } else { Said::Listed };
            (list, said)
        }
        Err(Trouble::NotInstalled) => (Vec::new(), Said::NotInstalled),
        Err(Trouble::Complaint(words)) if words.contains("not a git repository") || words.contains("must be run in a work tree") => {
            (Vec::new(), Said::NoRepository)
        }
        Err(Trouble::Complaint(words)) if words.contains("does not have any commits") => (Vec::new(), Said::NeverCommitted),
        Err(Trouble::Complaint(words)) if words.contains("dubious ownership") => {
            (Vec::new(), Said::Failed("the repository belongs to another user, and git reads it only when it is told to (safe.directory)".into()))
        }
        Err(Trouble::Complaint(words) | Trouble::Other(words)) => (Vec::new(), Said::Failed(words)),
    }
}

fn version(line: &str) -> Option<Version> {
    let mut parts = line.trim_start_matches('\n').splitn(3, '\x1f');
    let (commit, seconds, subject) = (parts.next()?, parts.next()?, parts.next()?);
    let is_name = commit.len() >= super::DIGITS && commit.bytes().all(|b| b.is_ascii_hexdigit());
    let at_ms = seconds.parse::<i64>().ok()?.checked_mul(1000)?;
    // What somebody wrote may hold anything; a line of a list shows one line.
    let subject = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned();
    is_name.then(|| Version { at_ms, source: Source::Git { commit: commit.to_owned(), subject } })
}

/// The text of the file in a commit.
pub(super) fn bytes(place: &Path, commit: &str) -> Result<Vec<u8>, String> {
    let (Some(folder), Some(name)) = (place.parent(), place.file_name()) else { return Err("the file has no name".into()) };
    // The plumbing gives the bytes as they were committed; no filter of the repository is run.
    let mut which = OsString::from(format!("{commit}:./"));
    which.push(name);
    match run(OsStr::new("git"), folder, &["cat-file".into(), "blob".into(), which], MAX_BYTES) {
        Ok(out) => Ok(out),
        Err(Trouble::NotInstalled) => Err("git is not installed".into()),
        Err(Trouble::Complaint(words) | Trouble::Other(words)) => Err(words),
    }
}

/// Runs git beside the file and gives what it prints.
fn run(program: &OsStr, folder: &Path, args: &[OsString], most: u64) -> Result<Vec<u8>, Trouble> {
    let mut command = Command::new(program);
    command.arg("--no-pager").arg("--literal-pathspecs").args(["-c", "core.fsmonitor=false", "-c", "log.showSignature=false"]).arg("-C").arg(folder).args(args);
    for name in INHERITED {
        command.env_remove(name);
    }
    // Nothing is written, nobody is asked, nothing is fetched; complaints come in words that are known.
    for (name, value) in [("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1"), ("GIT_ASKPASS", ""), ("LC_ALL", "C")] {
        command.env(name, value);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    quietly(&mut command);
    let mut child = command.spawn().map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => Trouble::NotInstalled,
        _ => Trouble::Other(e.to_string()),
    })?;
    let end = Instant::now() + PATIENCE;
    let (out, err) = (listen(child.stdout.take(), most + 1), listen(child.stderr.take(), MOST_SAID));
    let result = hear(&out, end).and_then(|out| if out.len() as u64 > most { Err("it said too much".to_owned()) } else { Ok(out) });
    let ended = result.is_ok().then(|| ended(&mut child, end)).flatten();
    // Ended by itself, or it is ended: nothing is left behind.
    if ended.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    let out = result.map_err(Trouble::Other)?;
    match ended {
        Some(true) => Ok(out),
        Some(false) => {
            let words = hear(&err, end).unwrap_or_default();
            let words = String::from_utf8_lossy(&words);
            let line = words.lines().find(|l| l.starts_with("fatal")).or_else(|| words.lines().next()).unwrap_or("it failed");
            Err(Trouble::Complaint(line.trim_start_matches("fatal: ").trim().to_owned()))
        }
        None => Err(Trouble::Other("it took too long".into())),
    }
}

/// Reads a pipe to its end, or to a bound, on a thread of its own.
fn listen(pipe: Option<impl Read + Send + 'static>, most: u64) -> Receiver<Vec<u8>> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What could be read is what there is; how the program ended tells whether it is all.
            let _ = pipe.take(most).read_to_end(&mut bytes);
        }
        let _ = send.send(bytes);
    });
    receive
}

fn hear(pipe: &Receiver<Vec<u8>>, end: Instant) -> Result<Vec<u8>, String> {
    pipe.recv_timeout(end.saturating_duration_since(Instant::now())).map_err(|e| match e {
        RecvTimeoutError::Timeout => "it took too long".to_owned(),
        RecvTimeoutError::Disconnected => "it could not be heard".to_owned(),
    })
}

/// Whether it went well; nothing when it does not end in time.
fn ended(child: &mut Child, end: Instant) -> Option<bool> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(2)),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// No black window flashes up where programs without one get one.
#[cfg(windows)]
fn quietly(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn quietly(_command: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_log_is_a_version_or_nothing() {
        let found = version("\n0123456789abcdef\x1f1709633700\x1fMove the\tfreeze\x1f odd").unwrap();
        let source = Source::Git { commit: "0123456789abcdef".into(), subject: "Move the freeze  odd".into() };
        assert_eq!(found, Version { at_ms: 1_709_633_700_000, source });
        for line in
            ["", "\n", "0123456789abcdef", "zz23456789abcdef\x1f1\x1fx", "0123456789abcdef\x1fsoon\x1fx", "0123456789abcdef\x1f9223372036854775807\x1fx"]
        {
            assert_eq!(version(line), None, "{line:?}");
        }
    }

    #[test]
    fn a_machine_without_git_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let found = list_by(OsStr::new("no-such-program-anywhere"), &folder.path().join("plan.ron"));
        assert_eq!(found, (Vec::new(), Said::NotInstalled));
    }

    #[cfg(unix)]
    #[test]
    fn what_says_too_much_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("endless");
        std::fs::write(&program, "#!/bin/sh\nexec yes\n").unwrap();
        std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let found = list_by(program.as_os_str(), &folder.path().join("plan.ron"));
        assert_eq!(found, (Vec::new(), Said::Failed("it said too much".into())));
    }
}
