//! The panel: datasets of any number of runs joined to one row an agency and year.
//!
//! ```text
//! input → build (identity, resolve, columns, cross_year) → rows → tables, parquet, stata, picture
//! ```
//!
//! A panel is for analysis without a further thought, so it holds what is sure: a value that carries an `R…` finding stays out,
//! and so does one on which two revisions of a report differ when no day of publication decides between them. Whatever is
//! left out, paired or missing is listed.

mod build;
mod column;
mod columns;
mod coverage;
mod cross_year;
mod crosswalk;
mod identity;
mod input;
mod output;
mod parquet;
mod picture;
mod resolve;
mod rows;
mod stata;
mod table;
mod tables;
#[cfg(test)]
mod testing;
mod values;

use std::io;
use std::path::PathBuf;

pub(crate) use coverage::Years;
pub(crate) use table::NoDataset;
use tables::Content;

use crate::check::Verdict;
use crate::extraction::Status;

/// What to join, and where to.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Folders of datasets.
    pub(crate) datasets: Vec<PathBuf>,
    /// Folder of the panel.
    pub(crate) out: PathBuf,
    /// Years of the coverage; all that occur when none are given.
    pub(crate) years: Option<Years>,
    /// Whether values in doubt stay.
    pub(crate) include_doubtful: bool,
    /// Whether CSV files begin with a byte order mark.
    pub(crate) bom: bool,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Files of all datasets.
    pub(crate) files: usize,
    /// Agencies, and rows of the panel.
    pub(crate) agencies: usize,
    /// See `agencies`.
    pub(crate) rows: usize,
    /// Copies, mirrors and revisions.
    pub(crate) duplicates: usize,
    /// Values that are in doubt.
    pub(crate) doubtful: usize,
    /// Identities between years that fail.
    pub(crate) failed: usize,
    /// Rows whose revisions contradict each other.
    pub(crate) contradictions: usize,
    /// Reports, also unread ones, without a known agency or year.
    pub(crate) unplaced: usize,
}

impl Summary {
    /// Whether every report has its place.
    pub(crate) fn is_whole(&self) -> bool {
        self.contradictions == 0 && self.unplaced == 0
    }
}

/// Why there is no panel.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A folder is no dataset.
    Input(NoDataset),
    /// The panel cannot be written.
    Output(io::Error),
}

/// Joins the datasets and writes the panel.
///
/// # Errors
/// When a folder is no dataset or the panel cannot be written; nothing is written then.
pub(crate) fn run(job: &Job) -> Result<Summary, Failure> {
    let mut input = input::read(&job.datasets).map_err(Failure::Input)?;
    let columns = columns::of(&mut input.names);
    let panel = build::build(&mut input, &columns, job.include_doubtful);
    let content = Content {
        input: &input,
        columns: &columns,
        panel: &panel,
        years: job.years.or_else(|| Years::of(&panel)),
        bom: job.bom,
    };
    output::write(&job.out, &content).map_err(Failure::Output)?;
    Ok(summary(&content))
}

fn summary(content: &Content<'_>) -> Summary {
    let rows = || rows::rows(content.panel).map(|(_, _, row)| row);
    let failed = |check: &&build::CrossYear| check.check.outcome.verdict == Verdict::Fail;
    // A file that is no report needs no place.
    let lost = |file: &&build::Unplaced| {
        let report = content.input.reports.get(file.report);
        report.is_some_and(|report| report.is_report() || report.status == Status::Quarantined)
    };
    Summary {
        files: content.input.reports.len(),
        agencies: content.panel.agencies.len(),
        rows: rows().count(),
        duplicates: rows().map(|row| row.resolved.duplicates.len()).sum(),
        doubtful: rows().map(|row| row.doubtful.len()).sum(),
        failed: content.panel.cross_year.iter().filter(failed).count(),
        contradictions: rows().filter(|row| row.resolved.single().is_none()).count(),
        unplaced: content.panel.unplaced.iter().filter(lost).count(),
    }
}
