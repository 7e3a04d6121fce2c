//! Reads workbooks: .xlsx (ISO/IEC 29500) and .xls (BIFF8, [MS-XLS]), whose cells become paragraphs and tables.
//!
//! Values are given as they are displayed where the number format tells; formulas by their stored results. Hidden
//! sheets, rows and columns, charts, comments and drawings are left out. What a cell would show rounded is given whole.

mod blocks;
mod display;
#[cfg(test)]
mod testing;
mod xls;
mod xlsx;

use std::collections::BTreeMap;

use crate::document::{Content, Document, FlowBlock, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
#[cfg(test)]
use crate::read::testing::compound;

/// Sheets of one workbook that are read.
const MAX_SHEETS: usize = 200;

/// Merged regions of one sheet.
const MAX_MERGES: usize = 20_000;

/// A merged region: first and last row, first and last column, 0-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Region {
    rows: (u32, u32),
    columns: (u32, u32),
}

/// One visible sheet: what its cells show, by row and column.
#[derive(Debug, Default)]
struct Sheet {
    cells: BTreeMap<(u32, u32), String>,
    merges: Vec<Region>,
    /// Hidden rows, sorted or not.
    hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns.
    hidden_columns: Vec<(u32, u32)>,
}

/// Bytes of text that count as one more cell: a workbook names one long string in many cells, which each copy it.
const TEXT_UNIT: usize = 256;

/// Counts cells against the cap of all tables.
struct Budget {
    left: usize,
}

impl Budget {
    fn spend(&mut self, cells: usize) -> Result<(), Error> {
        self.left = self.left.checked_sub(cells).ok_or_else(|| {
            let message = "the workbook has more cells than the cap allows";
            Error::new(ErrorKind::Limit, "read", message)
        })?;
        Ok(())
    }

    /// Pays for a cell that shows this text.
    fn spend_on(&mut self, text: &str) -> Result<(), Error> {
        self.spend(1 + text.len() / TEXT_UNIT)
    }
}

/// Reads an .xlsx workbook.
///
/// # Errors
/// `Damaged`, `Encrypted`, `Limit`.
pub(super) fn read_xlsx(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    check_length(bytes, limits)?;
    let (sheets, producer, title) = xlsx::read(bytes, limits)?;
    document(Format::Xlsx, sheets, (producer, title), limits)
}

/// Reads an .xls workbook.
///
/// # Errors
/// As [`read_xlsx`].
pub(super) fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    check_length(bytes, limits)?;
    let sheets = xls::read(bytes, limits)?;
    document(Format::Xls, sheets, Default::default(), limits)
}

fn check_length(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    Ok(())
}

fn document(
    format: Format,
    sheets: Vec<Sheet>,
    (producer, title): (String, String),
    limits: &Limits,
) -> Result<Document, Error> {
    let mut budget = Budget { left: limits.cells };
    let mut found: Vec<FlowBlock> = Vec::new();
    for sheet in sheets {
        found.extend(blocks::blocks(sheet, &mut budget)?);
    }
    Ok(Document {
        format,
        producer,
        title,
        running: Vec::new(),
        content: Content::Flow(found),
    })
}
