use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

fn pack(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// Each member that a visit meets as `source=text` or `source:kind`, with `prefix` taken off the source, and how the
/// archive ended.
pub(super) fn told(
    prefix: &str,
    visit: impl FnOnce(&mut dyn FnMut(Found<'_>)) -> Result<(), Error>,
) -> Vec<String> {
    let mut found = Vec::new();
    let outcome = visit(&mut |one| {
        let Found::Member(Member { source, bytes, .. }) = one else {
            return;
        };
        let name = source.trim_start_matches(prefix);
        found.push(match bytes {
            Ok(bytes) => format!("{name}={}", String::from_utf8_lossy(&bytes)),
            Err(error) => format!("{name}:{}", error.kind().code()),
        });
    });
    let error = outcome.err();
    found.extend(error.map(|error| format!("archive:{}", error.kind().code())));
    found
}

fn seen(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let mut budget = Budget::new(bytes.len(), limits);
    told("", |see| visit(("a.zip", bytes), limits, &mut budget, see))
}

#[test]
fn members_come_in_order_with_harmless_names_and_without_litter() {
    let bytes = pack(&[
        ("b/1.txt", b"one"),
        ("../../etc/passwd", b"two"),
        ("__MACOSX/._1.txt", b"x"),
        ("b/.DS_Store", b"x"),
        ("b\\1.txt", b"three"),
    ]);
    assert_eq!(
        seen(&bytes, &Limits::default()),
        [
            "a.zip!/b/1.txt=one",
            "a.zip!/etc/passwd=two",
            "a.zip!/b/1.txt~2=three"
        ]
    );
}

#[test]
fn names_in_gbk_are_read() {
    let mut bytes = pack(&[("ABCDEF.txt", b"x")]);
    let name = encoding_rs::GB18030.encode("年度报").0.into_owned();
    for at in (0..bytes.len() - 6)
        .filter(|&at| bytes[at..].starts_with(b"ABCDEF"))
        .collect::<Vec<_>>()
    {
        bytes[at..at + 6].copy_from_slice(&name);
    }
    assert_eq!(seen(&bytes, &Limits::default()), ["a.zip!/年度报.txt=x"]);
}

#[test]
fn archives_in_archives_are_opened_to_a_depth() {
    let mut bytes = pack(&[("c.txt", b"x")]);
    bytes = pack(&[("b.zip", &bytes)]);
    assert_eq!(seen(&bytes, &Limits::default()), ["a.zip!/b.zip!/c.txt=x"]);
    for _ in 0..20 {
        bytes = pack(&[("b.zip", &bytes)]);
    }
    assert_eq!(
        seen(&bytes, &Limits::default()),
        ["a.zip!/b.zip!/b.zip!/b.zip:limit"]
    );
}

#[test]
fn a_bomb_ends_at_the_cap() {
    let zeros = vec![b'0'; 1 << 20];
    let bytes = pack(&[("1", &zeros), ("2", &zeros), ("3", b"x")]);
    let limits = Limits {
        archive_bytes: 1_500_000,
        ..Limits::default()
    };
    let found: Vec<String> = seen(&bytes, &limits)
        .iter()
        .map(|one| one.chars().take(20).collect())
        .collect();
    assert_eq!(
        found,
        ["a.zip!/1=00000000000", "a.zip!/2:limit", "archive:limit"]
    );
    let limits = Limits {
        archive_members: 2,
        ..Limits::default()
    };
    assert_eq!(
        seen(&bytes, &limits).last().map(String::as_str),
        Some("archive:limit")
    );
}

#[test]
fn a_broken_or_encrypted_member_leaves_its_neighbours() {
    let mut bytes = pack(&[("1", b"first"), ("2", b"second"), ("3", b"third")]);
    let at = bytes
        .windows(4)
        .position(|w| w == b"PK\x01\x02")
        .expect("a directory");
    let second = at
        + 4
        + bytes[at + 4..]
            .windows(4)
            .position(|w| w == b"PK\x01\x02")
            .expect("an entry");
    // The checksum of the first, the flag of the second.
    bytes[at + 16] ^= 1;
    bytes[second + 8] |= 1;
    assert_eq!(
        seen(&bytes, &Limits::default()),
        ["a.zip!/1:damaged", "a.zip!/2:encrypted", "a.zip!/3=third"]
    );
    assert_eq!(
        seen(&bytes[..bytes.len() - 30], &Limits::default()),
        ["archive:damaged"]
    );
    assert_eq!(seen(&pack(&[]), &Limits::default()), ["archive:empty"]);
}

#[test]
fn compressed_tar_files_and_single_files_are_read() {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in [("x/1.txt", &b"one"[..]), ("2.txt", b"two")] {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder
            .append_data(&mut header, name, bytes)
            .expect("in memory");
    }
    let bytes = builder.into_inner().expect("in memory");
    let expected = ["a.zip!/x/1.txt=one", "a.zip!/2.txt=two"];
    assert_eq!(seen(&bytes, &Limits::default()), expected);
    assert_eq!(seen(&gzip(&bytes), &Limits::default()), expected);
    assert_eq!(
        seen(&gzip(b"text"), &Limits::default()),
        ["a.zip!/a.zip=text"]
    );
    let cut = gzip(b"text");
    assert_eq!(
        seen(&cut[..cut.len() - 9], &Limits::default()),
        ["archive:damaged"]
    );
}
