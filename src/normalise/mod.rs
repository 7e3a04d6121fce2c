//! From printed text to values: what a label says, what number a cell holds, whose report it is and of which year.

mod agency;
mod broken_name;
mod credit_code;
mod date;
mod decide;
mod divisions;
mod evidence;
mod header_table;
pub(crate) mod hints;
pub(crate) mod keying;
pub(crate) mod kind;
pub(crate) mod known;
pub(crate) mod number;
mod own_title;
mod path;
mod prose;
mod radicals_generated;
pub(crate) mod records;
mod region;
mod script;
pub(crate) mod text;
mod title;
mod year;

#[cfg(feature = "panel")]
pub(crate) use divisions::lineage;

use crate::Known;
use crate::document::Document;
use crate::grid::{Grid, GridKind, Layout};
use crate::recognise::Recognition;
use keying::{Keying, KeyingInput, TextLine};

/// Agency and year of a document.
pub(crate) fn key(
    document: &Document,
    layout: &Layout,
    recognition: &Recognition,
    path: &str,
    known: &Known,
) -> Keying {
    let lines: Vec<TextLine> = layout
        .lines
        .iter()
        .map(|line| TextLine {
            text: line.text.clone(),
            page: line.page,
            top: line.top,
            size: line.size,
        })
        .collect();
    let tables = tables_above(layout, recognition);
    let mut keying = keying::find(KeyingInput {
        lines: &lines,
        tables: &tables,
        running: &document.running,
        metadata_title: &document.title,
        path,
        known,
    });
    own_title::complete(&mut keying, &lines, recognition);
    keying
}

/// All that a path says: of two paths that say the same, either gives the same agency and year.
#[cfg(feature = "cli")]
pub(crate) fn path_says(path: &str) -> String {
    let says = path::read(path);
    // Where it gives a year it is quoted, and an address is kept as it is.
    let quoted = match says.title.year.is_some() || path.contains("://") {
        true => path,
        false => "",
    };
    format!("{says:?}{quoted}")
}

/// The cell texts above the numbers of the first statutory table, row by row: in its own grid, as when a spreadsheet is
/// printed with its title, and in the grids before it.
fn tables_above(layout: &Layout, recognition: &Recognition) -> Vec<Vec<Vec<String>>> {
    let first_used = recognition.used.iter().position(|&used| used);
    let first_used = first_used.unwrap_or(layout.grids.len());
    let found = recognition.tables.iter().flat_map(|table| &table.rows);
    let numbers = found.flatten().filter(|cell| cell.grid == Some(first_used));
    let first_row = numbers.filter_map(|cell| cell.grid_row).min().unwrap_or(0);
    let texts = |grid: &Grid, rows: usize| {
        let by_row = grid.cells_by_row().into_iter().take(rows);
        let row = |cells: Vec<usize>| {
            cells
                .iter()
                .map(|&cell| grid.cells[cell].text.clone())
                .collect()
        };
        by_row.map(row).collect()
    };
    let grids = layout.grids.iter().enumerate().take(first_used + 1);
    grids
        .filter(|(_, grid)| grid.kind != GridKind::Stream)
        .map(|(at, grid)| {
            texts(
                grid,
                if at == first_used {
                    first_row
                } else {
                    grid.rows
                },
            )
        })
        .collect()
}
