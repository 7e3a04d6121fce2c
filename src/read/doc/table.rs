//! Tables as they gather: cells to rows, rows to a table whose columns are the places between all edges.

use std::collections::{BTreeMap, BTreeSet};

use super::paragraph::{CellDefinition, RowDefinition};
use crate::document::FlowBlock;
use crate::error::Error;
use crate::read::bytes::{damaged, exhausted};
use crate::read::table::{self, Merge, RawCell, RawRow, RawTable};

/// A row with the edges of its cells in twips.
#[derive(Debug)]
struct Row {
    edges: Vec<i32>,
    cells: Vec<RawCell>,
}

/// A table that has begun.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Row>,
    cells: Vec<RawCell>,
}

impl Table {
    /// Adds a cell to the row that has begun.
    pub(super) fn push(&mut self, cell: RawCell) {
        self.cells.push(cell);
    }

    /// Whether cells wait for the mark of their row.
    pub(super) fn has_open_row(&self) -> bool {
        !self.cells.is_empty()
    }

    /// How many cells of the row that has begun have ended.
    pub(super) fn cells_in_row(&self) -> usize {
        self.cells.len()
    }

    /// Whether the row that has begun holds no text.
    pub(super) fn row_is_blank(&self) -> bool {
        let is_blank = |cell: &RawCell| cell.text.trim().is_empty() && cell.after.is_empty();
        self.cells.iter().all(is_blank)
    }

    /// Drops the row that has begun: it is deleted.
    pub(super) fn drop_row(&mut self) {
        self.cells.clear();
    }

    /// Ends the row that has begun.
    ///
    /// # Errors
    /// `Damaged` when the row is defined with fewer cells than it has: it would not be told in which columns they stand.
    pub(super) fn end_row(&mut self, definition: RowDefinition) -> Result<(), Error> {
        let mut cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        if definition.cells.len() < cells.len() {
            return Err(damaged("a table row has more cells than it defines"));
        }
        let merges = horizontal(&definition.cells);
        for ((cell, defined), horizontal) in cells.iter_mut().zip(&definition.cells).zip(merges) {
            cell.vertical = defined.vertical();
            cell.horizontal = horizontal;
        }
        let edges = definition.edges.into_iter().take(cells.len() + 1);
        self.rows.push(Row {
            edges: rising(edges),
            cells,
        });
        Ok(())
    }

    /// The table with what follows it; nothing when it has no row.
    ///
    /// # Errors
    /// `Limit` when the rows have more edges than a table may have columns.
    pub(super) fn finish(self) -> Result<Vec<FlowBlock>, Error> {
        if self.rows.is_empty() {
            return Ok(Vec::new());
        }
        let edges: BTreeSet<i32> = self
            .rows
            .iter()
            .flat_map(|row| &row.edges)
            .copied()
            .collect();
        if edges.len() > table::MAX_COLUMNS as usize {
            return Err(exhausted("columns in a table"));
        }
        let places: BTreeMap<i32, u32> = edges.iter().copied().zip(0..).collect();
        let widths = edges.iter().zip(edges.iter().skip(1));
        let raw = RawTable {
            widths: widths.map(|(left, right)| left.abs_diff(*right)).collect(),
            rows: self
                .rows
                .into_iter()
                .map(|row| raw_row(row, &places))
                .collect(),
        };
        let (table, after) = table::resolve(raw)?;
        let mut blocks = vec![FlowBlock::Table(table)];
        blocks.extend(after);
        Ok(blocks)
    }
}

fn raw_row(row: Row, places: &BTreeMap<i32, u32>) -> RawRow {
    let place = |edge: Option<&i32>| edge.and_then(|edge| places.get(edge)).copied();
    let before = place(row.edges.first()).unwrap_or(0);
    let mut cells = row.cells;
    for (cell, pair) in cells.iter_mut().zip(row.edges.windows(2)) {
        let (left, right) = (place(pair.first()), place(pair.last()));
        cell.span = right.unwrap_or(0).saturating_sub(left.unwrap_or(0));
    }
    RawRow { before, cells }
}

/// Edges from left to right, each at least a twip behind the one before: a cell without width still is a cell.
fn rising(edges: impl Iterator<Item = i32>) -> Vec<i32> {
    let mut rising: Vec<i32> = Vec::new();
    for edge in edges {
        let least = rising.last().map_or(edge, |last| last.saturating_add(1));
        rising.push(edge.max(least));
    }
    rising
}

impl RowDefinition {
    /// Whether a cell is merged with the one above or to the left.
    pub(super) fn is_continuation(&self, cell: usize) -> bool {
        let continues = |merge: Merge| merge == Merge::Continue;
        let above = self.cells.get(cell).map(|cell| cell.vertical());
        let left = horizontal(&self.cells).get(cell).copied();
        above.is_some_and(continues) || left.is_some_and(continues)
    }
}

/// Horizontal merges from the flags of a row.
///
/// 1 means `merged` and 2 or 3 `first` ([MS-DOC] 2.9.317), while older descriptions and their writers have it the other
/// way round: the first flag of a run of merged cells is the one that means `first`.
fn horizontal(cells: &[CellDefinition]) -> Vec<Merge> {
    let mut first = 0;
    let mut merge = |cell: &CellDefinition| {
        let flag = cell.horizontal.min(2);
        match flag {
            0 => first = 0,
            _ if first == 0 => first = flag,
            _ => {}
        }
        match flag {
            0 => Merge::None,
            _ if flag == first => Merge::Start,
            _ => Merge::Continue,
        }
    };
    cells.iter().map(&mut merge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::show;

    fn row(edges: &[i32], flags: &[(u8, u8)]) -> RowDefinition {
        let cell = |&(horizontal, vertical): &(u8, u8)| CellDefinition {
            horizontal,
            vertical,
        };
        RowDefinition {
            edges: edges.to_vec(),
            cells: flags.iter().map(cell).collect(),
            ..RowDefinition::default()
        }
    }

    fn table(rows: Vec<(&str, RowDefinition)>) -> Result<Vec<String>, Error> {
        let mut table = Table::default();
        for (texts, definition) in rows {
            for text in texts.split(' ') {
                table.push(RawCell {
                    text: text.into(),
                    ..RawCell::default()
                });
            }
            table.end_row(definition)?;
        }
        Ok(show(&table.finish()?))
    }

    #[test]
    fn columns_are_the_places_between_all_edges() {
        let rows = vec![
            ("a b", row(&[-108, 900, 3000], &[(0, 0); 2])),
            ("c d", row(&[-100, 2000, 3000], &[(0, 0); 2])),
            ("e", row(&[901, 2010], &[(0, 0)])),
        ];
        let expected = "[3x3: a 0,0 1x1 | b 0,1 1x2 | c 1,0 1x2 | d 1,2 1x1 | e 2,1 1x1]";
        assert_eq!(table(rows).unwrap(), [expected]);
    }

    #[test]
    fn either_meaning_of_the_flags_of_a_horizontal_merge_is_read() {
        for flags in [[2, 1, 1, 0], [3, 1, 1, 0], [1, 2, 2, 0], [1, 3, 2, 0]] {
            let flags = flags.map(|flag| (flag, 0));
            let rows = vec![("a x y b", row(&[0, 500, 1000, 1500, 2000], &flags))];
            assert_eq!(table(rows).unwrap(), ["[1x2: a 0,0 1x1 | b 0,1 1x1]"]);
        }
        let two = row(
            &[0, 500, 1000, 1500, 2000],
            &[(2, 0), (1, 0), (2, 0), (1, 0)],
        );
        assert_eq!(
            table(vec![("a x b y", two)]).unwrap(),
            ["[1x2: a 0,0 1x1 | b 0,1 1x1]"]
        );
    }

    #[test]
    fn vertical_merges_join_by_their_columns() {
        let rows = vec![
            ("a b", row(&[0, 500, 1000], &[(0, 3), (0, 0)])),
            ("x c", row(&[0, 500, 1000], &[(0, 1), (0, 0)])),
            ("d e", row(&[0, 500, 1000], &[(0, 2), (0, 0)])),
        ];
        let expected = "[3x2: a 0,0 2x1 | b 0,1 1x1 | c 1,1 1x1 | d 2,0 1x1 | e 2,1 1x1]";
        assert_eq!(table(rows).unwrap(), [expected]);
    }

    #[test]
    fn cells_without_width_stay_apart_and_undefined_ones_are_refused() {
        let rows = vec![("a b c", row(&[0, 500, 500, 400], &[(0, 0); 3]))];
        assert_eq!(
            table(rows).unwrap(),
            ["[1x3: a 0,0 1x1 | b 0,1 1x1 | c 0,2 1x1]"]
        );
        let short = vec![("a b", row(&[0, 500], &[(0, 0)]))];
        assert!(table(short).is_err());
    }
}
