//! From the bytes of a page to its text. What a page declares is often wrong, what its bytes are is not.

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How far into a page its declaration is looked for; templates put scripts in front of it.
const DECLARATION_BYTES: usize = 16_384;
/// How far into a page zeros are looked for.
const ZERO_BYTES: usize = 1_024;
/// A page is UTF-8 with damage, not something else, when at most one in so many of its characters beyond ASCII is bad.
const DAMAGE: usize = 10;

/// Decodes a page: by its byte order mark, as UTF-16 when every other byte is zero, as UTF-8 when it is that, else as
/// declared in it or in `charset`. Bytes that mean nothing become U+FFFD.
///
/// GB2312 and GBK are read as GB18030, which holds both; so are pages that declare a European charset, or none, and
/// are sound GB18030.
pub(super) fn decode(bytes: &[u8], charset: &str) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(length..).unwrap_or_default());
    }
    if let Some(encoding) = utf_16(bytes) {
        return with(encoding, bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => with(guess(bytes, charset), bytes),
    }
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-16 without a mark: markup is ASCII, so one byte of each pair is zero.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(ZERO_BYTES))?;
    let zeros = |at: usize| head.iter().skip(at).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 4;
    if odd > many && odd > even * 8 {
        return Some(UTF_16LE);
    }
    (even > many && even > odd * 8).then_some(UTF_16BE)
}

/// The encoding of bytes that are not sound UTF-8.
fn guess(bytes: &[u8], charset: &str) -> &'static Encoding {
    if is_damaged_utf8(bytes) {
        return UTF_8;
    }
    let named = [declared(bytes), Encoding::for_label(charset.as_bytes())];
    let mut asian = named
        .into_iter()
        .flatten()
        .filter(|encoding| !encoding.is_single_byte() && is_for_bytes(encoding));
    let first = asian.next();
    let sound = |encoding: &&'static Encoding| !encoding.decode_without_bom_handling(bytes).1;
    let chosen = first.into_iter().chain(asian).find(sound);
    if let Some(encoding) = chosen.or(Some(GB18030).filter(sound)) {
        return encoding;
    }
    let single = named.into_iter().flatten().find(|e| e.is_single_byte());
    first.or(single).unwrap_or(GB18030)
}

/// Of the encodings a page can declare, those that its bytes can still be in.
fn is_for_bytes(encoding: &'static Encoding) -> bool {
    ![UTF_8, UTF_16LE, UTF_16BE].contains(&encoding) && encoding.is_ascii_compatible()
}

/// Whether the bytes are UTF-8 but for a few places, as when a page was cut.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad <= good / DAMAGE
}

/// The encoding that `<meta charset>`, `<meta http-equiv>` or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARATION_BYTES))?;
    let head = head.to_ascii_lowercase();
    ["charset", "encoding"]
        .iter()
        .find_map(|key| labelled(&head, key.as_bytes()))
}

/// The first encoding behind `key =`.
fn labelled(head: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let ends = head
        .windows(key.len())
        .enumerate()
        .filter(|(_, window)| *window == key)
        .map(|(at, _)| at + key.len());
    let label = |end: usize| {
        let rest = head.get(end..)?.trim_ascii_start().strip_prefix(b"=")?;
        let rest = rest.trim_ascii_start();
        let rest = rest
            .strip_prefix(b"\"")
            .or(rest.strip_prefix(b"'"))
            .unwrap_or(rest);
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\"'/>;".contains(byte);
        let length = rest.iter().position(is_end).unwrap_or(rest.len());
        Encoding::for_label(rest.get(..length)?)
    };
    ends.into_iter().find_map(label)
}

#[cfg(test)]
mod tests {
    use encoding_rs::BIG5;

    use super::*;

    const TEXT: &str = "青山县水务局年度报告";

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    fn declared_as(charset: &str) -> String {
        format!(
            "<meta http-equiv=Content-Type content='text/html; charset={charset}'><p>{TEXT}1</p>"
        )
    }

    #[test]
    fn sound_utf_8_is_utf_8_whatever_it_declares() {
        for charset in ["gb2312", "iso-8859-1", "utf-16", "nonsense"] {
            let page = declared_as(charset);
            assert_eq!(decode(page.as_bytes(), "gbk"), page);
        }
    }

    #[test]
    fn gbk_is_read_whatever_it_declares() {
        for charset in [
            "gb2312",
            "GBK",
            "utf-8",
            "iso-8859-1",
            "nonsense",
            "utf-16le",
        ] {
            let page = declared_as(charset);
            assert_eq!(decode(&gbk(&page), ""), page, "{charset}");
        }
        let rare = "<p>㙍镇𠮷</p>";
        assert_eq!(decode(&gbk(rare), ""), rare);
    }

    #[test]
    fn utf_16_is_told_by_its_mark_or_its_zeros() {
        let page = declared_as("gb2312");
        let le: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&le, ""), page);
        assert_eq!(decode(&be, ""), page);
        assert_eq!(decode(&[&b"\xFF\xFE"[..], &le].concat(), ""), page);
        assert_eq!(
            decode(&[b"\xEF\xBB\xBF", page.as_bytes()].concat(), ""),
            page
        );
    }

    #[test]
    fn big5_is_read_as_declared_in_the_page_or_beside_it() {
        let page = declared_as("big5").replace('县', "縣");
        let traditional = "<p>青山縣水務局資訊公開</p>";
        let bytes = |text: &str| BIG5.encode(text).0.into_owned();
        assert_eq!(decode(&bytes(traditional), "big5"), traditional);
        assert!(
            decode(&bytes(&page.replace("务", "務").replace("报", "報")), "")
                .contains("青山縣水務局")
        );
    }

    #[test]
    fn damage_stays_damage() {
        let mut page = declared_as("gb2312").into_bytes();
        page.extend(b"<p>1\xE9\x9D2</p>");
        assert!(decode(&page, "").ends_with("<p>1\u{FFFD}2</p>"));
        let mut page = gbk(&declared_as("gb2312"));
        page.extend(b"<p>1\xFF2</p>");
        assert!(decode(&page, "").ends_with("<p>1\u{FFFD}2</p>"));
    }
}
