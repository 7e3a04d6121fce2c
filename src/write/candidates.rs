//! `candidates.csv`: what each place of a file says about agency, year, region and compiler, chosen or not.

use super::schema::{ANY_REPORT, Field, SOURCE};
use super::text::one_line;
use super::{FileResult, Rows, Table};
use crate::extraction::Candidate;

/// The fields that are said, in the order of the rows.
pub(super) const CANDIDATE_FIELDS: &[&str] = &["agency", "year", "region_code", "compiled_by"];

/// The places that say it: every source that `reports.csv` knows.
pub(super) const PLACES: &[&str] = &[
    "manifest",
    "title",
    "preamble",
    "header_table",
    "period",
    "page_header",
    "contact",
    "signature",
    "metadata",
    "path",
    "published",
    "credit_code",
    "name",
    "document",
];

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    ANY_REPORT,
    SOURCE,
    Field::text(
        "field",
        "What is said: the column of reports.csv for which this is a candidate",
    )
    .required()
    .one_of(|| CANDIDATE_FIELDS.to_vec()),
    Field::text("value", "What was read, normalised as in reports.csv").required(),
    Field::text(
        "raw",
        "The text it was read from, spaces dropped, its first 200 characters",
    ),
    Field::text("from", "The place that says it")
        .required()
        .one_of(|| PLACES.to_vec()),
    Field::integer(
        "rank",
        1,
        "Its place in the order of trust among those of its field",
    )
    .required(),
    Field::boolean("chosen", "Whether it is the one in reports.csv").required(),
];

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "candidates.csv",
    fields: FIELDS,
    rows,
};

/// The rows of a file.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    for candidate in &file.extraction.candidates {
        csv.write_record(row(file, candidate))?;
    }
    Ok(())
}

fn row(file: &FileResult, candidate: &Candidate) -> [String; 8] {
    [
        file.report().id().to_owned(),
        file.source.clone(),
        candidate.field.to_owned(),
        one_line(&candidate.value),
        one_line(&candidate.raw),
        candidate.from.to_owned(),
        candidate.rank.to_string(),
        candidate.chosen.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::samples::{file, table};
    use super::*;

    #[test]
    fn a_place_that_says_something_is_one_row() {
        let mut one = file("a.pdf", 'b', "甲县", Some(2023));
        one.extraction.candidates = vec![Candidate {
            field: "year",
            value: "2023".into(),
            raw: "甲县2023年度报告".into(),
            from: "title",
            rank: 1,
            chosen: true,
        }];
        let text = table(&TABLE, &[one], false);
        assert_eq!(
            text,
            "report_id,source,field,value,raw,from,rank,chosen\n\
             bbbbbbbbbbbbbbbb,a.pdf,year,2023,甲县2023年度报告,title,1,true\n"
        );
    }
}
