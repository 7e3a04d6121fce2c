//! The piece table ([MS-DOC] 2.8.35, 2.9.177): the text, put together from pieces of the stream `WordDocument`.

use crate::error::Error;
use crate::read::bytes::{damaged, index_at, slice, u8_at, u16_at, u32_at};

/// Stands for a character that the file no longer holds.
const LOST: u16 = 0xFFFD;
/// Code page 1252 from 0x80 to 0x9F; unassigned places stay as they are.
const HIGH: [u16; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

/// One piece: characters that follow each other in the stream.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// First character.
    pub(super) start: u32,
    /// Behind its last character.
    pub(super) end: u32,
    /// Where it begins in the stream.
    at: u32,
    /// Bytes of one character: 1 or 2.
    width: u32,
    /// What it changes of the properties of its text: a modifier, or the number of a list of them.
    modifier: u16,
}

impl Piece {
    /// Where a character of this piece stands in the stream.
    pub(super) fn offset(&self, cp: u32) -> u32 {
        let inside = cp.saturating_sub(self.start).saturating_mul(self.width);
        self.at.saturating_add(inside)
    }

    /// How many characters from `cp` stand in front of `offset`, at least one.
    pub(super) fn until(&self, cp: u32, offset: u32) -> u32 {
        let bytes = offset.saturating_sub(self.offset(cp));
        let end = cp.saturating_add(bytes.div_ceil(self.width).max(1));
        end.min(self.end)
    }
}

/// The text of all stories with where it stands.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// UTF-16.
    pub(super) units: Vec<u16>,
    pieces: Vec<Piece>,
    lists: Vec<Vec<u8>>,
}

impl Text {
    /// Reads the piece table and the text.
    ///
    /// # Errors
    /// `Damaged` when the table is broken or its pieces overlap.
    pub(super) fn parse(clx: &[u8], main: &[u8]) -> Result<Self, Error> {
        let broken = || damaged("the piece table is broken");
        let mut text = Text::default();
        let mut at = 0_usize;
        while u8_at(clx, at) == Some(1) {
            let length = usize::from(u16_at(clx, at + 1).ok_or_else(broken)?);
            let list = slice(clx, at + 3, length).ok_or_else(broken)?;
            text.lists.push(list.to_vec());
            at = at.saturating_add(3).saturating_add(length);
        }
        if u8_at(clx, at) != Some(2) {
            return Err(broken());
        }
        let length = index_at(clx, at + 1).ok_or_else(broken)?;
        let table = slice(clx, at + 5, length).ok_or_else(broken)?;
        let mut left = main.len();
        for number in 0..count(table, 8) {
            let piece = piece(table, number).ok_or_else(broken)?;
            let units = usize::try_from(piece.end.checked_sub(piece.start).ok_or_else(broken)?);
            let bytes = units.map_err(|_| broken())? * piece.width as usize;
            // Pieces of a sound file do not overlap, so together they are no longer than the stream.
            left = left
                .checked_sub(bytes)
                .ok_or_else(|| damaged("the text is cut"))?;
            if usize::try_from(piece.start) != Ok(text.units.len()) {
                return Err(broken());
            }
            decode(&piece, main, &mut text.units);
            text.pieces.push(piece);
        }
        Ok(text)
    }

    /// The piece in which a character stands.
    pub(super) fn piece(&self, cp: u32) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.end <= cp);
        self.pieces.get(index)
    }

    /// The modifiers of a piece (2.9.214): either one of a short list, or a list of its own.
    pub(super) fn modifiers<'s>(&'s self, piece: &Piece, room: &'s mut [u8; 3]) -> &'s [u8] {
        if piece.modifier & 1 != 0 {
            let list = self.lists.get(usize::from(piece.modifier >> 1));
            return list.map(Vec::as_slice).unwrap_or_default();
        }
        let [number, value] = piece.modifier.to_le_bytes();
        let Some(code) = short_code(number >> 1) else {
            return &[];
        };
        let [low, high] = code.to_le_bytes();
        *room = [low, high, value];
        room
    }
}

/// The modifiers with short numbers that matter here.
fn short_code(number: u8) -> Option<u16> {
    Some(match number {
        0x0C => 0x260A,
        0x18 => 0x2416,
        0x19 => 0x2417,
        0x41 => 0x0800,
        0x57 => 0x0837,
        0x5C => 0x083C,
        0x68 => 0x2A48,
        _ => return None,
    })
}

/// Entries of a PLC with data of `size` bytes each (2.2.2).
pub(super) fn count(plc: &[u8], size: usize) -> usize {
    plc.len().saturating_sub(4) / (4 + size)
}

fn piece(table: &[u8], number: usize) -> Option<Piece> {
    let data = (count(table, 8) + 1) * 4 + number * 8;
    let place = u32_at(table, data + 2)?;
    let is_narrow = place & 0x4000_0000 != 0;
    let place = place & 0x3FFF_FFFF;
    Some(Piece {
        start: u32_at(table, number * 4)?,
        end: u32_at(table, number * 4 + 4)?,
        at: if is_narrow { place / 2 } else { place },
        width: if is_narrow { 1 } else { 2 },
        modifier: u16_at(table, data + 6)?,
    })
}

fn decode(piece: &Piece, main: &[u8], units: &mut Vec<u16>) {
    let (at, width) = (piece.at as usize, piece.width as usize);
    let length = piece.end.saturating_sub(piece.start) as usize;
    let bytes = main.get(at.min(main.len())..).unwrap_or_default();
    let bytes = bytes
        .get(..(length * width).min(bytes.len()))
        .unwrap_or_default();
    let whole = units.len() + length;
    if width == 1 {
        units.extend(bytes.iter().copied().map(narrow));
    } else {
        let pairs = bytes.chunks_exact(2);
        units.extend(pairs.map(|pair| pair.try_into().map_or(LOST, u16::from_le_bytes)));
    }
    units.resize(whole, LOST);
}

fn narrow(byte: u8) -> u16 {
    let high = byte
        .checked_sub(0x80)
        .and_then(|place| HIGH.get(usize::from(place)));
    high.copied().unwrap_or(u16::from(byte))
}
