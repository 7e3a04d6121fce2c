//! A page as a picture: what is drawn on it, the cells that were found, the code that each value got.

use super::Seen;
use super::joins::{self, Join};
use super::xml::Drawing;
use crate::document::{Direction, Glyph, Page};
use crate::extraction::Extraction;
use crate::geometry::Rect;
use crate::grid::Layout;

/// How far the bracket of a join stands off the rows. Points.
const BRACKET: f32 = 6.0;

/// Size of notes and tags. Points.
const NOTE: f32 = 6.0;

/// Draws one page.
pub(super) fn page(seen: &Seen, page: &Page) -> String {
    let title = title(&seen.extraction, &format!("page {}", page.number));
    let mut drawing = Drawing::new((page.width, page.height), &title);
    cells(seen, page.number, &mut drawing);
    rulings(page, &mut drawing);
    glyphs(page, &mut drawing);
    let values = seen
        .extraction
        .cells
        .iter()
        .filter(|cell| cell.page == Some(page.number));
    for value in values {
        if let Some(rect) = value.rect {
            drawing.value(&rect, value);
        }
    }
    for join in joins::of(&seen.recognition) {
        draw_join(&seen.layout, &join, page.number, &mut drawing);
    }
    drawing.finish()
}

/// `report id, agency and year, where`.
pub(super) fn title(extraction: &Extraction, place: &str) -> String {
    let report = &extraction.report;
    let year = report.year.map(|year| year.to_string()).unwrap_or_default();
    let parts = [report.id(), place, &report.agency, &year];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("  ")
}

fn cells(seen: &Seen, page: u32, drawing: &mut Drawing) {
    for (index, grid) in seen
        .layout
        .grids
        .iter()
        .enumerate()
        .filter(|(_, g)| g.page == Some(page))
    {
        let number = seen.recognition.table_numbers.get(index).copied().flatten();
        let table = number.map_or_else(String::new, |number| format!(", table {number}"));
        let name = format!("grid {}: {}{table}", index + 1, grid.kind.name());
        drawing.open(grid.kind.name(), &name);
        let rects = grid.cells.iter().filter_map(|cell| cell.rect);
        rects
            .clone()
            .for_each(|rect| drawing.rect(&rect, grid.kind.name()));
        drawing.close();
        let bounds = rects
            .reduce(|a, b| a.union(&b))
            .filter(|_| number.is_some());
        if let Some(bounds) = bounds {
            drawing.text((bounds.x0, bounds.y0 - 2.0), NOTE, "tag", &name);
        }
    }
}

fn rulings(page: &Page, drawing: &mut Drawing) {
    drawing.open("rulings", "");
    for ruling in &page.rulings {
        let ends = match ruling.horizontal {
            true => [(ruling.start, ruling.at), (ruling.end, ruling.at)],
            false => [(ruling.at, ruling.start), (ruling.at, ruling.end)],
        };
        drawing.line(&ends, "ruling", Some(ruling.width.clamp(0.3, 3.0)));
    }
    drawing.close();
}

fn glyphs(page: &Page, drawing: &mut Drawing) {
    drawing.open("glyph", "");
    let inked = |glyph: &&Glyph| !glyph.ch.is_whitespace() && !glyph.hidden;
    for glyph in page.glyphs.iter().filter(inked) {
        let degrees = match glyph.direction {
            Direction::Right => 0,
            Direction::Down => 90,
            Direction::Left => 180,
            Direction::Up => 270,
        };
        let middle = (glyph.rect.center_x(), glyph.rect.center_y());
        drawing.glyph(middle, glyph.size, degrees, glyph.ch);
    }
    drawing.close();
}

/// Frames the pieces on this page, ties neighbours together and names the page of the others.
fn draw_join(layout: &Layout, join: &Join, page: u32, drawing: &mut Drawing) {
    let page_of = |piece: &(usize, usize)| layout.grids.get(piece.0).and_then(|grid| grid.page);
    if !join.pieces.iter().any(|piece| page_of(piece) == Some(page)) {
        return;
    }
    drawing.open(
        "joins",
        &format!("{} from {} rows", join.code, join.pieces.len()),
    );
    for piece in join
        .pieces
        .iter()
        .filter(|piece| page_of(piece) == Some(page))
    {
        if let Some(rect) = joins::row_box(layout, *piece) {
            drawing.rect(&rect, "join");
        }
    }
    for pair in join.pieces.windows(2) {
        let (Some(first), Some(second)) = (pair.first(), pair.get(1)) else {
            continue;
        };
        let boxes = (
            joins::row_box(layout, *first),
            joins::row_box(layout, *second),
        );
        let (Some(above), Some(below)) = boxes else {
            continue;
        };
        match (page_of(first), page_of(second)) {
            (Some(a), Some(b)) if a == page && b == page => bracket(&above, &below, drawing),
            (Some(a), Some(b)) if a == page => {
                note(&above, above.y1 + NOTE, &join.code, ("↓", b), drawing)
            }
            (Some(a), Some(b)) if b == page => {
                note(&below, below.y0 - 2.0, &join.code, ("↑", a), drawing)
            }
            _ => {}
        }
    }
    drawing.close();
}

/// A bracket beside two rows, or over them where rows run down the page.
fn bracket(a: &Rect, b: &Rect, drawing: &mut Drawing) {
    let (dx, dy) = (b.center_x() - a.center_x(), b.center_y() - a.center_y());
    let points = match dy.abs() >= dx.abs() {
        true => {
            let x = a.x0.min(b.x0);
            let (ya, yb) = (a.center_y(), b.center_y());
            [(x, ya), (x - BRACKET, ya), (x - BRACKET, yb), (x, yb)]
        }
        false => {
            let y = a.y0.min(b.y0);
            let (xa, xb) = (a.center_x(), b.center_x());
            [(xa, y), (xa, y - BRACKET), (xb, y - BRACKET), (xb, y)]
        }
    };
    drawing.line(&points, "bracket", None);
}

fn note(rect: &Rect, y: f32, code: &str, (arrow, page): (&str, u32), drawing: &mut Drawing) {
    let words = format!("{arrow} {code}: joined with page {page}");
    drawing.text((rect.x0, y), NOTE, "note", &words);
}
