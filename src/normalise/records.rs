//! From found cells to records: state, value, and the doubts of both the grid and the number.

use super::number;
use crate::document::LINE_BREAK;
use crate::extraction::{CellRecord, ExtraRecord, State};
use crate::forms::{Form, FormColumn, FormRow, FormTable};
use crate::issue::{self, Issue, Kind, Place};
use crate::recognise::{FoundCell, FoundExtra, FoundTable, Recognition};

/// The cells of every table, in the order of the form, and one finding for each doubt about a cell.
pub(crate) fn records(recognition: &Recognition) -> (Vec<CellRecord>, Vec<Issue>) {
    let mut cells = Vec::new();
    let mut issues = Vec::new();
    for found in in_form_order(recognition) {
        let context = Context {
            form: found.form,
            table: found.table,
            numbers: &recognition.table_numbers,
        };
        let start = cells.len();
        for (row, found) in found.table.data_rows().zip(&found.rows) {
            for (column, cell) in found_columns(found, context.table) {
                let record = context.record(row, column, cell);
                issues.extend(context.doubts(&record));
                cells.push(record);
            }
        }
        issues.extend(context.table_issues(found));
        issues.extend(context.missing_rows(&cells[start..]));
    }
    issues.extend(recognition.missing.iter().cloned());
    (cells, issues)
}

/// What the tables print and their forms do not have, table by table in the order of the form.
pub(crate) fn extra(recognition: &Recognition) -> Vec<ExtraRecord> {
    let tables = in_form_order(recognition).into_iter();
    let records = tables.flat_map(|found| {
        let extra = found.extra.iter();
        extra.map(|extra| extra_record(found, extra, &recognition.table_numbers))
    });
    records.collect()
}

fn extra_record(found: &FoundTable, extra: &FoundExtra, numbers: &[Option<u32>]) -> ExtraRecord {
    let cell = &extra.cell;
    let raw = raw(cell.text.as_deref().unwrap_or_default());
    let reading = number::parse(&raw);
    let row = extra.row.and_then(|row| found.table.rows.get(row));
    let column = extra
        .column
        .and_then(|column| found.table.columns.get(column));
    ExtraRecord {
        form: &found.form.id,
        table: &found.table.id,
        row_code: row.map_or("", |row| &row.code),
        row_label: extra.row_label.clone(),
        column_code: column.map_or("", |column| &column.code),
        column_label: column
            .map_or(&extra.column_label, |column| &column.label)
            .clone(),
        state: reading.state,
        value: reading.value.filter(|_| !cell.no_value),
        raw,
        page: cell.page,
        table_no: table_number(cell, numbers),
        grid_row: one_based(cell.grid_row),
        grid_column: one_based(cell.grid_column),
        rect: cell.rect,
    }
}

/// The text without the sign of its unit: a share is printed as `96.5%`.
fn without_unit<'a>(raw: &'a str, unit: &str) -> &'a str {
    let bare = raw.trim_end_matches(['%', '％']);
    if unit == "%" && raw.chars().count() == bare.chars().count() + 1 {
        bare
    } else {
        raw
    }
}

fn table_number(cell: &FoundCell, numbers: &[Option<u32>]) -> Option<u32> {
    let number = cell.grid.and_then(|grid| numbers.get(grid).copied());
    number.flatten()
}

fn one_based(value: Option<usize>) -> Option<u32> {
    value.map(|value| value as u32 + 1)
}

fn found_columns<'a>(
    row: &'a [FoundCell],
    table: &'static FormTable,
) -> impl Iterator<Item = (&'static FormColumn, &'a FoundCell)> {
    table.columns.iter().zip(row)
}

fn in_form_order(recognition: &Recognition) -> Vec<&FoundTable> {
    let mut tables: Vec<&FoundTable> = recognition.tables.iter().collect();
    tables.sort_by(|a, b| a.table.id.cmp(&b.table.id).then(b.form.id.cmp(&a.form.id)));
    tables
}

struct Context<'a> {
    form: &'static Form,
    table: &'static FormTable,
    numbers: &'a [Option<u32>],
}

impl Context<'_> {
    fn record(
        &self,
        row: &'static FormRow,
        column: &'static FormColumn,
        found: &FoundCell,
    ) -> CellRecord {
        let raw = raw(found.text.as_deref().unwrap_or_default());
        let unit = self.table.unit_of(row, column);
        let reading = number::parse(without_unit(&raw, unit));
        let absent = found.text.is_none();
        let mut doubts = found.doubts.clone();
        doubts.extend(reading.doubt);
        let over_lines = reading.value.is_some() && is_broken_number(found);
        doubts.extend(over_lines.then_some(&issue::NUMBER_REJOINED));
        doubts.sort_by_key(|kind| kind.code);
        doubts.dedup_by_key(|kind| kind.code);
        CellRecord {
            form: &self.form.id,
            table: &self.table.id,
            row_no: &row.no,
            row_code: &row.code,
            row_label: &row.label,
            column_code: &column.code,
            column_label: &column.label,
            unit,
            state: if absent { State::Absent } else { reading.state },
            value: reading.value.filter(|_| !found.no_value),
            raw,
            page: found.page,
            table_no: table_number(found, self.numbers),
            grid_row: one_based(found.grid_row),
            grid_column: one_based(found.grid_column),
            rect: found.rect,
            issues: doubts,
        }
    }

    fn doubts(&self, record: &CellRecord) -> Vec<Issue> {
        let place = Place::of(record);
        let issue = |kind: &&'static Kind| Issue {
            kind,
            place: place.clone(),
            message: format!(
                "{}: “{}” printed in {}, {}",
                said(kind),
                record.raw,
                record.row_label,
                record.column_label
            ),
        };
        record.issues.iter().map(issue).collect()
    }

    fn table_issues(&self, found: &FoundTable) -> Vec<Issue> {
        found.issues.clone()
    }

    /// A table of which rows are missing: cut away, or lost in reading.
    fn missing_rows(&self, cells: &[CellRecord]) -> Option<Issue> {
        let missing: Vec<&str> = self
            .table
            .data_rows()
            .filter(|row| {
                let mut of_row = cells.iter().filter(|cell| cell.row_code == row.code);
                of_row.all(|cell| cell.state == State::Absent)
            })
            .map(|row| row.code.as_str())
            .collect();
        let place = Place {
            table: self.table.id.clone(),
            ..Place::default()
        };
        let message = format!(
            "{} of its rows not found in the document: {}",
            missing.len(),
            missing.join(" ")
        );
        (!missing.is_empty()).then_some(Issue {
            kind: &issue::TABLE_INCOMPLETE,
            place,
            message,
        })
    }
}

/// The text as printed, line breaks dropped, spaces at its ends too.
fn raw(text: &str) -> String {
    let lines = text.split(['\n', '\r', LINE_BREAK]).map(str::trim);
    lines.collect::<String>()
}

/// Whether a line break that its author typed parts the digits of a number: `10` over `5`.
fn is_broken_number(found: &FoundCell) -> bool {
    let text = found.text.as_deref().unwrap_or_default();
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    text.match_indices(LINE_BREAK).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        let after = text.get(at..).unwrap_or_default().trim_start();
        digit(before.chars().next_back()) && digit(after.chars().next())
    })
}

fn said(kind: &Kind) -> &'static str {
    match kind.code {
        "R101" => "the row's label fits another row about as well",
        "R102" => "the row has no label and was read by its place",
        "R201" => "the cell covers more than one column",
        "R202" => "the column has no label and was read by its place",
        "R301" => "a character has no Unicode value",
        "R302" => "more than one number stands in the cell",
        "R303" => "the text reaches over the cell's border, or the page ends inside the cell",
        "R304" => "the document prints another number for the same cell",
        "R305" => "a line break parts the digits of the number",
        "R307" => "the unit printed beside the number is not the form's",
        "R306" => "the text is no plain number",
        _ => kind.name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_between_digits_is_told() {
        let broken = |text: &str| {
            is_broken_number(&FoundCell {
                text: Some(text.to_owned()),
                ..FoundCell::default()
            })
        };
        assert!(broken("10\u{2028}5") && broken("1 \u{2028} 2"));
        assert!(!broken("\u{2028}12") && !broken("12\u{2028}件") && !broken("1\n2"));
        assert_eq!(raw("10 \u{2028}5\n件"), "105件");
    }
}
