//! Fills `fuzz/corpus/<target>` from `samples/`.
//!
//! `cargo run --manifest-path fuzz/Cargo.toml --no-default-features --example seed`

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao::{Format, stages};
use nianbao_fuzz::parts::{self, Layout};

/// A larger seed makes each run slow, and nothing in it is missing from the smaller ones.
const LARGEST: usize = 128 << 10;

/// Seeds of the target that draws, and their length: any bytes are a drawing.
const DRAWINGS: u64 = 64;
const DRAWING_BYTES: usize = 2_048;

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("corpus");
    let mut open = vec![root.join("../samples")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                open.push(entry?.path());
            }
        } else if let Some((target, seed)) = seed(&path)? {
            write(&corpus, target, &name_of(&path), &seed)?;
        }
    }
    for number in 0..DRAWINGS {
        write(&corpus, "grid", &number.to_string(), &noise(number))?;
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

fn write(corpus: &Path, target: &str, name: &str, seed: &[u8]) -> io::Result<()> {
    let folder = corpus.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), seed)
}

/// The target that reads a sample, and its input.
fn seed(path: &Path) -> io::Result<Option<(&'static str, Vec<u8>)>> {
    let bytes = fs::read(path)?;
    let unpacked =
        |target, layout: &Layout| layout.unpack(&bytes, LARGEST).map(|input| (target, input));
    let seed = match stages::kind(&bytes) {
        Some(Format::Docx) => unpacked("docx", &parts::DOCX),
        Some(Format::Ofd) => unpacked("ofd", &parts::OFD),
        Some(Format::Xlsx) => unpacked("xlsx", &parts::XLSX),
        Some(Format::Odt) if bytes.starts_with(b"PK") => unpacked("odt", &parts::ODT),
        Some(Format::Odt) => Some(("odt", bytes)),
        Some(Format::Doc) => Some(("doc", bytes)),
        Some(Format::Xls) => Some(("xls", bytes)),
        Some(Format::Pdf) => Some(("pdf", plain_pdf(path).unwrap_or(bytes))),
        Some(Format::Html | Format::Mht) => Some(("html", bytes)),
        Some(Format::Rtf) => Some(("rtf", bytes)),
        Some(Format::WordXml) => Some(("word_xml", bytes)),
        Some(Format::Text)
            if path
                .extension()
                .is_some_and(|end| end != "csv" && end != "toml") =>
        {
            Some(("text", bytes))
        }
        None if path.components().any(|part| part.as_os_str() == "archive") => {
            Some(("archive", bytes))
        }
        None if [".zip", ".tar", ".gz", ".warc"]
            .iter()
            .any(|end| name_of(path).ends_with(end)) =>
        {
            Some(("archive", bytes))
        }
        _ => None,
    };
    Ok(seed.filter(|(_, input)| input.len() <= LARGEST))
}

/// The PDF with its streams unpacked, where `qpdf` is installed.
fn plain_pdf(path: &Path) -> Option<Vec<u8>> {
    let out: PathBuf =
        std::env::temp_dir().join(format!("nianbao-seed-{}.pdf", std::process::id()));
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--qdf", "--object-streams=disable", "--no-warn"])
        .arg(path)
        .arg(&out);
    let done = qpdf.output().ok().map(|_| fs::read(&out).ok());
    let _ = fs::remove_file(&out);
    done.flatten().filter(|plain| !plain.is_empty())
}

/// The same bytes in every run (xorshift).
fn noise(number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..DRAWING_BYTES).map(|_| next()).collect()
}
