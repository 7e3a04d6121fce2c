use std::path::Path;

use crate::samples;
use crate::scratch::Scratch;
use nianbao::Settings;
use nianbao::inspect::{self, Stage};

fn read(name: &str) -> Vec<u8> {
    samples::bytes(name)
}

#[test]
fn each_stage_is_the_part_of_the_whole_with_its_heading() {
    let bytes = read("pdf/luting2024.pdf");
    let settings = Settings::default();
    let whole = inspect::text(&bytes, &settings, None).expect("readable");
    let stages = [
        Stage::Document,
        Stage::Grid,
        Stage::Recognise,
        Stage::Records,
        Stage::Issues,
    ];
    let parts =
        stages.map(|stage| inspect::text(&bytes, &settings, Some(stage)).expect("readable"));
    assert_eq!(parts.concat(), whole);
    for (part, heading) in parts
        .iter()
        .zip(["document", "grid", "recognise", "records", "issues"])
    {
        assert_eq!(part.lines().next(), Some(format!("# {heading}").as_str()));
    }
}

#[test]
fn recognition_tells_which_rows_were_joined_over_the_page_break() {
    let bytes = read("pdf/luting2024.pdf");
    let text =
        inspect::text(&bytes, &Settings::default(), Some(Stage::Recognise)).expect("readable");
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("other_fee_unpaid"))
        .collect();
    assert_eq!(rows.len(), 2, "{text}");
    assert!(
        rows[0].contains("grid 4 row 25") && rows[1].contains(" + grid 5 row 1 "),
        "{rows:?}"
    );
}

/// Draws a million times before its cap ends it: too slow to be asked in more than one test.
const SLOW: &str = "self_form";

#[test]
fn every_picture_of_every_sample_is_well_formed() {
    for row in samples::manifest().iter().filter(|row| row["id"] != SLOW) {
        let Ok(pictures) = inspect::pictures(&read(&row["file"]), &Settings::default()) else {
            assert!(row["status"].contains("quarantined"), "{}", row["id"]);
            continue;
        };
        for (name, svg) in pictures {
            let mut reader = quick_xml::Reader::from_str(&svg);
            let mut depth = 0;
            loop {
                use quick_xml::events::Event;
                match reader
                    .read_event()
                    .unwrap_or_else(|e| panic!("{} {name}: {e}", row["id"]))
                {
                    Event::Start(_) => depth += 1,
                    Event::End(_) => depth -= 1,
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0, "{} {name}", row["id"]);
        }
    }
}

#[test]
fn pictures_show_the_code_and_the_doubt_of_each_value() {
    let bytes = read("docx/yanxi2023.docx");
    let pictures: Vec<(String, String)> = inspect::pictures(&bytes, &Settings::default())
        .expect("readable")
        .collect();
    let names: Vec<&str> = pictures.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["table-001.svg", "table-002.svg", "table-003.svg"]);
    let table_3 = &pictures[1].1;
    assert!(table_3.contains("<title>t3.new_received.total number “2615” 2615 V303</title>"));
    assert_eq!(table_3.matches("class=\"doubt\"").count(), 7 + 1);
    assert!(table_3.contains(">R102</text>"));
}

#[test]
fn pictures_are_written_one_a_page() {
    let scratch = Scratch::new();
    let file = samples::root().join("pdf/luting2024.pdf");
    let file = file.to_str().expect("a UTF-8 path");
    let outcome = scratch.run(&["inspect", file, "--stage", "issues", "--svg", "pages"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    assert!(outcome.out.starts_with("# issues\n"));
    let names: Vec<String> = scratch
        .tree("pages")
        .iter()
        .map(|(path, _)| Path::to_string_lossy(path).into_owned())
        .collect();
    assert_eq!(names, ["page-001.svg", "page-002.svg", "page-003.svg"]);
}
