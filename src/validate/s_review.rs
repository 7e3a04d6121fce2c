//! `S-REV`, `V704`: 行政复议数量 and 行政诉讼数量 = their three results each.

use super::statistics::{self, Sum};
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-REV",
        kind: &issue::S_REVIEW,
        forms: STATISTICS,
        holds: "reconsiderations = sum of their three results; suits = sum of theirs",
        basis: Basis::Customary,
        reasons: &["pending cases have no cell"],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::sums(sheet, SUMS)),
};

const SUMS: &[Sum] = &[
    (
        "review",
        &["review_upheld", "review_corrected", "review_other"],
    ),
    (
        "litigation",
        &[
            "litigation_upheld",
            "litigation_corrected",
            "litigation_other",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn each_group_is_the_sum_of_its_results() {
        let rows = [
            ("review", "3"),
            ("review_upheld", "1"),
            ("review_corrected", "1"),
            ("review_other", "1"),
            ("litigation", "3"),
            ("litigation_upheld", "1"),
            ("litigation_corrected", "0"),
            ("litigation_other", "1"),
        ];
        let expected = [
            ("review/value".to_owned(), Pass),
            ("litigation/value".to_owned(), Fail),
        ];
        assert_eq!(judged("S-REV", &rows), expected);
        let blank = judged("S-REV", &rows[..7]);
        assert_eq!(blank.last().map(|found| found.1), Some(NotAssessable));
    }
}
