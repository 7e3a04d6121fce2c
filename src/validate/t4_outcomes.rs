//! `V401`: 总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结, for 行政复议 and both kinds of 行政诉讼.
//!
//! Customary: it follows from the label.

use super::{Failure, Sheet, both_sides};
use crate::issue;

/// Total and parts of each group.
const GROUPS: [(&str, [&str; 4]); 3] = [
    (
        "review_total",
        [
            "review_upheld",
            "review_corrected",
            "review_other",
            "review_pending",
        ],
    ),
    (
        "lit_direct_total",
        [
            "lit_direct_upheld",
            "lit_direct_corrected",
            "lit_direct_other",
            "lit_direct_pending",
        ],
    ),
    (
        "lit_after_review_total",
        [
            "lit_after_review_upheld",
            "lit_after_review_corrected",
            "lit_after_review_other",
            "lit_after_review_pending",
        ],
    ),
];

pub(super) fn check(sheet: &Sheet<'_>) -> Vec<Failure> {
    let groups = GROUPS.iter();
    groups
        .flat_map(|(total, parts)| check_group(sheet, total, parts))
        .collect()
}

/// The table has one row; a row that a form adds is checked alike.
fn check_group(sheet: &Sheet<'_>, total: &str, parts: &[&str]) -> Vec<Failure> {
    let totals = sheet
        .places
        .iter()
        .filter(|((_, column), _)| *column == total);
    let check = |((row, _), index): (&(&'static str, &'static str), &usize)| {
        let printed = sheet.value(row, total)?;
        let sum = sheet.sum(parts.iter().map(|part| (*row, *part)))?;
        (printed != sum).then(|| Failure {
            kind: &issue::T4_OUTCOMES,
            total: *index,
            message: format!(
                "{total} of table 4: {}",
                both_sides(("its outcomes sum to", sum), ("it says", printed))
            ),
        })
    };
    totals.filter_map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{cell, found};
    use crate::forms;

    #[test]
    fn each_group_is_checked_by_itself() {
        let form = &forms::all()[0];
        let columns = &form.table("t4").expect("table 4").columns;
        let number = |code: &str| match code {
            "review_upheld" => "10",
            "review_total" => "0",
            "lit_direct_other" => "2",
            "lit_direct_total" => "2",
            "lit_after_review_pending" => "",
            "lit_after_review_total" => "7",
            _ => "0",
        };
        let mut cells: Vec<_> = columns
            .iter()
            .map(|c| cell(&form.id, "t4", "counts", &c.code, number(&c.code)))
            .collect();
        assert_eq!(cells.len(), 15);
        assert_eq!(
            found(&mut cells),
            [("V401", "counts/review_total".to_owned())]
        );
    }
}
