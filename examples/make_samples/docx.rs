//! Blocks to Word documents, with `docx-rs` for the parts and `zip` for a container with fixed times.

use std::io::{Cursor, Write};

use docx_rs::{
    AlignmentType, Delete, Docx, Insert, Paragraph, Run, StructuredDataTag, Table, TableCell,
    TableLayoutType, TableRow, TextDirectionType, VMergeType, WidthType,
};
use regex::{Captures, Regex};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::blocks::Block;
use super::grid::{Cell, Grid, Turn};
use super::markup::{Slot, slots, widths};

/// The look of a Word sample.
#[derive(Clone, Copy, Debug)]
pub struct DocxStyle {
    /// Some numbers carry tracked changes: the inserted text counts, the deleted does not.
    pub tracked: bool,
    /// Some numbers stand in content controls.
    pub controls: bool,
    /// Labels and numbers are split over runs.
    pub split_runs: bool,
    /// Width of a table in twentieths of a point.
    pub width: usize,
}

impl DocxStyle {
    pub const PLAIN: DocxStyle = DocxStyle {
        tracked: false,
        controls: false,
        split_runs: false,
        width: 8_800,
    };
}

/// Date and name of tracked changes: fixed, so that every run gives the same bytes.
const CHANGED: (&str, &str) = ("2024-01-15T08:00:00Z", "审核");
/// Stands where a text box goes, which `docx-rs` cannot write.
const BOX_MARK: &str = "[[text box]]";

/// Writes the blocks as a .docx file.
pub fn write(blocks: &[Block], style: &DocxStyle) -> Vec<u8> {
    container(document(blocks, style))
}

/// Writes the blocks as a package in one XML file (ISO/IEC 29500-2), which Word calls "Word XML document".
pub fn write_flat(blocks: &[Block], style: &DocxStyle) -> Vec<u8> {
    let mut file = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<?mso-application progid=\"Word.Document\"?>\r\n\
         <pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">",
    );
    let parts = document(blocks, style).into_iter();
    let mut parts = parts.map(|(name, bytes)| {
        (
            name,
            String::from_utf8(bytes).expect("docx-rs writes UTF-8"),
        )
    });
    let (_, types) = parts.next().expect("the types of the parts come first");
    for (name, xml) in parts {
        // A flat package names the type of each part beside it; a part without one is not used.
        let named = format!("PartName=\"/{name}\" ContentType=\"");
        let Some((kind, _)) = types
            .split_once(&named)
            .and_then(|(_, rest)| rest.split_once('"'))
        else {
            continue;
        };
        let root = xml.split_once("?>").map_or(xml.as_str(), |(_, root)| root);
        file += &format!(
            "<pkg:part pkg:name=\"/{name}\" pkg:contentType=\"{kind}\"><pkg:xmlData>{root}</pkg:xmlData></pkg:part>"
        );
    }
    (file + "</pkg:package>").into_bytes()
}

fn document(blocks: &[Block], style: &DocxStyle) -> Vec<(&'static str, Vec<u8>)> {
    let mut docx = Docx::new().created_at(CHANGED.0).updated_at(CHANGED.0);
    let mut boxes = Vec::new();
    for block in blocks {
        docx = match block {
            Block::Title(text) => docx.add_paragraph(title(text)),
            Block::Heading(text) => docx.add_paragraph(paragraph(Run::new().add_text(text).bold())),
            Block::Text(text) => docx.add_paragraph(paragraph(Run::new().add_text(text))),
            Block::Table(placed) => docx.add_table(table(&placed.grid, style)),
            Block::Nested(grid) => docx.add_table(nested(grid, style)),
            Block::NewPage(_) => docx,
            Block::Box(text) => {
                boxes.push(text.as_str());
                docx.add_paragraph(paragraph(Run::new().add_text(BOX_MARK)))
            }
        };
    }
    parts(docx, &boxes)
}

fn paragraph(run: Run) -> Paragraph {
    Paragraph::new().add_run(run)
}

fn title(text: &str) -> Paragraph {
    paragraph(Run::new().add_text(text).size(36).bold()).align(AlignmentType::Center)
}

/// A layout table of one row: a note beside the statutory table.
fn nested(grid: &Grid, style: &DocxStyle) -> Table {
    let inner = DocxStyle {
        width: style.width * 4 / 5,
        ..*style
    };
    let left = TableCell::new()
        .width(style.width / 5, WidthType::Dxa)
        .add_paragraph(paragraph(Run::new().add_text("主动公开")));
    let right = TableCell::new()
        .width(inner.width, WidthType::Dxa)
        .add_table(table(grid, &inner))
        .add_paragraph(Paragraph::new());
    Table::without_borders(vec![TableRow::new(vec![left, right])])
        .set_grid(vec![style.width / 5, inner.width])
        .layout(TableLayoutType::Fixed)
}

/// One grid as a table with `gridSpan` and `vMerge`.
fn table(grid: &Grid, style: &DocxStyle) -> Table {
    let widths = widths(grid, style.width as f32);
    let rows = (0..grid.codes.len()).map(|row| table_row(grid, row, &widths, style));
    Table::new(rows.collect())
        .set_grid(widths.clone())
        .layout(TableLayoutType::Fixed)
}

fn table_row(grid: &Grid, row: usize, widths: &[usize], style: &DocxStyle) -> TableRow {
    let mut cells = Vec::new();
    let mut column = 0;
    for slot in slots(grid, row) {
        let end = column + slot.columns();
        let width = widths[column..end].iter().sum();
        cells.push(match slot {
            Slot::Cell(cell) | Slot::Below(cell) => table_cell(cell, row, width, style),
            Slot::Gap => TableCell::new().add_paragraph(Paragraph::new()),
        });
        column = end;
    }
    TableRow::new(cells)
}

fn table_cell(cell: &Cell, row: usize, width: usize, style: &DocxStyle) -> TableCell {
    let mut made = TableCell::new().width(width, WidthType::Dxa);
    if cell.columns > 1 {
        made = made.grid_span(cell.columns);
    }
    if cell.rows > 1 {
        let first = cell.row == row;
        made = made.vertical_merge(if first {
            VMergeType::Restart
        } else {
            VMergeType::Continue
        });
    }
    if cell.row != row {
        return made.add_paragraph(Paragraph::new());
    }
    if cell.turn == Turn::Vertical {
        made = made.text_direction(TextDirectionType::TbRlV);
    }
    for text in lines(cell) {
        made = made.add_paragraph(cell_paragraph(cell, &text, style));
    }
    made
}

/// The paragraphs of a cell; at least one, as the format demands.
fn lines(cell: &Cell) -> Vec<String> {
    match cell.turn {
        Turn::Stacked => cell.text.chars().map(String::from).collect(),
        _ => cell.text.split('\n').map(String::from).collect(),
    }
}

fn cell_paragraph(cell: &Cell, text: &str, style: &DocxStyle) -> Paragraph {
    let made = Paragraph::new().align(AlignmentType::Center);
    let place = cell.row + cell.column;
    if cell.number && style.tracked && place.is_multiple_of(4) {
        return tracked(made, text, place);
    }
    if cell.number && style.controls && place % 4 == 1 && !text.is_empty() {
        return made
            .add_structured_data_tag(StructuredDataTag::new().alias("数量").add_run(run(text)));
    }
    if style.split_runs {
        return split(made, text);
    }
    made.add_run(run(text))
}

fn run(text: &str) -> Run {
    Run::new().add_text(text)
}

/// An earlier number struck out, the present one put in; a cell that is blank now only has the deletion.
fn tracked(made: Paragraph, text: &str, place: usize) -> Paragraph {
    let old = Run::new().add_delete_text((place % 9 + 1).to_string());
    let made = made.add_delete(Delete::new().add_run(old).author(CHANGED.1).date(CHANGED.0));
    if text.is_empty() {
        return made;
    }
    made.add_insert(Insert::new(run(text)).author(CHANGED.1).date(CHANGED.0))
}

/// Two characters a run, every second run in another size, as spell checkers and pasted text leave it.
fn split(mut made: Paragraph, text: &str) -> Paragraph {
    let chars: Vec<char> = text.chars().collect();
    for (i, part) in chars.chunks(2).enumerate() {
        let part: String = part.iter().collect();
        made = made.add_run(run(&part).size(if i % 2 == 0 { 21 } else { 20 }));
    }
    made
}

/// The parts with their names.
fn parts(docx: Docx, boxes: &[&str]) -> Vec<(&'static str, Vec<u8>)> {
    let built = docx.build();
    let document = String::from_utf8(built.document).expect("docx-rs writes UTF-8");
    let document = number_changes(&put_boxes(document, boxes));
    vec![
        ("[Content_Types].xml", built.content_type),
        ("_rels/.rels", built.rels),
        ("docProps/app.xml", built.doc_props.app),
        ("docProps/core.xml", built.doc_props.core),
        ("docProps/custom.xml", built.doc_props.custom),
        ("word/_rels/document.xml.rels", built.document_rels),
        ("word/document.xml", document.into_bytes()),
        ("word/styles.xml", built.styles),
        ("word/settings.xml", built.settings),
        ("word/fontTable.xml", built.font_table),
        ("word/comments.xml", built.comments),
        ("word/numbering.xml", built.numberings),
        ("word/commentsExtended.xml", built.comments_extended),
        ("word/footnotes.xml", built.footnotes),
    ]
}

/// A zip file of these parts.
pub fn container(parts: Vec<(&str, Vec<u8>)>) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // OpenDocument wants its type readable at the front of the file.
        let options = match name {
            "mimetype" => options.compression_method(CompressionMethod::Stored),
            _ => options,
        };
        zip.start_file(name, options)
            .expect("the names are short and distinct");
        zip.write_all(&bytes)
            .expect("writing into memory cannot fail");
    }
    zip.finish()
        .expect("writing into memory cannot fail")
        .into_inner()
}

/// A zip file of parts that are texts.
pub fn pack_texts(parts: &[(String, String)]) -> Vec<u8> {
    let bytes = parts
        .iter()
        .map(|(name, part)| (name.as_str(), part.clone().into_bytes()));
    container(bytes.collect())
}

/// `docx-rs` numbers changes by a counter of the whole process; a document's own count gives the same bytes always.
fn number_changes(document: &str) -> String {
    let pattern = Regex::new(r#"(<w:(?:ins|del) w:id=")\d+"#).expect("the pattern is right");
    let mut count = 0;
    let next = |found: &Captures<'_>| {
        count += 1;
        format!("{}{count}", &found[1])
    };
    pattern.replace_all(document, next).into_owned()
}

/// Replaces the run that holds a mark by a text box: DrawingML, with VML beside it for old readers, as Word writes.
fn put_boxes(mut document: String, boxes: &[&str]) -> String {
    let pattern = format!(
        r#"<w:r>(?:<w:rPr ?/>|<w:rPr></w:rPr>)?<w:t[^>]*>{}</w:t></w:r>"#,
        regex::escape(BOX_MARK)
    );
    let pattern = Regex::new(&pattern).expect("the pattern is right");
    for text in boxes {
        assert!(
            pattern.is_match(&document),
            "the mark of a text box is found"
        );
        document = pattern
            .replace(&document, regex::NoExpand(&text_box(text)))
            .into_owned();
    }
    document
}

fn text_box(text: &str) -> String {
    let content = format!("<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>");
    format!(
        r#"<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3600000</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="1800000" cy="540000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="1" name="Text Box 1"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="540000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style="width:142pt;height:43pt" xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"#
    )
}
