//! `cells.csv`: one row for every cell of every recognised statutory table.

use std::borrow::Cow;

use super::schema::{AGENCY, CODES, Field, REPORT, SOURCE, YEAR};
use super::text::{codes, decimal, one_line, optional, points};
use super::{FileResult, Rows, Table};
use crate::extraction::{CellRecord, State};
use crate::geometry::Rect;
use crate::issue::Kind;

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    REPORT,
    SOURCE,
    AGENCY,
    Field::text("region_code", "GB/T 2260 code of the region; empty when unknown"),
    YEAR,
    Field::text("form", "Statutory form of the table, decided table by table")
        .required(),
    Field::text("table", "Table of the form").required(),
    Field::text("row_no", "Number of the row in the form's outline").required(),
    Field::text("row_code", "Stable code of the row").required(),
    Field::text("row_label", "Official label of the row; empty where the form prints none"),
    Field::text("column_code", "Stable code of the column").required(),
    Field::text("column_label", "Official label of the column"),
    Field::text("unit", "Unit as the form prints it; empty when it prints none"),
    Field::text("state", "What stands in the cell: number, blank, dash, text, or absent (the form has it, the document does not)")
        .required()
        .one_of(states),
    Field::number("value", "The cell's number as printed, in plain decimals, without unit conversion; empty when there is none or no single reading of it"),
    Field::text("raw", "The text as printed, line breaks dropped"),
    Field::integer("page", 1, "Page, where the source has pages"),
    Field::integer("table_no", 1, "n-th physical table of the document"),
    Field::integer("grid_row", 1, "Row in that table"),
    Field::integer("grid_column", 1, "Column in that table"),
    Field::number("x0", "Left edge of the cell in PDF points from the left of the upright page"),
    Field::number("y0", "Top edge in PDF points from the top of the upright page"),
    Field::number("x1", "Right edge in PDF points"),
    Field::number("y1", "Bottom edge in PDF points"),
    Field::text("issues", "Codes of the findings about this cell and, K..., about its agency and year").matching(CODES),
];

pub(super) fn states() -> Vec<&'static str> {
    State::ALL.iter().map(|state| state.name()).collect()
}

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "cells.csv",
    fields: FIELDS,
    rows,
};

/// The rows of a file: cells in the order of the form.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    let key = Key::of(file);
    for cell in &file.extraction.cells {
        csv.write_record(row(&key, cell).iter().map(|value| value.as_bytes()))?;
    }
    Ok(())
}

/// What all cells of one file share.
struct Key<'a> {
    file: &'a FileResult,
    agency: String,
    year: String,
    doubts: Vec<&'static Kind>,
}

impl<'a> Key<'a> {
    fn of(file: &'a FileResult) -> Self {
        let kinds = file.extraction.issues.iter().map(|issue| issue.kind);
        Key {
            file,
            agency: one_line(&file.report().agency),
            year: optional(file.report().year),
            // A doubtful key makes every number of the report doubtful to whoever joins on it.
            doubts: kinds.filter(|kind| kind.code.starts_with('K')).collect(),
        }
    }
}

/// Most values are borrowed: a batch writes some millions of them.
fn row<'a>(key: &'a Key<'_>, cell: &'a CellRecord) -> [Cow<'a, str>; 25] {
    let [x0, y0, x1, y1] = corners(cell.rect);
    let findings = cell.issues.iter().chain(&key.doubts).copied();
    [
        key.file.report().id().into(),
        (&key.file.source).into(),
        (&key.agency).into(),
        (&key.file.report().region_code).into(),
        (&key.year).into(),
        cell.form.into(),
        cell.table.into(),
        cell.row_no.into(),
        cell.row_code.into(),
        cell.row_label.into(),
        cell.column_code.into(),
        cell.column_label.into(),
        cell.unit.into(),
        cell.state.name().into(),
        cell.value.map(decimal).unwrap_or_default().into(),
        one_line(&cell.raw).into(),
        optional(cell.page).into(),
        optional(cell.table_no).into(),
        optional(cell.grid_row).into(),
        optional(cell.grid_column).into(),
        x0.into(),
        y0.into(),
        x1.into(),
        y1.into(),
        codes(findings).into(),
    ]
}

pub(super) fn corners(rect: Option<Rect>) -> [String; 4] {
    rect.map_or_else(Default::default, |r| [r.x0, r.y0, r.x1, r.y1].map(points))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cell, file, table};
    use super::*;
    use crate::issue::{Issue, NO_YEAR, Place, T3_BALANCE};

    #[test]
    fn header_is_the_one_of_the_contract() {
        let text = table(&TABLE, &[], false);
        assert_eq!(
            text,
            "report_id,source,agency,region_code,year,form,table,row_no,row_code,row_label,column_code,column_label,\
             unit,state,value,raw,page,table_no,grid_row,grid_column,x0,y0,x1,y1,issues\n"
        );
    }

    #[test]
    fn a_cell_is_one_row_with_its_key_its_place_and_its_findings() {
        let mut one = file("县/甲.pdf", 'a', "甲县", Some(2023));
        let mut number = cell("granted", 12);
        number.raw = "1\n2件".into();
        number.issues = vec![&T3_BALANCE];
        one.extraction.cells = vec![number];
        one.extraction.issues = vec![Issue {
            kind: &NO_YEAR,
            place: Place::default(),
            message: "no year".into(),
        }];
        let text = table(&TABLE, &[one], false);
        assert_eq!(
            text.lines().nth(1),
            Some(
                "aaaaaaaaaaaaaaaa,县/甲.pdf,甲县,,2023,cn_foi_annual_2021,t3,3.1,granted,（一）予以公开,natural_person,\
                 自然人,件,number,12,12件,3,2,4,5,72,100.25,90.5,120.13,K201 V301"
            )
        );
    }

    #[test]
    fn an_absent_cell_has_no_value_and_no_place() {
        let mut one = file("a.docx", 'a', "", None);
        let mut gone = cell("granted", 0);
        gone.state = State::Absent;
        gone.value = None;
        gone.raw.clear();
        gone.page = None;
        gone.table_no = None;
        gone.grid_row = None;
        gone.grid_column = None;
        gone.rect = None;
        one.extraction.cells = vec![gone];
        let text = table(&TABLE, &[one], false);
        let row = text.lines().nth(1).expect("a row");
        assert!(row.ends_with("件,absent,,,,,,,,,,,"), "{row}");
    }

    #[test]
    fn a_byte_order_mark_comes_first_when_asked_for() {
        let text = table(&TABLE, &[], true);
        assert!(text.starts_with("\u{feff}report_id,"));
    }
}
