//! Paragraph and row properties ([MS-DOC] 2.6.2, 2.6.3): in which table a paragraph stands, and where the cells of a
//! row begin and end.

use super::numbering::NumberRef;
use super::sprm::{Sprm, TABLE_DEFINITION, sprms};
use crate::error::Error;
use crate::read::bytes::{exhausted, i16_at, index_at, slice, u8_at, u16_at, u32_at};
use crate::read::table::Merge;

/// Bytes of the definition of one cell (2.9.315).
const CELL_BYTES: usize = 20;
/// Cells of one row; Word stops at 63.
const MAX_CELLS: usize = 255;

/// One cell of a row definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CellDefinition {
    /// `horzMerge`.
    pub(super) horizontal: u8,
    /// `vertMerge`.
    pub(super) vertical: u8,
}

impl CellDefinition {
    fn new(flags: u16) -> Self {
        let [low, _] = flags.to_le_bytes();
        CellDefinition {
            horizontal: low & 3,
            vertical: (low >> 5) & 3,
        }
    }

    /// Whether it is merged with the cell above.
    pub(super) fn vertical(self) -> Merge {
        match self.vertical {
            0 => Merge::None,
            1 => Merge::Continue,
            _ => Merge::Start,
        }
    }
}

/// What a row mark says of its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowDefinition {
    /// Where cells begin and end in twips, one more than there are cells; empty without a definition.
    pub(super) edges: Vec<i32>,
    /// The cells.
    pub(super) cells: Vec<CellDefinition>,
    /// Half of the space between two cells, by which the first edge stands left of the text.
    pub(super) gap: i32,
}

/// What a paragraph says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// It stands in a table, whose depth need not be said.
    pub(super) in_table: bool,
    depth: Option<u32>,
    /// The mark ends a row of an outermost table.
    pub(super) row_mark: bool,
    /// The mark ends a cell of a nested table.
    pub(super) inner_cell: bool,
    /// The mark ends a row of a nested table.
    pub(super) inner_row: bool,
    /// The list that it belongs to, when it says so itself.
    pub(super) number: NumberRef,
    /// The definition of the row that the mark ends.
    pub(super) row: RowDefinition,
}

impl Paragraph {
    /// In how many tables it stands. A depth that is said counts more than the flag, which a change of it may leave set.
    pub(super) fn depth(&self) -> usize {
        let depth = self.depth.unwrap_or(u32::from(self.in_table));
        usize::try_from(depth).unwrap_or(usize::MAX)
    }

    /// Applies modifiers; those that stand apart are in `data`. Counts their bytes against `budget`.
    ///
    /// # Errors
    /// `Limit` when the budget is used up: many paragraphs may share one list.
    pub(super) fn apply(
        &mut self,
        list: &[u8],
        data: &[u8],
        budget: &mut u64,
    ) -> Result<(), Error> {
        charge(list, budget)?;
        for sprm in sprms(list) {
            match sprm.code {
                0x6645 | 0x6646 | 0x646B => {
                    let list = apart(&sprm, data).unwrap_or_default();
                    charge(list, budget)?;
                    for sprm in sprms(list) {
                        self.apply_one(&sprm);
                    }
                }
                _ => self.apply_one(&sprm),
            }
        }
        Ok(())
    }

    fn apply_one(&mut self, sprm: &Sprm<'_>) {
        match sprm.code {
            0x2416 => self.in_table = sprm.byte() != 0,
            0x2417 => self.row_mark = sprm.byte() != 0,
            0x244B => self.inner_cell = sprm.byte() != 0,
            0x244C => self.inner_row = sprm.byte() != 0,
            0x6649 => self.depth = Some(number(sprm)),
            0x664A => {
                let depth = self.depth.unwrap_or(u32::from(self.in_table));
                self.depth = Some(depth.wrapping_add(number(sprm)));
            }
            0x260A | 0x460B => {
                self.number.apply(sprm);
            }
            code if code >> 10 & 7 == 5 => self.row.apply(sprm),
            _ => {}
        }
    }
}

/// Counts a list of modifiers against what may still be read.
pub(super) fn charge(list: &[u8], budget: &mut u64) -> Result<(), Error> {
    let length = u64::try_from(list.len()).unwrap_or(u64::MAX);
    let left = budget.checked_sub(length);
    *budget = left.ok_or_else(|| exhausted("properties"))?;
    Ok(())
}

/// A list of modifiers too long for its page, in the data stream (2.6.2, `sprmPHugePapx`).
fn apart<'d>(sprm: &Sprm<'_>, data: &'d [u8]) -> Option<&'d [u8]> {
    let at = index_at(sprm.operand, 0)?;
    slice(data, at.checked_add(2)?, usize::from(u16_at(data, at)?))
}

/// A depth; a negative one wraps round.
fn number(sprm: &Sprm<'_>) -> u32 {
    u32_at(sprm.operand, 0).unwrap_or(0)
}

impl RowDefinition {
    fn apply(&mut self, sprm: &Sprm<'_>) {
        let first = usize::from(sprm.byte());
        let limit = usize::from(u8_at(sprm.operand, 1).unwrap_or(0));
        match sprm.code {
            TABLE_DEFINITION => self.define(sprm.operand),
            0x9602 => self.gap = i32::from(sprm.word().cast_signed()),
            0x9601 => self.move_to(i32::from(sprm.word().cast_signed()) - self.gap),
            0x7621 => self.insert(first, limit, width(sprm)),
            0x5622 => self.delete(first, limit),
            0x7623 => self.set_widths(first, limit, width(sprm)),
            0x5624 => self.merge(first, limit),
            0x5625 => self.each(first, limit, |cell| cell.horizontal = 0),
            0xD62B => self.each(first, first + 1, |cell| {
                cell.vertical = u8_at(sprm.operand, 1).unwrap_or(0) & 3;
            }),
            _ => {}
        }
    }

    fn define(&mut self, operand: &[u8]) {
        let count = usize::from(u8_at(operand, 0).unwrap_or(0));
        let edge = |number: usize| i16_at(operand, 1 + number * 2).map(i32::from);
        self.edges = (0..=count).map_while(edge).collect();
        if self.edges.len() != count + 1 {
            self.edges.clear();
        }
        let cells = 3 + count * 2;
        let flags = |number: usize| u16_at(operand, cells + number * CELL_BYTES).unwrap_or(0);
        let known = self.edges.len().saturating_sub(1);
        self.cells = (0..known)
            .map(|number| CellDefinition::new(flags(number)))
            .collect();
    }

    fn move_to(&mut self, left: i32) {
        let shift = left - self.edges.first().copied().unwrap_or(left);
        for edge in &mut self.edges {
            *edge += shift;
        }
    }

    fn each(&mut self, first: usize, limit: usize, change: impl Fn(&mut CellDefinition)) {
        let cells = self.cells.iter_mut().take(limit).skip(first);
        cells.for_each(change);
    }

    fn merge(&mut self, first: usize, limit: usize) {
        self.each(first, limit, |cell| cell.horizontal = 1);
        self.each(first, first + 1, |cell| cell.horizontal = 2);
    }

    fn insert(&mut self, first: usize, count: usize, width: i32) {
        if self.edges.is_empty() || self.cells.len() + count > MAX_CELLS {
            return;
        }
        let mut widths = self.widths();
        let first = first.min(widths.len());
        widths.splice(first..first, std::iter::repeat_n(width, count));
        let new = std::iter::repeat_n(CellDefinition::default(), count);
        self.cells.splice(first..first, new);
        self.set(&widths);
    }

    fn delete(&mut self, first: usize, limit: usize) {
        let limit = limit.min(self.cells.len());
        if first < limit {
            let mut widths = self.widths();
            widths.drain(first..limit);
            self.cells.drain(first..limit);
            self.set(&widths);
        }
    }

    fn set_widths(&mut self, first: usize, limit: usize, width: i32) {
        let mut widths = self.widths();
        let changed = widths.iter_mut().take(limit).skip(first);
        changed.for_each(|found| *found = width);
        self.set(&widths);
    }

    fn widths(&self) -> Vec<i32> {
        let pairs = self.edges.iter().zip(self.edges.iter().skip(1));
        pairs.map(|(left, right)| right - left).collect()
    }

    fn set(&mut self, widths: &[i32]) {
        self.edges.truncate(1);
        let mut at = self.edges.first().copied().unwrap_or(0);
        for width in widths {
            at += width;
            self.edges.push(at);
        }
    }
}

fn width(sprm: &Sprm<'_>) -> i32 {
    i16_at(sprm.operand, 2).map_or(0, i32::from)
}
