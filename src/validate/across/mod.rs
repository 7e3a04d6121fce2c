//! Checks over two years of one agency: what one year carries out, the next carries in.
//!
//! Who calls them (the panel) knows that both are of one agency and of years that follow each other. Much can lie between
//! two years without anyone being wrong (agencies are merged, scopes change), so a failure is a warning at most and marks
//! no cell.

use super::sheet::{Sheet, sheets};
use super::{CHECKS, Instance, Run};
use crate::check::{Outcome, Rule};
use crate::extraction::CellRecord;

pub(super) mod t2_items;
pub(super) mod t2_stock;
pub(super) mod t3_carry;

/// A table of two reports, the earlier year first.
pub(super) struct Pair<'a> {
    pub(super) earlier: &'a Sheet<'a>,
    pub(super) later: &'a Sheet<'a>,
}

/// What a check of two years does: finds the instances, each at a cell of the later report.
pub(super) struct Compare {
    pub(super) tables: &'static [&'static str],
    pub(super) run: fn(&Pair<'_>) -> Vec<Instance>,
}

/// An instance of a check of two years.
#[derive(Debug)]
#[cfg_attr(
    not(any(test, feature = "panel")),
    expect(dead_code, reason = "for the panel of several years")
)]
pub(crate) struct Across {
    pub(crate) outcome: Outcome,
    /// Row and column of the cell of the later year that it is about; `None` when that year does not have it.
    pub(crate) cell: Option<(&'static str, &'static str)>,
    /// A failure as a sentence; empty when it is none.
    pub(crate) message: String,
}

#[cfg(any(test, feature = "panel"))]
impl Across {
    /// The cell's column in wide tables and panels, e.g. `t3__carried_in__total`; empty when the later year does not have it.
    pub(crate) fn column(&self) -> String {
        let named = |(row, column)| format!("{}__{row}__{column}", self.outcome.table);
        self.cell.map(named).unwrap_or_default()
    }
}

/// Every check of two years.
fn all() -> impl Iterator<Item = (&'static Rule, &'static Compare)> {
    CHECKS.iter().filter_map(|check| match &check.run {
        Run::Years(compare) => Some((&check.rule, compare)),
        Run::Tables(..) | Run::Report(_) => None,
    })
}

/// The rules over two years.
#[cfg(any(test, feature = "panel"))]
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    all().map(|(rule, _)| rule)
}

/// Whether some check of two years reads this table of this form.
#[cfg(any(test, feature = "panel"))]
pub(crate) fn reads(form: &str, table: &str) -> bool {
    all().any(|(rule, compare)| rule.forms.contains(&form) && compare.tables.contains(&table))
}

/// Runs every check of two years on the cells of two reports. A table that one of them lacks is not asked.
#[cfg_attr(
    not(any(test, feature = "panel")),
    expect(dead_code, reason = "for the panel of several years")
)]
pub(crate) fn check(earlier: &[CellRecord], later: &[CellRecord]) -> Vec<Across> {
    let (before, after) = (sheets(earlier), sheets(later));
    let mut found = Vec::new();
    for (rule, compare) in all() {
        for table in compare.tables {
            let fits =
                |sheet: &&Sheet<'_>| sheet.table == *table && rule.forms.contains(&sheet.form);
            if let (Some(earlier), Some(later)) =
                (before.iter().find(fits), after.iter().find(fits))
            {
                let instances = (compare.run)(&Pair { earlier, later });
                let tell = |instance| tell(rule, later, instance);
                found.extend(instances.into_iter().map(tell));
            }
        }
    }
    found
}

fn tell(rule: &'static Rule, sheet: &Sheet<'_>, mut instance: Instance) -> Across {
    let cell = instance.at.and_then(|at| sheet.at(at));
    Across {
        cell: cell.map(|cell| (cell.row_code, cell.column_code)),
        message: std::mem::take(&mut instance.message),
        outcome: instance.outcome(rule, sheet.form, sheet.table),
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
    fn a_failure_is_told_of_the_cell_of_the_later_year() {
        let row = |row, number| cell("cn_foi_annual_2021", "t3", row, "total", number);
        let (earlier, later) = ([row("carried_out", "3")], [row("carried_in", "2")]);
        let found = check(&earlier, &later);
        let [one] = &found[..] else {
            panic!("{found:?}");
        };
        assert_eq!(one.outcome.issue.map(|kind| kind.code), Some("V304"));
        assert_eq!(one.column(), "t3__carried_in__total");
        assert_eq!(
            one.message,
            "total of table 3: carried in 2, carried out last year 3 (difference 1)"
        );
        // The sentence and the column of the table have one sign.
        assert_eq!(one.outcome.difference(), Some(1.into()));
        assert!(check(&earlier, &[]).is_empty());
    }

    #[test]
    fn tables_that_no_check_reads_are_not_asked_for() {
        assert!(reads("cn_foi_annual_2019", "t3") && reads("cn_foi_annual_2019", "t2_5"));
        assert!(!reads("cn_foi_annual_2021", "t2_5") && !reads("cn_foi_stats_2014", "stats"));
        let ids: Vec<&str> = rules().map(|rule| rule.id).collect();
        assert_eq!(ids, ["T2-STOCK", "T2-ITEMS", "T3-CARRY"]);
    }
}
