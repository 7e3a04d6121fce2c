//! From the reports of one agency and year to its row: copies and mirrors are paired by content, revisions told apart.
//!
//! Which revision stands is decided by the days on which each content first appeared. When these are not known, or the region
//! of the agency is not, none is chosen: the row holds what all revisions agree on.

use std::cmp::Reverse;

use super::column::{Column, Value};
use super::input::{Input, Report};
use super::values::{Comparison, Number, Numbers};
use crate::extraction::Status;

/// How a report relates to the one that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// The same bytes.
    Copy,
    /// Other bytes, and the same number in every cell that both have and neither doubts.
    Mirror,
    /// Other numbers.
    Revision,
}

impl Relation {
    /// Every relation.
    pub(super) const ALL: [Relation; 3] = [Relation::Copy, Relation::Mirror, Relation::Revision];

    /// The word in `duplicates.csv`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Relation::Copy => "copy",
            Relation::Mirror => "mirror",
            Relation::Revision => "revision",
        }
    }
}

/// A report that is not the one kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Duplicate {
    /// Its place in the input.
    pub(super) report: usize,
    /// The report it is compared with: the one kept; for copies and mirrors, and where none is kept, the first of its content.
    pub(super) other: usize,
    pub(super) relation: Relation,
    /// Cells with other numbers than in `other`.
    pub(super) different: usize,
}

/// The reports of an agency and year, sorted out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Resolved {
    /// The report whose numbers stand, or, where no day decides between revisions, the first report of each content.
    pub(super) kept: Vec<usize>,
    /// All others, newest first.
    pub(super) duplicates: Vec<Duplicate>,
    /// Number of different contents beside the first.
    pub(super) revisions: usize,
}

impl Resolved {
    /// The one report that stands for the year; `None` where revisions contradict each other.
    pub(super) fn single(&self) -> Option<usize> {
        match self.kept[..] {
            [one] => Some(one),
            _ => None,
        }
    }
}

/// Reports with one content, the best first.
struct Content {
    members: Vec<usize>,
    /// The day on which it first appeared; empty when no member has one.
    first_day: String,
}

/// Sorts out the reports at these places in the input, all of one agency and year.
pub(super) fn resolve(input: &Input, reports: &[usize]) -> Resolved {
    let contents = contents(input, reports);
    let newest = match &contents[..] {
        [one] => Some(one),
        contents if is_located(input, reports) => newest(contents),
        // A 水务局 without a region may be that of another county.
        _ => None,
    };
    let kept: Vec<usize> = match newest {
        Some(content) => content.members.first().copied().into_iter().collect(),
        None => contents
            .iter()
            .filter_map(|c| c.members.first().copied())
            .collect(),
    };
    let single = match kept[..] {
        [one] => Some(one),
        _ => None,
    };
    let mut duplicates = Vec::new();
    for content in &contents {
        let Some((&first, rest)) = content.members.split_first() else {
            continue;
        };
        let revision = single.is_some_and(|kept| kept != first);
        if revision || single.is_none() {
            // Where none is kept, the first content is compared with the second.
            let other = kept
                .iter()
                .copied()
                .find(|kept| *kept != first)
                .unwrap_or(first);
            duplicates.push(duplicate(input, first, other, Relation::Revision));
        }
        for &report in rest {
            let relation = match (revision, same_bytes(input, report, first)) {
                (true, _) => Relation::Revision,
                (false, true) => Relation::Copy,
                (false, false) => Relation::Mirror,
            };
            let other = if revision {
                kept.first().copied().unwrap_or(first)
            } else {
                first
            };
            duplicates.push(duplicate(input, report, other, relation));
        }
    }
    let published = |d: &Duplicate| report(input, d.report).map(|r| r.published.clone());
    duplicates.sort_by_cached_key(|d| (Reverse(published(d)), d.report));
    Resolved {
        kept,
        duplicates,
        revisions: contents.len().saturating_sub(1),
    }
}

fn report(input: &Input, at: usize) -> Option<&Report> {
    input.reports.get(at)
}

fn duplicate(input: &Input, at: usize, other: usize, relation: Relation) -> Duplicate {
    let cells = |at| report(input, at).map_or(&[][..], |report| &report.cells);
    Duplicate {
        report: at,
        other,
        relation,
        different: Comparison::of(cells(at), cells(other)).different,
    }
}

fn same_bytes(input: &Input, a: usize, b: usize) -> bool {
    let hash = |at| {
        report(input, at)
            .map(|r| r.sha256.as_str())
            .unwrap_or_default()
    };
    !hash(a).is_empty() && hash(a) == hash(b)
}

/// Contents of one agency and year with which a report is compared cell by cell; no agency revises a report as often.
const MAX_COMPARED: usize = 64;

/// Puts reports with the same content together. The best of a content is its first, and all others are compared with that:
/// reports with doubtful cells may agree with two that do not agree with each other.
fn contents(input: &Input, reports: &[usize]) -> Vec<Content> {
    let mut order: Vec<usize> = reports.to_vec();
    let rank = |at: &usize| {
        report(input, *at).map(|r| {
            (
                r.status != Status::Ok,
                r.doubts,
                r.key_doubts.len(),
                Reverse(r.published.clone()),
                *at,
            )
        })
    };
    order.sort_by_cached_key(rank);
    let mut contents: Vec<Content> = Vec::new();
    for at in order {
        let Some(own) = report(input, at) else {
            continue;
        };
        let alike = contents.iter_mut().enumerate().find(|(nth, content)| {
            let first = content.members.first().copied().unwrap_or(at);
            let other = report(input, first).map_or(&[][..], |report| &report.cells);
            same_bytes(input, at, first)
                || (*nth < MAX_COMPARED && Comparison::of(&own.cells, other).agrees())
        });
        match alike.map(|(_, content)| content) {
            None => contents.push(Content {
                members: vec![at],
                first_day: own.published.clone(),
            }),
            Some(content) => {
                content.members.push(at);
                let earlier = content.first_day.is_empty() || own.published < content.first_day;
                if !own.published.is_empty() && earlier {
                    content.first_day.clone_from(&own.published);
                }
            }
        }
    }
    contents
}

/// Whether it is known in which region the agency of these reports is.
fn is_located(input: &Input, reports: &[usize]) -> bool {
    let first = reports.first().and_then(|at| report(input, *at));
    first.is_some_and(|report| !report.agency_key.starts_with(':'))
}

/// The content that appeared last. `None` when a day is unknown or two share the last.
///
/// A content counts from the day on which it first appeared: a mirror of the first version may be younger than the correction.
fn newest(contents: &[Content]) -> Option<&Content> {
    if contents.iter().any(|content| content.first_day.is_empty()) {
        return None;
    }
    let last = contents.iter().max_by_key(|content| &content.first_day)?;
    let alone = contents
        .iter()
        .filter(|content| content.first_day == last.first_day)
        .count()
        == 1;
    alone.then_some(last)
}

/// The values of a row: those of the one report that is kept, or those on which all revisions agree.
pub(super) fn values(columns: &[Column], reports: &[&Report], numbers: &mut Numbers) -> Vec<Value> {
    let mut row = Vec::with_capacity(columns.len());
    for column in columns {
        let all = reports
            .iter()
            .map(|report| column.value(&report.cells, numbers));
        let agreed = all.reduce(|known, value| Value {
            number: if known.number == value.number {
                known.number
            } else {
                Number::NONE
            },
            doubtful: known.doubtful || value.doubtful || known.number != value.number,
        });
        row.push(agreed.unwrap_or(Value {
            number: Number::NONE,
            doubtful: false,
        }));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panel::testing::input;

    /// Relations as `report-other relation differences`, and what is kept.
    fn resolved(list: &[(&str, &str, &[i64])]) -> (Vec<usize>, Vec<String>) {
        let input = input(list);
        let all: Vec<usize> = (0..input.reports.len()).collect();
        let found = resolve(&input, &all);
        let line = |d: &Duplicate| {
            format!(
                "{}-{} {} {}",
                d.report,
                d.other,
                d.relation.name(),
                d.different
            )
        };
        (
            found.kept.clone(),
            found.duplicates.iter().map(line).collect(),
        )
    }

    #[test]
    fn the_same_bytes_are_a_copy_and_the_same_numbers_a_mirror() {
        let (kept, others) =
            resolved(&[("a", "", &[1, 2]), ("a", "", &[1, 2]), ("b", "", &[1, 2])]);
        assert_eq!(kept, [0]);
        assert_eq!(others, ["1-0 copy 0", "2-0 mirror 0"]);
    }

    #[test]
    fn of_revisions_the_newest_is_kept_when_every_day_is_known() {
        let (kept, others) =
            resolved(&[("a", "2024-01-10", &[1, 2]), ("b", "2024-03-01", &[1, 3])]);
        assert_eq!(kept, [1]);
        assert_eq!(others, ["0-1 revision 1"]);
    }

    #[test]
    fn a_late_mirror_of_the_first_version_is_not_the_newest_revision() {
        let (kept, others) = resolved(&[
            ("a", "2024-01-10", &[1, 2]),
            ("b", "2024-03-01", &[1, 3]),
            ("c", "2024-05-01", &[1, 2]),
        ]);
        assert_eq!(kept, [1]);
        assert_eq!(others, ["2-1 revision 1", "0-1 revision 1"]);
    }

    #[test]
    fn without_a_day_none_is_chosen() {
        let (kept, others) = resolved(&[("a", "", &[1, 2]), ("b", "2024-03-01", &[1, 3])]);
        assert_eq!(kept.len(), 2);
        assert_eq!(others, ["1-0 revision 1", "0-1 revision 1"]);
        let (kept, _) = resolved(&[("a", "2024-03-01", &[1, 2]), ("b", "2024-03-01", &[1, 3])]);
        assert_eq!(kept.len(), 2);
    }

    #[test]
    fn no_day_decides_between_reports_that_may_be_of_two_agencies() {
        let mut input = input(&[("a", "2024-01-10", &[1, 2]), ("b", "2024-03-01", &[1, 3])]);
        for report in &mut input.reports {
            report.agency_key = ":水务局".into();
        }
        assert_eq!(resolve(&input, &[0, 1]).single(), None);
        assert_eq!(resolve(&input, &[0]).single(), Some(0));
    }

    #[test]
    fn reports_without_a_number_in_common_are_no_mirrors() {
        let (kept, others) = resolved(&[("a", "", &[-1, -1]), ("b", "", &[-1, -1])]);
        assert_eq!((kept.len(), others.len()), (2, 2));
    }

    #[test]
    fn the_row_of_revisions_holds_what_they_agree_on() {
        let mut input = input(&[("a", "", &[1, 2]), ("b", "", &[1, 3]), ("c", "", &[1, 2])]);
        let columns = crate::panel::columns::of(&mut input.names);
        let all = input.reports.clone();
        let all: Vec<&Report> = all.iter().collect();
        let row = values(&columns, &all, &mut input.numbers);
        let value = |at: usize| {
            let value = row.get(at).expect("a column");
            (
                input.numbers.get(value.number).map(|v| v.to_string()),
                value.doubtful,
            )
        };
        assert_eq!(value(0), (Some("1".into()), false));
        assert_eq!(value(1), (None, true));
        assert_eq!(value(2), (None, false));
    }
}
