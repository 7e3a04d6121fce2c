//! Binary Word documents and workbooks that are broken, locked, or say what is not so.

use super::super::blocks::{Block, plain};
use super::super::book::{self, BookStyle, Kind};
use super::super::doc::{self, DocStyle};
use super::super::docx::pack_texts;
use super::super::office::compound::{compound, numbers};
use super::super::office::workbook::{Format, Sheet, Value, stream};
use super::super::prose::BUREAU;
use super::super::report::Printed;
use super::super::xlsx;
use super::Bad;
use super::forms::small;

/// Where the header of a compound file says how many sectors its allocation table has ([MS-CFB] 2.2).
const FAT_SECTORS_AT: usize = 0x2C;
/// Where the pairs of offset and length begin in the stream `WordDocument`, and which of them is that of the pages of
/// paragraph properties ([MS-DOC] 2.5.6).
const PAIRS_AT: usize = 0x9A;
const PARAGRAPH_PAGES: usize = 13;

pub fn all() -> Vec<Bad> {
    vec![
        chain(),
        page_beyond(),
        password(),
        record_length(),
        string_count(),
        far_cells(),
        string_index(),
    ]
}

fn blocks() -> Vec<Block> {
    small("", "柳坞县气象局", 251).1
}

/// The streams of a document, changed.
fn document(change: impl Fn(&mut [u8], &mut [u8])) -> Vec<u8> {
    let writer = doc::document(&blocks(), &DocStyle::PLAIN);
    let (mut main, mut table) = writer.streams();
    change(&mut main, &mut table);
    compound(&[("WordDocument", &main), ("0Table", &table)])
}

fn chain() -> Bad {
    let mut bytes = document(|_, _| {});
    let sectors = usize::from(bytes[FAT_SECTORS_AT]);
    let fat = bytes.len() - sectors * 512;
    // Every sector is followed by the first one.
    bytes[fat..].fill(0);
    Bad::quarantined("doc_chain", "doc", "damaged", bytes)
        .about("every chain of the allocation table turns in a circle")
}

fn page_beyond() -> Bad {
    let bytes = document(|main, table| {
        let pair = PAIRS_AT + PARAGRAPH_PAGES * 8;
        let number = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|i| main[at + i])) as usize;
        let end = number(pair) + number(pair + 4);
        table[end - 4..end].copy_from_slice(&numbers(&[0x003F_FFFF]));
    });
    Bad::quarantined("doc_page", "doc", "damaged", bytes)
        .about("the last page of paragraph properties lies 2 GiB behind the end of the file")
}

fn password() -> Bad {
    let bytes = document(|main, _| main[0x0B] |= 1);
    Bad::quarantined("doc_password", "doc", "encrypted", bytes)
        .about("says that it is encrypted and needs a password")
}

/// A sheet of two cells.
fn two_cells(second: (u16, u16)) -> Sheet {
    let cell = |text: &str| (Value::Text(text.into()), 0);
    Sheet {
        name: "Sheet1".into(),
        cells: [((0, 0), cell("通知")), (second, cell("办公室"))].into(),
        ..Sheet::default()
    }
}

fn record_length() -> Bad {
    let formats = [Format::BuiltIn(0)];
    let mut bytes = stream(&[two_cells((1, 1))], &formats);
    // The last cell says that it is longer than the stream.
    let last = bytes.windows(4).rposition(|w| w == [0xFD, 0, 10, 0]);
    let at = last.expect("the sheet holds a string");
    bytes[at + 2..at + 4].fill(0xFF);
    let bytes = compound(&[("Workbook", &bytes)]);
    Bad::quarantined("xls_record", "xls", "damaged", bytes)
        .about("a record that says to be longer than the file")
}

/// Where the first record of this kind begins in a stream of records.
fn record_at(stream: &[u8], kind: u16) -> usize {
    let word = |at: usize| u16::from_le_bytes([stream[at], stream[at + 1]]);
    let mut at = 0;
    while word(at) != kind {
        at += 4 + usize::from(word(at + 2));
    }
    at
}

fn string_count() -> Bad {
    let (report, blocks) = small("xls_strings", "柳坞县体育局", 257);
    let sheets = book::sheets(&blocks, &BookStyle::plain(Kind::Xls));
    let mut bytes = stream(&sheets, &book::FORMATS);
    // `SST`: how often strings are used, how many there are.
    let at = record_at(&bytes, 0x00FC) + 4;
    bytes[at..at + 8].copy_from_slice(&numbers(&[1 << 31, 1 << 31]));
    let bytes = compound(&[("Workbook", &bytes)]);
    Bad {
        status: "ok",
        report: Some(report),
        ..Bad::quarantined("xls_strings", "xls", "", bytes)
    }
    .about("a report whose table of strings says to hold two thousand million")
}

/// The parts of a workbook, of which that of the first sheet is changed.
fn with_sheet(mut parts: Vec<(String, String)>, change: impl Fn(&str) -> String) -> Vec<u8> {
    let sheet = parts
        .iter_mut()
        .find(|(name, _)| name.ends_with("sheet1.xml"));
    let (_, part) = sheet.expect("a workbook has a sheet");
    *part = change(part);
    pack_texts(&parts)
}

fn far_cells() -> Bad {
    let parts = xlsx::parts(&[two_cells((1, 1))], "通知", false);
    let bytes = with_sheet(parts, |sheet| {
        sheet
            .replace("<cols>", "<dimension ref=\"A1:XFD1048576\"/><cols>")
            .replace("<row r=\"2\">", "<row r=\"1048576\">")
            .replace("r=\"B2\"", "r=\"XFD1048576\"")
    });
    Bad {
        status: "not_a_report",
        issues: "F004",
        ..Bad::quarantined("xlsx_far", "xlsx", "", bytes)
    }
    .about("says to fill a whole sheet; two cells, in its first place and in its last")
}

fn string_index() -> Bad {
    /// Stands where the string is to be missing.
    const MARK: &str = "777777";
    let (mut report, _) = small("xlsx_strings", "柳坞县档案局", 263);
    let mut set = |printed: Printed| {
        report.set("t3", "new_received", "natural_person", printed);
        plain(&report, &BUREAU)
    };
    let style = BookStyle {
        texts: true,
        ..BookStyle::plain(Kind::Xlsx)
    };
    let sheets = book::sheets(&set(Printed::word(MARK)), &style);
    set(Printed::word("\u{FFFD}"));
    let parts = xlsx::parts(&sheets, &report.title.concat(), false);
    let strings = parts
        .iter()
        .find(|(name, _)| name.ends_with("sharedStrings.xml"));
    let (_, strings) = strings.expect("a workbook has strings");
    let before = strings.split(MARK).next().unwrap_or_default();
    let index = before.matches("<si>").count() - 1;
    let bytes = with_sheet(parts, |sheet| {
        let named = format!("t=\"s\"><v>{index}</v>");
        sheet.replace(&named, "t=\"s\"><v>4294967295</v>")
    });
    Bad {
        status: "partial",
        issues: "R301",
        report: Some(report),
        ..Bad::quarantined("xlsx_strings", "xlsx", "", bytes)
    }
    .about("a report in which a cell names a string that is not there")
}
