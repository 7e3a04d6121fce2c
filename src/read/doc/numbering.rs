//! Automatic numbering ([MS-DOC] 2.4.6.3, 2.9.131 and on): list definitions and lists of the table stream.
//!
//! Definitions stand in a row without lengths: behind a broken one no level is known, and a paragraph of a level that is
//! not known has no label. A label that is missing is seen, a wrong one is not.

use std::collections::BTreeMap;

use super::sprm::{Sprm, sprms};
use super::styles::Styles;
use crate::error::Error;
use crate::read::bytes::{index_at, slice, u8_at, u16_at, u32_at};
use crate::read::lists::{
    LEVELS, Level, Levels, List, Lists, MAX_LEVEL_TEXT, Piece, pictorial_bullet,
};
use crate::read::numerals;

/// Bytes of an `LSTF` (2.9.147), of the fixed part of a level (2.9.150), of an `LFO` (2.9.131) and of an `LFOLVL` (2.9.133).
const DEFINITION_BYTES: usize = 28;
const LEVEL_BYTES: usize = 28;
const LIST_BYTES: usize = 16;
const OVERRIDE_BYTES: usize = 8;
/// Stands in front of the overrides of a list.
const SEPARATOR: u32 = 0xFFFF_FFFF;
/// Number formats without a number, and the largest other one ([MS-OSHARED] 2.2.1.3).
const BULLET: u8 = 23;
const NO_NUMBER: u8 = 255;
const LAST_FORMAT: u8 = 60;

/// What a paragraph or a style says of its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberRef {
    /// `sprmPIlfo`: 1-based number of the list; 0 takes an inherited one away.
    pub(super) list: Option<u16>,
    /// `sprmPIlvl`, 0-based.
    pub(super) level: Option<u8>,
}

impl NumberRef {
    /// Takes what a modifier says; tells whether it names a list.
    pub(super) fn apply(&mut self, sprm: &Sprm<'_>) -> bool {
        match sprm.code {
            0x460B => self.list = Some(sprm.word()),
            0x260A => self.level = Some(sprm.byte()),
            _ => {}
        }
        sprm.code == 0x460B
    }
}

/// All lists of one document, with how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: Lists,
    /// Per definition: the style that stands for each level.
    styles: BTreeMap<u32, Vec<u16>>,
}

impl Numbering {
    /// Reads the table stream from the definitions on, the lists, and which fonts are pictorial.
    ///
    /// # Errors
    /// `Limit` for too many lists.
    pub(super) fn parse(
        definitions: &[u8],
        lists: &[u8],
        pictorial: &[u16],
    ) -> Result<Self, Error> {
        let mut numbering = Numbering::default();
        numbering.read_definitions(definitions, pictorial)?;
        numbering.read_lists(lists, pictorial)?;
        Ok(numbering)
    }

    fn read_definitions(&mut self, bytes: &[u8], pictorial: &[u16]) -> Result<(), Error> {
        let count = u16_at(bytes, 0).map_or(0, usize::from);
        let mut at = 2 + count * DEFINITION_BYTES;
        for number in 0..count {
            let Some(definition) = slice(bytes, 2 + number * DEFINITION_BYTES, DEFINITION_BYTES)
            else {
                break;
            };
            let is_simple = u8_at(definition, 26).is_some_and(|flags| flags & 1 != 0);
            let mut levels = Levels::new();
            for place in 0..if is_simple { 1 } else { LEVELS } {
                let Some((level, length)) = read_level(bytes.get(at..), place, pictorial) else {
                    return Ok(());
                };
                levels.insert(place, level);
                at = at.saturating_add(length);
            }
            let id = u32_at(definition, 0).unwrap_or(0);
            let styles = (0..LEVELS).map_while(|place| u16_at(definition, 8 + place * 2));
            self.styles.insert(id, styles.collect());
            self.lists.define(id, levels)?;
        }
        Ok(())
    }

    fn read_lists(&mut self, bytes: &[u8], pictorial: &[u16]) -> Result<(), Error> {
        let count = index_at(bytes, 0).unwrap_or(0);
        let Some(all) = count
            .checked_mul(LIST_BYTES)
            .and_then(|all| slice(bytes, 4, all))
        else {
            return Ok(());
        };
        let mut rest = bytes.get(4 + all.len()..).unwrap_or_default();
        for (id, list) in (1_u32..).zip(all.chunks_exact(LIST_BYTES)) {
            let overrides = u8_at(list, 12).unwrap_or(0);
            let mut found = List {
                definition: u32_at(list, 0).unwrap_or(0),
                ..List::default()
            };
            while overrides > 0 && u32_at(rest, 0) == Some(SEPARATOR) {
                rest = rest.get(4..).unwrap_or_default();
            }
            for _ in 0..overrides {
                let Some(length) = read_override(rest, pictorial, &mut found) else {
                    return Ok(());
                };
                rest = rest.get(length..).unwrap_or_default();
            }
            self.lists.add(id, found)?;
        }
        Ok(())
    }

    /// Counts one paragraph and gives its label with what follows it (tab, space or nothing); `None` when the
    /// paragraph is not numbered.
    pub(super) fn label(
        &mut self,
        direct: NumberRef,
        style: u16,
        styles: &Styles,
    ) -> Option<String> {
        let (inherited, owner) = styles.number(style);
        let id = list_number(direct.list.or(inherited.list)?)?;
        let definition = self.lists.definition_of(id)?;
        let of_style = || {
            let linked = self.styles.get(&definition)?;
            linked.iter().position(|linked| Some(*linked) == owner)
        };
        let level = match direct.level.or(inherited.level) {
            Some(level) => usize::from(level),
            None if direct.list.is_none() => of_style().unwrap_or(0),
            None => 0,
        };
        self.lists.label(id, definition, level)
    }
}

/// The number of a list from `sprmPIlfo` (2.6.2); a negative one says that the paragraph has indents of its own.
fn list_number(operand: u16) -> Option<u32> {
    match operand {
        0 => None,
        1..=0x07FE => Some(u32::from(operand)),
        0xF802.. => Some(u32::from(operand.wrapping_neg())),
        _ => None,
    }
}

/// An `LFOLVL`: a level of a list that begins with another number or is another one. Gives its length.
fn read_override(bytes: &[u8], pictorial: &[u16], list: &mut List) -> Option<usize> {
    let start = u32_at(bytes, 0)?;
    let flags = u32_at(bytes, 4)?;
    let place = usize::try_from(flags & 0xF)
        .ok()
        .filter(|place| *place < LEVELS)?;
    let mut length = OVERRIDE_BYTES;
    let starts_anew = flags & 0x10 != 0;
    if flags & 0x20 != 0 {
        let (level, more) = read_level(bytes.get(length..), place, pictorial)?;
        if starts_anew {
            list.starts.insert(place, level.start);
        }
        list.levels.insert(place, level);
        length = length.checked_add(more)?;
    } else if starts_anew {
        list.starts.insert(place, start);
    }
    Some(length)
}

/// An `LVL` with its length; `None` when it is broken.
fn read_level(bytes: Option<&[u8]>, place: usize, pictorial: &[u16]) -> Option<(Level, usize)> {
    let bytes = bytes?;
    let fixed = slice(bytes, 0, LEVEL_BYTES)?;
    let format = u8_at(fixed, 4).filter(|code| *code <= LAST_FORMAT || *code == NO_NUMBER)?;
    let flags = u8_at(fixed, 5)?;
    let suffix = match u8_at(fixed, 15)? {
        0 => "\t",
        1 => " ",
        2 => "",
        _ => return None,
    };
    let characters = usize::from(u8_at(fixed, 24)?);
    let characters_at = LEVEL_BYTES + usize::from(u8_at(fixed, 25)?);
    let text_at = characters_at + characters;
    let units = usize::from(u16_at(bytes, text_at)?);
    if units > MAX_LEVEL_TEXT {
        return None;
    }
    let text = slice(bytes, text_at + 2, units * 2)?;
    let units: Vec<u16> = text
        .chunks_exact(2)
        .filter_map(|unit| u16_at(unit, 0))
        .collect();
    let characters = slice(bytes, characters_at, characters)?;
    let first = units.first().copied();
    let is_pictorial = first.is_some_and(|unit| (0xE000..0xF900).contains(&unit))
        || sprms(characters).any(|sprm| sprm.code == 0x4A4F && pictorial.contains(&sprm.word()));
    let pieces = if format == BULLET && first.is_some() && is_pictorial {
        pictorial_bullet(first.and_then(|unit| char::from_u32(u32::from(unit))))
    } else {
        pieces(&units, slice(fixed, 6, LEVELS)?, place)?
    };
    let level = Level {
        start: u32_at(fixed, 0)?,
        format: String::from(numerals::by_code(Some(u32::from(format)))),
        text: pieces,
        restart: (flags & 8 != 0).then_some(u32::from(u8_at(fixed, 26)?)),
        suffix,
        all_decimal: flags & 4 != 0,
    };
    Some((level, text_at + 2 + text.len()))
}

/// Parts the text of a level. `places` are the 1-based places of characters that are the numbers of levels (2.9.150,
/// `rgbxchNums`), up to the first 0; `None` when one of them is no number of this level or one above it.
fn pieces(units: &[u16], places: &[u8], own: usize) -> Option<Vec<Piece>> {
    let (mut pieces, mut from) = (Vec::new(), 0);
    for place in places.iter().map(|place| usize::from(*place)) {
        let Some(at) = place.checked_sub(1) else {
            break;
        };
        let number = usize::from(*units.get(at)?);
        if number > own {
            return None;
        }
        pieces.push(literal(units.get(from..at)?)?);
        pieces.push(Piece::Number(number));
        from = at + 1;
    }
    pieces.push(literal(units.get(from..)?)?);
    Some(pieces)
}

/// Text as it stands; `None` when it holds the number of a level.
fn literal(units: &[u16]) -> Option<Piece> {
    let has_number = units.iter().any(|unit| usize::from(*unit) < LEVELS);
    (!has_number).then(|| Piece::Text(String::from_utf16_lossy(units)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{definitions, level, lists};
    use super::*;

    const CHINESE: u8 = 37;

    /// One definition of two levels, `一、` and `（一）`, and lists of it with these overrides.
    fn numbering(overrides: &[&[u8]]) -> Numbering {
        let levels = [
            level(CHINESE, "\u{0}、", &[1]),
            level(CHINESE, "（\u{1}）", &[2]),
        ];
        let definitions = definitions(&[(7, &levels)]);
        let lists = lists(&overrides.iter().map(|list| (7, *list)).collect::<Vec<_>>());
        Numbering::parse(&definitions, &lists, &[]).unwrap()
    }

    fn label(numbering: &mut Numbering, list: u16, level: u8) -> String {
        let direct = NumberRef {
            list: Some(list),
            level: Some(level),
        };
        let label = numbering.label(direct, 0, &Styles::default());
        label.unwrap_or_default()
    }

    #[test]
    fn levels_count_and_deeper_ones_restart() {
        let mut numbering = numbering(&[&[]]);
        let asked = [0, 1, 1, 0, 1];
        let labels = asked.map(|level| label(&mut numbering, 1, level));
        assert_eq!(labels, ["一、", "（一）", "（二）", "二、", "（一）"]);
    }

    #[test]
    fn lists_of_one_definition_go_on_unless_they_begin_anew() {
        let anew = [5, 0, 0, 0, 0x10, 0, 0, 0];
        let mut numbering = numbering(&[&[], &[], &anew]);
        let labels = [1, 2, 3, 3].map(|list| label(&mut numbering, list, 0));
        assert_eq!(labels, ["一、", "二、", "五、", "六、"]);
    }

    #[test]
    fn a_list_may_have_a_level_of_its_own() {
        let mut own = vec![0, 0, 0, 0, 0x21, 0, 0, 0];
        own.extend(level(0, "\u{0}.\u{1}", &[1, 3]));
        let mut numbering = numbering(&[&own]);
        let labels = [0, 1, 1].map(|level| label(&mut numbering, 1, level));
        assert_eq!(labels, ["一、", "一.1", "一.2"]);
    }

    #[test]
    fn the_number_of_a_list_may_say_that_indents_are_kept() {
        let mut numbering = numbering(&[&[]]);
        let labels = [0xFFFF, 1, 0, 0xF801, 0x07FF, 2].map(|list| label(&mut numbering, list, 0));
        assert_eq!(labels, ["一、", "二、", "", "", "", ""]);
    }

    #[test]
    fn bullets_keep_what_is_a_character_and_pictures_become_bullets() {
        let bullet = |text: &str| {
            let definitions = definitions(&[(7, &[level(BULLET, text, &[])])]);
            let numbering = Numbering::parse(&definitions, &lists(&[(7, &[])]), &[]);
            label(&mut numbering.unwrap(), 1, 0)
        };
        assert_eq!(bullet("-"), "-");
        assert_eq!(bullet("\u{F0B7}"), "•");
    }

    #[test]
    fn a_broken_level_has_no_label_and_none_behind_it_has() {
        let good = level(0, "\u{0}.", &[1]);
        let broken = [
            level(99, "\u{0}.", &[1]),
            level(0, "\u{0}.", &[3]),
            level(0, "\u{1}.", &[1]),
            level(0, "\u{0}.", &[]),
            good[..20].to_vec(),
        ];
        for broken in broken {
            let definitions = definitions(&[
                (6, std::slice::from_ref(&good)),
                (7, &[broken]),
                (8, std::slice::from_ref(&good)),
            ]);
            let lists = lists(&[(6, &[]), (7, &[]), (8, &[])]);
            let mut numbering = Numbering::parse(&definitions, &lists, &[]).unwrap();
            let labels = [1, 2, 3].map(|list| label(&mut numbering, list, 0));
            assert_eq!(labels, ["1.", "", ""]);
        }
    }
}
