//! `V301`: 本年新收 + 上年结转 = 本年度办理结果总计 + 结转下年度继续办理, in each column.
//!
//! Official: the header cell of table 3 prints it (`本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和`).

use super::{Failure, Sheet, both_sides};
use crate::issue;

pub(super) fn check(sheet: &Sheet<'_>) -> Vec<Failure> {
    sheet
        .columns()
        .into_iter()
        .filter_map(|column| check_column(sheet, column))
        .collect()
}

fn check_column(sheet: &Sheet<'_>, column: &str) -> Option<Failure> {
    let sum = |rows: [&str; 2]| sheet.sum(rows.into_iter().map(|row| (row, column)));
    let received = sum(["new_received", "carried_in"])?;
    let dealt_with = sum(["handled_total", "carried_out"])?;
    let total = sheet.index("handled_total", column)?;
    (received != dealt_with).then(|| Failure {
        kind: &issue::T3_BALANCE,
        total,
        message: format!(
            "column {} of table 3 does not balance: {}",
            sheet.column_name(column),
            both_sides(
                ("received and carried in", received),
                ("handled and carried out", dealt_with)
            )
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cell, found};

    const FORM: &str = "cn_foi_annual_2021";

    fn column(numbers: [&str; 4]) -> Vec<crate::CellRecord> {
        let rows = ["new_received", "carried_in", "handled_total", "carried_out"];
        let pairs = rows.into_iter().zip(numbers);
        pairs
            .map(|(row, number)| cell(FORM, "t3", row, "natural_person", number))
            .collect()
    }

    #[test]
    fn a_column_that_balances_has_no_finding() {
        assert_eq!(found(&mut column(["21", "0", "20", "1"])), []);
    }

    #[test]
    fn a_column_that_does_not_balance_is_reported_at_its_total() {
        let expected = [("V301", "handled_total/natural_person".to_owned())];
        assert_eq!(found(&mut column(["21", "0", "20", "0"])), expected);
    }

    #[test]
    fn a_blank_is_not_zero() {
        assert_eq!(found(&mut column(["21", "", "20", "0"])), []);
    }
}
