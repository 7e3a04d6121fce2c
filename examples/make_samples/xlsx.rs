//! Sheets to .xlsx workbooks (ISO/IEC 29500-1, 18).

use std::fmt::Write;

use super::book::FORMATS;
use super::docx::pack_texts;
use super::markup::escape;
use super::office::workbook::{Format, Sheet, Value};

/// What is named as the program of every sample.
const PROGRAM: &str = "nianbao samples";
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/// The workbook; `rich` strings are made of runs and have phonetic guides, and every fifth stands in its cell.
pub fn write(sheets: &[Sheet], title: &str, rich: bool) -> Vec<u8> {
    pack_texts(&parts(sheets, title, rich))
}

/// Names and texts of its parts.
pub fn parts(sheets: &[Sheet], title: &str, rich: bool) -> Vec<(String, String)> {
    let mut strings = Strings {
        rich,
        ..Strings::default()
    };
    let bodies: Vec<String> = sheets
        .iter()
        .map(|sheet| sheet_part(sheet, &mut strings))
        .collect();
    let names: Vec<String> = (1..=sheets.len())
        .map(|number| format!("xl/worksheets/sheet{number}.xml"))
        .collect();
    let mut parts = vec![
        ("[Content_Types].xml", types(sheets.len())),
        ("_rels/.rels", root_relations()),
        ("docProps/app.xml", application()),
        ("docProps/core.xml", core(title)),
        ("xl/workbook.xml", workbook(sheets)),
        ("xl/_rels/workbook.xml.rels", relations(sheets.len())),
        ("xl/styles.xml", styles()),
        ("xl/sharedStrings.xml", strings.part()),
    ];
    parts.extend(names.iter().map(String::as_str).zip(bodies));
    let named = parts
        .into_iter()
        .map(|(name, part)| (name.to_owned(), part));
    named.collect()
}

/// A text between tags or in an attribute.
fn escaped(text: &str) -> String {
    escape(text).replace('"', "&quot;")
}

#[derive(Default)]
struct Strings {
    all: Vec<String>,
    uses: usize,
    rich: bool,
}

impl Strings {
    /// The cell that shows this text.
    fn cell(&mut self, text: &str, at: &str) -> String {
        self.uses += 1;
        if self.rich && self.uses.is_multiple_of(5) {
            let text = escaped(text);
            return format!(
                r#"<c {at} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#
            );
        }
        let known = self.all.iter().position(|known| known == text);
        let index = known.unwrap_or_else(|| {
            self.all.push(text.to_owned());
            self.all.len() - 1
        });
        format!(r#"<c {at} t="s"><v>{index}</v></c>"#)
    }

    fn part(&self) -> String {
        let items: String = self.all.iter().map(|text| self.item(text)).collect();
        let (uses, count) = (self.uses, self.all.len());
        format!(r#"{HEAD}<sst xmlns="{MAIN}" count="{uses}" uniqueCount="{count}">{items}</sst>"#)
    }

    fn item(&self, text: &str) -> String {
        let run = |text: &str| format!(r#"<t xml:space="preserve">{}</t>"#, escaped(text));
        let middle = text.char_indices().map(|(at, _)| at).nth(2);
        match middle.filter(|_| self.rich) {
            Some(at) => {
                let (first, second) = text.split_at(at);
                let look = r#"<rPr><b/><sz val="11"/></rPr>"#;
                let (first, second) = (run(first), run(second));
                format!(
                    r#"<si><r>{first}</r><r>{look}{second}</r><rPh sb="0" eb="1"><t>pinyin</t></rPh></si>"#
                )
            }
            None => format!("<si>{}</si>", run(text)),
        }
    }
}

/// `A`, `B`, … `AA`.
fn letters(column: u16) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

fn place(row: u16, column: u16) -> String {
    format!("{}{}", letters(column), row + 1)
}

fn sheet_part(sheet: &Sheet, strings: &mut Strings) -> String {
    let mut cells = String::new();
    let all: Vec<_> = sheet.cells.iter().collect();
    for row in all.chunk_by(|a, b| a.0.0 == b.0.0) {
        let _ = write!(cells, r#"<row r="{}">"#, row[0].0.0 + 1);
        for ((row, column), (value, format)) in row {
            let at = format!(r#"r="{}" s="{format}""#, place(*row, *column));
            cells += &match value {
                Value::Blank => format!("<c {at}/>"),
                Value::Text(text) => strings.cell(text, &at),
                Value::Number(number) => format!("<c {at}><v>{number}</v></c>"),
                Value::Sum(count, result) => {
                    let (from, to) = (place(*row, column - count), place(*row, column - 1));
                    format!("<c {at}><f>SUM({from}:{to})</f><v>{result}</v></c>")
                }
            };
        }
        cells += "</row>";
    }
    let mut columns = String::new();
    for (number, width) in (1..).zip(&sheet.widths) {
        let width = f32::from(*width) / 256.0;
        let hidden = if width == 0.0 { r#" hidden="1""# } else { "" };
        let _ = write!(
            columns,
            r#"<col min="{number}" max="{number}" width="{width}" customWidth="1"{hidden}/>"#
        );
    }
    let merges: String = sheet
        .merges
        .iter()
        .map(|[top, bottom, left, right]| {
            let (from, to) = (place(*top, *left), place(*bottom, *right));
            format!(r#"<mergeCell ref="{from}:{to}"/>"#)
        })
        .collect();
    let count = sheet.merges.len();
    let merges = match count {
        0 => String::new(),
        _ => format!(r#"<mergeCells count="{count}">{merges}</mergeCells>"#),
    };
    format!(
        r#"{HEAD}<worksheet xmlns="{MAIN}"><cols>{columns}</cols><sheetData>{cells}</sheetData>{merges}</worksheet>"#
    )
}

fn types(sheets: usize) -> String {
    let part =
        |name: &str, kind: &str| format!(r#"<Override PartName="/{name}" ContentType="{kind}"/>"#);
    let mut parts = part("xl/workbook.xml", &format!("{TYPES}.sheet.main+xml"));
    parts += &part("xl/styles.xml", &format!("{TYPES}.styles+xml"));
    parts += &part(
        "xl/sharedStrings.xml",
        &format!("{TYPES}.sharedStrings+xml"),
    );
    for number in 1..=sheets {
        let name = format!("xl/worksheets/sheet{number}.xml");
        parts += &part(&name, &format!("{TYPES}.worksheet+xml"));
    }
    let core = "application/vnd.openxmlformats-package.core-properties+xml";
    parts += &part("docProps/core.xml", core);
    let app = "application/vnd.openxmlformats-officedocument.extended-properties+xml";
    parts += &part("docProps/app.xml", app);
    let defaults = format!(
        r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{}"#,
        r#"<Default Extension="xml" ContentType="application/xml"/>"#
    );
    format!(r#"{HEAD}<Types xmlns="{PACKAGE}/content-types">{defaults}{parts}</Types>"#)
}

fn root_relations() -> String {
    let relation = |id: u8, kind: &str, target: &str| {
        format!(r#"<Relationship Id="rId{id}" Type="{kind}" Target="{target}"/>"#)
    };
    let core = format!("{PACKAGE}/relationships/metadata/core-properties");
    let all = [
        relation(1, &format!("{RELATIONS}/officeDocument"), "xl/workbook.xml"),
        relation(2, &core, "docProps/core.xml"),
        relation(
            3,
            &format!("{RELATIONS}/extended-properties"),
            "docProps/app.xml",
        ),
    ];
    let all = all.concat();
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
}

fn relations(sheets: usize) -> String {
    let mut all = String::new();
    for number in 1..=sheets {
        let _ = write!(
            all,
            r#"<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>"#
        );
    }
    for (number, kind) in (sheets + 1..).zip(["styles", "sharedStrings"]) {
        let _ = write!(
            all,
            r#"<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>"#
        );
    }
    format!(r#"{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{all}</Relationships>"#)
}

fn workbook(sheets: &[Sheet]) -> String {
    let mut all = String::new();
    for (number, sheet) in (1..).zip(sheets) {
        let state = if sheet.hidden {
            r#" state="hidden""#
        } else {
            ""
        };
        let name = escaped(&sheet.name);
        let _ = write!(
            all,
            r#"<sheet name="{name}" sheetId="{number}"{state} r:id="rId{number}"/>"#
        );
    }
    format!(
        r#"{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{all}</sheets></workbook>"#
    )
}

/// One look, with the number formats of the sheets.
fn styles() -> String {
    let (mut codes, mut formats) = (String::new(), String::new());
    let mut own = 0;
    for (place, format) in (176..).zip(FORMATS) {
        let number = match format {
            Format::BuiltIn(number) => number,
            Format::Code(code) => {
                own += 1;
                let code = escaped(code);
                let _ = write!(codes, r#"<numFmt numFmtId="{place}" formatCode="{code}"/>"#);
                place
            }
        };
        let look = r#"<alignment horizontal="center" vertical="center" wrapText="1"/>"#;
        let _ = write!(
            formats,
            r#"<xf numFmtId="{number}" fontId="0" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyBorder="1" applyAlignment="1">{look}</xf>"#
        );
    }
    let count = FORMATS.len();
    let thin: String = ["left", "right", "top", "bottom"]
        .map(|side| format!(r#"<{side} style="thin"/>"#))
        .concat();
    format!(
        r#"{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{own}">{codes}</numFmts><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border>{thin}</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{count}">{formats}</cellXfs></styleSheet>"#
    )
}

fn application() -> String {
    let space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties";
    format!(
        r#"{HEAD}<Properties xmlns="{space}"><Application>{PROGRAM}</Application></Properties>"#
    )
}

fn core(title: &str) -> String {
    let title = escaped(title);
    format!(
        r#"{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>"#
    )
}
