//! Blocks to Word 97-2003 documents.

use super::blocks::Block;
use super::grid::{Cell, Grid, Turn};
use super::markup::{Slot, slots};
use super::office::compound::{self, Property, numbers};
use super::office::word::{self, IN_TABLE, Writer};

/// The look of a binary Word sample.
#[derive(Clone, Copy, Debug)]
pub struct DocStyle {
    /// `doc`, or `wps` as WPS Writer names the same kind of file.
    pub extension: &'static str,
    /// Cells that are merged sideways all stand there, flagged in the definition of their row and by `sprmTMerge` and
    /// `sprmTVertMerge` behind it; else there is one wide cell.
    pub flagged: bool,
    /// Row marks stand in the data stream, behind `sprmPHugePapx`.
    pub huge: bool,
    /// The piece table of a fast save.
    pub fast_saved: bool,
    /// Some numbers carry a deleted or a hidden one beside them.
    pub marked: bool,
    /// Column edges of every second row lie some twips beside those of the others.
    pub askew: bool,
    /// The title in the summary, as GBK in place of UTF-16.
    pub gbk: bool,
    /// Width of a table in twentieths of a point.
    pub width: i16,
}

impl DocStyle {
    pub const PLAIN: DocStyle = DocStyle {
        extension: "doc",
        flagged: false,
        huge: false,
        fast_saved: false,
        marked: false,
        askew: false,
        gbk: false,
        width: 8_800,
    };
}

/// What is named as the program of every sample.
const PROGRAM: &str = "nianbao samples";
/// The left edge of a table lies left of the text.
const LEFT: i16 = -108;
/// By how much edges are askew.
const ASKEW: i16 = 4;
const CENTRED: [u8; 3] = [0x03, 0x24, 1];
const BOLD: [u8; 3] = [0x35, 0x08, 1];
const LARGE: [u8; 4] = [0x43, 0x4A, 36, 0];
const DELETED: [u8; 3] = [0x00, 0x08, 1];
const INSERTED: [u8; 3] = [0x01, 0x08, 1];
const HIDDEN: [u8; 3] = [0x3C, 0x08, 1];
const ROW: [u8; 3] = [0x17, 0x24, 1];

/// Writes the blocks as a document.
pub fn write(blocks: &[Block], style: &DocStyle) -> Vec<u8> {
    let titles = blocks.iter().filter_map(|block| match block {
        Block::Title(text) => Some(text.as_str()),
        _ => None,
    });
    let title: String = titles.collect();
    let narrow = encoding_rs::GBK
        .encode(&format!("{title}\0"))
        .0
        .into_owned();
    let title = match style.gbk {
        true => Property::Narrow(&narrow),
        false => Property::Wide(&title),
    };
    let summary = compound::summary(&[
        (1, Property::CodePage(936)),
        (2, title),
        (18, Property::Wide(PROGRAM)),
    ]);
    document(blocks, style).file_with("\u{5}SummaryInformation", &summary)
}

/// The document before it is a file.
pub fn document(blocks: &[Block], style: &DocStyle) -> Writer {
    let mut writer = Writer::default();
    for block in blocks {
        writer = match block {
            Block::Title(text) => {
                let look = [&BOLD[..], &LARGE].concat();
                writer.run(text, &look).mark('\r', &CENTRED)
            }
            Block::Heading(text) => writer.run(text, &BOLD).mark('\r', &[]),
            Block::Text(text) => writer.paragraph(text),
            Block::Table(placed) => table(writer, &placed.grid, style, 1),
            Block::Nested(grid) => nested(writer, grid, style),
            Block::NewPage(_) => writer,
            Block::Box(_) => panic!("not for binary Word"),
        };
    }
    // A document ends with a paragraph, never with a table.
    writer = writer.paragraph("");
    match style.fast_saved {
        true => writer.fast_saved(),
        false => writer,
    }
}

/// Modifiers of a paragraph in so many tables.
fn inside(depth: u32, more: &[u8]) -> Vec<u8> {
    let mut list = IN_TABLE.to_vec();
    list.extend([0x49, 0x66]);
    list.extend(numbers(&[depth]));
    list.extend(more);
    list
}

/// A layout table of one row: a note beside the statutory table.
fn nested(mut writer: Writer, grid: &Grid, style: &DocStyle) -> Writer {
    let inner = DocStyle {
        width: style.width / 5 * 4,
        ..*style
    };
    writer = writer.run("主动公开", &[]).mark('\u{7}', &inside(1, &[]));
    writer = table(writer, grid, &inner, 2);
    writer = writer.mark('\u{7}', &inside(1, &[]));
    let edges = [LEFT, style.width / 5, style.width + 300];
    writer.row(&edges, &[(0, 0); 2])
}

/// One cell of a row as Word has it.
struct Place<'a> {
    /// `None` where there is no cell.
    cell: Option<&'a Cell>,
    /// A horizontal merge covers it.
    covered: bool,
    /// Grid columns.
    from: usize,
    to: usize,
}

fn table(mut writer: Writer, grid: &Grid, style: &DocStyle, depth: u32) -> Writer {
    let total: f32 = grid.widths.iter().sum();
    let mut edges = vec![LEFT];
    let mut at = 0.0;
    for width in &grid.widths {
        at += width / total * f32::from(style.width);
        edges.push(LEFT + at.round() as i16);
    }
    for row in 0..grid.codes.len() {
        let places = places(grid, row, style);
        for place in &places {
            let shown = place.cell.filter(|cell| cell.row == row && !place.covered);
            writer = cell(writer, shown, style, depth);
        }
        writer = end_row(writer, (row, &places), &edges, style, depth);
    }
    writer
}

/// The cells of a row. Flagged merges keep each cell that they cover.
fn places<'a>(grid: &'a Grid, row: usize, style: &DocStyle) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    let mut from = 0;
    for slot in slots(grid, row) {
        let cell = match slot {
            Slot::Cell(cell) | Slot::Below(cell) => Some(cell),
            Slot::Gap => None,
        };
        let end = from + slot.columns();
        let to = if style.flagged { from + 1 } else { end };
        let at = |from: usize, to: usize, covered: bool| Place {
            cell,
            covered,
            from,
            to,
        };
        places.push(at(from, to, false));
        places.extend((to..end).map(|from| at(from, from + 1, true)));
        from = end;
    }
    places
}

fn cell(mut writer: Writer, cell: Option<&Cell>, style: &DocStyle, depth: u32) -> Writer {
    if let Some(cell) = cell {
        let texts = lines(cell);
        for (number, text) in texts.iter().enumerate() {
            if number > 0 {
                writer = writer.mark('\r', &inside(depth, &CENTRED));
            }
            writer = match style.marked && cell.number {
                true => marked(writer, text, cell.row + cell.column),
                false => writer.run(text, &[]),
            };
        }
    }
    match depth {
        1 => writer.mark('\u{7}', &inside(1, &CENTRED)),
        _ => writer.mark('\r', &inside(depth, &[0x4B, 0x24, 1])),
    }
}

/// The paragraphs of a cell; lines of a label are lines of one paragraph.
fn lines(cell: &Cell) -> Vec<String> {
    match cell.turn {
        Turn::Across => vec![cell.text.replace('\n', "\u{B}")],
        _ => cell.text.chars().map(String::from).collect(),
    }
}

/// An earlier number struck out and the present one put in, or a hidden one beside it.
fn marked(writer: Writer, text: &str, place: usize) -> Writer {
    let other = (place % 9 + 1).to_string();
    match place % 4 {
        0 => writer.run(&other, &DELETED).run(text, &INSERTED),
        2 => writer.run(text, &[]).run(&other, &HIDDEN),
        _ => writer.run(text, &[]),
    }
}

fn end_row(
    writer: Writer,
    (row, places): (usize, &[Place<'_>]),
    edges: &[i16],
    style: &DocStyle,
    depth: u32,
) -> Writer {
    let shift = if style.askew && row % 2 == 1 {
        ASKEW
    } else {
        0
    };
    let mut cuts: Vec<i16> = places.iter().map(|p| edges[p.from] + shift).collect();
    cuts.extend(places.last().map(|place| edges[place.to] + shift));
    let vertical = |place: &Place<'_>| match place.cell {
        Some(cell) if cell.rows > 1 && cell.row == row => 3,
        Some(cell) if cell.rows > 1 => 1,
        _ => 0,
    };
    // 1 begins a merge and 2 goes on with it, as Word writes and most readers have it.
    let horizontal = |place: &Place<'_>| match place.cell {
        _ if !style.flagged => 0,
        _ if place.covered => 2,
        Some(cell) if cell.columns > 1 => 1,
        _ => 0,
    };
    let flags: Vec<(u8, u8)> = places
        .iter()
        .map(|place| (horizontal(place), vertical(place)))
        .collect();
    let mut list = match depth {
        1 => inside(1, &ROW),
        _ => inside(depth, &[0x4C, 0x24, 1]),
    };
    list.extend(word::definition(&cuts, &flags));
    if style.flagged {
        for (number, place) in (0_u8..).zip(places) {
            let columns = place.cell.map_or(1, |cell| cell.columns) as u8;
            if columns > 1 && !place.covered {
                list.extend([0x24, 0x56, number, number + columns]);
            }
            if vertical(place) > 0 {
                list.extend([0x2B, 0xD6, 2, number, vertical(place)]);
            }
        }
    }
    let mark = if depth == 1 { '\u{7}' } else { '\r' };
    match style.huge {
        true => writer.huge_mark(mark, &list),
        false => writer.mark(mark, &list),
    }
}
