//! What each stage saw of one file: as text (`text`) and as pictures (`pictures`).
//!
//! Nothing here changes what is read: the stages run as in [`crate::extract`] and hand over what they found.

mod flow;
mod joins;
mod svg;
mod text;
pub(crate) mod xml;

use crate::document::{Content, Document, FlowBlock, Page};
use crate::error::Error;
use crate::extraction::Extraction;
use crate::grid::{self, Layout};
use crate::recognise::{self, Recognition};
use crate::{Settings, read};

/// A step of the pipeline that can be shown by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Stage {
    /// What the reader gives: pages with lines of text, or blocks
    Document,
    /// Grids of cells, lines of loose text
    Grid,
    /// Which tables of a form were found where, row by row
    Recognise,
    /// Agency and year, and the cells that are no plain number
    Records,
    /// Every finding
    Issues,
}

impl Stage {
    /// The stage up to which a file must be worked on.
    fn is_wanted(self, only: Option<Stage>) -> bool {
        only.is_none_or(|only| only == self)
    }
}

/// Describes a file: one stage, or all of them under a heading each.
///
/// Coordinates are points, rounded to 0.1, origin top left of the upright page; those of grids are on the page turned
/// for reading. Rows, columns and tables count from 1. The text is the same in every run.
///
/// # Errors
/// Those of [`crate::extract`], and only those of the stages up to the one asked for.
pub fn text(bytes: &[u8], settings: &Settings, only: Option<Stage>) -> Result<String, Error> {
    let mut out = String::new();
    let document = read::read(bytes, &settings.limits, settings.forms)?;
    if Stage::Document.is_wanted(only) {
        text::document(&document, &mut out);
    }
    if only == Some(Stage::Document) {
        return Ok(out);
    }
    let layout = grid::layout(&document, &settings.limits)?;
    if Stage::Grid.is_wanted(only) {
        text::grids(&layout, &mut out);
    }
    if only == Some(Stage::Grid) {
        return Ok(out);
    }
    if Stage::Recognise.is_wanted(only) {
        text::recognition(
            &layout,
            &recognise::recognise(&layout, settings.forms),
            &mut out,
        );
    }
    if only == Some(Stage::Recognise) {
        return Ok(out);
    }
    let extraction = crate::extract(bytes, settings)?;
    if Stage::Records.is_wanted(only) {
        text::records(&extraction, &mut out);
    }
    if Stage::Issues.is_wanted(only) {
        text::issues(&extraction, &mut out);
    }
    Ok(out)
}

/// The characters that the reader gives for each page, in the order of the content; for a document without pages, for
/// each cell of each table.
///
/// # Errors
/// When the file cannot be read.
pub fn characters(bytes: &[u8], settings: &Settings) -> Result<Vec<String>, Error> {
    let document = read::read(bytes, &settings.limits, settings.forms)?;
    Ok(match document.content {
        Content::Pages(pages) => {
            let text = |page: &Page| page.glyphs.iter().map(|glyph| glyph.ch).collect();
            pages.iter().map(text).collect()
        }
        Content::Flow(blocks) => {
            let tables = blocks.into_iter().filter_map(|block| match block {
                FlowBlock::Table(table) => Some(table),
                FlowBlock::Paragraph(_) => None,
            });
            tables
                .flat_map(|table| table.cells)
                .map(|cell| cell.text)
                .collect()
        }
    })
}

/// All that the stages found in one file.
struct Seen {
    document: Document,
    layout: Layout,
    recognition: Recognition,
    extraction: Extraction,
}

/// The pictures of one file, drawn one after the other.
pub struct Pictures {
    seen: Seen,
    next: usize,
}

/// Draws a file: an SVG for each page, or for each table of a document without pages.
///
/// # Errors
/// Those of [`crate::extract`].
pub fn pictures(bytes: &[u8], settings: &Settings) -> Result<Pictures, Error> {
    let extraction = crate::extract(bytes, settings)?;
    let document = read::read(bytes, &settings.limits, settings.forms)?;
    let layout = grid::layout(&document, &settings.limits)?;
    let recognition = recognise::recognise(&layout, settings.forms);
    let seen = Seen {
        document,
        layout,
        recognition,
        extraction,
    };
    Ok(Pictures { seen, next: 0 })
}

impl Iterator for Pictures {
    /// File name and SVG.
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next;
        self.next += 1;
        let number = index + 1;
        match &self.seen.document.content {
            Content::Pages(pages) => {
                let page = pages.get(index)?;
                Some((format!("page-{number:03}.svg"), svg::page(&self.seen, page)))
            }
            Content::Flow(_) => {
                let table = flow::table(&self.seen, index)?;
                Some((format!("table-{number:03}.svg"), table))
            }
        }
    }
}

/// What grid and recognition see of a document that a test has made.
#[cfg(test)]
pub(crate) fn describe(document: &Document) -> String {
    let mut out = String::new();
    let layout = grid::layout(document, &crate::Limits::default()).expect("no cap is reached");
    text::grids(&layout, &mut out);
    text::recognition(
        &layout,
        &recognise::recognise(&layout, crate::forms::Forms::default()),
        &mut out,
    );
    out
}
