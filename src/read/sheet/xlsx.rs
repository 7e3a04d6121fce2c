//! SpreadsheetML parts: workbook, shared strings, styles, sheets (ISO/IEC 29500-1, 18).

use quick_xml::events::BytesStart;

use super::display::Display;
use super::{Budget, MAX_MERGES, MAX_SHEETS, Region, Sheet};
use crate::document::LINE_BREAK;
use crate::error::Error;
use crate::limits::Limits;
use crate::read::package::{Package, find_text, resolve};
use crate::read::xml::{Cursor, attribute, damaged, local};

/// Where the workbook is when the package does not say.
const MAIN_PART: &str = "xl/workbook.xml";

/// Cell styles and number formats of one workbook; Excel stops at 65,490.
const MAX_STYLES: usize = 70_000;

/// Rows and columns of a sheet (ISO/IEC 29500-1, 18.3.1.99 as Excel bounds it).
const MAX_ROW: u32 = 1 << 20;
const MAX_COLUMN: u32 = 1 << 14;

/// The visible sheets, the producer and the title.
///
/// # Errors
/// `Damaged`, `Encrypted`, `Limit`.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Sheet>, String, String), Error> {
    let mut package = Package::open(bytes, limits)?;
    let main = package.related("", "officeDocument")?;
    let main = main.unwrap_or_else(|| String::from(MAIN_PART));
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let xml = package
        .part(&main)?
        .ok_or_else(|| damaged(format!("{main} is missing")))?;
    let mut book = Book::parse(&xml, limits)?;
    let mut side = |kind: &str, usual: &str| -> Result<Option<String>, Error> {
        let name = package.related(&main, kind)?;
        package.part(&name.unwrap_or_else(|| resolve(folder, usual)))
    };
    if let Some(xml) = side("sharedStrings", "sharedStrings.xml")? {
        book.strings = read_strings(&xml, limits)?;
    }
    if let Some(xml) = side("styles", "styles.xml")? {
        book.displays = read_styles(&xml, limits)?;
    }
    let mut budget = Budget { left: limits.cells };
    let mut sheets = Vec::new();
    for id in &book.sheets {
        // A sheet that is named and not there: nothing can be said about the rest.
        let part = package.related_by_id(&main, id)?;
        let xml = match &part {
            Some(part) => package.part(part)?,
            None => None,
        };
        let xml = xml.ok_or_else(|| damaged(format!("the sheet {id} is missing")))?;
        sheets.push(book.sheet(&xml, limits, &mut budget)?);
    }
    let mut property = |part: &str, name: &str| {
        let xml = package.part(part).ok().flatten()?;
        find_text(&xml, name, limits.depth).ok().flatten()
    };
    let application = property("docProps/app.xml", "Application").unwrap_or_default();
    let version = property("docProps/app.xml", "AppVersion").unwrap_or_default();
    let title = property("docProps/core.xml", "title").unwrap_or_default();
    let producer = format!("{application} {version}").trim().to_string();
    Ok((sheets, producer, title))
}

/// What sheets refer to.
#[derive(Default)]
struct Book {
    /// Relation identifiers of the visible sheets.
    sheets: Vec<String>,
    strings: Vec<String>,
    /// How the cells of each style show numbers.
    displays: Vec<Display>,
    epoch_1904: bool,
}

impl Book {
    fn parse(xml: &str, limits: &Limits) -> Result<Book, Error> {
        let mut book = Book::default();
        let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "workbookPr" => {
                    book.epoch_1904 = is_set(&start, "date1904");
                    cursor.skip()?;
                }
                "sheet" => {
                    let state = attribute(&start, "state").unwrap_or_default();
                    // `r:id` and not `sheetId`: names are compared without their prefixes.
                    let id = attribute(&start, "id").unwrap_or_default();
                    if !matches!(&*state, "hidden" | "veryHidden") && book.sheets.len() < MAX_SHEETS
                    {
                        book.sheets.push(id.into_owned());
                    }
                    cursor.skip()?;
                }
                // `sheets` is passed through.
                "sheets" => {}
                _ => cursor.skip()?,
            }
        }
        Ok(book)
    }

    fn sheet(&self, xml: &str, limits: &Limits, budget: &mut Budget) -> Result<Sheet, Error> {
        let mut sheet = Sheet::default();
        let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
        let mut row = 0_u32;
        let mut column = 0_u32;
        let mut zeros = true;
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "sheetViews" | "sheetData" | "cols" | "mergeCells" => {}
                "sheetView" => {
                    zeros = !is_unset(&start, "showZeros");
                    cursor.skip()?;
                }
                "col" => {
                    let zero = attribute(&start, "width").is_some_and(|w| is_zero(&w));
                    let range = (number(&start, "min"), number(&start, "max"));
                    if let (true, (Some(min), Some(max))) =
                        (is_set(&start, "hidden") || zero, range)
                        && sheet.hidden_columns.len() < MAX_MERGES
                    {
                        let range = (min.saturating_sub(1), max.saturating_sub(1));
                        sheet.hidden_columns.push(range);
                    }
                    cursor.skip()?;
                }
                "row" => {
                    row = number(&start, "r").unwrap_or(row.saturating_add(1));
                    column = 0;
                    let zero = attribute(&start, "ht").is_some_and(|height| is_zero(&height));
                    if (is_set(&start, "hidden") || zero) && sheet.hidden_rows.len() < MAX_MERGES {
                        let row = row.saturating_sub(1);
                        sheet.hidden_rows.push((row, row));
                    }
                }
                "c" => {
                    let place = attribute(&start, "r").and_then(|name| place(&name));
                    let (at_row, at_column) = place.unwrap_or((row.saturating_sub(1), column));
                    column = at_column.saturating_add(1);
                    let text = self.cell(&mut cursor, &start, zeros)?;
                    if !text.trim().is_empty() && at_row < MAX_ROW && at_column < MAX_COLUMN {
                        budget.spend_on(&text)?;
                        sheet.cells.insert((at_row, at_column), text);
                    }
                }
                "mergeCell" => {
                    let region = attribute(&start, "ref").and_then(|name| region(&name));
                    if sheet.merges.len() < MAX_MERGES {
                        sheet.merges.extend(region);
                    }
                    cursor.skip()?;
                }
                _ => cursor.skip()?,
            }
        }
        Ok(sheet)
    }

    /// The text of the cell that began last; goes past its end.
    fn cell(
        &self,
        cursor: &mut Cursor<'_>,
        start: &BytesStart<'_>,
        zeros: bool,
    ) -> Result<String, Error> {
        let kind = attribute(start, "t").unwrap_or_default();
        let style = number(start, "s").and_then(|s| usize::try_from(s).ok());
        let mut value = String::new();
        let mut inline = String::new();
        let depth = cursor.depth();
        while let Some(child) = cursor.element_in(depth)? {
            match local(&child) {
                "v" => cursor.text(&mut value)?,
                "is" => read_rich(cursor, &mut inline)?,
                _ => cursor.skip()?,
            }
        }
        let text = match &*kind {
            "s" => {
                let index: Option<usize> = value.trim().parse().ok();
                let text = index.and_then(|index| self.strings.get(index)).cloned();
                // A string that is named and not there: unlike nothing at all.
                text.unwrap_or_else(|| String::from('\u{FFFD}'))
            }
            "inlineStr" => inline,
            "str" | "e" | "d" => value,
            "b" => String::from(if value.trim() == "1" { "TRUE" } else { "FALSE" }),
            _ => match value.trim().parse::<f64>() {
                Ok(number) if number == 0.0 && !zeros => String::new(),
                Ok(number) if number.is_finite() => {
                    let display = style.and_then(|style| self.displays.get(style));
                    let display = display.unwrap_or(&Display::General);
                    display.show(number, self.epoch_1904)
                }
                _ => value,
            },
        };
        Ok(lines(&text))
    }
}

/// Line breaks inside a cell are breaks of one text.
pub(super) fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace("_x000D_", "")
        .trim_end_matches('\n')
        .replace(['\n', '\r'], LINE_BREAK.encode_utf8(&mut [0; 4]))
}

/// `B12` as 0-based row and column.
fn place(name: &str) -> Option<(u32, u32)> {
    let name = name.trim();
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(digits);
    let row: u32 = digits.parse().ok()?;
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = letter
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|v| *v < 26)?;
        column = column
            .checked_mul(26)?
            .checked_add(u32::from(value))?
            .checked_add(1)?;
    }
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// `A1:C2` as a region.
fn region(name: &str) -> Option<Region> {
    let (first, last) = name.split_once(':')?;
    let (first, last) = (place(first)?, place(last)?);
    let fits = first.0 <= last.0 && first.1 <= last.1 && last.0 < MAX_ROW && last.1 < MAX_COLUMN;
    fits.then_some(Region {
        rows: (first.0, last.0),
        columns: (first.1, last.1),
    })
}

fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.trim().parse().ok()
}

fn is_set(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
}

fn is_unset(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.trim(), "0" | "false" | "off"))
}

fn is_zero(value: &str) -> bool {
    value.trim().parse() == Ok(0.0)
}

/// Appends the text of a string item; phonetic guides are no part of it.
fn read_rich(cursor: &mut Cursor<'_>, into: &mut String) -> Result<(), Error> {
    let depth = cursor.depth();
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "r" => {}
            "t" => cursor.text(into)?,
            _ => cursor.skip()?,
        }
    }
    Ok(())
}

fn read_strings(xml: &str, limits: &Limits) -> Result<Vec<String>, Error> {
    let mut budget = Budget { left: limits.cells };
    let mut found = Vec::new();
    let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "si" => {
                budget.spend(1)?;
                let mut text = String::new();
                read_rich(&mut cursor, &mut text)?;
                found.push(text);
            }
            _ => cursor.skip()?,
        }
    }
    Ok(found)
}

/// How the cells of each style show numbers.
fn read_styles(xml: &str, limits: &Limits) -> Result<Vec<Display>, Error> {
    let mut codes = std::collections::HashMap::new();
    let mut found = Vec::new();
    let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        match local(&start) {
            "numFmts" | "cellXfs" => {}
            "numFmt" if codes.len() < MAX_STYLES => {
                let id = number(&start, "numFmtId");
                let code = attribute(&start, "formatCode");
                if let (Some(id), Some(code)) = (id, code) {
                    codes.insert(id, Display::of_code(&code));
                }
                cursor.skip()?;
            }
            "xf" if found.len() < MAX_STYLES => {
                let id = number(&start, "numFmtId").unwrap_or(0);
                let display = codes.get(&id).cloned();
                found.push(display.unwrap_or_else(|| Display::built_in(id)));
                cursor.skip()?;
            }
            _ => cursor.skip()?,
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Content;
    use crate::read::testing::{pack, show};

    fn workbook(sheet: &str) -> Vec<u8> {
        pack(&[
            ("xl/workbook.xml", br#"<workbook><sheets><sheet name="h" sheetId="1" state="hidden" r:id="r9"/>
                <sheet name="a" sheetId="2" r:id="r1"/></sheets></workbook>"#),
            ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
            ("xl/sharedStrings.xml", "<sst><si><t>本年<!-- -->新收</t><rPh><t>x</t></rPh></si><si><r><t>a</t></r><r><t>\nb</t></r></si></sst>".as_bytes()),
            ("xl/styles.xml", br#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="0_ ;0;&quot;-&quot;"/></numFmts>
                <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/></cellXfs></styleSheet>"#),
            ("xl/worksheets/sheet1.xml", format!("<worksheet>{sheet}</worksheet>").as_bytes()),
        ])
    }

    fn shown(sheet: &str) -> Vec<String> {
        let document = super::super::read_xlsx(&workbook(sheet), &Limits::default()).unwrap();
        match document.content {
            Content::Flow(blocks) => show(&blocks),
            Content::Pages(_) => unreachable!("a flow"),
        }
    }

    #[test]
    fn cells_show_strings_numbers_and_formats() {
        let sheet = r#"<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c><c r="C1" s="1"><v>0</v></c></row>
            <row><c t="inlineStr"><is><t>x</t></is></c><c><f>1+1</f><v>2</v></c><c t="str"><v>12</v></c></row></sheetData>"#;
        assert_eq!(
            shown(sheet),
            [
                "[2x3: 本年新收 0,0 1x1 | a\u{2028}b 0,1 1x1 | - 0,2 1x1 | x 1,0 1x1 | 2 1,1 1x1 | 12 1,2 1x1]"
            ]
        );
    }

    #[test]
    fn merges_hidden_rows_and_hidden_zeros() {
        let sheet = r#"<sheetViews><sheetView showZeros="0"/></sheetViews><cols><col min="2" max="2" hidden="1"/></cols>
            <sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>
            <row r="2" hidden="1"><c r="C2"><v>4</v></c></row><row r="3"><c r="C3"><v>5</v></c><c r="D3"><v>0</v></c></row></sheetData>
            <mergeCells><mergeCell ref="A1:A3"/></mergeCells>"#;
        assert_eq!(shown(sheet), ["[2x2: 1 0,0 2x1 | 3 0,1 1x1 | 5 1,1 1x1]"]);
    }

    #[test]
    fn places_and_regions_outside_of_a_sheet_are_none() {
        assert_eq!(place("AA10"), Some((9, 26)));
        assert_eq!(place("A0"), None);
        assert_eq!(place("ZZZZZZZZZ1"), None);
        assert_eq!(region("B2:A1"), None);
        assert_eq!(region("A1:XFE1"), None);
    }

    #[test]
    fn a_long_string_that_many_cells_name_ends_the_file() {
        let cells = "<c t=\"s\"><v>0</v></c>".repeat(100);
        let sheet = format!("<row>{cells}</row>");
        let strings = format!("<sst><si><t>{}</t></si></sst>", "长".repeat(40_000));
        let limits = Limits {
            cells: 10_000,
            ..Limits::default()
        };
        let bytes = pack(&[
            ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"1\" id=\"r1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"r1\" Type=\"a/worksheet\" Target=\"s.xml\"/></Relationships>"),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/s.xml", format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
        ]);
        let error = super::super::read_xlsx(&bytes, &limits).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Limit);
    }

    #[test]
    fn more_cells_than_the_cap_are_refused() {
        let limits = Limits {
            cells: 2,
            ..Limits::default()
        };
        let sheet =
            "<sheetData><row><c><v>1</v></c><c><v>1</v></c><c><v>1</v></c></row></sheetData>";
        let error = super::super::read_xlsx(&workbook(sheet), &limits).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Limit);
    }
}
