//! Tests of long lists: one column of numbers, a unit beside each, labels that come again under other headings.

use crate::extraction::CellRecord;
use crate::limits::Limits;
use crate::{grid, normalise, read};

/// The numbers read from a table with these rows of cells, as `code=raw`.
fn numbers(rows: &[&[&str]]) -> Vec<String> {
    let cell = |text: &&str| format!("<td>{text}</td>");
    let row = |cells: &&[&str]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let page = format!("<html><body><table>{rows}</table></body></html>");
    let document = read::read(page.as_bytes(), &Limits::default()).expect("a web page");
    let found = super::recognise(&grid::layout(&document));
    let (cells, _) = normalise::records::records(&found);
    let shown = |cell: &CellRecord| format!("{}={}", cell.row_code, cell.raw);
    let printed = cells.iter().filter(|cell| !cell.raw.is_empty());
    printed.map(shown).collect()
}

#[test]
fn rows_are_found_with_and_without_a_column_of_units() {
    let three = numbers(&[
        &["统 计 指 标", "单位", "统计数"],
        &["一、主动公开情况", "——", "——"],
        &["（一）主动公开政府信息数", "条", "34"],
        &["其中：主动公开规范性文件数", "条", "5"],
        &["制发规范性文件总数", "件", "6"],
    ]);
    let two = numbers(&[
        &["统计指标", "统计数"],
        &["一、主动公开情况", ""],
        &["（一）主动公开政府信息数", "34"],
        &["其中：主动公开规范性文件数", "5"],
        &["制发规范性文件总数", "6"],
    ]);
    let expected = [
        "proactive_items=34",
        "proactive_normative_items=5",
        "normative_issued=6",
    ];
    assert_eq!(three, expected);
    assert_eq!(two, expected);
}

#[test]
fn a_label_that_stands_under_two_headings_is_told_by_its_place() {
    let found = numbers(&[
        &["统计指标", "单位", "统计数"],
        &["四、行政复议数量", "件", "6"],
        &["（一）维持具体行政行为数", "件", "1"],
        &["（二）被依法纠错数", "件", "2"],
        &["（三）其他情形数", "件", "3"],
        &["五、行政诉讼数量", "件", "15"],
        &["（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "4"],
        &["（二）被依法纠错数", "件", "5"],
        &["（三）其他情形数", "件", "6"],
    ]);
    assert_eq!(
        found,
        [
            "review=6",
            "review_upheld=1",
            "review_corrected=2",
            "review_other=3",
            "litigation=15",
            "litigation_upheld=4",
            "litigation_corrected=5",
            "litigation_other=6"
        ]
    );
}

#[test]
fn a_list_of_other_things_under_the_same_header_is_no_statistics_form() {
    let found = numbers(&[
        &["统计指标", "单位", "统计数"],
        &["耕地面积", "亩", "34"],
        &["粮食产量", "吨", "5"],
    ]);
    assert!(found.is_empty(), "{found:?}");
}
