//! `T3-SUM`, `V302`: 本年度办理结果 总计 = the sum of all items under it, in each column.
//!
//! Customary: it follows from the label. The items are the leaf rows of the form: （六）其他处理 is one in 2019, its
//! three rows are three in 2021.

use super::sheet::{Relation, Sheet, Spot, both_sides};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::forms::{self, RowKind};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T3-SUM",
        kind: &issue::T3_ITEMS,
        forms: ANNUAL,
        holds: "in each column of table 3: total of results = sum of the results (一) to (六)",
        basis: Basis::Customary,
        reasons: &[
            "the rows of (六) filled in as parts of others",
            "rows of the form of 2019 in a later report",
        ],
    },
    run: Run::Tables(&["t3"], run),
};

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let form = forms::all().iter().find(|form| form.id == sheet.form);
    let Some(table) = form.and_then(|form| form.table("t3")) else {
        return Vec::new();
    };
    let items: Vec<&'static str> = table
        .rows
        .iter()
        .filter(|row| row.kind == RowKind::Leaf && !row.parent.is_empty())
        .map(|row| row.code.as_str())
        .collect();
    let columns = sheet.columns.iter();
    columns
        .map(|column| check_column(sheet, &items, column))
        .collect()
}

fn check_column(sheet: &Sheet<'_>, items: &[&'static str], column: &'static str) -> Instance {
    let total = ("handled_total", column);
    let items: Vec<Spot> = items.iter().map(|row| (*row, column)).collect();
    let message = |printed, sum| {
        format!(
            "column {} of table 3: {}",
            sheet.column_name(column),
            both_sides(("its items sum to", sum), ("its total says", printed))
        )
    };
    sheet.compare(column, total, (&[total], Relation::Equal, &items), message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, found};
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
