//! Text without any rule: each line is a row, each segment a cell. What belongs to a table is for recognition to say.

use super::ruled::number_columns;
use super::words::Segment;
use super::{Cell, Grid, GridKind};

/// Builds a grid from a stretch of lines, top to bottom.
pub(super) fn build(lines: &[Vec<Segment>], page: u32) -> Grid {
    let mut cells: Vec<Cell> = Vec::new();
    for (row, line) in lines.iter().enumerate() {
        cells.extend(line.iter().map(|segment| Cell {
            row,
            row_span: 1,
            column_span: 1,
            text: segment.text.clone(),
            x: segment.x,
            y: segment.y,
            rect: Some(segment.rect()),
            crosses_border: segment.cut,
            ..Cell::default()
        }));
    }
    let columns = number_columns(&mut cells);
    let left = cells
        .iter()
        .map(|cell| cell.x.0)
        .min_by(f32::total_cmp)
        .unwrap_or(0.0);
    let right = cells
        .iter()
        .map(|cell| cell.x.1)
        .max_by(f32::total_cmp)
        .unwrap_or(0.0);
    let top = lines
        .first()
        .and_then(|line| line.first())
        .map_or(0.0, |segment| segment.y.0);
    let bottom = lines
        .last()
        .and_then(|line| line.first())
        .map_or(0.0, |segment| segment.y.1);
    Grid {
        kind: GridKind::Stream,
        page: Some(page),
        rows: lines.len(),
        columns,
        cells,
        loose: vec![true; lines.len()],
        x: (left, right),
        y: (top, bottom),
    }
}
