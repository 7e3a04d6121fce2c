//! Blocks to the XML of Word 2003 (`w:wordDocument`). Flat packages are made in `docx.rs`.

use super::blocks::Block;
use super::grid::{Cell, Grid};
use super::markup::{Charset, Slot, escape, slots, widths};

/// The look of a document in Word 2003 XML.
#[derive(Clone, Copy)]
pub struct WordXmlStyle {
    pub charset: Charset,
    /// Some numbers carry tracked changes.
    pub tracked: bool,
    /// Wide cells are one cell a column, merged (`w:hmerge`), and not one cell over several (`w:gridSpan`).
    pub merged: bool,
}

/// Width of a table in twentieths of a point.
const WIDTH: f32 = 8_800.0;

/// Writes the blocks as an .xml file.
pub fn write(blocks: &[Block], style: &WordXmlStyle) -> Vec<u8> {
    let body: String = blocks
        .iter()
        .map(|block| self::block(block, style))
        .collect();
    let encoding = match style.charset {
        Charset::Utf16 => "UTF-16",
        _ => "UTF-8",
    };
    style.charset.encode(&document(encoding, &body))
}

/// A document of what stands in its only section.
pub fn document(encoding: &str, body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="{encoding}" standalone="yes"?>
<?mso-application progid="Word.Document"?>
<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" w:macrosPresent="no" w:embeddedObjPresent="no" xml:space="preserve"><o:DocumentProperties><o:Author>办公室</o:Author><o:Version>11.0000</o:Version></o:DocumentProperties><w:body><wx:sect>{body}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></wx:sect></w:body></w:wordDocument>
"#
    )
}

fn block(block: &Block, style: &WordXmlStyle) -> String {
    match block {
        Block::Title(text) => format!(
            "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}</w:p>",
            run(text)
        ),
        // `wx` repeats how Word shows the outline; it is no text of its own.
        Block::Heading(text) => {
            format!("<wx:sub-section><w:p>{}</w:p></wx:sub-section>", run(text))
        }
        Block::Text(text) => format!("<w:p>{}</w:p>", run(text)),
        Block::Table(placed) => table(&placed.grid, style),
        Block::Nested(grid) => format!(
            "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w=\"1000\"/><w:gridCol w:w=\"8800\"/></w:tblGrid><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc>{}<w:p/></w:tc></w:tr></w:tbl>",
            run("主动公开"),
            table(grid, style)
        ),
        Block::Box(text) => format!(
            "<w:p><w:r><w:pict><v:shape style=\"width:142pt;height:43pt\"><v:textbox><w:txbxContent><w:p>{}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
            run(text)
        ),
        Block::NewPage(_) => "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>".into(),
    }
}

fn run(text: &str) -> String {
    format!(
        "<w:r><w:rPr><wx:font wx:val=\"仿宋_GB2312\"/></w:rPr><w:t>{}</w:t></w:r>",
        escape(text)
    )
}

fn table(grid: &Grid, style: &WordXmlStyle) -> String {
    let widths = widths(grid, WIDTH);
    let columns: String = widths
        .iter()
        .map(|w| format!("<w:gridCol w:w=\"{w}\"/>"))
        .collect();
    let rows: String = (0..grid.codes.len())
        .map(|row| self::row(grid, row, &widths, style))
        .collect();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
}

fn row(grid: &Grid, row: usize, widths: &[usize], style: &WordXmlStyle) -> String {
    let mut cells = String::new();
    let mut column = 0;
    for slot in slots(grid, row) {
        let down = match slot {
            Slot::Cell(cell) if cell.rows > 1 => "<w:vmerge w:val=\"restart\"/>",
            Slot::Below(_) => "<w:vmerge/>",
            _ => "",
        };
        let text = match slot {
            Slot::Cell(cell) => content(cell, style),
            _ => "<w:p/>".into(),
        };
        let end = column + slot.columns();
        if style.merged && slot.columns() > 1 {
            cells += &tc(
                widths[column],
                &format!("<w:hmerge w:val=\"restart\"/>{down}"),
                &text,
            );
            for width in &widths[column + 1..end] {
                cells += &tc(*width, &format!("<w:hmerge/>{down}"), "<w:p/>");
            }
        } else {
            let span = match slot.columns() {
                1 => String::new(),
                columns => format!("<w:gridSpan w:val=\"{columns}\"/>"),
            };
            cells += &tc(widths[column..end].iter().sum(), &(span + down), &text);
        }
        column = end;
    }
    format!("<w:tr>{cells}</w:tr>")
}

fn tc(width: usize, properties: &str, content: &str) -> String {
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{properties}</w:tcPr>{content}</w:tc>"
    )
}

fn content(cell: &Cell, style: &WordXmlStyle) -> String {
    let place = cell.row + cell.column;
    if cell.number && style.tracked && place.is_multiple_of(4) {
        let old = place % 9 + 1;
        let change = |kind: &str, run: &str| {
            format!(
                "<aml:annotation aml:id=\"{place}\" w:type=\"Word.{kind}\" aml:author=\"审核\" aml:createdate=\"2024-01-15T08:00:00Z\"><aml:content>{run}</aml:content></aml:annotation>"
            )
        };
        let deletion = change(
            "Deletion",
            &format!("<w:r><w:delText>{old}</w:delText></w:r>"),
        );
        let insertion = change("Insertion", &run(&cell.text));
        return format!("<w:p>{deletion}{insertion}</w:p>");
    }
    let lines = cell.text.split('\n').map(|line| match line {
        "" => "<w:p/>".into(),
        line => format!("<w:p>{}</w:p>", run(line)),
    });
    lines.collect()
}
