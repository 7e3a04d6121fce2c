//! What web archives read as.

use super::*;
use crate::document::Content;
use crate::read::testing::show;

fn blocks(file: &[u8]) -> Vec<String> {
    match read(file, &Limits::default()).unwrap().content {
        Content::Flow(blocks) => show(&blocks),
        Content::Pages(_) => unreachable!("a page flows"),
    }
}

fn archive(start: &str, parts: &[&str]) -> String {
    let parts: String = parts
        .iter()
        .map(|part| format!("--b=\r\n{part}\r\n"))
        .collect();
    format!(
        "From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=\"b=\"{start}\r\n\r\nThis is a multi-part message.\r\n{parts}--b=--\r\n<p>x</p>"
    )
}

const PICTURE: &str =
    "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K";

#[test]
fn the_page_is_found_and_decoded() {
    let quoted = "Content-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p style=3D'x'>=CF=D8=\r\n1</p>";
    let base64 =
        "Content-Type: TEXT/HTML\r\nContent-Transfer-Encoding: BASE64\r\n\r\nPHA+5Y6/MTwv\r\ncD4=";
    for part in [quoted, base64] {
        assert_eq!(blocks(archive("", &[PICTURE, part]).as_bytes()), ["县1"]);
        let alone = format!("MIME-Version: 1.0\r\n{part}");
        assert_eq!(blocks(alone.as_bytes()), ["县1"]);
    }
    let cut = archive("", &[quoted]).replace("--b=--", "");
    assert!(blocks(cut.as_bytes())[0].starts_with("县1"));
}

#[test]
fn the_root_part_comes_first_and_frames_are_looked_into() {
    let page = |id: &str, inside: &str| {
        format!("Content-Type: text/html\r\nContent-ID: <{id}>\r\n\r\n{inside}")
    };
    let (first, second) = (page("1@x", "<p>1"), page("2@x", "<p>2"));
    let inner = "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain\r\n\r\n0\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>3\r\n--c--";
    assert_eq!(
        blocks(archive("; start=\"<2@x>\"", &[&first, &second]).as_bytes()),
        ["2"]
    );
    assert_eq!(blocks(archive("", &[&first, &second]).as_bytes()), ["1"]);
    assert_eq!(
        blocks(archive("", &[PICTURE, inner, &first]).as_bytes()),
        ["3"]
    );
    let frame = page("3@x", "<table><tr><td>1<td>2</table>");
    assert_eq!(
        blocks(archive("", &[&first, &frame]).as_bytes()),
        ["[1x2: 1 0,0 1x1 | 2 0,1 1x1]"]
    );
}

#[test]
fn the_page_that_was_saved_comes_first() {
    let page = |name: &str, inside: &str| {
        format!("Content-Type: text/html\r\nContent-Location: http://x/{name}\r\n\r\n{inside}")
    };
    let table = |number: u8| format!("<table><tr><td>{number}<td>x</table>");
    let parts = [page("header.htm", &table(1)), page("a.htm", &table(2))];
    let file = archive("", &[&parts[0], &parts[1]]);
    assert_eq!(blocks(file.as_bytes()), ["[1x2: 1 0,0 1x1 | x 0,1 1x1]"]);
    for name in ["Snapshot-Content-Location", "Content-Location"] {
        let saved = format!("\r\n\r\n{name}: http://x/a.htm\r\n{file}");
        assert_eq!(blocks(saved.as_bytes()), ["[1x2: 2 0,0 1x1 | x 0,1 1x1]"]);
    }
}

#[test]
fn a_part_that_is_not_encoded_as_it_says_is_read_as_it_stands() {
    for (encoding, inside) in [
        ("base64", "<p>县1</p>"),
        ("quoted-printable", "<p class=\"ab\">县1</p>"),
        ("8bit", "<p>县1</p>"),
        ("quoted-printable", "<p class=3D\"ab\">=E5=8E=BF1</p>"),
    ] {
        let part = format!(
            "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{inside}"
        );
        assert_eq!(
            blocks(archive("", &[&part]).as_bytes()),
            ["县1"],
            "{encoding}"
        );
    }
}

#[test]
fn style_sheets_in_the_file_count_where_the_page_calls_them() {
    let page = "Content-Type: text/html\r\n\r\n<link rel=stylesheet href='cid:a@x'>\
        <link rel='StyleSheet' href=http://x/b.css><link rel=stylesheet media=print href=http://x/c.css>\
        <p class=a>1<p class=b>2<p class=c>3<p class=d>4";
    let sheet = |name: &str, class: &str| {
        format!("Content-Type: text/css\r\n{name}\r\n\r\n.{class}{{display:none}}")
    };
    let sheets = [
        sheet("Content-ID: <a@x>", "a"),
        sheet("Content-Location: http://x/b.css", "b"),
        sheet("Content-Location: http://x/c.css", "c"),
        sheet("Content-Location: http://x/d.css", "d"),
    ];
    let parts: Vec<&str> = std::iter::once(page)
        .chain(sheets.iter().map(String::as_str))
        .collect();
    assert_eq!(blocks(archive("", &parts).as_bytes()), ["3", "4"]);
}

#[test]
fn hostile_archives_end() {
    let kind = |file: &str| {
        read(file.as_bytes(), &Limits::default())
            .unwrap_err()
            .kind()
    };
    assert_eq!(kind(&archive("", &[PICTURE])), ErrorKind::Damaged);
    let part = "Content-Type: multipart/mixed; boundary=b=\r\n\r\n";
    assert_eq!(
        kind(&archive("", &vec![part; 3 * MAX_PARTS])),
        ErrorKind::Limit
    );
    let nested: String = (0..2_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=c{n}\r\n\r\n--c{n}\r\n"))
        .collect();
    assert_eq!(kind(&nested), ErrorKind::Damaged);
}
