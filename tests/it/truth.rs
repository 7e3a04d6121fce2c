use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::samples;
use crate::scratch::Scratch;

/// A row by column name.
type Row = BTreeMap<String, String>;

/// Table, row and column of a form by code.
type Key = (String, String, String);

/// One run of the program over the whole folder of samples.
struct Dataset {
    code: Option<i32>,
    reports: Vec<Row>,
    cells: Vec<Row>,
    issues: Vec<Row>,
    quarantine: Vec<Row>,
}

static DATASET: LazyLock<Dataset> = LazyLock::new(|| {
    let scratch = Scratch::new();
    let mut command = scratch.command(&["extract", "samples", "--out"]);
    command
        .arg(scratch.path("out"))
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().expect("the program starts");
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let table = |name: &str| rows(&scratch.read(&format!("out/{name}.csv")));
    Dataset {
        code: output.status.code(),
        reports: table("reports"),
        cells: table("cells"),
        issues: table("issues"),
        quarantine: table("quarantine"),
    }
});

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

fn source(sample: &Row) -> String {
    format!("samples/{}", sample["file"])
}

fn of<'a>(rows: &'a [Row], source: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| row["source"] == source).collect()
}

fn report(sample: &Row) -> &'static Row {
    let found = of(&DATASET.reports, &source(sample));
    assert_eq!(found.len(), 1, "{} has one row", sample["id"]);
    found[0]
}

fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// State, text without spaces and value of each cell.
fn contents(rows: &[&Row]) -> BTreeMap<Key, [String; 3]> {
    let key = |row: &Row| {
        (
            row["table"].clone(),
            row["row_code"].clone(),
            row["column_code"].clone(),
        )
    };
    let content = |row: &Row| {
        [
            row["state"].clone(),
            dense(&row["raw"]),
            row["value"].clone(),
        ]
    };
    let contents: BTreeMap<Key, _> = rows.iter().map(|row| (key(row), content(row))).collect();
    assert_eq!(contents.len(), rows.len(), "no cell stands twice");
    contents
}

fn truth(id: &str) -> Option<Vec<Row>> {
    let path = samples::root().join(format!("truth/{id}.csv"));
    std::fs::read_to_string(path).ok().map(|text| rows(&text))
}

#[test]
fn every_cell_of_every_sample_is_the_true_one() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for sample in samples::manifest() {
        let truth = truth(&sample["id"]).unwrap_or_default();
        let truth = contents(&truth.iter().collect::<Vec<_>>());
        let found = contents(&of(&DATASET.cells, &source(&sample)));
        let unread: BTreeSet<&str> = sample["unread"].split_whitespace().collect();
        let keys: BTreeSet<&Key> = truth.keys().chain(found.keys()).collect();
        count += keys.len();
        for key in keys {
            let (truth, found) = (truth.get(key), found.get(key));
            let is_right = match unread.contains(format!("{}/{}", key.0, key.1).as_str()) {
                // Neither worse nor better: a value read after all wants its place in the manifest taken back.
                true => found.is_none_or(|[_, _, value]| value.is_empty()),
                false => truth == found,
            };
            if !is_right {
                wrong.push(format!(
                    "{} {key:?}: true {truth:?}, found {found:?}",
                    sample["id"]
                ));
            }
        }
    }
    assert!(count > 4000, "{count} cells");
    assert!(
        wrong.is_empty(),
        "{} of {count} cells:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Codes of the findings about a file, each once; those of the given letters.
fn codes(sample: &Row, letters: &str) -> BTreeSet<String> {
    let issues = of(&DATASET.issues, &source(sample));
    let codes = issues.iter().map(|row| row["code"].clone());
    codes
        .filter(|code| code.starts_with(|c| letters.contains(c)))
        .collect()
}

/// The sums that the script computes from what it prints.
const SUMS: [&str; 4] = ["V301", "V302", "V303", "V401"];

#[test]
fn identities_fail_where_the_truth_breaks_them_and_nowhere_else() {
    for sample in samples::manifest() {
        let expected = sample["issues"].split_whitespace().map(str::to_owned);
        let expected: BTreeSet<String> = expected.filter(|code| code.starts_with('V')).collect();
        let mut found = codes(&sample, "V");
        found.retain(|code| SUMS.contains(&code.as_str()));
        assert_eq!(found, expected, "{}", sample["id"]);
    }
}

#[test]
fn what_must_be_noticed_is_noticed_and_a_whole_report_is_not_doubted() {
    for sample in samples::manifest() {
        let expected = sample["issues"].split_whitespace().map(str::to_owned);
        let expected: BTreeSet<String> = expected
            .filter(|code| code.starts_with(['R', 'F']))
            .collect();
        let found = codes(&sample, "RF");
        match sample["status"].as_str() {
            "ok" => assert_eq!(found, expected, "{}", sample["id"]),
            _ => assert!(expected.is_subset(&found), "{}: {found:?}", sample["id"]),
        }
    }
}

#[test]
fn every_outcome_is_the_expected_one_neither_worse_nor_better() {
    for sample in samples::manifest() {
        let status = &report(&sample)["status"];
        assert!(
            sample["status"]
                .split('|')
                .any(|expected| expected == status),
            "{}: {status}, expected {}",
            sample["id"],
            sample["status"]
        );
    }
}

#[test]
fn agency_year_format_and_forms_are_those_of_the_report() {
    for sample in samples::manifest() {
        let report = report(&sample);
        for column in ["agency", "year"] {
            assert_eq!(report[column], sample[column], "{} {column}", sample["id"]);
        }
        assert_eq!(report["forms"], sample["form"], "{} forms", sample["id"]);
        if report["status"] != "quarantined" {
            assert_eq!(
                report["format"], sample["format"],
                "{} format",
                sample["id"]
            );
        }
    }
}

#[test]
fn what_cannot_be_read_is_quarantined_with_its_kind_and_a_message() {
    assert_eq!(DATASET.code, Some(1));
    let mut quarantined = BTreeSet::new();
    for sample in samples::manifest() {
        let rows = of(&DATASET.quarantine, &source(&sample));
        let expected = report(&sample)["status"] == "quarantined";
        assert_eq!(rows.len(), usize::from(expected), "{}", sample["id"]);
        if let Some(row) = rows.first() {
            assert!(!row["error"].is_empty(), "{}", sample["id"]);
            if !sample["kind"].is_empty() {
                assert_eq!(row["kind"], sample["kind"], "{}", sample["id"]);
            }
            assert_ne!(row["kind"], "crash", "{}", sample["id"]);
            quarantined.insert(source(&sample));
        }
    }
    for row in &DATASET.quarantine {
        let by_us = quarantined.contains(&row["source"]);
        // The truth files, the manifest and the README are no documents.
        let no_document = row["kind"] == "unknown_format"
            && (row["source"].ends_with(".csv") || row["source"].ends_with(".md"));
        assert!(by_us || no_document, "{row:?}");
    }
}
