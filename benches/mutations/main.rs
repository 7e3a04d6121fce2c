//! Thousands of broken files of every kind: panics, time and memory of each.
//!
//! `cargo bench --bench mutations -- [--runs N] [--first N] [--from DIR]… [--kind KIND]… [--keep DIR] [--files] [--moved]`
//!
//! Of each kind the smallest sound file under `samples/` (or `--from`) is changed in N ways (10,000), run by run, and
//! read as a batch reads it. `--first` begins with another run than 0, `--keep` writes what breaks a limit, and
//! `--files` reads the files as they are instead and lists the slowest and the largest. Under `moved` stand the runs in
//! which only marks were changed, no text, and a number without any doubt is another than before; `--moved` shows them.
//!
//! Ends with 1 when a file panics, takes over 2 s, or takes over 256 MB of the heap.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

mod edits;
mod measure;
mod random;
mod seed;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use measure::{LARGEST, LONGEST, Measure, measure};
use seed::{KINDS, Seed, is_hostile, kind_of};

/// As large as that of a batch's threads.
const STACK_BYTES: usize = 16 << 20;

struct Arguments {
    runs: u64,
    first: u64,
    from: Vec<PathBuf>,
    kinds: Vec<String>,
    keep: Option<PathBuf>,
    files: bool,
    moved: bool,
}

/// What the watch prints of the file that is being read.
type Current = Arc<Mutex<String>>;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            println!("    panic at {place}");
        }
    }));
    let arguments = arguments();
    let current = Current::default();
    let shown = current.clone();
    measure::watch(move || shown.lock().map(|text| text.clone()).unwrap_or_default());
    let work = move || match arguments.files {
        true => files(&arguments, &current),
        false => mutations(&arguments, &current),
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let sound = thread.spawn(work).expect("a thread").join();
    match sound {
        Ok(true) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Prints a line; for the modules of this program.
fn say(line: &str) {
    println!("{line}");
}

fn arguments() -> Arguments {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments {
        runs: 10_000,
        first: 0,
        from: Vec::new(),
        kinds: Vec::new(),
        keep: None,
        files: false,
        moved: false,
    };
    while let Some(name) = given.next() {
        // Cargo adds `--bench`.
        let mut value = || given.next().expect("a value");
        match name.as_str() {
            "--runs" => arguments.runs = value().parse().expect("a number"),
            "--first" => arguments.first = value().parse().expect("a number"),
            "--from" => arguments.from.push(value().into()),
            "--kind" => arguments.kinds.push(value()),
            "--keep" => arguments.keep = Some(value().into()),
            "--files" => arguments.files = true,
            "--moved" => arguments.moved = true,
            _ => {}
        }
    }
    if arguments.from.is_empty() {
        arguments.from = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")];
    }
    arguments
}

/// Every file below the folders, in the order of their names.
fn paths(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = folders.to_vec();
    while let Some(path) = open.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => open.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => found.push(path),
        }
    }
    found.sort();
    found
}

fn mutations(arguments: &Arguments, current: &Current) -> bool {
    println!("kind     bytes    runs panics  slowest ms (run)   largest MB (run)  moved  outcomes");
    let paths = paths(&arguments.from);
    let is_asked =
        |kind: &str| arguments.kinds.is_empty() || arguments.kinds.iter().any(|k| k == kind);
    let mut is_sound = true;
    for (kind, _) in KINDS.iter().filter(|(kind, _)| is_asked(kind)) {
        match smallest(kind, &paths) {
            Some(seed) => is_sound &= mutate(kind, &seed, arguments, current),
            None => println!("{kind:7} no report of this kind"),
        }
    }
    is_sound
}

/// The smallest file of a kind that is read as a report.
fn smallest(kind: &'static str, paths: &[PathBuf]) -> Option<Seed> {
    let of_kind = paths
        .iter()
        .filter(|path| !is_hostile(path) && kind_of(path) == Some(kind));
    let read = of_kind.filter_map(|path| Some((fs::read(path).ok()?, path)));
    let mut read: Vec<_> = read.collect();
    read.sort_by_key(|(bytes, _)| bytes.len());
    let is_report = |bytes: &[u8]| ["ok", "partial"].contains(&measure("seed", bytes).outcome);
    let found = read.into_iter().find(|(bytes, _)| is_report(bytes));
    found.map(|(bytes, path)| Seed::new(kind, path.clone(), bytes))
}

/// Runs all mutations of one file; whether all of them kept to the limits.
fn mutate(kind: &str, seed: &Seed, arguments: &Arguments, current: &Current) -> bool {
    let sound = measure("seed", &seed.bytes);
    let mut total = Total::default();
    for run in arguments.first..arguments.first + arguments.runs {
        let (bytes, only_marks) = seed.mutated(run);
        if let Ok(mut text) = current.lock() {
            *text = format!("{kind} run {run} of {}", seed.path.display());
        }
        let measured = measure("mutated", &bytes);
        let moved = if only_marks {
            moved(&sound, &measured)
        } else {
            Vec::new()
        };
        total.moved += usize::from(!moved.is_empty());
        if arguments.moved && !moved.is_empty() {
            println!("    {kind} run {run}: {}", moved.join("; "));
            keep(arguments, &format!("moved{run}.{kind}"), &bytes);
        }
        if total.add(run, &measured) {
            println!("    {kind} run {run}: {}", described(&measured));
            keep(arguments, &format!("{run}.{kind}"), &bytes);
        }
    }
    println!(
        "{kind:7} {:6} {:7} {:6} {:10.0} ({:6}) {:9.1} ({:6}) {:6}  {}",
        seed.bytes.len(),
        arguments.runs,
        total.panics,
        milliseconds(total.slowest.0),
        total.slowest.1,
        megabytes(total.largest.0),
        total.largest.1,
        total.moved,
        total.counts(),
    );
    total.failures == 0
}

/// The numbers without doubt that are others than in the sound file.
fn moved(sound: &Measure, measured: &Measure) -> Vec<String> {
    let numbers = measured.numbers.iter();
    let changed = numbers.filter_map(|(place, raw)| {
        let before = sound.numbers.get(place).filter(|before| *before != raw)?;
        Some(format!("{} {before} -> {raw}", place.join(".")))
    });
    changed.collect()
}

/// What is known of all runs of a kind.
#[derive(Default)]
struct Total {
    panics: usize,
    failures: usize,
    moved: usize,
    slowest: (Duration, u64),
    largest: (usize, u64),
    outcomes: BTreeMap<&'static str, usize>,
}

impl Total {
    /// Counts a run; whether it breaks a limit.
    fn add(&mut self, run: u64, measured: &Measure) -> bool {
        self.panics += usize::from(measured.panicked);
        self.slowest = self.slowest.max((measured.time, run));
        self.largest = self.largest.max((measured.heap, run));
        *self.outcomes.entry(measured.outcome).or_default() += 1;
        let fails = fails(measured);
        self.failures += usize::from(fails);
        fails
    }

    fn counts(&self) -> String {
        let counts = self.outcomes.iter();
        let counts: Vec<String> = counts
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        counts.join(", ")
    }
}

fn fails(measured: &Measure) -> bool {
    measured.panicked || measured.time > LONGEST || measured.heap > LARGEST
}

fn described(measured: &Measure) -> String {
    let (time, heap) = (milliseconds(measured.time), megabytes(measured.heap));
    format!("{time:.0} ms, {heap:.1} MB, {}", measured.outcome)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn keep(arguments: &Arguments, name: &str, bytes: &[u8]) {
    let Some(folder) = &arguments.keep else {
        return;
    };
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(folder.join(name), bytes));
    if let Err(error) = written {
        println!("    not kept: {error}");
    }
}

/// Reads the files as they are; whether all of them kept to the limits.
fn files(arguments: &Arguments, current: &Current) -> bool {
    let mut measured = Vec::new();
    for path in paths(&arguments.from) {
        let Ok(bytes) = fs::read(&path) else {
            continue;
        };
        let name = path.display().to_string();
        if let Ok(mut text) = current.lock() {
            text.clone_from(&name);
        }
        measured.push((name, measure("file", &bytes)));
    }
    for title in ["slowest", "largest"] {
        println!("{title} of {} files", measured.len());
        match title {
            "slowest" => measured.sort_by_key(|(_, m)| std::cmp::Reverse(m.time)),
            _ => measured.sort_by_key(|(_, m)| std::cmp::Reverse(m.heap)),
        }
        for (name, measured) in measured.iter().take(10) {
            println!("    {} {name}", described(measured));
        }
    }
    let failures: Vec<_> = measured.iter().filter(|(_, m)| fails(m)).collect();
    for (name, measured) in &failures {
        println!("over a limit: {} {name}", described(measured));
    }
    failures.is_empty()
}
