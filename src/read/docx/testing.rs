//! Makes small documents for tests and shows what was read of them.

use std::io::{Cursor, Write};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::body;
use super::numbering::Numbering;
use super::styles::Styles;
use crate::document::FlowBlock;
use crate::error::Error;
use crate::limits::Limits;

/// A zip file of these entries, deflated.
pub(crate) fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    pack_as(parts, CompressionMethod::Deflated)
}

/// A zip file of these entries, stored.
pub(crate) fn pack_stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    pack_as(parts, CompressionMethod::Stored)
}

fn pack_as(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The XML of a main part with this body.
pub(super) fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document xmlns:w=\"urn:w\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

/// Reads a body without styles and lists.
pub(super) fn read_body(body: &str, limits: &Limits) -> Result<Vec<FlowBlock>, Error> {
    body::read(
        &document(body),
        &Styles::default(),
        Numbering::default(),
        limits,
    )
}

/// What is read of a body without styles and lists: a string a block.
pub(super) fn blocks(body: &str) -> Vec<String> {
    show(&read_body(body, &Limits::default()).unwrap())
}

/// Paragraphs as they are; tables as `[rows x columns: text row,column rows x columns | ...]`.
pub(super) fn show(blocks: &[FlowBlock]) -> Vec<String> {
    blocks.iter().map(show_block).collect()
}

fn show_block(block: &FlowBlock) -> String {
    let table = match block {
        FlowBlock::Paragraph(text) => return text.clone(),
        FlowBlock::Table(table) => table,
    };
    let cells = table.cells.iter().map(|cell| {
        format!(
            "{} {},{} {}x{}",
            cell.text, cell.row, cell.column, cell.row_span, cell.column_span
        )
    });
    format!(
        "[{}x{}: {}]",
        table.rows,
        table.columns,
        cells.collect::<Vec<_>>().join(" | ")
    )
}
