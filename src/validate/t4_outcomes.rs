//! `T4-SUM`, `V401`: 总计 = 结果维持 + 结果纠正 + 其他结果 + 尚未审结, for 行政复议 and both kinds of 行政诉讼.
//!
//! Customary: it follows from the label.

use super::sheet::{Relation, Sheet, Spot, both_sides};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T4-SUM",
        kind: &issue::T4_OUTCOMES,
        forms: ANNUAL,
        holds: "in each group of table 4: total = upheld + corrected + other + pending",
        basis: Basis::Customary,
        reasons: &["the total left at 0"],
    },
    run: Run::Tables(&["t4"], run),
};

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

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    // The table has one row; a row that a form adds is checked alike.
    let rows = sheet.rows.iter();
    rows.flat_map(|row| {
        let groups = GROUPS.iter();
        groups.map(|(total, parts)| check_group(sheet, row, total, parts))
    })
    .collect()
}

fn check_group(
    sheet: &Sheet<'_>,
    row: &'static str,
    total: &'static str,
    parts: &[&'static str],
) -> Instance {
    let spots: Vec<Spot> = parts.iter().map(|part| (row, *part)).collect();
    let message = |printed, sum| {
        format!(
            "{total} of table 4: {}",
            both_sides(("its outcomes sum to", sum), ("it says", printed))
        )
    };
    let sides: (&[_], _, &[_]) = (&[(row, total)], Relation::Equal, &spots);
    sheet.compare(total, (row, total), sides, message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, found};
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
