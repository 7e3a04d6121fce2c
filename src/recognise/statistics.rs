//! Tests of long lists: one column of numbers, a unit beside each, labels that come again under other headings.

use crate::extraction::{CellRecord, ExtraRecord};
use crate::forms::Forms;
use crate::limits::Limits;
use crate::{grid, normalise};

/// The numbers read from a table with these rows of cells, as `code=raw`.
fn numbers(rows: &[&[&str]]) -> Vec<String> {
    let (cells, _) = read(rows);
    let shown = |cell: &CellRecord| format!("{}={}", cell.row_code, cell.raw);
    let printed = cells.iter().filter(|cell| !cell.raw.is_empty());
    printed.map(shown).collect()
}

/// What is none of the form, as `row label|row code|column label=raw`.
fn extra(rows: &[&[&str]]) -> Vec<String> {
    let shown = |cell: &ExtraRecord| {
        format!(
            "{}|{}|{}={}",
            cell.row_label, cell.row_code, cell.column_label, cell.raw
        )
    };
    read(rows).1.iter().map(shown).collect()
}

fn read(rows: &[&[&str]]) -> (Vec<CellRecord>, Vec<ExtraRecord>) {
    let cell = |text: &&str| format!("<td>{text}</td>");
    let row = |cells: &&[&str]| format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>());
    let rows: String = rows.iter().map(row).collect();
    let page = format!("<html><body><table>{rows}</table></body></html>");
    let document = crate::read::read(page.as_bytes(), &Limits::default(), Forms::default())
        .expect("a web page");
    let found = super::recognise(
        &grid::layout(&document, &Limits::default()).expect("no cap is reached"),
        Forms::default(),
    );
    let (cells, _) = normalise::records::records(&found);
    (cells, normalise::records::extra(&found))
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

#[test]
fn a_row_and_a_column_of_the_documents_own_are_kept_with_their_labels() {
    let rows: &[&[&str]] = &[
        &["序号", "统计指标", "单位", "统计数", "备注"],
        &["1", "一、主动公开情况", "——", "", ""],
        &["2", "（一）主动公开政府信息数", "条", "34", "含乡镇"],
        &["3", "其中：主动公开规范性文件数", "条", "5", ""],
        &["4", "公开重大项目信息数", "条", "7", ""],
        &["5", "制发规范性文件总数", "件", "6", ""],
    ];
    let expected = [
        "proactive_items=34",
        "proactive_normative_items=5",
        "normative_issued=6",
    ];
    assert_eq!(numbers(rows), expected);
    let kept = extra(rows);
    let own = kept.iter().filter(|cell| !cell.contains("|序号="));
    assert_eq!(
        own.collect::<Vec<_>>(),
        [
            "（一）主动公开政府信息数|proactive_items|备注=含乡镇",
            "公开重大项目信息数||统计数=7"
        ]
    );
    assert_eq!(
        kept.iter().filter(|cell| cell.contains("|序号=")).count(),
        5
    );
}

#[test]
fn another_unit_of_money_is_told_and_another_word_for_counting_is_not() {
    let (cells, _) = read(&[
        &["统计指标", "单位", "统计数"],
        &["六、举报投诉数量", "次", "3"],
        &["七、依申请公开信息收取的费用", "元", "5000"],
        &["（一）政府信息公开工作专门机构数", "个", "2"],
    ]);
    let codes = |row: &str| {
        let cell = cells.iter().find(|cell| cell.row_code == row);
        let issues = cell.into_iter().flat_map(|cell| &cell.issues);
        issues.map(|kind| kind.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("request_fees"), ["R307"]);
    assert!(codes("complaints").is_empty() && codes("dedicated_units").is_empty());
}

#[test]
fn a_table_folded_into_two_halves_gives_no_wrong_number() {
    let found = numbers(&[
        &["统计指标", "单位", "统计数", "统计指标", "单位", "统计数"],
        &[
            "（一）主动公开政府信息数",
            "条",
            "34",
            "四、行政复议数量",
            "件",
            "6",
        ],
        &[
            "其中：主动公开规范性文件数",
            "条",
            "5",
            "（二）被依法纠错数",
            "件",
            "2",
        ],
        &[
            "制发规范性文件总数",
            "件",
            "7",
            "（三）其他情形数",
            "件",
            "3",
        ],
    ]);
    let right = ["review=6", "review_corrected=2", "review_other=3"];
    assert!(
        found.iter().all(|cell| right.contains(&cell.as_str())),
        "{found:?}"
    );
}

#[test]
fn numbers_may_stand_under_a_common_word_with_their_units() {
    let found = numbers(&[
        &["序号", "指标名称", "数量"],
        &["1", "（一）收到申请数", "12件"],
        &["2", "1.当面申请数", "7件"],
        &["3", "2.传真申请数", "0件"],
    ]);
    assert_eq!(
        found,
        [
            "received=12件",
            "received_in_person=7件",
            "received_fax=0件"
        ]
    );
}
