//! What is printed in a statutory table and is no cell of the form: rows that an agency or a province added, columns beside
//! those of the form. They are kept with their labels, and never moved into a row or column of the form.

use super::FoundCell;
use super::columns::{between, same_columns};
use super::header;
use super::labels::similarity;
use super::reading::{Attempt, Line, Reader};
use super::section::{Candidate, Section};
use super::sequence::{Role, RowRef};
use super::template::Template;
use crate::document::LINE_BREAK;
use crate::geometry::overlap;
use crate::grid::{Cell, is_value};

/// One cell that is not the form's.
#[derive(Clone, Debug)]
pub(crate) struct FoundExtra {
    /// Position of the form's row, groups included; `None` in a row of the document's own.
    pub(crate) row: Option<usize>,
    /// The label of the row as printed.
    pub(crate) row_label: String,
    /// Position of the form's column; `None` in a column of the document's own.
    pub(crate) column: Option<usize>,
    /// The header of a column of the document's own; empty in one of the form's.
    pub(crate) column_label: String,
    pub(crate) cell: FoundCell,
}

/// How much of the narrower of cell and column must be shared.
const SHARED: f32 = 0.5;

/// Words are those over the labels from this similarity on.
const SAME_STUB: f32 = 0.5;

/// A header that is no column of the form.
pub(super) struct ExtraColumn {
    /// Position among the printed columns.
    leaf: usize,
    pub(super) words: String,
    /// Stands left of the form's columns, where labels stand: only numbers in it are its own.
    pub(super) is_left: bool,
}

/// The printed columns with words of their own that are neither the form's nor over labels or units.
pub(super) fn columns(
    section: &Section,
    candidate: &Candidate,
    template: &Template,
) -> Vec<ExtraColumn> {
    let taken: Vec<usize> = candidate
        .alignment
        .columns
        .iter()
        .flatten()
        .map(|(leaf, _)| *leaf)
        .collect();
    let Some(&first) = taken.iter().min() else {
        return Vec::new();
    };
    let is_stub = |words: &Vec<char>| {
        let mut stubs = template.stubs.iter();
        stubs.any(|stub| similarity(words, stub) > SAME_STUB)
    };
    let leaves = section.leaves.iter().enumerate();
    leaves
        .filter(|(index, leaf)| !taken.contains(index) && !leaf.words.is_empty())
        .filter(|(index, leaf)| *index > first || !leaf.words.iter().any(is_stub))
        .map(|(leaf, printed)| ExtraColumn {
            leaf,
            words: printed.words.iter().flatten().collect(),
            is_left: leaf < first,
        })
        .filter(|column| {
            !template
                .table
                .unit_wordings()
                .any(|unit| *unit == column.words)
        })
        .collect()
}

/// Everything in the rows of an attempt that is not the form's, in the order of the document.
pub(super) fn find(reader: &Reader<'_>, attempt: &Attempt<'_>) -> Vec<FoundExtra> {
    let parts: Vec<Vec<ExtraColumn>> = attempt
        .parts
        .iter()
        .map(|(section, candidate)| columns(section, candidate, attempt.template))
        .collect();
    let mut used: Vec<usize> = attempt
        .matched()
        .map(|(line, _)| reader.sequence[line.at].grid)
        .collect();
    used.dedup();
    let mut found = Vec::new();
    for ((part, line), matched) in attempt.lines.iter().zip(&attempt.path.matches) {
        let form_row = matched.map(|matched| matched.row);
        let is_extra = form_row.is_none() && is_row(reader, attempt, line, &used);
        if !is_extra && form_row.is_none() {
            continue;
        }
        let section = attempt.parts[*part].0;
        let columns = parts[*part].iter();
        let beside: Vec<(&ExtraColumn, Vec<usize>)> = columns
            .map(|column| (column, cells_under(reader, section, column, line)))
            .filter(|(_, cells)| !cells.is_empty())
            .collect();
        if !is_extra && beside.is_empty() {
            continue;
        }
        let others: Vec<usize> = beside.iter().flat_map(|(_, cells)| cells.clone()).collect();
        let label = label(reader, line, &others);
        if is_extra {
            found.extend(row_cells(reader, line, &label));
        }
        found.extend(beside.iter().map(|(column, cells)| FoundExtra {
            row: form_row,
            row_label: label.clone(),
            column: None,
            column_label: column.words.clone(),
            cell: found_cell(reader, (line.at, &reader.sequence[line.at]), cells, false),
        }));
    }
    found
}

/// Whether a row that is none of the form's is one of the table: it has a label and cells of its own where the form's
/// numbers stand, or numbers enough.
fn is_row(reader: &Reader<'_>, attempt: &Attempt<'_>, line: &Line, used: &[usize]) -> bool {
    let row = &reader.sequence[line.at];
    if has_numbers(reader, attempt, line) {
        return true;
    }
    let is_drawn = !header::is_aligned(&reader.layout.grids[row.grid]);
    let has_cells = line.values.columns.iter().all(|cells| !cells.is_empty());
    is_drawn
        && row.role == Role::Body
        && used.contains(&row.grid)
        && has_cells
        && !line.values.spanning.contains(&true)
        && !line.observed.all.trim().is_empty()
}

/// Whether at least half of the form's columns have numbers in this row, where columns are only aligned; any elsewhere.
pub(super) fn has_numbers(reader: &Reader<'_>, attempt: &Attempt<'_>, line: &Line) -> bool {
    let half = attempt.template.columns.len().div_ceil(2);
    let filled = line.numbers.iter().filter(|&&number| number).count();
    let grid = &reader.layout.grids[reader.sequence[line.at].grid];
    filled > 0 && (!header::is_aligned(grid) || filled >= half)
}

fn row_cells(reader: &Reader<'_>, line: &Line, label: &str) -> Vec<FoundExtra> {
    let row = &reader.sequence[line.at];
    let columns = line.values.columns.iter().enumerate();
    let cell = |(column, cells): (usize, &Vec<usize>)| {
        let spanning = line.values.spanning[column];
        (!cells.is_empty()).then(|| FoundExtra {
            row: None,
            row_label: label.to_owned(),
            column: Some(column),
            column_label: String::new(),
            cell: found_cell(reader, (line.at, row), cells, spanning),
        })
    };
    columns.filter_map(cell).collect()
}

/// The cells of a row that stand under a header of the document's own.
fn cells_under(
    reader: &Reader<'_>,
    section: &Section,
    column: &ExtraColumn,
    line: &Line,
) -> Vec<usize> {
    let place = &reader.sequence[line.at];
    let grid = &reader.layout.grids[place.grid];
    let exact = !header::is_aligned(&reader.layout.grids[section.grid]);
    if exact && !same_columns(grid, &reader.layout.grids[section.grid]) {
        return Vec::new();
    }
    let x = match exact {
        true => section.leaves[column.leaf].x,
        false => between(section, column.leaf),
    };
    let is_inside = |cell: &Cell| match exact {
        true => overlap(cell.x, x) > SHARED * (cell.x.1 - cell.x.0).min(x.1 - x.0),
        false => (x.0..x.1).contains(&((cell.x.0 + cell.x.1) / 2.0)),
    };
    let is_own = |index: &usize| {
        let cell = reader.cell(line.at, *index);
        let taken = line.values.columns.iter().flatten().any(|own| own == index);
        let is_written = cell.row == place.row && !cell.is_blank();
        is_written && !taken && is_inside(cell) && (!column.is_left || is_ordinal(&cell.text))
    };
    place.cells.iter().copied().filter(is_own).collect()
}

/// The number of a row in a column of its own: no words.
fn is_ordinal(text: &str) -> bool {
    is_value(text) || text.chars().all(|c| !c.is_alphabetic())
}

/// The words beside the numbers without those of other columns.
fn label(reader: &Reader<'_>, line: &Line, others: &[usize]) -> String {
    let row = reader.sequence[line.at].row;
    let own = line
        .values
        .labels
        .iter()
        .filter(|cell| !others.contains(cell));
    let cells = own.map(|&cell| reader.cell(line.at, cell));
    cells
        .filter(|cell| cell.row == row)
        .flat_map(|cell| cell.text.split(['\n', '\r', LINE_BREAK]))
        .map(str::trim)
        .collect()
}

fn found_cell(
    reader: &Reader<'_>,
    (at, row): (usize, &RowRef),
    cells: &[usize],
    spanning: bool,
) -> FoundCell {
    let cells: Vec<&Cell> = cells.iter().map(|&cell| reader.cell(at, cell)).collect();
    let written = || cells.iter().copied().filter(|cell| !cell.is_blank());
    let mut found = FoundCell::default();
    reader.place(&mut found, row, written().next().or(cells.first().copied()));
    let several = written().count() > 1 || written().any(|cell| cell.several);
    found.no_value = several || (spanning && written().next().is_some());
    let texts: Vec<&str> = written().map(|cell| cell.text.as_str()).collect();
    found.text = Some(texts.join("\n"));
    found
}
