//! The walk over a story: paragraphs, cells and rows in the order of the text ([MS-DOC] 2.4.3).

use std::collections::BTreeMap;
use std::ops::Range;

use super::characters::Characters;
use super::numbering::Numbering;
use super::pages::Pages;
use super::paragraph::{self, Paragraph, RowDefinition};
use super::pieces::Text;
use super::styles::Styles;
use super::table::Table;
use super::text::Writer;
use crate::document::FlowBlock;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::bytes::{damaged, exhausted};
use crate::read::cell::{append, settle};
use crate::read::lists::put_in_front;
use crate::read::table::RawCell;

const PARAGRAPH_MARK: u16 = 0x0D;
const CELL_MARK: u16 = 0x07;
pub(super) const PAGE_BREAK: u16 = 0x0C;

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

/// Where text boxes stand, by the character at which they are anchored.
pub(super) type Boxes = BTreeMap<u32, Vec<Range<u32>>>;

/// The state of the walk.
pub(super) struct Walker<'a> {
    pub(super) source: Source<'a>,
    /// `None` in page headers, which count apart.
    pub(super) numbering: Option<Numbering>,
    /// The paragraph that goes on behind a page break has its number.
    pub(super) is_counted: bool,
    boxes: Boxes,
    cells_left: usize,
    /// Characters still to be read: stories of a sound file do not overlap.
    characters_left: usize,
    /// Bytes of properties still to be read, and of labels still to be written.
    pub(super) budget: u64,
    max_depth: usize,
}

/// What stands at the end of a paragraph.
pub(super) struct Mark {
    pub(super) cp: u32,
    pub(super) unit: u16,
    pub(super) properties: Paragraph,
    pub(super) style: u16,
    is_deleted: bool,
    /// It is deleted or hidden: the next paragraph goes on in the same line.
    pub(super) is_gone: bool,
}

impl Mark {
    /// Whether it ends a row of the innermost of `depth` tables.
    pub(super) fn ends_row(&self, depth: usize) -> bool {
        let properties = &self.properties;
        match self.unit {
            CELL_MARK => properties.row_mark,
            _ => depth > 1 && properties.inner_row,
        }
    }
}

/// In how many tables the paragraph stands that ends with this mark.
pub(super) fn depth_of(unit: u16, properties: &Paragraph) -> usize {
    if unit == CELL_MARK {
        1
    } else {
        properties.depth()
    }
}

/// Blocks as they gather inside one container: the story or a cell.
#[derive(Default)]
pub(super) struct Story {
    blocks: Vec<FlowBlock>,
    /// Text boxes of a cell, which stand apart from its own text.
    boxes: Vec<FlowBlock>,
    /// Text of paragraphs whose mark is gone.
    joined: String,
}

impl Story {
    fn push(&mut self, text: String, label: &str, is_gone: bool) {
        append(&mut self.joined, text);
        if !is_gone {
            put_in_front(label, &mut self.joined);
            self.end_paragraph();
        }
    }

    /// Whether the paragraph that has begun holds no text.
    pub(super) fn is_empty(&self) -> bool {
        self.joined.is_empty()
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
pub(super) struct Level {
    pub(super) table: Table,
    cell: Story,
    /// The definition of the row that has begun, where it was looked for.
    pub(super) ahead: Option<RowDefinition>,
}

/// The tables that have begun, from the outermost inwards, in a story.
#[derive(Default)]
pub(super) struct Levels {
    story: Story,
    pub(super) levels: Vec<Level>,
    /// Behind the last character of the story.
    pub(super) end: u32,
}

impl Levels {
    /// Where a paragraph goes.
    pub(super) fn innermost(&mut self) -> &mut Story {
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
    pub(super) fn new(source: Source<'a>, numbering: Numbering, limits: &Limits) -> Self {
        Walker {
            characters_left: source.text.units.len().min(limits.characters),
            source,
            numbering: Some(numbering),
            is_counted: false,
            boxes: Boxes::new(),
            cells_left: limits.cells,
            budget: limits.part_bytes,
            max_depth: limits.depth,
        }
    }

    /// The blocks of the body with its text boxes: those without an anchor that is met come last. Whatever is read
    /// later counts no more.
    ///
    /// # Errors
    /// As [`Walker::story`].
    pub(super) fn body(
        &mut self,
        range: Range<u32>,
        boxes: Boxes,
        loose: Vec<Range<u32>>,
    ) -> Result<Vec<FlowBlock>, Error> {
        self.boxes = boxes;
        let mut blocks = self.story(range)?;
        let unmet = std::mem::take(&mut self.boxes);
        for range in unmet.into_values().flatten().chain(loose) {
            blocks.extend(self.text_box(range)?);
        }
        self.numbering = None;
        Ok(blocks)
    }

    fn text_box(&mut self, range: Range<u32>) -> Result<Vec<FlowBlock>, Error> {
        // An anchor inside a text box is none: text boxes do not nest.
        let boxes = std::mem::take(&mut self.boxes);
        let is_counted = std::mem::take(&mut self.is_counted);
        let mut blocks = self.story(range)?;
        (self.boxes, self.is_counted) = (boxes, is_counted);
        blocks
            .retain(|block| !matches!(block, FlowBlock::Paragraph(text) if text.trim().is_empty()));
        Ok(blocks)
    }

    /// The blocks of a story.
    ///
    /// # Errors
    /// `Limit` when a cap is reached, `Damaged` when text, properties or the end of a row are lost.
    pub(super) fn story(&mut self, range: Range<u32>) -> Result<Vec<FlowBlock>, Error> {
        let left = self.characters_left.checked_sub(range.len());
        self.characters_left = left.ok_or_else(|| exhausted("characters"))?;
        let mut levels = Levels {
            end: range.end,
            ..Levels::default()
        };
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
    pub(super) fn find_mark(
        &mut self,
        start: u32,
        end: u32,
    ) -> Result<(u32, Paragraph, u16), Error> {
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
            for range in self.boxes.remove(anchor).into_iter().flatten() {
                boxes.extend(self.text_box(range)?);
            }
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

    pub(super) fn mark(
        &mut self,
        cp: u32,
        properties: Paragraph,
        style: u16,
    ) -> Result<Mark, Error> {
        let unit = self.source.text.units.get(cp as usize).copied();
        let (characters, _) = self.run(cp, style)?;
        Ok(Mark {
            cp,
            unit: unit.unwrap_or(PARAGRAPH_MARK),
            properties,
            style,
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
        let is_outer_mark = mark.unit == CELL_MARK;
        if is_outer_mark && mark.properties.depth() == 0 && !mark.properties.in_table {
            return Err(damaged("a cell stands outside of a table"));
        }
        let depth = depth_of(mark.unit, &mark.properties);
        if depth > self.max_depth {
            return Err(exhausted("nested tables"));
        }
        levels.go_to(depth)?;
        if mark.ends_row(depth) {
            if let Some(level) = levels.levels.last_mut() {
                level.ahead = None;
                // Some writers delete the mark of the row above the deleted one.
                if mark.is_deleted && level.table.row_is_blank() {
                    level.table.drop_row();
                } else {
                    level.table.end_row(mark.properties.row)?;
                }
            }
            return Ok(());
        }
        let ends_cell = is_outer_mark || depth > 1 && mark.properties.inner_cell;
        let label = self.label(levels, &text, &mark)?;
        let story = levels.innermost();
        story.push(text, &label, mark.is_gone && !ends_cell);
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
