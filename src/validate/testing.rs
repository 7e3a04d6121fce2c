//! Cells made by hand for the tests of checks.

use super::{Checked, check};
use crate::check::Verdict;
use crate::extraction::{CellRecord, State};
use crate::normalise::keying::Keying;

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

/// Codes and places of the findings when nothing is known but the cells.
pub(super) fn found(cells: &mut [CellRecord]) -> Vec<(&'static str, String)> {
    let issues = check(cells, &Keying::default()).issues;
    let places = issues.into_iter().map(|issue| {
        let place = format!("{}/{}", issue.place.row_code, issue.place.column_code);
        (issue.kind.code, place)
    });
    places.collect()
}

/// Instance and verdict of each outcome of one rule.
pub(super) fn verdicts(
    rule: &str,
    cells: &mut [CellRecord],
    keying: &Keying,
) -> Vec<(String, Verdict)> {
    let Checked { outcomes, .. } = check(cells, keying);
    let own = outcomes.into_iter().filter(|o| o.rule.id == rule);
    own.map(|o| (o.instance.into_owned(), o.verdict)).collect()
}
