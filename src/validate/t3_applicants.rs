//! `T3-COL`, `V303`: 总计 = 自然人 + the five kinds of 法人或其他组织, in each row of table 3.
//!
//! Customary: it follows from the label.

use super::sheet::{Relation, Sheet, Spot, both_sides};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T3-COL",
        kind: &issue::T3_APPLICANTS,
        forms: ANNUAL,
        holds: "in each row of table 3: total = sum of the six kinds of applicants",
        basis: Basis::Customary,
        reasons: &[
            "the total left at 0",
            "only the total or only the first column filled in",
        ],
    },
    run: Run::Tables(&["t3"], run),
};

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let applicants = sheet.applicants();
    let rows = sheet.rows.iter();
    rows.filter(|row| sheet.index(row, "total").is_some())
        .map(|row| check_row(sheet, row, &applicants))
        .collect()
}

fn check_row(sheet: &Sheet<'_>, row: &'static str, applicants: &[&'static str]) -> Instance {
    let total = (row, "total");
    let parts: Vec<Spot> = applicants.iter().map(|column| (row, *column)).collect();
    let message = |printed, sum| {
        format!(
            "row {} of table 3: {}",
            sheet.row_name(row),
            both_sides(("its applicants sum to", sum), ("its total says", printed))
        )
    };
    sheet.compare(row, total, (&[total], Relation::Equal, &parts), message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, found};

    const FORM: &str = "cn_foi_annual_2021";

    fn row(numbers: [&str; 7]) -> Vec<crate::CellRecord> {
        let columns = [
            "natural_person",
            "org_commercial",
            "org_research",
            "org_public_welfare",
            "org_legal_service",
            "org_other",
            "total",
        ];
        let pairs = columns.into_iter().zip(numbers);
        pairs
            .map(|(column, number)| cell(FORM, "t3", "granted", column, number))
            .collect()
    }

    #[test]
    fn a_total_left_at_zero_is_reported() {
        assert_eq!(
            found(&mut row(["0", "0", "0", "0", "1", "0", "0"])),
            [("V303", "granted/total".to_owned())]
        );
        assert_eq!(found(&mut row(["0", "0", "0", "0", "1", "0", "1"])), []);
    }

    #[test]
    fn a_row_with_only_its_total_is_not_assessed() {
        assert_eq!(found(&mut row(["", "", "", "", "", "", "5"])), []);
    }

    #[test]
    fn a_row_without_one_of_its_columns_is_not_assessed() {
        let mut cells = row(["1", "0", "0", "0", "0", "0", "5"]);
        cells.remove(2);
        assert_eq!(found(&mut cells), []);
    }
}
