//! The text of one paragraph as printed: fields give their result, control characters what they print.

use super::characters::Characters;
use crate::read::characters::{UNKNOWN, is_computed, symbol};

/// Characters of an instruction that are kept: its name stands in front.
const MAX_INSTRUCTION: usize = 40;

/// A field that has begun.
struct Field {
    /// What stood in front of it.
    start: usize,
    instruction: String,
    has_result: bool,
}

/// A paragraph as its characters come.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    fields: Vec<Field>,
    /// The first half of a surrogate pair.
    high: Option<u16>,
    /// Anchors of drawings: the characters at which they stand.
    pub(super) anchors: Vec<u32>,
}

impl Writer {
    /// Adds characters of one look; `start` is the number of the first.
    pub(super) fn push(
        &mut self,
        units: &[u16],
        start: u32,
        characters: &Characters,
        is_pictorial: impl Fn(u16) -> bool,
    ) {
        for (unit, cp) in units.iter().zip(start..) {
            match (unit, characters.symbol) {
                (0x13, _) => self.begin_field(),
                (0x14, _) => self.begin_result(),
                (0x15, _) => self.end_field(characters),
                (0x08, _) => self.anchors.push(cp),
                (0x28, Some((font, code))) => {
                    self.write(symbol(u32::from(code), is_pictorial(font)), characters);
                }
                (0x20.., _) => self.unit(*unit, characters),
                _ => self.control(*unit, characters),
            }
        }
    }

    /// The text of the paragraph.
    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.text
    }

    fn unit(&mut self, unit: u16, characters: &Characters) {
        match (self.high.take(), unit) {
            (high, 0xD800..=0xDBFF) => {
                if high.is_some() {
                    self.write(UNKNOWN, characters);
                }
                self.high = Some(unit);
            }
            (high, _) => {
                let pair = high.into_iter().chain([unit]);
                for ch in char::decode_utf16(pair) {
                    self.write(ch.unwrap_or(UNKNOWN), characters);
                }
            }
        }
    }

    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.write(UNKNOWN, &Characters::default());
        }
    }

    fn control(&mut self, unit: u16, characters: &Characters) {
        self.flush();
        if characters.look.hidden || self.in_instruction() {
            return;
        }
        match unit {
            0x09 => self.text.push('\t'),
            0x0B..=0x0E => self.text.push('\n'),
            0x1E => self.write('-', characters),
            // Pictures, notes, optional hyphens.
            _ => {}
        }
    }

    fn in_instruction(&self) -> bool {
        self.fields.last().is_some_and(|field| !field.has_result)
    }

    fn write(&mut self, ch: char, characters: &Characters) {
        let instruction = self.fields.last_mut().filter(|field| !field.has_result);
        match instruction {
            Some(field) if field.instruction.len() < MAX_INSTRUCTION => field.instruction.push(ch),
            Some(_) => {}
            None if characters.look.hidden => {}
            None => characters.look.write(ch, &mut self.text),
        }
    }

    fn begin_field(&mut self) {
        self.flush();
        self.fields.push(Field {
            start: self.text.len(),
            instruction: String::new(),
            has_result: false,
        });
    }

    fn begin_result(&mut self) {
        self.flush();
        if let Some(field) = self.fields.last_mut().filter(|field| !field.has_result) {
            field.has_result = true;
            self.text.truncate(field.start);
        }
    }

    /// Ends a field. One that never ends in this paragraph keeps its text: a field may span paragraphs.
    fn end_field(&mut self, characters: &Characters) {
        self.flush();
        let Some(field) = self.fields.pop() else {
            return;
        };
        if !field.has_result {
            self.text.truncate(field.start);
            if is_computed(&field.instruction) {
                self.write(UNKNOWN, characters);
            }
        } else if self.in_instruction() {
            // The result of a field inside an instruction is part of the instruction.
            self.text.truncate(field.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::characters::Look;

    fn written(parts: &[(&str, Characters)]) -> String {
        let mut writer = Writer::default();
        for (text, characters) in parts {
            let units: Vec<u16> = text.encode_utf16().collect();
            writer.push(&units, 0, characters, |font| font == 7);
        }
        writer.finish()
    }

    fn plain(text: &str) -> String {
        written(&[(text, Characters::default())])
    }

    #[test]
    fn fields_give_their_result() {
        assert_eq!(plain("a\x13 PAGE \x1412\x15b"), "a12b");
        assert_eq!(plain("a\x13 HYPERLINK \"x\" \x15b"), "ab");
        assert_eq!(plain("\x13 EQ \\o(1,2)\x15"), "\u{FFFD}");
        assert_eq!(plain("\x13 IF \x13 A \x145\x15 = 1 \x147\x15"), "7");
        assert_eq!(plain("5\x15\x14"), "5");
        assert_eq!(plain("\x13 TOC \x14\x13 PAGEREF \x143"), "3");
    }

    #[test]
    fn controls_print_what_they_stand_for() {
        assert_eq!(plain("1\t2\x0B3\x0C4\x1E5\x1F6\x01\x02"), "1\t2\n3\n4-56");
    }

    #[test]
    fn characters_beyond_the_first_plane_may_be_parted() {
        let mut writer = Writer::default();
        let characters = Characters::default();
        for units in [&[0xD840_u16][..], &[0xDC0B, 0xD840], &[0x31], &[0xD840]] {
            writer.push(units, 0, &characters, |_| false);
        }
        assert_eq!(writer.finish(), "𠀋\u{FFFD}1\u{FFFD}");
    }

    #[test]
    fn hidden_text_is_left_out_and_struck_text_marked() {
        let with = |hidden, struck| Characters {
            look: Look {
                hidden,
                struck,
                ..Look::default()
            },
            ..Characters::default()
        };
        let parts = [
            ("1", with(false, false)),
            ("2\t", with(true, false)),
            ("3", with(false, true)),
        ];
        assert_eq!(written(&parts), "13\u{336}");
    }

    #[test]
    fn symbols_are_told_where_all_fonts_agree() {
        let with = |font, code| Characters {
            symbol: Some((font, code)),
            ..Characters::default()
        };
        let parts = [
            ("(", with(1, 0xF035)),
            ("(", with(7, 0xF035)),
            ("(", with(1, 0xF0D7)),
        ];
        assert_eq!(written(&parts), "5\u{FFFD}\u{FFFD}");
    }
}
