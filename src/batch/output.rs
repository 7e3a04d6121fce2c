//! Puts files into a folder so that at any moment either all of the old ones are there or all of the new ones can be.
//!
//! Every file is written to `.nianbao/next/` first. When all of them are whole, a list of them, `commit`, is put beside
//! them, and they are renamed to their places. Whoever dies before the list is there has changed nothing; when it is
//! there, the next run does what is left to do.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::store::{self, Stamp};
use crate::hash::hex;
use crate::write::datapackage::Written;

/// A folder for files, known to be writable, which no other run writes to.
pub(crate) struct Folder {
    path: PathBuf,
    /// Held until the run ends, however it ends.
    _lock: File,
    /// Whether files are on the disk before they get their names.
    syncs: bool,
    /// The folders that were made for it: they go again when nothing is put into them.
    made: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder and those below it where they are missing, tries to write to the others, and ends what an earlier
    /// run could not.
    ///
    /// # Errors
    /// When it cannot be made or written to, or when another run writes to it.
    pub(crate) fn open(path: &Path, below: &[&str]) -> io::Result<Folder> {
        let own = store::folder(path);
        let folders = || std::iter::once("").chain(below.iter().copied());
        let mut made: Vec<_> = folders().map(|below| path.join(below)).collect();
        made.retain(|folder| !folder.exists());
        let lock = lock(&own)?;
        for below in folders() {
            let folder = path.join(below);
            fs::create_dir_all(&folder)?;
            if made.contains(&folder) {
                continue;
            }
            let probe = folder.join(format!(".probe.{}.tmp", std::process::id()));
            File::create(&probe)?;
            fs::remove_file(&probe)?;
        }
        recover(path)?;
        Ok(Folder {
            path: path.to_owned(),
            _lock: lock,
            syncs: false,
            made,
        })
    }

    /// From now on files are on the disk before they get their names: that takes a while, and pays when they took long to
    /// make.
    pub(crate) fn sync(&mut self) {
        self.syncs = true;
    }

    /// Begins a set of files.
    ///
    /// # Errors
    /// When nothing can be written.
    pub(crate) fn staged(&self) -> io::Result<Staged<'_>> {
        recover(&self.path)?;
        fs::create_dir(next(&self.path))?;
        Ok(Staged {
            folder: self,
            written: Vec::new(),
        })
    }

    /// Whether the files are there as they were put there.
    pub(super) fn holds(&self, files: &Placed) -> bool {
        files.0.iter().all(|(path, stamp)| {
            let now = Stamp::at(&self.path.join(path));
            now.is_some_and(|now| now.is_like(stamp))
        })
    }
}

/// When nothing is kept, nothing of the work shows; when nothing is written, no folder is left.
impl Drop for Folder {
    fn drop(&mut self) {
        let own = store::folder(&self.path);
        if !store::is_there(&self.path) {
            let _ = fs::remove_file(own.join("lock"));
            // It stays when something else is in it.
            let _ = fs::remove_dir(own);
            for folder in self.made.iter().rev() {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// Times that a lock is asked for while other runs come and go.
const TRIES: usize = 100;

/// The lock of a dataset's folder. A run that keeps nothing removes it when it ends, so the file that is locked may not be
/// the one that is there by then.
fn lock(own: &Path) -> io::Result<File> {
    let path = own.join("lock");
    for _ in 0..TRIES {
        fs::create_dir_all(own)?;
        let lock = match File::create(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            lock => lock?,
        };
        match lock.try_lock() {
            Ok(()) if is_at(&lock, &path) => return Ok(lock),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(io::Error::other("another run is writing there"));
            }
            // Not every file system has locks.
            Err(TryLockError::Error(error)) => {
                log::warn!("{}: no lock: {error}", own.display());
                return Ok(lock);
            }
        }
    }
    Err(io::Error::other("other runs are writing there"))
}

/// Whether an open file is the one at this path.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let of = |meta: fs::Metadata| (meta.dev(), meta.ino());
    let there = fs::metadata(path).map(of).ok();
    there.is_some() && there == file.metadata().map(of).ok()
}

/// Whether an open file is the one at this path: an open file cannot be removed.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Where files wait for their names.
fn next(folder: &Path) -> PathBuf {
    store::folder(folder).join("next")
}

const COMMIT: &str = "commit";

/// Whether a set of files is on its way into this folder, some of it perhaps there already.
#[cfg(any(test, feature = "panel"))]
pub(crate) fn is_changing(folder: &Path) -> bool {
    next(folder).join(COMMIT).exists()
}

/// Ends what an earlier run left: a whole set gets its names, a part of one goes.
fn recover(folder: &Path) -> io::Result<()> {
    let next = next(folder);
    match fs::read_to_string(next.join(COMMIT)) {
        Ok(list) => rename(folder, list.lines())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    match fs::remove_dir_all(next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Gives files that wait their names. One that does not wait has its name already.
fn rename<'a>(folder: &Path, paths: impl Iterator<Item = &'a str>) -> io::Result<()> {
    let next = next(folder);
    for path in paths {
        let mut parts = Path::new(path).components();
        if !parts.all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::Error::other(
                "the list of files to put in place is damaged",
            ));
        }
        match fs::rename(next.join(flat(path)), folder.join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The name under which a file waits.
fn flat(path: &str) -> String {
    path.replace('/', "-")
}

/// Files that wait for their names; they go unless they are put in place.
pub(crate) struct Staged<'a> {
    folder: &'a Folder,
    written: Vec<Written>,
}

/// A file on its way.
pub(crate) struct Stream {
    path: String,
    out: Hashing<BufWriter<File>>,
}

/// Rows come in large pieces. Bytes.
const BUFFER: usize = 64 << 10;

impl Staged<'_> {
    /// The files so far.
    pub(crate) fn written(&self) -> &[Written] {
        &self.written
    }

    /// Begins a file.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn begin(&self, path: &str) -> io::Result<Stream> {
        let file = File::create(next(&self.folder.path).join(flat(path)))?;
        Ok(Stream {
            path: path.to_owned(),
            out: Hashing {
                inner: BufWriter::with_capacity(BUFFER, file),
                bytes: 0,
                hash: Sha256::new(),
            },
        })
    }

    /// Ends a file.
    ///
    /// # Errors
    /// When the rest of it cannot be written.
    pub(crate) fn end(&mut self, stream: Stream) -> io::Result<()> {
        let Stream { path, mut out } = stream;
        out.flush()?;
        if self.folder.syncs {
            out.inner.get_ref().sync_data()?;
        }
        self.written.push(Written {
            path,
            bytes: out.bytes,
            sha256: hex(&out.hash.finalize()),
        });
        Ok(())
    }

    /// Writes a table.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn csv(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut Stream) -> csv::Result<()>,
    ) -> io::Result<()> {
        self.file(path, |out| write(out).map_err(io::Error::from))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn file(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut Stream) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut stream = self.begin(path)?;
        write(&mut stream)?;
        self.end(stream)
    }

    /// Gives every file its name.
    ///
    /// # Errors
    /// When one cannot be renamed.
    pub(crate) fn put_in_place(self) -> io::Result<Placed> {
        let folder = &self.folder.path;
        let next = next(folder);
        let list: String = self
            .written
            .iter()
            .map(|file| format!("{}\n", file.path))
            .collect();
        let part = next.join("commit.part");
        fs::write(&part, list)?;
        if self.folder.syncs {
            File::open(&part)?.sync_all()?;
        }
        fs::rename(part, next.join(COMMIT))?;
        rename(folder, self.written.iter().map(|file| file.path.as_str()))?;
        fs::remove_dir_all(next)?;
        let stamp =
            |file: &Written| Some((file.path.clone(), Stamp::at(&folder.join(&file.path))?));
        Ok(Placed(self.written.iter().filter_map(stamp).collect()))
    }
}

/// Files that were put in place, as they were then.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Placed(Vec<(String, Stamp)>);

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        // Nothing of a set that is on its way may go.
        if let Err(error) = recover(&self.folder.path) {
            log::warn!("{}: {error}", self.folder.path.display());
        }
    }
}

impl Write for Stream {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.out.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Counts and hashes what goes through it.
struct Hashing<W> {
    inner: W,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(data)?;
        self.hash.update(data.get(..taken).unwrap_or(data));
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is below a folder, `.nianbao` included.
    fn tree(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            for entry in fs::read_dir(path).expect("a folder") {
                let path = entry.expect("an entry").path();
                let short = path.strip_prefix(folder).expect("below");
                match path.is_dir() {
                    true => waiting.push(path.clone()),
                    false => found.push(short.display().to_string()),
                }
            }
        }
        found.sort();
        found
    }

    fn stage<'a>(folder: &'a Folder, text: &str) -> Staged<'a> {
        let mut staged = folder.staged().expect("a set");
        for path in ["a.csv", "wide/b.csv"] {
            let write = |out: &mut Stream| out.write_all(text.as_bytes());
            staged.file(path, write).expect("written");
        }
        staged
    }

    fn texts(folder: &Path) -> [Option<String>; 2] {
        ["a.csv", "wide/b.csv"].map(|path| fs::read_to_string(folder.join(path)).ok())
    }

    fn both(text: &str) -> [Option<String>; 2] {
        [Some(text.to_owned()), Some(text.to_owned())]
    }

    #[test]
    fn a_set_is_whole_and_nothing_else_is_left_behind() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let out = dir.path().join("new/out");
        let folder = Folder::open(&out, &["wide"]).expect("a folder");
        let staged = stage(&folder, "1");
        assert_eq!(staged.written()[1].bytes, 1);
        assert!(staged.written()[1].sha256.starts_with("6b86b273ff34fce1"));
        let files = staged.put_in_place().expect("in place");
        assert!(folder.holds(&files));
        assert_eq!(texts(&out), both("1"));
        drop(folder);
        assert_eq!(tree(&out), ["a.csv", "wide/b.csv"]);
    }

    #[test]
    fn a_set_that_is_given_up_changes_nothing() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = Folder::open(dir.path(), &["wide"]).expect("a folder");
        stage(&folder, "1").put_in_place().expect("in place");
        drop(stage(&folder, "2"));
        assert_eq!(texts(dir.path()), both("1"));
        // Nor does one whose writer died.
        std::mem::forget(stage(&folder, "3"));
        drop(folder);
        let _folder = Folder::open(dir.path(), &["wide"]).expect("a folder");
        assert_eq!(texts(dir.path()), both("1"));
        assert_eq!(tree(dir.path()), [".nianbao/lock", "a.csv", "wide/b.csv"]);
    }

    #[test]
    fn a_set_whose_names_are_given_in_part_gets_the_others_from_the_next_run() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = Folder::open(dir.path(), &["wide"]).expect("a folder");
        stage(&folder, "1").put_in_place().expect("in place");
        std::mem::forget(stage(&folder, "2"));
        let next = next(dir.path());
        fs::write(next.join(COMMIT), "a.csv\nwide/b.csv\n").expect("a list");
        fs::rename(next.join("a.csv"), dir.path().join("a.csv")).expect("renamed");
        assert!(is_changing(dir.path()));
        drop(folder);
        let _folder = Folder::open(dir.path(), &["wide"]).expect("a folder");
        assert_eq!(texts(dir.path()), both("2"));
        assert!(!is_changing(dir.path()));
    }

    #[test]
    fn a_list_cannot_name_what_is_elsewhere() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let out = dir.path().join("out");
        fs::create_dir_all(next(&out)).expect("a folder");
        fs::write(next(&out).join(COMMIT), "../a.csv\n").expect("a list");
        assert!(Folder::open(&out, &[]).is_err());
    }

    #[test]
    fn a_folder_has_one_run_at_a_time() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = Folder::open(dir.path(), &[]).expect("a folder");
        assert!(Folder::open(dir.path(), &[]).is_err());
        drop(folder);
        assert!(Folder::open(dir.path(), &[]).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_that_was_removed_is_none() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let path = dir.path().join("lock");
        let held = lock(dir.path()).expect("a lock");
        assert!(is_at(&held, &path));
        fs::remove_file(&path).expect("removed");
        assert!(!is_at(&held, &path));
        // Another run makes its own and gets it.
        let other = lock(dir.path()).expect("a lock");
        assert!(!is_at(&held, &path) && is_at(&other, &path));
    }

    #[test]
    fn a_folder_below_a_file_cannot_be_opened() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("a file");
        assert!(Folder::open(&file.join("out"), &[]).is_err());
    }
}
