use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::samples;
use nianbao::check::Outcome;
use nianbao::inspect::{self, Stage};
use nianbao::issue::Place;
use nianbao::{CellRecord, Error, Extraction, Settings};

/// Draws a million times before its cap ends it: too slow to be asked in more than one test.
const SLOW: &str = "self_form";

/// Lines that a diff shows of each side.
const SHOWN: usize = 4;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// File name and content for each stage that a sample reaches, in the order of the stages.
type Stages = Vec<(&'static str, String)>;

fn stages(bytes: &[u8], source: &str) -> Result<Stages, Error> {
    let settings = Settings {
        source: source.to_owned(),
        ..Settings::default()
    };
    let extraction = nianbao::extract(bytes, &settings)?;
    Ok(vec![
        (
            "document.txt",
            inspect::text(bytes, &settings, Some(Stage::Document))?,
        ),
        (
            "grid.txt",
            inspect::text(bytes, &settings, Some(Stage::Grid))?,
        ),
        ("records.csv", records(&extraction)),
        ("issues.csv", issues(&extraction)),
        ("checks.csv", checks(&extraction)),
    ])
}

fn csv(header: &str, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header: Vec<&str> = header.split(',').collect();
    writer.write_record(header).expect("memory can be written");
    rows.for_each(|row| writer.write_record(row).expect("memory can be written"));
    let bytes = writer.into_inner().expect("memory can be written");
    String::from_utf8(bytes).expect("fields are UTF-8")
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The cells, without what names the file or repeats the form; boxes are in `grid.txt`.
fn records(extraction: &Extraction) -> String {
    let row = |cell: &CellRecord| {
        let codes: Vec<&str> = cell.issues.iter().map(|kind| kind.code).collect();
        vec![
            cell.form.rsplit('_').next().unwrap_or_default().to_owned(),
            cell.table.to_owned(),
            cell.row_code.to_owned(),
            cell.column_code.to_owned(),
            cell.state.name().to_owned(),
            number(cell.value.map(|value| value.normalize())),
            cell.raw.clone(),
            number(cell.page),
            number(cell.table_no),
            number(cell.grid_row),
            number(cell.grid_column),
            codes.join(" "),
        ]
    };
    let header =
        "form,table,row_code,column_code,state,value,raw,page,table_no,grid_row,grid_column,issues";
    csv(header, extraction.cells.iter().map(row))
}

fn issues(extraction: &Extraction) -> String {
    let rows = extraction.issues.iter().map(|issue| {
        let Place {
            page,
            table_no,
            grid_row,
            grid_column,
            ..
        } = issue.place;
        let place = &issue.place;
        vec![
            issue.kind.code.to_owned(),
            number(page),
            number(table_no),
            number(grid_row),
            number(grid_column),
            place.table.clone(),
            place.row_code.clone(),
            place.column_code.clone(),
            issue.message.clone(),
        ]
    });
    csv(
        "code,page,table_no,grid_row,grid_column,table,row_code,column_code,message",
        rows,
    )
}

/// How the checks came out, without what repeats the rule.
fn checks(extraction: &Extraction) -> String {
    let row = |outcome: &Outcome| {
        vec![
            outcome
                .form
                .rsplit('_')
                .next()
                .unwrap_or_default()
                .to_owned(),
            outcome.table.to_owned(),
            outcome.rule.id.to_owned(),
            outcome.instance.to_string(),
            outcome.verdict.name().to_owned(),
            number(outcome.left.map(|value| value.normalize())),
            number(outcome.right.map(|value| value.normalize())),
            outcome.issue.map_or("", |kind| kind.code).to_owned(),
            outcome.note.to_string(),
        ]
    };
    let header = "form,table,check,instance,status,left,right,issue,note";
    csv(header, extraction.checks.iter().map(row))
}

/// What a sample should have; one that cannot be read has its error only.
fn golden(file: &str) -> Stages {
    let bytes = samples::bytes(file);
    stages(&bytes, &format!("samples/{file}")).unwrap_or_else(|error| {
        let text = format!("{} at {}: {error}\n", error.kind().code(), error.stage());
        vec![("document.txt", text)]
    })
}

/// The lines from the first one that differs.
fn diff(expected: &str, found: &str) -> String {
    let same = expected
        .lines()
        .zip(found.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let part = |text: &str, sign: char| {
        let lines = text.lines().skip(same).take(SHOWN);
        lines
            .map(|line| format!("  {sign} {line}\n"))
            .collect::<String>()
    };
    format!(
        "  line {}\n{}{}",
        same + 1,
        part(expected, '-'),
        part(found, '+')
    )
}

fn first_difference(folder: &Path, stages: &Stages) -> Option<String> {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let (name, found) = stages.iter().find(|(name, found)| &read(name) != found)?;
    Some(format!("{name}\n{}", diff(&read(name), found)))
}

fn bless(folder: &Path, stages: &Stages) {
    fs::create_dir_all(folder).expect("the folder can be made");
    for (name, content) in stages {
        fs::write(folder.join(name), content).expect("the file can be written");
    }
}

#[test]
fn every_stage_of_every_sample_says_what_it_said_before() {
    let blessing = std::env::var_os("BLESS").is_some();
    let mut changed = Vec::new();
    for sample in samples::manifest()
        .iter()
        .filter(|sample| sample["id"] != SLOW)
    {
        let (folder, stages) = (root().join(&sample["id"]), golden(&sample["file"]));
        if let Some(difference) = first_difference(&folder, &stages) {
            changed.push(format!("{}/{difference}", sample["id"]));
            if blessing {
                bless(&folder, &stages);
            }
        }
    }
    let advice = match blessing {
        true => "written; look at `git diff`, then run again without BLESS",
        false => "BLESS=1 writes what is found",
    };
    assert!(
        changed.is_empty(),
        "{} samples differ ({advice}):\n{}",
        changed.len(),
        changed.join("\n")
    );
}

#[test]
fn every_golden_file_belongs_to_a_sample_and_a_stage() {
    let samples: BTreeSet<String> = samples::manifest()
        .iter()
        .map(|row| row["id"].clone())
        .collect();
    for folder in fs::read_dir(root()).expect("the folder is committed") {
        let folder = folder.expect("the folder can be listed");
        let name = folder.file_name().to_string_lossy().into_owned();
        assert!(
            samples.contains(&name),
            "tests/golden/{name}: no such sample"
        );
        for file in fs::read_dir(folder.path()).expect("a folder") {
            let file = file.expect("the folder can be listed").file_name();
            let known = [
                "document.txt",
                "grid.txt",
                "records.csv",
                "issues.csv",
                "checks.csv",
            ];
            assert!(
                known.iter().any(|known| file == *known),
                "tests/golden/{name}/{file:?}"
            );
        }
    }
}
