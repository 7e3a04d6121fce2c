//! `S-RECV`, `V701`: 收到申请数 = 当面 + 传真 + 网络 + 信函.

use super::statistics::{self, Sum};
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-RECV",
        kind: &issue::S_RECEIVED,
        forms: STATISTICS,
        holds: "requests received = in person + by fax + online + by letter",
        basis: Basis::Customary,
        reasons: &["requests by e-mail counted nowhere"],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::sums(sheet, SUMS)),
};

const SUMS: &[Sum] = &[(
    "received",
    &[
        "received_in_person",
        "received_fax",
        "received_online",
        "received_letter",
    ],
)];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn requests_come_in_four_ways() {
        let row = |total, letter| {
            let ways = [
                ("received", total),
                ("received_in_person", "1"),
                ("received_fax", "2"),
                ("received_online", "3"),
                ("received_letter", letter),
            ];
            judged("S-RECV", &ways)
        };
        assert_eq!(row("10", "4"), [("received/value".to_owned(), Pass)]);
        assert_eq!(row("11", "4"), [("received/value".to_owned(), Fail)]);
        assert_eq!(row("6", ""), [("received/value".to_owned(), NotAssessable)]);
    }
}
