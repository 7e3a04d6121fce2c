//! Archives of crawls: WARC 1.0 and 1.1 (ISO 28500:2017), as Heritrix, Browsertrix, wget and warcio write them.
//!
//! They are read as a stream: what is held in memory is one record that is a file, never the archive. Files are the
//! documents that servers gave (`response` with the status 200) and those put in as they are (`resource`). All else is
//! no file and passed over: requests, metadata, redirects, repetitions, pictures, styles and scripts.

mod http;
mod record;

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use warc::RecordType;

use self::http::Head;
use self::record::{Header, Stream};
use super::{Budget, CRAWLED_FILE, Found, Walk, damaged, empty, limit};
use crate::Known;
use crate::error::Error;
use crate::limits::Limits;

/// What every record begins with.
pub(super) const MAGIC: &[u8] = b"WARC/";
/// What every gzip file begins with: deflate is the only method there is.
pub(super) const GZIP: &[u8] = b"\x1F\x8B\x08";

/// Whether a file that begins with these bytes is the archive of a crawl, compressed or not.
pub(crate) fn is_crawl(head: &[u8]) -> bool {
    head.starts_with(MAGIC) || (head.starts_with(GZIP) && is_packed(head))
}

fn is_packed(head: &[u8]) -> bool {
    let mut first = [0; MAGIC.len()];
    let unpacked = MultiGzDecoder::new(head).read_exact(&mut first);
    unpacked.is_ok() && first == MAGIC
}

/// Visits every file of the archive of a crawl and of the archives in it, as [`super::visit`] does, without ever holding
/// the archive itself in memory.
///
/// # Errors
/// As there. Members before the place where the archive breaks off stay visited.
pub(crate) fn visit_crawl(
    (source, from): (&str, impl BufRead),
    limits: &Limits,
    budget: &mut Budget,
    see: &mut dyn FnMut(Found<'_>),
) -> Result<(), Error> {
    let mut walk = Walk::new((source, Known::default()), limits, budget, see);
    walk.crawl(from)?;
    match walk.names.is_empty() {
        true => Err(empty()),
        false => Ok(()),
    }
}

/// What a record holds.
enum Content {
    /// Nothing to read, and why.
    NoFile(String),
    /// A file that is not all there, and why.
    Broken(&'static str),
    /// A file, with the bytes of it that were read already, and what HTTP says of it.
    File(Vec<u8>, Head),
}

impl Walk<'_> {
    /// Every file of a crawl's archive, which may be packed record by record or as a whole.
    pub(super) fn crawl(&mut self, mut from: impl BufRead) -> Result<(), Error> {
        match from.fill_buf().map_err(record::failed)?.starts_with(GZIP) {
            true => self.records(BufReader::new(MultiGzDecoder::new(from))),
            false => self.records(from),
        }
    }

    fn records(&mut self, from: impl BufRead) -> Result<(), Error> {
        let mut stream = Stream::new(from);
        let mut count = 0;
        loop {
            stream.allow(self.budget.bytes);
            let Some(header) = stream.header()? else {
                return Ok(());
            };
            if count == self.limits.crawl_records {
                return Err(limit(
                    "the archive has too many records; what follows was left out",
                ));
            }
            count += 1;
            self.record(&header, &mut stream)?;
        }
    }

    fn record(&mut self, header: &Header, stream: &mut Stream<impl BufRead>) -> Result<(), Error> {
        let read = match content(header, stream)? {
            Content::NoFile(why) => {
                log::debug!("{}!/{}: no file: {why}", self.source, header.target);
                None
            }
            Content::Broken(why) => Some(Err(damaged(why))),
            Content::File(begun, head) => {
                let bytes = stream.rest(begun, self.limits.file_bytes);
                Some(bytes.map(|bytes| (bytes, head)))
            }
        };
        let end = stream.finish(&mut || (self.see)(Found::Nothing));
        self.budget.bytes = stream.allowed();
        let Some(read) = read else {
            return end;
        };
        let file = match (read, &end) {
            // Its length is not to be trusted.
            (Ok(_), Err(error)) => Err(error.clone()),
            (Ok((bytes, head)), Ok(())) => head.undo(bytes, &mut |packed| self.unpack(packed)),
            (Err(error), _) => Err(error),
        };
        let known = Known {
            url: header.target.clone(),
            retrieved: header.date.clone(),
            ..Known::default()
        };
        let name = match header.target.as_str() {
            "" => "record",
            target => target,
        };
        self.budget.take_members(1 + name.len() / CRAWLED_FILE)?;
        self.member_known(name, &known, file)?;
        end
    }
}

/// What a record holds, as far as its beginning tells.
fn content(header: &Header, stream: &mut Stream<impl BufRead>) -> Result<Content, Error> {
    let (begun, head) = match header.kind {
        _ if header.is_about_the_crawl() => {
            return Ok(Content::NoFile("it is about the crawl".to_owned()));
        }
        RecordType::Resource => (Vec::new(), Head::of(&header.media)),
        RecordType::Response => {
            let begun = stream.http_header()?;
            if http::is_response(&begun) {
                match Head::parse(&begun) {
                    Some(head) => (Vec::new(), head),
                    None => return Ok(Content::Broken("its HTTP header cannot be read")),
                }
            } else if header.media.starts_with("application/http") {
                return Ok(Content::Broken("it holds no HTTP response"));
            } else {
                (begun, Head::of(&header.media))
            }
        }
        ref other => return Ok(Content::NoFile(other.to_string())),
    };
    Ok(match header.fault() {
        _ if head.status != http::OK => Content::NoFile(format!("status {}", head.status)),
        _ if http::is_never_read(&head.media) => Content::NoFile(head.media),
        Some(why) => Content::Broken(why),
        None => Content::File(begun, head),
    })
}

#[cfg(test)]
mod tests;
