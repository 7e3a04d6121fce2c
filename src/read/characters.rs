//! How a character looks where the look changes what it says: hidden, crossed out, raised.

/// What is printed but cannot be told as text.
pub(super) const UNKNOWN: char = '\u{FFFD}';

/// Put after each crossed-out character: a number that is crossed out must not pass for one that stands.
const STROKE: char = '\u{336}';

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

/// Character properties that change the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Not printed.
    pub(super) hidden: bool,
    /// Crossed out.
    pub(super) struck: bool,
    /// Above or below the line.
    pub(super) raised: Raised,
}

impl Look {
    /// Whether the text is what its characters are.
    pub(super) fn is_plain(self) -> bool {
        !self.struck && self.raised == Raised::No
    }

    /// Appends a character as printed; whether it is hidden is for the caller to ask.
    pub(super) fn write(self, ch: char, into: &mut String) {
        into.push(as_printed(ch, self.raised));
        if self.struck && !ch.is_whitespace() {
            into.push(STROKE);
        }
    }
}

/// A raised digit is another character than a digit on the line: read
/// as one, the mark of a note would become part of the number in front of it.
fn as_printed(ch: char, raised: Raised) -> char {
    match (ch, raised) {
        ('1', Raised::Up) => '¹',
        ('2', Raised::Up) => '²',
        ('3', Raised::Up) => '³',
        ('0'..='9', Raised::Up) => offset(ch, 0x2070),
        ('0'..='9', Raised::Down) => offset(ch, 0x2080),
        _ => ch,
    }
}

fn offset(digit: char, zero: u32) -> char {
    digit
        .to_digit(10)
        .and_then(|value| char::from_u32(zero + value))
        .unwrap_or(UNKNOWN)
}

/// Fields that print something although no result is stored with them: Word computes it when it lays out the page.
const COMPUTED_FIELDS: &[&str] = &[
    "EQ",
    "SYMBOL",
    "LISTNUM",
    "AUTONUM",
    "AUTONUMLGL",
    "AUTONUMOUT",
    "FORMDROPDOWN",
];

/// Whether a field with this instruction prints something although no result is stored with it.
pub(super) fn is_computed(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    let name = name.split('\\').next().unwrap_or_default();
    let mut computed = COMPUTED_FIELDS.iter();
    computed.any(|computed| computed.eq_ignore_ascii_case(name))
}

/// A character of a symbol font.
///
/// Digits and plain punctuation stand at their ASCII places in every font except the pictorial ones. All other places
/// differ from font to font; a wrong guess could pass for a number, so they stay unknown.
pub(super) fn symbol(code: u32, is_pictorial: bool) -> char {
    let is_private = (0xE000..=0xF8FF).contains(&code);
    match code {
        _ if is_pictorial => UNKNOWN,
        0xF020..=0xF03F if !matches!(code, 0xF022 | 0xF024 | 0xF027 | 0xF02A | 0xF02D) => {
            char::from_u32(code - 0xF000).unwrap_or(UNKNOWN)
        }
        0xF02D => '-',
        _ if is_private => UNKNOWN,
        _ => char::from_u32(code).unwrap_or(UNKNOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_computed_in_layout_are_told_by_their_name() {
        for instruction in [" eq \\o\\ac(○,3)", "EQ\\o(1,2)", "FORMDROPDOWN"] {
            assert!(is_computed(instruction), "{instruction}");
        }
        for instruction in ["", "PAGE", "EQUAL 1", "HYPERLINK \"EQ\""] {
            assert!(!is_computed(instruction), "{instruction}");
        }
    }

    #[test]
    fn the_look_changes_the_characters() {
        let written = |look: Look| {
            let mut text = String::new();
            for ch in "1\n2".chars() {
                look.write(ch, &mut text);
            }
            text
        };
        let struck = Look {
            struck: true,
            ..Look::default()
        };
        let raised = Look {
            raised: Raised::Up,
            ..Look::default()
        };
        assert_eq!(written(struck), "1\u{336}\n2\u{336}");
        assert_eq!(written(raised), "¹\n²");
        assert_eq!(written(Look::default()), "1\n2");
    }
}
