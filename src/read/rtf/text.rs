//! From bytes and `\u` to characters, and to where the text of a group goes; the fonts, which say what bytes mean.

use super::charset::{self, Charset};
use super::reader::{Reader, spend};
use super::state::Destination;
use crate::error::Error;
use crate::read::characters::UNKNOWN;

/// Fonts of one document.
const MAX_FONTS: usize = 20_000;
/// Bytes of metadata that are kept.
const MAX_METADATA: usize = 1_000;
/// Bytes of text that gather before they are decoded.
const MAX_PENDING: usize = 1 << 16;

/// What the font table says of a font.
pub(super) struct Font {
    charset: Charset,
    name: String,
}

impl Reader<'_> {
    /// A byte of text; a raw one may begin a character whose second byte looks like markup.
    pub(super) fn byte(&mut self, byte: u8, is_raw: bool) -> Result<(), Error> {
        self.at_start = false;
        if self.stand_ins > 0 {
            self.stand_ins -= 1;
            return Ok(());
        }
        if matches!(
            self.state.destination,
            Destination::Skip | Destination::Info | Destination::Both
        ) {
            return Ok(());
        }
        if self.state.destination == Destination::Fonts {
            self.name_font(byte);
            return Ok(());
        }
        let is_lead = !self.in_character && self.is_lead(byte);
        self.in_character = is_lead;
        self.bytes.push(byte);
        if is_lead
            && is_raw
            && let Some(trail) = self.tokens.trail()
        {
            self.bytes.push(trail);
            self.in_character = false;
        }
        if self.bytes.len() >= MAX_PENDING && !self.in_character {
            self.flush()?;
        }
        Ok(())
    }

    fn is_lead(&self, byte: u8) -> bool {
        match self.encoded() {
            Charset::Encoded(encoding) => charset::is_lead(encoding, byte),
            _ => false,
        }
    }

    /// The charset of the text that comes, that of the document put in.
    fn encoded(&self) -> Charset {
        let default = if self.is_chinese {
            encoding_rs::GBK
        } else {
            encoding_rs::WINDOWS_1252
        };
        match self.state.charset {
            Charset::Document => Charset::Encoded(self.code_page.unwrap_or(default)),
            other => other,
        }
    }

    /// Decodes the bytes that have gathered.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        self.in_character = false;
        let bytes = std::mem::take(&mut self.bytes);
        match self.encoded() {
            Charset::Encoded(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(&bytes);
                text.chars().try_for_each(|ch| self.put(ch))?;
            }
            Charset::Symbol { pictorial } => {
                for byte in &bytes {
                    let ch = self.symbol_at(u32::from(*byte), pictorial);
                    self.put(ch)?;
                }
            }
            Charset::Document => {}
        }
        self.bytes = bytes;
        self.bytes.clear();
        Ok(())
    }

    fn symbol_at(&self, code: u32, pictorial: bool) -> char {
        match charset::symbol(code, pictorial) {
            UNKNOWN if self.state.in_label => '•',
            ch => ch,
        }
    }

    /// Writes one character to where the group's text goes.
    pub(super) fn put(&mut self, ch: char) -> Result<(), Error> {
        if self.high.take().is_some() {
            self.write(UNKNOWN)?;
        }
        self.write(ch)
    }

    fn write(&mut self, ch: char) -> Result<(), Error> {
        let metadata = match self.state.destination {
            Destination::Text => {
                if !self.state.look.hidden && !self.state.deleted {
                    self.text_left = spend(self.text_left, 3 * ch.len_utf8(), "text")?;
                    self.state.look.write(ch, &mut self.flow.paragraph);
                }
                return Ok(());
            }
            Destination::Title => &mut self.read.title,
            Destination::Generator => &mut self.read.producer,
            Destination::Instruction => &mut self.instruction,
            _ => return Ok(()),
        };
        if metadata.len() < MAX_METADATA {
            metadata.push(ch);
        }
        Ok(())
    }

    /// `\u`: a unit of UTF-16.
    pub(super) fn unicode(&mut self, number: i32) -> Result<(), Error> {
        self.stand_ins = self.state.stand_ins;
        let unit = number.rem_euclid(0x1_0000);
        let unit = u16::try_from(unit).unwrap_or(0xFFFD);
        let units = [self.high.take(), Some(unit)];
        if (0xD800..0xDC00).contains(&unit) {
            if units.first().is_some_and(Option::is_some) {
                self.write(UNKNOWN)?;
            }
            self.high = Some(unit);
            return Ok(());
        }
        for ch in char::decode_utf16(units.into_iter().flatten()) {
            let ch = match ch.unwrap_or(UNKNOWN) {
                ch @ '\u{F000}'..='\u{F0FF}' => {
                    let pictorial = self.state.charset == Charset::Symbol { pictorial: true };
                    self.symbol_at(u32::from(ch) - 0xF000, pictorial)
                }
                '\u{E000}'..='\u{F8FF}' => UNKNOWN,
                ch => ch,
            };
            self.write(ch)?;
        }
        Ok(())
    }

    /// A control word of the font table.
    pub(super) fn font_word(&mut self, name: &str, number: Option<i32>) {
        let charset = match name {
            "f" => {
                self.font = number.unwrap_or(0);
                None
            }
            "fcharset" => number.map(Charset::of_font),
            "cpg" => number.and_then(charset::of_code_page).map(Charset::Encoded),
            _ => None,
        };
        if let (Some(charset), Some(font)) = (charset, self.font_entry()) {
            font.charset = charset;
        }
    }

    fn font_entry(&mut self) -> Option<&mut Font> {
        if self.fonts.len() >= MAX_FONTS && !self.fonts.contains_key(&self.font) {
            return None;
        }
        Some(self.fonts.entry(self.font).or_insert(Font {
            charset: Charset::Document,
            name: String::new(),
        }))
    }

    /// A byte of a font's name: it tells pictorial fonts.
    fn name_font(&mut self, byte: u8) {
        let Some(font) = self.font_entry().filter(|font| font.name.len() < 10) else {
            return;
        };
        font.name.push(char::from(byte.to_ascii_lowercase()));
        if font.name.starts_with("wingdings") || font.name.starts_with("webdings") {
            font.charset = Charset::Symbol { pictorial: true };
        }
    }

    /// How the bytes of a font are read.
    pub(super) fn charset_of(&self, font: i32) -> Charset {
        let found = self.fonts.get(&font);
        found.map_or(Charset::Document, |font| font.charset)
    }
}
