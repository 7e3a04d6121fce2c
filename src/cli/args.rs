//! The arguments: one definition feeds parser, help and documentation.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, Parser, Subcommand};

use crate::batch::Shard;
use crate::inspect::Stage;

/// 年报: Chinese open-government annual reports in, a keyed, traced and checked dataset out.
#[derive(Debug, Parser)]
#[command(name = "nianbao", version, after_help = EXITS, after_long_help = EXAMPLES)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Log to stderr: -v each file, -vv each step, -vvv everything
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read reports and write a dataset
    #[command(after_long_help = EXTRACT_EXAMPLES)]
    Extract(ExtractArgs),
    /// Join the datasets of all shards of a run
    #[command(after_long_help = MERGE_EXAMPLES)]
    Merge(MergeArgs),
    /// Show what each stage saw in one file
    #[command(after_long_help = INSPECT_EXAMPLES)]
    Inspect(InspectArgs),
    /// Join datasets to a panel: one row an agency and year
    #[cfg(feature = "panel")]
    #[command(after_long_help = PANEL_EXAMPLES)]
    Panel(PanelArgs),
    /// Print the codebook: every code and what it means (CSV)
    #[command(after_long_help = CODEBOOK_EXAMPLES)]
    Codebook(FormArgs),
    /// Read what another process asks for
    #[command(hide = true)]
    Worker,
    /// Explain the code of a finding, such as V301
    #[command(after_long_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
}

#[derive(Debug, Args)]
pub(super) struct ExtractArgs {
    /// Files, and folders to search
    ///
    /// Folders are searched recursively in order of names. Every file in them is read
    /// whatever its extension; names that begin with a dot are skipped, and so is DIR.
    /// Links are followed.
    #[arg(
        required_unless_present = "files_from",
        value_name = "PATH",
        verbatim_doc_comment
    )]
    pub(super) paths: Vec<PathBuf>,

    /// Read the paths in this list too, one a line; - is stdin
    #[arg(long, value_name = "LIST")]
    pub(super) files_from: Option<PathBuf>,

    /// Folder for the dataset, made when missing
    ///
    /// Files of an earlier dataset in it are replaced.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,

    /// CSV of what is known of the files already: it wins over what they say
    ///
    /// Columns source (required), url, agency, year, region_code, publisher, published, retrieved.
    /// A source is a path as in reports.csv, or the end of one when only one file ends so.
    #[arg(long, value_name = "CSV")]
    pub(super) manifest: Option<PathBuf>,

    /// Files to read at a time, each in a process of its own [default: all cores]
    ///
    /// The dataset is the same, byte for byte, for any number.
    #[arg(long, visible_alias = "jobs", value_name = "N")]
    pub(super) workers: Option<NonZeroUsize>,

    /// CPU seconds that reading one file may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(super) timeout: Duration,

    /// Memory that reading one file may take: bytes, or with K, M, G
    #[arg(long, value_name = "BYTES", default_value = "1G", value_parser = memory)]
    pub(super) memory: u64,

    /// Read in threads of this process, without --timeout and --memory
    ///
    /// For programs that already keep nianbao apart. A file that overflows the stack or the
    /// memory ends the run.
    #[arg(long, verbatim_doc_comment)]
    pub(super) in_process: bool,

    /// Read part I of N of the files only; `nianbao merge` joins the parts
    #[arg(long, value_name = "I/N")]
    pub(super) shard: Option<Shard>,

    /// Try files again that earlier runs into DIR could not read
    #[arg(long)]
    pub(super) retry_quarantined: bool,

    /// Begin every CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Tell what happens on stderr, one JSON object a line
    #[arg(long)]
    pub(super) log_json: bool,

    #[command(flatten)]
    pub(super) forms: FormArgs,
}

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders of the datasets that `nianbao extract --shard` wrote, one for every part
    #[arg(required = true, value_name = "SHARD")]
    pub(super) shards: Vec<PathBuf>,

    /// Folder for the dataset, made when missing
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,

    /// Begin every CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(super) bom: bool,

    /// Tell what happens on stderr, one JSON object a line
    #[arg(long)]
    pub(super) log_json: bool,

    #[command(flatten)]
    pub(super) forms: FormArgs,
}

#[derive(Debug, Args)]
pub(super) struct FormArgs {
    /// Look for the tables of this form too; may be given more than once
    ///
    /// A form is a file that says what a table prints: labels, units, codes. See docs/forms.md.
    #[arg(long = "form", value_name = "FILE.toml")]
    pub(super) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The file
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// Show one stage only
    #[arg(long, value_name = "STAGE")]
    pub(super) stage: Option<Stage>,

    /// Draw each page into DIR: glyphs, rulings, cells, joins and the code each cell got
    ///
    /// One SVG a page, `page-001.svg`; of a document without pages one a table, `table-001.svg`.
    #[arg(long, value_name = "DIR")]
    pub(super) svg: Option<PathBuf>,

    #[command(flatten)]
    pub(super) forms: FormArgs,
}

#[cfg(feature = "panel")]
#[derive(Debug, Args)]
pub(super) struct PanelArgs {
    /// Folders of datasets that `nianbao extract` wrote
    #[arg(required = true, value_name = "DIR")]
    pub(super) datasets: Vec<PathBuf>,

    /// Folder for the panel, made when missing
    ///
    /// Files of an earlier panel in it are replaced.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,

    /// Years that the coverage shows, such as 2019-2024 [default: all that occur]
    #[arg(long, value_name = "YEARS", value_parser = super::panel::years)]
    pub(super) years: Option<crate::panel::Years>,

    /// Keep values that carry an R code
    ///
    /// Where revisions of a report contradict each other the value stays empty all the same.
    #[arg(long)]
    pub(super) include_doubtful: bool,

    /// Begin every CSV with a byte order mark, by which Excel knows UTF-8
    #[arg(long)]
    pub(super) bom: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// Code or name of a kind of finding; without it, all are listed
    #[arg(value_name = "CODE")]
    pub(super) code: Option<String>,
}

/// A time of at least a second, in seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if !(1.0..=1e6).contains(&seconds) {
        return Err("not from 1 to 1000000".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// Less than this, and the program itself has no room. Bytes.
const LEAST_MEMORY: u64 = 64 << 20;

/// A number of bytes, or of 1024, 1024², 1024³ of them.
fn memory(text: &str) -> Result<u64, String> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.trim_end_matches("IB").trim_end_matches('B');
    let (number, factor) = match text.chars().last() {
        Some('K') => (text.trim_end_matches('K'), 1 << 10),
        Some('M') => (text.trim_end_matches('M'), 1 << 20),
        Some('G') => (text.trim_end_matches('G'), 1 << 30),
        _ => (text, 1),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "not a number of bytes".to_owned())?;
    let bytes = number.checked_mul(factor).ok_or("too many bytes")?;
    if bytes < LEAST_MEMORY {
        return Err("less than 64M".to_owned());
    }
    Ok(bytes)
}

const EXITS: &str = "\
Exit codes: 0 everything was read; 1 finished, but some file was quarantined or read in part;
2 could not run; 130 interrupted, run again to go on.  `nianbao help SUBCOMMAND` and `--help` show examples.";

const EXAMPLES: &str = "\
Examples:
  nianbao extract reports/ --out dataset      read every file below reports/
  nianbao panel dataset --out panel           one row an agency and year
  nianbao inspect reports/a.pdf               what was seen in one file
  nianbao codebook > codebook.csv             every code and what it means
  nianbao explain V301                        what a finding or a check means

Exit codes:
  0  everything was read
  1  finished, but some file was quarantined or read in part
  2  could not run
  130  interrupted; what was read is kept, run again to go on";

const EXTRACT_EXAMPLES: &str = "\
Examples:
  nianbao extract reports/ --out dataset
  nianbao extract 2023.pdf 2024.docx --out dataset --bom
  nianbao extract reports/ --out dataset --workers 2 -v
  find /harvest -newer last | nianbao extract --files-from - --out dataset
  nianbao extract reports/ --out dataset --manifest harvest.csv
  nianbao extract replies/ --out dataset --form proposals.toml
  nianbao extract reports/ --out part3 --shard 3/16

A run into the same DIR reads only what is new or changed since the last; one that was
stopped, however, goes on where it was. DIR/.nianbao holds what it needs for that.

The dataset:
  cells.csv          one row a cell of every statutory table, with its place in the source
  extra.csv          rows and columns of those tables that are none of the form
  reports.csv        one row a file
  candidates.csv     one row a place that names agency, year or region
  wide/<form>.csv    one row an agency and year, one column a cell; values in doubt left out
  issues.csv         every finding
  checks.csv         every check on every report: passed, failed or not to be judged
  quarantine.csv     every file that could not be read
  codebook.csv       every code
  datapackage.json   what the tables are, as a Frictionless Data Package
  summary.json       the dataset in figures, and what to look at first

Text is written as printed. A cell that begins with = + - or @ is text: import it as such
into a spreadsheet.";

const MERGE_EXAMPLES: &str = "\
Examples:
  nianbao extract reports/ --out part1 --shard 1/2
  nianbao extract reports/ --out part2 --shard 2/2
  nianbao merge part1 part2 --out dataset

The dataset is the same, byte for byte, as that of one run over all files.";

const INSPECT_EXAMPLES: &str = "\
Examples:
  nianbao inspect reports/a.pdf
  nianbao inspect reports/a.pdf --stage recognise
  nianbao inspect reports/a.pdf --svg pages/";

#[cfg(feature = "panel")]
const PANEL_EXAMPLES: &str = "\
Examples:
  nianbao panel dataset --out panel
  nianbao panel 2021/ 2022/ 2023/ --out panel --years 2019-2024
  nianbao panel dataset --out panel --include-doubtful

The panel:
  panel.csv          one row an agency and year; values in doubt left out
  panel.parquet      the same with types, for pandas, Polars, DuckDB and R
  panel.dta          the same for Stata 14 and later; columns.csv has the short names
  columns.csv        every column of values, and how the forms of different years compare
  duplicates.csv     copies, mirrors and revisions, newest first
  cross_year.csv     identities between a year and the one before
  coverage.csv       every agency and year: ok, failed, partial, doubtful, missing, ...
  coverage.svg       the same as a picture, with names; coverage.png with row numbers
  unplaced.csv       files whose agency or year is unknown
  datapackage.json   what the tables are, as a Frictionless Data Package

When two reports of an agency and year print other numbers, the one whose content appeared
last is kept if every day of publication is known; else only what both agree on.

Exit codes:
  0  every report has its place
  1  finished, but revisions contradict each other or reports have no agency or year
  2  could not run";

const CODEBOOK_EXAMPLES: &str = "\
Examples:
  nianbao codebook > codebook.csv
  nianbao codebook | grep ^cell,t3__granted
  nianbao codebook --form proposals.toml";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  nianbao explain V301
  nianbao explain t3-balance
  nianbao explain";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Lines of a terminal window as it usually opens.
    const SCREEN: usize = 24;

    #[test]
    fn definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn memory_and_time_are_read_with_their_units() {
        assert_eq!(memory("1G"), Ok(1 << 30));
        assert_eq!(memory("256MiB"), Ok(256 << 20));
        assert_eq!(memory("100000000"), Ok(100_000_000));
        assert!(memory("1K").is_err() && memory("x").is_err() && memory("").is_err());
        assert_eq!(seconds("2.5"), Ok(Duration::from_millis(2_500)));
        assert!(seconds("0").is_err() && seconds("nan").is_err());
    }

    #[test]
    fn short_help_fits_a_screen() {
        let mut command = Cli::command();
        assert!(command.render_help().to_string().lines().count() <= SCREEN);
        for sub in command.get_subcommands_mut() {
            let lines = sub.render_help().to_string().lines().count();
            assert!(lines <= SCREEN, "{}: {lines}", sub.get_name());
        }
    }
}
