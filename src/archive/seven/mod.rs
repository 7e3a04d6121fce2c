//! 7z archives: the directory is read here, in bounds; the coders are `lzma-rust2`'s and `flate2`'s.

mod bytes;
mod coders;
mod header;

use std::io::Read;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use lzma_rust2::{Lzma2Reader, LzmaReader};

use super::{Walk, damaged, limit, name};
use crate::error::{Error, ErrorKind};
use coders::Coder;
pub(super) use header::MAGIC;
use header::{Entry, Folder, Header};

/// Bytes of the dictionary of a coder: it is set aside before anything is unpacked. 7-Zip's largest preset has 64 MiB
/// on most machines; a folder that is smaller needs no more than its own size.
const MAX_DICTIONARY: u64 = 128 << 20;
/// Bytes of an unpacked header.
const MAX_HEADER: u64 = 16 << 20;
/// Headers packed in headers.
const MAX_HEADERS: usize = 4;

const COPY: &[u8] = &[0x00];
const LZMA2: &[u8] = &[0x21];
const LZMA: &[u8] = &[0x03, 0x01, 0x01];
const DEFLATE: &[u8] = &[0x04, 0x01, 0x08];
const AES: &[u8] = &[0x06, 0xF1, 0x07, 0x01];

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

impl Walk<'_> {
    /// Visits the members of a 7z archive in the order of its directory.
    pub(super) fn seven(&mut self, archive: &[u8]) -> Result<(), Error> {
        let files = self.limits.archive_members.saturating_mul(2);
        let (folders, entries) = directory(archive, files)?;
        let mut entries = entries.into_iter();
        for folder in &folders {
            let mut plain = open(folder);
            for stream in &folder.streams {
                // Entries without bytes stand between those that have some.
                let entry = loop {
                    match entries.next() {
                        Some(entry) if entry.has_stream => break entry,
                        Some(entry) => self.empty(&entry)?,
                        None => return Err(damaged("the archive has more streams than names")),
                    }
                };
                self.budget.take_member()?;
                let member = match &mut plain {
                    Ok(plain) => self.stream(plain, *stream),
                    Err(error) => Err(error.clone()),
                };
                // What stands behind it in the folder cannot be reached.
                if let Err(error) = &member
                    && plain.is_ok()
                {
                    plain = Err(Error::new(
                        error.kind(),
                        "open",
                        "the member stands behind one that does not unpack",
                    ));
                }
                if !name::is_litter(&entry.name) {
                    self.member(&name::decoded(entry.name.as_bytes()), member)?;
                }
            }
        }
        entries.try_for_each(|entry| match entry.has_stream {
            true => Err(damaged("the archive has more names than streams")),
            false => self.empty(&entry),
        })
    }

    fn empty(&mut self, entry: &Entry) -> Result<(), Error> {
        if !entry.is_file || name::is_litter(&entry.name) {
            return Ok(());
        }
        self.budget.take_member()?;
        self.member(&name::decoded(entry.name.as_bytes()), Ok(Vec::new()))
    }

    fn stream(&mut self, plain: &mut impl Read, stream: header::Stream) -> Result<Vec<u8>, Error> {
        let bytes = self.unpack(plain.take(stream.size))?;
        if bytes.len() as u64 != stream.size {
            return Err(damaged("the member is cut"));
        }
        match stream.crc {
            Some(crc) if crc != checksum(&bytes) => Err(damaged("the member's checksum is wrong")),
            _ => Ok(bytes),
        }
    }
}

/// The directory of an archive, unpacked where it is packed itself.
fn directory(archive: &[u8], files: usize) -> Result<(Vec<Folder<'_>>, Vec<Entry>), Error> {
    let mut bytes = header::locate(archive)?.to_vec();
    for _ in 0..MAX_HEADERS {
        match header::read(&bytes, archive, files)? {
            Header::Plain(folders, entries) => return Ok((folders, entries)),
            Header::Packed(folder) => {
                let size = folder.size();
                if size > MAX_HEADER {
                    return Err(limit("the archive's header is too long"));
                }
                let mut unpacked = Vec::new();
                let outcome = open(&folder)?.take(size).read_to_end(&mut unpacked);
                outcome.map_err(|error| damaged(format!("the header does not unpack: {error}")))?;
                bytes = unpacked;
            }
        }
    }
    Err(damaged("the archive's header is packed too often"))
}

/// The plain bytes of a folder, to be read.
fn open<'a>(folder: &Folder<'a>) -> Result<Box<dyn Read + 'a>, Error> {
    let coders = folder.coders.as_ref().ok_or_else(unread)?;
    let mut plain: Box<dyn Read + 'a> = Box::new(folder.packed);
    for coder in coders {
        plain = decode(coder, plain)?;
    }
    Ok(plain)
}

fn unread() -> Error {
    Error::new(
        ErrorKind::UnknownFormat,
        "open",
        "the member is packed in a way that is not read",
    )
}

fn decode<'a>(coder: &Coder, packed: Box<dyn Read + 'a>) -> Result<Box<dyn Read + 'a>, Error> {
    Ok(match coder.method.as_slice() {
        COPY => packed,
        DEFLATE => Box::new(DeflateDecoder::new(std::io::BufReader::new(packed))),
        LZMA2 => {
            let bits = coder.properties.first().copied().ok_or_else(unread)?;
            // Two or three, shifted (XZ format, 5.3.1).
            let declared = (2 | u64::from(bits & 1)).checked_shl(u32::from(bits / 2) + 11);
            let declared = declared.filter(|_| bits <= 40).ok_or_else(unread)?;
            Box::new(Lzma2Reader::new(packed, dictionary(coder, declared)?, None))
        }
        LZMA => {
            let [properties, declared @ ..] = coder.properties.as_slice() else {
                return Err(unread());
            };
            let declared = declared.first_chunk().ok_or_else(unread)?;
            let declared = u64::from(u32::from_le_bytes(*declared));
            let size = dictionary(coder, declared)?;
            let reader = LzmaReader::new_with_props(packed, coder.size, *properties, size, None);
            Box::new(
                reader.map_err(|error| damaged(format!("the member does not unpack: {error}")))?,
            )
        }
        AES => {
            return Err(Error::new(
                ErrorKind::Encrypted,
                "open",
                "the member needs a password",
            ));
        }
        _ => return Err(unread()),
    })
}

/// How large a dictionary is set aside: nothing reaches further back than what the coder gives.
fn dictionary(coder: &Coder, declared: u64) -> Result<u32, Error> {
    let size = declared.min(coder.size).max(4_096);
    match u32::try_from(size) {
        Ok(small) if size <= MAX_DICTIONARY => Ok(small),
        _ => Err(limit("the archive needs too large a dictionary")),
    }
}

#[cfg(test)]
mod tests;
