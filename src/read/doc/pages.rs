//! Formatted pages ([MS-DOC] 2.9.22, 2.9.84, 2.9.175): for a place in the stream, the properties that hold there.
//!
//! A bin table names the page for a range of places, the page the properties; both are searched by halving.

use super::pieces::count;
use crate::error::Error;
use crate::read::bytes::{damaged, slice, u8_at, u16_at, u32_at};

const PAGE_BYTES: usize = 512;
/// Page numbers have 22 bits.
const PAGE_MASK: u32 = 0x003F_FFFF;

/// Which properties the pages hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Of characters.
    Character,
    /// Of paragraphs.
    Paragraph,
}

/// Properties that hold up to a place in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// Behind the last byte for which they hold.
    pub(super) end: u32,
    /// Style of the paragraph.
    pub(super) style: u16,
    /// The modifiers.
    pub(super) list: &'a [u8],
}

/// All pages of one kind.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    kind: Kind,
    bins: &'a [u8],
    main: &'a [u8],
}

impl<'a> Pages<'a> {
    /// The pages that a bin table names.
    pub(super) fn new(kind: Kind, bins: &'a [u8], main: &'a [u8]) -> Self {
        Pages { kind, bins, main }
    }

    /// The properties at a place in the stream; those of a place of which no page tells are empty.
    ///
    /// # Errors
    /// `Damaged` when the page is lost: text that is hidden, or cells of a table, would pass for something else.
    pub(super) fn at(&self, place: u32) -> Result<Run<'a>, Error> {
        let untold = Run {
            end: place.saturating_add(1),
            style: 0,
            list: &[],
        };
        let bins = count(self.bins, 4);
        let Some(bin) = position(self.bins, bins, place) else {
            return Ok(untold);
        };
        let page = u32_at(self.bins, (bins + 1 + bin) * 4).map(|page| page & PAGE_MASK);
        let page = page.and_then(|page| (page as usize).checked_mul(PAGE_BYTES));
        let page = page
            .and_then(|at| slice(self.main, at, PAGE_BYTES))
            .ok_or_else(|| damaged("properties of the text are lost"))?;
        let runs = usize::from(u8_at(page, PAGE_BYTES - 1).unwrap_or(0));
        let Some(run) = position(page, runs, place) else {
            return Ok(untold);
        };
        let end = u32_at(page, (run + 1) * 4).unwrap_or(place);
        let found = match self.kind {
            Kind::Character => character(page, runs, run).map(|list| (0, list)),
            Kind::Paragraph => paragraph(page, runs, run),
        };
        let (style, list) = found.unwrap_or_default();
        Ok(Run { end, style, list })
    }
}

/// Which of `length` ranges holds a place; range `n` goes from number `n` to number `n + 1`.
fn position(numbers: &[u8], length: usize, place: u32) -> Option<usize> {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        let end = u32_at(numbers, (middle + 1) * 4)?;
        if end <= place {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let is_inside = low < length && u32_at(numbers, low * 4)? <= place;
    is_inside.then_some(low)
}

/// The modifiers of a run of characters; none when its offset is 0.
fn character(page: &[u8], runs: usize, run: usize) -> Option<&[u8]> {
    let offset = usize::from(u8_at(page, (runs + 1) * 4 + run)?) * 2;
    if offset == 0 {
        return None;
    }
    slice(page, offset + 1, usize::from(u8_at(page, offset)?))
}

/// Style and modifiers of a paragraph. The length counts words: a first byte of 0 means that the next one has it.
fn paragraph(page: &[u8], runs: usize, run: usize) -> Option<(u16, &[u8])> {
    let offset = usize::from(u8_at(page, (runs + 1) * 4 + run * 13)?) * 2;
    if offset == 0 {
        return None;
    }
    let (at, length) = match usize::from(u8_at(page, offset)?) {
        0 => (offset + 2, usize::from(u8_at(page, offset + 1)?) * 2),
        words => (offset + 1, words * 2 - 1),
    };
    let found = page.get(at..(at + length).min(PAGE_BYTES - 1))?;
    Some((u16_at(found, 0)?, found.get(2..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
    }

    #[test]
    fn a_place_is_found_by_halving() {
        let ends = numbers(&[10, 20, 30, 40]);
        let found = |place| position(&ends, 3, place);
        assert_eq!(
            [9, 10, 19, 20, 39, 40].map(found),
            [None, Some(0), Some(0), Some(1), Some(2), None]
        );
        assert_eq!(position(&ends, 9, 100), None);
    }

    #[test]
    fn properties_of_paragraphs_have_either_length() {
        let mut page = numbers(&[0, 2, 4, 6]);
        page.resize(PAGE_BYTES, 0);
        page[16] = 50;
        page[29] = 60;
        page[100..106].copy_from_slice(&[3, 7, 0, 0x16, 0x24, 1]);
        page[120..126].copy_from_slice(&[0, 2, 8, 0, 0x99, 0x99]);
        page[511] = 3;
        let bins = numbers(&[0, 6, 0]);
        let pages = Pages::new(Kind::Paragraph, &bins, &page);
        let run = |place| pages.at(place).map(|run| (run.end, run.style, run.list));
        assert_eq!(run(1).unwrap(), (2, 7, &[0x16, 0x24, 1][..]));
        assert_eq!(run(2).unwrap(), (4, 8, &[0x99, 0x99][..]));
        assert_eq!(run(5).unwrap(), (6, 0, &[][..]));
        assert_eq!(run(6).unwrap(), (7, 0, &[][..]));
        let cut = Pages::new(Kind::Paragraph, &bins, &page[..511]);
        assert!(cut.at(1).is_err());
    }

    #[test]
    fn properties_of_characters_may_be_none() {
        let mut page = numbers(&[0, 2, 4]);
        page.resize(PAGE_BYTES, 0);
        page[12] = 50;
        page[100..104].copy_from_slice(&[3, 0x3C, 0x08, 1]);
        page[511] = 2;
        let bins = numbers(&[0, 4, 0]);
        let pages = Pages::new(Kind::Character, &bins, &page);
        assert_eq!(pages.at(0).unwrap().list, &[0x3C, 0x08, 1]);
        assert_eq!(pages.at(3).unwrap().list, &[] as &[u8]);
    }
}
