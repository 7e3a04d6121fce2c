//! The document as one sequence of atomic rows, whatever grids they stand in.

use super::labels::Words;
use super::template::Catalogue;
use crate::grid::{Grid, GridKind, Layout};
use crate::normalise::text::core;

/// One atomic row of one grid.
#[derive(Clone, Debug)]
pub(crate) struct RowRef {
    /// Position of its grid in the layout.
    pub(crate) grid: usize,
    /// Row in that grid, from 0.
    pub(crate) row: usize,
    /// Cells that cover it, left to right.
    pub(crate) cells: Vec<usize>,
    /// What kind of row its words make it.
    pub(crate) role: Role,
}

/// What a row is, judged by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A banner such as `第二十条第（一）项`, with the position of its template's title.
    Banner(usize),
    /// Holds words of some table's header and no number.
    Header,
    /// Nothing stands in it.
    Blank,
    /// Anything else.
    Body,
}

/// Titles are banners from this similarity on.
const BANNER: f32 = 0.9;

/// Shorter titles differ in one numeral only (`第（五）项`, `第（六）项`): near is not enough for them.
const SHORT_TITLE: usize = 12;

/// Words are those of a header from this similarity on.
const HEADER: f32 = 0.75;

/// A cell longer than this is prose and no header. Characters.
const MAX_HEADER_CELL: usize = 60;

/// The rows of all grids, in reading order.
pub(crate) fn rows(layout: &Layout, known: &Catalogue) -> Vec<RowRef> {
    let mut rows = Vec::new();
    for (index, grid) in layout.grids.iter().enumerate() {
        for (row, cells) in grid.cells_by_row().into_iter().enumerate() {
            let role = role(grid, row, &cells, known);
            rows.push(RowRef {
                grid: index,
                row,
                cells,
                role,
            });
        }
    }
    rows
}

fn role(grid: &Grid, row: usize, cells: &[usize], known: &Catalogue) -> Role {
    let written = || {
        cells
            .iter()
            .map(|&cell| &grid.cells[cell])
            .filter(|cell| !cell.is_blank())
    };
    if written().next().is_none() {
        return Role::Blank;
    }
    if written().count() == 1
        && let Some(banner) = written().next().and_then(|cell| banner(&cell.text, known))
    {
        return Role::Banner(banner);
    }
    let own = |cell: &&crate::grid::Cell| cell.row == row || grid.kind == GridKind::Stream;
    match !written().any(|cell| is_number(&cell.text))
        && written()
            .filter(own)
            .any(|cell| is_header(&cell.text, known))
    {
        true => Role::Header,
        false => Role::Body,
    }
}

fn is_number(text: &str) -> bool {
    let mut inked = text.chars().filter(|c| c.is_alphanumeric()).peekable();
    inked.peek().is_some() && inked.all(char::is_numeric)
}

/// Longer texts are prose: neither banner nor header.
fn words(text: &str) -> Option<Words> {
    if text.chars().count() > 2 * MAX_HEADER_CELL {
        return None;
    }
    let words: Vec<char> = core(text).chars().collect();
    (!words.is_empty() && words.len() <= MAX_HEADER_CELL).then(|| Words::new(words))
}

pub(crate) fn banner(text: &str, known: &Catalogue) -> Option<usize> {
    let words = words(text)?;
    let mut templates = known.templates.iter().enumerate();
    let is_title = |title: &Words| match title.chars.len() < SHORT_TITLE {
        true => title.chars == words.chars,
        false => words.is_similar(title, BANNER),
    };
    templates
        .find(|(_, template)| template.titles.iter().any(is_title))
        .map(|(index, _)| index)
}

/// Whether the words of a cell are a column label, a label over columns, or a part of one (a line of a wrapped cell).
fn is_header(text: &str, known: &Catalogue) -> bool {
    let Some(words) = words(text) else {
        return false;
    };
    let length = words.chars.len();
    known.vocabulary.iter().any(|official| {
        let part = length >= 2 && length < official.chars.len() && official.holds(&words);
        part || words.is_similar(official, HEADER)
    })
}
