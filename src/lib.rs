//! nianbao (年报) turns Chinese 政府信息公开工作年度报告 into data.

#[cfg(feature = "cli")]
mod archive;
mod assemble;
#[cfg(feature = "cli")]
mod batch;
pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod document;
mod error;
mod extraction;
pub mod forms;
mod geometry;
mod grid;
mod hash;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod inspect;
pub mod issue;
mod limits;
mod normalise;
#[cfg(feature = "panel")]
mod panel;
mod read;
mod recognise;
#[doc(hidden)]
pub mod stages;
#[cfg(test)]
mod testing;
mod validate;
mod words;
#[cfg(feature = "cli")]
mod write;

pub use document::Format;
pub use error::{Error, ErrorKind};
pub use extraction::{Candidate, CellRecord, ExtraRecord, Extraction, Report, State, Status};
pub use geometry::Rect;
pub use limits::Limits;

/// How to read a file.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Caps on untrusted input.
    pub limits: Limits,
    /// The path or URL of the file, `/`-separated: a last resort for agency and year, and told apart in their source.
    /// Empty when there is none.
    pub source: String,
    /// The forms whose tables are looked for.
    pub forms: forms::Forms,
    /// What is known of the file from elsewhere.
    pub known: Known,
}

/// What is known of one file before it is read, as from the list of a harvester; empty or `None` where nothing is.
///
/// It wins over what the document says, and a disagreement is a finding. Values that cannot be (a year before 2003, a region
/// that never was) are left out with the finding `F009`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Known {
    /// Where the file was published.
    pub url: String,
    /// Whose report it is.
    pub agency: String,
    /// The report year.
    pub year: Option<u16>,
    /// GB/T 2260 code of the agency's region, of any year.
    pub region_code: String,
    /// Who published it.
    pub publisher: String,
    /// When it was published: a day, in any usual spelling.
    pub published: String,
    /// When it was fetched: a date or a time of ISO 8601, as `2024-03-01T02:03:04Z`. It says nothing of when it was published.
    pub retrieved: String,
}

/// Reads one file: all its statutory tables, whose report it is and of which year, and what is doubtful.
///
/// # Errors
/// When the bytes cannot be read at all: see [`ErrorKind`]. A file that can be read but is no report is no error; its
/// [`Status`] says so.
///
/// # Example
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bytes = std::fs::read("samples/docx/haiyuan2023_docx.docx")?;
/// let extraction = nianbao::extract(&bytes, &nianbao::Settings::default())?;
/// assert_eq!(extraction.report.agency, "海原县机关事务服务中心");
/// assert_eq!(extraction.report.year, Some(2023));
/// let cell = extraction.cells.iter().find(|cell| cell.row_code == "handled_total").ok_or("no such row")?;
/// assert_eq!((cell.table, cell.column_code, cell.raw.as_str()), ("t3", "natural_person", "0"));
/// # Ok(())
/// # }
/// ```
pub fn extract(bytes: &[u8], settings: &Settings) -> Result<Extraction, Error> {
    let document = read::read(bytes, &settings.limits, settings.forms)?;
    let layout = grid::layout(&document, &settings.limits)?;
    let recognition = recognise::recognise(&layout, settings.forms);
    let (mut cells, mut issues) = normalise::records::records(&recognition);
    let (known, faults) = normalise::known::checked(&settings.known);
    issues.extend(faults);
    let keying = normalise::key(&document, &layout, &recognition, &settings.source, &known);
    let mut checked = validate::check(&mut cells, &keying);
    checked.add(validate::identities::check(&mut cells, settings.forms));
    issues.extend(checked.issues);
    let extra = normalise::records::extra(&recognition);
    let outcomes = checked.outcomes;
    Ok(assemble::assemble(
        bytes,
        &document,
        (keying, &known),
        cells,
        outcomes,
        extra,
        issues,
    ))
}
