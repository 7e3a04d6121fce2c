//! Puts the dataset into its folder: every file under a temporary name first, then all renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::entry::hex;
use crate::forms::Forms;
use crate::write::datapackage::{self, Written};
use crate::write::{
    FileResult, candidates, cells, checks, codebook, extra, issues, quarantine, reports, wide,
};

/// The folder of a dataset, known to be writable.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where it is missing and tries to write to it.
    ///
    /// # Errors
    /// When it cannot be made or written to.
    pub(super) fn open(path: &Path) -> io::Result<Folder> {
        fs::create_dir_all(path.join("wide"))?;
        for probe in [path.to_owned(), path.join("wide")] {
            let probe = probe.join(temporary("probe"));
            File::create(&probe)?;
            fs::remove_file(&probe)?;
        }
        Ok(Folder(path.to_owned()))
    }

    /// Writes every file of the dataset; on an error those that were there before stay as they were.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn write(
        &self,
        files: &[FileResult],
        summary: &str,
        forms: Forms,
        bom: bool,
    ) -> io::Result<()> {
        let mut staged = Staged::in_folder(&self.0);
        staged.csv("cells.csv", |out| cells::write(out, files, bom))?;
        staged.csv("extra.csv", |out| extra::write(out, files, bom))?;
        staged.csv("reports.csv", |out| reports::write(out, files, bom))?;
        staged.csv("candidates.csv", |out| candidates::write(out, files, bom))?;
        for form in forms.iter() {
            staged.csv(&wide::path(form), |out| wide::write(out, form, files, bom))?;
        }
        staged.csv("issues.csv", |out| issues::write(out, files, bom))?;
        staged.csv("checks.csv", |out| checks::write(out, files, bom))?;
        staged.csv("quarantine.csv", |out| quarantine::write(out, files, bom))?;
        staged.csv("codebook.csv", |out| codebook::write(out, forms, bom))?;
        let package = datapackage::describe(staged.written(), forms);
        staged.file("datapackage.json", |out| out.write_all(package.as_bytes()))?;
        staged.file("summary.json", |out| out.write_all(summary.as_bytes()))?;
        staged.put_in_place()
    }
}

/// A name beside which no file of a dataset stands, so that one rename puts it in place.
fn temporary(name: &str) -> String {
    format!(".{name}.{}.tmp", std::process::id())
}

/// Files written under temporary names; removed again unless put in place.
pub(crate) struct Staged<'a> {
    folder: &'a Path,
    written: Vec<Written>,
}

impl<'a> Staged<'a> {
    /// Nothing written yet.
    pub(crate) fn in_folder(folder: &'a Path) -> Self {
        Staged {
            folder,
            written: Vec::new(),
        }
    }

    /// The files so far.
    pub(crate) fn written(&self) -> &[Written] {
        &self.written
    }

    /// Writes a table under the temporary name of `path`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn csv(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut Hashing<BufWriter<File>>) -> csv::Result<()>,
    ) -> io::Result<()> {
        self.file(path, |out| write(out).map_err(io::Error::from))
    }

    /// Writes a file under the temporary name of `path`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn file(
        &mut self,
        path: &str,
        write: impl FnOnce(&mut Hashing<BufWriter<File>>) -> io::Result<()>,
    ) -> io::Result<()> {
        let file = File::create(self.staged(path))?;
        // Listed before it is whole, so that a failure removes it.
        self.written.push(Written {
            path: path.to_owned(),
            bytes: 0,
            sha256: String::new(),
        });
        let mut out = Hashing {
            inner: BufWriter::new(file),
            bytes: 0,
            hash: Sha256::new(),
        };
        write(&mut out)?;
        out.inner.flush()?;
        if let Some(written) = self.written.last_mut() {
            written.bytes = out.bytes;
            written.sha256 = hex(&out.hash.finalize());
        }
        Ok(())
    }

    fn staged(&self, path: &str) -> PathBuf {
        match path.rsplit_once('/') {
            Some((folder, name)) => self.folder.join(folder).join(temporary(name)),
            None => self.folder.join(temporary(path)),
        }
    }

    /// Gives every file its name.
    ///
    /// # Errors
    /// When one cannot be renamed.
    pub(crate) fn put_in_place(self) -> io::Result<()> {
        for file in &self.written {
            fs::rename(self.staged(&file.path), self.folder.join(&file.path))?;
        }
        Ok(())
    }
}

impl Drop for Staged<'_> {
    fn drop(&mut self) {
        for file in &self.written {
            // After a rename there is nothing to remove.
            let _ = fs::remove_file(self.staged(&file.path));
        }
    }
}

/// Counts and hashes what goes through it.
pub(crate) struct Hashing<W> {
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
    use crate::write::samples::{cell, file};

    #[test]
    fn the_dataset_is_whole_and_nothing_else_is_left_behind() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let out = dir.path().join("new/out");
        let mut one = file("a.pdf", 'a', "甲县", Some(2023));
        one.extraction.cells = vec![cell("granted", 5)];
        let folder = Folder::open(&out).expect("a folder");
        folder
            .write(&[one], "{}", Forms::default(), false)
            .expect("written");
        let list = |path: &Path| {
            let entries = fs::read_dir(path).expect("a folder");
            let name = |e: io::Result<fs::DirEntry>| e.expect("an entry").file_name();
            let mut names: Vec<_> = entries.map(name).collect();
            names.sort();
            names
        };
        assert_eq!(
            list(&out),
            [
                "candidates.csv",
                "cells.csv",
                "checks.csv",
                "codebook.csv",
                "datapackage.json",
                "extra.csv",
                "issues.csv",
                "quarantine.csv",
                "reports.csv",
                "summary.json",
                "wide"
            ]
        );
        assert_eq!(
            list(&out.join("wide")),
            [
                "cn_foi_annual_2019.csv",
                "cn_foi_annual_2021.csv",
                "cn_foi_stats_2014.csv"
            ]
        );
    }

    #[test]
    fn a_folder_below_a_file_cannot_be_opened() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let file = dir.path().join("file");
        fs::write(&file, "").expect("a file");
        assert!(Folder::open(&file.join("out")).is_err());
    }
}
