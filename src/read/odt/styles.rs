//! Styles that change the text: hidden, crossed-out and raised characters, list styles, widths of columns.

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::lists::{ListStyle, read_list_style};
use crate::error::{Error, ErrorKind};
use crate::read::characters::{Look, Raised};
use crate::read::xml::{Cursor, attribute, local};

/// Styles in one document; LibreOffice makes one for each way in which a cell or a run looks.
const MAX_STYLES: usize = 200_000;
/// Steps along `style:parent-style-name`.
const MAX_ANCESTORS: usize = 32;
/// Name under which the numbering of headings is kept; no style can bear it.
pub(super) const OUTLINE: &str = "";

/// What kind of thing a style is for; names are unique inside one family only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    /// Paragraphs and headings.
    Paragraph,
    /// Runs of characters.
    Text,
    /// Columns of tables.
    Column,
}

/// What one style says itself.
#[derive(Clone, Debug, Default)]
struct Style {
    parent: Option<String>,
    hidden: Option<bool>,
    struck: Option<bool>,
    raised: Option<Raised>,
    /// In twentieths of a point.
    width: u32,
}

/// The styles of one document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<Family, BTreeMap<String, Style>>,
    lists: BTreeMap<String, ListStyle>,
    count: usize,
}

impl Styles {
    /// Adds the styles of a part; later ones take the place of earlier ones of the same name.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many styles or too deep nesting.
    pub(super) fn add(&mut self, xml: &str, max_depth: usize) -> Result<(), Error> {
        let (mut cursor, depth) = Cursor::at_root(xml, max_depth)?;
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "styles" | "automatic-styles" => {}
                "style" => self.add_style(&start, &mut cursor)?,
                "list-style" => {
                    let name = name_of(&start);
                    self.lists.insert(name, read_list_style(&mut cursor)?);
                }
                "outline-style" => {
                    let style = read_list_style(&mut cursor)?;
                    self.lists.insert(String::from(OUTLINE), style);
                }
                _ => {
                    cursor.skip()?;
                    continue;
                }
            }
            self.count = self.count.saturating_add(1);
            if self.count > MAX_STYLES {
                let message = format!("more than {MAX_STYLES} styles");
                return Err(Error::new(ErrorKind::Limit, "read", message));
            }
        }
        Ok(())
    }

    fn add_style(&mut self, start: &BytesStart<'_>, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let family = match attribute(start, "family").as_deref() {
            Some("paragraph") => Family::Paragraph,
            Some("text") => Family::Text,
            Some("table-column") => Family::Column,
            _ => return cursor.skip(),
        };
        let parent = attribute(start, "parent-style-name").map(|name| name.into_owned());
        let style = Style {
            parent,
            ..read_style(cursor)?
        };
        self.styles
            .entry(family)
            .or_default()
            .insert(name_of(start), style);
        Ok(())
    }

    /// How characters of a style look, where `base` is how those around them look.
    pub(super) fn look(&self, family: Family, name: Option<&str>, base: Look) -> Look {
        let (mut hidden, mut struck, mut raised) = (None, None, None);
        for style in self.ancestry(family, name) {
            hidden = hidden.or(style.hidden);
            struck = struck.or(style.struck);
            raised = raised.or(style.raised);
        }
        Look {
            // What stands inside of hidden text is hidden with it.
            hidden: base.hidden || hidden.unwrap_or(false),
            struck: struck.unwrap_or(base.struck),
            raised: raised.unwrap_or(base.raised),
        }
    }

    /// Width of a column in twentieths of a point; 0 when not said.
    pub(super) fn width(&self, name: Option<&str>) -> u32 {
        let mut widths = self.ancestry(Family::Column, name).map(|style| style.width);
        widths.find(|width| *width > 0).unwrap_or(0)
    }

    /// The list style of this name.
    pub(super) fn list(&self, name: &str) -> Option<&ListStyle> {
        self.lists.get(name)
    }

    fn ancestry<'s>(
        &'s self,
        family: Family,
        name: Option<&str>,
    ) -> impl Iterator<Item = &'s Style> + use<'s> {
        let family = self.styles.get(&family);
        let find = move |name: &str| family.and_then(|styles| styles.get(name));
        let first = name.and_then(find);
        std::iter::successors(first, move |style| find(style.parent.as_deref()?))
            .take(MAX_ANCESTORS)
    }
}

fn name_of(start: &BytesStart<'_>) -> String {
    attribute(start, "name").unwrap_or_default().into_owned()
}

fn read_style(cursor: &mut Cursor<'_>) -> Result<Style, Error> {
    let depth = cursor.depth();
    let mut style = Style::default();
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "text-properties" => {
                style.hidden = attribute(&start, "display").map(|display| display == "none");
                style.struck = strike_of(&start);
                style.raised = attribute(&start, "text-position").map(|at| raised_of(&at));
            }
            "table-column-properties" => {
                let width = attribute(&start, "column-width").and_then(|width| twips(&width));
                style.width = width.unwrap_or(0);
            }
            _ => cursor.skip()?,
        }
    }
    Ok(style)
}

/// `style:text-line-through-style` and `-type` (ISO/IEC 26300-1, 20.366 and 20.369): either one says `none`.
fn strike_of(start: &BytesStart<'_>) -> Option<bool> {
    let style = attribute(start, "text-line-through-style");
    let kind = attribute(start, "text-line-through-type");
    let first = style.as_deref().or(kind.as_deref())?;
    Some(first != "none" && kind.as_deref() != Some("none"))
}

/// `style:text-position`: `super`, `sub` or a share of the height, then the size.
fn raised_of(value: &str) -> Raised {
    let first = value.split_whitespace().next().unwrap_or_default();
    match first {
        "super" => Raised::Up,
        "sub" => Raised::Down,
        _ => match first.trim_end_matches('%').parse::<f32>() {
            Ok(share) if share > 0.0 => Raised::Up,
            Ok(share) if share < 0.0 => Raised::Down,
            _ => Raised::No,
        },
    }
}

/// A length with its unit in twentieths of a point.
fn twips(length: &str) -> Option<u32> {
    let length = length.trim();
    let split = length.find(|ch: char| ch.is_ascii_alphabetic())?;
    let (value, unit) = length.split_at_checked(split)?;
    let points = match unit {
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "in" | "inch" => 72.0,
        "pt" => 1.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => return None,
    };
    let twips = value.parse::<f64>().ok()? * points * 20.0;
    // A cast of a float saturates.
    (twips > 0.0).then_some(twips.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(styles: &str) -> Styles {
        let mut sheet = Styles::default();
        sheet
            .add(
                &format!("<a><office:automatic-styles>{styles}</office:automatic-styles></a>"),
                50,
            )
            .unwrap();
        sheet
    }

    fn style(name: &str, parent: &str, properties: &str) -> String {
        format!(
            "<style:style style:name='{name}' style:family='text' style:parent-style-name='{parent}'>\
             <style:text-properties {properties}/></style:style>"
        )
    }

    #[test]
    fn properties_come_from_the_nearest_ancestor_that_sets_them() {
        let styles = style("a", "b", "")
            + &style(
                "b",
                "a",
                "style:text-line-through-style='solid' style:text-position='33% 58%'",
            )
            + &style("c", "b", "style:text-line-through-style='none'");
        let sheet = sheet(&styles);
        let look = |name| sheet.look(Family::Text, Some(name), Look::default());
        assert!(look("a").struck && look("a").raised == Raised::Up);
        assert!(!look("c").struck);
        assert_eq!(
            sheet.look(Family::Paragraph, Some("a"), Look::default()),
            Look::default()
        );
    }

    #[test]
    fn lengths_are_told_in_twentieths_of_a_point() {
        assert_eq!(twips("2.54cm"), Some(1440));
        assert_eq!(twips("1in"), Some(1440));
        assert_eq!(twips("12.5pt"), Some(250));
        assert_eq!(twips("1e30cm"), None);
        assert_eq!(twips("-1cm"), None);
        assert_eq!(twips("5*"), None);
    }
}
