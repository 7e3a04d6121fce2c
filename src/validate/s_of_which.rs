//! `S-OFWHICH`, `V707`: a row that begins with 其中 is at most the row that it is part of.
//!
//! 制发规范性文件总数 stands under 主动公开政府信息数 without 其中: it counts documents, published or not, and is no part.

use super::statistics;
use super::{Check, Run, STATISTICS};
use crate::check::{Basis, Rule};
use crate::issue;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "S-OFWHICH",
        kind: &issue::S_OF_WHICH,
        forms: STATISTICS,
        holds: "each row 其中… ≤ the row that it is part of",
        basis: Basis::Structural,
        reasons: &[],
    },
    run: Run::Tables(&["stats"], |sheet, _| statistics::at_most(sheet, PARTS)),
};

/// Part and whole. The grounds of refusals are parts too, but sum up: `S-REPLY` holds them.
const PARTS: &[(&str, &str)] = &[
    ("proactive_normative_items", "proactive_items"),
    ("press_conferences_principal", "press_conferences"),
    ("online_interviews_principal", "online_interviews"),
];

#[cfg(test)]
mod tests {
    use crate::check::Verdict::{Fail, NotAssessable, Pass};
    use crate::validate::statistics::testing::judged;

    #[test]
    fn a_part_is_at_most_its_whole() {
        let rows = [
            ("proactive_items", "10"),
            ("proactive_normative_items", "10"),
            ("press_conferences", "2"),
            ("press_conferences_principal", "3"),
            ("online_interviews", ""),
            ("online_interviews_principal", "1"),
        ];
        let verdicts: Vec<_> = judged("S-OFWHICH", &rows)
            .into_iter()
            .map(|found| found.1)
            .collect();
        assert_eq!(verdicts, [Pass, Fail, NotAssessable]);
    }
}
