//! By what a result of an earlier run is known to be that of this file: all that it depends on.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::manifest::Manifest;
use super::store::Key;
use crate::forms::Forms;
use crate::limits::Limits;
use crate::normalise;

/// This build of the program: its version and a hash over its sources.
pub(super) const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("NIANBAO_SOURCES"));

/// What the results of all files depend on.
pub(super) fn of_settings(limits: &Limits, forms: Forms) -> Key {
    let mut hash = Sha256::new();
    add(&mut hash, &BUILD);
    add(&mut hash, limits);
    add(&mut hash, &forms.texts());
    hash.finalize().into()
}

/// The key of a file with this content that is no archive: what its path says counts, not how it is spelled.
pub(super) fn of_file(settings: &Key, manifest: &Manifest, source: &str, content: &Key) -> Key {
    let says = normalise::path_says(source);
    of(b"file", settings, manifest, source, (&says, content))
}

/// The key of an archive with this content.
pub(super) fn of_archive(settings: &Key, manifest: &Manifest, source: &str, content: &Key) -> Key {
    of(b"archive", settings, manifest, source, (source, content))
}

/// The key of a file that could not be opened: no later run may take its results for its own.
pub(super) fn of_nothing(order: &[u8]) -> Key {
    let mut hash = Sha256::new();
    add(&mut hash, b"nothing");
    add(&mut hash, &order);
    hash.finalize().into()
}

fn of(
    kind: &[u8],
    settings: &Key,
    manifest: &Manifest,
    source: &str,
    (says, content): (&str, &Key),
) -> Key {
    let mut hash = Sha256::new();
    add(&mut hash, &kind);
    add(&mut hash, settings);
    // Members of an archive are told apart by what follows its source.
    for (other, row) in manifest.part(source) {
        add(&mut hash, &other.get(source.len()..));
        add(&mut hash, &row.said());
    }
    add(&mut hash, &says);
    add(&mut hash, content);
    hash.finalize().into()
}

fn add(hash: &mut Sha256, value: &(impl Serialize + ?Sized)) {
    // What cannot be written as bytes has no key: no such value is known, and a fixed one would be shared.
    let bytes = postcard::to_stdvec(value).unwrap_or_default();
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(settings: &Key, source: &str, content: u8) -> Key {
        of_file(settings, &Manifest::default(), source, &[content; 32])
    }

    #[test]
    fn a_key_changes_with_all_that_a_result_depends_on_and_nothing_else() {
        let limits = Limits::default();
        let settings = of_settings(&limits, Forms::default());
        let own = key(&settings, "x/a.pdf", 1);
        assert_eq!(key(&settings, "y/a.pdf", 1), own);
        assert_ne!(key(&settings, "2023/a.pdf", 1), own);
        assert_ne!(key(&settings, "x/b.pdf", 1), own);
        assert_ne!(key(&settings, "x/a.pdf", 2), own);
        let fewer = Limits { pages: 1, ..limits };
        let other = of_settings(&fewer, Forms::default());
        assert_ne!(key(&other, "x/a.pdf", 1), own);
        let archive = of_archive(&settings, &Manifest::default(), "x/a.pdf", &[1; 32]);
        assert_ne!(archive, own);
    }
}
