//! What `word/styles.xml` says that changes the text: hidden characters and numbered paragraphs.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::xml::{Cursor, attribute, damaged, is_on, local, number};
use crate::error::{Error, ErrorKind};

/// Styles in one document; Word itself stops near 4,000.
const MAX_STYLES: usize = 20_000;
/// Steps along `basedOn`; Word's own chains end after about ten.
const MAX_ANCESTORS: usize = 32;

/// A list level that a paragraph asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberRef {
    /// `w:numId`; 0 takes an inherited number away.
    pub(super) id: Option<u32>,
    /// `w:ilvl`, 0-based.
    pub(super) level: Option<u32>,
}

/// What one style adds.
#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    raised: Option<Raised>,
    number: NumberRef,
}

/// Where characters stand on the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Raised {
    /// On the baseline.
    #[default]
    No,
    /// Superscript.
    Up,
    /// Subscript.
    Down,
}

impl Raised {
    /// From `w:vertAlign`.
    pub(super) fn from_element(start: &BytesStart<'_>) -> Self {
        match attribute(start, "val").as_deref() {
            Some("superscript") => Raised::Up,
            Some("subscript") => Raised::Down,
            _ => Raised::No,
        }
    }
}

/// The style sheet of one document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many styles or too deep nesting.
    pub(super) fn parse(xml: &str, max_depth: usize) -> Result<Self, Error> {
        let mut cursor = Cursor::new(xml, max_depth);
        let mut sheet = Styles::default();
        let root = cursor.root()?;
        if local(&root) != "styles" {
            return Err(damaged("the style sheet has another root element"));
        }
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            if local(&start) == "style" {
                sheet.add(&start, &mut cursor)?;
            }
        }
        Ok(sheet)
    }

    fn add(&mut self, start: &BytesStart<'_>, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let id = attribute(start, "styleId").unwrap_or_default().into_owned();
        let is_default =
            attribute(start, "default").is_some_and(|v| matches!(&*v, "1" | "true" | "on"));
        if is_default && attribute(start, "type").as_deref() == Some("paragraph") {
            self.default_paragraph = Some(id.clone());
        }
        let style = read_style(cursor)?;
        self.styles.insert(id, style);
        if self.styles.len() > MAX_STYLES {
            return Err(Error::new(
                ErrorKind::Limit,
                "read",
                format!("more than {MAX_STYLES} styles"),
            ));
        }
        Ok(())
    }

    /// The style's own chain, nearest first.
    fn chain<'s>(&'s self, id: Option<&'s str>) -> impl Iterator<Item = (&'s str, &'s Style)> {
        let mut next = id;
        std::iter::from_fn(move || {
            let id = next.take()?;
            let style = self.styles.get(id)?;
            next = style.parent.as_deref();
            Some((id, style))
        })
        .take(MAX_ANCESTORS)
    }

    /// The style of a paragraph that names none.
    pub(super) fn default_paragraph(&self) -> Option<&str> {
        self.default_paragraph.as_deref()
    }

    /// Whether characters of this style are hidden.
    pub(super) fn is_hidden(&self, id: Option<&str>) -> bool {
        self.chain(id)
            .find_map(|(_, style)| style.hidden)
            .unwrap_or(false)
    }

    /// Whether characters of this style are raised.
    pub(super) fn raised(&self, id: Option<&str>) -> Raised {
        self.chain(id)
            .find_map(|(_, style)| style.raised)
            .unwrap_or_default()
    }

    /// The list that paragraphs of this style belong to, with the style that says so.
    pub(super) fn number<'s>(&'s self, id: Option<&'s str>) -> Option<(&'s str, NumberRef)> {
        self.chain(id)
            .find(|(_, style)| style.number.id.is_some())
            .map(|(id, style)| (id, style.number))
    }
}

fn read_style(cursor: &mut Cursor<'_>) -> Result<Style, Error> {
    let depth = cursor.depth();
    let mut style = Style::default();
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "basedOn" => style.parent = attribute(&start, "val").map(|id| id.into_owned()),
            "vanish" => style.hidden = Some(is_on(&start)),
            "vertAlign" => style.raised = Some(Raised::from_element(&start)),
            "numId" => style.number.id = number(&start),
            "ilvl" => style.number.level = number(&start),
            "tblStylePr" | "pPrChange" | "rPrChange" => cursor.skip()?,
            _ => {}
        }
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(styles: &str) -> Styles {
        Styles::parse(&format!("<w:styles>{styles}</w:styles>"), 50).unwrap()
    }

    #[test]
    fn properties_come_from_the_nearest_ancestor_that_sets_them() {
        let sheet = sheet(
            "<w:style w:styleId='a'><w:rPr><w:vanish/></w:rPr><w:pPr><w:numPr><w:numId w:val='4'/></w:numPr></w:pPr>\
             </w:style><w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>\
             <w:style w:styleId='c'><w:basedOn w:val='b'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>",
        );
        assert!(sheet.is_hidden(Some("b")));
        assert!(!sheet.is_hidden(Some("c")));
        assert!(!sheet.is_hidden(None));
        assert_eq!(
            sheet.number(Some("c")).map(|(id, number)| (id, number.id)),
            Some(("a", Some(4)))
        );
    }

    #[test]
    fn styles_based_on_each_other_end() {
        let sheet = sheet(
            "<w:style w:styleId='a'><w:basedOn w:val='b'/></w:style><w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>",
        );
        assert!(!sheet.is_hidden(Some("a")));
    }

    #[test]
    fn the_default_paragraph_style_is_known() {
        let sheet = sheet("<w:style w:type='paragraph' w:default='1' w:styleId='n'/>");
        assert_eq!(sheet.default_paragraph(), Some("n"));
    }
}
