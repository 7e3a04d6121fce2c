//! Checks on the numbers as printed: the form's own arithmetic, what a cell can hold, what the text says about it. A
//! failure is reported, never repaired.
//!
//! A check is one file here and one text in `issues/`. It is assessed only when each operand is a number: a blank is not
//! 0, nor is a dash, nor a cell that the document does not have. Checks over two reports are in [`across`].

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::check::{Outcome, Rule, Verdict};
use crate::extraction::CellRecord;
use crate::issue::{Issue, Kind, Place, Severity};
use crate::normalise::keying::Keying;
use sheet::{Sheet, sheets};

pub(crate) mod across;
pub(crate) mod identities;
mod level;
mod period;
mod s_channels;
mod s_closed;
mod s_of_which;
mod s_received;
mod s_replied;
mod s_review;
mod s_staff;
pub(crate) mod sheet;
mod statistics;
mod t2_published;
mod t2_range;
mod t2_rules;
mod t2_unit;
mod t3_applicants;
mod t3_balance;
mod t3_items;
mod t4_outcomes;
mod text;
mod tx_in_force;
mod tx_received;
mod tx_review;
mod tx_zero;

/// The forms of annual reports.
const ANNUAL: &[&str] = &["cn_foi_annual_2019", "cn_foi_annual_2021"];
/// The annual report of 2019.
const ANNUAL_2019: &[&str] = &["cn_foi_annual_2019"];
/// The annual report of 2021.
const ANNUAL_2021: &[&str] = &["cn_foi_annual_2021"];
/// The statistics form of 2014.
const STATISTICS: &[&str] = &["cn_foi_stats_2014"];

/// A rule and what judges it.
pub(crate) struct Check {
    pub(crate) rule: Rule,
    run: Run,
}

/// What a check reads.
enum Run {
    /// Each of these tables by itself; none named: every table.
    Tables(
        &'static [&'static str],
        fn(&Sheet<'_>, &Keying) -> Vec<Instance>,
    ),
    /// The report without its tables.
    Report(fn(&Keying) -> Vec<Instance>),
    /// A table of two reports of one agency, the earlier year first.
    Years(across::Compare),
}

/// Every check, in the order of `checks.csv` within a table.
static CHECKS: &[&Check] = &[
    &period::CHECK,
    &t2_range::CHECK,
    &t2_rules::CHECK,
    &t2_published::CHECK,
    &tx_in_force::CHECK,
    &t2_unit::CHECK,
    &across::t2_stock::CHECK,
    &across::t2_items::CHECK,
    &t3_balance::CHECK,
    &t3_items::CHECK,
    &t3_applicants::CHECK,
    &across::t3_carry::CHECK,
    &tx_received::CHECK,
    &tx_zero::CHECK,
    &t4_outcomes::CHECK,
    &tx_review::CHECK,
    &s_channels::CHECK,
    &s_of_which::CHECK,
    &s_received::CHECK,
    &s_closed::CHECK,
    &s_replied::CHECK,
    &s_review::CHECK,
    &s_staff::CHECK,
];

/// Every rule.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    let own = [&identities::IDENTITY, &identities::NOTE];
    CHECKS.iter().map(|check| &check.rule).chain(own)
}

/// What a check found on one instance.
#[derive(Debug)]
struct Instance {
    instance: Cow<'static, str>,
    verdict: Verdict,
    left: Option<Decimal>,
    right: Option<Decimal>,
    note: Cow<'static, str>,
    /// Index of the cell at which a failure stands.
    at: Option<usize>,
    /// The failure as a sentence.
    message: String,
    /// The finding that tells of the failure already, made by an earlier stage.
    told_as: Option<&'static Kind>,
}

impl Default for Instance {
    fn default() -> Self {
        Instance {
            instance: Cow::Borrowed(""),
            verdict: Verdict::NotAssessable,
            left: None,
            right: None,
            note: Cow::Borrowed(""),
            at: None,
            message: String::new(),
            told_as: None,
        }
    }
}

impl Instance {
    /// One that cannot be judged.
    fn not_assessable(
        instance: impl Into<Cow<'static, str>>,
        note: impl Into<Cow<'static, str>>,
    ) -> Instance {
        Instance {
            instance: instance.into(),
            note: note.into(),
            ..Instance::default()
        }
    }

    fn outcome(&mut self, rule: &'static Rule, form: &'static str, table: &'static str) -> Outcome {
        let failed = self.verdict == Verdict::Fail;
        Outcome {
            rule,
            form,
            table,
            instance: std::mem::take(&mut self.instance),
            verdict: self.verdict,
            left: self.left,
            right: self.right,
            issue: failed.then(|| self.told_as.unwrap_or(rule.kind)),
            note: std::mem::take(&mut self.note),
        }
    }
}

/// What all checks found in one report.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Every instance of every check that could be asked, table by table.
    pub(crate) outcomes: Vec<Outcome>,
    /// The failures, by place.
    pub(crate) issues: Vec<Issue>,
}

impl Checked {
    /// Puts what others found behind.
    pub(crate) fn add(&mut self, others: Checked) {
        self.outcomes.extend(others.outcomes);
        self.issues.extend(others.issues);
    }
}

/// A failure: which finding, at which cell, in words.
type Failure = (Option<usize>, &'static Kind, String);

/// Runs every check on one report. The code of a failure stands on its cell unless it is for information only.
pub(crate) fn check(cells: &mut [CellRecord], keying: &Keying) -> Checked {
    let mut checked = Checked::default();
    let mut failures: Vec<Failure> = Vec::new();
    let mut keep = |rule, (form, table), found: Vec<Instance>| {
        for mut instance in found {
            if instance.verdict == Verdict::Fail && instance.told_as.is_none() {
                let message = std::mem::take(&mut instance.message);
                failures.push((instance.at, rule_kind(rule), message));
            }
            checked.outcomes.push(instance.outcome(rule, form, table));
        }
    };
    for check in CHECKS {
        if let Run::Report(run) = check.run {
            keep(&check.rule, ("", ""), run(keying));
        }
    }
    for sheet in sheets(cells) {
        for check in CHECKS {
            if let Run::Tables(tables, run) = check.run
                && (tables.is_empty() || tables.contains(&sheet.table))
                && check.rule.forms.contains(&sheet.form)
            {
                keep(&check.rule, (sheet.form, sheet.table), run(&sheet, keying));
            }
        }
    }
    failures.sort_by_key(|(at, kind, _)| (*at, kind.code));
    let issues = failures
        .into_iter()
        .map(|failure| report(cells, failure))
        .collect();
    checked.issues = issues;
    checked
}

fn rule_kind(rule: &'static Rule) -> &'static Kind {
    rule.kind
}

fn report(cells: &mut [CellRecord], (at, kind, message): Failure) -> Issue {
    let cell = at.and_then(|at| cells.get_mut(at));
    let place = cell.map_or_else(Place::default, |cell| {
        if kind.severity > Severity::Info {
            cell.issues.push(kind);
            cell.issues.sort_by_key(|kind| kind.code);
            cell.issues.dedup();
        }
        Place::of(cell)
    });
    Issue {
        kind,
        place,
        message,
    }
}

#[cfg(test)]
mod testing;

#[cfg(test)]
mod tests {
    use super::testing::cell;
    use super::*;

    #[test]
    fn a_cell_gets_each_code_once_in_order_and_the_place_is_its_own() {
        let counts = |column, number| cell("cn_foi_annual_2021", "t4", "counts", column, number);
        let mut cells = vec![
            counts("review_upheld", "10"),
            counts("review_corrected", "1"),
            counts("review_other", "0"),
            counts("review_pending", "0"),
            counts("review_total", "0"),
        ];
        let checked = check(&mut cells, &Keying::default());
        assert_eq!(checked.issues.len(), 1);
        let issue = checked.issues.first().expect("one finding");
        assert_eq!(
            (issue.place.page, issue.place.grid_column),
            (Some(2), Some(5))
        );
        assert!(
            issue.message.contains("11") && issue.message.contains("difference -11"),
            "{}",
            issue.message
        );
        check(&mut cells, &Keying::default());
        let codes: Vec<_> = cells
            .last()
            .into_iter()
            .flat_map(|cell| &cell.issues)
            .map(|kind| kind.code)
            .collect();
        assert_eq!(codes, ["V401"]);
        assert_eq!(
            cells.last().and_then(|cell| cell.value),
            Some(Decimal::ZERO)
        );
    }

    #[test]
    fn a_table_printed_twice_is_checked_once_and_one_of_each_form_by_itself() {
        let group = |form| {
            let columns = [
                "review_upheld",
                "review_corrected",
                "review_other",
                "review_pending",
            ];
            let parts = columns.map(|column| cell(form, "t4", "counts", column, "1"));
            let total = cell(form, "t4", "counts", "review_total", "0");
            parts.into_iter().chain([total])
        };
        let asked = |mut cells: Vec<CellRecord>| {
            let found = super::testing::verdicts("T4-SUM", &mut cells, &Keying::default());
            let own = found.into_iter().filter(|one| one.0 == "review_total");
            own.count()
        };
        let (new, old) = ("cn_foi_annual_2021", "cn_foi_annual_2019");
        assert_eq!(asked(group(new).chain(group(new)).collect()), 1);
        assert_eq!(asked(group(new).chain(group(old)).collect()), 2);
        assert_eq!(asked(group("cn_foi_stats_2014").collect()), 0);
    }

    #[test]
    fn an_operand_that_is_no_number_is_named() {
        let counts = |column, number| cell("cn_foi_annual_2021", "t4", "counts", column, number);
        let mut cells = vec![counts("review_total", "0"), counts("review_upheld", "")];
        let checked = check(&mut cells, &Keying::default());
        let review = checked
            .outcomes
            .iter()
            .find(|o| o.instance == "review_total")
            .expect("the group");
        assert_eq!(review.verdict, Verdict::NotAssessable);
        assert_eq!(
            review.note,
            "counts/review_upheld is blank, 3 more are no numbers"
        );
        assert_eq!((review.left, review.right), (Some(Decimal::ZERO), None));
    }
}
