//! Character properties that change the text ([MS-DOC] 2.6.1).

use super::sprm::{Sprm, sprms};
use super::styles::Styles;
use crate::read::bytes::u16_at;
use crate::read::characters::{Look, Raised};

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

impl Styles {
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

/// What a modifier changes of a look whose style gives `inherited`.
pub(super) fn apply(sprm: &Sprm<'_>, look: &mut Look, inherited: Look) {
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
