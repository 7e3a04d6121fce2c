//! From printed text to values: what a label says, what number a cell holds, whose report it is and of which year.

mod agency;
mod header_table;
pub(crate) mod keying;
pub(crate) mod number;
mod path;
mod prose;
mod radicals_generated;
pub(crate) mod records;
mod region;
pub(crate) mod text;
mod title;
mod year;

use crate::document::Document;
use crate::grid::{GridKind, Layout};
use crate::recognise::Recognition;
use keying::{Keying, KeyingInput, TextLine};

/// Agency and year of a document.
pub(crate) fn key(
    document: &Document,
    layout: &Layout,
    recognition: &Recognition,
    path: &str,
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
    let first_used = recognition
        .used
        .iter()
        .position(|&used| used)
        .unwrap_or(layout.grids.len());
    let before = layout
        .grids
        .iter()
        .take(first_used)
        .filter(|grid| grid.kind != GridKind::Stream);
    let tables: Vec<Vec<Vec<String>>> = before
        .map(|grid| {
            let row = |row: usize| {
                grid.row_cells(row)
                    .into_iter()
                    .map(|cell| grid.cells[cell].text.clone())
                    .collect()
            };
            (0..grid.rows).map(row).collect()
        })
        .collect();
    keying::find(KeyingInput {
        lines: &lines,
        tables: &tables,
        metadata_title: &document.title,
        path,
    })
}
