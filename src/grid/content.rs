//! What stands in the cells of a lattice, and rules that were meant but not drawn.

use super::lattice::{Face, Lattice};
use super::page::Sheet;
use super::ruled;
use super::rulings::Rule;
use super::words::{self, Segment};
use super::{Cell, Grid, GridKind};
use crate::document::Direction;
use crate::geometry::Rect;

/// Room for padding inside a cell when asking whether one more character would have fitted on a line. Points.
const CELL_PADDING: f32 = 13.0;

/// Two digits on one line with a wider gap than this share of an em are two numbers.
const NUMBER_GAP: f32 = 1.0;

/// Lines of digits whose middles differ by less than this stand on one row. Points.
const SAME_ROW: f32 = 3.0;

/// Digits may touch the middle of a border, but not reach farther. Points.
const BORDER: f32 = 0.5;

/// So many cells of a row must be cut at the same height before a missing rule is believed.
const MIN_WITNESSES: usize = 2;

/// Builds the grid of a lattice; takes its glyphs out of `free`.
pub(super) fn grid(sheet: &Sheet, drawn: &Lattice, free: &mut [bool]) -> Grid {
    let (contents, _) = fill(sheet, drawn, free);
    let missing = missing_rules(sheet, drawn, &contents);
    let lattice = drawn.with(&missing.horizontal, &missing.vertical);
    let lattice = lattice.as_ref().unwrap_or(drawn);
    let (contents, crossing) = fill(sheet, lattice, free);
    for &index in contents.iter().flatten() {
        free[index as usize] = false;
    }
    let cell = |(index, face): (usize, &Face)| {
        let (x, y) = lattice.sides(face);
        Cell {
            row: face.row,
            column: face.column,
            row_span: face.row_span,
            column_span: face.column_span,
            text: words::cell_text(&sheet.glyphs, &contents[index]),
            x,
            rect: Some(sheet.turn.rect_back(&Rect::new(x.0, y.0, x.1, y.1))),
            y,
            crosses_border: crossing[index]
                || leaves_page(sheet, x, &contents[index])
                || sheet.hidden.cuts(&sheet.glyphs, &contents[index])
                || words::is_mixed(&sheet.glyphs, &contents[index])
                || fills_over(sheet, x, &contents[index]),
            several: holds_several(sheet, x, &contents[index]),
        }
    };
    let is_cut = |y: &f32| missing.cuts.iter().any(|cut| (cut - y).abs() < SAME_ROW);
    let loose = lattice
        .ys
        .iter()
        .take(lattice.ys.len() - 1)
        .map(is_cut)
        .collect();
    Grid {
        kind: GridKind::Lattice,
        page: Some(sheet.number),
        rows: lattice.ys.len() - 1,
        columns: lattice.xs.len() - 1,
        cells: lattice.faces.iter().enumerate().map(cell).collect(),
        loose,
        x: lattice.x(),
        y: lattice.y(),
    }
}

/// Rules that the numbers show to be missing.
#[derive(Default)]
struct Missing {
    horizontal: Vec<Rule>,
    vertical: Vec<Rule>,
    /// Heights where a row was cut into its lines of text, without knowing which lines belong together.
    cuts: Vec<f32>,
}

/// Horizontal and vertical rules that the numbers show to be missing.
///
/// A row without a rule under it leaves several lines of digits in its cells, all at the same heights; a column
/// without a rule beside it leaves two numbers on one line, far apart. The numbers are cut where they stand. A row that
/// holds many rows of numbers and labels is cut into lines.
fn missing_rules(sheet: &Sheet, lattice: &Lattice, contents: &[Vec<u32>]) -> Missing {
    let mut missing = Missing::default();
    for row in 0..lattice.ys.len() - 1 {
        let between = missing_in_row(sheet, lattice, contents, row);
        if between.is_empty() {
            let lines = cut_into_lines(sheet, lattice, contents, row);
            missing.cuts.extend(lines.iter().map(|rule| rule.at));
            missing.horizontal.extend(lines);
        }
        missing.horizontal.extend(between);
    }
    for (face, content) in lattice.faces.iter().zip(contents) {
        missing
            .vertical
            .extend(missing_in_cell(sheet, lattice, face, content));
    }
    missing
}

fn cut_into_lines(
    sheet: &Sheet,
    lattice: &Lattice,
    contents: &[Vec<u32>],
    row: usize,
) -> Vec<Rule> {
    let own = || {
        let (faces, contents) = (
            &lattice.faces[lattice.row(row)],
            &contents[lattice.row(row)],
        );
        let own = faces.iter().zip(contents);
        own.filter(|(face, _)| face.row_span == 1)
    };
    let (mut segments, mut witnesses): (Vec<Segment>, Vec<Segment>) = (Vec::new(), Vec::new());
    for (face, content) in own() {
        let of_face = words::segments(&sheet.glyphs, content)
            .into_iter()
            .flatten();
        // A number broken over lines because its column is narrow is no sign of several rows.
        let broken = all_numeric(sheet, content)
            && !holds_several_lines(sheet, lattice.sides(face).0, content);
        let list = if broken {
            &mut segments
        } else {
            &mut witnesses
        };
        list.extend(of_face);
    }
    if !ruled::holds_rows(&witnesses.iter().collect::<Vec<_>>()) {
        return Vec::new();
    }
    segments.extend(witnesses);
    let sides = own().map(|(face, _)| lattice.sides(face).0);
    let (start, end) = sides
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or_default();
    let segments: Vec<&Segment> = segments.iter().collect();
    ruled::heights_between_lines(&segments)
        .into_iter()
        .map(|at| Rule { at, start, end })
        .collect()
}

fn missing_in_row(
    sheet: &Sheet,
    lattice: &Lattice,
    contents: &[Vec<u32>],
    row: usize,
) -> Vec<Rule> {
    let (faces, contents) = (
        &lattice.faces[lattice.row(row)],
        &contents[lattice.row(row)],
    );
    let own = faces.iter().zip(contents);
    let own = own.filter(|(face, _)| face.row_span == 1);
    let mut heights: Vec<Vec<f32>> = Vec::new();
    for (face, content) in own.clone() {
        if holds_several_lines(sheet, lattice.sides(face).0, content) {
            heights.push(line_middles(sheet, content));
        }
    }
    let Some(first) = heights.first() else {
        return Vec::new();
    };
    let agree = |other: &Vec<f32>| {
        other.len() == first.len()
            && other
                .iter()
                .zip(first)
                .all(|(a, b)| (a - b).abs() < SAME_ROW)
    };
    if heights.len() < MIN_WITNESSES || !heights.iter().all(agree) {
        return Vec::new();
    }
    // Labels beside the numbers are cut too; a label over several rows is another face and stays whole.
    let start = own
        .clone()
        .map(|(face, _)| lattice.sides(face).0.0)
        .min_by(f32::total_cmp)
        .unwrap_or(0.0);
    let end = own
        .map(|(face, _)| lattice.sides(face).0.1)
        .max_by(f32::total_cmp)
        .unwrap_or(0.0);
    first
        .windows(2)
        .map(|pair| Rule {
            at: (pair[0] + pair[1]) / 2.0,
            start,
            end,
        })
        .collect()
}

fn missing_in_cell(sheet: &Sheet, lattice: &Lattice, face: &Face, content: &[u32]) -> Vec<Rule> {
    let (x, y) = lattice.sides(face);
    let gaps = number_gaps(sheet, content);
    let inside = gaps.into_iter().map(|(left, right)| {
        // An edge of the table within the gap is where the rule was meant to be.
        let edge = lattice
            .xs
            .iter()
            .copied()
            .find(|&edge| edge > left && edge < right && edge > x.0 && edge < x.1);
        Rule {
            at: edge.unwrap_or((left + right) / 2.0),
            start: y.0,
            end: y.1,
        }
    });
    inside.collect()
}

/// Wide gaps between two digits on one line, in a cell that holds nothing but numbers.
fn number_gaps(sheet: &Sheet, content: &[u32]) -> Vec<(f32, f32)> {
    if !all_numeric(sheet, content) {
        return Vec::new();
    }
    let mut gaps = Vec::new();
    for line in words::rows(&sheet.glyphs, content) {
        for pair in line.windows(2) {
            let (a, b) = (
                &sheet.glyphs[pair[0] as usize],
                &sheet.glyphs[pair[1] as usize],
            );
            if b.rect.x0 - a.rect.x1 > NUMBER_GAP * a.size.max(b.size) {
                gaps.push((a.rect.x1, b.rect.x0));
            }
        }
    }
    gaps
}

fn all_numeric(sheet: &Sheet, content: &[u32]) -> bool {
    content
        .iter()
        .map(|&index| sheet.glyphs[index as usize].ch)
        .all(|ch| ch == ' ' || is_numeric(ch))
}

fn line_middles(sheet: &Sheet, content: &[u32]) -> Vec<f32> {
    let lines = words::rows(&sheet.glyphs, content);
    let middle = |line: &Vec<u32>| {
        let rects = line.iter().map(|&index| sheet.glyphs[index as usize].rect);
        rects
            .reduce(|a, b| a.union(&b))
            .unwrap_or_default()
            .center_y()
    };
    lines.iter().map(middle).collect()
}

/// Whether a cell holds more than one number.
fn holds_several(sheet: &Sheet, x: (f32, f32), content: &[u32]) -> bool {
    holds_several_lines(sheet, x, content) || !number_gaps(sheet, content).is_empty()
}

/// Puts glyphs into faces by their middle. A number that reaches over a border cannot be cut by its glyphs' middles:
/// it goes whole to the face that holds its own middle, and every face that it touches is marked.
fn fill(sheet: &Sheet, lattice: &Lattice, free: &[bool]) -> (Vec<Vec<u32>>, Vec<bool>) {
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
        .filter(|&&i| sheet.glyphs[i as usize].direction != Direction::Right);
    for &index in standing {
        if let Some(face) = face_of(index) {
            contents[face].push(index);
        }
    }
    (contents, crossing)
}

fn is_numeric(ch: char) -> bool {
    // Unicode has no ideograph among its numbers, and a page is full of them.
    let is_ideograph = ('\u{4E00}'..='\u{9FFF}').contains(&ch);
    !is_ideograph && ch.is_numeric() || matches!(ch, '.' | ',' | '，' | '．' | '+' | '-' | '−')
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
fn holds_several_lines(sheet: &Sheet, x: (f32, f32), content: &[u32]) -> bool {
    let lines = words::rows(&sheet.glyphs, content);
    let has_room = |pair: &[Vec<u32>]| {
        let rects = pair[0].iter().map(|&i| sheet.glyphs[i as usize].rect);
        let line = rects.reduce(|a, b| a.union(&b)).unwrap_or_default();
        let next = pair[1]
            .first()
            .map_or(0.0, |&i| sheet.glyphs[i as usize].rect.width());
        line.width() + next + CELL_PADDING < x.1 - x.0
    };
    lines.len() > 1 && all_numeric(sheet, content) && lines.windows(2).any(has_room)
}

/// Whether digits reach over the sides of their cell: what did not fit may have been cut away.
fn fills_over(sheet: &Sheet, x: (f32, f32), content: &[u32]) -> bool {
    let mut digits = content
        .iter()
        .map(|&index| &sheet.glyphs[index as usize])
        .filter(|glyph| glyph.ch.is_numeric());
    all_numeric(sheet, content)
        && digits.any(|glyph| glyph.rect.x0 < x.0 - BORDER || glyph.rect.x1 > x.1 + BORDER)
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

#[cfg(test)]
mod tests {
    use crate::document::{Direction, Glyph, Page, Ruling};
    use crate::geometry::Rect;
    use crate::grid::{Grid, page};

    /// A page with a table of two columns 100 points wide whose rows end at the given heights.
    fn table(row_ends: &[f32], texts: &[(&str, f32, f32)], divided: bool) -> Grid {
        let bottom = row_ends[row_ends.len() - 1];
        let line = |horizontal, at, start, end| Ruling {
            horizontal,
            at,
            start,
            end,
            width: 0.5,
        };
        let mut rulings = vec![line(true, 100.0, 100.0, 300.0)];
        rulings.extend(row_ends.iter().map(|&y| line(true, y, 100.0, 300.0)));
        let middle = if divided { 100.0 } else { 120.0 };
        let sides = [(100.0, 100.0), (200.0, middle), (300.0, 100.0)];
        rulings.extend(sides.map(|(x, top)| line(false, x, top, bottom)));
        let glyph = |(i, ch): (usize, char), x: f32, y: f32| {
            let x = x + 5.0 * i as f32;
            let rect = Rect::new(x, y - 5.0, x + 5.0, y + 5.0);
            Glyph {
                ch,
                rect,
                size: 10.0,
                direction: Direction::Right,
                vertical: false,
                hidden: false,
                pale: false,
            }
        };
        let glyphs = texts
            .iter()
            .flat_map(|&(text, x, y)| text.chars().enumerate().map(move |c| glyph(c, x, y)));
        let (width, height) = (600.0, 800.0);
        let page = Page {
            number: 1,
            width,
            height,
            glyphs: glyphs.collect(),
            rulings,
            image_share: 0.0,
        };
        page::layout(&[page], usize::MAX).unwrap().grids.remove(0)
    }

    fn texts(grid: &Grid) -> Vec<(usize, usize, &str)> {
        grid.cells
            .iter()
            .map(|cell| (cell.row, cell.column, cell.text.as_str()))
            .collect()
    }

    #[test]
    fn a_missing_rule_between_rows_is_found_by_the_numbers_on_both_sides() {
        let numbers = [
            ("12", 140.0, 110.0),
            ("3", 240.0, 110.0),
            ("7", 140.0, 130.0),
            ("40", 240.0, 130.0),
        ];
        let grid = table(&[140.0], &numbers, true);
        assert_eq!(
            texts(&grid),
            [(0, 0, "12"), (0, 1, "3"), (1, 0, "7"), (1, 1, "40")]
        );
    }

    #[test]
    fn two_lines_in_one_cell_only_are_no_missing_rule_but_several_numbers() {
        let grid = table(
            &[140.0],
            &[
                ("12", 140.0, 110.0),
                ("7", 140.0, 130.0),
                ("3", 240.0, 120.0),
            ],
            true,
        );
        assert_eq!(texts(&grid), [(0, 0, "12\n7"), (0, 1, "3")]);
        assert!(grid.cells[0].several && !grid.cells[1].several);
    }

    #[test]
    fn a_missing_rule_between_columns_is_drawn_where_the_table_has_its_edge() {
        let grid = table(
            &[120.0, 140.0],
            &[
                ("1", 150.0, 110.0),
                ("2", 250.0, 110.0),
                ("3", 150.0, 130.0),
            ],
            false,
        );
        assert_eq!(
            texts(&grid),
            [(0, 0, "1"), (0, 1, "2"), (1, 0, "3"), (1, 1, "")]
        );
    }

    #[test]
    fn pages_that_draw_more_cells_than_the_cap_are_refused() {
        let line = |horizontal, at| Ruling {
            horizontal,
            at,
            start: 100.0,
            end: 300.0,
            width: 0.5,
        };
        let rulings = [100.0, 200.0, 300.0].map(|at| [line(true, at), line(false, at)]);
        let page = Page {
            number: 1,
            width: 600.0,
            height: 800.0,
            rulings: rulings.concat(),
            ..Page::default()
        };
        let pages = [page.clone(), page];
        assert_eq!(page::layout(&pages, 8).unwrap().grids.len(), 2);
        assert_eq!(page::layout(&pages, 7).unwrap_err().page(), Some(1));
    }

    #[test]
    fn a_number_broken_in_a_narrow_cell_is_one_number() {
        let digits = [
            ("12345678901234567", 102.0, 110.0),
            ("5", 140.0, 130.0),
            ("3", 240.0, 120.0),
        ];
        let grid = table(&[140.0], &digits, true);
        assert_eq!(grid.cells[0].text, "12345678901234567\n5");
        assert!(!grid.cells[0].several);
    }
}
