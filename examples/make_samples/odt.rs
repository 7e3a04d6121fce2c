//! Blocks to OpenDocument text, zipped or in one XML file.

use super::blocks::Block;
use super::docx::container;
use super::grid::{Cell, Grid};
use super::markup::{Slot, escape, slots};

/// The look of an OpenDocument sample.
#[derive(Clone, Copy)]
pub struct OdtStyle {
    /// One XML file (.fodt) and no zip.
    pub flat: bool,
    /// Some numbers carry tracked changes, some an annotation.
    pub tracked: bool,
    /// The numbers of headings come from a list.
    pub listed: bool,
    /// Neighbouring blank cells are written once.
    pub repeated: bool,
}

const NAMESPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3""#;
const MIME: &str = "application/vnd.oasis.opendocument.text";
const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"#;
const STYLES: &str = r#"<office:automatic-styles><style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style><style:style style:name="T1" style:family="text"><style:text-properties fo:font-size="10pt"/></style:style><text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:list-style></office:automatic-styles>"#;
/// Who changed what when, and what was said of it.
const CHANGED: &str = "<dc:creator>审核</dc:creator><dc:date>2024-01-15T08:00:00</dc:date>";

/// Writes the blocks as an .odt or .fodt file.
pub fn write(blocks: &[Block], style: &OdtStyle) -> Vec<u8> {
    let mut writer = Writer {
        style: *style,
        changes: String::new(),
        count: 0,
    };
    let body: String = blocks.iter().map(|block| writer.block(block)).collect();
    let changes = match writer.changes.as_str() {
        "" => String::new(),
        changes => format!("<text:tracked-changes>{changes}</text:tracked-changes>"),
    };
    let body =
        format!("{STYLES}<office:body><office:text>{changes}{body}</office:text></office:body>");
    if style.flat {
        return format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document {NAMESPACES} office:mimetype=\"{MIME}\">{body}</office:document>\n"
        )
        .into_bytes();
    }
    zipped(&body)
}

/// A zipped document of what stands in its content.
pub fn zipped(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMESPACES}>{body}</office:document-content>"
    );
    container(vec![
        ("mimetype", MIME.into()),
        ("content.xml", content.into_bytes()),
        ("META-INF/manifest.xml", MANIFEST.into()),
    ])
}

struct Writer {
    style: OdtStyle,
    /// Regions of tracked changes.
    changes: String,
    count: usize,
}

impl Writer {
    fn block(&mut self, block: &Block) -> String {
        match block {
            Block::Title(text) => format!(
                "<text:h text:style-name=\"P1\" text:outline-level=\"1\">{}</text:h>",
                escape(text)
            ),
            Block::Heading(text) => self.heading(text),
            Block::Text(text) => format!("<text:p>{}</text:p>", escape(text)),
            Block::Table(placed) => self.table(&placed.grid),
            Block::Nested(grid) => format!(
                "<table:table><table:table-column/><table:table-column/><table:table-row><table:table-cell><text:p>主动公开</text:p></table:table-cell><table:table-cell>{}<text:p/></table:table-cell></table:table-row></table:table>",
                self.table(grid)
            ),
            Block::Box(text) => format!(
                "<text:p><draw:frame svg:width=\"5cm\"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></text:p>",
                escape(text)
            ),
            Block::NewPage(_) => "<text:p><text:soft-page-break/></text:p>".into(),
        }
    }

    fn heading(&self, text: &str) -> String {
        match text.split_once('、') {
            Some((_, rest)) if self.style.listed => format!(
                "<text:list text:style-name=\"L1\" text:continue-numbering=\"true\"><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
                escape(rest)
            ),
            _ => format!("<text:p>{}</text:p>", escape(text)),
        }
    }

    fn table(&mut self, grid: &Grid) -> String {
        let rows: Vec<String> = (0..grid.codes.len())
            .map(|row| self.row(grid, row))
            .collect();
        let (heads, data) = rows.split_at(grid.heads());
        format!(
            "<table:table><table:table-column table:number-columns-repeated=\"{}\"/><table:table-header-rows>{}</table:table-header-rows>{}</table:table>",
            grid.widths.len(),
            heads.concat(),
            data.concat()
        )
    }

    fn row(&mut self, grid: &Grid, row: usize) -> String {
        let slots = slots(grid, row);
        let is_blank = |slot: &Slot| {
            matches!(slot, Slot::Gap)
                || matches!(slot, Slot::Cell(cell) if cell.text.is_empty() && cell.columns == 1 && cell.rows == 1)
        };
        let mut cells = String::new();
        let repeated = self.style.repeated;
        for run in slots.chunk_by(|a, b| repeated && is_blank(a) && is_blank(b)) {
            cells += &match run {
                [Slot::Cell(cell)]
                    if !cell.text.is_empty() || cell.columns > 1 || cell.rows > 1 =>
                {
                    self.cell(cell)
                }
                [Slot::Below(cell)] => covered(cell.columns),
                [_] => "<table:table-cell/>".into(),
                _ => format!(
                    "<table:table-cell table:number-columns-repeated=\"{}\"/>",
                    run.len()
                ),
            };
        }
        format!("<table:table-row>{cells}</table:table-row>")
    }

    fn cell(&mut self, cell: &Cell) -> String {
        let mut spans = String::new();
        if cell.columns > 1 {
            spans += &format!(" table:number-columns-spanned=\"{}\"", cell.columns);
        }
        if cell.rows > 1 {
            spans += &format!(" table:number-rows-spanned=\"{}\"", cell.rows);
        }
        let content = match cell.number && self.style.tracked {
            true => self.reviewed(cell),
            false => cell
                .text
                .split('\n')
                .map(escape)
                .collect::<Vec<_>>()
                .join("<text:line-break/>"),
        };
        format!(
            "<table:table-cell{spans} office:value-type=\"string\"><text:p text:style-name=\"P1\">{content}</text:p></table:table-cell>{}",
            covered(cell.columns - 1)
        )
    }

    /// An earlier number struck out, or a remark beside the number, or the number in spans.
    fn reviewed(&mut self, cell: &Cell) -> String {
        let (place, text) = (cell.row + cell.column, escape(&cell.text));
        let old = place % 9 + 1;
        match place % 4 {
            0 => {
                self.count += 1;
                self.changes += &format!(
                    "<text:changed-region xml:id=\"ct{0}\" text:id=\"ct{0}\"><text:deletion><office:change-info>{CHANGED}</office:change-info><text:p>{old}</text:p></text:deletion></text:changed-region>",
                    self.count
                );
                format!("<text:change text:change-id=\"ct{}\"/>{text}", self.count)
            }
            1 => format!(
                "{text}<office:annotation>{CHANGED}<text:p>原为{old}</text:p></office:annotation>"
            ),
            _ => text
                .chars()
                .map(|c| format!("<text:span text:style-name=\"T1\">{c}</text:span>"))
                .collect(),
        }
    }
}

fn covered(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "<table:covered-table-cell/>".into(),
        _ => format!("<table:covered-table-cell table:number-columns-repeated=\"{count}\"/>"),
    }
}
