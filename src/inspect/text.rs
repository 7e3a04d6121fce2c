//! The stages as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::document::{Content, Direction, Document, FlowBlock, FlowTable, Glyph, Page};
use crate::extraction::{CellRecord, Extraction, State};
use crate::forms::RowKind;
use crate::grid::{Cell, Grid, GridKind, Layout};
use crate::issue::{Issue, Place};
use crate::recognise::{FoundTable, HeaderTrace, Recognition, RowTrace};
use crate::write::text::decimal;

/// Glyphs whose middles differ by less than this share of an em stand on one line.
const SAME_LINE: f32 = 0.5;

/// A gap wider than this share of an em is shown as a space.
const SPACE: f32 = 0.5;

/// Appends one line. Writing into a string cannot fail.
macro_rules! line {
    ($out:expr, $($arg:tt)*) => {{ let _ = writeln!($out, $($arg)*); }};
}

/// A length or coordinate, rounded to 0.1 point, never `-0.0`.
pub(super) fn pt(value: f32) -> String {
    let text = format!("{value:.1}");
    if text == "-0.0" {
        "0.0".to_owned()
    } else {
        text
    }
}

/// Text on one line: line breaks as `⏎`, other control characters escaped.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\n' => out.push('⏎'),
            _ if ch.is_control() => out.extend(ch.escape_default()),
            _ => out.push(ch),
        }
    }
    out
}

/// The stage `document`.
pub(super) fn document(document: &Document, out: &mut String) {
    line!(out, "# document");
    line!(out, "format {}", document.format.code());
    line!(out, "producer {}", printable(&document.producer));
    line!(out, "title {}", printable(&document.title));
    for text in &document.running {
        line!(out, "running {}", printable(text));
    }
    match &document.content {
        Content::Pages(pages) => pages.iter().for_each(|page| describe_page(page, out)),
        Content::Flow(blocks) => flow(blocks, out),
    }
}

fn flow(blocks: &[FlowBlock], out: &mut String) {
    let mut tables = 0;
    for block in blocks {
        match block {
            FlowBlock::Paragraph(text) => line!(out, "paragraph {}", printable(text)),
            FlowBlock::Table(table) => {
                tables += 1;
                describe_flow_table(tables, table, out);
            }
        }
    }
}

fn describe_flow_table(number: usize, table: &FlowTable, out: &mut String) {
    let (rows, columns) = (table.rows, table.columns);
    line!(out, "table {number}: {rows} rows {columns} columns");
    let mut by_row: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for cell in &table.cells {
        let span = span(cell.row_span as usize, cell.column_span as usize);
        let shown = format!("{}:{}{span}", cell.column + 1, printable(&cell.text));
        by_row.entry(cell.row).or_default().push(shown);
    }
    for (row, cells) in by_row {
        line!(out, "  {:2} {}", row + 1, cells.join(" | "));
    }
}

fn describe_page(page: &Page, out: &mut String) {
    let counted = |horizontal: bool| {
        let rulings = page.rulings.iter().filter(|r| r.horizontal == horizontal);
        let lengths: Vec<f32> = rulings.map(|r| r.end - r.start).collect();
        format!("{} of {}", lengths.len(), pt(lengths.iter().sum()))
    };
    line!(
        out,
        "page {}: {} x {}, glyphs {}, rulings horizontal {} vertical {}, images {:.2}",
        page.number,
        pt(page.width),
        pt(page.height),
        page.glyphs.len(),
        counted(true),
        counted(false),
        page.image_share
    );
    for run in runs(&page.glyphs) {
        describe_run(run, out);
    }
}

/// The text of a page in the order in which it was drawn, a line for each stretch on one baseline.
fn describe_run(run: &[Glyph], out: &mut String) {
    let Some(first) = run.first() else { return };
    let mut text = String::new();
    let mut end: Option<f32> = None;
    for glyph in run {
        let (start, stop) = along(glyph);
        if end.is_some_and(|end| (start - end).abs() > SPACE * glyph.size) {
            text.push(' ');
        }
        text.push(glyph.ch);
        end = Some(stop);
    }
    let hidden = if first.hidden { " hidden" } else { "" };
    let pale = if first.pale { " pale" } else { "" };
    let way = match (first.vertical, first.direction) {
        (true, _) => " vertical",
        (false, Direction::Right) => "",
        (false, Direction::Down) => " down",
        (false, Direction::Left) => " left",
        (false, Direction::Up) => " up",
    };
    let (x, y) = (pt(first.rect.x0), pt(first.rect.y0));
    line!(
        out,
        "  {x} {y} {}{way}{hidden}{pale}: {}",
        pt(first.size),
        printable(text.trim())
    );
}

fn runs(glyphs: &[Glyph]) -> impl Iterator<Item = &[Glyph]> {
    let on_one_line = |a: &Glyph, b: &Glyph| {
        let kind = |g: &Glyph| (g.direction, g.vertical, g.hidden, g.pale);
        let apart = (across(a) - across(b)).abs();
        kind(a) == kind(b) && apart < SAME_LINE * a.size.max(b.size)
    };
    let shown = |run: &&[Glyph]| run.iter().any(|glyph| !glyph.ch.is_whitespace());
    glyphs.chunk_by(on_one_line).filter(shown)
}

/// Where a glyph begins and ends in its line, in reading direction.
fn along(glyph: &Glyph) -> (f32, f32) {
    let rect = &glyph.rect;
    match (glyph.vertical, glyph.direction) {
        (true, _) | (false, Direction::Down) => (rect.y0, rect.y1),
        (false, Direction::Right) => (rect.x0, rect.x1),
        (false, Direction::Left) => (rect.x1, rect.x0),
        (false, Direction::Up) => (rect.y1, rect.y0),
    }
}

/// The middle of a glyph across its line.
fn across(glyph: &Glyph) -> f32 {
    match (glyph.vertical, glyph.direction) {
        (false, Direction::Right | Direction::Left) => glyph.rect.center_y(),
        _ => glyph.rect.center_x(),
    }
}

fn span(rows: usize, columns: usize) -> String {
    match (rows, columns) {
        (1, 1) => String::new(),
        _ => format!("[{rows}x{columns}]"),
    }
}

/// The stage `grid`.
pub(super) fn grids(layout: &Layout, out: &mut String) {
    line!(out, "# grid");
    for (index, grid) in layout.grids.iter().enumerate() {
        describe_grid(index, grid, out);
    }
    line!(out, "lines outside of tables {}", layout.lines.len());
}

fn describe_grid(index: usize, grid: &Grid, out: &mut String) {
    let page = grid
        .page
        .map_or_else(String::new, |page| format!(" page {page}"));
    line!(
        out,
        "grid {} {}{page}: {} rows {} columns, x {} to {}, y {} to {}",
        index + 1,
        grid.kind.name(),
        grid.rows,
        grid.columns,
        pt(grid.x.0),
        pt(grid.x.1),
        pt(grid.y.0),
        pt(grid.y.1)
    );
    let lattice = grid.kind == GridKind::Lattice;
    if lattice {
        line!(
            out,
            "  columns at {}",
            edges(grid.cells.iter().map(|cell| cell.x))
        );
    }
    for (row, cells) in grid.cells_by_row().into_iter().enumerate() {
        let cells = cells.into_iter().map(|i| &grid.cells[i]);
        let own: Vec<&Cell> = cells.filter(|cell| cell.row == row).collect();
        let shown: Vec<String> = own.iter().map(|cell| describe_cell(grid, cell)).collect();
        let top = own.iter().map(|cell| cell.y.0).min_by(f32::total_cmp);
        let top = top.filter(|_| grid.page.is_some());
        let top = top.map_or_else(String::new, |top| format!(" y {}", pt(top)));
        // A row that may go on with the one above.
        let loose = if grid.loose.get(row) == Some(&true) {
            "~"
        } else {
            ""
        };
        line!(out, "  {:2}{loose}{top} {}", row + 1, shown.join(" | "));
    }
}

fn edges(spans: impl Iterator<Item = (f32, f32)>) -> String {
    let mut edges: Vec<f32> = spans.flat_map(|(start, end)| [start, end]).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup();
    edges.into_iter().map(pt).collect::<Vec<_>>().join(" ")
}

/// `column:text[rows x columns]`; where columns are known by alignment only, `text @left-right` instead of the spans.
fn describe_cell(grid: &Grid, cell: &Cell) -> String {
    let mut text = format!("{}:{}", cell.column + 1, printable(&cell.text));
    text.push_str(&match grid.kind {
        GridKind::Stream => format!(" @{}-{}", pt(cell.x.0), pt(cell.x.1)),
        GridKind::Ruled => format!(
            "{} @{}-{}",
            span(cell.row_span, 1),
            pt(cell.x.0),
            pt(cell.x.1)
        ),
        GridKind::Lattice | GridKind::Logical => span(cell.row_span, cell.column_span),
    });
    if cell.crosses_border {
        text.push_str(" {crosses border}");
    }
    if cell.several {
        text.push_str(" {several numbers}");
    }
    text
}

/// The stage `recognise`.
pub(super) fn recognition(layout: &Layout, recognition: &Recognition, out: &mut String) {
    line!(out, "# recognise");
    for (index, (number, used)) in recognition
        .table_numbers
        .iter()
        .zip(&recognition.used)
        .enumerate()
    {
        if let Some(number) = number {
            let used = if *used { "" } else { ", not used" };
            line!(out, "grid {} is table {number}{used}", index + 1);
        }
    }
    for table in &recognition.tables {
        describe_table(layout, table, out);
    }
}

fn describe_table(layout: &Layout, found: &FoundTable, out: &mut String) {
    let rows = &found.table.rows;
    let read = |k: &usize| found.trace.rows.iter().any(|row| row.form_row == Some(*k));
    let wanted: Vec<usize> = (0..rows.len())
        .filter(|&k| rows[k].kind != RowKind::Group)
        .collect();
    let count = wanted.iter().filter(|k| read(k)).count();
    line!(
        out,
        "table {} of {}: {count} of {} rows",
        found.table.id,
        found.form.id,
        wanted.len()
    );
    for header in &found.trace.headers {
        describe_header(header, found, out);
    }
    for (k, row) in rows.iter().enumerate() {
        let of_row: Vec<&RowTrace> = found
            .trace
            .rows
            .iter()
            .filter(|r| r.form_row == Some(k))
            .collect();
        if of_row.is_empty() && row.kind != RowKind::Group {
            line!(out, "  {} {}: not found", row.no, row.code);
        }
        for (nth, observed) in of_row.iter().enumerate() {
            let joined = if nth > 0 { " + " } else { ": " };
            line!(
                out,
                "  {} {}{joined}{}",
                row.no,
                row.code,
                describe_row(layout, observed)
            );
        }
    }
    for left in found.trace.rows.iter().filter(|row| row.form_row.is_none()) {
        line!(out, "  no row of the form: {}", describe_row(layout, left));
    }
    found
        .issues
        .iter()
        .for_each(|issue| describe_issue(issue, "  ", out));
}

fn describe_header(header: &HeaderTrace, found: &FoundTable, out: &mut String) {
    let rows: Vec<String> = header
        .rows
        .iter()
        .map(|(grid, row)| format!("grid {} row {}", grid + 1, row + 1))
        .collect();
    line!(out, "  header {}", rows.join(", "));
    for (column, place) in found.table.columns.iter().zip(&header.columns) {
        match place {
            None => line!(out, "    column {}: not found", column.code),
            Some((x, alike)) => {
                let how = match *alike == 0.0 {
                    true => "by place".to_owned(),
                    false => format!("alike {alike:.2}"),
                };
                line!(
                    out,
                    "    column {}: x {} to {}, {how}",
                    column.code,
                    pt(x.0),
                    pt(x.1)
                );
            }
        }
    }
}

/// `grid 3 row 7 “label” margin 0.72`.
fn describe_row(layout: &Layout, row: &RowTrace) -> String {
    let grid = layout.grids.get(row.grid);
    let cells = row.labels.iter().filter_map(|&cell| grid?.cells.get(cell));
    let own = cells.filter(|cell| cell.row == row.row && !cell.is_blank());
    let label: Vec<String> = own.map(|cell| printable(&cell.text)).collect();
    let how = if row.by_place { " by place" } else { "" };
    let margin = match row.margin.is_finite() && row.form_row.is_some() {
        true => format!(" margin {:.2}", row.margin),
        false => String::new(),
    };
    format!(
        "grid {} row {} “{}”{how}{margin}",
        row.grid + 1,
        row.row + 1,
        label.join(" | ")
    )
}

/// The stage `records`.
pub(super) fn records(extraction: &Extraction, out: &mut String) {
    let report = &extraction.report;
    line!(out, "# records");
    line!(out, "report {}", report.id());
    line!(out, "title {}", printable(&report.title));
    line!(
        out,
        "agency {} from {}",
        shown(&report.agency),
        shown(report.agency_source)
    );
    let year = report.year.map(|year| year.to_string()).unwrap_or_default();
    line!(
        out,
        "year {} from {}",
        shown(&year),
        shown(report.year_source)
    );
    line!(
        out,
        "region {} from {}",
        shown(&report.region_code),
        shown(report.region_source)
    );
    line!(out, "key {}", shown(&report.agency_key));
    line!(out, "compiled by {}", shown(&report.compiled_by));
    for said in &extraction.candidates {
        let mark = if said.chosen { "*" } else { "-" };
        let (field, rank, from) = (said.field, said.rank, said.from);
        let (value, raw) = (printable(&said.value), printable(&said.raw));
        line!(out, "  {mark} {field} {rank} {value} from {from} “{raw}”");
    }
    line!(out, "status {}", report.status.name());
    let tables = extraction
        .cells
        .chunk_by(|a, b| (a.form, a.table) == (b.form, b.table));
    for cells in tables {
        describe_cells(cells, out);
    }
}

fn shown(text: &str) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        printable(text)
    }
}

/// How many cells of a table are in each state, then those that are no plain number.
fn describe_cells(cells: &[CellRecord], out: &mut String) {
    let Some(first) = cells.first() else { return };
    let count = |state: State| cells.iter().filter(|cell| cell.state == state).count();
    let counts = State::ALL.map(|state| format!("{} {}", state.name(), count(state)));
    line!(
        out,
        "table {} of {}: {}",
        first.table,
        first.form,
        counts.join(", ")
    );
    for cell in cells {
        let value = cell.value.map(decimal).unwrap_or_default();
        let plain = cell.state == State::Number && value == cell.raw && cell.issues.is_empty();
        if plain {
            continue;
        }
        let codes: Vec<&str> = cell.issues.iter().map(|kind| kind.code).collect();
        let text = format!(
            "  {}.{} {} “{}” {value} {}",
            cell.row_code,
            cell.column_code,
            cell.state.name(),
            printable(&cell.raw),
            codes.join(" ")
        );
        line!(out, "{}", text.trim_end());
    }
}

/// The stage `issues`.
pub(super) fn issues(extraction: &Extraction, out: &mut String) {
    line!(out, "# issues");
    for issue in &extraction.issues {
        describe_issue(issue, "", out);
    }
}

fn describe_issue(issue: &Issue, indent: &str, out: &mut String) {
    line!(
        out,
        "{indent}{} {}{}: {}",
        issue.kind.code,
        issue.kind.severity.name(),
        describe_place(&issue.place),
        printable(&issue.message)
    );
}

fn describe_place(place: &Place) -> String {
    let numbers = [
        ("page", place.page),
        ("table", place.table_no),
        ("row", place.grid_row),
        ("column", place.grid_column),
    ];
    let mut text = String::new();
    for (name, number) in numbers {
        if let Some(number) = number {
            let _ = write!(text, " {name} {number}");
        }
    }
    let codes = [&place.table, &place.row_code, &place.column_code];
    let codes: Vec<&str> = codes
        .into_iter()
        .map(String::as_str)
        .filter(|c| !c.is_empty())
        .collect();
    if !codes.is_empty() {
        let _ = write!(text, " {}", codes.join("."));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Format;
    use crate::geometry::Rect;
    use crate::grid;

    fn glyph(ch: char, x: f32, y: f32) -> Glyph {
        Glyph {
            ch,
            rect: Rect::new(x, y, x + 10.0, y + 10.0),
            size: 10.0,
            direction: Direction::Right,
            vertical: false,
            hidden: false,
            pale: false,
        }
    }

    fn cell(row: u32, column: u32, column_span: u32, text: &str) -> crate::document::FlowCell {
        crate::document::FlowCell {
            row,
            column,
            row_span: 1,
            column_span,
            text: text.into(),
        }
    }

    #[test]
    fn a_page_is_told_line_by_line_with_its_counts() {
        let mut page = Page {
            number: 1,
            width: 100.0,
            height: 200.04,
            ..Page::default()
        };
        page.glyphs = vec![
            glyph('年', 0.0, 0.0),
            glyph('报', 10.0, 0.0),
            glyph('1', 40.0, 0.0),
            glyph('二', 0.0, 20.0),
        ];
        let mut out = String::new();
        describe_page(&page, &mut out);
        assert_eq!(
            out,
            "page 1: 100.0 x 200.0, glyphs 4, rulings horizontal 0 of 0.0 vertical 0 of 0.0, images 0.00\n  \
             0.0 0.0 10.0: 年报 1\n  0.0 20.0 10.0: 二\n"
        );
    }

    #[test]
    fn a_logical_table_is_told_row_by_row_with_its_spans() {
        let table = FlowTable {
            rows: 2,
            columns: 2,
            cells: vec![
                cell(0, 0, 2, "信息\n内容"),
                cell(1, 0, 1, ""),
                cell(1, 1, 1, "3\u{1b}"),
            ],
        };
        let document = Document {
            format: Format::Docx,
            producer: String::new(),
            title: String::new(),
            running: Vec::new(),
            content: Content::Flow(vec![FlowBlock::Table(table)]),
        };
        let mut out = String::new();
        let layout = grid::layout(&document, &crate::Limits::default()).unwrap();
        grids(&layout, &mut out);
        assert_eq!(
            out,
            "# grid\ngrid 1 logical: 2 rows 2 columns, x 0.0 to 2.0, y 0.0 to 0.0\n   1 1:信息⏎内容[1x2]\n   \
             2 1: | 2:3\\u{1b}\nlines outside of tables 0\n"
        );
    }

    #[test]
    fn zero_has_no_sign() {
        assert_eq!((pt(-0.04), pt(12.26)), ("0.0".into(), "12.3".into()));
    }
}
