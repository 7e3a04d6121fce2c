//! The PDF file around the pages.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId, StringFormat, dictionary};

use super::canvas::Canvas;
use super::content::{Content, content};
use super::fonts::{add_fonts, compressed};
use super::{Lie, Paper, PdfStyle};

/// What is named as the producer of every sample.
const PRODUCER: &str = "nianbao samples";

/// Free media around a crop box at the right and at the top.
const CROPPED: f32 = 40.0;

/// A text string of the document (ISO 32000-1, 7.9.2.2) in UTF-16.
fn text_string(text: &str) -> Object {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// The pages as a PDF file.
pub fn assemble(pages: &[Canvas], style: &PdfStyle, title: &str) -> Vec<u8> {
    save(document(pages, style, title))
}

/// The bytes of a document.
pub fn save(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document
        .save_to(&mut bytes)
        .expect("writing into memory cannot fail");
    bytes
}

/// The pages as a document that can still be changed.
pub fn document(pages: &[Canvas], style: &PdfStyle, title: &str) -> Document {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let contents: Vec<Content> = pages.iter().map(content).collect();
    let used: BTreeSet<char> = contents
        .iter()
        .flat_map(|content| content.used.iter().copied())
        .collect();
    let fonts = add_fonts(&mut document, style, &used);
    let resources = document.add_object(dictionary! { "Font" => fonts });
    let kids: Vec<Object> = pages
        .iter()
        .zip(&contents)
        .map(|p| page(&mut document, tree, resources, p).into())
        .collect();
    let count = kids.len() as i64;
    document.objects.insert(
        tree,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }.into(),
    );
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    let information = document.add_object(dictionary! {
        "Title" => text_string(title), "Producer" => Object::string_literal(PRODUCER),
    });
    document.trailer.set("Root", catalogue);
    document.trailer.set("Info", information);
    document
}

fn page(
    document: &mut Document,
    tree: ObjectId,
    resources: ObjectId,
    (canvas, content): (&Canvas, &Content),
) -> ObjectId {
    let content = compressed(Dictionary::new(), content.stream.as_str());
    let content = document.add_object(content);
    let mut page = dictionary! {
        "Type" => "Page", "Parent" => tree, "Resources" => resources, "Contents" => content,
    };
    boxes(&mut page, canvas.paper);
    document.add_object(page)
}

fn boxes(page: &mut Dictionary, paper: Paper) {
    let (mut width, mut height) = (paper.width, paper.height);
    if paper.lie != Lie::Plain {
        (width, height) = (height, width);
    }
    if paper.lie == Lie::Rotated {
        page.set("Rotate", 90);
    }
    let (x, y) = paper.crop.unwrap_or_default();
    let area = |a: f32, b: f32, c: f32, d: f32| -> Object {
        vec![a.into(), b.into(), c.into(), d.into()].into()
    };
    if paper.crop.is_some() {
        page.set("CropBox", area(x, y, x + width, y + height));
        page.set(
            "MediaBox",
            area(0.0, 0.0, x + width + CROPPED, y + height + CROPPED),
        );
    } else {
        page.set("MediaBox", area(0.0, 0.0, width, height));
    }
}

/// One portrait page with these lines of text.
pub fn plain_page(lines: &[&str]) -> Canvas {
    let mut canvas = Canvas::new(Paper::PORTRAIT, &PdfStyle::PLAIN);
    for (i, line) in lines.iter().enumerate() {
        canvas.text(56.0, 56.0 + 20.0 * i as f32, 12.0, line);
    }
    canvas
}
