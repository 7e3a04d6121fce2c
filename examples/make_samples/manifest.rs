//! `manifest.csv`: what should come of each file.

use sha2::{Digest, Sha256};

use super::blocks::Sample;
use super::hostile::Bad;
use super::identities;

const HEADER: [&str; 12] = [
    "id", "file", "sha256", "format", "form", "agency", "year", "status", "kind", "issues",
    "unread", "about",
];

/// One line.
pub struct Entry([String; 12]);

/// The line of a proper report.
pub fn of_report(sample: &Sample, path: &str, bytes: &[u8]) -> Entry {
    let report = &sample.report;
    let mut issues = identities::broken(report);
    issues.extend(report.doubts);
    let issues: Vec<&str> = issues.into_iter().collect();
    Entry([
        report.id.into(),
        path.into(),
        hash(bytes),
        sample.format().into(),
        report.form_ids(),
        report.agency.into(),
        report.year.to_string(),
        report.status.into(),
        String::new(),
        issues.join(" "),
        report.unread.join(" "),
        report.about.into(),
    ])
}

/// The line of a bad or odd file.
pub fn of_hostile(bad: &Bad) -> Entry {
    let year = bad.report.as_ref().filter(|report| report.year > 0);
    let report = bad.report.as_ref();
    Entry([
        bad.id.into(),
        bad.source(),
        hash(bad.own_bytes()),
        bad.format.into(),
        report.map(|report| report.form_ids()).unwrap_or_default(),
        report
            .map(|report| report.agency.to_string())
            .unwrap_or_default(),
        year.map(|report| report.year.to_string())
            .unwrap_or_default(),
        bad.status.into(),
        bad.kind.into(),
        bad.issues.into(),
        report
            .map(|report| report.unread.join(" "))
            .unwrap_or_default(),
        bad.about.into(),
    ])
}

fn hash(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The whole file, in the order of the paths.
pub fn write(entries: &[Entry]) -> String {
    let mut rows: Vec<&[String; 12]> = entries.iter().map(|entry| &entry.0).collect();
    rows.sort_by(|a, b| a[1].cmp(&b[1]));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(HEADER)
        .expect("writing into memory cannot fail");
    for row in rows {
        writer
            .write_record(row)
            .expect("every row has as many fields as the header");
    }
    let bytes = writer
        .into_inner()
        .expect("writing into memory cannot fail");
    String::from_utf8(bytes).expect("the fields are UTF-8")
}
