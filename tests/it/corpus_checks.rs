//! Checks on real reports, with outcomes worked out by hand from their pages, and on synthetic ones, with the slips that
//! were printed into them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::corpus::{Row, corpus, rows};
use crate::scratch::Scratch;

/// The rows of `checks.csv` of one real report.
fn checks(file: &str) -> Option<Vec<Row>> {
    let file = corpus("real")?.join("files").join(file);
    let scratch = Scratch::new();
    scratch.run(&["extract", &file.to_string_lossy(), "--out", "out"]);
    Some(rows(&scratch.path("out/checks.csv")))
}

/// How many instances of a check passed, failed and could not be judged.
fn counts(checks: &[Row], check: &str) -> [usize; 3] {
    ["pass", "fail", "not_assessable"].map(|status| {
        let own = checks.iter().filter(|row| row["check"] == check);
        own.filter(|row| row["status"] == status).count()
    })
}

/// Instances of a check with this status.
fn instances<'a>(checks: &'a [Row], check: &str, status: &str) -> Vec<&'a str> {
    let own = checks
        .iter()
        .filter(|row| row["check"] == check && row["status"] == status);
    own.map(|row| row["instance"].as_str()).collect()
}

#[test]
fn hzq2023_fails_the_sums_of_table_4_twice_and_nothing_else() {
    let Some(checks) = checks("hzq2023.pdf") else {
        return;
    };
    let told =
        |row: &Row| ["check", "instance", "left", "right", "difference"].map(|c| row[c].clone());
    let failed: Vec<_> = checks
        .iter()
        .filter(|row| row["status"] == "fail")
        .map(told)
        .collect();
    // 10 + 1 + 0 + 0 and 5 + 0 + 0 + 0 are printed beside totals of 0.
    let expected = [
        ["T4-SUM", "review_total", "0", "11", "-11"],
        ["T4-SUM", "lit_after_review_total", "0", "5", "-5"],
    ];
    assert_eq!(failed, expected.map(|row| row.map(str::to_owned)));
    // The text says that the whole district received 21.
    assert_eq!(instances(&checks, "TX-RECV", "pass"), ["全区"]);
    assert_eq!(counts(&checks, "T3-BAL"), [7, 0, 0]);
}

#[test]
fn szfgs2024_holds_every_sum_and_agrees_with_its_text() {
    let Some(checks) = checks("szfgs2024.pdf") else {
        return;
    };
    // 3001 + 34 = 2932 + 103 for natural persons, 3119 + 34 = 3050 + 103 in all, and so on.
    assert_eq!(counts(&checks, "T3-BAL"), [7, 0, 0]);
    // 1288 + 447 + 2 + 30 + … + 108 = 2932, 1362 + 454 + … + 110 = 3050.
    assert_eq!(counts(&checks, "T3-SUM"), [7, 0, 0]);
    assert_eq!(counts(&checks, "T3-COL"), [25, 0, 0]);
    // 72 + 64 + 178 + 37 = 351, 13 + 4 + 8 + 1 = 26, 12 + 1 + 1 + 6 = 20.
    assert_eq!(counts(&checks, "T4-SUM"), [3, 0, 0]);
    // 3119 requests, 351 reconsiderations, 46 = 26 + 20 suits.
    assert_eq!(instances(&checks, "TX-RECV", "pass"), ["全市"]);
    assert_eq!(
        instances(&checks, "TX-REVIEW", "pass"),
        ["review", "litigation"]
    );
    // The text gives 1 rule issued, not how many are in force.
    assert_eq!(counts(&checks, "TX-INFORCE"), [0, 0, 2]);
    assert_eq!(counts(&checks, "T2-RANGE"), [6, 0, 0]);
    assert!(checks.iter().all(|row| row["status"] != "fail"));
}

#[test]
fn shanghai2019_leaves_most_blank_so_little_can_be_judged() {
    for file in [
        "shanghai2019_html.html",
        "shanghai2019_docx.docx",
        "shanghai2019_doc.doc",
    ] {
        let Some(checks) = checks(file) else { return };
        // 821 + 18 = 767 + 72 and 859 + 18 = 805 + 72; the other columns have blanks.
        assert_eq!(
            instances(&checks, "T3-BAL", "pass"),
            ["natural_person", "total"],
            "{file}"
        );
        assert_eq!(counts(&checks, "T3-BAL"), [2, 0, 5], "{file}");
        // Every column and every row has blanks, and so has each group of table 4.
        assert_eq!(counts(&checks, "T3-SUM"), [0, 0, 7], "{file}");
        assert_eq!(counts(&checks, "T3-COL"), [0, 0, 23], "{file}");
        assert_eq!(counts(&checks, "T4-SUM"), [0, 0, 3], "{file}");
        assert_eq!(counts(&checks, "T2-RANGE"), [3, 0, 0], "{file}");
        assert!(checks.iter().all(|row| row["status"] != "fail"), "{file}");
    }
}

#[test]
fn every_known_rule_is_a_check_of_the_same_severity() {
    let Some(corpus) = corpus("real") else { return };
    let rules = corpus.join("../../forms/rules.json");
    let rules = std::fs::read_to_string(rules).expect("the rules stand beside the corpus");
    let rules: serde_json::Value = serde_json::from_str(&rules).expect("JSON");
    let rules = rules["rules"].as_array().expect("rules").iter();
    let known: BTreeSet<[String; 2]> = rules
        .map(|rule| ["id", "severity"].map(|key| rule[key].as_str().expect("a word").to_owned()))
        .collect();
    let list = Scratch::new().run(&["explain"]).out;
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let checks: BTreeSet<[String; 2]> = list
        .lines()
        .map(words)
        // Identities of a form of the user's own are no rules of the statutory ones.
        .filter(|words| words[0].starts_with('V') && !words[3].starts_with("FORM"))
        .map(|words| [words[3].clone(), words[2].clone()])
        .collect();
    assert_eq!(checks, known);
}

/// Columns of table 3 as the synthetic reports name them.
const COLUMNS: [(&str, &str); 7] = [
    ("natural", "natural_person"),
    ("enterprise", "org_commercial"),
    ("research", "org_research"),
    ("charity", "org_public_welfare"),
    ("legal", "org_legal_service"),
    ("other", "org_other"),
    ("total", "total"),
];

/// Check and instance of an identity as the synthetic reports name it; `row_of` gives the code of a row by its number.
fn identity(name: &str, row_of: impl Fn(&str) -> String) -> (&'static str, String) {
    let column = |name: &str| {
        let known = COLUMNS.iter().find(|column| column.0 == name);
        known.expect("a column of table 3").1.to_owned()
    };
    let (table, rest) = name.split_once('.').expect("a table");
    match (table, rest.split_once(':'), rest.split_once(".total=")) {
        ("T3", Some((name, "1+2=3.7+4")), _) => ("T3-BAL", column(name)),
        ("T3", Some((name, "3.7=sum(items)")), _) => ("T3-SUM", column(name)),
        ("T3", None, Some((row, "sum(columns)"))) => ("T3-COL", row_of(row)),
        ("T4", None, Some(("review", "sum"))) => ("T4-SUM", "review_total".to_owned()),
        ("T4", None, Some(("direct", "sum"))) => ("T4-SUM", "lit_direct_total".to_owned()),
        ("T4", None, Some(("after", "sum"))) => ("T4-SUM", "lit_after_review_total".to_owned()),
        ("S", None, None) => match rest {
            "4=sum(parts)" => ("S-REV", "review/value".to_owned()),
            "5=sum(parts)" => ("S-REV", "litigation/value".to_owned()),
            _ => panic!("{name} is no known identity"),
        },
        _ => panic!("{name} is no known identity"),
    }
}

#[test]
fn every_identity_has_its_own_check_and_instance() {
    let row_of = |no: &str| format!("row {no}");
    let mut names = Vec::new();
    for (name, _) in COLUMNS {
        names.push(format!("T3.{name}:1+2=3.7+4"));
        names.push(format!("T3.{name}:3.7=sum(items)"));
    }
    names.extend(
        ["1", "2", "3.1", "3.3.8", "3.7", "4"].map(|no| format!("T3.{no}.total=sum(columns)")),
    );
    names.extend(["review", "direct", "after"].map(|group| format!("T4.{group}.total=sum")));
    names.extend(["S.4=sum(parts)", "S.5=sum(parts)"].map(str::to_owned));
    let mapped: BTreeSet<_> = names.iter().map(|name| identity(name, row_of)).collect();
    assert_eq!(mapped.len(), names.len());
}

type Slip = (String, String, String);

/// Slips of the synthetic reports by file, check and instance, with both sides.
fn slips(folder: &Path, cells: &[Row]) -> BTreeMap<Slip, [String; 2]> {
    let documents = rows(&folder.join("docs.csv"));
    let file_of: BTreeMap<&str, &str> = documents
        .iter()
        .map(|row| (row["doc"].as_str(), row["file"].as_str()))
        .collect();
    let row_codes: BTreeMap<(&str, &str), &str> = cells
        .iter()
        .filter(|cell| cell["table"] == "t3")
        .map(|cell| {
            (
                (name(&cell["source"]), cell["row_no"].as_str()),
                cell["row_code"].as_str(),
            )
        })
        .collect();
    let mut slips = BTreeMap::new();
    for error in rows(&folder.join("errors.csv")) {
        let file = file_of[error["doc"].as_str()];
        // A file that is not read, as a scan, has no rows and no outcomes.
        let row_of = |no: &str| row_codes.get(&(file, no)).copied().unwrap_or(no).to_owned();
        let (check, instance) = identity(&error["identity"], row_of);
        let sides = [error["lhs"].clone(), error["rhs"].clone()];
        slips.insert((file.to_owned(), check.to_owned(), instance), sides);
    }
    slips
}

fn name(source: &str) -> &str {
    source.rsplit('/').next().unwrap_or(source)
}

/// The checks that the slips are about: sums. The numbers of the synthetic reports are random beyond them.
const SUMS: [&str; 9] = [
    "T3-BAL", "T3-SUM", "T3-COL", "T4-SUM", "S-RECV", "S-CLOSE", "S-REPLY", "S-REV", "S-STAFF",
];

#[test]
fn the_failed_sums_are_the_slips_that_were_printed() {
    let Some(folder) = corpus("dev") else { return };
    let scratch = Scratch::new();
    let files = folder.join("files");
    scratch.run(&["extract", &files.to_string_lossy(), "--out", "out"]);
    let cells = rows(&scratch.path("out/cells.csv"));
    let outcomes = rows(&scratch.path("out/checks.csv"));
    let read: BTreeSet<&str> = cells.iter().map(|cell| name(&cell["source"])).collect();
    let key = |row: &Row| {
        (
            name(&row["source"]).to_owned(),
            row["check"].clone(),
            row["instance"].clone(),
        )
    };
    let status: BTreeMap<Slip, &Row> = outcomes
        .iter()
        .filter(|row| SUMS.contains(&row["check"].as_str()))
        .map(|row| (key(row), row))
        .collect();
    let with = |wanted: &str| -> BTreeSet<&Slip> {
        let own = status.iter().filter(|(_, row)| row["status"] == wanted);
        own.map(|(key, _)| key).collect()
    };
    let slips = slips(&folder, &cells);
    let printed: BTreeSet<&Slip> = slips
        .keys()
        .filter(|slip| read.contains(slip.0.as_str()))
        .collect();
    // Where an operand is blank nothing is judged.
    let unjudged = with("not_assessable");
    let judged: BTreeSet<&Slip> = printed.difference(&unjudged).copied().collect();
    assert!(judged.len() > 40, "{}", judged.len());
    assert_eq!(with("fail"), judged);
    for slip in judged {
        let row = status[slip];
        assert_eq!(
            [&row["left"], &row["right"]].map(String::clone),
            slips[slip],
            "{slip:?}"
        );
    }
}
