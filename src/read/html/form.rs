//! Forms a table from its rows as the HTML standard says (4.9.12.1), and tells tables from page layout.

use std::collections::BTreeSet;

use crate::document::{FlowBlock, FlowCell, FlowTable, LINE_BREAK};
use crate::error::{Error, ErrorKind};
use crate::grid::is_value;

/// `colspan` beyond this is this, by the standard; also the grid columns of one table.
const MAX_COLUMNS: usize = 1_000;
/// `rowspan` beyond this is this, by the standard.
const MAX_ROW_SPAN: u32 = 65_534;

/// A paragraph or a table inside a cell or a page.
#[derive(Debug, PartialEq)]
pub(super) enum Block {
    /// Its text, lines parted by U+2028, and whether all of it is links.
    Paragraph(String, bool),
    /// A table of data.
    Table(FlowTable),
}

/// A `td` or `th`.
#[derive(Debug)]
pub(super) struct Cell {
    /// `rowspan`; 0 reaches to the end of the row group.
    pub(super) row_span: u32,
    /// `colspan`.
    pub(super) column_span: u32,
    /// What stands in it.
    pub(super) blocks: Vec<Block>,
}

/// A `tr`.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
}

/// Which of the row groups of a table this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// `thead`: shown first.
    Head,
    /// `tbody`.
    #[default]
    Body,
    /// `tfoot`: shown last.
    Foot,
}

/// A row group.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) kind: Kind,
    pub(super) rows: Vec<Row>,
}

/// The `rowspan` or `colspan` that an attribute says: digits at its start.
pub(super) fn span(value: Option<&str>, least: u32) -> u32 {
    let value = value.unwrap_or("1").trim_start();
    let value = value.strip_prefix('+').unwrap_or(value);
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    let digits = value.get(..end).unwrap_or_default();
    if digits.is_empty() {
        return 1;
    }
    let number = digits.parse().unwrap_or(MAX_ROW_SPAN).min(MAX_ROW_SPAN);
    if number < least { 1 } else { number }
}

/// Cells with numbers that make a table one of data, whatever else stands in it.
const DATA_CELLS: usize = 3;
/// Paragraphs and characters in one cell that make it a page, not a label.
const PAGE_PARAGRAPHS: usize = 8;
const PAGE_CHARS: usize = 400;

/// What a table gives: itself with the tables in its cells behind it, or, when it only lays out the page or frames
/// something, what it holds.
///
/// # Errors
/// `Limit` when a row is too wide or the cells cover more than `places` grid places, which are used up.
pub(super) fn table(mut groups: Vec<Group>, places: &mut usize) -> Result<Vec<Block>, Error> {
    if is_layout(&groups) {
        let cells = groups
            .into_iter()
            .flat_map(|group| group.rows)
            .flat_map(|row| row.cells);
        return Ok(cells.flat_map(|cell| cell.blocks).collect());
    }
    in_shown_order(&mut groups);
    let mut cells = Vec::new();
    let mut after = Vec::new();
    let mut rows = 0_u32;
    for group in groups {
        let length = u32::try_from(group.rows.len()).unwrap_or(u32::MAX);
        place(group.rows, rows, &mut cells, &mut after)?;
        rows = rows.saturating_add(length);
    }
    let columns = number_columns(&mut cells);
    for cell in &cells {
        let covered = cell.row_span as usize * cell.column_span as usize;
        *places = places
            .checked_sub(covered)
            .ok_or_else(|| limit("the tables have too many cells"))?;
    }
    let mut blocks = vec![Block::Table(FlowTable {
        rows,
        columns,
        cells,
    })];
    blocks.extend(after);
    Ok(blocks)
}

fn limit(message: &str) -> Error {
    Error::new(ErrorKind::Limit, "read", message)
}

/// The first `thead` is shown above all other groups, the first `tfoot` below them.
fn in_shown_order(groups: &mut Vec<Group>) {
    if let Some(at) = groups.iter().position(|group| group.kind == Kind::Head) {
        let head = groups.remove(at);
        groups.insert(0, head);
    }
    if let Some(at) = groups.iter().position(|group| group.kind == Kind::Foot) {
        let foot = groups.remove(at);
        groups.push(foot);
    }
}

/// Whether a table only lays out the page: it frames one cell, or holds tables or pages of text and hardly a number.
fn is_layout(groups: &[Group]) -> bool {
    let cells = || {
        groups
            .iter()
            .flat_map(|group| &group.rows)
            .flat_map(|row| &row.cells)
    };
    if cells().nth(1).is_none() {
        return true;
    }
    let has_page = cells().any(|cell| {
        let mut paragraphs = 0;
        let mut chars = 0;
        for block in &cell.blocks {
            match block {
                Block::Table(_) => return true,
                Block::Paragraph(text, _) => {
                    paragraphs += 1;
                    chars += text.chars().count();
                }
            }
        }
        paragraphs >= PAGE_PARAGRAPHS && chars >= PAGE_CHARS
    });
    let is_number = |cell: &&Cell| match cell.blocks.as_slice() {
        [Block::Paragraph(text, _)] => is_value(text),
        _ => false,
    };
    has_page && cells().filter(is_number).take(DATA_CELLS).count() < DATA_CELLS
}

/// Places the rows of a group below `top`, each cell at the first free place of its row.
///
/// A cell that would run into one from above ends there; the next one begins where the standard says.
fn place(
    rows: Vec<Row>,
    top: u32,
    cells: &mut Vec<FlowCell>,
    after: &mut Vec<Block>,
) -> Result<(), Error> {
    // How many rows from here on each column is taken.
    let mut taken: Vec<u32> = Vec::new();
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    for (index, row) in (0_u32..).zip(rows) {
        let mut column = 0_usize;
        for cell in row.cells {
            let is_taken = |column: usize| taken.get(column).is_some_and(|rows| *rows > 0);
            while is_taken(column) {
                column += 1;
            }
            if column >= MAX_COLUMNS {
                return Err(limit("a table row has too many columns"));
            }
            let width = (cell.column_span as usize).clamp(1, MAX_COLUMNS - column);
            let free = (column..column + width)
                .take_while(|at| !is_taken(*at))
                .count()
                .max(1);
            let left = count - index;
            let height = if cell.row_span == 0 {
                left
            } else {
                cell.row_span.min(left)
            };
            if taken.len() < column + free {
                taken.resize(column + free, 0);
            }
            for rows in taken.iter_mut().skip(column).take(free) {
                *rows = height;
            }
            cells.push(FlowCell {
                row: top.saturating_add(index),
                column: u32::try_from(column).unwrap_or(u32::MAX),
                row_span: height,
                column_span: u32::try_from(free).unwrap_or(u32::MAX),
                text: settle(cell.blocks, after),
            });
            column += width;
        }
        for rows in &mut taken {
            *rows = rows.saturating_sub(1);
        }
    }
    Ok(())
}

/// The text of a cell; the tables in it follow the outer one.
fn settle(blocks: Vec<Block>, after: &mut Vec<Block>) -> String {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph, _) if text.is_empty() => text = paragraph,
            Block::Paragraph(paragraph, _) => {
                text.push('\n');
                text.push_str(&paragraph);
            }
            table @ Block::Table(_) => after.push(table),
        }
    }
    text
}

/// Counts a column only where some cell begins: `colspan=100` is often written for "all". Gives how many there are.
fn number_columns(cells: &mut [FlowCell]) -> u32 {
    let starts: BTreeSet<u32> = cells.iter().map(|cell| cell.column).collect();
    let starts: Vec<u32> = starts.into_iter().collect();
    let number = |edge: u32| {
        u32::try_from(starts.partition_point(|start| *start < edge)).unwrap_or(u32::MAX)
    };
    for cell in cells {
        let start = number(cell.column);
        let end = number(cell.column.saturating_add(cell.column_span));
        cell.column = start;
        cell.column_span = end.saturating_sub(start).max(1);
    }
    u32::try_from(starts.len()).unwrap_or(u32::MAX)
}

/// Blocks as they leave the reader: runs of links, as menus are, become one paragraph each.
///
/// A menu of a hundred entries would else stand between the top of the page and its title, and each link to another
/// report would look like a title.
pub(super) fn finish(blocks: Vec<Block>) -> Vec<FlowBlock> {
    let mut out: Vec<FlowBlock> = Vec::with_capacity(blocks.len());
    let mut in_links = false;
    for block in blocks {
        match block {
            Block::Table(table) => {
                out.push(FlowBlock::Table(table));
                in_links = false;
            }
            Block::Paragraph(text, linked) => {
                let text = text.replace(LINE_BREAK, "\n");
                match out.last_mut() {
                    Some(FlowBlock::Paragraph(menu)) if linked && in_links => {
                        menu.push(' ');
                        menu.push_str(&text.replace('\n', " "));
                    }
                    _ => out.push(FlowBlock::Paragraph(text)),
                }
                in_links = linked;
            }
        }
    }
    out
}
