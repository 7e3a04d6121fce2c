//! Blocks onto pages.

use super::super::blocks::{Block, Placed};
use super::canvas::{Canvas, width};
use super::file::assemble;
use super::table::{Measured, wrap};
use super::{Paper, PdfStyle};

/// Body text size in points.
const BODY: f32 = 12.0;
/// Title size in points.
const TITLE: f32 = 18.0;
/// Line height as a share of the size.
const LEADING: f32 = 1.5;
/// Space above and below a table.
const AROUND: f32 = 8.0;

/// Writes the blocks as a PDF file.
pub fn write(blocks: &[Block], style: &PdfStyle) -> Vec<u8> {
    assemble(&pages(blocks, style), style, &title(blocks))
}

/// Draws the blocks on pages.
pub fn pages(blocks: &[Block], style: &PdfStyle) -> Vec<Canvas> {
    let mut flow = Flow {
        style,
        pages: vec![Canvas::new(style.paper, style)],
        y: style.paper.margin,
    };
    for block in blocks {
        flow.block(block);
    }
    flow.number();
    flow.pages
}

/// The title lines joined: the document's metadata title.
pub fn title(blocks: &[Block]) -> String {
    let lines = blocks.iter().filter_map(|block| match block {
        Block::Title(line) => Some(line.as_str()),
        _ => None,
    });
    lines.collect()
}

struct Flow<'a> {
    style: &'a PdfStyle,
    pages: Vec<Canvas>,
    /// Where the next block begins.
    y: f32,
}

impl Flow<'_> {
    fn canvas(&mut self) -> &mut Canvas {
        self.pages.last_mut().expect("there is always a page")
    }

    fn paper(&self) -> Paper {
        self.pages.last().expect("there is always a page").paper
    }

    fn room(&self) -> f32 {
        self.paper().width - 2.0 * self.paper().margin
    }

    fn bottom(&self) -> f32 {
        self.paper().height - self.paper().margin
    }

    fn new_page(&mut self, paper: Paper) {
        self.pages.push(Canvas::new(paper, self.style));
        self.y = paper.margin;
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.centred(text, TITLE),
            Block::Heading(text) => self.paragraph(text, BODY + 1.0),
            Block::Text(text) => self.paragraph(&format!("\u{3000}\u{3000}{text}"), BODY),
            Block::Table(placed) => self.table(placed),
            Block::NewPage(paper) => self.new_page(*paper),
            Block::Box(_) | Block::Nested(_) => panic!("for Word only"),
        }
    }

    fn line(&mut self, x: f32, size: f32, text: &str) {
        if self.y + size * LEADING > self.bottom() {
            self.new_page(self.style.paper);
        }
        let y = self.y;
        self.canvas().text(x, y, size, text);
        self.y += size * LEADING;
    }

    fn centred(&mut self, text: &str, size: f32) {
        let x = (self.paper().width - width(text) * size) / 2.0;
        self.line(x, size, text);
    }

    fn paragraph(&mut self, text: &str, size: f32) {
        let left = self.paper().margin;
        for line in wrap(text, self.room() / size) {
            self.line(left, size, &line);
        }
    }

    fn table(&mut self, placed: &Placed) {
        let mut table = Measured::new(placed, self.style, self.room());
        self.y += AROUND;
        let mut from = 0;
        while from < table.bands.len() {
            let to = self.fitting(&table, from);
            if to == from {
                self.next_page(&table);
                continue;
            }
            let top = self.y;
            self.y = table.draw(self.canvas(), top, from, to);
            from = to;
            if from < table.bands.len() {
                self.next_page(&table);
            }
        }
        self.y += AROUND;
    }

    /// The band before which this page ends.
    fn fitting(&self, table: &Measured<'_>, from: usize) -> usize {
        let mut y = self.y;
        for (i, band) in table.bands.iter().enumerate().skip(from) {
            y += band.height;
            if y > self.bottom() || (band.breaks && i > from) {
                return i;
            }
        }
        table.bands.len()
    }

    fn next_page(&mut self, table: &Measured<'_>) {
        self.new_page(self.paper());
        if self.style.repeat_heads {
            let copy = table.head_copy();
            let mut head = Measured::new(&copy, self.style, self.room());
            let (top, end) = (self.y, head.bands.len());
            self.y = head.draw(self.canvas(), top, 0, end);
        }
    }

    fn number(&mut self) {
        if !self.style.numbered {
            return;
        }
        for (i, canvas) in self.pages.iter_mut().enumerate() {
            let text = format!("- {} -", i + 1);
            let (x, y) = (canvas.paper.width / 2.0 - 10.0, canvas.paper.height - 40.0);
            canvas.latin(x, y, 9.0, &text);
        }
    }
}
