//! What holds for every reader, whatever the document: nothing breaks it, and a small table comes back cell by cell.

mod pieces;

use proptest::prelude::*;

use super::ofd::testing as ofd;
use super::read;
use super::testing::compound::compound;
use super::testing::{pack, show};
use crate::document::Content;
use crate::forms::Forms;
use crate::limits::Limits;
use crate::{grid, testing};

/// Texts of cells: values and labels as reports print them.
const TEXTS: [&str; 9] = [
    "0",
    "12",
    "3456",
    "1.5",
    "/",
    "无",
    "规章",
    "第二十条第（一）项",
    "a&b<c",
];

/// A table of at least two rows and two columns: smaller ones are frames to many readers.
fn tables() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let cell = || prop::sample::select(&TEXTS[..]);
    (2_usize..5).prop_flat_map(move |columns| {
        prop::collection::vec(prop::collection::vec(cell(), columns), 2..6)
    })
}

/// The table as [`show`] prints it.
fn expected(rows: &[Vec<&str>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let cells = rows.iter().enumerate().flat_map(|(row, cells)| {
        let cells = cells.iter().enumerate();
        cells.map(move |(column, text)| format!("{text} {row},{column} 1x1"))
    });
    let cells: Vec<String> = cells.collect();
    format!("[{}x{columns}: {}]", rows.len(), cells.join(" | "))
}

/// The tables that are read.
fn found(bytes: &[u8]) -> Vec<String> {
    let document = read(bytes, &Limits::default(), Forms::default()).expect("a sound file");
    let Content::Flow(blocks) = document.content else {
        unreachable!("a flow document");
    };
    let shown = show(&blocks).into_iter();
    shown.filter(|block| block.starts_with('[')).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Each row as `row` says, with `cell` around each text.
fn marked(rows: &[Vec<&str>], row: [&str; 2], cell: [&str; 2]) -> String {
    let cells = |texts: &Vec<&str>| -> String {
        let cells = texts.iter();
        cells
            .map(|text| [cell[0], &escaped(text), cell[1]].concat())
            .collect()
    };
    rows.iter()
        .map(|texts| [row[0], &cells(texts), row[1]].concat())
        .collect()
}

fn html(rows: &[Vec<&str>]) -> String {
    let rows = marked(rows, ["<tr>", ""], ["<td>", ""]);
    format!("<html><meta charset=utf-8><body><table border=1>{rows}</table>")
}

fn mht(rows: &[Vec<&str>]) -> String {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; \
         charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n--b--\r\n",
        html(rows)
    )
}

fn flat_odt(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">\
         <office:body><office:text>{body}</office:text></office:body></office:document>"
    )
}

fn odt(rows: &[Vec<&str>]) -> String {
    let cell = ["<table:table-cell><text:p>", "</text:p></table:table-cell>"];
    let rows = marked(rows, ["<table:table-row>", "</table:table-row>"], cell);
    flat_odt(&format!("<table:table>{rows}</table:table>"))
}

fn word_xml(rows: &[Vec<&str>]) -> String {
    let cell = ["<w:tc><w:p><w:r><w:t>", "</w:t></w:r></w:p></w:tc>"];
    let rows = marked(rows, ["<w:tr>", "</w:tr>"], cell);
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w:wordDocument \
         xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:body><w:tbl>{rows}</w:tbl></w:body>\
         </w:wordDocument>"
    )
}

fn rtf(rows: &[Vec<&str>]) -> String {
    let escape = |text: &str| -> String {
        let mut units = [0; 2];
        let escaped = text.chars().map(|ch| match ch.is_ascii() {
            true => ch.to_string(),
            false => {
                let units = ch.encode_utf16(&mut units).iter();
                units
                    .map(|unit| format!("\\u{}?", unit.cast_signed()))
                    .collect()
            }
        });
        escaped.collect()
    };
    let row = |texts: &Vec<&str>| {
        let ends: String = (1..=texts.len())
            .map(|end| format!("\\cellx{}", end * 1000))
            .collect();
        let cells: String = texts
            .iter()
            .map(|text| format!(" {}\\cell", escape(text)))
            .collect();
        format!("\\trowd{ends}\\pard\\intbl{cells}\\row\n")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("{{\\rtf1\\ansi\\uc1 {rows}\\pard x\\par}}")
}

fn xlsx(sheet: &str) -> Vec<u8> {
    pack(&[
        ("xl/workbook.xml", br#"<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
    ])
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a short record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A workbook of one sheet that holds these records ([MS-XLS] 2.1.7).
fn xls(sheet: &[u8]) -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000A, &[]);
    let globals = |at: u32| {
        let bound = [&at.to_le_bytes()[..], &[0, 0, 1, 0, b'a']].concat();
        [bof(5), record(0x0085, &bound), end.clone()].concat()
    };
    let at = u32::try_from(globals(0).len()).expect("a short stream");
    let stream = [globals(at), bof(16), sheet.to_vec(), end.clone()].concat();
    compound(&[("Workbook", &stream)])
}

fn label((row, column): (usize, usize), text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let number = |number: usize| u16::try_from(number).expect("a small number").to_le_bytes();
    let mut data = [number(row), number(column), [0, 0], number(units.len())].concat();
    data.push(1);
    data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    record(0x0204, &data)
}

/// Rows 10 mm high and columns 40 mm wide, ruled on all sides.
fn ofd_page(rows: &[Vec<&str>]) -> Vec<u8> {
    let columns = rows.first().map_or(0, Vec::len);
    let (width, height) = (40 * columns, 10 * rows.len());
    let line = |(x, y): (usize, usize), (right, down): (usize, usize)| {
        format!(
            "<ofd:PathObject Boundary=\"{} {} {right} {down}\" LineWidth=\"0.3\"><ofd:AbbreviatedData>M 0 0 L {right} \
             {down}</ofd:AbbreviatedData></ofd:PathObject>",
            10 + x,
            20 + y
        )
    };
    let mut page: String = (0..=rows.len())
        .map(|row| line((0, 10 * row), (width, 0)))
        .collect();
    page.extend((0..=columns).map(|column| line((40 * column, 0), (0, height))));
    let places = rows.iter().enumerate().flat_map(|(row, texts)| {
        let texts = texts.iter().enumerate();
        texts.map(move |(column, text)| (row, column, *text))
    });
    page.extend(places.map(|(row, column, text)| {
        // Half an em for letters and digits.
        let steps = text.chars().map(|ch| match ch.is_ascii() {
            true => "1.5 ",
            false => "3 ",
        });
        format!(
            "<ofd:TextObject Boundary=\"{} {} 30 4\" Size=\"3\"><ofd:TextCode X=\"0\" Y=\"3\" DeltaX=\"{}\">{}\
             </ofd:TextCode></ofd:TextObject>",
            12 + 40 * column,
            23 + 10 * row,
            steps.collect::<String>(),
            escaped(text)
        )
    }));
    ofd::file(&[&format!("<ofd:Layer>{page}</ofd:Layer>")], "")
}

proptest! {
    #![proptest_config(testing::config(40))]

    #[test]
    fn a_table_comes_back_cell_by_cell(rows in tables()) {
        let sheet = marked(
            &rows,
            ["<row>", "</row>"],
            ["<c t=\"inlineStr\"><is><t>", "</t></is></c>"],
        );
        let labels: Vec<u8> = rows
            .iter()
            .enumerate()
            .flat_map(|(row, texts)| texts.iter().enumerate().map(move |(column, text)| ((row, column), *text)))
            .flat_map(|(place, text)| label(place, text))
            .collect();
        for (kind, bytes) in [
            ("html", html(&rows).into_bytes()),
            ("mht", mht(&rows).into_bytes()),
            ("odt", odt(&rows).into_bytes()),
            ("xml", word_xml(&rows).into_bytes()),
            ("rtf", rtf(&rows).into_bytes()),
            ("xlsx", xlsx(&format!("<sheetData>{sheet}</sheetData>"))),
            ("xls", xls(&labels)),
        ] {
            prop_assert_eq!(found(&bytes), [expected(&rows)], "{}", kind);
        }
    }

    #[test]
    fn a_drawn_table_comes_back_cell_by_cell(rows in tables()) {
        let document = read(&ofd_page(&rows), &Limits::default(), Forms::default()).unwrap();
        let layout = grid::layout(&document, &Limits::default()).unwrap();
        let texts: Vec<&str> = layout.grids[0].cells.iter().map(|cell| cell.text.as_str()).collect();
        prop_assert_eq!(layout.grids.len(), 1);
        prop_assert_eq!(texts, rows.concat());
    }
}
