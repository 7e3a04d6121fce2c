//! Logical tables and paragraphs.

use arbitrary::Arbitrary;
use nianbao::stages::{FlowBlock, FlowCell, FlowTable};

use super::printed::{FormChoice, Text};

/// A block of flowing text.
#[derive(Arbitrary, Debug)]
pub enum Block {
    /// Texts one after the other.
    Paragraph(Vec<Text>),
    /// So many columns, then cells with their spans, each at the first free place.
    Table(u8, Vec<(u8, u8, Text)>),
    /// A table of a form.
    Form(FormChoice),
}

impl Block {
    pub(super) fn block(&self) -> FlowBlock {
        match self {
            Block::Paragraph(texts) => FlowBlock::Paragraph(texts.iter().map(Text::text).collect()),
            Block::Table(columns, cells) => {
                FlowBlock::Table(placed(u32::from(*columns % 16) + 1, cells))
            }
            Block::Form(form) => {
                let rows = form.rows();
                let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
                let cells: Vec<(u8, u8, Text)> = rows
                    .concat()
                    .into_iter()
                    .map(|text| (1, 1, Text::Other(text.chars().collect())))
                    .collect();
                FlowBlock::Table(placed(columns as u32, &cells))
            }
        }
    }
}

/// Each cell at the first free place in reading order, no wider than what is free there.
fn placed(columns: u32, given: &[(u8, u8, Text)]) -> FlowTable {
    // For each column the first free row.
    let mut free = vec![0_u32; columns as usize];
    let mut cells = Vec::new();
    for (rows, wide, text) in given {
        let Some((column, &row)) = free.iter().enumerate().min_by_key(|(_, row)| **row) else {
            break;
        };
        let beside = free
            .iter()
            .skip(column)
            .take_while(|free| **free == row)
            .count() as u32;
        let (row_span, column_span) = (
            u32::from(rows % 8).max(1),
            u32::from(*wide).clamp(1, beside),
        );
        for place in free.iter_mut().skip(column).take(column_span as usize) {
            *place = row + row_span;
        }
        cells.push(FlowCell {
            row,
            column: column as u32,
            row_span,
            column_span,
            text: text.text(),
        });
    }
    let rows = free.iter().copied().max().unwrap_or_default();
    FlowTable {
        rows,
        columns,
        cells,
    }
}
