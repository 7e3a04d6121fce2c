//! What stands in archives (zip, 7z, tar, gzip), member by member, in memory: nothing is written to a disk.
//!
//! Names are only names: a member called `../../etc/passwd` is a source spelled `etc/passwd`.

mod name;
mod seven;

use std::collections::BTreeSet;
use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read;

/// Where the magic of a tar file stands (POSIX.1-2017, ustar).
const USTAR: std::ops::Range<usize> = 257..262;
/// Archives may always unpack to this much, whatever the ratio: a page of zeros packs well.
const FREE_BYTES: u64 = 64 << 20;

/// The kinds of archive that are opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Zip,
    Seven,
    Tar,
    Gzip,
}

/// The kind of an archive, from its bytes; `None` for anything else, documents in a zip container among it.
pub(crate) fn kind(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return read::sniff(bytes).is_none().then_some(Kind::Zip);
    }
    if bytes.starts_with(seven::MAGIC) {
        return Some(Kind::Seven);
    }
    if bytes.starts_with(b"\x1F\x8B\x08") {
        return Some(Kind::Gzip);
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

    fn take_member(&mut self) -> Result<(), Error> {
        self.members = self
            .members
            .checked_sub(1)
            .ok_or_else(|| limit("the archive has too many members"))?;
        Ok(())
    }
}

/// A member: its source, and its bytes or why there are none.
pub(crate) type Member<'a> = (&'a str, Result<Vec<u8>, Error>);

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
    see: &mut dyn FnMut(Member<'_>),
) -> Result<(), Error> {
    let mut walk = Walk {
        source,
        limits,
        budget,
        see,
        names: BTreeSet::new(),
    };
    match kind(bytes) {
        Some(Kind::Zip) => walk.zip(bytes)?,
        Some(Kind::Seven) => walk.seven(bytes)?,
        Some(Kind::Tar) => walk.tar(bytes)?,
        Some(Kind::Gzip) => walk.gzip(bytes)?,
        None => {
            return Err(Error::new(
                ErrorKind::UnknownFormat,
                "open",
                "no archive that is read",
            ));
        }
    }
    if walk.names.is_empty() {
        return Err(Error::new(
            ErrorKind::Empty,
            "open",
            "the archive holds no file",
        ));
    }
    Ok(())
}

fn limit(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Limit, "open", message)
}

fn damaged(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Damaged, "open", message)
}

struct Walk<'a> {
    source: &'a str,
    limits: &'a Limits,
    budget: &'a mut Budget,
    see: &'a mut dyn FnMut(Member<'_>),
    names: BTreeSet<String>,
}

impl Walk<'_> {
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
        let name = name::unique(name, &self.names);
        let source = format!("{}!/{name}", self.source);
        self.names.insert(name);
        let is_spent = self.budget.bytes == 0;
        match member {
            Ok(bytes) if kind(&bytes).is_some() => self.nested(&source, &bytes),
            other => (self.see)((&source, other)),
        }
        match is_spent {
            true => Err(limit(
                "the archive unpacks to more than the limit; what follows was left out",
            )),
            false => Ok(()),
        }
    }

    fn nested(&mut self, source: &str, bytes: &[u8]) {
        let outcome = match self.budget.depth.checked_sub(1) {
            Some(depth) if depth > 0 => {
                let before = std::mem::replace(&mut self.budget.depth, depth);
                let outcome = visit((source, bytes), self.limits, self.budget, self.see);
                self.budget.depth = before;
                outcome
            }
            _ => Err(limit("archives nest too deep")),
        };
        if let Err(error) = outcome {
            (self.see)((source, Err(error)));
        }
    }
}

#[cfg(test)]
mod tests;
