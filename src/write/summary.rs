//! `summary.json`: the dataset in figures, and what in it to look at first.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::FileResult;
use super::text::one_line;
use crate::check::Verdict;
use crate::extraction::{State, Status};
use crate::issue::{self, Kind, Severity};

/// So much is pointed out at the end of a run.
const MAX_HINTS: usize = 5;

/// A dataset in figures. Each is a count; keys are the words and codes of the tables.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    version: &'static str,
    pub(crate) files: usize,
    pub(crate) cells: usize,
    numbers: usize,
    pub(crate) findings: usize,
    /// Files by the word of their status; every word is there.
    statuses: BTreeMap<&'static str, usize>,
    /// Quarantined files by kind.
    quarantined: BTreeMap<&'static str, usize>,
    /// Files by what their bytes are.
    formats: BTreeMap<&'static str, usize>,
    /// Reports by form; a report may hold tables of two.
    forms: BTreeMap<&'static str, usize>,
    /// Reports by year.
    years: BTreeMap<u16, usize>,
    /// Files with a finding, by its code.
    codes: BTreeMap<&'static str, usize>,
    /// Instances of checks by rule and verdict.
    checks: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    /// What to look at first, worst first.
    look_at: Vec<Hint>,
    /// The first file with each kind of failure and finding.
    #[serde(skip)]
    first: BTreeMap<&'static str, String>,
}

/// One thing to look at.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Hint {
    /// The kind of a quarantine or the code of a finding.
    pub(crate) what: &'static str,
    /// Files that it is about.
    pub(crate) files: usize,
    /// The first of them.
    pub(crate) first: String,
    /// The table to look into.
    pub(crate) table: &'static str,
    /// In words.
    pub(crate) why: String,
}

impl Summary {
    /// No file yet.
    pub(crate) fn new() -> Summary {
        Summary {
            version: env!("CARGO_PKG_VERSION"),
            statuses: Status::ALL.map(|status| (status.name(), 0)).into(),
            ..Summary::default()
        }
    }

    /// Counts one more file.
    pub(crate) fn add(&mut self, file: &FileResult) {
        self.files += 1;
        self.count(file);
        if let Some(error) = &file.failure {
            let code = error.kind().code();
            *self.quarantined.entry(code).or_default() += 1;
            self.first
                .entry(code)
                .or_insert_with(|| file.source.clone());
        }
        for kind in kinds(file) {
            *self.codes.entry(kind.code).or_default() += 1;
            self.first
                .entry(kind.code)
                .or_insert_with(|| file.source.clone());
        }
    }

    /// Says what to look at, now that every file is counted.
    pub(crate) fn finish(mut self) -> Summary {
        let first = |what: &str| self.first.get(what).cloned().unwrap_or_default();
        let failures = self.quarantined.iter().map(|(kind, files)| Hint {
            what: kind,
            files: *files,
            first: first(kind),
            table: "quarantine.csv",
            why: "could not be read".to_owned(),
        });
        let errors = self.codes.iter().filter_map(|(code, files)| {
            let kind = issue::find(code).filter(|kind| kind.severity == Severity::Error)?;
            Some(Hint {
                what: kind.code,
                files: *files,
                first: first(kind.code),
                table: "issues.csv",
                why: kind.name.replace('-', " "),
            })
        });
        let mut hints: Vec<Hint> = failures.collect();
        let mut errors: Vec<Hint> = errors.collect();
        // The sort keeps the order of the words among equals.
        hints.sort_by_key(|hint| std::cmp::Reverse(hint.files));
        errors.sort_by_key(|hint| std::cmp::Reverse(hint.files));
        hints.extend(errors);
        self.look_at = hints;
        self
    }

    fn count(&mut self, file: &FileResult) {
        let report = file.report();
        *self.statuses.entry(report.status.name()).or_default() += 1;
        if let Some(format) = report.format {
            *self.formats.entry(format.code()).or_default() += 1;
        }
        for form in &report.forms {
            *self.forms.entry(form).or_default() += 1;
        }
        if let Some(year) = report.year.filter(|_| report.status.is_report()) {
            *self.years.entry(year).or_default() += 1;
        }
        let cells = &file.extraction.cells;
        self.cells += cells.len();
        let numbers = cells.iter().filter(|cell| cell.state == State::Number);
        self.numbers += numbers.count();
        self.findings += file.extraction.issues.len();
        for outcome in &file.extraction.checks {
            let rule = self
                .checks
                .entry(outcome.rule.id)
                .or_insert_with(|| Verdict::ALL.map(|verdict| (verdict.name(), 0)).into());
            *rule.entry(outcome.verdict.name()).or_default() += 1;
        }
    }

    /// Files that ended so.
    pub(crate) fn files_that_are(&self, status: Status) -> usize {
        self.statuses
            .get(status.name())
            .copied()
            .unwrap_or_default()
    }

    /// The file's text.
    pub(crate) fn json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// What to look at first, worst first: what could not be read, then what is wrong, the most frequent first.
    pub(crate) fn hints(&self) -> &[Hint] {
        self.look_at.get(..MAX_HINTS).unwrap_or(&self.look_at)
    }
}

/// In one line.
impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (files, why, what, table) = (self.files, &self.why, self.what, self.table);
        let first = one_line(&self.first);
        write!(
            f,
            "{files} files: {why} ({what}), first {first}; see {table}"
        )
    }
}

/// The kinds of findings of a file, each once.
fn kinds(file: &FileResult) -> Vec<&'static Kind> {
    let mut kinds: Vec<&'static Kind> = Vec::new();
    for issue in &file.extraction.issues {
        if !kinds.iter().any(|kind| kind.code == issue.kind.code) {
            kinds.push(issue.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::super::samples::{cell, file};
    use super::*;
    use crate::error::{Error, ErrorKind};
    use crate::issue::{Issue, NO_YEAR, Place, T3_BALANCE};

    fn finding(kind: &'static Kind) -> Issue {
        Issue {
            kind,
            place: Place::default(),
            message: String::new(),
        }
    }

    #[test]
    fn files_are_counted_and_the_worst_is_named_first() {
        let mut files = ["1.pdf", "2.pdf", "3.pdf", "4.pdf"]
            .map(|source| file(source, 'a', "甲县", Some(2023)));
        files[0].extraction.cells = vec![cell("granted", 5)];
        for at in [1, 2] {
            let twice = [&T3_BALANCE, &T3_BALANCE, &NO_YEAR].map(finding);
            files[at].extraction.issues = twice.into();
        }
        files[3].failure = Some(Error::new(ErrorKind::Damaged, "read", "x"));
        files[3].extraction.report.status = Status::Quarantined;
        let mut sum = Summary::new();
        files.iter().for_each(|file| sum.add(file));
        let sum = sum.finish();
        assert_eq!(
            (sum.files, sum.cells, sum.numbers, sum.findings),
            (4, 1, 1, 6)
        );
        assert_eq!(sum.years, BTreeMap::from([(2023, 3)]));
        assert_eq!(sum.quarantined, BTreeMap::from([("damaged", 1)]));
        assert_eq!(sum.codes, BTreeMap::from([("K201", 2), ("V301", 2)]));
        let hints: Vec<_> = sum
            .hints()
            .iter()
            .map(|hint| (hint.what, hint.files, hint.first.as_str()))
            .collect();
        let text = sum.hints()[1].to_string();
        assert_eq!(
            text,
            "2 files: t3 balance (V301), first 2.pdf; see issues.csv"
        );
        assert_eq!(sum.files_that_are(Status::Ok), 3);
        // A warning is none.
        assert_eq!(hints, [("damaged", 1, "4.pdf"), ("V301", 2, "2.pdf")]);
    }
}
