//! Every sample report. Apart from 海原县机关事务服务中心 all agencies and numbers are invented.

use nianbao::State;

use super::blocks::{Block, Output, Packed, Sample, join, parts};
use super::grid::Grid;
use super::haiyuan;
use super::pdf::{Lie, Paper};
use super::prose::Prose;
use super::report::{Printed, Report};
use super::tables::{self, Outline};

mod archives;
mod binary;
mod books;
mod fixed;
mod offices;
mod pdfs;
mod texts;
mod webs;
mod words;

/// The sample reports, in no particular order.
pub fn all() -> Vec<Sample> {
    let mut samples = haiyuan::all();
    samples.extend(pdfs::all());
    samples.extend(words::all());
    samples.extend(binary::all());
    samples.extend(books::all());
    samples.extend(fixed::all());
    samples.extend(webs::all());
    samples.extend(offices::all());
    samples.extend(texts::all());
    samples
}

/// The archives of sample reports.
pub fn archives() -> Vec<Packed> {
    archives::all()
}

/// Table 2 and table 4 as they come, table 3 as given.
fn with_third(report: &Report, prose: &Prose, third: Vec<Block>) -> Vec<Block> {
    let second = vec![tables::whole_second(report).into()];
    join(
        parts(report, prose),
        second,
        third,
        vec![tables::fourth(report).into()],
    )
}

/// The table in two physical tables, the second one from the row with this code on.
fn in_two(grid: &Grid, code: &str) -> Vec<Block> {
    let at = grid.find(code);
    vec![
        grid.slice(0, at).into(),
        grid.slice(at, grid.codes.len()).into(),
    ]
}

/// The table on a landscape page of its own; what follows goes on on `back`.
fn on_landscape(grid: Grid, lie: Lie, back: Paper) -> Vec<Block> {
    let page = Paper {
        margin: 44.0,
        ..Paper::landscape(lie)
    };
    vec![Block::NewPage(page), grid.into(), Block::NewPage(back)]
}

/// Prints the row or column in the first wording of the form's list of variants.
fn use_variant(report: &mut Report, table: &str, code: &str) {
    let form = report.table(table);
    let row = form
        .rows
        .iter()
        .find(|row| row.code == code)
        .map(|row| &row.variants);
    let column = form.columns.iter().find(|column| column.code == code);
    let variants = row.or(column.map(|column| &column.variants));
    let first = variants.and_then(|variants| variants.first());
    report
        .labels
        .own(table, code, first.expect("the form lists a variant"));
}

/// Changes how numbers are printed, not what they mean.
fn reprint(report: &mut Report, tables: &str, how: fn(&str) -> String) {
    for (key, printed) in &mut report.values {
        if key.0.starts_with(tables) && printed.state == State::Number {
            printed.raw = how(&printed.raw);
        }
    }
}

/// `1234` becomes `1,234`.
fn thousands(raw: &str) -> String {
    match raw.len().checked_sub(3) {
        Some(at) if at > 0 => format!("{},{}", &raw[..at], &raw[at..]),
        _ => raw.to_string(),
    }
}

/// Digits become full-width ones.
fn full_width(raw: &str) -> String {
    let wide = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32('０' as u32 + digit).unwrap_or(c),
        None => c,
    };
    raw.chars().map(wide).collect()
}

/// A table of numbers that is no statutory one.
fn distractor(rows: &[[&str; 3]]) -> Grid {
    let mut grid = Grid::new(vec![1.0; 3]);
    for row in rows {
        let at = grid.row("");
        for (column, text) in row.iter().enumerate() {
            grid.label((at, column), (1, 1), *text);
        }
    }
    grid
}
