//! `T2-RANGE`, `V201`: counts are whole and not below 0; only 本年增/减 may be negative, only amounts have decimals.

use rust_decimal::Decimal;

use super::sheet::Sheet;
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule, Verdict};
use crate::extraction::CellRecord;
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-RANGE",
        kind: &issue::T2_RANGE,
        forms: ANNUAL,
        holds: "each count of a table is a whole number and not below 0; changes may be negative, amounts decimal",
        basis: Basis::Structural,
        reasons: &["a sign or a point that is dirt on the page"],
    },
    run: Run::Tables(&[], run),
};

/// Columns of amounts of money.
const AMOUNTS: &[&str] = &["fees_wan_yuan", "total_amount"];
/// The column that may be negative.
const CHANGE: &str = "change";

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let mut numbers = 0;
    let mut failing = Vec::new();
    for (at, cell) in sheet.all() {
        let Some(value) = cell.value else { continue };
        numbers += 1;
        if !is_in_range(cell.column_code, value) {
            failing.push(failure(at, cell, value));
        }
    }
    match (numbers, failing.is_empty()) {
        (0, _) => vec![Instance::not_assessable("", "no cell is a number")],
        (_, true) => vec![Instance {
            verdict: Verdict::Pass,
            ..Instance::default()
        }],
        (_, false) => failing,
    }
}

fn is_in_range(column: &str, value: Decimal) -> bool {
    let sign = column == CHANGE || value >= Decimal::ZERO;
    let whole = AMOUNTS.contains(&column) || value.fract().is_zero();
    sign && whole
}

fn failure(at: usize, cell: &CellRecord, value: Decimal) -> Instance {
    Instance {
        instance: format!("{}/{}", cell.row_code, cell.column_code).into(),
        verdict: Verdict::Fail,
        left: Some(value),
        at: Some(at),
        message: format!("{} is no count: {}", cell.raw.trim(), {
            match value < Decimal::ZERO {
                true => "it is below 0",
                false => "it is no whole number",
            }
        }),
        ..Instance::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, found, verdicts};
    use super::*;

    const FORM: &str = "cn_foi_annual_2019";

    #[test]
    fn only_changes_are_negative_and_only_amounts_have_decimals() {
        let mut cells = vec![
            cell(FORM, "t2_5", "admin_license", "prev_year_items", "-1"),
            cell(FORM, "t2_5", "admin_license", "change", "-1"),
            cell(FORM, "t2_5", "admin_license", "decisions", "1.5"),
            cell(FORM, "t2_9", "gov_procurement", "total_amount", "1.5"),
            cell(FORM, "t2_9", "gov_procurement", "project_count", "1.0"),
        ];
        let expected = [
            ("V201", "admin_license/prev_year_items".to_owned()),
            ("V201", "admin_license/decisions".to_owned()),
        ];
        assert_eq!(found(&mut cells), expected);
        let outcomes = verdicts("T2-RANGE", &mut cells, &Keying::default());
        let last = (String::new(), Verdict::Pass);
        assert_eq!(outcomes.last(), Some(&last));
    }

    #[test]
    fn a_table_without_a_number_is_not_assessed() {
        let mut cells = vec![cell(FORM, "t2_5", "admin_license", "change", "")];
        let outcomes = verdicts("T2-RANGE", &mut cells, &Keying::default());
        assert_eq!(outcomes, [(String::new(), Verdict::NotAssessable)]);
    }
}
