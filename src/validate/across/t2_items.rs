//! `T2-ITEMS`, `V206`: in the form of 2019, 上一年项目数量 + 本年增/减 of a year = 上一年项目数量 of the next.

use super::super::sheet::{Relation, Spot, both_sides, judge};
use super::super::{ANNUAL_2019, Check, Instance, Run};
use super::{Compare, Pair};
use crate::check::{Basis, Rule};
use crate::issue;

pub(in super::super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-ITEMS",
        kind: &issue::T2_ITEMS,
        forms: ANNUAL_2019,
        holds: "items of the former year + change = items of the former year, as the next report gives them",
        basis: Basis::Customary,
        reasons: &[
            "the list of items adjusted",
            "the change written as a number of items, without its sign",
        ],
    },
    run: Run::Years(Compare {
        tables: &["t2_5", "t2_6", "t2_8"],
        run,
    }),
};

fn run(pair: &Pair<'_>) -> Vec<Instance> {
    let rows = pair.later.rows.iter();
    rows.map(|row| check_row(pair, row)).collect()
}

fn check_row(pair: &Pair<'_>, row: &'static str) -> Instance {
    let spots: [Spot; 2] = [(row, "prev_year_items"), (row, "change")];
    let expected = pair.earlier.sum(&spots);
    let items = pair.later.sum(&spots[..1]);
    let message = |expected, items| {
        let sides = both_sides(
            ("this report says", items),
            ("last year's makes it", expected),
        );
        format!(
            "items of the former year, {}: {sides}",
            pair.later.row_name(row)
        )
    };
    let at = pair.later.index(row, "prev_year_items");
    judge(row, at, (expected, Relation::Equal, items), message)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::cell;
    use super::super::testing::verdicts;
    use crate::check::Verdict::{self, Fail, NotAssessable, Pass};

    #[test]
    fn items_and_their_change_are_the_items_of_the_next_year() {
        let judge = |[items, change, next]: [&str; 3]| -> Verdict {
            let of = |column, number| {
                cell(
                    "cn_foi_annual_2019",
                    "t2_5",
                    "admin_license",
                    column,
                    number,
                )
            };
            let earlier = [of("prev_year_items", items), of("change", change)];
            let found = verdicts("T2-ITEMS", &earlier, &[of("prev_year_items", next)]);
            found.first().expect("a row").1
        };
        assert_eq!(judge(["10", "-2", "8"]), Pass);
        assert_eq!(judge(["10", "2", "8"]), Fail);
        assert_eq!(judge(["10", "", "10"]), NotAssessable);
    }
}
