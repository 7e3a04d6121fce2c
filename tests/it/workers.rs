//! That a file which takes too much of anything costs one line, and that worker processes change nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::scratch::Scratch;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name)
}

fn copy(scratch: &Scratch, name: &str, to: &str) {
    let bytes = fs::read(sample(name)).expect("the sample is committed");
    scratch.file(to, bytes);
}

/// Where a table of the dataset holds a value, by source.
fn column(scratch: &Scratch, table: &str, name: &str) -> BTreeMap<String, String> {
    let text = scratch.read(table);
    let header = text.lines().next().expect("a header");
    let at = |name: &str| {
        let mut names = header.split(',');
        names.position(|other| other == name).expect("a column")
    };
    let (source, value) = (at("source"), at(name));
    let rows = crate::scratch::rows(&text);
    rows.into_iter()
        .map(|row| (row[source].clone(), row[value].clone()))
        .collect()
}

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
    pairs.iter().map(own).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_takes_too_much_memory_is_a_line_and_its_neighbours_are_whole() {
    let scratch = Scratch::new();
    copy(&scratch, "docx/haiyuan2023_docx.docx", "in/a.docx");
    scratch.file("in/b.bin", "");
    // A file that is all hole takes no room on disk.
    let hole = File::options().write(true).open(scratch.path("in/b.bin"));
    let hole = hole.and_then(|file| file.set_len(220 << 20));
    hole.expect("a file with a hole");
    copy(&scratch, "docx/haiyuan2023_docx.docx", "in/c/d.docx");
    let run = scratch.run(&[
        "extract",
        "in",
        "--out",
        "out",
        "--workers",
        "1",
        "--memory",
        "200M",
    ]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let kinds = column(&scratch, "out/quarantine.csv", "kind");
    assert_eq!(kinds, map(&[("in/b.bin", "memory")]));
    let expected = [
        ("in/a.docx", "ok"),
        ("in/b.bin", "quarantined"),
        ("in/c/d.docx", "ok"),
    ];
    assert_eq!(
        column(&scratch, "out/reports.csv", "status"),
        map(&expected)
    );
    let bytes = column(&scratch, "out/reports.csv", "bytes");
    assert_eq!(bytes["in/b.bin"], (220 << 20).to_string());
    let hashes = column(&scratch, "out/reports.csv", "sha256");
    assert!(
        hashes["in/b.bin"].starts_with("0e0dd8cad2edad3f"),
        "{hashes:?}"
    );
}

// The slowest sample takes more than a second only in a program that is not optimised.
#[cfg(all(target_os = "linux", debug_assertions))]
#[test]
fn a_file_that_takes_too_long_is_a_line_and_keeps_its_hash() {
    let scratch = Scratch::new();
    copy(&scratch, "hostile/self_form.pdf", "in/a.pdf");
    copy(&scratch, "docx/haiyuan2023_docx.docx", "in/b.docx");
    scratch.run(&["extract", "in", "--out", "whole"]);
    let run = scratch.run(&["extract", "in", "--out", "out", "--timeout", "1"]);
    assert_eq!((run.code, run.err.as_str()), (Some(1), ""));
    let kinds = column(&scratch, "out/quarantine.csv", "kind");
    assert_eq!(kinds, map(&[("in/a.pdf", "timeout")]));
    assert_eq!(
        column(&scratch, "out/reports.csv", "status")["in/b.docx"],
        "ok"
    );
    let hashes = |out: &str| column(&scratch, &format!("{out}/reports.csv"), "sha256");
    assert_eq!(hashes("out"), hashes("whole"));
}

#[test]
fn worker_processes_change_no_byte_of_the_dataset() {
    let scratch = Scratch::new();
    for name in ["archive", "docx", "html", "proposals"] {
        for entry in fs::read_dir(sample(name)).expect("the folder is committed") {
            let file = entry.expect("an entry").file_name();
            let file = file.to_str().expect("a name in UTF-8");
            copy(
                &scratch,
                &format!("{name}/{file}"),
                &format!("in/{name}/{file}"),
            );
        }
    }
    copy(&scratch, "forms/proposals.toml", "form.toml");
    scratch.file(
        "list.csv",
        "source,year\nzip_names.zip!/a.txt,2021\ndocx/yanxi2023.docx,2022\n",
    );
    let run = |out: &str, more: &[&str]| {
        let usual = [
            "extract",
            "in",
            "--form",
            "form.toml",
            "--manifest",
            "list.csv",
            "--out",
            out,
        ];
        scratch.run(&[&usual, more].concat())
    };
    let (inside, apart) = (
        run("inside", &["--in-process"]),
        run("apart", &["--workers", "3"]),
    );
    assert_eq!((inside.code, inside.err), (apart.code, apart.err));
    let (inside, apart) = (scratch.tree("inside"), scratch.tree("apart"));
    assert!(inside.len() > 10 && inside == apart);
    let years = column(&scratch, "apart/reports.csv", "year");
    assert_eq!(years["in/docx/yanxi2023.docx"], "2022");
}
