//! Which files to read, in which order, and what each is called in the dataset.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;
use sha2::{Digest, Sha256};

use super::paths::to_bytes;
use super::shard::Shard;
use super::store::{Order, Planned, Planner, Stamp};

/// One file to read.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its name in the dataset: the path as given, `/`-separated, made unique where two paths are spelled alike.
    pub(super) source: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// Why it cannot be opened, when the search for files already found that out.
    pub(super) fault: Option<String>,
}

/// How deep folders may nest; deeper ones are reported and not entered.
const MAX_DEPTH: usize = 64;

/// A run over no more files than this keeps no ledger: reading them again takes less time.
const FEW_FILES: usize = 32;
/// Nor over more bytes than this: an archive may hold any number of files.
const FEW_BYTES: u64 = 64 << 20;

/// Whether there are few files below these paths, `out` left out, and small ones.
pub(super) fn are_few(paths: &[PathBuf], out: &Path) -> bool {
    let out = fs::canonicalize(out).ok();
    let mut waiting = paths.to_vec();
    let (mut files, mut bytes) = (0, 0);
    while let Some(path) = waiting.pop() {
        files += 1;
        if files + waiting.len() > FEW_FILES || bytes > FEW_BYTES {
            return false;
        }
        let Ok(meta) = fs::metadata(&path) else {
            continue;
        };
        bytes += if meta.is_file() { meta.len() } else { 0 };
        if meta.is_dir() && out.is_some() && fs::canonicalize(&path).ok() == out {
            continue;
        }
        if let (true, Ok(entries)) = (meta.is_dir(), fs::read_dir(&path)) {
            let paths = entries.flatten().map(|entry| entry.path());
            waiting.extend(paths.take(FEW_FILES + 1));
        }
    }
    bytes <= FEW_BYTES
}

/// Plans the files below `paths`: folders recursively and sorted by name, files whatever their extension.
///
/// Names that begin with a dot are skipped, and so is `out`, so that a dataset is never taken for a source. Links are
/// followed; a folder that was entered before is not entered again. What cannot be listed is an entry with a fault. Of a
/// shard only the files that are its own are planned; their sources are those of the whole.
///
/// # Errors
/// When none of the paths exists, or one cannot be told, or the plan cannot be written.
pub(super) fn plan(
    paths: impl Iterator<Item = anyhow::Result<PathBuf>>,
    out: &Path,
    shard: Option<Shard>,
    planner: &mut Planner<'_>,
) -> anyhow::Result<()> {
    let out = fs::canonicalize(out).ok();
    let (mut given, mut exists, mut last) = (0_u32, false, PathBuf::new());
    for path in paths {
        let path = path?;
        exists |= fs::symlink_metadata(&path).is_ok();
        let mut walk = Walk {
            out: out.as_deref(),
            shard,
            entered: BTreeSet::new(),
            planner,
        };
        walk.take(&path, given.to_be_bytes().to_vec(), 0)?;
        given = given.saturating_add(1);
        last = path;
    }
    match given {
        _ if exists => Ok(()),
        0 => bail!("no file to read: the list is empty"),
        1 => bail!("{}: no such file or folder", last.display()),
        _ => bail!("none of the {given} paths exists"),
    }
}

struct Walk<'a, 'p> {
    out: Option<&'a Path>,
    shard: Option<Shard>,
    /// Folders that were entered: the beginnings of hashes over their real paths.
    entered: BTreeSet<[u8; 16]>,
    planner: &'a mut Planner<'p>,
}

impl Walk<'_, '_> {
    /// `order` sorts before that of everything behind it: names are compared folder by folder.
    fn take(&mut self, path: &Path, order: Order, depth: usize) -> anyhow::Result<()> {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                // What stands in a folder that cannot be listed to its end is read all the same.
                if let Some(error) = self.enter(path, &order, depth)? {
                    self.plan(path, order, Err(error.to_string()))?;
                }
                Ok(())
            }
            Ok(meta) if meta.is_file() => self.plan(path, order, Ok(Stamp::of(&meta))),
            // A pipe or a device may never end.
            Ok(_) => self.plan(path, order, Err("not a regular file".to_owned())),
            Err(error) => self.plan(path, order, Err(error.to_string())),
        }
    }

    /// Plans what is in a folder; gives what went wrong in listing it.
    fn enter(
        &mut self,
        folder: &Path,
        order: &Order,
        depth: usize,
    ) -> anyhow::Result<Option<io::Error>> {
        let real = match fs::canonicalize(folder) {
            Ok(real) => real,
            Err(error) => return Ok(Some(error)),
        };
        if self.out == Some(&real) {
            log::debug!("{}: left out, the dataset goes there", folder.display());
            return Ok(None);
        }
        if depth >= MAX_DEPTH {
            return Ok(Some(io::Error::other("folders nest too deep")));
        }
        if !self.entered.insert(short_hash(&to_bytes(&real))) {
            log::debug!("{}: left out, entered before", folder.display());
            return Ok(None);
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return Ok(Some(error)),
        };
        // A folder may hold a million files: they are sorted by the plan. Folders are entered in order, since that
        // decides which way to one that can be reached in two is taken.
        let (mut folders, mut failure) = (Vec::new(), None);
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_name().as_encoded_bytes().starts_with(b".") => {}
                // Names that are no UTF-8 may spell alike: their order numbers them.
                Ok(entry)
                    if entry.file_type().is_ok_and(|kind| kind.is_file())
                        && entry.file_name().to_str().is_some() =>
                {
                    let name = entry.file_name();
                    self.take(&folder.join(&name), below(order, &name), depth + 1)?;
                }
                Ok(entry) => folders.push(entry.file_name()),
                Err(error) => failure = Some(error),
            }
        }
        folders.sort_unstable();
        for name in folders {
            self.take(&folder.join(&name), below(order, &name), depth + 1)?;
        }
        Ok(failure)
    }

    fn plan(
        &mut self,
        path: &Path,
        order: Order,
        stamp: Result<Stamp, String>,
    ) -> anyhow::Result<()> {
        let bytes = to_bytes(path);
        let Some(source) = unique(&source(path), &bytes, self.planner)? else {
            return Ok(());
        };
        self.planner.name(&source, &bytes)?;
        if self.shard.is_some_and(|shard| !shard.has(&source)) {
            return Ok(());
        }
        let (stamp, fault) = match stamp {
            Ok(stamp) => (Some(stamp), None),
            Err(fault) => (None, Some(fault)),
        };
        let planned = Planned {
            source,
            path: bytes,
            fault,
            stamp,
        };
        self.planner.take(&order, &planned)
    }
}

fn below(order: &Order, name: &OsString) -> Order {
    // No name holds a zero, and none sorts before it.
    [order.as_slice(), b"\0", name.as_encoded_bytes()].concat()
}

fn short_hash(bytes: &[u8]) -> [u8; 16] {
    let hash = Sha256::digest(bytes);
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

/// The path with `/` between its parts; bytes that are no UTF-8 become U+FFFD.
fn source(path: &Path) -> String {
    let text = path.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => text.into_owned(),
        other => text.replace(other, "/"),
    }
}

/// `wanted`, or the first of `wanted~2`, `wanted~3`, … that is free; `None` for a path that was given before.
fn unique(wanted: &str, path: &[u8], planner: &mut Planner<'_>) -> anyhow::Result<Option<String>> {
    match planner.path_of(wanted)? {
        None => return Ok(Some(wanted.to_owned())),
        Some(taken) if taken == path => return Ok(None),
        Some(_) => {}
    }
    // A path that is no UTF-8 may be given twice, too.
    let last = planner.numbers.get(wanted).copied().unwrap_or(1);
    for number in (2..=last).rev().take(MAX_LOOKED_AT) {
        if planner.path_of(&format!("{wanted}~{number}"))?.as_deref() == Some(path) {
            return Ok(None);
        }
    }
    for number in last + 1.. {
        let name = format!("{wanted}~{number}");
        planner.numbers.insert(wanted.to_owned(), number);
        match planner.path_of(&name)? {
            None => return Ok(Some(name)),
            Some(taken) if taken == path => return Ok(None),
            Some(_) => {}
        }
    }
    Ok(None)
}

/// Sources that spell alike and are asked whether they are of a path. Beyond that a path given twice is read twice.
const MAX_LOOKED_AT: usize = 100;

#[cfg(test)]
mod tests {
    use super::super::store::Store;
    use super::*;

    fn scratch(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a scratch folder");
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, file).expect("a file");
        }
        dir
    }

    fn planned(
        paths: &[PathBuf],
        out: &Path,
        shard: Option<Shard>,
    ) -> anyhow::Result<Vec<Planned>> {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let store = Store::open(dir.path(), false).expect("a store");
        let paths = paths.iter().cloned().map(Ok);
        store.plan(|planner| plan(paths, out, shard, planner))?;
        let chunk = store.planned(None).expect("a plan");
        Ok(chunk.into_iter().map(|(_, planned)| planned).collect())
    }

    fn sources(root: &Path, paths: &[PathBuf], out: &Path) -> Vec<String> {
        let prefix = format!("{}/", source(root));
        let plan = planned(paths, out, None).expect("a plan");
        let short = |entry: &Planned| entry.source.replacen(&prefix, "", 1);
        plan.iter().map(short).collect()
    }

    #[test]
    fn folders_are_walked_in_order_of_names_whatever_the_extension() {
        let dir = scratch(&[
            "b/2.docx",
            "b/1",
            "b.txt",
            "b-",
            "a.txt",
            "c.PDF",
            ".hidden",
            ".git/x.pdf",
        ]);
        let root = dir.path();
        assert_eq!(
            sources(root, &[root.to_owned()], Path::new("/nowhere")),
            ["a.txt", "b/1", "b/2.docx", "b-", "b.txt", "c.PDF"]
        );
    }

    #[test]
    fn arguments_keep_their_order_and_a_file_given_twice_stands_once() {
        let dir = scratch(&["b", "a"]);
        let root = dir.path();
        let paths = [root.join("b"), root.join("a"), root.join("b")];
        assert_eq!(sources(root, &paths, Path::new("/nowhere")), ["b", "a"]);
    }

    #[test]
    fn the_folder_of_the_dataset_is_no_source() {
        let dir = scratch(&["a.pdf", "out/cells.csv"]);
        let root = dir.path();
        let found = sources(root, &[root.to_owned()], &root.join("out"));
        assert_eq!(found, ["a.pdf"]);
    }

    #[test]
    fn one_missing_path_is_a_fault_and_only_missing_paths_are_an_error() {
        let dir = scratch(&["a.pdf"]);
        let gone = dir.path().join("gone");
        let nowhere = Path::new("/nowhere");
        let both = planned(&[dir.path().join("a.pdf"), gone.clone()], nowhere, None);
        let both = both.expect("a plan");
        assert_eq!(both.len(), 2);
        assert!(both[0].fault.is_none() && both[1].fault.is_some());
        let error = planned(&[gone], nowhere, None).expect_err("nothing there");
        assert!(error.to_string().ends_with("gone: no such file or folder"));
        let error = planned(&[], nowhere, None).expect_err("nothing there");
        assert!(error.to_string().ends_with("the list is empty"));
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends_and_a_dangling_link_is_a_fault() {
        use std::os::unix::fs::symlink;
        let dir = scratch(&["a/1.pdf"]);
        let root = dir.path();
        symlink(root, root.join("a/loop")).expect("a link");
        symlink(root.join("gone"), root.join("b")).expect("a link");
        let plan = planned(&[root.to_owned()], Path::new("/nowhere"), None).expect("a plan");
        let faults: Vec<bool> = plan.iter().map(|entry| entry.fault.is_some()).collect();
        assert_eq!(faults, [false, true]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_utf8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let paths = [&b"x\xff"[..], &b"x\xfe"[..], &b"x\xff"[..]]
            .map(|bytes| PathBuf::from(std::ffi::OsStr::from_bytes(bytes)));
        let dir = scratch(&["a"]);
        let paths = [vec![dir.path().join("a")], paths.to_vec()].concat();
        let plan = planned(&paths, Path::new("/nowhere"), None).expect("a plan");
        let sources: Vec<&str> = plan.iter().map(|entry| entry.source.as_str()).collect();
        assert_eq!(sources.get(1..), Some(&["x\u{fffd}", "x\u{fffd}~2"][..]));
    }

    #[test]
    fn shards_share_the_files_out() {
        let names: Vec<String> = (0..40).map(|n| format!("{n:02}.pdf")).collect();
        let dir = scratch(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let root = [dir.path().to_owned()];
        let of = |shard: &str| {
            let shard = Some(shard.parse().expect("a shard"));
            let plan = planned(&root, Path::new("/nowhere"), shard).expect("a plan");
            plan.into_iter().map(|entry| entry.source)
        };
        let mut all: Vec<String> = of("1/3").chain(of("2/3")).chain(of("3/3")).collect();
        all.sort();
        let whole = planned(&root, Path::new("/nowhere"), None).expect("a plan");
        let whole: Vec<String> = whole.into_iter().map(|entry| entry.source).collect();
        assert_eq!(all, whole);
        assert!(of("1/3").count() < 25);
    }

    #[test]
    fn few_files_are_few_wherever_they_stand() {
        let names: Vec<String> = (0..40).map(|n| format!("{}/{n:02}.pdf", n % 2)).collect();
        let dir = scratch(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let nowhere = Path::new("/nowhere");
        assert!(!are_few(&[dir.path().to_owned()], nowhere));
        assert!(are_few(&[dir.path().join("1")], nowhere));
        assert!(are_few(&[dir.path().to_owned()], &dir.path().join("0")));
    }
}
