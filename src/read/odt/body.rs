//! The walk over the text: paragraphs, lists, sections and tables in document order.

use std::borrow::Cow;
use std::collections::BTreeSet;

use quick_xml::events::BytesStart;

use super::lists::Lists;
use super::styles::Styles;
use crate::document::FlowBlock;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::cell::append;
use crate::read::xml::{Cursor, attribute, damaged, local};

/// Paragraphs of one document, empty ones included.
const MAX_PARAGRAPHS: usize = 300_000;
/// Bytes by which the text may outgrow its source: repeated cells and spaces, list labels.
const MAX_GROWTH: usize = 8 << 20;
/// Page headers of one document that are read.
const MAX_HEADERS: usize = 48;

/// Reads the text of a document (`content.xml`, or a flat file).
///
/// # Errors
/// `Damaged` for malformed XML or another kind of document than a text, `Limit` when a cap is reached.
pub(super) fn read(xml: &str, styles: &Styles, limits: &Limits) -> Result<Vec<FlowBlock>, Error> {
    let mut walker = Walker::new(xml, styles, limits);
    walker.cursor.root()?;
    let depth = walker.cursor.depth();
    while let Some(start) = walker.cursor.element_in(depth)? {
        match local(&start) {
            "body" => {}
            "text" => return walker.story(),
            _ => walker.cursor.skip()?,
        }
    }
    Err(damaged("the content is no text document"))
}

/// Reads the page headers: the text of their paragraphs and cells, each once.
///
/// # Errors
/// As [`read`].
pub(super) fn read_headers(
    xml: &str,
    styles: &Styles,
    limits: &Limits,
) -> Result<Vec<String>, Error> {
    let mut walker = Walker::new(xml, styles, limits);
    walker.cursor.root()?;
    let depth = walker.cursor.depth();
    let mut texts: Vec<String> = Vec::new();
    while let Some(start) = walker.cursor.element_in(depth)? {
        match local(&start) {
            "master-styles" | "master-page" => {}
            "header" | "header-first" | "header-left"
                if attribute(&start, "display").as_deref() != Some("false") =>
            {
                for block in walker.story()? {
                    let found = match block {
                        FlowBlock::Paragraph(text) => vec![text],
                        FlowBlock::Table(table) => {
                            table.cells.into_iter().map(|cell| cell.text).collect()
                        }
                    };
                    for text in found {
                        let is_new = !text.trim().is_empty() && !texts.contains(&text);
                        if is_new && texts.len() < MAX_HEADERS {
                            texts.push(text);
                        }
                    }
                }
            }
            _ => walker.cursor.skip()?,
        }
    }
    Ok(texts)
}

/// The state of the walk.
pub(super) struct Walker<'a, 's> {
    pub(super) cursor: Cursor<'a>,
    pub(super) styles: &'s Styles,
    pub(super) lists: Lists,
    pub(super) changes: Changes,
    /// Cells, rows and tables still allowed.
    cells_left: usize,
    paragraphs_left: usize,
    growth_left: usize,
}

/// Blocks as they gather inside one container: the body, a text box or a cell.
#[derive(Default)]
pub(super) struct Story {
    pub(super) blocks: Vec<FlowBlock>,
    /// Text boxes, which stand apart from the text they are anchored in; they follow it.
    pub(super) boxes: Vec<FlowBlock>,
    /// Text of paragraphs whose mark is deleted: it runs on into the next paragraph.
    joined: String,
}

impl Story {
    /// Adds a paragraph; one whose mark is gone waits for the next.
    pub(super) fn push(&mut self, text: String, joins_next: bool) {
        append(&mut self.joined, text);
        if !joins_next {
            let text = std::mem::take(&mut self.joined);
            self.blocks.push(FlowBlock::Paragraph(text));
        }
    }

    /// Ends the paragraph that waits for a next one.
    pub(super) fn flush(&mut self) {
        if !self.joined.is_empty() {
            self.push(String::new(), false);
        }
    }
}

/// Tracked deletions (ISO/IEC 26300-1, 5.5). Most writers move deleted text into their list; flat files of LibreOffice
/// leave it where it was, between two marks.
#[derive(Default)]
pub(super) struct Changes {
    deletions: BTreeSet<String>,
    open: BTreeSet<String>,
}

impl Changes {
    /// Whether text that comes now is deleted.
    pub(super) fn is_deleting(&self) -> bool {
        !self.open.is_empty()
    }

    /// A `text:change-start` or `text:change-end`.
    pub(super) fn mark(&mut self, start: &BytesStart<'_>) {
        let id = attribute(start, "change-id").unwrap_or_default();
        if local(start) == "change-end" {
            self.open.remove(&*id);
        } else if self.deletions.contains(&*id) {
            self.open.insert(id.into_owned());
        }
    }

    /// Reads the `text:tracked-changes` that began last.
    fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let depth = cursor.depth();
        let mut id = None;
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "changed-region" => id = attribute(&start, "id").map(Cow::into_owned),
                "deletion" => {
                    self.deletions.extend(id.take());
                    cursor.skip()?;
                }
                _ => cursor.skip()?,
            }
        }
        Ok(())
    }
}

impl<'a, 's> Walker<'a, 's> {
    fn new(xml: &'a str, styles: &'s Styles, limits: &Limits) -> Self {
        Walker {
            cursor: Cursor::new(xml, limits.depth),
            styles,
            lists: Lists::default(),
            changes: Changes::default(),
            cells_left: limits.cells,
            paragraphs_left: MAX_PARAGRAPHS,
            growth_left: MAX_GROWTH,
        }
    }

    /// The blocks inside the element that began last, text boxes behind their paragraphs.
    pub(super) fn story(&mut self) -> Result<Vec<FlowBlock>, Error> {
        let depth = self.cursor.depth();
        let mut story = Story::default();
        while let Some(start) = self.cursor.element_in(depth)? {
            self.block(&start, &mut story)?;
            story.blocks.append(&mut story.boxes);
        }
        story.flush();
        Ok(story.blocks)
    }

    /// Reads the block that began last; wrappers (sections, indexes, frames) are passed through.
    pub(super) fn block(&mut self, start: &BytesStart<'_>, story: &mut Story) -> Result<(), Error> {
        match local(start) {
            "p" | "h" => self.paragraph(start, story)?,
            "table" => {
                story.flush();
                self.table(&mut story.blocks)?;
            }
            "tracked-changes" => self.changes.read(&mut self.cursor)?,
            "change-start" | "change-end" => self.changes.mark(start),
            "list" => self.list(start, story)?,
            "section" if is_hidden_section(start) => self.cursor.skip()?,
            name if is_unprinted(name) => self.cursor.skip()?,
            _ => {}
        }
        Ok(())
    }

    fn list(&mut self, start: &BytesStart<'_>, story: &mut Story) -> Result<(), Error> {
        let depth = self.cursor.depth();
        self.lists.begin(start);
        while let Some(start) = self.cursor.element_in(depth)? {
            match local(&start) {
                "list-item" => self.lists.item(&start),
                _ => self.block(&start, story)?,
            }
        }
        self.lists.end();
        Ok(())
    }

    /// Counts text that is longer than its source against its cap.
    pub(super) fn charge_growth(&mut self, bytes: usize) -> Result<(), Error> {
        let left = self.growth_left.checked_sub(bytes);
        self.growth_left = left.ok_or_else(|| exhausted("repeated text and list labels"))?;
        Ok(())
    }

    /// Counts a paragraph against its cap.
    pub(super) fn charge_paragraph(&mut self) -> Result<(), Error> {
        let left = self.paragraphs_left.checked_sub(1);
        self.paragraphs_left = left.ok_or_else(|| exhausted("paragraphs"))?;
        Ok(())
    }

    /// Counts tables, rows and cells against their cap.
    pub(super) fn charge_cells(&mut self, count: usize) -> Result<(), Error> {
        let left = self.cells_left.checked_sub(count);
        self.cells_left = left.ok_or_else(|| exhausted("tables, rows and cells"))?;
        Ok(())
    }
}

/// Elements that hold nothing printed in place, wherever they stand: deletions, comments, notes, descriptions,
/// pictures, form controls, templates of indexes.
pub(super) fn is_unprinted(name: &str) -> bool {
    matches!(
        name,
        "annotation"
            | "note"
            | "title"
            | "desc"
            | "binary-data"
            | "forms"
            | "event-listeners"
            | "ruby-text"
            | "meta-field-source"
            | "section-source"
            | "dde-source"
            | "bibliography-configuration"
            | "math"
    ) || name.ends_with("-source")
        || name.ends_with("-decls")
}

/// `text:display` (ISO/IEC 26300-1, 19.796): with a condition, `text:is-hidden` says how it came out.
fn is_hidden_section(start: &BytesStart<'_>) -> bool {
    match attribute(start, "display").as_deref() {
        Some("none") => true,
        Some("condition") => attribute(start, "is-hidden").as_deref() == Some("true"),
        _ => false,
    }
}

fn exhausted(what: &str) -> Error {
    let message = format!("the document has too many {what}");
    Error::new(ErrorKind::Limit, "read", message)
}
