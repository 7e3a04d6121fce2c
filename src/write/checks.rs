//! `checks.csv`: how every check came out on every report, one row an instance of it.

use std::borrow::Cow;

use super::schema::{AGENCY, Field, REPORT, SOURCE, YEAR};
use super::text::{decimal, one_line, optional};
use super::{FileResult, Rows, Table};
use crate::check::{self, Outcome, Verdict};
use crate::issue::{KINDS, Severity};

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    REPORT,
    SOURCE,
    AGENCY,
    YEAR,
    Field::text(
        "form",
        "Statutory form of the table; empty for a check of the report as a whole",
    ),
    Field::text(
        "table",
        "Table of the form; empty for a check of the report as a whole",
    ),
    Field::text(
        "check",
        "Stable id of the check; `nianbao explain CHECK` explains it",
    )
    .required()
    .one_of(check_ids),
    Field::text(
        "instance",
        "What it was asked of: column, row, row/column or group, or whose number the text gives; empty for the table as a whole",
    ),
    Field::text("status", "How it came out")
        .required()
        .one_of(verdicts),
    Field::number("left", "Left side of what must hold, where it is a number"),
    Field::number("right", "Right side, where it is a number"),
    Field::number("difference", "Left less right"),
    Field::text("severity", "How much a failure of this check matters")
        .required()
        .one_of(severities),
    Field::text(
        "issue",
        "Code of the finding in issues.csv that tells of the failure",
    )
    .one_of(codes),
    Field::text("note", "Why it could not be judged, or what limits it"),
    Field::text(
        "reasons",
        "For a failure: reasons for which an honest report may fail, as far as they are known",
    ),
];

fn check_ids() -> Vec<&'static str> {
    check::rules().map(|rule| rule.id).collect()
}

fn verdicts() -> Vec<&'static str> {
    Verdict::ALL.map(|verdict| verdict.name()).into()
}

fn severities() -> Vec<&'static str> {
    Severity::ALL.map(|severity| severity.name()).into()
}

fn codes() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.code).collect()
}

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "checks.csv",
    fields: FIELDS,
    rows,
};

/// The rows of a file: checks in the order of the tables.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    let agency = one_line(&file.report().agency);
    let year = optional(file.report().year);
    for outcome in &file.extraction.checks {
        let row = row((file, &agency, &year), outcome);
        csv.write_record(row.iter().map(|value| value.as_bytes()))?;
    }
    Ok(())
}

/// Most values are borrowed, as in `cells.csv`.
fn row<'a>(
    (file, agency, year): (&'a FileResult, &'a str, &'a str),
    outcome: &'a Outcome,
) -> [Cow<'a, str>; 16] {
    let number = |value: Option<_>| Cow::Owned(value.map(decimal).unwrap_or_default());
    let reasons = match outcome.verdict {
        Verdict::Fail => outcome.rule.reasons.join("; "),
        _ => String::new(),
    };
    [
        file.report().id().into(),
        (&file.source).into(),
        agency.into(),
        year.into(),
        outcome.form.into(),
        outcome.table.into(),
        outcome.rule.id.into(),
        one_line(&outcome.instance).into(),
        outcome.verdict.name().into(),
        number(outcome.left),
        number(outcome.right),
        number(outcome.difference()),
        outcome.rule.kind.severity.name().into(),
        outcome.issue.map_or("", |kind| kind.code).into(),
        one_line(&outcome.note).into(),
        reasons.into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, table};
    use super::*;

    #[test]
    fn each_instance_is_one_row_with_both_sides() {
        let rule = check::rules().find(|rule| rule.id == "T4-SUM");
        let rule = rule.expect("a known check");
        let mut failed = Outcome {
            rule,
            form: "cn_foi_annual_2021",
            table: "t4",
            instance: "review_total".into(),
            verdict: Verdict::Fail,
            left: Some(0.into()),
            right: Some(11.into()),
            issue: Some(rule.kind),
            note: "".into(),
        };
        let mut one = file("a.pdf", 'c', "甲县", Some(2023));
        one.extraction.checks.push(failed.clone());
        failed.verdict = Verdict::NotAssessable;
        failed.right = None;
        failed.issue = None;
        failed.note = "counts/review_other is blank".into();
        one.extraction.checks.push(failed);
        let text = table(&TABLE, &[one], false);
        assert_eq!(
            text,
            "report_id,source,agency,year,form,table,check,instance,status,left,right,difference,severity,issue,note,reasons\n\
             cccccccccccccccc,a.pdf,甲县,2023,cn_foi_annual_2021,t4,T4-SUM,review_total,fail,0,11,-11,error,V401,,the total left at 0\n\
             cccccccccccccccc,a.pdf,甲县,2023,cn_foi_annual_2021,t4,T4-SUM,review_total,not_assessable,0,,,error,,counts/review_other is blank,\n"
        );
    }
}
