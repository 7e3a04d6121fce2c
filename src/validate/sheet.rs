//! One table of one report as checks see it: cells by row code and column code.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rust_decimal::Decimal;

use super::Instance;
use crate::check::Verdict;
use crate::extraction::CellRecord;
use crate::forms;

/// Row code and column code of a cell.
pub(super) type Spot = (&'static str, &'static str);

/// The cells of one table of one report. A table that is printed twice stands once: its first cells count.
pub(crate) struct Sheet<'a> {
    pub(super) form: &'static str,
    pub(super) table: &'static str,
    cells: &'a [CellRecord],
    places: BTreeMap<Spot, usize>,
    /// The places in order.
    order: Vec<usize>,
    /// Row codes in the order of the form.
    pub(super) rows: Vec<&'static str>,
    /// Column codes in the order of the form.
    pub(super) columns: Vec<&'static str>,
}

/// The tables of a report, in the order of its cells.
pub(crate) fn sheets(cells: &[CellRecord]) -> Vec<Sheet<'_>> {
    let mut all: Vec<Sheet<'_>> = Vec::new();
    for (i, cell) in cells.iter().enumerate() {
        let same = |sheet: &Sheet<'_>| sheet.table == cell.table && sheet.form == cell.form;
        // Cells of a table stand together.
        let at = all.iter().rposition(same).unwrap_or_else(|| {
            all.push(Sheet {
                form: cell.form,
                table: cell.table,
                cells,
                places: BTreeMap::new(),
                order: Vec::new(),
                rows: Vec::new(),
                columns: Vec::new(),
            });
            all.len() - 1
        });
        if let Some(sheet) = all.get_mut(at) {
            sheet.take((cell.row_code, cell.column_code), i);
        }
    }
    all
}

impl<'a> Sheet<'a> {
    fn take(&mut self, spot: Spot, index: usize) {
        let Entry::Vacant(place) = self.places.entry(spot) else {
            return;
        };
        place.insert(index);
        self.order.push(index);
        if self.rows.last() != Some(&spot.0) && !self.rows.contains(&spot.0) {
            self.rows.push(spot.0);
        }
        if !self.columns.contains(&spot.1) {
            self.columns.push(spot.1);
        }
    }

    /// The number in a cell, when there is one.
    pub(super) fn value(&self, row: &str, column: &str) -> Option<Decimal> {
        self.cell(row, column).and_then(|cell| cell.value)
    }

    /// The cell in a row and column, when the table has it.
    pub(super) fn cell(&self, row: &str, column: &str) -> Option<&'a CellRecord> {
        self.cells.get(self.index(row, column)?)
    }

    /// Where the cell stands among the cells of the report.
    pub(super) fn index(&self, row: &str, column: &str) -> Option<usize> {
        self.places.get(&(row, column)).copied()
    }

    /// The cell at a place among those of the report.
    pub(super) fn at(&self, index: usize) -> Option<&'a CellRecord> {
        self.cells.get(index)
    }

    /// The cells of the table with their places among those of the report, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &'a CellRecord)> {
        let order = self.order.iter().copied();
        order.filter_map(|index| Some((index, self.cells.get(index)?)))
    }

    /// The sum of cells; or why there is none: a cell that is no number, or numbers that are too large.
    pub(super) fn sum(&self, spots: &[Spot]) -> Result<Decimal, String> {
        let mut sum = Some(Decimal::ZERO);
        let mut missing = Vec::new();
        for (row, column) in spots {
            match self.value(row, column) {
                Some(value) => sum = sum.and_then(|sum| sum.checked_add(value)),
                None => missing.push((*row, *column)),
            }
        }
        match missing.first() {
            Some(first) => Err(self.why_not(*first, missing.len() - 1)),
            None => sum.ok_or_else(|| "the sum is too large".to_owned()),
        }
    }

    fn why_not(&self, (row, column): Spot, others: usize) -> String {
        let state = match self.cell(row, column) {
            None => "absent",
            Some(cell) => cell.state.name(),
        };
        match others {
            0 => format!("{row}/{column} is {state}"),
            _ => format!("{row}/{column} is {state}, {others} more are no numbers"),
        }
    }

    /// Sets two sums against each other. `message` tells of a failure, given both sides; `at` is the cell that it stands
    /// at.
    pub(super) fn compare(
        &self,
        instance: impl Into<Cow<'static, str>>,
        at: Spot,
        (left, relation, right): (&[Spot], Relation, &[Spot]),
        message: impl FnOnce(Decimal, Decimal) -> String,
    ) -> Instance {
        let at = self.index(at.0, at.1);
        let sides = (self.sum(left), relation, self.sum(right));
        judge(instance, at, sides, message)
    }

    /// The columns of table 3 that hold kinds of applicants, as the form has them.
    pub(super) fn applicants(&self) -> Vec<&'static str> {
        let form = forms::all().iter().find(|form| form.id == self.form);
        let table = form.and_then(|form| form.table(self.table));
        let columns = table.into_iter().flat_map(|table| &table.columns);
        columns
            .map(|column| column.code.as_str())
            .filter(|code| *code != "total")
            .collect()
    }

    /// The official label of a row, or its code when it has none.
    pub(super) fn row_name(&self, row: &'static str) -> &'static str {
        let cells = self.columns.iter().filter_map(|c| self.cell(row, c));
        let label = cells.map(|cell| cell.row_label).next().unwrap_or_default();
        if label.is_empty() { row } else { label }
    }

    /// The official label of a column, or its code when it has none.
    pub(super) fn column_name(&self, column: &'static str) -> &'static str {
        let cells = self.rows.iter().filter_map(|r| self.cell(r, column));
        let label = cells
            .map(|cell| cell.column_label)
            .next()
            .unwrap_or_default();
        if label.is_empty() { column } else { label }
    }
}

/// Sets two sums, or why there is none, against each other; `at` is the cell at which a failure stands.
pub(super) fn judge(
    instance: impl Into<Cow<'static, str>>,
    at: Option<usize>,
    (left, relation, right): (Result<Decimal, String>, Relation, Result<Decimal, String>),
    message: impl FnOnce(Decimal, Decimal) -> String,
) -> Instance {
    let mut found = Instance {
        instance: instance.into(),
        at,
        left: left.as_ref().ok().copied(),
        right: right.as_ref().ok().copied(),
        ..Instance::default()
    };
    match (left, right) {
        (Ok(left), Ok(right)) if relation.holds(left, right) => found.verdict = Verdict::Pass,
        (Ok(left), Ok(right)) => {
            found.verdict = Verdict::Fail;
            found.message = message(left, right);
        }
        (Err(why), _) | (_, Err(why)) => found.note = why.into(),
    }
    found
}

/// What must hold between two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Left = right.
    Equal,
    /// Left ≤ right.
    AtMost,
}

impl Relation {
    /// Whether it holds.
    pub(super) fn holds(self, left: Decimal, right: Decimal) -> bool {
        match self {
            Relation::Equal => left == right,
            Relation::AtMost => left <= right,
        }
    }
}

/// Both sides as words, e.g. `parts sum to 7, the total says 8 (difference 1)`.
pub(super) fn both_sides(one: (&str, Decimal), other: (&str, Decimal)) -> String {
    let numbers = format!(
        "{} {}, {} {}",
        one.0,
        one.1.normalize(),
        other.0,
        other.1.normalize()
    );
    match other.1.checked_sub(one.1) {
        Some(difference) => format!("{numbers} (difference {})", difference.normalize()),
        None => numbers,
    }
}
