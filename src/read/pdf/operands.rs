//! Looks for texts in content streams that are longer than a page: the interpreter makes glyphs of a whole text before
//! it hands over the first of them.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::content::UntypedIter;
use hayro_interpret::hayro_syntax::object::{Name, Object};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Content shorter than this is not looked at.
const LONG: usize = 256 << 10;
/// Bytes of a text that make a glyph, at most: a hexadecimal string of two-byte codes.
const BYTES_A_GLYPH: usize = 4;

/// Refuses a document of which a page, a form or a pattern shows a text that has no room on a page.
///
/// # Errors
/// `Limit`.
pub(super) fn check(pdf: &Pdf, limits: &Limits) -> Result<(), Error> {
    let most = limits.page_glyphs.saturating_mul(BYTES_A_GLYPH);
    let is_too_long = |content: &[u8]| content.len() > LONG && has_operand(content, most);
    for (page, number) in pdf.pages().iter().zip(1u32..) {
        if page.page_stream().is_some_and(is_too_long) {
            return Err(limit().at_page(number));
        }
    }
    for object in pdf.objects() {
        let Object::Stream(stream) = object else {
            continue;
        };
        let dict = stream.dict();
        let is_form = dict.get::<Name<'_>>(b"Subtype".as_slice());
        let is_form = is_form.is_some_and(|name| &*name == b"Form");
        if (is_form || dict.contains_key(b"PatternType".as_slice()))
            && stream
                .decoded_data()
                .is_ok_and(|content| is_too_long(&content))
        {
            return Err(limit());
        }
    }
    Ok(())
}

fn limit() -> Error {
    Error::new(ErrorKind::Limit, "read", "a text has no room on a page")
}

/// Whether an operand of a content stream is longer than this.
fn has_operand(content: &[u8], most: usize) -> bool {
    let mut instructions = UntypedIter::new(content);
    while let Some(instruction) = instructions.next() {
        let is_long = |operand: &Object<'_>| match operand {
            Object::String(text) => text.as_bytes().len() > most,
            Object::Array(items) => items.data().len() > most,
            _ => false,
        };
        if instruction.operands().any(is_long) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_operands_are_found_alone_and_in_arrays() {
        for (content, length) in [(&b"q BT (abcde) Tj ET"[..], 5), (b"[(ab) 3 (cd)] TJ", 11)] {
            assert!(!has_operand(content, length));
            assert!(has_operand(content, length - 1));
        }
        assert!(!has_operand(b"1 2 3 4 5 6 cm", 1));
    }
}
