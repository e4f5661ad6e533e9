//! Reads and saves one file so that no crash, full disk or power cut costs the old text.
//!
//! A save writes a new file beside the old one, proves that it reads back, and swaps the two in one
//! step. This is deliberately not a lock, not a version history and not a parser: it knows bytes and
//! paths, and leaves what the bytes mean to the `verify` of its caller.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// The largest file that is read or written: far above any plan, so more is a mistake.
pub const MAX_BYTES: u64 = 512 * 1024 * 1024;

/// How many symbolic links are followed before they are taken for a loop, as Linux does.
const MAX_LINKS: usize = 40;

/// The longest file name, in bytes, that common file systems hold.
const MAX_NAME: usize = 255;

/// Windows lets virus scanners and cloud drives hold a file for moments; these waits are 200 ms.
const RENAME_TRIES: u32 = if cfg!(unix) { 1 } else { 10 };
const RENAME_PAUSE: Duration = Duration::from_millis(20);

/// Saves `bytes` to `path`.
///
/// `expected` is what the caller last read or wrote: if the file holds other text by now, nothing is
/// touched. `verify` says whether the text can be opened again, as a writer may produce what its
/// reader refuses; the bytes read back from the disk are then compared with the verified ones.
///
/// A file that has other hard links, or whose folder or owner does not let it be replaced, is written
/// in place after its old text was copied to the user's state folder.
///
/// # Errors
/// The old file is still there and whole, except after [`SaveError::Torn`], which names a copy of it.
pub fn write(path: &Path, bytes: &[u8], expected: Option<&Fingerprint>, verify: &dyn Fn(&[u8]) -> bool) -> Result<Saved, SaveError> {
    if bytes.len() as u64 > MAX_BYTES || !verify(bytes) {
        return Err(SaveError::Unreadable(path.to_owned()));
    }
    Save::prepare(path, bytes, expected, state_folder())?.run()
}

/// Reads a whole file, with the fingerprint that a later [`write()`] expects to find.
///
/// # Errors
/// Refuses what is not a plain file, as reading a pipe would hang, and what is absurdly large.
pub fn read(path: &Path) -> Result<(Vec<u8>, Fingerprint), ReadError> {
    let (file, meta) = open_plain(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
    // One byte more than allowed betrays a file that grew after its size was asked.
    if let Err(cause) = file.take(MAX_BYTES + 1).read_to_end(&mut bytes) {
        return Err(unread(path)(cause));
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ReadError::TooLarge(path.to_owned()));
    }
    let hash = hash_of(&bytes);
    Ok((bytes, Fingerprint::new(&meta, hash)))
}

/// Tells whether `path` holds other text than it did; a missing file counts as changed.
///
/// Cheap enough to ask every second: the text is read only when time or place differ. A change that
/// keeps these is still seen by [`write()`], which always compares the text.
///
/// # Errors
/// When the file is there but cannot be examined.
pub fn changed_on_disk(path: &Path, known: &Fingerprint) -> io::Result<bool> {
    match found(fs::metadata(path))? {
        Some(meta) if *known == Fingerprint::new(&meta, known.hash) => Ok(false),
        Some(meta) if meta.is_file() && meta.len() == known.size => differs(path, known),
        _ => Ok(true),
    }
}

/// What identifies the text of a file at one moment, so that a change by another program is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The device that holds the file; 0 where the system does not tell.
    pub device: u64,
    /// The file's number on that device; 0 where the system does not tell.
    pub inode: u64,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change, in nanoseconds since 1970; 0 where the system does not tell.
    pub modified_ns: u128,
    /// Hash of the content, the same on every machine and in every version.
    pub hash: u64,
}

impl Fingerprint {
    /// The fingerprint of a file as it is on the disk now.
    ///
    /// # Errors
    /// When the file cannot be read, is not a plain file, or is too large.
    pub fn of(path: &Path) -> io::Result<Self> {
        match read(path) {
            Ok((_, print)) => Ok(print),
            Err(ReadError::Io(cause, _)) => Err(cause),
            Err(refusal) => Err(io::Error::new(io::ErrorKind::InvalidInput, refusal)),
        }
    }

    fn new(meta: &Metadata, hash: u64) -> Self {
        let (device, inode) = os::identity(meta);
        let modified = meta.modified().ok();
        let since = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { device, inode, size: meta.len(), modified_ns: since.map_or(0, |since| since.as_nanos()), hash }
    }
}

/// How a save went; every `Saved` means that the new text is in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// What the next save expects to find.
    pub fingerprint: Fingerprint,
    /// False when the drive did not confirm that the text would survive a power cut.
    pub durable: bool,
    /// True when the file could not be replaced in one step and was overwritten instead.
    pub in_place: bool,
    /// Where the text from before this save is kept, if there was one and it could be kept.
    pub backup: Option<PathBuf>,
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A folder was named.
    #[error("This is a folder, not a file: {}", .0.display())]
    Folder(PathBuf),
    /// A pipe, a socket or a device was named.
    #[error("This is not a plain file: {}", .0.display())]
    NotPlain(PathBuf),
    /// The file exceeds [`MAX_BYTES`].
    #[error("This file is larger than 512 MiB: {}", .0.display())]
    TooLarge(PathBuf),
    /// The system refused.
    #[error("Cannot read the file, {}: {}", reason(.0), .1.display())]
    Io(io::Error, PathBuf),
}

/// Why a file could not be saved; after all but [`SaveError::Torn`] the old text is untouched.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The path names a folder, a device or nothing that can be a file.
    #[error("This is not a plain file: {}", .0.display())]
    NotPlain(PathBuf),
    /// The file is write-protected, which somebody did on purpose.
    #[error("The file is read-only: {}", .0.display())]
    ReadOnly(PathBuf),
    /// Another program changed, removed or is just saving the file.
    #[error("The file was changed by another program: {}", .0.display())]
    ChangedOnDisk(PathBuf),
    /// The text does not parse or exceeds [`MAX_BYTES`].
    #[error("The text could not be opened again and was not saved: {}", .0.display())]
    Unreadable(PathBuf),
    /// Writing in place stopped halfway and the old text could not be put back: what the system
    /// said, where the old text is kept, and the damaged file.
    #[error(
        "Saving stopped halfway, {}; the old text is in {}; damaged file: {}",
        reason(.0), .1.display(), .2.display()
    )]
    Torn(io::Error, PathBuf, PathBuf),
    /// The system refused: the step that "cannot" be done, what it said, and where.
    #[error("Cannot {}, {}: {}", .0, reason(.1), .2.display())]
    Io(&'static str, io::Error, PathBuf),
}

/// Says in plain words what the system answered; a number would help nobody.
fn reason(error: &io::Error) -> String {
    let words = match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder",
        io::ErrorKind::PermissionDenied => "permission denied",
        io::ErrorKind::StorageFull => "the disk is full",
        io::ErrorKind::QuotaExceeded => "the disk quota is used up",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        io::ErrorKind::FileTooLarge => "the file is too large for this disk",
        io::ErrorKind::InvalidFilename => "the name is too long or not allowed",
        io::ErrorKind::NotADirectory => "part of the path is not a folder",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// One save, with everything about the old file that was asked before anything was touched.
struct Save<'a> {
    target: PathBuf,
    folder: PathBuf,
    name: OsString,
    bytes: &'a [u8],
    old: Option<Metadata>,
    watched: bool,
    state: Option<PathBuf>,
}

impl<'a> Save<'a> {
    /// Looks before leaping: every refusal that can be known beforehand happens here.
    fn prepare(path: &Path, bytes: &'a [u8], expected: Option<&Fingerprint>, state: Option<PathBuf>) -> Result<Self, SaveError> {
        let target = resolve(path).map_err(failed("follow the link", path))?;
        let (Some(name), Some(parent)) = (target.file_name(), target.parent()) else {
            return Err(SaveError::NotPlain(target));
        };
        let name = name.to_owned();
        let folder = Path::new(".").join(parent);
        let old = found(fs::metadata(&target)).map_err(failed("look at the file", &target))?;
        if let Some(meta) = &old {
            if !meta.is_file() {
                return Err(SaveError::NotPlain(target));
            }
            if is_read_only(&target, meta) {
                return Err(SaveError::ReadOnly(target));
            }
        }
        if let Some(known) = expected
            && differs(&target, known).map_err(failed("compare the file", &target))?
        {
            return Err(SaveError::ChangedOnDisk(target));
        }
        Ok(Self { target, folder, name, bytes, old, watched: expected.is_some(), state })
    }

    fn run(&self) -> Result<Saved, SaveError> {
        let own = u64::from(self.own_backup().is_some());
        if self.old.as_ref().map_or(1, os::links) > 1 + own {
            return self.overwrite();
        }
        match self.replace() {
            Err(SaveError::Io(_, cause, _)) if self.old.is_some() && is_closed(&cause) => self.overwrite(),
            result => result,
        }
    }

    /// Writes a new file beside the old one and swaps them; the order of the steps is the safety.
    fn replace(&self) -> Result<Saved, SaveError> {
        let mut temp = Temp::create(&self.folder, &self.name, self.old.is_some()).map_err(failed("create a file in the folder", &self.folder))?;
        let keep_attributes = |file: &File| match &self.old {
            None => Ok(()),
            // What cannot be given to a new file is kept by writing into the old one.
            Some(old) => os::copy_attributes(&self.target, old, file).map_err(|cause| io::Error::new(io::ErrorKind::Unsupported, cause)),
        };
        let (synced, meta) = fill(&mut temp.file, self.bytes, keep_attributes).map_err(failed("write the new file", &self.target))?;
        self.check_again()?;
        if temp.is_foreign() {
            return Err(SaveError::ChangedOnDisk(self.target.clone()));
        }
        let backup = self.link_backup();
        temp.put(&self.target).map_err(failed("replace the file", &self.target))?;
        // From here on the text is saved: what goes wrong now can only make it less durable.
        Ok(Saved { fingerprint: Fingerprint::new(&meta, hash_of(self.bytes)), durable: sync_folder(&self.folder) && synced, in_place: false, backup })
    }

    /// Overwrites the file itself, when replacing it is not allowed or would break its hard links.
    fn overwrite(&self) -> Result<Saved, SaveError> {
        let fail = || failed("write the file", &self.target);
        let mut options = OpenOptions::new();
        let mut file = (options.read(true).write(true).open(&self.target)).map_err(fail())?;
        let mut old = Vec::new();
        file.read_to_end(&mut old).map_err(fail())?;
        let copy = self.keep_copy(&old)?;
        self.check_again()?;
        // Asked before the old text goes, as there is no second file that could be dropped; but
        // after the check, as it changes the time of the file.
        os::reserve(&file, self.bytes.len() as u64).map_err(fail())?;
        if let Some(backup) = self.own_backup() {
            // It is the same file and would be overwritten too; if it stays, that is no loss.
            let _ = fs::remove_file(backup);
        }
        match fill(&mut file, self.bytes, |_| Ok(())) {
            Ok((durable, meta)) => Ok(Saved { fingerprint: Fingerprint::new(&meta, hash_of(self.bytes)), durable, in_place: true, backup: Some(copy) }),
            // Written anew, so this is not the second sync that must not be.
            Err(cause) if fill(&mut file, &old, |_| Ok(())).is_ok() => Err(fail()(cause)),
            Err(cause) => Err(SaveError::Torn(cause, copy, self.target.clone())),
        }
    }

    /// Copies the old text to the state folder, safely on the disk before the file is overwritten.
    fn keep_copy(&self, old: &[u8]) -> Result<PathBuf, SaveError> {
        let fail = |path| failed("keep a copy of the old text", path);
        let unknown = || io::Error::other("no home folder is known");
        let folder = (self.state.as_deref().ok_or_else(unknown)).map_err(fail(&self.target))?;
        fs::create_dir_all(folder).map_err(fail(folder))?;
        // Plans of the same name in other folders must not overwrite each other's copy.
        let place = std::path::absolute(&self.target).map_err(fail(&self.target))?;
        let tag = hash_of(place.as_os_str().as_encoded_bytes());
        let name = beside(&self.name, &format!("{tag:016x}.backup"));
        let copy = folder.join(&name);
        let mut temp = Temp::create(folder, &name, true).map_err(fail(folder))?;
        fill(&mut temp.file, old, |_| Ok(())).map_err(fail(&copy))?;
        temp.put(&copy).map_err(fail(&copy))?;
        sync_folder(folder);
        Ok(copy)
    }

    /// Keeps the old file under a second name, so that its text outlives the swap.
    fn link_backup(&self) -> Option<PathBuf> {
        self.old.as_ref()?;
        if let Some(backup) = self.own_backup() {
            // Left by a save that was cut off between the link and the swap.
            return Some(backup);
        }
        let backup = self.folder.join(beside(&self.name, "backup"));
        found(fs::remove_file(&backup)).ok()?;
        fs::hard_link(&self.target, &backup).ok()?;
        Some(backup)
    }

    /// The backup, if it is still a second name of the file itself.
    fn own_backup(&self) -> Option<PathBuf> {
        let backup = self.folder.join(beside(&self.name, "backup"));
        let there = os::identity(&fs::symlink_metadata(&backup).ok()?);
        let old = os::identity(self.old.as_ref()?);
        (there == old && there != (0, 0)).then_some(backup)
    }

    /// A last cheap look, since writing took time in which another program may have saved as well.
    fn check_again(&self) -> Result<(), SaveError> {
        let stat = |meta: &Metadata| Fingerprint::new(meta, 0);
        let now = fs::metadata(&self.target).ok().as_ref().map(stat);
        if self.watched && now != self.old.as_ref().map(stat) {
            return Err(SaveError::ChangedOnDisk(self.target.clone()));
        }
        Ok(())
    }
}

/// The file being written; removed again unless it became the real one, even after a panic.
struct Temp {
    path: PathBuf,
    file: File,
    placed: bool,
}

impl Temp {
    /// One fixed name in the same folder, so that saves that were killed leave at most one stray.
    fn create(folder: &Path, name: &OsStr, private: bool) -> io::Result<Self> {
        let path = folder.join(beside(name, "saving"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        os::set_mode(&mut options, private);
        found(fs::remove_file(&path))?;
        let file = options.open(&path)?;
        Ok(Self { path, file, placed: false })
    }

    /// True once another program took our file for a stray and put its own there.
    fn is_foreign(&self) -> bool {
        let there = fs::symlink_metadata(&self.path).map(|meta| os::identity(&meta));
        let ours = self.file.metadata().map(|meta| os::identity(&meta));
        matches!((there, ours), (Ok(there), Ok(ours)) if there != ours)
    }

    fn put(&mut self, target: &Path) -> io::Result<()> {
        let mut tries = 1;
        while let Err(error) = fs::rename(&self.path, target) {
            // On Windows, "access denied" and "sharing violation" often pass.
            if tries == RENAME_TRIES || !matches!(error.raw_os_error(), Some(5 | 32)) {
                return Err(error);
            }
            tries += 1;
            std::thread::sleep(RENAME_PAUSE);
        }
        self.placed = true;
        Ok(())
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.placed && !self.is_foreign() {
            // A stray that cannot be removed now is removed by the next save.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Replaces the content of an open file and proves that it is there.
///
/// Says whether the drive confirmed it. `dress` sets the attributes, which must be synced as well.
fn fill(file: &mut File, bytes: &[u8], dress: impl FnOnce(&File) -> io::Result<()>) -> io::Result<(bool, Metadata)> {
    file.set_len(0)?;
    file.rewind()?;
    // A full disk shows here, and not in the middle of the text.
    os::reserve(file, bytes.len() as u64)?;
    file.write_all(bytes)?;
    dress(file)?;
    let synced = sync(file)?;
    file.rewind()?;
    let mut back = Vec::with_capacity(bytes.len());
    file.take(bytes.len() as u64 + 1).read_to_end(&mut back)?;
    if back != bytes {
        return Err(io::Error::other("the disk did not keep what was written"));
    }
    Ok((synced, file.metadata()?))
}

/// Makes a file or folder outlive a power cut; false where the drive has no way to promise that.
///
/// Never repeat it after an error: the system may have dropped the unwritten pages by then, and the
/// second answer would be a lie.
fn sync(file: &File) -> io::Result<bool> {
    match file.sync_all() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a new name as durable as the text behind it; false when that is not certain.
fn sync_folder(folder: &Path) -> bool {
    // Windows has no such call and keeps names safe by itself.
    let opened = || File::open(folder);
    cfg!(not(unix)) || matches!(opened().and_then(|it| sync(&it)), Ok(true))
}

/// Follows symbolic links to the file that is meant, which need not exist yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut current = path.to_owned();
    for _ in 0..MAX_LINKS {
        match found(fs::symlink_metadata(&current))? {
            Some(meta) if meta.is_symlink() => {
                let link = fs::read_link(&current)?;
                current = current.parent().unwrap_or(Path::new("")).join(link);
            }
            _ => return Ok(current),
        }
    }
    Err(io::Error::other("the links go round in a circle"))
}

/// Asks the mode first: an administrator may write to any file, but would not mean to.
fn is_read_only(path: &Path, meta: &Metadata) -> bool {
    let opened = || OpenOptions::new().write(true).open(path);
    meta.permissions().readonly() || opened().is_err_and(|error| is_closed(&error))
}

/// Says whether rights or names stand in the way, which another way of writing may get round.
fn is_closed(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::Unsupported
            | io::ErrorKind::InvalidFilename
            // A file that is itself mounted, as containers do with single files.
            | io::ErrorKind::ResourceBusy
    )
}

/// Opens a file for reading, having made sure that this can neither hang nor fill the memory.
fn open_plain(path: &Path) -> Result<(File, Metadata), ReadError> {
    let check = |meta: Metadata| match meta {
        meta if meta.is_dir() => Err(ReadError::Folder(path.to_owned())),
        meta if !meta.is_file() => Err(ReadError::NotPlain(path.to_owned())),
        meta if meta.len() > MAX_BYTES => Err(ReadError::TooLarge(path.to_owned())),
        meta => Ok(meta),
    };
    // Asked by name first, as opening a pipe would wait; then again about what was opened.
    check(fs::metadata(path).map_err(unread(path))?)?;
    let file = File::open(path).map_err(unread(path))?;
    let meta = check(file.metadata().map_err(unread(path))?)?;
    Ok((file, meta))
}

/// Compares the text itself, so that a program that only touched the file is no false alarm.
fn differs(path: &Path, known: &Fingerprint) -> io::Result<bool> {
    let now = found(Fingerprint::of(path))?;
    Ok(now.is_none_or(|now| now.size != known.size || now.hash != known.hash))
}

/// Where programs keep what is neither a document nor a setting.
pub(super) fn state_folder() -> Option<PathBuf> {
    let places = [("XDG_STATE_HOME", "slipway"), ("HOME", ".local/state/slipway"), ("LOCALAPPDATA", "slipway")];
    places.into_iter().find_map(|(variable, inside)| {
        let base = PathBuf::from(std::env::var_os(variable)?);
        base.is_absolute().then(|| base.join(inside))
    })
}

/// The hidden name `.NAME.tail`; a name that would become too long is replaced by its hash.
fn beside(name: &OsStr, tail: &str) -> OsString {
    let mut hidden = OsString::from(".");
    if name.len() + tail.len() + 2 <= MAX_NAME {
        hidden.push(name);
    } else {
        hidden.push(format!("{:016x}", hash_of(name.as_encoded_bytes())));
    }
    hidden.push(".");
    hidden.push(tail);
    hidden
}

/// Turns "not found" into `None`, where a missing file is an answer and not a failure.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn failed(step: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SaveError {
    let path = path.to_owned();
    move |cause| SaveError::Io(step, cause, path)
}

fn unread(path: &Path) -> impl FnOnce(io::Error) -> ReadError {
    move |cause| ReadError::Io(cause, path.to_owned())
}

/// FNV-1a, 64 bits: it notices accidents, not attacks, and unlike the hash of the standard library
/// it stays the same from release to release, so that a fingerprint may be kept in a file.
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// What a safe save needs of Unix beyond the standard library.
#[cfg(unix)]
mod os {
    use super::{File, Metadata, OpenOptions, Path, fs, io};
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};

    /// Read, write and execute for all, and the three special bits.
    const MODE_BITS: u32 = 0o7777;

    pub(super) fn identity(meta: &Metadata) -> (u64, u64) {
        (meta.dev(), meta.ino())
    }

    pub(super) fn links(meta: &Metadata) -> u64 {
        meta.nlink()
    }

    /// Private until the attributes of the old file are known; a first file as the umask says.
    pub(super) fn set_mode(options: &mut OpenOptions, private: bool) {
        options.mode(if private { 0o600 } else { 0o666 });
    }

    /// Sets space aside without changing the size, so that it works on a file with text as well.
    pub(super) fn reserve(file: &File, size: u64) -> io::Result<()> {
        // Elsewhere the call is missing or cuts the file; there a full disk shows while writing.
        #[cfg(target_os = "linux")]
        if size > 0 {
            use rustix::fs::{FallocateFlags, fallocate};
            let keep = FallocateFlags::KEEP_SIZE;
            match rustix::io::retry_on_intr(|| fallocate(file, keep, 0, size)) {
                Ok(()) | Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Gives the new file the owner, extended attributes and mode of the old one.
    ///
    /// In this order, as a new owner clears special mode bits and an access list changes the mode.
    pub(super) fn copy_attributes(path: &Path, old: &Metadata, new: &File) -> io::Result<()> {
        let made = new.metadata()?;
        if (made.uid(), made.gid()) != (old.uid(), old.gid()) {
            fchown(new, Some(old.uid()), Some(old.gid()))?;
        }
        #[cfg(target_os = "linux")]
        super::extended::copy(path, new)?;
        // Only when needed: drives without modes refuse even what would change nothing.
        let wanted = old.mode() & MODE_BITS;
        if new.metadata()?.mode() & MODE_BITS != wanted {
            new.set_permissions(fs::Permissions::from_mode(wanted))?;
        }
        Ok(())
    }
}

/// Extended attributes and access lists, which other systems handle too differently.
#[cfg(target_os = "linux")]
mod extended {
    use super::{File, Path};
    use rustix::fs::{XattrFlags, fremovexattr, fsetxattr};
    use rustix::fs::{getxattr, getxattr_query, listxattr, listxattr_query};
    use rustix::io::{Errno, Result};

    /// The access list, which is an extended attribute of the system.
    const LIST: &[u8] = b"system.posix_acl_access";

    pub(super) fn copy(path: &Path, new: &File) -> Result<()> {
        let mut names = match listxattr_query(path) {
            Ok(size) => vec![0; size],
            Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(()),
            Err(error) => return Err(error),
        };
        let size = listxattr(path, names.as_mut_slice())?;
        names.truncate(size);
        let names = || names.split(|byte| *byte == 0);
        for name in names().filter(|name| !name.is_empty()) {
            let copied = copy_one(path, name, new);
            // The others belong to the system, which labels the new file by its own rules.
            if name.starts_with(b"user.") || name.starts_with(b"system.") {
                copied?;
            }
        }
        if names().any(|name| name == LIST) {
            return Ok(());
        }
        // The folder may have given the new file a list that lets others in.
        match fremovexattr(new, LIST) {
            Err(error) if !matches!(error, Errno::NODATA | Errno::OPNOTSUPP) => Err(error),
            _ => Ok(()),
        }
    }

    fn copy_one(path: &Path, name: &[u8], new: &File) -> Result<()> {
        let mut value = vec![0; getxattr_query(path, name)?];
        let size = getxattr(path, name, value.as_mut_slice())?;
        value.truncate(size);
        fsetxattr(new, name, &value, XattrFlags::empty())
    }
}

/// Where there is none of that, a save keeps its steps and loses the extras.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the same signatures as on Unix")]
mod os {
    use super::{File, Metadata, OpenOptions, Path, io};

    pub(super) fn identity(_meta: &Metadata) -> (u64, u64) {
        (0, 0)
    }

    pub(super) fn links(_meta: &Metadata) -> u64 {
        1
    }

    pub(super) fn set_mode(_options: &mut OpenOptions, _private: bool) {}

    pub(super) fn reserve(_file: &File, _size: u64) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn copy_attributes(_path: &Path, _old: &Metadata, _new: &File) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use tempfile::TempDir;

    /// A folder with an old plan in it, and a state folder of its own.
    struct Desk {
        folder: TempDir,
        state: TempDir,
    }

    impl Desk {
        fn new() -> Self {
            let desk = Self { folder: TempDir::new().unwrap(), state: TempDir::new().unwrap() };
            fs::write(desk.plan(), "old").unwrap();
            desk
        }

        fn plan(&self) -> PathBuf {
            self.at("plan.ron")
        }

        fn at(&self, name: &str) -> PathBuf {
            self.folder.path().join(name)
        }

        fn prepare<'a>(&self, path: &Path, text: &'a str, expected: Option<&Fingerprint>) -> Result<Save<'a>, SaveError> {
            Save::prepare(path, text.as_bytes(), expected, Some(self.state.path().join("deep/er")))
        }

        fn save(&self, path: &Path, text: &str) -> Result<Saved, SaveError> {
            self.prepare(path, text, None)?.run()
        }

        /// What lies in the folder, hidden files too.
        fn names(&self) -> Vec<String> {
            let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
            let mut names: Vec<_> = fs::read_dir(self.folder.path()).unwrap().map(name).collect();
            names.sort();
            names.into_iter().map(|name| name.into_string().unwrap()).collect()
        }
    }

    fn text(path: impl AsRef<Path>) -> String {
        fs::read_to_string(path).unwrap()
    }

    fn mode(path: impl AsRef<Path>) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    fn set_mode(path: impl AsRef<Path>, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_new_file_is_made_with_the_usual_mode_and_nothing_else() {
        let desk = Desk::new();
        let saved = desk.save(&desk.at("new.ron"), "first").unwrap();
        assert_eq!(text(desk.at("new.ron")), "first");
        assert_eq!(mode(desk.at("new.ron")), mode(desk.plan()));
        assert_eq!(desk.names(), ["new.ron", "plan.ron"]);
        assert!(saved.durable && !saved.in_place && saved.backup.is_none());
    }

    #[test]
    fn an_old_file_is_replaced_and_its_text_kept_as_the_backup() {
        let desk = Desk::new();
        let saved = desk.save(&desk.plan(), "new").unwrap();
        assert_eq!((text(desk.plan()), text(saved.backup.unwrap())), ("new".into(), "old".into()));
        let saved = desk.save(&desk.plan(), "").unwrap();
        assert_eq!((text(desk.plan()), text(saved.backup.unwrap())), (String::new(), "new".into()));
        assert_eq!(desk.names(), [".plan.ron.backup", "plan.ron"]);
        assert_eq!(saved.fingerprint, Fingerprint::of(&desk.plan()).unwrap());
    }

    #[test]
    fn what_was_written_is_what_is_read() {
        let desk = Desk::new();
        let saved = write(&desk.plan(), b"new", None, &|bytes| bytes == b"new").unwrap();
        let (bytes, print) = read(&desk.plan()).unwrap();
        assert_eq!((bytes.as_slice(), print), (b"new".as_slice(), saved.fingerprint));
    }

    #[test]
    fn links_are_kept_and_saved_through() {
        let desk = Desk::new();
        fs::create_dir(desk.at("far")).unwrap();
        symlink("far/real.ron", desk.at("inner")).unwrap();
        symlink(desk.at("inner"), desk.at("outer")).unwrap();
        for round in ["dangling", "present"] {
            desk.save(&desk.at("outer"), round).unwrap();
            assert_eq!(text(desk.at("far/real.ron")), round);
        }
        assert!(fs::symlink_metadata(desk.at("outer")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(desk.at("inner")).unwrap().is_symlink());
        symlink("ring", desk.at("ring")).unwrap();
        assert!(matches!(desk.save(&desk.at("ring"), "x"), Err(SaveError::Io(..))));
    }

    #[test]
    fn mode_is_kept() {
        let desk = Desk::new();
        for wanted in [0o640, 0o600, 0o664, 0o755] {
            set_mode(desk.plan(), wanted);
            desk.save(&desk.plan(), "new").unwrap();
            assert_eq!(mode(desk.plan()), wanted);
        }
    }

    #[test]
    fn owner_is_kept() {
        let desk = Desk::new();
        // Only an administrator can give files away; others have nothing to test here.
        if std::os::unix::fs::chown(desk.plan(), Some(12_345), Some(23_456)).is_ok() {
            desk.save(&desk.plan(), "new").unwrap();
            let meta = fs::metadata(desk.plan()).unwrap();
            assert_eq!((meta.uid(), meta.gid()), (12_345, 23_456));
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn extended_attributes_are_kept() {
        use rustix::fs::{XattrFlags, getxattr, setxattr};
        let desk = Desk::new();
        // Not every drive that a temporary folder may be on has them.
        if setxattr(desk.plan(), "user.tag", b"blue", XattrFlags::empty()).is_ok() {
            let saved = desk.save(&desk.plan(), "new").unwrap();
            let mut value = [0; 9];
            assert_eq!(getxattr(desk.plan(), "user.tag", &mut value), Ok(4));
            assert!(value.starts_with(b"blue") && !saved.in_place);
        }
    }

    #[test]
    fn a_read_only_file_is_refused() {
        let desk = Desk::new();
        set_mode(desk.plan(), 0o444);
        assert!(matches!(desk.save(&desk.plan(), "new"), Err(SaveError::ReadOnly(_))));
        assert_eq!((text(desk.plan()), mode(desk.plan())), ("old".into(), 0o444));
        assert_eq!(desk.names(), ["plan.ron"]);
    }

    #[test]
    fn what_is_not_a_plain_file_is_refused() {
        let desk = Desk::new();
        for path in [desk.folder.path(), Path::new("/dev/null"), Path::new("/"), Path::new("")] {
            assert!(matches!(desk.save(path, "new"), Err(SaveError::NotPlain(_))), "{path:?}");
        }
        assert!(matches!(read(desk.folder.path()), Err(ReadError::Folder(_))));
        assert!(matches!(read(Path::new("/dev/zero")), Err(ReadError::NotPlain(_))));
        File::create(desk.at("big")).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert!(matches!(read(&desk.at("big")), Err(ReadError::TooLarge(_))));
    }

    #[test]
    fn a_change_by_another_program_is_noticed_and_kept() {
        let desk = Desk::new();
        let known = Fingerprint::of(&desk.plan()).unwrap();
        assert!(!changed_on_disk(&desk.plan(), &known).unwrap());
        desk.prepare(&desk.plan(), "new", Some(&known)).unwrap();

        fs::write(desk.plan(), "alien").unwrap();
        assert!(changed_on_disk(&desk.plan(), &known).unwrap());
        let refused = write(&desk.plan(), b"new", Some(&known), &|_| true);
        assert!(matches!(refused, Err(SaveError::ChangedOnDisk(_))));
        assert_eq!((text(desk.plan()), desk.names()), ("alien".into(), vec!["plan.ron".into()]));

        fs::remove_file(desk.plan()).unwrap();
        assert!(changed_on_disk(&desk.plan(), &known).unwrap());
        let refused = desk.prepare(&desk.plan(), "new", Some(&known));
        assert!(matches!(refused, Err(SaveError::ChangedOnDisk(_))));
    }

    #[test]
    fn a_change_that_hides_its_time_is_noticed_when_saving() {
        let desk = Desk::new();
        let known = Fingerprint::of(&desk.plan()).unwrap();
        let time = fs::metadata(desk.plan()).unwrap().modified().unwrap();
        fs::write(desk.plan(), "odd").unwrap();
        File::options().write(true).open(desk.plan()).unwrap().set_modified(time).unwrap();
        let refused = desk.prepare(&desk.plan(), "new", Some(&known));
        assert!(matches!(refused, Err(SaveError::ChangedOnDisk(_))));
    }

    #[test]
    fn the_same_text_in_a_new_file_is_no_change() {
        let desk = Desk::new();
        let known = Fingerprint::of(&desk.plan()).unwrap();
        fs::rename(desk.plan(), desk.at("aside")).unwrap();
        fs::write(desk.plan(), "old").unwrap();
        assert_ne!(known, Fingerprint::of(&desk.plan()).unwrap());
        assert!(!changed_on_disk(&desk.plan(), &known).unwrap());
        desk.prepare(&desk.plan(), "new", Some(&known)).unwrap().run().unwrap();
    }

    #[test]
    fn a_change_during_the_save_is_noticed_and_kept() {
        let desk = Desk::new();
        let known = Fingerprint::of(&desk.plan()).unwrap();
        let save = desk.prepare(&desk.plan(), "new", Some(&known)).unwrap();
        fs::write(desk.plan(), "alien").unwrap();
        assert!(matches!(save.replace(), Err(SaveError::ChangedOnDisk(_))));
        assert!(matches!(save.overwrite(), Err(SaveError::ChangedOnDisk(_))));
        assert_eq!((text(desk.plan()), desk.names()), ("alien".into(), vec!["plan.ron".into()]));
    }

    #[test]
    fn a_text_that_does_not_verify_leaves_the_old_one_alone() {
        let desk = Desk::new();
        let refused = write(&desk.plan(), b"new", None, &|_| false);
        assert!(matches!(refused, Err(SaveError::Unreadable(_))));
        assert_eq!((text(desk.plan()), desk.names()), ("old".into(), vec!["plan.ron".into()]));
    }

    #[test]
    fn a_stray_of_a_killed_save_is_swept_away() {
        let desk = Desk::new();
        fs::write(desk.at(".plan.ron.saving"), "half a pl").unwrap();
        set_mode(desk.at(".plan.ron.saving"), 0o400);
        desk.save(&desk.plan(), "new").unwrap();
        assert_eq!(text(desk.plan()), "new");
        assert_eq!(desk.names(), [".plan.ron.backup", "plan.ron"]);
    }

    #[test]
    fn a_stray_that_points_elsewhere_is_not_written_through() {
        let desk = Desk::new();
        symlink(desk.at("victim"), desk.at(".plan.ron.saving")).unwrap();
        desk.save(&desk.plan(), "new").unwrap();
        assert_eq!(desk.names(), [".plan.ron.backup", "plan.ron"]);
    }

    #[test]
    fn a_save_that_lost_its_file_to_another_leaves_that_one_alone() {
        let desk = Desk::new();
        let name = OsStr::new("plan.ron");
        let ours = Temp::create(desk.folder.path(), name, true).unwrap();
        let theirs = Temp::create(desk.folder.path(), name, true).unwrap();
        assert!(ours.is_foreign() && !theirs.is_foreign());
        drop(ours);
        assert_eq!(desk.names(), [".plan.ron.saving", "plan.ron"]);
        drop(theirs);
        assert_eq!(desk.names(), ["plan.ron"]);
    }

    #[test]
    fn a_save_that_fails_changes_nothing() {
        let desk = Desk::new();
        assert!(matches!(desk.save(&desk.at("gone/plan.ron"), "new"), Err(SaveError::Io(..))));
        assert!(matches!(desk.save(&desk.at("plan.ron/x"), "new"), Err(SaveError::Io(..))));
        // A folder with something in it stands where the new file has to be.
        fs::create_dir_all(desk.at(".plan.ron.saving/full")).unwrap();
        assert!(matches!(desk.save(&desk.plan(), "new"), Err(SaveError::Io(..))));
        assert_eq!(text(desk.plan()), "old");
        assert_eq!(desk.names(), [".plan.ron.saving", "plan.ron"]);
    }

    #[test]
    fn a_backup_that_cannot_be_made_does_not_stop_the_save() {
        let desk = Desk::new();
        fs::create_dir(desk.at(".plan.ron.backup")).unwrap();
        let saved = desk.save(&desk.plan(), "new").unwrap();
        assert_eq!((text(desk.plan()), saved.backup), ("new".into(), None));
    }

    #[test]
    fn hard_links_stay_whole_and_the_old_text_is_kept() {
        let desk = Desk::new();
        fs::hard_link(desk.plan(), desk.at("twin.ron")).unwrap();
        let mut known = Fingerprint::of(&desk.plan()).unwrap();
        for (before, now) in [("old", "much longer"), ("much longer", "new")] {
            let save = desk.prepare(&desk.plan(), now, Some(&known)).unwrap();
            let saved = save.run().unwrap();
            assert_eq!(text(desk.at("twin.ron")), now);
            assert!(saved.in_place && saved.durable);
            known = saved.fingerprint;
            assert_eq!(known, Fingerprint::of(&desk.plan()).unwrap());
            let copy = saved.backup.unwrap();
            assert!(copy.starts_with(desk.state.path()));
            assert_eq!((text(&copy), mode(&copy)), (before.into(), 0o600));
        }
        assert_eq!(desk.names(), ["plan.ron", "twin.ron"]);
    }

    #[test]
    fn nothing_is_overwritten_without_a_copy() {
        let desk = Desk::new();
        fs::hard_link(desk.plan(), desk.at("twin.ron")).unwrap();
        let save = Save::prepare(&desk.plan(), b"new", None, None).unwrap();
        let error = save.run().unwrap_err().to_string();
        assert!(error.starts_with("Cannot keep a copy of the old text, no home folder is known: /"));
        assert_eq!(text(desk.plan()), "old");
    }

    #[test]
    fn a_backup_link_left_by_a_killed_save_is_no_hard_link_of_the_user() {
        let desk = Desk::new();
        fs::hard_link(desk.plan(), desk.at(".plan.ron.backup")).unwrap();
        let saved = desk.save(&desk.plan(), "new").unwrap();
        assert!(!saved.in_place);
        assert_eq!((text(desk.plan()), text(saved.backup.unwrap())), ("new".into(), "old".into()));

        // With a second name as well, the backup must not be overwritten along with the file.
        fs::hard_link(desk.plan(), desk.at("twin.ron")).unwrap();
        fs::remove_file(desk.at(".plan.ron.backup")).unwrap();
        fs::hard_link(desk.plan(), desk.at(".plan.ron.backup")).unwrap();
        assert!(desk.save(&desk.plan(), "newer").unwrap().in_place);
        assert_eq!(desk.names(), ["plan.ron", "twin.ron"]);
    }

    #[test]
    fn the_longest_names_can_be_saved() {
        let desk = Desk::new();
        let path = desk.at(&"n".repeat(MAX_NAME));
        desk.save(&path, "first").unwrap();
        let saved = desk.save(&path, "second").unwrap();
        assert_eq!((text(path), text(saved.backup.unwrap())), ("second".into(), "first".into()));
        assert!(matches!(desk.save(&desk.at(&"n".repeat(256)), "x"), Err(SaveError::Io(..))));
    }

    #[test]
    fn messages_are_plain_and_end_with_the_path() {
        let desk = Desk::new();
        let error = desk.save(Path::new("/nowhere/plan.ron"), "new").unwrap_err().to_string();
        assert_eq!(error, "Cannot create a file in the folder, no such file or folder: /nowhere");
        let error = read(Path::new("/nowhere/plan.ron")).unwrap_err().to_string();
        assert_eq!(error, "Cannot read the file, no such file or folder: /nowhere/plan.ron");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_drive_that_cannot_sync_is_told_from_one_that_failed() {
        use rustix::io::Errno;
        assert_eq!(io::Error::from(Errno::OPNOTSUPP).kind(), io::ErrorKind::Unsupported);
        assert_ne!(io::Error::from(Errno::IO).kind(), io::ErrorKind::Unsupported);
    }
}
