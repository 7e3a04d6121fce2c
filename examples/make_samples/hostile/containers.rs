//! Files whose container is damaged, encrypted or a bomb.

use super::super::docx::container;
use super::super::office::compound::compound;
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
    let bytes = compound(&[("EncryptionInfo", &[]), ("EncryptedPackage", &[])]);
    let mut bad = Bad::quarantined("password_docx", "docx", "encrypted", bytes)
        .about("look-alike of a Word file with a password: compound file with EncryptedPackage");
    bad.format = "";
    bad
}
