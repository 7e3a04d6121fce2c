//! Many files at once: plan what to read, read it in several processes, compare the files, put the dataset in place.
//!
//! The plan fixes the order before work starts, and the dataset is written in that order, so the number of workers never
//! changes a byte of the output. A file that cannot be read is a line of `quarantine.csv` and never stops the rest. What
//! grows with the number of files stands in a store on disk, where the next run finds it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::extraction::Status;
use crate::forms::Forms;
use crate::limits::Limits;
use crate::write::summary::Summary;

mod across;
mod entry;
mod finish;
pub(crate) mod interrupt;
mod keys;
mod manifest;
mod merge;
pub(crate) mod output;
mod parcel;
pub(crate) mod paths;
mod plan;
mod progress;
mod run;
mod shard;
mod store;
mod worker;

pub(crate) use entry::{open_crawl, read_file};
pub(crate) use merge::{Merge, merge};
pub(crate) use progress::Show;
pub(crate) use shard::Shard;
pub(crate) use worker::{Caps, serve};

/// What to do, with everything resolved.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    /// Files and folders, as given.
    pub(crate) paths: Vec<PathBuf>,
    /// The list of more of them, one a line.
    pub(crate) list: Option<PathBuf>,
    /// The part that is read; all when none is given.
    pub(crate) shard: Option<Shard>,
    /// Whether files that could not be read by earlier runs are tried again.
    pub(crate) retry_quarantined: bool,
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
    /// How progress is shown.
    pub(crate) show: Show,
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

/// A run whose ledger is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct About {
    /// What the results of all files depend on.
    settings: store::Key,
    /// SHA-256 of the manifest; empty when there is none.
    manifest: String,
    shard: Option<Shard>,
    files: u64,
    /// Whether every file was read.
    is_whole: bool,
}

/// How a run ended, in figures and words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) files: usize,
    /// Files by the word of their status.
    pub(crate) whole: usize,
    pub(crate) in_part: usize,
    pub(crate) without_figures: usize,
    pub(crate) quarantined: usize,
    pub(crate) cells: usize,
    pub(crate) findings: usize,
    /// What to look at first.
    pub(crate) look_at: Vec<String>,
    /// What is wrong with the manifest.
    pub(crate) warnings: Vec<String>,
}

impl Ending {
    fn of(sum: &Summary, mut warnings: Vec<String>) -> Ending {
        let more = warnings.len().saturating_sub(MAX_WARNINGS);
        warnings.truncate(MAX_WARNINGS);
        if more > 0 {
            warnings.push(format!("manifest: {more} more warnings"));
        }
        Ending {
            files: sum.files,
            whole: sum.files_that_are(Status::Ok),
            in_part: sum.files_that_are(Status::Partial),
            without_figures: sum.files_that_are(Status::NotAReport)
                + sum.files_that_are(Status::BlankForm),
            quarantined: sum.files_that_are(Status::Quarantined),
            cells: sum.cells,
            findings: sum.findings,
            look_at: sum.hints().iter().map(ToString::to_string).collect(),
            warnings,
        }
    }

    /// Whether every file was read whole.
    pub(crate) fn is_whole(&self) -> bool {
        self.in_part + self.quarantined == 0
    }
}

/// Reads every file of the job that earlier runs have not read as it is, and writes the dataset.
///
/// # Errors
/// When no path exists, when the manifest cannot be read, when the folder cannot be written, when threads or workers cannot
/// be started, or after an interrupt. No error comes from a single file.
pub(crate) fn run(job: &Job) -> anyhow::Result<Ending> {
    let to = || format!("cannot write to {}", job.out.display());
    let mut folder = output::Folder::open(&job.out, &["wide"]).with_context(to)?;
    let is_small = job.list.is_none() && job.shard.is_none() && plan::are_few(&job.paths, &job.out);
    let keeps = !is_small || store::is_there(&job.out);
    if keeps {
        folder.sync();
    }
    let store = store::Store::open(&job.out, keeps).with_context(to)?;
    let ended = run_in(job, &folder, &store);
    store.close();
    ended
}

fn run_in(job: &Job, folder: &output::Folder, store: &store::Store) -> anyhow::Result<Ending> {
    let paths = job.paths.iter().cloned().map(Ok);
    let listed = job.list.as_deref().map(listed).transpose()?;
    let paths = paths.chain(listed.into_iter().flatten());
    let files = store.plan(|planner| {
        plan::plan(paths, &job.out, job.shard, planner)?;
        Ok(planner.files)
    })?;
    log::info!("{files} files to read");
    let mut manifest = match &job.manifest {
        Some(path) => manifest::Manifest::open(path, store.sources()?, &job.limits)?,
        None => manifest::Manifest::default(),
    };
    let list = manifest.sha256().to_owned();
    let about = |is_whole| About {
        settings: keys::of_settings(&job.limits, job.forms),
        manifest: list.clone(),
        shard: job.shard,
        files,
        is_whole,
    };
    let progress = progress::Progress::new(files, job.show);
    if store.keeps() {
        store.set_note("run", &about(false))?;
    }
    run::read_all(store, &manifest, job, &progress)?;
    if store.keeps() {
        store.set_note("run", &about(true))?;
    }
    let dataset = finish::Dataset {
        forms: job.forms,
        bom: job.bom,
        shard: job.shard,
        threads: job.workers.get(),
        folder,
    };
    let ending = finish::write(store, &mut manifest, &dataset, &progress)
        .with_context(|| format!("cannot write to {}", job.out.display()))?;
    progress.end(&ending);
    Ok(ending)
}

/// The paths in a list, as they come; `-` is stdin.
fn listed(list: &Path) -> anyhow::Result<impl Iterator<Item = anyhow::Result<PathBuf>>> {
    let name = list.display().to_string();
    let from: Box<dyn BufRead> = match list.as_os_str() == "-" {
        true => Box::new(std::io::stdin().lock()),
        false => {
            let file = File::open(list);
            let file = file.with_context(|| format!("cannot open the list {name}"))?;
            Box::new(BufReader::new(file))
        }
    };
    let paths = from.split(b'\n').map(move |line| {
        let mut line = line.with_context(|| format!("cannot read the list {name}"))?;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok(paths::from_bytes(line))
    });
    Ok(paths.filter(|path| !matches!(path, Ok(path) if path.as_os_str().is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::samples::{cell, file};

    #[test]
    fn an_ending_says_how_many_files_ended_how() {
        let ends = [
            Status::Ok,
            Status::Partial,
            Status::BlankForm,
            Status::Quarantined,
        ];
        let mut sum = Summary::new();
        for status in ends {
            let mut one = file("a.pdf", 'a', "甲县", Some(2023));
            one.extraction.report.status = status;
            one.extraction.cells = vec![cell("granted", 5)];
            sum.add(&one);
        }
        let warnings = (0..25).map(|line| line.to_string()).collect();
        let ending = Ending::of(&sum.finish(), warnings);
        let counts = [
            ending.files,
            ending.whole,
            ending.in_part,
            ending.without_figures,
            ending.quarantined,
            ending.cells,
        ];
        assert_eq!(counts, [4, 1, 1, 1, 1, 4]);
        assert_eq!(ending.warnings.len(), MAX_WARNINGS + 1);
        assert_eq!(ending.warnings[MAX_WARNINGS], "manifest: 5 more warnings");
    }
}
