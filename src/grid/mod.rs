//! From what is drawn on pages, or from logical tables, to grids of cells.
//!
//! In comes a [`Document`], out comes a [`Layout`]: grids and lines of text in reading order. Four kinds of grid end
//! in the same [`Grid`]: faces of an arrangement of rulings ([`lattice`]), bands between horizontal rules ([`ruled`]),
//! lines of text without any rule ([`stream`]) and the logical tables of a flow document. Nothing here knows the form.

mod content;
mod furniture;
mod lattice;
mod page;
mod ruled;
mod rulings;
mod stream;
mod turn;
mod words;

use crate::document::{Content, Document, FlowBlock, FlowTable};
use crate::error::Error;
use crate::geometry::Rect;
use crate::limits::Limits;

pub(crate) use words::Line;

/// How a grid was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum GridKind {
    /// Faces of an arrangement of horizontal and vertical rulings.
    Lattice,
    /// Bands between horizontal rules, columns by alignment.
    Ruled,
    /// Lines of text, columns by alignment.
    Stream,
    /// A logical table of a flow document.
    Logical,
}

#[cfg(feature = "cli")]
impl GridKind {
    /// Word shown by `inspect`.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only `inspect` shows it")
    )]
    pub(crate) fn name(self) -> &'static str {
        match self {
            GridKind::Lattice => "lattice",
            GridKind::Ruled => "ruled",
            GridKind::Stream => "stream",
            GridKind::Logical => "logical",
        }
    }
}

/// One table fragment: a grid of cells.
///
/// `x` coordinates of cells are points on the page turned upright for reading, or, in a logical table, grid columns;
/// they are comparable within one grid, and between the grids of a paged document.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) kind: GridKind,
    /// 1-based page.
    pub(crate) page: Option<u32>,
    /// Number of atomic rows.
    pub(crate) rows: usize,
    /// Number of atomic columns.
    pub(crate) columns: usize,
    /// Cells in row order, then column order.
    pub(crate) cells: Vec<Cell>,
    /// For each row whether it may go on with the row above: lines of text between which no rule is drawn.
    pub(crate) loose: Vec<bool>,
    /// Left and right end, in the unit of the cells' `x`.
    pub(crate) x: (f32, f32),
    /// Top and bottom on the page turned for reading; 0 in a logical table.
    pub(crate) y: (f32, f32),
}

/// One cell of a grid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) row: usize,
    pub(crate) column: usize,
    pub(crate) row_span: usize,
    pub(crate) column_span: usize,
    /// Text as printed; `\n` between lines.
    pub(crate) text: String,
    /// Left and right end.
    pub(crate) x: (f32, f32),
    /// Box on the upright page in points, origin top left.
    pub(crate) rect: Option<Rect>,
    /// Top and bottom on the page turned for reading; 0 in a logical table.
    pub(crate) y: (f32, f32),
    /// A number reaches over the border into another cell, or the page ends inside the cell.
    pub(crate) crosses_border: bool,
    /// More than one number stands in it: digits far apart, or two lines of which the first had room for more.
    pub(crate) several: bool,
}

impl Cell {
    pub(crate) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }

    pub(crate) fn covers_row(&self, row: usize) -> bool {
        row >= self.row && row < self.row + self.row_span
    }
}

impl Grid {
    /// The cells that cover each atomic row, left to right.
    pub(crate) fn cells_by_row(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.rows];
        for (index, cell) in self.cells.iter().enumerate() {
            for row in rows.iter_mut().skip(cell.row).take(cell.row_span) {
                row.push(index);
            }
        }
        for row in &mut rows {
            row.sort_by(|&a, &b| {
                let (a, b) = (&self.cells[a], &self.cells[b]);
                a.x.0.total_cmp(&b.x.0).then(a.row.cmp(&b.row))
            });
        }
        rows
    }
}

/// What the grid stage hands on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Table fragments and stretches of loose text lines, in reading order.
    pub(crate) grids: Vec<Grid>,
    /// Lines of text outside of lattices and logical tables, in reading order.
    pub(crate) lines: Vec<Line>,
}

/// Finds the grids of a document.
///
/// # Errors
/// `Limit` when the rulings of all pages draw more cells than the cap; readers count those of logical tables.
pub(crate) fn layout(document: &Document, limits: &Limits) -> Result<Layout, Error> {
    match &document.content {
        Content::Pages(pages) => page::layout(pages, limits.cells),
        Content::Flow(blocks) => Ok(flow(blocks)),
    }
}

fn flow(blocks: &[FlowBlock]) -> Layout {
    let mut layout = Layout::default();
    for block in blocks {
        match block {
            FlowBlock::Paragraph(text) => {
                layout.lines.extend(text.split('\n').map(Line::flow));
            }
            FlowBlock::Table(table) => layout.grids.push(logical(table)),
        }
    }
    layout
}

fn logical(table: &FlowTable) -> Grid {
    let cells = table.cells.iter().map(|cell| Cell {
        row: cell.row as usize,
        column: cell.column as usize,
        row_span: cell.row_span.max(1) as usize,
        column_span: cell.column_span.max(1) as usize,
        text: cell.text.clone(),
        x: (
            cell.column as f32,
            (cell.column + cell.column_span.max(1)) as f32,
        ),
        several: holds_several(&cell.text),
        ..Cell::default()
    });
    Grid {
        kind: GridKind::Logical,
        page: None,
        rows: table.rows as usize,
        columns: table.columns as usize,
        cells: cells.collect(),
        loose: vec![false; table.rows as usize],
        x: (0.0, table.columns as f32),
        y: (0.0, 0.0),
    }
}

/// Whether a cell of a flow document holds two numbers: paragraphs of digits, or digits set apart by more than a space.
/// Nothing tells there whether a number was broken over lines, so that is no number either.
fn holds_several(text: &str) -> bool {
    let numbers = |separator: fn(&str) -> Vec<&str>| {
        let parts = separator(text)
            .into_iter()
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .filter(|part| part.chars().all(|c| c.is_numeric() || ".,-−".contains(c)))
            .count()
    };
    numbers(|text| text.split('\n').collect()) > 1
        || numbers(|text| {
            text.split('\t')
                .flat_map(|part| part.split("  "))
                .flat_map(|p| p.split('\u{3000}'))
                .collect()
        }) > 1
}

/// Whether a text is nothing but a number or a sign for none, as value cells hold.
pub(crate) fn is_value(text: &str) -> bool {
    let mut inked = text.chars().filter(|c| !c.is_whitespace()).peekable();
    inked.peek().is_some()
        && inked.all(|c| c.is_numeric() || ".,，．+-－−–—―/／\\＼%".contains(c))
        && !is_outline(text)
}

/// `1.` is the number of a label whose words stand apart.
fn is_outline(text: &str) -> bool {
    text.trim_end().ends_with(['.', '．', '、']) && text.chars().any(char::is_numeric)
}
