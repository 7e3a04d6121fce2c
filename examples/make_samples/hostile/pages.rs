//! PDF files with a password, without text, or made to trip a reader.

use lopdf::{
    Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions, Stream, dictionary,
};

use super::super::pdf::canvas::Canvas;
use super::super::pdf::{PdfStyle, document, plain_page, save};
use super::Bad;

/// What stands on the pages of files that are no reports.
const NOTICE: [&str; 3] = [
    "通知",
    "各科室：请于本周五前报送下季度的值班安排。",
    "办公室",
];

/// Where the bytes leave a choice: the text can be read, or the file refused.
const EITHER: &str = "not_a_report|quarantined";

pub fn all() -> Vec<Bad> {
    vec![
        password(),
        image_only(),
        odd("self_form", self_form(), "a form XObject that draws itself"),
        odd(
            "page_count",
            page_count(),
            "a page tree that claims 2147483647 pages and has one",
        ),
        odd(
            "page_loop",
            page_loop(),
            "a page tree whose node is its own kid",
        ),
        odd(
            "huge_coordinates",
            huge_coordinates(),
            "coordinates up to 1e38, numbers that are none, a zero matrix",
        ),
    ]
}

fn odd(id: &'static str, document: Document, about: &'static str) -> Bad {
    Bad {
        status: EITHER,
        ..Bad::quarantined(id, "pdf", "", save(document)).about(about)
    }
}

fn of_page(canvas: Canvas) -> Document {
    document(&[canvas], &PdfStyle::PLAIN, "通知")
}

fn notice() -> Document {
    of_page(plain_page(&NOTICE))
}

/// RC4, 128 bit: the keys follow from passwords and file identifier alone, so that every run gives the same bytes.
fn password() -> Bad {
    let mut document = notice();
    let id = || Object::string_literal("nianbao-samples!");
    document.trailer.set("ID", vec![id(), id()]);
    let version = EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("the document has an identifier");
    document
        .encrypt(&state)
        .expect("the document is not encrypted yet");
    settle(&mut document);
    Bad::quarantined("password_pdf", "pdf", "encrypted", save(document))
        .about("needs a password to open")
}

/// Zeroes the half of `/U` that may hold anything (ISO 32000-1, 7.6.3.4, algorithm 5) and that `lopdf` fills at random.
fn settle(document: &mut Document) {
    let id = document
        .trailer
        .get(b"Encrypt")
        .and_then(Object::as_reference);
    let dictionary = document.get_dictionary_mut(id.expect("the document was encrypted"));
    let user = dictionary.and_then(|dictionary| dictionary.get_mut(b"U"));
    if let Ok(Object::String(bytes, _)) = user {
        bytes.truncate(16);
        bytes.resize(32, 0);
    }
}

fn image_only() -> Bad {
    let (width, height) = (60, 84);
    let dark = |i: usize| i % width % 12 < 2 || i / width % 14 < 2;
    let pixels: Vec<u8> = (0..width * height)
        .map(|i| if dark(i) { 40 } else { 250 })
        .collect();
    let mut image = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => width as i64, "Height" => height as i64,
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
        },
        pixels,
    );
    // A stream that cannot be compressed stays as it is.
    let _ = image.compress();
    let mut canvas = plain_page(&[]);
    canvas.raw("q 595 0 0 842 0 0 cm /X Do Q");
    let mut document = of_page(canvas);
    let image = document.add_object(image);
    add_xobject(&mut document, image);
    Bad::quarantined("image_only", "pdf", "needs_ocr", save(document))
        .about("one page that is a picture without text")
}

/// Names the object `X` in the resources that all pages share.
fn add_xobject(document: &mut Document, id: ObjectId) {
    let resources = resources(document);
    let found = document.get_dictionary_mut(resources);
    let dictionary = found.expect("the resources are a dictionary");
    dictionary.set("XObject", dictionary! { "X" => id });
}

fn page(document: &Document) -> ObjectId {
    document
        .page_iter()
        .next()
        .expect("the document has a page")
}

fn resources(document: &Document) -> ObjectId {
    let page = document
        .get_dictionary(page(document))
        .expect("a page is a dictionary");
    page.get(b"Resources")
        .and_then(Object::as_reference)
        .expect("resources are shared")
}

fn self_form() -> Document {
    let mut canvas = plain_page(&NOTICE);
    canvas.raw("/X Do");
    let mut document = of_page(canvas);
    let form = document.new_object_id();
    let shared = resources(&document);
    let stream = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "Resources" => shared,
            "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        },
        b"1 0 0 1 1 1 cm /X Do /X Do".to_vec(),
    );
    document.objects.insert(form, stream.into());
    add_xobject(&mut document, form);
    document
}

fn tree(document: &Document) -> ObjectId {
    let catalogue = document.catalog().expect("the document has a catalogue");
    catalogue
        .get(b"Pages")
        .and_then(Object::as_reference)
        .expect("a page tree")
}

fn page_count() -> Document {
    let mut document = notice();
    let tree = tree(&document);
    let node = document
        .get_dictionary_mut(tree)
        .expect("a node is a dictionary");
    node.set("Count", i64::from(i32::MAX));
    document
}

fn page_loop() -> Document {
    let mut document = notice();
    let (tree, page) = (tree(&document), page(&document));
    let node = document
        .get_dictionary_mut(tree)
        .expect("a node is a dictionary");
    node.set("Kids", vec![page.into(), tree.into(), tree.into()]);
    document
}

fn huge_coordinates() -> Document {
    let mut canvas = plain_page(&NOTICE);
    for operators in [
        "1e38 w -1e38 -1e38 m 1e38 1e38 l S",
        "340282350000000000000000000000000000000 0 0 340282350000000000000000000000000000000 0 0 cm",
        "0 0 99999999999999999999 0.5 re f",
        "nan inf m -.-5 --7 l S",
        "q 0 0 0 0 0 0 cm BT /S 12 Tf 1 1 Td <7A7A> Tj ET Q",
        "BT /S 99999999999 Tf 1e30 -1e30 Td <901A77E5> Tj ET",
        "340282350000000000000000000000000000000 340282350000000000000000000000000000000 m 0 0 l S",
    ] {
        canvas.raw(operators);
    }
    of_page(canvas)
}
