//! Text as it gathers in one place, with white space and line breaks as a browser shows them.

use super::form::Block;
use super::style::Style;
use crate::document::LINE_BREAK;

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
        self.unlinked |= !style.linked && !ch.is_whitespace();
        style.look().write(ch, &mut self.text);
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
