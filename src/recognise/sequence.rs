//! The document as one sequence of atomic rows, whatever grids they stand in.

use super::labels::similarity;
use super::template;
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

/// A cell longer than this is prose and no header. Characters.
const MAX_HEADER_CELL: usize = 60;

/// The rows of all grids, in reading order.
pub(crate) fn rows(layout: &Layout) -> Vec<RowRef> {
    let mut rows = Vec::new();
    for (index, grid) in layout.grids.iter().enumerate() {
        for row in 0..grid.rows {
            let cells = grid.row_cells(row);
            let role = role(grid, row, &cells);
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

fn role(grid: &Grid, row: usize, cells: &[usize]) -> Role {
    let texts: Vec<Vec<char>> = cells
        .iter()
        .filter(|&&cell| !grid.cells[cell].is_blank())
        .map(|&cell| core(&grid.cells[cell].text).chars().collect())
        .collect();
    if texts.is_empty() {
        return Role::Blank;
    }
    if let Some(banner) = texts
        .first()
        .filter(|_| texts.len() == 1)
        .and_then(|text| banner(text))
    {
        return Role::Banner(banner);
    }
    let has_number = texts
        .iter()
        .any(|text| !text.is_empty() && text.iter().all(|c| c.is_numeric()));
    let starts = |cell: &usize| grid.cells[*cell].row == row || grid.kind == GridKind::Stream;
    let own: Vec<Vec<char>> = cells
        .iter()
        .filter(|cell| starts(cell) && !grid.cells[**cell].is_blank())
        .map(|&cell| core(&grid.cells[cell].text).chars().collect())
        .collect();
    match !has_number && own.iter().any(|text| is_header_word(text)) {
        true => Role::Header,
        false => Role::Body,
    }
}

fn banner(text: &[char]) -> Option<usize> {
    if text.len() > MAX_HEADER_CELL {
        return None;
    }
    let templates = template::all().iter().enumerate();
    let scored = templates.map(|(index, template)| {
        let best = template
            .titles
            .iter()
            .map(|title| banner_similarity(text, title));
        (index, best.fold(0.0, f32::max))
    });
    let best = scored.fold(
        (0, 0.0),
        |best, next| if next.1 > best.1 { next } else { best },
    );
    (best.1 >= BANNER).then_some(best.0)
}

/// Titles differ in one numeral only (`第（五）项`, `第（六）项`): near is not enough for short ones.
fn banner_similarity(text: &[char], title: &[char]) -> f32 {
    match title.len() < 12 {
        true => f32::from(u8::from(text == title)),
        false => similarity(text, title),
    }
}

/// Whether the words of a cell are a column label, a label over columns, or a part of one (a line of a wrapped cell).
pub(crate) fn is_header_word(text: &[char]) -> bool {
    if text.is_empty() || text.len() > MAX_HEADER_CELL {
        return false;
    }
    template::all()
        .iter()
        .flat_map(|template| &template.vocabulary)
        .any(|words| {
            similarity(text, words) >= 0.75
                || (text.len() >= 2
                    && text.len() < words.len()
                    && words.windows(text.len()).any(|w| w == text))
        })
}
