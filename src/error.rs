//! What stops a file. Findings about data that goes on are [`crate::issue::Issue`]s.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::{self, Word};

/// Why a file could not be read. Marked non-exhaustive: more kinds of file bring more ways to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file holds no bytes.
    Empty,
    /// The bytes are of no kind that is read.
    UnknownFormat,
    /// The file needs a password, or its encryption is not supported.
    Encrypted,
    /// The file is of a known kind but cannot be parsed.
    Damaged,
    /// The pages are pictures without text.
    NeedsOcr,
    /// A cap of [`crate::limits::Limits`] was reached.
    Limit,
    /// The operating system refused to give the bytes.
    Unreadable,
    /// The program failed; a bug of ours.
    Crash,
    /// Reading took longer than it may.
    Timeout,
    /// Reading took more memory than it may.
    Memory,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [ErrorKind; 10] = [
        ErrorKind::Empty,
        ErrorKind::UnknownFormat,
        ErrorKind::Encrypted,
        ErrorKind::Damaged,
        ErrorKind::NeedsOcr,
        ErrorKind::Limit,
        ErrorKind::Unreadable,
        ErrorKind::Crash,
        ErrorKind::Timeout,
        ErrorKind::Memory,
    ];

    /// The stable code in `quarantine.csv`.
    pub const fn code(self) -> &'static str {
        match self {
            ErrorKind::Empty => "empty",
            ErrorKind::UnknownFormat => "unknown_format",
            ErrorKind::Encrypted => "encrypted",
            ErrorKind::Damaged => "damaged",
            ErrorKind::NeedsOcr => "needs_ocr",
            ErrorKind::Limit => "limit",
            ErrorKind::Unreadable => "unreadable",
            ErrorKind::Crash => "crash",
            ErrorKind::Timeout => "timeout",
            ErrorKind::Memory => "memory",
        }
    }
}

/// An error that stops one file, with the stage that met it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Inner {
    kind: ErrorKind,
    #[serde(with = "words::one")]
    stage: Word,
    page: Option<u32>,
    message: String,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, stage: &'static str, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            stage,
            page: None,
            message: message.into(),
        }))
    }

    pub(crate) fn at_page(mut self, page: u32) -> Self {
        self.0.page = Some(page);
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The stage that failed: `open`, `read`, `grid`, `recognise`, `normalise`, `validate`.
    pub fn stage(&self) -> &'static str {
        self.0.stage
    }

    /// The page (1-based) where it happened, when known.
    pub fn page(&self) -> Option<u32> {
        self.0.page
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(page) = self.0.page {
            write!(f, "page {page}: ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}
