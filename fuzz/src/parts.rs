//! The parts of containers as one input: bytes of a zip file would be spent on checksums and directories.
//!
//! An input is the XML of the parts in the order of their layout, each ended by a byte that no UTF-8 has.

use std::io::{Cursor, Read, Write};

use nianbao::Format;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Ends a part.
const END: u8 = 0xFF;

/// Names of the parts of one format.
pub struct Layout {
    /// What a container of these parts is.
    pub format: Format,
    /// Parts that are the same in every container, in front of the others.
    fixed: &'static [(&'static str, &'static str)],
    /// The parts that make up an input; an empty one is not there.
    names: &'static [&'static str],
    /// What stands for pages that are not there: a document without one of its pages is refused.
    page: Option<&'static str>,
}

/// A Word document. The usual relations are known without their part.
pub const DOCX: Layout = Layout {
    format: Format::Docx,
    fixed: &[(
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Id=\"h\" Type=\"x/header\" Target=\"header1.xml\"/></Relationships>",
    )],
    names: &[
        "word/document.xml",
        "word/styles.xml",
        "word/numbering.xml",
        "word/header1.xml",
        "docProps/app.xml",
        "docProps/core.xml",
    ],
    page: None,
};

/// An OpenDocument text.
pub const ODT: Layout = Layout {
    format: Format::Odt,
    fixed: &[("mimetype", "application/vnd.oasis.opendocument.text")],
    names: &["content.xml", "styles.xml", "meta.xml"],
    page: None,
};

/// A fixed layout of up to three pages.
pub const OFD: Layout = Layout {
    format: Format::Ofd,
    fixed: &[],
    names: &[
        "OFD.xml",
        "Doc_0/Document.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/PublicRes.xml",
        "Doc_0/DocumentRes.xml",
        "Doc_0/Tpls/Tpl_0/Content.xml",
        "Doc_0/Pages/Page_1/Content.xml",
        "Doc_0/Pages/Page_2/Content.xml",
    ],
    page: Some("<ofd:Page></ofd:Page>"),
};

/// A workbook of up to three sheets.
pub const XLSX: Layout = Layout {
    format: Format::Xlsx,
    fixed: &[(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"x/worksheet\" Target=\"worksheets/sheet2.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"x/worksheet\" Target=\"worksheets/sheet3.xml\"/></Relationships>",
    )],
    names: &[
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/sheet3.xml",
    ],
    page: None,
};

impl Layout {
    /// The container that an input stands for, stored.
    pub fn pack(&self, input: &[u8]) -> Vec<u8> {
        let fixed = self.fixed.iter();
        let fixed = fixed.map(|(name, text)| (*name, text.as_bytes()));
        let given = input
            .split(|byte| *byte == END)
            .chain(std::iter::repeat(&[][..]));
        let parts = self.names.iter().zip(given).filter_map(|(name, bytes)| {
            let page = self.page.filter(|_| name.contains("/Page_"));
            let page = page.map(str::as_bytes);
            Some((*name, bytes))
                .filter(|_| !bytes.is_empty())
                .or(page.map(|page| (*name, page)))
        });
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, bytes) in fixed.chain(parts) {
            writer.start_file(name, stored).expect("memory");
            writer.write_all(bytes).expect("memory");
        }
        writer.finish().expect("memory").into_inner()
    }

    /// The input that stands for a container, without the parts with which it would grow beyond `most` bytes; `None`
    /// when it cannot be unpacked or its main part is too long.
    pub fn unpack(&self, container: &[u8], most: usize) -> Option<Vec<u8>> {
        let mut archive = ZipArchive::new(Cursor::new(container)).ok()?;
        let mut input = Vec::new();
        for name in self.names {
            let mut bytes = Vec::new();
            if let Ok(mut part) = archive.by_name(name) {
                part.read_to_end(&mut bytes).ok()?;
            }
            if input.len() + bytes.len() < most {
                input.extend(bytes);
            }
            input.push(END);
        }
        Some(input).filter(|input| input.first() != Some(&END))
    }
}
