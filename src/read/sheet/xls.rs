//! BIFF8 records of the `Workbook` stream ([MS-XLS] 2.4).

use super::display::Display;
use super::xlsx::lines;
use super::{Budget, MAX_MERGES, MAX_SHEETS, Region, Sheet};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::bytes::{damaged, slice, u8_at, u16_at, u32_at};
use crate::read::compound::Compound;

/// Version of BIFF8 in a `BOF` record (2.4.21).
const BIFF8: u16 = 0x0600;

/// The visible worksheets.
///
/// # Errors
/// `Encrypted`, `Damaged`, `Limit`; `UnknownFormat` for workbooks from before Excel 97.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Error> {
    let file = Compound::open(bytes)?;
    let Some(stream) = file.stream("Workbook") else {
        let message = "the workbook is older than Excel 97";
        return match file.stream("Book") {
            Some(_) => Err(Error::new(ErrorKind::UnknownFormat, "read", message)),
            None => Err(damaged("the workbook's stream is lost")),
        };
    };
    let book = Book::parse(&stream, limits)?;
    book.read_sheets(&stream, limits)
}

/// The records of one substream, up to its end; those of streams inside it (charts) are passed over.
struct Records<'a> {
    rest: &'a [u8],
    depth: u32,
    /// The end was there: else the file is cut.
    ended: bool,
}

impl<'a> Records<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Records {
            rest,
            depth: 0,
            ended: false,
        }
    }

    fn take(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.rest, 0)?;
        let length = usize::from(u16_at(self.rest, 2)?);
        let data = slice(self.rest, 4, length)?;
        self.rest = self.rest.get(4 + length..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            let (kind, data) = self.take()?;
            match kind {
                0x0809 => self.depth = self.depth.saturating_add(1),
                0x000A => {
                    self.depth = self.depth.saturating_sub(1);
                    self.ended = self.depth == 0;
                    continue;
                }
                _ => {}
            }
            if self.depth <= 1 {
                return Some((kind, data));
            }
        }
        None
    }
}

/// What the sheets refer to.
#[derive(Default)]
struct Book {
    /// Where the visible worksheets begin.
    sheets: Vec<usize>,
    strings: Vec<String>,
    displays: Vec<Display>,
    epoch_1904: bool,
}

impl Book {
    fn parse(stream: &[u8], limits: &Limits) -> Result<Book, Error> {
        let mut book = Book::default();
        let mut codes = std::collections::HashMap::new();
        let mut formats: Vec<u16> = Vec::new();
        let mut table: Vec<&[u8]> = Vec::new();
        let mut in_table = false;
        let mut records = Records::new(stream);
        for (kind, data) in &mut records {
            in_table = kind == 0x00FC || (in_table && kind == 0x003C);
            if in_table {
                table.push(data);
            }
            match kind {
                0x0809 if u16_at(data, 0) != Some(BIFF8) => {
                    let message = "the workbook is older than Excel 97";
                    return Err(Error::new(ErrorKind::UnknownFormat, "read", message));
                }
                0x002F => {
                    let message = "the workbook is encrypted and needs a password";
                    return Err(Error::new(ErrorKind::Encrypted, "read", message));
                }
                0x0022 => book.epoch_1904 = u16_at(data, 0) == Some(1),
                0x041E => {
                    let text = text_at(data, 2).unwrap_or_default();
                    codes.extend(u16_at(data, 0).map(|id| (id, Display::of_code(&text))));
                }
                0x00E0 => formats.push(u16_at(data, 2).unwrap_or(0)),
                0x0085 => book.sheets.extend(sheet_start(data)),
                _ => {}
            }
        }
        if !records.ended {
            return Err(damaged("the workbook is cut"));
        }
        if book.sheets.len() > MAX_SHEETS {
            book.sheets.truncate(MAX_SHEETS);
        }
        let display = |id: &u16| {
            let known = codes.get(id).cloned();
            known.unwrap_or_else(|| Display::built_in(u32::from(*id)))
        };
        book.displays = formats.iter().map(display).collect();
        book.strings = read_strings(table, limits)?;
        Ok(book)
    }

    /// The visible sheets. Those of a sound workbook do not overlap: together they are no longer than its stream.
    fn read_sheets(&self, stream: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Error> {
        let mut budget = Budget { left: limits.cells };
        let mut bytes_left = stream.len();
        let mut sheets = Vec::new();
        for start in &self.sheets {
            let rest = stream.get(*start..).filter(|rest| !rest.is_empty());
            let rest = rest.ok_or_else(|| damaged("a sheet lies outside of the workbook"))?;
            let mut records = Records::new(rest);
            sheets.push(self.sheet(&mut records, &mut budget)?);
            let length = rest.len().saturating_sub(records.rest.len());
            bytes_left = bytes_left
                .checked_sub(length)
                .ok_or_else(|| damaged("sheets of the workbook overlap"))?;
        }
        Ok(sheets)
    }

    fn sheet(&self, records: &mut Records<'_>, budget: &mut Budget) -> Result<Sheet, Error> {
        let mut sheet = Sheet::default();
        let mut zeros = true;
        // A formula whose result is a string: it follows.
        let mut formula = None;
        for (kind, data) in &mut *records {
            let place = || Some((u32::from(u16_at(data, 0)?), u32::from(u16_at(data, 2)?)));
            match kind {
                0x023E => zeros = u16_at(data, 0).is_none_or(|flags| flags & 0x10 != 0),
                0x0208 => {
                    let hidden = u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0);
                    let row = u16_at(data, 0).map(u32::from).filter(|_| hidden);
                    sheet.hidden_rows.extend(row.map(|row| (row, row)));
                }
                0x007D => {
                    let hidden = u16_at(data, 8).is_some_and(|flags| flags & 1 != 0);
                    let range = u16_at(data, 0).zip(u16_at(data, 2)).filter(|_| hidden);
                    let range = range.map(|(first, last)| (first.into(), last.into()));
                    sheet.hidden_columns.extend(range);
                }
                0x00E5 => {
                    let regions = data.get(2..).unwrap_or_default().chunks_exact(8);
                    let room = MAX_MERGES.saturating_sub(sheet.merges.len());
                    sheet.merges.extend(regions.filter_map(region).take(room));
                }
                0x00BD => {
                    let Some((row, mut column)) = place() else {
                        continue;
                    };
                    let cells = data
                        .get(4..data.len().saturating_sub(2))
                        .unwrap_or_default();
                    for cell in cells.chunks_exact(6) {
                        let number = u32_at(cell, 2).map(packed);
                        let text = self.number(u16_at(cell, 0), number, zeros);
                        put(&mut sheet, Some((row, column)), text, budget)?;
                        column = column.saturating_add(1);
                    }
                }
                0x0203 | 0x027E | 0x00FD | 0x0204 | 0x00D6 | 0x0205 | 0x0006 => {
                    let style = u16_at(data, 4);
                    let text = match kind {
                        0x0203 => self.number(style, double_at(data, 6), zeros),
                        0x027E => self.number(style, u32_at(data, 6).map(packed), zeros),
                        0x00FD => {
                            let index = u32_at(data, 6).and_then(|i| usize::try_from(i).ok());
                            let text = index.and_then(|index| self.strings.get(index)).cloned();
                            text.unwrap_or_else(|| String::from('\u{FFFD}'))
                        }
                        0x0204 | 0x00D6 => {
                            text_at(data, 6).unwrap_or_else(|| String::from('\u{FFFD}'))
                        }
                        0x0205 => match (u8_at(data, 6), u8_at(data, 7)) {
                            (Some(0), Some(0)) => String::from("FALSE"),
                            (Some(_), Some(0)) => String::from("TRUE"),
                            _ => String::from("#ERROR"),
                        },
                        _ => match (u16_at(data, 12), u8_at(data, 6)) {
                            (Some(0xFFFF), Some(0)) => {
                                formula = place();
                                continue;
                            }
                            (Some(0xFFFF), Some(1)) => String::from("TRUE"),
                            (Some(0xFFFF), Some(3)) => String::new(),
                            (Some(0xFFFF), _) => String::from("#ERROR"),
                            _ => self.number(style, double_at(data, 6), zeros),
                        },
                    };
                    put(&mut sheet, place(), text, budget)?;
                }
                0x0207 => {
                    let text = text_at(data, 0).unwrap_or_else(|| String::from('\u{FFFD}'));
                    put(&mut sheet, formula.take(), text, budget)?;
                }
                _ => {}
            }
        }
        if !records.ended {
            return Err(damaged("a sheet is cut"));
        }
        Ok(sheet)
    }

    /// A number that is missing or no number is U+FFFD: it was to be there.
    fn number(&self, style: Option<u16>, number: Option<f64>, zeros: bool) -> String {
        match number.filter(|number| number.is_finite()) {
            None => String::from('\u{FFFD}'),
            Some(0.0) if !zeros => String::new(),
            Some(number) => {
                let display = style.and_then(|style| self.displays.get(usize::from(style)));
                let display = display.unwrap_or(&Display::General);
                display.show(number, self.epoch_1904)
            }
        }
    }
}

fn put(
    sheet: &mut Sheet,
    place: Option<(u32, u32)>,
    text: String,
    budget: &mut Budget,
) -> Result<(), Error> {
    if let Some(place) = place.filter(|_| !text.trim().is_empty()) {
        budget.spend_on(&text)?;
        sheet.cells.insert(place, lines(&text));
    }
    Ok(())
}

/// `BoundSheet8` (2.4.28): where a sheet begins; `None` for hidden ones and for charts and macros.
fn sheet_start(data: &[u8]) -> Option<usize> {
    let shown = u8_at(data, 4)? & 3 == 0 && u8_at(data, 5)? == 0;
    usize::try_from(u32_at(data, 0)?).ok().filter(|_| shown)
}

/// `Ref8` (2.5.211).
fn region(data: &[u8]) -> Option<Region> {
    let at = |at| u16_at(data, at).map(u32::from);
    let region = Region {
        rows: (at(0)?, at(2)?),
        columns: (at(4)?, at(6)?),
    };
    (region.rows.0 <= region.rows.1 && region.columns.0 <= region.columns.1).then_some(region)
}

fn double_at(data: &[u8], at: usize) -> Option<f64> {
    let bytes = slice(data, at, 8)?;
    bytes.try_into().ok().map(f64::from_le_bytes)
}

/// `RkNumber` (2.5.217): thirty bits of an integer or of a double, maybe in hundredths.
fn packed(rk: u32) -> f64 {
    let number = match rk & 2 {
        0 => f64::from_bits(u64::from(rk & !3) << 32),
        _ => f64::from(rk.cast_signed() >> 2),
    };
    if rk & 1 == 0 { number } else { number / 100.0 }
}

/// `XLUnicodeString` (2.5.294) at `at`.
fn text_at(data: &[u8], at: usize) -> Option<String> {
    let mut parts = Parts::new(vec![data.get(at..)?]);
    let count = parts.u16()?;
    let flags = parts.u8()?;
    parts.chars(usize::from(count), flags)
}

/// `SST` with what continues it (2.4.265). A table that is cut gives the strings before the cut.
fn read_strings(table: Vec<&[u8]>, limits: &Limits) -> Result<Vec<String>, Error> {
    let mut budget = Budget { left: limits.cells };
    let mut found = Vec::new();
    let mut parts = Parts::new(table);
    if parts.skip(8).is_none() {
        return Ok(found);
    }
    while let Some(text) = parts.rich() {
        budget.spend(1)?;
        found.push(text);
    }
    Ok(found)
}

/// Bytes that go on from record to record.
struct Parts<'a> {
    parts: std::vec::IntoIter<&'a [u8]>,
    rest: &'a [u8],
}

impl<'a> Parts<'a> {
    fn new(parts: Vec<&'a [u8]>) -> Self {
        let mut parts = parts.into_iter();
        let rest = parts.next().unwrap_or_default();
        Parts { parts, rest }
    }

    fn u8(&mut self) -> Option<u8> {
        while self.rest.is_empty() {
            self.rest = self.parts.next()?;
        }
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.u8()?, self.u8()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > self.rest.len() {
            count = count.saturating_sub(self.rest.len());
            self.rest = self.parts.next()?;
        }
        self.rest = self.rest.get(count..)?;
        Some(())
    }

    /// `XLUnicodeRichExtendedString` (2.5.293).
    fn rich(&mut self) -> Option<String> {
        let count = self.u16()?;
        let flags = self.u8()?;
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let more = if flags & 4 != 0 { self.u32()? } else { 0 };
        let text = self.chars(usize::from(count), flags)?;
        let behind = usize::from(runs)
            .checked_mul(4)?
            .checked_add(usize::try_from(more).ok()?)?;
        // The last string may lack what is behind it.
        let _ = self.skip(behind);
        Some(text)
    }

    /// Characters of one or two bytes; each further record says anew which.
    fn chars(&mut self, count: usize, flags: u8) -> Option<String> {
        let mut wide = flags & 1 != 0;
        let mut units = Vec::with_capacity(count.min(self.rest.len()));
        while units.len() < count {
            if self.rest.is_empty() {
                self.rest = self.parts.next()?;
                wide = self.u8()? & 1 != 0;
                continue;
            }
            units.push(if wide {
                self.u16()?
            } else {
                u16::from(self.u8()?)
            });
        }
        Some(String::from_utf16_lossy(&units))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Value, begin, end, record};
    use super::*;
    use crate::document::Content;
    use crate::read::testing::show;

    #[test]
    fn packed_numbers_are_integers_doubles_and_hundredths() {
        assert_eq!(packed(7 << 2 | 2), 7.0);
        assert_eq!(packed((-7_i32 << 2).cast_unsigned() | 2), -7.0);
        assert_eq!(packed(1234 << 2 | 3), 12.34);
        assert_eq!(packed(0x3FF0_0000), 1.0);
    }

    #[test]
    fn strings_go_on_in_the_next_record_with_another_width() {
        let first = [0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, b'a'];
        let second = [1, b'b', 0, 0x4B, 0x6D, 1, 0, 0, b'c'];
        let strings = read_strings(vec![&first, &second], &Limits::default()).unwrap();
        assert_eq!(strings, ["ab测", "c"]);
    }

    /// A workbook as bytes, with a format of all digits, one of zeros as dashes and one of dates.
    fn workbook(sheets: &[testing::Sheet]) -> Vec<u8> {
        use testing::Format::{BuiltIn, Code};
        testing::file(sheets, &[BuiltIn(0), Code("0;-0;\"-\""), BuiltIn(14)])
    }

    fn shown(bytes: &[u8]) -> Result<Vec<String>, Error> {
        let document = super::super::read_xls(bytes, &Limits::default())?;
        match document.content {
            Content::Flow(blocks) => Ok(show(&blocks)),
            Content::Pages(_) => unreachable!("a flow"),
        }
    }

    #[test]
    fn a_workbook_reads_whole() {
        let long = "政府信息公开2023".repeat(300);
        let cells = [
            ((0, 0), (Value::Text(long.clone()), 0)),
            ((1, 0), (Value::Text("规章".into()), 0)),
            ((1, 1), (Value::Number(7.0), 0)),
            ((1, 2), (Value::Number(-12.34), 0)),
            ((1, 3), (Value::Number(0.125), 0)),
            ((1, 4), (Value::Sum(3, 9.5), 0)),
            ((2, 1), (Value::Number(0.0), 1)),
            ((2, 2), (Value::Blank, 0)),
            ((2, 3), (Value::Blank, 0)),
            ((2, 4), (Value::Number(45_296.0), 2)),
            ((2, 5), (Value::Number(9.0), 0)),
        ];
        let sheet = testing::Sheet {
            name: "年报".into(),
            cells: cells.into(),
            merges: vec![[0, 0, 0, 4], [1, 2, 0, 0]],
            widths: vec![2_000, 2_000, 2_000, 2_000, 2_000, 0],
            ..testing::Sheet::default()
        };
        let hidden = testing::Sheet {
            hidden: true,
            ..sheet.clone()
        };
        let table = "[2x5: 规章 0,0 2x1 | 7 0,1 1x1 | -12.34 0,2 1x1 | 0.125 0,3 1x1 | 9.5 0,4 1x1 | \
                     - 1,1 1x1 |  1,2 1x1 |  1,3 1x1 | 2024年1月5日 1,4 1x1]";
        let bytes = workbook(&[hidden, sheet]);
        assert_eq!(shown(&bytes).unwrap(), [long.as_str(), table]);
    }

    #[test]
    fn a_sheet_that_is_named_again_and_again_is_damage() {
        let rk = record(0x027E, &[1, 0, 2, 0, 0, 0, 30, 0, 0, 0]);
        let stream = [begin(16), rk, end()].concat();
        let read = |sheets: Vec<usize>| {
            let book = Book {
                sheets,
                ..Book::default()
            };
            book.read_sheets(&stream, &Limits::default())
        };
        assert_eq!(read(vec![0]).unwrap().len(), 1);
        assert_eq!(read(vec![0, 0]).unwrap_err().kind(), ErrorKind::Damaged);
    }

    #[test]
    fn cells_of_a_sheet_are_read_and_a_cut_sheet_is_damage() {
        let bof = begin(16);
        let rk = record(0x027E, &[1, 0, 2, 0, 0, 0, 30, 0, 0, 0]);
        let formula = record(
            0x0006,
            &[
                2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0,
            ],
        );
        let string = record(0x0207, &[1, 0, 0, b'x']);
        let other = record(0x027E, &[9, 0, 2, 0, 0, 0, 30, 0, 0, 0]);
        let chart = [bof.clone(), other, end()].concat();
        let stream = [bof, rk, formula, string, chart, end()].concat();
        let read = |stream: &[u8]| {
            Book::default().sheet(&mut Records::new(stream), &mut Budget { left: 9 })
        };
        let cells: Vec<_> = read(&stream).unwrap().cells.into_iter().collect();
        assert_eq!(
            cells,
            [((1, 2), String::from("7")), ((2, 0), String::from("x"))]
        );
        let cut = read(&stream[..stream.len() - 4]).unwrap_err();
        assert_eq!(cut.kind(), ErrorKind::Damaged);
    }
}
