//! From the blocks that stand in a cell to its text and to what follows its table.

use super::table::RawCell;
use crate::document::{FlowBlock, FlowTable, LINE_BREAK};

/// Parts a cell's story: paragraphs are its text, tables follow the outer table.
///
/// A text box stands in for the text of a cell that has none of its own; else it floats somewhere near it and is kept
/// apart, lest its words run into the cell's number. A nested table of one cell is a frame around text, not a table.
pub(super) fn settle(cell: &mut RawCell, blocks: Vec<FlowBlock>, boxes: Vec<FlowBlock>) {
    gather(cell, blocks, true);
    let is_own = cell.text.trim().is_empty() && boxes.iter().any(has_text);
    if is_own {
        cell.text.clear();
    }
    gather(cell, boxes, is_own);
}

fn gather(cell: &mut RawCell, blocks: Vec<FlowBlock>, is_own: bool) {
    let mut first = cell.text.is_empty();
    for block in blocks {
        match as_text(block) {
            Ok(text) if is_own => {
                if !std::mem::take(&mut first) {
                    cell.text.push('\n');
                }
                append(&mut cell.text, text);
            }
            Ok(text) => {
                let text = replaced(text, LINE_BREAK, "\n");
                cell.after.push(FlowBlock::Paragraph(text));
            }
            Err(table) => cell.after.push(FlowBlock::Table(table)),
        }
    }
}

fn replaced(text: String, from: char, to: &str) -> String {
    if text.contains(from) {
        return text.replace(from, to);
    }
    text
}

/// Most cells hold one paragraph: its text is moved, not copied.
pub(super) fn append(into: &mut String, text: String) {
    if into.is_empty() {
        *into = text;
    } else {
        into.push_str(&text);
    }
}

/// The text of a paragraph or a frame as it stands in a cell: `\n` between paragraphs only.
fn as_text(block: FlowBlock) -> Result<String, FlowTable> {
    match block {
        FlowBlock::Paragraph(text) => Ok(replaced(text, '\n', LINE_BREAK.encode_utf8(&mut [0; 4]))),
        FlowBlock::Table(mut table) if table.cells.len() == 1 => {
            Ok(table.cells.pop().map(|cell| cell.text).unwrap_or_default())
        }
        FlowBlock::Table(table) => Err(table),
    }
}

fn has_text(block: &FlowBlock) -> bool {
    matches!(block, FlowBlock::Paragraph(text) if !text.trim().is_empty())
}
