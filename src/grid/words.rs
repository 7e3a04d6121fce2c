//! Glyphs to segments and lines, and the text of a cell in reading order.

use crate::document::{Direction, Glyph};
use crate::geometry::Rect;

/// Glyphs whose middles differ by less than this share of an em stand on one line.
const LINE_TOLERANCE: f32 = 0.45;

/// A gap wider than this share of an em ends a segment of loose text: columns are at least so far apart. Word processors
/// put a quarter of an em between ideographs and digits, which is no gap.
const SEGMENT_GAP: f32 = 0.3;

/// A gap wider than this share of an em ends a word: digits of one number stand closer.
const WORD_GAP: f32 = 0.18;

/// A digit smaller than this share of the text's size, and higher than its middle by this share, is a superscript.
const RAISED_SIZE: f32 = 0.8;
const RAISED_BY: f32 = 0.08;

/// Ideographs that stand alone with no more than this share of an em between them are one heading, spread by a space
/// after each (`统 计 数`): no column is that narrow.
const SPREAD_GAP: f32 = 0.6;

/// A gap wider than this share of an em is printed as a space.
const SPACE_GAP: f32 = 0.5;

/// Text on one line without a wide gap.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Positions in the page's glyphs, left to right.
    pub(super) glyphs: Vec<u32>,
    pub(crate) text: String,
    pub(crate) x: (f32, f32),
    pub(crate) y: (f32, f32),
    /// Largest font size in points.
    pub(crate) size: f32,
    /// The page or a clip ends inside a number of it.
    pub(crate) cut: bool,
}

impl Segment {
    pub(crate) fn center_y(&self) -> f32 {
        (self.y.0 + self.y.1) / 2.0
    }

    pub(super) fn rect(&self) -> Rect {
        Rect::new(self.x.0, self.y.0, self.x.1, self.y.1)
    }
}

/// A line of text outside of tables.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its text, segments joined by a space.
    pub(crate) text: String,
    /// 1-based page, where the source has pages.
    pub(crate) page: Option<u32>,
    /// Largest font size in points; 0 in a flow document.
    pub(crate) size: f32,
    /// Top in points on the page turned for reading; 0 in a flow document.
    pub(crate) top: f32,
}

impl Line {
    pub(super) fn flow(text: &str) -> Line {
        Line {
            text: text.to_owned(),
            page: None,
            size: 0.0,
            top: 0.0,
        }
    }
}

fn is_upright(glyph: &Glyph) -> bool {
    glyph.direction == Direction::Right
}

/// Lines of glyph positions: top to bottom, each left to right. Takes upright glyphs only.
pub(super) fn rows(glyphs: &[Glyph], chosen: &[u32]) -> Vec<Vec<u32>> {
    let at = |index: &u32| &glyphs[*index as usize];
    let mut order: Vec<u32> = chosen
        .iter()
        .copied()
        .filter(|i| is_upright(at(i)) && at(i).ch != ' ')
        .collect();
    order.sort_by(|a, b| {
        let (ga, gb) = (at(a), at(b));
        ga.rect
            .center_y()
            .total_cmp(&gb.rect.center_y())
            .then(ga.rect.x0.total_cmp(&gb.rect.x0))
            .then(a.cmp(b))
    });
    let mut lines: Vec<Vec<u32>> = Vec::new();
    let mut middle = f32::NEG_INFINITY;
    let mut size = 0.0f32;
    for index in order {
        let glyph = at(&index);
        let y = glyph.rect.center_y();
        let reach = LINE_TOLERANCE * size.max(glyph.size).max(1.0);
        match lines.last_mut() {
            Some(line) if (y - middle).abs() <= reach => line.push(index),
            _ => {
                lines.push(vec![index]);
                middle = y;
                size = glyph.size;
            }
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| at(a).rect.x0.total_cmp(&at(b).rect.x0).then(a.cmp(b)));
    }
    lines
}

fn split_at_gaps(glyphs: &[Glyph], line: &[u32], gap: f32) -> Vec<Vec<u32>> {
    let mut parts: Vec<Vec<u32>> = Vec::new();
    let mut end = f32::NEG_INFINITY;
    for &index in line {
        let glyph = &glyphs[index as usize];
        match parts.last_mut() {
            Some(part) if glyph.rect.x0 - end <= gap * glyph.size => part.push(index),
            _ => parts.push(vec![index]),
        }
        end = end.max(glyph.rect.x1);
    }
    parts
}

/// Words of upright glyphs: runs without a gap.
pub(super) fn words(glyphs: &[Glyph], chosen: &[u32]) -> Vec<Vec<u32>> {
    let lines = rows(glyphs, chosen);
    lines
        .iter()
        .flat_map(|line| split_at_gaps(glyphs, line, WORD_GAP))
        .collect()
}

/// Segments of upright glyphs, line by line.
pub(super) fn segments(glyphs: &[Glyph], chosen: &[u32]) -> Vec<Vec<Segment>> {
    let lines = rows(glyphs, chosen);
    let line = |line: &Vec<u32>| {
        let parts = split_at_gaps(glyphs, line, SEGMENT_GAP);
        join_spread(glyphs, parts)
            .into_iter()
            .map(|part| segment(glyphs, part))
            .collect()
    };
    lines.iter().map(line).collect()
}

/// Joins ideographs of one heading that spaces hold apart.
fn join_spread(glyphs: &[Glyph], parts: Vec<Vec<u32>>) -> Vec<Vec<u32>> {
    let mut joined: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    // The lone ideograph that the last part ends with, when nothing else stands in that part.
    let mut before: Option<&Glyph> = None;
    for part in parts {
        let lone = match part[..] {
            [one] => glyphs
                .get(one as usize)
                .filter(|glyph| is_ideograph(glyph.ch)),
            _ => None,
        };
        let is_near = |a: &Glyph, b: &Glyph| b.rect.x0 - a.rect.x1 <= SPREAD_GAP * b.size;
        match (before, lone, joined.last_mut()) {
            (Some(a), Some(b), Some(last)) if is_near(a, b) => last.extend(part),
            _ => joined.push(part),
        }
        before = lone;
    }
    joined
}

fn is_ideograph(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn segment(glyphs: &[Glyph], part: Vec<u32>) -> Segment {
    let mut bounds: Option<Rect> = None;
    let mut size = 0.0f32;
    for &index in &part {
        let glyph = &glyphs[index as usize];
        bounds = Some(bounds.map_or(glyph.rect, |b| b.union(&glyph.rect)));
        size = size.max(glyph.size);
    }
    let bounds = bounds.unwrap_or_default();
    Segment {
        text: line_text(glyphs, &part),
        x: (bounds.x0, bounds.x1),
        y: (bounds.y0, bounds.y1),
        size,
        cut: is_mixed(glyphs, &part),
        glyphs: part,
    }
}

/// Whether digits of two tones stand together: those of a watermark among those of a number.
pub(super) fn is_mixed(glyphs: &[Glyph], content: &[u32]) -> bool {
    let mut digits = content
        .iter()
        .map(|&index| &glyphs[index as usize])
        .filter(|glyph| glyph.ch.is_numeric());
    let first = digits.next().map(|glyph| glyph.pale);
    first.is_some_and(|pale| digits.any(|glyph| glyph.pale != pale))
}

/// The digits that the page or a clip hides, by height: asked for beside every piece of text.
pub(super) struct Hidden(Vec<Rect>);

impl Hidden {
    pub(super) fn of(glyphs: &[Glyph]) -> Self {
        let digits = glyphs
            .iter()
            .filter(|glyph| glyph.hidden && glyph.ch.is_numeric());
        let mut places: Vec<Rect> = digits.map(|glyph| glyph.rect).collect();
        places.sort_by(|a, b| a.center_y().total_cmp(&b.center_y()));
        Hidden(places)
    }

    /// Whether a hidden digit stands right beside text that ends with one: the page or a clip cuts a number.
    pub(super) fn cuts(&self, glyphs: &[Glyph], content: &[u32]) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let mut digits = content
            .iter()
            .map(|&index| &glyphs[index as usize])
            .filter(|glyph| glyph.ch.is_numeric());
        digits.any(|glyph| self.touches(glyph))
    }

    fn touches(&self, glyph: &Glyph) -> bool {
        let (rect, y) = (&glyph.rect, glyph.rect.center_y());
        let level = LINE_TOLERANCE * glyph.size;
        let first = self
            .0
            .partition_point(|other| other.center_y() <= y - level);
        let beside = self.0.get(first..).unwrap_or_default().iter();
        beside
            .take_while(|other| other.center_y() < y + level)
            .any(|other| (rect.x0 - other.x1).max(other.x0 - rect.x1) < WORD_GAP * glyph.size)
    }
}

fn line_text(glyphs: &[Glyph], line: &[u32]) -> String {
    let body = line
        .iter()
        .map(|&index| &glyphs[index as usize])
        .max_by(|a, b| a.size.total_cmp(&b.size));
    let mut text = String::with_capacity(line.len() * 3);
    let mut end = f32::INFINITY;
    for &index in line {
        let glyph = &glyphs[index as usize];
        if glyph.rect.x0 - end > SPACE_GAP * glyph.size {
            text.push(' ');
        }
        text.push(body.map_or(glyph.ch, |body| raised(glyph, body)));
        end = glyph.rect.x1;
    }
    text
}

/// A small digit set higher than the text beside it refers to a note: it is printed as a superscript, and reads as one.
fn raised(glyph: &Glyph, body: &Glyph) -> char {
    let small = glyph.size < RAISED_SIZE * body.size;
    let high = body.rect.center_y() - glyph.rect.center_y() > RAISED_BY * body.size;
    let digit = glyph.ch.to_digit(10).filter(|_| small && high);
    digit
        .and_then(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit as usize))
        .unwrap_or(glyph.ch)
}

/// The text of a cell: lines top to bottom joined by `\n`; vertical columns right to left.
pub(super) fn cell_text(glyphs: &[Glyph], chosen: &[u32]) -> String {
    let vertical = |index: &&u32| {
        let glyph = &glyphs[**index as usize];
        glyph.vertical || !is_upright(glyph)
    };
    let standing: Vec<u32> = chosen.iter().filter(vertical).copied().collect();
    let lines = rows(glyphs, chosen);
    if standing.len() * 2 <= chosen.len() {
        let texts: Vec<String> = lines.iter().map(|line| line_text(glyphs, line)).collect();
        return texts.join("\n");
    }
    columns(glyphs, chosen)
}

/// Reads vertical text: columns from right to left (from left to right when it runs upwards).
fn columns(glyphs: &[Glyph], chosen: &[u32]) -> String {
    let at = |index: &u32| &glyphs[*index as usize];
    let upwards = chosen
        .iter()
        .filter(|i| at(i).direction == Direction::Up)
        .count()
        * 2
        > chosen.len();
    let mut order: Vec<u32> = chosen.iter().copied().filter(|i| at(i).ch != ' ').collect();
    order.sort_by(|a, b| {
        at(b)
            .rect
            .center_x()
            .total_cmp(&at(a).rect.center_x())
            .then(a.cmp(b))
    });
    let mut columns: Vec<Vec<u32>> = Vec::new();
    for index in order {
        let x = at(&index).rect.center_x();
        let first = columns.last().and_then(|column| column.first());
        let same =
            first.is_some_and(|f| (at(f).rect.center_x() - x).abs() <= LINE_TOLERANCE * at(f).size);
        match columns.last_mut() {
            Some(column) if same => column.push(index),
            _ => columns.push(vec![index]),
        }
    }
    for column in &mut columns {
        column.sort_by(|a, b| {
            at(a)
                .rect
                .center_y()
                .total_cmp(&at(b).rect.center_y())
                .then(a.cmp(b))
        });
    }
    if upwards {
        columns.reverse();
        columns.iter_mut().for_each(|column| column.reverse());
    }
    let texts: Vec<String> = columns
        .iter()
        .map(|column| column.iter().map(|i| at(i).ch).collect())
        .collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f32, y: f32) -> Vec<Glyph> {
        let place = |(i, ch): (usize, char)| {
            let x = x + 10.0 * i as f32;
            let rect = Rect::new(x, y, x + 10.0, y + 10.0);
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
        text.chars().enumerate().map(place).collect()
    }

    fn all(glyphs: &[Glyph]) -> Vec<u32> {
        (0..glyphs.len() as u32).collect()
    }

    #[test]
    fn lines_are_read_by_place_and_not_by_order_of_drawing() {
        let mut g = glyphs("度办理", 0.0, 12.0);
        g.extend(glyphs("三、本年", 0.0, 0.0));
        assert_eq!(cell_text(&g, &all(&g)), "三、本年\n度办理");
    }

    #[test]
    fn vertical_columns_run_from_right_to_left() {
        let mut g = glyphs("三", 20.0, 0.0);
        g.extend(glyphs("本", 20.0, 12.0));
        g.extend(glyphs("年", 0.0, 0.0));
        g.iter_mut().for_each(|glyph| glyph.vertical = true);
        assert_eq!(cell_text(&g, &all(&g)), "三本\n年");
    }

    #[test]
    fn a_wide_gap_ends_a_segment() {
        let mut g = glyphs("12", 0.0, 0.0);
        g.extend(glyphs("3", 40.0, 0.5));
        let lines = segments(&g, &all(&g));
        let texts: Vec<&str> = lines[0].iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["12", "3"]);
    }

    #[test]
    fn a_heading_spread_by_spaces_is_one_segment_and_its_neighbour_another() {
        let mut g = glyphs("统", 0.0, 0.0);
        g.extend(glyphs("计", 15.0, 0.0));
        g.extend(glyphs("数", 30.0, 0.0));
        g.extend(glyphs("条", 52.0, 0.0));
        g.extend(glyphs("8", 67.0, 0.0));
        let lines = segments(&g, &all(&g));
        let texts: Vec<&str> = lines[0].iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["统计数", "条", "8"]);
    }
}
