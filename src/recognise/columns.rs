//! Where the value columns of a section stand, and which cells of a row stand in them.
//!
//! Where rulings or the source draw columns, a cell belongs to the column that it lies in. Where columns are only
//! aligned, the numbers themselves say where they are: numbers of one column share their left ends, their middles or
//! their right ends, whatever the header above them does.

use super::header;
use super::section::{Candidate, Section};
use super::sequence::RowRef;
use crate::geometry::overlap;
use crate::grid::{Cell, Grid, GridKind, Layout, is_value};

/// Two grids whose ends differ by less than this stand in the same columns. Points.
const SAME_EXTENT: f32 = 8.0;

/// How much of the narrower of cell and column must be shared.
const SHARED: f32 = 0.5;

/// Numbers of one column are aligned to within this. Points.
const ALIGNED: f32 = 2.5;

/// How far left of its header's middle a number may stand, in shares of the distance between columns.
const REACH: f32 = 0.6;

/// What a common distance between headers and numbers costs, per column: as little as possible is believed.
const OFFSET_COST: f32 = 0.3;

/// Two ways to set numbers under headers that differ by less, per column and in shares of the distance between
/// columns, cannot be told apart.
const AMBIGUOUS: f32 = 0.05;

/// Fewer columns of numbers than this say little of how numbers stand under headers: more must tell the ways apart.
const FEW: usize = 3;
const AMBIGUOUS_FEW: f32 = 0.15;

/// The values of one row: for each column of the template the cells that stand in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) columns: Vec<Vec<usize>>,
    pub(super) labels: Vec<usize>,
    /// Cells between labels and numbers that print a unit.
    pub(super) units: Vec<usize>,
    /// Columns whose cell covers further columns, or cannot be told from its neighbours.
    pub(super) spanning: Vec<bool>,
}

/// What the numbers of a column have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Center,
    Right,
    Left,
}

impl Key {
    fn of(self, x: (f32, f32)) -> f32 {
        match self {
            Key::Center => (x.0 + x.1) / 2.0,
            Key::Right => x.1,
            Key::Left => x.0,
        }
    }
}

/// Columns found by the numbers in them.
#[derive(Clone, Debug)]
struct Alignment {
    key: Key,
    /// For each column of the template where its numbers are aligned; `None` when it has none.
    at: Vec<Option<f32>>,
    /// No number stands left of this.
    left: f32,
    /// Another way to set the numbers under the headers is about as good.
    ambiguous: bool,
}

/// Where the value columns of a section stand.
pub(super) struct Columns {
    /// The template's columns with their left and right end; `None` when the header lacks one.
    intervals: Vec<Option<(f32, f32)>>,
    /// The middles of the headers.
    headers: Vec<Option<f32>>,
    /// Whether the ends are those of drawn or logical columns, and not between words.
    exact: bool,
    alignment: Option<Alignment>,
    /// The grid of the header.
    grid: usize,
    /// Left and right end of every printed column, those that the form does not have included.
    printed: Vec<(f32, f32)>,
}

impl Columns {
    pub(super) fn new(
        layout: &Layout,
        sequence: &[RowRef],
        section: &Section,
        candidate: &Candidate,
    ) -> Columns {
        let exact = !header::is_aligned(&layout.grids[section.grid]);
        let headers: Vec<Option<usize>> = candidate
            .alignment
            .columns
            .iter()
            .map(|column| column.map(|(index, _)| index))
            .collect();
        let interval = |index: usize| {
            if exact {
                section.leaves[index].x
            } else {
                between(section, index)
            }
        };
        Columns {
            intervals: headers.iter().map(|index| index.map(interval)).collect(),
            headers: headers
                .iter()
                .map(|index| index.map(|i| Key::Center.of(section.leaves[i].x)))
                .collect(),
            exact,
            alignment: if exact {
                None
            } else {
                align(layout, sequence, section, &headers)
            },
            grid: section.grid,
            printed: section.leaves.iter().map(|leaf| leaf.x).collect(),
        }
    }

    fn left(&self) -> f32 {
        let starts = self.intervals.iter().flatten().map(|x| x.0);
        starts.min_by(f32::total_cmp).unwrap_or(f32::INFINITY)
    }

    /// Puts the cells of a row into columns: by `x` where the grid shares the header's columns, else counted from the
    /// right (the merged label cell on the left is gone after a page break, so the columns have shifted).
    pub(super) fn values(&self, layout: &Layout, row: &RowRef) -> Values {
        let grid = &layout.grids[row.grid];
        let header = &layout.grids[self.grid];
        if let Some(alignment) = self.alignment.as_ref().filter(|_| header::is_aligned(grid)) {
            return self.by_alignment(alignment, grid, row);
        }
        if row.grid == self.grid || header::is_aligned(grid) {
            let mut values = self.by_x(grid, row, 0.0);
            if grid.kind == GridKind::Logical && !self.is_whole(grid, row) {
                values.spanning.fill(true);
            }
            return values;
        }
        let same = !self.exact && grid.kind != GridKind::Logical || same_columns(grid, header);
        let shift = if self.exact {
            grid.x.0 - header.x.0
        } else {
            0.0
        };
        let mut direct = self.by_x(
            grid,
            row,
            if shift.abs() < SAME_EXTENT {
                0.0
            } else {
                shift
            },
        );
        if same && direct.is_complete(self) {
            return direct;
        }
        if let Some(counted) = self.counted_right(grid, row) {
            return counted;
        }
        // Logical columns are numbered, not measured: those of another number of columns lie elsewhere.
        if grid.kind == GridKind::Logical && !same {
            direct.spanning.fill(true);
        }
        direct
    }

    /// Whether the cells of a row end where the header's do. Logical columns are counted: one cell too many or too few
    /// moves every value behind it, and nothing says where it is.
    fn is_whole(&self, grid: &Grid, row: &RowRef) -> bool {
        let right = self.intervals.iter().flatten().map(|x| x.1);
        let right = right.fold(f32::NEG_INFINITY, f32::max);
        let cells = || row.cells.iter().map(|&index| &grid.cells[index]);
        let is_under = |cell: &Cell| self.printed.iter().any(|&x| overlap(cell.x, x) > 0.0);
        let is_surplus =
            |cell: &Cell| cell.x.0 >= self.left() && !is_under(cell) && is_value(&cell.text);
        !cells().any(is_surplus)
            && cells().any(|cell| cell.x.1 >= right)
            && !self.has_value_among_labels(grid, row)
    }

    /// Whether a number stands behind a label and before the first column, with no printed column of its own (`行次`).
    fn has_value_among_labels(&self, grid: &Grid, row: &RowRef) -> bool {
        let left = self.left();
        let own = |cell: &Cell| {
            let is_over = |x: &&(f32, f32)| overlap(cell.x, **x) > 0.0;
            let over = self.printed.iter().find(is_over);
            over.is_some_and(|x| x.1 - x.0 <= cell.x.1 - cell.x.0)
        };
        let mut labels = row.cells.iter().map(|&index| &grid.cells[index]);
        let mut labelled = false;
        labels.any(|cell| {
            let is_value = cell.x.1 <= left && is_value(&cell.text);
            labelled |= !is_value && !cell.is_blank() && cell.row == row.row;
            is_value && labelled && !own(cell)
        })
    }

    fn empty(&self) -> Values {
        Values {
            columns: vec![Vec::new(); self.intervals.len()],
            labels: Vec::new(),
            units: Vec::new(),
            spanning: vec![false; self.intervals.len()],
        }
    }

    fn by_alignment(&self, alignment: &Alignment, grid: &Grid, row: &RowRef) -> Values {
        let mut values = self.empty();
        for &index in &row.cells {
            let cell = &grid.cells[index];
            // Words in a value column (`无`, `3件`) begin where numbers do; a label begins left of them.
            if cell.x.0 < alignment.left - ALIGNED {
                values.labels.push(index);
            } else if let Some(column) = self.nearest(alignment, cell) {
                values.columns[column].push(index);
                values.spanning[column] |=
                    alignment.ambiguous || self.reaches_over(alignment, cell, column);
            }
        }
        values
    }

    /// The column whose numbers are aligned nearest to a cell; a column without numbers is told by its header.
    fn nearest(&self, alignment: &Alignment, cell: &Cell) -> Option<usize> {
        let by_key = |at: f32| (alignment.key.of(cell.x) - at).abs();
        let by_header = |x: (f32, f32)| if cell_in(cell, x) { 0.0 } else { f32::INFINITY };
        let distances =
            alignment
                .at
                .iter()
                .zip(&self.intervals)
                .enumerate()
                .map(|(column, (at, interval))| {
                    let distance = match (at, interval) {
                        (Some(at), _) => by_key(*at),
                        (None, Some(interval)) => by_header(*interval) + ALIGNED,
                        (None, None) => f32::INFINITY,
                    };
                    (column, distance)
                });
        let nearest = distances.min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)))?;
        nearest.1.is_finite().then_some(nearest.0)
    }

    /// Whether a cell lies over the place of another column's numbers: two numbers may stand so close that they read as
    /// one.
    fn reaches_over(&self, alignment: &Alignment, cell: &Cell, column: usize) -> bool {
        let mut places = alignment.at.iter().zip(&self.headers).enumerate();
        places.any(|(other, (at, header))| {
            let place = at.or(*header);
            other != column
                && place.is_some_and(|at| at > cell.x.0 + ALIGNED && at < cell.x.1 - ALIGNED)
        })
    }

    fn by_x(&self, grid: &Grid, row: &RowRef, shift: f32) -> Values {
        let mut values = self.empty();
        let exact = self.exact && !header::is_aligned(grid);
        for &index in &row.cells {
            let cell = &grid.cells[index];
            let x = (cell.x.0 - shift, cell.x.1 - shift);
            let center = (x.0 + x.1) / 2.0;
            let hits: Vec<usize> = self
                .intervals
                .iter()
                .enumerate()
                .filter_map(|(column, interval)| interval.map(|interval| (column, interval)))
                .filter(|(_, interval)| match exact {
                    true => {
                        overlap(x, *interval) > SHARED * (x.1 - x.0).min(interval.1 - interval.0)
                    }
                    false => center >= interval.0 && center < interval.1,
                })
                .map(|(column, _)| column)
                .collect();
            match hits[..] {
                [] if center < self.left() => values.labels.push(index),
                [] => {}
                [column] => {
                    values.columns[column].push(index);
                    let over = |at: &f32| *at > x.0 + ALIGNED && *at < x.1 - ALIGNED;
                    let mut others = self
                        .headers
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != column);
                    values.spanning[column] |=
                        !exact && others.any(|(_, at)| at.as_ref().is_some_and(over));
                }
                _ => hits.iter().for_each(|&column| {
                    values.columns[column].push(index);
                    values.spanning[column] = true;
                }),
            }
        }
        values
    }

    /// The template's columns in the order in which they are printed.
    fn left_to_right(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.intervals.len()).collect();
        let start = |column: usize| self.intervals[column].map_or(f32::INFINITY, |x| x.0);
        order.sort_by(|&a, &b| start(a).total_cmp(&start(b)).then(a.cmp(&b)));
        order
    }

    fn counted_right(&self, grid: &Grid, row: &RowRef) -> Option<Values> {
        let count = self.intervals.len();
        let split = row.cells.len().checked_sub(count)?;
        let (labels, values) = row.cells.split_at(split);
        // Each value has a cell of its own: labels stand only on the left. One ideograph makes no label: `无`, `12件`.
        let is_label = |&index: &usize| {
            let text = grid.cells[index].text.chars();
            text.filter(|c| c.is_alphabetic() && !c.is_ascii()).count() > 1
        };
        if self.intervals.iter().any(Option::is_none) || values.iter().take(count - 1).any(is_label)
        {
            return None;
        }
        let mut columns = vec![Vec::new(); count];
        for (&index, column) in values.iter().zip(self.left_to_right()) {
            columns[column].push(index);
        }
        Some(Values {
            columns,
            labels: labels.to_vec(),
            units: Vec::new(),
            spanning: vec![false; count],
        })
    }
}

impl Values {
    /// Whether every column has exactly one cell of its own.
    fn is_complete(&self, columns: &Columns) -> bool {
        let wanted = columns.intervals.iter().map(Option::is_some);
        let one = self
            .columns
            .iter()
            .zip(wanted)
            .all(|(cells, wanted)| !wanted || cells.len() == 1);
        one && !self.spanning.contains(&true)
    }
}

/// Whether two grids are parts of one table: as many columns, or as wide.
pub(super) fn same_columns(a: &Grid, b: &Grid) -> bool {
    match a.kind {
        GridKind::Logical => a.columns == b.columns,
        _ => (a.x.1 - a.x.0 - (b.x.1 - b.x.0)).abs() < SAME_EXTENT,
    }
}

fn cell_in(cell: &Cell, x: (f32, f32)) -> bool {
    let center = (cell.x.0 + cell.x.1) / 2.0;
    center >= x.0 && center < x.1
}

/// The stretch that belongs to a printed column when only its words are known: to the middle of the gaps beside it.
pub(super) fn between(section: &Section, index: usize) -> (f32, f32) {
    let leaves = &section.leaves;
    let x = leaves[index].x;
    let before = index.checked_sub(1).and_then(|i| leaves.get(i));
    let after = leaves.get(index + 1);
    let left = before.map_or(f32::NEG_INFINITY, |leaf| (leaf.x.1 + x.0) / 2.0);
    let right = after.map_or(f32::INFINITY, |leaf| (leaf.x.0 + x.1) / 2.0);
    (left, right)
}

/// Finds the columns by the numbers under the headers; `None` when there are none, or more columns of numbers than
/// headers.
fn align(
    layout: &Layout,
    sequence: &[RowRef],
    section: &Section,
    headers: &[Option<usize>],
) -> Option<Alignment> {
    let mut middles: Vec<(usize, f32)> = headers
        .iter()
        .enumerate()
        .filter_map(|(column, leaf)| {
            leaf.map(|leaf| (column, Key::Center.of(section.leaves[leaf].x)))
        })
        .collect();
    middles.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (first, last) = (middles.first()?.1, middles.last()?.1);
    let pitch = match middles.len() {
        1 => {
            let leaf = headers.iter().flatten().next()?;
            let left = between(section, *leaf).0;
            if left.is_finite() {
                (first - left) / REACH
            } else {
                section.leaves[*leaf].x.1 - section.leaves[*leaf].x.0
            }
        }
        n => (last - first) / (n - 1) as f32,
    };
    let reach = (first - REACH * pitch, last + pitch);
    let numbers = numbers(layout, sequence, section, reach);
    let (key, found) = clusters(&numbers)?;
    if found.len() > middles.len() {
        return None;
    }
    let centers: Vec<f32> = middles.iter().map(|(_, x)| *x).collect();
    let positions: Vec<f32> = found.iter().map(|cluster| cluster.at).collect();
    let (places, margin) = set_under(&positions, &centers, pitch);
    let mut at = vec![None; headers.len()];
    for (position, place) in positions.iter().zip(&places) {
        at[middles[*place].0] = Some(*position);
    }
    let left = found
        .iter()
        .map(|cluster| cluster.left)
        .min_by(f32::total_cmp)?;
    // A first column without numbers still ends the labels where its header begins.
    let header_left = headers
        .iter()
        .flatten()
        .map(|&leaf| section.leaves[leaf].x.0)
        .min_by(f32::total_cmp);
    let left = if places.first() == Some(&0) {
        left
    } else {
        left.min(header_left.unwrap_or(left))
    };
    let least = if positions.len() < FEW {
        AMBIGUOUS_FEW
    } else {
        AMBIGUOUS
    };
    let ambiguous = margin < least * pitch * positions.len() as f32;
    Some(Alignment {
        key,
        at,
        left,
        ambiguous,
    })
}

/// The numbers of a section that stand under its headers.
fn numbers(
    layout: &Layout,
    sequence: &[RowRef],
    section: &Section,
    reach: (f32, f32),
) -> Vec<(f32, f32)> {
    let mut found = Vec::new();
    for row in &sequence[section.body.clone()] {
        let grid = &layout.grids[row.grid];
        if !header::is_aligned(grid) {
            continue;
        }
        let cells = row
            .cells
            .iter()
            .map(|&cell| &grid.cells[cell])
            .filter(|cell| cell.row == row.row);
        let numbers = cells.filter(|cell| is_value(&cell.text)).map(|cell| cell.x);
        found.extend(numbers.filter(|x| (reach.0..=reach.1).contains(&Key::Center.of(*x))));
    }
    found
}

/// A column of numbers.
struct Cluster {
    at: f32,
    left: f32,
}

/// The way of alignment that needs the fewest columns, with those.
fn clusters(numbers: &[(f32, f32)]) -> Option<(Key, Vec<Cluster>)> {
    let ways = [Key::Center, Key::Right, Key::Left].map(|key| (key, cluster(numbers, key)));
    let best = ways
        .into_iter()
        .min_by_key(|(_, clusters)| clusters.len())?;
    (!best.1.is_empty()).then_some(best)
}

fn cluster(numbers: &[(f32, f32)], key: Key) -> Vec<Cluster> {
    let mut order: Vec<(f32, f32)> = numbers.iter().map(|&x| (key.of(x), x.0)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut clusters: Vec<(Vec<f32>, f32)> = Vec::new();
    for (at, left) in order {
        match clusters.last_mut() {
            Some((members, leftmost)) if at - members[members.len() - 1] <= ALIGNED => {
                members.push(at);
                *leftmost = leftmost.min(left);
            }
            _ => clusters.push((vec![at], left)),
        }
    }
    let middle = |members: &[f32]| members[members.len() / 2];
    clusters
        .iter()
        .map(|(members, left)| Cluster {
            at: middle(members),
            left: *left,
        })
        .collect()
}

/// Sets columns of numbers under headers, in order, each under one: the set of headers that needs the least common
/// distance and the least deviation from it. Also tells how much worse the next best set is.
fn set_under(positions: &[f32], headers: &[f32], pitch: f32) -> (Vec<usize>, f32) {
    if positions.len() == headers.len() {
        return ((0..headers.len()).collect(), f32::INFINITY);
    }
    let offsets = positions
        .iter()
        .flat_map(|p| headers.iter().map(move |h| p - h));
    let mut ways: Vec<(f32, Vec<usize>)> = Vec::new();
    for offset in offsets.filter(|offset| offset.abs() <= pitch) {
        let (cost, places) = monotone(positions, headers, offset);
        let cost = cost + OFFSET_COST * offset.abs() * positions.len() as f32;
        match ways.iter_mut().find(|(_, known)| *known == places) {
            Some(known) => known.0 = known.0.min(cost),
            None => ways.push((cost, places)),
        }
    }
    ways.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let margin = match &ways[..] {
        [best, next, ..] => next.0 - best.0,
        _ => f32::INFINITY,
    };
    match ways.into_iter().next() {
        Some((_, places)) => (places, margin),
        None => (monotone(positions, headers, 0.0).1, 0.0),
    }
}

/// The cheapest way to give each position a header, in order, at a common distance.
fn monotone(positions: &[f32], headers: &[f32], offset: f32) -> (f32, Vec<usize>) {
    let (n, m) = (positions.len(), headers.len());
    let mut best = vec![vec![f32::INFINITY; m + 1]; n + 1];
    best[0].fill(0.0);
    for i in 1..=n {
        for j in i..=m {
            let pair = best[i - 1][j - 1] + (positions[i - 1] - headers[j - 1] - offset).abs();
            best[i][j] = best[i][j - 1].min(pair);
        }
    }
    let mut places = Vec::new();
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        if best[i][j] == best[i][j - 1] {
            j -= 1;
        } else {
            places.push(j - 1);
            (i, j) = (i - 1, j - 1);
        }
    }
    places.reverse();
    (best[n][m], places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_aligned_numbers_are_set_by_order_when_every_column_has_some() {
        let headers = [100.0, 132.0, 164.0];
        assert_eq!(
            set_under(&[119.0, 151.0, 183.0], &headers, 32.0).0,
            [0, 1, 2]
        );
    }

    #[test]
    fn a_column_without_numbers_is_passed_over_by_the_common_distance() {
        let headers = [100.0, 132.0, 164.0, 196.0];
        let (places, margin) = set_under(&[111.0, 175.0, 207.0], &headers, 32.0);
        assert_eq!(places, [0, 2, 3]);
        assert!(margin > AMBIGUOUS * 32.0 * 3.0);
    }

    #[test]
    fn numbers_half_way_between_two_headers_are_ambiguous() {
        let (_, margin) = set_under(&[116.0], &[100.0, 132.0], 32.0);
        assert!(margin < AMBIGUOUS * 32.0);
    }

    /// What is read of row （一） in the second part of table 3, which has a column of labels more than the first.
    #[cfg(feature = "office")]
    fn in_second_part(values: [&str; 7]) -> Vec<String> {
        const FIRST: &str = "<tr><td rowspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）<td colspan=7>申请人情况\
            <tr><td rowspan=2>自然人<td colspan=5>法人或其他组织<td rowspan=2>总计\
            <tr><td>商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他\
            <tr><td>一、本年新收政府信息公开申请数量<td>1<td>2<td>3<td>4<td>5<td>6<td>21\
            <tr><td>二、上年结转政府信息公开申请数量<td>0<td>0<td>0<td>0<td>0<td>0<td>0";
        let page = format!(
            "<meta charset=utf-8><p>青山县水务局2022年政府信息公开工作年度报告</p><table>{FIRST}</table><table><tr><td>三、本年度办理结果<td>（一）予以公开<td>{}</table>",
            values.join("<td>")
        );
        let read = crate::extract(page.as_bytes(), &crate::Settings::default()).expect("a page");
        let granted = read.cells.iter().filter(|cell| cell.row_code == "granted");
        let shown = granted.map(|cell| match cell.value {
            Some(value) => value.to_string(),
            None => format!("{}?", cell.raw),
        });
        shown.collect()
    }

    #[cfg(feature = "office")]
    #[test]
    fn a_part_with_another_number_of_columns_is_counted_from_the_right_whatever_its_values_say() {
        assert_eq!(
            in_second_part(["1件", "无", "3", "", "—", "6", "19"]),
            ["1", "无?", "3", "?", "—?", "6", "19"]
        );
    }

    #[test]
    fn numbers_that_share_their_right_ends_are_one_column() {
        let numbers = [(90.0, 100.0), (95.0, 100.0), (120.0, 130.0), (110.0, 130.2)];
        let (key, found) = clusters(&numbers).expect("there are numbers");
        assert_eq!((key, found.len()), (Key::Right, 2));
    }
}

#[cfg(test)]
#[cfg(feature = "office")]
mod page_tests {
    use crate::{Settings, extract};

    /// Codes, values and findings of the rows of a small table 2 in a web page.
    fn rows(rows: &str) -> Vec<(String, Option<i64>, Vec<&'static str>)> {
        let page = format!(
            "<html><p>青石县人民政府2022年政府信息公开工作年度报告</p><table><tr><td>第二十条第（一）项</td></tr>\
             <tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>{rows}</table></html>"
        );
        let found = extract(page.as_bytes(), &Settings::default()).unwrap();
        let cell = |cell: crate::CellRecord| {
            let codes = cell.issues.iter().map(|kind| kind.code);
            let value = cell.value.and_then(|value| value.to_string().parse().ok());
            let codes = codes.filter(|code| code.starts_with('R')).collect();
            (cell.column_code.to_owned(), value, codes)
        };
        found.cells.into_iter().map(cell).collect()
    }

    fn row(label: &str, values: &[&str]) -> String {
        let cells = [label].into_iter().chain(values.iter().copied());
        let cells: String = cells.map(|text| format!("<td>{text}</td>")).collect();
        format!("<tr>{cells}</tr>")
    }

    #[test]
    fn a_row_with_a_cell_too_many_or_too_few_has_no_values() {
        let sound = row("行政规范性文件", &["5", "6", "7"]);
        for broken in [&["1", "2", "3", "4"][..], &["1", "2"]] {
            let found = rows(&(row("规章", broken) + &sound));
            let values: Vec<Option<i64>> = found.iter().map(|cell| cell.1).collect();
            assert_eq!(values, [None, None, None, Some(5), Some(6), Some(7)]);
            assert!(found[0].2.contains(&"R201"), "{found:?}");
        }
    }

    #[test]
    fn an_empty_cell_behind_the_last_column_moves_nothing() {
        let found =
            rows(&(row("规章", &["1", "2", "3", ""]) + &row("行政规范性文件", &["5", "6", "7"])));
        let values: Vec<Option<i64>> = found.iter().map(|cell| cell.1).collect();
        assert_eq!(values, [1, 2, 3, 5, 6, 7].map(Some));
        assert!(found.iter().all(|cell| cell.2.is_empty()), "{found:?}");
    }
}
