//! What the fuzz targets share: how bytes become a document, and what is asserted of what comes out.
//!
//! Beyond "no panic": the laws of `nianbao::stages` hold between the stages, and the same bytes give the same result.

use std::sync::LazyLock;

use libfuzzer_sys::Corpus;
use nianbao::stages::{self, Content, Document};
use nianbao::{Error, Format, Limits, Settings};

pub mod drawing;
pub mod parts;

/// Small caps: a run that reaches one is as good a test of it as a longer run, and the fuzzer makes many times more of
/// them. The nesting of markup keeps its cap, since it bounds the stack.
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings {
    limits: Limits {
        file_bytes: 1 << 20,
        part_bytes: 1 << 20,
        pages: 20,
        glyphs: 10_000,
        page_glyphs: 5_000,
        rulings: 4_000,
        operations: 20_000,
        blocks: 2_000,
        characters: 50_000,
        cells: 5_000,
        archive_bytes: 4 << 20,
        archive_members: 50,
        ..Limits::default()
    },
    source: String::from("county/2023.pdf"),
    ..Settings::default()
});

/// One run in so many is made twice and compared.
const COMPARED: u8 = 8;

/// Reads a file when it is of one of these formats; all else belongs to another target.
pub fn file(formats: &[Format], bytes: &[u8]) -> Corpus {
    match stages::kind(bytes) {
        Some(format) if formats.contains(&format) => {
            check(bytes);
            Corpus::Keep
        }
        _ => Corpus::Reject,
    }
}

/// Packs the parts that the input holds and reads the container.
pub fn packed(layout: &parts::Layout, input: &[u8]) -> Corpus {
    file(&[layout.format], &layout.pack(input))
}

fn check(bytes: &[u8]) {
    if let Ok(document) = stages::read(bytes, &SETTINGS) {
        assert_none("document", &document.faults(&SETTINGS));
        // Stopping at a cap is an answer too.
        let _ = go_on(&document);
    }
    if bytes
        .iter()
        .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte))
        % COMPARED
        == 0
    {
        let extract = || nianbao::extract(bytes, &SETTINGS).map_err(|error| error.to_string());
        assert!(extract() == extract(), "two readings differ");
    }
}

/// The stages behind reading.
fn go_on(document: &Document) -> Result<(), Error> {
    let layout = stages::layout(document, &SETTINGS)?;
    assert_none("layout", &layout.faults(document));
    let recognition = stages::recognise(&layout);
    let (mut cells, _) = stages::records(&recognition);
    let keying = stages::key(document, &layout, &recognition, &SETTINGS);
    stages::validate(&mut cells, &keying);
    assert_none("cells", &stages::of_cells(&cells, SETTINGS.forms));
    Ok(())
}

/// Runs the stages behind reading on what was drawn.
pub fn drawn(content: Content) -> Corpus {
    let document = Document::drawn(content);
    // What no reader gives tells nothing about the stages behind.
    if !document.faults(&SETTINGS).is_empty() {
        return Corpus::Reject;
    }
    let _ = go_on(&document);
    Corpus::Keep
}

/// Reads every file in an archive, as a batch does. A file by itself belongs to the target of its reader.
pub fn archive(bytes: &[u8]) -> Corpus {
    if bytes.len() > 1 << 20 || stages::kind(bytes).is_some() {
        return Corpus::Reject;
    }
    for extraction in stages::outcomes("a.zip", bytes, &SETTINGS).iter().flatten() {
        assert_none(
            "cells",
            &stages::of_cells(&extraction.cells, SETTINGS.forms),
        );
    }
    Corpus::Keep
}

#[track_caller]
fn assert_none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}
