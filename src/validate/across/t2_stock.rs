//! `T2-STOCK`, `V205`: 现行有效 of a year = that of the year before + 制发 − 废止, for each kind of document.

use super::super::sheet::{Relation, both_sides, judge};
use super::super::{ANNUAL_2021, Check, Instance, Run};
use super::{Compare, Pair};
use crate::check::{Basis, Rule};
use crate::issue;

pub(in super::super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-STOCK",
        kind: &issue::T2_STOCK,
        forms: ANNUAL_2021,
        holds: "in force = in force the year before + issued − repealed",
        basis: Basis::Customary,
        reasons: &[
            "a cleanup changed the base",
            "amended documents counted as issued",
            "another scope: 本级 or 汇总",
            "documents expired without being repealed",
        ],
    },
    run: Run::Years(Compare {
        tables: &["t2_1"],
        run,
    }),
};

fn run(pair: &Pair<'_>) -> Vec<Instance> {
    let rows = pair.later.rows.iter();
    rows.map(|row| check_row(pair, row)).collect()
}

fn check_row(pair: &Pair<'_>, row: &'static str) -> Instance {
    let in_force = pair.later.sum(&[(row, "in_force")]);
    let before = pair.earlier.sum(&[(row, "in_force")]);
    let issued = pair.later.sum(&[(row, "issued")]);
    let repealed = pair.later.sum(&[(row, "repealed")]);
    let expected = before.and_then(|before| {
        let (issued, repealed) = (issued?, repealed?);
        let stock = before.checked_add(issued);
        let stock = stock.and_then(|stock| stock.checked_sub(repealed));
        stock.ok_or_else(|| "the sum is too large".to_owned())
    });
    let message = |in_force, expected| {
        let sides = both_sides(
            ("last year's, those issued and repealed make", expected),
            ("in force", in_force),
        );
        format!("{}: {sides}", pair.later.row_name(row))
    };
    let at = pair.later.index(row, "in_force");
    judge(row, at, (in_force, Relation::Equal, expected), message)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::cell;
    use super::super::testing::verdicts;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    #[test]
    fn the_stock_grows_by_what_is_issued_and_shrinks_by_what_is_repealed() {
        let judge = |[before, issued, repealed, now]: [&str; 4]| -> Verdict {
            let of = |column, number| {
                cell(
                    "cn_foi_annual_2021",
                    "t2_1",
                    "normative_documents",
                    column,
                    number,
                )
            };
            let later = [
                of("issued", issued),
                of("repealed", repealed),
                of("in_force", now),
            ];
            let found = verdicts("T2-STOCK", &[of("in_force", before)], &later);
            found.first().expect("a row").1
        };
        assert_eq!(judge(["5", "3", "0", "8"]), Pass);
        assert_eq!(judge(["5", "3", "1", "7"]), Pass);
        assert_eq!(judge(["5", "3", "1", "8"]), Fail);
        assert_eq!(judge(["5", "3", "", "8"]), NotAssessable);
        assert_eq!(judge(["", "3", "0", "8"]), NotAssessable);
    }
}
