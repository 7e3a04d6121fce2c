//! What an attempt has found: its cells with their places and doubts, what is left over, how it was read.

use super::super::rows::AMBIGUOUS;
use super::super::sequence::RowRef;
use super::super::{FoundCell, FoundTable, HeaderTrace, RowTrace, Trace, extra};
use super::{Attempt, Line, Reader};
use crate::forms::RowKind;
use crate::grid::Cell;
use crate::issue::{self, Issue, Kind, Place};

impl<'a> Reader<'a> {
    pub(super) fn found(&self, attempt: &Attempt<'a>) -> FoundTable {
        let table = attempt.template.table;
        let mut rows = Vec::new();
        for (k, row) in table.rows.iter().enumerate() {
            if row.kind != RowKind::Group {
                rows.push(self.found_row(attempt, k));
            }
        }
        let mut found = FoundTable {
            form: attempt.template.form,
            table,
            rows,
            extra: extra::find(self, attempt),
            issues: Vec::new(),
            trace: self.trace(attempt),
        };
        self.report_left_over(attempt, &mut found);
        found
    }

    fn trace(&self, attempt: &Attempt<'a>) -> Trace {
        let place = |at: usize| (self.sequence[at].grid, self.sequence[at].row);
        let headers = attempt
            .parts
            .iter()
            .map(|(section, candidate)| HeaderTrace {
                rows: section.header.clone().map(place).collect(),
                columns: {
                    let columns = candidate.alignment.columns.iter();
                    columns
                        .map(|column| column.map(|(leaf, alike)| (section.leaves[leaf].x, alike)))
                        .collect()
                },
            });
        let lines = attempt.lines.iter().zip(&attempt.path.matches);
        let rows = lines.map(|((_, line), matched)| RowTrace {
            grid: place(line.at).0,
            row: place(line.at).1,
            labels: line.values.labels.clone(),
            form_row: matched.map(|m| m.row),
            by_place: matched.is_some_and(|m| m.by_place),
            margin: matched.map_or(f32::INFINITY, |m| m.margin),
        });
        Trace {
            headers: headers.collect(),
            rows: rows.collect(),
        }
    }

    fn found_row(&self, attempt: &Attempt<'a>, k: usize) -> Vec<FoundCell> {
        let of_row = |index: &usize| attempt.path.matches[*index].is_some_and(|m| m.row == k);
        let lines: Vec<usize> = (0..attempt.lines.len()).filter(of_row).collect();
        let columns = 0..attempt.template.columns.len();
        columns
            .map(|column| self.found_cell(attempt, &lines, column))
            .collect()
    }

    fn found_cell(&self, attempt: &Attempt<'a>, lines: &[usize], column: usize) -> FoundCell {
        let mut found = FoundCell::default();
        let mut texts: Vec<&str> = Vec::new();
        for &index in lines {
            let (part, line) = &attempt.lines[index];
            let Some(matched) = attempt.path.matches[index] else {
                continue;
            };
            let Some((_, alike)) = attempt.parts[*part].1.alignment.columns[column] else {
                continue;
            };
            let row = &self.sequence[line.at];
            let here: Vec<&Cell> = line.values.columns[column]
                .iter()
                .map(|&cell| self.cell(line.at, cell))
                .collect();
            let written: Vec<&Cell> = here
                .iter()
                .copied()
                .filter(|cell| !cell.is_blank())
                .collect();
            if found.text.is_none() || (!written.is_empty() && texts.is_empty()) {
                self.place(&mut found, row, written.first().or(here.first()).copied());
            }
            texts.extend(written.iter().map(|cell| cell.text.as_str()));
            let doubt = |found: &mut FoundCell, kind: &'static Kind, no_value: bool| {
                found.doubts.push(kind);
                found.no_value |= no_value;
            };
            if written.iter().any(|cell| attempt.is_shared(index, cell)) {
                doubt(&mut found, &issue::COLUMN_AMBIGUOUS, true);
            }
            if attempt.crowded[index] {
                doubt(&mut found, &issue::ROW_AMBIGUOUS, true);
            }
            if attempt.disturbed[index][column] {
                doubt(&mut found, &issue::SEVERAL_NUMBERS, true);
            }
            if matched.margin < AMBIGUOUS {
                doubt(&mut found, &issue::ROW_AMBIGUOUS, true);
            }
            if matched.by_place {
                doubt(&mut found, &issue::ROW_BY_PLACE, false);
            }
            if alike == 0.0 {
                doubt(&mut found, &issue::COLUMN_BY_PLACE, false);
            }
            if !written.is_empty() && self.has_other_unit(attempt, line, matched.row, column) {
                doubt(&mut found, &issue::UNIT_DIFFERS, false);
            }
            let is_label = written.iter().any(|cell| {
                attempt
                    .template
                    .is_label(&cell.text, &self.known.vocabulary)
            });
            if is_label || (line.values.spanning[column] && !written.is_empty()) {
                doubt(&mut found, &issue::COLUMN_AMBIGUOUS, true);
            }
            if written.iter().any(|cell| cell.several) || written.len() > 1 {
                doubt(&mut found, &issue::SEVERAL_NUMBERS, true);
            }
            if here.iter().any(|cell| cell.crosses_border) {
                doubt(&mut found, &issue::CROSSES_BORDER, false);
            }
        }
        if found.text.is_some() {
            found.text = Some(texts.join("\n"));
        }
        found
    }

    /// Whether the unit printed in the row makes another number of it than the form's.
    fn has_other_unit(
        &self,
        attempt: &Attempt<'a>,
        line: &Line,
        row: usize,
        column: usize,
    ) -> bool {
        let table = attempt.template.table;
        let (Some(row), Some(column)) = (table.rows.get(row), table.columns.get(column)) else {
            return false;
        };
        let unit = table.unit_of(row, column);
        let mut printed = line.values.units.iter();
        printed.any(|&cell| table.is_other_unit(&self.cell(line.at, cell).text, unit))
    }

    pub(in crate::recognise) fn place(
        &self,
        found: &mut FoundCell,
        row: &RowRef,
        cell: Option<&Cell>,
    ) {
        let grid = &self.layout.grids[row.grid];
        found.text = Some(String::new());
        found.page = grid.page;
        found.grid = Some(row.grid);
        found.grid_row = Some(row.row);
        found.grid_column = cell.map(|cell| cell.column);
        found.rect = cell.and_then(|cell| cell.rect);
    }

    fn report_left_over(&self, attempt: &Attempt<'a>, found: &mut FoundTable) {
        for ((_, line), matched) in attempt.lines.iter().zip(&attempt.path.matches) {
            if matched.is_some() || !extra::has_numbers(self, attempt, line) {
                continue;
            }
            let place = self.row_place(&self.sequence[line.at], found.table.id.clone());
            let label = line.observed.all.replace('\n', "");
            let message = format!(
                "a row of numbers labelled “{label}” is no row of the form; it is kept in extra.csv"
            );
            found.issues.push(Issue {
                kind: &issue::ROW_LEFT_OVER,
                place,
                message,
            });
        }
        for (section, candidate) in &attempt.parts {
            let columns = extra::columns(section, candidate, attempt.template);
            for column in columns.iter().filter(|column| !column.is_left) {
                found.issues.push(Issue {
                    kind: &issue::COLUMN_LEFT_OVER,
                    place: self.row_place(
                        &self.sequence[section.header.start],
                        found.table.id.clone(),
                    ),
                    message: format!(
                        "a column headed “{}” is no column of the form; what is in it is kept in extra.csv",
                        column.words
                    ),
                });
            }
        }
    }

    fn row_place(&self, row: &RowRef, table: String) -> Place {
        let page = self.layout.grids[row.grid].page;
        Place {
            page,
            grid_row: Some(row.row as u32 + 1),
            table,
            ..Place::default()
        }
    }
}

impl Attempt<'_> {
    /// Whether a cell also stands beside a line that is another row of the form: it was merged over both.
    fn is_shared(&self, index: usize, cell: &Cell) -> bool {
        let row = |index: usize| self.path.matches[index].map(|m| m.row);
        let others =
            index.saturating_sub(cell.row_span)..self.lines.len().min(index + cell.row_span);
        cell.row_span > 1
            && others.into_iter().any(|other| {
                let (_, line) = &self.lines[other];
                let beside =
                    line.place.0 == self.lines[index].1.place.0 && cell.covers_row(line.place.1);
                beside && row(other).is_some() && row(other) != row(index)
            })
    }
}
