//! Sets a table of a form as pages of glyphs and rulings, or as logical tables, cut where one likes.

use crate::document::{
    Content, Direction, Document, FlowBlock, FlowCell, FlowTable, Format, Glyph, Page, Ruling,
};
use crate::forms::{FormTable, RowKind};
use crate::geometry::Rect;

/// Font size. Points.
const SIZE: f32 = 8.0;

/// Distance of lines. Points.
const LEADING: f32 = 11.0;

/// Room between the border of a cell and its text. Points.
const PAD: f32 = 3.0;

/// Where tables begin and how wide columns are. Points.
const LEFT: f32 = 50.0;
const LABELS: [f32; 3] = [38.0, 46.0, 136.0];
pub(super) const VALUES: f32 = 40.0;

/// Columns so narrow that a number of five digits is broken over two lines. Points.
pub(super) const NARROW: f32 = 26.0;

/// Rows of the header of table 3.
const HEADER: usize = 3;

/// Which rules are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    Lattice,
    Horizontal,
    None,
}

/// Where a table is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Nowhere,
    /// Before this row of numbers.
    Before(usize),
    /// Within this row of numbers after so many lines of its label; its numbers stand in the upper or in the lower part.
    Within(usize, usize, bool),
}

/// How a table is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) rules: Rules,
    pub(super) cut: Cut,
    /// The header stands again after the cut.
    pub(super) repeated: bool,
    /// A rule closes the table before the cut, and another one opens it after.
    pub(super) closed: bool,
    /// Prose, a running header and page numbers stand around the table.
    pub(super) surrounded: bool,
    /// In a logical table: the merged first cell is gone after the cut.
    pub(super) shifted: bool,
    /// Text begins at the left end of its cell instead of standing in the middle.
    pub(super) left: bool,
    /// Text begins at the top of its cell instead of standing in the middle.
    pub(super) top: bool,
}

/// One cell of a grid before it is set.
#[derive(Clone, Debug)]
struct Cell {
    rows: (usize, usize),
    columns: (usize, usize),
    lines: Vec<String>,
}

/// Table 3 of a form with its numbers, as a grid.
pub(super) struct Table {
    values: f32,
    cells: Vec<Cell>,
    rows: usize,
    columns: usize,
}

impl Table {
    /// The table with these numbers, row by row.
    pub(super) fn new(form: &FormTable, numbers: &[Vec<String>]) -> Table {
        Table::with_columns(form, numbers, VALUES)
    }

    /// The same with columns of numbers of this width.
    pub(super) fn with_columns(form: &FormTable, numbers: &[Vec<String>], values: f32) -> Table {
        let mut table = Table {
            values,
            cells: Vec::new(),
            rows: HEADER,
            columns: LABELS.len() + form.columns.len(),
        };
        table.set_header(form);
        let mut groups: Vec<(String, usize)> = Vec::new();
        let mut numbers = numbers.iter();
        for row in &form.rows {
            groups.retain(|(code, _)| is_within(form, &row.parent, code));
            let depth = groups.len();
            if row.kind == RowKind::Group {
                groups.push((row.code.clone(), table.cells.len()));
                table.add((table.rows, table.rows), (depth, depth + 1), &row.label);
                continue;
            }
            let at = table.rows;
            table.rows += 1;
            for (_, cell) in &groups {
                table.cells[*cell].rows.1 = table.rows;
            }
            table.add((at, at + 1), (depth, LABELS.len()), &row.label);
            for (column, number) in numbers.next().into_iter().flatten().enumerate() {
                let column = LABELS.len() + column;
                table.add((at, at + 1), (column, column + 1), number);
            }
        }
        table
    }

    fn set_header(&mut self, form: &FormTable) {
        let (labels, all) = (LABELS.len(), self.columns);
        self.add((0, HEADER), (0, labels), &form.stub_header);
        self.add((0, 1), (labels, all - 1), "申请人情况");
        self.add((1, 2), (labels + 1, all - 1), "法人或其他组织");
        for (nth, column) in form.columns.iter().enumerate() {
            let place = labels + nth;
            let top = match nth {
                0 => 1,
                _ if place + 1 == all => 0,
                _ => 2,
            };
            self.add((top, HEADER), (place, place + 1), &column.label);
        }
    }

    fn add(&mut self, rows: (usize, usize), columns: (usize, usize), text: &str) {
        let room = self.x(columns.1) - self.x(columns.0) - 2.0 * PAD;
        self.cells.push(Cell {
            rows,
            columns,
            lines: wrap(text, room),
        });
    }

    fn x(&self, column: usize) -> f32 {
        let labels: f32 = LABELS.iter().take(column).sum();
        LEFT + labels + self.values * column.saturating_sub(LABELS.len()) as f32
    }

    /// Number of rows of numbers.
    pub(super) fn len(&self) -> usize {
        self.rows - HEADER
    }

    /// Lines of the label of a row of numbers.
    pub(super) fn label_lines(&self, row: usize) -> usize {
        let own = self
            .cells
            .iter()
            .filter(|c| c.rows == (row + HEADER, row + HEADER + 1) && c.columns.1 == LABELS.len());
        own.map(|cell| cell.lines.len()).max().unwrap_or(1)
    }

    /// Rows of numbers within the group that the first column holds as one cell.
    pub(super) fn merged_rows(&self) -> (usize, usize) {
        let merged = self
            .cells
            .iter()
            .filter(|c| c.rows.0 >= HEADER && c.columns == (0, 1));
        merged
            .map(|c| (c.rows.0 - HEADER, c.rows.1 - HEADER))
            .max_by_key(|r| r.1 - r.0)
            .unwrap_or_default()
    }

    /// The pieces into which a cut divides the grid.
    fn pieces(&self, style: &Style) -> Vec<Piece> {
        let whole = self.rows;
        let piece = |rows, from, to| Piece { rows, from, to };
        match style.cut {
            Cut::Nowhere => vec![piece((0, whole), None, None)],
            Cut::Before(row) => vec![
                piece((0, row + HEADER), None, None),
                piece((row + HEADER, whole), None, None),
            ],
            Cut::Within(row, line, above) => {
                let part = Part { line, above };
                vec![
                    piece((0, row + HEADER + 1), None, Some(part)),
                    piece((row + HEADER, whole), Some(part), None),
                ]
            }
        }
    }

    /// Cells of a piece with the lines that stand in it, rows counted in the piece.
    fn cells_of(&self, piece: &Piece, header: usize) -> Vec<Cell> {
        let (first, last) = piece.rows;
        let mut cells: Vec<Cell> = match header {
            0 => Vec::new(),
            _ => self
                .cells
                .iter()
                .filter(|cell| cell.rows.1 <= HEADER)
                .cloned()
                .collect(),
        };
        for cell in &self.cells {
            let rows = (cell.rows.0.max(first), cell.rows.1.min(last));
            if rows.0 >= rows.1 {
                continue;
            }
            cells.push(Cell {
                rows: (rows.0 - first + header, rows.1 - first + header),
                columns: cell.columns,
                lines: piece.lines(cell),
            });
        }
        cells
    }
}

/// Where a row was cut.
#[derive(Clone, Copy, Debug)]
struct Part {
    line: usize,
    above: bool,
}

/// A stretch of rows of the grid; its first and its last row may be parts.
struct Piece {
    rows: (usize, usize),
    from: Option<Part>,
    to: Option<Part>,
}

impl Piece {
    /// The lines of a cell that stand in this piece: those of a cell that the cut divides are divided too.
    fn lines(&self, cell: &Cell) -> Vec<String> {
        let (first, last) = self.rows;
        let is_value = cell.columns.0 >= LABELS.len();
        match (self.from, self.to) {
            // Within a row: its own label at the line, its numbers whole.
            (None, Some(part)) if cell.rows == (last - 1, last) => part.split(cell, is_value).0,
            (Some(part), _) if cell.rows == (first, first + 1) => part.split(cell, is_value).1,
            // A merged cell over the cut: half of its lines.
            _ if cell.rows.1 > last || (self.to.is_some() && cell.rows.1 == last) => halves(cell).0,
            _ if cell.rows.0 < first || (self.from.is_some() && cell.rows.0 == first) => {
                halves(cell).1
            }
            _ => cell.lines.clone(),
        }
    }
}

impl Part {
    fn split(self, cell: &Cell, is_value: bool) -> (Vec<String>, Vec<String>) {
        match (is_value, self.above) {
            (true, true) => (cell.lines.clone(), Vec::new()),
            (true, false) => (Vec::new(), cell.lines.clone()),
            (false, _) => {
                let (a, b) = cell.lines.split_at(self.line.min(cell.lines.len()));
                (a.to_vec(), b.to_vec())
            }
        }
    }
}

fn halves(cell: &Cell) -> (Vec<String>, Vec<String>) {
    let (a, b) = cell.lines.split_at(cell.lines.len() / 2);
    (a.to_vec(), b.to_vec())
}

fn is_within(form: &FormTable, parent: &str, group: &str) -> bool {
    let mut at = parent;
    while !at.is_empty() {
        if at == group {
            return true;
        }
        at = form
            .rows
            .iter()
            .find(|row| row.code == at)
            .map_or("", |row| &row.parent);
    }
    false
}

fn advance(ch: char) -> f32 {
    if ch.is_ascii() { 0.55 * SIZE } else { SIZE }
}

fn wrap(text: &str, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut width = 0.0;
    for ch in text.chars() {
        if width + advance(ch) > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            width = 0.0;
        }
        line.push(ch);
        width += advance(ch);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A page under way.
struct Sheet {
    page: Page,
    y: f32,
}

impl Sheet {
    fn new(number: u32) -> Sheet {
        let page = Page {
            number,
            width: 595.0,
            height: 1200.0,
            ..Page::default()
        };
        Sheet { page, y: 80.0 }
    }

    /// Sets a line whose top and left end are given.
    fn text(&mut self, x: f32, y: f32, text: &str) {
        let mut x = x;
        for ch in text.chars() {
            let width = advance(ch);
            self.page.glyphs.push(Glyph {
                ch,
                rect: Rect::new(x, y, x + width, y + SIZE),
                size: SIZE,
                direction: Direction::Right,
                vertical: false,
                hidden: false,
                pale: false,
            });
            x += width;
        }
    }

    fn prose(&mut self, text: &str) {
        let y = self.y;
        self.text(LEFT, y, text);
        self.y += 16.0;
    }

    fn rule(&mut self, horizontal: bool, at: f32, (start, end): (f32, f32)) {
        self.page.rulings.push(Ruling {
            horizontal,
            at,
            start,
            end,
            width: 0.5,
        });
    }
}

/// The table on pages.
pub(super) fn pages(table: &Table, style: &Style) -> Document {
    let pieces = table.pieces(style);
    let count = pieces.len();
    let mut pages = Vec::new();
    for (nth, piece) in pieces.iter().enumerate() {
        let mut sheet = Sheet::new(nth as u32 + 1);
        if style.surrounded {
            sheet.text(LEFT, 30.0, "某某县人民政府信息公开年报");
            sheet.text(290.0, 1170.0, &format!("- {} -", nth + 1));
            if nth == 0 {
                sheet.prose("本机关按照要求编制本报告，所列数据的统计期限为全年。");
            }
        }
        if nth == 0 {
            sheet.prose("三、收到和处理政府信息公开申请情况");
        }
        // A repeated header has its rule above in any case.
        let open = (
            nth > 0 && !style.closed && !style.repeated,
            nth + 1 < count && !style.closed,
        );
        set_piece(table, piece, style, (nth, open), &mut sheet);
        if style.surrounded && nth + 1 == count {
            sheet.y += 12.0;
            sheet.prose("四、政府信息公开行政复议、行政诉讼情况");
            sheet.prose("本年度没有发生行政复议和行政诉讼。");
        }
        pages.push(sheet.page);
    }
    document(Format::Pdf, Content::Pages(pages))
}

fn document(format: Format, content: Content) -> Document {
    Document {
        running: Vec::new(),
        format,
        producer: String::new(),
        title: String::new(),
        content,
    }
}

fn set_piece(
    table: &Table,
    piece: &Piece,
    style: &Style,
    (nth, open): (usize, (bool, bool)),
    sheet: &mut Sheet,
) {
    let header = if nth > 0 && style.repeated { HEADER } else { 0 };
    let cells = table.cells_of(piece, header);
    let rows = piece.rows.1 - piece.rows.0 + header;
    let ys = tops(&cells, rows, sheet.y);
    for cell in &cells {
        let (x0, x1) = (table.x(cell.columns.0), table.x(cell.columns.1));
        let (y0, y1) = (ys[cell.rows.0], ys[cell.rows.1]);
        set_lines(&cell.lines, (x0, x1), (y0, y1), style, sheet);
        let last = cell.rows.1 == rows && open.1 && is_cut(table, piece, cell, header);
        let first = cell.rows.0 == 0 && open.0;
        draw(style.rules, (x0, x1), (y0, y1), (first, last), sheet);
    }
    sheet.y = ys[rows];
}

/// Whether a cell of the last row goes on after the cut.
fn is_cut(table: &Table, piece: &Piece, cell: &Cell, header: usize) -> bool {
    let rows = cell.rows.0 + piece.rows.0;
    let original = table.cells.iter().find(|c| {
        c.columns == cell.columns && c.rows.0 <= rows - header && c.rows.1 >= piece.rows.1
    });
    piece.to.is_some() || original.is_some_and(|c| c.rows.1 > piece.rows.1)
}

fn tops(cells: &[Cell], rows: usize, top: f32) -> Vec<f32> {
    let mut heights = vec![LEADING + 2.0 * PAD; rows];
    for cell in cells {
        let (first, last) = cell.rows;
        let needed = cell.lines.len() as f32 * LEADING + 2.0 * PAD;
        let have: f32 = heights[first..last].iter().sum();
        if needed > have {
            heights[last - 1] += needed - have;
        }
    }
    let mut ys = vec![top];
    let mut y = top;
    for height in heights {
        y += height;
        ys.push(y);
    }
    ys
}

fn set_lines(lines: &[String], x: (f32, f32), y: (f32, f32), style: &Style, sheet: &mut Sheet) {
    let height = lines.len() as f32 * LEADING;
    let mut top = match style.top {
        true => y.0 + PAD,
        false => (y.0 + y.1 - height) / 2.0 + (LEADING - SIZE) / 2.0,
    };
    for line in lines {
        let width: f32 = line.chars().map(advance).sum();
        let start = if style.left {
            x.0 + PAD
        } else {
            (x.0 + x.1 - width) / 2.0
        };
        sheet.text(start, top, line);
        top += LEADING;
    }
}

fn draw(rules: Rules, x: (f32, f32), y: (f32, f32), open: (bool, bool), sheet: &mut Sheet) {
    if rules == Rules::None {
        return;
    }
    if !open.0 {
        sheet.rule(true, y.0, x);
    }
    if !open.1 {
        sheet.rule(true, y.1, x);
    }
    if rules == Rules::Lattice {
        sheet.rule(false, x.0, y);
        sheet.rule(false, x.1, y);
    }
}

/// The table as one or two logical tables.
pub(super) fn flow(table: &Table, style: &Style) -> Document {
    let mut blocks = Vec::new();
    let paragraph = |text: &str| FlowBlock::Paragraph(text.to_owned());
    if style.surrounded {
        blocks.push(paragraph("本机关按照要求编制本报告。"));
    }
    blocks.push(paragraph("三、收到和处理政府信息公开申请情况"));
    for (nth, piece) in table.pieces(style).iter().enumerate() {
        let header = if nth > 0 && style.repeated { HEADER } else { 0 };
        let cells = table.cells_of(piece, header);
        let shift = usize::from(nth > 0 && style.shifted && header == 0);
        let cell = |cell: &Cell| {
            let columns = (cell.columns.0.saturating_sub(shift), cell.columns.1 - shift);
            FlowCell {
                row: cell.rows.0 as u32,
                column: columns.0 as u32,
                row_span: (cell.rows.1 - cell.rows.0) as u32,
                column_span: (columns.1 - columns.0) as u32,
                text: cell.lines.concat(),
            }
        };
        let mut set: Vec<FlowCell> = cells
            .iter()
            .filter(|c| c.columns.1 > shift)
            .map(cell)
            .collect();
        set.sort_by_key(|cell| (cell.row, cell.column));
        blocks.push(FlowBlock::Table(FlowTable {
            rows: (piece.rows.1 - piece.rows.0 + header) as u32,
            columns: (table.columns - shift) as u32,
            cells: set,
        }));
        if style.surrounded {
            blocks.push(paragraph(&format!("- {} -", nth + 1)));
        }
    }
    document(Format::Docx, Content::Flow(blocks))
}
