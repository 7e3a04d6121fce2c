//! From table rows as written to a logical table: spans and merges resolved, the grid reduced to lines that are drawn.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{FlowBlock, FlowCell, FlowTable};
use crate::error::{Error, ErrorKind};

/// Grid columns of one table. Word stops at 63; generated files go beyond.
pub(super) const MAX_COLUMNS: u32 = 1_000;
/// Grid lines closer than this (twentieths of a point) are one line: LibreOffice rounds the rows of one table apart,
/// by one twip each, and no cell is narrower than its own two margins.
const LINE_TOLERANCE: u32 = 25;

/// Whether a cell is merged with its neighbour above (or to the left).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Merge {
    /// Not merged.
    #[default]
    None,
    /// First of a merged region.
    Start,
    /// Belongs to the region above (or to the left).
    Continue,
}

/// One `w:tc`.
#[derive(Debug, Default)]
pub(super) struct RawCell {
    /// `w:gridSpan`.
    pub(super) span: u32,
    /// `w:vMerge`.
    pub(super) vertical: Merge,
    /// `w:hMerge`, from before there was `w:gridSpan`.
    pub(super) horizontal: Merge,
    /// Its own text.
    pub(super) text: String,
    /// Nested tables and text boxes, which follow the table.
    pub(super) after: Vec<FlowBlock>,
}

/// One `w:tr`.
#[derive(Debug, Default)]
pub(super) struct RawRow {
    /// `w:gridBefore`: grid columns left empty at the start.
    pub(super) before: u32,
    /// Its cells.
    pub(super) cells: Vec<RawCell>,
}

/// One `w:tbl`.
#[derive(Debug, Default)]
pub(super) struct RawTable {
    /// `w:tblGrid`: column widths in twentieths of a point; 0 when not said. May be missing or too short.
    pub(super) widths: Vec<u32>,
    /// Its rows.
    pub(super) rows: Vec<RawRow>,
}

/// A cell between two grid lines.
struct Placed {
    start: u32,
    end: u32,
    cell: RawCell,
}

/// Resolves a table; gives what follows it as well.
///
/// # Errors
/// `Limit` when a row has more cells than [`MAX_COLUMNS`].
pub(super) fn resolve(raw: RawTable) -> Result<(FlowTable, Vec<FlowBlock>), Error> {
    let rows: Vec<Vec<Placed>> = raw.rows.into_iter().map(place).collect::<Result<_, _>>()?;
    let lines = lines(&rows, &raw.widths);
    Ok(merge(rows, &lines))
}

/// Lays the cells of a row side by side and joins horizontal merges.
fn place(row: RawRow) -> Result<Vec<Placed>, Error> {
    let mut placed: Vec<Placed> = Vec::with_capacity(row.cells.len());
    let mut start = row.before.min(MAX_COLUMNS);
    let mut joins = false;
    for cell in row.cells {
        if start >= MAX_COLUMNS {
            let message = format!("a table row has more than {MAX_COLUMNS} columns");
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
        let end = start.saturating_add(cell.span.max(1)).min(MAX_COLUMNS);
        match placed
            .last_mut()
            .filter(|_| joins && cell.horizontal == Merge::Continue)
        {
            Some(first) => first.end = end,
            None => {
                joins = cell.horizontal != Merge::None;
                placed.push(Placed { start, end, cell });
            }
        }
        start = end;
    }
    Ok(placed)
}

/// Numbers the grid lines: each line at which some cell begins or ends, near ones taken together.
fn lines(rows: &[Vec<Placed>], widths: &[u32]) -> BTreeMap<u32, u32> {
    let mut edges = BTreeSet::new();
    let mut apart = BTreeSet::new();
    for cell in rows.iter().flatten() {
        edges.extend([cell.start, cell.end]);
        if is_narrow(cell, widths) {
            apart.insert(cell.end);
        }
    }
    number_lines(&edges, &apart, widths)
}

fn is_narrow(cell: &Placed, widths: &[u32]) -> bool {
    distance(cell.start, cell.end, widths).is_some_and(|width| width <= LINE_TOLERANCE)
}

fn number_lines(
    edges: &BTreeSet<u32>,
    apart: &BTreeSet<u32>,
    widths: &[u32],
) -> BTreeMap<u32, u32> {
    let mut numbers = BTreeMap::new();
    let mut current: Option<(u32, u32)> = None;
    for &edge in edges {
        let near =
            |first: u32| distance(first, edge, widths).is_some_and(|width| width <= LINE_TOLERANCE);
        let (first, number) = match current {
            Some((first, number)) if !apart.contains(&edge) && near(first) => (first, number),
            Some((_, number)) => (edge, number.saturating_add(1)),
            None => (edge, 0),
        };
        current = Some((first, number));
        numbers.insert(edge, number);
    }
    numbers
}

/// How far two grid lines are apart; `None` when a width between them is not known.
fn distance(from: u32, to: u32, widths: &[u32]) -> Option<u32> {
    let from = usize::try_from(from).ok()?;
    let to = usize::try_from(to).ok()?;
    let mut sum = 0_u32;
    for width in widths.get(from..to)? {
        if *width == 0 {
            return None;
        }
        sum = sum.saturating_add(*width);
        if sum > LINE_TOLERANCE {
            break;
        }
    }
    Some(sum)
}

/// The regions that go on into the next row: from their first line to their last line and their cell.
type Open = BTreeMap<u32, (u32, usize)>;

fn merge(rows: Vec<Vec<Placed>>, lines: &BTreeMap<u32, u32>) -> (FlowTable, Vec<FlowBlock>) {
    let line = |edge: u32| lines.get(&edge).copied().unwrap_or(edge);
    let mut table = FlowTable {
        rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        columns: lines.values().max().copied().unwrap_or(0),
        cells: Vec::new(),
    };
    let mut after = Vec::new();
    let mut open = Open::new();
    for (row, cells) in (0_u32..).zip(rows) {
        let above = std::mem::take(&mut open);
        for Placed { start, end, cell } in cells {
            let (start, end) = (line(start), line(end));
            let region = above
                .get(&start)
                .filter(|region| cell.vertical == Merge::Continue && region.0 == end);
            let index = match region {
                Some(&(_, index)) => {
                    lengthen(&mut table, index);
                    index
                }
                None => add(
                    &mut table,
                    &mut after,
                    row,
                    (start, end),
                    cell.text,
                    cell.after,
                ),
            };
            if cell.vertical != Merge::None {
                open.insert(start, (end, index));
            }
        }
    }
    (table, after)
}

fn lengthen(table: &mut FlowTable, index: usize) {
    if let Some(cell) = table.cells.get_mut(index) {
        cell.row_span = cell.row_span.saturating_add(1);
    }
}

fn add(
    table: &mut FlowTable,
    after: &mut Vec<FlowBlock>,
    row: u32,
    (start, end): (u32, u32),
    text: String,
    inside: Vec<FlowBlock>,
) -> usize {
    after.extend(inside);
    table.cells.push(FlowCell {
        row,
        column: start,
        row_span: 1,
        column_span: end.saturating_sub(start).max(1),
        text,
    });
    table.cells.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `"a"`, `"a*2"` spans two, `"a^"` starts a vertical merge, `"|"` continues it, `">"` continues a horizontal one,
    /// `"a<"` starts it.
    fn cell(code: &str) -> RawCell {
        let (code, span) = match code.split_once('*') {
            Some((code, span)) => (code, span.parse().unwrap()),
            None => (code, 1),
        };
        let vertical = match code {
            "|" => Merge::Continue,
            _ if code.ends_with('^') => Merge::Start,
            _ => Merge::None,
        };
        let horizontal = match code {
            ">" => Merge::Continue,
            _ if code.ends_with('<') => Merge::Start,
            _ => Merge::None,
        };
        let text = String::from(code.trim_end_matches(['^', '<']));
        RawCell {
            span,
            vertical,
            horizontal,
            text,
            after: Vec::new(),
        }
    }

    fn rows(rows: &[&str]) -> Vec<RawRow> {
        let row = |row: &&str| RawRow {
            before: 0,
            cells: row.split(' ').map(cell).collect(),
        };
        rows.iter().map(row).collect()
    }

    fn show(table: &FlowTable) -> Vec<String> {
        let cell = |c: &FlowCell| {
            format!(
                "{} {},{} {}x{}",
                c.text, c.row, c.column, c.row_span, c.column_span
            )
        };
        table.cells.iter().map(cell).collect()
    }

    fn resolved(widths: &[u32], codes: &[&str]) -> FlowTable {
        resolve(RawTable {
            widths: widths.to_vec(),
            rows: rows(codes),
        })
        .unwrap()
        .0
    }

    #[test]
    fn spans_and_vertical_merges_become_regions() {
        let table = resolved(&[], &["a*2 b^", "c d |", "e f |"]);
        assert_eq!((table.rows, table.columns), (3, 3));
        assert_eq!(
            show(&table),
            [
                "a 0,0 1x2",
                "b 0,2 3x1",
                "c 1,0 1x1",
                "d 1,1 1x1",
                "e 2,0 1x1",
                "f 2,1 1x1"
            ]
        );
    }

    #[test]
    fn a_continuation_needs_the_same_columns_above() {
        let table = resolved(&[], &["a^*2 b", "| c d", "x y z"]);
        assert_eq!(show(&table)[2], "| 1,0 1x1");
        let orphans = resolved(&[], &["|", "|"]);
        assert_eq!(show(&orphans), ["| 0,0 2x1"]);
    }

    #[test]
    fn a_cell_without_merge_ends_the_region() {
        let table = resolved(&[], &["a^", "|", "b", "|"]);
        assert_eq!(show(&table), ["a 0,0 2x1", "b 2,0 1x1", "| 3,0 1x1"]);
    }

    #[test]
    fn horizontal_merges_join_and_drop_hidden_text() {
        let table = resolved(&[], &["a< > > b", "c d e f", "> g h i"]);
        assert_eq!(show(&table)[..2], ["a 0,0 1x3", "b 0,3 1x1"]);
        assert_eq!(show(&table)[6], "> 2,0 1x1");
    }

    #[test]
    fn both_kinds_of_merge_combine() {
        let mut raw = rows(&["a< > b", "c > d"]);
        raw[0].cells[0].vertical = Merge::Start;
        raw[1].cells[0].vertical = Merge::Continue;
        raw[1].cells[0].horizontal = Merge::Start;
        let table = resolve(RawTable {
            widths: Vec::new(),
            rows: raw,
        })
        .unwrap()
        .0;
        assert_eq!(show(&table), ["a 0,0 2x1", "b 0,1 1x1", "d 1,1 1x1"]);
    }

    #[test]
    fn lines_a_twip_apart_are_one() {
        let table = resolved(&[500, 1, 500], &["a^ b*2", "|*2 c"]);
        assert_eq!(table.columns, 2);
        assert_eq!(show(&table), ["a 0,0 2x1", "b 0,1 1x1", "c 1,1 1x1"]);
    }

    #[test]
    fn a_narrow_column_with_a_cell_in_it_stays() {
        let table = resolved(&[500, 1, 500], &["a b c", "d*2 e"]);
        assert_eq!(table.columns, 3);
    }

    #[test]
    fn columns_without_a_line_vanish_and_short_rows_leave_places_empty() {
        let table = resolved(&[], &["a*5 b*3", "c*5"]);
        assert_eq!(table.columns, 2);
        assert_eq!(show(&table), ["a 0,0 1x1", "b 0,1 1x1", "c 1,0 1x1"]);
    }

    #[test]
    fn absurd_spans_are_capped_and_absurd_rows_refused() {
        let table = resolved(&[], &["a*100000000", "b"]);
        assert_eq!(show(&table), ["a 0,0 1x2", "b 1,0 1x1"]);
        let long = vec!["a"; 1_001].join(" ");
        let refused = resolve(RawTable {
            widths: Vec::new(),
            rows: rows(&[&long]),
        });
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Limit);
    }

    fn any_cell() -> impl Strategy<Value = RawCell> {
        let merge = || prop_oneof![Just(Merge::None), Just(Merge::Start), Just(Merge::Continue)];
        (0_u32..4, merge(), merge()).prop_map(|(span, vertical, horizontal)| RawCell {
            span,
            vertical,
            horizontal,
            ..RawCell::default()
        })
    }

    proptest! {
        #[test]
        fn every_place_belongs_to_at_most_one_cell(
            rows in prop::collection::vec((0_u32..3, prop::collection::vec(any_cell(), 0..6)), 0..6),
            widths in prop::collection::vec(prop_oneof![Just(1_u32), Just(20), Just(500), Just(0)], 0..12),
        ) {
            let rows = rows.into_iter().map(|(before, cells)| RawRow { before, cells }).collect();
            let (table, _) = resolve(RawTable { widths, rows }).unwrap();
            let mut taken = BTreeSet::new();
            for cell in &table.cells {
                for row in cell.row..cell.row + cell.row_span {
                    for column in cell.column..cell.column + cell.column_span {
                        prop_assert!(row < table.rows && column < table.columns);
                        prop_assert!(taken.insert((row, column)));
                    }
                }
            }
        }
    }
}
