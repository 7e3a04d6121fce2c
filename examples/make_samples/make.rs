//! Every sample file, with its truth and its line in the manifest, in memory.
//!
//! Shared by the example that writes them and by the test that compares the committed ones.

use std::collections::BTreeMap;

mod archive;
mod blocks;
mod book;
mod catalogue;
mod crawl;
mod doc;
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
mod ofd;
mod office;
mod pdf;
mod prose;
mod report;
mod rtf;
mod tables;
mod text;
mod wordxml;
mod xlsx;

/// The folders under `samples/` that hold made files only.
pub const FOLDERS: [&str; 14] = [
    "pdf", "docx", "doc", "ofd", "sheet", "html", "mht", "rtf", "odt", "wordxml", "text",
    "archive", "hostile", "truth",
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
    for packed in catalogue::archives() {
        for (name, sample) in &packed.members {
            let path = format!("{}!/{name}", packed.path);
            entries.push(manifest::of_report(sample, &path, &sample.bytes()));
            let truth = sample.report.truth().into_bytes();
            files.insert(truth_path(sample.report.id), truth);
        }
        files.insert(packed.path.into(), packed.bytes);
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

/// For each sample in OFD, its id, its bytes, and the PDF that has the same pages.
#[allow(dead_code, reason = "a test compares them")]
pub fn in_ofd_and_pdf() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let both = |sample: blocks::Sample| match &sample.output {
        blocks::Output::Ofd(style) => {
            let pdf = pdf::write(&sample.blocks, &style.layout);
            Some((sample.report.id, sample.bytes(), pdf))
        }
        _ => None,
    };
    catalogue::all().into_iter().filter_map(both).collect()
}

fn truth_path(id: &str) -> String {
    format!("truth/{id}.csv")
}
