use std::process::Stdio;

use crate::scratch::{Outcome, Scratch, rows};
use nianbao::issue::KINDS;

const SUBCOMMANDS: &[&str] = &[
    "extract",
    #[cfg(feature = "panel")]
    "panel",
    "inspect",
    "codebook",
    "explain",
];

#[test]
fn paths_can_come_in_a_list() {
    use std::io::Write;
    use std::process::Stdio;
    let scratch = Scratch::new();
    scratch
        .file("in/a.txt", "一")
        .file("in/sub/b.txt", "二")
        .file("in/c.txt", "三")
        .file("list", "in/c.txt\r\n\nin/sub\nin/gone.txt\n");
    let sources = |out: &str| -> Vec<String> {
        let reports = scratch.table(&format!("{out}/reports.csv"));
        reports.into_iter().map(|row| row[1].clone()).collect()
    };
    scratch.run(&[
        "extract",
        "in/a.txt",
        "--files-from",
        "list",
        "--out",
        "file",
    ]);
    assert_eq!(
        sources("file"),
        ["in/a.txt", "in/c.txt", "in/sub/b.txt", "in/gone.txt"]
    );
    let mut command = scratch.command(&["extract", "--files-from", "-", "--out", "pipe"]);
    let mut child = command
        .stdin(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(b"in/a.txt\nin/c.txt").expect("written");
    drop(stdin);
    child.wait().expect("the program ends");
    assert_eq!(sources("pipe"), ["in/a.txt", "in/c.txt"]);
    scratch.file("empty", "\n");
    let none = scratch.run(&["extract", "--files-from", "empty", "--out", "none"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("the list is empty"), "{}", none.err);
    assert_eq!(scratch.run(&["extract", "--out", "none"]).code, Some(2));
}

#[test]
fn help_lists_every_subcommand_and_shows_examples() {
    let scratch = Scratch::new();
    let help = scratch.run(&["--help"]);
    assert_eq!((help.code, help.err.as_str()), (Some(0), ""));
    for name in SUBCOMMANDS {
        assert!(help.out.contains(&format!("\n  {name} ")), "{name}");
        let own = scratch.run(&[name, "--help"]);
        assert_eq!(own.code, Some(0));
        assert!(
            own.out.contains(&format!("Examples:\n  nianbao {name} ")),
            "{name}: {}",
            own.out
        );
    }
}

#[test]
fn wrong_use_could_not_run() {
    let scratch = Scratch::new();
    for args in [
        &[][..],
        &["extract"],
        &["extract", "a"],
        &["extract", "a", "--out", "o", "--jobs", "0"],
        &["fly"],
    ] {
        let outcome = scratch.run(args);
        assert_eq!(
            (outcome.code, outcome.out.as_str()),
            (Some(2), ""),
            "{args:?}"
        );
        assert!(!outcome.err.is_empty());
    }
}

#[test]
fn a_missing_path_could_not_run_and_leaves_no_folder() {
    let scratch = Scratch::new();
    let outcome = scratch.run(&["extract", "gone.pdf", "--out", "out"]);
    assert_eq!(outcome.code, Some(2));
    assert_eq!(outcome.err, "nianbao: gone.pdf: no such file or folder\n");
    assert!(!scratch.path("out").exists());
}

#[test]
fn one_missing_path_among_others_is_quarantined() {
    let scratch = Scratch::new();
    scratch.file("empty.pdf", "");
    let outcome = scratch.run(&["extract", "gone.pdf", "empty.pdf", "--out", "out"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(1), ""));
    let rows = scratch.table("out/quarantine.csv");
    let first = rows.first().expect("a row");
    assert_eq!(
        first.get(..5),
        Some(&["gone.pdf", "", "", "unreadable", "open"].map(str::to_owned)[..])
    );
    assert_eq!(scratch.table("out/reports.csv").len(), 2);
}

#[test]
fn an_empty_file_is_quarantined_with_its_hash() {
    let scratch = Scratch::new();
    scratch.file("empty.pdf", "");
    let outcome = scratch.run(&["extract", "empty.pdf", "--out", "out"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""));
    let rows = scratch.table("out/quarantine.csv");
    let row = rows.first().expect("a row");
    assert!(
        row.get(1)
            .is_some_and(|hash| hash.starts_with("e3b0c44298fc1c14"))
    );
    assert_eq!(row.get(2).map(String::as_str), Some("0"));
    let reports = scratch.table("out/reports.csv");
    let report = reports.first().expect("a row");
    assert_eq!(report.first().map(String::as_str), Some("e3b0c44298fc1c14"));
    assert_eq!(report.last().map(String::as_str), Some("quarantined"));
}

#[test]
fn a_folder_that_cannot_be_written_could_not_run() {
    let scratch = Scratch::new();
    scratch.file("a.pdf", "x").file("file", "");
    let outcome = scratch.run(&["extract", "a.pdf", "--out", "file/out"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome
            .err
            .starts_with("nianbao: cannot write to file/out: "),
        "{}",
        outcome.err
    );
}

#[test]
fn a_folder_without_files_gives_a_dataset_without_rows() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.path("none")).expect("a folder");
    let outcome = scratch.run(&["extract", "none", "--out", "out"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    assert!(scratch.table("out/reports.csv").is_empty());
}

#[test]
fn verbose_tells_of_every_file_and_sums_up() {
    let scratch = Scratch::new();
    scratch.file("a/empty.pdf", "");
    let outcome = scratch.run(&["extract", "a", "--out", "out", "-v"]);
    assert!(
        outcome.err.contains("info: a/empty.pdf: quarantined: "),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("nianbao: 1 files: "),
        "{}",
        outcome.err
    );
    assert_eq!(outcome.out, "");
}

#[test]
fn the_codebook_parses_and_is_the_one_of_the_dataset() {
    let scratch = Scratch::new();
    scratch.file("a.pdf", "x");
    scratch.run(&["extract", "a.pdf", "--out", "out"]);
    let outcome = scratch.run(&["codebook"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    assert_eq!(outcome.out, scratch.read("out/codebook.csv"));
    let cells = rows(&outcome.out)
        .iter()
        .filter(|row| row[0] == "cell")
        .count();
    let form = |f: &nianbao::forms::Form| -> usize {
        f.tables
            .iter()
            .map(|t| t.data_rows().count() * t.columns.len())
            .sum()
    };
    assert_eq!(cells, nianbao::forms::all().iter().map(form).sum::<usize>());
}

#[test]
fn every_code_is_explained_in_three_parts() {
    let scratch = Scratch::new();
    for kind in KINDS {
        let outcome = scratch.run(&["explain", &kind.code.to_lowercase()]);
        assert_eq!(outcome.code, Some(0), "{}", kind.code);
        assert!(
            outcome
                .out
                .starts_with(&format!("{} {} (", kind.code, kind.name))
        );
        for part in ["What it means", "Why it matters", "Example"] {
            let text = outcome.out.split_once(&format!("## {part}\n"));
            let text = text.map(|(_, after)| after.trim()).unwrap_or_default();
            assert!(
                text.chars().next().is_some_and(|c| c != '#'),
                "{} {part}",
                kind.code
            );
        }
    }
}

#[test]
fn a_check_is_explained_by_its_id_as_by_its_code() {
    let scratch = Scratch::new();
    let [by_id, by_code] = ["t3-bal", "V301"].map(|asked| scratch.run(&["explain", asked]).out);
    assert_eq!(by_id, by_code);
    for line in [
        "## Check T3-BAL",
        "Basis: official",
        "Forms: cn_foi_annual_2019, cn_foi_annual_2021",
    ] {
        assert!(by_id.lines().any(|found| found == line), "{line}");
    }
}

#[test]
fn explain_without_a_code_lists_all() {
    let outcome = Scratch::new().run(&["explain"]);
    assert_eq!(outcome.out.lines().count(), KINDS.len());
}

#[test]
fn an_unknown_code_could_not_run_and_near_codes_are_offered() {
    let outcome = Scratch::new().run(&["explain", "V302x"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""));
    assert_eq!(
        outcome.err,
        "nianbao: unknown code \"V302x\"; near it: V302\n"
    );
}

#[test]
fn inspect_of_a_missing_file_could_not_run_and_of_an_unreadable_one_fell_short() {
    let scratch = Scratch::new();
    assert_eq!(scratch.run(&["inspect", "gone.pdf"]).code, Some(2));
    scratch.file("empty.pdf", "");
    let outcome = scratch.run(&["inspect", "empty.pdf"]);
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.err.starts_with("nianbao: empty.pdf: read: "),
        "{}",
        outcome.err
    );
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let scratch = Scratch::new();
    let mut command = scratch.command(&["codebook"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    drop(child.stdout.take());
    let outcome = Outcome::of(child.wait_with_output().expect("the program ends"));
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
}
