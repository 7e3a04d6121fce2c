//! Automatic numbers on the walk: which paragraphs have one, and whether what they stand in is printed.

use super::body::{Levels, Mark, PAGE_BREAK, Walker, depth_of};
use super::paragraph::RowDefinition;
use crate::error::Error;
use crate::read::bytes::exhausted;

/// What looking ahead at a paragraph costs of the budget, in bytes of properties.
const LOOK_COST: usize = 16;

impl Walker<'_> {
    /// The automatic number of a paragraph with this text; empty when it has none.
    ///
    /// # Errors
    /// `Limit` when labels or looking ahead use up the budget, `Damaged` when properties are lost.
    pub(super) fn label(
        &mut self,
        levels: &mut Levels,
        text: &str,
        mark: &Mark,
    ) -> Result<String, Error> {
        // A page break inside of a paragraph parts its text, not its number.
        let goes_on = mark.unit == PAGE_BREAK && self.goes_on(mark.cp)?;
        let is_counted = std::mem::replace(&mut self.is_counted, false);
        let is_empty = text.is_empty() && levels.innermost().is_empty();
        if is_counted || goes_on && is_empty {
            self.is_counted = is_counted && goes_on;
            return Ok(String::new());
        }
        let (direct, style) = (mark.properties.number, mark.style);
        let styles = self.source.styles;
        let is_numbered = direct.list.or(styles.number(style).0.list).is_some();
        if !is_numbered || mark.is_gone || is_empty && self.is_unprinted(levels, mark)? {
            return Ok(String::new());
        }
        let numbering = self.numbering.as_mut();
        let label = numbering.and_then(|numbering| numbering.label(direct, style, styles));
        let label = label.unwrap_or_default();
        self.spend(label.len())?;
        self.is_counted = goes_on;
        Ok(label)
    }

    /// Whether the paragraph of a character goes on behind it.
    fn goes_on(&self, cp: u32) -> Result<bool, Error> {
        let Some(piece) = self.source.text.piece(cp) else {
            return Ok(false);
        };
        let run = self.source.paragraphs.at(piece.offset(cp))?;
        Ok(piece.until(cp, run.end) > cp.saturating_add(1))
    }

    /// Whether an empty paragraph stands in a cell that is merged with the one above or to the left: Word does not
    /// count it.
    fn is_unprinted(&mut self, levels: &mut Levels, mark: &Mark) -> Result<bool, Error> {
        let depth = levels.levels.len();
        let end = levels.end;
        let Some(level) = levels.levels.last_mut() else {
            return Ok(false);
        };
        if level.ahead.is_none() {
            level.ahead = Some(self.row_ahead(mark, depth, end)?);
        }
        let definition = level.ahead.as_ref();
        Ok(definition.is_some_and(|row| row.is_continuation(level.table.cells_in_row())))
    }

    /// The definition of the row in which a mark stands; an empty one when the row does not end.
    fn row_ahead(&mut self, mark: &Mark, depth: usize, end: u32) -> Result<RowDefinition, Error> {
        let mut at = mark.cp.saturating_add(1);
        while at < end {
            self.spend(LOOK_COST)?;
            let (cp, properties, style) = self.find_mark(at, end)?;
            let mark = self.mark(cp, properties, style)?;
            let found = depth_of(mark.unit, &mark.properties);
            if found < depth {
                break;
            }
            if found == depth && mark.ends_row(depth) {
                return Ok(mark.properties.row);
            }
            at = cp.saturating_add(1);
        }
        Ok(RowDefinition::default())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let left = self.budget.checked_sub(bytes);
        self.budget = left.ok_or_else(|| exhausted("properties"))?;
        Ok(())
    }
}
