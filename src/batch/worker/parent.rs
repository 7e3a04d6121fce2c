//! The side of the run: keeps one worker going, asks it, and replaces it when it dies.

use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use log::LevelFilter;

use super::{Answer, Caps, Request, Start, death, receive, send};
use crate::batch::entry::Reading;
use crate::batch::interrupt;
use crate::batch::parcel::Parcel;
use crate::batch::paths::to_bytes;
use crate::batch::plan::Entry;
use crate::error::Error;

/// The argument by which the program is a worker.
pub(super) const ARGUMENT: &str = "worker";

/// What is kept of a worker's last words. Bytes.
const LAST_WORDS: usize = 4 << 10;

/// A worker process, started when it is first needed.
pub(in crate::batch) struct Worker<'a> {
    reading: Reading<'a>,
    caps: &'a Caps,
    /// The program to start and its first argument; this program when none is given.
    program: Option<(PathBuf, PathBuf)>,
    process: Option<Process>,
}

/// How far a worker came with what it was asked for.
enum Came {
    ToTheEnd,
    /// It died; whether it had begun with a file.
    Died(bool),
}

impl<'a> Worker<'a> {
    /// None is started yet.
    pub(in crate::batch) fn new(reading: Reading<'a>, caps: &'a Caps) -> Self {
        Worker {
            reading,
            caps,
            program: None,
            process: None,
        }
    }

    /// Reads one entry; whatever it does to the worker, a result comes out.
    ///
    /// # Errors
    /// When no worker can be started, or `take` fails.
    pub(in crate::batch) fn read(
        &mut self,
        entry: &Entry,
        take: &mut dyn FnMut(Parcel) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut failure = None;
        let mut done = 0;
        loop {
            let request = Request {
                source: entry.source.clone(),
                path: to_bytes(&entry.path),
                fault: entry.fault.clone(),
                manifest: self.reading.manifest.part(&entry.source),
                done,
                failure: failure.clone(),
            };
            let mut process = match self.process.take() {
                Some(process) => process,
                None => Process::start(self)?,
            };
            let before = done;
            let mut count = |parcel| {
                done += 1;
                take(parcel)
            };
            let begun = match process.ask(&request, &mut count)? {
                Came::ToTheEnd => {
                    self.process = Some(process);
                    return Ok(());
                }
                Came::Died(begun) => begun,
            };
            let error = process.end(self.caps);
            log::debug!("{}: a worker ended: {error}", entry.source);
            // Whoever stops the run may have stopped the worker: that says nothing about the file.
            interrupt::check()?;
            // What kills a worker that only puts a failure on record is put on record without it. Between two files
            // of an archive it is the archive that failed.
            let again = failure.is_some() && done == before;
            if again || !begun {
                let error = failure.unwrap_or(error);
                let result = self.reading.unread(entry, error);
                return take(Parcel::pack(&result, self.reading.settings.forms)?);
            }
            failure = Some(error);
        }
    }
}

/// A running worker.
struct Process {
    child: Arc<Mutex<Child>>,
    // Dropped to tell it that nothing more comes.
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    last_words: JoinHandle<String>,
    watch: Watch,
}

impl Process {
    fn start(worker: &Worker<'_>) -> anyhow::Result<Process> {
        let (settings, caps) = (worker.reading.settings, worker.caps);
        let mut command = match &worker.program {
            Some((program, script)) => {
                let mut command = Command::new(program);
                command.arg(script);
                command
            }
            None => Command::new(own_path()?),
        };
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // An interrupt from the terminal is for the run: what a worker is reading is read to its end.
            command.process_group(0);
        }
        let mut child = command
            .arg(ARGUMENT)
            .args(verbosity())
            .envs(ALLOCATOR)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start a worker process")?;
        let (Some(mut to), Some(from), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            bail!("a worker process has no pipes");
        };
        let start = Start {
            limits: settings.limits,
            forms: settings.forms.texts().to_vec(),
            caps: *caps,
        };
        // A worker that is gone already is seen below.
        let _ = send(&mut to, &start);
        let child = Arc::new(Mutex::new(child));
        let mut process = Process {
            watch: Watch::start(&child, caps)?,
            child,
            to: Some(to),
            from: BufReader::new(from),
            last_words: std::thread::spawn(move || last_words(stderr)),
        };
        match process.hear() {
            Ok(Some(Answer::Ready(version))) if version == env!("CARGO_PKG_VERSION") => Ok(process),
            _ => {
                let last = process.end(caps);
                bail!("a worker process does not start: {last}")
            }
        }
    }

    fn hear(&mut self) -> io::Result<Option<Answer>> {
        receive(&mut self.from)
    }

    /// Asks for an entry and takes what comes.
    fn ask(
        &mut self,
        request: &Request,
        take: &mut dyn FnMut(Parcel) -> anyhow::Result<()>,
    ) -> anyhow::Result<Came> {
        self.watch.begin();
        // That a worker is gone shows in its silence.
        let _ = self.to.as_mut().map(|to| send(to, request));
        // A file that is no archive is begun with at once.
        let mut begun = true;
        loop {
            match self.hear() {
                Ok(Some(Answer::Archive)) => begun = false,
                Ok(Some(Answer::Begun)) => begun = true,
                Ok(Some(Answer::Done(parcel))) => {
                    take(*parcel)?;
                    begun = false;
                }
                Ok(Some(Answer::End)) => {
                    self.watch.pause();
                    return Ok(Came::ToTheEnd);
                }
                Ok(Some(Answer::Ready(_)) | None) | Err(_) => break,
            }
            self.watch.begin();
        }
        Ok(Came::Died(begun))
    }

    /// Ends the worker; the error of the file that it died of.
    fn end(mut self, caps: &Caps) -> Error {
        self.to = None;
        let slow = self.watch.has_ended_it();
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // One that closed its pipe is about to end by itself, and how it ends says why.
        let mut waited = 0;
        let status = loop {
            match child.try_wait() {
                Ok(None) if waited < 200 => {
                    waited += 1;
                    std::thread::sleep(Duration::from_millis(5));
                }
                Ok(None) => {
                    let _ = child.kill();
                    break child.wait().ok();
                }
                other => break other.ok().flatten(),
            }
        };
        drop(child);
        let last = self.last_words.join().unwrap_or_default();
        death::error(status, slow, &last, caps)
    }
}

fn own_path() -> anyhow::Result<PathBuf> {
    std::env::current_exe().context("cannot find the program itself")
}

/// The argument by which a worker logs as this process does.
fn verbosity() -> Option<&'static str> {
    match log::max_level() {
        LevelFilter::Off | LevelFilter::Error | LevelFilter::Warn => None,
        LevelFilter::Info => Some("-v"),
        LevelFilter::Debug => Some("-vv"),
        LevelFilter::Trace => Some("-vvv"),
    }
}

/// Reads to the end and keeps the last of it; a log is passed on.
fn last_words(mut from: impl Read) -> String {
    let pass_on = verbosity().is_some();
    let mut kept = Vec::new();
    let mut piece = [0; 1 << 10];
    while let Ok(length @ 1..) = from.read(&mut piece) {
        let piece = piece.get(..length).unwrap_or_default();
        if pass_on {
            // When stderr is gone, nobody listens.
            let _ = io::stderr().write_all(piece);
        }
        kept.extend_from_slice(piece);
        let surplus = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..surplus);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// Ends a worker that neither answers nor uses its CPU time up: reading from a disk that hangs, say.
struct Watch {
    began: Instant,
    seen: Arc<Seen>,
}

/// One thread of a worker reads, and file after file needs the same room: the allocator of glibc takes it in large steps
/// and keeps it. 5 % of the time of a short run goes into small steps otherwise. Other allocators pass this over.
const ALLOCATOR: [(&str, &str); 4] = [
    ("MALLOC_ARENA_MAX", "1"),
    ("MALLOC_TOP_PAD_", "2097152"),
    ("MALLOC_MMAP_THRESHOLD_", "4194304"),
    ("MALLOC_TRIM_THRESHOLD_", "33554432"),
];

/// What the watching thread looks at from time to time: telling it of each answer would wake it for nothing.
#[derive(Default)]
struct Seen {
    /// Milliseconds from the beginning to the last answer; 0 while none is due.
    last: AtomicU64,
    has_ended_it: AtomicBool,
}

/// How often the watching thread looks.
const GLANCE: Duration = Duration::from_millis(500);

impl Watch {
    fn start(child: &Arc<Mutex<Child>>, caps: &Caps) -> io::Result<Watch> {
        // Much longer than the CPU time: the machine may be busy.
        let patience = caps.timeout.saturating_mul(6) + Duration::from_secs(10);
        let (began, seen) = (Instant::now(), Arc::new(Seen::default()));
        let (child, weak) = (child.clone(), Arc::downgrade(&seen));
        std::thread::Builder::new().spawn(move || {
            // It ends with the worker that it watches.
            while let Some(seen) = weak.upgrade() {
                let last = Duration::from_millis(seen.last.load(Ordering::Acquire));
                if !last.is_zero() && began.elapsed().saturating_sub(last) > patience {
                    seen.has_ended_it.store(true, Ordering::Release);
                    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
                    return;
                }
                drop(seen);
                std::thread::sleep(GLANCE);
            }
        })?;
        Ok(Watch { began, seen })
    }

    /// An answer is due from now on.
    fn begin(&self) {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.seen.last.store(now.max(1), Ordering::Release);
    }

    /// None is due.
    fn pause(&self) {
        self.seen.last.store(0, Ordering::Release);
    }

    fn has_ended_it(&self) -> bool {
        self.seen.has_ended_it.load(Ordering::Acquire)
    }
}

/// A worker that is no longer needed ends when its stdin does.
impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.to = None;
            let mut child = process.child.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = child.wait();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::batch::entry::read_file;
    use crate::batch::manifest::Manifest;
    use crate::error::ErrorKind;
    use crate::forms::Forms;
    use std::fs;
    use std::path::Path;

    /// What a worker says, ready to be printed by a script.
    fn say(folder: &Path, name: &str, answers: &[Answer]) -> String {
        let mut bytes = Vec::new();
        for answer in answers {
            send(&mut bytes, answer).expect("in memory");
        }
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        format!("cat {}", path.display())
    }

    fn done(source: &str) -> Answer {
        let result = read_file(source, b"prose only", &Settings::default()).remove(0);
        let parcel = Parcel::pack(&result, Forms::default()).expect("packed");
        Answer::Done(Box::new(parcel))
    }

    fn ready() -> Answer {
        Answer::Ready(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// The sources and failures when the worker is this script.
    fn read(folder: &Path, script: &str) -> anyhow::Result<Vec<(String, Option<ErrorKind>)>> {
        let path = folder.join("worker.sh");
        fs::write(&path, script).expect("a file");
        let (manifest, settings) = (Manifest::default(), Settings::default());
        let reading = Reading {
            manifest: &manifest,
            settings: &settings,
        };
        let caps = Caps {
            timeout: Duration::from_secs(1),
            memory: 1 << 30,
        };
        let mut worker = Worker::new(reading, &caps);
        worker.program = Some(("/bin/sh".into(), path));
        let entry = Entry {
            source: "a.zip".to_owned(),
            path: folder.join("a.zip"),
            fault: None,
        };
        let mut results = Vec::new();
        worker.read(&entry, &mut |parcel| {
            results.push((parcel.brief.source, parcel.brief.failure));
            Ok(())
        })?;
        Ok(results)
    }

    #[test]
    fn a_death_costs_the_file_that_was_read_and_another_worker_goes_on_behind_it() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = dir.path();
        let first = [
            ready(),
            Answer::Archive,
            Answer::Begun,
            done("a.zip!/1"),
            Answer::Begun,
        ];
        let first = say(folder, "first", &first);
        // The next is told of the failure and answers for it.
        let second = [
            ready(),
            Answer::Begun,
            done("a.zip!/2"),
            Answer::Begun,
            done("a.zip!/3"),
            Answer::End,
        ];
        let second = say(folder, "second", &second);
        let flag = folder.join("flag");
        let flag = flag.display();
        let script = format!(
            "if [ -e {flag} ]; then {second}; cat >/dev/null; else touch {flag}; {first}; kill -SEGV $$; fi"
        );
        let sources = ["a.zip!/1", "a.zip!/2", "a.zip!/3"].map(|source| (source.to_owned(), None));
        assert_eq!(read(folder, &script).expect("read"), sources);
    }

    #[test]
    fn what_kills_every_worker_is_put_on_record_without_one() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = dir.path();
        let begun = say(folder, "begun", &[ready()]);
        let oom = format!("{begun}; echo memory allocation of 7 bytes failed >&2; kill -ABRT $$");
        let memory = [("a.zip".to_owned(), Some(ErrorKind::Memory))];
        assert_eq!(read(folder, &oom).expect("read"), memory);
        let crash = [("a.zip".to_owned(), Some(ErrorKind::Crash))];
        assert_eq!(
            read(folder, &format!("{begun}; exit 3")).expect("read"),
            crash
        );
    }

    #[test]
    fn a_death_between_two_files_ends_the_archive_and_keeps_what_came() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let folder = dir.path();
        let one = say(
            folder,
            "one",
            &[ready(), Answer::Archive, Answer::Begun, done("a.zip!/1")],
        );
        let found = read(folder, &format!("{one}; kill -XCPU $$")).expect("read");
        let expected = [
            ("a.zip!/1".to_owned(), None),
            ("a.zip".to_owned(), Some(ErrorKind::Timeout)),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_program_that_is_no_worker_ends_the_run() {
        let dir = tempfile::tempdir().expect("a scratch folder");
        let error = read(dir.path(), "exit 0").expect_err("no worker");
        assert!(
            error
                .to_string()
                .starts_with("a worker process does not start")
        );
    }
}
