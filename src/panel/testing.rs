//! Reports made by hand for the tests of the panel.

use super::coverage::Years;
use super::input::{Input, Report};
use super::tables::Content;
use super::values::{Cell, Names, Number, Numbers};
use super::{build, columns};
use crate::extraction::Status;

/// Reports of one agency and year: content of the bytes, day of publication, and the numbers of the first cells of the newest
/// form (-1 is a blank).
pub(super) fn input(list: &[(&str, &str, &[i64])]) -> Input {
    let mut numbers = Numbers::default();
    let mut reports = Vec::new();
    for (at, (bytes, published, values)) in list.iter().enumerate() {
        let cell = |(name, value): (u16, &i64)| Cell {
            number: match value {
                -1 => Number::NONE,
                value => numbers.keep((*value).into()),
            },
            name,
            doubtful: false,
        };
        reports.push(Report {
            dataset: "d".into(),
            source: format!("{at}.pdf"),
            report_id: (*bytes).to_owned(),
            sha256: (*bytes).to_owned(),
            agency: "洪泽区人民政府".into(),
            year: Some(2023),
            region_code: "320813".into(),
            status: Status::Ok,
            agency_key: "320813:人民政府".into(),
            url: String::new(),
            published: (*published).to_owned(),
            key_doubts: Vec::new(),
            doubts: 0,
            failures: 0,
            cells: (0..).zip(values.iter()).map(cell).collect(),
        });
    }
    Input {
        reports,
        names: Names::of_forms(),
        numbers,
    }
}

/// The panel of these reports, and what is written of it.
pub(super) fn with_content<T>(mut input: Input, read: impl FnOnce(&Content<'_>) -> T) -> T {
    let columns = columns::of(&mut input.names);
    let panel = build::build(&mut input, &columns, false);
    read(&Content {
        input: &input,
        columns: &columns,
        panel: &panel,
        years: Years::of(&panel),
        bom: false,
    })
}
