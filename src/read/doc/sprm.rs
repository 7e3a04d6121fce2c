//! Property modifiers ([MS-DOC] 2.2.5): what a paragraph, a run of characters or a table row changes.

use crate::read::bytes::{slice, u8_at, u16_at};

/// Row definition; its operand has a length of two bytes.
pub(super) const TABLE_DEFINITION: u16 = 0xD608;
/// Tab stops; a length of 255 stands for a longer operand.
const TAB_STOPS: u16 = 0xC615;

/// One modifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sprm<'a> {
    /// Its number.
    pub(super) code: u16,
    /// Its operand, without the length in front of it.
    pub(super) operand: &'a [u8],
}

impl Sprm<'_> {
    /// The first byte of the operand.
    pub(super) fn byte(&self) -> u8 {
        u8_at(self.operand, 0).unwrap_or(0)
    }

    /// The first two bytes of the operand.
    pub(super) fn word(&self) -> u16 {
        u16_at(self.operand, 0).unwrap_or(0)
    }
}

/// The modifiers of a list; ends at the first that is cut.
pub(super) fn sprms(list: &[u8]) -> impl Iterator<Item = Sprm<'_>> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let code = u16_at(rest, 0)?;
        let (skip, length) = operand(code, rest.get(2..)?)?;
        let operand = slice(rest, 2 + skip, length)?;
        rest = rest.get(2 + skip + length..)?;
        Some(Sprm { code, operand })
    })
}

/// Bytes to skip and bytes of the operand, by the top three bits of the number (2.6).
fn operand(code: u16, rest: &[u8]) -> Option<(usize, usize)> {
    Some(match code >> 13 {
        0 | 1 => (0, 1),
        2 | 4 | 5 => (0, 2),
        3 => (0, 4),
        7 => (0, 3),
        _ if code == TABLE_DEFINITION => (2, usize::from(u16_at(rest, 0)?).checked_sub(1)?),
        _ => match usize::from(u8_at(rest, 0)?) {
            255 if code == TAB_STOPS => (1, tab_stops(rest)?),
            length => (1, length),
        },
    })
}

/// Deleted stops take four bytes each, added ones three.
fn tab_stops(rest: &[u8]) -> Option<usize> {
    let deleted = usize::from(u8_at(rest, 1)?) * 4;
    let added = usize::from(u8_at(rest, 2 + deleted)?) * 3;
    Some(2 + deleted + added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(list: &[u8]) -> Vec<(u16, usize)> {
        sprms(list)
            .map(|sprm| (sprm.code, sprm.operand.len()))
            .collect()
    }

    #[test]
    fn every_kind_of_operand_is_measured() {
        let mut list = vec![0x16, 0x24, 1, 0x00, 0x46, 5, 0, 0x49, 0x66, 1, 0, 0, 0];
        list.extend([0x2B, 0xD6, 2, 0, 3]);
        list.extend([0x08, 0xD6, 4, 0, 9, 9, 9]);
        list.extend([0x15, 0xC6, 255, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0]);
        list.extend([0x17, 0xF6, 3, 1, 1]);
        let expected = [
            (0x2416, 1),
            (0x4600, 2),
            (0x6649, 4),
            (0xD62B, 2),
            (0xD608, 3),
            (0xC615, 12),
            (0xF617, 3),
        ];
        assert_eq!(codes(&list), expected);
    }

    #[test]
    fn a_cut_list_ends_before_what_is_cut() {
        assert_eq!(codes(&[0x16, 0x24, 1, 0x49, 0x66, 1, 0, 0]), [(0x2416, 1)]);
        assert_eq!(codes(&[0x08, 0xD6, 0, 0]), []);
        assert_eq!(codes(&[0x16]), []);
    }
}
