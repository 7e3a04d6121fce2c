//! `issues.csv`: every finding with its place, its severity and one readable sentence.

use super::schema::{Field, REPORT_ID, SOURCE};
use super::text::{one_line, optional};
use super::{FileResult, Rows, Table};
use crate::issue::{Issue, KINDS, Severity};

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    Field::text("report_id", "First 16 hex digits of the file's SHA-256").matching(REPORT_ID),
    SOURCE,
    Field::text(
        "code",
        "Stable code of the kind of finding; `nianbao explain CODE` explains it",
    )
    .required()
    .one_of(kind_codes),
    Field::text("name", "Short name of the kind of finding").required(),
    Field::text("severity", "How much it matters")
        .required()
        .one_of(severities),
    Field::integer("page", 1, "Page, where known"),
    Field::integer(
        "table_no",
        1,
        "n-th physical table of the document, where known",
    ),
    Field::integer("grid_row", 1, "Row in that table, where known"),
    Field::integer("grid_column", 1, "Column in that table, where known"),
    Field::text("table", "Table of the form, where known"),
    Field::text("row_code", "Row of the form, where known"),
    Field::text("column_code", "Column of the form, where known"),
    Field::text("message", "The finding as a sentence").required(),
];

fn kind_codes() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.code).collect()
}

fn severities() -> Vec<&'static str> {
    Severity::ALL
        .iter()
        .map(|severity| severity.name())
        .collect()
}

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "issues.csv",
    fields: FIELDS,
    rows,
};

/// The rows of a file: findings as each file lists them.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    for issue in &file.extraction.issues {
        csv.write_record(row(file, issue))?;
    }
    Ok(())
}

fn row(file: &FileResult, issue: &Issue) -> [String; 13] {
    let place = &issue.place;
    [
        file.report().id().to_owned(),
        file.source.clone(),
        issue.kind.code.to_owned(),
        issue.kind.name.to_owned(),
        issue.kind.severity.name().to_owned(),
        optional(place.page),
        optional(place.table_no),
        optional(place.grid_row),
        optional(place.grid_column),
        place.table.clone(),
        place.row_code.clone(),
        place.column_code.clone(),
        one_line(&issue.message),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, table};
    use super::*;
    use crate::issue::{Place, T4_OUTCOMES};

    #[test]
    fn a_finding_is_one_row_with_its_place_and_sentence() {
        let mut one = file("a.pdf", 'c', "甲县", Some(2023));
        one.extraction.issues = vec![Issue {
            kind: &T4_OUTCOMES,
            place: Place {
                page: Some(5),
                table: "t4".into(),
                row_code: "counts".into(),
                column_code: "review_total".into(),
                ..Place::default()
            },
            message: "total 0, parts 10 + 1".into(),
        }];
        let text = table(&TABLE, &[one], false);
        assert_eq!(
            text,
            "report_id,source,code,name,severity,page,table_no,grid_row,grid_column,table,row_code,column_code,message\n\
             cccccccccccccccc,a.pdf,V401,t4-outcomes,error,5,,,,t4,counts,review_total,\"total 0, parts 10 + 1\"\n"
        );
    }
}
