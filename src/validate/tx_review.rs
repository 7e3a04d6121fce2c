//! `TX-REVIEW`, `V504`: the text's 行政复议 N 件 and 行政诉讼 N 件 = the totals of table 4.
//!
//! Co-defendants count a case at the agency that acted first (国办公开办函〔2016〕201号), so numbers may honestly differ.

use super::sheet::{Sheet, Spot};
use super::text::{self, Table};
use super::{ANNUAL, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::hints::Topic;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "TX-REVIEW",
        kind: &issue::TX_REVIEW,
        forms: ANNUAL,
        holds: "reconsiderations by the text = their total in table 4; suits by the text = both totals of suits",
        basis: Basis::Customary,
        reasons: &["co-defendants: only the agency that acted first counts the case"],
    },
    run: Run::Tables(&["t4"], run),
};

const REVIEW: &[Spot] = &[("counts", "review_total")];
const SUITS: &[Spot] = &[
    ("counts", "lit_direct_total"),
    ("counts", "lit_after_review_total"),
];

fn run(sheet: &Sheet<'_>, keying: &Keying) -> Vec<Instance> {
    let kinds = [
        ("review", Topic::Review, REVIEW),
        ("litigation", Topic::Litigation, SUITS),
    ];
    let kind = |(name, topic, spots): (&'static str, Topic, &[Spot])| {
        let first = spots.first().copied().unwrap_or_default();
        let table = Table {
            number: sheet.sum(spots),
            others: Vec::new(),
            at: sheet.index(first.0, first.1),
        };
        text::compare(name, &text::about(keying, topic), &table)
    };
    kinds.into_iter().flat_map(kind).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::super::text::testing::verdicts;
    use super::*;
    use crate::check::Verdict::{Fail, NotAssessable, Pass};

    #[test]
    fn suits_are_those_with_and_without_a_review_before() {
        let of = |after: &str, suits| {
            let total = |column, number| cell("cn_foi_annual_2021", "t4", "counts", column, number);
            let cells = vec![
                total("review_total", "3"),
                total("lit_direct_total", "2"),
                total("lit_after_review_total", after),
            ];
            let hints = [(Topic::Review, "", 3), (Topic::Litigation, "", suits)];
            let found = verdicts("TX-REVIEW", cells, &hints).into_iter();
            found.map(|one| one.1).collect::<Vec<_>>()
        };
        assert_eq!(of("1", 3), [Pass, Pass]);
        assert_eq!(of("1", 2), [Pass, Fail]);
        assert_eq!(of("", 2), [Pass, NotAssessable]);
    }
}
