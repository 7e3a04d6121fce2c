//! The rows of `panel.csv`, before they are spelled as CSV, Parquet or Stata.

use super::build::{Agency, AgencyYear, Panel, Row};
use super::coverage::State;
use super::input::{Input, Report};
use crate::write::schema::Field;

/// The columns before those of values.
pub(super) static KEY_FIELDS: &[Field] = &[
    Field::text(
        "panel_id",
        "The agency, the same in all years: code of its division in the table of today, and its name without divisions; \
         where the division is unknown the whole name after a colon",
    )
    .required(),
    Field::text("agency", "Agency as the report of the year names itself"),
    Field::text("region_code", "GB/T 2260 code of the region in the year of the report; empty when unknown"),
    Field::integer("year", 2000, "Report year").required(),
    Field::text("forms", "Ids of the forms of the report's tables, separated by spaces"),
    Field::text("status", "How good the row is: ok, failed (identities fail on the printed numbers), partial (read in part), doubtful (values, agency or year in doubt)")
        .required()
        .one_of(statuses),
    Field::text("dataset", "Folder of the dataset that has the report; empty where revisions contradict each other and none was chosen"),
    Field::text("source", "Path of the file in that dataset"),
    Field::text("report_id", "First 16 hex digits of the file's SHA-256"),
    Field::text("url", "Where the file was published; empty when unknown"),
    Field::text("published", "Day on which it was published; empty when unknown"),
    Field::integer("n_reports", 1, "Number of reports of the agency and year, copies, mirrors and revisions included").required(),
    Field::integer("n_revisions", 0, "Number of reports of the agency and year with other numbers, copies and mirrors not counted").required(),
    Field::integer("n_doubtful", 0, "Number of columns whose value is in doubt and, unless asked for, left out").required(),
    Field::integer("n_failed", 0, "Number of identities that fail on the printed numbers, those with the year before included").required(),
    Field::text("issues", "Codes of what is doubtful about agency, year or region; K301 where revisions contradict each other"),
];

fn statuses() -> Vec<&'static str> {
    [State::Ok, State::Failed, State::Partial, State::Doubtful]
        .iter()
        .map(|state| state.name())
        .collect()
}

/// One value of the columns before those of values.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Key {
    Text(String),
    Count(i64),
}

/// Every agency and year with a row, in order.
pub(super) fn rows(panel: &Panel) -> impl Iterator<Item = (&Agency, &AgencyYear, &Row)> {
    let years = panel
        .agencies
        .iter()
        .flat_map(|agency| agency.years.iter().map(move |year| (agency, year)));
    years.filter_map(|(agency, year)| Some((agency, year, year.row.as_ref()?)))
}

/// The columns before those of values, in the order of [`KEY_FIELDS`].
pub(super) fn keys(input: &Input, agency: &Agency, year: &AgencyYear, row: &Row) -> [Key; 16] {
    let report = |at: usize| input.reports.get(at);
    let kept = row.resolved.single().and_then(report);
    let of = |part: fn(&Report) -> &String| Key::Text(kept.map(part).cloned().unwrap_or_default());
    // Revisions that contradict each other are of one agency all the same.
    let first = row.resolved.kept.first().copied().and_then(report);
    let of_first =
        |part: fn(&Report) -> &String| Key::Text(first.map(part).cloned().unwrap_or_default());
    [
        Key::Text(agency.id.clone()),
        of_first(|r| &r.agency),
        of_first(|r| &r.region_code),
        Key::Count(year.year.into()),
        Key::Text(row.forms.join(" ")),
        Key::Text(year.state(input).name().to_owned()),
        of(|r| &r.dataset),
        of(|r| &r.source),
        of(|r| &r.report_id),
        of(|r| &r.url),
        of(|r| &r.published),
        count(row.resolved.duplicates.len() + usize::from(kept.is_some())),
        count(row.resolved.revisions),
        count(row.doubtful.len()),
        count(row.failed),
        Key::Text(row.key_doubts.join(" ")),
    ]
}

fn count(n: usize) -> Key {
    Key::Count(i64::try_from(n).unwrap_or(i64::MAX))
}
