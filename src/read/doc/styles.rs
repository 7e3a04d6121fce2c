//! The style sheet ([MS-DOC] 2.9.271): how characters of a style look, and to which list its paragraphs belong.

use super::characters::apply;
use super::numbering::NumberRef;
use super::sprm::sprms;
use crate::read::bytes::{slice, u16_at};
use crate::read::characters::Look;

/// How many styles may be based on each other; Word stops at eleven.
const MAX_BASES: usize = 16;
const PARAGRAPH_STYLE: u16 = 1;
const CHARACTER_STYLE: u16 = 2;

/// What holds for a style with all that it is based on.
#[derive(Clone, Copy, Debug, Default)]
struct Resolved {
    look: Look,
    number: NumberRef,
    /// The style that names the list.
    owner: Option<u16>,
}

/// What styles give, by their number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: Vec<Resolved>,
}

impl Styles {
    /// Reads the style sheet, as far as it goes.
    pub(super) fn parse(sheet: &[u8]) -> Self {
        let styles = read_styles(sheet).unwrap_or_default();
        let resolved = (0..styles.len()).map(|index| resolve(&styles, index));
        Styles {
            styles: resolved.collect(),
        }
    }

    fn get(&self, style: u16) -> Resolved {
        let style = self.styles.get(usize::from(style));
        style.copied().unwrap_or_default()
    }

    /// The look of a style.
    pub(super) fn look(&self, style: u16) -> Look {
        self.get(style).look
    }

    /// The list that paragraphs of a style belong to, and the style that says so.
    pub(super) fn number(&self, style: u16) -> (NumberRef, Option<u16>) {
        let style = self.get(style);
        (style.number, style.owner)
    }
}

/// One style.
#[derive(Clone, Copy)]
struct Style<'a> {
    kind: u16,
    based_on: u16,
    /// Its modifiers of characters.
    characters: &'a [u8],
    /// Its modifiers of paragraphs.
    paragraphs: &'a [u8],
}

fn read_styles(sheet: &[u8]) -> Option<Vec<Option<Style<'_>>>> {
    let header = usize::from(u16_at(sheet, 0)?);
    let number = usize::from(u16_at(sheet, 2)?);
    let base = usize::from(u16_at(sheet, 4)?);
    let mut at = header + 2;
    let mut styles = Vec::new();
    for _ in 0..number.min(0x0FFF) {
        let Some(length) = u16_at(sheet, at).map(usize::from) else {
            break;
        };
        let style = slice(sheet, at + 2, length).unwrap_or_default();
        styles.push(read_style(style, base));
        at += 2 + length + length % 2;
    }
    Some(styles)
}

fn read_style(style: &[u8], base: usize) -> Option<Style<'_>> {
    let kind = u16_at(style, 2)?;
    let (kind, based_on) = (kind & 0xF, kind >> 4);
    let name = usize::from(u16_at(style, base)?);
    let mut at = base + 2 + name * 2 + 2;
    let mut lists = std::iter::from_fn(|| {
        let length = usize::from(u16_at(style, at)?);
        let list = slice(style, at + 2, length)?;
        at += 2 + length + length % 2;
        Some(list)
    });
    let (paragraphs, characters) = match kind {
        PARAGRAPH_STYLE => (lists.next(), lists.next()),
        CHARACTER_STYLE => (None, lists.next()),
        _ => (None, None),
    };
    Some(Style {
        kind,
        based_on,
        characters: characters.unwrap_or_default(),
        // The number of the style stands in front.
        paragraphs: paragraphs
            .and_then(|list| list.get(2..))
            .unwrap_or_default(),
    })
}

/// What holds for a style with all that it is based on. A base of another kind counts as none.
fn resolve(styles: &[Option<Style<'_>>], index: usize) -> Resolved {
    let style = |index: usize| styles.get(index).copied().flatten();
    let kind = style(index).map(|style| style.kind);
    let mut chain = Vec::new();
    let mut next = index;
    while let Some(style) = style(next).filter(|style| Some(style.kind) == kind) {
        chain.push((next, style));
        next = usize::from(style.based_on);
        if chain.len() >= MAX_BASES {
            break;
        }
    }
    let mut found = Resolved::default();
    for (index, style) in chain.into_iter().rev() {
        let inherited = found.look;
        for sprm in sprms(style.characters) {
            apply(&sprm, &mut found.look, inherited);
        }
        for sprm in sprms(style.paragraphs) {
            if found.number.apply(&sprm) {
                found.owner = u16::try_from(index).ok();
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::numbering::Numbering;
    use super::super::testing::{definitions, level, lists};
    use super::*;

    const NO_BASE: u16 = 0x0FFF;

    /// A style sheet of paragraph styles: the base of each and its modifiers of paragraphs and of characters.
    fn sheet(styles: &[(u16, &[u8], &[u8])]) -> Vec<u8> {
        let mut sheet = vec![4, 0, styles.len() as u8, 0, 10, 0];
        for (base, paragraphs, characters) in styles {
            let mut style = vec![0, 0];
            style.extend((PARAGRAPH_STYLE | base << 4).to_le_bytes());
            style.resize(10, 0);
            style.extend([1, 0, b'n', 0, 0, 0]);
            for list in [&[&[0, 0], *paragraphs].concat(), *characters] {
                style.extend((list.len() as u16).to_le_bytes());
                style.extend(list);
                style.resize(style.len().next_multiple_of(2), 0);
            }
            sheet.extend((style.len() as u16).to_le_bytes());
            sheet.extend(style);
        }
        sheet
    }

    #[test]
    fn properties_come_from_the_nearest_base_that_sets_them() {
        let styles = Styles::parse(&sheet(&[
            (
                NO_BASE,
                &[0x0B, 0x46, 3, 0, 0x0A, 0x26, 1],
                &[0x37, 0x08, 1],
            ),
            (0, &[0x0A, 0x26, 2], &[0x3C, 0x08, 1]),
            (1, &[0x0B, 0x46, 0, 0], &[0x37, 0x08, 0]),
        ]));
        let list = |style| {
            let (number, owner) = styles.number(style);
            (number.list, number.level, owner)
        };
        assert_eq!(list(0), (Some(3), Some(1), Some(0)));
        assert_eq!(list(1), (Some(3), Some(2), Some(0)));
        assert_eq!(list(2), (Some(0), Some(2), Some(2)));
        assert_eq!(list(9), (None, None, None));
        assert!(styles.look(1).struck && styles.look(1).hidden);
        assert!(!styles.look(2).struck);
    }

    #[test]
    fn a_style_numbers_its_paragraphs_on_the_level_that_names_it() {
        let styles = Styles::parse(&sheet(&[
            (NO_BASE, &[], &[]),
            (NO_BASE, &[0x0B, 0x46, 1, 0], &[]),
        ]));
        let levels = [level(0, "\u{0}.", &[1]), level(0, "\u{0}.\u{1}", &[1, 3])];
        let mut definitions = definitions(&[(7, &levels)]);
        definitions[2 + 8..2 + 26].fill(0xFF);
        definitions[2 + 10..2 + 12].copy_from_slice(&[1, 0]);
        let mut numbering = Numbering::parse(&definitions, &lists(&[(7, &[])]), &[]).unwrap();
        let mut label = |direct| numbering.label(direct, 1, &styles);
        let list = |list| NumberRef { list, level: None };
        assert_eq!(label(list(None)).as_deref(), Some("1.1"));
        assert_eq!(label(list(Some(1))).as_deref(), Some("2."));
        assert_eq!(label(list(Some(0))), None);
    }
}
