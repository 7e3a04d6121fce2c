//! `T3-CARRY`, `V304`: 结转下年度继续办理 of one year = 上年结转 of the next, in each column of table 3.

use super::super::sheet::{Relation, both_sides, judge};
use super::super::{ANNUAL, Check, Instance, Run};
use super::{Compare, Pair};
use crate::check::{Basis, Rule};
use crate::issue;

pub(in super::super) static CHECK: Check = Check {
    rule: Rule {
        id: "T3-CARRY",
        kind: &issue::T3_CARRY,
        forms: ANNUAL,
        holds: "in each column of table 3: carried out in a year = carried in the year after",
        basis: Basis::Customary,
        reasons: &[
            "last year's report corrected",
            "the agency merged, split or renamed",
            "another scope: 本级 or 汇总",
            "requests to be completed (补正) registered anew",
        ],
    },
    run: Run::Years(Compare {
        tables: &["t3"],
        run,
    }),
};

fn run(pair: &Pair<'_>) -> Vec<Instance> {
    let columns = pair.later.columns.iter();
    columns.map(|column| check_column(pair, column)).collect()
}

fn check_column(pair: &Pair<'_>, column: &'static str) -> Instance {
    let out = pair.earlier.sum(&[("carried_out", column)]);
    let carried_in = pair.later.sum(&[("carried_in", column)]);
    let message = |out, carried_in| {
        let sides = both_sides(("carried in", carried_in), ("carried out last year", out));
        format!("{} of table 3: {sides}", pair.later.column_name(column))
    };
    let at = pair.later.index("carried_in", column);
    judge(column, at, (out, Relation::Equal, carried_in), message)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::cell;
    use super::super::testing::verdicts;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    #[test]
    fn what_is_carried_out_is_carried_in_whatever_the_form() {
        let judge = |out: &str, carried_in: &str| -> Verdict {
            let earlier = [cell(
                "cn_foi_annual_2019",
                "t3",
                "carried_out",
                "total",
                out,
            )];
            let later = [cell(
                "cn_foi_annual_2021",
                "t3",
                "carried_in",
                "total",
                carried_in,
            )];
            let found = verdicts("T3-CARRY", &earlier, &later);
            found.first().expect("a column").1
        };
        assert_eq!(judge("3", "3"), Pass);
        assert_eq!(judge("3", "2"), Fail);
        assert_eq!(judge("", "0"), NotAssessable);
    }
}
