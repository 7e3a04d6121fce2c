//! A walk over every dictionary of a document.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, MaybeRef, Object};

/// Dictionaries and arrays written inside each other.
const MAX_DEPTH: usize = 12;

/// Shows each dictionary once: those of streams and those written inside others too; what one refers to is an object of
/// its own.
///
/// # Errors
/// The first one that `see` returns.
pub(super) fn each<E>(
    pdf: &Pdf,
    see: &mut impl FnMut(&Dict<'_>) -> Result<(), E>,
) -> Result<(), E> {
    for object in pdf.objects() {
        within(&object, 0, see)?;
    }
    Ok(())
}

fn within<E>(
    object: &Object<'_>,
    depth: usize,
    see: &mut impl FnMut(&Dict<'_>) -> Result<(), E>,
) -> Result<(), E> {
    match object {
        _ if depth > MAX_DEPTH => Ok(()),
        Object::Dict(dict) => in_dict(dict, depth, see),
        Object::Stream(stream) => in_dict(stream.dict(), depth, see),
        Object::Array(array) => in_array(array, depth, see),
        _ => Ok(()),
    }
}

fn in_dict<E>(
    dict: &Dict<'_>,
    depth: usize,
    see: &mut impl FnMut(&Dict<'_>) -> Result<(), E>,
) -> Result<(), E> {
    see(dict)?;
    for (_, value) in dict.entries() {
        if let MaybeRef::NotRef(value) = value {
            within(&value, depth + 1, see)?;
        }
    }
    Ok(())
}

fn in_array<E>(
    array: &Array<'_>,
    depth: usize,
    see: &mut impl FnMut(&Dict<'_>) -> Result<(), E>,
) -> Result<(), E> {
    if !array.data().contains(&b'<') {
        return Ok(());
    }
    for value in array.raw_iter() {
        if let MaybeRef::NotRef(value) = value {
            within(&value, depth + 1, see)?;
        }
    }
    Ok(())
}
