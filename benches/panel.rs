//! `nianbao panel` on a generated world: what it finds of what is there, and what that takes.
//! `cargo bench --bench panel`; `-- 4000` asks for 4,000 agencies in five years.

#![expect(clippy::print_stdout, reason = "the table is what a bench is for")]

#[path = "../tests/it/panel/compare.rs"]
mod compare;
#[path = "../tests/it/panel/world/mod.rs"]
mod world;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Agencies when none are asked for: 2,000 reports.
const AGENCIES: usize = 400;

/// Pause between two looks at the memory of the running program.
const LOOK: Duration = Duration::from_millis(5);

fn main() {
    let asked = std::env::args().skip(1).find_map(|arg| arg.parse().ok());
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let truth = world::write(scratch.path(), asked.unwrap_or(AGENCIES));
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .current_dir(scratch.path())
        .args(["panel", "old", "new", "--out", "panel"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut peak = None;
    while child.try_wait().expect("the program runs").is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:"));
        peak = line
            .and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok())
            .or(peak);
        std::thread::sleep(LOOK);
    }
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{} files, {} recoded agencies: {seconds:.2} s, peak {:.0} MiB\n",
        truth.files,
        truth.recoded.len(),
        peak.unwrap_or(f64::NAN) / 1024.0
    );
    println!("{:<34}   there  found invented", "what");
    for line in compare::compare(&scratch.path().join("panel"), &truth) {
        println!(
            "{:<34} {:>7} {:>6} {:>8}",
            line.what,
            line.there,
            line.found,
            line.invented()
        );
        line.wrong
            .iter()
            .take(3)
            .for_each(|wrong| println!("    {wrong}"));
    }
}
