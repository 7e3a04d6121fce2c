//! A cursor over the XML of one part: names without prefixes, depth capped, markup compatibility resolved.
//!
//! Names are matched by their local part, which is the same in the transitional and the strict namespaces
//! (ISO/IEC 29500-1 and -4); the walker keeps out of foreign vocabularies (DrawingML, VML) by context.
//! Entity declarations are never read: a reference to one gives U+FFFD, so that nothing printed vanishes unseen.

use std::borrow::Cow;
use std::io::BufRead;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::error::{Error, ErrorKind};

mod raw;

/// Prefixes of the extensions whose content the walker can read. A `Choice` asking for another one gives way to the
/// next `Choice` or to the `Fallback` (ISO/IEC 29500-3, 7.6). Prefixes are free in theory, constant in practice.
const UNDERSTOOD: &[&str] = &[
    "w", "wps", "wpg", "wpc", "wpi", "wp14", "a14", "w14", "w15", "w16", "w16se", "w16cid",
    "w16cex", "w16sdtdh", "w16du", "v", "m",
];

/// What stands next inside an element.
pub(super) enum Token<'a> {
    /// An element begins; its end comes even when it is empty.
    Start(BytesStart<'a>),
    /// Character data, references resolved.
    Text(Cow<'a, str>),
}

/// An `mc:AlternateContent` on the way down.
struct Alternate {
    depth: usize,
    taken: bool,
}

/// Reads one XML part forward.
pub(super) struct Cursor<'a> {
    xml: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    max_depth: usize,
    /// The element that began last is empty: its end comes next.
    at_empty: bool,
    alternates: Vec<Alternate>,
}

impl<'a> Cursor<'a> {
    /// Stands before the root element of `xml`; more than `max_depth` elements inside each other are refused.
    pub(super) fn new(xml: &'a str, max_depth: usize) -> Self {
        // The reader would drop the byte order mark itself, and not count it.
        let xml = xml.strip_prefix('\u{FEFF}').unwrap_or(xml);
        let mut reader = Reader::from_str(xml);
        reader.config_mut().allow_dangling_amp = false;
        Cursor {
            xml,
            reader,
            depth: 0,
            max_depth,
            at_empty: false,
            alternates: Vec::new(),
        }
    }

    /// A cursor at the root element, with the depth of what is in it for [`Cursor::next_in`].
    ///
    /// # Errors
    /// `Damaged` for malformed XML or none.
    pub(super) fn at_root(xml: &'a str, max_depth: usize) -> Result<(Self, usize), Error> {
        let mut cursor = Cursor::new(xml, max_depth);
        cursor.root()?;
        let depth = cursor.depth();
        Ok((cursor, depth))
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Goes to the root element.
    pub(super) fn root(&mut self) -> Result<BytesStart<'a>, Error> {
        loop {
            match self.event()? {
                Event::Start(start) | Event::Empty(start) => return Ok(start),
                Event::Eof => return Err(damaged("an XML part holds no element")),
                _ => {}
            }
        }
    }

    /// The next token inside the element whose content is at `depth`; `None` once that element has ended.
    ///
    /// `depth` is what [`Cursor::depth`] says right after the element's `Start`.
    pub(super) fn next_in(&mut self, depth: usize) -> Result<Option<Token<'a>>, Error> {
        loop {
            match self.event()? {
                Event::Start(start) | Event::Empty(start) => {
                    let is_shown = self.enters(&start)?;
                    if is_shown {
                        return Ok(Some(Token::Start(start)));
                    }
                }
                Event::End(_) if self.depth < depth => return Ok(None),
                Event::Text(text) => return Ok(Some(Token::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Token::Text(text.xml10_content()))),
                Event::GeneralRef(name) => return Ok(Some(Token::Text(resolve(&name)))),
                Event::Eof => return Err(damaged("an XML part ends inside an element")),
                _ => {}
            }
        }
    }

    /// The next element inside, character data passed over.
    pub(super) fn element_in(&mut self, depth: usize) -> Result<Option<BytesStart<'a>>, Error> {
        loop {
            match self.next_in(depth)? {
                Some(Token::Start(start)) => return Ok(Some(start)),
                Some(Token::Text(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// Goes past the end of the element that began last.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let outside = self.depth.saturating_sub(1);
        self.pass_over(&[]);
        while self.depth > outside {
            if matches!(self.event()?, Event::Eof) {
                return Err(damaged("an XML part ends inside an element"));
            }
        }
        Ok(())
    }

    /// Goes to the end tag of the element that began last, if its content names none of `wanted`; else, or when the
    /// content is not plain markup, stays. Sound both ways: names in attribute values only make it stay.
    pub(super) fn pass_over(&mut self, wanted: &[&str]) {
        self.pass_if(|content| (!wanted.iter().any(|name| content.contains(name))).then_some(()));
    }

    /// Shows the content of the element that began last to `judge` and goes to its end tag if that makes something of
    /// it; stays when it does not, and when the element is empty or its content is not plain markup.
    pub(super) fn pass_if<T>(&mut self, judge: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        if self.at_empty {
            return None;
        }
        let rest = self.xml.get(self.position()..)?;
        let content = rest.get(..raw::content_length(rest)?)?;
        let judged = judge(content)?;
        self.reader.stream().consume(content.len());
        Some(judged)
    }

    /// The XML inside the element that began last, as written; goes past its end.
    pub(super) fn inner(&mut self) -> Result<&'a str, Error> {
        let is_empty = self.at_empty;
        let start = self.position();
        self.skip()?;
        let whole = self.xml.get(start..self.position()).unwrap_or_default();
        let end = whole.rfind('<').filter(|_| !is_empty).unwrap_or(0);
        Ok(whole.get(..end).unwrap_or_default())
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Appends the character data of the element that began last, and goes past its end.
    pub(super) fn text(&mut self, into: &mut String) -> Result<(), Error> {
        let depth = self.depth;
        while let Some(token) = self.next_in(depth)? {
            if let Token::Text(text) = token {
                into.push_str(&text);
            }
        }
        Ok(())
    }

    /// The next event, depth kept. An empty element is followed by an end of its own; the parser could make that end
    /// too, but would keep and compare its name, which costs a fifth of the whole reading.
    fn event(&mut self) -> Result<Event<'a>, Error> {
        if std::mem::take(&mut self.at_empty) {
            self.close();
            return Ok(Event::End(BytesEnd::new("")));
        }
        let event = self
            .reader
            .read_event()
            .map_err(|error| damaged(format!("malformed XML: {error}")))?;
        match event {
            Event::Start(_) => self.open()?,
            Event::Empty(_) => {
                self.open()?;
                self.at_empty = true;
            }
            Event::End(_) => self.close(),
            _ => {}
        }
        Ok(event)
    }

    fn open(&mut self) -> Result<(), Error> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > self.max_depth {
            return Err(Error::new(
                ErrorKind::Limit,
                "read",
                format!("elements nest deeper than {}", self.max_depth),
            ));
        }
        Ok(())
    }

    fn close(&mut self) {
        if self
            .alternates
            .last()
            .is_some_and(|open| open.depth == self.depth)
        {
            self.alternates.pop();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// Resolves markup compatibility: whether the caller shall see this element. The wrappers themselves are passed
    /// through, and of several alternatives exactly one is read.
    fn enters(&mut self, start: &BytesStart<'a>) -> Result<bool, Error> {
        let name = local(start);
        if name == "AlternateContent" {
            self.alternates.push(Alternate {
                depth: self.depth,
                taken: false,
            });
            return Ok(false);
        }
        let parent = self.depth.saturating_sub(1);
        let Some(open) = self
            .alternates
            .last_mut()
            .filter(|open| open.depth == parent)
        else {
            return Ok(true);
        };
        let wanted = match name {
            "Choice" => is_understood(start),
            "Fallback" => true,
            _ => false,
        };
        if open.taken || !wanted {
            self.skip()?;
        } else {
            open.taken = true;
        }
        Ok(false)
    }
}

fn is_understood(choice: &BytesStart<'_>) -> bool {
    attribute(choice, "Requires").is_some_and(|requires| {
        requires
            .split_ascii_whitespace()
            .all(|prefix| UNDERSTOOD.contains(&prefix))
    })
}

fn resolve(name: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(ch)) = name.resolve_char_ref() {
        return Cow::Owned(ch.to_string());
    }
    Cow::Borrowed(resolve_xml_entity(name).unwrap_or("\u{FFFD}"))
}

/// The local name of an element.
pub(super) fn local<'s>(start: &'s BytesStart<'_>) -> &'s str {
    local_part(start.name().into_inner())
}

/// A name without its prefix. Prefixes are a letter or two: looking at each byte beats a search made for long texts.
fn local_part(name: &str) -> &str {
    let colon = name.bytes().position(|byte| byte == b':');
    colon
        .and_then(|at| name.get(at.checked_add(1)?..))
        .unwrap_or(name)
}

/// The value of the attribute with this local name; `None` when it is missing or malformed.
pub(super) fn attribute<'s>(start: &'s BytesStart<'_>, name: &str) -> Option<Cow<'s, str>> {
    // Without checks: the check for doubled names is quadratic in their number.
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| local_part(attribute.key.into_inner()) == name)
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
}

/// `w:val` as a whole number.
pub(super) fn number(start: &BytesStart<'_>) -> Option<u32> {
    attribute(start, "val")?.trim().parse().ok()
}

/// An on/off property (ISO/IEC 29500-1, 17.17.4): there without a value means on.
pub(super) fn is_on(start: &BytesStart<'_>) -> bool {
    !attribute(start, "val").is_some_and(|value| matches!(&*value, "0" | "false" | "off"))
}

/// An error of kind `Damaged`.
pub(super) fn damaged(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::Damaged, "read", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(xml: &str) -> Result<String, Error> {
        let mut cursor = Cursor::new(xml, 20);
        cursor.root()?;
        let mut text = String::new();
        cursor.text(&mut text)?;
        Ok(text)
    }

    #[test]
    fn references_resolve_and_declared_entities_do_not() {
        let xml = "<!DOCTYPE a [<!ENTITY x \"boom\">]><a>1&lt;&#x32;&x;3<![CDATA[&]]></a>";
        assert_eq!(texts(xml).unwrap(), "1<2\u{FFFD}3&");
    }

    #[test]
    fn exactly_one_alternative_is_read() {
        let both = "<a><mc:AlternateContent><mc:Choice Requires=\"wps\">1</mc:Choice><mc:Fallback>2</mc:Fallback>\
                    </mc:AlternateContent>3</a>";
        assert_eq!(texts(both).unwrap(), "13");
        let unknown = both.replace("wps", "wps zz");
        assert_eq!(texts(&unknown).unwrap(), "23");
    }

    #[test]
    fn alternatives_nest() {
        let xml = "<a><AlternateContent><Choice Requires=\"zz\">1</Choice><Fallback><b><AlternateContent>\
                   <Choice Requires=\"w14\">2</Choice><Fallback>3</Fallback></AlternateContent></b></Fallback>\
                   <Fallback>4</Fallback></AlternateContent></a>";
        assert_eq!(texts(xml).unwrap(), "2");
    }

    #[test]
    fn a_part_cut_in_the_middle_is_damaged() {
        for xml in ["<a><b>1</b>", "<a>1</b></a>", "<a><b", "", "<a>1 & 2</a>"] {
            assert_eq!(texts(xml).unwrap_err().kind(), ErrorKind::Damaged, "{xml}");
        }
    }

    #[test]
    fn content_is_passed_over_only_when_nothing_wanted_is_in_it() {
        for (xml, wanted, left) in [
            ("\u{FEFF}<r><a>1<b/></a>2</r>", "c", "2"),
            ("<r><a>1<b/></a>2</r>", "b", "12"),
            ("<r><a>1<!-- --></a>2</r>", "c", "12"),
            ("<r><a/>2</r>", "c", "2"),
        ] {
            let mut cursor = Cursor::new(xml, 20);
            cursor.root().unwrap();
            let depth = cursor.depth();
            assert!(matches!(cursor.next_in(depth), Ok(Some(Token::Start(_)))));
            cursor.pass_over(&[wanted]);
            let mut text = String::new();
            while let Some(token) = cursor.next_in(depth).unwrap() {
                if let Token::Text(piece) = token {
                    text.push_str(&piece);
                }
            }
            assert_eq!(text, left, "{xml}");
        }
    }

    #[test]
    fn the_inside_of_an_element_is_given_as_written() {
        for (xml, inside) in [
            (
                "<r><a x='>'>1<b/>&lt;<!-- </a> --></a >2</r>",
                "1<b/>&lt;<!-- </a> -->",
            ),
            ("\u{FEFF}<r><a></a>2</r>", ""),
            ("<r><a/>2</r>", ""),
        ] {
            let mut cursor = Cursor::new(xml, 20);
            cursor.root().unwrap();
            let depth = cursor.depth();
            assert!(matches!(cursor.next_in(depth), Ok(Some(Token::Start(_)))));
            assert_eq!(cursor.inner().unwrap(), inside);
            assert!(matches!(cursor.next_in(depth), Ok(Some(Token::Text(text))) if text == "2"));
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let xml = "<a>".repeat(100_000);
        assert_eq!(texts(&xml).unwrap_err().kind(), ErrorKind::Limit);
    }
}
