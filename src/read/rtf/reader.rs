//! The walk over the tokens of a file.

use std::collections::BTreeMap;

use encoding_rs::Encoding;

use super::flow::Flow;
use super::state::{Destination, Part, State};
use super::text::Font;
use super::tokens::{Token, Tokens};
use crate::document::FlowBlock;
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::characters::{UNKNOWN, is_computed};

/// Paragraphs of one document.
const MAX_PARAGRAPHS: usize = 300_000;
/// Texts of page headers that are kept.
const MAX_HEADERS: usize = 48;
/// What was read of a file.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) producer: String,
    pub(super) title: String,
    pub(super) running: Vec<String>,
    pub(super) blocks: Vec<FlowBlock>,
}

/// Reads a file that begins with `{`.
///
/// # Errors
/// `Limit` when a cap is reached, `Damaged` when the file ends in the middle.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Read, Error> {
    let mut reader = Reader::new(bytes, limits);
    while let Some(token) = reader.tokens.next() {
        reader.token(token)?;
        if reader.states.is_empty() {
            return reader.finish();
        }
    }
    reader.flush()?;
    // Some generators forget the last brace. A file cut in the middle of a text or a row is another thing.
    let is_whole = reader.states.len() == 1 && reader.flow.is_ended();
    if !is_whole {
        return Err(Error::new(
            ErrorKind::Damaged,
            "read",
            "the file ends inside a group",
        ));
    }
    reader.finish()
}

/// The state of the walk.
pub(super) struct Reader<'a> {
    pub(super) tokens: Tokens<'a>,
    /// The open groups.
    pub(super) states: Vec<State>,
    pub(super) state: State,
    pub(super) flow: Flow,
    /// Stories around the one that is being read.
    pub(super) outer: Vec<Flow>,
    pub(super) read: Read,
    /// Bytes of text that are not decoded yet.
    pub(super) bytes: Vec<u8>,
    /// The last of them is the first of a character of two.
    pub(super) in_character: bool,
    /// The first half of a character beyond U+FFFF.
    pub(super) high: Option<u16>,
    /// Bytes still to come that stand in for a `\u`.
    pub(super) stand_ins: u32,
    /// The group has just begun; with `\*`.
    pub(super) at_start: bool,
    pub(super) starred: bool,
    pub(super) fonts: BTreeMap<i32, Font>,
    pub(super) font: i32,
    pub(super) default_font: i32,
    /// The document's code page, and whether its language speaks for Chinese when it names none.
    pub(super) code_page: Option<&'static Encoding>,
    pub(super) is_chinese: bool,
    pub(super) instruction: String,
    pub(super) is_computed: bool,
    pub(super) text_left: usize,
    pub(super) paragraphs_left: usize,
    pub(super) cells_left: usize,
    pub(super) max_depth: usize,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], limits: &Limits) -> Self {
        Reader {
            tokens: Tokens::new(bytes),
            states: Vec::new(),
            state: State::new(),
            flow: Flow::default(),
            outer: Vec::new(),
            read: Read::default(),
            bytes: Vec::new(),
            in_character: false,
            high: None,
            stand_ins: 0,
            at_start: false,
            starred: false,
            fonts: BTreeMap::new(),
            font: 0,
            default_font: 0,
            code_page: None,
            is_chinese: false,
            instruction: String::new(),
            is_computed: false,
            text_left: usize::try_from(limits.part_bytes).unwrap_or(usize::MAX),
            paragraphs_left: MAX_PARAGRAPHS,
            cells_left: limits.cells,
            max_depth: limits.depth,
        }
    }

    fn token(&mut self, token: Token<'_>) -> Result<(), Error> {
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Word(name, number) => self.word(name, number),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Byte(byte) => self.byte(byte, true),
            Token::Escaped(byte) => self.byte(byte, false),
        }
    }

    fn open(&mut self) -> Result<(), Error> {
        self.flush()?;
        self.stand_ins = 0;
        if self.states.len() >= self.max_depth {
            return Err(limit(format!("groups nest deeper than {}", self.max_depth)));
        }
        self.states.push(self.state);
        self.state.part = None;
        self.at_start = true;
        self.starred = false;
        Ok(())
    }

    fn close(&mut self) -> Result<(), Error> {
        self.flush()?;
        self.stand_ins = 0;
        self.at_start = false;
        let ended = self.state;
        self.state = self.states.pop().unwrap_or(ended);
        if ended.destination != self.state.destination {
            self.end_destination(ended.destination);
        }
        match ended.part {
            Some(Part::Field(start)) => self.end_field(start)?,
            Some(Part::Label(start)) => self.end_label(start),
            Some(Part::Header | Part::TextBox) => self.end_story()?,
            None => {}
        }
        Ok(())
    }

    /// Ends a field that began when the paragraph was `start` bytes long.
    fn end_field(&mut self, start: usize) -> Result<(), Error> {
        if std::mem::take(&mut self.is_computed) && self.flow.paragraph.len() == start {
            return self.put(UNKNOWN);
        }
        Ok(())
    }

    /// Ends a label that began when the paragraph was `start` bytes long. A tab alone is none.
    fn end_label(&mut self, start: usize) {
        let label = self.flow.paragraph.get(start..);
        if label.is_some_and(|label| label.trim().is_empty()) {
            self.flow.paragraph.truncate(start);
        }
    }

    fn end_destination(&mut self, ended: Destination) {
        match ended {
            Destination::Fonts => self.state.charset = self.charset_of(self.default_font),
            Destination::Instruction => {
                let instruction = std::mem::take(&mut self.instruction);
                self.is_computed = is_computed(&instruction);
            }
            _ => {}
        }
    }

    /// A page header or a text box begins with the group.
    pub(super) fn begin_story(&mut self, part: Part) {
        self.state.part = Some(part);
        self.state.reset_paragraph();
        let inner = Flow::of(part);
        self.outer.push(std::mem::replace(&mut self.flow, inner));
    }

    fn end_story(&mut self) -> Result<(), Error> {
        let Some(outer) = self.outer.pop() else {
            return Ok(());
        };
        let inner = std::mem::replace(&mut self.flow, outer);
        let part = inner.part;
        let blocks = inner.finish()?;
        if part == Some(Part::TextBox) {
            self.flow.boxes.extend(blocks);
            return Ok(());
        }
        for block in blocks {
            let texts = match block {
                FlowBlock::Paragraph(text) => vec![text],
                FlowBlock::Table(table) => table.cells.into_iter().map(|cell| cell.text).collect(),
            };
            for text in texts {
                let is_new = !text.trim().is_empty() && !self.read.running.contains(&text);
                if is_new && self.read.running.len() < MAX_HEADERS {
                    self.read.running.push(text);
                }
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Read, Error> {
        self.flush()?;
        while !self.outer.is_empty() {
            self.end_story()?;
        }
        let trim = |text: &str| String::from(text.trim().trim_end_matches(';').trim());
        Ok(Read {
            blocks: self.flow.finish()?,
            producer: trim(&self.read.producer),
            title: String::from(self.read.title.trim()),
            running: self.read.running,
        })
    }
}

/// Takes `count` from what is left.
pub(super) fn spend(left: usize, count: usize, what: &str) -> Result<usize, Error> {
    left.checked_sub(count)
        .ok_or_else(|| limit(format!("the document has too many {what}")))
}

fn limit(message: String) -> Error {
    Error::new(ErrorKind::Limit, "read", message)
}
