//! From grids to the cells of statutory tables.
//!
//! The document is one sequence of atomic rows. A block of header rows opens a *section*: its columns are set against
//! those of every template ([`header`]), and the rows up to the next header are set against the rows of the best one
//! ([`rows`]). A section goes on over page breaks and further physical tables; sections of one table whose rows
//! complete each other (a header repeated on the next page) are read together.

mod columns;
mod extra;
mod header;
mod labels;
#[cfg(all(test, feature = "cli"))]
mod properties;
mod reading;
mod rows;
mod section;
mod sequence;
#[cfg(all(test, feature = "office"))]
mod statistics;
mod template;
mod twins;

use crate::forms::{Form, FormTable, Forms};
use crate::geometry::Rect;
use crate::grid::Layout;
use crate::issue::{self, Issue, Kind, Place};
pub(crate) use extra::FoundExtra;

/// One cell of a form's table as found in the document.
#[derive(Clone, Debug, Default)]
pub(crate) struct FoundCell {
    /// Text as printed; `\n` between lines. `None` when the document has no such cell.
    pub(crate) text: Option<String>,
    pub(crate) page: Option<u32>,
    /// Position of its grid in the layout.
    pub(crate) grid: Option<usize>,
    /// From 0.
    pub(crate) grid_row: Option<usize>,
    /// From 0.
    pub(crate) grid_column: Option<usize>,
    pub(crate) rect: Option<Rect>,
    /// Doubts about the reading.
    pub(crate) doubts: Vec<&'static Kind>,
    /// The doubts leave no single reading: the value stays empty.
    pub(crate) no_value: bool,
}

/// One statutory table as found in the document.
#[derive(Clone, Debug)]
pub(crate) struct FoundTable {
    pub(crate) form: &'static Form,
    pub(crate) table: &'static FormTable,
    /// For each row of numbers of the form, in order, its cells in column order.
    pub(crate) rows: Vec<Vec<FoundCell>>,
    /// What is printed in it and is no cell of the form, in the order of the document.
    pub(crate) extra: Vec<FoundExtra>,
    /// What was left over or uncertain beyond single cells.
    pub(crate) issues: Vec<Issue>,
    /// How it was read.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only `inspect` shows it")
    )]
    pub(crate) trace: Trace,
}

/// How a table was read, for people to look at: places only, no text is copied.
#[derive(Clone, Debug, Default)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only `inspect` shows it")
)]
pub(crate) struct Trace {
    /// The blocks of header rows, in the order of the document.
    pub(crate) headers: Vec<HeaderTrace>,
    /// The rows under them, in the order of the document.
    pub(crate) rows: Vec<RowTrace>,
}

/// A block of header rows.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only `inspect` shows it")
)]
pub(crate) struct HeaderTrace {
    /// Grid and row of each, from 0.
    pub(crate) rows: Vec<(usize, usize)>,
    /// For each column of the form where it stands, in the unit of the grid's `x`, and how alike the labels are (0 when
    /// found by place); `None` when the header lacks it.
    pub(crate) columns: Vec<Option<((f32, f32), f32)>>,
}

/// A row set against the rows of the form.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "cli"),
    expect(dead_code, reason = "only `inspect` shows it")
)]
pub(crate) struct RowTrace {
    /// Position of its grid in the layout.
    pub(crate) grid: usize,
    /// Row in that grid, from 0.
    pub(crate) row: usize,
    /// Its cells left of the numbers.
    pub(crate) labels: Vec<usize>,
    /// Position of the form's row, groups included; `None` when it is none of them.
    pub(crate) form_row: Option<usize>,
    /// Found by its place alone.
    pub(crate) by_place: bool,
    /// How much worse the best reading with another row of the form is; infinite when there is none.
    pub(crate) margin: f32,
}

/// What the recogniser hands on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recognition {
    /// Tables in the order of the document.
    pub(crate) tables: Vec<FoundTable>,
    /// For each grid of the layout its number as a physical table, 1-based; `None` for loose text.
    pub(crate) table_numbers: Vec<Option<u32>>,
    /// For each grid whether a statutory table was read from it.
    pub(crate) used: Vec<bool>,
    /// Tables whose title stands in the document but that were not found.
    pub(crate) missing: Vec<Issue>,
}

/// Finds the statutory tables of a document.
pub(crate) fn recognise(layout: &Layout, forms: Forms) -> Recognition {
    let known = template::catalogue(forms);
    let rows = sequence::rows(layout, known);
    let sections = section::find(layout, &rows, known);
    let mut tables = reading::read(layout, &rows, &sections, known);
    twins::settle(&mut tables, known.forms);
    let missing = missing(layout, &rows, &tables, known);
    Recognition {
        missing,
        ..number_tables(layout, tables)
    }
}

/// Titles of statutory tables without a table.
fn missing(
    layout: &Layout,
    rows: &[sequence::RowRef],
    tables: &[FoundTable],
    known: &'static template::Catalogue,
) -> Vec<Issue> {
    let in_grids = rows.iter().filter_map(|row| match row.role {
        sequence::Role::Banner(template) => Some((template, layout.grids[row.grid].page)),
        _ => None,
    });
    let in_lines = layout
        .lines
        .iter()
        .filter_map(|line| Some((sequence::banner(&line.text, known)?, line.page)));
    let mut named: Vec<(&'static str, &'static str, Option<u32>)> = Vec::new();
    for (template, page) in in_grids.chain(in_lines) {
        let table = known.templates[template].table;
        let is_known = named.iter().any(|(id, ..)| *id == table.id)
            || tables.iter().any(|found| found.table.id == table.id);
        if !is_known {
            named.push((&table.id, &table.title, page));
        }
    }
    named.sort_unstable();
    let issue = |(id, title, page): (&str, &str, Option<u32>)| Issue {
        kind: &issue::TABLE_MISSING,
        place: Place {
            page,
            table: id.to_owned(),
            ..Place::default()
        },
        message: format!("the title “{title}” stands in the document, but its table was not found"),
    };
    named.into_iter().map(issue).collect()
}

/// Numbers the physical tables: every lattice, ruled and logical grid, and loose text where a table was read from it.
fn number_tables(layout: &Layout, tables: Vec<FoundTable>) -> Recognition {
    let mut used = vec![false; layout.grids.len()];
    let cells = tables.iter().flat_map(|table| table.rows.iter().flatten());
    let extra = tables.iter().flat_map(|table| &table.extra);
    for cell in cells.chain(extra.map(|extra| &extra.cell)) {
        if let Some(grid) = cell.grid {
            used[grid] = true;
        }
    }
    let mut next = 0;
    let mut table_numbers = Vec::new();
    for (grid, used) in layout.grids.iter().zip(&used) {
        let counts = *used || grid.kind != crate::grid::GridKind::Stream;
        next += u32::from(counts);
        table_numbers.push(counts.then_some(next));
    }
    Recognition {
        tables,
        table_numbers,
        used,
        missing: Vec::new(),
    }
}
