//! A report as data: what is printed in which cell, and what that means. The truth files come from here.

use std::collections::BTreeMap;

use nianbao::State;
use nianbao::forms::{self, Form, FormTable, RowKind};

use super::labels::Labels;

/// Table, row and column code of a cell.
pub type Key = (&'static str, &'static str, &'static str);

/// What one cell prints and what it means. The meaning is stated by hand, not parsed, so that it can judge a parser.
#[derive(Clone, Debug)]
pub struct Printed {
    pub state: State,
    pub raw: String,
    pub value: String,
}

impl Printed {
    pub fn number(number: u32) -> Printed {
        Printed::written(&number.to_string(), &number.to_string())
    }

    /// A number printed in another way than plain digits.
    pub fn written(raw: &str, value: &str) -> Printed {
        Printed::new(State::Number, raw, value)
    }

    pub fn blank() -> Printed {
        Printed::new(State::Blank, "", "")
    }

    pub fn dash(raw: &str) -> Printed {
        Printed::new(State::Dash, raw, "")
    }

    pub fn word(raw: &str) -> Printed {
        Printed::new(State::Text, raw, "")
    }

    /// A cell of the form that the document leaves out.
    pub fn absent() -> Printed {
        Printed::new(State::Absent, "", "")
    }

    fn new(state: State, raw: &str, value: &str) -> Printed {
        Printed {
            state,
            raw: raw.into(),
            value: value.into(),
        }
    }
}

/// How large the numbers of a made report are.
#[derive(Clone, Copy)]
pub enum Scale {
    /// Mostly zero, a few of one digit.
    Sparse,
    /// One to three digits.
    Medium,
    /// Up to five digits.
    Large,
}

/// One annual report.
#[derive(Clone)]
pub struct Report {
    pub id: &'static str,
    pub agency: &'static str,
    pub year: u16,
    /// The lines of the title as printed.
    pub title: Vec<String>,
    /// The form of table 2.
    pub second: &'static Form,
    /// The form of tables 3 and 4.
    pub third: &'static Form,
    pub values: BTreeMap<Key, Printed>,
    pub labels: Labels,
    pub status: &'static str,
    /// `R` and `F` codes that a reader should give.
    pub doubts: &'static [&'static str],
    /// Rows (`t3/granted`) whose numbers are printed but have no certain columns in this kind of file.
    pub unread: Vec<String>,
    pub about: &'static str,
}

/// The form with this year in its id.
pub fn form(year: &str) -> &'static Form {
    let found = forms::all().iter().find(|form| form.id.ends_with(year));
    found.expect("the forms of 2019 and 2021 are compiled in")
}

impl Report {
    /// A report with its title on one line and every cell filled with numbers that keep the form's identities.
    pub fn new(id: &'static str, agency: &'static str, year: u16, forms: (&str, &str)) -> Report {
        Report {
            id,
            agency,
            year,
            title: vec![format!("{agency}{year}年政府信息公开工作年度报告")],
            second: form(forms.0),
            third: form(forms.1),
            values: BTreeMap::new(),
            labels: Labels::default(),
            status: "ok",
            doubts: &[],
            unread: Vec::new(),
            about: "",
        }
    }

    /// The statutory tables of the document, in the order of the form.
    pub fn tables(&self) -> Vec<&'static FormTable> {
        let second = self.second.tables.iter();
        let second = second.filter(|table| table.id.starts_with("t2"));
        let third = self.third.tables.iter();
        let third = third.filter(|table| !table.id.starts_with("t2"));
        second.chain(third).collect()
    }

    /// The ids of the forms used, sorted, each once, joined by a space.
    pub fn form_ids(&self) -> String {
        let mut ids = vec![self.second.id.as_str(), self.third.id.as_str()];
        ids.sort_unstable();
        ids.dedup();
        ids.join(" ")
    }

    pub fn table(&self, id: &str) -> &'static FormTable {
        let found = self.tables().into_iter().find(|table| table.id == id);
        found.expect("the form has this table")
    }

    /// Every cell that the forms have, in their order.
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = Vec::new();
        for table in self.tables() {
            for row in table.data_rows() {
                let of_row = |column: &'static forms::FormColumn| {
                    (table.id.as_str(), row.code.as_str(), column.code.as_str())
                };
                keys.extend(table.columns.iter().map(of_row));
            }
        }
        keys
    }

    /// What the cell prints.
    pub fn printed(&self, key: Key) -> &Printed {
        self.values.get(&key).expect("every cell was filled")
    }

    /// Puts `printed` in one cell.
    pub fn set(&mut self, table: &str, row: &str, column: &str, printed: Printed) {
        let found = self
            .keys()
            .into_iter()
            .find(|key| *key == (table, row, column));
        let key = found.unwrap_or_else(|| panic!("no cell {table} {row} {column}"));
        self.values.insert(key, printed);
    }

    /// Prints the number `value` as `raw` in the cell `table/row/column`.
    pub fn write(&mut self, cell: &str, raw: &str, value: &str) {
        let codes: Vec<&str> = cell.split('/').collect();
        let [table, row, column] = codes[..] else {
            panic!("{cell} is no table/row/column");
        };
        self.set(table, row, column, Printed::written(raw, value));
    }

    /// Prints nothing in every cell for which `which` holds.
    pub fn blank_where(&mut self, which: impl Fn(Key) -> bool) {
        self.set_where(which, &Printed::blank());
    }

    /// Puts `printed` in every cell for which `which` holds.
    pub fn set_where(&mut self, which: impl Fn(Key) -> bool, printed: &Printed) {
        for key in self.keys().into_iter().filter(|key| which(*key)) {
            self.values.insert(key, printed.clone());
        }
    }

    /// Puts zero into every cell.
    pub fn zero(mut self) -> Report {
        self.set_where(|_| true, &Printed::number(0));
        self
    }

    /// Fills every cell with numbers that keep every identity of the form.
    pub fn fill(mut self, seed: u32, scale: Scale) -> Report {
        let mut dice = Dice(seed);
        for table in self.tables() {
            let numbers = match table.id.as_str() {
                "t3" => table_3(table, &mut dice, scale),
                "t4" => table_4(table, &mut dice, scale),
                _ => free(table, &mut dice, scale),
            };
            let printed = numbers
                .into_iter()
                .map(|(key, n)| (key, Printed::number(n)));
            self.values.extend(printed);
        }
        self
    }

    /// The truth file: one line a cell.
    pub fn truth(&self) -> String {
        let mut text = String::from("table,row_code,column_code,state,raw,value\n");
        for key in self.keys() {
            let Printed { state, raw, value } = self.printed(key);
            let raw = raw.replace('\n', "");
            let raw = if raw.contains(',') {
                format!("\"{raw}\"")
            } else {
                raw
            };
            let (table, row, column) = key;
            text += &format!("{table},{row},{column},{},{raw},{value}\n", state.name());
        }
        text
    }
}

/// A linear congruential generator (constants of Numerical Recipes): made-up numbers, the same in every run.
struct Dice(u32);

impl Dice {
    /// A number below `bound`.
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) % bound.max(1)
    }

    /// A number of the given scale; small ones are more likely than large ones.
    fn roll(&mut self, scale: Scale) -> u32 {
        let (zero_of_8, bound) = match scale {
            Scale::Sparse => (6, 6),
            Scale::Medium => (3, 140),
            Scale::Large => (1, 2_600),
        };
        if self.below(8) < zero_of_8 {
            return 0;
        }
        let top = self.below(bound) + 1;
        self.below(top) + 1
    }
}

type Numbers = BTreeMap<Key, u32>;

fn free(table: &'static FormTable, dice: &mut Dice, scale: Scale) -> Numbers {
    let mut numbers = Numbers::new();
    for row in table.data_rows() {
        for column in &table.columns {
            // Only ministries, provinces and larger cities make 规章.
            let n = if row.code == "rules" {
                0
            } else {
                dice.roll(scale) + 1
            };
            numbers.insert((&table.id, &row.code, &column.code), n);
        }
    }
    numbers
}

/// Per applicant: the outcomes and what is carried over first, then what must have come in.
fn table_3(table: &'static FormTable, dice: &mut Dice, scale: Scale) -> Numbers {
    let mut numbers = Numbers::new();
    let mut across: BTreeMap<&'static str, u32> = BTreeMap::new();
    for column in table.columns.iter().filter(|column| column.code != "total") {
        let mut handled = 0;
        let mut put = |row: &'static str, n: u32| {
            numbers.insert((&table.id, row, &column.code), n);
            *across.entry(row).or_default() += n;
        };
        for row in table.data_rows().filter(|row| is_outcome(table, &row.code)) {
            let n = dice.roll(scale);
            handled += n;
            put(&row.code, n);
        }
        let carried_out = dice.roll(scale);
        let carried_in = dice.roll(scale).min(handled + carried_out);
        put("handled_total", handled);
        put("carried_out", carried_out);
        put("carried_in", carried_in);
        put("new_received", handled + carried_out - carried_in);
    }
    for (row, n) in across {
        numbers.insert((&table.id, row, "total"), n);
    }
    numbers
}

/// Whether the row of table 3 is one of those that `（七）总计` sums.
pub fn is_outcome(table: &FormTable, code: &str) -> bool {
    let row = table.rows.iter().find(|row| row.code == code);
    row.is_some_and(|row| row.kind == RowKind::Leaf && !row.parent.is_empty())
}

fn table_4(table: &'static FormTable, dice: &mut Dice, scale: Scale) -> Numbers {
    let mut numbers = Numbers::new();
    let row = table.rows.first().expect("table 4 has one row");
    let mut sum = 0;
    for column in &table.columns {
        let n = if column.code.ends_with("_total") {
            sum
        } else {
            dice.roll(scale)
        };
        sum = if column.code.ends_with("_total") {
            0
        } else {
            sum + n
        };
        numbers.insert((&table.id, &row.code, &column.code), n);
    }
    numbers
}
