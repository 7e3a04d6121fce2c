//! The CSV tables of the panel.

use std::io::Write;

use rust_decimal::Decimal;

use super::build::{Agency, Panel, Row};
use super::column::{Column, Type};
use super::coverage::{self, State, Years};
use super::crosswalk::Kind;
use super::input::{Input, Report};
use super::resolve::Relation;
use super::rows::{self, KEY_FIELDS, Key};
use super::values::Number;
use crate::check::{Rule, Verdict};
use crate::validate::across;
use crate::write::csv_writer;
use crate::write::schema::{Field, names};
use crate::write::text::{decimal, one_line};

/// All that is written.
#[derive(Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) input: &'a Input,
    pub(super) columns: &'a [Column],
    pub(super) panel: &'a Panel,
    /// None when no file has a place.
    pub(super) years: Option<Years>,
    pub(super) bom: bool,
}

impl<'a> Content<'a> {
    fn report(&self, at: usize) -> Option<&'a Report> {
        self.input.reports.get(at)
    }

    fn spelled(&self, number: Number) -> String {
        self.input
            .numbers
            .get(number)
            .map(decimal)
            .unwrap_or_default()
    }
}

/// Writes `panel.csv`.
pub(super) fn panel(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    let mut header: Vec<&str> = names(KEY_FIELDS).collect();
    header.extend(content.columns.iter().map(|column| column.name.as_str()));
    csv.write_record(header)?;
    for (agency, year, row) in rows::rows(content.panel) {
        for key in rows::keys(content.input, agency, year, row) {
            match key {
                Key::Text(text) => csv.write_field(one_line(&text))?,
                Key::Count(n) => csv.write_field(n.to_string())?,
            }
        }
        for number in &row.numbers {
            csv.write_field(content.spelled(*number))?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    csv.flush()?;
    Ok(())
}

/// The columns of `columns.csv`.
pub(super) static COLUMN_FIELDS: &[Field] = &[
    Field::text("name", "Column of panel.csv and panel.parquet").required(),
    Field::text("stata_name", "Its name in panel.dta, where names have at most 32 characters").required(),
    Field::text("label_zh", "Official Chinese labels of row and column"),
    Field::text("label_en", "What it means, in English"),
    Field::text("unit", "Unit as the form prints it; empty when it prints none"),
    Field::text("type", "What its values are").required().one_of(|| vec![Type::Count.name(), Type::Amount.name()]),
    Field::text("forms", "Forms that fill it, separated by spaces").required(),
    Field::text("comparable", "How forms compare: one_form (only one has it), same (the same cell), sum (in some form the sum of cells), near (defined alike, not equally: see note)")
        .required()
        .one_of(|| Kind::ALL.iter().map(|kind| kind.name()).collect()),
    Field::text("formula", "By form, the cells that it is the sum of").required(),
    Field::text("note", "What to mind when comparing over forms"),
];

/// Writes `columns.csv`.
pub(super) fn columns(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    csv.write_record(names(COLUMN_FIELDS))?;
    for column in content.columns {
        let forms: Vec<&str> = column
            .formulas
            .iter()
            .map(|formula| formula.form.as_str())
            .collect();
        let formulas = column.formulas.iter().map(|formula| {
            let cells = formula
                .cells
                .iter()
                .filter_map(|name| content.input.names.labels(*name));
            let cells: Vec<String> = cells.map(|labels| labels.code()).collect();
            format!("{}: {}", formula.form, cells.join(" + "))
        });
        csv.write_record([
            column.name.as_str(),
            &column.stata,
            &one_line(&column.label_zh),
            &column.label_en,
            &one_line(&column.unit),
            column.kind.name(),
            &forms.join(" "),
            column.comparable.name(),
            &formulas.collect::<Vec<_>>().join("; "),
            &column.note,
        ])?;
    }
    csv.flush()?;
    Ok(())
}

/// The columns of `duplicates.csv`.
pub(super) static DUPLICATE_FIELDS: &[Field] = &[
    Field::text("panel_id", "The agency").required(),
    Field::integer("year", 2000, "Report year").required(),
    Field::text("dataset", "Folder of the dataset that has the report").required(),
    Field::text("source", "Path of the file in that dataset").required(),
    Field::text("report_id", "First 16 hex digits of the file's SHA-256"),
    Field::text(
        "kind",
        "copy (the same bytes), mirror (the same numbers), revision (other numbers)",
    )
    .required()
    .one_of(|| {
        Relation::ALL
            .iter()
            .map(|relation| relation.name())
            .collect()
    }),
    Field::text(
        "published",
        "Day on which it was published; empty when unknown",
    ),
    Field::text(
        "kept_report_id",
        "The report whose numbers stand in panel.csv; empty where none was chosen",
    ),
    Field::text(
        "compared_with",
        "Path of the file that the differences are counted against",
    )
    .required(),
    Field::integer("differences", 0, "Cells with other numbers").required(),
];

/// Writes `duplicates.csv`: by agency and year, newest first.
pub(super) fn duplicates(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    csv.write_record(names(DUPLICATE_FIELDS))?;
    for (agency, year, row) in rows::rows(content.panel) {
        let kept = row.resolved.single().and_then(|at| content.report(at));
        for duplicate in &row.resolved.duplicates {
            let (Some(own), Some(other)) = (
                content.report(duplicate.report),
                content.report(duplicate.other),
            ) else {
                continue;
            };
            csv.write_record([
                agency.id.as_str(),
                &year.year.to_string(),
                &own.dataset,
                &own.source,
                &own.report_id,
                duplicate.relation.name(),
                &own.published,
                kept.map_or("", |kept| &kept.report_id),
                &other.source,
                &duplicate.different.to_string(),
            ])?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// The columns of `cross_year.csv`.
pub(super) static CROSS_YEAR_FIELDS: &[Field] = &[
    Field::text("panel_id", "The agency").required(),
    Field::integer("year", 2001, "The later year").required(),
    Field::text("check", "Stable id of the rule: see nianbao explain")
        .required()
        .one_of(|| across::rules().map(|rule| rule.id).collect()),
    Field::text("column", "Column of the later year that the rule is about").required(),
    Field::text(
        "status",
        "How it ended; not_assessable where an operand is no number or in doubt",
    )
    .required()
    .one_of(|| Verdict::ALL.iter().map(|verdict| verdict.name()).collect()),
    Field::number("left", "What stands left of the sign in the rule"),
    Field::number("right", "What stands right of it"),
    Field::number("difference", "Left less right"),
    Field::text("message", "A failure as a sentence"),
    Field::text(
        "reasons",
        "Honest reasons that are known for a difference, separated by ; ",
    ),
];

/// Writes `cross_year.csv`.
pub(super) fn cross_year(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    csv.write_record(names(CROSS_YEAR_FIELDS))?;
    for found in &content.panel.cross_year {
        let agency = content.panel.agencies.get(found.agency);
        let year = agency.and_then(|agency| agency.years.get(found.year));
        let (Some(agency), Some(year)) = (agency, year) else {
            continue;
        };
        let outcome = &found.check.outcome;
        let number = |value: Option<Decimal>| value.map(decimal).unwrap_or_default();
        let reasons = match outcome.verdict {
            Verdict::Fail => reasons(content, agency, found.year, outcome.rule),
            Verdict::Pass | Verdict::NotAssessable => String::new(),
        };
        csv.write_record([
            agency.id.as_str(),
            &year.year.to_string(),
            outcome.rule.id,
            &found.check.column(),
            outcome.verdict.name(),
            &number(outcome.left),
            &number(outcome.right),
            &number(outcome.difference()),
            &found.check.message,
            &reasons,
        ])?;
    }
    csv.flush()?;
    Ok(())
}

/// Why an identity may fail: first what the panel itself knows of the two years, then what is known of the rule.
fn reasons(content: &Content<'_>, agency: &Agency, year: usize, rule: &Rule) -> String {
    let of = |at: usize| agency.years.get(at)?.row.as_ref();
    let (before, now) = (year.checked_sub(1).and_then(of), of(year));
    let mut reasons = Vec::new();
    if before
        .into_iter()
        .chain(now)
        .any(|row| row.resolved.revisions > 0)
    {
        reasons.push("here: there are revisions");
    }
    let region = |row: Option<&Row>| {
        let report = content.report(*row?.resolved.kept.first()?)?;
        Some(report.region_code.as_str())
    };
    if region(before) != region(now) {
        reasons.push("here: the division has another code than the year before");
    }
    reasons.extend(rule.reasons);
    reasons.join("; ")
}

/// The columns of `coverage.csv`.
pub(super) static COVERAGE_FIELDS: &[Field] = &[
    Field::integer("row", 1, "Row of the agency in the picture").required(),
    Field::text("panel_id", "The agency").required(),
    Field::text("agency", "Its name in the last year"),
    Field::integer("year", 2000, "Report year").required(),
    Field::text(
        "state",
        "What is there: the best that any file of the agency and year gives",
    )
    .required()
    .one_of(|| State::ALL.iter().map(|state| state.name()).collect()),
    Field::integer("files", 0, "Number of files of the agency and year").required(),
    Field::integer("reports", 0, "Of these, reports with numbers").required(),
    Field::integer("revisions", 0, "Reports with other numbers").required(),
    Field::integer(
        "n_doubtful",
        0,
        "Columns of the panel whose value is in doubt",
    )
    .required(),
    Field::integer("n_failed", 0, "Identities that fail").required(),
];

/// Writes `coverage.csv`: agencies by id, years in order, those without a file too.
pub(super) fn coverage(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    csv.write_record(names(COVERAGE_FIELDS))?;
    for (agency, nth) in content.panel.agencies.iter().zip(1..) {
        for (year, state, found) in content
            .years
            .iter()
            .flat_map(|years| coverage::of(agency, *years, content.input))
        {
            let files = found.map_or(&[][..], |found| &found.files);
            let reports = files
                .iter()
                .filter_map(|at| content.report(*at))
                .filter(|r| r.is_report());
            let row = found.and_then(|found| found.row.as_ref());
            let counts = row.map_or([0; 3], |row| {
                [row.resolved.revisions, row.doubtful.len(), row.failed]
            });
            let [revisions, doubtful, failed] = counts.map(|n| n.to_string());
            csv.write_record([
                i32::to_string(&nth).as_str(),
                &agency.id,
                &one_line(&agency.name),
                &year.to_string(),
                state.name(),
                &files.len().to_string(),
                &reports.count().to_string(),
                &revisions,
                &doubtful,
                &failed,
            ])?;
        }
    }
    csv.flush()?;
    Ok(())
}

/// The columns of `unplaced.csv`.
pub(super) static UNPLACED_FIELDS: &[Field] = &[
    Field::text("dataset", "Folder of the dataset").required(),
    Field::text("source", "Path of the file in that dataset").required(),
    Field::text("report_id", "First 16 hex digits of the file's SHA-256"),
    Field::text("status", "How the file ended").required(),
    Field::text("agency", "Agency, where known"),
    Field::integer("year", 1, "Year, where known"),
    Field::text("reason", "Why it has no place in the panel")
        .required()
        .one_of(|| vec!["no_agency", "no_year", "year_out_of_range"]),
];

/// Writes `unplaced.csv`: every file whose agency or year is unknown.
pub(super) fn unplaced(out: impl Write, content: &Content<'_>) -> csv::Result<()> {
    let mut csv = csv_writer(out, content.bom)?;
    csv.write_record(names(UNPLACED_FIELDS))?;
    for file in &content.panel.unplaced {
        let Some(report) = content.report(file.report) else {
            continue;
        };
        let year = report.year.map(|year| year.to_string()).unwrap_or_default();
        csv.write_record([
            report.dataset.as_str(),
            &report.source,
            &report.report_id,
            report.status.name(),
            &one_line(&report.agency),
            &year,
            file.reason,
        ])?;
    }
    csv.flush()?;
    Ok(())
}
