//! What the writers of markup and text share: escapes, encodings, the rows of a grid cell by cell.

use encoding_rs::GB18030;

use super::grid::{Cell, Grid};

/// What stands at a place of a row, places under wide cells left out.
#[derive(Clone, Copy)]
pub enum Slot<'a> {
    /// A cell that begins here.
    Cell(&'a Cell),
    /// A cell that begins in a row above.
    Below(&'a Cell),
    /// Nothing: one column without a cell.
    Gap,
}

impl Slot<'_> {
    /// How many columns it takes.
    pub fn columns(&self) -> usize {
        match self {
            Slot::Cell(cell) | Slot::Below(cell) => cell.columns,
            Slot::Gap => 1,
        }
    }
}

/// A row of a grid from left to right.
pub fn slots(grid: &Grid, row: usize) -> Vec<Slot<'_>> {
    let mut slots = Vec::new();
    let mut column = 0;
    while column < grid.widths.len() {
        let covers = |c: &&Cell| c.column == column && (c.row..c.row + c.rows).contains(&row);
        let slot = match grid.cells.iter().find(covers) {
            Some(cell) if cell.row == row => Slot::Cell(cell),
            Some(cell) => Slot::Below(cell),
            None => Slot::Gap,
        };
        column += slot.columns();
        slots.push(slot);
    }
    slots
}

/// Widths of the columns that add up to `total`.
pub fn widths(grid: &Grid, total: f32) -> Vec<usize> {
    let sum: f32 = grid.widths.iter().sum();
    let width = |w: &f32| (w / sum * total).round() as usize;
    grid.widths.iter().map(width).collect()
}

/// A text inside markup.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// How characters become bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, with a byte order mark.
    Utf16,
    /// GB 18030, which GBK and GB 2312 are parts of.
    Gb,
}

impl Charset {
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Utf8 => text.into(),
            Charset::Utf8Bom => format!("\u{FEFF}{text}").into(),
            Charset::Utf16 => format!("\u{FEFF}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            Charset::Gb => GB18030.encode(text).0.into_owned(),
        }
    }
}

/// The pieces of a text that are ASCII and those that are not, in turn: Word sets them in runs of their own.
pub fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c: char| c.is_ascii() != first.is_ascii());
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        runs.push(run);
        rest = after;
    }
    runs
}
