//! Makes small containers for tests and shows what was read of documents.

use crate::document::FlowBlock;

pub(crate) mod compound;

pub(crate) use zipped::{pack, pack_stored};

mod zipped {
    use std::io::{Cursor, Write};

    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

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
            writer
                .start_file(*name, options)
                .expect("a zip file in memory");
            writer.write_all(bytes).expect("a zip file in memory");
        }
        writer.finish().expect("a zip file in memory").into_inner()
    }
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
