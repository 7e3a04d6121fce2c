//! Which files to read, in which order, and what each is called in the dataset.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::bail;

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

/// Lists the files below `paths`: folders recursively and sorted by name, files whatever their extension.
///
/// Names that begin with a dot are skipped, and so is `out`, so that a dataset is never taken for a source. Links are
/// followed; a folder that was entered before is not entered again. What cannot be listed is an entry with a fault.
///
/// # Errors
/// When none of the paths exists.
pub(super) fn plan(paths: &[PathBuf], out: &Path) -> anyhow::Result<Vec<Entry>> {
    if paths.iter().all(|path| fs::symlink_metadata(path).is_err()) {
        match paths {
            [] => bail!("no file to read: the list is empty"),
            [one] => bail!("{}: no such file or folder", one.display()),
            _ => bail!("none of the {} paths exists", paths.len()),
        }
    }
    let mut found = Vec::new();
    for path in paths {
        let mut walk = Walk {
            out: fs::canonicalize(out).ok(),
            entered: BTreeSet::new(),
            found: &mut found,
        };
        walk.take(path, 0);
    }
    Ok(name(found))
}

struct Walk<'a> {
    out: Option<PathBuf>,
    entered: BTreeSet<PathBuf>,
    found: &'a mut Vec<(PathBuf, Option<String>)>,
}

impl Walk<'_> {
    fn take(&mut self, path: &Path, depth: usize) {
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                if let Err(error) = self.enter(path, depth) {
                    self.fault(path, &error.to_string());
                }
            }
            Ok(meta) if meta.is_file() => self.found.push((path.to_owned(), None)),
            // A pipe or a device may never end.
            Ok(_) => self.fault(path, "not a regular file"),
            Err(error) => self.fault(path, &error.to_string()),
        }
    }

    fn enter(&mut self, folder: &Path, depth: usize) -> io::Result<()> {
        let real = fs::canonicalize(folder)?;
        if self.out.as_ref() == Some(&real) {
            log::debug!("{}: left out, the dataset goes there", folder.display());
            return Ok(());
        }
        if depth >= MAX_DEPTH {
            return Err(io::Error::other("folders nest too deep"));
        }
        if !self.entered.insert(real) {
            log::debug!("{}: left out, entered before", folder.display());
            return Ok(());
        }
        for name in visible_names(folder)? {
            self.take(&folder.join(name), depth + 1);
        }
        Ok(())
    }

    fn fault(&mut self, path: &Path, why: &str) {
        self.found.push((path.to_owned(), Some(why.to_owned())));
    }
}

fn visible_names(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Gives each path its name in the dataset; a path that was given twice stands once.
fn name(found: Vec<(PathBuf, Option<String>)>) -> Vec<Entry> {
    let mut paths = BTreeSet::new();
    let mut sources = BTreeSet::new();
    let mut plan = Vec::with_capacity(found.len());
    for (path, fault) in found {
        if !paths.insert(path.as_os_str().to_owned()) {
            continue;
        }
        let source = unique(source(&path), &sources);
        sources.insert(source.clone());
        plan.push(Entry {
            source,
            path,
            fault,
        });
    }
    plan
}

/// The path with `/` between its parts; bytes that are no UTF-8 become U+FFFD.
fn source(path: &Path) -> String {
    let text = path.to_string_lossy();
    match std::path::MAIN_SEPARATOR {
        '/' => text.into_owned(),
        other => text.replace(other, "/"),
    }
}

/// `wanted`, or the first of `wanted~2`, `wanted~3`, … that is free.
fn unique(wanted: String, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&wanted) {
        return wanted;
    }
    let numbered = (2_u64..).map(|n| format!("{wanted}~{n}"));
    let mut free = numbered.filter(|source| !taken.contains(source));
    free.next().unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
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

    fn sources(root: &Path, paths: &[PathBuf], out: &Path) -> Vec<String> {
        let prefix = format!("{}/", source(root));
        let plan = plan(paths, out).expect("a plan");
        let short = |entry: &Entry| entry.source.replacen(&prefix, "", 1);
        plan.iter().map(short).collect()
    }

    #[test]
    fn folders_are_walked_in_order_of_names_whatever_the_extension() {
        let dir = scratch(&["b/2.docx", "b/1", "a.txt", "c.PDF", ".hidden", ".git/x.pdf"]);
        let root = dir.path();
        assert_eq!(
            sources(root, &[root.to_owned()], Path::new("/nowhere")),
            ["a.txt", "b/1", "b/2.docx", "c.PDF"]
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
        let both = plan(
            &[dir.path().join("a.pdf"), gone.clone()],
            Path::new("/nowhere"),
        );
        let both = both.expect("a plan");
        assert_eq!(both.len(), 2);
        assert!(both[0].fault.is_none() && both[1].fault.is_some());
        let error = plan(&[gone], Path::new("/nowhere")).expect_err("nothing there");
        assert!(error.to_string().ends_with("gone: no such file or folder"));
    }

    #[cfg(unix)]
    #[test]
    fn a_loop_of_links_ends_and_a_dangling_link_is_a_fault() {
        use std::os::unix::fs::symlink;
        let dir = scratch(&["a/1.pdf"]);
        let root = dir.path();
        symlink(root, root.join("a/loop")).expect("a link");
        symlink(root.join("gone"), root.join("b")).expect("a link");
        let plan = plan(&[root.to_owned()], Path::new("/nowhere")).expect("a plan");
        let faults: Vec<bool> = plan.iter().map(|entry| entry.fault.is_some()).collect();
        assert_eq!(faults, [false, true]);
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_utf8_stay_apart() {
        use std::os::unix::ffi::OsStrExt;
        let paths = [&b"x\xff"[..], &b"x\xfe"[..]].map(|bytes| {
            let path = PathBuf::from(std::ffi::OsStr::from_bytes(bytes));
            (path, None)
        });
        let plan = name(paths.into());
        let sources: Vec<&str> = plan.iter().map(|entry| entry.source.as_str()).collect();
        assert_eq!(sources, ["x\u{fffd}", "x\u{fffd}~2"]);
    }
}
