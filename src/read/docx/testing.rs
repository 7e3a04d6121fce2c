//! Makes small documents for tests and shows what was read of them.

use super::body;
use super::numbering::Numbering;
use super::styles::Styles;
use crate::document::FlowBlock;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::testing::show;

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
