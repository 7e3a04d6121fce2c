//! A tolerant walk over a compound file ([MS-CFB]): streams by name, as far as the file still holds them.
//!
//! A chain that is cut, leaves the file or turns in a circle ends there; the reader of the stream notices what is
//! missing. Work and memory are bounded by the length of the file.

use super::bytes::{damaged, index_at, slice, u8_at, u16_at, u32_at};
use crate::error::Error;

/// Sectors of the header's own DIFAT (2.2).
const HEADER_DIFAT: usize = 109;
const DIFAT_AT: usize = 0x4C;
/// Sector numbers from here on mean something else: end of chain, free, part of the FAT.
const MAX_SECTOR: u32 = 0xFFFF_FFFA;
const FREE: u32 = 0xFFFF_FFFF;
/// Bytes of a directory entry (2.6.1).
const ENTRY_BYTES: usize = 128;
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// One entry of the directory.
#[derive(Debug)]
struct Entry {
    name: Vec<u16>,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    size: usize,
}

/// An opened compound file.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    /// Sectors for streams shorter than the cutoff, one behind the other.
    mini: Vec<u8>,
    mini_shift: u32,
    cutoff: usize,
    entries: Vec<Entry>,
    /// Entries right below the root.
    top: Vec<usize>,
    /// Every link of their tree leads to an entry, and to a new one.
    is_whole: bool,
}

impl<'a> Compound<'a> {
    /// Opens a compound file.
    ///
    /// # Errors
    /// `Damaged` when its header or its directory cannot be read.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut file = Self::directory(bytes)?;
        let root = file.entries.first().map(|root| (root.start, root.size));
        let (start, size) = root.unwrap_or((FREE, 0));
        file.mini = file.chain(start, size);
        let mini_fat = file.chain(u32_at(bytes, 0x3C).unwrap_or(FREE), bytes.len());
        file.mini_fat = numbers(&mini_fat).collect();
        Ok(file)
    }

    /// Reads the directory alone: streams have names and no bytes.
    ///
    /// # Errors
    /// As [`Compound::open`].
    pub(super) fn directory(bytes: &'a [u8]) -> Result<Self, Error> {
        let broken = || damaged("the header of the compound file is broken");
        let shift = u32::from(u16_at(bytes, 0x1E).ok_or_else(broken)?);
        let mini_shift = u32::from(u16_at(bytes, 0x20).ok_or_else(broken)?);
        if !matches!(shift, 9 | 12) || mini_shift != 6 {
            return Err(broken());
        }
        let mut file = Compound {
            bytes,
            shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            mini_shift,
            cutoff: index_at(bytes, 0x38).ok_or_else(broken)?,
            entries: Vec::new(),
            top: Vec::new(),
            is_whole: false,
        };
        file.fat = file.read_fat();
        let directory = file.chain(u32_at(bytes, 0x30).ok_or_else(broken)?, bytes.len());
        file.entries = directory.chunks(ENTRY_BYTES).map_while(entry).collect();
        let Some(root) = file.entries.first().filter(|root| root.kind == ROOT) else {
            return Err(damaged("the directory of the compound file is lost"));
        };
        (file.top, file.is_whole) = file.children(root.child);
        Ok(file)
    }

    /// The bytes of the stream with this name right below the root, or anywhere when the tree is broken; shorter than
    /// declared when the file is. `None` when there is none.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let is_wanted = named(name);
        let found = self
            .top()
            .find(|entry| is_wanted(entry))
            .or_else(|| self.entries.iter().find(|entry| is_wanted(entry)))?;
        Some(if found.size < self.cutoff {
            self.mini_chain(found.start, found.size)
        } else {
            self.chain(found.start, found.size)
        })
    }

    /// Whether a stream with this name stands right below the root, where those of a document inside this one do not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.top().any(named(name))
    }

    /// Whether no stream right below the root is lost.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    fn top(&self) -> impl Iterator<Item = &Entry> {
        self.top.iter().filter_map(|index| self.entries.get(*index))
    }

    /// A sector; the last one of a truncated file may be short.
    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        if number >= MAX_SECTOR {
            return None;
        }
        let size = 1_usize << self.shift;
        let start = usize::try_from(number)
            .ok()?
            .checked_add(1)?
            .checked_mul(size)?;
        let end = start.checked_add(size)?.min(self.bytes.len());
        self.bytes
            .get(start..end)
            .filter(|sector| !sector.is_empty())
    }

    /// The file allocation table: for each sector the next one of its chain.
    fn read_fat(&self) -> Vec<u32> {
        let per_sector = (1_usize << self.shift) / 4;
        let sectors = self.bytes.len() >> self.shift;
        let header = slice(self.bytes, DIFAT_AT, HEADER_DIFAT * 4).unwrap_or_default();
        let mut places: Vec<u32> = numbers(header).collect();
        let mut next = u32_at(self.bytes, 0x44).unwrap_or(FREE);
        for _ in 0..=sectors {
            let Some(sector) = self.sector(next) else {
                break;
            };
            places.extend(numbers(sector).take(per_sector - 1));
            next = u32_at(sector, (per_sector - 1) * 4).unwrap_or(FREE);
        }
        let mut fat = Vec::new();
        for place in places.into_iter().filter(|place| *place != FREE) {
            if fat.len() > sectors {
                break;
            }
            let before = fat.len();
            fat.extend(numbers(self.sector(place).unwrap_or_default()));
            fat.resize(before + per_sector, FREE);
        }
        fat
    }

    /// The bytes of a chain of sectors, at most `size` of them.
    fn chain(&self, start: u32, size: usize) -> Vec<u8> {
        let size = size.min(self.bytes.len());
        let mut out = Vec::with_capacity(size.min(1 << 20));
        for number in links(&self.fat, start) {
            let Some(sector) = self.sector(number).filter(|_| out.len() < size) else {
                break;
            };
            out.extend_from_slice(sector);
        }
        out.truncate(size);
        out
    }

    fn mini_chain(&self, start: u32, size: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for number in links(&self.mini_fat, start) {
            let sector = usize::try_from(number)
                .ok()
                .and_then(|number| number.checked_mul(1 << self.mini_shift))
                .and_then(|at| self.mini.get(at..));
            let Some(rest) = sector.filter(|rest| !rest.is_empty() && out.len() < size) else {
                break;
            };
            out.extend(rest.iter().take(1 << self.mini_shift));
        }
        out.truncate(size);
        out
    }

    /// The indices of all entries of the tree of siblings below `top`, and whether the tree is whole.
    fn children(&self, top: u32) -> (Vec<usize>, bool) {
        let mut seen = vec![false; self.entries.len()];
        let mut waiting = vec![top];
        let (mut found, mut is_whole) = (Vec::new(), true);
        while let Some(number) = waiting.pop() {
            if number == FREE {
                continue;
            }
            let index = usize::try_from(number).unwrap_or(usize::MAX);
            match (self.entries.get(index), seen.get_mut(index)) {
                (Some(entry), Some(seen)) if !*seen => {
                    *seen = true;
                    found.push(index);
                    waiting.extend([entry.left, entry.right]);
                }
                _ => is_whole = false,
            }
        }
        (found, is_whole)
    }
}

/// The sectors of a chain; ends where it would come back to one of them.
fn links(fat: &[u32], start: u32) -> impl Iterator<Item = u32> {
    let mut seen = vec![false; fat.len()];
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let current = next?;
        let index = usize::try_from(current).ok()?;
        if std::mem::replace(seen.get_mut(index)?, true) {
            return None;
        }
        next = fat.get(index).copied();
        Some(current)
    })
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let number = |chunk: &[u8]| chunk.try_into().map(u32::from_le_bytes).unwrap_or(FREE);
    bytes.chunks_exact(4).map(number)
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).min(64);
    let name = slice(bytes, 0, length.saturating_sub(2))?;
    Some(Entry {
        name: name.chunks_exact(2).filter_map(|c| u16_at(c, 0)).collect(),
        kind: u8_at(bytes, 66)?,
        left: u32_at(bytes, 68)?,
        right: u32_at(bytes, 72)?,
        child: u32_at(bytes, 76)?,
        start: u32_at(bytes, 116)?,
        size: index_at(bytes, 120)?,
    })
}

fn named(name: &str) -> impl Fn(&Entry) -> bool {
    let wanted: Vec<u16> = name.encode_utf16().collect();
    move |entry| entry.kind == STREAM && same_name(&entry.name, &wanted)
}

fn same_name(name: &[u16], wanted: &[u16]) -> bool {
    let lower =
        |unit: &u16| u8::try_from(*unit).map_or(*unit, |byte| u16::from(byte.to_ascii_lowercase()));
    name.iter().map(lower).eq(wanted.iter().map(lower))
}
