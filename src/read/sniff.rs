//! Tells what a file is from its bytes. Extensions and declared types lie; the first bytes rarely do.

use super::container;
use crate::document::Format;

/// How far into a file its kind must show: producers put byte order marks, comments and mail headers in front.
const HEAD_BYTES: usize = 4_096;
/// Magic numbers of kinds that are known and not read: pictures, archives, programs.
const FOREIGN: &[&[u8]] = &[
    b"\xFF\xD8\xFF",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
    b"Rar!",
    b"7z\xBC\xAF\x27\x1C",
    b"\x1F\x8B",
    b"BZh",
    b"\xFD7zXZ",
    b"MZ",
    b"\x7FELF",
    b"\0\0\x01\0",
    b"%!PS",
];

/// The kind of a file, from its bytes; `None` when it is of no kind that is read.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"PK\x03\x04") {
        return container::zipped(bytes);
    }
    if container::is_compound(bytes) {
        return container::compound(bytes);
    }
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    if contains(
        head.get(..head.len().min(1_024)).unwrap_or_default(),
        b"%PDF-",
    ) {
        return Some(Format::Pdf);
    }
    if FOREIGN.iter().any(|magic| bytes.starts_with(magic)) {
        return None;
    }
    let ascii = ascii(head);
    match markup(&ascii) {
        // Markdown may hold a tag or two: its tables tell.
        Some(Format::Html) if is_markdown(&ascii) => text(bytes),
        None => text(bytes),
        format => format,
    }
}

#[cfg(feature = "office")]
fn text(bytes: &[u8]) -> Option<Format> {
    super::text::is_text(bytes).then_some(Format::Text)
}

#[cfg(not(feature = "office"))]
fn text(_: &[u8]) -> Option<Format> {
    None
}

/// A row `|---|---|` or `---|---` under the header of a table, and no tag that a page has.
fn is_markdown(head: &[u8]) -> bool {
    let is_rule = |line: &[u8]| {
        let line = line.trim_ascii();
        line.contains(&b'|')
            && contains(line, b"--")
            && line.iter().all(|byte| b"|-: ".contains(byte))
    };
    let tags: [&[u8]; 4] = [b"<html", b"<body", b"<table", b"<!doctype"];
    head.split(|byte| *byte == b'\n').any(is_rule) && !tags.iter().any(|tag| contains(head, tag))
}

/// The ASCII characters of the head in lower case, whatever its encoding: those of UTF-16 have a zero beside them.
fn ascii(head: &[u8]) -> Vec<u8> {
    let is_kept = |byte: &u8| byte.is_ascii() && *byte != 0;
    head.iter()
        .copied()
        .filter(is_kept)
        .map(|byte| byte.to_ascii_lowercase())
        .collect()
}

fn markup(head: &[u8]) -> Option<Format> {
    let text = head.trim_ascii_start();
    if text.starts_with(b"{\\rt") {
        return Some(Format::Rtf);
    }
    if is_mail(text) {
        return Some(Format::Mht);
    }
    if text.starts_with(b"<") && is_word_xml(text) {
        return Some(Format::WordXml);
    }
    if text.starts_with(b"<") && is_flat_odt(text) {
        return Some(Format::Odt);
    }
    if is_html(text) {
        return Some(Format::Html);
    }
    None
}

/// A MIME header (RFC 2045) in front of everything else, as browsers save a page with its pictures.
fn is_mail(text: &[u8]) -> bool {
    let has = |name: &[u8]| text.starts_with(name) || contains(text, &[b"\n", name].concat());
    has(b"mime-version:") && has(b"content-type:")
}

/// Word 2003 XML names its program or its namespace, a flat package its own namespace.
fn is_word_xml(text: &[u8]) -> bool {
    let names: [&[u8]; 4] = [
        b"progid=\"word.document\"",
        b"http://schemas.microsoft.com/office/word/2003/wordml",
        b"http://schemas.microsoft.com/office/2006/xmlpackage",
        b"<w:worddocument",
    ];
    names.iter().any(|name| contains(text, name)) && !contains(text, b"<html")
}

/// An OpenDocument text in one XML file says so at its root.
fn is_flat_odt(text: &[u8]) -> bool {
    contains(text, b"<office:document")
        && contains(text, b"application/vnd.oasis.opendocument.text")
}

/// Pages and pieces of pages: a template may begin with a table or a script.
fn is_html(text: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"<!doctype html",
        b"<html",
        b"<head",
        b"<body",
        b"<meta",
        b"<title",
        b"<table",
        b"<div",
        b"<script",
        b"<style",
        b"<p>",
        b"<p ",
        b"<span",
        b"<tr",
        b"<td",
        b"<br",
        b"<h1",
        b"<h2",
        b"<center",
        b"<font",
        b"<link",
    ];
    TAGS.iter().any(|tag| contains(text, tag))
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_from_their_bytes() {
        for (bytes, format) in [
            (&b"\xEF\xBB\xBF%PDF-1.7"[..], Some(Format::Pdf)),
            (b"PK\x03\x04 word/document.xml", Some(Format::Docx)),
            (b"\xEF\xBB\xBF{\\rtf1\\ansi", Some(Format::Rtf)),
            (b"{\\rt ", Some(Format::Rtf)),
            (b"\r\n<!-- x --><HTML>", Some(Format::Html)),
            (b"\xFF\xFE<\0h\0t\0m\0l\0>\0", Some(Format::Html)),
            (
                b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related",
                Some(Format::Mht),
            ),
            (
                b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>",
                Some(Format::WordXml),
            ),
            (
                b"<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">",
                Some(Format::Odt),
            ),
            (b"\x89PNG\r\n<html>", None),
            (b"MZ<html>", None),
        ] {
            assert_eq!(sniff(bytes), format, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[cfg(feature = "office")]
    #[test]
    fn a_tag_in_markdown_makes_no_page() {
        for rule in ["|---|:-:|", "--- | ---"] {
            let text = format!("结果<br>维持 | 1\n{rule}\n0 | 2\n");
            assert_eq!(sniff(text.as_bytes()), Some(Format::Text), "{rule}");
            let page = format!("<table><tr><td>\n{rule}\n");
            assert_eq!(sniff(page.as_bytes()), Some(Format::Html), "{rule}");
        }
    }

    #[test]
    fn a_page_saved_from_word_is_a_page() {
        let page = b"<html xmlns:w=\"urn:schemas-microsoft-com:office:word\"><meta name=ProgId content=Word.Document>";
        assert_eq!(sniff(page), Some(Format::Html));
    }
}
