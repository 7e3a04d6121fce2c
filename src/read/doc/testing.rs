//! Writes Word documents for tests and samples: text, formatted pages, style sheet, one section, in a compound file.
//! Shared by the example that makes the samples, so it knows nothing of the crate but the module beside it.

use super::compound::{CUTOFF, compound, numbers, utf16};
use formatted::{Kind, Stretch, pages};
use rest::{document_properties, fonts, section, section_properties, style_sheet};

// The example finds this file by a path, from which these are told.
#[path = "testing/formatted.rs"]
mod formatted;
#[path = "testing/rest.rs"]
mod rest;

/// Where the text begins in the stream.
const TEXT_AT: usize = 0x800;
/// Characters that a piece of one byte each has at least.
const NARROW: usize = 4;
/// Chinese of China.
const LANGUAGE: u16 = 0x0804;

/// Modifiers of a paragraph in an outermost table.
pub(crate) const IN_TABLE: &[u8] = &[0x16, 0x24, 1];

/// Modifiers of a numbered paragraph: the first level of list 1.
pub(crate) const NUMBERED: &[u8] = &[0x0A, 0x26, 0, 0x0B, 0x46, 1, 0];

/// Modifiers of a row mark; cells end at `edges` and have these flags (`horzMerge`, `vertMerge`).
pub(crate) fn row(edges: &[i16], flags: &[(u8, u8)]) -> Vec<u8> {
    let mut list = IN_TABLE.to_vec();
    list.extend([0x17, 0x24, 1]);
    list.extend(definition(edges, flags));
    list
}

/// The modifier that defines a row; all cells have a border of half a point.
pub(crate) fn definition(edges: &[i16], flags: &[(u8, u8)]) -> Vec<u8> {
    let mut operand = vec![flags.len() as u8];
    operand.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for (horizontal, vertical) in flags {
        operand.extend([horizontal | vertical << 5, 0, 0, 0]);
        operand.extend([4, 1, 1, 0].repeat(4));
    }
    let mut list = vec![0x08, 0xD6];
    list.extend((operand.len() as u16 + 1).to_le_bytes());
    list.extend(operand);
    list
}

/// A level of a list (`LVL`) that begins with 1 and is followed by nothing; `places` are the 1-based places of the
/// numbers of levels in its text.
pub(crate) fn level(format: u8, text: &str, places: &[u8]) -> Vec<u8> {
    let mut level = vec![1, 0, 0, 0, format, 0];
    level.extend(places);
    level.resize(15, 0);
    level.push(2);
    level.resize(28, 0);
    level.extend((text.encode_utf16().count() as u16).to_le_bytes());
    level.extend(utf16(text));
    level
}

/// List definitions by their identifier, each with its levels. Levels that are not given repeat the last one.
pub(crate) fn definitions(definitions: &[(u32, &[Vec<u8>])]) -> Vec<u8> {
    let mut bytes = (definitions.len() as u16).to_le_bytes().to_vec();
    for (id, levels) in definitions {
        let end = bytes.len() + 28;
        bytes.extend(id.to_le_bytes());
        bytes.resize(end - 2, 0);
        bytes.extend([u8::from(levels.len() == 1), 0]);
    }
    for (_, levels) in definitions {
        let repeated = levels.iter().chain(levels.last().into_iter().cycle());
        let count = if levels.len() == 1 { 1 } else { 9 };
        bytes.extend(repeated.take(count).flatten());
    }
    bytes
}

/// Lists by their definition, each with its overrides.
pub(crate) fn lists(lists: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = (lists.len() as u32).to_le_bytes().to_vec();
    for (definition, overrides) in lists {
        bytes.extend(numbers(&[*definition, 0, 0]));
        bytes.extend([u8::from(!overrides.is_empty()), 0, 0, 0]);
    }
    for (_, overrides) in lists {
        bytes.extend([0xFF; 4]);
        bytes.extend(*overrides);
    }
    bytes
}

/// A document as it is written.
#[derive(Clone, Default)]
pub(crate) struct Writer {
    units: Vec<u16>,
    paragraphs: Vec<(usize, Vec<u8>)>,
    runs: Vec<(usize, Vec<u8>)>,
    data: Vec<u8>,
    headers: usize,
    fast_saved: bool,
    /// Where the text box begins, and the character at which it is anchored.
    text_box: Option<(usize, u32)>,
    /// More parts of the table stream by the number of their pair.
    parts: Vec<(usize, Vec<u8>)>,
}

/// Characters that follow each other in the stream.
struct Piece {
    start: usize,
    end: usize,
    /// Bytes of a character.
    width: usize,
    at: usize,
}

impl Piece {
    /// Where a character stands in the stream.
    fn place(&self, unit: usize) -> u32 {
        (self.at + (unit - self.start) * self.width) as u32
    }
}

impl Writer {
    /// Adds characters with these modifiers.
    pub(crate) fn run(mut self, text: &str, list: &[u8]) -> Self {
        self.units.extend(text.encode_utf16());
        self.runs.push((self.units.len(), list.to_vec()));
        self
    }

    /// Ends a paragraph with this mark and these modifiers.
    pub(crate) fn mark(mut self, mark: char, list: &[u8]) -> Self {
        self = self.run(&mark.to_string(), &[]);
        self.paragraphs.push((self.units.len(), list.to_vec()));
        self
    }

    /// Ends a paragraph with modifiers that stand in the data stream.
    pub(crate) fn huge_mark(mut self, mark: char, list: &[u8]) -> Self {
        let mut huge = vec![0x46, 0x66];
        huge.extend(numbers(&[self.data.len() as u32]));
        self.data.extend((list.len() as u16).to_le_bytes());
        self.data.extend(list);
        self.mark(mark, &huge)
    }

    /// Adds a paragraph of plain text.
    pub(crate) fn paragraph(self, text: &str) -> Self {
        self.run(text, &[]).mark('\r', &[])
    }

    /// Adds a cell.
    pub(crate) fn cell(self, text: &str) -> Self {
        self.run(text, &[]).mark('\u{7}', IN_TABLE)
    }

    /// Ends a row.
    pub(crate) fn row(self, edges: &[i16], flags: &[(u8, u8)]) -> Self {
        self.mark('\u{7}', &row(edges, flags))
    }

    /// Ends a row whose modifiers stand in the data stream.
    pub(crate) fn huge_row(self, edges: &[i16], flags: &[(u8, u8)]) -> Self {
        self.huge_mark('\u{7}', &row(edges, flags))
    }

    /// Makes what follows the page header of the document.
    pub(crate) fn header(mut self) -> Self {
        self.headers = self.units.len();
        self
    }

    /// Lays the text down as a fast save leaves it: stretches of ASCII in pieces of one byte a character, behind
    /// everything else.
    pub(crate) fn fast_saved(mut self) -> Self {
        self.fast_saved = true;
        self
    }

    /// Makes what follows a text box that is anchored at a character of the body (0x08).
    pub(crate) fn text_box(mut self, anchor: u32) -> Self {
        self.text_box = Some((self.units.len(), anchor));
        self
    }

    /// Adds one list, number 1, whose levels print `（一）`.
    pub(crate) fn with_list(self) -> Self {
        let levels = [level(37, "（\u{0}）", &[2])];
        self.part(73, definitions(&[(7, &levels)]))
            .part(74, lists(&[(7, &[])]))
    }

    /// Adds a part of the table stream.
    pub(crate) fn part(mut self, pair: usize, part: Vec<u8>) -> Self {
        self.parts.push((pair, part));
        self
    }

    fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut start = 0;
        let is_narrow = |unit: &u16| self.fast_saved && *unit < 0x80;
        let mut put = |start: usize, end: usize, width: usize| {
            if start < end {
                pieces.push(Piece {
                    start,
                    end,
                    width,
                    at: 0,
                });
            }
        };
        let mut at = 0;
        for stretch in self.units.chunk_by(|a, b| is_narrow(a) == is_narrow(b)) {
            let end = at + stretch.len();
            if stretch.len() >= NARROW && stretch.iter().all(is_narrow) {
                put(start, at, 2);
                put(at, end, 1);
                start = end;
            }
            at = end;
        }
        put(start, at, 2);
        let mut end = TEXT_AT;
        for width in [2, 1] {
            for piece in pieces.iter_mut().filter(|piece| piece.width == width) {
                piece.at = end;
                end += (piece.end - piece.start) * width;
            }
        }
        pieces
    }

    fn text(&self, pieces: &[Piece], main: &mut Vec<u8>) {
        for width in [2, 1] {
            for piece in pieces.iter().filter(|piece| piece.width == width) {
                for unit in &self.units[piece.start..piece.end] {
                    main.extend(&unit.to_le_bytes()[..width]);
                }
            }
        }
    }

    /// The streams `WordDocument` and `0Table`.
    pub(crate) fn streams(&self) -> (Vec<u8>, Vec<u8>) {
        let pieces = self.pieces();
        let mut main = vec![0; TEXT_AT];
        self.text(&pieces, &mut main);
        let text_end = main.len() as u32;
        let paragraphs = stretches(&pieces, &self.paragraphs, Kind::Paragraphs);
        let runs = stretches(&pieces, &self.runs, Kind::Characters);
        let paragraphs = pages(&mut main, &paragraphs, Kind::Paragraphs);
        let runs = pages(&mut main, &runs, Kind::Characters);
        let length = self.units.len() as u32;
        let (boxes, anchor) = self.text_box.unwrap_or((self.units.len(), 0));
        let boxes = boxes as u32;
        let body = match self.headers {
            0 => boxes,
            headers => headers as u32,
        };
        let section_at = main.len() as u32;
        main.extend(section_properties());
        let mut parts = vec![
            (1, style_sheet()),
            (6, section(body, section_at)),
            (12, runs),
            (13, paragraphs),
            (15, fonts()),
            (31, document_properties()),
            (33, piece_table(&pieces)),
        ];
        if self.headers > 0 {
            // Six separators of notes, the header of even pages, that of odd ones, and nothing else (2.3.5).
            let mut places = vec![0; 8];
            places.resize(14, boxes - body);
            parts.push((11, numbers(&places)));
        }
        if boxes < length {
            // One shape, number 7, and one text box of that shape; the last box stands for none.
            let mut shapes = numbers(&[anchor, length, 7]);
            shapes.resize(8 + 26, 0);
            let mut texts = numbers(&[0, length - boxes, length - boxes]);
            texts.resize(12 + 14, 0);
            texts.extend(numbers(&[7]));
            texts.resize(12 + 44, 0);
            parts.extend([(40, shapes), (56, texts)]);
        }
        parts.extend(self.parts.iter().cloned());
        let mut table = Vec::new();
        for (pair, part) in parts {
            let place = [table.len() as u32, part.len() as u32];
            main[0x9A + pair * 8..][..8].copy_from_slice(&numbers(&place));
            table.extend(part);
        }
        self.information(&mut main, [body, boxes, length], text_end);
        main.resize(main.len().max(CUTOFF), 0);
        (main, table)
    }

    /// The file information block ([MS-DOC] 2.5), but for its pairs.
    fn information(&self, main: &mut [u8], [body, boxes, length]: [u32; 3], text_end: u32) {
        let is_complex = u16::from(self.fast_saved) << 2;
        let stream_end = main.len() as u32;
        for (at, word) in [
            (0x00, 0xA5EC),
            (0x02, 0x00C1),
            (0x06, LANGUAGE),
            (0x0A, 0x1000 | is_complex),
            (0x0C, 0x00BF),
            (0x20, 14),
            (0x3C, LANGUAGE),
            (0x3E, 22),
            (0x98, 93),
        ] {
            main[at..][..2].copy_from_slice(&word.to_le_bytes());
        }
        for (at, long) in [
            (0x18, TEXT_AT as u32),
            (0x1C, text_end),
            (0x40, stream_end),
            (0x4C, body),
            (0x54, boxes - body),
            (0x64, length - boxes),
        ] {
            main[at..][..4].copy_from_slice(&numbers(&[long]));
        }
    }

    /// The file.
    pub(crate) fn file(&self) -> Vec<u8> {
        self.file_with("Other", &[])
    }

    /// The file with one more stream.
    pub(crate) fn file_with(&self, name: &str, stream: &[u8]) -> Vec<u8> {
        let (main, table) = self.streams();
        compound(&[
            ("WordDocument", &main),
            ("0Table", &table),
            ("Data", &self.data),
            (name, stream),
        ])
    }
}

/// Where in the stream the modifiers hold, in order, without gaps between; runs that say the same are one.
fn stretches<'a>(pieces: &[Piece], lists: &'a [(usize, Vec<u8>)], kind: Kind) -> Vec<Stretch<'a>> {
    let mut found: Vec<Stretch<'_>> = Vec::new();
    let mut pieces: Vec<&Piece> = pieces.iter().collect();
    pieces.sort_by_key(|piece| piece.at);
    for piece in pieces {
        let first = lists.partition_point(|(end, _)| *end <= piece.start);
        let mut start = piece.start;
        for (end, list) in &lists[first..] {
            if start >= piece.end {
                break;
            }
            let end = piece.end.min(*end);
            // A run may hold nothing.
            if start >= end {
                continue;
            }
            let (from, to) = (piece.place(start), piece.place(end));
            start = end;
            match found.last_mut() {
                Some(last) if kind == Kind::Characters && last.list == list => last.end = to,
                _ => found.push(Stretch {
                    start: from,
                    end: to,
                    list,
                }),
            }
        }
    }
    found
}

fn piece_table(pieces: &[Piece]) -> Vec<u8> {
    let ends = pieces.iter().map(|piece| piece.end as u32);
    let mut table = numbers(&std::iter::once(0).chain(ends).collect::<Vec<_>>());
    for piece in pieces {
        let place = match piece.width {
            1 => (piece.at as u32 * 2) | 0x4000_0000,
            _ => piece.at as u32,
        };
        table.extend([0, 0]);
        table.extend(numbers(&[place]));
        table.extend([0, 0]);
    }
    [&[2], &numbers(&[table.len() as u32])[..], &table].concat()
}
