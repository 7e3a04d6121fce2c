//! `extra.csv`: what recognised tables print and their forms do not have, with its labels.

use super::cells::{corners, states};
use super::schema::{AGENCY, Field, REPORT, SOURCE, YEAR};
use super::text::{decimal, one_line, optional};
use super::{FileResult, Rows, Table};
use crate::extraction::ExtraRecord;

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    REPORT,
    SOURCE,
    AGENCY,
    YEAR,
    Field::text("form", "Statutory form of the table").required(),
    Field::text("table", "Table of the form").required(),
    Field::text(
        "row_code",
        "Code of the form's row; empty in a row of the document's own",
    ),
    Field::text("row_label", "Label of the row as printed"),
    Field::text(
        "column_code",
        "Code of the form's column; empty in a column of the document's own",
    ),
    Field::text(
        "column_label",
        "Official label of the form's column, or the header of the document's own as printed",
    ),
    Field::text(
        "state",
        "What stands in the cell: number, blank, dash or text",
    )
    .required()
    .one_of(states),
    Field::number(
        "value",
        "The cell's number as printed; empty when there is none or no single reading of it",
    ),
    Field::text("raw", "The text as printed, line breaks dropped"),
    Field::integer("page", 1, "Page, where the source has pages"),
    Field::integer("table_no", 1, "n-th physical table of the document"),
    Field::integer("grid_row", 1, "Row in that table"),
    Field::integer("grid_column", 1, "Column in that table"),
    Field::number(
        "x0",
        "Left edge of the cell in PDF points from the left of the upright page",
    ),
    Field::number(
        "y0",
        "Top edge in PDF points from the top of the upright page",
    ),
    Field::number("x1", "Right edge in PDF points"),
    Field::number("y1", "Bottom edge in PDF points"),
];

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "extra.csv",
    fields: FIELDS,
    rows,
};

/// The rows of a file: cells in the order of the document.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    for cell in &file.extraction.extra {
        csv.write_record(row(file, cell))?;
    }
    Ok(())
}

fn row(file: &FileResult, cell: &ExtraRecord) -> [String; 21] {
    let [x0, y0, x1, y1] = corners(cell.rect);
    [
        file.report().id().to_owned(),
        file.source.clone(),
        one_line(&file.report().agency),
        optional(file.report().year),
        cell.form.to_owned(),
        cell.table.to_owned(),
        cell.row_code.to_owned(),
        one_line(&cell.row_label),
        cell.column_code.to_owned(),
        one_line(&cell.column_label),
        cell.state.name().to_owned(),
        cell.value.map(decimal).unwrap_or_default(),
        one_line(&cell.raw),
        optional(cell.page),
        optional(cell.table_no),
        optional(cell.grid_row),
        optional(cell.grid_column),
        x0,
        y0,
        x1,
        y1,
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, table};
    use super::*;
    use crate::extraction::State;

    #[test]
    fn a_row_of_the_documents_own_keeps_its_label_and_place() {
        let mut one = file("甲.pdf", 'a', "甲县", Some(2020));
        one.extraction.extra = vec![ExtraRecord {
            form: "cn_foi_annual_2019",
            table: "t2_1",
            row_code: "",
            row_label: "其他主动公开文件".into(),
            column_code: "new_made",
            column_label: "本年新制作数量".into(),
            state: State::Number,
            value: Some(12.into()),
            raw: "12".into(),
            page: None,
            table_no: Some(1),
            grid_row: Some(4),
            grid_column: Some(2),
            rect: None,
        }];
        let text = table(&TABLE, &[one], false);
        assert_eq!(
            text.lines().nth(1),
            Some(
                "aaaaaaaaaaaaaaaa,甲.pdf,甲县,2020,cn_foi_annual_2019,t2_1,,其他主动公开文件,new_made,本年新制作数量,number,12,12,,1,4,2,,,,"
            )
        );
    }
}
