//! Finds the end of an element without parsing what is in it.
//!
//! Most of a Word document is formatting that does not touch the text; passing over it here is several times faster
//! than through the parser. Only plain markup is judged: anything else is left to the parser.

use memchr::memchr;

/// The length in bytes of the content that begins at the start of `xml`, up to the end tag of its element.
///
/// `None` when there is no such end tag, or a comment, a CDATA section or an instruction stands before it.
pub(super) fn content_length(xml: &str) -> Option<usize> {
    let xml = xml.as_bytes();
    let mut open = 0_usize;
    let mut at = 0_usize;
    loop {
        at = at.checked_add(tag_start(xml.get(at..)?)?)?;
        let tag = xml.get(at..)?;
        match tag.get(1)? {
            b'!' | b'?' => return None,
            b'/' if open == 0 => return Some(at),
            _ => {}
        }
        let length = tag_length(tag)?;
        match tag.get(..length)? {
            [_, b'/', ..] => open = open.checked_sub(1)?,
            [.., b'/', _] => {}
            _ => open = open.checked_add(1)?,
        }
        at = at.checked_add(length)?;
    }
}

/// Where the next tag begins: mostly at once, and a call takes longer than a look.
fn tag_start(xml: &[u8]) -> Option<usize> {
    match xml.first()? {
        b'<' => Some(0),
        _ => memchr(b'<', xml),
    }
}

/// The length of the tag at the start of `xml`; a `>` inside an attribute value does not end it.
fn tag_length(xml: &[u8]) -> Option<usize> {
    let length = memchr(b'>', xml)?.checked_add(1)?;
    // An attribute value holds no `<`, so that a tag that another one follows has ended.
    if xml.get(length) == Some(&b'<') {
        return Some(length);
    }
    quoted_tag_length(xml)
}

fn quoted_tag_length(xml: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (index, byte) in xml.iter().copied().enumerate() {
        match (quote, byte) {
            (None, b'>') => return index.checked_add(1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::content_length;

    #[test]
    fn content_ends_at_the_matching_end_tag() {
        assert_eq!(content_length("</a>"), Some(0));
        assert_eq!(content_length("年<b/></a>x"), Some(7));
        assert_eq!(
            content_length("<a><b></b></a><c d='/>'>1</c></a></a>"),
            Some(29)
        );
    }

    #[test]
    fn quotes_hide_markup() {
        assert_eq!(content_length("<b c=\"</a>'\" d='>\"'/></a>"), Some(21));
    }

    #[test]
    fn what_is_not_plain_markup_is_left_to_the_parser() {
        for xml in [
            "",
            "<b>",
            "<b",
            "<!-- </a> --></a>",
            "<![CDATA[</a>]]></a>",
            "<?x </a>?></a>",
            "<b c='></a>",
        ] {
            assert_eq!(content_length(xml), None, "{xml}");
        }
    }
}
