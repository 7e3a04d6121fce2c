//! Reads Word documents (.docx, ISO/IEC 29500): the text as printed, in document order, with logical tables.
//!
//! Tracked changes are read as accepted, hidden text is left out, automatic numbers are written out. Page headers
//! are read apart; footers, notes and comments are left out. Nothing is repaired: what cannot be told becomes U+FFFD, and a part
//! whose XML is broken stops the document.

mod body;
mod numbering;
mod paragraph;
mod styles;
#[cfg(test)]
mod testing;
mod word_xml;

use crate::document::{Content, Document, Format};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::read::package::{Package, find_text};
use crate::read::xml::damaged;

use numbering::Numbering;
use styles::Styles;

pub(super) use word_xml::read as read_word_xml;

/// Where the text stands when the package does not say.
const MAIN_PART: &str = "word/document.xml";

/// Reads a Word document.
///
/// # Errors
/// `Limit` when a cap is reached, `Encrypted` for encrypted entries, `Damaged` when the container or the XML of a part
/// that makes up the text cannot be read.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Error> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > limits.file_bytes) {
        let message = format!("the file is longer than {} bytes", limits.file_bytes);
        return Err(Error::new(ErrorKind::Limit, "read", message));
    }
    read_package(Package::open(bytes, limits)?, Format::Docx, limits)
}

fn read_package(
    mut package: Package<'_>,
    format: Format,
    limits: &Limits,
) -> Result<Document, Error> {
    let main = package.related("", "officeDocument")?;
    let main = main.unwrap_or_else(|| String::from(MAIN_PART));
    let styles = match read_part(&mut package, &main, "styles")? {
        Some(xml) => Styles::parse(&xml, limits.depth)?,
        None => Styles::default(),
    };
    let numbering = match read_part(&mut package, &main, "numbering")? {
        Some(xml) => Numbering::parse(&xml, limits.depth)?,
        None => Numbering::default(),
    };
    let (producer, title) = metadata(&mut package, limits);
    let running = running(&mut package, &main, &styles, limits);
    let xml = package
        .part(&main)?
        .ok_or_else(|| damaged(format!("{main} is missing")))?;
    Ok(Document {
        format,
        producer,
        title,
        running,
        content: Content::Flow(body::read(&xml, &styles, numbering, limits)?),
    })
}

/// The part beside the main part that holds its styles or its lists.
fn read_part(package: &mut Package<'_>, main: &str, kind: &str) -> Result<Option<String>, Error> {
    let name = package.related(main, kind)?;
    package.part(&name.unwrap_or_else(|| format!("word/{kind}.xml")))
}

/// Page headers of one document that are read: three for a section, and a report has few sections.
const MAX_HEADERS: usize = 12;
/// Bytes of an unpacked page header.
const HEADER_BYTES: u64 = 1 << 20;

/// The texts of the page headers, each once. Like metadata, an unreadable one counts as not there.
fn running(package: &mut Package<'_>, main: &str, styles: &Styles, limits: &Limits) -> Vec<String> {
    let parts = package.all_related(main, "header", MAX_HEADERS);
    let mut texts: Vec<String> = Vec::new();
    for part in parts.unwrap_or_default() {
        let xml = package.part_within(&part, HEADER_BYTES).ok().flatten();
        let read = xml.and_then(|xml| body::read_header(&xml, styles, limits).ok());
        add_running(&mut texts, read.unwrap_or_default());
    }
    texts
}

/// Adds the texts of a page header, each once.
fn add_running(texts: &mut Vec<String>, found: Vec<String>) {
    for text in found {
        if texts.len() < MAX_HEADERS * 4 && !texts.contains(&text) {
            texts.push(text);
        }
    }
}

/// Producer and title. Unreadable metadata is no reason to refuse a document: it counts as not there.
fn metadata(package: &mut Package<'_>, limits: &Limits) -> (String, String) {
    let mut part = |name: &str| package.part(name).ok().flatten().unwrap_or_default();
    let (app, core) = (part("docProps/app.xml"), part("docProps/core.xml"));
    let property = |xml: &str, name: &str| find_text(xml, name, limits.depth).ok().flatten();
    let application = property(&app, "Application").unwrap_or_default();
    let version = property(&app, "AppVersion").unwrap_or_default();
    let title = property(&core, "title").unwrap_or_default();
    (format!("{application} {version}").trim().to_string(), title)
}

#[cfg(test)]
mod tests {
    use docx_rs::{Docx, Paragraph, Run, Table, TableCell, TableRow, VMergeType};

    use super::testing::document;
    use super::*;
    use crate::read::testing::{pack, show};

    fn cell(text: &str) -> TableCell {
        TableCell::new().add_paragraph(Paragraph::new().add_run(Run::new().add_text(text)))
    }

    /// `一 二` over `三`, the first column merged downwards.
    fn report() -> Vec<u8> {
        let rows = vec![
            TableRow::new(vec![
                cell("三、本年度办理结果").vertical_merge(VMergeType::Restart),
                cell("（一）予以公开").grid_span(2),
                cell("12"),
            ]),
            TableRow::new(vec![
                cell("").vertical_merge(VMergeType::Continue),
                cell("（三）不予公开"),
                cell("1.属于国家秘密"),
                cell("0"),
            ]),
        ];
        let heading =
            Paragraph::new().add_run(Run::new().add_text("三、申请").add_tab().add_text("情况"));
        let docx = Docx::new()
            .add_paragraph(heading)
            .add_table(Table::new(rows).set_grid(vec![900; 4]));
        let mut file = std::io::Cursor::new(Vec::new());
        docx.build().pack(&mut file).unwrap();
        file.into_inner()
    }

    fn blocks(bytes: &[u8]) -> Vec<String> {
        let document = read(bytes, &Limits::default()).unwrap();
        let Content::Flow(blocks) = document.content else {
            unreachable!("a Word document flows")
        };
        show(&blocks)
    }

    fn kind_of(bytes: &[u8]) -> ErrorKind {
        read(bytes, &Limits::default()).unwrap_err().kind()
    }

    #[test]
    fn a_document_of_another_writer_reads_whole() {
        let expected = [
            "三、申请\t情况",
            "[2x4: 三、本年度办理结果 0,0 2x1 | （一）予以公开 0,1 1x2 | 12 0,3 1x1 | （三）不予公开 1,1 1x1 | \
             1.属于国家秘密 1,2 1x1 | 0 1,3 1x1]",
        ];
        assert_eq!(blocks(&report()), expected);
    }

    /// The texts of all cells that `docx-rs` reads, continuations left out.
    fn texts_by_docx_rs(bytes: &[u8]) -> Vec<String> {
        use docx_rs::{DocumentChild, TableCellContent, TableChild, TableRowChild};
        let mut texts = Vec::new();
        for child in docx_rs::read_docx(bytes).unwrap().document.children {
            let DocumentChild::Table(table) = child else {
                continue;
            };
            for TableChild::TableRow(row) in table.rows {
                for TableRowChild::TableCell(cell) in row.cells {
                    let paragraphs = cell.children.iter().filter_map(|content| match content {
                        TableCellContent::Paragraph(paragraph) => Some(paragraph.raw_text()),
                        _ => None,
                    });
                    texts.push(paragraphs.collect::<Vec<_>>().join("\n"));
                }
            }
        }
        texts.retain(|text| !text.is_empty());
        texts
    }

    #[test]
    fn docx_rs_reads_the_same_cell_texts() {
        let bytes = report();
        let document = read(&bytes, &Limits::default()).unwrap();
        let Content::Flow(blocks) = document.content else {
            unreachable!("a Word document flows")
        };
        let tables = blocks.into_iter().filter_map(|block| match block {
            crate::document::FlowBlock::Table(table) => Some(table),
            crate::document::FlowBlock::Paragraph(_) => None,
        });
        let texts: Vec<String> = tables
            .flat_map(|table| table.cells)
            .map(|cell| cell.text)
            .collect();
        assert_eq!(texts, texts_by_docx_rs(&bytes));
    }

    #[test]
    fn metadata_is_read_and_may_be_broken() {
        let main = document("<w:p/>");
        let app = "<Properties><Application>WPS Office</Application><AppVersion>16.0</AppVersion></Properties>";
        let core = "<cp:coreProperties><dc:title> 年报 &amp; 表 </dc:title></cp:coreProperties>";
        let parts = |core: &'static str| {
            let bytes = pack(&[
                ("word/document.xml", main.as_bytes()),
                ("docProps/app.xml", app.as_bytes()),
                ("docProps/core.xml", core.as_bytes()),
            ]);
            read(&bytes, &Limits::default()).unwrap()
        };
        assert_eq!(parts(core).producer, "WPS Office 16.0");
        assert_eq!(parts(core).title, "年报 & 表");
        assert_eq!(parts("<broken").title, "");
    }

    #[test]
    fn page_headers_are_read_and_may_be_broken() {
        let main = document("<w:p/>");
        let header = "<w:hdr><w:sdt><w:sdtContent><w:p><w:r><w:t>青山县水务局</w:t></w:r></w:p></w:sdtContent></w:sdt>\
            <w:p/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>2023</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:hdr>";
        let rels = br#"<Relationships><Relationship Type="http://x/header" Target="h1.xml"/><Relationship Type="http://x/footer" Target="f.xml"/>
            <Relationship Type="http://x/header" Target="h2.xml"/><Relationship Type="http://x/header" Target="h3.xml"/></Relationships>"#;
        let bytes = pack(&[
            ("word/document.xml", main.as_bytes()),
            ("word/_rels/document.xml.rels", rels),
            ("word/h1.xml", header.as_bytes()),
            ("word/h2.xml", b"<w:hdr>"),
            ("word/h3.xml", header.as_bytes()),
            ("word/f.xml", header.as_bytes()),
        ]);
        let document = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(document.running, ["青山县水务局", "2023"]);
    }

    #[test]
    fn the_main_part_is_found_by_its_relation() {
        let rels = br#"<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
            Target="/word/document2.xml"/></Relationships>"#;
        let main = document("<w:p><w:r><w:t>1</w:t></w:r></w:p>");
        let bytes = pack(&[
            ("_rels/.rels", rels),
            ("word/document2.xml", main.as_bytes()),
        ]);
        assert_eq!(blocks(&bytes), ["1"]);
    }

    #[test]
    fn what_makes_up_the_text_must_be_sound() {
        let main = document("<w:p/>");
        let cut = &main.as_bytes()[..main.len() - 9];
        assert_eq!(
            kind_of(&pack(&[("word/document.xml", cut)])),
            ErrorKind::Damaged
        );
        assert_eq!(
            kind_of(&pack(&[("word/document.xml", b"<html/>")])),
            ErrorKind::Damaged
        );
        assert_eq!(
            kind_of(&pack(&[("word/footer.xml", b"<a/>")])),
            ErrorKind::Damaged
        );
        let styles = pack(&[
            ("word/document.xml", main.as_bytes()),
            ("word/styles.xml", b"<w:styles>"),
        ]);
        assert_eq!(kind_of(&styles), ErrorKind::Damaged);
        let whole = pack(&[("word/document.xml", main.as_bytes())]);
        for length in 0..whole.len() {
            assert_eq!(
                kind_of(&whole[..length]),
                ErrorKind::Damaged,
                "cut to {length} bytes"
            );
        }
    }

    #[test]
    fn a_file_longer_than_the_cap_is_refused() {
        let bytes = pack(&[("word/document.xml", document("").as_bytes())]);
        let limits = Limits {
            file_bytes: 10,
            ..Limits::default()
        };
        assert_eq!(read(&bytes, &limits).unwrap_err().kind(), ErrorKind::Limit);
    }
}
