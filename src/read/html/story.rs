//! Text as it gathers in one place, with white space and line breaks as a browser shows them.

use super::form::Block;
use super::style::{Raised, Style};
use crate::document::LINE_BREAK;

/// What is shown but cannot be told as text.
pub(super) const UNKNOWN: char = '\u{FFFD}';
/// Put after each crossed-out character: a number that is crossed out must not pass for one that stands.
const STROKE: char = '\u{336}';

/// Text as it gathers in one place: the page or a cell.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) blocks: Vec<Block>,
    text: String,
    /// White space has been read that shows when text follows in the same line.
    space: bool,
    /// A box of its own ended or begins here.
    pub(super) gap: bool,
    /// Some of the paragraph is no link.
    unlinked: bool,
}

impl Story {
    fn at_line_start(&self) -> bool {
        self.text.is_empty() || self.text.ends_with(LINE_BREAK)
    }

    pub(super) fn push(&mut self, text: &str, style: Style) {
        if !style.ink.shows() {
            // What is on both sides of it is no one word.
            self.gap |= style.ink.takes_room() && text.chars().any(|ch| !ch.is_whitespace());
            return;
        }
        for ch in text.chars() {
            match ch {
                '\n' if style.preformatted => self.line_break(),
                '\r' if style.preformatted => {}
                ' ' | '\t' | '\n' | '\r' | '\u{C}' if !style.preformatted => self.space = true,
                _ => self.push_char(ch, style),
            }
        }
    }

    pub(super) fn push_char(&mut self, ch: char, style: Style) {
        if !self.at_line_start() {
            if self.gap {
                self.text.push('\t');
            } else if self.space {
                self.text.push(' ');
            }
        }
        self.space = false;
        self.gap = false;
        self.text.push(as_shown(ch, style.raised));
        if !ch.is_whitespace() {
            self.unlinked |= !style.linked;
            if style.struck {
                self.text.push(STROKE);
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        self.space = false;
        self.gap = false;
        self.text.push(LINE_BREAK);
    }

    /// Ends the paragraph; one without ink leaves nothing.
    pub(super) fn end_paragraph(&mut self) {
        self.space = false;
        self.gap = false;
        let linked = !std::mem::take(&mut self.unlinked);
        let text = std::mem::take(&mut self.text);
        if text.chars().any(|ch| !ch.is_whitespace()) {
            let trimmed = text.trim_matches([' ', LINE_BREAK]);
            let text = if trimmed.len() == text.len() {
                text
            } else {
                trimmed.to_owned()
            };
            self.blocks.push(Block::Paragraph(text, linked));
        }
    }
}

/// A raised digit is another character than a digit on the line: read as one, the mark of a note would become part of
/// the number in front of it.
fn as_shown(ch: char, raised: Raised) -> char {
    let digit = |zero: u32| {
        let code = ch.to_digit(10).map(|value| zero + value);
        code.and_then(char::from_u32).unwrap_or(UNKNOWN)
    };
    match (ch, raised) {
        ('1', Raised::Up) => '¹',
        ('2', Raised::Up) => '²',
        ('3', Raised::Up) => '³',
        ('0'..='9', Raised::Up) => digit(0x2070),
        ('0'..='9', Raised::Down) => digit(0x2080),
        _ => ch,
    }
}
