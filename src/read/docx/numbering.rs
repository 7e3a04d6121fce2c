//! Automatic numbering: turns `w:numPr` into the label that is printed, with counters in document order
//! (ISO/IEC 29500-1, 17.9).

use std::collections::BTreeMap;

use quick_xml::events::BytesStart;

use super::styles::{NumberRef, Styles};
use crate::error::Error;
use crate::read::lists::{
    LEVELS, Level, Levels, List, Lists, MAX_LEVEL_TEXT, Piece, pictorial_bullet,
};
use crate::read::numerals;
use crate::read::xml::{Cursor, attribute, damaged, is_on, local, number};

/// `w:abstractNum`, its levels aside.
#[derive(Debug, Default)]
struct Definition {
    /// The numbering style that holds the levels instead.
    link: Option<String>,
    /// Paragraph styles that stand for a level.
    styles: BTreeMap<String, u32>,
}

/// All lists of one document, with how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: Lists,
    definitions: BTreeMap<u32, Definition>,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many lists or too deep nesting.
    pub(super) fn parse(xml: &str, max_depth: usize) -> Result<Self, Error> {
        let mut cursor = Cursor::new(xml, max_depth);
        let mut numbering = Numbering::default();
        let root = cursor.root()?;
        if local(&root) != "numbering" {
            return Err(damaged("the list definitions have another root element"));
        }
        let depth = cursor.depth();
        while let Some(start) = cursor.element_in(depth)? {
            numbering.add(&start, &mut cursor)?;
        }
        Ok(numbering)
    }

    fn add(&mut self, start: &BytesStart<'_>, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        match local(start) {
            "abstractNum" => self.define(id_of(start, "abstractNumId"), cursor),
            "listDef" => self.define(id_of(start, "listDefId"), cursor),
            "num" => self.lists.add(id_of(start, "numId"), read_list(cursor)?),
            "list" => self.lists.add(id_of(start, "ilfo"), read_list(cursor)?),
            _ => cursor.skip(),
        }
    }

    fn define(&mut self, id: u32, cursor: &mut Cursor<'_>) -> Result<(), Error> {
        let (definition, levels) = read_definition(cursor)?;
        self.definitions.insert(id, definition);
        self.lists.define(id, levels)
    }

    /// Counts one paragraph and gives its label with what follows it (tab, space or nothing); `None` when the
    /// paragraph is not numbered.
    pub(super) fn label(
        &mut self,
        direct: NumberRef,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<String> {
        let (id, level) = self.resolve(direct, style, styles)?;
        let definition = self.linked(self.lists.definition_of(id)?, styles);
        self.lists.label(id, definition, level)
    }

    /// Which list and level: the paragraph's own word first, then its style's.
    fn resolve(
        &self,
        direct: NumberRef,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<(u32, usize)> {
        let inherited = styles.number(style);
        let id = direct
            .id
            .or(inherited.and_then(|(_, number)| number.id))
            .filter(|id| *id != 0)?;
        let by_style =
            inherited.and_then(|(name, number)| self.level_of_style(id, name).or(number.level));
        let level = match direct.id {
            Some(_) => direct.level.unwrap_or(0),
            None => direct.level.or(by_style).unwrap_or(0),
        };
        let level = usize::try_from(level).ok()?;
        (level < LEVELS).then_some((id, level))
    }

    fn level_of_style(&self, id: u32, style: &str) -> Option<u32> {
        let definition = self.definitions.get(&self.lists.definition_of(id)?)?;
        definition.styles.get(style).copied()
    }

    /// Follows `w:numStyleLink` once: the style's list holds the levels.
    fn linked(&self, definition: u32, styles: &Styles) -> u32 {
        let target = || {
            let link = self.definitions.get(&definition)?.link.as_deref()?;
            let (_, number) = styles.number(Some(link))?;
            self.lists.definition_of(number.id?)
        };
        target().unwrap_or(definition)
    }
}

fn id_of(start: &BytesStart<'_>, name: &str) -> u32 {
    attribute(start, name)
        .and_then(|id| id.trim().parse().ok())
        .unwrap_or(u32::MAX)
}

fn level_index(start: &BytesStart<'_>) -> usize {
    attribute(start, "ilvl")
        .and_then(|level| level.trim().parse().ok())
        .unwrap_or(LEVELS)
}

fn read_definition(cursor: &mut Cursor<'_>) -> Result<(Definition, Levels), Error> {
    let depth = cursor.depth();
    let (mut definition, mut levels) = (Definition::default(), Levels::new());
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "numStyleLink" => {
                definition.link = attribute(&start, "val").map(|link| link.into_owned())
            }
            "lvl" => {
                let style = insert_level(&mut levels, &start, cursor)?;
                let level = u32::try_from(level_index(&start)).unwrap_or(0);
                if let Some(style) = style {
                    // The first level with this style counts.
                    definition.styles.entry(style).or_insert(level);
                }
            }
            _ => {}
        }
    }
    Ok((definition, levels))
}

fn read_list(cursor: &mut Cursor<'_>) -> Result<List, Error> {
    let depth = cursor.depth();
    let mut list = List::default();
    let mut overridden = LEVELS;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "abstractNumId" | "ilst" => list.definition = number(&start).unwrap_or(u32::MAX),
            "lvlOverride" => overridden = level_index(&start),
            "startOverride" if overridden < LEVELS => {
                list.starts
                    .extend(number(&start).map(|value| (overridden, value)));
            }
            "lvl" => {
                insert_level(&mut list.levels, &start, cursor)?;
            }
            _ => {}
        }
    }
    Ok(list)
}

/// Reads a level; gives the paragraph style that stands for it.
fn insert_level(
    levels: &mut Levels,
    start: &BytesStart<'_>,
    cursor: &mut Cursor<'_>,
) -> Result<Option<String>, Error> {
    let index = level_index(start);
    let (level, style) = read_level(cursor)?;
    if index >= LEVELS {
        return Ok(None);
    }
    levels.insert(index, level);
    Ok(style)
}

fn read_level(cursor: &mut Cursor<'_>) -> Result<(Level, Option<String>), Error> {
    let depth = cursor.depth();
    let mut level = Level::default();
    let (mut text, mut style, mut symbol_font) = (String::new(), None, false);
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "start" => level.start = number(&start).unwrap_or(0),
            "numFmt" => level.format = attribute(&start, "val").unwrap_or_default().into_owned(),
            "nfc" => level.format = String::from(numerals::by_code(number(&start))),
            "lvlRestart" => level.restart = number(&start),
            "isLgl" => level.all_decimal = is_on(&start),
            "pStyle" => style = attribute(&start, "val").map(|id| id.into_owned()),
            "suff" => level.suffix = suffix(&start),
            "lvlText" => text = attribute(&start, "val").unwrap_or_default().into_owned(),
            "pPr" => cursor.skip()?,
            "rPr" => cursor.pass_over(&["rFonts"]),
            "rFonts" => symbol_font = is_pictorial_font(&start),
            _ => {}
        }
    }
    let first = text.chars().next();
    let is_private = first.is_some_and(|ch| ('\u{E000}'..='\u{F8FF}').contains(&ch));
    let is_pictorial = first.is_some() && (is_private || symbol_font);
    level.text = if level.format == "bullet" && is_pictorial {
        pictorial_bullet(first)
    } else {
        pieces(&text)
    };
    Ok((level, style))
}

/// Parts `（%1）` into text and the numbers of levels. A text too long for Word is replaced by U+FFFD.
fn pieces(text: &str) -> Vec<Piece> {
    if text.chars().count() > MAX_LEVEL_TEXT {
        return vec![Piece::Text(String::from('\u{FFFD}'))];
    }
    let (mut pieces, mut literal) = (Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let digit = chars.peek().and_then(|next| next.to_digit(10));
        let place = digit.and_then(|digit| usize::try_from(digit.checked_sub(1)?).ok());
        match (ch, place) {
            ('%', Some(place)) => {
                chars.next();
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
                pieces.push(Piece::Number(place));
            }
            _ => literal.push(ch),
        }
    }
    pieces.push(Piece::Text(literal));
    pieces
}

fn suffix(start: &BytesStart<'_>) -> &'static str {
    match attribute(start, "val").as_deref() {
        Some("space" | "Space") => " ",
        Some("nothing" | "Nothing") => "",
        _ => "\t",
    }
}

fn is_pictorial_font(start: &BytesStart<'_>) -> bool {
    attribute(start, "ascii").is_some_and(|font| {
        let font = font.to_ascii_lowercase();
        ["wingdings", "webdings", "symbol"]
            .iter()
            .any(|name| font.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(ilvl: u32, format: &str, text: &str) -> String {
        format!(
            "<w:lvl w:ilvl='{ilvl}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:suff w:val='nothing'/>\
             <w:lvlText w:val='{text}'/></w:lvl>"
        )
    }

    fn numbering(levels: &str, lists: &str) -> Numbering {
        let xml = format!(
            "<w:numbering><w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>{lists}</w:numbering>"
        );
        Numbering::parse(&xml, 50).unwrap()
    }

    fn list(id: u32, inside: &str) -> String {
        format!("<w:num w:numId='{id}'><w:abstractNumId w:val='7'/>{inside}</w:num>")
    }

    fn labels(numbering: &mut Numbering, asked: &[(u32, u32)]) -> Vec<String> {
        let styles = Styles::default();
        let ask = |&(id, level): &(u32, u32)| {
            let direct = NumberRef {
                id: Some(id),
                level: Some(level),
            };
            numbering.label(direct, None, &styles).unwrap_or_default()
        };
        asked.iter().map(ask).collect()
    }

    #[test]
    fn levels_count_and_deeper_ones_restart() {
        let levels = level(0, "chineseCounting", "%1、")
            + &level(1, "chineseCounting", "（%2）")
            + &level(2, "decimal", "%1.%3.");
        let mut numbering = numbering(&levels, &list(1, ""));
        let asked = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1)];
        assert_eq!(
            labels(&mut numbering, &asked),
            ["一、", "（一）", "（二）", "一.1.", "二、", "（一）"]
        );
    }

    #[test]
    fn lists_of_one_definition_go_on_unless_told_to_restart() {
        let again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>";
        let lists = list(1, "") + &list(2, "") + &list(3, again);
        let mut numbering = numbering(&level(0, "decimal", "%1."), &lists);
        let asked = [(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)];
        assert_eq!(
            labels(&mut numbering, &asked),
            ["1.", "2.", "1.", "2.", "3."]
        );
    }

    #[test]
    fn legal_numbering_prints_every_level_in_decimal() {
        let levels = level(0, "chineseCounting", "%1")
            + &level(1, "decimal", "%1.%2").replace("<w:suff", "<w:isLgl/><w:suff");
        let mut numbering = numbering(&levels, &list(1, ""));
        assert_eq!(labels(&mut numbering, &[(1, 0), (1, 1)]), ["一", "1.1"]);
    }

    #[test]
    fn lists_that_do_not_exist_print_nothing() {
        let mut numbering = numbering(&level(0, "decimal", "%1."), &list(1, ""));
        assert_eq!(
            labels(&mut numbering, &[(0, 0), (9, 0), (1, 9), (1, 5)]),
            ["", "", "", ""]
        );
    }

    #[test]
    fn a_style_numbers_its_paragraphs() {
        let levels = level(0, "decimal", "%1.")
            + &level(1, "decimal", "%1.%2").replace("<w:start", "<w:pStyle w:val='h2'/><w:start");
        let mut numbering = numbering(&levels, &list(1, ""));
        let styles = Styles::parse(
            "<w:styles><w:style w:styleId='h2'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style></w:styles>",
            50,
        )
        .unwrap();
        let none = NumberRef::default();
        assert_eq!(
            numbering.label(none, Some("h2"), &styles).as_deref(),
            Some("1.1")
        );
        let taken_away = NumberRef {
            id: Some(0),
            level: None,
        };
        assert_eq!(numbering.label(taken_away, Some("h2"), &styles), None);
    }

    #[test]
    fn bullets_keep_what_is_a_character_and_pictures_become_bullets() {
        let dash = level(0, "bullet", "-");
        assert_eq!(
            labels(&mut numbering(&dash, &list(1, "")), &[(1, 0)]),
            ["-"]
        );
        let picture = level(0, "bullet", "&#xF0B7;");
        assert_eq!(
            labels(&mut numbering(&picture, &list(1, "")), &[(1, 0)]),
            ["•"]
        );
    }

    #[test]
    fn a_level_text_without_end_is_not_repeated() {
        let long = level(0, "decimal", &"x".repeat(300));
        assert_eq!(
            labels(&mut numbering(&long, &list(1, "")), &[(1, 0)]),
            ["\u{FFFD}"]
        );
    }
}
