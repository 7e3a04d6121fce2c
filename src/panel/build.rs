//! Joins the reports of all datasets: one row an agency and year, with what is doubtful, failed or missing.

use std::collections::BTreeMap;

use super::column::{Column, Value};
use super::coverage::State;
use super::cross_year::Sheets;
use super::identity::{self, Ids};
use super::input::{Input, Report};
use super::resolve::{self, Resolved};
use super::values::Number;
use crate::check::Verdict;
use crate::extraction::{CellRecord, Status};
use crate::validate::across::{self, Across};

/// A row of the panel: an agency in a year of which there is a report.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) resolved: Resolved,
    /// Numbers in the order of the columns, those in doubt left out unless they were asked for.
    pub(super) numbers: Vec<Number>,
    /// The columns in doubt, by place.
    pub(super) doubtful: Vec<u16>,
    /// Ids of the forms that the kept reports have cells of, sorted.
    pub(super) forms: Vec<String>,
    /// Findings that say the key is in doubt, `K301` for revisions that contradict each other included; sorted.
    pub(super) key_doubts: Vec<String>,
    /// Failed identities: those of the form in the kept reports, and those between this year and the one before.
    pub(super) failed: usize,
}

impl Row {
    /// How the row ended.
    pub(super) fn status(&self, input: &Input) -> Status {
        let of = |at: &usize| input.reports.get(*at).map(|report| report.status);
        match self.resolved.single() {
            Some(one) => of(&one).unwrap_or(Status::Partial),
            None => Status::Partial,
        }
    }

    /// The number in a column, unless it is in doubt.
    pub(super) fn sure(&self, column: usize) -> Option<Number> {
        let doubtful = u16::try_from(column).map(|at| self.doubtful.binary_search(&at).is_ok());
        self.numbers
            .get(column)
            .copied()
            .filter(|_| doubtful == Ok(false))
    }
}

/// An agency in a year: every file about it, and its row.
#[derive(Debug)]
pub(super) struct AgencyYear {
    pub(super) year: u16,
    /// Places in the input, in its order.
    pub(super) files: Vec<usize>,
    /// None when no file is a report with numbers.
    pub(super) row: Option<Row>,
}

/// An agency with its years, oldest first.
#[derive(Debug)]
pub(super) struct Agency {
    pub(super) id: String,
    /// Its name in the last year.
    pub(super) name: String,
    pub(super) years: Vec<AgencyYear>,
}

/// An identity between a year of an agency and the one before.
#[derive(Debug)]
pub(super) struct CrossYear {
    /// Place of the agency, and of the later year among its years.
    pub(super) agency: usize,
    pub(super) year: usize,
    pub(super) check: Across,
}

/// A file without a place in the panel.
#[derive(Debug)]
pub(super) struct Unplaced {
    pub(super) report: usize,
    pub(super) reason: &'static str,
}

/// All that the panel says.
#[derive(Debug)]
pub(super) struct Panel {
    /// By id.
    pub(super) agencies: Vec<Agency>,
    pub(super) cross_year: Vec<CrossYear>,
    pub(super) unplaced: Vec<Unplaced>,
}

/// Builds the panel; with `include_doubtful` numbers in doubt stay, except where revisions contradict each other.
pub(super) fn build(input: &mut Input, columns: &[Column], include_doubtful: bool) -> Panel {
    let (groups, unplaced) = groups(input);
    let mut agencies: Vec<Agency> = Vec::new();
    for ((id, year), files) in groups {
        let row = row(input, columns, &files, include_doubtful);
        let name = name(input, &files, row.as_ref());
        let year = AgencyYear { year, files, row };
        match agencies.last_mut().filter(|agency| agency.id == id) {
            Some(agency) => {
                agency.name = name;
                agency.years.push(year);
            }
            None => agencies.push(Agency {
                id,
                name,
                years: vec![year],
            }),
        }
    }
    let sheets = Sheets::new(&mut input.names, columns);
    let cross_year = compare_years(&mut agencies, &sheets, input);
    Panel {
        agencies,
        cross_year,
        unplaced,
    }
}

type Groups = BTreeMap<(String, u16), Vec<usize>>;

fn groups(input: &Input) -> (Groups, Vec<Unplaced>) {
    let mut ids = Ids::default();
    let mut groups = Groups::new();
    let mut unplaced = Vec::new();
    for (at, report) in input.reports.iter().enumerate() {
        let id = ids.of(report);
        match (identity::unplaced(report, &id), report.year) {
            (None, Some(year)) => groups.entry((id, year)).or_default().push(at),
            (reason, _) => unplaced.push(Unplaced {
                report: at,
                reason: reason.unwrap_or("no_year"),
            }),
        }
    }
    (groups, unplaced)
}

fn name(input: &Input, files: &[usize], row: Option<&Row>) -> String {
    let kept = row.and_then(|row| row.resolved.kept.first());
    let at = kept.or(files.first());
    let report = at.and_then(|at| input.reports.get(*at));
    report
        .map(|report| report.agency.clone())
        .unwrap_or_default()
}

fn row(
    input: &mut Input,
    columns: &[Column],
    files: &[usize],
    include_doubtful: bool,
) -> Option<Row> {
    let is_report = |at: &&usize| input.reports.get(**at).is_some_and(Report::is_report);
    let candidates: Vec<usize> = files.iter().filter(is_report).copied().collect();
    if candidates.is_empty() {
        return None;
    }
    let resolved = resolve::resolve(input, &candidates);
    let kept: Vec<&Report> = resolved
        .kept
        .iter()
        .filter_map(|at| input.reports.get(*at))
        .collect();
    let mut key_doubts: Vec<String> = kept
        .iter()
        .flat_map(|report| report.key_doubts.clone())
        .collect();
    if resolved.single().is_none() {
        key_doubts.push(crate::issue::SAME_KEY.code.to_owned());
    }
    key_doubts.sort_unstable();
    key_doubts.dedup();
    let of_cell = |cell: &super::values::Cell| input.names.labels(cell.name);
    let cells = kept.iter().flat_map(|report| &report.cells);
    let mut forms: Vec<&str> = cells
        .filter_map(of_cell)
        .map(|labels| labels.form.as_str())
        .collect();
    forms.sort_unstable();
    forms.dedup();
    let forms = forms.into_iter().map(str::to_owned).collect();
    let failed = kept.iter().map(|report| report.failures).max().unwrap_or(0);
    let values = resolve::values(columns, &kept, &mut input.numbers);
    let doubtful = (0..)
        .zip(&values)
        .filter(|(_, value)| value.doubtful)
        .map(|(at, _)| at);
    let number = |value: &Value| match value.doubtful && !include_doubtful {
        true => Number::NONE,
        false => value.number,
    };
    Some(Row {
        numbers: values.iter().map(number).collect(),
        doubtful: doubtful.collect(),
        forms,
        key_doubts,
        failed,
        resolved,
    })
}

fn compare_years(agencies: &mut [Agency], sheets: &Sheets, input: &Input) -> Vec<CrossYear> {
    let mut all = Vec::new();
    for (at, agency) in agencies.iter_mut().enumerate() {
        let mut before: Option<(u16, Vec<CellRecord>)> = None;
        for (nth, year) in agency.years.iter_mut().enumerate() {
            let Some(row) = &mut year.row else {
                continue;
            };
            let now = sheets.cells(row, input);
            if let Some((_, before)) = before.filter(|(last, _)| last + 1 == year.year) {
                let checks = across::check(&before, &now);
                let failed = |check: &&Across| check.outcome.verdict == Verdict::Fail;
                row.failed += checks.iter().filter(failed).count();
                all.extend(checks.into_iter().map(|check| CrossYear {
                    agency: at,
                    year: nth,
                    check,
                }));
            }
            before = Some((year.year, now));
        }
    }
    all
}

impl AgencyYear {
    /// What the coverage shows of it.
    pub(super) fn state(&self, input: &Input) -> State {
        let Some(row) = &self.row else {
            let statuses = self
                .files
                .iter()
                .filter_map(|at| input.reports.get(*at))
                .map(|r| r.status);
            let states = statuses.filter_map(|status| match status {
                Status::BlankForm => Some(State::BlankForm),
                Status::NotAReport => Some(State::NotAReport),
                Status::Quarantined => Some(State::Quarantined),
                Status::Ok | Status::Partial => None,
            });
            // A file that could not be read may be the report; that comes before files that are none.
            return states.max().unwrap_or(State::Missing);
        };
        if !row.doubtful.is_empty() || !row.key_doubts.is_empty() {
            State::Doubtful
        } else if row.status(input) == Status::Partial {
            State::Partial
        } else if row.failed > 0 {
            State::Failed
        } else {
            State::Ok
        }
    }
}
