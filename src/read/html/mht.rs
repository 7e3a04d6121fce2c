//! Reads web pages in a MIME container (.mht, .mhtml; RFC 2557): finds the page among its pictures and decodes it.

use mailparse::{MailHeaderMap, ParsedContentType};

use super::css::Sheet;
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
/// Style sheets of one file that are read.
const MAX_SHEETS: usize = 200;

/// Reads a web archive.
///
/// # Errors
/// `Damaged` without a page in it, `Limit` when a cap is reached.
pub(in crate::read) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    // A header that begins behind blank lines would be an empty one.
    let bytes = bytes.trim_ascii_start();
    let mut found = Found::default();
    found.look(bytes, MAX_DEPTH)?;
    found.put_root_first(bytes);
    let sheets = found.sheets(limits);
    let mut pages = found.pages.iter();
    let first = pages
        .next()
        .ok_or_else(|| damaged("the file holds no web page"))?
        .read(&sheets, limits)?;
    if has_table(&first) {
        return Ok(first);
    }
    // A page of frames: what it shows stands in the other parts.
    let others = pages
        .take(MAX_PAGES)
        .filter_map(|part| part.read(&sheets, limits).ok());
    Ok(others.into_iter().find(has_table).unwrap_or(first))
}

fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::Damaged, "read", message)
}

/// A part that is a page or a style sheet, with its header.
struct Part<'a> {
    bytes: &'a [u8],
    header: Header,
}

impl Part<'_> {
    fn read(&self, sheets: &[Sheet], limits: &Limits) -> Result<Document, Error> {
        let body = self
            .body()
            .ok_or_else(|| damaged("the web page cannot be decoded"))?;
        page(
            &body,
            &self.header.declared_charset,
            sheets,
            Format::Mht,
            limits,
        )
    }

    /// The part without its transfer encoding, or as it stands where it is not in the encoding that it declares.
    fn body(&self) -> Option<Vec<u8>> {
        let raw = self.bytes.get(self.header.length..)?;
        let encoding = self.header.encoding.trim();
        let is_plain = match () {
            () if encoding.eq_ignore_ascii_case("base64") => raw.contains(&b'<'),
            // Each `=` of markup would be written `=3D`, and what is no ASCII would be written so too.
            () if encoding.eq_ignore_ascii_case("quoted-printable") => {
                !raw.is_ascii() && !contains(raw, b"=3D") && !contains(raw, b"=3d")
            }
            () => false,
        };
        if is_plain {
            return Some(raw.to_vec());
        }
        mailparse::parse_mail(self.bytes).ok()?.get_body_raw().ok()
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[derive(Default)]
struct Found<'a> {
    pages: Vec<Part<'a>>,
    sheets: Vec<Part<'a>>,
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
            self.pages.push(Part {
                bytes: part,
                header,
            });
            return Ok(());
        }
        if header.content.mimetype == "text/css" {
            self.sheets.push(Part {
                bytes: part,
                header,
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

impl Found<'_> {
    /// The page of which the file says that it was saved from there comes first; else `start`, else the first.
    fn put_root_first(&mut self, bytes: &[u8]) {
        let own = Header::read(bytes).and_then(|header| header.saved_from);
        let root = own.and_then(|own| {
            let mut pages = self.pages.iter();
            pages.position(|page| page.header.location.as_deref() == Some(own.as_str()))
        });
        if let Some(root) = root {
            let pages = self.pages.get_mut(..=root);
            pages.into_iter().for_each(|pages| pages.rotate_right(1));
        }
    }

    /// The style sheets that the file holds, under the names by which pages call them.
    fn sheets(&self, limits: &Limits) -> Vec<Sheet> {
        let mut left = limits.part_bytes;
        let mut sheets = Vec::new();
        for part in self.sheets.iter().take(MAX_SHEETS) {
            let Some(body) = part.body() else {
                continue;
            };
            let Some(rest) = left.checked_sub(body.len() as u64) else {
                break;
            };
            left = rest;
            let id = part.header.id.as_ref().map(|id| format!("cid:{id}"));
            sheets.push(Sheet {
                names: id.into_iter().chain(part.header.location.clone()).collect(),
                css: super::encoding::decode(&body, &part.header.declared_charset),
            });
        }
        sheets
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
    location: Option<String>,
    /// `Content-Transfer-Encoding`, empty when none is declared.
    encoding: String,
    /// Of a whole file: where its page was saved from.
    saved_from: Option<String>,
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
        let value = |name: &str| {
            let value = headers.get_first_value(name)?;
            Some(value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let location = value("Content-Location");
        Some(Header {
            content,
            declared_charset,
            id: value("Content-ID").map(|id| bare(&id).to_owned()),
            saved_from: value("Snapshot-Content-Location").or(location.clone()),
            location,
            encoding: value("Content-Transfer-Encoding").unwrap_or_default(),
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
mod tests;
