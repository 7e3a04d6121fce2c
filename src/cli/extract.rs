//! `nianbao extract`: reads reports and writes a dataset.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anyhow::Context;

use super::args::ExtractArgs;
use super::{Exit, forms, say};
use crate::batch::paths::from_bytes;
use crate::batch::{self, Caps, Isolation, Job, Summary};
use crate::extraction::Status;
use crate::limits::Limits;

/// Runs the subcommand.
pub(super) fn run(args: &ExtractArgs, verbose: u8) -> anyhow::Result<Exit> {
    let summary = batch::run(&job(args, verbose)?, say)?;
    if verbose > 0 || std::io::stderr().is_terminal() {
        say(&sentence(&summary, &args.out.display().to_string()));
        for hint in summary.hints() {
            say(&format!("look at {hint}"));
        }
    }
    Ok(if summary.is_whole() {
        Exit::Done
    } else {
        Exit::FellShort
    })
}

fn job(args: &ExtractArgs, verbose: u8) -> anyhow::Result<Job> {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    Ok(Job {
        paths: paths(args)?,
        manifest: args.manifest.clone(),
        out: args.out.clone(),
        workers: args.workers.unwrap_or_else(cores),
        isolation: match args.in_process {
            true => Isolation::InProcess,
            false => Isolation::Workers(Caps {
                timeout: args.timeout,
                memory: args.memory,
            }),
        },
        bom: args.bom,
        // A bar between lines of a log makes both unreadable.
        progress: verbose == 0,
        crash_traces: verbose > 0,
        limits: Limits::default(),
        forms: forms::load(&args.forms)?,
    })
}

/// The paths given as arguments, then those in the list.
///
/// # Errors
/// When the list cannot be read.
fn paths(args: &ExtractArgs) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = args.paths.clone();
    let Some(list) = &args.files_from else {
        return Ok(paths);
    };
    let from: Box<dyn BufRead> = match list.as_os_str() == "-" {
        true => Box::new(std::io::stdin().lock()),
        false => {
            let file = File::open(list);
            let file = file.with_context(|| format!("cannot open the list {}", list.display()))?;
            Box::new(BufReader::new(file))
        }
    };
    for line in from.split(b'\n') {
        let mut line = line.with_context(|| format!("cannot read the list {}", list.display()))?;
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        if !line.is_empty() {
            paths.push(from_bytes(line));
        }
    }
    Ok(paths)
}

fn sentence(sum: &Summary, out: &str) -> String {
    let of = |status| sum.files_that_are(status);
    format!(
        "{} files: {} read whole, {} in part, {} without figures, {} quarantined; {} cells, {} findings in {out}",
        sum.files,
        of(Status::Ok),
        of(Status::Partial),
        of(Status::NotAReport) + of(Status::BlankForm),
        of(Status::Quarantined),
        sum.cells,
        sum.findings
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::samples::{cell, file};

    #[test]
    fn the_summary_says_how_many_files_ended_how() {
        let ends = [
            Status::Ok,
            Status::Partial,
            Status::BlankForm,
            Status::Quarantined,
        ];
        let mut files = ends.map(|status| {
            let mut one = file("a.pdf", 'a', "甲县", Some(2023));
            one.extraction.report.status = status;
            one
        });
        files[0].extraction.cells = vec![cell("granted", 5)];
        assert_eq!(
            sentence(&Summary::of(&files), "out"),
            "4 files: 1 read whole, 1 in part, 1 without figures, 1 quarantined; 1 cells, 0 findings in out"
        );
    }
}
