//! `TX-INFORCE`, `V502`: the text's 现行有效 N 件 = 现行有效件数 of the same kind of document.

use super::sheet::Sheet;
use super::text::{self, Table};
use super::{ANNUAL_2021, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::hints::Topic;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "TX-INFORCE",
        kind: &issue::TX_IN_FORCE,
        forms: ANNUAL_2021,
        holds: "documents in force by the text = documents in force in table 2",
        basis: Basis::Customary,
        reasons: &["the text left over from the year before", "another scope"],
    },
    run: Run::Tables(&["t2_1"], run),
};

/// Rows with what the text says about them.
const ROWS: [(&str, Topic); 2] = [
    ("rules", Topic::RulesInForce),
    ("normative_documents", Topic::DocumentsInForce),
];

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let row = |(row, topic)| {
        let table = Table {
            number: sheet.sum(&[(row, "in_force")]),
            others: Vec::new(),
            at: sheet.index(row, "in_force"),
        };
        text::compare(row, &text::about(keying, topic), &table)
    };
    ROWS.into_iter().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::super::text::testing::verdicts;
    use super::*;
    use crate::check::Verdict::{Fail, NotAssessable, Pass};

    #[test]
    fn each_kind_is_set_against_its_row() {
        let row = |row, number| cell("cn_foi_annual_2021", "t2_1", row, "in_force", number);
        let cells = || vec![row("rules", "0"), row("normative_documents", "32")];
        let of = |count| {
            verdicts(
                "TX-INFORCE",
                cells(),
                &[(Topic::DocumentsInForce, "", count)],
            )
        };
        let rules = ("rules".to_owned(), NotAssessable);
        let documents = |verdict| ("normative_documents".to_owned(), verdict);
        assert_eq!(of(32), [rules.clone(), documents(Pass)]);
        assert_eq!(of(0), [rules, documents(Fail)]);
    }
}
