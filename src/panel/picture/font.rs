//! Letters of five by seven dots: the digits, and the letters that the legend needs.

/// Dots from one line of a letter to the last.
pub(super) const HEIGHT: u32 = 7;
/// Dots of a letter and the gap after it.
const ADVANCE: u32 = 6;

/// The letters, each as seven lines of five dots, the leftmost the highest bit.
#[rustfmt::skip]
const LETTERS: &[(char, [u8; 7])] = &[
    ('0', [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110]),
    ('1', [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('2', [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111]),
    ('3', [0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110]),
    ('4', [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010]),
    ('5', [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110]),
    ('6', [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110]),
    ('7', [0b11111, 0b00001, 0b00010, 0b00100, 0b00100, 0b00100, 0b00100]),
    ('8', [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110]),
    ('9', [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100]),
    ('a', [0b00000, 0b00000, 0b01110, 0b00001, 0b01111, 0b10001, 0b01111]),
    ('b', [0b10000, 0b10000, 0b11110, 0b10001, 0b10001, 0b10001, 0b11110]),
    ('c', [0b00000, 0b00000, 0b01111, 0b10000, 0b10000, 0b10000, 0b01111]),
    ('d', [0b00001, 0b00001, 0b01111, 0b10001, 0b10001, 0b10001, 0b01111]),
    ('e', [0b00000, 0b00000, 0b01110, 0b10001, 0b11111, 0b10000, 0b01111]),
    ('f', [0b00110, 0b01000, 0b11110, 0b01000, 0b01000, 0b01000, 0b01000]),
    ('g', [0b00000, 0b00000, 0b01111, 0b10001, 0b01111, 0b00001, 0b01110]),
    ('i', [0b00100, 0b00000, 0b01100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('k', [0b10000, 0b10000, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010]),
    ('l', [0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110]),
    ('m', [0b00000, 0b00000, 0b11010, 0b10101, 0b10101, 0b10101, 0b10101]),
    ('n', [0b00000, 0b00000, 0b11110, 0b10001, 0b10001, 0b10001, 0b10001]),
    ('o', [0b00000, 0b00000, 0b01110, 0b10001, 0b10001, 0b10001, 0b01110]),
    ('p', [0b00000, 0b00000, 0b11110, 0b10001, 0b11110, 0b10000, 0b10000]),
    ('q', [0b00000, 0b00000, 0b01111, 0b10001, 0b01111, 0b00001, 0b00001]),
    ('r', [0b00000, 0b00000, 0b10110, 0b11000, 0b10000, 0b10000, 0b10000]),
    ('s', [0b00000, 0b00000, 0b01111, 0b10000, 0b01110, 0b00001, 0b11110]),
    ('t', [0b01000, 0b01000, 0b11110, 0b01000, 0b01000, 0b01000, 0b00110]),
    ('u', [0b00000, 0b00000, 0b10001, 0b10001, 0b10001, 0b10001, 0b01111]),
];

/// How wide a text is.
pub(super) fn width(text: &str) -> u32 {
    u32::try_from(text.chars().count()).map_or(0, |letters| letters.saturating_mul(ADVANCE))
}

/// The dots of a text, from its top left; what is no letter is a gap.
pub(super) fn dots(text: &str) -> impl Iterator<Item = (u32, u32)> {
    let letters = (0..).step_by(6).zip(text.chars());
    letters.flat_map(|(left, c)| {
        let lines = LETTERS
            .iter()
            .find(|(letter, _)| *letter == c)
            .map(|(_, lines)| lines);
        let lines = (0..).zip(lines.into_iter().flatten());
        lines.flat_map(move |(y, line)| {
            let dots = (0..5).filter(move |dot| line & (0b10000 >> dot) != 0);
            dots.map(move |dot| (left + dot, y))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn every_letter_of_the_legend_is_drawn() {
        let words = State::ALL.iter().flat_map(|state| state.name().chars());
        let words = words.chain("first of agencies 0123456789".chars());
        for c in words.filter(|c| c.is_ascii_alphanumeric()) {
            assert!(dots(&c.to_string()).count() > 4, "{c}");
        }
    }

    #[test]
    fn letters_stand_beside_each_other() {
        assert_eq!(width("10"), 12);
        assert_eq!(dots("  1").next(), Some((14, 0)));
    }
}
