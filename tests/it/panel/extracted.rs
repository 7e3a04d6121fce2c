//! From files to a panel: what `extract` writes, `panel` reads.

use super::values;
use crate::corpus::corpus;
use crate::keys::titled;
use crate::scratch::{Outcome, Scratch};

fn extract(scratch: &Scratch, files: &str, more: &[&str]) -> Outcome {
    scratch.run(&[&["extract", files, "--out", "data"], more].concat())
}

fn panel(scratch: &Scratch, datasets: &[&str]) -> Outcome {
    scratch.run(&[&["panel"], datasets, &["--out", "panel"]].concat())
}

fn samples(path: &str) -> String {
    format!("{}/samples/{path}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_county_by_two_names_and_before_it_was_renamed_is_one_agency_and_its_office_another() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽县人民政府", 2015, "1"))
        .file("in/b.html", titled("洪泽区人民政府", 2023, "2"))
        .file("in/c.html", titled("淮安市洪泽区人民政府", 2024, "3"))
        .file("in/d.html", titled("洪泽区人民政府办公室", 2024, "4"));
    extract(&scratch, "in", &[]);
    panel(&scratch, &["data"]);
    assert_eq!(
        values(
            &scratch,
            "panel.csv",
            &["panel_id", "agency", "year", "t4__counts__review_total"]
        ),
        [
            "320813:人民政府 洪泽县人民政府 2015 1",
            "320813:人民政府 洪泽区人民政府 2023 2",
            "320813:人民政府 淮安市洪泽区人民政府 2024 3",
            "320813:人民政府办公室 洪泽区人民政府办公室 2024 4",
        ]
    );
}

#[test]
fn hzq2023_joins_with_the_report_that_names_the_city_too() {
    let Some(corpus) = corpus("real") else { return };
    let file = corpus.join("files/hzq2023.pdf");
    let scratch = Scratch::new();
    scratch.file("in/2024.html", titled("淮安市洪泽区人民政府", 2024, "0"));
    extract(&scratch, "in", &[]);
    let file = file.to_string_lossy();
    scratch.run(&["extract", &file, "--out", "other"]);
    panel(&scratch, &["data", "other"]);
    assert_eq!(
        values(&scratch, "panel.csv", &["panel_id", "agency", "year"]),
        [
            "320813:人民政府 洪泽区人民政府 2023",
            "320813:人民政府 淮安市洪泽区人民政府 2024",
        ]
    );
}

#[test]
fn of_two_versions_the_one_that_the_manifest_dates_later_stands() {
    let scratch = Scratch::new();
    scratch
        .file("in/a.html", titled("洪泽区水务局", 2023, "1"))
        .file("in/b.html", titled("淮安市洪泽区水务局", 2023, "2"))
        .file(
            "manifest.csv",
            "source,url,published\nin/a.html,https://example.org/a,2024-03-01\nin/b.html,https://example.org/b,2024-01-15\n",
        );
    let outcome = extract(&scratch, "in", &["--manifest", "manifest.csv"]);
    assert!(outcome.code < Some(2), "{}", outcome.err);
    panel(&scratch, &["data"]);
    let columns = [
        "url",
        "published",
        "t4__counts__review_total",
        "n_revisions",
    ];
    assert_eq!(
        values(&scratch, "panel.csv", &columns),
        ["https://example.org/a 2024-03-01 1 1"]
    );
    assert_eq!(
        values(&scratch, "duplicates.csv", &["source", "kind", "published"]),
        ["in/b.html revision 2024-01-15"]
    );
}

#[test]
fn every_report_of_the_samples_has_its_place() {
    let scratch = Scratch::new();
    extract(&scratch, &samples("docx"), &[]);
    let outcome = panel(&scratch, &["data"]);
    assert!(outcome.code < Some(2), "{}", outcome.err);
    let mut reports = csv::Reader::from_path(scratch.path("data/reports.csv")).expect("a table");
    let rows = reports.deserialize::<crate::corpus::Row>();
    let with_cells = rows.filter(|row| row.as_ref().expect("a row")["cells"] != "0");
    let with_cells = with_cells.count();
    let rows = values(&scratch, "panel.csv", &["n_reports"]);
    let reports: usize = rows
        .iter()
        .map(|n| n.parse::<usize>().expect("a number"))
        .sum();
    assert!(with_cells > 0);
    assert!(reports + values(&scratch, "unplaced.csv", &["source"]).len() >= with_cells);
}

#[test]
fn a_form_of_the_users_own_has_columns_of_its_own() {
    let scratch = Scratch::new();
    let form = samples("forms/proposals.toml");
    extract(&scratch, &samples("proposals"), &["--form", &form]);
    let outcome = panel(&scratch, &["data"]);
    assert!(outcome.code < Some(2), "{}", outcome.err);
    let mut cells = csv::Reader::from_path(scratch.path("data/cells.csv")).expect("a table");
    let cell = cells
        .deserialize::<crate::corpus::Row>()
        .map(|row| row.expect("a row"));
    let sure =
        |row: &crate::corpus::Row| row["form"] == "local_proposals" && row["issues"].is_empty();
    let cell = cell
        .into_iter()
        .find(|row| sure(row) && !row["value"].is_empty());
    let cell = cell.expect("a number");
    let codes = ["form", "table", "row_code", "column_code"].map(|code| cell[code].clone());
    let column = codes.join("__");
    assert!(values(&scratch, "columns.csv", &["name"]).contains(&column));
    assert!(values(&scratch, "panel.csv", &[&column]).contains(&cell["value"]));
}
