//! PDF files made by hand for the tests.

use hayro_interpret::hayro_syntax::Pdf;

/// A file of these objects, numbered from 1; the first one is its catalogue. It has no cross-reference table.
pub(super) fn document(objects: &[String]) -> Pdf {
    let objects = objects.iter().zip(1..);
    let objects = objects.map(|(object, number)| format!("{number} 0 obj\n{object}\nendobj\n"));
    let objects: String = objects.collect();
    let file = format!("%PDF-1.4\n{objects}trailer<</Root 1 0 R>>");
    Pdf::new(file.into_bytes()).expect("a sound file")
}
