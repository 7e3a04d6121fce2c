//! Archives, with the same times and owners in every run.

use std::io::{Cursor, Write};

use flate2::{Compression, GzBuilder};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The name of a member of a zip file.
#[derive(Clone, Copy)]
pub enum Name<'a> {
    /// With the flag that says so where it is needed.
    Utf8(&'a str),
    /// In GBK, which nothing in the archive says.
    Gbk(&'a str),
}

/// A member of a zip file.
pub struct Entry<'a> {
    name: Name<'a>,
    /// `None` for a folder.
    bytes: Option<&'a [u8]>,
}

impl<'a> Entry<'a> {
    pub fn file(name: Name<'a>, bytes: &'a [u8]) -> Entry<'a> {
        let bytes = Some(bytes);
        Entry { name, bytes }
    }

    pub fn folder(name: Name<'a>) -> Entry<'a> {
        Entry { name, bytes: None }
    }
}

/// A zip file. A name in GBK is written as a mark of its length first, for the writer knows UTF-8 only.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut marks = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        let name = match entry.name {
            Name::Utf8(name) => name.to_owned(),
            Name::Gbk(name) => {
                let raw = encoding_rs::GBK.encode(name).0.into_owned();
                let mut mark = format!("@{number:02}@");
                mark += &"~".repeat(raw.len().saturating_sub(mark.len() + 1));
                mark.push(if entry.bytes.is_none() { '/' } else { '~' });
                marks.push((mark.clone(), raw));
                mark
            }
        };
        match entry.bytes {
            Some(bytes) => {
                zip.start_file(name, options)
                    .expect("the names are distinct");
                zip.write_all(bytes).expect("memory can be written");
            }
            None => zip
                .add_directory(name, options)
                .expect("the names are distinct"),
        }
    }
    let zip = zip.finish().expect("memory can be written");
    let mut bytes = zip.into_inner();
    for (mark, raw) in marks {
        replace(&mut bytes, mark.as_bytes(), &raw);
    }
    bytes
}

/// Puts other bytes of the same length wherever `old` stands.
pub fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    assert_eq!(old.len(), new.len(), "sizes in the directory stay right");
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(old.len()).position(|w| w == old) {
        at += found;
        bytes[at..at + new.len()].copy_from_slice(new);
        at += new.len();
    }
}

/// A tar file of these members.
pub fn tar(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_705_305_600);
        builder
            .append_data(&mut header, name, bytes.as_slice())
            .expect("memory can be written");
    }
    builder.into_inner().expect("memory can be written")
}

/// A gzip file without a name or a time.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let builder = GzBuilder::new().operating_system(255);
    let mut encoder = builder.write(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}
