//! PDF files made by hand for the tests.

use hayro_interpret::hayro_syntax::Pdf;

/// A file of these objects, numbered from 1; the first one is its catalogue. It has no cross-reference table.
pub(super) fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n".to_vec();
    for (object, number) in objects.iter().zip(1..) {
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    file.extend_from_slice(b"trailer<</Root 1 0 R>>");
    file
}

/// A stream as an object: the keys of its dictionary but for its length, and its data.
pub(super) fn stream(keys: &str, data: &[u8]) -> Vec<u8> {
    let dict = format!("<<{keys}/Length {}>>stream\n", data.len());
    [dict.as_bytes(), data, b"\nendstream"].concat()
}

/// The document in such a file.
pub(super) fn document(objects: &[String]) -> Pdf {
    let objects: Vec<_> = objects
        .iter()
        .map(|object| object.clone().into_bytes())
        .collect();
    Pdf::new(file(&objects)).expect("a sound file")
}
