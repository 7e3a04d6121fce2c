//! Documents drawn from the bytes of the fuzzer: rulings and text on pages, or logical tables with spans.
//!
//! Tables of the forms come in whole, since no fuzzer would find their labels; what is done to them is the fuzzer's.

mod flow;
mod page;
mod printed;

use arbitrary::Arbitrary;
use nianbao::stages::Content;

pub use flow::Block;
pub use page::Sheet;

/// What one run reads.
#[derive(Arbitrary, Debug)]
pub enum Drawing {
    /// Fixed layout.
    Pages(Vec<Sheet>),
    /// Flow layout.
    Flow(Vec<Block>),
}

impl Drawing {
    /// The document that is drawn.
    pub fn content(&self) -> Content {
        match self {
            Drawing::Pages(sheets) => Content::Pages(
                sheets
                    .iter()
                    .zip(1..)
                    .map(|(sheet, number)| sheet.page(number))
                    .collect(),
            ),
            Drawing::Flow(blocks) => Content::Flow(blocks.iter().map(Block::block).collect()),
        }
    }
}
