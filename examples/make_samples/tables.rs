//! From a form and a report's numbers to the tables as drawn.

use nianbao::State;
use nianbao::forms::{FormRow, FormTable, RowKind};

use super::grid::Grid;
use super::report::Report;

/// Printed above the six applicant columns of table 3; no row or column of the form, so the form data do not hold it.
const APPLICANTS: &str = "申请人情况";

/// Label columns of table 3.
const STUB_COLUMNS: usize = 3;

/// Grid columns of table 2.
const SECOND_COLUMNS: usize = 4;

/// The parts of table 2 with these ids in one physical table.
pub fn second(report: &Report, ids: &[&str]) -> Grid {
    let mut grid = Grid::new(vec![1.5, 1.0, 1.0, 1.0]);
    for id in ids {
        second_part(report, report.table(id), &mut grid);
    }
    grid
}

/// Table 2 in one physical table.
pub fn whole_second(report: &Report) -> Grid {
    let tables = report.tables().into_iter();
    let ids: Vec<&str> = tables.map(|table| table.id.as_str()).collect();
    let ids: Vec<&str> = ids.into_iter().filter(|id| id.starts_with("t2")).collect();
    second(report, &ids)
}

fn second_part(report: &Report, table: &'static FormTable, grid: &mut Grid) {
    let last = table.columns.len() - 1;
    let span = |i: usize| {
        if i == last {
            SECOND_COLUMNS - 1 - last
        } else {
            1
        }
    };
    let banner = grid.row("");
    grid.label(
        (banner, 0),
        (1, SECOND_COLUMNS),
        report.labels.plain(&table.title),
    );
    let head = grid.row("");
    grid.label((head, 0), (1, 1), report.labels.plain(&table.stub_header));
    for (i, column) in table.columns.iter().enumerate() {
        let label = report.labels.of(&table.id, &column.code, &column.label);
        grid.label((head, 1 + i), (1, span(i)), label);
    }
    for row in table.data_rows() {
        let at = grid.row(&row.code);
        grid.label(
            (at, 0),
            (1, 1),
            report.labels.of(&table.id, &row.code, &row.label),
        );
        for (i, column) in table.columns.iter().enumerate() {
            let printed = report.printed((&table.id, &row.code, &column.code));
            grid.number((at, 1 + i), span(i), printed.raw.clone());
        }
    }
}

/// How the label columns of table 3 are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// `一、本年新收…` in one cell.
    Joined,
    /// `一、` in a cell of its own.
    Apart,
}

/// Table 3 in one physical table: three label columns, seven of numbers.
pub fn third(report: &Report, outline: Outline) -> Grid {
    let table = report.table("t3");
    let mut widths = vec![42.0, 46.0, 130.0];
    widths.extend([38.0; 7]);
    let mut grid = Grid::new(widths);
    for _ in 0..3 {
        grid.row("");
    }
    grid.label(
        (0, 0),
        (3, STUB_COLUMNS),
        report.labels.plain(&table.stub_header),
    );
    heads(report, table, STUB_COLUMNS, &mut grid);
    for row in table.data_rows() {
        if third_is_absent(report, row) {
            continue;
        }
        let at = grid.row(&row.code);
        third_label(report, table, row, outline, at, &mut grid);
        for (i, column) in table.columns.iter().enumerate() {
            let printed = report.printed((&table.id, &row.code, &column.code));
            grid.number((at, STUB_COLUMNS + i), 1, printed.raw.clone());
        }
    }
    for row in table.rows.iter().filter(|row| row.kind == RowKind::Group) {
        third_group(report, table, row, &mut grid);
    }
    grid
}

fn third_is_absent(report: &Report, row: &'static FormRow) -> bool {
    report.printed(("t3", &row.code, "total")).state == State::Absent
}

/// How many groups stand above the row.
fn depth(table: &FormTable, row: &FormRow) -> usize {
    let parent = table.rows.iter().find(|other| other.code == row.parent);
    parent.map_or(0, |parent| 1 + depth(table, parent))
}

fn third_label(
    report: &Report,
    table: &'static FormTable,
    row: &'static FormRow,
    outline: Outline,
    at: usize,
    grid: &mut Grid,
) {
    let label = report.labels.of(&table.id, &row.code, &row.label);
    let from = depth(table, row);
    let number = label.split_inclusive('、').next().unwrap_or_default();
    // The last row is never split: 海原's report prints `四、结转…` in one cell.
    if outline == Outline::Apart && from == 0 && row.code != "carried_out" {
        grid.label((at, 0), (1, 1), number);
        grid.label((at, 1), (1, 2), &label[number.len()..]);
    } else {
        grid.label((at, from), (1, STUB_COLUMNS - from), label);
    }
}

fn third_group(
    report: &Report,
    table: &'static FormTable,
    group: &'static FormRow,
    grid: &mut Grid,
) {
    let within = |code: &str| is_within(table, code, &group.code);
    let rows: Vec<usize> = (0..grid.codes.len())
        .filter(|i| within(grid.codes[*i]))
        .collect();
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
        return;
    };
    let label = report.labels.of(&table.id, &group.code, &group.label);
    grid.label((*first, depth(table, group)), (last + 1 - first, 1), label);
}

fn is_within(table: &FormTable, code: &str, group: &str) -> bool {
    let row = table.rows.iter().find(|row| row.code == code);
    row.is_some_and(|row| row.parent == group || is_within(table, &row.parent, group))
}

/// Table 4: three header rows and one of numbers.
pub fn fourth(report: &Report) -> Grid {
    let table = report.table("t4");
    let mut grid = Grid::new(vec![1.0; table.columns.len()]);
    for _ in 0..3 {
        grid.row("");
    }
    heads(report, table, 0, &mut grid);
    let row = table.rows.first().expect("table 4 has one row");
    let at = grid.row(&row.code);
    for (i, column) in table.columns.iter().enumerate() {
        let printed = report.printed((&table.id, &row.code, &column.code));
        grid.number((at, i), 1, printed.raw.clone());
    }
    grid
}

/// Three header rows from the columns' parents: equal neighbours share a cell, the last label reaches down.
fn heads(report: &Report, table: &'static FormTable, left: usize, grid: &mut Grid) {
    let paths: Vec<Vec<String>> = (0..table.columns.len())
        .map(|i| path(report, table, i))
        .collect();
    for level in 0..3 {
        let mut from = 0;
        while from < paths.len() {
            let prefix = paths[from].get(..=level);
            let same = paths[from..]
                .iter()
                .take_while(|p| p.get(..=level) == prefix)
                .count();
            let Some(text) = paths[from].get(level) else {
                from += 1;
                continue;
            };
            let is_last = paths[from].len() == level + 1;
            let columns = if is_last { 1 } else { same };
            let rows = if is_last { 3 - level } else { 1 };
            grid.label((level, left + from), (rows, columns), text.clone());
            from += columns;
        }
    }
}

fn path(report: &Report, table: &'static FormTable, column: usize) -> Vec<String> {
    let column = &table.columns[column];
    let mut path = Vec::new();
    if table.id == "t3" && column.code != "total" {
        path.push(report.labels.plain(APPLICANTS));
    }
    let parents = column.parent.split('/').filter(|part| !part.is_empty());
    path.extend(parents.map(|part| report.labels.plain(part)));
    let label = report.labels.of(&table.id, &column.code, &column.label);
    path.push(if table.id == "t4" {
        halve(&label)
    } else {
        label
    });
    path
}

/// Breaks a label of four characters in the middle, as the narrow columns of table 4 do.
fn halve(label: &str) -> String {
    let chars: Vec<char> = label.chars().collect();
    match chars.as_slice() {
        [a, b, c, d] => format!("{a}{b}\n{c}{d}"),
        _ => label.to_string(),
    }
}
