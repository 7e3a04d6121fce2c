//! `V303`: 总计 = 自然人 + the five kinds of 法人或其他组织, in each row of table 3.
//!
//! Customary: it follows from the label.

use super::{Failure, Sheet, both_sides};
use crate::issue;

pub(super) fn check(sheet: &Sheet<'_>) -> Vec<Failure> {
    let rows = sheet
        .places
        .iter()
        .filter(|((_, column), _)| *column == "total");
    rows.filter_map(|((row, _), total)| check_row(sheet, row, *total))
        .collect()
}

fn check_row(sheet: &Sheet<'_>, row: &str, total: usize) -> Option<Failure> {
    let printed = sheet.value(row, "total")?;
    let applicants = sheet.applicants();
    let sum = sheet.sum(applicants.iter().map(|column| (row, *column)))?;
    (printed != sum).then(|| Failure {
        kind: &issue::T3_APPLICANTS,
        total,
        message: format!(
            "row {} of table 3: {}",
            sheet.row_name(row),
            both_sides(("its applicants sum to", sum), ("its total says", printed))
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cell, found};

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
