//! A form of a user's own: the documented example is read whole, and mistakes in a form are told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::scratch::{Outcome, Scratch};

#[path = "../../examples/make_form_samples/make.rs"]
mod make;

/// A report with statutory tables.
const STATUTORY: &str = "samples/html/meiting2020.html";

const FORM: &str = "samples/forms/proposals.toml";

/// What is compared with `tests/own_form/`.
const GOLDEN: [&str; 3] = ["cells.csv", "extra.csv", "issues.csv"];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The program run where the samples are.
fn run(scratch: &Scratch, args: &[&str]) -> Outcome {
    let mut command = scratch.command(args);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    Outcome::of(command.output().expect("the program starts"))
}

fn dataset(scratch: &Scratch) -> Outcome {
    let out = scratch.path("out");
    let out = out.to_str().expect("a path in UTF-8");
    run(
        scratch,
        &["extract", "samples/proposals", "--form", FORM, "--out", out],
    )
}

#[test]
fn committed_samples_are_what_the_script_makes() {
    let made = make::files();
    for (name, bytes) in &made {
        let committed = fs::read(root("samples/proposals").join(name)).unwrap_or_default();
        assert!(
            &committed == bytes,
            "{name}: run `cargo run --example make_form_samples`"
        );
    }
    let files = fs::read_dir(root("samples/proposals")).expect("the folder is committed");
    assert_eq!(files.count(), made.len());
}

#[test]
fn every_cell_of_the_example_is_as_printed() {
    let scratch = Scratch::new();
    dataset(&scratch);
    let mut cells: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in scratch.table("out/cells.csv") {
        let (name, cell) = (
            row[1].clone(),
            [&row[8], &row[10], &row[15]].map(String::as_str).join("|"),
        );
        cells.entry(name).or_default().push(cell);
    }
    assert_eq!(cells.len(), 4);
    for (source, cells) in cells {
        let name = source.rsplit_once('.').expect("an extension").0;
        let truth = fs::read_to_string(root(&format!("{name}.truth.csv"))).expect("a truth");
        let truth: Vec<String> = crate::scratch::rows(&truth)
            .iter()
            .map(|row| row.join("|"))
            .collect();
        assert_eq!(cells, truth, "{source}");
    }
}

#[test]
fn the_dataset_of_the_example_is_what_it_was() {
    let scratch = Scratch::new();
    dataset(&scratch);
    let golden = root("tests/own_form");
    for name in GOLDEN {
        let made = scratch.read(&format!("out/{name}"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(&golden).expect("a folder");
            fs::write(golden.join(name), &made).expect("a file");
        }
        let kept = fs::read_to_string(golden.join(name)).unwrap_or_default();
        assert!(made == kept, "{name}: look at it, then BLESS=1 cargo test");
    }
    assert!(
        scratch
            .read("out/codebook.csv")
            .contains("\nform,local_proposals,")
    );
    assert!(
        scratch
            .read("out/datapackage.json")
            .contains("wide/local_proposals.csv")
    );
    assert_eq!(scratch.table("out/wide/local_proposals.csv").len(), 2);
}

#[test]
fn codebook_and_inspect_know_the_form() {
    let scratch = Scratch::new();
    let codebook = run(&scratch, &["codebook", "--form", FORM]);
    assert_eq!(codebook.code, Some(0));
    assert!(
        codebook
            .out
            .contains("\ncell,proposals__received__total,local_proposals,")
    );
    assert!(!run(&scratch, &["codebook"]).out.contains("local_proposals"));
    let file = "samples/proposals/lanhe2022.docx";
    let seen = run(
        &scratch,
        &["inspect", file, "--form", FORM, "--stage", "recognise"],
    );
    assert!(seen.out.contains("local_proposals"), "{}", seen.out);
}

#[test]
fn without_its_form_the_example_is_no_report() {
    let scratch = Scratch::new();
    let file = "samples/proposals/lanhe2022.docx";
    let out = scratch.path("out");
    run(
        &scratch,
        &["extract", file, "--out", out.to_str().expect("a path")],
    );
    assert!(scratch.table("out/cells.csv").is_empty());
}

#[test]
fn a_form_that_cannot_be_used_ends_the_run_with_a_reason() {
    let scratch = Scratch::new();
    let sound = fs::read_to_string(root(FORM)).expect("the form is committed");
    let end = |text: &str| {
        scratch.file("bad.toml", text);
        let outcome = scratch.run(&["codebook", "--form", "bad.toml"]);
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
        outcome.err
    };
    let clash = end(&sound.replace("\"local_proposals\"", "\"cn_foi_annual_2021\""));
    assert!(
        clash.contains("bad.toml: the id \"cn_foi_annual_2021\" is that of a form of the program")
    );
    let operand = end(&sound.replace("led + assisted", "led + helped"));
    assert!(
        operand.contains("identity \"in charge and assisting\": \"helped\" is no row with numbers")
    );
    assert!(end("id = 3").contains("bad.toml: TOML parse error at line 1"));
    let none = scratch.run(&["codebook", "--form", "none.toml"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("cannot open none.toml"));
}

/// The small form of `docs/forms.md`.
fn small_form() -> String {
    let page = fs::read_to_string(root("docs/forms.md")).expect("the page is committed");
    let form = page
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    form.expect("a form in the page").to_owned()
}

/// A table of that form.
const SMALL_TABLE: &str = "<table><tr><td>执法类别</td><td>办件数</td><td>罚没金额</td></tr>\
    <tr><td>行政处罚</td><td>7</td><td>1.5</td></tr><tr><td>行政检查</td><td>80</td><td>/</td></tr></table>";

#[test]
fn the_table_asked_for_is_read_in_any_document_but_a_statutory_table_of_half_a_year_is_not() {
    let title = "<h1>丰原县2022年上半年政府信息公开情况统计表</h1>";
    let own = format!("{title}{SMALL_TABLE}");
    let statutory = fs::read_to_string(root(STATUTORY)).expect("the sample is committed");
    let statutory = &statutory[statutory.find("<TABLE").expect("a table")..];
    let scratch = Scratch::new();
    scratch
        .file("small.toml", small_form())
        .file("in/both.html", format!("{own}{statutory}"))
        .file("in/own.html", own)
        .file("in/statutory.html", format!("{title}{statutory}"));
    scratch.run(&["extract", "in", "--form", "small.toml", "--out", "out"]);
    let reports = scratch.table("out/reports.csv");
    let found: Vec<_> = reports
        .iter()
        .map(|row| (row[1].as_str(), row.last().expect("a status").as_str()))
        .collect();
    let expected = [
        ("in/both.html", "not_a_report"),
        ("in/own.html", "ok"),
        ("in/statutory.html", "not_a_report"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn the_small_form_of_the_documentation_can_be_used() {
    let title = "<h1>丰原县应急管理局2022年行政执法数据统计表</h1>";
    let scratch = Scratch::new();
    scratch
        .file("small.toml", small_form())
        .file("in/a.html", format!("{title}{SMALL_TABLE}"));
    scratch.run(&["extract", "in", "--form", "small.toml", "--out", "out"]);
    let wide = scratch.read("out/wide/local_enforcement.csv");
    let row = wide.lines().nth(1).expect("a row");
    assert!(row.starts_with("丰原县应急管理局,,2022,"), "{row}");
    assert!(row.ends_with(",7,1.5,80,"), "{row}");
}
