//! What stands in archives (zip, 7z, tar, gzip, WARC), member by member, in memory: nothing is written to a disk.
//!
//! Names are only names: a member called `../../etc/passwd` is a source spelled `etc/passwd`.

mod name;
mod seven;
mod warc;

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::Known;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read;

pub(crate) use warc::{is_crawl, visit_crawl};

/// Where the magic of a tar file stands (POSIX.1-2017, ustar).
const USTAR: std::ops::Range<usize> = 257..262;
/// Archives may always unpack to this much, whatever the ratio: a page of zeros packs well.
const FREE_BYTES: u64 = 64 << 20;
/// The archive of a crawl may hold a file for so many bytes of it: less no record takes that holds a document, packed
/// as it may be. Names longer than this count for more than one.
const CRAWLED_FILE: usize = 512;

/// The kinds of archive that are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Zip,
    Seven,
    Tar,
    Gzip,
    /// The archive of a crawl, not compressed.
    Warc,
}

/// The kind of an archive, from its bytes; `None` for anything else, documents in a zip container among it.
pub(crate) fn kind(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return read::sniff(bytes).is_none().then_some(Kind::Zip);
    }
    if bytes.starts_with(seven::MAGIC) {
        return Some(Kind::Seven);
    }
    if bytes.starts_with(warc::GZIP) {
        return Some(Kind::Gzip);
    }
    if bytes.starts_with(warc::MAGIC) {
        return Some(Kind::Warc);
    }
    (bytes.get(USTAR) == Some(b"ustar")).then_some(Kind::Tar)
}

/// What an archive and all archives in it may still unpack to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    bytes: u64,
    members: usize,
    depth: usize,
}

impl Budget {
    /// The budget of an archive of this length.
    pub(crate) fn new(length: usize, limits: &Limits) -> Budget {
        let by_ratio = (length as u64).saturating_mul(limits.archive_ratio);
        Budget {
            bytes: limits.archive_bytes.min(by_ratio.max(FREE_BYTES)),
            members: limits.archive_members,
            depth: limits.archive_depth,
        }
    }

    /// The budget of the archive of a crawl of this length. It is read from the disk as a stream, so that nothing but its
    /// length bounds it.
    pub(crate) fn of_crawl(length: u64, limits: &Limits) -> Budget {
        let by_ratio = length.saturating_mul(limits.archive_ratio);
        let by_length = usize::try_from(length).unwrap_or(usize::MAX) / CRAWLED_FILE;
        Budget {
            bytes: by_ratio.max(FREE_BYTES),
            members: limits.archive_members.max(by_length),
            depth: limits.archive_depth,
        }
    }

    fn take_member(&mut self) -> Result<(), Error> {
        self.take_members(1)
    }

    fn take_members(&mut self, count: usize) -> Result<(), Error> {
        self.members = self
            .members
            .checked_sub(count)
            .ok_or_else(|| limit("the archive has too many members"))?;
        Ok(())
    }
}

/// What is met in an archive.
pub(crate) enum Found<'a> {
    /// A file.
    Member(Member<'a>),
    /// Nothing for a while: what was passed over is no file. Told now and then, so that nobody takes it for a standstill.
    Nothing,
}

/// A file in an archive.
pub(crate) struct Member<'a> {
    pub(crate) source: &'a str,
    /// What the archive knows of it.
    pub(crate) known: &'a Known,
    /// Its bytes, or why there are none.
    pub(crate) bytes: Result<Vec<u8>, Error>,
}

/// Visits every file of an archive and of the archives in it, in the order in which they stand there.
///
/// `source` is the archive's own; members are called `source!/name`. A member that cannot be unpacked is visited with its
/// error, an archive inside that cannot be opened likewise.
///
/// # Errors
/// When the archive itself cannot be opened, holds no file, or reaches a cap; members visited before stay visited.
pub(crate) fn visit(
    (source, bytes): (&str, &[u8]),
    limits: &Limits,
    budget: &mut Budget,
    see: &mut dyn FnMut(Found<'_>),
) -> Result<(), Error> {
    Walk::new((source, Known::default()), limits, budget, see).archive(bytes)
}

fn limit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Limit, "open", message)
}

fn damaged(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Damaged, "open", message)
}

fn empty() -> Error {
    Error::new(ErrorKind::Empty, "open", "the archive holds no file")
}

struct Walk<'a> {
    source: &'a str,
    /// What is known of the archive, and so of each file in it.
    known: Known,
    limits: &'a Limits,
    budget: &'a mut Budget,
    see: &'a mut dyn FnMut(Found<'_>),
    names: BTreeSet<String>,
}

impl<'a> Walk<'a> {
    fn new(
        (source, known): (&'a str, Known),
        limits: &'a Limits,
        budget: &'a mut Budget,
        see: &'a mut dyn FnMut(Found<'_>),
    ) -> Self {
        Walk {
            source,
            known,
            limits,
            budget,
            see,
            names: BTreeSet::new(),
        }
    }

    fn archive(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match kind(bytes) {
            Some(Kind::Zip) => self.zip(bytes)?,
            Some(Kind::Seven) => self.seven(bytes)?,
            Some(Kind::Tar) => self.tar(bytes)?,
            Some(Kind::Gzip) => self.gzip(bytes)?,
            Some(Kind::Warc) => self.crawl(bytes)?,
            None => {
                return Err(Error::new(
                    ErrorKind::UnknownFormat,
                    "open",
                    "no archive that is read",
                ));
            }
        }
        match self.names.is_empty() {
            true => Err(empty()),
            false => Ok(()),
        }
    }

    fn zip(&mut self, bytes: &[u8]) -> Result<(), Error> {
        // Counted before the reader makes room for them.
        let entries = bytes.windows(4).filter(|w| *w == b"PK\x01\x02").count();
        if entries > self.limits.archive_members.saturating_mul(2) {
            return Err(limit("the archive has too many members"));
        }
        let failed = |error: &ZipError| damaged(format!("the archive cannot be opened: {error}"));
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failed(&error))?;
        for index in 0..archive.len() {
            let (name, is_file, is_encrypted) = match archive.by_index_raw(index) {
                Ok(entry) => (
                    name::decoded(entry.name_raw()),
                    entry.is_file(),
                    entry.encrypted(),
                ),
                Err(error) => return Err(failed(&error)),
            };
            if !is_file || name::is_litter(&name) {
                continue;
            }
            self.budget.take_member()?;
            let member = if is_encrypted {
                Err(Error::new(
                    ErrorKind::Encrypted,
                    "open",
                    "the member needs a password",
                ))
            } else {
                match archive.by_index(index) {
                    Ok(entry) => self.unpack(entry),
                    Err(error) => Err(damaged(format!("the member cannot be unpacked: {error}"))),
                }
            };
            self.member(&name, member)?;
        }
        Ok(())
    }

    fn tar(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let mut archive = tar::Archive::new(Cursor::new(bytes));
        let failed =
            |error: std::io::Error| damaged(format!("the archive cannot be read on: {error}"));
        for entry in archive.entries().map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = name::decoded(&entry.path_bytes());
            if !entry.header().entry_type().is_file() || name::is_litter(&name) {
                self.budget.take_member()?;
                continue;
            }
            self.budget.take_member()?;
            let whole = entry.size();
            let member = self
                .unpack(entry)
                .and_then(|bytes| match bytes.len() as u64 == whole {
                    true => Ok(bytes),
                    false => Err(damaged("the member is cut")),
                });
            self.member(&name, member)?;
        }
        Ok(())
    }

    /// One compressed file, or a compressed tar file, whose members then count as this archive's own.
    fn gzip(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if is_crawl(bytes) {
            return self.crawl(bytes);
        }
        let decoder = MultiGzDecoder::new(bytes);
        let stored = decoder
            .header()
            .and_then(|header| header.filename())
            .map(name::decoded);
        let unpacked = self.unpack(decoder)?;
        if kind(&unpacked) == Some(Kind::Tar) {
            return self.tar(&unpacked);
        }
        self.budget.take_member()?;
        let own = self.source.rsplit('/').next().unwrap_or_default();
        let own = own.strip_suffix(".gz").unwrap_or(own).to_owned();
        self.member(&stored.unwrap_or(own), Ok(unpacked))
    }

    /// Unpacks to the end, or to one byte past what is left: sizes in directories are not to be trusted.
    fn unpack(&mut self, member: impl Read) -> Result<Vec<u8>, Error> {
        let cap = self.budget.bytes.min(self.limits.file_bytes);
        let mut bytes = Vec::new();
        let outcome = member.take(cap.saturating_add(1)).read_to_end(&mut bytes);
        // What was unpacked is spent, whether or not it is of use.
        self.budget.bytes = self.budget.bytes.saturating_sub(bytes.len() as u64);
        outcome.map_err(|error| damaged(format!("the member does not unpack: {error}")))?;
        if bytes.len() as u64 > cap {
            return Err(limit(format!(
                "the member unpacks to more than {cap} bytes"
            )));
        }
        Ok(bytes)
    }

    fn member(&mut self, name: &str, member: Result<Vec<u8>, Error>) -> Result<(), Error> {
        let known = self.known.clone();
        self.member_known(name, &known, member)
    }

    /// Visits a file of which the archive itself tells something.
    fn member_known(
        &mut self,
        name: &str,
        known: &Known,
        member: Result<Vec<u8>, Error>,
    ) -> Result<(), Error> {
        let name = name::unique(name, &self.names);
        let source = format!("{}!/{name}", self.source);
        self.names.insert(name);
        let is_spent = self.budget.bytes == 0;
        match member {
            Ok(bytes) if kind(&bytes).is_some() => self.nested((&source, known), &bytes),
            bytes => (self.see)(Found::Member(Member {
                source: &source,
                known,
                bytes,
            })),
        }
        match is_spent {
            true => Err(limit(
                "the archive unpacks to more than the limit; what follows was left out",
            )),
            false => Ok(()),
        }
    }

    fn nested(&mut self, (source, known): (&str, &Known), bytes: &[u8]) {
        let outcome = match self.budget.depth.checked_sub(1) {
            Some(depth) if depth > 0 => {
                let before = std::mem::replace(&mut self.budget.depth, depth);
                let own = (source, known.clone());
                let mut walk = Walk::new(own, self.limits, self.budget, self.see);
                let outcome = walk.archive(bytes);
                self.budget.depth = before;
                outcome
            }
            _ => Err(limit("archives nest too deep")),
        };
        if let Err(error) = outcome {
            (self.see)(Found::Member(Member {
                source,
                known,
                bytes: Err(error),
            }));
        }
    }
}

#[cfg(test)]
mod tests;
