//! nianbao (年报) turns Chinese 政府信息公开工作年度报告 into data.

mod document;
mod error;
mod extraction;
pub mod forms;
mod geometry;
mod grid;
mod inspect;
pub mod issue;
mod limits;
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the pipeline is not joined up yet")
)]
mod normalise;
mod read;
mod recognise;

pub use document::Format;
pub use error::{Error, ErrorKind};
pub use extraction::{CellRecord, Extraction, Report, State, Status};
pub use geometry::Rect;
pub use inspect::inspect;
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
pub fn extract(_bytes: &[u8], _settings: &Settings) -> Result<Extraction, Error> {
    Err(Error::new(
        ErrorKind::UnknownFormat,
        "read",
        "not built yet",
    ))
}
