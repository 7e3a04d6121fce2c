//! `quarantine.csv`: one row for every file that could not be read, and why.

use super::schema::{Field, SHA256, SOURCE};
use super::text::{one_line, optional};
use super::{FileResult, Rows, Table};
use crate::error::{Error, ErrorKind};

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    SOURCE,
    Field::text(
        "sha256",
        "SHA-256 of the file; empty when it could not be opened",
    )
    .matching(SHA256),
    Field::integer(
        "bytes",
        0,
        "Length of the file; empty when it could not be asked",
    ),
    Field::text("kind", "Why the file could not be read, as a stable word")
        .required()
        .one_of(kinds),
    Field::text("stage", "The step that failed").required(),
    Field::integer("page", 1, "Page where it failed, where known"),
    Field::text("error", "The error as a sentence").required(),
];

fn kinds() -> Vec<&'static str> {
    ErrorKind::ALL.iter().map(|kind| kind.code()).collect()
}

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "quarantine.csv",
    fields: FIELDS,
    rows,
};

/// The row of a file that could not be read.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    match &file.failure {
        Some(error) => csv.write_record(row(file, error)),
        None => Ok(()),
    }
}

fn row(file: &FileResult, error: &Error) -> [String; 7] {
    [
        file.source.clone(),
        file.report().sha256.clone(),
        optional(file.size),
        error.kind().code().to_owned(),
        error.stage().to_owned(),
        optional(error.page()),
        one_line(&error.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, table};
    use super::*;

    #[test]
    fn only_files_that_failed_have_a_row() {
        let fine = file("fine.pdf", 'a', "甲县", Some(2023));
        let mut gone = file("gone.pdf", 'b', "", None);
        gone.extraction.report.sha256.clear();
        gone.size = None;
        gone.failure = Some(Error::new(ErrorKind::Unreadable, "open", "no such\nfile"));
        let text = table(&TABLE, &[fine, gone], false);
        assert_eq!(
            text,
            "source,sha256,bytes,kind,stage,page,error\ngone.pdf,,,unreadable,open,,no suchfile\n"
        );
    }
}
