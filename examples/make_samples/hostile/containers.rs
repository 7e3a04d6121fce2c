//! Files whose container is damaged, encrypted or a bomb.

use super::super::docx::container;
use super::Bad;

/// More than the cap on one unpacked part (64 MiB).
const BOMB_BYTES: usize = 65 << 20;
/// Tables within tables.
const DEEP_TABLES: usize = 4_000;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const BODY: [&str; 2] = [
    r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>"#,
    "</w:body></w:document>",
];

pub fn all(pdf: &[u8], docx: &[u8]) -> Vec<Bad> {
    vec![
        truncated_pdf(pdf),
        Bad::quarantined(
            "truncated_docx",
            "docx",
            "damaged",
            docx[..docx.len() * 3 / 5].to_vec(),
        )
        .about("cut after three fifths: the zip directory is gone"),
        encrypted_docx(),
        bomb(),
        deep(),
    ]
}

/// Cut within the content of the first page: no page object is left to recover.
fn truncated_pdf(pdf: &[u8]) -> Bad {
    let needle = b"/Contents";
    let page = pdf
        .windows(needle.len())
        .position(|window| window == needle);
    let end = page.expect("the file has a page") - 300;
    Bad::quarantined("truncated_pdf", "pdf", "damaged", pdf[..end].to_vec())
        .about("cut within the content of the first page")
}

fn word(body: &str) -> Vec<u8> {
    let document = format!("{}{body}{}", BODY[0], BODY[1]);
    container(vec![
        ("[Content_Types].xml", TYPES.into()),
        ("_rels/.rels", RELATIONS.into()),
        ("word/document.xml", document.into_bytes()),
    ])
}

fn bomb() -> Bad {
    let spaces = " ".repeat(BOMB_BYTES);
    let bytes = word(&format!("<w:p><w:r><w:t>{spaces}</w:t></w:r></w:p>"));
    Bad::quarantined("bomb", "docx", "limit", bytes)
        .about("65 MiB of spaces in a file of some 65 kB")
}

fn deep() -> Bad {
    let open = "<w:tbl><w:tr><w:tc>".repeat(DEEP_TABLES);
    let close = "<w:p/></w:tc></w:tr></w:tbl>".repeat(DEEP_TABLES);
    Bad::quarantined("deep", "docx", "limit", word(&(open + &close)))
        .about("4000 tables within each other")
}

/// The look of an encrypted Word file ([MS-OFFCRYPTO] 2.3): a compound file with a stream `EncryptedPackage`.
fn encrypted_docx() -> Bad {
    let mut bytes = compound_header();
    let end_of_chain = 0xFFFF_FFFEu32;
    let mut fat = vec![0xFFFF_FFFDu32, end_of_chain];
    fat.resize(128, 0xFFFF_FFFF);
    bytes.extend(fat.iter().flat_map(|sector| sector.to_le_bytes()));
    bytes.extend(entry("Root Entry", 5, 2));
    bytes.extend(entry("EncryptionInfo", 2, u32::MAX));
    bytes.extend(entry("EncryptedPackage", 2, u32::MAX));
    bytes.extend([0; 128]);
    let mut bad = Bad::quarantined("password_docx", "docx", "encrypted", bytes)
        .about("look-alike of a Word file with a password: compound file with EncryptedPackage");
    bad.format = "";
    bad
}

/// [MS-CFB] 2.2, version 3: the FAT in sector 0, the directory in sector 1.
fn compound_header() -> Vec<u8> {
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    for word in [0x3Eu16, 3, 0xFFFE, 9, 6] {
        header.extend(word.to_le_bytes());
    }
    header.resize(44, 0);
    // FAT sectors, directory sector, transaction, mini cutoff, mini FAT, its length, DIFAT, its length.
    for word in [1u32, 1, 0, 4096, 0xFFFF_FFFE, 0, 0xFFFF_FFFE, 0] {
        header.extend(word.to_le_bytes());
    }
    header.extend(0u32.to_le_bytes());
    header.resize(512, 0xFF);
    header
}

/// A directory entry ([MS-CFB] 2.6.1) of an empty object.
fn entry(name: &str, kind: u8, right: u32) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = bytes.len() as u16 + 2;
    bytes.resize(64, 0);
    bytes.extend(length.to_le_bytes());
    bytes.extend([kind, 1]);
    let child = if kind == 5 { 1 } else { u32::MAX };
    let right = if kind == 5 { u32::MAX } else { right };
    let right = if name == "EncryptionInfo" { 2 } else { right };
    for link in [u32::MAX, right, child] {
        bytes.extend(link.to_le_bytes());
    }
    bytes.resize(116, 0);
    bytes.extend(0xFFFF_FFFEu32.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}
