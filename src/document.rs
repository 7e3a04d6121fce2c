//! What `read` gives and `grid` takes: one document, either pages of glyphs and rulings or a flow of blocks.
//!
//! A reader adds nothing of its own: no cell is filled, no text is repaired, hidden text stays out.

use crate::geometry::Rect;

/// The kind of a file, told from its bytes and never from its extension.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[non_exhaustive]
pub enum Format {
    /// Word 97-2003 binary document and its kin (WPS Writer), [MS-DOC].
    Doc,
    /// WordprocessingML in a zip container, ISO/IEC 29500.
    Docx,
    /// A web page.
    Html,
    /// A web page in a MIME container, RFC 2557.
    Mht,
    /// OpenDocument text, ISO/IEC 26300.
    Odt,
    /// Open Fixed-layout Document, GB/T 33190.
    Ofd,
    /// Portable Document Format, ISO 32000.
    Pdf,
    /// Rich Text Format.
    Rtf,
    /// Plain text and Markdown.
    Text,
    /// WordprocessingML in one XML file: Word 2003, or a flat package of ISO/IEC 29500-2.
    WordXml,
    /// Excel 97-2003 binary workbook and its kin (WPS ET), [MS-XLS].
    Xls,
    /// SpreadsheetML in a zip container, ISO/IEC 29500.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 12] = [
        Format::Doc,
        Format::Docx,
        Format::Html,
        Format::Mht,
        Format::Odt,
        Format::Ofd,
        Format::Pdf,
        Format::Rtf,
        Format::Text,
        Format::WordXml,
        Format::Xls,
        Format::Xlsx,
    ];

    /// The code in `reports.csv`, which is also the usual extension.
    pub const fn code(self) -> &'static str {
        match self {
            Format::Doc => "doc",
            Format::Docx => "docx",
            Format::Html => "html",
            Format::Mht => "mht",
            Format::Odt => "odt",
            Format::Ofd => "ofd",
            Format::Pdf => "pdf",
            Format::Rtf => "rtf",
            Format::Text => "txt",
            Format::WordXml => "xml",
            Format::Xls => "xls",
            Format::Xlsx => "xlsx",
        }
    }
}

/// One source file, read.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the bytes are.
    pub format: Format,
    /// The program that wrote the file, as its metadata names it; empty when it does not.
    pub producer: String,
    /// The title in the file's metadata; empty when there is none.
    pub title: String,
    /// Texts of the page headers of a flow document, in which a title may stand; empty where `content` has them.
    pub running: Vec<String>,
    /// What stands in it.
    pub content: Content,
}

/// The two ways in which a source holds its tables.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(all(feature = "pdf", feature = "office")),
    allow(dead_code, reason = "each reader makes one of them")
)]
pub enum Content {
    /// Fixed layout: what is drawn on each page.
    Pages(Vec<Page>),
    /// Flow layout: paragraphs and logical tables in document order.
    Flow(Vec<FlowBlock>),
}

/// One page of a fixed-layout document, upright (after the page's own `Rotate`).
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// 1-based.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// What is written on it, in the order of the content stream.
    pub glyphs: Vec<Glyph>,
    /// Straight lines drawn on it: strokes and thin filled rectangles.
    pub rulings: Vec<Ruling>,
    /// Area covered by raster images, as a share of the page (0 to 1).
    pub image_share: f32,
}

/// Below this number of characters a page counts as a picture when images cover most of it: a page number or a
/// stamp's text does not make a scan readable.
const PICTURE_PAGE_GLYPHS: usize = 30;

/// Share of a page that images cover on a scanned page.
const PICTURE_PAGE_SHARE: f32 = 0.5;

impl Page {
    /// Whether the page shows a picture instead of text: its numbers are out of reach without OCR.
    pub fn is_picture(&self) -> bool {
        let written = self
            .glyphs
            .iter()
            .filter(|glyph| glyph.ch != ' ' && !glyph.hidden)
            .count();
        self.image_share > 0.0
            && (written == 0
                || (written < PICTURE_PAGE_GLYPHS && self.image_share > PICTURE_PAGE_SHARE))
    }
}

/// Which way the baseline of a glyph runs on the upright page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Left to right: ordinary text.
    Right,
    /// Top to bottom: text turned clockwise by a quarter.
    Down,
    /// Right to left: text upside down.
    Left,
    /// Bottom to top: text turned anticlockwise by a quarter.
    Up,
}

/// One character on a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// The character as the file names it; U+FFFD when the file does not say.
    pub ch: char,
    /// Advance box: from origin to advance along the baseline, one em across it.
    pub rect: Rect,
    /// Font size in points on the page.
    pub size: f32,
    /// Direction of the baseline; for vertical writing, of the glyph's own x axis.
    pub direction: Direction,
    /// Set with a vertical font (Identity-V and kin): upright characters, one below the other.
    pub vertical: bool,
    /// Its middle is outside of the clip or of the page: not printed, but it tells that what stands beside it was cut.
    pub hidden: bool,
    /// Painted so lightly that it hardly shows: watermarks and stamps behind the text.
    pub pale: bool,
}

/// A straight line parallel to an axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruling {
    /// Whether it runs along x.
    pub horizontal: bool,
    /// Its y when horizontal, its x when vertical (the middle of the stroke).
    pub at: f32,
    /// Where it begins along its own axis.
    pub start: f32,
    /// Where it ends along its own axis.
    pub end: f32,
    /// Thickness.
    pub width: f32,
}

/// A line break inside a paragraph of a cell: its lines are one text, whereas two paragraphs may hold two numbers.
pub(crate) const LINE_BREAK: char = '\u{2028}';

/// A block of a flow document, in reading order.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    not(feature = "office"),
    allow(dead_code, reason = "only readers of flowing text make blocks")
)]
pub enum FlowBlock {
    /// A paragraph outside of tables; line breaks as `\n`. Crossed-out characters are followed by U+0336, in cells too.
    Paragraph(String),
    /// A table; nested tables follow the table that holds them.
    Table(FlowTable),
}

/// A logical table with all merges resolved: every grid place belongs to at most one cell.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FlowTable {
    /// Number of grid rows.
    pub rows: u32,
    /// Number of grid columns.
    pub columns: u32,
    /// Cells in row order, then column order.
    pub cells: Vec<FlowCell>,
}

/// A cell of a logical table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct FlowCell {
    /// 0-based grid row of its top.
    pub row: u32,
    /// 0-based grid column of its left.
    pub column: u32,
    /// How many grid rows it covers, at least 1.
    pub row_span: u32,
    /// How many grid columns it covers, at least 1.
    pub column_span: u32,
    /// Its text as printed; paragraphs parted by `\n`, lines inside a paragraph by U+2028.
    pub text: String,
}
