//! The grids of a paged document, page by page.

use super::furniture::{self, PageLines};
use super::lattice::{self, Lattice};
use super::ruled::{self, Bands};
use super::rulings::snap;
use super::turn::Turn;
use super::words::{self, Line, Segment};
use super::{Cell, Grid, GridKind, Layout, stream};
use crate::document::{Glyph, Page, Ruling};
use crate::geometry::Rect;

/// Room for padding inside a cell when asking whether one more character would have fitted on a line. Points.
const CELL_PADDING: f32 = 13.0;

/// One page turned upright for reading.
struct Sheet {
    number: u32,
    turn: Turn,
    size: (f32, f32),
    glyphs: Vec<Glyph>,
    /// All lines of text, tables included.
    lines: Vec<Vec<Segment>>,
    lattices: Vec<Lattice>,
    bands: Vec<Bands>,
    /// Where lattices and bands stand.
    tables: Vec<Rect>,
}

impl Sheet {
    fn new(page: &Page) -> Sheet {
        let turn = Turn::of(page);
        let glyphs: Vec<Glyph> = page.glyphs.iter().map(|glyph| turn.glyph(glyph)).collect();
        let rulings: Vec<Ruling> = page
            .rulings
            .iter()
            .map(|ruling| turn.ruling(ruling))
            .collect();
        let (lattices, rest) = lattice::find(&snap(&rulings, true), &snap(&rulings, false));
        let bands = ruled::find(rest);
        let drawn = lattices.iter().map(|lattice| (lattice.x(), lattice.y()));
        let drawn = drawn.chain(bands.iter().map(|bands| (bands.x, bands.y)));
        let tables = drawn.map(|(x, y)| Rect::new(x.0, y.0, x.1, y.1)).collect();
        let every: Vec<u32> = (0..glyphs.len() as u32).collect();
        let lines = words::segments(&glyphs, &every);
        Sheet {
            number: page.number,
            size: turn.size(),
            turn,
            glyphs,
            lines,
            lattices,
            bands,
            tables,
        }
    }
}

pub(super) fn layout(pages: &[Page]) -> Layout {
    let sheets: Vec<Sheet> = pages.iter().map(Sheet::new).collect();
    let compared: Vec<PageLines<'_>> = sheets
        .iter()
        .map(|sheet| PageLines {
            height: sheet.size.1,
            lines: &sheet.lines,
            tables: &sheet.tables,
        })
        .collect();
    let furniture = furniture::find(&compared);
    let mut layout = Layout::default();
    for (sheet, furniture) in sheets.iter().zip(&furniture) {
        add_page(sheet, furniture, &mut layout);
    }
    layout
}

fn add_page(sheet: &Sheet, furniture: &[(usize, usize)], layout: &mut Layout) {
    let mut free = vec![true; sheet.glyphs.len()];
    for &(line, segment) in furniture {
        let segment = sheet.lines.get(line).and_then(|line| line.get(segment));
        for &glyph in segment.iter().flat_map(|segment| &segment.glyphs) {
            free[glyph as usize] = false;
        }
    }
    add_furniture(sheet, furniture, layout);
    let mut grids: Vec<Grid> = Vec::new();
    for lattice in &sheet.lattices {
        grids.push(lattice_grid(sheet, lattice, &mut free));
    }
    let loose: Vec<u32> = (0..sheet.glyphs.len() as u32)
        .filter(|&index| free[index as usize] && on_page(sheet, &sheet.glyphs[index as usize]))
        .collect();
    let mut lines = words::segments(&sheet.glyphs, &loose);
    for bands in &sheet.bands {
        grids.extend(ruled_grid(sheet, bands, &mut lines));
    }
    grids.sort_by(|a, b| a.y.0.total_cmp(&b.y.0).then(a.x.0.total_cmp(&b.x.0)));
    add_in_reading_order(sheet, grids, lines, layout);
}

/// Running headers are no part of any table, but a title may stand among them.
fn add_furniture(sheet: &Sheet, furniture: &[(usize, usize)], layout: &mut Layout) {
    for &(line, segment) in furniture {
        if let Some(segment) = sheet.lines.get(line).and_then(|line| line.get(segment)) {
            layout.lines.push(Line {
                text: segment.text.clone(),
                page: Some(sheet.number),
                size: segment.size,
                top: segment.y.0,
            });
        }
    }
}

fn on_page(sheet: &Sheet, glyph: &Glyph) -> bool {
    let (x, y) = (glyph.rect.center_x(), glyph.rect.center_y());
    x >= 0.0 && y >= 0.0 && x <= sheet.size.0 && y <= sheet.size.1
}

fn ruled_grid(sheet: &Sheet, bands: &Bands, lines: &mut Vec<Vec<Segment>>) -> Option<Grid> {
    let mut inside: Vec<Segment> = Vec::new();
    for line in lines.iter_mut() {
        inside.extend(line.extract_if(.., |segment| bands.holds(segment)));
    }
    lines.retain(|line| !line.is_empty());
    if inside.is_empty() {
        return None;
    }
    let mut grid = ruled::build(bands, &inside, sheet.number);
    turn_back(sheet, &mut grid);
    Some(grid)
}

fn turn_back(sheet: &Sheet, grid: &mut Grid) {
    if sheet.turn.is_none() {
        return;
    }
    for cell in &mut grid.cells {
        cell.rect = cell.rect.map(|rect| sheet.turn.rect_back(&rect));
    }
}

/// Loose lines between two grids become a stream grid each, so that a table without rules, or a row beyond the last
/// rule of a page, keeps its place in the sequence of rows.
fn add_in_reading_order(
    sheet: &Sheet,
    grids: Vec<Grid>,
    lines: Vec<Vec<Segment>>,
    layout: &mut Layout,
) {
    let mut waiting: Vec<Vec<Segment>> = Vec::new();
    let mut lines = lines.into_iter().peekable();
    for grid in grids {
        while let Some(line) =
            lines.next_if(|line| line[0].center_y() < (grid.y.0 + grid.y.1) / 2.0)
        {
            waiting.push(line);
        }
        flush(sheet, &mut waiting, layout);
        layout.grids.push(grid);
    }
    waiting.extend(lines);
    flush(sheet, &mut waiting, layout);
}

fn flush(sheet: &Sheet, waiting: &mut Vec<Vec<Segment>>, layout: &mut Layout) {
    if waiting.is_empty() {
        return;
    }
    for line in waiting.iter() {
        let texts: Vec<&str> = line.iter().map(|segment| segment.text.as_str()).collect();
        layout.lines.push(Line {
            text: texts.join(" "),
            page: Some(sheet.number),
            size: line.iter().map(|segment| segment.size).fold(0.0, f32::max),
            top: line[0].y.0,
        });
    }
    let mut grid = stream::build(waiting, sheet.number);
    turn_back(sheet, &mut grid);
    layout.grids.push(grid);
    waiting.clear();
}

fn lattice_grid(sheet: &Sheet, lattice: &Lattice, free: &mut [bool]) -> Grid {
    let (contents, crossing) = fill(sheet, lattice, free);
    let stacked = stacked(sheet, lattice, &contents);
    let cells = lattice.faces.iter().enumerate().map(|(index, face)| {
        let x = (
            lattice.xs[face.column],
            lattice.xs[face.column + face.column_span],
        );
        let y = (lattice.ys[face.row], lattice.ys[face.row + face.row_span]);
        Cell {
            row: face.row,
            column: face.column,
            row_span: face.row_span,
            column_span: face.column_span,
            text: words::cell_text(&sheet.glyphs, &contents[index]),
            x,
            rect: Some(sheet.turn.rect_back(&Rect::new(x.0, y.0, x.1, y.1))),
            y,
            crosses_border: crossing[index] || leaves_page(sheet, x, &contents[index]),
            stacked: stacked[index],
        }
    });
    Grid {
        kind: GridKind::Lattice,
        page: Some(sheet.number),
        rows: lattice.ys.len() - 1,
        columns: lattice.xs.len() - 1,
        cells: cells.collect(),
        x: lattice.x(),
        y: lattice.y(),
    }
}

/// Puts glyphs into faces by their middle. A number that reaches over a border cannot be cut by its glyphs' middles:
/// it goes whole to the face that holds its own middle, and every face that it touches is marked.
fn fill(sheet: &Sheet, lattice: &Lattice, free: &mut [bool]) -> (Vec<Vec<u32>>, Vec<bool>) {
    let mut contents: Vec<Vec<u32>> = vec![Vec::new(); lattice.faces.len()];
    let mut crossing = vec![false; lattice.faces.len()];
    let (x, y) = (lattice.x(), lattice.y());
    let inside = |index: &u32| {
        let rect = &sheet.glyphs[*index as usize].rect;
        let (cx, cy) = (rect.center_x(), rect.center_y());
        free[*index as usize] && cx > x.0 && cx < x.1 && cy > y.0 && cy < y.1
    };
    let chosen: Vec<u32> = (0..sheet.glyphs.len() as u32).filter(inside).collect();
    let face_of = |index: u32| {
        let rect = &sheet.glyphs[index as usize].rect;
        lattice.face_at(rect.center_x(), rect.center_y())
    };
    for word in words::words(&sheet.glyphs, &chosen) {
        let faces: Vec<Option<usize>> = word.iter().map(|&index| face_of(index)).collect();
        let straddles = faces.windows(2).any(|pair| pair[0] != pair[1]);
        if straddles
            && word
                .iter()
                .all(|&index| is_numeric(sheet.glyphs[index as usize].ch))
        {
            let middle = word_middle(sheet, &word);
            let home = lattice.face_at(middle.0, middle.1);
            faces
                .iter()
                .flatten()
                .for_each(|&face| crossing[face] = true);
            if let Some(face) = home {
                contents[face].extend(&word);
            }
        } else {
            let mut home = None;
            for (&index, face) in word.iter().zip(faces) {
                // Punctuation may hang over the border at the end of a line: it stays with its word.
                let hangs = home.is_some() && is_closing(sheet.glyphs[index as usize].ch);
                home = if hangs { home } else { face };
                if let Some(face) = home {
                    contents[face].push(index);
                }
            }
        }
    }
    let standing = chosen
        .iter()
        .filter(|&&i| sheet.glyphs[i as usize].direction != crate::document::Direction::Right);
    for &index in standing {
        if let Some(face) = face_of(index) {
            contents[face].push(index);
        }
    }
    chosen
        .iter()
        .for_each(|&index| free[index as usize] = false);
    (contents, crossing)
}

fn is_numeric(ch: char) -> bool {
    ch.is_numeric() || matches!(ch, '.' | ',' | '，' | '．' | '+' | '-' | '−')
}

/// Punctuation that never begins a line and so may hang over the end of one.
fn is_closing(ch: char) -> bool {
    matches!(
        ch,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '）'
            | '”'
            | '’'
            | '》'
            | '！'
            | '？'
            | ','
            | ';'
            | ')'
    )
}

fn word_middle(sheet: &Sheet, word: &[u32]) -> (f32, f32) {
    let rects = word.iter().map(|&index| sheet.glyphs[index as usize].rect);
    let bounds = rects.reduce(|a, b| a.union(&b)).unwrap_or_default();
    (bounds.center_x(), bounds.center_y())
}

/// Two lines of digits in one cell are one number only when the first line had no room for one more digit; else a
/// rule between two rows is missing, and the cell holds two numbers.
fn stacked(sheet: &Sheet, lattice: &Lattice, contents: &[Vec<u32>]) -> Vec<bool> {
    let mut marked = vec![false; contents.len()];
    for (index, face) in lattice.faces.iter().enumerate() {
        let lines = words::rows(&sheet.glyphs, &contents[index]);
        if lines.len() < 2 {
            continue;
        }
        let all_digits = lines
            .iter()
            .flatten()
            .all(|&i| is_numeric(sheet.glyphs[i as usize].ch));
        let width = lattice.xs[face.column + face.column_span] - lattice.xs[face.column];
        let has_room = lines.windows(2).any(|pair| {
            let rects = pair[0].iter().map(|&i| sheet.glyphs[i as usize].rect);
            let line = rects.reduce(|a, b| a.union(&b)).unwrap_or_default();
            let next = pair[1]
                .first()
                .map_or(0.0, |&i| sheet.glyphs[i as usize].rect.width());
            line.width() + next + CELL_PADDING < width
        });
        if all_digits && has_room {
            marked[index] = true;
        }
    }
    marked
}

/// Whether the page ends inside a cell so that a character of it may be missing: nothing is printed in the cell, or what
/// is printed ends less than a character before the edge.
fn leaves_page(sheet: &Sheet, x: (f32, f32), content: &[u32]) -> bool {
    let (left, right) = (1.0, sheet.size.0 - 1.0);
    if x.0 >= left && x.1 <= right {
        return false;
    }
    let glyphs = content
        .iter()
        .map(|&index| &sheet.glyphs[index as usize])
        .filter(|glyph| glyph.ch != ' ');
    let bounds = glyphs
        .clone()
        .map(|glyph| glyph.rect)
        .reduce(|a, b| a.union(&b));
    let size = glyphs.map(|glyph| glyph.size).fold(0.0, f32::max);
    bounds
        .is_none_or(|b| (x.0 < left && b.x0 - size < left) || (x.1 > right && b.x1 + size > right))
}
