//! The lines of a section: what stands in each, and which of them may go on from the one before.

use super::super::columns::{Columns, Values};
use super::super::header;
use super::super::rows::Observed;
use super::super::section::{Candidate, Section};
use super::super::sequence::{Role, RowRef};
use super::super::template::Template;
use super::{Line, Reader};
use crate::grid::{Cell, Grid, GridKind, is_value};
use crate::normalise::text::split_numbering;

/// Lines closer than this share of their height may be lines of one cell.
const LINE_GAP: f32 = 1.0;

impl<'a> Reader<'a> {
    pub(super) fn lines(
        &self,
        section: &Section,
        columns: &Columns,
        template: &Template,
    ) -> Vec<Line> {
        let range = section.body.clone();
        let values = |at: usize| {
            let mut values = columns.values(self.layout, &self.sequence[at]);
            let is_unit = |cell: &usize| template.table.is_unit(&self.cell(at, *cell).text);
            values.units = values.labels.extract_if(.., |cell| is_unit(cell)).collect();
            values
        };
        let values: Vec<Values> = range.clone().map(values).collect();
        let leaf_x = self.leaf_x(range.clone(), &values);
        let mut lines: Vec<Line> = Vec::new();
        for (at, values) in range.zip(values) {
            let observed = self.observe(at, &values, leaf_x, lines.last().map(|line| line.at));
            let is_number = |cells: &Vec<usize>| {
                cells
                    .iter()
                    .any(|&cell| is_value(&self.cell(at, cell).text))
            };
            let numbers = values.columns.iter().map(is_number).collect();
            let row = &self.sequence[at];
            lines.push(Line {
                at,
                values,
                place: (row.grid, row.row),
                numbers,
                observed,
            });
        }
        lines
    }

    /// In lines of text, where the innermost labels begin: the middle of the places where `1.`, `2.` … stand.
    fn leaf_x(&self, range: std::ops::Range<usize>, values: &[Values]) -> Option<f32> {
        let mut starts: Vec<f32> = Vec::new();
        for (at, values) in range.zip(values) {
            if self.layout.grids[self.sequence[at].grid].kind != GridKind::Stream {
                continue;
            }
            let cells = values.labels.iter().map(|&cell| self.cell(at, cell));
            let numbered =
                cells.filter(|cell| split_numbering(&cell.text).0.is_some_and(|n| n.level == 3));
            starts.extend(numbered.map(|cell| cell.x.0));
        }
        starts.sort_by(f32::total_cmp);
        starts.get(starts.len() / 2).copied()
    }

    fn observe(
        &self,
        at: usize,
        values: &Values,
        leaf_x: Option<f32>,
        before: Option<usize>,
    ) -> Observed {
        let row = &self.sequence[at];
        let stream = self.layout.grids[row.grid].kind == GridKind::Stream;
        let labels: Vec<&Cell> = values
            .labels
            .iter()
            .map(|&cell| self.cell(at, cell))
            .filter(|cell| !cell.is_blank() && cell.row == row.row)
            .collect();
        // Where nothing stands so far right, or no one knows how far, the rest of a group's label may stand left of the
        // row's own; `all` has both.
        let innermost = labels.last().map_or("", |cell| cell.text.as_str());
        let own: String = match leaf_x.filter(|_| stream) {
            Some(x) if labels.iter().any(|cell| cell.x.1 > x) => labels
                .iter()
                .filter(|cell| cell.x.1 > x)
                .map(|cell| cell.text.as_str())
                .collect(),
            _ => innermost.to_owned(),
        };
        let filled = values
            .columns
            .iter()
            .map(|cells| cells.iter().any(|&cell| !self.cell(at, cell).is_blank()));
        let mut values_inked = values.columns.iter().flatten();
        let has_digits =
            |&cell: &usize| self.cell(at, cell).text.chars().any(char::is_alphanumeric);
        Observed {
            signs_only: !values_inked.any(has_digits),
            own,
            all: labels.iter().map(|cell| cell.text.as_str()).collect(),
            filled: filled.collect(),
            continues: before.is_some_and(|before| self.continues(before, at, values)),
        }
    }

    /// Whether a row may belong to the same row of the form as the one before it.
    fn continues(&self, before: usize, at: usize, values: &Values) -> bool {
        let (a, b) = (&self.sequence[before], &self.sequence[at]);
        if before + 1 != at {
            return false;
        }
        let grid = &self.layout.grids[b.grid];
        if a.grid != b.grid {
            let above = &self.layout.grids[a.grid];
            // Text beyond the last rule of a page, or the rest of a row on the next one.
            return a.row + 1 == above.rows && b.row == 0;
        }
        if grid.loose.get(b.row).copied().unwrap_or(false) {
            return lines_touch(grid, a, b);
        }
        let shared = values
            .labels
            .last()
            .into_iter()
            .chain(values.columns.iter().flatten());
        let mut shared = shared.map(|&cell| &grid.cells[cell]);
        shared.any(|cell| cell.row < b.row && !cell.is_blank() && is_innermost(grid, a, cell))
    }

    /// Whether a row right under a repeated header may be the rest of the row before the page break.
    pub(super) fn continues_over_header(
        &self,
        last: &Line,
        first: &Line,
        section: &Section,
    ) -> bool {
        let (a, b) = (&self.sequence[last.at], &self.sequence[first.at]);
        let pages = |row: &RowRef| self.layout.grids[row.grid].page;
        a.row + 1 == self.layout.grids[a.grid].rows
            && first.at == section.header.end
            && pages(a) != pages(b)
    }

    /// Table 4 has one row and no label: the row of numbers right under the header.
    pub(super) fn only_row(
        &self,
        parts: &[(&'a Section, &'a Candidate)],
        lines: Vec<(usize, Line)>,
    ) -> Vec<(usize, Line)> {
        let mut chosen: Vec<(usize, Line)> = Vec::new();
        for (number, (section, _)) in parts.iter().enumerate() {
            let mut of_part = lines.iter().filter(|(part, _)| *part == number).peekable();
            let first_grid = of_part.peek().map(|(_, line)| self.sequence[line.at].grid);
            for (_, line) in of_part {
                let row = &self.sequence[line.at];
                let grid = &self.layout.grids[row.grid];
                let same = row.grid == section.grid || Some(row.grid) == first_grid;
                let aligned = header::is_aligned(grid);
                if !same || (aligned && chosen.iter().any(|(part, _)| *part == number)) {
                    break;
                }
                let has_cells = line.values.columns.iter().any(|cells| !cells.is_empty());
                let fits = match aligned {
                    true => {
                        row.role == Role::Body
                            && line.values.labels.is_empty()
                            && line.numbers.contains(&true)
                    }
                    false => has_cells,
                };
                if fits {
                    chosen.push((number, line.clone()));
                } else if aligned {
                    break;
                }
            }
        }
        let filled: Vec<(usize, Line)> = chosen
            .iter()
            .filter(|(_, line)| line.observed.filled.contains(&true))
            .cloned()
            .collect();
        match (filled.is_empty(), chosen.is_empty()) {
            (false, _) => filled,
            (true, false) => chosen.into_iter().take(1).collect(),
            (true, true) => Vec::new(),
        }
    }
}

fn lines_touch(grid: &Grid, a: &RowRef, b: &RowRef) -> bool {
    let extent = |row: &RowRef| {
        let cells = row.cells.iter().map(|&cell| grid.cells[cell].y);
        cells
            .reduce(|x, y| (x.0.min(y.0), x.1.max(y.1)))
            .unwrap_or_default()
    };
    let (above, below) = (extent(a), extent(b));
    below.0 - above.1 < LINE_GAP * (below.1 - below.0).max(above.1 - above.0)
}

/// Whether no other label cell of the row stands right of this one: a group's cell over many rows joins nothing.
fn is_innermost(grid: &Grid, row: &RowRef, cell: &Cell) -> bool {
    let own = |other: &&Cell| {
        other.row_span < cell.row_span && other.x.0 >= cell.x.1 - 0.5 && !other.is_blank()
    };
    let others = row
        .cells
        .iter()
        .map(|&other| &grid.cells[other])
        .filter(own);
    // Words right of it that change from row to row: the cell is a group's label.
    !others
        .into_iter()
        .any(|other| other.text.chars().any(char::is_alphabetic))
}
