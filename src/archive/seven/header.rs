//! The directory of a 7z archive (7zFormat.txt of 7-Zip): which files stand in which folder of packed bytes.
//!
//! Everything that is counted in a header takes at least a byte of it or is checked against its length, so no header
//! asks for more room than it has itself.

use super::bytes::Bytes;
use super::coders::{Coder, plan};
use super::{damaged, limit};
use crate::error::Error;

/// The magic in front of every archive.
pub(in crate::archive) const MAGIC: &[u8] = b"7z\xBC\xAF\x27\x1C";
/// Magic, version, and where the header stands.
const START_BYTES: usize = 32;

const END: u8 = 0x00;
const HEADER: u8 = 0x01;
const ARCHIVE_PROPERTIES: u8 = 0x02;
const MAIN_STREAMS: u8 = 0x04;
const FILES: u8 = 0x05;
const PACK: u8 = 0x06;
const UNPACK: u8 = 0x07;
const SUBSTREAMS: u8 = 0x08;
const SIZE: u8 = 0x09;
const CHECKSUM: u8 = 0x0A;
const FOLDER: u8 = 0x0B;
const CODERS_SIZE: u8 = 0x0C;
const STREAM_COUNTS: u8 = 0x0D;
const EMPTY_STREAM: u8 = 0x0E;
const EMPTY_FILE: u8 = 0x0F;
const NAMES: u8 = 0x11;
const ENCODED_HEADER: u8 = 0x17;

/// A file's bytes in a folder: their length and checksum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stream {
    pub(super) size: u64,
    pub(super) crc: Option<u32>,
}

/// Packed bytes that unpack to the bytes of several files, one behind the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Folder<'a> {
    pub(super) packed: &'a [u8],
    /// From packed to plain; `None` when they are no chain of one stream.
    pub(super) coders: Option<Vec<Coder>>,
    pub(super) streams: Vec<Stream>,
}

impl Folder<'_> {
    /// Bytes that it unpacks to.
    pub(super) fn size(&self) -> u64 {
        let last = self.coders.as_ref().and_then(|coders| coders.last());
        last.map_or(0, |coder| coder.size)
    }
}

/// A name in the archive.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Whether its bytes stand in a folder.
    pub(super) has_stream: bool,
    /// An empty file, as opposed to a directory; only where there is no stream.
    pub(super) is_file: bool,
}

/// A header: plain, or packed itself.
pub(super) enum Header<'a> {
    Plain(Vec<Folder<'a>>, Vec<Entry>),
    Packed(Folder<'a>),
}

/// Where the header stands in an archive.
pub(super) fn locate(archive: &[u8]) -> Result<&[u8], Error> {
    let mut start = Bytes(archive.get(12..START_BYTES).ok_or_else(cut)?);
    let offset = usize::try_from(start.u64()?).map_err(|_| cut())?;
    let size = usize::try_from(start.u64()?).map_err(|_| cut())?;
    let crc = start.u32()?;
    let from = START_BYTES.checked_add(offset).ok_or_else(cut)?;
    let to = from.checked_add(size).ok_or_else(cut)?;
    let header = archive.get(from..to).ok_or_else(cut)?;
    match super::checksum(header) == crc {
        true => Ok(header),
        false => Err(damaged("the archive's header is damaged")),
    }
}

fn cut() -> Error {
    damaged("the archive is cut")
}

pub(super) fn odd() -> Error {
    damaged("the archive's header cannot be read")
}

/// Reads a header of `archive`.
pub(super) fn read<'a>(
    header: &[u8],
    archive: &'a [u8],
    files: usize,
) -> Result<Header<'a>, Error> {
    let mut bytes = Bytes(header);
    match bytes.byte()? {
        ENCODED_HEADER => {
            let mut folders = streams(&mut bytes, archive)?;
            folders.pop().map(Header::Packed).ok_or_else(odd)
        }
        HEADER => {
            let mut folders = Vec::new();
            let mut entries = Vec::new();
            loop {
                match bytes.byte()? {
                    END => return Ok(Header::Plain(folders, entries)),
                    ARCHIVE_PROPERTIES => {
                        while bytes.byte()? != END {
                            let size = bytes.number()?;
                            bytes.take(size)?;
                        }
                    }
                    MAIN_STREAMS => folders = streams(&mut bytes, archive)?,
                    FILES => entries = names(&mut bytes, files)?,
                    _ => return Err(odd()),
                }
            }
        }
        _ => Err(odd()),
    }
}

fn streams<'a>(bytes: &mut Bytes<'_>, archive: &'a [u8]) -> Result<Vec<Folder<'a>>, Error> {
    let mut packed: Vec<&'a [u8]> = Vec::new();
    let mut folders: Vec<Folder<'a>> = Vec::new();
    let mut checksums = Vec::new();
    loop {
        match bytes.byte()? {
            END => break,
            PACK => packed = pack(bytes, archive)?,
            UNPACK => (folders, checksums) = unpack(bytes, &packed)?,
            SUBSTREAMS => {
                substreams(bytes, &mut folders, &checksums)?;
                checksums.clear();
            }
            _ => return Err(odd()),
        }
    }
    for (folder, crc) in folders.iter_mut().zip(checksums) {
        let size = folder.size();
        folder.streams = vec![Stream { size, crc }];
    }
    Ok(folders)
}

/// The packed streams, one behind the other.
fn pack<'a>(bytes: &mut Bytes<'_>, archive: &'a [u8]) -> Result<Vec<&'a [u8]>, Error> {
    let offset = usize::try_from(bytes.number()?).map_err(|_| cut())?;
    let count = bytes.count()?;
    let mut rest = archive
        .get(START_BYTES..)
        .and_then(|body| body.get(offset..))
        .ok_or_else(cut)?;
    let mut packed = Vec::new();
    loop {
        match bytes.byte()? {
            END => return Ok(packed),
            SIZE => {
                for _ in 0..count {
                    let size = usize::try_from(bytes.number()?).map_err(|_| cut())?;
                    let (stream, after) = rest.split_at_checked(size).ok_or_else(cut)?;
                    packed.push(stream);
                    rest = after;
                }
            }
            CHECKSUM => drop(bytes.checksums(count)?),
            _ => return Err(odd()),
        }
    }
}

type Checksums = Vec<Option<u32>>;

fn unpack<'a>(
    bytes: &mut Bytes<'_>,
    packed: &[&'a [u8]],
) -> Result<(Vec<Folder<'a>>, Checksums), Error> {
    if bytes.byte()? != FOLDER {
        return Err(odd());
    }
    let count = bytes.count()?;
    let is_elsewhere = bytes.byte()? != 0;
    if is_elsewhere {
        return Err(odd());
    }
    let mut plans = Vec::new();
    for _ in 0..count {
        plans.push(plan(bytes)?);
    }
    if bytes.byte()? != CODERS_SIZE {
        return Err(odd());
    }
    let mut folders = Vec::new();
    let mut packed = packed.iter();
    for mut plan in plans {
        for coder in &mut plan.coders {
            coder.size = bytes.number()?;
        }
        // Sizes of the further outputs of coders that have several.
        for _ in plan.coders.len()..plan.outputs {
            bytes.number()?;
        }
        let own = packed.next().copied().ok_or_else(odd)?;
        for _ in 1..plan.inputs {
            packed.next().ok_or_else(odd)?;
        }
        folders.push(Folder {
            packed: own,
            coders: plan.chain(),
            streams: Vec::new(),
        });
    }
    let mut checksums = vec![None; folders.len()];
    loop {
        match bytes.byte()? {
            END => return Ok((folders, checksums)),
            CHECKSUM => checksums = bytes.checksums(folders.len())?,
            _ => return Err(odd()),
        }
    }
}

fn substreams(
    bytes: &mut Bytes<'_>,
    folders: &mut [Folder<'_>],
    checksums: &[Option<u32>],
) -> Result<(), Error> {
    let mut kind = bytes.byte()?;
    let mut counts = vec![1; folders.len()];
    if kind == STREAM_COUNTS {
        for count in &mut counts {
            *count = bytes.count()?;
        }
        kind = bytes.byte()?;
    }
    let has_sizes = kind == SIZE;
    for (folder, count) in folders.iter_mut().zip(&counts) {
        let mut left = folder.size();
        for _ in 1..*count {
            let size = if has_sizes {
                bytes.number()?
            } else {
                return Err(odd());
            };
            left = left.checked_sub(size).ok_or_else(odd)?;
            folder.streams.push(Stream { size, crc: None });
        }
        if *count > 0 {
            folder.streams.push(Stream {
                size: left,
                crc: None,
            });
        }
    }
    if has_sizes {
        kind = bytes.byte()?;
    }
    // The checksum of a folder with one stream is that stream's.
    let is_known = |folder: usize, count: usize| {
        count == 1 && checksums.get(folder).copied().flatten().is_some()
    };
    let unknown = (0..)
        .zip(&counts)
        .filter(|(at, count)| !is_known(*at, **count));
    let unknown = unknown.map(|(_, count)| *count).sum();
    let mut own = match kind {
        CHECKSUM => bytes.checksums(unknown)?,
        _ => Vec::new(),
    }
    .into_iter();
    for (at, folder) in folders.iter_mut().enumerate() {
        let known = is_known(at, folder.streams.len());
        for stream in &mut folder.streams {
            stream.crc = match known {
                true => checksums.get(at).copied().flatten(),
                false => own.next().flatten(),
            };
        }
    }
    if kind == CHECKSUM {
        kind = bytes.byte()?;
    }
    match kind {
        END => Ok(()),
        _ => Err(odd()),
    }
}

fn names(bytes: &mut Bytes<'_>, files: usize) -> Result<Vec<Entry>, Error> {
    let count = bytes.count()?;
    if count > files {
        return Err(limit("the archive has too many members"));
    }
    let mut names: Vec<String> = Vec::new();
    let mut empty = vec![false; count];
    let mut empty_files: Vec<bool> = Vec::new();
    loop {
        let kind = bytes.byte()?;
        if kind == END {
            break;
        }
        let size = bytes.number()?;
        let mut own = Bytes(bytes.take(size)?);
        match kind {
            EMPTY_STREAM => empty = own.bits(count)?,
            EMPTY_FILE => empty_files = own.bits(empty.iter().filter(|one| **one).count())?,
            NAMES if own.byte()? == 0 => {
                let units = own
                    .0
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|pair| u16::from_le_bytes(*pair));
                let units: Vec<u16> = units.collect();
                let all = units.split(|unit| *unit == 0).take(count);
                names = all.map(String::from_utf16_lossy).collect();
            }
            _ => {}
        }
    }
    let mut empty_files = empty_files.into_iter();
    let entries = empty
        .into_iter()
        .zip(names.into_iter().chain(std::iter::repeat(String::new())));
    let entry = |(is_empty, name): (bool, String)| Entry {
        name,
        has_stream: !is_empty,
        is_file: !is_empty || empty_files.next().unwrap_or(false),
    };
    Ok(entries.map(entry).collect())
}
