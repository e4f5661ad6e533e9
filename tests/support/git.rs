//! A repository in a temporary folder, made by the git of this machine.

use std::path::PathBuf;
use std::process::{Command, Stdio};

pub struct Repository(tempfile::TempDir);

impl Repository {
    /// An empty repository; none, said aloud, where git is not installed.
    pub fn begin() -> Option<Self> {
        let repository = Self(tempfile::tempdir().expect("a temporary folder"));
        if repository.git(&["init", "--quiet"], 0) {
            return Some(repository);
        }
        eprintln!("skipped: git is not on this machine");
        None
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Commits everything, at so many seconds since 1970.
    #[track_caller]
    pub fn commits(&self, subject: &str, seconds: i64) {
        assert!(self.git(&["add", "--all"], seconds) && self.git(&["commit", "--quiet", "--message", subject], seconds), "git commits");
    }

    fn git(&self, args: &[&str], seconds: i64) -> bool {
        let date = format!("{seconds} +0000");
        let who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false"];
        let mut command = Command::new("git");
        command.args(who).args(args).current_dir(self.0.path()).env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
        command.stdout(Stdio::null()).status().is_ok_and(|s| s.success())
    }
}
