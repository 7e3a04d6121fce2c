//! `T2-PUB`, `V203`: of the rules and normative documents of the form of 2019, those newly published are among all that
//! are public, and among those newly made unless older ones were published late.

use super::sheet::{Relation, Sheet, both_sides};
use super::{ANNUAL_2019, Check, Instance, Run};
use crate::check::{Basis, Rule};
use crate::issue;
use crate::normalise::keying::Keying;

pub(super) static CHECK: Check = Check {
    rule: Rule {
        id: "T2-PUB",
        kind: &issue::T2_PUBLISHED,
        forms: ANNUAL_2019,
        holds: "in each row of 第二十条第（一）项: newly published ≤ public in all, newly published ≤ newly made",
        basis: Basis::Customary,
        reasons: &["documents of former years published this year"],
    },
    run: Run::Tables(&["t2_1"], run),
};

/// What bounds the newly published, with the words for it.
const BOUNDS: [(&str, &str); 2] = [
    ("total_public", "public in all"),
    ("new_made", "newly made"),
];

fn run(sheet: &Sheet<'_>, _: &Keying) -> Vec<Instance> {
    let rows = sheet.rows.iter();
    rows.flat_map(|row| BOUNDS.map(|bound| check_row(sheet, row, bound)))
        .collect()
}

fn check_row(
    sheet: &Sheet<'_>,
    row: &'static str,
    (bound, words): (&'static str, &str),
) -> Instance {
    let published = (row, "new_published");
    let message = |published, bound| {
        let sides = both_sides((words, bound), ("newly published", published));
        format!("row {} of table 2: {sides}", sheet.row_name(row))
    };
    let sides: (&[_], _, &[_]) = (&[published], Relation::AtMost, &[(row, bound)]);
    sheet.compare(format!("{row}/{bound}"), published, sides, message)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{cell, verdicts};
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn what_is_published_is_public_and_mostly_new() {
        let row = |column, number| cell("cn_foi_annual_2019", "t2_1", "rules", column, number);
        let mut cells = vec![
            row("new_made", "3"),
            row("new_published", "4"),
            row("total_public", "4"),
        ];
        let expected = [
            ("rules/total_public".to_owned(), Verdict::Pass),
            ("rules/new_made".to_owned(), Verdict::Fail),
        ];
        let keying = Keying::default();
        assert_eq!(verdicts("T2-PUB", &mut cells, &keying), expected);
        // For information only: nothing on the cell.
        assert!(cells.iter().all(|cell| cell.issues.is_empty()));
    }
}
