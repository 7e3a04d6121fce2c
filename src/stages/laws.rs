//! What must hold between the stages whatever the bytes were: asked of everything that fuzzing reads.
//!
//! Each function gives the faults it finds, in words, and nothing when all is as promised.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::document::{Content, Document, FlowBlock, FlowTable, Page};
use crate::extraction::{CellRecord, State};
use crate::forms::Forms;
use crate::grid::{Grid, GridKind, Layout};
use crate::limits::Limits;

/// The promises of `read`: those of `document.rs`, and the caps.
pub(super) fn of_document(document: &Document, limits: &Limits) -> Vec<String> {
    let mut faults = Vec::new();
    match &document.content {
        Content::Flow(blocks) => of_flow(blocks, limits, &mut faults),
        Content::Pages(pages) => of_pages(pages, limits, &mut faults),
    }
    faults
}

fn of_flow(blocks: &[FlowBlock], limits: &Limits, faults: &mut Vec<String>) {
    let tables = || {
        blocks.iter().filter_map(|block| match block {
            FlowBlock::Table(table) => Some(table),
            FlowBlock::Paragraph(_) => None,
        })
    };
    let cells: usize = tables().map(|table| table.cells.len()).sum();
    if cells > limits.cells || blocks.len() > limits.blocks {
        faults.push(format!("{cells} cells in {} blocks", blocks.len()));
    }
    for table in tables() {
        let (rows, columns) = (table.rows as usize, table.columns as usize);
        faults.extend(of_places((rows, columns), places(table)));
    }
}

/// Row, column, rows and columns of each cell.
type Place = [usize; 4];

fn places(table: &FlowTable) -> impl Iterator<Item = Place> {
    let of = |number: u32| number as usize;
    table
        .cells
        .iter()
        .map(move |cell| [cell.row, cell.column, cell.row_span, cell.column_span].map(of))
}

/// Cells stand in order, inside of their grid, and each place belongs to one of them at most.
fn of_places(size: (usize, usize), places: impl Iterator<Item = Place>) -> Option<String> {
    // For each column the first row that is free below the cells so far.
    let mut free = HashMap::new();
    let mut last = None;
    for place in places {
        let [row, column, row_span, column_span] = place;
        if let Some(fault) = leaves(size, place) {
            return Some(fault);
        }
        if last.replace((row, column)) >= Some((row, column)) {
            return Some(format!("cell {place:?} is out of order"));
        }
        for column in column..column + column_span {
            let above = free.insert(column, row + row_span);
            if above.is_some_and(|free| free > row) {
                return Some(format!(
                    "cell {place:?} overlaps another in column {column}"
                ));
            }
        }
    }
    None
}

fn leaves((rows, columns): (usize, usize), place: Place) -> Option<String> {
    let [row, column, row_span, column_span] = place;
    let is_inside = row_span > 0
        && column_span > 0
        && row + row_span <= rows
        && column + column_span <= columns;
    (!is_inside).then(|| format!("cell {place:?} leaves its {rows}x{columns} grid"))
}

fn of_pages(pages: &[Page], limits: &Limits, faults: &mut Vec<String>) {
    let glyphs: usize = pages.iter().map(|page| page.glyphs.len()).sum();
    let rulings: usize = pages.iter().map(|page| page.rulings.len()).sum();
    if pages.len() > limits.pages || glyphs > limits.glyphs || rulings > limits.rulings {
        let pages = pages.len();
        faults.push(format!("{pages} pages, {glyphs} glyphs, {rulings} rulings"));
    }
    for (page, number) in pages.iter().zip(1_u32..) {
        let has_size = [page.width, page.height]
            .iter()
            .all(|side| side.is_finite() && *side > 0.0);
        if page.number != number || !has_size || !(0.0..=1.0).contains(&page.image_share) {
            faults.push(format!(
                "page {number} is {}, of {}x{}, with images on {}",
                page.number, page.width, page.height, page.image_share
            ));
        }
        let broken = |glyph: &&crate::document::Glyph| {
            !glyph.rect.is_finite() || !glyph.size.is_finite() || glyph.size <= 0.0
        };
        if let Some(glyph) = page.glyphs.iter().find(broken) {
            faults.push(format!("page {number}: {glyph:?}"));
        }
        let broken = |ruling: &&crate::document::Ruling| {
            let numbers = [ruling.at, ruling.start, ruling.end, ruling.width];
            !numbers.iter().all(|number| number.is_finite()) || ruling.start > ruling.end
        };
        if let Some(ruling) = page.rulings.iter().find(broken) {
            faults.push(format!("page {number}: {ruling:?}"));
        }
    }
}

/// The promises of `grid`: drawn cells do not overlap, and nothing is written in them that the document does not hold.
pub(super) fn of_layout(layout: &Layout, document: &Document) -> Vec<String> {
    let mut faults: Vec<String> = layout.grids.iter().filter_map(of_grid).collect();
    match &document.content {
        Content::Pages(pages) => {
            faults.extend(pages.iter().filter_map(|page| invented(page, layout)))
        }
        Content::Flow(blocks) => {
            let tables = blocks
                .iter()
                .filter(|block| matches!(block, FlowBlock::Table(_)));
            if tables.count() != layout.grids.len() {
                faults.push(format!("{} grids of other tables", layout.grids.len()));
            }
        }
    }
    faults
}

fn of_grid(grid: &Grid) -> Option<String> {
    let mut places = grid
        .cells
        .iter()
        .map(|cell| [cell.row, cell.column, cell.row_span, cell.column_span]);
    let kind = grid.kind;
    let size = (grid.rows, grid.columns);
    let fault = match kind {
        GridKind::Lattice | GridKind::Logical => of_places(size, places),
        // Columns by alignment: two texts of a line may stand over one text of another line.
        GridKind::Ruled | GridKind::Stream => places.find_map(|place| leaves(size, place)),
    };
    if let Some(fault) = fault {
        return Some(format!("{kind:?}: {fault}"));
    }
    if grid.loose.len() != grid.rows {
        return Some(format!(
            "{kind:?}: {} loose of {} rows",
            grid.loose.len(),
            grid.rows
        ));
    }
    let broken = grid.cells.iter().find(|cell| {
        let is_ordered = |(a, b): (f32, f32)| a <= b;
        !is_ordered(cell.x)
            || !is_ordered(cell.y)
            || cell.rect.is_some_and(|rect| !rect.is_finite())
    });
    broken.map(|cell| format!("{kind:?}: {cell:?}"))
}

/// Characters that the cells and lines of a page hold more often than the page.
fn invented(page: &Page, layout: &Layout) -> Option<String> {
    let mut left: HashMap<char, usize> = HashMap::new();
    let glyphs = page.glyphs.iter().filter(|glyph| !glyph.hidden);
    for ch in glyphs.flat_map(|glyph| inked(glyph.ch)) {
        *left.entry(ch).or_default() += 1;
    }
    let of_page = |number: Option<u32>| number == Some(page.number);
    // Grids of loose lines hold what the lines hold.
    let grids = layout.grids.iter();
    let grids = grids.filter(|grid| of_page(grid.page) && grid.kind != GridKind::Stream);
    let cells = grids.flat_map(|grid| &grid.cells).map(|cell| &cell.text);
    let lines = layout.lines.iter().filter(|line| of_page(line.page));
    let texts = cells.chain(lines.map(|line| &line.text));
    let mut texts = texts.flat_map(|text| text.chars()).flat_map(inked);
    let more = texts.find(|ch| {
        let left = left.get_mut(ch).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_none()
    });
    more.map(|ch| format!("page {} has no further {ch:?}", page.number))
}

/// What a character is made of, without white space: a digit that is printed raised is written as a character of its own.
fn inked(ch: char) -> impl Iterator<Item = char> {
    std::iter::once(ch).nfkd().filter(|ch| !ch.is_whitespace())
}

/// The promises of a record: its place is one of the form, and its number is the one that is printed.
pub fn of_cells(cells: &[CellRecord], forms: Forms) -> Vec<String> {
    let faults = cells.iter().filter_map(|cell| {
        let fault = of_cell(cell, forms)?;
        Some(format!("{fault}: {cell:?}"))
    });
    faults.collect()
}

fn of_cell(cell: &CellRecord, forms: Forms) -> Option<&'static str> {
    let form = forms.iter().find(|form| form.id == cell.form);
    let table = form.and_then(|form| form.table(cell.table));
    let stands = table.is_some_and(|table| {
        table.data_rows().any(|row| row.code == cell.row_code)
            && table
                .columns
                .iter()
                .any(|column| column.code == cell.column_code)
    });
    let is_placed =
        cell.table_no.is_some() && cell.grid_row.is_some() && cell.grid_column.is_some();
    let numbers = [cell.page, cell.table_no, cell.grid_row, cell.grid_column];
    let by_state = match cell.state {
        State::Number => cell.value.is_some() || !cell.issues.is_empty(),
        State::Blank | State::Dash | State::Text => cell.value.is_none(),
        State::Absent => cell.value.is_none() && cell.raw.is_empty() && !is_placed,
    };
    if !stands {
        Some("no cell of its form")
    } else if !by_state {
        Some("a value and a state that do not agree")
    } else if cell.state == State::Blank && cell.raw.chars().any(char::is_alphanumeric) {
        Some("a blank with text")
    } else if numbers.contains(&Some(0)) || cell.rect.is_some_and(|rect| !rect.is_finite()) {
        Some("no place")
    } else if !is_printed(cell) {
        Some("a number that is not printed")
    } else {
        None
    }
}

/// Whether the digits of the value are the first that the text prints, but for zeros in front.
fn is_printed(cell: &CellRecord) -> bool {
    let Some(value) = cell.value else { return true };
    let digits = |text: &str| -> String { text.nfkc().filter(char::is_ascii_digit).collect() };
    let (value, printed) = (digits(&value.normalize().to_string()), digits(&cell.raw));
    let value = value.trim_start_matches('0');
    !printed.is_empty() && printed.trim_start_matches('0').starts_with(value)
}

#[cfg(all(test, feature = "office"))]
mod tests;
