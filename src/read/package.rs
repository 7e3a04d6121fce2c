//! The zip container of .docx, OFD and their kin: unpacks one part at a time, capped, and finds parts by their relations (ISO/IEC 29500-2).

use std::io::{Cursor as Bytes, Read};

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::xml::damaged;
use super::xml::{Cursor, attribute, local};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;

/// Entries in one container; real documents have tens, picture-heavy ones hundreds.
const MAX_ENTRIES: usize = 20_000;
/// Bytes of relations that are gone through again for each part.
const RELATIONS_BYTES: u64 = 1 << 20;
/// All parts that are read are together no longer than so many of the longest: one part may be asked for many times.
const PARTS: u64 = 4;
/// Bytes of a directory entry without its name.
const ENTRY_BYTES: usize = 46;

/// Where the parts are.
enum Parts<'a> {
    /// In a zip file.
    Zip(Box<ZipArchive<Bytes<&'a [u8]>>>),
    /// In one XML file: their names and their XML.
    Flat(Vec<(String, &'a str)>),
}

/// An open container.
pub(super) struct Package<'a> {
    parts: Parts<'a>,
    part_bytes: u64,
    /// Bytes of parts that may still be read.
    left: u64,
    max_depth: usize,
    /// The relations read last, by the name of their part: they are asked of one source several times in a row.
    relations: Option<(String, String)>,
}

impl<'a> Package<'a> {
    /// Reads the directory of the container.
    ///
    /// # Errors
    /// `Damaged` without a readable directory, `Limit` when it is too long.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        if has_too_many_entries(bytes) {
            let message = format!("the container has more than {MAX_ENTRIES} entries");
            return Err(Error::new(ErrorKind::Limit, "read", message));
        }
        Ok(Package {
            parts: Parts::Zip(Box::new(
                ZipArchive::new(Bytes::new(bytes))
                    .map_err(|error| failed("the container", &error))?,
            )),
            part_bytes: limits.part_bytes,
            left: limits.part_bytes.saturating_mul(PARTS),
            max_depth: limits.depth,
            relations: None,
        })
    }

    /// A package in one XML file (`pkg:package`, ISO/IEC 29500-2 in the flat form of Word 2007).
    ///
    /// # Errors
    /// `Damaged` for malformed XML, `Limit` for too many parts or too deep nesting.
    pub(super) fn flat(xml: &'a str, limits: &Limits) -> Result<Self, Error> {
        let (mut cursor, depth) = Cursor::at_root(xml, limits.depth)?;
        let mut parts: Vec<(String, &'a str)> = Vec::new();
        let mut name = None;
        while let Some(start) = cursor.element_in(depth)? {
            match local(&start) {
                "part" => name = attribute(&start, "name").map(|name| name.into_owned()),
                "xmlData" => parts.extend(name.take().zip(Some(cursor.inner()?))),
                _ => cursor.skip()?,
            }
            if parts.len() > MAX_ENTRIES {
                let message = format!("the package has more than {MAX_ENTRIES} parts");
                return Err(Error::new(ErrorKind::Limit, "read", message));
            }
        }
        Ok(Package {
            parts: Parts::Flat(parts),
            part_bytes: limits.part_bytes,
            left: limits.part_bytes.saturating_mul(PARTS),
            max_depth: limits.depth,
            relations: None,
        })
    }

    /// Whether the name of some entry holds `word` (in lower case).
    pub(super) fn mentions(&self, word: &str) -> bool {
        let holds = |raw: &[u8]| {
            raw.windows(word.len())
                .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        };
        match &self.parts {
            Parts::Zip(archive) => archive.file_names_raw().any(holds),
            Parts::Flat(parts) => parts.iter().any(|(name, _)| holds(name.as_bytes())),
        }
    }

    /// The text of a part; `None` when there is no such part. Names are matched without regard to case.
    ///
    /// # Errors
    /// `Encrypted`, `Limit` when it unpacks to more than the cap, `Damaged` when it does not unpack or is not text.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Error> {
        self.part_within(name, self.part_bytes)
    }

    /// [`Package::part`] with a cap of its own.
    pub(super) fn part_within(&mut self, name: &str, cap: u64) -> Result<Option<String>, Error> {
        let cap = cap.min(self.part_bytes).min(self.left);
        let archive = match &mut self.parts {
            Parts::Zip(archive) => archive,
            Parts::Flat(parts) => {
                let part = flat_part(parts, name, cap)?;
                self.left = self.left.saturating_sub(length(part.as_deref()));
                return Ok(part);
            }
        };
        let Some(index) = archive.file_names_raw().position(|raw| is_name(raw, name)) else {
            return Ok(None);
        };
        let entry = archive
            .by_index(index)
            .map_err(|error| failed(name, &error))?;
        let bytes = unpack(entry, name, cap)?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        decode(bytes, name).map(Some)
    }

    /// The part that `source` (empty: the package) relates to with a relation type ending in `kind`.
    ///
    /// # Errors
    /// As [`Package::part`], for the part that holds the relations.
    pub(super) fn related(&mut self, source: &str, kind: &str) -> Result<Option<String>, Error> {
        Ok(self.all_related(source, kind, 1)?.pop())
    }

    /// The first `max` parts so related, in the order of the relations, each once.
    ///
    /// # Errors
    /// As [`Package::related`].
    pub(super) fn all_related(
        &mut self,
        source: &str,
        kind: &str,
        max: usize,
    ) -> Result<Vec<String>, Error> {
        let Some((name, xml)) = self.relations(source, self.part_bytes)? else {
            return Ok(Vec::new());
        };
        let found = find_relations(&xml, (folder_of(source), kind), max, self.max_depth);
        self.relations = Some((name, xml));
        found
    }

    /// The part that holds the relations of `source`, with its name.
    fn relations(&mut self, source: &str, cap: u64) -> Result<Option<(String, String)>, Error> {
        let (folder, file) = source.rsplit_once('/').unwrap_or(("", source));
        let separator = if folder.is_empty() { "" } else { "/" };
        let name = format!("{folder}{separator}_rels/{file}.rels");
        match self.relations.take().filter(|(kept, _)| *kept == name) {
            Some((_, xml)) if length(Some(&xml)) > cap => Err(too_long(&name, cap)),
            Some(kept) => Ok(Some(kept)),
            None => Ok(self.part_within(&name, cap)?.map(|xml| (name, xml))),
        }
    }

    /// The part to which the relation `id` of `source` leads.
    ///
    /// # Errors
    /// As [`Package::related`].
    pub(super) fn related_by_id(
        &mut self,
        source: &str,
        id: &str,
    ) -> Result<Option<String>, Error> {
        let Some((name, xml)) = self.relations(source, RELATIONS_BYTES)? else {
            return Ok(None);
        };
        let found = find_target(&xml, (folder_of(source), id), self.max_depth);
        self.relations = Some((name, xml));
        found
    }
}

fn folder_of(part: &str) -> &str {
    part.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn find_target(
    xml: &str,
    (folder, id): (&str, &str),
    max_depth: usize,
) -> Result<Option<String>, Error> {
    let (mut cursor, depth) = Cursor::at_root(xml, max_depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        let external = attribute(&start, "TargetMode").as_deref() == Some("External");
        if attribute(&start, "Id").as_deref() == Some(id) && !external {
            return Ok(attribute(&start, "Target").map(|target| resolve(folder, &target)));
        }
    }
    Ok(None)
}

/// The text of the first child of the root with this name.
pub(super) fn find_text(xml: &str, name: &str, max_depth: usize) -> Result<Option<String>, Error> {
    let (mut cursor, depth) = Cursor::at_root(xml, max_depth)?;
    while let Some(start) = cursor.element_in(depth)? {
        if local(&start) == name {
            let mut text = String::new();
            cursor.text(&mut text)?;
            return Ok(Some(text.trim().to_string()));
        }
        cursor.skip()?;
    }
    Ok(None)
}

fn flat_part(parts: &[(String, &str)], name: &str, cap: u64) -> Result<Option<String>, Error> {
    let found = parts
        .iter()
        .find(|(part, _)| is_name(part.as_bytes(), name));
    let Some((_, xml)) = found else {
        return Ok(None);
    };
    if length(Some(xml)) <= cap {
        return Ok(Some(String::from(*xml)));
    }
    Err(too_long(name, cap))
}

fn length(part: Option<&str>) -> u64 {
    part.map_or(0, |xml| xml.len() as u64)
}

fn too_long(name: &str, cap: u64) -> Error {
    let message = format!("{name} is longer than {cap} bytes");
    Error::new(ErrorKind::Limit, "read", message)
}

/// Counts directory entries before the archive reader makes room for them.
fn has_too_many_entries(bytes: &[u8]) -> bool {
    let possible = bytes.len() / ENTRY_BYTES;
    possible > MAX_ENTRIES
        && bytes
            .windows(4)
            .filter(|w| *w == b"PK\x01\x02")
            .nth(MAX_ENTRIES)
            .is_some()
}

fn is_name(raw: &[u8], name: &str) -> bool {
    let raw = raw.strip_prefix(b"/").unwrap_or(raw);
    let same = |(a, b): (&u8, u8)| a.eq_ignore_ascii_case(&b) || (*a == b'\\' && b == b'/');
    raw.len() == name.len() && raw.iter().zip(name.bytes()).all(same)
}

/// Reads to one byte past the cap: the size in the directory is not to be trusted.
fn unpack<R: Read>(entry: ZipFile<'_, R>, name: &str, cap: u64) -> Result<Vec<u8>, Error> {
    let hint = usize::try_from(entry.size().min(cap).min(1 << 20)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(hint.saturating_add(1));
    entry
        .take(cap.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(format!("{name} does not unpack: {error}")))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= cap) {
        return Ok(bytes);
    }
    let message = format!("{name} unpacks to more than {cap} bytes");
    Err(Error::new(ErrorKind::Limit, "read", message))
}

/// UTF-8, or UTF-16 with a byte order mark: the two encodings of ISO/IEC 29500-2, 8.1.4.
///
/// # Errors
/// `Damaged` for bytes of any other encoding.
pub(super) fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Error> {
    let text = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => decode_utf16(&bytes, u16::from_le_bytes),
        Some([0xFE, 0xFF]) => decode_utf16(&bytes, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    };
    text.ok_or_else(|| damaged(format!("{name} is neither UTF-8 nor UTF-16")))
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().skip(1).map(|pair| unit(*pair));
    let text = char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()?;
    rest.is_empty().then_some(text)
}

fn find_relations(
    xml: &str,
    (folder, kind): (&str, &str),
    max: usize,
    max_depth: usize,
) -> Result<Vec<String>, Error> {
    let (mut cursor, depth) = Cursor::at_root(xml, max_depth)?;
    let mut found = Vec::new();
    while let Some(start) = cursor.element_in(depth)? {
        let matches = local(&start) == "Relationship"
            && attribute(&start, "Type").is_some_and(|t| t.rsplit('/').next() == Some(kind))
            && attribute(&start, "TargetMode").as_deref() != Some("External");
        let target = attribute(&start, "Target").filter(|_| matches);
        let part = target.map(|target| resolve(folder, &target));
        found.extend(part.filter(|part| !found.contains(part)));
        if found.len() >= max {
            break;
        }
    }
    Ok(found)
}

/// A target relative to the folder of its source, without `.` and `..`.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let base = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            _ => path.push(step),
        }
    }
    path.join("/")
}

fn failed(what: &str, error: &ZipError) -> Error {
    let kind = match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => {
            ErrorKind::Encrypted
        }
        ZipError::InvalidPassword => ErrorKind::Encrypted,
        _ => ErrorKind::Damaged,
    };
    Error::new(kind, "read", format!("{what} cannot be unpacked: {error}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{pack, pack_stored};
    use super::*;

    fn kind_of<T>(result: Result<T, Error>) -> ErrorKind {
        result.err().map(|error| error.kind()).unwrap()
    }

    #[test]
    fn parts_are_found_whatever_their_case_and_slashes() {
        let bytes = pack(&[("Word\\Document.xml", b"<a/>")]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(
            package.part("word/document.xml").unwrap().as_deref(),
            Some("<a/>")
        );
        assert_eq!(package.part("word/styles.xml").unwrap(), None);
    }

    #[test]
    fn relations_resolve_against_their_source() {
        let rels = br#"<Relationships><Relationship Type="http://x/styles" Target="http://x" TargetMode="External"/>
            <Relationship Type="http://x/styles" Target="../a/./styles2.xml"/></Relationships>"#;
        let bytes = pack(&[
            ("word/_rels/document2.xml.rels", rels),
            ("_rels/.rels", rels),
        ]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        let found = package.related("word/document2.xml", "styles").unwrap();
        assert_eq!(found.as_deref(), Some("a/styles2.xml"));
        assert_eq!(
            package.related("", "styles").unwrap().as_deref(),
            Some("a/styles2.xml")
        );
        assert_eq!(
            package.related("word/document2.xml", "numbering").unwrap(),
            None
        );
    }

    #[test]
    fn a_part_beyond_the_cap_is_refused_whatever_the_directory_says() {
        let bytes = pack(&[("a.xml", &[b' '; 1_000])]);
        let limits = Limits {
            part_bytes: 999,
            ..Limits::default()
        };
        let mut package = Package::open(&bytes, &limits).unwrap();
        assert_eq!(kind_of(package.part("a.xml")), ErrorKind::Limit);
    }

    #[test]
    fn a_part_that_is_asked_for_again_and_again_ends_at_the_cap_of_all() {
        let xml = [b' '; 500];
        let limits = Limits {
            part_bytes: 500,
            ..Limits::default()
        };
        let bytes = pack(&[("a.xml", &xml)]);
        let mut packed = Package::open(&bytes, &limits).unwrap();
        let text = String::from_utf8(xml.to_vec()).unwrap();
        let flat = format!("<p><part name='a.xml'><xmlData>{text}</xmlData></part></p>");
        let mut flat = Package::flat(&flat, &limits).unwrap();
        for package in [&mut packed, &mut flat] {
            for _ in 0..PARTS {
                assert!(package.part("a.xml").unwrap().is_some());
            }
            assert_eq!(kind_of(package.part("a.xml")), ErrorKind::Limit);
        }
    }

    #[test]
    fn relations_too_long_to_go_through_for_each_part_are_refused_when_kept_too() {
        let long = " ".repeat(usize::try_from(RELATIONS_BYTES).unwrap());
        let rels =
            format!("<Relationships>{long}<Relationship Id='r' Target='b'/></Relationships>");
        let bytes = pack(&[("_rels/a.xml.rels", rels.as_bytes())]);
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(package.related("a.xml", "styles").unwrap(), None);
        assert_eq!(
            kind_of(package.related_by_id("a.xml", "r")),
            ErrorKind::Limit
        );
    }

    #[test]
    fn wrong_bytes_and_lost_directories_are_damage() {
        let mut bytes = pack_stored(&[("a.xml", b"<a>12345</a>")]);
        let place = bytes.windows(5).position(|w| w == b"12345").unwrap();
        bytes[place] = b'9';
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(kind_of(package.part("a.xml")), ErrorKind::Damaged);
        let cut = &bytes[..bytes.len() / 2];
        assert_eq!(
            kind_of(Package::open(cut, &Limits::default())),
            ErrorKind::Damaged
        );
    }

    #[test]
    fn an_encrypted_part_is_told_as_such() {
        let mut bytes = pack_stored(&[("a.xml", b"<a/>")]);
        let central = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        bytes[6] |= 1;
        bytes[central + 8] |= 1;
        let mut package = Package::open(&bytes, &Limits::default()).unwrap();
        assert_eq!(kind_of(package.part("a.xml")), ErrorKind::Encrypted);
    }

    #[test]
    fn utf16_decodes_and_broken_text_does_not() {
        let utf16 = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<u8>>()
        };
        assert_eq!(decode(utf16("\u{FEFF}<年/>"), "a").unwrap(), "<年/>");
        assert_eq!(
            kind_of(decode(vec![0xFF, 0xFE, b'<'], "a")),
            ErrorKind::Damaged
        );
        assert_eq!(
            kind_of(decode(vec![b'<', 0xB4, 0xF3], "a")),
            ErrorKind::Damaged
        );
    }

    #[test]
    fn a_directory_without_end_is_refused() {
        let bytes = b"PK\x01\x02".repeat(MAX_ENTRIES * 12);
        assert_eq!(
            kind_of(Package::open(&bytes, &Limits::default())),
            ErrorKind::Limit
        );
    }
}
