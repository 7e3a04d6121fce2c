//! `S-CLOSE`, `V702`: 申请办结数 = 按时办结数 + 延期办结数.

use super::statistics::{self, Sum};
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-CLOSE",
        kind: &issue::S_CLOSED,
        forms: STATISTICS,
        holds: "requests closed = closed on time + closed after an extension",
        basis: Basis::Customary,
        reasons: &[],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::sums(sheet, SUMS)),
};

const SUMS: &[Sum] = &[("closed", &["closed_on_time", "closed_extended"])];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn requests_are_closed_on_time_or_late() {
        let row = |late| {
            judged(
                "S-CLOSE",
                &[
                    ("closed", "5"),
                    ("closed_on_time", "4"),
                    ("closed_extended", late),
                ],
            )
        };
        assert_eq!(row("1"), [("closed/value".to_owned(), Pass)]);
        assert_eq!(row("2"), [("closed/value".to_owned(), Fail)]);
        assert_eq!(row(""), [("closed/value".to_owned(), NotAssessable)]);
    }
}
