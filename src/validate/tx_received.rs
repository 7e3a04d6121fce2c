//! `TX-RECV`, `V501`: the text's 收到/受理申请 N 件 = 本年新收 in all; or with 上年结转, or all that was dealt with.

use super::sheet::Sheet;
use super::text::{self, Table};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::hints::Topic;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "TX-RECV",
        kind: &issue::TX_RECEIVED,
        forms: ANNUAL,
        holds: "requests received by the text = new in table 3 (or new + carried in, or handled + carried out)",
        basis: Basis::Customary,
        reasons: &[
            "another scope: the office alone in the text, the whole district in the table",
            "the text counts 件次",
        ],
    },
    run: Run::Tables(&["t3"], run),
};

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let sum = |rows: [&'static str; 2]| sheet.sum(&rows.map(|row| (row, "total"))).ok();
    let others = [
        ["new_received", "carried_in"],
        ["handled_total", "carried_out"],
    ];
    let table = Table {
        number: sheet.sum(&[("new_received", "total")]),
        others: others.into_iter().filter_map(sum).collect(),
        at: sheet.index("new_received", "total"),
    };
    text::compare("", &text::about(keying, Topic::Received), &table)
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::super::text::testing::verdicts;
    use super::*;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    fn of(hints: &[(Topic, &str, i64)]) -> Vec<(String, Verdict)> {
        let row = |row, number| cell("cn_foi_annual_2021", "t3", row, "total", number);
        let cells = vec![
            row("new_received", "95"),
            row("carried_in", "4"),
            row("handled_total", "99"),
            row("carried_out", "1"),
        ];
        verdicts("TX-RECV", cells, hints)
    }

    #[test]
    fn the_text_may_mean_one_of_three_numbers() {
        for count in [95, 99, 100] {
            assert_eq!(of(&[(Topic::Received, "", count)]), [(String::new(), Pass)]);
        }
        assert_eq!(
            of(&[(Topic::Received, "区政府办公室", 17)]),
            [("区政府办公室".into(), Fail)]
        );
        assert_eq!(of(&[]), [(String::new(), NotAssessable)]);
    }

    #[test]
    fn of_several_numbers_those_that_disagree_are_somebody_else_s() {
        let found = of(&[(Topic::Received, "全区", 95), (Topic::Received, "本级", 17)]);
        assert_eq!(
            found,
            [("全区".into(), Pass), ("本级".into(), NotAssessable)]
        );
        let found = of(&[
            (Topic::Received, "本级", 17),
            (Topic::Received, "各街道", 3),
        ]);
        assert!(found.iter().all(|one| one.1 == NotAssessable));
    }
}
