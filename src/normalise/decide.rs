//! From what each place says to one agency, year and region: the most trusted place is taken, all are kept, and whatever
//! is weak or contradicted is said to be so.

use super::evidence::Evidence;
use super::keying::Keying;
use super::title::Title;
use super::{agency, date, prose, region};
use crate::extraction::Candidate;
use crate::issue::{self, Issue, Kind, Place};

/// Characters of a text that are kept with a candidate.
const MAX_RAW: usize = 200;

/// What one place says about one thing.
struct Said {
    from: &'static str,
    value: String,
    raw: String,
    /// Whether the place is often wrong, or the name only part of one.
    weak: bool,
}

impl Said {
    fn new(from: &'static str, value: &str, raw: &str) -> Self {
        Said {
            from,
            value: value.to_owned(),
            raw: raw.to_owned(),
            weak: false,
        }
    }

    fn year(from: &'static str, year: Option<u16>, raw: &str) -> Self {
        let value = year.map(|year| year.to_string()).unwrap_or_default();
        Said::new(from, &value, raw)
    }

    fn weak(mut self) -> Self {
        self.weak = true;
        self
    }
}

/// Decides everything but the title and the page of the findings.
pub(super) fn decide(evidence: &Evidence<'_>) -> Keying {
    let mut keying = Keying::default();
    decide_agency(&mut keying, evidence);
    decide_year(&mut keying, evidence);
    let names = other_names(evidence);
    decide_region(&mut keying, evidence, &names);
    decide_compiler(&mut keying, evidence);
    keying.agency_key = key(&keying, &names);
    if let Some(issue) = part_of_year(evidence) {
        keying.issues.push(issue);
    }
    publication(&mut keying, evidence);
    keying
}

fn finding(kind: &'static Kind, message: String) -> Issue {
    Issue {
        kind,
        place: Place::default(),
        message,
    }
}

/// Keeps what was said about a field; that from `chosen` is in the report.
fn keep(keying: &mut Keying, field: &'static str, said: &[Said], chosen: Option<&Said>) {
    let candidate = |(rank, said): (usize, &Said)| Candidate {
        rank: rank + 1,
        chosen: chosen.is_some_and(|chosen| std::ptr::eq(chosen, said)),
        ..candidate(field, said.from, &said.value, &said.raw)
    };
    keying
        .candidates
        .extend(said.iter().enumerate().map(candidate));
}

/// What one place says, as the most trusted one, that in the report.
pub(super) fn candidate(
    field: &'static str,
    from: &'static str,
    value: &str,
    raw: &str,
) -> Candidate {
    Candidate {
        field,
        value: value.to_owned(),
        raw: raw
            .chars()
            .filter(|c| !c.is_whitespace())
            .take(MAX_RAW)
            .collect(),
        from,
        rank: 1,
        chosen: true,
    }
}

/// Region and key of an agency or year that was found later; a region from elsewhere than its name stays.
pub(super) fn decide_region_again(keying: &mut Keying) {
    if !["manifest", "credit_code"].contains(&keying.region_source) {
        let found = region::decide(region::Evidence {
            index: "",
            agency: &keying.agency,
            year: keying.year,
            others: &[],
            text: "",
        });
        let stale = [
            &issue::REGION_AMBIGUOUS,
            &issue::REGION_CONFLICT,
            &issue::REGION_OF_OTHER_YEAR,
        ];
        keying.issues.retain(|found| !stale.contains(&found.kind));
        keying.issues.extend(found.issue);
        keying.region_code = found.code;
        keying.region_source = found.from;
        let old = std::mem::take(&mut keying.candidates).into_iter();
        let (mut before, after): (Vec<_>, Vec<_>) = old
            .filter(|said| said.field != "region_code")
            .partition(|said| said.field != "compiled_by");
        std::mem::swap(&mut keying.candidates, &mut before);
        let said = found.said.iter();
        let said: Vec<Said> = said
            .map(|(from, code)| Said::new(from, code, &keying.agency))
            .collect();
        let from = keying.region_source;
        let chosen = said.iter().find(|said| said.from == from);
        keep(keying, "region_code", &said, chosen);
        keying.candidates.extend(after);
    }
    keying.agency_key = key(keying, &[]);
}

/// Everyone who may be the agency, most trusted first.
fn agencies(evidence: &Evidence<'_>) -> Vec<Said> {
    let empty = Title::default();
    let parsed = |title: &Option<Title>| title.as_ref().unwrap_or(&empty).agency.clone();
    let titled = evidence.title.map(|found| {
        let said = Said::new("title", &found.title.agency, &found.printed);
        if found.doubtful { said.weak() } else { said }
    });
    let quoted = evidence.self_title.as_ref();
    let running = evidence.running.as_ref();
    let header = &evidence.header;
    let by = prose::compiled_by(evidence.preamble).unwrap_or_default();
    let contact = prose::contact(evidence.preamble).unwrap_or_default();
    let signed = &evidence.signature.agency;
    let all = [
        Some(Said::new(
            "manifest",
            &evidence.known.agency,
            &evidence.known.agency,
        )),
        titled,
        quoted.map(|found| Said::new("preamble", &found.title.agency, found.text)),
        Some(Said::new(
            "header_table",
            &parsed(&header.title),
            &header.name,
        )),
        running.map(|found| Said::new("page_header", &found.title.agency, &found.printed).weak()),
        Some(Said::new("header_table", &header.publisher, &header.publisher).weak()),
        Some(Said::new("header_table", &header.compiler, &header.compiler).weak()),
        Some(Said::new("preamble", &by, &by).weak()),
        Some(Said::new("contact", &contact, &contact).weak()),
        Some(Said::new("signature", signed, signed).weak()),
        Some(
            Said::new(
                "metadata",
                &parsed(&evidence.metadata),
                &evidence.metadata_title,
            )
            .weak(),
        ),
        Some(Said::new("path", &evidence.path.title.agency, &evidence.path.name).weak()),
    ];
    all.into_iter()
        .flatten()
        .filter(|said| !said.value.is_empty())
        .collect()
}

fn decide_agency(keying: &mut Keying, evidence: &Evidence<'_>) {
    let said = agencies(evidence);
    let Some(chosen) = said.first() else {
        let message = "no place in the file names the agency".to_owned();
        keying.issues.push(finding(&issue::NO_AGENCY, message));
        return;
    };
    let document = said.iter().find(|said| said.from != "manifest");
    if let Some(document) = document {
        keying.issues.extend(agency_issues(chosen, document, &said));
        keying
            .issues
            .extend(other_titles_agency(document, evidence));
    }
    keying.agency = chosen.value.clone();
    keying.agency_source = chosen.from;
    keep(keying, "agency", &said, said.first());
}

/// What is weak or contradicted about the agency; `document` is what the file itself says first.
fn agency_issues(chosen: &Said, document: &Said, all: &[Said]) -> Vec<Issue> {
    let (name, from) = (&document.value, document.from);
    let mut issues = Vec::new();
    if chosen.from == "manifest" {
        if from != "path" && !region::same_body(&chosen.value, name) {
            let message = format!(
                "the manifest names 「{}」, the document ({from}) 「{name}」",
                chosen.value
            );
            issues.push(finding(&issue::AGENCY_NOT_AS_KNOWN, message));
        }
    } else if document.weak {
        let message = match from {
            "title" => {
                format!("「{name}」 in the title may be no agency, or only part of its name")
            }
            _ => format!("the agency 「{name}」 was found only in a weak place ({from})"),
        };
        issues.push(finding(&issue::AGENCY_UNCERTAIN, message));
    }
    let strong = all
        .iter()
        .filter(|said| !said.weak && said.from != "manifest");
    let other = strong.into_iter().find(|said| disagree(name, &said.value));
    if let Some(other) = other.filter(|_| ["title", "preamble"].contains(&from)) {
        let place = if other.from == "preamble" {
            "preamble"
        } else {
            "header"
        };
        let message = format!(
            "the {from} names 「{name}」, the {place} 「{}」",
            other.value
        );
        issues.push(finding(&issue::AGENCY_CONFLICT, message));
    }
    issues
}

/// Whole titles in places that nobody looks at: text, and how to call the place.
fn forgotten_titles<'a>(
    evidence: &'a Evidence<'_>,
) -> impl Iterator<Item = (&'static str, &'a Title)> {
    let named = evidence
        .path
        .is_title
        .then_some(("file name", &evidence.path.title));
    let metadata = evidence.metadata.as_ref().map(|title| ("metadata", title));
    metadata.into_iter().chain(named)
}

fn other_titles_agency(document: &Said, evidence: &Evidence<'_>) -> Option<Issue> {
    if ["metadata", "path"].contains(&document.from) {
        return None;
    }
    let (place, title) =
        forgotten_titles(evidence).find(|(_, title)| disagree(&document.value, &title.agency))?;
    let message = format!(
        "the {place} is titled for 「{}」, the report names 「{}」",
        title.agency, document.value
    );
    Some(finding(&issue::AGENCY_ELSEWHERE, message))
}

/// A name with and without its region, or with and without its office, is no conflict.
fn disagree(a: &str, b: &str) -> bool {
    let (short_a, short_b) = (agency::without_legal_tail(a), agency::without_legal_tail(b));
    !b.is_empty() && agency::is_shaped(b) && !a.contains(short_b) && !b.contains(short_a)
}

/// Every year named, most trusted first.
fn years(evidence: &Evidence<'_>) -> Vec<Said> {
    let of = |title: Option<&Title>| title.and_then(|title| title.year);
    let title = evidence.title;
    let quoted = evidence.self_title.as_ref();
    let header = &evidence.header;
    let period = evidence.period.as_ref();
    let running = evidence.running.as_ref();
    let path = &evidence.path;
    let signature = &evidence.signature;
    let known = evidence.known.year;
    let published = publication_date(evidence);
    let raw = |text: Option<&String>| text.cloned().unwrap_or_default();
    let all = [
        Said::year("manifest", known, &known.unwrap_or_default().to_string()),
        Said::year(
            "title",
            of(title.map(|t| &t.title)),
            &raw(title.map(|t| &t.printed)),
        ),
        Said::year(
            "preamble",
            of(quoted.map(|found| &found.title)),
            quoted.map_or("", |found| found.text),
        ),
        Said::year("header_table", of(header.title.as_ref()), &header.name),
        Said::year(
            "period",
            period.and_then(|p| p.year),
            &raw(period.map(|p| &p.text)),
        ),
        Said::year(
            "page_header",
            of(running.map(|r| &r.title)),
            &raw(running.map(|r| &r.printed)),
        )
        .weak(),
        Said::year(
            "metadata",
            of(evidence.metadata.as_ref()),
            &evidence.metadata_title,
        )
        .weak(),
        Said::year("path", path.title.year, evidence.source).weak(),
        Said::year("signature", signature.year, &signature.day).weak(),
        Said::year(
            "published",
            published.as_ref().map(|p| p.0.reported_year()),
            &raw(published.as_ref().map(|p| &p.1)),
        )
        .weak(),
    ];
    all.into_iter()
        .filter(|said| !said.value.is_empty())
        .collect()
}

fn decide_year(keying: &mut Keying, evidence: &Evidence<'_>) {
    let said = years(evidence);
    let Some(chosen) = said.first() else {
        let message = "no place in the file names the year".to_owned();
        keying.issues.push(finding(&issue::NO_YEAR, message));
        return;
    };
    if let Some(document) = said.iter().find(|said| said.from != "manifest") {
        keying
            .issues
            .extend(year_issues(chosen, document, &said, evidence));
    }
    keying.year = chosen.value.parse().ok();
    keying.year_source = chosen.from;
    keep(keying, "year", &said, said.first());
}

fn year_issues(
    chosen: &Said,
    document: &Said,
    all: &[Said],
    evidence: &Evidence<'_>,
) -> Vec<Issue> {
    let (year, from) = (&document.value, document.from);
    let mut issues = Vec::new();
    if chosen.from == "manifest" {
        let says = !["path", "published"].contains(&from);
        if says && chosen.value != *year {
            let message = format!(
                "the manifest gives {}, the document ({from}) {year}",
                chosen.value
            );
            issues.push(finding(&issue::YEAR_NOT_AS_KNOWN, message));
        }
    } else if from == "published" {
        let message = format!(
            "the year {year} was concluded from the publication ({})",
            document.raw
        );
        issues.push(finding(&issue::YEAR_BY_PUBLICATION, message));
    } else if document.weak {
        let message = format!("the year {year} was found only in a weak place ({from})");
        issues.push(finding(&issue::YEAR_UNCERTAIN, message));
    }
    let strong = || {
        all.iter()
            .filter(|said| !said.weak && said.from != "manifest")
    };
    let differ = evidence.title.is_some_and(|found| found.title.years_differ);
    if differ || strong().any(|other| other.value != *year && !document.weak) {
        let all: Vec<String> = strong()
            .map(|said| format!("{} {}", said.from, said.value))
            .collect();
        let message = format!("the report names more than one year: {}", all.join(", "));
        issues.push(finding(&issue::YEAR_CONFLICT, message));
    }
    if !document.weak {
        issues.extend(other_titles_year(document, evidence));
    }
    issues
}

fn other_titles_year(document: &Said, evidence: &Evidence<'_>) -> Option<Issue> {
    let running = evidence
        .running
        .iter()
        .map(|found| ("page header", &found.title));
    let mut titles = forgotten_titles(evidence).chain(running);
    let differs = |title: &Title| title.year.filter(|year| year.to_string() != document.value);
    let (place, year) = titles.find_map(|(place, title)| Some((place, differs(title)?)))?;
    let message = format!(
        "the {place} is titled for {year}, the report for {}",
        document.value
    );
    Some(finding(&issue::YEAR_ELSEWHERE, message))
}

/// The report's period when it ends before December under the title of an annual report.
fn part_of_year(evidence: &Evidence<'_>) -> Option<Issue> {
    let period = evidence.period.as_ref()?;
    let message = format!(
        "the period ends in month {}: 「{}」",
        period.last_month.filter(|m| *m < 12)?,
        period.text
    );
    Some(finding(&issue::PERIOD_NOT_A_YEAR, message))
}

/// Names that other places give in full.
fn other_names(evidence: &Evidence<'_>) -> Vec<String> {
    let agency_of = |title: Option<&Title>| title.map_or(String::new(), |t| t.agency.clone());
    let mut names = vec![
        agency_of(evidence.title.map(|found| &found.title)),
        agency_of(evidence.self_title.as_ref().map(|quoted| &quoted.title)),
        agency_of(evidence.header.title.as_ref()),
        evidence.header.publisher.clone(),
        evidence.signature.agency.clone(),
    ];
    names.extend(prose::address(evidence.preamble).map(str::to_owned));
    names
}

fn decide_region(keying: &mut Keying, evidence: &Evidence<'_>, names: &[String]) {
    let others: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = region::decide(region::Evidence {
        index: &evidence.header.index,
        agency: &keying.agency,
        year: keying.year,
        others: &others,
        text: evidence.preamble,
    });
    let known = &evidence.known.region_code;
    let mut said = Vec::new();
    if known.is_empty() {
        keying.region_code = found.code;
        keying.region_source = found.from;
        keying.issues.extend(found.issue);
    } else {
        keying.region_code = region::in_year(known, keying.year);
        keying.region_source = "manifest";
        said.push(Said::new("manifest", &keying.region_code, known));
        let fits = found.code.is_empty() || region::fit(&found.code, &keying.region_code);
        if !fits {
            let message = format!(
                "the manifest gives {known}, the document ({}) {}",
                found.from, found.code
            );
            keying
                .issues
                .push(finding(&issue::REGION_NOT_AS_KNOWN, message));
        }
    }
    said.extend(found.said.iter().map(|(from, code)| {
        let raw = match *from {
            "credit_code" => &evidence.header.index,
            _ => &keying.agency,
        };
        Said::new(from, code, raw)
    }));
    let from = keying.region_source;
    let chosen = said.iter().find(|said| said.from == from);
    keep(keying, "region_code", &said, chosen);
}

/// `{region_code}:{name without its divisions}`.
fn key(keying: &Keying, names: &[String]) -> String {
    let (agency, code) = (&keying.agency, &keying.region_code);
    if agency.is_empty() {
        return String::new();
    }
    let others: Vec<&str> = names.iter().map(String::as_str).collect();
    let body = match code.is_empty() {
        true => agency.clone(),
        false => region::body(agency, keying.year, code, &others),
    };
    format!("{code}:{body}")
}

fn decide_compiler(keying: &mut Keying, evidence: &Evidence<'_>) {
    let by = prose::compiled_by(evidence.preamble).unwrap_or_default();
    let header = &evidence.header.compiler;
    let signed = &evidence.signature.agency;
    let said = [
        Said::new("preamble", &by, &by),
        Said::new("header_table", header, header),
        Said::new("signature", signed, signed),
    ];
    let said: Vec<Said> = said
        .into_iter()
        .filter(|said| !said.value.is_empty())
        .collect();
    let apart = |said: &&Said| !region::same_body(&said.value, &keying.agency);
    let chosen = said
        .iter()
        .find(apart)
        .filter(|_| !keying.agency.is_empty());
    keying.compiled_by = chosen.map_or(String::new(), |said| said.value.clone());
    keep(keying, "compiled_by", &said, chosen);
}

/// The day of publication by the most trusted place, with its text.
fn publication_date(evidence: &Evidence<'_>) -> Option<(date::Date, String)> {
    let known = &evidence.known.published;
    let known = date::Date::at_start(known).map(|date| (date, known.clone()));
    let path = || evidence.path.published.clone();
    known
        .or_else(|| evidence.header.published.clone())
        .or_else(path)
}

fn publication(keying: &mut Keying, evidence: &Evidence<'_>) {
    let known = evidence.known;
    let is_url = |text: &str| text.starts_with("http://") || text.starts_with("https://");
    let own = Some(evidence.source)
        .filter(|source| is_url(source))
        .unwrap_or_default();
    let first = |a: &str, b: &str| {
        if a.is_empty() {
            b.to_owned()
        } else {
            a.to_owned()
        }
    };
    keying.url = first(&known.url, own);
    keying.publisher = first(&known.publisher, &evidence.header.publisher);
    // A date in the path is too weak to be given for that of the publication.
    let printed = evidence
        .header
        .published
        .as_ref()
        .map(|found| found.0.iso());
    keying.published = first(&known.published, &printed.unwrap_or_default());
    keying.retrieved.clone_from(&known.retrieved);
}
