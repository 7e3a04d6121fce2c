//! The stages one by one, for benches and for tests that look between them.
//!
//! Not stable: names, types and cuts follow the inside of the library and change without notice. What the library
//! promises is [`crate::extract`].

mod laws;

use crate::check::Outcome;
use crate::error::Error;
use crate::extraction::CellRecord;
use crate::issue::Issue;
#[cfg(feature = "cli")]
use crate::{Extraction, batch, write::FileResult};
use crate::{Format, Settings, document, forms, grid, normalise, read, recognise, validate};

pub use crate::document::{
    Content, Direction, FlowBlock, FlowCell, FlowTable, Glyph, Page, Ruling,
};
pub use laws::of_cells;

/// What `read` gives: glyphs and rulings of pages, or paragraphs and tables of a flow document.
#[derive(Clone, Debug)]
pub struct Document(document::Document);

impl Document {
    /// A document that no file was read for: what fuzzing draws, of the format whose content is most like it.
    pub fn drawn(content: Content) -> Document {
        let format = match content {
            Content::Pages(_) => Format::Pdf,
            Content::Flow(_) => Format::Docx,
        };
        Document(document::Document {
            format,
            producer: String::new(),
            title: String::new(),
            running: Vec::new(),
            content,
        })
    }

    /// Where it breaks what every reader promises, in words; empty when it keeps to everything.
    pub fn faults(&self, settings: &Settings) -> Vec<String> {
        laws::of_document(&self.0, &settings.limits)
    }
}

impl Layout {
    /// Where it breaks what the grid stage promises for any document, in words; empty when it keeps to everything.
    pub fn faults(&self, document: &Document) -> Vec<String> {
        laws::of_layout(&self.0, &document.0)
    }
}

/// What `layout` gives: grids of cells and lines of text.
#[derive(Clone, Debug)]
pub struct Layout(grid::Layout);

/// What `recognise` gives: the cells of statutory tables.
#[derive(Clone, Debug)]
pub struct Recognition(recognise::Recognition);

/// Which reader the bytes are given to; `None` when they are of no kind that is read.
pub fn kind(bytes: &[u8]) -> Option<Format> {
    read::sniff(bytes)
}

/// From bytes to a document.
///
/// # Errors
/// Those of [`crate::extract`].
pub fn read(bytes: &[u8], settings: &Settings) -> Result<Document, Error> {
    read::read(bytes, &settings.limits, settings.forms).map(Document)
}

/// From a document to grids.
///
/// # Errors
/// Those of [`crate::extract`].
pub fn layout(document: &Document, settings: &Settings) -> Result<Layout, Error> {
    grid::layout(&document.0, &settings.limits).map(Layout)
}

/// From grids to the cells of statutory tables.
pub fn recognise(layout: &Layout) -> Recognition {
    Recognition(recognise::recognise(&layout.0, forms::Forms::default()))
}

/// From found cells to records with states and values, and the doubts about them.
pub fn records(recognition: &Recognition) -> (Vec<CellRecord>, Vec<Issue>) {
    normalise::records::records(&recognition.0)
}

/// What `key` gives: whose report it is and of which year, and what its text says about the numbers.
#[derive(Clone, Debug)]
pub struct Keying(normalise::keying::Keying);

/// Finds agency and year.
pub fn key(
    document: &Document,
    layout: &Layout,
    recognition: &Recognition,
    settings: &Settings,
) -> Keying {
    let (document, layout) = (&document.0, &layout.0);
    Keying(normalise::key(
        document,
        layout,
        &recognition.0,
        &settings.source,
        &normalise::known::checked(&settings.known).0,
    ))
}

/// Runs every check; puts the code of each that fails on its cell, unless it is for information only.
pub fn validate(cells: &mut [CellRecord], keying: &Keying) -> (Vec<Outcome>, Vec<Issue>) {
    let checked = validate::check(cells, &keying.0);
    (checked.outcomes, checked.issues)
}

/// What a batch makes of one file: the outcome of the file, or of every file in it when it is an archive; what the
/// settings know of the file is then taken for known of each. A crash is caught and is an outcome.
#[cfg(feature = "cli")]
pub fn outcomes(source: &str, bytes: &[u8], settings: &Settings) -> Vec<Result<Extraction, Error>> {
    let results = batch::read_file(source, bytes, settings).into_iter();
    let outcome = |result: FileResult| result.failure.map_or(Ok(result.extraction), Err);
    results.map(outcome).collect()
}

#[cfg(all(test, feature = "office"))]
mod tests {
    use super::*;

    #[test]
    fn the_stages_one_by_one_give_the_cells_of_extract() {
        let bytes = include_bytes!("../samples/docx/yanxi2023.docx");
        let settings = Settings::default();
        let document = read(bytes, &settings).unwrap();
        let layout = layout(&document, &settings).unwrap();
        let recognition = recognise(&layout);
        let (mut cells, _) = records(&recognition);
        let keying = key(&document, &layout, &recognition, &settings);
        let (outcomes, failures) = validate(&mut cells, &keying);
        let extraction = crate::extract(bytes, &settings).unwrap();
        assert_eq!(cells, extraction.cells);
        assert_eq!(outcomes, extraction.checks);
        assert!(failures.iter().any(|issue| issue.kind.code == "V301"));
    }
}
