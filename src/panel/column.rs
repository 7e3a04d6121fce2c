//! One column of values, and what a report has in it.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::crosswalk::Kind;
use super::values::{self, Cell, CellName, Number, Numbers};

/// What the numbers of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Whole numbers.
    Count,
    /// Decimal numbers with at most [`SCALE`] digits after the point.
    Amount,
}

/// Digits of an amount in Parquet, and how many of them stand after the point.
pub(super) const PRECISION: u32 = 38;
/// See [`PRECISION`].
pub(super) const SCALE: u32 = 12;

impl Type {
    /// The word in `columns.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Type::Count => "integer",
            Type::Amount => "decimal",
        }
    }

    /// Whether a column of this type can hold the number exactly.
    fn holds(self, value: Decimal) -> bool {
        match self {
            Type::Count => count(value).is_some(),
            Type::Amount => amount(value).is_some(),
        }
    }
}

/// A whole number; `None` when it is none.
pub(super) fn count(value: Decimal) -> Option<i64> {
    value.is_integer().then(|| value.to_i64()).flatten()
}

/// The number times 10 to the power of [`SCALE`]; `None` when it has more digits than [`PRECISION`] and [`SCALE`] allow.
pub(super) fn amount(value: Decimal) -> Option<i128> {
    let value = value.normalize();
    let missing = SCALE.checked_sub(value.scale())?;
    let scaled = value
        .mantissa()
        .checked_mul(10_i128.checked_pow(missing)?)?;
    (scaled.unsigned_abs() < 10_u128.pow(PRECISION)).then_some(scaled)
}

/// The cells of one form whose sum a column is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Formula {
    pub(super) form: String,
    pub(super) cells: Vec<CellName>,
}

/// One column of values.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// At most 32 letters, digits and `_`.
    pub(super) stata: String,
    pub(super) label_zh: String,
    pub(super) label_en: String,
    pub(super) unit: String,
    pub(super) kind: Type,
    pub(super) comparable: Kind,
    pub(super) note: String,
    /// At most one a form.
    pub(super) formulas: Vec<Formula>,
}

/// The value of one column in one report.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Value {
    /// Its number, doubtful or not.
    pub(super) number: Number,
    /// Whether the number, or that there is none, is in doubt.
    pub(super) doubtful: bool,
}

impl Value {
    const EMPTY: Value = Value {
        number: Number::NONE,
        doubtful: false,
    };
    const UNKNOWN: Value = Value {
        number: Number::NONE,
        doubtful: true,
    };
}

impl Column {
    /// The value in a report with these cells.
    ///
    /// A sum needs a number in each of its cells. A report that has the column in two forms with two numbers has none; so
    /// has one whose number the column's type cannot hold, such as 3.5 applications.
    pub(super) fn value(&self, cells: &[Cell], numbers: &mut Numbers) -> Value {
        let mut found = Value::EMPTY;
        for formula in &self.formulas {
            let value = sum(formula, cells, numbers);
            if value == Value::EMPTY {
                continue;
            }
            if found == Value::EMPTY {
                found = value;
            } else if found.number != value.number {
                return Value::UNKNOWN;
            } else {
                found.doubtful |= value.doubtful;
            }
        }
        match numbers.get(found.number) {
            Some(number) if !self.kind.holds(number) => Value::UNKNOWN,
            _ => found,
        }
    }
}

fn sum(formula: &Formula, cells: &[Cell], numbers: &mut Numbers) -> Value {
    if let [one] = formula.cells[..] {
        return values::find(cells, one).map_or(Value::EMPTY, |cell| Value {
            number: cell.number,
            doubtful: cell.doubtful,
        });
    }
    let mut total = Some(Decimal::ZERO);
    let mut doubtful = false;
    for name in &formula.cells {
        let cell = values::find(cells, *name);
        let number = cell.and_then(|cell| numbers.get(cell.number));
        doubtful |= cell.is_some_and(|cell| cell.doubtful);
        total = total.zip(number).and_then(|(a, b)| a.checked_add(b));
    }
    let number = total.map_or(Number::NONE, |total| numbers.keep(total));
    Value { number, doubtful }
}
