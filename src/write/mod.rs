//! From extractions to the files of the dataset: CSV tables, their codebook and their description.
//!
//! A writer takes the result of a file and gives bytes; it opens no file, reads no clock and changes no value. Row and
//! column order depend on the results alone, so two runs compare with `diff`.
//!
//! Text from a document is written as printed. A cell that begins with `=`, `+`, `-` or `@` is data here, but a
//! spreadsheet may take it for a formula: import such columns as text.

use std::io::Write;

use crate::error::Error;
use crate::extraction::{Extraction, Report};

pub(crate) mod candidates;
pub(crate) mod cells;
pub(crate) mod checks;
pub(crate) mod codebook;
pub(crate) mod datapackage;
pub(crate) mod extra;
pub(crate) mod issues;
mod lists;
pub(crate) mod quarantine;
pub(crate) mod reports;
pub(crate) mod schema;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod wide;

/// What puts U+FEFF at the head of a CSV file, by which Excel knows UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// One file of a batch with what came of it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub(crate) struct FileResult {
    /// The path as given, `/`-separated; no two files of a batch share it.
    pub(crate) source: String,
    /// The file's length; `None` when it could not be asked.
    pub(crate) size: Option<u64>,
    /// What was read of it; without cells when the file is quarantined.
    pub(crate) extraction: Extraction,
    /// Why it is quarantined.
    pub(crate) failure: Option<Error>,
}

impl FileResult {
    /// The file as a whole.
    pub(crate) fn report(&self) -> &Report {
        &self.extraction.report
    }
}

fn write_mark(out: &mut impl Write, bom: bool) -> std::io::Result<()> {
    out.write_all(if bom { BYTE_ORDER_MARK } else { b"" })
}

/// Rows of a table on their way to its file.
pub(crate) type Rows = csv::Writer<Vec<u8>>;

/// A table with rows for one file after another, each known from that file alone.
pub(crate) struct Table {
    /// Its path in the dataset.
    pub(crate) path: &'static str,
    fields: &'static [schema::Field],
    rows: fn(&mut Rows, &FileResult) -> csv::Result<()>,
}

/// Every table of that kind.
pub(crate) static TABLES: [&Table; 7] = [
    &cells::TABLE,
    &extra::TABLE,
    &reports::TABLE,
    &candidates::TABLE,
    &issues::TABLE,
    &checks::TABLE,
    &quarantine::TABLE,
];

impl Table {
    /// What stands at the head of its file.
    ///
    /// # Errors
    /// None: memory takes everything.
    pub(crate) fn head(&self, bom: bool) -> csv::Result<Vec<u8>> {
        let mut csv = csv_writer(Vec::new(), bom)?;
        csv.write_record(schema::names(self.fields))?;
        finished(csv)
    }

    /// The rows of these files.
    ///
    /// # Errors
    /// None: memory takes everything.
    pub(crate) fn rows(&self, files: &[FileResult]) -> csv::Result<Vec<u8>> {
        let mut csv = csv_writer(Vec::new(), false)?;
        for file in files {
            (self.rows)(&mut csv, file)?;
        }
        finished(csv)
    }
}

/// What was written.
pub(crate) fn finished(csv: Rows) -> csv::Result<Vec<u8>> {
    csv.into_inner().map_err(|error| error.into_error().into())
}

/// A writer of CSV rows with the conventions of every table: comma, `\n`, quotes only where needed, UTF-8.
pub(crate) fn csv_writer<W: Write>(mut out: W, bom: bool) -> csv::Result<csv::Writer<W>> {
    write_mark(&mut out, bom)?;
    Ok(csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out))
}

/// Results made by hand for the tests of the writers.
#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::document::Format;
    use crate::extraction::{CellRecord, State, Status};
    use crate::forms;

    /// A file of this source and content with a report of this agency and year, and no cells yet.
    pub(crate) fn file(source: &str, hash: char, agency: &str, year: Option<u16>) -> FileResult {
        let report = Report {
            sha256: hash.to_string().repeat(64),
            bytes: 10,
            format: Some(Format::Pdf),
            producer: String::new(),
            pages: Some(5),
            title: format!("{agency}年度报告"),
            agency: agency.to_owned(),
            agency_source: if agency.is_empty() { "" } else { "title" },
            year,
            year_source: if year.is_some() { "title" } else { "" },
            region_code: String::new(),
            region_source: "",
            agency_key: match agency {
                "" => String::new(),
                agency => format!(":{agency}"),
            },
            compiled_by: String::new(),
            url: String::new(),
            publisher: String::new(),
            published: String::new(),
            retrieved: String::new(),
            forms: vec!["cn_foi_annual_2021"],
            tables: vec!["t3"],
            status: Status::Ok,
        };
        FileResult {
            source: source.to_owned(),
            size: Some(10),
            extraction: Extraction {
                report,
                cells: Vec::new(),
                candidates: Vec::new(),
                checks: Vec::new(),
                extra: Vec::new(),
                issues: Vec::new(),
            },
            failure: None,
        }
    }

    /// The cell of this row in the column `natural_person` of table 3, as if it printed `value`.
    pub(crate) fn cell(row_code: &str, value: i64) -> CellRecord {
        let form = forms::all().first().expect("a form");
        let table = form.table("t3").expect("table 3");
        let row = table.data_rows().find(|row| row.code == row_code);
        let row = row.expect("a row of table 3");
        let column = table.columns.first().expect("a column");
        CellRecord {
            form: &form.id,
            table: &table.id,
            row_no: &row.no,
            row_code: &row.code,
            row_label: &row.label,
            column_code: &column.code,
            column_label: &column.label,
            unit: &table.unit,
            state: State::Number,
            value: Some(value.into()),
            raw: value.to_string(),
            page: Some(3),
            table_no: Some(2),
            grid_row: Some(4),
            grid_column: Some(5),
            rect: Some(crate::geometry::Rect::new(72.0, 100.25, 90.5, 120.126)),
            issues: Vec::new(),
        }
    }

    /// A table of these files.
    pub(crate) fn table(table: &Table, files: &[FileResult], bom: bool) -> String {
        let head = table.head(bom).expect("in memory");
        let rows = table.rows(files).expect("in memory");
        String::from_utf8([head, rows].concat()).expect("UTF-8")
    }

    /// What a writer writes, as text.
    pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> csv::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("writing to memory");
        String::from_utf8(out).expect("UTF-8")
    }
}
