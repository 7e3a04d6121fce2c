//! nianbao (年报) turns Chinese 政府信息公开工作年度报告 into data.

#[cfg(feature = "cli")]
mod batch;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
mod document;
mod error;
mod extraction;
pub mod forms;
mod geometry;
mod grid;
#[cfg(feature = "cli")]
mod inspect;
pub mod issue;
mod limits;
mod normalise;
mod read;
mod recognise;
#[cfg(feature = "cli")]
mod write;

use sha2::{Digest, Sha256};

pub use document::Format;
pub use error::{Error, ErrorKind};
pub use extraction::{CellRecord, Extraction, Report, State, Status};
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
}

/// Reads one file.
///
/// # Errors
/// When the bytes cannot be read at all: see [`ErrorKind`].
pub fn extract(bytes: &[u8], settings: &Settings) -> Result<Extraction, Error> {
    let document = read::read(bytes, &settings.limits)?;
    let layout = grid::layout(&document);
    let recognition = recognise::recognise(&layout);
    let (cells, issues) = normalise::records::records(&recognition);
    let mut forms: Vec<&'static str> = cells.iter().map(|cell| cell.form).collect();
    forms.sort_unstable();
    forms.dedup();
    let mut tables: Vec<&'static str> = cells.iter().map(|cell| cell.table).collect();
    tables.dedup();
    let status = match cells.iter().any(|cell| cell.state == State::Number) {
        true => Status::Ok,
        false if cells.is_empty() => Status::NotAReport,
        false => Status::BlankForm,
    };
    let report = Report {
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len() as u64,
        format: Some(document.format),
        producer: document.producer.clone(),
        pages: None,
        title: document.title.clone(),
        agency: String::new(),
        agency_source: "",
        year: None,
        year_source: "",
        region_code: String::new(),
        forms,
        tables,
        status,
    };
    Ok(Extraction {
        report,
        cells,
        issues,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
