//! Blocks to plain text and Markdown: what a browser, Word or a converter leaves of a report.

use super::blocks::Block;
use super::grid::{Cell, Grid};
use super::markup::{Charset, Slot, slots};

/// How a table is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Cells parted by tabs, as Word copies them: a cell is blank in the rows below the one where it begins.
    Tabs,
    /// One cell a line; blank cells leave an empty line.
    Lines,
    /// Everything on one line.
    OneLine,
    /// Markdown: rows between bars; a merged cell stands again at each place that it covers.
    Repeated,
    /// Markdown: rows between bars; a merged cell is blank but for its first place.
    Blanked,
    /// Markdown without bars at the ends of rows.
    Bare,
}

/// The look of a text.
#[derive(Clone, Copy)]
pub struct TextStyle {
    pub manner: Manner,
    pub charset: Charset,
    /// What ends a line.
    pub end: &'static str,
}

impl TextStyle {
    pub fn is_markdown(&self) -> bool {
        matches!(
            self.manner,
            Manner::Repeated | Manner::Blanked | Manner::Bare
        )
    }
}

/// Writes the blocks as a text.
pub fn write(blocks: &[Block], style: &TextStyle) -> Vec<u8> {
    let texts: Vec<String> = blocks
        .iter()
        .map(|block| self::block(block, style))
        .collect();
    let text = match style.manner {
        Manner::OneLine => texts.join(" "),
        _ => texts.join("\n") + "\n",
    };
    style.charset.encode(&text.replace('\n', style.end))
}

fn block(block: &Block, style: &TextStyle) -> String {
    match block {
        Block::Title(text) if style.is_markdown() => format!("# {text}\n"),
        Block::Heading(text) if style.is_markdown() => format!("**{text}**\n"),
        Block::Title(text) | Block::Heading(text) => text.clone(),
        Block::Text(text) | Block::Box(text) => format!("\u{3000}\u{3000}{text}"),
        Block::Table(placed) => table(&placed.grid, style.manner),
        Block::Nested(grid) => table(grid, style.manner),
        // The foot of a page, copied with its text.
        Block::NewPage(_) => "\n- 3 -\n".into(),
    }
}

fn table(grid: &Grid, manner: Manner) -> String {
    let rows: Vec<Vec<String>> = (0..grid.codes.len())
        .map(|row| cells(grid, row, manner))
        .collect();
    let join = |between: &str| rows.iter().map(|row| row.join(between)).collect::<Vec<_>>();
    match manner {
        Manner::Tabs => join("\t").join("\n"),
        Manner::Lines => join("\n").join("\n"),
        Manner::OneLine => rows
            .concat()
            .into_iter()
            .filter(|cell| !cell.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        Manner::Bare => ruled(join(" | "), "---", "|", grid),
        Manner::Repeated | Manner::Blanked => {
            let rows = join(" | ").into_iter().map(|row| format!("| {row} |"));
            ruled(rows.collect(), "|:---:", "", grid) + "\n"
        }
    }
}

/// With the rule below the first row that makes it a table.
fn ruled(mut rows: Vec<String>, dashes: &str, between: &str, grid: &Grid) -> String {
    let mut rule = vec![dashes; grid.widths.len()].join(between);
    if between.is_empty() {
        rule += "|";
    }
    rows.insert(1, rule);
    rows.join("\n")
}

/// The texts of a row, as many as the manner writes.
fn cells(grid: &Grid, row: usize, manner: Manner) -> Vec<String> {
    let mut cells = Vec::new();
    for slot in slots(grid, row) {
        let (text, below) = match slot {
            Slot::Cell(cell) => (content(cell, manner), false),
            Slot::Below(cell) => (content(cell, manner), true),
            Slot::Gap => (String::new(), false),
        };
        let others = slot.columns() - 1;
        match manner {
            Manner::Tabs => cells.push(if below { String::new() } else { text }),
            Manner::Lines | Manner::OneLine if below => {}
            Manner::Lines | Manner::OneLine => cells.push(text),
            Manner::Repeated => cells.extend(vec![text; others + 1]),
            Manner::Blanked | Manner::Bare => {
                cells.push(if below { String::new() } else { text });
                cells.extend(vec![String::new(); others]);
            }
        }
    }
    cells
}

fn content(cell: &Cell, manner: Manner) -> String {
    match manner {
        Manner::Blanked
            if cell.number && cell.column.is_multiple_of(3) && !cell.text.is_empty() =>
        {
            format!("**{}**", cell.text)
        }
        Manner::Repeated | Manner::Blanked | Manner::Bare => cell.text.replace('\n', "<br>"),
        // Copied from a cell a broken label is in one line.
        _ => cell.text.replace('\n', ""),
    }
}
