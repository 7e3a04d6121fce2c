//! Many files at once: plan what to read, read it in several processes, compare the files, put the dataset in place.
//!
//! The plan fixes the order before work starts, and results are put in that order, so the number of workers never
//! changes a byte of the output. A file that cannot be read is a line of `quarantine.csv` and never stops the rest.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Context;

use crate::forms::Forms;
use crate::limits::Limits;
pub(crate) use crate::write::summary::Summary;

mod across;
mod entry;
mod manifest;
pub(crate) mod output;
pub(crate) mod paths;
mod plan;
mod progress;
mod run;
mod worker;

pub(crate) use entry::read_file;
pub(crate) use worker::{Caps, serve};

/// What to do, with everything resolved.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Files and folders, as given.
    pub(crate) paths: Vec<PathBuf>,
    /// The list of what is known of the files already.
    pub(crate) manifest: Option<PathBuf>,
    /// The folder for the dataset.
    pub(crate) out: PathBuf,
    /// How many files are read at a time.
    pub(crate) workers: NonZeroUsize,
    /// Where they are read.
    pub(crate) isolation: Isolation,
    /// Whether every CSV begins with a byte order mark.
    pub(crate) bom: bool,
    /// Whether a progress bar may be drawn; it is drawn on a terminal only.
    pub(crate) progress: bool,
    /// Whether a crash of the program on one file prints its trace.
    pub(crate) crash_traces: bool,
    /// Caps on each file.
    pub(crate) limits: Limits,
    /// The forms whose tables are looked for.
    pub(crate) forms: Forms,
}

/// Where files are read.
#[derive(Clone, Debug)]
pub(crate) enum Isolation {
    /// In threads of this process: a file that overflows the stack or the memory ends it.
    InProcess,
    /// In worker processes, which the program itself must be able to serve as.
    Workers(Caps),
}

/// Warnings about the manifest that are told one by one.
const MAX_WARNINGS: usize = 20;

/// Reads every file of the job and writes the dataset; `warn` is told what is wrong with the manifest.
///
/// # Errors
/// When no path exists, when the manifest cannot be read, when the folder cannot be written, or when threads cannot be started. No error comes from a
/// single file.
pub(crate) fn run(job: &Job, warn: impl Fn(&str)) -> anyhow::Result<Summary> {
    let plan = plan::plan(&job.paths, &job.out)?;
    log::info!("{} files to read", plan.len());
    let manifest = match &job.manifest {
        Some(path) => manifest::Manifest::open(path, &plan, &job.limits)?,
        None => manifest::Manifest::default(),
    };
    let folder = output::Folder::open(&job.out)
        .with_context(|| format!("cannot write to {}", job.out.display()))?;
    let mut files = run::read_all(&plan, &manifest, job)?;
    let warnings = manifest.warnings(files.iter().map(|file| file.source.as_str()));
    warnings
        .iter()
        .take(MAX_WARNINGS)
        .for_each(|warning| warn(warning));
    if warnings.len() > MAX_WARNINGS {
        warn(&format!(
            "manifest: {} more warnings",
            warnings.len() - MAX_WARNINGS
        ));
    }
    across::compare(&mut files, job.forms);
    let summary = Summary::of(&files);
    folder
        .write(&files, &summary.json(), job.forms, job.bom)
        .with_context(|| format!("cannot write to {}", job.out.display()))?;
    Ok(summary)
}
