//! The text that a save replaces is kept: a folder for each file, a copy for each save, thinned with time.

use super::{Source, Version};
use crate::storage::atomic::{self, ReadError};
use chrono::{DateTime, Local};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Most copies of a file.
const MOST: usize = 50;
/// So many of the last saves are kept, whenever they were; of those before, the last of each day.
const LAST: usize = 20;
/// A file larger than this is not kept.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// All copies of a file together take no more than this.
const MOST_TOGETHER: u64 = 256 * 1024 * 1024;
/// What the name of a copy ends in.
const ENDING: &str = ".ron";

/// Where copies are kept unless told otherwise.
pub fn home() -> Option<PathBuf> {
    atomic::state_folder().map(|folder| folder.join("versions"))
}

/// Keeps the text that a file holds now, before a save replaces it. A file that is not there, or holds
/// what was kept last, needs no copy.
///
/// # Errors
/// When it could not be kept; the words finish "… is not kept: ".
pub fn keep(home: &Path, path: &Path) -> Result<(), String> {
    let place = super::place_of(path);
    let (bytes, print) = match atomic::read(&place) {
        Ok(read) => read,
        Err(ReadError::Io(cause, _)) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(why) => return Err(why.to_string()),
    };
    if print.size > MOST_BYTES {
        return Err(format!("the file is larger than {} MiB", MOST_BYTES / 1024 / 1024));
    }
    let folder = folder_of(home, &place);
    let said = |e: io::Error| format!("{e}: {}", folder.display());
    make_private(&folder).map_err(said)?;
    let copies = times(&folder).map_err(said)?;
    if let Some(last) = copies.first()
        && fs::read(folder.join(name_of(*last))).is_ok_and(|old| old == bytes)
    {
        return Ok(());
    }
    // The name is the time at which the text was saved; two saves in a thousandth of a second get two names.
    let mut at_ms = i64::try_from(print.modified_ns / 1_000_000).unwrap_or(0);
    while copies.contains(&at_ms) {
        at_ms += 1;
    }
    let copy = folder.join(name_of(at_ms));
    atomic::write(&copy, &bytes, None, &|_| true).map_err(|e| e.to_string())?;
    // Whose copies these are, for somebody who looks into the folder.
    let _ = fs::write(folder.join("of.txt"), place.as_os_str().as_encoded_bytes());
    thin(&folder, at_ms).map_err(|e| format!("{e}: {}", folder.display()))
}

/// The copies of a file.
pub(super) fn list(home: &Path, place: &Path) -> io::Result<Vec<Version>> {
    Ok(times(&folder_of(home, place))?.into_iter().map(|at_ms| Version { at_ms, source: Source::Kept }).collect())
}

/// Where a copy is.
pub(super) fn copy_of(home: &Path, place: &Path, at_ms: i64) -> PathBuf {
    folder_of(home, place).join(name_of(at_ms))
}

fn folder_of(home: &Path, place: &Path) -> PathBuf {
    home.join(format!("{:016x}", atomic::hash_of(place.as_os_str().as_encoded_bytes())))
}

fn name_of(at_ms: i64) -> String {
    format!("{at_ms}{ENDING}")
}

/// The times of the copies in a folder, the newest first; none where there is no folder.
fn times(folder: &Path) -> io::Result<Vec<i64>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let time = |e: io::Result<fs::DirEntry>| e.ok()?.file_name().to_str()?.strip_suffix(ENDING)?.parse().ok();
    let mut times: Vec<i64> = entries.filter_map(time).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    Ok(times)
}

/// Removes the copies that are too many; the one just made stays, whatever the clock says.
fn thin(folder: &Path, made: i64) -> io::Result<()> {
    let times = times(folder)?;
    let day = |at_ms: &i64| DateTime::from_timestamp_millis(*at_ms).map(|t| t.with_timezone(&Local).date_naive());
    let size = |at_ms: &i64| fs::metadata(folder.join(name_of(*at_ms))).map_or(0, |m| m.len());
    let copies: Vec<_> = times.iter().map(|t| (day(t), size(t))).collect();
    for (at_ms, stays) in times.iter().zip(spared(&copies)) {
        if !stays && *at_ms != made {
            // One that cannot be removed now is removed another time.
            let _ = fs::remove_file(folder.join(name_of(*at_ms)));
        }
    }
    Ok(())
}

/// Which copies stay, by day and size, the newest first.
fn spared<D: PartialEq>(copies: &[(D, u64)]) -> Vec<bool> {
    let (mut count, mut together) = (0, 0);
    let mut stay = Vec::with_capacity(copies.len());
    for (i, (day, size)) in copies.iter().enumerate() {
        // The newest of a day comes first of its day.
        let is_last_of_day = i.checked_sub(1).and_then(|before| copies.get(before)).is_none_or(|(before, _)| before != day);
        let stays = (i < LAST || is_last_of_day) && count < MOST && together + size <= MOST_TOGETHER;
        if stays {
            (count, together) = (count + 1, together + size);
        }
        stay.push(stays);
    }
    stay
}

/// A plan may be for its owner's eyes only: so are its copies.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};
    use tempfile::TempDir;

    const DAY: u64 = 86_400;

    /// A plan and a place for its copies.
    struct Desk {
        folder: TempDir,
        home: TempDir,
    }

    impl Desk {
        fn new() -> Self {
            Self { folder: TempDir::new().unwrap(), home: TempDir::new().unwrap() }
        }

        fn plan(&self) -> PathBuf {
            self.folder.path().join("plan.ron")
        }

        fn home(&self) -> PathBuf {
            self.home.path().join("deep/er")
        }

        /// The file holds this text since then.
        fn holds(&self, text: &str, seconds: u64) {
            fs::write(self.plan(), text).unwrap();
            fs::File::options().write(true).open(self.plan()).unwrap().set_modified(UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        }

        fn kept(&self) -> Vec<Version> {
            list(&self.home(), &super::super::place_of(&self.plan())).unwrap()
        }

        fn texts(&self) -> Vec<String> {
            let text = |v: &Version| String::from_utf8(super::super::bytes(&self.plan(), Some(&self.home()), v).unwrap()).unwrap();
            self.kept().iter().map(text).collect()
        }
    }

    #[test]
    fn a_text_is_kept_once_with_the_time_it_was_saved_at() {
        let desk = Desk::new();
        keep(&desk.home(), &desk.plan()).unwrap();
        assert!(desk.kept().is_empty(), "there is no file yet");
        desk.holds("one", 100 * DAY);
        keep(&desk.home(), &desk.plan()).unwrap();
        keep(&desk.home(), &desk.plan()).unwrap();
        desk.holds("two", 100 * DAY);
        keep(&desk.home(), &desk.plan()).unwrap();
        assert_eq!(desk.texts(), ["two", "one"]);
        assert_eq!(desk.kept().iter().map(|v| v.at_ms).collect::<Vec<_>>(), [8_640_000_001, 8_640_000_000]);
    }

    #[cfg(unix)]
    #[test]
    fn copies_are_for_the_owner_only_and_follow_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let desk = Desk::new();
        desk.holds("one", DAY);
        let link = desk.folder.path().join("link.ron");
        symlink(desk.plan(), &link).unwrap();
        keep(&desk.home(), &link).unwrap();
        assert_eq!(desk.texts(), ["one"]);
        let mode = fs::metadata(folder_of(&desk.home(), &super::super::place_of(&link))).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }

    #[test]
    fn many_saves_are_thinned_to_the_last_and_one_a_day() {
        let desk = Desk::new();
        // Thirty saves a day on three days, an hour apart at most, far from midnight anywhere.
        for day in 100..103_u64 {
            for n in 0..30_u64 {
                desk.holds(&format!("{day}-{n}"), day * DAY + DAY / 2 + n);
                keep(&desk.home(), &desk.plan()).unwrap();
            }
        }
        let texts = desk.texts();
        let last: Vec<String> = (10..30).rev().map(|n| format!("102-{n}")).collect();
        assert_eq!(texts[..LAST], last);
        assert_eq!(texts[LAST..], ["101-29", "100-29"]);
    }

    #[test]
    fn there_is_a_most_in_number_and_in_size() {
        let days: Vec<(u32, u64)> = (0..90).map(|d| (d, 1)).collect();
        assert_eq!(spared(&days).iter().filter(|s| **s).count(), MOST);
        assert!(spared(&days)[..MOST].iter().all(|s| *s));
        let large: Vec<(u32, u64)> = (0..20).map(|d| (d, MOST_BYTES)).collect();
        assert_eq!(spared(&large).iter().filter(|s| **s).count(), 8);
    }

    #[test]
    fn a_place_that_is_none_is_said() {
        let desk = Desk::new();
        desk.holds("one", DAY);
        let in_the_way = desk.home.path().join("file");
        fs::write(&in_the_way, "").unwrap();
        assert!(keep(&in_the_way, &desk.plan()).is_err());
        fs::write(folder_of(desk.home.path(), Path::new("x")), "").unwrap();
        assert!(list(desk.home.path(), Path::new("x")).is_err());
    }
}
