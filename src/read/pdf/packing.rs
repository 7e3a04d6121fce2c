//! Asks what the packed streams of a PDF unpack to before anything unpacks them: the interpreter has no cap, and four
//! kilobytes packed twice take gigabytes.
//!
//! Dictionaries are not believed: whatever stands behind the word `stream` and unpacks is measured, and so is what that
//! unpacks to. Nothing is kept.

use flate2::{Decompress, FlushDecompress, Status};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Bytes unpacked at a time.
const PIECE: usize = 32 << 10;
/// What all streams together may unpack to, in parts.
const PARTS: u64 = 4;

/// Refuses a file of which a stream, or all streams together, unpack to too much; gives the length of the largest.
///
/// # Errors
/// `Limit`.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<u64, Error> {
    let mut meter = Meter {
        outer: Unpacker::new(),
        inner: Unpacker::new(),
        most: limits.part_bytes,
        left: limits.part_bytes.saturating_mul(PARTS),
        largest: 0,
    };
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let is_end = rest
            .get(..at)
            .is_some_and(|before| before.ends_with(b"end"));
        rest = rest.get(at + b"stream".len()..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r").unwrap_or(rest);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        if !is_end && is_zlib(data) && !meter.fits(data) {
            let message = format!("a stream unpacks to more than {} bytes", limits.part_bytes);
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
    }
    Ok(meter.largest)
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let mut from = 0;
    loop {
        let tail = bytes.get(from..)?;
        let at = from + tail.iter().position(|byte| byte == first)?;
        if bytes.get(at + 1..)?.starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// RFC 1950, 2.2: deflate, and a check that makes the first two bytes a multiple of 31.
fn is_zlib(data: &[u8]) -> bool {
    match data {
        [method, flags, ..] => {
            method & 0x0F == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

struct Unpacker {
    state: Decompress,
    piece: Vec<u8>,
}

impl Unpacker {
    fn new() -> Self {
        Unpacker {
            state: Decompress::new(true),
            piece: vec![0; PIECE],
        }
    }

    /// Unpacks a piece of what is left of `data`; `None` at the end, or where it is broken.
    fn next(&mut self, data: &mut &[u8]) -> Option<&[u8]> {
        let (read, written) = (self.state.total_in(), self.state.total_out());
        let none = FlushDecompress::None;
        let status = self.state.decompress(data, &mut self.piece, none).ok()?;
        let count = |total: u64, before: u64| usize::try_from(total - before).ok();
        *data = data.get(count(self.state.total_in(), read)?..)?;
        let piece = self.piece.get(..count(self.state.total_out(), written)?)?;
        let goes_on = !piece.is_empty() || status == Status::Ok && !data.is_empty();
        goes_on.then_some(piece)
    }
}

struct Meter {
    outer: Unpacker,
    inner: Unpacker,
    /// What one stream may unpack to.
    most: u64,
    /// What all streams yet to come may unpack to.
    left: u64,
    largest: u64,
}

impl Meter {
    /// Whether a stream keeps to the caps, and what it unpacks to when that is packed again.
    fn fits(&mut self, data: &[u8]) -> bool {
        self.outer.state.reset(true);
        self.inner.state.reset(true);
        let mut rest = data;
        let (mut length, mut inner_length) = (0, 0);
        let mut is_packed_again = None;
        while let Some(piece) = self.outer.next(&mut rest) {
            length += piece.len() as u64;
            if *is_packed_again.get_or_insert_with(|| is_zlib(piece)) {
                let mut rest = piece;
                while let Some(piece) = self.inner.next(&mut rest) {
                    inner_length += piece.len() as u64;
                    if inner_length > self.most.min(self.left) {
                        return false;
                    }
                }
            }
            if length > self.most.min(self.left) {
                return false;
            }
        }
        let length = length.max(inner_length);
        self.largest = self.largest.max(length);
        self.left = self.left.saturating_sub(length);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn is_refused(data: &[u8], part_bytes: u64) -> bool {
        let limits = Limits {
            part_bytes,
            ..Limits::default()
        };
        let file = [b"1 0 obj<<>>stream\r\n", data, b"\nendstream"].concat();
        check(&file, &limits).is_err()
    }

    #[test]
    fn a_stream_that_unpacks_to_too_much_is_refused() {
        let data = packed(&[b' '; 100_000]);
        assert!(!is_refused(&data, 100_000));
        assert!(is_refused(&data, 99_999));
        assert!(is_refused(&packed(&data), 99_999));
        assert!(!is_refused(&packed(&data), 100_000));
        assert!(!is_refused(b"x\x9cno deflate at all", 5));
    }

    #[test]
    fn all_streams_together_have_a_cap() {
        let data = packed(&[b' '; 1_000]);
        let five = [data.as_slice(), b"\nendstream\nstream\n"]
            .concat()
            .repeat(5);
        assert!(!is_refused(&data, 1_000));
        assert!(is_refused(&five, 1_000));
    }
}
