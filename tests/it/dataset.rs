use crate::scratch::Scratch;

/// Files of which none need be readable: what is asked here holds for any content.
fn mixed(scratch: &Scratch) {
    for n in 0..12 {
        scratch.file(&format!("in/{n}.pdf"), format!("%PDF-1.4 {n}"));
    }
    scratch
        .file("in/empty.docx", "")
        .file("in/sub/注.txt", "不是年报");
    scratch
        .file("in/sub/copy.txt", "不是年报")
        .file("in/.hidden", "x");
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let scratch = Scratch::new();
    mixed(&scratch);
    let one = scratch.run(&["extract", "in", "--out", "one", "--jobs", "1"]);
    let four = scratch.run(&["extract", "in", "--out", "four", "--jobs", "4"]);
    assert_eq!(one.code, four.code);
    let (one, four) = (scratch.tree("one"), scratch.tree("four"));
    assert_eq!(one.len(), 13);
    assert!(one == four);
}

#[test]
fn a_second_run_replaces_the_dataset_and_does_not_read_it() {
    let scratch = Scratch::new();
    mixed(&scratch);
    scratch.run(&["extract", "in", "--out", "in/out"]);
    let first = scratch.tree("in/out");
    scratch.run(&["extract", "in", "--out", "in/out"]);
    assert!(first == scratch.tree("in/out"));
}

#[test]
fn every_file_has_one_row_in_order_of_names() {
    let scratch = Scratch::new();
    mixed(&scratch);
    scratch.run(&["extract", "in", "--out", "out"]);
    let reports = scratch.table("out/reports.csv");
    let sources: Vec<&str> = reports.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(sources.len(), 15);
    assert_eq!(
        (sources[0], sources[1], sources[2]),
        ("in/0.pdf", "in/1.pdf", "in/10.pdf")
    );
    assert_eq!(
        &sources[12..],
        ["in/empty.docx", "in/sub/copy.txt", "in/sub/注.txt"]
    );
}

#[test]
fn the_second_file_with_the_same_content_names_the_first() {
    let scratch = Scratch::new();
    mixed(&scratch);
    scratch.run(&["extract", "in", "--out", "out"]);
    let issues = scratch.table("out/issues.csv");
    let same: Vec<_> = issues.iter().filter(|row| row[2] == "F002").collect();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0][1], "in/sub/注.txt");
    assert_eq!(same[0][12], "the same content as in/sub/copy.txt");
}

#[test]
fn every_csv_begins_with_a_byte_order_mark_when_asked_for() {
    let scratch = Scratch::new();
    mixed(&scratch);
    scratch.run(&["extract", "in", "--out", "out", "--bom"]);
    for (path, content) in scratch.tree("out") {
        let csv = path.extension().is_some_and(|extension| extension == "csv");
        assert_eq!(
            content.starts_with(b"\xef\xbb\xbf"),
            csv,
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_description_lists_every_table_with_its_columns() {
    let scratch = Scratch::new();
    mixed(&scratch);
    scratch.run(&["extract", "in", "--out", "out"]);
    let package: serde_json::Value =
        serde_json::from_str(&scratch.read("out/datapackage.json")).expect("JSON");
    let resources = package["resources"].as_array().expect("resources");
    assert_eq!(resources.len(), 11);
    for resource in resources {
        let path = resource["path"].as_str().expect("a path");
        let text = scratch.read(&format!("out/{path}"));
        let fields = resource["schema"]["fields"].as_array().expect("fields");
        let names: Vec<&str> = fields.iter().filter_map(|f| f["name"].as_str()).collect();
        assert_eq!(
            text.lines().next(),
            Some(names.join(",").as_str()),
            "{path}"
        );
        assert_eq!(
            resource["bytes"].as_u64(),
            Some(text.len() as u64),
            "{path}"
        );
    }
}
