//! `nianbao panel`: joins datasets to one row an agency and year.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::{Context, bail};

use super::args::PanelArgs;
use super::{Exit, say};
use crate::panel::{self, Failure, Job, Summary, Years};

/// Years that a coverage may span.
const MAX_YEARS: u16 = 100;

/// Runs the subcommand.
pub(super) fn run(args: &PanelArgs, verbose: u8) -> anyhow::Result<Exit> {
    for dataset in &args.datasets {
        if is_same(dataset, &args.out) {
            bail!(
                "{}: the panel would overwrite its own dataset",
                args.out.display()
            );
        }
    }
    let job = Job {
        datasets: args.datasets.clone(),
        out: args.out.clone(),
        years: args.years,
        include_doubtful: args.include_doubtful,
        bom: args.bom,
    };
    let out = args.out.display();
    let summary = match panel::run(&job) {
        Ok(summary) => summary,
        Err(Failure::Input(error)) => return Err(error.into()),
        Err(Failure::Output(error)) => {
            return Err(error).with_context(|| format!("cannot write to {out}"));
        }
    };
    if verbose > 0 || std::io::stderr().is_terminal() {
        say(&sentence(&summary, &out.to_string()));
    }
    Ok(if summary.is_whole() {
        Exit::Done
    } else {
        Exit::FellShort
    })
}

fn is_same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Reads `2019-2024`, or one year.
pub(super) fn years(text: &str) -> Result<Years, String> {
    let digits = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year = |text: &str| text.parse::<u16>().ok().filter(|_| digits(text));
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (year(first), year(last)) {
        (Some(first), Some(last)) if first <= last && last - first < MAX_YEARS => {
            Ok(Years { first, last })
        }
        _ => Err(format!(
            "not a range of at most {MAX_YEARS} years such as 2019-2024"
        )),
    }
}

fn sentence(sum: &Summary, out: &str) -> String {
    format!(
        "{} files: {} agencies, {} rows, {} copies, mirrors and revisions, {} contradictions, {} without a place; {} values in doubt, \
         {} identities between years fail; in {out}",
        sum.files,
        sum.agencies,
        sum.rows,
        sum.duplicates,
        sum.contradictions,
        sum.unplaced,
        sum.doubtful,
        sum.failed
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_years_goes_up_and_is_not_too_long() {
        let range = |first, last| Ok(Years { first, last });
        assert_eq!(years("2019-2024"), range(2019, 2024));
        assert_eq!(years("2023"), range(2023, 2023));
        for text in [
            "",
            "2024-2019",
            "1000-9999",
            "19-24",
            "2019-",
            "2019-2020-2021",
            "+2019",
        ] {
            assert!(years(text).is_err(), "{text}");
        }
    }
}
