//! `T3-BAL`, `V301`: 本年新收 + 上年结转 = 本年度办理结果总计 + 结转下年度继续办理, in each column.
//!
//! Official: the header cell of table 3 prints it (`本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和`).

use super::sheet::{Relation, Sheet, both_sides};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T3-BAL",
        kind: &issue::T3_BALANCE,
        forms: ANNUAL,
        holds: "in each column of table 3: received + carried in = handled + carried out",
        basis: Basis::Official,
        reasons: &[
            "a typing slip",
            "one request answered with several decisions",
            "fragments of a torn page joined wrongly: look at the source first",
        ],
    },
    run: Run::Tables(&["t3"], run),
};

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let columns = sheet.columns.iter();
    columns.map(|column| check_column(sheet, column)).collect()
}

fn check_column(sheet: &Sheet<'_>, column: &'static str) -> Instance {
    let received = [("new_received", column), ("carried_in", column)];
    let dealt_with = [("handled_total", column), ("carried_out", column)];
    let message = |received, dealt_with| {
        format!(
            "column {} of table 3 does not balance: {}",
            sheet.column_name(column),
            both_sides(
                ("handled and carried out", dealt_with),
                ("received and carried in", received)
            )
        )
    };
    let sides: (&[_], _, &[_]) = (&received, Relation::Equal, &dealt_with);
    sheet.compare(column, ("handled_total", column), sides, message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, found};

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
