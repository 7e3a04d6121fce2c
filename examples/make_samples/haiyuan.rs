//! The 2023 report of 海原县机关事务服务中心: the numbers and the breaks of the published report, in made-up prose.
//!
//! Published page breaks: inside `三、本年度办理结果` (`三、本年` | `度办理 结果`) and before the last item of
//! `（五）不予处理`; after that one the merged first cell is gone and `（六）其他处理` stands in its place.

use super::blocks::{self, Block, Output, Placed, Sample, join, parts};
use super::docx::DocxStyle;
use super::grid::Grid;
use super::pdf::{Paper, PdfStyle};
use super::prose;
use super::report::Report;
use super::tables::{self, Outline};

/// Lines of the merged label of row group 三 as the published report breaks it.
const HANDLED: &str = "三、本年\n度办理\n结果";

/// All three files are one report; the first by path is the one that the others repeat.
const SAME_AS_DOCX: &[&str] = &["F006"];

fn report(id: &'static str, about: &'static str) -> Report {
    let mut report = Report::new(id, "海原县机关事务服务中心", 2023, ("2021", "2021")).zero();
    report.title = vec!["海原县机关事务服务中心 2023 年政府信息公开工作年度报告".into()];
    report.blank_where(|(_, _, column)| column.starts_with("review_"));
    report.labels.own("t3", "handled", HANDLED);
    report.about = about;
    report
}

/// Table 2 in two physical tables, as published.
fn second(report: &Report) -> Vec<Block> {
    let first = tables::second(report, &["t2_1"]).into();
    vec![
        first,
        tables::second(report, &["t2_5", "t2_6", "t2_8"]).into(),
    ]
}

/// The samples of this report.
pub fn all() -> Vec<Sample> {
    vec![docx(), pdf(), pdf_within_six()]
}

fn docx() -> Sample {
    let report = report(
        "haiyuan2023_docx",
        "review cells of table 4 blank, its other cells zero",
    );
    let third = tables::third(&report, Outline::Apart).into();
    let fourth = tables::fourth(&report).into();
    let blocks = join(
        parts(&report, &prose::CENTRE),
        second(&report),
        vec![third],
        vec![fourth],
    );
    let output = Output::Docx(DocxStyle::PLAIN);
    Sample::new(report, blocks, output)
}

fn sample(report: Report, upper: Grid, lower: Grid) -> Sample {
    let blocks::Parts {
        opening,
        second: heading,
        third,
        fourth,
        closing,
    } = parts(&report, &prose::CENTRE);
    let mut blocks = opening;
    // Table 3 begins on a page of its own so that it breaks where the published one does.
    blocks.push(heading);
    blocks.extend(second(&report));
    blocks.push(Block::NewPage(Paper::PORTRAIT));
    blocks.push(third);
    blocks.push(Placed::new(upper).cut_before("partly_granted").into());
    blocks.push(Block::NewPage(Paper::PORTRAIT));
    blocks.push(lower.into());
    blocks.extend([fourth, tables::fourth(&report).into()]);
    blocks.extend(closing);
    let style = PdfStyle {
        numbered: false,
        ..PdfStyle::PLAIN
    };
    Sample::new(report, blocks, Output::Pdf(style))
}

/// The rows from `from` on, with their label cells as they stand in the whole table.
fn rest(grid: &Grid, from: &str) -> Grid {
    grid.slice(grid.find(from), grid.codes.len())
}

/// The rows before `to`.
fn upper(grid: &Grid, to: &str) -> Grid {
    grid.slice(0, grid.find(to))
}

fn pdf() -> Sample {
    let about = "breaks of the published report: label 三 cut in two, last fragment with （六） in the first column";
    let mut report = report("haiyuan2023_pdf", about);
    report.doubts = SAME_AS_DOCX;
    let grid = tables::third(&report, Outline::Apart);
    let upper = upper(&grid, "not_processed_confirm_or_reissue");
    let mut lower = rest(&grid, "not_processed_confirm_or_reissue");
    move_six(&report, &mut lower);
    sample(report, upper, lower)
}

/// As published: `（六）其他处理` in the place of the merged first cell, `（七）总计` in the item column.
fn move_six(report: &Report, lower: &mut Grid) {
    let items = lower.find("other_no_correction_in_time");
    let total = lower.find("handled_total");
    lower.cells.retain(|cell| {
        cell.number || cell.row < items && cell.column > 0 || cell.row > total || cell.column == 2
    });
    let label = |code: &str| {
        let table = report.table("t3");
        let row = table.rows.iter().find(|row| row.code == code);
        row.map(|row| report.labels.of("t3", code, &row.label))
            .expect("the form has this row")
    };
    lower.label((0, 0), (items, 1), "");
    lower.label((items, 0), (total - items, 2), label("other_handling"));
    lower.label((total, 0), (1, 2), "");
    lower.label((total, 2), (1, 1), label("handled_total"));
}

fn pdf_within_six() -> Sample {
    let about = "breaks inside 三 and inside （六）; after the second one the merged first cell is gone, a column less";
    let mut report = report("haiyuan2023_six", about);
    report.doubts = SAME_AS_DOCX;
    let grid = tables::third(&report, Outline::Apart);
    let upper = upper(&grid, "other_fee_unpaid");
    let lower = without_first_column(&rest(&grid, "other_fee_unpaid"));
    sample(report, upper, lower)
}

/// The grid without its first column: a cell that stood in it alone is gone, a wider one begins at the next column.
fn without_first_column(grid: &Grid) -> Grid {
    let mut narrow = grid.clone();
    narrow.widths.remove(0);
    narrow.cells.retain(|cell| cell.column + cell.columns > 1);
    for cell in &mut narrow.cells {
        match cell.column.checked_sub(1) {
            Some(column) => cell.column = column,
            None => cell.columns -= 1,
        }
    }
    narrow
}
