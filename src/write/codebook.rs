//! `codebook.csv`: every code that occurs in the dataset, one row a code and form.
//!
//! The rows of kind `cell` join to `cells.csv` on `form, table, row_code, column_code`, and their `code` is the column
//! of `wide/<form>.csv`. The others list tables, rows and columns of each form and the words of every closed list.

use std::borrow::Cow;
use std::io::Write;

use super::lists::LISTS;
use super::schema::{Field, names};
use super::text::optional;
use super::wide::cells_of;
use super::{csv_writer, write_mark};
use crate::check::{self, Rule};
use crate::forms::{Form, FormColumn, FormRow, FormTable, Forms, RowKind};
use crate::issue::{KINDS, Kind};

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    Field::text("kind", "What the code is: form, table, row, column or cell of a form, issue (finding), check, or the closed list that the word is of")
        .required()
        .one_of(kinds),
    Field::text("code", "The code; for a cell its column in wide/<form>.csv").required(),
    Field::text("form", "Form the code belongs to, for a check each of them; empty when it belongs to none"),
    Field::text("table", "Table of the form"),
    Field::text("row_no", "Number of the row in the form's outline"),
    Field::text("row_code", "Row of the table"),
    Field::text("column_code", "Column of the table"),
    Field::text("label_zh", "Official Chinese label, or a Chinese name where there is none"),
    Field::text("gloss_en", "What it means, in English"),
    Field::text("unit", "Unit as the form prints it"),
    Field::text("parent", "Code of the group of a row; labels above a column; for a check the finding that a failure of it is"),
    Field::integer("first_year", 1, "First report year for which the form was prescribed"),
    Field::integer("last_year", 1, "Last such report year; empty while in force"),
];

fn kinds() -> Vec<&'static str> {
    let lists = LISTS.iter().map(|list| list.kind);
    ["form", "table", "row", "column", "cell", "issue", "check"]
        .into_iter()
        .chain(lists)
        .collect()
}

type Text = Cow<'static, str>;

/// One row of the codebook; most of it stands in the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    kind: &'static str,
    code: Text,
    form: Text,
    table: Text,
    row_no: Text,
    row_code: Text,
    column_code: Text,
    label_zh: Text,
    gloss_en: Text,
    unit: Text,
    parent: Text,
    first_year: Option<u16>,
    last_year: Option<u16>,
}

impl Entry {
    fn record(self) -> [Text; 13] {
        [
            self.kind.into(),
            self.code,
            self.form,
            self.table,
            self.row_no,
            self.row_code,
            self.column_code,
            self.label_zh,
            self.gloss_en,
            self.unit,
            self.parent,
            optional(self.first_year).into(),
            optional(self.last_year).into(),
        ]
    }
}

/// What [`generate`] gives for the forms, findings and lists of this version; a test holds the two together. Making it
/// anew takes a twentieth of the time for one report.
static BUILT_IN: &str = include_str!("codebook.csv");

/// Writes the codebook; it depends on the program and the forms alone, not on any file.
pub(crate) fn write(mut out: impl Write, forms: Forms, bom: bool) -> csv::Result<()> {
    write_mark(&mut out, bom)?;
    if !forms.own().is_empty() {
        return generate(out, forms);
    }
    out.write_all(BUILT_IN.as_bytes())?;
    Ok(())
}

/// Makes the codebook from the forms, the kinds of findings and the closed lists.
pub(crate) fn generate(out: impl Write, forms: Forms) -> csv::Result<()> {
    let mut csv = csv_writer(out, false)?;
    csv.write_record(names(FIELDS))?;
    for entry in entries(forms) {
        csv.write_record(entry.record().iter().map(|text| text.as_bytes()))?;
    }
    csv.flush()?;
    Ok(())
}

fn entries(forms: Forms) -> impl Iterator<Item = Entry> {
    let forms = forms.iter().flat_map(form_entries);
    let issues = KINDS.iter().map(|kind| issue_entry(kind));
    let words = LISTS.iter().flat_map(|list| {
        list.words.iter().map(|&(code, zh, en)| Entry {
            kind: list.kind,
            code: code.into(),
            label_zh: zh.into(),
            gloss_en: en.into(),
            ..Entry::default()
        })
    });
    let checks = check::rules().map(check_entry);
    forms.chain(issues).chain(checks).chain(words)
}

fn form_entries(form: &'static Form) -> impl Iterator<Item = Entry> {
    let own = Entry {
        kind: "form",
        code: form.id.as_str().into(),
        label_zh: form.notice.as_str().into(),
        gloss_en: form.name.as_str().into(),
        ..base(form)
    };
    let tables = form.tables.iter().flat_map(move |table| {
        let own = Entry {
            kind: "table",
            code: table.id.as_str().into(),
            label_zh: table.title.as_str().into(),
            gloss_en: table.gloss.as_str().into(),
            unit: table.unit.as_str().into(),
            ..inside(form, table)
        };
        std::iter::once(own)
            .chain(row_entries(form, table))
            .chain(column_entries(form, table))
    });
    std::iter::once(own).chain(tables).chain(cell_entries(form))
}

fn base(form: &'static Form) -> Entry {
    Entry {
        form: form.id.as_str().into(),
        first_year: Some(form.first_year),
        last_year: form.last_year,
        ..Entry::default()
    }
}

fn inside(form: &'static Form, table: &'static FormTable) -> Entry {
    Entry {
        table: table.id.as_str().into(),
        ..base(form)
    }
}

fn row_entries(form: &'static Form, table: &'static FormTable) -> impl Iterator<Item = Entry> {
    let entry = move |row: &'static FormRow| Entry {
        kind: "row",
        code: row.code.as_str().into(),
        row_no: row.no.as_str().into(),
        row_code: row.code.as_str().into(),
        label_zh: row.label.as_str().into(),
        gloss_en: match row.kind {
            RowKind::Group => format!("{} (heading, no cells of its own)", row.gloss).into(),
            _ => row.gloss.as_str().into(),
        },
        unit: row.unit.as_deref().unwrap_or_default().into(),
        parent: row.parent.as_str().into(),
        ..inside(form, table)
    };
    table.rows.iter().map(entry)
}

fn column_entries(form: &'static Form, table: &'static FormTable) -> impl Iterator<Item = Entry> {
    let entry = move |column: &'static FormColumn| Entry {
        kind: "column",
        code: column.code.as_str().into(),
        column_code: column.code.as_str().into(),
        label_zh: column.label.as_str().into(),
        gloss_en: column.gloss.as_str().into(),
        unit: column.unit.as_deref().unwrap_or_default().into(),
        parent: column.parent.as_str().into(),
        ..inside(form, table)
    };
    table.columns.iter().map(entry)
}

fn cell_entries(form: &'static Form) -> impl Iterator<Item = Entry> {
    cells_of(form).map(move |cell| Entry {
        kind: "cell",
        code: cell.name().into(),
        row_no: cell.row.no.as_str().into(),
        row_code: cell.row.code.as_str().into(),
        column_code: cell.column.code.as_str().into(),
        label_zh: cell.label_zh().into(),
        gloss_en: cell.gloss_en().into(),
        unit: cell.table.unit_of(cell.row, cell.column).into(),
        parent: cell.row.parent.as_str().into(),
        ..inside(form, cell.table)
    })
}

impl super::wide::FormCell {
    /// The official labels of row and column, those above the column included.
    pub(crate) fn label_zh(&self) -> String {
        let labels = [&self.row.label, &self.column.parent, &self.column.label];
        let printed = labels.into_iter().filter(|label| !label.is_empty());
        printed.cloned().collect::<Vec<_>>().join("/")
    }

    /// Row and column in English.
    pub(crate) fn gloss_en(&self) -> String {
        format!("{} / {}", self.row.gloss, self.column.gloss)
    }
}

fn issue_entry(kind: &'static Kind) -> Entry {
    Entry {
        kind: "issue",
        code: kind.code.into(),
        label_zh: heading(kind.doc).into(),
        gloss_en: meaning(kind.doc).into(),
        ..Entry::default()
    }
}

/// The id of a check; the code of the finding that a failure of it is stands as its parent.
fn check_entry(rule: &'static Rule) -> Entry {
    Entry {
        kind: "check",
        code: rule.id.into(),
        form: rule.forms.join(" ").into(),
        label_zh: heading(rule.kind.doc).into(),
        gloss_en: rule.holds.into(),
        parent: rule.kind.code.into(),
        ..Entry::default()
    }
}

/// The Chinese name of a kind of finding: the first line of its text.
fn heading(doc: &str) -> &str {
    doc.lines().next().unwrap_or_default()
}

/// The part `What it means` of the text of a kind of finding, on one line.
fn meaning(doc: &str) -> String {
    let lines = doc.lines().map(str::trim);
    let after = lines.skip_while(|line| *line != "## What it means").skip(1);
    let part = after.take_while(|line| !line.starts_with("## "));
    let words: Vec<&str> = part.filter(|line| !line.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::samples::written;
    use super::*;

    #[test]
    fn every_code_has_a_gloss_and_every_code_but_the_row_of_table_4_a_chinese_label() {
        for entry in entries(Forms::default()) {
            assert!(
                !entry.gloss_en.trim_start_matches('/').trim().is_empty(),
                "{entry:?}"
            );
            assert!(!entry.gloss_en.contains(" / /"), "{entry:?}");
            assert!(
                entry.row_code == "counts" || !entry.label_zh.is_empty(),
                "{entry:?}"
            );
        }
    }

    #[test]
    fn the_built_in_codebook_is_the_one_that_the_forms_give() {
        let made = written(|out| generate(out, Forms::default()));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write("src/write/codebook.csv", &made).expect("the checkout can be written");
        }
        // Not `assert_eq`: it would print both.
        let differs = BUILT_IN
            .lines()
            .zip(made.lines())
            .find(|(built_in, made)| built_in != made);
        assert_eq!(differs, None, "BLESS=1 cargo test renews it");
        assert_eq!(BUILT_IN.len(), made.len());
    }

    #[test]
    fn no_code_stands_twice_for_one_form_and_table() {
        let mut keys: Vec<_> = entries(Forms::default())
            .map(|e| (e.kind, e.code, e.form, e.table))
            .collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn a_cell_has_its_labels_its_unit_and_the_years_of_its_form() {
        let text = written(|out| write(out, Forms::default(), false));
        let row = text
            .lines()
            .find(|row| {
                row.starts_with("cell,t3__refused_state_secret__org_commercial,cn_foi_annual_2021,")
            })
            .expect("the cell");
        assert_eq!(
            row,
            "cell,t3__refused_state_secret__org_commercial,cn_foi_annual_2021,t3,3.3.1,refused_state_secret,\
             org_commercial,1.属于国家秘密/法人或其他组织/商业企业,\
             Refused: state secret / Legal persons or other organisations: commercial enterprises,件,refused,2021,"
        );
    }

    #[test]
    fn the_meaning_of_a_finding_is_its_first_part_on_one_line() {
        let doc = "名\n\n## What it means\nOne\ntwo.\n\n## Why it matters\nThree.\n";
        assert_eq!(heading(doc), "名");
        assert_eq!(meaning(doc), "One two.");
    }
}
