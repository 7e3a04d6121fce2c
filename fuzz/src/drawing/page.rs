//! Pages: rulings, and text at places.

use arbitrary::Arbitrary;
use nianbao::Rect;
use nianbao::stages::{Direction, Glyph, Page, Ruling};

use super::printed::{FormChoice, Text};

/// Steps of a coordinate in one point: fine enough for rulings that nearly touch.
const STEPS: f32 = 16.0;
/// Height of a row of a form on a page, and width of its columns. Points.
const ROW: f32 = 18.0;
const LABELS: f32 = 170.0;
const COLUMN: f32 = 40.0;

/// One page.
#[derive(Arbitrary, Debug)]
pub struct Sheet {
    landscape: bool,
    items: Vec<Item>,
}

/// Something on a page; places are in steps of [`STEPS`] from its top left.
#[derive(Arbitrary, Debug)]
enum Item {
    Rule {
        horizontal: bool,
        at: u16,
        ends: (u16, u16),
        width: u8,
    },
    Text {
        at: (u16, u16),
        size: u8,
        look: Look,
        text: Text,
    },
    Table {
        at: (u16, u16),
        columns: Vec<u8>,
        rows: Vec<u8>,
        missing: Vec<u16>,
        texts: Vec<Text>,
    },
    Form {
        at: (u16, u16),
        form: FormChoice,
        missing: Vec<u16>,
    },
}

#[derive(Arbitrary, Clone, Copy, Debug, Default)]
struct Look {
    turn: u8,
    vertical: bool,
    hidden: bool,
    pale: bool,
}

impl Sheet {
    pub(super) fn page(&self, number: u32) -> Page {
        let (width, height) = match self.landscape {
            true => (842.0, 595.0),
            false => (595.0, 842.0),
        };
        let mut page = Page {
            number,
            width,
            height,
            ..Page::default()
        };
        for item in &self.items {
            item.draw(&mut page);
        }
        page
    }
}

fn points(steps: u16) -> f32 {
    f32::from(steps) / STEPS
}

impl Item {
    fn draw(&self, page: &mut Page) {
        match self {
            Item::Rule {
                horizontal,
                at,
                ends,
                width,
            } => page.rulings.push(Ruling {
                horizontal: *horizontal,
                at: points(*at),
                start: points(ends.0.min(ends.1)),
                end: points(ends.0.max(ends.1)),
                width: f32::from(*width) / 64.0,
            }),
            Item::Text {
                at,
                size,
                look,
                text,
            } => {
                let size = f32::from(*size) / 8.0;
                write(
                    page,
                    (points(at.0), points(at.1)),
                    size,
                    *look,
                    &text.text(),
                );
            }
            Item::Table {
                at,
                columns,
                rows,
                missing,
                texts,
            } => {
                let texts: Vec<String> = texts.iter().map(Text::text).collect();
                let edges = |start: u16, steps: &[u8]| {
                    let mut edges = vec![points(start)];
                    edges.extend(steps.iter().scan(points(start), |at, step| {
                        *at += f32::from(*step) / 2.0;
                        Some(*at)
                    }));
                    edges
                };
                let rows: Vec<f32> = edges(at.1, rows);
                table(page, &edges(at.0, columns), &rows, missing, &texts);
            }
            Item::Form { at, form, missing } => {
                let texts = form.rows();
                let columns = texts.iter().map(Vec::len).max().unwrap_or(0);
                let left = points(at.0);
                let mut xs = vec![left];
                xs.extend((0..columns).map(|column| left + LABELS + COLUMN * column as f32));
                let ys: Vec<f32> = (0..=texts.len())
                    .map(|row| points(at.1) + ROW * row as f32)
                    .collect();
                table(page, &xs, &ys, missing, &texts.concat());
            }
        }
    }
}

/// A ruled table; the rulings are numbered, and those that are `missing` are not drawn.
fn table(page: &mut Page, xs: &[f32], ys: &[f32], missing: &[u16], texts: &[String]) {
    let (Some(right), Some(bottom)) = (xs.last(), ys.last()) else {
        return;
    };
    let mut number = 0;
    let mut rule = |horizontal, at, start, end| {
        number += 1;
        if !missing.contains(&number) {
            page.rulings.push(Ruling {
                horizontal,
                at,
                start,
                end,
                width: 0.5,
            });
        }
    };
    for y in ys {
        rule(true, *y, xs[0], *right);
    }
    for x in xs {
        rule(false, *x, ys[0], *bottom);
    }
    let places = ys.iter().zip(ys.iter().skip(1)).flat_map(|row| {
        xs.iter()
            .zip(xs.iter().skip(1))
            .map(move |column| (column, row))
    });
    for (((left, right), (top, _)), text) in places.zip(texts) {
        // As many characters on a line as the cell has room for.
        let room = ((right - left) / 9.0).max(1.0) as usize;
        let chars: Vec<char> = text.chars().collect();
        for (line, chars) in chars.chunks(room).enumerate() {
            let at = (left + 1.0, top + 1.0 + 9.0 * line as f32);
            write(
                page,
                at,
                9.0,
                Look::default(),
                &chars.iter().collect::<String>(),
            );
        }
    }
}

/// Characters one after the other, letters and digits half as wide as others; a line break goes a line down.
fn write(page: &mut Page, (left, top): (f32, f32), size: f32, look: Look, text: &str) {
    let directions = [
        Direction::Right,
        Direction::Down,
        Direction::Left,
        Direction::Up,
    ];
    let direction = directions[usize::from(look.turn) % directions.len()];
    let (mut along, mut down) = (0.0, 0.0);
    for ch in text.chars() {
        if ch == '\n' {
            (along, down) = (0.0, down + size * 1.5);
            continue;
        }
        let advance = if ch.is_ascii() { size / 2.0 } else { size };
        let rect = match direction {
            Direction::Right => Rect::new(
                left + along,
                top + down,
                left + along + advance,
                top + down + size,
            ),
            Direction::Left => Rect::new(
                left - along,
                top - down,
                left - along - advance,
                top - down - size,
            ),
            Direction::Down => Rect::new(
                left - down,
                top + along,
                left - down - size,
                top + along + advance,
            ),
            Direction::Up => Rect::new(
                left + down,
                top - along,
                left + down + size,
                top - along - advance,
            ),
        };
        along += advance;
        page.glyphs.push(Glyph {
            ch,
            rect,
            size,
            direction,
            vertical: look.vertical,
            hidden: look.hidden,
            pale: look.pale,
        });
    }
}
