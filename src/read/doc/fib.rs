//! The file information block ([MS-DOC] 2.5): where everything else stands.

use std::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::read::bytes::{damaged, index_at, slice, u16_at, u32_at};

/// Magic number of Word 97 and later.
const WORD_97: u16 = 0xA5EC;
/// `nFib` of the first version with this layout; betas have a lower one.
const FIRST_VERSION: u16 = 0x00C0;
const ENCRYPTED: u16 = 0x0100;
const SECOND_TABLE: u16 = 0x0200;
/// Where the pairs of offset and length begin.
const PAIRS_AT: usize = 0x9A;

/// Parts of the table stream, by the number of their pair.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    /// Style sheet.
    Styles = 1,
    /// Page headers and footers.
    Headers = 11,
    /// Pages of character properties.
    CharacterPages = 12,
    /// Pages of paragraph properties.
    ParagraphPages = 13,
    /// Font names.
    Fonts = 15,
    /// Piece table.
    Pieces = 33,
    /// Anchors of shapes in the body.
    Shapes = 40,
    /// Texts of text boxes.
    TextBoxes = 56,
    /// List definitions; their levels stand behind them.
    ListDefinitions = 73,
    /// Lists.
    Lists = 74,
}

/// What the file information block says.
#[derive(Debug)]
pub(super) struct Fib {
    /// Name of the stream with all tables.
    pub(super) table: &'static str,
    /// Characters of each story, in the order in which they follow each other.
    lengths: [u32; 6],
    pairs: Vec<(usize, usize)>,
}

impl Fib {
    /// Reads it from the start of the stream `WordDocument`.
    ///
    /// # Errors
    /// `UnknownFormat` for versions before Word 97, `Encrypted`, `Damaged`.
    pub(super) fn parse(main: &[u8]) -> Result<Self, Error> {
        let broken = || damaged("the file information block is broken");
        let magic = u16_at(main, 0).ok_or_else(broken)?;
        let version = u16_at(main, 2).ok_or_else(broken)?;
        // Earlier versions have magic numbers near by.
        if matches!(magic >> 8, 0xA5 | 0xA6) && version < FIRST_VERSION {
            let message = "a document of Word 6, Word 95 or earlier, which is not read";
            return Err(Error::new(ErrorKind::UnknownFormat, "read", message));
        }
        if magic != WORD_97 {
            return Err(broken());
        }
        let flags = u16_at(main, 0x0A).ok_or_else(broken)?;
        if flags & ENCRYPTED != 0 {
            let message = "the document is encrypted and needs a password";
            return Err(Error::new(ErrorKind::Encrypted, "read", message));
        }
        let length = |at| u32_at(main, at).ok_or_else(broken);
        let count = usize::from(u16_at(main, PAIRS_AT - 2).ok_or_else(broken)?);
        let pair = |number: usize| {
            let at = PAIRS_AT.checked_add(number.checked_mul(8)?)?;
            Some((index_at(main, at)?, index_at(main, at.checked_add(4)?)?))
        };
        Ok(Fib {
            table: if flags & SECOND_TABLE == 0 {
                "0Table"
            } else {
                "1Table"
            },
            lengths: [
                length(0x4C)?,
                length(0x50)?,
                length(0x54)?,
                length(0x5C)?,
                length(0x60)?,
                length(0x64)?,
            ],
            pairs: (0..count).map_while(pair).collect(),
        })
    }

    /// A part of the table stream, empty when there is none.
    ///
    /// # Errors
    /// `Damaged` when the stream ends before it.
    pub(super) fn part<'t>(&self, table: &'t [u8], part: Part) -> Result<&'t [u8], Error> {
        let (at, length) = self.pairs.get(part as usize).copied().unwrap_or_default();
        if length == 0 {
            return Ok(&[]);
        }
        slice(table, at, length).ok_or_else(|| damaged(format!("{part:?}: the table is cut")))
    }

    /// The table stream from the start of a part on, which may not tell how long it is; empty when there is none.
    pub(super) fn beginning_with<'t>(&self, table: &'t [u8], part: Part) -> &'t [u8] {
        let (at, length) = self.pairs.get(part as usize).copied().unwrap_or_default();
        let found = table.get(at..).filter(|_| length > 0);
        found.unwrap_or_default()
    }

    /// Characters of the body.
    pub(super) fn body(&self) -> Range<u32> {
        self.story(0)
    }

    /// Characters of page headers and footers.
    pub(super) fn headers(&self) -> Range<u32> {
        self.story(2)
    }

    /// Characters of text boxes of the body.
    pub(super) fn text_boxes(&self) -> Range<u32> {
        self.story(5)
    }

    fn story(&self, number: usize) -> Range<u32> {
        let before = self.lengths.iter().take(number);
        let start = before.fold(0_u32, |sum, length| sum.saturating_add(*length));
        let length = self.lengths.get(number).copied().unwrap_or(0);
        start..start.saturating_add(length)
    }
}
