//! The statutory forms as data: tables, rows, columns, labels and codes, compiled in from TOML.
//!
//! Codes, numbers and labels are those of the notices named in each file (`notice`). A form is recognised table by
//! table; nothing here depends on a report's year. A user adds forms of the same kind ([`Forms`]).

mod check;
pub(crate) mod equation;
mod set;

use serde::Deserialize;

pub(crate) use set::PerSet;
pub use set::{FormError, Forms, all};

/// One statutory form, e.g. the format of 国办公开办函〔2021〕30号.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable id, the value of the column `form`.
    pub id: String,
    /// English name.
    pub name: String,
    /// The notice that prescribes it.
    pub notice: String,
    /// First report year it was prescribed for.
    pub first_year: u16,
    /// Last report year; none while in force.
    pub last_year: Option<u16>,
    /// What titles of documents that hold it say it is about, besides the titles of its tables.
    #[serde(default)]
    pub report_titles: Vec<String>,
    /// Its tables in the order of the form.
    pub tables: Vec<FormTable>,
}

/// One table of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormTable {
    /// Id, equal across forms for tables of the same clause: `t2_1`, `t3`, …
    pub id: String,
    /// Official title, printed above or in a banner row.
    pub title: String,
    /// Other wordings seen.
    #[serde(default)]
    pub title_variants: Vec<String>,
    /// Unit of its numbers unless a row or column says otherwise; empty when the form prints none.
    #[serde(default)]
    pub unit: String,
    /// Text of the header cell over the labels; empty when there is none.
    #[serde(default)]
    pub stub_header: String,
    /// Other wordings of it.
    #[serde(default)]
    pub stub_variants: Vec<String>,
    /// Text of the header cell over a column that prints the unit of each row; empty when there is none.
    #[serde(default)]
    pub unit_header: String,
    /// Other wordings of it.
    #[serde(default)]
    pub unit_variants: Vec<String>,
    /// Other words of its header that name no column and no part of the outline of columns.
    #[serde(default)]
    pub header_words: Vec<String>,
    /// English gloss.
    pub gloss: String,
    /// Value columns, left to right.
    pub columns: Vec<FormColumn>,
    /// Rows, top to bottom, groups included.
    pub rows: Vec<FormRow>,
    /// What holds between its numbers.
    #[serde(default)]
    pub identities: Vec<FormIdentity>,
}

/// How much an identity that fails matters.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum IdentitySeverity {
    /// The numbers ought to agree.
    #[default]
    Warning,
    /// Worth knowing.
    Info,
}

/// What holds between the numbers of a table: `rows = "total = a + b"` in each column, or `columns = …` in each row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormIdentity {
    /// Its name in messages.
    pub name: String,
    /// An equation of row codes, for each column.
    pub rows: Option<String>,
    /// An equation of column codes, for each row.
    pub columns: Option<String>,
    /// Columns, or rows, in which it does not hold: a share is no sum.
    #[serde(default)]
    pub except: Vec<String>,
    /// How much it matters when it fails.
    #[serde(default)]
    pub severity: IdentitySeverity,
}

/// One value column of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// 1-based number, as text.
    pub no: String,
    /// Stable code.
    pub code: String,
    /// Official label.
    pub label: String,
    /// Other wordings seen.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Labels of the header cells above it, outermost first, joined by `/`.
    #[serde(default)]
    pub parent: String,
    /// Unit, when it differs from the table's.
    pub unit: Option<String>,
    /// English gloss.
    pub gloss: String,
}

/// Units that are printed in place of those of the form.
const OTHER_UNITS: &[&str] = &[
    "个", "份", "元", "亿元", "人", "人次", "件", "件次", "处", "家", "期", "条", "次", "万元",
    "场", "场次", "篇", "项",
];

/// Units that count one by one: which of them is printed is a habit.
const COUNTING: &[&str] = &[
    "个", "份", "件", "件次", "处", "家", "期", "条", "次", "场", "场次", "篇", "项",
];

/// What a row of a form is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A row of numbers.
    #[default]
    Leaf,
    /// A row of numbers that sums others.
    Total,
    /// A heading over other rows; it has no cells of its own.
    Group,
}

/// One row of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRow {
    /// Number in the form's outline, e.g. `3.3.1`.
    pub no: String,
    /// Stable code.
    pub code: String,
    /// Official label; empty for table 4, whose only row has none.
    pub label: String,
    /// Other wordings seen.
    #[serde(default)]
    pub variants: Vec<String>,
    /// Code of the group it belongs to.
    #[serde(default)]
    pub parent: String,
    /// Leaf, total or group.
    #[serde(default)]
    pub kind: RowKind,
    /// Unit, when it differs from the table's.
    pub unit: Option<String>,
    /// English gloss.
    pub gloss: String,
}

impl FormTable {
    /// What may stand over the labels.
    pub(crate) fn stub_wordings(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.stub_header).chain(&self.stub_variants)
    }

    /// What may stand over the column of units.
    pub(crate) fn unit_wordings(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.unit_header).chain(&self.unit_variants)
    }

    /// The rows that have cells, in order.
    pub fn data_rows(&self) -> impl Iterator<Item = &FormRow> {
        self.rows.iter().filter(|row| row.kind != RowKind::Group)
    }

    /// Whether a cell beside the numbers is the unit of its row, or a sign for none, and no part of its label. Never in a
    /// table without a column of units.
    pub(crate) fn is_unit(&self, text: &str) -> bool {
        let text = text.trim();
        if self.unit_header.is_empty() || text.is_empty() {
            return false;
        }
        let bare = text
            .strip_prefix(['(', '（'])
            .and_then(|text| text.strip_suffix([')', '）']))
            .unwrap_or(text);
        let own = || self.rows.iter().filter_map(|row| row.unit.as_deref());
        OTHER_UNITS.contains(&bare)
            || bare == self.unit
            || own().any(|unit| unit == bare)
            || !text.chars().any(char::is_alphanumeric)
    }

    /// Whether a number with the printed unit means something else in the unit of the form. Words that count things in
    /// their own way (`条`, `件`) mean the same.
    pub(crate) fn is_other_unit(&self, printed: &str, form: &str) -> bool {
        let printed = printed.trim().trim_matches(['(', ')', '（', '）']);
        let counts = |unit: &str| COUNTING.contains(&unit);
        let is_known = OTHER_UNITS.contains(&printed);
        is_known && !form.is_empty() && printed != form && !(counts(printed) && counts(form))
    }

    /// The unit of the cell in `row` and `column`; empty when the form prints none.
    pub fn unit_of<'a>(&'a self, row: &'a FormRow, column: &'a FormColumn) -> &'a str {
        let own = column.unit.as_deref().or(row.unit.as_deref());
        own.unwrap_or(&self.unit)
    }
}

impl Form {
    /// Reads a form from TOML.
    ///
    /// # Errors
    /// When the text is no TOML or lacks a field; the message names the line.
    pub fn from_toml(text: &str) -> Result<Form, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// The table with this id.
    pub fn table(&self, id: &str) -> Option<&FormTable> {
        self.tables.iter().find(|table| table.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_3_of_2021_has_25_rows_of_numbers_and_7_columns() {
        let table = all()[0].table("t3").expect("form 2021 has table 3");
        assert_eq!(table.data_rows().count(), 25);
        assert_eq!(table.columns.len(), 7);
    }

    #[test]
    fn other_handling_is_a_group_in_2021_and_a_row_in_2019() {
        let kind = |form: usize| {
            let table = all()[form].table("t3").expect("both forms have table 3");
            table
                .rows
                .iter()
                .find(|row| row.code == "other_handling")
                .map(|row| row.kind)
        };
        assert_eq!(kind(0), Some(RowKind::Group));
        assert_eq!(kind(1), Some(RowKind::Leaf));
    }

    #[test]
    fn the_statistics_form_of_2014_has_58_values() {
        let form = all().iter().find(|form| form.id == "cn_foi_stats_2014");
        let table = form
            .and_then(|form| form.table("stats"))
            .expect("the form has one table");
        assert_eq!(table.data_rows().count(), 58);
        let unit = |code: &str| {
            let row = table.rows.iter().find(|row| row.code == code);
            row.map(|row| table.unit_of(row, &table.columns[0]))
        };
        assert_eq!(unit("budget"), Some("万元"));
        assert_eq!(unit("trainees"), Some("人次"));
    }
}
