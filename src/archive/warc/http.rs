//! Responses of HTTP as crawlers keep them: status line, headers, body, the body perhaps still in its codings.

use std::io::{self, Read};

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::super::damaged;
use crate::error::Error;

/// The status of a response that is the document.
pub(super) const OK: u16 = 200;
/// More codings than this, one in another, are none that a server sends.
const MAX_CODINGS: usize = 4;
/// No line with the size of a chunk is longer.
const SIZE_LINE: usize = 1 << 10;

/// Unpacks to the end within what the archive may unpack to.
pub(super) type Unpack<'a> = dyn FnMut(&mut dyn Read) -> Result<Vec<u8>, Error> + 'a;

/// What is used of the header of a response.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    /// The media type, in lower case and without parameters.
    pub(super) media: String,
    /// Length of the body as sent.
    length: Option<u64>,
    /// How the body was coded for sending, the last coding being the outermost.
    codings: Vec<String>,
}

/// Whether a block begins as a response of HTTP does.
pub(super) fn is_response(block: &[u8]) -> bool {
    block.starts_with(b"HTTP/")
}

/// Whether a media type is one of what pages are made of beside their text: pictures, sounds, fonts, styles, scripts.
pub(super) fn is_never_read(media: &str) -> bool {
    let (class, own) = media.split_once('/').unwrap_or((media, ""));
    match class {
        "image" | "video" | "audio" | "font" => true,
        "text" => matches!(own, "css" | "javascript" | "ecmascript"),
        "application" => {
            let script =
                ["javascript", "ecmascript"].map(|name| own.trim_start_matches("x-") == name);
            let font = ["font", "x-font", "vnd.ms-fontobject"].map(|name| own.starts_with(name));
            script.contains(&true)
                || font.contains(&true)
                || own == "json"
                || own.ends_with("+json")
        }
        _ => false,
    }
}

/// A media type without its parameters.
fn bare(media: &str) -> String {
    let end = media.split(';').next().unwrap_or_default();
    end.trim().to_lowercase()
}

impl Head {
    /// That of a document which came without one.
    pub(super) fn of(media: &str) -> Head {
        Head {
            status: OK,
            media: bare(media),
            ..Head::default()
        }
    }

    /// Reads status line and headers up to the empty line; `None` when there is no status, or no empty line.
    pub(super) fn parse(text: &[u8]) -> Option<Head> {
        let ends = text.ends_with(b"\n\r\n") || text.ends_with(b"\n\n");
        let text = String::from_utf8_lossy(text);
        let mut lines = text.split('\n').map(str::trim_end);
        let status = lines.next()?.split_ascii_whitespace().nth(1)?;
        let mut head = Head {
            status: status.parse().ok()?,
            ..Head::default()
        };
        let mut sent_in = Vec::new();
        for line in lines {
            let Some((name, value)) = line.split_once(':') else {
                continue;
            };
            let tokens = value.split(',').map(|token| token.trim().to_lowercase());
            let tokens = tokens.filter(|token| !matches!(token.as_str(), "" | "identity"));
            match name.trim().to_ascii_lowercase().as_str() {
                "content-type" => head.media = bare(value),
                "content-length" => head.length = value.trim().parse().ok(),
                "content-encoding" => head.codings.extend(tokens),
                "transfer-encoding" => sent_in.extend(tokens),
                _ => {}
            }
        }
        // What is no document need not be whole.
        head.codings.extend(sent_in);
        (ends || head.status != OK).then_some(head)
    }

    /// The document in a body. A coding that the body is not in was undone by the crawler, and one that is not known here
    /// stays: the bytes then tell.
    ///
    /// # Errors
    /// When the body is shorter than the header says, or in a coding that does not come to its end.
    pub(super) fn undo(&self, body: Vec<u8>, unpack: &mut Unpack<'_>) -> Result<Vec<u8>, Error> {
        if self.codings.len() > MAX_CODINGS {
            return Err(damaged("the document is coded too often"));
        }
        let is_short = self
            .length
            .is_some_and(|length| (body.len() as u64) < length);
        // The length of a coded body is that before the crawler undid it.
        if self.codings.is_empty() && is_short {
            return Err(damaged("the document is shorter than the server said"));
        }
        let mut body = body;
        for coding in self.codings.iter().rev() {
            let undone = match coding.as_str() {
                "chunked" => joined(&body)?,
                "gzip" | "x-gzip" if body.starts_with(b"\x1F\x8B") => {
                    Some(unpack(&mut MultiGzDecoder::new(body.as_slice()))?)
                }
                "deflate" => inflated(&body, unpack)?,
                _ => None,
            };
            body = undone.unwrap_or(body);
        }
        Ok(body)
    }
}

/// A body in the coding `deflate`, which some servers take for zlib and some for what is in it.
fn inflated(body: &[u8], unpack: &mut Unpack<'_>) -> Result<Option<Vec<u8>>, Error> {
    if let [first @ 0x08..=0x78, second, ..] = *body
        && first & 0x0F == 8
        && (u16::from(first) << 8 | u16::from(second)) % 31 == 0
    {
        return unpack(&mut ZlibDecoder::new(body)).map(Some);
    }
    // Bare deflate has no mark: it is what unpacks to the last byte.
    let mut decoder = DeflateDecoder::new(body);
    let is_deflate = io::copy(&mut (&mut decoder).take(MAX_TRIED), &mut io::sink()).is_ok()
        && (decoder.total_in() == body.len() as u64 || decoder.total_out() == MAX_TRIED);
    match is_deflate {
        true => unpack(&mut DeflateDecoder::new(body)).map(Some),
        false => Ok(None),
    }
}

/// Bytes of bare deflate that are unpacked to see whether it is one.
const MAX_TRIED: u64 = 1 << 20;

/// The body that was sent in chunks (RFC 9112, 7.1); `None` when it does not begin with the size of one.
fn joined(body: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let cut = || damaged("the chunks of the document do not come to their end");
    let Some((mut size, mut rest)) = chunk(body) else {
        return Ok(None);
    };
    let mut whole = Vec::new();
    while size > 0 {
        let (own, after) = rest.split_at_checked(size).ok_or_else(cut)?;
        whole.extend_from_slice(own);
        let after = after.strip_prefix(b"\r\n").ok_or_else(cut)?;
        (size, rest) = chunk(after).ok_or_else(cut)?;
    }
    Ok(Some(whole))
}

/// The size of the chunk that begins here, and what stands behind the line with it.
fn chunk(body: &[u8]) -> Option<(usize, &[u8])> {
    let line = body.get(..SIZE_LINE).unwrap_or(body);
    let end = line.windows(2).position(|pair| pair == b"\r\n")?;
    let line = std::str::from_utf8(line.get(..end)?).ok()?;
    let digits = line.split(';').next()?.trim();
    let is_size = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = usize::from_str_radix(digits, 16).ok().filter(|_| is_size)?;
    Some((size, body.get(end + 2..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        Head::parse(text.as_bytes()).expect("a head")
    }

    /// The document in a body, or the words of the error.
    fn document(text: &str, body: &[u8]) -> Result<Vec<u8>, String> {
        let mut unpack = |packed: &mut dyn Read| {
            let mut bytes = Vec::new();
            let outcome = packed.read_to_end(&mut bytes);
            outcome.map_err(|error| damaged(error.to_string()))?;
            Ok(bytes)
        };
        let head = head(&format!("HTTP/1.1 200 OK\r\n{text}\r\n\r\n"));
        let undone = head.undo(body.to_vec(), &mut unpack);
        undone.map_err(|error| error.to_string())
    }

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        use flate2::{Compression, write::DeflateEncoder};
        use std::io::Write;
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).expect("in memory");
        encoder.finish().expect("in memory")
    }

    #[test]
    fn status_and_media_type_are_read_and_the_empty_line_is_needed() {
        let found = head("HTTP/1.1 200 OK\r\nCONTENT-TYPE: Text/HTML; charset=GBK\r\n\r\n");
        assert_eq!((found.status, found.media.as_str()), (200, "text/html"));
        assert_eq!(head("HTTP/2 404\r\n\r\n").status, 404);
        assert_eq!(head("HTTP/1.0 302 Found\r\nLocation: /").status, 302);
        for none in [
            "HTTP/1.1 200 OK\r\nServer: x\r\n",
            "HTTP/1.1\r\n\r\n",
            "HTTP/1.1 OK\r\n\r\n",
        ] {
            assert_eq!(Head::parse(none.as_bytes()), None, "{none:?}");
        }
    }

    #[test]
    fn what_pages_are_made_of_is_never_read() {
        for media in [
            "image/svg+xml",
            "text/css",
            "application/x-javascript",
            "application/font-woff2",
            "application/ld+json",
        ] {
            assert!(is_never_read(media), "{media}");
        }
        for media in [
            "",
            "text/html",
            "text/plain",
            "application/pdf",
            "application/octet-stream",
        ] {
            assert!(!is_never_read(media), "{media}");
        }
    }

    #[test]
    fn chunks_are_joined_and_a_body_without_them_is_left() {
        let sent = "Transfer-Encoding: chunked";
        assert_eq!(
            document(sent, b"3;x=1\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"),
            Ok(b"abc0123456789".to_vec())
        );
        assert_eq!(document(sent, b"<html>"), Ok(b"<html>".to_vec()));
        let cut = Err("the chunks of the document do not come to their end".to_owned());
        for body in [
            "3\r\nabc\r\n",
            "3\r\nab",
            "3\r\nabcd\r\n0\r\n\r\n",
            "ffffffffffffffff\r\nabc",
        ] {
            assert_eq!(document(sent, body.as_bytes()), cut, "{body:?}");
        }
    }

    #[test]
    fn codings_are_undone_from_the_outside_and_stale_ones_are_passed_over() {
        let packed = deflated(b"text of the page");
        let zlib = [&[0x78, 0x9C], packed.as_slice(), &[0x33, 0x8F, 0x05, 0xC8]].concat();
        assert_eq!(
            document("Content-Encoding: deflate", &packed),
            Ok(b"text of the page".to_vec())
        );
        // Its check does not fit.
        assert!(document("Content-Encoding: deflate", &zlib).is_err());
        let chunked = [
            format!("{:x}\r\n", packed.len()).as_bytes(),
            &packed,
            b"\r\n0\r\n\r\n",
        ]
        .concat();
        let both = "Transfer-Encoding: chunked\r\nContent-Encoding: identity, deflate";
        assert_eq!(document(both, &chunked), Ok(b"text of the page".to_vec()));
        for stale in ["gzip", "deflate", "br", "gzip, br"] {
            let text = format!("Content-Encoding: {stale}\r\nContent-Length: 999");
            assert_eq!(
                document(&text, b"<html>"),
                Ok(b"<html>".to_vec()),
                "{stale}"
            );
        }
        let often = "Content-Encoding: gzip,gzip,gzip,gzip,gzip";
        assert_eq!(
            document(often, b"x"),
            Err("the document is coded too often".to_owned())
        );
    }

    #[test]
    fn a_body_shorter_than_said_is_no_document() {
        let short = Err("the document is shorter than the server said".to_owned());
        assert_eq!(document("Content-Length: 5", b"1234"), short);
        assert_eq!(
            document("Content-Length: 5", b"12345"),
            Ok(b"12345".to_vec())
        );
        assert_eq!(
            document("Content-Length: 3", b"12345"),
            Ok(b"12345".to_vec())
        );
    }
}
