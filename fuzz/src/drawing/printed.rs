//! What reports print: texts of cells, and whole tables of the forms.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use nianbao::forms::{self, FormTable};

/// A text as reports print them.
#[derive(Arbitrary, Clone, Debug)]
pub enum Text {
    /// Nothing.
    Empty,
    /// A number as most cells hold it.
    Number(u16),
    /// A label or a title of a form.
    Label(u16),
    /// A sign for none.
    Dash,
    /// Anything.
    Other(Vec<char>),
    /// Two numbers on two lines.
    Two(u8, u8),
}

/// A table of a form with what stands in its cells.
#[derive(Arbitrary, Debug)]
pub struct FormChoice {
    table: u8,
    /// Rows and columns, the header among them, that are left out, and texts in the place of others.
    dropped: Vec<u8>,
    changed: Vec<(u8, u8, Text)>,
    numbers: Vec<u16>,
}

/// Every table of every form.
fn tables() -> impl Iterator<Item = &'static FormTable> {
    forms::all().iter().flat_map(|form| &form.tables)
}

/// The labels of all forms, titles among them.
static LABELS_OF_FORMS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let of_table = |table: &'static FormTable| {
        let rows = table.rows.iter().map(|row| row.label.as_str());
        let columns = table.columns.iter().map(|column| column.label.as_str());
        let names = [table.title.as_str(), table.stub_header.as_str()];
        names.into_iter().chain(rows).chain(columns)
    };
    tables().flat_map(of_table).collect()
});

fn label(index: u16) -> &'static str {
    let labels = &LABELS_OF_FORMS;
    let index = usize::from(index) % labels.len().max(1);
    labels.get(index).copied().unwrap_or_default()
}

impl Text {
    pub(super) fn text(&self) -> String {
        match self {
            Text::Empty => String::new(),
            Text::Number(number) => number.to_string(),
            Text::Label(index) => label(*index).to_owned(),
            Text::Dash => String::from("—"),
            Text::Other(chars) => chars.iter().collect(),
            Text::Two(first, second) => format!("{first}\n{second}"),
        }
    }
}

impl FormChoice {
    /// The texts row by row, the header first.
    pub(super) fn rows(&self) -> Vec<Vec<String>> {
        let all = tables().count().max(1);
        let Some(table) = tables().nth(usize::from(self.table) % all) else {
            return Vec::new();
        };
        let mut numbers = self.numbers.iter().chain(std::iter::repeat(&0));
        let header = std::iter::once(&table.stub_header)
            .chain(table.columns.iter().map(|column| &column.label));
        let mut rows = vec![header.cloned().collect::<Vec<String>>()];
        rows.extend(table.rows.iter().map(|row| {
            let values = table
                .columns
                .iter()
                .map(|_| numbers.next().map_or_else(String::new, u16::to_string));
            std::iter::once(row.label.clone()).chain(values).collect()
        }));
        for (row, column, text) in &self.changed {
            let row = rows.get_mut(usize::from(*row));
            if let Some(place) = row.and_then(|row| row.get_mut(usize::from(*column))) {
                *place = text.text();
            }
        }
        for row in &self.dropped {
            if usize::from(*row) < rows.len() {
                rows.remove(usize::from(*row));
            }
        }
        rows
    }
}
