//! What whole web pages come to: copies of a report in one page, and text that a page hides.

use nianbao::{Extraction, Settings};

const TITLE: &str = "青山县水务局2023年政府信息公开工作年度报告";

/// Tables 2 and 4 of the form of 2021; `numbers` are the three of table 2 and the fifteen of table 4.
fn report(numbers: [&str; 18]) -> String {
    let cells = |of: &[&str]| {
        of.iter()
            .map(|one| format!("<td>{one}</td>"))
            .collect::<String>()
    };
    let [repeal, issue, valid, counts @ ..] = numbers;
    let results = cells(&["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]);
    format!(
        "<h1>{TITLE}</h1><h2>一、总体情况</h2><p>无。</p><h2>二、主动公开政府信息情况</h2>\
        <table><tr><td colspan=4>第二十条第（一）项</tr><tr>{}</tr><tr>{}</tr><tr>{}</tr></table>\
        <h2>四、政府信息公开行政复议、行政诉讼情况</h2>\
        <table><tr><td colspan=5>行政复议<td colspan=10>行政诉讼</tr>\
        <tr>{}<td colspan=5>未经复议直接起诉<td colspan=5>复议后起诉</tr><tr>{results}{results}</tr><tr>{}</tr></table>",
        cells(&["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
        cells(&["规章", issue, repeal, valid]),
        cells(&["行政规范性文件", "0", "0", "0"]),
        results.replace("<td>", "<td rowspan=2>"),
        cells(&counts),
    )
}

fn numbers() -> [&'static str; 18] {
    [
        "1", "2", "31", "4", "0", "0", "1", "5", "2", "0", "0", "0", "2", "0", "3", "0", "0", "3",
    ]
}

fn read(page: &str) -> Extraction {
    let page = format!("<!DOCTYPE html><title>{TITLE}</title><body>{page}");
    nianbao::extract(page.as_bytes(), &Settings::default()).expect("a page")
}

/// Values by table and place; a cell with none is `-`.
fn values(found: &Extraction) -> Vec<String> {
    let cells = found.cells.iter();
    cells
        .map(|cell| {
            let value = cell.value.map_or("-".to_owned(), |value| value.to_string());
            format!(
                "{}.{}.{}={value}",
                cell.table, cell.row_code, cell.column_code
            )
        })
        .collect()
}

fn codes(found: &Extraction) -> Vec<&'static str> {
    found.issues.iter().map(|issue| issue.kind.code).collect()
}

#[test]
fn two_equal_copies_in_a_page_are_one_report() {
    let one = report(numbers());
    let alone = read(&one);
    assert_eq!(alone.cells.len(), 21);
    assert!(values(&alone).contains(&"t4.counts.review_total=5".to_owned()));
    let twice = read(&format!(
        "<div class=pc>导航<p>{one}</div><div class=phone>导航<p>{one}</div>"
    ));
    assert_eq!(values(&twice), values(&alone));
    assert_eq!(codes(&twice), codes(&alone));
    assert_eq!(twice.report.agency, "青山县水务局");
}

#[test]
fn where_two_copies_differ_there_is_no_value() {
    let one = report(numbers());
    let mut other = numbers();
    (other[2], other[7]) = ("32", "6");
    let found = read(&format!("{one}{}", report(other)));
    let lost: Vec<String> = values(&found)
        .into_iter()
        .filter(|cell| cell.ends_with("=-"))
        .collect();
    assert_eq!(lost, ["t2_1.rules.in_force=-", "t4.counts.review_total=-"]);
    assert_eq!(
        codes(&found).iter().filter(|code| **code == "R304").count(),
        4
    );
}

#[test]
fn a_copy_that_the_page_hides_is_none() {
    let mut other = numbers();
    other[2] = "32";
    let sheet = "<style>.phone{display:none} @media (max-width:768px){.phone{display:block}.pc{display:none}}</style>";
    let page = format!(
        "{sheet}<div class=pc>{}</div><div class=phone>{}</div>",
        report(numbers()),
        report(other)
    );
    assert_eq!(values(&read(&page)), values(&read(&report(numbers()))));
}
