//! The years of an agency as the checks of two years see them: rows of the panel as cells of the forms.

use std::collections::BTreeMap;

use super::build::Row;
use super::column::Column;
use super::input::{Input, Report};
use super::values::{self, CellName, Names, Numbers};
use crate::extraction::{CellRecord, State};
use crate::forms::{self, Form};
use crate::validate::across;
use crate::write::wide::{self, FormCell};

/// A cell of a form, its name, and the place of the column of the panel that it fills.
type Place = (FormCell, CellName, usize);

/// A table of a form that some check of two years reads.
struct Sheet {
    form: &'static Form,
    places: Vec<Place>,
}

/// Every table that some check of two years reads. Checks are about the forms compiled in and no others.
pub(super) struct Sheets(Vec<Sheet>);

impl Sheets {
    /// The tables whose cells have these columns.
    pub(super) fn new(names: &mut Names, columns: &[Column]) -> Self {
        let names_of_columns = columns.iter().map(|column| column.name.as_str());
        let columns: BTreeMap<&str, usize> = names_of_columns.zip(0..).collect();
        let mut sheets: Vec<Sheet> = Vec::new();
        for form in forms::all() {
            for table in form
                .tables
                .iter()
                .filter(|t| across::reads(&form.id, &t.id))
            {
                let own = wide::cells_of(form).filter(|cell| cell.table.id == table.id);
                let place = |cell: FormCell| {
                    let codes = [&form.id, &cell.table.id, &cell.row.code, &cell.column.code];
                    let name = names.name(codes.map(String::as_str))?;
                    Some((cell, name, *columns.get(cell.name().as_str())?))
                };
                let places = own.filter_map(place).collect();
                sheets.push(Sheet { form, places });
            }
        }
        Sheets(sheets)
    }

    /// The cells of a row: of each table that one of its reports has, all that the form has. What is in doubt is no number.
    pub(super) fn cells(&self, row: &Row, input: &Input) -> Vec<CellRecord> {
        let kept = row.resolved.kept.iter();
        let reports: Vec<&Report> = kept.filter_map(|at| input.reports.get(*at)).collect();
        let met = |(_, name, _): &Place| {
            let mut own = reports.iter();
            own.any(|report| values::find(&report.cells, *name).is_some())
        };
        let there = self.0.iter().filter(|sheet| sheet.places.iter().any(met));
        let records = there.flat_map(|sheet| {
            let places = sheet.places.iter();
            places.map(|(cell, _, column)| record(sheet.form, cell, row, *column, &input.numbers))
        });
        records.collect()
    }
}

fn record(
    form: &'static Form,
    cell: &FormCell,
    row: &Row,
    column: usize,
    numbers: &Numbers,
) -> CellRecord {
    let value = row.sure(column).and_then(|number| numbers.get(number));
    CellRecord {
        form: &form.id,
        table: &cell.table.id,
        row_no: &cell.row.no,
        row_code: &cell.row.code,
        row_label: &cell.row.label,
        column_code: &cell.column.code,
        column_label: &cell.column.label,
        unit: cell.table.unit_of(cell.row, cell.column),
        // The panel does not keep what stands in a cell without a number.
        state: if value.is_some() {
            State::Number
        } else {
            State::Absent
        },
        value,
        raw: String::new(),
        page: None,
        table_no: None,
        grid_row: None,
        grid_column: None,
        rect: None,
        issues: Vec::new(),
    }
}
