use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use zip::ZipArchive;

use crate::scratch::Scratch;

/// The member of an archive with this name; `!/` parts the names of an archive and of what is in it. Compressed tar
/// files, zip files and archives of crawls are known, zip files by names in UTF-8 or GBK.
pub(crate) fn find(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let (name, rest) = name.split_once("!/").unwrap_or((name, ""));
    let found = match archive.starts_with(b"PK") {
        true => in_zip(archive, name),
        false if name.starts_with("https://") => in_crawl(archive, name),
        false => in_tar(archive, name),
    }?;
    match rest {
        "" => Some(found),
        rest => find(&found, rest),
    }
}

fn in_zip(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(archive)).ok()?;
    let gbk = encoding_rs::GBK.encode(name).0.into_owned();
    let names = [name.as_bytes(), &gbk];
    for number in 0..zip.len() {
        let mut entry = zip.by_index(number).ok()?;
        // A name may lead out of the archive: that part of it is not the member's.
        let raw = entry.name_raw();
        let own = raw.iter().skip_while(|byte| b"./".contains(byte));
        let own: Vec<u8> = own.copied().collect();
        if names.contains(&own.as_slice()) {
            return Some(whole(&mut entry, None));
        }
    }
    None
}

/// What a member holds; nothing when it does not unpack, or to another size than it should.
fn whole(member: &mut impl Read, size: Option<u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let read = member.read_to_end(&mut bytes).is_ok();
    let is_whole = read && size.is_none_or(|size| size == bytes.len() as u64);
    if !is_whole {
        bytes.clear();
    }
    bytes
}

fn in_tar(archive: &[u8], name: &str) -> Option<Vec<u8>> {
    let bytes = unpacked(archive)?;
    let mut tar = tar::Archive::new(bytes.as_slice());
    for entry in tar.entries().ok()? {
        let mut entry = entry.ok()?;
        if *entry.path_bytes() == *name.as_bytes() {
            let size = entry.size();
            return Some(whole(&mut entry, Some(size)));
        }
    }
    None
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = bytes.to_vec();
    if bytes.starts_with(b"\x1F\x8B") {
        whole.clear();
        MultiGzDecoder::new(bytes).read_to_end(&mut whole).ok()?;
    }
    Some(whole)
}

fn find_bytes(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|own| own == wanted)
}

/// What a server gave for an address: nothing when the archive ends before.
fn in_crawl(archive: &[u8], address: &str) -> Option<Vec<u8>> {
    let archive = unpacked(archive)?;
    let marks = [address.to_owned(), format!("<{address}>")]
        .map(|target| format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {target}\r\n"));
    let at = marks
        .iter()
        .find_map(|mark| find_bytes(&archive, mark.as_bytes()))?;
    let record = &archive[at..];
    let head = find_bytes(record, b"\r\n\r\n")?;
    let length = std::str::from_utf8(&record[..head]).ok()?;
    let length: usize = length.rsplit_once("Content-Length: ")?.1.parse().ok()?;
    let Some(block) = record.get(head + 4..head + 4 + length) else {
        return Some(Vec::new());
    };
    let head = find_bytes(block, b"\r\n\r\n")?;
    let (head, mut body) = (&block[..head], block[head + 4..].to_vec());
    if find_bytes(head, b"chunked").is_some() {
        body = joined(&body)?;
    }
    unpacked(&body)
}

fn joined(mut sent: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = find_bytes(sent, b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&sent[..end]).ok()?, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(sent.get(end + 2..end + 2 + size)?);
        sent = sent.get(end + 4 + size..)?;
    }
}

/// The rows of `reports.csv` by source, in these columns.
fn reports(scratch: &Scratch, columns: &[&str]) -> Vec<Vec<String>> {
    let text = scratch.read("out/reports.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| {
            header
                .iter()
                .position(|own| own == *column)
                .expect("a column")
        })
        .collect();
    let row = |record: csv::StringRecord| places.iter().map(|at| record[*at].to_owned()).collect();
    reader
        .records()
        .map(|record| row(record.expect("a row")))
        .collect()
}

const CRAWL: &[u8] = include_bytes!("../../samples/archive/crawl2024.warc.gz");

#[test]
fn documents_of_a_crawl_have_their_address_and_time_and_a_manifest_wins() {
    let scratch = Scratch::new();
    let page = "https://www.yunque.gov.cn/lyj/xxgk/1.shtml";
    scratch.file("in/crawl.warc.gz", CRAWL).file(
        "harvest.csv",
        format!("source,url,retrieved,published\ncrawl.warc.gz!/{page},http://mirror.cn/1,2024-03-01,2024-01-20\n"),
    );
    let args = ["extract", "in", "--out", "out", "--manifest", "harvest.csv"];
    let outcome = scratch.run(&args);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    let columns = ["source", "agency", "year", "url", "published", "retrieved"];
    let file = "https://www.yunque.gov.cn/down.jsp?id=7&name=年报";
    let expected = [
        [
            &format!("in/crawl.warc.gz!/{page}"),
            "云阙县林业局",
            "2023",
            "http://mirror.cn/1",
            "2024-01-20",
            "2024-03-01",
        ],
        [
            &format!("in/crawl.warc.gz!/{file}"),
            "霜汀镇人民政府",
            "2022",
            file,
            "",
            "2024-02-28T16:05:00Z",
        ],
    ];
    assert_eq!(reports(&scratch, &columns), expected);
}

#[test]
fn a_crawl_in_an_archive_and_one_longer_than_a_file_may_be_are_read_too() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("archive/data.warc.gz", options)
        .expect("in memory");
    zip.write_all(CRAWL).expect("in memory");
    let wacz = zip.finish().expect("in memory").into_inner();
    // The pictures of a long crawl: the cap on a file is 256 MiB.
    let picture = [0; 1 << 20];
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n";
    let length = head.len() + picture.len();
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/b.png\r\nContent-Length: {length}\r\n\r\n"
    );
    let record = [record.as_bytes(), head, &picture, b"\r\n\r\n"].concat();
    let packed = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&record).expect("in memory");
        encoder.finish().expect("in memory")
    };
    let long = [packed.repeat(300), CRAWL.to_vec()].concat();
    let scratch = Scratch::new();
    scratch.file("in/a.wacz", wacz).file("in/b.warc.gz", long);
    let outcome = scratch.run(&["extract", "in", "--out", "out"]);
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    let found = reports(&scratch, &["source", "agency"]);
    let begins: Vec<&str> = found
        .iter()
        .map(|row| {
            row[0]
                .split_once("!/https")
                .map_or("", |(archive, _)| archive)
        })
        .collect();
    let inner = "in/a.wacz!/archive/data.warc.gz";
    assert_eq!(begins, [inner, inner, "in/b.warc.gz", "in/b.warc.gz"]);
    assert_eq!(
        (found[0][1].as_str(), found[3][1].as_str()),
        ("云阙县林业局", "霜汀镇人民政府")
    );
}
