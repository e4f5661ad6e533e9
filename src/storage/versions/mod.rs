//! Earlier versions of a plan file: those that git holds, and the copies that saving keeps.
//!
//! Nothing here changes a plan or a repository; what cannot be found is said, not guessed.

mod git;
mod kept;

pub use kept::{home, keep};

use super::atomic;
use chrono::{DateTime, Local, SecondsFormat, Utc};
use std::path::{Path, PathBuf};

/// Digits of a commit that a version is called by.
const DIGITS: usize = 10;

/// One earlier version of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// When its text was saved or committed, in milliseconds since 1970.
    pub at_ms: i64,
    /// Where its text is.
    pub source: Source,
}

/// Where the text of a version is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Kept when it was saved over.
    Kept,
    /// Committed to git.
    Git {
        /// The whole name of the commit.
        commit: String,
        /// The first line of its message.
        subject: String,
    },
}

/// What git said about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It listed its versions.
    Listed,
    /// It is not on this machine.
    NotInstalled,
    /// The file is in no repository.
    NoRepository,
    /// The file was never committed.
    NeverCommitted,
    /// Something else was in the way.
    Failed(String),
}

/// The earlier versions of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The newest first.
    pub list: Vec<Version>,
    /// What git said.
    pub git: Said,
    /// Why the kept copies could not be listed.
    pub trouble: Option<String>,
}

/// Why the text of a version cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum VersionError {
    /// Its copy cannot be read.
    #[error("{0}")]
    Read(#[from] atomic::ReadError),
    /// Copies are kept nowhere.
    #[error("no folder is known in which copies are kept")]
    NoFolder,
    /// Git did not give it.
    #[error("git did not give this version: {0}")]
    Git(String),
}

impl Version {
    /// What it is called on the command line.
    pub fn id(&self) -> String {
        match &self.source {
            Source::Kept => format!("saved-{}", self.at_ms),
            Source::Git { commit, .. } => commit.get(..DIGITS).unwrap_or(commit).to_owned(),
        }
    }

    /// When it was saved, on the clock of this machine: `2024-03-05 10:15`.
    pub fn when(&self) -> String {
        self.time().map_or_else(|| "at an unknown time".to_owned(), |t| t.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string())
    }

    /// What it is called where it stands beside the plan: its day and minute, and what its commit says.
    pub fn name(&self) -> String {
        match &self.source {
            Source::Git { subject, .. } if !subject.is_empty() => format!("{} \"{subject}\"", self.when()),
            Source::Git { .. } | Source::Kept => self.when(),
        }
    }

    /// When it was saved, the same everywhere: `2024-03-05T09:15:00Z`.
    pub fn when_utc(&self) -> Option<String> {
        self.time().map(|t| t.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    /// Where it comes from: `saved here`, or `git: Move the freeze`.
    pub fn from(&self) -> String {
        match &self.source {
            Source::Kept => "saved here".to_owned(),
            Source::Git { subject, .. } if subject.is_empty() => "git".to_owned(),
            Source::Git { subject, .. } => format!("git: {subject}"),
        }
    }

    fn time(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.at_ms)
    }
}

impl Versions {
    /// The earlier versions of a file; `kept` is the folder in which saving keeps copies.
    pub fn of(path: &Path, kept: Option<&Path>) -> Self {
        let place = place_of(path);
        let (mut list, said) = git::list(&place);
        let trouble = match kept.map_or(Ok(Vec::new()), |folder| kept::list(folder, &place)) {
            Ok(copies) => {
                list.extend(copies);
                None
            }
            Err(why) => Some(format!("The copies that saving keeps cannot be listed: {why}")),
        };
        // Commits of one second stay in the order in which git tells them.
        list.sort_by_key(|v| std::cmp::Reverse(v.at_ms));
        Self { list, git: said, trouble }
    }

    /// The version that is called so, or by the beginning of its commit.
    pub fn find(&self, id: &str) -> Option<&Version> {
        let begins = |v: &&Version| match &v.source {
            Source::Kept => false,
            Source::Git { commit, .. } => id.len() >= 4 && commit.starts_with(id),
        };
        let mut beginning = self.list.iter().filter(begins);
        let only = beginning.next().filter(|_| beginning.next().is_none());
        self.list.iter().find(|v| v.id() == id).or(only)
    }

    /// What has to be known about the list, if anything: why it is empty, or what it lacks.
    pub fn note(&self) -> Option<String> {
        let git = match &self.git {
            Said::Failed(why) => Some(format!("git could not be asked: {why}")),
            Said::Listed => None,
            _ if !self.list.is_empty() => None,
            Said::NotInstalled => Some("git is not installed".to_owned()),
            Said::NoRepository => Some("The file is in no git repository".to_owned()),
            Said::NeverCommitted => Some("The file was never committed to git".to_owned()),
        };
        let copies = match &self.trouble {
            Some(why) => Some(why.clone()),
            None => self.list.is_empty().then(|| "Slipway has kept no copy yet: it keeps the text that is there each time you save over it".to_owned()),
        };
        let notes: Vec<String> = git.into_iter().chain(copies).collect();
        (!notes.is_empty()).then(|| format!("{}.", notes.join(". ")))
    }
}

/// The text of a version of a file, as bytes.
pub fn bytes(path: &Path, kept: Option<&Path>, version: &Version) -> Result<Vec<u8>, VersionError> {
    let place = place_of(path);
    match &version.source {
        Source::Kept => Ok(atomic::read(&kept::copy_of(kept.ok_or(VersionError::NoFolder)?, &place, version.at_ms))?.0),
        Source::Git { commit, .. } => git::bytes(&place, commit).map_err(VersionError::Git),
    }
}

/// Where a file really is: however it was named, its versions are the same.
fn place_of(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(list: Vec<Version>, git: Said) -> Versions {
        Versions { list, git, trouble: None }
    }

    fn commit(name: &str) -> Version {
        Version { at_ms: 0, source: Source::Git { commit: name.to_owned(), subject: "Begin".to_owned() } }
    }

    #[test]
    fn a_version_is_found_by_its_id_or_the_beginning_of_its_commit() {
        let saved = Version { at_ms: 1_709_633_700_123, source: Source::Kept };
        let all = of(vec![commit("abcdef0123456789"), commit("abcd000000000000"), saved.clone()], Said::Listed);
        assert_eq!(all.find("abcdef0123"), Some(&all.list[0]));
        assert_eq!(all.find("abcde"), Some(&all.list[0]));
        assert_eq!(all.find("abcd"), None, "two begin so");
        assert_eq!(all.find("abc"), None, "too short to be meant");
        assert_eq!(all.find("saved-1709633700123"), Some(&saved));
        assert_eq!(all.find(""), None);
        assert_eq!((saved.when_utc().as_deref(), saved.from().as_str()), (Some("2024-03-05T10:15:00Z"), "saved here"));
        assert_eq!(all.list[0].from(), "git: Begin");
    }

    #[test]
    fn what_is_missing_is_said() {
        let note = |git| of(Vec::new(), git).note().unwrap();
        assert!(note(Said::NotInstalled).starts_with("git is not installed. Slipway has kept no copy yet"));
        assert!(note(Said::NoRepository).contains("in no git repository"));
        assert!(note(Said::NeverCommitted).contains("never committed"));
        assert_eq!(of(vec![commit("abcdef")], Said::NotInstalled).note(), None);
        let failed = of(vec![commit("abcdef")], Said::Failed("it took too long".into())).note();
        assert_eq!(failed.as_deref(), Some("git could not be asked: it took too long."));
    }
}
