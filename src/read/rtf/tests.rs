//! Small files in the manner of Word, WPS and simple generators.

use super::*;
use crate::read::testing::show;

fn document(body: &str) -> Document {
    let rtf = format!(
        "{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5;}}\
         {{\\f1\\froman\\fcharset0 Times New Roman;}}{{\\f2\\fcharset2 Symbol;}}{{\\f3\\fcharset2 Wingdings;}}}}{body}}}"
    );
    read(rtf.as_bytes(), &Limits::default()).unwrap()
}

fn blocks(body: &str) -> Vec<String> {
    match document(body).content {
        Content::Flow(blocks) => show(&blocks),
        Content::Pages(_) => unreachable!("it flows"),
    }
}

fn kind_of(bytes: &[u8]) -> ErrorKind {
    read(bytes, &Limits::default()).unwrap_err().kind()
}

/// A row: the words of its definition for each cell, and the texts.
fn row(defs: &str, texts: &[&str]) -> String {
    let cells: String = texts
        .iter()
        .map(|text| format!("\\pard\\intbl {text}\\cell"))
        .collect();
    format!("\\trowd\\trgaph108\\trleft-108{defs}{cells}\\row\n")
}

#[test]
fn bytes_are_read_by_the_charset_of_their_font() {
    assert_eq!(
        blocks("\\f0 \\'d5\\'fe\\'b8\\'ae\\f1  2023\\par"),
        ["政府 2023"]
    );
    // Fonts of ANSI charset take the code page of the document.
    assert_eq!(blocks("\\f1\\'d5\\'fe\r\n\\'b8\r\n\\'ae\\par"), ["政府"]);
    // The second byte may be a plain letter, a brace or a backslash.
    assert_eq!(blocks("\\'81@\\'81\\'5c\\par"), ["丂乗"]);
    assert_eq!(
        blocks("\\f2\\'35\\'61\\f3\\'35\\plain\\'a1\\'a3\\par"),
        ["5\u{FFFD}\u{FFFD}。"]
    );
}

#[test]
fn raw_bytes_with_a_backslash_are_one_character() {
    let mut rtf = b"{\\rtf1\\ansi\\ansicpg936 1".to_vec();
    rtf.extend(b"\x81\\\x81}2\\par}");
    let document = read(&rtf, &Limits::default()).unwrap();
    let Content::Flow(blocks) = document.content else {
        unreachable!("it flows")
    };
    assert_eq!(show(&blocks), ["1乗亇2"]);
}

#[test]
fn unicode_skips_what_stands_in_for_it() {
    assert_eq!(blocks("\\uc1\\u25919?\\u24220\\'3f5\\par"), ["政府5"]);
    assert_eq!(
        blocks("\\uc2\\u25919\\'d5\\'fe5{\\uc0\\u24220 6}\\u-10179 ??\\u-8704 ??7\\par"),
        ["政5府6😀7"]
    );
    assert_eq!(blocks("\\u-10179 ?5\\par"), ["\u{FFFD}5"]);
    assert_eq!(
        blocks("\\u8212\\emdash 5\\u25919 \\par 6\\par"),
        ["—5政", "6"]
    );
}

#[test]
fn what_is_not_printed_is_left_out() {
    for (body, text) in [
        ("1{\\v 2}3{\\deleted 4}\\par", "13"),
        (
            "1{\\footnote 2}{\\*\\atnid 3}{\\*\\annotation 4\\par}{\\pict 0a0b}{\\pict\\bin3 }}}}5\\par",
            "15",
        ),
        (
            "1{\\stylesheet{\\s0 Normal;}}{\\*\\unknown{\\b 2}}{\\xe 3}\\par",
            "1",
        ),
        ("{\\field{\\*\\fldinst PAGE}{\\fldrslt 7}}\\par", "7"),
        (
            "1{\\field{\\*\\fldinst {EQ \\\\o\\\\ac(O,3)}}{\\fldrslt }}2\\par",
            "1\u{FFFD}2",
        ),
        ("{\\upr{1}{\\*\\ud{\\u25919?}}}\\par", "政"),
        ("1\\~2\\_3\\-4\\tab 5\\line 6\\{\\par", "1\u{A0}2-34\t5\n6{"),
        (
            "{\\strike 1 2}3{\\super 2}{\\strike\\strike0 4}\\par",
            "1\u{336} 2\u{336}3²4",
        ),
        (
            "1{\\field{\\*\\fldinst FORMDROPDOWN {\\*\\formfield{\\fftype2}}}{\\fldrslt }}\\par",
            "1\u{FFFD}",
        ),
        ("{\\listtext\\f3\\'6c\\tab}{\\pntext 1.}a\\par", "•\t1.a"),
        // LibreOffice writes a label for levels that print none.
        ("1{\\listtext\\pard\\plain \\tab}2\\par", "12"),
    ] {
        assert_eq!(blocks(body), [text], "{body}");
    }
}

#[test]
fn empty_cells_that_a_row_does_not_define_are_none() {
    // LibreOffice writes them behind a nested table.
    let row = |cells: &str| {
        format!(
            "\\trowd\\cellx500\\cellx900\\pard\\intbl 1\\cell 2\\cell {cells}\\row\\pard 3\\par"
        )
    };
    assert_eq!(
        blocks(&row("\\cell\\cell")),
        ["[1x2: 1 0,0 1x1 | 2 0,1 1x1]", "3"]
    );
    assert_eq!(
        blocks(&row("\\cell 4\\cell\\cell")),
        ["[1x4: 1 0,0 1x1 | 2 0,1 1x1 |  0,2 1x1 | 4 0,3 1x1]", "3"]
    );
}

#[test]
fn a_label_may_end_in_another_paragraph() {
    assert_eq!(blocks("1{\\listtext\\par\\u25919?}2\\par"), ["1", "政2"]);
}

#[test]
fn a_paragraph_whose_mark_is_deleted_runs_on() {
    assert_eq!(blocks("1{\\deleted\\par}2\\par"), ["12"]);
}

#[test]
fn merges_of_word_are_resolved() {
    let body = row(
        "\\clvmgf\\cellx1000\\clmgf\\cellx2000\\clmrg\\cellx3000",
        &["a", "b", ""],
    ) + &row("\\clvmrg\\cellx1000\\cellx2000\\cellx3000", &["", "1", "2"])
        + "\\pard x\\par";
    assert_eq!(
        blocks(&body),
        ["[2x3: a 0,0 2x1 | b 0,1 1x2 | 1 1,1 1x1 | 2 1,2 1x1]", "x"]
    );
}

#[test]
fn rows_have_edges_of_their_own() {
    let body = row("\\cellx1000\\cellx3000", &["a", "b"])
        + &row("\\cellx1004\\cellx2000\\cellx2998", &["1", "2", "3"]);
    assert_eq!(
        blocks(&body),
        ["[2x3: a 0,0 1x1 | b 0,1 1x2 | 1 1,0 1x1 | 2 1,1 1x1 | 3 1,2 1x1]"]
    );
}

#[test]
fn a_definition_may_stand_behind_its_cells_and_hold_for_more_rows() {
    let cells = "\\pard\\intbl 1\\cell 2\\cell";
    let defs = "\\trowd\\cellx1000\\cellx2000";
    let table = "[2x2: 1 0,0 1x1 | 2 0,1 1x1 | 1 1,0 1x1 | 2 1,1 1x1]";
    assert_eq!(
        blocks(&format!("{cells}{defs}\\row{cells}{{{defs}\\row}}")),
        [table]
    );
    assert_eq!(
        blocks(&format!("{defs}{cells}\\row{cells}\\row\\pard\\par")),
        [table, ""]
    );
}

#[test]
fn cells_of_simple_generators_need_no_intbl() {
    let body = "0\\par\\trowd\\cellx1000\\cellx2000\\pard a\\par b\\cell 2\\cell\\row\\pard 3\\par";
    assert_eq!(blocks(body), ["0", "[1x2: a\nb 0,0 1x1 | 2 0,1 1x1]", "3"]);
}

#[test]
fn cells_and_their_definitions_may_differ_in_number() {
    let body = row("\\cellx1000", &["1", "2"]) + &row("\\cellx1000\\cellx2000", &["3"]);
    assert_eq!(
        blocks(&body),
        ["[2x3: 1 0,0 1x1 | 2 0,1 1x2 | 3 1,0 1x1 |  1,1 1x1]"
            .replace("2x3", "2x2")
            .replace("1x2", "1x1")]
    );
}

#[test]
fn lines_and_paragraphs_of_a_cell_are_told_apart() {
    let body = row("\\cellx1000", &["1\\line 2\\par 3"]);
    assert_eq!(blocks(&body), ["[1x1: 1\u{2028}2\n3 0,0 1x1]"]);
}

#[test]
fn nested_tables_follow() {
    let nested = "a\\par\\pard\\intbl\\itap2 1\\nestcell{\\nonesttables\\par}2\\nestcell{\\nonesttables\\par}\
        {\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}{\\nonesttables\\par}\\pard\\intbl\\itap1 b";
    let body = row("\\cellx1000\\cellx2000", &[nested, "c"]);
    assert_eq!(
        blocks(&body),
        [
            "[1x2: a\nb 0,0 1x1 | c 0,1 1x1]",
            "[1x2: 1 0,0 1x1 | 2 0,1 1x1]"
        ]
    );
}

#[test]
fn text_boxes_follow_their_paragraph() {
    let shape = "{\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn a}{\\sv 9}}{\\shptxt\\pard 2\\par}}{\\shprslt 2\\par}}";
    assert_eq!(blocks(&format!("1{shape}3\\par 4\\par")), ["13", "2", "4"]);
    let body = row("\\cellx1000", &[&format!("5{shape}")]);
    assert_eq!(blocks(&body), ["[1x1: 5 0,0 1x1]", "2"]);
}

#[test]
fn headers_title_and_producer_are_read_apart() {
    let document = document(
        "{\\info{\\title \\'c4\\'ea\\'b1\\'a8}{\\author x}}{\\*\\generator WPS Office;}{\\header\\pard \\'cb\\'ae\\par}\
         {\\headerf\\pard \\'cb\\'ae\\par}{\\footer 9\\par}\\pard 1\\par",
    );
    assert_eq!(document.title, "年报");
    assert_eq!(document.producer, "WPS Office");
    assert_eq!(document.running, ["水"]);
    let Content::Flow(blocks) = document.content else {
        unreachable!("it flows")
    };
    assert_eq!(show(&blocks), ["1"]);
}

#[test]
fn a_file_cut_in_the_middle_is_damaged_and_a_lost_brace_is_not() {
    let whole = format!(
        "{{\\rtf1 1\\par{}\\pard 2\\par}}",
        row("\\cellx1000", &["12"])
    );
    let ended = whole.trim_end_matches('}');
    assert!(read(ended.as_bytes(), &Limits::default()).is_ok());
    for cut in [
        "{\\rtf1 1",
        "{\\rtf1 1\\par{\\b",
        "{\\rtf1\\trowd\\cellx9 1\\cell 2",
    ] {
        assert_eq!(kind_of(cut.as_bytes()), ErrorKind::Damaged, "{cut}");
    }
}

#[test]
fn hostile_files_end_at_a_cap() {
    assert_eq!(
        kind_of("{\\rtf1".repeat(100_000).as_bytes()),
        ErrorKind::Limit
    );
    let wide = "\\cellx9".repeat(100_000);
    assert_eq!(
        kind_of(format!("{{\\rtf1\\trowd{wide} 1\\cell\\row}}").as_bytes()),
        ErrorKind::Limit
    );
    let rows = format!(
        "\\trowd{} {}",
        "\\cellx9".repeat(900),
        "1\\cell\\row".repeat(1_000)
    );
    assert_eq!(
        kind_of(format!("{{\\rtf1{rows}}}").as_bytes()),
        ErrorKind::Limit
    );
    let huge = row("\\cellx2147483647\\cellx-2147483648", &["1", "2"]);
    assert_eq!(
        blocks(&format!("{huge}\\itap99999\\bin2147483647")),
        ["[1x2: 1 0,0 1x1 | 2 0,1 1x1]"]
    );
}
