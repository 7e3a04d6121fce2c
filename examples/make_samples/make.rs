//! Every sample file, with its truth and its line in the manifest, in memory.
//!
//! Shared by the example that writes them and by the test that compares the committed ones.

use std::collections::BTreeMap;

mod blocks;
mod catalogue;
mod docx;
mod grid;
mod haiyuan;
mod hostile;
mod html;
mod identities;
mod labels;
mod manifest;
mod markup;
mod mht;
mod odt;
mod pdf;
mod prose;
mod report;
mod rtf;
mod tables;
mod text;
mod wordxml;

/// The folders under `samples/` that hold made files only.
pub const FOLDERS: [&str; 10] = [
    "pdf", "docx", "html", "mht", "rtf", "odt", "wordxml", "text", "hostile", "truth",
];

/// The sound reports that are damaged for `hostile/`.
const TO_DAMAGE: [&str; 2] = ["pdf/yunxiu2022.pdf", "docx/fengbo2022.docx"];

/// Every made file: its path under `samples/` and its bytes.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut entries = Vec::new();
    for sample in catalogue::all() {
        let (path, bytes) = (sample.path(), sample.bytes());
        entries.push(manifest::of_report(&sample, &path, &bytes));
        files.insert(
            truth_path(sample.report.id),
            sample.report.truth().into_bytes(),
        );
        files.insert(path, bytes);
    }
    let [pdf, docx] = TO_DAMAGE.map(|path| files[path].clone());
    for bad in hostile::all(&pdf, &docx) {
        entries.push(manifest::of_hostile(&bad));
        if let Some(report) = &bad.report {
            files.insert(truth_path(bad.id), report.truth().into_bytes());
        }
        files.insert(bad.path(), bad.bytes);
    }
    files.insert(
        "manifest.csv".into(),
        manifest::write(&entries).into_bytes(),
    );
    files
}

fn truth_path(id: &str) -> String {
    format!("truth/{id}.csv")
}
