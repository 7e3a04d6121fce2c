//! A CSV table of a dataset, its columns found by name: further columns and another order do no harm.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder};

/// Why a folder cannot be taken for a dataset; one sentence that names file and line.
#[derive(Debug)]
pub(crate) struct NoDataset(pub(super) String);

impl std::fmt::Display for NoDataset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoDataset {}

/// A table that is being read.
pub(super) struct Table {
    path: PathBuf,
    csv: Reader<File>,
    header: Vec<String>,
    record: ByteRecord,
}

/// The place of a column in the rows; `None` when the table has no such column.
pub(super) type Place = Option<usize>;

impl Table {
    /// Opens `name` in the folder of a dataset.
    ///
    /// # Errors
    /// When it is missing or is no CSV.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Table, NoDataset> {
        let path = folder.join(name);
        let file = File::open(&path).map_err(|error| {
            let folder = folder.display();
            NoDataset(format!("{folder} is no dataset: {name}: {error}"))
        })?;
        let csv = ReaderBuilder::new().has_headers(false).from_reader(file);
        let mut table = Table {
            path,
            csv,
            header: Vec::new(),
            record: ByteRecord::new(),
        };
        if table.next()? {
            let own = |at| {
                Ok(table
                    .text(Some(at))?
                    .trim_start_matches('\u{feff}')
                    .to_owned())
            };
            table.header = (0..table.record.len())
                .map(own)
                .collect::<Result<_, NoDataset>>()?;
        }
        Ok(table)
    }

    /// The place of a column that must be there.
    ///
    /// # Errors
    /// When it is not.
    pub(super) fn column(&self, name: &str) -> Result<Place, NoDataset> {
        match self.optional(name) {
            None => Err(NoDataset(format!(
                "{} has no column `{name}`",
                self.path.display()
            ))),
            place => Ok(place),
        }
    }

    /// The place of a column that older datasets do not have.
    pub(super) fn optional(&self, name: &str) -> Place {
        self.header.iter().position(|column| column == name)
    }

    /// Goes on to the next row; false at the end.
    ///
    /// # Errors
    /// When the row is no CSV.
    pub(super) fn next(&mut self) -> Result<bool, NoDataset> {
        let read = self.csv.read_byte_record(&mut self.record);
        read.map_err(|error| NoDataset(format!("{}: {error}", self.path.display())))
    }

    /// The text of the row in a column; empty where the table has no such column.
    ///
    /// # Errors
    /// When it is no UTF-8.
    pub(super) fn text(&self, place: Place) -> Result<&str, NoDataset> {
        let bytes = place.and_then(|at| self.record.get(at)).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|_| self.wrong("text that is no UTF-8"))
    }

    /// The error that the row holds such a thing.
    pub(super) fn wrong(&self, what: &str) -> NoDataset {
        let line = self.record.position().map_or(0, csv::Position::line);
        NoDataset(format!("{}, line {line}: {what}", self.path.display()))
    }
}
