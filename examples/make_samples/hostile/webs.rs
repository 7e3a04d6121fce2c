//! Web pages, web archives, texts and Markdown that are made to break a reader.

use super::super::blocks::plain;
use super::super::markup::Charset;
use super::super::prose::BUREAU;
use super::super::report::{Report, Scale};
use super::super::text::{self, Manner, TextStyle};
use super::Bad;

/// Multiparts within each other: more than any program writes.
const PARTS: usize = 1_000;
/// Characters of one boundary.
const DASHES: usize = 2_000;

pub fn all() -> Vec<Bad> {
    vec![
        nested_tables(),
        spans(),
        nested_parts(),
        dashes(),
        digits(),
        zeros(),
        without_repeats(),
        pipes(),
        ragged(),
    ]
}

fn nested_tables() -> Bad {
    let page = format!("<html>{}", "<table><td>".repeat(5_000));
    Bad::quarantined("html_nested", "html", "limit", page.into())
        .about("5000 tables within each other, none with an end tag")
}

fn spans() -> Bad {
    let cell = "<td colspan=99999 rowspan=65534>0</td>";
    let page = format!(
        "<html><table>{}</table>",
        format!("<tr>{cell}{cell}</tr>").repeat(500)
    );
    Bad::quarantined("html_spans", "html", "", page.into())
        .about("a thousand cells of 99999 columns and 65534 rows each, over each other")
}

fn nested_parts() -> Bad {
    let mut file = String::from("MIME-Version: 1.0\r\n");
    for i in 0..PARTS {
        file += &format!("Content-Type: multipart/mixed; boundary=b{i:03}\r\n\r\n--b{i:03}\r\n");
    }
    file += "Content-Type: text/html\r\n\r\n<table></table>";
    Bad::quarantined("mht_nested", "mht", "damaged", file.into())
        .about("1000 multiparts within each other, the page in the innermost")
}

/// Every line may be the boundary, of which each holds a part.
fn dashes() -> Bad {
    let dashes = "-".repeat(DASHES);
    let lines = format!("{dashes}\r\n").repeat(20);
    let file = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"{dashes}\"\r\n\r\n{lines}"
    );
    Bad::quarantined("mht_dashes", "mht", "damaged", file.into())
        .about("a boundary of 2000 dashes, and lines of nearly as many")
}

const HEADER: &str =
    "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n";

fn text(id: &'static str, extension: &'static str, text: String) -> Bad {
    Bad {
        format: "txt",
        status: "not_a_report",
        ..Bad::quarantined(id, extension, "", text.into())
    }
}

fn digits() -> Bad {
    let mut bad = text(
        "text_digits",
        "txt",
        format!("{HEADER}{}", "7".repeat(30_000)),
    );
    bad.issues = "F004";
    bad.about("the header of table 2, then one line of 30000 digits without end")
}

fn zeros() -> Bad {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.resize(20_000, 0);
    let mut bad = Bad::quarantined("text_zeros", "txt", "unknown_format", bytes)
        .about("the header of table 2, then bytes of zero as a broken download leaves them");
    bad.format = "";
    bad
}

fn small(id: &'static str, agency: &'static str, third: &str, seed: u32) -> Report {
    let mut report = Report::new(id, agency, 2023, ("2021", third)).fill(seed, Scale::Sparse);
    report.status = "partial";
    report
}

fn written(report: Report, extension: &'static str, text: String) -> Bad {
    Bad {
        status: "partial",
        issues: "R201 R302",
        report: Some(report.clone()),
        ..self::text(report.id, extension, text)
    }
}

fn in_text(report: &Report, manner: Manner) -> String {
    let style = TextStyle {
        manner,
        charset: Charset::Utf8,
        end: "\n",
    };
    let bytes = text::write(&plain(report, &BUREAU), &style);
    String::from_utf8(bytes).expect("it is written in UTF-8")
}

/// Some extractors keep one of each short line: which zeros are left belong to which row cannot be told.
fn without_repeats() -> Bad {
    let mut report = small("text_without_repeats", "柳坞县档案局", "2019", 601);
    report.unread = rows(&report, |_| true);
    let mut seen = std::collections::BTreeSet::new();
    let text = in_text(&report, Manner::Lines);
    let kept = text.lines().filter(|line| seen.insert(line.to_string()));
    let kept: Vec<&str> = kept.collect();
    written(report, "txt", kept.join("\n") + "\n")
        .about("one cell a line, and of equal lines only the first")
}

fn pipes() -> Bad {
    let header = "|信息内容|本年制发件数|本年废止件数|现行有效件数|\n|---|---|---|---|\n|规章";
    let mut bad = text(
        "md_pipes",
        "md",
        format!("{header}{}\n", "|".repeat(50_000)),
    );
    bad.issues = "F004";
    bad.about("a row of 50000 blank cells below the header of table 2")
}

/// A converter that drops zeros and fills rows up on the right.
fn ragged() -> Bad {
    let mut report = small("md_ragged", "柳坞县粮食局", "2021", 607);
    report.unread = rows(&report, |raw| raw == "0");
    // The row below is shorter, so nothing shows how many cells of this one are labels.
    report.unread.push("t3/new_received".into());
    let lines = in_text(&report, Manner::Blanked);
    let ragged = |line: &str| {
        let cells: Vec<&str> = line.split(" | ").collect();
        let kept: Vec<&str> = cells
            .iter()
            .copied()
            .filter(|cell| !matches!(cell.trim_matches(['*', ' ', '|']), "0"))
            .collect();
        kept.join(" | ") + &" | ".repeat(cells.len() - kept.len())
    };
    let lines: Vec<String> = lines.lines().map(ragged).collect();
    written(report, "md", lines.join("\n") + "\n")
        .about("Markdown without its zeros, rows filled up on the right")
}

/// The rows of a report of which some cell prints such a text, as the manifest names them.
fn rows(report: &Report, which: impl Fn(&str) -> bool) -> Vec<String> {
    let printed = report.keys().into_iter();
    let mut rows: Vec<String> = printed
        .filter(|key| which(&report.printed(*key).raw))
        .map(|(table, row, _)| format!("{table}/{row}"))
        .collect();
    rows.dedup();
    rows
}
