//! Reads the files of one entry of a plan: the file itself, or every file in it when it is an archive.

use std::any::Any;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::manifest::Manifest;
use super::plan::Entry;
use crate::archive;
use crate::document::Format;
use crate::error::{Error, ErrorKind};
use crate::extraction::{Extraction, Report, Status};
use crate::hash::{hex, sha256};
use crate::limits::Limits;
use crate::write::FileResult;
use crate::{Known, Settings, extract, normalise, read};

/// What to do with the next file of an entry.
pub(super) enum Turn {
    /// Read it.
    Read,
    /// Its result is there already.
    PassOver,
    /// Reading it has failed before: put this on record.
    Fail(Error),
}

/// Takes the results of an entry, one by one: those of an archive need not be held together.
pub(super) trait Taker {
    /// Told before the first turn when the entry is an archive.
    fn archive(&mut self) {}

    /// Asked before each file; each that is not passed over gives one result.
    fn turn(&mut self) -> Turn;

    /// Told now and then while an archive is read on and no file comes.
    fn no_file(&mut self) {}

    /// Takes the result of the file whose turn it was.
    fn take(&mut self, result: FileResult);
}

/// Reads everything and keeps it.
impl Taker for Vec<FileResult> {
    fn turn(&mut self) -> Turn {
        Turn::Read
    }

    fn take(&mut self, result: FileResult) {
        self.push(result);
    }
}

/// How the files of an entry are read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    /// What is known of the files.
    pub(super) manifest: &'a Manifest,
    /// What holds for all of them.
    pub(super) settings: &'a Settings,
}

/// Reads the bytes of one file, or of every file in an archive; whatever happens, a result comes out.
pub(crate) fn read_file(source: &str, bytes: &[u8], settings: &Settings) -> Vec<FileResult> {
    let manifest = &Manifest::default();
    let mut results = Vec::new();
    Reading { manifest, settings }.member(source, bytes, &mut results);
    results
}

/// A file of an entry, before it is read.
struct Unread<'a> {
    source: &'a str,
    /// What the archive that it stands in knows of it.
    known: Option<&'a Known>,
    size: Option<u64>,
    bytes: Option<&'a [u8]>,
    /// Why it cannot be read, when that is known already.
    fault: Option<Error>,
}

impl<'a> Unread<'a> {
    fn whole(source: &'a str, bytes: &'a [u8]) -> Self {
        Unread {
            source,
            known: None,
            size: Some(bytes.len() as u64),
            bytes: Some(bytes),
            fault: None,
        }
    }

    fn lost(source: &'a str, size: Option<u64>, fault: Error) -> Self {
        Unread {
            source,
            known: None,
            size,
            bytes: None,
            fault: Some(fault),
        }
    }
}

impl Reading<'_> {
    /// Reads one file, or every file in an archive; whatever happens, a result comes out.
    pub(super) fn entry(self, entry: &Entry, taker: &mut impl Taker) {
        if entry.fault.is_none()
            && let Some(file) = open_crawl(&entry.path)
        {
            return self.crawl(entry, file, taker);
        }
        match load(entry, &self.settings.limits) {
            Ok(bytes) => self.member(&entry.source, &bytes, taker),
            Err(error) => {
                let size = std::fs::metadata(&entry.path).ok().map(|meta| meta.len());
                self.one(Unread::lost(&entry.source, size, error), taker);
            }
        }
    }

    fn member(self, source: &str, bytes: &[u8], taker: &mut impl Taker) {
        if panic::catch_unwind(|| archive::kind(bytes)).is_ok_and(|kind| kind.is_some()) {
            return self.archive(source, bytes, taker);
        }
        self.one(Unread::whole(source, bytes), taker);
    }

    /// Reads every file in an archive, one at a time; the archive itself has a line only when something stopped it.
    fn archive(self, source: &str, bytes: &[u8], taker: &mut impl Taker) {
        let limits = &self.settings.limits;
        let mut budget = archive::Budget::new(bytes.len(), limits);
        let outcome = self.members(taker, |see| {
            archive::visit((source, bytes), limits, &mut budget, see)
        });
        if let Err(error) = outcome {
            let stopped = Unread {
                fault: Some(error),
                ..Unread::whole(source, bytes)
            };
            self.one(stopped, taker);
        }
    }

    /// Reads every file in the archive of a crawl, which is read from the disk as a stream: it may be of any length.
    fn crawl(self, entry: &Entry, (file, length): (impl BufRead, u64), taker: &mut impl Taker) {
        let limits = &self.settings.limits;
        let mut budget = archive::Budget::of_crawl(length, limits);
        let outcome = self.members(taker, |see| {
            archive::visit_crawl((&entry.source, file), limits, &mut budget, see)
        });
        if let Err(error) = outcome {
            let error = match taker.turn() {
                Turn::PassOver => return,
                Turn::Read => error,
                Turn::Fail(worse) => worse,
            };
            taker.take(self.unread(entry, error));
        }
    }

    /// Reads the files that a visit to an archive meets; what stopped it, if anything did.
    fn members(
        self,
        taker: &mut impl Taker,
        visit: impl FnOnce(&mut dyn FnMut(archive::Found<'_>)) -> Result<(), Error>,
    ) -> Result<(), Error> {
        taker.archive();
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
            visit(&mut |found| match found {
                archive::Found::Nothing => taker.no_file(),
                archive::Found::Member(member) => {
                    let file = match &member.bytes {
                        Ok(bytes) => Unread::whole(member.source, bytes),
                        Err(error) => Unread::lost(member.source, None, error.clone()),
                    };
                    let known = Some(member.known);
                    self.one(Unread { known, ..file }, taker);
                }
            })
        }));
        outcome.unwrap_or_else(|payload| Err(crash(payload.as_ref())))
    }

    /// Reads one file when it is its turn; whatever happens, a result comes out.
    fn one(self, file: Unread<'_>, taker: &mut impl Taker) {
        let fault = match taker.turn() {
            Turn::PassOver => return,
            Turn::Read => file.fault,
            Turn::Fail(error) => Some(error),
        };
        // Without bytes there is a fault.
        let known = self.known(file.source, file.known);
        let read = || self.extract((file.source, &known), file.bytes.unwrap_or_default());
        taker.take(match fault.map_or_else(read, Err) {
            Ok(extraction) => FileResult {
                source: file.source.to_owned(),
                size: file.size,
                extraction,
                failure: None,
            },
            Err(error) => {
                let hash = file.bytes.map(sha256).unwrap_or_default();
                let format = file.bytes.and_then(|bytes| format_of(bytes, &error));
                self.quarantined((file.source, &known), (file.size, hash, format), error)
            }
        });
    }

    /// The result of an entry that nothing may look into any more.
    pub(super) fn unread(self, entry: &Entry, error: Error) -> FileResult {
        let (size, hash) = match self.hashed(entry) {
            Ok((size, hash)) => (Some(size), hash),
            Err(_) => (None, String::new()),
        };
        let known = self.known(&entry.source, None);
        self.quarantined((&entry.source, &known), (size, hash, None), error)
    }

    /// Length and SHA-256 of a file; no hash of one that is longer than a file may be.
    fn hashed(self, entry: &Entry) -> io::Result<(u64, String)> {
        let limits = &self.settings.limits;
        let file = File::open(&entry.path)?;
        let length = file.metadata()?.len();
        if within(length, limits).is_err() {
            return Ok((length, String::new()));
        }
        let (size, hash) = hash(file.take(limits.file_bytes))?;
        Ok((size, hex(&hash)))
    }

    fn extract(self, (source, known): (&str, &Known), bytes: &[u8]) -> Result<Extraction, Error> {
        let settings = Settings {
            source: source.to_owned(),
            known: known.clone(),
            ..self.settings.clone()
        };
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| extract(bytes, &settings)));
        let mut extraction = outcome.unwrap_or_else(|payload| Err(crash(payload.as_ref())))?;
        let faults = self.manifest.faults(source);
        extraction.issues.splice(0..0, faults);
        Ok(extraction)
    }

    /// What the list says of a file; of one that is not in it, what the settings say. What neither says of its fetching
    /// the archive may know that it stands in.
    fn known(self, source: &str, archived: Option<&Known>) -> Known {
        let listed = self.manifest.known(source);
        let mut known = listed.unwrap_or(&self.settings.known).clone();
        if let Some(archived) = archived {
            let fill = |own: &mut String, other: &String| {
                if own.is_empty() {
                    own.clone_from(other);
                }
            };
            fill(&mut known.url, &archived.url);
            fill(&mut known.retrieved, &archived.retrieved);
        }
        known
    }

    /// The result of a file that could not be read: what is known of it from elsewhere, and why.
    fn quarantined(
        self,
        (source, known): (&str, &Known),
        (size, sha256, format): (Option<u64>, String, Option<Format>),
        error: Error,
    ) -> FileResult {
        let (known, mut issues) = normalise::known::checked(known);
        issues.splice(0..0, self.manifest.faults(source));
        let key = normalise::keying::of_known(&known);
        let report = Report {
            sha256,
            bytes: size.unwrap_or_default(),
            format,
            producer: String::new(),
            pages: None,
            title: String::new(),
            agency: key.agency,
            agency_source: key.agency_source,
            year: key.year,
            year_source: key.year_source,
            region_code: key.region_code,
            region_source: key.region_source,
            agency_key: key.agency_key,
            compiled_by: key.compiled_by,
            url: key.url,
            publisher: key.publisher,
            published: key.published,
            retrieved: key.retrieved,
            forms: Vec::new(),
            tables: Vec::new(),
            status: Status::Quarantined,
        };
        FileResult {
            source: source.to_owned(),
            size,
            extraction: Extraction {
                report,
                cells: Vec::new(),
                candidates: key.candidates,
                checks: Vec::new(),
                extra: Vec::new(),
                issues,
            },
            failure: Some(error),
        }
    }
}

/// The file and its length, when it is the archive of a crawl.
pub(crate) fn open_crawl(path: &Path) -> Option<(BufReader<File>, u64)> {
    let file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut file = BufReader::new(file);
    archive::is_crawl(file.fill_buf().ok()?).then_some((file, length))
}

fn load(entry: &Entry, limits: &Limits) -> Result<Vec<u8>, Error> {
    let unreadable = |why: String| Error::new(ErrorKind::Unreadable, "open", why);
    if let Some(fault) = &entry.fault {
        return Err(unreadable(fault.clone()));
    }
    let open = || -> io::Result<(File, u64)> {
        let file = File::open(&entry.path)?;
        let size = file.metadata()?.len();
        Ok((file, size))
    };
    let (file, size) = open().map_err(|e| unreadable(e.to_string()))?;
    within(size, limits)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    // The file may grow while it is read: the cap holds for what comes, not for what was promised.
    let mut capped = file.take(limits.file_bytes.saturating_add(1));
    capped
        .read_to_end(&mut bytes)
        .map_err(|e| unreadable(e.to_string()))?;
    within(bytes.len() as u64, limits)?;
    Ok(bytes)
}

/// Length and SHA-256 of a file, read piece by piece.
pub(super) fn hash(mut file: impl Read) -> io::Result<(u64, [u8; 32])> {
    let (mut size, mut hash) = (0, Sha256::new());
    let mut piece = vec![0; 64 << 10];
    loop {
        let length = file.read(&mut piece)?;
        if length == 0 {
            return Ok((size, hash.finalize().into()));
        }
        hash.update(piece.get(..length).unwrap_or_default());
        size += length as u64;
    }
}

fn within(size: u64, limits: &Limits) -> Result<(), Error> {
    if size <= limits.file_bytes {
        return Ok(());
    }
    let message = format!("{size} bytes, the limit is {}", limits.file_bytes);
    Err(Error::new(ErrorKind::Limit, "open", message))
}

/// The kind of a file that failed, where it is known in spite of that.
fn format_of(bytes: &[u8], error: &Error) -> Option<Format> {
    match error.kind() {
        ErrorKind::UnknownFormat => None,
        // What crashed may have been the look at the first bytes.
        _ => panic::catch_unwind(|| read::sniff(bytes)).ok().flatten(),
    }
}

fn crash(payload: &(dyn Any + Send)) -> Error {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let message = format!(
        "the program failed on this file, please report it: {}",
        text.unwrap_or("no message")
    );
    Error::new(ErrorKind::Crash, "read", message)
}

/// While it lives, a panic prints nothing: it ends up in `quarantine.csv`.
pub(super) struct QuietPanics(Option<PanicHook>);

type PanicHook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

impl QuietPanics {
    pub(super) fn begin() -> Self {
        let before = panic::take_hook();
        panic::set_hook(Box::new(|_| {}));
        QuietPanics(Some(before))
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        // Setting a hook from a thread that panics would abort.
        if let (Some(before), false) = (self.0.take(), std::thread::panicking()) {
            panic::set_hook(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn entry(path: PathBuf) -> Entry {
        Entry {
            source: "a.pdf".into(),
            path,
            fault: None,
        }
    }

    fn read_entry(entry: &Entry, settings: &Settings) -> Vec<FileResult> {
        let manifest = &Manifest::default();
        let mut results = Vec::new();
        Reading { manifest, settings }.entry(entry, &mut results);
        results
    }

    fn failure(entry: &Entry, limits: &Limits) -> (ErrorKind, &'static str, FileResult) {
        let settings = Settings {
            limits: *limits,
            ..Settings::default()
        };
        let result = read_entry(entry, &settings).remove(0);
        let error = result.failure.clone().expect("a failure");
        (error.kind(), error.stage(), result)
    }

    #[test]
    fn a_file_over_the_cap_is_not_read() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let path = dir.path().join("a.pdf");
        std::fs::write(&path, [b'x'; 11]).expect("a file");
        let limits = Limits {
            file_bytes: 10,
            ..Limits::default()
        };
        let (kind, stage, result) = failure(&entry(path), &limits);
        assert_eq!((kind, stage), (ErrorKind::Limit, "open"));
        assert_eq!((result.size, result.report().id()), (Some(11), ""));
    }

    #[test]
    fn what_the_settings_know_of_a_file_holds_without_a_list() {
        let base = Settings {
            known: Known {
                agency: "清川县教育局".to_owned(),
                year: Some(2023),
                ..Known::default()
            },
            ..Settings::default()
        };
        for bytes in [&b"prose only"[..], b"\x89PNG\r\n"] {
            let result = read_file("a", bytes, &base).remove(0);
            let report = result.report();
            let keys = (report.agency.as_str(), report.year, report.agency_source);
            assert_eq!(keys, ("清川县教育局", Some(2023), "manifest"));
        }
    }

    #[test]
    fn a_path_that_cannot_be_opened_is_quarantined() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let (kind, stage, result) = failure(&entry(dir.path().join("gone")), &Limits::default());
        assert_eq!((kind, stage), (ErrorKind::Unreadable, "open"));
        assert_eq!(
            (result.size, result.report().status),
            (None, Status::Quarantined)
        );
    }

    #[test]
    fn every_file_in_an_archive_is_a_source_of_its_own() {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for (name, bytes) in [("1.txt", &b"prose only"[..]), ("2.png", b"\x89PNG\r\n")] {
            writer
                .start_file(name, zip::write::SimpleFileOptions::default())
                .expect("in memory");
            writer.write_all(bytes).expect("in memory");
        }
        let bytes = writer.finish().expect("in memory").into_inner();
        let dir = tempfile::tempdir().expect("a scratch folder");
        let path = dir.path().join("a.zip");
        std::fs::write(&path, &bytes).expect("a file");
        let results = read_entry(&entry(path.clone()), &Settings::default());
        let of = |result: &FileResult| {
            let failure = result.failure.as_ref().map(|error| error.kind().code());
            (result.source.clone(), failure)
        };
        let found: Vec<_> = results.iter().map(of).collect();
        assert_eq!(found[1], ("a.pdf!/2.png".into(), Some("unknown_format")));
        assert_eq!(found[0].0, "a.pdf!/1.txt");
        std::fs::write(&path, &bytes[..bytes.len() - 30]).expect("a file");
        let (kind, stage, broken) = failure(&entry(path), &Limits::default());
        assert_eq!((kind, stage), (ErrorKind::Damaged, "open"));
        assert_eq!(broken.source, "a.pdf");
    }

    #[test]
    fn a_crash_keeps_its_message() {
        let payload =
            panic::catch_unwind(|| std::panic::panic_any("index 7")).expect_err("a panic");
        let error = crash(payload.as_ref());
        assert_eq!(error.kind(), ErrorKind::Crash);
        assert!(error.to_string().ends_with("report it: index 7"));
    }
}
