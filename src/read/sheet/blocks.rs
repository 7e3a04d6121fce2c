//! From the cells of a sheet to paragraphs and tables: empty rows part tables, lines of one cell above one are paragraphs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Budget, Region, Sheet};
use crate::document::{FlowBlock, FlowCell, FlowTable};
use crate::error::Error;

/// A cell or a merged region with something in it, rows and columns numbered without the hidden ones.
#[derive(Clone, Debug)]
struct Piece {
    rows: (u32, u32),
    columns: (u32, u32),
    text: String,
}

/// The blocks of one sheet, from its top to its bottom.
///
/// # Errors
/// `Limit` when its tables have more cells, or its merged regions more rows, than `budget` has left.
pub(super) fn blocks(sheet: Sheet, budget: &mut Budget) -> Result<Vec<FlowBlock>, Error> {
    let pieces = pieces(sheet, budget)?;
    let mut found = Vec::new();
    for band in bands(pieces) {
        add_band(band, &mut found, budget)?;
    }
    Ok(found)
}

/// Hidden rows or columns.
struct Hidden(Vec<Gap>);

/// Places next to each other that are hidden.
struct Gap {
    start: u32,
    end: u32,
    /// How many are hidden before `start`.
    lost: u32,
}

impl Gap {
    /// How many places up to its end, or up to `place`, are hidden.
    fn lost_before(&self, place: u32) -> u32 {
        let behind = place.min(self.end.saturating_add(1));
        self.lost.saturating_add(behind.saturating_sub(self.start))
    }
}

impl Hidden {
    /// Sorts and joins the ranges.
    fn new(mut ranges: Vec<(u32, u32)>) -> Hidden {
        ranges.sort_unstable();
        let mut gaps: Vec<Gap> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match gaps.last_mut() {
                Some(last) if start <= last.end.saturating_add(1) => last.end = last.end.max(end),
                last => {
                    let lost = last.map_or(0, |last| last.lost_before(start));
                    gaps.push(Gap { start, end, lost });
                }
            }
        }
        Hidden(gaps)
    }

    /// The number of shown places before `place`.
    fn shown_before(&self, place: u32) -> u32 {
        let before = self.0.partition_point(|gap| gap.start < place);
        let last = before.checked_sub(1).and_then(|last| self.0.get(last));
        place.saturating_sub(last.map_or(0, |last| last.lost_before(place)))
    }

    /// The shown places of a range, numbered anew; `None` when all of it is hidden.
    fn shown(&self, (start, end): (u32, u32)) -> Option<(u32, u32)> {
        let first = self.shown_before(start);
        let behind = self.shown_before(end.saturating_add(1));
        (behind > first).then(|| (first, behind.saturating_sub(1)))
    }
}

/// Cells and regions that show something, by their first row and column. Of regions that overlap the first stays.
fn pieces(sheet: Sheet, budget: &mut Budget) -> Result<Vec<Piece>, Error> {
    let rows = Hidden::new(sheet.hidden_rows);
    let columns = Hidden::new(sheet.hidden_columns);
    let mut starts: HashMap<(u32, u32), Region> = HashMap::new();
    let mut covers = Covers::default();
    for region in sheet.merges {
        if covers.add(&region, budget)? {
            starts.insert((region.rows.0, region.columns.0), region);
        }
    }
    let mut found = Vec::new();
    for ((row, column), text) in sheet.cells {
        let region = starts.get(&(row, column)).copied();
        // What lies under a merged region does not show.
        if region.is_none() && covers.holds(row, column) {
            continue;
        }
        let region = region.unwrap_or(Region {
            rows: (row, row),
            columns: (column, column),
        });
        if let (Some(rows), Some(columns)) =
            (rows.shown(region.rows), columns.shown(region.columns))
        {
            found.push(Piece {
                rows,
                columns,
                text,
            });
        }
    }
    found.sort_by_key(|piece| (piece.rows.0, piece.columns.0));
    Ok(found)
}

/// Merged regions, for each row the ranges of columns that they take; very tall ones apart.
#[derive(Default)]
struct Covers {
    rows: HashMap<u32, Vec<(u32, u32)>>,
    tall: Vec<Region>,
}

/// Regions of more rows are looked at one by one.
const TALL: u32 = 200;
/// So many tall regions are believed.
const MAX_TALL: usize = 200;

impl Covers {
    /// Takes a region in, unless it overlaps an earlier one in its first row.
    fn add(&mut self, region: &Region, budget: &mut Budget) -> Result<bool, Error> {
        if self.holds(region.rows.0, region.columns.0) {
            return Ok(false);
        }
        let height = region
            .rows
            .1
            .saturating_sub(region.rows.0)
            .saturating_add(1);
        if height > TALL {
            let room = self.tall.len() < MAX_TALL;
            if room {
                self.tall.push(*region);
            }
            return Ok(room);
        }
        // Two hundred sheets may each have twenty thousand regions of two hundred rows.
        budget.spend(height as usize)?;
        for row in region.rows.0..=region.rows.1 {
            self.rows.entry(row).or_default().push(region.columns);
        }
        Ok(true)
    }

    fn holds(&self, row: u32, column: u32) -> bool {
        let inside = |(start, end): &(u32, u32)| (*start..=*end).contains(&column);
        self.rows
            .get(&row)
            .is_some_and(|ranges| ranges.iter().any(inside))
            || self
                .tall
                .iter()
                .any(|r| (r.rows.0..=r.rows.1).contains(&row) && inside(&r.columns))
    }
}

/// Parts the sheet at its empty rows.
fn bands(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut found: Vec<Vec<Piece>> = Vec::new();
    let mut end = None;
    for piece in pieces {
        let starts = end.is_none_or(|end: u32| piece.rows.0 > end.saturating_add(1));
        end = Some(end.map_or(piece.rows.1, |end| end.max(piece.rows.1)));
        match found.last_mut() {
            Some(band) if !starts => band.push(piece),
            _ => found.push(vec![piece]),
        }
    }
    found
}

/// A band's lines of one cell become paragraphs where they stand above a table; a table begins at the first row of
/// several cells or, below a title, of a merged one, and ends before a numbered heading.
fn add_band(
    band: Vec<Piece>,
    found: &mut Vec<FlowBlock>,
    budget: &mut Budget,
) -> Result<(), Error> {
    let width = |pieces: &[Piece]| {
        let start = pieces.iter().map(|piece| piece.columns.0).min();
        let end = pieces.iter().map(|piece| piece.columns.1).max();
        (start, end)
    };
    let whole = width(&band);
    let mut by_row: BTreeMap<u32, Vec<Piece>> = BTreeMap::new();
    for piece in band {
        by_row.entry(piece.rows.0).or_default().push(piece);
    }
    let mut table: Vec<Piece> = Vec::new();
    let mut table_end = 0;
    for (row, pieces) in by_row {
        let inside = !table.is_empty() && row <= table_end;
        if let ([line], false) = (pieces.as_slice(), inside) {
            let spans = (Some(line.columns.0), Some(line.columns.1)) == whole;
            let merged = line.columns.0 < line.columns.1;
            let heading = is_heading(&line.text);
            // A line merged over columns below a title is the table's own first row (`第二十条第（一）项`).
            let above = table.is_empty() && (!merged || heading || found.is_empty());
            if above || (heading && (spans || !merged)) {
                add_table(std::mem::take(&mut table), found, budget)?;
                found.push(FlowBlock::Paragraph(line.text.clone()));
                continue;
            }
        }
        table_end = pieces
            .iter()
            .map(|piece| piece.rows.1)
            .fold(table_end, u32::max);
        table.extend(pieces);
    }
    add_table(table, found, budget)
}

/// `二、主动公开政府信息情况`: a section's number before its title. Labels of rows are numbered too (`四、结转下年度
/// 继续办理`), and may stand alone before blank cells: they name no circumstances.
fn is_heading(text: &str) -> bool {
    let text = text.trim_start();
    let rest =
        text.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    rest.len() < text.len()
        && rest.starts_with(['、', '.', '．'])
        && ["情况", "问题", "事项"]
            .iter()
            .any(|word| rest.contains(word))
}

fn add_table(
    pieces: Vec<Piece>,
    found: &mut Vec<FlowBlock>,
    budget: &mut Budget,
) -> Result<(), Error> {
    let Some(top) = pieces.iter().map(|piece| piece.rows.0).min() else {
        return Ok(());
    };
    // Columns that nothing begins or ends at are none; regions of blank cells leave their places blank.
    let edges: BTreeSet<u32> = pieces
        .iter()
        .flat_map(|piece| [piece.columns.0, piece.columns.1.saturating_add(1)])
        .collect();
    let lines: HashMap<u32, u32> = edges.iter().copied().zip(0..).collect();
    let line = |edge: u32| lines.get(&edge).copied().unwrap_or(0);
    let bottom = pieces.iter().map(|piece| piece.rows.1).max().unwrap_or(top);
    let rows = bottom.saturating_sub(top).saturating_add(1);
    let columns = u32::try_from(edges.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let size = usize::try_from(u64::from(rows) * u64::from(columns)).unwrap_or(usize::MAX);
    budget.spend(size)?;
    let mut taken = vec![false; size];
    let at = |(row, column): (u32, u32)| row as usize * columns as usize + column as usize;
    let mut cells = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let (row, column) = (piece.rows.0.saturating_sub(top), line(piece.columns.0));
        let row_span = piece.rows.1.saturating_sub(piece.rows.0).saturating_add(1);
        let column_span = line(piece.columns.1.saturating_add(1)).saturating_sub(column);
        let places = || {
            (row..row.saturating_add(row_span))
                .flat_map(|r| (column..column.saturating_add(column_span)).map(move |c| (r, c)))
        };
        if !places().all(|place| taken.get(at(place)) == Some(&false)) {
            continue;
        }
        for place in places() {
            if let Some(taken) = taken.get_mut(at(place)) {
                *taken = true;
            }
        }
        cells.push(FlowCell {
            row,
            column,
            row_span,
            column_span,
            text: piece.text,
        });
    }
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let free = places.zip(taken).filter(|(_, taken)| !taken);
    cells.extend(free.map(|((row, column), _)| FlowCell {
        row,
        column,
        row_span: 1,
        column_span: 1,
        text: String::new(),
    }));
    cells.sort_by_key(|cell| (cell.row, cell.column));
    found.push(FlowBlock::Table(FlowTable {
        rows,
        columns,
        cells,
    }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::show;

    /// Rows of cells parted by `|`; empty ones hold nothing.
    fn sheet(rows: &[&str]) -> Sheet {
        let mut sheet = Sheet::default();
        for (row, line) in (0..).zip(rows) {
            for (column, text) in (0..)
                .zip(line.split('|'))
                .filter(|(_, text)| !text.is_empty())
            {
                sheet.cells.insert((row, column), String::from(text));
            }
        }
        sheet
    }

    fn shown(sheet: Sheet) -> Vec<String> {
        show(&blocks(sheet, &mut Budget { left: 1_000 }).unwrap())
    }

    fn region(rows: (u32, u32), columns: (u32, u32)) -> Region {
        Region { rows, columns }
    }

    #[test]
    fn titles_are_paragraphs_and_empty_rows_part_tables() {
        let mut sheet = sheet(&["年报|", "a|b|1", "|c|", "", "d|2"]);
        sheet.merges = vec![region((0, 0), (0, 2)), region((1, 2), (0, 0))];
        assert_eq!(
            shown(sheet),
            [
                "年报",
                "[2x3: a 0,0 2x1 | b 0,1 1x1 | 1 0,2 1x1 | c 1,1 1x1 |  1,2 1x1]",
                "[1x2: d 0,0 1x1 | 2 0,1 1x1]"
            ]
        );
    }

    #[test]
    fn a_numbered_heading_over_the_whole_width_parts_tables() {
        let mut sheet = sheet(&["a|1", "二、情况|", "b|2", "第一项|", "c|3"]);
        sheet.merges = vec![region((1, 1), (0, 1)), region((3, 3), (0, 1))];
        let shown = shown(sheet);
        assert_eq!(shown[1], "二、情况");
        assert_eq!(
            shown[2],
            "[3x2: b 0,0 1x1 | 2 0,1 1x1 | 第一项 1,0 1x2 | c 2,0 1x1 | 3 2,1 1x1]"
        );
    }

    #[test]
    fn a_merged_line_below_a_heading_belongs_to_the_table() {
        let mut sheet = sheet(&["一、情况|", "第一项|", "b|2"]);
        sheet.merges = vec![region((0, 0), (0, 1)), region((1, 1), (0, 1))];
        assert_eq!(
            shown(sheet),
            ["一、情况", "[2x2: 第一项 0,0 1x2 | b 1,0 1x1 | 2 1,1 1x1]"]
        );
    }

    #[test]
    fn an_unmerged_heading_ends_a_table_and_prose_follows_it() {
        let shown = shown(sheet(&[
            "a|1",
            "四、结转|",
            "五、问题及改进|",
            "一是偏少。|",
        ]));
        assert_eq!(
            shown,
            [
                "[2x2: a 0,0 1x1 | 1 0,1 1x1 | 四、结转 1,0 1x1 |  1,1 1x1]",
                "五、问题及改进",
                "一是偏少。"
            ]
        );
    }

    #[test]
    fn hidden_rows_and_columns_and_covered_cells_do_not_show() {
        let mut sheet = sheet(&["a|x|1", "b|y|2", "c|z|3"]);
        sheet.hidden_columns = vec![(1, 1)];
        sheet.hidden_rows = vec![(1, 1)];
        sheet.merges = vec![region((0, 2), (0, 0))];
        assert_eq!(shown(sheet), ["[2x2: a 0,0 2x1 | 1 0,1 1x1 | 3 1,1 1x1]"]);
    }

    #[test]
    fn hidden_ranges_count_once_wherever_a_place_stands() {
        let hidden = Hidden::new(vec![(6, 8), (2, 3), (4, 4), (2, 2), (20, u32::MAX)]);
        let before: Vec<u32> = (0..=10).map(|place| hidden.shown_before(place)).collect();
        assert_eq!(before, [0, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4]);
        assert_eq!(hidden.shown((3, 6)), Some((2, 2)));
        assert_eq!(hidden.shown((2, 4)), None);
        assert_eq!(hidden.shown_before(u32::MAX), 14);
    }

    #[test]
    fn merged_regions_pay_for_their_rows() {
        let merged = || {
            let mut sheet = sheet(&["a"]);
            let regions = (0..10_u32).map(|column| region((1, 100), (column, column)));
            sheet.merges = regions.collect();
            sheet
        };
        assert!(blocks(merged(), &mut Budget { left: 1_001 }).is_ok());
        assert!(blocks(merged(), &mut Budget { left: 999 }).is_err());
    }

    #[test]
    fn a_table_beyond_the_cap_is_refused() {
        let mut sheet = sheet(&["a|b"]);
        sheet.merges = vec![region((0, 4_000_000), (0, 0))];
        assert!(blocks(sheet, &mut Budget { left: 1_000 }).is_err());
    }
}
