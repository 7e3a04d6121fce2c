//! What comes out of one file: the report, its cells, the findings.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::check::Outcome;
use crate::document::Format;
use crate::geometry::Rect;
use crate::issue::{Issue, Kind};
use crate::words::{self, Word};

/// What stands in a cell. Blank, dash, zero and absent are four different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// A number, zero included.
    Number,
    /// The cell is there and empty.
    Blank,
    /// `/`, `-`, `—` and kin.
    Dash,
    /// Words without a number, e.g. `无`.
    Text,
    /// The form has the cell, the document does not.
    Absent,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] = [
        State::Number,
        State::Blank,
        State::Dash,
        State::Text,
        State::Absent,
    ];

    /// The word in `cells.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            State::Number => "number",
            State::Blank => "blank",
            State::Dash => "dash",
            State::Text => "text",
            State::Absent => "absent",
        }
    }
}

/// How a file ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Status {
    /// A report, read whole.
    Ok,
    /// A report, but something of it could not be read or is doubtful.
    Partial,
    /// Read, but no statutory table is in it, or its title says that it is no annual report.
    NotAReport,
    /// A statutory form without a number in it, of nobody or carried by a notice.
    BlankForm,
    /// Could not be read; `quarantine.csv` says why.
    Quarantined,
}

impl Status {
    /// Every outcome.
    pub const ALL: [Status; 5] = [
        Status::Ok,
        Status::Partial,
        Status::NotAReport,
        Status::BlankForm,
        Status::Quarantined,
    ];

    /// The word in `reports.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Partial => "partial",
            Status::NotAReport => "not_a_report",
            Status::BlankForm => "blank_form",
            Status::Quarantined => "quarantined",
        }
    }

    /// Whether the file is a report, whose numbers are in the wide tables.
    pub const fn is_report(self) -> bool {
        matches!(self, Status::Ok | Status::Partial)
    }
}

/// One cell of a statutory table: one row of `cells.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellRecord {
    /// Form id.
    #[serde(with = "words::one")]
    pub form: Word,
    /// Table id.
    #[serde(with = "words::one")]
    pub table: Word,
    /// Row number in the form.
    #[serde(with = "words::one")]
    pub row_no: Word,
    /// Row code.
    #[serde(with = "words::one")]
    pub row_code: Word,
    /// Official row label.
    #[serde(with = "words::one")]
    pub row_label: Word,
    /// Column code.
    #[serde(with = "words::one")]
    pub column_code: Word,
    /// Official column label.
    #[serde(with = "words::one")]
    pub column_label: Word,
    /// Unit as the form prints it; empty when it prints none.
    #[serde(with = "words::one")]
    pub unit: Word,
    /// What stands in the cell.
    pub state: State,
    /// Its number, when there is exactly one reading of it.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub value: Option<Decimal>,
    /// The text as printed, line breaks dropped.
    pub raw: String,
    /// 1-based page, where the source has pages.
    pub page: Option<u32>,
    /// Physical table of the document, 1-based; `None` when absent.
    pub table_no: Option<u32>,
    /// 1-based row in that table.
    pub grid_row: Option<u32>,
    /// 1-based column in that table.
    pub grid_column: Option<u32>,
    /// The cell's box on its page in points, origin top left, where the source has pages.
    pub rect: Option<Rect>,
    /// Findings about this cell, in code order, each once.
    pub issues: Vec<&'static Kind>,
}

/// What a recognised table prints and its form does not have: one row of `extra.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExtraRecord {
    /// Form id.
    #[serde(with = "words::one")]
    pub form: Word,
    /// Table id.
    #[serde(with = "words::one")]
    pub table: Word,
    /// Code of the form's row; empty in a row of the document's own.
    #[serde(with = "words::one")]
    pub row_code: Word,
    /// The label of the row as printed.
    pub row_label: String,
    /// Code of the form's column; empty in a column of the document's own.
    #[serde(with = "words::one")]
    pub column_code: Word,
    /// The official label of the form's column, or the header of the document's own as printed.
    pub column_label: String,
    /// What stands in the cell.
    pub state: State,
    /// Its number, when there is exactly one reading of it.
    #[serde(with = "rust_decimal::serde::str_option")]
    pub value: Option<Decimal>,
    /// The text as printed, line breaks dropped.
    pub raw: String,
    /// 1-based page, where the source has pages.
    pub page: Option<u32>,
    /// Physical table of the document, 1-based.
    pub table_no: Option<u32>,
    /// 1-based row in that table.
    pub grid_row: Option<u32>,
    /// 1-based column in that table.
    pub grid_column: Option<u32>,
    /// The cell's box on its page in points, origin top left, where the source has pages.
    pub rect: Option<Rect>,
}

/// One file: one row of `reports.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// SHA-256 of the file, 64 lower-case hex digits.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// What the bytes are; `None` when that could not be told.
    pub format: Option<Format>,
    /// The program that wrote the file.
    pub producer: String,
    /// Number of pages, where the source has pages.
    pub pages: Option<u32>,
    /// The report's title as printed, spaces dropped.
    pub title: String,
    /// The agency as the report names itself; empty when unknown.
    pub agency: String,
    /// Where the agency was found: `manifest`, `title`, `preamble`, `header_table`, `page_header`, `contact`, `signature`,
    /// `metadata`, `path`; empty when unknown.
    #[serde(with = "words::one")]
    pub agency_source: Word,
    /// The report year.
    pub year: Option<u16>,
    /// Where the year was found: `manifest`, `title`, `preamble`, `header_table`, `period`, `page_header`, `metadata`, `path`,
    /// `signature`, `published`; empty when unknown.
    #[serde(with = "words::one")]
    pub year_source: Word,
    /// GB/T 2260 code; empty when unknown.
    pub region_code: String,
    /// Where the region was found: `manifest`, `credit_code`, `name`, `document`; empty when unknown.
    #[serde(with = "words::one")]
    pub region_source: Word,
    /// The agency to join on: `{region_code}:{name without its divisions}`, with nothing before the colon and the full name
    /// behind it when the region is unknown; empty when the agency is.
    pub agency_key: String,
    /// Who compiled the report, when it names somebody other than the agency; empty otherwise.
    pub compiled_by: String,
    /// Where it was published; empty when unknown.
    pub url: String,
    /// Who published it; empty when unknown.
    pub publisher: String,
    /// When it was published, `YYYY-MM-DD` or its beginning; empty when unknown.
    pub published: String,
    /// When it was fetched, in ISO 8601; empty when unknown.
    pub retrieved: String,
    /// Ids of the forms recognised, sorted, each once.
    #[serde(with = "words::many")]
    pub forms: Vec<&'static str>,
    /// Ids of the statutory tables recognised, in the order of the form.
    #[serde(with = "words::many")]
    pub tables: Vec<&'static str>,
    /// How the file ended.
    pub status: Status,
}

impl Report {
    /// The first 16 hex digits of the hash: the key of the file in every output.
    pub fn id(&self) -> &str {
        self.sha256.get(..16).unwrap_or(&self.sha256)
    }
}

/// What one place says about whose report it is: one row of `candidates.csv`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// `agency`, `year`, `region_code` or `compiled_by`.
    #[serde(with = "words::one")]
    pub field: Word,
    /// What was read, normalised as in the report.
    pub value: String,
    /// The text it was read from, spaces dropped, at most 200 characters.
    pub raw: String,
    /// The place, in the words of the report's sources.
    #[serde(with = "words::one")]
    pub from: Word,
    /// Its place in the order of trust among those of its field, from 1.
    pub rank: usize,
    /// Whether it is the one in the report.
    pub chosen: bool,
}

/// All that one file gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// The file as a whole.
    pub report: Report,
    /// The cells of every recognised table, in the order of the form.
    pub cells: Vec<CellRecord>,
    /// What each place says about agency, year and region, by field and trust.
    pub candidates: Vec<Candidate>,
    /// How every check came out, in the order of the tables.
    pub checks: Vec<Outcome>,
    /// What the recognised tables print and their forms do not have, in the order of the document.
    pub extra: Vec<ExtraRecord>,
    /// Every finding, by place.
    pub issues: Vec<Issue>,
}
