//! A story on the way: its paragraphs, and the tables that are open around the one that is being read.

use super::state::Part;
use super::tables::{RowDef, Story, Table};
use crate::document::FlowBlock;
use crate::error::Error;

/// Tables inside each other that are told apart; deeper ones count as the deepest.
const MAX_LEVELS: usize = 32;

/// The body, a page header or a text box.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The text of the paragraph that is being read.
    pub(super) paragraph: String,
    /// Text boxes anchored in it.
    pub(super) boxes: Vec<FlowBlock>,
    body: Story,
    /// Open tables, the outermost first.
    tables: Vec<Table>,
    /// The row definition of the outermost table.
    pub(super) row: RowDef,
    /// The row definition of the nested table.
    pub(super) nested: RowDef,
    /// A row has been defined and has not ended.
    row_open: bool,
    /// What this story becomes; `None` for the body.
    pub(super) part: Option<Part>,
}

impl Flow {
    /// A story inside another one.
    pub(super) fn of(part: Part) -> Self {
        Flow {
            part: Some(part),
            ..Flow::default()
        }
    }

    /// Opens and closes tables until `level` of them are open.
    fn go_to(&mut self, level: usize) -> Result<(), Error> {
        while self.tables.len() > level {
            if let Some(table) = self.tables.pop() {
                let blocks = table.finish()?;
                self.story().blocks.extend(blocks);
            }
        }
        while self.tables.len() < level.min(MAX_LEVELS) {
            self.tables.push(Table::default());
        }
        Ok(())
    }

    fn story(&mut self) -> &mut Story {
        match self.tables.last_mut() {
            Some(table) => &mut table.story,
            None => &mut self.body,
        }
    }

    /// Ends the paragraph, which stands in `level` tables.
    ///
    /// # Errors
    /// `Limit` for a table without end.
    pub(super) fn end_paragraph(&mut self, level: usize) -> Result<(), Error> {
        // Simple generators leave `\intbl` out: between a row's definition and its end all stands in the row.
        let level = if level == 0 && self.row_open {
            1
        } else {
            level
        };
        self.go_to(level)?;
        let text = std::mem::take(&mut self.paragraph);
        let mut boxes = std::mem::take(&mut self.boxes);
        let is_body = self.tables.is_empty();
        let story = self.story();
        story.blocks.push(FlowBlock::Paragraph(text));
        if is_body {
            story.blocks.append(&mut boxes);
        } else {
            story.boxes.append(&mut boxes);
        }
        Ok(())
    }

    /// `\trowd`.
    ///
    /// # Errors
    /// As [`Flow::end_paragraph`].
    pub(super) fn begin_row(&mut self) -> Result<(), Error> {
        self.row = RowDef::default();
        // What came behind a definition that no row followed stands in front of this row.
        let is_stray = self.tables.len() == 1 && self.tables.iter().any(Table::is_before_cells);
        if self.row_open && is_stray {
            self.go_to(0)?;
        }
        self.row_open = true;
        Ok(())
    }

    /// `\cell` (at level 1) or `\nestcell`.
    ///
    /// # Errors
    /// As [`Flow::end_paragraph`].
    pub(super) fn end_cell(&mut self, level: usize) -> Result<(), Error> {
        self.end_paragraph(level)?;
        if let Some(table) = self.tables.last_mut() {
            table.end_cell();
        }
        Ok(())
    }

    /// `\row`.
    ///
    /// # Errors
    /// As [`Flow::end_paragraph`].
    pub(super) fn end_row(&mut self) -> Result<(), Error> {
        if self.paragraph.trim().is_empty() {
            self.paragraph.clear();
            self.go_to(1)?;
        } else {
            self.end_paragraph(1)?;
        }
        if let Some(table) = self.tables.last_mut() {
            table.end_row(&self.row);
        }
        self.row_open = false;
        Ok(())
    }

    /// `\nestrow`.
    pub(super) fn end_nested_row(&mut self) {
        if self.tables.len() > 1
            && let Some(table) = self.tables.last_mut()
        {
            table.end_row(&self.nested);
        }
    }

    /// All blocks.
    ///
    /// # Errors
    /// As [`Flow::end_paragraph`].
    pub(super) fn finish(mut self) -> Result<Vec<FlowBlock>, Error> {
        self.row_open = false;
        let level = self.tables.len();
        if !self.paragraph.is_empty() || !self.boxes.is_empty() {
            self.end_paragraph(level)?;
        }
        self.go_to(0)?;
        Ok(self.body.blocks)
    }

    /// Whether all that came is ended: nothing was cut off.
    pub(super) fn is_ended(&self) -> bool {
        self.paragraph.trim().is_empty() && !self.row_open
    }
}
