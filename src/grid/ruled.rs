//! Tables with horizontal rules only: the rules give the bands, alignment gives the columns.
//!
//! Every segment lies between the nearest rule above and the nearest rule below that reach over its middle. Segments
//! between the same two rules that overlap in x are one cell; a rule that spans only part of the table makes the cells
//! beside it span the rows that it divides.

use super::rulings::Rule;
use super::words::Segment;
use super::{Cell, Grid, GridKind, is_value};
use crate::geometry::{Rect, overlap};

/// A table needs at least so many rules.
const MIN_RULES: usize = 3;

/// A page with more rules than this is a drawing.
const MAX_RULES: usize = 2_000;

/// Rules farther apart than this belong to two tables. Points.
const MAX_BAND: f32 = 170.0;

/// A rule shorter than this is an underline. Points.
const MIN_WIDTH: f32 = 100.0;

/// So many columns are numbered; text aligned in more is no table.
const MAX_COLUMNS: usize = 1_000;

/// How far a segment may reach over the end of a rule. Points.
const OVERHANG: f32 = 6.0;

/// One table's rules.
#[derive(Clone, Debug, Default)]
pub(super) struct Bands {
    pub(super) rules: Vec<Rule>,
    pub(super) x: (f32, f32),
    pub(super) y: (f32, f32),
}

/// Groups rules into tables, top to bottom.
pub(super) fn find(mut rules: Vec<Rule>) -> Vec<Bands> {
    if rules.len() > MAX_RULES {
        return Vec::new();
    }
    rules.retain(|rule| rule.end - rule.start >= 1.0);
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.start.total_cmp(&b.start)));
    let mut tables: Vec<Bands> = Vec::new();
    for rule in rules {
        let near = tables.iter_mut().find(|table| {
            rule.at - table.y.1 <= MAX_BAND && overlap(table.x, (rule.start, rule.end)) > 0.0
        });
        match near {
            Some(table) => {
                table.x = (table.x.0.min(rule.start), table.x.1.max(rule.end));
                table.y.1 = rule.at;
                table.rules.push(rule);
            }
            None => {
                let (x, y) = ((rule.start, rule.end), (rule.at, rule.at));
                tables.push(Bands {
                    rules: vec![rule],
                    x,
                    y,
                });
            }
        }
    }
    tables.retain(|table| {
        let mut ys: Vec<f32> = table.rules.iter().map(|rule| rule.at).collect();
        ys.dedup();
        ys.len() >= MIN_RULES && table.x.1 - table.x.0 >= MIN_WIDTH
    });
    tables
}

impl Bands {
    /// Whether a segment stands inside the table.
    pub(super) fn holds(&self, segment: &Segment) -> bool {
        let y = segment.center_y();
        let x = (segment.x.0 + segment.x.1) / 2.0;
        y > self.y.0 && y < self.y.1 && x > self.x.0 - OVERHANG && x < self.x.1 + OVERHANG
    }
}

/// Builds the grid of a table from the segments inside it.
pub(super) fn build(bands: &Bands, segments: &[Segment], page: u32) -> Grid {
    let mut ys: Vec<f32> = bands.rules.iter().map(|rule| rule.at).collect();
    ys.dedup();
    let mut order: Vec<&Segment> = segments.iter().collect();
    order.sort_by(|a, b| a.y.0.total_cmp(&b.y.0).then(a.x.0.total_cmp(&b.x.0)));
    let mut sides: Vec<(f32, f32)> = order
        .iter()
        .map(|segment| band(bands, &ys, segment))
        .collect();
    let cuts = cut_unruled(&order, &mut sides);
    ys.extend(&cuts);
    ys.sort_by(f32::total_cmp);
    let row_of = |y: f32| ys.iter().position(|&at| at == y).unwrap_or(0);
    let mut cells: Vec<Cell> = Vec::new();
    for (segment, (top, bottom)) in order.iter().zip(sides) {
        let (row, end) = (row_of(top), row_of(bottom));
        let same = cells.iter_mut().find(|cell| {
            cell.row == row && cell.row_span == end - row && overlap(cell.x, segment.x) > 0.0
        });
        match same {
            Some(cell) => extend(cell, segment),
            None => cells.push(start(row, end.max(row + 1), segment)),
        }
    }
    let mut cells = merge(cells);
    for cell in &mut cells {
        cell.several = cell.text.split('\n').filter(|line| is_value(line)).count() > 1;
    }
    let loose = ys
        .iter()
        .take(ys.len().saturating_sub(1))
        .map(|y| cuts.contains(y))
        .collect();
    finish(cells, loose, bands, page)
}

/// The nearest rules above and below the segment's middle.
fn band(bands: &Bands, ys: &[f32], segment: &Segment) -> (f32, f32) {
    let (x, y) = ((segment.x.0 + segment.x.1) / 2.0, segment.center_y());
    let reaches = |rule: &&Rule| x >= rule.start - 1.0 && x <= rule.end + 1.0;
    let above = bands
        .rules
        .iter()
        .filter(reaches)
        .filter(|rule| rule.at <= y)
        .map(|rule| rule.at);
    let below = bands
        .rules
        .iter()
        .filter(reaches)
        .filter(|rule| rule.at > y)
        .map(|rule| rule.at);
    let top = above.max_by(f32::total_cmp).unwrap_or(ys[0]);
    let bottom = below.min_by(f32::total_cmp).unwrap_or(ys[ys.len() - 1]);
    (top, bottom)
}

/// Cuts bands that hold several rows of numbers into their lines of text; gives back the heights of the cuts.
///
/// Tables ruled around the header only, or with rules missing, leave many rows in one band. Which lines belong together
/// is for recognition to say.
fn cut_unruled(segments: &[&Segment], sides: &mut [(f32, f32)]) -> Vec<f32> {
    let mut bands: Vec<(f32, f32)> = sides.to_vec();
    bands.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    bands.dedup();
    let mut cuts: Vec<f32> = Vec::new();
    for band in bands {
        let members: Vec<usize> = (0..sides.len())
            .filter(|&index| sides[index] == band)
            .collect();
        let inside: Vec<&Segment> = members.iter().map(|&index| segments[index]).collect();
        if !holds_rows(&inside) {
            continue;
        }
        let between = heights_between_lines(&inside);
        for &index in &members {
            let y = segments[index].center_y();
            let above = between
                .iter()
                .copied()
                .filter(|&cut| cut <= y)
                .max_by(f32::total_cmp);
            let below = between
                .iter()
                .copied()
                .filter(|&cut| cut > y)
                .min_by(f32::total_cmp);
            sides[index] = (above.unwrap_or(band.0), below.unwrap_or(band.1));
        }
        cuts.extend(between);
    }
    cuts.sort_by(f32::total_cmp);
    cuts.dedup();
    cuts
}

/// Whether the segments between two rules are more than one row: numbers stand one below the other in two columns, or
/// in the only one with a label beside each.
pub(super) fn holds_rows(segments: &[&Segment]) -> bool {
    let numbers: Vec<&&Segment> = segments
        .iter()
        .filter(|segment| is_value(&segment.text))
        .collect();
    let apart =
        |a: &Segment, b: &Segment| (a.center_y() - b.center_y()).abs() > 0.6 * a.size.max(b.size);
    let mut columns: Vec<((f32, f32), Vec<&Segment>)> = Vec::new();
    for number in numbers {
        match columns
            .iter_mut()
            .find(|(x, _)| overlap(*x, number.x) > 0.0)
        {
            Some((x, members)) => {
                *x = (x.0.min(number.x.0), x.1.max(number.x.1));
                members.push(number);
            }
            None => columns.push((number.x, vec![number])),
        }
    }
    let stacked =
        |members: &[&Segment]| members.iter().any(|a| members.iter().any(|b| apart(a, b)));
    let witnesses = columns
        .iter()
        .filter(|(_, members)| stacked(members))
        .count();
    let labelled = |number: &Segment| {
        segments.iter().any(|other| {
            !is_value(&other.text)
                && other.x.1 < number.x.0
                && !apart(other, number)
                && other.text.chars().count() > 1
        })
    };
    witnesses > 1
        || (witnesses == 1
            && columns.len() == 1
            && columns[0].1.iter().all(|number| labelled(number)))
}

/// Heights midway between consecutive lines of text.
pub(super) fn heights_between_lines(segments: &[&Segment]) -> Vec<f32> {
    let mut middles: Vec<(f32, f32)> = segments
        .iter()
        .map(|segment| (segment.center_y(), segment.size))
        .collect();
    middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut lines: Vec<(f32, f32)> = Vec::new();
    for (y, size) in middles {
        if lines
            .last()
            .is_none_or(|last| y - last.0 > 0.5 * size.min(last.1))
        {
            lines.push((y, size));
        }
    }
    lines
        .windows(2)
        .map(|pair| (pair[0].0 + pair[1].0) / 2.0)
        .collect()
}

fn start(row: usize, end: usize, segment: &Segment) -> Cell {
    Cell {
        row,
        row_span: end - row,
        column_span: 1,
        text: segment.text.clone(),
        x: segment.x,
        y: segment.y,
        rect: Some(segment.rect()),
        crosses_border: segment.cut,
        ..Cell::default()
    }
}

fn extend(cell: &mut Cell, segment: &Segment) {
    let same_line = cell
        .rect
        .is_some_and(|rect| segment.center_y() < rect.y1 && segment.center_y() > rect.y0);
    cell.text.push(if same_line { ' ' } else { '\n' });
    cell.text.push_str(&segment.text);
    cell.crosses_border |= segment.cut;
    cell.x = (cell.x.0.min(segment.x.0), cell.x.1.max(segment.x.1));
    cell.y = (cell.y.0.min(segment.y.0), cell.y.1.max(segment.y.1));
    cell.rect = cell.rect.map(|rect: Rect| rect.union(&segment.rect()));
}

/// A cell that grew line by line may have come to overlap another of its band.
fn merge(cells: Vec<Cell>) -> Vec<Cell> {
    let mut merged: Vec<Cell> = Vec::new();
    for cell in cells {
        let same = merged.iter_mut().find(|other| {
            other.row == cell.row
                && other.row_span == cell.row_span
                && overlap(other.x, cell.x) > 0.0
        });
        match same {
            Some(other) => {
                other.text.push('\n');
                other.text.push_str(&cell.text);
                other.x = (other.x.0.min(cell.x.0), other.x.1.max(cell.x.1));
                other.y = (other.y.0.min(cell.y.0), other.y.1.max(cell.y.1));
                other.rect = other.rect.zip(cell.rect).map(|(a, b)| a.union(&b));
            }
            None => merged.push(cell),
        }
    }
    merged
}

fn finish(mut cells: Vec<Cell>, loose: Vec<bool>, bands: &Bands, page: u32) -> Grid {
    let columns = number_columns(&mut cells);
    cells.sort_by(|a, b| a.row.cmp(&b.row).then(a.x.0.total_cmp(&b.x.0)));
    let (rows, kind) = (loose.len(), GridKind::Ruled);
    Grid {
        kind,
        page: Some(page),
        rows,
        columns,
        cells,
        loose,
        x: bands.x,
        y: bands.y,
    }
}

/// Numbers the columns of aligned cells: cells that overlap in x share a column, from the narrowest to the widest; a
/// cell over several columns spans them.
pub(super) fn number_columns(cells: &mut [Cell]) -> usize {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by(|&a, &b| {
        let width = |i: usize| cells[i].x.1 - cells[i].x.0;
        width(a).total_cmp(&width(b)).then(a.cmp(&b))
    });
    let mut columns: Vec<(f32, f32)> = Vec::new();
    for &index in &order {
        let x = cells[index].x;
        let is_new = || !columns.iter().any(|&column| overlap(column, x) > 0.0);
        if columns.len() < MAX_COLUMNS && is_new() {
            columns.push(x);
        }
    }
    columns.sort_by(|a, b| a.0.total_cmp(&b.0));
    for cell in cells.iter_mut() {
        let hits = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| overlap(**column, cell.x) > 0.0);
        let hits: Vec<usize> = hits.map(|(index, _)| index).collect();
        cell.column = hits.first().copied().unwrap_or(0);
        cell.column_span = hits.len().max(1);
    }
    columns.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(text: &str, x: (f32, f32), y: f32) -> Segment {
        Segment {
            glyphs: Vec::new(),
            text: text.to_owned(),
            x,
            y: (y - 5.0, y + 5.0),
            size: 10.0,
            cut: false,
        }
    }

    #[test]
    fn a_rule_over_part_of_the_table_leaves_the_label_beside_it_merged() {
        let rule = |at, start| Rule {
            at,
            start,
            end: 200.0,
        };
        let bands = find(vec![rule(0.0, 0.0), rule(20.0, 60.0), rule(40.0, 0.0)]);
        assert_eq!(bands.len(), 1);
        let segments = [
            segment("group", (5.0, 45.0), 20.0),
            segment("a", (70.0, 80.0), 10.0),
            segment("b", (70.0, 80.0), 30.0),
        ];
        let grid = build(&bands[0], &segments, 1);
        let spans: Vec<(&str, usize, usize)> = grid
            .cells
            .iter()
            .map(|c| (c.text.as_str(), c.row, c.row_span))
            .collect();
        assert_eq!(spans, [("group", 0, 2), ("a", 0, 1), ("b", 1, 1)]);
    }

    #[test]
    fn two_lines_between_the_same_rules_are_one_cell() {
        let rule = |at| Rule {
            at,
            start: 0.0,
            end: 200.0,
        };
        let bands = find(vec![rule(0.0), rule(30.0), rule(60.0)]);
        let segments = [
            segment("商业", (70.0, 90.0), 8.0),
            segment("企业", (70.0, 90.0), 22.0),
        ];
        let grid = build(&bands[0], &segments, 1);
        assert_eq!(grid.cells.len(), 1);
        assert_eq!(grid.cells[0].text, "商业\n企业");
    }
}
