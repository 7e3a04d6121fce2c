//! The records of a WARC file, one behind another: a header of lines, a block of bytes, two empty lines.

use std::io::{self, BufRead, Read};

use warc::{RecordType, WarcHeader, parser};

use super::super::{damaged, limit, name};
use super::MAGIC;
use crate::error::{Error, ErrorKind};

/// No header of a record, and none of HTTP, is longer.
const HEADER_BYTES: u64 = 64 << 10;
/// After so many bytes without a word the caller is told that there is nothing to tell.
const STRETCH: u64 = 16 << 20;
/// What a record counts for in such a stretch, however short it is.
const RECORD_COST: u64 = 4 << 10;
/// Schemes of targets that are nobody's documents but the crawler's own notes.
const CRAWLERS_OWN: [&str; 9] = [
    "about",
    "data",
    "dns",
    "filedesc",
    "metadata",
    "screenshot",
    "thumbnail",
    "urn",
    "whois",
];

const CUT: &str = "the archive ends inside of a record";

/// What is used of a record's header.
pub(super) struct Header {
    pub(super) kind: RecordType,
    /// Bytes of the block.
    pub(super) length: u64,
    /// The URI of the document; empty when there is none.
    pub(super) target: String,
    /// When it was fetched, as written.
    pub(super) date: String,
    /// The media type of the block.
    pub(super) media: String,
    is_truncated: bool,
    is_segment: bool,
}

impl Header {
    /// Reads a header, its lines unfolded and the empty line behind it included.
    fn parse(text: &[u8]) -> Option<Header> {
        let (rest, (_, fields, length)) = parser::headers(text).ok()?;
        // The parser leaves what it does not understand.
        if !is_blank(rest) {
            return None;
        }
        let values = |wanted: WarcHeader| {
            let own = fields
                .iter()
                .filter(move |(name, _)| WarcHeader::from(name) == wanted);
            own.map(|(_, value)| value.trim_ascii())
        };
        let value = |wanted| values(wanted).next().unwrap_or_default();
        let said = value(WarcHeader::ContentLength);
        // The parser takes a length that is missing for 0, and the first of two.
        if said.is_empty() || values(WarcHeader::ContentLength).any(|other| other != said) {
            return None;
        }
        let target = value(WarcHeader::TargetURI);
        // Older versions of wget write `<http://…>`.
        let bare = target
            .strip_prefix(b"<")
            .and_then(|target| target.strip_suffix(b">"));
        Some(Header {
            kind: RecordType::from(name::text(value(WarcHeader::WarcType))),
            length: length as u64,
            target: name::text(bare.unwrap_or(target)),
            date: name::text(value(WarcHeader::Date)),
            media: name::text(value(WarcHeader::ContentType)).to_lowercase(),
            is_truncated: values(WarcHeader::Truncated).next().is_some(),
            is_segment: values(WarcHeader::SegmentNumber).next().is_some(),
        })
    }

    /// Whether it was the crawler who wrote what the record holds.
    pub(super) fn is_about_the_crawl(&self) -> bool {
        let scheme = self.target.split_once(':').map(|(scheme, _)| scheme);
        scheme.is_some_and(|scheme| {
            CRAWLERS_OWN
                .iter()
                .any(|own| own.eq_ignore_ascii_case(scheme))
        })
    }

    /// Why the block is not the whole document, where the header says so.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.is_segment {
            return Some("the document is spread over several records");
        }
        self.is_truncated
            .then_some("the crawler did not keep the whole document")
    }
}

fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

/// Why no more can be read of an archive.
pub(super) fn failed(error: io::Error) -> Error {
    let message = format!("the archive cannot be read on: {error}");
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            damaged(message)
        }
        _ => Error::new(ErrorKind::Unreadable, "open", message),
    }
}

/// A WARC file, unpacked, read from record to record.
pub(super) struct Stream<R> {
    from: R,
    /// Bytes that may still be read.
    allowed: u64,
    /// Bytes of the block that are not read yet.
    block: u64,
    /// Bytes since the caller was last told anything.
    stretch: u64,
    /// Why no more can be read.
    broken: Option<Error>,
}

impl<R: BufRead> Stream<R> {
    pub(super) fn new(from: R) -> Self {
        Stream {
            from,
            allowed: 0,
            block: 0,
            stretch: 0,
            broken: None,
        }
    }

    /// So many bytes may be read from now on.
    pub(super) fn allow(&mut self, bytes: u64) {
        self.allowed = bytes;
    }

    /// How many of them are left.
    pub(super) fn allowed(&self) -> u64 {
        self.allowed
    }

    /// The header of the next record, whose block can then be read; `None` at the end of the file.
    ///
    /// # Errors
    /// When no record begins here, or when its header is longer than any is, ends with the file, or is none.
    pub(super) fn header(&mut self) -> Result<Option<Header>, Error> {
        let mut text = Vec::new();
        let mut left = HEADER_BYTES;
        loop {
            let start = text.len();
            let length = self.line(&mut text, left)?;
            left -= length;
            let line = text.get(start..).unwrap_or_default();
            if line.is_empty() {
                return match (left, start) {
                    (0, _) => Err(limit("the header of a record is too long")),
                    (_, 0) => Ok(None),
                    _ => Err(damaged(CUT)),
                };
            }
            match start {
                0 if is_blank(line) => text.clear(),
                0 if !line.starts_with(MAGIC) => {
                    return Err(damaged("no record begins where the one before ends"));
                }
                0 => {}
                _ if is_blank(line) => break,
                _ if line.starts_with(b" ") || line.starts_with(b"\t") => unfold(&mut text, start),
                _ => {}
            }
        }
        self.stretch += RECORD_COST;
        let header = Header::parse(&text);
        let header = header.ok_or_else(|| damaged("the header of a record cannot be read"))?;
        self.block = header.length;
        Ok(Some(header))
    }

    /// The lines of the block up to the first empty one, if it begins as HTTP does; else the first alone.
    ///
    /// # Errors
    /// When no more can be read.
    pub(super) fn http_header(&mut self) -> Result<Vec<u8>, Error> {
        let mut text = Vec::new();
        loop {
            let start = text.len();
            let left = HEADER_BYTES.saturating_sub(start as u64).min(self.block);
            let length = self.line(&mut text, left)?;
            self.block -= length;
            if length == 0 && left > 0 {
                return Err(damaged(CUT));
            }
            let line = text.get(start..).unwrap_or_default();
            if line.is_empty() || is_blank(line) || !super::http::is_response(&text) {
                return Ok(text);
            }
        }
    }

    /// The block to its end, behind what was read of it already.
    ///
    /// # Errors
    /// When it is longer than `cap`, or no more can be read.
    pub(super) fn rest(&mut self, begun: Vec<u8>, cap: u64) -> Result<Vec<u8>, Error> {
        if self.block.saturating_add(begun.len() as u64) > cap {
            return Err(limit(format!("the member has more than {cap} bytes")));
        }
        let mut bytes = begun;
        let before = bytes.len();
        let room = self.block.min(self.allowed.saturating_add(1));
        let outcome = (&mut self.from).take(room).read_to_end(&mut bytes);
        let length = (bytes.len() - before) as u64;
        self.block -= length;
        let outcome = outcome.map_err(failed).and_then(|_| self.charge(length));
        let outcome = outcome.and_then(|()| match self.block {
            0 => Ok(bytes),
            _ => Err(damaged(CUT)),
        });
        if let Err(error) = &outcome {
            self.broken = Some(error.clone());
        }
        outcome
    }

    /// Passes over what is left of the block, and over the end of the record.
    ///
    /// `nothing` is called from time to time while nothing else happens.
    ///
    /// # Errors
    /// When no more can be read, or the record does not end here: its length is wrong then.
    pub(super) fn finish(&mut self, nothing: &mut dyn FnMut()) -> Result<(), Error> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        while self.block > 0 {
            let piece = self.from.fill_buf().map_err(failed)?.len();
            let length = self.block.min(piece as u64);
            if length == 0 {
                return Err(damaged(CUT));
            }
            self.from
                .consume(piece.min(usize::try_from(length).unwrap_or(piece)));
            self.block -= length;
            self.charge(length)?;
            self.pause(nothing);
        }
        self.pause(nothing);
        // The last record need not be followed by anything.
        let (mut first, mut second) = (Vec::new(), Vec::new());
        if self.line(&mut first, 2)? == 0 || self.line(&mut second, 2)? == 0 && is_blank(&first) {
            return Ok(());
        }
        match is_blank(&first) && first == second {
            true => Ok(()),
            false => Err(damaged("a record does not end where it says")),
        }
    }

    fn pause(&mut self, nothing: &mut dyn FnMut()) {
        if self.stretch >= STRETCH {
            self.stretch = 0;
            nothing();
        }
    }

    /// Reads a line, or its beginning when it is longer than `cap`; its length, 0 at the end.
    fn line(&mut self, into: &mut Vec<u8>, cap: u64) -> Result<u64, Error> {
        let length = (&mut self.from).take(cap).read_until(b'\n', into);
        let length = length.map_err(failed)? as u64;
        self.charge(length)?;
        Ok(length)
    }

    fn charge(&mut self, length: u64) -> Result<(), Error> {
        self.stretch += length;
        let left = self.allowed.checked_sub(length);
        self.allowed = left.unwrap_or_default();
        left.map(drop).ok_or_else(|| {
            limit("the archive unpacks to more than the limit; what follows was left out")
        })
    }
}

/// Makes one line of that which begins at `start` and the one before.
fn unfold(text: &mut [u8], start: usize) {
    let before = text.get_mut(..start).unwrap_or_default();
    for byte in before.iter_mut().rev().take(2) {
        if matches!(byte, b'\r' | b'\n') {
            *byte = b' ';
        }
    }
}
