//! `wide/<form id>.csv`: one row an agency and year, one column a cell of the form.
//!
//! The table is for analysis without further thought, so it holds only what is sure:
//! - A value that carries an `R…` finding stays out; it stands in `cells.csv`.
//! - A blank form is no report and has no row.
//! - Files without a known agency or year keep a row each: nothing says that they belong together.
//! - Two files with the same agency and year give one row when their content or all their numbers of the form agree,
//!   the first in plan order standing for both (`F002`, `F006`). When numbers differ both rows stay, and `K301` says so.

use std::collections::BTreeMap;
use std::io::Write;

use rust_decimal::Decimal;

use super::schema::{AGENCY, Field, REPORT, SOURCE, YEAR, names};
use super::text::{decimal, one_line, optional};
use super::{FileResult, csv_writer};
use crate::extraction::{CellRecord, Status};
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
    if !matches!(file.report().status, Status::Ok | Status::Partial) {
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

/// The agency's key and the year of a file when both are known.
pub(crate) fn key(file: &FileResult) -> Option<(&str, u16)> {
    let report = file.report();
    let year = report.year?;
    (!report.agency_key.is_empty()).then_some((report.agency_key.as_str(), year))
}

struct Row<'a> {
    file: &'a FileResult,
    values: Values,
}

impl Row<'_> {
    fn stands_for(&self, other: &Row<'_>) -> bool {
        self.file.report().sha256 == other.file.report().sha256 || self.values == other.values
    }
}

/// The rows of a form, by agency key and year, those without a key last, then in plan order.
fn rows<'a>(form: &'static Form, files: &'a [FileResult]) -> Vec<Row<'a>> {
    let mut kept: BTreeMap<(bool, &str, u16), Vec<Row<'a>>> = BTreeMap::new();
    for file in files {
        let Some(values) = values(form, file) else {
            continue;
        };
        let row = Row { file, values };
        let key = key(file);
        let (agency, year) = key.unwrap_or_default();
        let group = kept.entry((key.is_none(), agency, year)).or_default();
        if key.is_none() || !group.iter().any(|other| other.stands_for(&row)) {
            group.push(row);
        }
    }
    kept.into_values().flatten().collect()
}

/// Writes the table of one form; without a report of that form it has its header only.
pub(crate) fn write(
    out: impl Write,
    form: &'static Form,
    files: &[FileResult],
    bom: bool,
) -> csv::Result<()> {
    let mut csv = csv_writer(out, bom)?;
    let columns = cells_of(form).map(|cell| cell.name());
    csv.write_record(names(KEY_FIELDS).map(str::to_owned).chain(columns))?;
    for row in rows(form, files) {
        let report = row.file.report();
        let key = [
            one_line(&report.agency),
            report.region_code.clone(),
            optional(report.year),
            report.id().to_owned(),
            row.file.source.clone(),
        ];
        let values = row
            .values
            .into_iter()
            .map(|v| v.map(decimal).unwrap_or_default());
        csv.write_record(key.into_iter().chain(values))?;
    }
    csv.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cell, file, written};
    use super::*;
    use crate::forms;
    use crate::issue::ROW_BY_PLACE;

    fn form() -> &'static Form {
        forms::all().first().expect("a form")
    }

    fn report(source: &str, hash: char, agency: &str, granted: i64) -> FileResult {
        let mut one = file(source, hash, agency, Some(2023));
        one.extraction.cells = vec![cell("granted", granted)];
        one
    }

    /// Source and value of every row.
    fn table(files: &[FileResult]) -> Vec<(String, String)> {
        let text = written(|out| write(out, form(), files, false));
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let header = csv.headers().expect("a header").clone();
        let at = header
            .iter()
            .position(|name| name == "t3__granted__natural_person")
            .expect("the column");
        csv.records()
            .map(|row| row.expect("a row"))
            .map(|row| (row[4].to_owned(), row[at].to_owned()))
            .collect()
    }

    fn pairs(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        let own = |&(a, b): &(&str, &str)| (a.to_owned(), b.to_owned());
        rows.iter().map(own).collect()
    }

    #[test]
    fn columns_are_the_key_and_then_every_cell_of_the_form() {
        let text = written(|out| write(out, form(), &[], false));
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
    fn rows_are_sorted_by_agency_and_those_without_a_key_come_last() {
        let files = [
            report("1", 'a', "", 1),
            report("2", 'b', "乙", 2),
            report("3", 'c', "丙", 3),
        ];
        assert_eq!(table(&files), pairs(&[("3", "3"), ("2", "2"), ("1", "1")]));
    }

    #[test]
    fn a_doubted_value_stays_out() {
        let mut one = report("1", 'a', "甲", 5);
        one.extraction.cells[0].issues = vec![&ROW_BY_PLACE];
        assert_eq!(table(&[one]), pairs(&[("1", "")]));
    }

    #[test]
    fn a_blank_form_has_no_row() {
        let mut one = report("1", 'a', "甲", 5);
        one.extraction.report.status = Status::BlankForm;
        assert_eq!(table(&[one]), pairs(&[]));
    }

    #[test]
    fn two_files_with_the_same_key_and_numbers_give_one_row() {
        let files = [report("1", 'a', "甲", 5), report("2", 'b', "甲", 5)];
        assert_eq!(table(&files), pairs(&[("1", "5")]));
    }

    #[test]
    fn two_files_with_the_same_key_and_other_numbers_keep_both_rows() {
        let files = [report("1", 'a', "甲", 5), report("2", 'b', "甲", 6)];
        assert_eq!(table(&files), pairs(&[("1", "5"), ("2", "6")]));
    }

    #[test]
    fn files_without_a_key_keep_a_row_each() {
        let files = [report("1", 'a', "", 5), report("2", 'b', "", 5)];
        assert_eq!(table(&files), pairs(&[("1", "5"), ("2", "5")]));
    }

    #[test]
    fn a_cell_that_stands_twice_with_two_values_has_none() {
        let mut one = report("1", 'a', "甲", 5);
        one.extraction.cells.push(cell("granted", 6));
        assert_eq!(table(&[one]), pairs(&[("1", "")]));
    }
}
