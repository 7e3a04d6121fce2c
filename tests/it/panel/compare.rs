//! Sets what the panel says of a world against what is true. Shared with `benches/panel.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::world::Truth;

/// The rows of a table, by column.
fn table(folder: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut csv = csv::Reader::from_path(folder.join(name)).expect("a table");
    let header: Vec<String> = csv
        .headers()
        .expect("a header")
        .iter()
        .map(str::to_owned)
        .collect();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.expect("a row");
        header
            .iter()
            .cloned()
            .zip(row.iter().map(str::to_owned))
            .collect()
    };
    csv.records().map(row).collect()
}

/// One kind of finding: how many there are, how many were found, and which differ.
pub(crate) struct Line {
    /// What is looked for.
    pub(crate) what: &'static str,
    /// How many there are.
    pub(crate) there: usize,
    /// How many of them were found.
    pub(crate) found: usize,
    /// Those that were missed, and those that were invented.
    pub(crate) wrong: Vec<String>,
}

impl Line {
    /// How many were invented.
    pub(crate) fn invented(&self) -> usize {
        let missed = self.there.saturating_sub(self.found);
        self.wrong.len().saturating_sub(missed)
    }
}

fn line<T: Ord + std::fmt::Debug>(
    what: &'static str,
    there: &BTreeSet<T>,
    said: &BTreeSet<T>,
) -> Line {
    Line {
        what,
        there: there.len(),
        found: there.intersection(said).count(),
        wrong: there
            .symmetric_difference(said)
            .map(|item| format!("{item:?}"))
            .collect(),
    }
}

/// Every kind of finding in the panel in this folder.
pub(crate) fn compare(folder: &Path, truth: &Truth) -> Vec<Line> {
    let year = |row: &BTreeMap<String, String>| -> u16 { row["year"].parse().expect("a year") };
    let coverage = table(folder, "coverage.csv");
    let panel = table(folder, "panel.csv");
    let checks = table(folder, "cross_year.csv");
    let key = |row: &BTreeMap<String, String>| (row["panel_id"].clone(), year(row));
    let mut lines = Vec::new();
    for state in [
        "ok",
        "failed",
        "partial",
        "doubtful",
        "quarantined",
        "blank_form",
        "not_a_report",
        "missing",
    ] {
        let there = truth
            .coverage
            .iter()
            .filter(|(_, own)| **own == state)
            .map(|(key, _)| key.clone());
        let said = coverage.iter().filter(|row| row["state"] == state).map(key);
        lines.push(line(state, &there.collect(), &said.collect()));
    }
    for kind in ["copy", "mirror", "revision"] {
        let said = table(folder, "duplicates.csv")
            .into_iter()
            .filter(|row| row["kind"] == kind);
        let said = said.map(|row| row["source"].clone()).collect();
        let there = truth
            .duplicates
            .iter()
            .filter(|(_, own)| own == kind)
            .map(|(source, _)| source.clone());
        lines.push(line(kind, &there.collect(), &said));
    }
    let there = truth.recoded.keys().cloned().collect();
    let old: BTreeSet<&String> = truth.recoded.values().collect();
    let said = coverage.iter().map(|row| &row["panel_id"]);
    let said = said.filter(|id| truth.recoded.contains_key(*id) || old.contains(id));
    lines.push(line(
        "agency that was recoded",
        &there,
        &said.cloned().collect(),
    ));
    let kept = truth
        .kept
        .iter()
        .map(|(key, source)| (key.clone(), source.clone()))
        .collect();
    lines.push(line(
        "row and the report it is of",
        &kept,
        &panel
            .iter()
            .map(|row| (key(row), row["source"].clone()))
            .collect(),
    ));
    for column in ["t3__new_received__total", "t3__other_handling__total"] {
        let value = |row: &BTreeMap<String, String>| {
            let value = row[column].parse().ok()?;
            // Of two versions only the number of new applications differs.
            (column.contains("new") || row["n_revisions"] == "0").then(|| (key(row), value))
        };
        let there = truth
            .received
            .iter()
            .filter(|(_, value)| column.contains("new") || **value < 1000);
        let there: BTreeSet<((String, u16), u32)> =
            there.map(|(key, value)| (key.clone(), *value)).collect();
        lines.push(line(
            column,
            &there,
            &panel.iter().filter_map(value).collect(),
        ));
    }
    let said = panel
        .iter()
        .filter(|row| row["n_doubtful"] != "0")
        .map(key)
        .collect();
    lines.push(line("row with a value left out", &truth.doubtful, &said));
    let said = checks.iter().filter(|row| row["status"] == "fail");
    let said = said
        .map(|row| (row["panel_id"].clone(), year(row), row["check"].clone()))
        .collect();
    lines.push(line(
        "identity between years that fails",
        &truth.failed,
        &said,
    ));
    for (status, there) in [
        ("pass", truth.passed),
        ("not_assessable", truth.not_assessable),
    ] {
        let found = checks.iter().filter(|row| row["status"] == status).count();
        let wrong = if found == there {
            Vec::new()
        } else {
            vec![format!("{found} of {there}")]
        };
        lines.push(Line {
            what: status,
            there,
            found,
            wrong,
        });
    }
    let said = table(folder, "unplaced.csv")
        .into_iter()
        .map(|row| row["source"].clone())
        .collect();
    lines.push(line("file without a place", &truth.unplaced, &said));
    lines
}
