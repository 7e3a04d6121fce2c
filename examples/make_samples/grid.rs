//! A table as drawn: cells with spans on a grid.

/// How the text of a cell runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Left to right.
    Across,
    /// Upright characters, one a line.
    Stacked,
    /// Top to bottom, set with a vertical font.
    Vertical,
}

/// One cell.
#[derive(Clone)]
pub struct Cell {
    pub row: usize,
    pub column: usize,
    pub rows: usize,
    pub columns: usize,
    /// As printed; `\n` breaks a line.
    pub text: String,
    pub turn: Turn,
    /// A cell of numbers: never divided at a page break.
    pub number: bool,
}

/// One physical table.
#[derive(Clone, Default)]
pub struct Grid {
    /// Relative column widths.
    pub widths: Vec<f32>,
    /// What each row is: a row code, or empty for a header row.
    pub codes: Vec<&'static str>,
    pub cells: Vec<Cell>,
}

impl Grid {
    pub fn new(widths: Vec<f32>) -> Grid {
        Grid {
            widths,
            ..Grid::default()
        }
    }

    /// Adds an empty row and gives its index.
    pub fn row(&mut self, code: &'static str) -> usize {
        self.codes.push(code);
        self.codes.len() - 1
    }

    /// Puts a label at `at` (row, column) over `span` (rows, columns).
    pub fn label(&mut self, at: (usize, usize), span: (usize, usize), text: impl Into<String>) {
        self.cells.push(Cell {
            row: at.0,
            column: at.1,
            rows: span.0,
            columns: span.1,
            text: text.into(),
            turn: Turn::Across,
            number: false,
        });
    }

    /// Puts a number cell.
    pub fn number(&mut self, at: (usize, usize), columns: usize, text: impl Into<String>) {
        self.label(at, (1, columns), text);
        if let Some(cell) = self.cells.last_mut() {
            cell.number = true;
        }
    }

    /// The index of the row with this code.
    pub fn find(&self, code: &str) -> usize {
        let found = self.codes.iter().position(|c| *c == code);
        found.unwrap_or_else(|| panic!("no row {code}"))
    }

    /// How many header rows stand on top.
    pub fn heads(&self) -> usize {
        self.codes.iter().take_while(|code| code.is_empty()).count()
    }

    /// The rows from `from` to before `to` as a table of their own. A merged cell that is cut keeps its text in the
    /// part where it begins and is empty in the others.
    pub fn slice(&self, from: usize, to: usize) -> Grid {
        let mut part = Grid::new(self.widths.clone());
        part.codes = self.codes[from..to].to_vec();
        for cell in &self.cells {
            let (top, bottom) = (cell.row.max(from), (cell.row + cell.rows).min(to));
            if top >= bottom {
                continue;
            }
            let mut cell = cell.clone();
            if cell.row < from {
                cell.text.clear();
            }
            (cell.row, cell.rows) = (top - from, bottom - top);
            part.cells.push(cell);
        }
        part
    }

    /// Gives the cell with this text another direction.
    pub fn turn(&mut self, starts_with: &str, turn: Turn) {
        for cell in &mut self.cells {
            if cell.text.starts_with(starts_with) {
                cell.turn = turn;
            }
        }
    }
}
