//! Identities between the years of one agency. None of them is prescribed; one that fails tells where to look.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::column::Column;

/// How an identity ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Both sides are equal.
    Pass,
    /// They are not.
    Fail,
    /// An operand is no number, or one that is in doubt.
    NotAssessable,
}

impl Outcome {
    /// Every outcome.
    pub(super) const ALL: [Outcome; 3] = [Outcome::Pass, Outcome::Fail, Outcome::NotAssessable];

    /// The word in `cross_year.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Outcome::Pass => "pass",
            Outcome::Fail => "fail",
            Outcome::NotAssessable => "not_assessable",
        }
    }
}

/// An operand: a column, of the year before or of the year itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operand {
    Before(usize),
    Now(usize),
}

/// One identity of one column: the operands on the left, with their signs, sum to the one on the right.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// Stable id of the rule.
    pub(super) rule: &'static str,
    /// The column of the later year that stands in `cross_year.csv`.
    pub(super) column: usize,
    left: Vec<(Operand, bool)>,
    right: Operand,
    /// The forms whose tables have both sides.
    forms: &'static [&'static str],
    /// Honest reasons for a difference.
    pub(super) reasons: &'static str,
}

const BOTH: &[&str] = &["cn_foi_annual_2021", "cn_foi_annual_2019"];

const CARRY_REASONS: &str = "correction of last year's report; agency merged, split or renamed; scope changed between 本级 \
    and 汇总; applications registered anew after 补正";
const STOCK_REASONS: &str = "clean-up lists change the base; amended documents counted as issued; scope changed between 本级 \
    and 汇总; documents that expire without repeal";
const ITEMS_REASONS: &str = "list of items adjusted; change written without its sign";

/// Every identity between years whose columns are there.
pub(super) fn identities(columns: &[Column]) -> Vec<Identity> {
    let places: BTreeMap<&str, usize> = columns
        .iter()
        .enumerate()
        .map(|(at, c)| (c.name.as_str(), at))
        .collect();
    let place = |name: String| places.get(name.as_str()).copied();
    let mut all = Vec::new();
    for column in columns {
        let codes: Vec<&str> = column.name.split("__").collect();
        let found = match codes[..] {
            // What was carried over last year is what this year begins with.
            ["t3", "carried_in", applicant] => carry(
                place(column.name.clone()),
                place(format!("t3__carried_out__{applicant}")),
            ),
            // Documents in force are those of last year, and those issued without those repealed.
            ["t2_1", row, "in_force"] => {
                let of = |code| place(format!("t2_1__{row}__{code}"));
                stock(of("in_force"), of("issued"), of("repealed"))
            }
            // Items of last year and the change are the items that the next report begins with.
            [table, row, "prev_year_items"] => items(
                place(column.name.clone()),
                place(format!("{table}__{row}__change")),
            ),
            _ => None,
        };
        all.extend(found);
    }
    all
}

fn carry(carried_in: Option<usize>, carried_out: Option<usize>) -> Option<Identity> {
    Some(Identity {
        rule: "T3-CARRY",
        column: carried_in?,
        left: vec![(Operand::Before(carried_out?), true)],
        right: Operand::Now(carried_in?),
        forms: BOTH,
        reasons: CARRY_REASONS,
    })
}

fn stock(
    in_force: Option<usize>,
    issued: Option<usize>,
    repealed: Option<usize>,
) -> Option<Identity> {
    Some(Identity {
        rule: "T2-STOCK",
        column: in_force?,
        left: vec![
            (Operand::Before(in_force?), true),
            (Operand::Now(issued?), true),
            (Operand::Now(repealed?), false),
        ],
        right: Operand::Now(in_force?),
        forms: &["cn_foi_annual_2021"],
        reasons: STOCK_REASONS,
    })
}

fn items(items: Option<usize>, change: Option<usize>) -> Option<Identity> {
    Some(Identity {
        rule: "T2-ITEMS",
        column: items?,
        left: vec![
            (Operand::Before(items?), true),
            (Operand::Before(change?), true),
        ],
        right: Operand::Now(items?),
        forms: &["cn_foi_annual_2019"],
        reasons: ITEMS_REASONS,
    })
}

/// One year of an agency, as an identity sees it.
pub(super) trait Year {
    /// The number in a column, when it is one and not in doubt.
    fn number(&self, column: usize) -> Option<Decimal>;
    /// Whether the year has tables of this form.
    fn has(&self, form: &str) -> bool;
}

/// An identity, assessed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Check {
    pub(super) outcome: Outcome,
    pub(super) left: Option<Decimal>,
    pub(super) right: Option<Decimal>,
}

impl Check {
    /// Left less right, when both are numbers.
    pub(super) fn difference(&self) -> Option<Decimal> {
        self.left?.checked_sub(self.right?)
    }
}

/// Assesses an identity on a year and the one before; `None` when one of them has no table that it is about.
pub(super) fn assess(identity: &Identity, before: &impl Year, now: &impl Year) -> Option<Check> {
    let applies = |has: &dyn Fn(&str) -> bool| identity.forms.iter().any(|form| has(form));
    if !applies(&|form| before.has(form)) || !applies(&|form| now.has(form)) {
        return None;
    }
    let number = |operand| match operand {
        Operand::Before(column) => before.number(column),
        Operand::Now(column) => now.number(column),
    };
    let left = identity
        .left
        .iter()
        .try_fold(Decimal::ZERO, |sum, &(operand, plus)| {
            let number = number(operand)?;
            if plus {
                sum.checked_add(number)
            } else {
                sum.checked_sub(number)
            }
        });
    let right = number(identity.right);
    let outcome = match left.zip(right) {
        None => Outcome::NotAssessable,
        Some((left, right)) if left == right => Outcome::Pass,
        Some(_) => Outcome::Fail,
    };
    Some(Check {
        outcome,
        left,
        right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::columns;
    use crate::panel::values::Names;

    struct Report<'a> {
        columns: &'a [Column],
        form: &'a str,
        numbers: &'a [(&'a str, i64)],
    }

    impl Year for Report<'_> {
        fn number(&self, column: usize) -> Option<Decimal> {
            let name = &self.columns.get(column)?.name;
            let found = self.numbers.iter().find(|(code, _)| code == name)?;
            Some(found.1.into())
        }

        fn has(&self, form: &str) -> bool {
            self.form == form
        }
    }

    type Numbers<'a> = &'a [(&'a str, i64)];

    /// Rule and outcome of every identity about `column`, with the difference.
    fn checked(column: &str, before: (&str, Numbers<'_>), now: (&str, Numbers<'_>)) -> Vec<String> {
        let columns = columns::of(&mut Names::of_forms());
        let year = |(form, numbers)| Report {
            columns: &columns,
            form,
            numbers,
        };
        let (before, now) = (year(before), year(now));
        let all = identities(&columns);
        let own = all
            .iter()
            .filter(|identity| columns[identity.column].name == column);
        own.filter_map(|identity| {
            let check = assess(identity, &before, &now)?;
            let difference = check
                .difference()
                .map(|d| d.to_string())
                .unwrap_or_default();
            Some(format!(
                "{} {} {difference}",
                identity.rule,
                check.outcome.name()
            ))
        })
        .collect()
    }

    const NEW: &str = "cn_foi_annual_2021";
    const OLD: &str = "cn_foi_annual_2019";

    #[test]
    fn identities_are_one_a_column() {
        let columns = columns::of(&mut Names::of_forms());
        let count = |rule| {
            identities(&columns)
                .iter()
                .filter(|i| i.rule == rule)
                .count()
        };
        assert_eq!(
            (count("T3-CARRY"), count("T2-STOCK"), count("T2-ITEMS")),
            (7, 2, 5)
        );
    }

    #[test]
    fn what_was_carried_over_is_what_the_next_year_begins_with() {
        let column = "t3__carried_in__total";
        let carried = |out, into| {
            checked(
                column,
                (OLD, &[("t3__carried_out__total", out)]),
                (NEW, &[(column, into)]),
            )
        };
        assert_eq!(carried(3, 3), ["T3-CARRY pass 0"]);
        assert_eq!(carried(3, 5), ["T3-CARRY fail -2"]);
        assert_eq!(
            checked(column, (NEW, &[]), (NEW, &[(column, 5)])),
            ["T3-CARRY not_assessable "]
        );
        assert_eq!(checked(column, ("", &[]), (NEW, &[(column, 5)])), [""; 0]);
    }

    #[test]
    fn the_stock_of_documents_grows_by_those_issued_and_shrinks_by_those_repealed() {
        let column = "t2_1__normative_documents__in_force";
        let now = [
            (column, 8),
            ("t2_1__normative_documents__issued", 3),
            ("t2_1__normative_documents__repealed", 0),
        ];
        assert_eq!(
            checked(column, (NEW, &[(column, 5)]), (NEW, &now)),
            ["T2-STOCK pass 0"]
        );
        assert_eq!(
            checked(column, (NEW, &[(column, 6)]), (NEW, &now)),
            ["T2-STOCK fail 1"]
        );
        assert_eq!(checked(column, (OLD, &[]), (NEW, &now)), [""; 0]);
    }

    #[test]
    fn items_go_on_from_2019_to_2020() {
        let column = "t2_6__admin_penalty__prev_year_items";
        let before = [(column, 10), ("t2_6__admin_penalty__change", -2)];
        assert_eq!(
            checked(column, (OLD, &before), (OLD, &[(column, 8)])),
            ["T2-ITEMS pass 0"]
        );
        assert_eq!(
            checked(column, (OLD, &before), (OLD, &[(column, 9)])),
            ["T2-ITEMS fail -1"]
        );
    }
}
