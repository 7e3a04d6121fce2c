//! Predefined CMaps, completed: codes that are Unicode but that the character collection lacks.
//!
//! In a CMap such as UniGB-UTF16-H the character code *is* Unicode (ISO 32000-2, table 116), but codes without a glyph in
//! the collection are missing from it, among them U+2212 MINUS SIGN in Adobe-GB1. Producers write them all the same;
//! a reader that drops the code turns −19 into 19. Each such CMap gets CIDs beyond those of the collection for signs,
//! and the collection's CID to Unicode map gets their way back.

use std::fmt::Write as _;
use std::sync::LazyLock;

use hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};

/// First of the CIDs given to missing codes; the largest collection, Adobe-GB1-6, ends at 30571.
const FIRST_CID: u32 = 40_000;

/// Blocks of signs that print numbers and notes: Latin-1, punctuation, arrows and operators, box drawing and shapes.
const BLOCKS: [(u32, u32); 5] = [
    (0xA0, 0xFF),
    (0x2000, 0x206F),
    (0x2190, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
];

/// Ending of the name under which a completed CMap asks for the original.
const ORIGINAL: &[u8] = b"-original";

/// A CMap that codes Unicode: name, ordering of its collection, writing mode.
const CODED_IN_UNICODE: [(&str, &str, u8); 18] = [
    ("UniGB-UCS2-H", "GB1", 0),
    ("UniGB-UCS2-V", "GB1", 1),
    ("UniGB-UTF16-H", "GB1", 0),
    ("UniGB-UTF16-V", "GB1", 1),
    ("UniCNS-UCS2-H", "CNS1", 0),
    ("UniCNS-UCS2-V", "CNS1", 1),
    ("UniCNS-UTF16-H", "CNS1", 0),
    ("UniCNS-UTF16-V", "CNS1", 1),
    ("UniJIS-UCS2-H", "Japan1", 0),
    ("UniJIS-UCS2-V", "Japan1", 1),
    ("UniJIS-UCS2-HW-H", "Japan1", 0),
    ("UniJIS-UCS2-HW-V", "Japan1", 1),
    ("UniJIS-UTF16-H", "Japan1", 0),
    ("UniJIS-UTF16-V", "Japan1", 1),
    ("UniKS-UCS2-H", "Korea1", 0),
    ("UniKS-UCS2-V", "Korea1", 1),
    ("UniKS-UTF16-H", "Korea1", 0),
    ("UniKS-UTF16-V", "Korea1", 1),
];

/// The collections' maps from CID to Unicode.
const TO_UNICODE: [&str; 4] = [
    "Adobe-GB1-UCS2",
    "Adobe-CNS1-UCS2",
    "Adobe-Japan1-UCS2",
    "Adobe-Korea1-UCS2",
];

type Texts = Vec<(
    &'static str,
    LazyLock<Vec<u8>, Box<dyn FnOnce() -> Vec<u8> + Send>>,
)>;

static COMPLETED: LazyLock<Texts> = LazyLock::new(|| {
    let mut texts: Texts = Vec::new();
    for (name, ordering, mode) in CODED_IN_UNICODE {
        texts.push((
            name,
            LazyLock::new(Box::new(move || codes(name, ordering, mode))),
        ));
    }
    for name in TO_UNICODE {
        texts.push((name, LazyLock::new(Box::new(move || to_unicode(name)))));
    }
    texts
});

/// The data of a predefined CMap.
pub(super) fn resolve(name: CMapName<'_>) -> Option<&'static [u8]> {
    let bytes = name.to_bytes();
    if let Some(original) = bytes.strip_suffix(ORIGINAL) {
        return load_embedded(CMapName::from_bytes(original));
    }
    let completed = COMPLETED
        .iter()
        .find(|(completed, _)| completed.as_bytes() == bytes);
    match completed {
        Some((_, text)) => Some(text.as_slice()),
        None => load_embedded(CMapName::from_bytes(bytes)),
    }
}

/// The original with the codes that it lacks.
fn codes(name: &str, ordering: &str, mode: u8) -> Vec<u8> {
    let original = load_embedded(CMapName::from_bytes(name.as_bytes()));
    let original = original.and_then(|data| CMap::parse(data, load_embedded));
    let mut text = head(name, ordering, mode);
    text.push_str("begincidchar\n");
    for (code, cid) in signs() {
        let missing = original
            .as_ref()
            .is_none_or(|cmap| cmap.lookup_cid_code(code, 2).is_none());
        if missing {
            let _ = writeln!(text, "<{code:04X}> {cid}");
        }
    }
    text.push_str("endcidchar\n");
    text.into_bytes()
}

fn to_unicode(name: &str) -> Vec<u8> {
    let ordering = name.split('-').nth(1).unwrap_or_default();
    let mut text = head(name, ordering, 0);
    text.push_str("beginbfchar\n");
    for (code, cid) in signs() {
        let _ = writeln!(text, "<{cid:04X}> <{code:04X}>");
    }
    text.push_str("endbfchar\n");
    text.into_bytes()
}

fn head(name: &str, ordering: &str, mode: u8) -> String {
    format!(
        "/{name}-original usecmap\n/Registry (Adobe) def\n/Ordering ({ordering}) def\n/Supplement 5 def\n/CMapName /{name} def\n/WMode {mode} def\n"
    )
}

/// The signs with the CIDs that they get when missing.
fn signs() -> impl Iterator<Item = (u32, u32)> {
    BLOCKS
        .iter()
        .flat_map(|&(first, last)| first..=last)
        .zip(FIRST_CID..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str) -> CMap {
        let data = resolve(CMapName::from_bytes(name.as_bytes())).expect("the map is compiled in");
        CMap::parse(data, resolve).expect("the completed map parses")
    }

    #[test]
    fn the_minus_sign_that_the_collection_lacks_comes_back_as_itself() {
        let cid = parse("UniGB-UTF16-H")
            .lookup_cid_code(0x2212, 2)
            .expect("the code is known");
        let back = parse("Adobe-GB1-UCS2").lookup_bf_string(cid);
        assert!(matches!(
            back,
            Some(hayro_interpret::hayro_cmap::BfString::Char('−'))
        ));
    }

    #[test]
    fn what_the_collection_has_stays_as_it_was() {
        let original =
            load_embedded(CMapName::from_bytes(b"UniGB-UCS2-H")).expect("the map is compiled in");
        let original = CMap::parse(original, load_embedded).expect("the original parses");
        let completed = parse("UniGB-UCS2-H");
        for code in [0x30, 0x4E00, 0x5E74, 0xFF0D] {
            assert_eq!(
                completed.lookup_cid_code(code, 2),
                original.lookup_cid_code(code, 2)
            );
            assert!(completed.lookup_cid_code(code, 2).is_some());
        }
    }
}
