//! The walk over a story: paragraphs, cells and rows in the order of the text ([MS-DOC] 2.4.3).

use std::collections::BTreeMap;
use std::ops::Range;

use super::characters::{Characters, Styles};
use super::pages::Pages;
use super::paragraph::{self, Paragraph};
use super::pieces::Text;
use super::table::Table;
use super::text::Writer;
use crate::document::FlowBlock;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::bytes::{damaged, exhausted};
use crate::read::cell::{append, settle};
use crate::read::table::RawCell;

const PARAGRAPH_MARK: u16 = 0x0D;
const CELL_MARK: u16 = 0x07;
const PAGE_BREAK: u16 = 0x0C;

/// Everything of a document that the walk looks things up in.
pub(super) struct Source<'a> {
    /// The text with its pieces.
    pub(super) text: &'a Text,
    /// Properties of paragraphs.
    pub(super) paragraphs: Pages<'a>,
    /// Properties of characters.
    pub(super) characters: Pages<'a>,
    /// The style sheet.
    pub(super) styles: &'a Styles,
    /// The stream `Data`.
    pub(super) data: &'a [u8],
    /// Fonts of pictures instead of letters, by their number.
    pub(super) pictorial: &'a [u16],
}

/// Text boxes by the character at which they are anchored.
pub(super) type Boxes = BTreeMap<u32, Vec<FlowBlock>>;

/// The state of the walk.
pub(super) struct Walker<'a> {
    source: Source<'a>,
    boxes: Boxes,
    cells_left: usize,
    /// Characters still to be read: stories of a sound file do not overlap.
    characters_left: usize,
    /// Bytes of properties still to be read.
    budget: u64,
    max_depth: usize,
}

/// What stands at the end of a paragraph.
struct Mark {
    unit: u16,
    properties: Paragraph,
    is_deleted: bool,
    /// It is deleted or hidden: the next paragraph goes on in the same line.
    is_gone: bool,
}

/// Blocks as they gather inside one container: the story or a cell.
#[derive(Default)]
struct Story {
    blocks: Vec<FlowBlock>,
    /// Text boxes of a cell, which stand apart from its own text.
    boxes: Vec<FlowBlock>,
    /// Text of paragraphs whose mark is gone.
    joined: String,
}

impl Story {
    fn push(&mut self, text: String, is_gone: bool) {
        append(&mut self.joined, text);
        if !is_gone {
            self.end_paragraph();
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.joined);
        self.blocks.push(FlowBlock::Paragraph(text));
    }

    fn flush(&mut self) {
        if !self.joined.is_empty() {
            self.end_paragraph();
        }
    }
}

/// A table that has begun, with the cell that has begun in it.
#[derive(Default)]
struct Level {
    table: Table,
    cell: Story,
}

/// The tables that have begun, from the outermost inwards, in a story.
#[derive(Default)]
struct Levels {
    story: Story,
    levels: Vec<Level>,
}

impl Levels {
    fn innermost(&mut self) -> &mut Story {
        match self.levels.last_mut() {
            Some(level) => &mut level.cell,
            None => &mut self.story,
        }
    }

    /// Ends tables, or begins them, until `depth` are open.
    fn go_to(&mut self, depth: usize) -> Result<(), Error> {
        while self.levels.len() > depth {
            let Some(level) = self.levels.pop() else {
                break;
            };
            if level.table.has_open_row() || !level.cell.blocks.is_empty() {
                return Err(damaged("a table ends inside a row"));
            }
            let blocks = level.table.finish()?;
            let around = self.innermost();
            around.flush();
            around.blocks.extend(blocks);
        }
        if self.levels.len() < depth {
            self.innermost().flush();
            self.levels.resize_with(depth, Level::default);
        }
        Ok(())
    }
}

impl<'a> Walker<'a> {
    /// A walk over a document.
    pub(super) fn new(source: Source<'a>, limits: &Limits) -> Self {
        Walker {
            characters_left: source.text.units.len().min(limits.glyphs),
            source,
            boxes: Boxes::new(),
            cells_left: limits.cells,
            budget: limits.part_bytes,
            max_depth: limits.depth,
        }
    }

    /// Places the text boxes that the next story anchors.
    pub(super) fn set_boxes(&mut self, boxes: Boxes) {
        self.boxes = boxes;
    }

    /// The text boxes whose anchor was not met.
    pub(super) fn take_boxes(&mut self) -> Boxes {
        std::mem::take(&mut self.boxes)
    }

    /// The blocks of a story.
    ///
    /// # Errors
    /// `Limit` when a cap is reached, `Damaged` when text, properties or the end of a row are lost.
    pub(super) fn story(&mut self, range: Range<u32>) -> Result<Vec<FlowBlock>, Error> {
        let left = self.characters_left.checked_sub(range.len());
        self.characters_left = left.ok_or_else(|| exhausted("characters"))?;
        let mut levels = Levels::default();
        let mut at = range.start;
        while at < range.end {
            let (mark_at, properties, style) = self.find_mark(at, range.end)?;
            let (text, boxes) = self.text(at..mark_at, style)?;
            let mark = self.mark(mark_at, properties, style)?;
            self.place(&mut levels, text, boxes, mark)?;
            at = mark_at.saturating_add(1);
        }
        levels.go_to(0)?;
        levels.story.flush();
        Ok(levels.story.blocks)
    }

    /// The next character that ends a paragraph, with what it says of the paragraph.
    fn find_mark(&mut self, start: u32, end: u32) -> Result<(u32, Paragraph, u16), Error> {
        let units = self.units(start..end)?;
        let is_end = |unit: &u16| matches!(*unit, PARAGRAPH_MARK | CELL_MARK | PAGE_BREAK);
        let mut found = 0;
        while let Some(length) = units
            .get(found..)
            .and_then(|rest| rest.iter().position(is_end))
        {
            found += length;
            let cp = start.saturating_add(u32::try_from(found).unwrap_or(u32::MAX));
            let (properties, style) = self.properties(cp)?;
            // A page break ends no paragraph; outside of tables it does no harm to part there.
            if units.get(found) != Some(&PAGE_BREAK) || properties.depth() == 0 {
                return Ok((cp, properties, style));
            }
            found += 1;
        }
        Ok((end, Paragraph::default(), 0))
    }

    fn units(&self, range: Range<u32>) -> Result<&'a [u16], Error> {
        let range = range.start as usize..range.end as usize;
        let units = self.source.text.units.get(range);
        units.ok_or_else(|| damaged("the text is shorter than it says"))
    }

    /// Properties and style of the paragraph that ends at a character.
    fn properties(&mut self, cp: u32) -> Result<(Paragraph, u16), Error> {
        let mut properties = Paragraph::default();
        let Some(piece) = self.source.text.piece(cp) else {
            return Ok((properties, 0));
        };
        let run = self.source.paragraphs.at(piece.offset(cp))?;
        let data = self.source.data;
        properties.apply(run.list, data, &mut self.budget)?;
        let mut room = [0; 3];
        let more = self.source.text.modifiers(piece, &mut room);
        properties.apply(more, data, &mut self.budget)?;
        Ok((properties, run.style))
    }

    /// The printed text of characters of one paragraph, and the text boxes anchored there.
    fn text(&mut self, range: Range<u32>, style: u16) -> Result<(String, Vec<FlowBlock>), Error> {
        let mut writer = Writer::default();
        let mut cp = range.start;
        while cp < range.end {
            let (characters, until) = self.run(cp, style)?;
            let until = until.min(range.end);
            if !characters.deleted {
                let units = self.units(cp..until)?;
                let pictorial = self.source.pictorial;
                writer.push(units, cp, &characters, |font| pictorial.contains(&font));
            }
            cp = until;
        }
        let mut boxes = Vec::new();
        for anchor in &writer.anchors {
            boxes.extend(self.boxes.remove(anchor).into_iter().flatten());
        }
        Ok((writer.finish(), boxes))
    }

    /// The properties of a character, and up to where they hold.
    fn run(&mut self, cp: u32, style: u16) -> Result<(Characters, u32), Error> {
        let Some(piece) = self.source.text.piece(cp) else {
            return Ok((Characters::default(), cp.saturating_add(1)));
        };
        let run = self.source.characters.at(piece.offset(cp))?;
        let mut room = [0; 3];
        let more = self.source.text.modifiers(piece, &mut room);
        paragraph::charge(run.list, &mut self.budget)?;
        paragraph::charge(more, &mut self.budget)?;
        let characters = self.source.styles.characters(style, run.list, more);
        Ok((characters, piece.until(cp, run.end)))
    }

    fn mark(&mut self, cp: u32, properties: Paragraph, style: u16) -> Result<Mark, Error> {
        let unit = self.source.text.units.get(cp as usize).copied();
        let (characters, _) = self.run(cp, style)?;
        Ok(Mark {
            unit: unit.unwrap_or(PARAGRAPH_MARK),
            properties,
            is_deleted: characters.deleted,
            is_gone: characters.deleted || characters.look.hidden,
        })
    }

    /// Puts a paragraph where its mark says.
    fn place(
        &mut self,
        levels: &mut Levels,
        text: String,
        boxes: Vec<FlowBlock>,
        mark: Mark,
    ) -> Result<(), Error> {
        let properties = mark.properties;
        let is_outer_mark = mark.unit == CELL_MARK;
        let depth = match properties.depth() {
            0 if is_outer_mark && !properties.in_table => {
                return Err(damaged("a cell stands outside of a table"));
            }
            _ if is_outer_mark => 1,
            depth if depth > self.max_depth => return Err(exhausted("nested tables")),
            depth => depth,
        };
        levels.go_to(depth)?;
        let is_inner = depth > 1;
        if is_outer_mark && properties.row_mark || is_inner && properties.inner_row {
            if let Some(level) = levels.levels.last_mut() {
                // Some writers delete the mark of the row above the deleted one.
                if mark.is_deleted && level.table.row_is_blank() {
                    level.table.drop_row();
                } else {
                    level.table.end_row(properties.row)?;
                }
            }
            return Ok(());
        }
        let ends_cell = is_outer_mark || is_inner && properties.inner_cell;
        let story = levels.innermost();
        story.push(text, mark.is_gone && !ends_cell);
        if depth == 0 {
            story.blocks.extend(boxes);
        } else {
            story.boxes.extend(boxes);
        }
        if let Some(level) = levels.levels.last_mut().filter(|_| ends_cell) {
            self.cells_left = self
                .cells_left
                .checked_sub(1)
                .ok_or_else(|| exhausted("cells"))?;
            let mut cell = RawCell::default();
            let story = std::mem::take(&mut level.cell);
            settle(&mut cell, story.blocks, story.boxes);
            level.table.push(cell);
        }
        Ok(())
    }
}
