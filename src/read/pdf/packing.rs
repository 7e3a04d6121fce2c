//! Asks what the packed streams of a PDF unpack to before anything unpacks them: the interpreter has no cap, and four
//! kilobytes packed twice take gigabytes.
//!
//! Whatever stands behind the word `stream` and unpacks is measured, and so is what that unpacks to; nothing is kept.
//! Dictionaries are not believed, with one exception: a plain one that ends where `endstream` stands says how long the
//! packed data is, and deflate makes no byte into more than 1032. Most streams are too short to be worth the unpacking.

use std::cell::LazyCell;
use std::cmp::Reverse;

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
            Some(data) if waiting.len() < MAX_WAITING => waiting.push(data),
            _ => {
                meter.take(data, |_, _| false)?;
            }
        }
    }
    // The longest first: fonts and pictures, of which a part says as much as all of a page's contents.
    waiting.sort_by_key(|data| Reverse(data.len()));
    let mut sum: u64 = waiting.iter().map(|data| at_most(data)).sum();
    for data in waiting {
        if at_most(data) <= meter.most && sum <= meter.left {
            break;
        }
        sum -= at_most(data);
        let (most, left) = (meter.most, meter.left);
        let rest = meter.take(data, |length, rest| {
            let length = length + at_most(rest);
            length <= most && sum + length <= left
        })?;
        sum += at_most(rest);
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
    /// Measures a stream, until what it unpacked to so far and what is left of it are `enough`; gives the latter.
    fn take<'a>(
        &mut self,
        data: &'a [u8],
        enough: impl Fn(u64, &[u8]) -> bool,
    ) -> Result<&'a [u8], Error> {
        self.measure(data, enough).ok_or_else(|| {
            let message = format!("a stream unpacks to more than {} bytes", self.most);
            Error::new(ErrorKind::Limit, "read", message)
        })
    }

    /// `None` when a stream, or what it unpacks to when that is packed again, does not keep to the caps.
    fn measure<'a>(
        &mut self,
        data: &'a [u8],
        enough: impl Fn(u64, &[u8]) -> bool,
    ) -> Option<&'a [u8]> {
        self.outer.state.reset(true);
        let (mut rest, mut unmeasured): (_, &[u8]) = (data, &[]);
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
                        return None;
                    }
                }
            }
            if length > self.most.min(self.left) {
                return None;
            }
            if enough(length.max(inner_length), rest) {
                unmeasured = rest;
                break;
            }
        }
        let length = length.max(inner_length);
        self.left = self.left.saturating_sub(length);
        Some(unmeasured)
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
    fn a_long_stream_is_measured_until_the_rest_is_in_no_doubt() {
        // Bytes that deflate cannot make shorter, by the generator of Knuth (MMIX).
        let mut state = 1_u64;
        let mut noise = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005);
            state = state.wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        let bytes: Vec<u8> = (0..200_000).map(|_| noise()).collect();
        let data = packed(&bytes);
        let meter = |most| Meter {
            outer: LazyCell::new(Unpacker::new),
            inner: LazyCell::new(Unpacker::new),
            most,
            left: most,
        };
        let mut part = meter(u64::MAX);
        let enough = |length, rest: &[u8]| length + at_most(rest) <= at_most(&data) / 2;
        let rest = part.measure(&data, enough).unwrap();
        let measured = u64::MAX - part.left;
        assert!((80_000..140_000).contains(&measured), "{measured}");
        assert!((60_000..120_000).contains(&rest.len()), "{}", rest.len());
        // What follows the packed data is no part of it.
        let mut whole = meter(200_000);
        let longer = [data.as_slice(), b"\nendstream"].concat();
        assert_eq!(whole.measure(&longer, |_, _| false), Some(&[][..]));
        assert_eq!(whole.left, 0);

        let file = stream(&format!("/Length {}/Filter/FlateDecode", data.len()), &data);
        let limits = |part_bytes| Limits {
            part_bytes,
            ..Limits::default()
        };
        assert!(check(&file, &limits(200_000)).is_ok());
        assert!(check(&file, &limits(199_999)).is_err());
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
