//! Tables as RTF writes them: rows of their own, each with the positions of its cells' right edges (RTF 1.9.1,
//! "Table Definitions"). Rows that follow each other are one table; its grid is the union of their edges.

use std::collections::BTreeSet;

use crate::document::FlowBlock;
use crate::error::Error;
use crate::read::cell::settle;
use crate::read::table::{self, Merge, RawCell, RawRow, RawTable};

/// Cells of one row definition that are kept.
const MAX_CELLS: usize = 2 * table::MAX_COLUMNS as usize;
/// Width given to cells beyond the definition of their row, in twips.
const DEFAULT_WIDTH: i32 = 1_000;
/// Edges beyond this (twips) are nonsense; Word's pages end at 22 inches.
const MAX_EDGE: i32 = 1 << 24;

/// One `\cellx` with what stood before it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CellDef {
    right: i32,
    /// `\clmgf`, `\clmrg`.
    pub(super) horizontal: Merge,
    /// `\clvmgf`, `\clvmrg`.
    pub(super) vertical: Merge,
}

/// A row definition: from `\trowd` on.
#[derive(Clone, Debug, Default)]
pub(super) struct RowDef {
    /// `\trleft`.
    pub(super) left: i32,
    cells: Vec<CellDef>,
    /// What has been said of the cell whose `\cellx` is still to come.
    pub(super) next: CellDef,
}

impl RowDef {
    /// How many cells the row has.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// `\cellx`.
    pub(super) fn end_cell(&mut self, right: i32) {
        let cell = CellDef {
            right,
            ..std::mem::take(&mut self.next)
        };
        if self.cells.len() < MAX_CELLS {
            self.cells.push(cell);
        }
    }
}

/// Blocks as they gather inside one cell or in the body.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) blocks: Vec<FlowBlock>,
    /// Text boxes.
    pub(super) boxes: Vec<FlowBlock>,
}

impl Story {
    fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.boxes.is_empty()
    }
}

/// A row with its edges.
#[derive(Debug)]
struct Row {
    left: i32,
    cells: Vec<(i32, RawCell)>,
}

/// A table that is being read.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    /// Cells of the row that is being read.
    cells: Vec<RawCell>,
    /// The cell that is being read.
    pub(super) story: Story,
}

impl Table {
    /// `\cell` or `\nestcell`.
    pub(super) fn end_cell(&mut self) {
        let story = std::mem::take(&mut self.story);
        let mut cell = RawCell::default();
        settle(&mut cell, story.blocks, story.boxes);
        self.cells.push(cell);
    }

    /// `\row` or `\nestrow`. What stands behind the last cell mark of a row belongs to no cell; as text it is kept.
    pub(super) fn end_row(&mut self, def: &RowDef) {
        if !self.story.is_empty() {
            self.end_cell();
        }
        if self.cells.is_empty() {
            return;
        }
        let mut texts = std::mem::take(&mut self.cells).into_iter();
        let mut edge = def.left.clamp(-MAX_EDGE, MAX_EDGE);
        let mut row = Row {
            left: edge,
            cells: Vec::new(),
        };
        for def in &def.cells {
            edge = def
                .right
                .clamp(-MAX_EDGE, MAX_EDGE)
                .max(edge.saturating_add(1));
            let cell = RawCell {
                horizontal: def.horizontal,
                vertical: def.vertical,
                ..texts.next().unwrap_or_default()
            };
            row.cells.push((edge, cell));
        }
        for cell in surplus(texts.collect(), def) {
            edge = edge.saturating_add(DEFAULT_WIDTH);
            row.cells.push((edge, cell));
        }
        self.rows.push(row);
    }

    /// Whether text has come and no cell mark behind it yet.
    pub(super) fn is_before_cells(&self) -> bool {
        self.cells.is_empty() && !self.story.is_empty()
    }

    /// The table with what follows it. Text of a row that never ended follows too.
    ///
    /// # Errors
    /// As [`table::resolve`].
    pub(super) fn finish(mut self) -> Result<Vec<FlowBlock>, Error> {
        let mut rest = Vec::new();
        for cell in std::mem::take(&mut self.cells) {
            rest.push(FlowBlock::Paragraph(cell.text));
            rest.extend(cell.after);
        }
        rest.append(&mut self.story.blocks);
        rest.append(&mut self.story.boxes);
        let mut blocks = Vec::new();
        if !self.rows.is_empty() {
            let (table, after) = table::resolve(raw(self.rows))?;
            blocks.push(FlowBlock::Table(table));
            blocks.extend(after);
        }
        blocks.extend(rest);
        Ok(blocks)
    }
}

/// The cells that a row has beyond those that it defines; empty ones at its end are none.
fn surplus(mut cells: Vec<RawCell>, def: &RowDef) -> Vec<RawCell> {
    let is_blank = |cell: &RawCell| cell.text.trim().is_empty() && cell.after.is_empty();
    while !def.cells.is_empty() && cells.last().is_some_and(is_blank) {
        cells.pop();
    }
    cells
}

/// Numbers the edges of all rows.
fn raw(rows: Vec<Row>) -> RawTable {
    let mut edges = BTreeSet::new();
    for row in &rows {
        edges.insert(row.left);
        edges.extend(row.cells.iter().map(|(right, _)| *right));
    }
    let edges: Vec<i32> = edges.into_iter().collect();
    let place = |edge: i32| {
        let found = edges.binary_search(&edge).unwrap_or_else(|at| at);
        u32::try_from(found).unwrap_or(u32::MAX)
    };
    let rows = rows.into_iter().map(|row| {
        let before = place(row.left);
        let mut start = before;
        let cells = row.cells.into_iter().map(|(right, cell)| {
            let end = place(right);
            let span = end.saturating_sub(std::mem::replace(&mut start, end));
            RawCell { span, ..cell }
        });
        RawRow {
            cells: cells.collect(),
            before,
        }
    });
    let rows = rows.collect();
    let widths = edges
        .windows(2)
        .map(|pair| match pair {
            [from, to] => to.saturating_sub(*from).unsigned_abs(),
            _ => 0,
        })
        .collect();
    RawTable { widths, rows }
}
