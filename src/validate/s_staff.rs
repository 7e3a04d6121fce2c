//! `S-STAFF`, `V705`: 工作人员数 = 专职人员数 + 兼职人员数.

use super::statistics::{self, Sum};
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-STAFF",
        kind: &issue::S_STAFF,
        forms: STATISTICS,
        holds: "staff = full-time + part-time",
        basis: Basis::Customary,
        reasons: &[],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::sums(sheet, SUMS)),
};

const SUMS: &[Sum] = &[("staff", &["staff_full_time", "staff_part_time"])];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn staff_works_full_time_or_part_time() {
        let row = |part| {
            judged(
                "S-STAFF",
                &[
                    ("staff", "5"),
                    ("staff_full_time", "2"),
                    ("staff_part_time", part),
                ],
            )
        };
        assert_eq!(row("3"), [("staff/value".to_owned(), Pass)]);
        assert_eq!(row("2"), [("staff/value".to_owned(), Fail)]);
        assert_eq!(row(""), [("staff/value".to_owned(), NotAssessable)]);
    }
}
