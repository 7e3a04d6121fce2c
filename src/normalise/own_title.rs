//! Agency and year from the title of a document that holds a user's own form: `{agency}{year}年{what the form is about}`.
//!
//! Titles of annual reports are read in [`super::title`]; this fills only what no better place has told.

use super::decide;
use super::keying::{Keying, Line, TextLine};
use super::text::fold;
use super::title::{self, Title};
use super::year;
use crate::extraction::Candidate;
use crate::forms::{self, Form};
use crate::issue::{self, Kind};
use crate::recognise::Recognition;

/// A title stands among the first lines.
const MAX_LINES: usize = 60;

/// Characters of a title, and of what may follow the words of the form: `报告`, `（2023年度）`.
const MAX_CHARS: usize = 80;
const MAX_AFTER: usize = 16;

/// Fills agency and year where no place, or a weaker one, has told them.
pub(super) fn complete(keying: &mut Keying, lines: &[TextLine], recognition: &Recognition) {
    let built_in = |form: &Form| forms::all().iter().any(|other| other.id == form.id);
    let forms = || recognition.tables.iter().map(|table| table.form);
    let Some(form) = forms().find(|form| !built_in(form)) else {
        return;
    };
    // Tables of a user's own form are what was asked for, whatever document they stand in. Statutory tables beside them
    // are not: those of a half-year stay out.
    if !forms().any(built_in) {
        keying.other = None;
    }
    if !is_weak(keying.agency_source) && !is_weak(keying.year_source) {
        return;
    }
    let words = words(form);
    let found = lines.iter().take(MAX_LINES).find_map(|line| {
        let text = Line::plain(&line.text).text;
        Some((title(&text, &words)?, line))
    });
    let Some((title, line)) = found else { return };
    let mut settled: Vec<&Kind> = Vec::new();
    if is_weak(keying.agency_source) && !title.agency.is_empty() {
        candidate(keying, "agency", &title.agency, &line.text);
        keying.agency = title.agency;
        keying.agency_source = "title";
        settled.extend([&issue::NO_AGENCY, &issue::AGENCY_UNCERTAIN]);
    }
    if let Some(year) = title.year.filter(|_| is_weak(keying.year_source)) {
        candidate(keying, "year", &year.to_string(), &line.text);
        keying.year = Some(year);
        keying.year_source = "title";
        settled.extend([
            &issue::NO_YEAR,
            &issue::YEAR_UNCERTAIN,
            &issue::YEAR_BY_PUBLICATION,
        ]);
    }
    keying.issues.retain(|found| !settled.contains(&found.kind));
    if !settled.is_empty() {
        decide::decide_region_again(keying);
    }
    if keying.title.is_empty() {
        keying.title = line.text.chars().filter(|c| !c.is_whitespace()).collect();
    }
}

/// Puts what the title says before what weaker places say of the same field.
fn candidate(keying: &mut Keying, field: &'static str, value: &str, line: &str) {
    let fields = ["agency", "year", "region_code", "compiled_by"];
    let place = |field: &str| fields.iter().position(|other| *other == field);
    let others = keying.candidates.iter_mut();
    for other in others.filter(|other| other.field == field) {
        other.rank += 1;
        other.chosen = false;
    }
    let before = |other: &Candidate| place(other.field) < place(field);
    let at = keying.candidates.partition_point(before);
    let new = decide::candidate(field, "title", value, line);
    keying.candidates.insert(at, new);
}

/// Whether a place is none, or weaker than a title.
fn is_weak(source: &str) -> bool {
    matches!(source, "" | "path" | "metadata" | "signature" | "published")
}

/// What titles of the form's documents hold, longest first.
fn words(form: &Form) -> Vec<String> {
    let tables = form.tables.iter();
    let titles =
        tables.flat_map(|table| std::iter::once(&table.title).chain(&table.title_variants));
    let mut words: Vec<String> = titles
        .chain(&form.report_titles)
        .map(|text| fold(text))
        .collect();
    words.retain(|words| !words.is_empty());
    words.sort_by_key(|words| std::cmp::Reverse(words.len()));
    words
}

fn title(text: &str, words: &[String]) -> Option<Title> {
    if text.chars().count() > MAX_CHARS {
        return None;
    }
    let (before, after) = words
        .iter()
        .find_map(|words| text.split_once(words.as_str()))?;
    let head = before.trim_start_matches(['《', '〈']);
    let mut title = title::parse_head(head).filter(|_| after.chars().count() <= MAX_AFTER)?;
    if title.year.is_none() {
        title.year = year::years(after).first().map(|found| found.year);
    }
    let says = !title.years_differ && (title.year.is_some() || !title.agency.is_empty());
    says.then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<u16>)> {
        let words = ["建议提案办理情况".to_owned()];
        title(&Line::plain(text).text, &words).map(|title| (title.agency, title.year))
    }

    #[test]
    fn agency_and_year_stand_before_the_words_of_the_form() {
        let both = Some(("清川县教育局".to_owned(), Some(2023)));
        assert_eq!(read("清川县教育局2023年建议提案办理情况"), both);
        assert_eq!(read("2023年度清川县教育局建议提案办理情况的报告"), both);
        assert_eq!(read("清川县教育局关于建议提案办理情况（2023年）"), both);
        assert_eq!(read("建议提案办理情况"), None);
        assert_eq!(read("关于做好工作的通知"), None);
    }
}
