//! Whole documents, from bytes to blocks.

use super::compound::{Property, compound};
use super::testing::{IN_TABLE, NUMBERED, Writer, definition};
use super::*;
use crate::read::testing::show;
use proptest::prelude::*;

fn blocks(writer: &Writer) -> Vec<String> {
    let document = read(&writer.file(), &Limits::default()).unwrap();
    let Content::Flow(blocks) = document.content else {
        unreachable!("a Word document flows")
    };
    show(&blocks)
}

fn kind_of(bytes: &[u8]) -> ErrorKind {
    read(bytes, &Limits::default()).unwrap_err().kind()
}

/// `三 | 予以公开 | 12` with the first two cells of its first row merged downwards and to the right.
fn report() -> Writer {
    Writer::default()
        .paragraph("三、申请情况")
        .cell("三")
        .cell("予以公开")
        .cell("")
        .row(&[-108, 900, 1800, 2700], &[(0, 3), (2, 0), (1, 0)])
        .cell("")
        .cell("属于国家秘密")
        .cell("0")
        .huge_row(&[-108, 905, 1800, 2700], &[(0, 1), (0, 0), (0, 0)])
        .paragraph("四")
}

#[test]
fn a_report_reads_whole() {
    let expected = [
        "三、申请情况",
        "[2x3: 三 0,0 2x1 | 予以公开 0,1 1x2 | 属于国家秘密 1,1 1x1 | 0 1,2 1x1]",
        "四",
    ];
    assert_eq!(blocks(&report()), expected);
}

#[test]
fn modifiers_of_a_row_merge_its_cells() {
    let merged = |vertical: u8| {
        let mut list = testing::row(&[0, 900, 1800, 2700], &[(0, 0); 3]);
        // sprmTMerge of the first two cells, sprmTVertMerge of the last one.
        list.extend([0x24, 0x56, 0, 2, 0x2B, 0xD6, 2, 2, vertical]);
        list
    };
    let cells = |writer: Writer, texts: [&str; 3]| texts.iter().fold(writer, |w, t| w.cell(t));
    let writer = cells(Writer::default(), ["a", "", "总计"]).mark('\u{7}', &merged(3));
    let writer = cells(writer, ["b", "", ""]).mark('\u{7}', &merged(1));
    let expected = "[2x2: a 0,0 1x1 | 总计 0,1 2x1 | b 1,0 1x1]";
    assert_eq!(blocks(&writer), [expected]);
}

#[test]
fn pieces_of_a_fast_save_are_put_together() {
    let writer = Writer::default()
        .paragraph("1234")
        .cell("公开1234")
        .run("", IN_TABLE)
        .cell("56")
        .run("9", &[0x3C, 0x08, 1])
        .cell("78")
        .row(&[0, 900, 1800, 2700], &[(0, 0); 3])
        .paragraph("年");
    let expected = [
        "1234",
        "[1x3: 公开1234 0,0 1x1 | 56 0,1 1x1 | 78 0,2 1x1]",
        "年",
    ];
    assert_eq!(blocks(&writer), expected);
    assert_eq!(blocks(&writer.fast_saved()), expected);
}

#[test]
fn nested_tables_follow_the_table_around_them() {
    let inner = |end: &[u8]| [IN_TABLE, &[0x49, 0x66, 2, 0, 0, 0], end].concat();
    let cell = inner(&[0x4B, 0x24, 1]);
    let mut row = inner(&[0x4C, 0x24, 1]);
    row.extend(definition(&[0, 500, 900], &[(0, 0); 2]));
    let writer = Writer::default()
        .run("1", &[])
        .mark('\r', IN_TABLE)
        .run("a", &[])
        .mark('\r', &cell)
        .run("b", &[])
        .mark('\r', &cell)
        .mark('\r', &row)
        .cell("2")
        .cell("3")
        .row(&[0, 1000, 2000], &[(0, 0); 2])
        .paragraph("end");
    let expected = [
        "[1x2: 1\n2 0,0 1x1 | 3 0,1 1x1]",
        "[1x2: a 0,0 1x1 | b 0,1 1x1]",
        "end",
    ];
    assert_eq!(blocks(&writer), expected);
}

#[test]
fn deleted_and_hidden_text_goes_and_struck_text_is_marked() {
    let writer = Writer::default()
        .run("1", &[0x00, 0x08, 1])
        .run("2", &[0x3C, 0x08, 1])
        .run("3", &[0x37, 0x08, 1])
        .run("4", &[0x48, 0x2A, 1])
        .run("5", &[])
        .run("(", &[0x09, 0x6A, 0, 0, 0x36, 0xF0])
        .mark('\r', &[]);
    assert_eq!(blocks(&writer), ["3\u{336}⁴56"]);
}

#[test]
fn lines_and_paragraphs_of_a_cell_are_told_apart() {
    let writer = Writer::default()
        .run("1\u{B}2", &[])
        .mark('\r', IN_TABLE)
        .cell("3")
        .row(&[0, 900], &[(0, 0)])
        .paragraph("4\u{C}5");
    assert_eq!(blocks(&writer), ["[1x1: 1\u{2028}2\n3 0,0 1x1]", "4", "5"]);
}

#[test]
fn automatic_numbers_are_written_out() {
    let in_cell = [IN_TABLE, NUMBERED].concat();
    let writer = Writer::default()
        .with_list()
        .run("予以公开", &[])
        .mark('\u{7}', &in_cell)
        .cell("0")
        .row(&[0, 900, 1800], &[(0, 0); 2])
        .run("1", &[0x00, 0x08, 1])
        .run("2", &[])
        .run("\r", &[0x00, 0x08, 1])
        .run("不予公开", &[])
        .mark('\r', NUMBERED)
        .mark('\r', NUMBERED);
    assert_eq!(
        blocks(&writer),
        [
            "[1x2: （一）予以公开 0,0 1x1 | 0 0,1 1x1]",
            "（二）2不予公开",
            "（三）"
        ]
    );
}

#[test]
fn empty_cells_that_are_merged_into_another_do_not_count() {
    let in_cell = [IN_TABLE, NUMBERED].concat();
    let flags = [[(0, 3), (0, 0)], [(0, 1), (0, 0)], [(0, 0), (0, 0)]];
    let edges = [0, 900, 1800];
    let writer = flags
        .iter()
        .fold(Writer::default().with_list(), |writer, flags| {
            let writer = writer.mark('\u{7}', &in_cell).mark('\u{7}', &in_cell);
            writer.row(&edges, flags)
        });
    let expected =
        "[3x2: （一） 0,0 2x1 | （二） 0,1 1x1 | （三） 1,1 1x1 | （四） 2,0 1x1 | （五） 2,1 1x1]";
    assert_eq!(blocks(&writer), [expected]);
}

#[test]
fn a_page_break_inside_a_paragraph_does_not_count_twice() {
    let writer = Writer::default()
        .with_list()
        .run("a\u{C}b", &[])
        .mark('\r', NUMBERED)
        .run("\u{C}c", &[])
        .mark('\r', NUMBERED)
        .mark('\u{C}', NUMBERED)
        .run("d", &[])
        .mark('\r', NUMBERED);
    assert_eq!(
        blocks(&writer),
        ["（一）a", "b", "", "（二）c", "（三）", "（四）d"]
    );
}

#[test]
fn text_boxes_follow_their_anchor_and_count_along() {
    let writer = Writer::default()
        .with_list()
        .run("a\u{C}b\u{8}", &[])
        .mark('\r', NUMBERED)
        .run("c", &[])
        .mark('\r', NUMBERED)
        .text_box(3)
        .run("in a box", &[])
        .mark('\r', NUMBERED)
        .paragraph("");
    assert_eq!(
        blocks(&writer),
        ["（一）a", "b", "（二）in a box", "（三）c"]
    );
}

#[test]
fn page_headers_are_read_apart() {
    let writer = report().header().paragraph("青山县水务局").paragraph("");
    let document = read(&writer.file(), &Limits::default()).unwrap();
    assert_eq!(document.running, ["青山县水务局"]);
    assert_eq!(blocks(&writer).len(), 3);
}

#[test]
fn a_row_that_cannot_be_told_stops_the_document() {
    let undefined = Writer::default().cell("1").mark('\u{7}', IN_TABLE);
    let open = Writer::default().cell("1").paragraph("2");
    let outside = Writer::default().run("1", &[]).mark('\u{7}', &[]);
    let short = Writer::default()
        .cell("1")
        .cell("2")
        .row(&[0, 9], &[(0, 0)]);
    for writer in [undefined, open, outside, short] {
        assert_eq!(kind_of(&writer.file()), ErrorKind::Damaged);
    }
}

#[test]
fn versions_and_encryption_are_told() {
    let with = |change: &dyn Fn(&mut [u8])| {
        let (mut main, table) = report().streams();
        change(&mut main);
        kind_of(&compound(&[("WordDocument", &main), ("0Table", &table)]))
    };
    let word_95 = with(&|main| main[..4].copy_from_slice(&[0xDC, 0xA5, 0x68, 0]));
    assert_eq!(word_95, ErrorKind::UnknownFormat);
    assert_eq!(with(&|main| main[0x0B] |= 1), ErrorKind::Encrypted);
    assert_eq!(with(&|main| main[0x0B] |= 2), ErrorKind::Damaged);
    assert_eq!(with(&|main| main[0] = 0), ErrorKind::Damaged);
    let managed = compound(&[("WordDocument", &[0]), ("\u{9}DRMContent", &[0])]);
    assert_eq!(kind_of(&managed), ErrorKind::Encrypted);
}

#[test]
fn caps_hold() {
    let with = |limits: Limits| read(&report().file(), &limits).unwrap_err().kind();
    let limits = Limits::default;
    for limits in [
        Limits {
            file_bytes: 9,
            ..limits()
        },
        Limits {
            cells: 5,
            ..limits()
        },
        Limits {
            characters: 9,
            ..limits()
        },
        Limits {
            part_bytes: 9,
            ..limits()
        },
    ] {
        assert_eq!(with(limits), ErrorKind::Limit, "{limits:?}");
    }
}

#[test]
fn a_cut_file_is_damaged_or_whole() {
    let whole = report().file();
    let expected = blocks(&report());
    for length in (0..whole.len()).step_by(61) {
        match read(&whole[..length], &Limits::default()) {
            Err(error) => assert_eq!(error.kind(), ErrorKind::Damaged),
            Ok(Document {
                content: Content::Flow(blocks),
                ..
            }) => {
                assert_eq!(show(&blocks), expected, "cut to {length} bytes");
            }
            Ok(_) => unreachable!("a Word document flows"),
        }
    }
}

#[test]
fn the_summary_names_title_and_program() {
    let stream = compound::summary(&[
        (1, Property::CodePage(936)),
        (2, Property::Narrow(b"\xC4\xEA\xB1\xA8\0")),
        (18, Property::Wide("WPS Office")),
    ]);
    let file = report().file_with(summary::STREAM, &stream);
    let document = read(&file, &Limits::default()).unwrap();
    assert_eq!(document.title, "年报");
    assert_eq!(document.producer, "WPS Office");
}

#[test]
fn rings_in_the_allocation_table_end() {
    let mut file = report().file();
    // Every sector is followed by the first one: streams are shorter than they say.
    let fat = file.len() - 512;
    for entry in file[fat..].chunks_exact_mut(4) {
        entry.copy_from_slice(&[0; 4]);
    }
    assert_eq!(kind_of(&file), ErrorKind::Damaged);
}

proptest! {
    #![proptest_config(crate::testing::config(300))]

    /// Whatever is changed, the reader comes back: a test of bounds and caps.
    #[test]
    fn changed_bytes_break_nothing(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let numbered = report().with_list().mark('\r', NUMBERED);
        let mut file = numbered.header().paragraph("h").file();
        for (place, byte) in changes {
            let place = place.index(file.len());
            file[place] = byte;
        }
        file.truncate(file.len() - cut.index(file.len()) % 600);
        if let Err(error) = read(&file, &Limits::default()) {
            prop_assert!(error.kind() != ErrorKind::Crash);
        }
    }
}
