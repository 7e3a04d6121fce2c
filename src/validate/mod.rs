//! The form's own arithmetic, checked on the numbers as printed. A failed identity is reported, never repaired.
//!
//! An identity is assessed only when every operand is a number: a blank is not 0, nor is a dash, nor a cell that the
//! document does not have.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::extraction::CellRecord;
use crate::forms;
use crate::issue::{Issue, Kind, Place};

pub(crate) mod identities;
mod t3_applicants;
mod t3_balance;
mod t3_items;
mod t4_outcomes;

/// A check: reads one table of a report, gives the identities that fail.
type Check = fn(&Sheet<'_>) -> Vec<Failure>;

/// Every check with the table it is about, in code order.
const CHECKS: &[(&str, Check)] = &[
    ("t3", t3_balance::check),
    ("t3", t3_items::check),
    ("t3", t3_applicants::check),
    ("t4", t4_outcomes::check),
];

/// An identity that fails.
struct Failure {
    kind: &'static Kind,
    /// Index of the cell of the total.
    total: usize,
    message: String,
}

/// The cells of one table of one report by row code and column code.
struct Sheet<'a> {
    form: &'static str,
    cells: &'a [CellRecord],
    places: BTreeMap<(&'static str, &'static str), usize>,
}

/// Runs every check; puts the code of each failed identity on the cell of its total.
pub(crate) fn check(cells: &mut [CellRecord]) -> Vec<Issue> {
    let sheets = sheets(cells);
    let mut failures = Vec::new();
    for (table, sheet) in &sheets {
        let checks = CHECKS.iter().filter(|check| check.0 == *table);
        failures.extend(checks.flat_map(|check| (check.1)(sheet)));
    }
    failures.sort_by_key(|failure| (failure.total, failure.kind.code));
    failures
        .into_iter()
        .filter_map(|failure| report(cells, failure))
        .collect()
}

fn sheets(cells: &[CellRecord]) -> Vec<(&'static str, Sheet<'_>)> {
    let mut all: BTreeMap<(&str, &str), Sheet<'_>> = BTreeMap::new();
    for (i, cell) in cells.iter().enumerate() {
        let sheet = all.entry((cell.table, cell.form)).or_insert_with(|| Sheet {
            form: cell.form,
            cells,
            places: BTreeMap::new(),
        });
        sheet
            .places
            .entry((cell.row_code, cell.column_code))
            .or_insert(i);
    }
    all.into_iter()
        .map(|((table, _), sheet)| (table, sheet))
        .collect()
}

fn report(cells: &mut [CellRecord], failure: Failure) -> Option<Issue> {
    let cell = cells.get_mut(failure.total)?;
    cell.issues.push(failure.kind);
    cell.issues.sort_by_key(|kind| kind.code);
    cell.issues.dedup();
    let place = Place {
        page: cell.page,
        table_no: cell.table_no,
        grid_row: cell.grid_row,
        grid_column: cell.grid_column,
        table: cell.table.to_owned(),
        row_code: cell.row_code.to_owned(),
        column_code: cell.column_code.to_owned(),
    };
    Some(Issue {
        kind: failure.kind,
        place,
        message: failure.message,
    })
}

impl Sheet<'_> {
    /// The number in a cell, when there is one.
    fn value(&self, row: &str, column: &str) -> Option<Decimal> {
        self.cell(row, column).and_then(|cell| cell.value)
    }

    fn cell(&self, row: &str, column: &str) -> Option<&CellRecord> {
        self.cells.get(self.index(row, column)?)
    }

    fn index(&self, row: &str, column: &str) -> Option<usize> {
        self.places.get(&(row, column)).copied()
    }

    /// The sum of cells given by row and column; `None` when one of them is no number, or the sum is too large.
    fn sum<'c>(&self, mut cells: impl Iterator<Item = (&'c str, &'c str)>) -> Option<Decimal> {
        cells.try_fold(Decimal::ZERO, |sum, (row, column)| {
            sum.checked_add(self.value(row, column)?)
        })
    }

    /// The columns of table 3 that hold kinds of applicants, as the form has them.
    fn applicants(&self) -> Vec<&'static str> {
        let form = forms::all().iter().find(|form| form.id == self.form);
        let table = form.and_then(|form| form.table("t3"));
        let columns = table
            .map(|table| table.columns.iter())
            .into_iter()
            .flatten();
        columns
            .map(|column| column.code.as_str())
            .filter(|code| *code != "total")
            .collect()
    }

    /// The columns that the table has in any row.
    fn columns(&self) -> BTreeSet<&'static str> {
        self.places.keys().map(|(_, column)| *column).collect()
    }

    /// The official label of a row, or its code when it has none.
    fn row_name<'r>(&self, row: &'r str) -> &'r str {
        let label = self.places.iter().find(|((code, _), _)| *code == row);
        let label = label
            .and_then(|(_, index)| self.cells.get(*index))
            .map_or("", |cell| cell.row_label);
        if label.is_empty() { row } else { label }
    }

    /// The official label of a column, or its code when it has none.
    fn column_name<'c>(&self, column: &'c str) -> &'c str {
        let label = self.places.iter().find(|((_, code), _)| *code == column);
        let label = label
            .and_then(|(_, index)| self.cells.get(*index))
            .map_or("", |cell| cell.column_label);
        if label.is_empty() { column } else { label }
    }
}

/// `left` and `right` as words, e.g. `parts sum to 7, the total says 8 (difference 1)`.
fn both_sides(left: (&str, Decimal), right: (&str, Decimal)) -> String {
    let difference = (right.1 - left.1).normalize();
    format!(
        "{} {}, {} {} (difference {difference})",
        left.0,
        left.1.normalize(),
        right.0,
        right.1.normalize()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::State;

    /// A cell with a number, or blank for an empty text.
    pub(super) fn cell(
        form: &'static str,
        table: &'static str,
        row: &'static str,
        column: &'static str,
        number: &str,
    ) -> CellRecord {
        let value = number.parse().ok();
        CellRecord {
            form,
            table,
            row_no: "",
            row_code: row,
            row_label: "",
            column_code: column,
            column_label: "",
            unit: "",
            state: if value.is_some() {
                State::Number
            } else {
                State::Blank
            },
            value,
            raw: number.to_owned(),
            page: Some(2),
            table_no: Some(3),
            grid_row: Some(4),
            grid_column: Some(5),
            rect: None,
            issues: Vec::new(),
        }
    }

    /// Codes and places of the findings.
    pub(super) fn found(cells: &mut [CellRecord]) -> Vec<(&'static str, String)> {
        let issues = check(cells);
        let place = |issue: Issue| {
            (
                issue.kind.code,
                format!("{}/{}", issue.place.row_code, issue.place.column_code),
            )
        };
        issues.into_iter().map(place).collect()
    }

    #[test]
    fn a_cell_gets_each_code_once_in_order_and_the_place_is_its_own() {
        let mut cells = vec![
            cell("cn_foi_annual_2021", "t4", "counts", "review_upheld", "10"),
            cell(
                "cn_foi_annual_2021",
                "t4",
                "counts",
                "review_corrected",
                "1",
            ),
            cell("cn_foi_annual_2021", "t4", "counts", "review_other", "0"),
            cell("cn_foi_annual_2021", "t4", "counts", "review_pending", "0"),
            cell("cn_foi_annual_2021", "t4", "counts", "review_total", "0"),
        ];
        let issues = check(&mut cells);
        assert_eq!(issues.len(), 1);
        let issue = issues.first().expect("one finding");
        assert_eq!(
            (issue.place.page, issue.place.grid_column),
            (Some(2), Some(5))
        );
        assert!(
            issue.message.contains("11") && issue.message.contains("difference -11"),
            "{}",
            issue.message
        );
        check(&mut cells);
        let codes: Vec<_> = cells
            .last()
            .into_iter()
            .flat_map(|cell| &cell.issues)
            .map(|kind| kind.code)
            .collect();
        assert_eq!(codes, ["V401"]);
        assert_eq!(
            cells.last().and_then(|cell| cell.value),
            Some(Decimal::ZERO)
        );
    }
}
