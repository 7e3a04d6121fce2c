//! Writes workbooks of Excel 97 (BIFF8, [MS-XLS]) for tests and samples. Shared by the example that makes the samples,
//! so it knows nothing of the crate but the module beside it.

use std::collections::{BTreeMap, HashMap};

use super::compound::{compound, numbers, utf16};

/// The most bytes that a record of the string table is given: far below what the format allows (8,224), so that
/// tables of some length go on in further records.
const MAX_STRINGS: usize = 1_500;
/// Merged regions in one record.
const MAX_MERGES: usize = 1_000;
/// Styles that every workbook has in front of those of its cells.
const STYLE_FORMATS: u16 = 15;

/// A record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = data.len() as u16;
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// The record that begins a substream: 5 for the workbook, 16 for a sheet (2.4.21).
pub(crate) fn begin(kind: u8) -> Vec<u8> {
    let data = [0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 0x07];
    record(0x0809, &[&data[..], &numbers(&[0x41, 0x0306])].concat())
}

/// The record that ends a substream.
pub(crate) fn end() -> Vec<u8> {
    record(0x000A, &[])
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// What a cell holds.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Blank,
    /// A string of the table that all sheets share.
    Text(String),
    Number(f64),
    /// The sum of so many cells to the left, with the result that is stored.
    Sum(u16, f64),
}

/// A cell: its value and its number format, counted from 0 in the list of formats of the workbook.
pub(crate) type Cell = (Value, u16);

/// One sheet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// By row and column.
    pub(crate) cells: BTreeMap<(u16, u16), Cell>,
    /// First and last row, first and last column.
    pub(crate) merges: Vec<[u16; 4]>,
    /// Widths of columns in 1/256 of a character, 0 for those that are hidden.
    pub(crate) widths: Vec<u16>,
}

/// A number format: the number of a built-in one, or a code of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    BuiltIn(u16),
    Code(&'static str),
}

/// The file.
pub(crate) fn file(sheets: &[Sheet], formats: &[Format]) -> Vec<u8> {
    compound(&[("Workbook", &stream(sheets, formats))])
}

/// The stream of the workbook.
pub(crate) fn stream(sheets: &[Sheet], formats: &[Format]) -> Vec<u8> {
    let mut strings = Strings::default();
    let bodies: Vec<Vec<u8>> = sheets
        .iter()
        .map(|sheet| body(sheet, &mut strings))
        .collect();
    let head = head(formats);
    let tail = [strings.records(), end()].concat();
    let length = |name: &str| record(0x0085, &[&[0; 6][..], &short(name)].concat()).len();
    let names: usize = sheets.iter().map(|sheet| length(&sheet.name)).sum();
    let mut at = head.len() + names + tail.len();
    let mut stream = head;
    for (sheet, body) in sheets.iter().zip(&bodies) {
        let mut data = numbers(&[at as u32]);
        data.extend([u8::from(sheet.hidden), 0]);
        data.extend(short(&sheet.name));
        stream.extend(record(0x0085, &data));
        at += body.len();
    }
    stream.extend(tail);
    stream.extend(bodies.concat());
    stream
}

/// Everything of the workbook in front of the list of its sheets.
fn head(formats: &[Format]) -> Vec<u8> {
    let mut head = begin(5);
    head.extend(record(0x0042, &words(&[1200])));
    let window = [0, 0, 0x4000, 0x2000, 0x38, 0, 0, 1, 600];
    head.extend(record(0x003D, &words(&window)));
    for _ in 0..4 {
        let font = [words(&[220, 0, 0x7FFF, 400, 0]), vec![0, 0, 134, 0]].concat();
        head.extend(record(0x0031, &[font, short("宋体")].concat()));
    }
    let mut numbered = Vec::new();
    for (place, format) in (164..).zip(formats) {
        numbered.push(match format {
            Format::BuiltIn(number) => *number,
            Format::Code(code) => {
                let data = [words(&[place]), long(code)].concat();
                head.extend(record(0x041E, &data));
                place
            }
        });
    }
    for _ in 0..STYLE_FORMATS {
        head.extend(format_of(0, 0xFFF5));
    }
    for number in numbered {
        head.extend(format_of(number, 0x0001));
    }
    head.extend(record(0x0293, &[0, 0x80, 0, 0xFF]));
    head
}

/// A cell format or a style (2.4.353): centred, wrapped, with borders.
fn format_of(number: u16, flags: u16) -> Vec<u8> {
    let mut data = words(&[0, number, flags]);
    data.extend([0x1A, 0, 0, 0xF8]);
    data.extend(words(&[0x1111, 0x2040, 0x2040, 0, 0x20C0]));
    record(0x00E0, &data)
}

fn body(sheet: &Sheet, strings: &mut Strings) -> Vec<u8> {
    let mut body = begin(16);
    for (column, width) in (0..).zip(&sheet.widths) {
        let hidden = u16::from(*width == 0);
        let data = words(&[column, column, *width, STYLE_FORMATS, hidden, 0]);
        body.extend(record(0x007D, &data));
    }
    let rows = sheet.cells.keys().map(|(row, _)| row + 1).max();
    let columns = sheet.cells.keys().map(|(_, column)| column + 1).max();
    let (rows, columns) = (rows.unwrap_or(0), columns.unwrap_or(0));
    let mut data = numbers(&[0, u32::from(rows)]);
    data.extend(words(&[0, columns, 0]));
    body.extend(record(0x0200, &data));
    for row in 0..rows {
        let data = words(&[row, 0, columns, 0x00FF, 0, 0, 0x0100, STYLE_FORMATS]);
        body.extend(record(0x0208, &data));
    }
    let cells: Vec<(&(u16, u16), &Cell)> = sheet.cells.iter().collect();
    for run in cells.chunk_by(joined) {
        body.extend(cell_record(run, strings));
    }
    let mut window = words(&[0x06B6, 0, 0, 64, 0, 0, 0]);
    window.extend([0; 4]);
    body.extend(record(0x023E, &window));
    for merges in sheet.merges.chunks(MAX_MERGES) {
        let mut data = words(&[merges.len() as u16]);
        data.extend(merges.iter().flat_map(|region| words(region)));
        body.extend(record(0x00E5, &data));
    }
    body.extend(end());
    body
}

/// Whether two cells stand in one record: packed numbers, and blanks, side by side.
fn joined(a: &(&(u16, u16), &Cell), b: &(&(u16, u16), &Cell)) -> bool {
    let ((row, column), next) = (*a.0, *b.0);
    let same = match (&a.1.0, &b.1.0) {
        (Value::Blank, Value::Blank) => true,
        (Value::Number(a), Value::Number(b)) => packed(*a).is_some() && packed(*b).is_some(),
        _ => false,
    };
    same && next == (row, column + 1)
}

fn cell_record(run: &[(&(u16, u16), &Cell)], strings: &mut Strings) -> Vec<u8> {
    let ((row, column), (value, format)) = run[0];
    let style = |format: u16| STYLE_FORMATS + format;
    let place = words(&[*row, *column, style(*format)]);
    let last = column + run.len() as u16 - 1;
    let several = |kind: u16, entry: &dyn Fn(&Cell) -> Vec<u8>| {
        let entries: Vec<u8> = run.iter().flat_map(|(_, cell)| entry(cell)).collect();
        let data = [words(&[*row, *column]), entries, words(&[last])].concat();
        record(kind, &data)
    };
    match value {
        Value::Blank if run.len() > 1 => several(0x00BE, &|cell| words(&[style(cell.1)])),
        Value::Blank => record(0x0201, &place),
        Value::Text(text) => {
            let index = numbers(&[strings.index(text)]);
            record(0x00FD, &[place, index].concat())
        }
        Value::Number(number) => match packed(*number) {
            Some(_) if run.len() > 1 => several(0x00BD, &|cell| {
                let Value::Number(number) = cell.0 else {
                    return Vec::new();
                };
                let packed = numbers(&[packed(number).unwrap_or(0)]);
                [words(&[style(cell.1)]), packed].concat()
            }),
            Some(packed) => record(0x027E, &[place, numbers(&[packed])].concat()),
            None => record(0x0203, &[&place[..], &number.to_le_bytes()].concat()),
        },
        Value::Sum(count, result) => {
            // The cells to the left, all references relative; SUM with one argument (2.5.198).
            let relative = |column: u16| column | 0xC000;
            let columns = [relative(column - count), relative(column - 1)];
            let mut tokens = vec![0x25];
            tokens.extend(words(&[*row, *row, columns[0], columns[1]]));
            tokens.extend([0x22, 1, 4, 0]);
            let mut data = [&place[..], &result.to_le_bytes(), &[0; 6]].concat();
            data.extend(words(&[tokens.len() as u16]));
            data.extend(tokens);
            record(0x0006, &data)
        }
    }
}

/// A number as `RkNumber` (2.5.217): an integer, or hundredths; `None` when it is neither.
fn packed(number: f64) -> Option<u32> {
    let whole = |number: f64| {
        let fits = number.fract() == 0.0 && number.abs() < f64::from(1 << 29);
        fits.then_some((number as i32) << 2)
    };
    let coded = match whole(number) {
        Some(integer) => integer | 2,
        None => whole(number * 100.0)? | 3,
    };
    Some(coded.cast_unsigned())
}

/// `XLUnicodeString` (2.5.294).
fn long(text: &str) -> Vec<u8> {
    let count = text.encode_utf16().count() as u16;
    [&count.to_le_bytes()[..], &[1], &utf16(text)].concat()
}

/// `ShortXLUnicodeString` (2.5.240).
fn short(text: &str) -> Vec<u8> {
    let count = text.encode_utf16().count() as u8;
    [&[count, 1][..], &utf16(text)].concat()
}

/// The table of strings.
#[derive(Default)]
struct Strings {
    all: Vec<String>,
    known: HashMap<String, u32>,
    uses: u32,
}

impl Strings {
    fn index(&mut self, text: &str) -> u32 {
        self.uses += 1;
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let index = self.all.len() as u32;
        self.all.push(text.to_owned());
        self.known.insert(text.to_owned(), index);
        index
    }

    /// `SST` and the records that continue it (2.4.265). What is left of a string that is cut says anew how wide its
    /// characters are.
    fn records(&self) -> Vec<u8> {
        let mut parts = vec![numbers(&[self.uses, self.all.len() as u32])];
        for text in &self.all {
            let units: Vec<u16> = text.encode_utf16().collect();
            if parts.last().is_none_or(|part| part.len() + 8 > MAX_STRINGS) {
                parts.push(Vec::new());
            }
            let mut rest = units.as_slice();
            let mut head = words(&[units.len() as u16]);
            loop {
                let narrow = rest.iter().all(|unit| *unit < 0x100);
                let width = if narrow { 1 } else { 2 };
                let Some(part) = parts.last_mut() else {
                    break;
                };
                part.extend(std::mem::take(&mut head));
                part.push(u8::from(!narrow));
                let room = MAX_STRINGS.saturating_sub(part.len()) / width;
                let (now, later) = rest.split_at(room.min(rest.len()));
                for unit in now {
                    part.extend(&unit.to_le_bytes()[..width]);
                }
                rest = later;
                if rest.is_empty() {
                    break;
                }
                parts.push(Vec::new());
            }
        }
        let kinds = std::iter::once(0x00FC).chain(std::iter::repeat(0x003C));
        let records = kinds.zip(&parts).map(|(kind, part)| record(kind, part));
        records.collect::<Vec<_>>().concat()
    }
}
