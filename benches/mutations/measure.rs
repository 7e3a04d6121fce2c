//! One file through the program: how long, how much memory, with what outcome.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use nianbao::{ErrorKind, Extraction, Settings, State, stages};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// No file may take longer.
pub const LONGEST: Duration = Duration::from_secs(2);
/// No file may take more of the heap, its own bytes aside.
pub const LARGEST: usize = 256 << 20;

/// Milliseconds since the watch began when the file that is being read was begun; 0 between files.
static BEGUN: AtomicU64 = AtomicU64::new(0);
/// Longer than this and the file is taken for one that never ends.
const HANG: Duration = Duration::from_secs(120);

/// What became of one file.
pub struct Measure {
    pub time: Duration,
    pub heap: usize,
    /// `ok`, `partial`, …, `limit`, `damaged`, …; that of the first file when it is an archive.
    pub outcome: &'static str,
    pub panicked: bool,
    /// Numbers without any doubt, by table, row and column.
    pub numbers: BTreeMap<[&'static str; 3], String>,
}

/// Time of this thread on a processor, so that other programs do not count; the clock's where the system does not tell.
fn busy() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| Duration::from_millis(now()), Duration::from_nanos)
}

/// Reads a file, again when it was slow: the shortest time is the nearest.
pub fn measure(name: &str, bytes: &[u8]) -> Measure {
    let mut best = once(name, bytes);
    for _ in 0..2 {
        if best.time <= LONGEST {
            break;
        }
        let again = once(name, bytes);
        best.time = best.time.min(again.time);
    }
    best
}

fn once(name: &str, bytes: &[u8]) -> Measure {
    let settings = Settings::default();
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    BEGUN.store(now().max(1), Ordering::Relaxed);
    let start = busy();
    let outcomes = stages::outcomes(name, bytes, &settings);
    let time = busy().saturating_sub(start);
    BEGUN.store(0, Ordering::Relaxed);
    let heap = HEAP.peak_usage().saturating_sub(before);
    let is_crash = |outcome: &Result<Extraction, nianbao::Error>| matches!(outcome, Err(error) if error.kind() == ErrorKind::Crash);
    let outcome = match outcomes.first() {
        Some(Ok(extraction)) => extraction.report.status.name(),
        Some(Err(error)) => error.kind().code(),
        None => "nothing",
    };
    let cells = outcomes.iter().flatten().flat_map(|e| &e.cells);
    let sure = cells.filter(|cell| cell.state == State::Number && cell.issues.is_empty());
    Measure {
        time,
        heap,
        outcome,
        panicked: outcomes.iter().any(is_crash),
        numbers: sure
            .map(|cell| {
                let place = [cell.table, cell.row_code, cell.column_code];
                (place, cell.raw.clone())
            })
            .collect(),
    }
}

fn now() -> u64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_millis() as u64
}

/// Ends the program when a file does not end; `what` says which it is.
pub fn watch(what: impl Fn() -> String + Send + 'static) {
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            let begun = BEGUN.load(Ordering::Relaxed);
            if begun != 0 && now().saturating_sub(begun) > HANG.as_millis() as u64 {
                crate::say(&format!("HANG {}", what()));
                std::process::exit(3);
            }
        }
    });
}
