//! A sound file and what is inside of it, so that changes reach what the reader looks at: a flipped bit in a zip file
//! breaks a checksum and nothing else.

use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use crate::edits::{self, Tokens};
use crate::random::Random;

/// Kinds of file, by extension, with the tokens of their text or of the text of their parts.
pub const KINDS: [(&str, Option<Tokens>); 16] = [
    ("pdf", Some(Tokens::Words)),
    ("docx", Some(Tokens::Elements)),
    ("doc", None),
    ("html", Some(Tokens::Tags)),
    ("mht", Some(Tokens::Tags)),
    ("odt", Some(Tokens::Elements)),
    ("fodt", Some(Tokens::Elements)),
    ("rtf", Some(Tokens::Rtf)),
    ("xml", Some(Tokens::Elements)),
    ("ofd", Some(Tokens::Elements)),
    ("xls", None),
    ("xlsx", Some(Tokens::Elements)),
    ("txt", Some(Tokens::Lines)),
    ("md", Some(Tokens::Words)),
    ("zip", None),
    ("tar.gz", None),
];

/// Whether a file lies among those made to be bad: its name may lie about its kind.
pub fn is_hostile(path: &Path) -> bool {
    path.parent()
        .is_some_and(|folder| folder.ends_with("hostile"))
}

/// The kind of a file, from its name.
pub fn kind_of(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let alias = [
        (".htm", "html"),
        (".shtml", "html"),
        (".mhtml", "mht"),
        (".tgz", "tar.gz"),
    ];
    let own = KINDS.iter().map(|(kind, _)| *kind);
    let mut own = own.filter(|kind| name.ends_with(&format!(".{kind}")));
    let other = alias.iter().filter(|(end, _)| name.ends_with(end));
    own.next_back().or(other.map(|(_, kind)| *kind).next())
}

/// A sound file.
pub struct Seed {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    kind: &'static str,
    tokens: Option<Tokens>,
    inside: Inside,
}

/// What a change may reach below the bytes of the file.
enum Inside {
    Nothing,
    /// Parts of a zip container.
    Parts(Vec<(String, Vec<u8>)>),
    /// The same PDF without compression.
    Pdf(Vec<u8>),
    /// The tar file in a gzip file.
    Tar(Vec<u8>),
}

impl Seed {
    pub fn new(kind: &'static str, path: PathBuf, bytes: Vec<u8>) -> Seed {
        let inside = match kind {
            "pdf" => uncompressed(&bytes).map(Inside::Pdf),
            "tar.gz" => gunzip(&bytes).map(Inside::Tar),
            _ => parts(&bytes).map(Inside::Parts),
        };
        let tokens = KINDS.iter().find(|(name, _)| *name == kind);
        Seed {
            path,
            bytes,
            kind,
            tokens: tokens.and_then(|(_, tokens)| *tokens),
            inside: inside.unwrap_or(Inside::Nothing),
        }
    }

    /// The file after some changes, always the same ones for a number; and whether only marks changed and no text.
    pub fn mutated(&self, run: u64) -> (Vec<u8>, bool) {
        let mut random = Random::new(self.kind, run);
        let edits = 1 + random.below(3);
        let is_blind = random.percent(25);
        match &self.inside {
            Inside::Parts(parts) if !is_blind => {
                let mut parts = parts.clone();
                let mut only_marks = true;
                for _ in 0..edits {
                    let part = chosen(&parts, &mut random);
                    only_marks &= change(&mut parts[part].1, self.tokens, &mut random);
                }
                (zipped(&parts), only_marks)
            }
            Inside::Pdf(plain) if !is_blind => {
                (edited(plain, self.tokens, edits, &mut random).0, false)
            }
            Inside::Tar(plain) if !is_blind => {
                (gzipped(&edited(plain, None, edits, &mut random).0), false)
            }
            _ => edited(&self.bytes, self.tokens, edits, &mut random),
        }
    }
}

fn edited(
    bytes: &[u8],
    tokens: Option<Tokens>,
    edits: usize,
    random: &mut Random,
) -> (Vec<u8>, bool) {
    let mut bytes = bytes.to_vec();
    let mut only_marks = true;
    for _ in 0..edits {
        only_marks &= change(&mut bytes, tokens, random);
    }
    (bytes, only_marks)
}

fn change(data: &mut Vec<u8>, tokens: Option<Tokens>, random: &mut Random) -> bool {
    match tokens {
        Some(kind) if random.percent(65) => edits::tokens(data, kind, random),
        _ => {
            edits::bytes(data, random);
            false
        }
    }
}

/// A part: the one with the tables more often than styles and settings.
fn chosen(parts: &[(String, Vec<u8>)], random: &mut Random) -> usize {
    let is_body = |name: &str| {
        let bodies = ["document.xml", "content.xml", "Content.xml"];
        bodies.iter().any(|body| name.ends_with(body)) || name.contains("/sheet")
    };
    let bodies = parts.iter().enumerate();
    let bodies: Vec<usize> = bodies
        .filter(|(_, (name, _))| is_body(name))
        .map(|(at, _)| at)
        .collect();
    match bodies.is_empty() || random.percent(40) {
        true => random.below(parts.len()),
        false => *random.pick(&bodies),
    }
}

fn parts(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let mut part = Vec::new();
        entry.read_to_end(&mut part).ok()?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        parts.push((name, part));
    }
    (!parts.is_empty()).then_some(parts)
}

fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts {
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Stored);
        let started = writer.start_file(name.as_str(), options);
        started
            .and_then(|()| Ok(writer.write_all(part)?))
            .expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn uncompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document = lopdf::Document::load_mem(bytes).ok()?;
    document.decompress();
    let mut plain = Vec::new();
    document.save_to(&mut plain).ok()?;
    Some(plain)
}

fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut plain)
        .ok()?;
    Some(plain)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(bytes).expect("in memory");
    writer.finish().expect("in memory")
}
