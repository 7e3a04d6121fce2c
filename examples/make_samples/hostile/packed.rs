//! OFD files that draw too much, and archives that unpack to too much or lie about what is in them.

use super::super::archive::{self, Entry, Name, replace};
use super::super::crawl;
use super::super::docx::{self, DocxStyle, pack_texts};
use super::super::office::ofd::{Book, path};
use super::Bad;
use super::forms::small;

/// More than the cap on one unpacked part (64 MiB).
const BOMB_BYTES: usize = 65 << 20;
/// More than the cap on pages.
const PAGES: usize = 2_100;
/// More than the cap on segments of one outline.
const SEGMENTS: usize = 100_100;
/// How deep archives stand in archives; three are opened.
const DEEP_ARCHIVES: usize = 5;

pub fn all() -> Vec<Bad> {
    let mut bad = vec![ofd_pages(), ofd_path(), ofd_bomb(), nested()];
    bad.extend(tar_size());
    bad.extend(names());
    bad.extend(crawl_length());
    bad
}

fn ofd(content: String) -> Vec<(String, String)> {
    Book {
        title: "通知",
        creator: "nianbao samples",
        version: "1.0",
        paper: (210.0, 297.0),
        pages: vec![content],
        template: String::new(),
        resources: "",
    }
    .parts()
}

fn ofd_pages() -> Bad {
    let mut parts = ofd(String::new());
    for (_, part) in parts
        .iter_mut()
        .filter(|(name, _)| name.ends_with("Document.xml"))
    {
        let (head, tail) = part
            .split_once("<ofd:Page ")
            .expect("the document has a page");
        let (page, tail) = tail.split_once("/>").expect("the page ends");
        let pages = format!("<ofd:Page {page}/>").repeat(PAGES);
        *part = format!("{head}{pages}{tail}");
    }
    Bad::quarantined("ofd_pages", "ofd", "limit", pack_texts(&parts))
        .about("names its one page 2100 times")
}

fn ofd_path() -> Bad {
    let data = format!("M 0 0{}", " L 9 9 L 1 1".repeat(SEGMENTS / 2));
    let line = path("Boundary=\"10 10 100 100\"", &data);
    let parts = ofd(format!("<ofd:Layer>{line}</ofd:Layer>"));
    Bad::quarantined("ofd_path", "ofd", "limit", pack_texts(&parts))
        .about("an outline of 100100 segments")
}

fn ofd_bomb() -> Bad {
    let parts = ofd(" ".repeat(BOMB_BYTES));
    Bad::quarantined("ofd_bomb", "ofd", "limit", pack_texts(&parts))
        .about("a page of 65 MiB of spaces in a file of some 65 kB")
}

/// One archive, of which both the member and what should follow it are lost.
fn tar_size() -> Vec<Bad> {
    let mut bytes = archive::tar(&[("2023.docx", b"PK".to_vec())]);
    // 4 TiB; then the sum of the header's bytes, its own eight taken for spaces (POSIX.1-2017, ustar).
    bytes[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0]);
    bytes[148..156].fill(b' ');
    let sum: u32 = bytes[..512].iter().map(|byte| u32::from(*byte)).sum();
    bytes[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let archive = Bad {
        format: "",
        ..Bad::quarantined("tar_size", "tar", "damaged", bytes.clone())
    };
    let member = Bad {
        file: "tar_size",
        format: "",
        member: Some(("2023.docx", Vec::new())),
        ..Bad::quarantined("tar_member", "tar", "damaged", bytes)
    };
    vec![
        archive.about("a tar file that ends inside of its first member"),
        member.about("a member that says to have 4 TiB"),
    ]
}

/// Archives in archives; what stands innermost unpacks to more than is allowed, but is never reached.
fn nested() -> Bad {
    let zeros = vec![0; 1 << 20];
    let mut bytes = archive::zip(&[Entry::file(Name::Utf8("0.bin"), &zeros)]);
    let mut refused = Vec::new();
    for level in (1..DEEP_ARCHIVES).rev() {
        if level == 3 {
            refused = bytes.clone();
        }
        let name = format!("{level}.zip");
        // Ten copies: each level unpacks to ten times the one below.
        let names: Vec<String> = (0..10).map(|copy| format!("{copy}/{name}")).collect();
        let mut entries = vec![Entry::file(Name::Utf8(&name), &bytes)];
        if level > 3 {
            entries.extend(
                names
                    .iter()
                    .map(|name| Entry::file(Name::Utf8(name), &bytes)),
            );
        }
        bytes = archive::zip(&entries);
    }
    Bad {
        format: "",
        member: Some(("1.zip!/2.zip!/3.zip", refused)),
        ..Bad::quarantined("zip_nested", "zip", "limit", bytes)
    }
    .about("archives five deep, a bomb in the innermost")
}

/// One archive with a report whose name leads out of it, and a member that is longer than it says.
fn names() -> Vec<Bad> {
    let (report, blocks) = small("zip_names", "柳坞县信访局", 269);
    let docx = docx::write(&blocks, &DocxStyle::PLAIN);
    let lying = vec![b'9'; 5_000];
    let mut bytes = archive::zip(&[
        Entry::file(Name::Utf8("../../2022.docx"), &docx),
        Entry::file(Name::Utf8("lying.txt"), &lying),
    ]);
    // Both headers of the second member say that it has five bytes.
    replace(&mut bytes, &5_000_u32.to_le_bytes(), &5_u32.to_le_bytes());
    let good = Bad {
        file: "zip_names",
        format: "docx",
        member: Some(("2022.docx", docx)),
        status: "ok",
        report: Some(report),
        ..Bad::quarantined("zip_names", "zip", "", bytes.clone())
    };
    let bad = Bad {
        file: "zip_names",
        format: "",
        member: Some(("lying.txt", Vec::new())),
        ..Bad::quarantined("zip_lying", "zip", "damaged", bytes)
    };
    vec![
        good.about("a report in an archive whose name leads out of it: ../../2022.docx"),
        bad.about("a member of 5000 bytes that says to have five"),
    ]
}

/// The archive of a crawl with a report, and a record that says to be longer than all that follows.
fn crawl_length() -> Vec<Bad> {
    let (report, blocks) = small("crawl_length", "柳坞县民政局", 277);
    let docx = docx::write(&blocks, &DocxStyle::PLAIN);
    let [first, second] = ["https://www.liuwu.gov.cn/1", "https://www.liuwu.gov.cn/2"];
    let status = "200 OK\r\nContent-Type: application/octet-stream";
    let mut lying = crawl::response(second, status, &docx);
    let block = "HTTP/1.1 ".len() + status.len() + "\r\n\r\n".len() + docx.len();
    let honest = format!("Content-Length: {block}");
    let false_one = format!("Content-Length: {}", "9".repeat(block.to_string().len()));
    replace(&mut lying, honest.as_bytes(), false_one.as_bytes());
    let bytes = [crawl::response(first, status, &docx), lying].concat();
    let of = |id, kind| Bad {
        file: "crawl_length",
        format: "",
        ..Bad::quarantined(id, "warc", kind, bytes.clone())
    };
    let good = Bad {
        format: "docx",
        member: Some((first, docx)),
        status: "ok",
        report: Some(report),
        ..of("crawl_length", "")
    };
    let lost = Bad {
        member: Some((second, Vec::new())),
        ..of("crawl_lost", "damaged")
    };
    vec![
        good.about("a report in the archive of a crawl that breaks off behind it"),
        lost.about("a record that says to be longer than what is left of the archive"),
        of("crawl_cut", "damaged")
            .about("the archive of a crawl, its last record with a false length"),
    ]
}
