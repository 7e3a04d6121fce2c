//! Cells and numbers of many reports, held small: codes and numbers are stored once and named by an index.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::forms;
use crate::write::wide;

/// Different cells of forms in one panel; the statutory forms have less than 600.
const MAX_CELLS: usize = 8_192;

/// A cell of a form: its place in [`Names`].
pub(super) type CellName = u16;

/// What a cell of a form is called.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Labels {
    pub(super) form: String,
    pub(super) table: String,
    pub(super) row: String,
    pub(super) column: String,
    /// Labels of row and column; those of forms compiled in stand in the form.
    pub(super) label: String,
    pub(super) unit: String,
    /// Whether the cell is of a form compiled in.
    pub(super) built_in: bool,
    /// Whether some report has it.
    pub(super) seen: bool,
}

impl Labels {
    /// The cell's column in `wide/<form>.csv`.
    pub(super) fn code(&self) -> String {
        format!("{}__{}__{}", self.table, self.row, self.column)
    }
}

/// Every cell of a form that is known or was met.
#[derive(Debug)]
pub(super) struct Names {
    list: Vec<Labels>,
    index: HashMap<String, CellName>,
    key: String,
}

impl Names {
    /// The cells of the forms compiled in, newest form first.
    pub(super) fn of_forms() -> Self {
        let mut names = Names {
            list: Vec::new(),
            index: HashMap::new(),
            key: String::new(),
        };
        for form in forms::all() {
            for cell in wide::cells_of(form) {
                let codes = [&form.id, &cell.table.id, &cell.row.code, &cell.column.code];
                let name = names.name(codes.map(String::as_str));
                if let Some(labels) = name.and_then(|name| names.list.get_mut(usize::from(name))) {
                    labels.built_in = true;
                    labels.label = cell.label_zh();
                    labels.unit = cell.table.unit_of(cell.row, cell.column).to_owned();
                }
            }
        }
        names
    }

    /// The name of the cell with these codes of form, table, row and column; `None` when there are too many of them.
    pub(super) fn name(&mut self, codes: [&str; 4]) -> Option<CellName> {
        self.key.clear();
        for code in codes {
            self.key.push_str(code);
            self.key.push('\n');
        }
        if let Some(name) = self.index.get(&self.key) {
            return Some(*name);
        }
        if self.list.len() >= MAX_CELLS {
            return None;
        }
        let name = CellName::try_from(self.list.len()).ok()?;
        let [form, table, row, column] = codes.map(str::to_owned);
        self.list.push(Labels {
            form,
            table,
            row,
            column,
            ..Labels::default()
        });
        self.index.insert(self.key.clone(), name);
        Some(name)
    }

    /// What the cell is called.
    pub(super) fn labels(&self, name: CellName) -> Option<&Labels> {
        self.list.get(usize::from(name))
    }

    /// Notes that a report has the cell, and for a form that is not compiled in how it labels it.
    pub(super) fn see(&mut self, name: CellName, label: impl FnOnce() -> (String, String)) {
        if let Some(labels) = self.list.get_mut(usize::from(name))
            && !labels.seen
        {
            labels.seen = true;
            if !labels.built_in {
                (labels.label, labels.unit) = label();
            }
        }
    }

    /// Every cell with its name, in the order of the forms, then as met.
    pub(super) fn all(&self) -> impl Iterator<Item = (CellName, &Labels)> {
        (0..).zip(&self.list)
    }
}

/// A number, or none: its place in [`Numbers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number(u32);

impl Number {
    /// No number.
    pub(super) const NONE: Number = Number(u32::MAX);

    /// Whether there is a number.
    pub(super) fn is_some(self) -> bool {
        self != Number::NONE
    }
}

/// Every number that occurs, once.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    list: Vec<Decimal>,
    index: HashMap<Decimal, Number>,
}

impl Numbers {
    /// The place of a number; equal numbers have the same.
    pub(super) fn keep(&mut self, value: Decimal) -> Number {
        let value = value.normalize();
        if let Some(number) = self.index.get(&value) {
            return *number;
        }
        let Ok(place) = u32::try_from(self.list.len()) else {
            return Number::NONE;
        };
        let number = Number(place);
        self.list.push(value);
        self.index.insert(value, number);
        number
    }

    /// The number there.
    pub(super) fn get(&self, number: Number) -> Option<Decimal> {
        self.list.get(usize::try_from(number.0).ok()?).copied()
    }
}

/// A cell of a report that its document has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    /// Its number; none when it is blank, a dash, words, or has no single reading.
    pub(super) number: Number,
    /// Which cell it is.
    pub(super) name: CellName,
    /// Whether an `R…` finding is about it.
    pub(super) doubtful: bool,
}

/// Puts the cells of a report in order and makes one of cells that stand twice; when their numbers differ it is doubtful.
pub(super) fn settle(cells: &mut Vec<Cell>) {
    cells.sort_by_key(|cell| cell.name);
    cells.dedup_by(|next, kept| {
        let twice = next.name == kept.name;
        if twice {
            kept.doubtful |= next.doubtful || next.number != kept.number;
        }
        twice
    });
    cells.shrink_to_fit();
}

/// The cell of this name.
pub(super) fn find(cells: &[Cell], name: CellName) -> Option<Cell> {
    let at = cells.binary_search_by_key(&name, |cell| cell.name).ok()?;
    cells.get(at).copied()
}

/// How the cells of two reports compare. A cell that one of them doubts or does not have says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Cells with the same number.
    pub(super) same: usize,
    /// Cells with different numbers, or with a number in one report only.
    pub(super) different: usize,
}

impl Comparison {
    /// Compares the cells of two reports, both in order.
    pub(super) fn of(a: &[Cell], b: &[Cell]) -> Self {
        let mut found = Comparison::default();
        let mut others = b.iter().peekable();
        for cell in a {
            while others.next_if(|other| other.name < cell.name).is_some() {}
            let Some(other) = others.next_if(|other| other.name == cell.name) else {
                continue;
            };
            if cell.doubtful || other.doubtful {
                continue;
            }
            if cell.number != other.number {
                found.different += 1;
            } else if cell.number.is_some() {
                found.same += 1;
            }
        }
        found
    }

    /// Whether both reports say the same.
    pub(super) fn agrees(self) -> bool {
        self.different == 0 && self.same > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(numbers: &mut Numbers, list: &[(CellName, i64, bool)]) -> Vec<Cell> {
        let cell = |&(name, value, doubtful): &(CellName, i64, bool)| Cell {
            number: match value {
                -1 => Number::NONE,
                _ => numbers.keep(value.into()),
            },
            name,
            doubtful,
        };
        list.iter().map(cell).collect()
    }

    #[test]
    fn equal_numbers_share_a_place_whatever_their_zeros() {
        let mut numbers = Numbers::default();
        let one = numbers.keep("1.50".parse().expect("a number"));
        assert_eq!(one, numbers.keep("1.5".parse().expect("a number")));
        assert_eq!(
            numbers.get(one).map(|v| v.to_string()).as_deref(),
            Some("1.5")
        );
        assert_eq!(numbers.get(Number::NONE), None);
    }

    #[test]
    fn a_blank_is_not_zero_and_doubt_or_absence_says_nothing() {
        let numbers = &mut Numbers::default();
        let a = cells(
            numbers,
            &[(1, 5, false), (2, 0, false), (3, 7, true), (4, 1, false)],
        );
        let b = cells(
            numbers,
            &[(1, 5, false), (2, -1, false), (3, 8, false), (5, 1, false)],
        );
        let found = Comparison::of(&a, &b);
        assert_eq!((found.same, found.different), (1, 1));
        assert!(!found.agrees());
        assert!(Comparison::of(&a, &a).agrees());
        assert!(!Comparison::of(&a, &[]).agrees());
    }

    #[test]
    fn a_cell_that_stands_twice_with_two_numbers_is_doubtful() {
        let numbers = &mut Numbers::default();
        let mut twice = cells(
            numbers,
            &[(2, 5, false), (1, 3, false), (2, 6, false), (1, 3, false)],
        );
        settle(&mut twice);
        let doubts: Vec<(CellName, bool)> = twice.iter().map(|c| (c.name, c.doubtful)).collect();
        assert_eq!(doubts, [(1, false), (2, true)]);
    }
}
