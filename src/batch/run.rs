//! Reads the files of a plan, each by itself, with several threads.

use std::any::Any;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};

use anyhow::Context;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Job;
use super::manifest::Manifest;
use super::plan::Entry;
use super::progress::Progress;
#[cfg(feature = "cli")]
use crate::archive;
use crate::document::Format;
use crate::error::{Error, ErrorKind};
use crate::extraction::{Extraction, Report, Status};
use crate::limits::Limits;
use crate::write::FileResult;
use crate::{Known, Settings, extract, normalise, read};

/// Stack of a worker thread. Readers bound their own recursion; this leaves room for that of their libraries.
const STACK_BYTES: usize = 16 << 20;

/// Reads every file of the plan; results come in its order.
///
/// # Errors
/// When the threads cannot be started.
pub(super) fn read_all(
    plan: &[Entry],
    manifest: &Manifest,
    job: &Job,
) -> anyhow::Result<Vec<FileResult>> {
    // A thread without a file of its own only burns time looking for one.
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(job.jobs.get().min(plan.len().max(1)))
        .stack_size(STACK_BYTES)
        .build()
        .context("cannot start threads")?;
    let base = Settings {
        limits: job.limits,
        forms: job.forms,
        ..Settings::default()
    };
    let progress = Progress::new(plan.len(), job.progress);
    let _quiet = (!job.crash_traces).then(QuietPanics::begin);
    let files = pool.install(|| {
        let entries = plan.par_iter().with_max_len(1);
        let results = entries.map(|entry| {
            let result = read_entry(entry, manifest, &base);
            progress.done(&entry.source);
            result
        });
        let results: Vec<Vec<FileResult>> = results.collect();
        results.into_iter().flatten().collect()
    });
    Ok(files)
}

/// Reads one file, or every file in an archive; whatever happens, a result comes out.
fn read_entry(entry: &Entry, manifest: &Manifest, base: &Settings) -> Vec<FileResult> {
    let size = || std::fs::metadata(&entry.path).ok().map(|meta| meta.len());
    let bytes = match load(entry, &base.limits) {
        Ok(bytes) => bytes,
        Err(error) => {
            let of = (entry.source.as_str(), manifest, base);
            return vec![quarantined(of, size(), None, error)];
        }
    };
    read_member(&entry.source, &bytes, manifest, base)
}

/// Reads the bytes of one file, or of every file in an archive; whatever happens, a result comes out.
pub(crate) fn read_file(source: &str, bytes: &[u8], base: &Settings) -> Vec<FileResult> {
    read_member(source, bytes, &Manifest::default(), base)
}

fn read_member(
    source: &str,
    bytes: &[u8],
    manifest: &Manifest,
    base: &Settings,
) -> Vec<FileResult> {
    #[cfg(feature = "cli")]
    if panic::catch_unwind(|| archive::kind(bytes)).is_ok_and(|kind| kind.is_some()) {
        return read_archive(source, bytes, manifest, base);
    }
    vec![read_bytes(source, bytes, manifest, base)]
}

/// Reads every file in an archive, one at a time; the archive itself has a line only when something stopped it.
#[cfg(feature = "cli")]
fn read_archive(
    source: &str,
    bytes: &[u8],
    manifest: &Manifest,
    base: &Settings,
) -> Vec<FileResult> {
    let mut results = Vec::new();
    let mut budget = archive::Budget::new(bytes.len(), &base.limits);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        let mut see = |(source, member): archive::Member<'_>| {
            results.push(match member {
                Ok(bytes) => read_bytes(source, &bytes, manifest, base),
                Err(error) => quarantined((source, manifest, base), None, None, error),
            });
        };
        archive::visit((source, bytes), &base.limits, &mut budget, &mut see)
    }));
    let outcome = outcome.unwrap_or_else(|payload| Err(crash(payload.as_ref())));
    if let Err(error) = outcome {
        let size = Some(bytes.len() as u64);
        results.push(quarantined(
            (source, manifest, base),
            size,
            Some(bytes),
            error,
        ));
    }
    results
}

/// Reads the bytes of one file; whatever happens, a result comes out.
fn read_bytes(source: &str, bytes: &[u8], manifest: &Manifest, base: &Settings) -> FileResult {
    let settings = Settings {
        source: source.to_owned(),
        known: known(source, manifest, base),
        ..base.clone()
    };
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| extract(bytes, &settings)));
    let outcome = outcome.unwrap_or_else(|payload| Err(crash(payload.as_ref())));
    match outcome {
        Ok(mut extraction) => {
            let faults = manifest.faults(source);
            extraction.issues.splice(0..0, faults);
            log::info!("{source}: {}", extraction.report.status.name());
            FileResult {
                source: source.to_owned(),
                size: Some(bytes.len() as u64),
                extraction,
                failure: None,
            }
        }
        Err(error) => {
            let size = Some(bytes.len() as u64);
            quarantined((source, manifest, base), size, Some(bytes), error)
        }
    }
}

/// What the list says of a file; of one that is not in it, what the settings say.
fn known(source: &str, manifest: &Manifest, base: &Settings) -> Known {
    manifest.known(source).unwrap_or(&base.known).clone()
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

fn within(size: u64, limits: &Limits) -> Result<(), Error> {
    if size <= limits.file_bytes {
        return Ok(());
    }
    let message = format!("{size} bytes, the limit is {}", limits.file_bytes);
    Err(Error::new(ErrorKind::Limit, "open", message))
}

/// The result of a file that could not be read: what is known of it from elsewhere, and why.
fn quarantined(
    (source, manifest, base): (&str, &Manifest, &Settings),
    size: Option<u64>,
    bytes: Option<&[u8]>,
    error: Error,
) -> FileResult {
    log::info!("{source}: quarantined: {error}");
    let (known, mut issues) = normalise::known::checked(&known(source, manifest, base));
    issues.splice(0..0, manifest.faults(source));
    let key = normalise::keying::of_known(&known);
    let report = Report {
        sha256: bytes.map(sha256).unwrap_or_default(),
        bytes: size.unwrap_or_default(),
        format: bytes.and_then(|bytes| format_of(bytes, &error)),
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

/// The kind of a file that failed, where it is known in spite of that.
fn format_of(bytes: &[u8], error: &Error) -> Option<Format> {
    match error.kind() {
        ErrorKind::UnknownFormat => None,
        // What crashed may have been the look at the first bytes.
        _ => panic::catch_unwind(|| read::sniff(bytes)).ok().flatten(),
    }
}

/// SHA-256 in lower-case hex digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
struct QuietPanics(Option<PanicHook>);

type PanicHook = Box<dyn Fn(&panic::PanicHookInfo<'_>) + Sync + Send + 'static>;

impl QuietPanics {
    fn begin() -> Self {
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

    fn failure(entry: &Entry, limits: &Limits) -> (ErrorKind, &'static str, FileResult) {
        let settings = Settings {
            limits: *limits,
            ..Settings::default()
        };
        let result = read_entry(entry, &Manifest::default(), &settings).remove(0);
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

    #[cfg(feature = "cli")]
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
        let results = read_entry(
            &entry(path.clone()),
            &Manifest::default(),
            &Settings::default(),
        );
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

    #[test]
    fn hashes_are_lower_case_hex() {
        assert!(sha256(b"abc").starts_with("ba7816bf8f01cfea"));
    }
}
