//! Asks what the packed streams of a PDF unpack to before anything unpacks them: the interpreter has no cap, and four
//! kilobytes packed twice take gigabytes.
//!
//! Whatever stands behind the word `stream` and unpacks is measured, and so is what that unpacks to; nothing is kept.
//! Dictionaries are not believed, with one exception: a plain one that ends where `endstream` stands says how long the
//! packed data is, and deflate makes no byte into more than 1032. Most streams are too short to be worth the unpacking.

use std::cell::LazyCell;

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memmem;

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Bytes unpacked at a time.
const PIECE: usize = 32 << 10;
/// What all streams together may unpack to, in parts.
const PARTS: u64 = 4;

/// Bytes that one byte of deflate becomes, at most (RFC 1951, 3.2.5: 258 for a length and a distance of one bit each).
const RATIO: u64 = 1032;
/// Streams that wait for the sum; more are measured at once.
const MAX_WAITING: usize = 10_000;
/// No plain dictionary of a stream is longer.
const LONGEST_DICTIONARY: usize = 1 << 10;

/// Refuses a file of which a stream, or all streams together, unpack to too much.
///
/// # Errors
/// `Limit`.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let mut meter = Meter {
        outer: LazyCell::new(Unpacker::new),
        inner: LazyCell::new(Unpacker::new),
        most: limits.part_bytes,
        left: limits.part_bytes.saturating_mul(PARTS),
    };
    let mut waiting: Vec<&[u8]> = Vec::new();
    for at in memmem::find_iter(bytes, b"stream") {
        let (before, rest) = bytes.split_at(at);
        let rest = rest.get(b"stream".len()..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r").unwrap_or(rest);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        if before.ends_with(b"end") || !is_zlib(data) {
            continue;
        }
        match packed_once(before, data) {
            Some(data) if at_most(data) <= meter.most && waiting.len() < MAX_WAITING => {
                waiting.push(data);
            }
            _ => meter.take(data)?,
        }
    }
    waiting.sort_by_key(|data| data.len());
    let mut sum: u64 = waiting.iter().map(|data| at_most(data)).sum();
    while sum > meter.left && !waiting.is_empty() {
        // The shortest that alone says enough about the sum when it is measured, else the longest.
        let missing = sum - meter.left;
        let enough = waiting.partition_point(|data| at_most(data) < missing);
        let data = waiting.remove(enough.min(waiting.len() - 1));
        sum -= at_most(data);
        meter.take(data)?;
    }
    Ok(())
}

/// What packed data can become.
fn at_most(data: &[u8]) -> u64 {
    RATIO.saturating_mul(data.len() as u64)
}

/// The packed data of a stream whose dictionary leaves no doubt about it: one `/Length`, a number, behind which
/// `endstream` stands; one filter, `/FlateDecode`; no strings, comments and escapes that could hide another.
fn packed_once<'a>(before: &[u8], data: &'a [u8]) -> Option<&'a [u8]> {
    let window = before
        .get(before.len().saturating_sub(LONGEST_DICTIONARY)..)
        .unwrap_or_default();
    let dictionary = window.get(memmem::rfind(window, b"obj")?..)?;
    let count = |word: &[u8]| memmem::find_iter(dictionary, word).count();
    // More ends than beginnings: what was taken for its beginning stands inside it.
    if dictionary.iter().any(|byte| b"()%#".contains(byte)) || count(b"<<") != count(b">>") {
        return None;
    }
    let filter = only(dictionary, b"/Filter")?.trim_ascii_start();
    let filter = filter
        .strip_prefix(b"[")
        .unwrap_or(filter)
        .trim_ascii_start();
    let behind = filter.strip_prefix(b"/FlateDecode")?.trim_ascii_start();
    let is_last = behind.first().is_some_and(|byte| b"]/>".contains(byte));
    let length = number(only(dictionary, b"/Length")?.trim_ascii_start())?;
    let end = data.get(length..)?.trim_ascii_start();
    (is_last && count(b"Decode") == 1 && end.starts_with(b"endstream"))
        .then(|| data.get(..length))?
}

/// What stands behind a name that a dictionary has once.
fn only<'a>(dictionary: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let behind = |at: usize| dictionary.get(at + name.len()..);
    // `/Length1` is another name.
    let is_end = |rest: &[u8]| !rest.first().is_some_and(u8::is_ascii_alphanumeric);
    let mut found = memmem::find_iter(dictionary, name)
        .filter_map(behind)
        .filter(|rest| is_end(rest));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// A number that is no reference (`12 0 R`).
fn number(text: &[u8]) -> Option<usize> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = text.get(digits..)?.trim_ascii_start();
    let is_direct = rest.first().is_some_and(|byte| b"/>".contains(byte));
    let digits = str::from_utf8(text.get(..digits)?).ok()?;
    digits.parse().ok().filter(|_| is_direct)
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
    /// Made when something is measured: most files are too short for it.
    outer: LazyCell<Unpacker>,
    inner: LazyCell<Unpacker>,
    /// What one stream may unpack to.
    most: u64,
    /// What all streams yet to come may unpack to.
    left: u64,
}

impl Meter {
    fn take(&mut self, data: &[u8]) -> Result<(), Error> {
        if self.fits(data) {
            return Ok(());
        }
        let message = format!("a stream unpacks to more than {} bytes", self.most);
        Err(Error::new(ErrorKind::Limit, "read", message))
    }

    /// Whether a stream keeps to the caps, and what it unpacks to when that is packed again.
    fn fits(&mut self, data: &[u8]) -> bool {
        self.outer.state.reset(true);
        let mut rest = data;
        let (mut length, mut inner_length) = (0, 0);
        let mut is_packed_again = None;
        while let Some(piece) = self.outer.next(&mut rest) {
            length += piece.len() as u64;
            let begin = || {
                let is_packed = is_zlib(piece);
                if is_packed {
                    self.inner.state.reset(true);
                }
                is_packed
            };
            if *is_packed_again.get_or_insert_with(begin) {
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

    fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
        let start = format!("1 0 obj<<{dictionary}>>stream\n");
        [start.as_bytes(), data, b"\nendstream\n"].concat()
    }

    fn plain(file: &[u8]) -> Option<&[u8]> {
        let at = memmem::find(file, b"stream").unwrap();
        packed_once(&file[..at], &file[at + 7..])
    }

    #[test]
    fn only_a_plain_dictionary_says_how_long_a_stream_is() {
        for dictionary in [
            "/Length 4/Filter/FlateDecode",
            "/Filter [ /FlateDecode ]/Length1 9/Length 4 ",
        ] {
            assert_eq!(
                plain(&stream(dictionary, b"data")),
                Some(&b"data"[..]),
                "{dictionary}"
            );
        }
        for dictionary in [
            "/Length 3/Filter/FlateDecode",
            "/Length 4 0 R/Filter/FlateDecode",
            "/Length 4/Length 5/Filter/FlateDecode",
            "/Length 4/L#65ngth 5/Filter/FlateDecode",
            "/Length 9/X(obj/Length 4)/Filter/FlateDecode",
            "/Length 9/Xobj<</Y 1>>/Length 4/Filter/FlateDecode",
            "/Length 4/Filter[/FlateDecode/FlateDecode]",
            "/Length 4/Filter[/FlateDecode 2 0 R]",
            "/Length 4/Filter 2 0 R",
            "/Length 4",
        ] {
            assert_eq!(plain(&stream(dictionary, b"data")), None, "{dictionary}");
        }
    }

    #[test]
    fn streams_that_need_no_measuring_count_when_they_are_many() {
        let data = packed(&[b' '; 9_000]);
        let dictionary = format!("/Length {}/Filter/FlateDecode", data.len());
        let file = stream(&dictionary, &data).repeat(10);
        let limits = |part_bytes| Limits {
            part_bytes,
            ..Limits::default()
        };
        assert!(at_most(&data) > 22_500);
        assert!(check(&file, &limits(22_500)).is_ok());
        assert!(check(&file, &limits(22_499)).is_err());
        let most = at_most(&data);
        assert!(check(&file, &limits(most)).is_ok());
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
