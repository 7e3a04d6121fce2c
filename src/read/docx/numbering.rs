//! Automatic numbering: turns `w:numPr` into the label that is printed, with counters in document order
//! (ISO/IEC 29500-1, 17.9).

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::styles::{NumberRef, Styles};
use crate::error::{Error, ErrorKind};
use crate::read::numerals;
use crate::read::xml::{Cursor, attribute, damaged, is_on, local, number};

/// Levels of a list (17.9.6).
const LEVELS: usize = 9;
/// Lists in one document; Word itself stops at 2,047 definitions.
const MAX_LISTS: usize = 20_000;
/// Characters of one level's text; Word's own limit. A longer one is replaced by U+FFFD.
const MAX_LEVEL_TEXT: usize = 255;

/// One level of a list.
#[derive(Clone, Debug)]
struct Level {
    start: u32,
    format: String,
    /// `（%1）`: literal text with `%` and the 1-based number of a level.
    text: String,
    /// Restarts after a level with a lower 0-based number than this; `None`: than its own.
    restart: Option<u32>,
    suffix: &'static str,
    all_decimal: bool,
    /// Set in a pictorial font, where the character is not what is printed.
    pictorial: bool,
    /// The paragraph style that stands for this level.
    style: Option<String>,
}

impl Default for Level {
    fn default() -> Self {
        Level {
            start: 0,
            format: String::from("decimal"),
            text: String::new(),
            restart: None,
            suffix: "\t",
            all_decimal: false,
            pictorial: false,
            style: None,
        }
    }
}

type Levels = BTreeMap<usize, Level>;

/// `w:abstractNum`.
#[derive(Debug, Default)]
struct Definition {
    levels: Levels,
    /// The numbering style that holds the levels instead.
    link: Option<String>,
}

/// `w:num`.
#[derive(Debug, Default)]
struct List {
    definition: u32,
    starts: BTreeMap<usize, u32>,
    levels: Levels,
}

/// All lists of one document, with how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    definitions: BTreeMap<u32, Definition>,
    lists: BTreeMap<u32, List>,
    /// Per definition: lists of one definition go on counting where another stopped.
    counters: BTreeMap<u32, [Option<u32>; LEVELS]>,
    begun: BTreeSet<u32>,
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
            name @ ("abstractNum" | "listDef") => {
                let id = id_of(
                    start,
                    if name == "listDef" {
                        "listDefId"
                    } else {
                        "abstractNumId"
                    },
                );
                self.definitions.insert(id, read_definition(cursor)?);
            }
            name @ ("num" | "list") => {
                let id = id_of(start, if name == "list" { "ilfo" } else { "numId" });
                self.lists.insert(id, read_list(cursor)?);
            }
            _ => cursor.skip()?,
        }
        if self.definitions.len().max(self.lists.len()) > MAX_LISTS {
            let message = format!("more than {MAX_LISTS} lists");
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
        Ok(())
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
        let list = self.lists.get(&id)?;
        let definition_id = self.linked(list.definition, styles);
        let levels = &self.definitions.get(&definition_id)?.levels;
        let find = |level: usize| list.levels.get(&level).or_else(|| levels.get(&level));
        let start = |level: usize| {
            let own = || find(level).map_or(0, |found| found.start);
            list.starts.get(&level).copied().unwrap_or_else(own)
        };
        let counters = self.counters.entry(definition_id).or_default();
        if self.begun.insert(id) {
            forget(counters, list.starts.keys().copied());
        }
        count(counters, level, &find, &start);
        let values: Vec<u32> = (0..LEVELS)
            .map(|l| {
                counters
                    .get(l)
                    .copied()
                    .flatten()
                    .unwrap_or_else(|| start(l))
            })
            .collect();
        Some(render(find(level)?, &values, &find))
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
        let definition = self.definitions.get(&self.lists.get(&id)?.definition)?;
        let (level, _) = definition
            .levels
            .iter()
            .find(|(_, level)| level.style.as_deref() == Some(style))?;
        u32::try_from(*level).ok()
    }

    /// Follows `w:numStyleLink` once: the style's list holds the levels.
    fn linked(&self, definition: u32, styles: &Styles) -> u32 {
        let target = || {
            let link = self.definitions.get(&definition)?.link.as_deref()?;
            let (_, number) = styles.number(Some(link))?;
            Some(self.lists.get(&number.id?)?.definition)
        };
        target().unwrap_or(definition)
    }
}

fn forget(counters: &mut [Option<u32>; LEVELS], levels: impl Iterator<Item = usize>) {
    for level in levels {
        if let Some(counter) = counters.get_mut(level) {
            *counter = None;
        }
    }
}

fn count<'l>(
    counters: &mut [Option<u32>; LEVELS],
    level: usize,
    find: &impl Fn(usize) -> Option<&'l Level>,
    start: &impl Fn(usize) -> u32,
) {
    if let Some(counter) = counters.get_mut(level) {
        *counter = Some(counter.map_or_else(|| start(level), |n| n.saturating_add(1)));
    }
    let restarts = |deeper: usize| {
        let after = find(deeper).and_then(|found| found.restart);
        after.is_none_or(|limit| usize::try_from(limit).is_ok_and(|limit| level < limit))
    };
    let deeper = (level.saturating_add(1)..LEVELS).filter(|deeper| restarts(*deeper));
    forget(counters, deeper);
}

fn render<'l>(level: &Level, values: &[u32], find: &impl Fn(usize) -> Option<&'l Level>) -> String {
    let mut label = String::new();
    if level.pictorial {
        label.push(pictorial(&level.text));
        label.push_str(level.suffix);
        return label;
    }
    let mut chars = level.text.chars().peekable();
    while let Some(ch) = chars.next() {
        let place = chars
            .peek()
            .and_then(|next| next.to_digit(10))
            .filter(|digit| *digit > 0);
        match (ch, place.and_then(|digit| usize::try_from(digit - 1).ok())) {
            ('%', Some(place)) => {
                chars.next();
                let format = find(place).map_or("decimal", |found| found.format.as_str());
                let format = if level.all_decimal { "decimal" } else { format };
                numerals::push(&mut label, format, values.get(place).copied().unwrap_or(0));
            }
            _ => label.push(ch),
        }
    }
    if !label.is_empty() {
        label.push_str(level.suffix);
    }
    label
}

/// A bullet from a pictorial font. Only the dash matters to a reader of numbers; all others are bullets.
fn pictorial(text: &str) -> char {
    match text.chars().next() {
        Some('-' | '\u{F02D}') => '-',
        _ => '•',
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

fn read_definition(cursor: &mut Cursor<'_>) -> Result<Definition, Error> {
    let depth = cursor.depth();
    let mut definition = Definition::default();
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "numStyleLink" => {
                definition.link = attribute(&start, "val").map(|link| link.into_owned())
            }
            "lvl" => insert_level(&mut definition.levels, &start, cursor)?,
            _ => {}
        }
    }
    Ok(definition)
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
            "lvl" => insert_level(&mut list.levels, &start, cursor)?,
            _ => {}
        }
    }
    Ok(list)
}

fn insert_level(
    levels: &mut Levels,
    start: &BytesStart<'_>,
    cursor: &mut Cursor<'_>,
) -> Result<(), Error> {
    let index = level_index(start);
    let level = read_level(cursor)?;
    if index < LEVELS {
        levels.insert(index, level);
    }
    Ok(())
}

fn read_level(cursor: &mut Cursor<'_>) -> Result<Level, Error> {
    let depth = cursor.depth();
    let mut level = Level::default();
    let mut symbol_font = false;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "start" => level.start = number(&start).unwrap_or(0),
            "numFmt" => level.format = attribute(&start, "val").unwrap_or_default().into_owned(),
            "nfc" => level.format = String::from(numerals::by_code(number(&start))),
            "lvlRestart" => level.restart = number(&start),
            "isLgl" => level.all_decimal = is_on(&start),
            "pStyle" => level.style = attribute(&start, "val").map(|id| id.into_owned()),
            "suff" => level.suffix = suffix(&start),
            "lvlText" => level.text = level_text(&start),
            "pPr" => cursor.skip()?,
            "rPr" => cursor.pass_over(&["rFonts"]),
            "rFonts" => symbol_font = is_pictorial_font(&start),
            _ => {}
        }
    }
    let private = level
        .text
        .starts_with(|ch| ('\u{E000}'..='\u{F8FF}').contains(&ch));
    level.pictorial =
        level.format == "bullet" && !level.text.is_empty() && (private || symbol_font);
    Ok(level)
}

fn suffix(start: &BytesStart<'_>) -> &'static str {
    match attribute(start, "val").as_deref() {
        Some("space" | "Space") => " ",
        Some("nothing" | "Nothing") => "",
        _ => "\t",
    }
}

fn level_text(start: &BytesStart<'_>) -> String {
    let text = attribute(start, "val").unwrap_or_default();
    if text.chars().count() > MAX_LEVEL_TEXT {
        return String::from('\u{FFFD}');
    }
    text.into_owned()
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
