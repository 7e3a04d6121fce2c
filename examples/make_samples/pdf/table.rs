//! A grid on pages: wrapped text, row heights, cuts at page breaks, merged cells that go over a break.

use super::super::blocks::{Cut, Placed};
use super::super::grid::{Cell, Turn};
use super::canvas::{Area, Canvas, advance, width};
use super::rules::{self, Edges};
use super::{Order, PdfStyle};

/// Free space left and right of the text of a cell, in points.
const SIDE: f32 = 2.0;
/// Line height as a share of the size.
const LEADING: f32 = 1.25;

/// A row, or the part of a row that stands on one page.
#[derive(Clone, Copy, Debug)]
pub struct Band {
    pub row: usize,
    pub height: f32,
    /// A page break comes before it.
    pub breaks: bool,
}

/// A table measured: column edges, bands, wrapped texts.
pub struct Measured<'a> {
    pub placed: &'a Placed,
    style: &'a PdfStyle,
    /// Column edges from the left margin.
    edges: Vec<f32>,
    pub bands: Vec<Band>,
    /// Lines of each cell that are not drawn yet.
    lines: Vec<Vec<String>>,
}

/// A piece of text to draw.
struct Piece {
    x: f32,
    y: f32,
    text: String,
    vertical: bool,
}

impl<'a> Measured<'a> {
    /// Measures the table for a line length of `room` points.
    pub fn new(placed: &'a Placed, style: &'a PdfStyle, room: f32) -> Measured<'a> {
        let total: f32 = placed.grid.widths.iter().sum();
        let scale = placed.width.unwrap_or(room) / total;
        let mut edges = vec![0.0];
        for width in &placed.grid.widths {
            edges.push(edges[edges.len() - 1] + width * scale);
        }
        let mut table = Measured {
            placed,
            style,
            edges,
            bands: Vec::new(),
            lines: Vec::new(),
        };
        table.lines = placed
            .grid
            .cells
            .iter()
            .map(|cell| table.wrap(cell))
            .collect();
        table.bands = table.cut(&table.heights());
        table
    }

    fn size(&self) -> f32 {
        self.placed.size
    }

    /// Height that so many lines need.
    fn tall(&self, lines: usize) -> f32 {
        lines.max(1) as f32 * self.size() * LEADING + 2.0 * self.style.pad
    }

    fn wrap(&self, cell: &Cell) -> Vec<String> {
        if cell.turn != Turn::Across {
            return cell.text.chars().map(String::from).collect();
        }
        let right = self.edges[cell.column + cell.columns];
        let room = (right - self.edges[cell.column] - 2.0 * SIDE) / self.size();
        let lines = cell.text.split('\n').filter(|line| !line.is_empty());
        lines.flat_map(|line| wrap(line, room)).collect()
    }

    fn heights(&self) -> Vec<f32> {
        let mut heights = vec![self.tall(1); self.placed.grid.codes.len()];
        let cells = || self.placed.grid.cells.iter().zip(&self.lines);
        for (cell, lines) in cells().filter(|(cell, _)| cell.rows == 1) {
            heights[cell.row] = heights[cell.row].max(self.tall(lines.len()));
        }
        for (cell, lines) in cells().filter(|(cell, _)| cell.rows > 1) {
            let last = cell.row + cell.rows - 1;
            let have: f32 = heights[cell.row..=last].iter().sum();
            heights[last] += (self.tall(lines.len()) - have).max(0.0);
        }
        heights
    }

    fn cut(&self, heights: &[f32]) -> Vec<Band> {
        let mut bands = Vec::new();
        for (row, height) in heights.iter().copied().enumerate() {
            let band = Band {
                row,
                height,
                breaks: false,
            };
            let cut = self.placed.cuts.iter().find(|cut| match cut {
                Cut::Before(at) | Cut::Inside(at, _) => *at == row,
            });
            match cut {
                None => bands.push(band),
                Some(Cut::Before(_)) => bands.push(Band {
                    breaks: true,
                    ..band
                }),
                Some(Cut::Inside(_, lines)) => {
                    let first = self.tall(*lines);
                    let rest = (height - first).max(self.tall(1));
                    bands.push(Band {
                        height: first,
                        ..band
                    });
                    bands.push(Band {
                        height: rest,
                        breaks: true,
                        ..band
                    });
                }
            }
        }
        bands
    }

    /// Draws the bands `from..to` below `top`; gives the lower edge.
    pub fn draw(&mut self, canvas: &mut Canvas, top: f32, from: usize, to: usize) -> f32 {
        let mut y = vec![top];
        for band in &self.bands[from..to] {
            y.push(y[y.len() - 1] + band.height);
        }
        let mut pieces = Vec::new();
        for index in 0..self.placed.grid.cells.len() {
            let cell = &self.placed.grid.cells[index];
            let covered = |band: &Band| (cell.row..cell.row + cell.rows).contains(&band.row);
            let here: Vec<usize> = (from..to).filter(|i| covered(&self.bands[*i])).collect();
            let (Some(first), Some(last)) = (here.first(), here.last()) else {
                continue;
            };
            let before = *first > 0 && covered(&self.bands[first - 1]);
            let after = self.bands.get(last + 1).is_some_and(covered);
            let left = canvas.paper.margin + self.edges[cell.column];
            let right = canvas.paper.margin + self.edges[cell.column + cell.columns];
            let area = (left, y[first - from], right, y[last + 1 - from]);
            let open = self.style.open_breaks;
            let edges = Edges {
                top: !(open && before),
                bottom: !(open && after),
            };
            rules::cell(canvas, self.style.rules, area, edges);
            self.place(index, area, after, &mut pieces);
        }
        self.show(canvas, pieces);
        y[y.len() - 1]
    }

    /// Takes as many lines as this part of the cell shows and centres them in it.
    fn place(&mut self, index: usize, area: Area, after: bool, pieces: &mut Vec<Piece>) {
        let (left, top, right, bottom) = area;
        let cell = &self.placed.grid.cells[index];
        let lead = self.size() * LEADING;
        let fit = ((bottom - top - 2.0 * self.style.pad) / lead + 0.01).floor() as usize;
        let waiting = self.lines[index].len();
        let count = match (after, cell.number) {
            (false, _) => waiting,
            (true, true) if self.style.numbers_late => 0,
            (true, true) => waiting,
            (true, false) => fit.min(waiting),
        };
        let lines: Vec<String> = self.lines[index].drain(..count).collect();
        let mut y = (top + bottom - count as f32 * lead) / 2.0 + (lead - self.size()) / 2.0;
        let middle = (left + right) / 2.0;
        if cell.turn == Turn::Vertical && count > 0 {
            let y = (top + bottom - count as f32 * self.size()) / 2.0;
            return pieces.push(Piece {
                x: middle,
                y,
                text: lines.concat(),
                vertical: true,
            });
        }
        for text in lines {
            let x = middle - width(&text) * self.size() / 2.0;
            pieces.push(Piece {
                x,
                y,
                text,
                vertical: false,
            });
            y += lead;
        }
    }

    fn show(&self, canvas: &mut Canvas, mut pieces: Vec<Piece>) {
        match self.style.order {
            Order::Rows => pieces.sort_by(|a, b| a.y.total_cmp(&b.y)),
            Order::Columns => pieces.sort_by(|a, b| a.x.total_cmp(&b.x)),
        }
        for piece in pieces {
            if piece.vertical {
                canvas.vertical(piece.x, piece.y, self.size(), &piece.text);
            } else {
                canvas.text(piece.x, piece.y, self.size(), &piece.text);
            }
        }
    }

    /// Height of the header rows.
    pub fn heads(&self) -> usize {
        self.placed.grid.heads()
    }

    /// A copy of the header rows to draw again.
    pub fn head_copy(&self) -> Placed {
        Placed {
            grid: self.placed.grid.slice(0, self.heads()),
            cuts: Vec::new(),
            ..self.placed.clone()
        }
    }
}

/// Punctuation that may not begin a line.
const CLOSING: &str = "，。、；：）》”,;:)";

/// Lines of at most `room` ems; the character before a closing mark goes with it to the next line.
pub fn wrap(text: &str, room: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for c in text.chars() {
        if used + advance(c) > room + 0.001 && used > 0.0 {
            let carried = match lines.last_mut() {
                Some(line) if CLOSING.contains(c) => line.pop(),
                _ => None,
            };
            lines.push(carried.into_iter().collect());
            used = carried.map_or(0.0, advance);
        }
        used += advance(c);
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}
