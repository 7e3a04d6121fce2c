//! Tables: rows and cells with their spans, covered places and repetitions (ISO/IEC 26300-1, 9.1).

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::body::{Story, Walker, is_unprinted};
use crate::document::FlowBlock;
use crate::error::Error;
use crate::read::cell::settle;
use crate::read::table::{self, MAX_COLUMNS, Merge, RawCell, RawRow, RawTable};
use crate::read::xml::{attribute, local};

/// Regions that go on into the next row: from their first column to their width and the rows left.
type Open = BTreeMap<u32, (u32, u32)>;

/// A table on the way through it.
#[derive(Default)]
struct Grid {
    raw: RawTable,
    open: Open,
}

/// What is written for one or more places of a row.
enum Item {
    /// A cell with the columns and rows that it spans, so many times over.
    Cell(RawCell, Spans),
    /// Places that other cells cover.
    Covered(u32),
}

#[derive(Clone, Copy)]
struct Spans {
    columns: u32,
    rows: u32,
    times: u32,
}

/// Ends the regions from above that a row contradicts: it names each of its places, and has cells of its own where a
/// region would go on. LibreOffice writes such rows when the edges of a Word table do not meet; it shows each cell at
/// its own place.
fn end_contradicted(above: &mut Open, items: &[Item], columns: usize) {
    let mut own = Vec::new();
    for item in items {
        let (is_cell, times) = match item {
            Item::Cell(_, spans) => (true, spans.times),
            Item::Covered(times) => (false, *times),
        };
        let times = usize::try_from(times).unwrap_or(usize::MAX);
        if times > columns.saturating_sub(own.len()) {
            return;
        }
        own.extend(std::iter::repeat_n(is_cell, times));
    }
    // A row with fewer places leaves covered ones out.
    if own.len() == columns {
        let is_own = |at: u32| usize::try_from(at).is_ok_and(|at| own.get(at) == Some(&true));
        above.retain(|&at, &mut (width, _)| !(at..at.saturating_add(width)).any(is_own));
    }
}

/// A row on the way through it.
struct Line {
    row: RawRow,
    /// Where the next cell goes.
    column: u32,
    /// Covered places that belong to the cell before.
    covered: u32,
    /// Regions from above.
    above: Open,
    /// Regions for the next row.
    below: Open,
    /// Cells that stand for a place covered by another.
    covers: usize,
}

impl Line {
    /// Goes past the region from above that covers the next place; says whether there is one.
    fn pass_region(&mut self) -> bool {
        let Some((width, left)) = self.above.remove(&self.column) else {
            return false;
        };
        self.covers = self.covers.saturating_add(1);
        self.row.cells.push(RawCell {
            span: width,
            vertical: Merge::Continue,
            ..RawCell::default()
        });
        if left > 1 {
            self.below.insert(self.column, (width, left - 1));
        }
        self.column = self.column.saturating_add(width);
        self.covered = width;
        true
    }

    /// Some writers leave covered places out: cells go to the next free place, as office programs lay them.
    fn pass_regions(&mut self) {
        while self.pass_region() {}
    }

    fn place(&mut self, mut cell: RawCell, rows: u32) {
        self.pass_regions();
        let width = cell.span.clamp(1, MAX_COLUMNS);
        cell.span = width;
        if rows > 1 && !self.is_full() {
            cell.vertical = Merge::Start;
            self.below.insert(self.column, (width, rows - 1));
        }
        self.row.cells.push(cell);
        self.column = self.column.saturating_add(width);
        self.covered = width.saturating_sub(1);
    }

    /// A place that another cell covers; nothing in it is printed.
    fn cover(&mut self) {
        if self.covered == 0 {
            self.pass_region();
        }
        if self.covered > 0 {
            self.covered -= 1;
            return;
        }
        self.covers = self.covers.saturating_add(1);
        self.row.cells.push(RawCell {
            span: 1,
            ..RawCell::default()
        });
        self.column = self.column.saturating_add(1);
    }

    fn cover_all(&mut self, places: u32) {
        for _ in 0..places {
            if self.is_full() {
                break;
            }
            self.cover();
        }
    }

    fn is_full(&self) -> bool {
        self.column >= MAX_COLUMNS
    }
}

impl Walker<'_, '_> {
    /// Reads the table that began last; appends it and what is nested in it.
    pub(super) fn table(&mut self, blocks: &mut Vec<FlowBlock>) -> Result<(), Error> {
        self.charge_cells(1)?;
        let depth = self.cursor.depth();
        let mut grid = Grid::default();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "table-column" => self.column(&start, &mut grid.raw.widths),
                "table-row" => self.row(&start, &mut grid)?,
                "table-columns"
                | "table-header-columns"
                | "table-column-group"
                | "table-rows"
                | "table-header-rows"
                | "table-row-group" => {}
                _ => self.cursor.skip()?,
            }
        }
        let (table, after) = table::resolve(grid.raw)?;
        blocks.push(FlowBlock::Table(table));
        blocks.extend(after);
        Ok(())
    }

    fn column(&self, start: &BytesStart<'_>, widths: &mut Vec<u32>) {
        let style = attribute(start, "style-name");
        let width = self.styles.width(style.as_deref());
        let room = (MAX_COLUMNS as usize).saturating_sub(widths.len());
        let count = repeated(start, "number-columns-repeated");
        let count = usize::try_from(count).unwrap_or(room).min(room);
        widths.extend(std::iter::repeat_n(width, count));
    }

    fn row(&mut self, start: &BytesStart<'_>, grid: &mut Grid) -> Result<(), Error> {
        let times = repeated(start, "number-rows-repeated");
        self.charge_cells(1)?;
        let items = self.items()?;
        let mut above = std::mem::take(&mut grid.open);
        end_contradicted(&mut above, &items, grid.raw.widths.len());
        let mut line = Line {
            row: RawRow::default(),
            column: 0,
            covered: 0,
            above,
            below: Open::new(),
            covers: 0,
        };
        for item in items {
            match item {
                Item::Cell(cell, spans) => self.cells(cell, spans, &mut line)?,
                Item::Covered(count) => line.cover_all(count),
            }
        }
        line.pass_regions();
        self.charge_cells(line.covers)?;
        grid.open = line.below;
        for _ in 1..times {
            self.charge_row(&line.row)?;
            grid.raw.rows.push(copy(&line.row));
        }
        grid.raw.rows.push(line.row);
        Ok(())
    }

    fn charge_row(&mut self, row: &RawRow) -> Result<(), Error> {
        self.charge_cells(row.cells.len().saturating_add(1))?;
        let bytes = row.cells.iter().map(|cell| cell.text.len()).sum();
        self.charge_growth(bytes)
    }

    fn items(&mut self) -> Result<Vec<Item>, Error> {
        let depth = self.cursor.depth();
        let mut items = Vec::new();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "table-cell" => {
                    let spans = Spans {
                        columns: repeated(&start, "number-columns-spanned"),
                        rows: repeated(&start, "number-rows-spanned"),
                        times: repeated(&start, "number-columns-repeated"),
                    };
                    items.push(Item::Cell(self.cell()?, spans));
                }
                "covered-table-cell" => {
                    let count = repeated(&start, "number-columns-repeated").min(MAX_COLUMNS);
                    self.cursor.skip()?;
                    self.charge_cells(1)?;
                    items.push(Item::Covered(count));
                }
                _ => self.cursor.skip()?,
            }
        }
        Ok(items)
    }

    fn cells(&mut self, cell: RawCell, spans: Spans, line: &mut Line) -> Result<(), Error> {
        let Spans {
            columns: span,
            rows,
            times,
        } = spans;
        for _ in 1..times {
            // Cells without text are repeated to the end of the sheet.
            if line.is_full() && cell.text.is_empty() {
                break;
            }
            self.charge_cells(1)?;
            self.charge_growth(cell.text.len())?;
            let text = cell.text.clone();
            let again = RawCell {
                span,
                text,
                ..RawCell::default()
            };
            line.place(again, rows);
        }
        if times == 1 || !line.is_full() || !cell.text.is_empty() {
            line.place(RawCell { span, ..cell }, rows);
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<RawCell, Error> {
        self.charge_cells(1)?;
        let depth = self.cursor.depth();
        let mut cell = RawCell::default();
        let mut story = Story::default();
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                name if is_unprinted(name) => self.cursor.skip()?,
                _ => self.block(&start, &mut story)?,
            }
        }
        story.flush();
        settle(&mut cell, story.blocks, story.boxes);
        Ok(cell)
    }
}

/// A count in an attribute; 1 when it is missing or no number above 0.
fn repeated(start: &BytesStart<'_>, name: &str) -> u32 {
    let Some(value) = attribute(start, name) else {
        return 1;
    };
    let digits = value.trim();
    // A number too long to hold is a large one.
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count = digits
        .parse()
        .unwrap_or(if is_number { u32::MAX } else { 1 });
    count.max(1)
}

fn copy(row: &RawRow) -> RawRow {
    let cells = row.cells.iter().map(|cell| RawCell {
        span: cell.span,
        vertical: cell.vertical,
        horizontal: cell.horizontal,
        text: cell.text.clone(),
        after: Vec::new(),
    });
    RawRow {
        before: row.before,
        cells: cells.collect(),
    }
}
