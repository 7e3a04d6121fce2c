//! That a run goes on where the last one stopped, however it stopped, and that its dataset is that of an undisturbed run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::scratch::Scratch;

type Tree = Vec<(PathBuf, Vec<u8>)>;

/// The files of a dataset: all but those of the run itself.
fn dataset(scratch: &Scratch, out: &str) -> Tree {
    if !scratch.path(out).exists() {
        return Vec::new();
    }
    let mut tree = scratch.tree(out);
    tree.retain(|(path, _)| !path.starts_with(".nianbao"));
    tree
}

fn sample(name: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::read(samples.join(name)).expect("the sample is committed")
}

/// Files from `from` to `to`: a report in ten, the others read in no time.
fn harvest(scratch: &Scratch, files: std::ops::Range<usize>) {
    let report = sample("docx/haiyuan2023_docx.docx");
    for n in files {
        match n % 10 {
            0 => scratch.file(&format!("in/{}/{n}.docx", n % 7), &report),
            1 => scratch.file(&format!("in/{}/{n}.pdf", n % 7), format!("%PDF-1.4 {n}")),
            _ => scratch.file(
                &format!("in/{}/{n}.txt", n % 7),
                format!("第{n}号文件，不是年报"),
            ),
        };
    }
}

const ARGS: [&str; 4] = ["extract", "in", "--out", "out"];

/// What a fresh run over the same files gives.
fn fresh(scratch: &Scratch) -> Tree {
    scratch.run(&["extract", "in", "--out", "fresh", "--in-process"]);
    let tree = dataset(scratch, "fresh");
    fs::remove_dir_all(scratch.path("fresh")).expect("a dataset");
    tree
}

/// How many files a run took from earlier ones, and how many it was over.
fn known(scratch: &Scratch, more: &[&str]) -> (u64, u64) {
    let run = scratch.run(&[&ARGS[..], &["--log-json"], more].concat());
    let read = run
        .err
        .lines()
        .find(|line| line.contains("\"event\":\"read\""));
    // When nothing has changed nothing is written, and the last line but one tells.
    let Some(read) = read else {
        let end = run.err.lines().last().expect("an end");
        assert!(end.contains("\"event\":\"end\""), "{end}");
        return (u64::MAX, u64::MAX);
    };
    let field = |name: &str| {
        let (_, rest) = read.split_once(&format!("\"{name}\":")).expect("a field");
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("a number")
    };
    (field("known"), field("files"))
}

#[test]
fn a_rerun_reads_only_what_is_new_or_changed_and_gives_what_a_fresh_run_gives() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..60);
    scratch.run(&ARGS);
    assert_eq!(dataset(&scratch, "out"), fresh(&scratch));
    let before = fs::metadata(scratch.path("out/cells.csv")).expect("a table");
    let stamp = |meta: fs::Metadata| meta.modified().expect("a time");
    let before = stamp(before);

    // Nothing new: nothing is written.
    assert_eq!(known(&scratch, &[]), (u64::MAX, u64::MAX));
    let after = fs::metadata(scratch.path("out/cells.csv")).expect("a table");
    assert_eq!(stamp(after), before);

    // One new, one changed, one gone, one moved to another folder.
    harvest(&scratch, 60..61);
    scratch.file("in/1/1.pdf", "%PDF-1.4 changed");
    fs::remove_file(scratch.path("in/2/2.txt")).expect("a file");
    fs::rename(scratch.path("in/3/3.txt"), scratch.path("in/4/3.txt")).expect("a file");
    assert_eq!(known(&scratch, &[]), (58, 60));
    assert_eq!(dataset(&scratch, "out"), fresh(&scratch));

    // A table that was lost or touched is written again.
    fs::remove_file(scratch.path("out/wide/cn_foi_annual_2021.csv")).expect("a table");
    assert_eq!(known(&scratch, &[]), (60, 60));
    assert_eq!(dataset(&scratch, "out"), fresh(&scratch));
}

#[test]
fn what_was_quarantined_is_tried_again_when_asked_or_under_other_caps() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..40);
    scratch.run(&ARGS);
    // The files that are no PDF.
    scratch.file("in/new.txt", "x");
    assert_eq!(known(&scratch, &["--retry-quarantined"]), (36, 41));
    scratch.file("in/new.txt", "y");
    assert_eq!(known(&scratch, &[]), (40, 41));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_a_cap_ended_is_read_again_under_another() {
    let scratch = Scratch::new();
    harvest(&scratch, 2..40);
    scratch.file("in/hole.bin", "");
    let hole = fs::File::options()
        .write(true)
        .open(scratch.path("in/hole.bin"));
    hole.and_then(|file| file.set_len(220 << 20))
        .expect("a hole");
    let kinds = || {
        let rows = scratch.table("out/quarantine.csv");
        let hole = rows.into_iter().find(|row| row[0] == "in/hole.bin");
        hole.expect("a row")[3].clone()
    };
    scratch.run(&[&ARGS[..], &["--memory", "200M"]].concat());
    assert_eq!(kinds(), "memory");
    assert_eq!(known(&scratch, &["--memory", "200M"]), (u64::MAX, u64::MAX));
    assert_eq!(known(&scratch, &["--memory", "1G"]), (38, 39));
    assert_eq!(kinds(), "unknown_format");
}

/// Numbers that are the same in every run of the test.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn start(scratch: &Scratch) -> Child {
    let mut command = scratch.command(&ARGS);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program starts")
}

/// Whether the tables are all of one dataset, or of two while the next run knows how to go on.
fn is_whole(scratch: &Scratch, datasets: [&Tree; 2]) -> bool {
    let now = dataset(scratch, "out");
    datasets.contains(&&now) || scratch.path("out/.nianbao/next/commit").exists()
}

#[test]
fn a_run_that_is_killed_twenty_times_ends_with_the_bytes_of_one_that_is_not() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..250);
    scratch.run(&ARGS);
    let old = dataset(&scratch, "out");
    harvest(&scratch, 250..300);
    let began = Instant::now();
    let new = fresh(&scratch);
    let duration = began.elapsed();
    assert_ne!(old, new);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut killed = 0;
    for round in 0..20 {
        // Without the ledger all is read again: every other time the kill falls into the reading.
        if round % 4 == 0 {
            fs::remove_file(scratch.path("out/.nianbao/ledger")).expect("a ledger");
        }
        let mut child = start(&scratch);
        std::thread::sleep(duration.mul_f64(random.next() * 0.9));
        let _ = child.kill();
        let status = child.wait().expect("it ended");
        killed += usize::from(status.code().is_none());
        assert!(is_whole(&scratch, [&old, &new]), "round {round}");
    }
    assert!(killed >= 10, "{killed} of 20 were killed");
    scratch.run(&ARGS);
    assert_eq!(dataset(&scratch, "out"), new);
    assert!(!scratch.path("out/.nianbao/next").exists());
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_run_in_order_and_the_next_goes_on() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..300);
    let new = fresh(&scratch);
    let mut interrupted = 0;
    for wait in [150, 400, 800] {
        let mut child = start(&scratch);
        std::thread::sleep(Duration::from_millis(wait));
        let mut kill = Command::new("sh");
        let sent = kill.args(["-c", "kill -INT $0", &child.id().to_string()]);
        assert!(sent.status().expect("a shell is there").success());
        match child.wait().expect("it ended").code() {
            Some(130) => interrupted += 1,
            // It was done before.
            code => assert_eq!(code, Some(1)),
        }
    }
    assert!(interrupted > 0);
    scratch.run(&ARGS);
    assert_eq!(dataset(&scratch, "out"), new);
}

/// Runs a script in a name space of its own, in which it may mount; `None` where the system does not allow that.
#[cfg(target_os = "linux")]
fn apart(scratch: &Scratch, script: &str) -> Option<std::process::Output> {
    let run = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-euc", script]);
        command.current_dir(scratch.path("")).output()
    };
    let may = run("mount -t tmpfs -o size=64k tmpfs in").is_ok_and(|probe| probe.status.success());
    may.then(|| run(script).expect("unshare is there"))
}

#[cfg(target_os = "linux")]
#[expect(clippy::print_stderr, reason = "a test that was not run should say so")]
#[test]
fn a_full_disk_ends_a_run_the_old_dataset_stays_and_the_next_run_goes_on() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..100);
    let old = fresh(&scratch);
    harvest(&scratch, 100..300);
    let new = fresh(&scratch);
    fs::create_dir(scratch.path("out")).expect("a folder");
    let program = env!("CARGO_BIN_EXE_nianbao");
    // The room is enough for the first dataset and its ledger; the second grows out of it.
    let script = format!(
        "mount -t tmpfs -o size=64m tmpfs out
        mkdir later; mv in/*/[12][0-9][0-9].* later
        {program} extract in --out out || [ $? = 1 ]
        for file in later/*; do mv $file in/$(($(basename ${{file%.*}}) % 7)); done
        used=$(du -sk out | cut -f1)
        for more in 16 64 256 1024; do
            mount -o remount,size=$((used + more))k out
            code=0; {program} extract in --out out || code=$?
            echo $code >> codes
            mkdir at-$more; cp -r out/* at-$more
        done
        mount -o remount,size=64m out
        {program} extract in --out out || [ $? = 1 ]
        mkdir last; cp -r out/* last"
    );
    let Some(output) = apart(&scratch, &script) else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let codes = scratch.read("codes");
    assert!(codes.starts_with("2\n"), "{codes}");
    for more in [16, 64, 256, 1024] {
        let there = dataset(&scratch, &format!("at-{more}"));
        assert!(there == old || there == new, "with {more} KiB more");
    }
    assert!(dataset(&scratch, "last") == new);
}

#[test]
fn shards_merged_are_the_dataset_of_one_run() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..60);
    let whole = fresh(&scratch);
    let parts = ["part1", "part2", "part3"];
    for (at, part) in parts.iter().enumerate() {
        let shard = format!("{}/3", at + 1);
        scratch.run(&["extract", "in", "--out", part, "--shard", &shard]);
    }
    let merge = |parts: &[&str]| scratch.run(&[&["merge"], parts, &["--out", "out"]].concat());
    // In whatever order they are named.
    let merged = merge(&["part3", "part1", "part2"]);
    assert_eq!((merged.code, merged.err.as_str()), (Some(1), ""));
    assert_eq!(dataset(&scratch, "out"), whole);
    assert_eq!(known(&scratch, &[]), (u64::MAX, u64::MAX));
    let missing = merge(&["part1", "part3"]);
    assert_eq!(missing.code, Some(2));
    assert!(
        missing.err.contains("shard 2/3 is missing"),
        "{}",
        missing.err
    );
    let twice = merge(&["part1", "part2", "part3", "part2"]);
    assert!(
        twice.err.contains("shard 2/3 is given twice"),
        "{}",
        twice.err
    );
    // A shard is only read, whatever is asked for.
    let into = scratch.run(&["merge", "part1", "part2", "part3", "--out", "part1"]);
    assert_eq!(into.code, Some(2));
    assert!(into.err.contains("is a shard itself"), "{}", into.err);
    assert_eq!(merge(&parts).code, Some(1));
    assert_eq!(dataset(&scratch, "out"), whole);
}

#[test]
fn shards_of_other_lists_are_not_merged() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..40);
    let list = |name: &str, skip: usize| {
        let files = (0..40).filter(|n| n % 10 > 1).skip(skip);
        let lines = files.map(|n| format!("in/{}/{n}.txt\n", n % 7));
        scratch.file(name, lines.collect::<String>());
    };
    list("list1", 0);
    list("list2", 1);
    for part in ["1", "2"] {
        let (list, shard) = (format!("list{part}"), format!("{part}/2"));
        let args = [
            "extract",
            "--files-from",
            &list,
            "--out",
            part,
            "--shard",
            &shard,
        ];
        scratch.run(&args);
    }
    let merged = scratch.run(&["merge", "1", "2", "--out", "out"]);
    assert_eq!(merged.code, Some(2));
    assert!(merged.err.contains("the same paths"), "{}", merged.err);
}

#[cfg(unix)]
#[test]
fn a_signal_to_all_processes_of_a_job_puts_no_file_into_quarantine() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..300);
    let new = fresh(&scratch);
    let mut child = start(&scratch);
    std::thread::sleep(Duration::from_millis(300));
    let signal = "kill -TERM $0 $(cat /proc/$0/task/$0/children 2>/dev/null)";
    let mut kill = Command::new("sh");
    kill.args(["-c", signal, &child.id().to_string()]);
    kill.status().expect("a shell is there");
    let code = child.wait().expect("it ended").code();
    assert!(matches!(code, Some(130 | 1)), "{code:?}");
    scratch.run(&ARGS);
    assert_eq!(dataset(&scratch, "out"), new);
}

#[test]
fn room_of_results_that_no_file_has_is_given_back() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..100);
    scratch.run(&ARGS);
    let logs = || {
        let tree = scratch.tree("out/.nianbao");
        let names = tree
            .iter()
            .map(|(path, bytes)| (path.display().to_string(), bytes.len()));
        names
            .filter(|(name, _)| name.starts_with("results."))
            .collect::<Vec<_>>()
    };
    let before = logs();
    assert_eq!(before.len(), 1);
    // Left by a run that was killed while it gave room back.
    scratch.file("out/.nianbao/results.7", "old");
    for folder in [0, 1, 2, 3] {
        fs::remove_dir_all(scratch.path(&format!("in/{folder}"))).expect("a folder");
    }
    scratch.run(&ARGS);
    let after = logs();
    assert_eq!(after.len(), 1, "{after:?}");
    assert!(
        after[0].0 != before[0].0 && after[0].1 * 2 < before[0].1,
        "{before:?} {after:?}"
    );
    assert_eq!(dataset(&scratch, "out"), fresh(&scratch));
}

#[test]
fn two_runs_into_one_folder_do_not_mix() {
    let scratch = Scratch::new();
    harvest(&scratch, 0..300);
    let mut first = start(&scratch);
    let began = Instant::now();
    while !scratch.path("out/.nianbao/ledger").exists() && began.elapsed().as_secs() < 20 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = scratch.run(&ARGS);
    assert_eq!(second.code, Some(2));
    assert!(
        second.err.contains("another run is writing there"),
        "{}",
        second.err
    );
    assert_eq!(first.wait().expect("it ended").code(), Some(1));
    assert_eq!(dataset(&scratch, "out"), fresh(&scratch));
}
