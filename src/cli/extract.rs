//! `nianbao extract` and `nianbao merge`: read reports and write a dataset, or join parts of one.

use std::io::IsTerminal;
use std::num::NonZeroUsize;
use std::path::Path;

use super::args::{ExtractArgs, MergeArgs};
use super::{Exit, forms, say};
use crate::batch::{self, Caps, Ending, Isolation, Job, Merge, Show};
use crate::limits::Limits;

/// Runs `extract`.
pub(super) fn run(args: &ExtractArgs, verbose: u8) -> anyhow::Result<Exit> {
    batch::interrupt::listen();
    let ending = batch::run(&job(args, verbose)?)?;
    Ok(end(&ending, verbose, args.log_json, &args.out))
}

/// Runs `merge`.
pub(super) fn merge(args: &MergeArgs, verbose: u8) -> anyhow::Result<Exit> {
    batch::interrupt::listen();
    let ending = batch::merge(&Merge {
        shards: args.shards.clone(),
        out: args.out.clone(),
        bom: args.bom,
        threads: cores().get(),
        limits: Limits::default(),
        forms: forms::load(&args.forms)?,
        show: show(verbose, args.log_json),
    })?;
    Ok(end(&ending, verbose, args.log_json, &args.out))
}

fn cores() -> NonZeroUsize {
    std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}

fn job(args: &ExtractArgs, verbose: u8) -> anyhow::Result<Job> {
    Ok(Job {
        paths: args.paths.clone(),
        list: args.files_from.clone(),
        shard: args.shard,
        retry_quarantined: args.retry_quarantined,
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
        show: show(verbose, args.log_json),
        crash_traces: verbose > 0,
        limits: Limits::default(),
        forms: forms::load(&args.forms)?,
    })
}

fn show(verbose: u8, log_json: bool) -> Show {
    match (log_json, verbose) {
        (true, _) => Show::Json,
        (false, 0) => Show::Bar,
        // A bar between lines of a log makes both unreadable.
        (false, _) => Show::Nothing,
    }
}

/// Tells how a run ended, and with what the program ends.
fn end(ending: &Ending, verbose: u8, log_json: bool, out: &Path) -> Exit {
    for warning in &ending.warnings {
        say(warning);
    }
    if !log_json && (verbose > 0 || std::io::stderr().is_terminal()) {
        say(&sentence(ending, &out.display().to_string()));
        for hint in &ending.look_at {
            say(&format!("look at {hint}"));
        }
    }
    match ending.is_whole() {
        true => Exit::Done,
        false => Exit::FellShort,
    }
}

fn sentence(ending: &Ending, out: &str) -> String {
    format!(
        "{} files: {} read whole, {} in part, {} without figures, {} quarantined; {} cells, {} findings in {out}",
        ending.files,
        ending.whole,
        ending.in_part,
        ending.without_figures,
        ending.quarantined,
        ending.cells,
        ending.findings
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_sentence_says_how_many_files_ended_how() {
        let ending = Ending {
            files: 4,
            whole: 1,
            in_part: 1,
            without_figures: 1,
            quarantined: 1,
            cells: 1,
            ..Ending::default()
        };
        assert_eq!(
            sentence(&ending, "out"),
            "4 files: 1 read whole, 1 in part, 1 without figures, 1 quarantined; 1 cells, 0 findings in out"
        );
    }
}
