//! The last step of one file: its report line, its outcome, its findings in order.

use crate::Known;
use crate::check::Outcome;
use crate::document::{Content, Document};
use crate::extraction::{CellRecord, ExtraRecord, Extraction, Report, State, Status};
use crate::forms;
use crate::hash::sha256;
use crate::issue::{self, Issue, Kind, Place};
use crate::normalise::keying::{self, Keying};
use crate::normalise::kind::Weight;

/// Puts together what the stages found.
pub(crate) fn assemble(
    bytes: &[u8],
    document: &Document,
    (keying, known): (Keying, &Known),
    mut cells: Vec<CellRecord>,
    mut checks: Vec<Outcome>,
    mut extra: Vec<ExtraRecord>,
    mut issues: Vec<Issue>,
) -> Extraction {
    issues.extend(picture_pages(document));
    let status = status(&cells, &issues, &keying);
    let outcome = outcome(status, &cells, &keying);
    if status == Status::NotAReport {
        cells.clear();
        checks.clear();
        extra.clear();
        issues.retain(|issue| issue.kind.code.starts_with('F'));
    }
    issues.extend(outcome);
    // What is no report is nobody's: whose and when is no question, but for who knows it already.
    let keying = if status == Status::NotAReport {
        Keying {
            title: keying.title,
            ..keying::of_known(known)
        }
    } else {
        keying
    };
    issues.extend(keying.issues);
    issues.sort_by(|a, b| {
        (&a.place, a.kind.code, &a.message).cmp(&(&b.place, b.kind.code, &b.message))
    });
    issues.dedup();
    let title = if keying.title.is_empty() {
        document.title.clone()
    } else {
        keying.title
    };
    let report = Report {
        sha256: sha256(bytes),
        bytes: bytes.len() as u64,
        format: Some(document.format),
        producer: document.producer.clone(),
        pages: page_count(document),
        title,
        agency: keying.agency,
        agency_source: keying.agency_source,
        year: keying.year,
        year_source: keying.year_source,
        region_code: keying.region_code,
        region_source: keying.region_source,
        agency_key: keying.agency_key,
        compiled_by: keying.compiled_by,
        url: keying.url,
        publisher: keying.publisher,
        published: keying.published,
        retrieved: keying.retrieved,
        forms: distinct(cells.iter().map(|cell| cell.form), true),
        tables: distinct(cells.iter().map(|cell| cell.table), false),
        status,
    };
    Extraction {
        report,
        cells,
        candidates: keying.candidates,
        checks,
        extra,
        issues,
    }
}

/// Fewer statutory tables than this, in a file that names neither agency nor year, are not a report's: other notices
/// print tables with the same columns.
const MIN_TABLES: usize = 3;

/// Stand-ins for a name in templates.
const PLACEHOLDERS: [&str; 6] = ["XX", "xx", "××", "某某", "单位名称", "机关名称"];

/// Whether a file is a report at all; when not, its cells are nobody's.
fn is_report(cells: &[CellRecord], keying: &Keying) -> bool {
    let keyed = !keying.agency.is_empty() || keying.year.is_some();
    // Tables of a user's own form are what was asked for, whoever printed them.
    let is_own = |cell: &CellRecord| !forms::all().iter().any(|form| form.id == cell.form);
    !cells.is_empty()
        && (keyed
            || cells.iter().any(is_own)
            || distinct(cells.iter().map(|cell| cell.table), false).len() >= MIN_TABLES)
}

fn status(cells: &[CellRecord], issues: &[Issue], keying: &Keying) -> Status {
    let weight = keying.other.as_ref().map(|other| other.weight);
    if weight == Some(Weight::Sure) || !is_report(cells, keying) {
        return Status::NotAReport;
    }
    let filled = cells.iter().any(|cell| cell.state == State::Number);
    let notice = matches!(weight, Some(Weight::Notice | Weight::Instructions));
    if filled && weight == Some(Weight::Instructions) {
        return Status::NotAReport;
    }
    let placeholder = PLACEHOLDERS.iter().any(|word| keying.agency.contains(word));
    // An agency may file its report with every cell blank; a form without agency or year is a template.
    let unnamed = keying.agency.is_empty() || keying.year.is_none() || placeholder;
    if (unnamed || notice) && !filled {
        return Status::BlankForm;
    }
    let doubtful =
        |issue: &Issue| issue.kind.code.starts_with('R') || *issue.kind == issue::PICTURE_PAGE;
    match issues.iter().any(doubtful) {
        true => Status::Partial,
        false => Status::Ok,
    }
}

/// Why a file is no report, or a blank one: every reason there is.
fn outcome(status: Status, cells: &[CellRecord], keying: &Keying) -> Vec<Issue> {
    let issue = |kind: &'static Kind, message: &str| Issue {
        kind,
        place: Place::default(),
        message: message.to_owned(),
    };
    let other = keying.other.as_ref();
    let other = other.map(|other| issue(other.kind, &other.message));
    match status {
        Status::NotAReport => {
            let no_table = "no statutory table of a report was found";
            let none = !is_report(cells, keying);
            let none = none.then(|| issue(&issue::NOT_A_REPORT, no_table));
            none.into_iter().chain(other).collect()
        }
        Status::BlankForm => {
            let blank = match other {
                Some(other) => format!("the statutory tables hold no number; {}", other.message),
                None => {
                    "the statutory tables hold no number and no agency or year is named".to_owned()
                }
            };
            vec![issue(&issue::BLANK_FORM, &blank)]
        }
        Status::Ok | Status::Partial | Status::Quarantined => Vec::new(),
    }
}

fn picture_pages(document: &Document) -> Vec<Issue> {
    let Content::Pages(pages) = &document.content else {
        return Vec::new();
    };
    let pictures = pages.iter().filter(|page| page.is_picture());
    let issue = |page: u32| Issue {
        kind: &issue::PICTURE_PAGE,
        place: Place {
            page: Some(page),
            ..Place::default()
        },
        message: "the page is a picture; what it shows was not read".to_owned(),
    };
    pictures.map(|page| issue(page.number)).collect()
}

fn page_count(document: &Document) -> Option<u32> {
    match &document.content {
        Content::Pages(pages) => u32::try_from(pages.len()).ok(),
        Content::Flow(_) => None,
    }
}

fn distinct(values: impl Iterator<Item = &'static str>, sort: bool) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    if sort {
        found.sort_unstable();
    }
    found
}
