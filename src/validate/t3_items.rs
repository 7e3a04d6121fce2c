//! `V302`: 本年度办理结果 总计 = the sum of all items under it, in each column.
//!
//! Customary: it follows from the label. The items are the leaf rows of the form: （六）其他处理 is one in 2019, its
//! three rows are three in 2021.

use super::{Failure, Sheet, both_sides};
use crate::forms::{self, RowKind};
use crate::issue;

pub(super) fn check(sheet: &Sheet<'_>) -> Vec<Failure> {
    let form = forms::all().iter().find(|form| form.id == sheet.form);
    let Some(table) = form.and_then(|form| form.table("t3")) else {
        return Vec::new();
    };
    let items: Vec<&str> = table
        .rows
        .iter()
        .filter(|row| row.kind == RowKind::Leaf && !row.parent.is_empty())
        .map(|row| row.code.as_str())
        .collect();
    sheet
        .columns()
        .into_iter()
        .filter_map(|column| check_column(sheet, &items, column))
        .collect()
}

fn check_column(sheet: &Sheet<'_>, items: &[&str], column: &str) -> Option<Failure> {
    let printed = sheet.value("handled_total", column)?;
    let sum = sheet.sum(items.iter().map(|row| (*row, column)))?;
    let total = sheet.index("handled_total", column)?;
    (printed != sum).then(|| Failure {
        kind: &issue::T3_ITEMS,
        total,
        message: format!(
            "column {} of table 3: {}",
            sheet.column_name(column),
            both_sides(("its items sum to", sum), ("its total says", printed))
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cell, found};
    use crate::forms::{self, RowKind};

    fn column(form: usize, total: &str, changed: (&str, &str)) -> Vec<crate::CellRecord> {
        let form = &forms::all()[form];
        let rows = form.table("t3").expect("table 3").rows.iter();
        let items = rows.filter(|row| row.kind == RowKind::Leaf && !row.parent.is_empty());
        let number = |code: &str| {
            if code == changed.0 {
                changed.1.to_owned()
            } else {
                "1".to_owned()
            }
        };
        let mut cells: Vec<_> = items
            .map(|row| cell(&form.id, "t3", &row.code, "total", &number(&row.code)))
            .collect();
        cells.push(cell(&form.id, "t3", "handled_total", "total", total));
        cells
    }

    #[test]
    fn each_form_has_its_own_items() {
        assert_eq!(found(&mut column(0, "21", ("", ""))), []);
        assert_eq!(found(&mut column(1, "19", ("", ""))), []);
    }

    #[test]
    fn a_wrong_total_is_reported() {
        assert_eq!(
            found(&mut column(0, "20", ("", ""))),
            [("V302", "handled_total/total".to_owned())]
        );
    }

    #[test]
    fn one_blank_item_leaves_the_total_unassessed() {
        assert_eq!(found(&mut column(0, "99", ("granted", ""))), []);
    }
}
