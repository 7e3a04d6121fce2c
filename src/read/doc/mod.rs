//! Reads Word 97-2003 binary documents (.doc, [MS-DOC]) and those that WPS Writer saves as .wps: the text as printed,
//! in document order, with logical tables.
//!
//! Tracked changes are read as accepted, hidden text is left out, fields give their result. Page headers are read
//! apart; footers, notes and comments are left out. Automatic numbers are written out, unless what defines them is
//! lost. Text boxes follow the paragraph to which they are anchored. Nothing is repaired: where text, properties of
//! text or the shape of a table are lost, the document stops.

mod body;

mod characters;

mod fib;
mod labels;
mod numbering;
mod pages;
mod paragraph;
mod pieces;
mod sprm;
mod styles;
mod summary;
mod table;
#[cfg(test)]
pub(super) mod testing;
#[cfg(test)]
mod tests;
mod text;

use std::ops::Range;

use crate::document::{Content, Document, FlowBlock, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

use super::bytes::{damaged, slice, u8_at, u16_at, u32_at};
use super::compound::Compound;
#[cfg(test)]
use super::testing::compound;
use body::{Boxes, Source, Walker};
use fib::{Fib, Part};
use numbering::Numbering;
use pages::{Kind, Pages};
use pieces::{Text, count};
use styles::Styles;

/// Page headers of one document that are read: three for a section, and a report has few sections.
const MAX_HEADERS: usize = 48;
/// Text boxes of one document.
const MAX_BOXES: usize = 10_000;
/// Bytes of a text box's entry (2.9.110) and of a shape's (2.9.253).
const BOX_BYTES: usize = 22;
const SHAPE_BYTES: usize = 26;

/// The stream that holds the document itself when its rights are managed ([MS-OFFCRYPTO] 2.2.10).
const RIGHTS_MANAGED: &str = "\u{9}DRMContent";

/// Reads a Word 97-2003 document.
///
/// # Errors
/// `Limit` when a cap is reached, `Encrypted`, `UnknownFormat` for versions before Word 97, `Damaged` when something that
/// makes up text or tables is lost.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let file = Compound::open(bytes)?;
    if file.stream(RIGHTS_MANAGED).is_some() {
        let message = "the document is encrypted and needs a licence";
        return Err(Error::new(ErrorKind::Encrypted, "read", message));
    }
    let main = stream(&file, "WordDocument")?;
    let fib = Fib::parse(&main)?;
    let table = stream(&file, fib.table)?;
    let data = file.stream("Data").unwrap_or_default();
    let text = Text::parse(fib.part(&table, Part::Pieces)?, &main)?;
    let styles = Styles::parse(fib.part(&table, Part::Styles).unwrap_or_default());
    let pictorial = pictorial_fonts(fib.part(&table, Part::Fonts).unwrap_or_default());
    let source = Source {
        text: &text,
        paragraphs: Pages::new(
            Kind::Paragraph,
            fib.part(&table, Part::ParagraphPages)?,
            &main,
        ),
        characters: Pages::new(
            Kind::Character,
            fib.part(&table, Part::CharacterPages)?,
            &main,
        ),
        styles: &styles,
        data: &data,
        pictorial: &pictorial,
    };
    let numbering = Numbering::parse(
        fib.beginning_with(&table, Part::ListDefinitions),
        fib.beginning_with(&table, Part::Lists),
        &pictorial,
    )?;
    let mut walker = Walker::new(source, numbering, limits);
    let boxes = text_boxes(&fib, &table)?;
    let blocks = walker.body(fib.body(), boxes.anchored, boxes.loose)?;
    let running = running(&mut walker, &fib, &table);
    let summary = file.stream(summary::STREAM).unwrap_or_default();
    let (producer, title) = summary::program_and_title(&summary);
    Ok(Document {
        format: Format::Doc,
        producer,
        title,
        running,
        content: Content::Flow(blocks),
    })
}

fn stream(file: &Compound<'_>, name: &str) -> Result<Vec<u8>, Error> {
    file.stream(name)
        .ok_or_else(|| damaged(format!("the stream {name} is missing")))
}

/// Where text boxes stand that have a known anchor, and those that have none.
#[derive(Default)]
struct TextBoxes {
    anchored: Boxes,
    loose: Vec<Range<u32>>,
}

fn text_boxes(fib: &Fib, table: &[u8]) -> Result<TextBoxes, Error> {
    let mut found = TextBoxes::default();
    let story = fib.text_boxes();
    if story.is_empty() {
        return Ok(found);
    }
    let list = fib.part(table, Part::TextBoxes)?;
    let shapes = fib.part(table, Part::Shapes).unwrap_or_default();
    let boxes = count(list, BOX_BYTES);
    let anchors = anchors(shapes);
    // The last entry stands for no text box.
    for number in 0..boxes.saturating_sub(1).min(MAX_BOXES) {
        let Some(range) = part_of(list, number, &story) else {
            break;
        };
        let entry = (boxes + 1) * 4 + number * BOX_BYTES;
        let shape = u32_at(list, entry + 14);
        match shape.and_then(|shape| anchors.get(&shape)) {
            Some(anchor) => found.anchored.entry(*anchor).or_default().push(range),
            None => found.loose.push(range),
        }
    }
    Ok(found)
}

/// The character at which a shape is anchored, by its number.
fn anchors(shapes: &[u8]) -> std::collections::BTreeMap<u32, u32> {
    let all = count(shapes, SHAPE_BYTES);
    let anchor = |number: usize| {
        let shape = u32_at(shapes, (all + 1) * 4 + number * SHAPE_BYTES)?;
        Some((shape, u32_at(shapes, number * 4)?))
    };
    (0..all).map_while(anchor).collect()
}

/// The part of a story between entries `number` and `number + 1` of a PLC.
fn part_of(plc: &[u8], number: usize, story: &Range<u32>) -> Option<Range<u32>> {
    let start = story.start.checked_add(u32_at(plc, number * 4)?)?;
    let end = story.start.checked_add(u32_at(plc, number * 4 + 4)?)?;
    (start <= end && end <= story.end).then_some(start..end)
}

/// The texts of the page headers, each once. Like metadata, an unreadable one counts as not there.
fn running(walker: &mut Walker<'_>, fib: &Fib, table: &[u8]) -> Vec<String> {
    let list = fib.part(table, Part::Headers).unwrap_or_default();
    let story = fib.headers();
    let mut texts: Vec<String> = Vec::new();
    // Six separators of notes, then six stories for each section (2.3.5): headers are the first two and the fifth.
    let is_header = |number: &usize| matches!(number % 6, 0 | 1 | 4);
    let stories = (6..count(list, 0).min(MAX_HEADERS)).filter(is_header);
    for range in stories.filter_map(|number| part_of(list, number, &story)) {
        let blocks = walker.story(range).unwrap_or_default();
        let found = blocks.into_iter().flat_map(|block| match block {
            FlowBlock::Paragraph(text) => vec![text],
            FlowBlock::Table(table) => table.cells.into_iter().map(|cell| cell.text).collect(),
        });
        for text in found.filter(|text| !text.trim().is_empty()) {
            if texts.len() < MAX_HEADERS && !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

/// The numbers of fonts whose characters are pictures (2.9.287).
fn pictorial_fonts(fonts: &[u8]) -> Vec<u16> {
    /// Bytes of a font's entry in front of its name.
    const NAME_AT: usize = 39;
    let mut found = Vec::new();
    let mut at = 4_usize;
    for number in 0..u16_at(fonts, 0).unwrap_or(0) {
        let Some(length) = u8_at(fonts, at).map(usize::from) else {
            break;
        };
        let entry = slice(fonts, at + 1, length).unwrap_or_default();
        let name = entry.get(NAME_AT..).unwrap_or_default();
        let name: String = name
            .chunks_exact(2)
            .filter_map(|unit| u8_at(unit, 0))
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
        if name.starts_with("wingdings") || name.starts_with("webdings") {
            found.push(number);
        }
        at += 1 + length;
    }
    found
}
