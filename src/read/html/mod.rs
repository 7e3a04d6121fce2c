//! Reads web pages (.html, .mht): paragraphs and tables as a browser without scripts would show them.
//!
//! The page is parsed as the WHATWG HTML standard says, so broken markup means what browsers make of it. Style sheets in
//! the page and `style` attributes say what shows; sheets outside of it are never fetched. Tables that lay out the page
//! are no tables: what they hold stands in their place.

mod css;
mod declared;
mod encoding;
mod form;
mod guard;
mod head;
mod mht;
mod story;
mod style;
mod tree;
mod walk;

use css::Sheet;

use crate::document::{Content, Document, FlowBlock, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

pub(super) use mht::read as read_mht;

/// Reads a web page.
///
/// # Errors
/// `Limit` when a cap is reached; bytes of any kind are a page of some kind.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    page(bytes, "", &[], Format::Html, limits)
}

/// Reads a page of which a header told its charset (empty when none did), with the style sheets beside it.
fn page(
    bytes: &[u8],
    charset: &str,
    sheets: &[Sheet],
    format: Format,
    limits: &Limits,
) -> Result<Document, Error> {
    let cap = limits.file_bytes.min(limits.part_bytes);
    if u64::try_from(bytes.len()).is_ok_and(|length| length > cap) {
        let message = format!("the page is longer than {cap} bytes");
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let text = encoding::decode(bytes, charset);
    let tree = guard::parse(&text, sheets)?;
    let head = head::read(&tree);
    Ok(Document {
        format,
        producer: head.producer,
        title: head.title,
        running: Vec::new(),
        content: Content::Flow(walk::read(&tree, sheets, limits)?),
    })
}

/// Whether a page has a table.
fn has_table(document: &Document) -> bool {
    match &document.content {
        Content::Flow(blocks) => blocks
            .iter()
            .any(|block| matches!(block, FlowBlock::Table(_))),
        Content::Pages(_) => false,
    }
}
