//! Character properties that change the text, and the style sheet that they start from ([MS-DOC] 2.6.1, 2.9.271).

use super::sprm::{Sprm, sprms};
use crate::read::bytes::{slice, u16_at};
use crate::read::characters::{Look, Raised};

/// How many styles may be based on each other; Word stops at eleven.
const MAX_BASES: usize = 16;
const PARAGRAPH_STYLE: u16 = 1;
const CHARACTER_STYLE: u16 = 2;

/// Properties of a run of characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Characters {
    /// How they look.
    pub(super) look: Look,
    /// Deleted by a tracked change.
    pub(super) deleted: bool,
    /// Control characters and the like stand for objects.
    pub(super) special: bool,
    /// A character of a symbol font: number of the font and code.
    pub(super) symbol: Option<(u16, u16)>,
}

/// The look that a style gives, by its number.
#[derive(Debug, Default)]
pub(super) struct Styles {
    looks: Vec<Look>,
}

impl Styles {
    /// Reads the style sheet, as far as it goes.
    pub(super) fn parse(sheet: &[u8]) -> Self {
        let styles = read_styles(sheet).unwrap_or_default();
        let looks = (0..styles.len())
            .map(|index| resolve(&styles, index))
            .collect();
        Styles { looks }
    }

    /// The look of a style.
    pub(super) fn look(&self, style: u16) -> Look {
        let look = self.looks.get(usize::from(style));
        look.copied().unwrap_or_default()
    }

    /// The properties of a run: what its paragraph's style, its own style and its modifiers say.
    pub(super) fn characters(&self, paragraph: u16, list: &[u8], more: &[u8]) -> Characters {
        let mut found = Characters::default();
        let mut inherited = self.look(paragraph);
        let all = || sprms(list).chain(sprms(more));
        if let Some(own) = all().find(|sprm| sprm.code == 0x4A30) {
            let own = self.look(own.word());
            // Toggle properties (2.6.1): set in both styles, they are off.
            inherited.hidden ^= own.hidden;
            inherited.struck ^= own.struck;
            if own.raised != Raised::No {
                inherited.raised = own.raised;
            }
        }
        found.look = inherited;
        for sprm in all() {
            apply(&sprm, &mut found.look, inherited);
            match sprm.code {
                0x0800 => found.deleted = sprm.byte() != 0,
                0x0855 => found.special = sprm.byte() != 0,
                0x6A09 => {
                    found.symbol = Some((sprm.word(), u16_at(sprm.operand, 2).unwrap_or(0)));
                    found.special = true;
                }
                _ => {}
            }
        }
        found
    }
}

fn apply(sprm: &Sprm<'_>, look: &mut Look, inherited: Look) {
    match sprm.code {
        0x0837 | 0x2A53 => look.struck = toggled(sprm.byte(), inherited.struck),
        0x083C => look.hidden = toggled(sprm.byte(), inherited.hidden),
        0x2A48 => {
            look.raised = match sprm.byte() {
                1 => Raised::Up,
                2 => Raised::Down,
                _ => Raised::No,
            }
        }
        _ => {}
    }
}

/// A toggle (2.9.327): off, on, as the style, against the style.
fn toggled(operand: u8, inherited: bool) -> bool {
    match operand {
        0x80 => inherited,
        0x81 => !inherited,
        value => value != 0,
    }
}

/// One style.
#[derive(Clone, Copy)]
struct Style<'a> {
    kind: u16,
    based_on: u16,
    /// Its modifiers of characters.
    list: &'a [u8],
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
    let list = match kind {
        PARAGRAPH_STYLE => lists.nth(1),
        CHARACTER_STYLE => lists.next(),
        _ => None,
    };
    Some(Style {
        kind,
        based_on,
        list: list.unwrap_or_default(),
    })
}

/// The look of a style with all that it is based on. A base of another kind counts as none.
fn resolve(styles: &[Option<Style<'_>>], index: usize) -> Look {
    let style = |index: usize| styles.get(index).copied().flatten();
    let kind = style(index).map(|style| style.kind);
    let mut lists = Vec::new();
    let mut next = index;
    while let Some(style) = style(next).filter(|style| Some(style.kind) == kind) {
        lists.push(style.list);
        next = usize::from(style.based_on);
        if lists.len() >= MAX_BASES {
            break;
        }
    }
    let mut look = Look::default();
    for list in lists.into_iter().rev() {
        let inherited = look;
        for sprm in sprms(list) {
            apply(&sprm, &mut look, inherited);
        }
    }
    look
}
