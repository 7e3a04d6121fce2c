//! `reports.csv`: one row a file, those that are no reports and those that could not be read included.

use super::schema::{
    AGENCY_KEY, ANY_REPORT, CODES, DAY, Field, REGION_CODE, SHA256, SOURCE, TIME, YEAR,
};
use super::text::{codes, one_line, optional};
use super::{FileResult, Rows, Table};
use crate::extraction::{State, Status};

/// The values of `agency_source`, in order of trust.
pub(super) const AGENCY_SOURCES: &[&str] = &[
    "manifest",
    "title",
    "preamble",
    "header_table",
    "page_header",
    "contact",
    "signature",
    "metadata",
    "path",
];

/// The values of `year_source`, in order of trust.
pub(super) const YEAR_SOURCES: &[&str] = &[
    "manifest",
    "title",
    "preamble",
    "header_table",
    "period",
    "page_header",
    "metadata",
    "path",
    "signature",
    "published",
];

/// The values of `region_source`, in order of trust.
pub(super) const REGION_SOURCES: &[&str] = &["manifest", "credit_code", "name", "document"];

/// The columns.
pub(super) static FIELDS: &[Field] = &[
    ANY_REPORT,
    SOURCE,
    Field::text(
        "sha256",
        "SHA-256 of the file; empty when it could not be opened",
    )
    .matching(SHA256),
    Field::integer("bytes", 0, "Length of the file"),
    Field::text(
        "format",
        "What the bytes are, whatever the extension says; empty when that could not be told",
    ),
    Field::text(
        "producer",
        "Program that wrote the file, as its metadata names it",
    ),
    Field::integer("pages", 0, "Number of pages, where the source has pages"),
    Field::text("title", "Title of the report as printed, spaces dropped"),
    Field::text(
        "agency",
        "Agency as the report names itself: NFKC, spaces dropped, without year and report words",
    ),
    Field::text("agency_source", "Where the agency was found").one_of(|| AGENCY_SOURCES.to_vec()),
    YEAR,
    Field::text("year_source", "Where the year was found").one_of(|| YEAR_SOURCES.to_vec()),
    Field::text(
        "region_code",
        "GB/T 2260 code of the region in the report year; empty when unknown",
    )
    .matching(REGION_CODE),
    Field::text("region_source", "Where the region was found").one_of(|| REGION_SOURCES.to_vec()),
    Field::text(
        "agency_key",
        "The agency to join on: region code, colon, name without its divisions; no code and the full name when the region is unknown",
    )
    .matching(AGENCY_KEY),
    Field::text(
        "compiled_by",
        "Who compiled the report, when it names somebody other than the agency",
    ),
    Field::text("url", "Where it was published, from the manifest or the archive of the crawl"),
    Field::text("publisher", "Who published it, from the manifest or the header of the document"),
    Field::text("published", "When it was published, from the manifest or the header of the document")
        .matching(DAY),
    Field::text(
        "retrieved",
        "When it was fetched, from the archive of the crawl or the manifest",
    )
    .matching(TIME),
    Field::text("forms", "Ids of the forms recognised, separated by spaces"),
    Field::text(
        "tables",
        "Ids of the tables recognised, separated by spaces",
    ),
    Field::integer("cells", 0, "Rows of this file in cells.csv").required(),
    Field::integer("numbers", 0, "Of these, cells with a value").required(),
    Field::integer("blanks", 0, "Of these, cells with the state blank").required(),
    Field::text("issues", "Codes of all findings about this file, each once").matching(CODES),
    Field::text("status", "How the file ended")
        .required()
        .one_of(statuses),
];

fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|status| status.name()).collect()
}

/// The table.
pub(crate) static TABLE: Table = Table {
    path: "reports.csv",
    fields: FIELDS,
    rows,
};

/// The row of a file.
fn rows(csv: &mut Rows, file: &FileResult) -> csv::Result<()> {
    csv.write_record(row(file))
}

fn row(file: &FileResult) -> [String; 27] {
    let report = file.report();
    let cells = &file.extraction.cells;
    let count = |wanted: fn(&crate::CellRecord) -> bool| cells.iter().filter(|c| wanted(c)).count();
    [
        report.id().to_owned(),
        file.source.clone(),
        report.sha256.clone(),
        optional(file.size),
        optional(report.format.map(|format| format.code())),
        one_line(&report.producer),
        optional(report.pages),
        one_line(&report.title),
        one_line(&report.agency),
        report.agency_source.to_owned(),
        optional(report.year),
        report.year_source.to_owned(),
        report.region_code.clone(),
        report.region_source.to_owned(),
        one_line(&report.agency_key),
        one_line(&report.compiled_by),
        one_line(&report.url),
        one_line(&report.publisher),
        report.published.clone(),
        report.retrieved.clone(),
        report.forms.join(" "),
        report.tables.join(" "),
        cells.len().to_string(),
        count(|cell| cell.value.is_some()).to_string(),
        count(|cell| cell.state == State::Blank).to_string(),
        codes(all_findings(file)),
        report.status.name().to_owned(),
    ]
}

/// Every kind of finding about the file, those that only its cells carry included.
fn all_findings(file: &FileResult) -> impl Iterator<Item = &'static crate::issue::Kind> {
    let listed = file.extraction.issues.iter().map(|issue| issue.kind);
    let on_cells = file.extraction.cells.iter().flat_map(|cell| &cell.issues);
    listed.chain(on_cells.copied())
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cell, file, table};
    use super::*;
    use crate::issue::{Issue, NO_AGENCY, Place, SEVERAL_NUMBERS};

    #[test]
    fn header_is_the_one_of_the_contract() {
        let text = table(&TABLE, &[], false);
        assert_eq!(
            text,
            "report_id,source,sha256,bytes,format,producer,pages,title,agency,agency_source,year,year_source,\
             region_code,region_source,agency_key,compiled_by,url,publisher,published,retrieved,forms,tables,cells,numbers,blanks,issues,status\n"
        );
    }

    #[test]
    fn a_file_is_one_row_with_its_counts() {
        let mut one = file("a.pdf", 'b', "甲县", Some(2023));
        let mut doubtful = cell("granted", 1);
        doubtful.value = None;
        doubtful.issues = vec![&SEVERAL_NUMBERS];
        let mut blank = cell("carried_in", 1);
        blank.state = State::Blank;
        blank.value = None;
        one.extraction.cells = vec![cell("new_received", 7), doubtful, blank];
        one.extraction.issues = vec![Issue {
            kind: &NO_AGENCY,
            place: Place::default(),
            message: String::new(),
        }];
        one.extraction.report.producer = "WPS,\nOffice".into();
        let text = table(&TABLE, &[one], false);
        let hash = "b".repeat(64);
        assert_eq!(
            text.lines().nth(1),
            Some(format!(
                "bbbbbbbbbbbbbbbb,a.pdf,{hash},10,pdf,\"WPS,Office\",5,甲县年度报告,甲县,title,2023,title,,,:甲县,,,,,,\
                 cn_foi_annual_2021,t3,3,1,1,K101 R302,ok"
            ))
            .as_deref()
        );
    }
}
