//! Fonts of this machine, for pictures with characters that the bundled font lacks. Nothing is looked for
//! when there are none, so that most pictures stay the same everywhere.

use crate::export::{Spare, Spares};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A font file larger than this is not read.
const MOST_BYTES: u64 = 80 * 1024 * 1024;
/// Most files that are looked at.
const MOST_FILES: usize = 4_000;
/// Folders in folders that are looked into.
const DEEP: usize = 6;
/// How long may be looked.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fonts that draw these characters, as far as this machine has any.
pub fn covering(wanted: &BTreeSet<char>) -> Spares {
    if wanted.is_empty() {
        return Spares::default();
    }
    covering_in(&folders(), wanted)
}

/// The same with the fonts in some folders.
pub fn covering_in(folders: &[PathBuf], wanted: &BTreeSet<char>) -> Spares {
    let end = Instant::now() + PATIENCE;
    let mut files = Vec::new();
    for folder in folders {
        list(folder, DEEP, &mut files);
    }
    files.sort_by_cached_key(|path| (rank(path), path.clone()));
    files.dedup();
    let mut out = Spares { fonts: Vec::new(), missing: wanted.clone() };
    for path in files {
        if out.missing.is_empty() || Instant::now() > end {
            break;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for spare in Spare::read(&path.display().to_string(), bytes) {
            let found = spare.covers(&out.missing);
            if !found.is_empty() {
                out.missing.retain(|c| !found.contains(c));
                out.fonts.push(spare);
            }
        }
    }
    out
}

/// Font files in a folder and those in it.
fn list(folder: &Path, deep: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(meta) = std::fs::metadata(&path) else { continue };
        if meta.is_dir() && deep > 0 {
            list(&path, deep - 1, files);
        } else if meta.is_file() && meta.len() <= MOST_BYTES && files.len() < MOST_FILES && is_font(&path) {
            files.push(path);
        }
    }
}

fn is_font(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| ["ttf", "otf", "ttc", "otc"].iter().any(|x| e.eq_ignore_ascii_case(x)))
}

/// The lower, the sooner it is asked: upright fonts without serifs look most like the bundled one.
fn rank(path: &Path) -> u8 {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let has = |words: &[&str]| words.iter().any(|w| name.contains(w));
    let odd = has(&["bold", "italic", "oblique", "condensed", "light", "thin", "black", "medium"]);
    let other = has(&["mono", "serif", "math", "display"]);
    let known = has(&["notosans", "noto sans", "dejavusans.", "arial", "segoe", "helvetica", "pingfang", "yahei", "fallback", "emoji"]);
    match (odd, other, known) {
        (false, false, true) => 0,
        (false, false, false) => 1,
        (false, true, _) => 2,
        (true, ..) => 3,
    }
}

/// Where systems keep fonts.
fn folders() -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = Vec::new();
    let of = |variable: &str, inside: &str| std::env::var_os(variable).map(PathBuf::from).filter(|p| p.is_absolute()).map(|p| p.join(inside));
    out.extend(of("XDG_DATA_HOME", "fonts"));
    out.extend(of("HOME", ".local/share/fonts"));
    out.extend(of("HOME", ".fonts"));
    out.extend(of("HOME", "Library/Fonts"));
    out.extend(of("WINDIR", "Fonts"));
    out.extend(of("LOCALAPPDATA", "Microsoft/Windows/Fonts"));
    out.extend(["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"].map(PathBuf::from));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_looked_for_when_nothing_is_missing() {
        assert!(covering(&BTreeSet::new()).fonts.is_empty());
        let wanted = BTreeSet::from(['漢']);
        let none = covering_in(&[PathBuf::from("/no/such/folder")], &wanted);
        assert!(none.fonts.is_empty() && none.missing == wanted && none.warning().is_some_and(|w| w.contains("1 character (漢)")));
    }

    #[test]
    fn fonts_are_found_in_folders_and_asked_in_a_fixed_order() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        std::fs::write(folder.path().join("deep/Inter.ttf"), crate::scene::text::FONT).unwrap();
        std::fs::write(folder.path().join("broken.ttf"), "no font").unwrap();
        std::fs::write(folder.path().join("notes.txt"), crate::scene::text::FONT).unwrap();
        let found = covering_in(&[folder.path().to_owned()], &BTreeSet::from(['a', '漢']));
        assert_eq!((found.fonts.len(), found.missing), (1, BTreeSet::from(['漢'])));
        let order = ["DejaVuSans.ttf", "Other.ttf", "NotoSerif-Regular.ttf", "NotoSans-Bold.ttf"];
        assert!(order.windows(2).all(|w| rank(Path::new(w[0])) < rank(Path::new(w[1]))));
    }
}
