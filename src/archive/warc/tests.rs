use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::tests::told;
use super::super::{Budget, Member};
use super::*;

const PAGE: &str = "https://www.qinghe.gov.cn/zwgk/2024/1.html";

/// A record as warcio writes it; lines of its header between `\n`.
fn record(lines: &str, block: &[u8]) -> Vec<u8> {
    let lines = lines.replace('\n', "\r\n");
    let length = block.len();
    let head = format!(
        "WARC/1.0\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-01T02:03:04Z\r\n{lines}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// What a server gave for this address.
fn response(target: &str, http: &str, body: &[u8]) -> Vec<u8> {
    let lines = format!(
        "WARC-Type: response\nWARC-Target-URI: {target}\nContent-Type: application/http; msgtype=response"
    );
    let http = http.replace('\n', "\r\n");
    record(&lines, &[http.as_bytes(), b"\r\n\r\n", body].concat())
}

fn page(target: &str, body: &[u8]) -> Vec<u8> {
    response(target, "HTTP/1.1 200 OK\nContent-Type: text/html", body)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("in.warc", options).expect("in memory");
    writer.write_all(bytes).expect("in memory");
    writer.finish().expect("in memory").into_inner()
}

fn seen_within(bytes: &[u8], limits: &Limits) -> Vec<String> {
    let mut budget = Budget::of_crawl(bytes.len() as u64, limits);
    told("a!/", |see| {
        visit_crawl(("a", bytes), limits, &mut budget, see)
    })
}

fn seen(bytes: &[u8]) -> Vec<String> {
    seen_within(bytes, &Limits::default())
}

#[test]
fn documents_are_members_with_their_address_and_time_and_nothing_else_is() {
    let noise = [
        record(
            "WARC-Type: warcinfo\nContent-Type: application/warc-fields",
            b"software: x",
        ),
        record(
            &format!("WARC-Type: request\nWARC-Target-URI: {PAGE}"),
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        record(
            &format!("WARC-Type: revisit\nWARC-Target-URI: {PAGE}"),
            b"HTTP/1.1 200 OK\r\n\r\n",
        ),
        record(
            &format!("WARC-Type: metadata\nWARC-Target-URI: {PAGE}"),
            b"x",
        ),
        record(
            &format!("WARC-Type: conversion\nWARC-Target-URI: {PAGE}"),
            b"x",
        ),
        record(
            "WARC-Type: response\nWARC-Target-URI: dns:www.qinghe.gov.cn",
            b"x",
        ),
        record(
            "WARC-Type: resource\nWARC-Target-URI: urn:pageinfo:https://a/",
            b"x",
        ),
        record(
            "WARC-Type: resource\nWARC-Target-URI: metadata://gnu.org/wget.log",
            b"x",
        ),
        record(
            "WARC-Type: resource\nWARC-Target-URI: http://a/b.png\nContent-Type: image/png",
            b"x",
        ),
        response(PAGE, "HTTP/1.1 302 Found\nLocation: /", b"x"),
        response(
            "http://a/b.js",
            "HTTP/1.1 200 OK\nContent-Type: text/javascript;charset=utf-8",
            b"x",
        ),
    ]
    .concat();
    let file = record(
        "WARC-Type: resource\nWARC-Target-URI: ftp://a/b.doc",
        b"doc",
    );
    let bytes = [
        noise.clone(),
        page(PAGE, b"page"),
        noise,
        file,
        page(PAGE, b"again"),
    ]
    .concat();
    let expected = [
        format!("{PAGE}=page"),
        "ftp://a/b.doc=doc".to_owned(),
        format!("{PAGE}~2=again"),
    ];
    assert_eq!(seen(&bytes), expected);
    let mut told = Vec::new();
    let mut budget = Budget::of_crawl(0, &Limits::default());
    let mut see = |one: Found<'_>| {
        if let Found::Member(Member { known, .. }) = one {
            told.push((known.url.clone(), known.retrieved.clone()));
        }
    };
    let limits = Limits::default();
    visit_crawl(("a", bytes.as_slice()), &limits, &mut budget, &mut see).expect("a crawl");
    let time = "2024-03-01T02:03:04Z".to_owned();
    assert_eq!(told[2], (PAGE.to_owned(), time));
}

#[test]
fn packed_records_and_packed_files_are_read_and_archives_nest() {
    let records = [page("http://a/1", b"one"), page("http://a/2", b"two")];
    let expected = ["http://a/1=one", "http://a/2=two"];
    assert_eq!(seen(&records.concat()), expected);
    assert_eq!(seen(&gzip(&records.concat())), expected);
    assert_eq!(seen(&records.map(|one| gzip(&one)).concat()), expected);
    // A crawl in a zip file in a crawl.
    let within = page("http://a/z", &zip(&gzip(&page("http://a/1", b"one"))));
    assert_eq!(seen(&within), ["http://a/z!/in.warc!/http://a/1=one"]);
}

#[test]
fn headers_are_read_as_other_programs_write_them() {
    let wget = record(
        "WARC-Type: response\nWARC-Target-URI: <http://a/1>\ncontent-type: application/http;msgtype=response",
        b"HTTP/1.1 200 OK\r\n\r\none",
    );
    let folded = record(
        "WARC-Type:\n resource\nWARC-Target-URI:\thttp://a/2",
        b"two",
    );
    let bare = b"WARC/1.1\nwarc-type: resource\ncontent-length: 3\n\nbar\n\n\n\n".to_vec();
    let gbk = [
        &b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 1\r\nWARC-Target-URI: http://a/"[..],
        &encoding_rs::GBK.encode("年报").0,
        b"\r\n\r\nx",
    ]
    .concat();
    assert_eq!(
        seen(&[wget, folded, bare, gbk].concat()),
        [
            "http://a/1=one",
            "http://a/2=two",
            "record=bar",
            "http://a/年报=x"
        ]
    );
}

#[test]
fn documents_that_are_not_whole_are_lost_by_name_and_pictures_are_not() {
    let truncated = format!("WARC-Type: response\nWARC-Target-URI: {PAGE}\nWARC-Truncated: length");
    let segment = format!("WARC-Type: response\nWARC-Target-URI: {PAGE}\nWARC-Segment-Number: 1");
    let next = format!("WARC-Type: continuation\nWARC-Target-URI: {PAGE}\nWARC-Segment-Number: 2");
    let http = b"HTTP/1.1 200 OK\r\n\r\npage";
    let picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npage";
    let bytes = [
        record(&truncated, http),
        record(&segment, http),
        record(&next, b"page"),
        record(&truncated, picture),
        response("http://a/short", "HTTP/1.1 200 OK\nContent-Length: 9", b"x"),
        record(
            "WARC-Type: response\nWARC-Target-URI: http://a/head",
            b"HTTP/1.1 200 OK\r\nX: y\r\n",
        ),
        page("http://a/1", b"one"),
    ]
    .concat();
    assert_eq!(
        seen(&bytes),
        [
            &format!("{PAGE}:damaged"),
            &format!("{PAGE}~2:damaged"),
            "http://a/short:damaged",
            "http://a/head:damaged",
            "http://a/1=one"
        ]
    );
}

#[test]
fn what_breaks_off_keeps_what_came_before() {
    let records = [page("http://a/1", b"one"), page("http://a/2", &[b'x'; 300])].concat();
    let whole = seen(&records);
    let first = page("http://a/1", b"one").len();
    for length in 1..records.len() {
        let found = seen(&records[..length]);
        if [first - 4, first - 2, first].contains(&length) || length >= records.len() - 4 {
            // What is missing is no part of a document.
            continue;
        }
        assert_eq!(
            found.last().map(String::as_str),
            Some("archive:damaged"),
            "{length}"
        );
        assert!(length < first || found[0] == whole[0], "{length}");
        assert!(!found.contains(&whole[1]), "{length}");
    }
    let packed = gzip(&records);
    let mut broken = [packed.clone(), gzip(&page("http://a/3", b"3"))].concat();
    broken[packed.len() + 20] ^= 0xFF;
    let found = seen(&broken);
    assert_eq!((&found[0], &found[1]), (&whole[0], &whole[1]));
    assert_eq!(found.last().map(String::as_str), Some("archive:damaged"));
    assert!(!found.iter().any(|one| one.starts_with("http://a/3=")));
}

#[test]
fn a_length_that_lies_costs_its_record_and_what_follows() {
    let honest = page("http://a/1", b"one");
    let lying = |by: &str| {
        let second = String::from_utf8(page("http://a/2", b"two")).expect("text");
        let (head, tail) = second.split_once("Content-Length: 47").expect("its length");
        [
            honest.clone(),
            format!("{head}Content-Length: {by}{tail}").into_bytes(),
            honest.clone(),
        ]
        .concat()
    };
    assert_eq!(seen(&lying("47")).len(), 3);
    for by in ["46", "48", "60", "999999", "18446744073709551615"] {
        let found = seen(&lying(by));
        assert_eq!(found[0], "http://a/1=one", "{by}");
        assert!(
            matches!(found[1].as_str(), "http://a/2:damaged" | "http://a/2:limit"),
            "{by}: {found:?}"
        );
        assert_eq!(found[2..], ["archive:damaged"], "{by}");
    }
    for by in [
        "-1",
        "x",
        "47\r\nContent-Length: 48",
        "99999999999999999999",
    ] {
        assert_eq!(
            seen(&lying(by)),
            ["http://a/1=one", "archive:damaged"],
            "{by}"
        );
    }
}

#[test]
fn caps_end_what_is_too_large() {
    let first = page("http://a/1", b"one");
    let bomb = [
        first.clone(),
        b"WARC/1.0\r\n".to_vec(),
        b"a: b\r\n".repeat(100_000),
    ]
    .concat();
    assert_eq!(seen(&bomb), ["http://a/1=one", "archive:limit"]);
    let line = [first.clone(), b"WARC/1.0".to_vec(), vec![b'x'; 1 << 20]].concat();
    assert_eq!(seen(&gzip(&line)), ["http://a/1=one", "archive:limit"]);

    let limits = Limits {
        file_bytes: 100,
        crawl_records: 2,
        ..Limits::default()
    };
    let large = page("http://a/2", &[b'x'; 101]);
    let coded = "HTTP/1.1 200 OK\nContent-Encoding: gzip";
    let packed = response("http://a/3", coded, &gzip(&[b'x'; 1000]));
    assert_eq!(
        seen_within(&[first.clone(), large].concat(), &limits),
        ["http://a/1=one", "http://a/2:limit"]
    );
    let many = [first.clone(), packed, first.clone()].concat();
    assert_eq!(
        seen_within(&many, &limits),
        ["http://a/1=one", "http://a/3:limit", "archive:limit"]
    );

    // A file for each 512 bytes; a name of 513 counts for two.
    let limits = Limits {
        archive_members: 3,
        ..Limits::default()
    };
    let long = page(&format!("http://a/{}", "x".repeat(504)), b"long");
    let four = [first.clone(), long, first.clone()].concat();
    let found = seen_within(&gzip(&four), &limits);
    assert_eq!((found.len(), found[2].as_str()), (3, "archive:limit"));
    assert_eq!(seen_within(&gzip(&first.repeat(3)), &limits).len(), 3);
    let three = [
        first.clone(),
        page("http://a/2", &[b'x'; 2000]),
        first.repeat(3),
    ]
    .concat();
    assert_eq!(seen_within(&three, &limits).len(), 5);

    // 64 MiB are free, whatever the ratio.
    let zeros = vec![0; 65 << 20];
    let bomb = gzip(&[first, page("http://a/2.mp4", &zeros)].concat());
    let limits = Limits {
        archive_ratio: 2,
        ..Limits::default()
    };
    assert_eq!(
        seen_within(&bomb, &limits),
        ["http://a/1=one", "http://a/2.mp4:limit", "archive:limit"]
    );
}

#[test]
fn a_long_stretch_without_files_is_told_of() {
    let picture = response(
        "http://a/b.png",
        "HTTP/1.1 200 OK\nContent-Type: image/png",
        &[0; 1 << 20],
    );
    let bytes = [picture.repeat(40), page("http://a/1", b"one")].concat();
    let mut told = Vec::new();
    let limits = Limits::default();
    let mut budget = Budget::of_crawl(bytes.len() as u64, &limits);
    let mut see = |one: Found<'_>| told.push(matches!(one, Found::Nothing));
    visit_crawl(("a", bytes.as_slice()), &limits, &mut budget, &mut see).expect("a crawl");
    assert_eq!(told, [true, true, false]);
}

#[test]
fn an_archive_without_documents_says_so() {
    let bytes = record("WARC-Type: warcinfo", b"x");
    assert_eq!(seen(&bytes), ["archive:empty"]);
    assert!(is_crawl(&bytes) && is_crawl(&gzip(&bytes)));
    assert!(!is_crawl(b"WARC") && !is_crawl(&gzip(b"WARC")) && !is_crawl(b"\x1F\x8B\x08"));
}
