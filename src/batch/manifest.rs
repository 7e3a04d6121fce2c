//! `--manifest`: what a harvester knows already of the files, one row a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::ops::Bound;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use super::shard::Shard;
use crate::Known;
use crate::hash::sha256;
use crate::issue::{Issue, KNOWN_LEFT_OUT, Place};
use crate::limits::Limits;
use crate::normalise::known::checked;

/// What parts an archive from its member in a source.
const MEMBER: &str = "!/";

/// What is known of the files of a plan, by their sources.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    of_source: BTreeMap<String, Row>,
    warnings: Vec<String>,
    /// SHA-256 of the list; empty when there is none.
    sha256: String,
}

/// What the rows for one file say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Row {
    /// The first of them, the header being line 1.
    line: u64,
    known: Known,
    /// What in them cannot be used, beside what [`checked`] finds.
    faults: Vec<String>,
    /// Whether the file was read.
    #[serde(skip)]
    is_read: bool,
}

impl Manifest {
    /// Reads the file and finds the file of the plan for each row.
    ///
    /// A row is for the file whose source it gives, whole or from the right down to a `/` when only one file ends so; for a member of
    /// an archive that part stands before `!/`. Rows without a file, and values that cannot be, are warnings.
    ///
    /// # Errors
    /// When the file cannot be read, is no CSV in UTF-8, or has no column `source`.
    pub(super) fn open(
        path: &Path,
        sources: impl Iterator<Item = anyhow::Result<String>>,
        limits: &Limits,
    ) -> anyhow::Result<Manifest> {
        let name = || format!("cannot read the manifest {}", path.display());
        let mut file = File::open(path)
            .with_context(name)?
            .take(limits.file_bytes.saturating_add(1));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).with_context(name)?;
        ensure!(
            bytes.len() as u64 <= limits.file_bytes,
            "{}: too large",
            name()
        );
        let sources = sources.collect::<anyhow::Result<Vec<_>>>()?;
        let mut manifest = Manifest::parse(&bytes, &sources).with_context(name)?;
        manifest.sha256 = sha256(&bytes);
        Ok(manifest)
    }

    fn parse(bytes: &[u8], sources: &[String]) -> anyhow::Result<Manifest> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes));
        let columns: Vec<String> = reader.headers()?.iter().map(str::to_lowercase).collect();
        if !columns.iter().any(|column| column == "source") {
            bail!("it has no column \"source\"");
        }
        let places = Places::of(sources);
        let mut manifest = Manifest::default();
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            manifest.take(line, &columns, &record, &places);
        }
        manifest.warn_of_values();
        Ok(manifest)
    }

    fn take(
        &mut self,
        line: u64,
        columns: &[String],
        record: &csv::StringRecord,
        places: &Places<'_>,
    ) {
        let value = |name: &str| {
            let at = columns.iter().position(|column| column == name);
            at.and_then(|at| record.get(at)).unwrap_or_default()
        };
        let said = value("source");
        let source = match places.find(said) {
            Ok(source) => source,
            Err(why) => {
                self.warnings.push(format!("manifest line {line}: {why}"));
                return;
            }
        };
        let mut row = Row {
            line,
            known: Known {
                url: value("url").to_owned(),
                agency: value("agency").to_owned(),
                year: None,
                region_code: whole(value("region_code")).to_owned(),
                publisher: value("publisher").to_owned(),
                published: value("published").to_owned(),
                retrieved: value("retrieved").to_owned(),
            },
            faults: Vec::new(),
            is_read: false,
        };
        let year = value("year");
        let number = whole(year.trim_end_matches('度').trim_end_matches('年'));
        match number.parse() {
            Ok(number) => row.known.year = Some(number),
            Err(_) if year.is_empty() => {}
            Err(_) => row.faults.push(format!("「{year}」 is no year")),
        }
        match self.of_source.get_mut(&source) {
            Some(first) => first.join(row),
            None => {
                self.of_source.insert(source, row);
            }
        }
    }

    fn warn_of_values(&mut self) {
        for row in self.of_source.values() {
            let checked = checked(&row.known).1.into_iter().map(|issue| issue.message);
            let own = row.faults.iter().map(|fault| left_out(fault));
            let messages = own
                .chain(checked)
                .map(|fault| format!("manifest line {}: {fault}", row.line));
            self.warnings.extend(messages);
        }
    }

    /// What is known of a file, when the list has it.
    pub(super) fn known(&self, source: &str) -> Option<&Known> {
        self.of_source.get(source).map(|row| &row.known)
    }

    /// Findings about the rows of a file.
    pub(super) fn faults(&self, source: &str) -> Vec<Issue> {
        let row = self.of_source.get(source);
        let faults = row.iter().flat_map(|row| &row.faults);
        faults
            .map(|fault| Issue {
                kind: &KNOWN_LEFT_OUT,
                place: Place::default(),
                message: left_out(fault),
            })
            .collect()
    }

    /// The part about one file, and about the files in it when it is an archive.
    pub(super) fn part(&self, source: &str) -> Vec<(String, Row)> {
        let from = self
            .of_source
            .range::<str, _>((Bound::Included(source), Bound::Unbounded));
        let near = from.take_while(|(other, _)| other.starts_with(source));
        let own = near.filter(|(other, _)| {
            let rest = other.strip_prefix(source).unwrap_or_default();
            rest.is_empty() || rest.starts_with(MEMBER)
        });
        own.map(|(source, row)| (source.clone(), row.clone()))
            .collect()
    }

    /// A list of nothing but such a part.
    pub(super) fn of_part(part: Vec<(String, Row)>) -> Manifest {
        Manifest {
            of_source: part.into_iter().collect(),
            ..Manifest::default()
        }
    }

    /// SHA-256 of the list; empty when there is none.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Notes that the file with this source was read.
    pub(super) fn is_read(&mut self, source: &str) {
        if let Some(row) = self.of_source.get_mut(source) {
            row.is_read = true;
        }
    }

    /// What to tell the user once the files are read; of a shard, what concerns its own.
    pub(super) fn warnings(&self, shard: Option<Shard>) -> Vec<String> {
        let own = |source: &str| {
            let file = source.split(MEMBER).next().unwrap_or_default();
            shard.is_none_or(|shard| shard.has(file))
        };
        let unread = self
            .of_source
            .iter()
            .filter(|(source, row)| !row.is_read && own(source));
        let unread =
            unread.map(|(source, row)| format!("manifest line {}: no file {source}", row.line));
        self.warnings.iter().cloned().chain(unread).collect()
    }
}

fn left_out(fault: &str) -> String {
    format!("known from elsewhere, left out: {fault}")
}

/// A number as programs write it that take every number for a decimal: `2023.0`.
fn whole(number: &str) -> &str {
    number.strip_suffix(".0").unwrap_or(number)
}

impl Row {
    /// All that it says, wherever it stands in the list.
    pub(super) fn said(&self) -> (&Known, &[String]) {
        (&self.known, &self.faults)
    }

    /// Takes in what another row for the same file says. Where the two differ neither is believed.
    fn join(&mut self, other: Row) {
        let mut faults = Vec::new();
        let mut text = |name: &str, own: &mut String, other: String| {
            if own.is_empty() {
                *own = other;
            } else if !other.is_empty() && *own != other {
                faults.push(format!("two rows give {name} 「{own}」 and 「{other}」"));
                own.clear();
            }
        };
        let (own, known) = (&mut self.known, other.known);
        text("url", &mut own.url, known.url);
        text("agency", &mut own.agency, known.agency);
        text("region_code", &mut own.region_code, known.region_code);
        text("publisher", &mut own.publisher, known.publisher);
        text("published", &mut own.published, known.published);
        text("retrieved", &mut own.retrieved, known.retrieved);
        match (own.year, known.year) {
            (Some(a), Some(b)) if a != b => {
                faults.push(format!("two rows give year {a} and {b}"));
                own.year = None;
            }
            (a, b) => own.year = a.or(b),
        }
        self.faults.extend(other.faults);
        self.faults.extend(faults);
    }
}

/// The files of a plan, to be found by their sources or the ends of these.
struct Places<'a> {
    /// The source and everything behind a `/` in it, with the only file that ends so; `None` when several do.
    ends: BTreeMap<&'a str, Option<&'a str>>,
    whole: BTreeSet<&'a str>,
}

impl<'a> Places<'a> {
    fn of(sources: &'a [String]) -> Self {
        let mut ends = BTreeMap::new();
        for source in sources {
            let source = source.as_str();
            let starts = source.match_indices('/').map(|(at, _)| at + 1);
            for start in starts.take(MAX_FOLDERS) {
                let end = source.get(start..).unwrap_or_default();
                let only = ends.entry(end).or_insert(Some(source));
                *only = only.filter(|other| *other == source);
            }
        }
        Places {
            ends,
            whole: sources.iter().map(String::as_str).collect(),
        }
    }

    /// The source of the file that a row means.
    fn find(&self, said: &str) -> Result<String, String> {
        if said.is_empty() {
            return Err("it has no source".to_owned());
        }
        let said = said.replace('\\', "/");
        let said = said.trim_start_matches("./");
        let (file, member) = match said.split_once(MEMBER) {
            Some((file, member)) => (file, Some(member)),
            None => (said, None),
        };
        // A path may be given with `./`, too.
        let dotted = format!("./{file}");
        let known = [file, &dotted]
            .into_iter()
            .find(|name| self.whole.contains(name));
        let found = match known {
            Some(name) => name,
            None => match self.ends.get(file) {
                Some(Some(only)) => only,
                Some(None) => return Err(format!("several files end in {file}")),
                None => return Err(format!("no file {file}")),
            },
        };
        Ok(match member {
            Some(member) => [found, MEMBER, member].concat(),
            None => found.to_owned(),
        })
    }
}

/// Folders of a path from whose names on it may be given.
const MAX_FOLDERS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(sources: &[&str]) -> Vec<String> {
        sources.iter().map(|source| (*source).to_owned()).collect()
    }

    fn manifest(text: &str, sources: &[&str]) -> Manifest {
        Manifest::parse(text.as_bytes(), &plan(sources)).expect("a manifest")
    }

    fn year(manifest: &Manifest, source: &str) -> Option<u16> {
        manifest.known(source).and_then(|known| known.year)
    }

    #[test]
    fn a_row_is_for_the_file_that_it_names_whole_or_by_its_end() {
        let text = "\u{feff}Source, year ,extra\nin/a.pdf,2021,x\nb.pdf,2022\n./c/x.zip!/d/e.docx,2023.0\n";
        let of = manifest(text, &["in/a.pdf", "in/sub/b.pdf", "in/c/x.zip"]);
        assert_eq!(year(&of, "in/a.pdf"), Some(2021));
        assert_eq!(year(&of, "in/sub/b.pdf"), Some(2022));
        assert_eq!(year(&of, "in/c/x.zip!/d/e.docx"), Some(2023));
        assert_eq!(of.known("in/c/x.zip"), None);
        let mut of = of;
        of.is_read("in/a.pdf");
        of.is_read("in/sub/b.pdf");
        assert_eq!(
            of.warnings(None),
            ["manifest line 4: no file in/c/x.zip!/d/e.docx"]
        );
        of.is_read("in/c/x.zip!/d/e.docx");
        assert_eq!(of.warnings(None), [""; 0]);
    }

    #[test]
    fn a_row_that_fits_no_file_or_several_is_a_warning() {
        let of = manifest(
            "source,year\nz.pdf,2021\na.pdf,2022\n,2023\n",
            &["x/a.pdf", "y/a.pdf"],
        );
        assert_eq!(
            of.warnings(None),
            [
                "manifest line 2: no file z.pdf",
                "manifest line 3: several files end in a.pdf",
                "manifest line 4: it has no source"
            ]
        );
        assert_eq!(of.known("x/a.pdf"), None);
    }

    #[test]
    fn rows_that_contradict_each_other_are_not_believed_where_they_do() {
        let text = "source,agency,year\na.pdf,水务局,2021\na.pdf,水务局,2022\na.pdf,,\n";
        let of = manifest(text, &["a.pdf"]);
        let known = of.known("a.pdf").expect("a row");
        assert_eq!((known.agency.as_str(), known.year), ("水务局", None));
        let faults: Vec<String> = of
            .faults("a.pdf")
            .into_iter()
            .map(|issue| issue.message)
            .collect();
        assert_eq!(
            faults,
            ["known from elsewhere, left out: two rows give year 2021 and 2022"]
        );
    }

    #[test]
    fn values_that_cannot_be_are_warnings_with_their_line() {
        let text = "source,year,region_code\na.pdf,20233,\nb.pdf,x,\nc.pdf,,320899\n";
        let of = manifest(text, &["a.pdf", "b.pdf", "c.pdf"]);
        let mut of = of;
        for source in ["a.pdf", "b.pdf", "c.pdf"] {
            of.is_read(source);
        }
        let warnings = of.warnings(None);
        assert_eq!(
            warnings,
            [
                "manifest line 2: known from elsewhere, left out: the year 20233 is out of range",
                "manifest line 3: known from elsewhere, left out: 「x」 is no year",
                "manifest line 4: known from elsewhere, left out: there never was a region 320899"
            ]
        );
        assert_eq!((of.faults("a.pdf").len(), of.faults("b.pdf").len()), (0, 1));
    }

    #[test]
    fn a_manifest_without_sources_or_that_is_no_text_is_an_error() {
        let error = |bytes: &[u8]| {
            Manifest::parse(bytes, &[])
                .expect_err("no manifest")
                .to_string()
        };
        assert_eq!(error(b"url,year\nx,2023\n"), "it has no column \"source\"");
        assert_eq!(error(b""), "it has no column \"source\"");
        assert!(error(b"source\n\xff\xfe\n").contains("UTF-8"));
    }
}
