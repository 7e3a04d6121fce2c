//! What `word/styles.xml` says that changes the text: hidden, crossed-out and raised characters, numbered paragraphs.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use memchr::memmem;
use quick_xml::events::BytesStart;

use crate::error::{Error, ErrorKind};
use crate::read::characters::Raised;
use crate::read::xml::{Cursor, attribute, damaged, is_on, local, number};

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

/// What one style says itself.
#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    struck: Option<bool>,
    raised: Option<Raised>,
    number: NumberRef,
    /// With all that it is based on, once it has been asked for.
    resolved: OnceCell<Resolved>,
}

/// What holds for a style with all that it is based on.
#[derive(Clone, Debug, Default)]
struct Resolved {
    hidden: bool,
    struck: bool,
    raised: Raised,
    /// The list, with the style that says so.
    number: Option<(Rc<str>, NumberRef)>,
}

/// From `w:vertAlign`.
pub(super) fn raised_of(start: &BytesStart<'_>) -> Raised {
    match attribute(start, "val").as_deref() {
        Some("superscript") => Raised::Up,
        Some("subscript") => Raised::Down,
        _ => Raised::No,
    }
}

/// The style sheet of one document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<Rc<str>, Style>,
    default_paragraph: Option<String>,
}

impl Styles {
    /// Reads `word/styles.xml`.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many styles or too deep nesting.
    pub(super) fn parse(xml: &str, max_depth: usize) -> Result<Self, Error> {
        let mut cursor = Cursor::new(xml, max_depth);
        let mut own = BTreeMap::new();
        let mut default_paragraph = None;
        if local(&cursor.root()?) != "styles" {
            return Err(damaged("the style sheet has another root element"));
        }
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            if local(&start) != "style" || is_of_tables(&start) {
                cursor.skip()?;
                continue;
            }
            let id = attribute(&start, "styleId").unwrap_or_default();
            if is_default_paragraph(&start) {
                default_paragraph = Some(String::from(&*id));
            }
            own.insert(Rc::from(&*id), read_style(&mut cursor)?);
            check_count(own.len())?;
        }
        Ok(Styles {
            styles: own,
            default_paragraph,
        })
    }

    fn get(&self, id: Option<&str>) -> Option<&Resolved> {
        let (id, style) = self.styles.get_key_value(id?)?;
        // Once a style and not once a paragraph: chains may be long and paragraphs many.
        let resolve = || resolve(&self.styles, id, style);
        Some(style.resolved.get_or_init(resolve))
    }

    /// The style of a paragraph that names none.
    pub(super) fn default_paragraph(&self) -> Option<&str> {
        self.default_paragraph.as_deref()
    }

    /// Whether characters of this style are hidden.
    pub(super) fn is_hidden(&self, id: Option<&str>) -> bool {
        self.get(id).is_some_and(|style| style.hidden)
    }

    /// Whether characters of this style are crossed out.
    pub(super) fn is_struck(&self, id: Option<&str>) -> bool {
        self.get(id).is_some_and(|style| style.struck)
    }

    /// Whether characters of this style are raised.
    pub(super) fn raised(&self, id: Option<&str>) -> Raised {
        self.get(id).map(|style| style.raised).unwrap_or_default()
    }

    /// The list that paragraphs of this style belong to, with the style that says so.
    pub(super) fn number(&self, id: Option<&str>) -> Option<(&str, NumberRef)> {
        let (owner, number) = self.get(id)?.number.as_ref()?;
        Some((owner, *number))
    }
}

/// No paragraph and no run names a style of tables, and most of a style sheet is such styles.
fn is_of_tables(start: &BytesStart<'_>) -> bool {
    attribute(start, "type").as_deref() == Some("table")
}

fn is_default_paragraph(start: &BytesStart<'_>) -> bool {
    let is_default =
        attribute(start, "default").is_some_and(|v| matches!(&*v, "1" | "true" | "on"));
    is_default && attribute(start, "type").as_deref() == Some("paragraph")
}

fn check_count(styles: usize) -> Result<(), Error> {
    if styles > MAX_STYLES {
        let message = format!("more than {MAX_STYLES} styles");
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    Ok(())
}

/// Each property from the nearest ancestor that sets it.
fn resolve(own: &BTreeMap<Rc<str>, Style>, id: &Rc<str>, style: &Style) -> Resolved {
    let (mut hidden, mut struck, mut raised, mut number) = (None, None, None, None);
    let mut next = Some((id, style));
    for _ in 0..MAX_ANCESTORS {
        let Some((id, style)) = next else { break };
        hidden = hidden.or(style.hidden);
        struck = struck.or(style.struck);
        raised = raised.or(style.raised);
        if number.is_none() && style.number.id.is_some() {
            number = Some((Rc::clone(id), style.number));
        }
        next = style
            .parent
            .as_deref()
            .and_then(|parent| own.get_key_value(parent));
    }
    Resolved {
        hidden: hidden.unwrap_or(false),
        struck: struck.unwrap_or(false),
        raised: raised.unwrap_or_default(),
        number,
    }
}

/// `w:strike` and `w:dstrike` are two properties of one meaning: either crosses the text out.
pub(super) fn either(before: Option<bool>, now: bool) -> Option<bool> {
    Some(before.unwrap_or(false) || now)
}

/// Names that stand in a style which says more than its parent.
const TELLING: &[&str] = &["vanish", "trike", "vertAlign", "numPr", "listPr"];

fn read_style(cursor: &mut Cursor<'_>) -> Result<Style, Error> {
    let depth = cursor.depth();
    // Most styles are fonts and borders, and a style sheet has hundreds.
    let parent = cursor.pass_if(only_parent);
    let mut style = Style {
        parent: parent.flatten(),
        ..Style::default()
    };
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "basedOn" => style.parent = attribute(&start, "val").map(|id| id.into_owned()),
            "vanish" => style.hidden = Some(is_on(&start)),
            "strike" | "dstrike" => style.struck = either(style.struck, is_on(&start)),
            "vertAlign" => style.raised = Some(raised_of(&start)),
            "numId" | "ilfo" => style.number.id = number(&start),
            "ilvl" => style.number.level = number(&start),
            "rPr" => cursor.pass_over(&["vanish", "strike", "vertAlign"]),
            "pPr" => cursor.pass_over(&["numPr", "listPr"]),
            "tblPr" | "trPr" | "tcPr" | "tblStylePr" | "pPrChange" | "rPrChange" => {
                cursor.skip()?
            }
            _ => {}
        }
    }
    Ok(style)
}

/// The parent of a style that says no more than that, if any; `None` when its elements must be read one by one.
fn only_parent(style: &str) -> Option<Option<String>> {
    let find = |name: &str| memmem::find(style.as_bytes(), name.as_bytes());
    if TELLING.iter().any(|name| find(name).is_some()) {
        return None;
    }
    let Some(at) = find("basedOn") else {
        return Some(None);
    };
    let tag = style.get(style.get(..at)?.rfind('<')?..)?;
    let start = Cursor::new(tag, 1).root().ok()?;
    let parent = attribute(&start, "val")?.into_owned();
    let is_only = memmem::rfind(style.as_bytes(), b"basedOn") == Some(at);
    (local(&start) == "basedOn" && is_only).then_some(Some(parent))
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
             </w:style><w:style w:styleId='b'><w:basedOn w:val='a'/><w:rPr><w:dstrike/><w:strike w:val='0'/></w:rPr></w:style>\
             <w:style w:styleId='d'><w:basedOn w:val='b'/><w:rPr><w:strike w:val='0'/></w:rPr></w:style>\
             <w:style w:styleId='c'><w:basedOn w:val='b'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>",
        );
        assert!(sheet.is_hidden(Some("b")));
        assert!(!sheet.is_hidden(Some("c")));
        assert!(!sheet.is_hidden(None));
        assert!(sheet.is_struck(Some("c")) && !sheet.is_struck(Some("d")));
        assert_eq!(
            sheet.number(Some("c")).map(|(id, number)| (id, number.id)),
            Some(("a", Some(4)))
        );
    }

    #[test]
    fn a_parent_is_found_in_a_style_that_says_nothing_else() {
        let sheet = sheet(
            "<w:style w:styleId='a'><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId='b'><w:name w:val='1'/><w:basedOn w:val='a'/><w:rPr><w:b/></w:rPr></w:style>\
             <w:style w:styleId='c'><w:basedOn w:val='a'></w:basedOn></w:style>\
             <w:style w:styleId='d'><w:name w:val='basedOn'/></w:style><w:style w:styleId='e'/>\
             <w:style w:styleId='f'><w:next w:val='basedOn'/><w:basedOn w:val='a'/></w:style>",
        );
        let hidden = ["a", "b", "c", "d", "e", "f"].map(|id| sheet.is_hidden(Some(id)));
        assert_eq!(hidden, [true, true, true, false, false, true]);
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
