//! Reads datasets that `nianbao extract` wrote: their reports, cells and findings.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;

use super::table::{NoDataset, Table};
use super::values::{self, Cell, Names, Number, Numbers};
use crate::batch::output::is_changing;
use crate::extraction::{State, Status};
use crate::issue::Severity;

/// A file of one of the datasets.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The dataset's folder as given, `/`-separated.
    pub(super) dataset: String,
    /// Its columns of `reports.csv`; `url` and `published` are empty in datasets that do not have them.
    pub(super) source: String,
    pub(super) report_id: String,
    pub(super) sha256: String,
    pub(super) agency: String,
    pub(super) year: Option<u16>,
    pub(super) region_code: String,
    pub(super) status: Status,
    pub(super) agency_key: String,
    pub(super) url: String,
    /// `YYYY-MM-DD`; empty when unknown or no date.
    pub(super) published: String,
    /// Codes of its `K…` findings, sorted.
    pub(super) key_doubts: Vec<String>,
    /// Number of `R…` findings, and of `V…` findings that are more than a hint.
    pub(super) doubts: usize,
    pub(super) failures: usize,
    /// The cells that its document has, by name.
    pub(super) cells: Vec<Cell>,
}

impl Report {
    /// Whether it is a report with numbers.
    pub(super) fn is_report(&self) -> bool {
        self.status.is_report()
    }
}

/// All datasets together.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) reports: Vec<Report>,
    pub(super) names: Names,
    pub(super) numbers: Numbers,
}

/// Reads the datasets in these folders, in order; a folder given twice is read once.
///
/// # Errors
/// When one is no dataset.
pub(super) fn read(folders: &[PathBuf]) -> Result<Input, NoDataset> {
    let mut input = Input {
        reports: Vec::new(),
        names: Names::of_forms(),
        numbers: Numbers::default(),
    };
    let mut known = Vec::new();
    for folder in folders {
        let real = folder.canonicalize();
        let real = real.map_err(|e| NoDataset(format!("{}: {e}", folder.display())))?;
        if !known.contains(&real) {
            known.push(real);
            input.dataset(folder)?;
        }
    }
    Ok(input)
}

/// The reports of one dataset by source.
type Sources = HashMap<String, usize>;

impl Input {
    fn dataset(&mut self, folder: &Path) -> Result<(), NoDataset> {
        if is_changing(folder) {
            let why =
                "a new dataset is being put in place; if no run is, run `nianbao extract` again";
            return Err(NoDataset(format!("{}: {why}", folder.display())));
        }
        let sources = self.reports(folder)?;
        self.cells(folder, &sources)?;
        self.issues(folder, &sources)
    }

    fn reports(&mut self, folder: &Path) -> Result<Sources, NoDataset> {
        let mut table = Table::open(folder, "reports.csv")?;
        let dataset = folder.to_string_lossy().replace('\\', "/");
        let [source, report_id, sha256, agency, year, region, status, key] = [
            "source",
            "report_id",
            "sha256",
            "agency",
            "year",
            "region_code",
            "status",
            "agency_key",
        ]
        .map(|name| table.column(name));
        let (source, report_id, sha256, agency) = (source?, report_id?, sha256?, agency?);
        let (year, region, status, key) = (year?, region?, status?, key?);
        let [url, published] = ["url", "published"].map(|name| table.optional(name));
        let mut sources = Sources::new();
        while table.next()? {
            let text = |place| table.text(place).map(str::to_owned);
            let year = match table.text(year)? {
                "" => None,
                year => Some(
                    year.parse()
                        .map_err(|_| table.wrong("a year that is none"))?,
                ),
            };
            let word = table.text(status)?;
            let status = Status::ALL.into_iter().find(|status| status.name() == word);
            let report = Report {
                dataset: dataset.clone(),
                source: text(source)?,
                report_id: text(report_id)?,
                sha256: text(sha256)?,
                agency: text(agency)?,
                year,
                region_code: text(region)?,
                status: status.ok_or_else(|| table.wrong("an unknown status"))?,
                agency_key: text(key)?,
                url: text(url)?,
                published: date(table.text(published)?).to_owned(),
                key_doubts: Vec::new(),
                doubts: 0,
                failures: 0,
                cells: Vec::new(),
            };
            let known = sources.insert(report.source.clone(), self.reports.len());
            if known.is_some() {
                return Err(table.wrong("a source that stands twice"));
            }
            self.reports.push(report);
        }
        Ok(sources)
    }

    fn cells(&mut self, folder: &Path, sources: &Sources) -> Result<(), NoDataset> {
        let mut table = Table::open(folder, "cells.csv")?;
        let codes = ["form", "table", "row_code", "column_code"].map(|name| table.column(name));
        let [form, table_id, row, column] = codes;
        let codes = [form?, table_id?, row?, column?];
        let [source, state, value, issues] =
            ["source", "state", "value", "issues"].map(|name| table.column(name));
        let (source, state, value, issues) = (source?, state?, value?, issues?);
        let labels = ["row_label", "column_label", "unit"].map(|name| table.optional(name));
        let mut at = None;
        let mut of = String::new();
        while table.next()? {
            // The cells of a report follow each other.
            if at.is_none() || table.text(source)? != of {
                at = Some(place(&table, source, sources)?);
                table.text(source)?.clone_into(&mut of);
            }
            let [form, table_id, row, column] = codes.map(|place| table.text(place));
            let name = self.names.name([form?, table_id?, row?, column?]);
            let name = name.ok_or_else(|| table.wrong("too many different cells"))?;
            let [row_label, column_label, unit] = labels.map(|place| table.text(place));
            let (row_label, column_label, unit) = (row_label?, column_label?, unit?);
            let own = || (format!("{row_label}/{column_label}"), unit.to_owned());
            self.names.see(name, own);
            if table.text(state)? == State::Absent.name() {
                continue;
            }
            let number = match table.text(value)? {
                "" => Number::NONE,
                text => {
                    let value: Result<Decimal, _> = Decimal::from_str_exact(text);
                    self.numbers
                        .keep(value.map_err(|_| table.wrong("a value that is no number"))?)
                }
            };
            let doubtful = codes_in(table.text(issues)?).any(|code| code.starts_with('R'));
            if let Some(report) = at.and_then(|at| self.reports.get_mut(at)) {
                report.cells.push(Cell {
                    number,
                    name,
                    doubtful,
                });
            }
        }
        let first = self.reports.len().saturating_sub(sources.len());
        for report in self.reports.iter_mut().skip(first) {
            values::settle(&mut report.cells);
        }
        Ok(())
    }

    fn issues(&mut self, folder: &Path, sources: &Sources) -> Result<(), NoDataset> {
        let mut table = Table::open(folder, "issues.csv")?;
        let (source, code) = (table.column("source")?, table.column("code")?);
        let severity = table.optional("severity");
        while table.next()? {
            let at = place(&table, source, sources)?;
            let code = table.text(code)?;
            // What is merely worth knowing neither fails nor casts doubt.
            let hint = table.text(severity)? == Severity::Info.name();
            let Some(report) = self.reports.get_mut(at) else {
                continue;
            };
            match code.chars().next() {
                Some('R') => report.doubts += 1,
                Some('V') if !hint => report.failures += 1,
                // Whether files contradict each other is asked anew, over all datasets.
                Some('K') if !hint && code != crate::issue::SAME_KEY.code => {
                    let known = &mut report.key_doubts;
                    if let Err(free) = known.binary_search_by(|known| known.as_str().cmp(code)) {
                        known.insert(free, code.to_owned());
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// The report that the row is about.
fn place(
    table: &Table,
    source: super::table::Place,
    sources: &Sources,
) -> Result<usize, NoDataset> {
    let at = sources.get(table.text(source)?).copied();
    at.ok_or_else(|| table.wrong("a source that reports.csv does not have"))
}

fn codes_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(' ').filter(|code| !code.is_empty())
}

/// The day that a time begins with, `YYYY-MM-DD`; empty when it is none.
fn date(text: &str) -> &str {
    let (day, rest) = text.split_at_checked(10).unwrap_or_default();
    let whole = rest.is_empty() || rest.starts_with(['T', ' ']);
    if whole && is_day(day) { day } else { "" }
}

fn is_day(text: &str) -> bool {
    let part = |range: std::ops::Range<usize>| {
        let digits = text.get(range)?;
        let all = digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| all)
    };
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 => 28 + u16::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    let dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    dashes && (1900..=2999).contains(&year) && (1..=last).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_with_or_without_a_time() {
        assert_eq!(date("2024-01-15"), "2024-01-15");
        assert_eq!(date("2024-01-15 09:30"), "2024-01-15");
        for text in [
            "",
            "2024-1-15",
            "2024-13-01",
            "2023-02-29",
            "2024-04-31",
            "2024-01-155",
            "+024-01-01",
            "二〇二四年",
            "2024/01/15",
        ] {
            assert_eq!(date(text), "", "{text}");
        }
    }

    fn dataset(reports: &str, cells: &str, issues: &str) -> Result<Input, NoDataset> {
        let dir = tempfile::tempdir().expect("a scratch folder");
        for (name, text) in [
            ("reports.csv", reports),
            ("cells.csv", cells),
            ("issues.csv", issues),
        ] {
            if !text.is_empty() {
                std::fs::write(dir.path().join(name), text).expect("a file");
            }
        }
        read(&[dir.path().to_owned()])
    }

    const REPORTS: &str = "\u{feff}status,new,year,source,report_id,sha256,agency,region_code,agency_key,published\n\
        ok,x,2023,a.pdf,01,0102,甲县,,:甲县,2024-01-02\nquarantined,,,b.pdf,02,0203,,,,\n";
    const CELLS: &str = "source,form,table,row_code,column_code,state,value,issues\n\
        a.pdf,f,t,r,c,number,1.50,K101\na.pdf,f,t,r,d,text,,R301\na.pdf,f,t,r,e,absent,,\n";
    const ISSUES: &str = "source,code,severity\na.pdf,R301,error\na.pdf,V301,warning\na.pdf,V301,warning\n\
        a.pdf,V999,info\na.pdf,K999,info\na.pdf,K101,warning\na.pdf,K301,warning\n";

    #[test]
    fn columns_are_found_by_name() {
        let input = dataset(REPORTS, CELLS, ISSUES).expect("a dataset");
        let [a, b] = &input.reports[..] else {
            panic!("two reports");
        };
        assert_eq!(
            (a.year, a.published.as_str(), a.agency_key.as_str()),
            (Some(2023), "2024-01-02", ":甲县")
        );
        assert_eq!(
            (a.doubts, a.failures, a.key_doubts.join(" ").as_str()),
            (1, 2, "K101")
        );
        let cells: Vec<_> = a
            .cells
            .iter()
            .map(|c| {
                (
                    input.numbers.get(c.number).map(|v| v.to_string()),
                    c.doubtful,
                )
            })
            .collect();
        assert_eq!(cells, [(Some("1.5".to_owned()), false), (None, true)]);
        assert_eq!(
            (b.status, b.year, b.is_report()),
            (Status::Quarantined, None, false)
        );
    }

    #[test]
    fn what_is_no_dataset_is_told_with_file_and_line() {
        let error =
            |reports: &str, cells: &str| dataset(reports, cells, ISSUES).expect_err("no dataset").0;
        assert!(error("", CELLS).contains("is no dataset: reports.csv: "));
        assert!(error("source\na\n", CELLS).ends_with("reports.csv has no column `report_id`"));
        assert!(
            error(REPORTS, &CELLS.replace("1.50", "1.5x"))
                .ends_with("cells.csv, line 2: a value that is no number")
        );
        assert!(
            error(REPORTS, &CELLS.replace("a.pdf", "c.pdf"))
                .ends_with("a source that reports.csv does not have")
        );
        assert!(
            error(&REPORTS.replace("b.pdf", "a.pdf"), CELLS)
                .ends_with("line 3: a source that stands twice")
        );
        assert!(
            error(&REPORTS.replace("quarantined", "fine"), CELLS).ends_with("an unknown status")
        );
        assert!(error(&REPORTS.replace("2023", "70000"), CELLS).ends_with("a year that is none"));
    }
}
