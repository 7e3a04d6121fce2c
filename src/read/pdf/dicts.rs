//! A walk over every dictionary of a document.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Dict, MaybeRef, Object};

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
    if depth > MAX_DEPTH {
        return Ok(());
    }
    let dict = match object {
        Object::Dict(dict) => Some(dict),
        Object::Stream(stream) => Some(stream.dict()),
        _ => None,
    };
    if let Some(dict) = dict {
        see(dict)?;
    }
    let mut inside = |value: MaybeRef<Object<'_>>| match value {
        MaybeRef::NotRef(value) => within(&value, depth + 1, see),
        MaybeRef::Ref(_) => Ok(()),
    };
    match (dict, object) {
        (Some(dict), _) => dict.entries().try_for_each(|(_, value)| inside(value)),
        (None, Object::Array(array)) if array.data().contains(&b'<') => {
            array.raw_iter().try_for_each(inside)
        }
        _ => Ok(()),
    }
}
