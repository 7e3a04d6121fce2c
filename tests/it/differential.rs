use std::collections::BTreeSet;
use std::panic::catch_unwind;

use docx_rs::{
    DocumentChild, Paragraph, StructuredDataTag, StructuredDataTagChild, Table, TableCellContent,
    TableChild, TableRowChild,
};
use lopdf::{Document, Object, Stream, dictionary};

use crate::samples;
use nianbao::{Settings, inspect};

/// The sample PDFs on which pdf-extract panics as they are: all, for all use predefined CJK CMaps.
const PANICS: [&str; 10] = [
    "haiyuan2023_pdf",
    "haiyuan2023_six",
    "jichuan2022",
    "luting2024",
    "moxi2021",
    "ouhua2024",
    "qinghe2023",
    "shatang2019",
    "yunxiu2022",
    "zhiting2023",
];

/// Ids and bytes of the samples in a folder.
fn in_folder(folder: &str) -> Vec<(String, Vec<u8>)> {
    let rows = samples::manifest();
    let chosen = rows
        .iter()
        .filter(|row| row["file"].starts_with(&format!("{folder}/")));
    let read =
        |file: &str| std::fs::read(samples::root().join(file)).expect("the sample is committed");
    chosen
        .map(|row| (row["id"].clone(), read(&row["file"])))
        .collect()
}

/// Every character but white space, in order of code: what a page says, whatever the order of drawing.
fn inked(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    chars.sort_unstable();
    chars
}

fn ours(bytes: &[u8]) -> Vec<String> {
    inspect::characters(bytes, &Settings::default()).expect("the sample is readable")
}

fn pdf_extract(bytes: &[u8]) -> Option<String> {
    catch_unwind(|| pdf_extract::extract_text_from_mem(bytes))
        .ok()?
        .ok()
}

/// The same PDF with its UniGB CMaps replaced: codes are UCS-2, so Identity and a ToUnicode map that gives each code
/// itself say the same.
fn without_predefined_cmaps(bytes: &[u8]) -> Vec<u8> {
    let mut pdf = Document::load_mem(bytes).expect("lopdf reads the sample");
    let itself = pdf.add_object(Stream::new(dictionary! {}, ucs2_to_unicode().into_bytes()));
    for object in pdf.objects.values_mut() {
        let Object::Dictionary(font) = object else {
            continue;
        };
        let Ok(Object::Name(cmap)) = font.get(b"Encoding") else {
            continue;
        };
        if !cmap.starts_with(b"UniGB-U") {
            continue;
        }
        let identity = if cmap.ends_with(b"V") {
            "Identity-V"
        } else {
            "Identity-H"
        };
        font.set("Encoding", Object::Name(identity.into()));
        if !font.has(b"ToUnicode") {
            font.set("ToUnicode", Object::Reference(itself));
        }
    }
    let mut out = Vec::new();
    pdf.save_to(&mut out).expect("memory can be written");
    out
}

/// A ToUnicode map in blocks of at most 100 ranges, as the format asks for.
fn ucs2_to_unicode() -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Itself def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let rows: Vec<u32> = (0..256).collect();
    for block in rows.chunks(100) {
        map.push_str(&format!("{} beginbfrange\n", block.len()));
        for row in block {
            map.push_str(&format!("<{row:02X}00> <{row:02X}FF> <{row:02X}00>\n"));
        }
        map.push_str("endbfrange\n");
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

#[test]
fn pdf_extract_panics_on_predefined_cjk_cmaps() {
    let panics = in_folder("pdf")
        .into_iter()
        .filter(|(_, bytes)| pdf_extract(bytes).is_none());
    let panics: BTreeSet<String> = panics.map(|(id, _)| id).collect();
    assert_eq!(panics, PANICS.map(str::to_owned).into());
}

#[test]
fn pdf_extract_reads_the_same_characters() {
    for (id, bytes) in in_folder("pdf") {
        let plain = without_predefined_cmaps(&bytes);
        let theirs =
            pdf_extract(&plain).unwrap_or_else(|| panic!("{id}: pdf-extract cannot read it"));
        let theirs = inked(&theirs);
        assert!(theirs.len() > 1000, "{id}: {} characters", theirs.len());
        assert!(inked(&ours(&bytes).concat()) == theirs, "{id} as it is");
        assert!(
            inked(&ours(&plain).concat()) == theirs,
            "{id} without predefined CMaps"
        );
    }
}

/// The lines of text of each page: where they begin, their size and their characters.
fn lines(bytes: &[u8]) -> Vec<(usize, [f32; 3], String)> {
    let stage = Some(inspect::Stage::Document);
    let text = inspect::text(bytes, &Settings::default(), stage).expect("the sample is readable");
    let mut page = 0;
    let line = |line: &str| {
        page += usize::from(line.starts_with("page "));
        let (place, text) = line.strip_prefix("  ")?.split_once(": ")?;
        let mut numbers = place.split(' ').filter_map(|number| number.parse().ok());
        let place = [numbers.next()?, numbers.next()?, numbers.next()?];
        Some((page, place, dense(vec![text.to_owned()]).concat()))
    };
    text.lines().filter_map(line).collect()
}

#[test]
fn an_ofd_says_the_same_at_the_same_places_as_a_pdf_of_its_pages() {
    for (id, ofd, pdf) in samples::make::in_ofd_and_pdf() {
        let (ofd, pdf) = (lines(&ofd), lines(&pdf));
        assert!(pdf.len() >= 80, "{id}: {} lines", pdf.len());
        // Page numbers are set in another font, with widths of its own.
        let is_number = |text: &str| text.starts_with('-') && text.ends_with('-');
        for (page, place, text) in pdf.iter().filter(|(_, _, text)| !is_number(text)) {
            let near = |other: &[f32; 3]| place.iter().zip(other).all(|(a, b)| (a - b).abs() < 0.3);
            let mut found = ofd.iter();
            let same = found.any(|(on, at, said)| on == page && near(at) && said == text);
            assert!(same, "{id}: page {page} at {place:?}: {text}");
        }
    }
}

/// The text of every cell that holds some, spaces aside, in the order of the document; nested tables follow the cell
/// that holds them.
fn docx_rs_cells(bytes: &[u8]) -> Vec<String> {
    let docx = docx_rs::read_docx(bytes).expect("docx-rs reads the sample");
    let mut cells = Vec::new();
    for child in &docx.document.children {
        match child {
            DocumentChild::Table(table) => add_table(table, &mut cells),
            DocumentChild::StructuredDataTag(tag) => add_tag(tag, &mut String::new(), &mut cells),
            _ => {}
        }
    }
    cells
}

fn add_table(table: &Table, cells: &mut Vec<String>) {
    for TableChild::TableRow(row) in &table.rows {
        for TableRowChild::TableCell(cell) in &row.cells {
            let (mut text, mut nested) = (String::new(), Vec::new());
            for content in &cell.children {
                match content {
                    TableCellContent::Paragraph(paragraph) => add_paragraph(paragraph, &mut text),
                    TableCellContent::Table(table) => add_table(table, &mut nested),
                    TableCellContent::StructuredDataTag(tag) => {
                        add_tag(tag, &mut text, &mut nested)
                    }
                    TableCellContent::TableOfContents(_) => {}
                }
            }
            cells.push(text);
            cells.append(&mut nested);
        }
    }
}

fn add_tag(tag: &StructuredDataTag, text: &mut String, cells: &mut Vec<String>) {
    for child in &tag.children {
        match child {
            StructuredDataTagChild::Paragraph(paragraph) => add_paragraph(paragraph, text),
            StructuredDataTagChild::Table(table) => add_table(table, cells),
            _ => {}
        }
    }
}

fn add_paragraph(paragraph: &Paragraph, text: &mut String) {
    text.push_str(&paragraph.raw_text());
}

fn dense(cells: Vec<String>) -> Vec<String> {
    let dense = cells.into_iter().map(|text| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    });
    dense.filter(|text| !text.is_empty()).collect()
}

#[test]
fn docx_rs_reads_the_same_cells() {
    for (id, bytes) in in_folder("docx") {
        let (theirs, ours) = (dense(docx_rs_cells(&bytes)), dense(ours(&bytes)));
        assert!(ours.len() > 200, "{id}: {} cells", ours.len());
        assert_eq!(ours, theirs, "{id}");
    }
}
