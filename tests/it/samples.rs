//! The committed sample files are what the script makes, and the manifest names them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::members;

#[path = "../../examples/make_samples/make.rs"]
pub(crate) mod make;

/// Cells of the tables of the 2021 form: 6 + 1 + 2 + 1 in table 2, 25 x 7 in table 3, 15 in table 4.
const CELLS_2021: usize = 200;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// The files in the folders that hold made files only, as paths under `samples/`.
fn committed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in make::FOLDERS {
        for entry in fs::read_dir(root().join(folder)).expect("the folder is committed") {
            let name = entry.expect("the folder can be listed").file_name();
            found.insert(format!("{folder}/{}", name.to_string_lossy()));
        }
    }
    found
}

/// The bytes of a file of the manifest; what stands behind `!/` is a member of the archive in front of it.
pub(crate) fn bytes(file: &str) -> Vec<u8> {
    let (file, member) = file.split_once("!/").unwrap_or((file, ""));
    let bytes = fs::read(root().join(file)).expect("the file is committed");
    match member {
        "" => bytes,
        member => members::find(&bytes, member).expect("the archive holds the member"),
    }
}

/// Rows of the manifest by column name.
pub(crate) fn manifest() -> Vec<BTreeMap<String, String>> {
    let mut reader =
        csv::Reader::from_path(root().join("manifest.csv")).expect("the manifest is committed");
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| row.expect("every row has all columns"))
        .collect()
}

#[test]
fn committed_samples_are_what_the_script_makes() {
    let made = make::files();
    for (name, bytes) in &made {
        let committed = fs::read(root().join(name)).unwrap_or_default();
        assert!(
            &committed == bytes,
            "samples/{name} differs: run `cargo run --example make_samples`"
        );
    }
    let names: BTreeSet<String> = made.into_keys().filter(|name| name.contains('/')).collect();
    assert_eq!(committed(), names);
}

#[test]
fn manifest_hashes_match_the_files() {
    for row in manifest() {
        let digest = Sha256::digest(bytes(&row["file"]));
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, row["sha256"], "{}", row["file"]);
    }
}

#[test]
fn manifest_names_every_document_once() {
    let rows = manifest();
    let listed: BTreeSet<&str> = rows.iter().map(|row| row["file"].as_str()).collect();
    assert_eq!(listed.len(), rows.len());
    // An archive is not named itself, but what is in it.
    let files = listed.iter().map(|file| file.split("!/").next());
    let files: BTreeSet<&str> = files.flatten().collect();
    let documents = committed();
    let documents = documents.iter().map(String::as_str);
    assert_eq!(
        files,
        documents
            .filter(|name| !name.starts_with("truth/"))
            .collect()
    );
}

#[test]
fn issue_codes_and_statuses_of_the_manifest_exist() {
    let statuses = ["ok", "partial", "not_a_report", "blank_form", "quarantined"];
    for row in manifest() {
        for code in row["issues"].split_whitespace() {
            assert!(
                nianbao::issue::find(code).is_some(),
                "{}: {code}",
                row["id"]
            );
        }
        for status in row["status"].split('|') {
            assert!(statuses.contains(&status), "{}: {status}", row["id"]);
        }
    }
}

#[test]
fn every_sample_report_has_a_whole_truth_file() {
    for row in manifest()
        .iter()
        .filter(|row| row["form"] == "cn_foi_annual_2021")
    {
        let truth = fs::read_to_string(root().join(format!("truth/{}.csv", row["id"])));
        let truth = truth.expect("a report has a truth file");
        assert_eq!(truth.lines().count(), 1 + CELLS_2021, "{}", row["id"]);
    }
}
