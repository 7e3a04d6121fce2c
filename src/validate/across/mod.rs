//! Checks over two reports of one agency: what one year carries out, the next carries in.
//!
//! Who calls them knows that both are of one agency and of years that follow each other. Much can lie between two years
//! without anyone being wrong (agencies are merged, scopes change), so a failure is a warning at most and marks no cell.

use super::sheet::{Sheet, sheets};
use super::{CHECKS, Instance, Run};
use crate::check::{Outcome, Rule, Verdict};
use crate::extraction::CellRecord;
use crate::issue::{Issue, Place};

pub(super) mod t2_items;
pub(super) mod t2_stock;
pub(super) mod t3_carry;

/// A table of two reports, the earlier year first.
pub(super) struct Pair<'a> {
    pub(super) earlier: &'a Sheet<'a>,
    pub(super) later: &'a Sheet<'a>,
}

/// What a check of two years does: finds the instances; a failure stands at a cell of the later report.
pub(super) struct Compare {
    pub(super) tables: &'static [&'static str],
    pub(super) run: fn(&Pair<'_>) -> Vec<Instance>,
}

/// An instance of a check of two years; `issue` tells of a failure, at a cell of the later report.
#[derive(Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "for the panel of several years")
)]
pub(crate) struct Across {
    pub(crate) outcome: Outcome,
    pub(crate) issue: Option<Issue>,
}

/// Runs every check of two years on the cells of two reports. A table that one of them lacks is not asked.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "for the panel of several years")
)]
pub(crate) fn check(earlier: &[CellRecord], later: &[CellRecord]) -> Vec<Across> {
    let (before, after) = (sheets(earlier), sheets(later));
    let mut found = Vec::new();
    for check in CHECKS {
        let Run::Years(compare) = &check.run else {
            continue;
        };
        for table in compare.tables {
            let fits = |sheet: &&Sheet<'_>| {
                sheet.table == *table && check.rule.forms.contains(&sheet.form)
            };
            if let (Some(earlier), Some(later)) =
                (before.iter().find(fits), after.iter().find(fits))
            {
                let instances = (compare.run)(&Pair { earlier, later });
                let tell = |instance| tell(&check.rule, later, instance);
                found.extend(instances.into_iter().map(tell));
            }
        }
    }
    found
}

fn tell(rule: &'static Rule, sheet: &Sheet<'_>, mut instance: Instance) -> Across {
    let cell = instance.at.and_then(|at| sheet.at(at));
    let issue = (instance.verdict == Verdict::Fail).then(|| Issue {
        kind: rule.kind,
        place: cell.map_or_else(Place::default, Place::of),
        message: std::mem::take(&mut instance.message),
    });
    Across {
        outcome: instance.outcome(rule, sheet.form, sheet.table),
        issue,
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::check;
    use crate::check::Verdict;
    use crate::extraction::CellRecord;

    /// Instance and verdict of one rule on two reports.
    pub(in crate::validate) fn verdicts(
        rule: &str,
        earlier: &[CellRecord],
        later: &[CellRecord],
    ) -> Vec<(String, Verdict)> {
        let found = check(earlier, later).into_iter().map(|one| one.outcome);
        let own = found.filter(|outcome| outcome.rule.id == rule);
        own.map(|o| (o.instance.into_owned(), o.verdict)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::cell;
    use super::*;

    #[test]
    fn a_failure_stands_at_the_cell_of_the_later_report() {
        let row = |row, number| cell("cn_foi_annual_2021", "t3", row, "total", number);
        let (earlier, mut later) = ([row("carried_out", "3")], [row("carried_in", "2")]);
        later[0].page = Some(9);
        let found = check(&earlier, &later);
        let issue = found.first().and_then(|one| one.issue.as_ref());
        let issue = issue.expect("a finding");
        assert_eq!((issue.kind.code, issue.place.page), ("V304", Some(9)));
        assert_eq!(
            issue.message,
            "total of table 3: carried out last year 3, carried in 2 (difference -1)"
        );
        assert!(check(&earlier, &[]).is_empty());
    }
}
