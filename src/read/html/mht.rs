//! Reads web pages in a MIME container (.mht, .mhtml; RFC 2557): finds the page among its pictures and decodes it.

use mailparse::{MailHeaderMap, ParsedContentType};

use super::{has_table, page};
use crate::document::{Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Nesting of multiparts.
const MAX_DEPTH: usize = 8;
/// Parts of one file: pages save hundreds of pictures.
const MAX_PARTS: usize = 20_000;
/// Bytes of the header of one part.
const MAX_HEADER_BYTES: usize = 64 << 10;
/// Pages of one file that are read in search of one with a table: the frames of the first.
const MAX_PAGES: usize = 20;

/// Reads a web archive.
///
/// # Errors
/// `Damaged` without a page in it, `Limit` when a cap is reached.
pub(in crate::read) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    let mut found = Found::default();
    found.look(bytes, MAX_DEPTH)?;
    let mut pages = found.pages.iter();
    let first = pages
        .next()
        .ok_or_else(|| damaged("the file holds no web page"))?
        .read(limits)?;
    if has_table(&first) {
        return Ok(first);
    }
    // A page of frames: what it shows stands in the other parts.
    let others = pages
        .take(MAX_PAGES)
        .filter_map(|part| part.read(limits).ok());
    Ok(others.into_iter().find(has_table).unwrap_or(first))
}

fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Damaged, "read", message)
}

/// A part that is a page, with its header.
struct Part<'a> {
    bytes: &'a [u8],
    charset: String,
}

impl Part<'_> {
    fn read(&self, limits: &Limits) -> Result<Document, Error> {
        let unreadable = |_| damaged("the web page cannot be decoded");
        let mail = mailparse::parse_mail(self.bytes).map_err(unreadable)?;
        let body = mail.get_body_raw().map_err(unreadable)?;
        page(&body, &self.charset, Format::Mht, limits)
    }
}

#[derive(Default)]
struct Found<'a> {
    pages: Vec<Part<'a>>,
    parts: usize,
}

impl<'a> Found<'a> {
    /// Looks for pages in a part, the one that `start` names first.
    fn look(&mut self, part: &'a [u8], depth: usize) -> Result<(), Error> {
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(Error::new(
                ErrorKind::Limit,
                "read",
                "the file has too many parts",
            ));
        }
        let Some(header) = Header::read(part) else {
            return Ok(());
        };
        if matches!(
            header.content.mimetype.as_str(),
            "text/html" | "application/xhtml+xml"
        ) {
            let charset = header.declared_charset;
            self.pages.push(Part {
                bytes: part,
                charset,
            });
            return Ok(());
        }
        let boundary = header
            .content
            .params
            .get("boundary")
            .filter(|boundary| !boundary.is_empty());
        let Some(boundary) =
            boundary.filter(|_| depth > 0 && header.content.mimetype.starts_with("multipart/"))
        else {
            return Ok(());
        };
        let first = self.pages.len();
        let start = header.content.params.get("start").map(|id| bare(id));
        let mut root = None;
        for inner in split(part.get(header.length..).unwrap_or_default(), boundary) {
            let before = self.pages.len();
            let is_root = start.is_some()
                && Header::read(inner).and_then(|header| header.id).as_deref() == start;
            self.look(inner, depth - 1)?;
            if is_root && self.pages.len() > before {
                root = Some(before);
            }
        }
        if let Some(root) = root {
            self.pages
                .get_mut(first..=root)
                .into_iter()
                .for_each(|pages| pages.rotate_right(1));
        }
        Ok(())
    }
}

/// A content id without its angle brackets.
fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// What the header of a part says.
struct Header {
    content: ParsedContentType,
    /// Empty when none is declared: the parser then says US-ASCII.
    declared_charset: String,
    id: Option<String>,
    /// Bytes up to the body.
    length: usize,
}

impl Header {
    fn read(part: &[u8]) -> Option<Self> {
        let head = part.get(..part.len().min(MAX_HEADER_BYTES))?;
        let (headers, length) = mailparse::parse_headers(head).ok()?;
        let said = headers.get_first_value("Content-Type").unwrap_or_default();
        let content = mailparse::parse_content_type(&said);
        let declared_charset = content.params.get("charset").cloned().unwrap_or_default();
        let id = headers.get_first_value("Content-ID");
        Some(Header {
            content,
            declared_charset,
            id: id.map(|id| bare(&id).to_owned()),
            length,
        })
    }
}

/// The parts between the lines `--boundary`, up to `--boundary--` or the end of what is there.
fn split<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let mark = [b"--", boundary.as_bytes()].concat();
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if let Some(rest) = line.strip_prefix(mark.as_slice()) {
            if let Some(part) = start.and_then(|start| body.get(start..at)) {
                parts.push(part);
            }
            if rest.starts_with(b"--") {
                return parts;
            }
            start = Some(at + line.len());
            if parts.len() > MAX_PARTS {
                break;
            }
        }
        at += line.len();
    }
    parts.extend(start.and_then(|start| body.get(start..)));
    parts
}

#[cfg(test)]
mod tests {
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
        let base64 = "Content-Type: TEXT/HTML\r\nContent-Transfer-Encoding: BASE64\r\n\r\nPHA+5Y6/MTwv\r\ncD4=";
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
}
