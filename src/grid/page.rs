//! The grids of a paged document, page by page.

use super::furniture::{self, PageLines};
use super::lattice::{self, Lattice};
use super::ruled::{self, Bands};
use super::rulings::snap;
use super::turn::Turn;
use super::words::{self, Hidden, Line, Segment};
use super::{Grid, Layout, content, stream};
use crate::document::{Glyph, Page, Ruling};
use crate::error::{Error, ErrorKind};
use crate::geometry::Rect;

/// One page turned upright for reading.
pub(super) struct Sheet {
    pub(super) number: u32,
    pub(super) turn: Turn,
    pub(super) size: (f32, f32),
    pub(super) glyphs: Vec<Glyph>,
    pub(super) hidden: Hidden,
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
        let visible: Vec<u32> = (0..glyphs.len() as u32)
            .filter(|&index| !glyphs[index as usize].hidden)
            .collect();
        let lines = words::segments(&glyphs, &visible);
        Sheet {
            number: page.number,
            size: turn.size(),
            turn,
            hidden: Hidden::of(&glyphs),
            glyphs,
            lines,
            lattices,
            bands,
            tables,
        }
    }
}

/// The grids of all pages, which draw so many cells at most.
///
/// # Errors
/// `Limit` when they draw more.
pub(super) fn layout(pages: &[Page], cells: usize) -> Result<Layout, Error> {
    let mut left = cells;
    let mut sheets: Vec<Sheet> = Vec::with_capacity(pages.len());
    for page in pages {
        let sheet = Sheet::new(page);
        let drawn = sheet.lattices.iter().map(|lattice| lattice.faces.len());
        left = left.checked_sub(drawn.sum()).ok_or_else(|| {
            let message = format!("the tables have more than {cells} cells");
            Error::new(ErrorKind::Limit, "grid", message).at_page(page.number)
        })?;
        sheets.push(sheet);
    }
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
    Ok(layout)
}

fn add_page(sheet: &Sheet, furniture: &[(usize, usize)], layout: &mut Layout) {
    let mut free: Vec<bool> = sheet.glyphs.iter().map(|glyph| !glyph.hidden).collect();
    for &(line, segment) in furniture {
        let segment = sheet.lines.get(line).and_then(|line| line.get(segment));
        for &glyph in segment.iter().flat_map(|segment| &segment.glyphs) {
            free[glyph as usize] = false;
        }
    }
    add_furniture(sheet, furniture, layout);
    let mut grids: Vec<Grid> = Vec::new();
    for lattice in &sheet.lattices {
        grids.push(content::grid(sheet, lattice, &mut free));
    }
    let loose: Vec<u32> = (0..sheet.glyphs.len() as u32)
        .filter(|&index| free[index as usize])
        .collect();
    let mut lines = words::segments(&sheet.glyphs, &loose);
    for segment in lines.iter_mut().flatten() {
        segment.cut |= sheet.hidden.cuts(&sheet.glyphs, &segment.glyphs);
    }
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
