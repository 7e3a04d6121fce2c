//! `wide/<form id>.csv`: one row an agency and year, one column a cell of the form.
//!
//! The table is for analysis without further thought, so it holds only what is sure:
//! - A value that carries an `R…` finding stays out; it stands in `cells.csv`.
//! - A blank form is no report and has no row.
//! - Files without a known agency or year keep a row each: nothing says that they belong together.
//! - Two files with the same agency and year give one row when their content or all their numbers of the form agree,
//!   the first in plan order standing for both (`F002`, `F006`). When numbers differ both rows stay, and `K301` says so.

use std::io::Write;

use rust_decimal::Decimal;

use super::schema::{AGENCY, Field, REPORT, SOURCE, YEAR, names};
use super::text::decimal;
use super::{FileResult, csv_writer};
use crate::extraction::CellRecord;
use crate::forms::{Form, FormColumn, FormRow, FormTable};

/// The columns before those of the form.
pub(super) static KEY_FIELDS: &[Field] = &[
    AGENCY,
    Field::text(
        "region_code",
        "GB/T 2260 code of the region; empty when unknown",
    ),
    YEAR,
    REPORT,
    SOURCE,
];

/// One cell of a form.
#[derive(Clone, Copy)]
pub(crate) struct FormCell {
    /// The table it stands in.
    pub(crate) table: &'static FormTable,
    /// Its row.
    pub(crate) row: &'static FormRow,
    /// Its column.
    pub(crate) column: &'static FormColumn,
}

impl FormCell {
    fn is_of(&self, cell: &CellRecord) -> bool {
        self.row.code == cell.row_code
            && self.column.code == cell.column_code
            && self.table.id == cell.table
    }

    /// Its column in the wide table: `table__row_code__column_code`.
    pub(crate) fn name(&self) -> String {
        format!("{}__{}__{}", self.table.id, self.row.code, self.column.code)
    }
}

/// Every cell of a form, in its order.
pub(crate) fn cells_of(form: &'static Form) -> impl Iterator<Item = FormCell> {
    form.tables.iter().flat_map(|table| {
        table.data_rows().flat_map(move |row| {
            let cell = move |column| FormCell { table, row, column };
            table.columns.iter().map(cell)
        })
    })
}

/// The path of a form's table in the dataset.
pub(crate) fn path(form: &Form) -> String {
    format!("wide/{}.csv", form.id)
}

/// The values of one file in one form.
pub(crate) type Values = Vec<Option<Decimal>>;

/// What the file's row holds, one place for every cell of the form; `None` when the file
/// is no report or has no table of it.
pub(crate) fn values(form: &'static Form, file: &FileResult) -> Option<Values> {
    if !file.report().status.is_report() {
        return None;
    }
    let cells = &file.extraction.cells;
    let own: Vec<&CellRecord> = cells.iter().filter(|cell| cell.form == form.id).collect();
    if own.is_empty() {
        return None;
    }
    let form_cells: Vec<FormCell> = cells_of(form).collect();
    let mut values = vec![None; form_cells.len()];
    let mut met = vec![false; form_cells.len()];
    let mut next = 0;
    for cell in own {
        // Cells come in the order of the form: nearly always the next one is it.
        let (before, after) = form_cells.split_at(next);
        let is_it = |of: &FormCell| of.is_of(cell);
        let ahead = after.iter().position(is_it).map(|at| next + at);
        let Some(at) = ahead.or_else(|| before.iter().position(is_it)) else {
            continue;
        };
        next = at + 1;
        let (Some(value), Some(met)) = (values.get_mut(at), met.get_mut(at)) else {
            continue;
        };
        let sure = sure_value(cell);
        // A cell that stands twice with two values has none that is sure.
        *value = if *met && *value != sure { None } else { sure };
        *met = true;
    }
    Some(values)
}

fn sure_value(cell: &CellRecord) -> Option<Decimal> {
    let doubted = cell.issues.iter().any(|kind| kind.code.starts_with('R'));
    cell.value.filter(|_| !doubted)
}

/// The values as they stand in a row: with commas between them. Equal texts are equal values.
pub(crate) fn text(values: Values) -> String {
    let spelled = values
        .into_iter()
        .map(|v| v.map(decimal).unwrap_or_default());
    spelled.collect::<Vec<_>>().join(",")
}

/// What stands at the head of the table of one form.
///
/// # Errors
/// When `out` takes no more.
pub(crate) fn write_head(out: impl Write, form: &'static Form, bom: bool) -> csv::Result<()> {
    let mut csv = csv_writer(out, bom)?;
    let columns = cells_of(form).map(|cell| cell.name());
    csv.write_record(names(KEY_FIELDS).map(str::to_owned).chain(columns))?;
    csv.flush()?;
    Ok(())
}

/// A row: its key in the order of the columns, and the text of its values.
///
/// # Errors
/// When `csv` takes no more.
pub(crate) fn write_row<W: Write>(
    csv: &mut csv::Writer<W>,
    key: [&str; 5],
    values: &str,
) -> csv::Result<()> {
    csv.write_record(key.into_iter().chain(values.split(',')))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cell, file, written};
    use super::*;
    use crate::extraction::Status;
    use crate::forms;
    use crate::issue::ROW_BY_PLACE;

    fn form() -> &'static Form {
        forms::all().first().expect("a form")
    }

    fn report(granted: i64) -> FileResult {
        let mut one = file("1", 'a', "甲", Some(2023));
        one.extraction.cells = vec![cell("granted", granted)];
        one
    }

    /// The values that are there.
    fn there(file: &FileResult) -> Option<String> {
        let text = text(values(form(), file)?);
        Some(text.split(',').filter(|value| !value.is_empty()).collect())
    }

    #[test]
    fn columns_are_the_key_and_then_every_cell_of_the_form() {
        let text = written(|out| write_head(out, form(), false));
        let header: Vec<&str> = text.trim_end().split(',').collect();
        assert_eq!(header.len(), 5 + 6 + 1 + 2 + 1 + 25 * 7 + 15);
        assert_eq!(
            header.get(..6),
            Some(
                &[
                    "agency",
                    "region_code",
                    "year",
                    "report_id",
                    "source",
                    "t2_1__rules__issued"
                ][..]
            )
        );
        assert_eq!(header.last(), Some(&"t4__counts__lit_after_review_total"));
    }

    #[test]
    fn a_row_has_a_field_for_every_column() {
        let of = values(form(), &report(5)).expect("values");
        let key = ["甲", "", "2023", "a", "1"];
        let text = written(|out| {
            let mut csv = csv_writer(out, false)?;
            write_row(&mut csv, key, &text(of))?;
            csv.flush()?;
            Ok(())
        });
        let fields: Vec<&str> = text.trim_end().split(',').collect();
        assert_eq!(fields.len(), 5 + cells_of(form()).count());
        let at = cells_of(form()).position(|cell| cell.name() == "t3__granted__natural_person");
        assert_eq!(fields.get(5 + at.expect("the column")), Some(&"5"));
    }

    #[test]
    fn a_doubted_value_stays_out() {
        let mut one = report(5);
        assert_eq!(there(&one).as_deref(), Some("5"));
        one.extraction.cells[0].issues = vec![&ROW_BY_PLACE];
        assert_eq!(there(&one).as_deref(), Some(""));
    }

    #[test]
    fn a_blank_form_has_no_row() {
        let mut one = report(5);
        one.extraction.report.status = Status::BlankForm;
        assert_eq!(there(&one), None);
    }

    #[test]
    fn a_cell_that_stands_twice_with_two_values_has_none() {
        let mut one = report(5);
        one.extraction.cells.push(cell("granted", 6));
        assert_eq!(there(&one).as_deref(), Some(""));
    }
}
