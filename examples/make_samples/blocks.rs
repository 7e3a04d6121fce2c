//! A document as a run of blocks, before it is a file of some kind.

use super::book::{BookStyle, Kind};
use super::doc::DocStyle;
use super::docx::DocxStyle;
use super::grid::Grid;
use super::html::HtmlStyle;
use super::mht::MhtStyle;
use super::odt::OdtStyle;
use super::ofd::OfdStyle;
use super::pdf::{Paper, PdfStyle};
use super::prose::{self, Prose};
use super::report::Report;
use super::rtf;
use super::tables;
use super::text::TextStyle;
use super::wordxml::WordXmlStyle;

/// Where a table goes over to the next page.
#[derive(Clone, Copy)]
pub enum Cut {
    /// Before this row.
    Before(usize),
    /// Inside this row, after so many lines of its label.
    Inside(usize, usize),
}

/// A table with what happens to it on paper. Word documents use the grid only.
#[derive(Clone)]
pub struct Placed {
    pub grid: Grid,
    pub cuts: Vec<Cut>,
    /// Width in points; the width between the margins when `None`.
    pub width: Option<f32>,
    /// Font size in points.
    pub size: f32,
}

impl Placed {
    pub fn new(grid: Grid) -> Placed {
        Placed {
            grid,
            cuts: Vec::new(),
            width: None,
            size: 9.0,
        }
    }

    /// Goes over to the next page before the row with this code.
    pub fn cut_before(mut self, code: &str) -> Placed {
        self.cuts.push(Cut::Before(self.grid.find(code)));
        self
    }

    /// Goes over to the next page inside the row with this code, after `lines` lines of its label.
    pub fn cut_inside(mut self, code: &str, lines: usize) -> Placed {
        self.cuts.push(Cut::Inside(self.grid.find(code), lines));
        self
    }
}

/// One block.
#[derive(Clone)]
pub enum Block {
    Title(String),
    Heading(String),
    Text(String),
    Table(Box<Placed>),
    /// Goes on on a new page of this kind.
    NewPage(Paper),
    /// A text box beside the text (Word only).
    Box(String),
    /// A table within a cell of a borderless layout table (Word only).
    Nested(Box<Grid>),
}

impl From<Grid> for Block {
    fn from(grid: Grid) -> Block {
        Placed::new(grid).into()
    }
}

impl From<Placed> for Block {
    fn from(placed: Placed) -> Block {
        Block::Table(Box::new(placed))
    }
}

/// The kind of file a sample is.
#[derive(Clone)]
pub enum Output {
    Pdf(PdfStyle),
    Docx(DocxStyle),
    Doc(DocStyle),
    Book(BookStyle),
    Ofd(OfdStyle),
    Html(HtmlStyle),
    Mht(MhtStyle),
    Rtf(rtf::Manner),
    Odt(OdtStyle),
    WordXml(WordXmlStyle),
    /// A .docx in one XML file.
    FlatDocx(DocxStyle),
    Text(TextStyle),
}

/// A report with its layout.
#[derive(Clone)]
pub struct Sample {
    pub report: Report,
    pub blocks: Vec<Block>,
    pub output: Output,
}

impl Sample {
    pub fn new(report: Report, blocks: Vec<Block>, output: Output) -> Sample {
        Sample {
            report,
            blocks,
            output,
        }
    }

    /// The code of the format.
    pub fn format(&self) -> &'static str {
        match self.output {
            Output::Pdf(_) => "pdf",
            Output::Docx(_) => "docx",
            Output::Doc(_) => "doc",
            Output::Ofd(_) => "ofd",
            Output::Book(style) => match style.kind {
                Kind::Xls => "xls",
                Kind::Xlsx => "xlsx",
            },
            Output::Html(_) => "html",
            Output::Mht(_) => "mht",
            Output::Rtf(_) => "rtf",
            Output::Odt(_) => "odt",
            Output::WordXml(_) | Output::FlatDocx(_) => "xml",
            Output::Text(_) => "txt",
        }
    }

    /// Path under `samples/`.
    pub fn path(&self) -> String {
        let format = self.format();
        let (folder, extension) = match &self.output {
            Output::WordXml(_) | Output::FlatDocx(_) => ("wordxml", format),
            Output::Text(style) if style.is_markdown() => ("text", "md"),
            Output::Text(_) => ("text", format),
            Output::Odt(style) if style.flat => ("odt", "fodt"),
            Output::Doc(style) => (format, style.extension),
            Output::Book(style) => ("sheet", style.extension),
            _ => (format, format),
        };
        format!("{folder}/{}.{extension}", self.report.id)
    }

    pub fn bytes(&self) -> Vec<u8> {
        let blocks = &self.blocks;
        match &self.output {
            Output::Pdf(style) => super::pdf::write(blocks, style),
            Output::Docx(style) => super::docx::write(blocks, style),
            Output::Html(style) => super::html::write(blocks, style),
            Output::Mht(style) => super::mht::write(blocks, style),
            Output::Rtf(manner) => rtf::write(blocks, *manner),
            Output::Odt(style) => super::odt::write(blocks, style),
            Output::WordXml(style) => super::wordxml::write(blocks, style),
            Output::FlatDocx(style) => super::docx::write_flat(blocks, style),
            Output::Text(style) => super::text::write(blocks, style),
            Output::Doc(style) => super::doc::write(blocks, style),
            Output::Book(style) => super::book::write(blocks, style),
            Output::Ofd(style) => super::ofd::write(blocks, style),
        }
    }
}

/// An archive of reports.
pub struct Packed {
    /// Path under `samples/`.
    pub path: &'static str,
    pub bytes: Vec<u8>,
    /// Where each report stands in it, with `!/` behind archives in the archive.
    pub members: Vec<(String, Sample)>,
}

/// The parts of a report between which its tables stand.
pub struct Parts {
    /// Title, preamble, section 一.
    pub opening: Vec<Block>,
    /// Heading of section 二.
    pub second: Block,
    /// Heading of section 三.
    pub third: Block,
    /// Heading of section 四.
    pub fourth: Block,
    /// Sections 五 and 六.
    pub closing: Vec<Block>,
}

/// The parts of this report with `prose` around its tables.
pub fn parts(report: &Report, prose: &Prose) -> Parts {
    let title = |id: &str| Block::Heading(report.labels.plain(&report.table(id).title));
    let mut opening: Vec<Block> = report.title.iter().cloned().map(Block::Title).collect();
    opening.extend(prose::opening(report, prose));
    Parts {
        opening,
        second: Block::Heading("二、主动公开政府信息情况".into()),
        third: title("t3"),
        fourth: title("t4"),
        closing: prose::closing(report, prose),
    }
}

/// The whole report with one physical table a statutory table (table 2: one in all).
pub fn plain(report: &Report, prose: &Prose) -> Vec<Block> {
    let second = vec![tables::whole_second(report).into()];
    let third = vec![tables::third(report, tables::Outline::Joined).into()];
    join(
        parts(report, prose),
        second,
        third,
        vec![tables::fourth(report).into()],
    )
}

/// Puts the tables between the parts.
pub fn join(parts: Parts, second: Vec<Block>, third: Vec<Block>, fourth: Vec<Block>) -> Vec<Block> {
    let mut blocks = parts.opening;
    blocks.push(parts.second);
    blocks.extend(second);
    blocks.push(parts.third);
    blocks.extend(third);
    blocks.push(parts.fourth);
    blocks.extend(fourth);
    blocks.extend(parts.closing);
    blocks
}
