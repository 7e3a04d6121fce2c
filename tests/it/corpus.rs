use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::scratch::Scratch;

/// A row by column name.
pub(crate) type Row = BTreeMap<String, String>;

/// Table, row and column of a form by code.
type Key = (String, String, String);

/// No file may keep the program longer: a guard against hanging, not a measurement.
const PATIENCE: Duration = Duration::from_secs(20);

/// The folder of corpora beside the project; they are other people's files and not part of it.
pub(crate) fn corpus(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(name);
    let beside = beside.canonicalize().ok().filter(|path| path.is_dir());
    if beside.is_none() {
        announce(&format!(
            "../shared/corpus/{name} is not there: nothing was tested on it"
        ));
    }
    beside
}

/// Says something that the test harness does not capture.
fn announce(message: &str) {
    use std::io::Write;
    let line = format!("corpus tests: {message}\n");
    let _ = std::io::stderr().write_all(line.as_bytes());
}

pub(crate) fn rows(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader
        .deserialize()
        .map(|row| row.expect("a row"))
        .collect()
}

fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn key(row: &Row) -> Key {
    (
        row["table"].clone(),
        row["row_code"].clone(),
        row["column_code"].clone(),
    )
}

/// One real report with its truth and what the program made of it.
struct Real {
    truth: BTreeMap<Key, Row>,
    cells: BTreeMap<Key, Row>,
    document: Row,
    report: Row,
}

impl Real {
    fn read(name: &str) -> Option<Real> {
        let folder = corpus("real")?;
        let documents = rows(&folder.join("docs.csv"));
        let document = documents
            .into_iter()
            .find(|row| row["doc"] == name)
            .expect("a known report");
        let scratch = Scratch::new();
        let file = folder.join("files").join(&document["file"]);
        let outcome = scratch.run(&["extract", &file.to_string_lossy(), "--out", "out"]);
        assert_eq!(outcome.err, "");
        let truth = rows(&folder.join("truth.csv"));
        let truth = truth.into_iter().filter(|row| row["doc"] == name);
        let cells = rows(&scratch.path("out/cells.csv"));
        let reports = rows(&scratch.path("out/reports.csv"));
        Some(Real {
            truth: truth.map(|row| (key(&row), row)).collect(),
            cells: cells.into_iter().map(|row| (key(&row), row)).collect(),
            document,
            report: reports.into_iter().next().expect("a row for the file"),
        })
    }

    /// Cells of the truth that are not found just so: number and text, spaces aside.
    fn wrong(&self) -> Vec<(&Key, String)> {
        let compared = self.truth.iter().filter_map(|(key, truth)| {
            let found = self.cells.get(key);
            let same = found.is_some_and(|found| {
                found["value"] == truth["value"] && dense(&found["raw"]) == dense(&truth["raw"])
            });
            let said = found.map_or_else(
                || "no such cell".to_owned(),
                |found| format!("{} {} {}", found["state"], found["raw"], found["issues"]),
            );
            (!same).then(|| (key, format!("true {}, found {said}", truth["raw"])))
        });
        compared.collect()
    }

    fn assert_exact(&self, cells: usize) {
        assert_eq!(self.truth.len(), cells);
        assert_eq!(self.wrong(), []);
        let doubted = self
            .cells
            .values()
            .filter(|cell| cell["issues"].contains('R'));
        assert_eq!(doubted.count(), 0);
    }

    fn assert_keyed(&self) {
        assert_eq!(self.report["agency"], self.document["agency"]);
        assert_eq!(self.report["year"], self.document["year"]);
    }
}

#[test]
fn a_published_report_keeps_its_wrong_totals_and_says_so() {
    let Some(real) = Real::read("hzq2023") else {
        return;
    };
    real.assert_exact(186);
    real.assert_keyed();
    let failing: Vec<&Row> = real
        .cells
        .values()
        .filter(|cell| cell["issues"] == "V401")
        .collect();
    assert_eq!(failing.len(), 2);
    for cell in failing {
        assert_eq!((cell["value"].as_str(), cell["raw"].as_str()), ("0", "0"));
    }
    let others = real
        .cells
        .values()
        .filter(|cell| !cell["issues"].is_empty());
    assert_eq!(others.count(), 2);
}

#[test]
fn a_published_report_of_the_form_of_2021_is_exact() {
    let Some(real) = Real::read("szfgs2024") else {
        return;
    };
    real.assert_exact(200);
    real.assert_keyed();
}

#[test]
fn the_tables_of_a_word_document_of_2019_are_exact() {
    let Some(real) = Real::read("shanghai2019_docx") else {
        return;
    };
    real.assert_exact(178);
}

#[test]
fn a_published_text_with_tabs_is_exact() {
    let Some(real) = Real::read("haiyuan2023") else {
        return;
    };
    real.assert_exact(200);
    real.assert_keyed();
}

#[test]
fn one_report_in_four_kinds_of_file_agrees_cell_by_cell() {
    let Some(word) = Real::read("shanghai2019_docx") else {
        return;
    };
    let printed = |cells: &BTreeMap<Key, Row>| -> BTreeMap<Key, [String; 3]> {
        let content = |row: &Row| ["state", "value", "raw"].map(|column| row[column].clone());
        let cells = cells
            .iter()
            .filter(|(_, row)| row["state"] != "absent" && !row["issues"].contains("R303"));
        cells
            .map(|(key, row)| (key.clone(), content(row)))
            .collect()
    };
    let expected = printed(&word.cells);
    assert_eq!(expected.len(), 178);
    for name in ["shanghai2019_html", "shanghai2019_doc"] {
        let other = Real::read(name).expect("the corpus is there");
        assert_eq!(printed(&other.cells), expected, "{name}");
    }
    // The page of the PDF ends inside table 3: what it holds is the same.
    let pdf = Real::read("shanghai2019_pdf").expect("the corpus is there");
    let cells = printed(&pdf.cells);
    assert!(cells.len() > 50, "{}", cells.len());
    for (key, [_, value, _]) in cells {
        assert_eq!(value, expected[&key][1], "{key:?}");
    }
}

#[test]
fn what_the_page_cuts_off_is_absent_or_doubted_and_the_rest_is_exact() {
    let Some(real) = Real::read("shanghai2019_pdf") else {
        return;
    };
    let is_cut = |cell: &Row| cell["state"] == "absent" || cell["issues"].contains("R303");
    for (key, told) in real.wrong() {
        assert!(real.cells.get(key).is_some_and(is_cut), "{key:?}: {told}");
    }
    // The page ends between two columns: a column is printed in every row or in none.
    let third = |cut: bool| -> BTreeSet<&str> {
        let cells = real
            .cells
            .values()
            .filter(|cell| cell["table"] == "t3" && is_cut(cell) == cut);
        cells.map(|cell| cell["column_code"].as_str()).collect()
    };
    assert_eq!(
        third(false),
        [
            "natural_person",
            "org_commercial",
            "org_public_welfare",
            "org_research"
        ]
        .into()
    );
    assert!(third(true).is_disjoint(&third(false)));
}

/// Every file below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    found
}

/// What is wrong with how the program took one file: `None` when it read or refused it in time.
fn fault(file: &Path) -> Option<String> {
    let scratch = Scratch::new();
    let mut command = scratch.command(&["extract", "--out", "out", "--jobs", "1"]);
    command
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Some(format!("over {} s", PATIENCE.as_secs()));
        }
        thread::sleep(Duration::from_millis(5));
    };
    if !matches!(status.code(), Some(0 | 1)) {
        return Some(status.to_string());
    }
    let quarantine = rows(&scratch.path("out/quarantine.csv"));
    let crash = quarantine.iter().find(|row| row["kind"] == "crash");
    crash.map(|row| format!("crash: {}", row["error"]))
}

/// Runs the program on each file of a corpus.
fn nothing_breaks(name: &str, least: usize) {
    let Some(folder) = corpus(name) else { return };
    let files = files(&folder);
    assert!(files.len() >= least, "{name} holds {} files", files.len());
    let (waiting, faults) = (Mutex::new(files), Mutex::new(Vec::new()));
    let work = || {
        loop {
            let next = waiting.lock().expect("no worker panics").pop();
            let Some(file) = next else { break };
            if let Some(fault) = fault(&file) {
                let told = format!("{}: {fault}", file.display());
                faults.lock().expect("no worker panics").push(told);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let faults = faults.into_inner().expect("no worker panics");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_hostile_file_breaks_the_program() {
    nothing_breaks("hostile", 300);
}

#[test]
fn no_file_with_cjk_encodings_breaks_the_program() {
    nothing_breaks("cjk", 50);
}

#[test]
fn no_word_file_breaks_the_program() {
    nothing_breaks("word", 100);
}

#[test]
fn no_ofd_file_breaks_the_program() {
    nothing_breaks("ofd", 45);
}
