//! Rows of a form that were joined from several rows of the document: over a page break, or from lines of text.

use crate::geometry::Rect;
use crate::grid::Layout;
use crate::recognise::{FoundTable, Recognition};

/// One row of a form with the pieces that it was joined from.
pub(super) struct Join {
    /// Codes of table and row, joined by `.`.
    pub(super) code: String,
    /// Grid and row of each piece, from 0, in the order of the document; at least two.
    pub(super) pieces: Vec<(usize, usize)>,
}

/// All joins of a document.
pub(super) fn of(recognition: &Recognition) -> Vec<Join> {
    recognition.tables.iter().flat_map(of_table).collect()
}

fn of_table(found: &FoundTable) -> Vec<Join> {
    let join = |(k, row): (usize, &crate::forms::FormRow)| {
        let observed = found.trace.rows.iter().filter(|r| r.form_row == Some(k));
        let pieces: Vec<(usize, usize)> = observed.map(|r| (r.grid, r.row)).collect();
        let code = format!("{}.{}", found.table.id, row.code);
        (pieces.len() > 1).then_some(Join { code, pieces })
    };
    found
        .table
        .rows
        .iter()
        .enumerate()
        .filter_map(join)
        .collect()
}

/// The box around a row: the cells that begin in it, and those alone that end in it too where there are any.
pub(super) fn row_box(layout: &Layout, (grid, row): (usize, usize)) -> Option<Rect> {
    let cells = &layout.grids.get(grid)?.cells;
    let bounds = |whole: bool| {
        let own = cells
            .iter()
            .filter(|c| c.row == row && (!whole || c.row_span == 1));
        own.filter_map(|cell| cell.rect).reduce(|a, b| a.union(&b))
    };
    bounds(true).or_else(|| bounds(false))
}
