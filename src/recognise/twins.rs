//! Tables that two forms have alike, such as table 4 of 2019 and of 2021: which form they belong to can only be told from
//! the other tables of the document.

use super::FoundTable;
use crate::forms::{Form, FormColumn, FormRow, FormTable, Forms, RowKind};

/// Gives each table that several forms have alike to the form that most of the document's other tables are of; the
/// newest of those forms when there are as many of each.
pub(super) fn settle(tables: &mut [FoundTable], forms: Forms) {
    let decided: Vec<&str> = tables
        .iter()
        .filter(|found| homes(found, forms).len() == 1)
        .map(|found| found.form.id.as_str())
        .collect();
    for found in tables.iter_mut() {
        let votes = |form: &Form| decided.iter().filter(|id| **id == form.id).count();
        // Forms come newest first, and `max_by_key` takes the last of equals.
        let home = homes(found, forms)
            .into_iter()
            .rev()
            .max_by_key(|(form, _)| votes(form));
        if let Some((form, table)) = home {
            (found.form, found.table) = (form, table);
        }
    }
}

/// The forms that have a table just like this one, newest first.
fn homes(found: &FoundTable, forms: Forms) -> Vec<(&'static Form, &'static FormTable)> {
    let with_table = forms.iter().filter_map(|form| {
        let table = form.table(&found.table.id)?;
        Some((form, table))
    });
    with_table
        .filter(|(_, table)| is_alike(table, found.table))
        .collect()
}

/// Whether rows and columns have the same codes and labels in the same order.
fn is_alike(a: &FormTable, b: &FormTable) -> bool {
    let rows = a.rows.iter().map(row).eq(b.rows.iter().map(row));
    rows && a
        .columns
        .iter()
        .map(column)
        .eq(b.columns.iter().map(column))
}

fn row(row: &FormRow) -> (&str, &str, RowKind) {
    (&row.code, &row.label, row.kind)
}

fn column(column: &FormColumn) -> (&str, &str, &str) {
    (&column.code, &column.label, &column.parent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recognise::Trace;

    fn table(year: &str, id: &str) -> FoundTable {
        let form = Forms::default()
            .iter()
            .find(|form| form.id.ends_with(year))
            .expect("a form");
        FoundTable {
            form,
            table: form.table(id).expect("a table"),
            rows: Vec::new(),
            extra: Vec::new(),
            issues: Vec::new(),
            trace: Trace::default(),
        }
    }

    fn settled(tables: &[(&str, &str)]) -> Vec<String> {
        let mut tables: Vec<FoundTable> = tables.iter().map(|(year, id)| table(year, id)).collect();
        settle(&mut tables, Forms::default());
        tables.iter().map(|found| found.form.id.clone()).collect()
    }

    #[test]
    fn table_4_goes_with_the_other_tables() {
        let old = "cn_foi_annual_2019";
        assert_eq!(settled(&[("2019", "t3"), ("2021", "t4")]), [old, old]);
    }

    #[test]
    fn table_4_alone_or_between_two_forms_is_of_the_newest() {
        assert_eq!(settled(&[("2019", "t4")]), ["cn_foi_annual_2021"]);
        let mixed = settled(&[("2021", "t2_1"), ("2019", "t3"), ("2019", "t4")]);
        assert_eq!(mixed[2], "cn_foi_annual_2021");
    }

    #[test]
    fn a_table_of_one_form_only_stays() {
        let mixed = settled(&[("2021", "t2_1"), ("2021", "t2_5"), ("2019", "t3")]);
        assert_eq!(mixed[2], "cn_foi_annual_2019");
    }
}
