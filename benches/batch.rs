//! The program over many files, read in its threads: files a second and peak memory. `cargo bench --bench batch`
//!
//! The samples under `samples/pdf` and `samples/docx` are copied many times, since a run over them once is over
//! before it can be measured. The hostile ones are left out: they measure the caps and not the work.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Copies of each sample.
const COPIES: usize = 40;

/// Pause between two looks at the memory of the running program.
const LOOK: Duration = Duration::from_millis(2);

/// One run of the program.
struct Run {
    seconds: f64,
    /// Peak resident memory in KiB; `None` where the system does not tell.
    peak: Option<u64>,
}

fn main() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("folder      jobs   files   seconds   files/s   peak MiB");
    for folder in ["pdf", "docx"] {
        let files = copy_samples(folder, scratch.path());
        for jobs in [1, cores] {
            let run = run(&scratch.path().join(folder), scratch.path(), jobs);
            let peak = run.peak.map_or(f64::NAN, |kib| kib as f64 / 1024.0);
            let rate = files as f64 / run.seconds;
            let seconds = run.seconds;
            println!("{folder:10} {jobs:5} {files:7} {seconds:9.2} {rate:9.0} {peak:10.1}");
        }
    }
}

fn copy_samples(folder: &str, scratch: &Path) -> usize {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(folder);
    let to = scratch.join(folder);
    fs::create_dir(&to).expect("a folder for the copies");
    let samples: Vec<PathBuf> = fs::read_dir(from)
        .expect("the samples")
        .map(|entry| entry.expect("a sample").path())
        .collect();
    for (sample, copy) in samples
        .iter()
        .flat_map(|s| (0..COPIES).map(move |c| (s, c)))
    {
        let name = sample.file_name().unwrap_or_default().to_string_lossy();
        fs::copy(sample, to.join(format!("{copy}_{name}"))).expect("a copy");
    }
    samples.len() * COPIES
}

fn run(input: &Path, scratch: &Path, jobs: usize) -> Run {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .arg("extract")
        .arg(input)
        .args(["--out".as_ref(), scratch.join("out").as_os_str()])
        .args(["--in-process", "--jobs", &jobs.to_string()])
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut peak = None;
    while child.try_wait().expect("the program runs").is_none() {
        peak = peak_of(&child).or(peak);
        std::thread::sleep(LOOK);
    }
    Run {
        seconds: started.elapsed().as_secs_f64(),
        peak,
    }
}

/// The high water mark so far of a running process, from Linux's `/proc`.
fn peak_of(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
