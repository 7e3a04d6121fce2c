//! Blocks to Rich Text Format, in the manners of Word, WPS and LibreOffice.

use encoding_rs::GBK;

use super::blocks::Block;
use super::grid::{Cell, Grid};
use super::markup::{Slot, slots, widths};

/// Which program the file is in the manner of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Characters as bytes of code page 936, the definition of a row before and after its cells.
    Word,
    /// Characters by number with one byte for old readers, each grid column a cell, tracked changes, hidden text.
    Wps,
    /// Characters by number with two bytes for old readers, labels of lists, a picture of raw bytes.
    LibreOffice,
}

/// Width of a table in twentieths of a point.
const WIDTH: f32 = 8_800.0;

/// What each file begins with. `\f1` is a Chinese font, `\f0` a western one.
const HEAD: &str = "{\\rtf1\\ansi\\ansicpg936\\deff0\\deflang1033\\deflangfe2052{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}\
    {\\f1\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5{\\*\\falt SimSun};}}\n{\\colortbl;\\red0\\green0\\blue0;}\n";

/// A grey dot (PNG) with braces and a control word in its remark: raw bytes are no markup.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9BU\0\0\0\x08tEXtc\0}}{{\\5\xB0\xB7vB\0\0\0\nIDATx\x9Cc\xA8\x07\0\0\x81\0\x80\xD3\x94SJ\0\0\0\0IEND\xAEB`\x82";

/// Writes the blocks as an .rtf file.
pub fn write(blocks: &[Block], manner: Manner) -> Vec<u8> {
    let mut file = Vec::from(HEAD);
    match manner {
        Manner::Word => file.extend(b"{\\*\\generator Msftedit 5.41.21.2510;}\\uc2\\viewkind1\n{\\footer\\pard\\qc{\\field{\\*\\fldinst PAGE}{\\fldrslt 3}}\\par}\n"),
        Manner::Wps => file.extend(b"{\\*\\revtbl{Unknown;}{\\u23457?\\u26680?;}}{\\info{\\author wps}}\\uc1\\paperw11906\n"),
        Manner::LibreOffice => {
            file.extend(b"{\\*\\generator LibreOffice/7.4.7.2;}\\uc2\n");
            let words = format!("{{\\pict\\pngblip\\picwgoal15\\pichgoal15\\bin{} ", PICTURE.len());
            file.extend(words.bytes().chain(PICTURE.iter().copied()).chain(*b"}\\par\n"));
        }
    }
    for block in blocks {
        file.extend(self::block(block, manner).bytes());
    }
    file.push(b'}');
    file
}

/// A text in ASCII.
fn text(text: &str, manner: Manner) -> String {
    text.chars().map(|c| character(c, manner)).collect()
}

fn character(c: char, manner: Manner) -> String {
    if matches!(c, '\\' | '{' | '}') {
        return format!("\\{c}");
    }
    if c.is_ascii() {
        return c.into();
    }
    let mut buffer = [0; 4];
    let (bytes, _, is_lost) = GBK.encode(c.encode_utf8(&mut buffer));
    let hex: String = bytes.iter().map(|byte| format!("\\'{byte:02x}")).collect();
    let mut units = [0; 2];
    let unit = c.encode_utf16(&mut units)[0].cast_signed();
    match manner {
        Manner::Word if !is_lost => hex,
        Manner::Wps => format!("\\u{unit}?"),
        _ if is_lost => format!("\\u{unit}\\'a1\\'f5"),
        _ => format!("\\u{unit}{hex}"),
    }
}

fn paragraph(words: &str, text: &str, manner: Manner) -> String {
    format!(
        "\\pard\\plain{words}\\f1 {}\\par\n",
        self::text(text, manner)
    )
}

fn block(block: &Block, manner: Manner) -> String {
    match block {
        Block::Title(text) => paragraph("\\qc\\fs44\\b", text, manner),
        Block::Heading(text) => heading(text, manner),
        Block::Text(text) => paragraph("\\fi640\\fs32", text, manner),
        Block::Table(placed) => table(&placed.grid, manner),
        Block::Nested(grid) => nested(grid, manner),
        Block::Box(text) => format!(
            "{{\\shp{{\\*\\shpinst\\shpleft0{{\\shptxt {}}}}}}}\n",
            paragraph("", text, manner)
        ),
        Block::NewPage(_) => "\\page\n".into(),
    }
}

/// The number of a heading is the label of a list, beside the definition of which readers find it printed.
fn heading(text: &str, manner: Manner) -> String {
    match text.split_once('、') {
        Some((number, rest)) if manner == Manner::LibreOffice => format!(
            "{{\\listtext\\pard\\plain\\f1 {}}}\\pard\\plain\\ls1\\b\\f1 {}\\par\n",
            self::text(&format!("{number}、"), manner),
            self::text(rest, manner)
        ),
        _ => paragraph("\\fs32\\b", text, manner),
    }
}

fn table(grid: &Grid, manner: Manner) -> String {
    let rows = (0..grid.codes.len()).map(|row| self::row(grid, row, manner));
    rows.collect::<String>() + "\\pard\\plain\\par\n"
}

fn row(grid: &Grid, row: usize, manner: Manner) -> String {
    let definition = format!(
        "\\trowd\\irow{row}\\trgaph108\\trleft-108{}",
        definition(grid, row, manner)
    );
    let cells = cells(grid, row, "\\intbl", "\\cell", manner);
    match manner {
        Manner::Word => format!("{definition}\n{cells}{{{definition}\\row}}\n"),
        _ => format!("{definition}\n{cells}\\row\n"),
    }
}

/// The cells of a row: where each ends and which others it is merged with.
fn definition(grid: &Grid, row: usize, manner: Manner) -> String {
    let widths = widths(grid, WIDTH);
    let mut column = 0;
    let mut words = String::new();
    for slot in slots(grid, row) {
        let merge = match slot {
            Slot::Cell(cell) if cell.rows > 1 => "\\clvmgf",
            Slot::Below(_) => "\\clvmrg",
            _ => "",
        };
        let end = column + slot.columns();
        let edge = |end: usize| widths[..end].iter().sum::<usize>();
        if manner == Manner::Wps {
            for i in column..end {
                let across = match (slot.columns(), i == column) {
                    (1, _) => "",
                    (_, true) => "\\clmgf",
                    (_, false) => "\\clmrg",
                };
                words += &format!("{merge}{across}\\cellx{}", edge(i + 1));
            }
        } else {
            words += &format!(
                "{merge}\\clvertalc\\clbrdrt\\brdrs\\brdrw10\\cellx{}",
                edge(end)
            );
        }
        column = end;
    }
    words
}

fn cells(grid: &Grid, row: usize, words: &str, end: &str, manner: Manner) -> String {
    let mut cells = String::new();
    for slot in slots(grid, row) {
        let content = match slot {
            Slot::Cell(cell) => content(cell, manner),
            _ => String::new(),
        };
        cells += &format!("\\pard\\plain\\qc{words}\\f1 {content}{end}\n");
        if manner == Manner::Wps {
            cells += &format!("\\pard{words}{end}").repeat(slot.columns() - 1);
        }
    }
    cells
}

fn content(cell: &Cell, manner: Manner) -> String {
    let lines = cell.text.split('\n').map(|line| text(line, manner));
    let content = lines.collect::<Vec<_>>().join("\\line ");
    let place = cell.row + cell.column;
    let old = place % 9 + 1;
    match (manner, cell.number) {
        // An earlier number struck out, the present one put in.
        (Manner::Wps, true) if place.is_multiple_of(4) => {
            format!("{{\\deleted\\revauthdel1 {old}}}{{\\revised\\revauth1 {content}}}")
        }
        (Manner::Wps, true) if place % 4 == 1 => format!("{content}{{\\v {old}}}"),
        _ => content,
    }
}

/// A layout table of one row with the grid in its second cell ([RTF 1.9.1], nested tables).
fn nested(grid: &Grid, manner: Manner) -> String {
    let mut inner = String::new();
    for row in 0..grid.codes.len() {
        let definition = definition(grid, row, manner);
        inner += &cells(
            grid,
            row,
            "\\intbl\\itap2",
            "\\nestcell{\\nonesttables\\par}",
            manner,
        );
        inner += &format!(
            "{{\\*\\nesttableprops\\trowd\\trgaph108{definition}\\nestrow}}{{\\nonesttables\\par}}\n"
        );
    }
    format!(
        "\\trowd\\trgaph108\\cellx1500\\cellx10500\n\\pard\\plain\\intbl\\f1 {}\\cell\n{inner}\\pard\\plain\\intbl\\itap1\\cell\\row\n\\pard\\plain\\par\n",
        text("主动公开", manner)
    )
}
