//! Blocks to the sheets of a workbook, whatever its kind.

use super::blocks::Block;
use super::grid::{Cell, Grid};
use super::office::workbook::{self, Format, Sheet, Value};
use super::xlsx;

/// The kind of a workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Excel 97-2003.
    Xls,
    /// SpreadsheetML.
    Xlsx,
}

/// The look of a workbook.
#[derive(Clone, Copy, Debug)]
pub struct BookStyle {
    pub kind: Kind,
    /// `et` is what WPS calls an Excel 97-2003 workbook.
    pub extension: &'static str,
    /// Each table has a sheet of its own; else all stand in one.
    pub split: bool,
    /// Cells are merged over several columns, so that all tables are equally wide.
    pub spread: bool,
    /// Totals of table 3 are formulas.
    pub sums: bool,
    /// Numbers are texts.
    pub texts: bool,
    /// A sheet and a column with other numbers are hidden.
    pub hidden: bool,
    /// Strings are made of several runs, some stand in their cells (.xlsx only).
    pub rich: bool,
}

impl BookStyle {
    pub const fn plain(kind: Kind) -> BookStyle {
        let extension = match kind {
            Kind::Xls => "xls",
            Kind::Xlsx => "xlsx",
        };
        BookStyle {
            kind,
            extension,
            split: false,
            spread: false,
            sums: false,
            texts: false,
            hidden: false,
            rich: false,
        }
    }

    /// The column of the sheet in which a column of the table begins.
    fn edge(&self, grid: &Grid, column: usize) -> u16 {
        match self.spread {
            true => column as u16 * COLUMNS / grid.widths.len() as u16,
            false => column as u16,
        }
    }
}

/// All digits.
const GENERAL: u16 = 0;
/// With separators of thousands: `1,234` is shown, 1234 is stored.
const THOUSANDS: u16 = 1;
/// No decimals: `251` is shown, 251.37 is stored.
const WHOLE: u16 = 2;
/// Zero is shown as a dash.
const ACCOUNTING: u16 = 3;
/// Text.
const TEXT: u16 = 4;

/// The number formats of every workbook, by the numbers above.
pub const FORMATS: [Format; 5] = [
    Format::BuiltIn(0),
    Format::BuiltIn(3),
    Format::BuiltIn(1),
    Format::Code("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
    Format::BuiltIn(49),
];

/// Columns of table 4, the widest.
const COLUMNS: u16 = 15;
/// Columns of table 3; its last one holds totals.
const THIRD_COLUMNS: usize = 10;
/// How many columns its totals sum.
const APPLICANTS: usize = 6;
/// What stands where nothing is shown.
const STALE: f64 = 9_999.0;

/// Writes the blocks as a workbook.
pub fn write(blocks: &[Block], style: &BookStyle) -> Vec<u8> {
    let sheets = sheets(blocks, style);
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(text) => Some(text.as_str()),
        _ => None,
    });
    match style.kind {
        Kind::Xls => workbook::file(&sheets, &FORMATS),
        Kind::Xlsx => xlsx::write(&sheets, title.unwrap_or_default(), style.rich),
    }
}

/// Lays the blocks down on sheets.
pub fn sheets(blocks: &[Block], style: &BookStyle) -> Vec<Sheet> {
    let mut book = Book::new(style);
    blocks.iter().for_each(|block| book.block(block));
    book.finish()
}

struct Book<'a> {
    style: &'a BookStyle,
    sheets: Vec<Sheet>,
    row: u16,
    /// A heading that may belong to the table of the next sheet.
    heading: Option<&'a str>,
    /// The sheet holds a table already.
    has_table: bool,
}

impl<'a> Book<'a> {
    fn new(style: &'a BookStyle) -> Self {
        let mut book = Book {
            style,
            sheets: Vec::new(),
            row: 0,
            heading: None,
            has_table: false,
        };
        book.new_sheet();
        book
    }

    fn new_sheet(&mut self) {
        let name = format!("Sheet{}", self.sheets.len() + 1);
        self.sheets.push(Sheet {
            name,
            widths: vec![2_400; usize::from(COLUMNS)],
            ..Sheet::default()
        });
        self.row = 0;
        self.has_table = false;
    }

    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("there is always a sheet")
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(text) => {
                self.flush();
                self.heading = Some(text);
            }
            Block::Title(text) | Block::Text(text) => {
                self.flush();
                self.line(text);
            }
            Block::Table(placed) => {
                if self.style.split {
                    self.new_sheet();
                }
                self.flush();
                self.table(&placed.grid);
                self.has_table = true;
                // An empty row parts tables.
                self.row += 1;
            }
            Block::NewPage(_) => {}
            Block::Box(_) | Block::Nested(_) => panic!("not for workbooks"),
        }
    }

    /// Writes the heading that waits.
    fn flush(&mut self) {
        if let Some(text) = self.heading.take() {
            if self.style.split && self.has_table {
                self.new_sheet();
            }
            self.line(text);
        }
    }

    /// A line over the whole width.
    fn line(&mut self, text: &str) {
        let row = self.row;
        self.put((row, 0), (Value::Text(text.into()), GENERAL));
        self.sheet().merges.push([row, row, 0, COLUMNS - 1]);
        self.row += 1;
    }

    fn put(&mut self, at: (u16, u16), cell: workbook::Cell) {
        self.sheet().cells.insert(at, cell);
    }

    fn table(&mut self, grid: &Grid) {
        let style = self.style;
        let edge = |column: usize| style.edge(grid, column);
        let top = self.row;
        for cell in &grid.cells {
            let rows = [
                top + cell.row as u16,
                top + (cell.row + cell.rows - 1) as u16,
            ];
            let columns = [edge(cell.column), edge(cell.column + cell.columns) - 1];
            if rows[0] < rows[1] || columns[0] < columns[1] {
                let region = [rows[0], rows[1], columns[0], columns[1]];
                self.sheet().merges.push(region);
            }
            for row in rows[0]..=rows[1] {
                for column in columns[0]..=columns[1] {
                    self.put((row, column), (Value::Blank, GENERAL));
                }
            }
            let value = self.value(cell, grid);
            self.put((rows[0], columns[0]), value);
        }
        if self.style.hidden {
            self.hide(grid, top);
        }
        self.row += grid.codes.len() as u16;
    }

    fn value(&self, cell: &Cell, grid: &Grid) -> workbook::Cell {
        let text = &cell.text;
        if !cell.number {
            return (Value::Text(text.clone()), GENERAL);
        }
        if text.is_empty() {
            return (Value::Blank, GENERAL);
        }
        if text == "-" && !self.style.texts {
            return (Value::Number(0.0), ACCOUNTING);
        }
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let number = text.parse::<f64>().ok().filter(|_| is_plain);
        let is_third = grid.widths.len() == THIRD_COLUMNS;
        match number {
            Some(number) if number.fract() != 0.0 => (Value::Number(number), WHOLE),
            Some(_) if self.style.texts => (Value::Text(text.clone()), TEXT),
            Some(number) if is_third && cell.column + 1 == THIRD_COLUMNS && self.style.sums => {
                let applicants = cell.column - APPLICANTS;
                let columns =
                    self.style.edge(grid, cell.column) - self.style.edge(grid, applicants);
                (Value::Sum(columns, number), THOUSANDS)
            }
            Some(number) if is_third => (Value::Number(number), THOUSANDS),
            Some(number) => (Value::Number(number), GENERAL),
            None => (Value::Text(text.clone()), TEXT),
        }
    }

    /// Stale numbers beside the table, in a column that is hidden.
    fn hide(&mut self, grid: &Grid, top: u16) {
        self.sheet().widths.resize(usize::from(COLUMNS) + 1, 0);
        let numbered = |row: &usize| !grid.codes[*row].is_empty();
        for row in (0..grid.codes.len()).filter(numbered) {
            let at = (top + row as u16, COLUMNS);
            self.put(at, (Value::Number(STALE), GENERAL));
        }
    }

    fn finish(mut self) -> Vec<Sheet> {
        self.flush();
        if self.style.hidden {
            // Last year's sheets, with other numbers.
            let mut stale = self.sheets.clone();
            for sheet in &mut stale {
                sheet.hidden = true;
                sheet.name = format!("上年{}", sheet.name);
                for (value, _) in sheet.cells.values_mut() {
                    if let Value::Number(number) | Value::Sum(_, number) = value {
                        *number = STALE;
                    }
                }
            }
            self.sheets.extend(stale);
        }
        self.sheets
    }
}
