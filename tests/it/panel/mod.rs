//! `nianbao panel` on datasets whose content is known.

mod compare;
#[cfg(all(feature = "pdf", feature = "office"))]
mod extracted;
mod world;

use crate::scratch::Scratch;

const AGENCIES: usize = 40;

#[test]
fn whatever_is_in_the_datasets_is_found_and_nothing_is_invented() {
    let scratch = Scratch::new();
    let truth = world::write(&scratch.path(""), AGENCIES);
    assert!(truth.files > AGENCIES * 5 && truth.recoded.len() > 4);
    let outcome = scratch.run(&["panel", "old", "new", "--out", "panel"]);
    assert_eq!(
        (outcome.code, outcome.out.as_str(), outcome.err.as_str()),
        (Some(1), "", "")
    );
    for line in compare::compare(&scratch.path("panel"), &truth) {
        assert_eq!(
            (line.found, line.invented(), &line.wrong),
            (line.there, 0, &Vec::new()),
            "{}",
            line.what
        );
    }
}

#[test]
fn a_second_run_and_a_dataset_named_twice_change_no_byte() {
    let scratch = Scratch::new();
    world::write(&scratch.path(""), 10);
    for (out, again) in [("one", "new"), ("two", "old")] {
        scratch.run(&["panel", "old", "new", again, "--out", out]);
    }
    let (one, two) = (scratch.tree("one"), scratch.tree("two"));
    assert_eq!(one.len(), 11);
    assert!(one == two);
}

/// Writes a dataset with one row of `reports.csv` and cells for each line; columns as in the header.
fn dataset(scratch: &Scratch, folder: &str, header: &str, reports: &[&str], cells: &[&str]) {
    let reports = reports.join("\n");
    let cells = cells.join("\n");
    let cell_header = "source,form,table,row_code,column_code,state,value,issues";
    scratch
        .file(
            &format!("{folder}/reports.csv"),
            format!("{header}\n{reports}\n"),
        )
        .file(
            &format!("{folder}/cells.csv"),
            format!("{cell_header}\n{cells}\n"),
        )
        .file(&format!("{folder}/issues.csv"), "source,code\n");
}

const HEADER: &str = "report_id,source,sha256,agency,year,region_code,agency_key,status";

/// The values of these columns in every row of a table of the panel, separated by spaces.
fn values(scratch: &Scratch, table: &str, columns: &[&str]) -> Vec<String> {
    let path = scratch.path("panel").join(table);
    let mut csv = csv::Reader::from_path(path).expect("a table");
    let header = csv.headers().expect("a header").clone();
    let place = |name: &&str| {
        header
            .iter()
            .position(|own| own == *name)
            .expect("the column")
    };
    let places: Vec<usize> = columns.iter().map(place).collect();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row");
        let values: Vec<&str> = places.iter().map(|at| &row[*at]).collect();
        values.join(" ")
    };
    csv.records().map(row).collect()
}

#[test]
fn two_codes_of_a_county_are_one_agency_and_its_office_another() {
    let scratch = Scratch::new();
    let reports = [
        "1,1.pdf,11,洪泽县人民政府,2015,320829,320829:人民政府,ok",
        "2,2.pdf,22,洪泽区人民政府,2023,320813,320813:人民政府,ok",
        "3,3.pdf,33,淮安市洪泽区人民政府,2024,320813,320813:人民政府,ok",
        "4,4.pdf,44,洪泽区人民政府办公室,2024,320813,320813:人民政府办公室,ok",
    ];
    let cell = |n: u8, form, cell| format!("{n}.pdf,{form},{cell},number,{n},");
    let new = "cn_foi_annual_2021";
    let cells = [
        cell(1, "cn_foi_stats_2014", "stats,received,value"),
        cell(2, new, "t3,new_received,total"),
        cell(3, new, "t3,new_received,total"),
        cell(4, new, "t3,new_received,total"),
    ];
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    dataset(&scratch, "a", HEADER, &reports, &cells);
    assert_eq!(scratch.run(&["panel", "a", "--out", "panel"]).code, Some(0));
    let rows = values(
        &scratch,
        "panel.csv",
        &["panel_id", "year", "region_code", "t3__new_received__total"],
    );
    assert_eq!(
        rows,
        [
            "320813:人民政府 2015 320829 1",
            "320813:人民政府 2023 320813 2",
            "320813:人民政府 2024 320813 3",
            "320813:人民政府办公室 2024 320813 4",
        ]
    );
}

#[test]
fn the_key_decides_not_the_name_and_the_range_of_years_is_the_one_asked_for() {
    let scratch = Scratch::new();
    let header = format!("{HEADER},url,published");
    let report = "1,1.pdf,11,某局,2022,,320829:水务局,ok,https://example.org/1,2023-01-31 10:00";
    dataset(
        &scratch,
        "a",
        &header,
        &[report],
        &["1.pdf,cn_foi_annual_2021,t3,granted,total,number,1,"],
    );
    let outcome = scratch.run(&["panel", "a", "--out", "panel", "--years", "2021-2023"]);
    assert_eq!(outcome.code, Some(0));
    assert_eq!(
        values(&scratch, "panel.csv", &["panel_id", "url", "published"]),
        ["320813:水务局 https://example.org/1 2023-01-31"]
    );
    assert_eq!(
        values(&scratch, "coverage.csv", &["year", "state"]),
        ["2021 missing", "2022 ok", "2023 missing"]
    );
}

#[test]
fn a_value_in_doubt_is_left_out_unless_asked_for_and_one_in_dispute_always() {
    let scratch = Scratch::new();
    let reports = [
        "1,1.pdf,11,某局,2022,,:某局,ok",
        "2,2.pdf,22,某局,2022,,:某局,ok",
    ];
    let cell = |n: u8, row: &str, value: u8, code: &str| {
        format!("{n}.pdf,cn_foi_annual_2021,t3,{row},total,number,{value},{code}")
    };
    let cells = [
        cell(1, "granted", 5, "R102"),
        cell(1, "carried_in", 1, ""),
        cell(1, "carried_out", 2, ""),
        cell(2, "granted", 5, "R102"),
        cell(2, "carried_in", 1, ""),
        cell(2, "carried_out", 3, ""),
    ];
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    dataset(&scratch, "a", HEADER, &reports, &cells);
    let columns = [
        "t3__granted__total",
        "t3__carried_in__total",
        "t3__carried_out__total",
        "n_doubtful",
        "issues",
        "report_id",
    ];
    for (option, row) in [
        ("--bom", " 1  2 K301 "),
        ("--include-doubtful", "5 1  2 K301 "),
    ] {
        let outcome = scratch.run(&["panel", "a", "--out", "panel", option]);
        assert_eq!(outcome.code, Some(1));
        let text = scratch
            .read("panel/panel.csv")
            .trim_start_matches('\u{feff}')
            .to_owned();
        scratch.file("panel/panel.csv", text);
        assert_eq!(values(&scratch, "panel.csv", &columns), [row], "{option}");
    }
    assert_eq!(
        values(
            &scratch,
            "duplicates.csv",
            &[
                "source",
                "kind",
                "kept_report_id",
                "compared_with",
                "differences"
            ]
        ),
        ["1.pdf revision  2.pdf 1", "2.pdf revision  1.pdf 1"]
    );
}

#[test]
fn what_is_no_dataset_could_not_run_and_leaves_no_folder() {
    let scratch = Scratch::new();
    scratch.file("none/readme", "x");
    let outcome = scratch.run(&["panel", "none", "--out", "panel"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .err
            .starts_with("nianbao: none is no dataset: reports.csv: "),
        "{}",
        outcome.err
    );
    assert_eq!(
        scratch.run(&["panel", "gone", "--out", "panel"]).code,
        Some(2)
    );
    assert_eq!(
        scratch
            .run(&["panel", "none", "--out", "panel", "--years", "2024-2019"])
            .code,
        Some(2)
    );
    assert!(!scratch.path("panel").exists());
    dataset(&scratch, "a", HEADER, &[], &[]);
    let outcome = scratch.run(&["panel", "a", "--out", "a"]);
    assert_eq!(
        (outcome.code, outcome.err.as_str()),
        (
            Some(2),
            "nianbao: a: the panel would overwrite its own dataset\n"
        )
    );
    let outcome = scratch.run(&["panel", "a", "--out", "a/reports.csv/panel"]);
    assert!(
        outcome
            .err
            .starts_with("nianbao: cannot write to a/reports.csv/panel: "),
        "{}",
        outcome.err
    );
}

#[test]
fn datasets_without_a_report_give_a_panel_without_rows() {
    let scratch = Scratch::new();
    dataset(&scratch, "a", HEADER, &[], &[]);
    assert_eq!(scratch.run(&["panel", "a", "--out", "panel"]).code, Some(0));
    assert_eq!(values(&scratch, "panel.csv", &["panel_id"]), [""; 0]);
    assert_eq!(values(&scratch, "coverage.csv", &["panel_id"]), [""; 0]);
}
