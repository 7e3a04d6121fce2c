//! The command line: arguments in, exit code out. Data goes to stdout, talk to stderr.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

use crate::batch;

mod args;
mod codebook;
mod explain;
mod extract;
mod forms;
mod inspect;
mod logger;
#[cfg(feature = "panel")]
mod panel;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Everything was read.
    Done = 0,
    /// Finished, but some file was quarantined or read in part.
    FellShort = 1,
    /// Could not run.
    CouldNotRun = 2,
    /// Interrupted; by custom 128 and the number of the signal.
    Interrupted = 130,
}

/// Runs the program with these arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    logger::start(cli.verbose);
    let result = match cli.command {
        Command::Extract(args) => extract::run(&args, cli.verbose),
        Command::Merge(args) => extract::merge(&args, cli.verbose),
        Command::Inspect(args) => inspect::run(&args),
        #[cfg(feature = "panel")]
        Command::Panel(args) => panel::run(&args, cli.verbose),
        Command::Codebook(args) => codebook::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Worker => batch::serve().map(|()| Exit::Done),
    };
    let exit = result.unwrap_or_else(|error| {
        if is_closed_pipe(&error) {
            return Exit::Done;
        }
        if error.is::<batch::interrupt::Interrupted>() {
            say("interrupted; the dataset is as it was, run again to go on");
            return Exit::Interrupted;
        }
        say(&format!("{error:#}"));
        Exit::CouldNotRun
    });
    ExitCode::from(exit as u8)
}

/// Help and version go to stdout and are no failure; everything else is a wrong use.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    let exit = if error.use_stderr() {
        Exit::CouldNotRun
    } else {
        Exit::Done
    };
    ExitCode::from(exit as u8)
}

/// Whether the reader of stdout has gone, as `head` does when it has enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let kinds = error.chain().filter_map(|cause| {
        let csv = cause.downcast_ref::<csv::Error>();
        let inner = csv.and_then(|e| match e.kind() {
            csv::ErrorKind::Io(e) => Some(e.kind()),
            _ => None,
        });
        inner.or_else(|| cause.downcast_ref::<io::Error>().map(io::Error::kind))
    });
    kinds
        .into_iter()
        .any(|kind| kind == io::ErrorKind::BrokenPipe)
}

/// Prints data.
fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Tells the user something.
fn say(message: &str) {
    // When stderr is gone, nobody listens.
    let _ = writeln!(io::stderr(), "nianbao: {message}");
}
