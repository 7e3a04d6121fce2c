use std::collections::BTreeMap;

use crate::scratch::{Outcome, Scratch};

/// A row by column name.
type Row = BTreeMap<String, String>;

const WHOLE: &str = "统计期限自2023年1月1日起至2023年12月31日止。";

/// A page with table 4 under a title and an opening paragraph; every cell prints `value`.
fn page(title: &str, opening: &str, value: &str) -> String {
    let columns =
        "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>";
    let values = format!("<td>{value}</td>").repeat(15);
    format!(
        "<html><head><meta charset=utf-8></head><body><h1>{title}</h1><p>{opening}</p><p>一、总体情况</p>\
         <p>2023年上半年举办培训，发布解读12件。</p><table border=1>\
         <tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr>\
         <tr><td rowspan=2>结果维持</td><td rowspan=2>结果纠正</td><td rowspan=2>其他结果</td><td rowspan=2>尚未审结</td>\
         <td rowspan=2>总计</td><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>\
         <tr>{columns}{columns}</tr><tr>{values}</tr></table></body></html>"
    )
}

/// Such a page of an agency and year.
pub(crate) fn titled(agency: &str, year: u16, value: &str) -> String {
    page(
        &format!("{agency}{year}年政府信息公开工作年度报告"),
        "",
        value,
    )
}

fn extract(scratch: &Scratch, more: &[&str]) -> Outcome {
    scratch.run(&[&["extract", "in", "--out", "out"], more].concat())
}

fn table(scratch: &Scratch, name: &str) -> Vec<Row> {
    let text = scratch.read(&format!("out/{name}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

fn report(scratch: &Scratch, source: &str) -> Row {
    let mut rows = table(scratch, "reports").into_iter();
    rows.find(|row| row["source"] == source)
        .expect("a row of the file")
}

#[test]
fn one_agency_by_two_names_has_one_key_and_its_office_another() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽区人民政府", 2023, "0"))
        .file("in/b.html", titled("淮安市洪泽区人民政府", 2023, "0"))
        .file("in/c.html", titled("洪泽区人民政府办公室", 2023, "0"))
        .file("in/d.html", titled("洪泽县人民政府", 2014, "0"))
        .file("in/e.html", titled("青山县人民政府", 2023, "0"));
    extract(&scratch, &[]);
    let keys: Vec<String> = table(&scratch, "reports")
        .into_iter()
        .map(|row| row["agency_key"].clone())
        .collect();
    assert_eq!(
        keys,
        [
            "320813:人民政府",
            "320813:人民政府",
            "320813:人民政府办公室",
            "320829:人民政府",
            ":青山县人民政府"
        ]
    );
    // One row for both names.
    let wide: Vec<String> = table(&scratch, "wide/cn_foi_annual_2021")
        .into_iter()
        .map(|row| row["source"].clone())
        .collect();
    assert_eq!(wide, ["in/a.html", "in/c.html", "in/d.html", "in/e.html"]);
    assert!(report(&scratch, "in/b.html")["issues"].contains("F006"));
}

#[test]
fn two_reports_of_one_agency_by_two_names_doubt_their_key() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽区水务局", 2023, "0"))
        .file("in/b.html", titled("江苏省淮安市洪泽区水务局", 2023, "1"));
    extract(&scratch, &[]);
    for source in ["in/a.html", "in/b.html"] {
        assert!(
            report(&scratch, source)["issues"].contains("K301"),
            "{source}"
        );
    }
}

#[test]
fn who_compiled_the_report_stands_apart() {
    let scratch = Scratch::new();
    let opening = "本报告由洪泽区人民政府办公室根据《条例》编制。";
    let title = "洪泽区人民政府2023年政府信息公开工作年度报告";
    scratch.file("in/a.html", page(title, opening, "0"));
    extract(&scratch, &[]);
    let row = report(&scratch, "in/a.html");
    assert_eq!(
        (row["agency"].as_str(), row["compiled_by"].as_str()),
        ("洪泽区人民政府", "洪泽区人民政府办公室")
    );
    let candidates = table(&scratch, "candidates");
    let said: Vec<[&str; 4]> = candidates
        .iter()
        .map(|row| ["field", "from", "value", "chosen"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ["agency", "title", "洪泽区人民政府", "true"],
            ["agency", "preamble", "洪泽区人民政府办公室", "false"],
            ["year", "title", "2023", "true"],
            ["region_code", "name", "320813", "true"],
            ["compiled_by", "preamble", "洪泽区人民政府办公室", "true"],
        ]
    );
}

#[test]
fn who_filled_in_the_form_is_the_agency_when_nothing_else_names_one() {
    let scratch = Scratch::new();
    let title = "2023年政府信息公开工作年度报告";
    scratch.file("in/a.html", page(title, "填报单位：洪泽区水务局", "0"));
    extract(&scratch, &[]);
    let row = report(&scratch, "in/a.html");
    let found = ["agency_key", "agency_source", "compiled_by"].map(|column| row[column].as_str());
    assert_eq!(found, ["320813:水务局", "header_table", ""]);
    assert!(row["issues"].contains("K103"));
}

#[test]
fn a_manifest_wins_and_a_disagreement_is_told() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽区水务局", 2023, "0"))
        .file("in/b.html", page("", "", "0"))
        .file("in/c.pdf", "")
        .file(
            "harvest.csv",
            "source,url,agency,year,region_code,publisher,published\n\
             in/a.html,http://a.cn/1.html,洪泽区财政局,2022,320812,洪泽区人民政府,2024/1/20\n\
             b.html,,洪泽区教育局,2021,,,\n\
             c.pdf,,洪泽区审计局,2020,,,\n",
        );
    let outcome = extract(&scratch, &["--manifest", "harvest.csv"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(1), ""));
    let row = report(&scratch, "in/a.html");
    let columns = [
        "agency",
        "agency_source",
        "year",
        "year_source",
        "region_code",
        "region_source",
        "url",
        "publisher",
        "published",
    ];
    assert_eq!(
        columns.map(|column| row[column].as_str()),
        [
            "洪泽区财政局",
            "manifest",
            "2022",
            "manifest",
            "320812",
            "manifest",
            "http://a.cn/1.html",
            "洪泽区人民政府",
            "2024-01-20"
        ]
    );
    for code in ["K105", "K206", "K404"] {
        assert!(row["issues"].contains(code), "{}", row["issues"]);
    }
    let row = report(&scratch, "in/b.html");
    assert_eq!(
        (row["agency_key"].as_str(), row["year"].as_str()),
        ("320813:教育局", "2021")
    );
    assert!(!row["issues"].contains('K'), "{}", row["issues"]);
    // Known of a file that cannot be read, too.
    let row = report(&scratch, "in/c.pdf");
    assert_eq!(
        (row["status"].as_str(), row["agency_key"].as_str()),
        ("quarantined", "320813:审计局")
    );
}

#[test]
fn what_is_wrong_with_a_manifest_is_told_and_stops_nothing() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽区水务局", 2023, "0"))
        .file(
            "harvest.csv",
            "source,year,region_code\na.html,20233,999999\ngone.html,2023,\n",
        );
    let outcome = extract(&scratch, &["--manifest", "harvest.csv"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(
        outcome.err,
        "nianbao: manifest line 3: no file gone.html\n\
         nianbao: manifest line 2: known from elsewhere, left out: the year 20233 is out of range\n\
         nianbao: manifest line 2: known from elsewhere, left out: there never was a region 999999\n"
    );
    let row = report(&scratch, "in/a.html");
    assert_eq!(
        (row["year"].as_str(), row["year_source"].as_str()),
        ("2023", "title")
    );
    assert!(row["issues"].contains("F009"));
}

#[test]
fn a_manifest_that_is_none_could_not_run() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", "x")
        .file("harvest.csv", "url,year\nhttp://a.cn,2023\n");
    let outcome = extract(&scratch, &["--manifest", "harvest.csv"]);
    assert_eq!(outcome.code, Some(2));
    assert_eq!(
        outcome.err,
        "nianbao: cannot read the manifest harvest.csv: it has no column \"source\"\n"
    );
    assert_eq!(extract(&scratch, &["--manifest", "gone.csv"]).code, Some(2));
    assert!(!scratch.path("out").exists());
}

#[test]
fn half_year_figures_are_no_report_and_a_report_that_speaks_of_them_is_one() {
    let scratch = Scratch::new();
    scratch
        .file(
            "in/half.html",
            page("青山县水务局2023年上半年政府信息公开工作报告", "", "3"),
        )
        .file(
            "in/notice.html",
            page(
                "关于做好2023年政府信息公开工作年度报告编制工作的通知",
                "如有疑问，请与青山县人民政府办公室联系。",
                "",
            ),
        )
        .file(
            "in/read.html",
            page(
                "《青山县水务局2023年政府信息公开工作年度报告》解读",
                "",
                "3",
            ),
        )
        .file(
            "in/whole.html",
            page("青山县水务局2023年政府信息公开工作年度报告", WHOLE, "3"),
        );
    extract(&scratch, &[]);
    let outcome = |source: &str| {
        let row = report(&scratch, source);
        (
            row["status"].clone(),
            row["cells"].clone(),
            row["issues"].clone(),
        )
    };
    let of = |status: &str, cells: &str, issues: &str| {
        (status.to_owned(), cells.to_owned(), issues.to_owned())
    };
    assert_eq!(outcome("in/half.html"), of("not_a_report", "0", "F007"));
    assert_eq!(outcome("in/read.html"), of("not_a_report", "0", "F008"));
    assert_eq!(outcome("in/notice.html").0, "blank_form");
    let whole = outcome("in/whole.html");
    assert!(whole.0 != "not_a_report" && whole.1 == "15", "{whole:?}");
    let wide = table(&scratch, "wide/cn_foi_annual_2021");
    assert_eq!(wide.len(), 1);
}
