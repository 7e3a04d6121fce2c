//! A logical table as a picture: a plain grid, since the source has no places.

use super::Seen;
use super::joins;
use super::svg::title;
use super::xml::Drawing;
use crate::geometry::Rect;
use crate::grid::{Cell, Grid};

/// Width of a column, when there are few, and of all together. Points.
const COLUMN: f32 = 64.0;
const WIDEST: f32 = 1400.0;

/// Size of text. Points.
const TEXT: f32 = 8.0;

/// Room that a row keeps for codes. Points.
const CODES: f32 = 36.0;

/// No more lines of a cell are shown.
const MAX_LINES: usize = 12;

/// Where the columns and rows of a picture stand.
struct Plan {
    column: f32,
    tops: Vec<f32>,
}

/// Draws the table with this position; `None` when there is none.
pub(super) fn table(seen: &Seen, index: usize) -> Option<String> {
    let grid = seen.layout.grids.get(index)?;
    let number = seen.recognition.table_numbers.get(index).copied().flatten();
    let plan = Plan::new(grid);
    let size = (plan.column * grid.columns as f32, plan.top(grid.rows));
    let name = format!("table {}", index + 1);
    let mut drawing = Drawing::new(size, &title(&seen.extraction, &name));
    for cell in &grid.cells {
        let rect = plan.rect(cell);
        drawing.rect(&rect, grid.kind.name());
        text(cell, &rect, &mut drawing);
    }
    let values = seen
        .extraction
        .cells
        .iter()
        .filter(|value| value.table_no == number && number.is_some());
    for value in values {
        let at = |place: Option<u32>| {
            place
                .and_then(|place| place.checked_sub(1))
                .map(|p| p as usize)
        };
        let (row, column) = (at(value.grid_row), at(value.grid_column));
        let cell = grid.cells.iter().find(|cell| {
            Some(cell.column) == column && row.is_some_and(|row| cell.covers_row(row))
        });
        if let Some(cell) = cell {
            drawing.value(&plan.rect(cell), value);
        }
    }
    draw_joins(seen, index, &plan, &mut drawing);
    Some(drawing.finish())
}

impl Plan {
    fn new(grid: &Grid) -> Plan {
        let column = COLUMN.min(WIDEST / grid.columns.max(1) as f32);
        let mut heights = vec![TEXT + CODES; grid.rows];
        for cell in grid.cells.iter().filter(|cell| cell.row_span == 1) {
            let needed = lines(cell, column).len() as f32 * TEXT * 1.2 + CODES;
            if let Some(height) = heights.get_mut(cell.row) {
                *height = height.max(needed);
            }
        }
        let mut tops = vec![0.0];
        let mut y = 0.0;
        for height in heights {
            y += height;
            tops.push(y);
        }
        Plan { column, tops }
    }

    fn top(&self, row: usize) -> f32 {
        self.tops
            .get(row)
            .or(self.tops.last())
            .copied()
            .unwrap_or_default()
    }

    fn rect(&self, cell: &Cell) -> Rect {
        let x = |column: usize| self.column * column as f32;
        Rect::new(
            x(cell.column),
            self.top(cell.row),
            x(cell.column + cell.column_span),
            self.top(cell.row + cell.row_span),
        )
    }
}

/// The text of a cell broken into lines that fit it.
fn lines(cell: &Cell, column: f32) -> Vec<String> {
    let room = column * cell.column_span as f32 - 4.0;
    let mut lines: Vec<String> = Vec::new();
    for printed in cell.text.split('\n') {
        let mut line = String::new();
        let mut width = 0.0;
        for ch in printed.chars() {
            let advance = if ch.is_ascii() { 0.6 * TEXT } else { TEXT };
            if width + advance > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                width = 0.0;
            }
            line.push(ch);
            width += advance;
            if lines.len() >= MAX_LINES {
                lines.push("…".to_owned());
                return lines;
            }
        }
        lines.push(line);
    }
    lines
}

fn text(cell: &Cell, rect: &Rect, drawing: &mut Drawing) {
    let column = rect.width() / cell.column_span.max(1) as f32;
    let lines = lines(cell, column);
    let height = lines.len() as f32 * TEXT * 1.2;
    let mut y = rect.y1 - height - 2.0 + TEXT;
    for line in lines {
        drawing.text((rect.x0 + 2.0, y), TEXT, "glyph", &line);
        y += TEXT * 1.2;
    }
}

/// Frames the rows of this table that were joined with others and says with which.
fn draw_joins(seen: &Seen, index: usize, plan: &Plan, drawing: &mut Drawing) {
    let joins = joins::of(&seen.recognition);
    for join in joins
        .iter()
        .filter(|join| join.pieces.iter().any(|piece| piece.0 == index))
    {
        let pieces = join
            .pieces
            .iter()
            .map(|(grid, row)| format!("table {} row {}", grid + 1, row + 1));
        let words = format!("{} = {}", join.code, pieces.collect::<Vec<_>>().join(" + "));
        for (_, row) in join.pieces.iter().filter(|piece| piece.0 == index) {
            let (top, bottom) = (plan.top(*row), plan.top(row + 1));
            let right =
                plan.column * seen.layout.grids.get(index).map_or(0, |grid| grid.columns) as f32;
            drawing.rect(&Rect::new(0.0, top, right, bottom), "join");
            drawing.text((2.0, bottom - 2.0), 6.0, "note", &words);
        }
    }
}
